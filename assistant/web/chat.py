"""The chat page's handlers: what asking, stopping and opening again do to a conversation, and what the page then shows.

Every handler works on the conversation that the server keeps; what the browser holds is only shown. An extract is known
at once and is let appear in a few steps, which together take about half a second; what a language model writes appears
sentence by sentence.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from assistant.answering.beside import turns_beside
from assistant.answering.engine import Assistant
from assistant.errors import InputError
from assistant.library import Library
from assistant.settings import Settings
from assistant.types import Answer, EngineName, Turn
from assistant.web.appearing import steps
from assistant.web.conversations import Conversation, Conversations, Exchange
from assistant.web.editions import Editions
from assistant.web.embedding import page_context
from assistant.web.gradio_import import gr
from assistant.web.history_page import GONE, kept_html
from assistant.web.keeping import Keeper
from assistant.web.markup import attribute
from assistant.web.message import answer_html, question_html
from assistant.web.observation import Journal
from assistant.web.source import EMPTY, Sources

TICK_S = 0.1  # the least time between two updates of the page
DEADLINE_S = 60.0  # an answer that takes longer is given up; with a language model, so much longer than its own limit
CONCURRENT = 32

_log = logging.getLogger(__name__)

# What a handler gives back, by the names that chat_layout.py gives them. `editing` is the number of the question that the next one
# takes the place of, `kept` names the conversation.
OUTPUTS = ("chat", "panel", "box", "context", "notice", "stop", "editing", "kept")
Update = tuple[Any, ...]


class ChatPage:
    """The page over the edition in use, and the conversations held on it."""

    def __init__(self, editions: Editions, settings: Settings, journal: Journal, keeper: Keeper) -> None:
        self._editions = editions
        self._keeper = keeper
        self._journal = journal
        self._conversations = Conversations()
        self._threads = ThreadPoolExecutor(
            CONCURRENT, thread_name_prefix="answer"
        )  # a slow model must not hold up what else runs in threads
        self.may_choose = self._assistant.writer is not None and settings.llm_choice
        self._deadline_s = DEADLINE_S + (settings.llm_total_timeout_s if self._assistant.writer is not None else 0.0)

    @property
    def keeps(self) -> bool:
        """Whether conversations are kept beyond the page."""
        return self._keeper.keeps

    @property
    def library(self) -> Library:
        return self._assistant.library

    @property
    def model_name(self) -> str | None:
        """The language model that words answers, where there is one."""
        writer = self._assistant.writer
        return None if writer is None else writer.model.name

    @property
    def _assistant(self) -> Assistant:
        return self._editions.current.assistant

    @property
    def _sources(self) -> Sources:
        return self._editions.current.sources

    async def ask(self, question: str, context: str, worded: bool, editing: str, request: gr.Request) -> AsyncIterator[Update]:
        """Answer the question in the box, said beside `context`, a page's text; a newer one ends what is still being answered.

        With a number in `editing`, it takes the place of that question and of what came behind it.
        """
        conversation = self._conversations.of(_session(request))
        if conversation.is_answering(question.strip()):
            yield _update()  # a double click
            return
        removed = conversation.cut(int(editing)) if editing.isdecimal() else []
        async for update in self._answer(conversation, question, page_context(context), self._engine(worded), request, removed):
            yield update

    async def retry(self, worded: bool, request: gr.Request) -> AsyncIterator[Update]:
        """Ask the last question again, in the place of its answer."""
        conversation = self._conversations.of(_session(request))
        removed = conversation.cut()
        if not removed:
            yield _only_notice("还没有问过问题，没有可以重试的。")
            return
        last = removed[0]
        async for update in self._answer(conversation, last.question, last.context, self._engine(worded), request, removed):
            yield update

    async def reopen(self, wanted: str, request: gr.Request) -> Update:
        """Put one of this person's earlier conversations on the page, its sources with it."""
        found = await self._keeper.find(owner_of(request), wanted)
        if found is None:
            return _update(notice=f'<p role="alert">{GONE}</p>', kept="")
        row, exchanges = found
        conversation = self._conversations.reopen(_session(request), row.id, exchanges)
        hidden = row.exchanges - len(conversation.exchanges)
        left_out = (
            f"<p>这个对话共{row.exchanges}问，这里是最近{len(conversation.exchanges)}问；“打印”和“导出文档”里有全部。</p>" if hidden else ""
        )
        return _update(
            chat=[message for exchange in conversation.exchanges for message in self._messages(exchange)],
            panel=self._sources.panel_html(conversation.exchanges),
            notice=left_out,
            stop=gr.update(interactive=False),
            editing="",
            kept=kept_html(row.id),
        )

    async def stop(self, request: gr.Request) -> Any:
        """Ask the answer that is being written to end; it says so itself at its next step."""
        self._conversations.of(_session(request)).stop()
        return gr.update(interactive=False)

    async def clear(self, request: gr.Request) -> Update:
        self._conversations.forget(_session(request))
        return _update(chat=[], panel=EMPTY, box="", notice="", stop=gr.update(interactive=False), editing="", kept="")

    def _engine(self, worded: bool) -> EngineName | None:
        """The engine that a user chose, where there is a choice."""
        return "extractive" if self.may_choose and not worded else None

    async def _answer(
        self,
        conversation: Conversation,
        question: str,
        context: str,
        engine: EngineName | None,
        request: gr.Request,
        removed: list[Exchange],
    ) -> AsyncIterator[Update]:
        """Answer, and let the answer appear; an update is at least TICK_S after the one before. Where the question is none, what was
        `removed` for it comes back."""
        turns = conversation.turns()
        exchange = conversation.begin(question.strip(), context)
        earlier = [message for other in conversation.exchanges[:-1] for message in self._messages(other)]
        # The boxes are emptied once: the next question may be being typed already.
        once = [{"box": "", "context": "", "editing": ""}]

        def update(**more: Any) -> Update:
            messages = [*earlier, *self._messages(exchange)]
            boxes = once.pop() if once else {}
            return _update(chat=messages, notice="", stop=gr.update(interactive=exchange.open), **boxes, **more)

        grown: list[Answer] = []
        work = asyncio.get_running_loop().run_in_executor(self._threads, self._grow, question, turns, engine, exchange, grown)
        work.add_done_callback(lambda done: done.cancelled() or done.exception())  # of a stopped one nobody else asks
        for waited in range(int(self._deadline_s / TICK_S)):
            await asyncio.wait({work}, timeout=TICK_S)
            if work.done() or exchange.stopped:
                break
            if grown and exchange.answer is not grown[-1]:
                exchange.answer, exchange.growing = grown[-1], True
                exchange.shown = len(exchange.answer.text)
                yield update(panel=self._sources.panel_html(conversation.exchanges))
            elif waited == 0:
                yield update()
        if not conversation.is_last(exchange):
            yield _update()
            return
        appeared, exchange.growing = exchange.growing, False
        try:
            exchange.answer = _outcome(work, exchange)
        except InputError as error:
            conversation.exchanges.remove(exchange)
            conversation.put_back(removed)
            yield _only_notice(str(error))
            return
        if exchange.answer is None:
            yield update()
            return
        if request.request is not None:  # Gradio leaves it out of calls that do not come over the network
            self._journal.answered(exchange.answer, request.request)
        await self._keeper.keep(owner_of(request), conversation, exchange)
        for place, cut in enumerate([len(exchange.answer.text)] if appeared else steps(exchange.answer)):
            if place:
                await asyncio.sleep(TICK_S)
            if not conversation.is_last(exchange):
                yield _update()
                return
            if not exchange.stopped:
                exchange.shown = cut
            if place:
                yield update()
            else:
                yield update(panel=self._sources.panel_html(conversation.exchanges), kept=kept_html(conversation.kept_as))
            if exchange.stopped:
                return
        yield _update()  # shown once more at the end: the boxes must not be emptied again, the next question may stand in them

    def _grow(self, question: str, turns: list[Turn], engine: EngineName | None, exchange: Exchange, grown: list[Answer]) -> Answer:
        """Put the answer into `grown` as it grows, until it is whole or nobody waits for it any more."""
        with self._editions.lease() as edition:
            beside = turns_beside(edition.assistant, question, turns, exchange.context)
            exchange.context_read = bool(beside)
            for answer in edition.assistant.stream(question, [*turns, *beside], engine):
                grown.append(answer)
                if exchange.stopped:
                    break
        return grown[-1]

    def _messages(self, exchange: Exchange) -> list[dict[str, str]]:
        """The exchange as the chatbot takes it; a complete one is made once."""
        if exchange.messages is not None:
            return exchange.messages
        messages = [
            {"role": "user", "content": question_html(exchange)},
            {"role": "assistant", "content": answer_html(exchange, self.library)},
        ]
        if not exchange.open:
            exchange.messages = messages
        return messages


