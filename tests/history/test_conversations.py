from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from assistant import build
from assistant.answering.engine import Assistant
from assistant.database import Database
from assistant.errors import DataDirError, InputError
from assistant.history import conversations as module
from assistant.history import database as db
from assistant.history.conversations import MAX_TITLE_CHARS, Conversations, searchable, shortened
from assistant.history.database import DATABASE_FILE, HistoryDatabase
from assistant.settings import Settings
from tests.history.conftest import Clock, Kept, exchange

LAW, VALUE = "什么是阶梯法则", "总价值320元，总成本250元，让渡价值多少"


@pytest.mark.parametrize(
    "question", [LAW, VALUE, "营销法则有哪些", "开发一个生客要比守住熟客多花几倍", "明天下雨吗", "产品价值800元，顾客让渡价值是多少"]
)
def test_an_answer_is_kept_whole(kept: Kept, assistant: Assistant, question: str) -> None:
    given_answer = replace(exchange(question), answer=assistant.ask(question), context="页面的文字", context_read=True, stopped=True)
    conversation_id = kept.conversations.begin("wang", question)
    kept.conversations.add("wang", conversation_id, given_answer)
    (found,) = kept.conversations.exchanges("wang", conversation_id)
    assert found.exchange == given_answer
    assert found.verdict is None


def test_an_answer_says_how_it_was_read_and_how_well_it_is_supported(assistant: Assistant) -> None:
    answered, refused, listed, worked = (assistant.ask(question) for question in (LAW, "明天下雨吗", "营销法则有哪些", VALUE))
    assert answered.intent == "definition"
    assert answered.support is not None
    assert refused.support is not None
    assert answered.support > refused.support
    assert (listed.intent, listed.support) == ("list", None)
    assert (worked.intent, worked.support) == ("calculation", None)


def test_what_is_kept_outlives_a_rebuild_of_the_index(settings: Settings) -> None:
    with closing(HistoryDatabase(settings.data_dir)) as database:
        conversation_id = Conversations(database, Clock()).begin("wang", LAW)
    build.build_index(settings)
    with closing(HistoryDatabase(settings.data_dir)) as database:
        assert [found.id for found in Conversations(database, Clock()).of("wang")] == [conversation_id]


def test_nobody_else_gets_reads_changes_or_judges_a_conversation(kept: Kept) -> None:
    conversation_id, (exchange_id,) = kept.told("wang", LAW)
    theirs = kept.conversations
    assert theirs.of("li") == []
    assert theirs.of("li", "阶梯") == []
    assert theirs.one("li", conversation_id) is None
    assert theirs.exchanges("li", conversation_id) == []
    assert theirs.add("li", conversation_id, exchange()) is None
    assert not theirs.rename("li", conversation_id, "我的")
    assert not theirs.delete("li", conversation_id)
    assert theirs.delete_all("li") == 0
    (mine,) = theirs.of("wang")
    assert (mine.title, mine.exchanges) == (LAW, 1)
    assert [one.id for one in theirs.exchanges("wang", conversation_id)] == [exchange_id]


def test_a_question_asked_anew_takes_the_place_of_what_came_behind_it(kept: Kept) -> None:
    conversation_id, ids = kept.told("wang", "一", "二", "三", "四")
    new = kept.conversations.add("wang", conversation_id, exchange("二改"), instead_of=ids[1])
    assert [(one.id, one.exchange.question) for one in kept.conversations.exchanges("wang", conversation_id)] == [
        (ids[0], "一"),
        (new, "二改"),
    ]
    kept.conversations.add("wang", conversation_id, exchange("三"), instead_of="no such")
    assert [one.exchange.question for one in kept.conversations.exchanges("wang", conversation_id)] == ["一", "二改", "三"]
    assert [one.exchange.question for one in kept.conversations.exchanges("wang", conversation_id, last=2)] == ["二改", "三"]


def test_words_are_found_in_titles_questions_and_answers(kept: Kept) -> None:
    first, _ = kept.told("wang", "什么是ＣＬＶ", "Retention怎么算")
    second, _ = kept.told("wang", "价格怎么谈")
    kept.conversations.rename("wang", second, "七月拜访100%_准备")

    def found(words: str) -> list[str]:
        return [one.id for one in kept.conversations.of("wang", words)]

    assert found("") == [second, first]
    assert found("clv") == [first]
    assert found("RETENTION　怎么") == [first]
    assert found("clv retention") == []  # neither question holds both
    assert found("拜访 100%_") == [second]
    assert found("_") == [second]  # a letter like any other
    assert found("品牌排第几") == [second, first]
    assert kept.conversations.of("wang", "拜访")[0].found == ""
    assert "retention" in kept.conversations.of("wang", "retention")[0].found


def test_names_are_one_line_and_not_empty(kept: Kept) -> None:
    conversation_id, _ = kept.told("wang", LAW)
    with pytest.raises(InputError, match="空的"):
        kept.conversations.rename("wang", conversation_id, " \n ")
    assert kept.conversations.rename("wang", conversation_id, " 拜访\n准备 ")
    assert kept.conversations.of("wang")[0].title == "拜访 准备"
    assert len(shortened("长" * 500)) == MAX_TITLE_CHARS


