"""The columns of a table of customers: which header means what, and what stands in a cell.

header line → name of each column and what a bare number below it counts; cell → exact value, or what is wrong with it
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.errors import InputError
from assistant.numerals import fold_width, read_scale
from assistant.types import Quantity
from assistant.value.formulas import MAX_YEARS
from assistant.value.joining import is_scaled
from assistant.value.kinds import AMOUNTS
from assistant.value.quantities import plain, read_quantities
from assistant.value.signature import ONE
from assistant.value.table import Line

_HEADER_WITHIN = 20  # lines
_MAX_NUMBER_CHARS = 40
_SHOWN_CHARS = 30


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds, and the headers by which it is known: a regular expression on lower case, without blanks and units."""

    name: str
    label: str
    unit: str
    words: str
    example: str = ""


_AMOUNT = "1200、1.2万 或 1,200元"
COLUMNS = (
    Column(
        "name",
        "客户名称",
        "text",
        "(?:客户|顾客|会员|公司|企业)?(?:名称?|姓名|名字|简称|全称)|客户|顾客|会员|公司|企业|(?:customer|client|account|company)?name|customer|client|account|company",
    ),
    Column("code", "客户编号", "text", "(?:客户|顾客|会员)?(?:编号|代码|号码?)|(?:customer|client|account)?(?:id|no\\.?|code|number)"),
    Column(
        "revenue",
        "年收入",
        "money",
        "(?:每?年|年度|全年)?(?:销售收入|营业收入|收入|销售额|营业额|营收|消费额?|购买额|采购额)|(?:annual|yearly)?(?:revenue|sales|income|turnover)",
        _AMOUNT,
    ),
    Column("cost", "年成本", "money", "(?:每?年|年度|全年)?(?:总|直接)?(?:成本|费用|支出)|(?:annual|yearly)?(?:costs?|expenses?)", _AMOUNT),
    Column(
        "service_cost",
        "服务成本",
        "money",
        "(?:每?年|年度|全年)?(?:支持和)?(?:服务|维护|维系)(?:成本|费用?)|(?:service|support)costs?|costtoserve",
        _AMOUNT,
    ),
    Column(
        "profit",
        "年利润",
        "money",
        "(?:每?年|年度|全年)?(?:净|毛)?利润?|盈余|(?:annual|yearly)?(?:net|gross)?(?:profit|margin|surplus)",
        _AMOUNT,
    ),
    Column(
        "years", "年数", "years", "(?:预计|预期|还能|今后|未来|剩余)?(?:合作|往来|留存)?(?:年数|年限|期限)|years?|term|duration", "3 或 3年"
    ),
    Column(
        "retention",
        "留存率",
        "rate",
        "(?:每?年)?(?:客户|顾客)?(?:留存|保留|维系|维持|续约|复购|留住)率|(?:annual)?retention(?:rate)?",
        "80% 或 0.8",
    ),
    Column("churn", "流失率", "rate", "(?:每?年)?(?:客户|顾客)?流失率|(?:annual)?churn(?:rate)?", "20% 或 0.2"),
    Column("historical", "历史价值", "money", "历史(?:价值|利润|贡献)|historical(?:value|profit)?", _AMOUNT),
    Column("potential", "潜在每年利润", "money", "潜在(?:每?年)?(?:利润|价值|增量)|potential(?:profit|value)?", _AMOUNT),
)
BY_NAME = {column.name: column for column in COLUMNS}
_HEADERS = {column.name: re.compile(column.words) for column in COLUMNS}
_UNIT = re.compile(r"[(\[](?:单位[::]?)?(?P<scale>[百千万亿]*)(?P<unit>元|rmb|cny|¥|%|年|个?月)?[)\]]")
_UNITS_OF = {"text": (), "money": ("元", "rmb", "cny", "¥", None), "rate": ("%",), "years": ("年", "月", "个月")}
_FACTORS = {"%": Fraction(1, 100), "月": Fraction(1, 12), "个月": Fraction(1, 12)}
_IGNORED = re.compile(r"[\s_\-:*/]+")

