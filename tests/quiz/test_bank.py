import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.build import build_index
from assistant.errors import DataDirError, InputError
from assistant.quiz import bank as bank_module
from assistant.quiz import papers as papers_module
from assistant.quiz.bank import Banks
from assistant.quiz.database import DATABASE_FILE, QuizDatabase
from assistant.quiz.papers import Papers
from assistant.quiz.taking import Answer
from assistant.settings import Settings
from tests.quiz.samples import ITEMS, PAPER, SINGLE, TRUE_FALSE

GROUNDS = {"delivered-value#定义": "原文"}


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture
def database(tmp_path: Path) -> Iterator[QuizDatabase]:
    with closing(QuizDatabase(tmp_path)) as database:
        yield database


@pytest.fixture
def banks(database: QuizDatabase) -> Banks:
    return Banks(database, Clock())


@pytest.fixture
def papers(database: QuizDatabase) -> Papers:
    return Papers(database, Clock())


def rows(folder: Path, table: str) -> int:
    connection = sqlite3.connect(folder / DATABASE_FILE)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    finally:
        connection.close()


def new_bank(banks: Banks, *, saved: bool = True) -> str:
    bank_id = banks.add_bank("草稿", "tina", {"seed": 7}, ["缺一类"], ["全部：9道题"], [(one, GROUNDS) for one in ITEMS])
    if saved:
        banks.save_bank(bank_id, "一期")
    return bank_id


def test_a_bank_comes_back_as_it_was_kept(banks: Banks) -> None:
    bank = banks.bank(new_bank(banks))
    assert bank is not None
    assert [kept.item for kept in bank.items] == list(ITEMS)
    assert (bank.title, bank.saved, bank.wish) == ("一期", True, {"seed": 7})
    assert (bank.notes, bank.coverage) == (("缺一类",), ("全部：9道题",))
    assert {kept.number for kept in bank.items} == set(range(1, len(ITEMS) + 1))
    assert bank.items[0].grounds == GROUNDS


def test_items_are_replaced_pinned_and_dropped_in_their_places(banks: Banks) -> None:
    bank_id = new_bank(banks)
    banks.replace_item(bank_id, 1, TRUE_FALSE, {})
    banks.pin(bank_id, 2, True)
    banks.exchange(bank_id, [3, 4], [(SINGLE, GROUNDS)])
    bank = banks.bank(bank_id)
    assert bank is not None
    assert [(kept.number, kept.pinned) for kept in bank.items] == [(1, False), (2, True), *((n, False) for n in (5, 6, 7, 8, 9, 10))]
    assert (bank.items[0].item, bank.items[-1].item) == (TRUE_FALSE, SINGLE)


def test_a_draft_is_kept_once_it_is_saved(banks: Banks) -> None:
    bank_id = new_bank(banks, saved=False)
    banks.save_bank(bank_id, "定稿")
    assert [(row.title, row.saved, row.items) for row in banks.banks()] == [("定稿", True, len(ITEMS))]


def test_old_drafts_make_room_and_banks_do_not(banks: Banks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_module, "MOST_DRAFTS", 2)
    saved = new_bank(banks)
    drafts = [new_bank(banks, saved=False) for _ in range(4)]
    assert [row.id for row in banks.banks()] == [drafts[3], drafts[2], saved]


def test_the_limits_are_said_and_nothing_is_half_done(
    banks: Banks, papers: Papers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bank_module, "MOST_ITEMS", 10)
    bank_id = new_bank(banks)
    with pytest.raises(InputError, match="最多10道题，加上这些就有11道"):
        banks.exchange(bank_id, [], [(SINGLE, {}), (TRUE_FALSE, {})])
    assert rows(tmp_path, "items") == len(ITEMS)
    monkeypatch.setattr(bank_module, "MOST_BANKS", 1)
    with pytest.raises(InputError, match="已经有1个"):
        new_bank(banks)
    monkeypatch.setattr(papers_module, "MOST_ATTEMPTS", 1)
    paper_id = papers.hand_out(PAPER, [], one_by_one=True, at_once=False)
    papers.begin(paper_id, "")
    with pytest.raises(InputError, match="已经有1份答卷"):
        papers.begin(paper_id, "")


def test_deletion_deletes_what_belongs_to_it_and_its_text(banks: Banks, papers: Papers, tmp_path: Path) -> None:
    bank_id = new_bank(banks)
    paper_id = papers.hand_out(PAPER, [], one_by_one=True, at_once=False)
    attempt_id = papers.begin(paper_id, "一个很特别的名字")
    papers.answer(attempt_id, {0: Answer((1,))})
    banks.delete_bank(bank_id)
    papers.delete_paper(paper_id)
    assert [rows(tmp_path, table) for table in ("banks", "items", "papers", "attempts", "answers")] == [0] * 5
    connection = sqlite3.connect(tmp_path / DATABASE_FILE)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert "一个很特别的名字".encode() not in (tmp_path / DATABASE_FILE).read_bytes()


