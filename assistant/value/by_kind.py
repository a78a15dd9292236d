"""Numbers that need no name, because one input alone takes their kind: 3年, 10%, 每年500; the only share that is left; all that a list takes."""

import re
from collections.abc import Sequence
from fractions import Fraction

from assistant.numerals import read_han
from assistant.types import Quantity
from assistant.value.binding import Pair
from assistant.value.board import Board
from assistant.value.fitting import fits, takes
from assistant.value.layout import NEAR
from assistant.value.likeness import alone, points_elsewhere
from assistant.value.naming import Name
from assistant.value.signature import Parameter

_OWNERS = ("顾客", "老?客户", "客人", "会员")
_PEOPLE = ("人", "位")
_THINGS = "单笔件套项次棵店台辆间"
_OF_MONEY = re.compile(r"(?:赚|挣|花|卖|掏|付|投|利润|盈利|收入|流水|成本|费用)[了的到出是有]*[^,;。\d]{0,3}$")
_HOW_OFTEN = re.compile(r"(?:来|买|做|去|交易|消费|服务)[了过]?(?P<times>[二两三四五六七八九])[次回趟笔]")
_FALLS_SHORT = re.compile(r"(?:低|差|少|不如|欠|掉)了?$")


def pair_by_kind(board: Board) -> None:
    """A number with nothing but glue around it needs no name where one input takes its kind: 3年, 10%, 每年500."""
    for quantity in board.free():
        takers = [p for p in board.formula.parameters if (p.default is None or p.unit != "money") and p.fact is None and p.bare]
        takers = [p for p in takers if quantity.kind in fits(p) and (p.unit != "money" or (p.paid == "yearly" and quantity.per))]
        takers = [p for p in takers if p.unit == "money" or quantity.kind != "number"]
        if len(takers) != 1:
            continue
        before, behind = board.layout.neighbours(quantity)
        start, end = board.layout.segment(quantity.start)
        start, end = before.end if before else start, behind.start if behind else max(end - 1, quantity.end)
        led_by_name = isinstance(before, Name) and before.inputs and all(pair.at != before.start for pair in board.pairs)
        followed_by_name = isinstance(behind, Name) and quantity.kind != "years"  # 3年利润
        if led_by_name or followed_by_name or not board.layout.is_silent(quantity.end, end):
            continue
        if board.layout.is_silent(start, quantity.start, beside=_OWNERS):
            board.add([alone(takers[0], quantity)])


def pair_lone(board: Board) -> None:
    """An input that needs no name takes the only number of its kind that is left, unless that is what comes out."""
    asked = {name.inputs[0] for name in board.names if name.inputs and board.layout.is_asked(name)}
    asked = {name for name in asked if not board.formula.is_indispensable(name)}
    paired = {pair.input for pair in board.pairs}
    useless = {name for pair in board.formula.exclusive for name, other in (pair, pair[::-1]) if other in paired}
    settled = paired | asked | useless
    for parameter in (p for p in board.formula.parameters if p.lone and p.name not in settled):
        for kind in (kind for kind in fits(parameter) if not (parameter.unit == "points" and kind == "rate")):
            free = [q for q in board.free() if q.kind == kind and (parameter.unit != "money" or takes(parameter, q, q.per))]
            free = [q for q in free if (kind == "multiple" or not board.layout.comes_out(q)) and _counts(board, parameter, q)]
            free = [q for q in free if not points_elsewhere(board.layout, parameter, q)]
            if len(free) == 1:
                board.add([alone(parameter, free[0])])
            if free:
                break


def _counts(board: Board, parameter: Parameter, quantity: Quantity) -> bool:
    """Whether the measure word of a number is one of the input: 60单 are no people."""
    if parameter.unit != "count":
        return True
    of_money = quantity.kind == "number" and (quantity.per or _OF_MONEY.search(board.text, max(0, quantity.start - NEAR), quantity.start))
    return not of_money and (parameter.measure not in _PEOPLE or board.text[quantity.end - 1] not in _THINGS)


def pair_many(board: Board) -> None:
    """The input that takes several numbers takes all that are left of its kind, in order; of several such inputs, each those behind its name."""
    several = [p for p in board.formula.parameters if p.many]
    board.pairs = [pair for pair in board.pairs if pair.input not in {p.name for p in several}]
    taken = {pair.quantity.start for pair in board.pairs}
    left = [q for q in board.quantities if q.start not in taken]
    for parameter in several:
        numbers = [q for q in left if q.kind in fits(parameter) and _named_last(board, several, q) is parameter]
        if (said := _HOW_OFTEN.search(board.text)) and len(numbers) > 1 and read_han(said["times"]) != len(numbers):
            continue  # 来了四回, and two numbers: one may stand for several
        pairs = [Pair(f"{parameter.name}.{place}", q, _signed(board, q)) for place, q in enumerate(numbers, start=1)]
        board.add(pairs)


def _named_last(board: Board, several: Sequence[Parameter], quantity: Quantity) -> Parameter:
    """Of the inputs that take several numbers, the one that is named last in front of a number: the first where not all others are named."""
    first, *others = several
    named = [(name.start, p) for name in board.names for p in others if name.inputs[:1] == (p.name,)]
    if {p.name for _, p in named} != {p.name for p in others}:
        return first
    return next((p for start, p in reversed(named) if start < quantity.start), first)


def _signed(board: Board, quantity: Quantity) -> Fraction:
    """The value of a number, below zero where the word in front says that it falls short: 第二回差0.6分."""
    short = quantity.value > 0 and _FALLS_SHORT.search(board.text, max(0, quantity.start - 4), quantity.start)
    return -quantity.value if short else quantity.value
