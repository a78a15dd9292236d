"""Follow-ups that ask who, when or how much and nothing else."""

import pytest

from assistant.answering.attributes import asks_alone, tells


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
