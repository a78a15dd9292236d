"""Which members of a list of cards speak of something."""

import pytest

from assistant.answering.engine import Assistant
from assistant.types import Outcome


@pytest.mark.parametrize("question", ["营销法则里哪几条讲到品牌", "营销法则中哪些跟品牌有关", "营销法则里跟品牌有关的有哪几条"])
def test_only_the_members_that_speak_of_it_are_told(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert "提到“品牌”的有1条" in answer.text
    assert {citation.passage.document_id for citation in answer.citations} == {"law-07"}


def test_where_no_member_speaks_of_it_none_is_told(assistant: Assistant) -> None:
    answer = assistant.ask("营销法则里哪几条跟量子力学有关")
    assert (answer.outcome, answer.citations) == (Outcome.REFUSED, ())


@pytest.mark.parametrize("question", ["营销法则有哪几条", "营销法则都叫什么", "把营销法则从头到尾念一遍", "营销法则逐条写给我"])
def test_the_whole_list_is_told_where_no_member_is_chosen(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert {citation.passage.document_id for citation in answer.citations} == {"law-01", "law-07"}
