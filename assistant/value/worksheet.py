"""From a reading, or from inputs by name, to a worked calculation: inputs with where they came from, steps, results, conventions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.errors import ValueModelError
from assistant.library import Library
from assistant.types import Calculation, Card, Claim, Fact, Input, Result, Step
from assistant.value.bounds import is_workable, refusal
from assistant.value.notation import decimal_string, shown
from assistant.value.pieces import in_pieces
from assistant.value.reading import Reading, with_parties
from assistant.value.signature import CLAIM, OWN_CLAIM, Claims, Formula, Parameter, Ratio

DEFAULT = "default"
QUESTION = "question"
OUTSIDE = "材料外：材料没有给出这个算式，按通常的算法算。"

_Row = tuple[str, Fraction, Input]  # name of a value, the value, and the row that says where it came from


def work(reading: Reading, library: Library) -> Calculation:
    """Work a complete reading. Raises ValueModelError, in Chinese, when an input lies outside its domain or a fact is not there."""
    if reading.objection:
        raise ValueModelError(reading.objection)
    if reading.ends is not None:
        return _both(reading, library)
    given = {name: bound.value for name, bound in reading.inputs.items()}
    try:
        calculation = calculate(reading.formula, given, library)
    except ValueModelError as error:
        raise ValueModelError(with_parties(in_pieces(str(error), reading.measure), reading.parties)) from error
    if reading.measure:
        calculation = _counted(calculation, reading.measure)
    calculation = replace(calculation, conventions=(*calculation.conventions, *_conversions(reading), *_remarks(reading)))
    return _called(calculation, reading.parties) if reading.parties else calculation


def _both(reading: Reading, library: Library) -> Calculation:
    """Two calculations in one, every step and result once for each: with two values of one input (a range's ends, or one and what is supposed
    instead), or of two cases, which are called by `parties`."""
    assert reading.ends is not None
    first, second = (work(one, library) for one in reading.ends)
    others = {row.name: row for row in second.inputs}
    changed = [row for row in first.inputs if row.name in others and others[row.name].value != row.value]
    values = {row.name: (shown(row.value, row.unit), shown(others[row.name].value, row.unit)) for row in changed}
    called = reading.parties or tuple(f"{changed[0].label}按{value}" for value in values[changed[0].name])
    each = {
        name: "、".join(f"{side}{value}" for side, value in zip(reading.parties, pair, strict=True))
        for name, pair in values.items()
        if reading.parties
    }
    inputs = tuple(
        replace(row, label=f"{row.label}（{each.get(row.name) or '和'.join(values[row.name])}{'，' if reading.parties else ''}各算一遍）")
        if row in changed
        else row
        for row in first.inputs
    )
    sides = tuple(zip((first, second), called, strict=True))
    steps = [replace(step, label=f"{step.label}（{side}）") for one, side in sides for step in one.steps]
    results = [replace(result, label=f"{result.label}（{side}）") for one, side in sides for result in one.results]
    if reading.parties:
        # what is left of the leading result is told apart too: a lifetime value, and that less its cost
        pairs = [(one, other) for one, other in zip(first.results, second.results, strict=False) if one.label == other.label]
        for one, other in pairs[:1] + ([pairs[-1]] if len(pairs) == _AND_WHAT_IS_LEFT and pairs[-1][0].unit == pairs[0][0].unit else []):
            steps.append(_difference(one, other, reading.parties))
            results.append(Result(steps[-1].label, steps[-1].value, steps[-1].unit))
    return replace(
        first,
        inputs=inputs,
        steps=tuple(steps),
        results=tuple(results),
        conventions=tuple(dict.fromkeys((*first.conventions, *second.conventions))),
        headline="".join(f"{side}：{one.headline}" for one, side in sides) if first.headline else "",
    )


_AND_WHAT_IS_LEFT = 2


def _difference(one: Result, other: Result, parties: Sequence[str]) -> Step:
    """How much more the one side comes to than the other."""
    more, less = sorted((one.value, other.value), reverse=True)
    taken = f"({shown(less, one.unit)})" if less < 0 else shown(less, one.unit)
    higher = "" if more == less else f"（{parties[one.value < other.value]}高）"
    return Step(f"{one.label}相差{higher}", f"{shown(more, one.unit)} − {taken}", more - less, "points" if one.unit == "rate" else one.unit)


_PERIODS = {Fraction(1, 2): "半年", Fraction(1, 4): "季度", Fraction(1, 12): "个月", Fraction(1, 52): "周", Fraction(1, 365): "天"}


def _conversions(reading: Reading) -> list[str]:
    """What the question gives for one period and the formula takes for another."""
    lines = []
    for name, bound in reading.inputs.items():
        parameter = reading.formula.parameter(name)
        period, kept = (Fraction(1, 12), "每月") if parameter.paid == "monthly" else (Fraction(1), "每年")
        if parameter.unit == "money" and parameter.paid != "alike" and bound.per and bound.per != period:
            said = f"每{_PERIODS[bound.per]}" if bound.per in _PERIODS else f"每{shown(bound.per, 'years')}"
            given = shown(bound.value * bound.per / period, "money")
            lines.append(f"{parameter.label}：{said}{given}，折成{kept}{shown(bound.value, 'money')}。")
    return lines


def _remarks(reading: Reading) -> list[str]:
    """What the question gives roughly, and what it gives that is not used."""
    rough = [reading.text[bound.start : bound.end] for bound in reading.inputs.values() if bound.approximate]
    aside = [reading.text[quantity.start : quantity.end] for quantity in reading.aside]
    lines = [f"题目里的{_quoted(rough)}是约数，按写出的数算。"] if rough else []
    return lines + ([f"题目里的{_quoted(aside)}没有用到。"] if aside else [])


def _quoted(texts: Sequence[str]) -> str:
    return "、".join(f"“{text}”" for text in texts)


def calculate(formula: Formula, given: Mapping[str, Fraction], library: Library) -> Calculation:
    """Work `formula` with the inputs `given` by name; what is not given comes from cards or from declared defaults.

    An input that takes several values has them as `name.1`, `name.2` … Raises ValueModelError, in Chinese, as `work` does.
    """
    if formula.refuses is not None and (reason := formula.refuses(given)):
        raise ValueModelError(reason)
    _check_exclusive(formula, given)
    facts = _facts(formula, library)
    needless = OWN_CLAIM in given or (formula.claims is not None and bool(given.keys() & set(formula.claims.unless)))
    rows = [*_inputs(formula, given, library), *(() if needless else facts)]
    working = formula.work({name: value for name, value, _ in rows})
    outside = () if formula.in_material else (OUTSIDE,)
    return Calculation(
        formula.id,
        formula.title,
        tuple(row for _, _, row in rows),
        working.steps,
        working.results,
        (*working.conventions, *_instead_of(facts, formula, given, library), *outside),
        headline=working.headline,
    )


def _instead_of_facts(formula: Formula, given: Mapping[str, Fraction], library: Library) -> tuple[str, ...]:
    own = [p for p in formula.parameters if p.fact is not None and p.name in given]
    said = [(p, given[p.name], _figure(formula, p.fact, library)) for p in own if p.fact is not None]
    return tuple(
        f"{p.label}按您给的{shown(value, p.shown_unit)}算；材料的数字是{shown(figure, p.shown_unit)}，这里没有用。"
        for p, value, figure in said
        if value != figure
    )


def _instead_of(facts: Sequence[_Row], formula: Formula, given: Mapping[str, Fraction], library: Library) -> tuple[str, ...]:
    """What the material says, where somebody's own figure was taken instead."""
    if OWN_CLAIM not in given:
        return _instead_of_facts(formula, given, library)
    own = formula.parameter(OWN_CLAIM)
    labels = "、".join(dict.fromkeys(f"“{row.label.partition('（')[0]}”" for _, _, row in facts))
    return (f"{own.label}按您给的{shown(given[OWN_CLAIM], own.shown_unit)}算；材料的说法是{labels}，这里没有用。",)


