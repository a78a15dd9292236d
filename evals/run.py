"""`assistant eval`: asks every case, marks the answers, prints the table, and writes the results.

cases → answers → marks → figures → evals/results/NAME-COMMIT.json and .html
"""

import json
import statistics
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from assistant.answering.engine import Assistant
from assistant.answering.judge import THRESHOLD
from assistant.contract import answer_object
from assistant.types import EngineName
from evals.cases import Case, Half, load_cases
from evals.curve import picture, trade_off
from evals.metrics import Share, by_kind, figures, marks

Progress = Callable[[str, int, int], None]
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Row:
    """A case with its answer, its marks, and how probably the material supports an answer, where search decided."""

    case: Case
    answer: dict[str, Any]
    marks: dict[str, bool]
    support: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    half: Half
    commit: str
    rows: tuple[Row, ...]

    @property
    def figures(self) -> dict[str, Share]:
        return figures((row.case, row.marks) for row in self.rows)

    @property
    def by_kind(self) -> dict[str, Share]:
        return by_kind((row.case, row.marks) for row in self.rows)

    @property
    def misses(self) -> list[Row]:
        return [row for row in self.rows if not row.marks["right"]]


def evaluate(
    assistant: Assistant, half: Half, progress: Progress = lambda _what, _done, _total: None, engine: EngineName | None = None
) -> Evaluation:
    """Ask every case of a half, each as a fresh conversation, of one engine where there are two."""
    cases = load_cases(half)
    places = {card.id: tuple(card.sources.values()) for card in assistant.library.cards.values()}
    rows = []
    for place, case in enumerate(cases, start=1):
        turns = case.turns(assistant)
        answer = answer_object(assistant.ask(case.question, turns, engine), case.id)
        rows.append(Row(case, answer, marks(case, answer, places), assistant.support(case.question, turns)))
        progress("asking", place, len(cases))
    return Evaluation(half, commit(), tuple(rows))


def commit() -> str:
    """Short name of the commit that is checked out; "unknown" outside a checkout, with a + where files differ from it."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    return git("describe", "--always", "--dirty=+", "--exclude=*") or "unknown"


def table(evaluation: Evaluation) -> str:
    """The figures as Markdown, with counts and 95 % intervals."""
    lines = [f"| {evaluation.half} half | share | of | 95 % |", "|---|---|---|---|"]
    for name, share in evaluation.figures.items():
        if share.count:
            lines.append(_line(name, share))
    lines += [f"| **wholly right, by kind** ({len(evaluation.rows)} cases) | | | |"]
    lines += [_line(kind, share) for kind, share in evaluation.by_kind.items()]
    return "\n".join(lines)


def _line(name: str, share: Share) -> str:
    low, high = share.interval
    return f"| {name} | {share.value:.3f} | {share.hits}/{share.count} | {low:.2f} to {high:.2f} |"


def save(evaluation: Evaluation, name: str, folder: Path = RESULTS) -> list[Path]:
    """Write figures and names of the misses as JSON, the page, and the curve. Gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    seconds = [row.answer["timings_ms"]["total"] for row in evaluation.rows]
    result = {
        "half": evaluation.half,
        "commit": evaluation.commit,
        "figures": _plain(evaluation.figures),
        "by_kind": _plain(evaluation.by_kind),
        "milliseconds": {"median": statistics.median(seconds), "p95": statistics.quantiles(seconds, n=20)[-1]},
        "misses": [row.case.id for row in evaluation.misses],
    }
    curve = draw_curve(evaluation)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined
    )
    page = environment.get_template("page.html").render(evaluation=evaluation, curve=curve)
    written = []
    for suffix, text in (("json", json.dumps(result, ensure_ascii=False, indent=1) + "\n"), ("html", page), ("svg", curve)):
        path = folder / f"{name}-{evaluation.commit}.{suffix}"
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def draw_curve(evaluation: Evaluation) -> str:
    """What would be refused at each threshold, over the cases that search decides, as an SVG."""
    scored = [(row.case, row.support) for row in evaluation.rows if row.support is not None]
    answerable = [support for case, support in scored if case.answerable]
    far, near = ([support for case, support in scored if case.kind == kind] for kind in ("far", "near"))
    return picture(trade_off(answerable, far, near), THRESHOLD)


def _plain(shares: dict[str, Share]) -> dict[str, dict[str, Any]]:
    return {
        name: {"value": round(share.value, 4), "hits": share.hits, "count": share.count, "interval": [round(x, 4) for x in share.interval]}
        for name, share in shares.items()
        if share.count
    }
