"""Questions on what a customer gets and what a customer is worth: delivered value, lifetime value, satisfaction."""

from fractions import Fraction

from assistant.quiz.items import Difficulty
from assistant.quiz.writing.scenarios.scenario import Mistake, Range, Scenario, rate
from assistant.value.signature import Values

EASY, MEDIUM, HARD = Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD


def _sum(values: Values, *names: str) -> Fraction:
    return sum((values[name] for name in names), Fraction(0))


_VALUE = ("product_value", "service_value", "personnel_value", "image_value")
_COST = ("money_cost", "time_cost", "energy_cost", "physical_cost")

_DELIVERED = Scenario(
    "delivered",
    "delivered-value",
    "顾客让渡价值",
    MEDIUM,
    (
        "一位顾客看中一台净水机，心里这样估：产品值{product_value}，服务值{service_value}，人员值{personnel_value}，形象值{image_value}；"
        "要付货款{money_cost}，花掉的时间折{time_cost}，精力折{energy_cost}，体力折{physical_cost}。他得到的顾客让渡价值是多少？",
        "采购员给一台设备列了账：产品价值{product_value}、服务价值{service_value}、人员价值{personnel_value}、形象价值{image_value}；"
        "货币成本{money_cost}、时间成本{time_cost}、精力成本{energy_cost}、体力成本{physical_cost}。顾客让渡价值是多少？",
    ),
    {
        "product_value": Range(900, 2400, 100),
        "service_value": Range(200, 500, 50),
        "personnel_value": Range(100, 300, 50),
        "image_value": Range(100, 400, 50),
        "money_cost": Range(800, 1600, 100),
        "time_cost": Range(60, 160, 20),
        "energy_cost": Range(40, 100, 10),
        "physical_cost": Range(20, 90, 10),
    },
    (
        Mistake("把四项成本也加了上去", lambda v: _sum(v, *_VALUE) + _sum(v, *_COST)),
        Mistake("只减了货币成本，漏了时间、精力、体力", lambda v: _sum(v, *_VALUE) - v["money_cost"]),
        Mistake("漏加了形象价值", lambda v: _sum(v, *_VALUE[:3]) - _sum(v, *_COST)),
        Mistake("只拿产品价值减去四项成本", lambda v: v["product_value"] - _sum(v, *_COST)),
        Mistake("只加总了价值，没有减成本", lambda v: _sum(v, *_VALUE)),
    ),
    fits=lambda v: v["product_value"] > _sum(v, *_COST) + 50,
)


_COMPARED = Scenario(
    "compared",
    "compare-offers",
    "两家的差",
    HARD,
    (
        "顾客比较两家供应商：甲的整体顾客价值{a_total_value}，整体顾客成本{a_total_cost}；乙的整体顾客价值{b_total_value}，"
        "整体顾客成本{b_total_cost}。两家的顾客让渡价值相差多少？",
        "甲、乙两款产品摆在一起。甲能给顾客的整体价值是{a_total_value}，要顾客付出的整体成本是{a_total_cost}；乙分别是{b_total_value}和"
        "{b_total_cost}。让渡价值低的一家至少要降价多少，才能追平另一家？",
    ),
    {
        "a_total_value": Range(1500, 2400, 100),
        "a_total_cost": Range(900, 1300, 50),
        "b_total_value": Range(1200, 1800, 100),
        "b_total_cost": Range(800, 1150, 50),
    },
    (
        Mistake("只比较了整体价值", lambda v: v["a_total_value"] - v["b_total_value"]),
        Mistake("只比较了整体成本", lambda v: abs(v["a_total_cost"] - v["b_total_cost"])),
        Mistake(
            "把价值之差和成本之差加在一起", lambda v: v["a_total_value"] - v["b_total_value"] + abs(v["a_total_cost"] - v["b_total_cost"])
        ),
        Mistake("只算了甲的顾客让渡价值", lambda v: v["a_total_value"] - v["a_total_cost"]),
        Mistake("只算了乙的顾客让渡价值", lambda v: v["b_total_value"] - v["b_total_cost"]),
    ),
    fits=lambda v: (
        v["a_total_value"] > v["b_total_value"]
        and v["a_total_cost"] > v["b_total_cost"]
        and v["a_total_value"] - v["a_total_cost"] > v["b_total_value"] - v["b_total_cost"] > 0
    ),
)


