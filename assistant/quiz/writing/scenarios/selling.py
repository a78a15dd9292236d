"""Questions on selling and serving: deals, the cost of a new customer, what a promotion brought, how much service takes."""

from fractions import Fraction

from assistant.quiz.items import Difficulty
from assistant.quiz.writing.scenarios.scenario import Mistake, Range, Scenario, rate

EASY, MEDIUM, HARD = Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD


_NEW_DEALS = Scenario(
    "new-deals",
    "expected-deals",
    "新客户预计成交",
    MEDIUM,
    (
        "据《助理营销师教程第五章：营销理论的新发展》，把产品卖给新顾客的成功机会是15%，卖给老顾客是50%。销售员打算联系新顾客{new_people}，"
        "预计能成交多少单？",
    ),
    {"new_people": Range(100, 600, 20)},
    (
        Mistake("错用了老顾客的50%", lambda v: v["new_people"] / 2),
        Mistake("用了两个机会的平均数32.5%", lambda v: v["new_people"] * Fraction(13, 40)),
        Mistake("用了两个机会之差35%", lambda v: v["new_people"] * Fraction(35, 100)),
        Mistake("用了不成交的85%", lambda v: v["new_people"] * Fraction(85, 100)),
        Mistake("把15%看成了10%", lambda v: v["new_people"] / 10),
        Mistake("把15%看成了5%", lambda v: v["new_people"] / 20),
        Mistake("把15%当成了1.5成再打对折", lambda v: v["new_people"] * Fraction(75, 1000)),
    ),
    fits=lambda v: v["new_people"] % 40 == 0,
)


_PEOPLE_NEEDED = Scenario(
    "people-needed",
    "expected-deals",
    "要联系的新客户",
    HARD,
    (
        "据《助理营销师教程第五章：营销理论的新发展》，卖给新顾客的成功机会是15%，卖给老顾客是50%。本月要成交{target}，全靠新顾客的话，"
        "预计要联系多少人？",
    ),
    {"target": Range(15, 90, 15)},
    (
        Mistake("错用了老顾客的50%", lambda v: v["target"] * 2),
        Mistake("把15%看成了10%", lambda v: v["target"] * 10),
        Mistake("把两个机会相乘再除", lambda v: v["target"] / Fraction(75, 1000)),
        Mistake("把15%加倍以后再除", lambda v: v["target"] / Fraction(30, 100)),
        Mistake("把15%看成了5%", lambda v: v["target"] * 20),
    ),
)


def _acquired(label: str, document: str, said: str, times: int) -> Scenario:
    return Scenario(
        f"acquisition-{times}",
        "acquisition-cost",
        f"按“{label}”",
        MEDIUM,
        (f"《{document}》说，{said}。留住一位老顾客要花{{retention_cost}}，按这个说法，得到一位新顾客大约要花多少？",),
        {"retention_cost": Range(60, 400, 20)},
        (
            Mistake("倍数用反，除了而没有乘", lambda v: v["retention_cost"] / times),
            Mistake("倍数少算了两倍", lambda v: v["retention_cost"] * (times - 2)),
            Mistake("在原来的花费之外又加了两份", lambda v: v["retention_cost"] * (times + 2)),
            Mistake("在倍数上又加了一倍", lambda v: v["retention_cost"] * (times + 1)),
            Mistake("在倍数上少了一倍", lambda v: v["retention_cost"] * (times - 1)),
            Mistake("把两份成本合在一起再加倍", lambda v: v["retention_cost"] * 2 * times),
        ),
    )


_GROWTH = Scenario(
    "growth",
    "sales-growth",
    "销售额增长率",
    MEDIUM,
    (
        "促销前一个月销售额{before}，促销当月销售额{after}。按通常的算法，销售额增长率是多少？",
        "活动前销售额是{before}，活动后是{after}。销售额增长了百分之几？",
    ),
    {"before": Range(200_000, 500_000, 50_000), "after": Range(300_000, 900_000, 50_000)},
    (
        Mistake("除以了促销后的销售额", lambda v: (v["after"] - v["before"]) / v["after"]),
        Mistake("算成了促销后是促销前的百分之几", lambda v: v["after"] / v["before"]),
        Mistake("算成了促销前是促销后的百分之几", lambda v: v["before"] / v["after"]),
        Mistake("除以了前后之和", lambda v: (v["after"] - v["before"]) / (v["after"] + v["before"])),
    ),
    fits=lambda v: v["before"] * Fraction(5, 4) <= v["after"] < v["before"] * 2,
)


_CLEARED = Scenario(
    "cleared",
    "stock-clearance",
    "库存清理率",
    MEDIUM,
    (
        "促销前库存{before}件，促销后还剩{after}件。按通常的算法，库存清理率是多少？",
        "仓库里原有{before}件换季商品，活动做完还剩{after}件。库存清理率是多少？",
    ),
    {"before": Range(400, 1200, 100), "after": Range(60, 360, 30)},
    (
        Mistake("算成了剩下的比例", lambda v: v["after"] / v["before"]),
        Mistake("除以了剩下的库存", lambda v: (v["before"] - v["after"]) / v["after"]),
        Mistake("拿剩下的去比清掉的", lambda v: v["after"] / (v["before"] - v["after"])),
        Mistake("除以了前后之和", lambda v: (v["before"] - v["after"]) / (v["before"] + v["after"])),
    ),
    fits=lambda v: v["after"] * 2 < v["before"],
)


