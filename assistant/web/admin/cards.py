"""The page 卡片: cards of the company's own, added to the shipped ones or in their place.

GET  /admin/cards                     the company's cards; shipped ones to be found and revised
GET  /admin/cards/new?title=…&ask=…   an empty form, for a question where one leads here
GET  /admin/cards/card/{id}           the form, with the history of the card
POST /admin/cards/card/{id}           saved → a version → a job; or the form again, with what is wrong beside its fields
POST /admin/cards/preview             the card as the library would show it
POST /admin/cards/remove              the company's card goes, a shipped one returns → a job
POST /admin/cards/restore             an earlier version once more → a job
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from assistant.company.cards import Deed, Held
from assistant.company.check import checked
from assistant.company.draft import Draft
from assistant.company.renewal import Renewal
from assistant.errors import Breach, CorpusError, InputError
from assistant.ingest.cards import LoadedCard
from assistant.library import Library
from assistant.retrieval.tokens import normalise
from assistant.types import Card
from assistant.web.access import current_person, name_deed
from assistant.web.admin.card_form import HEADINGS, SPARE_ROWS, UNITS, draft_from, empty_draft, groups_of
from assistant.web.admin.frame import Frame
from assistant.web.admin.jobs import job_of
from assistant.web.card_page import CardPage, anchor
from assistant.web.forms import PRIVATE, Posted, onward
from assistant.web.page_route import Missing
from assistant.web.shelf import KINDS, Shelf
from assistant.web.source import Sources

MOST_FOUND = 30
DEEDS: dict[Deed, str] = {"saved": "保存", "removed": "撤下", "restored": "恢复了以前的一版", "by hand": "有人直接改了文件"}
VERSION_STATES = {"waiting": "等着启用", "in use": "启用过", "failed": "没有启用"}
_NEW_ID = re.compile(r"own-[0-9a-f]{8}")
_CHANGED = "您打开这一页以后，别人改过这张卡片。下面是您写的；请在新窗口打开这张卡片对照，确认要用您的，再点一次保存。"


def cards_router(frame: Frame, renewal: Renewal, library: Library, sources: Sources) -> APIRouter:
    """The routes over one edition's library."""
    pages = _Pages(frame, renewal, library, sources)
    routes = frame.router("/admin/cards")
    get, post = ["GET", "HEAD"], ["POST"]
    routes.add_api_route("", pages.index, methods=get)
    routes.add_api_route("/new", pages.new, methods=get)
    routes.add_api_route("/card/{card_id}", pages.form, methods=get)
    routes.add_api_route("/card/{card_id}", pages.save, methods=post)
    routes.add_api_route("/preview", pages.preview, methods=post)
    routes.add_api_route("/remove", pages.remove, methods=post)
    routes.add_api_route("/restore", pages.restore, methods=post)
    return routes


