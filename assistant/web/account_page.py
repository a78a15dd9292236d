"""账户: one's own name, role and password, where people have accounts of this server.

GET  /account            who one is here, and a form
POST /account/password   the present password and a new one → all other places are signed out
"""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from assistant.accounts.passwords import LEAST_CHARS, MOST_CHARS, Weakness, weakness
from assistant.accounts.roles import Person
from assistant.web.access import current_person, name_deed
from assistant.web.forms import PRIVATE, Posted
from assistant.web.look import framed, templates_of
from assistant.web.page_route import page_route
from assistant.web.sessions import Sessions, TooManyTriesError
from assistant.web.sign_in import ROLE_NAMES, TOO_MANY_TRIES

_WEAK = {
    Weakness.LENGTH: f"新密码要{LEAST_CHARS}到{MOST_CHARS}个字符。",
    Weakness.EASY: "新密码太好猜：不要用账号本身，也不要只是几个字符反复。",
}


def account_router(sessions: Sessions) -> APIRouter:
    pages = _Pages(sessions)
    routes = APIRouter(route_class=page_route())
    routes.add_api_route("/account", pages.one, methods=["GET", "HEAD"])
    routes.add_api_route("/account/password", pages.change_password, methods=["POST"])
    return routes


class _Pages:
    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._templates = templates_of("accounts")

    async def one(self, request: Request) -> Response:
        return self._page(request, current_person(request))

    async def change_password(self, request: Request, fields: Posted) -> Response:
        """Whose password it is, the session says, and no field of the form."""
        person = current_person(request)
        name_deed(request, "own password changed", person.name)
        present, new, again = (fields.as_typed(field) for field in ("present", "new", "again"))
        problems = _problems(present, new, again, person.name)
        if problems:
            return self._page(request, person, problems, 400)
        try:
            if await self._sessions.check(request, person.name, present) is None:
                return self._page(request, person, {"present": "现在的密码不对。忘了的话请管理员重设。"}, 400)
        except TooManyTriesError:
            return self._page(request, person, {"present": TOO_MANY_TRIES}, 429)
        await self._sessions.change_password(person, new)
        reply = self._page(request, person, changed=True)
        await self._sessions.begin(request, reply, person)
        return reply

    def _page(
        self, request: Request, person: Person, problems: Mapping[str, str] | None = None, status: int = 200, *, changed: bool = False
    ) -> Response:
        html = framed(
            self._templates,
            request.scope,
            "account.html",
            name=person.name,
            role=ROLE_NAMES[person.role],
            problems=problems or {},
            changed=changed,
            least=LEAST_CHARS,
            most=MOST_CHARS,
        )
        return HTMLResponse(html, status, headers=PRIVATE)


def _problems(present: str, new: str, again: str, name: str) -> dict[str, str]:
    """What can be said of the fields before any password is checked, by field."""
    problems = {} if present else {"present": "请填现在的密码。"}
    weak = weakness(new, name)
    if weak is not None:
        problems["new"] = _WEAK[weak]
    elif new == present:
        problems["new"] = "新密码和现在的一样，没有改。"
    elif new != again:
        problems["again"] = "两次填的新密码不一样。请再填一次。"
    return problems
