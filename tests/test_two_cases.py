"""Two cases in one message: each worked with its own numbers and what both share, side by side, and what tells them apart."""

from fractions import Fraction

import pytest

from assistant.value.conversation import read_in_conversation

TWO = {
    "A客户每年带来利润500元，能做5年；B客户每年带来利润800元，能做2年，哪个终生价值高": (
        "lifetime-value",
        ("A客户", "B客户"),
        {"current_yearly": (500, 800), "years": (5, 2)},
    ),
    "都按10%折现，甲客户每年赚500，做3年，乙客户每年赚300，做5年，各自的终生价值多少": (
        "lifetime-value",
        ("甲客户", "乙客户"),
        {"current_yearly": (500, 300), "years": (3, 5), "discount_rate": (Fraction(1, 10), Fraction(1, 10))},
    ),
    "我们现在有两个大客户。A每年利润2万，合作5年，折现率8%；B每年利润3万，合作3年，折现率8%。哪个终生价值大": (
        "lifetime-value",
        ("A", "B"),
        {"current_yearly": (20_000, 30_000), "years": (5, 3), "discount_rate": (Fraction(2, 25), Fraction(2, 25))},
    ),
    "我们的客户预期9分，实际感受8分；竞争对手的客户预期7分，实际感受8.5分，谁家客户更满意": (
        "satisfaction-gap",
        ("我们的客户", "竞争对手的客户"),
        {"expected": (9, 7), "perceived": (8, Fraction(17, 2))},
    ),
    "华东店年初老客户500个年底剩400个，华南店年初老客户300个年底剩270个，哪个店留存率高": (
        "retention-rate",
        ("华东店", "华南店"),
        {"before": (500, 300), "after": (400, 270)},
    ),
    "方案一：充1000送200；方案二：充500送120，哪个更划算，各合几折": (
        "top-up",
        ("方案一", "方案二"),
        {"paid": (1000, 500), "gift": (200, 120)},
    ),
}


@pytest.mark.parametrize("question", TWO)
def test_each_case_has_its_own_numbers_and_what_both_share(question: str) -> None:
    formula, called, values = TWO[question]
    reading = read_in_conversation(question, [])
    assert reading is not None
    assert reading.formula.id == formula
    assert reading.parties == called
    assert reading.ends is not None
    first, second = reading.ends
    assert {name: (first.inputs[name].value, second.inputs[name].value) for name in values} == values


@pytest.mark.parametrize(
    "question",
    [
        "一个客户头三年每年利润260元，往后两年每年180元，他的终生价值是多少",  # one customer
        "他来了三回，头回比他想的好1.2分，二回差0.6分，三回好0.3分，平均下来算满意吗",  # three deals
    ],
)
def test_numbers_of_one_case_are_not_parted_into_two(question: str) -> None:
    reading = read_in_conversation(question, [])
    assert reading is None or reading.ends is None
