"""Quantities of a question: numbers with their units, each with its place in the text.

1.2万元  800块  ３０％  八成  1000元打七折  三年  18个月  每月200  200块一个月  半年

What is no one amount (3到5年, 900多, 七八百, 8、3、2、1万), is in a unit that nothing is worked out in (美元, 小时) or
lies in the past (合作了3年) is `unclear`: it is named to the reader, and never calculated with. A rise or a fall (提高5%, 涨了5个点)
is a kind of its own, which only an input that is a change takes; a fall is negative.
"""

import re
import string
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from assistant.numerals import Number, fold_width, read_han, read_numbers, read_scale
from assistant.types import Quantity
from assistant.value.uncounted import counts_nothing
from assistant.value.units import (
    COUNT,
    LIMIT_AFTER,
    MONEY,
    OTHER_UNIT,
    POINTS,
    ROUND,
    SCORE,
    TENTH_SHARE,
    TENTHS,
    TENTHS_OF_SCORE,
    TIME,
    TIMES,
)

_LOWER = {ord(letter): ord(letter.lower()) for letter in string.ascii_uppercase}
_NEAR = 16  # characters in front of a number that are looked at
_MOST_YEARS = 100  # more is no duration where a space stands behind the number
AMOUNTS = ("money", "number")
UNCLEAR = "unclear"
CHANGES = {"rate": "growth", "points": "shift"}  # what a share is where it is a change of one
_SHARES = {*CHANGES, *CHANGES.values()}

_YEARS_OF = {
    "年": Fraction(1),
    "季": Fraction(1, 4),
    "季度": Fraction(1, 4),
    "月": Fraction(1, 12),
    "周": Fraction(1, 52),
    "星期": Fraction(1, 52),
    "天": Fraction(1, 365),
    "日": Fraction(1, 365),
}

_UNITS_IN_FRONT = {"money": re.compile(r"(?:[¥￥]|人民币|rmb)\s*$"), UNCLEAR: re.compile(r"(?:[$€£]|usd|eur|hkd|美元|美金)\s*$")}

# Words beside a number that turn its sign, make it inexact, a change of something, or a matter of the past.
_MINUS = re.compile(r"(?:(?<![\da-z元块%年月万千百亿成)])[-−–]|负的?|亏损?了?|赔了?|倒贴了?|(?<=[、,:;])低了?)$")
_ABOUT = re.compile(r"(?:大约|大概|约|差不多|近|将近)\s*$")
_ABOUT_AFTER = re.compile(r"左右|上下")
_LIMIT = re.compile(r"(?:不[到足]|超过?|至少|最[少多]|顶多|起码|[低高大小多少]于|好几|[<>≤≥])\s*$")
_MORE_THAN = re.compile("(?:贵|多|高)(?:出|了|花|上|个)*$")  # 贵三倍: three times as much, or four
_SEVERAL = re.compile(r"[一二两三四五六七八九]{2}[十百千万亿]")  # 七八百
_SEVERAL_ALONE = re.compile(r"[一二两三四五六七八九]{2}")  # 三五(年)
_CHANGE = re.compile(r"(?:(?P<fall>[跌降减]|下[降滑跌]|减少|降低)|[涨升增]|提[高升]|增加|增长|上升|[再又]?[加多])了?\s*$")
_PAST = re.compile(r"(?:过去|(?<!目)前|(?<!将)近|历史|已经?(?!知)|曾经?|[作往做买来交处干]了)[^,、;。!?\n\d]{0,4}$")
_PAST_AFTER = re.compile(r"了(?!解)|前|以?来(?!算)|的?老")

