"""Each kind of item says what it should, whatever the draw."""

import re
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.quiz.items import Blank, Choice, Item, Judgement, Kind, Matching, Ordering
from assistant.quiz.make import Made, Request, Workshop
from assistant.quiz.pieces import printed_figures
from assistant.quiz.writing.blueprint import OPTIONS
from assistant.quiz.writing.calculation import amounts
from assistant.quiz.writing.falsehood import falsehoods, lone_figures, neighbours
from assistant.quiz.writing.scenarios import SCENARIOS
from assistant.quiz.writing.siblings import Siblings, balanced
from assistant.quiz.writing.wording import named
from assistant.value.formulas import BY_ID

DRAWN = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SEEDS = st.integers(min_value=0, max_value=10**6)


def of_kind(made: Made, kind: Kind) -> list[Item]:
    return [item for item in made.items if item.kind is kind]


def test_all_kinds_are_written(thousand: Made) -> None:
    assert {item.kind for item in thousand.items} == set(Kind)


def test_the_corpus_gives_1500_distinct_items(workshop: Workshop) -> None:
    made = workshop.make(Request(count=1500, seed=3))
    assert len({(item.template, item.subject, item.fact) for item in made.items}) == 1500
    assert len({item.stem for item in made.items}) == 1500


@pytest.mark.parametrize("topic", ["delivered-value", "law-07", "starbucks", "servqual-5"])
def test_ten_items_on_one_topic_read_unlike_each_other(workshop: Workshop, topic: str) -> None:
    made = workshop.make(Request(topics=(topic,), count=10, seed=2))
    assert len(made.items) == 10
    assert len({item.template for item in made.items}) >= 6
    assert len({item.kind for item in made.items}) >= 5
    assert len({re.sub("据《[^》]*》，", "", item.stem)[:8] for item in made.items}) >= 7


@DRAWN
@given(seed=SEEDS)
def test_any_seed_keeps_the_rules(workshop: Workshop, seed: int) -> None:
    made = workshop.make(Request(topics=("satisfaction", "laws", "conflicts"), count=12, seed=seed))
    assert [problem for item in made.items for problem in workshop.problems(item)] == []


@DRAWN
@given(seed=SEEDS)
def test_options_of_a_calculation_are_in_order_and_come_from_mistakes(workshop: Workshop, seed: int) -> None:
    for item in workshop.make(Request(kinds=(Kind.CALCULATION,), count=6, seed=seed)).items:
        assert isinstance(item.response, Choice)
        assert len(item.response.options) == OPTIONS
        values = [next(printed_figures(option.text)).value for option in item.response.options]
        assert values == sorted(set(values))
        assert [at for at, option in enumerate(item.response.options) if not option.why] == list(item.response.key)


def test_scenarios_ask_for_results_that_their_formulas_have(workshop: Workshop) -> None:
    made = workshop.make(Request(kinds=(Kind.CALCULATION,), count=200, seed=1))
    asked = {item.fact.removeprefix("算式：").partition("，")[0] for item in made.items}
    assert asked == set(SCENARIOS)
    for scenario in SCENARIOS.values():
        names = {parameter.name for parameter in BY_ID[scenario.formula].parameters}
        assert names >= {*scenario.ranges, *scenario.fixed}
        assert all("{" + name + "}" in story for story in scenario.stories for name in scenario.ranges)


def test_large_amounts_are_shown_in_ten_thousands_alike() -> None:
    assert amounts([Fraction(2_000_000), Fraction(420_000)], "money") == ["200万元", "42万元"]
    assert amounts([Fraction(2_000_000), Fraction(42)], "money") == ["2000000元", "42元"]
    assert amounts([Fraction(1, 4)], "rate") == ["25%"]


def test_half_of_the_statements_are_true(thousand: Made) -> None:
    truths = Counter(item.response.truth for item in of_kind(thousand, Kind.TRUE_FALSE) if isinstance(item.response, Judgement))
    assert abs(truths[True] - truths[False]) <= 4


def test_a_false_statement_differs_from_its_correction(thousand: Made) -> None:
    for item in of_kind(thousand, Kind.TRUE_FALSE):
        if isinstance(item.response, Judgement) and not item.response.truth:
            assert item.response.correction != item.stem
            assert item.response.correction in item.explanation


def test_matching_has_one_right_place_for_each(thousand: Made) -> None:
    for item in of_kind(thousand, Kind.MATCHING):
        assert isinstance(item.response, Matching)
        assert len(item.response.rights) == len(item.response.pairs)
        assert all(named(left) in item.stem for left, _ in item.response.pairs)


def test_orderings_are_shown_out_of_order_in_the_order_of_the_list(thousand: Made, workshop: Workshop) -> None:
    for item in of_kind(thousand, Kind.ORDERING):
        assert isinstance(item.response, Ordering)
        title = item.fact.removeprefix("清单：")
        members = next(one.members for one in workshop.library.catalogues.values() if one.title == title)
        assert item.response.steps == members


def test_what_is_left_out_is_put_back_by_the_key(thousand: Made) -> None:
    for item in of_kind(thousand, Kind.FILL_IN):
        assert isinstance(item.response, Blank)
        if item.template in ("blank-member", "blank-contrast"):
            assert item.stem.replace("____", item.response.accepted[0]) == item.sources[0].quote


def test_options_are_of_like_length(thousand: Made) -> None:
    for item in thousand.items:
        if isinstance(item.response, Choice):
            assert balanced([len(option.text) for option in item.response.options]), item.stem


def test_the_longest_option_is_the_key_no_more_often_than_chance(thousand: Made) -> None:
    """Within three standard errors of what drawing the key at random would give; where several are the longest, each counts."""
    chances, hits = [], []
    for item in thousand.items:
        if isinstance(item.response, Choice) and item.kind is Kind.SINGLE:
            lengths = [len(option.text) for option in item.response.options]
            chances.append(lengths.count(max(lengths)) / len(lengths))
            hits.append(lengths[item.response.key[0]] == max(lengths))
    assert len(hits) > 100
    assert sum(hits) <= sum(chances) + 3 * sum(chance * (1 - chance) for chance in chances) ** 0.5


def test_a_falsehood_is_said_nowhere(workshop: Workshop) -> None:
    from random import Random

    from assistant.quiz.writing.blueprint import Draw

    siblings = Siblings(workshop.grounds.material, workshop.grounds.evidence)
    said = {line.text for line in workshop.grounds.material.lines}
    found = [
        one
        for card in ("starbucks", "delivered-value", "law-07", "servqual-5", "case-naobaijin")
        for line in workshop.grounds.material.lines_of[card]
        for one in falsehoods(line, siblings, Draw(Random(1), 0.5))
    ]
    assert len(found) >= 10
    assert not [one.text for one in found if one.text in said]


def test_changed_figures_are_as_round_and_not_printed_beside() -> None:
    text = "把产品卖给新顾客的成功机会是15%，卖给老顾客是50%。"
    first = next(lone_figures(text))
    values = neighbours(first, text)
    assert values
    assert all(value % 5 == 0 and 0 < value <= 100 and value not in (15, 50) for value in values)


def test_a_document_is_asked_for_only_where_no_other_may_say_the_same(workshop: Workshop) -> None:
    positions = {one.claim.value: one for one in workshop.grounds.material.positions["conflict-value-definition"]}
    assert positions["差额"].shared == {"客户价值与大客户营销文集"}  # says 之差
    made = workshop.make(Request(topics=("conflict-value-definition",), count=50, seed=1))
    assert not [item for item in made.items if item.template == "claim-document" and "差额" in item.fact]
