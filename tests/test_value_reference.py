"""Every formula against a second implementation, written from the definitions and not from the formula's own code.

    the material's definitions, the field's literature → a reference here ─┐
                                                                            ├─ equal, exactly, on generated inputs
    a formula's declaration (names, units, choices, labels) → its work ────┘

A reference takes another road than the textbook formula where there is one: years are walked one by one, an endless stream is
a value that contains itself shrunk by a year, a break-even is where two straight lines meet, a ratio is multiplied back. Each
family of formulas is worked on at least 10,000 generated inputs. A draw gives several: under each convention, and with its
numbers in other places.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.errors import ValueModelError
from assistant.ingest.cards import load_corpus
from assistant.library import Library
from assistant.resources import resource
from assistant.types import Calculation
from assistant.value.formulas import BY_ID, FORMULAS
from assistant.value.worksheet import calculate

Number = int | str | Fraction


def draws(count: int) -> settings:
    """The same `count` draws in every run."""
    return settings(max_examples=count, deadline=None, derandomize=True, database=None)


def hundredths(low: int, high: int) -> st.SearchStrategy[Fraction]:
    """Numbers with two decimals, from `low` to `high` hundredths."""
    return st.integers(low, high).map(lambda value: Fraction(value, 100))


AMOUNT = hundredths(0, 10**10)  # 元, to the 分
PRICE = hundredths(1, 10**8)
SIGNED = hundredths(-(10**8), 10**8)
SHARE = st.integers(0, 1000).map(lambda value: Fraction(value, 1000))  # 0 % to 100 %
INNER = st.integers(1, 999).map(lambda value: Fraction(value, 1000))  # neither end
HEADS = st.integers(0, 10**7)
SOME = st.integers(1, 10**5)


def worked(formula: str, /, *several: Number, claims: Mapping[str, Number] | None = None, **inputs: Number) -> dict[str, Fraction]:
    """Results of a formula by their labels; `several` are the values of the input that takes several."""
    values = {name: Fraction(value) for name, value in inputs.items()}
    for place, value in enumerate(several, start=1):
        many = next(parameter for parameter in BY_ID[formula].parameters if parameter.many)
        values[f"{many.name}.{place}"] = Fraction(value)
    for label, value in (claims or {}).items():
        values[f"claim:{label}"] = Fraction(value)
    working = BY_ID[formula].work(values)
    results = {result.label: result.value for result in working.results}
    assert len(results) == len(working.results), "two results share a label"
    assert all(isinstance(value, Fraction | int) for value in results.values()), "a result is not exact"
    return results


def refuses(formula: str, **inputs: Number) -> str:
    """The reason for which a formula will not be worked."""
    with pytest.raises(ValueModelError) as caught:
        worked(formula, **inputs)
    return str(caught.value)


def turned(values: tuple[Fraction, ...]) -> Iterator[tuple[Fraction, ...]]:
    """The values in order from each of them on: as many inputs from one draw as it has values."""
    for place in range(len(values)):
        yield (*values[place:], *values[:place])


def choice(formula: str, name: str, label: str) -> int:
    """The place of a choice's option among the declared ones."""
    return [option.label for option in BY_ID[formula].parameter(name).options].index(label)


# 顾客让渡价值: four benefits less four burdens; an offer that is behind draws level by what lies between

BENEFITS = ("product_value", "service_value", "personnel_value", "image_value")
BURDENS = ("money_cost", "time_cost", "energy_cost", "physical_cost")


def account(benefits: tuple[Fraction, ...], burdens: tuple[Fraction, ...]) -> Fraction:
    """The customer's account: each benefit credited, each burden debited."""
    balance = Fraction(0)
    for benefit, burden in zip(benefits, burdens, strict=True):
        balance = balance + benefit - burden
    return balance


@draws(250)
@given(st.tuples(*[AMOUNT] * 8))
def test_delivered_value_however_it_is_given(amounts: tuple[Fraction, ...]) -> None:
    for turn in turned(amounts):
        benefits, burdens = turn[:4], turn[4:]
        value, cost = dict(zip(BENEFITS, benefits, strict=True)), dict(zip(BURDENS, burdens, strict=True))
        totals = {"total_value": sum(benefits), "total_cost": sum(burdens)}
        for inputs in (
            {**value, **cost},
            totals,
            {**value, "total_cost": totals["total_cost"]},
            {**cost, "total_value": totals["total_value"]},
        ):
            assert worked("delivered-value", **inputs) == {"顾客让渡价值": account(benefits, burdens)}


@draws(250)
@given(st.tuples(*[AMOUNT] * 8))
def test_what_a_delivered_value_that_is_aimed_at_leaves_for_the_other_side(amounts: tuple[Fraction, ...]) -> None:
    for turn in turned(amounts):
        benefits, burdens = turn[:4], turn[4:]
        value, cost = dict(zip(BENEFITS, benefits, strict=True)), dict(zip(BURDENS, burdens, strict=True))
        totals = {"total_value": sum(benefits), "total_cost": sum(burdens)}
        aim = account(benefits, burdens)
        for known in (value, {"total_value": totals["total_value"]}):
            assert worked("delivered-value", target=aim, **known) == {"整体顾客成本": totals["total_cost"]}
        for known in (cost, {"total_cost": totals["total_cost"]}):
            assert worked("delivered-value", target=aim, **known) == {"整体顾客价值": totals["total_value"]}
        *others, _ = cost.items()  # what the one part that is not given may come to
        assert worked("delivered-value", target=aim, **value, **dict(others)) == {"体力成本": burdens[3]}
        assert worked("delivered-value", target=aim + 7, **totals) == {"顾客让渡价值": aim, "离目标还差": 7}


@draws(250)
@given(st.tuples(*[AMOUNT] * 4), PRICE)
def test_two_offers_and_the_cut_that_draws_level(totals: tuple[Fraction, ...], cut: Fraction) -> None:
    for a_value, a_cost, b_value, b_cost in turned(totals):
        offers = {"a_total_value": a_value, "a_total_cost": a_cost, "b_total_value": b_value, "b_total_cost": b_cost}
        lead = (a_value + b_cost) - (b_value + a_cost)
        results = worked("compare-offers", **offers)
        assert results == {"甲的顾客让渡价值": a_value - a_cost, "乙的顾客让渡价值": b_value - b_cost, "两家的差": abs(lead)}

        behind = "b" if lead > 0 else "a"
        level = worked("compare-offers", **offers, **{f"{behind}_price_cut": results["两家的差"]})
        assert level["两家的差"] == 0

        given = worked("compare-offers", a_delivered=a_value - a_cost, b_total_value=b_value, b_total_cost=b_cost)
        assert given == results

        after = worked("compare-offers", **offers, b_price_cut=cut)
        assert after["乙降价后的顾客让渡价值"] == b_value - (b_cost - cut)
        assert after["两家的差"] == abs(lead - cut)


