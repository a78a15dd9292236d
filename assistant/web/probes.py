"""For machines that watch this one: is it alive, can it answer, what has it done."""

import logging

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from assistant.accounts.deeds import Deeds
from assistant.answering.engine import Assistant
from assistant.web.observation import METRICS_TYPE, Figures

_log = logging.getLogger(__name__)


def probes_router(assistant: Assistant, deeds: Deeds, figures: Figures) -> APIRouter:
    """GET /healthz, /readyz, /metrics."""
    routes = APIRouter()

    @routes.api_route("/healthz", methods=["GET", "HEAD"])
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @routes.api_route("/readyz", methods=["GET", "HEAD"])
    def ready() -> Response:
        """Whether both databases can be read; the log says which cannot and why."""
        try:
            assistant.library.file_titles()
            deeds.latest(1)
        except Exception:
            _log.exception("not ready: a database cannot be read")
            return JSONResponse({"status": "not ready"}, 503)
        return JSONResponse({"status": "ready"})

    @routes.api_route("/metrics", methods=["GET", "HEAD"])
    def metrics() -> Response:
        return Response(figures.as_text(), media_type=METRICS_TYPE)

    return routes
