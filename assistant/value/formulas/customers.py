"""Who brings the profit: 80/20, the top 5 %, customers below zero, the share of a customer's purchases."""

from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.types import Result, Step
from assistant.value.formulas.words import EARNS, PROFIT, SPENT
from assistant.value.notation import shown, shown_large
from assistant.value.signature import (
    ZERO,
    Formula,
    Need,
    Option,
    Parameter,
    Values,
    Working,
    count,
    money,
    needs,
    one_of,
    rate,
    several,
    together,
    worked,
)

TOP = Fraction(20, 100)  # 帕累托: the first fifth of the customers


def pareto_check(values: Values) -> Working:
    """Share of the whole profit that the first fifth of the customers brings, and how many times as much each of them does."""
    profits = sorted(several(values, "profits"), reverse=True)
    if len(profits) < 5:
        raise ValueModelError(f"检验80/20至少要5位客户的利润，现在只有{len(profits)}位。请把每位客户的利润都列出来。")
    top_count = max(1, int(len(profits) * TOP))
    top, total = sum(profits[:top_count], ZERO), sum(profits, ZERO)
    if total <= 0:
        raise ValueModelError(f"这些客户的利润合计是{shown(total, 'money')}，不大于零，算不出占比。请核对各位客户的利润。")
    rest = total - top
    share = top / total
    steps = [
        Step("利润合计", " + ".join(shown(p) if p >= 0 else f"({shown(p)})" for p in profits), total, "money"),
        Step("前20%客户数", f"{len(profits)} × 20%", Fraction(top_count), "位"),
        Step("前20%客户的利润", " + ".join(shown(p) for p in profits[:top_count]), top, "money"),
        Step("前20%客户的利润占比", f"{shown(top)} ÷ {shown(total)}", share, "rate"),
    ]
    if rest > 0:
        times = (top / top_count) / (rest / (len(profits) - top_count))
        expression = f"({shown(top)} ÷ {top_count}) ÷ ({shown(rest)} ÷ {len(profits) - top_count})"
        steps.append(Step("人均利润是其余客户的倍数", expression, times, "multiple"))
    notes = []
    if top_count != len(profits) * TOP:
        notes.append(f"{len(profits)}位客户的20%不是整数，取前{top_count}位。")
    losses = [profit for profit in profits if profit < 0]
    if losses:
        notes.append(f"有{len(losses)}位客户的利润是负数，合计变小，占比会偏高，甚至超过100%，解读时要留意。")
    fits = "符合" if share == Fraction(80, 100) else "高于" if share > Fraction(80, 100) else "低于"
    says = f"前20%的客户（{top_count}位）贡献了{shown(share, 'rate')}的利润，{fits}80%的对照数。"
    notes.append("对照的说法是80%的利润来自20%的客户，也就是80/20。")
    return Working(tuple(steps), tuple(Result(s.label, s.value, s.unit) for s in steps[3:]), tuple(notes), says)


_RULE = r"80\s*/\s*20|二八|(?<!\d)2[/比:]8(?!\d)|八二|帕[累莱]托|(?:前|最[好肥大]的?|头部的?)(?:20%|两成|二成)"
_AND = r"(?:[、;\s和-]|,(?!\d{3}(?!\d)))[^\d、,;]{0,4}"  # between the members of a list, which may be called by name

_HEADS = r"[\d一二三四五六七八九十百千万]+[个位名家户]"
_COUNTED_TOP = rf"{_HEADS}(?:客户|会员|顾客|用户|经销商)[^。]{{0,12}}?(?:前|最[好肥大]的?|其中|头部|大客户)[^,;。\d]{{0,4}}{_HEADS}"  # 200个客户里前40个

