"""People at the server, as programs: one who uses the chat page through Gradio's own protocol, one who uses the HTTP interface.

Each asks its own questions, takes the times, and looks whether what comes back is its own.
"""

import asyncio
import html
import json
import re
import secrets
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

import httpx
from gradio_client.utils import apply_diff

from assistant.web.identity import COOKIE

TIMEOUT_S = 60.0
# Numbers that no card holds: a thousand for each visitor, among which all steps of their calculations stay. So an answer shows whose it is.
FIRST_MARKER = 7_700_000
MARKERS_EACH = 1000
_MARKER = re.compile(r"(?<![\d.])77\d{5}(?!\d)")
_CALCULATION = (
    "产品价值{product}元，服务价值300元，人员价值200元，形象价值100元；货币成本280元，时间成本60元，精力成本40元，体力成本20元。"
    "顾客让渡价值是多少？"
)
_COMES_TO = 200  # more than the product's value


@dataclass(frozen=True, slots=True)
class Ask:
    """A question; `marker` is the figure that its answer must come to, where it is a calculation; `own` are all of this person's."""

    text: str
    marker: int | None
    own: range


@dataclass(frozen=True, slots=True)
class Served:
    """One question asked: seconds to the first text of its answer and to its end; `fault` says what went wrong, `foreign` whose words came."""

    way: str
    first_s: float
    whole_s: float
    fault: str = ""
    foreign: str = ""


class Visitor(Protocol):
    """One person with a session of their own."""

    def turn(self) -> str:
        """The way in which the next question goes."""

    async def ask(self, ask: Ask) -> tuple[float, str]:
        """Seconds to the first text, and all that came. Raises Fault, httpx.HTTPError."""

    async def close(self) -> None: ...


class Fault(Exception):
    """The server gave something else than an answer."""


def questions_of(visitor: int, pool: Sequence[str], visitors: int) -> Iterator[Ask]:
    """Without end, by turns a calculation of one's own and a question of the pool, where each visitor begins at another place."""
    first = FIRST_MARKER + visitor * MARKERS_EACH
    own = range(first, first + MARKERS_EACH)
    at = visitor * len(pool) // visitors
    for number in count():
        product = first + number % 100
        yield Ask(_CALCULATION.format(product=product), product + _COMES_TO, own)
        yield Ask(pool[(at + number) % len(pool)], None, own)


async def served(visitor: Visitor, ask: Ask) -> Served:
    """Ask, and judge what comes: does it hold the figure that it must come to, and no other visitor's?"""
    way, started = visitor.turn(), time.perf_counter()
    try:
        first_s, came = await asyncio.wait_for(visitor.ask(ask), TIMEOUT_S)
    except (Fault, httpx.HTTPError, TimeoutError, ValueError) as error:
        spent = time.perf_counter() - started
        return Served(way, spent, spent, fault=f"{type(error).__name__} {error}".strip()[:200])
    whole_s = time.perf_counter() - started
    came = html.unescape(came).replace(",", "")
    if strange := sorted({found for found in _MARKER.findall(came) if int(found) not in ask.own}):
        return Served(way, first_s, whole_s, foreign=", ".join(strange))
    if ask.marker is not None and str(ask.marker) not in _MARKER.findall(came):
        return Served(way, first_s, whole_s, fault=f"the answer does not come to {ask.marker}")
    return Served(way, first_s, whole_s)


def _client(url: str, session: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, cookies={COOKIE: session}, timeout=TIMEOUT_S, trust_env=False)