_DISCOUNTED = Scenario(
    "discounted",
    "lifetime-value",
    "客户终生价值",
    HARD,
    (
        "一位新客户预计每年带来利润{current_yearly}，关系能维持{years}，折现率{discount_rate}，利润在每年年末收到。他的客户终生价值是多少？",
        "门店估计一位会员每年贡献利润{current_yearly}，会留{years}；按{discount_rate}的折现率，利润年末入账。这位会员的客户终生价值是多少？",
    ),
    {"current_yearly": Range(600, 3000, 200), "years": Range(2, 4, 1), "discount_rate": rate(5, 12, 1)},
    (
        Mistake("忘了折现，直接把各年利润相加", lambda v: v["current_yearly"] * v["years"]),
        Mistake("把年末收到当成年初收到，第1年没有折现", lambda v: _annuity(v) * (1 + v["discount_rate"])),
        Mistake("把总利润一次折现到最后一年", lambda v: v["current_yearly"] * v["years"] / (1 + v["discount_rate"]) ** int(v["years"])),
        Mistake("少算了一年", lambda v: _annuity({**v, "years": v["years"] - 1})),
        Mistake(
            "把折现做成了增值，乘了而没有除",
            lambda v: sum(v["current_yearly"] * (1 + v["discount_rate"]) ** n for n in range(1, int(v["years"]) + 1)) + Fraction(0),
        ),
    ),
    fixed={"timing": Fraction(0)},
)


def _annuity(values: Values) -> Fraction:
    return sum((values["current_yearly"] / (1 + values["discount_rate"]) ** n for n in range(1, int(values["years"]) + 1)), Fraction(0))


_FROM_REVENUE = Scenario(
    "from-revenue",
    "lifetime-value",
    "客户终生价值",
    MEDIUM,
    (
        "一位老主顾每年在店里消费{revenue}，为他花的直接成本每年{direct_cost}，预计还会来{years}。不计折现，他的客户终生价值是多少？",
        "某企业客户每年带来收入{revenue}，直接成本每年{direct_cost}，合作期预计{years}。不考虑折现，这家客户的终生价值是多少？",
    ),
    {"revenue": Range(3000, 9000, 500), "direct_cost": Range(1200, 4000, 200), "years": Range(3, 8, 1)},
    (
        Mistake("把收入当成利润，没有扣直接成本", lambda v: v["revenue"] * v["years"]),
        Mistake("只算了一年", lambda v: v["revenue"] - v["direct_cost"]),
        Mistake("该减的加了，把成本加到收入上", lambda v: (v["revenue"] + v["direct_cost"]) * v["years"]),
        Mistake("只扣了一年的成本", lambda v: v["revenue"] * v["years"] - v["direct_cost"]),
        Mistake("把成本当成利润来累计", lambda v: v["direct_cost"] * v["years"]),
    ),
    fits=lambda v: v["revenue"] > v["direct_cost"] * Fraction(3, 2) and v["revenue"] != 2 * v["direct_cost"],
)


_FROM_MARGIN = Scenario(
    "from-margin",
    "lifetime-value",
    "客户终生价值",
    MEDIUM,
    (
        "一位会员每年消费{revenue}，毛利率{margin_rate}，预计再留{years}。不计折现，他的客户终生价值是多少？",
        "理发店的一位常客每年花{revenue}，毛利率{margin_rate}，估计还会来{years}。不考虑折现，客户终生价值是多少？",
    ),
    {"revenue": Range(1200, 4800, 300), "margin_rate": rate(20, 45, 5), "years": Range(3, 10, 1)},
    (
        Mistake("把消费额当成利润，没有乘毛利率", lambda v: v["revenue"] * v["years"]),
        Mistake("只算了一年", lambda v: v["revenue"] * v["margin_rate"]),
        Mistake("乘成了成本率（1减毛利率）", lambda v: v["revenue"] * (1 - v["margin_rate"]) * v["years"]),
        Mistake("多算了一年", lambda v: v["revenue"] * v["margin_rate"] * (v["years"] + 1)),
        Mistake("少算了一年", lambda v: v["revenue"] * v["margin_rate"] * (v["years"] - 1)),
    ),
)


_THREE_PARTS = Scenario(
    "three-parts",
    "lifetime-value",
    "面向未来的部分",
    HARD,
    (
        "一位客户过去已经带来利润{historical}；照现在的买法每年利润{current_yearly}，还会持续{years}；改进服务后还可能多带来{potential_total}。"
        "判断值不值得继续投入，应当看哪个数（不计折现）？",
        "客户的历史价值是{historical}，当前每年利润{current_yearly}、预计{years}，潜在价值{potential_total}。不计折现，面向未来的部分一共是多少？",
    ),
    {
        "historical": Range(500, 2000, 100),
        "current_yearly": Range(600, 1800, 100),
        "years": Range(2, 6, 1),
        "potential_total": Range(300, 1500, 100),
    },
    (
        Mistake("把已经实现的历史价值也算了进去", lambda v: v["historical"] + v["current_yearly"] * v["years"] + v["potential_total"]),
        Mistake("漏了潜在价值", lambda v: v["current_yearly"] * v["years"]),
        Mistake("当前价值只算了一年", lambda v: v["current_yearly"] + v["potential_total"]),
        Mistake("把历史价值当成了潜在价值", lambda v: v["historical"] + v["current_yearly"] * v["years"]),
        Mistake("从总和里又减了一次历史价值", lambda v: v["current_yearly"] * v["years"] + v["potential_total"] - v["historical"]),
    ),
)


