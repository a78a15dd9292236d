"""促销效果: sales growth, what it earned beyond what it cost, stock cleared, awareness, each from before to after."""

from dataclasses import replace
from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.types import Step
from assistant.value.formulas.words import AFTER, BEFORE, EARLIER, EARNS, LATTER, PROFIT
from assistant.value.notation import shown, shown_large
from assistant.value.signature import Formula, Need, Values, Working, count, money, needs, one_of, rate, together, worked

_SOLD = (
    "(?:的)?(?:[这那]?[一二两三四五六七八九十每\\d]*个?[月天周]|(?:合计|总共|一共)|这个月|当月)?"
    "(?:的)?(?:[日月]?销售额|销量|[日月]销|[日周月]均|营业额|业绩|流水|[卖走出]了?)?(?:是)?"
)
_AFTERWARDS = "促销前后相比，没有扣除季节、同期其他活动的影响。"
_PIECE = "[件单台套份杯盒瓶张桌笔箱斤袋条双部辆把支包个]"
_IN_PIECES = f"(?=[\\d,.]+万?{_PIECE})"
_COUNTED = ("more_pieces", "before_pieces", "after_pieces")
_PROMOTION = "促销|活动|清仓|做完|大促|搞|展销|试吃|团购|满减"


def sales_growth(values: Values) -> Working:
    """(After − before) ÷ before; or, with a growth that is aimed at, what the sales must come to: before × (1 + growth); with a growth and
    what it led to, what there was before: after ÷ (1 + growth)."""
    if "grown" in values:
        grown, after = values["grown"], values["after"]
        if not 1 + grown:
            raise ValueModelError("下降了100%以后什么也不剩，倒推不出原来的销售额。请核对。")
        was = Step("原来的销售额", f"{shown(after)} ÷ (1 + {shown(grown, 'rate')})", after / (1 + grown), "money")
        return worked(was, headline=f"原来的销售额是{shown_large(was.value, 'money')}。")
    before = values["before"]
    if "growth" in values:
        growth = values["growth"]
        wanted = Step("要做到的销售额", f"{shown(before)} × (1 + {shown(growth, 'rate')})", before * (1 + growth), "money")
        if "after" in values:
            short = Step("离目标还差", f"{shown(wanted.value)} − {shown(values['after'])}", wanted.value - values["after"], "money")
            state = f"还差{shown_large(short.value, 'money')}" if short.value > 0 else "已经做到了"
            return worked(wanted, short, headline=f"要增长{shown(growth, 'rate')}，得做到{shown_large(wanted.value, 'money')}，{state}。")
        added = Step("要增加的销售额", f"{shown(wanted.value)} − {shown(before)}", wanted.value - before, "money")
        return worked(wanted, added, headline=f"要增长{shown(growth, 'rate')}，销售额得做到{shown_large(wanted.value, 'money')}。")
    after = values["after"]
    if not before:
        raise ValueModelError("促销前的销售额是零，算不出增长率。请给出大于零的数。")
    more, growth = after - before, (after - before) / before
    way = "增长" if more >= 0 else "下降"
    return worked(
        Step("增加的销售额", f"{shown(after)} − {shown(before)}", more, "money"),
        Step("销售额增长率", f"{shown(more)} ÷ {shown(before)}", growth, "rate"),
        conventions=(_AFTERWARDS,),
        headline=f"销售额{way}{shown(abs(growth), 'rate')}，{'多' if more >= 0 else '少'}卖{shown_large(abs(more), 'money') if more >= 0 else shown(abs(more), 'money')}。",
    )


