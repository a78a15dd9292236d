"""Retrieval quality on public sets: the product's own search, its parts, and peers on the same passages and questions."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.build import INDEX_FOLDER, build_index, open_assistant
from assistant.retrieval.dense import load_embeddings
from assistant.retrieval.index import SearchIndex
from assistant.retrieval.search import DENSE_WEIGHT, LEXICAL_WEIGHT
from assistant.retrieval.tokens import tokenize
from assistant.settings import Settings, load_settings
from assistant.types import Hit
from bench.ablation import Ablation
from bench.baselines import LangChainBm25, PeerMissing, PlainBm25s, every_character, han_and_words, split_words
from bench.figures import Figure, Grid, Report
from bench.indexing import index_whole
from bench.intervals import Bootstrap, Flags
from bench.publicsets import PublicSet, load_sets

DEEPEST = 5
PRODUCT = f"this project's search ({LEXICAL_WEIGHT:g} / {DENSE_WEIGHT:g})"
PLAIN = "bm25s, Han characters and pairs, words whole"
EVERY = "bm25s, every character and pair"
AIMS = {"CMRC2018 dev": 0.965}  # R@1

Rankings = dict[str, list[list[str]]]  # by method: for each question the best documents


@dataclass(frozen=True, slots=True)
class Outcome:
    """Right (1) or wrong (0) for each question, among the first and among the first five."""

    first: Flags
    five: Flags


def run(folder: Path) -> Report:
    """R@1 and R@5 by method and set, with the differences to plain bm25s. Says so where `folder` has no sets."""
    report = Report("retrieval")
    sets = load_sets(folder)
    if not sets:
        report.skip(f"public sets: {folder} has no cmrc_corpus.jsonl.gz or xquad_corpus.jsonl.gz; give their folder with --public")
    for public in sets:
        with tempfile.TemporaryDirectory(prefix="bench-retrieval-") as name:
            rankings = _own(public, load_settings(data_dir=Path(name) / "whole"))
            rankings |= _as_files(public, Path(name))
        rankings |= _peers(report, public)
        _report(report, public, {method: _judge(public, ranked) for method, ranked in rankings.items()})
    return report


def _own(public: PublicSet, settings: Settings) -> Rankings:
    """The product's search over whole passages, and the parts of it."""
    index_whole(settings, public.passages)
    assistant = open_assistant(settings)
    rankings: Rankings = {PRODUCT: [_documents(assistant.searcher.search(question, DEEPEST)) for question in public.questions]}
    assistant.close()
    with SearchIndex(settings.data_dir / INDEX_FOLDER) as index:
        ablation = Ablation(index, load_embeddings(settings.embedding))
        for question in public.questions:
            for method, ranked in ablation.rankings(question, DEEPEST).items():
                rankings.setdefault(method, []).append(ranked)
    return rankings


def _as_files(public: PublicSet, folder: Path) -> Rankings:
    """The product as a user meets it: the passages as text files, cut into the product's passages, best file first."""
    files = folder / "files"
    files.mkdir()
    for passage_id, text in public.passages:
        (files / f"{passage_id}.txt").write_text(text, encoding="utf-8")
    settings = load_settings(data_dir=folder / "cut")
    build_index(settings, [files], corpus=False)
    assistant = open_assistant(settings)
    found = [_documents(assistant.searcher.search(question, DEEPEST * 4))[:DEEPEST] for question in public.questions]
    assistant.close()
    return {"the same, text files cut by the product": [[name.removesuffix(".txt") for name in names] for names in found]}


def _documents(hits: Sequence[Hit]) -> list[str]:
    return list(dict.fromkeys(hit.passage.document_id for hit in hits))


def _peers(report: Report, public: PublicSet) -> Rankings:
    texts = [text for _, text in public.passages]
    rankings: Rankings = {
        PLAIN: _rank_all(public, PlainBm25s(texts, han_and_words).rank),
        EVERY: _rank_all(public, PlainBm25s(texts, every_character).rank),
    }
    try:
        rankings["LangChain BM25Retriever, this project's tokens"] = _rank_all(public, LangChainBm25(texts, tokenize).rank)
        rankings["LangChain BM25Retriever as it comes"] = _rank_all(public, LangChainBm25(texts, split_words).rank)
    except PeerMissing as error:
        report.skip(f"{public.title}: {error}")
    return rankings


def _rank_all(public: PublicSet, rank: Callable[[str, int], list[int]]) -> list[list[str]]:
    return [[public.passages[place][0] for place in rank(question, DEEPEST)] for question in public.questions]


def _judge(public: PublicSet, ranked: Sequence[Sequence[str]]) -> Outcome:
    first = [bool(gold.intersection(ids[:1])) for gold, ids in zip(public.gold, ranked, strict=True)]
    five = [bool(gold.intersection(ids[:5])) for gold, ids in zip(public.gold, ranked, strict=True)]
    return Outcome(np.asarray(first, dtype=float), np.asarray(five, dtype=float))


def _report(report: Report, public: PublicSet, outcomes: Mapping[str, Outcome]) -> None:
    bootstrap = Bootstrap([min(gold) for gold in public.gold])
    plain, product = outcomes[PLAIN], outcomes[PRODUCT]
    rows = []
    for method in dict.fromkeys((PRODUCT, PLAIN, EVERY, *outcomes)):
        outcome = outcomes[method]
        cells = [_share(bootstrap, outcome.first), _share(bootstrap, outcome.five)]
        cells += [_points(bootstrap, outcome.first - plain.first), _points(bootstrap, outcome.five - plain.five)]
        rows.append((method, *cells))
    columns = ("method", "R@1 [95 %]", "R@5 [95 %]", "R@1 against plain bm25s, points", "R@5 against plain bm25s, points")
    title = f"{public.title}: {len(public.questions):,} questions over {len(public.passages):,} passages"
    report.grids.append(Grid(title, columns, tuple(rows)))
    for name, own in (("R@1", product.first), ("R@5", product.five)):
        aim = AIMS.get(public.title) if name == "R@1" else None
        report.figures.append(Figure(f"{public.title}, {name}", float(own.mean()), "", aim, at_least=True))
    for peer in (PLAIN, EVERY):
        other = outcomes[peer]
        for name, differences in (("R@1", product.first - other.first), ("R@5", product.five - other.five)):
            note = f"{peer}; 95 %: {_points(bootstrap, differences)}"
            title = f"{public.title}, {name} against plain bm25s"
            report.figures.append(Figure(title, 100 * float(differences.mean()), "points", 0.0, at_least=True, note=note))


def _share(bootstrap: Bootstrap, flags: Flags) -> str:
    low, high = bootstrap.interval(flags)
    return f"{flags.mean():.4f} [{low:.3f}–{high:.3f}]"


def _points(bootstrap: Bootstrap, differences: Flags) -> str:
    low, high = bootstrap.interval(differences)
    return f"{100 * differences.mean():+.2f} [{100 * low:+.2f} to {100 * high:+.2f}]"
