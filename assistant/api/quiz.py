"""POST /api/v1/quiz writes items."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant.answering.model import ChatModel
from assistant.api.schemas import CHOICE_CLOSED
from assistant.errors import InputError
from assistant.quiz.contract import made_object
from assistant.quiz.items import Difficulty, Kind
from assistant.quiz.make import Request, Workshop
from assistant.quiz.modelled import chat_model, reworded
from assistant.types import EngineName

MOST_ITEMS = 500  # of one request: a few seconds
MOST_TOPICS = 500


class QuizRequest(BaseModel):
    """What to write; topics are ids of cards, lists or folders, all where none is given."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(default="测验", min_length=1, max_length=100)
    topics: list[str] = Field(default_factory=list, max_length=MOST_TOPICS)
    kinds: list[Kind] = Field(default_factory=lambda: list(Kind), min_length=1)
    difficulty: Difficulty | None = None
    count: int = Field(default=10, ge=1, le=MOST_ITEMS)
    seed: int = 0
    points: int = Field(default=1, ge=1, le=100)
    minutes: int | None = Field(default=None, ge=1, le=600)
    engine: EngineName | None = None


def add_quiz_routes(routes: APIRouter, workshop: Workshop, model: ChatModel | None, *, engine_choice: bool) -> None:
    """The route, on a router whose errors are Chinese sentences. `model` words what asks for it, where a caller may choose."""

    @routes.post("/api/v1/quiz")
    def quiz(request: QuizRequest) -> dict[str, Any]:
        if request.engine is not None and not engine_choice:
            raise InputError(CHOICE_CLOSED)
        if request.engine == "llm" and model is None:
            raise InputError("没有配置语言模型，请删去字段 engine，题目就由模板来写。")
        wanted = Request(tuple(request.topics), tuple(dict.fromkeys(request.kinds)), request.difficulty, request.count, request.seed)
        made = workshop.make(wanted)
        generation = None
        if request.engine == "llm" and model is not None:
            made, generation = reworded(made, chat_model(model, model.deadline()), model.name, workshop)
        return made_object(made, made.paper(request.title, request.minutes, request.points), generation)
