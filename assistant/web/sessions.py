"""Who proves to be somebody by a password, and the cookie that then says so: for the pages that take a password."""

import asyncio

from fastapi import Request, Response

from assistant.accounts.people import People, account_name
from assistant.accounts.roles import Person
from assistant.errors import AccountError
from assistant.settings import Settings
from assistant.web.asgi import address_of
from assistant.web.identity import COOKIE, session_tokens
from assistant.web.limits import Rate

TRIES_OF_A_NAME, TRIES_FROM_AN_ADDRESS, TRIES_PER_S = 10, 50, 600.0
_HASHES_AT_ONCE = 2  # each takes 64 MiB


class TooManyTriesError(Exception):
    """So many passwords were tried for this name, or from this address, that the next one has to wait."""


class Sessions:
    """Sessions of a server with accounts."""

    def __init__(self, people: People, settings: Settings) -> None:
        self._people = people
        self._hours = settings.session_hours
        self._embedded = bool(settings.embed_origins)
        self._by_name = Rate(TRIES_OF_A_NAME, TRIES_PER_S)
        self._by_address = Rate(TRIES_FROM_AN_ADDRESS, TRIES_PER_S)
        self._hashing = asyncio.Semaphore(_HASHES_AT_ONCE)

    async def check(self, request: Request, name: str, password: str) -> Person | None:
        """The person, where the password is right. Raises TooManyTriesError."""
        if max(self._by_address.wait_s(address_of(request.scope)), self._by_name.wait_s(_one_form(name))):
            raise TooManyTriesError
        async with self._hashing:
            return await asyncio.to_thread(self._people.check, name, password)

    async def change_password(self, person: Person, password: str) -> None:
        """Give a new password; all sessions of the person end. Raises AccountError."""
        async with self._hashing:
            await asyncio.to_thread(self._people.set_password, person.name, password)

    async def begin(self, request: Request, reply: Response, person: Person) -> None:
        """A new session in the reply's cookie, in the place of what the request came with."""
        await asyncio.to_thread(self._end_all, request)
        token = await asyncio.to_thread(self._people.begin_session, person, self._hours)
        self._set_cookie(request, reply, token, round(self._hours * 3600))

    async def end(self, request: Request, reply: Response) -> None:
        await asyncio.to_thread(self._end_all, request)
        self._set_cookie(request, reply, "", 0)

    def _end_all(self, request: Request) -> None:
        for token in session_tokens(request.headers):
            self._people.end_session(token)

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


def _one_form(name: str) -> str:
    """The name as the accounts know it: another way to write it is no further try."""
    try:
        return account_name(name)
    except AccountError:
        return ""
