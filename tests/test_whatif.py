"""What a result turns on: each figure is the formula's own result with one input changed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assistant.answering.engine import Assistant
from assistant.library import Library
from assistant.value.formulas import BY_ID
from assistant.value.whatif import ENDLESS_YEARS, MOST_POINTS, WhatIf, break_even_line, break_evens, over_years, tornado
from assistant.value.worksheet import calculate

PERCENT = Fraction(1, 100)


def what_if(library: Library, formula_id: str, **given: int | Fraction) -> WhatIf:
    formula, values = BY_ID[formula_id], {name: Fraction(value) for name, value in given.items()}
    return WhatIf(formula, values, library, calculate(formula, values, library))


@pytest.fixture
def library(assistant: Assistant) -> Library:
    return assistant.library


def test_what_moves_the_result_most_stands_first(library: Library) -> None:
    storm = tornado(what_if(library, "delivered-value", total_value=1000, total_cost=600))
    assert storm is not None
    assert storm.base == 400
    assert [(swing.label, swing.low, swing.high) for swing in storm.swings] == [("整体顾客价值", 300, 500), ("整体顾客成本", 460, 340)]


def test_a_time_moves_by_a_year_and_a_side_outside_the_domain_is_left_out(library: Library) -> None:
    storm = tornado(what_if(library, "lifetime-value", current_yearly=1000, years=1, discount_rate=10 * PERCENT))
    assert storm is not None
    years = next(swing for swing in storm.swings if swing.label == "年数")
    assert (years.change, years.low) == ("±1年", None)
    assert years.high == Fraction(1000) / Fraction("1.1") + Fraction(1000) / Fraction("1.21")


@pytest.mark.parametrize(
    ("formula_id", "inputs"), [("acquisition-cost", {"retention_cost": 100}), ("ladder-shares", {"third": 6 * PERCENT})]
)
def test_a_dispute_and_a_set_of_shares_have_no_single_result_to_move(
    library: Library, formula_id: str, inputs: dict[str, Fraction]
) -> None:
    what = what_if(library, formula_id, **inputs)
    assert (tornado(what), over_years(what), break_evens(what)) == (None, None, [])


def test_the_line_over_the_years_ends_at_the_result(library: Library) -> None:
    what = what_if(library, "lifetime-value", current_yearly=1000, years=5, discount_rate=10 * PERCENT)
    line = over_years(what)
    assert line is not None
    assert [x for x, _ in line.points] == [1, 2, 3, 4, 5]
    assert line.points[-1][1] == what.calculation.results[0].value
    assert line.level is None


def test_a_relationship_without_an_end_is_shown_with_what_it_tends_to(library: Library) -> None:
    what = what_if(
        library, "relationship-worth", current_yearly=1000, retention_rate=80 * PERCENT, discount_rate=10 * PERCENT, relationship_cost=2500
    )
    line = over_years(what)
    assert line is not None
    assert line.points[-1][0] == ENDLESS_YEARS
    assert line.level == what.calculation.results[0].value > line.points[-1][1]
    assert [(mark.label, mark.x) for mark in line.marks] == [("打平", 9)]


def test_a_hundred_years_keep_few_points(library: Library) -> None:
    line = over_years(what_if(library, "lifetime-value", current_yearly=1000, years=100, discount_rate=10 * PERCENT))
    assert line is not None
    assert len(line.points) <= MOST_POINTS + 1
    assert line.points[-1][0] == 100


@hypothesis_settings(deadline=None, max_examples=40)
@given(value=st.integers(2, 10**6), cost=st.integers(1, 10**6))
def test_the_result_at_a_break_even_is_nothing(value: int, cost: int) -> None:
    formula = BY_ID["satisfaction-gap"]
    given_values = {"perceived": Fraction(value), "expected": Fraction(cost)}
    library: Library = None  # type: ignore[assignment]  # this formula takes nothing from a card
    what = WhatIf(formula, given_values, library, calculate(formula, given_values, library))
    for even in break_evens(what):
        name = next(row.name for row in what.calculation.inputs if row.label == even.label)
        assert what.result(**{name: even.at}) == 0


def test_a_rate_is_found_by_trying_and_said_to_be_near(library: Library) -> None:
    what = what_if(
        library, "relationship-worth", current_yearly=1000, retention_rate=80 * PERCENT, discount_rate=10 * PERCENT, relationship_cost=2500
    )
    evens = {even.label: even for even in break_evens(what)}
    assert (evens["当前每年利润"].at, evens["当前每年利润"].near) == (Fraction("937.5"), False)
    exact = Fraction(2500) * Fraction("1.1") / 3500  # 1000 r / (1.1 − r) = 2500
    assert evens["留存率"].near
    assert abs(evens["留存率"].at - exact) <= Fraction(1, 10_000)


def test_the_line_through_a_break_even_has_both_points(library: Library) -> None:
    what = what_if(library, "delivered-value", total_value=1000, total_cost=600)
    even = break_evens(what)[0]
    line = break_even_line(what, even)
    assert (even.label, even.at) == ("整体顾客价值", 600)
    assert {(mark.x, mark.y) for mark in line.marks} == {(600, 0), (1000, 400)} <= set(line.points)


def test_a_factor_of_nothing_is_no_break_even(library: Library) -> None:
    assert break_evens(what_if(library, "lifetime-value", current_yearly=1000, years=5, discount_rate=10 * PERCENT)) == []
