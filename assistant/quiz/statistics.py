"""What a paper's answers tell about its items: how hard each was, whether it tells good takers from weak ones, what was picked instead.

    attempts (the answers of each who handed in) → item_statistics() → one Statistics an item

Pure functions of the answers; an answer that waits to be marked is left out of its item's figures.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.quiz.items import Blank, Choice, Judgement, Marking, Matching, Ordering, Paper, Response
from assistant.quiz.taking import Answer, Given, followed, matched, result, share

GROUP_SHARE = Fraction(27, 100)  # of the takers in the upper and in the lower group (Kelley 1939)
FEWEST_TAKERS = 10  # below, the groups have one or two people and their difference says nothing
_MOST_TEXTS = 5  # answers to a blank that are told apart

Answers = Mapping[int, Answer]


@dataclass(frozen=True, slots=True)
class Pick:
    """How many chose an option, found a pair or a point, or wrote a text; `right` where that is (part of) the key."""

    label: str
    count: int
    right: bool


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of one item. `difficulty` is the mean share of its points (the larger the easier), `discrimination` the difference of that mean
    between the best and the weakest 27 % of the takers; None where too few have answered."""

    answered: int
    difficulty: Fraction | None
    discrimination: Fraction | None
    picks: tuple[Pick, ...]


def item_statistics(paper: Paper, attempts: Sequence[Answers]) -> list[Statistics]:
    """Statistics of every item, in the paper's order."""
    ranked = sorted(attempts, key=lambda answers: result(paper, answers).earned, reverse=True)
    return [_statistics(scored.item.response, place, ranked) for place, scored in enumerate(paper.items)]


def _statistics(response: Response, place: int, ranked: Sequence[Answers]) -> Statistics:
    answers = [answers.get(place, Answer()) for answers in ranked]
    shares = [one for answer in answers if (one := share(response, answer)) is not None]
    group = round(len(shares) * GROUP_SHARE)
    apart = _mean(shares[:group]) - _mean(shares[-group:]) if len(shares) >= FEWEST_TAKERS else None
    return Statistics(
        answered=sum(answer.given is not None for answer in answers),
        difficulty=_mean(shares) if shares else None,
        discrimination=apart,
        picks=tuple(_picks(response, answers)),
    )


def _mean(shares: Sequence[Fraction]) -> Fraction:
    return sum(shares, Fraction(0)) / len(shares)


def _picks(response: Response, answers: Sequence[Answer]) -> list[Pick]:
    given = [answer.given for answer in answers if answer.given is not None]
    match response:
        case Choice():
            counts = Counter(place for one in given if isinstance(one, tuple) for place in one)
            return [Pick(option.text, counts[at], at in response.key) for at, option in enumerate(response.options)]
        case Judgement():
            return [Pick("对" if truth else "错", given.count(truth), truth is response.truth) for truth in (True, False)]
        case Matching():
            labels = [f"{left} → {right}" for left, right in response.pairs]
            return _parts(labels, [matched(response, one) for one in given])
        case Ordering():
            labels = [f"{step} → {after}" for step, after in zip(response.steps, response.steps[1:], strict=False)]
            return _parts(labels, [followed(response, one) for one in given])
        case Blank():
            return _texts(response, given)
        case Marking():
            return _parts(response.points, [answer.marks for answer in answers if answer.marks is not None])


def _parts(labels: Sequence[str], found: Sequence[Sequence[bool]]) -> list[Pick]:
    return [Pick(label, sum(one[at] for one in found), True) for at, label in enumerate(labels)]


def _texts(response: Blank, given: Sequence[Given]) -> list[Pick]:
    """The answers that are right together under the key; of the others those written most often."""
    counts = Counter(str(one) for one in given)
    right = {text for text in counts if share(response, Answer(text))}
    picks = [Pick(response.accepted[0], sum(counts[text] for text in right), True)]
    wrong = [(text, count) for text, count in counts.most_common() if text not in right]
    return picks + [Pick(text, count, False) for text, count in wrong[:_MOST_TEXTS]]
