"""The exported workbook: its live formulas come to what the engine comes to, and what no longer holds says so.

fast     each formula of a sheet worked here, exactly, on the inputs as they are and on changed ones
office   LibreOffice opens one workbook with all formulas in it, works it out anew, and agrees to 1e-9
"""

import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assistant.answering.engine import Assistant
from assistant.answering.worked import worked_answer
from assistant.errors import ValueModelError
from assistant.ingest.cards import load_corpus
from assistant.library import Library
from assistant.resources import resource
from assistant.types import Calculation
from assistant.value.entry import typed_inputs
from assistant.value.formulas import BY_ID, FORMULAS
from assistant.value.tracing import summed
from assistant.value.workbook import Filled, fill_working, unit_name, workbook, write_text
from assistant.value.worksheet import calculate

# Every formula, and every road through it that leads to other steps.
EXAMPLES: list[tuple[str, dict[str, str]]] = [
    (
        "delivered-value",
        {
            "product_value": "800",
            "service_value": "300",
            "personnel_value": "200",
            "image_value": "100",
            "money_cost": "900",
            "time_cost": "100",
            "energy_cost": "80.5",
            "physical_cost": "60",
        },
    ),
    ("delivered-value", {"total_value": "1400", "total_cost": "1140"}),
    ("delivered-value", {"total_value": "1400", "target": "300", "time_cost": "50"}),
    (
        "compare-offers",
        {"a_total_value": "120万", "a_total_cost": "95万", "b_total_value": "100万", "b_total_cost": "80万", "b_price_cut": "6万"},
    ),
    ("compare-offers", {"a_delivered": "320", "b_total_value": "500", "b_total_cost": "210"}),
    ("compare-offers", {"a_total_value": "10", "a_total_cost": "9", "b_total_value": "8", "b_total_cost": "3"}),
    ("delivered-value", {"total_value": "50万", "money_cost": "30万", "effort_cost": "8万"}),
    ("delivered-value", {"total_value": "2000", "effort_cost": "200", "target": "500"}),
    ("lifetime-value", {"historical": "1200", "current_yearly": "500", "years": "3", "discount_rate": "10%", "potential_yearly": "100"}),
    ("lifetime-value", {"current_yearly": "500", "years": "12", "discount_rate": "7.5%", "retention_rate": "83%"}),
    ("lifetime-value", {"current_yearly": "500", "years": "5", "discount_rate": "8%", "churn_rate": "20%", "timing": "年初"}),
    ("lifetime-value", {"current_yearly": "500", "discount_rate": "8%", "retention_rate": "80%", "first_year": "肯定收到"}),
    ("lifetime-value", {"current_yearly": "-500", "discount_rate": "8%", "retention_rate": "80%", "timing": "年初"}),
    ("lifetime-value", {"historical": "1200", "current_total": "1500", "potential_total": "300"}),
    ("lifetime-value", {"current_yearly": "500", "years": "3"}),
    ("relationship-worth", {"lifetime": "1200", "relationship_cost": "1500"}),
    ("relationship-worth", {"current_yearly": "500", "years": "4", "discount_rate": "5%", "relationship_cost": "1500"}),
    ("break-even-retention", {"yearly": "300", "cost": "900", "discount_rate": "10%"}),
    ("break-even-retention", {"yearly": "300", "cost": "900", "discount_rate": "10%", "timing": "年初"}),
    ("break-even-retention", {"yearly": "300", "cost": "900", "discount_rate": "10%", "first_year": "肯定收到"}),
    ("average-life", {"retention_rate": "80%"}),
    ("average-life", {"churn_rate": "30%"}),
    ("average-life", {"retention_rate": "60%", "other_rate": "90%"}),
    ("retention-rate", {"before": "500", "after": "430", "new": "80"}),
    ("retention-rate", {"before": "1000", "after": "850", "churn_cut": "50%"}),
    ("retention-rate", {"before": "300", "lost": "45"}),
    ("customers-left", {"base": "2000", "retention_rate": "90%", "years": "3"}),
    ("customers-left", {"churn_rate": "20%", "years": "2"}),
    ("customers-left", {"base": "5000", "churn_rate": "1%", "years": "0.5", "period": "每月"}),
    ("lifetime-value", {"current_yearly": "1000", "years": "5", "acquisition_cost": "800"}),
    ("discount", {"price": "600", "threshold": "500", "off": "100", "discount": "95%", "order": "先减后打折"}),
    ("discount", {"price": "480", "off": "30", "discount": "90%"}),
    ("discount", {"price": "1000", "threshold": "300", "off": "50", "each": "每满都减"}),
    ("markup", {"cost": "45", "profit": "15"}),
    ("markup", {"price": "320", "profit": "80"}),
    ("retention-rate", {"before": "260", "kept": "221"}),
    ("share-of-wallet", {"all_purchases": "60万", "purchases": "21万", "target": "50%"}),
    ("retention-cost", {"whole_cost": "8万", "people": "320"}),
    ("payback", {"cost": "600", "yearly": "250"}),
    ("payback", {"cost": "60000", "people": "150", "yearly": "160"}),
    ("payback", {"cost": "1500", "yearly": "400", "discount_rate": "10%", "retention_rate": "90%"}),
    ("break-even-sales", {"spent": "3.6万", "unit_profit": "45"}),
    ("break-even-sales", {"spent": "5000", "price": "88", "unit_cost": "52"}),
    ("break-even-sales", {"spent": "2万", "margin": "35%"}),
    ("break-even-sales", {"spent": "2万", "margin": "35%", "price": "69"}),
    ("break-even-sales", {"spent": "3.6万", "unit_profit": "450", "target": "2.7万"}),
    ("break-even-sales", {"spent": "3.6万", "margin": "40%", "target": "2.7万"}),
    ("promotion-profit", {"gifts": "300", "gift_each": "20", "more": "5万", "margin": "25%"}),
    ("sales-growth", {"after": "230万", "grown": "15%"}),
    ("sales-growth", {"before": "80万", "growth": "20%", "after": "90万"}),
    ("promotion-profit", {"more_pieces": "860", "unit_profit": "22", "cost": "1.2万"}),
    ("promotion-profit", {"before_pieces": "300", "after_pieces": "520", "unit_profit": "30", "cost": "5000"}),
    ("promotion-profit", {"more": "12万", "margin": "30%", "cost": "2.5万"}),
    ("promotion-profit", {"before": "40万", "after": "52万", "margin": "25%", "cost": "4万"}),
    ("satisfaction-gap", {"perceived": "8.2", "expected": "9"}),
    ("satisfaction-ledger", {"perceived_value": "80", "perceived_cost": "30", "expected_value": "100", "expected_cost": "60"}),
    ("overall-satisfaction", {"gaps": "0.6, -0.3, 0.1"}),
    ("satisfaction-profit", {"profit": "100万"}),
    ("purchase-intent", {"intent": "10"}),
    ("word-of-mouth", {"dissatisfied": "120"}),
    ("word-of-mouth", {"reached": "440"}),
    ("acquisition-cost", {"retention_cost": "200", "lost": "7"}),
    ("retention-cost", {"acquisition_cost": "700"}),
    ("acquisition-budget", {"budget": "10万", "retention_cost": "130"}),
    ("acquisition-budget", {"budget": "10万", "retention_cost": "130", "acquisition_cost": "700"}),
    ("expected-deals", {"people": "90"}),
    ("expected-deals", {"target": "30"}),
    ("expected-deals", {"people": "90", "chance": "18%"}),
    ("expected-deals", {"target": "30", "chance": "18%"}),
    ("expected-deals", {"goal": "12万", "ticket": "600", "chance": "15%"}),
    ("expected-deals", {"goal": "12万", "ticket": "600"}),
    ("expected-deals", {"days": "22", "new_people": "5", "old_people": "3"}),
    ("expected-deals", {"days": "22", "people": "5", "chance": "20%"}),
    ("retention-profit", {"profit": "500万"}),
    ("ladder-shares", {"third": "6%"}),
    ("ladder-shares", {"top_three": "70%"}),
    ("percent-or-points", {"base": "60%", "rise": "5个百分点"}),
    ("percent-or-points", {"base": "60%", "after": "45%"}),
    ("rest-of-market", {}),
    ("rest-of-market", {"share": "72%", "market": "3亿"}),
    ("rest-of-market", {"shares": "38%、21%、9%"}),
    ("pareto-check", {"profits": "900、20、-15、40、33、8、61、5、12、300"}),
    ("top-share", {"industry": "长途电信", "profit": "500万", "customers": "10000"}),
    ("top-share", {"top_share": "8%", "own_share": "40%", "profit": "250万", "customers": "600"}),
    ("top-multiple", {"top_share": "5%", "profit_share": "28%"}),
    ("top-multiple", {"top_customers": "40", "customers": "200", "top_profit": "160万", "profit": "200万"}),
    ("top-fifth-profit", {"profit": "330万"}),
    ("top-fifth-profit", {"top_profit": "96万"}),
    ("top-fifth-profit", {"top_profit": "96万", "profit": "150万"}),
    ("top-fifth-customers", {"customers": "333"}),
    ("top-fifth-customers", {"top_customers": "45"}),
    ("top-fifth-customers", {"top_customers": "45", "customers": "180"}),
    ("below-zero", {"surplus": "800", "service_cost": "950", "reduced_cost": "700"}),
    ("share-of-wallet", {"purchases": "30", "all_purchases": "90"}),
    ("share-of-wallet", {"purchases": "30", "elsewhere": "70"}),
    ("price-identity", {"price": "100", "profit": "15", "present_cost": "95"}),
    ("price-identity", {"price": "100", "cost": "70"}),
    ("price-identity", {"cost": "70", "profit": "15"}),
    ("markup", {"cost": "80", "margin": "30%", "basis": "都算"}),
    ("markup", {"cost": "80", "margin": "30%", "basis": "按成本"}),
    ("markup", {"price": "1200", "margin": "35%", "basis": "都算"}),
    ("price-split", {"price": "32", "product": "7"}),
    ("price-split", {"price": "32", "product_share": "35%"}),
    ("price-split", {"price": "32"}),
    ("discount", {"price": "450", "discount": "70%"}),
    ("discount", {"paid": "315", "discount": "70%"}),
    ("top-up", {"paid": "500", "gift": "200"}),
    ("top-up", {"paid": "300", "gift_pieces": "4", "gift_each": "15"}),
    ("gift-in-kind", {"bought": "3", "given": "1"}),
    ("gift-in-kind", {"second": "50%", "price": "120"}),
    ("gift-in-kind", {"bought": "8", "aim": "80%"}),
    ("gift-in-kind", {"given": "2", "aim": "70%"}),
    ("top-up", {"paid": "1000", "aim": "80%"}),
    ("discount", {"borne": "4.5万", "discount": "70%"}),
    ("discount", {"borne": "100", "price": "500"}),
    ("discount", {"borne": "100", "paid": "400"}),
    ("markup", {"cost": "100", "margin": "20%", "price": "110", "basis": "都算"}),
    ("bundle", {"fee": "120", "gift": "50"}),
    ("promised-spend", {"months": "24"}),
    ("promised-spend", {"months": "24", "more": "10", "gift": "699"}),
    ("sales-growth", {"before": "32", "after": "40"}),
    ("stock-clearance", {"before": "700", "after": "90"}),
    ("stock-clearance", {"before": "700", "gone": "610"}),
    ("stock-clearance", {"before": "4500", "share": "80%"}),
    ("stock-clearance", {"before": "5000", "share": "60%", "after": "3200"}),
    ("stock-clearance", {"before": "5000", "share": "60%", "gone": "3500"}),
    ("satisfaction-gap", {"expected": "8", "aim": "0.5"}),
    ("satisfaction-gap", {"expected": "8", "aim": "0.5", "perceived": "7.8"}),
    ("satisfaction-profit", {"aim": "900万"}),
    ("expected-deals", {"target": "60", "old_people": "80"}),
    ("expected-deals", {"target": "60", "new_people": "100", "old_chance": "40%"}),
    ("expected-deals", {"target": "60", "new_people": "100", "old_people": "80"}),
    ("payback", {"cost": "1200", "yearly": "300", "yearly_cost": "100"}),
    ("word-of-mouth", {"dissatisfied": "30", "recovered": "12"}),
    ("lifetime-value", {"current_yearly": "1500", "churn_rate": "20%", "first_year": "肯定收到"}),
    ("sales-growth", {"before": "85万", "growth": "20%"}),
    ("double-refund", {"refund": "64"}),
    ("awareness", {"before": "35%", "after": "48%"}),
    ("pyjama", {"courier": "4.5"}),
    ("pyjama", {"pieces": "2000"}),
    ("shirt-boxes", {"fewer": "30%"}),
    ("shirt-boxes", {"shirts": "5000万"}),
    ("double-refund", {"error": "33.3"}),
    ("warranty", {"distance": "10万", "years": "7"}),
    ("training-hours", {"days": "3"}),
    ("contact-slots", {"weekly": "3", "monthly": "5", "quarterly": "2"}),
    ("wage-earners", {"customers": "12345"}),
    ("wage-earners", {"workers": "6000"}),
    ("wage-earners", {"workers": "6000", "customers": "1.5万"}),
    ("bachelors", {}),
    ("masters", {"staff": "777"}),
    ("starbucks-profit", {"average": "12万"}),
    ("starbucks-training", {"staff": "13"}),
]
NAMES = [f"{formula}-{place}" for place, (formula, _) in enumerate(EXAMPLES)]