def _inputs(formula: Formula, given: Mapping[str, Fraction], library: Library) -> list[_Row]:
    """Values that are given; for the rest, the figure of the card or the default that is declared."""
    rows: list[_Row] = []
    for parameter in formula.parameters:
        names = [name for name in given if name == parameter.name or name.startswith(f"{parameter.name}.")]
        for name in names:
            _check(parameter, given[name])
            rows.append(_row(name, given[name], _label(parameter, name, given[name]), parameter, QUESTION))
        if names or (parameter.only_for and given.get(parameter.only_for[0]) != parameter.only_for[1]):
            continue
        if any(name.partition(".")[0] in parameter.unless for name in given):
            continue
        if parameter.fact is not None:
            figure = _figure(formula, parameter.fact, library)
            rows.append(_row(parameter.name, figure, parameter.label, parameter, f"fact:{parameter.fact}"))
        elif parameter.default is not None:
            rows.append(_row(parameter.name, parameter.default, parameter.label, parameter, DEFAULT))
    return rows


def _row(name: str, value: Fraction, label: str, parameter: Parameter, source: str) -> _Row:
    return name, value, Input(name, label, value, parameter.shown_unit, source)


def _label(parameter: Parameter, name: str, value: Fraction) -> str:
    if parameter.options:
        return f"{parameter.label}：{parameter.options[int(value)].label}"
    return f"{parameter.label}（第{name.partition('.')[2]}个）" if parameter.many else parameter.label