PARETO_CHECK = Formula(
    id="pareto-check",
    title="利润集中度",
    cues=(
        together(
            rf"{_RULE}|前[一二两三12]|集中度?",
            rf"(?:\d[\d.]*[万元块]*{_AND}){{2,}}\d",
        ),
        together(_RULE, PROFIT, "占|符合|集中", "我们|咱|这些|各[家位]|看看"),
        together(_RULE, PROFIT, "占|集中", "[帮替给请].{0,6}?[验查核测算看]|[验核]一?[验下]|检[查验]"),
    ),
    parameters=(Parameter("profits", "每位客户的利润", ("利润(?:分别|依次|各)?(?:是|为)?",), "money", many=True),),
    needs=needs("profits"),
    card="xsell-profitability",
    sections=("数字", "怎么用"),
    work=pareto_check,
    foreign=_COUNTED_TOP,
    own=r"80\s*/\s*20|(?<=/)20|[28]0%|百分之[二八]十|2[/比:]8|二八|八二|[两二八28]成|(?<![\d.])\d{1,5}[个位名家]|[一二两三四五六七八九十百]+[个位名家]|[两二2]成",
    asks="符合|符不符合|是不是|集中",
)


# 前5%的高层客户

# Where no amount is asked for, the number of customers alone will do.
_NO_AMOUNT = rf"\A(?![\s\S]*(?:(?:贡献|{EARNS}|{PROFIT})[^,;。\d]{{0,6}}?多少(?![个人位名倍])|多少(?:钱|[万元块]|{PROFIT})))"

_INDUSTRIES = (
    ("信用卡", "信用卡|办卡|持卡|卡业务", "emba-top5-card"),
    ("化妆品", "化妆品|护肤|美妆", "emba-top5-cosmetics"),
    ("长途电信", "长途|电信|打电话", "emba-top5-telecom"),
)


def top_share(values: Values) -> Working:
    """What the top customers bring: their profit, each one's, and how many times that of each of the rest."""
    top = values["top_share"]
    share = values["own_share"] if "own_share" in values else values[f"profit_share_{int(values['industry'])}"]
    if not 0 < top < 1:
        raise ValueModelError(f"头部客户的比例是{shown(top, 'rate')}，要大于0%、小于100%才能比。请核对。")
    lift, rest = share / top, (1 - share) / (1 - top)
    steps: list[Step] = []
    profit, people = values.get("profit"), values.get("customers")
    if profit is not None:
        steps.append(Step("头部客户的利润", f"{shown(profit)} × {shown(share, 'rate')}", profit * share, "money"))
        steps.append(Step("其余客户的利润", f"{shown(profit)} − {shown(profit * share)}", profit * (1 - share), "money"))
    if people is not None:
        steps.append(Step("头部客户数", f"{shown(people)} × {shown(top, 'rate')}", people * top, "人"))
        steps.append(Step("其余客户数", f"{shown(people)} − {shown(people * top)}", people * (1 - top), "人"))
    if profit is not None and people:
        for who, part, heads in (("头部", profit * share, people * top), ("其余", profit * (1 - share), people * (1 - top))):
            steps.append(Step(f"{who}客户人均利润", f"{shown(part)} ÷ {shown(heads)}", part / heads, "money"))
    if rest:
        parts = f"({shown(share, 'rate')} ÷ {shown(top, 'rate')}) ÷ ({shown(1 - share, 'rate')} ÷ {shown(1 - top, 'rate')})"
        steps.append(Step("人均利润倍数", parts, lift / rest, "multiple"))
    name = "您给" if "own_share" in values else _INDUSTRIES[int(values["industry"])][0]
    says = f"按{name}的数字，{shown(top, 'rate')}的头部客户"
    says += (
        f"大约贡献{shown_large(profit * share, 'money')}，占利润的{shown(share, 'rate')}；"
        if profit is not None
        else f"贡献{shown(share, 'rate')}的利润；"
    )
    says += f"人均是其余客户的{shown(lift / rest, 'multiple')}。" if rest else "其余客户没有利润，没有倍数可比。"
    notes = () if "own_share" in values else ("材料的比例是各行业的例子，套到一家企业只是估算。",)
    return worked(*steps, conventions=notes, headline=says)


