"""Numbers that no rule of place or kind takes: those of a reply go to what was asked for, the rest where the whole is likeliest, one more in
place of what an earlier message gave.
"""

import re
from itertools import groupby

from assistant.types import Quantity
from assistant.value.assignment import assigned
from assistant.value.binding import Pair
from assistant.value.board import Board
from assistant.value.fitting import answers, in_unit_of, takes
from assistant.value.likeness import alone, remaining
from assistant.value.signature import Parameter
from assistant.value.wholes import in_a_row

# A message that changes what was said before: 那要是…呢, 换成, 降到.
_SUPPOSES = re.compile("那|要是|如果|假如|若|万一|换|改|变|[涨升提降减压抬砍拉弄做]+[高低]?[到成至]|呢(?=$|[,;。?!\\s])|其实|应该|不对|错")


def pair_reply(board: Board) -> None:
    """A message of bare numbers, as many as were asked for, gives them in that order."""
    given = {pair.input for pair in board.pairs if pair.quantity.start >= board.newest}
    awaited = [parameter for parameter in board.awaited if parameter.name not in given]
    newest = [quantity for quantity in board.quantities if quantity.start >= board.newest]
    numbers = [quantity for quantity in newest if quantity.start not in board.settled]
    named = any(name.inputs for name in board.names if name.start >= board.newest)
    ends = [board.newest, *(quantity.end for quantity in newest)]
    bare = all(board.layout.is_silent(end, quantity.start, beside=("[、,;]",)) for end, quantity in zip(ends, newest, strict=False))
    if bare and not named and len(numbers) == len(awaited):
        pairs = [alone(p, q) for p, q in zip(awaited, numbers, strict=True) if answers(p, q)]
        if len(pairs) == len(awaited):
            board.add(pairs)


def pair_left(board: Board) -> None:
    """Numbers that the rules of place leave, or have put where they hardly belong, go where the whole is likeliest; what is left of
    a row of parts to the parts that are lacking, and the last one to the last input that is."""
    board.pairs = assigned(board.layout, board.pairs, {q.start for q in board.clear()}, board.known)
    board.settled |= {pair.quantity.start for pair in board.pairs}
    bound = {pair.quantity.start: pair.input for pair in board.pairs}
    rows = (list(row) for _, row in groupby(board.quantities, key=lambda quantity: board.layout.party(quantity.start)))
    board.add([alone(*found) for found in in_a_row(board.formula, rows, bound, board.given())])
    while board.pairs and (last := remaining(board.layout, board.clear(), board.given())):
        board.add([alone(*last)])


def pair_again(board: Board) -> None:
    """那要是能来6年呢, 期望被抬到8.8呢: one number more goes to the input that lacked it, or stands for that of an earlier message."""
    free = board.clear()
    if len(free) != 1 or not board.known or any(pair.quantity.start >= board.newest for pair in board.pairs):
        return
    [quantity] = free
    lacked = [parameter for parameter in board.awaited if answers(parameter, quantity)]
    names = [name for name in board.names if name.start >= board.newest and name.inputs and not board.layout.is_asked(name)]
    spoken_of = {one for name in names for one in name.inputs}
    given = [parameter for parameter in map(board.formula.parameter, board.known) if _may_replace(board, parameter, quantity)]
    takers = [p for p in lacked or given if p.name in spoken_of] or ([] if spoken_of else lacked or given)
    if len(takers) == 1 and (lacked or _SUPPOSES.search(board.text, board.newest)):
        per = quantity.per or board.known[takers[0].name].per if takers[0].name in board.known else quantity.per
        board.add([Pair(takers[0].name, quantity, in_unit_of(takers[0], quantity, per), per=per)])


def _may_replace(board: Board, parameter: Parameter, quantity: Quantity) -> bool:
    """Whether a number can stand for the one that an earlier message gave of an input."""
    known = board.known.get(parameter.name)
    return known is not None and not parameter.options and takes(parameter, quantity, quantity.per or known.per)
