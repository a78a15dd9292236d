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
Paid = Literal["once", "yearly", "either"]
Values = Mapping[str, Fraction]
MAX_YEARS = 100


@dataclass(frozen=True, slots=True)
class Parameter:
    """An input: how staff call it, and what may stand for it where the question does not give it.

    `aliases` are regular expressions, on text in half width and lower case. `paid` says whether it takes a whole
    amount, an amount per period (kept as the amount per year), or either; two inputs that differ in it may share an
    alias. `default` is used, and shown as such, when the input is missing. `minimum` and `maximum` bound its domain.
    """

    name: str
    label: str
    aliases: tuple[str, ...]
    unit: Unit
    default: Fraction | None = None
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    paid: Paid = "once"


@dataclass(frozen=True, slots=True)
class Working:
    steps: tuple[Step, ...]
    results: tuple[Result, ...]
    conventions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """A named calculation.

    `cues` name it in a question. A number beside an `outcome` is what comes out, not an input; a number that matches
    `own` only counts the formula's parts (四项价值) or repeats its facts (4:2:1). `measure` may stand between an input
    and its number; a question about something `foreign` is not for it. `answer` is the sentence of a result, with {label} and {value}. Of each group of `needs` one
    alternative must be complete. `card` and `sections` are where the material defines it; `fact_card` names the card
    whose figures it takes: a ratio, or disputed multiples, one column each.
    """

    id: str
    title: str
    cues: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    needs: tuple[tuple[tuple[str, ...], ...], ...]
    card: str
    sections: tuple[str, ...]
    work: Callable[[Values], Working]
    outcome: tuple[str, ...] = ()
    measure: tuple[str, ...] = ()
    own: str = ""
    foreign: str = ""
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
        given = [values[name] for name in parts if name in values]
        parts_sum = sum(given, Fraction(0))
        if total in values and (parts_sum > values[total] or (len(given) == len(parts) and parts_sum != values[total])):
            raise ValueModelError(
                f"{label}给的是{shown(values[total], 'money')}，分项加起来却是{shown(parts_sum, 'money')}，请核对后再算。"
            )
        if total in values:
            totals[total] = values[total]
            continue
        totals[total] = parts_sum
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


# Names too short to count inside another word: 价值 is the total in “价值1400，成本1140”, not in “产品的价值”.
_ALONE = r"(?:(?<![一-鿿])|(?<=[和与及跟]))"
_SUM = r"(?:四项)?(?:合计|总共|一共|总和|总计|总额|加起来)"
_CUSTOMER = r"(?:顾客|客户)"

