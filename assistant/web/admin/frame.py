"""What the administrator's pages share: template, style, sections at the side.

    frame = Frame()
    routes = frame.router("/admin/people")            a section's routes: its errors become pages
    frame.page(request, "people.html", people=…)      a page; the section is the one whose address leads the request's

Who may come here is decided before a route is reached: every row of /admin in `surfaces.py` asks for Action.ADMINISTER.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from assistant.value.notation import decimal_string, shown
from assistant.web.asgi import path_of
from assistant.web.forms import PRIVATE
from assistant.web.look import FOREVER, framed, own_text, templates_of, version_of
from assistant.web.page_route import page_route, say
from assistant.web.surfaces import SURFACES

_STYLES = tuple(
    f"templates/{name}" for name in ("library/library.css", "value/value.css", "quiz/quiz.css", "admin/admin.css", "admin/company.css")
)
_SCRIPTS = ("admin.js", "admin_company.js")
_WAYS = (("回到管理", "/admin"), ("看帮助", "/help"))


@dataclass(frozen=True, slots=True)
class Section:
    """One entry at the side: where it leads, what it is called, what can be done there."""

    path: str
    title: str
    holds: str


_ALL = (
    Section("/admin", "总览", "需要处理的事，一眼看到"),
    Section("/admin/documents", "资料", "上传、更换、移除公司自己的文件"),
    Section("/admin/cards", "卡片", "添加或修订公司自己的卡片"),
    Section("/admin/gaps", "缺口", "员工问了、没有答好的问题"),
    Section("/admin/verdicts", "评价", "有用没用、为什么，以及资料报错"),
    Section("/admin/use", "使用", "每天问多少、问什么、答得多快"),
    Section("/admin/banks", "题库", "各位培训师存下的题"),
    Section("/admin/people", "用户", "谁能用，能用什么"),
    Section("/admin/log", "记录", "谁在什么时候做了什么"),
)
_ROWS = {surface.template for surface in SURFACES}
SECTIONS = tuple(section for section in _ALL if section.path in _ROWS)  # those that have a page


class Frame:
    """Renders the administrator's pages from the templates in `templates/admin`."""

    def __init__(self) -> None:
        self._script = own_text(*_SCRIPTS)
        self._style = own_text(*_STYLES)
        self.templates = templates_of("admin", "history", "library")
        self.templates.globals |= {
            "style_version": version_of(self._style),
            "script_version": version_of(self._script),
            "sections": SECTIONS,
        }
        self.templates.filters |= {"moment": moment, "size": size, "rate": lambda share: shown(share, "rate"), "decimal": decimal_string}

    def router(self, path: str) -> APIRouter:
        """A section's routes, below its path."""
        return APIRouter(prefix=path, route_class=page_route(partial(say, ways=_WAYS)))

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        path = path_of(request.scope)
        here = next((section for section in reversed(SECTIONS) if path == section.path or path.startswith(f"{section.path}/")), None)
        html = framed(self.templates, request.scope, template, here=here, at_front=here is not None and path == here.path, **values)
        return HTMLResponse(html, status, headers=PRIVATE)

    def style(self) -> Response:
        return Response(self._style, media_type="text/css", headers=FOREVER)

    def script(self) -> Response:
        return Response(self._script, media_type="text/javascript", headers=FOREVER)


def moment(at: float | str | None) -> str:
    """A time as it is here: seconds since 1970, or ISO 8601; nothing for none."""
    if at is None:
        return ""
    when = datetime.fromisoformat(at) if isinstance(at, str) else datetime.fromtimestamp(at)
    return when.astimezone().strftime("%Y-%m-%d %H:%M")


def size(count: int) -> str:
    """So many bytes as a file's size is read: 812字节, 34kB, 1.2MB."""
    if count < 1000:
        return f"{count}字节"
    return f"{count / 1_000_000:.1f}MB" if count >= 999_500 else f"{count / 1000:.0f}kB"
