"""A table of customers: what each brings, who costs more than he brings, what each is worth, and how the profit is spread.

    Table → columns by their headers → a Customer or a LeftOut for each line → Portfolio: ranks, totals, the 80/20 curve

A line that cannot be read is named with its number, what stands there and why, and left out; nothing is guessed. Profits and
their sums are exact fractions. A lifetime value may have hundreds of digits: it is a Decimal of 50.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

from assistant.errors import InputError
from assistant.value.columns import BY_NAME, clipped, find_columns, read_cell
from assistant.value.formulas.customers import TOP
from assistant.value.notation import shown, shown_large
from assistant.value.signature import ONE, ZERO
from assistant.value.table import Line, Table, read_table

DIGITS = 50  # of a lifetime value
FEWEST_FOR_CURVE = 5  # as the formula of the 80/20 check has it
PARETO = Fraction(80, 100)
_NEEDED = ("revenue", "cost", "service_cost", "profit")  # where there is such a column, each line needs it
BELOW_ZERO = "零价值以下（BZ）"
_TOTAL_ROW = re.compile(r"合\s*计|总\s*计|小\s*计|总\s*和|(?:sub|grand)?\s*totals?|sum", re.IGNORECASE)


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
    profit: Fraction  # of all of them

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
        at, self._columns, unused = find_columns(table.lines)
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
        total = sum((customer.profit for customer in customers), ZERO)
        notes = [*self._notes, *_notes(customers, total)]
        return Portfolio(tuple(customers), left_out, tuple(notes), self._conventions(), total)

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
            if BY_NAME[column].unit == "text":
                continue
            text = self._text(line, column)
            value = read_cell(column, text, found) if text else f"没有{found.header}" if column in _NEEDED else ZERO
            if isinstance(value, str):
                problems.append(value)
            elif text:
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


def read_portfolio(raw: bytes, name: str, discount_rate: Fraction, progress: Callable[[str, int, int], None]) -> Portfolio:
    """A file of customers, called `name`, worked whole; `progress` is told what is done, of how many lines.

    Raises InputError, in Chinese, where the file, its columns or all of its lines cannot be read.
    """
    reader = Reader(read_table(raw, name), discount_rate)
    rows: list[Customer | LeftOut] = []
    for row in reader.rows():
        rows.append(row)
        progress("customers", len(rows), len(reader.lines))
    return reader.portfolio(rows)


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


def _notes(customers: Sequence[Customer], total: Fraction) -> Iterator[str]:
    losing = [customer.profit for customer in customers if customer.profit < 0]
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
        some = "、".join(f"“{clipped(name)}”" for name in repeated[:5])
        yield f"有{len(repeated)}个名称出现不止一次（{some}{'等' if len(repeated) > 5 else ''}），每行各算一位客户。"
