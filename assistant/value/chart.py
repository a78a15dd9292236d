"""Charts as data: a calculation as bars, and how its result moves, as a line or a tornado; each also in words.

    Calculation → Chart (exact bars) → layout()        for the eye
                                     → description()   for a screen reader, a printout, a log
    whatif.py   → Line, Tornado      → line_description(), tornado_description()

What lies over what decides the form: parts that are added and taken away make a waterfall, anything else plain bars.
Bars run from left to right, so that Chinese labels stand upright at any width. The page draws them itself: Plotly in
the browser is a script of 4.6 MB, and showed its first bar two seconds after the answer.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assistant.types import Calculation
from assistant.value.formulas import ACQUISITION_COST, COST_PARTS, DELIVERED_VALUE, LADDER_SHARES, LIFETIME_VALUE, RANKS, VALUE_PARTS
from assistant.value.formulas.delivered import is_whole
from assistant.value.notation import shown

_YEARLY = re.compile(r"^(?P<part>当前价值|潜在价值)第(?P<year>\d+)年$")  # how formulas.lifetime_value labels the steps of a year


class Form(StrEnum):
    WATERFALL = "瀑布图"
    BARS = "条形图"


class Role(StrEnum):
    """What a bar does to the sum: adds to it, takes from it, or is one."""

    PLUS = "plus"
    MINUS = "minus"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` is signed: a cost of a waterfall is negative."""

    label: str
    value: Fraction
    role: Role


