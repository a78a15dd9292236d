from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.numerals import read_numbers
from assistant.value.quantities import plain, read_quantities

relaxed = settings(deadline=None)
KINDS = {"money", "number", "rate", "points", "growth", "shift", "multiple", "years", "count", "unclear"}


def seen(text: str) -> list[tuple[str, str, Fraction]]:
    return [(text[q.start : q.end], q.kind, q.value) for q in read_quantities(text)]


@pytest.mark.parametrize(
    ("text", "written", "kind", "value"),
    [
        ("花了800元", "800元", "money", "800"),
        ("花了８００块钱", "８００块钱", "money", "800"),
        ("1.2万元", "1.2万元", "money", "12000"),
        ("12w块", "12w块", "money", "120000"),
        ("一千四百块", "一千四百块", "money", "1400"),
        ("¥1,400.50", "¥1,400.50", "money", "1400.5"),
        ("￥80", "￥80", "money", "80"),
        ("800人民币", "800人民币", "money", "800"),
        ("价值十五万八", "十五万八", "number", "158000"),
        ("价值1万2千", "1万2千", "number", "12000"),
        ("每单200元", "200元", "money", "200"),
        ("每个人头5元", "5元", "money", "5"),
        ("留老100元", "100元", "money", "100"),
        ("产品800人员", "800", "number", "800"),
        ("占30%", "30%", "rate", "3/10"),
        ("占３０％", "３０％", "rate", "3/10"),
        ("占八成", "八成", "rate", "4/5"),
        ("占三成六", "三成六", "rate", "9/25"),
        ("占百分之十二", "百分之十二", "rate", "3/25"),
        ("占三分之一", "三分之一", "rate", "1/3"),
        ("占了一半", "一半", "rate", "1/2"),
        ("跑掉八分之一的客人，也就是12.5%", "八分之一", "rate", "1/8"),
        ("零件每件20元", "20元", "money", "20"),
        ("按8个点折现", "8个点", "points", "2/25"),
        ("合作3年", "3年", "years", "3"),
        ("合作三年", "三年", "years", "3"),
        ("合作两年半", "两年半", "years", "5/2"),
        ("合作18个月", "18个月", "years", "3/2"),
        ("合作半年", "半年", "years", "1/2"),
        ("合作一年", "一年", "years", "1"),
        ("合作十一年", "十一年", "years", "11"),
        ("未来10年内", "10年", "years", "10"),
        ("3个店员", "3个", "count", "3"),
        ("两位客户", "两位", "count", "2"),
        ("负200", "负200", "number", "-200"),
        ("利润-200", "-200", "number", "-200"),
        ("每年亏200元", "亏200元", "money", "-200"),
        ("原价1000元打七折", "1000元打七折", "money", "700"),
        ("1000，打八五折", "1000，打八五折", "number", "850"),
        ("1000的9折", "1000的9折", "number", "900"),
        ("贵5倍", "5倍", "unclear", "5"),
        ("份额涨了5个百分点", "5个百分点", "shift", "1/20"),
        ("满意度下降3个点", "3个点", "shift", "-3/100"),
        ("增长5%", "5%", "growth", "1/20"),
        ("多收了三块五", "三块五", "money", "3.5"),
        ("一瓶3块5", "3块5", "money", "3.5"),
        ("12元8角", "12元8角", "money", "12.8"),
        ("合作三年零六个月", "三年零六个月", "years", "3.5"),
        ("合作3年6个月", "3年6个月", "years", "3.5"),
        ("打8.2分", "8.2分", "number", "8.2"),
        ("15万公里", "15万公里", "count", "150000"),
        ("合作20来年", "20来年", "years", "20"),
        ("花了两千来块", "两千来块", "money", "2000"),
        ("总成本2w3", "2w3", "number", "23000"),
        ("卖了8w6", "8w6", "number", "86000"),
    ],
)
def test_one_quantity_with_its_unit(text: str, written: str, kind: str, value: str) -> None:
    assert seen(text) == [(written, kind, Fraction(value))]


