"""拉新 against 留老: what the disputed multiples come to, the odds of a sale, and what keeping more is said to bring."""

from dataclasses import replace
from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.types import Result, Step
from assistant.value.formulas.words import (
    CUSTOMER,
    EACH_RISE,
    EACH_RISE_REASON,
    EARNS,
    KEEP_RATE,
    KEEPING,
    NEW,
    OLD,
    PERCENT,
    PROFIT,
    SPENT,
    WINNING,
)
from assistant.value.notation import shown, shown_large
from assistant.value.signature import (
    ONE,
    OWN_CLAIM,
    ZERO,
    Claims,
    Formula,
    Limit,
    Parameter,
    Side,
    Values,
    Working,
    claimed,
    count,
    money,
    needs,
    one_of,
    rate,
    results_of,
    together,
    worked,
)

_CLAIMS = Claims("conflict-acquisition-cost", "multiple")
_EACH_CLAIM = "各份材料的倍数不同，每种说法各算一列，不取平均。"
_OWN_MULTIPLE = Parameter(OWN_CLAIM, "新客户成本是老客户的倍数", (), "multiple", lone=True, minimum=ONE)


def _told_apart(values: Values) -> tuple[str, ...]:
    return () if OWN_CLAIM in values else (_EACH_CLAIM,)


def acquisition_cost(values: Values) -> Working:
    """Cost of a new customer under each claimed multiple of the cost of keeping an old one; of `lost` of them where given."""
    steps: list[Step] = []
    cost, lost = _per_head(values, "retention_cost", "留住一位老客户的成本", steps), values.get("lost")
    totals: list[Step] = []
    between: list[Step] = []
    for label, multiple in claimed(values):
        expression, value = f"留住一位老客户的成本 {shown(cost)} × {shown(multiple)}", cost * multiple
        if lost is not None:
            steps.append(Step(f"每位新客户，按“{label}”", expression, value, "money"))
            expression, value = f"每位新客户 {shown(value)} × {shown(lost)} 位", value * lost
        totals.append(Step(f"按“{label}”", expression, value, "money"))
    low, high = (choose(step.value for step in totals) for choose in (min, max))
    if high > low:
        between = [Step("最多和最少相差", f"{shown(high)} − {shown(low)}", high - low, "money")]
    each = (f"算的是补回{shown(lost)}位新客户的总成本。",) if lost is not None else ()
    return Working((*steps, *totals, *between), results_of(tuple(totals)), (*_told_apart(values), *each))


def _per_head(values: Values, name: str, label: str, steps: list[Step]) -> Fraction:
    """What one customer costs, given so or as a whole for so many."""
    if name in values:
        return values[name]
    people = values["people"]
    if not people:
        raise ValueModelError("客户数是0，算不出每一位的成本。请给出大于零的客户数。")
    steps.append(Step(label, f"总成本 {shown(values['whole_cost'])} ÷ {shown(people)} 位", values["whole_cost"] / people, "money"))
    return steps[-1].value