@dataclass(frozen=True, slots=True)
class Chart:
    form: Form
    title: str
    unit: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a line that is named."""

    label: str
    x: Fraction
    y: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """A result against one input. `level` is what it tends to, where it goes on for ever; `x_unit` is the input's."""

    title: str
    unit: str
    x_label: str
    x_unit: str
    points: tuple[tuple[Fraction, Fraction], ...]
    marks: tuple[Mark, ...] = ()
    level: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Swing:
    """The result with one input smaller and larger by `change`; None where the input cannot be so."""

    label: str
    change: str
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class Tornado:
    """How far the result, now `base`, moves with each input; what moves it most stands first."""

    title: str
    unit: str
    base: Fraction
    swings: tuple[Swing, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a bar lies, as shares of the chart's width; `end` is the level that it leads to."""

    left: Fraction
    width: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the bars of a chart lie, and where zero does."""

    zero: Fraction
    spans: tuple[Span, ...]


def chart_of(calculation: Calculation) -> Chart | None:
    """The bars that show a calculation; None where there are fewer than two, which a chart would not make clearer."""
    form, bars = _bars(calculation)
    if len(bars) < 2 or not any(bar.value for bar in bars):
        return None
    return Chart(form, calculation.title, calculation.results[0].unit, tuple(bars))


def layout(chart: Chart, beside: Sequence[Chart] = ()) -> Layout:
    """One span for each bar, on a scale that also holds the charts `beside` it.

    A bar of a waterfall begins where the one before it ends; a total begins at zero.
    """
    ends = _ends(chart)
    levels = [Fraction(0), *(end for one in (chart, *beside) for pair in _ends(one) for end in pair)]
    low, reach = min(levels), max(levels) - min(levels)
    spans = (Span((min(pair) - low) / reach, abs(pair[1] - pair[0]) / reach, (pair[1] - low) / reach) for pair in ends)
    return Layout(-low / reach, tuple(spans))


def _ends(chart: Chart) -> list[tuple[Fraction, Fraction]]:
    """The levels between which each bar lies."""
    ends: list[tuple[Fraction, Fraction]] = []
    level = Fraction(0)
    for bar in chart.bars:
        floating = chart.form is Form.WATERFALL and bar.role is not Role.TOTAL
        start = level if floating else Fraction(0)
        level = start + bar.value
        ends.append((start, level))
    return ends


def description(chart: Chart) -> str:
    """The chart in words: its form, what it is of, and each bar with its figure."""
    bars = "，".join(f"{bar.label}{figure(bar, chart)}" for bar in chart.bars)
    return f"{chart.form.value}（{chart.title}）：{bars}。"


def figure(bar: Bar, chart: Chart) -> str:
    """A bar's figure with its unit and a true minus sign."""
    return signed(bar.value, chart.unit)


def line_description(line: Line) -> str:
    """The line in words: where it starts and ends, and each point that is named."""
    (first_x, first), (last_x, last) = line.points[0], line.points[-1]
    ends = f"{line.x_label}从{signed(first_x, line.x_unit)}到{signed(last_x, line.x_unit)}，{line.title}从{signed(first, line.unit)}到{signed(last, line.unit)}"
    marks = "".join(f"；{mark.label}：{signed(mark.x, line.x_unit)}时是{signed(mark.y, line.unit)}" for mark in line.marks)
    level = f"；一直延续下去是{signed(line.level, line.unit)}" if line.level is not None else ""
    return f"折线图（{line.title}）：{ends}{marks}{level}。"


def tornado_description(tornado: Tornado) -> str:
    """The tornado in words: the result with each input smaller and larger."""
    rows = "；".join(
        f"{swing.label}（{swing.change}）：减小时{_or_none(swing.low, tornado.unit)}，增大时{_or_none(swing.high, tornado.unit)}"
        for swing in tornado.swings
    )
    return f"敏感度图（{tornado.title}，现在是{signed(tornado.base, tornado.unit)}）：{rows}。"


def signed(value: Fraction, unit: str) -> str:
    """A figure with its unit and a true minus sign."""
    return shown(value, unit).replace("-", "−")


def _or_none(value: Fraction | None, unit: str) -> str:
    return "不可算" if value is None else signed(value, unit)


def _bars(calculation: Calculation) -> tuple[Form, list[Bar]]:
    match calculation.formula:
        case DELIVERED_VALUE.id:
            return Form.WATERFALL, _delivered(calculation)
        case LIFETIME_VALUE.id:
            return Form.WATERFALL, _lifetime(calculation)
        case LADDER_SHARES.id:
            return Form.BARS, _shares(calculation)
        case ACQUISITION_COST.id:
            given = [Bar(row.label, row.value, Role.TOTAL) for row in calculation.inputs if row.name == "retention_cost"]
            return Form.BARS, [*given, *_results(calculation)]
        case _:
            return Form.BARS, _results(calculation)


def _delivered(calculation: Calculation) -> list[Bar]:
    """Each value up, each cost down, what is left; a side that was given whole is one bar.

    Where a target leaves its room to the value, costs and target go up and the values that are given down.
    """
    inputs = {row.name: row for row in calculation.inputs}
    up, down = ("total_value", VALUE_PARTS), ("total_cost", COST_PARTS)
    sought = "target" in inputs and calculation.results[0].label != DELIVERED_VALUE.title
    if sought and not is_whole(inputs, *up):
        up, down = down, up
    bars = []
    for (total, parts), role in ((up, Role.PLUS), (down, Role.MINUS)):
        rows = [inputs[name] for name in parts if name in inputs]
        if total in inputs and sum((row.value for row in rows), Fraction(0)) != inputs[total].value:
            rows = [inputs[total]]
        bars += [Bar(row.label, row.value if role is Role.PLUS else -row.value, role) for row in rows if row.value]
    if sought:
        target = inputs["target"]
        cost_is_known = up[0] == "total_cost"
        bars.append(Bar(target.label, target.value if cost_is_known else -target.value, Role.PLUS if cost_is_known else Role.MINUS))
    result = calculation.results[0]
    return [*bars, Bar(result.label, result.value, Role.TOTAL)]


def _lifetime(calculation: Calculation) -> list[Bar]:
    """What each year adds where the years differ, else what each part adds; the whole last."""
    inputs = {row.name: row for row in calculation.inputs}
    parts = {row.label: row.value for name, row in inputs.items() if name in ("historical", "current_total", "potential_total")}
    parts |= {step.label: step.value for step in calculation.steps if step.label in ("当前价值", "潜在价值")}
    yearly: dict[int, Fraction] = {}
    for step in calculation.steps:
        if match := _YEARLY.match(step.label):
            year = int(match["year"])
            yearly[year] = yearly.get(year, Fraction(0)) + step.value
            parts.setdefault(match["part"], step.value)  # a single year has no step of its own for the sum
    if len(yearly) > 1 and not {"current_total", "potential_total"} & inputs.keys():
        parts = {label: value for label, value in parts.items() if label == "历史价值"}
        parts |= {f"第{year}年": value for year, value in _grouped(yearly)}
    whole = calculation.results[0]
    return [*(Bar(label, value, Role.PLUS) for label, value in parts.items() if value), Bar(whole.label, whole.value, Role.TOTAL)]


def _grouped(yearly: dict[int, Fraction], most: int = 12) -> Iterable[tuple[str, Fraction]]:
    """Years one by one; a long run in spans of equal length, so that the chart stays on a screen."""
    years = sorted(yearly)
    span = -(-len(years) // most)
    for at in range(0, len(years), span):
        group = years[at : at + span]
        name = str(group[0]) if len(group) == 1 else f"{group[0]}–{group[-1]}"
        yield name, sum((yearly[year] for year in group), Fraction(0))


def _shares(calculation: Calculation) -> list[Bar]:
    given = {row.label: row.value for row in calculation.inputs if row.name in RANKS}
    worked = {result.label: result.value for result in calculation.results}
    order = [LADDER_SHARES.parameter(name).label for name in RANKS]
    shares = given | worked
    return [Bar(label, shares[label], Role.TOTAL if label in given else Role.PLUS) for label in order if label in shares]


def _results(calculation: Calculation) -> list[Bar]:
    unit = calculation.results[0].unit
    return [Bar(result.label, result.value, Role.PLUS) for result in calculation.results if result.unit == unit]
