"""Where sentences, headings and passages of Chinese text begin and end. Offsets only: no text is changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

PASSAGE_CHARS = 400  # a passage holds whole sentences up to this length
_SENTENCE_LIMIT = PASSAGE_CHARS

# A sentence ends behind 。！？ and the closing marks that belong to it, behind a full stop before white space, or at a line end.
_END = re.compile(r"[。！？!?]+[”’」』）】》)\"']*|\.(?=\s|$)|\n+")
_MARKER = re.compile(r"[ \t]*(?:[-*+•·]|\d{1,2}[.)、])[ \t]+")
_CLAUSE_END = re.compile(r"[，,；;：:、\s]")
_MARKDOWN_HEADING = re.compile(r"#{1,6}[ \t]+(.+?)[ \t#]*$")
_PLAIN_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十百\d]+[章节讲篇部分]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])[^。！？，,；;]{1,28}$"
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage to be: `text[start:end]`, its sentences as spans of the whole text, the heading that it stands under."""

    start: int
    end: int
    heading: str
    sentences: tuple[tuple[int, int], ...]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of `text`, white space and list markers left out."""
    return list(_sentences_between(text, 0, len(text)))


def _sentences_between(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    line_start = begin
    for line in text[begin:stop].splitlines(keepends=True):
        marker = _MARKER.match(line)
        start = line_start + (marker.end() if marker else 0)
        line_end = line_start + len(line)
        while start < line_end:
            found = _END.search(text, start, line_end)
            end = found.end() if found else line_end
            left, right = _trim(text, start, end)
            if left < right:
                yield left, right
            start = end
        line_start = line_end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    chunk = text[start:end]
    return start + len(chunk) - len(chunk.lstrip()), start + len(chunk.rstrip())


def split_text(text: str) -> list[Chunk]:
    """Cut `text` into passages under its headings. A sentence is cut only where it alone exceeds the limit, at a clause's end."""
    chunks: list[Chunk] = []
    for heading, start, end in _blocks(text):
        pending: list[tuple[int, int]] = []
        for span in _sentences_between(text, start, end):
            for piece in _pieces(text, *span):
                if pending and piece[1] - pending[0][0] > PASSAGE_CHARS:
                    chunks.append(_chunk(heading, pending))
                    pending = []
                pending.append(piece)
        if pending:
            chunks.append(_chunk(heading, pending))
    return chunks


def _chunk(heading: str, sentences: list[tuple[int, int]]) -> Chunk:
    return Chunk(sentences[0][0], sentences[-1][1], heading, tuple(sentences))


def _blocks(text: str) -> Iterator[tuple[str, int, int]]:
    """Heading and span of each stretch between two headings."""
    heading, start, at = "", 0, 0
    for line in text.splitlines(keepends=True):
        if found := _heading(line.strip()):
            if text[start:at].strip():
                yield heading, start, at
            heading, start = found, at + len(line)
        at += len(line)
    if text[start:].strip():
        yield heading, start, len(text)


def _heading(line: str) -> str:
    if match := _MARKDOWN_HEADING.match(line):
        return match[1]
    return line if _PLAIN_HEADING.match(line) else ""


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence itself, or parts of it within the limit, cut behind the last clause mark that fits."""
    while end - start > _SENTENCE_LIMIT:
        marks = [match.end() for match in _CLAUSE_END.finditer(text, start + 1, start + _SENTENCE_LIMIT)]
        cut = marks[-1] if marks else start + _SENTENCE_LIMIT
        left, right = _trim(text, start, cut)
        if left < right:
            yield left, right
        start = cut
    left, right = _trim(text, start, end)
    if left < right:
        yield left, right
