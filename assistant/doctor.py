"""Checks that an operator runs: is the installation complete, is the index sound, does the corpus keep its contract."""

from dataclasses import dataclass

from assistant.errors import AssistantError
from assistant.ingest.cards import load_corpus
from assistant.ingest.lint import lint_corpus
from assistant.settings import Settings


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
