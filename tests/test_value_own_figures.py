"""Figures that somebody brings along: a multiple instead of the material's, amounts in pieces, a table parted by single spaces, what follows
from other numbers; asked of the real material."""

from collections.abc import Iterator

import pytest

from assistant.answering.engine import Assistant
from assistant.build import build_index, open_assistant
from assistant.settings import load_settings
from assistant.types import Outcome
from assistant.value.notation import shown


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = load_settings(data_dir=tmp_path_factory.mktemp("data"))
    build_index(settings)
    opened = open_assistant(settings)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "result", "says"),
    [
        ("养一个熟客一年50块，我们这行新客按老客的11倍算，拉一个新客要多少", "550元", "11倍"),
        ("留一个老客户每年100元，拉新按六倍算，一个新客户多少钱", "600元", "6倍"),
        ("拉一个新客户要花1400，按我们自己的七倍倒推，留住一个老客户多少", "200元", "7倍"),
        ("我们调研下来一位不满意的客户会影响9个人，上周得罪了20位，一共波及多少人", "180人", "9人"),
        ("同行平均利润40万，星巴克那样的做到4倍，利润是多少", "1600000元", "4倍"),
    ],
)
def test_a_figure_of_ones_own_stands_for_the_disputed_ones_and_both_are_said(
    assistant: Assistant, question: str, result: str, says: str
) -> None:
    answer = assistant.ask(question)
    assert answer.calculation is not None
    assert [shown(one.value, one.unit) for one in answer.calculation.results] == [result]
    assert f"按您给的{says}算；材料的" in answer.text


def test_three_times_dearer_may_be_four_times_as_dear_and_is_asked_about(assistant: Assistant) -> None:
    answer = assistant.ask("留一个老客户每年100元，拉新比留老贵三倍，一个新客户多少钱")
    assert answer.outcome is Outcome.CLARIFY
    assert "“三倍”" in answer.text


@pytest.mark.parametrize(
    ("question", "results"),
    [
        ("促销前一周出了150箱，促销那周出了210箱，销量增长多少", ["60箱", "40%"]),
        ("这家工厂今年买了500桶润滑油，从我们这里拿的有150桶，客户份额多少", ["30%"]),
    ],
)
def test_what_is_linear_in_an_amount_is_worked_in_pieces(assistant: Assistant, question: str, results: list[str]) -> None:
    answer = assistant.ask(question)
    assert answer.calculation is not None
    assert [shown(one.value, one.unit) for one in answer.calculation.results] == results
    assert "元" not in answer.calculation.headline


@pytest.mark.parametrize(
    "question",
    [
        "促销前卖了150箱，促销后卖了8万元，销售增长多少",
        "促销前卖了150箱，促销后卖了210套，销售增长多少",
        "客户每月采购500桶，一年从我们这里买1200桶，客户份额多少",
    ],
)
def test_pieces_and_money_or_other_pieces_are_not_compared(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).outcome is not Outcome.ANSWERED


def test_a_table_may_be_parted_by_single_spaces(assistant: Assistant) -> None:
    answer = assistant.ask("项目 宏达 立新\n总价值 900 950\n总成本 700 800\n让渡价值哪家高，差多少")
    assert answer.calculation is not None
    assert [shown(one.value, one.unit) for one in answer.calculation.results] == ["200元", "150元", "50元"]


def test_what_others_say_of_a_rise_is_left_aside_where_both_rates_are_given(assistant: Assistant) -> None:
    answer = assistant.ask("好评率从60%升到75%，店员说涨了15个点，经理说涨了百分之二十几，到底是涨了多少")
    assert answer.calculation is not None
    assert [shown(one.value, one.unit) for one in answer.calculation.results] == ["15个百分点", "25%"]
    assert "“15个点”、“百分之二十几”没有用到" in answer.text


def test_who_does_not_renew_is_not_who_stays(assistant: Assistant) -> None:
    answer = assistant.ask("每年有20%的会员不再续费，平均一位会员能待几年")
    assert answer.calculation is not None
    assert shown(answer.calculation.results[0].value, "years") == "5年"
