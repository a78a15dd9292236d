"""Fit the choice of sentences: `python -m evals.sentences [--data-dir DIR]` prints WEIGHTS of answering/sentences.py.

Two kinds of rows, each a question with the sentences of the card that answers it:

    labels   asks of the cards with the sentence that a strict reader would hear first (sentences.jsonl), by an index built without that ask
    cases    answerable cases that say which words a right answer holds: any sentence with one of them is right
    lists    the same of whole lists: a sentence with all of them is right

The weights maximise the log-probability, by softmax over the card's sentences, that a right one is chosen, with a ridge. The shipped embedding
has learnt from the asks, so for them what rests on it tells more than for a question that it never saw: labels have weights of their own for these
features, which are not shipped, and a case counts as much as three labels.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.answering.engine import Assistant
from assistant.answering.sentences import WEIGHTS, Features
from assistant.build import build_index, ensure_index, open_assistant
from assistant.settings import Settings, load_settings
from assistant.types import Card, Query
from evals.cases import Half, load_cases
from evals.judgement import FOLDS, corpus_without

LABELS = Path(__file__).parent / "sentences.jsonl"
LEARNT = ("words", "alike", "section", "section_alike")  # features that know the asks
CASE_WEIGHT = 3
RIDGE = 3e-3
ROUNDS = 600
RATE = 0.05

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A question with its card's sentences: the features of each, a row each, and whether it is right to begin with."""

    source: str
    features: Array
    right: npt.NDArray[np.bool_]


def case_rows(assistant: Assistant, half: Half) -> Iterator[Row]:
    """The cases of a half that one card answers and that say what a right answer holds."""
    for case in load_cases(half):
        if not (case.says and case.answerable and case.cards) or case.parts or case.kind in ("ordinal", "calculation"):
            continue
        questions = assistant.reader.read(*assistant.read(case.question, case.turns(assistant)))
        if len(questions) != 1:
            continue
        query = questions[0][0]
        hits = assistant.searcher.search(query.standalone, 1, query.entities)
        card = assistant.library.cards.get(hits[0].passage.document_id) if hits else None
        if card is None or card.claims or card.id not in case.cards:
            continue
        if case.kind == "list-all":
            yield from _row(assistant, query, card, "list", partial(_holds_all, case.says))
            continue
        words = [word for said in case.says for word in said.split("|")]
        yield from _row(assistant, query, card, "case", partial(_holds, words))


def label_rows(settings: Settings) -> Iterator[Row]:
    """The labelled asks, each by an index of a corpus without it."""
    labels = {(row["card"], row["ask"]): row["best"] for row in map(json.loads, LABELS.read_text(encoding="utf-8").splitlines())}
    for fold in range(FOLDS):
        with tempfile.TemporaryDirectory() as folder:
            corpus = Path(folder) / "corpus"
            held_out = corpus_without(settings.corpus_dir, corpus, fold)
            without = settings.model_copy(update={"corpus_dir": corpus, "data_dir": Path(folder) / "data"})
            build_index(without)
            assistant = open_assistant(without)
            for card_id, ask, _ in held_out:
                best = labels.get((card_id, ask), [])
                questions = assistant.reader.read(ask) if best else []
                if len(questions) == 1:
                    card = assistant.library.cards[card_id]
                    yield from _row(assistant, questions[0][0], card, "label", partial(_stands_at, best))
            assistant.close()


def _row(assistant: Assistant, query: Query, card: Card, source: str, is_right: Callable[[str, str], bool]) -> Iterator[Row]:
    known = assistant.sentences.of(card.id)
    places = [f"{passage.heading}/{passage.sentences.index(sentence) + 1}" for passage, sentence in known]
    right = np.array([is_right(place, passage.quote(sentence)) for place, (passage, sentence) in zip(places, known, strict=True)])
    if right.any():
        yield Row(source, np.array([list(asdict(one).values()) for one in assistant.sentences.features(query, card)]), right)


def _holds(words: Sequence[str], _place: str, text: str) -> bool:
    return any(word in text for word in words)


def _holds_all(said: Sequence[str], _place: str, text: str) -> bool:
    return all(any(word in text for word in one.split("|")) for one in said)


def _stands_at(places: Sequence[str], place: str, _text: str) -> bool:
    return place in places


def fit(rows: Sequence[Row]) -> Array:
    """The weights, by Adam."""
    names = [field.name for field in fields(Features)]
    learnt = [names.index(name) for name in LEARNT]
    tables = [np.hstack([row.features, row.features[:, learnt] * (row.source == "label")]) for row in rows]
    counts = np.array([1.0 if row.source == "label" else CASE_WEIGHT for row in rows])
    counts /= counts.sum()
    size = len(names) + len(learnt)
    w, first, second = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, ROUNDS + 1):
        gradient = -RIDGE * w
        for row, table, count in zip(rows, tables, counts, strict=True):
            p = np.exp(table @ w - (table @ w).max())
            p /= p.sum()
            chosen = p * row.right
            gradient += count * (table.T @ (chosen / chosen.sum() - p))
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        w += RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return w[: len(names)]


def first_right(rows: Sequence[Row], weights: Array) -> str:
    """Of each source, for how many questions the best sentence is a right one."""
    lines = []
    for source in sorted({row.source for row in rows}):
        hits = [bool(row.right[int(np.argmax(row.features @ weights))]) for row in rows if row.source == source]
        lines.append(f"{source} {sum(hits)}/{len(hits)} = {sum(hits) / len(hits):.3f}")
    return ", ".join(lines)


def main() -> None:
    settings = load_settings(data_dir=Path(sys.argv[2]) if sys.argv[1:2] == ["--data-dir"] else None)
    ensure_index(settings)
    assistant = open_assistant(settings)
    rows = [*case_rows(assistant, "tune"), *label_rows(settings)]
    weights = fit(rows)
    lines = [f'    "{field.name}": {weight:.2f},' for field, weight in zip(fields(Features), weights, strict=True)]
    sys.stdout.write("\n".join(["WEIGHTS = {", *lines, "}"]) + "\n")
    rest = list(case_rows(assistant, "report"))
    sys.stdout.write(f"tune, fitted now: {first_right(rows, weights)}\nreport, fitted now: {first_right(rest, weights)}\n")
    if set(WEIGHTS) == {field.name for field in fields(Features)}:
        sys.stdout.write(f"report, as shipped: {first_right(rest, np.array(list(WEIGHTS.values())))}\n")


if __name__ == "__main__":
    main()
