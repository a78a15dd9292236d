"""What staff type, and what may be made of it: bound inputs, a question back, or no calculation at all."""

import re
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.value.conversation import read_in_conversation
from assistant.value.formulas import BY_ID
from assistant.value.quantities import read_quantities
from assistant.value.reader import read_calculation
from assistant.value.reading import Reading
from assistant.value.signature import Formula, Parameter

relaxed = settings(deadline=None)

# Short names for the tables below.
INPUTS = {
    "times": "own_claim",
    "product": "product_value",
    "service": "service_value",
    "personnel": "personnel_value",
    "image": "image_value",
    "money": "money_cost",
    "time": "time_cost",
    "energy": "energy_cost",
    "physical": "physical_cost",
    "value": "total_value",
    "cost": "total_cost",
    "target": "target",
    "historical": "historical",
    "current": "current_yearly",
    "whole": "current_total",
    "potential": "potential_yearly",
    "whole-potential": "potential_total",
    "years": "years",
    "rate": "discount_rate",
    "first": "first",
    "second": "second",
    "third": "third",
    "three": "top_three",
    "keep": "retention_cost",
}
VALUES = "product 800 service 300 personnel 200 image 100"
COSTS = "money 900 time 100 energy 80 physical 60"
PARTS = f"{VALUES} {COSTS}"


def expected(short: str) -> dict[str, Fraction]:
    words = short.split()
    return {INPUTS[name]: Fraction(value) for name, value in zip(words[::2], words[1::2], strict=True)}


def read(*messages: str) -> Reading:
    reading = read_in_conversation(messages[-1], messages[:-1])
    assert reading is not None, "not taken for a calculation"
    return reading


def values(reading: Reading) -> dict[str, Fraction]:
    return {name: bound.value for name, bound in reading.inputs.items()}


def unused(reading: Reading) -> list[str]:
    return [reading.text[quantity.start : quantity.end] for quantity in reading.unused]


def check_complete(formula: str, short: str, *messages: str) -> None:
    reading = read(*messages)
    assert reading.formula.id == formula
    assert values(reading) == expected(short)
    assert [parameter.label for parameter in reading.missing] == []
    assert unused(reading) == []


