"""留存: how many stay, for how long, how many must, and when a customer has paid back what he cost."""

from dataclasses import replace
from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.types import Result, Step
from assistant.value.formulas.lifetime import FORWARD, MAX_YEARS, when_paid
from assistant.value.formulas.words import CUSTOMER, EARNS, KEEP_RATE, LEAVES, NEW, OLD, PROFIT
from assistant.value.notation import shown
from assistant.value.signature import (
    ONE,
    ZERO,
    Formula,
    Need,
    Parameter,
    Values,
    Working,
    count,
    money,
    needs,
    one_of,
    rate,
    together,
    worked,
)

# 留存率: of those who were customers at the beginning, how many still are


def retention_rate(values: Values) -> Working:
    """(Customers at the end − new ones) ÷ customers at the beginning, or what is not lost of them; and the rest, the churn rate.

    The usual definition of the field: new customers count for neither.
    """
    before = values["before"]
    if not before:
        raise ValueModelError("期初的客户数是0，算不出留存率。请给出大于零的期初客户数。")
    if "kept" in values:
        kept = Step("留下的客户", f"题目给的 {shown(values['kept'])}", values["kept"], "位")
    elif "lost" in values:
        kept = Step("留下的客户", f"期初 {shown(before)} − 流失 {shown(values['lost'])}", before - values["lost"], "位")
    else:
        kept = Step("留下的客户", f"期末 {shown(values['after'])} − 新增 {shown(values['new'])}", values["after"] - values["new"], "位")
    if not 0 <= kept.value <= before:
        raise ValueModelError(
            f"留下的老客户算出来是{shown(kept.value)}位，期初只有{shown(before)}位，对不上。请核对；期末数里如果有新来的，请写明新增了多少位。"
        )
    share = kept.value / before
    stays = Step("留存率", f"{shown(kept.value)} ÷ 期初 {shown(before)}", share, "rate")
    leaves = Step("流失率", f"100% − {shown(share, 'rate')}", 1 - share, "rate")
    return Working(
        (kept, stays, leaves),
        tuple(Result(step.label, step.value, step.unit) for step in (stays, leaves)),
        ("只看期初的客户还剩多少，新来的不算在内。",),
        f"留存率是{shown(share, 'rate')}，流失率是{shown(1 - share, 'rate')}。",
    )


_WHO = f"(?:{OLD}|{CUSTOMER}|学员|订户|老师傅)"
_THEN = "(?:年初|期初|月初|季初|去年|上年|前年|上个?月|原来|原先|本来|开年|起初|一开始|一共|总共|手[里上头]+)"
_NOW = "(?:年底|年末|期末|月底|季末|今年(?!新|加|招|来|进|拉)|现在|目前|如今|到头|眼下)"

