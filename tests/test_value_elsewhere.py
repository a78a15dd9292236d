"""What a question says of a number in another place than beside it: whose it is, what it is paid per, what it is a share of."""

from fractions import Fraction

import pytest

from assistant.value.quantities import read_quantities
from assistant.value.reader import read_calculation

READ: list[tuple[str, str, dict[str, Fraction]]] = [
    (
        "价值1500、成本1000的是咱们，价值1600、成本1300的是隔壁那家，客户会选谁",
        "compare-offers",
        {"a_total_value": Fraction(1500), "a_total_cost": Fraction(1000), "b_total_value": Fraction(1600), "b_total_cost": Fraction(1300)},
    ),
    (
        "价值900成本650的这家是我们，价值800成本600的那家是对手，各自让渡价值多少",
        "compare-offers",
        {"a_total_value": Fraction(900), "a_total_cost": Fraction(650), "b_total_value": Fraction(800), "b_total_cost": Fraction(600)},
    ),
    (
        "总价值800总成本600（我们），总价值700总成本600（对手），差多少",
        "compare-offers",
        {"a_total_value": Fraction(800), "a_total_cost": Fraction(600), "b_total_value": Fraction(700), "b_total_cost": Fraction(600)},
    ),
    ("打了80个新客户电话，成交率5%，能成几个", "expected-deals", {"new_people": Fraction(80), "new_chance": Fraction(1, 20)}),
    ("拜访老客户50位，成交机会七成，能签几单", "expected-deals", {"old_people": Fraction(50), "old_chance": Fraction(7, 10)}),
    (
        "新老客户各联系100人，新的成交率一成五，老的七成五，一共成多少单",
        "expected-deals",
        {"people": Fraction(100), "new_chance": Fraction(3, 20), "old_chance": Fraction(3, 4)},
    ),
    (
        "每单毛利450，这个月房租工资固定3.6万，老板要净剩2.7万，得签几单",
        "break-even-sales",
        {"unit_profit": Fraction(450), "spent": Fraction(36_000), "target": Fraction(27_000)},
    ),
    (
        "想让客户买完净得500块的好处，四项价值加起来他认2400，时间、精力、体力三样折下来350，那我最高能标多少钱",
        "delivered-value",
        {"target": Fraction(500), "total_value": Fraction(2400), "effort_cost": Fraction(350)},
    ),
    (
        "年初1250个客户，年底1380个，其中330个是今年新开发的，老客户的留存率是多少，怎么报",
        "retention-rate",
        {"before": Fraction(1250), "after": Fraction(1380), "new": Fraction(330)},
    ),
    (
        "我要卖3万块，客单价150，成交率20%，要接待多少人",
        "expected-deals",
        {"goal": Fraction(30_000), "ticket": Fraction(150), "chance": Fraction(1, 5)},
    ),
    ("一瓶成本12块，想赚成本的30%，卖多少", "markup", {"cost": Fraction(12), "margin": Fraction(3, 10), "basis": Fraction(0)}),
    (
        "一年365天，每天接待20个客户，成交率15%，一年成多少单",
        "expected-deals",
        {"days": Fraction(365), "people": Fraction(20), "chance": Fraction(3, 20)},
    ),
    (
        "一个月22天，每天拜访5家新客户，成功率20%，一个月能成几单",
        "expected-deals",
        {"days": Fraction(22), "new_people": Fraction(5), "new_chance": Fraction(1, 5)},
    ),
    ("利润率从8%提高到10%，提高了多少个百分点", "percent-or-points", {"base": Fraction(2, 25), "after": Fraction(1, 10)}),
    (
        "促销前月销80万，要增长两成才拿得到奖金，现在到了90万，还差几万",
        "sales-growth",
        {"before": Fraction(800_000), "growth": Fraction(1, 5), "after": Fraction(900_000)},
    ),
    ("前20%的客户有60个，那一共大概多少客户", "top-fifth-customers", {"top_customers": Fraction(60)}),
    (
        "获客成本150，一年毛利80，留存率80%，能回本吗",
        "payback",
        {"cost": Fraction(150), "yearly": Fraction(80), "retention_rate": Fraction(4, 5)},
    ),
    (
        "满200-30，买240的东西，付多少",
        "discount",
        {"threshold": Fraction(200), "off": Fraction(30), "price": Fraction(240)},
    ),
    ("第二件半价，单价60，两件多少钱，等于几折", "gift-in-kind", {"second": Fraction(1, 2), "price": Fraction(60)}),
    (
        "产品定价200，成本120，卖多少件才能赚回10万的开发费",
        "break-even-sales",
        {"price": Fraction(200), "unit_cost": Fraction(120), "spent": Fraction(100_000)},
    ),
    ("销售额上涨15%后是230万，原来多少", "sales-growth", {"grown": Fraction(3, 20), "after": Fraction(2_300_000)}),
    (
        "做活动送了300份礼品，每份成本20，多卖了5万，毛利25%，赚了吗",
        "promotion-profit",
        {"gifts": Fraction(300), "gift_each": Fraction(20), "more": Fraction(50_000), "margin": Fraction(1, 4)},
    ),
    ("他每月在我家花500，所有同类消费两千，我们占几成", "share-of-wallet", {"purchases": Fraction(6000), "all_purchases": Fraction(24000)}),
    ("打广告之前100个人里有20个知道我们，之后35个，知名度提高几个点", "awareness", {"before": Fraction(1, 5), "after": Fraction(7, 20)}),
    (
        "问了200个人，投广告前有40个知道我们牌子，投完有64个知道，知名度升了几个点",
        "awareness",
        {"before": Fraction(1, 5), "after": Fraction(8, 25)},
    ),
    ("大促前压着2000双鞋，卖完剩300双，清了百分之多少", "stock-clearance", {"before": Fraction(2000), "after": Fraction(300)}),
    ("买四件送一件，等于打几折", "gift-in-kind", {"bought": Fraction(4), "given": Fraction(1)}),
    ("满意率30%，增长10%后是多少", "percent-or-points", {"base": Fraction(3, 10), "rise": Fraction(1, 10)}),
    ("每年有8%的会员不再续，平均一位会员能待多久", "average-life", {"churn_rate": Fraction(2, 25)}),
    ("成本400，售价里利润占两成，定多少钱", "markup", {"cost": Fraction(400), "margin": Fraction(1, 5), "basis": Fraction(1)}),
    ("成本200，加三成卖，售价多少", "markup", {"cost": Fraction(200), "margin": Fraction(3, 10), "basis": Fraction(0)}),
]


