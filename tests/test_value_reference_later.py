"""Every formula and input that came later, against a second implementation that was written without sight of the formulas' code.

Pieces are sold one by one, customers are counted, months are walked, wholes are built from their parts; how a reference is made is
told in test_value_reference.py.
"""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ValueModelError
from assistant.value.formulas import BY_ID
from tests.test_value_reference import AMOUNT, INNER, PRICE, SHARE, SOME, Number, draws, hundredths, refuses, worked


def steps(formula: str, claims: Mapping[str, Number] | None = None, **inputs: Number) -> dict[str, Fraction]:
    """Steps of a working by their labels: some stand among the steps and not among the results."""
    values = {name: Fraction(value) for name, value in inputs.items()}
    values.update({f"claim:{label}": Fraction(value) for label, value in (claims or {}).items()})
    return {step.label: step.value for step in BY_ID[formula].work(values).steps}


def handed_out(amount: Fraction, portion: Fraction) -> Fraction:
    """How many portions an amount is: one is taken away after the other, and the last is a part of one."""
    count, left = 0, amount
    while left >= portion:
        count, left = count + 1, left - portion
    return count + left / portion


FEW = st.integers(1, 60)
SMALL = hundredths(1, 10**5)


@draws(800)
@given(SMALL, SMALL, st.integers(0, 60), INNER, INNER)
def test_pieces_are_sold_one_by_one_until_what_was_spent_is_back(
    each: Fraction, cost: Fraction, whole: int, part: Fraction, margin: Fraction
) -> None:
    spent = sum([each] * whole, each * part)
    pieces = handed_out(spent, each)
    assert worked("break-even-sales", spent=spent, unit_profit=each) == {"保本销量": pieces}
    by_cost = worked("break-even-sales", spent=spent, price=cost + each, unit_cost=cost)
    assert by_cost == {"每件利润": each, "保本销量": pieces}
    # so much of the price is the cost that what is left of it is the profit: the price for which that is so, from two straight lines
    price = each + each * (1 - margin) / margin
    assert price - price * (1 - margin) == each
    by_margin = worked("break-even-sales", spent=spent, price=price, margin=margin)
    assert by_margin == {"每件利润": each, "保本销量": pieces, "保本销售额": sum([price] * whole, price * part)}
    same = worked("break-even-sales", spent=spent, price=price, unit_cost=price * (1 - margin))
    assert same == {"每件利润": each, "保本销量": pieces}
    # what is to be left over besides: so many pieces more, for which it is all that they bring
    aimed = worked("break-even-sales", spent=spent, unit_profit=each, target=sum([each] * whole))
    assert aimed == {"要做到的销量": pieces + whole}


@draws(800)
@given(PRICE, INNER, PRICE)
def test_sales_for_which_goods_and_what_was_spent_take_all_that_comes_in(spent: Fraction, margin: Fraction, wanted: Fraction) -> None:
    def over(sales: Fraction) -> Fraction:
        goods = sales * (1 - margin)
        return sales - goods - spent

    ends = over(Fraction(0)), over(spent)  # what is left over is a straight line in the sales: where it is nothing, from two points of it
    level = spent * ends[0] / (ends[0] - ends[1])
    assert worked("break-even-sales", spent=spent, margin=margin) == {"保本销售额": level}
    assert over(level) == 0
    assert worked("break-even-sales", spent=spent, margin=1) == {"保本销售额": spent}
    aimed = worked("break-even-sales", spent=spent, margin=margin, target=wanted)
    assert over(aimed["要做到的销售额"]) == wanted
    # a piece that costs one 元: its pieces are the sales in 元
    assert worked("break-even-sales", spent=spent, margin=margin, price=1)["保本销量"] == level
    half = worked("break-even-sales", spent=spent / 2, margin=margin)["保本销售额"]
    assert half + half == level


@draws(500)
@given(PRICE, PRICE, AMOUNT, INNER)
def test_what_brings_nothing_never_brings_back_what_was_spent(spent: Fraction, price: Fraction, loss: Fraction, margin: Fraction) -> None:
    assert "零" in refuses("break-even-sales", spent=spent, margin=0)
    assert "零" in refuses("break-even-sales", spent=spent, margin=0, price=price)
    assert "不大于零" in refuses("break-even-sales", spent=spent, margin=margin, price=0)
    assert "不大于零" in refuses("break-even-sales", spent=spent, unit_profit=0)
    assert "不大于零" in refuses("break-even-sales", spent=spent, price=price, unit_cost=price + loss)
    known: tuple[dict[str, Number], ...] = (
        {"margin": margin},
        {"unit_profit": price},
        {"price": price + loss, "unit_cost": loss},
        {"price": price, "margin": margin},
    )
    for inputs in known:
        assert "0元" in refuses("break-even-sales", spent=0, **inputs)