SALES_GROWTH = Formula(
    id="sales-growth",
    title="促销销售额增长",
    cues=(
        together(
            f"{_PROMOTION}|原来|从|之前|(?:直播|开播|开业|开卖|投放)前",
            r"销售额|销量|营业额|卖|业绩|流水|日销|月销|[日周月]均|[走出]了|[走出货](?=\d)|[\d十百千万]单",
            r"\d.*\d|[一二两三四五六七八九十百千万].*[一二两三四五六七八九十百千万]",
            "增|涨|升|效果|到|后|提|完|翻了",
        ),
        together(
            _PROMOTION,
            "(?:销售额|销量|营业额|业绩|流水|卖了?|做了?|收了?|[走出]了|生意)[^。]{0,12}(?:增长|增幅|涨幅|涨了|多卖)",
            r"\d|[一二两三四五六七八九十百千]万",
        ),
        together(
            "(?:销售额?|业绩|营业额|流水|销量|卖)",
            "(?:涨|长|加|升)了?[^,;。]{0,6}(?:以|之)?后",
            "(?:原来|之前|原先|本来)[^,;。\\d]{0,6}(?:多少|几)",
        ),
        "促销销售额增长",
    ),
    parameters=(
        money(
            "before",
            "促销前销售额",
            f"(?:{BEFORE}){_SOLD}",
            "(?:销售额|营业额|业绩|流水|[日月]销)(?:原来|之前|从|由)",
            "把[日月]?(?:销售额|营业额|业绩)从",
            paid="alike",
            pieces=True,
        ),
        money("after", "促销后销售额", f"(?:{AFTER}){_SOLD}", f"(?:做|搞|办)完(?:促销|活动|大促){_SOLD}", paid="alike", pieces=True),
        rate(
            "growth",
            "想要的增长率",
            "(?:想要?|要想|打算|目标|计划|希望|争取|得|要)(?:让)?(?:销售额|销量|业绩|营业额)?(?:再)?(?:增长|提升|提高|增加|涨|升|多卖)(?![到至])",
            maximum=None,
            bare=False,
            change=True,
        ),
        rate(
            "grown",
            "已有的增长率",
            "(?:销售额?|业绩|营业额|流水|销量)?(?:上|增)?(?:涨|长|加|升)了?(?=(?:百分之)?[\\d.一二两三四五六七八九十]+(?:%|成)?(?:以|之)?后)",
            minimum=Fraction(-1),
            maximum=None,
            bare=False,
            change=True,
        ),
    ),
    needs=(one_of("before", "grown"), one_of("after", "growth")),
    exclusive=(("before", "grown"), ("growth", "grown")),
    card="promo-eval",
    sections=("公式", "要点"),
    work=sales_growth,
    measure=("销售额", "销量", "营业额", "业绩", "流水", "卖", "件"),
    apart=True,
    in_material=False,
    hints={"before": EARLIER, "after": LATTER},
    wants="(?:销售额?|销量|营业额|业绩|流水|生意)的?[^,;。\\d]{0,6}(?:增长|增幅|涨幅|涨|提升|多卖|增加)[^,;。\\d]{0,4}(?:多少|几|百分)",
    foreign=r"\A(?![\s\S]*(?:销|卖|[日周月]均|\d+单|[走出]了?\d|营业额|业绩|流水|生意|[做收](?:了|[\d一二两三四五六七八九])|进账))|清了[几百多]|库存|存货|积压|知名度|利润率|份额|维系率|满意[度率]|目标成本|成本|让[渡度]|每[件个单份套][^,;。]{0,4}(?:毛利|利润|赚)|净赚|净收益",
    asks="效果",
)


def promotion_profit(values: Values) -> Working:
    """Profit of the sales that a promotion added, less what it cost; and what it must add to pay for itself: cost ÷ margin.

    In money with a margin, in pieces with the profit of each.
    """
    if "gifts" in values:
        gifts, each_gift = values["gifts"], values["gift_each"]
        spent = Step("活动费用", f"{shown(gifts)} 份 × {shown(each_gift)}", gifts * each_gift, "money")
        rest = {name: value for name, value in values.items() if name not in ("gifts", "gift_each")}
        working = promotion_profit({**rest, "cost": spent.value})
        return replace(working, steps=(spent, *working.steps))
    cost, in_pieces = values["cost"], "unit_profit" in values
    label, each, unit = ("每件毛利", values["unit_profit"], "件") if in_pieces else ("毛利率", values["margin"], "money")
    each_shown = shown(each) if in_pieces else shown(each, "rate")
    if not each:
        raise ValueModelError(f"{label}是零，多卖多少都收不回活动费用。请核对。")
    more_name, before_name, after_name = ("more_pieces", "before_pieces", "after_pieces") if in_pieces else ("more", "before", "after")
    steps = []
    if more_name in values:
        more = values[more_name]
    else:
        before, after = values[before_name], values[after_name]
        more = after - before
        steps.append(Step("多卖的件数" if in_pieces else "多卖的销售额", f"{shown(after)} − {shown(before)}", more, unit))
    steps.append(Step("多赚的毛利", f"{shown(more)} × {each_shown}", more * each, "money"))
    net = Step("活动净收益", f"多赚的毛利 {shown(more * each)} − 活动费用 {shown(cost)}", more * each - cost, "money")
    needed = Step("保本要多卖", f"活动费用 {shown(cost)} ÷ {label} {each_shown}", cost / each, unit)
    verdict = "不合算" if net.value < 0 else "合算" if net.value > 0 else "正好保本"
    amount = f"净{'亏' if net.value < 0 else '赚'}{shown_large(abs(net.value), 'money')}，" if net.value else ""
    return worked(
        *steps,
        net,
        needed,
        conventions=(_AFTERWARDS,),
        headline=f"活动{amount}{verdict}；要多卖{shown_large(needed.value, unit)}才够本。",
    )