@pytest.mark.parametrize(
    ("question", "short"),
    [
        # all eight parts
        ("算一下顾客让渡价值：产品价值800，服务价值300，人员价值200，形象价值100，货币成本900，时间成本100，精力成本80，体力成本60", PARTS),
        ("产品800、服务300、人员200、形象100，货币900、时间100、精力80、体力60，让渡价值是多少", PARTS),
        ("产品800服务300人员200形象100，货币900时间100精力80体力60，让渡价值多少", PARTS),
        ("客户让渡价值 产品=800 服务=300 人员=200 形象=100 货币=900 时间=100 精力=80 体力=60", PARTS),
        ("让渡价值\n产品价值 800\n服务价值 300\n人员价值 200\n形象价值 100\n货币成本 900\n时间成本 100\n精力成本 80\n体力成本 60", PARTS),
        ("算让渡价值：\n1、产品价值800元\n2、服务价值300元\n3、人员价值200元\n4、形象价值100元\n总成本1140元", f"{VALUES} cost 1140"),
        ("产品价值\t800\n服务价值\t300\n人员价值\t200\n形象价值\t100\n总成本\t1140\n让渡价值多少", f"{VALUES} cost 1140"),
        ("产品价值（800）＋服务价值（300）＋人员价值（200）＋形象价值（100），总成本（1140），求让渡价值", f"{VALUES} cost 1140"),
        (
            "产品价值是800元,服务价值是300元,人员价值是200元,形象价值是100元;货币成本是900元,时间成本是100元,精神成本是80元,体力成本是60元,求顾客让渡价值",
            PARTS,
        ),
        ("产品值800块，服务值300块，人员值200块，形象值100块，花了900块，时间折100块，精力折80块，体力折60块，让渡价值是多少", PARTS),
        ("顾客付了900，搭进去时间100、精力80、体力60；得到产品800、服务300、人员200、形象100。让渡价值是多少？", PARTS),
        ("产品八百，服务三百，人员两百，形象一百，货币九百，时间一百，精力八十，体力六十，让渡价值是多少", PARTS),
        ("产品价值８００元，服务价值３００元，人员价值２００元，形象价值１００元，总成本１１４０元，让渡价值？", f"{VALUES} cost 1140"),
        ("价值：产品800，服务300，人员200，形象100；成本：货币900，时间100，精神80，体力60。算让渡价值", PARTS),
        # 分别 and other lists
        ("产品、服务、人员、形象价值分别是800、300、200、100元，货币、时间、精神、体力成本分别是900、100、80、60元，求让渡价值", PARTS),
        ("产品，服务，人员，形象分别为800，300，200，100，总成本1140，让渡价值多少", f"{VALUES} cost 1140"),
        ("产品、服务、人员和形象的价值依次为800、300、200和100，总成本1140，让渡价值多少", f"{VALUES} cost 1140"),
        ("产品、服务、人员、形象四项价值分别是800、300、200、100，成本四项合计1140，让渡价值多少", f"{VALUES} cost 1140"),
        ("产品/服务/人员/形象：800/300/200/100，总成本1140，让渡价值多少", f"{VALUES} cost 1140"),
        ("产品 服务 人员 形象\n800 300 200 100\n总成本1140，让渡价值多少", f"{VALUES} cost 1140"),
        ("800、300、200、100分别是产品、服务、人员、形象的价值，总成本1140，让渡价值多少", f"{VALUES} cost 1140"),
        ("总价值、总成本分别是1400和1140，让渡价值多少", "value 1400 cost 1140"),
        ("总价值和总成本是1400和1140，让渡价值多少", "value 1400 cost 1140"),
        # number first
        (
            "800的产品价值，300的服务价值，200的人员价值，100的形象价值，900的货币成本，100的时间成本，80的精力成本，60的体力成本，让渡价值多少",
            PARTS,
        ),
        ("800的产品、300的服务、200的人员、100的形象；总成本1140。让渡价值？", f"{VALUES} cost 1140"),
        ("800块产品，300块服务，200块人员，100块形象，一共1140块的总成本，让渡价值是多少", f"{VALUES} cost 1140"),
        ("产品800，300的服务，人员200，100的形象，总成本1140，让渡价值多少", f"{VALUES} cost 1140"),
        ("产品800、300的服务，人员200，形象100，总成本1140，让渡价值多少", f"{VALUES} cost 1140"),
        # totals
        ("总价值1400，总成本1140，让渡价值多少", "value 1400 cost 1140"),
        ("整体顾客价值1400元、整体顾客成本1140元，顾客让渡价值等于多少？", "value 1400 cost 1140"),
        ("总顾客价值320，总顾客成本250，让渡价值？", "value 320 cost 250"),
        ("TCV 320，TCC 250，让渡价值多少", "value 320 cost 250"),
        ("让渡价值，总成本是1140，总价值是1400", "value 1400 cost 1140"),
        ("价值1400，成本1140，让渡价值多少", "value 1400 cost 1140"),
        ("顾客价值1400，顾客成本1140，顾客让渡价值是多少", "value 1400 cost 1140"),
        ("价值四项合计1400元、成本四项合计1140元，顾客让渡价值是多少元", "value 1400 cost 1140"),
        ("价值一共1400，成本一共1140，让渡价值", "value 1400 cost 1140"),
        ("我们的产品给顾客带来的总价值是1400元，顾客付出的总成本是1140元，让渡价值是多少？", "value 1400 cost 1140"),
        ("让渡价值怎么算，总价值1.2万，总成本9000块", "value 12000 cost 9000"),
        ("1400的总价值减去1140的总成本，让渡价值多少", "value 1400 cost 1140"),
        # ways of writing an amount
        ("总价值１４００元，总成本１１４０元，让渡价值是多少", "value 1400 cost 1140"),
        ("总价值一千四，总成本一千一百四十，让渡价值多少", "value 1400 cost 1140"),
        ("总价值十五万八，总成本十二万，算下让渡价值", "value 158000 cost 120000"),
        ("一台设备总价值120万，总成本95万，让渡价值多少万", "value 1200000 cost 950000"),
        ("总价值3亿，总成本2.4亿，让渡价值", "value 300000000 cost 240000000"),
        ("总价值12,000元，总成本9,500元，请计算顾客让渡价值", "value 12000 cost 9500"),
        ("总价值3千，总成本25百，让渡价值多少", "value 3000 cost 2500"),
        ("总价值1万2千，总成本9千5，让渡价值多少", "value 12000 cost 9500"),
        ("总价值1万2，总成本1万，让渡价值多少", "value 12000 cost 10000"),
        ("总价值12w，总成本9.5w，让渡价值多少", "value 120000 cost 95000"),
        ("总价值¥1400，总成本￥1140，让渡价值多少", "value 1400 cost 1140"),
        ("总价值1400元人民币，总成本1140RMB，让渡价值多少", "value 1400 cost 1140"),
        ("总价值大约1400，总成本约1140，让渡价值大概多少", "value 1400 cost 1140"),
        ("总价值1400左右，总成本差不多1140，让渡价值多少", "value 1400 cost 1140"),
        (
            "产品价值1.2万，时间成本50，总成本800，服务价值500，人员300，形象0，让渡价值多少",
            "product 12000 time 50 cost 800 service 500 personnel 300 image 0",
        ),
        ("总价值1.4，总成本1.1（单位：万元），让渡价值多少", "value 14000 cost 11000"),
        (
            "以万元为单位，产品8、服务3、人员2、形象1，总成本10万元，让渡价值多少",
            "product 80000 service 30000 personnel 20000 image 10000 cost 100000",
        ),
        # mixed, with discounts, and with what there is none of
        ("总价值1400，货币成本900、时间100、精力80、体力60，让渡价值？", f"value 1400 {COSTS}"),
        ("产品800服务300人员200形象100，总成本1140，让渡价值", f"{VALUES} cost 1140"),
        ("价格1000打七折，时间100，精力80，体力60，总价值1400，让渡价值多少", "money 700 time 100 energy 80 physical 60 value 1400"),
        ("价格1000元，打八五折，时间100，精力80，体力60，总价值1400，让渡价值", "money 850 time 100 energy 80 physical 60 value 1400"),
        ("总成本是1000元的八折，总价值1400，让渡价值多少", "cost 800 value 1400"),
        ("让渡价值：产品800，服务300，其余价值不计，总成本700", "product 800 service 300 personnel 0 image 0 cost 700"),
        (
            "产品800，货币900，其他都是0，让渡价值是多少",
            "product 800 service 0 personnel 0 image 0 money 900 time 0 energy 0 physical 0",
        ),
        (
            "产品价值800元，其余为零；货币成本500元，其余忽略，算让渡价值",
            "product 800 service 0 personnel 0 image 0 money 500 time 0 energy 0 physical 0",
        ),
        (
            "产品价值800，没有服务价值，人员价值200，形象价值100，总成本900，让渡价值是多少",
            "product 800 service 0 personnel 200 image 100 cost 900",
        ),
        ("产品800，没有服务、人员和形象价值，总成本500，让渡价值多少", "product 800 service 0 personnel 0 image 0 cost 500"),
        ("总价值1400，货币900，时间100，精力和体力不计，让渡价值多少", "value 1400 money 900 time 100 energy 0 physical 0"),
        (
            "产品800，服务300，人员200，形象100，货币900，时间100，精力80，体力不计，让渡价值多少",
            PARTS.replace("physical 60", "physical 0"),
        ),
        # corrections
        ("总价值1400，不对，是1500，总成本1140，让渡价值多少", "value 1500 cost 1140"),
        ("总价值1400，总成本1140，不对，总价值是1500，让渡价值多少", "value 1500 cost 1140"),
        ("总价值不是1400，是1500，总成本1140，让渡价值多少", "value 1500 cost 1140"),
        ("总价值1400（写错了，应该是1500），总成本1140，让渡价值多少", "value 1500 cost 1140"),
        ("总价值1400改成1500，总成本1140，让渡价值多少", "value 1500 cost 1140"),
        # a delivered value that is aimed at
        ("让渡价值260，总价值1400，成本是多少", "target 260 value 1400"),
        ("让渡价值想做到两千，客户眼里的总价值是1.5万，那他的总成本最多能有多少", "target 2000 value 15000"),
        ("想让客户净得500，总价值3000，总成本最多多少", "target 500 value 3000"),
        (
            "让渡价值要做到500，时间成本50，精力成本30，体力成本20，货币成本900，总价值得多少",
            "target 500 time 50 energy 30 physical 20 money 900",
        ),
        ("总价值5000，总成本4200，让渡价值目标1000，还差多少", "value 5000 cost 4200 target 1000"),
    ],
)
def test_delivered_value_is_read_from_the_ways_staff_put_it(question: str, short: str) -> None:
    check_complete("delivered-value", short, question)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        (
            "客户历史价值1200，每年净利500，合作3年，折现率10%，潜在每年100，客户终生价值多少",
            "historical 1200 current 500 years 3 rate 1/10 potential 100",
        ),
        ("历史1200；行为不变每年净利500×3年、i=10%；潜在每年100。CLV是多少", "historical 1200 current 500 years 3 rate 1/10 potential 100"),
        ("每年利润500，3年，折现率10%，终生价值多少", "current 500 years 3 rate 1/10"),
        ("一位客户每年带来利润1000元，预计合作5年，折现率10%，终生价值是多少？", "current 1000 years 5 rate 1/10"),
        ("客户终生价值：每年500，3年，10%", "current 500 years 3 rate 1/10"),
        ("按10%折现，每年赚500，做3年，终身价值多少", "current 500 years 3 rate 1/10"),
        ("每年净利五百块，未来三年，折现率百分之十，客户生命周期价值是多少", "current 500 years 3 rate 1/10"),
        ("年利润500，合作期3年，折现率取０.１，算LTV", "current 500 years 3 rate 1/10"),
        ("折现率8个点，每年利润500，合作3年，CLV多少", "current 500 years 3 rate 2/25"),
        ("3年，每年利润500，贴现率8%，终生价值多少", "current 500 years 3 rate 2/25"),
        ("年利率5%，接下来10年每年贡献2万，终生价值多少", "current 20000 years 10 rate 1/20"),
        ("连续5年每年赚800，终生价值多少", "current 800 years 5"),
        # periods
        ("每月200块，合作5年，终生价值多少", "current 2400 years 5"),
        ("一个客户每月贡献200块，预计合作5年，不折现，终生价值是多少", "current 2400 years 5 rate 0"),
        ("利润每个月200，合作5年，终生价值多少", "current 2400 years 5"),
        ("利润200块一个月，合作5年，终生价值多少", "current 2400 years 5"),
        ("月均利润200元，合作5年，CLV多少", "current 2400 years 5"),
        ("月利润200元，往来5年，CLV多少", "current 2400 years 5"),
        ("一年利润500万，合作3年，CLV多少", "current 5000000 years 3"),
        ("利润500万一年，合作3年，CLV多少", "current 5000000 years 3"),
        ("利润500元/年，合作3年，CLV多少", "current 500 years 3"),
        ("每季度赚3000，预计合作2年，折现率8%，LTV多少", "current 12000 years 2 rate 2/25"),
        ("半年利润6万，合作3年，终生价值", "current 120000 years 3"),
        ("每半年净赚6万，留存3年，终生价值多少", "current 120000 years 3"),
        ("每3个月利润600，合作3年，终生价值多少", "current 2400 years 3"),
        ("每周利润100，合作3年，终生价值多少", "current 5200 years 3"),
        ("月月赚200，合作3年，终生价值多少", "current 2400 years 3"),
        ("每年利润5万，年数3，终生价值多少", "current 50000 years 3"),
        ("每月利润50，历史价值2万，合作3年，终生价值多少", "current 600 historical 20000 years 3"),
        ("每天利润10元，合作一年，终生价值多少", "current 3650 years 1"),
        ("每年利润500，合作36个月，终生价值多少", "current 500 years 3"),
        ("每年利润500，合作一年，终生价值多少", "current 500 years 1"),
        ("每年利润500，合作两年半，终生价值多少", "current 500 years 5/2"),
        ("每年利润500，合作十年，终生价值多少", "current 500 years 10"),
        ("每年亏200，合作3年，终生价值多少", "current -200 years 3"),
        # whole amounts, which are never scaled
        ("当前价值1500，潜在价值300，历史价值1200，终生价值合计多少", "whole 1500 whole-potential 300 historical 1200"),
        ("历史、当前、潜在价值分别是1200、1500、300，客户终生价值多少", "historical 1200 whole 1500 whole-potential 300"),
        ("历史价值1200元，当前价值1500元，没有潜在价值，终生价值多少", "historical 1200 whole 1500 whole-potential 0"),
        ("1200的历史价值，1500的当前价值，300的潜在价值，终生价值多少", "historical 1200 whole 1500 whole-potential 300"),
        ("当前价值1500，终生价值多少", "whole 1500"),
        ("每月利润200，历史价值1200，合作5年，终生价值多少", "current 2400 historical 1200 years 5"),
        ("每年利润500、历史价值1200，合作3年，终生价值多少", "current 500 historical 1200 years 3"),
        ("历史1200每年利润500合作3年，终生价值多少", "historical 1200 current 500 years 3"),
        ("已经赚了1200，以后每年利润500，再合作3年，终生价值多少", "historical 1200 current 500 years 3"),
        # a shared period
        ("每年当前价值500、潜在价值100，合作3年，终生价值多少", "current 500 potential 100 years 3"),
        ("当前价值每年500，潜在价值每年100，合作3年，终生价值多少", "current 500 potential 100 years 3"),
        ("每年利润500，每年交叉销售100，合作3年，终生价值多少", "current 500 potential 100 years 3"),
        ("每年利润500，交叉销售每年利润100，合作3年，终生价值多少", "current 500 potential 100 years 3"),
        ("当前价值每年利润500，潜在每年利润100，合作3年，终生价值多少", "current 500 potential 100 years 3"),
        # corrections
        ("每年利润500，合作3年，折现率10%，不对，是8%，终生价值多少", "current 500 years 3 rate 2/25"),
        ("每年利润500，不对，是600，合作3年，终生价值多少", "current 600 years 3"),
        ("每年利润不是500，是600，合作3年，终生价值多少", "current 600 years 3"),
        ("每年利润500，合作3年，哦不，5年，终生价值多少", "current 500 years 5"),
        ("每年利润500，合作3年，折现率10%，写错了，折现率是8%，终生价值多少", "current 500 years 3 rate 2/25"),
        ("每年利润500，合作3年，折现率10%改成8%，终生价值多少", "current 500 years 3 rate 2/25"),
    ],
)
def test_lifetime_value_is_read_from_the_ways_staff_put_it(question: str, short: str) -> None:
    check_complete("lifetime-value", short, question)


