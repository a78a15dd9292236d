"""Rows as a .csv that spreadsheets open as it is meant: UTF-8 with its mark, so that Excel reads the Chinese, and no cell a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float
# What a spreadsheet that opens a .csv would begin to work out; in full width too, as some read it in Chinese.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_file(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows; a text that could be taken for a formula gets a ' in front."""
    file = io.StringIO()
    csv.writer(file).writerows([_harmless(cell) for cell in row] for row in rows)
    return ("\ufeff" + file.getvalue()).encode("utf-8", "replace")


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell
