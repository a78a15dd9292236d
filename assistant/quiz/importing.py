"""Papers back from files: JSON as record.py writes it, a question sheet (.xlsx, .csv) as sheet.py writes it or a person fills it in.

    file → items, each by itself → Imported(paper of the good ones, a Problem for each that could not be read)

A sheet's row that nobody changed is its item again; a changed cell replaces that part of the item, which is then an edited one.
Whether an item is a good one, and whether its passage still says so, is not asked here.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, TypeGuard
from unicodedata import normalize

from pydantic import ValidationError

from assistant.errors import InputError
from assistant.quiz.export.sheet import AFTER_OPTIONS, ANSWER, BEFORE_OPTIONS, KIND, MINUTES, OPTION, PAPER, POINTS, RECORD, STEM
from assistant.quiz.form import faults
from assistant.quiz.items import Item, Paper, Scored
from assistant.quiz.record import ITEM, SCHEMA
from assistant.quiz.rows import BadCell, item_of_row
from assistant.value.table import MAX_FILE_BYTES, read_table

_NEEDED = (KIND, STEM, ANSWER)
_COLUMNS = {normalize("NFKC", name): name for name in (*BEFORE_OPTIONS, *AFTER_OPTIONS)}
_SHOWN_CHARS = 60
_REASONS = {
    "missing": "没有写",
    "enum": "不是规定的几种之一",
    "string_type": "要是文字",
    "int_type": "要是整数",
    "int_parsing": "要是整数",
    "fraction_parsing": "要是分数，例如 1/3",
}
_DEFAULT_POINTS = 1
_HALF = re.compile('[^"]{0,20}[\ud800-\udfff]')  # half of a character beyond the basic plane, and what stands before it


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of a file that was not taken over. `line` is the sheet's row or the place of the JSON item, from one; 0 is the whole file.

    `field` is the column or the JSON path, `value` what was found there, shortened; `message` is Chinese and says what to do.
    """

    line: int
    field: str
    value: str
    message: str

    def __str__(self) -> str:
        place = f"第{self.line}行" if self.line else "整个文件"
        return f"{place} {self.field}“{self.value}”：{self.message}"


@dataclass(frozen=True, slots=True)
class Imported:
    """The items that could be read, as a paper, and everything that could not."""

    paper: Paper
    problems: tuple[Problem, ...]


