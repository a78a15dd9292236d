"""Fit and report the judgement: `python -m evals.judgement [--data-dir DIR]` prints the constants of answering/judge.py.

Four kinds of rows, all from the tuning half and the cards:

    cases      what staff may ask, answerable or not
    leaning    cases that name a card, once more as a follow-up: its name in the turn before, 它 in its place
    removed    the answerable cases once more, searched as if the cards that answer them were not there
    examples   the cards' own asks and lacks, each judged by an index that was built without it

Logistic regression with a ridge on standardised features. The threshold is the highest at which, in cross-validation, at
most MAX_OVERSHY of the answerable cases are refused. The report half is only reported.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from assistant.answering.engine import Assistant
from assistant.answering.finding import HITS
from assistant.answering.judge import CONSTANT, THRESHOLD, WEIGHTS, Features
from assistant.build import build_index, ensure_index, open_assistant
from assistant.ingest.cards import GAPS
from assistant.settings import Settings, load_settings
from assistant.types import Hit, Query, Turn
from evals.cases import Half, load_cases

MAX_OVERSHY = 0.03
RIDGE = 20.0
FOLDS = 4
EVERY = 3  # one held-out example of three is judged: more change nothing, and take minutes
# Settled before the judgement, or carried by the conversation.
NO_SEARCH = ("ordinal", "follow-up", "several", "list-all", "injection", "rambling", "calculation", "calculation-missing")
WEIGHT = {"case": 1.0, "leaning": 0.3, "removed": 0.3, "example": 0.1}
KIND_WEIGHT = {"far": 6.0, "paraphrase": 2.0}  # nothing from outside the trade may be answered; staff's own wording is refused the easiest

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A question with its features; rows of one `group` stay on one side of a cross-validation."""

    group: str
    source: str
    kind: str
    answerable: bool
    features: Features


def case_rows(assistant: Assistant, half: Half) -> list[Row]:
    """The cases of a half that search decides, and for the tuning half each answerable one with its cards removed."""
    rows = []
    for case in load_cases(half):
        if case.kind in NO_SEARCH or case.history or case.earlier or case.parts or case.outcome == "clarify":
            continue
        query = assistant.reader.read(*assistant.read(case.question))[0][0]
        hits = assistant.searcher.search(query.standalone, 3 * HITS, query.entities)
        if row := _row(assistant, query, hits[:HITS], case.id, "case", case.kind, case.answerable):
            rows.append(row)
        if half == "tune" and (leaning := _leaning(assistant, case.question)):
            found = assistant.searcher.search(leaning.standalone, HITS, leaning.entities)
            if row := _row(assistant, leaning, found, case.id, "leaning", "leaning", case.answerable):
                rows.append(row)
        if half == "tune" and case.answerable:
            gone = {
                *case.cards,
                *(seen for card in case.cards if card in assistant.library.cards for seen in assistant.library.cards[card].see),
            }
            gone |= {card.id for card in assistant.library.cards.values() if set(card.see) & set(case.cards)}
            rest = [hit for hit in hits if hit.passage.document_id not in gone][:HITS]
            without = replace(query, entities=tuple(entity for entity in query.entities if entity not in gone))
            if row := _row(assistant, without, rest, case.id, "removed", "removed", False):
                rows.append(row)
    return rows


def _leaning(assistant: Assistant, question: str) -> Query | None:
    """The question as a follow-up, where it names a card: the card's name in the turn before, 它 in its place."""
    text, _ = assistant.read(question)
    cards = [assistant.library.cards[card] for card in assistant.reader.namer.names(text).cards]
    names = [name for card in cards[:1] for name in sorted(card.names, key=len, reverse=True) if name in text]
    if not names:
        return None
    return assistant.reader.read(text.replace(names[0], "它"), [Turn("user", f"什么是{names[0]}")])[0][-1]


def example_rows(settings: Settings) -> Iterator[Row]:
    """The cards' asks and lacks, judged by FOLDS indexes, each built without a part of them."""
    for fold in range(FOLDS):
        with tempfile.TemporaryDirectory() as folder:
            corpus = Path(folder) / "corpus"
            held_out = corpus_without(settings.corpus_dir, corpus, fold)
            partial = settings.model_copy(update={"corpus_dir": corpus, "data_dir": Path(folder) / "data"})
            build_index(partial)
            assistant = open_assistant(partial)
            for card, question, answerable in held_out[::EVERY]:
                query = assistant.reader.read(question)[0][0]
                hits = assistant.searcher.search(query.standalone, HITS, query.entities)
                if row := _row(assistant, query, hits, card, "example", "example", answerable):
                    yield row
            assistant.close()


