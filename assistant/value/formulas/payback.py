"""回本: when what a customer brings has paid for what he cost, how many must stay for it, and how much must be sold."""

from dataclasses import replace
from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.types import Result, Step
from assistant.value.formulas.lifetime import FORWARD, MAX_YEARS, when_paid
from assistant.value.formulas.words import CUSTOMER, EARNS, KEEP_RATE, NEW, OLD, PROFIT
from assistant.value.notation import shown, shown_large
from assistant.value.signature import ONE, ZERO, Formula, Need, Values, Working, count, money, needs, one_of, rate, together, worked

# 回本: when what a customer brings has paid for what he cost

_COMES_BACK = "(?:能|可以|会)(?:不能|不会|否)?(?:回本|回得来|打平|赚回来?|够本)[吗么不没?？]?(?=$|[,，。?？吗么不没])"
_EACH = "(?:每[个位名人家]|一[个位名家]|人均|平均每)"


_UPKEEP = "(?:服务费用?|维护费用?|维系费用?|管理费用?|年费|维护成本|服务成本|维系成本|成本要扣|费用要扣|要扣掉?|去?维护|去?维系)"


def payback(values: Values) -> Working:
    """Years until the profits of a customer pay back what he cost: cost ÷ yearly profit; year by year where profits are discounted or at risk.

    With `people`, the cost is that of so many customers, and shared by them; with `yearly_cost`, that goes off what he brings each year.
    """
    if "yearly_cost" in values:
        gained, spent = values["yearly"], values["yearly_cost"]
        net = Step("每年净利润", f"每年利润 {shown(gained)} − 每年要花的 {shown(spent)}", gained - spent, "money")
        working = payback({**{name: value for name, value in values.items() if name != "yearly_cost"}, "yearly": net.value})
        return replace(working, steps=(net, *working.steps))
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
    if not discount and values.get("retention_rate", ONE) == 1:
        step = Step("回本年数", f"成本 {shown(cost)} ÷ 每年利润 {shown(yearly)}", cost / yearly, "years")
        months = Step("合多少个月", f"{shown(step.value)} 年 × 12", step.value * 12, "months")
        return worked(
            step,
            months,
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
        "(?:装修|设备|开店|盘店|前期|加|和)*(?:投入|投资|投)了?",
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
    doubted=False,
    work=break_even_retention,
    outcome=(f"(?:保本|打平|回本)?(?:的)?{KEEP_RATE}",),
    foreign=f"\\A(?![\\s\\S]*(?:{KEEP_RATE}|留|续|回头))|回本年数|扣掉?获客|更值|{KEEP_RATE}(?:大概|大约|是|为|有|到)*(?:[\\d.]+%|[一二三四五六七八九]成|百分之)",
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
        together(_COMES_BACK, "获客|拉新|cac|[拉招挖]来?一?[个位]", f"{KEEP_RATE}", f"{PROFIT}|{EARNS}"),
    ),
    parameters=(
        *_COST_AND_PROFIT,
        _DISCOUNT_RATE,
        rate("retention_rate", "留存率", f"(?:每?年)?(?:客户|顾客)?{KEEP_RATE}", "留存(?!率)", bare=False),
        money(
            "yearly_cost",
            "每年要花的",
            f"(?:每年|一年|年年)(?:都|还|也|要|得|再|有|花|给他|扣|交|另外)*(?=[\\d.一二两三四五六七八九十百千]+万?[元块]?(?:钱)?(?:的)?{_UPKEEP})",
            f"(?:每年|一年|年年)(?:都|还|也|要|得|再|有|另外)*(?:的|给)?{_UPKEEP}(?:是|要|花|得|有)*",
            paid="yearly",
            bare=False,
        ),
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
    doubted=False,
    work=payback,
    outcome=("回本年数",),
    foreign=f"(?:{KEEP_RATE}|留[住下]?)[^,;。\\d]{{0,8}}(?:多少(?!年)|百分之几|几成)|回报率|\\A(?![\\s\\S]*(?:{CUSTOMER}|{NEW}|{OLD}|获客|拉新|cac|[拉招挖]来?一?[个位人]|[他她]|回本年数|装修|设备|开店|投资|投了|盘下))",
    own="(?<=拉)一(?=个)",
    wants=f"{_COMES_BACK}|"
    "(?:几年|多少年|多久|多长时间|第几年|啥时候|什么时候)[^,;。]{0,6}(?:回本|打平|保本|收回|[挣赚捞拿]回|够本)|(?:回本|打平|保本|收回|[挣赚捞拿]回来?|够本)[^,;。]{0,6}(?:几年|多少年|多久|多长)",
    hints={"yearly": "赚|利|挣|贡献|毛", "cost": "拉|获|成本|花|投|广告|开发|补贴", "discount_rate": "折现|贴现|利率|资金"},
    in_material=False,
)


