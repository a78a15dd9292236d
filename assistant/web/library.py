"""The library pages (资料库): staff browse the cards by group and list, search them, read one with its sources and gaps.

Plain HTML from templates that escape everything; no script runs, and nothing is loaded from elsewhere.
"""

import hashlib
import logging
import re
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.answering.engine import Assistant
from assistant.library import Library
from assistant.settings import Settings
from assistant.types import Passage
from assistant.web.card_page import CardPage, anchor
from assistant.web.finder import Finder
from assistant.web.shelf import KINDS, Shelf
from assistant.web.source import Sources
from assistant.web.treemap import Strip, strips

PAGE_ROWS = 100  # files, or passages of a file, on one page
_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates" / "library"
_TOKENS = re.compile(r"\{(\s*--paper:[^}]*)\}")  # the two blocks of theme.css that name the colours: light, dark

_BROKEN = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>资料库</title>'
    "<h1>服务器出了错，这一页没有显示出来。</h1><p>请刷新；还不行请联系管理员。</p></html>"
)
_Row = TypeVar("_Row")

_log = logging.getLogger(__name__)


def library_router(assistant: Assistant, settings: Settings) -> APIRouter:
    """The routes under /library over an open assistant."""
    pages = _Pages(assistant, settings)
    routes = APIRouter(prefix="/library", route_class=_ChineseErrors, default_response_class=HTMLResponse)
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
        self._style = stylesheet()
        self._map = _map(assistant.library)
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._templates.globals |= {
            "kinds": KINDS,
            "shelf": self._shelf,
            "library": assistant.library,
            "version": hashlib.sha256(self._style.encode()).hexdigest()[:12],
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
        return Response(self._style, media_type="text/css", headers={"cache-control": "max-age=31536000, immutable"})

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
        """`root` leads every link: it is empty unless a proxy serves the whole application below a path."""
        html = self._templates.get_template(template).render(root=request.scope.get("root_path", ""), **values)
        return HTMLResponse(html, status)


class _ChineseErrors(APIRoute):
    """A defect is logged, and said in Chinese."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except Exception:
                _log.exception("a page of the library could not be shown")
                return HTMLResponse(_BROKEN, 500)

        return answer


def stylesheet() -> str:
    """The pages' style; its colours are those that theme.css gives the chat, dark ones where the system asks for them."""
    light, dark = _TOKENS.findall((_HERE / "theme.css").read_text(encoding="utf-8"))
    colours = f":root {{{light}}}\n@media (prefers-color-scheme: dark) {{ :root {{{dark}}} }}\n"
    return colours + (_TEMPLATES / "library.css").read_text(encoding="utf-8")


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
