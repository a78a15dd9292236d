"""The library pages (资料库): staff browse the cards by group and list, search them, read one with its sources and gaps.

Plain HTML from templates that escape everything; no script runs, and nothing is loaded from elsewhere.
"""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from assistant.answering.engine import Assistant
from assistant.library import Library
from assistant.settings import Settings
from assistant.types import Passage
from assistant.web.card_page import CardPage, anchor
from assistant.web.finder import Finder
from assistant.web.look import FOREVER, framed, own_text, templates_of, version_of
from assistant.web.page_route import page_route
from assistant.web.shelf import KINDS, Shelf
from assistant.web.source import Sources
from assistant.web.treemap import Strip, strips

PAGE_ROWS = 100  # files, or passages of a file, on one page
_Row = TypeVar("_Row")


def library_router(assistant: Assistant, settings: Settings) -> APIRouter:
    """The routes under /library over an open assistant."""
    pages = _Pages(assistant, settings)
    routes = APIRouter(prefix="/library", route_class=page_route(), default_response_class=HTMLResponse)
    for path, page in (
        ("", pages.index),
        ("/", pages.index),
        ("/style.css", pages.style),
        ("/search", pages.search),
        ("/group/{group_id:path}", pages.group),
        ("/kind/{kind}", pages.kind),
        ("/lists", pages.lists),
        ("/list/{list_id:path}", pages.one_list),
        ("/card/{card_id}", pages.card),
        ("/documents", pages.documents),
        ("/document/{document_id:path}", pages.document),
        ("/{elsewhere:path}", pages.missing),
    ):
        routes.add_api_route(path, page, methods=["GET", "HEAD"])
    return routes


class _Pages:
    """Renders each page; the cards stand still while the assistant is open, files are read when they are asked for."""

    def __init__(self, assistant: Assistant, settings: Settings) -> None:
        self._library = assistant.library
        self._max_query_chars = settings.max_question_chars
        self._finder = Finder(assistant)
        self._shelf = Shelf(assistant.library)
        self._sources = Sources(assistant.library, settings.sources_dir)
        self._style = own_text("templates/library/library.css")
        self._map = _map(assistant.library)
        self._templates = templates_of("library")
        self._templates.globals |= {
            "kinds": KINDS,
            "shelf": self._shelf,
            "library": assistant.library,
            "style_version": version_of(self._style),
        }
        self._templates.filters |= {"anchor": anchor, "number": _number, "spot": _spot}

    def index(self, request: Request) -> Response:
        groups = [(group, self._shelf.in_group(group.id)) for group in self._library.groups.values()]
        return self._page(
            request,
            "index.html",
            groups=groups,
            strips=self._map,
            numbered={c.id for c in self._shelf.great_lists()},
            files=self._library.file_titles(),
        )

    def style(self) -> Response:
        return Response(self._style, media_type="text/css", headers=FOREVER)

    def search(self, request: Request, q: str = "") -> Response:
        query = q.strip()[: self._max_query_chars]
        return self._page(request, "search.html", query=query, findings=self._finder.find(query) if query else None)

    def group(self, request: Request, group_id: str) -> Response:
        group = self._library.groups.get(group_id)
        if group is None:
            return self.missing(request)
        groups = list(self._library.groups.values())
        at = groups.index(group)
        before, after = groups[at - 1] if at else None, groups[at + 1] if at + 1 < len(groups) else None
        return self._page(
            request,
            "group.html",
            group=group,
            cards=self._shelf.in_group(group.id),
            lists=self._shelf.lists_of(group),
            before=before,
            after=after,
        )

    def kind(self, request: Request, kind: str) -> Response:
        cards = self._shelf.of_kind(kind)
        return self._page(request, "kind.html", kind=kind, cards=cards) if cards else self.missing(request)

    def lists(self, request: Request) -> Response:
        great = self._shelf.great_lists()
        lists = [(group, self._shelf.lists_of(group)) for group in self._library.groups.values()]
        return self._page(request, "lists.html", great=great, lists=[row for row in lists if row[1]])

    def one_list(self, request: Request, list_id: str) -> Response:
        catalogue = self._library.catalogues.get(list_id)
        if catalogue is None:
            return self.missing(request)
        members, comparison = self._shelf.members(catalogue), self._shelf.comparison(catalogue)
        return self._page(request, "list.html", catalogue=catalogue, members=members, comparison=comparison)

    def card(self, request: Request, card_id: str) -> Response:
        card = self._library.cards.get(card_id)
        if card is None:
            return self.missing(request)
        return self._page(request, "card.html", card=card, page=CardPage(card, self._library, self._sources))

    def documents(self, request: Request, page: str = "1") -> Response:
        files = list(self._library.file_titles().items())
        rows, at, last = _rows(files, page)
        return self._page(request, "documents.html", files=rows, count=len(files), at=at, last=last) if rows else self.missing(request)

    def document(self, request: Request, document_id: str, page: str = "1") -> Response:
        document = self._library.document(document_id)
        if document is None or document.kind == "card":
            return self.missing(request)
        passages = self._library.passages_of(document_id)
        rows, at, last = _rows(passages, page)
        if not rows:
            return self.missing(request)
        title = self._shelf.file_title(document.id, document.title)
        return self._page(
            request, "document.html", document=document, title=title, passages=_by_heading(rows), count=len(passages), at=at, last=last
        )

    def missing(self, request: Request) -> Response:
        return self._page(request, "missing.html", status=404)

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        return HTMLResponse(framed(self._templates, request.scope, template, **values), status)


def _map(library: Library) -> list[Strip]:
    counts: dict[str, int] = {}
    for card in library.cards.values():
        counts[card.group] = counts.get(card.group, 0) + 1
    return strips([(group.id, group.title, counts[group.id]) for group in library.groups.values()])


def _rows(rows: Sequence[_Row], page: str) -> tuple[Sequence[_Row], int, int]:
    """The rows of a page, its number, which counts from one, and that of the last page; no rows where there is no such page."""
    at = int(page) if re.fullmatch(r"[1-9][0-9]{0,6}", page) else 0
    last = max(1, -(-len(rows) // PAGE_ROWS))
    return (rows[(at - 1) * PAGE_ROWS : at * PAGE_ROWS] if 1 <= at <= last else []), at, last


def _number(passage: Passage) -> int:
    """The place of a file's passage in it, counted from one; it stands at the end of the passage's id."""
    return int(passage.id.rpartition("#")[2])


def _spot(passage: Passage) -> str:
    """What leads from a file's address to this passage."""
    page = (_number(passage) - 1) // PAGE_ROWS + 1
    return f"{f'?page={page}' if page > 1 else ''}#p-{_number(passage)}"


def _by_heading(passages: Sequence[Passage]) -> list[tuple[str, int | None, list[Passage]]]:
    """Neighbours under one heading of one page together."""
    stretches: list[tuple[str, int | None, list[Passage]]] = []
    for passage in passages:
        if stretches and stretches[-1][:2] == (passage.heading, passage.page):
            stretches[-1][2].append(passage)
        else:
            stretches.append((passage.heading, passage.page, [passage]))
    return stretches
