"""Amounts that are given as so many pieces of goods: 促销前480件. What is linear in an amount is worked in pieces as in 元."""

import re
from collections.abc import Mapping

from assistant.value.binding import Bound
from assistant.value.periods import periods_in
from assistant.value.signature import Formula
from assistant.value.units import COUNT, MONEY

_NO_GOODS = re.compile("[位户口名人家次回趟店项条]|公里|课时|样本?|个人")
_OF_PEOPLE = re.compile(r"[^,;。\d]{0,2}(?:客|人(?!参)|会员|用户|学员|粉丝)")
_SCALED = re.compile("[万亿]")
_AMOUNT = re.compile("(?<!份)额")


def measure_of(formula: Formula, text: str, inputs: Mapping[str, Bound]) -> str | None:
    """The measure word of the inputs that may be counted in pieces, empty where they are amounts of money; None where they are not
    alike, count no goods, or are counted for times of different length."""
    said = [bound for name, bound in inputs.items() if formula.parameter(name).pieces]
    measures = {_measure(text, bound) for bound in said}
    counted = {measure for measure in measures if measure not in ("", "元")}
    if not counted:
        return ""
    alike = len(counted) == 1 and "元" not in measures and len(periods_in(text)) < 2
    scaled = {bool(_SCALED.search(text, bound.start, bound.end)) for bound in said if not _measure(text, bound)}
    [measure, *_] = counted
    goods = not _NO_GOODS.fullmatch(measure) and not any(_OF_PEOPLE.match(text, bound.end) for bound in said)
    return measure if alike and goods and True not in scaled else None


def _measure(text: str, bound: Bound) -> str:
    """The word behind the number of an input: 元, a measure word, or none."""
    for at in range(bound.start + 1, bound.end):
        if MONEY.fullmatch(text, at, bound.end):
            return "元"
        if COUNT.fullmatch(text, at, bound.end):
            return text[at : bound.end].strip()
    return ""


def in_pieces(text: str, measure: str) -> str:
    """What is said of an amount of money, said of pieces: 多卖128元 becomes 多卖128件, 销售额 销售量."""
    return _AMOUNT.sub("量", text.replace("元", measure)) if measure else text
