"""Numbers that no rule of place takes go where the whole is likeliest, or stay open: wordings that no alias holds."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.value.context import NOTHING, measured, name_of
from assistant.value.conversation import read_in_conversation
from assistant.value.formulas import BY_ID
from assistant.value.quantities import plain, read_quantities

BOUND = {
    # the first of two that the rules would both take for what was felt is what was hoped for
    "去之前指望有7分 去了觉得8.1 比想的高多少": ("satisfaction-gap", {"expected": "7", "perceived": "8.1"}),
    "做蛋糕的 顾客觉得蛋糕本身值180 送货插蜡烛这些服务值40 小哥嘴甜值20 盒子上的名字拿得出手值30 她付了160 取一趟的工夫算20 挑款式费的心思10 提回家累着算10 她净得多少好处": (
        "delivered-value",
        {
            "product_value": "180",
            "service_value": "40",
            "personnel_value": "20",
            "image_value": "30",
            "money_cost": "160",
            "time_cost": "20",
            "energy_cost": "10",
            "physical_cost": "10",
        },
    ),
    "这个月准备约90个没来过的、40个来过的，照一般的成交机会各能成几单": ("expected-deals", {"new_people": "90", "old_people": "40"}),
    "两家瑜伽馆，甲家会员觉得一年总共值6200，里外里花掉的钱和工夫算4100；乙家值5600，只要3700。谁更划算，差多少": (
        "compare-offers",
        {"a_total_value": "6200", "a_total_cost": "4100", "b_total_value": "5600", "b_total_cost": "3700"},
    ),
    "鱼具行有个老主顾一年在我这买八千块东西 毛利三成 估计还能来四年 钱按一成折现 年底算账 他一共值多少": (
        "lifetime-value",
        {"revenue": "8000", "margin_rate": "3/10", "years": "4", "discount_rate": "1/10"},
    ),
    "上半年总共花了18万拉来120个新客户，照拉新是留老的好几倍那个说法，留住一位老客户大约花多少": (
        "retention-cost",
        {"whole_cost": "180000", "people": "120"},
    ),
    "头15%的客户拿走了48%的利润，他们的人均利润是其余客户人均的几倍": ("top-multiple", {"top_share": "3/20", "profit_share": "12/25"}),
}

LEFT_OPEN = {
    "每年利润500，合作3年，增长率5%，终生价值多少": "5%",
    "历史价值每年400，每年利润500，合作3年，CLV多少": "400",
    "产品成本500，服务费300，总成本700，让渡价值多少": "500",
}

# What material has no formula for, with numbers that one would take
OTHER_TRADES = (
    "库存60万，日销3万，库存周转天数是多少",
    "货款22600元含税，税率13%，不含税是多少",
    "四次考试81、90、77、96，平均分多少",
    "广告花了3万，来了600个点击，转化率是多少",
)


@pytest.mark.parametrize(("question", "expected"), BOUND.items(), ids=list(BOUND))
def test_numbers_go_where_the_whole_is_likeliest(question: str, expected: tuple[str, dict[str, str]]) -> None:
    reading = read_in_conversation(question, [])
    assert reading is not None
    assert reading.complete
    formula, inputs = expected
    given = {name: bound.value for name, bound in reading.inputs.items() if not reading.formula.parameter(name).options}
    assert (reading.formula.id, given) == (formula, {name: Fraction(value) for name, value in inputs.items()})


@pytest.mark.parametrize(("question", "number"), LEFT_OPEN.items(), ids=list(LEFT_OPEN))
def test_a_number_beside_another_measure_is_asked_about(question: str, number: str) -> None:
    reading = read_in_conversation(question, [])
    assert reading is not None
    assert number in [reading.text[quantity.start : quantity.end] for quantity in reading.unused]


@pytest.mark.parametrize("question", OTHER_TRADES)
def test_a_result_that_no_formula_has_is_no_calculation(question: str) -> None:
    assert read_in_conversation(question, []) is None


@given(st.integers(11, 99_999), st.integers(11, 99_999))
def test_what_a_number_measures_does_not_depend_on_its_size(first: int, second: int) -> None:
    def scores(number: int) -> list[float]:
        text = plain(f"顾客觉得蛋糕本身值{number}，她付了{number}")
        return [value for found in measured(text, read_quantities(text)) for value in found.values()]

    assert scores(first) == scores(second)


def test_the_words_around_a_number_say_what_it_measures() -> None:
    text = plain("期望80，实际90，样本量1200")
    expected, perceived, sample = measured(text, read_quantities(text))
    gap = BY_ID["satisfaction-gap"]
    names = [name_of(gap.parameter(name)) for name in ("expected", "perceived")]
    assert max([*names, NOTHING], key=expected.__getitem__) == names[0]
    assert max([*names, NOTHING], key=perceived.__getitem__) == names[1]
    assert max([*names, NOTHING], key=sample.__getitem__) == NOTHING


def test_the_two_sides_of_a_comparison_are_learnt_together() -> None:
    offers = BY_ID["compare-offers"]
    assert name_of(offers.parameter("a_total_value")) == name_of(offers.parameter("b_total_value")) == "整体顾客价值"