@pytest.mark.parametrize(
    ("question", "short", "asked"),
    [
        ("我们排第三，份额6%，老大大概多少？", "third 3/50", ["第一名的份额"]),
        ("我们份额6%，排第三，老大多少", "third 3/50", ["第一名的份额"]),
        ("我们在行业排第二，市占率15%，龙头市占率多少", "second 3/20", ["第一名的份额"]),
        ("作为老三，我们市占率6个点，第一第二各占多少", "third 3/50", ["第一名的份额", "第二名的份额"]),
        ("我们市占率排第三，占8%，第一名占多少", "third 2/25", ["第一名的份额"]),
        ("我们是第三名，市场份额大概6%，推算一下老大", "third 3/50", ["第一名的份额"]),
        ("第一名占36%，第二、第三名各多少？", "first 9/25", ["第二名的份额", "第三名的份额"]),
        ("龙头份额40%，老二老三各多少", "first 2/5", ["第二名的份额", "第三名的份额"]),
        ("老二占了18%的市场份额，老大呢", "second 9/50", ["第一名的份额"]),
        ("市场份额第二名是12%，第一名和第三名大约多少", "second 3/25", ["第一名的份额", "第三名的份额"]),
        ("老三市占率5%，推算一下老大老二", "third 1/20", ["第一名的份额", "第二名的份额"]),
        ("前三名里第二名占两成，其他两家多少", "second 1/5", []),
        ("行业老大市场占有率三成六，老二老三估计多少", "first 9/25", ["第二名的份额", "第三名的份额"]),
        ("第一名拿了四成，后面第二名估计有多少", "first 2/5", ["第二名的份额"]),
        ("已知第一名份额为百分之四十，求第二名", "first 2/5", ["第二名的份额"]),
        ("份额36%的第一名，第二名会是多少", "first 9/25", ["第二名的份额"]),
        ("第一名的份额是三分之一，第二名多少", "first 1/3", ["第二名的份额"]),
        ("老大份额0.36，老二多少", "first 9/25", ["第二名的份额"]),
        ("老大份额３６％，老二多少", "first 9/25", ["第二名的份额"]),
        ("老二占12%老大多少", "second 3/25", ["第一名的份额"]),
        ("占12%的老二，老大份额呢", "second 3/25", ["第一名的份额"]),
        ("三家合计70%，份额各占多少", "three 7/10", []),
        ("前三名加起来占70%，老大份额多少", "three 7/10", ["第一名的份额"]),
        ("按4:2:1，第一名份额36%，第二名多少", "first 9/25", ["第二名的份额"]),
        ("老大24%，老二12%，老三份额多少", "first 6/25 second 3/25", ["第三名的份额"]),
        ("老大份额36%，不对，是40%，老二多少", "first 2/5", ["第二名的份额"]),
        ("如果前三名加起来正好70%，各占多少", "three 7/10", []),
        ("前三家占了七成的份额，老大占多少", "three 7/10", ["第一名的份额"]),
        ("我们排第二，份额涨到15%，老大多少", "second 3/20", ["第一名的份额"]),
        ("我们品牌市场占有率12%，位居第二，求第一和第三", "second 3/25", ["第一名的份额", "第三名的份额"]),
        ("第一名占市场一半，第二名占多少", "first 1/2", ["第二名的份额"]),
        ("行业前三，冠军份额36%，季军多少", "first 9/25", ["第三名的份额"]),
    ],
)
def test_the_share_of_any_rank_is_read_with_what_is_asked_for(question: str, short: str, asked: list[str]) -> None:
    check_complete("ladder-shares", short, question)
    assert list(read(question).asked) == asked


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("留一个老客100块，拉新要多少", "keep 100"),
        ("留住一位老客户要200元，拉新要多少钱？", "keep 200"),
        ("维护一个老客户每年200元，获得新客户要花多少", "keep 200"),
        ("老客户维护成本150元，按不同说法拉新各要多少", "keep 150"),
        ("按不同说法，留老客花100块，拉新客要花多少", "keep 100"),
        ("我们维系一位老顾客的成本是80元，吸引一位新顾客要多少", "keep 80"),
        ("留存成本三百，获客成本估算一下", "keep 300"),
        ("获得一个新客户要多少钱？老客户每人200", "keep 200"),
        ("老客户的维护费用1.5万，新客户多少", "keep 15000"),
        ("100块的老客户维护成本，拉新多少钱", "keep 100"),
        ("留老客100元，按5倍算拉新多少", "keep 100 times 5"),
        ("留老客100元，按10倍算拉新多少", "keep 100 times 10"),
        ("每月花20块维护老客户，拉一个新客多少钱", "keep 240"),
    ],
)
def test_the_cost_of_keeping_a_customer_is_read(question: str, short: str) -> None:
    check_complete("acquisition-cost", short, question)


