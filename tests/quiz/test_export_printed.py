"""Papers on paper: what python-docx and pdftotext read of them, in the order in which it is printed."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import docx
import pytest

from assistant.quiz.export import FORMATS, pdf
from assistant.quiz.export.printed import Role, key_lines, paper_lines
from assistant.quiz.export.wording import cited, key, letter, lettered, plain
from assistant.quiz.items import Choice, Kind, Marking, Matching, Paper, Scored
from tests.quiz.papers import STRANGE, example, strange_paper

PAPER = strange_paper()
MISSING = "pdftotext is not installed: no exported PDF was read. Install it: apt-get install poppler-utils"
RARE = "𠮷𡃁"  # from a font of the machine, where it has one


@pytest.fixture(scope="module")
def pdftotext() -> str:
    path = shutil.which("pdftotext")
    if path is None:
        if os.environ.get("ASSISTANT_TEST_NO_SKIP") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return path


def bare(text: str) -> str:
    """The characters without white space: a PDF has lines where the page ends, not where the text does."""
    return "".join(plain(text).translate({ord(char): "〓" for char in RARE}).split())


def assert_in_order(text: str, parts: Iterable[str]) -> None:
    """Each part stands in the text, behind the one before it."""
    at = 0
    for part in parts:
        found = text.find(bare(part), at)
        assert found >= 0, f"not found behind character {at}: {part!r}; there stands {text[at : at + 200]!r}"
        at = found + len(bare(part))


def handed_out(paper: Paper) -> list[str]:
    """What a taker has to see, in order."""
    parts = [paper.title]
    for scored in paper.items:
        parts += [scored.item.stem, scored.item.material, *lettered(scored.item)]
        if isinstance(scored.item.response, Matching):
            parts += scored.item.response.rights
    return parts


def answers(paper: Paper) -> list[str]:
    """What a marker has to see, in order."""
    parts = []
    for scored in paper.items:
        item = scored.item
        match item.response:
            case Choice(options, places):
                parts += [f"答案：{key(item)}", *(f"{letter(place)}. {options[place].text}" for place in places)]
            case Matching(pairs, _) as matching:
                parts += [f"{letter(at)}＝（{matching.rights.index(right) + 1}）{right}" for at, (_, right) in enumerate(pairs)]
            case Marking(points):
                parts += [f"（{at}）{point}" for at, point in enumerate(points, start=1)]
            case _:
                parts.append(f"答案：{key(item)}")
        parts += [item.explanation, *map(cited, item.sources)]
    return parts


def test_word_holds_paper_and_key() -> None:
    kind = FORMATS["docx"]
    assert kind.key is not None
    for file, lines, parts in (
        (kind.write(PAPER), paper_lines(PAPER), handed_out(PAPER)),
        (kind.key(PAPER), key_lines(PAPER), answers(PAPER)),
    ):
        document = docx.Document(io.BytesIO(file))
        texts = [paragraph.text for paragraph in document.paragraphs]
        assert texts == [line.text if line.role is not Role.ROOM else "_" * 70 for line in lines]
        assert_in_order(bare("".join(texts)), parts)
        assert document.core_properties.title == PAPER.title


@pytest.mark.checkers
def test_pdf_holds_paper_and_key_with_its_fonts(pdftotext: str, tmp_path: Path) -> None:
    kind = FORMATS["pdf"]
    assert kind.key is not None
    for file, parts in ((kind.write(PAPER), handed_out(PAPER)), (kind.key(PAPER), answers(PAPER))):
        path = tmp_path / "paper.pdf"
        path.write_bytes(file)
        text = subprocess.run(
            [pdftotext, "-raw", "-enc", "UTF-8", "-nopgbrk", path, "-"], capture_output=True, text=True, check=True
        ).stdout
        assert_in_order(bare(re.sub(r"(?m)^第\d+页$", "", text)), parts)
        fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
        assert fonts and all(" yes yes yes " in font for font in fonts), "embedded, as a subset, with its characters"


def test_the_paper_tells_nothing_of_the_key() -> None:
    lines = "".join(line.text for line in paper_lines(PAPER))
    for scored in PAPER.items:
        assert scored.item.explanation not in lines
        assert not any(cited(source) in lines for source in scored.item.sources)


def test_a_character_that_no_font_has_is_marked_and_named(monkeypatch: pytest.MonkeyPatch, pdftotext: str, tmp_path: Path) -> None:
    monkeypatch.setattr(pdf, "_font_with", lambda _char: None)
    paper = Paper("卷", None, (Scored(example(1, Kind.SHORT_ANSWER, RARE), 1),))
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf.pdf_file(paper))
    text = subprocess.run([pdftotext, path, "-"], capture_output=True, text=True, check=True).stdout
    assert "〓〓" in text
    assert "有2个字没有字体" in text and "U+20BB7、U+210C1" in text


@pytest.mark.parametrize("text", [*STRANGE, "（" * 50, "a" * 300, "，" * 80, "{nb}"])
def test_lines_are_no_wider_than_the_page_and_lose_nothing(text: str) -> None:
    lines = list(pdf._wrapped(text, 40, {char: 1.0 if char.isascii() else 2.0 for char in text}))
    assert "".join(lines) == text.replace("\n", "")
    assert max(sum(1 if char.isascii() else 2 for char in line) for line in lines) <= 40


def test_no_line_begins_with_a_closing_mark_or_parts_a_bracket_to_fill_in() -> None:
    text = "甲乙丙，丁戊（己庚）辛（　　）" * 9
    lines = list(pdf._wrapped(text, 8, dict.fromkeys(text, 1.0)))
    assert not any(line.startswith(("，", "）", "　")) or line.endswith(("（", "　")) for line in lines)
