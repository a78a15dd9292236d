"""Quantities of a question: numbers with their units, each with its place in the text.

1.2万元  800块  ３０％  八成  1000元打七折  三年  18个月  每月200  200块一个月  半年

What is no one amount (3到5年, 900多, 七八百, 8、3、2、1万), is in a unit that nothing is calculated in (美元, 小时, 倍) or
lies in the past (合作了3年) is `unclear`: it is shown to the reader again, and never calculated with.
"""

import re
from dataclasses import replace
from fractions import Fraction

from assistant.numerals import Number, fold_width, read_numbers
from assistant.types import Quantity

UNCLEAR = "unclear"
AMOUNTS = ("money", "number")

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
_DIGIT = "一二两三四五六七八九"

# Units. A month or quarter counts as time only with 个: 3月 is March.
_MONEY = re.compile(r"\s*(?:元|圆|块钱|块|人民币|rmb|cny)+")
_MONEY_BEFORE = re.compile(r"[¥￥]\s*$")
_TIME = re.compile(r"\s*(?:(?P<unit>年|周|天)|个\s*(?P<long>季度|月|星期))(?P<half>半)?(?!份|底|初|中|龄|\d)")
_COUNT = re.compile(
    r"\s*(?:[位户件套张笔辆种套]|个(?!百分点|点|月|季)|名(?!牌|称)|人(?!员)|家(?!庭)|单(?!价|位)|次(?!数)|台(?!词)|项(?!目)|条(?!件)|店(?!面)"
    r"|部分|方面|样(?!本))"
)
_POINTS = re.compile(r"\s*个\s*(?:百分)?点")
_OTHER_UNIT = re.compile(
    r"\s*(?:[美欧日港韩台加澳英]元|[美外日港台]币|美金|英镑|刀|小时|钟头|钟|分(?!别)|秒|工时|倍|点(?!钟)|公?斤|千克|吨|公里|米|岁|月|季|日|号|页|层|级|星|度|[a-z]+)"
)
_OTHER_UNIT_BEFORE = re.compile(r"(?:[$€£]|usd|eur|hkd|美元|美金)\s*$")

# Words beside a number that make it inexact, negative, a change, or something of the past.
_ABOUT = re.compile(r"(?:大约|大概|约|差不多|近|将近)\s*$")
_ABOUT_AFTER = re.compile(r"左右|上下")
_LIMIT = re.compile(r"(?:不[到足超少低高]\S?|超过|超|至少|最少|最多|顶多|起码|[低高大小多少]于|好几|[<>≤≥])\s*$")
_LIMIT_AFTER = re.compile(r"\s*(?:多(?!少)|余|几|来(?=[年个块元万])|以[上下内外]|开外|出头|不到)")
_MINUS = re.compile(r"(?:(?<![\d元块%年万千百亿)])[-−–]|负|亏损?了?|赔了?|倒贴了?)$")
_CHANGE = re.compile(r"(?:[涨跌升降增减长多少高低]|提高|增加|下降|减少|上升|变化)(?:了|到|至)?\s*$")
_PAST = re.compile(r"(?:过去|以前|之前|此前|已经?|[近前]|历史|曾经?|最近|[作往做买来交处干]了|老客户?)[^,;。!?\n]{0,4}$")
_PAST_AFTER = re.compile(r"\s*(?:了|前|以?来(?!算)|的?老)")

_JOINED = re.compile(r"\s*(?:到|至|~|[-—–−]+|或者?|还是)\s*")  # 3到5年: a range, or one of two
_LISTED = re.compile(r"\s*[、/和与及跟]\s*")  # 8、3、2、1万: members of a list
_RATIO = re.compile(r"\s*[:比]\s*")  # 4:2:1
_SCALED = re.compile(r"[十百千万亿萬億wk]$")
_TWO_DIGITS = re.compile(rf"[{_DIGIT}][{_DIGIT}](?=[十百千万亿]|$)")  # 七八百, 三五(年)

_DISCOUNTED = re.compile(r"[,的]?\s*(?:再|又|现在?|给|可以?|能)?(?:打|按|享受?)?\s*")

# Periods: what an amount is paid per. 第一年, 过去一年 and 上半年 are particular ones.
_PERIOD = re.compile(
    r"每一?个?\s*(?P<each>年|季度|季|月|周|星期|天|日)"
    r"|(?<![第前近去头上作])一\s*(?:(?P<one>年|周|天|日)|个\s*(?P<one_long>季度|月|星期))(?![后前多半期级份])"
    r"|(?P<half>(?:每个?)?(?<![上下前后一二两三四五六七八九十\d年])半个?(?P<of>年|月))"
    r"|(?<![个每\d一二两三四五六七八九十上下本今去前])(?P<mean>年|季度|季|月|周|日)(?=均|利润|净利|贡献|净赚)"
    r"|/\s*(?P<per>年|季度?|月|周|天|日)"
)
_EVERY = re.compile(r"每隔?\s*$")
_CLAUSE = re.compile(r"[,;。!?\n]")

# Numerals that count nothing.
_NO_NUMBER = re.compile(r"(?:第|统|唯|专|单|同|万|惟|头|老|周|星期|之|双)$")
_BULLET = re.compile(r"(?:^|[\n\s;:])[(]?$")
_BULLET_AFTER = re.compile(r"[.、)](?!\d)")
_LEADING = re.compile(r"前$")
_RANKED = re.compile(r"\s*[名家位强甲大个]")
_WORD_AFTER = re.compile(r"[一-鿿]")
_JOINS_AFTER = re.compile(r"[和与及跟到至或还、成折]")
_CALENDAR = re.compile(r"\s*年")


