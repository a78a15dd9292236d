"""A chart as HTML: rows of a label, a bar and its figure. It takes its colours from the page, and needs no script."""

from fractions import Fraction

from assistant.value.chart import Bar, Chart, Form, Span, description, figure, layout
from assistant.web.markup import attribute, escape

_DIGIT_EM = 0.62  # about the width of a digit
_MAX_LABEL_EM = 9.5  # a longer label breaks into lines, so that the bars keep most of the width


def chart_html(chart: Chart) -> str:
    """The chart, named by its description for whoever does not see it."""
    placed = layout(chart)
    room = max(len(figure(bar, chart)) for bar in chart.bars) * _DIGIT_EM + 1
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