def test_delivered_value_examples_of_the_material() -> None:
    parts = dict(zip((*BENEFITS, *BURDENS), (800, 300, 200, 100, 900, 100, 80, 60), strict=True))
    assert worked("delivered-value", **parts)["顾客让渡价值"] == 260
    bulldozers = {"a_total_value": 1_200_000, "a_total_cost": 950_000, "b_total_value": 1_000_000, "b_total_cost": 800_000}
    assert worked("compare-offers", **bulldozers)["两家的差"] == 50_000
    assert worked("compare-offers", **bulldozers, b_price_cut=60_000)["两家的差"] == 10_000


def test_parts_that_do_not_add_up_to_their_total_are_not_worked() -> None:
    parts = dict.fromkeys(BENEFITS, Fraction(10))
    assert "41" in refuses("delivered-value", **parts, total_value=41, total_cost=1)


# 客户终生价值: who is still a customer, and what the year's money is worth today

Stream = tuple[Fraction, Fraction, Fraction, str, str]  # profit a year, retention rate, discount rate, when it is paid, the first year
CONVENTIONS = (("年末", "也乘留存率"), ("年末", "肯定收到"), ("年初", "肯定收到"))


def walked(stream: Stream, years: int) -> Fraction:
    """Present value of the first years of a stream, a year at a time."""
    profit, retention, discount, paid, first_year = stream
    here = retention if first_year == "也乘留存率" else Fraction(1)
    worth = Fraction(1) if paid == "年初" else 1 / (1 + discount)
    total = Fraction(0)
    for _ in range(years):
        total += profit * here * worth
        here *= retention
        worth /= 1 + discount
    return total


def endless(stream: Stream) -> Fraction:
    """The whole stream is its first year and, a year later and a loss smaller, the whole stream again: V = first + V·r/(1+i)."""
    _, retention, discount, _, _ = stream
    assert retention < 1 + discount
    return walked(stream, 1) * (1 + discount) / (1 + discount - retention)


def timing(formula: str, paid: str, first_year: str) -> dict[str, int]:
    return {"timing": choice(formula, "timing", paid), "first_year": choice(formula, "first_year", first_year)}


DISCOUNT = st.integers(0, 40).map(lambda value: Fraction(value, 100))
RETENTION = st.integers(0, 100).map(lambda value: Fraction(value, 100))


@draws(450)
@given(SIGNED, SIGNED, SIGNED, RETENTION, DISCOUNT, st.integers(1, 8))
def test_lifetime_value_under_every_convention(
    history: Fraction, current: Fraction, potential: Fraction, retention: Fraction, discount: Fraction, years: int
) -> None:
    common = {"historical": history, "current_yearly": current, "potential_yearly": potential, "discount_rate": discount}
    for paid, first_year in CONVENTIONS:
        when = timing("lifetime-value", paid, first_year)
        stream = (current + potential, retention, discount, paid, first_year)
        staying = (current + potential, Fraction(1), discount, paid, "肯定收到")
        horizons: list[tuple[dict[str, Number], Fraction]] = [
            ({"years": years, "retention_rate": retention}, walked(stream, years)),
            ({"years": years, "churn_rate": 1 - retention}, walked(stream, years)),
            ({"years": years}, walked(staying, years)),
        ]
        if retention < 1 + discount:
            horizons.append(({"retention_rate": retention}, endless(stream)))
            horizons.append(({"churn_rate": 1 - retention, "endless": 0}, endless(stream)))
        if discount > 0:
            horizons.append(({"endless": 0}, endless(staying)))
        for horizon, forward in horizons:
            results = worked("lifetime-value", **common, **when, **horizon)
            assert results["客户终生价值"] == history + forward
            assert results.get("面向未来的部分（不含历史价值）", forward) == forward


@draws(60)
@given(SIGNED, DISCOUNT, RETENTION, st.integers(9, 100))
def test_lifetime_value_of_up_to_a_hundred_years(profit: Fraction, discount: Fraction, retention: Fraction, years: int) -> None:
    common = {"historical": 0, "current_yearly": profit, "potential_yearly": 0, "discount_rate": discount}
    results = worked("lifetime-value", **common, years=years, retention_rate=retention)
    assert results["客户终生价值"] == walked((profit, retention, discount, "年末", "也乘留存率"), years)


@draws(300)
@given(PRICE, RETENTION, DISCOUNT, st.integers(1, 12), st.sampled_from(CONVENTIONS))
def test_closed_form_equals_the_long_sum_and_what_is_left_of_the_endless_stream_shrinks_to_nothing(
    profit: Fraction, retention: Fraction, discount: Fraction, years: int, convention: tuple[str, str]
) -> None:
    assume(retention < 1 + discount)
    when = timing("lifetime-value", *convention)
    common = {"historical": 0, "current_yearly": profit, "potential_yearly": 0, "discount_rate": discount, "retention_rate": retention}
    horizons: tuple[dict[str, Number], ...] = ({"years": 1}, {"years": years}, {"endless": 0})
    one, some, whole = (worked("lifetime-value", **common, **when, **horizon)["客户终生价值"] for horizon in horizons)
    shrink = retention / (1 + discount)
    assert some == one * (1 - shrink**years) / (1 - shrink)
    assert whole - some == whole * shrink**years
    assert whole == one + shrink * whole


@pytest.mark.parametrize(("retention", "discount"), [("1", "0"), ("1.1", "0.1"), ("1.5", "0.2"), ("2", "0")])
def test_an_endless_stream_that_does_not_shrink_has_no_value(retention: str, discount: str) -> None:
    reason = refuses(
        "lifetime-value", historical=0, current_yearly=300, potential_yearly=0, retention_rate=retention, discount_rate=discount
    )
    assert "留存率" in reason
    assert "折现率" in reason
    assert "年数" in reason


@draws(400)
@given(SIGNED, AMOUNT, AMOUNT, DISCOUNT, st.integers(1, 6))
def test_totals_that_are_given_are_taken_as_they_are(
    history: Fraction, current: Fraction, potential: Fraction, discount: Fraction, years: int
) -> None:
    results = worked("lifetime-value", historical=history, current_total=current, potential_total=potential, discount_rate=discount)
    assert results["客户终生价值"] == history + current + potential
    mixed = worked(
        "lifetime-value", historical=history, current_total=current, potential_yearly=potential, discount_rate=discount, years=years
    )
    assert mixed["客户终生价值"] == history + current + walked((potential, Fraction(1), discount, "年末", "肯定收到"), years)


