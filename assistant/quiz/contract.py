"""What POST /api/v1/quiz gives, as JSON's own types (docs/contract.md)."""

from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from assistant.quiz.items import Paper
from assistant.quiz.make import Covered, Made
from assistant.quiz.record import SCHEMA, paper_object
from assistant.types import Generation

_COVERAGE: TypeAdapter[tuple[Covered, ...]] = TypeAdapter(tuple[Covered, ...])


def made_object(made: Made, paper: Paper, generation: Generation | None = None) -> dict[str, Any]:
    """The paper, how far it covers the topics, why there are fewer items than asked for, and `generation` where a language model was asked."""
    found = {
        "schema": SCHEMA,
        "paper": paper_object(paper),
        "coverage": _COVERAGE.dump_python(made.coverage, mode="json"),
        "shortfall": list(made.shortfall),
    }
    return found if generation is None else {**found, "generation": asdict(generation)}
