"""What a quiz item is, and a paper of them. Knows only the data model.

Item(kind, stem, response, …)      response is what the taker does, with the key in it:
    Choice      single, multiple, calculation, case     pick among options
    Judgement   true-false                              right or wrong
    Matching    matching                                join left to right
    Ordering    ordering                                put into order
    Blank       fill-in                                 write a figure or a term
    Marking     short-answer                            write freely; marked by points
"""

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from assistant.errors import InputError
from assistant.types import Calculation, Passage


class Kind(StrEnum):
    """The kinds of item. The value is the name in files and on the command line."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true-false"
    MATCHING = "matching"
    ORDERING = "ordering"
    FILL_IN = "fill-in"
    SHORT_ANSWER = "short-answer"
    CALCULATION = "calculation"
    CASE = "case"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Kind.SINGLE: "单选题",
    Kind.MULTIPLE: "多选题",
    Kind.TRUE_FALSE: "判断题",
    Kind.MATCHING: "连线题",
    Kind.ORDERING: "排序题",
    Kind.FILL_IN: "填空题",
    Kind.SHORT_ANSWER: "简答题",
    Kind.CALCULATION: "计算题",
    Kind.CASE: "案例题",
}


def kinds_called(names: str) -> tuple[Kind, ...]:
    """The kinds by their names with commas between; all where there is none. Raises InputError, in Chinese, for a name that is none."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in set(Kind)]:
        raise InputError(f"没有题型“{unknown[0]}”。题型有：{'、'.join(Kind)}。请改了再出题。")
    return tuple(dict.fromkeys(map(Kind, wanted))) or tuple(Kind)


class Difficulty(IntEnum):
    EASY = 1
    MEDIUM = 2
    HARD = 3

    @property
    def label(self) -> str:
        return ("易", "中", "难")[self - 1]


class Level(StrEnum):
    """The cognitive level, after Bloom's revised taxonomy."""

    REMEMBER = "记忆"
    UNDERSTAND = "理解"
    APPLY = "应用"
    ANALYSE = "分析"


@dataclass(frozen=True, slots=True)
class Source:
    """The characters that an item rests on: `quote == passage.text[start:end]` when it was written."""

    passage_id: str
    title: str
    heading: str
    start: int
    end: int
    quote: str

    @property
    def card_id(self) -> str:
        return self.passage_id.partition("#")[0]

    def stands_in(self, passage: Passage | None) -> bool:
        """Whether the passage is still there and still says so, at the same place."""
        return passage is not None and passage.text[self.start : self.end] == self.quote


@dataclass(frozen=True, slots=True)
class Option:
    """A choice. `why` is the feedback for who picks it: for a wrong one the mistake, or whose it really is; may be empty."""

    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Options in the order shown; `key` are the places of the right ones, ascending, from 0."""

    options: tuple[Option, ...]
    key: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The stem is a statement; `correction` says how it would be right where it is not."""

    truth: bool
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """`pairs` are (left, right) as they belong together, left in the order shown; the rights are shown with `spare`, sorted by text."""

    pairs: tuple[tuple[str, str], ...]
    spare: tuple[str, ...] = ()

    @property
    def rights(self) -> tuple[str, ...]:
        return tuple(sorted({*(right for _, right in self.pairs), *self.spare}))


@dataclass(frozen=True, slots=True)
class Ordering:
    """`steps` in the right order; `shown` are their places in the order shown."""

    steps: tuple[str, ...]
    shown: tuple[int, ...]

    @property
    def displayed(self) -> tuple[str, ...]:
        """The steps in the order shown."""
        return tuple(self.steps[place] for place in self.shown)


@dataclass(frozen=True, slots=True)
class Blank:
    """The stem holds one ____; `accepted` are the answers that are right as written, the first is shown in the key."""

    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marking:
    """What a full answer says, point by point; the points weigh the same."""

    points: tuple[str, ...]


Response = Choice | Judgement | Matching | Ordering | Blank | Marking


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a quiz.

    `template`, `subject` (a card id) and `fact` (what of the card is asked for) say how it was made; no paper has two of the same three.
    `material` is the passage that a case question is about. `calculation` is the worked key of a calculation item.
    `edited` marks an item that a person changed.
    """

    id: str
    kind: Kind
    stem: str
    response: Response
    explanation: str
    sources: tuple[Source, ...]
    difficulty: Difficulty
    level: Level
    template: str
    subject: str
    fact: str
    material: str = ""
    calculation: Calculation | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """An item of a paper with the points that it gives."""

    item: Item
    points: int


@dataclass(frozen=True, slots=True)
class Paper:
    """Items to hand out together. `minutes` is the time allowed; None where it is not limited."""

    title: str
    minutes: int | None
    items: tuple[Scored, ...]

    @property
    def points(self) -> int:
        return sum(scored.points for scored in self.items)

    def with_points(self, each: int) -> "Paper":
        """The same paper with `each` points for every item."""
        return replace(self, items=tuple(replace(scored, points=each) for scored in self.items))
