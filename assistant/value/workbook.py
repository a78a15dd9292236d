"""A worked calculation as a spreadsheet (.xlsx) whose cells are live formulas, with its sources on a second sheet.

    Calculation → the formula's work once more on Traced inputs (tracing.py) → 计算: inputs, steps, results · 来源: what it rests on

An input cell can be changed, and everything below follows. Where other inputs would take another road through the formula, the
cell at the top says that the figures no longer hold. The figures of this calculation are stored beside the formulas, for a
program that shows a workbook without working it out.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal
from xml.etree import ElementTree

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.library import Library
from assistant.types import Answer, Calculation, Citation, Input, Result, Step
from assistant.value.notation import shown, whole
from assistant.value.signature import ZERO, Formula
from assistant.value.tracing import Node, Trace, Traced, constant
from assistant.value.worksheet import DEFAULT, QUESTION

WORKING_SHEET, SOURCES_SHEET = "计算", "来源"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_FORMATS = {"money": "#,##0.00", "rate": "0.00%", "points": "0.00%"}
_NUMBER_FORMAT = "#,##0.00"
_VALUE_COLUMN = "B"
_TESTS_IN_A_CELL = 40
_MAX_TESTS_CHARS = 6000
_HOLDS = "可以用：下面的数都按黄色格子里的输入算出。"
_BROKEN = "不能用了：改过的输入要走另一种算法。请回到网页，用新的数重新导出。"

_TITLE = Font(size=16, bold=True)
_HEADING = Font(size=12, bold=True, color="17635C")
_QUIET = Font(color="566260")
_BOLD = Font(bold=True)
_OPEN = PatternFill("solid", fgColor="FCE7A2")
_HEAD = PatternFill("solid", fgColor="E4EFEC")
_WRAPPED = Alignment(wrap_text=True, vertical="top")

_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass
class Filled:
    """Where the figures of a calculation stand on its sheet, and what each formula comes to now."""

    steps: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)
    tests: list[str] = field(default_factory=list)
    status: str = ""
    stored: dict[str, float | bool | str] = field(default_factory=dict)


def workbook(formula: Formula, answers: Mapping[str, Answer], library: Library) -> bytes:
    """The file, with two sheets for each answer by its name, which stands in front of theirs.

    Raises ValueModelError, in Chinese, where a cell cannot hold a formula.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    stored: dict[str, dict[str, float | bool | str]] = {}
    for name, answer in answers.items():
        assert answer.calculation is not None
        sheet = book.create_sheet(f"{name}{WORKING_SHEET}")
        stored[f"xl/worksheets/sheet{len(book.worksheets)}.xml"] = fill_working(sheet, formula, answer.calculation, library).stored
        _fill_sources(book.create_sheet(f"{name}{SOURCES_SHEET}"), formula, answer.calculation, answer.citations, library)
    book.calculation.fullCalcOnLoad = True
    file = io.BytesIO()
    book.save(file)
    return _with_stored_values(file.getvalue(), stored)


def fill_working(sheet: Worksheet, formula: Formula, calculation: Calculation, library: Library) -> Filled:
    """Write a calculation to an empty sheet."""
    trace = Trace()
    values = {row.name: row.value if row.unit == "choice" else trace.input(row.name, row.value) for row in calculation.inputs}
    if formula.refuses is not None:
        formula.refuses({row.name: values[row.name] for row in calculation.inputs if row.source == QUESTION})
    working = formula.work(values)
    writer = _Writer(sheet, trace)
    writer.row(calculation.title, font=_TITLE)
    status_row = writer.row("这张表现在")
    writer.row("黄色格子里的输入可以改，步骤和结果会跟着重算。", font=_QUIET)
    writer.heading("输入", "数值", "单位", "从哪里来")
    for row in calculation.inputs:
        writer.input(row, values[row.name], formula, library)
    writer.heading("步骤", "数值", "单位", "导出时的算式")
    for step, traced in zip(calculation.steps, working.steps, strict=True):
        writer.step(step, traced.value)
    writer.heading("结果", "数值", "单位", "")
    for result, traced_result in zip(calculation.results, working.results, strict=True):
        writer.result(result, traced_result.value, working.steps)
    writer.tests(status_row)
    for column, width in (("A", 34), ("B", 20), ("C", 10), ("D", 62)):
        sheet.column_dimensions[column].width = width
    _printed_on_one_page_wide(sheet)
    return writer.filled


