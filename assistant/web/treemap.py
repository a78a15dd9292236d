"""The map of the library: one region a group, one tile a card, tiles of about one size.

Groups keep their order and are broken into strips as a paragraph is broken into lines: of all ways, the one whose
strips need the least stretching and leave the fewest places empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

COLUMNS = 33  # tiles side by side in the whole map
MAX_ROWS = 7  # tiles above each other in one strip
_LOOSEST, _TIGHTEST = 0.55, 1.3  # share of COLUMNS that a strip may hold; the last one may hold less
_STRIP_COST = 1.5  # of one more line of names, in rows of tiles
_STRETCH_COST = 6.0  # of tiles that are wider or narrower than the others
_LABEL_CHARS_PER_TILE = 2.4
_LABEL_EXTRA_CHARS = 2.4  # the count behind the name


@dataclass(frozen=True, slots=True)
class Region:
    """A group in its strip: `columns` tiles wide, `offset` tiles from the left."""

    group: str
    columns: int
    offset: int


@dataclass(frozen=True, slots=True)
class Strip:
    rows: int
    columns: int
    regions: tuple[Region, ...]


def strips(groups: Sequence[tuple[str, str, int]]) -> list[Strip]:
    """Lay out (id, name, number of cards), in this order; every group is in one strip and has room for its cards."""

    @cache
    def best(start: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        """Least cost of the groups from `start` on, and the (end, rows) of each strip."""
        if start == len(groups):
            return 0.0, ()
        options = []
        for end in range(start + 1, len(groups) + 1):
            for rows in range(1, MAX_ROWS + 1):
                cost = _cost(groups[start:end], rows, last=end == len(groups))
                if cost is not None:
                    rest, breaks = best(end)
                    options.append((cost + rest, ((end, rows), *breaks)))
        if not options:  # one group too large for any strip stands alone
            rest, breaks = best(start + 1)
            return rest + len(groups), ((start + 1, -(-groups[start][2] // COLUMNS)), *breaks)
        return min(options)

    laid, start = [], 0
    for end, rows in best(0)[1]:
        laid.append(_strip(groups[start:end], rows))
        start = end
    return laid


def _columns(name: str, count: int, rows: int) -> int:
    """Tiles side by side that hold the cards in `rows` rows, and the group's name above them."""
    label = -(-(len(name) + _LABEL_EXTRA_CHARS) // _LABEL_CHARS_PER_TILE)
    return max(-(-count // rows), int(label))


def _cost(groups: Sequence[tuple[str, str, int]], rows: int, *, last: bool) -> float | None:
    """How bad this strip is, in rows of tiles; None where it cannot be."""
    columns = sum(_columns(name, count, rows) for _, name, count in groups)
    share = columns / COLUMNS
    if share > _TIGHTEST or (share < _LOOSEST and not last):
        return None
    empty = columns * rows - sum(count for _, _, count in groups)
    stretch = (share - 1) ** 2 if share > 1 or not last else (share - 1) ** 2 / 2
    return _STRIP_COST + _STRETCH_COST * rows * stretch + empty / COLUMNS


def _strip(groups: Sequence[tuple[str, str, int]], rows: int) -> Strip:
    regions, offset = [], 0
    for group, name, count in groups:
        columns = _columns(name, count, rows)
        regions.append(Region(group, columns, offset))
        offset += columns
    return Strip(rows, offset, tuple(regions))
