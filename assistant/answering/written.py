"""What a model writes, parted into sentences with the evidence that each names, as it arrives.

前三名之比大约是4∶2∶1。[1]        text, keys 1
- 先看排第几，再定打法[2][3]。     an item of a list
按比例是24%[算]。                  the calculation
"""

import re
from dataclasses import dataclass

from assistant.answering.gates import CALCULATION

_KEYS = r"[\[【［〔]\s*(?:\d{1,3}|算)(?:\s*[,，、;；]\s*(?:\d{1,3}|算))*\s*[\]】］〕]"
_MARK = re.compile(rf"[ \t]*{_KEYS}")
_END = re.compile(rf"(?:[。！？!?]+[”’」』）)]*(?:[ \t]*{_KEYS})*|(?:[ \t]*{_KEYS})+(?=[ \t]*(?:\n|\Z))|\n)")
_PERHAPS_A_MARK = re.compile(r"[ \t]*(?:[\[【［〔][^\]】］〕]{0,12})?\Z")
_BULLET = re.compile(r"^\s*(?:[-*•·]\s+|\d{1,2}[.、)）]\s*(?=\D)|[(（]\d{1,2}[)）]\s*)")
_HEADING = re.compile(r"^\s*#+\s+")
_EMPHASIS = re.compile(r"\*\*|__")
_READABLE = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence without its marks, the numbers it names (CALCULATION for the calculation), and whether it is an item of a list."""

    text: str
    keys: tuple[int, ...]
    item: bool


class Sentences:
    """Feed it text; it gives each sentence when its marks are certain to be complete."""

    def __init__(self) -> None:
        self._rest = ""
        self._line_start = True
        self._item = False

    def feed(self, text: str) -> list[Written]:
        self._rest += text
        return self._taken(last=False)

    def end(self) -> list[Written]:
        """The last sentence, where it was not given yet."""
        return self._taken(last=True)

    def _taken(self, *, last: bool) -> list[Written]:
        found = []
        while match := _END.search(self._rest):
            if not last and match[0] != "\n" and _PERHAPS_A_MARK.match(self._rest, match.end()):
                break  # more marks may follow, or the line go on
            found += self._written(self._rest[: match.end()])
            self._rest = self._rest[match.end() :]
        if last:
            found += self._written(self._rest)
            self._rest = ""
        return found

    def _written(self, piece: str) -> list[Written]:
        line_end = piece.endswith("\n")
        if self._line_start and piece.strip():
            self._item = bool(_BULLET.match(piece))
            piece = _HEADING.sub("", _BULLET.sub("", piece))
            self._line_start = False
        self._line_start = self._line_start or line_end
        keys = tuple(_key(name) for mark in _MARK.findall(piece) for name in re.findall(r"\d+|算", mark))
        text = _EMPHASIS.sub("", _MARK.sub("", piece)).strip()
        if not _READABLE.search(text):
            return []
        text = text if text[-1] in "。！？!?；”」』）)" else f"{text.rstrip('，,、：:')}。"
        return [Written(text, tuple(dict.fromkeys(keys)), self._item)]


def _key(name: str) -> int:
    return CALCULATION if name == "算" else int(name)
