"""Passages that mean nothing but look like the corpus to an index: a chain of characters, each drawn behind the one before.

Made from the cards alone, the same for the same corpus and seed.
"""

import random
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

SEED = 11
PASSAGE_CHARS = 300
PASSAGES_PER_FILE = 100


class Chain:
    """Pairs of neighbouring characters of some texts, to write more of the kind."""

    def __init__(self, texts: Iterable[str]) -> None:
        followers: dict[str, list[str]] = {}
        for text in texts:
            line = "".join(text.split())
            for left, right in pairwise(line):
                followers.setdefault(left, []).append(right)
        self._followers = {char: "".join(after) for char, after in followers.items()}
        self._starts = "".join(sorted(self._followers))

    def passages(self, count: int, seed: int = SEED) -> Iterator[str]:
        """`count` passages of 300 characters."""
        draw = random.Random(seed)
        for _ in range(count):
            char = draw.choice(self._starts)
            chars = [char]
            while len(chars) < PASSAGE_CHARS:
                char = draw.choice(self._followers.get(char, self._starts))
                chars.append(char)
            yield "".join(chars)


def write_files(chain: Chain, count: int, folder: Path) -> None:
    """Write `count` passages below `folder`, each under a heading of its own, so that none is cut or joined."""
    folder.mkdir(parents=True)
    lines: list[str] = []
    for number, passage in enumerate(chain.passages(count), start=1):
        lines += [f"## 段{number}", passage]
        if number % PASSAGES_PER_FILE == 0 or number == count:
            (folder / f"filler-{number:06}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
            lines = []
