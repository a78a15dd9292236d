"""Each formula against an implementation of its own, written from the material's definition: long sums of whole numbers."""

import re
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ValueModelError
from assistant.types import Step
from assistant.value.formulas import (
    ACQUISITION_COST,
    BY_ID,
    COST_PARTS,
    DELIVERED_VALUE,
    FORMULAS,
    LADDER_SHARES,
    LIFETIME_VALUE,
    MAX_YEARS,
    RANKS,
    VALUE_PARTS,
    Working,
)

relaxed = settings(deadline=None)

AMOUNT = st.fractions(min_value=0, max_value=10**9, max_denominator=100)
PROFIT = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=100)
RATE = st.fractions(min_value=0, max_value=1, max_denominator=200)
RATIO = {f"ratio_{rank}": Fraction(value) for rank, value in zip(RANKS, (4, 2, 1), strict=True)}


def result(working: Working, place: int = 0) -> Fraction:
    return working.results[place].value


def parts(numbers: list[Fraction]) -> dict[str, Fraction]:
    return dict(zip((*VALUE_PARTS, *COST_PARTS), numbers, strict=True))


def present_value(yearly: Fraction, years: int, rate: Fraction) -> Fraction:
    """Sum of yearly / (1 + rate)^t over whole numbers: every term over the common denominator (p + q)^years."""
    p, q = rate.numerator, rate.denominator
    total = 0
    for year in range(1, years + 1):
        term = yearly.numerator
        for _ in range(year):
            term *= q
        for _ in range(years - year):
            term *= p + q
        total += term
    below = yearly.denominator
    for _ in range(years):
        below *= p + q
    return Fraction(total, below)


def lifetime(**given: object) -> Working:
    values = {"historical": 0, "potential_yearly": 0, "discount_rate": 0, **given}
    return LIFETIME_VALUE.work({name: Fraction(str(value)) for name, value in values.items()})


def shares(**given: str) -> dict[str, Fraction]:
    working = LADDER_SHARES.work(RATIO | {name: Fraction(value) for name, value in given.items()})
    return {row.label: row.value for row in working.results}


# 顾客让渡价值


@relaxed
@given(st.lists(AMOUNT, min_size=8, max_size=8))
def test_delivered_value_is_the_four_values_less_the_four_costs(numbers: list[Fraction]) -> None:
    with localcontext() as context:
        context.prec = 60  # hundredths are exact in decimal
        by_hand = sum(hundredths(number) for number in numbers[:4]) - sum(hundredths(number) for number in numbers[4:])
    whole = [Fraction(hundredths(number)) for number in numbers]
    assert result(DELIVERED_VALUE.work(parts(whole))) == Fraction(by_hand)


def hundredths(number: Fraction) -> Decimal:
    return Decimal(int(number * 100)) / 100


@relaxed
@given(st.lists(AMOUNT, min_size=8, max_size=8), st.booleans(), st.booleans())
def test_parts_and_totals_give_the_same_delivered_value(numbers: list[Fraction], value_too: bool, cost_too: bool) -> None:
    by_part = parts(numbers)
    totals = {"total_value": sum(numbers[:4], Fraction(0)), "total_cost": sum(numbers[4:], Fraction(0))}
    expected = result(DELIVERED_VALUE.work(by_part))
    assert result(DELIVERED_VALUE.work(totals)) == expected
    assert result(DELIVERED_VALUE.work(by_part | totals)) == expected
    mixed = {name: by_part[name] for name in (VALUE_PARTS if value_too else COST_PARTS)}
    mixed |= {"total_cost" if value_too else "total_value": totals["total_cost" if value_too else "total_value"]}
    assert result(DELIVERED_VALUE.work(mixed)) == expected
    steps = {step.label: step.value for step in DELIVERED_VALUE.work(by_part).steps}
    assert steps["整体顾客价值"] - steps["整体顾客成本"] == steps["顾客让渡价值"] == expected


@relaxed
@given(st.lists(AMOUNT, min_size=8, max_size=8), AMOUNT, st.integers(0, 7))
def test_a_value_more_or_a_cost_less_is_worth_exactly_that_more(numbers: list[Fraction], more: Fraction, place: int) -> None:
    changed = [*numbers]
    changed[place] += more
    difference = result(DELIVERED_VALUE.work(parts(changed))) - result(DELIVERED_VALUE.work(parts(numbers)))
    assert difference == (more if place < 4 else -more)


