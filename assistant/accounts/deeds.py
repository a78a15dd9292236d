"""The audit log: who did what, when, about which object, and whether it was let through. The words of questions are never in it."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from assistant.accounts.database import Clock, PeopleDatabase, deeds, stamp, utc_now

NOBODY = "-"  # who, where nobody has signed in
DONE, REFUSED, FAILED = "done", "refused", "failed"
_MOST_CHARS = 200


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the log. `at` is ISO 8601 in UTC; `about` names the object or the address, `result` is done, refused or failed."""

    id: int
    at: str
    who: str
    what: str
    about: str
    result: str


class Deeds:
    """The audit log over the database of people. Lines are added and grow old; none is changed."""

    def __init__(self, database: PeopleDatabase, now: Clock = utc_now) -> None:
        self._database = database
        self._now = now

    def record(self, who: str, what: str, about: str = "", result: str = DONE) -> None:
        """Add a line; long texts are cut."""
        row = {"who": who, "what": what, "about": about, "result": result}
        with self._database.writing() as connection:
            connection.execute(deeds.insert(), {name: text[:_MOST_CHARS] for name, text in row.items()} | {"at": stamp(self._now())})

    def forget_older_than(self, days: int) -> int:
        """Remove what is older; how many lines went."""
        with self._database.writing() as connection:
            return connection.execute(deeds.delete().where(deeds.c.at < stamp(self._now() - timedelta(days=days)))).rowcount

    def last_of_each(self) -> dict[str, str]:
        """Who is in the log, with the moment of the last line."""
        query = sa.select(deeds.c.who, sa.func.max(deeds.c.at).label("last_at")).group_by(deeds.c.who)
        with self._database.reading() as connection:
            return {row.who: row.last_at for row in connection.execute(query)}

    def kinds(self) -> list[str]:
        """What kinds of deed are in the log."""
        with self._database.reading() as connection:
            return list(connection.execute(sa.select(deeds.c.what).distinct().order_by(deeds.c.what)).scalars())

    def latest(
        self,
        count: int = 100,
        *,
        before: int | None = None,
        who: str = "",
        what: str = "",
        result: str = "",
        since: str = "",
        until: str = "",
    ) -> list[Deed]:
        """The newest lines first, of one person, one kind, one result, or between two moments (ISO 8601, UTC; `until` is no longer in it);
        `before` an id for the next page."""
        query = sa.select(deeds).order_by(deeds.c.id.desc()).limit(count)
        if before is not None:
            query = query.where(deeds.c.id < before)
        if who:
            query = query.where(deeds.c.who == who)
        if what:
            query = query.where(deeds.c.what == what)
        if result:
            query = query.where(deeds.c.result == result)
        if since:
            query = query.where(deeds.c.at >= since)
        if until:
            query = query.where(deeds.c.at < until)
        with self._database.reading() as connection:
            return [Deed(*row) for row in connection.execute(query)]
