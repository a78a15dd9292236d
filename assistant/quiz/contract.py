"""What `assistant quiz --format json` and POST /api/v1/quiz give, as JSON's own types (docs/contract.md)."""

from typing import Any

from pydantic import TypeAdapter

from assistant.quiz.items import Paper
from assistant.quiz.make import Covered, Made

SCHEMA = 1
_PAPER = TypeAdapter(Paper)
_COVERAGE = TypeAdapter(tuple[Covered, ...])


def made_object(made: Made, paper: Paper) -> dict[str, Any]:
    """The paper, how far it covers the topics, and why there are fewer items than asked for. Numbers of a calculation are exact
    fractions in texts."""
    return {
        "schema": SCHEMA,
        "paper": {"schema": SCHEMA, **_PAPER.dump_python(paper, mode="json")},
        "coverage": _COVERAGE.dump_python(made.coverage, mode="json"),
        "shortfall": list(made.shortfall),
    }
