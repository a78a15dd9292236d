"""What stands between the network and the server: which addresses there are, under which names it answers, what a browser may load.

Only addresses of the table in `surfaces.py` exist; a new version of Gradio cannot open one unnoticed.
"""

import asyncio
import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from time import monotonic

from fastapi import HTTPException

from assistant.web.asgi import App, Message, Receive, Scope, Send, path_of, reply
from assistant.web.identity import Way, introduce
from assistant.web.look import problem_page, wants_page
from assistant.web.surfaces import methods_of, surface_of

# 'unsafe-eval' is Gradio's: without it the page stays at its loading sign. Nothing leads to another host.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'self'; form-action 'self'; "
    "object-src 'none'; frame-ancestors 'self'"
)
_HINT = "地址写错了，或者它已经改名、撤下。请从上面的导航进去。"
PIECE_S, BODY_S = 20.0, 300.0  # the longest wait for a piece of a body, and for the whole of it
_LENGTHS = {b"content-length", b"transfer-encoding"}  # a request with a body has one of them
_POLICY = b"content-security-policy"
_HEADERS = [
    (_POLICY, CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]


class Guard:
    """ASGI middleware around the whole application; it leaves the request's row of the table in the scope.

    The Host header must name this machine, or be one of `hosts`: a page of another site that resolves its own name to this
    address would otherwise be able to read answers here. Pages of `embed_origins` may show the chat page in a frame, and no
    other page of it.
    """

    def __init__(self, app: App, *, way: Way | None = None, hosts: Iterable[str] = (), embed_origins: Iterable[str] = ()) -> None:
        self._app = app
        self._way = way
        self._hosts = frozenset(hosts)
        self._chat_headers = [(_POLICY, " ".join([CONTENT_SECURITY_POLICY, *embed_origins]).encode()), *_HEADERS[1:]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # the page opens no web socket
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host, path = headers.get(b"host", ""), path_of(scope)
        surface = surface_of(scope["method"], path)
        if not (is_local(host) or _name(host) in self._hosts):
            await _refuse(scope, send, 403, "不能用这个地址访问。请用管理员给的地址；在本机用 http://127.0.0.1。")
        elif surface is None and (methods := methods_of(path)):
            await self._turn_back(
                scope, send, 405, "这个地址不接受这种操作。请从页面上的链接和按钮进来。", {"allow": ", ".join(sorted(methods))}
            )
        elif surface is None:
            await self._turn_back(scope, send, 404, "没有这个页面。")
        elif _declared_length(headers) > surface.max_bytes:
            most = f"{surface.max_bytes / 1_000_000:g}MB" if surface.max_bytes >= 1_000_000 else f"{surface.max_bytes // 1000}kB"
            await self._turn_back(scope, send, 413, f"发来的内容太大，最多{most}。请减少一些，或者分几次。")
        else:
            scope.setdefault("state", {})["surface"] = surface
            if _LENGTHS & headers.keys():  # else there is no body, and a caller who leaves has broken nothing off
                receive = _limited(receive, surface.max_bytes)
            await self._app(scope, receive, _with_headers(send, self._chat_headers if path == "/" else _HEADERS))

    async def _turn_back(self, scope: Scope, send: Send, status: int, words: str, headers: Mapping[str, str] | None = None) -> None:
        if self._way is not None and wants_page(scope):
            introduce(scope, self._way)  # the page that says no offers what the person may open
        await _refuse(scope, send, status, words, headers)


def is_local(host: str) -> bool:
    """Whether a Host header names this machine by a loopback address or localhost."""
    return is_loopback(_name(host).strip("[]"))


def is_loopback(name: str) -> bool:
    """Whether an address, or localhost, reaches this machine alone."""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def _name(host: str) -> str:
    """A Host header without its port."""
    return re.sub(r":\d+$", "", host).lower()


def _declared_length(headers: dict[bytes, str]) -> float:
    length = headers.get(b"content-length", "0")
    return int(length) if length.isdecimal() else inf


def _limited(receive: Receive, most: int) -> Receive:
    """A body ends with an HTTPException where it grows too large without having said so, comes so slowly that it only holds a place, or
    breaks off: each route already tells its caller of those."""
    seen, whole = 0, False
    ends = monotonic() + BODY_S

    async def limited() -> Message:
        nonlocal seen, whole
        if whole:
            return await receive()  # which waits for the caller to leave
        try:
            async with asyncio.timeout(min(PIECE_S, ends - monotonic())):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, "发来的内容等不到了。请再试一次。") from None
        if message["type"] == "http.disconnect":
            raise HTTPException(400, "发来的内容没有发完。请再试一次。")
        seen += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if seen > most:
            raise HTTPException(413, "发来的内容太大。")
        return message

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


async def _refuse(scope: Scope, send: Send, status: int, words: str, headers: Mapping[str, str] | None = None) -> None:
    """Say no: to a browser on a page, whose navigation offers what the scope tells of the person; to others in plain words."""
    if wants_page(scope):
        page = problem_page(scope, status, f"{words}{_HINT}" if status == 404 else words, headers=headers or {})
        await reply(send, status, [*page.raw_headers, *_HEADERS], page.body)
        return
    body = words.encode()
    more = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await reply(send, status, [*plain, *more, *_HEADERS], body)
