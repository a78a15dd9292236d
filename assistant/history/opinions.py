"""What people think of answers and of the material: a thumb on an answer, a report of an error in a source."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from assistant.errors import InputError
from assistant.history import database as db
from assistant.history.database import HistoryDatabase
from assistant.types import Passage

MAX_WORDS_CHARS = 500
MAX_QUOTE_CHARS = 1000
MOST_REPORTS = 200  # of one person that are still open


class Reason(StrEnum):
    """Why an answer is no good."""

    OFF = "答非所问"
    WRONG = "内容不对"
    PARTIAL = "不完整"
    REFUSED = "该答没答"
    UNCLEAR = "看不懂"
    SOURCE = "出处对不上"
    OTHER = "其他"


class Fault(StrEnum):
    """What is wrong with a source."""

    WRONG = "内容有错"
    OUTDATED = "已经过时"
    MISPRINT = "有错字或乱码"
    MISATTRIBUTED = "来源标错"
    UNFIT = "不该给员工看"
    OTHER = "其他"


class State(StrEnum):
    """What has become of a report."""

    OPEN = "open"  # 待处理
    MENDED = "mended"  # 已改
    DECLINED = "declined"  # 不改


@dataclass(frozen=True, slots=True)
class Verdict:
    """A thumb on an answer; a reason, where it points down, and words."""

    good: bool
    reason: str = ""
    words: str = ""


class Opinions:
    """Verdicts and reports of a history database; `clock` gives seconds since 1970."""

    def __init__(self, database: HistoryDatabase, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def judge(self, owner: str, exchange_id: str, verdict: Verdict) -> bool:
        """Give a verdict on an exchange of one's own, in the place of an earlier one; whether there is such an exchange.

        Raises InputError for a reason that is not in the list.
        """
        if verdict.reason and verdict.reason not in list(Reason):
            raise InputError(f"没有“{verdict.reason}”这个原因，请从列出的里面选。")
        row = {"exchange_id": exchange_id, "good": verdict.good, "reason": verdict.reason}
        row |= {"words": cut(verdict.words, MAX_WORDS_CHARS), "given_at": self._clock()}
        with self._database.writing() as connection:
            if not _owns(connection, owner, exchange_id):
                return False
            connection.execute(db.verdicts.delete().where(db.verdicts.c.exchange_id == exchange_id))
            connection.execute(db.verdicts.insert(), row)
        return True

    def withdraw(self, owner: str, exchange_id: str) -> bool:
        """Take a verdict back; whether there is such an exchange of one's own."""
        with self._database.writing() as connection:
            if not _owns(connection, owner, exchange_id):
                return False
            connection.execute(db.verdicts.delete().where(db.verdicts.c.exchange_id == exchange_id))
        return True

    def report(self, owner: str, passage: Passage, quote: str, fault: str, words: str) -> str:
        """Report an error in a passage; the report's id. Raises InputError for a fault that is not in the list, or too many open reports."""
        if fault not in list(Fault):
            raise InputError("请选一项：资料哪里有问题。")
        report_id = secrets.token_urlsafe(16)
        row = {
            "id": report_id,
            "owner": owner,
            "document": passage.document_id,
            "passage": passage.id,
            "title": passage.title,
            "heading": passage.heading,
            "quote": cut(quote, MAX_QUOTE_CHARS),
            "fault": fault,
            "words": cut(words, MAX_WORDS_CHARS),
            "state": State.OPEN.value,
            "note": "",
            "made_at": self._clock(),
        }
        with self._database.writing() as connection:
            mine = sa.select(sa.func.count()).where(db.reports.c.owner == owner, db.reports.c.state == State.OPEN.value)
            if connection.execute(mine).scalar_one() >= MOST_REPORTS:
                raise InputError(f"您报的问题有{MOST_REPORTS}条还没有处理，请等管理员处理一些再报。")
            connection.execute(db.reports.insert(), row)
        return report_id


def cut(text: str, most: int) -> str:
    """What somebody typed, without space around it and not too long."""
    return text.strip()[:most]


def _owns(connection: sa.Connection, owner: str, exchange_id: str) -> bool:
    query = sa.select(db.exchanges.c.id).join(db.conversations)
    return connection.execute(query.where(db.exchanges.c.id == exchange_id, db.conversations.c.owner == owner)).first() is not None
