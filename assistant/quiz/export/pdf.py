"""A paper and its key as PDF, with the characters that they use embedded.

The font lies in the package (font/); a character that it lacks comes from a font of the machine that has it. One that no font
has is printed as 〓, and the last line says which those are.
"""

import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.quiz.export.printed import Line, Role, key_lines, paper_lines
from assistant.quiz.export.wording import plain
from assistant.quiz.items import Paper

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT = Path(__file__).parent / "font" / "NotoSansSC-GB2312.otf"
_FAMILY = "paper"
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
_MARGIN_MM, _INDENT_MM, _LINE_MM, _FOOTER_MM = 20, 7, 6.2, 12
_BODY_PT, _TITLE_PT = 10.5, 17
_TOGETHER_MM = 25  # a question begins a page where less than this is left
_MISSING = "〓"
_READABLE = (".ttf", ".otf", ".ttc", ".otc")
_NOT_FIRST = frozenset("\u3000，。、；：？！）》」』】〉”’…—％,.;:?!)]}〕·%")
_NOT_LAST = frozenset("\u3000（《「『【〈“‘([{〔")


def pdf_file(paper: Paper) -> bytes:
    return _document(plain(paper.title), paper_lines(paper))


def pdf_key_file(paper: Paper) -> bytes:
    return _document(plain(paper.title), key_lines(paper))


def _document(title: str, lines: Iterable[Line]) -> bytes:
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.alias_nb_pages("")  # {nb} is what an item says, not the number of pages
    pdf.set_creation_date(_MADE)
    pdf.set_title(title)
    pdf.set_margin(_MARGIN_MM)
    lines = [Line(line.role, line.text.replace("\t", " ")) for line in lines]
    lacking = _load_fonts(pdf, {char for line in lines for char in line.text if char != "\n"})
    lines = [Line(line.role, "".join(_MISSING if char in lacking else char for char in line.text)) for line in lines]
    if lacking:
        names = "、".join(f"U+{ord(char):04X}" for char in sorted(lacking))
        note = f"有{len(lacking)}个字没有字体，印成了{_MISSING}：{names}。装上有这些字的字体再导出，例如 fonts-noto-cjk。"
        lines.append(Line(Role.INFO, note))
    pdf.set_font(_FAMILY, size=_BODY_PT)
    widths = {char: pdf.get_string_width(char) / _BODY_PT for char in {char for line in lines for char in line.text}}
    pdf.add_page()
    for line in lines:
        _set(pdf, line, widths)
    _number_pages(pdf)
    return bytes(pdf.output())


def _load_fonts(pdf: "FPDF", chars: set[str]) -> set[str]:
    """Load the package's font, and the machine's for characters that it lacks; the characters that none has are returned."""
    pdf.add_font(_FAMILY, fname=_FONT)
    pdf.set_font(_FAMILY, size=_BODY_PT)
    lacking = _without(pdf, chars)
    others = {place: char for char in sorted(lacking) if (place := _font_with(char))}
    for number, (file, face) in enumerate(others):
        pdf.add_font(f"other-{number}", fname=file, collection_font_number=face)
    pdf.set_fallback_fonts([f"other-{number}" for number in range(len(others))], exact_match=False)
    return _without(pdf, lacking)


def _without(pdf: "FPDF", chars: set[str]) -> set[str]:
    from fpdf.fonts import TTFFont

    known = {code for font in pdf.fonts.values() if isinstance(font, TTFFont) for code in font.cmap}
    return {char for char in chars if ord(char) not in known}


def _font_with(char: str) -> tuple[str, int] | None:
    """File and face of the font of this machine that suits the character best; None where there is no fontconfig to ask."""
    if shutil.which("fc-match") is None:
        return None
    command = ["fc-match", f":lang=zh-cn:charset={ord(char):x}", "--format", "%{file}\t%{index}"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stdout
    file, _, face = found.partition("\t")
    return (file, int(face) & 0xFFFF) if Path(file).suffix.lower() in _READABLE else None  # above: instances of a variable font


def _set(pdf: "FPDF", line: Line, widths: Mapping[str, float]) -> None:
    """Print a paragraph below what is there. `widths` are the characters' in millimetres, at a size of one point."""
    centred = line.role in (Role.TITLE, Role.INFO)
    indent = _INDENT_MM if line.role in (Role.DETAIL, Role.ROOM) else 0
    pdf.set_font(_FAMILY, size=_TITLE_PT if line.role is Role.TITLE else _BODY_PT)
    if line.role is Role.QUESTION:
        pdf.ln(_LINE_MM / 2)
        if pdf.will_page_break(_TOGETHER_MM):
            pdf.add_page()
    height = _LINE_MM * 2 if line.role is Role.TITLE else _LINE_MM
    for text in _wrapped(line.text, (pdf.epw - indent) / pdf.font_size_pt, widths):
        pdf.set_x(pdf.l_margin + indent)
        align = "C" if centred else "L"
        pdf.cell(pdf.epw - indent, height, text, border="B" if line.role is Role.ROOM else "", align=align, new_x="LMARGIN", new_y="NEXT")


def _wrapped(text: str, width: float, widths: Mapping[str, float]) -> Iterator[str]:
    """The lines of `text` that are no wider than `width`: closing marks do not begin a line, opening ones do not end it."""
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for unit in _units(paragraph):
            whole = sum(widths[char] for char in unit)
            for piece in [unit] if whole <= width else unit:
                wide = sum(widths[char] for char in piece)
                if line and used + wide > width:
                    yield line
                    line, used = "", 0.0
                line, used = line + piece, used + wide
        yield line


def _units(text: str) -> Iterator[str]:
    """Stretches of `text` within which a line does not end."""
    unit = ""
    for char in text:
        joined = unit and (char in _NOT_FIRST or unit[-1] in _NOT_LAST or _of_a_word(unit[-1], char))
        if unit and not joined:
            yield unit
            unit = ""
        unit += char
    if unit:
        yield unit


def _of_a_word(before: str, char: str) -> bool:
    return all(part.isascii() and not part.isspace() for part in (before, char))


def _number_pages(pdf: "FPDF") -> None:
    pdf.set_auto_page_break(False)
    pdf.set_font(_FAMILY, size=_BODY_PT)
    for page in range(1, pdf.page + 1):
        pdf.page = page
        pdf.set_y(-_FOOTER_MM)
        pdf.cell(0, _LINE_MM, f"第{page}页", align="C")
