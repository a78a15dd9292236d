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
from assistant.value.formulas.words import EARNS, KEEP_RATE, LATER, LEAVES, NOW, PAST, PROFIT, SPENT, WINNING
from assistant.value.notation import shown, shown_large
from assistant.value.signature import ONE, ZERO, Formula, Need, Option, Parameter, Values, Working, money, one_of, rate, together

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
    years, discount = values.get("years"), values.get("discount_rate", ZERO)  # none is declared where the lifetime value is given whole
    if years is not None and (years.denominator != 1 or not 1 <= years <= MAX_YEARS):
        raise ValueModelError(f"年数要是1到{MAX_YEARS}的整数，现在是{shown(years)}；按年逐年相加，请给整年数。")
    if retention > 1 and (years is not None or retention < 1 + discount):
        raise ValueModelError(f"留存率是{shown(retention, 'rate')}，超过了100%：留下的客户不会比原来的还多。请核对后再算。")
    terms = _Terms(int(years) if years is not None else None, discount, retention, *when_paid(values))
    if terms.years is None and terms.factor >= 1 and ("retention_rate" in values or "churn_rate" in values or "endless" in values):
        raise ValueModelError(
            f"留存率{shown(retention, 'rate')}不小于1加折现率（1 + {shown(terms.discount, 'rate')} = {shown(1 + terms.discount, 'rate')}），"
            "逐年相加没有尽头，越加越大，算不出终生价值。请给出年数，或者改小留存率、改大折现率再算。"
        )
    return terms


def when_paid(values: Values) -> tuple[bool, bool]:
    """Whether profits come at the beginning of the year, and whether the first one is sure, as it then always is.

    Raises ValueModelError where it is said to be paid at once and yet to be in doubt.
    """
    at_start = values.get("timing", END) == START
    if at_start and values.get("first_year", SURE) != SURE:
        raise ValueModelError("利润年初就收到，第1年就不用再乘留存率，这两样不能同时成立。请只留一个：年末收到，或者第1年肯定收到。")
    return at_start, at_start or values.get("first_year") == SURE


def lifetime_value(values: Values) -> Working:
    """Historical value plus the present value of the current and the potential profit of the years to come; and what it leaves of the cost
    of winning the customer."""
    historical = values["historical"]
    terms = _terms(values)
    steps: list[Step] = []
    totals = {part: _part(values, part, label, terms, steps) for part, label in (("current", CURRENT), ("potential", POTENTIAL))}
    forward = totals["current"] + totals["potential"]
    both = f"当前价值 {shown(totals['current'])} + 潜在价值 {shown(totals['potential'])}"
    steps.append(Step("客户终生价值", f"历史价值 {shown(historical)} + {both}", historical + forward, "money"))
    results = [Result("客户终生价值", historical + forward, "money")]
    by_years = bool({"current_yearly", "revenue"} & values.keys() or values.get("potential_yearly"))
    conventions = list(_conventions(terms)) if by_years else []
    if "acquisition_cost" in values:
        cost = values["acquisition_cost"]
        steps.append(
            Step(
                "扣除获客成本以后",
                f"客户终生价值 {shown(historical + forward)} − 获客成本 {shown(cost)}",
                historical + forward - cost,
                "money",
            )
        )
        results.append(Result(steps[-1].label, steps[-1].value, "money"))
    if historical:
        steps.append(Step("面向未来的部分（不含历史价值）", both, forward, "money"))
        results.append(Result("面向未来的部分（不含历史价值）", forward, "money"))
        conventions.append("历史价值已经实现：判断还值不值得投入，看不含历史的数；做报表，三部分可以合计。")
    return Working(tuple(steps), tuple(results), tuple(conventions))


def _part(values: Values, part: str, label: str, terms: _Terms, steps: list[Step]) -> Fraction:
    """One part of the value, given whole or worked from its yearly profit. Raises ValueModelError where both are and contradict."""
    own: list[Step] = []
    yearly = _margin(values, own) if part == "current" and "revenue" in values else values.get(f"{part}_yearly", ZERO)
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


