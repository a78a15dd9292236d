"""Papers in the formats that other programs import.

FORMATS lists them; TEXT is for the terminal. A writer takes a paper and gives the file's bytes; the same paper gives the same bytes. wording.py says what
all of them say alike, so that key and citation read the same everywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.quiz.export.anki import anki_file
from assistant.quiz.export.gift import gift_file
from assistant.quiz.export.moodle import moodle_file
from assistant.quiz.export.pdf import pdf_file, pdf_key_file
from assistant.quiz.export.printed import text_file
from assistant.quiz.export.qti import qti_file
from assistant.quiz.export.sheet import sheet_file
from assistant.quiz.export.word import word_file, word_key_file
from assistant.quiz.items import Paper
from assistant.quiz.record import json_file
from assistant.value.workbook import MEDIA_TYPE as XLSX

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Writer = Callable[[Paper], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format. `label` is Chinese, for the reader. `key` writes the answer key as a second file of the same type, where the paper itself does not hold it."""

    label: str
    suffix: str
    media_type: str
    write: Writer
    key: Writer | None = None

    @property
    def is_text(self) -> bool:
        """Whether the file can be shown on a terminal."""
        return self.media_type.startswith("text/") or self.media_type in ("application/json", "application/xml")


TEXT = Format("文本", ".txt", "text/plain; charset=utf-8", text_file)

FORMATS: Mapping[str, Format] = {
    "gift": Format("GIFT（Moodle 文本）", ".gift.txt", "text/plain; charset=utf-8", gift_file),
    "moodle": Format("Moodle XML", ".xml", "application/xml", moodle_file),
    "qti": Format("QTI 2.1", ".zip", "application/zip", qti_file),
    "anki": Format("Anki 卡片", ".apkg", "application/octet-stream", anki_file),
    "json": Format("JSON", ".json", "application/json", json_file),
    "xlsx": Format("Excel 题目表", ".xlsx", XLSX, sheet_file),
    "docx": Format("Word 试卷", ".docx", _DOCX, word_file, word_key_file),
    "pdf": Format("PDF 试卷", ".pdf", "application/pdf", pdf_file, pdf_key_file),
}
