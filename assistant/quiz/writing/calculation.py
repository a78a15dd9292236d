"""Calculation: a scenario with drawn numbers, the key worked by the formula, the wrong options by named mistakes."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial

from assistant.errors import ValueModelError
from assistant.quiz.evidence import pairs
from assistant.quiz.items import Choice, Kind, Level, Option
from assistant.quiz.material import Material
from assistant.quiz.pieces import Line
from assistant.quiz.writing.blueprint import OPTIONS, Blueprint, Draw, Written
from assistant.quiz.writing.scenarios import SCENARIOS, Scenario
from assistant.quiz.writing.siblings import Siblings
from assistant.quiz.writing.wording import explained, sources
from assistant.types import Calculation, Result, Step
from assistant.value.formulas import BY_ID
from assistant.value.notation import decimal_string, shown
from assistant.value.signature import Formula
from assistant.value.worksheet import calculate

WRONG = OPTIONS - 1
FARTHEST = 50  # times more or less than the key that nobody takes for it
TRIES = 60  # sets of numbers drawn until one makes sense
_TEN_THOUSAND = 10_000


def calculation(siblings: Siblings) -> Iterator[Blueprint]:
    """Every calculation item: one for each story of each scenario whose formula has its card in the library."""
    for scenario in SCENARIOS.values():
        formula = BY_ID[scenario.formula]
        lines = _defining(formula, siblings.material)
        for number, story in enumerate(scenario.stories, start=1) if lines else ():
            fact = f"算式：{scenario.id}，第{number}题"
            line = max(lines, key=lambda line: len(pairs(line.text) & pairs(story + scenario.result)))
            write = partial(_worked, scenario, story, line, siblings)
            yield Blueprint(Kind.CALCULATION, "calculation", formula.card, fact, scenario.difficulty, Level.APPLY, write)


def scenario_of(fact: str) -> Scenario | None:
    """The scenario that a calculation item was made from, by its `fact`."""
    return SCENARIOS.get(fact.removeprefix("算式：").partition("，")[0])


def _defining(formula: Formula, material: Material) -> list[Line]:
    """The sentences in which the material defines the formula."""
    passages = [material.passages.get(f"{formula.card}#{section}") for section in formula.sections]
    return [Line(passage, sentence) for passage in passages if passage is not None for sentence in passage.sentences]


def result_of(scenario: Scenario, worked: Calculation) -> Result | None:
    """The result that the scenario asks for."""
    return next((result for result in worked.results if result.label.startswith(scenario.result)), None)


def _worked(scenario: Scenario, story: str, line: Line, siblings: Siblings, draw: Draw) -> Written | None:
    formula = BY_ID[scenario.formula]
    for _ in range(TRIES):
        given = {name: draw.random.choice(numbers.values()) for name, numbers in scenario.ranges.items()}
        if not scenario.fits(given):
            continue
        try:
            worked = calculate(formula, {**given, **scenario.fixed}, siblings.material.library)
        except ValueModelError:
            continue
        result = result_of(scenario, worked)
        if result is None or result.value <= 0:
            continue
        if (options := _options(scenario, given, result, draw)) is not None:
            stem = story.format(**{name: _input(formula, name, value) for name, value in given.items()})
            if (result.value * (10_000 if result.unit in ("rate", "points") else 100)).denominator != 1:
                stem = f"{stem[:-1]}（保留两位小数）？"
            steps = [step for step in worked.steps if formula.claims is None or step.label == result.label]
            return Written(stem, options, _explained(worked, steps, options, line), sources([line]), calculation=worked)
    return None


def _input(formula: Formula, name: str, value: Fraction) -> str:
    """A number as the story prints it."""
    return amounts([value], formula.parameter(name).shown_unit)[0]


def _options(scenario: Scenario, given: Mapping[str, Fraction], result: Result, draw: Draw) -> Choice | None:
    """The key among results of mistakes, in order, as near to its place as the mistakes allow; None where too few differ."""
    wrong: dict[str, tuple[Fraction, str]] = {}
    for mistake in scenario.mistakes:
        value = mistake.work(given)
        text = shown(value, result.unit)
        if (
            value > 0
            and text != shown(result.value, result.unit)
            and result.value / FARTHEST < value < result.value * FARTHEST
            and _is_whole(value, result)
        ):
            wrong.setdefault(text, (value, mistake.words))
    below = sorted((value, words) for value, words in wrong.values() if value < result.value)
    above = sorted((value, words) for value, words in wrong.values() if value > result.value)
    if len(wrong) < WRONG:
        return None
    under = min(len(below), max(int(draw.place * OPTIONS), WRONG - len(above)))
    rows = [*draw.random.sample(below, under), (result.value, ""), *draw.random.sample(above, WRONG - under)]
    rows.sort()
    texts = amounts([value for value, _ in rows], result.unit)
    options = tuple(Option(text, f"错法：{words}。" if words else "") for text, (_, words) in zip(texts, rows, strict=True))
    return Choice(options, (next(at for at, (_, words) in enumerate(rows) if not words),))


def _is_whole(value: Fraction, result: Result) -> bool:
    """Whether an amount can stand beside the result: people and things come whole where the result does."""
    counted = result.unit not in ("money", "rate", "points", "multiple", "number", "years")
    return not (counted and result.value.denominator == 1) or value.denominator == 1


def amounts(values: Sequence[Fraction], unit: str) -> list[str]:
    """Amounts as options show them, all alike: in 万 where all of them are large and round."""
    if min(values) >= _TEN_THOUSAND and all(value % 100 == 0 for value in values):
        return [f"{decimal_string(value / _TEN_THOUSAND, 2)}万{shown(value, unit).lstrip('0123456789')}" for value in values]
    return [shown(value, unit) for value in values]


def _explained(worked: Calculation, steps: Sequence[Step], options: Choice, line: Line) -> str:
    """The definition, the steps, the conventions, and the mistake behind each wrong option."""
    sums = "；".join(f"{step.label} = {step.expression} = {shown(step.value, step.unit)}" for step in steps)
    wrong = "；".join(f"{option.text}{option.why.removeprefix('错法').rstrip('。')}" for option in options.options if option.why)
    return explained([line], f"算法：{sums}", "".join(worked.conventions), wrong)
