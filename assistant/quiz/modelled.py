"""Items that a language model words: it gets one passage, and what it gives back goes through the checks of every other item.

    made by templates → each single choice asked of the model anew → the model's where it keeps every rule, else the template's

A model is any function from a prompt to a text, so that the rules need no network; `chat_model` makes one of a ChatModel. What it may choose is words: the quote must be
the passage's own, and every figure of the stem, of the key and of the reasons must stand in the passage.
"""

import hashlib
import json
import logging
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answering.model import ChatModel, ModelError
from assistant.answering.prompts import load_prompt
from assistant.answering.thinking import WithoutThinking
from assistant.numerals import read_numbers
from assistant.quiz.check import Problem
from assistant.quiz.evidence import squeeze
from assistant.quiz.items import Choice, Difficulty, Item, Kind, Level, Option, Source
from assistant.quiz.make import Made, Workshop
from assistant.quiz.writing.wording import named
from assistant.types import Generation, Passage

PROMPT = "quiz"
_log = logging.getLogger(__name__)
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)

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


def chat_model(model: ChatModel, deadline: float | None = None) -> Model:
    """The configured language model as a function that gives its text without its thinking, and raises ModelError. All calls together
    end at `deadline`, a time of `time.monotonic`; without it each has the model's own limit."""

    def write(prompt: str) -> str:
        thinking, text = WithoutThinking(), ""
        for piece in model.write(prompt, model.deadline() if deadline is None else deadline):
            plain = thinking.feed(piece)
            text = plain if thinking.restarted else text + plain
        return text + thinking.end()

    return write


def reworded(made: Made, model: Model, name: str, workshop: Workshop) -> tuple[Made, Generation]:
    """`made` with its single choices of medium difficulty, which a worded one has, in the words of the model called `name`, and how many
    of its own were kept and dropped. A key lies where the template's lay, unless the order of the options matters.

    An item that breaks a rule, or whose stem or quote another has, is dropped: the template's stays. After a ModelError the model is
    asked no more, and the note says why.
    """
    items = list(made.items)
    stems = {squeeze(item.stem) for item in items}
    asked: Counter[str] = Counter()
    facts: set[tuple[str, str]] = set()
    dropped, note = 0, ""
    for place, item in enumerate(items):
        source = next((source for source in item.sources if source.card_id == item.subject), None)
        if item.kind is not Kind.SINGLE or item.difficulty is not Difficulty.MEDIUM or source is None:
            continue
        passage = workshop.grounds.material.passages[source.passage_id]
        asked[passage.id] += 1
        try:
            worded = word(passage, asked[passage.id], model, workshop).item
        except ModelError as error:
            _log.warning("language model %s, quiz: %s", name, error)
            note = error.fault.value
            break
        if worded is None or squeeze(worded.stem) in stems or (worded.subject, worded.fact) in facts:
            dropped += 1
            continue
        stems.add(squeeze(worded.stem))
        facts.add((worded.subject, worded.fact))
        dealt = _key_as_in(worded, item)
        items[place] = worded if workshop.problems(dealt) else dealt
    return replace(made, items=tuple(items)), Generation(name, len(facts), dropped, note)


def _key_as_in(worded: Item, other: Item) -> Item:
    """`worded` with its key changed over to the place of the other's."""
    if not isinstance(worded.response, Choice) or not isinstance(other.response, Choice):
        return worded
    options = list(worded.response.options)
    (was,), (becomes,) = worded.response.key, other.response.key
    options[was], options[becomes] = options[becomes], options[was]
    return replace(worded, response=Choice(tuple(options), (becomes,)))


def word(passage: Passage, number: int, model: Model, workshop: Workshop) -> Attempt:
    """Ask `model` for the `number`th single choice about `passage`; an item only where it keeps every rule."""
    prompt = load_prompt(PROMPT).fill(title=passage.title, heading=passage.heading, passage=passage.text, number=str(number))
    reply = model(prompt)
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
