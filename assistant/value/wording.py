"""Which formula a question means, by its wording alone: what staff ask for is worded in more ways than anybody lists.

    text with each number as its kind → groups of one to three characters → one linear score for each formula, and one for
    whether it is a calculation at all

Ridge regression, fitted on the tuning cases by `python -m evals.wordings`, which writes wordings.npz. The scores only say which formulas
to try: numbers are bound by the rules that pairing.py calls, whatever was meant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.types import Quantity
from assistant.value.quantities import plain, read_quantities

MODEL = Path(__file__).with_name("wordings.npz")
LONGEST = 3  # characters of a group
_KINDS = {"money": "M", "number": "N", "rate": "R", "growth": "R", "count": "C", "years": "Y", "points": "P", "shift": "P", "multiple": "X"}
_OTHER, _PER, _START, _END = "U", "p", "^", "$"


@dataclass(frozen=True, slots=True)
class Meant:
    """`formulas` by id with their scores, the likeliest first; about 1 is a clear case. `calculates` is above zero for a calculation.
    `known` is the share of its groups of characters that calculations have: a sum of another trade has fewer."""

    formulas: tuple[tuple[str, float], ...]
    calculates: float
    known: float


@dataclass(frozen=True, slots=True)
class _Model:
    rows: dict[str, int]
    rarity: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]  # a row for each group, a column for each formula, the last for whether it is a calculation
    formulas: tuple[str, ...]


def meant(messages: Sequence[str]) -> Meant:
    """What the messages of a conversation, or one question, most likely want worked."""
    model = _model()
    every = groups("\n".join(messages))
    rows = [model.rows[group] for group in sorted(every) if group in model.rows]
    weight = model.rarity[rows]
    scores = weight @ model.weights[rows] / (float(np.linalg.norm(weight)) or 1.0)
    *ranked, calculates = scores.tolist()
    return Meant(tuple(sorted(zip(model.formulas, ranked, strict=True), key=lambda one: -one[1])), calculates, len(rows) / len(every))


def groups(text: str) -> set[str]:
    """All groups of one to three characters of a text in which each number is its kind."""
    folded = plain(text)
    pieces: list[str] = [_START]
    at = 0
    for quantity in read_quantities(text):
        pieces += [folded[at : quantity.start], token(quantity)]
        at = quantity.end
    whole = "".join([*pieces, folded[at:], _END])
    return {whole[start : start + length] for length in range(1, LONGEST + 1) for start in range(len(whole) - length + 1)}


def token(quantity: Quantity) -> str:
    """One letter for the kind of a number, and whether it is paid per period."""
    return _KINDS.get(quantity.kind, _OTHER) + (_PER if quantity.per else "")


@cache
def _model() -> _Model:
    with np.load(MODEL) as stored:
        weights = stored["weights"].astype(np.float32) * stored["scale"].astype(np.float32)
        rows = {group: row for row, group in enumerate(stored["groups"].tolist())}
        return _Model(rows, stored["rarity"].astype(np.float32), weights, tuple(stored["formulas"].tolist()))