# What stands between two numbers that belong together.
_JOINED = re.compile(
    r"\s*(?:(?:提高|增加|增长|上升|下降|减少|降低|[涨升降跌增减变])?[到至成]|加[到至]|~|[-—–−]+|或者?|还是|[:比])\s*"
)  # 3到5年, 从3降到2, 3还是5年, 4:2:1
_CHANGED = re.compile(r"[高加长升降少低涨跌增减变].{0,2}[到至成]|到|至|→")
_LISTED = re.compile(r"\s*[、,/和与及跟]\s*")  # 8、3、2、1万
_DISCOUNTED = re.compile(r"[,的]?\s*(?:再|又|现在?|可以?|能)?(?:打|按|享受?)?\s*")  # 1000元，打七折
_SCALE = re.compile(r"[十百千万亿萬億kw]")

# What an amount is paid per. 第一年, 过去一年, 上半年 and 去年 are particular times, no periods.
_HAN = "一二两三四五六七八九十百千"
_NUMERAL = rf"\d{_HAN}"
_PERIOD = re.compile(
    r"每一?个?\s*(?P<each>年|季度|季|月|周|星期|天|日)"
    rf"|(?<![第近去头上作{_HAN}])(?<!(?<![往以今])后)(?<!(?<![之以当目])前)一\s*(?:(?P<a>年|周|天)|个\s*(?P<a_long>季度|月|星期))(?![后前多半期级份])"
    rf"|(?:每个?)?(?<![上下前后年{_NUMERAL}])(?P<half>半)个?(?P<of>年|月)"
    rf"|(?<![个每上下本今去前半{_NUMERAL}])(?P<mean>年|季度|季|月|周|日)(?=均|利润|净利|纯利|毛利|盈[利余]|贡献|净?[赚挣]|收入|营收|营业|消费|销售|流水|采购|进货)"
    r"|(?P<again>[年月周天])(?P=again)"
    r"|/\s*(?P<per>年|季度?|月|周|天|日)"
)
# 一天的服务 is what is sold, 一天的利润 so much a day.
_OF_A_THING = re.compile(
    r"的(?![^,;。\d]{0,4}(?:利|赚|挣|净|收|费|成本|额|流水|贡献|开销|花|消费|采购|盈|业绩|销|进账))[^,;。\d]*(?:价值|值|服务|产品)"
)
_ASKED_PER = re.compile(
    r"[^,;。!?\d]{0,8}?(?:多少|几)(?:元|块|钱|成本|费|成|$)|[^,;。!?\d]{0,8}?百分之(?:几|多少)|[^,;。!?\d]{0,3}预算"
)  # 一年要花多少钱: what is asked is so much a year
_STATED_UNIT = re.compile(
    r"单位[^,;。\n\d]{0,2}?(?P<scale>[百千万亿]*)元|\((?P<bracket>[百千万亿]+)元?\)|以(?P<measured>[百千万亿]+)元为单位"
)
_ALGEBRA = re.compile(r"(?:\d+\s*[/÷×*]\s*)?\([^()\u4e00-\u9fff]*(?<![a-z])[a-z](?![a-z])[^()\u4e00-\u9fff]*\)")  # 1/(1-r)
_HALF = re.compile(r"一半|半数|半壁江山")
_EVERY = re.compile(r"每隔?\s*$")
_TIMES_UNIT = re.compile("[次回趟单笔箱件杯桶顿节]$")
_OFTEN = re.compile(r"[^,;。\d]{0,8}")  # between 每月 and 4次: 会来
_OUT_OF_EVERY = re.compile(r"[^,;。\d]{0,14}")  # 每一百个会员一年跑掉十六个
_OUT_OF = re.compile(r"(?:[个位名户]?(?:客人|客户|顾客|会员|人|用户|老客)*)?(?:里头?|当中|中|之中|里面)[^,;。\d]{0,6}")
_OF_EACH_HUNDRED = re.compile(
    r"(?:每(?P<whole>[\d一二两三四五六七八九十百千]+)[个位名户]?(?:人|客|顾|会|用)"
    r"|(?P<asked>[\d一二两三四五六七八九十百千]+)[个位名户]?(?:人|客人|客户|顾客|会员|用户)?(?:里头?|当中|中|之中|里面))"
)
_HEADS = "个位名户人"
_CLAUSE = re.compile(r"[,;。!?\n]")
_BREAK = re.compile(r"(?<![呢话嘛吧啊]),|[;。!?\n]|\s(?=[\u4e00-\u9fff])")
# 每年赚600 做5年不折现 划算不: a space behind words with a number in them, in front of the next words; 一年 alone is no clause.
_PAUSE = re.compile(
    r"(?<![^\s,;。!?])(?![一每半两]?个?[年月](?:\s|$))(?P<clause>[^\s,;。!?]*[\d两三四五六七八九十百千万][^\s,;。!?]*) (?=[\u4e00-\u9fff])"
    r"(?![是为有约元块万亿个的左上]|年(?![末底初终]))"
)
_LISTED_NUMBERS = re.compile(r"(?<=[0-9])，(?=[0-9.]+(?:[，、。；？！]|$))")
_BLANK = re.compile(r"\s*")
_WORD = re.compile(r"[\w¥￥]")


