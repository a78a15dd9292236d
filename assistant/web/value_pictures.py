"""The pictures beside a worked formula: bars, the years, what moves the result most, where it comes out even."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from assistant.library import Library
from assistant.value.chart import chart_of
from assistant.value.signature import Formula
from assistant.value.whatif import BreakEven, WhatIf, break_even_line, over_years, tornado
from assistant.web.drawing import chart_svg, line_svg, tornado_svg
from assistant.web.value_scenario import Scenario

WIDE_PX, NARROW_PX = 660, 330  # the widths that a picture is drawn for


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing in both widths, and the name under which it is saved."""

    title: str
    wide: Markup
    narrow: Markup
    note: str
    paired: bool  # the other scenario has one like it, which stands beside it


def pictures(
    formula: Formula, scenarios: Sequence[tuple[str, Scenario]], evens: Sequence[BreakEven], library: Library
) -> Iterator[Picture]:
    """The calculations as bars and over the years, on one scale; of the first also what moves it, and where it is nothing."""
    worked = [(name, WhatIf(formula, one.given, library, one.calculation)) for name, one in scenarios if one.calculation is not None]
    charts = [(name, chart_of(what.calculation)) for name, what in worked]
    bars = [(name, chart) for name, chart in charts if chart is not None]
    for at, (name, chart) in enumerate(bars):
        others = [other for _, other in bars if other is not chart and other.unit == chart.unit]
        yield _picture(_named(name, chart.form.value), f"bars-{at}", partial(chart_svg, chart, beside=others), paired=len(bars) > 1)
    lines = [line for _, what in worked if (line := over_years(what)) is not None]
    if lines:
        other = lines[1] if len(lines) > 1 else None
        yield _picture(f"{lines[0].title}随年数的变化", "years", partial(line_svg, lines[0], other=other))
    if not worked or worked[0][0] not in ("", "方案A"):
        return
    name, what = worked[0]
    if storm := tornado(what):
        short = any(swing.low is None or swing.high is None for swing in storm.swings)
        note = "其他输入不变，每次只动一项。" + ("缺一边的，是那一边超出了可算的范围。" if short else "")
        yield _picture(_named(name, f"{storm.title}：哪个输入影响最大"), "tornado", partial(tornado_svg, storm), note)
    if evens:
        turn = break_even_line(what, evens[0])
        yield _picture(_named(name, f"{turn.x_label}变到多少打平"), "even", partial(line_svg, turn))


def _picture(title: str, key: str, draw: Callable[[str, int], str], note: str = "", *, paired: bool = False) -> Picture:
    wide, narrow = (Markup(draw(key, width)) for width in (WIDE_PX, NARROW_PX))  # escaped by `drawing`
    return Picture(title, wide, narrow, note, paired)


def _named(scenario: str, title: str) -> str:
    return f"{scenario}：{title}" if scenario else title