def test_the_worked_examples_of_the_material() -> None:
    assert result(DELIVERED_VALUE.work(parts([Fraction(n) for n in (800, 300, 200, 100, 900, 100, 80, 60)]))) == 260
    assert result(DELIVERED_VALUE.work({"total_value": Fraction(320), "total_cost": Fraction(250)})) == 70
    machines = [({"total_value": value, "total_cost": cost}) for value, cost in ((120, 95), (100, 80), (100, 74))]
    assert [result(DELIVERED_VALUE.work({name: Fraction(n) for name, n in machine.items()})) for machine in machines] == [25, 20, 26]


def test_a_delivered_value_may_be_negative() -> None:
    assert result(DELIVERED_VALUE.work({"total_value": Fraction(100), "total_cost": Fraction(250)})) == -150


@pytest.mark.parametrize(
    ("values", "figures"),
    [
        ({"total_value": 1000, "product_value": 800, "service_value": 300, "personnel_value": 0, "image_value": 0, "total_cost": 1}, ["1000元", "1100元"]),
        ({"total_value": 1500, "product_value": 800, "service_value": 300, "personnel_value": 0, "image_value": 0, "total_cost": 1}, ["1500元", "1100元"]),
        ({"total_value": 700, "product_value": 800, "total_cost": 1}, ["700元", "800元"]),
        ({"total_value": 700, "total_cost": 50, "money_cost": 60}, ["50元", "60元"]),
    ],
)  # fmt: skip
def test_a_total_that_its_parts_contradict_is_to_be_checked(values: dict[str, int], figures: list[str]) -> None:
    with pytest.raises(ValueModelError) as caught:
        DELIVERED_VALUE.work({name: Fraction(value) for name, value in values.items()})
    assert all(figure in str(caught.value) for figure in figures)
    assert "核对" in str(caught.value)


def test_some_parts_beside_a_total_that_covers_them_are_no_contradiction() -> None:
    values = {"total_value": Fraction(1400), "product_value": Fraction(800), "total_cost": Fraction(1140)}
    assert result(DELIVERED_VALUE.work(values)) == 260


# 客户终生价值


@relaxed
@given(PROFIT, PROFIT, st.integers(1, 30), RATE, PROFIT)
def test_lifetime_value_is_history_plus_both_present_values(
    current: Fraction, potential: Fraction, years: int, rate: Fraction, historical: Fraction
) -> None:
    working = lifetime(current_yearly=current, potential_yearly=potential, years=years, discount_rate=rate, historical=historical)
    assert result(working) == historical + present_value(current, years, rate) + present_value(potential, years, rate)
    if historical:
        assert result(working) - result(working, 1) == historical


@relaxed
@given(PROFIT, st.integers(1, MAX_YEARS), AMOUNT)
def test_without_discounting_the_years_simply_add_up(yearly: Fraction, years: int, historical: Fraction) -> None:
    working = lifetime(current_yearly=yearly, years=years, historical=historical)
    assert result(working) == historical + sum((yearly for _ in range(years)), Fraction(0))
    assert "没有折现：各年利润直接相加。" in working.conventions


@relaxed
@given(st.integers(1, 10**6), st.integers(1, 25), RATE, RATE)
def test_a_higher_rate_is_worth_less_and_never_more_than_the_plain_sum(yearly: int, years: int, one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))
    value = {rate: result(lifetime(current_yearly=yearly, years=years, discount_rate=rate)) for rate in (low, high)}
    assert value[high] <= value[low] <= yearly * years
    assert (value[high] == value[low]) == (high == low)


@relaxed
@given(st.integers(1, 10**4), st.integers(1, 20), RATE)
def test_one_more_year_adds_its_own_present_value(yearly: int, years: int, rate: Fraction) -> None:
    longer = result(lifetime(current_yearly=yearly, years=years + 1, discount_rate=rate))
    shorter = result(lifetime(current_yearly=yearly, years=years, discount_rate=rate))
    assert longer == (shorter + yearly) / (1 + rate)  # a year earlier, everything is worth (1 + rate) times as much


@relaxed
@given(PROFIT, PROFIT, AMOUNT)
def test_whole_parts_are_added_as_they_are(current: Fraction, potential: Fraction, historical: Fraction) -> None:
    working = lifetime(current_total=current, potential_total=potential, historical=historical)
    assert result(working) == current + potential + historical


