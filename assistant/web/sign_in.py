"""Signing in and out with an account of this server.

GET  /login    the form; somebody who is signed in already goes on
POST /login    name and password → a session in a cookie, and on to the page that was asked for
POST /logout   the session ends
"""

import asyncio
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from assistant.accounts.deeds import FAILED, NOBODY, Deeds
from assistant.accounts.people import People
from assistant.accounts.roles import Person, Role
from assistant.web.asgi import address_of
from assistant.web.forms import PRIVATE
from assistant.web.look import framed, templates_of
from assistant.web.page_route import page_route
from assistant.web.sessions import Sessions, TooManyTriesError

ROLE_NAMES = {Role.STAFF: "员工", Role.TRAINER: "培训师", Role.ADMINISTRATOR: "管理员"}
TOO_MANY_TRIES = "试的次数太多了，请过几分钟再试。"


def sign_in_router(people: People, deeds: Deeds, sessions: Sessions) -> APIRouter:
    pages = _Pages(people, deeds, sessions)
    routes = APIRouter(route_class=page_route())
    routes.add_api_route("/login", pages.form, methods=["GET", "HEAD"])
    routes.add_api_route("/login", pages.sign_in, methods=["POST"])
    routes.add_api_route("/logout", pages.sign_out, methods=["POST"])
    return routes


class _Pages:
    def __init__(self, people: People, deeds: Deeds, sessions: Sessions) -> None:
        self._people = people
        self._deeds = deeds
        self._sessions = sessions
        self._templates = templates_of("accounts")

    async def form(self, request: Request, next: str = "") -> Response:
        if request.state.person is None:
            return self._page(request, next)
        root = request.scope.get("root_path", "")
        return RedirectResponse(_own(next, root) if next else f"{root}/account", 303)

    async def sign_in(self, request: Request) -> Response:
        try:
            async with request.form(max_files=0, max_fields=4) as form:
                name, password, onward = (_text(form, field) for field in ("name", "password", "next"))
        except HTTPException:
            return self._page(request, "", "发来的内容读不懂。请重新填写再试。", 400)
        address = address_of(request.scope)
        try:
            person = await self._sessions.check(request, name, password)
        except TooManyTriesError:
            return self._page(request, onward, TOO_MANY_TRIES, 429)
        if person is None:
            await asyncio.to_thread(self._failed, name, address)
            return self._page(request, onward, "账号或密码不对，请再试一次。忘了密码请找管理员重设。", 401)
        reply = RedirectResponse(_own(onward, request.scope.get("root_path", "")), 303)
        await self._sessions.begin(request, reply, person)
        await asyncio.to_thread(self._deeds.record, person.name, "sign_in", address)
        return reply

    async def sign_out(self, request: Request) -> Response:
        person: Person | None = request.state.person
        reply = RedirectResponse(f"{request.scope.get('root_path', '')}/login", 303)
        await self._sessions.end(request, reply)
        if person is not None:
            await asyncio.to_thread(self._deeds.record, person.name, "sign_out", address_of(request.scope))
        return reply

    def _failed(self, name: str, address: str) -> None:
        """A name that nobody has is not kept: it may be a password typed into the wrong field."""
        known = self._people.account(name)
        self._deeds.record(known.name if known else NOBODY, "sign_in", address, FAILED)

    def _page(self, request: Request, onward: str, problem: str = "", status: int = 200) -> Response:
        html = framed(self._templates, request.scope, "login.html", onward=onward, problem=problem)
        return HTMLResponse(html, status, headers=PRIVATE)


def _text(form: FormData, field: str) -> str:
    value = form.get(field, "")
    return value if isinstance(value, str) else ""


def _own(onward: str, root: str) -> str:
    """Where to go after signing in: a path of this server, whatever the address asked for."""
    parts = urlsplit(onward)
    own = onward.startswith(f"{root}/") and not onward.startswith("//") and not parts.scheme and not parts.netloc
    return onward if own and onward.isprintable() and "\\" not in onward else f"{root}/"
