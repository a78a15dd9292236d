"""The database beside the company's files: who put in which document, and every version of every card. It outlives rebuilds of the index.

The files themselves are what is indexed; a row without its file says nothing, a file without a row was put there by hand.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assistant.errors import DataDirError

COMPANY_FILE = "company.sqlite3"
SCHEMA = 1

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


def open_database(data_dir: Path) -> sa.Engine:
    """The database in `data_dir`, made where there is none. Raises DataDirError where it cannot be read or written, or is another version's."""
    path = data_dir / COMPANY_FILE
    engine = sa.create_engine(f"sqlite:///{path}")
    sa.event.listen(engine, "connect", _configure)
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with engine.begin() as connection:
            found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if found not in (0, SCHEMA):
                raise DataDirError(
                    f"{path} has schema {found}, this version needs {SCHEMA}; upgrade, or restore the backup that belongs to it"
                )
            _tables.create_all(connection)
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
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA secure_delete=ON")
