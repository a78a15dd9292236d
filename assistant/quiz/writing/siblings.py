"""Wrong options that a taker could believe: taken from where the material speaks of like things, and proven not to be right too."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TypeVar

import rjieba

from assistant.quiz.evidence import Evidence, alike, squeeze
from assistant.quiz.material import Material
from assistant.quiz.pieces import Advice, Figure, Meaning, Roll
from assistant.quiz.writing.blueprint import Draw
from assistant.types import Card

Neighbour = TypeVar("Neighbour")

NEIGHBOURS = 2  # cards farther from each other speak of things that nobody confuses
FEWEST = 2  # wrong options without which there is no choice
NEAR = 0.34  # from here on two wordings share so much that they may say the same


class Siblings:
    """Neighbours of each piece of the material, nearest first."""

    def __init__(self, material: Material, evidence: Evidence) -> None:
        self.material = material
        self.evidence = evidence
        self._outsiders: dict[str, list[tuple[str, Roll]]] = {}  # by list
        self._meanings: dict[str, list[Meaning]] = {}  # by name

    @cached_property
    def _rivals(self) -> Mapping[str, frozenset[str]]:
        """By card, the cards with which it is at odds: what one says there the other may say in other words."""
        found: dict[str, set[str]] = {}
        for conflict in self.material.cards.values():
            if conflict.kind == "conflict":
                sides = {conflict.id, *conflict.see}
                for side in sides:
                    found.setdefault(side, set()).update(sides - {side})
        return {card: frozenset(others) for card, others in found.items()}

    @cached_property
    def principled(self) -> tuple[Advice, ...]:
        """Advice that follows from a principle: from a card whose title is defined, so that the two can be told from others."""
        defined = {meaning.name for meaning in self.material.meanings}
        return tuple(advice for advice in self.material.advice if advice.card.title in defined)

    def distance(self, card: Card, other: Card) -> int:
        """How far two cards are from each other: the same, linked, in one folder, elsewhere."""
        if card.id == other.id:
            return 0
        if other.id in card.see or card.id in other.see:
            return 1
        return 2 if card.group == other.group else 3

    def attributed(self, figure: Figure) -> str:
        """Words that say whose figure it is, where the sources disagree on it."""
        if not self.material.is_contested(figure.card.id, figure.fact):
            return ""
        file = figure.card.sources[figure.fact.source].file
        return f"据《{self.material.library.source_titles.get(file, file)}》，"

    def outsiders(self, roll: Roll, draw: Draw, wanted: int, replacing: str = "", beside: str = "") -> list[tuple[str, Roll]]:
        """Names of the form of the list's members that are none of them, with the list that each is from; linked cards first.

        One that goes into a sentence in the place of `replacing`, or among the options `beside` the key, has to read as that does.
        """
        if (known := self._outsiders.get(roll.catalogue.id)) is None:
            known = [(name, other) for name, other in self._strangers(roll) if self._is_wrong(roll, name, other)]
            self._outsiders[roll.catalogue.id] = known
        ranked = sorted(
            known, key=lambda pair: (not _same_head(roll, pair[1]), self.distance(roll.card, pair[1].card) > 1, draw.random.random())
        )
        if replacing:
            ranked = [pair for pair in ranked if _could_stand_for(pair[0], replacing, _same_head(roll, pair[1]))]
        if beside:
            ranked = [pair for pair in ranked if _could_stand_beside(pair[0], beside)]
        chosen: list[tuple[str, Roll]] = []
        for name, other in ranked:
            if len(chosen) < wanted and all(alike(name, taken) < NEAR for taken, _ in chosen):
                chosen.append((name, other))
        return chosen

    def _strangers(self, roll: Roll) -> Iterator[tuple[str, Roll]]:
        shapes = {_shape(member) for member in roll.members}
        if "proper" in shapes:
            shapes = {"proper"}
        sizes = [len(member) for member in roll.members]
        ending = _shared_ending(roll.members)
        for other in self.material.rolls:
            if other.catalogue.id == roll.catalogue.id or other.card.id in self._rivals.get(roll.card.id, ()):
                continue
            if not self._is_near(roll, other):
                continue
            if other.card.id != roll.card.id and _shared_ending(other.members) != ending and ending:
                continue
            for name in other.members:
                if min(sizes) - 1 <= len(name) <= max(sizes) + 1 and _shape(name) in shapes and name.endswith(ending):
                    yield name, other

    def _is_near(self, roll: Roll, other: Roll) -> bool:
        """Whether one could take the members of the other list for members of this one."""
        distance = self.distance(roll.card, other.card)
        if distance <= 1:
            return _same_head(roll, other) or roll.catalogue.item == other.catalogue.item
        ending = _shared_ending(roll.members)
        return _same_head(roll, other) and (distance == NEIGHBOURS or (ending != "" and ending == _shared_ending(other.members)))

    def _is_wrong(self, roll: Roll, name: str, other: Roll) -> bool:
        if any(alike(name, member) >= NEAR for member in roll.members) or squeeze(name) in squeeze(roll.line.text):
            return False
        if other.card.id == roll.card.id:  # two lists of one card: its own sentences keep them apart
            return True
        topic = re.sub("[一二三四五六七八九十两]+[个种条项类点步样层级]?|的|有|分", "", roll.catalogue.title)
        if self.evidence.for_all(name, topic) or self.evidence.for_all(name, roll.card.title):
            return False
        return not any(self.evidence.for_all(name, *pair) for pair in zip(roll.members, roll.members[1:], strict=False))

    def meanings(self, meaning: Meaning, draw: Draw) -> list[Meaning]:
        """Other named things that `meaning` can be mistaken for and that are not the same: of its family, or, where that is small, of
        the same kind in the same folder."""
        if (known := self._meanings.get(meaning.name)) is None:
            fitting = [other for other in self.material.meanings if self._is_other(meaning, other)]
            near = [other for other in fitting if other.family == meaning.family]
            known = near if len(near) >= FEWEST else fitting
            self._meanings[meaning.name] = known
        return sorted(known, key=lambda other: (other.family != meaning.family, draw.random.random()))

    def _is_other(self, meaning: Meaning, other: Meaning) -> bool:
        family = other.family == meaning.family
        defined = meaning.in_folder and other.in_folder and meaning.card.kind == other.card.kind
        if not family and not (defined and self.distance(meaning.card, other.card) <= NEIGHBOURS):
            return False
        if not family and other.card.id in self._rivals.get(meaning.card.id, ()):
            return False
        if alike(other.name, meaning.name) == 1 or alike(other.words, meaning.words) >= NEAR:
            return False
        return not (self.evidence.for_all(meaning.name, other.words) or self.evidence.for_all(other.name, meaning.words))


def like_length(ranked: Sequence[Neighbour], key: str, wanted: int, text: Callable[[Neighbour], str]) -> list[Neighbour]:
    """Of `ranked`, nearest first, `wanted` whose texts are together with the key's of like length, so that length tells nothing.

    Fewer than `wanted` where there are not so many.
    """
    chosen: list[Neighbour] = []
    sizes = [len(key)]
    for neighbour in ranked:
        size = len(text(neighbour))
        if balanced([*sizes, size]) and text(neighbour) not in (key, *map(text, chosen)):
            chosen.append(neighbour)
            sizes.append(size)
            if len(chosen) == wanted:
                break
    return chosen


def balanced(sizes: Sequence[int]) -> bool:
    """Whether options of these lengths look alike: half as long again at most, or six characters apart."""
    return max(sizes) <= 1.5 * min(sizes) or max(sizes) - min(sizes) <= 6


def _shared_ending(names: Sequence[str]) -> str:
    """The last character that all names have in common; empty where they have none."""
    endings = {name[-1] for name in names}
    return endings.pop() if len(endings) == 1 else ""


def _could_stand_for(name: str, replaced: str, same_head: bool) -> bool:
    """Whether a sentence still reads with `name` in the place of `replaced`."""
    alike_formed = _shape(name) == _shape(replaced) and abs(len(name) - len(replaced)) <= 3
    return alike_formed and (same_head or name[-1] == replaced[-1] or _shape(name).startswith("v"))


def _could_stand_beside(name: str, key: str) -> bool:
    """Whether two options look alike: of one form, and of about one length."""
    return _shape(name) == _shape(key) and abs(len(name) - len(key)) <= max(2, len(key) // 2)


def _same_head(roll: Roll, other: Roll) -> bool:
    """Whether two lists are of things called the same: both of 客户, both of 步骤."""
    return _head(roll.catalogue.title) == _head(other.catalogue.title)


@lru_cache(maxsize=1000)
def _head(title: str) -> str:
    """The last word of a list's title, its count left out: 步 of 异议处理的四步, 特点 of 营销战略的五个特点."""
    plain = re.sub("的?[一二三四五六七八九十]+[个种条项类点样]?$", "", title)
    return plain[-2:] if plain == title else re.sub("[一二三四五六七八九十]+", "", title)[-2:]


@lru_cache(maxsize=5000)
def _shape(name: str) -> str:
    """The form of a name by its first and last word, so that options read alike: does something, is something, how something is."""
    name = re.sub("（[^）]*）", "", name)
    tags = [tag for _, tag in rjieba.tag(name)]
    if name[0].isascii() or all(tag.startswith("nr") for tag in tags):
        return "proper"
    first = "v" if tags[0][0] in "vdp" and len(tags) > 1 else "n"
    last = name[-1] if name[-1] in "性化型者" else "a" if tags[-1] == "a" else "v" if tags[-1] in ("v", "vn") and len(tags) > 1 else "n"
    return first + last
