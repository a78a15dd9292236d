"""The chat page: a conversation on the left, the sources of its answers on the right.

Every handler works on the conversation that the server keeps; what the browser holds is only shown. An extract is known
at once and is let appear in a few steps, which together take about half a second; what a language model writes appears
sentence by sentence.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from assistant.answering.beside import turns_beside
from assistant.answering.engine import Assistant
from assistant.errors import InputError
from assistant.settings import Settings
from assistant.types import Answer, EngineName, Turn
from assistant.web.conversations import Conversation, Conversations, Exchange
from assistant.web.embedding import MOUNTED, frame_head, page_context
from assistant.web.gradio_import import gr
from assistant.web.markup import attribute
from assistant.web.message import EXTRACTIVE_LABEL, answer_html, model_label, question_html
from assistant.web.observation import Journal
from assistant.web.source import EMPTY, Sources

HEADING = "问答"
TITLE = f"{HEADING}｜营销知识助手"
TICK_S = 0.1  # the least time between two updates of the page
MAX_UPDATES = 5  # updates in which an answer appears
DEADLINE_S = 60.0  # an answer that takes longer is given up; with a language model, so much longer than its own limit
CONCURRENT = 32

EXAMPLES = (
    (
        "算一笔让渡价值",
        "一台空调：产品价值3000元，服务价值500元，人员价值200元，形象价值300元；货币成本2600元，时间成本150元，精力成本100元，体力成本50元。顾客让渡价值是多少？",
    ),
    ("算一位客户的终生价值", "一位客户每年带来利润1000元，预计合作5年，折现率10%，终生价值是多少？"),
    ("列出一份清单", "二十二条营销法则有哪些？"),
    ("各处说法不一的数", "拉一个新客比留一个老客贵多少？"),
    ("按比例估算份额", "我们排第三，份额6%，老大大概多少？"),
)

_log = logging.getLogger(__name__)
_HERE = Path(__file__).parent

# What a handler gives back: chat, panel, question box, page's text, notice, stop button.
Update = tuple[Any, Any, Any, Any, Any, Any]

_HELP = '<a href="help" target="_blank">帮助</a>'  # in a frame alone, where there is no navigation
_WELCOME = (
    '<div class="welcome"><p class="welcome-title">想问什么？</p><p>可以问概念、清单、案例和怎么做，也可以报上数字让我算。</p><div class="examples">'
    + "".join(
        f'<button type="button" class="next example"><span class="kind">{attribute(kind)}</span><span class="ask">{attribute(question)}</span></button>'
        for kind, question in EXAMPLES
    )
    + "</div></div>"
)


class ChatPage:
    """The page over one open assistant, and the conversations held on it."""

    def __init__(self, assistant: Assistant, settings: Settings, journal: Journal) -> None:
        self._assistant = assistant
        self._journal = journal
        self._conversations = Conversations()
        self._threads = ThreadPoolExecutor(
            CONCURRENT, thread_name_prefix="answer"
        )  # a slow model must not hold up what else runs in threads
        self._sources = Sources(assistant.library, settings.sources_dir)
        self._may_choose = assistant.writer is not None and settings.llm_choice
        self._deadline_s = DEADLINE_S + (settings.llm_total_timeout_s if assistant.writer is not None else 0.0)

    def blocks(self) -> gr.Blocks:
        """The page as Gradio takes it; nothing in it is open as an API."""
        page: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True)
        with page:
            gr.HTML(f"<h1>{HEADING}</h1>", elem_id="heading")
            with gr.Row(elem_id="columns"):
                with gr.Column(elem_id="talk"):
                    chat = gr.Chatbot(
                        elem_id="chat",
                        label="对话",
                        show_label=False,
                        placeholder=_WELCOME,
                        buttons=[],
                        layout="bubble",
                        latex_delimiters=[],
                        line_breaks=False,
                        autoscroll=False,  # chat.js keeps the question in view, where its answer begins
                        feedback_options=None,
                        height=None,
                    )
                    notice = gr.HTML("", elem_id="notice")
                    with gr.Row(elem_id="composer"):
                        with gr.Row(elem_id="page-context"):  # shown in a frame alone, where the page around it gave some
                            context = gr.Textbox(
                                label="随问题一起发送的页面文字",
                                placeholder="没有页面文字",
                                lines=1,
                                max_lines=4,
                                elem_id="context",
                                scale=1,
                            )
                            gr.HTML('<button type="button" class="drop">不带这段</button>', elem_id="drop-context")
                        box = gr.Textbox(
                            label="问题",
                            placeholder="写下问题，回车发送",
                            lines=1,
                            max_lines=6,
                            elem_id="question",
                            scale=1,
                        )
                        send = gr.Button("发送", variant="primary", elem_id="send", scale=0, min_width=88)
                    with gr.Row(elem_id="tools"):
                        stop = gr.Button("停止", size="sm", elem_id="stop", interactive=False)
                        retry = gr.Button("重试", size="sm", elem_id="retry")
                        clear = gr.Button("新对话", size="sm", elem_id="clear")
                        worded = gr.Checkbox(
                            label="用语言模型写", value=True, visible=self._may_choose, elem_id="worded", container=False, scale=0
                        )
                        gr.HTML(f"<span>{attribute(self._engine_label())} · Shift＋回车换行</span>{_HELP}", elem_id="hint")
                with gr.Column(elem_id="side"):
                    panel = gr.HTML(EMPTY, elem_id="panel")
            outputs = [chat, panel, box, context, notice, stop]
            answering: dict[str, Any] = {
                "outputs": outputs,
                "show_progress": "hidden",
                "concurrency_limit": CONCURRENT,
                "concurrency_id": "answer",
                "api_visibility": "private",
            }
            at_once: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None, "api_visibility": "private"}
            gr.on([box.submit, send.click], self.ask, inputs=[box, context, worded], trigger_mode="multiple", **answering)
            retry.click(self.retry, inputs=[worded], **answering)
            stop.click(self.stop, outputs=[stop], **at_once)
            clear.click(self.clear, outputs=outputs, **at_once)
            page.load(js=MOUNTED, api_visibility="private")
        page.queue(max_size=200, api_open=False)
        return page

    async def ask(self, question: str, context: str, worded: bool, request: gr.Request) -> AsyncIterator[Update]:
        """Answer the question in the box, said beside `context`, a page's text; a newer one ends what is still being answered."""
        conversation = self._conversations.of(_session(request))
        if conversation.is_answering(question.strip()):
            yield _nothing()  # a double click
            return
        async for update in self._answer(conversation, question, page_context(context), self._engine(worded), request):
            yield update

    async def retry(self, worded: bool, request: gr.Request) -> AsyncIterator[Update]:
        """Ask the last question again, in the place of its answer."""
        conversation = self._conversations.of(_session(request))
        last = conversation.take_back()
        if last is None:
            yield _only_notice("还没有问过问题，没有可以重试的。")
            return
        async for update in self._answer(conversation, last.question, last.context, self._engine(worded), request):
            yield update

    async def stop(self, request: gr.Request) -> Any:
        """Ask the answer that is being written to end; it says so itself at its next step."""
        self._conversations.of(_session(request)).stop()
        return gr.update(interactive=False)

    async def clear(self, request: gr.Request) -> Update:
        self._conversations.forget(_session(request))
        return [], EMPTY, gr.update(value=""), gr.skip(), "", gr.update(interactive=False)

    def _engine(self, worded: bool) -> EngineName | None:
        """The engine that a user chose, where there is a choice."""
        return "extractive" if self._may_choose and not worded else None

    def _engine_label(self) -> str:
        writer = self._assistant.writer
        return EXTRACTIVE_LABEL if writer is None else model_label(writer.model.name)

    async def _answer(
        self, conversation: Conversation, question: str, context: str, engine: EngineName | None, request: gr.Request
    ) -> AsyncIterator[Update]:
        """Answer, and let the answer appear; an update is at least TICK_S after the one before."""
        turns = conversation.turns()
        exchange = conversation.begin(question.strip(), context)
        earlier = [message for other in conversation.exchanges[:-1] for message in self._messages(other)]
        # The boxes are emptied once: the next question may be being typed already.
        once = [(gr.update(value=""), gr.update(value=""))]

        def update(panel: Any = None) -> Update:
            boxes = once.pop() if once else (gr.skip(), gr.skip())
            messages = [*earlier, *self._messages(exchange)]
            return messages, gr.skip() if panel is None else panel, *boxes, "", gr.update(interactive=exchange.open)

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
                yield update(self._sources.panel_html(conversation.exchanges))
            elif waited == 0:
                yield update()
        if not conversation.is_last(exchange):
            yield _nothing()
            return
        appeared, exchange.growing = exchange.growing, False
        try:
            exchange.answer = _outcome(work, exchange)
        except InputError as error:
            conversation.exchanges.remove(exchange)
            yield _only_notice(str(error))
            return
        if exchange.answer is None:
            yield update()
            return
        if request.request is not None:  # Gradio leaves it out of calls that do not come over the network
            self._journal.answered(exchange.answer, request.request)
        for place, cut in enumerate([len(exchange.answer.text)] if appeared else steps(exchange.answer)):
            if place:
                await asyncio.sleep(TICK_S)
            if not conversation.is_last(exchange):
                yield _nothing()
                return
            if not exchange.stopped:
                exchange.shown = cut
            yield update(None if place else self._sources.panel_html(conversation.exchanges))
            if exchange.stopped:
                return

    def _grow(self, question: str, turns: list[Turn], engine: EngineName | None, exchange: Exchange, grown: list[Answer]) -> Answer:
        """Put the answer into `grown` as it grows, until it is whole or nobody waits for it any more."""
        beside = turns_beside(self._assistant, question, turns, exchange.context)
        exchange.context_read = bool(beside)
        for answer in self._assistant.stream(question, [*turns, *beside], engine):
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
            {"role": "assistant", "content": answer_html(exchange, self._assistant.library)},
        ]
        if not exchange.open:
            exchange.messages = messages
        return messages


