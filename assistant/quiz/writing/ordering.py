"""Ordering: the steps of a process, the stages and levels of a list whose order is knowledge."""

from collections.abc import Iterator
from functools import partial

from assistant.quiz.items import Difficulty, Kind, Level, Ordering
from assistant.quiz.pieces import Roll
from assistant.quiz.writing.blueprint import Blueprint, Draw, Written
from assistant.quiz.writing.siblings import Siblings
from assistant.quiz.writing.wording import behind, explained, named, sources

FEWEST, MOST = 3, 8


def ordering(siblings: Siblings) -> Iterator[Blueprint]:
    """Every ordering item that the material gives."""
    for roll in siblings.material.rolls:
        if roll.is_process and FEWEST <= len(roll.members) <= MOST:
            difficulty = Difficulty.EASY if len(roll.members) == FEWEST else Difficulty.MEDIUM
            fact = f"清单：{roll.catalogue.title}"
            yield Blueprint(Kind.ORDERING, "order", roll.card.id, fact, difficulty, Level.UNDERSTAND, partial(_order, roll))


def _order(roll: Roll, draw: Draw) -> Written:
    places = list(range(len(roll.members)))
    while places == sorted(places):
        draw.random.shuffle(places)
    title = roll.catalogue.title
    stem = draw.some(
        (
            f"请把{named(title)}按材料的次序排好。",
            f"{named(title)}的次序被打乱了，请重新排列。",
            behind(roll.lead, "。请按材料的次序排列下列各项。"),
        )
    )
    return Written(stem, Ordering(roll.members, tuple(places)), explained([roll.line]), sources([roll.line]))
