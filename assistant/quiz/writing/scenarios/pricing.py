"""Questions on prices: cost, mark-up, discounts, gifts and bundles."""

from fractions import Fraction

from assistant.quiz.items import Difficulty
from assistant.quiz.writing.scenarios.scenario import Mistake, Range, Scenario, rate

EASY, MEDIUM, HARD = Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD


_TARGET_COST = Scenario(
    "target-cost",
    "price-identity",
    "要降的成本",
    HARD,
    (
        "市场只接受{price}的售价，企业要保证利润{profit}，现在的成本是{present_cost}。按“成本等于售价减利润”，成本还要降多少？",
        "新品定价{price}，每件要赚{profit}，眼下每件成本{present_cost}。照“成本等于售价减利润”倒推，每件要降多少成本？",
    ),
    {"price": Range(200, 500, 20), "profit": Range(40, 120, 10), "present_cost": Range(170, 460, 10)},
    (
        Mistake("算成了目标成本，没有跟现成本比", lambda v: v["price"] - v["profit"]),
        Mistake("算成了按现成本能赚的利润", lambda v: v["price"] - v["present_cost"]),
        Mistake("把利润加到售价上再减现成本", lambda v: v["price"] + v["profit"] - v["present_cost"]),
        Mistake("从现成本里直接减去利润", lambda v: v["present_cost"] - v["profit"]),
    ),
    fits=lambda v: v["price"] - v["profit"] + 10 <= v["present_cost"] < v["price"],
)


_ON_COST = Scenario(
    "on-cost",
    "markup",
    "按成本算的售价",
    MEDIUM,
    (
        "一件商品的成本是{cost}，按成本加{margin}的利润率来定价，售价是多少？",
        "用成本加成定价法：单位成本{cost}，成本利润率{margin}。售价应定为多少？",
    ),
    {"cost": Range(60, 240, 20), "margin": rate(20, 40, 5)},
    (
        Mistake("把利润率按售价来算", lambda v: v["cost"] / (1 - v["margin"])),
        Mistake("只算了利润，没有加成本", lambda v: v["cost"] * v["margin"]),
        Mistake("该加的减了", lambda v: v["cost"] * (1 - v["margin"])),
        Mistake("用利润率去除成本", lambda v: v["cost"] / v["margin"]),
        Mistake("加成加了两次", lambda v: v["cost"] * (1 + v["margin"]) ** 2),
    ),
    fixed={"basis": Fraction(0)},
)


_ON_PRICE = Scenario(
    "on-price",
    "markup",
    "按售价算的售价",
    HARD,
    (
        "一件商品的成本是{cost}，要求利润占售价的{margin}，售价是多少？",
        "单位成本{cost}，销售利润率（按售价算）要达到{margin}。售价应定为多少？",
    ),
    {"cost": Range(60, 240, 20), "margin": rate(20, 40, 5)},
    (
        Mistake("把利润率按成本来算", lambda v: v["cost"] * (1 + v["margin"])),
        Mistake("只算了成本乘利润率", lambda v: v["cost"] * v["margin"]),
        Mistake("用利润率去除成本", lambda v: v["cost"] / v["margin"]),
        Mistake("该除的乘了", lambda v: v["cost"] * (1 - v["margin"])),
        Mistake("按成本加成加了两次", lambda v: v["cost"] * (1 + v["margin"]) ** 2),
    ),
    fixed={"basis": Fraction(1)},
)


_EXPERIENCE = Scenario(
    "experience",
    "price-split",
    "体验占价格的比例",
    MEDIUM,
    (
        "一杯饮品卖{price}，其中饮品本身值{product}，其余是体验。体验占价格的多少？",
        "门店把一份套餐的价格{price}拆开看：产品部分{product}，剩下的是环境和服务的体验。体验占价格的比例是多少？",
    ),
    {"price": Range(20, 80, 5), "product": Range(4, 30, 2)},
    (
        Mistake("算成了产品占价格的比例", lambda v: v["product"] / v["price"]),
        Mistake("拿产品去比体验", lambda v: v["product"] / (v["price"] - v["product"])),
        Mistake("拿体验去比产品", lambda v: (v["price"] - v["product"]) / v["product"]),
        Mistake("分母多加了产品部分", lambda v: (v["price"] - v["product"]) / (v["price"] + v["product"])),
    ),
    fits=lambda v: v["product"] * 2 < v["price"],
)


_GIVEN_AWAY = Scenario(
    "given-away",
    "discount",
    "店里让",
    EASY,
    (
        "一件原价{price}的商品，按原价的{discount}卖给顾客，店里让出多少？",
        "代购的货品原价{price}，卖给顾客时只收原价的{discount}，差额由店里承担，店里承担多少？",
    ),
    {"price": Range(200, 900, 50), "discount": rate(60, 90, 10)},
    (
        Mistake("算成了顾客付的钱", lambda v: v["price"] * v["discount"]),
        Mistake("用折扣去除原价再减原价", lambda v: v["price"] / v["discount"] - v["price"]),
        Mistake("把折扣的一半当成让出的部分", lambda v: v["price"] * (1 - v["discount"]) / 2),
        Mistake("让出的部分又打了一次折", lambda v: v["price"] * (1 - v["discount"]) * v["discount"]),
        Mistake("让出的部分算了两次", lambda v: v["price"] * (1 - v["discount"]) * 2),
    ),
)


