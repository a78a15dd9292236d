"""拉新 against 留老: what the disputed multiples come to, the odds of a sale, and what keeping more is said to bring."""

from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.types import Result, Step
from assistant.value.notation import shown
from assistant.value.signature import (
    Claims,
    Formula,
    Parameter,
    Values,
    Working,
    claimed,
    count,
    money,
    needs,
    one_of,
    rate,
    together,
    worked,
)

_CLAIMS = Claims("conflict-acquisition-cost", "multiple")
_EACH_CLAIM = "各份材料的倍数不同，每种说法各算一列，不取平均。"


def acquisition_cost(values: Values) -> Working:
    """Cost of a new customer under each claimed multiple of the cost of keeping an old one; of `lost` of them where given."""
    cost, lost = values["retention_cost"], values.get("lost")
    steps = []
    for label, multiple in claimed(values):
        expression, value = f"留住一位老客户的成本 {shown(cost)} × {shown(multiple)}", cost * multiple
        if lost is not None:
            expression, value = f"{expression} × {shown(lost)} 位", value * lost
        steps.append(Step(f"按“{label}”", expression, value, "money"))
    each = (f"算的是补回{shown(lost)}位新客户的总成本。",) if lost is not None else ()
    return worked(*steps, conventions=(_EACH_CLAIM, *each))


_OLD = "老(?:客户?|顾客|用户|会员)"
_NEW = "新(?:客户?|顾客|用户|会员)"
_PRICE = "(?:的?(?:成本|费用?|花费))?"
_KEEPING = (
    f"(?:留住?|维护|维系|保住|守住)(?:一?[位个名])?{_OLD}{_PRICE}",
    f"{_OLD}(?:的?(?:维护|维系|留存))?{_PRICE}",
    f"{_OLD}留住?(?:一?[位个名])?",
    f"(?:留存|留客|留老|维护|维系){_PRICE}",
)
_WINNING = (f"(?:拉|获得|获取|吸引|开发|争取)(?:一?[位个名])?{_NEW}{_PRICE}", f"{_NEW}(?:获取)?{_PRICE}", f"(?:拉新|获客){_PRICE}")
_NEW_OR_OLD = ("拉一?[个位]新", "新客", "新顾客", "新用户", "新会员", "拉新", "获客")

ACQUISITION_COST = Formula(
    id="acquisition-cost",
    title="获得一位新客户的成本",
    cues=(*_NEW_OR_OLD, together("流失|失去|丢了|跑了|走了", _OLD, "补")),
    parameters=(
        money("retention_cost", "留住一位老客户的成本", *_KEEPING, paid="either"),
        count("lost", "流失的客户数", "位", f"(?:流失|失去|丢|走|跑)了?(?:{_OLD}|客户|顾客)?", f"补回?(?:来)?(?:{_NEW})?", bare=False),
    ),
    needs=needs("retention_cost"),
    card="conflict-acquisition-cost",
    sections=("说法",),
    work=acquisition_cost,
    outcome=_WINNING,
    own=r"[568]倍多?",
    foreign="预算|成交|成功率|机会|转化|保本|[留保]存?率",
    answer="{label}，获得一位新客户的成本是{value}。",
    claims=_CLAIMS,
    offered=True,
)


def retention_cost(values: Values) -> Working:
    """The inverse: what keeping an old customer costs under each claim, from the cost of a new one."""
    cost = values["acquisition_cost"]
    steps = (
        Step(f"按“{label}”", f"获得一位新客户的成本 {shown(cost)} ÷ {shown(multiple)}", cost / multiple, "money")
        for label, multiple in claimed(values)
    )
    return worked(*steps, conventions=(_EACH_CLAIM,))


