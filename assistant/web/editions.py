"""The edition in use: an open assistant with the pages that are made from it, exchanged whole when the index is built anew.

request → lease() → the edition in use → its pages           a request ends with the edition that it began with
new index → renew() → the next request finds the new edition; the old one is closed when its last request has ended
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from fastapi import FastAPI
from fastapi.dependencies import models
from starlette.routing import BaseRoute, Match

from assistant.answering.engine import Assistant
from assistant.web.asgi import Receive, Scope, Send
from assistant.web.source import Sources


class Edition:
    """One state of the library as it is served: the assistant over it, the original texts behind it, the pages about it."""

    def __init__(self, assistant: Assistant, sources: Sources, pages: FastAPI) -> None:
        self.assistant = assistant
        self.sources = sources
        self.pages = pages
        self.leases = 0
        self.retired = False


class Editions:
    """Gives out the edition in use. Whoever opened the first assistant closes it; those that follow are closed here."""

    def __init__(self, assistant: Assistant, furnish: Callable[[Assistant], Edition]) -> None:
        self._furnish = furnish
        self._lock = Lock()
        self._first = assistant
        self._current = furnish(assistant)

    @property
    def current(self) -> Edition:
        """The edition in use, for what is done at once; what takes a while needs a lease."""
        return self._current

    @contextmanager
    def lease(self) -> Iterator[Edition]:
        """The edition in use, which stays open until the lease ends."""
        with self._lock:
            edition = self._current
            edition.leases += 1
        try:
            yield edition
        finally:
            with self._lock:
                edition.leases -= 1
                last = edition.retired and not edition.leases
            if last:
                _close(edition)

    def renew(self, assistant: Assistant) -> None:
        """Take another assistant into use."""
        edition = self._furnish(assistant)
        with self._lock:
            old, self._current = self._current, edition
            old.retired = True
            idle = not old.leases
        if idle:
            _close(old)

    def close(self) -> None:
        """Close the assistant in use, unless it is the first one's owner who does."""
        if self._current.assistant is not self._first:
            self._current.assistant.close()


class EditionRoute(BaseRoute):
    """Leads to the pages of the edition in use."""

    def __init__(self, editions: Editions) -> None:
        self._editions = editions

    @property
    def routes(self) -> list[BaseRoute]:
        return self._editions.current.pages.routes

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """All editions have the same routes, so that it does not matter if they change in between."""
        found = scope["type"] == "http" and any(route.matches(scope)[0] is Match.FULL for route in self.routes)
        return (Match.FULL if found else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._editions.lease() as edition:
            await edition.pages(scope, receive, send)


def _close(edition: Edition) -> None:
    """Close a retired edition. FastAPI keeps what it has learnt of every endpoint, and with the endpoint all that it works on: 66 MB an edition."""
    edition.assistant.close()
    for value in vars(models).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()
