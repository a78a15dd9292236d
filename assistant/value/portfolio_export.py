"""What a table of customers came to, as files: .csv (UTF-8 with its mark, so that Excel reads the Chinese) and .xlsx."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from assistant.csv_file import csv_file
from assistant.value.notation import decimal_string
from assistant.value.portfolio import BELOW_ZERO, PARETO, Portfolio

_CENT, _WIDE = Decimal("0.01"), Context(prec=200)
_CELL = str | int | float
_HEADERS = ("名次", "客户", "年利润（元）", "占利润合计（%）", "档次", "终生价值（元）", "没有终生价值的原因", "原表的行号")
_LEFT_OUT = ("原表的行号", "客户", "没有算的原因")
_COLUMNS = "ABCDEFGH"
_DIMENSION = re.compile(rb"<dimension[^>]*/>")
_MAX_TEXT_CHARS = 32_000


def customers_csv(portfolio: Portfolio) -> bytes:
    """The customers, then, below a blank line, the lines that were left out and why."""
    left_out = [(row.line, row.name, row.reason) for row in portfolio.left_out]
    return csv_file([_HEADERS, *_rows(portfolio), *([(), _LEFT_OUT, *left_out] if left_out else [])])


def customers_xlsx(portfolio: Portfolio) -> bytes:
    """Sheets 客户, 汇总, and 没有算的行 where there are any."""
    book = Workbook()
    book.remove(book.worksheets[0])
    rows = [_sheet(book, "客户", _HEADERS, _rows(portfolio), (8, 28, 16, 18, 18, 18, 30, 12))]
    rows.append(_sheet(book, "汇总", ("项目", "数值"), summary(portfolio), (34, 90)))
    if portfolio.left_out:
        left_out = ((row.line, row.name, row.reason) for row in portfolio.left_out)
        rows.append(_sheet(book, "没有算的行", _LEFT_OUT, left_out, (12, 28, 80)))
    file = io.BytesIO()
    book.save(file)
    return _with_rows(file.getvalue(), {f"xl/worksheets/sheet{number}.xml": text for number, text in enumerate(rows, start=1)})


def summary(portfolio: Portfolio) -> Iterator[tuple[str, _CELL]]:
    """The totals, the notes and the conventions."""
    yield "客户数", len(portfolio.customers)
    yield "没有算的行数", len(portfolio.left_out)
    yield "年利润合计（元）", _number(portfolio.profit)
    yield f"{BELOW_ZERO}客户数", len(portfolio.losing)
    if portfolio.lifetimes:
        yield "终生价值合计（元）", float(_cents(portfolio.lifetime))
    if spread := portfolio.spread:
        yield "前20%的客户数", spread.top
        yield "前20%客户的利润占比", f"{decimal_string(spread.top_share * 100, 2)}%"
        yield f"带来{decimal_string(PARETO * 100)}%利润的客户数", spread.enough
    for note in portfolio.notes:
        yield "提醒", note
    for convention in portfolio.conventions:
        yield "约定", convention


def _rows(portfolio: Portfolio) -> Iterator[tuple[_CELL, ...]]:
    total = portfolio.profit
    for rank, customer in enumerate(portfolio.customers, start=1):
        yield (
            rank,
            customer.name,
            _number(customer.profit),
            _number(customer.profit / total * 100) if total > 0 else "",
            BELOW_ZERO if customer.below_zero else "",
            "" if customer.lifetime is None else float(_cents(customer.lifetime)),
            customer.without,
            customer.line,
        )


def _sheet(book: Workbook, title: str, headers: tuple[str, ...], rows: Iterable[tuple[_CELL, ...]], widths: tuple[int, ...]) -> str:
    """Open a sheet with its header line; the lines below it are returned as text, which takes a tenth of openpyxl's time."""
    sheet = book.create_sheet(title)
    sheet.append(headers)
    for place, width in enumerate(widths):
        sheet.column_dimensions[_COLUMNS[place]].width = width
        sheet.cell(1, place + 1).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    lines = (
        f'<row r="{at}">{"".join(_cell(_COLUMNS[place] + str(at), value) for place, value in enumerate(row))}</row>'
        for at, row in enumerate(rows, start=2)
    )
    return "".join(lines)


def _cell(address: str, value: _CELL) -> str:
    """A cell as it stands in the file; an inline text is never worked out, whatever it looks like."""
    if not isinstance(value, str):
        return f'<c r="{address}"><v>{value!r}</v></c>'
    text = escape(ILLEGAL_CHARACTERS_RE.sub("", value)[:_MAX_TEXT_CHARS])
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else ""


def _with_rows(file: bytes, rows: Mapping[str, str]) -> bytes:
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename in rows:
                content = _DIMENSION.sub(b"", content)  # openpyxl's, of the header line alone
                content = content.replace(b"</sheetData>", rows[member.filename].encode() + b"</sheetData>", 1)
            new.writestr(member, content)
    return copy.getvalue()


def _number(value: Fraction) -> float:
    return float(decimal_string(value, 2))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, rounding=ROUND_HALF_UP, context=_WIDE)
