"""Whether the material supports an answer: a calibrated score over what a question has in common with the best hit.

A threshold on search scores does not tell an answerable question from a near miss. What does better is which content
words of the question the best card has, which of them no card has, and how like the question its nearest ask is. The
weights below come from `python -m evals.judgement`, fitted on one half of its cases and reported on the other.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from assistant.answering.overlap import Weigher, content
from assistant.library import Library
from assistant.retrieval.tokens import HAN, normalise
from assistant.types import Hit, Query

_RUN = re.compile(rf"[{HAN}]+|[a-z0-9]+")
_HAN = re.compile(rf"[{HAN}]")
LONGEST_RUN = 6  # an unknown stretch this long or longer counts as 1
PLAIN_COVERED = 0.2  # share of a question's weight that a plain passage must hold
STRONG_BM25 = 60.0  # a BM25 score of this or more counts as 1


@dataclass(frozen=True, slots=True)
class Features:
    """What the score is made of; every one lies between 0 and 1."""

    covered: float  # share of the question's weight that the best entry holds
    rest_covered: float  # the same for what the question says besides the entry's name: the attribute asked for
    strange: float  # share of the question's weight that no entry holds
    longest_gap: float  # longest stretch of the question that the best entry does not hold
    characters: float  # share of the question's characters that the best entry holds
    strength: float  # BM25 score of the best entry
    dense: float  # best cosine of its records
    margin: float  # how far it is above the second
    named: float  # the question names it


# Weights in the order of Features, then the constant, and the probability from which an answer is given.
WEIGHTS = (-0.20, 1.04, -1.26, 0.56, 0.53, 1.85, 1.27, 0.21, -0.07)
CONSTANT = -2.13
THRESHOLD = 0.317


def probability(features: Features) -> float:
    """Calibrated probability that the best hit answers the question: the logistic function of the weighted features."""
    total = CONSTANT + sum(weight * value for weight, value in zip(WEIGHTS, astuple(features), strict=True))
    return 1 / (1 + math.exp(-total))


class Judge:
    """Judges hits with the words of the whole index."""

    def __init__(self, library: Library, weigher: Weigher) -> None:
        self._library = library
        self._weigher = weigher

    def probability(self, query: Query, hit: Hit, hits: Sequence[Hit]) -> float:
        """How probably `hit`, chosen from `hits`, answers the question; from THRESHOLD on it is answered.

        The weights are fitted on cards. For a passage of a plain file it is the share of the question that it holds
        that counts, and PLAIN_COVERED of it is enough.
        """
        features = self.features(query, hit, hits)
        if hit.passage.document_id in self._library.cards:
            return probability(features)
        return min(1.0, THRESHOLD * features.covered / PLAIN_COVERED)

    def features(self, query: Query, hit: Hit, hits: Sequence[Hit]) -> Features:
        """Features of `hit`, chosen from `hits`, for the question."""
        subject = content(query.standalone)
        question = self._weigher.tokens(subject)
        names, text = self._entry(hit)
        own = self._weigher.tokens(text)
        rest = self._weigher.tokens(_without(subject, names))
        second = next((other.score for other in hits if other is not hit), 0.0)
        return Features(
            covered=self._weigher.coverage(question, own),
            rest_covered=self._weigher.coverage(rest, own) if rest else 1.0,
            strange=self._weigher.coverage(question, {token for token in question if not self._weigher.known(token)}),
            longest_gap=min(_longest_gap(subject, own), LONGEST_RUN) / LONGEST_RUN,
            characters=_share_of_characters(subject, text),
            strength=min(hit.why["lexical"] / STRONG_BM25, 1.0),
            dense=min(1.0, max(0.0, hit.why["dense"])),
            margin=min(1.0, max(0.0, 1 - second / hit.score)) if hit.score > 0 else 0.0,
            named=float(hit.passage.document_id in query.entities),
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


def _longest_gap(subject: str, known: set[str]) -> int:
    """Characters of the longest stretch of `subject` no pair of which is known; an unknown word in another script counts as three."""
    longest = 0
    for run in _RUN.findall(subject):
        if run.isascii():
            longest = max(longest, 0 if run in known else 3)
            continue
        covered = [False] * len(run)
        for at in range(len(run) - 1):
            if run[at : at + 2] in known:
                covered[at] = covered[at + 1] = True
        longest = max(longest, *(len(gap) for gap in "".join("x" if known else "." for known in covered).split("x")))
    return longest


def _share_of_characters(subject: str, text: str) -> float:
    characters = set(_HAN.findall(subject))
    return len(characters & set(text)) / len(characters) if characters else 0.0
