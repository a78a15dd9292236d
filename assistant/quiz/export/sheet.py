"""A paper as a generic Chinese question sheet (.xlsx): a row an item, columns that people know, and the whole item beside them.

The hidden columns 记录 hold the item as JSON, in pieces that a cell can hold. They let importing.py give back what the
columns cannot say (feedback of an option, the template, the worked calculation) and tell which cells were changed.
"""

import io

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from assistant.quiz.export.archive import repacked
from assistant.quiz.export.wording import key, letter, lettered, located, plain
from assistant.quiz.items import Item, Paper
from assistant.quiz.record import ITEM
from assistant.value.workbook import write_text

KIND, STEM, OPTION, ANSWER, EXPLANATION, POINTS, DIFFICULTY, SOURCE = "题型", "题干", "选项", "答案", "解析", "分值", "难度", "出处"
MATERIAL, LEVEL, PAPER, MINUTES, RECORD = "材料", "认知层次", "试卷", "限时（分钟）", "记录"
BEFORE_OPTIONS = (KIND, STEM)
AFTER_OPTIONS = (ANSWER, EXPLANATION, POINTS, DIFFICULTY, SOURCE, MATERIAL, LEVEL, PAPER, MINUTES)
_FEWEST_OPTIONS = 6
_NUMBERS = (POINTS, MINUTES)
_WIDTHS = {STEM: 60, EXPLANATION: 50, SOURCE: 50, MATERIAL: 40, ANSWER: 20}
_OPTION_WIDTH, _DEFAULT_WIDTH = 24, 10
_HEAD = PatternFill("solid", fgColor="E4EFEC")
_CELL_CHARS = 16_000  # a cell holds 32,767 units of UTF-16, of which a character takes one or two


def sheet_file(paper: Paper) -> bytes:
    """The sheet 题目: its first row names the columns, each further row is an item."""
    rows = [
        {
            **row_of(scored.item),
            POINTS: str(scored.points),
            PAPER: cell_text(paper.title),
            MINUTES: "" if paper.minutes is None else str(paper.minutes),
            **_record(scored.item),
        }
        for scored in paper.items
    ]
    most = max((len(lettered(scored.item)) for scored in paper.items), default=0)
    options = [option_column(place) for place in range(max(most, _FEWEST_OPTIONS))]
    records = [record_column(place) for place in range(max((sum(name.startswith(RECORD) for name in row) for row in rows), default=0))]
    columns = [*BEFORE_OPTIONS, *options, *AFTER_OPTIONS, *records]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "题目"
    for place, name in enumerate(columns, start=1):
        head = sheet.cell(1, place, name)
        head.font, head.fill = Font(bold=True), _HEAD
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width = _OPTION_WIDTH if name in options else _WIDTHS.get(name, _DEFAULT_WIDTH)
        column.hidden = name in records
        for number, row in enumerate(rows, start=2):
            if text := row.get(name):
                cell = write_text(sheet, number, place, text)
                if name in _NUMBERS:
                    cell.value = int(text)
    sheet.freeze_panes = "C2"
    file = io.BytesIO()
    book.save(file)
    return repacked(file.getvalue())


def row_of(item: Item) -> dict[str, str]:
    """What the sheet shows of an item, by column."""
    cells = {
        KIND: item.kind.label,
        STEM: item.stem,
        **{option_column(place): text for place, text in enumerate(lettered(item))},
        ANSWER: key(item),
        EXPLANATION: item.explanation,
        DIFFICULTY: item.difficulty.label,
        SOURCE: "\n".join(map(located, item.sources)),
        MATERIAL: item.material,
        LEVEL: item.level.value,
    }
    return {name: cell_text(text) for name, text in cells.items()}


def option_column(place: int) -> str:
    return OPTION + letter(place)


def record_column(place: int) -> str:
    return RECORD + (str(place + 1) if place else "")


def cell_text(text: str) -> str:
    """`text` as a cell can hold it: without control characters, line ends as \\n, cut with … where it is too long."""
    text = plain(text)
    return text if len(text) <= _CELL_CHARS else text[: _CELL_CHARS - 1] + "…"


def _record(item: Item) -> dict[str, str]:
    text = ITEM.dump_json(item, ensure_ascii=True).decode()
    pieces = (text[start : start + _CELL_CHARS] for start in range(0, len(text), _CELL_CHARS))
    return {record_column(place): piece for place, piece in enumerate(pieces)}
