"""Quantities that belong together: ranges, a discount on an amount, so many out of so many, one 万 for a whole list."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.numerals import read_numbers, read_scale
from assistant.types import Quantity
from assistant.value.kinds import AMOUNTS, SHARES, UNCLEAR

_NEAR = 16  # characters in front of a number that are looked at

# What stands between two numbers that belong together.
_JOINED = re.compile(
    r"\s*(?:(?:提高|增加|增长|上升|下降|减少|降低|[涨升降跌增减变])?[到至成]|加[到至]|~|[-—–−]+|或者?|还是|[:比])\s*"
)  # 3到5年, 从3降到2, 3还是5年, 4:2:1
_CHANGED = re.compile(r"[高加长升降少低涨跌增减变].{0,2}[到至成]|到|至|→")
_LISTED = re.compile(r"\s*[、,/和与及跟]\s*|[ \t]+")  # 8、3、2、1万
_DISCOUNTED = re.compile(r"[,的]?\s*(?:再|又|现在?|可以?|能)?(?:打|按|享受?)?\s*")  # 1000元，打七折
_NEXT_CLAUSE = re.compile(r"\s*,\s*")
_GOES_ON = re.compile(r"(?:元|块)?[一-鿿]")  # 500，10万预算: no list
_RESTATED = re.compile(r"[^。\d]{0,8}(?:也就是|也就|即|就是|等于|换算|折算)[^,;。\d]{0,3}|[(](?:即|也就是)?")
_SCALE = re.compile(r"[十百千万亿萬億kw]")
_SCALE_BEHIND = re.compile(r"(?:[千百]?[万亿]|[千百])(?=[^\d千百万亿]*$)")
_ALIKE = 20  # times as large, and no more, one of a list may be as the next that shares its unit
_EVERY = re.compile(r"每隔?\s*$")
_OUT_OF_EVERY = re.compile(r"[^,;。\d]{0,14}")  # 每一百个会员一年跑掉十六个
_OUT_OF = re.compile(
    r"(?:[个位名户]?(?:客人|客户|顾客|会员|人|用户|老客)*)?(?:里头?|当中|中|之中|里面)(?:[^,;。\d]{0,6}(?<!前)|[^,;。\d]{0,3}(?:知道|认[识得]|听说)[^,;。\d]{0,10})"
)
_OF_EACH_HUNDRED = re.compile(
    r"(?:每(?P<whole>[\d一二两三四五六七八九十百千]+)[个位名户]?(?:人|客|顾|会|用)"
    r"|(?P<asked>[\d一二两三四五六七八九十百千]+)[个位名户]?(?:人|客人|客户|顾客|会员|用户)?(?:里头?|当中|中|之中|里面))"
)
_ASKED = re.compile("(?:问|访|调查|抽查|抽样|调研)[了过]?$")
_OF_THOSE = re.compile("[个位名]?人?[里中]?有")  # 问100个有31个知道
_KNOWS = re.compile(r"[^,;。\d]{0,4}(?:知道|认识|认得|听说|听过|记得|[叫说报]得出|[叫说报]得上)")
_HEADS = "个位名户人"


def _are_alike(left: Quantity, right: Quantity) -> bool:
    """Whether two numbers may be the ends of one range: 3到5年, but not 6年或15万公里."""
    kinds = {left.kind, right.kind}
    return len(kinds) == 1 or bool(kinds & {"number", UNCLEAR}) or kinds <= SHARES


def _merge_joined(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """3到5年 and 4:2:1 are one quantity each, and no amount."""
    result: list[Quantity] = []
    for quantity in found:
        if result and _JOINED.fullmatch(text, result[-1].end, quantity.start) and _are_alike(result[-1], quantity):
            quantity = replace(result.pop(), kind=UNCLEAR, end=quantity.end)
        result.append(quantity)
    return result


def _take_discounts(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """1000元打七折 is 700元; a discount on nothing is unclear: it is no rate of anything else."""
    result: list[Quantity] = []
    for quantity in found:
        last = result[-1] if result else None
        if quantity.kind != "discount":
            result.append(quantity)
        elif last is not None and last.kind in AMOUNTS and _DISCOUNTED.fullmatch(text, last.end, quantity.start):
            result[-1] = replace(last, value=last.value * quantity.value, end=quantity.end)
        else:
            result.append(replace(quantity, kind=UNCLEAR))
    return result


def _share_units(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """A 万 behind the last of a list is everyone's (8、3、2、1万) where the numbers are alike; else (500、1万; 14万、11.4) none of them is clear."""
    result: list[Quantity] = []
    for group in runs(text, found, _LISTED):
        amounts = [q for q in group if q.kind in AMOUNTS]
        bare = [q for q in amounts if q.kind == "number" and q.value and not is_scaled(text, q)]
        scaled = [q for q in amounts if is_scaled(text, q)]
        goes_on = len(group) == 2 and _NEXT_CLAUSE.fullmatch(text, group[0].end, group[1].start) and _GOES_ON.match(text, group[1].end)
        if not bare or not scaled or goes_on:
            result += group
        elif amounts == group and scaled == group[-1:] and len(bare) == len(group) - 1 and _are_of_a_size(text, group):
            last = scaled[0]
            factor = _factor(text, last)
            result += [*(replace(q, value=q.value * factor, kind=last.kind) for q in bare), last]
        else:
            result += [replace(q, kind=UNCLEAR) if q in amounts else q for q in group]
    return result


