"""A verdict is given where one clause of the material says the statement, or its contrary, in the same words; else none."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.figures import figures
from assistant.answering.verdict import Verdict, stated, verdict
from assistant.ingest.cards import load_corpus

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
SO, NOT_SO = Verdict.SO, Verdict.NOT_SO


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("客户是不是天生就会忠诚？", "客户是天生就会忠诚"),
        ("客户的忠诚是天生的，这说法对不对", "客户的忠诚是天生的"),
        ("4P不是产品、价格、人、过程吗", "4p是产品、价格、人、过程"),
        ("形象价值算不算整体顾客价值里的", "形象价值算整体顾客价值里的"),
        ("材料里说蓝山咖啡的利润高于同行，我没记错吧", "蓝山咖啡的利润高于同行"),
    ],
)
def test_what_a_question_states(question: str, statement: str) -> None:
    assert stated(question) == statement


@pytest.mark.parametrize(
    "question", ["客户为什么会忠诚吗", "形象价值是什么", "领先法则叫什么", "4P有哪几个，对吧", "甲店好还是乙店好", "介绍一下领先法则"]
)
def test_what_asks_for_more_than_yes_or_no_states_nothing(question: str) -> None:
    assert stated(question) is None


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("客户的忠诚是天生的，对不对", "客户忠诚不是天生的，要靠自己去赢。", NOT_SO),
        ("客户的忠诚不是天生的，对不对", "客户忠诚不是天生的，要靠自己去赢。", SO),
        ("蓝山咖啡的利润高于同行吗", "蓝山咖啡的利润低于同行。", NOT_SO),
        ("蓝山咖啡的利润低于同行吗", "蓝山咖啡的利润低于同行。", SO),
        ("移情性算不算服务质量的标准", "服务质量的标准有三项：可靠性、响应性、移情性。", SO),
        ("选址算不算书店的优势", "书店的优势取决于三样：书店选址、老读者、进货。", SO),
        ("书店的优势包不包括进货", "书店的优势取决于三样：书店选址、老读者、进货。", SO),
        ("服务质量的标准只有移情性吗", "服务质量的标准有三项：可靠性、响应性、移情性。", NOT_SO),
        ("服务质量的标准是可靠性、响应性、趣味性吗", "服务质量的标准有三项：可靠性、响应性、移情性。", NOT_SO),
        ("服务质量的标准里头一项是可靠性吧", "服务质量的标准有三项：可靠性、响应性、移情性。", SO),
        ("服务质量的标准里第二项是可靠性吧", "服务质量的标准有三项：可靠性、响应性、移情性。", NOT_SO),
        ("关系里最浅的那层是被动型，对不对", "关系由浅到深有三层：基本型、被动型、伙伴型。", NOT_SO),
        ("关系里最深的一层是伙伴型吧", "关系由浅到深有三层：基本型、被动型、伙伴型。", SO),
        ("工具趋势和技术趋势是一回事吗", "工具趋势讲自动化，技术趋势讲预防，两者说的不是一件事。", NOT_SO),
        ("聚焦法则和焦点法则是同一条吗", "聚焦法则又叫焦点法则。", SO),
        ("甲店的保修是3年吗", "甲店的保修是4年，乙店的保修是3年。", NOT_SO),
    ],
)
def test_what_a_sentence_says_for_certain(question: str, sentence: str, expected: Verdict) -> None:
    assert verdict(stated(question) or "", sentence) is expected


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("乙公司的利润低于同行吗", "甲公司的利润低于同行。"),  # another one
        ("甲公司的客户是同行吗", "甲公司的竞争对手是同行，客户是学校。"),
        ("同行的利润低于甲公司吗", "甲公司的利润低于同行。"),  # the other way round
        ("甲公司的对手是乙公司吗", "甲公司的对手的供应商是乙公司。"),
        ("所有客户的忠诚是天生的吗", "客户忠诚不是天生的。"),
        ("客户的忠诚是天生的吗", "客户忠诚不都是天生的。"),
        ("客户的忠诚是天生的吗", "客户忠诚可能不是天生的。"),
        ("客户的忠诚是天生的吗", "要破的误区是：客户忠诚是天生的。"),
        ("老客户更忠诚吗", "服务好的时候，老客户更忠诚。"),
        ("最牢的关系是被动型吗", "关系由浅到深有三层：基本型、被动型、伙伴型。"),
        ("工具讲预防吗", "工具趋势讲自动化，技术趋势讲预防。"),
        ("推销观念和销售观念是一样的吗", "推销观念和销售观念看来是同一种，材料没有明说。"),
        ("二级客户和三级客户是一回事吗", "一级客户又叫大客户。"),
        ("锁定老客户没有步骤吗", "材料没有给出锁定老客户的步骤。"),
        ("企业能生存吗", "企业能不能生存，关键在顾客。"),
        ("基本型关系是好的吗", "基本型关系，指卖出去之后不再接触顾客。"),
        ("促销除了赠品还有抽奖吗", "促销有两种：赠品、抽奖。"),
        ("丙店的保修是3年吗", "甲店的保修是4年，乙店的保修是3年。"),
        ("B2B是企业对政府吗", "电子商务有三种：企业对消费者B2C、企业对企业B2B、企业对政府B2G。"),
        ("书店的优势包括五样吗", "书店的优势取决于三样：书店选址、老读者、进货。"),
        ("未来的趋势可以把握吗", "趋势可以把握，未来没法准确预测。"),
        ("顾客满意了就会忠诚吗", "顾客满意与忠诚是企业永久的追求目标。"),
    ],
)
def test_what_is_not_certain_gets_no_verdict(question: str, sentence: str) -> None:
    statement = stated(question)
    assert statement is not None
    assert verdict(statement, sentence) is None


SUBJECTS = ("甲公司", "乙公司", "丙商店")
CLAIMS = ("提供上门维修", "高于同行水平", "培训新来员工", "降低采购成本")


@given(st.sampled_from(SUBJECTS), st.sampled_from(CLAIMS), st.sampled_from(SUBJECTS), st.sampled_from(CLAIMS), st.booleans(), st.booleans())
def test_no_verdict_but_on_the_very_same_subject_and_claim(
    one: str, claim: str, other: str, told: str, said_no: bool, told_no: bool
) -> None:
    statement = f"{one}{'不' if said_no else ''}{claim}"
    sentence = f"{other}{'不' if told_no else ''}{told}。"
    expected = (SO if said_no == told_no else NOT_SO) if (one, claim) == (other, told) else None
    found = verdict(statement, sentence)
    assert found is expected or found is None, (statement, sentence)


@given(st.integers(2, 99), st.integers(2, 99))
def test_another_figure_is_never_confirmed(asked: int, told: int) -> None:
    found = verdict(f"甲公司本科员工占{asked}%", f"甲公司本科员工占{told}%。")
    assert (found is SO) == (asked == told)


@given(
    st.lists(st.sampled_from(("可靠性", "响应性", "移情性", "有形性", "保证性")), min_size=2, max_size=5, unique=True),
    st.sampled_from(("可靠性", "趣味性", "移情性")),
)
def test_only_a_member_of_a_list_is_confirmed_as_one(members: list[str], asked: str) -> None:
    sentence = f"服务质量的标准有{len(members)}项：{'、'.join(members)}。"
    assert (verdict(f"{asked}是服务质量的标准", sentence) is SO) == (asked in members)


def test_no_verdict_goes_against_the_sentence_that_a_statement_was_made_of() -> None:
    """Each sentence of the material, stated as it is, with a negation more, with another figure."""
    cards = load_corpus(CORPUS).cards
    told = [passage.quote(sentence) for card in cards for passage in card.passages for sentence in passage.sentences][::3]
    decided = 0
    for sentence in told:
        statement = stated(re.split("[，。；：]", sentence)[0] + "，对吗")
        if statement is None:
            continue
        found = verdict(statement, sentence)
        decided += found is SO
        assert found is not NOT_SO, sentence
        if (verb := next((one for one in ("是", "能", "会", "要") if one in statement), "")) and not re.search("[不没未无非]", statement):
            assert verdict(statement.replace(verb, f"不{verb}", 1), sentence) is not SO, sentence
        for _, number in figures(statement)[:1]:
            assert verdict(statement[: number.start] + "97" + statement[number.end :], sentence) is not SO or "97" in sentence, sentence
    assert decided > 300
