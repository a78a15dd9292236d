"""The page 出题: items are asked for, looked through, exchanged, edited, and kept as a bank.

    request → Workshop.make() → a draft → its items replaced, edited, dropped, pinned, confirmed → a bank

    GET  /quiz                              what to ask for; the banks, drafts and papers that there are
    POST /quiz/make                         → a new draft
    POST /quiz/import                       → a new draft, of a file
    GET  /quiz/bank/{bank}                  its items with their sources; those whose passage changed, with what changed
    POST /quiz/bank/{bank}/…                save, remake, delete
    GET, POST /quiz/bank/{bank}/item/{n}    edit
    POST /quiz/bank/{bank}/item/{n}/…       replace, drop, pin, unpin, confirm

A draft is a bank that is not saved yet. Whatever becomes an item of it has passed the workshop's rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from fastapi import APIRouter, Response
from fastapi import Request as WebRequest
from pydantic import TypeAdapter

from assistant.errors import InputError
from assistant.library import Library
from assistant.quiz.bank import Bank, Kept
from assistant.quiz.check import Problem
from assistant.quiz.export import Format
from assistant.quiz.importing import read_paper
from assistant.quiz.items import Item
from assistant.quiz.make import Made, Request, Workshop
from assistant.quiz.stale import Passages, changes, confirmed, difference, grounds_of, moved_counts
from assistant.types import Card, Group
from assistant.value.table import MAX_FILE_BYTES
from assistant.web.forms import Posted, Uploaded, onward
from assistant.web.page_route import Missing
from assistant.web.quiz_forms import (
    MAX_SEED,
    MAX_TITLE_CHARS,
    MOST_ROWS,
    MOST_WISHED,
    difficulty_from,
    draw_seed,
    edited_item,
    kinds_from,
    seed_from,
    title_from,
    topics_from,
)
from assistant.web.quiz_frame import Desk, Frame

DEFAULT_COUNT = 20
MOST_NOTES = 50  # on what was left out of a file


_REQUEST: TypeAdapter[Request] = TypeAdapter(Request)


def add_studio_routes(routes: APIRouter, desk: Desk, frame: Frame, workshop: Workshop, formats: Mapping[str, Format]) -> None:
    pages = _Studio(desk, frame, workshop, formats)
    for path in ("", "/"):
        routes.add_api_route(path, pages.index, methods=["GET", "HEAD"])
    routes.add_api_route("/make", pages.make, methods=["POST"])
    routes.add_api_route("/import", pages.read_in, methods=["POST"])
    routes.add_api_route("/bank/{bank_id}", pages.bank, methods=["GET", "HEAD"])
    for act, work in (("save", pages.save), ("remake", pages.remake), ("delete", pages.delete)):
        routes.add_api_route(f"/bank/{{bank_id}}/{act}", work, methods=["POST"])
    routes.add_api_route("/bank/{bank_id}/item/{number}", pages.edit, methods=["GET", "HEAD"])
    routes.add_api_route("/bank/{bank_id}/item/{number}", pages.edited, methods=["POST"])
    routes.add_api_route("/bank/{bank_id}/item/{number}/{act}", pages.act, methods=["POST"])


class _Studio:
    def __init__(self, desk: Desk, frame: Frame, workshop: Workshop, formats: Mapping[str, Format]) -> None:
        self._library = desk.library
        self._banks = desk.banks
        self._papers = desk.papers
        self._who = desk.who
        self._frame = frame
        self._workshop = workshop
        self._formats = formats

    def index(self, request: WebRequest) -> Response:
        banks = self._banks.banks()
        return self._frame.page(
            request,
            "index.html",
            tree=card_tree(self._library),
            count=DEFAULT_COUNT,
            most=MOST_WISHED,
            max_mb=MAX_FILE_BYTES // 1_000_000,
            most_seed=MAX_SEED,
            banks=[row for row in banks if row.saved],
            drafts=[row for row in banks if not row.saved],
            stale=moved_counts(self._banks.grounds(), self._library),
            papers=self._papers.papers(),
        )

    def make(self, request: WebRequest, fields: Posted) -> Response:
        wish = Request(
            topics_from(fields, self._library),
            kinds_from(fields),
            difficulty_from(fields),
            fields.number("count", "题数", 1, MOST_WISHED) or DEFAULT_COUNT,
            seed_from(fields),
        )
        made = self._workshop.make(wish)
        if not made.items:
            raise InputError("".join(made.shortfall) or "选的范围里出不了这样的题。请放宽范围、题型或难度。")
        title, items = wish_title(wish, self._library), self._grounded(made.items)
        bank_id = self._banks.add_bank(title, self._who(request), wish_row(wish), made.shortfall, coverage_lines(made), items)
        return onward(request, f"/quiz/bank/{bank_id}")

    def read_in(self, request: WebRequest, upload: Uploaded) -> Response:
        """Items of a file as a new draft. What cannot be read, and what breaks a rule, is named and left out."""
        imported = read_paper(upload.raw, upload.name)
        left_out = [str(problem) for problem in imported.problems]
        items = []
        for place, scored in enumerate(imported.paper.items, start=1):
            if problems := self._workshop.problems(scored.item):
                left_out.append(f"第{place}题“{scored.item.stem[:40]}”没有收：{''.join(problem.words for problem in problems)}")
            else:
                items.append(scored.item)
        if not items:
            raise InputError(f"一道题也没有读进来。{''.join(left_out[:MOST_NOTES])}请改好文件再试。")
        more = len(left_out) - MOST_NOTES
        notes = [*left_out[:MOST_NOTES], *([f"另有{more}处没有列出。"] if more > 0 else [])]
        title = (imported.paper.title or PurePath(upload.name).stem)[:MAX_TITLE_CHARS]
        subjects = tuple(dict.fromkeys(item.subject for item in items if item.subject in self._library.cards))
        wish = Request(subjects, tuple(dict.fromkeys(item.kind for item in items)), None, len(items), draw_seed())
        bank_id = self._banks.add_bank(title, self._who(request), wish_row(wish), notes, [], self._grounded(items))
        return onward(request, f"/quiz/bank/{bank_id}")

    def bank(self, request: WebRequest, bank_id: str) -> Response:
        bank = self._bank(bank_id)
        passages = self._passages(kept.item for kept in bank.items)
        stale = {kept.number: found for kept in bank.items if (found := changes(kept.item, kept.grounds, passages))}
        return self._frame.page(
            request,
            "bank.html",
            bank=bank,
            wish=self._wish(bank),
            place_of={kept.number: place for place, kept in enumerate(bank.items, start=1)},
            stale=stale,
            difference=difference,
            longest=MAX_TITLE_CHARS,
            formats=self._formats,
        )

    def save(self, request: WebRequest, bank_id: str, fields: Posted) -> Response:
        self._bank(bank_id)
        self._banks.save_bank(bank_id, title_from(fields, "题库的名字"))
        return onward(request, f"/quiz/bank/{bank_id}")

    def remake(self, request: WebRequest, bank_id: str) -> Response:
        """Other items for all that are not pinned."""
        bank = self._bank(bank_id)
        loose = [kept for kept in bank.items if not kept.pinned]
        if not loose:
            raise InputError("所有的题都留住了，没有可换的。请先取消几道的“留住”。")
        made = self._workshop.make(replace(self._wish(bank), count=len(loose), seed=draw_seed(), avoid=_items(bank)))
        if not made.items:
            raise InputError("这个范围里出不了别的题了。请放宽范围、题型或难度，另出一份。")
        gone = loose[: len(made.items)]  # where there are fewer new ones, the rest stays
        self._banks.exchange(bank_id, [kept.number for kept in gone], self._grounded(made.items))
        return onward(request, f"/quiz/bank/{bank_id}")

    def delete(self, request: WebRequest, bank_id: str) -> Response:
        self._banks.delete_bank(self._bank(bank_id).id)
        return onward(request, "/quiz")

    def edit(self, request: WebRequest, bank_id: str, number: int) -> Response:
        bank = self._bank(bank_id)
        kept = _item(bank, number)
        return self._edit_page(request, bank, kept, self._present(kept), ())

    def edited(self, request: WebRequest, bank_id: str, number: int, fields: Posted) -> Response:
        """An edited item passes the same checks as one that was made; otherwise the form comes back with what is wrong."""
        bank = self._bank(bank_id)
        kept = _item(bank, number)
        item = edited_item(self._present(kept), fields)
        problems = self._workshop.problems(item) if item != kept.item else ()
        if problems:
            return self._edit_page(request, bank, kept, item, problems)
        self._banks.replace_item(bank_id, number, item, grounds_of(item, self._passages([item])))
        return onward(request, _spot(bank_id, number))

    def act(self, request: WebRequest, bank_id: str, number: int, act: str) -> Response:
        bank = self._bank(bank_id)
        kept = _item(bank, number)
        match act:
            case "pin" | "unpin":
                self._banks.pin(bank_id, number, act == "pin")
            case "drop":
                self._banks.exchange(bank_id, [number], [])
            case "replace":
                item = self._another(bank, kept)
                self._banks.replace_item(bank_id, number, item, grounds_of(item, self._passages([item])))
            case "confirm":
                item = confirmed(kept.item, kept.grounds, self._passages([kept.item]))
                if problems := self._workshop.problems(item):
                    raise InputError(f"对照现在的原文，这道题不再成立：{''.join(one.words for one in problems)}请改写，或者换一道。")
                self._banks.replace_item(bank_id, number, item, grounds_of(item, self._passages([item])))
            case _:
                raise Missing
        return onward(request, f"/quiz/bank/{bank_id}#items" if act == "drop" else _spot(bank_id, number))

    def _present(self, kept: Kept) -> Item:
        """An item to edit: its sources where they stand now, so that it is edited against the present wording; as it is where one is gone."""
        passages = self._passages([kept.item])
        gone = any(one.now is None for one in changes(kept.item, kept.grounds, passages))
        return kept.item if gone else confirmed(kept.item, kept.grounds, passages)

    def _another(self, bank: Bank, kept: Kept) -> Item:
        """An item to stand in another's place: of the same card and kind where there is one, else of the same kind, else as wished."""
        wish = replace(self._wish(bank), count=1, avoid=_items(bank))
        same_kind = replace(wish, kinds=(kept.item.kind,))
        same_card = [replace(same_kind, topics=(kept.item.subject,))] if kept.item.subject in self._library.cards else []
        for one in (*same_card, same_kind, wish):
            if made := self._workshop.make(replace(one, seed=draw_seed())).items:
                return made[0]
        raise InputError("这个范围里没有别的题可换了。可以改写这一道，或者去掉它。")

    def _wish(self, bank: Bank) -> Request:
        """What a bank was asked for with, without what the library has no more."""
        wish = _REQUEST.validate_python(bank.wish)
        return replace(wish, topics=tuple(one for one in wish.topics if one in self._library.groups or one in self._library.cards))

    def _edit_page(self, request: WebRequest, bank: Bank, kept: Kept, item: Item, problems: Sequence[Problem]) -> Response:
        status = 400 if problems else 200
        return self._frame.page(request, "edit.html", status, bank=bank, kept=kept, item=item, problems=problems, rows=MOST_ROWS)

    def _bank(self, bank_id: str) -> Bank:
        bank = self._banks.bank(bank_id)
        if bank is None:
            raise Missing
        return bank

    def _grounded(self, items: Sequence[Item]) -> list[tuple[Item, dict[str, str]]]:
        passages = self._passages(items)
        return [(item, grounds_of(item, passages)) for item in items]

    def _passages(self, items: Iterable[Item]) -> Passages:
        return self._library.passages(sorted({source.passage_id for item in items for source in item.sources}))