@draws(400)
@given(SIGNED, AMOUNT, SIGNED, RETENTION, DISCOUNT, st.integers(1, 5))
def test_what_a_relationship_leaves_over(
    lifetime: Fraction, cost: Fraction, profit: Fraction, retention: Fraction, discount: Fraction, years: int
) -> None:
    forward = walked((profit, retention, discount, "年末", "也乘留存率"), years)
    by_years = {"current_yearly": profit, "potential_yearly": 0, "years": years, "retention_rate": retention, "discount_rate": discount}
    for inputs, value in (({"lifetime": lifetime}, lifetime), (by_years, forward)):
        results = worked("relationship-worth", relationship_cost=cost, **inputs)
        assert results["余额"] == value - cost
        assert results.get("还差") == (cost - value if value < cost else None)
    paid = walked((cost, retention, discount, "年末", "也乘留存率"), years)  # so much a year, for as long as the customer stays
    assert worked("relationship-worth", relationship_yearly=cost, **by_years)["余额"] == forward - paid


@draws(450)
@given(PRICE, hundredths(1, 10**9), DISCOUNT)
def test_break_even_retention_put_back_leaves_nothing_over(profit: Fraction, cost: Fraction, discount: Fraction) -> None:
    for paid, first_year in CONVENTIONS:
        when = timing("break-even-retention", paid, first_year)
        inputs = {"yearly": profit, "cost": cost, "discount_rate": discount, **when}
        # V(r)·(1 + i − r) and cost·(1 + i − r) are both straight lines in r: where they meet, from two points of their difference
        over = [
            endless((profit, at, discount, paid, first_year)) * (1 + discount - at) - cost * (1 + discount - at)
            for at in (Fraction(0), Fraction(1, 2))
        ]
        retention = over[0] / (2 * (over[0] - over[1])) if over[0] != over[1] else Fraction(-1)
        if first_year == "肯定收到" and over[0] >= 0:
            assert "保本" in refuses("break-even-retention", **inputs)
        elif retention >= 1:
            assert "做不到" in refuses("break-even-retention", **inputs)
        else:
            assert worked("break-even-retention", **inputs) == {"保本留存率": retention}
            back = worked(
                "relationship-worth",
                relationship_cost=cost,
                current_yearly=profit,
                potential_yearly=0,
                discount_rate=discount,
                retention_rate=retention,
                **timing("relationship-worth", paid, first_year),
            )
            assert back["余额"] == 0


@draws(250)
@given(st.integers(0, 999).map(lambda value: Fraction(value, 1000)))
def test_average_life_is_the_year_now_and_as_often_as_he_stays_the_same_again(retention: Fraction) -> None:
    life = worked("average-life", retention_rate=retention)["平均维持年数"]
    assert life == 1 + retention * life
    assert worked("average-life", churn_rate=1 - retention)["平均维持年数"] == life
    if retention != Fraction(1, 2):
        for name, rate in (("retention_rate", retention), ("churn_rate", 1 - retention)):
            both = worked("average-life", **{name: rate, "other_rate": Fraction(1, 2)})
            assert set(both.values()) == {life, 2, abs(life - 2)}


@draws(250)
@given(SOME, st.integers(0, 10**5), st.integers(0, 10**5))
def test_those_who_stay_and_those_who_leave_are_all_there_were(kept: int, lost: int, new: int) -> None:
    before = kept + lost
    rates = worked("retention-rate", before=before, after=kept + new, new=new)
    assert rates == {"留存率": Fraction(kept, before), "流失率": Fraction(lost, before)}
    assert worked("retention-rate", before=before, lost=lost) == rates
    assert worked("retention-rate", before=before, kept=kept) == rates


@draws(250)
@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT, AMOUNT)
def test_time_energy_and_effort_in_one_are_what_they_are_apart(
    value: Fraction, money: Fraction, time: Fraction, energy: Fraction, effort: Fraction
) -> None:
    apart = worked("delivered-value", total_value=value, money_cost=money, time_cost=time, energy_cost=energy, physical_cost=effort)
    assert worked("delivered-value", total_value=value, money_cost=money, effort_cost=time + energy + effort) == apart


@draws(250)
@given(PRICE, SHARE)
def test_what_is_aimed_at_gives_the_rate_that_was_wanted(before: Fraction, share: Fraction) -> None:
    aimed = worked("sales-growth", before=before, growth=share)
    assert worked("sales-growth", before=before, after=aimed["要做到的销售额"])["销售额增长率"] == share
    left = worked("stock-clearance", before=before, share=share)
    assert worked("stock-clearance", before=before, after=left["剩下的库存"])["库存清理率"] == share
    error = worked("double-refund", refund=before, times=2)["误差"]
    assert worked("double-refund", error=error, times=2)["返还"] == before


@draws(250)
@given(SOME, INNER, st.integers(1, 12))
def test_each_year_leaves_its_share_of_those_that_the_year_before_left(people: int, retention: Fraction, years: int) -> None:
    left = Fraction(people)
    for _ in range(years):
        left -= left * (1 - retention)
    rates = worked("customers-left", base=people, retention_rate=retention, years=years)
    assert rates == {"还剩的比例": left / people, "还剩的客户": left, "走掉的客户": people - left}
    assert worked("customers-left", base=people, churn_rate=1 - retention, years=years) == rates
    assert worked("customers-left", base=people, churn_rate=1 - retention, years=Fraction(years, 12), period=1) == rates
    assert worked("customers-left", retention_rate=retention, years=years) == {"还剩的比例": left / people}


def test_a_yearly_rate_says_nothing_of_half_a_year() -> None:
    assert "整年" in refuses("customers-left", base=100, retention_rate="0.8", years="1/2")


@draws(250)
@given(PRICE, PRICE)
def test_a_profit_stands_for_the_cost_or_the_price_that_is_not_given(cost: Fraction, profit: Fraction) -> None:
    rates = worked("markup", cost=cost, price=cost + profit)
    assert worked("markup", cost=cost, profit=profit) == rates
    assert worked("markup", price=cost + profit, profit=profit) == rates
    assert "对不上" in refuses("markup", cost=cost, price=cost + profit, profit=profit + 1)


@draws(250)
@given(PRICE, PRICE, PRICE, INNER)
def test_money_off_and_a_discount_one_behind_the_other(off: Fraction, more: Fraction, threshold: Fraction, share: Fraction) -> None:
    price = off + more
    first = worked("discount", price=price, off=off, discount=share, order=0)
    assert first["顾客付"] == share * more
    assert first["顾客付"] + first["店里让"] == price == first["顾客付"] / first["合起来的折扣"]
    if price * share >= off:
        last = worked("discount", price=price, off=off, discount=share, order=1)
        assert first["顾客付"] - last["顾客付"] == off * (1 - share)  # the discount on what was taken off
        either = worked("discount", price=price, off=off, discount=share)
        assert {either["顾客付（先减后打折）"], either["顾客付（先打折后减）"]} == {first["顾客付"], last["顾客付"]}
    held, left = 0, price
    while left >= threshold and held < 200:
        held, left = held + 1, left - threshold
    if held < 200 and held * off <= price:
        assert worked("discount", price=price, threshold=threshold, off=off, each=0)["店里让"] == held * off
    once = worked("discount", price=price, threshold=threshold, off=off)
    assert once["店里让"] == (off if price >= threshold else 0)


