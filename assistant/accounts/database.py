"""The database of people: accounts, sessions, and what was done. It lies beside the library's and outlives every rebuild of the index."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assistant.errors import DataDirError

PEOPLE_FILE = "people.sqlite3"
SCHEMA = 2

Clock = Callable[[], datetime]

_tables = sa.MetaData()
accounts = sa.Table(
    "accounts",
    _tables,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text),  # none: the person comes through the company's sign-on
    sa.Column("since", sa.Text, nullable=False),
    sa.Column("off_since", sa.Text),  # from then on nobody comes in by it
)
sessions = sa.Table(
    "sessions",
    _tables,
    sa.Column("token_sha", sa.Text, primary_key=True),  # of the cookie: who reads this file cannot use it to come in
    sa.Column("name", sa.Text, sa.ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("ends", sa.Text, nullable=False),
)
deeds = sa.Table(
    "deeds",
    _tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False, index=True),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
)


def utc_now() -> datetime:
    return datetime.now(UTC)


def stamp(at: datetime) -> str:
    """A moment as the tables keep it: ISO 8601, UTC, to the second; such texts sort by time."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def open_database(data_dir: Path) -> sa.Engine:
    """The database in `data_dir`, made where there is none, readable by its owner alone.

    One of an earlier version is brought up to this one. Raises DataDirError where it cannot be read or written, or is a later version's.
    """
    path = data_dir / PEOPLE_FILE
    engine = sa.create_engine(f"sqlite:///{path}")
    sa.event.listen(engine, "connect", _configure)
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with engine.begin() as connection:
            found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if found == 0:
                _tables.create_all(connection)
            elif found == 1:
                connection.exec_driver_sql("ALTER TABLE accounts ADD COLUMN off_since TEXT")
            elif found != SCHEMA:
                raise DataDirError(
                    f"{path} has schema {found}, this version needs {SCHEMA}; upgrade, or restore the backup that belongs to it"
                )
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
    except (sa.exc.DatabaseError, OSError) as error:
        engine.dispose()
        reason = error.orig if isinstance(error, sa.exc.DatabaseError) else error.strerror
        raise DataDirError(f"{path} cannot be used ({reason}); mend its permissions, or restore it from a backup") from error
    except DataDirError:
        engine.dispose()
        raise
    return engine


def _configure(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA secure_delete=ON")  # a removed account leaves no hash in the file