def first_of(formula: str) -> int:
    """The place of a formula's first example."""
    return next(place for place, (one, _) in enumerate(EXAMPLES) if one == formula)


@pytest.fixture(scope="module")
def library() -> Library:
    """The shipped cards and their figures; a sheet asks a library for nothing else."""
    cards = {loaded.card.id: loaded.card for loaded in load_corpus(resource("corpus")).cards}
    facts = {fact.id: (card, fact) for card in cards.values() for fact in card.facts}
    return cast(Library, SimpleNamespace(cards=cards, facts=facts, source_titles={}))


def example(place: int, library: Library) -> Calculation:
    formula, typed = EXAMPLES[place]
    return calculate(BY_ID[formula], typed_inputs(BY_ID[formula], typed), library)


def sheet_of(calculation: Calculation, library: Library) -> tuple[Worksheet, Filled]:
    sheet = Workbook().active
    assert isinstance(sheet, Worksheet)
    return sheet, fill_working(sheet, BY_ID[calculation.formula], calculation, library)


# A spreadsheet in exact numbers: as much of one as the formulas of a sheet use

_TOKEN = re.compile(r"[A-Z]+\d+:[A-Z]+\d+|[A-Z]+\d+|[A-Z]+(?=\()|\d+(?:\.\d+)?(?:E-\d+)?|<=|>=|<>|[-+*/^()<>=,]|\"[^\"]*\"")


