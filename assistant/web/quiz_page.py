"""The routes under /quiz: the studio and the papers for trainers, taking a paper for everybody who has its link."""

from collections.abc import Mapping

from fastapi import APIRouter

from assistant.quiz.export import Format
from assistant.quiz.make import Workshop
from assistant.web.page_route import PageProblem
from assistant.web.quiz_frame import Desk, Frame
from assistant.web.quiz_papers import add_paper_routes
from assistant.web.quiz_studio import add_studio_routes
from assistant.web.quiz_taking import add_taking_routes


def quiz_router(desk: Desk, workshop: Workshop, formats: Mapping[str, Format]) -> APIRouter:
    """The quiz pages over an open library and a quiz database."""
    frame = Frame(desk)
    takers = frame.router(trainers=False)
    trainers = frame.router(trainers=True)
    takers.add_api_route("/style.css", frame.style, methods=["GET", "HEAD"])
    takers.add_api_route("/quiz.js", frame.script, methods=["GET", "HEAD"])
    add_taking_routes(takers, desk, frame)
    add_studio_routes(trainers, desk, frame, workshop, formats)
    add_paper_routes(trainers, desk, frame, formats)

    def missing() -> None:
        raise PageProblem(404, "没有这个页面", "地址写错了。")

    takers.add_api_route("/{elsewhere:path}", missing, methods=["GET", "HEAD"])
    routes = APIRouter()
    routes.include_router(trainers)
    routes.include_router(takers)
    return routes
