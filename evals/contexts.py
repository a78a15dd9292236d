"""Fit what a number measures by the words around it: `python -m evals.contexts` writes assistant/value/contexts.npz and prints what it is worth.

A ridge regression on the groups of characters around each number of the tuning half's calculations: a column for each name of an input, and
one for what no input takes, each name with the same weight as its root. Which number is which input stands in the cases (`Case.inputs`).
What is printed is cross-validated by set of cases: how many numbers get the right name among those of the formula, and in how many
questions all do.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.types import Quantity
from assistant.value.context import MODEL, NOTHING, around, name_of
from assistant.value.fitting import answers
from assistant.value.formulas import BY_ID
from assistant.value.layout import Layout
from assistant.value.quantities import plain, read_quantities
from assistant.value.signature import Formula
from evals.cases import Case, load_cases

RIDGE = 0.3
LEAST = 3  # a group of characters that stands beside fewer numbers is left out
STEPS = 127  # weights are kept as whole numbers up to this

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A number of a case: what it is, and the groups of characters around it; `possible` are the names that the formula has for it."""

    case: str
    name: str
    groups: frozenset[str]
    possible: frozenset[str]

    @property
    def set(self) -> str:
        """The cases of one author; their ids begin alike."""
        return self.case.rpartition("-")[0].replace("missing-", "")


def rows() -> list[Row]:
    """The numbers of the tuning cases that say which number is which input. Raises ValueError where one stands in no question."""
    return [row for case in load_cases("tune") if case.inputs is not None for row in _rows_of(case)]


def _rows_of(case: Case) -> Iterator[Row]:
    formula = BY_ID[case.formula]
    layout = Layout(formula, plain(case.question), read_quantities(case.question, apart=formula.apart), [0])
    left = dict(case.inputs or {})
    names: list[str] = []
    for quantity in layout.quantities:
        written = layout.text[quantity.start : quantity.end]
        given = next((name for name, said in left.items() if said == written), "")
        left.pop(given, None)
        names.append(name_of(formula.parameter(given)) if given else NOTHING)
    if left:
        raise ValueError(f"{case.id}: no number is left for {left}; write it as it stands in the question, in half width")
    for at, (quantity, name) in enumerate(zip(layout.quantities, names, strict=True)):
        yield Row(case.id, name, frozenset(around(layout.text, layout.quantities, at)), frozenset({NOTHING, *_possible(formula, quantity)}))


def _possible(formula: Formula, quantity: Quantity) -> Iterator[str]:
    return (name_of(parameter) for parameter in formula.parameters if not parameter.options and answers(parameter, quantity))


def features(every: Sequence[Row]) -> tuple[list[str], Array, Array]:
    """The groups that count, how rare each is, and a row of length 1 for each number."""
    counts = Counter(group for row in every for group in row.groups)
    kept = sorted(group for group, count in counts.items() if count >= LEAST)
    rarity = np.array([np.log(len(every) / counts[group]) for group in kept])
    column = {group: at for at, group in enumerate(kept)}
    found = np.zeros((len(every), len(kept)))
    for at, row in enumerate(every):
        columns = [column[group] for group in row.groups if group in column]
        found[at, columns] = rarity[columns]
        found[at] /= np.linalg.norm(found[at]) or 1.0
    return kept, rarity, found


def fit(products: Array, every: Sequence[Row], names: Sequence[str]) -> Array:
    """By how much each number speaks for each name, from the `products` of the numbers' features: the dual form of the ridge regression."""
    counts = Counter(row.name for row in every)
    weight = np.array([counts[row.name] ** -0.5 for row in every])
    root = np.sqrt(weight / weight.mean())[:, None]
    wanted = np.array([[float(row.name == name) for name in names] for row in every])
    return np.asarray(np.linalg.solve(products * root * root.T + RIDGE * np.eye(len(every)), wanted * root) * root)


def report(every: Sequence[Row], products: Array, names: Sequence[str]) -> str:
    """How many numbers, and how many questions, are right where their set of cases is held out."""
    right: list[bool] = []
    whole: dict[str, list[bool]] = defaultdict(list)
    sets = np.array([row.set for row in every])
    for held in sorted(set(sets)):
        rest, out = np.flatnonzero(sets != held).tolist(), np.flatnonzero(sets == held).tolist()
        scores: Array = products[np.ix_(out, rest)].dot(fit(products[np.ix_(rest, rest)], [every[at] for at in rest], names))
        for at, row_scores in zip(out, scores, strict=True):
            row = every[at]
            best = max(zip(row_scores, names, strict=True), key=lambda one: one[0] if one[1] in row.possible else -np.inf)[1]
            right.append(best == row.name)
            whole[row.case].append(best == row.name)
    return (
        f"numbers {np.mean(right):.3f} of {len(right):,}, questions {np.mean([all(marks) for marks in whole.values()]):.3f} of {len(whole)}"
    )


def main() -> None:
    every = rows()
    names = sorted({row.name for row in every})
    kept, rarity, x = features(every)
    products = x @ x.T
    sys.stdout.write(f"{report(every, products, names)}\n")
    weights = x.T @ fit(products, every, names)
    scale = np.abs(weights).max(axis=0) / STEPS
    np.savez_compressed(
        MODEL,
        groups=np.array(kept),
        rarity=rarity.astype(np.float16),
        weights=np.rint(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        names=np.array(names),
    )
    sys.stdout.write(f"{MODEL.name}: {len(kept):,} groups, {MODEL.stat().st_size / 1000:,.0f} KB\n")


if __name__ == "__main__":
    main()