class Spreadsheet:
    """Works out cells; a sign binds before a power, as it does in a spreadsheet."""

    def __init__(self, sheet: Worksheet, changed: Mapping[str, Fraction]) -> None:
        self._sheet = sheet
        self._values: dict[str, Any] = dict(changed)

    def value(self, address: str) -> Any:
        if address not in self._values:
            found = self._sheet[address].value
            formula = isinstance(found, str) and found.startswith("=")
            self._values[address] = self._worked(found[1:]) if formula else Fraction(str(found))
        return self._values[address]

    def _worked(self, text: str) -> Any:
        tokens = _TOKEN.findall(text)
        assert "".join(tokens) == text
        found, rest = self._comparison(tokens)
        assert rest == [], text
        return found

    def _comparison(self, tokens: list[str]) -> tuple[Any, list[str]]:
        left, tokens = self._sum(tokens)
        if not tokens or tokens[0] not in ("<", "<=", ">", ">=", "=", "<>"):
            return left, tokens
        right, rest = self._sum(tokens[1:])
        tests = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "=": left == right}
        return tests.get(tokens[0], left != right), rest

    def _sum(self, tokens: list[str]) -> tuple[Any, list[str]]:
        total, tokens = self._product(tokens)
        while tokens and tokens[0] in "+-":
            term, rest = self._product(tokens[1:])
            total, tokens = (total + term if tokens[0] == "+" else total - term), rest
        return total, tokens

    def _product(self, tokens: list[str]) -> tuple[Any, list[str]]:
        total, tokens = self._power(tokens)
        while tokens and tokens[0] in "*/":
            factor, rest = self._power(tokens[1:])
            total, tokens = (total * factor if tokens[0] == "*" else total / factor), rest
        return total, tokens

    def _power(self, tokens: list[str]) -> tuple[Any, list[str]]:
        base, tokens = self._atom(tokens)
        while tokens and tokens[0] == "^":
            exponent, tokens = self._atom(tokens[1:])
            base = base**exponent
        return base, tokens

    def _atom(self, tokens: list[str]) -> tuple[Any, list[str]]:
        first, rest = tokens[0], tokens[1:]
        if first == "-":
            value, rest = self._atom(rest)
            return -value, rest
        if first == "(":
            value, rest = self._comparison(rest)
            return value, rest[1:]
        if rest[:1] == ["("]:
            return self._function(first, rest[1:])
        if re.fullmatch(r"[A-Z]+\d+", first):
            return self.value(first), rest
        return first[1:-1] if first.startswith('"') else Fraction(first), rest

    def _function(self, name: str, tokens: list[str]) -> tuple[Any, list[str]]:
        arguments: list[Any] = []
        while True:
            if ":" in tokens[0]:
                (first, last), rest = (int(part[1:]) for part in tokens[0].split(":")), tokens[1:]
                arguments += [self.value(f"{tokens[0][0]}{row}") for row in range(first, last + 1)]
            else:
                found, rest = self._comparison(tokens)
                arguments.append(found)
            if rest[0] == ")":
                break
            tokens = rest[1:]
        functions = {
            "SUM": lambda: sum(arguments, Fraction(0)),
            "ABS": lambda: abs(arguments[0]),
            "INT": lambda: Fraction(arguments[0].__floor__()),
            "NOT": lambda: not arguments[0],
            "AND": lambda: all(arguments),
            "IF": lambda: arguments[1] if arguments[0] else arguments[2],
        }
        return functions[name](), rest[1:]


