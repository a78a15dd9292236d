"""Quantities of a question: numbers with their units, each with its place in the text.

1.2万元  800块  ３０％  八成  1000元打七折  三年  18个月  每月200  200块一个月  半年

What is no one amount (3到5年, 900多, 七八百, 8、3、2、1万), is in a unit that nothing is worked out in (美元, 小时) or
lies in the past (合作了3年) is `unclear`: it is named to the reader, and never calculated with. A rise or a fall (提高5%, 涨了5个点)
is a kind of its own, which only an input that is a change takes; a fall is negative.
"""

import re
import string
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from assistant.numerals import Number, fold_width, read_han, read_numbers, read_scale
from assistant.types import Quantity

_LOWER = {ord(letter): ord(letter.lower()) for letter in string.ascii_uppercase}
_NEAR = 16  # characters in front of a number that are looked at
AMOUNTS = ("money", "number")
UNCLEAR = "unclear"
CHANGES = {"rate": "growth", "points": "shift"}  # what a share is where it is a change of one
_SHARES = {*CHANGES, *CHANGES.values()}

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

# Units behind a number. Months and quarters are durations only with 个: 3月 is March, 三季度 the third quarter.
_MONEY = re.compile(r"[ \t]*(?:(?:元|圆|块钱|块|人民币|rmb|cny)(?!素))+")
_TENTHS = re.compile(
    r"(?<=[元块])(?P<tenths>[1-9一二两三四五六七八九])"
    r"(?:[毛角](?:钱)?|(?=$|[,;。!?\s]|[的钱每一给吧呢了]|左右)|(?<=[1-9])(?![\d.,、/:~%百千万亿kw年月天周日个次件位人名项套台单折成倍分家条种毛角-]))"
)
_TIME = re.compile(
    r"[ \t]*(?:(?P<unit>年(?![年数限])|周|天)|个\s*(?P<long>季度|月|星期))(?P<half>半)?(?!份|底|初|中|龄)"
    r"(?:[零又]?(?P<months>1[01]|[1-9]|十[一]?|[一二两三四五六七八九])个月)?"
)
_POINTS = re.compile(r"[ \t]*个\s*(?:百分)?点")
_COUNT = re.compile(
    r"[ \t]*(?:[位户件套张笔辆种棵盒瓶杯箱]|份(?!额)|公里|课时|个(?!月|季)人?|名(?!牌|称)|人(?!员)|家(?!庭)|单(?!价|位)|次(?!数)|台(?!词)|项(?!目)|条(?!件)|店|样(?!本))"
)
_SCORE = re.compile(r"[ \t]*(?:星(?!期|巴)|分)(?!别|之|钟|析|摊|成|[一二两三四五六七八九十\d])")
_TENTHS_OF_SCORE = re.compile(r"分(?P<tenths>[1-9一二三四五六七八九])(?![\d.个次位年月天%万千百十成份一二三四五六七八九])")  # 八分五
_LONE_SCORE = re.compile(r"(?<![十])分(?=[,;。、!?\s的了吧和]|$)")  # 九分, but not 十分满意
_TENTH_SHARE = re.compile(r"成(?P<more>[1-9一二两三四五六七八九半])?(?![为了本立功员熟长就果品交])")  # 7成, 2成5
_TIMES = re.compile(r"[ \t]*倍")
_OTHER_UNIT = re.compile(
    r"[ \t]*(?:[美欧日港韩加澳英]元|[外日港台]币|美金|英镑|刀|小时|钟头|分(?!别)|秒|工时|点|公?斤|千克|吨|米|岁|月|季|日|号|页|层|级|度)|[a-z]"
)
_UNITS_IN_FRONT = {"money": re.compile(r"(?:[¥￥]|人民币|rmb)\s*$"), UNCLEAR: re.compile(r"(?:[$€£]|usd|eur|hkd|美元|美金)\s*$")}

