"""The database of people: accounts, sessions, and what was done. It lies beside the library's and outlives every rebuild of the index.

Moments in it are texts, as `stamp` writes them.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from assistant.database import Database

PEOPLE_FILE = "people.sqlite3"
SCHEMA = 2  # PRAGMA user_version
_UPGRADES = {1: ["ALTER TABLE accounts ADD COLUMN off_since TEXT"]}

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


class PeopleDatabase(Database):
    """The database of people in `data_dir`."""

    def __init__(self, data_dir: Path) -> None:
        """Open or make it. Raises DataDirError as Database does."""
        super().__init__(data_dir / PEOPLE_FILE, _tables, SCHEMA, _UPGRADES)