def test_the_examples_cover_every_formula() -> None:
    assert {formula for formula, _ in EXAMPLES} == {formula.id for formula in FORMULAS}


@pytest.mark.parametrize("place", range(len(EXAMPLES)), ids=NAMES)
def test_every_cell_comes_to_what_the_engine_comes_to(place: int, library: Library) -> None:
    calculation = example(place, library)
    sheet, filled = sheet_of(calculation, library)
    spreadsheet = Spreadsheet(sheet, {filled.inputs[row.name]: row.value for row in calculation.inputs if row.name in filled.inputs})
    assert [spreadsheet.value(address) for address in filled.steps] == [step.value for step in calculation.steps]
    assert [spreadsheet.value(address) for address in filled.results] == [result.value for result in calculation.results]
    assert [spreadsheet.value(address) for address in filled.tests] == [True] * len(filled.tests)
    assert all(stored == pytest.approx(float(spreadsheet.value(at))) for at, stored in filled.stored.items() if isinstance(stored, float))


@settings(max_examples=250, deadline=None, derandomize=True, database=None)
@given(st.integers(0, len(EXAMPLES) - 1), st.data())
def test_changed_inputs_give_the_engines_figures_or_are_said_not_to_hold(library: Library, place: int, data: st.DataObject) -> None:
    calculation = example(place, library)
    sheet, filled = sheet_of(calculation, library)
    names = [row.name for row in calculation.inputs if row.name in filled.inputs]
    assume(names)
    changed = {row.name: row.value for row in calculation.inputs}
    moved = st.tuples(st.integers(10, 40).map(lambda twentieths: Fraction(twentieths, 20)), st.integers(-1, 1))
    for name, (times, hundredths) in data.draw(st.dictionaries(st.sampled_from(names), moved, min_size=1, max_size=3)).items():
        changed[name] = changed[name] * times + Fraction(hundredths, 100)
    spreadsheet = Spreadsheet(sheet, {filled.inputs[name]: changed[name] for name in names})
    assume(all(spreadsheet.value(address) for address in filled.tests))
    formula = BY_ID[calculation.formula]
    try:
        working = formula.work(changed)
    except ValueModelError:
        pytest.fail("the sheet holds, and the formula refuses")
    assert [spreadsheet.value(address) for address in filled.steps] == [step.value for step in working.steps]
    assert [spreadsheet.value(address) for address in filled.results] == [result.value for result in working.results]


