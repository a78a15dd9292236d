from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.types import Calculation, Input
from assistant.value.chart import (
    Bar,
    Form,
    Line,
    Mark,
    Role,
    Swing,
    Tornado,
    chart_of,
    description,
    layout,
    line_description,
    tornado_description,
)
from assistant.value.formulas import ACQUISITION_COST, COST_PARTS, DELIVERED_VALUE, LADDER_SHARES, LIFETIME_VALUE, VALUE_PARTS
from assistant.value.signature import Formula

RATES = st.integers(0, 100).map(lambda percent: Fraction(percent, 100))
AMOUNTS = st.fractions(min_value=0, max_value=10**9)


def calculate(formula: Formula, **given: int | Fraction) -> Calculation:
    """The calculation of a formula with these inputs, as worksheet.work lays it out."""
    values = {name: Fraction(value) for name, value in given.items()}
    known = {parameter.name: parameter for parameter in formula.parameters}
    inputs = tuple(
        Input(name, known[name].label if name in known else name, value, known[name].unit if name in known else "number", "question")
        for name, value in values.items()
    )
    working = formula.work(values)
    return Calculation(formula.id, formula.title, inputs, working.steps, working.results, working.conventions)


def parts(*amounts: int) -> dict[str, int]:
    return dict(zip((*VALUE_PARTS, *COST_PARTS), amounts, strict=True))


def test_delivered_value_is_a_waterfall_of_its_parts() -> None:
    chart = chart_of(calculate(DELIVERED_VALUE, **parts(800, 300, 150, 100, 700, 60, 40, 20)))
    assert chart is not None
    assert chart.form is Form.WATERFALL
    assert chart.bars[0] == Bar("产品价值", Fraction(800), Role.PLUS)
    assert chart.bars[4] == Bar("货币成本", Fraction(-700), Role.MINUS)
    assert chart.bars[-1] == Bar("顾客让渡价值", Fraction(530), Role.TOTAL)


@settings(deadline=None, max_examples=60)
@given(st.lists(AMOUNTS, min_size=8, max_size=8))
def test_the_bars_of_a_waterfall_add_up_to_its_last(amounts: list[Fraction]) -> None:
    chart = chart_of(calculate(DELIVERED_VALUE, **dict(zip((*VALUE_PARTS, *COST_PARTS), amounts, strict=True))))
    if chart is None:
        assert not any(amounts)
        return
    assert sum(bar.value for bar in chart.bars[:-1]) == chart.bars[-1].value


@settings(deadline=None, max_examples=60)
@given(st.lists(AMOUNTS, min_size=4, max_size=4), AMOUNTS, st.booleans())
def test_what_a_target_leaves_closes_too(amounts: list[Fraction], target: Fraction, value_known: bool) -> None:
    known = dict(zip(VALUE_PARTS if value_known else COST_PARTS, amounts, strict=True))
    chart = chart_of(calculate(DELIVERED_VALUE, **known, target=target, **{(COST_PARTS if value_known else VALUE_PARTS)[0]: 5}))
    assert chart is not None
    assert chart.form is Form.WATERFALL
    assert sum(bar.value for bar in chart.bars[:-1]) == chart.bars[-1].value


def test_two_totals_make_three_bars() -> None:
    chart = chart_of(calculate(DELIVERED_VALUE, total_value=320, total_cost=250))
    assert chart is not None
    assert [bar.value for bar in chart.bars] == [320, -250, 70]


def test_parts_that_do_not_fill_their_total_give_way_to_it() -> None:
    chart = chart_of(calculate(DELIVERED_VALUE, total_value=320, product_value=100, total_cost=250))
    assert chart is not None
    assert [bar.label for bar in chart.bars] == ["整体顾客价值", "整体顾客成本", "顾客让渡价值"]


def test_discounted_lifetime_value_shows_each_year() -> None:
    chart = chart_of(
        calculate(LIFETIME_VALUE, historical=500, current_yearly=1000, potential_yearly=100, years=3, discount_rate=Fraction(1, 10))
    )
    assert chart is not None
    assert [bar.label for bar in chart.bars] == ["历史价值", "第1年", "第2年", "第3年", "客户终生价值"]
    assert chart.bars[1].value == 1000
    assert sum(bar.value for bar in chart.bars[:-1]) == chart.bars[-1].value


def test_undiscounted_lifetime_value_shows_its_parts() -> None:
    chart = chart_of(calculate(LIFETIME_VALUE, historical=500, current_yearly=1000, potential_yearly=100, years=3, discount_rate=0))
    assert chart is not None
    assert [(bar.label, bar.value) for bar in chart.bars] == [
        ("历史价值", 500),
        ("当前价值", 3000),
        ("潜在价值", 300),
        ("客户终生价值", 3800),
    ]


