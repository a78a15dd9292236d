"""Numbers that no rule of place or kind takes: those of a reply go to what was asked for, the rest where the whole is likeliest."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from assistant.value.assignment import assigned
from assistant.value.binding import Pair
from assistant.value.board import Board
from assistant.value.fitting import answers
from assistant.value.likeness import alone, remaining
from assistant.value.signature import Formula
from assistant.value.wholes import OVERALL, in_a_row, parts_of


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
    board.pairs = _last_part(board.formula, board.pairs, board.text)
    while board.pairs and (last := remaining(board.layout, board.clear(), board.given())):
        board.add([alone(*last)])


def _last_part(formula: Formula, pairs: Sequence[Pair], text: str) -> list[Pair]:
    """`pairs` with a whole that all parts but one stand beside read as that part, where its words do not say that it is all: 设备值6.2万，售后8000…"""
    given = {pair.input for pair in pairs}
    found = list(pairs)
    for whole, parts in parts_of(formula.needs).items():
        lacking = [part for part in parts if part not in given]
        if whole not in given or len(lacking) != 1:
            continue
        found = [
            replace(pair, input=lacking[0])
            if pair.input == whole and pair.at >= 0 and not OVERALL.search(text, pair.at, pair.quantity.start)
            else pair
            for pair in found
        ]
    return found