class PageVisitor:
    """Somebody at the chat page, as Gradio's own script behaves: a message to the queue, then the stream of this page's events."""

    def __init__(self, url: str, session: str) -> None:
        self._client = _client(url, session)
        self._page = secrets.token_hex(6)
        self._config: dict[str, Any] = {}
        self._asked: list[str] = []

    def turn(self) -> str:
        return "page"

    async def open(self) -> None:
        """Load the page. Raises Fault where it is none."""
        if "gradio_config" not in (await self._client.get("/")).text:
            raise Fault("the chat page does not load")
        self._config = (await self._client.get("/config")).json()

    async def ask(self, ask: Ask) -> tuple[float, str]:
        started = time.perf_counter()
        handler = next(handler for handler in self._config["dependencies"] if handler["api_name"] == "ask")
        message = {"data": self._inputs(handler, ask.text), "fn_index": handler["id"], "session_hash": self._page}
        joined = await self._client.post("/gradio_api/queue/join", json=message)
        if joined.status_code != 200:
            raise Fault(f"joining the queue: status {joined.status_code} {joined.text[:80]}")
        chat = handler["outputs"].index(self._id_of("chatbot"))
        first_s, sent, talk, last = 0.0, None, None, ""
        async for event in self._events(joined.json()["event_id"]):
            if not event.get("success", True):
                raise Fault(f"{event['msg']}: {event.get('output')}")
            output = event["output"]["data"][chat]
            sent = apply_diff(sent, output) if event["msg"] == "process_generating" and sent is not None else output
            talk = sent if isinstance(sent, list) else talk  # else an update that leaves the chat as it is
            if not first_s and _is_answering(talk):
                first_s = time.perf_counter() - started
            last = event["msg"]
        if not first_s or last != "process_completed":
            raise Fault(f"the stream ended with {last or 'nothing'}")
        self._asked.append(ask.text)
        return first_s, self._own(talk)

    async def close(self) -> None:
        await self._client.aclose()

    def _inputs(self, handler: dict[str, Any], text: str) -> list[Any]:
        """What the page's fields hold: the question in its box, all else as it was loaded."""
        fields = {component["id"]: component["props"] for component in self._config["components"]}
        return [text if fields[name].get("elem_id") == "question" else fields[name].get("value") or "" for name in handler["inputs"]]

    def _id_of(self, kind: str) -> int:
        return next(int(component["id"]) for component in self._config["components"] if component["type"] == kind)

    async def _events(self, event_id: str) -> AsyncIterator[dict[str, Any]]:
        """The steps of one answer, and its end."""
        async with self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self._page}) as reply:
            if reply.status_code != 200:
                raise Fault(f"the stream: status {reply.status_code}")
            async for line in reply.aiter_lines():
                if not line.startswith("data:"):
                    continue
                event = json.loads(line.removeprefix("data:"))
                if event["msg"] == "unexpected_error":
                    raise Fault(str(event.get("message")))
                if event["msg"] == "close_stream":
                    return
                if event.get("event_id") == event_id and event["msg"] in ("process_generating", "process_completed"):
                    yield event

    def _own(self, talk: Any) -> str:
        """The whole conversation as text. Raises Fault where its questions are not those that were asked here, in their order."""
        shown = [_plain(message) for message in talk if message["role"] == "user"]
        expected = [" ".join(text.split()) for text in self._asked[-len(shown) :]]
        if not shown or any(text not in found for text, found in zip(expected, shown, strict=True)):
            raise Fault(f"the conversation holds other questions than were asked: {shown[-1:]}")
        return " ".join(_plain(message) for message in talk)


def _is_answering(talk: Any) -> bool:
    """Whether the newest message is an answer's text, and not the sign that it is being looked for."""
    return bool(talk and talk[-1]["role"] == "assistant" and re.search(r'class="answer (?!waiting)', _content(talk[-1])))


def _content(message: dict[str, Any]) -> str:
    content = message["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def _plain(message: dict[str, Any]) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", _content(message))).split())


class ApiVisitor:
    """A program at the HTTP interface; it takes the whole answer and the stream of it by turns."""

    def __init__(self, url: str, session: str) -> None:
        self._client = _client(url, session)
        self._asked = 0

    def turn(self) -> str:
        return ("ask", "ask/stream")[self._asked % 2]

    async def ask(self, ask: Ask) -> tuple[float, str]:
        way, started = self.turn(), time.perf_counter()
        self._asked += 1
        first_s, whole = 0.0, ""
        async with self._client.stream("POST", f"/api/v1/{way}", json={"question": ask.text}) as reply:
            if reply.status_code != 200:
                raise Fault(f"status {reply.status_code} {(await reply.aread())[:80]!r}")
            async for piece in reply.aiter_text():
                whole += piece
                if not first_s and (way == "ask" or "event: statement\ndata:" in whole or "event: answer\ndata:" in whole):
                    first_s = time.perf_counter() - started
        last = whole if way == "ask" else whole.rpartition("event: answer\ndata: ")[2]
        answer = json.loads(last)
        if answer["question"] != ask.text:
            raise Fault(f"an answer to another question: {answer['question'][:60]}")
        return first_s, answer["text"]

    async def close(self) -> None:
        await self._client.aclose()