class _Writer:
    """Writes the rows of a calculation, and knows which cell holds which node."""

    def __init__(self, sheet: Worksheet, trace: Trace) -> None:
        self._sheet = sheet
        self._trace = trace
        self._cells: dict[Node, str] = {}
        self._fixed = trace.fixed()
        self._row = 0
        self.filled = Filled()

    def row(self, *texts: str, font: Font | None = None) -> int:
        self._row += 1
        for column, text in enumerate(texts, start=1):
            cell = write_text(self._sheet, self._row, column, text)
            if font is not None:
                cell.font = font
        return self._row

    def heading(self, *texts: str) -> None:
        self._row += 1
        row = self.row(*texts, font=_HEADING)
        for column in range(1, len(texts) + 1):
            self._sheet.cell(row, column).fill = _HEAD

    def input(self, row: Input, value: Fraction, formula: Formula, library: Library) -> None:
        fixed = not isinstance(value, Traced) or value.node in self._fixed
        label, option = row.label.split("：", 1) if row.unit == "choice" else (row.label, "")
        source = _source(row, library) + ("；改它要重新导出" if fixed else "")
        at = self.row(label, option, "" if option else unit_name(row.unit), source)
        if not isinstance(value, Traced):
            return
        address = f"{_VALUE_COLUMN}{at}"
        self._number(address, "", row.value, row.unit)
        self._cells[value.node] = address
        self.filled.inputs[row.name] = address
        if not fixed:
            self._sheet[address].fill = _OPEN
        self._limit(address, row, formula)

    def step(self, step: Step, value: Fraction) -> None:
        address = f"{_VALUE_COLUMN}{self.row(step.label, '', unit_name(step.unit), step.expression)}"
        self._number(address, self._text(value), step.value, step.unit)
        self.filled.steps.append(address)
        if isinstance(value, Traced):
            self._cells.setdefault(value.node, address)

    def result(self, result: Result, value: Fraction, steps: Iterable[Step]) -> None:
        """A result that the formula rounded to a whole number of its step is rounded in the cell."""
        address = f"{_VALUE_COLUMN}{self.row(result.label, '', unit_name(result.unit), font=_BOLD)}"
        text = self._text(value)
        if not text:
            sides = zip(steps, self.filled.steps, strict=True)
            rounded = (at for step, at in sides if step.label == result.label and whole(Fraction(step.value)) == value)
            text = next((f"INT({at}+0.5)" for at in rounded), "")
        self._number(address, text, result.value, result.unit)
        self.filled.results.append(address)

    def _text(self, value: Fraction) -> str:
        """The formula of a value; a plain number has none."""
        return self._trace.formula(value.node, self._cells) if isinstance(value, Traced) else ""

    def tests(self, status_row: int) -> None:
        """The conditions under which this sheet holds, some in each cell, and the cell at the top that sums them up."""
        groups: list[list[str]] = [[]]
        for test in self._trace.conditions(self._cells):
            if len(groups[-1]) == _TESTS_IN_A_CELL or sum(map(len, groups[-1])) + len(test) > _MAX_TESTS_CHARS:
                groups.append([])
            groups[-1].append(test)
        status = f"{_VALUE_COLUMN}{status_row}"
        self.filled.status = status
        if not groups[0]:
            self._sheet[status] = _HOLDS
            return
        self.heading("这些条件都成立，上面的算法才适用", "", "", "")
        for number, group in enumerate(groups, start=1):
            address = f"{_VALUE_COLUMN}{self.row(f'条件{number}', font=_QUIET)}"
            self._sheet[address] = f"=AND({','.join(group)})"
            self.filled.stored[address] = True
            self.filled.tests.append(address)
        self._sheet[status] = f'=IF(AND({self.filled.tests[0]}:{self.filled.tests[-1]}),"{_HOLDS}","{_BROKEN}")'
        self.filled.stored[status] = _HOLDS

    def _number(self, address: str, text: str, value: Fraction, unit: str) -> None:
        """A formula, or, where `text` is empty, the number itself; one that a cell cannot hold exactly is a division."""
        cell = self._sheet[address]
        if not text and "/" not in constant(value):
            cell.value = int(value) if value.denominator == 1 else float(value)
        else:
            cell.value = f"={text or constant(value)}"
            self.filled.stored[address] = float(value)
        cell.number_format = _FORMATS.get(unit, _NUMBER_FORMAT)
        cell.alignment = Alignment(horizontal="right", vertical="top")

    def _limit(self, address: str, row: Input, formula: Formula) -> None:
        """What the formula does not take, the cell does not take either."""
        parameter = next((one for one in formula.parameters if one.name == row.name.partition(".")[0]), None)
        if parameter is None or (parameter.minimum is None and parameter.maximum is None):
            return
        low, high = parameter.minimum, parameter.maximum
        kind: Literal["between", "greaterThanOrEqual", "lessThanOrEqual"] = (
            "between" if low is not None and high is not None else "greaterThanOrEqual" if low is not None else "lessThanOrEqual"
        )
        bounds = [constant(bound) for bound in (low, high) if bound is not None]
        words = [f"不小于{shown(low, row.unit)}" if low is not None else "", f"不大于{shown(high, row.unit)}" if high is not None else ""]
        limit = DataValidation("decimal", operator=kind, formula1=bounds[0], formula2=bounds[1] if len(bounds) > 1 else None)
        limit.errorTitle, limit.error = "超出了可算的范围", f"{row.label}要{'、'.join(filter(None, words))}。"
        limit.showErrorMessage = True
        limit.add(address)
        self._sheet.add_data_validation(limit)


