"""The parts of this project's retrieval taken one by one, over an index that the product has built.

Each ranker takes a question and gives the ids of documents, best first. Only indexes of whole passages fit: one
record for each entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from assistant.retrieval.index import SearchIndex, normalise_rows
from assistant.retrieval.search import CANDIDATES
from assistant.retrieval.tokens import tokenize

RRF_CONSTANT = 60
WEIGHTS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9)  # of the lexical side; the rest is the dense side's


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides' view of one question: exact scores of every entry, and what Chroma gave."""

    lexical: npt.NDArray[np.float32]
    cosine: npt.NDArray[np.float32]
    nearest: list[int]


class Ablation:
    """Rankings by one side, by reciprocal ranks and by weighted scores. Raises ValueError for an index of cards."""

    def __init__(self, index: SearchIndex, embeddings: Embeddings) -> None:
        self._index = index
        self._embeddings = embeddings
        if any(len(row.passages) != 1 for row in index.entries):
            raise ValueError("an index with more than one record for an entry: rankings by record would not be rankings of entries")
        self._ids = [row.document_id for row in index.entries]

    def sides(self, question: str) -> Sides:
        vector = normalise_rows(np.asarray(self._embeddings.embed_query(question), dtype=np.float32))
        lexical = self._index.lexical.scores(tokenize(question, self._index.terms))
        cosine = np.asarray(self._index.vectors @ vector, dtype=np.float32)
        return Sides(lexical, cosine, self._index.nearest(vector, CANDIDATES) if vector.any() else [])

    def rankings(self, question: str, count: int) -> dict[str, list[str]]:
        """Ranking by each method, by its name."""
        sides = self.sides(question)
        ranked = {
            "lexical side alone": _best(sides.lexical, count),
            "dense side alone (Chroma)": sides.nearest[:count],
            f"RRF({RRF_CONSTANT}) of both sides": _reciprocal([_best(sides.lexical, CANDIDATES), sides.nearest], count),
        }
        words = sides.lexical / max(float(sides.lexical.max(initial=0.0)), 1e-9)
        for weight in WEIGHTS:
            ranked[f"scores {weight:g} / {1 - weight:g}"] = _best(weight * words + (1 - weight) * sides.cosine, count)
        return {name: [self._ids[place] for place in places] for name, places in ranked.items()}


def chroma_recall(index: SearchIndex, embeddings: Embeddings, questions: Sequence[str], count: int = 10) -> float:
    """Share of the entries with the `count` truly nearest records that Chroma gives; any index fits."""
    entry_of_record = np.repeat(np.arange(len(index.entries)), [len(row.passages) for row in index.entries])
    shares = []
    for question in questions:
        vector = normalise_rows(np.asarray(embeddings.embed_query(question), dtype=np.float32))
        true = {int(entry_of_record[record]) for record in _best(np.asarray(index.vectors @ vector), count)}
        shares.append(len(true.intersection(index.nearest(vector, count))) / len(true))
    return float(np.mean(shares))


def _best(scores: npt.NDArray[np.float32], count: int) -> list[int]:
    return [int(place) for place in np.argsort(-scores, kind="stable")[:count]]


def _reciprocal(rankings: Sequence[Sequence[int]], count: int) -> list[int]:
    """Reciprocal rank fusion (Cormack, Clarke and Buettcher 2009)."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, place in enumerate(ranking, start=1):
            scores[place] = scores.get(place, 0.0) + 1 / (RRF_CONSTANT + rank)
    return sorted(scores, key=lambda place: (-scores[place], place))[:count]
