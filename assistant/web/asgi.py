"""The shapes of an ASGI application, and what every layer around it reads from a request."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def path_of(scope: Scope) -> str:
    """The path below the root path."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path[len(root) :] if root and (path == root or path.startswith(f"{root}/")) else path


def address_of(scope: Scope) -> str:
    """Where the request comes from: an IP address, as a trusted proxy gives it; `socket` where it came over one."""
    client = scope.get("client")
    return client[0] if client else "socket"


async def reply(send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes | memoryview) -> None:
    """Answer a request whole."""
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
