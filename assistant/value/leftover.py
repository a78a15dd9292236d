"""What becomes of a number that no input took: it is asked about, or set aside where it can be meant for none.

3家门店 beside a complete 让渡价值 measures nothing that the formula works with; the answer says that it was not used. Whatever could
be an input, an amount, a share or a multiple, is asked about.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from assistant.types import Quantity
from assistant.value.binding import Bound
from assistant.value.fitting import IN_YEARS
from assistant.value.kinds import AMOUNTS, SHARES, UNCLEAR
from assistant.value.signature import Formula, Parameter

_CUSTOMERS_COUNTED = re.compile(r"[位户人]$")
_CUSTOMERS_BEHIND = re.compile(r"\s*[^,;。\d]{0,4}?(?:客|会员|用户|买家)")
_STAFF_BEFORE = re.compile(
    r"(?:员工|店员|团队|小组|全组|导购|销售员?|伙计|教练|老师|师傅|技师|服务员|前台|人手|客服|同事|股东|实习生|业务员|代理|[一-鿿]部门?)[有共是]*[^,;。\d]{0,3}$"
)
_STAFF_BEHIND = re.compile(
    r"的?(?:员工|店员|团队|小组|全组|导购|销售|伙计|小?组|班|车间|[^,;。\d]{0,2}(?:客服|同事|股东|实习生|业务员|师傅|司机))"
)
_ABOUT_STAFF = re.compile("员工|服务生|人数")
_FOR_EACH = re.compile(r"每[个位名人家户]|人均|平均(?:每|一)|单个|一[个位名]")
_OF_THEM_ALL = re.compile(r"(?:总共|一共|合计|加起来|全部|所有|大家|他们|这[些批几])[^,;。?\d]{0,8}(?:多少|几)")
# 预算20万，与本题无关: said to be none of it.
_SAID_TO_BE_NONE = re.compile(
    r"[^,;。!?\n]{0,6}[,(]?[^,;。!?\n]{0,4}(?:无关|不相干|没(?:有)?关系|(?:不用|不必|无需|不需要?|别)(?:管|算|理|乘|加|计|看)|不(?:管|理|计)(?:它|他|这个)|不(?:参与|计入|算在)|用不[着上]|仅供参考)"
)
_CLAUSE = re.compile(r"[,;。!?\n]")
_OWN_LABEL = re.compile(r"(?:^|[\n,;。])\s*(?!.{0,7}[价值本润费额率钱元])[一-鿿]{2,8}[\s:：是有]*$")  # 来电量 1860
_NUMERAL = r"[\d.,一二两三四五六七八九十百千半]+"
# A duration that lies in the past (开了8年), and units that nothing is worked out in, money apart.
_ELSEWHERE = re.compile(
    rf"{_NUMERAL}\s*(?:(?:年|个月|个?星期|周|天)半?|个?半?小时|个?钟头|分钟?|秒|工时|点|公?斤|千克|吨|平(?:米|方米?)?|米|岁|月|季|日|号|页|层|级|度|楼|期|届|栋)"
)

# A number of somebody else's, or of another time: 隔壁同期只做了4万.
_OF_OTHERS = re.compile("隔壁|对手|同行|竞品|别[家人]|去年|前年|往年|上年|同期")
_PRICE_OF = re.compile(r"[价钱](?:格|位)?(?:是|为|要)?$")  # 车价9.98万, where nothing is worked out in money
# 开了6年, 狗能活12年: how long something else lasts.
_LASTS = re.compile("活|岁|开[了业店]|经营|成立|创办|入行|[工从]龄|干了|结婚|装修|保质期|毕业")


def parted(
    text: str, formula: Formula, inputs: Mapping[str, Bound], used: Sequence[Quantity], unused: Sequence[Quantity]
) -> tuple[tuple[Quantity, ...], tuple[Quantity, ...]]:
    """The numbers of `unused` to ask about, and those that cannot be meant for an input that `inputs` leaves open.

    One that repeats a number of `used`, or is the sum or the difference of two of them, is neither.
    """
    asked: list[Quantity] = []
    aside: list[Quantity] = []
    given = {name.partition(".")[0] for name in inputs}
    still_open = [parameter for parameter in formula.parameters if parameter.name not in given]
    # What one customer brings may be asked of all of them; how he weighs two offers is not.
    per_head = any(parameter.paid == "yearly" for parameter in formula.parameters) or bool(_OF_THEM_ALL.search(text))
    lasting = any(parameter.unit in IN_YEARS for parameter in formula.parameters)
    known = {other.value for other in used}  # 两千来块，就按两千算
    per_cent = {other.value * 100 for other in used if other.kind in SHARES}  # 再提5，是5个百分点还是5%
    for quantity in unused:
        if quantity.value not in (known | per_cent if quantity.kind == "number" else known) and not (
            quantity.kind != UNCLEAR and quantity.value in _following(quantity, used)
        ):
            (aside if _is_elsewhere(text, formula, still_open, lasting, per_head, quantity) else asked).append(quantity)
    return tuple(asked), tuple(aside)


def _is_of(formula: Formula, parameter: Parameter, lead: str) -> bool:
    """Whether words in front of a number point at an input."""
    return parameter.name in formula.hints and bool(re.search(formula.hints[parameter.name], lead))


def _following(quantity: Quantity, used: Sequence[Quantity]) -> set[Fraction]:
    """Sums and differences of two numbers like this one: 一共150个，100个新的，50个老的."""
    alike = [other.value for other in used if other.kind == quantity.kind or {other.kind, quantity.kind} <= set(AMOUNTS)]
    return {total for one, other in combinations(alike, 2) for total in (one + other, abs(one - other))}


def _is_elsewhere(text: str, formula: Formula, still_open: Sequence[Parameter], lasting: bool, per_head: bool, quantity: Quantity) -> bool:
    open_units, labels = {parameter.unit for parameter in still_open}, [parameter.label for parameter in still_open]
    written = text[quantity.start : quantity.end]
    if _SAID_TO_BE_NONE.match(text, quantity.end):
        return True
    lead = text[max((match.end() for match in _CLAUSE.finditer(text, 0, quantity.start)), default=0) : quantity.start]
    if (
        not (formula.parties and not formula.sides)
        and _OF_OTHERS.search(lead)
        and not any(_is_of(formula, parameter, lead) for parameter in still_open)
    ):
        return True
    if quantity.kind == "count":
        open_units = {parameter.unit for parameter in still_open if parameter.bare}  # one that is not takes none without its name
        if formula.measure and re.search(f"(?:{'|'.join(formula.measure)})$", text[: quantity.start]):
            return False  # 份额8个客户: said to be what the formula works with
        staff = _STAFF_BEHIND.match(text, quantity.end)
        if staff and not any(staff.group() in label for label in labels):
            return True
        of_staff = any(_ABOUT_STAFF.search(label) for label in labels)
        if _STAFF_BEFORE.search(text, 0, quantity.start) and not ("count" in open_units and of_staff):
            return True
        customers = _CUSTOMERS_COUNTED.search(written) or _CUSTOMERS_BEHIND.match(text, quantity.end)
        return "count" not in open_units and (not customers or not per_head or bool(_FOR_EACH.search(text)))
    if quantity.kind == "years":
        return not lasting or (not open_units & IN_YEARS.keys() and bool(_LASTS.search(lead)))
    priced = quantity.kind in AMOUNTS and _PRICE_OF.search(lead) and not any(p.unit == "money" for p in formula.parameters)
    if priced:
        return True
    if quantity.kind == "number" and _OWN_LABEL.search(text, 0, quantity.start) and not open_units & {"number", "money"}:
        return True
    return quantity.kind == UNCLEAR and bool(_ELSEWHERE.fullmatch(written))
