"""An item that can be written, before it is: what it asks of which card, and the function that writes it.

Blueprint.write(Draw) → Written → Item. All chance comes from the Draw, so that the same seed writes the same bytes.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from assistant.quiz.items import Choice, Difficulty, Item, Kind, Level, Option, Response, Source
from assistant.types import Calculation

OPTIONS = 4  # of a choice, where there are enough


@dataclass(frozen=True, slots=True)
class Draw:
    """Chance for one item. `place` is where among the options the key goes, from 0 up to 1: the plan deals it so that no place leads."""

    random: Random
    place: float

    def choice(self, key: Option, wrong: Sequence[Option]) -> Choice:
        """The options with the key at its place."""
        options = list(wrong)
        self.random.shuffle(options)
        at = int(self.place * (len(options) + 1))
        options.insert(at, key)
        return Choice(tuple(options), (at,))

    def choices(self, keys: Sequence[Option], wrong: Sequence[Option]) -> Choice:
        """Several right options among wrong ones."""
        options = [(option, True) for option in keys] + [(option, False) for option in wrong]
        self.random.shuffle(options)
        return Choice(tuple(option for option, _ in options), tuple(at for at, (_, right) in enumerate(options) if right))

    def truth(self) -> bool:
        """Whether a statement is to be right; half of them are."""
        return self.place < 0.5

    def some(self, things: Sequence[str]) -> str:
        """One of `things` that is not empty."""
        return self.random.choice([thing for thing in things if thing])


@dataclass(frozen=True, slots=True)
class Written:
    """What a blueprint comes to."""

    stem: str
    response: Response
    explanation: str
    sources: tuple[Source, ...]
    material: str = ""
    calculation: Calculation | None = None


@dataclass(frozen=True, slots=True)
class Blueprint:
    """An item to be. `fact` names the piece of the card that is asked for; `write` gives None where this draw yields no good item."""

    kind: Kind
    template: str
    subject: str
    fact: str
    difficulty: Difficulty
    level: Level
    write: Callable[[Draw], Written | None]

    @property
    def key(self) -> tuple[str, str, str]:
        return self.template, self.subject, self.fact

    def item(self, draw: Draw) -> Item | None:
        """The item of this draw; its id follows from what it says."""
        written = self.write(draw)
        if written is None:
            return None
        digest = hashlib.sha256(repr((self.key, written.stem, written.response, written.material)).encode()).hexdigest()
        return Item(
            id=digest[:12],
            kind=self.kind,
            stem=written.stem,
            response=written.response,
            explanation=written.explanation,
            sources=written.sources,
            difficulty=self.difficulty,
            level=self.level,
            template=self.template,
            subject=self.subject,
            fact=self.fact,
            material=written.material,
            calculation=written.calculation,
        )
