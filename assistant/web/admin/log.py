"""记录: the audit log, newest first, a page at a time; ?who=, ?what=, ?result=, ?since=, ?until= (days, as they are here), ?before= an id.

GET /admin/log, /admin/log/log.csv with the same filters
"""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.routing import APIRouter

from assistant.accounts.database import stamp
from assistant.accounts.deeds import Deed, Deeds
from assistant.csv_file import csv_file
from assistant.errors import InputError
from assistant.web.admin.deed_words import DEEDS, OBJECTS, RESULTS
from assistant.web.admin.frame import Frame, moment
from assistant.web.admin.paging import PAGE_ROWS
from assistant.web.forms import attachment

MOST_IN_A_FILE = 100_000


def log_router(frame: Frame, deeds: Deeds) -> APIRouter:
    pages = _Log(frame, deeds)
    routes = frame.router("/admin/log")
    routes.add_api_route("", pages.lines, methods=["GET", "HEAD"])
    routes.add_api_route("/log.csv", pages.as_file, methods=["GET", "HEAD"])
    return routes


class _Log:
    def __init__(self, frame: Frame, deeds: Deeds) -> None:
        self._frame = frame
        self._deeds = deeds
        frame.templates.globals |= {"deed_names": DEEDS, "result_names": RESULTS, "object_names": OBJECTS}

    def lines(
        self, request: Request, who: str = "", what: str = "", result: str = "", since: str = "", until: str = "", before: str = ""
    ) -> Response:
        wished = {"who": who.strip(), "what": what, "result": result, "since": since, "until": until}
        at = int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else None
        try:
            found, problem = self._found(wished, PAGE_ROWS + 1, at), ""
        except InputError as error:
            found, problem = [], str(error)
        return self._frame.page(
            request,
            "log.html",
            lines=found[:PAGE_ROWS],
            wished=wished,
            query=_query(wished),
            older=_query({**wished, "before": str(found[PAGE_ROWS - 1].id)}) if len(found) > PAGE_ROWS else None,
            newest=at is None,
            kinds=sorted({*self._deeds.kinds(), *([what] if what else [])}, key=lambda kind: DEEDS.get(kind, kind)),
            problem=problem,
        )

    def as_file(self, who: str = "", what: str = "", result: str = "", since: str = "", until: str = "") -> Response:
        found = self._found({"who": who.strip(), "what": what, "result": result, "since": since, "until": until}, MOST_IN_A_FILE)
        rows = [
            [
                moment(deed.at),
                deed.who,
                DEEDS.get(deed.what, deed.what),
                OBJECTS.get(deed.about, deed.about),
                RESULTS.get(deed.result, deed.result),
            ]
            for deed in found
        ]
        return attachment(csv_file([["时间", "谁", "做什么", "对什么", "结果"], *rows]), "记录.csv", "text/csv; charset=utf-8")

    def _found(self, wished: dict[str, str], most: int, before: int | None = None) -> list[Deed]:
        since, until = _day(wished["since"]), _day(wished["until"])
        return self._deeds.latest(
            most,
            before=before,
            who=wished["who"].casefold(),
            what=wished["what"],
            result=wished["result"],
            since=_moment_of(since),
            until=_moment_of(until + timedelta(days=1) if until else None),
        )


def _day(text: str) -> date | None:
    """Raises InputError."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError(f"“{text[:20]}”不是日期。请写成 2026-01-31 这样。") from error


def _moment_of(day: date | None) -> str:
    """The beginning of the day here, as the log keeps moments."""
    return stamp(datetime(day.year, day.month, day.day).astimezone()) if day else ""


def _query(wished: dict[str, Any]) -> str:
    return urlencode({name: value for name, value in wished.items() if value})
