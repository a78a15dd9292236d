"""What the material tells of each place in a text: whether it may be misspelt there, and where words begin and end."""

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise

from assistant.retrieval.spelling.likeness import LOST
from assistant.retrieval.spelling.vocabulary import FIXED, PARTICLES, Vocabulary, is_han

_FOREIGN = 0.25  # a text is about the material when it lacks at most so much of the text's pairs


class Context:
    """A text in normal `form`. Characters go by their place; pairs, a character and the next, by the place of the first.

    `paired` tells of each pair whether both are Chinese, `doubtful` whether the material moreover lacks it.
    """

    def __init__(self, form: str, vocabulary: Vocabulary) -> None:
        self.form = form
        self.vocabulary = vocabulary
        chinese = [is_han(char) or char in LOST for char in form]
        self.paired = [one and other for one, other in pairwise(chinese)]
        self.doubtful = [paired and not vocabulary.known(form[at : at + 2]) for at, paired in enumerate(self.paired)]

    @cached_property
    def suspect(self) -> Sequence[bool]:
        """Of each character whether it is in a doubtful pair."""
        return [any(self.doubtful[max(0, at - 1) : at + 1]) for at in range(len(self.form))]

    @cached_property
    def _words(self) -> Sequence[tuple[str, int]]:
        return list(self.vocabulary.exact.find(self.form))

    @cached_property
    def inside(self) -> frozenset[int]:
        """The characters in words that are spelt rightly, without the first of each word."""
        return frozenset(place for word, at in self._words for place in range(at + 1, at + len(word)))

    @cached_property
    def worded(self) -> frozenset[int]:
        """The characters in words that are spelt rightly."""
        return self.inside.union(at for _, at in self._words)

    @cached_property
    def _cuts(self) -> frozenset[int]:
        """Where words of the dictionary begin and end, without guessing at unknown ones."""
        import rjieba  # loads its dictionary: 0.13 s

        return frozenset(accumulate((len(word) for word in rjieba.cut(self.form, False)), initial=0))

    def stray(self, at: int) -> bool:
        """Whether a Chinese character is in no word of the dictionary there, and in a pair that the material lacks."""
        return self.suspect[at] and {at, at + 1} <= self._cuts and at not in self.worded and self.form[at] not in PARTICLES

    def between_words(self, start: int, end: int) -> bool:
        """Whether `start:end` begins and ends where words of the dictionary do."""
        return {start, end} <= self._cuts

    def settled(self, at: int) -> bool:
        """Whether the character is not to be touched."""
        return at in self.worded or self.form[at] in FIXED

    def doubts(self, at: int, start: int, end: int) -> Sequence[bool]:
        """Of the pairs in `start:end` that the character is in: whether each is doubtful."""
        return [self.doubtful[pair] for pair in (at - 1, at) if start <= pair < end - 1 and self.paired[pair]]

    def cuts_no_word(self, start: int, end: int) -> bool:
        """Whether `start:end` begins and ends where words do, as far as can be seen."""
        worded, inside = self.worded, self.inside
        begins = self._parted(start - 1) or self.form[start - 1] in PARTICLES or start - 1 in worded
        ends = self._parted(end - 1) or self.form[end] in PARTICLES or end in worded
        return (begins or (start in worded and start not in inside)) and (ends or (end - 1 in worded and end not in inside))

    def _parted(self, pair: int) -> bool:
        """Whether no word can go across the pair."""
        return not 0 <= pair < len(self.paired) or not self.paired[pair] or self.doubtful[pair]

    def familiar(self, start: int, end: int) -> bool:
        """Whether the text around `start:end` is about the material, so that a short word in it will be the material's."""
        near = slice(max(0, start - 1), end)
        pairs = sum(self.paired) - sum(self.paired[near])
        return sum(self.doubtful) - sum(self.doubtful[near]) <= _FOREIGN * pairs
