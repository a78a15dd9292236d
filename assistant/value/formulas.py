"""The formulas: what each needs, and how it is worked out, exactly, step by step.

A formula is declared as data (`Formula`, with its `Parameter`s) and one function from exact values to steps. All
arithmetic is on `fractions.Fraction`; rounding happens where a number is shown (worksheet.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assistant.errors import ValueModelError
from assistant.types import Result, Step
from assistant.value.notation import shown

Unit = Literal["money", "rate", "years", "multiple"]
Values = Mapping[str, Fraction]
MAX_YEARS = 100


@dataclass(frozen=True, slots=True)
class Parameter:
    """An input: how staff call it, and what may stand for it where the question does not give it.

    `default` is used, and shown as such, when the input is missing. `minimum` and `maximum` bound its domain.
    """

    name: str
    label: str
    aliases: tuple[str, ...]
    unit: Unit
    default: Fraction | None = None
    minimum: Fraction | None = None
    maximum: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Working:
    steps: tuple[Step, ...]
    results: tuple[Result, ...]
    conventions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """A named calculation.

    `answer` is the sentence of a result, with {label} and {value}. `needs` lists groups of inputs; of each group one alternative must be complete. `card` and `section` are where the
    material defines it; `fact_card` names the card whose figures it takes: a ratio, or disputed multiples, one column each.
    """

    id: str
    title: str
    cues: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    needs: tuple[tuple[tuple[str, ...], ...], ...]
    card: str
    sections: tuple[str, ...]
    work: Callable[[Values], Working]
    answer: str = "{label}是{value}。"
    fact_card: str | None = None

    def parameter(self, name: str) -> Parameter:
        return next(parameter for parameter in self.parameters if parameter.name == name)


# 顾客让渡价值 = 整体顾客价值 − 整体顾客成本 (Kotler; the material's cards say so)

VALUE_PARTS = ("product_value", "service_value", "personnel_value", "image_value")
COST_PARTS = ("money_cost", "time_cost", "energy_cost", "physical_cost")


def delivered_value(values: Values) -> Working:
    """Total customer value minus total customer cost, each given whole or by its four parts."""
    steps = []
    totals = {}
    for total, parts, label in (("total_value", VALUE_PARTS, "整体顾客价值"), ("total_cost", COST_PARTS, "整体顾客成本")):
        given = [name for name in parts if name in values]
        if (
            total in values
            and given
            and sum(values[name] for name in parts if name in values) != values[total]
            and len(given) == len(parts)
        ):
            raise ValueModelError(
                f"{label}给的是{shown(values[total], 'money')}，四项加起来却是{shown(sum((values[n] for n in parts), Fraction(0)), 'money')}，请核对后再算。"
            )
        if total in values:
            totals[total] = values[total]
            continue
        totals[total] = sum((values[name] for name in parts), Fraction(0))
        expression = " + ".join(f"{DELIVERED_VALUE.parameter(name).label} {shown(values[name])}" for name in parts)
        steps.append(Step(label, expression, totals[total], "money"))
    result = totals["total_value"] - totals["total_cost"]
    expression = f"整体顾客价值 {shown(totals['total_value'])} − 整体顾客成本 {shown(totals['total_cost'])}"
    steps.append(Step("顾客让渡价值", expression, result, "money"))
    return Working(
        tuple(steps),
        (Result("顾客让渡价值", result, "money"),),
        ("价值和成本都折成同一货币单位；时间、精力、体力折成多少元由使用者给定。",),
    )


DELIVERED_VALUE = Formula(
    id="delivered-value",
    title="顾客让渡价值",
    cues=("让渡价值", "让渡", "customer delivered value", "delivered value"),
    parameters=(
        Parameter("product_value", "产品价值", ("产品价值", "产品"), "money", minimum=Fraction(0)),
        Parameter("service_value", "服务价值", ("服务价值", "服务"), "money", minimum=Fraction(0)),
        Parameter("personnel_value", "人员价值", ("人员价值", "人员"), "money", minimum=Fraction(0)),
        Parameter("image_value", "形象价值", ("形象价值", "品牌形象", "形象"), "money", minimum=Fraction(0)),
        Parameter(
            "money_cost",
            "货币成本",
            ("货币成本", "金钱成本", "货币价格", "货币", "金钱", "价格", "花钱", "花了", "付了"),
            "money",
            minimum=Fraction(0),
        ),
        Parameter("time_cost", "时间成本", ("时间成本", "时间"), "money", minimum=Fraction(0)),
        Parameter("energy_cost", "精力成本", ("精力成本", "精神成本", "精力", "精神"), "money", minimum=Fraction(0)),
        Parameter("physical_cost", "体力成本", ("体力成本", "体力"), "money", minimum=Fraction(0)),
        Parameter(
            "total_value",
            "整体顾客价值",
            (
                "整体顾客价值",
                "总顾客价值",
                "顾客总价值",
                "整体客户价值",
                "总客户价值",
                "客户总价值",
                "总价值",
                "整体价值",
                "价值合计",
                "价值总共",
                "价值一共",
            ),
            "money",
            minimum=Fraction(0),
        ),
        Parameter(
            "total_cost",
            "整体顾客成本",
            (
                "整体顾客成本",
                "总顾客成本",
                "顾客总成本",
                "整体客户成本",
                "总客户成本",
                "客户总成本",
                "总成本",
                "整体成本",
                "成本合计",
                "成本总共",
                "成本一共",
            ),
            "money",
            minimum=Fraction(0),
        ),
    ),
    needs=((("total_value",), VALUE_PARTS), (("total_cost",), COST_PARTS)),
    card="delivered-value",
    sections=("公式", "定义"),
    work=delivered_value,
)


# 客户终生价值 = 历史价值 + 当前价值 + 潜在价值; the last two discounted year by year at the end of the year


def lifetime_value(values: Values) -> Working:
    """Historical value plus the present value of the current and the potential profit of each year to come.

    Present value of a margin m over n years at discount rate i: the sum of m / (1 + i)^t for t = 1 … n.
    """
    rate = values["discount_rate"]
    historical = values["historical"]
    steps: list[Step] = []
    totals = {}
    for part, label in (("current", "当前价值"), ("potential", "潜在价值")):
        if f"{part}_total" in values:
            totals[part] = values[f"{part}_total"]
        else:
            totals[part] = _present_value(values[f"{part}_yearly"], values["years"], rate, label, steps)
    forward = totals["current"] + totals["potential"]
    whole = historical + forward
    expression = f"历史价值 {shown(historical)} + 当前价值 {shown(totals['current'])} + 潜在价值 {shown(totals['potential'])}"
    steps.append(Step("客户终生价值", expression, whole, "money"))
    results = [Result("客户终生价值", whole, "money")]
    conventions = ["每年的利润按年末收到折现，从第1年算到最后一年。" if rate else "没有折现：各年利润直接相加。"]
    if historical:
        steps.append(
            Step(
                "面向未来的部分（不含历史价值）",
                f"当前价值 {shown(totals['current'])} + 潜在价值 {shown(totals['potential'])}",
                forward,
                "money",
            )
        )
        results.append(Result("面向未来的部分（不含历史价值）", forward, "money"))
        conventions.append("历史价值已经实现：判断还值不值得投入，看不含历史的数；做报表，三部分可以合计。")
    return Working(tuple(steps), tuple(results), tuple(conventions))


def _present_value(yearly: Fraction, years: Fraction, rate: Fraction, label: str, steps: list[Step]) -> Fraction:
    if years.denominator != 1 or not 1 <= years <= MAX_YEARS:
        raise ValueModelError(f"年数要是1到{MAX_YEARS}的整数，现在是{shown(years)}；按年逐年相加，请给整年数。")
    if yearly == 0:
        return Fraction(0)
    count = int(years)
    terms = [yearly / (1 + rate) ** year for year in range(1, count + 1)]
    total = sum(terms, Fraction(0))
    if rate == 0:
        steps.append(Step(label, f"每年 {shown(yearly)} × {count} 年", total, "money"))
        return total
    for year, term in enumerate(terms, start=1):
        steps.append(Step(f"{label}第{year}年", f"{shown(yearly)} ÷ (1 + {shown(rate, 'rate')})^{year}", term, "money"))
    if count > 1:
        steps.append(Step(label, " + ".join(shown(term) for term in terms), total, "money"))
    return total


LIFETIME_VALUE = Formula(
    id="lifetime-value",
    title="客户终生价值",
    cues=("终生价值", "终身价值", "生命周期价值", "clv", "ltv", "lifetime value"),
    parameters=(
        Parameter(
            "historical",
            "历史价值",
            ("历史价值", "历史利润", "历史贡献", "历史", "已经赚", "已实现", "已经实现", "已经贡献"),
            "money",
            Fraction(0),
        ),
        Parameter(
            "current_yearly",
            "当前每年利润",
            (
                "每年利润",
                "年利润",
                "每年净利",
                "年净利",
                "每年贡献",
                "每年赚",
                "当前利润",
                "当前价值每年",
                "每年当前",
                "净利润",
                "净利",
                "利润",
                "贡献",
                "赚",
            ),
            "money",
        ),
        Parameter("current_total", "当前价值", ("当前价值", "现有价值"), "money"),
        Parameter(
            "potential_yearly",
            "潜在每年利润",
            ("潜在利润", "潜在每年", "每年潜在", "潜在价值每年", "交叉销售每年", "交叉销售", "转介绍", "增量"),
            "money",
            Fraction(0),
        ),
        Parameter("potential_total", "潜在价值", ("潜在价值",), "money"),
        Parameter("years", "年数", ("合作", "年限", "年数", "往来", "留存", "持续", "预计", "未来", "期限"), "years", minimum=Fraction(1)),
        Parameter(
            "discount_rate",
            "折现率",
            ("折现率", "贴现率", "折现", "贴现", "利率", "资金成本"),
            "rate",
            Fraction(0),
            minimum=Fraction(0),
            maximum=Fraction(1),
        ),
    ),
    needs=((("current_total",), ("current_yearly", "years")),),
    card="clv",
    sections=("公式", "定义", "要点"),
    work=lifetime_value,
)


# 阶梯法则: market shares of the first three stand about 4 : 2 : 1

RANKS = ("first", "second", "third")
_RANK_LABELS = {"first": "第一名", "second": "第二名", "third": "第三名"}


def ladder_shares(values: Values) -> Working:
    """Shares of the two others of the first three, from the share of one and the ratio of the card."""
    known = next(name for name in RANKS if name in values)
    steps, results = [], []
    for name in RANKS:
        if name == known:
            continue
        share = values[known] / values[f"ratio_{known}"] * values[f"ratio_{name}"]
        label = f"{_RANK_LABELS[name]}的份额"
        expression = f"{shown(values[known], 'rate')} ÷ {shown(values[f'ratio_{known}'])} × {shown(values[f'ratio_{name}'])}"
        steps.append(Step(label, expression, share, "rate"))
        results.append(Result(label, share, "rate"))
    total = sum((result.value for result in results), values[known])
    if total > 1:
        raise ValueModelError(
            f"按这个比例推出来，三家合计{shown(total, 'rate')}，超过了100%，说明{_RANK_LABELS[known]}的份额{shown(values[known], 'rate')}用不上这个比例，请核对。"
        )
    return Working(tuple(steps), tuple(results), ("这是按材料给的大约比例估算，不是统计数字。",))


LADDER_SHARES = Formula(
    id="ladder-shares",
    title="前三名的市场份额",
    cues=("份额", "占有率", "市占率"),
    parameters=(
        Parameter(
            "first",
            "第一名的份额",
            ("第一名", "老大", "排第一", "第一位", "龙头", "领导者", "领先者", "第一"),
            "rate",
            minimum=Fraction(0),
            maximum=Fraction(1),
        ),
        Parameter(
            "second", "第二名的份额", ("第二名", "老二", "排第二", "第二位", "第二"), "rate", minimum=Fraction(0), maximum=Fraction(1)
        ),
        Parameter(
            "third", "第三名的份额", ("第三名", "老三", "排第三", "第三位", "第三"), "rate", minimum=Fraction(0), maximum=Fraction(1)
        ),
    ),
    needs=((("first",), ("second",), ("third",)),),
    card="law-07",
    sections=("份额", "存疑"),
    work=ladder_shares,
    answer="按材料的比例估算，{label}大约是{value}。",
    fact_card="law-07",
)


# 拉新 against 留老: cost of a new customer = multiple × cost of keeping an old one, for each claim of the material


def acquisition_cost(values: Values) -> Working:
    """Cost of a new customer under each claimed multiple; `claim:LABEL` entries hold the multiples."""
    cost = values["retention_cost"]
    steps, results = [], []
    for name, multiple in values.items():
        if not name.startswith("claim:"):
            continue
        label = f"按“{name.removeprefix('claim:')}”"
        steps.append(Step(label, f"留住一位老客户的成本 {shown(cost)} × {shown(multiple)}", cost * multiple, "money"))
        results.append(Result(label, cost * multiple, "money"))
    return Working(tuple(steps), tuple(results), ("各份材料的倍数不同，每种说法各算一列，不取平均。",))


ACQUISITION_COST = Formula(
    id="acquisition-cost",
    title="获得一位新客户的成本",
    cues=("新客", "新顾客", "拉新", "获客", "新客户"),
    parameters=(
        Parameter(
            "retention_cost",
            "留住一位老客户的成本",
            (
                "留住一位老客户",
                "留住一个老客户",
                "留一个老客",
                "留老客",
                "维护老客户",
                "维系老顾客",
                "留住老客户",
                "老客户成本",
                "老客成本",
                "老顾客",
                "老客户",
                "老客",
                "留存成本",
                "维护成本",
                "维系成本",
            ),
            "money",
            minimum=Fraction(0),
        ),
    ),
    needs=((("retention_cost",),),),
    card="conflict-acquisition-cost",
    sections=("说法",),
    work=acquisition_cost,
    answer="{label}，获得一位新客户的成本是{value}。",
    fact_card="conflict-acquisition-cost",
)

FORMULAS: tuple[Formula, ...] = (DELIVERED_VALUE, LIFETIME_VALUE, LADDER_SHARES, ACQUISITION_COST)
