"""The database of conversations: a file of its own beside the index, so that a rebuild of the index leaves it alone.

    conversations ─ exchanges ─ verdicts      conversations.py, opinions.py
    reports                                   opinions.py
    decisions, checks                         decisions.py

What belongs to something goes with it. A report is about the material, not about a conversation, and stands alone; a decision is
about a wording, of which it holds no word.
"""

import zlib
from pathlib import Path

import sqlalchemy as sa

from assistant.database import Database

DATABASE_FILE = "history.sqlite3"
SCHEMA = 2  # PRAGMA user_version
_UPGRADES = {1: ["ALTER TABLE exchanges ADD COLUMN standalone TEXT NOT NULL DEFAULT ''"]}

_tables = sa.MetaData()


class Compressed(sa.types.TypeDecorator[str]):
    """A text kept small: an answer's JSON repeats each passage that it cites, and shrinks to a fifth or less."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> bytes | None:
        return None if value is None else zlib.compress(value.encode())

    def process_result_value(self, value: bytes | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else zlib.decompress(value).decode()


conversations = sa.Table(
    "conversations",
    _tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("used_at", sa.Float, nullable=False),
)
exchanges = sa.Table(
    "exchanges",
    _tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("conversation_id", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("asked_at", sa.Float, nullable=False, index=True),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("intent", sa.Text),
    sa.Column("support", sa.Float),
    sa.Column("engine", sa.Text, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("topics", sa.JSON, nullable=False),  # cards that the answer cites
    sa.Column("stopped", sa.Boolean, nullable=False),
    sa.Column("context_read", sa.Boolean, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("standalone", sa.Text, nullable=False),  # as it was read: mended, with the subject of the conversation
    # What is long stands last: who counts the rows need not read past it.
    sa.Column("context", sa.Text, nullable=False),  # text of another page that was sent with it
    sa.Column("searched", sa.Text, nullable=False),  # question and answer in the form that is searched
    sa.Column("answer", Compressed, nullable=False),  # whole, as JSON
    sa.UniqueConstraint("conversation_id", "place"),
)
verdicts = sa.Table(
    "verdicts",
    _tables,
    sa.Column("exchange_id", sa.Text, sa.ForeignKey("exchanges.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("good", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("given_at", sa.Float, nullable=False, index=True),
)
reports = sa.Table(
    "reports",
    _tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False, index=True),
    sa.Column("document", sa.Text, nullable=False),  # a card, or a file
    sa.Column("passage", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("heading", sa.Text, nullable=False),
    sa.Column("quote", sa.Text, nullable=False),
    sa.Column("fault", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("settled_at", sa.Float),
)

decisions = sa.Table(
    "decisions",
    _tables,
    sa.Column("wording", sa.Text, primary_key=True),  # a digest: deleting the question leaves nothing of it
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("card", sa.Text, nullable=False),
    sa.Column("decided_at", sa.Float, nullable=False),
)
checks = sa.Table(
    "checks",
    _tables,
    sa.Column("fingerprint", sa.Text, primary_key=True),  # of the index that all open gaps were asked again of
    sa.Column("checked_at", sa.Float, nullable=False),
)


class HistoryDatabase(Database):
    """The database of conversations in `data_dir`."""

    def __init__(self, data_dir: Path) -> None:
        """Open or make it. Raises DataDirError as Database does."""
        super().__init__(data_dir / DATABASE_FILE, _tables, SCHEMA, _UPGRADES)
