"""Items that a language model words: it gets one passage, and what it gives back goes through the checks of every other item.

The model is any function from a prompt to a text, so that this module knows no network. What it may choose is words: the quote must be
the passage's own, and every figure of the stem, of the key and of the reasons must stand in the passage.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from string import Template

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.numerals import read_numbers
from assistant.quiz.check import Problem
from assistant.quiz.items import Choice, Difficulty, Item, Kind, Level, Option, Source
from assistant.quiz.make import Workshop
from assistant.quiz.writing.wording import named
from assistant.resources import resource
from assistant.types import Passage

PROMPT = "quiz"
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)

Model = Callable[[str], str]


class _Worded(BaseModel):
    """What the model is asked for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    stem: str = Field(min_length=4)
    options: list[str] = Field(min_length=4, max_length=4)
    key: int = Field(ge=0, le=3)
    quote: str = Field(min_length=4)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An item, or what is wrong with what came back."""

    item: Item | None
    problems: tuple[Problem, ...] = ()


def word(passage: Passage, number: int, model: Model, workshop: Workshop) -> Attempt:
    """Ask `model` for the `number`th single choice about `passage`; an item only where it keeps every rule."""
    template = Template(_FRONT_MATTER.sub("", (resource("prompts") / f"{PROMPT}.md").read_text(encoding="utf-8")))
    reply = model(template.substitute(title=passage.title, heading=passage.heading, passage=passage.text, number=str(number)))
    found = _OBJECT.search(reply)
    try:
        worded = _Worded.model_validate(json.loads(found[0] if found else reply))
    except (json.JSONDecodeError, ValidationError) as error:
        return Attempt(None, (Problem("readable", f"模型的回复不是要的格式：{str(error).splitlines()[0]}"),))
    if problem := _unfounded(worded, passage):
        return Attempt(None, (problem,))
    item = _item(worded, passage)
    problems = workshop.problems(item)
    return Attempt(None if problems else item, problems)


def _unfounded(worded: _Worded, passage: Passage) -> Problem | None:
    """What the passage does not bear out, word for word or figure for figure."""
    if worded.quote not in passage.text:
        return Problem("quoted", f"引文不是原话：{worded.quote[:30]}")
    there = {figure.value for figure in read_numbers(passage.text)}
    told = f"{worded.stem} {worded.options[worded.key]} {worded.why}"
    strange = [told[figure.start : figure.end] for figure in read_numbers(told) if figure.value not in there and not figure.han]
    return Problem("figures", f"数字“{strange[0]}”不在这段材料里。") if strange else None


def _item(worded: _Worded, passage: Passage) -> Item:
    start = passage.text.index(worded.quote)
    source = Source(passage.id, passage.title, passage.heading, start, start + len(worded.quote), worded.quote)
    why = worded.why if not worded.why or worded.why.endswith("。") else f"{worded.why}。"
    return Item(
        id=hashlib.sha256(repr(worded).encode()).hexdigest()[:12],
        kind=Kind.SINGLE,
        stem=worded.stem,
        response=Choice(tuple(Option(text) for text in worded.options), (worded.key,)),
        explanation=f"{named(passage.title)}（{passage.heading}）写道：「{worded.quote}」{why}",
        sources=(source,),
        difficulty=Difficulty.MEDIUM,
        level=Level.UNDERSTAND,
        template="modelled",
        subject=passage.document_id,
        fact=f"原话：{worded.quote[:20]}",
    )