def test_an_input_that_would_take_another_road_is_said_not_to_hold(library: Library) -> None:
    calculation = example(EXAMPLES.index(("satisfaction-gap", {"perceived": "8.2", "expected": "9"})), library)
    sheet, filled = sheet_of(calculation, library)
    address = filled.inputs["perceived"]
    assert "可以用" in Spreadsheet(sheet, {}).value(filled.status)
    assert "可以用" in Spreadsheet(sheet, {address: Fraction(7)}).value(filled.status)
    assert "不能用了" in Spreadsheet(sheet, {address: Fraction(10)}).value(filled.status)


def test_steps_refer_to_inputs_and_to_the_steps_before_them(library: Library) -> None:
    sheet, filled = sheet_of(example(first_of("lifetime-value"), library), library)
    at = filled.inputs
    assert sheet[filled.steps[0]].value == f"={at['current_yearly']}/(1+{at['discount_rate']})"
    assert sheet[filled.steps[1]].value == f"={at['current_yearly']}/(1+{at['discount_rate']})^2"
    assert sheet[filled.steps[3]].value == f"=SUM({filled.steps[0]}:{filled.steps[2]})"
    assert sheet[filled.results[0]].value == f"={filled.steps[-2]}"


def test_a_figure_of_a_card_is_an_input_with_its_card(library: Library) -> None:
    calculation = example(first_of("acquisition-cost"), library)
    sheet, filled = sheet_of(calculation, library)
    claims = [row for row in calculation.inputs if row.name.startswith("claim:")]
    assert len(claims) > 2
    for row in claims:
        address = filled.inputs[row.name]
        assert "材料：卡片《" in str(sheet[f"D{address[1:]}"].value)
        assert address in str(sheet[filled.steps[claims.index(row)]].value)