_ONE = "(?:一?[位个名]|一[家户])"
_ALL = "(?:全部|所有|全体|这些|这批|他们|全)"
_WHOLE = "(?:每年|一年|一年到头|每个月)?(?:总共|一共|合计|总计|统共|拢共|共|总)"
_PRICE = f"(?:的?(?:每[位个名]|一[位个名])?{SPENT}|(?:要|得)(?:花|掏)|花)?"
_KEEPING = (
    f"{KEEPING}{_ONE}?{OLD}{_PRICE}",
    f"{OLD}(?:的?(?:维护|维系|留存))?{_PRICE}",
    f"{OLD}(?:一[个位人])?{KEEPING}(?:来)?{_ONE}?{_PRICE}",
    f"{OLD}(?:(?:平均)?[每一]?[个位]?人?)(?:就|要|得|只|大概)*(?:花|用|掏)(?:掉|费|了)?",
    f"{OLD}(?:每年|一年)?(?:招待|打点|走动|服务)费",
    f"(?:留存|留客|留老|维护|维系|守住){_PRICE}",
    f"{KEEPING}(?:一[位个名])(?:的)?{_PRICE}",
)
_THROUGHOUT = "(?:去年|今年|全年|上年|前年|[上下]半年|上个?月|这个?月|本[年月季]|上个?季度|这个?季度)"
_SUM = "[^,;。\\d一每均]{0,8}?(?:(?:成本|费用|花费|花销|开销|费)?(?:合计|一共|总共|总计|统共|拢共|共)|(?<=光)|[就也还都]*(?:花|用|投|砸|掏)(?:掉|了|去|进去?)+)"
_ALTOGETHER = "(?:合计|一共|总共|总计|统共|拢共)"
_KEEPING_ALL = (
    f"{OLD}(?:身上)?(?:一年|{_THROUGHOUT})?[^,;。\\d一每均]{{0,4}}?{_ALTOGETHER}(?:要|得)?(?:花|用|投|砸|掏)?(?:掉|了|去|出)*(?:我们?|咱们?)?",
    f"{_THROUGHOUT}[^,;。\\d一每]{{0,6}}?(?:{KEEPING}|用在|花在)(?:住|好)?{_ALL}?{OLD}{_SUM}(?:花|用|投|砸|掏)?(?:掉|了|去|出)*",
    f"{KEEPING}{_ALL}(?:的)?{OLD}?{_PRICE}(?:{_WHOLE})?(?:{SPENT})?",
    f"{KEEPING}{OLD}?(?:的?{SPENT})?{_WHOLE}(?:的)?(?:{SPENT})?",
    f"{OLD}(?:的?(?:维护|维系|留存))?(?:的?{SPENT})?{_WHOLE}(?:的)?(?:{SPENT})?",
)
_WINNING = (
    f"{WINNING}{_ONE}?{NEW}{_PRICE}",
    f"{NEW}(?:获取|获客)?{_PRICE}",
    f"(?:拉新|获客|拉客){_PRICE}",
    f"(?:拉|重新找|重新拉|再找|找){_ONE}(?:新|人|客户|顾客|生客)?(?:的)?{_PRICE}",
    "cac",
)
_BROUGHT = "(?:新增|拉来|带来|招来|换来|得到|获得|签下)了?"
_WINNING_ALL = (
    f"{_THROUGHOUT}[^,;。\\d一每]{{0,6}}?(?:{WINNING}{_ALL}?{NEW}|拉新|获客){_SUM}(?:花|用|投|砸|掏)?(?:掉|了|去|出)*",
    f"(?:{WINNING}{_ALL}?{NEW}|拉新|获客)(?:的?{SPENT})?{_WHOLE}(?:的)?(?:{SPENT})?",
    f"(?:{WINNING}{_ALL}?{NEW}|拉新|获客|广告|活动)[^,;。\\d一每]{{0,4}}?(?:花|用|投|砸)(?:掉|了|去|进去?)+(?=[^,;。]{{1,10}},[^,;。\\d]{{0,4}}{_BROUGHT}\\d+[个位名家户])",
)
_NAMED = (f"(?:拉|找|招|重新找){_ONE}", NEW, "拉新", "获客", "cac")

ACQUISITION_COST = Formula(
    id="acquisition-cost",
    title="获得一位新客户的成本",
    cues=(*_NAMED, together("流失|失去|丢[了掉]|跑[了掉]|走[了掉]", OLD, "补")),
    parameters=(
        money("retention_cost", "留住一位老客户的成本", *_KEEPING, paid="either"),
        count(
            "lost",
            "流失的客户数",
            "位",
            f"(?:流失|失去|丢|走|跑)(?:了|掉)*(?:{OLD}|客户|顾客)?",
            f"补回?(?:来)?(?:{NEW})?",
            f"(?:要|想|打算|计划)拉(?:来|进)?(?=\\d+[个位名]?{NEW})",
            bare=False,
        ),
        money("whole_cost", "留住全部老客户的总成本", *_KEEPING_ALL, paid="either"),
        count("people", "老客户数", "位", f"{OLD}(?:数|有|共|一共)?", bare=False),
        _OWN_MULTIPLE,
    ),
    needs=(one_of("retention_cost", ("whole_cost", "people")),),
    exclusive=(("retention_cost", "whole_cost"), ("retention_cost", "people")),
    card="conflict-acquisition-cost",
    sections=("说法",),
    work=acquisition_cost,
    outcome=_WINNING,
    hints={"retention_cost": "老|留|维|养|熟"},
    own=r"[568五六八]倍多?|(?<=乘)[五六八568]",
    foreign="预算(?!得|要|该|需|准备)|成交|成功率|机会|转化|保本|回本|不[亏赔]|[留保]存?率|终[生身]价值|关系成本|值不值|占[几多]|一共多少(?:$|[,。?!])",
    answer="{label}，获得一位新客户的成本是{value}。",
    claims=_CLAIMS,
    offered=True,
)