def test_what_is_deleted_is_gone_from_the_file(kept: Kept, tmp_path: Path) -> None:
    conversation_id, _ = kept.told("wang", "MARKER" * 10)
    assert kept.conversations.delete("wang", conversation_id)
    assert kept.conversations.of("wang") == []
    with kept.database.reading() as connection:
        connection.exec_driver_sql("SELECT 1")
    kept.close()
    assert b"MARKER" not in b"".join(path.read_bytes() for path in tmp_path.glob(f"{DATABASE_FILE}*"))


def test_old_exchanges_are_forgotten_by_their_own_time(kept: Kept) -> None:
    old, _ = kept.told("wang", "旧")
    mixed, _ = kept.told("wang", "旧的一问")
    kept.clock.now += 10 * 86_400
    kept.conversations.add("wang", mixed, exchange("新的一问"))
    new, _ = kept.told("wang", "新")
    assert kept.conversations.forget_older_than(5) == 2
    assert [(one.id, one.exchanges) for one in kept.conversations.of("wang")] == [(new, 1), (mixed, 1)]
    assert kept.conversations.exchanges("wang", old) == []
    assert kept.conversations.forget_older_than(0) == 2
    assert kept.conversations.of("wang") == []


def test_a_conversation_has_an_end(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EXCHANGES", 2)
    conversation_id, ids = kept.told("wang", "一", "二")
    with pytest.raises(InputError, match="最多存2问"):
        kept.conversations.add("wang", conversation_id, exchange("三"))
    assert kept.conversations.add("wang", conversation_id, exchange("二改"), instead_of=ids[1])


def test_another_version_of_the_file_is_refused(tmp_path: Path) -> None:
    Database(tmp_path / DATABASE_FILE, db._tables, db.SCHEMA + 1).close()
    with pytest.raises(DataDirError, match=f"has schema {db.SCHEMA + 1}, this version needs {db.SCHEMA}"):
        HistoryDatabase(tmp_path)


def test_the_file_is_its_owners_alone(kept: Kept, tmp_path: Path) -> None:
    assert (tmp_path / DATABASE_FILE).stat().st_mode & 0o077 == 0


@given(text=st.text(max_size=80), title=st.text(max_size=200))
def test_a_text_is_found_by_every_word_of_it(text: str, title: str) -> None:
    for word in searchable(text).split():
        assert word in searchable(text)
    assert "\n" not in shortened(title)
    assert len(shortened(title)) <= MAX_TITLE_CHARS


class Histories(RuleBasedStateMachine):
    """Three people use one database; what each sees is what a dictionary of their own would hold."""

    ids = Bundle("ids")
    owner = st.sampled_from(["wang", "li", "zhao"])
    words = st.sampled_from(["一", "二", "三"])

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self.kept = Kept(Path(self._folder.name))
        self.of: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.asked: dict[str, list[str]] = {}

    def teardown(self) -> None:
        self.kept.close()
        self._folder.cleanup()

    def drop(self, one: str) -> None:
        del self.of[one], self.titles[one], self.asked[one]

    @rule(target=ids, owner=owner, title=words)
    def begin(self, owner: str, title: str) -> str:
        one = self.kept.conversations.begin(owner, title)
        self.of[one], self.titles[one], self.asked[one] = owner, title, []
        return one

    @rule(one=ids, owner=owner, question=words)
    def add(self, one: str, owner: str, question: str) -> None:
        added = self.kept.conversations.add(owner, one, exchange(question))
        assert (added is not None) == (self.of.get(one) == owner)
        if added:
            self.asked[one].append(question)

    @rule(one=ids, owner=owner, at=st.integers(0, 5), question=words)
    def edit(self, one: str, owner: str, at: int, question: str) -> None:
        held = self.kept.conversations.exchanges(owner, one)
        if at < len(held):
            self.kept.conversations.add(owner, one, exchange(question), instead_of=held[at].id)
            self.asked[one][at:] = [question]

    @rule(one=ids, owner=owner, title=words)
    def rename(self, one: str, owner: str, title: str) -> None:
        if self.kept.conversations.rename(owner, one, title):
            assert self.of[one] == owner
            self.titles[one] = title

    @rule(one=ids, owner=owner)
    def delete(self, one: str, owner: str) -> None:
        if self.kept.conversations.delete(owner, one):
            assert self.of[one] == owner
            self.drop(one)

    @rule(owner=owner)
    def delete_all(self, owner: str) -> None:
        theirs = [one for one, of in self.of.items() if of == owner]
        assert self.kept.conversations.delete_all(owner) == len(theirs)
        for one in theirs:
            self.drop(one)

    @invariant()
    def each_sees_their_own_and_nothing_else(self) -> None:
        for owner in ("wang", "li", "zhao"):
            mine = {one for one, of in self.of.items() if of == owner}
            assert {(one.id, one.title, one.exchanges) for one in self.kept.conversations.of(owner)} == {
                (one, self.titles[one], len(self.asked[one])) for one in mine
            }
            for one, questions in self.asked.items():
                held = [kept.exchange.question for kept in self.kept.conversations.exchanges(owner, one)]
                assert held == (questions if one in mine else [])

    @invariant()
    def words_find_what_holds_them(self) -> None:
        for word in ("一", "二"):
            met = {one.id for one in self.kept.conversations.of("wang", word)}
            assert met == {one for one, of in self.of.items() if of == "wang" and (word in self.titles[one] or word in self.asked[one])}


Histories.TestCase.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
TestHistories = Histories.TestCase