@pytest.mark.parametrize(
    ("messages", "short"),
    [
        (("算一下让渡价值，产品800、服务300、人员200、形象100", "货币900，时间100，精力80，体力60"), PARTS),
        (("产品800、服务300，总成本1000元，让渡价值多少？", "人员200，形象100"), f"{VALUES} cost 1000"),
        (("总价值1400，让渡价值多少", "总成本1140"), "value 1400 cost 1140"),
        (("总价值1400，让渡价值多少", "1140"), "value 1400 cost 1140"),
        (("总价值1400，让渡价值多少", "大概是1140元吧"), "value 1400 cost 1140"),
        (("产品800、服务300，总成本1000，让渡价值多少？", "200、100"), f"{VALUES} cost 1000"),
        (("产品800、服务300，总成本1000，让渡价值多少？", "其余不计"), "product 800 service 300 personnel 0 image 0 cost 1000"),
        (("帮我算一下让渡价值", "总价值1400，总成本1140"), "value 1400 cost 1140"),
        (("总价值1400，总成本1140，让渡价值多少", "总成本改成1000"), "value 1400 cost 1000"),
        (("总价值1400，总成本1140，让渡价值多少", "不对，总价值是1500"), "value 1500 cost 1140"),
        (("总价值1000美元，总成本700，让渡价值多少", "总价值7000"), "value 7000 cost 700"),
        (("总价值1000到1200，总成本700，让渡价值多少", "1100"), "value 1100 cost 700"),
        (("总价值1400，让渡价值多少", "总成本1140", "总价值1500呢"), "value 1500 cost 1140"),
        (("总价值1400，让渡价值多少", "1140", "总价值1500呢"), "value 1500 cost 1140"),
    ],
)
def test_a_conversation_about_delivered_value_adds_up(messages: Sequence[str], short: str) -> None:
    check_complete("delivered-value", short, *messages)


