"""An assistant over the five cards whose language model is a scripted server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from assistant import build
from assistant.answering.engine import Assistant
from assistant.settings import Settings, load_settings
from tests.llm.server import Reply, Scripted, scripted

MISSING = (
    "the extra 'serving' is not installed: no test of `transformers serve` was run. Install it: pip install 'marketing-assistant[serving]'"
)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that the tests over a real server did not run."""
    if any(MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(f"LANGUAGE MODEL SERVER TESTS SKIPPED. {MISSING}", red=True, bold=True)


@pytest.fixture
def serve_model() -> Iterator[Callable[..., Scripted]]:
    """Starts scripted servers that end with the test."""
    with ExitStack() as stack:
        yield lambda *replies: stack.enter_context(scripted(*replies))


@pytest.fixture
def with_model(settings: Settings) -> Callable[..., Settings]:
    """Settings with a language model at an address."""
    kept = {name: getattr(settings, name) for name in ("data_dir", "corpus_dir", "embedding")}

    def make(url: str, **values: Any) -> Settings:
        return load_settings(**kept, llm_base_url=url, llm_model="scripted", **values)

    return make


@pytest.fixture
def writing(
    serve_model: Callable[..., Scripted], with_model: Callable[..., Settings], opened: Callable[[Settings], Assistant]
) -> Callable[..., tuple[Assistant, Scripted]]:
    """An assistant whose model answers with these replies, and the server that they come from."""

    def open_one(*replies: Callable[[str], Reply], **values: Any) -> tuple[Assistant, Scripted]:
        server = serve_model(*replies)
        settings = with_model(server.url, **values)
        build.ensure_index(settings)
        return opened(settings), server

    return open_one
