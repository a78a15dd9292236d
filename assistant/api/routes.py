"""The HTTP interface: POST /api/v1/ask gives the contract's object, POST /api/v1/ask/stream the same as it
grows."""

import json
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from itertools import chain
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from assistant.answering.engine import Assistant
from assistant.api.quiz import add_quiz_routes
from assistant.api.schemas import CHOICE_CLOSED, AskRequest
from assistant.api.value import add_value_routes
from assistant.contract import answer_object
from assistant.errors import InputError
from assistant.quiz.make import Workshop
from assistant.types import Answer, Statement
from assistant.web.observation import Journal

_log = logging.getLogger(__name__)

_INTERNAL = "服务器内部出错，请稍后再试；还不行请联系管理员。"

# pydantic's error types in words; {name} is the field's path.
_REASONS = {
    "missing": "缺少字段 {name}",
    "extra_forbidden": "不认识字段 {name}，请删去",
    "string_type": "字段 {name} 要是文字",
    "string_too_long": "字段 {name} 超过了{max_length}个字的上限",
    "too_long": "字段 {name} 超过了{max_length}条的上限",
    "list_type": "字段 {name} 要是列表",
    "literal_error": "字段 {name} 只能是 {expected}",
    "enum": "字段 {name} 只能是 {expected}",
    "int_type": "字段 {name} 要是整数",
    "int_parsing": "字段 {name} 要是整数",
    "int_from_float": "字段 {name} 要是整数",
    "greater_than_equal": "字段 {name} 不能小于{ge}",
    "less_than_equal": "字段 {name} 不能大于{le}",
    "too_short": "字段 {name} 不能是空的",
    "string_too_short": "字段 {name} 不能是空的",
    "json_invalid": "发来的内容不是合格的 JSON",
    "model_attributes_type": "要发来一个 JSON 对象，请求头 Content-Type 要是 application/json",
}


class _ChineseErrors(APIRoute):
    """Errors as {"error": a Chinese sentence}: 400 for a question that cannot be answered, 422 for a malformed request."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except RequestValidationError as error:
                return _error(422, "；".join(dict.fromkeys(_reason(problem) for problem in error.errors())) + "。")
            except InputError as error:
                return _error(400, str(error))
            except HTTPException as error:  # a body that no JSON reader takes: a number of five thousand digits
                return _error(error.status_code, f"{_REASONS['json_invalid']}。")
            except Exception:
                _log.exception("a question could not be answered")
                return _error(500, _INTERNAL)

        return answer


def chinese_routes() -> APIRouter:
    """A router without routes, whose errors are Chinese sentences."""
    return APIRouter(route_class=_ChineseErrors)


def router(assistant: Assistant, workshop: Workshop, journal: Journal, *, engine_choice: bool) -> APIRouter:
    """The routes over an open assistant and the workshop of its library. `engine_choice`: whether a caller may choose the engine."""
    routes = chinese_routes()

    def check_choice(asked: AskRequest) -> None:
        if asked.engine is not None and not engine_choice:
            raise InputError(CHOICE_CLOSED)

    @routes.post("/api/v1/ask")
    def ask(asked: AskRequest, request: Request) -> dict[str, Any]:
        check_choice(asked)
        answer = assistant.ask(asked.question, asked.turns(), asked.engine)
        journal.answered(answer, request)
        return answer_object(answer)

    @routes.post("/api/v1/ask/stream")
    def ask_stream(asked: AskRequest, request: Request) -> StreamingResponse:
        check_choice(asked)
        growing = assistant.stream(asked.question, asked.turns(), asked.engine)
        first = next(growing)  # what cannot be answered is said with a status, before the stream begins
        events = _events(chain([first], growing), lambda answer: journal.answered(answer, request))
        return StreamingResponse(events, media_type="text/event-stream")

    add_value_routes(routes, assistant.library)
    model = assistant.writer.model if assistant.writer is not None else None
    add_quiz_routes(routes, workshop, model, engine_choice=engine_choice)
    return routes


def _events(growing: Iterator[Answer], answered: Callable[[Answer], None]) -> Iterator[str]:
    """Server-sent events: `statement` for each that is new, then `answer` with the whole, which is what counts; or `error`."""
    sent: Counter[Statement] = Counter()
    answer = None
    try:
        for answer in growing:
            said = Counter(answer.statements)
            for statement in said - sent:
                yield _event("statement", {"text": statement.text, "kind": statement.kind.value, "citations": list(statement.citations)})
            sent |= said
        if answer is not None:
            answered(answer)
            yield _event("answer", answer_object(answer))
    except Exception:
        _log.exception("an answer was broken off")
        yield _event("error", {"error": _INTERNAL})


def _event(name: str, value: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"


def _reason(problem: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in problem["loc"] if part != "body") or "（请求体）"
    context = problem.get("ctx", {})
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", " 或 ")
    return _REASONS.get(problem["type"], "字段 {name} 不合要求").format(**{**context, "name": name, "expected": expected})


def _error(status: int, words: str) -> JSONResponse:
    return JSONResponse({"error": words}, status_code=status)
