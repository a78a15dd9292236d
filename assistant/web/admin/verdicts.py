"""评价: thumbs on answers with their reasons, and errors in the material that staff have reported.

GET  /admin/verdicts            ?days=, ?which=bad|good|all
GET  /admin/verdicts/verdicts.csv, /admin/verdicts/answer?id=
GET  /admin/verdicts/reports    ?state=open|mended|declined|all
GET  /admin/verdicts/reports.csv
POST /admin/verdicts/settle     what became of a report; …/delete deletes it
"""

from collections import Counter
from collections.abc import Callable

from fastapi import Request, Response
from fastapi.routing import APIRouter

from assistant.answering.engine import Assistant
from assistant.csv_file import csv_file
from assistant.errors import InputError
from assistant.history.opinions import MAX_WORDS_CHARS, State
from assistant.history.review import Asked, Review
from assistant.library import Library
from assistant.web.access import name_deed
from assistant.web.admin.answers import AnswerPage
from assistant.web.admin.frame import Frame, moment
from assistant.web.admin.paging import paged
from assistant.web.admin.periods import PERIODS, begins, days_back, period_of
from assistant.web.forms import Posted, attachment, onward
from assistant.web.page_route import Missing

_HERE = "/admin/verdicts"
REPORT_STATES = {State.OPEN: "待处理", State.MENDED: "已改", State.DECLINED: "不改"}
_WHICH = {"bad": "没用的", "good": "有用的", "all": "全部"}


def verdicts_router(frame: Frame, review: Review, answers: AnswerPage, assistant: Assistant, clock: Callable[[], float]) -> APIRouter:
    pages = _Verdicts(frame, review, answers, assistant.library, clock)
    routes = frame.router(_HERE)
    for path, page in (
        ("", pages.all),
        ("/verdicts.csv", pages.as_file),
        ("/answer", answers.show),
        ("/reports", pages.reports),
        ("/reports.csv", pages.reports_as_file),
    ):
        routes.add_api_route(path, page, methods=["GET", "HEAD"])
    routes.add_api_route("/settle", pages.settle, methods=["POST"])
    routes.add_api_route("/delete", pages.delete, methods=["POST"])
    return routes


class _Verdicts:
    def __init__(self, frame: Frame, review: Review, answers: AnswerPage, library: Library, clock: Callable[[], float]) -> None:
        self._frame = frame
        self._review = review
        self._answers = answers
        self._library = library
        self._clock = clock
        frame.templates.globals |= {"report_states": REPORT_STATES, "periods": PERIODS}

    def all(self, request: Request, days: str = "", which: str = "bad", page: str = "1") -> Response:
        period = period_of(days)
        judged = self._judged(period)
        shown = [
            one for one in judged if which not in ("bad", "good") or (one.verdict is not None and one.verdict.good == (which == "good"))
        ]
        rows = paged(shown, page)
        bad = [one.verdict for one in judged if one.verdict is not None and not one.verdict.good]
        return self._frame.page(
            request,
            "verdicts.html",
            verdicts=rows,
            askers=self._answers.askers([one.id for one in rows.rows]),
            period=period,
            which=which,
            kinds=_WHICH,
            good=len(judged) - len(bad),
            bad=len(bad),
            reasons=Counter(verdict.reason or "没有说原因" for verdict in bad).most_common(),
            waiting=len(self._review.reports(State.OPEN)),
        )

    def as_file(self, days: str = "") -> Response:
        rows = [
            [moment(one.asked_at), "有用" if one.verdict.good else "没用", one.verdict.reason, one.verdict.words, one.question]
            for one in self._judged(period_of(days))
            if one.verdict
        ]
        return attachment(csv_file([["提问的时间", "评价", "原因", "说明", "问题"], *rows]), "评价.csv", "text/csv; charset=utf-8")

    def reports(self, request: Request, state: str = State.OPEN.value, page: str = "1") -> Response:
        found = self._review.reports()
        counts = {one: sum(report.state is one for report in found) for one in State}
        shown = [report for report in found if state in (report.state.value, "all")]
        return self._frame.page(
            request,
            "reports.html",
            reports=paged(shown, page),
            state=state,
            counts=counts,
            everything=len(found),
            longest=MAX_WORDS_CHARS,
            cards=self._library.cards,
        )

    def reports_as_file(self) -> Response:
        rows = [
            [
                moment(one.made_at),
                one.title,
                one.heading,
                one.fault,
                one.words,
                one.quote,
                REPORT_STATES[one.state],
                one.note,
                moment(one.settled_at),
            ]
            for one in self._review.reports()
        ]
        head = ["报错的时间", "资料", "小节", "哪里有问题", "说明", "引文", "状态", "处理说明", "处理的时间"]
        return attachment(csv_file([head, *rows]), "资料报错.csv", "text/csv; charset=utf-8")

    def settle(self, request: Request, fields: Posted) -> Response:
        try:
            state = State(fields.text("state"))
        except ValueError as error:
            raise InputError("请选一项：已改、不改，或者改回待处理。") from error
        if not self._review.settle(fields.text("id"), state, fields.text("note", "处理说明", MAX_WORDS_CHARS)):
            raise Missing
        name_deed(request, "report settled", state.value)
        return onward(request, f"{_HERE}/reports")

    def delete(self, request: Request, fields: Posted) -> Response:
        if not self._review.delete_report(fields.text("id")):
            raise Missing
        name_deed(request, "report deleted", "")
        return onward(request, f"{_HERE}/reports")

    def _judged(self, period: int) -> list[Asked]:
        """What was judged in the last days, the newest question first."""
        now = self._clock()
        return self._review.judged_between(begins(days_back(period, now)[0]), now + 1)[::-1]