def retention_cost(values: Values) -> Working:
    """The inverse: what keeping an old customer costs under each claim, from the cost of a new one, which is told first where it is an average."""
    steps: list[Step] = []
    cost = _per_head(values, "acquisition_cost", "获得一位新客户的成本", steps)
    results = tuple(
        Step(f"按“{label}”", f"获得一位新客户的成本 {shown(cost)} ÷ {shown(multiple)}", cost / multiple, "money")
        for label, multiple in claimed(values)
    )
    says = ""
    if steps:
        low, high = (shown(choose(step.value for step in results), "money") for choose in (min, max))
        keeping = f"是{low}" if low == high else f"在{low}到{high}之间"
        says = f"获得一位新客户平均花{shown(cost, 'money')}；按倍数倒推，留住一位老客户的成本{keeping}。"
    return Working((*steps, *results), results_of((*steps, *results)), _told_apart(values), says)


RETENTION_COST = Formula(
    id="retention-cost",
    title="留住一位老客户的成本",
    cues=(together("|".join(_NAMED), f"{OLD}|留老|留客|留存|维护|维系|守住"),),
    parameters=(
        money("acquisition_cost", "获得一位新客户的成本", *_WINNING, paid="either"),
        money("whole_cost", "拉来全部新客户的总成本", *_WINNING_ALL, paid="either"),
        count("people", "新客户数", "位", f"{NEW}(?:数|有|共|一共)?", _BROUGHT, bare=False),
        _OWN_MULTIPLE,
    ),
    needs=(one_of("acquisition_cost", ("whole_cost", "people")),),
    exclusive=(("acquisition_cost", "whole_cost"), ("acquisition_cost", "people")),
    card="conflict-acquisition-cost",
    sections=("说法",),
    work=retention_cost,
    outcome=_KEEPING,
    hints={"acquisition_cost": "新|拉|获|开发|生"},
    own=r"[568五六八]倍多?",
    foreign=ACQUISITION_COST.foreign,
    answer="{label}，留住一位老客户的成本是{value}。",
    claims=_CLAIMS,
)


def acquisition_budget(values: Values) -> Working:
    """How many customers a budget keeps, and how many it wins: at the cost that is given, else under each claim."""
    budget = values["budget"]
    for name, label in (("retention_cost", "留住一位老客户"), ("acquisition_cost", "获得一位新客户")):
        if values.get(name) == 0:
            raise ValueModelError(f"{label}的成本是0元，预算能换来多少位没有意义。请给出大于零的成本。")
    if "acquisition_cost" in values:
        return _at_own_costs(values)
    cost = values["retention_cost"]
    steps = [Step("全用来留老", f"预算 {shown(budget)} ÷ {shown(cost)}", budget / cost, "位")]
    for label, multiple in claimed(values):
        expression = f"预算 {shown(budget)} ÷ ({shown(cost)} × {shown(multiple)})"
        steps.append(Step(f"全用来拉新，按“{label}”", expression, budget / (cost * multiple), "位"))
    fewest, most = (shown_large(choose(step.value for step in steps[1:]), "位") for choose in (min, max))
    won = f"能拉来{most}" if OWN_CLAIM in values else f"按不同说法是{fewest}到{most}"
    return worked(
        *steps,
        conventions=(*_told_apart(values), "人数没有取整，带“约”的是大约数。"),
        headline=f"这笔预算全用来留老，能留住{shown_large(steps[0].value, '位')}；全用来拉新，{won}。",
    )


