"""The chat page inside other pages: the script that puts it there, what the page in the frame needs, and what the other page tells.

embed.js    runs in the other page: a button with a dialog, or a panel in the text
frame.js    runs in the chat page when it stands in such a frame
"""

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, Request, Response

from assistant.web.markup import attribute

MAX_CONTEXT_CHARS = 600  # of the other page's title and selected text together
# What the page runs once its boxes are there and Gradio no longer overwrites them; chat.js and frame.js wait for it.
MOUNTED = "() => { document.dispatchEvent(new Event('mounted')); }"
_HERE = Path(__file__).parent


def embed_router() -> APIRouter:
    """GET /embed.js: kept for a year where its address names the version that it is, asked for anew each time where it does not."""
    script = (_HERE / "embed.js").read_bytes()
    version = hashlib.sha256(script).hexdigest()[:12]
    routes = APIRouter()

    @routes.api_route("/embed.js", methods=["GET", "HEAD"])
    def embed(request: Request, v: str = "") -> Response:
        headers = {
            "cache-control": "public, max-age=31536000, immutable" if v == version else "no-cache",
            "etag": f'"{version}"',
            "cross-origin-resource-policy": "cross-origin",  # for pages that load only what is meant for others
        }
        known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
        if headers["etag"] in known:
            return Response(status_code=304, headers=headers)
        return Response(script, media_type="text/javascript; charset=utf-8", headers=headers)

    return routes


def frame_head(origins: Sequence[str]) -> str:
    """For the chat page's head: its look in a frame, and the script that talks to pages of `origins` and of its own."""
    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("frame.css", "frame.js"))
    return f'<meta name="embed-origins" content="{attribute(json.dumps(list(origins)))}"><style>{style}</style><script>{script}</script>'


def page_context(text: str) -> str:
    """What came as the other page's title and selection, as text that can be shown and read: no control characters, not too long."""
    lines = ("".join(char if unicodedata.category(char)[0] != "C" else " " for char in line) for line in text.splitlines())
    kept = "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
    return kept if len(kept) <= MAX_CONTEXT_CHARS else f"{kept[: MAX_CONTEXT_CHARS - 1]}…"
