"""A conversation as a Word document: each question with its answer, its calculation and its sources."""

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.history.conversations import KeptExchange
from assistant.library import Library
from assistant.types import Answer, Calculation
from assistant.value.notation import shown_large
from assistant.web.markup import LIST_ITEM, PART_HEADING, TABLE_RULE, blocks
from assistant.web.message import engine_label, source_titles, without_working, worked_rows

if TYPE_CHECKING:
    from docx.document import Document

_LATIN, _CHINESE = "Calibri", "宋体"  # Word and WPS put another font where they have not these
_PROPERTY_CHARS = 255
_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")  # characters that XML cannot hold


def word_file(title: str, moment: str, exchanges: Sequence[KeptExchange], library: Library) -> bytes:
    """The document; `moment` says when the conversation began."""
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = docx.Document()
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
    for name in ("Normal", "Title", "Heading 2", "List Bullet", "List Number"):
        font = document.styles[name].font
        font.name = _LATIN
        font.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _CHINESE)
    document.styles["Normal"].font.size = Pt(11)
    document.core_properties.title = title[:_PROPERTY_CHARS]
    document.core_properties.author = document.core_properties.comments = ""
    document.add_heading(_plain(title), 0)
    document.add_paragraph(f"营销知识助手 · {moment}")
    for kept in exchanges:
        _add_exchange(document, kept, library)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add_exchange(document: "Document", kept: KeptExchange, library: Library) -> None:
    answer = kept.exchange.answer
    document.add_heading(_plain(kept.exchange.question), 2)
    if kept.exchange.context:
        document.add_paragraph(f"附上的页面文字：{_plain(kept.exchange.context)}")
    found = blocks(answer.text)
    if answer.calculation is not None:
        found = without_working(found, answer.calculation)
    for block in found:
        _add_block(document, block)
    if answer.calculation is not None:
        _add_calculation(document, answer.calculation)
    _add_sources(document, answer, library)
    document.add_paragraph(engine_label(answer))


def _add_block(document: "Document", block: str) -> None:
    """A paragraph, the heading of a part, a list or a table of the answer's Markdown."""
    lines = [line for line in block.split("\n") if line.strip()]
    if lines[0].startswith("|"):
        _add_table(document, [line.strip().strip("|").split("|") for line in lines if not TABLE_RULE.match(line)])
    elif all(LIST_ITEM.match(line) for line in lines):
        for line in lines:  # a number stays as it is written: Word would count on from the list before
            bulleted = line.startswith("- ")
            document.add_paragraph(_plain(line[2:] if bulleted else line), style="List Bullet" if bulleted else None)
    elif len(lines) == 1 and (heading := PART_HEADING.match(lines[0])):
        document.add_paragraph().add_run(_plain(heading["label"])).bold = True
    else:
        document.add_paragraph(_plain("\n".join(lines)))


def _add_calculation(document: "Document", calculation: Calculation) -> None:
    given = [(row.label, "", shown_large(row.value, row.unit)) for row in calculation.inputs]
    rows = [("项目", "算式", "数值"), *given, *worked_rows(calculation)]
    document.add_paragraph(f"计算：{_plain(calculation.title)}")
    _add_table(document, rows)
    for convention in calculation.conventions:
        document.add_paragraph(_plain(convention), style="List Bullet")


def _add_table(document: "Document", rows: Sequence[Sequence[str]]) -> None:
    width = max(len(row) for row in rows)
    table = document.add_table(len(rows), width, style="Table Grid")
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=False):
            cell.text = _plain(text.strip())
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    document.add_paragraph()


def _add_sources(document: "Document", answer: Answer, library: Library) -> None:
    if answer.citations:
        document.add_paragraph().add_run("出处").bold = True
    for citation in answer.citations:
        where = f"{citation.passage.title} · {citation.passage.heading}（{'、'.join(source_titles(citation, library))}）"
        document.add_paragraph(_plain(f"[{citation.n}] {where}：“{citation.quote}”"))


def _plain(text: str) -> str:
    return _NOT_XML.sub("", text)