class _Pages:
    def __init__(self, frame: Frame, renewal: Renewal, library: Library, sources: Sources) -> None:
        self._frame = frame
        self._renewal = renewal
        self._cards = renewal.cards
        self._library = library
        self._sources = sources
        self._shelf = Shelf(library)
        frame.templates.globals |= {"kinds": KINDS, "shelf": self._shelf, "library": library}
        frame.templates.filters |= {"anchor": anchor}

    def index(self, request: Request, q: str = "") -> Response:
        return self._frame.page(
            request,
            "cards.html",
            own=[card for card in self._library.cards.values() if card.own],
            latest=self._cards.latest(),
            query=q.strip()[:100],
            found=self._found(q),
            job=job_of(self._renewal.jobs, request),
        )

    def new(self, request: Request, title: str = "", ask: str = "") -> Response:
        return self._page(request, empty_draft(title.strip()[:60], ask.strip()[:200]), None)

    def form(self, request: Request, card_id: str) -> Response:
        held = self._cards.held(card_id)
        if held is None:
            raise Missing
        return self._page(request, Draft.of(held.text, held.group), held)

    def save(self, request: Request, card_id: str, fields: Posted) -> Response:
        held, draft = self._draft(card_id, fields)
        if held is not None and fields.text("version") != _version(held):
            return self._page(request, draft, held, [Breach(card_id, "version", "changed", _CHANGED)])
        try:
            loaded = self._checked(draft)
        except CorpusError as error:
            return self._page(request, draft, held, error.problems)
        who = current_person(request).name
        name_deed(request, "card saved", f"{card_id} {loaded.card.title}")
        version = self._cards.add_version(card_id, who, "saved", draft.group, draft.text())
        job = self._renewal.use_version(version, f"启用卡片《{loaded.card.title}》", who)
        return onward(request, f"/admin/cards/card/{card_id}?job={job.id}" if held else f"/admin/cards?job={job.id}")

    def preview(self, request: Request, fields: Posted) -> Response:
        """The card as the library would show it, or what stands in the way."""
        _, draft = self._draft(fields.text("id"), fields)
        html = self._frame.templates.get_template("card_preview.html")
        root = request.scope.get("root_path", "")
        try:
            loaded = self._checked(draft)
            card = replace(loaded.card, own="revised" if self._cards.is_shipped(loaded.card.id) else "added")
            page = CardPage(card, self._library, self._sources, loaded.passages)
            return HTMLResponse(html.render(root=root, card=card, page=page, problems=()), headers=PRIVATE)
        except CorpusError as error:
            return HTMLResponse(html.render(root=root, card=None, page=None, problems=_words(error.problems)), headers=PRIVATE)

    def remove(self, request: Request, fields: Posted) -> Response:
        card_id = fields.text("card")
        held = self._cards.held(card_id)
        if held is None or not held.own:
            raise Missing
        who = current_person(request).name
        name_deed(request, "card removed", card_id)
        version = self._cards.add_version(card_id, who, "removed", held.group, None)
        job = self._renewal.use_version(version, f"撤下公司的卡片《{self._title(card_id)}》", who)
        return onward(request, f"/admin/cards?job={job.id}")

    def restore(self, request: Request, fields: Posted) -> Response:
        """An earlier version as a new one, if it is still sound beside the cards that there are now."""
        old = self._cards.version(fields.number("version", "版本", 1, 2**31 - 1) or 0)
        if old is None or old.text is None:
            raise Missing
        try:
            self._checked(Draft.of(old.text, old.group))
        except CorpusError as error:
            raise InputError(f"这一版现在不能直接恢复：{''.join(_words(error.problems))}请打开这张卡片，照着这一版改。") from error
        who = current_person(request).name
        name_deed(request, "card restored", old.card_id)
        version = self._cards.add_version(old.card_id, who, "restored", old.group, old.text)
        job = self._renewal.use_version(version, f"恢复卡片《{self._title(old.card_id)}》", who)
        return onward(request, f"/admin/cards/card/{old.card_id}?job={job.id}")

    def _page(self, request: Request, draft: Draft, held: Held | None, problems: Iterable[str] = ()) -> Response:
        wrong: dict[str, list[str]] = {}
        for problem in problems:
            field, words = (problem.field, problem.chinese) if isinstance(problem, Breach) else ("", problem)
            wrong.setdefault(field, []).append(words)
        return self._frame.page(
            request,
            "card_form.html",
            400 if wrong else 200,
            draft=draft,
            held=held,
            version=_version(held) if held else "",
            shipped=self._cards.is_shipped(draft.id),
            wrong=wrong,
            placed={"title", "aliases", "kind", "group", "source", "facts", "claims", *(section.heading for section in draft.sections)},
            source_titles=[source.name or self._library.source_titles.get(source.file, source.file) for source in draft.sources],
            groups=groups_of(list(self._library.groups.values())),
            units=UNITS,
            headings=HEADINGS,
            spare=SPARE_ROWS,
            history=self._cards.history(draft.id),
            deeds=DEEDS,
            states=VERSION_STATES,
            job=job_of(self._renewal.jobs, request),
        )

    def _draft(self, card_id: str, fields: Posted) -> tuple[Held | None, Draft]:
        """The form over the card that it began with; a new card's id was drawn for its form."""
        held = self._cards.held(card_id)
        if held is None and not _NEW_ID.fullmatch(card_id):
            raise Missing
        base = Draft.of(held.text, held.group) if held else Draft(card_id, "", "concept", "", (), "", ())
        return held, draft_from(fields, base)

    def _checked(self, draft: Draft) -> LoadedCard:
        problems = []
        if draft.kind not in KINDS:
            problems.append(Breach(draft.id, "kind", "unknown", "请选一个类型。"))
        if draft.group not in {group.id for group in groups_of(list(self._library.groups.values()))}:
            problems.append(Breach(draft.id, "group", "unknown", "请选卡片放在哪一组。"))
        if problems:
            raise CorpusError(problems)
        return checked(draft, self._library)

    def _found(self, query: str) -> list[Card]:
        name = normalise(query)
        if not name:
            return []
        cards = [card for card in self._library.cards.values() if any(name in normalise(other) for other in card.names)]
        return cards[:MOST_FOUND]

    def _title(self, card_id: str) -> str:
        card = self._library.cards.get(card_id)
        return card.title if card else card_id


def _version(held: Held) -> str:
    return hashlib.sha256(f"{held.group}\n{held.text}".encode()).hexdigest()[:16]


def _words(problems: Iterable[str]) -> list[str]:
    return [problem.chinese if isinstance(problem, Breach) else problem for problem in problems]
