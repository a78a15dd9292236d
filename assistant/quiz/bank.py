"""Banks: items that a trainer keeps under a title, and drafts that are not kept yet.

Every method is one transaction.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from assistant.database import count
from assistant.errors import InputError
from assistant.quiz import database as db
from assistant.quiz.database import QuizDatabase
from assistant.quiz.items import Item
from assistant.quiz.record import ITEM
from assistant.quiz.stale import Grounds

MOST_ITEMS = 500  # of one bank
MOST_DRAFTS = 50  # those that were touched least recently make room
MOST_BANKS = 1000


@dataclass(frozen=True, slots=True)
class Kept:
    """An item of a bank. `number` names it there for good; `grounds` are the passages that it cites, as they were."""

    number: int
    item: Item
    grounds: Grounds
    pinned: bool


@dataclass(frozen=True, slots=True)
class Bank:
    """Items under a title. `wish` is what they were asked for with; `notes` say in what they fall short of it,
    `coverage` what each topic got."""

    id: str
    title: str
    saved: bool
    wish: Mapping[str, Any]
    notes: tuple[str, ...]
    coverage: tuple[str, ...]
    changed_at: float
    items: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class BankRow:
    """A bank in a list: who made it, and how many items it has."""

    id: str
    title: str
    maker: str
    saved: bool
    changed_at: float
    items: int


class Banks:
    """The banks of a quiz database."""

    def __init__(self, database: QuizDatabase, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def add_bank(
        self,
        title: str,
        maker: str,
        wish: Mapping[str, Any],
        notes: Sequence[str],
        coverage: Sequence[str],
        items: Sequence[tuple[Item, Grounds]],
    ) -> str:
        """The id of a new draft, which pushes out the oldest where there are too many. Raises InputError at the limits."""
        bank_id = secrets.token_urlsafe(9)
        with self._database.writing() as connection:
            if count(connection, db.banks, db.banks.c.saved) >= MOST_BANKS:
                raise InputError(f"题库已经有{MOST_BANKS}个，放不下了。请先删掉不用的。")
            kept = sa.select(db.banks.c.id).where(~db.banks.c.saved).order_by(db.banks.c.changed_at.desc()).limit(MOST_DRAFTS - 1)
            connection.execute(db.banks.delete().where(~db.banks.c.saved, db.banks.c.id.not_in(kept)))
            row = {
                "id": bank_id,
                "title": title,
                "maker": maker,
                "saved": False,
                "wish": dict(wish),
                "notes": list(notes),
                "coverage": list(coverage),
                "changed_at": self._clock(),
            }
            connection.execute(db.banks.insert(), row)
            _add_items(connection, bank_id, items)
        return bank_id

    def bank(self, bank_id: str) -> Bank | None:
        with self._database.reading() as connection:
            row = connection.execute(sa.select(db.banks).where(db.banks.c.id == bank_id)).first()
            if row is None:
                return None
            items = connection.execute(sa.select(db.items).where(db.items.c.bank_id == bank_id).order_by(db.items.c.place))
            kept = tuple(Kept(one.number, ITEM.validate_python(one.body), one.grounds, one.pinned) for one in items)
            return Bank(row.id, row.title, row.saved, row.wish, tuple(row.notes), tuple(row.coverage), row.changed_at, kept)

    def banks(self) -> list[BankRow]:
        """All banks, drafts too, the last touched first."""
        counted = sa.select(db.banks, sa.func.count(db.items.c.number).label("items")).outerjoin(db.items).group_by(db.banks.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(counted.order_by(db.banks.c.changed_at.desc()))
            return [BankRow(row.id, row.title, row.maker, row.saved, row.changed_at, row.items) for row in rows]

    def grounds(self) -> dict[str, list[Grounds]]:
        """What the items of each bank that is kept rest on, by the bank's id."""
        kept = sa.select(db.items.c.bank_id, db.items.c.grounds).join(db.banks).where(db.banks.c.saved)
        found: dict[str, list[Grounds]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(kept):
                found.setdefault(row.bank_id, []).append(row.grounds)
        return found

    def save_bank(self, bank_id: str, title: str) -> None:
        """Keep a draft for good, or give a bank another title."""
        with self._database.writing() as connection:
            connection.execute(db.banks.update().where(db.banks.c.id == bank_id).values(saved=True, title=title, changed_at=self._clock()))

    def delete_bank(self, bank_id: str) -> None:
        with self._database.writing() as connection:
            connection.execute(db.banks.delete().where(db.banks.c.id == bank_id))

    def replace_item(self, bank_id: str, number: int, item: Item, grounds: Grounds) -> None:
        """Put another item, or another wording of it, where one is."""
        with self._changing(bank_id) as connection:
            values = {"body": ITEM.dump_python(item, mode="json"), "grounds": dict(grounds)}
            connection.execute(db.items.update().where(db.items.c.bank_id == bank_id, db.items.c.number == number).values(values))

    def pin(self, bank_id: str, number: int, pinned: bool) -> None:
        with self._changing(bank_id) as connection:
            connection.execute(db.items.update().where(db.items.c.bank_id == bank_id, db.items.c.number == number).values(pinned=pinned))

    def exchange(self, bank_id: str, numbers: Sequence[int], items: Sequence[tuple[Item, Grounds]]) -> None:
        """Drop the items with these numbers, and put `items` behind those that stay. Raises InputError where they are too many."""
        with self._changing(bank_id) as connection:
            connection.execute(db.items.delete().where(db.items.c.bank_id == bank_id, db.items.c.number.in_(numbers)))
            _add_items(connection, bank_id, items)

    @contextmanager
    def _changing(self, bank_id: str) -> Iterator[sa.Connection]:
        with self._database.writing() as connection:
            connection.execute(db.banks.update().where(db.banks.c.id == bank_id).values(changed_at=self._clock()))
            yield connection


def _add_items(connection: sa.Connection, bank_id: str, items: Sequence[tuple[Item, Grounds]]) -> None:
    mine = db.items.c.bank_id == bank_id
    taken = count(connection, db.items, mine)
    if taken + len(items) > MOST_ITEMS:
        raise InputError(f"一个题库最多{MOST_ITEMS}道题，加上这些就有{taken + len(items)}道。请少要一些，或者另建一个。")
    first = connection.execute(sa.select(sa.func.coalesce(sa.func.max(db.items.c.number), 0)).where(mine)).scalar_one() + 1
    rows = [
        {
            "bank_id": bank_id,
            "number": first + at,
            "place": first + at,
            "body": ITEM.dump_python(item, mode="json"),
            "grounds": dict(grounds),
            "pinned": False,
        }
        for at, (item, grounds) in enumerate(items)
    ]
    if rows:
        connection.execute(db.items.insert(), rows)