def test_the_examples_of_the_material_for_lifetime_value() -> None:
    working = lifetime(historical=1200, current_yearly=500, potential_yearly=100, years=3, discount_rate="0.1")
    with localcontext() as context:
        context.prec = 40
        factor = sum(Decimal(1) / Decimal("1.1") ** year for year in (1, 2, 3))
        assert (500 * factor).quantize(Decimal("0.01")) == Decimal("1243.43")
        assert (100 * factor).quantize(Decimal("0.01")) == Decimal("248.69")
    rounded = [round(float(row.value), 2) for row in working.results]
    assert rounded == [2692.11, 1492.11]
    assert [row.label for row in working.results] == ["客户终生价值", "面向未来的部分（不含历史价值）"]
    assert result(lifetime(historical=1200, current_yearly=500, potential_yearly=100, years=3)) == 3000
    assert result(lifetime(historical=1200, current_total=1500, potential_total=300)) == 3000


def test_a_whole_current_value_needs_neither_years_nor_a_potential() -> None:
    assert result(lifetime(current_total=1500)) == 1500
    assert result(lifetime(current_total=1500, potential_yearly=100, years=3)) == 1800


def test_a_whole_part_and_a_yearly_one_have_to_agree() -> None:
    assert result(lifetime(current_total=1500, current_yearly=500, years=3)) == 1500
    for part, label in (("current", "当前价值"), ("potential", "潜在价值")):
        with pytest.raises(ValueModelError) as caught:
            lifetime(**{"current_total": 1, f"{part}_total": 1000, f"{part}_yearly": 500, "years": 3})
        assert all(text in str(caught.value) for text in (label, "1000元", "500元", "1500元", "只留一个"))


@pytest.mark.parametrize("years", ["0", "1.5", "101", "-3"])
def test_only_whole_years_within_reason_are_summed(years: str) -> None:
    with pytest.raises(ValueModelError) as caught:
        lifetime(current_yearly=500, years=years)
    assert years in str(caught.value)
    assert "整年数" in str(caught.value)


# 前三名的份额


@relaxed
@given(st.fractions(min_value=0, max_value=Fraction(4, 7), max_denominator=1000))
def test_shares_agree_in_every_direction(first: Fraction) -> None:
    from_first = shares(first=str(first))
    assert from_first == {"第二名的份额": first / 2, "第三名的份额": first / 4}
    assert shares(second=str(first / 2)) == {"第一名的份额": first, "第三名的份额": first / 4}
    assert shares(third=str(first / 4)) == {"第一名的份额": first, "第二名的份额": first / 2}
    assert shares(top_three=str(first * Fraction(7, 4))) == {"第一名的份额": first, **from_first}
    assert shares(first=str(first), second=str(first / 2)) == {"第三名的份额": first / 4}


@relaxed
@given(st.lists(st.integers(1, 50), min_size=3, max_size=3), st.integers(0, 2), st.integers(1, 1000))
def test_shares_follow_the_ratio_of_the_card_whatever_it_is(ratio: list[int], place: int, thousandths: int) -> None:
    known = Fraction(thousandths, 1000)
    rest = [known * number / ratio[place] for number in ratio]
    values = {f"ratio_{rank}": Fraction(number) for rank, number in zip(RANKS, ratio, strict=True)} | {RANKS[place]: known}
    if sum(rest) > 1:
        with pytest.raises(ValueModelError, match="超过了100%"):
            LADDER_SHARES.work(values)
    else:
        assert [row.value for row in LADDER_SHARES.work(values).results] == [share for at, share in enumerate(rest) if at != place]


def test_the_examples_of_the_material_for_shares() -> None:
    assert list(shares(first="0.36").values()) == [Fraction(18, 100), Fraction(9, 100)]
    assert list(shares(top_three="0.7").values()) == [Fraction(40, 100), Fraction(20, 100), Fraction(10, 100)]
    whole = shares(top_three="1")
    assert sum(whole.values()) == 1
    assert [round(float(share) * 100, 1) for share in whole.values()] == [57.1, 28.6, 14.3]


@pytest.mark.parametrize(
    ("given", "figures", "remedy"),
    [
        ({"first": "0.7"}, ["122.5%", "70%"], "核对"),
        ({"third": "0.2"}, ["140%", "20%"], "核对"),
        ({"first": "0.36", "second": "0.15"}, ["36%", "15%"], "只留下一个"),
        ({"first": "0.4", "top_three": "0.8"}, ["40%", "80%"], "只留下一个"),
        ({"first": "0.4", "second": "0.2", "third": "0.1"}, ["40%", "20%", "10%"], "去掉"),
    ],
)
def test_shares_that_the_ratio_cannot_give_are_explained(given: dict[str, str], figures: list[str], remedy: str) -> None:
    with pytest.raises(ValueModelError) as caught:
        shares(**given)
    assert all(figure in str(caught.value) for figure in (*figures, remedy))


