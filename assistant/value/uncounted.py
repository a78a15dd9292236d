"""Numerals that count nothing: 第三, 前三名, the number of an exercise or of a list item, a calendar year, the numeral in 一定 or 四川."""

import re

from assistant.numerals import Number
from assistant.value.units import COUNT, LIMIT_AFTER, LONE_SCORE, MONEY, POINTS, ROUND, TENTH_SHARE, TENTHS_OF_SCORE, TIME, TIMES

_NEAR = 16  # characters in front of a number that are looked at
_IN_A_NAME = re.compile(r"(?:[第双]|等级|(?:尾号|编号|[单工卡型货房票]号|代号|门牌|电话|手机号?|热线)(?:是|为|:)?\s*)$")
_CALLS = re.compile("电话$")  # 打了电话180个
_NUMBERED = re.compile(r"(?:练习题?|作业|习题|例题|[试考]题|案例|(?<![一-鿿])[例图表]|(?<![a-z])[qt]|no\.?)\s*$")  # 作业二, Q3
_HAN_IN_A_NAME = re.compile(r"(?:[统唯专单万惟之]|(?<!合)同)$")
_ZERO_VALUE = re.compile("零(?:价值)?(?:以下|之下|客户|售|件(?!数)|食|钱|头|配)|二八|八二")  # 零以下的客户, 二八
_FEAST = re.compile(
    r"(?:五一|十一|六一|三八|元旦|双十一|双十二|六一八)(?=前|后|那|期间|当[天日]|活动|促销|大促|假|黄金周|节|小长假|[,;。\s])"
)
_FEASTS = re.compile("五一|六一|三八|六一八|十一")  # 十一搞了个活动: what is no count of anything
_OF_MONTH = re.compile("初[一二三四五六七八九十][^,;。]{0,4}到$|初$")  # 从初一到十五
_ALL_IN_ONE = re.compile("一块(?:儿|堆)?(?=[算加看说比儿])")  # 连成本一块算
_IDIOM = re.compile("一笔(?=[钱款费赠,;。]|$)|七七八八|三三两两|一五一十|四平八稳|七上八下|三天两头")
_CODE = re.compile(r"[a-z]-?$")  # k-0317
_SIZE = re.compile(r"\s*码")
_MODEL, _LAST_MODEL = re.compile(r"(?:ps?|cs?|s|g)(?![a-z\d])"), 12  # 4S店, 4P, 7Ps, 5G
_SMALL_IN_A_NAME = re.compile(r"(?:[头老]|方案\s*|(?<![每一二两三四五六七八九十\d])周|(?<!个)星期)$")
_LOWEST_RANK = 1000  # 促销前120万 is no rank
_LEADING = re.compile(r"(?<![之以目此当销动仓放广传做搞办卖改])前$")  # 前三名, but not 促销前
_RANKED = re.compile(r"[名家位强甲大个,、。\s]|$")
_OF_MANY = re.compile(r"[\d一二三四五六七八九十百千万][个位名家户](?:大|老|小)?(?:客[户人]|顾客|会员|用户|经销商|人)")  # 200个客户里前40个
_ITEM = re.compile(r"(?:^|[\n;。]|[\d元块]\s)\s*\(?$")
_ITEM_NUMBER = re.compile(r"\d{1,2}")
_ITEM_AFTER = re.compile(r"[.、)](?!\d)")
_WAYS = re.compile(
    r"种(?=[算说读办方情口结,;。?!]|都|各|$)|样(?!本)|部分|方面|者|[边头](?=[都各算合加一])"
)  # 两种说法, 三样合起来 count no thing
_OFFERS = re.compile(r"[份个种张](?:报价|方案|套餐|合同|作业|练习|问题|供应商|牌子|品牌)")  # 两份报价 are the two that are compared
_PLACES = re.compile(
    r"\s*[家个处间座层]\s*(?:大|分|连锁)?(?:区(?!别)|店(?!员)|门店|网点|部门|城市|省|市(?!场)|专柜|柜台|仓|楼|档口)"
)  # where, not how much
_TOGETHER, _ADDED = re.compile("一块儿?"), ("加", "合", "在", "算", "放", "凑")  # 加一块儿
_PARTICULAR = re.compile("(?:上|下|头|这|那|(?<![之以目此当往])前|(?<![之以此往])后)$")  # 上一年: which, not how long
_TENS = re.compile(r"[几数]$")  # 几十位
_PARTS, _PIECES = re.compile(r"[拆分切](?:成|为|作)?$"), re.compile(r"\s*块(?!钱)")  # 拆三块
_STANDS_ALONE = re.compile(r"[^一-鿿]|[和与及跟到至或还、成折]|$")
_EACH = re.compile(r"每[^,;。各、]{1,7}$")
_GIFT = re.compile("[送赠搭饶]")


