"""What a message changes of the calculation before it: by so much, or to a number that has no name."""

from fractions import Fraction

import pytest

from assistant.value.conversation import read_in_conversation
from assistant.value.reader import read_calculation

CHANGES = [
    ("总价值1200，总成本900，让渡价值多少", "那总成本降一成呢", "total_cost", Fraction(810)),
    ("客户每年利润3000，合作6年，不折现，终生价值多少", "利润要是少两成呢", "current_yearly", Fraction(2400)),
    ("客户每年利润3000，合作6年，不折现，终生价值多少", "如果他能多待两年", "years", Fraction(8)),
    ("售价199，成本120，一件赚多少", "那价格降一成呢", "price", Fraction(1791, 10)),
    ("售价89，成本68，一件能赚多少", "成本再压掉5块呢", "cost", Fraction(63)),
    ("预算6万，留一个老客100，能留多少", "预算砍掉两万呢", "budget", Fraction(40000)),
    ("成交机会按材料，联系新客200个，老客80个，能成几单", "老客再多打20个呢", "old_people", Fraction(100)),
    ("留住一位老客户120元，按五倍，拉新多少钱", "按八倍呢", "own_claim", Fraction(8)),
    ("吊牌价600，付了450，几折", "付400的话呢", "paid", Fraction(400)),
    ("一碗面卖32，面和料9块，体验占多大比例", "料涨到12块呢", "product", Fraction(12)),
    ("充500送100，合多少折", "送的翻一倍呢", "gift", Fraction(200)),
    ("成本80，按成本加25%，卖多少", "那加四成呢", "margin", Fraction(2, 5)),
]


@pytest.mark.parametrize(("question", "message", "name", "value"), CHANGES)
def test_a_message_changes_one_input_and_keeps_the_others(question: str, message: str, name: str, value: Fraction) -> None:
    before, after = read_calculation(question), read_in_conversation(message, [question])
    assert before is not None
    assert after is not None
    assert after.complete
    assert {one: bound.value for one, bound in after.inputs.items()} == {
        **{one: bound.value for one, bound in before.inputs.items()},
        name: value,
    }


def test_a_change_stands_in_the_messages_after_it() -> None:
    said = ["客户每年利润3000，合作6年，不折现，终生价值多少", "利润要是少两成呢"]
    reading = read_in_conversation("再按8%折现呢", said)
    assert reading is not None
    assert {name: bound.value for name, bound in reading.inputs.items()} == {
        "current_yearly": Fraction(2400),
        "years": Fraction(6),
        "discount_rate": Fraction(2, 25),
    }


def test_a_rate_of_those_who_leave_stands_for_that_of_those_who_stay() -> None:
    reading = read_in_conversation("如果流失率是20%呢", ["客户一年赚他5000，留存率85%，做10年，折现10%，终生价值多少"])
    assert reading is not None
    assert reading.complete
    assert "retention_rate" not in reading.inputs
    assert reading.inputs["churn_rate"].value == Fraction(1, 5)


def test_an_input_that_is_to_count_is_asked_for() -> None:
    reading = read_in_conversation("那折现呢也算上", ["客户每年利润3000，合作6年，终生价值多少"])
    assert reading is not None
    assert [parameter.name for parameter in reading.missing] == ["discount_rate"]


@pytest.mark.parametrize("message", ["那第二条法则呢", "这个公式是谁提出的", "那怎么提高份额"])
def test_another_question_changes_nothing(message: str) -> None:
    assert read_in_conversation(message, ["老大份额32%，老三大概多少"]) is None


SET_ASIDE = [
    ("手里客户一共150个，100个新客户，50个老客户，按材料的机会能成几单", {"new_people": 100, "old_people": 50}),
    (
        "周年庆之前三天营业额5.4万，周年庆这三天做到8.1万，隔壁同期只做了4万，涨了多少",
        {"before": 54000, "after": 81000},
    ),
    ("客服接了2300个电话，很不满意的客户有64个，一共波及多少人", {"dissatisfied": 64}),
]


@pytest.mark.parametrize(("question", "inputs"), SET_ASIDE)
def test_numbers_of_something_else_are_set_aside(question: str, inputs: dict[str, int]) -> None:
    reading = read_calculation(question)
    assert reading is not None
    assert reading.complete
    assert {name: bound.value for name, bound in reading.inputs.items()} == inputs
