"""Follow-ups that ask who, when or how much and nothing else."""

import pytest

from assistant.answering.attributes import asks_alone, in_another_unit, tells
from assistant.types import Passage


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("这是谁提的", ["person"]),
        ("哪两位学者研究的", ["person"]),
        ("这是谁的研究，哪一年的", ["person", "time"]),
        ("多少", ["figure"]),
        ("谁来负责客户投诉", []),
        ("星巴克哪年创立", []),
        ("怎么用呢", []),
    ],
)
def test_what_is_asked_alone(question: str, wanted: list[str]) -> None:
    assert asks_alone(question) == wanted


def test_a_person_is_told_by_name_and_a_time_by_its_year() -> None:
    assert tells("person", "五个因素由迈克尔·甲提出。")
    assert not tells("person", "五个因素都要考虑周到。")
    assert tells("time", "乙（Webster,1994）的三个变量")
    assert not tells("time", "一套卖2006元")


@pytest.mark.parametrize(
    ("question", "text", "another"),
    [
        ("那条宽带是多少兆的", "宽带每月138元。", True),
        ("那条宽带是多少兆的", "宽带是20兆的。", False),
        ("店有多少平", "店开在三楼，有六十平方米。", False),
        ("店有多少平", "店里服务水平高。", True),
        ("保修多少公里", "保修4年或者10万公里。", False),
        ("一年赚多少", "宽带每月138元。", False),
    ],
)
def test_a_measure_in_a_unit_that_is_nowhere_is_not_told(question: str, text: str, another: bool) -> None:
    passage = Passage("c#数字", "c", "卡", "数字", text, 0, len(text), None, "card", ())
    assert in_another_unit(question, [passage]) is another
