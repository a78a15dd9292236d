import asyncio
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import HTTPException
from fastapi.testclient import TestClient
from starlette.datastructures import Headers

from assistant.answering.engine import Assistant
from assistant.settings import Settings
from assistant.web.access import is_same_origin
from assistant.web.app import create_app
from assistant.web.asgi import Message, Receive, Scope, Send
from assistant.web.security import Guard, is_local
from assistant.web.surfaces import MAX_BODY_BYTES, methods_of

# What of Gradio's is open, because the page uses it; everything else is closed.
USED = {"/", "/config", "/theme.css", "/robots.txt", "/favicon.ico", "/manifest.json", "/gradio_api/queue/join", "/gradio_api/queue/data"}
USED |= {"/static/x", "/assets/x", "/svelte/x"}
OURS = {"/login", "/logout"}  # routes of our own stand in front of Gradio's


def paths_of(routes: Iterable[Any]) -> Iterator[str]:
    """A path of each route, also of those of included routers; x stands for a parameter."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from paths_of(route.original_router.routes)
        else:
            yield re.sub(r"\{.*", "x", route.path).rstrip("/") or "/"


@pytest.fixture
def client(assistant: Assistant, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(assistant, settings), base_url="http://127.0.0.1:7860") as client:
        yield client


def test_only_the_routes_that_the_page_uses_are_open(client: TestClient) -> None:
    gradio = next(route.app for route in client.app.routes if getattr(route, "path", None) == "")  # type: ignore[attr-defined]
    paths = set(paths_of(gradio.routes))
    closed = {path for path in paths if not methods_of(path)}
    assert paths - closed <= USED | OURS
    assert len(closed) > 20
    for path in closed:
        for reply in (client.get(path), client.post(path)):
            assert (path, reply.status_code, reply.text) == (path, 404, "没有这个页面。")


@pytest.mark.parametrize(
    "path",
    [
        "/docs",
        "/redoc",
        "/openapi.json",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/call/ask",
        "/gradio_api/info",
        "/gradio_api/cancel",
        "/monitoring",
        "//gradio_api/info",
        "/gradio_api/%69nfo",
        "/assets/../gradio_api/info",
    ],
)
def test_known_ways_in_are_closed(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_answer_carries_the_policy(client: TestClient) -> None:
    for path in ("/", "/healthz", "/docs"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_a_portal_may_frame_the_chat_page_alone(assistant: Assistant, settings: Settings) -> None:
    with TestClient(
        create_app(assistant, settings.model_copy(update={"embed_origins": ("https://portal.example",)})), base_url="http://127.0.0.1"
    ) as client:
        policies = [client.get(path).headers["content-security-policy"] for path in ("/", "/library", "/config")]
    assert [policy.endswith("frame-ancestors 'self' https://portal.example") for policy in policies] == [True, False, False]


def test_another_sites_name_for_this_machine_is_refused(client: TestClient) -> None:
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 403
    assert client.post("/api/v1/ask", headers={"host": "evil.example:7860"}, json={"question": "什么是阶梯法则"}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:7860", "localhost:7860", "LOCALHOST", "[::1]", "[::1]:7860", "127.9.9.9"])
def test_names_of_this_machine(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "10.0.0.1", "0.0.0.0", "[::]"])
def test_names_that_are_not_this_machines(host: str) -> None:
    assert not is_local(host)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "http://127.0.0.1:7860", "host": "127.0.0.1:7860"},
    ],
)
def test_forms_of_this_server(headers: dict[str, str]) -> None:
    assert is_same_origin(Headers(headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:7860", "host": "127.0.0.1:7860"},
        {"origin": "http://evil.example", "host": "127.0.0.1:7860"},
        {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:7860"},
        {"origin": "null", "host": "127.0.0.1:7860"},
        {"origin": "null"},
        {"origin": "http://evil.example", "host": "127.0.0.1:7860", "x-forwarded-host": "evil.example"},
    ],
)
def test_forms_of_another_site(headers: dict[str, str]) -> None:
    assert not is_same_origin(Headers(headers))


def test_no_other_origin_is_allowed(client: TestClient) -> None:
    for path in ("/healthz", "/config"):
        assert "access-control-allow-origin" not in client.get(path, headers={"origin": "http://evil.example"}).headers


def test_a_huge_body_is_refused_with_and_without_a_declared_length(client: TestClient) -> None:
    body = b'{"question": "' + b"a" * MAX_BODY_BYTES + b'"}'
    headers = {"content-type": "application/json"}
    assert client.post("/api/v1/ask", content=body, headers=headers).status_code == 413
    assert client.post("/api/v1/ask", content=iter([body]), headers=headers).status_code >= 400


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"10")]])
def test_a_caller_who_leaves_has_broken_off_a_body_only_where_there_is_one(headers: list[tuple[bytes, bytes]]) -> None:
    """Files and streams listen for the caller to leave; that must not read as a fault, nor fill the log."""
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            seen.append((await receive())["type"])
        except HTTPException as error:
            seen.append(str(error.status_code))

    async def left() -> Message:
        return {"type": "http.disconnect"}

    async def send(_: Message) -> None: ...

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"localhost"), *headers], "query_string": b""}
    with ThreadPoolExecutor(1) as apart:  # from the loop that a browser's tests leave running here
        apart.submit(lambda: asyncio.run(Guard(app)(scope, left, send))).result()
    assert seen == ["400" if headers else "http.disconnect"]


def test_a_stream_is_not_held_back_by_a_proxy(client: TestClient) -> None:
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "none"}) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        assert reply.headers["x-accel-buffering"] == "no"
