"""What Gradio's page lacks of a page of this product: language, title, style, navigation and a word of waiting.

GET /  →  Access (who asks)  →  here  →  Gradio's page, with its head and body completed
"""

import re
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders

from assistant.web.asgi import App, Message, Receive, Scope, Send, path_of
from assistant.web.look import chat_style, framed, own_text, templates_of

_BODY = re.compile(rb"<body[^>]*>")
_LANGUAGE = (b'lang="en"', b'lang="zh-CN"')
_HEAD = b"<head>"


class ChatShell:
    """ASGI middleware around Gradio's application."""

    def __init__(self, app: App, *, title: str) -> None:
        self._app = app
        self._templates = templates_of()
        self._head = f"<head><title>{title}</title><style>{chat_style()}</style><script>{own_text('shell.js')}</script>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or path_of(scope) not in ("", "/"):
            await self._app(scope, receive, send)
            return
        # A packed page could not be completed.
        plain = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, _completing(send, lambda page: self._completed(page, scope)))

    def _completed(self, page: bytes, scope: Scope) -> bytes:
        beginning = framed(self._templates, scope, "chat_body.html").encode()
        page = page.replace(*_LANGUAGE, 1).replace(_HEAD, self._head, 1)
        return _BODY.sub(lambda body: body[0] + beginning, page, count=1)


def _completing(send: Send, complete: Callable[[bytes], bytes]) -> Send:
    """Holds a page back until it is whole, and sends it completed; what is no page, and no success, goes on as it comes."""
    start: Message | None = None
    parts: list[bytes] = []

    async def sending(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and message["status"] == 200 and _is_page(Headers(raw=message["headers"])):
            start = message
        elif start is None:
            await send(message)
        else:
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                body = complete(b"".join(parts))
                MutableHeaders(scope=start)["content-length"] = str(len(body))
                await send(start)
                await send({**message, "body": body})

    return sending


def _is_page(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("text/html")