def read_paper(raw: bytes, name: str) -> Imported:
    """Read the file called `name`. Raises InputError, in Chinese, where nothing of it can be read."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".json":
        return _read_json(raw)
    if suffix in (".xlsx", ".csv"):
        return _read_sheet(raw, name)
    raise InputError(f"读不了“{suffix or name}”。题目可以从 .json、.xlsx 或 .csv 读入。")


class _Taker:
    """Takes items over one by one. An id comes once: the same item again is reported, a changed copy of one is an item of its own."""

    def __init__(self) -> None:
        self.scored: list[Scored] = []
        self.problems: list[Problem] = []
        self._taken: dict[str, tuple[int, Item]] = {}

    def report(self, line: int, field: str, value: object, message: str) -> None:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        self.problems.append(Problem(line, _shown(field), _shown(text), message))

    def take(self, line: int, item: Item, points: int) -> None:
        wrong = "；".join(faults(item))
        if wrong:
            self.report(line, "题目", item.stem, wrong)
            return
        if item.id in self._taken:
            first_line, first = self._taken[item.id]
            if replace(item, edited=first.edited) == first:
                self.report(line, "题目", item.stem, f"和第{first_line}行是同一题，没有再读")
                return
            name = f"{item.id}-{line}"
            item = replace(item, id=name, fact=name)
        self._taken[item.id] = line, item
        self.scored.append(Scored(item, points))

    def imported(self, title: str, minutes: int | None) -> Imported:
        return Imported(Paper(title, minutes, tuple(self.scored)), tuple(self.problems))


def _shown(text: str) -> str:
    text = _whole(text)
    return text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "…"


def _whole(text: str) -> str:
    """`text` with ? for the halves of characters that JSON can hold and nothing else can."""
    return text.encode("utf-8", "replace").decode("utf-8")


# JSON


def _read_json(raw: bytes) -> Imported:
    if len(raw) > MAX_FILE_BYTES:
        raise InputError(f"文件有{len(raw) / 1e6:.1f}MB，最多{MAX_FILE_BYTES / 1e6:.0f}MB。请分成几个文件。")
    try:
        paper = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"这不是 JSON，或者文件坏了（{error}）。请重新导出一份。") from error
    if isinstance(paper, dict) and isinstance(paper.get("paper"), dict):
        paper = paper["paper"]  # what POST /api/v1/quiz gives has the paper within
    if not isinstance(paper, dict) or paper.get("schema") != SCHEMA or not isinstance(paper.get("items"), list):
        raise InputError(f"这份 JSON 不是导出的试卷：要有 schema {SCHEMA} 和 items。请重新导出一份。")
    taker = _Taker()
    for line, entry in enumerate(paper["items"], start=1):
        _take_entry(taker, line, entry)
    title, minutes = paper.get("title"), paper.get("minutes")
    if not isinstance(title, str) or title != _whole(title):
        taker.report(0, "title", title, "要是文字，当作没有标题")
        title = ""
    if minutes is not None and not _is_count(minutes):
        taker.report(0, "minutes", minutes, "要是大于0的整数，当作不限时")
        minutes = None
    return taker.imported(title, minutes)


def _take_entry(taker: _Taker, line: int, entry: Any) -> None:
    given, points = (entry.get("item"), entry.get("points")) if isinstance(entry, dict) else (entry, None)
    if not _is_count(points):
        taker.report(line, "points", points, "分值要是大于0的整数")
        return
    if broken := _HALF.search(json.dumps(given, ensure_ascii=False)):
        taker.report(line, "item", broken[0], "里面有半个字符（\\ud800 这样的代码），请删去")
        return
    try:
        item = ITEM.validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "item"
        taker.report(line, field, first["input"], _REASONS.get(first["type"], "写法不对") + "。请照导出的 JSON 改")
        return
    if unknown := next(_unknown(given, ITEM.dump_python(item, mode="json")), None):
        taker.report(line, *unknown, "没有这个字段，名字可能写错了；请改名或者删去")
        return
    taker.take(line, item, points)


def _unknown(given: Any, known: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Fields of `given` that the item, as it would be written, does not have."""
    if isinstance(given, dict) and isinstance(known, dict):
        for name, value in given.items():
            if name not in known:
                yield path + name, value
            else:
                yield from _unknown(value, known[name], f"{path}{name}.")
    elif isinstance(given, list) and isinstance(known, list):
        for place, (value, other) in enumerate(zip(given, known, strict=False)):
            yield from _unknown(value, other, f"{path}{place}.")


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


# Sheets


def _read_sheet(raw: bytes, name: str) -> Imported:
    table = read_table(raw, name)
    head, *lines = table.lines
    taker = _Taker()
    for note in table.notes:
        taker.report(0, "文件", name, note)
    columns = _columns(head.cells, taker)
    title, minutes = "", None
    for line in lines:
        cells = {column: text for column, text in zip(columns, line.cells, strict=False) if column}
        for text in filter(str.strip, line.cells[len(columns) :]):
            taker.report(line.number, "列名", text, "这一格上面没有列名，没有读")
        title = title or cells.get(PAPER, "")
        try:
            minutes = minutes or _count(MINUTES, cells)
            taker.take(line.number, item_of_row(cells), _count(POINTS, cells) or _DEFAULT_POINTS)
        except BadCell as error:
            taker.report(line.number, error.column, error.value, f"{error}，改好再读这一行")
    return taker.imported(title, minutes)


def _columns(heads: Iterable[str], taker: _Taker) -> list[str | None]:
    """The column that each head names; None for those that are not read, which are reported."""
    columns: list[str | None] = []
    for head in heads:
        name = normalize("NFKC", head).strip().upper()
        known = _COLUMNS.get(name, name if name.startswith((OPTION, RECORD)) else None)
        if known in columns and known is not None:
            raise InputError(f"有两列都叫“{known}”。请改掉一列的名字。")
        if known is None and name:
            taker.report(1, "列名", head, "不认识的列，没有读")
        columns.append(known)
    if lacking := [name for name in _NEEDED if name not in columns]:
        raise InputError(f"第一行里没有“{'”“'.join(lacking)}”这样的列名。第一行要写列名，可以先导出一份作样子。")
    return columns


def _count(column: str, cells: Mapping[str, str]) -> int | None:
    text = normalize("NFKC", cells.get(column, "")).strip()
    if not text:
        return None
    if not text.isdecimal() or int(text) == 0:
        raise BadCell(column, text, "要写大于0的整数")
    return int(text)
