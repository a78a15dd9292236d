"""What POST /api/v1/quiz gives, as JSON's own types (docs/contract.md)."""

from typing import Any

from pydantic import TypeAdapter

from assistant.quiz.items import Paper
from assistant.quiz.make import Covered, Made
from assistant.quiz.record import SCHEMA, paper_object

_COVERAGE: TypeAdapter[tuple[Covered, ...]] = TypeAdapter(tuple[Covered, ...])


def made_object(made: Made, paper: Paper) -> dict[str, Any]:
    """The paper, how far it covers the topics, and why there are fewer items than asked for."""
    return {
        "schema": SCHEMA,
        "paper": paper_object(paper),
        "coverage": _COVERAGE.dump_python(made.coverage, mode="json"),
        "shortfall": list(made.shortfall),
    }