# Words beside a number that turn its sign, make it inexact, a change of something, or a matter of the past.
_MINUS = re.compile(r"(?:(?<![\d元块%年月万千百亿成)])[-−–]|负的?|亏损?了?|赔了?|倒贴了?|(?<=[、,:;])低了?)$")
_ABOUT = re.compile(r"(?:大约|大概|约|差不多|近|将近)\s*$")
_ABOUT_AFTER = re.compile(r"左右|上下")
_LIMIT = re.compile(r"(?:不[到足]|超过?|至少|最[少多]|顶多|起码|[低高大小多少]于|好几|[<>≤≥])\s*$")
_LIMIT_AFTER = re.compile(r"(?:[多余几]|以[上下内外]|开外|出头)(?!少)")
_ROUND = re.compile(r"来(?=[年个块元万人位单])")  # 两千来块: two thousand, more or less
_SEVERAL = re.compile(r"[一二两三四五六七八九]{2}[十百千万亿]")  # 七八百
_SEVERAL_ALONE = re.compile(r"[一二两三四五六七八九]{2}")  # 三五(年)
_CHANGE = re.compile(r"(?:(?P<fall>[跌降减]|下[降滑跌]|减少|降低)|[涨升增]|提[高升]|增加|增长|上升|[再又]?[加多])了?\s*$")
_PAST = re.compile(r"(?:过去|(?<!目)前|(?<!将)近|历史|已经?(?!知)|曾经?|[作往做买来交处干]了)[^,、;。!?\n\d]{0,4}$")
_PAST_AFTER = re.compile(r"了(?!解)|前|以?来(?!算)|的?老")

# What stands between two numbers that belong together.
_JOINED = re.compile(
    r"\s*(?:(?:提高|增加|增长|上升|下降|减少|降低|[涨升降跌增减变])?[到至成]|加[到至]|~|[-—–−]+|或者?|还是|[:比])\s*"
)  # 3到5年, 从3降到2, 3还是5年, 4:2:1
_CHANGED = re.compile(r"[高加长升降少低涨跌增减变].{0,2}[到至成]|到|至|→")
_LISTED = re.compile(r"\s*[、,/和与及跟]\s*")  # 8、3、2、1万
_DISCOUNTED = re.compile(r"[,的]?\s*(?:再|又|现在?|可以?|能)?(?:打|按|享受?)?\s*")  # 1000元，打七折
_SCALE = re.compile(r"[十百千万亿萬億kw]")

# What an amount is paid per. 第一年, 过去一年, 上半年 and 去年 are particular times, no periods.
_HAN = "一二两三四五六七八九十百千"
_NUMERAL = rf"\d{_HAN}"
_PERIOD = re.compile(
    r"每一?个?\s*(?P<each>年|季度|季|月|周|星期|天|日)"
    rf"|(?<![第近去头上作{_HAN}])(?<!(?<![往以今])后)(?<!(?<![之以当目])前)一\s*(?:(?P<a>年|周|天)|个\s*(?P<a_long>季度|月|星期))(?![后前多半期级份])"
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
    r"[^,;。!?\d]{0,8}?(?:多少|几)(?:元|块|钱|成本|费|$)|[^,;。!?\d]{0,3}预算"
)  # 一年要花多少钱: what is asked is so much a year
_STATED_UNIT = re.compile(
    r"单位[^,;。\n\d]{0,2}?(?P<scale>[百千万亿]*)元|\((?P<bracket>[百千万亿]+)元?\)|以(?P<measured>[百千万亿]+)元为单位"
)
_ALGEBRA = re.compile(r"(?:\d+\s*[/÷×*]\s*)?\([^()\u4e00-\u9fff]*(?<![a-z])[a-z](?![a-z])[^()\u4e00-\u9fff]*\)")  # 1/(1-r)
_HALF = re.compile(r"一半|半数|半壁江山")
_EACH = re.compile(r"每[^,;。各、]{1,7}$")
_GIFT = re.compile("[送赠搭]")
_EVERY = re.compile(r"每隔?\s*$")
_TIMES_UNIT = re.compile("[次回趟单笔箱件杯桶顿节]$")
_OFTEN = re.compile(r"[^,;。\d]{0,8}")  # between 每月 and 4次: 会来
_CLAUSE = re.compile(r"[,;。!?\n]")
_BREAK = re.compile(r"(?<![呢话嘛吧啊]),|[;。!?\n]|\s(?=[\u4e00-\u9fff])")
# 每年赚600 做5年不折现 划算不: a space behind words with a number in them, in front of the next words; 一年 alone is no clause.
_PAUSE = re.compile(
    r"(?<![^\s,;。!?])(?![一每半两]?个?[年月](?:\s|$))(?P<clause>[^\s,;。!?]*[\d两三四五六七八九十百千万][^\s,;。!?]*) (?=[\u4e00-\u9fff])(?![是为有约元块万亿年个的左上])"
)
_LISTED_NUMBERS = re.compile(r"(?<=[0-9])，(?=[0-9.]+(?:[，、。；？！]|$))")
_BLANK = re.compile(r"\s*")
_WORD = re.compile(r"[\w¥￥]")

