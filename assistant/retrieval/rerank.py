"""An optional cross-encoder that reads the question together with each of the best passages and ranks them anew."""

import math
from collections.abc import Sequence

from assistant.errors import SettingsError

RERANKED = 20  # entries that are read again; the others keep their order behind them


class Reranker:
    """Any cross-encoder that sentence-transformers loads by name or path."""

    def __init__(self, name: str) -> None:
        """Raises SettingsError when the model cannot be loaded."""
        try:
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise SettingsError(
                f"reranker {name!r} needs the extra 'models'; install it: pip install 'marketing-assistant[models]'"
            ) from error
        try:
            self._model = CrossEncoder(name)
        except (OSError, ValueError) as error:
            raise SettingsError(f"reranker {name!r} cannot be loaded ({error}); give a cross-encoder's name or folder") from error

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the question, from 0 to 1."""
        if not texts:
            return []
        logits = self._model.predict([(question, text) for text in texts], activation_fn=_identity, show_progress_bar=False)
        return [1 / (1 + math.exp(-float(logit))) for logit in logits]


def _identity(logits: object) -> object:
    return logits
