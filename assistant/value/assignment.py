"""All numbers of a message given to inputs at once, the way that is likeliest as a whole.

    pairs that the rules of place found + what the words around each number say (context.py, Formula.hints) → assignments, best first

An assignment scores what speaks for each of its pairs, and loses for inputs that it lacks and for one that leaves no use for another. Nothing
is guessed: a number goes where the best assignment has it only if every assignment that has it elsewhere is clearly worse.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.types import Quantity
from assistant.value.binding import Bound, Pair, missing_inputs, settled
from assistant.value.context import NOTHING, measured, name_of
from assistant.value.fitting import fits, in_unit_of, takes
from assistant.value.layout import Layout
from assistant.value.likeness import asked_for, likeness, says_what
from assistant.value.signature import Formula, Parameter
from assistant.value.wholes import parts_of

# What speaks for a pair, in the units of a learnt score, for which 1 is a clear case.
_NAMED_BEHIND, _NAMED, _ALONE = 1.2, 0.7, 0.4  # the rules of place have it, by a name behind it, in front of it, or by none
_POINTED = (0.0, 0.1, 0.45, 0.5)  # by how surely words of the formula point at it (likeness.py)
_ONLY = 0.3  # a multiple, or points, where one input alone takes such
_REPEATED = 0.3  # lost for a number that repeats an earlier one, and that no rule has
_ASKED = 0.4  # lost for an input whose number the text seems to ask for
_LEFT = 0.1  # lost for a number without an input
_LACKING = 0.3  # lost for an input that is lacking
_USELESS = 0.8  # lost for two inputs of which one leaves no use for the other
_CLEAR = 0.2  # by which other assignments, and no input, must be worse
_SAID_OTHERWISE = 0.7  # lost where something that is measured stands beside the number, and it is no name of the input
_KEPT = 48  # assignments that are followed from number to number
_BEST = 5  # inputs that are tried for a number

Assignment = tuple[Parameter | None, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    """An input that a number may be given to, or none, and what speaks for it."""

    score: float
    parameter: Parameter | None


def assigned(layout: Layout, pairs: Sequence[Pair], free: Collection[int], known: Mapping[str, Bound]) -> list[Pair]:
    """`pairs` with the numbers at `free` given to inputs, and those given elsewhere that clearly belong there.

    `known` are the inputs that earlier messages gave.
    """
    once = Counter(pair.quantity.start for pair in pairs)
    contested = {pair.input for pair in pairs} - set(settled(layout, pairs)[0])
    inputs = Counter(pair.input for pair in pairs if pair.input not in contested)
    alone = {
        pair.quantity.start: pair
        for pair in pairs
        if once[pair.quantity.start] == 1 and inputs[pair.input] <= 1 and _may_move(layout, pair)
    }
    quantities = [q for q in layout.quantities if q.start in alone or (q.start in free and q.start not in once)]
    if not quantities:
        return list(pairs)
    kept = [pair for pair in pairs if pair.quantity.start not in alone]
    taken = {pair.input for pair in kept} | set(known)
    choices = [_choices(layout, quantity, alone.get(quantity.start), taken) for quantity in quantities]
    if all(len(options) == 1 for options in choices):
        return list(pairs)
    ranked = _ranked(layout.formula, choices, taken)
    result = list(kept)
    for at, quantity in enumerate(quantities):
        best, pair = ranked[0][1][at], alone.get(quantity.start)
        margin = ranked[0][0] - max((score for score, found in ranked if found[at] is not best), default=float("-inf"))
        if pair is None and best is not None:  # that it is an input at all must be said by its own words
            by_itself = {choice.parameter: choice.score for choice in choices[at]}
            margin = min(margin, by_itself[best] - by_itself[None])
        if pair is not None and (best is None or best.name == pair.input or margin < _CLEAR):
            result.append(pair)
        elif best is not None and margin >= _CLEAR:
            per = quantity.per or layout.shared_period(quantity)
            result.append(Pair(best.name, quantity, in_unit_of(best, quantity, per), per=per))
    return result


def _may_move(layout: Layout, pair: Pair) -> bool:
    parameter = layout.formula.parameter(pair.input)
    return pair.quantity.start >= layout.newest and not parameter.many and not parameter.change and not pair.listed


def _sureness(pair: Pair) -> float:
    if pair.at < 0:
        return _ALONE
    return _NAMED if pair.at < pair.quantity.start else _NAMED_BEHIND


def _choices(layout: Layout, quantity: Quantity, pair: Pair | None, taken: Collection[str]) -> list[_Choice]:
    """The inputs that a number may be given to, the likeliest first, and that it is given to none."""
    scores = measured(layout.text, layout.quantities)[layout.quantities.index(quantity)]
    asked = asked_for(layout)
    repeated = any(
        other.start < quantity.start and (other.value, other.kind) == (quantity.value, quantity.kind) for other in layout.quantities
    )
    found: list[_Choice] = []
    for parameter in layout.formula.parameters:
        if pair is not None and parameter.name == pair.input:
            found.append(_Choice(scores.get(name_of(parameter), 0.0) + _sureness(pair), parameter))
            continue
        if parameter.name in taken or parameter.many or parameter.options or (parameter.change and not parameter.bare):
            continue
        if not takes(parameter, quantity, quantity.per or layout.shared_period(quantity)):
            continue
        only = quantity.kind in ("multiple", "points") and sum(quantity.kind in fits(p)[:1] for p in layout.formula.parameters) == 1
        if (parameter.party and parameter.party != layout.party(quantity.start)) or (layout.comes_out(quantity) and not only):
            continue
        score = scores.get(name_of(parameter), 0.0) + _POINTED[likeness(layout, parameter, quantity)] + _ONLY * only
        score -= _REPEATED * repeated + _ASKED * (parameter.name in asked) + _SAID_OTHERWISE * says_what(layout, quantity, parameter)
        found.append(_Choice(score, parameter))
    found.sort(key=lambda choice: -choice.score)
    return [*found[:_BEST], _Choice(scores[NOTHING] - _LEFT, None)]


def _ranked(formula: Formula, choices: Sequence[Sequence[_Choice]], taken: Collection[str]) -> list[tuple[float, Assignment]]:
    """Assignments with their scores, the best first."""
    begun: list[tuple[float, Assignment]] = [(0.0, ())]
    for options in choices:
        longer = [
            (score + choice.score, (*found, choice.parameter))
            for score, found in begun
            for choice in options
            if choice.parameter is None or choice.parameter not in found
        ]
        begun = sorted(longer, key=lambda one: -one[0])[:_KEPT]
    return sorted(
        ((score - _loss(formula, {p.name for p in found if p} | set(taken)), found) for score, found in begun), key=lambda one: -one[0]
    )


def _loss(formula: Formula, given: Collection[str]) -> float:
    """What an assignment loses for the inputs that it lacks, and for those that leave no use for each other."""
    lacking = missing_inputs(formula, dict.fromkeys(given, _ANY))
    useless = sum({a, b} <= set(given) for a, b in formula.exclusive)
    useless += sum(whole in given and any(part in given for part in parts) for whole, parts in parts_of(formula.needs).items())
    return _LACKING * len(lacking) + _USELESS * useless


_ANY = Bound(Fraction(1), 0, 0)
