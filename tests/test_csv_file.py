"""Tables for spreadsheets: what was written is read again, Excel reads the Chinese, and no cell is worked out."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.csv_file import csv_file

CELLS = st.one_of(st.integers(), st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20))


def read(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=5))
def test_a_cell_is_read_as_it_was_written_save_for_a_mark_before_what_could_be_a_formula(rows: list[list[str | int]]) -> None:
    for row, found in zip(rows, read(csv_file(rows)), strict=True):
        for cell, text in zip(row, found, strict=True):
            assert text in (str(cell), f"'{cell}")
            assert isinstance(cell, int) or not text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://a.example")', "+86", "-2", "@SUM(A1)", "\t=1", "＝1+1"])
def test_what_a_spreadsheet_would_work_out_is_a_text(text: str) -> None:
    assert read(csv_file([[text, "x"]])) == [[f"'{text}", "x"]]


def test_figures_stay_figures() -> None:
    assert csv_file([["变化", -3], ["比例", -0.5]]).decode() == "\ufeff变化,-3\r\n比例,-0.5\r\n"