@draws(250)
@given(PRICE, st.integers(1, 20), PRICE)
def test_what_winning_a_customer_cost_is_taken_off_his_lifetime_value(yearly: Fraction, years: int, cost: Fraction) -> None:
    common = {"current_yearly": yearly, "years": years, "discount_rate": 0, "historical": 0, "potential_yearly": 0}
    values = worked("lifetime-value", **common, acquisition_cost=cost)
    assert values["扣除获客成本以后"] + cost == values["客户终生价值"] == worked("lifetime-value", **common)["客户终生价值"]


def test_more_than_there_were_cannot_stay() -> None:
    assert "新增" in refuses("retention-rate", before=100, after=120, new=0)
    assert "对不上" in refuses("retention-rate", before=100, lost=101)
    assert "大于零" in refuses("retention-rate", before=0, after=0, new=0)


@draws(250)
@given(PRICE, PRICE, INNER, INNER)
def test_what_a_customer_cost_is_paid_back_in_the_year_in_which_the_sum_reaches_it(
    cost: Fraction, yearly: Fraction, discount: Fraction, retention: Fraction
) -> None:
    assert worked("payback", cost=cost, yearly=yearly, discount_rate=0)["回本年数"] * yearly == cost
    assert worked("payback", cost=12 * cost, people=12, yearly=yearly, discount_rate=0)["回本年数"] * yearly == cost
    for more in ({}, {"retention_rate": retention}):
        present, purse, years = yearly / (1 + discount), Fraction(0), 0
        while purse < cost and years < 100:
            purse, years, present = purse + present, years + 1, present * more.get("retention_rate", 1) / (1 + discount)
        if purse < cost:
            assert "收不回" in refuses("payback", cost=cost, yearly=yearly, discount_rate=discount, **more)
        else:
            assert worked("payback", cost=cost, yearly=yearly, discount_rate=discount, **more) == {"回本年数": years}


@draws(250)
@given(SOME, SOME, INNER)
def test_a_share_aimed_at_and_what_is_still_to_be_sold(ours: int, others: int, share: Fraction) -> None:
    whole = ours + others
    assert worked("share-of-wallet", purchases=ours, all_purchases=whole) == {"客户份额": Fraction(ours, whole)}
    aimed = worked("share-of-wallet", purchases=ours, all_purchases=whole, target=share)
    assert aimed["还要多卖"] + ours == aimed["对应的购买额"] == worked("share-of-wallet", all_purchases=whole, target=share)["对应的购买额"]
    assert aimed["对应的购买额"] / whole == share


def test_nothing_a_year_pays_nothing_back() -> None:
    assert "永远收不回" in refuses("payback", cost=100, yearly=0, discount_rate=0)


def test_a_customer_who_never_leaves_has_no_average_life() -> None:
    assert "100%" in refuses("average-life", retention_rate=1)
    assert "100%" in refuses("average-life", retention_rate="0.8", other_rate=1)
    assert "没有差别" in refuses("average-life", retention_rate="0.8", other_rate="0.8")


def test_lifetime_value_examples_of_the_material() -> None:
    common = {"current_yearly": 500, "potential_yearly": 100, "years": 3}
    with_history = worked("lifetime-value", historical=1200, discount_rate="0.1", **common)
    assert round(with_history["客户终生价值"], 2) == Fraction("2692.11")
    assert round(with_history["面向未来的部分（不含历史价值）"], 2) == Fraction("1492.11")
    assert worked("lifetime-value", historical=1200, discount_rate=0, **common)["客户终生价值"] == 3000
    assert round(worked("relationship-worth", relationship_cost=900, discount_rate="0.1", **common)["余额"], 2) == Fraction("592.11")
    assert [worked("average-life", retention_rate=rate)["平均维持年数"] for rate in ("0.8", "0.85", "0.9")] == [5, Fraction(20, 3), 10]


# S. Gupta and D. R. Lehmann, Customers as Assets, Journal of Interactive Marketing 17 (1), 2003: the margin multiple r / (1 + i − r)
MARGIN_MULTIPLES = {
    "0.6": {"0.10": "1.20", "0.12": "1.15", "0.14": "1.11", "0.16": "1.07"},
    "0.7": {"0.10": "1.75", "0.12": "1.67", "0.14": "1.59", "0.16": "1.52"},
    "0.8": {"0.10": "2.67", "0.12": "2.50", "0.14": "2.35", "0.16": "2.22"},
    "0.9": {"0.10": "4.50", "0.12": "4.09", "0.14": "3.75", "0.16": "3.46"},
}


def test_margin_multiples_as_published() -> None:
    for retention, row in MARGIN_MULTIPLES.items():
        for discount, multiple in row.items():
            value = worked(
                "lifetime-value", historical=0, current_yearly=1, potential_yearly=0, retention_rate=retention, discount_rate=discount
            )
            assert round(value["客户终生价值"], 2) == Fraction(multiple)


@pytest.mark.parametrize(
    ("profit", "retention", "paid", "published"),
    [
        # P. Farris and others, Marketing Metrics, as worked in the University of Virginia's course Market Analytics: 19.95 a month less
        # 1.50 and 0.50, attrition 0.5 %, 1 % a month, first margin at once: multiplier 67.33, value 1,209 dollars
        ("17.95", "0.995", "年初", "1209"),
        # Net-4-You, an exercise on m·r / (1 + i − r): 19.95 less 0.50 and 0.50, retention 78.8 %, 1 % a month: 67.26 dollars
        ("18.95", "0.788", "年末", "67.26"),
    ],
)
def test_worked_examples_as_published(profit: str, retention: str, paid: str, published: str) -> None:
    value = worked(
        "lifetime-value",
        historical=0,
        current_yearly=profit,
        potential_yearly=0,
        retention_rate=retention,
        discount_rate="0.01",
        timing=choice("lifetime-value", "timing", paid),
    )
    places = len(published.partition(".")[2])
    assert round(value["客户终生价值"], places) == Fraction(published)


# 满意: what was felt less what was expected, alone, with the costs of both, and over several deals

SCORE = hundredths(-(10**4), 10**4)


