"""What was asked in vain: what counts, what is decided about it, what happens when it is asked again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from assistant.answering.engine import Assistant
from assistant.build import build_index
from assistant.errors import InputError
from assistant.history.decisions import Decision, Decisions, Kind, wording_key
from assistant.history.gaps import Gap, Gaps, State, Wording, gaps_of, is_answered
from assistant.history.review import InVain
from assistant.settings import Settings
from assistant.types import Answer, Outcome
from tests.conftest import card
from tests.history.conftest import Kept, exchange
from tests.history.test_clusters import embed

HOLIDAYS = ("年假有几天", "我们年假几天")


class Engine:
    """Stands for an assistant: answers the questions that it knows."""

    def __init__(self) -> None:
        self.knows: set[str] = set()
        self.fingerprint = "one"
        self.asked: list[str] = []
        self.searcher = self

    def embed(self, texts: Sequence[str]) -> Any:
        return embed(texts)

    def ask(self, question: str, engine: str) -> Answer:
        assert engine == "extractive"
        self.asked.append(question)
        if len(question) > 100:
            raise InputError("太长")
        outcome = Outcome.ANSWERED if question in self.knows else Outcome.REFUSED
        return replace(exchange(question, outcome=outcome).answer, support=0.9)


class Office:
    """Gaps over a history database and an engine that a test teaches."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.engine = Engine()
        self.decisions = Decisions(kept.database, kept.clock)
        self.gaps = Gaps(kept.review, self.decisions, self.engine)  # type: ignore[arg-type]  # stands for an assistant

    def ask(self, question: str, outcome: Outcome = Outcome.REFUSED, support: float | None = 0.1) -> str:
        conversation_id = self.kept.conversations.begin("wang", question)
        one = exchange(question, outcome=outcome)
        added = self.kept.conversations.add("wang", conversation_id, replace(one, answer=replace(one.answer, support=support)))
        assert added
        return conversation_id

    @property
    def only(self) -> Gap:
        (gap,) = self.gaps.all()
        return gap


@pytest.fixture
def office(kept: Kept) -> Office:
    return Office(kept)


@pytest.mark.parametrize(
    ("outcome", "support", "expected"),
    [
        (Outcome.REFUSED, 0.1, True),
        (Outcome.REFUSED, None, True),
        (Outcome.ANSWERED, 0.49, True),
        (Outcome.ANSWERED, 0.5, False),
        (Outcome.ANSWERED, None, False),
        (Outcome.CLARIFY, 0.1, False),
    ],
)
def test_what_is_refused_or_weakly_supported_is_a_gap(office: Office, outcome: Outcome, support: float | None, expected: bool) -> None:
    office.ask("年假有几天", outcome, support)
    assert bool(office.gaps.all()) is expected
    answer = replace(exchange(outcome=outcome).answer, support=support)
    assert is_answered(answer) is (outcome is Outcome.ANSWERED and not expected)


def test_wordings_are_counted_and_keep_their_first_and_last_time(office: Office) -> None:
    for question in ("年假有几天", "年假有几天？", "我们年假几天", "老板喜欢喝什么茶"):
        office.ask(question)
    office.ask("年假有几天", Outcome.ANSWERED, 0.4)
    holidays, tea = office.gaps.all()
    assert [(wording.text, wording.count, wording.weak) for wording in holidays.wordings] == [("年假有几天", 3, 1), ("我们年假几天", 1, 0)]
    assert (holidays.title, holidays.count, holidays.weak, holidays.state) == ("年假有几天", 4, 1, State.OPEN)
    assert holidays.first_at < holidays.wordings[1].first_at < tea.first_at < holidays.last_at
    assert office.kept.review.answer(holidays.wordings[0].latest) is not None
    assert office.gaps.one(wording_key("我们年假几天")) == holidays
    assert office.gaps.one("none") is None


def test_a_follow_up_is_a_gap_in_the_words_in_which_it_was_read(office: Office) -> None:
    one = exchange("那它呢", outcome=Outcome.REFUSED)
    office.kept.conversations.add(
        "wang", office.kept.conversations.begin("wang", "x"), replace(one, answer=replace(one.answer, standalone="阶梯法则的反例"))
    )
    assert office.only.title == "阶梯法则的反例"


def test_what_is_decided_holds_for_later_wordings_until_it_is_taken_back(office: Office) -> None:
    office.ask(HOLIDAYS[0])
    office.decisions.decide([office.only.key], Kind.ASSIGNED, "law-07")
    office.ask(HOLIDAYS[1])
    office.ask(HOLIDAYS[1])
    assert (office.only.count, office.only.state, office.only.card) == (3, State.ASSIGNED, "law-07")
    office.decisions.decide([office.only.key], Kind.NEEDLESS)
    assert (office.only.state, office.only.card) == (State.CLOSED, "")
    office.decisions.withdraw([wording.key for wording in office.only.wordings])
    assert office.only.state is State.OPEN