def plain(text: str) -> str:
    """`text` in half width and lower case, with clauses and numbers parted as they are meant, character for character.

    A comma stands for a space that parts two clauses, and 、 for a full-width comma between digits, which parts no thousands.
    """
    folded = fold_width(_LISTED_NUMBERS.sub("、", text)).translate(_LOWER)
    return _PAUSE.sub(r"\g<clause>,", folded.replace("礼拜", "星期"))


def read_quantities(text: str, *, apart: bool = False) -> list[Quantity]:
    """All quantities of `text` in order. Ordinals (第三), calendar years (2008年) and numerals inside words (一定) are none.

    With `apart`, what a change goes from and to (从32涨到40) are two quantities, and a discount (1000元打七折) is a rate of its own.
    """
    folded = plain(text)
    written = list(_PERIOD.finditer(folded))
    paid = [match for match in written if match["each"] or not _OF_A_THING.match(folded, match.end())]
    periods = [(match.start(), match.end(), _period(match)) for match in paid]
    halves = [Quantity(Fraction(1, 2), "rate", match.start(), match.end()) for match in _HALF.finditer(folded)]
    other = [*(match.span() for match in written), *((half.start, half.end) for half in halves)]
    other += [match.span() for match in _ALGEBRA.finditer(folded)]
    numbers = [n for n in read_numbers(text) if not any(n.start < end and start < n.end for start, end in other)]
    read = sorted([*halves, *(_quantity(folded, n) for n in numbers if not counts_nothing(folded, n))], key=lambda quantity: quantity.start)
    found = [q for at, q in enumerate(read) if not any(q.start < earlier.end for earlier in read[max(0, at - 2) : at])]  # 三块五: one
    for rule in _RULES_APART if apart else _RULES:
        found = rule(folded, found)
    return _with_periods(folded, _in_stated_unit(folded, found), periods)


def _quantity(text: str, number: Number) -> Quantity:
    value, kind, end = _with_unit(text, number)
    before, written, start = text[max(0, number.start - _NEAR) : number.start], text[number.start : number.end], number.start
    about = bool(_ABOUT.search(before) or _ABOUT_AFTER.match(text, end) or ROUND.match(text, number.end))
    for unit, signs in _UNITS_IN_FRONT.items():
        if sign := signs.search(before):
            kind, start = unit if kind == "number" else kind, number.start - len(sign.group())
    if minus := _MINUS.search(before):
        value, start = -value, number.start - len(minus.group())
    if limit := LIMIT_AFTER.match(text, end):
        kind, end = UNCLEAR, limit.end()
        if behind := MONEY.match(text, end) or TIME.match(text, end):
            end = behind.end()
    if kind == "multiple" and _MORE_THAN.search(before):
        kind = UNCLEAR
    if kind in CHANGES and (change := _CHANGE.search(before)):
        kind, value = CHANGES[kind], -value if change["fall"] else value
    if (
        _LIMIT.search(before)
        or (number.han and (_SEVERAL.search(written) or _SEVERAL_ALONE.fullmatch(written)))
        or (kind == "years" and (_PAST.search(before) or _PAST_AFTER.match(text, end)))
    ):
        kind = UNCLEAR
    return Quantity(value, kind, start, end, about)


