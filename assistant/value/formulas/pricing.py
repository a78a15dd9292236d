"""Prices: the three identities with target cost, mark-up, what a price pays for, discounts and gifts."""

from dataclasses import replace
from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.types import Step
from assistant.value.formulas.words import EARNS, MATERIAL, PROFIT
from assistant.value.notation import shown, shown_large
from assistant.value.signature import (
    ONE,
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
    results_of,
    together,
    worked,
)

# 售价 = 成本 + 利润, read three ways

_NAMES = {"price": "售价", "cost": "成本", "profit": "利润"}


def price_identity(values: Values) -> Working:
    """The third of price, cost and profit; with the present cost, the target cost and how far it must fall."""
    given = {name: values[name] for name in _NAMES if name in values}
    if "profit" not in given and "present_cost" in values:
        given["cost"] = values["present_cost"]
    if len(given) == 3:
        if given["price"] != given["cost"] + given["profit"]:
            raise ValueModelError(
                f"售价{shown(given['price'], 'money')}不等于成本{shown(given['cost'], 'money')}加利润{shown(given['profit'], 'money')}，"
                "三个数对不上，请核对，留下两个再算。"
            )
        raise ValueModelError("售价、成本、利润都给了，没有要算的。请去掉想算的那一个再问。")
    if "cost" not in given:
        target = given["price"] - given["profit"]
        steps = [Step("目标成本", f"售价 {shown(given['price'])} − 利润 {shown(given['profit'])}", target, "money")]
        says = f"按“成本=售价−利润”倒推，目标成本是{shown_large(target, 'money')}。"
        if target < 0:
            says += "目标成本是负数：售价比要赚的利润还低，这个目标做不到，请核对售价和利润。"
        if "present_cost" in values:
            present = values["present_cost"]
            steps.append(Step("要降的成本", f"现成本 {shown(present)} − 目标成本 {shown(target)}", present - target, "money"))
            if present:
                steps.append(Step("要降的比例", f"{shown(present - target)} ÷ {shown(present)}", (present - target) / present, "rate"))
            says += (
                f"现在的成本要再降{shown_large(present - target, 'money')}，降{shown((present - target) / present, 'rate')}。"
                if present > target >= 0
                else ""
                if target < 0
                else "现在的成本已经不高于目标成本，不用再降。"
            )
        return worked(*steps, headline=says)
    if "profit" not in given:
        profit = given["price"] - given["cost"]
        step = Step("利润", f"售价 {shown(given['price'])} − 成本 {shown(given['cost'])}", profit, "money")
        return worked(step, headline=f"按“利润=售价−成本”，利润是{shown_large(profit, 'money')}。")
    price = given["cost"] + given["profit"]
    step = Step("售价", f"成本 {shown(given['cost'])} + 利润 {shown(given['profit'])}", price, "money")
    return worked(step, headline=f"按“售价=成本+利润”，售价是{shown_large(price, 'money')}。")


_PRICE = "(?:可接受的?|能接受的?|市场|目标|顾客接受的?|卖|销售)?(?:售价|价格|价钱|卖价|定价|价(?!值))(?:只?能?卖)?"
_COST = "(?:成本|造价|本钱|进价|来价|来货价?|进货价?|拿货价?)"
# What buyers pay at most, and what making a thing comes to.
_PAYS = "(?:(?:最多|顶多|至多|只)(?:能|肯|愿意?|想)*|肯|愿意?|能)(?:出|付|掏|认|接受)"
_MADE_FOR = "(?:材料|原料|人工|工料|工本|厂里|做)[^,;。\\d]{0,4}(?:下来|起来)"
_KEPT = "(?:必须|起码|至少)(?:要)?有"

PRICE_IDENTITY = Formula(
    id="price-identity",
    title="售价、成本与利润",
    cues=(
        "目标成本|三种定价|倒推成本|成本倒推|倒推",
        together(
            f"售价|卖价|定价|价格|卖|价|肯出|愿出|认|{_PAYS}",
            f"{_COST}|压到",
            f"{PROFIT}|{EARNS}|的利(?![率息])",
            r"\d|[一二两三四五六七八九十百千万]",
        ),
        together("客户|顾客|市场|人家", f"肯出|愿出|接受|认|{_PAYS}", f"{_COST}|{_MADE_FOR}", f"{PROFIT}|{EARNS}|降|压"),
    ),
    parameters=(
        money(
            "price",
            "售价",
            _PRICE,
            "(?:只?能?|想|打算|一套|一件|一台|单套|每件)*卖",
            "市场(?:只)?(?:接受|认)",
            f"(?:客户|顾客|人家)?{_PAYS}",
        ),
        money(
            "profit",
            "利润",
            f"(?:目标|预期|想要的?|期望)?{PROFIT}(?:额|目标)?(?:要)?",
            "(?:想|要|至少|打算|得|能|可以|我|每[件台套单])*[赚挣]",
            f"(?:每[只件台套单份个])?{_KEPT}",
            minimum=None,
        ),
        money(
            "present_cost",
            "现成本",
            f"(?:现在?|目前|当前|现有|眼下|实际|如今)(?:[^,;。\\d]{{0,8}}?)?{_COST}",
            f"{_COST}(?:现在|目前|眼下)",
            rf"(?:{_COST}|{_MADE_FOR})(?=[^,;。\n]*[,;。][^\n]*(?:还|再)(?:得|要|能|该)*[抠降压省砍扣])",
        ),
        money("cost", "成本", f"(?:生产|单位)?{_COST}", _MADE_FOR),
    ),
    needs=(one_of(("price", "profit"), ("price", "cost"), ("cost", "profit"), ("price", "present_cost")),),
    exclusive=(("cost", "present_cost"),),
    card="pricing-3",
    sections=("公式",),
    work=price_identity,
    own="一[套件台个]|[三3]个",
    alike=True,
    outcome=("目标成本", "(?:要|需要|得|应该)?(?:再)?[降压](?:多少|低|到)?", "(?:一件|一台|一套|每件)?(?:能|可以)?[赚挣落](?=多少|几)"),
    foreign="利润率|盈利率|毛利率|加成|往上加|[赚挣](?=(?:百分之)?[\\d.一二两三四五六七八九]+(?:个点|成(?!本)|%))|(?:成本|本钱)(?:价)?(?:的基础)?上再?加|让[渡度]|快递|睡衣|原来|服务|终[生身]|折现|每年|公式[^,;。]{0,6}一样|客户赚|定价(?:到底)?好[不吗]",
    asks="降多少|压到|[赚挣]多少|[赚挣]几|卖多少|定多少|标多少",
    wants=r"(?:每?[一单]?[件个套台单壶份瓶杯只条双支盒斤]|这一单|每件)[^,;。\d]{0,4}[赚挣][^,;。\d]{0,4}(?:多少|几)|目标成本|成本[^,;。\d]{0,8}(?:多少|几)(?:以内|以下|才)"
    r"|(?:该|得|要|应)?(?:卖|定|标)(?:价|成)?(?:多少|几块|几元|啥价)|求售价|售价(?:该|应该?)?(?:是|定|为)?多少|(?<!总)利润(?:是|有)?(?:多少|几[块元])(?=$|[,;。?钱元吧呢])",
    hints={
        "price": "卖|售|价|标|市场|接受|认|收|[肯愿]|掏|付",
        "cost": "成本|进|拿货|本|做|造|料",
        "present_cost": "现在|目前|眼下|当前",
        "profit": "赚|利|挣|毛|落",
    },
)