PROMOTION_PROFIT = Formula(
    id="promotion-profit",
    title="活动净收益",
    cues=(
        together(
            f"{_PROMOTION}|推广|广告|投放",
            "毛利|利润率",
            "费|花|成本|投入?了?",
            "值不值|合[算适]|划[不得]?[来算]|赚|亏|净|收益|效果|够本|回本|保本",
        ),
        together(_PROMOTION, "多卖", f"{PROFIT}|毛利率|{EARNS}", "净赚|净收益|净挣"),
    ),
    parameters=(
        *(replace(parameter, pieces=False) for parameter in SALES_GROWTH.parameters if parameter.name in ("before", "after")),
        count("before_pieces", "促销前件数", "件", f"(?:{BEFORE}){_SOLD}{_IN_PIECES}", bare=False),
        count("after_pieces", "促销后件数", "件", f"(?:{AFTER}){_SOLD}{_IN_PIECES}", bare=False),
        money(
            "more",
            "多卖的销售额",
            "(?:活动|促销|推广|广告)?(?:期间|一共|总共|因此)*(?:多卖|多做|多收|多出|带来|带动|拉动)(?:了|出)?(?:的)?(?:销售额|营业额|业绩|流水)?",
            "(?:销售额|营业额|业绩|流水)(?:多了|增加了?|涨了)",
            paid="alike",
            bare=False,
        ),
        rate("margin", "毛利率", "[毛净]利(?:润)?率?|利润率", lone=True),
        count(
            "more_pieces",
            "多卖的件数",
            "件",
            f"(?:活动|促销|推广|广告)?(?:期间|一共|总共|因此)*(?:多卖|多走|多出)(?:了|出)?(?:的)?{_IN_PIECES}",
            bare=False,
        ),
        money(
            "unit_profit",
            "每件毛利",
            f"(?:平均)?(?:每|一|卖一){_PIECE}(?:的|能|可以?|大概|平均)*(?:净)?(?:{EARNS}|{PROFIT})了?",
            f"单[件笔品](?:的)?{PROFIT}",
            bare=False,
        ),
        count("gifts", "送出的份数", "份", "(?:送|发|派)(?:出去?|了|掉)+(?=[\\d,.]+万?[份个件盒套])", bare=False),
        money("gift_each", "每份赠品的成本", "(?:每|一)[份个件盒套](?:礼品|赠品)?(?:的)?(?:成本|进价|本钱|花费?)", bare=False),
        money(
            "cost",
            "活动费用",
            "(?:活动|促销|推广|广告|宣传|投放|物料|场地|搞活动|做活动)(?:的)?(?:费用?|成本|开销|支出|投入)?(?:一共|总共)?(?:花|用|投)?(?:了|掉)?",
            "(?:费用|成本|开销|投入|花费?|投)(?:了|掉)?(?:[涨加升降减]到)?",
            paid="either",
        ),
    ),
    needs=(
        one_of("more", ("before", "after"), "more_pieces", ("before_pieces", "after_pieces")),
        one_of("margin", "unit_profit"),
        Need((("unit_profit",),), when=("more_pieces",)),
        one_of("cost", ("gifts", "gift_each")),
    ),
    exclusive=(
        ("more", "before"),
        ("more", "after"),
        ("margin", "unit_profit"),
        ("cost", "gifts"),
        ("cost", "gift_each"),
        *((one, other) for one in ("more", "before", "after") for other in (*_COUNTED, "unit_profit")),
        *(("margin", name) for name in _COUNTED),
    ),
    only_with=("margin", "unit_profit", "cost"),
    card="promo-eval",
    sections=("公式", "要点"),
    work=promotion_profit,
    measure=("销售额", "销量", "营业额", "业绩", "流水", "卖"),
    apart=True,
    hints={"before": EARLIER, "after": LATTER, "more": "多|带", "cost": "花|费|投|成本", "margin": "毛|利"},
    wants="净收益|(?:活动|促销|推广|广告|投放)[^,;。\\d]{0,6}(?:值不值|合不?合?[算适]|划不?划?[来算]|赚不赚|是赚|净赚|净收益|亏)"
    "|" + together("多卖|多做|多收", "毛利率?|利润率", "费|成本|投入", "[保够回]本|合算|划算|净赚|净收益"),
    foreign=f"知名度|库存|让[渡度]|终[生身]|\\A(?![\\s\\S]*(?:{_PROMOTION}|推广|广告|投放|店庆))",
    in_material=False,
)