_LOYAL_YEARS = Scenario(
    "loyal-years",
    "average-life",
    "平均维持年数",
    MEDIUM,
    (
        "一家店每年能留住{retention_rate}的客户，比例年年不变。按通常的算法，一位客户平均维持几年？",
        "客户的年维持率是{retention_rate}，每年不变，客户平均能维持多少年？",
    ),
    {"retention_rate": rate(60, 90, 5)},
    (
        Mistake("用1除以维持率，而不是除以流失率", lambda v: 1 / v["retention_rate"]),
        Mistake("用维持率除以流失率，少算了第1年", lambda v: v["retention_rate"] / (1 - v["retention_rate"])),
        Mistake("在结果上又加了一年", lambda v: 1 / (1 - v["retention_rate"]) + 1),
        Mistake("除以流失率以后又乘了一倍", lambda v: 2 / (1 - v["retention_rate"])),
    ),
)


_SATISFACTION = Scenario(
    "satisfaction",
    "satisfaction-ledger",
    "满意差距",
    HARD,
    (
        "顾客事先以为能得到{expected_value}分的价值、要付出{expected_cost}分的成本；用过以后觉得得到{perceived_value}分，付出{perceived_cost}分。"
        "所得和付出一起算，满意差距是多少分？",
        "问卷显示：期望所得{expected_value}，期望付出{expected_cost}；实际所得{perceived_value}，实际付出{perceived_cost}。含成本的满意差距是多少？",
    ),
    {
        "expected_value": Range(60, 80, 2),
        "expected_cost": Range(25, 40, 1),
        "perceived_value": Range(82, 98, 2),
        "perceived_cost": Range(26, 45, 1),
    },
    (
        Mistake("只比较了所得，漏了付出", lambda v: v["perceived_value"] - v["expected_value"]),
        Mistake("只算了实际净得，没有减期望净得", lambda v: v["perceived_value"] - v["perceived_cost"]),
        Mistake("只算了期望净得", lambda v: v["expected_value"] - v["expected_cost"]),
        Mistake(
            "付出的变化减了两次", lambda v: v["perceived_value"] - v["expected_value"] - 2 * (v["perceived_cost"] - v["expected_cost"])
        ),
        Mistake(
            "把付出的变化加了上去，方向反了",
            lambda v: v["perceived_value"] - v["expected_value"] + v["perceived_cost"] - v["expected_cost"],
        ),
    ),
    fits=lambda v: (
        v["perceived_cost"] > v["expected_cost"] and v["perceived_value"] - v["expected_value"] > v["perceived_cost"] - v["expected_cost"]
    ),
)


_BELOW_ZERO = Scenario(
    "below-zero",
    "below-zero",
    "降低服务成本后的净贡献",
    MEDIUM,
    (
        "从一位零价值以下客户身上得到的盈余是{surplus}，支持和服务的成本是{service_cost}。把服务成本降到{reduced_cost}以后，净贡献是多少？",
        "客户带来盈余{surplus}，服务成本{service_cost}，企业打算把服务成本减到{reduced_cost}。减了以后，这位客户的净贡献是多少？",
    ),
    {"surplus": Range(300, 800, 50), "service_cost": Range(850, 1400, 50), "reduced_cost": Range(100, 350, 50)},
    (
        Mistake("算成了省下的服务成本", lambda v: v["service_cost"] - v["reduced_cost"]),
        Mistake("服务成本减了两次", lambda v: v["surplus"] - 2 * v["reduced_cost"]),
        Mistake("该减的加了", lambda v: v["surplus"] + v["reduced_cost"]),
        Mistake("算成了降低以前的亏空", lambda v: v["service_cost"] - v["surplus"]),
        Mistake("把省下的成本又加到盈余上", lambda v: v["surplus"] + v["service_cost"] - v["reduced_cost"]),
    ),
    fits=lambda v: v["reduced_cost"] + 50 <= v["surplus"] and v["service_cost"] != 2 * v["surplus"],
)

CUSTOMERS: tuple[Scenario, ...] = (
    _DELIVERED,
    _COMPARED,
    _DISCOUNTED,
    _FROM_REVENUE,
    _FROM_MARGIN,
    _THREE_PARTS,
    _LOYAL_YEARS,
    _SATISFACTION,
    _BELOW_ZERO,
)
