"""Load: fifty people ask at once, the server on one core and they on the others.

warm-up: back to back → paced through the page → paced through the HTTP interface; the server's memory is read all along.
"""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from assistant.accounts.database import PeopleDatabase
from assistant.accounts.people import People
from assistant.accounts.roles import Person, Role
from assistant.web.conversations import MAX_EXCHANGES
from assistant.web.identity import COOKIE
from bench.figures import Figure, Grid, Report
from bench.intervals import percentile
from bench.process import Server, assistant, measure, serving
from bench.visitors import ApiVisitor, Ask, PageVisitor, Served, Visitor, questions_of, served
from evals.cases import load_cases

VISITORS = 50
PAUSE_S = 10.0  # between an answer and the same visitor's next question
PACED_S = 300.0
BACK_TO_BACK_S = 30.0
WARM_ASKS = MAX_EXCHANGES + 1  # of everybody, after which their conversations hold as much as they may
SAMPLE_S = 1.0
ROW_S = 30  # between two rows of the memory table
SEED = 11
PAGE_TARGET_S, PAGE_FIRST_TARGET_S, API_FIRST_TARGET_S, GROWTH_TARGET = 6.0, 1.5, 0.4, 5.0

COLUMNS = ("phase", "way", "answers", "a second", "errors", "first text p50 s", "p95 s", "max s", "whole p50 s", "p95 s", "server busy")

Sample = tuple[float, float]  # seconds since the load began, megabytes


@dataclass(slots=True)
class Phase:
    """What one phase gave: each question asked, how long it took, and the processor seconds of the server."""

    name: str
    seconds: float = 0.0
    server_s: float = 0.0
    asked: list[Served] = field(default_factory=list)

    @property
    def errors(self) -> int:
        return sum(bool(one.fault) for one in self.asked)

    @property
    def foreign(self) -> int:
        return sum(bool(one.foreign) for one in self.asked)

    def first_p95_s(self) -> float:
        return percentile([one.first_s for one in self.asked], 0.95)


@dataclass(slots=True)
class Load:
    """The four phases, the memory of the server over them, and when it was warm."""

    warm_up: list[Phase]
    paced: list[Phase]
    memory: list[Sample]
    warm_at_s: float


def run(paced_s: float = PACED_S) -> Report:
    """All figures; `paced_s` is the length of each paced phase."""
    report = Report("load")
    with tempfile.TemporaryDirectory(prefix="bench-load-") as name:
        data_dir = Path(name)
        measure(assistant("index", "--data-dir", str(data_dir)))
        sessions = _people(data_dir)
        core = _parted(report)
        # Back to back somebody asks oftener than a person may.
        settings = {"ASSISTANT_AUTH": "accounts", "ASSISTANT_REQUESTS_PER_MINUTE": "100000"}
        with serving(data_dir, core=core, cookie=f"{COOKIE}={sessions[0]}", **settings) as server:
            report.figures.append(Figure("start to first page, on one core", server.page_s, "s", PAGE_TARGET_S))
            load = asyncio.run(_load(server, sessions, paced_s))
    _tell(report, load, paced_s)
    _tell_memory(report, load)
    return report


def _people(data_dir: Path) -> list[str]:
    """An account for each visitor and their sessions, and the administrator without whom the server does not start."""
    database = PeopleDatabase(data_dir)
    people = People(database)
    people.add("administrator", Role.ADMINISTRATOR, "of no use to anybody 12")
    sessions = []
    for number in range(VISITORS):
        people.add(f"visitor-{number}", Role.STAFF, None)
        sessions.append(people.begin_session(Person(f"visitor-{number}", Role.STAFF), hours=4))
    database.close()
    return sessions


def _parted(report: Report) -> int | None:
    """The server's core; this process keeps off it. None where processes cannot be bound, or there is one core alone."""
    if not hasattr(os, "sched_setaffinity") or len(cores := sorted(os.sched_getaffinity(0))) < 2:
        report.skip("one core for the server alone: this machine cannot bind processes to cores, or has one")
        return None
    os.sched_setaffinity(0, cores[1:])
    return cores[0]


async def _load(server: Server, sessions: Sequence[str], paced_s: float) -> Load:
    """The same people on the same pages in all phases, so that the warm-up fills what their conversations may hold."""
    pool = [case.question for case in load_cases("tune") if not case.history and not case.kind.startswith("calculation")]
    random.Random(SEED).shuffle(pool)
    asks = [questions_of(number, pool, VISITORS) for number in range(VISITORS)]
    pages = [PageVisitor(server.url, session) for session in sessions]
    programs = [ApiVisitor(server.url, session) for session in sessions]
    started = time.perf_counter()
    memory: list[Sample] = []
    watching = asyncio.create_task(_watch(server, memory, started))
    for page in pages:
        await page.open()
    warm_up = [await _phase("back to back", server, visitors, asks, BACK_TO_BACK_S, 0.0, WARM_ASKS) for visitors in (pages, programs)]
    warm_at_s = time.perf_counter() - started
    paced = [await _phase("paced", server, visitors, asks, paced_s, PAUSE_S) for visitors in (pages, programs)]
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    await asyncio.gather(*(visitor.close() for visitor in pages), *(program.close() for program in programs))
    return Load(warm_up, paced, memory, warm_at_s)


