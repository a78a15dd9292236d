"""留存: how many stay, for how long, and how many are left."""

from assistant.errors import ValueModelError
from assistant.types import Result, Step
from assistant.value.formulas.lifetime import MAX_YEARS
from assistant.value.formulas.words import CUSTOMER, KEEP_RATE, LEAVES, NEW, OLD
from assistant.value.notation import shown
from assistant.value.signature import (
    ONE,
    ZERO,
    Formula,
    Option,
    Parameter,
    Values,
    Working,
    count,
    needs,
    one_of,
    rate,
    results_of,
    together,
    worked,
)

# 留存率: of those who were customers at the beginning, how many still are


def retention_rate(values: Values) -> Working:
    """(Customers at the end − new ones) ÷ customers at the beginning, or what is not lost of them; and the rest, the churn rate. With the share by
    which that is to be cut, what it falls to and how many more stay.

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
    if "churn_cut" in values:
        cut = max(values["churn_cut"], -values["churn_cut"])  # 降三成 is read as a fall
        if cut > 1:
            raise ValueModelError(f"流失率最多减少100%，给的是{shown(cut, 'rate')}。请核对。")
        falls = Step("流失率降到", f"{shown(leaves.value, 'rate')} × (1 − {shown(cut, 'rate')})", leaves.value * (1 - cut), "rate")
        more = Step(
            "多留住的客户",
            f"期初 {shown(before)} × ({shown(leaves.value, 'rate')} − {shown(falls.value, 'rate')})",
            before * (leaves.value - falls.value),
            "位",
        )
        return Working(
            (kept, stays, leaves, falls, more),
            results_of((falls, more)),
            ("按期初还是这么多客户算。",),
            f"流失率从{shown(leaves.value, 'rate')}降到{shown(falls.value, 'rate')}，多留住{shown(more.value, '位')}。",
        )
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
            f"(?:{KEEP_RATE}|流失率)[^,;。\\d]{{0,6}}(?:多少|几|[?]|$)|(?:多少|几成?)的?(?:{KEEP_RATE}|流失率)|算[^,;。]{{0,6}}(?:{KEEP_RATE}|流失率)"
            f"|(?:哪|谁)[^,;。]{{0,8}}(?:{KEEP_RATE}|流失率)[^,;。]{{0,3}}[高低好]",
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
            f"{_NOW}(?:一共|总共|共|只?剩下?|还有|还在|有|是|的)*(?:{_WHO})?",
            "(?:只?剩下?|还剩下?|留下来?|还在的?|续[费约卡保](?:的|了)?|回来(?:的|了)?|继续[买来用做](?:的|了)?)(?:有|是)?",
            "(?:掉|降|减|变|缩|落)(?:少|低|水)?(?:到|成|至)了?",
            bare=False,
        ),
        count(
            "new",
            "新增客户数",
            "位",
            f"(?:其中)?(?:今年|去年|本年|本月|期间|后来|半路)?(?:新[增来招进拉加](?:的|了)?|新客户?)(?:{_WHO})?(?:有|是)?",
            "其中|里面|里头",
            default=ZERO,
            unless=("lost", "kept"),
            bare=False,
        ),
        count(
            "kept",
            "留下的老客户数",
            "位",
            f"(?:{_NOW})?(?:只?剩下?|还剩下?|留下来?|还在|还有)(?:的|了|有)*(?=\\d+[个位名户家]?{OLD})",
            f"{OLD}(?:{_NOW})?(?:只?剩下?|还剩下?|留下来?|还在|还有)(?:的|了|有)*",
            f"[这那]批(?:{_WHO}|人)?(?:里头?|中|当中)?(?:{_NOW})?(?:只?剩下?|还剩下?|留下来?|还在|还有)(?:的|了|有)*",
            bare=False,
        ),
        Parameter(
            "churn_cut",
            "流失率减少的比例",
            ("流失率?(?:如果|要是|假如|若)?(?:能|可以)?(?:再)?(?:砍|降|减|压)(?:掉|低|少|下去)?(?:了)?(?=一半|[一二三四五六七八九两\\d.]+成)",),
            "rate",
            change=True,
            bare=False,
        ),
        count("lost", "流失的客户数", "位", f"(?:{LEAVES}|流失|跑|走|丢|掉(?!到|成|至)|退)(?:了|掉(?!到|成|至))*(?:{_WHO})?", bare=False),
    ),
    needs=(*needs("before"), one_of("after", "lost", "kept")),
    exclusive=(("after", "lost"), ("new", "lost"), ("after", "kept"), ("lost", "kept")),
    follows={"new": ("before", "kept")},
    card="retention-chart",
    sections=("图的内容",),
    work=retention_rate,
    outcome=(KEEP_RATE, "流失率"),
    foreign=r"折现|利润|终[生身]价值|clv|ltv|保本|回本|平均|几年|[两二三四五六七八九]年(?:之|以)?后|多久|百分点|成本|[赚挣花]|(?:怎么|如何|咋)(?!样?算|计算|报(?:[?？,。]|$))|办法|措施|改善|留存率提|提[高升上]",
    wants=f"(?:{KEEP_RATE}|流失率)[^,;。\\d]{{0,4}}(?:多少|几)",
    hints={"before": "初|原|去年|本来|上|共", "after": "底|末|剩|现|今年|续|留", "lost": "流失|跑|走|掉|退|丢", "new": "新"},
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


# 几年后还剩多少: how many of those who are customers now are still there


def customers_left(values: Values) -> Working:
    """Customers left after whole years, or months where the rate is one of a month, at a constant rate: number × r ** n, or the share alone."""
    monthly = values.get("period") == MONTHLY
    name, unit, times = ("月", "个月", values["years"] * 12) if monthly else ("年", "年", values["years"])
    if times.denominator != 1 or not 1 <= times <= MAX_YEARS * 12:
        raise ValueModelError(f"比率是每{name}的，{shown(times)}{unit}不是整{name}数，或者太长，算不了。请给1到{MAX_YEARS}年的整{name}数。")
    powers = int(times)
    steps = []
    if "churn_rate" in values:
        kept = 1 - values["churn_rate"]
        steps.append(Step(f"每{name}留下的比例", f"100% − {shown(values['churn_rate'], 'rate')}", kept, "rate"))
    else:
        kept = values["retention_rate"]
    left = kept**powers
    steps.append(Step("还剩的比例", f"{shown(kept, 'rate')}^{powers}", left, "rate"))
    results = [steps[-1]]
    says = f"{powers}{unit}后还剩{shown(left, 'rate')}"
    if "base" in values:
        people = values["base"]
        results.append(Step("还剩的客户", f"{shown(people)} 位 × {shown(left, 'rate')}", people * left, "位"))
        results.append(Step("走掉的客户", f"{shown(people)} − {shown(people * left)}", people * (1 - left), "位"))
        says += f"，{shown(people, '位')}里约剩{shown(people * left, '位')}，走掉{shown(people * (1 - left), '位')}"
    note = f"每{name}的比率不变，新来的客户不算；按比例算出的人数可以不是整数。"
    return Working((*steps, *results[1:]), results_of(tuple(results)), (note,), f"{says}。")


MONTHLY = ONE  # place of the option of `period`

CUSTOMERS_LEFT = Formula(
    id="customers-left",
    title="几年后还剩的客户",
    cues=(
        together(
            f"{CUSTOMER}|{OLD}|{KEEP_RATE}|学员|订户|人",
            f"{KEEP_RATE}|{LEAVES}|流失|留[得不]?[住下]|掉[^,;。]{{0,3}}[%成]",
            r"[\d一二两三四五六七八九十半]个?[年月]|后年|年底|年末",
            "(?:还剩|剩下?|还有|还在|还留|留下来?|余下)(?:下|有|得?了?|的)*[^,;。\\d]{0,6}(?:多少|几|百分之几)|(?:多少|几[个位成])[^,;。]{0,6}(?:还在|还留|留下|剩下)",
        ),
    ),
    parameters=(
        count(
            "base",
            "期初客户数",
            "位",
            f"(?:{OLD}|{CUSTOMER}|学员|订户)(?:现在|目前|原来|一共|总共)?有?",
            "(?:现在|目前|手[里上头]+|原来)(?:有|是)?",
            lone=True,
        ),
        rate(
            "retention_rate",
            "留存率",
            f"(?:每?年)?(?:客户|顾客)?(?:{KEEP_RATE}|留存|保留|维系|维持)",
            "(?:每?年|一年)?(?:能|会|可以)?留(?:得)?[住下]了?",
            lone=True,
        ),
        rate("churn_rate", "流失率", f"(?:每?年|一年)?(?:客户|顾客)?(?:会|要)?(?:{LEAVES}|流失|掉)", bare=False),
        Parameter(
            "period",
            "比率按什么算",
            (),
            "choice",
            options=(
                Option("每年", f"每一?年|年(?=(?:客户|顾客)?(?:{KEEP_RATE}|流失率))"),
                Option(
                    "每月",
                    f"(?:每一?个?月|一个月)(?=[^,;。]{{0,6}}(?:{KEEP_RATE}|{LEAVES}|流失|掉|留))|月均?(?=(?:客户|顾客)?(?:{KEEP_RATE}|流失))",
                ),
            ),
        ),
        Parameter("years", "年数", ("(?:过|再过|连续|坚持)",), "years", minimum=ZERO, lone=True),
    ),
    needs=(one_of("retention_rate", "churn_rate"), *needs("years")),
    exclusive=(("retention_rate", "churn_rate"),),
    card="retention-chart",
    sections=("图的内容",),
    work=customers_left,
    outcome=("(?:还剩|剩下|还有|还在|留下)(?=多少|几)",),
    foreign=f"\\A(?![\\s\\S]*(?:{CUSTOMER}|{OLD}|{NEW}|{KEEP_RATE}|流失|学员|订户|人))|折现|利润|终[生身]价值|clv|ltv|保本|回本|平均|成本|[赚挣花](?!样)|百分点|{KEEP_RATE}(?:是|有)?多少|年初|年末|年底剩",
    wants="(?:年|月)[以之]?后[^,;。\\d]{0,6}(?:还剩|剩|还有|还在|留)[^,;。\\d]{0,6}(?:多少|几)|(?:一年|两年|[三四五六七八九十\\d]+年|半年)(?:下来)[^,;。\\d]{0,8}(?:剩|还有|还在|留)[^,;。\\d]{0,4}(?:多少|几)",
    hints={"retention_rate": "留存|(?<![不没])续|回头|留|保|维", "churn_rate": "流失|跑|走|掉|退|[不没]再?[续来]"},
    in_material=False,
)