def stock_clearance(values: Values) -> Working:
    """(Before − after) ÷ before; what is gone may be given instead of what is left. With a share that is to go, what goes and what is left;
    with what is gone already besides, what must still go."""
    before = values["before"]
    if not before:
        raise ValueModelError("促销前的库存是零，算不出清理率。请给出大于零的数。")
    if "share" in values:
        goes = Step("要清掉的库存", f"{shown(before)} × {shown(values['share'], 'rate')}", before * values["share"], "number")
        if "gone" in values or "after" in values:
            return _still_to_go(values, goes)
        return worked(goes, Step("剩下的库存", f"{shown(before)} − {shown(goes.value)}", before - goes.value, "number"))
    steps, gone = _gone(values)
    return worked(*steps, Step("库存清理率", f"{shown(gone)} ÷ {shown(before)}", gone / before, "rate"), conventions=(_AFTERWARDS,))


def _gone(values: Values) -> tuple[tuple[Step, ...], Fraction]:
    """What is gone: before less what is left, with the step for it, or as it is given."""
    before = values["before"]
    if "gone" not in values:
        step = Step("清掉的库存", f"{shown(before)} − {shown(values['after'])}", before - values["after"], "number")
        return (step,), step.value
    if values["gone"] > before:
        raise ValueModelError(f"清掉的{shown(values['gone'])}比促销前的库存{shown(before)}还多，请核对。")
    return (), values["gone"]


def _still_to_go(values: Values, goes: Step) -> Working:
    """What must still go of what is to go, and the rate that is reached."""
    steps, gone = _gone(values)
    reached = Step("眼下的清理率", f"{shown(gone)} ÷ {shown(values['before'])}", gone / values["before"], "rate")
    still = Step("还要清掉", f"{shown(goes.value)} − {shown(gone)}", goes.value - gone, "number")
    says = f"还要清掉{shown(still.value)}，" if still.value > 0 else f"已经达到目标，多清掉{shown(-still.value)}，"
    return worked(goes, *steps, reached, still, headline=f"{says}眼下的清理率是{shown(reached.value, 'rate')}。")


_STOCK = "(?:库存|存货|仓[库里]头?|积压的?货?)"

