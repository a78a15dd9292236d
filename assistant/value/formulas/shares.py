"""Shares and rates: the ladder 4 : 2 : 1, percent against percentage points."""

from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.types import Step
from assistant.value.formulas.words import CUSTOMER, EARLIER, KEEP_RATE, LATTER, PROFIT
from assistant.value.notation import shown
from assistant.value.signature import (
    Formula,
    Limit,
    Option,
    Parameter,
    Ratio,
    Values,
    Working,
    money,
    needs,
    one_of,
    rate,
    several,
    together,
    worked,
)

# 阶梯法则: market shares of the first three stand about 4 : 2 : 1

RANKS = ("first", "second", "third")
_TOP_THREE = "top_three"


def ladder_shares(values: Values) -> Working:
    """Shares of the first three that are not given, from one that is, or from their sum, and the ratio of the card."""
    parts = {name: values[f"ratio_{name}"] for name in RANKS} | {_TOP_THREE: sum((values[f"ratio_{name}"] for name in RANKS), Fraction(0))}
    known = [name for name in parts if name in values]
    one = values[known[0]] / parts[known[0]]
    given = "、".join(f"{LADDER_SHARES.parameter(name).label}{shown(values[name], 'rate')}" for name in known)
    if any(values[name] != one * parts[name] for name in known):
        raise ValueModelError(f"给的几个数（{given}）不合材料的比例，推不出其余的。请只留下一个再算。")
    if all(name in values for name in RANKS):
        raise ValueModelError(f"三家的份额都给了（{given}），没有要推算的。请去掉想推算的那一家再问。")
    if one * parts[_TOP_THREE] > 1:
        raise ValueModelError(
            f"按这个比例推出来，三家合计{shown(one * parts[_TOP_THREE], 'rate')}，超过了100%，说明{given}用不上这个比例，请核对。"
        )
    divisor = shown(parts[known[0]]) if known[0] != _TOP_THREE else f"({' + '.join(shown(parts[name]) for name in RANKS)})"
    steps = tuple(
        Step(
            LADDER_SHARES.parameter(name).label,
            f"{shown(values[known[0]], 'rate')} ÷ {divisor} × {shown(parts[name])}",
            one * parts[name],
            "rate",
        )
        for name in RANKS
        if name not in values
    )
    if "rest" in values:
        three = one * parts[_TOP_THREE]
        steps = (*steps, Step("三家以外的份额", f"100% − 三家合计 {shown(three, 'rate')}", 1 - three, "rate"))
    return worked(*steps, conventions=("这是按材料给的大约比例估算，不是统计数字。",))


_PLACE = r"(?:名|位)?(?![年季月周天个条次步点级阶])"

LADDER_SHARES = Formula(
    id="ladder-shares",
    title="前三名的市场份额",
    cues=(
        "份额|占有率|市占|阶梯法则|梯级|前三",
        together("老[大二三]|一哥|第[一二三123][名位家]?|龙头|[冠亚季]军|头名|前三", r"%|成|百分之|个点|(?<!第)[一二三]分之|一半"),
    ),
    parameters=(
        rate(
            "first",
            "第一名的份额",
            f"第[一1]{_PLACE}",
            "老大|一哥",
            "龙头(?:老大|企业|品牌)?",
            "头名",
            "榜首",
            "冠军",
            "领导(?:者|品牌)",
            "领先者",
        ),
        rate("second", "第二名的份额", f"第[二2]{_PLACE}", "老二", "次名", "亚军"),
        rate("third", "第三名的份额", f"第[三3]{_PLACE}", "老三", "季军"),
        rate(
            _TOP_THREE,
            "前三名合计的份额",
            "(?:前[三3][名家位强甲]?|[三3][家者强]|[三3](?:个|大)(?:大?(?:品牌|公司|厂商?|牌子|巨头)))(?:的?(?:市场)?(?:份额|占有率))?(?:合计|一共|总共|加起来|加总|合起来|总和|加?在?一[起块道])(?:吃[下掉]|占下?|拿下|拿走|瓜分)?了?(?:市场)?的?",
            "老大[、,和跟]?老二[、,和跟]?老三[^,;。\\d%]{0,4}?(?:合起来|加起来|合计|一共|总共|统共)[^,;。\\d]{0,3}?占?了?",
            "前[三3][名家位强](?:吃下|占下|拿下|拿走|瓜分)了?",
            "前[三3][名家位强](?=占(?!比|多|几))",
        ),
        Parameter(
            "rest",
            "三家以外的份额",
            (),
            "choice",
            options=(
                Option(
                    "也算",
                    "(?:以|之)外[^,;。]{0,8}(?:剩|多少|几)|(?:剩下?|其[余他]|别的|余下)(?!的?[两二2])[^,;。老]{0,12}(?:份额|占|多少|几成)",
                ),
            ),
        ),
    ),
    needs=(one_of(*RANKS, _TOP_THREE),),
    card="law-07",
    sections=("份额", "存疑"),
    work=ladder_shares,
    measure=("市场", "份额", "占有率", "市占率?", "占", "品牌", "公司", "排(?:名|在)?", "位居"),
    foreign=r"利润|[客人户]数|得票|增长率|(?:客户|顾客|会员|钱包)份额",
    own=r"[23两二三][家名位者个]|4[:比]2[:比]1|四二一|四比二比一",
    answer="按材料的比例估算，{label}大约是{value}。",
    ratio=Ratio("law-07", tuple(f"ratio_{name}" for name in RANKS)),
    limits=(
        Limit(
            r"第[四五六七八九4-9][名位家]?(?![年季月周天个条次步点级阶章讲])|老四|老五",
            "材料的4∶2∶1只讲前三名，第四名及以后的份额材料没有给比例，推算不了。给出前三名中任何一家的份额，我可以推算另外两家。",
        ),
    ),
)