RETENTION_COST = Formula(
    id="retention-cost",
    title="留住一位老客户的成本",
    cues=(together("|".join(_NEW_OR_OLD), f"{_OLD}|留老|留客|留存|维护|维系"),),
    parameters=(money("acquisition_cost", "获得一位新客户的成本", *_WINNING, paid="either"),),
    needs=needs("acquisition_cost"),
    card="conflict-acquisition-cost",
    sections=("说法",),
    work=retention_cost,
    outcome=_KEEPING,
    own=r"[568]倍多?",
    foreign=ACQUISITION_COST.foreign,
    answer="{label}，留住一位老客户的成本是{value}。",
    claims=_CLAIMS,
)


def acquisition_budget(values: Values) -> Working:
    """How many customers a budget keeps, and how many it wins under each claim."""
    budget, cost = values["budget"], values["retention_cost"]
    if not cost:
        raise ValueModelError("留住一位老客户的成本是0元，预算能留住多少位没有意义。请给出大于零的成本。")
    steps = [Step("全用来留老", f"预算 {shown(budget)} ÷ {shown(cost)}", budget / cost, "位")]
    for label, multiple in claimed(values):
        expression = f"预算 {shown(budget)} ÷ ({shown(cost)} × {shown(multiple)})"
        steps.append(Step(f"全用来拉新，按“{label}”", expression, budget / (cost * multiple), "位"))
    fewest, most = (shown(choose(step.value for step in steps[1:]), "位") for choose in (min, max))
    return worked(
        *steps,
        conventions=(_EACH_CLAIM, "人数是大约数，没有取整。"),
        headline=f"这笔预算全用来留老，能留住{shown(steps[0].value, '位')}；全用来拉新，按不同说法是{fewest}到{most}。",
    )


ACQUISITION_BUDGET = Formula(
    id="acquisition-budget",
    title="一笔预算能得到的客户数",
    cues=(together("预算|经费|[万元块]", "|".join((*_NEW_OR_OLD, _OLD)), "能|够|可以", "几[个位名]|多少[个位名]?(?:人|客|新|老)?"),),
    parameters=(
        money("budget", "预算", "(?:总)?(?:预算|经费|费用)(?:有|共|一共)?", "(?:拿|花|投|用)(?:出|了)?"),
        money("retention_cost", "留住一位老客户的成本", *_KEEPING, paid="either"),
    ),
    needs=needs("budget", "retention_cost"),
    card="conflict-acquisition-cost",
    sections=("说法",),
    work=acquisition_budget,
    outcome=_WINNING,
    own=r"[568]倍多?",
    claims=_CLAIMS,
)


# 成交机会: people × chance


def expected_deals(values: Values) -> Working:
    """Expected deals of new and of old customers; or, given the deals, how many people must be approached."""
    steps: list[Step] = []
    for who, label in (("new", "新客户"), ("old", "老客户")):
        chance = values[f"{who}_chance"]
        if "target" in values:
            if not chance:
                raise ValueModelError(f"{label}的成交机会是0%，联系多少人都不会成交。请核对。")
            steps.append(
                Step(f"要联系的{label}", f"{shown(values['target'])} 单 ÷ {shown(chance, 'rate')}", values["target"] / chance, "人")
            )
            continue
        people = values.get(f"{who}_people", values.get("people"))
        if people is not None:
            steps.append(Step(f"{label}预计成交", f"{shown(people)} 人 × {shown(chance, 'rate')}", people * chance, "单"))
    if len(steps) > 1 and steps[0].value and "target" not in values:
        steps.append(
            Step("老客户是新客户的倍数", f"{shown(steps[1].value)} ÷ {shown(steps[0].value)}", steps[1].value / steps[0].value, "multiple")
        )
    says = "，".join(f"{step.label}{shown(step.value, step.unit)}" for step in steps[:2]) + "。"
    notes = ("是按机会算的期望数，不是保证数。", "材料的成交机会没有注明出处；成本倍数不能再除以成交机会叠着算。")
    return Working(tuple(steps), tuple(Result(s.label, s.value, s.unit) for s in steps), notes, says)


_PEOPLE = "(?:联系|拜访|推销|跟进|接触|约|打|找|电话)?(?:了)?"

