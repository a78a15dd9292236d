"""Which sections of cards an earlier answer of the assistant quotes: its sentences stand in it word for word, each before its marker."""

import re
from functools import cached_property

from assistant.library import Library
from assistant.retrieval.tokens import normalise

_MARKER = re.compile(r"(?:\[\d+\])+|\n")
_LINE = re.compile(r"\s*(?:[-•*]|\d{1,2}\.)\s+")  # what a line of a list begins with
_FRAME = re.compile(r"^[^：]{2,40}：")  # a frame before the sentence that it introduces


class Quoted:
    """Knows the sentences of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def sections(self, answer: str) -> list[str]:
        """Ids of the sections that an answer quotes, in its order; none where it was written by somebody else."""
        pieces = (_LINE.sub("", piece, count=1).strip() for piece in _MARKER.split(answer))
        found = (self._section_of.get(_key(piece)) or self._section_of.get(_key(_FRAME.sub("", piece))) for piece in pieces if piece)
        return list(dict.fromkeys(section for section in found if section))

    def cards(self, answer: str) -> list[str]:
        """Ids of the cards that an answer quotes, in its order."""
        return list(dict.fromkeys(section.partition("#")[0] for section in self.sections(answer)))

    @cached_property
    def _section_of(self) -> dict[int, str]:
        return {
            _key(passage.quote(sentence)): passage.id
            for card in self._library.cards
            for passage in self._library.passages_of(card)
            for sentence in passage.sentences
        }


def _key(sentence: str) -> int:
    return hash(normalise(sentence))