# 成本加成: a rate of profit on cost or on price


def markup(values: Values) -> Working:
    """Price from cost and a rate of profit: cost × (1 + rate) where the rate is on cost, cost ÷ (1 − rate) where it is on price.

    With both cost and price, the rates that they come to: (price − cost) ÷ cost, and ÷ price. With a price and a rate, the cost that they leave.
    A profit stands for the one of cost and price that is not given.
    Without either, the one rate in terms of the other: r ÷ (1 + r) on price, r ÷ (1 − r) on cost.
    """
    if "profit" in values:
        return _earned(values)
    if "cost" not in values:
        return _cost_left(values) if "price" in values else _converted(values)
    if "price" in values:
        return _cost_to_fall(values) if "margin" in values else _rates_of(values["cost"], values["price"])
    cost, share = values["cost"], values["margin"]
    steps = []
    if values["basis"] != ON_PRICE:
        steps.append(Step("按成本算的售价", f"{shown(cost)} × (1 + {shown(share, 'rate')})", cost * (1 + share), "money"))
    if values["basis"] != ON_COST:
        if share >= 1:
            raise ValueModelError(f"利润率按售价算不能到{shown(share, 'rate')}：售价里总要留下成本。请改小利润率，或者说明是按成本算。")
        steps.append(Step("按售价算的售价", f"{shown(cost)} ÷ (1 − {shown(share, 'rate')})", cost / (1 - share), "money"))
    says = "；".join(f"利润率{step.label[:3]}算，售价是{shown_large(step.value, 'money')}" for step in steps)
    besides = []
    if values["basis"] not in (ON_COST, ON_PRICE):
        by_cost, by_price = (step.value for step in steps)
        besides = [Step("两种售价的差", f"{shown(by_price)} − {shown(by_cost)}", by_price - by_cost, "money")]
        says += f"，相差{shown(abs(by_price - by_cost), 'money')}"
    if values["basis"] == ON_COST and share > -1:
        besides = [Step("合毛利率（按售价算）", f"{shown(share, 'rate')} ÷ (1 + {shown(share, 'rate')})", share / (1 + share), "rate")]
    return Working((*steps, *besides), results_of(tuple(steps)), headline=f"{says}。")


def _cost_left(values: Values) -> Working:
    """What a price leaves for the cost at a rate of profit: price ÷ (1 + rate) where that is on cost, price × (1 − rate) where it is on price."""
    price, share = values["price"], values["margin"]
    steps = []
    if values["basis"] != ON_PRICE:
        if share <= -1:
            raise ValueModelError(f"利润率按成本算不能低到{shown(share, 'rate')}：售价就是零或负数了。请核对。")
        steps.append(Step("按成本算的成本", f"{shown(price)} ÷ (1 + {shown(share, 'rate')})", price / (1 + share), "money"))
    if values["basis"] != ON_COST:
        if share > 1:
            raise ValueModelError(
                f"利润率按售价算不能超过100%，给的是{shown(share, 'rate')}：成本成了负数。请改小利润率，或者说明是按成本算。"
            )
        steps.append(Step("按售价算的成本", f"{shown(price)} × (1 − {shown(share, 'rate')})", price * (1 - share), "money"))
    says = "；".join(f"利润率{step.label[:3]}算，成本要压到{shown_large(step.value, 'money')}以内" for step in steps)
    return worked(*steps, headline=f"{says}。")


def _cost_to_fall(values: Values) -> Working:
    """What a price leaves for the cost at the rate of profit that is wanted, and how far the present cost is from it."""
    cost, left = values["cost"], _cost_left({name: value for name, value in values.items() if name != "cost"})
    falls = tuple(
        Step(
            step.label.replace("成本", "还要降的成本", 1) if len(left.steps) == 1 else f"{step.label[:3]}算，还要降的成本",
            f"现成本 {shown(cost)} − {shown(step.value)}",
            cost - step.value,
            "money",
        )
        for step in left.steps
    )
    earned = Step("现在的利润", f"售价 {shown(values['price'])} − 现成本 {shown(cost)}", values["price"] - cost, "money")
    says = "；".join(
        f"利润率{step.label[:3]}算，成本要压到{shown_large(step.value, 'money')}以内，"
        + (f"还要降{shown_large(fall.value, 'money')}" if fall.value > 0 else "现在的成本已经达到")
        for step, fall in zip(left.steps, falls, strict=True)
    )
    return worked(earned, *left.steps, *falls, headline=f"{says}。现在的利润是{shown_large(earned.value, 'money')}。")


def _earned(values: Values) -> Working:
    """The rates that a profit comes to over the cost, or in the price, that it is given with."""
    profit = values["profit"]
    cost = values["cost"] if "cost" in values else values["price"] - profit
    price = values.get("price", cost + profit)
    if price - cost != profit:
        raise ValueModelError(
            f"售价{shown(price, 'money')}减成本{shown(cost, 'money')}不等于利润{shown(profit, 'money')}，三个数对不上，请核对，留下两个再算。"
        )
    if "cost" not in values:
        found = Step("成本", f"售价 {shown(price)} − 利润 {shown(profit)}", cost, "money")
    else:
        found = Step("售价", f"成本 {shown(cost)} + 利润 {shown(profit)}", price, "money")
    working = _rates_of(cost, price)
    return replace(working, steps=(found, *working.steps))


