"""Papers for the trainer: made from a bank, handed out by a link, downloaded, and what takers made of them.

    GET, POST /quiz/bank/{bank}/paper              which items, how many points, how it is taken → a new paper
    GET  /quiz/bank/{bank}/file/{format}           the bank as a file; ?key=1 its key where that is a file of its own
    GET  /quiz/paper/{paper}                       the link, the key, the files, who took it, statistics of each item
    GET  /quiz/paper/{paper}/file/{format}
    POST /quiz/paper/{paper}/delete                with all that was answered; …/forget deletes the answers alone
    GET, POST /quiz/paper/{paper}/attempt/{id}     one attempt; the trainer marks short answers; …/delete deletes it

Statistics are of attempts that were handed in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from assistant.quiz.bank import Bank
from assistant.quiz.export import Format
from assistant.quiz.items import Kind, Marking, Paper, Scored
from assistant.quiz.papers import Attempt, Handout
from assistant.quiz.stale import changes
from assistant.quiz.statistics import FEWEST_TAKERS, Statistics, item_statistics
from assistant.quiz.taking import Result, result
from assistant.value.chart import Bar, Chart, Form, Role
from assistant.web.drawing import chart_svg
from assistant.web.forms import Posted, attachment, onward
from assistant.web.page_route import Missing
from assistant.web.quiz_forms import DEFAULT_POINTS, MAX_MINUTES, MAX_POINTS, MAX_TITLE_CHARS, marks_from, paper_from
from assistant.web.quiz_frame import Desk, Frame
from assistant.web.quiz_taking import GRACE_S
from assistant.web.quiz_views import asked

WIDE_PX, NARROW_PX = 660, 330  # the widths that the chart is drawn for
MOST_BARS = 30
_FULL = Chart(Form.BARS, "全对", "rate", (Bar("全对", Fraction(1), Role.TOTAL),))  # what every chart of shares is drawn to the scale of
LOW = Fraction(2, 10)  # discrimination below which an item is usually mended (Ebel 1965)


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt in the trainer's list."""

    attempt: Attempt
    result: Result
    answered: int


def add_paper_routes(routes: APIRouter, desk: Desk, frame: Frame, formats: Mapping[str, Format]) -> None:
    pages = _Papers(desk, frame, formats)
    get = ["GET", "HEAD"]
    routes.add_api_route("/bank/{bank_id}/paper", pages.form, methods=get)
    routes.add_api_route("/bank/{bank_id}/paper", pages.hand_out, methods=["POST"])
    routes.add_api_route("/bank/{bank_id}/file/{name}", pages.bank_file, methods=get)
    routes.add_api_route("/paper/{paper_id}", pages.paper, methods=get)
    routes.add_api_route("/paper/{paper_id}/file/{name}", pages.paper_file, methods=get)
    routes.add_api_route("/paper/{paper_id}/delete", pages.delete, methods=["POST"])
    routes.add_api_route("/paper/{paper_id}/forget", pages.forget_all, methods=["POST"])
    routes.add_api_route("/paper/{paper_id}/attempt/{attempt_id}", pages.attempt, methods=get)
    routes.add_api_route("/paper/{paper_id}/attempt/{attempt_id}", pages.mark, methods=["POST"])
    routes.add_api_route("/paper/{paper_id}/attempt/{attempt_id}/delete", pages.forget, methods=["POST"])


