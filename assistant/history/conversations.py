"""Conversations of people: each is given to its owner alone. Every method is one transaction.

An id is a random secret; whoever knows one that is somebody else's is told that there is none.
"""

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from pydantic import TypeAdapter

from assistant.database import count
from assistant.errors import InputError
from assistant.history import database as db
from assistant.history.database import HistoryDatabase
from assistant.history.opinions import Verdict
from assistant.types import Answer

ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)  # nothing is left out; amounts are exact fractions in texts
DAY_S = 86_400.0
MAX_TITLE_CHARS = 60
MOST_FOUND = 200  # conversations in a list, the last used first
MOST_EXCHANGES = 500  # of one conversation


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation in a list. `found` is where a search met it: a stretch of a question or an answer; empty where its title was met."""

    id: str
    title: str
    made_at: float
    used_at: float
    exchanges: int
    found: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer as they were shown. `context` is text of another page that was sent with the question, and
    `context_read` whether the answer rests on it; a `stopped` answer may end early."""

    question: str
    answer: Answer
    context: str = ""
    context_read: bool = False
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class KeptExchange:
    id: str
    exchange: Exchange
    asked_at: float
    verdict: Verdict | None


class Conversations:
    """The conversations of a history database; `clock` gives seconds since 1970."""

    def __init__(self, database: HistoryDatabase, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def begin(self, owner: str, title: str) -> str:
        """The id of a new conversation without an exchange."""
        conversation_id = secrets.token_urlsafe(16)
        now = self._clock()
        with self._database.writing() as connection:
            row = {"id": conversation_id, "owner": owner, "title": shortened(title), "made_at": now, "used_at": now}
            connection.execute(db.conversations.insert(), row)
        return conversation_id

    def add(self, owner: str, conversation_id: str, exchange: Exchange, *, instead_of: str | None = None) -> str | None:
        """Put an exchange at the end and give its id; the exchange `instead_of` and those behind it go for it.

        None where the owner has no such conversation: it was deleted meanwhile. Raises InputError where it is too long.
        """
        exchange_id = secrets.token_urlsafe(16)
        with self._database.writing() as connection:
            if not self._owns(connection, owner, conversation_id):
                return None
            inside = db.exchanges.c.conversation_id == conversation_id
            if instead_of is not None:
                first = sa.select(db.exchanges.c.place).where(inside, db.exchanges.c.id == instead_of).scalar_subquery()
                connection.execute(db.exchanges.delete().where(inside, db.exchanges.c.place >= first))
            if count(connection, db.exchanges, inside) >= MOST_EXCHANGES:
                raise InputError(f"一个对话最多存{MOST_EXCHANGES}问。请开一个新对话。")
            last = connection.execute(sa.select(sa.func.max(db.exchanges.c.place)).where(inside)).scalar_one()
            now = self._clock()
            row = {"id": exchange_id, "conversation_id": conversation_id, "place": (last or 0) + 1, "asked_at": now}
            connection.execute(db.exchanges.insert(), row | _columns(exchange))
            connection.execute(db.conversations.update().where(db.conversations.c.id == conversation_id).values(used_at=now))
        return exchange_id

    def of(self, owner: str, words: str = "") -> list[Conversation]:
        """The owner's conversations that hold each of the words, in the title or in one exchange; the last used first."""
        wanted = searchable(words).split()
        mine = db.conversations.c.owner == owner
        counted = (
            sa.select(db.conversations, sa.func.count(db.exchanges.c.id).label("exchanges"))
            .outerjoin(db.exchanges)
            .where(mine)
            .group_by(db.conversations.c.id)
            .order_by(db.conversations.c.used_at.desc(), db.conversations.c.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(counted if wanted else counted.limit(MOST_FOUND)).all()
            if not wanted:
                return [_conversation(row) for row in rows]
            holds = sa.and_(*(sa.func.instr(db.exchanges.c.searched, word) > 0 for word in wanted))
            query = sa.select(db.exchanges.c.conversation_id, db.exchanges.c.searched).join(db.conversations).where(mine, holds)
            met = {row.conversation_id: row.searched for row in connection.execute(query.order_by(db.exchanges.c.place.desc()))}
        found = []
        for row in rows:
            if all(word in searchable(row.title) for word in wanted):
                found.append(_conversation(row))
            elif row.id in met:
                found.append(_conversation(row, _around(met[row.id], wanted[0])))
        return found[:MOST_FOUND]

    def one(self, owner: str, conversation_id: str) -> Conversation | None:
        """The conversation, where it is the owner's."""
        with self._database.reading() as connection:
            row = connection.execute(
                sa.select(db.conversations, sa.func.count(db.exchanges.c.id).label("exchanges"))
                .outerjoin(db.exchanges)
                .where(_is(owner, conversation_id))
                .group_by(db.conversations.c.id)
            ).first()
        return None if row is None else _conversation(row)

    def exchanges(self, owner: str, conversation_id: str, last: int = MOST_EXCHANGES) -> list[KeptExchange]:
        """The last exchanges of a conversation, in order; none where it is not the owner's."""
        query = (
            sa.select(db.exchanges, db.verdicts.c.good, db.verdicts.c.reason, db.verdicts.c.words)
            .join(db.conversations)
            .outerjoin(db.verdicts)
            .where(_is(owner, conversation_id))
            .order_by(db.exchanges.c.place.desc())
            .limit(last)
        )
        with self._database.reading() as connection:
            return [kept_exchange(row) for row in reversed(connection.execute(query).all())]

    def rename(self, owner: str, conversation_id: str, title: str) -> bool:
        """Give another title; whether there was such a conversation. Raises InputError for an empty one."""
        if not title.strip():
            raise InputError("名称是空的，请写几个字。")
        with self._database.writing() as connection:
            update = db.conversations.update().where(_is(owner, conversation_id))
            return bool(connection.execute(update.values(title=shortened(title))).rowcount)

    def delete(self, owner: str, conversation_id: str) -> bool:
        """Delete a conversation with its exchanges and their verdicts; whether there was one."""
        with self._database.writing() as connection:
            return bool(connection.execute(db.conversations.delete().where(_is(owner, conversation_id))).rowcount)

    def delete_all(self, owner: str) -> int:
        """Delete all that the owner has asked; how many conversations it was."""
        with self._database.writing() as connection:
            return connection.execute(db.conversations.delete().where(db.conversations.c.owner == owner)).rowcount

    def forget_older_than(self, days: int) -> int:
        """Delete what was asked longer ago, and the conversations that are then empty; how many exchanges it was."""
        before = self._clock() - days * DAY_S
        with self._database.writing() as connection:
            gone = connection.execute(db.exchanges.delete().where(db.exchanges.c.asked_at < before)).rowcount
            filled = sa.select(db.exchanges.c.conversation_id)
            empty = db.conversations.c.id.not_in(filled)
            connection.execute(db.conversations.delete().where(empty, db.conversations.c.used_at < before))
        return gone

    def _owns(self, connection: sa.Connection, owner: str, conversation_id: str) -> bool:
        return count(connection, db.conversations, _is(owner, conversation_id)) == 1


def shortened(title: str) -> str:
    """A title in one line, not too long."""
    words = " ".join(title.split())
    return words if len(words) <= MAX_TITLE_CHARS else f"{words[: MAX_TITLE_CHARS - 1]}…"


def searchable(text: str) -> str:
    """A text in the form that is searched: width and capitals make no difference."""
    return unicodedata.normalize("NFKC", text).casefold()


def _is(owner: str, conversation_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(db.conversations.c.id == conversation_id, db.conversations.c.owner == owner)


def _columns(exchange: Exchange) -> dict[str, object]:
    answer = exchange.answer
    return {
        "question": exchange.question,
        "standalone": answer.standalone,
        "context": exchange.context,
        "context_read": exchange.context_read,
        "answer": ANSWER.dump_json(answer).decode(),
        "stopped": exchange.stopped,
        "searched": searchable(f"{exchange.question}\n{answer.text}"),
        "outcome": answer.outcome.value,
        "intent": answer.intent.value if answer.intent else None,
        "topics": list(dict.fromkeys(citation.passage.document_id for citation in answer.citations)),
        "support": answer.support,
        "engine": answer.engine,
        "seconds": float(answer.timings_ms.get("total", 0.0)) / 1000,
    }


def kept_exchange(row: "sa.Row[tuple[object, ...]]") -> KeptExchange:
    verdict = None if row.good is None else Verdict(row.good, row.reason, row.words)
    exchange = Exchange(row.question, ANSWER.validate_json(row.answer), row.context, row.context_read, row.stopped)
    return KeptExchange(row.id, exchange, row.asked_at, verdict)


def _conversation(row: "sa.Row[tuple[object, ...]]", found: str = "") -> Conversation:
    return Conversation(row.id, row.title, row.made_at, row.used_at, row.exchanges, found)


def _around(text: str, word: str, most: int = 40) -> str:
    """A stretch of the text with the word in it, in one line."""
    at = text.index(word)
    start = max(0, at - most // 3)
    stretch = " ".join(text[start : start + most].split())
    return f"{'…' if start else ''}{stretch}{'…' if start + most < len(text) else ''}"
