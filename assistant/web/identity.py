"""Who sends a request. Each way of knowing proves the name anew on every request; what is not proven is nobody."""

import hmac
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers

from assistant.accounts.people import People
from assistant.accounts.roles import AT_THIS_MACHINE, Person
from assistant.errors import AccountError
from assistant.settings import Settings
from assistant.web.asgi import Scope

COOKIE = "assistant_session"
SECRET_HEADER = "x-proxy-secret"
_MOST_TOKENS = 4
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")

Identify = Callable[[Headers], Person | None]


@dataclass(frozen=True, slots=True)
class Way:
    """A way of knowing people: how, and what somebody is told who is not known by it."""

    identify: Identify
    otherwise: str
    signs_in: bool = False  # on a page of this server's own


def way_of(settings: Settings, people: People) -> Way:
    """The way that the settings ask for."""
    if settings.auth == "accounts":
        return Way(lambda headers: _by_session(headers, people), "请先登录。登录已过期时，刷新页面重新登录。", signs_in=True)
    if settings.auth == "proxy":
        secret = None if settings.proxy_secret is None else settings.proxy_secret.get_secret_value()
        user_header = settings.proxy_user_header.lower()
        return Way(
            lambda headers: _by_proxy(headers, people, user_header, secret), "没有认出您是谁。请从公司的统一入口打开；还不行请联系管理员。"
        )
    return Way(_at_this_machine, "没有设登录方式时只给本机用，不能经过代理打开。请管理员设置 ASSISTANT_AUTH。")


def introduce(scope: Scope, way: Way) -> Person | None:
    """Find out who asks, and leave it in the scope, where the pages' navigation finds it."""
    person = way.identify(Headers(scope=scope))
    scope.setdefault("state", {}).update(person=person, signs_in=way.signs_in)
    return person


def session_tokens(headers: Headers) -> list[str]:
    """The sessions' secrets in the cookies. There is more than one where another site below the same domain has planted its own."""
    tokens = []
    for part in headers.get("cookie", "").split(";"):
        if part.partition("=")[0].strip() == COOKIE:
            with suppress(CookieError):
                tokens += [morsel.value for morsel in SimpleCookie(part).values()]
    return tokens[:_MOST_TOKENS]


def _at_this_machine(headers: Headers) -> Person | None:
    """The server listens on loopback alone; what a proxy passes on nevertheless comes from elsewhere."""
    return None if any(name in headers for name in _FORWARDED) else AT_THIS_MACHINE


def _by_session(headers: Headers, people: People) -> Person | None:
    """Whose session it is; nobody's where two people's came, since one of them was planted."""
    found = {person for token in session_tokens(headers) if (person := people.of_session(token))}
    return found.pop() if len(found) == 1 else None


def _by_proxy(headers: Headers, people: People, user_header: str, secret: str | None) -> Person | None:
    """Whom the proxy names. Without a secret, the socket's permissions are the proof."""
    if secret is not None and not _is_secret(headers, secret):
        return None
    names = headers.getlist(user_header)
    if len(names) != 1:
        return None  # one of two could have come through from the browser
    try:
        person = people.signed_on(names[0].encode("latin-1").decode("utf-8"))
    except (UnicodeDecodeError, AccountError):
        return None
    return None if person is None or person.name == AT_THIS_MACHINE.name else person


def _is_secret(headers: Headers, secret: str) -> bool:
    given = headers.getlist(SECRET_HEADER)
    return len(given) == 1 and hmac.compare_digest(given[0].encode("latin-1"), secret.encode())


def has_bearer(headers: Mapping[str, str], token: str) -> bool:
    """Whether the Authorization header carries this token."""
    return hmac.compare_digest(headers.get("authorization", "").encode("latin-1"), f"Bearer {token}".encode())