TOP_SHARE = Formula(
    id="top-share",
    title="头部客户的利润贡献",
    cues=(
        together(
            "|".join(words for _, words, _ in _INDUSTRIES), "头部|5%|百分之五|高层|顶[级层尖]|大客户|高端|金字塔", "利|贡献|赚|客户|人|顶"
        ),
        together(
            "高层客户|(?:前|头部|最好的?|最上头那?|顶上那?|最顶[层级尖]的?)(?:的)?(?:5%|百分之五)|(?:5%|百分之五)(?:的)?(?:高层|头部|顶[级层尖])",
            "利润|贡献|赚",
        ),
    ),
    parameters=(
        Parameter("industry", "行业", (), "choice", options=tuple(Option(name, words) for name, words, _ in _INDUSTRIES)),
        rate("top_share", "头部客户的比例", fact="emba-top5-share"),
        rate(
            "own_share",
            "贡献的利润占比",
            "(?:贡献|带来|创造|占)了?(?:全部|公司)?(?:利润)?(?:的)?(?=[\\d.一二两三四五六七八九十]+(?:成|%))",
            bare=False,
        ),
        *(
            rate(f"profit_share_{at}", f"{name}头部客户的利润占比", fact=fact, only_for=("industry", at))
            for at, (name, _, fact) in enumerate(_INDUSTRIES)
        ),
        money("profit", "总利润", f"(?:一?年|总|全部|公司|业务)*(?:的)?(?:净|总)?{PROFIT}", f"{EARNS}了?", "利", paid="either", lone=True),
        count("customers", "客户数", "人", "(?:持卡人|客户|用户|会员|顾客)(?:数|有|共|一共)?", lone=True),
    ),
    needs=(one_of("industry", "own_share"), one_of("profit", "customers")),
    stand_in={"profit": _NO_AMOUNT},
    card="emba-top5",
    sections=("数字", "公式"),
    work=top_share,
    own=r"(?<![\d.])(?<!贡献)(?<!贡献了)(?<!占)(?<!占了)(?:5|95|15|85|25|75|28|72)%|百分之(?:九十|十|八十|二十|七十)?五(?!十)|百分之(?:二十八|七十二)",
    foreign="二八|80/20|能比|可比|比得[了上]",
)


def top_multiple(values: Values) -> Working:
    """How many times as much one of the top customers brings as one of the rest, from both shares, each given or as a part of its whole."""
    steps: list[Step] = []
    top = _share_of(values, "top_share", "top_customers", "customers", "头部客户的比例", steps)
    share = _share_of(values, "profit_share", "top_profit", "profit", "头部客户的利润占比", steps)
    if not 0 < top < 1 or share >= 1:
        raise ValueModelError(f"头部客户占{shown(top, 'rate')}、贡献{shown(share, 'rate')}的利润，没有其余客户可比。请核对这两个比例。")
    lift, rest = share / top, (1 - share) / (1 - top)
    says = f"头部{shown(top, 'rate')}的客户贡献{shown(share, 'rate')}的利润，人均利润" if steps else "头部客户的人均利润"
    return worked(
        *steps,
        Step("头部客户的利润比客户比", f"{shown(share, 'rate')} ÷ {shown(top, 'rate')}", lift, "multiple"),
        Step("其余客户的利润比客户比", f"{shown(1 - share, 'rate')} ÷ {shown(1 - top, 'rate')}", rest, "multiple"),
        Step("人均利润倍数", f"{shown(lift)} ÷ {shown(rest)}", lift / rest, "multiple"),
        headline=f"{says}是其余客户的{shown(lift / rest, 'multiple')}。",
    )


def _share_of(values: Values, name: str, part: str, whole: str, label: str, steps: list[Step]) -> Fraction:
    """A share that is given, or worked as `part` of `whole`. Raises ValueModelError where the part is the greater."""
    if name in values:
        return values[name]
    if not values[whole] or values[part] > values[whole]:
        raise ValueModelError(f"{label}算不出：其中的{shown(values[part])}大于全部的{shown(values[whole])}，或者全部是零。请核对。")
    steps.append(Step(label, f"{shown(values[part])} ÷ {shown(values[whole])}", values[part] / values[whole], "rate"))
    return steps[-1].value


