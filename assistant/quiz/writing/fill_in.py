"""Fill-in: a sentence of a card with one name or one figure left out."""

import re
from collections.abc import Iterator
from functools import partial

from assistant.quiz.evidence import alike
from assistant.quiz.items import Blank, Difficulty, Kind, Level
from assistant.quiz.pieces import Contrast, Figure, Line, Meaning, Roll
from assistant.quiz.writing.blueprint import Blueprint, Draw, Written
from assistant.quiz.writing.falsehood import lone_figures
from assistant.quiz.writing.siblings import Siblings
from assistant.quiz.writing.wording import BLANK, explained, named, sources
from assistant.types import Card

EASY, MEDIUM, HARD = Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD
LONGEST = 80  # characters of a sentence with a blank
LONGEST_NAME, LONGEST_MEMBER, SHORT = 9, 5, 4  # what can be recalled word for word
_fill_in = partial(Blueprint, Kind.FILL_IN)


def fill_in(siblings: Siblings) -> Iterator[Blueprint]:
    """Every fill-in item that the material gives."""
    material = siblings.material
    for roll in material.rolls:
        if 3 <= len(roll.members) <= 8 and len(roll.line.text) <= LONGEST and roll.enumerates and _recalled(roll):
            yield _fill_in("blank-member", roll.card.id, f"清单：{roll.catalogue.title}", MEDIUM, Level.REMEMBER, partial(_member, roll))
    for meaning in material.meanings:
        if (
            alike(meaning.name, meaning.words) < 0.5
            and len(meaning.name) <= LONGEST_NAME
            and not re.search("的|[一二三四五六七八九十两]", meaning.name)
        ):
            yield _fill_in(
                "blank-name", meaning.card.id, f"含义：{meaning.name}", MEDIUM, Level.REMEMBER, partial(_name, meaning, siblings)
            )
    for figure in material.figures:
        if any(printed.start == figure.start for printed in lone_figures(figure.line.text)):
            yield _fill_in(
                "blank-figure", figure.card.id, f"数字：{figure.fact.label}", MEDIUM, Level.REMEMBER, partial(_figure, figure, siblings)
            )
    for contrast in material.contrasts:
        fact = f"易混：{contrast.left.name}、{contrast.right.name}"
        yield _fill_in("blank-contrast", contrast.card.id, fact, HARD, Level.ANALYSE, partial(_contrast, contrast))
    for card in material.cards.values():
        if placed := _placed(card, siblings):
            yield _fill_in("blank-place", card.id, "次序", EASY, Level.REMEMBER, partial(_place, card, *placed))


def _left_out(line: Line, answer: str, accepted: tuple[str, ...], lead: str = "") -> Written | None:
    """The sentence without its only `answer`."""
    if line.text.count(answer) != 1:
        return None
    stem = lead + line.text.replace(answer, BLANK)
    return Written(stem, Blank(accepted), explained([line]), sources([line]))


def _recalled(roll: Roll) -> bool:
    """Whether a missing member can be told from the others: they end alike, or all are short."""
    return len({member[-1] for member in roll.members}) == 1 or max(map(len, roll.members)) <= SHORT


def _member(roll: Roll, draw: Draw) -> Written | None:
    answer = draw.some(roll.members)
    if not 2 <= len(answer) <= LONGEST_MEMBER:
        return None
    plain = re.sub("（[^）]*）", "", answer)
    return _left_out(roll.line, answer, tuple(dict.fromkeys((answer, plain))))


def _name(meaning: Meaning, siblings: Siblings, draw: Draw) -> Written | None:
    """The card's own name may be given by any alias; a member of a list is asked for with its list."""
    own = meaning.card.aliases if meaning.name == meaning.card.title else ()
    catalogue = siblings.material.library.catalogues.get(meaning.family)
    lead = f"在{named(catalogue.title)}里，" if catalogue and catalogue.card else ""
    return _left_out(meaning.line, meaning.name, (meaning.name, *own), lead)


def _figure(figure: Figure, siblings: Siblings, draw: Draw) -> Written | None:
    """The number is left out, its unit stays."""
    text = figure.line.text
    number = re.match(r"\d[\d,]*(?:\.\d+)?", text[figure.start :])
    if number is None:
        return None
    end = figure.start + number.end()
    stem = siblings.attributed(figure) + text[: figure.start] + BLANK + text[end:]
    return Written(stem, Blank((number[0],)), explained([figure.line]), sources([figure.line]))


def _contrast(contrast: Contrast, draw: Draw) -> Written | None:
    side = contrast.left if draw.truth() else contrast.right
    other = contrast.right if side is contrast.left else contrast.left
    if alike(side.name, side.words) >= 0.5 or alike(side.name, other.words) >= 0.5:
        return None
    return _left_out(contrast.line, side.name, (side.name,))


def _placed(card: Card, siblings: Siblings) -> tuple[Line, str, str] | None:
    """The sentence that says which place a card has in its list, the list's title, and the place as written: 第7条."""
    catalogue = siblings.material.library.catalogues.get(card.member_of or "")
    if catalogue is None or not catalogue.ordered or card.ordinal is None:
        return None
    place = f"第{card.ordinal}{catalogue.item}"
    line = next((line for line in siblings.material.lines_of[card.id] if place in line.text and card.title in line.text), None)
    return (line, catalogue.title, place) if line else None


def _place(card: Card, line: Line, title: str, place: str, draw: Draw) -> Written:
    stem = draw.some(
        (
            f"在{named(title)}里，{named(card.title)}是第{BLANK}{place[-1]}。",
            f"{named(card.title)}在{named(title)}中排第{BLANK}{place[-1]}。",
        )
    )
    return Written(stem, Blank((place[1:-1],)), explained([line]), sources([line]))
