"""The quiz database: a file of its own beside the index, so that a rebuild of the index leaves it alone.

    banks ─ items                  bank.py
    papers ─ attempts ─ answers    papers.py

What belongs to something goes with it. Moments are seconds since 1970, in UTC.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa

from assistant.errors import DataDirError

DATABASE_FILE = "quiz.sqlite3"
SCHEMA = 1  # PRAGMA user_version
_WRITES = "quiz_writes"  # option of a connection that will write

_tables = sa.MetaData()


def _owner(column: str) -> sa.Column[str]:
    name = column.partition(".")[0].removesuffix("s") + "_id"
    return sa.Column(name, sa.Text, sa.ForeignKey(column, ondelete="CASCADE"), primary_key=True)


banks = sa.Table(
    "banks",
    _tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("saved", sa.Boolean, nullable=False),
    sa.Column("wish", sa.JSON, nullable=False),
    sa.Column("notes", sa.JSON, nullable=False),
    sa.Column("coverage", sa.JSON, nullable=False),
    sa.Column("changed_at", sa.Float, nullable=False),
)
items = sa.Table(
    "items",
    _tables,
    _owner("banks.id"),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("grounds", sa.JSON, nullable=False),
    sa.Column("pinned", sa.Boolean, nullable=False),
)
papers = sa.Table(
    "papers",
    _tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("link", sa.Text, nullable=False, unique=True),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("grounds", sa.JSON, nullable=False),
    sa.Column("one_by_one", sa.Boolean, nullable=False),
    sa.Column("at_once", sa.Boolean, nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
)
attempts = sa.Table(
    "attempts",
    _tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("paper_id", sa.Text, sa.ForeignKey("papers.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("begun_at", sa.Float, nullable=False),
    sa.Column("ended_at", sa.Float),
)
answers = sa.Table(
    "answers",
    _tables,
    _owner("attempts.id"),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("shut", sa.Boolean, nullable=False),
)


class QuizDatabase:
    """Connections to the quiz database in `data_dir`. Close it at the end; used again, it opens again."""

    def __init__(self, data_dir: Path) -> None:
        """Open or make it. Raises DataDirError where it cannot be read or written, or another version wrote it."""
        path = data_dir / DATABASE_FILE
        self._engine = sa.create_engine(f"sqlite:///{path}")
        self._turn = Lock()  # SQLite lets writers wait by trying again; here they stand in a queue
        sa.event.listen(self._engine, "connect", _configure)
        sa.event.listen(self._engine, "begin", _begin)
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            with self.writing() as connection:
                version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
                if version not in (0, SCHEMA):
                    raise DataDirError(f"{path} has schema {version}, this version needs {SCHEMA}; move it away to begin anew")
                _tables.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")
        except (sa.exc.DatabaseError, OSError) as error:
            reason = error.orig if isinstance(error, sa.exc.DatabaseError) else error.strerror
            raise DataDirError(f"{path} cannot be opened ({reason}); mend it, move it away, or choose another --data-dir") from error

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One state of the database; never blocked by who writes."""
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction, alone. Raises DataDirError where SQLite cannot write: a full disk, a read-only folder."""
        try:
            with self._turn, self._engine.execution_options(**{_WRITES: True}).begin() as connection:
                yield connection
        except sa.exc.OperationalError as error:
            raise DataDirError(f"{self._engine.url.database}: {error.orig}; free some space, or choose another --data-dir") from error


def count(connection: sa.Connection, table: sa.Table, *which: sa.ColumnElement[bool]) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table).where(*which)).scalar_one()


def _configure(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says, not where sqlite3 guesses
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # what is deleted is gone from the file too


def _begin(connection: sa.Connection) -> None:
    """Who writes waits for its turn at once: what it then reads stays true until it has written."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")
