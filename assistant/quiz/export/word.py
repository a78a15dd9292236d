"""A paper and its key as Word documents (.docx)."""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from assistant.quiz.export.archive import repacked
from assistant.quiz.export.printed import Line, Role, key_lines, paper_lines
from assistant.quiz.export.wording import plain
from assistant.quiz.items import Paper

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_LATIN, _CHINESE = "Calibri", "宋体"  # Word and WPS put another font where they have not these
_BODY_PT, _TITLE_PT = 11, 18
_INDENT_CM = 0.8
_PROPERTY_CHARS = 255


def word_file(paper: Paper) -> bytes:
    return _document(plain(paper.title), paper_lines(paper))


def word_key_file(paper: Paper) -> bytes:
    return _document(plain(paper.title), key_lines(paper))


def _document(title: str, lines: Iterable[Line]) -> bytes:
    import docx
    from docx.shared import Cm

    document = docx.Document()
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
    _set_fonts(document)
    document.core_properties.title = title[:_PROPERTY_CHARS]
    document.core_properties.author = ""
    document.core_properties.comments = ""
    for line in lines:
        _set(document.add_paragraph(), line)
    file = io.BytesIO()
    document.save(file)
    return repacked(file.getvalue())


def _set_fonts(document: "Document") -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    font = document.styles["Normal"].font
    font.name, font.size = _LATIN, Pt(_BODY_PT)
    font.element.rPr.rFonts.set(qn("w:eastAsia"), _CHINESE)


def _set(paragraph: "Paragraph", line: Line) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    run = paragraph.add_run(line.text)
    form = paragraph.paragraph_format
    form.space_after = Pt(3)
    match line.role:
        case Role.TITLE:
            run.bold, run.font.size = True, Pt(_TITLE_PT)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        case Role.INFO:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        case Role.QUESTION:
            form.space_before, form.keep_with_next = Pt(8), True
        case Role.DETAIL:
            form.left_indent = Cm(_INDENT_CM)
        case Role.ROOM:
            run.text = "_" * 70
            form.left_indent = Cm(_INDENT_CM)