def _rates_of(cost: Fraction, price: Fraction) -> Working:
    """The profit of a price over its cost, as a share of each."""
    if not cost or not price:
        raise ValueModelError("成本或者售价是零，算不出利润率。请核对。")
    profit = price - cost
    steps = (
        Step("利润", f"售价 {shown(price)} − 成本 {shown(cost)}", profit, "money"),
        Step("按售价算的利润率", f"{shown(profit)} ÷ 售价 {shown(price)}", profit / price, "rate"),
        Step("按成本算的利润率", f"{shown(profit)} ÷ 成本 {shown(cost)}", profit / cost, "rate"),
    )
    says = f"利润是{shown_large(profit, 'money')}，按售价算（毛利率）{shown(profit / price, 'rate')}，按成本算（加价率）{shown(profit / cost, 'rate')}。"
    return worked(*steps, headline=says)


def _converted(values: Values) -> Working:
    """The rate on price for a rate on cost, and the other way round."""
    share = values["margin"]
    if values["basis"] == ON_COST:
        step = Step("按售价算的利润率", f"{shown(share, 'rate')} ÷ (1 + {shown(share, 'rate')})", share / (1 + share), "rate")
        return worked(step, headline=f"按成本算{shown(share, 'rate')}，相当于按售价算（毛利率）{shown(step.value, 'rate')}。")
    if values["basis"] != ON_PRICE or share >= 1:
        raise ValueModelError(f"换算利润率{shown(share, 'rate')}，要先说明它是按成本还是按售价算的；按售价算的要小于100%。")
    step = Step("按成本算的利润率", f"{shown(share, 'rate')} ÷ (1 − {shown(share, 'rate')})", share / (1 - share), "rate")
    return worked(step, headline=f"按售价算（毛利率）{shown(share, 'rate')}，相当于按成本算（加价率）{shown(step.value, 'rate')}。")


ON_COST, ON_PRICE = ZERO, ONE  # places of the options of `basis`; the last is both

_CONVERTS = "折成(?!交)|相当于|折算|折合|换成|换算|合成|等于(?=[^,;。]{0,6}(?:毛利率|利润率|加价|加成))|对应"
_GIVEN = "(?!是?多少|是?几)(?![^,;。\\d]{0,4}百分之几)"

MARKUP = Formula(
    id="markup",
    title="成本加成定价",
    cues=(
        "成本加成|加成定价",
        together(_COST, "(?:成本|本钱)(?:价)?(?:的基础)?(?:上|往上)再?加|往上加", "卖|定|标"),
        together(_COST, "利润率|毛利率|加成率|加价率", "卖多少|定多少|定价|该卖|怎么定"),
        together(_COST, "加[^,;。]{0,3}利|加价|加成", "卖多少|定多少|定价|定个?价"),
        together(_COST, "[利盈]利?润?率|利润率|毛利率|加成|加价率|加价|加|赚", r"%|成(?!本)|百分之|个点"),
        together(_COST, "(?:售价|卖价|价格|定价)(?:里头?|中|当中)?的?利润要?占", r"%|成(?!本)|百分之|个点"),
        together("利润率|毛利率|加价率", "(?:售价|卖价|定价|价)?(?:该|要|应)?[卖定标]多少|怎么定价|求售价", r"%|成(?!本)|百分之|个点"),
        together("利润率|毛利率", "加成|加价|利润率|毛利率", _CONVERTS, r"%|成(?!本)|百分之|个点"),
        together(
            _COST,
            r"卖\D{0,6}\d|售价|卖价|定价|标价",
            r"(?:利润率|毛利率?|盈利率|加价率|加成率)(?:[^,;。\d]{0,5}(?:多少|几|百分之几)|(?=[呢?]*$))"
            "|(?:哪|谁)[^,;。]{0,8}(?:利润率|毛利率?|加价率|加成率)[^,;。]{0,3}[高低好]",
        ),
    ),
    parameters=(
        money("cost", "成本", f"(?:单位|生产)?{_COST}", lone=True),
        money("price", "售价", _PRICE, "(?:只?能?|想|打算|一套|一件|一台|单套|每件)*卖(?:到|了)?"),
        money(
            "profit",
            "利润",
            "(?:每?[一单]?[件台套个单瓶份条双])?(?:卖出?(?:去)?(?:每?[一1]?[件台套个单瓶份条双])?)?(?:能|可以?|要|想|净)*(?:赚|挣)了?",
            f"{PROFIT}(?:额)?",
            minimum=None,
            bare=False,
        ),
        rate(
            "margin",
            "利润率",
            "(?:预期|目标|期望|想要的?)?(?:毛|净)?(?:利润率|盈利率|利率|利)",
            "加成率?",
            "(?:成本|售价|销售)(?:的)?(?:毛|净)?利润率",
            "加价率?",
            "利润要?占(?:到|了)?",
            "(?:售价|卖价|价格|定价)(?:里头?|里面|中|当中)(?:要|得)?有(?=[\\d.一二两三四五六七八九十]+(?:成|%|个点)[^,;。]{0,3}毛?利)",
            "(?:在?(?:成本|本钱)(?:的基础)?上(?:再)?)?加",
            "(?:赚|挣)(?:成本的)?",
            maximum=None,
            change=True,
            lone=True,
        ),
        Parameter(
            "basis",
            "利润率按什么算",
            (),
            "choice",
            options=(
                Option(
                    "按成本",
                    f"[赚挣]成本的|按(?:照)?成本(?:计算|算)?+的?+(?:利润率|盈利率|加成率?|加价率?)?+{_GIVEN}|成本(?:的)?(?:毛|净)?利润率{_GIVEN}|对成本|加[价成](?=[了是为约]?[\\d一二三四五六七八九])|加[价成]率{_GIVEN}|(?:在)?(?:成本|本钱|造价|[进拿来]货?价)(?:的基础)?上|在?这个?(?:价)?的?基础上|按(?:照)?(?:[进拿来]货?价|成本)(?:再)?加|按(?:照)?[进拿来]货?价(?:来)?算|加(?=(?:百分之)?[\\d.一二两三四五六七八九十]+(?:成|%|个点)?卖)",
                ),
                Option(
                    "按售价",
                    f"按(?:照)?(?:售价|价格|卖价|定价)(?:计算|算)?+的?+(?:利润率|盈利率)?+{_GIVEN}|(?:售价|价格|销售)(?:的)?利润率{_GIVEN}|占(?:售价|价格|卖价)|(?:售价|卖价|价格|定价)(?:(?:里头?|里面|中|当中)?的?利润要?占|(?:里头?|里面|中|当中)有(?=[^,;。]{{1,6}}毛?利))|毛利率{_GIVEN}",
                ),
                Option("都算", "两种|都算|分别|各(?:是|卖)"),
            ),
        ),
        Parameter("convert", "只换算利润率", (), "choice", options=(Option("换算", _CONVERTS),)),
    ),
    needs=(
        one_of(("cost", "margin"), ("cost", "price"), ("price", "margin"), ("cost", "profit"), ("price", "profit"), unless=("convert",)),
        Need((("margin",),), when=("convert",)),
        Need((("basis",),), unless=("price", "profit")),
        Need((("basis",),), when=("margin",)),
    ),
    only_with=("cost", "price", "convert"),
    exclusive=(("profit", "margin"),),
    own="[两二2]种|(?<=[卖每])[一1](?=[件台套个单瓶份条双])",
    card="price-cost",
    sections=("公式", "定义"),
    work=markup,
    outcome=("售价|定价|卖价|价格|卖多少",),
    foreign="还是按",
    in_material=False,
    asks="卖多少|定多少|该卖|怎么定|定价|相当于|折算|换算|换成",
    hints={"cost": "成本|进|拿货|本|做|造|料", "price": "卖|售|标"},
)


