"""What a message changes of an earlier one: by so much (总成本降一成, 预算砍掉两万, 老客再多打20个), or to a number without a name (付400的话呢).

Which input is meant is said by its name, by the words that stood beside its earlier number, or by what is learnt of the words around a number;
where two inputs are alike in that, none takes the number, and it is asked about.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from assistant.types import Quantity
from assistant.value.binding import Bound, Pair
from assistant.value.board import Board
from assistant.value.context import measured, name_of
from assistant.value.fitting import answers, fits, in_unit_of, takes
from assistant.value.kinds import AMOUNTS
from assistant.value.likeness import likeness, spoken_in_front
from assistant.value.naming import Name
from assistant.value.signature import Parameter

# A message that changes what was said before: 那要是…呢, 换成, 降到.
SUPPOSES = re.compile(
    "那|要是|如果|假如|假设|若|万一|换|改|变|[涨升降提减压抬砍拉弄做]+[高低]?[到成至]|呢(?=$|[,;。?!\\s])|其实|应该|不对|错|^按|^再"
)
# By so much, in front of the number; 涨到 and 不少 are none.
_BY = re.compile(
    r"(?:(?P<fall>下[降滑跌]|降低|减少|缩[短减]|便宜|优惠|让利?|(?<![至最不多减])少|[降减跌砍缩扣压削抹])"
    r"|(?P<rise>提[高升]|增[加长]|上[升涨]|延长|(?<![最至顶差很])多|[涨升加贵增]))"
    r"(?:了|掉|去|个|价|[打来做花赚挣拉送付掏卖留签收干用给待](?:了|个)?)?\s*$"
)
_DOUBLED = re.compile(r"翻(?:了|上|个)?\s*$")  # 翻一倍 is twice as much
_CHEAPER = re.compile("便宜|优惠|让|降价?|贵")
_PAID = re.compile("成本|价(?!值)|付|费")
_PRICE = re.compile("货币成本|价(?!值)|实付")  # of all that is paid, what whoever sells can lower
_NEAR = 12  # characters in front of a number that are looked at
_SAYS_LITTLE = frozenset("的了是呢那如果要换成改变为到按算有一个每年月能会可以就都还再也多少元块万只把我他她它这里在给两吗去来")
_CLEARLY = 0.25  # of the score of an input over the next
_SHARED, _HINTED, _NAMED = 0.5, 0.3, 2.0


def pair_changes(board: Board) -> None:
    """A number that says by how much an earlier one changes: the input has its earlier value with that added, or taken away."""
    if not board.known:
        return
    for quantity in board.free():
        lead = (max(board.newest, quantity.start - _NEAR), quantity.start)
        by = (_BY.search(board.text, *lead) or _doubled(board, quantity)) if quantity.start >= board.newest else None
        if by is None or _is_change_of_its_own(board, quantity):
            continue
        sign = -1 if by.re is _BY and by["fall"] else 1
        changed = {
            parameter: value
            for parameter in map(board.formula.parameter, board.known)
            if (value := _changed(board, parameter, quantity, sign)) is not None
        }
        if _CHEAPER.search(by.group()) and quantity.kind in AMOUNTS and not _is_named(board, quantity):
            changed = _of_label(_PRICE, changed) or _of_label(_PAID, changed) or ({} if "降" not in by.group() else changed)
        parameter = _meant(board, quantity, list(changed))
        if parameter is not None:
            board.add([Pair(parameter.name, quantity, changed[parameter], by.start(), board.known[parameter.name].per)])


def pair_again(board: Board) -> None:
    """那要是能来6年呢, 期望被抬到8.8呢: one number more goes to the input that lacked it, or stands for that of an earlier message."""
    free = board.clear()
    if len(free) != 1 or not board.known or any(pair.quantity.start >= board.newest for pair in board.pairs):
        return
    [quantity] = free
    if board.layout.comes_out(quantity):
        return
    lacked = [parameter for parameter in board.awaited if answers(parameter, quantity)]
    if not lacked and not SUPPOSES.search(board.text, board.newest):
        return
    given = [parameter for parameter in map(board.formula.parameter, board.known) if _may_replace(board, parameter, quantity)]
    parameter = _meant(board, quantity, lacked or given)
    if parameter is not None:
        known = board.known.get(parameter.name)
        per = quantity.per or (known.per if known else None)
        board.add([Pair(parameter.name, quantity, in_unit_of(parameter, quantity, per), per=per)])


def _is_named(board: Board, quantity: Quantity) -> bool:
    """Whether the newest message names what a number in it changes."""
    name = _name_in_front(board, quantity)
    return name is not None and bool(set(name.inputs) & board.known.keys())


def _of_label(pattern: re.Pattern[str], changed: dict[Parameter, Fraction]) -> dict[Parameter, Fraction]:
    return {parameter: value for parameter, value in changed.items() if pattern.search(parameter.label)}


def _doubled(board: Board, quantity: Quantity) -> re.Match[str] | None:
    return _DOUBLED.search(board.text, board.newest, quantity.start) if quantity.kind == "multiple" and quantity.value == 1 else None


def _is_change_of_its_own(board: Board, quantity: Quantity) -> bool:
    """Whether a formula takes a rise or a fall as an input (加四成), and no other input that is known stands in front of it."""
    own = any(p.change and quantity.kind in fits(p) for p in board.formula.parameters)
    name = _name_in_front(board, quantity)
    return own and (
        name is None or any(board.formula.parameter(one).change for one in name.inputs) or not set(name.inputs) & board.known.keys()
    )


def _changed(board: Board, parameter: Parameter, quantity: Quantity, sign: int) -> Fraction | None:
    """The earlier value of an input changed by a share of it, by points of a rate, by as much again; None where that has no meaning."""
    known = board.known[parameter.name]
    if parameter.change or parameter.options:
        return None
    if quantity.kind == "multiple":
        return known.value * 2 if quantity.value == 1 and parameter.unit != "rate" else None
    if quantity.kind in ("growth", "rate"):  # a share of a rate may be meant as points
        by = quantity.value if quantity.kind == "growth" else sign * quantity.value
        return known.value * (1 + by) if parameter.unit != "rate" else None
    if parameter.unit == "rate":
        by = quantity.value if quantity.kind == "shift" else sign * quantity.value
        return known.value + by if quantity.kind in ("shift", "points") else None
    per = quantity.per or known.per or (Fraction(1) if parameter.paid == "yearly" else None)
    return known.value + sign * in_unit_of(parameter, quantity, per) if takes(parameter, quantity, per) else None


def _may_replace(board: Board, parameter: Parameter, quantity: Quantity) -> bool:
    """Whether a number can stand for the one that an earlier message gave of an input."""
    known = board.known[parameter.name]
    return not parameter.options and takes(parameter, quantity, quantity.per or known.per)


def _meant(board: Board, quantity: Quantity, parameters: Sequence[Parameter]) -> Parameter | None:
    """Which of several inputs a number of the newest message is of: the one that is named, or else clearly the likeliest."""
    names = [name for name in board.names if name.start >= board.newest and name.inputs and not board.layout.is_asked(name)]
    spoken_of = {one for name in names for one in name.inputs}
    side = board.layout.party(quantity.start, since=board.newest)
    parameters = [p for p in parameters if not (p.party and side and p.party != side)]
    named = [p for p in parameters if p.name in spoken_of]
    if spoken_of and not named:
        return None
    possible = named or parameters
    if len(possible) < 2:
        return possible[0] if possible else None
    near = _name_in_front(board, quantity)
    scores = measured(board.text, board.quantities)[board.quantities.index(quantity)]

    def score(parameter: Parameter) -> float:
        known = board.known.get(parameter.name)
        shared = _SHARED * _words_shared(board, known, quantity) if known is not None else 0.0
        by_name = _NAMED if near is not None and parameter.name in near.inputs else 0.0
        return by_name + shared + _HINTED * (likeness(board.layout, parameter, quantity) > 0) + scores.get(name_of(parameter), 0.0)

    first, second, *_ = sorted(possible, key=score, reverse=True)
    return first if score(first) - score(second) >= _CLEARLY else None


def _name_in_front(board: Board, quantity: Quantity) -> Name | None:
    """The input that is named last in front of a number, in the newest message and behind any other number."""
    before = board.layout.before(quantity)
    return before if isinstance(before, Name) and before.inputs and before.start >= board.newest else None


def _words_shared(board: Board, known: Bound, quantity: Quantity) -> int:
    """How many characters that say something stand in front of a number and of the one that an input had."""
    return len(_said(spoken_in_front(board.layout, known.start)) & _said(spoken_in_front(board.layout, quantity.start)))


def _said(words: str) -> set[str]:
    return {char for char in words if "\u4e00" <= char <= "\u9fff"} - _SAYS_LITTLE
