import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from assistant.value.chart import Bar, Chart, Form, Line, Mark, Role, Swing, Tornado, description, line_description, tornado_description
from assistant.web.drawing import chart_html, chart_svg, line_svg, tornado_svg

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


LINE = Line(
    "余额",
    "money",
    "年数",
    "years",
    tuple((Fraction(year), Fraction(1000 * year - 2500)) for year in range(1, 6)),
    (Mark("打平", Fraction(3), Fraction(500)),),
    Fraction(4000),
)
STORM = Tornado(
    "顾客<让渡>价值",
    "money",
    Fraction(1100),
    (Swing("产品价值", "±10%", Fraction(800), Fraction(1400)), Swing("货币成本", "±10%", Fraction(1360), None)),
)
SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    """A drawing as XML, which is how a browser reads it when it becomes a picture."""
    return ElementTree.fromstring(svg)


@pytest.mark.parametrize("width", [660, 330])
def test_a_drawing_is_sound_and_says_what_it_shows(width: int) -> None:
    chart = Chart(Form.WATERFALL, "顾客让渡价值", "money", BARS)
    for svg, words in (
        (chart_svg(chart, "a", width), description(chart)),
        (tornado_svg(STORM, "b", width), tornado_description(STORM)),
        (line_svg(LINE, "c", width), line_description(LINE)),
    ):
        root = parsed(svg)
        assert root.find(f"{SVG}desc").text == words  # type: ignore[union-attr]
        assert root.get("aria-labelledby") == " ".join(root.find(SVG + tag).get("id") or "" for tag in ("title", "desc"))  # type: ignore[union-attr]
        for text in root.iter(f"{SVG}text"):
            assert 0 <= float(text.get("x") or -1) <= width


@pytest.mark.parametrize("width", [660, 330])
def test_bars_are_as_long_as_their_values(width: int) -> None:
    root = parsed(chart_svg(Chart(Form.WATERFALL, "顾客让渡价值", "money", BARS), "a", width))
    plus, minus, total = (float(bar.get("width") or 0) for bar in root.iter(f"{SVG}rect"))
    assert plus == pytest.approx(3 * minus, rel=0.02)
    assert total == pytest.approx(2 * minus, rel=0.02)


def test_two_charts_side_by_side_have_one_scale() -> None:
    small = Chart(Form.BARS, "甲", "money", (Bar("一", Fraction(100), Role.PLUS),))
    large = Chart(Form.BARS, "甲", "money", (Bar("一", Fraction(400), Role.PLUS),))
    short, long = (
        float(next(parsed(chart_svg(one, "a", 330, beside=[other])).iter(f"{SVG}rect")).get("width") or 0)
        for one, other in ((small, large), (large, small))
    )
    assert long == pytest.approx(4 * short, rel=0.02)


def test_a_larger_cost_lies_on_the_side_of_the_smaller_result() -> None:
    swing = Tornado("让渡价值", "money", Fraction(100), (Swing("成本", "±10%", Fraction(130), Fraction(70)),))
    _, _, lower, higher = parsed(tornado_svg(swing, "a", 660)).iter(f"{SVG}rect")
    assert (lower.get("class"), higher.get("class")) == ("minus", "plus")
    assert float(lower.get("x") or 0) > float(higher.get("x") or 0)


def test_a_line_rises_and_both_scenarios_share_its_axes() -> None:
    other = Line("余额", "money", "年数", "years", tuple((x, y + 500) for x, y in LINE.points))
    root = parsed(line_svg(LINE, "a", 660, other=other))
    first, second = ([float(point.split(",")[1]) for point in (curve.get("points") or "").split()] for curve in root.iter(f"{SVG}polyline"))
    assert first == sorted(first, reverse=True)  # y grows downwards
    assert all(above < below for above, below in zip(second, first, strict=True))
    assert "方案B：折线图" in (root.find(f"{SVG}desc").text or "")  # type: ignore[union-attr]


def test_a_long_label_breaks_into_lines() -> None:
    long = Chart(
        Form.BARS, "甲", "money", (Bar("长途电信头部客户的利润占比", Fraction(100), Role.PLUS), Bar("二", Fraction(50), Role.PLUS))
    )
    labels = re.findall(r'class="label[^>]*>([^<]+)<', chart_svg(long, "a", 330))
    assert "".join(labels) == "长途电信头部客户的利润占比二"
    assert len(labels) > 2