def test_so_many_in_front_of_many_are_counted_and_so_is_the_whole() -> None:
    assert [value for _, _, value in seen("300个客户里前60个")] == [300, 60]
    assert [value for _, _, value in seen("新客户一个要500，10万预算")] == [500, 100_000]
    assert not seen("前三名")


def test_one_scale_behind_a_list_parted_by_spaces_is_everyones() -> None:
    assert [value for _, _, value in seen("利润分别是90 60 20 10万")] == [900_000, 600_000, 200_000, 100_000]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        # ranges and choices
        ("合作3到5年", "3到5年"),
        ("合作3年到5年", "3年到5年"),
        ("合作3～5年", "3～5年"),
        ("花500-600元", "500-600元"),
        ("利润从500涨到600", "500涨到600"),
        ("3年还是5年", "3年还是5年"),
        ("三五年", "三五年"),
        ("七八百块", "七八百块"),
        ("两三万", "两三万"),
        ("三四十", "三四十"),
        # more or less than a figure
        ("900多元", "900多元"),
        ("30余万", "30余"),
        ("3年多", "3年多"),
        ("3年以上", "3年以上"),
        ("十几年", "十几年"),
        ("不到900", "900"),
        ("超过1400元", "1400元"),
        ("至少3年", "3年"),
        ("大于40%", "40%"),
        # units in which nothing is worked out
        ("1000美元", "1000美元"),
        ("$1000", "$1000"),
        ("2小时", "2小时"),
        ("30分钟", "30分"),
        ("500kg", "500k"),
        ("3月", "3月"),
        # shares of something else, changes, the past
        ("打七折", "七折"),
        ("合作了3年", "3年"),
        ("已经合作3年", "3年"),
        ("过去三年", "三年"),
        ("3年前", "3年"),
        ("3年的老客户", "3年"),
        ("4:2:1", "4:2:1"),
        ("四年或五年", "四年或五年"),
    ],
)
def test_what_is_no_single_amount_is_unclear(text: str, written: str) -> None:
    [(found, kind, _)] = seen(text)
    assert kind == "unclear"
    assert found.startswith(written[:-1]), found
    assert read_numbers(found)


@pytest.mark.parametrize(
    "text",
    [
        "第三名", "老二", "头三家", "前三名", "前3名", "2008年", "一九九八年", "一定", "一位客户", "统一", "万一", "四川", "三星手机", "双十一", "之一", "星期一", "两者",
        "多少万元", "几百块", "十分", "三季度", "每年", "每个月", "\n1、产品\n2、服务", "4S店", "4P和7Ps",
    ],
)  # fmt: skip
def test_numerals_that_count_nothing_are_no_quantities(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("14万、11.4", ["unclear"] * 2),
        ("500、1万", ["unclear"] * 2),
        ("8万、3、2、1万", ["unclear"] * 4),
        ("800、300、200、100", ["number"] * 4),
        ("800、300、200、100元", ["number"] * 3 + ["money"]),
        ("8万、3万、2万、1万", ["number"] * 4),
        ("800元、1万元", ["money"] * 2),
        ("八百、三百、一千二", ["number"] * 3),
        ("产品8，总成本1万", ["number"] * 2),
    ],
)
def test_a_unit_in_a_list_is_not_guessed_to_be_everyones(text: str, kinds: list[str]) -> None:
    assert [kind for _, kind, _ in seen(text)] == kinds


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("8、3、2、1万", "number", [80_000, 30_000, 20_000, 10_000]),
        ("8、3、2和1万元", "money", [80_000, 30_000, 20_000, 10_000]),
        ("8，3，2，1万", "number", [80_000, 30_000, 20_000, 10_000]),
        ("18.5、23.31万", "number", [185_000, 233_100]),
        ("50、30、8、4、1、0.5亿", "number", [5_000_000_000, 3_000_000_000, 800_000_000, 400_000_000, 100_000_000, 50_000_000]),
    ],
)
def test_a_unit_behind_the_last_of_a_list_of_like_numbers_is_everyones(text: str, kind: str, values: list[int]) -> None:
    assert [(q.kind, q.value) for q in read_quantities(text)] == [(kind, value) for value in values]


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("每月200块", "1/12"),
        ("每个月利润200", "1/12"),
        ("200块一个月，合作5年", "1/12"),
        ("200元/月", "1/12"),
        ("200每月", "1/12"),
        ("月均200", "1/12"),
        ("月利润200", "1/12"),
        ("每季度200", "1/4"),
        ("每3个月200", "1/4"),
        ("每半年200", "1/2"),
        ("半年利润200", "1/2"),
        ("一年利润200", "1"),
        ("每一年200", "1"),
        ("年利润200", "1"),
        ("200一年", "1"),
        ("每两年200", "2"),
        ("每周200", "1/52"),
        ("每天200", "1/365"),
        ("200元", None),
        ("去年利润200", None),
        ("今年利润200", None),
        ("第一年200", None),
        ("过去一年利润200", None),
        ("上半年利润200", None),
        ("本月利润200", None),
        ("每年合作，200元", None),
        ("合作一年，200元", None),
        ("每次200", None),
    ],
)
def test_the_period_that_an_amount_is_paid_per(text: str, per: str | None) -> None:
    amount = next(q for q in read_quantities(text) if q.value == 200)
    assert amount.per == (None if per is None else Fraction(per))


