"""Fit the wording of calculations: `python -m evals.wordings` writes assistant/value/wordings.npz and prints what it is worth.

Two ridge regressions on groups of characters: which formula a calculation of the tuning half means (`Case.formula`), each formula with
the same weight as its root; and whether a question is a calculation, against the tuning half's other questions and the cards' own
asks and lacks in which a number stands. On their scores, and on what the likeliest formula makes of the numbers, a logistic regression
(value/certainty.py) decides whether the calculation is wanted. What it is fitted on, and all that is printed, is cross-validated: the scores
of a question come from a fit without its set of cases, or without its card.
"""

import sys
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.ingest.cards import load_corpus
from assistant.value.certainty import SURE, evidence
from assistant.value.formulas import FORMULAS
from assistant.value.quantities import read_quantities
from assistant.value.reader import likeliest
from assistant.value.rules import by_rules
from assistant.value.wording import MODEL, Meant, groups
from evals.cases import load_cases

RIDGE = 0.3
PENALTY = 3.0  # of the logistic regression, on standardised evidence
DOUBT = 2.0  # a wrong number is worse than none
LEAST = 3  # a group of characters that fewer questions have is left out
FOLDS = 8
STEPS = 127  # weights are kept as whole numbers up to this
CORPUS = Path(__file__).parents[1] / "corpus"
IDS = [formula.id for formula in FORMULAS]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A question, or the messages of a conversation, with the formula that it means; none where it is no calculation."""

    messages: tuple[str, ...]
    formula: str
    fold: int
    kind: str
    groups: frozenset[str]
    has_numbers: bool


def rows() -> list[Row]:
    """The questions that the model is fitted on. An ask that the rules work is a calculation that no formula is noted for, and left out."""
    found: list[Row] = []
    sets: dict[str, int] = {}
    for case in load_cases("tune"):
        messages = (*(turn.content for turn in case.history if turn.role == "user"), *case.earlier, case.question)
        if not case.kind.startswith("calculation"):
            found.append(_row(messages, "", zlib.crc32(case.id.encode()), case.kind))
        elif case.formula in IDS:
            name = case.id.rpartition("-")[0].removeprefix("calculation-").removeprefix("missing-")
            found.append(_row(messages, case.formula, sets.setdefault(name, len(sets)), case.kind))
        else:
            raise ValueError(f"{case.id}: no formula is called {case.formula!r}; give the case the id of the formula that it means")
    for card in (loaded.card for loaded in load_corpus(CORPUS).cards):
        place = zlib.crc32(card.id.encode())
        worked = ((ask, by_rules(ask)) for ask in card.every_ask)
        found += [_row((ask,), "", place, "ask") for ask, reading in worked if reading is None or not reading.complete]
        found += [_row((lack,), "", place, "lack") for lack in card.lacks]
    return found


def _row(messages: tuple[str, ...], formula: str, place: int, kind: str) -> Row:
    said = "\n".join(messages)
    return Row(messages, formula, place % FOLDS, kind, frozenset(groups(said)), bool(read_quantities(said)))


def vocabulary(fitted: Sequence[Row]) -> tuple[list[str], Array]:
    """The groups that count, and how rare each is: the logarithm of how many questions there are to one that has it."""
    common = Counter(group for row in fitted for group in row.groups if row.formula)
    kept = sorted(group for group, count in common.items() if count >= LEAST)
    every = Counter(group for row in fitted for group in row.groups)
    return kept, np.array([np.log(len(fitted) / every[group]) for group in kept])


def matrix(questions: Sequence[Row], kept: Sequence[str], rarity: Array) -> Array:
    """A row of length 1 for each question."""
    column = {group: at for at, group in enumerate(kept)}
    found = np.zeros((len(questions), len(kept)))
    for at, row in enumerate(questions):
        columns = [column[group] for group in row.groups if group in column]
        found[at, columns] = rarity[columns]
        found[at] /= np.linalg.norm(found[at]) or 1.0
    return found


def ridge(features: Array, wanted: Array, weight: Array) -> Array:
    """Weights of the features that give `wanted`, by the dual form: there are fewer questions than groups."""
    root = np.sqrt(weight / weight.mean())[:, None]
    scaled = features * root
    return np.asarray(scaled.T @ np.linalg.solve(scaled @ scaled.T + RIDGE * np.eye(len(scaled)), wanted * root))


def fit(every: Sequence[Row]) -> tuple[list[str], Array, Array]:
    """Groups, their rarity, and the weights: a column for each formula, the last for whether it is a calculation."""
    fitted = [row for row in every if row.formula or row.has_numbers]
    kept, rarity = vocabulary(fitted)
    features = matrix(fitted, kept, rarity)
    formulas = [row.formula for row in fitted]
    calculations = np.array([bool(formula) for formula in formulas])
    counts = Counter(formulas)
    wanted = np.array([[float(formula == one) for one in IDS] for formula in formulas])
    by_formula = np.array([counts[formula] ** -0.5 for formula in formulas])
    which = ridge(features[calculations], wanted[calculations], by_formula[calculations])
    share = calculations.mean()
    whether = ridge(features, np.where(calculations, 1.0, -1.0)[:, None], np.where(calculations, 1 / share, 1 / (1 - share)))
    return kept, rarity, np.hstack([which, whether])


def held_out(every: Sequence[Row]) -> list[tuple[Row, Meant]]:
    """Each question with what its wording means to a fit without its fold."""
    found: list[tuple[Row, Meant]] = []
    for fold in range(FOLDS):
        held = [row for row in every if row.fold == fold]
        kept, rarity, weights = fit([row for row in every if row.fold != fold])
        known = set(kept)
        for row, (*scores, calculates) in zip(held, (matrix(held, kept, rarity) @ weights).tolist(), strict=True):
            ranked = sorted(zip(IDS, scores, strict=True), key=lambda one: -one[1])
            found.append((row, Meant(tuple(ranked), calculates, len(row.groups & known) / len(row.groups))))
    return found


def logistic(features: Array, wanted: Array) -> Array:
    """Weights of the features and a constant, by Newton's method on standardised features; a question that is no calculation counts DOUBT times."""
    middle, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread == 0] = 1.0
    x = np.hstack([(features - middle) / spread, np.ones((len(features), 1))])
    penalty = PENALTY * np.diag([*[1.0] * len(spread), 0.0])
    weight = np.where(wanted > 0, 1.0, DOUBT)
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve((x * (weight * p * (1 - p))[:, None]).T @ x + penalty, x.T @ (weight * (p - wanted)) + penalty @ w)
    weights = w[:-1] / spread
    return np.array([*weights, w[-1] - weights @ middle])