# Numerals that count nothing: 第三, 前三名, the number of a list item, a calendar year, the numeral in 一定 or 四川.
_IN_A_NAME = re.compile(r"(?:[第双]|等级|(?:尾号|编号|[单工卡型货房票]号|代号|门牌|电话|手机号?|热线)(?:是|为|:)?\s*)$")
_NUMBERED = re.compile(r"(?:练习题?|作业|习题|例题|[试考]题|案例|(?<![一-鿿])[例图表]|(?<![a-z])[qt]|no\.?)\s*$")  # 作业二, Q3
_HAN_IN_A_NAME = re.compile(r"[统唯专单同万惟之]$")
_FEAST = re.compile(
    r"(?:五一|十一|六一|三八|元旦|双十一|双十二|六一八)(?=前|后|那|期间|当[天日]|活动|促销|大促|假|黄金周|节|小长假|[,;。\s])"
)
_SMALL_IN_A_NAME = re.compile(r"(?:[头老]|(?<![每一二两三四五六七八九十\d])周|(?<!个)星期)$")
_LOWEST_RANK = 1000  # 促销前120万 is no rank
_LEADING = re.compile(r"(?<![之以目此当销动仓放广传做搞办卖改])前$")  # 前三名, but not 促销前
_RANKED = re.compile(r"[名家位强甲大个,、。\s]|$")
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
_OUT_OF = re.compile(r"(?:[个位名户]?(?:客人|客户|顾客|会员|人|用户|老客)*)?(?:里头?|当中|中|之中|里面)[^,;。\d]{0,6}")
_TENS = re.compile(r"[几数]$")  # 几十位
_PARTS, _PIECES = re.compile(r"[拆分切](?:成|为|作)?$"), re.compile(r"\s*块(?!钱)")  # 拆三块
_STANDS_ALONE = re.compile(r"[^一-鿿]|[和与及跟到至或还、成折]|$")


def plain(text: str) -> str:
    """`text` in half width and lower case, with clauses and numbers parted as they are meant, character for character.

    A comma stands for a space that parts two clauses, and 、 for a full-width comma between digits, which parts no thousands.
    """
    return _PAUSE.sub(r"\g<clause>,", fold_width(_LISTED_NUMBERS.sub("、", text)).translate(_LOWER))


def read_quantities(text: str, *, apart: bool = False) -> list[Quantity]:
    """All quantities of `text` in order. Ordinals (第三), calendar years (2008年) and numerals inside words (一定) are none.

    With `apart`, what a change goes from and to (从32涨到40) are two quantities, and a discount (1000元打七折) is a rate of its own.
    """
    folded = plain(text)
    written = list(_PERIOD.finditer(folded))
    paid = [match for match in written if match["each"] or not _OF_A_THING.match(folded, match.end())]
    periods = [(match.start(), match.end(), _period(match)) for match in paid]
    halves = [Quantity(Fraction(1, 2), "rate", match.start(), match.end()) for match in _HALF.finditer(folded)]
    other = [*(match.span() for match in written), *((half.start, half.end) for half in halves)]
    other += [match.span() for match in _ALGEBRA.finditer(folded)]
    numbers = [n for n in read_numbers(text) if not any(n.start < end and start < n.end for start, end in other)]
    read = sorted([*halves, *(_quantity(folded, n) for n in numbers if not _is_word(folded, n))], key=lambda quantity: quantity.start)
    found = [q for at, q in enumerate(read) if not any(q.start < earlier.end for earlier in read[max(0, at - 2) : at])]  # 三块五: one
    for rule in _RULES_APART if apart else _RULES:
        found = rule(folded, found)
    return _with_periods(folded, _in_stated_unit(folded, found), periods)