def counts_nothing(text: str, number: Number) -> bool:
    """Whether a numeral of `text`, which is in half width and lower case, is part of a word or a name."""
    before, end = text[max(0, number.start - _NEAR) : number.start], number.end
    if (_IN_A_NAME.search(before) and not (_CALLS.search(before) and COUNT.match(text, end))) or (
        number.han and _HAN_IN_A_NAME.search(before)
    ):
        return True
    if _NUMBERED.search(before) and number.value < 100 and not number.mark and not MONEY.match(text, end):
        return True
    if number.han and _FEAST.match(text, number.start):
        return True
    if (
        number.han
        and not number.mark
        and (_OF_MONTH.search(before) or (_FEASTS.fullmatch(text, number.start, end) and _is_bare(text, end)))
    ):
        return True
    if _CODE.search(before) and not number.han and not number.mark and end - number.start > 2:
        return True
    if number.han and _ZERO_VALUE.match(text, number.start):
        return True
    if number.value <= _LAST_MODEL and not number.han and not number.mark and _MODEL.match(text, end):
        return True
    if _SIZE.match(text, end) or _IDIOM.match(text, number.start) or _ALL_IN_ONE.match(text, number.start):
        return True
    if number.value <= 10 and not number.mark and _SMALL_IN_A_NAME.search(before) and not (MONEY.match(text, end) or TIME.match(text, end)):
        return True
    leading = not number.mark and number.value <= _LOWEST_RANK and _LEADING.search(before) and _RANKED.match(text, end)
    if leading and not (_OF_MANY.search(text, 0, number.start) and COUNT.match(text, end)):
        return True
    if _ITEM_NUMBER.fullmatch(text, number.start, end) and _ITEM.search(before) and _ITEM_AFTER.match(text, end):
        return True
    if number.value < 10 and not number.mark and before.endswith("(") and text.startswith(")", end):  # 问：(1)…(2)
        return True
    if text.startswith("块", end) and _TOGETHER.match(text, number.start) and before.endswith(_ADDED):
        return True
    if not number.mark and 1900 <= number.value <= 2100 and text.startswith("年", end):
        return True
    if number.han and (
        (text[number.start] in "百千万亿" and not before.endswith("每")) or (text[number.start] == "十" and _TENS.search(before))
    ):
        return True  # 多少万元, 几百块, 几十位, 万一
    if number.han and number.value == 1 and _PARTICULAR.search(before) and TIME.match(text, end):
        return True
    if (_PARTS.search(before) and _PIECES.match(text, end)) or _PLACES.match(text, end) or _OFFERS.match(text, end):
        return True
    if _WAYS.match(text, end) or text.startswith("天两头", end):
        return True
    if not number.han or number.mark or number.end - number.start > 1:
        return False
    if before.endswith(("买", "送", "赠", "搭", "饶")) and _GIFT.search(text):  # 买三送一
        return False
    regular = text.startswith(("次", "项", "回", "趟"), end) and _EACH.search(before)  # 每周一次
    article = number.value == 1 and COUNT.match(text, end) and not regular
    if before.endswith("比") or article:  # 一比五; 一位客户: an article, not a figure
        return True
    if not _is_bare(text, end):
        return False
    return text[number.start] in "一两十" or not _STANDS_ALONE.match(text, end)


def _is_bare(text: str, end: int) -> bool:
    """Whether no unit stands behind a numeral."""
    units = (TIME, COUNT, POINTS, MONEY, LIMIT_AFTER, ROUND, LONE_SCORE, TENTHS_OF_SCORE, TIMES, TENTH_SHARE)
    return not any(unit.match(text, end) for unit in units)