# 价格拆分: what a price pays for (Starbucks: 25 = 5 + 20)


def price_split(values: Values) -> Working:
    """The part of a price that pays for the experience; where the product's part or share is not given, after Starbucks' 5 of 25."""
    price = values["price"]
    if not price:
        raise ValueModelError("价格是0元，拆不出占比。请给出大于零的价格。")
    steps = []
    if "product_share" in values:
        share = values["product_share"]
        steps = [Step("产品部分", f"价格 {shown(price)} × {shown(share, 'rate')}", price * share, "money")]
        values = {**values, "product": steps[0].value}
    if "product" in values:
        product = values["product"]
        if product > price:
            raise ValueModelError(f"产品部分{shown(product, 'money')}超过了价格{shown(price, 'money')}，请核对。")
        rest = price - product
        steps += [Step("体验部分", f"价格 {shown(price)} − 产品部分 {shown(product)}", rest, "money")]
        steps.append(Step("体验占价格的比例", f"{shown(rest)} ÷ {shown(price)}", rest / price, "rate"))
        if product:
            steps.append(Step("体验是产品的倍数", f"{shown(rest)} ÷ {shown(product)}", rest / product, "multiple"))
        says = f"体验部分是{shown_large(rest, 'money')}，占价格的{shown(rest / price, 'rate')}。"
        return worked(*steps, headline=says)
    whole, coffee = values["known_price"], values["known_product"]
    part = (whole - coffee) / whole
    steps = [
        Step("体验占价格的比例", f"({shown(whole)} − {shown(coffee)}) ÷ {shown(whole)}", part, "rate"),
        Step("体验部分", f"价格 {shown(price)} × {shown(part, 'rate')}", price * part, "money"),
        Step("产品部分", f"价格 {shown(price)} − {shown(price * part)}", price * (1 - part), "money"),
    ]
    return worked(
        *steps,
        conventions=("套用的是星巴克一杯咖啡的拆法，别的商品不一定是这个比例。",),
        headline=f"按星巴克的拆法，体验部分是{shown_large(price * part, 'money')}，占{shown(part, 'rate')}。",
    )


PRICE_SPLIT = Formula(
    id="price-split",
    title="价格拆分",
    cues=(together("体验|氛围|拆", r"价|卖|[元块]|占|值", r"\d|[一二两三四五六七八九十]"),),
    parameters=(
        money(
            "price",
            "价格",
            "(?:一?杯|一?份|一?件)?(?:卖价?|售价|价格|价钱|定价|总价|要价)",
            "一[杯份件个](?:咖啡|奶茶|茶)?(?:卖)?",
            lone=True,
        ),
        money(
            "product",
            "产品部分",
            "(?<!的)(?:产品|咖啡|奶茶|茶[叶底]?|饮料|物料|东西|商品|原料|面|饭|菜|酒)(?:本身)?(?:部分|价值|的?成本)?(?:只|才|就|大约|大概)?(?:占|值|算|是)?",
        ),
        rate(
            "product_share",
            "产品部分的占比",
            "(?<!的)(?:产品|咖啡|奶茶|茶[叶底]?|饮料|物料|东西|商品|原料|面|饭|菜|酒)(?:本身)?(?:部分|价值|的?成本)?(?:只|才|就|大约|大概)?占(?:了|价格的?|售价的?)?",
            bare=False,
        ),
        money("known_price", "星巴克一杯的价格", fact="starbucks-price"),
        money("known_product", "其中的咖啡", fact="starbucks-coffee-part"),
    ),
    needs=needs("price"),
    exclusive=(("product", "product_share"),),
    card="starbucks",
    sections=("数字", "案例"),
    work=price_split,
    outcome=("(?:体验|氛围|感受)(?:部分|价值)?",),
    own="(?<=星巴克一杯咖啡)25[元块]|25[元块](?=的咖啡里)|(?<=咖啡占)5元|(?<=体验占)20元",
    foreign="让[渡度]|期望|预期|满意|平均利润|培训",
    stand_in={"product": f"星巴克|starbucks|{MATERIAL}"},
    hints={"price": "卖|价|一[杯份碗]|付|收", "product": "料|成本|本身|豆|东西|食材|咖啡|产品"},
)


# 折扣和赠送


def discount(values: Values) -> Working:
    """What the customer pays of a price at a discount, and what the shop bears; or the price, or the discount, from what was paid or taken off."""
    if "off" in values:
        return _with_money_off(values)
    if "borne" in values:
        return _from_what_is_borne(values)
    steps: list[Step] = []
    if "discount" not in values:
        if not values["price"]:
            raise ValueModelError("原价是0元，算不出折扣。请给出大于零的原价。")
        share = values["paid"] / values["price"]
        steps += [Step("折扣", f"{shown(values['paid'])} ÷ {shown(values['price'])}", share, "rate")]
        bears = Step("店里让", f"{shown(values['price'])} − {shown(values['paid'])}", values["price"] - values["paid"], "money")
        steps += [bears, Step("让出的比例", f"{shown(bears.value)} ÷ {shown(values['price'])}", 1 - share, "rate")]
        return worked(
            *steps,
            headline=f"折后是原价的{shown(share, 'rate')}，也就是{shown(share * 10, '折')}，店里让出{shown_large(bears.value, 'money')}，是原价的{shown(1 - share, 'rate')}。",
        )
    share = values["discount"]
    if "price" not in values:
        if not share:
            raise ValueModelError("折扣是零，推不出原价。请核对。")
        step = Step("原价", f"{shown(values['paid'])} ÷ {shown(share, 'rate')}", values["paid"] / share, "money")
        given = Step("店里让", f"{shown(step.value)} − {shown(values['paid'])}", step.value - values["paid"], "money")
        return worked(step, given, headline=f"原价是{shown_large(step.value, 'money')}，店里让出{shown_large(given.value, 'money')}。")
    price = values["price"]
    if "paid" in values:
        if values["paid"] != price * share:
            raise ValueModelError(
                f"原价{shown(price, 'money')}打{shown(share * 10, '折')}是{shown(price * share, 'money')}，"
                f"和折后价{shown(values['paid'], 'money')}对不上，请核对，留下两个再算。"
            )
        raise ValueModelError("原价、折扣、折后价都给了，没有要算的。请去掉想算的那一个再问。")
    pays = Step("顾客付", f"{shown(price)} × {shown(share, 'rate')}", price * share, "money")
    bears = Step("店里让", f"{shown(price)} − {shown(pays.value)}", price - pays.value, "money")
    return worked(pays, bears, headline=f"顾客付{shown_large(pays.value, 'money')}，店里让出{shown_large(bears.value, 'money')}。")


