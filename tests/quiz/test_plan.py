"""Whose turn it is: topics, then their cards, then pieces, kinds and templates, each as often as the others."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.library import Library
from assistant.quiz.items import Difficulty, Kind, Level
from assistant.quiz.plan import Plan, Topic, topics_of
from assistant.quiz.writing.blueprint import Blueprint, Draw, Written


def blueprint(card: str, number: int, kind: Kind = Kind.SINGLE, difficulty: Difficulty = Difficulty.EASY) -> Blueprint:
    def write(_draw: Draw) -> Written | None:
        return None

    return Blueprint(kind, f"template-{number % 3}", card, f"fact-{number}", difficulty, Level.REMEMBER, write)


@given(
    cards=st.lists(st.integers(min_value=1, max_value=4), min_size=1, max_size=6),
    turns=st.integers(min_value=1, max_value=40),
    seed=st.integers(),
)
def test_no_topic_gets_ahead_while_all_have_something_left(cards: list[int], turns: int, seed: int) -> None:
    topics = tuple(Topic(str(at), str(at), tuple(f"{at}-{card}" for card in range(count))) for at, count in enumerate(cards))
    blueprints = [blueprint(card, number) for topic in topics for card in topic.cards for number in range(40)]
    plan = Plan(topics, blueprints, [Kind.SINGLE], None, Random(seed))
    used: Counter[str] = Counter()
    for _ in range(turns):
        one = plan.next()
        assert one is not None
        plan.wrote(one)
        used[one.subject] += 1
    assert max(plan.written.values()) - min(plan.written.values()) <= 1
    for topic in topics:
        counts = [used[card] for card in topic.cards]
        assert max(counts) - min(counts) <= 1


def test_no_blueprint_is_handed_out_twice_and_all_are() -> None:
    blueprints = [blueprint("a", number) for number in range(7)]
    plan = Plan((Topic("t", "t", ("a",)),), blueprints, [Kind.SINGLE], None, Random(1))
    handed = [one.key for one in iter(plan.next, None)]
    assert sorted(handed) == sorted(one.key for one in blueprints)


def test_a_new_piece_of_the_card_comes_before_one_that_was_asked() -> None:
    blueprints = [blueprint("a", number, kind) for number in range(3) for kind in (Kind.SINGLE, Kind.TRUE_FALSE)]
    plan = Plan((Topic("t", "t", ("a",)),), blueprints, list(Kind), None, Random(1))
    facts = []
    for _ in range(3):
        one = plan.next()
        assert one is not None
        plan.wrote(one)
        facts.append(one.fact)
    assert sorted(facts) == ["fact-0", "fact-1", "fact-2"]


def test_only_what_was_asked_for_is_planned() -> None:
    blueprints = [blueprint("a", 1), blueprint("a", 2, Kind.CASE), blueprint("a", 3, difficulty=Difficulty.HARD), blueprint("b", 4)]
    plan = Plan((Topic("t", "t", ("a",)),), blueprints, [Kind.SINGLE], Difficulty.EASY, Random(1))
    assert [one.fact for one in iter(plan.next, None)] == ["fact-1"]


def test_topics_are_cards_lists_or_folders(library: Library) -> None:
    assert [topic.title for topic in topics_of(library, ["law-07", "laws-22", "laws"])] == ["阶梯法则", "二十二条营销法则", "营销法则"]
    [by_list] = topics_of(library, ["tcv-4"])
    assert by_list.cards == ("delivered-value",)
    assert len(topics_of(library, [])) == len(library.groups)
    with pytest.raises(InputError, match="没有主题“法则”"):
        topics_of(library, ["法则"])