# 百分比还是百分点


def percent_or_points(values: Values) -> Working:
    """A rate with a rise read both ways: times (1 + rise), and plus the rise; or what a change from one rate to another is."""
    base = values["base"]
    if "after" in values:
        after = values["after"]
        points = after - base
        over = _over(base, after)
        steps = [Step("变化的百分点", f"{shown(after, 'rate')} − {shown(base, 'rate')}", points, "points")]
        if base:
            steps.append(
                Step("变化的百分比", f"({shown(after, 'rate')} − {shown(base, 'rate')}) ÷ {shown(base, 'rate')}", points / base, "rate")
            )
        way = "提高" if points >= 0 else "下降"
        relative = f"；按百分比，是{way}{shown(abs(points / base), 'rate')}" if base else ""
        return worked(
            *steps,
            conventions=("百分点是直接相减，百分比是再除以原来的数。", *over),
            headline=f"从{shown(base, 'rate')}到{shown(after, 'rate')}，是{way}{shown(abs(points), 'points')}{relative}。",
        )
    rise = values["rise"]
    percent, points = base * (1 + rise), base + rise
    steps = [
        Step("按百分比", f"{shown(base, 'rate')} × (1 + {shown(rise, 'rate')})", percent, "rate"),
        Step("按百分点", f"{shown(base, 'rate')} + {shown(rise, 'rate')}", points, "rate"),
    ]
    says = f"按百分比是{shown(percent, 'rate')}，按百分点是{shown(points, 'rate')}。"
    notes = ("百分比是乘，百分点是直接加；材料说维系率增加5%时，没有说是哪一种。", *_over(percent, points))
    return worked(*steps, conventions=notes, headline=says)


def _over(*rates: Fraction) -> tuple[str, ...]:
    """A remark where one of the rates is above 100 %, or below nothing, which no share can be."""
    odd = [shown(one, "rate") for one in rates if not 0 <= one <= 1]
    return (f"{'、'.join(odd)}不在0%到100%之间，一个比率到不了这里，请核对给的数。",) if odd else ()


_RATES = f"(?:{KEEP_RATE}|满意[度率]|转化率|份额|占有率|成交率|知名度|渗透率|好评率|开卡率|[成签]单率)"

_SHARE = "(?:%|百分之|个点|百分点|[一二两三四五六七八九十\\d]成)"

PERCENT_OR_POINTS = Formula(
    id="percent-or-points",
    title="百分比和百分点",
    cues=(
        together(
            _RATES + "|百分比|百分点|个点",
            rf"{_SHARE}[\s\S]*{_SHARE}",
            "百分点|百分比|几个点|多少个?点|两种(?:读|算)法|提高|增加|增长|上升|升|涨|降|变|到",
        ),
        "百分比和百分点",
    ),
    parameters=(
        rate("base", "原来的比率", f"{_RATES}(?:原来|原先|现在|目前|从|由|本来|才|只有)?", "原来|原先|之前|本来|从|由", "比率", bare=False),
        rate(
            "after",
            "后来的比率",
            f"(?:{_RATES})?(?:提[高升]|增加|上升|涨|升|下降|降低?|变|跌)?(?:到|至|(?<![说写改读叫看当])成为?)了?",
            "(?:后来|如今|现在|目前)(?:是|到)?",
            bare=False,
        ),
        Parameter(
            "rise",
            "增加的幅度",
            ("(?:再)?(?:提[高升]?(?![到至])|增加|增长|上升|涨|升|多)了?", "(?:再)?往上(?:走|提|涨|拱|加)?", "加(?!起来)"),
            "points",
            change=True,
            lone=True,
        ),
    ),
    needs=(*needs("base"), one_of("after", "rise")),
    card="conflict-percent-or-points",
    sections=("存疑", "说法"),
    work=percent_or_points,
    apart=True,
    hints={"base": EARLIER, "after": LATTER},
    only_with=("base", "after", "rise"),
    exclusive=(("after", "rise"),),
    follows={"rise": ("base", "after")},
    own=r"[\d.%成一二三四五六七八九十个点百分之]+(?:还是|、还是)|(?<=还是)[\d.]+%?|(?<=个说[涨升降提跌])\d|[两2二][种个](?!点|百)",
    foreign="流失[^留续]*(?:留存|维系|维持|保留)率[^,;。]{0,4}(?:提|升|涨|增)|"
    "利润(?!率)|盈利|终[生身]价值|折现|促销|投放|推广|广告|宣传|一样|混着|改写|写成|老[大二三]|第[一二三123][名位]|排第|龙头|\\A\\d+%[ ,]*百分点\\Z",
    asks="几个(?:百分)?点|各?变成?多少|[各是]是?多少|还是|几个?百分点|百分之几|算算",
)