RETENTION_RATE = Formula(
    id="retention-rate",
    title="客户留存率",
    cues=(
        together(
            _WHO,
            r"\d[\s\S]*\d",
            f"(?:{KEEP_RATE}|流失率)[^,;。\\d]{{0,6}}(?:多少|几|[?]|$)|(?:多少|几成?)的?(?:{KEEP_RATE}|流失率)|算[^,;。]{{0,6}}(?:{KEEP_RATE}|流失率)",
        ),
    ),
    parameters=(
        count(
            "before",
            "期初客户数",
            "位",
            f"{_THEN}(?:有|的)?(?:{_WHO})?(?:有|共|是)?",
            f"{_WHO}(?:原来|原先|本来|一共|总共)?有?",
            bare=False,
        ),
        count(
            "after",
            "期末客户数",
            "位",
            f"{_NOW}(?:只?剩下?|还有|还在|有|是|的)*(?:{_WHO})?",
            "(?:只?剩下?|还剩下?|留下来?|还在的?|续[费约卡保](?:的|了)?|回来(?:的|了)?|继续[买来用做](?:的|了)?)(?:有|是)?",
            "(?:掉|降|减|变|缩|落)(?:少|低|水)?(?:到|成|至)了?",
            bare=False,
        ),
        count(
            "new",
            "新增客户数",
            "位",
            f"(?:其中)?(?:今年|去年|本年|本月|期间|后来|半路)?(?:新[增来招进拉加](?:的|了)?|新客户?)(?:{_WHO})?(?:有|是)?",
            "其中",
            default=ZERO,
            bare=False,
        ),
        count(
            "kept",
            "留下的老客户数",
            "位",
            f"(?:{_NOW})?(?:只?剩下?|还剩下?|留下来?|还在|还有)(?:的|了|有)*(?=\\d+[个位名户家]?{OLD})",
            f"{OLD}(?:{_NOW})?(?:只?剩下?|还剩下?|留下来?|还在|还有)(?:的|了|有)*",
            bare=False,
        ),
        count("lost", "流失的客户数", "位", f"(?:{LEAVES}|流失|跑|走|丢|掉(?!到|成|至)|退)(?:了|掉(?!到|成|至))*(?:{_WHO})?", bare=False),
    ),
    needs=(*needs("before"), one_of("after", "lost", "kept")),
    exclusive=(("after", "lost"), ("new", "lost"), ("after", "kept"), ("new", "kept"), ("lost", "kept")),
    card="retention-chart",
    sections=("估算",),
    work=retention_rate,
    outcome=(KEEP_RATE, "流失率"),
    foreign=r"折现|利润|终[生身]价值|clv|ltv|保本|回本|平均|几年|多久|百分点|成本|[赚挣花]|(?:怎么|如何|咋)(?!样?算|计算)|办法|措施|改善|留存率提|提[高升上]",
    wants=f"(?:{KEEP_RATE}|流失率)[^,;。\\d]{{0,4}}(?:多少|几)",
    hints={"before": "初|原|去年|本来|上|共", "after": "底|末|剩|现|今年|续|留", "lost": "流失|跑|走|掉|退|丢", "new": "新"},
    in_material=False,
)


# 回本: when what a customer brings has paid for what he cost

_EACH = "(?:每[个位名人家]|一[个位名家]|人均|平均每)"


def payback(values: Values) -> Working:
    """Years until the profits of a customer pay back what he cost: cost ÷ yearly profit; year by year where profits are discounted or at risk.

    With `people`, the cost is that of so many customers, and shared by them.
    """
    if "people" in values:
        people, spent = values["people"], values["cost"]
        if not people:
            raise ValueModelError(f"花了{shown(spent, 'money')}，带来的客户是0位，没有人能带回利润，算不出回本年数。请核对客户数。")
        each = Step("每位客户的成本", f"成本 {shown(spent)} ÷ 带来的客户 {shown(people)} 位", spent / people, "money")
        working = payback({**{name: value for name, value in values.items() if name != "people"}, "cost": each.value})
        return replace(working, steps=(each, *working.steps))
    cost, yearly, discount = values["cost"], values["yearly"], values["discount_rate"]
    if yearly <= 0:
        raise ValueModelError(f"每年利润是{shown(yearly, 'money')}，不大于零，永远收不回{shown(cost, 'money')}。请核对。")
    if not discount and "retention_rate" not in values:
        step = Step("回本年数", f"成本 {shown(cost)} ÷ 每年利润 {shown(yearly)}", cost / yearly, "years")
        return worked(
            step,
            conventions=("每年利润不变，没有折现，也没有算客户流失。",),
            headline=f"{shown(step.value, 'years')}能回本；客户留得比这更久，才开始赚。",
        )
    kept = values.get("retention_rate", ONE)
    total, steps = ZERO, []
    for year in range(1, MAX_YEARS + 1):
        gained = yearly * kept ** (year - 1) / (1 + discount) ** year
        total += gained
        loyal = f" × {shown(kept, 'rate')}^{year - 1}" if kept != 1 and year > 1 else ""
        discounted = f" ÷ (1 + {shown(discount, 'rate')})^{year}" if discount else ""
        steps.append(
            Step(
                f"到第{year}年累计",
                f"{f'上年累计 {shown(total - gained)} + ' if year > 1 else ''}{shown(yearly)}{loyal}{discounted}",
                total,
                "money",
            )
        )
        if total >= cost:
            done = Step("回本年数", f"第 {year} 年累计 {shown(total)}，不少于成本 {shown(cost)}", Fraction(year), "years")
            note = "利润年末收到；第1年全部算，以后每年乘一次留存率。" if kept != 1 else "利润年末收到，逐年折现。"
            return Working((*steps, done), (Result(done.label, done.value, "years"),), (note,), f"要到第{year}年才回本。")
    raise ValueModelError(
        f"每年{shown(yearly, 'money')}，算到第{MAX_YEARS}年累计也只有{shown(total, 'money')}，收不回{shown(cost, 'money')}。请核对成本、利润、折现率和留存率。"
    )


