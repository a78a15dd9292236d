"""Numbers with their units, as the gates compare them: 1.5万 is 15,000, and 400% is not the 4 of 4∶2∶1."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from assistant.numerals import Number, fold_width, read_numbers

Figure = tuple[Fraction, str]  # a number and its unit: 元, 倍, % or a time; counts and bare numbers have none

_UNIT = re.compile(r"\s*(?:个\s*)?(?P<unit>元|块|倍|个?百分点|年|季度?|月|周|星期|天|日|小时|分钟|秒)")
_SHARE = "%"
_SAME_UNIT = {"块": "元", "季度": "季", "星期": "周", "日": "天", "个百分点": "百分点"}
_RANGE = re.compile(r"\s*(?:[到至或和与及、/~–—-]|还是)\s*")  # 5到8倍: the first number takes the unit of the second

# Words that hold a numeral and count nothing, whichever numeral it were: 一个 and 一面 are not among them, for 两面 counts.
_WORDS = re.compile("一定|一般|一直|一致|一旦|一些|一味|一律|一贯|一切|一向|一再|一共|统一|唯一|之一|进一步|万一|千万(?=别|不|要)")


def figures(text: str) -> list[tuple[Figure, Number]]:
    """The numbers of `text` with their units, in order. Numerals inside a word (一定, 统一) are none."""
    words = [match.span() for match in _WORDS.finditer(text)]
    found = [number for number in read_numbers(text) if not any(start <= number.start < end for start, end in words)]
    units = [_unit(text, number) for number in found]
    for place, (number, following) in reversed(list(enumerate(pairwise(found)))):
        if not units[place] and _RANGE.fullmatch(fold_width(text[number.end : following.start])):
            units[place] = units[place + 1]
    return [((number.value, unit), number) for number, unit in zip(found, units, strict=True)]


def _unit(text: str, number: Number) -> str:
    if number.mark or "/" in text[number.start : number.end]:  # 三分之一 and 1/3 are one figure
        return _SHARE
    match = _UNIT.match(text, number.end)
    return _SAME_UNIT.get(match["unit"], match["unit"]) if match else ""


# Where a figure stands

_AROUND = 10  # characters on each side that say what a figure is of
# Hedges in front of a number and behind it, by what they do to it.
_BEFORE = {
    "~": re.compile("大约|大概|(?<![节契合])约|(?<![最附])近|接近|差不多|几乎"),
    ">": re.compile("超过|多于|大于|高于|不止|至少|不低于|不少于"),
    "<": re.compile("不到|不足|少于|小于|低于|至多|最多|不超过|不高于"),
}
_AFTER = {
    "~": re.compile("[^，。；：、]?(?:左右|上下|来[个年家位天次])"),
    ">": re.compile("[^，。；：、]{0,2}(?:以上|之上|[多余])"),
    "<": re.compile("[^，。；：、]{0,2}(?:以下|以内|之内)"),
}
_BEFORE_CHARS = 4  # how far in front of its number a hedge stands
_COUNTED = re.compile(r"\s*([个种条位名人家项步点次类层级批段句页章节款套张笔件份折成代轮方大])")
_CLAUSE = re.compile("[，,。；;：:、！？]")
_COLON = re.compile(r"\s*[:：∶]\s*")
_HAN_RUN = re.compile("[㐀-䶿一-鿿]")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A figure with what stands around it: its hedges, what it counts, the ratio that it is part of, the pairs of characters on each side."""

    figure: Figure
    hedges: frozenset[str]
    counted: str
    ratio: tuple[Fraction, ...]
    before: frozenset[str]
    after: frozenset[str]
    written: str


def misplaced(text: str, sources: Iterable[str], *, repeatable: bool = False) -> str:
    """The first figure of `text` that `sources` do not bear out, as it is written; empty when they bear out all.

    A figure is borne out when a source has the same number with the same unit, hedge (大约, 超过, 不到) and counted thing, no
    more often in `text` than in the sources unless `repeatable`, and when no other figure of the sources stands in words that
    are more like those around it: the second's share is not told as the first's.
    """
    known = [placed for source in sources for placed in _placed(source)]
    used: Counter[Figure] = Counter()
    held = Counter(placed.figure for placed in known)
    for placed in _placed(text):
        used[placed.figure] += 1
        same = [other for other in known if other.figure == placed.figure]
        others = [other for other in known if other.figure[0] != placed.figure[0]]
        if not same or (used[placed.figure] > held[placed.figure] and not repeatable):
            return placed.written
        best = max(_likeness(placed, other) for other in same)
        if not any(_alike(placed, other) for other in same if _likeness(placed, other) == best):
            return placed.written
        if max((_likeness(placed, other) for other in others), default=0) > best:
            return placed.written
    return ""


def _placed(text: str) -> list[_Placed]:
    found = []
    for ratio in _ratios(text):
        start, end = ratio[0][1].start, ratio[-1][1].end
        before = text[max(0, start - _AROUND) : start]
        after = _CLAUSE.split(text[end : end + _AROUND])[0]
        near = _CLAUSE.split(before)[-1][-_BEFORE_CHARS:]
        hedges = frozenset(sign for sign in _BEFORE if _BEFORE[sign].search(near) or _AFTER[sign].match(after))
        values = tuple(number.value for _, number in ratio)
        for figure, number in ratio:
            counted = match[1] if (match := _COUNTED.match(text, number.end)) and not number.mark else ""
            found.append(_Placed(figure, hedges, counted, values, _pairs(before), _pairs(after), text[number.start : number.end]))
    return found


def _ratios(text: str) -> list[list[tuple[Figure, Number]]]:
    """The figures of `text`, those of a ratio (4∶2∶1) together."""
    groups: list[list[tuple[Figure, Number]]] = []
    for figure, number in figures(text):
        if groups and _COLON.fullmatch(text[groups[-1][-1][1].end : number.start]):
            groups[-1].append((figure, number))
        else:
            groups.append([(figure, number)])
    return groups


def _alike(placed: _Placed, source: _Placed) -> bool:
    same_count = not placed.counted or not source.counted or placed.counted == source.counted
    return placed.hedges == source.hedges and placed.ratio == source.ratio and same_count


def _likeness(placed: _Placed, other: _Placed) -> int:
    return len(placed.before & other.before) + len(placed.after & other.after)


def _pairs(text: str) -> frozenset[str]:
    characters = _HAN_RUN.findall(text)
    return frozenset(a + b for a, b in pairwise(characters)) | frozenset(characters)