def _is_word(text: str, number: Number) -> bool:
    before, end = text[max(0, number.start - _NEAR) : number.start], number.end
    if _IN_A_NAME.search(before) or (number.han and _HAN_IN_A_NAME.search(before)):
        return True
    if _NUMBERED.search(before) and number.value < 100 and not number.mark and not _MONEY.match(text, end):
        return True
    if number.han and _FEAST.match(text, number.start):
        return True
    if number.value <= 10 and _SMALL_IN_A_NAME.search(before) and not _MONEY.match(text, end):
        return True
    if not number.mark and number.value <= _LOWEST_RANK and _LEADING.search(before) and _RANKED.match(text, end):
        return True
    if _ITEM_NUMBER.fullmatch(text, number.start, end) and _ITEM.search(before) and _ITEM_AFTER.match(text, end):
        return True
    if number.value < 10 and not number.mark and before.endswith("(") and text.startswith(")", end):  # 问：(1)…(2)
        return True
    if text.startswith("块", end) and _TOGETHER.match(text, number.start) and before.endswith(_ADDED):
        return True
    if not number.mark and 1900 <= number.value <= 2100 and text.startswith("年", end):
        return True
    if number.han and (text[number.start] in "百千万亿" or (text[number.start] == "十" and _TENS.search(before))):
        return True  # 多少万元, 几百块, 几十位, 万一
    if (_PARTS.search(before) and _PIECES.match(text, end)) or _PLACES.match(text, end) or _OFFERS.match(text, end):
        return True
    if _WAYS.match(text, end) or text.startswith("天两头", end):
        return True
    if not number.han or number.mark or number.end - number.start > 1:
        return False
    if before.endswith(("买", "送", "赠", "搭")) and _GIFT.search(text):  # 买三送一
        return False
    regular = text.startswith(("次", "项", "回", "趟"), end) and _EACH.search(before)  # 每周一次
    article = number.value == 1 and _COUNT.match(text, end) and not regular
    if before.endswith("比") or article:  # 一比五; 一位客户: an article, not a figure
        return True
    if any(
        unit.match(text, end)
        for unit in (_TIME, _COUNT, _POINTS, _MONEY, _LIMIT_AFTER, _ROUND, _LONE_SCORE, _TENTHS_OF_SCORE, _TIMES, _TENTH_SHARE)
    ):
        return False
    return text[number.start] in "一两十" or not _STANDS_ALONE.match(text, end)


def _quantity(text: str, number: Number) -> Quantity:
    value, kind, end = _with_unit(text, number)
    before, written, start = text[max(0, number.start - _NEAR) : number.start], text[number.start : number.end], number.start
    about = bool(_ABOUT.search(before) or _ABOUT_AFTER.match(text, end) or _ROUND.match(text, number.end))
    for unit, signs in _UNITS_IN_FRONT.items():
        if sign := signs.search(before):
            kind, start = unit if kind == "number" else kind, number.start - len(sign.group())
    if minus := _MINUS.search(before):
        value, start = -value, number.start - len(minus.group())
    if limit := _LIMIT_AFTER.match(text, end):
        kind, end = UNCLEAR, limit.end()
        if behind := _MONEY.match(text, end) or _TIME.match(text, end):
            end = behind.end()
    if kind in CHANGES and (change := _CHANGE.search(before)):
        kind, value = CHANGES[kind], -value if change["fall"] else value
    if (
        _LIMIT.search(before)
        or (number.han and (_SEVERAL.search(written) or _SEVERAL_ALONE.fullmatch(written)))
        or (kind == "years" and (_PAST.search(before) or _PAST_AFTER.match(text, end)))
    ):
        kind = UNCLEAR
    return Quantity(value, kind, start, end, about)


