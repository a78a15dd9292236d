"""A calculation as a chart: which bars it has, the Plotly figure of them, and the same in words.

    Calculation → Chart (exact bars) → figure()       for the eye
                                     → description()  for a screen reader, a printout, a log

What lies over what decides the form: parts that are added and taken away make a waterfall, anything else plain bars.
Bars run from left to right, so that Chinese labels stand upright at any width.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from assistant.types import Calculation
from assistant.value.formulas import ACQUISITION_COST, COST_PARTS, DELIVERED_VALUE, LADDER_SHARES, LIFETIME_VALUE, RANKS, VALUE_PARTS
from assistant.value.notation import shown

# Mid tones that keep a contrast of at least 3 on the light and on the dark page.
_COLOURS = {"plus": "#2f8f83", "minus": "#c27a3a", "total": "#4d74b8"}
_LABEL_CHARS = 11  # a longer label breaks into lines, so that the bars keep most of the width
_BAR_PX, _LINE_PX, _FRAME_PX = 34, 15, 28
_HEADROOM = 1.3  # the axis runs this far past the longest bar: room for its figure
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


def chart_of(calculation: Calculation) -> Chart | None:
    """The bars that show a calculation; None where there are fewer than two, which a chart would not make clearer."""
    form, bars = _bars(calculation)
    if len(bars) < 2 or not any(bar.value for bar in bars):
        return None
    return Chart(form, calculation.title, calculation.results[0].unit, tuple(bars))


def figure(chart: Chart) -> Any:
    """The Plotly figure. Its colours of text and paper are left to the page, which has a light and a dark look."""
    import plotly.graph_objects as go  # 15 MB, which the command line never needs

    places = list(range(len(chart.bars)))  # two bars may have the same label, which as categories would be one
    texts = [_figure(bar, chart) for bar in chart.bars]
    if chart.form is Form.WATERFALL:
        trace = go.Waterfall(
            orientation="h",
            y=places,
            x=[float(bar.value) for bar in chart.bars],
            measure=["total" if bar.role is Role.TOTAL else "relative" for bar in chart.bars],
            text=texts,
            increasing={"marker": {"color": _COLOURS["plus"]}},
            decreasing={"marker": {"color": _COLOURS["minus"]}},
            totals={"marker": {"color": _COLOURS["total"]}},
            connector={"line": {"color": "#9aa3a8", "width": 1}},
        )
    else:
        trace = go.Bar(
            orientation="h",
            y=places,
            x=[float(bar.value) for bar in chart.bars],
            text=texts,
            marker={"color": [_COLOURS[bar.role.value] for bar in chart.bars]},
        )
    trace.update(textposition="outside", cliponaxis=False, hoverinfo="skip")
    return go.Figure(trace, _layout(chart))


def description(chart: Chart) -> str:
    """The chart in words: its form, what it is of, and each bar with its figure."""
    bars = "，".join(f"{bar.label}{_figure(bar, chart)}" for bar in chart.bars)
    return f"{chart.form.value}（{chart.title}）：{bars}。"


def height_px(chart: Chart) -> int:
    """Height that gives each bar, and each line of its label, the same room."""
    return _FRAME_PX + sum(max(_BAR_PX, _LINE_PX * len(_lines(bar.label)) + 8) for bar in chart.bars)


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
    """Each value up, each cost down, what is left; a side that was given whole is one bar."""
    inputs = {row.name: row for row in calculation.inputs}
    bars = []
    for total, parts, role in (("total_value", VALUE_PARTS, Role.PLUS), ("total_cost", COST_PARTS, Role.MINUS)):
        rows = [inputs[name] for name in parts if name in inputs]
        if total in inputs and sum((row.value for row in rows), Fraction(0)) != inputs[total].value:
            rows = [inputs[total]]
        bars += [Bar(row.label, row.value if role is Role.PLUS else -row.value, role) for row in rows if row.value]
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


def _figure(bar: Bar, chart: Chart) -> str:
    return shown(bar.value, chart.unit).replace("-", "−")


def _lines(label: str) -> list[str]:
    """A long label in lines of about equal length: no lone bracket at the end."""
    count = -(-len(label) // _LABEL_CHARS)
    size = -(-len(label) // count) if count else 1
    return [label[at : at + size] for at in range(0, len(label), size)]


def _label(label: str) -> str:
    """Plotly reads HTML in a label, and a label may come from a card."""
    return "<br>".join(html.escape(line) for line in _lines(label))


def _reach(chart: Chart) -> list[float]:
    """Ends of the axis: every bar, and every height that a waterfall passes, with room for the figures."""
    ends = [Fraction(0)]
    level = Fraction(0)
    for bar in chart.bars:
        if chart.form is Form.WATERFALL and bar.role is not Role.TOTAL:
            level += bar.value
            ends.append(level)
        else:
            ends.append(bar.value)
    low, high = float(min(ends)), float(max(ends))
    room = (high - low) * (_HEADROOM - 1)
    return [low - room if low < 0 else 0.0, high + room if high > 0 else 0.0]


def _layout(chart: Chart) -> dict[str, Any]:
    return {
        "template": "none",
        "height": height_px(chart),
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "bargap": 0.38,
        "showlegend": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif", "size": 13},
        # A second number line under figured bars says nothing; the zero line is what bars stand on.
        "xaxis": {
            "showticklabels": False,
            "showgrid": False,
            "zeroline": True,
            "zerolinecolor": "#9aa3a8",
            "range": _reach(chart),
            "fixedrange": True,
        },
        "yaxis": {
            "tickvals": list(range(len(chart.bars))),
            "ticktext": [f"{_label(bar.label)}  " for bar in chart.bars],
            "autorange": "reversed",
            "automargin": True,
            "ticks": "",
            "showgrid": False,
            "fixedrange": True,
        },
        "dragmode": False,
    }