def _with_unit(text: str, number: Number) -> tuple[Fraction, str, int]:
    """Value in its base unit, kind, and where the unit ends."""
    value, end = number.value, number.end
    if more_or_less := ROUND.match(text, end):
        end = more_or_less.end()
    if not number.mark and value < 10 and value.denominator == 1 and (tenths := TENTH_SHARE.match(text, end)):
        more = tenths["more"]
        return (value + (Fraction(1, 2) if more == "半" else Fraction(_small(more), 10) if more else 0)) / 10, "rate", tenths.end()
    if number.mark:
        return value, "discount" if number.mark == "折" else "rate", end
    if match := POINTS.match(text, end):
        return value / 100, "points", match.end()
    if match := MONEY.match(text, end):
        if tenths := TENTHS.match(text, match.end()):  # 三块五
            return value + Fraction(_small(tenths["tenths"]), 10), "money", tenths.end()
        return value, "money", match.end()
    if (match := TIME.match(text, end)) and not (value > _MOST_YEARS and text[end].isspace()):  # 每年赚500 年底收
        half = Fraction(1, 2) if match["half"] else 0
        months = Fraction(_small(match["months"]), 12) if match["months"] and match["unit"] == "年" else 0  # 三年零六个月
        stop = match.end() if months or not match["months"] else match.end("half" if match["half"] else "unit" if match["unit"] else "long")
        return (value + half) * _YEARS_OF[match["unit"] or match["long"]] + months, "years", stop
    if tenths := TENTHS_OF_SCORE.match(text, end):
        return value + Fraction(_small(tenths["tenths"]), 10), "number", tenths.end()
    for kind, unit in (("count", COUNT), ("number", SCORE), ("multiple", TIMES)):
        if match := unit.match(text, end):
            half = kind == "number" and text.startswith("半", match.end())  # 9分半
            return value + Fraction(half, 2), kind, match.end() + half
    if match := OTHER_UNIT.match(text, end):
        return value, UNCLEAR, match.end()
    return value, "number", end


def _small(numeral: str) -> int:
    return int(numeral) if numeral.isdigit() else int(read_han(numeral))


def _are_alike(left: Quantity, right: Quantity) -> bool:
    """Whether two numbers may be the ends of one range: 3到5年, but not 6年或15万公里."""
    kinds = {left.kind, right.kind}
    return len(kinds) == 1 or bool(kinds & {"number", UNCLEAR}) or kinds <= _SHARES


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


