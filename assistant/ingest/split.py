"""Where sentences and headings of Chinese text begin and end. Offsets only: no text is changed."""

import re

# A sentence ends behind 。！？ and the closing marks that belong to it, behind a full stop before white space, or at a line end.
_END = re.compile(r"[。！？!?]+[”’」』）】》)\"']*|\.(?=\s|$)|\n+")
_MARKER = re.compile(r"[ \t]*(?:[-*+•·]|\d{1,2}[.)、])[ \t]+")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of `text`, white space and list markers left out."""
    spans = []
    line_start = 0
    for line in text.splitlines(keepends=True):
        marker = _MARKER.match(line)
        start = line_start + (marker.end() if marker else 0)
        line_end = line_start + len(line)
        while start < line_end:
            found = _END.search(text, start, line_end)
            end = found.end() if found else line_end
            chunk = text[start:end]
            body = chunk.strip()
            if body:
                left = start + len(chunk) - len(chunk.lstrip())
                spans.append((left, left + len(body)))
            start = end
        line_start = line_end
    return spans