# The rest of a market whose leaders have known shares


def rest_of_market(values: Values) -> Working:
    """100 % less the share that is known, or the shares of several."""
    shares = several(values, "shares") or [values["share"]]
    known = sum(shares, Fraction(0))
    if known > 1:
        raise ValueModelError(f"给的份额加起来是{shown(known, 'rate')}，超过了100%，没有其余的可算。请核对这几个数。")
    notes = ("材料的数字是大约数，余下的也是大约数。",) if len(shares) == 1 else ("这几个数要是同一个市场、同一段时间的份额。",)
    taken = " − ".join(shown(share, "rate") for share in shares)
    steps = [Step("其余的份额", f"100% − {taken}", 1 - known, "rate")]
    if "market" in values:
        market = values["market"]
        steps.append(Step("其余的金额", f"{shown(market)} × {shown(1 - known, 'rate')}", market * (1 - known), "money"))
    return worked(*steps, conventions=notes)


_A_SHARE = r"(?:\d%|百分之|[一二两三四五六七八九\d]成)"
_THE_REST = "(?:其[余他它]|剩下?|余下|别的|别家)(?!的?(?:老三|第三|两家))"
_OF_SEVERAL = together(
    rf"{_A_SHARE}[\s\S]*{_A_SHARE}",
    rf"{_THE_REST}[^,;。\d]{{0,14}}(?:多少|几成|百分之几|多大)",
    "市场|盘子|份额|占有率|市占|老[大二三]|第[一二三][名家]|品牌|对手|竞品|同行",
)
_OF_LEADERS = together(
    "(?:[三3两2几]家|[三3两2几]大)[^,;。]{0,12}?(?:拿走|吃掉|占|拿下|瓜分)",
    _A_SHARE,
    rf"{_THE_REST}[^,;。\d]{{0,14}}(?:多少|几成|百分之几|多大)",
    "市场|盘子|份额|行业",
)

REST_OF_MARKET = Formula(
    id="rest-of-market",
    title="其余的市场份额",
    cues=(together("三大电视网|电视网|abc|cbs|nbc", "其他|其余|剩下|别的|别家|留给|还剩|余下"), "其余的市场份额", _OF_SEVERAL, _OF_LEADERS),
    parameters=(
        rate(
            "share",
            "领先几家的合计份额",
            "(?:[三3两2几]家|[三3两2几]大)[^,;。\\d]{0,6}?(?:一共|总共|合计|加起来)?(?:拿走|吃掉|占去?|拿下|瓜分)了?",
            "电视网(?:合计|一共)?(?:的)?(?:占有率|份额|占)?",
            fact="law-10-networks-market",
            unless=("shares",),
            lone=True,
        ),
        rate("shares", "各家的份额", "各家(?:的)?份额", many=True),
        money(
            "market",
            "市场规模",
            "(?:整个|全部)?(?:市场|行业)(?:的)?(?:规模|总量|容量|大小|一共|总共)?(?:有|是)?",
            "(?:总)?盘子(?:大概|大约)?(?:有|是)?",
            paid="either",
            bare=False,
        ),
    ),
    needs=(),
    exclusive=(("share", "shares"),),
    card="law-10",
    sections=("电视",),
    work=rest_of_market,
    outcome=(f"{_THE_REST}(?:的)?",),
    foreign=f"后来|如今|{PROFIT}|{CUSTOMER}(?!.{{0,4}}市场)|流失|留存",
    asks="多少|几",
    wants=f"{_OF_SEVERAL}|{_OF_LEADERS}",
    answer="{label}大约是{value}。",
)
