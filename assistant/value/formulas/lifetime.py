"""客户终生价值 = 历史价值 + 当前价值 + 潜在价值, and what follows from it: what a relationship is worth, how long it lasts.

With a retention rate r and a discount rate i, a profit of m a year is worth, over n years,

    at the end of the year      Σ m r^t / (1 + i)^t  for t = 1 … n        for ever  m r / (1 + i − r)
    at the beginning            Σ m r^t / (1 + i)^t  for t = 0 … n − 1    for ever  m (1 + i) / (1 + i − r)
    at the end, the first sure  Σ m r^(t−1) / (1 + i)^t  for t = 1 … n    for ever  m / (1 + i − r)

after Gupta and Lehmann, “Customers as Assets”, Journal of Interactive Marketing 17 (1), 2003; all converge while r < 1 + i.
"""

from dataclasses import dataclass
from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.types import Result, Step
from assistant.value.notation import shown, shown_large
from assistant.value.signature import ONE, ZERO, Formula, Need, Option, Parameter, Values, Working, money, one_of, rate, together, worked

MAX_YEARS = 100
CURRENT, POTENTIAL, HISTORICAL = "当前价值", "潜在价值", "历史价值"
END, START = ZERO, ONE  # places of the options of `timing`
SURE = ONE  # place of the option of `first_year` that leaves the first profit without risk


@dataclass(frozen=True, slots=True)
class _Terms:
    """How yearly profits become a present value; `years` is None for ever."""

    years: int | None
    discount: Fraction
    retention: Fraction
    at_start: bool
    first_sure: bool

    @property
    def factor(self) -> Fraction:
        """What a year later is worth, and how likely it is still there, as a share of a year before."""
        return self.retention / (1 + self.discount)


def _terms(values: Values) -> _Terms:
    """Raises ValueModelError where the years are no whole number, or the endless sum has no end."""
    retention = values.get("retention_rate", 1 - values["churn_rate"] if "churn_rate" in values else ONE)
    if "retention_rate" in values and values["retention_rate"] + values.get("churn_rate", 1 - retention) != 1:
        raise ValueModelError(
            f"留存率{shown(retention, 'rate')}和流失率{shown(values['churn_rate'], 'rate')}加起来不是100%，请核对，只留一个再算。"
        )
    years = values.get("years")
    if years is not None and (years.denominator != 1 or not 1 <= years <= MAX_YEARS):
        raise ValueModelError(f"年数要是1到{MAX_YEARS}的整数，现在是{shown(years)}；按年逐年相加，请给整年数。")
    terms = _Terms(int(years) if years is not None else None, values["discount_rate"], retention, *_when(values))
    if terms.years is None and terms.factor >= 1 and ("retention_rate" in values or "churn_rate" in values or "endless" in values):
        raise ValueModelError(
            f"留存率{shown(retention, 'rate')}不小于1加折现率（1 + {shown(terms.discount, 'rate')} = {shown(1 + terms.discount, 'rate')}），"
            "逐年相加没有尽头，越加越大，算不出终生价值。请给出年数，或者改小留存率、改大折现率再算。"
        )
    return terms


def _when(values: Values) -> tuple[bool, bool]:
    """Whether profits come at the beginning of the year, and whether the first one is sure, as it then always is."""
    at_start = values.get("timing", END) == START
    return at_start, at_start or values.get("first_year") == SURE


def lifetime_value(values: Values) -> Working:
    """Historical value plus the present value of the current and the potential profit of the years to come."""
    historical = values["historical"]
    terms = _terms(values)
    steps: list[Step] = []
    totals = {part: _part(values, part, label, terms, steps) for part, label in (("current", CURRENT), ("potential", POTENTIAL))}
    forward = totals["current"] + totals["potential"]
    both = f"当前价值 {shown(totals['current'])} + 潜在价值 {shown(totals['potential'])}"
    steps.append(Step("客户终生价值", f"历史价值 {shown(historical)} + {both}", historical + forward, "money"))
    results = [Result("客户终生价值", historical + forward, "money")]
    conventions = list(_conventions(terms))
    if historical:
        steps.append(Step("面向未来的部分（不含历史价值）", both, forward, "money"))
        results.append(Result("面向未来的部分（不含历史价值）", forward, "money"))
        conventions.append("历史价值已经实现：判断还值不值得投入，看不含历史的数；做报表，三部分可以合计。")
    return Working(tuple(steps), tuple(results), tuple(conventions))