@pytest.mark.parametrize(("many", "holds"), [(60, True), (7000, False)])
def test_many_values_fit_into_cells_or_are_refused(library: Library, many: int, holds: bool) -> None:
    profits = [Fraction((place * 7919) % 1009) for place in range(many)]
    formula = BY_ID["pareto-check"]
    calculation = calculate(formula, {f"profits.{place}": profit for place, profit in enumerate(profits, start=1)}, library)
    if not holds:
        with pytest.raises(ValueModelError, match="导入客户表"):
            sheet_of(calculation, library)
        return
    sheet, filled = sheet_of(calculation, library)
    assert all(len(str(cell.value)) < 8192 for row in sheet.iter_rows() for cell in row)
    spreadsheet = Spreadsheet(sheet, {})
    assert [spreadsheet.value(address) for address in filled.results] == [result.value for result in calculation.results]
    assert "可以用" in spreadsheet.value(filled.status)


def test_a_sum_names_ranges() -> None:
    assert summed(["B7", "B8", "B9"]) == "SUM(B7:B9)"
    assert summed(["B12", "B7", "B9", "B8", "B7"]) == "SUM(B7,B7:B9,B12)"


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@name", '=HYPERLINK("http://x")'])
def test_text_is_text_whatever_it_looks_like(text: str) -> None:
    book = Workbook()
    sheet = cast(Worksheet, book.active)
    write_text(sheet, 1, 1, text)
    file = io.BytesIO()
    book.save(file)
    cell = cast(Worksheet, load_workbook(file).active)["A1"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_a_unit_has_the_name_that_readers_see() -> None:
    assert [unit_name(unit) for unit in ("money", "rate", "years", "棵", "number")] == ["元", "%", "年", "棵", ""]


def test_the_second_sheet_holds_what_the_figures_rest_on(assistant: Assistant) -> None:
    formula = BY_ID["acquisition-cost"]
    answer = worked_answer(formula, typed_inputs(formula, {"retention_cost": "100"}), assistant.library)
    assert answer.calculation is not None
    file = workbook(formula, {"": answer}, assistant.library)
    sheet = load_workbook(io.BytesIO(file))["来源"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    for citation in answer.citations:
        assert {citation.passage.title, citation.quote} <= set(texts)
    assert {"讲义", "文集"} <= {title for text in texts for title in text.split("；")}
    assert set(answer.calculation.conventions) <= set(texts)


def test_the_workbook_shows_its_figures_where_nothing_is_worked_out(assistant: Assistant) -> None:
    formula = BY_ID["delivered-value"]
    answer = worked_answer(formula, typed_inputs(formula, {"total_value": "320", "total_cost": "250.5"}), assistant.library)
    assert answer.calculation is not None
    file = workbook(formula, {"": answer}, assistant.library)
    stored = load_workbook(io.BytesIO(file), data_only=True)["计算"]
    values = {row[0].value: row[1].value for row in stored.iter_rows(max_col=2)}
    assert values["顾客让渡价值"] == 69.5
    assert str(values["这张表现在"]).startswith("可以用")


# LibreOffice

_MISSING = "LibreOffice is not installed: the exported workbook was not recalculated. Install it: apt-get install libreoffice-calc"


@pytest.fixture
def soffice() -> str:
    path = shutil.which("soffice")
    if path is None:
        if os.environ.get("ASSISTANT_TEST_NO_SKIP") == "1":
            pytest.fail(_MISSING)
        pytest.skip(_MISSING)
    return path


def recalculated(soffice: str, book: Workbook, folder: Path) -> Workbook:
    """The workbook as LibreOffice saves it. Formulas are written without a value, so that it has to work them out."""
    book.save(folder / "book.xlsx")
    with tempfile.TemporaryDirectory() as profile:
        command = [soffice, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx"]
        command += ["--outdir", str(folder / "out"), str(folder / "book.xlsx")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert (folder / "out" / "book.xlsx").exists(), done.stderr
    return load_workbook(folder / "out" / "book.xlsx", data_only=True)


@pytest.mark.office
def test_libreoffice_comes_to_the_engines_figures(soffice: str, library: Library, tmp_path: Path) -> None:
    book = Workbook()
    worked = []
    for place, name in enumerate(NAMES):
        calculation = example(place, library)
        worked.append((calculation, fill_working(book.create_sheet(name), BY_ID[calculation.formula], calculation, library)))
    out = recalculated(soffice, book, tmp_path)
    for name, (calculation, filled) in zip(NAMES, worked, strict=True):
        sheet = out[name]
        rows = [*zip(filled.steps, calculation.steps, strict=True), *zip(filled.results, calculation.results, strict=True)]
        for address, row in rows:
            assert sheet[address].value == pytest.approx(float(row.value), rel=1e-9, abs=1e-9), (name, address, row)
        assert [sheet[address].value for address in filled.tests] == [True] * len(filled.tests), name
        assert str(sheet[filled.status].value).startswith("可以用"), name
