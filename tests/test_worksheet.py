import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answering.engine import Assistant
from assistant.errors import ValueModelError
from assistant.library import Library
from assistant.types import Calculation, Outcome, Turn
from assistant.value.conversation import read_in_conversation
from assistant.value.formulas import BY_ID
from assistant.value.reader import read_calculation
from assistant.value.reading import Reading
from assistant.value.worksheet import calculate, work

LIBRARY = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@pytest.fixture
def library(assistant: Assistant) -> Library:
    return assistant.library


@pytest.fixture
def worked(library: Library) -> Callable[[str], Calculation]:
    return lambda question: work(read(question), library)


def read(question: str) -> Reading:
    reading = read_calculation(question)
    assert reading is not None
    assert reading.complete
    return reading


def sources(calculation: Calculation) -> dict[str, str]:
    return {row.name: row.source for row in calculation.inputs}


def test_each_input_says_where_it_came_from(worked: Callable[[str], Calculation]) -> None:
    calculation = worked("每年利润500，合作3年，客户终生价值多少")
    assert sources(calculation) == {
        "historical": "default",
        "current_yearly": "question",
        "potential_yearly": "default",
        "years": "question",
        "discount_rate": "default",
    }
    assert [row.value for row in calculation.results] == [1500]
    assert calculation.formula == "lifetime-value"


def test_an_amount_per_month_is_shown_as_what_it_is_a_year(worked: Callable[[str], Calculation]) -> None:
    calculation = worked("每月利润200块，合作5年，终生价值多少")
    assert [(row.label, row.value) for row in calculation.inputs if row.source == "question"] == [("当前每年利润", 2400), ("年数", 5)]
    assert calculation.results[0].value == 12_000


def test_what_is_given_for_another_period_says_so(worked: Callable[[str], Calculation]) -> None:
    calculation = worked("每月利润200块，合作5年，终生价值多少")
    assert "当前每年利润：每个月200元，折成每年2400元。" in calculation.conventions
    assert not any("折成" in line for line in worked("每年利润200块，合作5年，终生价值多少").conventions)


@pytest.mark.parametrize(
    ("question", "results"),
    [
        ("每年利润500，合作3到5年，终生价值多少", {"客户终生价值（年数按3年）": 1500, "客户终生价值（年数按5年）": 2500}),
        (
            "每年利润5000到8000，合作2年，终生价值",
            {"客户终生价值（当前每年利润按5000元）": 10000, "客户终生价值（当前每年利润按8000元）": 16000},
        ),
        (
            "总价值10-15万，总成本8万，让渡价值多少",
            {"顾客让渡价值（整体顾客价值按100000元）": 20000, "顾客让渡价值（整体顾客价值按150000元）": 70000},
        ),
        (
            "总价值八到十万，总成本8万，让渡价值多少",
            {"顾客让渡价值（整体顾客价值按80000元）": 0, "顾客让渡价值（整体顾客价值按100000元）": 20000},
        ),
        (
            "每年利润1000，留存率90%，折现率10%，永续的话终身价值多少，要是留存率80%呢",
            {"客户终生价值（留存率按90%）": 4500, "客户终生价值（留存率按80%）": Fraction(8000, 3)},
        ),
        (
            "总价值1400，总成本1140，让渡价值多少，要是成本降到1000呢",
            {"顾客让渡价值（整体顾客成本按1140元）": 260, "顾客让渡价值（整体顾客成本按1000元）": 400},
        ),
    ],
)
def test_a_range_and_what_is_supposed_instead_are_worked_with_both_values(library: Library, question: str, results: dict[str, int]) -> None:
    reading = read_in_conversation(question, [])
    assert reading is not None
    assert {row.label: row.value for row in work(reading, library).results} == results


def test_two_values_of_one_input_are_asked_about_where_neither_is_supposed() -> None:
    reading = read_in_conversation("每年利润1000，做3年，折现率10%，留存率90%，留存率80%，终身价值多少", [])
    assert reading is not None
    assert [reading.text[quantity.start : quantity.end] for quantity in reading.unused] == ["90%", "80%"]


def test_two_ranges_and_what_is_no_range_are_asked_about() -> None:
    for question in ("总价值10到12万，总成本8到9万，让渡价值多少", "每年利润500，合作3年或5年，终生价值多少"):
        reading = read_in_conversation(question, [])
        assert reading is not None
        assert not reading.complete