def _part(values: Values, part: str, label: str, terms: _Terms, steps: list[Step]) -> Fraction:
    """One part of the value, given whole or worked from its yearly profit. Raises ValueModelError where both are and contradict."""
    yearly = values.get(f"{part}_yearly", ZERO)
    own: list[Step] = []
    total = _present_value(yearly, terms, label, own) if yearly else ZERO
    whole = values.get(f"{part}_total")
    if whole is None:
        steps += own
        return total
    if yearly and total != whole:
        raise ValueModelError(
            f"{label}给的是{shown(whole, 'money')}，按每年{shown(yearly, 'money')}算出来却是{shown(total, 'money')}，请核对，只留一个再算。"
        )
    return whole


def _present_value(yearly: Fraction, terms: _Terms, label: str, steps: list[Step]) -> Fraction:
    if terms.years is None:
        return _endless(yearly, terms, label, steps)
    kept_first, waited_first = 0 if terms.first_sure else 1, 0 if terms.at_start else 1
    powers = [(kept_first + year, waited_first + year) for year in range(terms.years)]
    values = [yearly * terms.retention**kept / (1 + terms.discount) ** waited for kept, waited in powers]
    total = sum(values, ZERO)
    if terms.retention == 1 and not terms.discount:
        steps.append(Step(label, f"每年 {shown(yearly)} × {terms.years} 年", total, "money"))
        return total
    for year, ((kept, waited), value) in enumerate(zip(powers, values, strict=True), start=1):
        loyal = f" × {shown(terms.retention, 'rate')}^{kept}" if terms.retention != 1 else ""
        discounted = f" ÷ (1 + {shown(terms.discount, 'rate')})^{waited}" if terms.discount else ""
        steps.append(Step(f"{label}第{year}年", f"{shown(yearly)}{loyal}{discounted}", value, "money"))
    if terms.years > 1:
        steps.append(Step(label, " + ".join(shown(value) for value in values), total, "money"))
    return total


def _endless(yearly: Fraction, terms: _Terms, label: str, steps: list[Step]) -> Fraction:
    discount, retention = shown(terms.discount, "rate"), shown(terms.retention, "rate")
    top, factor = (
        (f" × (1 + {discount})", 1 + terms.discount)
        if terms.at_start
        else ("", ONE)
        if terms.first_sure
        else (f" × {retention}", terms.retention)
    )
    total = yearly * factor / (1 + terms.discount - terms.retention)
    steps.append(Step(label, f"{shown(yearly)}{top} ÷ (1 + {discount} − {retention})", total, "money"))
    return total


def _conventions(terms: _Terms) -> tuple[str, ...]:
    kept = terms.retention != 1
    when = "年初" if terms.at_start else "年末"
    lines = []
    if terms.discount:
        lines.append(f"每年的利润按{when}收到折现，{'第1年不打折' if terms.at_start else '从第1年算到最后一年'}。")
    elif not kept:
        lines.append("没有折现：各年利润直接相加。")
    else:
        lines.append("没有折现。")
    if kept:
        counted = "第1年全部算，以后每年乘一次留存率" if terms.first_sure else "从第1年起每年乘一次留存率"
        lines.append(f"留存率每年不变，{counted}（材料外的通常算法）。")
    if terms.years is None:
        lines.append("没有给年数，按一直延续下去算；要算若干年，请告诉我年数。")
    return tuple(lines)


