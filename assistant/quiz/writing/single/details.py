"""Single choice on details: a figure, what a card has on an axis of comparison, which document says so."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from assistant.quiz.evidence import alike
from assistant.quiz.items import Choice, Difficulty, Kind, Level, Option
from assistant.quiz.pieces import Axis, Figure, Position
from assistant.quiz.writing.blueprint import OPTIONS, Blueprint, Draw, Written
from assistant.quiz.writing.falsehood import lone_figures, neighbours, number_of, refigured
from assistant.quiz.writing.siblings import NEAR, Siblings, like_length
from assistant.quiz.writing.wording import bare, explained, named, sources

EASY, MEDIUM, HARD = Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD
WRONG = OPTIONS - 1
_single = partial(Blueprint, Kind.SINGLE)


def of_details(siblings: Siblings) -> Iterator[Blueprint]:
    """Every item on a figure, an axis or a disputed claim."""
    material = siblings.material
    for figure in material.figures:
        fact = f"数字：{figure.fact.label}"
        yield _single("figure", figure.card.id, fact, MEDIUM, Level.REMEMBER, partial(_figure, figure, siblings))
    for axes in material.axes.values():
        for axis in axes:
            fact, card = f"对照：{axis.name}", axis.card.id
            yield _single("axis-value", card, fact, MEDIUM, Level.ANALYSE, partial(_axis_value, axis, axes))
            if not axis.question:
                yield _single("axis-whose", card, fact, MEDIUM, Level.ANALYSE, partial(_axis_whose, axis, axes))
    for positions in material.positions.values():
        for position in positions:
            fact, card = f"说法：{position.document}，{position.claim.value}", position.card.id
            yield _single("claim-document", card, fact, HARD, Level.ANALYSE, partial(_document, position, positions, siblings))


def _figure(figure: Figure, siblings: Siblings, draw: Draw) -> Written | None:
    """A sentence with its figure left out, and four figures as round as it, in order."""
    text = figure.line.text
    printed = next((one for one in lone_figures(text) if one.start == figure.start), None)
    others = neighbours(printed, text) if printed else []
    if printed is None or len(others) < WRONG:
        return None
    value = number_of(text, printed)
    below = [other for other in others if other < value]
    above = [other for other in others if other > value]
    under = min(len(below), max(int(draw.place * OPTIONS), WRONG - len(above)))
    chosen = sorted([*draw.random.sample(below, under), value, *draw.random.sample(above, WRONG - under)])
    told = siblings.attributed(figure) + text[: printed.start] + "（　）" + text[printed.end :]
    stem = draw.some((f"下面这句话的括号里应填哪个数？\n{told}", f"按材料的数字，括号里是哪一项？\n{told}"))
    right = text[printed.start : printed.end]
    options = tuple(
        Option(right if one == value else refigured(text, printed, one), "" if one == value else "材料没有这个数。") for one in chosen
    )
    why = f"括号里是{right}，其余各数材料里没有"
    return Written(stem, Choice(options, (chosen.index(value),)), explained([figure.line], why), sources([figure.line]))


def _axis_value(axis: Axis, axes: Sequence[Axis], draw: Draw) -> Written | None:
    chosen = _other_axes(axis, axes, draw, lambda other: other.value)
    if len(chosen) < 2:
        return None
    left = f"左项“{axis.left}”" if "左项" in axis.card.compare else named(axis.left)
    joined = "" if "的" in axis.name else "的"
    asked = (f"{left}{joined}{axis.name}是哪一项？", f"就{axis.name}来看，与{left}对应的是哪一项？")
    stem = f"{left}{axis.question}" if axis.question else draw.some(asked)
    wrong = [Option(other.value, f"这是“{other.left}”的。") for other in chosen]
    why = "；".join(f"“{other.value}”对应“{other.left}”" for other in chosen)
    return _of_axes(stem, Option(axis.value), wrong, [axis, *chosen], why, draw)


def _axis_whose(axis: Axis, axes: Sequence[Axis], draw: Draw) -> Written | None:
    chosen = _other_axes(axis, axes, draw, lambda other: other.left)
    if len(chosen) < 2 or alike(axis.left, axis.value) >= NEAR:
        return None
    joined = "" if "的" in axis.name else "的"
    asked = f"下列哪一项{joined}{axis.name}是“{axis.value}”？"
    wrong = [Option(other.left, f"“{other.left}”对应“{other.value}”。") for other in chosen]
    why = "；".join(f"“{other.left}”对应“{other.value}”" for other in chosen)
    return _of_axes(asked, Option(axis.left), wrong, [axis, *chosen], why, draw)


def _other_axes(axis: Axis, axes: Sequence[Axis], draw: Draw, text: Callable[[Axis], str]) -> list[Axis]:
    """Other cards of the family whose value on the axis is clearly another."""
    others = [other for other in axes if other is not axis and alike(other.value, axis.value) < NEAR and alike(other.left, axis.left) < 1]
    return like_length(draw.random.sample(others, len(others)), text(axis), WRONG, text)


def _of_axes(stem: str, key: Option, wrong: Sequence[Option], axes: Sequence[Axis], why: str, draw: Draw) -> Written:
    lines = [line for axis in axes for line in axis.lines]
    return Written(stem, draw.choice(key, wrong), explained(axes[0].lines, why), sources(lines))


def _document(position: Position, positions: Sequence[Position], siblings: Siblings, draw: Draw) -> Written | None:
    """Which document says so: what is disputed is asked for by its document."""
    others = [title for title in siblings.material.library.source_titles.values() if title != position.document]
    chosen = like_length(draw.random.sample(others, len(others)), position.document, WRONG, lambda title: title)
    if len(chosen) < 2 or position.shared:
        return None
    said = f"《{position.document}》说，"
    if not position.line.text.startswith(said):
        return None
    told = position.line.text.removeprefix(said)
    stem = draw.some(
        (
            f"{named(position.card.title)}，各份材料说法不一。下面是哪一份材料的说法？\n{told}",
            f"引用{named(position.card.title)}的说法要写明出处。下面这句出自哪一份材料？\n{told}",
        )
    )
    elsewhere = {other.document: other.line for other in positions if other.document in chosen}
    why = "；".join(f"《{title}》的说法是“{bare(line.text)}”" for title, line in elsewhere.items()) or "其余几份材料没有这样说"
    wrong = [Option(title, "这份材料不是这样说的。") for title in chosen]
    return Written(
        stem, draw.choice(Option(position.document), wrong), explained([position.line], why), sources([position.line, *elsewhere.values()])
    )