@pytest.mark.parametrize(
    ("messages", "short"),
    [
        (("客户终生价值，每年利润500，合作3年", "折现率10%"), "current 500 years 3 rate 1/10"),
        (("客户终生价值，每年利润500，折现率10%，是多少", "3年"), "current 500 years 3 rate 1/10"),
        (("客户终生价值，每年利润500，折现率10%，是多少", "3"), "current 500 years 3 rate 1/10"),
        (("计算客户终生价值", "每年500，合作3年"), "current 500 years 3"),
        (("计算客户终生价值", "500，3年"), "current 500 years 3"),
        (("每年利润500，合作3年，折现率10%，终生价值多少", "那如果合作5年呢"), "current 500 years 5 rate 1/10"),
        (("每年利润500，合作3年，折现率10%，终生价值多少", "改成5年"), "current 500 years 5 rate 1/10"),
        (("每年利润500，合作3年，折现率10%，终生价值多少", "折现率8%呢"), "current 500 years 3 rate 2/25"),
        (("每年利润500，合作3年，终生价值多少", "不对，每年是600"), "current 600 years 3"),
        (("每月利润50，合作3年，终生价值多少", "利润60呢"), "current 720 years 3"),
        (("每年利润500，合作3到5年，终生价值多少", "4年"), "current 500 years 4"),
        (("利润500，合作3年，终生价值多少", "每年500"), "current 500 years 3"),
        (("合作3年，终生价值多少", "每月50"), "current 600 years 3"),
        (("当前价值1500，终生价值多少", "历史价值1200"), "whole 1500 historical 1200"),
    ],
)
def test_a_conversation_about_lifetime_value_adds_up(messages: Sequence[str], short: str) -> None:
    check_complete("lifetime-value", short, *messages)


@pytest.mark.parametrize(
    ("messages", "short", "formula"),
    [
        (("我们份额6%，老大多少", "我们排第三，份额6%"), "third 3/50", "ladder-shares"),
        (("留老客多少钱，拉新多少，帮我算", "100"), "keep 100", "acquisition-cost"),
        (("留老客100美元，拉新多少", "700元"), "keep 700", "acquisition-cost"),
    ],
)
def test_other_conversations_add_up(messages: Sequence[str], short: str, formula: str) -> None:
    check_complete(formula, short, *messages)


