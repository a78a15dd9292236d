"""Charts drawn: for the chat as HTML rows, for the value page as SVG, which can be saved. Colours are the page's; no script.

An SVG is drawn for a width in its own pixels: a page holds a wide and a narrow one, and shows the one that fits, so that
letters keep their size. Each names itself in words (`title` and `desc`) for whoever does not see it.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from assistant.value.chart import (
    Bar,
    Chart,
    Form,
    Line,
    Span,
    Swing,
    Tornado,
    description,
    figure,
    layout,
    line_description,
    signed,
    tornado_description,
)
from assistant.value.notation import decimal_string
from assistant.web.markup import attribute, escape
from assistant.web.svg import DIGIT_EM, drawing_svg, rule_svg, text_svg, ticks, wide

_ROW_PX = 34
_LINE_PX = 17  # from one line of a label to the next
_BAR_PX = 18
_GAP_PX = 8
_MOST_DOTS = 30
_UNIT_WORDS = {"money": "（元）", "rate": "", "years": "（年）", "number": ""}
_SCENARIOS = ("方案A", "方案B")
_LABEL_SHARE = 0.3  # of an SVG's width, at most
_MAX_LABEL_EM = 9.5  # a longer label breaks into lines, so that the bars keep most of the width


def chart_html(chart: Chart) -> str:
    """The chart, named by its description for whoever does not see it."""
    placed = layout(chart)
    room = max(len(figure(bar, chart)) for bar in chart.bars) * DIGIT_EM + 1
    labels = min(max(len(bar.label) for bar in chart.bars), _MAX_LABEL_EM)
    last = len(chart.bars) - 1
    rows = "".join(
        _row_html(chart, bar, span, placed.zero, linked=chart.form is Form.WATERFALL and place < last)
        for place, (bar, span) in enumerate(zip(chart.bars, placed.spans, strict=True))
    )
    return (
        f'<div class="chart-title">{chart.form.value}</div>'
        f'<div class="chart" role="img" title="{attribute(description(chart))}" style="--labels:{labels}em;--room:{room:.2f}em">{rows}</div>'
    )


def _row_html(chart: Chart, bar: Bar, span: Span, zero: Fraction, *, linked: bool) -> str:
    """A line leads from the end of a waterfall's bar to the next one."""
    link = f'<span class="link" style="left:{_percent(span.end)}"></span>' if linked else ""
    return (
        f'<div class="bar-row {bar.role.value}"><span class="label">{escape(bar.label)}</span><span class="track">'
        f'<span class="zero" style="left:{_percent(zero)}"></span>{link}'
        f'<span class="bar" style="left:{_percent(span.left)};width:{_percent(span.width)}"></span>'
        f'<span class="value" style="left:{_percent(span.left + span.width)}">{escape(figure(bar, chart))}</span></span></div>'
    )


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.3f}%"


def chart_svg(chart: Chart, name: str, width: int, beside: Sequence[Chart] = ()) -> str:
    """Bars in rows: label, bar, figure; on one scale with the charts `beside`. `name` makes its ids unique on the page."""
    placed = layout(chart, beside)
    every = [(bar, one) for one in (chart, *beside) for bar in one.bars]
    labels, lines = _labels([bar.label for bar, _ in every], width)
    room = max(wide(figure(bar, one)) for bar, one in every) + _GAP_PX
    track = width - labels - room

    def at(share: Fraction) -> float:
        return labels + float(share) * track

    last = len(chart.bars) - 1
    body = []
    for place, (bar, span) in enumerate(zip(chart.bars, placed.spans, strict=True)):
        top, middle = place * _ROW_PX, place * _ROW_PX + _ROW_PX / 2
        if chart.form is Form.WATERFALL and place < last:
            body.append(rule_svg("link", at(span.end), middle, at(span.end), middle + _ROW_PX))
        body.append(_label(lines[place], labels - _GAP_PX, middle, bar.role.value))
        left, long = at(span.left), max(float(span.width) * track, 1.5)
        body.append(
            f'<rect class="{bar.role.value}" x="{left:.1f}" y="{top + (_ROW_PX - _BAR_PX) / 2:.1f}" width="{long:.1f}" height="{_BAR_PX}" rx="2"/>'
        )
        body.append(text_svg(figure(bar, chart), left + long + _GAP_PX / 2, middle, f"value {bar.role.value}"))
    height = len(chart.bars) * _ROW_PX
    zero = rule_svg("zero", at(placed.zero), 0, at(placed.zero), height)
    return drawing_svg(name, width, height, chart.form.value + "：" + chart.title, description(chart), zero + "".join(body))