_HISTORICAL = money(
    "historical",
    "历史价值",
    "历史(?:价值|利润|贡献|上)?",
    "已经?(?:赚|实现|贡献|带来)[了的]?(?:利润|价值)?",
    "(?:过去|以前|之前|此前|到(?:目前|现在)为止)(?:一共|总共|累计)?(?:赚|贡献|带来|实现)[了的]?(?:利润|价值)?",
    default=ZERO,
    minimum=None,
)
_FORWARD: tuple[Parameter, ...] = (
    money("current_total", "当前价值", "(?:当前|现有)价值", "当前", minimum=None),
    money(
        "current_yearly",
        "当前每年利润",
        "(?:当前|现有)价值",
        "当前",
        "(?:当前|净)?利润",
        "净利",
        "贡献",
        "盈利",
        "赚",
        "带来",
        "毛利(?!率)",
        minimum=None,
        paid="yearly",
    ),
    money("potential_total", "潜在价值", "潜在", minimum=None),
    money(
        "potential_yearly",
        "潜在每年利润",
        "潜在价值",
        "潜在",
        "潜在(?:每?年)?(?:净?利润|增量)",
        "交叉销售",
        "转介绍",
        "增量(?:利润)?",
        default=ZERO,
        unless=("potential_total", "lifetime"),
        minimum=None,
        paid="yearly",
    ),
    Parameter(
        "years",
        "年数",
        (
            "合作(?:期限?)?",
            "年限",
            "往来",
            "留存(?!率)",
            "持续",
            "维持(?!率)",
            "期限",
            "寿命",
            "生命周期",
            "(?:能|会|还能|再)?(?:签|来|做|干|买)",
        ),
        "years",
        minimum=ONE,
    ),
    rate(
        "discount_rate",
        "折现率",
        "折现",
        "贴现率?",
        "(?<![毛净盈获])利率",
        "资金成本",
        r"(?<![a-z])i(?=\s*[=取是为])",
        default=ZERO,
        unless=("lifetime",),
    ),
    rate(
        "retention_rate",
        "留存率",
        "(?:每?年)?(?:客户|顾客)?(?:留存|保留|维系|维持|续约|复购|留住)率",
        r"(?<![a-z])r(?=\s*[=取是为])",
        maximum=Fraction(2),
        bare=False,
    ),
    rate("churn_rate", "流失率", "(?:每?年)?(?:客户|顾客)?流失率?", bare=False),
    Parameter("timing", "利润收到的时间", (), "choice", options=(Option("年末", "[年期]末"), Option("年初", "[年期]初|先付|预付"))),
    Parameter(
        "first_year",
        "第1年的利润",
        (),
        "choice",
        options=(
            Option("也乘留存率", "(?:头一年|第一年|首年|第1年)[^,;。]{0,6}(?:也|要|按)[^,;。]{0,4}留存"),
            Option("肯定收到", "(?:头一年|第一年|首年|第1年|第一笔)[^,;。]{0,8}(?:肯定|一定|稳|确定|必定|必然|照收|全额)"),
        ),
    ),
    Parameter("endless", "期限", (), "choice", options=(Option("一直延续", "永[续远]|无限期|一直(?:合作|延续|下去)|不限年"),)),
)
# The years, or how customers stay, are needed unless the value is given whole; and whenever something is given by the year.
_HORIZON = (
    Need((("years",), ("retention_rate",), ("churn_rate",), ("endless",)), unless=("current_total", "lifetime")),
    Need((("years",), ("retention_rate",), ("churn_rate",), ("endless",)), when=("current_yearly", "potential_yearly")),
)
_LIFETIME = ("(?:顾客|客户)?(?:终[生身]|生命周期|一辈子的?)价值", "clv", "ltv", "lifetime value")

LIFETIME_VALUE = Formula(
    id="lifetime-value",
    title="客户终生价值",
    cues=("终[生身]价值", "生命周期价值", "clv", "ltv", "lifetime value", together("历史", "当前", "潜在"), "一辈子.{0,6}(?:值|赚|贡献)"),
    parameters=(_HISTORICAL, *_FORWARD),
    needs=(one_of("current_yearly", "current_total"), *_HORIZON),
    card="clv",
    sections=("公式", "定义", "要点"),
    work=lifetime_value,
    outcome=_LIFETIME,
    own=r"[23两二三](?:部分|项|块|方面)",
)


