from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.frames import Frame
from assistant.answering.verify import Unproven, verify
from assistant.types import Calculation, Citation, Input, Passage, Result, Sentence, Statement, StatementKind, Step

TEXT = "前三名的市场占有率之比大约是4∶2∶1。不能当作利润之比。"
PASSAGE = Passage("c#份额", "c", "阶梯法则", "份额", TEXT, 0, len(TEXT), None, "law", (Sentence(0, 21, ()), Sentence(21, len(TEXT), ())))
CITATION = Citation(1, PASSAGE, "corpus/laws/c.md", 0, 21, TEXT[:21], ())
QUOTED = Statement(TEXT[:21], StatementKind.QUOTED, (1,))
WORKED = Calculation(
    "f",
    "份额",
    (Input("third", "第三名的份额", Fraction(6, 100), "rate", "question"),),
    (Step("第一名的份额", "6% ÷ 1 × 4", Fraction(24, 100), "rate"),),
    (Result("第一名的份额", Fraction(24, 100), "rate"),),
)
COMPUTED = Statement("第一名大约占24%。", StatementKind.COMPUTED)


def test_what_is_quoted_framed_and_computed_passes() -> None:
    verify([QUOTED, Statement(Frame.BASIS.value, StatementKind.FRAME), COMPUTED], [CITATION], WORKED)


@given(st.integers(min_value=0, max_value=20), st.sampled_from("0123456789不未百%倍元"))
def test_any_changed_character_of_a_quotation_is_caught(at: int, char: str) -> None:
    changed = TEXT[:at] + char + TEXT[at + 1 : 21]
    if changed == TEXT[:21]:
        return
    with pytest.raises(Unproven):
        verify([replace(QUOTED, text=changed)], [CITATION], None)
    with pytest.raises(Unproven):
        verify([QUOTED], [replace(CITATION, quote=changed)], None)


@given(st.integers(min_value=-30, max_value=30).filter(bool))
def test_a_citation_that_is_moved_is_caught(shift: int) -> None:
    with pytest.raises(Unproven):
        verify([QUOTED], [replace(CITATION, start=CITATION.start + shift, end=CITATION.end + shift)], None)


@given(st.integers(min_value=0, max_value=1000).filter(lambda number: number not in (1, 4, 6, 24)))
def test_a_number_that_nobody_computed_is_caught(number: int) -> None:
    with pytest.raises(Unproven, match="neither cited nor computed"):
        verify([replace(COMPUTED, text=f"第一名大约占{number}%。")], [CITATION], WORKED)


@pytest.mark.parametrize(
    "statement",
    [
        replace(QUOTED, citations=()),
        replace(QUOTED, citations=(2,)),
        Statement("依据大概是：", StatementKind.FRAME),
        Statement("材料没有说5倍。", StatementKind.GAP, (1,)),
        replace(COMPUTED, text="第一名大约占24倍半，即245。"),
        Statement("随便写一句，比例是4∶7。", StatementKind.GENERATED, (1,)),
    ],
)
def test_what_is_not_borne_out_is_caught(statement: Statement) -> None:
    with pytest.raises(Unproven):
        verify([statement], [CITATION], WORKED)


def test_numbers_of_the_question_may_be_repeated() -> None:
    statement = Statement("已经读到：产品价值 800元。", StatementKind.COMPUTED)
    with pytest.raises(Unproven):
        verify([statement], [], None)
    verify([statement], [], None, [Fraction(800)])