def _at_own_costs(values: Values) -> Working:
    budget = values["budget"]
    ways = (("retention_cost", "全用来留老", "能留住"), ("acquisition_cost", "全用来拉新", "能拉来"))
    steps = [
        Step(label, f"预算 {shown(budget)} ÷ {shown(values[name])}", budget / values[name], "位")
        for name, label, _ in ways
        if name in values
    ]
    gets = [gets for name, _, gets in ways if name in values]
    says = "；".join(f"{step.label}，{got}{shown_large(step.value, '位')}" for step, got in zip(steps, gets, strict=True))
    return worked(*steps, conventions=("人数没有取整，带“约”的是大约数。",), headline=f"这笔预算{says}。")


_FUND = "(?:活动|市场|推广|营销|广告|获客)(?:经?费|款)用?"

ACQUISITION_BUDGET = Formula(
    id="acquisition-budget",
    title="一笔预算能得到的客户数",
    cues=(
        together(
            f"预算|经费|{_FUND}|[万元块]|钱",
            "|".join((*_NAMED, OLD)),
            "能|够|可以|全留|全拉|全部",
            "几[个位名]|多少[个位名]?(?:人|客|新|老)?",
        ),
        together("预算|经费", "拉新|新客|获客", "留老|留客|老客|维[系护]", f"{CUSTOMER}数|人数"),
    ),
    parameters=(
        money(
            "budget",
            "预算",
            "(?:总)?(?:预算|经费|费用)(?:有|共|一共)?",
            f"{_FUND}(?:批下来|批了|有|共|一共)?",
            "(?:拿|花|投|用)(?:出|了)?",
            "(?:钱|资金)(?:就|只|一共|总共)?(?:有|这么多)?",
            "手[里上头](?:头)?(?:有|的)?(?:这笔钱)?",
            "[这那]笔(?:钱|款|预算|经费)",
        ),
        money("retention_cost", "留住一位老客户的成本", *_KEEPING, paid="either"),
        money("acquisition_cost", "获得一位新客户的成本", *_WINNING, paid="either"),
        _OWN_MULTIPLE,
    ),
    needs=(*needs("budget"), one_of("retention_cost", "acquisition_cost")),
    exclusive=(("acquisition_cost", OWN_CLAIM),),
    card="conflict-acquisition-cost",
    sections=("说法",),
    work=acquisition_budget,
    wants="(?:留|拉|换|招|维系|维护|获得|争取)[^,;。\\d]{0,8}(?:多少|几)[个位名]",
    hints={"budget": "预算|经费|批|钱|拨|手|总|花|拿|费用|投", "retention_cost": "老|留|维|养|熟", "acquisition_cost": "新|拉|获|开发|生"},
    own=r"[568五六八]倍多?|[两2]种",
    claims=replace(_CLAIMS, unless=("acquisition_cost",)),
)


# 成交机会: people × chance


_IS_NEW = "新|生|没|未|陌生|头[一回次]"
_IS_OLD = "老|熟|买过|合作过|成交过|来过|消费过|下过单|回头"


_SIDES = (("new", "新客户"), ("old", "老客户"))


def expected_deals(values: Values) -> Working:
    """Expected deals of new and of old customers, or of people with a chance of their own; or, given the deals, how many people must be
    approached."""
    if "goal" in values:
        return _for_sales(values)
    if "days" in values:
        return _day_by_day(values)
    if "chance" in values:
        return _at_own_chance(values)
    if "target" in values and values.keys() & {"new_people", "old_people"}:
        return _still_to_win(values)
    steps: list[Step] = []
    for who, label in _SIDES:
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
    if len(steps) > 1 and "target" not in values:
        new, old = steps
        steps.append(Step("一共预计成交", f"{shown(new.value)} + {shown(old.value)}", new.value + old.value, "单"))
    if len(steps) > 1 and steps[0].value and "target" not in values:
        steps.append(
            Step("老客户是新客户的倍数", f"{shown(steps[1].value)} ÷ {shown(steps[0].value)}", steps[1].value / steps[0].value, "multiple")
        )
    says = "，".join(f"{step.label}{shown_large(step.value, step.unit)}" for step in steps[:3] if step.unit != "multiple") + "。"
    notes = ("是按机会算的期望数，不是保证数。", "材料的成交机会没有注明出处；成本倍数不能再除以成交机会叠着算。")
    return Working(tuple(steps), tuple(Result(s.label, s.value, s.unit) for s in steps), notes, says)


