"""How like a question is to what cards answer, leave open and tell, by the words that they share: looked up, not read anew for each question.

row            a question that a card answers (an ask), or does not (a lack), or a section's heading and text
tokens.json    the tokens of all rows, and of each card the headings with their first rows
rows.npz       for each token the rows that hold it; the weight of each row
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from assistant.retrieval.overlap import Weigher, content

LACKS = ""  # stands for the heading of what no section answers


@dataclass(frozen=True, slots=True)
class Told:
    """What a card has to be compared with: its sections and asks, each with a heading, and its lacks."""

    card_id: str
    sections: Sequence[tuple[str, str]]
    asks: Sequence[tuple[str, str]]
    lacks: Sequence[str]

    def questions(self) -> dict[str, list[str]]:
        """The asks by their headings, and the lacks."""
        found: dict[str, list[str]] = {}
        for heading, ask in (*self.asks, *((LACKS, lack) for lack in self.lacks)):
            found.setdefault(heading, []).append(ask)
        return found


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the rows of a card are: of each heading its first row; `end` is the row after the last."""

    headings: tuple[str, ...]
    firsts: tuple[int, ...]
    end: int


class Likeness:
    """Compares questions with the rows of cards. A card without rows of a kind is like nothing."""

    def __init__(
        self,
        weigher: Weigher,
        tokens: Sequence[str],
        questions: Mapping[str, _Place],
        sections: Mapping[str, _Place],
        starts: npt.NDArray[np.int32],
        rows: npt.NDArray[np.int32],
        weights: npt.NDArray[np.float32],
    ) -> None:
        """The rows that hold token n are `rows[starts[n]:starts[n + 1]]`."""
        self._weigher = weigher
        self._tokens = {token: place for place, token in enumerate(tokens)}
        self._questions = questions
        self._sections = sections
        self._starts = starts
        self._rows = rows
        self._weights = weights
        self._shared = lru_cache(maxsize=16)(self._share)  # the same question is compared with one card after another

    @classmethod
    def build(cls, cards: Iterable[Told], weigher: Weigher) -> Self:
        """Read all rows of `cards`."""
        read: list[set[str]] = []
        questions, sections = {}, {}
        for card in cards:
            questions[card.card_id] = _add(
                read, {heading: [weigher.tokens(content(ask)) for ask in asks] for heading, asks in card.questions().items()}
            )
            sections[card.card_id] = _add(read, {heading: [weigher.tokens(f"{heading}\n{text}")] for heading, text in card.sections})
        holding: dict[str, list[int]] = {}
        for row, tokens in enumerate(read):
            for token in tokens:
                holding.setdefault(token, []).append(row)
        starts = np.cumsum([0, *map(len, holding.values())], dtype=np.int32)
        rows = np.array([row for held in holding.values() for row in held], dtype=np.int32)
        weights = np.array([weigher.weight(tokens) for tokens in read], dtype=np.float32)
        return cls(weigher, list(holding), questions, sections, starts, rows, weights)

    def asks(self, question: set[str], card_id: str) -> dict[str, float]:
        """For each heading the greatest weighted Dice coefficient of a question's tokens and one of its asks; LACKS for the card's lacks."""
        place = self._questions[card_id]
        if not place.headings:
            return {}
        shared = self._shared(frozenset(question))[place.firsts[0] : place.end]
        total = self._weigher.weight(question) + self._weights[place.firsts[0] : place.end]
        alike = np.divide(2 * shared, total, out=np.zeros_like(shared), where=total > 0)
        best = np.maximum.reduceat(alike, np.array(place.firsts) - place.firsts[0])
        return dict(zip(place.headings, best.tolist(), strict=True))

    def told(self, question: set[str], card_id: str) -> dict[str, float]:
        """For each section the share of the question's weight that its heading and text hold; 0 for a question without content."""
        place = self._sections[card_id]
        whole = self._weigher.weight(question)
        shared = self._shared(frozenset(question))
        return {heading: float(shared[row]) / whole if whole else 0.0 for heading, row in zip(place.headings, place.firsts, strict=True)}

    def _share(self, question: frozenset[str]) -> npt.NDArray[np.float32]:
        """The weight of the tokens that each row shares with the question."""
        shared = np.zeros(len(self._weights), dtype=np.float32)
        for token in sorted(question):
            if (place := self._tokens.get(token)) is not None:
                shared[self._rows[self._starts[place] : self._starts[place + 1]]] += self._weigher.weight([token])
        return shared

    def save(self, folder: Path) -> None:
        folder.mkdir()
        places = [
            {card_id: [place.headings, place.firsts, place.end] for card_id, place in of.items()}
            for of in (self._questions, self._sections)
        ]
        text = json.dumps({"tokens": list(self._tokens), "questions": places[0], "sections": places[1]}, ensure_ascii=False)
        (folder / "tokens.json").write_text(text, encoding="utf-8")
        np.savez(folder / "rows.npz", starts=self._starts, rows=self._rows, weights=self._weights)

    @classmethod
    def open(cls, folder: Path, weigher: Weigher) -> Self:
        held = json.loads((folder / "tokens.json").read_text(encoding="utf-8"))
        questions, sections = (
            {card_id: _Place(tuple(headings), tuple(firsts), end) for card_id, (headings, firsts, end) in held[kind].items()}
            for kind in ("questions", "sections")
        )
        with np.load(folder / "rows.npz") as stored:
            return cls(weigher, held["tokens"], questions, sections, stored["starts"], stored["rows"], stored["weights"])


def _add(read: list[set[str]], added: Mapping[str, Sequence[set[str]]]) -> _Place:
    """Put rows after those that were read, heading by heading."""
    firsts = []
    for rows in added.values():
        firsts.append(len(read))
        read.extend(rows)
    return _Place(tuple(added), tuple(firsts), len(read))