def _with_unit(text: str, number: Number) -> tuple[Fraction, str, int]:
    """Value in its base unit, kind, and where the unit ends."""
    value, end = number.value, number.end
    if more_or_less := _ROUND.match(text, end):
        end = more_or_less.end()
    if not number.mark and value < 10 and value.denominator == 1 and (tenths := _TENTH_SHARE.match(text, end)):
        more = tenths["more"]
        return (value + (Fraction(1, 2) if more == "半" else Fraction(_small(more), 10) if more else 0)) / 10, "rate", tenths.end()
    if number.mark:
        return value, "discount" if number.mark == "折" else "rate", end
    if match := _POINTS.match(text, end):
        return value / 100, "points", match.end()
    if match := _MONEY.match(text, end):
        if tenths := _TENTHS.match(text, match.end()):  # 三块五
            return value + Fraction(_small(tenths["tenths"]), 10), "money", tenths.end()
        return value, "money", match.end()
    if match := _TIME.match(text, end):
        half = Fraction(1, 2) if match["half"] else 0
        months = Fraction(_small(match["months"]), 12) if match["months"] and match["unit"] == "年" else 0  # 三年零六个月
        stop = match.end() if months or not match["months"] else match.end("half" if match["half"] else "unit" if match["unit"] else "long")
        return (value + half) * _YEARS_OF[match["unit"] or match["long"]] + months, "years", stop
    if tenths := _TENTHS_OF_SCORE.match(text, end):
        return value + Fraction(_small(tenths["tenths"]), 10), "number", tenths.end()
    for kind, unit in (("count", _COUNT), ("number", _SCORE), ("multiple", _TIMES)):
        if match := unit.match(text, end):
            half = kind == "number" and text.startswith("半", match.end())  # 9分半
            return value + Fraction(half, 2), kind, match.end() + half
    if match := _OTHER_UNIT.match(text, end):
        return value, UNCLEAR, match.end()
    return value, "number", end


def _small(numeral: str) -> int:
    return int(numeral) if numeral.isdigit() else int(read_han(numeral))


def _are_alike(left: Quantity, right: Quantity) -> bool:
    """Whether two numbers may be the ends of one range: 3到5年, but not 6年或15万公里."""
    kinds = {left.kind, right.kind}
    return len(kinds) == 1 or bool(kinds & {"number", UNCLEAR}) or kinds <= _SHARES


