"""Questions on shares: who holds how much of a market, which customers bring which part of the profit, per cent and points."""

from fractions import Fraction
from functools import partial

from assistant.quiz.items import Difficulty
from assistant.quiz.writing.scenarios.scenario import Mistake, Range, Scenario, rate
from assistant.value.signature import Values

EASY, MEDIUM, HARD = Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD


_LADDER_UP = Scenario(
    "ladder-up",
    "ladder-shares",
    "第一名的份额",
    MEDIUM,
    (
        "按阶梯法则，同一类市场里前三名的市场占有率之比大约是4∶2∶1。我们排第三，份额{third}，第一名的份额大约是多少？",
        "某品类第三梯级的品牌占了{third}的市场。照阶梯法则给的大约比例4∶2∶1推算，第一梯级的品牌大约占多少？",
    ),
    {"third": rate(4, 13, 1)},
    (
        Mistake("乘了2，算成了第二名的份额", lambda v: v["third"] * 2),
        Mistake("比例用反，除了而没有乘", lambda v: v["third"] / 4),
        Mistake("乘了7，算成了前三名的合计", lambda v: v["third"] * 7),
        Mistake("乘了5，多算了自己的一份", lambda v: v["third"] * 5),
        Mistake("乘了8，把比例又加了一倍", lambda v: v["third"] * 8),
        Mistake("当成了3倍", lambda v: v["third"] * 3),
        Mistake("把4当成要加的百分点", lambda v: v["third"] + Fraction(4, 100)),
    ),
)


_LADDER_DOWN = Scenario(
    "ladder-down",
    "ladder-shares",
    "第三名的份额",
    MEDIUM,
    (
        "按阶梯法则，前三名的市场占有率之比大约是4∶2∶1。市场第一占{first}，第三名的份额大约是多少？",
        "龙头品牌占了{first}的市场。用阶梯法则的大约比例4∶2∶1估一估，排第三的品牌大约占多少？",
    ),
    {"first": rate(24, 48, 4)},
    (
        Mistake("除以2，算成了第二名的份额", lambda v: v["first"] / 2),
        Mistake("除以7，当成第一名是三家的合计", lambda v: v["first"] / 7),
        Mistake("除以3，按名次来除", lambda v: v["first"] / 3),
        Mistake("减了4个百分点，把比例当成差", lambda v: v["first"] - Fraction(4, 100)),
        Mistake("除以4以后又除以2", lambda v: v["first"] / 8),
    ),
)


_LADDER_SPLIT = Scenario(
    "ladder-split",
    "ladder-shares",
    "第二名的份额",
    HARD,
    (
        "前三名合计占{top_three}的市场。按阶梯法则的大约比例4∶2∶1，第二名大约占多少？",
        "三家主要品牌一共占了{top_three}。照4∶2∶1的大约比例分，第二家大约是多少？",
    ),
    {"top_three": rate(42, 91, 7)},
    (
        Mistake("按4份算，得到的是第一名的份额", lambda v: v["top_three"] / 7 * 4),
        Mistake("按1份算，得到的是第三名的份额", lambda v: v["top_three"] / 7),
        Mistake("三家平均分", lambda v: v["top_three"] / 3),
        Mistake("直接除以2", lambda v: v["top_three"] / 2),
        Mistake("除以4，把第一名的4份当成总份数", lambda v: v["top_three"] / 4),
    ),
)


_POINTS = Scenario(
    "points",
    "percent-or-points",
    "按百分点",
    MEDIUM,
    (
        "顾客维系率原来是{base}，提高了{rise}，现在是多少？",
        "去年的客户满意度是{base}，今年上升{rise}，今年是多少？",
    ),
    {"base": rate(50, 80, 5), "rise": rate(4, 10, 1)},
    (
        Mistake("把百分点当成百分比来乘", lambda v: v["base"] * (1 + v["rise"])),
        Mistake("该加的减了", lambda v: v["base"] - v["rise"]),
        Mistake("把百分点当成百分比，并且减了", lambda v: v["base"] * (1 - v["rise"])),
        Mistake("加了两次", lambda v: v["base"] + 2 * v["rise"]),
    ),
)


_RELATIVE = Scenario(
    "relative",
    "percent-or-points",
    "变化的百分比",
    HARD,
    (
        "维系率从{base}提高到{after}，按百分比算提高了多少？",
        "会员复购比例由{base}升到{after}，相对原来提高了百分之几？",
    ),
    {"base": rate(40, 60, 5), "after": rate(65, 85, 5)},
    (
        Mistake("只相减，把百分点当成了百分比", lambda v: v["after"] - v["base"]),
        Mistake("除以了后来的比率", lambda v: (v["after"] - v["base"]) / v["after"]),
        Mistake("算成了后来是原来的百分之几", lambda v: v["after"] / v["base"]),
        Mistake("把两个比率相加", lambda v: v["after"] + v["base"]),
        Mistake("把原来除以后来", lambda v: v["base"] / v["after"]),
    ),
)


