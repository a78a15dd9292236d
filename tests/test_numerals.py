from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.numerals import fold_width, read_han, read_numbers

DIGITS = "零一二三四五六七八九"


def to_han(number: int) -> str:
    """Plain Chinese numerals, as a reference written apart from the reader."""
    if number == 0:
        return "零"
    groups, text = ["", "万", "亿"], ""
    place = 0
    while number:
        number, group = divmod(number, 10_000)
        if group:
            part, zero = "", False
            for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
                digit = group // unit % 10
                if digit:
                    part += ("零" if zero and part else "") + DIGITS[digit] + name
                    zero = False
                else:
                    zero = True
            lead = "零" if number and group < 1000 else ""
            text = lead + part + groups[place] + text
        place += 1
    return text


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_every_number_survives_the_round_trip_through_chinese_numerals(number: int) -> None:
    assert read_han(to_han(number)) == number


@given(st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False), st.sampled_from(["", "万", "亿", "千"]))
def test_arabic_numbers_are_read_exactly_in_either_width(number: object, scale: str) -> None:
    factor = {"": 1, "万": 10**4, "亿": 10**8, "千": 1000}[scale]
    for text in (f"约{number}{scale}元", f"约{number}{scale}元".translate({48 + digit: 0xFF10 + digit for digit in range(10)})):
        [read] = read_numbers(text)
        assert read.value == Fraction(str(number)) * factor
        assert text[read.start : read.end] == text[1:-1]


@given(st.text(max_size=60))
def test_any_text_is_read_without_error_and_spans_stay_in_order(text: str) -> None:
    at = 0
    for number in read_numbers(text):
        assert at <= number.start < number.end <= len(text)
        at = number.end


@given(st.text(max_size=60))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold_width(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("３０％", Fraction(3, 10)),
        ("3,000元", Fraction(3000)),
        ("八成", Fraction(4, 5)),
        ("两成五", Fraction(1, 4)),
        ("打七折", Fraction(7, 10)),
        ("八五折", Fraction(85, 100)),
        ("百分之十二", Fraction(12, 100)),
        ("十五万八", Fraction(158_000)),
        ("一百二", Fraction(120)),
        ("一百零二", Fraction(102)),
        ("两千三", Fraction(2300)),
        ("18.8亿", Fraction(1_880_000_000)),
        ("1/3", Fraction(1, 3)),
        ("三分之一", Fraction(1, 3)),
        ("千分之五", Fraction(5, 1000)),
        ("1万2千", Fraction(12_000)),
        ("2w3", Fraction(23_000)),
        ("3万八", Fraction(38_000)),
        ("3万八千", Fraction(38_000)),
        ("2千五百", Fraction(2_500)),
        ("15万8", Fraction(158_000)),
        ("1亿2千万", Fraction(120_000_000)),
        ("9.5w", Fraction(95_000)),
        ("三点五倍", Fraction(7, 2)),
        ("二〇〇八年", Fraction(2008)),
        ("一万亿", Fraction(10**12)),
    ],
)
def test_the_ways_of_writing_a_number(text: str, value: Fraction) -> None:
    assert [number.value for number in read_numbers(text)] == [value]


@pytest.mark.parametrize("text", ["800，300，200", "800/300/200", "800、300、200"])
def test_numbers_of_a_list_stay_apart(text: str) -> None:
    assert [number.value for number in read_numbers(text)] == [800, 300, 200]


def test_words_with_a_share_sign_in_them_are_no_shares() -> None:
    assert [number.mark for number in read_numbers("五成功")] == [""]
    assert read_numbers("成为") == []


def test_text_that_is_no_numeral_is_refused() -> None:
    with pytest.raises(ValueError, match="三个"):
        read_han("三个")