# 保本的留存率: where an endless run of profits just pays for what the customer cost


def break_even_retention(values: Values) -> Working:
    """The retention rate at which m r / (1 + i − r), or m (1 + i) / (1 + i − r) at the beginning of the year, equals the cost."""
    margin, cost, discount = values["yearly"], values["cost"], values["discount_rate"]
    shown_rate = shown(discount, "rate")
    if not cost:
        raise ValueModelError("获客成本是0元，没有要收回的，留存率是多少都保本，不用算保本留存率。请给出大于零的成本。")
    at_start, first_sure = when_paid(values)
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
            f"每年赚{shown(margin, 'money')}，折现率{shown_rate}，要留存率{_at_least(value)}才能收回{shown(cost, 'money')}，做不到；"
            "请核对利润和成本，或者改小折现率再算。"
        )
    return worked(
        Step("保本留存率", expression, value, "rate"),
        conventions=(
            f"按一直延续下去、利润{'年初' if at_start else '年末'}收到、留存率每年不变算"
            f"{'，第1年肯定收到' if first_sure else '，第1年起就乘留存率'}；高于这个留存率才有得赚。",
        ),
    )


def _at_least(value: Fraction) -> str:
    """到105%, or 超过100% where a rate is above 100 % by less than is shown."""
    return "超过100%" if value > 1 and shown(value, "rate") == "100%" else f"到{shown(value, 'rate')}"


_DISCOUNT_RATE = rate("discount_rate", "折现率", "折现", "贴现率?", "(?<![毛净盈获])利率", default=ZERO)
_COST_AND_PROFIT = (
    money("yearly", "每年利润", f"(?:当前|净)?{PROFIT}", f"净?{EARNS}(?:{PROFIT})?", "毛利(?!率)", paid="yearly"),
    money(
        "cost",
        "获客成本",
        "(?:拉来?|获取|获得|争取|开发|招来?)(?:到|来)?(?:一?[个位名])?(?:新)?(?:客户?|顾客|用户|会员|人|的)?(?:进来|进门)?(?:一共|总共|平均)?(?:要|得)?(?:花|用)?了?",
        "cac",
        "(?:维系|建立|维护)?(?:和维[系护])?(?:关系)?的?总?(?:成本|费用|代价|投入|花费)",
        "(?:获客|拉新|开发|获取|获得|争取)(?:一[个位])?(?:新?(?:客户?|顾客|用户|会员))?(?:的)?(?:成本|费用|花费?了?)?",
        "成本",
        "投入",
        "花了",
    ),
)

