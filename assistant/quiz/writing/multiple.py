"""Multiple choice: which names belong to a list, which statements about a thing are right."""

from collections.abc import Iterator
from functools import partial

from assistant.quiz.evidence import alike
from assistant.quiz.items import Difficulty, Kind, Level, Option
from assistant.quiz.pieces import Line, Roll
from assistant.quiz.writing.blueprint import Blueprint, Draw, Written
from assistant.quiz.writing.falsehood import Falsehood, falsehoods
from assistant.quiz.writing.siblings import NEAR, Siblings, like_length
from assistant.quiz.writing.wording import bare, behind, explained, named, sources
from assistant.types import Card

_multiple = partial(Blueprint, Kind.MULTIPLE)
OPTIONS = 5


def multiple(siblings: Siblings) -> Iterator[Blueprint]:
    """Every multiple-choice item that the material gives."""
    for roll in siblings.material.rolls:
        if len(roll.members) >= 3:
            fact, card = f"清单：{roll.catalogue.title}", roll.card.id
            yield _multiple("list-pick", card, fact, Difficulty.MEDIUM, Level.REMEMBER, partial(_pick, roll, siblings))
    for subject in siblings.material.cards.values():
        lines = [line for line in siblings.material.lines_of[subject.id] if 14 <= len(line.text) <= 60]
        if len(lines) >= 4 and subject.kind != "conflict":
            write = partial(_statements, subject, lines, siblings)
            yield _multiple("statements", subject.id, "说法", Difficulty.HARD, Level.UNDERSTAND, write)


def _pick(roll: Roll, siblings: Siblings, draw: Draw) -> Written | None:
    """Two or three members, or all of a short list, among names of other lists."""
    rights = min(len(roll.members), draw.random.choice((2, 3, 3)))
    members = draw.random.sample(roll.members, rights)
    found = siblings.outsiders(roll, draw, OPTIONS - rights, beside=members[0])
    if len(found) < OPTIONS - rights:
        return None
    title = roll.catalogue.title
    stem = draw.some(
        (
            behind(roll.lead, "。下列各项中，属于其中的有哪些？"),
            f"下列各项中，哪些属于{named(title)}？",
            f"整理{named(title)}的学习笔记时，下列哪些应当写进去？",
            f"下列各项里混进了别的内容，请把属于{named(title)}的全部选出来。",
        )
    )
    wrong = [Option(name, f"“{name}”出自{named(other.catalogue.title)}。") for name, other in found]
    keys = [Option(member, f"“{member}”在{named(title)}之列。") for member in members]
    why = "；".join(f"“{name}”出自{named(other.catalogue.title)}" for name, other in found)
    return Written(stem, draw.choices(keys, wrong), explained([roll.line], why), sources([roll.line, *(other.line for _, other in found)]))


def _statements(card: Card, lines: list[Line], siblings: Siblings, draw: Draw) -> Written | None:
    """Sentences of one card, some of them with a figure or a name exchanged."""
    found = [one for line in draw.random.sample(lines, len(lines)) if (one := next(falsehoods(line, siblings, draw), None))]
    if not found:
        return None
    wrong = [found[0], *like_length(found[1:], found[0].text, draw.random.choice((0, 1)), lambda one: one.text)]
    return _stated(card, lines, wrong, draw)


def _stated(card: Card, lines: list[Line], wrong: list[Falsehood], draw: Draw) -> Written | None:
    used = {one.line for one in wrong}
    free = [
        line
        for line in draw.random.sample(lines, len(lines))
        if line not in used and all(alike(line.text, one.text) < NEAR for one in wrong)
    ]
    rights = like_length(free, wrong[0].text, draw.random.choice((2, 3)) if len(wrong) > 1 else 3, lambda line: line.text)
    if len(rights) + len(wrong) < 4:
        return None
    stem = draw.some(
        (
            f"关于{named(card.title)}，下列说法正确的有哪些？",
            f"学过{named(card.title)}以后，下列说法站得住的有哪些？",
            f"下列关于{named(card.title)}的说法，符合材料的有哪些？",
        )
    )
    keys = [Option(bare(line.text), "这是原话。") for line in rights]
    others = [Option(bare(one.text), f"“{one.wrong}”应当是“{one.right}”。") for one in wrong]
    why = "；".join(f"“{one.wrong}”应当是“{one.right}”，原话是“{bare(one.line.text)}”" for one in wrong)
    return Written(stem, draw.choices(keys, others), explained(rights, why), sources([*rights, *(one.line for one in wrong)]))