def _margin(values: Values, steps: list[Step]) -> Fraction:
    """Yearly profit as what is left of the revenue: less its direct cost, or the share that is margin."""
    revenue = values["revenue"]
    if "direct_cost" in values:
        expression, value = f"每年收入 {shown(revenue)} − 直接成本 {shown(values['direct_cost'])}", revenue - values["direct_cost"]
    else:
        expression, value = f"每年收入 {shown(revenue)} × 毛利率 {shown(values['margin_rate'], 'rate')}", revenue * values["margin_rate"]
    steps.append(Step("当前每年利润", expression, value, "money"))
    return value


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
    if terms.first_sure and not terms.discount and terms.retention != ZERO:
        life = Step("平均能留的年数", f"1 ÷ (1 − {retention})", 1 / (1 - terms.retention), "years")
        if life not in steps:
            steps.append(life)
        steps.append(Step(label, f"{shown(yearly)} × {shown(life.value)} 年", yearly * life.value, "money"))
        return steps[-1].value
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


_FIRST_YEAR = "(?:头一?年|第一年|首年|第1年)"

_HISTORICAL = money(
    "historical",
    "历史价值",
    "历史(?:价值|利润|贡献|上)?",
    "已经?(?:赚|实现|贡献|带来)[了的]?(?:利润|价值)?",
    f"{PAST}[^,;。\\d]{{0,8}}?(?:{EARNS}|实现)[了的过]*(?:他|她)?(?:利润|价值)?",
    f"{PAST}[^,;。\\d]{{0,6}}?(?:价?值)",
    f"(?:这|头|第)一?[单笔次](?:交易|买卖|生意)?(?:我们|咱们?|店里)?{EARNS}了?",
    default=ZERO,
    minimum=None,
)
FORWARD: tuple[Parameter, ...] = (
    money(
        "current_total",
        "当前价值",
        "(?:当前|现有)价值",
        "当前",
        f"{NOW}[^,;。\\d]{{0,6}}?(?:价?值)",
        f"(?:按|照|保持)(?:{NOW}|现状|这)(?:这?样|的?(?:情况|水平|势头))?(?:下去)?(?:{LATER})?(?:还|再|能|会|可以)*(?:{EARNS})",
        minimum=None,
    ),
    money(
        "current_yearly",
        "当前每年利润",
        "(?:当前|现有)价值",
        "当前",
        f"(?:当前|净)?(?:{PROFIT}|收益)",
        f"(?:当前|净)?{EARNS}(?:的)?(?:{PROFIT})?",
        r"(?<![a-z])m(?=\s*[=取是为])",
        minimum=None,
        paid="yearly",
    ),
    money(
        "revenue",
        "每年收入",
        "(?:销售|营业|总)?收入",
        "营收",
        "销售额",
        "营业额",
        "流水",
        "(?:消费|采购|购买|下单|进货|买)(?:额|金额)?",
        "(?:在我(?:们|这[儿里边]?|家|店)|[订买吃喝])[^,;。\\d]{0,4}花(?:了|费)?",
        "(?:话|学|会|年|月|卡|保|租|餐|房|服务)费(?!用)",
        paid="yearly",
        bare=False,
    ),
    money(
        "direct_cost",
        "每年直接成本",
        f"(?:减去|扣除|扣掉|减掉|去掉|刨去)?(?:直接|变动|服务他?|服务客户|进货|产品)(?:的)?{SPENT}",
        f"(?:减去|扣除|扣掉|减掉|去掉|刨去)(?:的)?{SPENT}",
        "直接成本",
        "(?<![系获客得取新力间币价])成本",
        paid="either",
    ),
    rate("margin_rate", "毛利率", "[毛净]利(?:润)?率?|利润率", bare=False),
    money(
        "potential_total",
        "潜在价值",
        "潜在",
        "(?:交叉销售|转介绍|介绍(?:朋友|客户|来的)|推荐)(?:什么|之类)?的?(?:估计|大概|大约|可能|也许|能|会)*(?:再|还)?(?:能|有)?(?:多|加)",
        f"{LATER}[^,;。\\d]{{0,4}}?[添增多加][^,;。\\d]{{0,3}}?(?:价?值)",
        minimum=None,
    ),
    money(
        "potential_yearly",
        "潜在每年利润",
        "潜在价值",
        "潜在",
        "潜在(?:每?年)?(?:净?利润|增量)",
        "潜在(?:的|每年|一年|还|能|会|可以|再)*多(?:赚|挣|带来|贡献|出)?",
        "交叉销售",
        "转介绍",
        "增量(?:利润)?",
        "(?:新业务|新产品)[^,;。]{0,4}(?:再)?多(?:赚|挣|带来|贡献)",
        "(?:每年|再|还|又|能|会|可以)+多(?:赚|挣|带来|贡献|出)",
        "(?:再|还|又|能|会)+多(?=[一二两三四五六七八九\\d])",
        "额外(?:赚|挣|带来|贡献)?",
        "(?:带|介绍|推荐|拉)(?:来|着|了)?(?:的)?(?:朋友|熟人|亲戚|亲友|新客|别人|人|生意)(?:来)?[^,;。\\d]{0,8}?(?:每?年)?(?:能|会|还|再|又)*多?(?:赚|挣|带来|贡献|进账)",
        "(?:每?年)?(?:年[末初底])?(?:再|还|另外?)(?:能|可以?|会)?(?:增加|多出|添)",
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
            "(?:能|会|还能|再)?(?:签|来|做|干|买|待|跟)",
            "(?:能|会|还能|还会)?(?:跟|在)(?:我们|咱们?|店里)",
            "合同(?:期|签)?",
            r"(?<![a-z])n(?=\s*[=取是为])",
        ),
        "years",
        minimum=ONE,
    ),
    rate(
        "discount_rate",
        "折现率",
        "折现",
        "贴现率?",
        "(?<![毛净盈获])(?:年)?利率",
        "资金成本",
        "折(?:到|回)(?:今[天日]|现在|眼下|当下)",
        "(?:的)?(?:利息?)?(?:往回|倒回来?|折回)折?(?:算|现)?",
        r"(?<![a-z])i(?=\s*[=取是为])",
        default=ZERO,
        unless=("lifetime",),
    ),
    rate(
        "retention_rate",
        "留存率",
        f"(?:每?年)?(?:客户|顾客)?{KEEP_RATE}",
        "(?:每年)?(?:有)?(?:能)?(?:留住|留下)",
        "留存(?!率)",
        "(?:的?(?:人|客户|顾客|会员))?(?:第二年|来年|下一?年|次年|隔年)(?:还|会|肯|能|仍|接着|继续)*(?:在|来|续|订|买|回来|留)",
        "(?:只?剩下?|只?有|是|为)?(?:上|前)一年的",
        "(?:的人|的客户|的会员|人)?(?:会|能|肯)?(?:(?<!连)续(?:约|费|卡|签)?|留下来?|回头|再来)(?!率)",
        r"(?<![a-z])r(?=\s*[=取是为])",
        maximum=Fraction(2),
        bare=False,
    ),
    rate("churn_rate", "流失率", f"(?:每?年|年年)?(?:客户|顾客)?(?:会)?(?:{LEAVES}|流失)", bare=False),
    Parameter(
        "timing",
        "利润收到的时间",
        (),
        "choice",
        options=(Option("年末", "[年期][末底尾]"), Option("年初", "[年期]初|年头(?!年)|先付|预付|先收")),
    ),
    Parameter(
        "first_year",
        "第1年的利润",
        (),
        "choice",
        options=(
            Option("也乘留存率", f"{_FIRST_YEAR}[^,;。]{{0,6}}(?:也|要|按)[^,;。]{{0,6}}(?:{KEEP_RATE}|留存|跑法|打折|扣)"),
            Option(
                "肯定收到",
                f"1(?:÷|/|除以)年?流失|(?:先算)?平均(?:能|会|可以)?(?:留|合作|待)(?:住|下)?(?:几|多少)年[^,;。]{{0,4}}[,;]?再算|(?:{_FIRST_YEAR}|第一笔)[^,;。]{{0,8}}(?:肯定|一定|稳|确定|必|照收|[全足]额|全拿|全在|都在|指定|保准|跑不[了掉]|不打折|到手)"
                "|(?:往后|以后|之后|后面)[^,;。]{0,3}(?:才|开始)[^,;。]{0,6}(?:留|流失|跑|走)",
            ),
        ),
    ),
    Parameter(
        "endless",
        "期限",
        (),
        "choice",
        options=(
            Option(
                "一直延续",
                "永[续远久]|无限期|一直(?:合作|延续|下去|续|做|不[散走断]|待|留)|不限(?:年|期)|不设(?:年限|期限|限)|没有期限|没完没了|没个?头|一直算",
            ),
        ),
    ),
)
_ACQUISITION_COST = money(
    "acquisition_cost",
    "获客成本",
    f"(?:获客|拉新|获取|获得|引流|开发|争取)(?:一?[个位名])?(?:新?(?:客户|顾客|会员))?(?:的)?{SPENT}",
    f"(?:{WINNING}|引)(?:他|她|这[个位名]|一[个位名])(?:新?(?:客户|顾客|会员|人))?(?:进来|进门|过来|来|到手)?(?:要|得|总共|一共)*(?:花|用|{SPENT})了?",
    "(?:送|赠|补贴)(?:他|她|客户)?的(?:手机|设备|话机|平板|礼品|礼物|赠品|东西)(?:的?成本|花了?|值|要)?",
    "cac",
    bare=False,
)
# The years, or how customers stay, are needed unless the value is given whole; and whenever something is given by the year.
_HORIZON = (
    Need((("years",), ("retention_rate",), ("churn_rate",), ("endless",)), unless=("current_total", "lifetime")),
    Need((("years",), ("retention_rate",), ("churn_rate",), ("endless",)), when=("current_yearly", "potential_yearly", "revenue")),
)
_CURRENT = ("current_yearly", "current_total", ("revenue", "direct_cost"), ("revenue", "margin_rate"))
_MADE_OF = ("revenue", "direct_cost", "margin_rate")
_BY_PROFIT = tuple((name, part) for name in ("current_yearly", "current_total") for part in _MADE_OF)  # the profit, or what makes it
_LIFETIME = ("(?:顾客|客户)?(?:终[生身]|生命周期|一辈子的?)价值", "clv", "ltv", "lifetime value")