@pytest.mark.parametrize(
    ("question", "missing", "left"),
    [
        # something is not given
        ("总价值1400，让渡价值多少", ["整体顾客成本"], []),
        ("产品800、服务300，算让渡价值", ["人员价值", "形象价值", "整体顾客成本"], []),
        ("产品800，服务300，其余价值不计，让渡价值多少", ["整体顾客成本"], []),
        ("算一下让渡价值", ["整体顾客价值", "整体顾客成本"], []),
        ("形象价值无法估计，产品800，服务300，人员200，总成本1000，让渡价值多少", ["形象价值"], []),
        # an amount in a unit, or of an exactness, that cannot be worked with
        ("时间成本2小时，总价值100，货币5，精力1，体力1，让渡价值多少", ["时间成本"], ["2小时"]),
        ("总价值1000美元，总成本800美元，让渡价值多少", ["整体顾客价值", "整体顾客成本"], ["1000美元", "800美元"]),
        ("总价值900多，总成本800，让渡价值多少", ["整体顾客价值"], ["900多"]),
        ("总价值七八百，总成本500，让渡价值多少", ["整体顾客价值"], ["七八百"]),
        ("总价值超过1400，总成本1140，让渡价值多少", ["整体顾客价值"], ["1400"]),
        ("总价值1400，总成本打八折，让渡价值多少", ["整体顾客成本"], ["八折"]),
        ("总价值1400，总成本是价值的八成，让渡价值多少", ["整体顾客成本"], ["八成"]),
        # it is open what a number is for
        (
            "产品、服务、人员、形象分别是8万、3、2、1万，总成本10万，让渡价值多少",
            ["整体顾客价值"],
            ["8万", "3", "2", "1万"],
        ),
        ("总价值14万，总成本11.4，让渡价值多少", ["整体顾客成本"], ["11.4"]),
        ("总价值14.5，总成本11万，让渡价值多少", ["整体顾客价值"], ["14.5"]),
        ("总价值140万，总成本114，让渡价值多少", ["整体顾客成本"], ["114"]),
        ("产品和服务一共1100，人员200，形象100，总成本1140，让渡价值多少", ["产品价值", "服务价值"], ["1100"]),
        ("产品、服务、人员分别是800、300，形象100，总成本1140，让渡价值多少", ["产品价值", "服务价值", "人员价值"], ["800", "300"]),
        ("价值四项是800、300、200、100，总成本1140，让渡价值？", ["整体顾客价值"], ["800", "300", "200", "100"]),
        ("产品800，服务300，产品900，人员200，形象100，总成本1000，让渡价值多少", ["产品价值"], ["800", "900"]),
        ("产品成本500，服务费300，总成本700，让渡价值多少", ["整体顾客价值"], ["500", "300"]),
        # what comes out is no input
        ("总成本多少才能让让渡价值到300，总价值1400", ["整体顾客成本"], ["300"]),
    ],
)
def test_delivered_value_asks_back(question: str, missing: list[str], left: list[str]) -> None:
    reading = read(question)
    assert reading.formula.id == "delivered-value"
    assert [parameter.label for parameter in reading.missing] == missing
    assert unused(reading) == left


@pytest.mark.parametrize(
    ("question", "missing", "left"),
    [
        ("每年利润500，终生价值多少", ["年数"], []),
        ("合作3年，终生价值多少", ["当前每年利润"], []),
        ("历史价值1200，终生价值多少", ["当前每年利润", "年数"], []),
        ("计算客户终生价值", ["当前每年利润", "年数"], []),
        ("每年利润500，合作三五年，CLV多少", ["年数"], ["三五年"]),
        ("每年利润500，合作十几年，CLV多少", ["年数"], ["十几年"]),
        ("每年利润500，合作3年或5年，CLV多少", ["年数"], ["3年或5年"]),
        ("每年利润500，至少合作3年以上，CLV多少", ["年数"], ["3年以上"]),
        ("每年赚5000多，合作3年，CLV多少", ["当前每年利润"], ["5000多"]),
        ("每年利润三五百，3年，CLV多少", ["当前每年利润"], ["三五百"]),
        ("每年利润500美元，合作3年，CLV多少", ["当前每年利润"], ["500美元"]),
        # a whole amount is not taken for a yearly one, nor the other way round
        ("利润500，合作3年，终生价值多少", ["当前每年利润"], ["500"]),
        ("总利润1500，合作3年，终生价值多少", ["当前每年利润"], ["1500"]),
        ("3年利润一共1500，终生价值多少", ["当前每年利润"], ["1500"]),
        ("去年利润500，合作3年，终生价值多少", ["当前每年利润"], ["500"]),
        ("上半年利润6万，合作3年，终生价值多少", ["当前每年利润"], ["6万"]),
        ("历史价值每年400，每年利润500，合作3年，CLV多少", [], ["400"]),
        ("历史上每年利润400，合作3年，CLV多少", ["当前每年利润"], ["400"]),
        ("第一年利润500，第二年600，第三年700，终生价值多少", ["当前每年利润", "年数"], ["500", "600", "700"]),
        # a rate or a duration of something else
        ("每年利润500，合作3年，增长率5%，终生价值多少", [], ["5%"]),
        ("每年利润500，合作3年，折现率打七折，终生价值多少", [], ["七折"]),
        ("每年利润500，合作3年，打七折，终生价值多少", [], ["七折"]),
        ("每年利润500，合作3年，折现率10，终生价值多少", [], ["10"]),
        ("这个客户已经合作3年，每年利润500，终生价值多少", ["年数"], ["3年"]),
        ("合作了3年，每年利润500，终生价值多少", ["年数"], ["3年"]),
        ("一个3年的老客户，每年利润500，折现率10%，终生价值多少", ["年数"], ["3年"]),
        ("过去3年每年利润500，终生价值多少", ["年数"], ["3年"]),
        ("两个客户每年利润500，合作3年，终生价值多少", [], ["两个"]),
        ("每年利润500，合作3年，再合作5年，终生价值多少", ["年数"], ["3年", "5年"]),
    ],
)
def test_lifetime_value_asks_back(question: str, missing: list[str], left: list[str]) -> None:
    reading = read(question)
    assert reading.formula.id == "lifetime-value"
    assert [parameter.label for parameter in reading.missing] == missing
    assert unused(reading) == left


