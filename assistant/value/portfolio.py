"""A table of customers: what each brings, who costs more than he brings, what each is worth, and how the profit is spread.

    Table → columns by their headers → a Customer or a LeftOut for each line → Portfolio: ranks, totals, the 80/20 curve

A line that cannot be read is named with its number, what stands there and why, and left out; nothing is guessed. Profits and
their sums are exact fractions. A lifetime value may have hundreds of digits: it is a Decimal of 50.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

from assistant.errors import InputError
from assistant.numerals import fold_width, read_scale
from assistant.types import Quantity
from assistant.value.formulas import MAX_YEARS
from assistant.value.formulas.customers import TOP
from assistant.value.notation import shown, shown_large
from assistant.value.quantities import AMOUNTS, is_scaled, plain, read_quantities
from assistant.value.signature import ONE, ZERO
from assistant.value.table import Line, Table

DIGITS = 50  # of a lifetime value
FEWEST_FOR_CURVE = 5  # as the formula of the 80/20 check has it
PARETO = Fraction(80, 100)
BELOW_ZERO = "零价值以下（BZ）"
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
_BY_NAME = {column.name: column for column in COLUMNS}
_HEADERS = {column.name: re.compile(column.words) for column in COLUMNS}
_UNIT = re.compile(r"[(\[](?:单位[::]?)?(?P<scale>[百千万亿]*)(?P<unit>元|rmb|cny|¥|%|年|个?月)?[)\]]")
_IGNORED = re.compile(r"[\s_\-:*/]+")
_TOTAL_ROW = re.compile(r"合\s*计|总\s*计|小\s*计|总\s*和|(?:sub|grand)?\s*totals?|sum", re.IGNORECASE)

_PLAIN_AMOUNT = re.compile(r"[¥￥]?([+\-−]?)[¥￥]?(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?(元|圆|块|人民币|rmb|cny)?", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\((.+)\)")  # how accounts write a loss
_PLAIN_SHARE = re.compile(r"(\d+(?:\.\d+)?)(%?)")
_PLAIN_YEARS = re.compile(r"(\d{1,4})(?:\.0+)?年?")


@dataclass(frozen=True, slots=True)
class Found:
    """A column of the table: its place, and what a bare number in it counts."""

    place: int
    header: str
    scale: Fraction = ONE


@dataclass(frozen=True, slots=True)
class Customer:
    """A line that was read. `lifetime` is None where it was not worked out; `without` then says why."""

    line: int
    name: str
    profit: Fraction
    lifetime: Decimal | None
    without: str = ""

    @property
    def below_zero(self) -> bool:
        """The test of the card tier-bz: the surplus less the cost of serving the customer is negative."""
        return self.profit < 0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that was not read, with what stands there and why."""

    line: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All customers, the most profitable first."""

    customers: tuple[Customer, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    conventions: tuple[str, ...]

    @property
    def profit(self) -> Fraction:
        return sum((customer.profit for customer in self.customers), ZERO)

    @property
    def lifetimes(self) -> list[Decimal]:
        return [customer.lifetime for customer in self.customers if customer.lifetime is not None]

    @property
    def lifetime(self) -> Decimal:
        with localcontext() as context:
            context.prec = DIGITS
            return sum(self.lifetimes, Decimal(0))

    @property
    def losing(self) -> list[Customer]:
        """The customers below zero."""
        return [customer for customer in self.customers if customer.below_zero]

    @property
    def spread(self) -> "Spread | None":
        """How the profit is spread; None where there are too few customers, or no profit to be shared out."""
        total = self.profit
        if len(self.customers) < FEWEST_FOR_CURVE or total <= 0:
            return None
        sums = list(accumulate((customer.profit for customer in self.customers), initial=ZERO))
        many = len(self.customers)
        points = tuple((Fraction(percent, 100), sums[many * percent // 100] / total) for percent in range(101))
        top = max(1, int(many * TOP))
        enough = next(count for count, profit in enumerate(sums) if profit >= PARETO * total)
        return Spread(points, top, sums[top] / total, enough)


@dataclass(frozen=True, slots=True)
class Spread:
    """The 80/20 curve: (share of customers, share of profit), the top fifth and its share, and how many bring 80 %."""

    points: tuple[tuple[Fraction, Fraction], ...]
    top: int
    top_share: Fraction
    enough: int


class Reader:
    """Reads the lines of a table into customers, one by one, so that whoever waits can be told how far it is."""

    def __init__(self, table: Table, discount_rate: Fraction = ZERO) -> None:
        """Raises InputError, in Chinese, where the columns that are needed are not there, or are there twice."""
        if not 0 <= discount_rate <= 1:
            raise InputError(f"折现率是{shown(discount_rate, 'rate')}，要在0%到100%之间。")
        self._discount = discount_rate
        at, self._columns, unused = _header(table.lines)
        self.lines = table.lines[at + 1 :]
        self._width = len(table.lines[at].cells)
        self._notes = list(table.notes)
        if at:
            self._notes.append(f"表头在第{table.lines[at].number}行，它上面的{at}行没有用。")
        if unused:
            self._notes.append(f"没有用到的列：{'、'.join(unused)}。")

    def rows(self) -> Iterator[Customer | LeftOut]:
        for line in self.lines:
            yield self._row(line)

    def portfolio(self, rows: Sequence[Customer | LeftOut]) -> Portfolio:
        """All that was read, ranked. Raises InputError where not one line was."""
        customers = sorted((row for row in rows if isinstance(row, Customer)), key=lambda customer: -customer.profit)
        left_out = tuple(row for row in rows if isinstance(row, LeftOut))
        if not customers:
            first = f"例如第{left_out[0].line}行：{left_out[0].reason}。" if left_out else "表头下面没有内容。"
            raise InputError(f"没有一行能算。{first}")
        notes = [*self._notes, *_notes(customers)]
        return Portfolio(tuple(customers), left_out, tuple(notes), self._conventions())

    def _row(self, line: Line) -> Customer | LeftOut:
        name = self._text(line, "name") or self._text(line, "code") or f"第{line.number}行"
        cells = len(line.cells) - next((at for at, cell in enumerate(reversed(line.cells)) if cell.strip()), 0)
        problems: list[str] = []
        if cells > self._width:
            problems.append(f"比表头多出{cells - self._width}格，可能是数字里的逗号把一格分成了两格")
        elif _TOTAL_ROW.fullmatch(name):
            problems.append("像是合计行，不是客户")
        if problems:
            return LeftOut(line.number, name, problems[0])
        values: dict[str, Fraction] = {}
        for column, found in self._columns.items():
            if _BY_NAME[column].unit == "text":
                continue
            text = self._text(line, column)
            if not text:
                if column in ("revenue", "cost", "service_cost", "profit"):
                    problems.append(f"没有{found.header}")
                continue
            value = _READERS[_BY_NAME[column].unit](text, found.scale)
            if isinstance(value, str):
                problems.append(f"{found.header}“{_clipped(text)}”{value or f'读不懂，要写成{_BY_NAME[column].example}'}")
            else:
                values[column] = value
        if "retention" in values and values["retention"] + values.get("churn", 1 - values["retention"]) != 1:
            problems.append("留存率和流失率加起来不是100%")
        return LeftOut(line.number, name, "；".join(problems)) if problems else self._customer(line.number, name, values)

    def _customer(self, number: int, name: str, values: dict[str, Fraction]) -> Customer:
        surplus = values["profit"] if "profit" in values else values["revenue"] - values["cost"]
        profit = surplus - values.get("service_cost", ZERO)
        retention = values.get("retention", 1 - values["churn"] if "churn" in values else None)
        years = values.get("years")
        if years is None and retention is None:
            return Customer(number, name, profit, None, "没有年数，也没有留存率")
        factor = _factor(int(years) if years is not None else None, ONE if retention is None else retention, self._discount)
        if factor is None:
            return Customer(number, name, profit, None, "没有年数，留存率又是100%、没有折现，加不到头")
        with localcontext() as context:
            context.prec = DIGITS
            yearly = _decimal(profit + values.get("potential", ZERO))
            return Customer(number, name, profit, _decimal(values.get("historical", ZERO)) + yearly * factor)

    def _text(self, line: Line, column: str) -> str:
        found = self._columns.get(column)
        return line.cells[found.place].strip() if found is not None and found.place < len(line.cells) else ""

    def _conventions(self) -> tuple[str, ...]:
        header = {name: found.header for name, found in self._columns.items()}
        if "profit" in header:
            rule = f"利润直接取“{header['profit']}”这一列"
            rule += "，没有用收入减成本" if {"revenue", "cost"} & header.keys() else ""
        else:
            rule = f"利润＝{header['revenue']}−{header['cost']}"
        if "service_cost" in header:
            rule += f"，再减{header['service_cost']}"
        lines = [f"{rule}；都按一年的数算。", f"{BELOW_ZERO}：利润小于零。材料没有给MVC和MGC的金额界线，所以只按利润排名次，不分这两级。"]
        if {"years", "retention", "churn"} & header.keys():
            terms = "年末收到，从第1年起折现" if self._discount else "没有折现"
            parts = "＋".join(header[name] for name in ("historical",) if name in header)
            lines.append(
                f"终生价值＝{parts + '＋' if parts else ''}今后每年的利润"
                f"{'（含' + header['potential'] + '）' if 'potential' in header else ''}逐年相加；{terms}，"
                f"折现率{shown(self._discount, 'rate')}（可改）。年数指从现在起还能往来几年。"
            )
            lines.append(
                "有留存率的，从第1年起每年乘一次；没有留存率的，按年数内全部留住算；没有年数的，按一直延续下去算（材料外的通常算法）。"
            )
        return tuple(lines)


def _header(lines: Sequence[Line]) -> tuple[int, dict[str, Found], list[str]]:
    """The place of the header line, the columns that it names, and the headers of those that are not used."""
    best: tuple[int, dict[str, Found], list[str]] = (0, {}, [])
    for at, line in enumerate(lines[:_HEADER_WITHIN]):
        columns: dict[str, Found] = {}
        unused = []
        for place, header in enumerate(cell.strip() for cell in line.cells):
            name, scale = _meaning(header)
            if name in columns:
                raise InputError(f"“{columns[name].header}”和“{header}”两列都像{_BY_NAME[name].label}。请只留一列，或者改掉一个表头。")
            if name:
                columns[name] = Found(place, header, scale)
            elif header:
                unused.append(f"“{_clipped(header)}”")
        if len(columns) > len(best[1]):
            best = (at, columns, unused)
    known = best[1].keys()
    if "profit" not in known and not {"revenue", "cost"} <= known:
        named = "、".join(f"“{found.header}”" for found in best[1].values())
        raise InputError(
            "表里要有“收入”和“成本”两列，或者“利润”一列；可以另有客户名称、服务成本、年数、留存率、流失率、历史价值、潜在利润。"
            + (f"现在认得出的只有：{named}。" if named else "现在一列也没有认出来，请核对第一行是不是表头。")
        )
    return best


def _meaning(header: str) -> tuple[str, Fraction]:
    """The column that a header names, or nothing, and what a bare number below it counts."""
    text = plain(header)
    scale = ONE
    if unit := _UNIT.search(text):
        text = text[: unit.start()] + text[unit.end() :]
        scale = Fraction(read_scale(unit["scale"])) / (100 if unit["unit"] == "%" else 12 if "月" in (unit["unit"] or "") else 1)
    text = _IGNORED.sub("", text)
    return next((name for name, words in _HEADERS.items() if words.fullmatch(text)), ""), scale


# Cells: a value, or what is wrong with it; an empty text where it cannot be read at all


def _amount(text: str, scale: Fraction) -> Fraction | str:
    folded = fold_width(text).replace(" ", "")
    if bracketed := _IN_BRACKETS.fullmatch(folded):
        inside = _amount(bracketed[1], scale)
        return inside if isinstance(inside, str) or inside < 0 else -inside
    if match := _PLAIN_AMOUNT.fullmatch(folded[:_MAX_NUMBER_CHARS]):
        sign, whole, part, unit = match.groups()
        value = Fraction(whole.replace(",", "") + (part or ""))
        return (-value if sign in ("-", "−") and sign else value) * (ONE if unit else scale)
    quantity = _quantity(text)
    if quantity is None or quantity.kind not in AMOUNTS or quantity.per:
        return ""
    if not _ends(quantity.value):
        return "没有写成小数"
    absolute = quantity.kind == "money" or is_scaled(plain(text.strip()), quantity)
    return quantity.value * (ONE if absolute else scale)


def _share(text: str, scale: Fraction) -> Fraction | str:
    folded = fold_width(text).replace(" ", "")
    if match := _PLAIN_SHARE.fullmatch(folded[:_MAX_NUMBER_CHARS]):
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


def _years(text: str, scale: Fraction) -> Fraction | str:
    folded = fold_width(text).replace(" ", "")
    if match := _PLAIN_YEARS.fullmatch(folded):
        value = Fraction(match[1]) * (scale if folded[-1] != "年" else 1)
    else:
        quantity = _quantity(text)
        if quantity is None or quantity.kind not in ("years", "number"):
            return ""
        value = quantity.value * (scale if quantity.kind == "number" else 1)
    return value if value.denominator == 1 and 1 <= value <= MAX_YEARS else f"不是1到{MAX_YEARS}的整数年"


_READERS = {"money": _amount, "rate": _share, "years": _years}


def _quantity(text: str) -> Quantity | None:
    """The one quantity that the whole text is."""
    text = text.strip()
    found = read_quantities(text) if len(text) <= _MAX_NUMBER_CHARS else []
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


@lru_cache(maxsize=65_536)
def _factor(years: int | None, retention: Fraction, discount: Fraction) -> Decimal | None:
    """What 1元 a year is worth, paid at the end of each; None where an endless sum has no end.

    q + q² + … + q^n = q (1 − q^n) / (1 − q) with q = r / (1 + i), as lifetime.py has it term by term.
    """
    q = retention / (1 + discount)
    if years is None:
        return None if q == 1 else _decimal(q / (1 - q))
    return Decimal(years) if q == 1 else _decimal(q * (1 - q**years) / (1 - q))


def _decimal(value: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(value.numerator) / Decimal(value.denominator)


def _notes(customers: Sequence[Customer]) -> Iterator[str]:
    losing = [customer.profit for customer in customers if customer.profit < 0]
    total = sum((customer.profit for customer in customers), ZERO)
    if losing:
        yield (
            f"有{len(losing)}位客户的利润是负数，一共{shown_large(sum(losing, ZERO), 'money')}；利润合计因此变小，"
            "占比会偏高，曲线会升过100%再落回来，解读时要留意。"
        )
    if total <= 0:
        yield f"利润合计是{shown_large(total, 'money')}，不大于零，算不出占比，没有画曲线。"
    elif len(customers) < FEWEST_FOR_CURVE:
        yield f"只有{len(customers)}位客户，至少{FEWEST_FOR_CURVE}位才看80/20。"
    for reason in dict.fromkeys(customer.without for customer in customers if customer.without):
        lines = [customer.line for customer in customers if customer.without == reason]
        if len(lines) < len(customers):
            some = "、".join(str(line) for line in sorted(lines)[:10])
            yield f"有{len(lines)}位客户没有算终生价值：{reason}（第{some}{'…' if len(lines) > 10 else ''}行）。"
        else:
            yield f"没有算终生价值：{reason}。"
    names: dict[str, int] = {}
    for customer in customers:
        names[customer.name] = names.get(customer.name, 0) + 1
    if repeated := [name for name, count in names.items() if count > 1]:
        some = "、".join(f"“{_clipped(name)}”" for name in repeated[:5])
        yield f"有{len(repeated)}个名称出现不止一次（{some}{'等' if len(repeated) > 5 else ''}），每行各算一位客户。"


def _clipped(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "…"