@draws(800)
@given(AMOUNT, AMOUNT, AMOUNT, INNER)
def test_a_promotion_in_two_accounts_one_with_it_and_one_without(
    before: Fraction, after: Fraction, cost: Fraction, margin: Fraction
) -> None:
    for first, second in ((before, after), (after, before), (before, before)):
        without = first - first * (1 - margin)
        with_it = second - second * (1 - margin) - cost
        grown = worked("promotion-profit", before=first, after=second, margin=margin, cost=cost)
        assert grown["活动净收益"] == with_it - without
        assert grown["多赚的毛利"] == with_it + cost - without
        assert first + grown["多卖的销售额"] == second
        level = grown["保本要多卖"]
        assert level - level * (1 - margin) - cost == 0  # what is sold more, less its goods, is the cost
        assert worked("promotion-profit", before=first, after=first + level, margin=margin, cost=cost)["活动净收益"] == 0
        # every 元 sold beyond the level leaves its margin
        assert (first + level - second) * margin + grown["活动净收益"] == 0
        if second >= first:
            more = worked("promotion-profit", more=second - first, margin=margin, cost=cost)
            assert more == {label: value for label, value in grown.items() if label != "多卖的销售额"}
    assert "零" in refuses("promotion-profit", more=before, margin=0, cost=cost)
    assert "零" in refuses("promotion-profit", before=before, after=after, margin=0, cost=cost)


@draws(700)
@given(FEW, FEW, SMALL, SMALL, st.integers(0, 60))
def test_a_promotion_counted_in_pieces_and_in_presents(first: int, second: int, each: Fraction, present: Fraction, presents: int) -> None:
    cost = sum([present] * presents, Fraction(0))
    purse = -cost
    for _ in range(second):
        purse += each
    for _ in range(first):
        purse -= each
    for expense in ({"cost": cost}, {"gifts": presents, "gift_each": present}):
        counted = worked("promotion-profit", before_pieces=first, after_pieces=second, unit_profit=each, **expense)
        assert counted["多卖的件数"] == second - first
        assert counted["活动净收益"] == purse
        assert counted["保本要多卖"] * each == cost
    if second > first:
        more = worked("promotion-profit", more_pieces=second - first, unit_profit=each, cost=cost)
        assert more["活动净收益"] == purse
        in_money = worked("promotion-profit", more=each * (second - first), margin=1, cost=cost)
        assert in_money["活动净收益"] == purse


@draws(700)
@given(st.integers(0, 300), st.lists(st.integers(1, 30), min_size=1, max_size=4), FEW)
def test_those_who_were_told_are_handed_back_to_those_who_told_them(reached: int, told: list[int], unhappy: int) -> None:
    claims = {f"说法{place}": people for place, people in enumerate(told)}
    back = worked("word-of-mouth", reached=reached, claims=claims)
    assert back == {f"按“{label}”，不满意的客户": handed_out(Fraction(reached), Fraction(people)) for label, people in claims.items()}
    for people in told:
        everybody = sum([people] * unhappy)
        assert worked("word-of-mouth", reached=everybody, claims={"说法": people}) == {"按“说法”，不满意的客户": unhappy}
        assert worked("word-of-mouth", dissatisfied=unhappy, claims={"说法": people}) == {"按“说法”": everybody}
        own = worked("word-of-mouth", reached=everybody, own_claim=people, claims=claims)
        assert own == {"按“您给的数”，不满意的客户": unhappy}


