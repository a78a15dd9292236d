"""题库: the items that all trainers have saved: whose, since when, how many, how many of them rest on a passage that has changed since.

GET  /admin/banks, /admin/banks/banks.csv
POST /admin/banks/delete
"""

from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.routing import APIRouter

from assistant.answering.engine import Assistant
from assistant.csv_file import csv_file
from assistant.quiz.bank import BankRow, Banks
from assistant.quiz.stale import moved_counts
from assistant.web.access import name_deed
from assistant.web.admin.frame import Frame, moment
from assistant.web.forms import Posted, attachment, onward
from assistant.web.page_route import Missing

_HERE = "/admin/banks"


@dataclass(frozen=True, slots=True)
class Shelved:
    """A bank, or a draft, with how many of its items are stale; drafts are not looked through."""

    row: BankRow
    stale: int


def shelved(banks: Banks, assistant: Assistant) -> list[Shelved]:
    """Every bank and draft, the last touched first."""
    stale = moved_counts(banks.grounds(), assistant.library)
    return [Shelved(row, stale.get(row.id, 0)) for row in banks.banks()]


def banks_router(frame: Frame, banks: Banks, assistant: Assistant) -> APIRouter:
    pages = _Banks(frame, banks, assistant)
    routes = frame.router(_HERE)
    routes.add_api_route("", pages.all, methods=["GET", "HEAD"])
    routes.add_api_route("/banks.csv", pages.as_file, methods=["GET", "HEAD"])
    routes.add_api_route("/delete", pages.delete, methods=["POST"])
    return routes


class _Banks:
    def __init__(self, frame: Frame, banks: Banks, assistant: Assistant) -> None:
        self._frame = frame
        self._banks = banks
        self._assistant = assistant

    def all(self, request: Request) -> Response:
        found = shelved(self._banks, self._assistant)
        return self._frame.page(
            request, "banks.html", banks=[one for one in found if one.row.saved], drafts=[one for one in found if not one.row.saved]
        )

    def as_file(self) -> Response:
        rows = [
            [one.row.title, one.row.maker, moment(one.row.changed_at), one.row.items, one.stale, "题库" if one.row.saved else "草稿"]
            for one in shelved(self._banks, self._assistant)
        ]
        return attachment(
            csv_file([["名称", "谁出的", "最后改动", "题数", "原文变了的题", "状态"], *rows]), "题库.csv", "text/csv; charset=utf-8"
        )

    def delete(self, request: Request, fields: Posted) -> Response:
        bank = self._banks.bank(fields.text("id"))
        if bank is None:
            raise Missing
        self._banks.delete_bank(bank.id)
        name_deed(request, "bank deleted", bank.title)
        return onward(request, _HERE)
