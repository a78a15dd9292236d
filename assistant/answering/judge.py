"""Whether the material supports an answer: how much of what a question is about the best card or passage has.

A plain threshold on search scores does not tell an answerable question from a near miss; which content words of the
question the best entry lacks does better, so support is coverage by weight, helped by a like-worded ask.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.overlap import Weigher, content
from assistant.library import Library
from assistant.types import Hit, Query

# Both are set on asks held out from the index against questions about other subjects (evals/judgement.py).
MIN_SUPPORT = 0.34
NAMED_SUPPORT = 0.15  # a question that names the card needs less besides
UNKNOWN_WEIGHT = 0.5  # how much the share of the question that no entry knows takes away


@dataclass(frozen=True, slots=True)
class Support:
    """Support for an answer from one hit: `score` against `needed`."""

    score: float
    needed: float

    @property
    def enough(self) -> bool:
        return self.score >= self.needed


class Judge:
    """Judges hits with the words of the whole index."""

    def __init__(self, library: Library, weigher: Weigher) -> None:
        self._library = library
        self._weigher = weigher

    def support(self, query: Query, hit: Hit) -> Support:
        question = self._weigher.tokens(content(query.standalone))
        text = self._entry_tokens(hit)
        covered = self._weigher.coverage(question, text)
        unknown = {token for token in question if not self._weigher.known(token)}
        strange = self._weigher.coverage(question, unknown)
        score = covered + (1 - covered) * self._ask_likeness(question, hit) - UNKNOWN_WEIGHT * strange * (1 - covered)
        named = hit.passage.document_id in query.entities
        return Support(score, NAMED_SUPPORT if named else MIN_SUPPORT)

    def _entry_tokens(self, hit: Hit) -> set[str]:
        card = self._library.cards.get(hit.passage.document_id)
        if card is None:
            return self._weigher.tokens(f"{hit.passage.title} {hit.passage.heading}\n{hit.passage.text}")
        texts: Sequence[str] = [passage.text for passage in self._library.passages_of(card.id)]
        asks = [ask for asks in card.asks.values() for ask in asks]
        return self._weigher.tokens("\n|".join([*card.names, *texts, *asks]))

    def _ask_likeness(self, question: set[str], hit: Hit) -> float:
        card = self._library.cards.get(hit.passage.document_id)
        if card is None:
            return 0.0
        asks = (ask for asks in card.asks.values() for ask in asks)
        return max((self._weigher.likeness(question, self._weigher.tokens(content(ask))) for ask in asks), default=0.0)