@pytest.mark.parametrize(
    ("question", "missing", "left"),
    [
        ("我们份额6%，老大多少", ["第一名的份额"], ["6%"]),
        ("我们6%的份额老大多少", ["第一名的份额"], ["6%"]),
        ("老大份额36，老二多少", ["第一名的份额"], ["36"]),
        ("第一名份额大于40%，第二名多少", ["第一名的份额"], ["40%"]),
        ("第一名份额涨了5个百分点，第二名多少", ["第一名的份额"], ["5个百分点"]),
        ("老大很强，我们份额6%，老大占多少", ["第一名的份额"], ["6%"]),
        ("第一名是可口可乐，占了40%，第二名百事占多少", ["第一名的份额"], ["40%"]),
        ("我们份额从6%涨到8%，排第三，老大多少", ["第一名的份额"], ["6%涨到8%"]),
        ("老客户维护成本打八折，拉新要多少", ["留住一位老客户的成本"], ["八折"]),
        ("留住老客户要花2小时，拉新要多少", ["留住一位老客户的成本"], ["2小时"]),
        ("留老客100元，拉新贵10倍，拉新多少", [], ["10倍"]),
    ],
)
def test_shares_and_costs_ask_back(question: str, missing: list[str], left: list[str]) -> None:
    reading = read(question)
    assert reading.formula.id in ("ladder-shares", "acquisition-cost")
    assert [parameter.label for parameter in reading.missing] == missing
    assert unused(reading) == left


@pytest.mark.parametrize(
    "question",
    [
        "什么是让渡价值",
        "顾客让渡价值公式是什么？",
        "让渡价值有几部分",
        "让渡价值怎么算",
        "让渡价值的4项成本是多少",
        "让渡价值有8个组成部分，分别是哪8个",
        "给我八个数，怎么算出顾客到手的净好处",
        "总价值和总成本哪个减哪个",
        "买一台3000元的空调，让渡价值包括哪些",
        "让渡价值低于0说明什么",
        "想提高让渡价值，产品和服务怎么做",
        "2008年的让渡价值理论是谁提出的",
        "客户终生价值由哪三部分构成",
        "算终生价值用几个点的折现、算几年",
        "算终生价值一般按3年还是5年",
        "终生价值里的折现率用10%合适吗",
        "折现率10%算高吗",
        "CLV那个是不是净现值",
        "一个客户一辈子值多少钱",
        "终生价值小的客户还要花力气争取吗",
        "前三名份额什么比例",
        "前三名的份额比例是多少",
        "前三名份额之比为什么是4比2比1",
        "4:2:1的份额怎么算",
        "4比2比1能拿来算利润或者客户数吗",
        "我们排第三，份额6%，该怎么打",
        "第7条法则讲的份额是多少",
        "第一名的利润率20%，第二名多少",
        "第一名得票率60%，第二名多少",
        "拉新贵几倍",
        "拉一个新客比留一个老客贵多少？",
        "有人讲5倍有人讲8倍，新客成本到底听谁的",
        "比老客户多5倍是不是等于6倍",
        "新客成本和老客成本是一比五还是一比八",
        "培训老师说拉新贵6倍，我记的是5倍，谁记错了",
        "开发新客户的花费是维护老客户的5倍对吗",
        "新客户首单优惠20元，老客户返10元，怎么设计",
        "老客户200个，新客户50个，一共多少",
        "老客户贡献80%的利润，新客户贡献多少",
        "5%的客户贡献了25%的利润是真的吗",
        "今天天气怎么样",
        "",
        "10%",
        "800、300",
    ],
)
def test_other_questions_are_not_taken_for_a_calculation(question: str) -> None:
    assert read_calculation(question) is None


@pytest.mark.parametrize("after", ["谢谢", "5%的客户贡献了多少利润", "什么是折现率", "3年的老客户值得留吗", "第7条是什么"])
def test_other_messages_after_a_calculation_are_not_taken_into_it(after: str) -> None:
    assert read_in_conversation(after, ["每年利润500，合作3年，终生价值多少"]) is None


def test_a_complete_question_owes_nothing_to_the_messages_before_it() -> None:
    earlier = ["历史价值1200，每年利润500，合作3年，店里2个人，终生价值多少", "折现率10%"]
    check_complete("lifetime-value", "current 600 years 5", *earlier, "每年利润600，合作5年，终生价值多少")
    check_complete("delivered-value", "value 1400 cost 1140", *earlier, "总价值1400，总成本1140，让渡价值多少")


# A figure of each unit, as somebody would answer with it.
FITTING = {
    "money": ("80元", 80),
    "rate": ("8%", Fraction(8, 100)),
    "points": ("8个百分点", Fraction(8, 100)),
    "count": ("80", 80),
    "number": ("80", 80),
    "multiple": ("8倍", 8),
    "years": ("8年", 8),
    "months": ("8个月", 8),
    "days": ("8天", 8),
}
# What the two sides of a comparison are called, where that is fixed; a figure of the material is not asked for.
ASKED_FOR = [
    (f, p)
    for f in BY_ID.values()
    for p in f.parameters
    if not p.options and not p.many and p.aliases and (not f.only_with or p.name in f.only_with)
]


@pytest.mark.parametrize(("formula", "parameter"), ASKED_FOR, ids=lambda item: item.name if isinstance(item, Parameter) else item.id)
def test_what_is_asked_for_can_be_given_under_the_name_it_is_asked_by(formula: Formula, parameter: Parameter) -> None:
    written, value = FITTING[parameter.unit]
    sides = "甲和乙，" if formula.parties and not formula.sides else ""
    for answer in (f"{parameter.label}{written}", f"{parameter.label}是{written}", f"{parameter.label}：{written}"):
        reading = read_calculation(f"{sides}{formula.title}是多少，{answer}")
        assert reading is not None
        assert {name: bound.value for name, bound in reading.inputs.items() if name == parameter.name} == {parameter.name: value}
        assert reading.unused == ()


def test_an_answer_that_cannot_be_worked_with_is_asked_about_again() -> None:
    question = "每年利润500，终生价值多少"
    for answer in ("3年多", "大概三五年吧", "3个"):
        reading = read(question, answer)
        assert [parameter.label for parameter in reading.missing] == ["年数"]
        assert len(unused(reading)) == 1


