"""The routes under /admin: its sections, its style and script, and what stands at every other address there.

GET /admin                  the overview
GET /admin/style.css, /admin/admin.js
"""

from collections.abc import Iterable

from fastapi import APIRouter, Request, Response

from assistant.web.admin.frame import Frame, Missing


def admin_router(frame: Frame, sections: Iterable[APIRouter]) -> APIRouter:
    """The administrator's pages: `sections` are routers that `frame` made."""
    own = frame.router("/admin")
    get = ["GET", "HEAD"]

    def overview(request: Request) -> Response:
        return frame.page(request, "overview.html")

    def missing() -> Response:
        raise Missing

    own.add_api_route("", overview, methods=get)
    own.add_api_route("/style.css", frame.style, methods=get)
    own.add_api_route("/admin.js", frame.script, methods=get)
    rest = frame.router("/admin")
    rest.add_api_route("/{elsewhere:path}", missing, methods=get)
    routes = APIRouter()
    for section in (own, *sections, rest):
        routes.include_router(section)
    return routes