async def _phase(
    name: str, server: Server, visitors: Sequence[Visitor], asks: Sequence[Iterator[Ask]], seconds: float, pause_s: float, least: int = 0
) -> Phase:
    """Everybody asks until the time is over and they have asked `least` questions, and waits for their last answer."""
    phase = Phase(name)
    draw = random.Random(SEED)
    started, busy = time.perf_counter(), server.cpu_s() or 0.0

    async def one(visitor: Visitor, own: Iterator[Ask], wait_s: float) -> None:
        await asyncio.sleep(wait_s)
        for number in count():
            if number >= least and time.perf_counter() - started >= seconds:
                return
            phase.asked.append(await served(visitor, next(own)))
            await asyncio.sleep(pause_s)

    await asyncio.gather(*(one(visitor, own, draw.uniform(0, pause_s)) for visitor, own in zip(visitors, asks, strict=True)))
    phase.seconds = time.perf_counter() - started
    phase.server_s = (server.cpu_s() or 0.0) - busy
    return phase


async def _watch(server: Server, memory: list[Sample], started: float) -> None:
    while (megabytes := server.memory_mb()) is not None:
        memory.append((time.perf_counter() - started, megabytes))
        await asyncio.sleep(SAMPLE_S)


def _tell(report: Report, load: Load, paced_s: float) -> None:
    phases = [*load.warm_up, *load.paced]
    page, program = load.paced
    length = f"{VISITORS} people, {PAUSE_S:g} s between an answer and the next question, {paced_s:g} s"
    report.figures += [
        Figure("first text through the page, p95", page.first_p95_s(), "s", PAGE_FIRST_TARGET_S, note=length),
        Figure("first text through the HTTP interface, p95", program.first_p95_s(), "s", API_FIRST_TARGET_S, note=length),
        Figure("questions that got no answer, or a wrong one", sum(phase.errors for phase in phases), "", 0, note=_first(phases, "fault")),
        Figure("questions that got another person's words", sum(phase.foreign for phase in phases), "", 0, note=_first(phases, "foreign")),
    ]
    report.grids.append(
        Grid("load", COLUMNS, tuple(_row(phase, way) for phase in phases for way in sorted({one.way for one in phase.asked})))
    )


def _first(phases: Sequence[Phase], what: str) -> str:
    """The first of what went wrong, and of how many questions."""
    found = [str(getattr(one, what)) for phase in phases for one in phase.asked if getattr(one, what)]
    return "; ".join([f"of {sum(len(phase.asked) for phase in phases)}", *found[:1]])


def _row(phase: Phase, way: str) -> tuple[str, ...]:
    asked = [one for one in phase.asked if one.way == way]
    first, whole = [one.first_s for one in asked], [one.whole_s for one in asked]
    times = (percentile(first, 0.5), percentile(first, 0.95), max(first), percentile(whole, 0.5), percentile(whole, 0.95))
    return (
        phase.name,
        way,
        str(len(asked)),
        f"{len(asked) / phase.seconds:.1f}",
        str(sum(bool(one.fault or one.foreign) for one in asked)),
        *(f"{seconds:.3f}" for seconds in times),
        f"{phase.server_s / phase.seconds:.0%}",
    )


def _tell_memory(report: Report, load: Load) -> None:
    """From the end of the warm-up to the end; medians of ten seconds, since one sample may fall into an answer."""
    warm = [megabytes for at_s, megabytes in load.memory if load.warm_at_s <= at_s < load.warm_at_s + 10]
    if not warm:
        report.skip("memory of the server: this machine has no /proc, or the load was too short")
        return
    before, after = percentile(warm, 0.5), percentile([megabytes for _, megabytes in load.memory[-10:]], 0.5)
    note = f"{load.memory[0][1]:.0f} MB at the first page, {before:.0f} MB warm, {after:.0f} MB at the end"
    report.figures.append(Figure("memory growth after the warm-up", (after / before - 1) * 100, "%", GROWTH_TARGET, note=note))
    rows = [(f"{at_s:.0f}", f"{megabytes:.0f}") for at_s, megabytes in load.memory[::ROW_S]]
    report.grids.append(Grid("memory of the server", ("s", "MB"), tuple(rows)))
