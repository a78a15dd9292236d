from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.frames import Frame
from assistant.answering.verify import Unproven, verify, verify_rendered
from assistant.types import Answer, Calculation, Citation, Input, Origin, Outcome, Passage, Result, Sentence, Statement, StatementKind, Step

TEXT = "前三名的市场占有率之比大约是4∶2∶1。不能当作利润之比。"
END = TEXT.index("。") + 1
FIRST, SECOND = Origin("deck.txt", 0, 40), Origin("deck.txt", 40, 60)
PASSAGE = Passage(
    "c#份额", "c", "阶梯法则", "份额", TEXT, 0, len(TEXT), None, "law", (Sentence(0, END, (FIRST,)), Sentence(END, len(TEXT), (SECOND,)))
)
CITATION = Citation(1, PASSAGE, "corpus/laws/c.md", 0, END, TEXT[:END], (FIRST,))
OTHER = Citation(2, PASSAGE, "corpus/laws/c.md", END, len(TEXT), TEXT[END:], (SECOND,))
QUOTED = Statement(TEXT[:END], StatementKind.QUOTED, (1,))
WORKED = Calculation(
    "ladder-shares",
    "前三名的市场份额",
    (Input("third", "第三名的份额", Fraction(6, 100), "rate", "question"),),
    (
        Step("第一名的份额", "6% ÷ 1 × 4", Fraction(24, 100), "rate"),
        Step("第二名的份额", "6% ÷ 1 × 2", Fraction(12, 100), "rate"),
    ),
    (Result("第一名的份额", Fraction(24, 100), "rate"), Result("第二名的份额", Fraction(12, 100), "rate")),
)
COMPUTED = Statement("按材料的比例估算，第一名的份额大约是24%。", StatementKind.COMPUTED)
LAWS = ("二十二条营销法则", "共22条", "没有第23条")


def computed(text: str) -> Statement:
    return Statement(text, StatementKind.COMPUTED)


def refused(statements: Sequence[Statement], *texts: str) -> bool:
    try:
        verify(statements, [CITATION, OTHER], None, texts)
    except Unproven:
        return True
    return False


def test_what_is_quoted_framed_and_computed_passes() -> None:
    verify([QUOTED, Statement(Frame.BASIS.value, StatementKind.FRAME), COMPUTED], [CITATION], WORKED)


@given(st.integers(min_value=0, max_value=END - 1), st.sampled_from("0123456789不未百%倍元"))
def test_any_changed_character_of_a_quotation_is_caught(at: int, char: str) -> None:
    changed = TEXT[:at] + char + TEXT[at + 1 : END]
    if changed == TEXT[:END]:
        return
    with pytest.raises(Unproven):
        verify([replace(QUOTED, text=changed)], [CITATION], None)
    with pytest.raises(Unproven):
        verify([QUOTED], [replace(CITATION, quote=changed)], None)


@given(st.integers(min_value=0, max_value=len(COMPUTED.text) - 1), st.sampled_from("0123456789不未百%倍元"))
def test_any_changed_character_of_a_computed_statement_is_caught(at: int, char: str) -> None:
    changed = COMPUTED.text[:at] + char + COMPUTED.text[at + 1 :]
    if changed == COMPUTED.text:
        return
    with pytest.raises(Unproven):
        verify([computed(changed)], [CITATION], WORKED)


@given(st.integers(min_value=-30, max_value=30).filter(bool))
def test_a_citation_that_is_moved_is_caught(shift: int) -> None:
    with pytest.raises(Unproven):
        verify([QUOTED], [replace(CITATION, start=CITATION.start + shift, end=CITATION.end + shift)], None)


def test_a_citation_that_names_another_place_of_the_source_is_caught() -> None:
    with pytest.raises(Unproven, match="not where"):
        verify([QUOTED], [replace(CITATION, origins=(SECOND,))], None)


def test_two_citations_of_one_number_are_caught() -> None:
    with pytest.raises(Unproven, match="twice"):
        verify([QUOTED], [replace(OTHER, n=1), CITATION], None)


def test_a_quotation_may_have_several_citations_only_where_each_says_it() -> None:
    verify([replace(QUOTED, citations=(1, 3))], [CITATION, replace(CITATION, n=3)], None)
    assert refused([replace(QUOTED, citations=(1, 2))])


@pytest.mark.parametrize(
    "text",
    [
        "按材料的比例估算，第一名的份额大约是24元。",
        "按材料的比例估算，第一名的份额大约是24。",
        "按材料的比例估算，第一名的份额大约是12%。",  # the second's
        "按材料的比例估算，第一名的份额不是24%。",
        "6% ÷ 1 × 2 = 24%。",
        "第一名的份额 = 6% ÷ 1 × 2 = 12%",
        "前三名的市场份额在12%到25%之间",
    ],
)
def test_a_number_of_the_calculation_in_another_unit_or_place_is_caught(text: str) -> None:
    with pytest.raises(Unproven):
        verify([computed(text)], [CITATION], WORKED)


def test_a_calculation_by_no_known_formula_proves_nothing() -> None:
    with pytest.raises(Unproven, match="no formula"):
        verify([COMPUTED], [CITATION], replace(WORKED, formula="none"))


@pytest.mark.parametrize("text", ["二十二条营销法则共22条：", "二十二条营销法则依次是：", "二十二条营销法则共22条，没有第23条。"])
def test_a_list_may_say_its_name_its_count_and_its_range(text: str) -> None:
    verify([computed(text)], [], None, LAWS)


