"""What an administrator has decided about wordings that were not answered well. Every method is one transaction."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from assistant.history import database as db
from assistant.history.database import HistoryDatabase

_NOT_WORDS = re.compile(r"\W+")


class Kind(StrEnum):
    ASSIGNED = "assigned"  # to a card that shall answer it
    NEEDLESS = "needless"  # nothing has to answer it
    ANSWERED = "answered"  # it was asked again, and answered


@dataclass(frozen=True, slots=True)
class Decision:
    """`card` is the id of the card that a wording is assigned to; the moment is in seconds since 1970."""

    kind: Kind
    card: str
    decided_at: float


class Decisions:
    """The decisions of a history database; `clock` gives seconds since 1970."""

    def __init__(self, database: HistoryDatabase, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def all(self) -> dict[str, Decision]:
        """By the wording's key."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(db.decisions))
            return {row.wording: Decision(Kind(row.kind), row.card, row.decided_at) for row in rows}

    def decide(self, keys: Iterable[str], kind: Kind, card: str = "") -> None:
        """Decide about wordings, in the place of what was decided before."""
        rows = [{"wording": key, "kind": kind.value, "card": card, "decided_at": self._clock()} for key in keys]
        with self._database.writing() as connection:
            connection.execute(db.decisions.delete().where(db.decisions.c.wording.in_([row["wording"] for row in rows])))
            if rows:
                connection.execute(db.decisions.insert(), rows)

    def withdraw(self, keys: Iterable[str]) -> None:
        """Leave wordings open again."""
        with self._database.writing() as connection:
            connection.execute(db.decisions.delete().where(db.decisions.c.wording.in_(list(keys))))

    def forget_except(self, keys: Iterable[str]) -> None:
        """Forget what was decided about wordings that nobody's conversation holds any more."""
        kept = set(keys)
        with self._database.writing() as connection:
            gone = [key for key in connection.execute(sa.select(db.decisions.c.wording)).scalars() if key not in kept]
            connection.execute(db.decisions.delete().where(db.decisions.c.wording.in_(gone)))

    def checked(self) -> str:
        """The fingerprint of the index of which all open gaps were last asked again."""
        with self._database.reading() as connection:
            return connection.execute(sa.select(db.checks.c.fingerprint)).scalar() or ""

    def check(self, fingerprint: str) -> None:
        with self._database.writing() as connection:
            connection.execute(db.checks.delete())
            connection.execute(db.checks.insert(), {"fingerprint": fingerprint, "checked_at": self._clock()})


def wording_key(text: str) -> str:
    """One key for a question however it is punctuated, spaced or capitalised; it tells nothing of its words."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return hashlib.sha256((_NOT_WORDS.sub("", folded) or folded).encode()).hexdigest()[:32]