DELIVERED_VALUE = Formula(
    id="delivered-value",
    title="顾客让渡价值",
    cues=("让渡", "让度价值", "delivered value", "cdv"),
    parameters=(
        Parameter("product_value", "产品价值", ("产品价?值", "产品"), "money", minimum=Fraction(0)),
        Parameter("service_value", "服务价值", ("服务价?值", "服务"), "money", minimum=Fraction(0)),
        Parameter("personnel_value", "人员价值", ("人员价?值", "人员"), "money", minimum=Fraction(0)),
        Parameter("image_value", "形象价值", ("(?:品牌)?形象价?值", "(?:品牌)?形象"), "money", minimum=Fraction(0)),
        Parameter(
            "money_cost",
            "货币成本",
            ("货币成本", "金钱成本", "货币价格", "货币", "金钱", "价格", "价钱", "售价", "实付", "花费", "花钱", "花了", "付了"),
            "money",
            minimum=Fraction(0),
        ),
        Parameter("time_cost", "时间成本", ("时间成本", "时间"), "money", minimum=Fraction(0)),
        Parameter("energy_cost", "精力成本", ("精[力神](?:[/、]?精[力神])?(?:成本)?",), "money", minimum=Fraction(0)),
        Parameter("physical_cost", "体力成本", ("体力成本", "体力"), "money", minimum=Fraction(0)),
        Parameter(
            "total_value",
            "整体顾客价值",
            (
                f"(?:整体|总){_CUSTOMER}?价值",
                f"{_CUSTOMER}(?:整体|总)?价值",
                f"价值{_SUM}",
                "总利益",
                "总好处",
                "tcv",
                f"{_ALONE}价值",
            ),
            "money",
            minimum=Fraction(0),
        ),
        Parameter(
            "total_cost",
            "整体顾客成本",
            (
                f"(?:整体|总){_CUSTOMER}?成本",
                f"{_CUSTOMER}(?:整体|总)?成本",
                f"成本{_SUM}",
                "总代价",
                "总付出",
                "总花费",
                "tcc",
                f"{_ALONE}成本",
            ),
            "money",
            minimum=Fraction(0),
        ),
    ),
    needs=((("total_value",), VALUE_PARTS), (("total_cost",), COST_PARTS)),
    card="delivered-value",
    sections=("公式", "定义"),
    work=delivered_value,
    outcome=(f"{_CUSTOMER}?让[渡度]价值", "让渡", "delivered value", "cdv"),
    own=r"[248两二四八](?:项|部分|方面|样|个(?=数|价值|成本|部分|方面))",
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
        worked: list[Step] = []
        yearly = values.get(f"{part}_yearly", Fraction(0))
        totals[part] = _present_value(yearly, values.get("years"), rate, label, worked)
        if f"{part}_total" in values:
            if yearly and totals[part] != values[f"{part}_total"]:
                raise ValueModelError(
                    f"{label}给的是{shown(values[f'{part}_total'], 'money')}，按每年{shown(yearly, 'money')}算出来却是{shown(totals[part], 'money')}，请核对，只留一个再算。"
                )
            totals[part] = values[f"{part}_total"]
        else:
            steps += worked
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


def _present_value(yearly: Fraction, years: Fraction | None, rate: Fraction, label: str, steps: list[Step]) -> Fraction:
    if years is not None and (years.denominator != 1 or not 1 <= years <= MAX_YEARS):
        raise ValueModelError(f"年数要是1到{MAX_YEARS}的整数，现在是{shown(years)}；按年逐年相加，请给整年数。")
    if yearly == 0 or years is None:  # nothing yearly is given: all parts are given whole
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
            (
                "历史(?:价值|利润|贡献|上)?",
                "已经?(?:赚|实现|贡献|带来)[了的]?(?:利润|价值)?",
                "(?:过去|以前|之前|此前|到(?:目前|现在)为止)(?:一共|总共|累计)?(?:赚|贡献|带来|实现)[了的]?(?:利润|价值)?",
            ),
            "money",
            Fraction(0),
        ),
        Parameter("current_total", "当前价值", ("(?:当前|现有)价值", "当前"), "money"),
        Parameter(
            "current_yearly",
            "当前每年利润",
            ("(?:当前|现有)价值", "当前", "(?:当前|净)?利润", "净利", "贡献", "盈利", "赚"),
            "money",
            paid="yearly",
        ),
        Parameter("potential_total", "潜在价值", ("潜在价值", "潜在"), "money"),
        Parameter(
            "potential_yearly",
            "潜在每年利润",
            ("潜在价值", "潜在", "潜在(?:每?年)?(?:净?利润|增量)", "交叉销售", "转介绍", "增量(?:利润)?"),
            "money",
            Fraction(0),
            paid="yearly",
        ),
        Parameter(
            "years",
            "年数",
            ("合作(?:期限?)?", "年限", "年数", "往来", "留存", "持续", "维持", "期限", "寿命", "生命周期"),
            "years",
            minimum=Fraction(1),
        ),
        Parameter(
            "discount_rate",
            "折现率",
            ("折现率?", "贴现率?", "(?<![毛净盈获])利率", "资金成本", r"(?<![a-z])i(?=\s*[=取是为])"),
            "rate",
            Fraction(0),
            minimum=Fraction(0),
            maximum=Fraction(1),
        ),
    ),
    needs=((("current_yearly", "years"), ("current_total",)),),
    card="clv",
    sections=("公式", "定义", "要点"),
    work=lifetime_value,
    outcome=("(?:顾客|客户)?(?:终生|终身|生命周期)价值", "clv", "ltv", "lifetime value"),
    own=r"[23两二三](?:部分|项|块|方面)",
)


# 阶梯法则: market shares of the first three stand about 4 : 2 : 1

RANKS = ("first", "second", "third")
_TOP_THREE = "top_three"


