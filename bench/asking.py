"""A process that opens an index, asks questions and says what that cost: `python -m bench.asking DATA_DIR QUESTIONS.json`.

A process of its own, so that neither its memory nor its processor time holds anything of the benchmark's.
"""

import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.build import open_assistant
from assistant.settings import load_settings
from bench.process import measure, python
from bench.questions import Question

WARM_UP = 10  # questions asked before the clock runs


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of each question; seconds until the engine was open; memory in MB; share with the own card first."""

    open_s: float
    ask_cpu_ms: list[float]
    ask_wall_ms: list[float]
    search_wall_ms: list[float]
    own_card_first: float
    peak_mb: float


def ask_in_process(data_dir: Path, questions: list[Question], folder: Path) -> Asked:
    """Ask all questions in a fresh process; `folder` takes the file that hands them over."""
    file = folder / "questions.json"
    file.write_text(json.dumps([asdict(question) for question in questions], ensure_ascii=False), encoding="utf-8")
    cost = measure(python("-m", "bench.asking", str(data_dir), str(file)))
    return Asked(**json.loads(cost.output.splitlines()[-1]))


def _ask_all(data_dir: Path, questions: list[Question]) -> Asked:
    started = time.perf_counter()
    assistant = open_assistant(load_settings(data_dir=data_dir))
    open_s = time.perf_counter() - started
    for question in questions[:WARM_UP]:
        assistant.ask(question.text)
    cpu_ms, wall_ms, search_ms, first = [], [], [], 0
    for question in questions:
        cpu, wall = time.process_time(), time.perf_counter()
        assistant.ask(question.text)
        cpu_ms.append((time.process_time() - cpu) * 1000)
        wall_ms.append((time.perf_counter() - wall) * 1000)
    for question in questions:
        wall = time.perf_counter()
        hits = assistant.searcher.search(question.text)
        search_ms.append((time.perf_counter() - wall) * 1000)
        first += bool(hits) and hits[0].passage.document_id == question.card
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    return Asked(open_s, cpu_ms, wall_ms, search_ms, first / len(questions), peak)


if __name__ == "__main__":
    rows = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    print(json.dumps(asdict(_ask_all(Path(sys.argv[1]), [Question(**row) for row in rows]))))