@draws(400)
@given(st.tuples(*[SCORE] * 4))
def test_satisfaction_is_felt_less_expected_and_all_deals_weigh_the_same(scores: tuple[Fraction, ...]) -> None:
    for felt, paid, hoped, feared in turned(scores):
        assert worked("satisfaction-gap", perceived=felt, expected=hoped) == {"满意差距": felt - hoped}
        ledger = worked("satisfaction-ledger", perceived_value=felt, perceived_cost=paid, expected_value=hoped, expected_cost=feared)
        assert ledger == {"满意差距": (felt - hoped) + (feared - paid)}
        for gaps in ((felt, paid), (felt, paid, hoped), (felt, paid, hoped, feared)):
            overall = worked("overall-satisfaction", *gaps)["整体满意差距"]
            each = {f"perceived.{at}": Fraction(gap) + at for at, gap in enumerate(gaps, start=1)}
            hoped = {f"expected.{at}": Fraction(at) for at in range(1, len(gaps) + 1)}
            assert worked("overall-satisfaction", **each, **hoped) == {"整体满意差距": overall}
            assert sum(gap - overall for gap in gaps) == 0


@draws(200)
@given(AMOUNT, HEADS, hundredths(0, 1000))
def test_satisfaction_profit_word_of_mouth_and_intent(profit: Fraction, heads: int, intent: Fraction) -> None:
    for more in range(4):
        gained = worked("satisfaction-profit", profit=profit + more, known_points="0.05", gain=1)
        assert gained == {"满意度提高后的利润": profit + profit + more + more}
        told = worked("word-of-mouth", dissatisfied=heads + more, claims={"低": 8, "高": 10, "影响": 5})
        assert told == {"按“低”": 8 * (heads + more), "按“高”": 10 * (heads + more), "按“影响”": 5 * (heads + more)}
        keener = worked("purchase-intent", intent=intent + more, claims={"六倍于": 6, "高出": 7})
        assert keener["按“六倍于”"] == 6 * (intent + more)
        assert keener["按“高出”"] == keener["按“六倍于”"] + intent + more


def test_satisfaction_examples_of_the_material() -> None:
    assert worked("satisfaction-gap", perceived="8.2", expected="7.5")["满意差距"] == Fraction("0.7")
    assert worked("satisfaction-gap", perceived="7.0", expected="7.5")["满意差距"] == Fraction("-0.5")
    ledger = worked("satisfaction-ledger", perceived_value=90, perceived_cost=50, expected_value=100, expected_cost=70)
    assert ledger["满意差距"] == 10
    assert worked("overall-satisfaction", "0.6", "-0.3")["整体满意差距"] == Fraction("0.15")


# 新老客: a multiple of what keeping costs, under each claim; deals by their chances; profit after keeping more

CLAIMED = {"5倍": 5, "6倍多": 6, "8倍": 8}


@draws(450)
@given(st.tuples(PRICE, PRICE), st.integers(1, 10**4))
def test_cost_of_new_and_of_old_customers_under_each_claim(prices: tuple[Fraction, ...], lost: int) -> None:
    for keeping, budget in turned(prices):
        winning = worked("acquisition-cost", retention_cost=keeping, claims=CLAIMED)
        assert winning == {f"按“{label}”": keeping * times for label, times in CLAIMED.items()}
        replaced = worked("acquisition-cost", retention_cost=keeping, lost=lost, claims=CLAIMED)
        assert {label: cost / lost for label, cost in replaced.items()} == winning

        for label, cost in winning.items():
            assert worked("retention-cost", acquisition_cost=cost, claims=CLAIMED)[label] == keeping

        customers = worked("acquisition-budget", budget=budget, retention_cost=keeping, claims=CLAIMED)
        assert customers["全用来留老"] * keeping == budget
        for label, cost in winning.items():
            assert customers[f"全用来拉新，{label}"] * cost == budget
        assert len(customers) == 1 + len(CLAIMED)
        own = worked("acquisition-budget", budget=budget, retention_cost=keeping, acquisition_cost=keeping * 7)
        assert own == {"全用来留老": budget / keeping, "全用来拉新": budget / keeping / 7}
        assert worked("acquisition-budget", budget=budget, acquisition_cost=keeping) == {"全用来拉新": budget / keeping}


@draws(400)
@given(st.tuples(HEADS, HEADS), SOME, st.tuples(INNER, INNER))
def test_expected_deals_and_the_people_they_take(people: tuple[int, ...], deals: int, chances: tuple[Fraction, ...]) -> None:
    for new, old in (people, people[::-1]):
        new_chance, old_chance = chances
        given_ = {"new_chance": new_chance, "old_chance": old_chance}
        both = worked("expected-deals", new_people=new, old_people=old, **given_)
        assert both["新客户预计成交"] == new - new * (1 - new_chance)
        assert both["老客户预计成交"] == old - old * (1 - old_chance)
        assert worked("expected-deals", new_people=new, **given_) == {"新客户预计成交": both["新客户预计成交"]}
        assert worked("expected-deals", old_people=old, **given_) == {"老客户预计成交": both["老客户预计成交"]}

        each = worked("expected-deals", people=deals, **given_)
        assert each["新客户预计成交"] * old_chance == each["老客户预计成交"] * new_chance
        assert each["老客户是新客户的倍数"] * new_chance == old_chance
        assert each["一共预计成交"] - each["老客户预计成交"] == each["新客户预计成交"]

        needed = worked("expected-deals", target=deals, **given_)
        back = worked("expected-deals", new_people=needed["要联系的新客户"], old_people=needed["要联系的老客户"], **given_)
        assert back["新客户预计成交"] == back["老客户预计成交"] == deals


@draws(250)
@given(AMOUNT, st.integers(0, 300))
def test_profit_after_keeping_more_under_each_claim(profit: Fraction, growth: int) -> None:
    claims = {"高": "0.85", "低": "0.25", "翻番": 1, "别的": Fraction(growth, 100)}
    results = worked("retention-profit", profit=profit, claims=claims)
    assert results["按“翻番”"] == 2 * profit
    assert 20 * results["按“高”"] == 37 * profit
    assert 4 * results["按“低”"] == 5 * profit
    assert results["按“别的”"] - profit == profit * growth / 100


# 市场份额, 百分比: shares on the ladder of 4:2:1; a rise read as percent and as points

LADDER = {"ratio_first": 4, "ratio_second": 2, "ratio_third": 1}
RUNGS = {"first": ("第一名的份额", 4), "second": ("第二名的份额", 2), "third": ("第三名的份额", 1)}


@draws(300)
@given(st.integers(0, 10**4).map(lambda value: Fraction(value, 7 * 10**4)))
def test_ladder_shares_from_any_one_of_them(rung: Fraction) -> None:
    shares = {label: rung * times for label, times in RUNGS.values()}
    for name, (label, times) in RUNGS.items():
        others = {other: share for other, share in shares.items() if other != label}
        assert worked("ladder-shares", **{name: rung * times}, **LADDER) == others
    three = worked("ladder-shares", top_three=sum(shares.values()), **LADDER)
    assert three == shares
    assert sum(three.values()) == 7 * rung


@pytest.mark.parametrize(("name", "share"), [("first", "0.58"), ("second", "0.29"), ("third", "0.145")])
def test_a_share_that_leaves_no_room_for_the_others_is_not_worked(name: str, share: str) -> None:
    assert "100%" in refuses("ladder-shares", **{name: share}, **LADDER)


