"""Fit and report the choice among the readings of a follow-up: `python -m evals.following [--data-dir DIR]` prints the constants of answering/choosing.py.

A row is one message with its readings, each right where the card that it finds is one that answers what is meant. Its conversations:

    cases      the tuning half's follow-ups and parts of messages; its other questions behind somebody's conversation, where they stand alone
    examples   cards' asks and lacks, by an index that was built without them, behind an ask of the same card (its name left out, or 它 in
               its place), of a neighbour, of any other; once more as the second question of one message

Logistic regression with a ridge, cross-validated by card and case. The threshold is the one at which as few new questions are refused as the judgement refuses.
"""

import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.answering.choosing import Signs
from assistant.answering.engine import Assistant
from assistant.answering.judge import THRESHOLD
from assistant.build import build_index, ensure_index, open_assistant
from assistant.ingest.cards import GAPS
from assistant.settings import load_settings
from assistant.types import Card, Turn
from evals.cases import load_cases
from evals.judgement import FOLDS, corpus_without

RIDGE = 5.0
WEIGHT = {"follow-up": 4.0, "part": 3.0, "new": 1.0, "far": 3.0, "example": 0.7}
CROSS = 6
REFUSED = 0.03  # of the answerable new questions, at most
TOLD_CHARS = 120
OPENINGS = ("", "", "", "", "那", "嗯，", "还有，", "哦，")
STANDS_FOR = ("它", "它", "这个", "这东西")
MARKER = re.compile(r"\[\d+\]|\*\*")

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reading:
    signs: Signs
    right: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A message with its readings; rows of one `group` stay on one side of a cross-validation. `source` is a key of WEIGHT, `kind` what is reported."""

    group: str
    source: str
    kind: str
    readings: tuple[Reading, ...]


def readings_of(
    assistant: Assistant, message: str, history: Sequence[Turn], gold: Sequence[str], place: int, of: int
) -> tuple[Reading, ...]:
    """The readings of one of the `of` questions of a message; none where it is parted otherwise, or a rule decides."""
    questions = assistant.readings(*assistant.read(message, history))
    if len(questions) != of or any(assistant.named.reply(query) for query in questions[place]):
        return ()
    found = assistant.finder.find_each(questions[place])
    if len(found) < 2 or any(one.hit is None or one.judgement.features is None for one in found):
        return ()
    cards = [one.hit.passage.document_id for one in found if one.hit is not None]
    right = [any(_same_place(assistant, card, answer) for answer in gold) for card in cards]
    return tuple(Reading(signs, it_is) for signs, it_is in zip(assistant.chooser.signs(found), right, strict=True))


def _same_place(assistant: Assistant, card: str, answer: str) -> bool:
    """Whether two cards are one, or rest on one place of a source."""
    if card == answer or answer not in assistant.library.cards:
        return card == answer
    places = [assistant.library.cards[name].sources.values() for name in (card, answer)]
    return any(a.file == b.file and a.start < b.end and b.start < a.end for a in places[0] for b in places[1])


def case_rows(assistant: Assistant, draw: random.Random) -> Iterator[Row]:
    """The cases of the tuning half that lean on something, and those that do not behind a conversation of another."""
    cases = [case for case in load_cases("tune") if case.outcome != "clarify" and not case.kind.startswith("calculation")]
    conversations = [case.turns(assistant) for case in cases if case.kind == "follow-up"]
    conversations += [_conversation(assistant, card, draw) for card in assistant.library.cards.values()]
    for case in cases:
        turns = case.turns(assistant)
        if case.parts and not turns:
            for place, part in enumerate(case.parts[1:], start=1):
                kind = "part" if part.cards else "part, not covered"
                readings = readings_of(assistant, case.question, (), part.cards, place, len(case.parts))
                yield Row(case.id, "part", kind, readings)
        elif case.kind == "follow-up":
            kind = "follow-up" if case.answerable else "follow-up, not covered"
            yield Row(case.id, "follow-up", kind, readings_of(assistant, case.question, turns, case.cards, 0, 1))
        elif not turns and not case.parts:
            gold = case.cards if case.answerable else ()
            source = "far" if case.kind == "far" else "new"
            kind = "new" if case.answerable else f"new, {case.kind}"
            yield Row(case.id, source, kind, readings_of(assistant, case.question, draw.choice(conversations), gold, 0, 1))
            yield Row(case.id, source, f"no conversation: {kind}", readings_of(assistant, case.question, (), gold, 0, 1))


def example_rows(assistant: Assistant, held_out: Sequence[tuple[str, str, bool]], draw: random.Random) -> Iterator[Row]:
    """Examples that the index lacks, as messages of a conversation."""
    cards = assistant.library.cards
    for card in cards.values():
        asks = [question for name, question, answered in held_out if name == card.id and answered]
        lacks = [question for name, question, answered in held_out if name == card.id and not answered]
        neighbours = [other for other in cards.values() if other is not card and other.group == card.group] or list(cards.values())
        anybody = [other for other in cards.values() if other is not card]
        named = [(ask, name) for ask in asks if (name := _name_in(card, ask))]
        told = [
            *(("it", ask.replace(name, draw.choice(STANDS_FOR)), card, (card.id,)) for ask, name in named[:1]),
            *(("left out", _without(ask, name), card, (card.id,)) for ask, name in named[-1:]),
            *(("same card", ask, card, (card.id,)) for ask in [ask for ask in asks if not _name_in(card, ask)][:1]),
            *(("neighbour", ask, draw.choice(neighbours), (card.id,)) for ask in draw.sample(asks, min(1, len(asks)))),
            *(("other card", ask, draw.choice(anybody), (card.id,)) for ask in draw.sample(asks, min(1, len(asks)))),
            *(("not covered", lack.replace(_name_in(card, lack) or "\0", "它"), card, ()) for lack in lacks[:1]),
            *(("other, not covered", lack, draw.choice(anybody), ()) for lack in lacks[-1:]),
        ]
        for kind, message, subject, gold in told:
            history = _conversation(assistant, subject, draw)
            opened = f"{draw.choice(OPENINGS)}{message}"
            yield Row(card.id, "example", kind, readings_of(assistant, opened, history, gold, 0, 1))
            if history and draw.random() < 0.5:
                joined = f"{history[0].content.rstrip('？?')}？{message}"
                yield Row(card.id, "example", f"part: {kind}", readings_of(assistant, joined, (), gold, 1, 2))


def _conversation(assistant: Assistant, card: Card, draw: random.Random) -> tuple[Turn, ...]:
    """A question that a card answers, and the beginning of its answer."""
    question = draw.choice([ask for heading, asks in card.asks.items() if heading != GAPS for ask in asks] or [card.title])
    told = MARKER.sub("", assistant.ask(question).text)[:TOLD_CHARS]
    return Turn("user", question), Turn("assistant", told)


def _name_in(card: Card, question: str) -> str | None:
    return next((name for name in sorted(card.names, key=len, reverse=True) if name in question), None)


def _without(question: str, name: str) -> str:
    return re.sub(rf"的?{re.escape(name)}[的里]?", "", question).strip("，,、 ") or question


def fit(x: Array, y: Array, weight: Array) -> tuple[Array, float]:
    """Weights and constant of the logistic regression, by Newton's method on standardised signs."""
    middle, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0] = 1.0
    z = np.hstack([(x - middle) / spread, np.ones((len(x), 1))])
    penalty = RIDGE * np.eye(z.shape[1])
    penalty[-1, -1] = 0
    w = np.zeros(z.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-z @ w))
        hessian = (z * (weight * p * (1 - p))[:, None]).T @ z + penalty
        w -= np.linalg.solve(hessian, z.T @ (weight * (p - y)) + penalty @ w)
    weights = w[:-1] / spread
    return weights, float(w[-1] - weights @ middle)


