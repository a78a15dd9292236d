"""An OpenAI-compatible server on loopback whose answers are scripted: what a model says, and everything that can go wrong on the wire.

python -m tests.llm.server --port 8000            # the honest model, for `assistant eval` and for trying the page
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.llm.models import honest

Say = Callable[[str], str]  # prompt → what the model writes


@dataclass(slots=True)
class Reply:
    """How one request is answered. `pieces` are sent one after another, None as null content; the rest is what goes wrong."""

    pieces: Sequence[str | None] = ()
    status: int = 200
    thinking: Sequence[str] = ()  # in a field of its own
    raw: bytes = b""  # sent instead of events
    cut: bool = False  # the connection ends without an end of the stream
    finish: str | None = "stop"
    hang: threading.Event | None = None  # after the pieces: wait for it
    pause_s: float = 0.0  # before each piece


@dataclass(slots=True)
class Scripted:
    """A running server. `replies` are used up one by one, the last again and again; `requests` and `headers` are what came in."""

    url: str
    replies: list[Callable[[str], Reply]]
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def prompts(self) -> list[str]:
        return [request["messages"][-1]["content"] for request in self.requests]


def says(text: str | Say) -> Callable[[str], Reply]:
    """A reply that says `text`, or what a model makes of the prompt, a few characters at a time."""

    def reply(prompt: str) -> Reply:
        whole = text if isinstance(text, str) else text(prompt)
        return Reply([whole[at : at + 7] for at in range(0, len(whole), 7)])

    return reply


def fails(reply: Reply) -> Callable[[str], Reply]:
    return lambda _prompt: reply


@contextmanager
def scripted(*replies: Callable[[str], Reply], port: int = 0) -> Iterator[Scripted]:
    """A server that answers with `replies`."""
    state = Scripted("", list(replies))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            self._json(200, {"object": "list", "data": [{"id": "scripted", "object": "model"}]})

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            state.requests.append(request)
            state.headers.append({name.lower(): value for name, value in self.headers.items()})
            make = state.replies.pop(0) if len(state.replies) > 1 else state.replies[0]
            reply = make(request["messages"][-1]["content"])
            if reply.status != 200:
                self._json(reply.status, {"error": {"message": "scripted", "type": "scripted"}})
                return
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("connection", "close")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            self.close_connection = True
            try:
                self._stream(reply)
            except (BrokenPipeError, ConnectionResetError):
                return

        def _stream(self, reply: Reply) -> None:
            if reply.raw:
                self._chunk(reply.raw)
            for thought in reply.thinking:
                self._event({"reasoning_content": thought, "content": None}, None)
            for piece in reply.pieces:
                time.sleep(reply.pause_s)
                self._event({"role": "assistant", "content": piece}, None)
            if reply.hang is not None:
                reply.hang.wait(timeout=60)
            if reply.cut:
                return
            if reply.finish is not None:
                self._event({}, reply.finish)
            self._chunk(b"data: [DONE]\n\n")
            self.wfile.write(b"0\r\n\r\n")

        def _event(self, delta: dict[str, Any], finish: str | None) -> None:
            event = {
                "id": "x",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "scripted",
                "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
            }
            self._chunk(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())

        def _chunk(self, data: bytes) -> None:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

        def _json(self, status: int, value: dict[str, Any]) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8000)
    with scripted(says(honest), port=parser.parse_args().port) as running:
        sys.stdout.write(f"{running.url}\n")
        threading.Event().wait()
