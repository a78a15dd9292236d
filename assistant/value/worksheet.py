"""From a reading to a worked calculation: inputs with where they came from, steps, results, conventions."""

from collections.abc import Mapping
from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.library import Library
from assistant.types import Calculation, Card, Input
from assistant.value.formulas import RANKS, Formula, Parameter
from assistant.value.notation import shown
from assistant.value.pairing import Bound
from assistant.value.reader import Reading

DEFAULT = "default"
QUESTION = "question"


def work(reading: Reading, library: Library) -> Calculation:
    """Work a complete reading. Raises ValueModelError, in Chinese, when an input lies outside its domain or a fact is not there."""
    formula = reading.formula
    values, inputs = _inputs(formula, reading.inputs)
    for name, value, row in _facts(formula, library):
        values[name] = value
        inputs.append(row)
    working = formula.work(values)
    return Calculation(formula.id, formula.title, tuple(inputs), working.steps, working.results, working.conventions)


def _inputs(formula: Formula, bound: Mapping[str, Bound]) -> tuple[dict[str, Fraction], list[Input]]:
    """Values by name, and the rows that say where each came from; declared defaults fill what is not given."""
    values: dict[str, Fraction] = {}
    rows = []
    for parameter in formula.parameters:
        if parameter.name in bound:
            value, source = bound[parameter.name].value, QUESTION
        elif parameter.default is not None and not _given_whole(parameter.name, bound):
            value, source = parameter.default, DEFAULT
        else:
            continue
        _check(parameter, value)
        values[parameter.name] = value
        rows.append(Input(parameter.name, parameter.label, value, parameter.unit, source))
    return values, rows


def _given_whole(name: str, bound: Mapping[str, Bound]) -> bool:
    """A yearly amount whose total is given needs no default."""
    return name.endswith("_yearly") and name.replace("_yearly", "_total") in bound


def _check(parameter: Parameter, value: Fraction) -> None:
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        limits = [
            f"不小于{shown(low, parameter.unit)}" if low is not None else "",
            f"不大于{shown(high, parameter.unit)}" if high is not None else "",
        ]
        raise ValueModelError(
            f"{parameter.label}是{shown(value, parameter.unit)}，超出了可算的范围：要{'、'.join(filter(None, limits))}。请改了再算。"
        )


def _facts(formula: Formula, library: Library) -> list[tuple[str, Fraction, Input]]:
    """The figures of a card that the formula takes: the parts of a ratio, or the multiple of each disputed claim."""
    if formula.fact_card is None:
        return []
    card = library.cards.get(formula.fact_card)
    rows = [] if card is None else _claims(card) if card.claims else _ratio(card)
    if not rows:
        raise ValueModelError(f"算“{formula.title}”要用到材料里的数字，但资料库里没有收录那张卡片。请联系管理员检查资料库。")
    return rows


def _ratio(card: Card) -> list[tuple[str, Fraction, Input]]:
    fact = next((fact for fact in card.facts if fact.unit == "ratio" and len(fact.values) == len(RANKS)), None)
    if fact is None:
        return []
    rows = []
    for place, (rank, value) in enumerate(zip(RANKS, fact.values, strict=True), start=1):
        name = f"ratio_{rank}"
        rows.append((name, value, Input(name, f"{fact.label}（第{place}项）", value, "number", f"fact:{fact.id}")))
    return rows


def _claims(card: Card) -> list[tuple[str, Fraction, Input]]:
    """A multiple for each claim. “多5倍” is read both ways: 6 times to the letter, 5 times as people say it."""
    rows = []
    for claim in card.claims:
        fact = next((fact for fact in card.facts if fact.unit == "multiple" and fact.source == claim.source), None)
        if fact is None:
            continue
        value = fact.values[0]
        readings = (
            ((f"{claim.value}（字面）", value + 1), (f"{claim.value}（口语）", value))
            if claim.value.startswith("多")
            else ((claim.value, value),)
        )
        for label, multiple in readings:
            name = f"claim:{label}"
            rows.append((name, multiple, Input(name, label, multiple, "multiple", f"fact:{fact.id}")))
    return rows