@draws(600)
@given(INNER, SHARE, st.integers(0, 200).map(lambda value: Fraction(value, 1000)))
def test_percent_and_points(one_base: Fraction, one_after: Fraction, one_rise: Fraction) -> None:
    for base in (one_base, 1 - one_base):
        for rise in (one_rise, -one_rise):
            both = worked("percent-or-points", base=base, rise=rise)
            assert both == {"按百分比": base + base * rise, "按百分点": base + rise}
        for after in (one_after, 1 - one_after):
            change = worked("percent-or-points", base=base, after=after)
            assert base + change["变化的百分点"] == after
            assert base * (1 + change["变化的百分比"]) == after
            assert worked("rest-of-market", share=after)["其余的份额"] + after == 1
            assert worked("rest-of-market", share=base)["其余的份额"] + base == 1


def test_share_examples_of_the_material() -> None:
    whole = worked("ladder-shares", top_three=1, **LADDER)
    assert [round(100 * share, 2) for share in whole.values()] == [Fraction("57.14"), Fraction("28.57"), Fraction("14.29")]
    assert worked("ladder-shares", first="0.36", **LADDER) == {"第二名的份额": Fraction("0.18"), "第三名的份额": Fraction("0.09")}
    assert worked("percent-or-points", base="0.8", rise="0.05") == {"按百分比": Fraction("0.84"), "按百分点": Fraction("0.85")}
    assert worked("percent-or-points", base="0.8", after="0.85")["变化的百分比"] == Fraction("0.0625")


# 客户: whose profit it is, by fifths, by tiers, and by how much of what he buys

PROFITS = st.lists(st.integers(-(10**6), 10**7), min_size=5, max_size=10)


@draws(300)
@given(PROFITS)
def test_first_fifth_of_the_customers(drawn: list[int]) -> None:
    for profits in (drawn, drawn[::-1], [*drawn, *drawn], [profit + 1000 for profit in drawn], [abs(profit) for profit in drawn]):
        whole, fifth = sum(profits), len(profits) // 5
        if whole <= 0:
            with pytest.raises(ValueModelError, match="合计"):
                worked("pareto-check", *profits)
            continue
        left = list(profits)
        best = []
        for _ in range(fifth):  # the best of those who are left, one by one
            best.append(max(left))
            left.remove(best[-1])
        results = worked("pareto-check", *profits)
        share = results["前20%客户的利润占比"]
        assert share == Fraction(sum(best), whole)
        assert share + Fraction(sum(left), whole) == 1
        if sum(left) > 0:
            assert results["人均利润是其余客户的倍数"] * Fraction(sum(left), len(left)) == Fraction(sum(best), fifth)
        else:
            assert "人均利润是其余客户的倍数" not in results


@draws(500)
@given(st.tuples(INNER, INNER), AMOUNT, SOME)
def test_what_the_top_customers_bring(rates: tuple[Fraction, ...], profit: Fraction, customers: int) -> None:
    for top, share in (rates, rates[::-1], (1 - rates[0], rates[1]), (rates[0], 1 - rates[1])):
        multiple = worked("top-multiple", top_share=top, profit_share=share)
        assert multiple["头部客户的利润比客户比"] * top == share
        assert multiple["其余客户的利润比客户比"] * (1 - top) == 1 - share
        assert multiple["人均利润倍数"] * top * (1 - share) == share * (1 - top)
        counted = worked(
            "top-multiple", top_customers=top * customers, customers=customers, top_profit=share * (profit + 1), profit=profit + 1
        )
        assert counted == {"头部客户的比例": top, "头部客户的利润占比": share, **multiple}

        shares = {f"profit_share_{place}": share if place == 1 else Fraction(1, 3) for place in range(3)}
        brought = worked("top-share", industry=1, top_share=top, profit=profit, customers=customers, **shares)
        assert brought["头部客户的利润"] + brought["其余客户的利润"] == profit
        assert brought["头部客户的利润"] == profit * share
        assert brought["头部客户数"] + brought["其余客户数"] == customers
        assert brought["头部客户数"] == customers * top
        assert brought["头部客户人均利润"] * brought["头部客户数"] == brought["头部客户的利润"]
        assert brought["其余客户人均利润"] * brought["其余客户数"] == brought["其余客户的利润"]
        assert brought["人均利润倍数"] == multiple["人均利润倍数"]
        assert brought["人均利润倍数"] * brought["其余客户人均利润"] == brought["头部客户人均利润"]


@draws(450)
@given(PRICE, st.tuples(AMOUNT, AMOUNT), SHARE)
def test_net_contribution_and_share_of_wallet(money: Fraction, costs: tuple[Fraction, ...], part: Fraction) -> None:
    for cost, lower in turned(costs):
        for surplus in (money, -money):
            net = worked("below-zero", surplus=surplus, service_cost=cost)["净贡献"]
            assert net + cost == surplus
            reduced = worked("below-zero", surplus=surplus, service_cost=cost, reduced_cost=lower)
            assert reduced == {"净贡献": net, "降低服务成本后的净贡献": net + cost - lower}
    for share in (part, 1 - part):
        assert worked("share-of-wallet", purchases=money * share, all_purchases=money)["客户份额"] == share
        assert worked("top-fifth-profit", profit=money, share=share)["前20%客户的利润"] == money - money * (1 - share)


def test_customer_examples_of_the_material() -> None:
    check = worked("pareto-check", 500, 300, 60, 40, 30, 25, 20, 15, 6, 4)
    assert check == {"前20%客户的利润占比": Fraction(4, 5), "人均利润是其余客户的倍数": 16}
    multiples = [worked("top-multiple", top_share="0.05", profit_share=share)["人均利润倍数"] for share in ("0.25", "0.15", "0.28")]
    assert [round(multiple, 2) for multiple in multiples] == [Fraction("6.33"), Fraction("3.35"), Fraction("7.39")]
    assert worked("below-zero", surplus=320, service_cost=410, reduced_cost=300) == {"净贡献": -90, "降低服务成本后的净贡献": 20}


# 定价: price, cost and profit; a rate of profit on the one or the other; discounts and gifts


@draws(200)
@given(st.tuples(PRICE, PRICE, PRICE))
def test_the_three_pricing_identities(amounts: tuple[Fraction, ...]) -> None:
    for cost, earned, present in turned(amounts):
        for profit in (earned, -earned):
            price = worked("price-identity", cost=cost, profit=profit)["售价"]
            assert price == cost + profit
            if price >= 0:
                assert worked("price-identity", price=price, cost=cost) == {"利润": profit}
                assert worked("price-identity", price=price, profit=profit) == {"目标成本": cost}
                gap = worked("price-identity", price=price, profit=profit, present_cost=present)
                assert gap["目标成本"] == present - gap["要降的成本"] == present * (1 - gap["要降的比例"]) == cost