def _factor(text: str, quantity: Quantity) -> int:
    """What the marks behind a number are worth: 10,000 of 1.2万元."""
    return read_scale(marks.group()) if (marks := _SCALE_BEHIND.search(text, quantity.start, quantity.end)) else 1


def _are_of_a_size(text: str, group: Sequence[Quantity]) -> bool:
    """Whether neighbours in a list, as they are written, are at most so many times as large as each other, so that one unit may be meant."""
    written = [abs(q.value) for q in group[:-1]] + [abs(group[-1].value) / _factor(text, group[-1])]
    return all(0 < max(pair) <= _ALIKE * min(pair) for pair in pairwise(written))


def _drop_restated(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """跑掉八分之一，也就是12.5%: one number, said twice."""
    result: list[Quantity] = []
    for quantity in found:
        last = result[-1] if result else None
        same = last is not None and (last.value, last.kind) == (quantity.value, quantity.kind)
        if last is None or not same or not _RESTATED.fullmatch(text, last.end, quantity.start):
            result.append(quantity)
    return result


def _merge_ranges(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """As `_merge_joined`, but what a change goes from and to stay two quantities."""
    result: list[Quantity] = []
    for quantity in found:
        if result and _JOINED.fullmatch(text, result[-1].end, quantity.start) and not _CHANGED.search(text, result[-1].end, quantity.start):
            quantity = replace(result.pop(), kind=UNCLEAR, end=quantity.end)
        result.append(quantity)
    return result


def _discount_rates(_text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """打七折 is a rate of 70 %."""
    return [replace(quantity, kind="rate") if quantity.kind == "discount" else quantity for quantity in found]


def _take_parts(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """一百个客人里有九十二个 is 92 %."""
    result: list[Quantity] = []
    asked_again = sum(bool(_ASKED.search(text, 0, q.start)) for q in found if q.kind == "count") > 1
    for quantity in found:
        last = result[-1] if result else None
        counted = last is not None and last.kind == quantity.kind == "count" and last.value >= quantity.value > 0
        out_of_asked = (
            last is not None
            and asked_again
            and _ASKED.search(text, 0, last.start)
            and _OF_THOSE.fullmatch(text, last.end, quantity.start)
            and _KNOWS.match(text, quantity.end)
        )
        if last is not None and counted and (out_of_asked or _OUT_OF.fullmatch(text, last.end, quantity.start)):
            result[-1] = replace(last, value=quantity.value / last.value, kind="rate", end=quantity.end)
        elif (
            last is not None and counted and _EVERY.search(text, 0, last.start) and _OUT_OF_EVERY.fullmatch(text, last.end, quantity.start)
        ):
            result[-1] = replace(quantity, value=quantity.value / last.value, kind="rate")
        else:
            result.append(quantity)
    return result


def _share_base(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """推广前每100人里24个知道，推广后33个; 问了100个人里有20个知道，后来35个: what is counted of the same hundred is a share too."""
    base = next(
        (match for q in found if q.kind == "rate" and (match := _OF_EACH_HUNDRED.search(text, max(0, q.start - _NEAR), q.end))), None
    )
    if base is None:
        return list(found)
    whole = read_numbers(base["whole"] or base["asked"])[0].value
    return [
        replace(q, value=q.value / whole, kind="rate")
        if q.start > base.end() and q.kind == "count" and 0 < q.value <= whole and text[q.end - 1] in _HEADS
        else q
        for q in found
    ]


def _take_shares_of_asked(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """问了200个人，投放前40个知道，投放后64个 (知道): of those that were asked; the number of them is no figure of its own then."""
    people = [q for q in found if q.kind == "count" and q.value > 0]
    asked = next((q for q in people if text[q.end - 1] == "人" or _ASKED.search(text, max(0, q.start - _NEAR), q.start)), None)
    if asked is None:
        return list(found)
    knowing = [q for q in found if q.start > asked.end and q.kind == "count" and q.value <= asked.value and _KNOWS.match(text, q.end)]
    if not knowing:
        return list(found)
    knowing += [q for q in people if q.start > knowing[0].start and q.value <= asked.value and text[q.end - 1] in _HEADS]
    return [replace(q, value=q.value / asked.value, kind="rate") if q in knowing else q for q in found if q is not asked]


_Rule = Callable[[str, Sequence[Quantity]], list[Quantity]]
RULES: tuple[_Rule, ...] = (_drop_restated, _take_parts, _take_shares_of_asked, _share_base, _merge_joined, _take_discounts, _share_units)
RULES_APART: tuple[_Rule, ...] = (
    _drop_restated,
    _take_parts,
    _take_shares_of_asked,
    _share_base,
    _merge_ranges,
    _discount_rates,
    _share_units,
)


def runs(text: str, found: Sequence[Quantity], joint: re.Pattern[str]) -> list[list[Quantity]]:
    """`found` in groups that have nothing but `joint` between their members."""
    groups: list[list[Quantity]] = []
    for quantity in found:
        if groups and joint.fullmatch(text, groups[-1][-1].end, quantity.start):
            groups[-1].append(quantity)
        else:
            groups.append([quantity])
    return groups


def is_scaled(text: str, quantity: Quantity) -> bool:
    return bool(_SCALE.search(text, quantity.start, quantity.end))
