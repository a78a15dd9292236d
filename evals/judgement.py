"""Fit and report the judgement: `python -m evals.judgement [--data-dir DIR]`.

Logistic regression with a ridge on the tuning half of the cases; the threshold is the highest at which at most
MAX_OVERSHY of the answerable tuning questions are refused. The report half is only reported.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.answering.engine import HITS, Assistant
from assistant.answering.judge import CONSTANT, THRESHOLD, WEIGHTS, Features
from assistant.build import ensure_index, open_assistant
from assistant.settings import load_settings
from assistant.types import Turn

CASES = Path(__file__).parent / "cases"
MAX_OVERSHY = 0.03
RIDGE = 1.0
NO_SEARCH = ("ordinal", "follow-up")  # settled before the judgement, or carried by the conversation

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    half: str
    answerable: bool
    question: str
    features: Features


def read_rows(assistant: Assistant) -> list[Row]:
    """Features of every case that goes through search."""
    rows = []
    for name, answerable in (("answerable", True), ("unanswerable", False)):
        for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            if case["kind"] in NO_SEARCH:
                continue
            history = [Turn(turn["role"], turn["content"]) for turn in case.get("history", [])]
            query = assistant.reader.read(case["question"], history)[0][0]
            hits = assistant.searcher.search(query.standalone, HITS, query.entities)
            if hits:
                features = assistant.judge.features(query, assistant.chosen(query, hits))
                rows.append(Row(case["kind"], case["half"], answerable, case["question"], features))
    return rows


def fit(rows: Sequence[Row]) -> tuple[Array, float]:
    """Weights and constant of the logistic regression, by Newton's method; both classes weigh the same."""
    x = np.array([[*astuple(row.features), 1.0] for row in rows])
    y = np.array([float(row.answerable) for row in rows])
    weight = np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    penalty = RIDGE * np.eye(x.shape[1])
    penalty[-1, -1] = 0
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (weight * (p - y)) + penalty @ w
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + penalty
        w -= np.linalg.solve(hessian, gradient)
    return w[:-1], float(w[-1])


def probabilities(rows: Sequence[Row], weights: Array, constant: float) -> Array:
    x = np.array([astuple(row.features) for row in rows])
    return np.asarray(1 / (1 + np.exp(-(x @ weights + constant))))


def threshold_of(rows: Sequence[Row], p: Array) -> float:
    """The highest threshold that refuses at most MAX_OVERSHY of the answerable rows."""
    answerable = np.sort(p[[row.answerable for row in rows]])
    return float(answerable[int(MAX_OVERSHY * len(answerable))])


def report(name: str, rows: Sequence[Row], p: Array, threshold: float) -> str:
    def share(kind: str) -> str:
        chosen = [value for row, value in zip(rows, p, strict=True) if (row.kind == kind if kind in ("far", "near") else row.answerable)]
        refused = sum(value < threshold for value in chosen)
        return f"{refused}/{len(chosen)} = {refused / max(len(chosen), 1):.3f}"

    return f"{name}: refused far {share('far')}, near {share('near')}; overshy {share('answerable')}"


def main() -> None:
    settings = load_settings(data_dir=Path(sys.argv[2]) if sys.argv[1:2] == ["--data-dir"] else None)
    ensure_index(settings)
    rows = read_rows(open_assistant(settings))
    tune = [row for row in rows if row.half == "tune"]
    rest = [row for row in rows if row.half == "report"]
    weights, constant = fit(tune)
    threshold = threshold_of(tune, probabilities(tune, weights, constant))
    names = [field.name for field in fields(Features)]
    sys.stdout.write(
        f"WEIGHTS = ({', '.join(f'{w:.2f}' for w in weights)})  # {', '.join(names)}\nCONSTANT = {constant:.2f}\nTHRESHOLD = {threshold:.3f}\n"
    )
    for name, part in (("tune", tune), ("report", rest)):
        sys.stdout.write(report(f"{name}, fitted now", part, probabilities(part, weights, constant), threshold) + "\n")
        sys.stdout.write(report(f"{name}, as shipped", part, probabilities(part, np.array(WEIGHTS), CONSTANT), THRESHOLD) + "\n")


if __name__ == "__main__":
    main()