TOP_MULTIPLE = Formula(
    id="top-multiple",
    title="头部客户的人均利润倍数",
    cues=(
        together(
            "前|头部|顶|抵|大客户|最[好肥]的|高层|会员|客户",
            f"{PROFIT}|{EARNS}|出了",
            "几倍|多少倍|倍数|[顶抵](?:几|多少)|[顶抵][^,;。]{1,8}几",
        ),
        together(_COUNTED_TOP, f"{PROFIT}|{EARNS}|利", f"[几多]成|百分之几|占|倍|{_RULE}"),
    ),
    parameters=(
        rate(
            "top_share",
            "头部客户的比例",
            "(?:前|头部|最[好肥]的|顶[尖级层]的?|高层|大客户|vip|贵宾)(?:那)?(?:的)?(?:客户|会员)?(?:占)?",
            "(?:的)?(?:大?客户|会员|用户|顾客|人)(?!均)(?:占比|的?比例)?",
        ),
        rate(
            "profit_share",
            "头部客户的利润占比",
            "(?:贡献|带来|创造|产生|拿走|吃[掉下]|撑起|占|出|赚|挣|给)(?:了)?(?:公司|企业|总|全部)?(?:的)?(?:利润)?(?:的)?",
            "(?:的)?利(?![率息])润?",
        ),
        count(
            "customers",
            "客户数",
            "位",
            "(?:总|一共|共|全部|手[里上头]+|我们|有)*(?:客户|顾客|会员|用户)(?:数|有|共|一共|(?=里|中|当中|,|。))+",
            bare=False,
        ),
        count("top_customers", "头部客户数", "位", "(?:其中)?(?:前|头部|最[好肥大]的?|排前面的|大客户)(?:那)?(?:的)?", bare=False),
        money(
            "profit",
            "总利润",
            f"(?:总|一共|全部|全年|公司|合计|整个)(?:的)?(?:{PROFIT}|{EARNS}了?|利(?![率息]))",
            paid="either",
            bare=False,
        ),
        money(
            "top_profit",
            "头部客户的利润",
            f"(?:就|一共|合计|总共|共)?{EARNS}了?(?:{PROFIT})?",
            "(?:他们|头部)的?利润",
            paid="either",
            bare=False,
        ),
    ),
    needs=(one_of("top_share", ("top_customers", "customers")), one_of("profit_share", ("top_profit", "profit"))),
    exclusive=(("top_share", "top_customers"), ("profit_share", "top_profit")),
    card="emba-top5",
    sections=("公式",),
    work=top_multiple,
    foreign=r"行业|\A(?![\s\S]*(?:倍|[顶抵]|[几多]成|百分之几|占|二八|八二|80/20))",
    hints={"top_share": "客|人|会员|户", "profit_share": "利|赚|贡献|挣|钱|出|业绩"},
    asks="按(?:我们|自己)|几倍|多少倍",
)


# 零价值以下: the surplus of a customer less what he costs


def below_zero(values: Values) -> Working:
    """Net contribution of a customer; below zero he is a BZ. With a reduced service cost, what it would be then."""
    surplus, cost = values["surplus"], values["service_cost"]
    net = surplus - cost
    steps = [Step("净贡献", f"盈余 {shown(surplus)} − 服务成本 {shown(cost)}", net, "money")]
    was = net < 0
    verdict = "属于零价值以下客户" if net < 0 else "不属于零价值以下客户" if net > 0 else "正好在零价值的界线上"
    says = f"这位客户的净贡献是{shown_large(net, 'money')}，{verdict}。"
    if "reduced_cost" in values:
        after = surplus - values["reduced_cost"]
        steps.append(Step("降低服务成本后的净贡献", f"盈余 {shown(surplus)} − 服务成本 {shown(values['reduced_cost'])}", after, "money"))
        way = "降" if values["reduced_cost"] < cost else "升" if values["reduced_cost"] > cost else "还是"
        now = "属于零价值以下" if after < 0 else "正好在零价值的界线上" if not after else "不属于零价值以下"
        turn = "脱离了零价值以下" if was and after > 0 else "还没有脱离零价值以下" if was and after < 0 else now
        changed = f"{way}到" if way != "还是" else way
        says += f"服务成本{changed}{shown(values['reduced_cost'], 'money')}以后，净贡献是{shown_large(after, 'money')}，{turn}。"
    return worked(*steps, conventions=("材料只按净贡献小于零来判定，最有价值和最具成长性客户没有给金额界线。",), headline=says)


