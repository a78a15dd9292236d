"""Which sentence has the band that a number falls into: 37岁 among 25到34岁, 35到44岁; 1970年 among 1966到1976年."""

import re
from collections.abc import Iterator
from fractions import Fraction

from assistant.numerals import read_numbers

_ASKS_BAND = re.compile(r"(?:哪|第几|几)(?:一|个)?[一-鿿]{0,4}?(?:世?代|档|段|层|级|组|区间)")
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_UNITS = "岁|年|美元|元|人"
_UNIT = re.compile(_UNITS)
_BETWEEN = re.compile(rf"(?P<low>{_NUMBER})(?:到|至)(?P<high>{_NUMBER})(?P<unit>{_UNITS})")
_BELOW = re.compile(rf"(?P<high>{_NUMBER})(?P<unit>{_UNITS})以下")
_FROM = re.compile(rf"(?:从(?P<since>{_NUMBER})(?P<years>年)(?:起|到现在|算到现在)|(?P<low>{_NUMBER})(?P<unit>{_UNITS})(?:或?以上|或更多))")

Band = tuple[Fraction, str]  # a value and its unit


def asked_bands(question: str) -> frozenset[Band]:
    """The numbers of a question, with their units, that are to be put into a band; none where it asks for none."""
    if not _ASKS_BAND.search(question):
        return frozenset()
    read = ((number, _UNIT.match(question, number.end)) for number in read_numbers(question))
    return frozenset((number.value, unit.group()) for number, unit in read if unit)


def holds(text: str, asked: frozenset[Band]) -> bool:
    """Whether a sentence has a band that one of `asked` falls into."""
    return any(low <= value <= high for value, unit in asked for low, high, of in _bands(text) if of == unit)


def _bands(text: str) -> Iterator[tuple[Fraction, Fraction, str]]:
    """The bands of a text, from their lowest to their highest value."""
    endless = Fraction(10**12)
    for band in _BETWEEN.finditer(text):
        yield _value(band["low"]), _value(band["high"]), band["unit"]
    for band in _BELOW.finditer(text):
        yield Fraction(0), _value(band["high"]), band["unit"]
    for band in _FROM.finditer(text):
        yield _value(band["since"] or band["low"]), endless, band["years"] or band["unit"]


def _value(number: str) -> Fraction:
    return Fraction(number.replace(",", ""))