def test_a_long_conversation_keeps_its_inputs() -> None:
    messages = ["历史价值1200，每年利润500，终生价值多少", "3年", "折现率10%", "折现率8%呢", "5年呢", "每年利润600"]
    check_complete("lifetime-value", "historical 1200 current 600 years 5 rate 2/25", *messages)


# Whatever is typed


LABELS = {
    "产品价值": "product_value",
    "服务": "service_value",
    "人员价值": "personnel_value",
    "形象": "image_value",
    "货币成本": "money_cost",
    "时间": "time_cost",
    "精神成本": "energy_cost",
    "体力": "physical_cost",
}
AMOUNT = st.tuples(
    st.integers(min_value=1, max_value=99_999_999), st.sampled_from(["元", "块", "块钱", "万元", "亿元", "千元"]), st.booleans()
).map(lambda drawn: (written(*drawn), Fraction(drawn[0]) * {"万元": 10**4, "亿元": 10**8, "千元": 1000}.get(drawn[1], 1)))
BARE = st.integers(min_value=0, max_value=99_999_999).map(lambda number: (str(number), Fraction(number)))


def written(number: int, unit: str, wide: bool) -> str:
    text = f"{number}{unit}"
    return text.translate({48 + digit: 0xFF10 + digit for digit in range(10)}) if wide else text


@relaxed
@given(
    st.permutations(list(LABELS)),
    st.lists(AMOUNT, min_size=8, max_size=8) | st.lists(BARE, min_size=8, max_size=8),
    st.sampled_from(
        ["{label}{number}", "{label}是{number}", "{label}：{number}", "{label}大约{number}", "{number}的{label}", "{number}是{label}"]
    ),
    st.sampled_from(["，", "、", "；", ",", "\n"]),
)
def test_each_part_gets_its_own_number_whatever_the_order_and_the_wording(
    labels: list[str], numbers: list[tuple[str, Fraction]], pattern: str, between: str
) -> None:
    parts = [pattern.format(label=label, number=number) for label, (number, _) in zip(labels, numbers, strict=True)]
    reading = read(f"{between.join(parts)}。让渡价值是多少？")
    assert values(reading) == {LABELS[label]: value for label, (_, value) in zip(labels, numbers, strict=True)}
    assert (reading.missing, reading.unused) == ((), ())


@relaxed
@given(st.permutations(list(LABELS)), st.lists(st.integers(1, 9999), min_size=8, max_size=8), st.integers(2, 8))
def test_a_list_of_names_and_a_list_of_numbers_go_together_in_order(labels: list[str], numbers: list[int], count: int) -> None:
    names, amounts = labels[:count], numbers[:count]
    reading = read(f"{'、'.join(names)}分别是{'、'.join(map(str, amounts))}，让渡价值多少")
    assert values(reading) == {LABELS[name]: amount for name, amount in zip(names, amounts, strict=True)}


@relaxed
@given(st.lists(st.integers(6, 9999), min_size=1, max_size=8, unique=True), st.integers(2, 8))  # a 5 would only repeat the cost
def test_lists_of_different_length_bind_nothing(numbers: list[int], count: int) -> None:
    if len(numbers) == count:
        return
    reading = read(f"算让渡价值，{'、'.join(list(LABELS)[:count])}分别是{'、'.join(map(str, numbers))}，总成本5元")
    assert values(reading) == expected("cost 5")
    assert unused(reading) == [str(number) for number in numbers]


@relaxed
@given(
    st.integers(1, 10**6), st.sampled_from([("年", 1), ("半年", 2), ("季度", 4), ("个月", 12), ("周", 52), ("天", 365)]), st.integers(1, 40)
)
def test_an_amount_per_period_becomes_the_amount_per_year(amount: int, period: tuple[str, int], years: int) -> None:
    unit, times = period
    for question in (f"每{unit}利润{amount}，合作{years}年，终生价值多少", f"利润{amount}元每{unit}，合作{years}年，终生价值多少"):
        assert values(read(question)) == {"current_yearly": amount * times, "years": years}


FRAGMENTS = re.findall(
    r"\S+",
    "让渡价值 终生价值 份额 拉新 产品 服务价值 总成本 价值 历史价值 当前价值 潜在 利润 每年 每月 一年 半年 合作 折现率 老大 第三名 排第三 老客户 分别 是 的 "
    "不对 没有 其余不计 多少 怎么 800 300元 1.2万 10% 八成 3年 三五 3到5年 打七折 -5 两个 倍 美元 、 ， 。 ？ 和 / ：",
)
TYPED = st.lists(st.sampled_from(["\n", *FRAGMENTS]), max_size=18).map("".join) | st.text(max_size=40)


@relaxed
@given(st.lists(TYPED, min_size=1, max_size=3))
def test_every_number_of_the_newest_message_is_used_once_or_asked_about(messages: list[str]) -> None:
    reading = read_calculation(messages[-1], messages[:-1])
    if reading is None:
        return
    spans = [(bound.start, bound.end) for bound in reading.inputs.values() if bound.value]
    assert len(spans) == len(set(spans))
    assert not set(spans) & {(quantity.start, quantity.end) for quantity in reading.unused}
    whole = "\n".join(messages)
    by_span = {(quantity.start, quantity.end): quantity for quantity in read_quantities(whole, apart=reading.formula.apart)}
    for span in spans:
        quantity = by_span[span]
        assert quantity.kind != "unclear"
    for name in reading.inputs:
        bound = reading.inputs[name]
        if bound.value and not by_span[(bound.start, bound.end)].per:
            assert bound.value == by_span[(bound.start, bound.end)].value
    assert not {parameter.name for parameter in reading.missing} & set(reading.inputs)


@relaxed
@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    read_calculation(text)
    read_calculation(text, [text, "让渡价值多少"])