def _check(parameter: Parameter, value: Fraction) -> None:
    if not is_workable(value):
        raise ValueModelError(f"{parameter.label}：{refusal(decimal_string(value))}")
    if parameter.options and value not in range(len(parameter.options)):
        raise ValueModelError(f"{parameter.label}只能是：{'、'.join(option.label for option in parameter.options)}。请改了再算。")
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        limits = [
            f"不小于{shown(low, parameter.shown_unit)}" if low is not None else "",
            f"不大于{shown(high, parameter.shown_unit)}" if high is not None else "",
        ]
        raise ValueModelError(
            f"{parameter.label}是{shown(value, parameter.shown_unit)}，超出了可算的范围：要{'、'.join(filter(None, limits))}。请改了再算。"
        )


def _check_exclusive(formula: Formula, given: Mapping[str, Fraction]) -> None:
    for pair in formula.exclusive:
        found = [next((name for name in given if name.partition(".")[0] == one), None) for one in pair]  # the first of several values
        if None not in found:
            one, other = (formula.parameter(name) for name in pair)
            said = "和".join(f"{p.label}{shown(given[name], p.shown_unit)}" for p, name in zip((one, other), found, strict=True) if name)
            raise ValueModelError(f"{said}都给了，只用得上一个。请只留{one.label}或者{other.label}再算。")


def _figure(formula: Formula, fact_id: str, library: Library) -> Fraction:
    """The figure of a card, a percentage as a fraction of one."""
    fact = _fact(formula, fact_id, library)
    return fact.values[0] / 100 if fact.unit in ("percent", "percent_point") else fact.values[0]


def _fact(formula: Formula, fact_id: str, library: Library) -> Fact:
    found = library.facts.get(fact_id)
    if found is None:
        raise _not_there(formula)
    return found[1]


def _facts(formula: Formula, library: Library) -> list[_Row]:
    """The figures of a card that the formula takes whole: the parts of a ratio, the sides of a dispute."""
    rows: list[_Row] = []
    if formula.ratio is not None:
        rows += _ratio(formula.ratio, library.cards.get(formula.ratio.card))
    if formula.claims is not None:
        rows += _claims(formula.claims, library.cards.get(formula.claims.card))
    if not rows and (formula.ratio or formula.claims):
        raise _not_there(formula)
    return rows