_PLAIN_AMOUNT = re.compile(r"[¥￥]?([+\-−]?)[¥￥]?(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?(元|圆|块|人民币|rmb|cny)?", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\((.+)\)")  # how accounts write a loss
_PLAIN_SHARE = re.compile(r"(\d+(?:\.\d+)?)(%?)")
_PLAIN_YEARS = re.compile(r"(\d{1,4})(?:\.0+)?(年?)")


@dataclass(frozen=True, slots=True)
class Found:
    """A column of the table: its place, and what a bare number in it counts."""

    place: int
    header: str
    scale: Fraction = ONE


def find_columns(lines: Sequence[Line]) -> tuple[int, dict[str, Found], list[str]]:
    """The place of the header line, the columns that it names, and the headers of those that are not used.

    Raises InputError, in Chinese, where a column that is needed is not there, or one is there twice.
    """
    read = [_read_header(line) for line in lines[:_HEADER_WITHIN]]
    at = max(range(len(read)), key=lambda place: len(read[place][0]))  # of equals the first
    columns, unused, twice = read[at]
    if twice:
        raise InputError(twice)
    if "profit" not in columns and not {"revenue", "cost"} <= columns.keys():
        named = "、".join(f"“{found.header}”" for found in columns.values())
        raise InputError(
            "表里要有“收入”和“成本”两列，或者“利润”一列；可以另有客户名称、服务成本、年数、留存率、流失率、历史价值、潜在利润。"
            + (f"现在认得出的只有：{named}。" if named else "现在一列也没有认出来，请核对第一行是不是表头。")
        )
    return at, columns, unused


def _read_header(line: Line) -> tuple[dict[str, Found], list[str], str]:
    """The columns that a line would name, the cells that name none, and what is wrong where two name the same."""
    columns: dict[str, Found] = {}
    unused: list[str] = []
    twice = ""
    for place, header in enumerate(cell.strip() for cell in line.cells):
        name, scale = _meaning(header)
        if name in columns:
            twice = f"“{columns[name].header}”和“{header}”两列都像{BY_NAME[name].label}。请只留一列，或者改掉一个表头。"
        elif name:
            columns[name] = Found(place, header, scale)
        elif header:
            unused.append(f"“{clipped(header)}”")
    return columns, unused, twice


def _meaning(header: str) -> tuple[str, Fraction]:
    """The column that a header names, or nothing, and what a bare number below it counts."""
    text = plain(header)
    unit = _UNIT.search(text)
    if unit:
        text = text[: unit.start()] + text[unit.end() :]
    text = _IGNORED.sub("", text)
    column = next((column for column in COLUMNS if _HEADERS[column.name].fullmatch(text)), None)
    if column is None or (unit and unit["unit"] not in _UNITS_OF[column.unit]) or (unit and unit["scale"] and column.unit != "money"):
        return "", ONE
    if not unit:
        return column.name, ONE
    return column.name, Fraction(read_scale(unit["scale"])) * _FACTORS.get(unit["unit"], ONE)


def read_cell(column: str, text: str, found: Found) -> Fraction | str:
    """The value of a cell that holds something, or, in Chinese, what is wrong with it."""
    known = BY_NAME[column]
    folded = fold_width(text).replace(" ", "")
    value = _READERS[known.unit](text, folded, found.scale) if len(folded) <= _MAX_NUMBER_CHARS else ""
    if not isinstance(value, str):
        return value
    return f"{found.header}“{clipped(text)}”{value or f'读不懂，要写成{known.example}'}"


def read_discount(text: str) -> Fraction:
    """A discount rate as it is typed, zero where nothing is. Raises InputError, in Chinese, for what is no rate."""
    if not text.strip():
        return Fraction(0)
    rate = read_cell("churn", text.strip(), Found(0, "折现率"))
    if isinstance(rate, str):
        raise InputError(f"{rate}。不折现就留空。")
    return rate


def clipped(text: str) -> str:
    """A text of the table as it is named in a message."""
    return text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "…"


# Cells: a value, or what is wrong with it; an empty text where it cannot be read at all


def _amount(text: str, folded: str, scale: Fraction) -> Fraction | str:
    if bracketed := _IN_BRACKETS.fullmatch(folded):
        inside = _amount(bracketed[1], bracketed[1], scale)
        return "" if isinstance(inside, str) or inside < 0 else -inside
    if match := _PLAIN_AMOUNT.fullmatch(folded):
        sign, whole, part, unit = match.groups()
        value = Fraction(whole.replace(",", "") + (part or "")) * (ONE if unit else scale)
        return -value if sign in ("-", "−") else value
    quantity = _quantity(text)
    if quantity is None or quantity.kind not in AMOUNTS or quantity.per:
        return ""
    if not _ends(quantity.value):
        return "没有写成小数"
    absolute = quantity.kind == "money" or is_scaled(plain(text), quantity)
    return quantity.value * (ONE if absolute else scale)


def _share(text: str, folded: str, scale: Fraction) -> Fraction | str:
    if match := _PLAIN_SHARE.fullmatch(folded):
        number = Fraction(match[1])
        if not match[2] and scale == 1 and number > 1:
            return "不知道是不是百分数，要写成80%或0.8"
        value = number / 100 if match[2] else number * scale
    else:
        quantity = _quantity(text)
        if quantity is None or quantity.kind != "rate":
            return ""
        value = quantity.value
    return value if 0 <= value <= 1 else "不在0%到100%之间"


def _years(text: str, folded: str, scale: Fraction) -> Fraction | str:
    if match := _PLAIN_YEARS.fullmatch(folded):
        value = Fraction(match[1]) * (ONE if match[2] else scale)
    else:
        quantity = _quantity(text)
        if quantity is None or quantity.kind not in ("years", "number"):
            return ""
        value = quantity.value * (scale if quantity.kind == "number" else ONE)
    return value if value.denominator == 1 and 1 <= value <= MAX_YEARS else f"不是1到{MAX_YEARS}的整数年"


_READERS = {"money": _amount, "rate": _share, "years": _years}


def _quantity(text: str) -> Quantity | None:
    """The one quantity that the whole text is."""
    found = read_quantities(text)
    if len(found) != 1 or found[0].approximate or (found[0].start, found[0].end) != (0, len(text)):
        return None
    return found[0]


def _ends(value: Fraction) -> bool:
    """Whether it has an end as a decimal: sums of others would grow without bound."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
