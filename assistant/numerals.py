"""Numbers as Chinese text writes them: ３０, 1.2万, 1万2千, 12w, 3,000, 八成, 两成五, 十五万八, 百分之十二, 三分之一, 1/3.

Values are exact fractions of one; `30%`, `八成` and `打七折` (with the 折) read as 3/10, 4/5 and 7/10.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

# Width folding maps one character to one, so that offsets stay valid.
WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2236: 0x3A}

_DIGITS = {
    char: value
    for value, chars in enumerate(("零〇○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in chars
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}

_LETTERS = {"k": 1000, "w": 10_000}  # 12w, 1.5k, as people type them
_SCALES = {**_UNITS, **_GROUPS, **_LETTERS, **{letter.upper(): factor for letter, factor in _LETTERS.items()}}

# 3,000 is one number; in 210,140,20 the commas part three.
_ARABIC = r"(?<!\d,)\d{1,3}(?:,\d{3})+(?!(?:,\d{3})*,-?\d{1,2},)(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = "[" + "".join((*_UNITS, *_GROUPS)) + "]"
_TYPED_SCALE = rf"(?:{_SCALE}|[kKwW](?=\d))"  # 2w3, as 2万3
_HAN = "[" + "".join((*_DIGITS, *_UNITS, *_GROUPS)) + "]"
_ONES = "[" + "".join(char for char, value in _DIGITS.items() if value) + "]"
_LAST = rf"(?:{_ONES}(?!{_HAN}|[年个折成点位名人]))?"
_BELOW = rf"万(?={_ONES})(?:{_ONES}千)?(?:{_ONES}百)?(?:{_ONES}十)?{_LAST}|千(?={_ONES})(?:{_ONES}百)?(?:{_ONES}十)?{_LAST}|百(?={_ONES})(?:{_ONES}十)?{_LAST}"
_HAN_NUMBER = rf"(?:{_HAN})+(?:点[{''.join(_DIGITS)}]+(?:个?(?:{_SCALE})+)?)?|(?:{_HAN})+个亿"

_NUMBER = re.compile(
    rf"(?P<parts>百|千|万|{_ARABIC}|{_HAN_NUMBER})分之(?P<share>{_ARABIC}|{_HAN_NUMBER})"
    rf"|(?P<above>\d+)/(?P<parted>[1-9]\d*)(?!/)"
    rf"|(?P<tenth>\d+\.\d)(?P<then>[万wW千kK])(?P<last>[1-9])(?![\d年个%折成万千百亿kw]|[.,]\d|\s*%)"
    rf"|(?P<chain>\d+{_TYPED_SCALE}+(?:[1-9]{_TYPED_SCALE}+)*[1-9](?:[kKwW](?![a-zA-Z])|{_SCALE}+|(?![\d年个%折成]|[.,]\d|\s*%)))"
    rf"|(?P<many>\d+)(?P<below>{_BELOW})"
    rf"|(?P<arabic>{_ARABIC})(?P<scale>[kKwW](?![a-zA-Z])|(?:个(?=亿))?{_SCALE}*)"
    rf"|(?P<tenths>[{''.join(_DIGITS)}十])成(?P<more>[{''.join(_DIGITS)}半])?(?![为了本立功员熟长就果品])"
    rf"|(?P<han>{_HAN_NUMBER})"
)
_SPOKEN_SCALE = re.compile(rf"(?P<spoken>.*点[{''.join(_DIGITS)}]+)个?(?P<scale>{_SCALE}+)|(?P<plain>.+)个(?P<group>亿)")
_NO_THOUSANDS = re.compile(r"(?<=[0-9])，")  # 800，300 are two numbers; 3,000 and ３，０００ are one
_LONGEST, _ENDLESS = 100, Fraction(10**100)  # what is written longer is no number that anybody means, and is only known to be too large
_PERCENT = re.compile(r"\s*%")
_DISCOUNT = re.compile(r"\s*折(?!现|旧|算|合|成(?!交)|磨|腾|叠|中|射|扣率|下来|回)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in `text[start:end]`; `mark` is %, 成 or 折 where it is written as a share, else empty."""

    value: Fraction
    start: int
    end: int
    mark: str = ""
    han: bool = False


def fold_width(text: str) -> str:
    """Full-width letters, digits and signs to half width, the same length."""
    return text.translate(WIDTH)


