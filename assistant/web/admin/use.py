"""使用: how many questions a day, what became of them, what they were about, who answered and how fast; as charts and as tables.

GET /admin/use, /admin/use/use.csv    ?days=
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fastapi import Request, Response
from fastapi.routing import APIRouter
from markupsafe import Markup

from assistant.answering.engine import Assistant
from assistant.csv_file import Cell, csv_file
from assistant.history.review import Asked, Review
from assistant.library import Library
from assistant.types import Outcome
from assistant.value.chart import Bar, Chart, Form, Role
from assistant.web.admin.frame import Frame
from assistant.web.admin.periods import begins, day_of, days_back, period_of
from assistant.web.columns import Column, Series, columns_svg
from assistant.web.drawing import chart_svg
from assistant.web.forms import attachment

WIDE_PX, NARROW_PX = 860, 330  # the widths that charts are drawn for
MOST_TOPICS = 15
OUTCOMES = {Outcome.ANSWERED: "答了", Outcome.REFUSED: "材料没有", Outcome.CLARIFY: "请对方补充"}
_SERIES = tuple(Series(label, kind) for label, kind in zip(OUTCOMES.values(), ("plus", "minus", "total"), strict=True))
_SPEEDS = ((0.1, "0.1秒以内"), (0.3, "0.1–0.3秒"), (1.0, "0.3–1秒"), (3.0, "1–3秒"), (10.0, "3–10秒"), (float("inf"), "10秒以上"))
_NO_TOPIC = "没有引用资料"
_FILES = "公司的文件"


@dataclass(frozen=True, slots=True)
class Day:
    """A day's questions by outcome, in the order of OUTCOMES."""

    date: date
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Use:
    """What was asked in a stretch of days. `topics` are by group of the cards cited; times are seconds, None where nothing was asked."""

    days: tuple[Day, ...]
    outcomes: tuple[tuple[str, int], ...]
    topics: tuple[tuple[str, int], ...]
    engines: tuple[tuple[str, int], ...]
    speeds: tuple[tuple[str, int], ...]
    median_s: float | None
    slow_s: float | None  # 95 of 100 were answered within

    @property
    def total(self) -> int:
        return sum(day.total for day in self.days)


def use_of(asked: Sequence[Asked], days: Sequence[date], library: Library) -> Use:
    """Count what was asked on these days."""
    by_day = Counter((day_of(one.asked_at), one.outcome) for one in asked)
    outcomes = Counter(one.outcome for one in asked)
    speeds = Counter(next(label for limit, label in _SPEEDS if one.seconds <= limit) for one in asked)
    seconds = sorted(one.seconds for one in asked)
    return Use(
        tuple(Day(day, tuple(by_day[day, outcome] for outcome in OUTCOMES)) for day in days),
        tuple((label, outcomes[outcome]) for outcome, label in OUTCOMES.items()),
        _topics(asked, library),
        tuple(Counter(_engine(one.engine) for one in asked).most_common()),
        tuple((label, speeds[label]) for _, label in _SPEEDS),
        seconds[len(seconds) // 2] if seconds else None,
        seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))] if seconds else None,
    )


def use_router(frame: Frame, review: Review, assistant: Assistant, keep_days: int, clock: Callable[[], float]) -> APIRouter:
    """The routes under /admin/use; `keep_days` is how long conversations are kept, 0 for never."""

    def use(days: str) -> tuple[int, Use]:
        period, now = period_of(days), clock()
        shown = days_back(period, now)
        return period, use_of(review.exchanges_between(begins(shown[0]), now + 1), shown, assistant.library)

    def page(request: Request, days: str = "") -> Response:
        period, found = use(days)
        return frame.page(request, "use.html", use=found, period=period, pictures=_pictures(found), outcomes=OUTCOMES, keep_days=keep_days)

    def as_file(days: str = "") -> Response:
        _, found = use(days)
        rows: list[Sequence[Cell]] = [["日期", "提问", *OUTCOMES.values()]]
        rows += [[day.date.isoformat(), day.total, *day.counts] for day in found.days]
        for title, counted in (("主题", found.topics), ("引擎", found.engines), ("用时", found.speeds)):
            rows += [[], [title, "提问"], *counted]
        return attachment(csv_file(rows), "使用.csv", "text/csv; charset=utf-8")

    routes = frame.router("/admin/use")
    routes.add_api_route("", page, methods=["GET", "HEAD"])
    routes.add_api_route("/use.csv", as_file, methods=["GET", "HEAD"])
    return routes


def _pictures(use: Use) -> dict[str, tuple[Markup, Markup]]:
    """Each chart, wide and narrow."""
    columns = [Column(f"{day.date.month}月{day.date.day}日", day.counts) for day in use.days]
    found = {"days": [columns_svg("每天的提问", _SERIES, columns, "days", width) for width in (WIDE_PX, NARROW_PX)]}
    for name, title, counted in (("topics", "主题", use.topics), ("speeds", "用时", use.speeds)):
        if any(count for _, count in counted):
            chart = Chart(Form.BARS, title, "number", tuple(Bar(label, Fraction(count), Role.TOTAL) for label, count in counted))
            found[name] = [chart_svg(chart, name, width) for width in (WIDE_PX, NARROW_PX)]
    return {name: (Markup(wide), Markup(narrow)) for name, (wide, narrow) in found.items()}


def _topics(asked: Sequence[Asked], library: Library) -> tuple[tuple[str, int], ...]:
    """How often a group's card was the first that an answer cites; at the end, how often none was."""

    def topic(card_id: str) -> str:
        card = library.cards.get(card_id)
        return library.groups[card.group].title if card else _FILES

    counted = Counter(topic(one.topics[0]) for one in asked if one.topics).most_common()
    without = sum(not one.topics for one in asked)
    return (*counted[:MOST_TOPICS], *(((_NO_TOPIC, without),) if without else ()))


def _engine(name: str) -> str:
    return "摘录式" if name == "extractive" else name.replace("llm:", "语言模型 ", 1)
