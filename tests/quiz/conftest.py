"""The shipped corpus as a library, and one workshop over it for all tests: no index is needed to write items.

Which checks of the exports did not run is said loudly; a skip's `s` is easily overlooked.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.ingest.cards import load_corpus
from assistant.ingest.store import Store
from assistant.library import Library
from assistant.quiz.make import Made, Request, Workshop
from assistant.settings import load_settings

_CHECKERS = ("make checkers", "poppler-utils")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The cards of the shipped corpus, in a database of their own."""
    folder: Path = tmp_path_factory.mktemp("quiz")
    corpus = load_corpus(load_settings(data_dir=folder).corpus_dir)
    with Store(folder, create=True) as store:
        store.replace(
            [(card.document, card.passages, card.card) for card in corpus.cards], corpus.catalogues, corpus.source_titles, {}, corpus.groups
        )
    opened = Library(Store(folder))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def workshop(library: Library) -> Workshop:
    return Workshop(library)


@pytest.fixture(scope="session")
def thousand(workshop: Workshop) -> Made:
    """A thousand items of all kinds, from all cards."""
    return workshop.make(Request(count=1000, seed=1))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []) if isinstance(report.longrepr, tuple)}
    for reason in sorted(reasons):
        if reason.endswith(_CHECKERS):
            terminalreporter.write_line(f"CHECKS OF EXPORTS SKIPPED. {reason.removeprefix('Skipped: ')}", red=True, bold=True)
