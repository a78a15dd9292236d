"""Requests to items: what is asked for comes, reproducibly, and nothing that breaks a rule."""

import pytest

from assistant.errors import InputError
from assistant.quiz.check import paper_problems
from assistant.quiz.items import Choice, Difficulty, Kind
from assistant.quiz.make import Made, Request, Workshop


def test_a_thousand_items_break_no_rule_alone_or_together(thousand: Made, workshop: Workshop) -> None:
    assert len(thousand.items) == 1000
    assert [problem for item in thousand.items for problem in workshop.problems(item)] == []
    assert paper_problems(thousand.items) == ()


def test_key_positions_are_uniform(thousand: Made) -> None:
    keys = [
        item.response.key[0]
        for item in thousand.items
        if isinstance(item.response, Choice) and len(item.response.options) == 4 and item.kind is not Kind.MULTIPLE
    ]
    counts = [keys.count(place) for place in range(4)]
    expected = len(keys) / 4
    assert sum((count - expected) ** 2 / expected for count in counts) < 11.34  # chi-square with 3 degrees of freedom, p > 0.01


def test_the_same_seed_gives_the_same_bytes(workshop: Workshop) -> None:
    request = Request(topics=("laws", "satisfaction"), count=40, seed=9)
    again = Workshop(workshop.library).make(request)
    assert repr(workshop.make(request)) == repr(again)
    assert workshop.make(Request(topics=("laws", "satisfaction"), count=40, seed=10)).items != again.items


def test_no_topic_twice_before_all_once(workshop: Workshop) -> None:
    made = workshop.make(Request(topics=("laws", "needs", "retail"), count=8))
    assert sorted(covered.items for covered in made.coverage) == [2, 3, 3]


def test_only_the_kinds_and_the_difficulty_asked_for(workshop: Workshop) -> None:
    made = workshop.make(Request(kinds=(Kind.TRUE_FALSE,), difficulty=Difficulty.HARD, count=5))
    assert {(item.kind, item.difficulty) for item in made.items} == {(Kind.TRUE_FALSE, Difficulty.HARD)}


def test_too_few_items_are_given_with_the_reason(workshop: Workshop) -> None:
    made = workshop.make(Request(topics=("bank-role",), count=500))
    assert len(made.items) < 500
    assert made.shortfall[0] == f"要500道题，出了{len(made.items)}道。"


def test_items_that_are_there_already_are_not_made_again(workshop: Workshop) -> None:
    first = workshop.make(Request(topics=("law-07",), count=6))
    more = workshop.make(Request(topics=("law-07",), count=6, avoid=first.items))
    assert paper_problems((*first.items, *more.items)) == ()


def test_stopping_keeps_what_is_there(workshop: Workshop) -> None:
    seen: list[int] = []
    made = workshop.make(Request(count=30), progress=lambda done, _total: seen.append(done), stop=lambda: len(seen) >= 4)
    assert len(made.items) == 4
    assert seen == [1, 2, 3, 4]
    assert "中途停止了出题。" in made.shortfall


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Request(topics=("nirgends",)), "没有主题“nirgends”"),
        (Request(count=0), "题数是0"),
        (Request(kinds=()), "没有选题型"),
    ],
)
def test_a_request_that_cannot_be_meant_is_refused_in_chinese(workshop: Workshop, request_: Request, words: str) -> None:
    with pytest.raises(InputError, match=words):
        workshop.make(request_)
