"""Signing in and out with an account of this server.

GET  /login    the form; for somebody who is signed in, who they are and the way out
POST /login    name and password → a session in a cookie, and on to the page that was asked for
POST /logout   the session ends
"""

import asyncio
import logging
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from assistant.accounts.deeds import FAILED, NOBODY, Deeds
from assistant.accounts.people import People, account_name
from assistant.accounts.roles import Person, Role
from assistant.errors import AccountError
from assistant.settings import Settings
from assistant.web.asgi import address_of
from assistant.web.identity import COOKIE, session_tokens
from assistant.web.limits import Rate
from assistant.web.look import framed, templates_of

ROLE_NAMES = {Role.STAFF: "员工", Role.TRAINER: "培训师", Role.ADMINISTRATOR: "管理员"}
TRIES_OF_A_NAME, TRIES_FROM_AN_ADDRESS, TRIES_PER_S = 10, 50, 600.0
_HASHES_AT_ONCE = 2  # each takes 64 MiB
_log = logging.getLogger(__name__)


def sign_in_router(people: People, deeds: Deeds, settings: Settings) -> APIRouter:
    """The routes over the accounts; without those they are there and closed, for behind them Gradio has routes of the same names."""
    pages = _Pages(people, deeds, settings)
    routes = APIRouter(dependencies=[] if settings.auth == "accounts" else [Depends(_closed)])
    routes.add_api_route("/login", pages.form, methods=["GET", "HEAD"])
    routes.add_api_route("/login", pages.sign_in, methods=["POST"])
    routes.add_api_route("/logout", pages.sign_out, methods=["POST"])
    return routes


def _closed() -> None:
    raise HTTPException(404, "没有这个页面。")


class _Pages:
    def __init__(self, people: People, deeds: Deeds, settings: Settings) -> None:
        self._people = people
        self._deeds = deeds
        self._hours = settings.session_hours
        self._embedded = bool(settings.embed_origins)
        self._by_name = Rate(TRIES_OF_A_NAME, TRIES_PER_S)
        self._by_address = Rate(TRIES_FROM_AN_ADDRESS, TRIES_PER_S)
        self._hashing = asyncio.Semaphore(_HASHES_AT_ONCE)
        self._templates = templates_of("accounts")

    async def form(self, request: Request, next: str = "") -> Response:
        return self._page(request, next)

    async def sign_in(self, request: Request) -> Response:
        try:
            async with request.form(max_files=0, max_fields=4) as form:
                name, password, onward = (_text(form, field) for field in ("name", "password", "next"))
        except HTTPException:
            return self._page(request, "", "发来的内容读不懂。请重新填写再试。", 400)
        address = address_of(request.scope)
        if max(self._by_address.wait_s(address), self._by_name.wait_s(_one_form(name))):
            return self._page(request, onward, "试的次数太多了，请过几分钟再试。", 429)
        async with self._hashing:
            person = await asyncio.to_thread(self._people.check, name, password)
        if person is None:
            await asyncio.to_thread(self._failed, name, address)
            return self._page(request, onward, "账号或密码不对，请再试一次。忘了密码请找管理员重设。", 401)
        await asyncio.to_thread(self._end_sessions, request)
        token = await asyncio.to_thread(self._people.begin_session, person, self._hours)
        await asyncio.to_thread(self._deeds.record, person.name, "sign_in", address)
        reply = RedirectResponse(_own(onward, request.scope.get("root_path", "")), 303)
        self._set_cookie(request, reply, token, round(self._hours * 3600))
        return reply

    async def sign_out(self, request: Request) -> Response:
        person: Person | None = request.state.person
        if person is not None:
            await asyncio.to_thread(self._end_sessions, request)
            await asyncio.to_thread(self._deeds.record, person.name, "sign_out", address_of(request.scope))
        reply = RedirectResponse(f"{request.scope.get('root_path', '')}/login", 303)
        self._set_cookie(request, reply, "", 0)
        return reply

    def _end_sessions(self, request: Request) -> None:
        for token in session_tokens(request.headers):
            self._people.end_session(token)

    def _failed(self, name: str, address: str) -> None:
        """A name that nobody has is not kept: it may be a password typed into the wrong field."""
        known = self._people.account(name)
        self._deeds.record(known.name if known else NOBODY, "sign_in", address, FAILED)

    def _set_cookie(self, request: Request, reply: Response, token: str, seconds: int) -> None:
        """In a frame of another site a browser sends only SameSite=None, which it takes over https alone; elsewhere Lax is stricter."""
        secure = request.url.scheme == "https"
        across = self._embedded and secure
        reply.set_cookie(
            COOKIE,
            token,
            max_age=seconds,
            path=request.scope.get("root_path", "") or "/",
            secure=secure,
            httponly=True,
            samesite="none" if across else "lax",
        )

    def _page(self, request: Request, onward: str, problem: str = "", status: int = 200) -> Response:
        person: Person | None = request.state.person
        html = framed(
            self._templates,
            request.scope,
            "login.html",
            onward=onward,
            problem=problem,
            person=person,
            role=ROLE_NAMES[person.role] if person else "",
        )
        return HTMLResponse(html, status, headers={"cache-control": "no-store"})


def _one_form(name: str) -> str:
    """The name as the accounts know it: another way to write it is no further try."""
    try:
        return account_name(name)
    except AccountError:
        return ""


def _text(form: FormData, field: str) -> str:
    value = form.get(field, "")
    return value if isinstance(value, str) else ""


def _own(onward: str, root: str) -> str:
    """Where to go after signing in: a path of this server, whatever the address asked for."""
    parts = urlsplit(onward)
    own = onward.startswith(f"{root}/") and not onward.startswith("//") and not parts.scheme and not parts.netloc
    return onward if own and onward.isprintable() and "\\" not in onward else f"{root}/"
