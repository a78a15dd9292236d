from contextlib import closing
from dataclasses import replace
from pathlib import Path

from assistant.answering.engine import Assistant
from assistant.build import build_index, open_assistant
from assistant.settings import load_settings
from assistant.types import Outcome
from assistant.web.suggestions import EXAMPLES, MAX_NEXT, MAX_POOL, next_questions, offered, related_cards, welcome_html

LAW = "什么是阶梯法则"


def test_what_is_asked_next_goes_on_from_the_answer_and_was_not_asked_yet(assistant: Assistant) -> None:
    answer = assistant.ask("领先法则说什么")
    asks = next_questions(answer, assistant.library, [answer.question])
    assert asks[0] == "头三家的盘子各占多大"  # the law that comes next in the list
    assert len(asks) <= MAX_NEXT
    assert asks[0] not in next_questions(answer, assistant.library, [answer.question, "头三家的盘子各占多大？"])
    assert next_questions(replace(answer, related=("no such",)), assistant.library, []) == []


def test_related_cards_are_those_that_the_answer_does_not_cite(assistant: Assistant) -> None:
    answer = assistant.ask(LAW)
    cited = {citation.passage.document_id for citation in answer.citations}
    related = {card.id for card in related_cards(answer, assistant.library)}
    assert related
    assert not related & cited


def test_examples_are_only_those_whose_cards_are_there(assistant: Assistant) -> None:
    page = welcome_html(assistant.library)
    assert [one.kind in page for one in EXAMPLES] == [True, False, True]


def test_the_shipped_material_answers_all_that_is_offered(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    build_index(settings)
    with closing(open_assistant(settings)) as assistant:
        questions = offered(assistant.library)
        assert len(set(questions)) == len(questions) == MAX_POOL
        answers = [assistant.ask(question) for question in (*questions, *(one.question for one in EXAMPLES))]
        assert [answer.question for answer in answers if answer.outcome is not Outcome.ANSWERED] == []
        leads = {answer.citations[0].passage.document_id for answer in answers if answer.citations}
        groups = {assistant.library.cards[card].group for card in leads}
        assert len(groups) > len(assistant.library.groups) / 2
