"""The evaluation's own arithmetic: marks of an answer, intervals, the curve, the files of the cases."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.engine import Assistant
from assistant.types import Origin
from evals.cases import Case, Part, load_cases
from evals.curve import picture, trade_off
from evals.metrics import Share, marks, shows_number

PLACES = {"law-07": (Origin("a.txt", 100, 200),), "law-08": (Origin("a.txt", 300, 400),)}


def case(**fields: Any) -> Case:
    blank = Case(
        id="x",
        kind="definition",
        half="tune",
        question="问",
        history=(),
        earlier=(),
        outcome="answered",
        cards=(),
        both=False,
        says=(),
        must_not=(),
        numbers=(),
        missing=(),
        formula="",
        inputs=None,
        parts=(),
        why="",
    )
    return Case(**{name: fields.get(name, getattr(blank, name)) for name in Case.__slots__})


def answer(text: str, *cards: str, outcome: str = "answered", origin: int = 0) -> dict[str, Any]:
    citations = [
        {
            "n": n,
            "passage": f"{card}#定义",
            "passage_text": "一句话。",
            "start": 0,
            "end": 4,
            "quote": "一句话。",
            "origins": [{"file": "a.txt", "start": origin, "end": origin + 20}],
        }
        for n, card in enumerate(cards, start=1)
    ]
    return {"text": text, "outcome": outcome, "citations": citations, "statements": [{"text": text}]}


def test_a_right_source_is_the_card_or_another_that_rests_on_the_same_place() -> None:
    wanted = case(cards=("law-07",))
    assert marks(wanted, answer("一句话。[1]", "law-07"), PLACES)["cited"]
    assert marks(wanted, answer("一句话。[1]", "conflict-ladder", origin=150), PLACES)["cited"]
    assert not marks(wanted, answer("一句话。[1]", "law-08", origin=300), PLACES)["cited"]


def test_both_cards_are_cited_where_the_answer_lies_in_both() -> None:
    wanted = case(cards=("law-07", "law-08"), both=True)
    assert marks(wanted, answer("一句话。[1][2]", "law-07", "law-08"), PLACES)["cited"]
    assert not marks(wanted, answer("一句话。[1]", "law-07"), PLACES)["cited"]


def test_a_refused_answerable_question_is_overshy_and_not_right() -> None:
    found = marks(case(cards=("law-07",)), answer("没有。", outcome="refused"), PLACES)
    assert found["overshy"]
    assert not found["right"]


def test_what_must_be_said_and_what_must_not() -> None:
    wanted = case(says=("4∶2∶1|4:2:1", "份额"), must_not=("http",))
    assert marks(wanted, answer("份额之比是4:2:1。"), PLACES)["right"]
    assert not marks(wanted, answer("份额之比见http://x。"), PLACES)["clean"]
    assert not marks(wanted, answer("之比是4:2:1。"), PLACES)["complete"]


@pytest.mark.parametrize(("text", "shown"), [("约为24%。", True), ("是0.24。", True), ("是24元。", False), ("是124%。", False)])
def test_a_number_is_shown_by_its_value(text: str, shown: bool) -> None:
    assert marks(case(numbers=("24%",)), answer(text), PLACES)["exact"] is shown


def test_a_quote_that_is_not_its_passage_or_a_mark_without_citation_is_not_verified() -> None:
    good = answer("一句话。[1]", "law-07")
    bad = answer("一句话。[1]", "law-07")
    bad["citations"][0]["quote"] = "两句话。"
    assert marks(case(), good, PLACES)["verified"]
    assert not marks(case(), bad, PLACES)["verified"]
    assert not marks(case(), answer("一句话。[2]", "law-07"), PLACES)["verified"]


def test_each_part_of_several_questions_has_a_source_or_is_named() -> None:
    wanted = case(parts=(Part(("law-07",)), Part(())))
    half = answer("一句话。[1]", "law-07")
    whole = {**half, "statements": [{"text": "一句话。"}, {"text": "第二问，材料里没有找到能回答的内容。"}]}
    assert not marks(wanted, half, PLACES)["parts"]
    assert marks(wanted, whole, PLACES)["parts"]


@given(st.integers(1, 500), st.data())
def test_the_interval_holds_the_share(count: int, data: st.DataObject) -> None:
    share = Share(data.draw(st.integers(0, count)), count)
    low, high = share.interval
    assert 0 <= low <= share.value + 1e-12
    assert share.value <= high + 1e-12 <= 1 + 1e-9


def test_earlier_messages_are_asked_first_and_stand_with_their_answers(assistant: Assistant) -> None:
    turns = case(earlier=("二八定律是什么？", "它的例子呢？")).turns(assistant)
    assert [(turn.role, turn.content) for turn in turns if turn.role == "user"] == [("user", "二八定律是什么？"), ("user", "它的例子呢？")]
    assert turns[1].content == assistant.ask("二八定律是什么？").text
    assert turns[3].content == assistant.ask("它的例子呢？", turns[:2]).text


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_curve_only_rises(answerable: list[float], near: list[float]) -> None:
    points = trade_off(answerable, near, near)
    assert [p.overshy for p in points] == sorted(p.overshy for p in points)
    assert [p.near for p in points] == sorted(p.near for p in points)
    assert picture(points, 0.5).startswith("<svg")


def test_the_cases_are_many_and_their_ids_are_their_own() -> None:
    halves = {half: load_cases(half) for half in ("tune", "report")}
    ids = [case.id for cases in halves.values() for case in cases]
    assert len(ids) == len(set(ids))
    assert all(len(cases) >= 400 for cases in halves.values())
    first, second = ({case.question for case in cases if not (case.history or case.earlier)} for cases in halves.values())
    assert not first & second


@pytest.mark.parametrize(
    ("wanted", "text", "right"),
    [
        ("68.4", "体验占68.42%", True),
        ("68.4%", "体验占68.42%", True),
        ("68.4", "体验占68.46%", False),  # would be 68.5
        ("27", "体验是26.6元", False),  # a whole number is no rounding
        ("68.4", "共168.42元", False),
        ("7.1|x", "约7.14折", True),
    ],
)
def test_a_number_that_a_case_gives_rounded_is_shown_by_one_that_rounds_to_it(wanted: str, text: str, right: bool) -> None:
    assert shows_number(wanted, {"text": text}) is right