def tornado_svg(tornado: Tornado, name: str, width: int) -> str:
    """Bars about the present result: one side with the input smaller, one with it larger."""
    labels, lines = _labels([swing.label for swing in tornado.swings], width)
    ends = [value for swing in tornado.swings for value in (swing.low, swing.high) if value is not None]
    room = max(wide(_short(value, tornado.unit)) for value in ends) + _GAP_PX
    low, high = min(*ends, tornado.base), max(*ends, tornado.base)
    start, track = labels + room, width - labels - 2 * room

    def at(value: Fraction) -> float:
        return start + float((value - low) / (high - low)) * track

    top, height = 26, 26 + len(tornado.swings) * (_ROW_PX + 6) + 22
    body = [
        f'<rect class="minus" x="{start:.1f}" y="4" width="12" height="12" rx="2"/>{text_svg("输入减小", start + 17, 10, "value")}',
        f'<rect class="plus" x="{start + 90:.1f}" y="4" width="12" height="12" rx="2"/>{text_svg("输入增大", start + 107, 10, "value")}',
        rule_svg("zero", at(tornado.base), top, at(tornado.base), height - 20),
        text_svg(
            f"现在 {_short(tornado.base, tornado.unit)}", at(tornado.base), height - 8, "value total", _anchor(at(tornado.base), width)
        ),
    ]
    for place, (swing, label) in enumerate(zip(tornado.swings, lines, strict=True)):
        body.append(_swing(swing, [*label, swing.change], tornado, at, (top + place * (_ROW_PX + 6), labels)))
    return drawing_svg(name, width, height, f"敏感度图：{tornado.title}", tornado_description(tornado), "".join(body))


def _swing(swing: Swing, label: list[str], tornado: Tornado, at: Callable[[Fraction], float], corner: tuple[float, float]) -> str:
    top, labels = corner
    middle = top + (_ROW_PX + 6) / 2
    parts = [_label(label, labels - _GAP_PX, middle, "plain")]
    for value, kind in ((swing.low, "minus"), (swing.high, "plus")):
        if value is None or value == tornado.base:
            continue
        left, right = sorted((at(value), at(tornado.base)))
        parts.append(
            f'<rect class="{kind}" x="{left:.1f}" y="{middle - _BAR_PX / 2:.1f}" width="{right - left:.1f}" height="{_BAR_PX}" rx="2"/>'
        )
        # Both ends may lie on one side of the present result; the figures then stand where they do not meet.
        smaller = value < tornado.base
        outer = at(value) - _GAP_PX / 2 if smaller else at(value) + _GAP_PX / 2
        parts.append(text_svg(_short(value, tornado.unit), outer, middle, "value", "end" if smaller else "start"))
    return "".join(parts)