@draws(300)
@given(AMOUNT, hundredths(1, 99), hundredths(100, 500))
def test_a_rate_of_profit_on_cost_and_on_price(cost: Fraction, low: Fraction, high: Fraction) -> None:
    on_cost, on_price, both = (choice("markup", "basis", label) for label in ("按成本", "按售价", "都算"))
    for rate in (low, 1 - low):
        marked_up = worked("markup", cost=cost, margin=rate, basis=on_cost)["按成本算的售价"]
        assert marked_up - cost == cost * rate
        with_margin = worked("markup", cost=cost, margin=rate, basis=on_price)["按售价算的售价"]
        assert with_margin - cost == with_margin * rate
        assert worked("markup", price=marked_up, margin=rate, basis=on_cost) == {"按成本算的成本": cost}
        assert worked("markup", price=with_margin, margin=rate, basis=on_price) == {"按售价算的成本": cost}
        assert worked("markup", cost=cost, margin=rate, basis=both) == {"按成本算的售价": marked_up, "按售价算的售价": with_margin}
    assert worked("markup", cost=cost, margin=high, basis=on_cost)["按成本算的售价"] - cost == cost * high
    assert "按成本算" in refuses("markup", cost=cost, margin=high, basis=on_price)


@draws(300)
@given(st.tuples(PRICE, PRICE), INNER)
def test_a_price_and_the_part_of_it_that_is_experience(prices: tuple[Fraction, ...], part: Fraction) -> None:
    known = {"known_price": 25, "known_product": 5}
    for price, other in turned(prices):
        product = price * part
        split = worked("price-split", price=price, product=product, **known)
        assert split["体验部分"] + product == price
        assert split["体验占价格的比例"] * price == split["体验部分"]
        assert split["体验是产品的倍数"] * product == split["体验部分"]
        assert worked("price-split", price=price, product_share=part, **known) == {"产品部分": product, **split}
        like_starbucks = worked("price-split", price=other, **known)
        assert like_starbucks["体验部分"] == 4 * like_starbucks["产品部分"]
        assert like_starbucks["体验部分"] + like_starbucks["产品部分"] == other


@draws(300)
@given(st.tuples(PRICE, PRICE), INNER, st.integers(1, 50), st.integers(0, 50))
def test_discounts_and_gifts(prices: tuple[Fraction, ...], discount: Fraction, bought: int, free: int) -> None:
    for price, gift in turned(prices):
        shared = worked("discount", price=price, discount=discount)
        assert shared["顾客付"] + shared["店里让"] == price
        assert shared["店里让"] == price * (1 - discount)
        assert worked("discount", paid=shared["顾客付"], discount=discount)["原价"] == price

        top_up = worked("top-up", paid=price, gift=gift)
        assert top_up["实付比例"] * (price + gift) == price
        assert top_up["省下的比例"] * (price + gift) == gift
        assert top_up["合多少折"] == 10 * top_up["实付比例"]
    assert worked("gift-in-kind", bought=bought, given=free)["实付比例"] * (bought + free) == bought
    assert worked("gift-in-kind", second=discount)["两件实付比例"] * 2 == 1 + discount
    assert worked("gift-in-kind", second=discount, price=7)["平均每件实付"] * 2 == 7 + 7 * discount
    assert worked("gift-in-kind", bought=bought, given=free, price=7)["平均每件实付"] * (bought + free) == 7 * bought


@draws(200)
@given(PRICE, SHARE, AMOUNT, st.integers(0, 120))
def test_bundles_and_promises(fee: Fraction, part: Fraction, more: Fraction, months: int) -> None:
    bundle = worked("bundle", fee=fee, gift=fee * part)
    assert bundle["赠送率"] == part
    assert bundle["每月净付"] + fee * part == fee
    assert bundle["每年净付"] == sum([fee - fee * part] * 12)
    assert worked("promised-spend", more=more, months=months)["承诺多花的钱"] == sum([more] * months)


def test_pricing_examples_of_the_material() -> None:
    target = worked("price-identity", price=100_000, profit=15_000, present_cost=92_000)
    assert (target["目标成本"], target["要降的成本"], round(100 * target["要降的比例"], 1)) == (85_000, 7_000, Fraction("7.6"))
    both = worked("markup", cost=80, margin="0.25", basis=choice("markup", "basis", "都算"))
    assert (both["按成本算的售价"], round(both["按售价算的售价"], 2)) == (100, Fraction("106.67"))
    assert worked("discount", price=300, discount="0.7") == {"顾客付": 210, "店里让": 90}
    assert round(100 * worked("top-up", paid=100, gift=50)["实付比例"], 1) == Fraction("66.7")
    bundle = worked("bundle", fee=138, gift=50)
    assert (round(100 * bundle["赠送率"], 1), bundle["每月净付"], bundle["每年净付"]) == (Fraction("36.2"), 88, 1056)
    assert worked("promised-spend", more=10, months=24)["承诺多花的钱"] == 240


# 促销: before and after


@draws(560)
@given(st.tuples(PRICE, PRICE), st.tuples(SOME, SOME), st.tuples(INNER, INNER))
def test_a_promotion_before_and_after(sales: tuple[Fraction, ...], stocks: tuple[int, ...], known: tuple[Fraction, ...]) -> None:
    for first, second in ((0, 1), (1, 0), (0, 0), (1, 1), (0, None), (1, None)):
        sold, stock, aware = (pair[first] for pair in (sales, stocks, known))
        sold_after, left, aware_after = (Fraction(0) if second is None else Fraction(pair[second]) for pair in (sales, stocks, known))
        growth = worked("sales-growth", before=sold, after=sold_after)
        assert sold + growth["增加的销售额"] == sold * (1 + growth["销售额增长率"]) == sold_after
        if sold_after:
            assert worked("sales-growth", after=sold_after, grown=growth["销售额增长率"]) == {"原来的销售额": sold}
        clearance = worked("stock-clearance", before=stock, after=left)
        assert stock - clearance["清掉的库存"] == stock * (1 - clearance["库存清理率"]) == left
        if left <= stock:
            assert worked("stock-clearance", before=stock, gone=stock - left) == {"库存清理率": clearance["库存清理率"]}
        awareness = worked("awareness", before=aware, after=aware_after)
        assert aware + awareness["知名度变化"] == aware * (1 + awareness["相对变化"]) == aware_after


def test_promotion_examples_of_the_material() -> None:
    assert worked("sales-growth", before=1_200_000, after=1_380_000)["销售额增长率"] == Fraction("0.15")
    assert worked("stock-clearance", before=5000, after=3200)["库存清理率"] == Fraction("0.36")
    assert worked("awareness", before="0.32", after="0.4") == {"知名度变化": Fraction("0.08"), "相对变化": Fraction("0.25")}
    for formula in ("sales-growth", "stock-clearance"):
        assert "零" in refuses(formula, before=0, after=1)