@settings(deadline=None, max_examples=60)
@given(years=st.integers(1, 100), rate=RATES, total=st.booleans(), historical=AMOUNTS)
def test_lifetime_bars_add_up_and_stay_few(years: int, rate: Fraction, total: bool, historical: Fraction) -> None:
    current = {"current_total": Fraction(700)} if total else {"current_yearly": Fraction(250)}
    chart = chart_of(calculate(LIFETIME_VALUE, historical=historical, potential_yearly=40, years=years, discount_rate=rate, **current))
    assert chart is not None
    assert sum(bar.value for bar in chart.bars[:-1]) == chart.bars[-1].value
    assert len(chart.bars) <= 14


def test_shares_stand_in_the_order_of_the_ranks() -> None:
    chart = chart_of(calculate(LADDER_SHARES, third=Fraction(6, 100), ratio_first=4, ratio_second=2, ratio_third=1))
    assert chart is not None
    assert (chart.form, chart.unit) == (Form.BARS, "rate")
    assert [bar.value for bar in chart.bars] == [Fraction(24, 100), Fraction(12, 100), Fraction(6, 100)]


def test_each_claim_is_a_bar_beside_the_cost_that_was_given() -> None:
    chart = chart_of(calculate(ACQUISITION_COST, retention_cost=100, **{"claim:5倍": 5, "claim:8倍": 8}))
    assert chart is not None
    assert [bar.value for bar in chart.bars] == [100, 500, 800]


def test_one_number_needs_no_chart() -> None:
    calculation = calculate(DELIVERED_VALUE, total_value=320, total_cost=250)
    assert chart_of(Calculation("other", "别的", (), calculation.steps, calculation.results)) is None


def test_the_bars_of_a_waterfall_begin_where_the_one_before_ends() -> None:
    chart = chart_of(calculate(DELIVERED_VALUE, total_value=320, total_cost=250))
    assert chart is not None
    placed = layout(chart)
    assert placed.zero == 0
    assert [(span.left, span.left + span.width) for span in placed.spans] == [(0, 1), (Fraction(70, 320), 1), (0, Fraction(70, 320))]
    assert [span.end for span in placed.spans] == [1, Fraction(70, 320), Fraction(70, 320)]


def test_a_loss_lies_left_of_zero() -> None:
    chart = chart_of(calculate(DELIVERED_VALUE, total_value=100, total_cost=300))
    assert chart is not None
    placed = layout(chart)
    assert placed.zero == Fraction(2, 3)
    assert (placed.spans[-1].left, placed.spans[-1].width) == (0, Fraction(2, 3))


@settings(deadline=None, max_examples=60)
@given(st.lists(AMOUNTS, min_size=8, max_size=8))
def test_every_bar_lies_inside_the_chart(amounts: list[Fraction]) -> None:
    chart = chart_of(calculate(DELIVERED_VALUE, **dict(zip((*VALUE_PARTS, *COST_PARTS), amounts, strict=True))))
    if chart is not None:
        assert all(0 <= span.left <= span.left + span.width <= 1 for span in layout(chart).spans)


@pytest.mark.parametrize("cost", [250, 400])
def test_the_words_say_what_the_picture_shows(cost: int) -> None:
    chart = chart_of(calculate(DELIVERED_VALUE, total_value=320, total_cost=cost))
    assert chart is not None
    rest = f"{320 - cost}元".replace("-", "−")
    assert description(chart) == f"瀑布图（顾客让渡价值）：整体顾客价值320元，整体顾客成本−{cost}元，顾客让渡价值{rest}。"


def test_charts_side_by_side_are_laid_out_on_one_scale() -> None:
    small = chart_of(calculate(DELIVERED_VALUE, total_value=320, total_cost=250))
    large = chart_of(calculate(DELIVERED_VALUE, total_value=640, total_cost=250))
    assert small is not None
    assert large is not None
    assert layout(small, [large]).spans[0].width == Fraction(1, 2)
    assert layout(large, [small]).spans[0].width == 1


def test_a_line_in_words_names_its_ends_its_marks_and_where_it_leads() -> None:
    line = Line(
        "余额",
        "money",
        "年数",
        "years",
        ((Fraction(1), Fraction(-50)), (Fraction(2), Fraction(50))),
        (Mark("打平", Fraction(2), Fraction(50)),),
        Fraction(80),
    )
    assert line_description(line) == "折线图（余额）：年数从1年到2年，余额从−50元到50元；打平：2年时是50元；一直延续下去是80元。"


def test_a_tornado_in_words_says_which_side_cannot_be() -> None:
    storm = Tornado("终生价值", "money", Fraction(100), (Swing("留存率", "±10%", Fraction(70), None),))
    assert tornado_description(storm) == "敏感度图（终生价值，现在是100元）：留存率（±10%）：减小时70元，增大时不可算。"
