"""Papers as they are handed out, and what takers answered.

A paper is a copy: it stays as it was handed out whatever becomes of the bank. Every method is one transaction.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from assistant.database import count
from assistant.errors import InputError
from assistant.quiz import database as db
from assistant.quiz.database import QuizDatabase
from assistant.quiz.items import Paper
from assistant.quiz.record import PAPER
from assistant.quiz.stale import Grounds
from assistant.quiz.taking import Answer

MOST_PAPERS = 1000
MOST_ATTEMPTS = 5000  # of one paper

_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Handout:
    """A paper as it is handed out. `link` is what takers know of it and cannot be guessed; `grounds` belong to each item in turn.

    `one_by_one` shows an item at a time; `at_once` says after each item whether it was right, otherwise the result page does.
    """

    id: str
    link: str
    paper: Paper
    grounds: tuple[Grounds, ...]
    one_by_one: bool
    at_once: bool
    made_at: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody taking a paper; `id` cannot be guessed. `shut` are the places whose key was shown: they are not changed any more."""

    id: str
    paper_id: str
    name: str
    begun_at: float
    ended_at: float | None
    answers: Mapping[int, Answer] = field(default_factory=dict)
    shut: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper in a list: how many items it has, and how many attempts were handed in."""

    id: str
    title: str
    made_at: float
    items: int
    handed_in: int


class Papers:
    """The papers of a quiz database."""

    def __init__(self, database: QuizDatabase, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def hand_out(self, paper: Paper, grounds: Sequence[Grounds], *, one_by_one: bool, at_once: bool) -> str:
        """The new paper's id. Raises InputError where there are too many."""
        paper_id = secrets.token_urlsafe(9)
        row = {
            "id": paper_id,
            "link": secrets.token_urlsafe(16),
            "body": PAPER.dump_python(paper, mode="json"),
            "grounds": [dict(one) for one in grounds],
            "one_by_one": one_by_one,
            "at_once": at_once,
            "made_at": self._clock(),
        }
        with self._database.writing() as connection:
            if count(connection, db.papers) >= MOST_PAPERS:
                raise InputError(f"试卷已经有{MOST_PAPERS}份，放不下了。请先删掉不用的。")
            connection.execute(db.papers.insert(), row)
        return paper_id

    def paper(self, paper_id: str) -> Handout | None:
        return self._handout(db.papers.c.id == paper_id)

    def paper_behind(self, link: str) -> Handout | None:
        return self._handout(db.papers.c.link == link)

    def papers(self) -> list[PaperRow]:
        """All papers, the last handed out first."""
        counted = (
            sa.select(db.papers, sa.func.count(db.attempts.c.ended_at).label("attempts")).outerjoin(db.attempts).group_by(db.papers.c.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(counted.order_by(db.papers.c.made_at.desc()))
            return [PaperRow(row.id, row.body["title"], row.made_at, len(row.body["items"]), row.attempts) for row in rows]

    def delete_paper(self, paper_id: str) -> None:
        with self._database.writing() as connection:
            connection.execute(db.papers.delete().where(db.papers.c.id == paper_id))

    def _handout(self, which: sa.ColumnElement[bool]) -> Handout | None:
        with self._database.reading() as connection:
            row = connection.execute(sa.select(db.papers).where(which)).first()
        if row is None:
            return None
        paper = PAPER.validate_python(row.body)
        return Handout(row.id, row.link, paper, tuple(row.grounds), row.one_by_one, row.at_once, row.made_at)

    # Attempts

    def begin(self, paper_id: str, name: str) -> str:
        """The new attempt's id. Raises InputError where the paper was taken too often."""
        attempt_id = secrets.token_urlsafe(16)
        with self._database.writing() as connection:
            if count(connection, db.attempts, db.attempts.c.paper_id == paper_id) >= MOST_ATTEMPTS:
                raise InputError(f"这份试卷已经有{MOST_ATTEMPTS}份答卷，收不下了。请联系发卷的人。")
            connection.execute(db.attempts.insert(), {"id": attempt_id, "paper_id": paper_id, "name": name, "begun_at": self._clock()})
        return attempt_id

    def attempt(self, attempt_id: str) -> Attempt | None:
        found = self._attempts(db.attempts.c.id == attempt_id)
        return found[0] if found else None

    def attempts(self, paper_id: str) -> list[Attempt]:
        """All attempts of a paper, in the order in which they began."""
        return self._attempts(db.attempts.c.paper_id == paper_id)

    def answer(self, attempt_id: str, answers: Mapping[int, Answer], shut: Sequence[int] = ()) -> None:
        """Keep answers by place, and shut those in `shut`. An attempt that has ended, and a place that is shut, stay as they are."""
        with self._database.writing() as connection:
            open_one = sa.select(db.attempts.c.id).where(db.attempts.c.id == attempt_id, db.attempts.c.ended_at.is_(None))
            if connection.execute(open_one).first() is None:
                return
            mine = db.answers.c.attempt_id == attempt_id
            closed = set(connection.execute(sa.select(db.answers.c.place).where(mine, db.answers.c.shut)).scalars())
            rows = [
                {"attempt_id": attempt_id, "place": place, "body": _ANSWER.dump_python(answer, mode="json"), "shut": place in shut}
                for place, answer in answers.items()
                if place not in closed
            ]
            if rows:
                connection.execute(db.answers.delete().where(mine, db.answers.c.place.in_([row["place"] for row in rows])))
                connection.execute(db.answers.insert(), rows)

    def end(self, attempt_id: str, at: float) -> None:
        """Hand in; what has ended stays ended."""
        with self._database.writing() as connection:
            connection.execute(
                db.attempts.update().where(db.attempts.c.id == attempt_id, db.attempts.c.ended_at.is_(None)).values(ended_at=at)
            )

    def end_overdue(self, handout: Handout, grace_s: float) -> None:
        """End every attempt whose time was over `grace_s` seconds ago or longer, at the end of its time."""
        if handout.paper.minutes is None:
            return
        limit_s = handout.paper.minutes * 60
        overdue = db.attempts.c.begun_at <= self._clock() - limit_s - grace_s
        mine = (db.attempts.c.paper_id == handout.id) & db.attempts.c.ended_at.is_(None)
        with self._database.writing() as connection:
            connection.execute(db.attempts.update().where(mine, overdue).values(ended_at=db.attempts.c.begun_at + limit_s))

    def mark(self, attempt_id: str, place: int, marks: tuple[bool, ...]) -> None:
        """Say which points of a short answer are there; only of an answer that was given."""
        with self._database.writing() as connection:
            which = (db.answers.c.attempt_id == attempt_id) & (db.answers.c.place == place)
            row = connection.execute(sa.select(db.answers.c.body).where(which)).first()
            if row is not None:
                connection.execute(db.answers.update().where(which).values(body={**row.body, "marks": list(marks)}))

    def delete_attempt(self, attempt_id: str) -> None:
        with self._database.writing() as connection:
            connection.execute(db.attempts.delete().where(db.attempts.c.id == attempt_id))

    def delete_attempts(self, paper_id: str) -> None:
        """All attempts of a paper, which stays."""
        with self._database.writing() as connection:
            connection.execute(db.attempts.delete().where(db.attempts.c.paper_id == paper_id))

    def _attempts(self, which: sa.ColumnElement[bool]) -> list[Attempt]:
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(db.attempts).where(which).order_by(db.attempts.c.begun_at, db.attempts.c.id)).all()
            found: dict[str, dict[int, Any]] = {row.id: {} for row in rows}
            for row in connection.execute(sa.select(db.answers).join(db.attempts).where(which).order_by(db.answers.c.place)):
                found[row.attempt_id][row.place] = row
        return [
            Attempt(
                row.id,
                row.paper_id,
                row.name,
                row.begun_at,
                row.ended_at,
                {place: _ANSWER.validate_python(one.body) for place, one in found[row.id].items()},
                frozenset(place for place, one in found[row.id].items() if one.shut),
            )
            for row in rows
        ]
