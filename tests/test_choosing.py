"""Whether a message of a conversation leans on it or stands by itself."""

import random
from collections.abc import Iterator
from dataclasses import fields

import pytest

from assistant.answering.choosing import WEIGHTS, Signs
from assistant.answering.engine import Assistant
from assistant.build import build_index, open_assistant
from assistant.ingest.cards import GAPS
from assistant.settings import load_settings
from assistant.types import Outcome, Turn

LADDER = [Turn("user", "什么是阶梯法则"), Turn("assistant", "阶梯法则说，打法要看品牌排在第几级。")]
ASKED = 80


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The shipped corpus, indexed once."""
    settings = load_settings(data_dir=tmp_path_factory.mktemp("shipped"))
    build_index(settings)
    assistant = open_assistant(settings)
    yield assistant
    assistant.close()


def first_card(assistant: Assistant, question: str, history: list[Turn]) -> str:
    citations = assistant.ask(question, history).citations
    return citations[0].passage.document_id if citations else ""


@pytest.mark.parametrize("question", ["它的份额之比是多少", "那份额之比呢"])
def test_a_message_that_leans_is_about_what_was_told(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, LADDER)
    assert answer.outcome is Outcome.ANSWERED
    assert "4∶2∶1" in answer.text


def test_a_new_question_is_not_about_what_was_told(assistant: Assistant) -> None:
    assert first_card(assistant, "一个老主顾一辈子能给店里赚多少", LADDER) == "clv"


def test_a_message_as_it_stands_has_no_sign_of_leaning(assistant: Assistant) -> None:
    [readings] = assistant.readings("一个老主顾一辈子能给店里赚多少", LADDER)
    found = assistant.finder.find_each(readings)
    for one, signs in zip(found, assistant.chooser.signs(found), strict=True):
        leaning = [value for name in WEIGHTS if name.startswith("lean") and (value := getattr(signs, name))]
        assert bool(leaning) == one.query.leans


def test_every_sign_has_its_weight() -> None:
    assert set(WEIGHTS) == {field.name for field in fields(Signs)}


def test_a_question_behind_any_conversation_is_answered_as_it_is_alone(shipped: Assistant) -> None:
    """Asks of cards behind a question about another: before the choice was learnt, a third of such questions changed their card."""
    draw = random.Random(5)
    cards = [card for card in shipped.library.cards.values() if set(card.asks) - {GAPS}]
    same = 0
    for card in draw.sample(cards, ASKED):
        question = draw.choice([ask for heading, asks in card.asks.items() if heading != GAPS for ask in asks])
        other = draw.choice(draw.choice(cards).every_ask)
        history = [Turn("user", other), Turn("assistant", shipped.ask(other).text)]
        same += first_card(shipped, question, history) == first_card(shipped, question, [])
    assert same >= 0.95 * ASKED


def test_examples_are_of_what_the_message_asks_about(shipped: Assistant) -> None:
    told = shipped.ask("什么是阶梯法则？有什么例子")
    assert {citation.passage.document_id for citation in told.citations} == {"law-07"}
    for message in ("什么是蓝海战略？举个例子", "SWOT分析怎么做？举个例子"):  # not those of whatever has examples
        assert shipped.ask(message).outcome is Outcome.REFUSED


def test_a_place_is_in_the_list_of_the_card_that_is_named(shipped: Assistant) -> None:
    answer = shipped.ask("服务质量五个标准的第二个是啥")
    assert answer.citations[0].passage.document_id == "servqual-5"
    assert "响应性" in answer.statements[0].text.partition("，")[0]


def test_who_names_a_card_and_nothing_else_is_told_of_it(shipped: Assistant) -> None:
    titles = [card for card in shipped.library.cards.values() if not card.claims and "仅标题" not in card.title]
    own = sum(first_card(shipped, f"什么是{card.title}？", []) == card.id for card in titles)
    assert own >= 0.99 * len(titles)


def test_a_name_written_otherwise_is_the_same_card(shipped: Assistant) -> None:
    for message in ("什么是客户满意", "客户满意是什么意思", "请解释一下顾客满意"):
        assert first_card(shipped, message, []) == "sat-def"


def test_a_list_among_several_answers_has_no_heading_but_its_number(shipped: Assistant) -> None:
    answer = shipped.ask("什么是阶梯法则？22条客户价值创造法则都列出来")
    assert "**问题一：阶梯法则**" in answer.text
    assert "**问题二**\n\n二十二条客户价值创造法则" in answer.text


def test_each_ask_is_answered_by_the_card_that_has_it(shipped: Assistant) -> None:
    asks = [(ask, card.id) for card in shipped.library.cards.values() for asks in card.asks.values() for ask in asks][::40]
    own = sum(first_card(shipped, ask, []) == card for ask, card in asks)
    assert own >= 0.95 * len(asks)


def test_what_a_card_is_said_not_to_tell_is_refused(shipped: Assistant) -> None:
    lacks = [lack for card in shipped.library.cards.values() for lack in card.lacks][::80]
    refused = sum(shipped.ask(lack).outcome is not Outcome.ANSWERED for lack in lacks)
    assert refused >= 0.95 * len(lacks)


@pytest.mark.parametrize(
    "message",
    ["心理因素的细分看哪两样，各举了什么", "白送睡衣那家，一件的成本压到几块，都有哪几种", "怎么和客户建立起良好的关系,有没有要点"],
)
def test_what_has_no_subject_behind_a_comma_is_no_question_of_its_own(shipped: Assistant, message: str) -> None:
    answer = shipped.ask(message)
    assert "问题二" not in answer.text
    assert "第二问" not in answer.text


def test_two_questions_behind_a_comma_are_both_answered(shipped: Assistant) -> None:
    answer = shipped.ask("做全球营销分哪四步，混合型细分举的哪个例子")
    assert "四步" in answer.text
    assert "肯德基" in answer.text


def test_a_wrong_count_is_said_to_be_one(shipped: Assistant) -> None:
    assert shipped.ask("国际营销有四个特点吗").text.startswith("问题里的数和材料不一样")
    assert shipped.ask("关系营销的六个层次分别是什么").text.startswith("问题里的数和材料不一样")
    assert not shipped.ask("国际营销的三个特点是什么").text.startswith("问题里的数")


def test_both_sides_of_a_comparison_are_told(shipped: Assistant) -> None:
    answer = shipped.ask("市场导向行为和价值导向行为有什么区别")
    assert "市场导向行为" in answer.text
    assert "价值导向行为" in answer.text


def test_a_table_of_claims_has_the_claim_that_leads(shipped: Assistant) -> None:
    answer = shipped.ask("失去老客户以后，再得到一个新客户的成本是维护老客户的几倍")
    rows = [line for line in answer.text.splitlines() if line.startswith("|")]
    assert all(any(value in row for row in rows) for value in ("| 5倍", "| 8倍", "| 6倍多"))


def test_the_way_is_told_where_a_way_is_asked_for(shipped: Assistant) -> None:
    answer = shipped.ask("怎么锁定最有价值的顾客")
    assert "六个办法" in answer.statements[0].text
    assert "提醒" in answer.text


def test_what_only_goes_on_is_asked_with_the_question_before_it(shipped: Assistant) -> None:
    answer = shipped.ask("白送睡衣只收快递费那家公司是怎么玩的？账拆给我看看")
    assert "第二问" not in answer.text
    assert "23元" in answer.text


def test_a_question_that_is_lacking_is_named_behind_an_answered_one(shipped: Assistant) -> None:
    for message in ("能动型给客户送哪两样，隔多少天联系一回合适", "脑白金年销售额多少？它是哪一年上市的？"):
        assert "第二问，材料里没有找到能回答的内容。" in shipped.ask(message).text


def test_an_example_that_is_asked_for_comes_first(shipped: Assistant) -> None:
    assert shipped.ask("举个基本价值到吸引价值的例子").statements[0].text.startswith("第2条法则的例子")
    both = shipped.ask("多样性价值是什么，举个例子").text
    assert both.index("第9条客户价值创造法则") < both.index("第9条法则的例子")


def test_the_place_of_a_member_that_has_only_a_name_is_said(shipped: Assistant) -> None:
    assert shipped.ask("客户需求分析的第三步是什么").text.startswith("确定需求是客户需求分析的四步的第3步。")


def test_claims_stand_once_each(shipped: Assistant) -> None:
    for card in shipped.library.cards.values():
        if card.claims:
            lines = [line for line in shipped.ask(f"{card.title}？").text.splitlines() if line.startswith("- ")]
            assert len(lines) == len(set(lines))


def test_a_later_question_of_a_message_is_about_what_the_first_one_names(shipped: Assistant) -> None:
    answer = shipped.ask("达美乐是谁办起来的，他家披萨卖多少钱一个")
    assert answer.text.endswith("第二问，材料里没有找到能回答的内容。")
    assert {citation.passage.document_id for citation in answer.citations} == {"law17-dominos"}


def test_a_later_question_with_a_subject_of_its_own_keeps_it(shipped: Assistant) -> None:
    answer = shipped.ask("营销近视症是什么？海底捞等位时有什么吃的？")
    assert "问题二" in answer.text
    assert {citation.passage.document_id for citation in answer.citations} == {"exam-myopia", "haidilao"}


def test_a_list_is_known_by_some_members_and_their_number(shipped: Assistant) -> None:
    history = [Turn("user", "绿色营销近来有什么变化"), Turn("assistant", "一共七个，像成为热点、政府支持、战略高度这些。")]
    assert "绿色壁垒" in shipped.ask("最后一个呢", history).text


def test_a_place_that_a_cards_own_list_lacks_is_one_of_the_list_to_which_the_card_belongs(shipped: Assistant) -> None:
    asked = "聚焦法则讲了些什么"
    history = [Turn("user", asked), Turn("assistant", shipped.ask(asked).text)]
    assert "专有法则是二十二条营销法则的第6条" in shipped.ask("第六条呢", history).text
    both = {citation.passage.document_id for citation in shipped.ask("那跟第六条有什么不一样", history).citations}
    assert both == {"law-05", "law-06"}


def test_two_places_of_a_told_list_are_each_told_once(shipped: Assistant) -> None:
    asked = "关系营销的五个层次有哪些"
    history = [Turn("user", asked), Turn("assistant", shipped.ask(asked).text)]
    texts = [statement.text for statement in shipped.ask("第三层跟第四层分别做什么", history).statements]
    assert len(texts) == len(set(texts))


def test_a_list_is_wanted_whole_in_spoken_words(shipped: Assistant) -> None:
    for question in ("把22条客户价值法则全列给我", "客户价值法则全念一遍"):
        assert len({citation.passage.document_id for citation in shipped.ask(question).citations}) == 22, question