def test_a_rebuild_of_the_index_leaves_the_quiz_alone(settings: Settings) -> None:
    build_index(settings)
    with closing(QuizDatabase(settings.data_dir)) as database:
        bank_id = new_bank(Banks(database, Clock()))
        build_index(settings)
    with closing(QuizDatabase(settings.data_dir)) as database:
        assert Banks(database, Clock()).bank(bank_id) is not None


def test_a_paper_is_found_by_its_link_and_not_by_a_guess(papers: Papers) -> None:
    paper_id = papers.hand_out(PAPER, [GROUNDS] * len(ITEMS), one_by_one=True, at_once=False)
    handout = papers.paper(paper_id)
    assert handout is not None
    assert handout.paper == PAPER
    assert len(handout.link) >= 21  # 128 bits
    assert papers.paper_behind(handout.link) == handout
    assert papers.paper_behind(paper_id) is None
    assert papers.paper(handout.link) is None


def test_an_attempt_keeps_answers_until_it_ends(papers: Papers) -> None:
    paper_id = papers.hand_out(PAPER, [], one_by_one=True, at_once=False)
    attempt_id = papers.begin(paper_id, "甲")
    papers.answer(attempt_id, {0: Answer((0,)), 5: Answer("4∶2∶1")})
    papers.answer(attempt_id, {0: Answer((1,))})
    papers.end(attempt_id, 2000)
    papers.end(attempt_id, 3000)
    papers.answer(attempt_id, {0: Answer((2,))})
    attempt = papers.attempt(attempt_id)
    assert attempt is not None
    assert attempt.answers == {0: Answer((1,)), 5: Answer("4∶2∶1")}
    assert (attempt.name, attempt.ended_at) == ("甲", 2000)
    assert [(row.title, row.items, row.handed_in) for row in papers.papers()] == [(PAPER.title, len(ITEMS), 1)]


def test_an_answer_whose_key_was_shown_stays(papers: Papers) -> None:
    attempt_id = papers.begin(papers.hand_out(PAPER, [], one_by_one=True, at_once=True), "")
    papers.answer(attempt_id, {0: Answer((0,))}, shut=[0])
    papers.answer(attempt_id, {0: Answer((1,)), 2: Answer(False)})
    attempt = papers.attempt(attempt_id)
    assert attempt is not None
    assert (attempt.answers[0], attempt.answers[2], attempt.shut) == (Answer((0,)), Answer(False), {0})


def test_marks_belong_to_an_answer(papers: Papers) -> None:
    attempt_id = papers.begin(papers.hand_out(PAPER, [], one_by_one=True, at_once=False), "")
    papers.answer(attempt_id, {6: Answer("抢先")})
    papers.mark(attempt_id, 6, (True, False))
    papers.mark(attempt_id, 7, (True, False))
    attempt = papers.attempt(attempt_id)
    assert attempt is not None
    assert attempt.answers == {6: Answer("抢先", (True, False))}


def test_many_at_once_lose_nothing_and_are_never_turned_away(papers: Papers) -> None:
    paper_id = papers.hand_out(PAPER, [], one_by_one=False, at_once=False)
    attempts = [papers.begin(paper_id, "") for _ in range(4)]
    failed: list[Exception] = []

    def take(attempt_id: str, place: int) -> None:
        try:
            for text in ("一", "二", "三"):
                papers.attempt(attempt_id)
                papers.answer(attempt_id, {place: Answer(text)})
        except DataDirError as error:
            failed.append(error)

    takers = [threading.Thread(target=take, args=(attempt_id, place)) for attempt_id in attempts for place in range(9)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert failed == []
    for attempt in papers.attempts(paper_id):
        assert attempt.answers == {place: Answer("三") for place in range(9)}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_bytes(b"no database" * 100), "cannot be opened .*file is not a database"),
        (lambda path: _execute(path, "PRAGMA user_version=99"), "has schema 99, this version needs 2; upgrade"),
    ],
)
def test_a_database_that_cannot_be_used_says_so(tmp_path: Path, spoil: Callable[[Path], None], words: str) -> None:
    spoil(tmp_path / DATABASE_FILE)
    with pytest.raises(DataDirError, match=words):
        QuizDatabase(tmp_path)


def test_banks_of_the_version_before_are_kept(tmp_path: Path) -> None:
    QuizDatabase(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / DATABASE_FILE)) as connection:
        connection.execute("ALTER TABLE banks DROP COLUMN maker")
        connection.execute("INSERT INTO banks VALUES ('a', '旧的', 1, '{}', '[]', '[]', 5.0)")
        connection.execute("PRAGMA user_version=1")
        connection.commit()
    with closing(QuizDatabase(tmp_path)) as database:
        assert [(row.title, row.maker) for row in Banks(database, lambda: 9.0).banks()] == [("旧的", "")]


def _execute(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
