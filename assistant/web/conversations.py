"""Conversations as they stand on open pages, held on the server: what a browser sends as history is never believed.

A session is the random name that Gradio gives a page when it loads. The longest unused conversation goes when there are
too many, so that memory stays bounded however many pages are opened; what is kept for longer is in assistant/history.
"""

from asyncio import Lock
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.history.conversations import KeptExchange
from assistant.history.opinions import Verdict
from assistant.types import Answer, Turn

MAX_EXCHANGES = 12  # shown and remembered in one conversation; the oldest goes
MAX_HELD = 1000  # exchanges of all conversations together, about 20 kB each with what is shown of them


@dataclass(slots=True)
class Exchange:
    """A question and what has been shown of its answer: `shown` characters of the text, or a notice in its place.

    While it is `growing`, a language model is still writing it, and another answer may take its place.
    `context` is text of the page around the chat, which the user saw and sent with the question; `context_read` says that the
    answer rests on it. `kept_as` is its id in the history, where it is kept.
    """

    number: int
    question: str
    context: str = ""
    context_read: bool = False
    answer: Answer | None = None
    shown: int = 0
    growing: bool = False
    stopped: bool = False
    notice: str = ""
    before: tuple[str, ...] = ()  # questions of the conversation that were asked earlier
    kept_as: str | None = None
    unkept: bool = False  # it should have been, and could not be
    verdict: Verdict | None = None
    messages: list[dict[str, str]] | None = None  # as the chatbot takes it, kept once it is complete
    sources: str | None = None  # HTML of its citations, kept likewise

    @property
    def complete(self) -> bool:
        return self.answer is not None and not self.growing and self.shown >= len(self.answer.text)

    @property
    def open(self) -> bool:
        """Whether more of it is still to come."""
        return not (self.complete or self.stopped or self.notice)

    @property
    def text(self) -> str:
        return self.answer.text[: self.shown] if self.answer else ""


@dataclass(slots=True)
class Conversation:
    """The exchanges of one page, oldest first; only the last one may still be written to.

    `kept_as` is its id in the history, once an exchange of it is kept; the kept exchange `replaces`, with those behind it,
    goes when the next one is kept.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    asked: int = 0
    kept_as: str | None = None
    replaces: str | None = None
    keeping: Lock = field(default_factory=Lock)  # one exchange after the other

    def begin(self, question: str, context: str = "") -> Exchange:
        """Add a question; whatever is still being answered gives way to it."""
        self.stop()
        self.asked += 1
        before = tuple(exchange.question for exchange in self.exchanges)
        self.exchanges.append(Exchange(self.asked, question, context, before=before))
        del self.exchanges[:-MAX_EXCHANGES]
        return self.exchanges[-1]

    def stop(self) -> None:
        """Stop the answer that is being written, if there is one."""
        if self.exchanges and self.exchanges[-1].open:
            self.exchanges[-1].stopped = True

    def is_last(self, exchange: Exchange) -> bool:
        return bool(self.exchanges) and self.exchanges[-1] is exchange

    def is_answering(self, question: str) -> bool:
        """Whether this very question is being answered already."""
        return bool(self.exchanges) and self.exchanges[-1].open and self.exchanges[-1].question == question

    def cut(self, number: int | None = None) -> list[Exchange]:
        """Remove the exchange with this number, or the last one, and those behind it, and give them back: another question comes in
        their place. Nothing where there is no such exchange."""
        numbers = [exchange.number for exchange in self.exchanges]
        wanted = numbers[-1] if number is None and numbers else number
        if wanted not in numbers:
            return []
        at = numbers.index(wanted)
        self.stop()
        removed = self.exchanges[at:]
        del self.exchanges[at:]
        self.replaces = self.replaces or next((exchange.kept_as for exchange in removed if exchange.kept_as), None)
        return removed

    def put_back(self, removed: list[Exchange]) -> None:
        """Undo a cut: nothing came in the place of what was removed."""
        self.exchanges += removed
        if any(exchange.kept_as == self.replaces for exchange in removed):
            self.replaces = None

    def turns(self) -> list[Turn]:
        """The finished part of the conversation, as the engine takes it."""
        turns = []
        for exchange in self.exchanges:
            if exchange.text:
                turns += [Turn("user", exchange.context)] if exchange.context_read else []
                turns += [Turn("user", exchange.question), Turn("assistant", exchange.text)]
        return turns


class Conversations:
    """All open conversations by session."""

    def __init__(self, max_held: int = MAX_HELD) -> None:
        self._max_held = max_held
        self._by_session: OrderedDict[str, Conversation] = OrderedDict()

    def of(self, session: str) -> Conversation:
        """The conversation of this session, a new one where there is none; the one used least recently may go for it."""
        conversation = self._by_session.setdefault(session, Conversation())
        self._by_session.move_to_end(session)
        while len(self._by_session) > 1 and sum(max(1, len(c.exchanges)) for c in self._by_session.values()) > self._max_held:
            self._by_session.popitem(last=False)
        return conversation

    def reopen(self, session: str, kept_as: str, kept: Sequence[KeptExchange]) -> Conversation:
        """Put a conversation of the history on the page, in the place of what stood there."""
        self.forget(session)
        conversation = self.of(session)
        conversation.kept_as = kept_as
        for one in kept:
            told = one.exchange
            exchange = conversation.begin(told.question, told.context)
            exchange.context_read, exchange.answer, exchange.shown = told.context_read, told.answer, len(told.answer.text)
            exchange.stopped, exchange.kept_as, exchange.verdict = told.stopped, one.id, one.verdict
        return conversation

    def forget(self, session: str) -> None:
        """Drop a conversation; an answer that is still being written ends, for it is no longer the last of any."""
        conversation = self._by_session.pop(session, None)
        if conversation is not None:
            conversation.stop()
            conversation.exchanges.clear()
