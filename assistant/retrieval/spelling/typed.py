"""What stands in Latin letters and was meant otherwise: typed pinyin, and misspelt names."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.retrieval.spelling.edits import Edit, Slip
from assistant.retrieval.spelling.sounds import fuzzy
from assistant.retrieval.spelling.vocabulary import LONGEST, NAME, SHORTEST, Vocabulary, is_han

_SYLLABLES = re.compile("(?:'?(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?[aeiouv]++(?:ng?|r)?+)++")
_RUN = re.compile(r"[a-z'][a-z' ]*")
_WORD = re.compile("[a-z']+")
_LETTERS = range(4, 41)  # of pinyin that is read without the rest of a term beside it
_LONG_NAME = 6  # letters; a shorter name is one letter away from too many words, but seldom two swapped ones


def typed_pinyin(form: str, vocabulary: Vocabulary) -> Edit | None:
    """The first and longest words that spell a term, the rest of one that stands beside them, or several words."""
    for start, end in _stretches(form, vocabulary.known):
        letters = re.sub("[ ']", "", form[start:end])
        if edit := _completing(form, start, end, letters, vocabulary) or _alone(start, end, letters, vocabulary):
            return edit
    return None


def _stretches(form: str, known: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Stretches of words that may be pinyin and that the material lacks, of each run the longest first."""
    for run in _RUN.finditer(form):
        words = list(_WORD.finditer(form, *run.span()))
        typed = [bool(_SYLLABLES.fullmatch(word[0])) and (len(word[0]) < 3 or not known(word[0])) for word in words]
        for size in range(min(len(words), LONGEST), 0, -1):
            for first in range(len(words) - size + 1):
                if all(typed[first : first + size]):
                    yield words[first].start(), words[first + size - 1].end()


def _completing(form: str, start: int, end: int, letters: str, vocabulary: Vocabulary) -> Edit | None:
    """The letters as the part of the longest term that the characters beside them lack."""
    before, after = form[:start].rstrip(), form[end:].lstrip()
    if not (is_han(before[-1:]) or is_han(after[:1])):
        return None
    found = []
    for term, syllables, whole in vocabulary.spelt:
        if letters not in whole:
            continue
        for first, last in _spans(syllables, letters):
            if last - first < len(term) and before.endswith(term[:first]) and after.startswith(term[last:]):
                left = len(before) if first else start  # the space goes between the letters and the rest of the term
                right = len(form) - len(after) if last < len(term) else end
                window = (left - first, right + len(term) - last)
                found.append(Edit(left, right, term[first:last], term, window, Slip.SAME_SOUND))
    return min(found, key=lambda edit: edit.rank, default=None)


def _spans(syllables: Sequence[str], letters: str) -> Iterator[tuple[int, int]]:
    """The stretches of syllables that spell the letters."""
    for first in range(len(syllables)):
        spelt = ""
        for last in range(first, len(syllables)):
            spelt += syllables[last]
            if spelt == letters:
                yield first, last + 1
            if not letters.startswith(spelt):
                break


def _alone(start: int, end: int, letters: str, vocabulary: Vocabulary) -> Edit | None:
    """The letters as words, read in fuzzy pinyin only if much is spelt."""
    if len(letters) not in _LETTERS:
        return None
    meant = _read_whole(letters, vocabulary.by_letters)
    if not meant and len(near := _read_whole(fuzzy(letters), vocabulary.by_fuzzy_letters)) > SHORTEST:
        meant = near
    return Edit(start, end, meant, meant, (start, end), Slip.SAME_SOUND) if meant else None


def _read_whole(letters: str, words: Mapping[str, str]) -> str:
    """The fewest words that spell the letters, one of them longer than a character; empty where none do."""
    readings: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(letters) + 1):
        ways = [
            (*before, word)
            for start, before in enumerate(readings)
            if before is not None and (word := words.get(letters[start:end])) is not None
        ]
        readings.append(min(ways, key=len, default=None))
    read = readings[-1]
    return "".join(read) if read and any(len(word) > 1 for word in read) else ""


def misspelt_name(form: str, vocabulary: Vocabulary) -> Edit | None:
    """The first word that the material lacks and that is one letter, or two swapped, away from one name."""
    for word in NAME.finditer(form):
        if not vocabulary.known(word[0]):
            near = [name for name in vocabulary.names if _one_letter_off(word[0], name)]
            if len(near) == 1:
                return Edit(word.start(), word.end(), near[0], near[0], word.span(), Slip.UNLIKE)
    return None


def _one_letter_off(written: str, name: str) -> bool:
    """Whether two letters are swapped or, of a long name, one is wrong, missing or surplus: behind the first, and not as an ending (customers,
    customer)."""
    if written[0] != name[0] or written.startswith(name) or name.startswith(written):
        return False
    shared = next(at for at, (one, other) in enumerate(zip(written, name, strict=False)) if one != other)
    one, other = written[shared:], name[shared:]
    if one[1::-1] == other[:2] and one[2:] == other[2:]:
        return True
    return min(len(written), len(name)) >= _LONG_NAME and (one[1:] == other[1:] or one[1:] == other or one == other[1:])
