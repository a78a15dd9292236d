"""缺口: what staff asked and the material does not answer, or hardly.

    GET  /admin/gaps              the gaps; ?state=open|assigned|closed|all
    GET  /admin/gaps/gaps.csv
    GET  /admin/gaps/one?key=     one gap: its wordings, what to do about it
    GET  /admin/gaps/answer?id=   an answer as it was shown
    POST /admin/gaps/decide       act=assign with a card, act=needless, act=open
    POST /admin/gaps/again        ask again, and close what is answered now

After the index has changed, a look at the gaps asks all open ones again behind the page.
"""

from fastapi import BackgroundTasks, Request, Response
from fastapi.routing import APIRouter

from assistant.answering.engine import Assistant
from assistant.csv_file import Cell, csv_file
from assistant.errors import InputError
from assistant.history.decisions import Kind
from assistant.history.gaps import Gap, Gaps, State
from assistant.library import Library
from assistant.retrieval.tokens import normalise
from assistant.web.access import name_deed
from assistant.web.admin.answers import AnswerPage
from assistant.web.admin.frame import Frame, moment
from assistant.web.admin.paging import paged
from assistant.web.forms import Posted, attachment, onward
from assistant.web.page_route import Missing

_HERE = "/admin/gaps"
STATES = {State.OPEN: "待处理", State.ASSIGNED: "已分配", State.CLOSED: "已关闭"}


def gaps_router(frame: Frame, gaps: Gaps, answers: AnswerPage, assistant: Assistant) -> APIRouter:
    pages = _Gaps(frame, gaps, answers, assistant.library)
    routes = frame.router(_HERE)
    get = ["GET", "HEAD"]
    routes.add_api_route("", pages.all, methods=get)
    routes.add_api_route("/gaps.csv", pages.as_file, methods=get)
    routes.add_api_route("/one", pages.one, methods=get)
    routes.add_api_route("/answer", answers.show, methods=get)
    routes.add_api_route("/decide", pages.decide, methods=["POST"])
    routes.add_api_route("/again", pages.ask_again, methods=["POST"])
    return routes


class _Gaps:
    def __init__(self, frame: Frame, gaps: Gaps, answers: AnswerPage, library: Library) -> None:
        self._frame = frame
        self._gaps = gaps
        self._answers = answers
        self._library = library
        frame.templates.globals |= {"gap_states": STATES, "closed_because": closed_because}

    def all(self, request: Request, later: BackgroundTasks, state: str = State.OPEN.value, page: str = "1") -> Response:
        checked = self._gaps.is_checked
        if not checked:
            later.add_task(self._gaps.check)
        found = self._gaps.all()
        shown = [gap for gap in found if state in (gap.state.value, "all")]
        counts = {one: sum(gap.state is one for gap in found) for one in State}
        return self._frame.page(
            request,
            "gaps.html",
            gaps=paged(shown, page),
            state=state,
            counts=counts,
            everything=len(found),
            checked=checked,
            titles=self._titles(),
        )

    def as_file(self) -> Response:
        titles = self._titles()
        rows: list[list[Cell]] = [
            [
                gap.title,
                wording.text,
                wording.count,
                wording.weak,
                moment(wording.first_at),
                moment(wording.last_at),
                STATES[gap.state],
                titles.get(gap.card, gap.card) or closed_because(gap),
            ]
            for gap in self._gaps.all()
            for wording in gap.wordings
        ]
        head = ["缺口", "问法", "次数", "其中答得没把握", "第一次", "最近一次", "状态", "分给的卡片或关闭的原因"]
        return attachment(csv_file([head, *rows]), "缺口.csv", "text/csv; charset=utf-8")

    def one(self, request: Request, key: str = "", again: str = "") -> Response:
        gap = self._gap(key)
        askers = self._answers.askers([wording.latest for wording in gap.wordings])
        return self._frame.page(request, "gap.html", gap=gap, askers=askers, titles=self._titles(), again=again)

    def decide(self, request: Request, fields: Posted) -> Response:
        gap = self._gap(fields.text("key"))
        open_ones = [wording.key for wording in gap.wordings if not wording.answered] or [wording.key for wording in gap.wordings]
        match fields.text("act"):
            case "assign":
                card = self._card(fields.text("card", "卡片", 200))
                self._gaps.decisions.decide(open_ones, Kind.ASSIGNED, card)
                name_deed(request, "gap assigned", card)
            case "needless":
                self._gaps.decisions.decide(open_ones, Kind.NEEDLESS)
                name_deed(request, "gap needless", "")
            case "open":
                self._gaps.decisions.withdraw([wording.key for wording in gap.wordings])
                name_deed(request, "gap opened", "")
            case _:
                raise Missing
        return onward(request, f"{_HERE}/one?key={gap.key}")

    def ask_again(self, request: Request, fields: Posted) -> Response:
        gap = self._gap(fields.text("key"))
        waiting = [wording for wording in gap.wordings if not wording.answered]
        answered = self._gaps.ask_again(waiting)
        name_deed(request, "gap asked again", "")
        return onward(request, f"{_HERE}/one?key={gap.key}&again={answered}-{len(waiting)}")

    def _gap(self, key: str) -> Gap:
        gap = self._gaps.one(key)
        if gap is None:
            raise Missing
        return gap

    def _card(self, typed: str) -> str:
        """The id of the card that is named by its title, an alias or its id. Raises InputError."""
        if not typed:
            raise InputError("没有写分给哪张卡片。请输入卡片的名称，从提示里选一张。")
        found = typed if typed in self._library.cards else self._library.card_names.get(normalise(typed))
        if found is None:
            raise InputError(f"资料库里没有叫“{typed[:60]}”的卡片。请从提示里选一张；要写新卡片，请先在“卡片”里建好。")
        return found

    def _titles(self) -> dict[str, str]:
        return {card.id: card.title for card in self._library.cards.values()}


def closed_because(gap: Gap) -> str:
    """Why a gap is closed; nothing for one that is not."""
    if gap.state is not State.CLOSED or gap.decision is None:
        return ""
    return "现在能答了" if gap.decision.kind is Kind.ANSWERED else "不需要"