def _still_to_win(values: Values) -> Working:
    """Of the deals aimed at, those that the people of one side bring, and the people of the other that the rest takes; where people of
    both sides are given, how far they go."""
    steps = [
        Step(f"{label}预计成交", f"{shown(people)} 人 × {shown(values[f'{who}_chance'], 'rate')}", people * values[f"{who}_chance"], "单")
        for who, label in _SIDES
        if (people := values.get(f"{who}_people")) is not None
    ]
    target, deals = values["target"], sum((step.value for step in steps), ZERO)
    terms = " − ".join(shown(step.value) for step in steps)
    still = Step("还差的单数", f"{shown(target)} − {terms}", target - deals, "单")
    notes = ("是按机会算的期望数，不是保证数。",)
    if still.value <= 0 or len(steps) == len(_SIDES):
        says = f"预计成交{shown_large(deals, '单')}，" + (f"还差{shown(still.value)}单。" if still.value > 0 else f"够{shown(target)}单。")
        return worked(*steps, still, conventions=notes, headline=says)
    who, label = next((who, label) for who, label in _SIDES if f"{who}_people" not in values)
    chance = values[f"{who}_chance"]
    if not chance:
        raise ValueModelError(f"{label}的成交机会是0%，联系多少人都不会成交。请核对。")
    needed = Step(f"要联系的{label}", f"{shown(still.value)} 单 ÷ {shown(chance, 'rate')}", still.value / chance, "人")
    whole = Fraction(-(-needed.value // 1))
    says = f"{steps[0].label}{shown_large(steps[0].value, '单')}，还差{shown(still.value)}单，要联系{label}{shown(needed.value, '人')}" + (
        "。" if whole == needed.value else f"，取整至少{shown(whole)}人。"
    )
    return worked(*steps, still, needed, conventions=notes, headline=says)


def _day_by_day(values: Values) -> Working:
    """The deals of so many days, on each of which so many people are approached."""
    days, called = values["days"], {"people": "各联系的人数", "new_people": "新客户数", "old_people": "老客户数"}
    in_all = {
        name: Step(f"一共的{label}", f"每天 {shown(values[name])} × {shown(days)} 天", values[name] * days, "人")
        for name, label in called.items()
        if name in values
    }
    rest = {name: value for name, value in values.items() if name != "days"} | {name: step.value for name, step in in_all.items()}
    working = expected_deals(rest)
    return replace(working, steps=(*in_all.values(), *working.steps))


def _for_sales(values: Values) -> Working:
    """The deals that sales of so much take, and the people that those take."""
    goal, ticket = values["goal"], values["ticket"]
    if not ticket:
        raise ValueModelError("客单价是0元，卖多少单也到不了要做的销售额。请核对。")
    deals = Step("要成交的单数", f"{shown(goal)} ÷ 客单价 {shown(ticket)}", goal / ticket, "单")
    rest = {name: value for name, value in values.items() if name not in ("goal", "ticket")}
    working = expected_deals({**rest, "target": deals.value})
    return replace(working, steps=(deals, *working.steps))


def _at_own_chance(values: Values) -> Working:
    """So many people at one chance of their own; or, given the deals, the people that they take."""
    chance = values["chance"]
    if "target" in values:
        if not chance:
            raise ValueModelError("成交率是0%，联系多少人都不会成交。请核对。")
        needed = Step("要联系的人数", f"{shown(values['target'])} 单 ÷ {shown(chance, 'rate')}", values["target"] / chance, "人")
        return worked(needed, headline=f"要联系{shown_large(needed.value, '人')}，才能指望成交{shown(values['target'])}单。")
    people = values.get("people", ZERO) + values.get("new_people", ZERO) + values.get("old_people", ZERO)
    deals = Step("预计成交", f"{shown(people)} 人 × {shown(chance, 'rate')}", people * chance, "单")
    return worked(deals, conventions=("是按机会算的期望数，不是保证数。",), headline=f"预计成交{shown_large(deals.value, '单')}。")


_PEOPLE = "(?:联系|拜访|推销|跟进|接触|约|打|找|电话|打给|跑)?(?:了|给)?"
_CHANCE = "(?:的)?(?:(?:成交|成功)?(?:机会|率|概率))?"
_ANY_CHANCE = "(?:成交|成功|签单|成单)(?:的)?(?:机会|率|概率)"  # of the customers that were spoken of last

EXPECTED_DEALS = Formula(
    id="expected-deals",
    title="预计成交数",
    cues=(
        together(f"{NEW}|{OLD}", "成交|成单|签单|单子|开单|卖成|卖出|[几多少]+[单笔]|[\\d十百千万]单|[一二两三四五六七八九]单|成功"),
        together("(?:成交|成功)的?机会", "[几多]少?单|成交多少"),
        together(
            "(?:成交|成功|签单|成单|转化)率",
            "(?:能|可以|该|大概|估计|预计|要|得|会)[^,;。]{0,8}?(?:几|多少)(?:[单台套件笔辆]|个?人|[组位个批]客)",
            r"\d|[一二两三四五六七八九十百]",
        ),
        together(
            "意向(?:客户|顾客)|看车|来店|进店|来访|到访",
            "(?:成交|卖|签|成)[^,;。]{0,3}(?:几|多少)[单台套件笔辆个]?",
            r"\d|[一二两三四五六七八九十百]",
        ),
    ),
    parameters=(
        count("new_people", "联系的新客户数", "人", f"{_PEOPLE}{NEW}"),
        count("old_people", "联系的老客户数", "人", f"{_PEOPLE}{OLD}"),
        count(
            "people",
            "各联系的人数",
            "人",
            "各(?:自)?(?:联系|拜访|推销|找|打|跟进)?(?:了)?",
            "(?:来店(?:里)?|进店|到店|到访|来访)?(?:看车|看房|咨询|接待|登记|收了)(?:的)?(?:意向)?(?:客户|顾客)?(?:有|共)*",
            lone=True,
        ),
        count(
            "target",
            "要成交的单数",
            "单",
            "(?:非?得|必须|打算|要|想|需要|达到|做到|目标)(?![给对跟找约]|联系|拜访)(?:成交|成|签|卖|拿下|做成|做|开|谈成|谈|出)?(?:够)?",
            "成交(?=[^,。;]{0,3}\\d+单)",
            "(?:给|派|压|分)(?:给)?(?:了)?(?:我们?|我|咱们?|的)?(?=\\d+[单台套件笔辆])|(?:任务|指标)(?:是|为)?(?=\\d+[单台套件笔辆])",
            "(?:给|派|压|分)[^,;。\\d]{1,6}?(?:了|下)(?=\\d+[单台套件笔辆])",
        ),
        Parameter(
            "days",
            "天数",
            ("(?:一年|一个?月|每月|全年|这个?月|本月|一周|每周)(?:里)?(?:按|有|算|共|干|上班|营业)*(?=\\d+天)",),
            "days",
            minimum=ZERO,
            bare=False,
        ),
        money(
            "goal",
            "要做到的销售额",
            "(?:要|想|想要|得|打算|目标|任务|指标)(?:是|为|每月|这个?月)?(?:再)?(?:卖|做|完成|做到|卖到)?(?:够|到|出)?(?=[\\d.一二两三四五六七八九十百千]+万?(?:元|块))",
            "(?:销售额?|业绩|营业额)(?:目标|任务|指标)?(?:要|得)?(?:做到|达到|完成|是|为)?",
            bare=False,
        ),
        money("ticket", "客单价", "(?:平均)?客单价|(?:平均)?(?:每单|一单)(?:卖|收|金额)?|平均单价", bare=False),
        rate("new_chance", "新客户的成交机会", f"{NEW}{_CHANCE}", _ANY_CHANCE, fact="satisfaction-figures-new-chance", party="new"),
        rate("old_chance", "老客户的成交机会", f"{OLD}{_CHANCE}", _ANY_CHANCE, fact="satisfaction-figures-old-chance", party="old"),
        rate(
            "chance",
            "成交率",
            "(?:(?:来店|进店|到店|平均|一般|大概|大约)(?:客户|顾客)?的?)?(?:成交|成功|签单|成单|转化)率(?:能|可以)?(?:有|是|到|做到)?",
            bare=False,
        ),
    ),
    needs=(one_of("people", "new_people", "old_people", "target", ("goal", "ticket")),),
    exclusive=(
        ("days", "target"),
        ("target", "people"),
        *(("goal", name) for name in ("target", "people", "new_people", "old_people")),
        ("chance", "new_chance"),
        ("chance", "old_chance"),
    ),
    follows={"people": ("new_people", "old_people")},
    card="satisfaction-figures",
    sections=("成交机会",),
    work=expected_deals,
    own=r"(?<!率)(?<!率[是为有])(?:15%|50%)|一(?=单)|一(?:年|个?月|周)(?=\d+天|[能可要会成签开])",
    sides=(Side("new", f"{NEW}|新的"), Side("old", f"{OLD}|老的")),
    asks="(?:几|多少)[单台套笔辆]",
    hints={"new_people": _IS_NEW, "old_people": _IS_OLD, "new_chance": _IS_NEW, "old_chance": _IS_OLD},
    foreign=r"保本|回本|单均|\A(?![\s\S]*(?:[成签开][交单]|单|成功|机会|[能会]成|成几|卖|买|电话|联系|拜访|跟进|推销|约))",
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
    return worked(*steps, conventions=() if OWN_CLAIM in values else notes)


_RISE = Fraction(5, 100)


def _other_rise(values: Values) -> str:
    rise = values.get("rise", _RISE)
    if rise == _RISE or OWN_CLAIM in values:
        return ""
    return f"材料只给了各自那一档的数字，没有给提高{shown(rise, 'rate')}的；利润不能按比例往外推，所以不算。想看材料里那几种说法，请只给原来的利润。"


RETENTION_PROFIT = Formula(
    id="retention-profit",
    title="多留住客户后的利润",
    cues=(together(f"{KEEP_RATE}|留住|留下(?!了?[\\d一二两三四五六七八九])|多留|忠诚", f"{PROFIT}|{EARNS}"),),
    parameters=(
        Parameter(
            "rise",
            "提高的幅度",
            (
                f"{KEEP_RATE}(?:如果|若|要是|能)?(?:再|每年|每|只)?(?:提[高升]|增加|上升|涨|升|多)了?",
                f"(?:{OLD}|客户|顾客)?多?留[住下]?(?:了)?",
            ),
            "points",
            change=True,
        ),
        money(
            "profit",
            "原来的利润",
            f"(?:原来|现在|目前|去年|今年|原有|当前|一?年|公司|企业|我们)*(?:的)?(?:净|总)?{PROFIT}",
            f"净?{EARNS}了?",
            paid="either",
            lone=True,
        ),
        Parameter(
            OWN_CLAIM,
            "利润的增幅",
            (f"{PROFIT}(?:就|会|能|可以|也|大概|平均|再)*(?:提[高升]|增加|增长?|上升|涨|升|多)了?(?={PERCENT})",),
            "rate",
            change=True,
            bare=False,
        ),
    ),
    limits=(Limit(f"{EACH_RISE}[^。]{{0,16}}?{PROFIT}[^,;。\\d]{{0,4}}[涨增提升多加高]了?{PERCENT}", EACH_RISE_REASON),),
    needs=needs("profit"),
    refuses=_other_rise,
    card="conflict-retention-profit",
    sections=("说法",),
    work=retention_profit,
    own=r"5%(?!\d)|50%|25%|85%|百分之(?:五(?!十)|五十|[二八]十五)|[5五]个(?:百分)?点|[两二八]成五|五成",
    foreign="折现|终[生身]价值|clv|ltv|满意度|保本|回本|不[亏赔]|cac|忠诚(?:的)?(?:顾客|客户)每",
    answer="{label}，利润是{value}。",
    claims=Claims("conflict-retention-profit", "growth", "维系率|忠诚|留住"),
)
