from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.answering.engine import Assistant
from assistant.history.conversations import Exchange as KeptTold
from assistant.history.conversations import KeptExchange
from assistant.history.opinions import Verdict
from assistant.types import Answer
from assistant.web.appearing import MAX_UPDATES, steps
from assistant.web.conversations import MAX_EXCHANGES, Conversation, Conversations

LAW = "什么是阶梯法则"


@pytest.fixture
def answer(assistant: Assistant) -> Callable[[str], Answer]:
    return assistant.ask


def test_only_what_was_shown_is_history(answer: Callable[[str], Answer]) -> None:
    conversation = Conversation()
    first = conversation.begin(LAW)
    first.answer = answer(LAW)
    first.shown = 7
    conversation.begin("慢")
    assert first.stopped
    assert [(turn.role, turn.content) for turn in conversation.turns()] == [("user", LAW), ("assistant", first.answer.text[:7])]


def test_a_conversation_forgets_its_beginning_and_numbers_go_on() -> None:
    conversation = Conversation()
    for _ in range(MAX_EXCHANGES + 3):
        conversation.begin(LAW)
    assert len(conversation.exchanges) == MAX_EXCHANGES
    assert conversation.exchanges[-1].number == MAX_EXCHANGES + 3


def test_the_conversation_used_least_recently_goes_first() -> None:
    conversations = Conversations(max_held=3)
    for session in ("a", "b", "c"):
        conversations.of(session).begin(LAW)
    conversations.of("a")
    conversations.of("d").begin(LAW)
    assert conversations.of("a").exchanges
    assert conversations.of("b").exchanges == []


def test_a_cut_takes_what_comes_behind_and_can_be_undone() -> None:
    conversation = Conversation()
    first, second, third = (conversation.begin(question) for question in "一二三")
    second.kept_as, third.kept_as = "two", "three"
    assert conversation.cut(99) == []
    assert conversation.cut(third.number) == [third]
    assert conversation.replaces == "three"
    conversation.put_back([third])
    assert (conversation.exchanges, conversation.replaces) == ([first, second, third], None)
    assert conversation.cut(second.number) == [second, third]
    assert conversation.cut() == [first]
    assert conversation.replaces == "two"  # the first that the history holds
    assert conversation.cut() == []


def test_a_kept_conversation_is_put_on_a_page_as_it_was(answer: Callable[[str], Answer]) -> None:
    conversations = Conversations()
    conversations.of("a").begin("旧的")
    told = KeptTold(LAW, answer(LAW), "页面", context_read=True)
    conversation = conversations.reopen("a", "conversation", [KeptExchange("exchange", told, 0.0, Verdict(False))])
    (exchange,) = conversation.exchanges
    assert conversations.of("a") is conversation
    assert (conversation.kept_as, exchange.kept_as, exchange.verdict) == ("conversation", "exchange", Verdict(False))
    assert exchange.complete
    assert [turn.content for turn in conversation.turns()] == ["页面", LAW, told.answer.text]


def test_what_was_asked_earlier_is_known_of_each_question() -> None:
    conversation = Conversation()
    assert [conversation.begin(question).before for question in "一二"] == [(), ("一",)]


def test_an_answer_appears_in_few_steps_that_end_at_its_end(answer: Callable[[str], Answer]) -> None:
    for question in (LAW, "营销法则有哪些", "开发一个生客要比守住熟客多花几倍", "总价值320元，总成本250元，让渡价值多少", "明天下雨吗"):
        given = answer(question)
        cuts = steps(given)
        assert cuts == sorted(set(cuts))
        assert cuts[-1] == len(given.text)
        assert 1 <= len(cuts) <= MAX_UPDATES


def test_a_step_ends_behind_a_mark_and_never_in_a_row_of_a_table(answer: Callable[[str], Answer]) -> None:
    given = answer("开发一个生客要比守住熟客多花几倍")
    assert "|" in given.text
    for cut in steps(given):
        assert not given.text[cut:].startswith("[")
        line = given.text[:cut].rsplit("\n", 1)[-1]
        assert not line.startswith("|") or line.endswith("|")


def test_a_text_without_statements_appears_at_once(answer: Callable[[str], Answer]) -> None:
    assert steps(replace(answer(LAW), statements=(), text="一句话。")) == [4]