EXPECTED_DEALS = Formula(
    id="expected-deals",
    title="预计成交数",
    cues=(together("新(?:客|顾客|用户|会员)|老(?:客|顾客|用户|会员)", "成交|成单|签单|单子|卖成|卖出|[几多少]+[单笔]|\\d单|成功"),),
    parameters=(
        count("new_people", "联系的新客户数", "人", f"{_PEOPLE}{_NEW}"),
        count("old_people", "联系的老客户数", "人", f"{_PEOPLE}{_OLD}"),
        count("people", "各联系的人数", "人", "各(?:自)?(?:联系|拜访|推销|找|打|跟进)?(?:了)?", lone=True),
        count("target", "要成交的单数", "单", "(?:要|想|需要|达到|做到|目标)(?:成交|成|签|卖|拿下|做成|做)?", "成交(?=[^,。;]{0,3}\\d+单)"),
        rate("new_chance", "新客户的成交机会", f"{_NEW}(?:的)?(?:(?:成交|成功)?(?:机会|率|概率))?", fact="satisfaction-figures-new-chance"),
        rate("old_chance", "老客户的成交机会", f"{_OLD}(?:的)?(?:(?:成交|成功)?(?:机会|率|概率))?", fact="satisfaction-figures-old-chance"),
    ),
    needs=(one_of("people", "new_people", "old_people", "target"),),
    card="satisfaction-figures",
    sections=("成交机会",),
    work=expected_deals,
    own=r"15%|50%",
)


# 保留经济学: profit × (1 + effect), each claim for the very rise that it names


def retention_profit(values: Values) -> Working:
    """Profit after keeping more customers, under each claim, for the rise that the claim names."""
    profit = values["profit"]
    steps = tuple(
        Step(f"按“{label}”", f"原来的利润 {shown(profit)} × (1 + {shown(growth, 'rate')})", profit * (1 + growth), "money")
        for label, growth in claimed(values)
    )
    notes = ("几种说法的自变量不同（维系率、忠诚顾客、留住的客户），不能混着用，也不能按比例外推。", "各处都没有注明出自哪项研究。")
    return worked(*steps, conventions=notes)


_RISE = Fraction(5, 100)


def _other_rise(values: Values) -> str:
    rise = values.get("rise", _RISE)
    if rise == _RISE:
        return ""
    return f"材料只给了各自那一档的数字，没有给提高{shown(rise, 'rate')}的；利润不能按比例往外推，所以不算。想看材料里那几种说法，请只给原来的利润。"


RETENTION_PROFIT = Formula(
    id="retention-profit",
    title="多留住客户后的利润",
    cues=(together("维系率|保留率|留存率|回头率|维持率|留住|多留|忠诚", "利润|盈利|赚"),),
    parameters=(
        Parameter(
            "rise",
            "提高的幅度",
            (
                "(?:维系率|保留率|留存率|回头率|维持率)(?:如果|若|要是|能)?(?:再|每年|每|只)?(?:提[高升]|增加|上升|涨|升|多)了?",
                "多?留住?(?:了)?",
            ),
            "points",
            change=True,
        ),
        money(
            "profit",
            "原来的利润",
            "(?:原来|现在|目前|去年|今年|原有|当前|一?年|公司|企业|我们)*(?:的)?(?:净|总)?利润",
            "盈利",
            "赚了?",
            paid="either",
            lone=True,
        ),
    ),
    needs=needs("profit"),
    refuses=_other_rise,
    card="conflict-retention-profit",
    sections=("说法",),
    work=retention_profit,
    own=r"5%(?!\d)|50%|25%|85%|百分之五(?!十)|[5五]个(?:百分)?点",
    foreign="折现|终[生身]价值|clv|ltv|满意度|保本",
    answer="{label}，利润是{value}。",
    claims=Claims("conflict-retention-profit", "growth", "维系率|忠诚|留住"),
)