def unit_name(unit: str) -> str:
    """What stands behind a number of this unit: 元, 年, 人, %."""
    return shown(ZERO, unit).removeprefix("0")


def write_text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """A cell that is text whatever it looks like: `=1+1` or `@name` is not worked out, `#N/A` is no error."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    if text[:1] in ("=", "+", "-", "@"):
        cell.quotePrefix = True
    cell.alignment = _WRAPPED
    return cell


def _source(row: Input, library: Library) -> str:
    if row.source == QUESTION:
        return "输入"
    if row.source == DEFAULT:
        return "默认值"
    card, fact = library.facts[row.source.removeprefix("fact:")]
    return f"材料：卡片《{card.title}》，{fact.label}"


def _fill_sources(sheet: Worksheet, formula: Formula, calculation: Calculation, citations: Sequence[Citation], library: Library) -> None:
    rows: list[tuple[str, ...]] = []
    headings = []

    def section(*texts: str) -> None:
        rows.append(())
        rows.append(texts)
        headings.append(len(rows))

    rows.append((f"{calculation.title}：依据和约定",))
    section("编号", "卡片", "小节", "原文", "来源文件")
    for citation in citations:
        files = dict.fromkeys(library.source_titles.get(origin.file, origin.file) for origin in citation.origins)
        passage = citation.passage
        rows.append((f"[{citation.n}]", passage.title, passage.heading, citation.quote, "；".join(files)))
    if not citations:
        rows.append(("", "没有引用。"))
    section("约定")
    rows += [("", convention) for convention in calculation.conventions] or [("", "没有另外的约定。")]
    if formula.in_material:
        rows.append(("", "算式出自上面引用的材料；标明材料外的约定除外。"))
    for at, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            cell = write_text(sheet, at, column, text)
            if at in headings:
                cell.font, cell.fill = _HEADING, _HEAD
        if len(row) == 2:  # a sentence that runs across the table
            sheet.merge_cells(start_row=at, start_column=2, end_row=at, end_column=5)
    sheet["A1"].font = _TITLE
    sheet["A1"].alignment = Alignment()
    for column, width in enumerate((8, 26, 12, 66, 30), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _printed_on_one_page_wide(sheet)


def _printed_on_one_page_wide(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _with_stored_values(file: bytes, stored: Mapping[str, Mapping[str, float | bool | str]]) -> bytes:
    """The file with what each formula of its sheets comes to, which openpyxl cannot write."""
    ElementTree.register_namespace("", _XML[1:-1])
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            if values := stored.get(member.filename):
                content = _sheet_with_values(content, values)
            new.writestr(member, content)
    return copy.getvalue()


def _sheet_with_values(sheet: bytes, stored: Mapping[str, float | bool | str]) -> bytes:
    root = ElementTree.fromstring(sheet)
    for cell in root.iter(f"{_XML}c"):
        value = stored.get(cell.get("r", ""))
        place = cell.find(f"{_XML}v")
        if value is None or place is None:
            continue
        cell.attrib.pop("t", None)
        if isinstance(value, bool):
            cell.set("t", "b")
        elif isinstance(value, str):
            cell.set("t", "str")
        place.text = value if isinstance(value, str) else repr(int(value)) if isinstance(value, bool) else repr(value)
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))
