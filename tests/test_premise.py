from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.premise import contradicted, other_year

CARD = ["甲公司员工里，本科以上占66%。", "甲公司在1990年成立，保修4年。", "甲公司有三条规矩。"]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("甲公司本科占八成对吧", CARD[0]),
        ("甲公司是1980年成立的，没记错吧", CARD[1]),
        ("甲公司保修是5年吧", CARD[1]),
    ],
)
def test_another_figure_of_the_same_unit_is_contradicted(question: str, told: str) -> None:
    assert contradicted(question, told, CARD)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("甲公司本科以上占66%对吧", CARD[0]),
        ("甲公司哪一年成立", CARD[1]),
        ("甲公司的三条规矩，给我讲两条", CARD[2]),
        ("我们有200元预算，甲公司本科占多少", CARD[0]),
        ("甲公司保修4年，本科占多少", CARD[0]),
        ("甲公司成立几十年了", CARD[1]),
    ],
)
def test_what_is_not_stated_or_of_another_unit_is_not(question: str, told: str) -> None:
    assert not contradicted(question, told, CARD)


def test_another_year_is_found_in_whichever_sentence_gives_it() -> None:
    card = ["手册列了四条建议。", "Miller在1997年写成手册。", "1985年换过一次封面。"]
    assert other_year("Miller 2007年的手册，四条建议是什么", card) == 1
    assert other_year("Miller 1997年的手册，四条建议是什么", card) is None
    assert other_year("Miller的手册，四条建议是什么", card) is None
    assert other_year("Jones 2007年写了什么", card) is None


@given(st.integers(2, 99), st.integers(2, 99))
def test_only_another_number_is_contradicted(asked: int, told: int) -> None:
    sentence = f"份额占{told}%。"
    assert contradicted(f"份额占{asked}%对吧", sentence, [sentence]) == (Fraction(asked) != told)
