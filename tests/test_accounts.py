import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.accounts.database import PEOPLE_FILE, PeopleDatabase
from assistant.accounts.deeds import FAILED, Deeds
from assistant.accounts.passwords import fits, hashed, new_password
from assistant.accounts.people import People, account_name
from assistant.accounts.roles import ALLOWED, Action, Person, Role
from assistant.build import build_index
from assistant.errors import AccountError, DataDirError
from assistant.settings import Settings

PASSWORD = "correct horse 12"
# What the first version made, before an account could be switched off.
VERSION_1 = """
CREATE TABLE accounts (name TEXT NOT NULL PRIMARY KEY, role TEXT NOT NULL, password_hash TEXT, since TEXT NOT NULL);
CREATE TABLE sessions (
    token_sha TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE, ends TEXT NOT NULL
);
CREATE TABLE deeds (
    id INTEGER NOT NULL PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, about TEXT NOT NULL, result TEXT NOT NULL
);
CREATE INDEX ix_sessions_name ON sessions (name);
CREATE INDEX ix_deeds_at ON deeds (at);
PRAGMA user_version = 1;
"""


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[PeopleDatabase]:
    engine = PeopleDatabase(tmp_path)
    yield engine
    engine.close()


@pytest.fixture
def people(database: PeopleDatabase, clock: Hands) -> People:
    return People(database, clock)


def test_the_right_password_alone_signs_in_and_the_name_may_be_written_in_any_width_and_case(people: People) -> None:
    people.add("王小明", Role.TRAINER, PASSWORD)
    people.add("Li.Na@corp", Role.STAFF, PASSWORD)
    assert people.check("王小明", PASSWORD) == Person("王小明", Role.TRAINER)
    assert people.check(" ＬＩ.na@CORP ", PASSWORD) == Person("li.na@corp", Role.STAFF)
    assert people.check("王小明", PASSWORD + "x") is None
    assert people.check("nobody", PASSWORD) is None
    assert people.check("not a name!", PASSWORD) is None


def test_the_database_holds_neither_passwords_nor_the_secrets_of_sessions(people: People, tmp_path: Path) -> None:
    people.add("alice", Role.STAFF, PASSWORD)
    token = people.begin_session(Person("alice", Role.STAFF), 1)
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"alice" in held
    assert PASSWORD.encode() not in held
    assert token.encode() not in held
    assert (tmp_path / PEOPLE_FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "alicealice", "x" * 300])
def test_a_password_that_is_easily_guessed_is_refused(people: People, password: str) -> None:
    with pytest.raises(AccountError, match="password"):
        people.add("alice", Role.STAFF, password)
    assert people.all() == []


@pytest.mark.parametrize("name", ["", "a b", "a\nb", "../x", "x" * 65, "<b>", "local", "'; --"])
def test_a_name_that_could_be_mistaken_for_something_else_is_refused(people: People, name: str) -> None:
    with pytest.raises(AccountError):
        people.add(name, Role.STAFF, None)


@given(st.text(max_size=70))
def test_a_name_has_one_form(text: str) -> None:
    try:
        name = account_name(text)
    except AccountError:
        return
    assert account_name(name) == name


def test_an_account_without_a_password_is_not_opened_by_any(people: People) -> None:
    people.add("carol", Role.TRAINER, None)
    assert people.check("carol", "") is None
    assert people.signed_on("CAROL") == Person("carol", Role.TRAINER)
    assert not fits("", None)


def test_a_second_account_of_one_name_is_refused(people: People) -> None:
    people.add("alice", Role.STAFF, None)
    with pytest.raises(AccountError, match="already"):
        people.add("ALICE", Role.ADMINISTRATOR, None)
    assert people.signed_on("alice") == Person("alice", Role.STAFF)


def test_a_session_knows_its_person_until_it_ends(people: People, clock: Hands) -> None:
    people.add("alice", Role.STAFF, None)
    token = people.begin_session(Person("alice", Role.STAFF), hours=2)
    clock.now += timedelta(hours=1, minutes=59)
    assert people.of_session(token) == Person("alice", Role.STAFF)
    clock.now += timedelta(minutes=1)
    assert people.of_session(token) is None


def test_a_change_of_the_account_counts_in_sessions_that_have_begun(people: People) -> None:
    for name in ("alice", "bob", "carol"):
        people.add(name, Role.TRAINER, None)
    alice, bob, carol = (people.begin_session(Person(name, Role.TRAINER), 1) for name in ("alice", "bob", "carol"))
    people.set_role("alice", Role.STAFF)
    people.set_password("bob", PASSWORD)
    people.remove("carol")
    assert people.of_session(alice) == Person("alice", Role.STAFF)
    assert people.of_session(bob) is None
    assert people.of_session(carol) is None
    with pytest.raises(AccountError, match="no account 'carol'"):
        people.remove("carol")


def test_nobody_comes_in_by_an_account_that_is_off(people: People, clock: Hands) -> None:
    people.add("alice", Role.TRAINER, PASSWORD)
    token = people.begin_session(Person("alice", Role.TRAINER), 1)
    people.switch_off("Alice")
    assert people.of_session(token) is None
    assert people.check("alice", PASSWORD) is None
    assert people.signed_on("alice") is None
    listed = people.account("alice")
    assert listed is not None
    assert listed.off_since == "2026-03-01T08:00:00+00:00"
    people.switch_on("alice")
    assert people.of_session(token) is None  # it ended then
    assert people.check("alice", PASSWORD) == people.signed_on("alice") == Person("alice", Role.TRAINER)
    with pytest.raises(AccountError, match="no account 'bob'"):
        people.switch_off("bob")


