"""Whether the one who asks may: every request passes here, whatever surface it is for, and is refused unless the table allows it.

known?  →  not too often?  →  allowed?  →  from a page of ours?  →  own stream?  →  the route; a deed goes into the audit log
"""

import asyncio
import json
import logging
from collections.abc import Callable
from math import ceil
from urllib.parse import quote, urlsplit

from fastapi import HTTPException, Request
from starlette.datastructures import Headers, QueryParams

from assistant.accounts.deeds import DONE, FAILED, REFUSED, Deeds
from assistant.accounts.roles import AT_THIS_MACHINE, Action, Person
from assistant.web.asgi import App, Message, Receive, Scope, Send, address_of, reply
from assistant.web.identity import Way, has_bearer, introduce
from assistant.web.limits import PageOwners, Rate
from assistant.web.look import problem_page, wants_page
from assistant.web.surfaces import Kind, Surface

PAGES_PER_DEED = 10  # how many pages may be looked at for each deed that the limit allows
MOST_PAGE_CHARS = 64  # of the name that Gradio gives a page
_SAFE = frozenset({"GET", "HEAD"})
_log = logging.getLogger(__name__)


def current_person(request: Request) -> Person:
    """Who sends this request. Raises HTTPException 401 on a surface that is open to nobody in particular."""
    person = getattr(request.state, "person", None)
    if not isinstance(person, Person):
        raise HTTPException(401, "请先登录。")
    return person


def require(action: Action) -> Callable[[Request], Person]:
    """A dependency for a route that asks more than its row in the table does: the person, or HTTPException 403."""

    def person_who_may(request: Request) -> Person:
        person = current_person(request)
        if not person.may(action):
            raise HTTPException(403, _NOT_ALLOWED)
        return person

    return person_who_may


def name_deed(request: Request, what: str, about: str) -> None:
    """Say more exactly what this request does than its row of the table does: for the audit log."""
    request.state.deed = (what, about)


_NOT_ALLOWED = "您的角色不能用这一项。需要的话请联系管理员。"
_FOREIGN = "这个请求来自别的网页，没有受理。请在本页面里操作。"


