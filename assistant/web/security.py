"""What stands between the network and the page: which paths there are, who may call, what a browser may load.

Gradio opens many more routes than a page needs (files, proxies, direct calls, monitoring). Only those that the page
uses are let through; a new version of Gradio cannot open one unnoticed.
"""

import ipaddress
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from math import inf
from typing import Any
from urllib.parse import urlsplit

from assistant.value.table import MAX_FILE_BYTES

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY_BYTES = 1_000_000
_UPLOADS = dict.fromkeys(("/value/customers", "/quiz/import"), MAX_FILE_BYTES + 100_000)  # a file, and the form around it

_KEEPS = ("/quiz",)  # where a form changes what is kept

# 'unsafe-eval' is Gradio's: without it the page stays at its loading sign. Nothing leads to another host.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'self'; form-action 'self'; "
    "object-src 'none'; frame-ancestors 'self'"
)
_POLICY = b"content-security-policy"
_HEADERS = [
    (_POLICY, CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]

_OPEN_PATHS = re.compile(
    r"/(?:healthz|api/v1/[a-z]+(?:/[a-z0-9-]+)?|(?:library|value|quiz)(?:/.*)?"
    r"|config|theme\.css|embed\.js|robots\.txt|favicon\.ico|manifest\.json|(?:static|assets|svelte)/.+"
    r"|gradio_api/queue/(?:join|data))?/?"
)


class Guard:
    """ASGI middleware around the whole application.

    `loopback` asks that the Host header name this machine: a page of another site that resolves its own name to
    127.0.0.1 would otherwise be able to read answers here. Pages of `embed_origins` may show the chat page in a frame,
    and no other page of it.
    """

    def __init__(self, app: App, *, loopback: bool, embed_origins: Sequence[str] = ()) -> None:
        self._app = app
        self._loopback = loopback
        self._chat_headers = [(_POLICY, " ".join([CONTENT_SECURITY_POLICY, *embed_origins]).encode()), *_HEADERS[1:]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # the page opens no web socket
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if self._loopback and not is_local(headers.get(b"host", "")):
            await _refuse(send, 403, "只能用本机地址访问，例如 http://127.0.0.1。")
        elif not _OPEN_PATHS.fullmatch(path):
            await _refuse(send, 404, "没有这个页面。")
        elif scope["method"] == "POST" and path.startswith(_KEEPS) and not is_same_origin(headers):
            await _refuse(send, 403, "这个请求是从别的网站发来的，没有执行。请在本站的页面上操作。")
        elif _declared_length(headers) > (most := _UPLOADS.get(path, MAX_BODY_BYTES)):
            await _refuse(send, 413, "发来的内容太大。")
        else:
            await self._app(scope, _limited(receive, most), _with_headers(send, self._chat_headers if path == "/" else _HEADERS))


def is_same_origin(headers: Mapping[bytes, str]) -> bool:
    """Whether a form comes from a page of this server. Browsers say so; what is no browser says nothing, and cannot be tricked into it.

    A proxy in front may give its own name as X-Forwarded-Host, which no page of another site can set.
    """
    site = headers.get(b"sec-fetch-site", "")
    if site:
        return site in ("same-origin", "none")
    origin = headers.get(b"origin", "")
    if not origin:
        return True
    return urlsplit(origin).netloc.lower() in {headers.get(name, "").lower() for name in (b"host", b"x-forwarded-host")} - {""}


def is_local(host: str) -> bool:
    """Whether a Host header names this machine by a loopback address or localhost."""
    name = host.rsplit(":", 1)[0] if re.search(r":\d+$", host) else host
    name = name.strip("[]").lower()
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def _declared_length(headers: dict[bytes, str]) -> float:
    length = headers.get(b"content-length", "0")
    return int(length) if length.isdecimal() else inf


def _limited(receive: Receive, most: int) -> Receive:
    """A body without a declared length is cut off where it grows too large."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > most else message

    return limited


def _with_headers(send: Send, ours: Sequence[tuple[bytes, bytes]]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            if any(name.lower() == b"content-type" and value.startswith(b"text/event-stream") for name, value in headers):
                headers.append((b"x-accel-buffering", b"no"))  # nginx would hold a stream back until it ends
            message = {**message, "headers": [*headers, *ours]}
        await send(message)

    return sending


async def _refuse(send: Send, status: int, words: str) -> None:
    body = words.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *_HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
