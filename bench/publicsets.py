"""Public question sets over Chinese passages: CMRC2018 dev and XQuAD zh, as JSON lines of passages and of questions."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.process import REPOSITORY

DEFAULT_FOLDER = REPOSITORY.parent / "shared" / "data" / "public-retrieval"
TITLES = {"cmrc": "CMRC2018 dev", "xquad": "XQuAD zh"}


@dataclass(frozen=True, slots=True)
class PublicSet:
    """`gold[i]` holds the ids of the passages that answer `questions[i]`."""

    title: str
    passages: list[tuple[str, str]]
    questions: list[str]
    gold: list[set[str]]


def load_sets(folder: Path) -> list[PublicSet]:
    """The sets that `folder` has; an empty list where it has none."""
    return [_load(folder, name) for name in TITLES if (folder / f"{name}_corpus.jsonl.gz").is_file()]


def _load(folder: Path, name: str) -> PublicSet:
    passages = [(row["id"], row["text"]) for row in _rows(folder / f"{name}_corpus.jsonl.gz")]
    questions = _rows(folder / f"{name}_queries.jsonl.gz")
    return PublicSet(TITLES[name], passages, [row["query"] for row in questions], [set(row["gold"]) for row in questions])


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