BELOW_ZERO = Formula(
    id="below-zero",
    title="零价值以下判定",
    cues=(
        "零价值以下|(?<![a-z])bz(?![a-z])|blow zero|below zero|负(?:价)?值客户",
        together(f"{PROFIT}|{EARNS}|收益", f"(?:服务|伺候)[^,;。]{{0,6}}(?:{SPENT}|花|要|搭进去)", "客户|顾客|这[户家位个]|倒贴|亏"),
        together("客[户人]|顾客|会员|他|她|这[户家位个]|代理", "倒贴(?:的?客户)?[^,;。]{0,2}[吗?呢没]|算不算倒贴", "服务|伺候|花了?"),
        together("客[户人]|顾客|会员|他|她|这[户家位个]", "倒贴|贴钱|赔钱货?|赔本", f"{EARNS}|{PROFIT}|收益"),
    ),
    parameters=(
        money(
            "surplus",
            "盈余",
            f"(?:的)?{PROFIT}",
            "毛?利润?",
            f"{EARNS}(?:我们)?(?:的)?(?:{PROFIT})?",
            "收入|收益",
            minimum=None,
            paid="either",
        ),
        money(
            "service_cost",
            "服务成本",
            f"(?:派人)?(?:跑腿)?(?:支持[和与及])?(?:服务|伺候|照顾)(?:[和与及]支持|支持|他|她|这[个位]客户)*(?:的)?(?:{SPENT}|花了?|要|搭进去|得)?",
            f"(?:维护|支持|跑腿){SPENT}",
            "成本",
            "花(?:了|掉|费)?",
            paid="either",
        ),
        money(
            "reduced_cost",
            "降低后的服务成本",
            "(?:服务成本|成本|服务)?(?:能)?(?:降[到至低成]*|压[到至成]|减[到至]|砍[到至]|控制在|改成|换成|变成|涨[到至]|升[到至])",
            paid="either",
        ),
    ),
    needs=needs("surplus", "service_cost"),
    card="tier-bz",
    sections=("公式", "定义"),
    work=below_zero,
    apart=True,
    outcome=("净贡献",),
    asks="算不算|是不是|属于|哪[一类种]|亏不亏|值不值|倒贴",
    hints={
        "surplus": "赚|利|盈|收益|毛|贡献|进账|落",
        "service_cost": "服务|伺候|成本|花|费|搭|跑|支持|售后",
        "reduced_cost": "降|压|减|砍|控制?|省",
    },
    foreign="让[渡度]|终[生身]价值|clv|折现|睡衣|套餐|价值[^以]{0,4}\\d",
)


# 客户份额


def share_of_wallet(values: Values) -> Working:
    """Purchases from us divided by all that the customer buys of the kind, given whole or as what he buys elsewhere; with a share aimed at,
    what that comes to and what is still to be sold."""
    ours = values.get("purchases", ZERO)
    summed: list[Step] = []
    if "elsewhere" in values:
        whole = f"本企业 {shown(ours)} + 别处 {shown(values['elsewhere'])}"
        summed.append(Step("同类购买合计", whole, ours + values["elsewhere"], "money"))
    all_purchases = summed[0].value if summed else values["all_purchases"]
    if not all_purchases or ours > all_purchases:
        raise ValueModelError(
            f"向本企业买的{shown(ours, 'money')}超过了同类总购买额{shown(all_purchases, 'money')}，或者总购买额是零，算不出份额。请核对。"
        )
    steps = [Step("客户份额", f"{shown(ours)} ÷ {shown(all_purchases)}", ours / all_purchases, "rate")] if "purchases" in values else []
    steps = [*summed, *steps]
    if "target" in values:
        share = values["target"]
        wanted = Step("对应的购买额", f"{shown(all_purchases)} × {shown(share, 'rate')}", all_purchases * share, "money")
        steps.append(wanted)
        if "purchases" in values:
            steps.append(Step("还要多卖", f"{shown(wanted.value)} − {shown(ours)}", wanted.value - ours, "money"))
    return worked(*steps)


