"""总览: the figures that need attention, each leading to where something can be done about it.

GET /admin
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import BackgroundTasks, Request, Response
from fastapi.routing import APIRouter

from assistant.accounts.database import stamp
from assistant.accounts.deeds import FAILED, REFUSED, Deeds
from assistant.answering.engine import Assistant
from assistant.history.gaps import Gaps, State
from assistant.history.opinions import State as ReportState
from assistant.history.review import Review
from assistant.quiz.bank import Banks
from assistant.web.admin.banks import shelved
from assistant.web.admin.frame import Frame
from assistant.web.admin.periods import begins, days_back
from assistant.web.admin.use import Use, use_of

WEEK_DAYS = 7
MANY_FAILURES = 10  # of signing in, within a week
_MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that waits: how many, what, and where to go."""

    count: int
    what: str
    path: str


class Overview:
    def __init__(
        self, frame: Frame, gaps: Gaps, review: Review, banks: Banks, deeds: Deeds, assistant: Assistant, clock: Callable[[], float]
    ) -> None:
        self._frame = frame
        self._gaps = gaps
        self._review = review
        self._banks = banks
        self._deeds = deeds
        self._assistant = assistant
        self._clock = clock

    def router(self) -> APIRouter:
        routes = self._frame.router("/admin")
        routes.add_api_route("", self.page, methods=["GET", "HEAD"])
        return routes

    def page(self, request: Request, later: BackgroundTasks) -> Response:
        if not self._gaps.is_checked:
            later.add_task(self._gaps.check)
        return self._frame.page(request, "overview.html", notices=[one for one in self._notices() if one.count], week=self._week())

    def _notices(self) -> list[Notice]:
        begin = begins(days_back(WEEK_DAYS, self._clock())[0])
        gaps = [gap for gap in self._gaps.all() if gap.state is State.OPEN]
        bad = [one for one in self._review.judged_between(begin, self._clock() + 1) if one.verdict and not one.verdict.good]
        failures = self._lines("sign_in", FAILED, begin)
        return [
            Notice(len(gaps), "个缺口待处理", "/admin/gaps"),
            Notice(len(self._review.reports(ReportState.OPEN)), "条资料报错待处理", "/admin/verdicts/reports"),
            Notice(len(bad), "个回答被评为没用（最近7天）", "/admin/verdicts?days=7"),
            Notice(sum(one.stale for one in shelved(self._banks, self._assistant)), "道题引用的原文变了", "/admin/banks"),
            Notice(failures if failures >= MANY_FAILURES else 0, "次登录没有成功（最近7天）", "/admin/log?what=sign_in&result=failed"),
            Notice(
                self._lines("administer", REFUSED, begin),
                "次越权打开管理页，都没让进（最近7天）",
                "/admin/log?what=administer&result=refused",
            ),
        ]

    def _lines(self, what: str, result: str, begin: float) -> int:
        return len(self._deeds.latest(_MOST_LINES, what=what, result=result, since=_stamp(begin)))

    def _week(self) -> Use:
        now = self._clock()
        days = days_back(WEEK_DAYS, now)
        return use_of(self._review.exchanges_between(begins(days[0]), now + 1), days, self._assistant.library)


def _stamp(at: float) -> str:
    return stamp(datetime.fromtimestamp(at, UTC))
