"""The way of a question through the steps of mending, and the record of what they changed."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.retrieval.spelling.damage import repaired
from assistant.retrieval.spelling.edits import Edit
from assistant.retrieval.spelling.english import in_chinese
from assistant.retrieval.spelling.script import simplified
from assistant.retrieval.spelling.slips import misspelt_term
from assistant.retrieval.spelling.typed import misspelt_name, typed_pinyin
from assistant.retrieval.spelling.vocabulary import Vocabulary
from assistant.retrieval.tokens import normalise

Kind = Literal["traditional", "damage", "english", "pinyin", "misspelt"]

_LATIN = re.compile("[a-z']{2,}")
_ROUNDS = 6  # changes to one question


@dataclass(frozen=True, slots=True)
class Change:
    """What was `written` and how it was read. For traditional characters, damage and English words, the whole question before and after."""

    kind: Kind
    written: str
    meant: str


@dataclass(frozen=True, slots=True)
class Mended:
    """The question as it was read, with what was changed, in order."""

    text: str
    changes: tuple[Change, ...] = ()


class Speller:
    """Mends questions with the terms of one library.

    `terms` are titles, aliases, lists and names. `known` says whether the material holds a token, which is a pair of characters
    or a word in another script; `words` gives the dictionary's words of its texts. Nothing is prepared before the first question that needs
    it; any number of threads may ask.
    """

    def __init__(self, terms: Iterable[str], known: Callable[[str], bool], words: Callable[[], Iterable[str]] = tuple) -> None:
        self._vocabulary = Vocabulary(terms, known, words)

    def mend(self, question: str) -> Mended:
        """The question as it is to be read, and what was changed for that. A correct one comes back as it is."""
        changes: list[Change] = []
        text = simplified(question)
        if text != question:
            changes.append(Change("traditional", question, text))
        whole = repaired(text, self._vocabulary)
        if whole != text:
            changes.append(Change("damage", text, whole))
        text = whole
        chinese = in_chinese(text, normalise(text), self._named)
        if chinese != text:
            changes.append(Change("english", text, chinese))
            text = chinese
        for _ in range(_ROUNDS):
            found = self._correction(normalise(text))
            if found is None:
                break
            kind, edit = found
            start, end = edit.window
            changes.append(Change(kind, text[start:end], text[start : edit.start] + edit.meant + text[edit.end : end]))
            text = text[: edit.start] + edit.meant + text[edit.end :]
        return Mended(text, tuple(changes))

    def _named(self, form: str) -> Iterator[tuple[int, int]]:
        """Where names of the material stand in a text of normal form."""
        return ((at, at + len(term)) for term, at in self._vocabulary.exact.find(form))

    def _correction(self, form: str) -> tuple[Kind, Edit] | None:
        """The next correction of a text of this normal form."""
        vocabulary = self._vocabulary
        if not all(vocabulary.known(word) for word in _LATIN.findall(form)):
            if edit := typed_pinyin(form, vocabulary):
                return "pinyin", edit
            if edit := misspelt_name(form, vocabulary):
                return "misspelt", edit
        if edit := misspelt_term(form, vocabulary):
            return "misspelt", edit
        return None
