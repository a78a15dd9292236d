"""What a number measures, by the words around it: learnt, because staff name an input in more ways than aliases list.

    text + quantities → groups of one to three characters on either side of each number → a score for each name of an input

Ridge regression, fitted by `python -m evals.contexts` on the bindings of the tuning cases, which writes contexts.npz. Inputs that
formulas call alike (年数, 折现率) are learnt together; so are the two sides of a comparison.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.types import Quantity
from assistant.value.signature import Parameter
from assistant.value.wording import token

MODEL = Path(__file__).with_name("contexts.npz")
NOTHING = "-"  # what a number measures that no input takes
_LONGEST = 3  # characters of a group
_BEFORE, _BEHIND = 12, 8  # characters of the clause that are looked at
_FAR = 4  # a place further from the first, or the last, number is like this one
_CLAUSE = re.compile(r"[,;。!?\n]")
_SIDE = re.compile("^[甲乙]的")


@dataclass(frozen=True, slots=True)
class _Model:
    rows: dict[str, int]
    rarity: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]  # a row for each group, a column for each name
    columns: dict[str, int]


def measured(text: str, quantities: Sequence[Quantity]) -> tuple[Mapping[str, float], ...]:
    """For each of `quantities` of `text`, in half width and lower case, how likely each name of an input is; about 1 is a clear case."""
    return _measured(text, tuple(quantities))


@lru_cache(maxsize=256)
def _measured(text: str, quantities: tuple[Quantity, ...]) -> tuple[Mapping[str, float], ...]:
    model = _model()
    found: list[Mapping[str, float]] = []
    for at in range(len(quantities)):
        rows = [model.rows[group] for group in sorted(around(text, quantities, at)) if group in model.rows]
        weight = model.rarity[rows]
        scores = weight @ model.weights[rows] / (float(np.linalg.norm(weight)) or 1.0)
        found.append(dict(zip(model.columns, scores.tolist(), strict=True)))
    return tuple(found)


def name_of(parameter: Parameter) -> str:
    """What an input is learnt as: its label, without the side that it is of."""
    return _SIDE.sub("", parameter.label)


def around(text: str, quantities: Sequence[Quantity], at: int) -> set[str]:
    """Groups of characters beside a number: up to the numbers next to it, marked by side and by how near they are."""
    quantity = quantities[at]
    first, last = at == 0, at + 1 == len(quantities)
    before = ("^" if first else token(quantities[at - 1])) + text[0 if first else quantities[at - 1].end : quantity.start]
    behind = text[quantity.end : len(text) if last else quantities[at + 1].start] + ("$" if last else token(quantities[at + 1]))
    *earlier, lead = _CLAUSE.split(before)
    tail, *later = _CLAUSE.split(behind)
    groups = {f"K{token(quantity)}", f"I{min(at, _FAR)}", f"J{min(len(quantities) - 1 - at, _FAR)}"}
    groups |= _groups("L", lead[-_BEFORE:]) | _groups("R", tail[:_BEHIND])
    groups |= {f"<{before[-length:]}" for length in range(1, _LONGEST + 2)} | {f">{behind[:length]}" for length in range(1, _LONGEST + 2)}
    if earlier:
        groups |= _groups("l", f"{earlier[-1][-_BEFORE:]},{lead[:_LONGEST]}")
    if later and not tail.strip():
        groups |= _groups("r", later[0][:_BEHIND])
    return groups


def _groups(mark: str, text: str) -> set[str]:
    return {mark + text[start : start + length] for length in range(1, _LONGEST + 1) for start in range(len(text) - length + 1)}


@cache
def _model() -> _Model:
    with np.load(MODEL) as stored:
        weights = stored["weights"].astype(np.float32) * stored["scale"].astype(np.float32)
        rows = {group: row for row, group in enumerate(stored["groups"].tolist())}
        columns = {name: column for column, name in enumerate(stored["names"].tolist())}
        return _Model(rows, stored["rarity"].astype(np.float32), weights, columns)
