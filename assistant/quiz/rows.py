"""A row of a question sheet → the item that it says: the inverse of export/sheet.py, for rows that people may have written."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import ValidationError

from assistant.quiz.export.sheet import (
    ANSWER,
    DIFFICULTY,
    EXPLANATION,
    KIND,
    LEVEL,
    MATERIAL,
    OPTION,
    RECORD,
    SOURCE,
    STEM,
    cell_text,
    option_column,
    record_column,
    row_of,
)
from assistant.quiz.export.wording import RIGHT, SPARE, WRONG, letter
from assistant.quiz.items import (
    Blank,
    Choice,
    Difficulty,
    Item,
    Judgement,
    Kind,
    Level,
    Marking,
    Matching,
    Option,
    Ordering,
    Response,
    Source,
)
from assistant.quiz.record import ITEM

_Named = TypeVar("_Named")
_KINDS = {name: kind for kind in Kind for name in (kind.label, kind.label.removesuffix("题"), kind.value)}
_TRUE = {RIGHT, "对", "是", "√", "✓", "T", "TRUE"}
_FALSE = {WRONG, "错", "否", "×", "✗", "X", "F", "FALSE"}
_DIFFICULTIES = {name: grade for grade in Difficulty for name in (grade.label, str(int(grade)))}
_LEVELS = {level.value: level for level in Level}
_BETWEEN_LETTERS = re.compile(r"[\s,、;。.]+")
_CORRECTION = re.compile(r"\n改正：(.*)", re.DOTALL)
_MATCHED = re.compile(rf"([A-Z]|{SPARE})\s*[＝=]\s*")
_NUMBERING = re.compile(r"\s*\d+\s*[.、．)）](?!\d)\s*")
_LOCATED = re.compile(r"(?P<title>.*?) · (?P<heading>.*?)（(?P<passage>[^（）\s]+) (?P<start>\d+)[–-](?P<end>\d+)）：“(?P<quote>.*)”")


class BadCell(ValueError):
    """A cell that cannot be understood; the message is Chinese, for who made the sheet."""

    def __init__(self, column: str, value: str, message: str) -> None:
        self.column, self.value = column, value
        super().__init__(message)


def item_of_row(cells: Mapping[str, str]) -> Item:
    """The item of a row, given by column name. Raises BadCell for the first cell that cannot be understood.

    A row with a record starts from that item, any other from an empty one; each cell that reads otherwise than sheet.py would
    write it replaces its part, and the item is then an edited one.
    """
    recorded = _recorded(cells)
    before = {} if recorded is None else row_of(recorded)

    def changed(column: str) -> bool:
        return cells.get(column, "") != before.get(column, "")

    base = _empty_item(cells) if recorded is None else recorded
    parts = {field: read(cells) for column, (field, read) in _PARTS.items() if changed(column)}
    if recorded is None or any(changed(name) for name in {*cells, *before} if name in (KIND, ANSWER) or name.startswith(OPTION)):
        kind = _kind(cells)
        parts |= {"kind": kind, "response": _response(kind, cells, base.response)}
    return replace(base, **parts, edited=True) if parts else base


def _recorded(cells: Mapping[str, str]) -> Item | None:
    pieces: list[str] = []
    while piece := cells.get(record_column(len(pieces)), ""):
        pieces.append(piece)
    if not pieces:
        return None
    try:
        return ITEM.validate_json("".join(pieces))
    except ValidationError as error:
        message = "隐藏的记录列被改过，读不出来；清空这一行的记录列，就按看得见的列读入"
        raise BadCell(RECORD, "".join(pieces), message) from error


def _empty_item(cells: Mapping[str, str]) -> Item:
    """What a row without a record starts from. Its id follows from what is written on the row."""
    content = "\0".join(f"{name}\0{cells[name]}" for name in sorted(cells) if cells[name])
    name = f"import-{hashlib.sha256(content.encode()).hexdigest()[:16]}"
    return Item(name, Kind.SHORT_ANSWER, "", Marking(()), "", (), Difficulty.MEDIUM, Level.UNDERSTAND, "import", "", name)


# Cells


def _text(column: str) -> Callable[[Mapping[str, str]], str]:
    return lambda cells: cells.get(column, "")


def _kind(cells: Mapping[str, str]) -> Kind:
    return _named(KIND, cells, _KINDS, "题型要写" + "、".join(kind.label for kind in Kind))


def _difficulty(cells: Mapping[str, str]) -> Difficulty:
    return _named(DIFFICULTY, cells, _DIFFICULTIES, "难度要写易、中或难")


def _level(cells: Mapping[str, str]) -> Level:
    return _named(LEVEL, cells, _LEVELS, "认知层次要写" + "、".join(_LEVELS))


def _named(column: str, cells: Mapping[str, str], names: Mapping[str, _Named], message: str) -> _Named:
    text = cells.get(column, "").strip()
    if text not in names:
        raise BadCell(column, text, message)
    return names[text]


def _sources(cells: Mapping[str, str]) -> tuple[Source, ...]:
    sources = []
    for line in filter(str.strip, cells.get(SOURCE, "").split("\n")):
        found = _LOCATED.fullmatch(line.strip())
        if found is None:
            raise BadCell(SOURCE, line, "出处一行一条，要写成：标题 · 小节（段落编号 起–止）：“原话”；没有出处就留空")
        start, end = int(found["start"]), int(found["end"])
        sources.append(Source(found["passage"], found["title"], found["heading"], start, end, found["quote"]))
    return tuple(sources)


_PARTS: Mapping[str, tuple[str, Callable[[Mapping[str, str]], Any]]] = {
    STEM: ("stem", _text(STEM)),
    EXPLANATION: ("explanation", _text(EXPLANATION)),
    MATERIAL: ("material", _text(MATERIAL)),
    SOURCE: ("sources", _sources),
    DIFFICULTY: ("difficulty", _difficulty),
    LEVEL: ("level", _level),
}


# The answer, by kind


def _response(kind: Kind, cells: Mapping[str, str], before: Response) -> Response:
    answer = cells.get(ANSWER, "").strip()
    if not answer:
        raise BadCell(ANSWER, answer, "没有答案")
    match kind:
        case Kind.SINGLE | Kind.MULTIPLE | Kind.CALCULATION | Kind.CASE:
            return _choice(_options(cells), answer, before)
        case Kind.TRUE_FALSE:
            return _judgement(answer)
        case Kind.MATCHING:
            return _matching(_options(cells), answer)
        case Kind.ORDERING:
            return _ordering(_options(cells), answer)
        case Kind.FILL_IN:
            return Blank(tuple(text.strip() for text in re.split("[；;\n]", answer) if text.strip()))
        case Kind.SHORT_ANSWER:
            return Marking(tuple(_NUMBERING.sub("", line, count=1).strip() for line in answer.split("\n") if line.strip()))


def _options(cells: Mapping[str, str]) -> list[str]:
    """The texts from 选项A on. An empty cell among them is a mistake: the letters would move."""
    filled = [name for name, text in cells.items() if name.startswith(OPTION) and text.strip()]
    for place in range(len(filled)):
        if option_column(place) not in filled:
            raise BadCell(option_column(place), "", f"{option_column(place)}是空的，后面的选项却有内容")
    return [cells[option_column(place)] for place in range(len(filled))]


def _choice(texts: list[str], answer: str, before: Response) -> Choice:
    feedback = {cell_text(option.text): option for option in before.options} if isinstance(before, Choice) else {}
    options = tuple(feedback.get(text, Option(text)) for text in texts)
    return Choice(options, tuple(sorted(set(_places(answer, len(texts))))))


def _judgement(answer: str) -> Judgement:
    word = answer.partition("\n")[0].strip().upper()
    if word not in _TRUE | _FALSE:
        raise BadCell(ANSWER, answer, f"判断题的答案要写{RIGHT}或{WRONG}")
    correction = _CORRECTION.search(answer)
    return Judgement(word in _TRUE, correction[1] if correction else "")


def _matching(lefts: list[str], answer: str) -> Matching:
    rights: dict[str, str] = {}
    spare: list[str] = []
    for line in filter(str.strip, answer.split("\n")):
        found = _MATCHED.match(line.strip())
        if found is None or found[1] in rights:
            raise BadCell(ANSWER, line, f"连线题的答案一行一条，写成 A＝右边的内容，每个字母一条；多出来的右边写成 {SPARE}＝内容")
        right = line.strip()[found.end() :]
        if found[1] == SPARE:
            spare.append(right)
        else:
            rights[found[1]] = right
    letters = [letter(place) for place in range(len(lefts))]
    if sorted(rights) != sorted(letters):
        raise BadCell(ANSWER, answer, f"左边有{len(lefts)}个选项，答案要给{'、'.join(letters)}各配一条")
    return Matching(tuple((left, rights[name]) for name, left in zip(letters, lefts, strict=True)), tuple(spare))


def _ordering(shown: list[str], answer: str) -> Ordering:
    order = _places(answer, len(shown))
    if sorted(order) != list(range(len(shown))):
        raise BadCell(ANSWER, answer, f"排序题的答案要把{len(shown)}个选项的字母各写一次")
    return Ordering(tuple(shown[place] for place in order), tuple(order.index(place) for place in range(len(shown))))


def _places(answer: str, count: int) -> list[int]:
    """The places of the letters of an answer such as `AC`, `Ａ、Ｃ` or `a,c`."""
    known = {letter(place): place for place in range(count)}
    letters = _BETWEEN_LETTERS.sub("", unicodedata.normalize("NFKC", answer)).upper()
    for name in letters:
        if name not in known:
            raise BadCell(ANSWER, answer, f"答案要写选项的字母；没有选项{name}" if name.isalpha() else "答案要写选项的字母")
    return [known[name] for name in letters]
