"""What an amount is paid per: 每月200, 200块一个月, 每月来4次，每次赚50; 半年 alone is a duration."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from assistant.types import Quantity
from assistant.value.kinds import AMOUNTS, SHARES

_NEAR = 16  # characters in front of a number that are looked at

YEARS_OF = {
    "年": Fraction(1),
    "季": Fraction(1, 4),
    "季度": Fraction(1, 4),
    "月": Fraction(1, 12),
    "周": Fraction(1, 52),
    "星期": Fraction(1, 52),
    "天": Fraction(1, 365),
    "日": Fraction(1, 365),
}

# What an amount is paid per. 第一年, 过去一年, 上半年 and 去年 are particular times, no periods.
_HAN = "一二两三四五六七八九十百千"
_NUMERAL = rf"\d{_HAN}"
_PERIOD = re.compile(
    r"每一?个?\s*(?P<each>年|季度|季|月|周|星期|天|日)"
    rf"|(?<![第近去头上作{_HAN}])(?<!(?<![往以今之])后)(?<!(?<![之以当目])前)一\s*(?:(?P<a>年|周|天)|个\s*(?P<a_long>季度|月|星期))(?![后前多半期级份])"
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
    r"(?![之以过]?后|下来)[^,;。!?\d]{0,8}?(?:多少|几)(?:元|块|钱|成本|费|成|[?]|$)|[^,;。!?\d]{0,8}?百分之(?:几|多少)|[^,;。!?\d]{0,3}预算"
)  # 一年要花多少钱: what is asked is so much a year
_EVERY = re.compile(r"每隔?\s*$")
_TIMES_UNIT = re.compile("[次回趟单笔箱件杯桶顿节]$")
_VISIT = "[次回趟单笔]"  # 每单赚12块，一个月来4次
_OFTEN = re.compile(r"[^,;。\d]{0,8}")  # between 每月 and 4次: 会来
_CLAUSE = re.compile(r"[,;。!?\n]")
_DESCRIBES = re.compile(r"的(?:单子?|订单|客[人流]|生意)")  # 每天的单子平均一单赚25
_BREAK = re.compile(r"(?<![呢话嘛吧啊]),|[;。!?\n]|\s(?=[\u4e00-\u9fff])")
_BLANK = re.compile(r"\s*")
_WORD = re.compile(r"(?!的)[\w¥￥]")  # 100块一年的利润要收回350块: so much a year are the 100


def written_periods(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int, Fraction]]]:
    """Where a text in half width says a period; and those for which something may be paid, with their lengths in years."""
    written = list(_PERIOD.finditer(text))
    paid = [match for match in written if match["each"] or not _OF_A_THING.match(text, match.end())]
    return [match.span() for match in written], [(match.start(), match.end(), _period(match)) for match in paid]


def periods_in(text: str) -> set[Fraction]:
    """The lengths, in years, of the periods for which a text in half width gives amounts."""
    return {_period(match) for match in _PERIOD.finditer(text)}


def _period(match: re.Match[str]) -> Fraction:
    unit = next(filter(None, match.group("each", "a", "a_long", "of", "mean", "again", "per")))
    return YEARS_OF[unit] / (2 if match["half"] else 1)


def _repeated(text: str, found: Sequence[Quantity], periods: Sequence[tuple[int, int, Fraction]]) -> tuple[list[Quantity], set[int]]:
    """每月来4次，每次赚50 and 每次赚50，一个月4次 are 200 a month; and where the periods stand that are spoken for."""
    result = list(found)
    counted: set[int] = set()
    for first, second in pairwise([q for q in found if q.kind not in SHARES]):
        times, each = (first, second) if first.kind == "count" else (second, first)
        unit = _TIMES_UNIT.search(text, times.start, times.end)
        if unit is None or times.kind != "count" or each.kind not in AMOUNTS or each.per is not None:
            continue
        lead = text[_sentence_start(text, each.start) : each.start] if each is first else text[times.end : each.start]
        period = next((p for p in reversed(periods) if p[1] <= times.start and _OFTEN.fullmatch(text, p[1], times.start)), None)
        one = _VISIT if re.fullmatch(_VISIT, unit.group()) else unit.group()
        if period and re.search(rf"(?:每|(?<![头第])一|平均|单){one}[^,;。]{{0,8}}$", lead):
            result[result.index(each)] = replace(each, value=each.value * times.value, per=period[2])
            result.remove(times)
            counted.add(period[0])
    return result, counted


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind(mark, 0, at) for mark in ",;。!?\n") + 1


def with_periods(text: str, found: Sequence[Quantity], periods: Sequence[tuple[int, int, Fraction]]) -> list[Quantity]:
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
        if behind and behind.kind in SHARES and years == 1 and not _CLAUSE.search(text, end, behind.start):
            continue  # 一年10%: a rate is a yearly one
        if behind and (
            behind.kind not in AMOUNTS
            or _DESCRIBES.match(text, end)
            or _BREAK.search(text, end, behind.start)
            or any(end <= s < behind.start for s in starts)
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
