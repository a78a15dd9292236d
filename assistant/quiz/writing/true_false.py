"""True or false: statements of the cards as they stand, or with one thing in them exchanged."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from assistant.quiz.evidence import alike
from assistant.quiz.items import Difficulty, Judgement, Kind, Level
from assistant.quiz.material import Contrast, Figure, Line, Meaning, Position, Roll
from assistant.quiz.writing.blueprint import Blueprint, Draw, Written
from assistant.quiz.writing.falsehood import lone_figures, neighbours, refigured
from assistant.quiz.writing.siblings import NEAR, Siblings
from assistant.quiz.writing.wording import bare, explained, named, sources

EASY, MEDIUM, HARD = Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD
_true_false = partial(Blueprint, Kind.TRUE_FALSE)


def true_false(siblings: Siblings) -> Iterator[Blueprint]:
    """Every true-false item that the material gives."""
    material = siblings.material
    for roll in material.rolls:
        if roll.enumerates and len(roll.line.text) <= 90:
            yield _true_false(
                "judge-list", roll.card.id, f"清单：{roll.catalogue.title}", EASY, Level.REMEMBER, partial(_list, roll, siblings)
            )
    for meaning in material.meanings:
        yield _true_false(
            "judge-meaning", meaning.card.id, f"含义：{meaning.name}", MEDIUM, Level.UNDERSTAND, partial(_meaning, meaning, siblings)
        )
    for contrast in material.contrasts:
        fact = f"易混：{contrast.left.name}、{contrast.right.name}"
        yield _true_false("judge-contrast", contrast.card.id, fact, HARD, Level.ANALYSE, partial(_contrast, contrast))
    for figure in material.figures:
        fact = f"数字：{figure.fact.label}"
        yield _true_false("judge-figure", figure.card.id, fact, MEDIUM, Level.REMEMBER, partial(_figure, figure, siblings))
    for positions in material.positions.values():
        for position in positions:
            fact = f"说法：{position.claim.value}"
            yield _true_false("judge-document", position.card.id, fact, HARD, Level.ANALYSE, partial(_document, position, positions))


def _judged(line: Line, draw: Draw, false: str, why: str, *others: Line) -> Written:
    """The line itself, or `false` in its place, as the draw has it."""
    if draw.truth():
        return Written(line.text, Judgement(True), explained([line]), sources([line]))
    return Written(false, Judgement(False, line.text), explained([line], why), sources([line, *others]))


def _list(roll: Roll, siblings: Siblings, draw: Draw) -> Written | None:
    replaced = draw.some(roll.members)
    found = siblings.outsiders(roll, draw, 1, replaced)
    if not found:
        return None
    name, other = found[0]
    at = roll.line.text.rindex(replaced) if roll.line.text.count(replaced) == 1 else -1
    if at < 0:
        return None
    false = roll.line.text[:at] + name + roll.line.text[at + len(replaced) :]
    return _judged(roll.line, draw, false, f"“{name}”出自{named(other.catalogue.title)}，这里应当是“{replaced}”", other.line)


def _meaning(meaning: Meaning, siblings: Siblings, draw: Draw) -> Written | None:
    others = [other for other in siblings.meanings(meaning, draw) if other.family == meaning.family]
    if not others or meaning.line.text.count(meaning.words) != 1:
        return None
    other = others[0]
    false = meaning.line.text.replace(meaning.words, other.words)
    return _judged(meaning.line, draw, false, f"“{other.words}”说的是“{other.name}”，不是“{meaning.name}”", other.line)


def _contrast(contrast: Contrast, draw: Draw) -> Written | None:
    left, right = contrast.left, contrast.right
    if alike(left.words, right.words) >= NEAR:
        return None
    comma = contrast.line.text[len(left.name) + len(left.words)]
    false = f"{left.name}{right.words}{comma}{right.name}{left.words}。"
    return _judged(contrast.line, draw, false, f"“{left.name}”和“{right.name}”说反了")


def _figure(figure: Figure, siblings: Siblings, draw: Draw) -> Written | None:
    text = figure.line.text
    printed = next((one for one in lone_figures(text) if one.start == figure.start), None)
    others = neighbours(printed, text) if printed else []
    if printed is None or not others:
        return None
    told, wrong = siblings.attributed(figure), refigured(text, printed, draw.random.choice(others))
    written = _judged(
        figure.line, draw, text[: printed.start] + wrong + text[printed.end :], f"“{wrong}”应当是“{text[printed.start : printed.end]}”"
    )
    return replace(written, stem=told + written.stem)


def _document(position: Position, positions: Sequence[Position], draw: Draw) -> Written | None:
    """What one document says, or the same laid to another that says something else."""
    others = [other for other in positions if other.document != position.document and other.claim.value != position.claim.value]
    if not others or sum(other.line == position.line for other in positions) > 1:
        return None
    other = draw.random.choice(others)
    false = position.line.text.replace(f"《{position.document}》", f"《{other.document}》")
    why = f"这是《{position.document}》的说法；《{other.document}》的说法是“{bare(other.line.text)}”"
    return _judged(position.line, draw, false, why, other.line)