def read_quantities(text: str) -> list[Quantity]:
    """All quantities of `text` in order. Ordinals (第三), calendar years (2008年) and numerals inside words (一定) are none."""
    folded = fold_width(text).lower()
    periods = [(match.start(), match.end(), _period(match)) for match in _PERIOD.finditer(folded)]
    found = [
        _quantity(folded, number)
        for number in read_numbers(folded)
        if not any(start <= number.start < end for start, end, _ in periods) and not _is_word(folded, number)
    ]
    for rule in (_ratios, _ranges, _discounts, _shared_units):
        found = rule(folded, found)
    return _with_periods(folded, found, periods)


def _is_word(text: str, number: Number) -> bool:
    before, end = text[: number.start], number.end
    if _NO_NUMBER.search(before) or (_LEADING.search(before) and _RANKED.match(text, end)):
        return True
    if not number.mark and number.value < 100 and _BULLET.search(before) and _BULLET_AFTER.match(text, end):
        return True
    if not number.mark and 1900 <= number.value <= 2100 and _CALENDAR.match(text, end):
        return True
    if not number.han or number.mark or number.end - number.start > 1:
        return False
    if number.value == 1 and _COUNT.match(text, end):  # 一位客户: an article, not a figure
        return True
    if any(unit.match(text, end) for unit in (_TIME, _COUNT, _POINTS, _MONEY)):
        return False
    # A single numeral is part of a word (一定, 四川, 万一), unless it stands alone.
    return text[number.start] in "一两万千百十亿" or (bool(_WORD_AFTER.match(text, end)) and not _JOINS_AFTER.match(text, end))


def _quantity(text: str, number: Number) -> Quantity:
    value, start, end, kind = number.value, number.start, number.end, "number"
    written = text[start:end]
    if number.mark:
        kind = "discount" if number.mark == "折" else "rate"
    elif match := _POINTS.match(text, end):
        value, end, kind = value / 100, match.end(), "rate"
    elif match := _MONEY.match(text, end):
        end, kind = match.end(), "money"
    elif match := _TIME.match(text, end):
        unit = _YEARS_OF[match["unit"] or match["long"]]
        value, end, kind = (value + (Fraction(1, 2) if match["half"] else 0)) * unit, match.end(), "years"
    elif match := _COUNT.match(text, end):
        end, kind = match.end(), "count"
    elif match := _OTHER_UNIT.match(text, end):
        end, kind = match.end(), UNCLEAR
    before = text[:start]
    if sign := _MINUS.search(before):
        value, start = -value, sign.start() if sign.group() in "-−–负" else start
    if match := _LIMIT_AFTER.match(text, end):
        end, kind = match.end(), UNCLEAR
        if match := _MONEY.match(text, end) or _TIME.match(text, end):
            end = match.end()
    inexact = (
        _LIMIT.search(before)
        or _OTHER_UNIT_BEFORE.search(before)
        or (number.han and _TWO_DIGITS.match(written))
        or (kind == "rate" and _CHANGE.search(before))
        or (kind == "years" and (_PAST.search(before) or _PAST_AFTER.match(text, end)))
    )
    about = bool(_ABOUT.search(before) or _ABOUT_AFTER.match(text, end))
    if _MONEY_BEFORE.search(before) and kind == "number":
        kind = "money"
    return Quantity(value, UNCLEAR if inexact else kind, start, end, about)


def _ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """3到5年, 500-600: one quantity that is no amount."""
    return _merged(text, found, _JOINED)


def _ratios(text: str, found: list[Quantity]) -> list[Quantity]:
    return _merged(text, found, _RATIO)


def _merged(text: str, found: list[Quantity], joint: re.Pattern[str]) -> list[Quantity]:
    result: list[Quantity] = []
    for quantity in found:
        last = result[-1] if result else None
        start = quantity.start + (text[quantity.start] in "-−–")  # the sign of 500-600 joins
        if last is not None and (joint.fullmatch(text[last.end : quantity.start]) or joint.fullmatch(text[last.end : start])):
            result[-1] = Quantity(last.value, UNCLEAR, last.start, quantity.end)
        else:
            result.append(quantity)
    return result


def _discounts(text: str, found: list[Quantity]) -> list[Quantity]:
    """1000元打七折 is 700元; a discount on nothing is no rate."""
    result: list[Quantity] = []
    for quantity in found:
        last = result[-1] if result else None
        if quantity.kind != "discount":
            result.append(quantity)
        elif last is not None and last.kind in AMOUNTS and _DISCOUNTED.fullmatch(text[last.end : quantity.start]):
            result[-1] = replace(last, value=last.value * quantity.value, end=quantity.end)
        else:
            result.append(replace(quantity, kind=UNCLEAR))
    return result


def _shared_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """A unit behind the last of a list (8、3、2、1万; 3、5年) may be meant for all of it or not: none of it is clear."""
    result = list(found)
    for group in runs(text, found, _LISTED):
        bare = [q for q in group[:-1] if q.kind == "number" and not _SCALED.search(text[q.start : q.end])]
        last = group[-1]
        scaled = bool(re.search(r"[万亿千百]", text[last.start : last.end])) and not text[last.start : last.end].isdigit()
        if bare and (last.kind not in AMOUNTS or scaled):
            result = [replace(q, kind=UNCLEAR) if q in group else q for q in result]
    return result


def runs(text: str, found: list[Quantity], joint: re.Pattern[str]) -> list[list[Quantity]]:
    """Quantities with nothing but `joint` between them, two or more at a time."""
    groups: list[list[Quantity]] = []
    for quantity in found:
        if groups and joint.fullmatch(text[groups[-1][-1].end : quantity.start]):
            groups[-1].append(quantity)
        else:
            groups.append([quantity])
    return [group for group in groups if len(group) > 1]
