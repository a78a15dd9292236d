"""True or false: statements of the cards as they stand, or with one thing in them exchanged."""

from collections.abc import Iterator, Sequence
from functools import partial

from assistant.quiz.evidence import alike
from assistant.quiz.items import Difficulty, Judgement, Kind, Level
from assistant.quiz.pieces import Contrast, Figure, Line, Meaning, Position, Roll
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
            fact = f"说法：{position.document}，{position.claim.value}"
            yield _true_false("judge-document", position.card.id, fact, HARD, Level.ANALYSE, partial(_document, position, positions))


def _right(line: Line, told: str = "") -> Written:
    return Written(told + line.text, Judgement(True), explained([line]), sources([line]))


def _wrong(line: Line, false: str, why: str, *others: Line, told: str = "") -> Written:
    """`false` in the place of the line, which is the correction."""
    return Written(told + false, Judgement(False, line.text), explained([line], why), sources([line, *others]))


def _list(roll: Roll, siblings: Siblings, draw: Draw) -> Written | None:
    text = roll.line.text
    if draw.truth():
        return _right(roll.line)
    for replaced in draw.random.sample(roll.members, len(roll.members)):
        found = siblings.outsiders(roll, draw, 1, replaced)
        if found and text.count(replaced) == 1:
            name, other = found[0]
            why = f"“{name}”出自{named(other.catalogue.title)}，这里应当是“{replaced}”"
            return _wrong(roll.line, text.replace(replaced, name), why, other.line)
    return None


def _meaning(meaning: Meaning, siblings: Siblings, draw: Draw) -> Written | None:
    if draw.truth():
        return _right(meaning.line)
    others = siblings.meanings(meaning, draw)
    other = next(
        (one for one in others if one.family == meaning.family and not (one.in_folder and siblings.distance(meaning.card, one.card) > 1)),
        None,
    )
    if other is None or meaning.line.text.count(meaning.words) != 1:
        return None
    why = f"“{other.words}”说的是“{other.name}”，不是“{meaning.name}”"
    return _wrong(meaning.line, meaning.line.text.replace(meaning.words, other.words), why, other.line)


def _contrast(contrast: Contrast, draw: Draw) -> Written | None:
    left, right = contrast.left, contrast.right
    if draw.truth():
        return _right(contrast.line)
    if alike(left.words, right.words) >= NEAR:
        return None
    comma = contrast.line.text[len(left.name) + len(left.words)]
    false = f"{left.name}{right.words}{comma}{right.name}{left.words}。"
    return _wrong(contrast.line, false, f"“{left.name}”和“{right.name}”说反了")


def _figure(figure: Figure, siblings: Siblings, draw: Draw) -> Written | None:
    text, told = figure.line.text, siblings.attributed(figure)
    printed = next((one for one in lone_figures(text) if one.start == figure.start), None)
    if printed is None:
        return None
    if draw.truth():
        return _right(figure.line, told)
    others = neighbours(printed, text)
    if not others:
        return None
    wrong = refigured(text, printed, draw.random.choice(others))
    false = text[: printed.start] + wrong + text[printed.end :]
    return _wrong(figure.line, false, f"“{wrong}”应当是“{text[printed.start : printed.end]}”", told=told)


def _document(position: Position, positions: Sequence[Position], draw: Draw) -> Written | None:
    """What one document says, or the same laid to another that says something else."""
    if sum(other.line == position.line for other in positions) > 1:
        return None
    if draw.truth():
        return _right(position.line)
    others = [other for other in positions if other.document not in (position.document, *position.shared)]
    if not others:
        return None
    other = draw.random.choice(others)
    false = position.line.text.replace(f"《{position.document}》", f"《{other.document}》")
    why = f"这是《{position.document}》的说法；《{other.document}》的说法是“{bare(other.line.text)}”"
    return _wrong(position.line, false, why, other.line)
