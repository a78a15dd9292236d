"""What goes wrong behind a page is said on a page, in Chinese: one way for all pages.

APIRouter(route_class=page_route())              the usual ways on from there
APIRouter(route_class=page_route(frame.problem)) a part of the pages says it in its own frame
"""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from assistant.errors import DataDirError, InputError
from assistant.web.look import WAYS, Ways, problem_page

_BACK = "用浏览器的“后退”可以回到刚才那一页，填好的内容还在。"
_UNSEEN = "这一页没有显示出来，已经记入日志。请刷新再试；还不行请联系管理员。"
_UNDONE = "这一步没有做成，已经记入日志。请返回再试；还不行请联系管理员。"
_log = logging.getLogger(__name__)


class PageProblem(Exception):
    """Why there is another page than the one that was asked for: status, title, words."""

    def __init__(self, status: int, title: str, words: str) -> None:
        super().__init__(words)
        self.status, self.title, self.words = status, title, words


class Missing(PageProblem):
    """There is nothing, or no longer anything, at this address."""

    def __init__(self) -> None:
        super().__init__(404, "没有找到", "地址写错了，或者它已经被删掉。")


Says = Callable[[Request, PageProblem], Response]


def say(request: Request, problem: PageProblem, ways: Ways = WAYS) -> Response:
    """The page; after a form it tells that nothing typed is lost."""
    words = problem.words + (_BACK if request.method == "POST" else "")
    return problem_page(request.scope, problem.status, words, title=problem.title, ways=ways)


def page_route(says: Says = say) -> type[APIRoute]:
    """Routes that answer with a page whatever happens; defects and a data directory that fails are logged too."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handler = super().get_route_handler()

            async def answer(request: Request) -> Response:
                try:
                    return await handler(request)
                except Exception as error:
                    return says(request, _problem_of(error, request, self.path))

            return answer

    return PageRoute


def _problem_of(error: Exception, request: Request, path: str) -> PageProblem:
    match error:
        case PageProblem():
            return error
        case RequestValidationError():
            return Missing()
        case InputError():
            return PageProblem(400, "没有做成", str(error))
        case HTTPException():
            return PageProblem(error.status_code, "没有做成", "发来的内容读不懂，或者太大。请返回再试。")
        case DataDirError():
            _log.error("%s: the data directory cannot be used", path, exc_info=error)
            return PageProblem(500, "没有存成", "数据文件写不进去。请管理员看看磁盘空间和权限，再试一次。")
        case _:
            _log.error("%s: a page could not be shown", path, exc_info=error)
            return PageProblem(500, "服务器出了错", _UNDONE if request.method == "POST" else _UNSEEN)
