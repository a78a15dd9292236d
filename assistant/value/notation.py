"""How an exact number is shown: rounded half up to two decimals, trailing zeros left out, with its unit where one is given."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

DECIMALS = 2
# Any other unit is a measure word (人, 单, 棵) and stands behind the number as it is.
_SUFFIX = {
    "money": "元",
    "rate": "%",
    "points": "个百分点",
    "years": "年",
    "months": "个月",
    "days": "天",
    "multiple": "倍",
    "number": "",
    "count": "",
}
_HUNDREDTHS = ("rate", "points")
_COME_WHOLE = "人位单棵件个次"  # what is counted in ones: a part of one is no more than an estimate
_TEN_THOUSAND = 10_000
_LARGE = 100_000  # amounts from here on are also shown in 万 or 亿


def decimal_string(value: Fraction, places: int = 12) -> str:
    """Plain decimal digits: exact where they end within `places`, rounded half up there otherwise."""
    with localcontext() as context:
        context.prec = 60 + value.numerator.bit_length() // 3  # more than its digits
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = format(rounded, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def shown(value: Fraction, unit: str = "number") -> str:
    """`value` for a reader: 1243.43元, 66.67%, 3年, 200人. A rate and percentage points are given as a fraction of one."""
    if unit == "choice":
        return "选定"  # the label says what
    return decimal_string(value * 100 if unit in _HUNDREDTHS else value, DECIMALS) + _SUFFIX.get(unit, unit)


def shown_large(value: Fraction, unit: str) -> str:
    """As `shown`, in a sentence: an amount of 100,000元 and more is repeated in 万元 or 亿元 where that is exact; people, deals and
    other things that come in ones are not rounded, and 约 says so."""
    text = shown(value, unit)
    if unit and unit in _COME_WHOLE and value.denominator != 1:
        return f"约{text}"
    if unit != "money" or abs(value) < _LARGE:
        return text
    scale, name = (100_000_000, "亿元") if abs(value) >= 100_000_000 else (10_000, "万元")
    if (value * 100 / scale).denominator != 1:
        return text
    return f"{text}（{decimal_string(value / scale, DECIMALS)}{name}）"


def in_ten_thousands(value: Fraction, unit: str) -> str:
    """25.2万棵: an amount or a count in 万, for whoever speaks in 万; empty where it would have to be rounded."""
    measure = "元" if unit == "money" else unit
    if measure in _SUFFIX or (value * 100 / _TEN_THOUSAND).denominator != 1:
        return ""
    return f"{decimal_string(value / _TEN_THOUSAND, DECIMALS)}万{measure}"


def whole(value: Fraction) -> Fraction:
    """Rounded half up to a whole number."""
    return Fraction((2 * value + 1).__floor__() // 2)