SHARE_OF_WALLET = Formula(
    id="share-of-wallet",
    title="客户份额",
    cues=(
        "(?:客户|顾客|会员|钱包)(?:的)?份额|客户占有率|share of wallet|customer share",
        together("同类|同样的|这类|这种", "买|购|消费|采购|花|份额", "我|本企业|本店|咱"),
        together(
            "(?:我|咱|本店|本企业)[^,;。\\d]{0,6}占|占(?:了)?(?:他|她|客户|人家)",
            "买|购|消费|采购|花|进货|拿货",
            "几成|多少|百分之几|几分之几|份额",
        ),
    ),
    parameters=(
        money(
            "purchases",
            "在本企业的购买额",
            "(?:其中)?(?:在|向|从|跟|找|给|归)?(?:我们|本企业|本店|我家|我公司|咱们?|我)(?:这里|这儿|这|家|公司|店)?(?:里|占)?(?:的)?(?:购买额?|买了?|采购额?|消费额?|花了?|下单)?",
            "(?:在|从|向|跟|找)(?:我们|本企业|本店|我家|我公司|咱们?|我)(?:这里|这儿|这|家|公司|店)?(?:里)?(?:每年|一年|每个?月|一个?月)?(?:拿|买|进|订|采购|消费|花)(?:[^,;。\\d]{0,6}?(?:花了?|买了?|拿了?|进了?))?",
            paid="either",
            pieces=True,
        ),
        money(
            "all_purchases",
            "同类购买总额",
            "(?:同类|全部|所有|一共|总共)(?:产品|商品)?(?:的)?(?:总)?(?:购买|采购|消费|支出)?(?:总额|额|量|买了?|花了?)?",
            "(?:总|共)(?:购买|采购|消费|支出)额?",
            "(?:客户|顾客|他|她)?(?:一年|每年|全年|每个?月|一个?月)(?:里)?(?:一共|总共|总的)?(?:在)?(?:同类|这类)?(?:产品|商品|东西)?(?:上)?(?:要)?(?:买|采购|花|消费)[^,;。\\d我咱本]{0,6}?",
            paid="either",
            pieces=True,
        ),
        money(
            "elsewhere",
            "在别处的购买额",
            "(?:在|从|向|跟|找)?(?:别家|别处|别人(?:家|那[里儿]?)?|别的(?:家|店|地方|供应商|公司)|其[他它余](?:家|店|地方|供应商|公司)?|(?:竞争)?对手(?:那[里儿边])?|同行|外面)"
            "(?:还)?(?:每年|一年|每个?月|一个?月)?(?:的)?(?:还)?(?:购买额?|买了?|采购额?|消费了?|花了?|拿了?|进了?|下单)?(?:[^,;。\\d]{0,4}花了?)?",
            paid="either",
            pieces=True,
            bare=False,
        ),
        rate(
            "target",
            "要做到的份额",
            "(?:想|要|争取)(?:吃到|拿到|拿下|占到|做到)[^,;。\\d]{0,10}?的?(?=[\\d.一二两三四五六七八九十]+(?:成|%))",
            "(?:提[高升]?|做|涨|拉|升|占|达)到了?",
            "占(?:他|她|客户|总额|同类)*的?",
            bare=False,
        ),
    ),
    needs=(
        one_of("all_purchases", "elsewhere"),
        one_of("purchases", "target", unless=("elsewhere",)),
        Need((("purchases",),), when=("elsewhere",)),
    ),
    exclusive=(("all_purchases", "elsewhere"),),
    card="conflict-customer-share-name",
    sections=("存疑", "说法"),
    work=share_of_wallet,
    outcome=("(?:客户|顾客|会员|钱包)(?:的)?份额", "占有率"),
    hints={"purchases": "我|咱|本店|这儿|这边|其中", "all_purchases": "一共|总|全部|所有|同类|各家|外面"},
    foreign="市场份额|市占|老大|第[一二三]",
    in_material=False,
)
