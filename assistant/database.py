"""A SQLite file of what people make: beside the index, so that a rebuild of the index leaves it alone. Knows no table."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from assistant.errors import DataDirError

_WRITES = "writes"  # option of a connection that will write


class Database:
    """Connections to one file. Close it at the end; used again, it opens again."""

    def __init__(self, path: Path, tables: sa.MetaData, schema: int, upgrades: Mapping[int, Sequence[str]] = MappingProxyType({})) -> None:
        """Open or make it, readable by its owner alone. `schema` is the version of its layout (PRAGMA user_version); `upgrades` are the
        statements that lead from a version to the next one.

        Raises DataDirError where it cannot be read or written, or a version that no upgrade leads from wrote it.
        """
        self._path = path
        self._engine = sa.create_engine(f"sqlite:///{path}")
        self._turn = Lock()  # SQLite lets writers wait by trying again; here they stand in a queue
        sa.event.listen(self._engine, "connect", _configure)
        sa.event.listen(self._engine, "begin", _begin)
        try:
            self._prepare(tables, schema, upgrades)
        except (sa.exc.DatabaseError, OSError) as error:
            self.close()
            reason = error.orig if isinstance(error, sa.exc.DatabaseError) else error.strerror
            raise DataDirError(
                f"{path} cannot be opened ({reason}); mend its permissions, restore it from a backup, or choose another --data-dir"
            ) from error
        except DataDirError:
            self.close()
            raise

    def _prepare(self, tables: sa.MetaData, schema: int, upgrades: Mapping[int, Sequence[str]]) -> None:
        """Make the file and its tables where they are missing, and bring an earlier layout up to this one; all of it or nothing."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch(mode=0o600)
        with self._transaction() as connection:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            while version in upgrades:
                for statement in upgrades[version]:
                    connection.exec_driver_sql(statement)
                version += 1
            if version not in (0, schema):
                raise DataDirError(
                    f"{self._path} has schema {version}, this version needs {schema}; upgrade, or restore the backup that belongs to it"
                )
            tables.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version={schema}")

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
            with self._turn, self._transaction() as connection:
                yield connection
        except sa.exc.OperationalError as error:
            raise DataDirError(f"{self._path}: {error.orig}; free some space, or choose another --data-dir") from error

    def _transaction(self) -> AbstractContextManager[sa.Connection]:
        return self._engine.execution_options(**{_WRITES: True}).begin()


def owner_column(column: str) -> sa.Column[str]:
    """The first part of a primary key: what the row belongs to and goes with, as `table.column`."""
    name = column.partition(".")[0].removesuffix("s") + "_id"
    return sa.Column(name, sa.Text, sa.ForeignKey(column, ondelete="CASCADE"), primary_key=True)


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