# 拉新 against 留老


@relaxed
@given(AMOUNT, st.dictionaries(st.sampled_from(["5倍", "6倍多", "8倍", "多5倍（字面）", "多5倍（口语）"]), st.integers(1, 20), min_size=1))
def test_each_claim_is_a_result_of_its_own_and_none_is_averaged(cost: Fraction, multiples: dict[str, int]) -> None:
    values = {"retention_cost": cost} | {f"claim:{label}": Fraction(multiple) for label, multiple in multiples.items()}
    working = ACQUISITION_COST.work(values)
    assert {row.label: row.value for row in working.results} == {f"按“{label}”": cost * multiple for label, multiple in multiples.items()}
    results = [row.value for row in working.results]
    differences = [step.value for step in working.steps[len(results) :]]
    assert differences == ([max(results) - min(results)] if len(set(results)) > 1 else [])


# What every formula keeps to


def evaluated(step: Step) -> Decimal:
    """The number that a step's expression comes to, read as a reader with a pocket calculator would."""
    arithmetic = re.sub(r"[一-鿿（）“”]+", "", step.expression)
    for sign, python in (("−", "-"), ("×", "*"), ("÷", "/"), ("^", "**"), ("%", "*Decimal('0.01')")):
        arithmetic = arithmetic.replace(sign, python)
    arithmetic = re.sub(r"(?<![\d'.])(\d+(?:\.\d+)?)", r"Decimal('\1')", arithmetic.replace(" ", ""))
    return Decimal(eval(arithmetic, {"Decimal": Decimal}))


@relaxed
@given(
    st.sampled_from(["delivered", "totals", "lifetime", "plain lifetime", "whole lifetime", "shares", "sum", "acquisition"]),
    st.lists(st.integers(1, 10**5), min_size=8, max_size=8),
    st.integers(1, 5),
)
def test_every_step_comes_to_the_value_that_it_shows(kind: str, numbers: list[int], years: int) -> None:
    whole = [Fraction(number) for number in numbers]
    rate = Fraction(numbers[4] % 99 + 1, 100)
    working = {
        "delivered": lambda: DELIVERED_VALUE.work(parts(whole)),
        "totals": lambda: DELIVERED_VALUE.work({"total_value": whole[0], "total_cost": whole[1]}),
        "lifetime": lambda: lifetime(
            historical=whole[0], current_yearly=whole[1], potential_yearly=whole[2], years=years, discount_rate=rate
        ),
        "plain lifetime": lambda: lifetime(current_yearly=whole[1], potential_yearly=whole[2], years=years),
        "whole lifetime": lambda: lifetime(historical=whole[0], current_total=whole[1], potential_total=whole[2]),
        "shares": lambda: LADDER_SHARES.work(RATIO | {"third": Fraction(numbers[0] % 1400, 10_000)}),
        "sum": lambda: LADDER_SHARES.work(RATIO | {"top_three": Fraction(numbers[0] % 10_000, 10_000)}),
        "acquisition": lambda: ACQUISITION_COST.work({"retention_cost": whole[0], "claim:5倍": Fraction(5), "claim:6倍多": Fraction(6)}),
    }[kind]()
    assert working.steps
    for step in working.steps:
        slack = Decimal("0.01") * (step.expression.count("+") + step.expression.count("−") + 1)  # shown terms are rounded
        assert abs(evaluated(step) - Decimal(step.value.numerator) / Decimal(step.value.denominator)) <= slack
    shown = {step.value for step in working.steps}
    assert {row.value for row in working.results} <= shown


def test_a_formula_is_declared_without_contradiction() -> None:
    assert len({formula.id for formula in FORMULAS}) == len(FORMULAS)
    for formula in FORMULAS:
        names = [parameter.name for parameter in formula.parameters]
        assert len(set(names)) == len(names)
        needed = {name for need in formula.needs for names in need.alternatives for name in names}
        assert needed <= set(names)
        for parameter in formula.parameters:
            assert parameter.default is None or parameter.minimum is None or parameter.default >= parameter.minimum


# What can be typed into a form though it makes no sense


def run(formula: str, **given: int | str) -> Working:
    return BY_ID[formula].work({name: Fraction(value) for name, value in given.items()})