def _outcome(work: "asyncio.Future[Answer]", exchange: Exchange) -> Answer | None:
    """The answer, or what there was of it when it was stopped; None, with a notice where nobody stopped it, where there is none.
    Raises InputError."""
    if exchange.stopped:
        return exchange.answer
    if not work.done():
        exchange.notice = "等了一分钟还没有结果，先停下了。请点“重试”，或者换个问法。"
        return None
    try:
        return work.result()
    except InputError:
        raise
    except Exception:
        _log.exception("a question could not be answered")
        exchange.notice = "服务器出了错，这次没有答出来。请点“重试”；还不行请联系管理员。"
        return None


def _update(**parts: Any) -> Update:
    """What changes on the page, by the names of OUTPUTS; the rest is left to what is there, above all the question box."""
    return tuple(parts.get(name, gr.skip()) for name in OUTPUTS)


def _only_notice(words: str) -> Update:
    """Say something below the chat."""
    return _update(notice=f'<p role="alert">{attribute(words)}</p>', stop=gr.update(interactive=False))


def owner_of(request: gr.Request) -> str:
    """Whose conversations these are: the person that access has proven."""
    return request.username or ""


def _session(request: gr.Request) -> str:
    """The page of this person: whoever learns the name of another's page finds a conversation of their own under it."""
    return f"{owner_of(request)} {request.session_hash}"
