"""Matching: names with what they are, the two sides of a rule, cards with their value on an axis, points with the list they are from."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from assistant.quiz.evidence import alike
from assistant.quiz.items import Difficulty, Kind, Level, Matching
from assistant.quiz.pieces import Axis, Line, Meaning, Roll
from assistant.quiz.writing.blueprint import Blueprint, Draw, Written
from assistant.quiz.writing.siblings import NEAR, Siblings
from assistant.quiz.writing.wording import explained, named, sources

_matching = partial(Blueprint, Kind.MATCHING)
PAIRS, FEWEST = 4, 3


def matching(siblings: Siblings) -> Iterator[Blueprint]:
    """Every matching item that the material gives; each is anchored on one card, and its other pairs are drawn."""
    families: dict[str, list[Meaning]] = defaultdict(list)
    for meaning in siblings.material.meanings:
        families[meaning.family].append(meaning)
    for family in families.values():
        if len(family) >= FEWEST:
            for anchor in family[:: 1 if len(family) > 2 * PAIRS else PAIRS]:
                yield _matching(
                    "match-meaning",
                    anchor.card.id,
                    f"含义：{anchor.name}",
                    Difficulty.MEDIUM,
                    Level.UNDERSTAND,
                    partial(_meanings, anchor, family),
                )
    for (_, name), axes in siblings.material.axes.items():
        for anchor_axis in axes[:: 1 if len(axes) > 2 * PAIRS else PAIRS]:
            fact = f"对照：{name}"
            yield _matching("match-axis", anchor_axis.card.id, fact, Difficulty.MEDIUM, Level.ANALYSE, partial(_axes, anchor_axis, axes))
    by_card: dict[str, list[Roll]] = defaultdict(list)
    for roll in siblings.material.rolls:
        by_card[roll.card.id].append(roll)
    for card, rolls in by_card.items():
        if len(rolls) >= FEWEST:
            for anchor_roll in rolls:
                fact = f"清单：{anchor_roll.catalogue.title}"
                yield _matching("match-list", card, fact, Difficulty.MEDIUM, Level.ANALYSE, partial(_members, anchor_roll, rolls))


def _meanings(anchor: Meaning, family: Sequence[Meaning], draw: Draw) -> Written | None:
    chosen = [anchor]
    for other in draw.random.sample(family, len(family)):
        apart = all(alike(other.words, one.words) < NEAR and alike(other.name, one.name) < 1 for one in chosen)
        if len(chosen) < PAIRS and apart and other.words[:2] not in other.name:
            chosen.append(other)
    if len(chosen) < FEWEST:
        return None
    draw.random.shuffle(chosen)
    names = "".join(f"“{one.name}”" for one in chosen)
    stem = draw.some((f"把{names}与各自的含义连起来。", f"{names}各说的是什么？请连线。", f"请给{names}找到对应的解释。"))
    return _written(stem, [(one.name, one.words) for one in chosen], [one.line for one in chosen])


def _axes(anchor: Axis, axes: Sequence[Axis], draw: Draw) -> Written | None:
    chosen = [anchor]
    for other in draw.random.sample(axes, len(axes)):
        if len(chosen) < PAIRS and all(alike(other.value, one.value) < NEAR and alike(other.left, one.left) < 1 for one in chosen):
            chosen.append(other)
    if len(chosen) < FEWEST or any(alike(one.left, one.value) >= NEAR for one in chosen):
        return None
    draw.random.shuffle(chosen)
    names = ("左项" if "左项" in anchor.card.compare else "") + "".join(named(one.left) for one in chosen)
    joined = "" if "的" in anchor.name else "的"
    asked = (f"把{names}与各自{joined}{anchor.name}连起来。", f"{names}，各自{joined}{anchor.name}是什么？请连线。")
    stem = f"{names}各{anchor.name}？请连线。" if anchor.question else draw.some(asked)
    return _written(stem, [(one.left, one.value) for one in chosen], [line for one in chosen for line in one.lines])


def _members(anchor: Roll, rolls: Sequence[Roll], draw: Draw) -> Written | None:
    chosen: list[tuple[str, Roll]] = []
    rolls = [roll for roll in rolls if not any(_holds(roll, other) for other in rolls)]
    if anchor not in rolls:
        return None
    for roll in [anchor, *draw.random.sample(rolls, len(rolls))]:
        free = [member for member in roll.members if not any(member in other.line.text for other in rolls if other is not roll)]
        if free and len(chosen) < PAIRS and roll not in [taken for _, taken in chosen]:
            chosen.append((draw.some(free), roll))
    if (
        len(chosen) < FEWEST
        or anchor not in [roll for _, roll in chosen]
        or any(alike(member, roll.catalogue.title) >= NEAR for member, roll in chosen)
    ):
        return None
    draw.random.shuffle(chosen)
    members = "".join(f"“{member}”" for member, _ in chosen)
    stem = draw.some((f"{members}各属于哪一类？请连线。", f"把{members}归到各自所属的内容里。"))
    return _written(stem, [(member, roll.catalogue.title) for member, roll in chosen], [roll.line for _, roll in chosen])


def _holds(roll: Roll, other: Roll) -> bool:
    """Whether a member of `roll` is what `other` lists the parts of: the two are on different levels."""
    title = other.catalogue.title + other.line.passage.heading
    return roll is not other and any(member in title or (len(member) > 4 and member[:4] in title) for member in roll.members)


def _written(stem: str, pairs: Sequence[tuple[str, str]], lines: Sequence[Line]) -> Written:
    return Written(stem, Matching(tuple(pairs)), explained(lines), sources(lines))