def test_a_whole_beside_all_parts_but_one_is_that_part_unless_its_words_say_that_it_is_all() -> None:
    parts = "售后值8000，业务员懂行算3000，牌子算5000，报价5.9万，时间折2000，操心折1500，搬运受累折500，让渡价值多少"
    part, whole = read_calculation(f"设备他觉得值6.2万，{parts}"), read_calculation(f"总价值8万，{parts}")
    assert part is not None
    assert (part.inputs["product_value"].value, "total_value" in part.inputs) == (62_000, False)
    assert whole is not None
    assert whole.inputs["total_value"].value == 80_000


def test_staff_counted_beside_a_complete_calculation_measure_nothing() -> None:
    reading = read_calculation("按信用卡那个例子，5%的高层客户贡献25%的利润，一年赚640万，发卡部有18个人，那5%的客户给了多少利润")
    assert reading is not None
    assert reading.complete
    assert [reading.text[quantity.start : quantity.end] for quantity in reading.aside] == ["18个人"]


@pytest.mark.parametrize(("question", "formula", "inputs"), READ)
def test_what_is_said_elsewhere_is_read(question: str, formula: str, inputs: dict[str, Fraction]) -> None:
    reading = read_calculation(question)
    assert reading is not None
    assert reading.complete
    assert (reading.formula.id, {name: bound.value for name, bound in reading.inputs.items()}) == (formula, inputs)


def test_the_list_of_gaps_is_the_calculation_though_it_names_another() -> None:
    reading = read_calculation("他来了四回 每回的满意差距是+0.8 −0.2 +0.5 +0.1 平均着看整体是多少")
    assert reading is not None
    assert reading.formula.id == "overall-satisfaction"
    assert reading.complete


def test_the_first_year_is_a_year_unless_others_are_said_too() -> None:
    first = read_calculation("头一年贡献800肯定拿到，之后每年只有上一年的八成，年末收，折现率10%，看3年，终生价值多少")
    assert first is not None
    assert first.inputs["current_yearly"].value == 800
    each = read_calculation("第一年利润500，第二年600，第三年700，终生价值多少")
    assert each is not None
    assert "current_yearly" not in each.inputs


def test_an_amount_with_its_own_date_does_not_share_the_period_of_another() -> None:
    reading = read_calculation("他每月在我家花500，去年同类消费两千，我们占几成")
    assert reading is None or reading.inputs.get("all_purchases") is None or reading.inputs["all_purchases"].value == 2000


def test_those_who_were_asked_are_no_share_where_nobody_knows_anything() -> None:
    assert [(str(q.value), q.kind) for q in read_quantities("问了200个人，成交40单")] == [("200", "count"), ("40", "count")]