class _Papers:
    def __init__(self, desk: Desk, frame: Frame, formats: Mapping[str, Format]) -> None:
        self._desk = desk
        self._frame = frame
        self._formats = formats

    def form(self, request: Request, bank_id: str) -> Response:
        bank = self._bank(bank_id)
        present = [kind for kind in Kind if any(kept.item.kind is kind for kept in bank.items)]
        return self._frame.page(
            request,
            "hand_out.html",
            bank=bank,
            present=present,
            default_points=DEFAULT_POINTS,
            longest=MAX_TITLE_CHARS,
            most_minutes=MAX_MINUTES,
            most_points=MAX_POINTS,
        )

    def hand_out(self, request: Request, bank_id: str, fields: Posted) -> Response:
        setting = paper_from(self._bank(bank_id), fields)
        grounds = [kept.grounds for kept in setting.items]
        paper_id = self._desk.papers.hand_out(setting.paper, grounds, one_by_one=setting.one_by_one, at_once=setting.at_once)
        return onward(request, f"/quiz/paper/{paper_id}")

    def paper(self, request: Request, paper_id: str) -> Response:
        handout = self._handout(paper_id)
        self._desk.papers.end_overdue(handout, GRACE_S)
        attempts = self._desk.papers.attempts(paper_id)
        ended = [attempt.answers for attempt in attempts if attempt.ended_at is not None]
        statistics = item_statistics(handout.paper, ended)
        return self._frame.page(
            request,
            "paper.html",
            private=True,
            handout=handout,
            taken=[Taken(attempt, result(handout.paper, attempt.answers), len(attempt.answers)) for attempt in attempts],
            ended=len(ended),
            statistics=statistics,
            few=FEWEST_TAKERS,
            low=LOW,
            pictures=[
                (chart.title, *(Markup(chart_svg(chart, "solved", width, [_FULL])) for width in (WIDE_PX, NARROW_PX)))
                for chart in _chart(statistics)
            ],
            stale=self._stale(handout),
            formats=self._formats,
        )

    def paper_file(self, request: Request, paper_id: str, name: str) -> Response:
        return self._file(request, self._handout(paper_id).paper, name)

    def bank_file(self, request: Request, bank_id: str, name: str) -> Response:
        bank = self._bank(bank_id)
        scored = tuple(Scored(kept.item, DEFAULT_POINTS[kept.item.kind]) for kept in bank.items)
        return self._file(request, Paper(bank.title, None, scored), name)

    def delete(self, request: Request, paper_id: str) -> Response:
        self._desk.papers.delete_paper(self._handout(paper_id).id)
        return onward(request, "/quiz")

    def attempt(self, request: Request, paper_id: str, attempt_id: str) -> Response:
        handout, attempt = self._handout(paper_id), self._attempt(paper_id, attempt_id)
        return self._frame.page(
            request,
            "attempt.html",
            private=True,
            handout=handout,
            attempt=attempt,
            asked=asked(handout.paper, attempt),
            result=result(handout.paper, attempt.answers),
        )

    def mark(self, request: Request, paper_id: str, attempt_id: str, fields: Posted) -> Response:
        handout, attempt = self._handout(paper_id), self._attempt(paper_id, attempt_id)
        for place, scored in enumerate(handout.paper.items):
            if isinstance(scored.item.response, Marking) and place in attempt.answers:
                self._desk.papers.mark(attempt_id, place, marks_from(scored.item.response, fields, place))
        return onward(request, f"/quiz/paper/{paper_id}#attempts")

    def forget(self, request: Request, paper_id: str, attempt_id: str) -> Response:
        self._desk.papers.delete_attempt(self._attempt(paper_id, attempt_id).id)
        return onward(request, f"/quiz/paper/{paper_id}#attempts")

    def forget_all(self, request: Request, paper_id: str) -> Response:
        self._desk.papers.delete_attempts(self._handout(paper_id).id)
        return onward(request, f"/quiz/paper/{paper_id}#attempts")

    def _file(self, request: Request, paper: Paper, name: str) -> Response:
        one = self._formats.get(name)
        if one is None:
            raise Missing
        wants_key = bool(request.query_params.get("key"))
        if wants_key and one.key is None:
            raise Missing
        file = one.key(paper) if wants_key and one.key is not None else one.write(paper)
        return attachment(file, f"{paper.title}{'（答案）' if wants_key else ''}{one.suffix}", one.media_type)

    def _stale(self, handout: Handout) -> list[int]:
        """The places of items whose passage has changed since."""
        wanted = {source.passage_id for scored in handout.paper.items for source in scored.item.sources}
        passages = self._desk.library.passages(sorted(wanted))
        pairs = zip(handout.paper.items, handout.grounds, strict=True)
        return [place for place, (scored, grounds) in enumerate(pairs) if changes(scored.item, grounds, passages)]

    def _bank(self, bank_id: str) -> Bank:
        bank = self._desk.banks.bank(bank_id)
        if bank is None or not bank.items:
            raise Missing
        return bank

    def _handout(self, paper_id: str) -> Handout:
        handout = self._desk.papers.paper(paper_id)
        if handout is None:
            raise Missing
        return handout

    def _attempt(self, paper_id: str, attempt_id: str) -> Attempt:
        attempt = self._desk.papers.attempt(attempt_id)
        if attempt is None or attempt.paper_id != paper_id:
            raise Missing
        return attempt


def _chart(statistics: Sequence[Statistics]) -> Iterator[Chart]:
    """The share of its points that each item gave, of a long paper those that gave least; nothing where nobody has answered."""
    bars = [Bar(f"第{place}题", one.difficulty, Role.TOTAL) for place, one in enumerate(statistics, start=1) if one.difficulty is not None]
    hardest = sorted(bars, key=lambda bar: bar.value)[:MOST_BARS]
    if hardest:
        title = "各题得分率" if len(bars) <= MOST_BARS else f"得分率最低的{MOST_BARS}题"
        yield Chart(Form.BARS, title, "rate", tuple(bar for bar in bars if bar in hardest))
