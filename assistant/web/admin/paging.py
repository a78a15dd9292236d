"""A long list in pages, counted from one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PAGE_ROWS = 100
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Paged(Generic[_Row]):
    """The rows of page `at` of `last`, of `count` in all."""

    rows: Sequence[_Row]
    count: int
    at: int
    last: int


def paged(rows: Sequence[_Row], page: str) -> Paged[_Row]:
    """The page that an address asks for; the nearest one where there is none of that number."""
    last = max(1, -(-len(rows) // PAGE_ROWS))
    at = min(int(page), last) if re.fullmatch(r"[1-9][0-9]{0,6}", page) else 1
    return Paged(rows[(at - 1) * PAGE_ROWS : at * PAGE_ROWS], len(rows), at, last)
