"""What one process of the comparison is told and what it tells, the same for every system: see compare.py.

Needs nothing but the standard library, because it runs in the peers' environment and in the project's.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

DEEPEST = 5
WARM_UP = 10  # questions asked before the clock runs


@dataclass(frozen=True, slots=True)
class Job:
    """`system` is what is measured; `cards` a folder of Markdown files, one a card, named by its id; `corpus` the same
    material as a corpus folder of the project; `embedding` the folder of the shipped model; `scratch` an empty folder."""

    system: str
    cards: str
    corpus: str
    embedding: str
    scratch: str
    questions: list[str]


@dataclass(frozen=True, slots=True)
class Done:
    """Seconds until the first question could be asked; for each question its milliseconds on the clock and of processor
    time, and the best cards."""

    ready_s: float
    ask_ms: list[float]
    cpu_ms: list[float]
    ranked: list[list[str]]


def run(open_system: Callable[[Job], Callable[[str], list[str]]]) -> None:
    """Read the job whose file the command line names, ask all its questions, print what was done as the last line."""
    job = Job(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    started = time.perf_counter()
    rank = open_system(job)
    ready_s = time.perf_counter() - started
    for question in job.questions[:WARM_UP]:
        rank(question)
    ask_ms, cpu_ms, ranked = [], [], []
    for question in job.questions:
        cpu, asked = time.process_time(), time.perf_counter()
        cards = rank(question)
        ask_ms.append((time.perf_counter() - asked) * 1000)
        cpu_ms.append((time.process_time() - cpu) * 1000)
        ranked.append(cards)
    print(json.dumps(asdict(Done(ready_s, ask_ms, cpu_ms, ranked))))


def best(cards: Iterable[str]) -> list[str]:
    """The first DEEPEST cards, each once: a passage counts for its card."""
    return list(dict.fromkeys(cards))[:DEEPEST]
