"""The database beside the company's files: who put in which document, and every version of every card. It outlives rebuilds of the index.

The files themselves are what is indexed; a row without its file says nothing, a file without a row was put there by hand.
"""

from pathlib import Path

import sqlalchemy as sa

from assistant.database import Database

COMPANY_FILE = "company.sqlite3"
SCHEMA = 1  # PRAGMA user_version

_tables = sa.MetaData()
documents = sa.Table(
    "documents",
    _tables,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)
versions = sa.Table(
    "versions",
    _tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("card_id", sa.Text, nullable=False, index=True),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("deed", sa.Text, nullable=False),
    sa.Column("group", sa.Text, nullable=False),
    sa.Column("text", sa.Text),  # none: the company's card was taken away
    sa.Column("state", sa.Text, nullable=False),
)


class CompanyDatabase(Database):
    """The company's database in `data_dir`."""

    def __init__(self, data_dir: Path) -> None:
        """Open or make it. Raises DataDirError as Database does."""
        super().__init__(data_dir / COMPANY_FILE, _tables, SCHEMA)