@pytest.mark.parametrize(
    ("formula", "given_", "words"),
    [
        ("discount", {"price": 300, "paid": 200, "discount": "0.7"}, ["300元", "200元", "对不上"]),
        ("discount", {"price": 300, "paid": 210, "discount": "0.7"}, ["没有要算的"]),
        ("percent-or-points", {"base": "0.7", "after": "0.8", "rise": "0.05"}, ["后来的比率80%", "增加的幅度5个百分点"]),
        ("expected-deals", {"target": 30, "people": 100}, ["要成交的单数30单", "各联系的人数100人"]),
        ("price-identity", {"price": 100, "cost": 70, "present_cost": 80}, ["成本70元", "现成本80元"]),
        ("shirt-boxes", {"fewer": "0.1", "shirts": 100}, ["少用盒子的比例10%", "无盒衬衫件数100件"]),
        ("relationship-worth", {"lifetime": 900, "current_yearly": 500, "years": 3, "relationship_cost": 100}, ["终生价值900元"]),
        ("lifetime-value", {"current_yearly": 500, "revenue": 900, "direct_cost": 400, "years": 3}, ["当前每年利润500元"]),
        ("average-life", {"retention_rate": "0.8", "years": 5}, ["维持率80%", "平均维持年数5年"]),
        ("acquisition-cost", {"retention_cost": 100, "whole_cost": 900, "people": 9}, ["留住一位老客户的成本100元"]),
    ],
)
def test_an_input_that_another_leaves_no_use_for_is_named(
    library: Library, formula: str, given_: dict[str, int | str], words: list[str]
) -> None:
    with pytest.raises(ValueModelError) as caught:
        calculate(BY_ID[formula], {name: Fraction(value) for name, value in given_.items()}, library)
    assert all(word in str(caught.value) for word in words)


def test_a_part_given_whole_needs_no_yearly_default(worked: Callable[[str], Calculation]) -> None:
    calculation = worked("历史价值1200，当前价值1500，潜在价值300，终生价值多少")
    assert sources(calculation) == {
        "historical": "question",
        "current_total": "question",
        "potential_total": "question",
        "discount_rate": "default",
    }
    assert calculation.results[0].value == 3000


def test_shares_take_the_ratio_of_the_card(worked: Callable[[str], Calculation]) -> None:
    calculation = worked("我们排第三，份额6%，老大大概多少？")
    assert sources(calculation) == {
        "third": "question",
        "ratio_first": "fact:ladder",
        "ratio_second": "fact:ladder",
        "ratio_third": "fact:ladder",
    }
    assert {row.label: row.value for row in calculation.results} == {"第一名的份额": Fraction(24, 100), "第二名的份额": Fraction(12, 100)}


def test_each_claim_of_the_card_is_a_column_of_its_own(worked: Callable[[str], Calculation]) -> None:
    calculation = worked("留一个老客100块，拉新要多少")
    assert sources(calculation) == {"retention_cost": "question", "claim:5倍": "fact:cost-5", "claim:8倍": "fact:cost-8"}
    assert {row.label: row.value for row in calculation.results} == {"按“5倍”": 500, "按“8倍”": 800}


@pytest.mark.parametrize(
    ("question", "label", "value", "limit"),
    [
        ("总价值-100，总成本50，让渡价值多少", "整体顾客价值", "-100元", "不小于0元"),
        ("总价值100，总成本负50，让渡价值多少", "整体顾客成本", "-50元", "不小于0元"),
        ("产品800，服务300，人员-20，形象100，总成本50，让渡价值多少", "人员价值", "-20元", "不小于0元"),
        ("每年利润500，合作3年，折现率-5%，CLV多少", "折现率", "-5%", "不小于0%"),
        ("每年利润500，合作3年，折现率150%，CLV多少", "折现率", "150%", "不大于100%"),
        ("每年利润500，合作半年，CLV多少", "年数", "0.5年", "不小于1年"),
        ("每年利润500，合作0年，CLV多少", "年数", "0年", "不小于1年"),
        ("每年利润500，合作18个月，CLV多少", "年数", "1.5", "整年数"),
        ("每年利润500，合作120年，CLV多少", "年数", "120", "1到100"),
        ("老大份额120%，老二多少", "第一名的份额", "120%", "不大于100%"),
        ("老大份额-5%，老二多少", "第一名的份额", "-5%", "不小于0%"),
        ("老大份额70%，老二多少", "第一名的份额", "122.5%", "核对"),
        ("老大份额36%，老二份额15%，老三多少", "第二名的份额", "15%", "只留下一个"),
        ("留一个老客-100块，拉新要多少", "留住一位老客户的成本", "-100元", "不小于0元"),
    ],
)
def test_a_value_outside_the_domain_is_named_with_its_limit(
    worked: Callable[[str], Calculation], question: str, label: str, value: str, limit: str
) -> None:
    with pytest.raises(ValueModelError) as caught:
        worked(question)
    message = str(caught.value)
    assert label in message
    assert value in message
    assert limit in message
    assert any(remedy in message for remedy in ("请改了再算", "请给整年数", "请核对", "请只留下一个"))


def test_a_loss_is_no_error(worked: Callable[[str], Calculation]) -> None:
    assert worked("每年亏200，合作3年，终生价值多少").results[0].value == -600
    assert worked("总价值100，总成本250，让渡价值多少").results[0].value == -150


