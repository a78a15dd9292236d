"""One value per input, from the pairs of names and numbers; and what a formula still lacks."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.types import Quantity
from assistant.value.layout import NONE_ELSE, Layout
from assistant.value.naming import Name
from assistant.value.signature import Formula, Parameter

_NONE_BEFORE = re.compile(r"(?:没有?|无|不(?:计|算|考虑|含|花|用|打|必|再)?)$")
_NONE_AFTER = re.compile(r"[就都也全是为按当]*(?:没有(?![给说数估想定确提写统算])|不[计算]|忽略|零(?!售)|无(?![法从限]))")
_WHETHER = re.compile(r"(?P<verb>[一-鿿])不(?P=verb)")  # 要不要投入, 花不花
_NOT_CHOSEN = re.compile("(?:不是|而非|别|不要|并非|不)$")  # 按售价算，不是按成本
_SIDE_BY_SIDE = re.compile(r"(?:\s|[、/+和与及跟]|以及|还有)*")


@dataclass(frozen=True, slots=True)
class Bound:
    """A value for an input, the part of the text that gives it, the period in years that the text gives it for, and whether roughly."""

    value: Fraction
    start: int
    end: int
    per: Fraction | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """`at` is where the name stands, -1 where the number needs none; `per` is the period, in years, of an amount; `listed` says that
    the number goes with its name by its place in a list."""

    input: str
    quantity: Quantity
    value: Fraction
    at: int = -1
    per: Fraction | None = None
    listed: bool = False


def settled(layout: Layout, pairs: Sequence[Pair]) -> tuple[dict[str, Bound], set[int]]:
    """The value of each input, and where numbers stand that contradict each other, which give it none.

    A later number stands for an earlier one where it comes in a later message or behind a correction.
    """
    by_input: dict[str, list[Pair]] = {}
    for pair in sorted(pairs, key=lambda pair: pair.quantity.start):
        rivals = by_input.setdefault(pair.input, [])
        if rivals and (rivals[-1].value == pair.value or layout.replaces(pair.quantity, rivals[-1].quantity)):
            rivals.clear()
        rivals.append(pair)
    inputs = {name: _bound(pair) for name, (pair, *others) in by_input.items() if not others}
    return inputs, {pair.quantity.start for rivals in by_input.values() if len(rivals) > 1 for pair in rivals}


def _bound(pair: Pair) -> Bound:
    return Bound(pair.value, pair.quantity.start, pair.quantity.end, pair.per, pair.quantity.approximate)


def without(layout: Layout, inputs: Mapping[str, Bound]) -> dict[str, Bound]:
    """没有历史价值 is 0, and 其余不计 is 0 for the rest of what `inputs` begin; 其余价值不计 for the values alone."""
    formula = layout.formula
    none: dict[str, Bound] = {}
    for name in _named_as_none(layout):
        bound = inputs.get(name.inputs[0])
        if bound is None or bound.start < layout.newest <= name.start:
            none[name.inputs[0]] = Bound(Fraction(0), name.start, name.end)
    for rest in NONE_ELSE.finditer(layout.text):
        for parameter in missing_inputs(formula, {**inputs, **none}, begun=True):
            kinds = {p.label[-2:] for p in formula.parameters if p.label[-2:] in rest.group()}
            if parameter.minimum == 0 and (not kinds or parameter.label[-2:] in kinds):
                none[parameter.name] = Bound(Fraction(0), rest.start(), rest.end())
    return none


def _named_as_none(layout: Layout) -> list[Name]:
    """Names, and lists of them, with words beside them that say there is none."""
    names = [name for name in layout.names if name.inputs and _may_be_none(layout.formula.parameter(name.inputs[0]))]
    found: list[Name] = []
    for block in layout.blocks():
        listed = [name for name in block if isinstance(name, Name) and name in names]
        for at, name in enumerate(listed):
            before = _NONE_BEFORE.search(layout.text, max(0, name.start - 4), name.start)
            if before and not _WHETHER.match(layout.text, max(0, before.start() - 1)):
                found += [item for item in layout.joined(listed[at:], _SIDE_BY_SIDE) if isinstance(item, Name)]
            if _NONE_AFTER.match(layout.text, name.end):
                found += [item for item in layout.joined(listed[at::-1], _SIDE_BY_SIDE) if isinstance(item, Name)]
    return found


def _may_be_none(parameter: Parameter) -> bool:
    """Whether saying that there is none of an input is to give it: an amount, or a rate that is none by default."""
    return parameter.unit == "money" or (parameter.unit == "rate" and parameter.default == 0)


def chosen(formula: Formula, text: str) -> dict[str, Bound]:
    """The option of each choice that the text names last."""
    found: dict[str, Bound] = {}
    for parameter in (p for p in formula.parameters if p.options):
        matches = [
            (m.start(), m.end(), at)
            for at, option in enumerate(parameter.options)
            for m in re.finditer(option.words, text)
            if not _NOT_CHOSEN.search(text, max(0, m.start() - 4), m.start())
        ]
        if matches:
            start, end, place = max(matches)
            found[parameter.name] = Bound(Fraction(place), start, end)
    return found


def missing_inputs(
    formula: Formula, inputs: Mapping[str, Bound], *, begun: bool = False, asked: Collection[str] = ()
) -> tuple[Parameter, ...]:
    """Of each need, what the alternative that is given most of, lacks fewest inputs that come with their name alone, and is `asked` for least,
    still lacks; with `begun`, only where some is given."""
    missing: list[str] = []
    given = {name.partition(".")[0] for name in inputs}
    for need in formula.needs:
        nonzero = any(name in inputs and inputs[name].value for name in need.when)
        if (need.unless and given & set(need.unless)) or (need.when and not nonzero):
            continue
        if not any(given >= set(names) for names in need.alternatives):
            nearest = max(need.alternatives, key=lambda names: _nearness(formula, names, given, asked))
            if not begun or given & set(nearest):
                missing += [name for name in nearest if name not in given]
    return tuple(formula.parameter(name) for name in dict.fromkeys(missing))


def _nearness(formula: Formula, names: Sequence[str], given: Collection[str], asked: Collection[str]) -> tuple[int, int, int]:
    """How much of an alternative is given; of those begun alike, the one with inputs that may come without their name, then the one that is not
    asked for, goes first."""
    begun = sum(name in given for name in names)
    if not begun:
        return 0, 0, 0
    return begun, -sum(not formula.parameter(name).bare for name in names if name not in given), -sum(name in asked for name in names)