def _merge_joined(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """3到5年 and 4:2:1 are one quantity each, and no amount."""
    result: list[Quantity] = []
    for quantity in found:
        if result and _JOINED.fullmatch(text, result[-1].end, quantity.start) and _are_alike(result[-1], quantity):
            quantity = replace(result.pop(), kind=UNCLEAR, end=quantity.end)
        result.append(quantity)
    return result


def _take_discounts(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """1000元打七折 is 700元; a discount on nothing is unclear: it is no rate of anything else."""
    result: list[Quantity] = []
    for quantity in found:
        last = result[-1] if result else None
        if quantity.kind != "discount":
            result.append(quantity)
        elif last is not None and last.kind in AMOUNTS and _DISCOUNTED.fullmatch(text, last.end, quantity.start):
            result[-1] = replace(last, value=last.value * quantity.value, end=quantity.end)
        else:
            result.append(replace(quantity, kind=UNCLEAR))
    return result


def _doubt_shared_units(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """A 万 behind one of a list (8、3、2、1万) may be meant for all of it or not: none of it is clear."""
    result: list[Quantity] = []
    for group in runs(text, found, _LISTED):
        amounts = [q for q in group if q.kind in AMOUNTS]
        bare = any(q.kind == "number" and not is_scaled(text, q) for q in amounts)
        shared = bare and any(is_scaled(text, q) for q in amounts)
        result += [replace(q, kind=UNCLEAR) if shared and q in amounts else q for q in group]
    return result


def _merge_ranges(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """As `_merge_joined`, but what a change goes from and to stay two quantities."""
    result: list[Quantity] = []
    for quantity in found:
        if result and _JOINED.fullmatch(text, result[-1].end, quantity.start) and not _CHANGED.search(text, result[-1].end, quantity.start):
            quantity = replace(result.pop(), kind=UNCLEAR, end=quantity.end)
        result.append(quantity)
    return result


def _discount_rates(_text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """打七折 is a rate of 70 %."""
    return [replace(quantity, kind="rate") if quantity.kind == "discount" else quantity for quantity in found]


def _take_parts(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """一百个客人里有九十二个 is 92 %."""
    result: list[Quantity] = []
    for quantity in found:
        last = result[-1] if result else None
        counted = last is not None and last.kind == quantity.kind == "count" and last.value >= quantity.value > 0
        if last is not None and counted and _OUT_OF.fullmatch(text, last.end, quantity.start):
            result[-1] = replace(last, value=quantity.value / last.value, kind="rate", end=quantity.end)
        else:
            result.append(quantity)
    return result


_Rule = Callable[[str, Sequence[Quantity]], list[Quantity]]
_RULES: tuple[_Rule, ...] = (_take_parts, _merge_joined, _take_discounts, _doubt_shared_units)
_RULES_APART: tuple[_Rule, ...] = (_take_parts, _merge_ranges, _discount_rates, _doubt_shared_units)


def runs(text: str, found: Sequence[Quantity], joint: re.Pattern[str]) -> list[list[Quantity]]:
    """`found` in groups that have nothing but `joint` between their members."""
    groups: list[list[Quantity]] = []
    for quantity in found:
        if groups and joint.fullmatch(text, groups[-1][-1].end, quantity.start):
            groups[-1].append(quantity)
        else:
            groups.append([quantity])
    return groups


def _in_stated_unit(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """（单位：万元） holds for every bare number."""
    stated = _STATED_UNIT.search(text)
    if not stated:
        return list(found)
    factor = read_scale(stated.group("scale") or stated.group("bracket") or stated.group("measured") or "")
    return [replace(q, kind="money", value=q.value * factor) if q.kind == "number" and not is_scaled(text, q) else q for q in found]


def is_scaled(text: str, quantity: Quantity) -> bool:
    return bool(_SCALE.search(text, quantity.start, quantity.end))


def _period(match: re.Match[str]) -> Fraction:
    unit = next(filter(None, match.group("each", "a", "a_long", "of", "mean", "again", "per")))
    return _YEARS_OF[unit] / (2 if match["half"] else 1)


def _repeated(text: str, found: Sequence[Quantity], periods: Sequence[tuple[int, int, Fraction]]) -> tuple[list[Quantity], set[int]]:
    """每月来4次，每次赚50 and 每次赚50，一个月4次 are 200 a month; and where the periods stand that are spoken for."""
    result = list(found)
    counted: set[int] = set()
    for first, second in pairwise(found):
        times, each = (first, second) if first.kind == "count" else (second, first)
        unit = _TIMES_UNIT.search(text, times.start, times.end)
        if unit is None or times.kind != "count" or each.kind not in AMOUNTS or each.per is not None:
            continue
        lead = text[_sentence_start(text, each.start) : each.start] if each is first else text[times.end : each.start]
        period = next((p for p in reversed(periods) if p[1] <= times.start and _OFTEN.fullmatch(text, p[1], times.start)), None)
        if period and re.search(rf"(?:每|一|平均|单){unit.group()}[^,;。]{{0,8}}$", lead):
            result[result.index(each)] = replace(each, value=each.value * times.value, per=period[2])
            result.remove(times)
            counted.add(period[0])
    return result, counted


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind(mark, 0, at) for mark in ",;。!?\n") + 1


def _with_periods(text: str, found: Sequence[Quantity], periods: Sequence[tuple[int, int, Fraction]]) -> list[Quantity]:
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
        if behind and behind.kind in _SHARES and years == 1 and not _CLAUSE.search(text, end, behind.start):
            continue  # 一年10%: a rate is a yearly one
        if behind and (
            behind.kind not in AMOUNTS or _BREAK.search(text, end, behind.start) or any(end <= s < behind.start for s in starts)
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