@pytest.mark.parametrize("question", ["老大份额36%，老二多少", "留一个老客100块，拉新要多少"])
def test_a_figure_that_the_library_lacks_is_explained(library: Library, question: str) -> None:
    reading = read(question)
    ratio, claims = reading.formula.ratio, reading.formula.claims
    library.cards.pop(ratio.card if ratio else claims.card if claims else "")
    with pytest.raises(ValueModelError, match=r"没有收录那张卡片.*管理员"):
        work(reading, library)


@LIBRARY
@given(st.lists(st.integers(0, 10**7), min_size=8, max_size=8), st.booleans())
def test_working_a_question_adds_and_takes_away_exactly(library: Library, numbers: list[int], number_first: bool) -> None:
    names = ("产品价值", "服务价值", "人员价值", "形象价值", "货币成本", "时间成本", "精力成本", "体力成本")
    parts = [f"{number}元的{name}" if number_first else f"{name}{number}元" for name, number in zip(names, numbers, strict=True)]
    calculation = work(read(f"{'，'.join(parts)}，让渡价值是多少"), library)
    assert [row.value for row in calculation.results] == [sum(numbers[:4]) - sum(numbers[4:])]
    assert [row.value for row in calculation.inputs] == numbers
    assert {row.source for row in calculation.inputs} == {"question"}


# As it is answered


@pytest.mark.parametrize(
    ("messages", "first"),
    [
        (["产品800、服务300、人员200、形象100，货币成本900、时间100、精力80、体力60，让渡价值是多少？"], "顾客让渡价值是260元。"),
        (["总价值120万，总成本95万，让渡价值多少"], "顾客让渡价值是250000元（25万元）。"),
        (["历史价值1200，每年净利500，3年，折现率10%，潜在每年100，终生价值多少"], "客户终生价值是2692.11元。"),
        (["历史价值1200，每年净利500，3年，潜在每年100，终生价值多少"], "客户终生价值是3000元。"),
        (["第一名份额36%，第二名多少"], "按材料的比例估算，第二名的份额大约是18%。"),
        (["前三名合计70%，老大份额多少"], "按材料的比例估算，第一名的份额大约是40%。"),
        (["总价值1400，让渡价值多少", "1140"], "顾客让渡价值是260元。"),
        (["每年利润500，终生价值多少", "3到5年", "4年", "5年呢"], "客户终生价值是2500元。"),
        (["利润500，合作3年，终生价值多少", "每年500"], "客户终生价值是1500元。"),
    ],
)
def test_a_conversation_ends_in_the_right_figure(assistant: Assistant, messages: list[str], first: str) -> None:
    answer = ask(assistant, messages)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.statements[0].text == first


@pytest.mark.parametrize(
    ("messages", "missing", "says"),
    [
        (["总价值1000美元，总成本800，让渡价值多少"], ("整体顾客价值",), "“1000美元”"),
        (["每年利润500，合作3年以上，终生价值多少"], ("年数",), "“3年以上”"),
        (["每年利润500，终生价值多少", "三五年吧"], ("年数",), "“三五年”"),
        (["每天利润1元，每3年利润1000，终生价值多少"], ("当前每年利润", "年数"), "“1元”、“1000”"),
        (["每3年利润1000，终生价值多少"], ("年数",), "333.33元"),
        (["老大份额是三分之一，份额8个客户，老二多少"], (), "33.33%"),
        (["每月亏20，终生价值多少"], ("年数",), "-240元"),
        (["算一下让渡价值"], ("整体顾客价值", "整体顾客成本"), "还缺"),
    ],
)
def test_what_cannot_be_worked_with_is_asked_about_in_the_words_of_the_question(
    assistant: Assistant, messages: list[str], missing: tuple[str, ...], says: str
) -> None:
    answer = ask(assistant, messages)
    assert (answer.outcome, answer.missing) == (Outcome.CLARIFY, missing)
    assert says in answer.text


def ask(assistant: Assistant, messages: list[str]):  # type: ignore[no-untyped-def]
    history: list[Turn] = []
    for message in messages:
        answer = assistant.ask(message, history)
        history += [Turn("user", message), Turn("assistant", answer.text)]
    return answer


WORDS = re.findall(
    r"\S+",
    "让渡价值 终生价值 份额 拉新 产品 总成本 价值 历史价值 每年 每3年 利润 合作 折现率 老大 第三名 老客户 是 的 多少 负 800 1/3 0.333 1.2万 10% 三分之一 3年 3到5年 "
    "打七折 -5 美元 、 ， 。",
)


@LIBRARY
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map("".join), min_size=1, max_size=3))
def test_any_jumble_of_calculation_words_gets_a_proven_answer(assistant: Assistant, messages: list[str]) -> None:
    assert ask(assistant, messages).text
