from fractions import Fraction

from assistant.value.chart import Bar, Chart, Form, Role, description
from assistant.web.drawing import chart_html

BARS = (
    Bar("产品价值", Fraction(300), Role.PLUS),
    Bar("货币<b>成本", Fraction(-100), Role.MINUS),
    Bar("顾客让渡价值", Fraction(200), Role.TOTAL),
)


def test_a_row_has_its_label_its_bar_and_its_figure() -> None:
    page = chart_html(Chart(Form.WATERFALL, "顾客让渡价值", "money", BARS))
    assert page.count('class="bar-row') == 3
    assert '<span class="bar" style="left:66.667%;width:33.333%"></span><span class="value" style="left:100.000%">−100元</span>' in page


def test_a_waterfall_is_linked_and_plain_bars_are_not() -> None:
    assert chart_html(Chart(Form.WATERFALL, "甲", "money", BARS)).count('class="link"') == 2
    assert 'class="link"' not in chart_html(Chart(Form.BARS, "甲", "money", BARS))


def test_who_does_not_see_it_is_told_and_markup_stays_text() -> None:
    chart = Chart(Form.WATERFALL, "甲", "money", BARS)
    page = chart_html(chart)
    assert f'role="img" title="{description(chart)}"'.replace("<", "&lt;").replace(">", "&gt;") in page
    assert "<b>" not in page
