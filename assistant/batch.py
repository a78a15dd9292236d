"""A file of questions to a file of answers, line by line: a bad line is reported and the rest goes on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answering.engine import Assistant
from assistant.contract import answer_object
from assistant.errors import AssistantError, InputError
from assistant.retrieval.index import Progress
from assistant.types import EngineName, Turn


@dataclass(frozen=True, slots=True)
class BatchReport:
    answered: int
    problems: tuple[str, ...]


def answer_batch(assistant: Assistant, questions: Path, answers: Path, progress: Progress, engine: EngineName | None = None) -> BatchReport:
    """Answer each line of `questions` as a fresh conversation; its answer carries the line's id.

    Raises InputError when the file cannot be read or the answers cannot be written.
    """
    try:
        lines = questions.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{questions}: cannot be read ({error}); give a UTF-8 file of JSON lines") from error
    problems = []
    answered = 0
    try:
        with answers.open("w", encoding="utf-8") as out:
            for number, line in enumerate(lines, start=1):
                progress("answering", number, len(lines))
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                    answer = assistant.ask(row["question"], read_history(row.get("history", [])), engine)
                    out.write(json.dumps(answer_object(answer, str(row["id"])), ensure_ascii=False) + "\n")
                    answered += 1
                except (ValueError, KeyError, TypeError, AttributeError, AssistantError) as error:
                    problems.append(f"line {number}: {type(error).__name__}: {error}")
    except OSError as error:
        raise InputError(f"{answers}: cannot be written ({error.strerror}); choose another --out") from error
    return BatchReport(answered, tuple(problems))


def read_history(rows: Sequence[dict[str, Any]]) -> list[Turn]:
    """Turns of a conversation. Raises InputError for a role other than user and assistant."""
    turns = []
    for row in rows:
        if row.get("role") not in ("user", "assistant") or not isinstance(row.get("content"), str):
            raise InputError(f"history: {row!r} is no turn; give role (user or assistant) and content")
        turns.append(Turn(row["role"], row["content"]))
    return turns