_HINTS = {
    "historical": "历史|过去|以前|累计|这些年",
    "current_total": "当前|眼下|目前|现在",
    "current_yearly": "利|赚|挣|贡献|进账|落|老样子|照旧|照样",
    "revenue": "收入|营收|采购|消费|营业额|销售额|下单|买|进(?!账|门)|拿货|订",
    "potential_total": "潜在|以后|将来",
    "potential_yearly": "潜在|额外|再多|交叉|转介|介绍|推荐|朋友",
    "years": "合作|往来|能|做|留|测算|计算|按|期限|合同|算",
    "discount_rate": "折现|贴现|利率|资金",
    "retention_rate": "留存|(?<![不没])(?<![不没]再)续|回头|留住|保留|维系",
    "churn_rate": "[不没]再?[续来]|流失|跑|走|掉|退",
}

LIFETIME_VALUE = Formula(
    id="lifetime-value",
    title="客户终生价值",
    cues=(
        "终[生身]价值",
        "生命周期价值",
        "clv",
        "ltv",
        "lifetime value",
        together("历史", "当前", "潜在"),
        "(?:一|这|下)辈子.{0,6}(?:值|赚|挣|贡献)",
        together(
            f"每|年|月|{PROFIT}|{EARNS}|合作|折现|贴现|{KEEP_RATE}",
            "(?:总共|一共|到底|大概|现在|他|她|这个客户|这家[^,;。]{0,3}|这位[^,;。]{0,3})(?:能)?值(?:是)?(?:多少|几)",
        ),
    ),
    parameters=(_HISTORICAL, *FORWARD, _ACQUISITION_COST),
    needs=(one_of(*_CURRENT), *_HORIZON),
    exclusive=(*_BY_PROFIT, ("direct_cost", "margin_rate"), ("retention_rate", "churn_rate")),
    card="clv",
    sections=("公式", "定义", "要点"),
    work=lifetime_value,
    outcome=_LIFETIME,
    hints=_HINTS,
    foreign="(?:辈子|总共|一共)(?:要|得)?花(?:掉|费)?(?:多少|几)|含历史\\d+元?,不含历史|(?:维系|维护|养着|打理|伺候)[^,;。\\d]{0,8}(?:每年|一年|每个?月)(?:要|得|花|费|成本|用)*\\d",
    own=r"[23两二三](?:部分|项|块|方面)",
)


