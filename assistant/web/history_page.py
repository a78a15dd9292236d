"""Earlier conversations: the list beside the chat, one as a page to read and print or as a Word document, verdicts and reports.

    GET  /history?q=…                          the list, as HTML for the page's script
    GET  /history/{id}                         the whole conversation with its sources
    GET  /history/{id}/conversation.docx
    POST /history/{id}/title, /history/{id}/delete, /history/delete
    POST /history/exchange/{id}/verdict        a thumb; null takes it back
    POST /history/report                       an error in a source

Everything is the asking person's own; an id of somebody else's is answered like one that does not exist.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from assistant.accounts.roles import Person
from assistant.api.routes import chinese_routes
from assistant.errors import InputError
from assistant.history.conversations import Conversation, Conversations, KeptExchange
from assistant.history.opinions import MAX_QUOTE_CHARS, MAX_WORDS_CHARS, Fault, Opinions, Reason, Verdict
from assistant.library import Library
from assistant.types import Calculation
from assistant.value.notation import shown_large
from assistant.web.access import current_person
from assistant.web.history_word import word_file
from assistant.web.look import framed, problem_page, templates_of
from assistant.web.markup import attribute, block_html, blocks, expression
from assistant.web.message import engine_label, source_titles, without_working, worked_rows

GONE = "没有找到这个对话：它已经删除，或者过了保存期。"
MAX_QUERY_CHARS = 100
_PRIVATE = {"cache-control": "no-store"}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# Beside the chat; history.js fills it.
LIST = (
    '<nav class="past" id="past-list" aria-label="历史对话"><div class="past-head"><span>历史对话</span>'
    '<button type="button" class="past-shut">收起</button></div>'
    '<input type="search" class="past-search" aria-label="搜索历史对话" placeholder="搜名称、提问、回答" maxlength="100" autocomplete="off">'
    '<div class="past-rows"></div></nav>'
)
TOGGLE = '<button type="button" class="past-toggle" aria-expanded="false" aria-controls="past-list">历史对话</button>'


def kept_html(conversation_id: str | None) -> str:
    """Names the conversation on the page for its script, and leads to what can be done with the whole of it."""
    if conversation_id is None:
        return ""
    address = f"history/{quote(conversation_id)}"
    return (
        f'<span class="kept" id="kept-as-{attribute(conversation_id)}"><a href="{address}" target="_blank">打印</a>'
        f'<a href="{address}/conversation.docx" download>导出文档</a></span>'
    )


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TitleBody(_Body):
    title: str = Field(max_length=500)


class VerdictBody(_Body):
    """`good` null takes an earlier verdict back."""

    good: bool | None
    reason: Reason | Literal[""] = ""
    words: str = Field(default="", max_length=MAX_WORDS_CHARS)


class ReportBody(_Body):
    passage: str = Field(max_length=500)
    quote: str = Field(default="", max_length=MAX_QUOTE_CHARS)
    fault: Fault
    words: str = Field(default="", max_length=MAX_WORDS_CHARS)


Asking = Annotated[Person, Depends(current_person)]


def history_router(library: Library, conversations: Conversations | None, opinions: Opinions) -> APIRouter:
    """The routes under /history; without `conversations` none are kept, and only errors in sources can be reported."""
    pages = _Pages(library, conversations, opinions)
    routes = chinese_routes()
    for path, page in (("", pages.rows), ("/{conversation_id}", pages.one), ("/{conversation_id}/conversation.docx", pages.word)):
        routes.add_api_route(f"/history{path}", page, methods=["GET", "HEAD"], response_class=HTMLResponse)
    routes.add_api_route("/history/report", pages.report, methods=["POST"])
    routes.add_api_route("/history/delete", pages.delete_all, methods=["POST"])
    routes.add_api_route("/history/exchange/{exchange_id}/verdict", pages.judge, methods=["POST"])
    routes.add_api_route("/history/{conversation_id}/title", pages.rename, methods=["POST"])
    routes.add_api_route("/history/{conversation_id}/delete", pages.delete, methods=["POST"])
    return routes


class _Pages:
    def __init__(self, library: Library, conversations: Conversations | None, opinions: Opinions) -> None:
        self._library = library
        self._conversations = conversations
        self._opinions = opinions
        self._templates = templates_of("history")
        self._templates.globals |= {
            "library": library,
            "titles": lambda citation: source_titles(citation, library),
            "engine": engine_label,
            "text": answer_text,
            "working": working,
        }
        self._templates.filters |= {"moment": _moment}

    def rows(self, person: Asking, q: str = "") -> Response:
        query = q.strip()[:MAX_QUERY_CHARS]
        return HTMLResponse(
            self._templates.get_template("list.html").render(days=list(_by_day(self._kept.of(person.name, query))), query=query),
            headers=_PRIVATE,
        )

    def one(self, request: Request, person: Asking, conversation_id: str) -> Response:
        found = self._whole(person, conversation_id)
        if found is None:
            return problem_page(request.scope, 404, GONE, title="没有这个对话")
        row, exchanges = found
        page = framed(self._templates, request.scope, "conversation.html", conversation=row, exchanges=exchanges)
        return HTMLResponse(page, headers=_PRIVATE)

    def word(self, person: Asking, conversation_id: str) -> Response:
        found = self._whole(person, conversation_id)
        if found is None:
            return Response(GONE, 404, media_type="text/plain; charset=utf-8", headers=_PRIVATE)
        row, exchanges = found
        disposition = f"attachment; filename*=UTF-8''{quote(f'{row.title}.docx', safe='')}"
        file = word_file(row.title, _moment(row.made_at), exchanges, self._library)
        return Response(file, media_type=_DOCX, headers={"content-disposition": disposition, **_PRIVATE})

    def rename(self, person: Asking, conversation_id: str, body: TitleBody) -> dict[str, Any]:
        return _done(self._kept.rename(person.name, conversation_id, body.title))

    def delete(self, person: Asking, conversation_id: str) -> dict[str, Any]:
        return _done(self._kept.delete(person.name, conversation_id))

    def delete_all(self, person: Asking) -> dict[str, Any]:
        return {"deleted": self._kept.delete_all(person.name)}

    def judge(self, person: Asking, exchange_id: str, body: VerdictBody) -> dict[str, Any]:
        if body.good is None:
            return _done(self._opinions.withdraw(person.name, exchange_id))
        return _done(self._opinions.judge(person.name, exchange_id, Verdict(body.good, body.reason, body.words)))

    def report(self, person: Asking, body: ReportBody) -> dict[str, Any]:
        passage = self._library.passages([body.passage]).get(body.passage)
        if passage is None:
            raise InputError("材料里已经没有这一段了，不用再报。")
        self._opinions.report(person.name, passage, body.quote, body.fault, body.words)
        return {"done": True}

    @property
    def _kept(self) -> Conversations:
        if self._conversations is None:
            raise InputError("这里不保存历史对话。")
        return self._conversations

    def _whole(self, person: Person, conversation_id: str) -> tuple[Conversation, Sequence[KeptExchange]] | None:
        if self._conversations is None:
            return None
        row = self._conversations.one(person.name, conversation_id)
        return None if row is None else (row, self._conversations.exchanges(person.name, conversation_id))


def _done(was_there: bool) -> dict[str, Any]:
    if not was_there:
        raise InputError(GONE)
    return {"done": True}


def _by_day(rows: Sequence[Conversation]) -> Iterator[tuple[str, Sequence[Conversation]]]:
    """Conversations under the names of days, as they come: the last used first."""
    today = datetime.now().astimezone().date()
    for name, group in groupby(rows, key=lambda row: _day(datetime.fromtimestamp(row.used_at).astimezone().date(), today)):
        yield name, list(group)


def _day(then: date, today: date) -> str:
    if then >= today:
        return "今天"
    if then == today - timedelta(days=1):
        return "昨天"
    if then > today - timedelta(days=7):
        return "七天内"
    return f"{then.year}年{then.month}月"


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M")


def answer_text(kept: KeptExchange) -> Markup:
    """The answer's text, each mark a link to the source below it."""
    answer = kept.exchange.answer
    found = blocks(answer.text)
    if answer.calculation is not None:
        found = without_working(found, answer.calculation)
    numbers = {citation.n for citation in answer.citations}

    def link(n: int) -> str | None:
        return f'<a class="cite" href="#{attribute(kept.id)}-{n}">[{n}]</a>' if n in numbers else None

    return Markup("".join(block_html(block, link) for block in found))


def working(calculation: Calculation) -> list[tuple[str, Markup, str]]:
    """What goes into a calculation, and its steps."""
    given = [(row.label, Markup(""), shown_large(row.value, row.unit)) for row in calculation.inputs]
    return given + [(label, Markup(expression(text)), value) for label, text, value in worked_rows(calculation)]
