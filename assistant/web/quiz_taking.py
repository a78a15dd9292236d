"""Taking a paper: by its link, one item at a time or all at once, with the time that the server keeps, to the result.

    GET, POST /quiz/take/{link}               what the paper is; an attempt begins
    GET  /quiz/attempt/{id}?q=3               an item, or all; ?q=end what is left open; once it has ended the result
    POST /quiz/attempt/{id}                   keeps the answers sent, and then: go (to an item), check (show the key), hand in
    POST /quiz/attempt/{id}/marks             the taker marks the short answers, once, against their points

The time runs from the beginning of the attempt, whatever the taker's clock says. Answers that come later than GRACE_S after its end are not
kept, and the attempt has ended at the end of its time.
"""

import re
from typing import Any

from fastapi import APIRouter, Request, Response

from assistant.quiz.items import Marking
from assistant.quiz.papers import Attempt, Handout
from assistant.quiz.taking import Answer, result
from assistant.web.forms import Posted, onward
from assistant.web.page_route import Missing
from assistant.web.quiz_forms import MAX_NAME_CHARS, answers_from, marks_from
from assistant.web.quiz_frame import Desk, Frame
from assistant.web.quiz_views import asked

GRACE_S = 10  # from the end of the time until answers are too late: the page sends what is there at the last second
_END = "end"


def add_taking_routes(routes: APIRouter, desk: Desk, frame: Frame) -> None:
    pages = _Taking(desk, frame)
    routes.add_api_route("/take/{link}", pages.front, methods=["GET", "HEAD"])
    routes.add_api_route("/take/{link}", pages.begin, methods=["POST"])
    routes.add_api_route("/attempt/{attempt_id}", pages.attempt, methods=["GET", "HEAD"])
    routes.add_api_route("/attempt/{attempt_id}", pages.answer, methods=["POST"])
    routes.add_api_route("/attempt/{attempt_id}/marks", pages.mark, methods=["POST"])


class _Taking:
    def __init__(self, desk: Desk, frame: Frame) -> None:
        self._papers = desk.papers
        self._clock = desk.clock
        self._frame = frame

    def front(self, request: Request, link: str) -> Response:
        return self._frame.page(request, "front.html", handout=self._behind(link), longest=MAX_NAME_CHARS)

    def begin(self, request: Request, link: str, fields: Posted) -> Response:
        name = " ".join(fields.text("name", "姓名", MAX_NAME_CHARS).split())
        return onward(request, f"/quiz/attempt/{self._papers.begin(self._behind(link).id, name)}")

    def attempt(self, request: Request, attempt_id: str, q: str = "1", late: str = "") -> Response:
        handout, attempt = self._open(attempt_id)
        if attempt.ended_at is not None:
            return self._result(request, handout, attempt, bool(late))
        items = asked(handout.paper, attempt)
        values: dict[str, Any] = {"handout": handout, "attempt": attempt, "asked": items, "left_s": self._left_s(handout, attempt)}
        if q == _END:
            return self._frame.page(request, "review.html", private=True, **values)
        at = int(q) - 1 if re.fullmatch(r"[1-9][0-9]{0,3}", q) else 0
        at = min(at, len(items) - 1)
        return self._frame.page(request, "taking.html", private=True, at=at, shown=[items[at]] if handout.one_by_one else items, **values)

    def answer(self, request: Request, attempt_id: str, fields: Posted) -> Response:
        """Keep what is sent first, whatever is asked for then, so that no button loses an answer."""
        handout, attempt = self._open(attempt_id)
        here = f"/quiz/attempt/{attempt_id}"
        if attempt.ended_at is not None:
            return onward(request, f"{here}?late=1")
        answers = answers_from(handout.paper, fields)
        checked = fields.number("check", "题号", 0, len(handout.paper.items) - 1) if handout.at_once else None
        shut = [checked] if checked is not None and answers.get(checked, Answer()).given is not None else []
        self._papers.answer(attempt_id, answers, shut)
        if request.headers.get("x-autosave"):
            return Response(status_code=204)
        if fields.text("hand_in"):
            self._papers.end(attempt_id, self._clock())
            return onward(request, here)
        if checked is not None:
            return onward(request, f"{here}?q={checked + 1}#q-{checked + 1}")
        to = _END if fields.text("go") == _END else fields.number("go", "题号", 1, len(handout.paper.items)) or 1
        return onward(request, f"{here}?q={to}")

    def mark(self, request: Request, attempt_id: str, fields: Posted) -> Response:
        handout, attempt = self._open(attempt_id)
        if attempt.ended_at is None:
            raise Missing
        for place, answer in attempt.answers.items():
            response = handout.paper.items[place].item.response
            if isinstance(response, Marking) and answer.given is not None and answer.marks is None:
                self._papers.mark(attempt_id, place, marks_from(response, fields, place))
        return onward(request, f"/quiz/attempt/{attempt_id}")

    def _result(self, request: Request, handout: Handout, attempt: Attempt, late: bool) -> Response:
        items = asked(handout.paper, attempt)
        return self._frame.page(
            request,
            "result.html",
            private=True,
            handout=handout,
            attempt=attempt,
            asked=items,
            result=result(handout.paper, attempt.answers),
            waiting=[one for one in items if one.tone == "waiting"],
            late=late,
        )

    def _behind(self, link: str) -> Handout:
        handout = self._papers.paper_behind(link)
        if handout is None:
            raise Missing
        return handout

    def _open(self, attempt_id: str) -> tuple[Handout, Attempt]:
        """An attempt with its paper; one whose time is over has ended."""
        attempt = self._papers.attempt(attempt_id)
        handout = self._papers.paper(attempt.paper_id) if attempt else None
        if attempt is None or handout is None:
            raise Missing
        left_s = self._left_s(handout, attempt)
        if attempt.ended_at is None and left_s is not None and left_s <= -GRACE_S:
            self._papers.end_overdue(handout, GRACE_S)
            return self._open(attempt_id)
        return handout, attempt

    def _left_s(self, handout: Handout, attempt: Attempt) -> float | None:
        """Seconds until the time is over; None where it is not limited."""
        minutes = handout.paper.minutes
        return None if minutes is None else attempt.begun_at + minutes * 60 - self._clock()