def _from_what_is_borne(values: Values) -> Working:
    """The price and what was paid, from what the shop bore and the discount; or the discount, from what it bore and the price or the pay."""
    borne = values["borne"]
    if "discount" in values:
        if values["discount"] >= 1:
            raise ValueModelError(f"打{shown(values['discount'] * 10, '折')}店里不用让，和让了{shown(borne, 'money')}对不上，请核对。")
        gives = Step("让出的比例", f"100% − {shown(values['discount'], 'rate')}", 1 - values["discount"], "rate")
        price = Step("原价", f"{shown(borne)} ÷ {shown(gives.value, 'rate')}", borne / gives.value, "money")
        pays = Step("顾客付", f"{shown(price.value)} − {shown(borne)}", price.value - borne, "money")
        says = f"原价是{shown_large(price.value, 'money')}，顾客付{shown_large(pays.value, 'money')}。"
        return Working((gives, price, pays), results_of((price, pays)), headline=says)
    steps: tuple[Step, ...] = ()
    if "price" not in values:
        steps = (Step("原价", f"{shown(values['paid'])} + {shown(borne)}", values["paid"] + borne, "money"),)
    whole = values["price"] if "price" in values else steps[0].value
    if borne > whole or not whole:
        raise ValueModelError(f"店里让的{shown(borne, 'money')}比原价{shown(whole, 'money')}还多，请核对。")
    pays = Step("顾客付", f"{shown(whole)} − {shown(borne)}", whole - borne, "money")
    share = Step("折扣", f"{shown(pays.value)} ÷ {shown(whole)}", pays.value / whole, "rate")
    gives = Step("让出的比例", f"{shown(borne)} ÷ {shown(whole)}", borne / whole, "rate")
    return worked(
        *steps,
        pays,
        share,
        gives,
        headline=f"顾客付{shown_large(pays.value, 'money')}，是原价的{shown(share.value, 'rate')}，也就是{shown(share.value * 10, '折')}，店里让出{shown(gives.value, 'rate')}。",
    )


def _with_money_off(values: Values) -> Working:
    """What is left of a price with so much off, once or for each time that it holds the threshold, and with a discount besides, in the order
    that the choice says, or in either."""
    price, off, threshold = values.get("price", values.get("threshold", ZERO)), values["off"], values.get("threshold")
    if not price:
        raise ValueModelError("原价是0元，算不出折扣。请给出大于零的原价。")
    share = values.get("discount")
    orders: tuple[Fraction, ...] = (OFF_FIRST, DISCOUNT_FIRST)
    if share is None:
        orders = (OFF_FIRST,)
    elif "order" in values:
        orders = (values["order"],)
    steps: list[Step] = []
    results: list[Step] = []
    for order in orders:
        own: list[Step] = []
        left = price
        for reduces in (True, False) if order == OFF_FIRST else (False, True):
            if reduces:
                taken = _taken_off(left, off, threshold, "each" in values, own)
                own.append(Step("减免以后", f"{shown(left)} − {shown(taken)}", left - taken, "money"))
            elif share is not None:
                own.append(Step("打折以后", f"{shown(left)} × {shown(share, 'rate')}", left * share, "money"))
            left = own[-1].value
        if left < 0:
            raise ValueModelError(f"减的{shown(off, 'money')}比要付的还多，请核对。")
        which = f"（先{'减后打折' if order == OFF_FIRST else '打折后减'}）" if len(orders) > 1 else ""
        outcome = [
            replace(own.pop(), label="顾客付"),
            Step("合起来的折扣" if share is not None else "折扣", f"{shown(left)} ÷ {shown(price)}", left / price, "rate"),
            Step("店里让", f"{shown(price)} − {shown(left)}", price - left, "money"),
            Step("让出的比例", f"{shown(price - left)} ÷ {shown(price)}", 1 - left / price, "rate"),
        ]
        steps += [replace(step, label=step.label + which) for step in (*own, *outcome)]
        results += [replace(step, label=step.label + which) for step in outcome]
    paid = [(pays, rate_paid, bears) for pays, rate_paid, bears, _ in (results[at : at + 4] for at in range(0, len(results), 4))]
    says = "；".join(
        f"{pays.label.removeprefix('顾客付').strip('（）') + '，' if len(orders) > 1 else ''}顾客付{shown_large(pays.value, 'money')}，"
        f"是原价的{shown(rate_paid.value, 'rate')}，也就是{shown(rate_paid.value * 10, '折')}，店里让出{shown_large(bears.value, 'money')}"
        for pays, rate_paid, bears in paid
    )
    return Working(tuple(steps), results_of(tuple(results)), headline=f"{says}。")


