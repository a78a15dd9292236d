"""What the quiz pages share: templates, who may do what, how it is said that something went wrong.

    request → posted() → Fields → a page's handler → Frame.page() or a redirect

What the handlers raise becomes a page that says it in Chinese; a script that keeps answers is told in one line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from assistant.accounts.roles import Action
from assistant.library import Library
from assistant.quiz.bank import Banks
from assistant.quiz.export.wording import explained, letter
from assistant.quiz.items import Difficulty, Kind
from assistant.quiz.papers import Papers
from assistant.quiz.taking import RULES
from assistant.value.notation import decimal_string, shown
from assistant.web.access import current_person
from assistant.web.card_page import anchor
from assistant.web.forms import PRIVATE
from assistant.web.look import FOREVER, framed, own_text, templates_of, version_of
from assistant.web.page_route import PageProblem, page_route, say
from assistant.web.quiz_views import cited, given_lines, key_lines

_FRESH = {"cache-control": "no-cache"}  # a browser that goes back finds its form as it was filled in
_WAYS = (("回到出题", "/quiz"), ("看帮助", "/help"))


def may_train(request: Request) -> bool:
    """Whether a request may make items, hand out papers and see results."""
    return current_person(request).may(Action.MAKE_QUIZ)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every quiz page works with; `clock` gives seconds since 1970."""

    library: Library
    banks: Banks
    papers: Papers
    clock: Callable[[], float]
    may_train: Callable[[Request], bool] = may_train
    who: Callable[[Request], str] = lambda request: current_person(request).name


class Frame:
    """Renders the quiz pages."""

    def __init__(self, desk: Desk) -> None:
        self._may_train = desk.may_train
        self._script = own_text("quiz.js")
        self._style = own_text("templates/value/value.css", "templates/quiz/quiz.css")
        self._templates = templates_of("quiz")
        self._templates.globals |= {
            "style_version": version_of(self._style),
            "script_version": version_of(self._script),
            "library": desk.library,
            "kinds": list(Kind),
            "difficulties": list(Difficulty),
            "rules": RULES,
            "given_lines": given_lines,
        }
        self._templates.filters |= {
            "anchor": anchor,
            "letter": letter,
            "key_lines": key_lines,
            "cited": cited,
            "explained": explained,
            "rate": lambda share: shown(share, "rate"),
            "points": lambda value: decimal_string(value, 1),
            "moment": lambda at: datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M"),
        }

    def page(self, request: Request, template: str, status: int = 200, *, private: bool = False, **values: Any) -> Response:
        html = framed(self._templates, request.scope, template, **values)
        return HTMLResponse(html, status, headers=PRIVATE if private else _FRESH)

    def style(self) -> Response:
        return Response(self._style, media_type="text/css", headers=FOREVER)

    def script(self) -> Response:
        return Response(self._script, media_type="text/javascript", headers=FOREVER)

    def router(self, *, trainers: bool) -> APIRouter:
        """Routes below /quiz; those for `trainers` ask first."""
        asks = [Depends(self._trainers_only)] if trainers else []
        return APIRouter(prefix="/quiz", route_class=page_route(self.say), dependencies=asks)

    def say(self, request: Request, problem: PageProblem) -> Response:
        if request.headers.get("x-autosave"):
            return PlainTextResponse(str(problem), problem.status)
        return say(request, problem, _WAYS if self._may_train(request) else _WAYS[1:])

    async def _trainers_only(self, request: Request) -> None:
        if not self._may_train(request):
            raise PageProblem(403, "这一页只给培训师用", "请用培训师的方式打开，或者向培训师要答题的链接。")
