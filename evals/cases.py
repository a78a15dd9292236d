"""The cases: what is asked, and what a right answer is.

`evals/cases/tune/*.jsonl` may be looked at by whoever changes the engine; `evals/cases/report/*.jsonl` is only scored.
Each line is an object with the fields of `Case`; evals/README.md says what each kind means.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.answering.engine import Assistant
from assistant.types import Turn

CASES = Path(__file__).parent / "cases"
Half = Literal["tune", "report"]
HALVES: tuple[Half, ...] = ("tune", "report")


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message that holds several: the cards that answer it; none where the material has nothing."""

    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what a right answer is.

    `cards`: any of them, cited, is a right source, or all of them where the answer lies in `both`. `says`: each must stand in the text, "a|b" is a or b; `must_not`:
    none may. `numbers`: what a calculation must show. `missing`: what a request for input must name, "a|b" is a or b. `formula`:
    the id of the formula that a calculation means, and `inputs` by name what its question gives, as written there; None where it is not said.
    `earlier`: messages of the same conversation, asked first, whose answers are the assistant's own; `history` has answers that somebody wrote.
    """

    id: str
    kind: str
    half: Half
    question: str
    history: tuple[Turn, ...]
    earlier: tuple[str, ...]
    outcome: str
    cards: tuple[str, ...]
    both: bool
    says: tuple[str, ...]
    must_not: tuple[str, ...]
    numbers: tuple[str, ...]
    missing: tuple[str, ...]
    formula: str
    inputs: Mapping[str, str] | None
    parts: tuple[Part, ...]
    why: str

    @property
    def answerable(self) -> bool:
        return self.outcome == "answered"

    def turns(self, assistant: Assistant) -> tuple[Turn, ...]:
        """The conversation before the question."""
        turns = self.history
        for message in self.earlier:
            turns = (*turns, Turn("user", message), Turn("assistant", assistant.ask(message, turns).text))
        return turns


def load_cases(half: Half) -> list[Case]:
    """All cases of a half, by file and line. Raises ValueError, with the file and the line, at the first that is malformed."""
    cases = []
    for path in sorted((CASES / half).glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                cases.append(_case(json.loads(line), half))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{path.name}, line {number}: {error!r}") from error
    return cases


def _case(row: Mapping[str, Any], half: Half) -> Case:
    def strings(name: str) -> tuple[str, ...]:
        return tuple(str(value) for value in row.get(name, ()))

    return Case(
        id=row["id"],
        kind=row["kind"],
        half=half,
        question=row["question"],
        history=tuple(Turn(turn["role"], turn["content"]) for turn in row.get("history", ())),
        earlier=strings("earlier"),
        outcome=row.get("outcome", "answered"),
        cards=strings("cards"),
        both=bool(row.get("both", False)),
        says=strings("says"),
        must_not=strings("must_not"),
        numbers=strings("numbers"),
        missing=strings("missing"),
        formula=row.get("formula", ""),
        inputs=row.get("inputs"),
        parts=tuple(Part(tuple(part.get("cards", ()))) for part in row.get("parts", ())),
        why=row.get("why", ""),
    )
