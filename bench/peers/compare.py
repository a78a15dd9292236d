"""Peers beside this project: the same cards, the same questions, a fresh process each, one table. See README.md."""

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from job import DEEPEST, Done, Job  # type: ignore[import-not-found]  # beside this script
from rich.console import Console

from assistant.ingest.cards import AXES, LoadedCard, load_corpus
from assistant.settings import load_settings
from bench.figures import RESULTS, Grid, Report, save
from bench.intervals import Bootstrap, Flags, median, percentile
from bench.process import CommandFailed, measure
from evals.cases import HALVES, Case, load_cases

HERE = Path(__file__).resolve().parent
BARE, WHOLE = "texts", "texts, names and asks"
_FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)

PEERS = {
    "langchain-bm25": "LangChain BM25Retriever, jieba",
    "langchain-chroma": "LangChain Chroma, this project's embedding",
    "langchain-ensemble": "LangChain EnsembleRetriever of both",
    "llamaindex-bm25": "LlamaIndex BM25Retriever as it comes",
    "llamaindex-bm25-jieba": "LlamaIndex BM25Retriever, jieba words put apart",
}
OWN = {"own-search": "this project, search alone", "own-answer": "this project, cards that the answer cites"}
SYSTEMS = PEERS | OWN


@dataclass(frozen=True, slots=True)
class Row:
    """One system over one material. `others` is how many cores the machine's other processes kept busy meanwhile."""

    system: str
    material: str
    first: Flags
    five: Flags
    done: Done
    peak_mb: float
    others: float


def main() -> int:
    arguments = _arguments()
    report = Report("peers")
    cases = _cases()
    with tempfile.TemporaryDirectory(prefix="bench-peers-") as name:
        rows = list(_rows(report, cases, arguments.peers_python, Path(name)))
    report.grids += [_quality(rows, cases), _cost(rows, cases), _by_kind(rows, cases)]
    report.show(Console(width=None if sys.stdout.isatty() else 180))
    save([report], None)
    (RESULTS / "peers.md").write_text("\n\n".join(map(_markdown, report.grids)) + "\n", encoding="utf-8")
    return int(bool(report.skipped))


def _cases() -> list[Case]:
    """Answerable questions of both halves that name their right cards, each a message of its own: peers know no conversation."""
    cases = [case for half in HALVES for case in load_cases(half)]
    return [case for case in cases if case.answerable and case.cards and not case.history and not case.parts]


def _rows(report: Report, cases: Sequence[Case], peers_python: Path, folder: Path) -> Iterable[Row]:
    settings = load_settings()
    for material in (BARE, WHOLE):
        cards, corpus = folder / material / "cards", folder / material / "corpus"
        _write_cards(load_corpus(settings.corpus_dir).cards, cards, whole=material == WHOLE)
        _write_corpus(settings.corpus_dir, corpus, whole=material == WHOLE)
        for system in SYSTEMS:
            script, python = ("own.py", sys.executable) if system in OWN else ("stacks.py", str(peers_python))
            scratch = folder / material / system
            scratch.mkdir()
            job = Job(system, str(cards), str(corpus), settings.embedding, str(scratch), [case.question for case in cases])
            file = folder / "job.json"
            file.write_text(json.dumps(asdict(job), ensure_ascii=False), encoding="utf-8")
            try:
                cost = measure([python, str(HERE / script), str(file)])
            except (CommandFailed, OSError) as error:
                report.skip(f"{system}, {material}: {error}")
                continue
            done = Done(**json.loads(cost.output.splitlines()[-1]))
            yield Row(system, material, _right(cases, done, 1), _right(cases, done, DEEPEST), done, cost.peak_mb, cost.other_cores)