_INDUSTRIES = (("信用卡", 25, (15, 28)), ("化妆品", 15, (25, 28)), ("长途电信", 28, (25, 15)))


def _part(percent: int, values: Values) -> Fraction:
    return values["profit"] * Fraction(percent, 100)


def _top(industry: int) -> Scenario:
    name, share, others = _INDUSTRIES[industry]
    return Scenario(
        f"top-share-{industry}",
        "top-share",
        "头部客户的利润",
        MEDIUM,
        (
            f"课程给的例子里，{name}行业5%的高层客户贡献{share}%的利润。一家{name}企业的总利润是{{profit}}，照这个比例估算，高层客户大约贡献多少？",
            f"{name}行业5%的高层客户大约带来{share}%的利润。某企业总利润{{profit}}，按这个比例，高层客户大约带来多少利润？",
        ),
        {"profit": Range(2_000_000, 9_000_000, 500_000)},
        (
            Mistake("错用了客户数的5%", lambda v: v["profit"] / 20),
            Mistake("算成了其余客户的利润", lambda v: v["profit"] * Fraction(100 - share, 100)),
            *(Mistake(f"错用了别的行业的{other}%", partial(_part, other)) for other in others),
            Mistake("用了利润占比与客户占比之差", lambda v: v["profit"] * Fraction(share - 5, 100)),
        ),
        fixed={"industry": Fraction(industry)},
    )


_PARETO_PROFIT = Scenario(
    "pareto-profit",
    "top-fifth-profit",
    "前20%客户的利润",
    EASY,
    (
        "按80/20法则，大约80%的利润来自20%的客户。企业总利润{profit}，这20%的客户大约带来多少利润？",
        "一家公司一年赚{profit}。照80/20法则估算，最会赚钱的20%客户大约贡献了多少？",
    ),
    {"profit": Range(1_000_000, 9_000_000, 500_000)},
    (
        Mistake("错用了客户的20%", lambda v: v["profit"] * Fraction(20, 100)),
        Mistake("用了80%与20%之差", lambda v: v["profit"] * Fraction(60, 100)),
        Mistake("把80%和20%相乘", lambda v: v["profit"] * Fraction(16, 100)),
        Mistake("以为正好各占一半", lambda v: v["profit"] / 2),
        Mistake("用80%去除，而不是去乘", lambda v: v["profit"] / Fraction(80, 100)),
    ),
)


_PARETO_PEOPLE = Scenario(
    "pareto-people",
    "top-fifth-customers",
    "带来80%利润的客户数",
    EASY,
    (
        "企业有客户{customers}。按80/20法则，带来80%利润的客户大约有多少？",
        "会员系统里有会员{customers}。照80/20法则估算，应当重点照顾的、带来80%利润的客户大约是多少？",
    ),
    {"customers": Range(1000, 6000, 250)},
    (
        Mistake("错用了利润的80%", lambda v: v["customers"] * Fraction(80, 100)),
        Mistake("用了80%与20%之差", lambda v: v["customers"] * Fraction(60, 100)),
        Mistake("把80%和20%相乘", lambda v: v["customers"] * Fraction(16, 100)),
        Mistake("以为正好一半", lambda v: v["customers"] / 2),
        Mistake("在20%里又取了20%", lambda v: v["customers"] * Fraction(4, 100)),
        Mistake("取了20%的一半", lambda v: v["customers"] / 10),
    ),
)


_WALLET = Scenario(
    "wallet",
    "share-of-wallet",
    "客户份额",
    MEDIUM,
    (
        "一位客户一年买同类产品共花{all_purchases}，其中在我们这里花{purchases}。按通常的算法，我们的客户份额是多少？",
        "某客户全年同类采购额{all_purchases}，向本企业采购{purchases}。本企业占的客户份额是多少？",
    ),
    {"purchases": Range(2000, 8000, 500), "all_purchases": Range(10_000, 20_000, 1000)},
    (
        Mistake("拿本企业的购买额去比别家的购买额", lambda v: v["purchases"] / (v["all_purchases"] - v["purchases"])),
        Mistake("算成了别家的份额", lambda v: 1 - v["purchases"] / v["all_purchases"]),
        Mistake("分子分母颠倒", lambda v: v["all_purchases"] / v["purchases"]),
        Mistake("分母多加了一次本企业的购买额", lambda v: v["purchases"] / (v["all_purchases"] + v["purchases"])),
    ),
    fits=lambda v: 2 * v["purchases"] != v["all_purchases"],
)

SHARES: tuple[Scenario, ...] = (
    _LADDER_UP,
    _LADDER_DOWN,
    _LADDER_SPLIT,
    _POINTS,
    _RELATIVE,
    _PARETO_PROFIT,
    _PARETO_PEOPLE,
    _WALLET,
    *(_top(industry) for industry in range(len(_INDUSTRIES))),
)
