"""Where a number goes that no name took: to the input that the words of its clause point at, if they point at one clearly.

课件值2万，讲师值3千: no name says 讲师, but of the inputs that are still open the words point at 人员价值 alone. Nothing is guessed: of
two inputs, or of two numbers, that are equally likely neither gets the other.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from assistant.types import Quantity
from assistant.value.binding import Bound, Pair, missing_inputs, settled
from assistant.value.fitting import answers, fits, in_unit_of, takes
from assistant.value.gaps import without_heads
from assistant.value.layout import Layout
from assistant.value.naming import Name
from assistant.value.signature import Formula, Parameter

# A number beside one of these measures what they say, and nothing else.
_SAYS_WHAT = re.compile("价|值|本(?!来)|润|收入|额|(?<!消)费|预算|率|比例|满意|期望|感知|历史|潜在|增[长速]|涨幅|人数|员工|倍")
_PAST = re.compile("历史")
_EARLIER = re.compile("去年|过去|以前")
# A number of these is somebody else's, or of another time.
_OF_OTHERS = re.compile("去年|前年|上个?[月季年]|同行|对手|行业|员工|店员|房租|租金|工资|编号|尾号|电话|面积|门店|注册|成立")

# How surely the words around a number say what it is.
_NOT, _BEHIND, _IN_FRONT, _NAMED = range(4)


def likely(layout: Layout, free: Sequence[Quantity], given: Mapping[str, Bound]) -> list[tuple[Parameter, Quantity]]:
    """The inputs that are not among `given`, with the numbers of `free` that clearly are theirs."""
    scores = [(likeness(layout, p, q), p, q) for p in _open_inputs(layout, given) for q in free]
    return [(p, q) for score, p, q in scores if score >= _IN_FRONT and score > _best_rival(p, q, scores)]


def remaining(layout: Layout, free: Sequence[Quantity], given: Mapping[str, Bound]) -> tuple[Parameter, Quantity] | None:
    """A number that only one of the lacking inputs takes, and which takes no other, where nothing beside it says what else it is."""
    lacking = missing_inputs(layout.formula, given, asked=asked_for(layout))
    different = list({(quantity.value, quantity.kind): quantity for quantity in free}.values())
    possible = [(p, q) for p in lacking for q in different if answers(p, q)]
    alone_ = [
        (p, q) for p, q in possible if sum(other is p for other, _ in possible) == 1 and sum(other is q for _, other in possible) == 1
    ]
    return next((found for found in alone_ if _is_left_for(layout, *found)), None)


def _is_left_for(layout: Layout, parameter: Parameter, quantity: Quantity) -> bool:
    """Whether nothing beside a number says that it is anything but the input that is lacking."""
    said = says_what(layout, quantity, parameter) or _EARLIER.search(layout.text, layout.segment(quantity.start)[0], quantity.start)
    return not said and not layout.comes_out(quantity) and _is_indispensable(layout.formula, parameter)


def says_what(layout: Layout, quantity: Quantity, parameter: Parameter) -> bool:
    """Whether something that is measured stands beside a number, other than what the label of an input is."""
    before, behind = layout.neighbours(quantity)
    start, end = layout.segment(quantity.start)
    lead = layout.text[before.end if before else start : quantity.start]
    tail = layout.text[quantity.end : behind.start if behind else end]
    if _SAYS_WHAT.search(without_heads(lead, parameter.label)) or _SAYS_WHAT.search(tail):
        return True
    if (past := _PAST.search(layout.text, layout.clause(quantity.start)[0], quantity.start)) and past.group() not in parameter.label:
        return True
    # 历史价值每年400: what is named takes no amount per year
    named = (
        isinstance(before, Name) and before.inputs and layout.is_silent(before.end, quantity.start) and _may_take(layout, before, quantity)
    )
    return bool(named) and not any(takes(layout.formula.parameter(one), quantity, quantity.per) for one in before.inputs)


def rearranged(layout: Layout, pairs: Sequence[Pair], known: Mapping[str, Bound]) -> list[Pair]:
    """`pairs`, with the first number that is of no use where it stands given to an input that is lacking.

    Of two inputs one may leave no use for the other (增加百分之五，现在是八成二); and a whole is of no use beside its parts where the words
    name a part too (产品觉得值2600，服务600 …).
    """
    inputs = settled(layout, pairs)[0]
    lacking = [parameter.name for parameter in missing_inputs(layout.formula, {**known, **inputs})]
    for at, pair in enumerate(pairs):
        given = set(inputs) - {pair.input}
        if pair.input not in inputs:
            continue
        useless = any({a, b} == {pair.input, other} for a, b in layout.formula.exclusive for other in given)
        parts = [name for name in _parts_left(layout.formula, pair.input, given) if _is_named_near(layout, name, pair)]
        for name in lacking if useless and len(lacking) == 1 else parts:
            parameter = layout.formula.parameter(name)
            if takes(parameter, pair.quantity, pair.quantity.per):
                return [*pairs[:at], alone(parameter, pair.quantity), *pairs[at + 1 :]]
    return list(pairs)


def points_elsewhere(layout: Layout, parameter: Parameter, quantity: Quantity) -> bool:
    """Whether the words in front of a number point at another input of its kind, and not at this one: 豆和奶成本5块 is no price."""
    hints = layout.formula.hints
    start, _ = layout.clause(quantity.start)
    before = layout.before(quantity)
    lead = layout.text[max(start, before.end) if isinstance(before, Quantity) else start : quantity.start]
    if parameter.name not in hints or re.search(hints[parameter.name], lead):
        return False
    others = (layout.formula.parameter(name) for name in hints if name != parameter.name)
    return any(takes(other, quantity, quantity.per) and re.search(hints[other.name], lead) for other in others)


def alone(parameter: Parameter, quantity: Quantity) -> Pair:
    """A number that needs no name for an input."""
    return Pair(parameter.name, quantity, in_unit_of(parameter, quantity, quantity.per), per=quantity.per)


def _open_inputs(layout: Layout, given: Collection[str]) -> list[Parameter]:
    """The inputs that may still be given: those of needs that are not met, of the alternative that is begun, and those of no need."""
    formula, given = layout.formula, {name.partition(".")[0] for name in given}
    shut = {b for a, b in formula.exclusive if a in given} | {a for a, b in formula.exclusive if b in given}
    needed: set[str] = set()
    closed: set[str] = set()
    for need in formula.needs:
        if all(len(names) == 1 for names in need.alternatives):
            continue
        begun = max(len(given & set(names)) for names in need.alternatives)
        met = any(given >= set(names) for names in need.alternatives)
        for names in need.alternatives:
            (closed if met or len(given & set(names)) < begun else needed).update(names)
    asked = asked_for(layout)
    open_ = set(formula.hints) - given - shut - (closed - needed) - asked
    return [parameter for parameter in formula.parameters if parameter.name in open_]


def asked_for(layout: Layout) -> set[str]:
    """The inputs whose number the text asks for."""
    return {name.inputs[0] for name in layout.names if name.inputs and layout.is_asked(name)}


def likeness(layout: Layout, parameter: Parameter, quantity: Quantity) -> int:
    if not takes(parameter, quantity, quantity.per or layout.shared_period(quantity)) or layout.comes_out(quantity):
        return _NOT
    if parameter.party and parameter.party != layout.party(quantity.start):
        return _NOT
    start, end = layout.clause(quantity.start)
    before, behind = layout.before(quantity), layout.behind(quantity)
    name = before if isinstance(before, Name) and before.start >= start and _may_take(layout, before, quantity) else None
    if name is not None and parameter.name in name.inputs:
        gap = without_heads(layout.text[name.end : quantity.start], parameter.label)
        # With nothing between the two, that it is another number's name was seen before.
        return _NOT if _SAYS_WHAT.search(gap) or layout.is_silent(name.end, quantity.start) else _NAMED
    passed = before if isinstance(before, Quantity) else name
    lead = layout.text[max(start, passed.end if passed else start) : quantity.start]
    tail = layout.text[quantity.end : min(end, behind.start if behind else end)]
    if parameter.name not in layout.formula.hints:
        return _NOT
    hint = re.compile(layout.formula.hints[parameter.name])
    if _OF_OTHERS.search(hint.sub("", lead)):
        return _NOT
    if hint.search(lead):
        return _IN_FRONT
    followed = isinstance(behind, Quantity) and behind.start < end
    return _BEHIND if not followed and name is None and hint.search(tail) else _NOT


def _may_take(layout: Layout, name: Name, quantity: Quantity) -> bool:
    return any(quantity.kind in fits(layout.formula.parameter(one)) for one in name.inputs)


def _best_rival(parameter: Parameter, quantity: Quantity, scores: Iterable[tuple[int, Parameter, Quantity]]) -> int:
    """How likely the next best is: another number for the input, or another input for the number."""
    rivals = (
        score
        for score, p, q in scores
        if (p is parameter and q.start != quantity.start and q.value != quantity.value)
        or (p is not parameter and q.start == quantity.start)
    )
    return max(rivals, default=_NOT)


def _is_indispensable(formula: Formula, parameter: Parameter) -> bool:
    """Whether nothing else would do instead of an input, or it is one of the parts that would."""
    return any(
        parameter.name in names and (len(need.alternatives) == 1 or len(names) > 1) for need in formula.needs for names in need.alternatives
    )


def _parts_left(formula: Formula, whole: str, given: Collection[str]) -> list[str]:
    """The parts that are lacking of a whole, of which several others are given."""
    for need in formula.needs:
        if (whole,) in need.alternatives:
            parts = [name for names in need.alternatives if len(names) > 1 for name in names]
            rest = [name for name in parts if name not in given]
            return rest if len(parts) - len(rest) > 1 else []
    return []


def _is_named_near(layout: Layout, name: str, pair: Pair) -> bool:
    """Whether the clause of a number names an input too, or the words that name another are as good for it."""
    start, _ = layout.clause(pair.quantity.start)
    hint = layout.formula.hints.get(name)
    if hint is not None and pair.at >= start and re.search(hint, layout.text[pair.at : pair.quantity.start]):
        return True
    return any(name in other.inputs and start <= other.start < pair.quantity.start for other in layout.names)
