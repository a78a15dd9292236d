"""Speed and memory of the product with the shipped corpus, each process measured as a user starts it."""

import json
import tempfile
import time
import urllib.request
from pathlib import Path

from assistant.settings import Settings, load_settings
from bench.asking import ask_in_process
from bench.figures import Figure, Grid, Report
from bench.intervals import median, percentile
from bench.process import Cost, Server, assistant, measure, serving
from bench.questions import Question, card_questions

BUILDS = 3
ASKS = 7
STARTS = 3
QUESTIONS = 200
MEMORY_AFTER = 50  # answers
QUESTION = "拉一个新客比留一个老客贵多少？"


def run() -> Report:
    """All figures of the issue that are seconds, milliseconds or memory."""
    report = Report("speed")
    settings = load_settings()
    questions = card_questions(settings.corpus_dir, QUESTIONS)
    with tempfile.TemporaryDirectory(prefix="bench-speed-") as name:
        folder = Path(name)
        data_dir = _build(report, folder)
        _ask(report, data_dir)
        _answers(report, settings, data_dir, questions, folder)
        _serve(report, data_dir, questions)
    return report


def _build(report: Report, folder: Path) -> Path:
    """Builds into fresh folders, then once more into the last. Gives that one."""
    data_dirs = [folder / f"data-{number}" for number in range(BUILDS)]
    costs = [measure(assistant("index", "--data-dir", str(data_dir))) for data_dir in data_dirs]
    again = measure(assistant("index", "--data-dir", str(data_dirs[-1])))
    report.figures.append(_seconds("index build of the shipped corpus", costs, 20.0, costs[-1].output.strip().splitlines()[-1]))
    report.figures.append(Figure("index build again, vectors known", again.wall_s, "s"))
    report.figures.append(Figure("index build, peak memory", max(cost.peak_mb for cost in costs), "MB"))
    report.grids.append(_runs("index build", costs))
    return data_dirs[-1]


def _ask(report: Report, data_dir: Path) -> None:
    command = assistant("ask", QUESTION, "--data-dir", str(data_dir))
    measure(command)  # warms the file cache
    costs = [measure(command) for _ in range(ASKS)]
    report.figures.append(_seconds("assistant ask, whole process", costs, 2.5))
    report.figures.append(Figure("assistant ask, peak memory", max(cost.peak_mb for cost in costs), "MB"))
    report.grids.append(_runs("assistant ask", costs))


def _answers(report: Report, settings: Settings, data_dir: Path, questions: list[Question], folder: Path) -> None:
    asked = ask_in_process(data_dir, questions, folder)
    note = f"{len(questions)} questions, {settings.embedding.rsplit('/', 1)[-1]}"
    report.figures += [
        Figure("answer, processor time, median", median(asked.ask_cpu_ms), "ms", 15.0, note=note),
        Figure("answer, processor time, p95", percentile(asked.ask_cpu_ms, 0.95), "ms"),
        Figure("answer, wall, median", median(asked.ask_wall_ms), "ms"),
        Figure("answer, wall, p95", percentile(asked.ask_wall_ms, 0.95), "ms", 60.0),
        Figure("search alone, wall, median", median(asked.search_wall_ms), "ms"),
    ]


def _serve(report: Report, data_dir: Path, questions: list[Question]) -> None:
    with serving(data_dir) as first:
        page_s = [first.page_s]
    for _ in range(STARTS - 1):
        with serving(data_dir) as server:
            page_s.append(server.page_s)
    with serving(data_dir) as server:
        page_s.append(server.page_s)
        runs = ", ".join(f"{seconds:.2f}" for seconds in page_s)
        cpu = "" if (spent := server.cpu_s()) is None else f"; processor time of the last {spent:.2f} s"
        note = f"first and later starts: {runs} s{cpu}"
        report.figures.append(Figure("second start to first page", median(page_s[1:]), "s", 6.0, note=note))
        report.figures.append(Figure("start to /healthz", server.health_s, "s"))
        _through_http(report, server, questions)


def _through_http(report: Report, server: Server, questions: list[Question]) -> None:
    """Answers one after the other through POST /api/v1/ask."""
    before = server.memory_mb()
    if before is None:
        report.skip("memory of the server: this machine has no /proc")
    wall_ms = [_post(server, question.text) for question in questions[:MEMORY_AFTER]]
    if (after := server.memory_mb()) is not None and before is not None:
        note = f"{before:.0f} MB before the first answer; {server.memory_mb('RssAnon'):.0f} MB of it is private"
        report.figures.append(Figure(f"server, resident after {MEMORY_AFTER} answers", after, "MB", 350.0, note=note))
    started = server.cpu_s()
    rest = questions[MEMORY_AFTER:]
    wall_ms += [_post(server, question.text) for question in rest]
    if (ended := server.cpu_s()) is not None and started is not None and rest:
        report.figures.append(Figure("server, processor time of an answer, mean", (ended - started) * 1000 / len(rest), "ms"))
    report.figures.append(Figure("server, wall of an answer over HTTP, median", median(wall_ms), "ms"))
    report.figures.append(Figure("server, wall of an answer over HTTP, p95", percentile(wall_ms, 0.95), "ms"))
    if (later := server.memory_mb()) is not None:
        report.figures.append(Figure(f"server, resident after {len(questions)} answers", later, "MB"))
        report.figures.append(Figure("server, peak resident", server.memory_mb("VmHWM") or later, "MB"))


def _post(server: Server, question: str) -> float:
    """Milliseconds until the answer is read. Raises where the server gives no answer object."""
    body = json.dumps({"question": question}, ensure_ascii=False).encode()
    request = urllib.request.Request(f"{server.url}/api/v1/ask", body, {"Content-Type": "application/json"})
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = json.loads(response.read())
    elapsed = (time.perf_counter() - started) * 1000
    if "outcome" not in answer:
        raise ValueError(f"no answer object for {question!r}: {answer}")
    return elapsed


def _seconds(name: str, costs: list[Cost], target: float, note: str = "") -> Figure:
    """The median on the clock; the note says how far processor time and the neighbours explain it."""
    cpu = f"median of {len(costs)}, processor time {median([cost.cpu_s for cost in costs]):.2f} s"
    return Figure(name, median([cost.wall_s for cost in costs]), "s", target, note="; ".join(part for part in (cpu, note) if part))


def _runs(what: str, costs: list[Cost]) -> Grid:
    """Each run, and how many cores other processes kept busy: above 0.3 or so it was disturbed."""
    rows = tuple((f"{c.wall_s:.2f}", f"{c.cpu_s:.2f}", f"{c.peak_mb:.0f}", f"{c.other_cores:.2f}") for c in costs)
    return Grid(f"{what}, each run", ("wall s", "processor s", "peak MB", "cores used by others"), rows)
