import pytest

from assistant.errors import InputError
from assistant.history import opinions as module
from assistant.history.opinions import MAX_WORDS_CHARS, Fault, Reason, State, Verdict
from assistant.history.review import Asked
from assistant.types import Outcome
from tests.history.conftest import PASSAGE, Kept

BAD = Verdict(False, Reason.PARTIAL, "少了第三条")
LONG_AGO, LATER = 0.0, 10_000_000.0


def judged(kept: Kept) -> list[tuple[str, Verdict | None]]:
    return [(asked.question, asked.verdict) for asked in kept.review.judged_between(LONG_AGO, LATER)]


def test_a_verdict_replaces_the_earlier_one_and_can_be_taken_back(kept: Kept) -> None:
    conversation_id, (first, second) = kept.told("wang", "一", "二")
    assert kept.opinions.judge("wang", first, Verdict(True))
    assert kept.opinions.judge("wang", first, BAD)
    assert kept.conversations.exchanges("wang", conversation_id)[0].verdict == BAD
    assert kept.conversations.exchanges("wang", conversation_id)[1].verdict is None
    assert judged(kept) == [("一", BAD)]
    assert kept.opinions.withdraw("wang", first)
    assert kept.opinions.withdraw("wang", second)
    assert judged(kept) == []


def test_only_who_asked_judges_and_only_by_the_list(kept: Kept) -> None:
    _, (exchange_id,) = kept.told("wang", "一")
    assert not kept.opinions.judge("li", exchange_id, BAD)
    assert not kept.opinions.withdraw("li", exchange_id)
    assert not kept.opinions.judge("wang", "no such", BAD)
    with pytest.raises(InputError, match="没有“胡说”这个原因"):
        kept.opinions.judge("wang", exchange_id, Verdict(False, "胡说"))
    kept.opinions.judge("wang", exchange_id, Verdict(False, "", "长" * 5000))
    (asked,) = kept.review.judged_between(LONG_AGO, LATER)
    assert asked.verdict == Verdict(False, "", "长" * MAX_WORDS_CHARS)


def test_deleting_a_conversation_deletes_its_verdicts(kept: Kept) -> None:
    conversation_id, (exchange_id,) = kept.told("wang", "一")
    kept.opinions.judge("wang", exchange_id, BAD)
    kept.conversations.delete("wang", conversation_id)
    assert judged(kept) == []
    assert kept.review.answer(exchange_id) is None


def test_an_administrator_reads_what_was_asked_but_not_by_whom(kept: Kept) -> None:
    _, (first, _) = kept.told("wang", "一", "二")
    kept.told("li", "三")
    everything = kept.review.exchanges_between(LONG_AGO, LATER)
    assert [asked.question for asked in everything] == ["一", "二", "三"]
    assert not {"owner", "who", "name"} & set(Asked.__dataclass_fields__)
    one = everything[0]
    assert (one.id, one.outcome, one.topics, one.intent, one.support, one.seconds) == (
        first,
        Outcome.ANSWERED,
        ("law-07",),
        "definition",
        0.75,
        0.0125,
    )
    assert kept.review.exchanges_between(one.asked_at, everything[1].asked_at) == [one]  # the end is not in it
    answer = kept.review.answer(first)
    assert answer is not None
    assert answer.question == "一"


def test_a_report_is_made_settled_and_forgotten(kept: Kept) -> None:
    report_id = kept.opinions.report("wang", PASSAGE, "打法要看", Fault.WRONG, " 数字过时 ")
    (found,) = kept.review.reports(State.OPEN)
    assert (found.id, found.document, found.passage, found.heading) == (report_id, "law-07", "law-07#定义", "定义")
    assert (found.quote, found.fault, found.words, found.state) == ("打法要看", "内容有错", "数字过时", State.OPEN)
    assert kept.review.forget_settled(0) == 0  # it is still open
    assert kept.review.settle(report_id, State.MENDED, "改了卡片")
    assert not kept.review.settle("no such", State.MENDED)
    assert kept.review.reports(State.OPEN) == []
    (found,) = kept.review.reports()
    assert (found.state, found.note, found.settled_at) == (State.MENDED, "改了卡片", found.made_at + 2)
    assert kept.review.forget_settled(1) == 0
    kept.clock.now += 2 * 86_400
    assert kept.review.forget_settled(1) == 1
    assert not kept.review.delete_report(report_id)


def test_reports_name_a_fault_and_do_not_pile_up(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_REPORTS", 1)
    with pytest.raises(InputError, match="请选一项"):
        kept.opinions.report("wang", PASSAGE, "", "", "数字过时")
    report_id = kept.opinions.report("wang", PASSAGE, "", Fault.OTHER, "")
    with pytest.raises(InputError, match="还没有处理"):
        kept.opinions.report("wang", PASSAGE, "", Fault.OTHER, "")
    kept.opinions.report("li", PASSAGE, "", Fault.OTHER, "")
    assert kept.review.delete_report(report_id)
    kept.opinions.report("wang", PASSAGE, "", Fault.OTHER, "")


def test_a_person_who_goes_takes_conversations_along_and_leaves_reports_without_a_name(kept: Kept) -> None:
    kept.told("wang", "一")
    kept.told("li", "二")
    kept.opinions.report("wang", PASSAGE, "", Fault.OTHER, "")
    assert kept.review.kept_of("wang") == 1
    kept.review.forget_person("wang")
    assert kept.review.kept_of("wang") == 0
    assert [asked.question for asked in kept.review.exchanges_between(LONG_AGO, LATER)] == ["二"]
    assert len(kept.review.reports()) == 1
    with kept.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT owner FROM reports").scalar_one() == ""
