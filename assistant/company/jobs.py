"""Work that takes longer than a request: one job at a time in a thread, the others wait; anybody may look how far it is, and stop it."""

import itertools
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from assistant.errors import DataDirBusy, DataDirError, DocumentError, InputError
from assistant.retrieval.index import Progress

MOST_JOBS = 100  # remembered
_BUSY = "另一个程序正在写数据目录（例如命令行的 assistant index），没有做成。等它写完再试。"
_DISK = "数据目录写不进去，没有做成，原来的资料照旧。请看看磁盘空间和权限，再试一次。"
_BROKEN = "服务器出了错，没有做成，原来的资料照旧。请再试一次；还不行请看服务器的日志。"

_log = logging.getLogger(__name__)


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def over(self) -> bool:
        return self in (State.DONE, State.FAILED, State.STOPPED)


class Stopped(Exception):
    """Somebody asked the work to stop."""


Work = Callable[[Progress], Sequence[str]]  # does it, and says in Chinese what came of it


@dataclass(slots=True)
class Job:
    """A piece of work; `what`, `done` and `total` are its latest progress, `says` what came of it or went wrong, in Chinese.
    `begun` is in seconds since 1970."""

    id: int
    title: str
    who: str
    begun: float
    state: State = State.WAITING
    what: str = ""
    done: int = 0
    total: int = 0
    says: tuple[str, ...] = ()
    stopping: bool = False


class Jobs:
    """Runs jobs in the order in which they came. Close it at the end: what is running is asked to stop."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self._lock = Lock()
        self._jobs: OrderedDict[int, Job] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="job")

    def add(self, title: str, who: str, work: Work) -> Job:
        """Put work at the end of the queue."""
        with self._lock:
            job = Job(next(self._numbers), title, who, self._clock())
            self._jobs[job.id] = job
            while len(self._jobs) > MOST_JOBS and next(iter(self._jobs.values())).state.over:
                self._jobs.popitem(last=False)
        self._thread.submit(self._run, job, work)
        return job

    def job(self, number: int) -> Job | None:
        return self._jobs.get(number)

    def latest(self) -> list[Job]:
        """The jobs that are remembered, newest first."""
        with self._lock:
            return list(reversed(self._jobs.values()))

    def stop(self, number: int) -> None:
        """Ask a job to stop; it does so at its next step, and everything stays as it was."""
        if job := self._jobs.get(number):
            job.stopping = True

    def close(self) -> None:
        for job in self.latest():
            job.stopping = True
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Job, work: Work) -> None:
        def progress(what: str, done: int, total: int) -> None:
            if job.stopping:
                raise Stopped
            job.what, job.done, job.total = what, done, total

        job.state = State.RUNNING
        try:
            progress("", 0, 0)
            says, state = tuple(work(progress)), State.DONE
        except Stopped:
            says, state = ("已停止，原来的资料照旧。",), State.STOPPED
        except InputError as error:
            says, state = (str(error),), State.FAILED
        except DocumentError as error:
            says, state = (error.chinese,), State.FAILED
        except DataDirBusy:
            says, state = (_BUSY,), State.FAILED
        except DataDirError:
            _log.exception("a job could not write: %s", job.title)
            says, state = (_DISK,), State.FAILED
        except Exception:
            _log.exception("a job failed: %s", job.title)
            says, state = (_BROKEN,), State.FAILED
        job.says, job.state = says, state
