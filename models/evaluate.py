"""Measure an embedding folder, with nothing but its vectors: the share of questions answered in the first k, on public sets and on the cards."""

import argparse
import gzip
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from model2vec import StaticModel

from assistant.ingest.cards import load_corpus
from evals.cases import load_cases
from evals.judgement import NO_SEARCH

ROOT = Path(__file__).resolve().parents[1]
SHARED_CHARS = 20  # a run of this many letters in both texts counts as overlap


def read(path: Path) -> list[dict[str, Any]]:
    """Read a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def embed(model: StaticModel, texts: Sequence[str], dimensions: int | None) -> npt.NDArray[np.float32]:
    """Embed texts as unit vectors of the first `dimensions` numbers; a text without a known piece stays zero."""
    vectors = np.asarray(model.encode(list(texts)), dtype=np.float32)[:, :dimensions]
    norms: npt.NDArray[np.float32] = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9))
    return np.divide(vectors, norms, dtype=np.float32)


def ranks(model: StaticModel, corpus: list[dict[str, Any]], queries: list[dict[str, Any]], dimensions: int | None) -> npt.NDArray[np.int64]:
    """Rank each query's best right passage, from 0; a tie with a wrong passage counts against it."""
    row = {passage["id"]: i for i, passage in enumerate(corpus)}
    scores = embed(model, [q["query"] for q in queries], dimensions) @ embed(model, [p["text"] for p in corpus], dimensions).T
    result = []
    for query, line in zip(queries, scores, strict=True):
        gold = [row[passage] for passage in query["gold"]]
        best = line[gold].max()
        result.append(int((np.delete(line, gold) >= best).sum()))
    return np.array(result, dtype=np.int64)


def card_ranks(model: StaticModel, root: Path) -> npt.NDArray[np.int64]:
    """Rank the best right card of each tuning case that search decides, from 0; a card's likeness is that of its nearest section or question."""
    rows = [
        (loaded.card.id, text)
        for loaded in load_corpus(root).cards
        for text in (*(f"{p.title}：{p.heading}\n{p.text}" for p in loaded.passages), *loaded.card.every_ask)
    ]
    names, owner = np.unique([card for card, _ in rows], return_inverse=True)
    asked = (case for case in load_cases("tune") if case.answerable and not case.history and case.kind not in NO_SEARCH)
    cases = [case for case in asked if set(case.cards) & set(names)]
    records = embed(model, [text for _, text in rows], None)
    result = []
    for case, question in zip(cases, embed(model, [case.question for case in cases], None), strict=True):
        best = np.full(len(names), -1.0)
        np.maximum.at(best, owner, records @ question)
        right = np.isin(names, case.cards)
        result.append(int((best[~right] >= best[right].max()).sum()))
    return np.array(result, dtype=np.int64)


def letters(text: str) -> str:
    """Keep letters and digits, so that punctuation and spacing hide no overlap."""
    return re.sub(r"\W", "", text).lower()


def report_overlap(pairs: list[dict[str, Any]], corpus: list[dict[str, Any]], queries: list[dict[str, Any]]) -> str:
    """Say how many questions and passages the training pairs share with an evaluation set, whole and in part."""
    trained_queries = {letters(pair["query"]) for pair in pairs}
    trained_passages = {letters(pair["passage"]) for pair in pairs}
    runs = {text[i : i + SHARED_CHARS] for text in trained_passages for i in range(len(text) - SHARED_CHARS + 1)}
    shares = []
    for text in (letters(passage["text"]) for passage in corpus):
        own = [text[i : i + SHARED_CHARS] for i in range(len(text) - SHARED_CHARS + 1)]
        shares.append(sum(run in runs for run in own) / max(1, len(own)))
    same_queries = sum(letters(query["query"]) in trained_queries for query in queries)
    same_passages = sum(letters(passage["text"]) in trained_passages for passage in corpus)
    return (
        f"{same_queries} questions and {same_passages} passages are in the pairs; {sum(share > 0 for share in shares)} passages share a run of "
        f"{SHARED_CHARS} letters with them, at most {max(shares):.0%} of a passage"
    )


def main() -> None:
    """Print the figures of each set, and the overlap with the training pairs where they are given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--model", type=Path, default=ROOT / "models/zh-static", help="embedding folder")
    parser.add_argument(
        "--data", type=Path, default=ROOT.parent / "shared/data/public-retrieval", help="folder of NAME_corpus and NAME_queries"
    )
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus", help="the cards")
    parser.add_argument("--sets", nargs="+", default=["cmrc", "xquad"])
    parser.add_argument("--dimensions", type=int, default=None, help="use the first of each vector only")
    parser.add_argument("--pairs", type=Path, default=None, help="training pairs, to report their overlap with the sets")
    args = parser.parse_args()
    model = StaticModel.from_pretrained(args.model)
    found = card_ranks(model, args.corpus)
    print(f"cards: R@1 {100 * (found < 1).mean():.1f}, R@5 {100 * (found < 5).mean():.1f} ({len(found)} tuning cases)")
    pairs = read(args.pairs) if args.pairs else None
    for name in args.sets:
        corpus, queries = read(args.data / f"{name}_corpus.jsonl.gz"), read(args.data / f"{name}_queries.jsonl.gz")
        found = ranks(model, corpus, queries, args.dimensions)
        print(f"{name}: R@1 {100 * (found < 1).mean():.1f}, R@5 {100 * (found < 5).mean():.1f} ({len(queries)} over {len(corpus)})")
        if pairs is not None:
            print(f"  {report_overlap(pairs, corpus, queries)}")


if __name__ == "__main__":
    main()