def test_a_gap_is_closed_when_all_of_its_wordings_are_answered_and_opens_when_one_is_not_again(office: Office) -> None:
    for question in HOLIDAYS:
        office.ask(question)
    office.engine.knows = {HOLIDAYS[0]}
    assert office.gaps.ask_again(office.only.wordings) == 1
    assert office.only.state is State.OPEN
    assert {wording.text for wording in office.only.wordings if wording.answered} == {HOLIDAYS[0]}
    office.engine.knows = set(HOLIDAYS)
    assert office.gaps.ask_again(wording for wording in office.only.wordings if not wording.answered) == 1
    assert office.only.state is State.CLOSED
    assert office.only.decision is not None
    assert office.only.decision.kind is Kind.ANSWERED
    office.ask(HOLIDAYS[1])
    assert office.only.state is State.OPEN


def test_every_open_gap_is_asked_again_once_for_each_new_index(office: Office) -> None:
    for question in (*HOLIDAYS, "老板喜欢喝什么茶", "茶" * 101):
        office.ask(question)
    office.decisions.decide([wording_key("老板喜欢喝什么茶")], Kind.NEEDLESS)
    assert not office.gaps.is_checked
    office.gaps.check()
    assert office.gaps.is_checked
    assert set(office.engine.asked) == {*HOLIDAYS, "茶" * 101}  # what needs no answer is left alone
    office.engine.knows = set(HOLIDAYS)
    office.gaps.check()
    assert len(office.engine.asked) == 3  # the same index would say the same
    office.engine.fingerprint = "two"
    office.gaps.check()
    states = {gap.title: gap.state for gap in office.gaps.all()}
    assert states.pop("茶" * 101) is State.OPEN
    assert set(states.values()) == {State.CLOSED}


def test_with_the_conversations_goes_what_was_decided_about_them(office: Office) -> None:
    conversation_id = office.ask(HOLIDAYS[0])
    office.ask("老板喜欢喝什么茶")
    office.decisions.decide([wording_key(HOLIDAYS[0]), wording_key("老板喜欢喝什么茶")], Kind.NEEDLESS)
    office.kept.conversations.delete("wang", conversation_id)
    office.gaps.check()
    assert list(office.decisions.all()) == [wording_key("老板喜欢喝什么茶")]


def test_a_decision_holds_no_word_of_the_question(office: Office) -> None:
    office.ask(HOLIDAYS[0])
    office.decisions.decide([office.only.key], Kind.NEEDLESS)
    with office.kept.database.reading() as connection:
        (row,) = connection.exec_driver_sql("SELECT * FROM decisions")
    assert "年假" not in str(row)


def test_the_last_decision_holds_where_clusters_meet() -> None:
    wordings = [Wording(wording_key(text), text, 1, 0, 1.0, 1.0, text) for text in HOLIDAYS]
    decided = {wordings[0].key: Decision(Kind.ASSIGNED, "a", 5.0), wordings[1].key: Decision(Kind.ASSIGNED, "b", 7.0)}
    (gap,) = gaps_of(wordings, decided, embed)
    assert gap.card == "b"


def test_a_new_card_closes_the_gap_that_it_fills(kept: Kept, settings: Settings, opened: Callable[[Settings], Assistant]) -> None:
    question = "退货要在几天里办"
    build_index(settings)
    asking = opened(settings)
    refused = asking.ask(question)
    assert refused.outcome is Outcome.REFUSED
    kept.conversations.add("wang", kept.conversations.begin("wang", question), replace(exchange(question), answer=refused))
    decisions = Decisions(kept.database, kept.clock)
    Gaps(kept.review, decisions, asking).check()
    text = card("returns", "退货期限", "## 期限\n退货要在七天里办。[^a]", asks="{期限: [退货几天内有效, 退货要在几天里办]}")
    (settings.corpus_dir / "value" / "returns.md").write_text(text, encoding="utf-8")
    build_index(settings)
    gaps = Gaps(kept.review, decisions, opened(settings))
    assert not gaps.is_checked
    gaps.check()
    (gap,) = gaps.all()
    assert gap.state is State.CLOSED


def test_what_was_asked_in_vain_is_counted_by_wording(office: Office) -> None:
    conversations = [office.ask(question) for question in ("一", "一", "二")]
    office.ask("三", Outcome.ANSWERED, 0.9)
    found = office.kept.review.asked_in_vain(0.5)
    last = [office.kept.conversations.exchanges("wang", conversation)[0] for conversation in conversations[1:]]
    assert [(one.latest, one.last_at) for one in found] == [(kept.id, kept.asked_at) for kept in last]
    assert [(one.text, one.count, one.weak) for one in found] == [("一", 2, 0), ("二", 1, 0)]
    assert all(isinstance(one, InVain) and one.first_at <= one.last_at for one in found)
