"""A table that somebody brings, as lines of texts: .csv in UTF-8 or GB18030, or the first sheet of an .xlsx.

    bytes + name → limits → Table(lines with their numbers in the file, notes)

A workbook is read in a process of its own under limits on time and memory (`python -m assistant.value.table`, bytes in, JSON
out), after its archive was checked: a small one can hold gigabytes. Nothing is written to disk.
"""

import csv
import io
import json
import resource
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from assistant.errors import InputError

MAX_FILE_BYTES = 10_000_000
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_SECONDS = 60
MAX_MEMORY_BYTES = 1 << 30
_MAX_UNPACKED_BYTES = 200_000_000
_MAX_RATIO, _RATIO_FROM_BYTES = 100, 10_000_000
_MAX_MEMBERS = 5_000
_ARCHIVES = (".zip", ".xlsx", ".xlsm", ".docx", ".jar", ".7z", ".gz", ".rar")
_SAMPLE_CHARS = 4000


@dataclass(frozen=True, slots=True)
class Line:
    """Line `number` of the file (the row of a sheet), counted from one, and the texts of its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The lines that hold something; `notes` says what else was found in the file and not read."""

    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


def read_table(raw: bytes, name: str) -> Table:
    """Raises InputError, in Chinese, that says why the file cannot be read and what to do."""
    if len(raw) > MAX_FILE_BYTES:
        raise InputError(f"文件有{len(raw) / 1e6:.1f}MB，最多{MAX_FILE_BYTES / 1e6:.0f}MB。请分成几个文件。")
    suffix = PurePath(name).suffix.lower()
    if suffix == ".xlsx":
        return _workbook_table(raw)
    if suffix == ".csv":
        return _csv_table(raw)
    kind = f"“{suffix}”的文件" if suffix else "没有后缀的文件"
    raise InputError(f"读不了{kind}。请另存为 .xlsx，或者 .csv。")


def _table(lines: Iterable[Line], notes: tuple[str, ...] = ()) -> Table:
    """Lines without those that are blank, of which there may be any number."""
    kept: list[Line] = []
    for line in lines:
        if any(cell.strip() for cell in line.cells):
            kept.append(line)
        if len(kept) > MAX_ROWS:
            raise InputError(f"超过{MAX_ROWS:,}行，读不了。请分成几个文件。")
    if not kept:
        raise InputError("文件里没有内容。请核对是不是选对了文件。")
    return Table(tuple(kept), notes)


def _csv_table(raw: bytes) -> Table:
    text = _decoded(raw)
    first = text[:_SAMPLE_CHARS].partition("\n")[0]
    delimiter = max(",\t;，", key=first.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)

    def lines() -> Iterator[Line]:
        start = 1
        for cells in rows:
            yield Line(start, tuple(cells))
            start = rows.line_num + 1  # a cell may hold line breaks

    try:
        return _table(lines())
    except csv.Error as error:
        raise InputError(f"第{rows.line_num}行的引号或分隔符不对，读不下去（{error}）。请用Excel另存为 .xlsx 再试。") from error


def _decoded(raw: bytes) -> str:
    encodings = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError("这不是 UTF-8 或 GB18030 的文本，读不了。请用Excel另存为“CSV UTF-8”，或者 .xlsx。")


# Workbooks


def _workbook_table(raw: bytes) -> Table:
    check_archive(raw)
    command = [sys.executable, "-m", __name__ if __name__ != "__main__" else "assistant.value.table"]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=MAX_SECONDS + 5, check=False)
    except subprocess.TimeoutExpired as error:
        raise InputError(f"读了{MAX_SECONDS}秒还没有读完。请另存为 .csv 再试。") from error
    try:
        report = json.loads(done.stdout)
    except ValueError:
        report = {"error": "读这个文件要用的时间或内存太多"}
    if "error" in report:
        raise InputError(f"{report['error']}。请用Excel打开，另存一份再试。")
    return _table((Line(number, tuple(cells)) for number, cells in report["lines"]), tuple(report["notes"]))


def check_archive(raw: bytes) -> None:
    """Refuse an archive that would unpack to far more than it is, or that is no plain workbook. Unpacks nothing."""
    try:
        members = zipfile.ZipFile(io.BytesIO(raw)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise InputError("这不是 .xlsx 文件，或者文件坏了。旧的 .xls 请先另存为 .xlsx。") from error
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MAX_MEMBERS or unpacked > _MAX_UNPACKED_BYTES:
        raise InputError("这个 .xlsx 解开以后太大，读不了。请另存为 .csv，或者分成几个文件。")
    if unpacked > _RATIO_FROM_BYTES and unpacked > _MAX_RATIO * len(raw):
        raise InputError("这个 .xlsx 压缩得不正常（解开以后是文件的一百倍以上），没有读。请另存一份再试。")
    for member in members:
        name = member.filename
        if ".." in PurePath(name).parts or name.startswith(("/", "\\")) or name.lower().endswith(_ARCHIVES) or member.flag_bits & 1:
            raise InputError("这个 .xlsx 里有不该有的东西（别的压缩包、加密的内容或者越界的路径），没有读。请另存一份再试。")


def _sheet_lines(raw: bytes) -> dict[str, Any]:
    """Lines of the first sheet that is shown. Raises ValueError, in Chinese, that says what is wrong with the file."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                content = archive.read(name)
                if b"<!DOCTYPE" in content or b"<\0!\0D\0O\0C" in content or b"\0<\0!\0D\0O\0C" in content:
                    raise ValueError("文件里有不该有的内容（DTD），没有读")
    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise ValueError("文件里没有显示出来的工作表")
    sheet = sheets[0]
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    lines: list[tuple[int, list[str]]] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise ValueError(f"第{number}行超过{MAX_COLUMNS}列")
        if cells:
            lines.append((number, cells))
        if len(lines) > MAX_ROWS + 1:
            break
    names = "、".join(f"“{other.title}”" for other in sheets[1:])
    notes = [f"只读了第一张工作表“{sheet.title}”，没有读{names}。"] if names else []
    return {"lines": lines, "notes": notes}


def _text(cell: Any) -> str:
    """A cell as it would be typed: a number that is shown in percent with its %, a date as year-month-day."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        number = Decimal(str(value))
        percent = "%" in (cell.number_format or "")
        return f"{number * 100:f}%" if percent else f"{number:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    if sys.platform == "linux":  # macOS does not enforce it
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    warnings.simplefilter("ignore")  # openpyxl tells of styles that it does not know
    report: dict[str, Any]
    try:
        report = _sheet_lines(sys.stdin.buffer.read())
    except ValueError as error:
        known = any("一" <= char <= "鿿" for char in str(error))
        report = {"error": str(error) if known else "文件坏了，读不出来"}
    except MemoryError:
        report = {"error": "读这个文件要用的内存太多"}
    except Exception:  # a damaged workbook makes openpyxl raise almost anything
        report = {"error": "文件坏了，读不出来"}
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