def steps(answer: Answer) -> list[int]:
    """How many characters of the answer's text stand after each update: whole statements, whole rows of a table."""
    text = answer.text
    ends, at = [], 0
    for statement in answer.statements:
        found = text.find(statement.text, at)
        if found < 0:
            continue
        at = found + len(statement.text)
        while (mark := text[at:].split("]", 1)[0]).startswith("[") and mark[1:].isdecimal():
            at += len(mark) + 1
        line_end = text.find("\n", at)
        in_table = text.rfind("\n", 0, at) + 1 < len(text) and text[text.rfind("\n", 0, at) + 1] == "|"
        ends.append((line_end if line_end >= 0 else len(text)) if in_table else at)
    ends = sorted({*ends, len(text)})
    stride = -(-len(ends) // MAX_UPDATES)
    return sorted({*ends[stride - 1 :: stride], len(text)})


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


def _only_notice(words: str) -> Update:
    """Say something below the chat and leave the rest, above all the question box, as it is."""
    return gr.skip(), gr.skip(), gr.skip(), gr.skip(), f'<p role="alert">{attribute(words)}</p>', gr.update(interactive=False)


def _nothing() -> Update:
    """Leave the page to a newer question. Gradio shows the last update of a handler once more when it ends."""
    return gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()


def _session(request: gr.Request) -> str:
    """The page of this person: whoever learns the name of another's page finds a conversation of their own under it."""
    return f"{request.username} {request.session_hash}"


def stylesheet() -> Path:
    return _HERE / "theme.css"


def head(settings: Settings) -> str:
    """For the page's head: it must run before Gradio's own modules do."""
    return f"<script>{(_HERE / 'chat.js').read_text(encoding='utf-8')}</script>{frame_head(settings.embed_origins)}"
