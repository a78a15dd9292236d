"""What each choice of the search is worth: `python -m evals.ablation [--data-dir DIR]` writes evals/results/ablation.md.

Each row changes one thing. A case counts when a right card is first, or among the first five; cases that need the
conversation, a list or several answers are left out.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.answering.engine import Assistant
from assistant.build import ensure_index, open_assistant
from assistant.ingest.cards import AXES
from assistant.retrieval.dense import load_embeddings
from assistant.retrieval.index import unit_vectors
from assistant.retrieval.lexical import LexicalIndex
from assistant.retrieval.search import DENSE_WEIGHT, LEXICAL_WEIGHT, NAMED_BONUS
from assistant.retrieval.tokens import Terms, tokenize
from assistant.settings import load_settings
from assistant.types import Card, Query
from evals.cases import HALVES, load_cases
from evals.judgement import NO_SEARCH
from evals.run import RESULTS

Scores = npt.NDArray[np.float64]
Scorer = Callable[["Asked"], Scores]


@dataclass(frozen=True, slots=True)
class Asked:
    """A case as it is searched: its query, its vector, the places of the right cards."""

    half: str
    query: Query
    vector: Scores
    right: frozenset[int]


class Bench:
    """The cards as fields, an index of any of them, and the vectors of their sections and asks."""

    def __init__(self, assistant: Assistant, embedding: str) -> None:
        library = assistant.library
        self.cards: list[Card] = list(library.cards.values())
        self.plain = Terms([*library.card_names, *library.catalogue_names])
        self.terms = Terms([*library.card_names, *library.catalogue_names], assistant.searcher.synonyms)
        sections = {card.id: [p for p in library.passages_of(card.id) if p.heading != AXES] for card in self.cards}
        self.names = [" ".join(card.names) for card in self.cards]
        self.texts = ["\n".join(f"{p.heading}\n{p.text}" for p in sections[card.id]) for card in self.cards]
        self.asks = ["\n".join(card.every_ask) for card in self.cards]
        embeddings = load_embeddings(embedding)
        records = [[*(f"{c.title} {p.heading}\n{p.text}" for p in sections[c.id]), *c.every_ask] for c in self.cards]
        self._first = np.cumsum([0, *(len(own) for own in records[:-1])])
        self._vectors = np.vstack(list(unit_vectors(embeddings, [text for own in records for text in own])))
        self.asked = list(self._cases(assistant, embeddings.embed_query))

    def _cases(self, assistant: Assistant, embed: Callable[[str], Sequence[float]]) -> Iterator[Asked]:
        place = {card.id: at for at, card in enumerate(self.cards)}
        for half in HALVES:
            for case in load_cases(half):
                if case.kind in NO_SEARCH or not case.answerable or not case.cards:
                    continue
                query = assistant.reader.read(*assistant.read(case.question))[0][0]
                vector = np.asarray(embed(query.standalone))
                yield Asked(half, query, vector / (np.linalg.norm(vector) or 1), frozenset(place[c] for c in case.cards if c in place))

    def index(self, *fields: Sequence[str], k1: float = 1.5, b: float = 0.75, terms: Terms | None = None) -> Scorer:
        """BM25 over the fields joined, as a share of the best."""
        terms = terms or self.terms
        lexical = LexicalIndex.build([tokenize("\n".join(parts), terms) for parts in zip(*fields, strict=True)], k1=k1, b=b)

        def score(asked: Asked) -> Scores:
            scores = lexical.scores(tokenize(asked.query.standalone, terms)).astype(np.float64)
            return scores / (scores.max() or 1.0)

        return score

    def dense(self, asked: Asked) -> Scores:
        """The best cosine of each card's records."""
        return np.asarray(np.maximum.reduceat(self._vectors @ asked.vector, self._first), dtype=np.float64)

    def named(self, asked: Asked) -> Scores:
        return np.array([float(card.id in asked.query.entities) for card in self.cards])

    def row(self, name: str, score: Scorer) -> str:
        cells = [name]
        for half in HALVES:
            asked = [one for one in self.asked if one.half == half]
            orders = [np.argsort(-score(one), kind="stable")[:5] for one in asked]
            first = sum(int(order[0]) in one.right for order, one in zip(orders, asked, strict=True)) / len(asked)
            five = sum(bool(one.right & set(order.tolist())) for order, one in zip(orders, asked, strict=True)) / len(asked)
            cells += [f"{first:.3f}", f"{five:.3f}"]
        return f"| {' | '.join(cells)} |"


def table(bench: Bench) -> str:
    whole = bench.index(bench.names, bench.texts, bench.asks)
    text, asks = bench.index(bench.names, bench.texts), bench.index(bench.asks)

    def fused(lexical: Scorer, words: float = LEXICAL_WEIGHT, cosine: float = DENSE_WEIGHT, bonus: float = NAMED_BONUS) -> Scorer:
        return lambda asked: words * lexical(asked) + cosine * bench.dense(asked) + bonus * bench.named(asked)

    def fields(share: float) -> Scorer:
        return lambda asked: (1 - share) * text(asked) + share * asks(asked)

    rows = [
        bench.row("**as shipped**: one text of names, sections and asks, 0.8 words + 0.2 cosine, named card first", fused(whole)),
        bench.row("no bonus for a named card", fused(whole, bonus=0)),
        bench.row("words alone", fused(whole, 1, 0)),
        bench.row("cosine alone", fused(whole, 0, 1)),
        bench.row("0.65 words + 0.35 cosine", fused(whole, 0.65, 0.35)),
        bench.row("0.5 words + 0.5 cosine", fused(whole, 0.5, 0.5)),
        bench.row("without synonyms", fused(bench.index(bench.names, bench.texts, bench.asks, terms=bench.plain))),
        bench.row("without asks", fused(text)),
        bench.row("fields: 0.7 sections, 0.3 asks", fused(fields(0.3))),
        bench.row("fields: 0.5 sections, 0.5 asks", fused(fields(0.5))),
        bench.row("fields: 0.3 sections, 0.7 asks", fused(fields(0.7))),
        bench.row("names and asks twice", fused(bench.index(bench.names, bench.names, bench.texts, bench.asks, bench.asks))),
        bench.row("BM25 with b 0.5", fused(bench.index(bench.names, bench.texts, bench.asks, b=0.5))),
        bench.row("BM25 with k1 2", fused(bench.index(bench.names, bench.texts, bench.asks, k1=2.0))),
    ]
    counts = ", ".join(f"{sum(one.half == half for one in bench.asked)} in the {half} half" for half in HALVES)
    head = ["| | tune: first | tune: five | report: first | report: five |", "|---|---|---|---|---|"]
    return "\n".join([f"Share of cases with a right card first, and among the first five; {counts}.", "", *head, *rows]) + "\n"


def main() -> None:
    settings = load_settings(data_dir=Path(sys.argv[2]) if sys.argv[1:2] == ["--data-dir"] else None)
    ensure_index(settings)
    written = table(Bench(open_assistant(settings), settings.embedding))
    (RESULTS / "ablation.md").write_text(written, encoding="utf-8")
    sys.stdout.write(written)


if __name__ == "__main__":
    main()