# 值不值得建关系: lifetime value against what the relationship costs


def relationship_worth(values: Values) -> Working:
    """Lifetime value without history, given or worked out, less the cost of building and keeping the relationship: all of it, or so much a year,
    which is discounted, and paid only for as long as the customer stays, as the profits are."""
    steps: list[Step] = []
    conventions: tuple[str, ...] = ()
    if "lifetime" in values:
        forward = values["lifetime"]
    else:
        working = lifetime_value({**values, "historical": ZERO})
        steps = list(working.steps)
        forward, conventions = working.results[0].value, working.conventions
    yearly = values.get("relationship_yearly")
    cost = values["relationship_cost"] if yearly is None else _present_value(yearly, _terms(values), "关系成本", steps)
    if yearly is not None:
        conventions = (*conventions, "每年的关系成本和每年的利润按同样的年数、留存率、折现率算。")
    rest = forward - cost
    steps.append(Step("余额", f"终生价值 {shown(forward)} − 关系成本 {shown(cost)}", rest, "money"))
    if rest < 0:
        steps.append(Step("还差", f"关系成本 {shown(cost)} − 终生价值 {shown(forward)}", -rest, "money"))
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


_CARE = "(?:维系|维护|养着|养活|打理|伺候)"
_OF_CUSTOMER = "(?:这[个位段家]|一[个位段家]|他|她)?(?:大?客户|大户|顾客|会员)?(?:的)?"