def ladder_shares(values: Values) -> Working:
    """Shares of the first three that are not given, from one that is, or from their sum, and the ratio of the card."""
    parts = {name: values[f"ratio_{name}"] for name in RANKS} | {_TOP_THREE: sum((values[f"ratio_{name}"] for name in RANKS), Fraction(0))}
    known = [name for name in parts if name in values]
    one = values[known[0]] / parts[known[0]]
    given = "、".join(f"{LADDER_SHARES.parameter(name).label}{shown(values[name], 'rate')}" for name in known)
    if any(values[name] != one * parts[name] for name in known):
        raise ValueModelError(f"给的几个数（{given}）不合材料的比例，推不出其余的。请只留下一个再算。")
    if all(name in values for name in RANKS):
        raise ValueModelError(f"三家的份额都给了（{given}），没有要推算的。请去掉想推算的那一家再问。")
    if one * parts[_TOP_THREE] > 1:
        raise ValueModelError(
            f"按这个比例推出来，三家合计{shown(one * parts[_TOP_THREE], 'rate')}，超过了100%，说明{given}用不上这个比例，请核对。"
        )
    divisor = shown(parts[known[0]]) if known[0] != _TOP_THREE else f"({' + '.join(shown(parts[name]) for name in RANKS)})"
    steps, results = [], []
    for name in RANKS:
        if name in values:
            continue
        label = LADDER_SHARES.parameter(name).label
        steps.append(Step(label, f"{shown(values[known[0]], 'rate')} ÷ {divisor} × {shown(parts[name])}", one * parts[name], "rate"))
        results.append(Result(label, one * parts[name], "rate"))
    return Working(tuple(steps), tuple(results), ("这是按材料给的大约比例估算，不是统计数字。",))


def _share(name: str, label: str, *aliases: str) -> Parameter:
    return Parameter(name, label, aliases, "rate", minimum=Fraction(0), maximum=Fraction(1))


_PLACE = r"(?:名|位)?(?![年季月周天个条次步点级阶])"

LADDER_SHARES = Formula(
    id="ladder-shares",
    title="前三名的市场份额",
    cues=("份额", "占有率", "市占", "阶梯法则", "梯级", "前三"),
    parameters=(
        _share(
            "first",
            "第一名的份额",
            f"第[一1]{_PLACE}",
            "老大",
            "龙头(?:老大|企业|品牌)?",
            "头名",
            "榜首",
            "冠军",
            "领导(?:者|品牌)",
            "领先者",
        ),
        _share("second", "第二名的份额", f"第[二2]{_PLACE}", "老二", "次名", "亚军"),
        _share("third", "第三名的份额", f"第[三3]{_PLACE}", "老三", "季军"),
        _share(
            _TOP_THREE,
            "前三名合计的份额",
            "(?:前[三3][名家位强甲]?|[三3][家者强]|[三3]个(?:品牌|公司))(?:的?(?:市场)?(?:份额|占有率))?(?:合计|一共|总共|加起来|加总|合起来|总和)",
            "前[三3][名家位强](?=占(?!比|多|几))",
        ),
    ),
    needs=((*((name,) for name in RANKS), (_TOP_THREE,)),),
    card="law-07",
    sections=("份额", "存疑"),
    work=ladder_shares,
    measure=("市场", "份额", "占有率", "市占率?", "占", "品牌", "公司", "排(?:名|在)?", "位居"),
    foreign=r"利润|[客人户]数|得票|增长率",
    own=r"[23两二三][家名位者个]|4[:比]2[:比]1",
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


_OLD = "老(?:客户?|顾客|用户|会员)"
_NEW = "新(?:客户?|顾客|用户|会员)"
_PRICE = "(?:的?(?:成本|费用?|花费))?"

ACQUISITION_COST = Formula(
    id="acquisition-cost",
    title="获得一位新客户的成本",
    cues=("新客", "新顾客", "新用户", "新会员", "拉新", "获客"),
    parameters=(
        Parameter(
            "retention_cost",
            "留住一位老客户的成本",
            (
                f"(?:留住?|维护|维系|保住|守住)(?:一?[位个名])?{_OLD}{_PRICE}",
                f"{_OLD}(?:的?(?:维护|维系|留存))?{_PRICE}",
                f"(?:留存|留客|留老|维护|维系){_PRICE}",
            ),
            "money",
            minimum=Fraction(0),
            paid="either",
        ),
    ),
    needs=((("retention_cost",),),),
    card="conflict-acquisition-cost",
    sections=("说法",),
    work=acquisition_cost,
    outcome=(f"(?:拉|获得|获取|吸引|开发|争取)(?:一?[位个名])?{_NEW}{_PRICE}", f"{_NEW}(?:获取)?{_PRICE}", f"(?:拉新|获客){_PRICE}"),
    own=r"[568]倍多?",
    answer="{label}，获得一位新客户的成本是{value}。",
    fact_card="conflict-acquisition-cost",
)

FORMULAS: tuple[Formula, ...] = (DELIVERED_VALUE, LIFETIME_VALUE, LADDER_SHARES, ACQUISITION_COST)