@dataclass(frozen=True, slots=True)
class Table:
    """All readings of all rows, one below the other; `of` is the row of each."""

    x: Array
    y: Array
    weight: Array
    of: npt.NDArray[np.int64]


def table(rows: Sequence[Row]) -> Table:
    readings = [(place, row, reading) for place, row in enumerate(rows) for reading in row.readings]
    return Table(
        np.array([list(asdict(reading.signs).values()) for _, _, reading in readings]),
        np.array([float(reading.right) for _, _, reading in readings]),
        np.array([WEIGHT[row.source] / len(row.readings) ** 0.5 for _, row, _ in readings]),
        np.array([place for place, _, _ in readings]),
    )


def cross_validated(rows: Sequence[Row], all_of: Table) -> Array:
    """Log-odds of each reading by a fit without its group."""
    groups = sorted({row.group for row in rows})
    random.Random(1).shuffle(groups)
    fold_of = {group: place % CROSS for place, group in enumerate(groups)}
    folds = np.array([fold_of[rows[place].group] for place in all_of.of])
    scores = np.zeros(len(folds))
    for fold in range(CROSS):
        rest = folds != fold
        weights, constant = fit(all_of.x[rest], all_of.y[rest], all_of.weight[rest])
        scores[~rest] = all_of.x[~rest] @ weights + constant
    return scores


def report(rows: Sequence[Row], chosen: Sequence[tuple[float, bool]], threshold: float) -> str:
    """For each kind how many are answered rightly, wrongly, and refused."""
    counts: dict[str, Counter[str]] = {}
    for row, (score, right) in zip(rows, chosen, strict=True):
        counts.setdefault(row.kind, Counter())["refused" if score < threshold else "right" if right else "wrong"] += 1
    return "\n".join(
        f"{kind:28} of {count.total():4}: "
        + ", ".join(f"{name} {count[name] / count.total():.3f}" for name in ("right", "wrong", "refused"))
        for kind, count in sorted(counts.items())
    )


def main() -> None:
    settings = load_settings(data_dir=Path(sys.argv[2]) if sys.argv[1:2] == ["--data-dir"] else None)
    ensure_index(settings)
    draw = random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        held_out = corpus_without(settings.corpus_dir, corpus, FOLDS - 1)
        partial = settings.model_copy(update={"corpus_dir": corpus, "data_dir": Path(folder) / "data"})
        build_index(partial)
        without = open_assistant(partial)
        rows = [row for row in example_rows(without, held_out, draw) if row.readings]
        without.close()
    assistant = open_assistant(settings)
    rows += [row for row in case_rows(assistant, draw) if row.readings]
    all_of = table(rows)
    scores = cross_validated(rows, all_of)
    chosen = []
    for place in range(len(rows)):
        mine = np.flatnonzero(all_of.of == place)
        best = mine[np.argmax(scores[mine])]
        chosen.append((float(scores[best]), bool(all_of.y[best])))
    new = sorted(score for row, (score, _) in zip(rows, chosen, strict=True) if row.kind == "new")
    threshold = new[int(REFUSED * len(new))]
    weights, constant = fit(all_of.x, all_of.y, all_of.weight)
    constant += float(np.log(THRESHOLD / (1 - THRESHOLD))) - threshold
    lines = [f'    "{field.name}": {weight:.2f},' for field, weight in zip(fields(Signs), weights, strict=True)]
    sys.stdout.write("\n".join(["WEIGHTS = {", *lines, "}", f"CONSTANT = {constant:.2f}"]) + "\n")
    sys.stdout.write(report(rows, chosen, threshold) + "\n")


if __name__ == "__main__":
    main()
