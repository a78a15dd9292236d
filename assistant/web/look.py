"""What all pages wear: one style, one frame with the navigation, one page for whatever went wrong."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import Headers

from assistant.web.asgi import Scope
from assistant.web.navigation import navigation_of

FOREVER = {"cache-control": "max-age=31536000, immutable"}  # addresses of styles and scripts name their version
_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_TITLES = {
    400: "没有做成",
    401: "请先登录",
    403: "这里不能打开",
    404: "没有这一页",
    405: "没有做成",
    413: "内容太大",
    429: "请稍等",
    500: "服务器出了错",
}
Ways = Sequence[tuple[str, str]]  # titles and paths below the root path
WAYS: Ways = (("回到问答", "/"), ("看帮助", "/help"))
_FRESH = {"cache-control": "no-store"}


def look_router() -> APIRouter:
    """GET /style.css: what every page wears; those of one kind have a style of their own beside it."""
    routes = APIRouter()

    @routes.api_route("/style.css", methods=["GET", "HEAD"])
    def style() -> Response:
        return Response(stylesheet(), media_type="text/css", headers=FOREVER)

    return routes


def own_text(*names: str) -> str:
    """The named stylesheets, or scripts, below this folder, one after the other."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


@cache
def stylesheet() -> str:
    """The style of every page but the chat's; it is dark where the system is."""
    tokens = re.sub(r"^\.dark (\{[^}]*\})", r"@media (prefers-color-scheme: dark) { :root \1 }", own_text("styles/tokens.css"), flags=re.M)
    return "\n".join([tokens, own_text("styles/masthead.css", "styles/base.css", "styles/formula.css")])


@cache
def chat_style() -> str:
    """What the chat page wears of it: Gradio has its own base, and says itself whether it is dark."""
    return own_text("styles/tokens.css", "styles/masthead.css", "styles/formula.css")


def version_of(text: str) -> str:
    """A short name of a text's content, for addresses that may be kept for ever."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def templates_of(*folders: str) -> Environment:
    """The templates of these folders and those that all pages share; everything put into them is escaped."""
    templates = Environment(
        loader=FileSystemLoader([_TEMPLATES / folder for folder in (*folders, "shared")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["look_version"] = version_of(stylesheet())
    return templates


def framed(templates: Environment, scope: Scope, template: str, /, **values: Any) -> str:
    """A page's HTML, with the navigation for the one who asks; `root` leads every link in it."""
    navigation = navigation_of(scope)
    return templates.get_template(template).render(root=navigation.root, navigation=navigation, **values)


def problem_page(
    scope: Scope, status: int, words: str, *, title: str = "", ways: Ways = WAYS, headers: Mapping[str, str] = _FRESH
) -> HTMLResponse:
    """What went wrong and what to do about it; `ways` lead on from there."""
    html = framed(_shared(), scope, "problem.html", title=title or _TITLES[status], words=words, ways=ways)
    return HTMLResponse(html, status, headers={**_FRESH, **headers})


def wants_page(scope: Scope) -> bool:
    """Whether a browser asks for a page to show, and no script or program for something to read."""
    return "text/html" in Headers(scope=scope).get("accept", "")


@cache
def _shared() -> Environment:
    return templates_of()