BREAK_EVEN_RETENTION = Formula(
    id="break-even-retention",
    title="保本留存率",
    cues=(
        together(
            "保本|打平|回本|收回|[挣赚捞拿]回来?|不亏|不赔|开始[赔亏]|盈亏平衡|回得来",
            f"{KEEP_RATE}|留[住下](?:多少|几|百分)|几成[^,;。]{{0,4}}留|百分之(?:几|多少)[^,;。]{{0,4}}留",
        ),
    ),
    parameters=(
        *_COST_AND_PROFIT,
        _DISCOUNT_RATE,
        *(parameter for parameter in FORWARD if parameter.name in ("timing", "first_year")),
    ),
    needs=(Need((("yearly",),)), Need((("cost",),))),
    card="clv",
    sections=("公式", "定义"),
    work=break_even_retention,
    outcome=(f"(?:保本|打平|回本)?(?:的)?{KEEP_RATE}",),
    foreign=f"\\A(?![\\s\\S]*(?:{KEEP_RATE}|留|续|回头))|回本年数",
    own="(?<=拉)一(?=个)",
    wants="(?:保本|打平|回本|不亏|盈亏平衡)(?:的|时|需要的|要求的)?(?:客户|顾客)?(?:留存|保留|维系|维持|续约|续费|复购|回头)率",
    hints={"yearly": "赚|利|挣|贡献|毛", "cost": "拉|获|成本|花|投|广告|开发|补贴", "discount_rate": "折现|贴现|利率|资金"},
    in_material=False,
)


PAYBACK = Formula(
    id="payback",
    title="回本年数",
    cues=(
        together(
            "保本|打平|回本|收回|[挣赚捞拿]回来?|不亏|不赔|够本|回得来",
            "几年|多少年|多久|多长|哪年|第几年|几个月|啥时候|什么时候",
            f"{PROFIT}|{EARNS}",
        ),
    ),
    parameters=(
        *_COST_AND_PROFIT,
        _DISCOUNT_RATE,
        rate("retention_rate", "留存率", f"(?:每?年)?(?:客户|顾客)?{KEEP_RATE}", "留存(?!率)", bare=False),
        count(
            "people",
            "带来的客户数",
            "位",
            f"(?:拉|招|换|带|引|获|得|开发|争取|签|抢)(?:回|来|到|进|下|得|了)*(?:新)?(?:{CUSTOMER}|会员)?(?=\\d[\\s\\S]*{_EACH}[^,;。\\d]{{0,12}}(?:{PROFIT}|{EARNS}))",
            bare=False,
        ),
    ),
    needs=needs("cost", "yearly"),
    card="clv",
    sections=("公式", "定义"),
    work=payback,
    outcome=("回本年数",),
    foreign=f"(?:{KEEP_RATE}|留[住下]?)[^,;。\\d]{{0,8}}(?:多少(?!年)|百分之几|几成)|回报率|\\A(?![\\s\\S]*(?:{CUSTOMER}|{NEW}|{OLD}|获客|拉新|cac|[拉招挖]来?一?[个位人]|[他她]|回本年数))",
    own="(?<=拉)一(?=个)",
    wants="(?:几年|多少年|多久|多长时间|第几年|啥时候|什么时候)[^,;。]{0,6}(?:回本|打平|保本|收回|[挣赚捞拿]回|够本)|(?:回本|打平|保本|收回|[挣赚捞拿]回来?|够本)[^,;。]{0,6}(?:几年|多少年|多久|多长)",
    hints={"yearly": "赚|利|挣|贡献|毛", "cost": "拉|获|成本|花|投|广告|开发|补贴", "discount_rate": "折现|贴现|利率|资金"},
    in_material=False,
)


# 平均维持年数: how long a customer stays on average


