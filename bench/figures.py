"""What a benchmark reports: figures with their targets and tables, printed and saved as JSON."""

import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

PACKAGES = ("bm25s", "chromadb", "gradio", "langchain-core", "model2vec", "numpy")
YARDSTICK_STEPS = 1_000_000
RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `target` is its upper bound, or its lower one where `at_least` is set."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of details beside the figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Report:
    """What one benchmark found. `skipped` names each part that could not run, and why."""

    name: str
    figures: list[Figure] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    machine: dict[str, Any] = field(default_factory=lambda: machine())

    def skip(self, what: str) -> None:
        """Record and say loudly that a part did not run."""
        self.skipped.append(what)
        Console(stderr=True).print(f"[bold red]SKIPPED[/] {escape(what)}")

    def as_json(self) -> dict[str, Any]:
        figures = [asdict(figure) | {"met": figure.met} for figure in self.figures]
        machine_after = {"load_after": round(os.getloadavg()[0], 2), "yardstick_ms_after": yardstick_ms()}
        return {
            "name": self.name,
            "machine": self.machine | machine_after,
            "figures": figures,
            "tables": [asdict(grid) for grid in self.grids],
            "skipped": self.skipped,
        }

    def show(self, console: Console) -> None:
        for grid in self.grids:
            _print(console, grid.title, grid.columns, grid.rows)
        before, after = self.machine["yardstick_ms_before"], yardstick_ms()
        console.print(f"{self.name}: yardstick {before:.0f} ms before, {after:.0f} ms after; load {os.getloadavg()[0]:.1f}")
        if self.figures:
            rows = [_row(figure) for figure in self.figures]
            _print(console, self.name, ("figure", "value", "target", "", "note"), rows)
        for what in self.skipped:
            console.print(f"[bold red]SKIPPED[/] {escape(what)}")


def machine() -> dict[str, Any]:
    """Where and with what a run took place; the load tells a disturbed one."""
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "python": platform.python_version(),
        "system": platform.system(),
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "yardstick_ms_before": yardstick_ms(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def yardstick_ms() -> float:
    """Processor time of a fixed piece of plain Python: on the same machine it grows only where neighbours slow it down."""
    started = time.process_time()
    total = 0
    for number in range(YARDSTICK_STEPS):
        total += number * number % 7
    return round((time.process_time() - started) * 1000, 1)


def save(reports: Sequence[Report], out: Path | None) -> list[Path]:
    """Write each report to bench/results/<name>.json, or all of them to `out`."""
    if out is not None:
        _write(out, {report.name: report.as_json() for report in reports})
        return [out]
    paths = []
    for report in reports:
        paths.append(RESULTS / f"{report.name}.json")
        _write(paths[-1], report.as_json())
    return paths


def _write(path: Path, value: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _row(figure: Figure) -> tuple[str, ...]:
    sign = "≥" if figure.at_least else "≤"
    target = "" if figure.target is None else f"{sign} {figure.target:g}"
    verdict = {None: "", True: "[green]met[/]", False: "[bold red]MISSED[/]"}[figure.met]
    return escape(figure.name), f"{figure.value:.4g} {figure.unit}".strip(), target, verdict, escape(figure.note)


def _print(console: Console, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(title=title, title_justify="left")
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place == 0 or column == "note" else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _cpu_model() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor()
