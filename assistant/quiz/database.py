"""The quiz database: a file of its own beside the index, so that a rebuild of the index leaves it alone.

    banks ─ items                  bank.py
    papers ─ attempts ─ answers    papers.py

What belongs to something goes with it.
"""

from pathlib import Path

import sqlalchemy as sa

from assistant.database import Database, owner_column

DATABASE_FILE = "quiz.sqlite3"
SCHEMA = 2  # PRAGMA user_version
_UPGRADES = {1: ["ALTER TABLE banks ADD COLUMN maker TEXT NOT NULL DEFAULT ''"]}

_tables = sa.MetaData()

banks = sa.Table(
    "banks",
    _tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("maker", sa.Text, nullable=False),  # nothing: made before makers were kept
    sa.Column("saved", sa.Boolean, nullable=False),
    sa.Column("wish", sa.JSON, nullable=False),
    sa.Column("notes", sa.JSON, nullable=False),
    sa.Column("coverage", sa.JSON, nullable=False),
    sa.Column("changed_at", sa.Float, nullable=False),
)
items = sa.Table(
    "items",
    _tables,
    owner_column("banks.id"),
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
    owner_column("attempts.id"),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("shut", sa.Boolean, nullable=False),
)


class QuizDatabase(Database):
    """The quiz database in `data_dir`."""

    def __init__(self, data_dir: Path) -> None:
        """Open or make it. Raises DataDirError as Database does."""
        super().__init__(data_dir / DATABASE_FILE, _tables, SCHEMA, _UPGRADES)
