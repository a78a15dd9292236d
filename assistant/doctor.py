"""Checks that an operator runs: is the installation complete, is the index sound, does the corpus keep its contract."""

import time
from contextlib import closing
from dataclasses import dataclass

from assistant.answering.model import ChatModel, Fault
from assistant.answering.thinking import WithoutThinking
from assistant.errors import AssistantError
from assistant.ingest.cards import load_corpus
from assistant.ingest.lint import lint_corpus
from assistant.settings import Settings
from assistant.types import Answer

TRIAL = "请用一两句话介绍什么是市场营销。"  # what a model is tried with


@dataclass(frozen=True, slots=True)
class Findings:
    """`lines` say what was looked at and how it is; `problems` what must be mended."""

    lines: tuple[str, ...]
    problems: tuple[str, ...]


def check_corpus(settings: Settings) -> Findings:
    """The corpus against its contract; against the source documents too where `sources_dir` is set."""
    corpus = load_corpus(settings.corpus_dir)
    report = lint_corpus(corpus, settings.corpus_dir, settings.sources_dir)
    asks = sum(len(asks) for loaded in corpus.cards for asks in loaded.card.asks.values())
    counts = f"{len(corpus.cards)} cards, {len(corpus.catalogues)} lists, {asks} asks, {len(report.problems)} problems"
    return Findings((counts, *(f"not checked: {note}" for note in report.notes)), report.problems)


def check_installation(settings: Settings) -> Findings:
    """Opens the index and asks it something; says where everything lies."""
    from assistant.build import open_assistant

    lines = [f"data directory  {settings.data_dir}", f"corpus          {settings.corpus_dir}", f"embedding       {settings.embedding}"]
    try:
        assistant = open_assistant(settings)
        title = next((card.title for card in assistant.library.cards.values()), "")
        if title:
            answer = assistant.ask(f"什么是{title}")
            lines.append(
                f"asked           {answer.question}: {answer.outcome.value}, {len(answer.citations)} citations, {answer.timings_ms['total']} ms"
            )
    except AssistantError as error:
        return Findings(tuple(lines), (str(error),))
    return Findings((*lines, "index           sound"), ())


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