_RELATIONSHIP = (
    "(?:建立?|维系|维护|维持|经营|打理|做)(?:和维[系护])?(?:这[个位段]|一[个位段])?(?:客户|顾客)?(?:的)?(?:关系)?(?:的)?(?:成本|费用|代价|投入)",
    "(?:建立?|维系|维护|维持|经营)(?:和维[系护])?(?:这[个位段]|一[个位段])?(?:客户|顾客)?(?:的)?关系",
    "(?:客户|顾客)?关系(?:的)?(?:成本|费用|代价|投入)?",
    "(?:维系|维护|建立|经营)(?:总共|一共)?(?:要|得)?花费?",
    f"{_CARE}{_OF_CUSTOMER}(?:关系)?(?:的)?(?:总共|一共)?(?:{SPENT}|(?:要|得)(?:花|投|搭进去|付))?",
    f"(?:跟|和|与)?他?打交道(?:的)?(?:{SPENT}|(?:要|得)?花)?",
    "(?:在)?他身上(?:要|得|总共|一共)*(?:花|投|砸)了?",
    "(?:一共)?(?:要|得)?(?:投入|投(?!诉))",
)

RELATIONSHIP_WORTH = Formula(
    id="relationship-worth",
    title="值不值得建立关系",
    cues=(
        together(
            f"终[生身]价值|一辈子|生命周期价值|clv|ltv|每年|每月|一年|半年|往后|以后|关系成本|{_CARE}",
            f"关系|{_CARE}|值不值|值得|划算|下功夫",
            "成本|花|投入|代价|费用|要|搭进去|值|该不该",
        ),
        together(f"关系[^,;。]{{0,4}}{SPENT}", "值得|值不值|划算|合算|该不该"),
    ),
    parameters=(
        money(
            "lifetime",
            "终生价值",
            "(?:面向未来的?|前瞻的?)?(?:顾客|客户)?(?:终[生身]|生命周期)价值",
            f"(?:往后|以后)?(?:一|这)?辈子(?:一共|总共|能|会|可以|大概)*(?:值|(?:给|让|为|帮)?(?:我们|我|咱们?|店里|公司)?{EARNS})",
            "clv",
            "ltv",
            f"(?:往后|以后|将来|未来)(?:一共|总共|还)?(?:能|会|可以)?(?:给|让|为)?(?:我们|咱们?|店里)?{EARNS}(?:的)?(?:{PROFIT})?",
            f"(?:一共|总共|合计|统共)(?:能|会|可以|要)?(?:给|让|为)?(?:我们|咱们?|店里|公司|[^,;。\\d]{{0,3}}店)?{EARNS}(?:来)?(?:的)?(?:{PROFIT})?",
            minimum=None,
        ),
        money(
            "relationship_cost",
            "关系成本",
            *_RELATIONSHIP,
        ),
        money("relationship_yearly", "每年关系成本", *_RELATIONSHIP, paid="yearly"),
        *FORWARD,
    ),
    needs=(
        one_of("relationship_cost", "relationship_yearly"),
        one_of("lifetime", *_CURRENT),
        *_HORIZON,
        Need((("years",), ("retention_rate",), ("churn_rate",), ("endless",)), when=("relationship_yearly",)),
    ),
    card="cust-asset",
    sections=("条件", "定义"),
    work=relationship_worth,
    exclusive=(
        *_BY_PROFIT,
        ("relationship_cost", "relationship_yearly"),
        ("direct_cost", "margin_rate"),
        ("retention_rate", "churn_rate"),
        *(("lifetime", name) for name in ("current_yearly", "current_total", *_MADE_OF, "potential_yearly", "potential_total")),
    ),
    foreign="保本|回本|打平|盈亏平衡|倒贴",
    wants=together("关系|维系|维护|打理|养着|伺候", "值不值|值得|划不划算|划算[吗么不]|该不该"),
    hints={**_HINTS, "lifetime": "值|价值|赚|带来|贡献|一辈子", "relationship_cost": "花|维|投|成本|费|搭|养|打理"},
    asks="值不值|值得|值得不|划算|值吗|该不该|要不要|合算|还要",
)
