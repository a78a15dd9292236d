"""What a caller sends. Unknown keys are refused: a misspelt `history` must not be ignored in silence."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.types import EngineName, Turn

MAX_TURNS = 40
MAX_TURN_CHARS = 20_000
CHOICE_CLOSED = "管理员没有开放选择引擎，请删去字段 engine。"


class Message(BaseModel):
    """One earlier message of a conversation."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["user", "assistant"]
    content: str = Field(max_length=MAX_TURN_CHARS)


class AskRequest(BaseModel):
    """A question, with what was said before it, and the engine that is to answer where the caller chooses. The engine sets the limit on the question's length."""

    model_config = ConfigDict(extra="forbid")

    question: str
    history: list[Message] = Field(default_factory=list, max_length=MAX_TURNS)
    engine: EngineName | None = None

    def turns(self) -> list[Turn]:
        return [Turn(message.role, message.content) for message in self.history]
