"""What is read out of the cards, and what is left alone."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.library import Library
from assistant.quiz.evidence import Evidence, alike
from assistant.quiz.make import Workshop
from assistant.quiz.material import Material, is_askable
from assistant.quiz.pieces import printed_figures

TEXT = st.text(alphabet="顾客价值让渡成本差额第一二级市场", max_size=12)


@pytest.fixture(scope="module")
def material(workshop: Workshop) -> Material:
    return workshop.grounds.material


@pytest.fixture(scope="module")
def evidence(workshop: Workshop) -> Evidence:
    return workshop.grounds.evidence


def test_a_definition_gives_the_name_and_what_it_is(material: Material) -> None:
    meanings = {meaning.name: meaning.words for meaning in material.meanings}
    assert meanings["顾客让渡价值"] == "整体顾客价值与整体顾客成本的差额"
    assert meanings["隐性价值到显性价值"] == "把客户看不见的隐性价值提升为看得见的显性价值"


def test_a_list_is_read_with_the_sentence_that_names_it(material: Material) -> None:
    roll = next(roll for roll in material.rolls if roll.catalogue.id == "tcv-4")
    assert (roll.lead, roll.enumerates, roll.is_process) == ("整体顾客价值分四项", True, False)
    assert next(roll for roll in material.rolls if roll.catalogue.id == "car-objection-4").is_process


def test_what_speaks_of_the_print_is_not_asked_for(material: Material) -> None:
    asked = [line.text for lines in material.lines_of.values() for line in lines]
    assert not [text for text in asked if "课件" in text or "疑似" in text or "推算" in text]
    assert not [line for line in material.lines if line.passage.heading in ("缺失", "存疑", "对照") and is_askable(line)]


def test_disputed_figures_are_left_out_and_contested_ones_known(material: Material) -> None:
    assert not [figure for figure in material.figures if figure.fact.disputed]
    figure = next(figure for figure in material.figures if figure.fact.id == "satisfaction-figures-intent")
    assert material.is_contested(figure.card.id, figure.fact)
    assert not material.is_contested("starbucks", next(f for f in material.cards["starbucks"].facts if f.id == "starbucks-founded"))


def test_each_figure_stands_where_its_sentence_prints_it(material: Material) -> None:
    for figure in material.figures:
        printed = figure.line.text[figure.start : figure.end]
        assert any(one.value == figure.fact.values[0] for one in printed_figures(printed)), figure.fact.id


def test_a_contrast_is_put_together_of_its_halves(material: Material) -> None:
    for contrast in material.contrasts:
        left, right = contrast.left, contrast.right
        rest = contrast.line.text.removeprefix(left.name + left.words)
        assert rest[1:] == f"{right.name}{right.words}。"


def test_every_piece_is_cited_to_the_letter(material: Material, library: Library) -> None:
    lines = [*(m.line for m in material.meanings), *(r.line for r in material.rolls), *(a.line for a in material.advice)]
    for line in lines:
        assert line.source.stands_in(library.passages([line.passage.id])[line.passage.id])


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("员工2006人", 2006, "人"),
        ("资产22亿元", 22 * 10**8, "元"),
        ("占15%", 15, "%"),
        ("提高5个百分点", 5, "百分点"),
        ("1971年创立", 1971, "年份"),
    ],
)
def test_figures_are_read_with_their_unit(text: str, value: int, unit: str) -> None:
    assert (Fraction(value), unit) in [(one.value, one.unit) for one in printed_figures(text)]


def test_evidence_finds_what_is_said_in_other_order_or_with_words_between(evidence: Evidence) -> None:
    assert evidence.for_all("整体顾客价值", "产品价值")
    assert evidence.for_all("卖给老顾客是50%", "把产品卖给新顾客")
    assert evidence.for_all("整体顾客价值", "店面装修") is None


@given(one=TEXT, other=TEXT)
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= alike(one, other) <= 1
    assert alike(one, other) == alike(other, one)
    assert alike(one, one) == 1