STOCK_CLEARANCE = Formula(
    id="stock-clearance",
    title="库存清理率",
    cues=(
        together(
            "库存|存货|积压|仓库|仓里|压着|清掉|清了|清仓|甩卖|甩完",
            r"\d.*\d|[一二两三四五六七八九十百千万].*[一二两三四五六七八九十百千万]",
        ),
        "清理率|清库存",
    ),
    parameters=(
        count(
            "before",
            "促销前库存",
            "",
            f"(?:{BEFORE})(?:的)?{_STOCK}?(?:是|有)?",
            f"{_STOCK}(?:里)?(?:从|原来|原有|原本|有|压着|堆着|囤着)?(?:的货)?(?:从)?",
            "(?:压着?|堆[着了]|囤[着了]|积压)(?:了|的货|着)?(?:从)?",
        ),
        count("after", "促销后库存", "", f"(?:{AFTER})(?:的)?{_STOCK}?(?:只?剩下?|还剩|是|有)?", "卖到只?剩"),
        count(
            "gone",
            "清掉的库存数",
            "",
            "(?:已经?|一共|总共|这次|活动)*(?:卖|清|处理|甩|消化|出|走|销)(?:掉|出去?|了)+(?:的)?(?!以?后|之后|还|就|只)",
            bare=False,
        ),
        rate(
            "share",
            "要清掉的比例",
            "(?:要|想|打算|得|计划|目标)*(?:卖|清|处理|甩|消化|出|走|销)(?:掉|出去?|完|了)*(?:的)?(?=[\\d.一二两三四五六七八九十]+(?:成|%)|一半|百分之)",
            "(?:目标|计划|任务|指标|要求|想要?|要|打算)(?:的)?(?:库存)?(?:清理率)?(?:是|为|定在|做到|达到)?(?=[\\d.一二两三四五六七八九十]+(?:成|%)|一半|百分之)",
            bare=False,
        ),
    ),
    needs=(*needs("before"), one_of("after", "gone", "share")),
    exclusive=(("after", "gone"),),
    card="promo-eval",
    sections=("公式", "要点"),
    work=stock_clearance,
    measure=("库存", "存货", "件"),
    apart=True,
    outcome=("库存清理率", "清理率", "清掉(?=[^,;。]{0,3}(?:多少|几))"),
    wants="清理率|[清甩去卖销](?:理|掉|了|出|完)[^,;。\\d]{0,4}(?:多少|几成|百分)",
    hints={"before": f"{EARLIER}|压|堆|囤|总", "after": f"{LATTER}|剩"},
    asks="效果",
    in_material=False,
    foreign=r"\A(?![\s\S]*(?:库存|存货|积压|仓库|仓里|压着|清))|知名度|份额|销售额",
    answer="{label}是{value}。",
)


def awareness(values: Values) -> Working:
    """After − before, in points and relative to before."""
    before, after = values["before"], values["after"]
    points = after - before
    way = "提升" if points >= 0 else "下降"
    steps = [Step("知名度变化", f"{shown(after, 'rate')} − {shown(before, 'rate')}", points, "points")]
    says = f"知名度{way}{shown(abs(points), 'points')}"
    if before:
        steps.append(
            Step("相对变化", f"({shown(after, 'rate')} − {shown(before, 'rate')}) ÷ {shown(before, 'rate')}", points / before, "rate")
        )
        says += f"，相对原来{way}{shown(abs(points / before), 'rate')}"
    return worked(*steps, conventions=("百分点是直接相减，相对变化再除以原来的数，两个数不要混。",), headline=says + "。")


_KNOWS = "(?:知道|听说过?|认得|认识|叫得出)(?:(?:我们|咱们?|这个|本)?(?:家|店|公司)?(?:的)?(?:牌子|品牌|名字|店名)|(?:我们|咱们?)(?:家|店)?(?=[,;。?!的]|$))"

AWARENESS = Formula(
    id="awareness",
    title="品牌知名度提升",
    cues=(
        "知名度|知晓度",
        together(_KNOWS, "从[\\s\\S]*[到至成]|之?前[\\s\\S]*[后现]"),
        together(_KNOWS, "提[升高]了?|涨|多了|增", "%|成|百分之"),
    ),
    parameters=(
        rate("before", "促销前知名度", f"(?:{BEFORE})(?:的)?(?:品牌)?(?:知名度)?(?:是)?", "(?:品牌)?知名度(?:从|原来|由)?"),
        rate("after", "促销后知名度", f"(?:{AFTER})(?:的)?(?:品牌)?(?:知名度)?(?:是)?"),
    ),
    needs=needs("before", "after"),
    card="promo-eval",
    sections=("公式", "要点"),
    work=awareness,
    measure=("品牌", "知名度"),
    apart=True,
    in_material=False,
    foreign=r"\A(?![\s\S]*(?:知名度|知晓度|" + _KNOWS + r"))|利润|销量|销售额",
    asks="几个点|多少个?点",
    hints={"before": EARLIER, "after": LATTER},
)