def judged(held: Sequence[tuple[Row, Meant]]) -> tuple[Array, str]:
    """Weights of the evidence for a calculation; and, cross-validated, whose calculations are seen and what is taken for one."""
    single = [(row, said, likeliest(said, row.messages)) for row, said in held if len(row.messages) == 1]
    # Where the wording means another formula, there is nothing to learn.
    read = [(row, evidence(said, one)) for row, said, one in single if one is not None and row.formula in ("", one.formula.id)]
    features, wanted = np.array([astuple(found) for _, found in read]), np.array([float(bool(row.formula)) for row, _ in read])
    folds = np.array([row.fold for row, _ in read])
    odds = np.zeros(len(read))
    for fold in range(FOLDS):
        *weights, constant = logistic(features[folds != fold], wanted[folds != fold])
        odds[folds == fold] = features[folds == fold] @ weights + constant
    sure = Counter(
        row.kind if row.formula or row.kind in ("ask", "lack", "far") else "other"
        for (row, _), one in zip(read, odds, strict=True)
        if one >= SURE
    )
    every = Counter(row.kind if row.formula or row.kind in ("ask", "lack", "far") else "other" for row, _ in held if len(row.messages) == 1)
    return logistic(features, wanted), ", ".join(f"{kind} {sure[kind]} of {every[kind]}" for kind in sorted(every))


def report(held: Sequence[tuple[Row, Meant]]) -> str:
    """How often the first, and one of the first three, is the formula that is meant; and how often a calculation is taken for none."""
    calculations = [(row.formula, [id for id, _ in said.formulas[:3]], said.calculates) for row, said in held if row.formula]
    others = [said.calculates > 0 for row, said in held if not row.formula and row.has_numbers]
    shares = (
        ("first", [formula == ranked[0] for formula, ranked, _ in calculations]),
        ("first three", [formula in ranked for formula, ranked, _ in calculations]),
        ("taken for none", [calculates <= 0 for _, _, calculates in calculations]),
        ("taken for one", others),
    )
    return ", ".join(f"{name} {np.mean(marks):.3f} of {len(marks)}" for name, marks in shares)


def main() -> None:
    every = rows()
    held = held_out(every)
    certain, taken = judged(held)
    sys.stdout.write(f"{report(held)}\ntaken for the calculation: {taken}\n")
    kept, rarity, weights = fit(every)
    scale = np.abs(weights).max(axis=0) / STEPS
    np.savez_compressed(
        MODEL,
        groups=np.array(kept),
        rarity=rarity.astype(np.float16),
        weights=np.rint(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        formulas=np.array(IDS),
        certainty=certain.astype(np.float32),
    )
    sys.stdout.write(f"{MODEL.name}: {len(kept):,} groups, {MODEL.stat().st_size / 1000:,.0f} KB\n")


if __name__ == "__main__":
    main()