# 值不值得建关系: lifetime value against what the relationship costs


def relationship_worth(values: Values) -> Working:
    """Lifetime value without history, given or worked out, less the cost of building and keeping the relationship."""
    steps: list[Step] = []
    conventions: tuple[str, ...] = ()
    if "lifetime" in values:
        forward = values["lifetime"]
    else:
        working = lifetime_value({**values, "historical": ZERO})
        steps = list(working.steps)
        forward, conventions = working.results[0].value, working.conventions
    cost = values["relationship_cost"]
    rest = forward - cost
    steps.append(Step("余额", f"终生价值 {shown(forward)} − 关系成本 {shown(cost)}", rest, "money"))
    if rest > 0:
        says = f"值得：终生价值比建立和维系关系的成本多{shown_large(rest, 'money')}。"
    else:
        says = (
            f"不值得：终生价值比建立和维系关系的成本少{shown_large(-rest, 'money')}。" if rest else "不赚不亏：终生价值正好等于关系成本。"
        )
    basis = "比的是面向未来的终生价值，不含已经实现的历史价值。"
    return Working(tuple(steps), (Result("余额", rest, "money"), *_shown_without_sign(rest)), (*conventions, basis), says)


def _shown_without_sign(rest: Fraction) -> tuple[Result, ...]:
    return (Result("还差", -rest, "money"),) if rest < 0 else ()


RELATIONSHIP_WORTH = Formula(
    id="relationship-worth",
    title="值不值得建立关系",
    cues=(together("终[生身]价值|生命周期价值|clv|ltv|每年|每月", "关系|维系|维护|值不值|值得|划算", "成本|花|投入|代价|费用|要"),),
    parameters=(
        money("lifetime", "终生价值", "(?:面向未来的?|前瞻的?)?(?:顾客|客户)?(?:终[生身]|生命周期)价值", "clv", "ltv", minimum=None),
        money(
            "relationship_cost",
            "关系成本",
            "(?:建立?|维系|维护|维持|经营|打理|做)(?:和维[系护])?(?:这[个位段]|一[个位段])?(?:客户|顾客)?(?:的)?(?:关系)?(?:的)?(?:成本|费用|代价|投入)",
            "(?:建立?|维系|维护|维持|经营)(?:和维[系护])?(?:这[个位段]|一[个位段])?(?:客户|顾客)?(?:的)?关系",
            "(?:客户|顾客)?关系(?:的)?(?:成本|费用|代价|投入)?",
            "(?:维系|维护|建立|经营)(?:总共|一共)?(?:要|得)?花费?",
            "(?:一共)?(?:要|得)?(?:投入|投)",
            paid="either",
        ),
        *_FORWARD,
    ),
    needs=(
        *(Need((("relationship_cost",),)),),
        one_of("lifetime", "current_yearly", "current_total"),
        *_HORIZON,
    ),
    card="cust-asset",
    sections=("条件", "定义"),
    work=relationship_worth,
    asks="值不值|值得|值得不|划算|值吗|该不该|要不要|合算",
)


# 保本的留存率: where an endless run of profits just pays for what the customer cost


def break_even_retention(values: Values) -> Working:
    """The retention rate at which m r / (1 + i − r), or m (1 + i) / (1 + i − r) at the beginning of the year, equals the cost."""
    margin, cost, discount = values["yearly"], values["cost"], values["discount_rate"]
    shown_rate = shown(discount, "rate")
    at_start, first_sure = _when(values)
    if first_sure and cost * (1 if at_start else 1 + discount) <= margin:
        raise ValueModelError(f"第一笔{shown(margin, 'money')}就够抵{shown(cost, 'money')}的成本，没有留存也保本，不用算保本留存率。")
    if at_start:
        value, expression = (1 + discount) * (1 - margin / cost), f"(1 + {shown_rate}) × (1 − {shown(margin)} ÷ {shown(cost)})"
    elif first_sure:
        value, expression = 1 + discount - margin / cost, f"1 + {shown_rate} − {shown(margin)} ÷ {shown(cost)}"
    else:
        value, expression = (
            cost * (1 + discount) / (margin + cost),
            f"{shown(cost)} × (1 + {shown_rate}) ÷ ({shown(margin)} + {shown(cost)})",
        )
    if value >= 1:
        raise ValueModelError(
            f"每年赚{shown(margin, 'money')}，折现率{shown_rate}，要留存率到{shown(value, 'rate')}才能收回{shown(cost, 'money')}，做不到；"
            "请核对利润和成本，或者改小折现率再算。"
        )
    return worked(
        Step("保本留存率", expression, value, "rate"),
        conventions=(
            f"按一直延续下去、利润{'年初' if at_start else '年末'}收到、留存率每年不变算"
            f"{'，第1年肯定收到' if first_sure else '，第1年起就乘留存率'}；高于这个留存率才有得赚。",
        ),
    )