def _write_cards(cards: Iterable[LoadedCard], folder: Path, *, whole: bool) -> None:
    """A Markdown file a card: title and sections without footnote marks; for the whole material other names and asks too."""
    folder.mkdir(parents=True)
    for loaded in cards:
        card = loaded.card
        parts = [f"# {card.title}"]
        if whole and card.aliases:
            parts.append(f"又名：{'、'.join(card.aliases)}")
        parts += [f"## {passage.heading}\n{passage.text}" for passage in loaded.passages if passage.heading != AXES]
        asks = [f"- {ask}" for asks in card.asks.values() for ask in asks]
        if whole and asks:
            parts.append("\n".join(["## 常见问法", *asks]))
        (folder / f"{card.id}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _write_corpus(source: Path, target: Path, *, whole: bool) -> None:
    """The corpus as it is, or without other names and asks."""
    for path in source.rglob("*"):
        if path.suffix not in (".md", ".yaml"):
            continue
        text = path.read_text(encoding="utf-8")
        match = _FRONT_MATTER.match(text)
        if not whole and match:
            front: dict[str, Any] = yaml.safe_load(match[1])
            kept = {key: value for key, value in front.items() if key not in ("aliases", "asks")}
            text = f"---\n{yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)}---\n{text[match.end() :]}"
        (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
        (target / path.relative_to(source)).write_text(text, encoding="utf-8")


def _right(cases: Sequence[Case], done: Done, depth: int) -> Flags:
    return np.asarray([not set(case.cards).isdisjoint(cards[:depth]) for case, cards in zip(cases, done.ranked, strict=True)], dtype=float)


def _quality(rows: Sequence[Row], cases: Sequence[Case]) -> Grid:
    """The report half apart from the half that this project is tuned by."""
    halves = {half: np.asarray([case.half == half for case in cases]) for half in ("report", "tune")}
    bootstraps = {half: Bootstrap([min(case.cards) for case in cases if case.half == half]) for half in halves}
    lines = []
    for row in rows:
        shares = [_share(bootstraps[half], flags[chosen]) for half, chosen in halves.items() for flags in (row.first, row.five)]
        lines.append((SYSTEMS[row.system], row.material, *shares))
    columns = tuple(f"{what}, {half}" for half in halves for what in ("right card first", "among five"))
    title = ", ".join(f"{half} half {int(chosen.sum())}" for half, chosen in halves.items())
    return Grid(f"quality, 95 % intervals; questions: {title}", ("system", "material", *columns), tuple(lines))


def _cost(rows: Sequence[Row], cases: Sequence[Case]) -> Grid:
    """Above 0.3 or so of others' cores the clock was disturbed; processor time less so."""
    lines = []
    for row in rows:
        ask = (median(row.done.ask_ms), percentile(row.done.ask_ms, 0.95), median(row.done.cpu_ms))
        lines.append(
            (
                SYSTEMS[row.system],
                row.material,
                *(f"{ms:.1f}" for ms in ask),
                f"{row.done.ready_s:.1f}",
                f"{row.peak_mb:.0f}",
                f"{row.others:.2f}",
            )
        )
    columns = ("system", "material", "p50 ms", "p95 ms", "p50 processor ms", "ready after s", "peak MB", "others' cores")
    return Grid(f"cost of {len(cases):,} questions, on the clock", columns, tuple(lines))


def _by_kind(rows: Sequence[Row], cases: Sequence[Case]) -> Grid:
    """Share of the report half's questions with a right card first, over the whole material."""
    whole = [row for row in rows if row.material == WHOLE]
    lines = []
    for kind in sorted({case.kind for case in cases}):
        chosen = np.asarray([case.kind == kind and case.half == "report" for case in cases])
        if chosen.any():
            lines.append((kind, str(int(chosen.sum())), *(f"{row.first[chosen].mean():.2f}" for row in whole)))
    columns = ("kind", "questions", *(row.system for row in whole))
    return Grid(f"right card first by kind of question, report half; material: {WHOLE}", columns, tuple(lines))


def _share(bootstrap: Bootstrap, flags: Flags) -> str:
    low, high = bootstrap.interval(flags)
    return f"{flags.mean():.3f} [{low:.2f}–{high:.2f}]"


def _markdown(grid: Grid) -> str:
    lines = [grid.columns, ("---",) * len(grid.columns), *grid.rows]
    return "\n".join([f"{grid.title}:", "", *("| " + " | ".join(line) + " |" for line in lines)])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="compare.py", description=__doc__)
    default = HERE / ".venv" / "bin" / "python"
    parser.add_argument("--peers-python", type=Path, default=default, help="Python of the peers' environment (%(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