@pytest.mark.parametrize(
    ("formula", "given", "words"),
    [
        ("break-even-retention", {"yearly": 0, "cost": 0, "discount_rate": 0}, "大于零的成本"),
        ("break-even-retention", {"yearly": 100, "cost": 0, "discount_rate": 0, "timing": 1}, "大于零的成本"),
        ("break-even-retention", {"yearly": 1, "cost": 10**6, "discount_rate": "0.000002"}, "超过100%"),
        ("shirt-boxes", {"boxed": 0, "trees": 10, "fewer": "0.1"}, "大于零"),
        ("shirt-boxes", {"boxed": 10, "trees": 0, "shirts": 5}, "大于零"),
        ("lifetime-value", {"historical": 0, "current_yearly": 9, "years": 3, "discount_rate": 0, "retention_rate": "1.5"}, "超过了100%"),
        ("lifetime-value", {"historical": 0, "current_yearly": 9, "discount_rate": "0.1", "retention_rate": "1.05"}, "超过了100%"),
        (
            "lifetime-value",
            {"historical": 0, "current_yearly": 9, "years": 3, "discount_rate": 0, "timing": 1, "first_year": 0},
            "不能同时",
        ),
        ("discount", {"price": 0, "paid": 0}, "大于零的原价"),
        ("acquisition-cost", {"whole_cost": 900, "people": 0, "claim:5倍": 5}, "大于零的客户数"),
    ],
)
def test_what_cannot_be_is_refused_in_words(formula: str, given: dict[str, int | str], words: str) -> None:
    with pytest.raises(ValueModelError, match=words):
        run(formula, **given)


def test_totals_are_told_no_convention_of_years() -> None:
    assert run("lifetime-value", historical=0, current_total=1500, potential_total=300, discount_rate=0).conventions == ()


@pytest.mark.parametrize(
    ("surplus", "cost", "reduced", "says", "never"),
    [
        (320, 300, 310, "升到310元以后，净贡献是10元，不属于零价值以下", "脱离"),
        (320, 410, 300, "降到300元以后，净贡献是20元，脱离了零价值以下", "升"),
        (320, 410, 400, "降到400元以后，净贡献是-80元，还没有脱离", "升"),
        (320, 300, 330, "升到330元以后，净贡献是-10元，属于零价值以下", "脱离"),
    ],
)
def test_a_changed_service_cost_is_told_as_what_it_is(surplus: int, cost: int, reduced: int, says: str, never: str) -> None:
    headline = run("below-zero", surplus=surplus, service_cost=cost, reduced_cost=reduced).headline
    assert says in headline
    assert never not in headline


def test_what_cannot_be_reached_is_remarked() -> None:
    assert "105%不在0%到100%之间" in "".join(run("percent-or-points", base="0.98", rise="0.07").conventions)
    assert "负数" in run("price-identity", price=100, profit=150).headline
    assert "再降" not in run("price-identity", price=100, profit=150, present_cost=90).headline
    assert "不够睡衣成本" in run("pyjama", pieces=10, fee=5, garment_cost=8).headline


def test_every_result_of_a_comparison_has_its_step() -> None:
    behind = run("relationship-worth", lifetime=100, relationship_cost=150)
    assert {result.label for result in behind.results} <= {step.label for step in behind.steps}
    offers = run("compare-offers", a_total_value=100, a_total_cost=80, b_total_value=90, b_total_cost=75)
    assert ("乙追平要降的价", 5) in [(step.label, step.value) for step in offers.steps]


def test_other_ways_to_the_same_figure() -> None:
    common = {"historical": 0, "potential_yearly": 0, "years": 3, "discount_rate": "0.1"}
    by_profit = run("lifetime-value", current_yearly=300, **common)
    assert result(run("lifetime-value", revenue=1000, direct_cost=700, **common)) == result(by_profit)
    assert result(run("lifetime-value", revenue=1000, margin_rate="0.3", **common)) == result(by_profit)
    assert result(run("average-life", retention_rate=result(run("average-life", years=8)))) == 8
    on_price = result(run("markup", margin="0.25", basis=0))
    assert on_price == Fraction(1, 5)
    assert result(run("markup", margin=str(on_price), basis=1)) == Fraction(1, 4)
    assert (
        run("acquisition-cost", whole_cost=900, people=9, **{"claim:5倍": 5}).results
        == run("acquisition-cost", retention_cost=100, **{"claim:5倍": 5}).results
    )


def test_people_are_not_rounded_but_told_as_about_so_many() -> None:
    assert "约33.33位" in run("acquisition-budget", budget=100, retention_cost=1, **{"claim:3倍": 3}).headline
    assert result(run("bachelors", staff=2006, share="0.66")) == Fraction("1323.96")
