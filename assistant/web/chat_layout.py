"""How the chat page is laid out: a conversation on the left, the sources of its answers on the right; its scripts and style."""

import json
from pathlib import Path
from typing import Any

from assistant.history.opinions import Fault, Reason
from assistant.settings import Settings
from assistant.web.chat import CONCURRENT, ChatPage
from assistant.web.embedding import MOUNTED, frame_head
from assistant.web.gradio_import import gr
from assistant.web.history_page import LIST, TOGGLE
from assistant.web.markup import attribute
from assistant.web.message import EXTRACTIVE_LABEL, model_label
from assistant.web.source import EMPTY
from assistant.web.suggestions import offered, welcome_html

HEADING = "问答"
TITLE = f"{HEADING}｜营销知识助手"
EDITING = '<span>正在修改前面的一问，发送后从那里重新问起。</span><button type="button" class="drop-editing">不改了</button>'

_HELP = '<a href="help" target="_blank">帮助</a>'  # in a frame alone, where there is no navigation
_HERE = Path(__file__).parent


def blocks_of(chat: ChatPage) -> gr.Blocks:
    """The page as Gradio takes it; nothing in it is open as an API."""
    page: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True)
    with page:
        gr.HTML(f"<h1>{HEADING}</h1>", elem_id="heading")
        with gr.Row(elem_id="columns"):
            if chat.keeps:
                gr.HTML(LIST, elem_id="past")
            with gr.Column(elem_id="talk"):
                talk = gr.Chatbot(
                    elem_id="chat",
                    label="对话",
                    show_label=False,
                    placeholder=welcome_html(chat.library),
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
                    gr.HTML(EDITING, elem_id="editing-note")
                    send = gr.Button("发送", variant="primary", elem_id="send", scale=0, min_width=88)
                with gr.Row(elem_id="tools"):
                    if chat.keeps:
                        gr.HTML(TOGGLE, elem_id="past-toggle")
                    stop = gr.Button("停止", size="sm", elem_id="stop", interactive=False)
                    retry = gr.Button("重试", size="sm", elem_id="retry")
                    clear = gr.Button("新对话", size="sm", elem_id="clear")
                    worded = gr.Checkbox(
                        label="用语言模型写", value=True, visible=chat.may_choose, elem_id="worded", container=False, scale=0
                    )
                    kept = gr.HTML("", elem_id="kept")
                    gr.HTML(f"<span>{attribute(_engine_label(chat))} · Shift＋回车换行</span>{_HELP}", elem_id="hint")
                with gr.Row(elem_id="for-scripts"):  # never shown: what history.js and chat.js fill in and press
                    editing = gr.Textbox(elem_id="editing")
                    wanted = gr.Textbox(elem_id="wanted")
                    reopen = gr.Button(elem_id="reopen")
            with gr.Column(elem_id="side"):
                panel = gr.HTML(EMPTY, elem_id="panel")
        outputs = [talk, panel, box, context, notice, stop, editing, kept]  # as OUTPUTS names them
        answering: dict[str, Any] = {
            "outputs": outputs,
            "show_progress": "hidden",
            "concurrency_limit": CONCURRENT,
            "concurrency_id": "answer",
            "api_visibility": "private",
        }
        at_once: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None, "api_visibility": "private"}
        gr.on([box.submit, send.click], chat.ask, inputs=[box, context, worded, editing], trigger_mode="multiple", **answering)
        retry.click(chat.retry, inputs=[worded], **answering)
        stop.click(chat.stop, outputs=[stop], **at_once)
        clear.click(chat.clear, outputs=outputs, **at_once)
        reopen.click(chat.reopen, inputs=[wanted], outputs=outputs, **at_once)
        page.load(js=MOUNTED, api_visibility="private")
    page.queue(max_size=200, api_open=False)
    return page


def head_of(chat: ChatPage, settings: Settings) -> str:
    """For the page's head: it must run before Gradio's own modules do."""
    names = ("page.js", "chat.js", "history.js", "opinions.js")
    scripts = "".join(f"<script>{(_HERE / name).read_text(encoding='utf-8')}</script>" for name in names)
    style = (_HERE / "history.css").read_text(encoding="utf-8")
    offers = attribute(json.dumps(offered(chat.library), ensure_ascii=False))
    opinions = attribute(json.dumps({"reasons": list(Reason), "faults": list(Fault)}, ensure_ascii=False))
    metas = f'<meta name="offers" content="{offers}"><meta name="opinions" content="{opinions}">'
    return f"{metas}<style>{style}</style>{scripts}{frame_head(settings.embed_origins)}"


def stylesheet() -> Path:
    return _HERE / "theme.css"


def _engine_label(chat: ChatPage) -> str:
    return EXTRACTIVE_LABEL if chat.model_name is None else model_label(chat.model_name)