_LIST_PRICE = Scenario(
    "list-price",
    "discount",
    "原价",
    MEDIUM,
    (
        "顾客按原价的{discount}付款，实付{paid}。原价是多少？",
        "一件商品打折后卖{paid}，正好是原价的{discount}。这件商品的原价是多少？",
    ),
    {"paid": Range(126, 630, 42), "discount": rate(60, 90, 10)},
    (
        Mistake("该除的乘了", lambda v: v["paid"] * v["discount"]),
        Mistake("在实付上加回了实付的折让比例", lambda v: v["paid"] * (2 - v["discount"])),
        Mistake("除以了折让的比例", lambda v: v["paid"] / (1 - v["discount"])),
        Mistake("在实付上加了同样的折扣", lambda v: v["paid"] * (1 + v["discount"])),
    ),
    fits=lambda v: (v["paid"] / v["discount"]).denominator == 1,
)


_TOP_UP = Scenario(
    "top-up",
    "top-up",
    "实付比例",
    MEDIUM,
    (
        "充{paid}送{gift}，送的和充的一样能用。顾客实际付的钱占能用金额的百分之几？",
        "营业厅做活动：充值{paid}，另送{gift}话费。折算下来，顾客实付的比例是多少？",
    ),
    {"paid": Range(100, 500, 50), "gift": Range(20, 200, 10)},
    (
        Mistake("用1减去赠送额与充值额之比", lambda v: 1 - v["gift"] / v["paid"]),
        Mistake("算成了赠送额与充值额之比", lambda v: v["gift"] / v["paid"]),
        Mistake("算成了省下的比例", lambda v: v["gift"] / (v["paid"] + v["gift"])),
        Mistake("分母漏了充值额，只减了赠送额", lambda v: (v["paid"] - v["gift"]) / (v["paid"] + v["gift"])),
        Mistake("只把赠送额的一半算作优惠", lambda v: (v["paid"] + v["gift"] / 2) / (v["paid"] + v["gift"])),
    ),
    fits=lambda v: v["gift"] * 5 >= v["paid"] > v["gift"] * Fraction(3, 2),
)


_BUY_AND_GET = Scenario(
    "buy-and-get",
    "gift-in-kind",
    "实付比例",
    MEDIUM,
    (
        "门店做活动：同一种商品买{bought}送{given}，送的和买的一样。按通常的算法，每件实付原价的百分之几？",
        "促销牌上写着“买{bought}送{given}”，商品都一样。折算下来，每件实付原价的百分之几？",
    ),
    {"bought": Range(2, 9, 1), "given": Range(1, 3, 1)},
    (
        Mistake("用1减去送的件数与买的件数之比", lambda v: 1 - v["given"] / v["bought"]),
        Mistake("算成了送的件数与买的件数之比", lambda v: v["given"] / v["bought"]),
        Mistake("算成了省下的比例", lambda v: v["given"] / (v["bought"] + v["given"])),
        Mistake("分子多减了送的件数", lambda v: (v["bought"] - v["given"]) / (v["bought"] + v["given"])),
        Mistake("只把一半的赠品算作优惠", lambda v: (v["bought"] + v["given"] / 2) / (v["bought"] + v["given"])),
        Mistake("多算了一件买的", lambda v: (v["bought"] + 1) / (v["bought"] + v["given"] + 1)),
    ),
    fits=lambda v: v["bought"] > v["given"] + 1 and v["bought"] != 2 * v["given"],
)


_NET_YEAR = Scenario(
    "net-year",
    "bundle",
    "每年净付",
    MEDIUM,
    (
        "宽带套餐每月收费{fee}，每月送固定电话使用费{gift}。名义上，客户一年净付多少？",
        "客户选了每月{fee}的套餐，每月获赠{gift}的通话费。一年名义上净付多少？",
    ),
    {"fee": Range(98, 298, 20), "gift": Range(20, 80, 10)},
    (
        Mistake("只算了一个月", lambda v: v["fee"] - v["gift"]),
        Mistake("该减的加了", lambda v: (v["fee"] + v["gift"]) * 12),
        Mistake("没有减赠送", lambda v: v["fee"] * 12),
        Mistake("赠送只减了一个月", lambda v: v["fee"] * 12 - v["gift"]),
        Mistake("按10个月算", lambda v: (v["fee"] - v["gift"]) * 10),
    ),
    fits=lambda v: v["gift"] * 2 < v["fee"],
)


_PROMISED = Scenario(
    "promised",
    "promised-spend",
    "承诺多花的钱",
    EASY,
    (
        "客户承诺每月固话使用费比原来多{more}，承诺期{months}，换一部免费的手机。承诺期里客户一共多花多少？",
        "双赢套餐要客户每月多消费{more}，连续{months}。这位客户一共多花多少？",
    ),
    {"more": Range(10, 40, 5), "months": Range(15, 36, 3)},
    (
        Mistake("一律按12个月算", lambda v: v["more"] * 12),
        Mistake("少算了一个月", lambda v: v["more"] * (v["months"] - 1)),
        Mistake("多算了一个月", lambda v: v["more"] * (v["months"] + 1)),
        Mistake("按承诺期的一半算", lambda v: v["more"] * v["months"] / 2),
        Mistake("把月数加倍", lambda v: v["more"] * v["months"] * 2),
    ),
)

PRICING: tuple[Scenario, ...] = (
    _TARGET_COST,
    _ON_COST,
    _ON_PRICE,
    _EXPERIENCE,
    _GIVEN_AWAY,
    _LIST_PRICE,
    _TOP_UP,
    _BUY_AND_GET,
    _NET_YEAR,
    _PROMISED,
)
