"""What the quiz pages share: templates, who may do what, forms as they come in, errors as pages.

    request → posted() → Fields → a page's handler → Frame.page() or a redirect

What the handlers raise becomes a page that says it in Chinese; a script that keeps answers is told in one line.
"""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from assistant.accounts.roles import Action
from assistant.errors import DataDirError, InputError
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
from assistant.web.look import FOREVER, framed, own_text, problem_page, templates_of, version_of
from assistant.web.quiz_views import cited, given_lines, key_lines

_FRESH = {"cache-control": "no-cache"}  # a browser that goes back finds its form as it was filled in
_log = logging.getLogger(__name__)


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


class Missing(Exception):
    """There is no such bank, paper or attempt."""


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

    def route_class(self, *, trainers: bool, may: Callable[[Request], bool]) -> type[APIRoute]:
        """Routes whose errors are pages in Chinese; those for `trainers` ask first."""
        frame = self

        class QuizRoute(APIRoute):
            def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
                handler = super().get_route_handler()

                async def answer(request: Request) -> Response:
                    if trainers and not may(request):
                        return frame.problem(request, 403, "这一页只给培训师用", "请用培训师的方式打开，或者向培训师要答题的链接。")
                    try:
                        return await handler(request)
                    except (Missing, RequestValidationError):
                        return frame.problem(request, 404, "没有找到", "地址写错了，或者它已经被删掉。")
                    except InputError as error:
                        return frame.problem(request, 400, "没有做成", str(error))
                    except DataDirError:
                        _log.exception("the quiz database cannot be used")
                        return frame.problem(request, 500, "没有存成", "数据文件写不进去。请管理员看看磁盘空间和权限，再试一次。")
                    except HTTPException as error:
                        return frame.problem(request, error.status_code, "没有做成", "发来的内容读不懂，或者太大。请返回再试。")
                    except Exception:
                        _log.exception("a quiz page could not be shown")
                        return frame.problem(request, 500, "服务器出了错", "这一步没有做成。请返回再试；还不行请联系管理员。")

                return answer

        return QuizRoute

    def problem(self, request: Request, status: int, title: str, words: str) -> Response:
        if request.headers.get("x-autosave"):
            return PlainTextResponse(words, status)
        if request.method == "POST":
            words = f"{words}用浏览器的“后退”可以回到刚才那一页，填好的内容还在。"
        ways = (("回到出题", "/quiz"), ("看帮助", "/help")) if self._may_train(request) else (("看帮助", "/help"),)
        return problem_page(request.scope, status, words, title=title, ways=ways)
