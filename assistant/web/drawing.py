"""A chart as HTML: rows of a label, a bar and its figure. It takes its colours from the page, and needs no script."""

from fractions import Fraction

from assistant.value.chart import Chart, Form, description, figure, spans
from assistant.web.markup import attribute, escape


def chart_html(chart: Chart) -> str:
    """The chart, named by its description for whoever does not see it."""
    placed = spans(chart)
    zero = next((span.left for span, bar in zip(placed, chart.bars, strict=True) if bar.value >= 0 and span.end == span.left + span.width), Fraction(0))
    rows = []
    for place, (bar, span) in enumerate(zip(chart.bars, placed, strict=True)):
        linked = chart.form is Form.WATERFALL and place + 1 < len(placed)
        link = f'<span class="link" style="left:{_percent(span.end)}"></span>' if linked else ""
        rows.append(
            f'<div class="row {bar.role.value}"><span class="label">{escape(bar.label)}</span><span class="track">{link}'
            f'<span class="bar" style="left:{_percent(span.left)};width:{_percent(span.width)}"></span>'
            f'<span class="value" style="left:{_percent(span.left + span.width)}">{escape(figure(bar, chart))}</span></span></div>'
        )
    caption = f'<div class="chart-title">{chart.form.value}</div>'
    return f'{caption}<div class="chart" role="img" title="{attribute(description(chart))}">{"".join(rows)}</div>'


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.3f}%"