# 案例: the figures that the material works with


@draws(400)
@given(SOME, st.tuples(AMOUNT, AMOUNT, AMOUNT), INNER, st.tuples(SOME, SOME))
def test_pyjamas_and_shirts(pieces: int, prices: tuple[Fraction, ...], fewer: Fraction, wood: tuple[int, ...]) -> None:
    for fee, garment, courier in turned(prices):
        before = worked("pyjama", pieces=pieces, fee=fee, garment_cost=garment)
        assert before == {"保本的快递费": fee - garment, "扣快递费之前一共剩": pieces * fee - pieces * garment}
        after = worked("pyjama", pieces=pieces, fee=fee, garment_cost=garment, courier=courier)
        assert after["每件利润"] + courier == before["保本的快递费"]
        assert after["一共的利润"] + pieces * courier == before["扣快递费之前一共剩"]
        assert worked("pyjama", pieces=pieces, fee=fee + garment, garment_cost=garment, courier=fee)["一共的利润"] == 0

    for boxed, trees in (wood, wood[::-1]):
        saved = worked("shirt-boxes", fewer=fewer, boxed=boxed, trees=trees)
        assert saved["每棵树合多少个盒子"] * trees == boxed
        assert saved["省下的树"] == trees * fewer
        assert worked("shirt-boxes", shirts=boxed * fewer, boxed=boxed, trees=trees)["省下的树"] == saved["省下的树"]


@draws(400)
@given(AMOUNT, SOME, st.integers(1, 30), SOME, st.tuples(*[st.integers(0, 9)] * 3))
def test_the_other_cases(error: Fraction, distance: int, years: int, staff: int, slots: tuple[int, ...]) -> None:
    assert worked("double-refund", error=error, times=2) == {"返还": error + error}
    assert worked("warranty", distance=distance, years=years)["每年的里程"] * years == distance
    assert worked("training-hours", lessons=distance, days=years)["每天的课时"] * years == distance
    weekly, biweekly, monthly = slots
    contacts = worked("contact-slots", weekly=weekly, biweekly=biweekly, monthly=monthly, quarterly=weekly)
    assert contacts == {"一年的联系次数": 52 * weekly + 26 * biweekly + 12 * monthly + 4 * weekly}
    assert worked("starbucks-profit", average=error, times=5) == {"星巴克式的利润": 5 * error}
    assert worked("starbucks-training", staff=staff, times=24) == {"服务生的培训总时长": 24 * staff}


@draws(400)
@given(SOME, SHARE)
def test_a_share_of_people_is_exact(people: int, share: Fraction) -> None:
    for formula, name, label in (
        ("wage-earners", "customers", "普通工薪族人数"),
        ("bachelors", "staff", "本科以上员工人数"),
        ("masters", "staff", "硕士以上员工人数"),
        ("top-fifth-customers", "customers", "带来80%利润的客户数"),
    ):
        assert worked(formula, **{name: people, "share": share})[label] == people * share


# What the formulas take from the cards, under every claim, on the corpus that is shipped


@pytest.fixture(scope="module")
def library() -> Library:
    """The cards and their figures; the formulas ask a library for nothing else."""
    cards = {loaded.card.id: loaded.card for loaded in load_corpus(resource("corpus")).cards}
    facts = {fact.id: (card, fact) for card in cards.values() for fact in card.facts}
    return cast(Library, SimpleNamespace(cards=cards, facts=facts))


@pytest.mark.parametrize(
    ("formula", "inputs", "expected"),
    [
        ("acquisition-cost", {"retention_cost": 200}, {"1000", "1200", "1600"}),
        ("acquisition-cost", {"retention_cost": 200, "lost": 30}, {"30000", "36000", "48000"}),
        ("retention-cost", {"acquisition_cost": 1200}, {"240", "200", "150"}),
        ("acquisition-budget", {"budget": 60000, "retention_cost": 100}, {"600", "120", "100", "75"}),
        ("expected-deals", {"people": 200}, {"30", "100", "130", "10/3"}),
        ("expected-deals", {"target": 30}, {"200", "60"}),
        ("retention-profit", {"profit": 2_000_000}, {"3700000", "2500000", "4000000"}),
        ("satisfaction-profit", {"profit": 3_000_000}, {"6000000"}),
        ("purchase-intent", {"intent": 10}, {"60", "70"}),
        ("word-of-mouth", {"dissatisfied": 25}, {"200", "250", "125"}),
        ("ladder-shares", {"third": "0.06"}, {"6/25", "3/25"}),
        ("rest-of-market", {}, {"1/10"}),
        ("top-share", {"industry": 2, "profit": 5_000_000}, {"1400000", "3600000", "133/18"}),
        ("top-fifth-profit", {"profit": 1000}, {"800"}),
        ("top-fifth-customers", {"customers": 1000}, {"200"}),
        ("price-split", {"price": 25}, {"4/5", "20", "5"}),
        ("bundle", {}, {"25/69", "88", "1056"}),
        ("promised-spend", {"months": 24}, {"240"}),
        ("pyjama", {}, {"15", "150000000"}),
        ("shirt-boxes", {"fewer": "0.1"}, {"10000/21", "168000"}),
        ("double-refund", {"error": "12.5"}, {"25"}),
        ("warranty", {"distance": 150_000, "years": 6}, {"25000"}),
        ("training-hours", {}, {"6"}),
        ("wage-earners", {"customers": 80_000}, {"40000"}),
        ("bachelors", {}, {"33099/25"}),
        ("masters", {}, {"7021/25"}),
        ("starbucks-profit", {"average": 100}, {"500"}),
        ("starbucks-training", {"staff": 10}, {"240"}),
    ],
)
def test_figures_of_the_cards_give_the_results_of_the_material(
    library: Library, formula: str, inputs: Mapping[str, Number], expected: set[str]
) -> None:
    given_ = {name: Fraction(value) for name, value in inputs.items()}
    calculation: Calculation = calculate(BY_ID[formula], given_, library)
    assert {str(result.value) for result in calculation.results} == expected


@pytest.mark.parametrize(("formula", "name"), [("satisfaction-profit", "points"), ("retention-profit", "rise")])
def test_no_claim_is_stretched_to_another_rise_than_its_own(library: Library, formula: str, name: str) -> None:
    for rise in ("0.01", "0.1", "0.2"):
        with pytest.raises(ValueModelError, match="外推"):
            calculate(BY_ID[formula], {name: Fraction(rise), "profit": Fraction(100)}, library)
    assert calculate(BY_ID[formula], {name: Fraction("0.05"), "profit": Fraction(100)}, library).results


def test_every_formula_has_a_reference_here() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_value_reference*.py"))
    assert [formula.id for formula in FORMULAS if f'"{formula.id}"' not in source] == []
