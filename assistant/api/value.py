"""GET /api/v1/value lists the formulas, POST /api/v1/value/{formula} works one."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StrictStr

from assistant.answering.worked import worked_answer
from assistant.contract import SCHEMA, answer_object
from assistant.errors import InputError, ValueModelError
from assistant.library import Library
from assistant.value.entry import formula_called, signature_object, typed_inputs
from assistant.value.formulas import FORMULAS

_Typed = StrictStr | StrictInt | StrictFloat  # true is no number


class ValueRequest(BaseModel):
    """Inputs by name, as they would be typed: "1.2万", "10%", 0.1, "年初"; a list where an input takes several."""

    model_config = ConfigDict(extra="forbid")

    inputs: dict[str, _Typed | list[_Typed]] = Field(default_factory=dict)


def add_value_routes(routes: APIRouter, library: Library) -> None:
    """The two routes, on a router whose errors are Chinese sentences."""

    @routes.get("/api/v1/value")
    async def formulas() -> dict[str, Any]:
        return {"schema": SCHEMA, "formulas": [signature_object(formula) for formula in FORMULAS]}

    @routes.post("/api/v1/value/{formula_id}")
    def work(formula_id: str, request: ValueRequest) -> dict[str, Any]:
        formula = formula_called(formula_id)
        typed = {name: [str(one) for one in value] if isinstance(value, list) else str(value) for name, value in request.inputs.items()}
        try:
            answer = answer_object(worked_answer(formula, typed_inputs(formula, typed), library))
        except ValueModelError as error:
            raise InputError(str(error)) from error
        return {key: answer[key] for key in ("schema", "text", "statements", "citations", "calculation")}
