"""Sentences that are wrong by one thing: a figure, or the name that they are about, exchanged for another that could stand there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from assistant.quiz.material import CONTRAST
from assistant.quiz.pieces import Line, Printed, printed_figures
from assistant.quiz.writing.blueprint import Draw
from assistant.quiz.writing.siblings import Siblings

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_MEASURES = frozenset(
    "% 百分点 个百分点 倍 年份 元 美元 万元 亿元 块 人 个 家 件 条 天 年 月 个月 小时 分钟 岁 名 棵 项 次 倍多 平方米 公里 课时 款 道 页 单 封 瓶 部 位".split()
)


@dataclass(frozen=True, slots=True)
class Falsehood:
    """`text` is the line with `wrong` in the place of `right`."""

    line: Line
    text: str
    right: str
    wrong: str


def falsehoods(line: Line, siblings: Siblings, draw: Draw) -> Iterator[Falsehood]:
    """Wrong readings of the line: a figure changed, a name of its list exchanged for a stranger, its subject exchanged for a sibling."""
    for printed in lone_figures(line.text):
        right = line.text[printed.start : printed.end]
        if values := neighbours(printed, line.text):
            yield _exchanged(line, printed.start, right, refigured(line.text, printed, draw.random.choice(values)))
    if line.passage.heading == CONTRAST:
        return
    roll = siblings.material.rolls_at.get(line.place)
    if roll is not None and roll.enumerates:
        member = draw.some(roll.members)
        found = siblings.outsiders(roll, draw, 1, member)
        if found and line.text.count(member) == 1:
            yield _exchanged(line, line.text.index(member), member, found[0][0])
    meaning = siblings.material.meanings_at.get(line.place)
    if meaning is not None and line.text.startswith(meaning.name):
        others = [other for other in siblings.meanings(meaning, draw) if other.family == meaning.family and not other.in_folder]
        name = next((other.name for other in others if other.name not in line.text), None)
        if name is not None:
            yield _exchanged(line, 0, meaning.name, name)


def _exchanged(line: Line, at: int, right: str, wrong: str) -> Falsehood:
    return Falsehood(line, line.text[:at] + wrong + line.text[at + len(right) :], right, wrong)


def lone_figures(text: str) -> Iterator[Printed]:
    """The figures of `text` that can be changed or left out: amounts with a unit, not numbers of things, not ends of ranges."""
    seen: set[int] = set()
    for printed in printed_figures(text):
        before, behind = text[: printed.start][-1:], text[printed.end :][:1]
        ranged = (before and before in "第图表“《-~～—到至∶:：/、") or (behind and behind in "-~～—到至∶:/”》、")
        if printed.start not in seen and printed.unit in _MEASURES and not ranged:
            seen.add(printed.start)
            yield printed


def neighbours(printed: Printed, text: str) -> list[Fraction]:
    """Other amounts as round as this one that the sentence does not print, from a third of it to three times as much."""
    shown = number_of(text, printed)
    if printed.unit == "年份":
        found = [shown + step for step in (-15, -12, -9, -6, -4, 4, 6, 9, 12)]
    else:
        step = _roundness(shown)
        found = [value for times in range(-6, 9) if times and shown / 3 <= (value := shown + times * step) <= shown * 3]
        found = found if len(found) >= 3 else [shown + times * step for times in (1, 2, 3)]
    most = 100 if printed.unit == "%" and shown <= 100 else None
    printed_too = {Fraction(match[0].replace(",", "")) for match in _NUMBER.finditer(text)}
    return [value for value in found if value > 0 and value not in printed_too and (most is None or value <= most)]


def _roundness(value: Fraction) -> int:
    """The step in which such an amount is changed to be believed: 5 for 15, 10 for 50 or 18.8, 100 for 2006, 1 for 7 or 2.5."""
    whole = int(value)
    if value.denominator > 1 or (whole >= 100 and whole % 10):
        return int(10 ** (len(str(whole)) - 1))
    step = 1
    while whole % (step * 10) == 0 and whole > step * 10:
        step *= 10
    return 5 if step == 1 and whole % 5 == 0 and whole > 5 else step


def number_of(text: str, printed: Printed) -> Fraction:
    """The number of a figure as printed, without the scale of its unit: 22 of 22亿元."""
    return Fraction(_digits(text, printed).replace(",", ""))


def _digits(text: str, printed: Printed) -> str:
    match = _NUMBER.match(text, printed.start)
    return match[0] if match else ""


def refigured(text: str, printed: Printed, value: Fraction) -> str:
    """The figure as printed, with `value` for its number."""
    number = _digits(text, printed)
    plain = str(value.numerator) if value.denominator == 1 else str(float(value))
    if "," in number:
        plain = f"{int(value):,}"
    return plain + text[printed.start + len(number) : printed.end]