class Refused(Exception):
    """Why a request goes no further: status and Chinese words; headers, where a status has some."""

    def __init__(self, status: int, words: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(words)
        self.status, self.words, self.headers = status, words, headers or {}


class Access:
    """ASGI middleware behind the guard, which has found the request's row in the table."""

    def __init__(self, app: App, *, way: Way, deeds: Deeds, requests_per_minute: int, metrics_token: str | None) -> None:
        self._app = app
        self._way = way
        self._deeds = deeds
        self._doing = Rate(requests_per_minute, 60)
        self._reading = Rate(requests_per_minute * PAGES_PER_DEED, 60)
        self._owners = PageOwners()
        self._metrics_token = metrics_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        surface: Surface = scope["state"]["surface"]
        headers = Headers(scope=scope)
        person = introduce(scope, self._way)
        try:
            self._not_too_often(scope, surface, person)
            self._allow(scope, headers, surface, person)
            if surface.kind is Kind.QUEUE:
                receive = await self._own_page(scope, receive, person)
        except Refused as refused:
            await self._refuse(scope, send, surface, person, refused)
            return
        if surface.is_deed and surface.action is not None and person is not None:
            send = self._recording(scope, surface, person, send)
        await self._app(scope, receive, send)

    def _allow(self, scope: Scope, headers: Headers, surface: Surface, person: Person | None) -> None:
        if surface.action is not None and not self._watches(headers, surface):
            if person is None:
                raise Refused(401, self._way.otherwise)
            if not person.may(surface.action):
                raise Refused(403, _NOT_ALLOWED)
        if scope["method"] not in _SAFE and not is_same_origin(headers):
            raise Refused(403, _FOREIGN)

    def _watches(self, headers: Headers, surface: Surface) -> bool:
        return surface.action is Action.WATCH and self._metrics_token is not None and has_bearer(headers, self._metrics_token)

    async def _own_page(self, scope: Scope, receive: Receive, person: Person | None) -> Receive:
        """The page that a message or a stream is for is this person's own; the address of a stream names it, a message's body does."""
        page = QueryParams(scope["query_string"]).get("session_hash", "")
        if scope["method"] == "POST":
            body, receive = await _read(receive)
            page = _page_named(body)
            if not page:
                raise Refused(400, "发来的内容读不懂。请刷新页面再试。")
        if page and person is not None and not self._owners.belongs(page, person.name):
            raise Refused(403, "这不是您打开的页面。请刷新页面再试。")
        return receive

    def _not_too_often(self, scope: Scope, surface: Surface, person: Person | None) -> None:
        """Whoever sits at the machine itself is not held up, nor are styles, scripts and probes."""
        if person == AT_THIS_MACHINE or surface.kind in (Kind.FILE, Kind.PROBE):
            return
        rate = self._doing if surface.is_deed else self._reading
        wait_s = rate.wait_s(person.name if person else address_of(scope))
        if wait_s:
            raise Refused(429, f"操作太频繁了，请等{ceil(wait_s)}秒再试。", {"retry-after": str(ceil(wait_s))})

    async def _refuse(self, scope: Scope, send: Send, surface: Surface, person: Person | None, refused: Refused) -> None:
        if person is not None and refused.status == 403:
            await self._record(scope, surface, person, REFUSED)
        by_script = "x-autosave" in Headers(scope=scope)  # it would take the sign-in page for a reply, and what was typed would be gone
        if refused.status == 401 and self._way.signs_in and surface.kind in (Kind.PAGE, Kind.DOWNLOAD) and not by_script:
            query = scope["query_string"].decode("latin-1")
            target = quote(f"{scope['path']}?{query}" if query else scope["path"])
            onward = f"?next={target}" if scope["method"] in _SAFE else ""
            refused = Refused(303, "请先登录。", {"location": f"{scope.get('root_path', '')}/login{onward}"})
        await _answer(scope, send, surface.kind, refused)

    def _recording(self, scope: Scope, surface: Surface, person: Person, send: Send) -> Send:
        """Puts the deed into the log once it is known whether it was done."""

        async def sending(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.start":
                await self._record(scope, surface, person, DONE if message["status"] < 400 else FAILED)

        return sending

    async def _record(self, scope: Scope, surface: Surface, person: Person, result: str) -> None:
        """The template, never the address itself: that could hold a question. A log that cannot be written stops nobody's work."""
        what = surface.action.value if surface.action else surface.template
        what, about = scope["state"].get("deed", (what, surface.template))
        try:
            await asyncio.to_thread(self._deeds.record, person.name, what, about, result)
        except Exception:
            _log.exception("the audit log could not be written: %s %s %s", person.name, what, result)


def is_same_origin(headers: Headers) -> bool:
    """Whether a request that changes something comes from a page of this server, or from a program that is no browser."""
    site = headers.get("sec-fetch-site")
    if site is not None:  # said by the browser itself, whatever proxies make of the names
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    try:
        return origin is None or (urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != "")
    except ValueError:  # an address that is none
        return False


def _page_named(body: bytes) -> str:
    """The page that a message to Gradio's queue is from; nothing where it names none."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    page = sent.get("session_hash") if isinstance(sent, dict) else None
    return page if isinstance(page, str) and len(page) <= MOST_PAGE_CHARS else ""


async def _read(receive: Receive) -> tuple[bytes, Receive]:
    """A body, which the guard has limited, and a `receive` that gives it once more."""
    parts: list[bytes] = []
    more = True
    while more:
        try:
            message = await receive()
        except HTTPException as error:
            raise Refused(error.status_code, str(error.detail)) from error
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    body = b"".join(parts)
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return body, again


async def _answer(scope: Scope, send: Send, kind: Kind, refused: Refused) -> None:
    """The refusal in the form that the surface's reader understands."""
    if kind in (Kind.PAGE, Kind.DOWNLOAD) and refused.status != 303 and wants_page(scope):
        page = problem_page(scope, refused.status, refused.words, headers=refused.headers)
        await reply(send, refused.status, page.raw_headers, page.body)
        return
    if kind is Kind.API:
        media, body = "application/json", json.dumps({"error": refused.words}, ensure_ascii=False)
    elif kind is Kind.QUEUE:
        media, body = "application/json", json.dumps({"detail": refused.words}, ensure_ascii=False)  # what Gradio's page shows
    else:
        media, body = "text/plain; charset=utf-8", refused.words
    content = body.encode()
    headers = {"content-type": media, "content-length": str(len(content)), "cache-control": "no-store", **refused.headers}
    await reply(send, refused.status, [(name.encode(), value.encode("latin-1")) for name, value in headers.items()], content)