def corpus_without(corpus: Path, target: Path, fold: int) -> list[tuple[str, str, bool]]:
    """Copy a corpus without the asks and lacks of a fold. Gives these: card, question, whether the card answers it."""
    held_out = []
    for path in sorted(corpus.rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".md" and text.startswith("---\n"):
            _, front, body = text.split("---\n", 2)
            card = yaml.safe_load(front)
            asks = [(heading, ask) for heading, asks in card["asks"].items() for ask in asks]
            kept: dict[str, list[str]] = {}
            for place, (heading, ask) in enumerate(asks):
                if place % FOLDS == fold:
                    held_out.append((card["id"], ask, heading != GAPS))
                else:
                    kept.setdefault(heading, []).append(ask)
            lacks = card.get("lacks", [])
            held_out += [(card["id"], lack, False) for lack in lacks[fold::FOLDS]]
            card |= {"asks": kept, "lacks": [lack for place, lack in enumerate(lacks) if place % FOLDS != fold]}
            text = f"---\n{yaml.safe_dump(card, allow_unicode=True)}---\n{body}"
        copy = target / path.relative_to(corpus)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
    return held_out


def _row(assistant: Assistant, query: Query, hits: Sequence[Hit], group: str, source: str, kind: str, answerable: bool) -> Row | None:
    hit = assistant.finder.chosen(query, hits) if hits else None
    card = assistant.library.cards.get(hit.passage.document_id) if hit else None
    if hit is None or card is None:
        return None
    return Row(group, source, kind, answerable, assistant.judge.features(query, card, hit, assistant.finder.lead(query, hit), hits))


def fit(rows: Sequence[Row]) -> tuple[Array, float]:
    """Weights and constant of the logistic regression, by Newton's method on standardised features."""
    x = _matrix(rows)
    middle, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0] = 1.0
    z = np.hstack([(x - middle) / spread, np.ones((len(x), 1))])
    y = np.array([float(row.answerable) for row in rows])
    weight = np.array([KIND_WEIGHT.get(row.kind, WEIGHT[row.source]) for row in rows])
    penalty = RIDGE * np.eye(z.shape[1])
    penalty[-1, -1] = 0
    w = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ w))
        gradient = z.T @ (weight * (p - y)) + penalty @ w
        hessian = (z * (weight * p * (1 - p))[:, None]).T @ z + penalty
        w -= np.linalg.solve(hessian, gradient)
    weights = w[:-1] / spread
    return weights, float(w[-1] - weights @ middle)


def cross_validated(rows: Sequence[Row], folds: int = 8) -> Array:
    """Probability of each case by a fit without its group; other rows only help to fit."""
    groups = {group: place % folds for place, group in enumerate(sorted({row.group for row in rows if row.source == "case"}))}
    p = np.full(len(rows), np.nan)
    for fold in range(folds):
        inside = [groups.get(row.group) == fold for row in rows]
        weights, constant = fit([row for row, held in zip(rows, inside, strict=True) if not held])
        chosen = [place for place, (row, held) in enumerate(zip(rows, inside, strict=True)) if held and row.source == "case"]
        p[chosen] = probabilities([rows[place] for place in chosen], weights, constant)
    return p


def _matrix(rows: Sequence[Row]) -> Array:
    return np.array([list(asdict(row.features).values()) for row in rows])


def probabilities(rows: Sequence[Row], weights: Array, constant: float) -> Array:
    return np.asarray(1 / (1 + np.exp(-(_matrix(rows) @ weights + constant))))


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
    assistant = open_assistant(settings)
    tune, rest = case_rows(assistant, "tune"), case_rows(assistant, "report")
    rows = [*tune, *example_rows(settings)]
    p = cross_validated(rows)
    asked = [place for place, row in enumerate(rows) if row.source == "case"]
    threshold = threshold_of([rows[place] for place in asked], p[asked])
    weights, constant = fit(rows)
    lines = [f'    "{field.name}": {weight:.2f},' for field, weight in zip(fields(Features), weights, strict=True)]
    sys.stdout.write("\n".join(["WEIGHTS = {", *lines, "}", f"CONSTANT = {constant:.2f}", f"THRESHOLD = {threshold:.3f}"]) + "\n")
    sys.stdout.write(report("tune, cross-validated", [rows[place] for place in asked], p[asked], threshold) + "\n")
    sys.stdout.write(report("report, fitted now", rest, probabilities(rest, weights, constant), threshold) + "\n")
    if set(WEIGHTS) == {field.name for field in fields(Features)}:
        shipped = np.array(list(WEIGHTS.values()))
        sys.stdout.write(report("report, as shipped", rest, probabilities(rest, shipped, CONSTANT), THRESHOLD) + "\n")


if __name__ == "__main__":
    main()