# 保本销量: how much must be sold until its profit has paid for what was spent beforehand

_PIECES = "[件单台套份杯盒瓶张桌笔箱斤袋条双部辆把间支包]|个(?![年月点百])|[节堂场次](?!数)"
_AIMS_AT = "(?:想要?|要|打算|目标|希望|得|指望)(?:是)?(?:再|还|能|一个?月)*(?:净)?(?:剩|赚|挣|落)"
_PAYS_BACK = "保本|打平|回本|收回|[挣赚捞拿]回来?|不亏|不赔|够本|盈亏平衡|回得来|(?:摊|抵)(?:平|掉|回)"
_SELLS = f"(?:[几多]少?|几)(?:{_PIECES})|卖多少|做多少|多少业绩|(?:销量|销售额|营业额|流水|业绩)[^,;。\\d]{{0,8}}多少|多卖(?:多少|几)"


def break_even_sales(values: Values) -> Working:
    """Pieces that must be sold until their profit pays for what was spent: spent ÷ profit of each, which may be price − cost or price × margin;
    with a margin alone, the sales that it takes: spent ÷ margin. With a `target`, until that is left over as well."""
    if "target" in values:
        spent, target = values["spent"], values["target"]
        in_all = Step("要赚回的总数", f"投入 {shown(spent)} + 想净赚 {shown(target)}", spent + target, "money")
        rest = {name: value for name, value in values.items() if name != "target"}
        working = break_even_sales({**rest, "spent": in_all.value})
        wanted = tuple(
            replace(step, label=step.label.replace("保本", "要做到的"), expression=step.expression.replace("投入 ", "要赚回的总数 "))
            for step in working.steps
        )
        results = tuple(replace(result, label=result.label.replace("保本", "要做到的")) for result in working.results)
        says = working.headline.replace("才保本", f"才能净赚{shown_large(target, 'money')}")
        return Working((in_all, *wanted), results, working.conventions, says)
    spent, margin = values["spent"], values.get("margin")
    if not spent:
        raise ValueModelError("要收回的投入是0元，没有要收回的，卖多少都保本。请给出大于零的投入。")
    sales = None
    if margin is not None:
        if not margin:
            raise ValueModelError("毛利率是零，卖多少都收不回投入。请核对。")
        sales = Step("保本销售额", f"投入 {shown(spent)} ÷ 毛利率 {shown(margin, 'rate')}", spent / margin, "money")
        if "price" not in values:
            return worked(sales, conventions=(_NO_MORE_COSTS,), headline=f"要卖到{shown_large(sales.value, 'money')}才保本。")
    steps = [] if sales is None else [sales]
    if "unit_profit" in values:
        each = values["unit_profit"]
    elif margin is not None:
        steps.append(Step("每件利润", f"售价 {shown(values['price'])} × 毛利率 {shown(margin, 'rate')}", values["price"] * margin, "money"))
        each = steps[-1].value
    else:
        steps.append(
            Step(
                "每件利润",
                f"售价 {shown(values['price'])} − 单位成本 {shown(values['unit_cost'])}",
                values["price"] - values["unit_cost"],
                "money",
            )
        )
        each = steps[-1].value
    if each <= 0:
        raise ValueModelError(f"每件利润是{shown(each, 'money')}，不大于零，卖多少都收不回{shown(spent, 'money')}。请核对。")
    pieces = Step("保本销量", f"投入 {shown(spent)} ÷ 每件利润 {shown(each)}", spent / each, "件")
    whole = -(-Fraction(pieces.value) // 1)
    says = f"要卖{shown(pieces.value)}件（单）才保本" + ("" if whole == pieces.value else f"，取整是{shown(Fraction(whole))}件（单）")
    return worked(*steps, pieces, conventions=(_NO_MORE_COSTS,), headline=f"{says}。")


_NO_MORE_COSTS = "投入是一次花出去的，不随卖多少变；每件的利润不变。"

BREAK_EVEN_SALES = Formula(
    id="break-even-sales",
    title="保本销量",
    cues=(together(_PAYS_BACK, _SELLS), together(_AIMS_AT, _SELLS, "固定|房租|租金|投入?了|费用|开销", f"{PROFIT}|{EARNS}")),
    parameters=(
        money(
            "spent",
            "要收回的投入",
            "固定(?:的)?(?:成本|开支|费用|支出|开销)",
            "(?:前期|一共|总共|一次性)?(?:投入|投资|投)(?:了|进去)?(?!赚)",
            f"(?:获客|拉新|引流|开发)(?:一[个位])?(?:新?{CUSTOMER})?(?:的)?(?:成本|费用|花费?了?)",
            "(?:(?:房租|租金|工资|人工|水电)+(?:固定|每月|一个?月)*|房租|租金|装修|广告|活动|推广|宣传|促销|投放|开店|开发|研发|模具|设计|参展|展会|摊位|地推|设备|直播)(?:的)?(?:费用?|成本|开销|一共|总共|就)*(?:花了?)?",
            "花(?:了|掉|出去)?",
            "[一-鿿]{1,3}费(?:用)?(?:加|和|带)(?:上)?(?:人工|工资|房租|物料|水电|运费)(?:一共|总共|合计|一起)*",
            "(?:赚|挣|捞|收|拿)回来?(?=[\\d.一二两三四五六七八九十]+[百千万]*[元块]?的)",
            paid="alike",
        ),
        money(
            "unit_profit",
            "每件利润",
            f"(?:平均)?(?:每|一|卖一|签一)(?:{_PIECES})[^,;。\\d]{{0,3}}?(?:能|可以?|的|大概|平均)*(?:净)?(?:{EARNS}|{PROFIT})了?",
            f"(?:单[件笔品]|单)(?:的)?{PROFIT}",
            bare=False,
        ),
        money(
            "price",
            "售价",
            f"(?<=[\\d元块])[一每/](?:{_PIECES})",
            "(?:每[件单台套份杯盒瓶张桌])?(?:售价|卖价|定价|单价|客单价|价格)",
            "(?:每|一)[件台套份杯盒瓶张桌](?:能)?(?:卖|收)",
            bare=False,
        ),
        money(
            "unit_cost",
            "单位成本",
            "(?:单位|变动|每[件单台套份杯盒瓶张桌](?:的)?)(?:变动)?成本",
            "(?:进货?|拿货)价",
            "(?<!固定)(?<!固定的)(?<!获客)(?<!拉新)(?<!引流)成本",
            bare=False,
        ),
        rate("margin", "毛利率", "[毛净]利(?:润)?率?|利润率", lone=True),
        money("target", "想净赚的数", f"(?:{_AIMS_AT})(?:到|个|出)?", paid="alike", bare=False),
    ),
    needs=(*needs("spent"), one_of("unit_profit", ("price", "unit_cost"), "margin")),
    exclusive=(("unit_profit", "price"), ("unit_profit", "unit_cost"), ("unit_profit", "margin"), ("unit_cost", "margin")),
    card="price-cost",
    sections=("公式", "定义"),
    doubted=False,
    work=break_even_sales,
    outcome=("保本(?:销量|销售额|点)", "盈亏平衡点"),
    foreign=f"{KEEP_RATE}|多卖(?:了|出)?\\d|(?:几年|多少年|多久|多长时间|几个月|多少个月)[^,;。]{{0,6}}(?:{_PAYS_BACK})|让[渡度]|终[生身]|每年利润|\\A(?![\\s\\S]*(?:{_PAYS_BACK}|{_AIMS_AT}))",
    wants=together(f"{_PAYS_BACK}|{_AIMS_AT}", _SELLS),
    hints={"spent": "投|花|租|装修|广告|固定|费", "unit_profit": "赚|挣|利|毛|落", "price": "卖|售|收|价", "unit_cost": "成本|进价|拿货"},
    own="(?<=[每卖均])[一1](?=[件台套个单瓶份条双杯])",
    in_material=False,
)
