"""`python -m bench [retrieval] [speed] [scale] [writing] [load]`: run benchmarks, print their tables, save them as JSON."""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from assistant.errors import AssistantError
from bench import load, retrieval, scale, speed, writing
from bench.figures import Report, save
from bench.process import CommandFailed
from bench.publicsets import DEFAULT_FOLDER

NAMES = ("retrieval", "speed", "scale", "writing", "load")


def main() -> int:
    """Status 1 where a benchmark could not run; a missed target is printed and saved, and is no error."""
    arguments = _arguments()
    console = Console(width=None if sys.stdout.isatty() else 180)
    reports = []
    failed = False
    for name in arguments.names or NAMES:
        try:
            report = _run(name, arguments)
        except (AssistantError, CommandFailed, OSError) as error:
            Console(stderr=True).print(f"{name}: {error}", style="bold red", markup=False)
            failed = True
            continue
        report.show(console)
        reports.append(report)
    for path in save(reports, arguments.out):
        console.print(f"saved {path}")
    return int(failed)


def _run(name: str, arguments: argparse.Namespace) -> Report:
    if name == "retrieval":
        return retrieval.run(arguments.public)
    if name == "speed":
        return speed.run()
    if name == "writing":
        return writing.run()
    if name == "load":
        return load.run(arguments.seconds)
    return scale.run(arguments.full)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speed, scale and retrieval quality, beside peers.")
    parser.add_argument("names", nargs="*", metavar="|".join(NAMES), help="what to run; all without it")
    parser.add_argument("--public", type=Path, default=DEFAULT_FOLDER, help="folder of the public question sets (%(default)s)")
    parser.add_argument("--full", action="store_true", help="scale: 100,000 passages as well")
    parser.add_argument("--seconds", type=float, default=load.PACED_S, help="load: length of each paced phase (%(default)g)")
    parser.add_argument("--out", type=Path, help="one file for all results, instead of bench/results/<name>.json")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.names if name not in NAMES]:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
