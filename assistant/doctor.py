"""Checks that an operator runs: is the installation complete, is the index sound, does anything leave this machine,
does the corpus keep its contract, what does the language model do."""

import asyncio
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from assistant.answering.model import ChatModel, Fault
from assistant.answering.thinking import WithoutThinking
from assistant.errors import AssistantError
from assistant.ingest.cards import load_corpus
from assistant.ingest.lint import lint_corpus
from assistant.seclusion import secluded
from assistant.settings import Settings
from assistant.types import Answer

if TYPE_CHECKING:  # the engine takes a second to load, which --corpus does not need
    from fastapi import FastAPI

    from assistant.answering.engine import Assistant

TRIAL = "请用一两句话介绍什么是市场营销。"  # what a model is tried with


@dataclass(frozen=True, slots=True)
class Findings:
    """`lines` say what was looked at and how it is; `problems` what must be mended."""

    lines: tuple[str, ...]
    problems: tuple[str, ...]


def check_corpus(settings: Settings) -> Findings:
    """The corpus, the company's own cards over it, against its contract; against the source documents too where `sources_dir` is set."""
    corpus = load_corpus(settings.corpus_dir, settings.own_cards_dir)
    report = lint_corpus(corpus, settings.corpus_dir, settings.sources_dir)
    asks = sum(len(asks) for loaded in corpus.cards for asks in loaded.card.asks.values())
    counts = f"{len(corpus.cards)} cards, {len(corpus.catalogues)} lists, {asks} asks, {len(report.problems)} problems"
    return Findings((counts, *(f"not checked: {note}" for note in report.notes)), report.problems)


def check_installation(settings: Settings) -> Findings:
    """Opens the index, asks it something and serves the page, shut off from every other machine; says where everything lies.

    A language model is left out: it may well be on another machine, and `check_model` tries it.
    """
    lines = [f"data directory  {settings.data_dir}", f"corpus          {settings.corpus_dir}", f"embedding       {settings.embedding}"]
    if settings.llm_model is not None:
        lines.append(f"language model  {settings.llm_model}, which is sent questions and passages; not asked here: see doctor --llm")
        settings = settings.model_copy(update={"llm_model": None})
    try:
        with secluded() as attempts:
            lines += _asked_and_served(settings)
    except (AssistantError, PermissionError) as error:
        return Findings(tuple(lines), (str(error), *(f"led to another machine: {attempt}" for attempt in attempts)))
    if attempts:
        return Findings(tuple(lines), tuple(f"led to another machine: {attempt}" for attempt in attempts))
    return Findings(
        (*lines, "index           sound", "other machines  none asked for anything, while a question was answered and the page served"), ()
    )


def _asked_and_served(settings: Settings) -> list[str]:
    """A question through the engine, then the page and a question over HTTP, all within this process."""
    from assistant.build import open_assistant

    with closing(open_assistant(settings)) as assistant:
        title = next((card.title for card in assistant.library.cards.values()), "")
        if not title:
            return []
        answer = assistant.ask(f"什么是{title}")
        return [
            f"asked           {answer.question}: {answer.outcome.value}, {len(answer.citations)} citations, {answer.timings_ms['total']} ms",
            *_served(assistant, settings, answer.question),
        ]


def _served(assistant: "Assistant", settings: Settings, question: str) -> list[str]:
    """As whoever sits at this machine, whatever way of signing in is set; with an audit log that is thrown away. Raises AssistantError."""
    from gradio.analytics import analytics_enabled
    from httpx import ASGITransport, AsyncClient

    from assistant.web.app import create_app

    async def served(app: "FastAPI") -> list[str]:
        async with app.router.lifespan_context(app), AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
            replies = [await client.get(path) for path in ("/", "/config", "/library", "/value")]
            replies.append(await client.post("/api/v1/ask", json={"question": question}, timeout=60))
        if wrong := [reply for reply in replies if not reply.is_success]:
            raise AssistantError(f"{wrong[0].url.path} was answered with status {wrong[0].status_code}; see the error above")
        return [f"served          {reply.url.path}" for reply in replies]

    with TemporaryDirectory() as folder:
        local = settings.model_copy(update={"auth": "none", "data_dir": Path(folder), "root_path": ""})
        lines = asyncio.run(served(create_app(assistant, local)))
    return [*lines, f"telemetry       Gradio's {'on' if analytics_enabled() else 'off'}"]


def check_model(settings: Settings) -> Findings:
    """Tries the language model: is it there, does it stream, does it think aloud, does it keep to the task, and how fast is it."""
    from assistant.build import open_assistant

    lines = [f"endpoint        {settings.llm_base_url or settings.llm_provider}", f"model           {settings.llm_model or 'none'}"]
    if settings.llm_model is None:
        return Findings(
            tuple(lines), ("no language model is set: set ASSISTANT_LLM_MODEL, and ASSISTANT_LLM_BASE_URL for an endpoint of your own",)
        )
    try:
        with closing(open_assistant(settings)) as assistant:
            writer = assistant.writer
            if writer is None:
                return Findings(tuple(lines), ("the language model was not opened",))
            trial = try_model(writer.model)
            lines += trial.lines
            question = next((f"什么是{card.title}" for card in assistant.library.cards.values()), "")
            if question:
                answer = assistant.ask(question)
                lines.append(f"asked           {question}: {_kept(answer)}, {answer.timings_ms['total']} ms")
    except AssistantError as error:
        return Findings(tuple(lines), (f"{error}; check the address, the key and the name of the model",))
    return Findings(tuple(lines), trial.problems)


def try_model(model: ChatModel) -> Findings:
    """A short text from the model: when it begins, how fast it goes on, in how many pieces, and whether thinking is among it. Raises ModelError."""
    started = time.perf_counter()
    thinking = WithoutThinking()
    first, pieces, text = 0.0, 0, ""
    for piece in model.write(TRIAL, model.deadline()):
        first = first or time.perf_counter() - started
        pieces += 1
        plain = thinking.feed(piece)
        text = plain if thinking.restarted else text + plain
    text += thinking.end()
    whole = time.perf_counter() - started
    rate = len(text) / (whole - first) if pieces > 1 else 0.0
    lines = [
        f"first text      {first * 1000:.0f} ms",
        f"speed           {rate:.0f} characters a second" if rate else "speed           not measured: the text came in one piece",
        f"streaming       {'yes' if pieces > 1 else 'no: answers appear only when they are complete'}",
        f"thinking        {'in the text, taken out' if thinking.seen else 'none in the text'}",
    ]
    return Findings(tuple(lines), () if text.strip() else (Fault.EMPTY.value,))


def _kept(answer: Answer) -> str:
    generation = answer.generation
    if generation is None:
        return "nothing in it to be worded anew"
    outcome = f"fell back ({generation.note})" if generation.note else "worded by the model"
    return f"{outcome}, {generation.kept} sentences passed the gates, {generation.dropped} dropped"