def line_svg(line: Line, name: str, width: int, other: Line | None = None) -> str:
    """A line with its axes, the points that are named, and what it tends to; of two scenarios, both lines in one drawing."""
    lines = [line, other] if other else [line]
    levels = [Fraction(0), *(y for one in lines for _, y in one.points), *(one.level for one in lines if one.level is not None)]
    rows = ticks(min(levels), max(levels))
    low, high = rows[0], rows[-1]
    left = max(wide(_short(row, line.unit)) for row in rows) + _GAP_PX
    first, last = min(one.points[0][0] for one in lines), max(one.points[-1][0] for one in lines)
    right, top, height = width - 22, 26, 250
    foot = height - 46

    def x(value: Fraction) -> float:
        return left + 8 + float((value - first) / (last - first)) * (right - left - 8)

    def y(value: Fraction) -> float:
        return foot - float((value - low) / (high - low)) * (foot - top)

    body = [
        rule_svg("zero" if row == 0 else "grid", left, y(row), right, y(row))
        + text_svg(_short(row, line.unit), left - 6, y(row), "value", "end")
        for row in rows
    ]
    columns = [tick for tick in ticks(first, last, 4 if width < 500 else 7) if first <= tick <= last]
    body += [text_svg(_short(tick, line.x_unit), x(tick), foot + 16, "value", "middle") for tick in columns]
    body.append(text_svg(_axis(line), right, height - 8, "value", "end"))
    for place, one in enumerate(lines):
        kind = "other" if place else ""
        if one.level is not None:
            body.append(rule_svg(f"level {kind}", left, y(one.level), right, y(one.level)))
            body.append(text_svg(f"一直延续：{_short(one.level, one.unit)}", right, y(one.level) - 10, "value total", "end"))
        body.append(f'<polyline class="curve {kind}" points="{" ".join(f"{x(px):.1f},{y(py):.1f}" for px, py in one.points)}"/>')
        if len(one.points) <= _MOST_DOTS:
            body += [f'<circle class="dot {kind}" cx="{x(px):.1f}" cy="{y(py):.1f}" r="3"/>' for px, py in one.points]
        if other:
            start = left + 8 + place * 80
            body.append(f'<circle class="dot {kind}" cx="{start + 4:.1f}" cy="8" r="4.5"/>')
            body.append(text_svg(_SCENARIOS[place], start + 14, 8, "value"))
    if other:
        words = "；".join(f"{scenario}：{line_description(one)}" for scenario, one in zip(_SCENARIOS, lines, strict=True))
        return drawing_svg(name, width, height, f"折线图：{line.title}", words, "".join(body))
    rising = line.points[-1][1] > line.points[0][1]
    for place, mark in enumerate(sorted(line.marks, key=lambda mark: mark.x)):
        body.append(f'<circle class="mark" cx="{x(mark.x):.1f}" cy="{y(mark.y):.1f}" r="5"/>')
        words = f"{mark.label} {_short(mark.x, line.x_unit)}"
        # Of two, the first stands before the line and the second behind it, where neither the line nor the other is.
        before = len(line.marks) > 1 and place == 0
        shift = -8 if before else 8
        fits = x(mark.x) - wide(words) > left if before else x(mark.x) + wide(words) < width
        anchor = ("end" if before else "start") if fits else ("start" if before else "end")
        body.append(text_svg(words, x(mark.x) + shift, y(mark.y) + (-15 if before == rising else 15), "value total", anchor))
    return drawing_svg(name, width, height, f"折线图：{line.title}", line_description(line), "".join(body))


def _axis(line: Line) -> str:
    across = line.x_label + ("" if line.x_label.endswith("数") else _UNIT_WORDS.get(line.x_unit, ""))
    return f"横轴：{across}；纵轴：{line.title}{_UNIT_WORDS.get(line.unit, '')}"


def _short(value: Fraction, unit: str) -> str:
    """A figure where there is little room: 1.2万, without 元."""
    if unit != "money":
        return signed(value, unit)
    scale, suffix = next(((scale, name) for scale, name in ((10**8, "亿"), (10**4, "万")) if abs(value) >= scale), (1, ""))
    places = 2 if suffix or abs(value) < 100 else 0
    return decimal_string(value / scale, places).replace("-", "−") + suffix


def _labels(labels: list[str], width: int) -> tuple[float, list[list[str]]]:
    """The width of the column of labels, and each label in the lines that it takes there."""
    room = min(max(wide(label) for label in labels), width * _LABEL_SHARE)
    lines = [list(_broken(label, room)) for label in labels]
    return room + _GAP_PX, lines


def _broken(label: str, room: float) -> Iterator[str]:
    line = ""
    for char in label:
        if line and wide(line + char) > room + 0.1:
            yield line
            line = ""
        line += char
    yield line


def _label(lines: list[str], right: float, middle: float, kind: str) -> str:
    first = middle - (len(lines) - 1) * _LINE_PX / 2
    return "".join(text_svg(line, right, first + place * _LINE_PX, f"label {kind}", "end") for place, line in enumerate(lines))


def _anchor(x: float, width: int) -> str:
    """A text about a point stays within the drawing."""
    return "start" if x < width * 0.25 else "end" if x > width * 0.75 else "middle"