def test_whom_the_sign_on_names_without_an_account_is_staff(people: People) -> None:
    assert people.signed_on("DORA") == Person("dora", Role.STAFF)
    with pytest.raises(AccountError):
        people.signed_on("not a name!")


def test_passwords_to_begin_with_are_good_enough_and_never_the_same(people: People) -> None:
    made = {new_password() for _ in range(100)}
    assert len(made) == 100
    people.add("alice", Role.STAFF, password := made.pop())
    assert people.check("alice", password) is not None


def test_a_database_of_the_version_before_is_brought_up_to_this_one(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / PEOPLE_FILE)) as connection:
        connection.executescript(VERSION_1)
        connection.execute("INSERT INTO accounts VALUES ('alice', 'trainer', ?, '2026-01-05T08:00:00+00:00')", (hashed(PASSWORD, "alice"),))
        connection.execute(
            "INSERT INTO deeds (at, who, what, about, result) VALUES ('2026-01-05T08:00:00+00:00', 'alice', 'ask', '/', 'done')"
        )
        connection.commit()
    for opened in range(2):
        database = PeopleDatabase(tmp_path)
        people = People(database)
        assert people.check("alice", PASSWORD) == (Person("alice", Role.TRAINER) if opened == 0 else None)
        assert [deed.who for deed in Deeds(database).latest()] == ["alice"]
        people.switch_off("alice")
        database.close()


@pytest.mark.parametrize("statement", ["DROP TABLE accounts", "ALTER TABLE accounts ADD COLUMN off_since TEXT"])
def test_an_upgrade_that_fails_leaves_all_as_it_was(tmp_path: Path, statement: str) -> None:
    with closing(sqlite3.connect(tmp_path / PEOPLE_FILE)) as connection:
        connection.executescript(VERSION_1)
        connection.executescript(statement)
        before = list(connection.iterdump())
    with pytest.raises(DataDirError, match="restore it from a backup"):
        PeopleDatabase(tmp_path)
    with closing(sqlite3.connect(tmp_path / PEOPLE_FILE)) as connection:
        assert list(connection.iterdump()) == before
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_signing_out_ends_one_session_and_leaves_the_others(people: People) -> None:
    people.add("alice", Role.STAFF, None)
    desk, telephone = (people.begin_session(Person("alice", Role.STAFF), 1) for _ in range(2))
    people.end_session(desk)
    assert people.of_session(desk) is None
    assert people.of_session(telephone) is not None


def test_accounts_outlive_a_new_index(settings: Settings) -> None:
    build_index(settings)
    first = PeopleDatabase(settings.data_dir)
    People(first).add("alice", Role.STAFF, None)
    first.close()
    build_index(settings)
    second = PeopleDatabase(settings.data_dir)
    assert [account.name for account in People(second).all()] == ["alice"]
    second.close()


def test_a_database_of_another_version_is_left_as_it_is(tmp_path: Path) -> None:
    PeopleDatabase(tmp_path).close()
    connection = sqlite3.connect(tmp_path / PEOPLE_FILE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(DataDirError, match="schema 99"):
        PeopleDatabase(tmp_path)


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / PEOPLE_FILE).write_bytes(b"not a database at all" * 100)
    with pytest.raises(DataDirError, match="backup"):
        PeopleDatabase(tmp_path)


def test_the_log_gives_the_newest_first_by_person_kind_and_time(database: PeopleDatabase, clock: Hands) -> None:
    deeds = Deeds(database, clock)
    deeds.record("alice", "ask", "/api/v1/ask")
    clock.now += timedelta(days=1)
    deeds.record("bob", "sign_in", "10.0.0.7", FAILED)
    deeds.record("alice", "calculate", "x" * 1000)
    assert [deed.what for deed in deeds.latest()] == ["calculate", "sign_in", "ask"]
    assert [deed.what for deed in deeds.latest(who="alice")] == ["calculate", "ask"]
    assert [(deed.who, deed.result) for deed in deeds.latest(what="sign_in")] == [("bob", "failed")]
    assert [deed.what for deed in deeds.latest(since="2026-03-02")] == ["calculate", "sign_in"]
    assert [deed.what for deed in deeds.latest(since="2026-03-01", until="2026-03-02")] == ["ask"]
    assert [deed.who for deed in deeds.latest(result=FAILED)] == ["bob"]
    assert deeds.kinds() == ["ask", "calculate", "sign_in"]
    assert deeds.last_of_each() == {"alice": "2026-03-02T08:00:00+00:00", "bob": "2026-03-02T08:00:00+00:00"}
    assert [deed.what for deed in deeds.latest(1, before=deeds.latest()[0].id)] == ["sign_in"]
    assert len(deeds.latest(1)[0].about) == 200
    assert deeds.forget_older_than(1) == 0
    clock.now += timedelta(hours=1)
    assert deeds.forget_older_than(1) == 1
    assert [deed.what for deed in deeds.latest()] == ["calculate", "sign_in"]


def test_each_role_may_all_that_a_lesser_one_may() -> None:
    assert ALLOWED[Role.STAFF] < ALLOWED[Role.TRAINER] < ALLOWED[Role.ADMINISTRATOR] == set(Action)
