"""From a question to the inputs of a formula: which formula is meant, and which number belongs to which input.

Labels and numbers are bound by their order: 产品800、服务300 (label first), 800的产品价值 (number first), or
产品、服务分别是800、300. A number is bound to nothing rather than to a guess; what is missing is named.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.numerals import fold_width
from assistant.types import Quantity
from assistant.value.formulas import FORMULAS, Formula, Parameter
from assistant.value.quantities import read_quantities

_COMPUTE = re.compile(r"算|计算|求|试算|是多少|多少钱|值不值|等于多少|合计|为多少|有多少|大概多少|大约多少|应该多少")
_NOTHING_ELSE = re.compile(r"(?:其余|其他|其它|别的|剩下的?)[^,，。；;]{0,8}(?:为零|为0|是0|都是0|算0|不计|不算|没有|忽略)")
_NONE = re.compile(r"(?:没有|无|不计|不算|为零|忽略|是零)")
_RESPECTIVELY = re.compile(r"分别|依次|各是|各为")
_CLAUSE = re.compile(r"[,，;；。!！?？\n]")
_MIN_LABELS = 3  # this many labelled numbers name a formula that the question does not
_FAR = 14  # characters between a label and its number beyond which they do not belong together

# Kinds of quantity that an input of each unit takes; `number` is a bare figure.
_FITS = {
    "money": ("money", "number"),
    "rate": ("rate",),
    "years": ("years",),
    "multiple": ("number",),
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A value for an input, and the part of the question that gives it."""

    value: Fraction
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A question read for one formula: its bound inputs, what is missing, and quantities that found no place."""

    formula: Formula
    inputs: Mapping[str, Bound]
    missing: tuple[Parameter, ...]
    unused: tuple[Quantity, ...]
    asked: tuple[str, ...]  # labels of inputs that are named without a number: what the question wants to know


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    start: int
    end: int


def read_calculation(text: str) -> Reading | None:
    """The calculation that `text` asks for; None when it asks for none.

    It asks for one when it names a formula and gives one of its inputs, names one and says to compute, or gives at
    least three labelled inputs of one.
    """
    folded = fold_width(text).lower()
    quantities = read_quantities(text)
    best: tuple[tuple[int, int], Reading] | None = None
    for formula in FORMULAS:
        named = any(cue in folded for cue in formula.cues)
        reading = _read(formula, folded, quantities)
        given = len(reading.inputs)
        meant = given >= _MIN_LABELS or (named and (given > 0 or (bool(quantities) and bool(_COMPUTE.search(folded)))))
        rank = (int(named), given)
        if meant and (best is None or rank > best[0]):
            best = (rank, reading)
    return best[1] if best else None


def _read(formula: Formula, text: str, quantities: Sequence[Quantity]) -> Reading:
    labels = _labels(formula, text)
    inputs = _bind(formula, text, labels, quantities)
    used = {(bound.start, bound.end) for bound in inputs.values()}
    unused = tuple(quantity for quantity in quantities if (quantity.start, quantity.end) not in used)
    for name in _given_as_none(formula, text, labels):
        inputs.setdefault(name, Bound(Fraction(0), 0, 0))
    missing = _missing(formula, inputs)
    if (rest := _NOTHING_ELSE.search(text)) and inputs:
        for parameter in missing:
            if parameter.minimum == 0:
                inputs[parameter.name] = Bound(Fraction(0), rest.start(), rest.end())
        missing = _missing(formula, inputs)
    asked = tuple(dict.fromkeys(formula.parameter(label.name).label for label in labels if label.name not in inputs))
    return Reading(formula, inputs, missing, unused, asked)


def _labels(formula: Formula, text: str) -> list[_Label]:
    """Places where an input is named, longest alias first where two overlap."""
    found: list[_Label] = []
    aliases = sorted(((alias.lower(), p.name) for p in formula.parameters for alias in p.aliases), key=lambda pair: -len(pair[0]))
    taken = [False] * len(text)
    for alias, name in aliases:
        for match in re.finditer(re.escape(alias), text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * len(alias)
                found.append(_Label(name, match.start(), match.end()))
    return sorted(found, key=lambda label: label.start)


def _bind(formula: Formula, text: str, labels: Sequence[_Label], quantities: Sequence[Quantity]) -> dict[str, Bound]:
    """Bind by 分别 where it stands, else by the order (label first or number first) that leaves the least distance."""
    bound = _bind_respectively(formula, text, labels, quantities)
    left_labels = [label for label in labels if label.name not in bound]
    used = {(b.start, b.end) for b in bound.values()}
    left = [quantity for quantity in quantities if (quantity.start, quantity.end) not in used]
    forward = _bind_in_order(formula, text, left_labels, left, label_first=True)
    backward = _bind_in_order(formula, text, left_labels, left, label_first=False)
    chosen = max((forward, backward), key=lambda result: (len(result[0]), -result[1]))
    bound |= chosen[0]
    _bind_by_kind(formula, left, bound)
    return bound


def _bind_respectively(formula: Formula, text: str, labels: Sequence[_Label], quantities: Sequence[Quantity]) -> dict[str, Bound]:
    """甲、乙、丙分别是1、2、3: as many labels in front as numbers behind."""
    bound: dict[str, Bound] = {}
    for match in _RESPECTIVELY.finditer(text):
        clause_start = max((m.end() for m in _CLAUSE.finditer(text, 0, match.start())), default=0)
        clause_end = (
            next((m.start() for m in re.finditer(r"[,，;；。!！?？\n]", text[match.end() :])), len(text) - match.end()) + match.end()
        )
        names = list(dict.fromkeys(label.name for label in labels if clause_start <= label.start < match.start()))
        numbers = [quantity for quantity in quantities if match.end() <= quantity.start < clause_end]
        if len(names) == len(numbers) > 1:
            for name, quantity in zip(names, numbers, strict=True):
                if _fits(formula.parameter(name), quantity):
                    bound[name] = _value(quantity)
    return bound


def _bind_in_order(
    formula: Formula, text: str, labels: Sequence[_Label], quantities: Sequence[Quantity], *, label_first: bool
) -> tuple[dict[str, Bound], int]:
    """Bind each number to the neighbouring label on one side; gives the bindings and the characters between them."""
    bound: dict[str, Bound] = {}
    distance = 0
    for quantity in quantities:
        before = [label for label in labels if label.end <= quantity.start and not _between(quantities, label.end, quantity.start)]
        after = [label for label in labels if label.start >= quantity.end and not _between(quantities, quantity.end, label.start)]
        ordered = reversed(before) if label_first else after
        for label in ordered:
            gap = quantity.start - label.end if label_first else label.start - quantity.end
            crosses = _CLAUSE.search(text[quantity.end : label.start]) if not label_first else None
            if gap <= _FAR and not crosses and _fits(formula.parameter(label.name), quantity):
                # The later number wins: a reader corrects himself (折现率10%……不对，8%).
                bound[label.name] = _value(quantity)
                distance += gap
                break
    return bound, distance


def _between(quantities: Sequence[Quantity], start: int, end: int) -> bool:
    return any(start <= quantity.start and quantity.end <= end for quantity in quantities)


def _bind_by_kind(formula: Formula, quantities: Sequence[Quantity], bound: dict[str, Bound]) -> None:
    """A number whose kind only one free input takes needs no label: 3年, 10%."""
    used = {(b.start, b.end) for b in bound.values()}
    for quantity in quantities:
        if (quantity.start, quantity.end) in used or quantity.kind == "number":
            continue
        takers = [p for p in formula.parameters if quantity.kind in _FITS[p.unit]]
        free = [p for p in takers if p.name not in bound]
        if len(takers) == len(free) == 1:
            bound[free[0].name] = _value(quantity)
            used.add((quantity.start, quantity.end))


def _fits(parameter: Parameter, quantity: Quantity) -> bool:
    return quantity.kind in _FITS[parameter.unit]


def _value(quantity: Quantity) -> Bound:
    """A yearly input takes an amount per period as the amount per year: 每月200 is 2400 a year."""
    value = quantity.value / quantity.per if quantity.per else quantity.value
    return Bound(value, quantity.start, quantity.end)


def _given_as_none(formula: Formula, text: str, labels: Sequence[_Label]) -> list[str]:
    """Inputs that the question says are none: 没有历史价值, 体力成本不计."""
    names = []
    for label in labels:
        in_front = _NONE.search(text[max(0, label.start - 3) : label.start])
        behind = _NONE.match(text[label.end :].lstrip("就都是按"))
        if (in_front or behind) and formula.parameter(label.name).unit == "money":
            names.append(label.name)
    return names


def _missing(formula: Formula, inputs: Mapping[str, Bound]) -> tuple[Parameter, ...]:
    """Of each group of needed inputs, what the alternative that is nearest to complete still lacks."""
    missing: list[Parameter] = []
    for alternatives in formula.needs:
        lacking = min(
            (
                [name for name in names if name not in inputs]
                for names in sorted(alternatives, key=lambda names: -sum(n in inputs for n in names))
            ),
            key=len,
        )
        started = next((names for names in alternatives if 0 < sum(name in inputs for name in names) < len(names)), None)
        if lacking and started is not None:
            lacking = [name for name in started if name not in inputs]
        missing += [formula.parameter(name) for name in lacking]
    if _missing_years(formula, inputs):
        missing.append(formula.parameter("years"))
    return tuple(dict.fromkeys(missing))


def _missing_years(formula: Formula, inputs: Mapping[str, Bound]) -> bool:
    """A yearly amount needs the number of years, whichever alternative gave the rest."""
    yearly = [name for name in inputs if name.endswith("_yearly") and inputs[name].value]
    return bool(yearly) and "years" not in inputs and any(parameter.name == "years" for parameter in formula.parameters)