def read_han(text: str) -> Fraction:
    """Value of a number in Chinese numerals: 十五万八 is 158,000, 一百二 is 120, 三点五 is 3.5, 一九九八 is 1998.

    Raises ValueError when it is none.
    """
    if spoken := _SPOKEN_SCALE.fullmatch(text):  # 一点八个亿
        return read_han(spoken["spoken"] or spoken["plain"]) * read_scale(spoken["scale"] or spoken["group"])
    whole, _, tail = text.partition("点")
    if not whole or any(char not in _DIGITS and char not in _UNITS and char not in _GROUPS for char in whole):
        raise ValueError(f"not a number in Chinese numerals: {text!r}")
    value = Fraction(_read_digits(whole) if all(char in _DIGITS for char in whole) else _read_groups(whole))
    return value + Fraction(_read_digits(tail), 10 ** len(tail)) if tail else value


def _read_digits(text: str) -> int:
    return int("".join(str(_DIGITS[char]) for char in text))


def _read_groups(text: str) -> int:
    """Sum of digit × unit, group by group; a last bare digit takes the next lower unit (一百二 = 120)."""
    total = section = 0
    digit: int | None = None
    last = 1  # the unit read last; a bare digit behind it counts tenths of it
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
            if digit == 0:
                last = 1  # 一百零二: the digit behind 零 counts ones
        elif char in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[char]
            last, digit = _UNITS[char], None
        else:
            section += digit or 0
            if section == 0 and total == 0:
                section = 1
            factor = _GROUPS[char]
            # 一万亿: the group applies to all that stands before a greater one.
            total = (total + section) * factor if factor > total > 0 else total + section * factor
            section, last, digit = 0, factor, None
    if digit is not None:
        section += digit * (last // 10 if last > 10 else 1)
    return total + section


def _read_chain(text: str) -> Fraction:
    """1万2千 is 12,000, as is 1万2: a last bare digit takes the next lower unit."""
    total, factor = Fraction(0), 10
    for digits, marks in re.findall(r"(\d+)(\D*)", text):
        factor = read_scale(marks) if marks else factor // 10
        total += int(digits) * factor
    return total


def read_scale(marks: str) -> int:
    """Factor of the marks behind an Arabic number: 万 is 10,000, 千万 is 10,000,000."""
    factor = 1
    for mark in marks.removeprefix("个"):
        factor *= _SCALES[mark]
    return factor


def read_numbers(text: str) -> list[Number]:
    """Every number of `text`, in order, with its place. Numerals inside a word (一定, 万一) are read too."""
    folded = fold_width(_NO_THOUSANDS.sub("、", text))
    found = []
    end = 0
    while match := _NUMBER.search(folded, end):
        end = match.end()
        mark, han = "", False
        if end - match.start() > _LONGEST:
            value = _ENDLESS
        elif part := match["parts"]:
            value, mark = _plain(match["share"]) / (_plain(part) or 1), "%"
        elif match["above"]:
            value = Fraction(int(match["above"]), int(match["parted"]))
            if value >= 1:  # 80/30: two numbers side by side
                value, end = Fraction(int(match["above"])), match.end("above")
        elif part := match["tenth"]:  # 3.9万5
            value = (_plain(part) + Fraction(int(match["last"]), 100)) * read_scale(match["then"])
        elif part := match["chain"]:
            value = _read_chain(part)
        elif part := match["below"]:  # 3万八, 3万八千
            value = (int(match["many"]) - 1) * read_scale(part[0]) + read_han("一" + part)
        elif part := match["arabic"]:
            value = _plain(part) * read_scale(match["scale"])
        elif part := match["tenths"]:
            tenths = 10 if part == "十" else _DIGITS[part]
            more = match["more"]
            hundredths = 5 if more == "半" else _DIGITS[more] if more else 0
            value, mark = Fraction(tenths * 10 + hundredths, 100), "成"
        else:
            value, han = read_han(match["han"]), True
        if not mark:
            if after := _PERCENT.match(folded, end):
                value, mark, end = value / 100, "%", after.end()
            elif after := _DISCOUNT.match(folded, end):
                # 七折 is 7/10, 八五折 and 85折 are 85/100.
                value, mark, end = value / (10 if value <= 10 else 100), "折", after.end()
        found.append(Number(value, match.start(), end, mark, han))
    return found


def _plain(text: str) -> Fraction:
    if text[0].isdigit():
        return Fraction(text.replace(",", ""))
    return read_han(text)