@pytest.mark.parametrize(
    "text",
    [
        "二十二条营销法则共23条，没有第23条。",
        "二十二条营销法则共22种。",
        "二十二条营销法则共22条，有第23条。",
        "五大需求共22条。",
        "二十一条营销法则依次是：",
    ],
)
def test_a_list_may_not_say_another_name_count_or_range(text: str) -> None:
    assert refused([computed(text)], *LAWS)


def test_a_gap_without_a_citation_is_what_the_library_says() -> None:
    gap = Statement("只有第1、4条另有展开。", StatementKind.GAP)
    verify([gap], [], None, [gap.text])
    assert refused([replace(gap, text="只有第1、5条另有展开。")], gap.text)
    assert refused([gap], "二十二条营销法则")


@pytest.mark.parametrize(
    "statement",
    [
        replace(QUOTED, citations=()),
        replace(QUOTED, citations=(3,)),
        Statement("依据大概是：", StatementKind.FRAME),
        Statement(Frame.BASIS.value, StatementKind.FRAME, (1,)),
        Statement("材料没有说5倍。", StatementKind.GAP, (1,)),
        computed("第一名大约占24倍半，即245。"),
        Statement("随便写一句，比例是4∶7。", StatementKind.GENERATED, (1,)),
        Statement("比例是4倍比2。", StatementKind.GENERATED, (1,)),
    ],
)
def test_what_is_not_borne_out_is_caught(statement: Statement) -> None:
    with pytest.raises(Unproven):
        verify([statement], [CITATION, OTHER], WORKED)


@pytest.mark.parametrize("text", ["前三名是4∶2∶1。", "第一名约24%，另一家12%。", "4比2比1，约12%到24%。"])
def test_a_generated_statement_may_say_cited_and_computed_figures_in_its_own_words(text: str) -> None:
    verify([Statement(text, StatementKind.GENERATED, (1,))], [CITATION], WORKED)


def test_the_unit_of_a_range_stands_behind_its_second_number() -> None:
    quote = "拉新贵5倍到8倍。"
    passage = replace(PASSAGE, text=quote, end=len(quote), sentences=(Sentence(0, len(quote), ()),))
    citation = Citation(1, passage, "corpus/laws/c.md", 0, len(quote), quote, ())
    verify([Statement("贵5到8倍。", StatementKind.GENERATED, (1,))], [citation], None)
    with pytest.raises(Unproven, match="'5元'"):
        verify([Statement("贵5元到8倍。", StatementKind.GENERATED, (1,))], [citation], None)


def test_numbers_of_the_question_may_be_repeated() -> None:
    statement = computed("已经读到：产品价值 800元。")
    with pytest.raises(Unproven):
        verify([statement], [], None)
    verify([statement], [], None, ["产品价值 800元"])
    assert refused([computed("已经读到：服务价值 800元。")], "产品价值 800元")


def answer(text: str, *statements: Statement) -> Answer:
    return Answer("id", "问", "问", Outcome.ANSWERED, "extractive", text, statements, (CITATION, OTHER))


BOUNDARY = Statement(TEXT[END:], StatementKind.QUOTED, (2,))
LAYOUTS = [
    f"{QUOTED.text}[1]\n\n{BOUNDARY.text}[2]",
    f"- {QUOTED.text}[1]\n- {BOUNDARY.text}[2]",
    f"1. {QUOTED.text}[1]\n2. {BOUNDARY.text}[2]",
    f"| 说法 | 出处和所指 |\n| --- | --- |\n| 4∶2∶1 | {QUOTED.text}[1] |\n| 利润 | {BOUNDARY.text}[2] |",
]


@pytest.mark.parametrize("text", LAYOUTS)
def test_an_answer_is_rendered_as_its_statements(text: str) -> None:
    verify_rendered(answer(text, QUOTED, BOUNDARY))


@pytest.mark.parametrize(
    ("layout", "old", "new"),
    [
        *((n, "4∶2∶1。", "4∶3∶1。") for n in range(4)),
        *((n, "[1]", "") for n in range(4)),
        *((n, "[1]", "[2]") for n in range(4)),
        *((n, "[1]", "[1][2]") for n in range(4)),
        *((n, "不能", "能") for n in range(4)),
        (2, "2. ", "3. "),
        (3, "| 4∶2∶1 |", "| 5∶2∶1 |"),
        (3, "出处", "利润"),
        (0, "[1]\n", "[1]据说如此。\n"),
        (1, "- 前", "- 肯定：前"),
    ],
)
def test_a_text_that_differs_from_the_statements_is_caught(layout: int, old: str, new: str) -> None:
    assert old in LAYOUTS[layout]
    with pytest.raises(Unproven):
        verify_rendered(answer(LAYOUTS[layout].replace(old, new, 1), QUOTED, BOUNDARY))


def test_nothing_may_follow_the_last_statement_or_change_their_order() -> None:
    with pytest.raises(Unproven, match="nobody's"):
        verify_rendered(answer(f"{LAYOUTS[0]}\n\n另有3成。", QUOTED, BOUNDARY))
    with pytest.raises(Unproven):
        verify_rendered(answer(LAYOUTS[0], BOUNDARY, QUOTED))
    with pytest.raises(Unproven):
        verify_rendered(answer(f"{QUOTED.text}[1]", QUOTED, BOUNDARY))