def _not_there(formula: Formula) -> ValueModelError:
    return ValueModelError(f"算“{formula.title}”要用到材料里的数字，但资料库里没有收录那张卡片。请联系管理员检查资料库。")


def _ratio(ratio: Ratio, card: Card | None) -> list[_Row]:
    facts = card.facts if card else ()
    fact = next((fact for fact in facts if fact.unit == "ratio" and len(fact.values) == len(ratio.names)), None)
    if fact is None:
        return []
    return [
        (name, value, Input(name, f"{fact.label}（第{place}项）", value, "number", f"fact:{fact.id}"))
        for place, (name, value) in enumerate(zip(ratio.names, fact.values, strict=True), start=1)
    ]


def _claims(claims: Claims, card: Card | None) -> list[_Row]:
    """The sides of the dispute that are about what the formula is about, each as often as it can be read."""
    rows: list[_Row] = []
    for claim in card.claims if card else ():
        if not claims.about or any(word in claim.says for word in claims.about.split("|")):
            rows += _claim(claims, claim, [fact for fact in card.facts if fact.source == claim.source] if card else [])
    return rows


_ROW_UNITS = {"multiple": "multiple", "growth": "rate", "count": "人"}


def _claim(claims: Claims, claim: Claim, facts: Sequence[Fact]) -> list[_Row]:
    """One side of a dispute: once; both ends of a range; and “多5倍” both ways, 6 times to the letter, 5 times as people say it."""
    figures: list[tuple[str, Fraction, Fact]] = []
    for fact in facts:
        value = fact.values[0] / 100 if fact.unit == "percent" else fact.values[0]
        if claims.unit == "growth" and fact.unit == "multiple":
            value -= 1  # 翻番: twice as much is 100 % more
        elif fact.unit not in {"multiple": ("multiple",), "growth": ("percent",), "count": ("count",)}[claims.unit]:
            continue
        figures.append((claim.value, value, fact))
    if len(figures) == 2:
        figures = [(f"{claim.value}（{end}）", value, fact) for end, (_, value, fact) in zip(("最少", "最多"), figures, strict=True)]
    elif figures and claim.value.startswith(("多", "高出")):
        (label, value, fact) = figures[0]
        figures = [(f"{label}（字面）", value + 1, fact), (f"{label}（口语）", value, fact)]
    unit = _ROW_UNITS[claims.unit]
    return [(f"{CLAIM}{label}", value, Input(f"{CLAIM}{label}", label, value, unit, f"fact:{fact.id}")) for label, value, fact in figures]


def _counted(calculation: Calculation, measure: str) -> Calculation:
    """The calculation with amounts counted in pieces: what is linear in them holds for 件 as for 元."""

    def unit(of: str) -> str:
        return measure if of == "money" else of

    return replace(
        calculation,
        inputs=tuple(replace(row, label=in_pieces(row.label, measure), unit=unit(row.unit)) for row in calculation.inputs),
        steps=tuple(replace(step, label=in_pieces(step.label, measure), unit=unit(step.unit)) for step in calculation.steps),
        results=tuple(replace(result, label=in_pieces(result.label, measure), unit=unit(result.unit)) for result in calculation.results),
        headline=in_pieces(calculation.headline, measure),
    )


def _called(calculation: Calculation, parties: Sequence[str]) -> Calculation:
    """The calculation with the two sides called as the question calls them."""

    def call(text: str) -> str:
        return with_parties(text, parties)

    return replace(
        calculation,
        inputs=tuple(replace(row, label=call(row.label)) for row in calculation.inputs),
        steps=tuple(replace(step, label=call(step.label), expression=call(step.expression)) for step in calculation.steps),
        results=tuple(replace(result, label=call(result.label)) for result in calculation.results),
        conventions=tuple(map(call, calculation.conventions)),
        headline=call(calculation.headline),
    )
