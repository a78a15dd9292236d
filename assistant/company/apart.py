"""Building the index in a process of its own, so that the server goes on answering: `python -m assistant.company.apart`.

    {"settings": …, "paths": …, "corpus": …} in     {"progress": [what, done, total]} …, then {"report": …} or {"error": …} out

In the server's own process a build would hold up every answer while native code runs (half a minute was measured), and its memory would stay.
"""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.build import BuildReport, build_index
from assistant.errors import AssistantError, DataDirBusy, DataDirError, DocumentError
from assistant.retrieval.index import Progress
from assistant.settings import Settings, load_settings

LOOK_S = 0.3  # how long a process that says nothing is waited for before somebody may stop it
NICENESS = 5  # answers go first
_MADE_WITH = ("data_dir", "corpus_dir", "cards_dir", "embedding")  # the settings that a build reads
_RAISED = {kind.__name__: kind for kind in (DataDirBusy, DataDirError)}


def build_apart(settings: Settings, paths: Sequence[Path], corpus: bool, progress: Progress) -> BuildReport:
    """As `build_index`, whose errors it raises. What `progress` raises ends the process; the index in use stays."""
    wanted = {name: None if (value := getattr(settings, name)) is None else str(value) for name in _MADE_WITH}
    order = json.dumps({"settings": wanted, "paths": [str(path) for path in paths], "corpus": corpus})
    with subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            _send(process, order.encode())
            step: tuple[str, int, int] = ("", 0, 0)
            for line in _lines(process):
                said = json.loads(line) if line else {}
                if "report" in said:
                    return BuildReport(**{**said["report"], "problems": tuple(said["report"]["problems"])})
                if "error" in said:
                    raise _error(said)
                step = (said["progress"][0], said["progress"][1], said["progress"][2]) if said else step
                progress(*step)
        finally:
            process.kill()
    raise RuntimeError(f"the process that builds the index ended with status {process.returncode}")


def _send(process: "subprocess.Popen[bytes]", order: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(order)
        process.stdin.close()
    except BrokenPipeError:
        pass  # it has ended; how, is said by what it does not report


def _lines(process: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    """The lines that the process prints; an empty one for each while in which it prints none."""
    assert process.stdout is not None
    pending = b""
    while True:
        if not select.select([process.stdout], [], [], LOOK_S)[0]:
            yield b""
            continue
        chunk = os.read(process.stdout.fileno(), 65536)
        if not chunk:
            return
        *lines, pending = (pending + chunk).split(b"\n")
        yield from lines


def _error(said: dict[str, Any]) -> AssistantError:
    if said["kind"] == DocumentError.__name__:
        return DocumentError(said["error"], said["chinese"])
    return _RAISED.get(said["kind"], AssistantError)(said["error"])


def main() -> None:
    os.nice(NICENESS)
    order = json.load(sys.stdin)
    paths = [Path(path) for path in order["paths"]]
    try:
        report = build_index(load_settings(**order["settings"]), paths, corpus=order["corpus"], progress=_tell_progress)
        _tell({"report": asdict(report)})
    except AssistantError as error:
        _tell({"error": str(error), "kind": type(error).__name__, "chinese": getattr(error, "chinese", "")})


def _tell_progress(what: str, done: int, total: int) -> None:
    _tell({"progress": [what, done, total]})


def _tell(words: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
