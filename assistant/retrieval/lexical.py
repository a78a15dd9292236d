"""BM25 over the entries of an index, by bm25s."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

import bm25s
import numpy as np
import numpy.typing as npt

K1 = 1.5
B = 0.75


class LexicalIndex:
    """Scores of all entries for a bag of tokens, and how many entries hold a token."""

    def __init__(self, bm25: bm25s.BM25) -> None:
        self._bm25 = bm25
        self._starts: list[int] = bm25.scores["indptr"].tolist()  # a list answers one look-up faster than a mapped array
        self._entries = np.asarray(bm25.scores["indices"])  # of each token, rising
        self.size = int(bm25.scores["num_docs"])

    @classmethod
    def build(cls, entries: Iterable[Sequence[str]], k1: float = K1, b: float = B) -> Self:
        """Index each entry's tokens; an entry's number is its place. Entries without tokens are found by nothing."""
        bm25 = bm25s.BM25(k1=k1, b=b)
        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(token, len(vocabulary)) for token in tokens] for tokens in entries]
        bm25.index((ids, vocabulary), show_progress=False)
        return cls(bm25)

    def save(self, folder: Path) -> None:
        self._bm25.save(folder, show_progress=False)

    @classmethod
    def open(cls, folder: Path) -> Self:
        return cls(bm25s.BM25.load(folder, mmap=True))

    def scores(self, tokens: Sequence[str]) -> npt.NDArray[np.float32]:
        """BM25 score of every entry; zeros where no token is known."""
        ids = [token_id for token in tokens if (token_id := self._bm25.vocab_dict.get(token)) is not None]
        if not ids:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores_from_ids(ids), dtype=np.float32)

    def entries_with(self, token: str) -> int:
        """Number of entries that hold `token`."""
        token_id = self._bm25.vocab_dict.get(token)
        return 0 if token_id is None else self._starts[token_id + 1] - self._starts[token_id]

    def holds(self, entry: int, token: str) -> bool:
        """Whether an entry holds `token`."""
        token_id = self._bm25.vocab_dict.get(token)
        if token_id is None:
            return False
        holding = self._entries[self._starts[token_id] : self._starts[token_id + 1]]
        place = int(holding.searchsorted(entry))
        return place < len(holding) and int(holding[place]) == entry
