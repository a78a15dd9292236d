"""Quantities of a question: numbers with their units, each with its place in the text.

1.2万元  800块  ３０％  八成  打七折  三年  18个月  每月200  半年
"""

import re
from fractions import Fraction

from assistant.numerals import Number, fold_width, read_numbers
from assistant.types import Quantity

_YEARS_OF = {
    "年": Fraction(1),
    "季": Fraction(1, 4),
    "季度": Fraction(1, 4),
    "月": Fraction(1, 12),
    "周": Fraction(7, 365),
    "天": Fraction(1, 365),
}

_MONEY = re.compile(r"\s*(?:元|块钱|块|人民币)")
_PERIOD = re.compile(r"\s*个?(?P<unit>年|季度|季|月|周|天)(?!份|底|初|中|龄|\d)")
_COUNT = re.compile(r"\s*(?:个|位|名|人|家|户|单|次|件|台)(?!百分点|月)")
_POINTS = re.compile(r"\s*个百分点")
_ABOUT = re.compile(r"(?:大约|大概|约|差不多|近|将近)\s*$")
_ABOUT_AFTER = re.compile(r"(?:左右|上下|来)")
_EVERY = re.compile(r"(?:每|一)\s*个?(?P<unit>年|季度|季|月|周|天)")
_HALF = re.compile(r"(?<![\d一二两三四五六七八九十])半\s*个?(?P<unit>年|月)")
_NOT_A_NUMBER = re.compile(r"(?:第|统|唯|专|单|同|万|惟|头|老|周|星期|之)$")
_FILLER_AFTER = re.compile(r"[个些样下直起定般共切律旦次点面边种]")
_CALENDAR = re.compile(r"\s*年")


def read_quantities(text: str) -> list[Quantity]:
    """All quantities of `text` in order. Ordinals (第三), calendar years (2008年) and numerals inside words (一定) are none."""
    folded = fold_width(text)
    found: list[Quantity] = []
    periods = [(match.start(), match.end(), _YEARS_OF[match["unit"]]) for match in _EVERY.finditer(folded)]
    for match in _HALF.finditer(folded):
        found.append(Quantity(_YEARS_OF[match["unit"]] / 2, "years", match.start(), match.end()))
    for number in read_numbers(text):
        if any(start <= number.start < end for start, end, _ in periods) or _is_word(folded, number):
            continue
        found.append(_quantity(folded, number))
    found.sort(key=lambda quantity: quantity.start)
    return _with_periods(folded, found, periods)


def _is_word(text: str, number: Number) -> bool:
    if _NOT_A_NUMBER.search(text[: number.start]):
        return True
    if (
        number.han
        and number.value < 10
        and not number.mark
        and _FILLER_AFTER.match(text, number.end)
        and not _COUNT.match(text, number.end)
    ):
        return True
    if number.han and number.value == 1 and _COUNT.match(text, number.end):  # 一位客户: an article, not a figure
        return True
    bare_one = number.han and text[number.start : number.end] in ("一", "两", "万", "千", "百", "十", "亿")
    if bare_one and not (_PERIOD.match(text, number.end) or _COUNT.match(text, number.end)):
        return True
    return not number.mark and 1900 <= number.value <= 2100 and bool(_CALENDAR.match(text, number.end))


def _quantity(text: str, number: Number) -> Quantity:
    value, end, kind = number.value, number.end, "number"
    if number.mark:
        kind = "rate"
    elif match := _POINTS.match(text, end):
        value, end, kind = value / 100, match.end(), "points"
    elif match := _MONEY.match(text, end):
        end, kind = match.end(), "money"
    elif match := _PERIOD.match(text, end):
        value, end, kind = value * _YEARS_OF[match["unit"]], match.end(), "years"
    elif match := _COUNT.match(text, end):
        end, kind = match.end(), "count"
    about = bool(_ABOUT.search(text[: number.start]) or _ABOUT_AFTER.match(text, end))
    return Quantity(value, kind, number.start, end, about)


def _with_periods(text: str, found: list[Quantity], periods: list[tuple[int, int, Fraction]]) -> list[Quantity]:
    """每月 and 一年 in front of an amount say what it is paid per; 一年 alone is a duration."""
    result = list(found)
    for start, end, years in periods:
        following = next((q for q in result if q.start >= end), None)
        clause = text[end : following.start] if following else ""
        if following and following.kind in ("money", "number") and not re.search(r"[,，;；。!?]", clause):
            at = result.index(following)
            result[at] = Quantity(following.value, following.kind, following.start, following.end, following.approximate, years)
        elif not text[start:].startswith("每"):
            result.append(Quantity(years, "years", start, end))
    return sorted(result, key=lambda quantity: quantity.start)
