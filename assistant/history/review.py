"""What an administrator may read: exchanges, verdicts and reports, without the names of those who asked. Every method is one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from assistant.database import count
from assistant.history import database as db
from assistant.history.conversations import ANSWER, DAY_S, KeptExchange, kept_exchange
from assistant.history.database import HistoryDatabase
from assistant.history.opinions import MAX_WORDS_CHARS, State, Verdict, cut
from assistant.types import Answer, Intent, Outcome


@dataclass(frozen=True, slots=True)
class Asked:
    """An exchange without its owner and without the whole answer. `standalone` is the question as it was read, `topics` are the cards
    (or files) cited, `support` how probably the material answers the question, from 0 to 1, where that was judged; moments are seconds
    since 1970."""

    id: str
    question: str
    standalone: str
    outcome: Outcome
    intent: Intent | None
    topics: tuple[str, ...]
    support: float | None
    engine: str
    seconds: float
    asked_at: float
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class InVain:
    """A question that was refused or weakly supported, in one wording: how often it was asked so, how often it was answered nevertheless,
    when first and last, and the last exchange."""

    text: str
    count: int
    weak: int
    first_at: float
    last_at: float
    latest: str


@dataclass(frozen=True, slots=True)
class Report:
    """An error that somebody reported in a passage of the material; `note` is what the administrator wrote to it."""

    id: str
    document: str
    passage: str
    title: str
    heading: str
    quote: str
    fault: str
    words: str
    state: State
    note: str
    made_at: float
    settled_at: float | None


_MOMENT, _MOMENT_CHARS = "%020.3f", 20  # seconds since 1970 as a text that sorts by time
_of = db.exchanges.c
_ASKED = (
    sa.select(_of.id, _of.question, _of.standalone, _of.outcome, _of.intent, _of.topics, _of.support, _of.engine, _of.seconds, _of.asked_at)
    .add_columns(db.verdicts.c.good, db.verdicts.c.reason, db.verdicts.c.words)
    .outerjoin(db.verdicts)
    .order_by(_of.asked_at, _of.id)
)


class Review:
    """Everybody's exchanges, nobody's names; `clock` gives seconds since 1970."""

    def __init__(self, database: HistoryDatabase, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def exchanges_between(self, start: float, end: float) -> list[Asked]:
        """What was asked from `start` on and before `end`, in order."""
        between = sa.and_(_of.asked_at >= start, _of.asked_at < end)
        with self._database.reading() as connection:
            return [_asked(row) for row in connection.execute(_ASKED.where(between))]

    def asked_in_vain(self, least_support: float) -> list[InVain]:
        """Every wording that was refused, or answered with less support."""
        weak = sa.and_(_of.outcome == Outcome.ANSWERED.value, _of.support < least_support)
        query = (
            sa.select(
                sa.func.coalesce(sa.func.nullif(_of.standalone, ""), _of.question).label("text"),
                sa.func.count().label("times"),
                sa.func.sum(sa.cast(weak, sa.Integer)).label("weak"),
                sa.func.min(_of.asked_at).label("first_at"),
                sa.func.max(_of.asked_at).label("last_at"),
                sa.func.max(sa.func.printf(_MOMENT, _of.asked_at).concat(_of.id)).label("latest"),
            )
            .where(sa.or_(_of.outcome == Outcome.REFUSED.value, weak))
            .group_by("text")
            .order_by("text")
        )
        with self._database.reading() as connection:
            rows = connection.execute(query)
            return [InVain(row.text, row.times, row.weak, row.first_at, row.last_at, row.latest[_MOMENT_CHARS:]) for row in rows]

    def judged_between(self, start: float, end: float) -> list[Asked]:
        """The exchanges on which a verdict was given in that time, in the order of their asking."""
        between = sa.and_(db.verdicts.c.given_at >= start, db.verdicts.c.given_at < end)
        with self._database.reading() as connection:
            return [_asked(row) for row in connection.execute(_ASKED.where(between))]

    def answer(self, exchange_id: str) -> Answer | None:
        """The whole answer of an exchange, as it was given."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(_of.answer).where(_of.id == exchange_id)).first()
        return None if row is None else ANSWER.validate_json(row.answer)

    def exchange(self, exchange_id: str) -> KeptExchange | None:
        """A whole exchange as it was shown."""
        query = sa.select(db.exchanges, db.verdicts.c.good, db.verdicts.c.reason, db.verdicts.c.words).outerjoin(db.verdicts)
        with self._database.reading() as connection:
            row = connection.execute(query.where(_of.id == exchange_id)).first()
        return None if row is None else kept_exchange(row)

    def askers(self, exchange_ids: Iterable[str]) -> dict[str, str]:
        """Who asked, by exchange: only for servers whose settings let an administrator see it."""
        query = sa.select(_of.id, db.conversations.c.owner).join(db.conversations, db.conversations.c.id == _of.conversation_id)
        with self._database.reading() as connection:
            return {row.id: row.owner for row in connection.execute(query.where(_of.id.in_(list(exchange_ids))))}

    def reports(self, state: State | None = None) -> list[Report]:
        """The reports in that state, or all; the newest first."""
        query = sa.select(db.reports).order_by(db.reports.c.made_at.desc(), db.reports.c.id)
        if state is not None:
            query = query.where(db.reports.c.state == state.value)
        with self._database.reading() as connection:
            return [_report(row) for row in connection.execute(query)]

    def settle(self, report_id: str, state: State, note: str = "") -> bool:
        """Say what has become of a report; whether there is one."""
        settled_at = None if state is State.OPEN else self._clock()
        values = {"state": state.value, "note": cut(note, MAX_WORDS_CHARS), "settled_at": settled_at}
        with self._database.writing() as connection:
            return bool(connection.execute(db.reports.update().where(db.reports.c.id == report_id).values(values)).rowcount)

    def delete_report(self, report_id: str) -> bool:
        with self._database.writing() as connection:
            return bool(connection.execute(db.reports.delete().where(db.reports.c.id == report_id)).rowcount)

    def forget_settled(self, days: int) -> int:
        """Delete reports that were settled longer ago; how many. Open ones stay until somebody settles them."""
        before = self._clock() - days * DAY_S
        with self._database.writing() as connection:
            return connection.execute(db.reports.delete().where(db.reports.c.settled_at < before)).rowcount

    def kept_of(self, owner: str) -> int:
        """How many conversations somebody has: what goes when the person goes."""
        with self._database.reading() as connection:
            return count(connection, db.conversations, db.conversations.c.owner == owner)

    def forget_person(self, owner: str) -> None:
        """Delete somebody's conversations, and take the name off the reports."""
        with self._database.writing() as connection:
            connection.execute(db.conversations.delete().where(db.conversations.c.owner == owner))
            connection.execute(db.reports.update().where(db.reports.c.owner == owner).values(owner=""))


def _asked(row: "sa.Row[tuple[object, ...]]") -> Asked:
    return Asked(
        id=row.id,
        question=row.question,
        standalone=row.standalone or row.question,
        outcome=Outcome(row.outcome),
        intent=Intent(row.intent) if row.intent else None,
        topics=tuple(row.topics),
        support=row.support,
        engine=row.engine,
        seconds=row.seconds,
        asked_at=row.asked_at,
        verdict=None if row.good is None else Verdict(row.good, row.reason, row.words),
    )


def _report(row: "sa.Row[tuple[object, ...]]") -> Report:
    return Report(
        id=row.id,
        document=row.document,
        passage=row.passage,
        title=row.title,
        heading=row.heading,
        quote=row.quote,
        fault=row.fault,
        words=row.words,
        state=State(row.state),
        note=row.note,
        made_at=row.made_at,
        settled_at=row.settled_at,
    )
