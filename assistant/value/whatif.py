"""What a result turns on: how far it moves with each input, how it grows over the years, where it turns to nothing.

Every figure is the formula's own result with one input changed; nothing is derived by hand.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.library import Library
from assistant.types import Calculation, Input
from assistant.value.chart import Line, Mark, Swing, Tornado
from assistant.value.fitting import IN_YEARS
from assistant.value.signature import ONE, ZERO, Formula, Parameter
from assistant.value.worksheet import calculate

MOST_SWINGS = 10  # bars of a tornado
MOST_POINTS = 25  # points of a line over the years
ENDLESS_YEARS = 20  # years that are shown of a relationship without an end
_STRETCHES = 20  # of a line through a break-even; a result may bend with the input
_TENTH = Fraction(1, 10)
_NEAR = Fraction(1, 10_000)  # a rate that is found by trying is found to 0.01 %
_TIMES = {"years": "年", "months": "个月", "days": "天"}
_UNITS = ("money", "rate", "points", "number")


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The value of one input at which the result is zero, all others being as they are; `near` where it is not exact."""

    label: str
    unit: str
    now: Fraction
    at: Fraction
    near: bool = False


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A worked formula, and its leading result with other inputs."""

    formula: Formula
    given: Mapping[str, Fraction]
    library: Library
    calculation: Calculation

    def result(self, **changed: Fraction) -> Fraction | None:
        """The leading result with these inputs; None where the formula does not work with them."""
        try:
            return calculate(self.formula, {**self.given, **changed}, self.library).results[0].value
        except ValueModelError:
            return None

    @property
    def leads(self) -> bool:
        """Whether there is one result of which the rest can be asked: no dispute, no two sides, no list."""
        formula, results = self.formula, self.calculation.results
        several = formula.claims or formula.ratio or any(parameter.many for parameter in formula.parameters)
        return not several and not (formula.parties and len(results) > 1) and results[0].unit in _UNITS

    def movable(self) -> Iterator[tuple[Input, Parameter]]:
        """The inputs that can be made smaller and larger."""
        for row in self.calculation.inputs:
            if row.value and row.unit != "choice":
                yield row, self.formula.parameter(row.name)


def tornado(what: WhatIf) -> Tornado | None:
    """Each input a tenth smaller and larger, a time by one; None where less than two inputs move the result."""
    if not what.leads:
        return None
    base = what.calculation.results[0]
    swings = []
    for row, parameter in what.movable():
        by, change = (ONE, f"±1{_TIMES[parameter.unit]}") if parameter.unit in IN_YEARS else (abs(row.value) * _TENTH, "±10%")
        low, high = (what.result(**{row.name: value}) for value in (row.value - by, row.value + by))
        if {low, high} - {None, base.value}:
            swings.append(Swing(row.label, change, low, high))
    swings.sort(key=lambda swing: -_reach(swing, base.value))
    return Tornado(base.label, base.unit, base.value, tuple(swings[:MOST_SWINGS])) if len(swings) > 1 else None


def over_years(what: WhatIf) -> Line | None:
    """A present value by the number of years; None where it does not depend on years, or where there is only one."""
    names = {parameter.name for parameter in what.formula.parameters}
    if not what.leads or not names >= {"years", "discount_rate"} or what.result(years=ONE) is None:
        return None
    base = what.calculation.results[0]
    given = what.given.get("years")
    last = int(given) if given is not None else ENDLESS_YEARS
    step = -(-last // MOST_POINTS)
    years = sorted({*range(1, last + 1, step), last})
    points = [(Fraction(year), value) for year in years if (value := what.result(years=Fraction(year))) is not None]
    if len(points) < 2 or len({value for _, value in points}) == 1:
        return None
    turn = next((Mark("打平", x, y) for (_, before), (x, y) in itertools.pairwise(points) if before < 0 <= y), None)
    marks = [turn] if turn else []
    return Line(base.label, base.unit, "年数", "years", tuple(points), tuple(marks), None if given is not None else base.value)


def break_evens(what: WhatIf) -> list[BreakEven]:
    """Where the result turns to zero, by input; the one that is nearest to its present value stands first."""
    if not what.leads or not what.calculation.results[0].value:
        return []
    found = []
    for row, parameter in what.movable():
        if parameter.unit in IN_YEARS:
            continue
        at, near = _straight(what, row), False
        if at is None and parameter.unit == "rate":
            at, near = _tried(what, row.name), True
        # A factor that is nothing makes the result nothing; that, or the end of its domain, is no news.
        if at is not None and at * row.value > 0 and at not in (parameter.minimum, parameter.maximum):
            found.append(BreakEven(row.label, row.unit, row.value, at, near))
    return sorted(found, key=lambda one: abs(one.at / one.now - 1))


def break_even_line(what: WhatIf, at: BreakEven) -> Line:
    """The result against the input that has a break-even, from well before to well beyond both it and the present value."""
    name = next(row.name for row in what.calculation.inputs if row.label == at.label)
    base = what.calculation.results[0]
    low, high = sorted((at.at, at.now))
    beside = 2 * (high - low)
    low, high = (max(low - beside, ZERO), high + beside) if at.now > 0 else (low - beside, min(high + beside, ZERO))
    places = sorted({low + (high - low) * place / _STRETCHES for place in range(_STRETCHES + 1)} | {at.at, at.now})
    points = [(x, y) for x in places if (y := what.result(**{name: x})) is not None]
    marks = (Mark("现在", at.now, base.value), Mark("打平", at.at, ZERO))
    return Line(base.label, base.unit, at.label, at.unit, tuple(points), marks)


def _reach(swing: Swing, base: Fraction) -> Fraction:
    ends = [value for value in (swing.low, swing.high, base) if value is not None]
    return max(ends) - min(ends)


def _straight(what: WhatIf, row: Input) -> Fraction | None:
    """The zero of a result that is straight in an input: three points lie on a line, and the formula gives zero there."""
    base, by = what.calculation.results[0].value, row.value * _TENTH
    beside, beyond = what.result(**{row.name: row.value - by}), what.result(**{row.name: row.value - 2 * by})
    if beside is None or beside == base or beyond is None or base - beside != beside - beyond:
        return None
    at = row.value - base * by / (base - beside)
    return at if what.result(**{row.name: at}) == 0 else None


def _tried(what: WhatIf, name: str) -> Fraction | None:
    """The zero of a result that bends with a rate, by halving; None where it does not change its sign."""
    low, high = _NEAR, 1 - _NEAR
    first, last = what.result(**{name: low}), what.result(**{name: high})
    if first is None or last is None or first * last >= 0:
        return None
    while high - low > _NEAR:
        middle = Fraction(round((low + high) / 2 / _NEAR)) * _NEAR
        if middle in (low, high):
            break
        value = what.result(**{name: middle})
        if value is None:
            return None
        low, high = (middle, high) if value * first > 0 else (low, middle)
    return high