@draws(700)
@given(SOME, SOME, st.integers(1, 40), st.integers(0, 40))
def test_a_whole_is_as_many_equal_parts_as_its_share_says(one: int, other: int, parts: int, rest: int) -> None:
    share = Fraction(parts, parts + rest)
    for formula, part_name, whole_name, whole_label, part_label in (
        ("top-fifth-profit", "top_profit", "profit", "总利润", "前20%客户的利润"),
        ("top-fifth-customers", "top_customers", "customers", "客户数", "带来80%利润的客户数"),
        ("wage-earners", "workers", "customers", "客户数", "普通工薪族人数"),
    ):
        for amount in (Fraction(one), Fraction(one, 100)):
            each = amount / parts
            whole = sum([each] * rest, amount)
            assert worked(formula, share=share, **{part_name: amount}) == {whole_label: whole}
            assert worked(formula, share=share, **{whole_name: whole}) == {part_label: amount}
            # the real share, whatever is cited: so much of it and what lies outside make up all of it
            everything = amount + other
            real = worked(formula, share=share, **{part_name: amount, whole_name: everything})
            assert real == {"实际的占比": 1 - other / everything}
            assert "占比" in refuses(formula, share=share, **{part_name: everything, whole_name: amount})
            assert worked(formula, share=share, **{part_name: amount, whole_name: amount}) == {"实际的占比": 1}
        assert "占比" in refuses(formula, share=share, **{part_name: 0, whole_name: 0})


@draws(700)
@given(st.lists(SOME, min_size=2, max_size=8), st.integers(1, 7), SOME)
def test_sellers_who_are_not_named_have_the_rest_of_the_market(sellers: list[int], named: int, beyond: int) -> None:
    market = sum(sellers)
    leaders, others = sellers[:named], sellers[named:]
    shares = [Fraction(seller, market) for seller in leaders]
    for order in (shares, shares[::-1], sorted(shares)):
        rest = worked("rest-of-market", *order)
        assert rest == {"其余的份额": sum((Fraction(seller, market) for seller in others), Fraction(0))}
        in_money = worked("rest-of-market", *order, market=market)
        assert in_money == {**rest, "其余的金额": sum(others)}
    together = worked("rest-of-market", share=sum(shares, Fraction(0)), market=market)
    assert together == {"其余的份额": Fraction(sum(others), market), "其余的金额": sum(others)}
    with pytest.raises(ValueModelError, match="100%"):  # together more than there is
        worked("rest-of-market", *shares, Fraction(sum(others) + beyond, market))


@draws(700)
@given(st.lists(st.tuples(SMALL, st.booleans()), min_size=1, max_size=10), SHARE)
def test_receipts_of_one_customer_ours_and_the_others(receipts: list[tuple[Fraction, bool]], target: Fraction) -> None:
    ours = sum((amount for amount, here in receipts if here), Fraction(0))
    elsewhere = sum((amount for amount, here in receipts if not here), Fraction(0))
    whole = sum(amount for amount, _ in receipts)
    wallet = worked("share-of-wallet", purchases=ours, elsewhere=elsewhere)
    assert wallet == {"同类购买合计": whole, "客户份额": sum((amount / whole for amount, here in receipts if here), Fraction(0))}
    known_whole = worked("share-of-wallet", purchases=ours, all_purchases=whole)
    assert known_whole["客户份额"] == wallet["客户份额"] == 1 - elsewhere / whole
    aimed = worked("share-of-wallet", purchases=ours, elsewhere=elsewhere, target=target)
    moved = aimed["还要多卖"]  # bought here instead of there: he buys no more than before
    assert worked("share-of-wallet", purchases=ours + moved, elsewhere=elsewhere - moved)["客户份额"] == target
    assert aimed["对应的购买额"] == ours + moved
    assert worked("share-of-wallet", purchases=ours, elsewhere=elsewhere, target=wallet["客户份额"])["还要多卖"] == 0
    assert "零" in refuses("share-of-wallet", purchases=0, elsewhere=0)


@draws(700)
@given(st.integers(1, 20), st.integers(0, 20), st.integers(0, 200), st.integers(0, 200), SMALL)
def test_of_so_many_that_are_called_so_many_buy(buying: int, not_buying: int, rounds: int, more: int, ticket: Fraction) -> None:
    group = buying + not_buying
    chance = Fraction(buying, group)
    # groups that are alike are called one after the other: so many buy in each
    people = deals = 0
    for _ in range(rounds):
        people, deals = people + group, deals + buying
    for name in ("people", "new_people", "old_people"):
        assert worked("expected-deals", chance=chance, **{name: people}) == {"预计成交": deals}
        half = worked("expected-deals", chance=chance, **{name: Fraction(people, 2)})["预计成交"]
        assert half + half == deals
    both = worked("expected-deals", new_people=people, old_people=more * group, chance=chance)
    assert both == {"预计成交": deals + sum([buying] * more)}
    cited: dict[str, Number] = {"new_chance": "0.2", "old_chance": "0.6"}
    assert worked("expected-deals", people=people, chance=chance, **cited) == {"预计成交": deals}
    assert worked("expected-deals", target=deals, chance=chance) == {"要联系的人数": people}
    takings = sum([ticket] * deals, Fraction(0))
    assert worked("expected-deals", goal=takings, ticket=ticket, chance=chance) == {"要联系的人数": people}
    assert "0%" in refuses("expected-deals", target=deals + 1, chance=0)
    assert "0元" in refuses("expected-deals", goal=takings + 1, ticket=0, chance=chance)


