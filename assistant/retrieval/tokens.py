"""Search tokens of Chinese text: characters, pairs of characters, words in other scripts, the corpus' terms whole, and what words mean."""

import re
from collections.abc import Iterable, Iterator, Mapping

from assistant.numerals import fold_width

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"

# White space inside a run of Han is a slide's line break: 市 场 is 市场.
_RUN = re.compile(rf"[{HAN}](?:\s*[{HAN}])*|[a-z0-9]+(?:[.&'-][a-z0-9]+)*%?")
_SPACE = re.compile(r"\s+")
_MEANING = "~"  # begins the token of what a word means; no other token has it


def normalise(text: str) -> str:
    """The form that is searched: half width, lower case. Same length as `text`, so that offsets stay valid."""
    folded = fold_width(text)
    lowered = folded.lower()
    return lowered if len(lowered) == len(folded) else "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)


class Terms:
    """The corpus' titles, aliases and list names: found in a text as wholes. `synonyms` are other words for a word."""

    def __init__(self, terms: Iterable[str], synonyms: Mapping[str, Iterable[str]] | None = None) -> None:
        self._meanings: dict[str, list[str]] = {}
        for meant, words in (synonyms or {}).items():
            for word in dict.fromkeys(map(normalise, (meant, *words))):
                self._meanings.setdefault(word, []).append(f"{_MEANING}{meant}")
        self._words = Terms(self._meanings) if self._meanings else None
        self._terms = frozenset(normalise(term) for term in terms if len(term) > 1)
        self._lengths: dict[str, list[int]] = {}  # of the terms that begin with two characters, longer before shorter
        for start, length in sorted({(term[:2], len(term)) for term in self._terms}, reverse=True):
            self._lengths.setdefault(start, []).append(length)

    def find(self, text: str) -> Iterator[tuple[str, int]]:
        """Each term that occurs in `text` (normalised), with its place; longer before shorter, overlaps included."""
        for at in range(len(text) - 1):
            for length in self._lengths.get(text[at : at + 2], ()):
                if at + length <= len(text) and (term := text[at : at + length]) in self._terms:
                    yield term, at

    def meanings(self, text: str) -> list[str]:
        """Tokens for what the words of `text` (normalised) mean, the same for all words of a row of synonyms; of words in words the longest counts."""
        found: list[str] = []
        taken: set[int] = set()
        for word, at in sorted(self._words.find(text), key=lambda word: -len(word[0])) if self._words else ():
            place = range(at, at + len(word))
            if taken.isdisjoint(place):
                taken.update(place)
                found += self._meanings[word]
        return found


def tokenize(text: str, terms: Terms | None = None) -> list[str]:
    """Tokens of `text` in order: unigrams and bigrams of each Han run, other words as they are, then whole terms, then meanings."""
    text = normalise(text)
    tokens: list[str] = []
    for match in _RUN.finditer(text):
        run = match[0]
        if run[0].isascii():
            tokens.append(run)
            continue
        run = _SPACE.sub("", run)
        tokens.extend(run)
        tokens.extend(run[at : at + 2] for at in range(len(run) - 1))
    if terms is not None:
        tokens.extend(term for term, _ in terms.find(text) if len(term) > 2)
        tokens.extend(terms.meanings(text))
    return tokens


def without(text: str, names: Iterable[str]) -> str:
    """`text` (normalised) without the names that stand in it; a mark stays in the place of each."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(normalise(name), ",")
    return text
