"""Calculation questions: a story, the ranges of its numbers, the result asked for, and the mistakes that the wrong options come from.

The key is worked by the formula (assistant/value); a mistake is worked here, from the same inputs, and has a name, so that every option
can be recomputed. Amounts are in 元, rates fractions of one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from assistant.quiz.items import Difficulty
from assistant.value.signature import Values


@dataclass(frozen=True, slots=True)
class Range:
    """The values that a number of a story is drawn from: `low` to `high` by `step`, each divided by `parts`."""

    low: int
    high: int
    step: int
    parts: int = 1

    def values(self) -> list[Fraction]:
        return [Fraction(value, self.parts) for value in range(self.low, self.high + 1, self.step)]


def rate(low: int, high: int, step: int) -> Range:
    """A rate, given in per cent."""
    return Range(low, high, step, 100)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong way to work it, and what comes of it."""

    words: str
    work: Callable[[Values], Fraction]


@dataclass(frozen=True, slots=True)
class Scenario:
    """`result` is the beginning of the label of the result asked for; `stories` have {names} of inputs; `fixed` are inputs that no story prints.

    `fits` says whether drawn numbers make sense together.
    """

    id: str
    formula: str
    result: str
    difficulty: Difficulty
    stories: tuple[str, ...]
    ranges: Mapping[str, Range]
    mistakes: tuple[Mistake, ...]
    fixed: Mapping[str, Fraction] = field(default_factory=dict)
    fits: Callable[[Values], bool] = lambda _values: True