@draws(800)
@given(FEW, FEW, SMALL, SMALL)
def test_customers_counted_those_at_the_top_and_the_others(top: int, rest: int, much: Fraction, little: Fraction) -> None:
    for most, least in ((much, little), (little, much)):
        purses = [most] * top + [least] * rest
        profit, customers = sum(purses), len(purses)
        shares = {"own_share": sum(purses[:top]) / profit, "top_share": Fraction(top, customers)}
        money = {"头部客户的利润": sum(purses[:top]), "其余客户的利润": sum(purses[top:])}
        heads = {"头部客户数": top, "其余客户数": rest}
        each = {"头部客户人均利润": most, "其余客户人均利润": least}
        times = {"人均利润倍数": most / least}
        assert worked("top-share", **shares, profit=profit) == {**money, **times}
        assert worked("top-share", **shares, customers=customers) == {**heads, **times}
        everything = worked("top-share", **shares, profit=profit, customers=customers)
        assert everything == {**money, **heads, **each, **times}
        cited = {f"profit_share_{place}": Fraction(1, 4) for place in range(3)}
        for industry in range(3):  # one's own share stands before an industry's
            assert worked("top-share", **shares, **cited, industry=industry, profit=profit) == {**money, **times}


@draws(700)
@given(PRICE, st.integers(0, 60), AMOUNT)
def test_presents_that_are_counted_are_a_gift_of_their_sum(paid: Fraction, pieces: int, each: Fraction) -> None:
    held = paid  # what the customer holds in the end
    for _ in range(pieces):
        held += each
    counted = worked("top-up", paid=paid, gift_pieces=pieces, gift_each=each)
    assert set(counted) == {"赠送额", "实付比例", "合多少折", "省下的比例"}
    assert paid + counted["赠送额"] == held
    assert counted["实付比例"] * held == paid
    assert held - counted["省下的比例"] * held == paid
    assert counted["合多少折"] * held == 10 * paid
    ratios = {label: value for label, value in counted.items() if label != "赠送额"}
    assert worked("top-up", paid=paid, gift=held - paid) == ratios
    assert worked("top-up", paid=paid, received=held) == ratios


@draws(700)
@given(PRICE, FEW, AMOUNT)
def test_what_each_month_gives_back_of_the_gift(more: Fraction, months: int, gift: Fraction) -> None:
    promised = worked("promised-spend", more=more, months=months, gift=gift)
    assert set(promised) == {"承诺多花的钱", "赠品占承诺多花的钱"}
    total, returned = Fraction(0), Fraction(0)
    for _ in range(months):  # the gift's share of each month's money, put together, is the gift
        total += more
        returned += more * promised["赠品占承诺多花的钱"]
    assert (total, returned) == (promised["承诺多花的钱"], gift)
    assert worked("promised-spend", more=more, months=months) == {"承诺多花的钱": total}
    assert worked("promised-spend", more=more, months=months, gift=total)["赠品占承诺多花的钱"] == 1
    assert "零" in refuses("promised-spend", more=0, months=months, gift=gift)
    assert "零" in refuses("promised-spend", more=more, months=0, gift=gift)


@draws(700)
@given(PRICE, st.integers(0, 240), SHARE, FEW, INNER)
def test_a_month_brings_a_twelfth_of_the_year_until_the_cost_is_back(
    yearly: Fraction, months: int, part: Fraction, people: int, rate: Fraction
) -> None:
    month = yearly / 12
    cost = sum([month] * months, month * part)
    needed = handed_out(cost, month)
    paid_back = worked("payback", cost=cost, yearly=yearly, discount_rate=0)
    assert paid_back == {"回本年数": needed / 12, "合多少个月": needed}
    assert steps("payback", cost=cost, yearly=yearly, discount_rate=0)["合多少个月"] == needed
    several = worked("payback", cost=sum([cost] * people), people=people, yearly=yearly, discount_rate=0)
    assert several["合多少个月"] == needed
    # years that are walked one by one are whole: no months beside them
    within = yearly * rate / 4  # the first year brings so much under either rate
    for inputs in ({"discount_rate": rate}, {"discount_rate": 0, "retention_rate": rate}):
        assert worked("payback", cost=within, yearly=yearly, **inputs) == {"回本年数": 1}


