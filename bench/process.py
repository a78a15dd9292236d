"""Commands and servers of this project as processes of their own, with what they cost."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PROC = Path("/proc")
POLL_S = 0.02
START_LIMIT_S = 120.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process with its children: seconds on the clock and on processors, peak memory; what others used meanwhile."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    other_cores: float
    output: str


class CommandFailed(Exception):
    """A command of the benchmark ended with an error."""


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def assistant(*arguments: str) -> list[str]:
    """The command line, run by the Python that runs the benchmark."""
    return python("-m", "assistant", *arguments)


def _environment(**more: str) -> dict[str, str]:
    """The benchmark's own, with compiled modules kept as in an installation."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"OPENBLAS_NUM_THREADS": "1"} | kept | more  # as the command sets it


def measure(command: Sequence[str]) -> Cost:
    """Run `command` in the repository to its end. Raises CommandFailed with what it wrote."""
    busy, started = _busy_s(), time.perf_counter()
    with subprocess.Popen(command, cwd=REPOSITORY, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        output = process.stdout.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode:
        raise CommandFailed(f"{' '.join(command)} ended with status {process.returncode}:\n{output[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    peak = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    return Cost(wall, cpu, peak, max(0.0, _busy_s() - busy - cpu) / wall, output)


def _busy_s() -> float:
    """Processor seconds that the whole machine has spent on work; 0 where that cannot be told."""
    stat = PROC / "stat"
    if not stat.is_file():
        return 0.0
    user, nice, system, _idle, _wait, irq, softirq, *_ = (int(part) for part in stat.read_text().splitlines()[0].split()[1:])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running `assistant serve`. `page_s` and `health_s` are seconds from its start to the first good answer of each."""

    pid: int
    port: int
    page_s: float
    health_s: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory_mb(self, field: str = "VmRSS") -> float | None:
        """Memory of the server process by /proc (VmRSS resident now, VmHWM at most so far); None where there is no /proc."""
        status = PROC / str(self.pid) / "status"
        if not status.is_file():
            return None
        line = next(line for line in status.read_text().splitlines() if line.startswith(f"{field}:"))
        return int(line.split()[1]) / 1024

    def cpu_s(self) -> float | None:
        """Processor seconds of the server so far; None where there is no /proc."""
        stat = PROC / str(self.pid) / "stat"
        if not stat.is_file():
            return None
        parts = stat.read_text().rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(data_dir: Path, *, core: int | None = None, cookie: str = "", **settings: str) -> Iterator[Server]:
    """Start the server, wait for the health answer and for the page's HTML, stop it at the end.

    `settings` are environment variables; `core` is the only one that it may run on; `cookie` lets the page be opened where one signs in.
    """
    port = _free_port()
    started = time.perf_counter()
    with subprocess.Popen(
        assistant("serve", "--port", str(port), "--data-dir", str(data_dir)),
        cwd=REPOSITORY,
        env=_environment(**settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=None if core is None else lambda: os.sched_setaffinity(0, {core}),
    ) as process:
        try:
            health = _wait(process, f"http://127.0.0.1:{port}/healthz", b"ok", started)
            page = _wait(process, f"http://127.0.0.1:{port}/", b"gradio_config", started, cookie)
            yield Server(process.pid, port, page, health)
        finally:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            if process.poll() is None:
                process.kill()


def _wait(process: "subprocess.Popen[bytes]", url: str, mark: bytes, started: float, cookie: str = "") -> float:
    """Seconds from `started` until `url` answers 200 with `mark` in it."""
    request = urllib.request.Request(url, headers={"Cookie": cookie})
    while time.perf_counter() - started < START_LIMIT_S:
        if process.poll() is not None:
            raise CommandFailed(f"the server ended with status {process.returncode} before it answered")
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                if mark in response.read():
                    return time.perf_counter() - started
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(POLL_S)
    raise CommandFailed(f"{url} gave no page within {START_LIMIT_S:.0f} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
