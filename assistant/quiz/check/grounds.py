"""What an item is judged by, and what a rule is."""

from dataclasses import dataclass

from assistant.quiz.evidence import Evidence
from assistant.quiz.items import Choice, Item, Matching, Option, Ordering
from assistant.quiz.material import Material
from assistant.types import Fact


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that an item breaks, and how, in Chinese."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an item is judged by."""

    material: Material
    evidence: Evidence

    def fact_of(self, item: Item) -> Fact | None:
        """The figure of a card that the item asks for."""
        card = self.material.cards.get(item.subject)
        return next((fact for fact in card.facts if item.fact == f"数字：{fact.label}"), None) if card else None


def options_of(item: Item) -> tuple[Option, ...]:
    return item.response.options if isinstance(item.response, Choice) else ()


def shown_texts(item: Item) -> tuple[str, ...]:
    """What the taker sees beside the stem."""
    match item.response:
        case Choice(options=options):
            return tuple(option.text for option in options)
        case Matching(pairs=pairs, spare=spare):
            return (*(text for pair in pairs for text in pair), *spare)
        case Ordering(steps=steps):
            return steps
        case _:
            return ()
