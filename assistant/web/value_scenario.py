"""What was typed into a formula's form, and what comes of it: read field by field, worked, told in one line.

query string → scenarios_of → Scenario (texts, problems beside their fields, the worked answer)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from urllib.parse import urlencode

from assistant.answering.worked import worked_answer
from assistant.errors import InputError, ValueModelError
from assistant.library import Library
from assistant.types import Answer, Calculation
from assistant.value.binding import Bound, missing_inputs
from assistant.value.entry import typed_inputs
from assistant.value.notation import shown_large
from assistant.value.signature import Formula, Parameter, Values, Working
from assistant.value.worksheet import calculate

MAX_INPUT_CHARS = 4000  # of one field: a list of profits may be long
# Of one number, before or behind its point: as many as a spreadsheet keeps. Powers of longer ones take seconds to print.
MAX_DIGITS = 15
_TOO_LONG = re.compile(rf"\d{{{MAX_DIGITS + 1},}}")
_TWO = "b"  # the query asks for two scenarios
_LEFT_OUT = "无"  # typed into 方案B: there, this input of 方案A is not given


@dataclass(frozen=True, slots=True)
class Scenario:
    """One column of inputs: what was typed, what is wrong with it and where, and the answer where there is one."""

    texts: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)
    lacking: tuple[Parameter, ...] = ()
    refused: str = ""
    given: Mapping[str, Fraction] = field(default_factory=dict)
    answer: Answer | None = None

    @property
    def calculation(self) -> Calculation | None:
        return self.answer.calculation if self.answer else None


def scenarios_of(formula: Formula, query: Mapping[str, str], library: Library) -> tuple[Scenario, Scenario | None]:
    """What the query gives; where 方案B leaves a field empty, it is as in 方案A."""
    query = {name: text[:MAX_INPUT_CHARS] for name, text in query.items()}
    names = [parameter.name for parameter in formula.parameters]
    first = {name: query[name] for name in names if query.get(name, "").strip()}
    if not query.get(_TWO):
        return scenario_of(formula, first, library), None
    own = {name: query[f"b.{name}"] for name in names if query.get(f"b.{name}", "").strip()}
    both = {name: text for name, text in {**first, **own}.items() if text.strip() != _LEFT_OUT}
    second = scenario_of(formula, both, library)
    return scenario_of(formula, first, library), replace(second, texts=own)


def scenario_of(formula: Formula, texts: Mapping[str, str], library: Library) -> Scenario:
    """Read the texts of a form, each on its own, and work the formula where that is possible."""
    problems: dict[str, str] = {}
    given: dict[str, Fraction] = {}
    for parameter in formula.parameters:
        if text := texts.get(parameter.name, "").strip():
            if _TOO_LONG.search(text):
                problems[parameter.name] = f"{parameter.label}的数太长，最多写{MAX_DIGITS}位数字。"
                continue
            try:
                given |= _read(formula, parameter, text, library)
            except (InputError, ValueModelError) as error:
                problems[parameter.name] = str(error).replace(f"（{parameter.name}）", "")
    if problems:
        return Scenario(texts, problems, given=given)
    lacking = missing_inputs(formula, {name: Bound(value, 0, 0) for name, value in given.items()})
    if lacking:
        return Scenario(texts, lacking=lacking, given=given)
    try:
        return Scenario(texts, given=given, answer=worked_answer(formula, given, library))
    except ValueModelError as error:
        return Scenario(texts, refused=str(error), given=given)


def _read(formula: Formula, parameter: Parameter, text: str, library: Library) -> dict[str, Fraction]:
    """One field's value, within its range: read by a formula that has this one input and does nothing with it."""
    alone = replace(formula, parameters=(parameter,), needs=(), work=_nothing, refuses=None, claims=None, ratio=None)
    given = typed_inputs(alone, {parameter.name: text})
    calculate(alone, given, library)
    return given


def _nothing(_: Values) -> Working:
    return Working((), ())


def query_of(first: Scenario, second: Scenario | None) -> str:
    """The inputs as they stand, for the links to what else can be made of them."""
    pairs = dict(first.texts)
    if second is not None:
        pairs |= {_TWO: "1", **{f"b.{name}": text for name, text in second.texts.items()}}
    return urlencode(pairs)


def is_worked(first: Scenario, second: Scenario | None) -> bool:
    """Whether all that was asked for is worked, and can be a workbook."""
    return first.answer is not None and (second is None or second.answer is not None)


def says_of(formula: Formula, scenario: Scenario) -> str:
    """In one line what has come of the inputs: the result, or what stands in its way."""
    calculation = scenario.calculation
    if calculation is not None:
        return calculation.headline or "；".join(f"{r.label} {shown_large(r.value, r.unit)}" for r in calculation.results[:3])
    if scenario.problems:
        return "标出的地方请先改正，改好就会算出来。"
    if scenario.refused:
        return scenario.refused
    return f"要算{formula.title}，还缺：{'、'.join(parameter.label for parameter in scenario.lacking)}。"
