"""Quantities of a question: numbers with their units, each with its place in the text.

1.2万元  800块  ３０％  八成  1000元打七折  三年  18个月  每月200  200块一个月  半年

What is no one amount (3到5年, 900多, 七八百, 8、3、2、1万), is in a unit that nothing is worked out in (美元, 小时) or
lies in the past (合作了3年) is `unclear`: it is named to the reader, and never calculated with. A rise or a fall (提高5%, 涨了5个点)
is a kind of its own, which only an input that is a change takes; a fall is negative.
"""

import re
import string
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.numerals import Number, fold_width, read_han, read_numbers, read_scale
from assistant.types import Quantity
from assistant.value.joining import RULES, RULES_APART, is_scaled
from assistant.value.kinds import CHANGES, UNCLEAR
from assistant.value.periods import YEARS_OF, with_periods, written_periods
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

_UNITS_IN_FRONT = {"money": re.compile(r"(?:[¥￥]|人民币|rmb)\s*$"), UNCLEAR: re.compile(r"(?:[$€£]|usd|eur|hkd|美元|美金)\s*$")}

# Words beside a number that turn its sign, make it inexact, a change of something, or a matter of the past.
_MINUS = re.compile(r"(?:(?<![\da-z元块%年月万千百亿成)])[-−–]|负的?|亏损?了?|赔了?|倒贴了?|(?<=[、,:;])低了?)$")
_ABOUT = re.compile(r"(?:大约|大概|约|差不多|近|将近)\s*$")
_ABOUT_AFTER = re.compile(r"左右|上下")
_LIMIT = re.compile(r"(?:不[到足]|超过?|至少|最[少多]|顶多|起码|[低高大小多少]于|好几|[<>≤≥])\s*$")
_HELD = re.compile(r"(?:压|控制|限制|降|守|保持)[低制缩]?[在到]\s*$")  # 压在100以内 is worked with its limit
_MORE_THAN = re.compile("(?:贵|多|高)(?:出|了|花|上|个)*$")  # 贵三倍: three times as much, or four
_SEVERAL = re.compile(r"[一二两三四五六七八九]{2}[十百千万亿]")  # 七八百
_SEVERAL_ALONE = re.compile(r"[一二两三四五六七八九]{2}")  # 三五(年)
_CHANGE = re.compile(r"(?:(?P<fall>[跌降减]|下[降滑跌]|减少|降低)|[涨升增]|提[高升]?|增加|增长|上升|[再又]?[加多])了?\s*$")
_PAST = re.compile(r"(?:过去|(?<!目)前|(?<!将)近|历史|已经?(?!知)|曾经?|[作往做买来交处干]了)[^,、;。!?\n\d]{0,4}$")
_PAST_AFTER = re.compile(r"了(?!解)|前|以?来(?!算)|的?老")

_STATED_UNIT = re.compile(
    r"单位[^,;。\n\d]{0,2}?(?P<scale>[百千万亿]*)元|\((?P<bracket>[百千万亿]+)元?\)|以(?P<measured>[百千万亿]+)元为单位"
)
_ALGEBRA = re.compile(r"(?:\d+\s*[/÷×*]\s*)?\([^()\u4e00-\u9fff]*(?<![a-z])[a-z](?![a-z])[^()\u4e00-\u9fff]*\)")  # 1/(1-r)
_HALF = re.compile(r"一半|半数|半壁江山|(?P<price>半价)")
# 每年赚600 做5年不折现 划算不: a space behind words with a number in them, in front of the next words; 一年 alone is no clause.
_PAUSE = re.compile(
    r"(?<![^\s,;。!?])(?![一每半两]?个?[年月](?:\s|$))(?P<clause>[^\s,;。!?]*[\d两三四五六七八九十百千万][^\s,;。!?]*) (?=[\u4e00-\u9fff])"
    r"(?![是为有约元块万亿个的左上]|年(?![末底初终]))"
)
_LISTED_NUMBERS = re.compile(r"(?<=[0-9])，(?=[0-9.]+(?:[，、。；？！]|$))")


_DASHED_OFF = re.compile(r"(满减?\d+[元块]?)[-–—](?=\d)")  # 满200-30


def plain(text: str) -> str:
    """`text` in half width and lower case, with clauses and numbers parted as they are meant, character for character.

    A comma stands for a space that parts two clauses, and 、 for a full-width comma between digits, which parts no thousands.
    """
    folded = fold_width(_LISTED_NUMBERS.sub("、", text)).translate(_LOWER)
    folded = _DASHED_OFF.sub(r"\1减", folded.replace("礼拜", "星期"))
    return _PAUSE.sub(r"\g<clause>,", folded)


def read_quantities(text: str, *, apart: bool = False) -> list[Quantity]:
    """All quantities of `text` in order. Ordinals (第三), calendar years (2008年) and numerals inside words (一定) are none.

    With `apart`, what a change goes from and to (从32涨到40) are two quantities, and a discount (1000元打七折) is a rate of its own.
    """
    folded = plain(text)
    written, periods = written_periods(folded)
    halves = [Quantity(Fraction(1, 2), "discount" if m["price"] else "rate", m.start(), m.end()) for m in _HALF.finditer(folded)]
    other = [*written, *((half.start, half.end) for half in halves)]
    other += [match.span() for match in _ALGEBRA.finditer(folded)]
    numbers = [n for n in read_numbers(text) if not any(n.start < end and start < n.end for start, end in other)]
    read = sorted([*halves, *(_quantity(folded, n) for n in numbers if not counts_nothing(folded, n))], key=lambda quantity: quantity.start)
    found = [q for at, q in enumerate(read) if not any(q.start < earlier.end for earlier in read[max(0, at - 2) : at])]  # 三块五: one
    for rule in RULES_APART if apart else RULES:
        found = rule(folded, found)
    return with_periods(folded, _in_stated_unit(folded, found), periods)


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
        kind, end = kind if _HELD.search(before) else UNCLEAR, limit.end()
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
        return (value + half) * YEARS_OF[match["unit"] or match["long"]] + months, "years", stop
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


def _in_stated_unit(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """（单位：万元） holds for every bare number."""
    stated = _STATED_UNIT.search(text)
    if not stated:
        return list(found)
    factor = read_scale(stated.group("scale") or stated.group("bracket") or stated.group("measured") or "")
    return [replace(q, kind="money", value=q.value * factor) if q.kind == "number" and not is_scaled(text, q) else q for q in found]
