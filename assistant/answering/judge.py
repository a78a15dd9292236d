"""Whether the material supports an answer: a calibrated score over what a question has in common with the best hit.

A threshold on search scores does not tell an answerable question from a near miss. What does better is which content
words of the question the best card has besides its own name, and which of them no card has. The weights below come
from `python -m evals.judgement`, fitted on one half of its cases and reported on the other.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from assistant.answering.overlap import Weigher, content
from assistant.library import Library
from assistant.retrieval.tokens import HAN, normalise
from assistant.types import Hit, Query

_HAN = re.compile(rf"[{HAN}]")
PLAIN_COVERED = 0.2  # share of a question's weight that a plain passage must hold
STRONG_BM25 = 10.0  # a BM25 score of this × log(1 + entries) counts as 1: rare words weigh more the more entries there are


@dataclass(frozen=True, slots=True)
class Features:
    """What the score is made of; every one lies between 0 and 1."""

    covered: float  # share of the question's weight, besides the entry's own name, that the entry holds: the attribute asked for
    strange: float  # share of the question's weight that no entry holds
    characters: float  # share of the question's characters that the entry holds
    strength: float  # BM25 score of the entry, by what the size of the index lets expect
    dense: float  # best cosine of its records


# Weights in the order of Features, then the constant, and the probability from which an answer is given.
WEIGHTS = (0.65, -1.22, 0.47, 1.87, 1.16)
CONSTANT = -1.65
THRESHOLD = 0.309


def probability(features: Features) -> float:
    """Calibrated probability that the best hit answers the question: the logistic function of the weighted features."""
    total = CONSTANT + sum(weight * value for weight, value in zip(WEIGHTS, astuple(features), strict=True))
    return 1 / (1 + math.exp(-total))


class Judge:
    """Judges hits with the words of the whole index."""

    def __init__(self, library: Library, weigher: Weigher) -> None:
        self._library = library
        self._weigher = weigher

    def probability(self, query: Query, hit: Hit) -> float:
        """How probably `hit` answers the question; from THRESHOLD on it is answered.

        The weights are fitted on cards. For a passage of a plain file it is the share of the question that it holds
        that counts, and PLAIN_COVERED of it is enough.
        """
        features = self.features(query, hit)
        if hit.passage.document_id in self._library.cards:
            return probability(features)
        return min(1.0, THRESHOLD * features.covered / PLAIN_COVERED)

    def features(self, query: Query, hit: Hit) -> Features:
        subject = content(query.standalone)
        question = self._weigher.tokens(subject)
        names, text = self._entry(hit)
        rest = self._weigher.tokens(_without(subject, names))
        return Features(
            covered=self._weigher.coverage(rest, self._weigher.tokens(text)) if rest else 1.0,
            strange=self._weigher.coverage(question, {token for token in question if not self._weigher.known(token)}),
            characters=_share_of_characters(subject, text),
            strength=min(hit.why["lexical"] / (STRONG_BM25 * math.log1p(self._weigher.size)), 1.0),
            dense=min(1.0, max(0.0, hit.why["dense"])),
        )

    def _entry(self, hit: Hit) -> tuple[tuple[str, ...], str]:
        """Names and whole text of the entry that a hit leads to, stretches apart so that no pair spans two."""
        card = self._library.cards.get(hit.passage.document_id)
        if card is None:
            return (), f"{hit.passage.title}|{hit.passage.heading}|{hit.passage.text}"
        texts = [passage.text for passage in self._library.passages_of(card.id)]
        asks = [ask for asks in card.asks.values() for ask in asks]
        return card.names, "|".join([*card.names, *texts, *asks])


def _without(subject: str, names: Sequence[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        subject = subject.replace(normalise(name), ",")
    return subject


def _share_of_characters(subject: str, text: str) -> float:
    characters = set(_HAN.findall(subject))
    return len(characters & set(text)) / len(characters) if characters else 0.0
