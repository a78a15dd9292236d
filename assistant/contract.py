"""An answer as the JSON object that other people's tools rely on (schema 1)."""

from dataclasses import asdict
from typing import Any

from assistant.types import Answer, Calculation, Citation
from assistant.value.notation import decimal_string

SCHEMA = 1


def answer_object(answer: Answer, answer_id: str | None = None) -> dict[str, Any]:
    """The contract's object; `answer_id` replaces the answer's own id. Numbers of a calculation are decimal strings;
    `generation` is there only where a language model was asked."""
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "id": answer.id if answer_id is None else answer_id,
        "question": answer.question,
        "standalone": answer.standalone,
        "outcome": answer.outcome.value,
        "engine": answer.engine,
        "text": answer.text,
        "statements": [{"text": s.text, "kind": s.kind.value, "citations": list(s.citations)} for s in answer.statements],
        "citations": [_citation(citation) for citation in answer.citations],
        "calculation": None if answer.calculation is None else _calculation(answer.calculation, answer),
        "missing": list(answer.missing),
        "related": list(answer.related),
        "timings_ms": dict(answer.timings_ms),
    }
    if answer.generation is not None:
        found["generation"] = asdict(answer.generation)
    return found


def _citation(citation: Citation) -> dict[str, Any]:
    passage = citation.passage
    return {
        "n": citation.n,
        "passage": passage.id,
        "title": passage.title,
        "heading": passage.heading,
        "file": citation.path,
        "page": passage.page,
        "passage_text": passage.text,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "origins": [{"file": origin.file, "start": origin.start, "end": origin.end} for origin in citation.origins],
    }


def _calculation(calculation: Calculation, answer: Answer) -> dict[str, Any]:
    results = [{"label": r.label, "value": decimal_string(r.value), "unit": r.unit} for r in calculation.results]
    return {
        "formula": calculation.formula,
        "title": calculation.title,
        "inputs": [
            {"name": row.name, "label": row.label, "value": decimal_string(row.value), "unit": row.unit, "from": row.source}
            for row in calculation.inputs
        ],
        "steps": [
            {"label": step.label, "expression": step.expression, "value": decimal_string(step.value), "unit": step.unit}
            for step in calculation.steps
        ],
        "result": results[0] if len(results) == 1 else results,
        "conventions": list(calculation.conventions),
        "citations": [citation.n for citation in answer.citations],
    }
