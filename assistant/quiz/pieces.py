"""The pieces that items are made of: a sentence, and what can be read out of one. Knows the data model and the item only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from assistant.quiz.items import Source
from assistant.types import Card, Catalogue, Claim, Fact, Passage, Sentence

_PRINTED = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<scale>[万亿千]*)(?P<unit>%|个?百分点|倍|年代|[一-龥]{0,2})")
_SCALES = {"千": 1000, "万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a card."""

    passage: Passage
    sentence: Sentence

    @property
    def text(self) -> str:
        return self.passage.quote(self.sentence)

    @property
    def place(self) -> tuple[str, int]:
        """Where it stands; what it is found by."""
        return self.passage.id, self.sentence.start

    @property
    def card_id(self) -> str:
        return self.passage.document_id

    @property
    def source(self) -> Source:
        return Source(self.passage.id, self.passage.title, self.passage.heading, self.sentence.start, self.sentence.end, self.text)


@dataclass(frozen=True, slots=True)
class Meaning:
    """`name` is `words`, as the line says; members of one `family` are told apart by it.

    The family is the list that the name is of, or, for a card that is of none, the kind of card and the folder that it lies `in_folder`.
    """

    card: Card
    name: str
    words: str
    line: Line
    family: str
    in_folder: bool


@dataclass(frozen=True, slots=True)
class Roll:
    """A closed list: `line` names all its members in order, behind `lead` (整体顾客价值分四项).

    The lead is a clause that can stand before a question, or empty; where the line `enumerates`, it says nothing else.
    """

    card: Card
    catalogue: Catalogue
    line: Line
    lead: str
    enumerates: bool

    @property
    def members(self) -> tuple[str, ...]:
        return self.catalogue.members

    @property
    def is_process(self) -> bool:
        """Whether the order of the members is knowledge: steps, stages, levels."""
        stepwise = self.catalogue.item in ("步", "级", "层", "段", "环") or re.search("步骤|阶段|时期|层次|层级", self.catalogue.title)
        return self.catalogue.ordered and bool(stepwise)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a card as printed in `line.text[start:end]`, its unit included."""

    card: Card
    fact: Fact
    line: Line
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that a contrast tells apart: `name` stands at the front of what is said of it."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two things that are easily confused, and what each is about."""

    card: Card
    line: Line
    left: Side
    right: Side


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do with the subject of a card, in a sentence that stands alone."""

    card: Card
    line: Line


@dataclass(frozen=True, slots=True)
class Story:
    """A passage that tells of a case; `lines` are those of its sentences that may be asked for."""

    card: Card
    passage: Passage
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """What a card has on one axis of comparison; `left` is what stands for the card: its title, or the left of a rule's two sides."""

    card: Card
    name: str
    left: str
    value: str
    lines: tuple[Line, ...]

    @property
    def question(self) -> str:
        """The axis as a question behind the name of its subject, where it is one: 讲什么？ Empty where it is a noun."""
        return f"{self.name}？" if re.search("什么|哪|怎么|几|不", self.name) else ""


@dataclass(frozen=True, slots=True)
class Position:
    """What one document says about a disputed thing; `line` is the sentence that says so, `shared` are other documents that may say it too."""

    card: Card
    claim: Claim
    document: str
    line: Line
    shared: frozenset[str]


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure in `text[start:end]`, its unit included; `unit` is as facts name it: %, 百分点, 倍, 年份 or a measure word."""

    start: int
    end: int
    value: Fraction
    unit: str


def printed_figures(text: str) -> Iterator[Printed]:
    """The Arabic figures of `text`. A measure word may have two characters or one, so that 24小时 is read both ways, the longer first."""
    for match in _PRINTED.finditer(text):
        value = Fraction(match["number"].replace(",", ""))
        for mark in match["scale"]:
            value *= _SCALES[mark]
        start, unit_at, unit = match.start(), match.start("unit"), match["unit"]
        if unit.endswith("百分点"):
            yield Printed(start, match.end(), value, "百分点")
        elif unit == "年代":
            yield Printed(start, match.end(), value, unit)
        elif unit.startswith("年") and 1000 <= value < 2100:
            yield Printed(start, unit_at + 1, value, "年份")
        else:
            for size in range(len(unit) if unit else 0, 0, -1):
                yield Printed(start, unit_at + size, value, unit[:size])
            if not unit:
                yield Printed(start, unit_at, value, "")