def average_life(values: Values) -> Working:
    """Expected years with a constant retention rate: 1 / (1 − r), of one or of two; or, from the years, the rate that they take: 1 − 1 / n."""
    if "years" in values:
        years = values["years"]
        step = Step("要达到的维持率", f"1 − 1 ÷ {shown(years)}", 1 - 1 / years, "rate")
        says = f"客户要平均维持{shown(years, 'years')}，每年的维持率要达到{shown(step.value, 'rate')}，也就是流失率不高于{shown(1 - step.value, 'rate')}。"
        return worked(step, conventions=("每年的维持率固定不变。",), headline=says)
    kept = "churn_rate" not in values
    rates = [values[name] for name in ("retention_rate", "churn_rate", "other_rate") if name in values]
    retentions = [rate if kept else 1 - rate for rate in rates]
    if len(set(rates)) < len(rates):
        raise ValueModelError(f"两个比率都是{shown(rates[0], 'rate')}，没有差别可比。请给两个不同的。")
    if 1 in retentions:
        raise ValueModelError("维持率是100%，客户永远不走，平均维持年数没有尽头。请给一个小于100%的维持率。")
    lives = [1 / (1 - retention) for retention in retentions]
    named = [f"{'维持' if kept else '流失'}率{shown(rate, 'rate')}" for rate in rates]
    steps = [
        Step(f"{name}的平均维持年数" if len(rates) > 1 else "平均维持年数", f"1 ÷ (1 − {shown(retention, 'rate')})", life, "years")
        for name, retention, life in zip(named, retentions, lives, strict=True)
    ]
    says = f"客户平均维持{shown(lives[0], 'years')}。"
    if len(lives) > 1:
        low, high = sorted(lives)
        steps.append(Step("相差的年数", f"{shown(high)} − {shown(low)}", high - low, "years"))
        says = "，".join(f"{name}时平均维持{shown(life, 'years')}" for name, life in zip(named, lives, strict=True))
        says += f"，相差{shown(high - low, 'years')}。"
    return worked(*steps, conventions=("每年的维持率固定不变。",), headline=says)


AVERAGE_LIFE = Formula(
    id="average-life",
    title="平均维持年数",
    cues=(
        together(
            f"{KEEP_RATE}|{LEAVES}|流失",
            "平均(?:维持|留存|合作)?(?:的)?(?:年数|寿命|几年|多少年|待|留)|几年|多少年|多久|多长|年数|寿命",
        ),
        together(KEEP_RATE, "平均|年数|寿命", r"[\d一二两三四五六七八九十]年", "多少|几"),
        together("客户|顾客|会员|用户|客人", "平均[^,;。]{0,6}(?:[\\d一二两三四五六七八九十]年)", "留[得不]?[住下]|流失|跑|走"),
        together("客户|顾客|会员|用户|客人", "平均[^,;。\\d]{0,8}(?:维持|留|待|跟|用|来)[^,;。]{0,4}(?:几年|多少年|多久)"),
    ),
    parameters=(
        rate("retention_rate", "维持率", f"(?:每?年)?(?:客户|顾客)?(?:{KEEP_RATE}|留存|保留|维系|维持|续约)", lone=True),
        rate("churn_rate", "流失率", f"(?:每?年|一年)?(?:客户|顾客)?(?:会)?(?:{LEAVES}|流失)"),
        Parameter(
            "years",
            "平均维持年数",
            ("(?:平均)?(?:能|会)?(?:维持|留存|合作|留|待|跟|光顾|陪|寿命|年数)(?:我们?|咱们?|着)?(?:年数)?(?:要|达到|到)*",),
            "years",
            minimum=ONE,
            bare=True,
        ),
        rate(
            "other_rate",
            "另一个维持率或流失率",
            "(?<=[%点成一二三四五六七八九十])(?:和|跟|与|[还对]?比|提[到高]+|[升涨降跌减变增][到至成]|改[到成善]+)",
            bare=False,
        ),
    ),
    asks="平均[^,;。\\d]{0,10}(?:几年|多少年|多久|多长)",
    needs=(one_of("retention_rate", "churn_rate", "years"),),
    exclusive=(("retention_rate", "churn_rate"), ("retention_rate", "years"), ("churn_rate", "years"), ("years", "other_rate")),
    apart=True,
    card="retention-chart",
    sections=("估算",),
    work=average_life,
    outcome=("平均(?:维持|留存|合作)?(?:年数|寿命)",),
    foreign="折现|利润|终[生身]价值|clv|ltv|保本|回本|对应",
    hints={"retention_rate": "留存|(?<![不没])(?<![不没]再)续|回头|留|保|维", "churn_rate": "流失|跑|走|掉|退|[不没]再?[续来]"},
    in_material=False,
)
