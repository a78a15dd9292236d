"""What the gates cost: processor time that an answer in a model's words takes beside the extract, and how soon its first sentence shows.

The model is the honest one of the tests. Without a wire for the cost; over a scripted server on loopback, a few characters every 20 ms
as a fast endpoint gives them, for the first sentence.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from assistant.answering.engine import Assistant
from assistant.answering.gates import Gate
from assistant.answering.generate import Writer
from assistant.answering.prompts import load_prompt
from assistant.answering.words import names_in
from assistant.build import build_index, open_assistant
from assistant.retrieval.tokens import Terms
from assistant.settings import load_settings
from bench.figures import Figure, Report
from bench.questions import card_questions
from tests.llm.models import honest
from tests.llm.server import Reply, scripted

QUESTIONS = 200
STREAMED = 15
PIECE_CHARS, PIECE_EVERY_S = 4, 0.02


class _AtOnce:
    """The honest model without a wire. It stands where a ChatModel does."""

    name = "honest"

    def deadline(self) -> float:
        return time.monotonic() + 60

    def close(self) -> None:
        """Nothing to close."""

    def write(self, prompt: str, _deadline: float) -> Iterator[str]:
        text = honest(prompt)
        yield from (text[at : at + PIECE_CHARS] for at in range(0, len(text), PIECE_CHARS))


def run() -> Report:
    report = Report("writing")
    with tempfile.TemporaryDirectory(prefix="bench-writing-") as name:
        settings = load_settings(data_dir=Path(name))
        build_index(settings)
        questions = [question.text for question in card_questions(settings.corpus_dir, QUESTIONS)]
        with closing(open_assistant(settings)) as assistant:
            gate = Gate(Terms(assistant.library.terms), names_in)
            assistant.writer = Writer(_AtOnce(), gate, load_prompt("answer"), None)  # type: ignore[arg-type]  # the model's double
            costs = [cost for question in questions if (cost := _cost_ms(assistant, question)) is not None]
        waits = _first_sentences_ms(settings.data_dir, questions)
    report.figures += [
        Figure("gates and proofs of an answer, CPU, median", round(statistics.median(costs), 1), "ms", 30, note=f"{len(costs)} answers"),
        Figure("the same, 95th percentile", round(statistics.quantiles(costs, n=20)[-1], 1), "ms"),
        Figure(
            "first gated text after the model's first sentence, median",
            round(statistics.median(waits), 1),
            "ms",
            300,
            note=f"{len(waits)} answers",
        ),
        Figure("the same, slowest", round(max(waits), 1), "ms", 300),
    ]
    return report


def _cost_ms(assistant: Assistant, question: str) -> float | None:
    """Processor time beyond the extract's; None where there is nothing to word anew."""
    assistant.ask(question, engine="extractive")  # what a question leaves in the caches helps the second as much as the third
    started = time.process_time()
    assistant.ask(question, engine="extractive")
    extracted = time.process_time()
    answer = assistant.ask(question)
    ended = time.process_time()
    return None if answer.generation is None else ((ended - extracted) - (extracted - started)) * 1000


def _first_sentences_ms(data_dir: Path, questions: list[str]) -> list[float]:
    """From sending the piece that ends the first sentence to the answer that shows it."""
    waits: list[float] = []
    sent: list[float] = []

    def reply(prompt: str) -> Reply:
        text = honest(prompt)
        end = max(text.find("]"), 0)
        sent.append(time.perf_counter() + PIECE_EVERY_S * (end // PIECE_CHARS + 1))
        return Reply([text[at : at + PIECE_CHARS] for at in range(0, len(text), PIECE_CHARS)], pause_s=PIECE_EVERY_S)

    with scripted(reply) as server:
        settings = load_settings(data_dir=data_dir, llm_base_url=server.url, llm_model="scripted")
        with closing(open_assistant(settings)) as assistant:
            for question in questions:
                before = len(sent)
                for answer in assistant.stream(question):
                    if len(sent) > before and answer.engine.startswith("llm:"):
                        waits.append((time.perf_counter() - sent[-1]) * 1000)
                        break
                if len(waits) == STREAMED:
                    break
    return waits
