"""The routes under /admin: its sections, its style and script, and what stands at every other address there.

GET /admin/style.css, /admin/admin.js
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fastapi import APIRouter

from assistant.accounts.deeds import Deeds
from assistant.accounts.people import People
from assistant.answering.engine import Assistant
from assistant.history.database import HistoryDatabase
from assistant.history.decisions import Decisions
from assistant.history.gaps import Gaps
from assistant.history.review import Review
from assistant.quiz.bank import Banks
from assistant.settings import Settings
from assistant.web.admin.answers import AnswerPage
from assistant.web.admin.banks import banks_router
from assistant.web.admin.frame import Frame
from assistant.web.admin.gaps import gaps_router
from assistant.web.admin.log import log_router
from assistant.web.admin.overview import Overview
from assistant.web.admin.people import people_router
from assistant.web.admin.use import use_router
from assistant.web.admin.verdicts import verdicts_router
from assistant.web.page_route import Missing


@dataclass(frozen=True, slots=True)
class Stores:
    """What is kept of people: who they are, what they did, made and asked; `clock` gives seconds since 1970."""

    people: People
    deeds: Deeds
    banks: Banks
    history: HistoryDatabase
    clock: Callable[[], float]


def insight_sections(frame: Frame, assistant: Assistant, stores: Stores, settings: Settings) -> list[APIRouter]:
    """The sections that look at what people asked, made and did."""
    review = Review(stores.history, stores.clock)
    gaps = Gaps(review, Decisions(stores.history, stores.clock), assistant)
    answers = AnswerPage(frame, review, assistant, show_askers=settings.show_askers)
    return [
        Overview(frame, gaps, review, stores.banks, stores.deeds, assistant, stores.clock).router(),
        gaps_router(frame, gaps, answers, assistant),
        verdicts_router(frame, review, answers, assistant, stores.clock),
        use_router(frame, review, assistant, settings.keep_conversations_days, stores.clock),
        banks_router(frame, stores.banks, assistant),
        people_router(frame, stores.people, stores.deeds, review, settings),
        log_router(frame, stores.deeds),
    ]


def admin_router(frame: Frame, sections: Iterable[APIRouter]) -> APIRouter:
    """The administrator's pages: `sections` are routers that `frame` made."""
    own = frame.router("/admin")
    own.add_api_route("/style.css", frame.style, methods=["GET", "HEAD"])
    own.add_api_route("/admin.js", frame.script, methods=["GET", "HEAD"])

    def missing() -> None:
        raise Missing

    rest = frame.router("/admin")
    rest.add_api_route("/{elsewhere:path}", missing, methods=["GET", "HEAD"])
    routes = APIRouter()
    for section in (own, *sections, rest):
        routes.include_router(section)
    return routes
