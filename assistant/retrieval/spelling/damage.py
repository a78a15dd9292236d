"""What is left in a text that was copied from a slide or a PDF: page numbers, bullets, invisible characters, gaps in words."""

import re
import unicodedata
from collections.abc import Callable, Collection
from itertools import accumulate

from assistant.retrieval.spelling.vocabulary import SHORTEST, Vocabulary
from assistant.retrieval.tokens import HAN, normalise

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]+")
_RADICAL = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")  # what PDF viewers copy for some characters
_FOOTER = re.compile(
    r"第\s*\d+\s*页\s*[,，/]?\s*共\s*\d+\s*页"
    r"|^\s*[-–—]{1,2}\s*\d{1,3}\s*[-–—]{1,2}\s*$"
    r"|(?:…{2,}|\.{4,}|·{4,})\s*\d{1,3}\s*$"
    r"|©.*$",
    re.MULTILINE,
)
_BULLET = re.compile(r"^[ \t]*[•●◆■▪◦‣➢►▶★☆✓✔√※◇○][•●◆■▪◦‣➢►▶★☆✓✔√※◇○ \t]*", re.MULTILINE)
_DOUBLED = re.compile(r"([，。！？、；：,!?;:])\1+")
_SPACED_LETTERS = re.compile(r"(?<![A-Za-z])[A-Za-z](?:\s[A-Za-z])+(?![A-Za-z])")  # C R M
_GAP = re.compile(
    rf"(?<=[{HAN}])(?:(?P<page>\s*[-–—]\s*\d{{1,3}}\s*[-–—]\s*|\s*\n\s*\d{{1,3}}\s*\n\s*)"
    rf"|(?P<space>\s+)|(?P<mark>[\s.·•*_|~^`]+)|(?P<stop>[\s、,，;；。/／:：'\"…]+))(?=[{HAN}])"
)


def repaired(text: str, vocabulary: Vocabulary) -> str:
    """`text` without slide damage. A gap between Chinese characters is closed only where it cuts a word or sets characters apart."""
    text = _SPACED_LETTERS.sub(lambda letters: _joined(letters[0], vocabulary.known), _cleaned(text))
    gaps = list(_GAP.finditer(text))
    closed = normalise(_GAP.sub("", text))
    dropped = accumulate((len(gap[0]) for gap in gaps), initial=0)
    places = {gap.start(): gap.start() - before for gap, before in zip(gaps, dropped, strict=False)}
    words = []
    if any(vocabulary.known(closed[at - 1 : at + 1]) for at in places.values()):
        words = [(at, at + len(word)) for word, at in vocabulary.exact.find(closed)]

    def is_damage(gap: re.Match[str]) -> bool:
        return _sets_apart(gap) or _cuts_word(gap, closed, places[gap.start()], words, vocabulary.known)

    return _GAP.sub(lambda gap: "" if is_damage(gap) else gap[0], text)


def _cleaned(text: str) -> str:
    """Without invisible characters, footers, bullets and doubled punctuation."""
    text = _RADICAL.sub(lambda match: unicodedata.normalize("NFKC", match[0]), _INVISIBLE.sub("", text))
    text = _CONTROL.sub(" ", text)
    bare = _FOOTER.sub("", text)
    if bare != text and bare.strip():
        text = bare.strip()
    return _DOUBLED.sub(r"\1", _BULLET.sub("", text))


def _joined(letters: str, known: Callable[[str], bool]) -> str:
    """The letters without the spaces between them, if that is a word of the material."""
    joined = "".join(letters.split())
    return joined if known(joined.lower()) else letters


def _sets_apart(gap: re.Match[str]) -> bool:
    """Whether the gap is one of the spaces around a single character."""
    text, start, end = gap.string, *gap.span()
    return bool(gap["space"]) and not (text[max(0, start - 2) : start - 1].strip() and text[end + 1 : end + 2].strip())


def _cuts_word(gap: re.Match[str], closed: str, at: int, words: Collection[tuple[int, int]], known: Callable[[str], bool]) -> bool:
    """Whether a word goes across the gap, so that it was not meant.

    The gap was at `at` of the text with all gaps `closed`, which holds the `words`, each by its start and end.
    """
    across = max((end - start for start, end in words if start < at < end), default=0)
    if gap["page"]:
        return across > 0
    if gap["stop"]:
        return across >= SHORTEST and not any(at in (start, end) for start, end in words)
    return across >= SHORTEST or (across == 2 and not (known(closed[at - 2 : at]) and known(closed[at : at + 2])))
