"""What the words around a number say of it: the input that a formula's hints point at, something else that is measured, or nothing.

课件值2万，讲师值3千: no name says 讲师, but of the inputs that are still open the hints point at 人员价值 alone. assignment.py weighs
that beside what is learnt; the last number of all, which only one lacking input takes, needs no hint (`remaining`).
"""

import re
from collections.abc import Mapping, Sequence

from assistant.types import Quantity
from assistant.value.binding import Bound, Pair, missing_inputs
from assistant.value.fitting import answers, fits, in_unit_of, takes
from assistant.value.gaps import without_heads
from assistant.value.layout import Layout
from assistant.value.naming import Name
from assistant.value.signature import Formula, Parameter

# A number beside one of these measures what they say, and nothing else.
_SAYS_WHAT = re.compile(
    "价|值|本(?!来)|润(?![滑肤唇喉])|收入|额|(?<!消)费|预算|率|比例|满意|期望|感知|历史|潜在|增[长速]|涨幅|人数|员工|倍"
)
_PAST = re.compile("历史")
_EARLIER = re.compile("去年|过去|以前")
# A number of these is somebody else's, or of another time.
_OF_OTHERS = re.compile("去年|前年|上个?[月季年]|同行|对手|行业|员工|店员|房租|租金|工资|编号|尾号|电话|面积|门店|注册|成立")

# How surely the words around a number say what it is.
_NOT, _BEHIND, _IN_FRONT, _NAMED = range(4)


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
    if parameter.name in layout.formula.hints:  # 套餐价 says what it is where 价 is a hint
        lead = re.sub(layout.formula.hints[parameter.name], "", lead)
    if _SAYS_WHAT.search(without_heads(lead, parameter.label)) or _SAYS_WHAT.search(tail):
        return True
    if (past := _PAST.search(layout.text, layout.clause(quantity.start)[0], quantity.start)) and past.group() not in parameter.label:
        return True
    if not (isinstance(before, Name) and before.inputs and layout.is_silent(before.end, quantity.start)):
        return False
    # 历史价值每年400: what is named takes no amount per year
    named = [layout.formula.parameter(one) for one in before.inputs]
    return _may_take(layout, before, quantity) and not any(takes(one, quantity, quantity.per) for one in named)


def points_elsewhere(layout: Layout, parameter: Parameter, quantity: Quantity) -> bool:
    """Whether the words beside a number point at another input of its kind, and not at this one: 豆和奶成本5块 is no price, and
    8%的会员不再续 no share of those who stay."""
    hints = layout.formula.hints
    start, end = layout.clause(quantity.start)
    before, behind = layout.before(quantity), layout.behind(quantity)
    lead = layout.text[max(start, before.end) if isinstance(before, Quantity) else start : quantity.start]
    tail = "" if isinstance(behind, Quantity) and behind.start < end else layout.text[quantity.end : end]
    if parameter.name not in hints or re.search(hints[parameter.name], lead + tail):
        return False
    others = (layout.formula.parameter(name) for name in hints if name != parameter.name)
    return any(takes(other, quantity, quantity.per) and re.search(hints[other.name], lead + tail) for other in others)


def spoken_in_front(layout: Layout, at: int) -> str:
    """The words of a clause in front of a number, behind any other number."""
    start, _ = layout.clause(at)
    return layout.text[max([start, *(quantity.end for quantity in layout.quantities if quantity.end <= at)]) : at]


def alone(parameter: Parameter, quantity: Quantity) -> Pair:
    """A number that needs no name for an input."""
    return Pair(parameter.name, quantity, in_unit_of(parameter, quantity, quantity.per), per=quantity.per)


def asked_for(layout: Layout) -> set[str]:
    """The inputs whose number the text asks for."""
    return {name.inputs[0] for name in layout.names if name.inputs and layout.is_asked(name)}


def likeness(layout: Layout, parameter: Parameter, quantity: Quantity) -> int:
    """How surely words of the formula say that a number is an input: 0 not at all, 1 behind it, 2 in front of it, 3 by its name."""
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


def _is_indispensable(formula: Formula, parameter: Parameter) -> bool:
    """Whether nothing else would do instead of an input, or it is one of the parts that would."""
    return formula.is_indispensable(parameter.name) or any(
        parameter.name in names and (len(need.alternatives) == 1 or len(names) > 1) for need in formula.needs for names in need.alternatives
    )