@draws(700)
@given(SMALL, st.lists(st.integers(1, 30), min_size=1, max_size=5), FEW, FEW)
def test_the_claims_on_the_cost_of_a_new_customer_lie_so_far_apart(keeping: Fraction, told: list[int], lost: int, people: int) -> None:
    claims = {f"{place}号": times for place, times in enumerate(told)}
    # the dearest claim counts the keeping once more for every time from the lowest on
    apart = sum((keeping for times in range(max(told)) if times >= min(told)), Fraction(0))
    known: tuple[tuple[dict[str, Number], int], ...] = (
        ({"retention_cost": keeping}, 1),
        ({"retention_cost": keeping, "lost": lost}, lost),
        ({"whole_cost": sum([keeping] * people), "people": people}, 1),
        ({"whole_cost": sum([keeping] * people), "people": people, "lost": lost}, lost),
    )
    for inputs, bought in known:
        difference = steps("acquisition-cost", claims, **inputs).get("最多和最少相差")
        assert difference == (sum([apart] * bought) if apart else None)  # claims that agree have none
        columns = worked("acquisition-cost", claims=claims, **inputs)
        assert columns == {f"按“{label}”": sum([keeping] * times) * bought for label, times in claims.items()}
        cheapest, dearest = min(columns.values()), max(columns.values())
        assert cheapest + (difference or 0) == dearest
    own = steps("acquisition-cost", claims, retention_cost=keeping, own_claim=7)
    assert "最多和最少相差" not in own
    assert own["按“您给的数”"] == sum([keeping] * 7)


def test_examples_of_what_was_added_last() -> None:
    assert worked("expected-deals", days=22, people=5, chance="0.2") == {"预计成交": 22}
    assert worked("expected-deals", days=10, new_people=4, new_chance="0.5", old_chance=0) == {"新客户预计成交": 20}
    assert worked("break-even-sales", spent=5000, price=50, unit_cost=30)["保本销量"] == 250
    assert worked("break-even-sales", spent=6000, margin="0.3")["保本销售额"] == 20_000
    assert worked("promotion-profit", before=100_000, after=150_000, margin="0.3", cost=12_000) == {
        "多卖的销售额": 50_000,
        "多赚的毛利": 15_000,
        "活动净收益": 3000,
        "保本要多卖": 40_000,
    }
    assert set(worked("word-of-mouth", reached=400, claims={"低": 8, "高": 10}).values()) == {50, 40}
    assert worked("top-fifth-profit", top_profit=800, share="0.8") == {"总利润": 1000}
    assert worked("top-fifth-profit", top_profit=600, profit=1000, share="0.8") == {"实际的占比": Fraction("0.6")}
    assert worked("rest-of-market", "0.3", "0.25", "0.15") == {"其余的份额": Fraction("0.3")}
    assert worked("share-of-wallet", purchases=3000, elsewhere=7000)["客户份额"] == Fraction("0.3")
    assert worked("expected-deals", target=30, chance="0.15") == {"要联系的人数": 200}
    assert worked("top-share", own_share="0.6", top_share="0.2", customers=100)["人均利润倍数"] == 6
    assert worked("top-up", paid=100, gift_pieces=5, gift_each=5)["合多少折"] == 8
    assert worked("promised-spend", more=50, months=24, gift=300)["赠品占承诺多花的钱"] == Fraction("0.25")
    assert worked("payback", cost=300, yearly=1200, discount_rate=0)["合多少个月"] == 3
    assert steps("acquisition-cost", {"5倍": 5, "6倍多": 6, "8倍": 8}, retention_cost=100)["最多和最少相差"] == 300


def test_what_cannot_be_divided_is_said_and_not_divided() -> None:
    assert "0人" in refuses("word-of-mouth", reached=5, own_claim=0)
    for formula, part in (("top-fifth-profit", "top_profit"), ("top-fifth-customers", "top_customers"), ("wage-earners", "workers")):
        assert "0%" in refuses(formula, share=0, **{part: 5})
    assert worked("top-share", own_share=1, top_share="0.2", profit=100) == {"头部客户的利润": 100, "其余客户的利润": 0}
    same = worked("payback", cost=100, yearly=40, discount_rate=0)
    assert (
        same == worked("payback", cost=100, yearly=40, discount_rate=0, retention_rate=1) == {"回本年数": Fraction("2.5"), "合多少个月": 30}
    )