def _doubt_shared_units(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """A 万 behind one of a list (8、3、2、1万) may be meant for all of it or not: none of it is clear."""
    result: list[Quantity] = []
    for group in runs(text, found, _LISTED):
        amounts = [q for q in group if q.kind in AMOUNTS]
        bare = any(q.kind == "number" and not is_scaled(text, q) for q in amounts)
        shared = bare and any(is_scaled(text, q) for q in amounts)
        result += [replace(q, kind=UNCLEAR) if shared and q in amounts else q for q in group]
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
    for quantity in found:
        last = result[-1] if result else None
        counted = last is not None and last.kind == quantity.kind == "count" and last.value >= quantity.value > 0
        if last is not None and counted and _OUT_OF.fullmatch(text, last.end, quantity.start):
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


_Rule = Callable[[str, Sequence[Quantity]], list[Quantity]]
_RULES: tuple[_Rule, ...] = (_take_parts, _share_base, _merge_joined, _take_discounts, _doubt_shared_units)
_RULES_APART: tuple[_Rule, ...] = (_take_parts, _share_base, _merge_ranges, _discount_rates, _doubt_shared_units)


def runs(text: str, found: Sequence[Quantity], joint: re.Pattern[str]) -> list[list[Quantity]]:
    """`found` in groups that have nothing but `joint` between their members."""
    groups: list[list[Quantity]] = []
    for quantity in found:
        if groups and joint.fullmatch(text, groups[-1][-1].end, quantity.start):
            groups[-1].append(quantity)
        else:
            groups.append([quantity])
    return groups


def _in_stated_unit(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """（单位：万元） holds for every bare number."""
    stated = _STATED_UNIT.search(text)
    if not stated:
        return list(found)
    factor = read_scale(stated.group("scale") or stated.group("bracket") or stated.group("measured") or "")
    return [replace(q, kind="money", value=q.value * factor) if q.kind == "number" and not is_scaled(text, q) else q for q in found]


def is_scaled(text: str, quantity: Quantity) -> bool:
    return bool(_SCALE.search(text, quantity.start, quantity.end))


def periods_in(text: str) -> set[Fraction]:
    """The lengths, in years, of the periods for which a text in half width gives amounts."""
    return {_period(match) for match in _PERIOD.finditer(text)}


def _period(match: re.Match[str]) -> Fraction:
    unit = next(filter(None, match.group("each", "a", "a_long", "of", "mean", "again", "per")))
    return _YEARS_OF[unit] / (2 if match["half"] else 1)


def _repeated(text: str, found: Sequence[Quantity], periods: Sequence[tuple[int, int, Fraction]]) -> tuple[list[Quantity], set[int]]:
    """每月来4次，每次赚50 and 每次赚50，一个月4次 are 200 a month; and where the periods stand that are spoken for."""
    result = list(found)
    counted: set[int] = set()
    for first, second in pairwise(found):
        times, each = (first, second) if first.kind == "count" else (second, first)
        unit = _TIMES_UNIT.search(text, times.start, times.end)
        if unit is None or times.kind != "count" or each.kind not in AMOUNTS or each.per is not None:
            continue
        lead = text[_sentence_start(text, each.start) : each.start] if each is first else text[times.end : each.start]
        period = next((p for p in reversed(periods) if p[1] <= times.start and _OFTEN.fullmatch(text, p[1], times.start)), None)
        if period and re.search(rf"(?:每|(?<![头第])一|平均|单){unit.group()}[^,;。]{{0,8}}$", lead):
            result[result.index(each)] = replace(each, value=each.value * times.value, per=period[2])
            result.remove(times)
            counted.add(period[0])
    return result, counted


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind(mark, 0, at) for mark in ",;。!?\n") + 1


def _with_periods(text: str, found: Sequence[Quantity], periods: Sequence[tuple[int, int, Fraction]]) -> list[Quantity]:
    """A period belongs to the amount behind it in its clause (每月200) or right in front (200块一个月); 半年 alone is a duration."""
    every = [q for q in found if q.kind == "years" and _EVERY.search(text, max(0, q.start - _NEAR), q.start)]
    result = [q for q in found if q not in every]
    periods = sorted([*periods, *((q.start, q.end, q.value) for q in every)])
    starts = [start for start, _, _ in periods]
    result, counted = _repeated(text, result, periods)
    for start, end, years in periods:
        if start in counted:
            continue
        behind = next((q for q in result if q.start >= end), None)
        if behind and behind.kind in _SHARES and years == 1 and not _CLAUSE.search(text, end, behind.start):
            continue  # 一年10%: a rate is a yearly one
        if behind and (
            behind.kind not in AMOUNTS or _BREAK.search(text, end, behind.start) or any(end <= s < behind.start for s in starts)
        ):
            behind = None
        in_front = next((q for q in reversed(result) if q.end <= start), None)
        if in_front and (in_front.kind not in AMOUNTS or in_front.per or not _BLANK.fullmatch(text, in_front.end, start)):
            in_front = None
        amount = behind if behind and (not in_front or _WORD.match(text, end)) else in_front
        if amount:
            result[result.index(amount)] = replace(amount, per=years)
        elif text[start] in "一半" and not _ASKED_PER.match(text, end):
            result.append(Quantity(years, "years", start, end))
    return sorted(result, key=lambda quantity: quantity.start)
