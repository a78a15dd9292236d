"""The data model: what travels from a file to an answer. Knows no other module.

    Document → Passage → Sentence → Origin      what was read, and where it came from
    Query → Hit → Answer                        what was asked, found and said

Every text offset counts Unicode characters; an end is exclusive.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True)
class Origin:
    """Characters `start:end` of the decoded source file `file`; 0:0 where a card of the company's own only names its source."""

    file: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters `start:end` of the passage it belongs to, and the places that it rests on."""

    start: int
    end: int
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document under one heading: `text == document.text[start:end]`."""

    id: str
    document_id: str
    title: str
    heading: str
    text: str
    start: int
    end: int
    page: int | None
    kind: str
    sentences: tuple[Sentence, ...]

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The places that any of its sentences rests on, in order, each once."""
        return tuple(dict.fromkeys(origin for sentence in self.sentences for origin in sentence.origins))

    def quote(self, sentence: Sentence) -> str:
        return self.text[sentence.start : sentence.end]


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it is searched. `path` is what a citation shows; `text` is cleaned, footnote marks removed."""

    id: str
    title: str
    path: str
    sha256: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch of a file that was not taken in; `reason` is the cleaner's pattern, or `repeated`. `page` is the page or slide, where there are some."""

    reason: str
    text: str
    page: int | None


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of a plain file: `kept` and `dropped` count characters, `left_out` shows the first stretches that went."""

    document_id: str
    pages: int | None
    passages: int
    kept: int
    dropped: Mapping[str, int]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of a card that a calculation may use. A ratio has several values, anything else one."""

    id: str
    label: str
    values: tuple[Fraction, ...]
    unit: str
    measure: str
    subject: str
    approximate: bool
    disputed: bool
    source: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One side of a disagreement: the figure as printed, what it speaks of, the source's key."""

    value: str
    says: str
    source: str


Own = Literal["", "added", "revised"]


@dataclass(frozen=True, slots=True)
class Card:
    """The front matter of a corpus card; its wording lies in the passages of the document with the same id.

    `asks` are questions that it answers, by section; `lacks` are questions that it invites and the material does not answer. `own` says
    whether the company wrote it: `added` is a card of its own, `revised` stands in the place of a shipped one.
    """

    id: str
    title: str
    kind: str
    group: str
    member_of: str | None
    ordinal: int | None
    aliases: tuple[str, ...]
    asks: Mapping[str, tuple[str, ...]]
    lacks: tuple[str, ...]
    facts: tuple[Fact, ...]
    compare: Mapping[str, str]
    claims: tuple[Claim, ...]
    see: tuple[str, ...]
    sources: Mapping[str, Origin]
    own: Own = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title, *self.aliases)

    @property
    def every_ask(self) -> tuple[str, ...]:
        return tuple(ask for asks in self.asks.values() for ask in asks)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A closed list of the corpus (corpus/lists.yaml).

    Its `members` are card ids, or, where `card` is set, names that stand in that card's `section` in this order. `promises` is how many
    members the source announces, where it prints fewer.
    """

    id: str
    title: str
    aliases: tuple[str, ...]
    item: str
    ordered: bool
    members: tuple[str, ...]
    card: str | None
    section: str | None
    gaps: str
    promises: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title, *self.aliases)

    @property
    def extent(self) -> str:
        """How long it is, as it is said; of a list that its source did not print whole, what is promised and what is printed."""
        printed = f"{len(self.members)}{self.item}"
        return f"名为{self.promises}{self.item}，材料印出{printed}" if self.promises else f"共{printed}"


@dataclass(frozen=True, slots=True)
class Group:
    """A folder of cards as a reader knows it (corpus/groups.yaml): its name, and what it holds in one line."""

    id: str
    title: str
    holds: str


class Intent(StrEnum):
    """What kind of answer a question wants."""

    DEFINITION = "definition"
    LIST = "list"
    FIGURE = "figure"
    COMPARISON = "comparison"
    CASE = "case"
    HOW_TO = "how-to"
    IDENTIFY = "identify"
    CONFIRM = "confirm"
    CONFLICT = "conflict"
    CALCULATION = "calculation"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation; role is user or assistant."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number read from `text[start:end]`, in its base unit (元, 年, 1 for a rate …).

    `kind` is money, rate, years, count, number, or unclear, which is never calculated with; `per` is the period that it
    is paid in, in years.
    """

    value: Fraction
    kind: str
    start: int
    end: int
    approximate: bool = False
    per: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A place in a catalogue; `catalogue` is None when the question names no list."""

    catalogue: str | None
    place: int


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood: `standalone` is what is searched, `entities` are ids of cards that it names,
    `about` of those that the conversation named, `told` is the last answer of the conversation.

    `completed` says that its text is an earlier question, of which the message only changes something.
    """

    text: str
    standalone: str
    intent: Intent
    entities: tuple[str, ...] = ()
    catalogues: tuple[str, ...] = ()
    ordinals: tuple[Ordinal, ...] = ()
    about: tuple[str, ...] = ()
    told: str = ""
    completed: bool = False

    @property
    def leans(self) -> bool:
        """Whether it is read with a subject from elsewhere."""
        return self.text != self.standalone


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with its fused score and what it was found by."""

    passage: Passage
    score: float
    why: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Citation:
    """`quote == passage.text[start:end]`; checked again whenever it is rendered."""

    n: int
    passage: Passage
    path: str
    start: int
    end: int
    quote: str
    origins: tuple[Origin, ...]


class StatementKind(StrEnum):
    QUOTED = "quoted"
    COMPUTED = "computed"
    GAP = "gap"
    FRAME = "frame"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class Statement:
    text: str
    kind: StatementKind
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Input:
    """An input of a calculation and where it came from: question, fact:ID or default."""

    name: str
    label: str
    value: Fraction
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    expression: str
    value: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Result:
    label: str
    value: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Calculation:
    """A worked calculation. Values are exact; rounding happens where they are shown. `headline` is the result in words, where it has one."""

    formula: str
    title: str
    inputs: tuple[Input, ...]
    steps: tuple[Step, ...]
    results: tuple[Result, ...]
    conventions: tuple[str, ...] = ()
    citations: tuple[int, ...] = ()
    headline: str = ""


@dataclass(frozen=True, slots=True)
class Generation:
    """What a language model had to do with an answer: how many of its sentences passed the gates and are shown, how many
    were dropped, and, where the answer is an extract nevertheless, a note that says why."""

    model: str
    kept: int
    dropped: int
    note: str = ""


EngineName = Literal["extractive", "llm"]  # which engine a question is for


class Outcome(StrEnum):
    ANSWERED = "answered"
    REFUSED = "refused"
    CLARIFY = "clarify"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said. `text` is Markdown with [n] markers; every other part is there to check it by.

    `intent` is how the question was read, `support` how probably the material answers it, from 0 to 1; None where nothing
    decided that: a list, a calculation.
    """

    id: str
    question: str
    standalone: str
    outcome: Outcome
    engine: str
    text: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...] = ()
    calculation: Calculation | None = None
    missing: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    generation: Generation | None = None
    intent: Intent | None = None
    support: float | None = None

    @property
    def read_as_written(self) -> bool:
        """Whether the question was read as it stands, spaces, width and punctuation aside."""
        return _bare(self.question) == _bare(self.standalone)


def _bare(question: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", question)).lower()
