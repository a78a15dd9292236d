"""Proposed corrections, and which of several is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Slip(IntEnum):
    """What went wrong in writing, likeliest first."""

    SAME_SOUND = 0
    NEAR_SOUND = 1
    SWAPPED = 2
    TWICE = 3
    ALIKE = 4
    LOST = 5
    MISSING = 6
    SURPLUS = 7
    FAR_SOUND = 8
    UNLIKE = 9


@dataclass(frozen=True, slots=True)
class Edit:
    """Puts `meant` for `start:end` of a text, which makes `term` of the `window`, itself a start and an end."""

    start: int
    end: int
    meant: str
    term: str
    window: tuple[int, int]
    slip: Slip

    @property
    def rank(self) -> tuple[int, int]:
        """Smaller is better: the likelier slip, then the longer term."""
        return self.slip, -len(self.term)

    def contradicts(self, other: "Edit") -> bool:
        """Whether both change the same place, to different ends."""
        apart = self.end < other.start or other.end < self.start
        return not apart and (self.start, self.end, self.meant) != (other.start, other.end, other.meant)


def best(edits: Iterable[Edit]) -> Edit | None:
    """The best of the edits that no better or equally good one contradicts."""
    ranked = sorted(edits, key=lambda edit: edit.rank)
    sure = (edit for edit in ranked if not any(edit.contradicts(other) for other in ranked if other.rank <= edit.rank))
    return next(sure, None)
