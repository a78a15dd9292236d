"""A table pasted into a message, read as sentences: each number behind the name of its column and of its row.

项目    促销前  促销后                促销前销售额86万，促销后销售额107.5万
销售额  86万    107.5万        →
"""

import re
from collections.abc import Iterator, Sequence

_CELLS = re.compile(r"\s*[\t|｜]\s*|[ \u3000]{2,}")
_SPACES = re.compile(r"[ \u3000]")
_FIGURE = re.compile(r"[-+−]?[\d０-９][\d０-９.,%％]*(?:[百千万亿]*[元块%分件台单个]?)")
_COMMAS = re.compile(r"\s*[,，]\s*")
_NUMERIC = re.compile(r"[-+−]?[\d０-９]")
_SAYS_NOTHING = re.compile(r"(?:项目|指标|数值|数据|值|内容|名称|品名|科目|类别|对象|评分项|序号|备注|合计|[-:\s])*")
_CODE = re.compile(r"[a-zA-Z]*-?\d{3,}")  # K-0317: what a row is called is no figure
_LONGEST_CELL = 16
_LONGEST_WORD = 8


def as_sentences(text: str, *, column_first: bool) -> str:
    """`text` with its tables as sentences, in which the name of the column stands before that of the row or behind it."""
    written: list[str] = []
    for block in _blocks(text.split("\n")):
        rows = [row for row in map(_cells, block) if any(not _SAYS_NOTHING.fullmatch(cell) for cell in row)]
        written += _sentences(rows, column_first) if len(block) > 1 else block
    return "\n".join(written)


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each table together, its head first; every other line by itself."""
    block: list[str] = []
    for line in (*lines, ""):
        cells = _cells(line)
        # A head whose first cell is empty may have lost it at the start of the message.
        goes_on = bool(block) and len(cells) > 1 and 0 <= len(cells) - len(_cells(block[0])) <= (not _NUMERIC.match(cells[0]))
        if goes_on and (any(map(_NUMERIC.match, cells)) or _SAYS_NOTHING.fullmatch("".join(cells))):
            block.append(line)
            continue
        if block:
            yield block
        block = []
        if _is_head(cells):
            block = [line]
        elif line:
            yield [line]
    if block:
        yield block


def _cells(line: str) -> list[str]:
    """The cells of a line; a line that begins with a tab has an empty first one."""
    line = line.rstrip().strip("|｜ ") if "|" in line or "｜" in line else line.rstrip()
    cells = (_CELLS if _CELLS.search(line.lstrip(" ")) else _COMMAS).split(line)
    if len(cells) == 1:
        cells = _parted_by_spaces(line.strip())
    return cells if len(cells) > 1 and all(len(cell) <= _LONGEST_CELL for cell in cells) else [line]


def _parted_by_spaces(line: str) -> list[str]:
    """The cells of a line that single spaces part: a label and nothing but figures, or short words alone, which may be a head."""
    cells = _SPACES.split(line)
    figures = [bool(_FIGURE.fullmatch(cell)) for cell in cells]
    row = len(cells) > 2 and not figures[0] and all(figures[1:])
    head = len(cells) > 2 and not any(map(_NUMERIC.match, cells)) and max(map(len, cells)) <= _LONGEST_WORD
    return cells if row or head else [line]


def _is_head(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and not any(map(_NUMERIC.match, cells)) and any(not _SAYS_NOTHING.fullmatch(cell) for cell in cells)


def _sentences(rows: Sequence[Sequence[str]], column_first: bool) -> list[str]:
    head, *body = ([_plain(cell) for cell in row] for row in rows)
    return ["，".join(_clauses(head, row, column_first)) + "。" for row in body]


def _clauses(head: Sequence[str], row: Sequence[str], column_first: bool) -> Iterator[str]:
    labels = next((at for at, cell in enumerate(row) if _NUMERIC.match(cell)), 1)
    label, head = (
        _CODE.sub("", "".join(row[:labels])),
        head[len(head) - len(row) + labels :] if len(head) == len(row) else head[labels - 1 :],
    )
    for column, cell in zip(head, row[labels:], strict=True):
        if cell:
            yield (f"{column}{label}" if column_first else f"{label}{column}") + cell


def _plain(cell: str) -> str:
    return "" if _SAYS_NOTHING.fullmatch(cell) else cell.strip()