def _taken_off(price: Fraction, off: Fraction, threshold: Fraction | None, each: bool, steps: list[Step]) -> Fraction:
    """What is taken off a price: once where it holds the threshold, or for each time that it does."""
    if threshold is None:
        return off
    if not threshold:
        raise ValueModelError("满减的门槛是0元，请核对。")
    times = Fraction(price >= threshold)
    if each:
        times = Fraction(Fraction(price) // Fraction(threshold))
        if not threshold * times <= price < threshold * (times + 1):  # compared so that a worksheet knows for which prices it holds
            raise ValueModelError(f"{shown(price, 'money')}里有几个{shown(threshold, 'money')}算不清，请核对。")
    taken = off * times
    if each:
        steps.append(Step("减的钱", f"{shown(price)} 里有 {shown(times)} 个 {shown(threshold)}，每个减 {shown(off)}", taken, "money"))
    elif not times:
        steps.append(Step("减的钱", f"{shown(price)} 不到 {shown(threshold)}，减不了", taken, "money"))
    return taken


OFF_FIRST, DISCOUNT_FIRST = ZERO, ONE  # places of the options of `order`

_STATED = (
    r"\A[^,;。\d]{0,8}\d+(?:\.\d+)?[元块]?(?:钱|的)?[^,;。\d]{0,4}打[一二三四五六七八九\d.]+折\W*\Z"  # 450打八折 asks for nothing else
)

_MONEY_OFF = r"满\d+[元块]?(?:立?减|省|优惠)\d"

DISCOUNT = Formula(
    id="discount",
    title="折扣分担",
    cues=(
        together(
            "(?<!往回)(?<!倒)折(?!合|现|旧|算|腾|扣?进|回)|半价",
            "[几多]少?折|顾客|客户|客人|付|店|补|贴|让|承担|优惠|便宜|省|多少|原价|(?:原|本)来?[^,;。]{0,4}几[块元]",
            r"\d|[一二三四五六七八九]折",
        ),
        _STATED,
        together(_MONEY_OFF, "付|掏|花|收|到手|便宜|省|合[^,;。]{0,3}折|[几多]少?折|多少钱"),
    ),
    parameters=(
        money(
            "price",
            "原价",
            "原价",
            "(?:标价|定价|货架价|售价|价格|总价|价)",
            "(?:买|消费|购物|下单|结算|结账|点餐?|商品|挑)了?(?=\\d+[元块的,])",
            "(?:原先|原来|本来|打折前)[^,;。\\d]{0,3}",
            "一?[件条双](?=[^,;。]{0,6}\\d)",
            lone=True,
        ),
        money("threshold", "满减门槛", r"每?满减?(?=\d+[元块]?(?:立?减|省|优惠))", bare=False),
        Parameter("each", "每满一次都减", (), "choice", options=(Option("每满都减", r"每满\d"),)),
        money("off", "减免额", "(?:立|直)?减(?:免|掉|去)?了?", "立省"),
        money(
            "paid",
            "折后价",
            "(?:打完折|折后|打折后|打了折|优惠[之以]?后|降[价完][之以]?后)(?:卖|价|付|是)*",
            "(?<=折)后(?:卖|价|付|是)*",
            "(?:实付|付了|(?<=下来)花了?|只卖|到手|现价|现在卖|现卖)",
            "(?:现在|如今)?(?:打包|活动|促销|特|会员|团购|套餐|优惠)价(?:是|只要|为|卖)*",
        ),
        money(
            "borne",
            "店里让的钱",
            "(?:店里|商家|公司|我们|咱们?)?(?:一共|总共|都|全)?(?:给|替)?(?:贴|补贴?|让(?!出)|让出|承担|倒贴)(?:进去|出去)?了(?:一共|总共)?",
            bare=False,
        ),
        rate("discount", "折扣", "打", lone=True),
        Parameter(
            "order",
            "先减还是先打折",
            (),
            "choice",
            options=(
                Option("先减后打折", "减[^折]*(?:再|又|后|折上|然后|基础上|叠加)[^减]*?折"),
                Option("先打折后减", "(?:打完?|折)[^减]*(?:再|又|后|然后|基础上|叠加)[^折]*?减|折后[^折]*?减"),
            ),
        ),
    ),
    needs=(
        one_of(
            ("price", "discount"),
            ("paid", "discount"),
            ("price", "paid"),
            ("price", "off"),
            ("threshold", "off"),
            *(("borne", name) for name in ("discount", "price", "paid")),
        ),
    ),
    card="nordstrom",
    sections=("做法",),
    doubted=False,
    work=discount,
    exclusive=(("off", "paid"), ("off", "borne")),
    apart=True,
    own=r"(?<=差)的?[一二三四五六七八九\d]+(?:成|%)|(?<=差的)[一二三四五六七八九\d]+(?:成|%)",
    outcome=("(?:顾客|客户|客人)(?:实际)?(?:要)?付(?!了|的?\\s*\\d)", "店里(?:要)?(?:补|让|承担|贴)(?!了)"),
    foreign=r"\A(?![\s\S]*(?:(?<!往回)(?<!倒)折(?!合|现|旧|算|腾|磨|回)|优惠|原价|半价|满减?\d+[元块]?(?:立?减|省)))|价值|让[渡度]|充|[送赠]|买[一二三四五六七八九\d](?![\d百千])|成本|(?:进货?|拿货)价|第[二2][件杯瓶双盒个份支条袋]",
    wants="[几多]少?折|折扣[^,;。\\d]{0,4}(?:多少|几)|"
    + together("折(?!合|现|旧|算|腾|扣?进)", "(?:原[价来先本]|本来|付|掏|收|到手|便宜|省|让)[^,;。\\d]{0,8}(?:多少|几[块元])"),
    asks=f"[几多]少?折|{_STATED}",
    hints={"price": "原|标|吊牌|定价|本来|正价|专柜|门市", "paid": "后|付|到手|实付|现|卖|成交|只要|花|掏|收"},
)


# 要做到八折: the share of the price that is aimed at, beside 买三送一 and 充500送100
_AIMED = (
    "(?:想要?|要|得|才|目标|打算|希望|做到|达到|控制在|[实真]际上?(?:能)?(?:等于|相当于)?)"
    "(?:是|为|做到|达到|打到|给到|等于|相当于|合|算|让[^,;。\\d]{0,5}(?:合|享受|拿到))?(?:实际|真实)?(?:打|到)?(?=[\\d.一二三四五六七八九]+折)"
)
_LIKE_CASH = "按送的和充的同样能用来算，没有计使用期限和条件。"


def top_up(values: Values) -> Working:
    """The price paid for a unit where paying comes with a gift: paid ÷ (paid + gift); the gift is what is received beyond what was paid.
    With the share that is aimed at, the gift that it takes."""
    paid = values["paid"]
    steps: list[Step] = []
    if "aim" in values:
        aim = values["aim"]
        if not ZERO < aim <= 1:
            raise ValueModelError(f"想做到的折扣{shown(aim * 10, '折')}要大于零折、不超过十折，请核对。")
        received = Step("要到账的数", f"{shown(paid)} ÷ {shown(aim, 'rate')}", paid / aim, "money")
        needed = Step("要送的数", f"{shown(received.value)} − {shown(paid)}", received.value - paid, "money")
        return worked(
            received,
            needed,
            conventions=(_LIKE_CASH,),
            headline=f"充{shown(paid, 'money')}要送{shown_large(needed.value, 'money')}，到账{shown_large(received.value, 'money')}，才合{shown(aim * 10, '折')}。",
        )
    if "gift_pieces" in values:
        pieces, each = values["gift_pieces"], values["gift_each"]
        steps.append(Step("赠送额", f"{shown(pieces)} 份 × 每份 {shown(each)}", pieces * each, "money"))
        gift = steps[0].value
    else:
        gift = values["gift"] if "gift" in values else values["received"] - paid
    if gift < 0:
        raise ValueModelError(
            f"到账{shown(values['received'], 'money')}比充的{shown(paid, 'money')}还少，没有送。请核对这两个数，或者直接说送了多少。"
        )
    if not paid + gift:
        raise ValueModelError("充的和送的都是零，算不出折扣。请核对。")
    rate_paid = paid / (paid + gift)
    steps += [
        Step("实付比例", f"{shown(paid)} ÷ ({shown(paid)} + {shown(gift)})", rate_paid, "rate"),
        Step("合多少折", f"{shown(rate_paid, 'rate')} × 10", rate_paid * 10, "折"),
        Step("省下的比例", f"{shown(gift)} ÷ ({shown(paid)} + {shown(gift)})", 1 - rate_paid, "rate"),
    ]
    return worked(
        *steps,
        conventions=(_LIKE_CASH,),
        headline=f"实付比例是{shown(rate_paid, 'rate')}，约合{shown(rate_paid * 10, '折')}，省了{shown(1 - rate_paid, 'rate')}。",
    )


TOP_UP = Formula(
    id="top-up",
    title="充值赠送的实际折扣",
    cues=(
        together(
            r"(?:[充满存储]值?\D{0,4}[\d一二两三四五六七八九百千]|买\D{0,3}\d+[元块]).{0,6}[送返赠]\D{0,3}[\d一二两三四五六七八九百千]",
            "折|划算|相当于|等于|实际|省|便宜|百分|多少|几",
        ),
        together(
            "[充储存]值?|交(?=[^,;。]{0,8}卡)|办卡|预存", r"[送返赠饶]|到账|得(?=\d)", "几折|多少折|折扣", r"\d|[一二两三四五六七八九]百"
        ),
        together("[充储存]值?|预存|办卡", f"{_AIMED}[\\d.一二三四五六七八九]+折", "[送返赠饶](?:给)?(?:他|客户|顾客|会员)?(?:多少|几)"),
    ),
    parameters=(
        money("paid", "充值额", "充值?", "储值?", "满", "存", "买", "(?:年|季|月|次|会员|储值)卡(?:价|卖)?(?=\\d)"),
        money("gift", "赠送额", "(?:再|就|白)?(?:赠送|送|赠|返|饶)(?:给)?(?:你|他)?"),
        money("received", "到账额", "(?:实际|一共|总共)?(?:到账|得|变成?)"),
        count("gift_pieces", "送的份数", "份", "(?:再|就|白)?(?:赠送|送|赠|饶)(?:给)?(?:你|他|了)?", bare=False),
        money("gift_each", "每份的价钱", "(?:平时|平常|原价|单价|单独买?|单买)(?:是|要|卖)?", bare=False),
        rate("aim", "想做到的折扣", _AIMED, bare=False),
    ),
    needs=(*needs("paid"), one_of("gift", "received", ("gift_pieces", "gift_each"), "aim")),
    exclusive=(
        ("gift", "received"),
        ("gift", "gift_pieces"),
        ("received", "gift_pieces"),
        *(("aim", name) for name in ("gift", "received", "gift_pieces")),
    ),
    card="xsell-second-tier",
    sections=("数字", "多买现有产品"),
    work=top_up,
    apart=True,
    asks="几折|多少折|打折|划算|是不是|相当于|等于|合",
    hints={"paid": "充|存|储|交|办卡|买|满|预存", "gift": "送|赠|返|饶|多给|额外|白得"},
    own="[五5]折",
    foreign=r"套餐|宽带|月|参加|满\d+[元块]?(?:立?减|省|优惠)|买[一二两三四五六七八九十\d]{1,2}[送赠搭](?![^,;。]{0,4}[元块])",
)


def gift_in_kind(values: Values) -> Working:
    """买三送一: the share of the price that each piece really costs; 第二件半价: the same of the two. With the price, what each comes to;
    with the share that is aimed at, how many pieces to buy or to give."""
    if "aim" in values:
        return _pieces_for(values)
    if "second" in values:
        paid = (1 + values["second"]) / 2
        steps = [Step("两件实付比例", f"(100% + {shown(values['second'], 'rate')}) ÷ 2", paid, "rate")]
        says, note = f"两件一起买，每件实际付原价的{shown(paid, 'rate')}，合{shown(paid * 10, '折')}", "两件的原价一样。"
        cheaper = f"100% − {shown(paid, 'rate')}"
    else:
        bought, given = values["bought"], values["given"]
        if not bought + given:
            raise ValueModelError("买的和送的都是零件，算不出折扣。请核对。")
        paid = bought / (bought + given)
        steps = [Step("实付比例", f"{shown(bought)} ÷ ({shown(bought)} + {shown(given)})", paid, "rate")]
        says, note = f"每件实际只付原价的{shown(paid, 'rate')}", "送的和买的按同样的价格算。"
        cheaper = f"{shown(given)} ÷ ({shown(bought)} + {shown(given)})"
    steps.append(Step("便宜的比例", cheaper, 1 - paid, "rate"))
    says += f"，便宜{shown(1 - paid, 'rate')}。"
    if "price" in values:
        steps.append(Step("平均每件实付", f"{shown(values['price'])} × {shown(paid, 'rate')}", values["price"] * paid, "money"))
        says += f"原价{shown(values['price'], 'money')}，平均每件{shown_large(values['price'] * paid, 'money')}。"
    return worked(*steps, conventions=(note,), headline=says)


def _pieces_for(values: Values) -> Working:
    """How many pieces to give with those bought, or to buy for those given, so that each piece costs the share of its price aimed at."""
    aim = values["aim"]
    if not ZERO < aim < 1:
        raise ValueModelError(f"想做到的折扣{shown(aim * 10, '折')}要在零折和十折之间，请核对。")
    if "bought" in values:
        known, rest, label, share, other = values["bought"], "送的件数", "要送的件数", aim, 1 - aim
    else:
        known, rest, label, share, other = values["given"], "买的件数", "要买的件数", 1 - aim, aim
    left = Step(f"{rest}占的比例", f"100% − {shown(share, 'rate')}", other, "rate")
    pieces = Step(label, f"{shown(known)} × {shown(other, 'rate')} ÷ {shown(share, 'rate')}", known * other / share, "件")
    notes = ("送的和买的按同样的价格算；送不了整件的，取整以后折扣会有一点出入。",)
    return Working((left, pieces), results_of((pieces,)), notes, f"{label}是{shown(pieces.value)}件，才合{shown(aim * 10, '折')}。")


_SECOND = "第[二2][件杯瓶双盒个份支条袋]"

GIFT_IN_KIND = Formula(
    id="gift-in-kind",
    title="买赠的实际折扣",
    cues=(
        together(
            r"买[一二两三四五六七八九十\d]+.{0,3}[送赠搭饶][一二两三四五六七八九十\d]*(?![\d元块])", "折|划算|相当于|等于|实际|优惠|便宜"
        ),
        "买赠的实际折扣",
        together(r"[送赠搭][一二两三四五\d]+[瓶件个盒袋包]", "每[瓶件个盒袋包][^,;。]{0,6}(?:付|合|相当|折)"),
        together(f"{_SECOND}[^,;。]{{0,4}}(?:半价|折)", "[几多]少?折|划算|相当于|等于|实际|合|便宜|省"),
    ),
    parameters=(
        count("bought", "买的件数", "件", "买"),
        count("given", "送的件数", "件", "(?:再)?(?:送|赠|搭|饶)[件个]?"),
        money("price", "原价", "原价|单价|标价|售价", "(?<=[\\d元块])一[件瓶杯盒个袋包份]", lone=True),
        rate("second", "第二件的折扣", f"{_SECOND}(?:打|是|只要)?", bare=False),
        rate("aim", "想做到的折扣", _AIMED, bare=False),
    ),
    needs=(one_of(("bought", "given"), "second", ("bought", "aim"), ("given", "aim")),),
    exclusive=(("second", "bought"), ("second", "given"), ("second", "aim"), ("aim", "price")),
    own="[两2][件杯瓶双盒个份支条袋](?=一[起块]|合|加|都|总|多少|要?付|平均)",
    apart=True,
    card="xsell-second-tier",
    sections=("数字", "多买现有产品"),
    work=gift_in_kind,
    foreign=r"成本|小样|\A(?![\s\S]*(?:[送赠搭饶]|第[二2]))",
    asks="几折|多少折|打折|划算|是不是|相当于|等于|合",
    in_material=False,
)


def bundle(values: Values) -> Working:
    """A monthly fee that comes with a monthly gift: share given back, net fee a month and over the months."""
    fee, gift = values["fee"], values["gift"]
    if not fee or gift > fee:
        raise ValueModelError(f"每月的费用{shown(fee, 'money')}要大于零，并且不小于赠送的{shown(gift, 'money')}，请核对。")
    steps = [
        Step("赠送率", f"{shown(gift)} ÷ {shown(fee)}", gift / fee, "rate"),
        Step("每月净付", f"{shown(fee)} − {shown(gift)}", fee - gift, "money"),
        Step("每年净付", f"{shown(fee - gift)} × 12", (fee - gift) * 12, "money"),
    ]
    says = f"赠送率是{shown(gift / fee, 'rate')}，每月名义净付{shown(fee - gift, 'money')}，一年{shown(steps[2].value, 'money')}。"
    return worked(*steps, conventions=("送的是固话使用费，不是现金，所以净付只是名义上的。",), headline=says)


BUNDLE = Formula(
    id="bundle",
    title="套餐赠送",
    cues=(together("宽带|套餐|固话|话费|月费", "送|赠|返", "净付|赠送率|比例|划算|相当于|几折|实际|名义|掏"),),
    parameters=(
        money(
            "fee",
            "每月费用",
            "(?:宽带|套餐)(?:月费|费|价)?(?:每?月)?",
            "月费",
            "每?月(?:付|交)?",
            fact="telecom-winwin-broadband",
            paid="monthly",
            lone=True,
        ),
        money(
            "gift",
            "每月赠送",
            "(?:赠送|送|赠|返|回馈)(?:的|还)?(?:固话|电话)?(?:使用)?(?:话?费)?",
            "(?:固话|电话)?话费",
            fact="telecom-winwin-gift",
            paid="monthly",
        ),
    ),
    needs=(one_of("fee", "gift"),),
    card="telecom-winwin",
    sections=("案例", "公式"),
    work=bundle,
    stand_in=dict.fromkeys(("fee", "gift"), f"宽带|套餐|固话|电信|双赢|{MATERIAL}"),
    outcome=("净付",),
    own="一年|一?个月",
    foreign="小灵通",
    hints={"fee": "月|套餐|宽带|费|交|付", "gift": "送|赠|返|抵|话费"},
)


def promised_spend(values: Values) -> Working:
    """What a promise to spend more each month comes to over the months."""
    more, months = values["more"], values["months"]
    total = more * months
    steps = [Step("承诺多花的钱", f"{shown(more)} × {shown(months)} 个月", total, "money")]
    if "gift" in values:
        if not total:
            raise ValueModelError("承诺多花的钱是零，算不出赠品占多少。请核对。")
        steps.append(Step("赠品占承诺多花的钱", f"赠品 {shown(values['gift'])} ÷ {shown(total)}", values["gift"] / total, "rate"))
    return worked(
        *steps,
        conventions=("材料只说“一定时期”，没有给承诺期，月数由使用者给定。",),
        headline=f"承诺期里一共多花{shown_large(total, 'money')}"
        + (f"，赠品占{shown(steps[-1].value, 'rate')}。" if "gift" in values else "。"),
    )


PROMISED_SPEND = Formula(
    id="promised-spend",
    title="承诺消费换赠品",
    cues=(together("小灵通|承诺", "固话|每月|多花|增加|月"), "承诺消费换赠品"),
    parameters=(
        money(
            "more", "每月多花的钱", "(?:固话)?(?:每月|每个月)?(?:多|增加|加)(?:花|用|付|打)?", fact="telecom-winwin-fixed", paid="monthly"
        ),
        Parameter("months", "承诺的月数", ("承诺(?:期)?", "期限", "签"), "months", minimum=ZERO, lone=True),
        money(
            "gift",
            "赠品的价值",
            "(?:送|赠)(?:他|她|客户|顾客)?(?:的|了)?一?[个部台份件]?(?:价?值|的)?(?=\\d)",
            "赠品(?:的)?(?:价?值|成本)?",
            bare=False,
        ),
    ),
    needs=needs("months"),
    card="telecom-winwin",
    sections=("案例",),
    work=promised_spend,
    stand_in={"more": f"小灵通|固话|电信|双赢|{MATERIAL}"},
    foreign=f"{EARNS}|{PROFIT}",
    hints={"more": "多|增|加|承诺|答应|每个?月"},
)