BREAK_EVEN_RETENTION = Formula(
    id="break-even-retention",
    title="保本留存率",
    cues=(together("保本|打平|回本|收回|不亏|盈亏平衡", "留存率|保留率|维系率|维持率|续约率|留住多少"),),
    parameters=(
        money("yearly", "每年利润", "(?:当前|净)?利润", "净利", "贡献", "盈利", "赚", "毛利(?!率)", paid="yearly"),
        money(
            "cost",
            "获客成本",
            "(?:拉来?|获取|获得|争取|开发)(?:到|来)?(?:一[个位])?(?:新)?(?:客户?|顾客|用户|会员)(?:一共|总共)?(?:要|得)?(?:花|用)?了?",
            "(?:维系|建立|维护)?(?:和维[系护])?(?:关系)?的?总?(?:成本|费用|代价|投入|花费)",
            "(?:获客|拉新|开发|获取|获得|争取)(?:一[个位])?(?:新?(?:客户?|顾客|用户|会员))?(?:的)?(?:成本|费用|花费?了?)?",
            "成本",
            "投入",
            "花了",
        ),
        rate("discount_rate", "折现率", "折现", "贴现率?", "(?<![毛净盈获])利率", default=ZERO),
        *(parameter for parameter in _FORWARD if parameter.name in ("timing", "first_year")),
    ),
    needs=(Need((("yearly",),)), Need((("cost",),))),
    card="clv",
    sections=("公式", "定义"),
    work=break_even_retention,
    outcome=("(?:保本|打平|回本)?(?:的)?(?:留存|保留|维系|维持|续约)率",),
    in_material=False,
)


def average_life(values: Values) -> Working:
    """Expected years with a constant retention rate: 1 / (1 − r)."""
    retention = values.get("retention_rate", 1 - values["churn_rate"] if "churn_rate" in values else ONE)
    if retention == 1:
        raise ValueModelError("维持率是100%，客户永远不走，平均维持年数没有尽头。请给一个小于100%的维持率。")
    step = Step("平均维持年数", f"1 ÷ (1 − {shown(retention, 'rate')})", 1 / (1 - retention), "years")
    return worked(step, conventions=("每年的维持率固定不变。",), headline=f"客户平均维持{shown(step.value, 'years')}。")


AVERAGE_LIFE = Formula(
    id="average-life",
    title="平均维持年数",
    cues=(
        together(
            "(?:维持|留存|保留|维系|续约)率|流失",
            "平均(?:维持|留存|合作)?(?:的)?(?:年数|寿命|几年|多少年|待|留)|几年|多少年|多久|多长|年数|寿命",
        ),
    ),
    parameters=(
        rate("retention_rate", "维持率", "(?:每?年)?(?:客户|顾客)?(?:留存|保留|维系|维持|续约)率?", lone=True),
        rate("churn_rate", "流失率", "(?:每?年)?(?:客户|顾客)?流失率?"),
    ),
    needs=(one_of("retention_rate", "churn_rate"),),
    card="retention-chart",
    sections=("估算",),
    work=average_life,
    outcome=("平均(?:维持|留存|合作)?(?:年数|寿命)",),
    foreign="折现|利润|终[生身]价值|clv|ltv",
    in_material=False,
)