def card_tree(library: Library) -> list[tuple[Group, list[Card]]]:
    """Every group with its cards, in the library's order."""
    cards: dict[str, list[Card]] = {group: [] for group in library.groups}
    for card in library.cards.values():
        cards[card.group].append(card)
    return [(group, cards[group.id]) for group in library.groups.values()]


def wish_title(wish: Request, library: Library) -> str:
    """What a draft is called: after the groups or cards that it was asked for."""
    if not wish.topics:
        return "全部资料"
    names = [library.groups[topic].title if topic in library.groups else library.cards[topic].title for topic in wish.topics]
    title = "、".join(names[:3]) + (f"等{len(names)}处" if len(names) > 3 else "")
    return title[:MAX_TITLE_CHARS]


def coverage_lines(made: Made) -> list[str]:
    """What each topic got, in words."""
    return [f"{one.title}：{one.items}道题，{one.cards}张卡片里问到{one.cards_asked}张" for one in made.coverage]


def wish_row(wish: Request) -> dict[str, Any]:
    """A request as the database keeps it."""
    row: dict[str, Any] = _REQUEST.dump_python(wish, mode="json")
    return row


def _item(bank: Bank, number: int) -> Kept:
    for kept in bank.items:
        if kept.number == number:
            return kept
    raise Missing


def _items(bank: Bank) -> tuple[Item, ...]:
    return tuple(kept.item for kept in bank.items)


def _spot(bank_id: str, number: int) -> str:
    return f"/quiz/bank/{bank_id}#i-{number}"
