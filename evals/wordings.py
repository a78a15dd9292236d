"""Fit the wording of calculations: `python -m evals.wordings` writes assistant/value/wordings.npz and prints what it is worth.

Two ridge regressions on groups of characters: which formula a calculation of the tuning half means (`Case.formula`), each formula with
the same weight as its root; and whether a question is a calculation, against the tuning half's other questions and the cards' own
asks and lacks in which a number stands. What is printed is cross-validated by file of cases.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.ingest.cards import load_corpus
from assistant.value.formulas import FORMULAS
from assistant.value.quantities import read_quantities
from assistant.value.wording import MODEL, groups
from evals.cases import load_cases

RIDGE = 0.3
LEAST = 3  # a group of characters that fewer questions have is left out
FOLDS = 4
STEPS = 127  # weights are kept as whole numbers up to this
CORPUS = Path(__file__).parents[1] / "corpus"

Array = npt.NDArray[np.float64]
Row = tuple[set[str], str]  # the groups of a question, and the formula that it means; none where it is no calculation


def rows() -> list[Row]:
    """The questions that the model is fitted on."""
    known = {formula.id for formula in FORMULAS}
    found: list[Row] = []
    for case in load_cases("tune"):
        said = "\n".join([*(turn.content for turn in case.history if turn.role == "user"), case.question])
        if case.kind.startswith("calculation"):
            if case.formula not in known:
                raise ValueError(f"{case.id}: no formula is called {case.formula!r}; give the case the id of the formula that it means")
            found.append((groups(said), case.formula))
        elif read_quantities(said):
            found.append((groups(said), ""))
    for card in (loaded.card for loaded in load_corpus(CORPUS).cards):
        found += [(groups(question), "") for question in (*card.every_ask, *card.lacks) if read_quantities(question)]
    return found


def vocabulary(fitted: Sequence[Row]) -> tuple[list[str], Array]:
    """The groups that count, and how rare each is: the logarithm of how many questions there are to one that has it."""
    common = Counter(group for has, formula in fitted for group in has if formula)
    kept = sorted(group for group, count in common.items() if count >= LEAST)
    every = Counter(group for has, _ in fitted for group in has)
    return kept, np.array([np.log(len(fitted) / every[group]) for group in kept])


def matrix(questions: Sequence[Row], kept: Sequence[str], rarity: Array) -> Array:
    """A row of length 1 for each question."""
    column = {group: at for at, group in enumerate(kept)}
    found = np.zeros((len(questions), len(kept)))
    for at, (has, _) in enumerate(questions):
        columns = [column[group] for group in has if group in column]
        found[at, columns] = rarity[columns]
        found[at] /= np.linalg.norm(found[at]) or 1.0
    return found


def ridge(features: Array, wanted: Array, weight: Array) -> Array:
    """Weights of the features that give `wanted`, by the dual form: there are fewer questions than groups."""
    root = np.sqrt(weight / weight.mean())[:, None]
    scaled = features * root
    return np.asarray(scaled.T @ np.linalg.solve(scaled @ scaled.T + RIDGE * np.eye(len(scaled)), wanted * root))


def fit(fitted: Sequence[Row]) -> tuple[list[str], Array, Array]:
    """Groups, their rarity, and the weights: a column for each formula, the last for whether it is a calculation."""
    kept, rarity = vocabulary(fitted)
    features = matrix(fitted, kept, rarity)
    formulas = [formula for _, formula in fitted]
    calculations = np.array([bool(formula) for formula in formulas])
    counts = Counter(formulas)
    wanted = np.array([[float(formula == one.id) for one in FORMULAS] for formula in formulas])
    by_formula = np.array([counts[formula] ** -0.5 for formula in formulas])
    which = ridge(features[calculations], wanted[calculations], by_formula[calculations])
    share = calculations.mean()
    whether = ridge(features, np.where(calculations, 1.0, -1.0)[:, None], np.where(calculations, 1 / share, 1 / (1 - share)))
    return kept, rarity, np.hstack([which, whether])


def report(every: Sequence[Row]) -> str:
    """How often the first, and one of the first three, is the formula that is meant; and how often a calculation is taken for none."""
    first, three, missed, mistaken = [], [], [], []
    for fold in range(FOLDS):
        kept, rarity, weights = fit([row for at, row in enumerate(every) if at % FOLDS != fold])
        held = [row for at, row in enumerate(every) if at % FOLDS == fold]
        for (_, formula), scores in zip(held, matrix(held, kept, rarity) @ weights, strict=True):
            if not formula:
                mistaken.append(scores[-1] > 0)
                continue
            ranked = [FORMULAS[at].id for at in np.argsort(-scores[:-1])[:3]]
            first.append(ranked[0] == formula)
            three.append(formula in ranked)
            missed.append(scores[-1] <= 0)
    shares = (("first", first), ("first three", three), ("taken for none", missed), ("taken for one", mistaken))
    return ", ".join(f"{name} {np.mean(marks):.3f} of {len(marks)}" for name, marks in shares)


def main() -> None:
    every = rows()
    sys.stdout.write(report(every) + "\n")
    kept, rarity, weights = fit(every)
    scale = np.abs(weights).max(axis=0) / STEPS
    np.savez_compressed(
        MODEL,
        groups=np.array(kept),
        rarity=rarity.astype(np.float16),
        weights=np.rint(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        formulas=np.array([formula.id for formula in FORMULAS]),
    )
    sys.stdout.write(f"{MODEL.name}: {len(kept):,} groups, {MODEL.stat().st_size / 1000:,.0f} KB\n")


if __name__ == "__main__":
    main()