def test_each_of_two_amounts_keeps_its_own_period() -> None:
    first, second, third = read_quantities("历史1200每年500，潜在100元每月")
    assert [(q.value, q.per) for q in (first, second, third)] == [(1200, None), (500, 1), (100, Fraction(1, 12))]


@pytest.mark.parametrize(("text", "about"), [("大约800", True), ("800左右", True), ("差不多3年", True), ("两千来块", True), ("800", False)])
def test_about_is_kept(text: str, about: bool) -> None:
    assert [q.approximate for q in read_quantities(text)] == [about]


UNITS = {
    "元": ("money", 1),
    "块": ("money", 1),
    "万元": ("money", 10**4),
    "亿": ("number", 10**8),
    "千": ("number", 1000),
    "%": ("rate", Fraction(1, 100)),
    "年": ("years", 1),
}


@relaxed
@given(
    st.decimals(min_value=0, max_value=1899, places=2, allow_nan=False),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(["", "是", "价值", "折现率：", "大约", "，"]),
    st.sampled_from(["", "，", "。", "、", "？", "左右"]),
)
def test_a_number_with_its_unit_is_read_exactly_wherever_it_stands(number: object, unit: str, before: str, after: str) -> None:
    kind, factor = UNITS[unit]
    text = f"{before}{number}{unit}{after}"
    assert seen(text) == [(f"{number}{unit}", kind, Fraction(str(number)) * factor)]


@relaxed
@given(st.integers(1, 10**6), st.integers(1, 99))
def test_a_discount_takes_its_part_of_the_amount_exactly(amount: int, tenths: int) -> None:
    [discounted] = read_quantities(f"{amount}元打{tenths}折")
    assert discounted.value == amount * Fraction(tenths, 10 if tenths <= 10 else 100)


@relaxed
@given(
    st.lists(st.sampled_from([*"一二三两半年月每个第前老%折万亿千元块到、，,.。:/-~5 0多几了\n"]), max_size=25).map("".join)
    | st.text(max_size=60)
)
def test_spans_stay_in_order_and_apart_in_any_text(text: str) -> None:
    at = 0
    for quantity in read_quantities(text):
        assert at <= quantity.start < quantity.end <= len(text)
        assert quantity.kind in KINDS
        assert quantity.per is None or quantity.per > 0
        at = quantity.end


@relaxed
@given(st.text())
def test_plain_text_keeps_every_character_in_its_place(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain("ＣＬＶ：８０％İ") == "clv:80%İ"
