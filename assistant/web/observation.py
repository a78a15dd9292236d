"""What the server tells of itself: a name for each request, a line in the log, figures for Prometheus. Never the words of a question,
unless the settings let them into the log."""

import re
import secrets
from time import perf_counter

from fastapi import Request
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest

from assistant.accounts.deeds import NOBODY
from assistant.logs import EVENTS
from assistant.types import Answer
from assistant.web.asgi import App, Message, Receive, Scope, Send, address_of
from assistant.web.surfaces import Kind

REQUEST_ID_HEADER = "x-request-id"
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)


class Figures:
    """The counters of one server, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "assistant_requests",
            "Requests by surface (its template), method and status",
            ["surface", "method", "status"],
            registry=self._registry,
        )
        self.request_seconds = Histogram(
            "assistant_request_seconds", "From a request to the end of its reply", ["surface"], buckets=_SECONDS, registry=self._registry
        )
        self.answers = Counter("assistant_answers", "Answers by outcome and engine", ["outcome", "engine"], registry=self._registry)
        self.answer_seconds = Histogram("assistant_answer_seconds", "What the engine took", buckets=_SECONDS, registry=self._registry)
        ProcessCollector(registry=self._registry)

    def as_text(self) -> bytes:
        return generate_latest(self._registry)


class Journal:
    """Notes answers, for the log and the figures."""

    def __init__(self, figures: Figures, *, log_questions: bool) -> None:
        self._figures = figures
        self._log_questions = log_questions

    def answered(self, answer: Answer, request: Request) -> None:
        """An answer that somebody's request got."""
        total_ms = float(answer.timings_ms["total"])
        self._figures.answers.labels(answer.outcome.value, answer.engine).inc()
        self._figures.answer_seconds.observe(total_ms / 1000)
        event = {
            "event": "answered",
            "request": request.state.request_id,
            "person": request.state.person.name,
            "outcome": answer.outcome.value,
            "engine": answer.engine,
            "citations": len(answer.citations),
            "ms": round(total_ms, 1),
        }
        if self._log_questions:
            event["question"] = answer.question
        EVENTS.info("answered", extra={"event": event})


class Observed:
    """ASGI middleware, the outermost: names each request, times it and counts it."""

    def __init__(self, app: App, *, figures: Figures) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = request_id = _request_id(scope)
        started = perf_counter()
        status = 0  # stays so where the client was gone before there was a reply

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", []), (REQUEST_ID_HEADER.encode(), request_id.encode())]}
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            self._note(scope, status, perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        state = scope["state"]
        surface = state.get("surface")
        template = surface.template if surface else "other"  # an address that is none of ours must not become a label
        self._figures.requests.labels(template, scope["method"] if surface else "other", status).inc()
        self._figures.request_seconds.labels(template).observe(seconds)
        if surface is not None and surface.kind in (Kind.FILE, Kind.PROBE) and status < 400:
            return
        person = state.get("person")
        event = {
            "event": "request",
            "request": state["request_id"],
            "person": person.name if person else NOBODY,
            "from": address_of(scope),
            "method": scope["method"],
            "surface": template,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        EVENTS.info("request", extra={"event": event})


def _request_id(scope: Scope) -> str:
    """The name that a proxy gave the request, where it is a plain one; else a new one."""
    given = next((value.decode("latin-1") for name, value in scope["headers"] if name == REQUEST_ID_HEADER.encode()), "")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
