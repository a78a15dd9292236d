"""How build, search and memory grow: the cards alone, then with 10,000 and (--full) 100,000 passages of filler beside them."""

import shutil
import tempfile
import time
from pathlib import Path

from assistant.build import INDEX_FOLDER
from assistant.ingest.cards import load_corpus
from assistant.ingest.store import Store
from assistant.retrieval.dense import load_embeddings
from assistant.retrieval.index import SearchIndex
from assistant.retrieval.tokens import tokenize
from assistant.settings import load_settings
from bench.ablation import chroma_recall
from bench.asking import Asked, ask_in_process
from bench.baselines import LangChainBm25, PeerMissing
from bench.figures import Figure, Grid, Report
from bench.filler import Chain, write_files
from bench.intervals import median, percentile
from bench.process import CommandFailed, Cost, assistant, measure
from bench.questions import Question, card_questions

SIZES = (0, 10_000)
FULL_SIZE = 100_000
PEER_SIZE = 10_000
QUESTIONS = 200
PEER_QUESTIONS = 50
COLUMNS = (
    "filler passages",
    "build s (processor s)",
    "build peak MB",
    "on disk MB",
    "open s",
    "search p50 / p95 ms",
    "answer p50 / p95 ms",
    "peak MB of a process that asks",
    "own card first",
    "Chroma's recall@10",
)


def run(full: bool) -> Report:
    """A row for each size, and LangChain's BM25Retriever at 10,000 as a ratio."""
    report = Report("scale")
    corpus_dir = load_settings().corpus_dir
    chain = Chain(loaded.document.text for loaded in load_corpus(corpus_dir).cards)
    questions = card_questions(corpus_dir, QUESTIONS)
    rows = []
    for size in (*SIZES, FULL_SIZE) if full else SIZES:
        with tempfile.TemporaryDirectory(prefix="bench-scale-") as name:
            try:
                rows.append(_at_size(report, chain, questions, size, Path(name)))
            except CommandFailed as error:
                report.skip(f"{size:,} filler passages: {error}")
    if not full:
        report.skip(f"{FULL_SIZE:,} passages: takes long; ask for it with --full")
    report.grids.append(Grid("growth", COLUMNS, tuple(rows)))
    return report


def _at_size(report: Report, chain: Chain, questions: list[Question], size: int, folder: Path) -> tuple[str, ...]:
    data_dir = folder / "data"
    paths = []
    if size:
        write_files(chain, size, folder / "filler")
        paths = [str(folder / "filler")]
    cost = measure(assistant("index", *paths, "--data-dir", str(data_dir)))
    disk_mb = sum(file.stat().st_size for file in data_dir.rglob("*") if file.is_file()) / 1e6
    asked = ask_in_process(data_dir, questions, folder)
    recall = _chroma_recall(data_dir, questions)
    _figures(report, size, cost, asked)
    if size == PEER_SIZE:
        _beside_peer(report, data_dir, questions, median(asked.search_wall_ms))
    shutil.rmtree(data_dir)
    return (
        f"{size:,}",
        f"{cost.wall_s:.1f} ({cost.cpu_s:.1f})",
        f"{cost.peak_mb:.0f}",
        f"{disk_mb:.0f}",
        f"{asked.open_s:.2f}",
        f"{median(asked.search_wall_ms):.1f} / {percentile(asked.search_wall_ms, 0.95):.1f}",
        f"{median(asked.ask_wall_ms):.1f} / {percentile(asked.ask_wall_ms, 0.95):.1f}",
        f"{asked.peak_mb:.0f}",
        f"{asked.own_card_first:.3f}",
        f"{recall:.3f}",
    )


def _figures(report: Report, size: int, cost: Cost, asked: Asked) -> None:
    report.figures += [
        Figure(f"{size:,} filler passages, build", cost.wall_s, "s", note=f"cores used by others {cost.other_cores:.2f}"),
        Figure(f"{size:,} filler passages, search p50", median(asked.search_wall_ms), "ms"),
        Figure(f"{size:,} filler passages, search p95", percentile(asked.search_wall_ms, 0.95), "ms"),
        Figure(f"{size:,} filler passages, peak memory", asked.peak_mb, "MB"),
    ]


def _chroma_recall(data_dir: Path, questions: list[Question]) -> float:
    settings = load_settings(data_dir=data_dir)
    with SearchIndex(data_dir / INDEX_FOLDER) as index:
        return chroma_recall(index, load_embeddings(settings.embedding), [question.text for question in questions])


def _beside_peer(report: Report, data_dir: Path, questions: list[Question], own_ms: float) -> None:
    """The same passages and tokens in LangChain's BM25Retriever, lexical search alone."""
    with Store(data_dir) as store:
        texts = [passage.text for passage in store.iter_passages()]
    try:
        started = time.perf_counter()
        peer = LangChainBm25(texts, tokenize)
        build_s = time.perf_counter() - started
    except PeerMissing as error:
        report.skip(str(error))
        return
    peer.rank(questions[0].text, 8)
    wall_ms = []
    for question in questions[:PEER_QUESTIONS]:
        started = time.perf_counter()
        peer.rank(question.text, 8)
        wall_ms.append((time.perf_counter() - started) * 1000)
    note = f"{median(wall_ms):.1f} ms, built in {build_s:.1f} s; no embedding, nothing kept on disk"
    report.figures.append(Figure("LangChain BM25Retriever, search p50, times this project's", median(wall_ms) / own_ms, "×", note=note))
