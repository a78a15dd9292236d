"""Whether the corpus bears a wording out: the proof that a wrong option is wrong looks through every sentence of every card."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from assistant.quiz.pieces import Line

SAID = 0.8  # of a wording's pairs of characters that a sentence holds when it says the same


class Evidence:
    """An index of sentences by their pairs of characters."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = tuple(lines)
        self._texts = tuple(squeeze(line.text) for line in self._lines)
        self._whole = "\n".join(self._texts)
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(self._texts):
            for pair in pairs(text):
                self._holding[pair].append(place)

    def says(self, wording: str) -> bool:
        """Whether a sentence holds `wording` word for word, punctuation aside."""
        return squeeze(wording) in self._whole

    def for_all(self, *wordings: str) -> Line | None:
        """A sentence that says every one of `wordings`, word for word or nearly; None where there is none."""
        bare = sorted((squeeze(wording) for wording in wordings), key=len, reverse=True)
        return next((self._lines[at] for at in self._near(bare[0]) if all(_says(self._texts[at], rest) for rest in bare[1:])), None)

    def _near(self, wording: str) -> list[int]:
        wanted = pairs(wording)
        if not wanted:
            return [at for at, text in enumerate(self._texts) if wording in text]
        held = Counter(at for pair in wanted for at in self._holding.get(pair, ()))
        return sorted(at for at, count in held.items() if count >= SAID * len(wanted))


def _says(text: str, wording: str) -> bool:
    if len(wording) <= 4:
        return wording in text
    wanted = pairs(wording)
    return len(wanted & pairs(text)) >= SAID * len(wanted)


@lru_cache(maxsize=20_000)
def squeeze(text: str) -> str:
    """Letters, digits and signs of amount only."""
    return "".join(char for char in text if char.isalnum() or char in "%＋+")


@lru_cache(maxsize=20_000)
def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of `text`."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def alike(one: str, other: str) -> float:
    """The share of pairs of characters that two wordings have in common, of the shorter; 1 where one holds the other."""
    a, b = squeeze(one), squeeze(other)
    if not a or not b or a in b or b in a:
        return 1.0
    if len(a) < 2 or len(b) < 2:
        return 0.0
    return len(pairs(a) & pairs(b)) / min(len(pairs(a)), len(pairs(b)))