_AWARENESS = Scenario(
    "awareness",
    "awareness",
    "知名度变化",
    MEDIUM,
    (
        "促销前有{before}的受访者知道这个品牌，促销后是{after}。知名度提高了几个百分点？",
        "品牌知名度由{before}升到{after}。提高了多少个百分点？",
    ),
    {"before": rate(20, 40, 4), "after": rate(44, 64, 4)},
    (
        Mistake("算成了相对提高的百分比", lambda v: (v["after"] - v["before"]) / v["before"]),
        Mistake("把前后两个数相加", lambda v: v["after"] + v["before"]),
        Mistake("除以了促销后的知名度", lambda v: (v["after"] - v["before"]) / v["after"]),
        Mistake("取了前后的平均数", lambda v: (v["after"] + v["before"]) / 2),
        Mistake("把前后两个比率相乘", lambda v: v["after"] * v["before"]),
        Mistake("相减以后只取了一半", lambda v: (v["after"] - v["before"]) / 2),
    ),
)


_REFUND = Scenario(
    "refund",
    "double-refund",
    "返还",
    EASY,
    (
        "电信运营商承诺话费误差双倍返还。客户这个月被多收了{error}，按误差的两倍算，应返还多少？",
        "一位客户查出话费有{error}的误差。照“双倍返还”的承诺，按误差的两倍算，返还多少？",
    ),
    {"error": Range(6, 48, 2)},
    (
        Mistake("只返还了误差本身", lambda v: v["error"]),
        Mistake("在双倍之外又加了一次误差", lambda v: v["error"] * 3),
        Mistake("只返还了一半", lambda v: v["error"] / 2),
        Mistake("双倍又翻了一番", lambda v: v["error"] * 4),
    ),
)


_MILEAGE = Scenario(
    "mileage",
    "warranty",
    "每年的里程",
    EASY,
    (
        "一款车免费保修{years}或{distance}。把保修里程平均到每年，是多少公里？",
        "4S店承诺{years}、{distance}免费保养。折合每年多少公里？",
    ),
    {"years": Range(3, 8, 1), "distance": Range(60_000, 180_000, 30_000)},
    (
        Mistake("少除了一年", lambda v: v["distance"] / (v["years"] - 1)),
        Mistake("多除了一年", lambda v: v["distance"] / (v["years"] + 1)),
        Mistake("按12个月去除", lambda v: v["distance"] / 12),
        Mistake("除以了年数的两倍", lambda v: v["distance"] / (2 * v["years"])),
        Mistake("除以了年数的一半", lambda v: 2 * v["distance"] / v["years"]),
    ),
    fits=lambda v: all((v["distance"] / n).denominator == 1 for n in (v["years"], v["years"] - 1, v["years"] + 1)),
)


_CONTACTS = Scenario(
    "contacts",
    "contact-slots",
    "一年的联系次数",
    MEDIUM,
    (
        "给一位客户排维护动作：每周{weekly}，每两周{biweekly}，每月{monthly}。一年按52周、12个月算，一共联系多少次？",
        "维护计划里，每周的动作有{weekly}，每两周的有{biweekly}，每月的有{monthly}。按一年52周、12个月，一年共联系多少次？",
    ),
    {"weekly": Range(1, 2, 1), "biweekly": Range(1, 3, 1), "monthly": Range(1, 4, 1)},
    (
        Mistake("把每两周的也按52次算", lambda v: (v["weekly"] + v["biweekly"]) * 52 + v["monthly"] * 12),
        Mistake("把每两周的当成每月一次", lambda v: v["weekly"] * 52 + (v["biweekly"] + v["monthly"]) * 12),
        Mistake("漏了每月的", lambda v: v["weekly"] * 52 + v["biweekly"] * 26),
        Mistake("一个月按4周、一年按48周算", lambda v: v["weekly"] * 48 + v["biweekly"] * 24 + v["monthly"] * 12),
        Mistake("漏了每两周的", lambda v: v["weekly"] * 52 + v["monthly"] * 12),
        Mistake("把每月的按26次算", lambda v: v["weekly"] * 52 + (v["biweekly"] + v["monthly"]) * 26),
    ),
)


_BARISTAS = Scenario(
    "baristas",
    "starbucks-training",
    "服务生的培训总时长",
    EASY,
    (
        "星巴克的每位服务生要受24小时培训。一家新店招了服务生{staff}，培训总时长是多少？",
        "照星巴克每位服务生24小时的培训要求，服务生{staff}一共要培训多少小时？",
    ),
    {"staff": Range(6, 25, 1)},
    (
        Mistake("按每天8小时、只算了一天", lambda v: v["staff"] * 8),
        Mistake("按12小时算", lambda v: v["staff"] * 12),
        Mistake("少算了一位", lambda v: (v["staff"] - 1) * 24),
        Mistake("按每人25小时算", lambda v: v["staff"] * 25),
        Mistake("按每人30小时算", lambda v: v["staff"] * 30),
        Mistake("多算了一位", lambda v: (v["staff"] + 1) * 24),
        Mistake("按每人20小时算", lambda v: v["staff"] * 20),
    ),
)

SELLING: tuple[Scenario, ...] = (
    _NEW_DEALS,
    _PEOPLE_NEEDED,
    _GROWTH,
    _CLEARED,
    _AWARENESS,
    _REFUND,
    _MILEAGE,
    _CONTACTS,
    _BARISTAS,
    _acquired("5倍", "客户价值与营销法则课件汇编", "吸引一位新顾客的花费往往是维系一位老顾客的5倍", 5),
    _acquired("8倍", "客户价值：竞争优势的下一个来源", "失去一位老客户以后，再得到新客户的成本是维护老客户的8倍", 8),
)
