"""Numbers that no rule of place or kind takes: those of a reply go to what was asked for, the rest where the whole is likeliest."""

from itertools import groupby

from assistant.value.assignment import assigned
from assistant.value.board import Board
from assistant.value.fitting import answers
from assistant.value.likeness import alone, remaining
from assistant.value.wholes import in_a_row


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
