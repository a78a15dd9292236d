"""Puts the parts together: files to database, database to index, settings to an engine that answers.

build_index   paths → documents → SQLite → vectors → generation      the only writer
open_assistant   settings → Assistant                                readers
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.answering.engine import Assistant
from assistant.answering.gates import Gate
from assistant.answering.generate import Writer
from assistant.answering.model import open_model
from assistant.answering.prompts import load_prompt
from assistant.answering.words import names_in
from assistant.errors import AssistantError, DataDirError, DocumentError, IndexUnavailable
from assistant.ingest.cards import AXES, Corpus, load_corpus
from assistant.ingest.load import LoadedFile, find_files, load_file
from assistant.ingest.store import DATABASE_FILE, SCHEMA, Store, text_sha, write_lock
from assistant.library import Library
from assistant.retrieval.dense import embedding_key, load_embeddings
from assistant.retrieval.index import (
    LAYOUT,
    Entry,
    Manifest,
    Progress,
    SearchIndex,
    Vectors,
    build_generation,
    read_manifest,
    records_of,
    unit_vectors,
)
from assistant.retrieval.likeness import Told
from assistant.retrieval.rerank import Reranker
from assistant.retrieval.search import Searcher
from assistant.retrieval.tokens import Terms
from assistant.settings import Settings
from assistant.types import Card, Document, Passage

INDEX_FOLDER = "index"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build took in. `problems` name each file or card that was left out and why."""

    documents: int
    passages: int
    kept_chars: int
    dropped_chars: int
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Material:
    """Everything that goes into the database."""

    corpus: Corpus | None = None
    files: list[LoadedFile] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[Document, Sequence[Passage], Card | None]]:
        if self.corpus is not None:
            for loaded in self.corpus.cards:
                yield loaded.document, loaded.passages, loaded.card
        for file in self.files:
            yield file.document, file.passages, None


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress that is not shown."""


def build_index(settings: Settings, paths: Sequence[Path] = (), *, corpus: bool = True, progress: Progress = quiet) -> BuildReport:
    """Read the corpus (unless `corpus` is false), what the company has put in, and the files below `paths`, and make the index of them.

    What cannot be read is left out and named in the report. Raises DataDirBusy while another process writes, DataDirError when the
    disk is full or the folder not writable, DocumentError when nothing at all could be read. The index in use stays until the new one
    is complete.
    """
    with write_lock(settings.data_dir):
        material = _read(settings, paths, corpus, progress)
        rows = list(material.rows())
        if not rows:
            raise DocumentError(
                "nothing to index: " + ("; ".join(material.problems) or "give files, or leave --no-corpus out"),
                "这样就一份资料也没有了，没有做。",
            )
        try:
            with Store(settings.data_dir, create=True) as store:
                catalogues = material.corpus.catalogues if material.corpus else ()
                titles = material.corpus.source_titles if material.corpus else {}
                groups = material.corpus.groups if material.corpus else ()
                reports = [file.report for file in material.files]
                roots = json.dumps([str(path.resolve()) for path in paths], ensure_ascii=False)
                meta = {"corpus": str(int(corpus)), "paths": roots, "fingerprint": _fingerprint(settings, paths, corpus)}
                entries = [entry for document, passages, card in rows for entry in _entries(document, passages, card)]
                records = records_of(entries)
                lacks = [lack for entry in entries if entry.told for lack in entry.told.lacks]
                vectors = _embed(store, settings.embedding, [*records, *lacks], progress)
                store.replace(rows, catalogues, titles, meta, groups, reports)
                terms = [name for _, _, card in rows if card for name in card.names] + [name for c in catalogues for name in c.names]
                synonyms = {word: list(others) for word, others in material.corpus.synonyms.items()} if material.corpus else {}
                manifest = Manifest(meta["fingerprint"], LAYOUT, settings.embedding, terms, synonyms)

                def add_library(generation: Path) -> None:
                    with Store(generation, create=True) as copy:
                        copy.replace(rows, catalogues, titles, meta, groups, reports)

                folder = settings.data_dir / INDEX_FOLDER
                build_generation(folder, entries, vectors[: len(records)], vectors[len(records) :], manifest, progress, add_library)
        except OSError as error:
            raise DataDirError(f"{settings.data_dir}: {error.strerror or error}; free some space, or choose another --data-dir") from error
    return BuildReport(
        documents=len(rows),
        passages=sum(len(passages) for _, passages, _ in rows),
        kept_chars=sum(len(document.text) for document, _, _ in rows),
        dropped_chars=sum(sum(file.report.dropped.values()) for file in material.files),
        problems=tuple(material.problems),
    )


def made_of(settings: Settings) -> tuple[list[Path], bool] | None:
    """The files that the command line named for the last index, and whether the corpus is in it; None where there is none."""
    if (settings.data_dir / DATABASE_FILE).is_file():
        try:
            with Store(settings.data_dir) as store:
                meta = store.meta()
        except IndexUnavailable:
            meta = {}
        if meta:
            return [Path(path) for path in json.loads(meta["paths"])], meta["corpus"] == "1"
    return None


def ensure_index(settings: Settings, progress: Progress = quiet) -> BuildReport | None:
    """Build the index when it is missing or stale, with the files that it was last made of. None when it was up to date."""
    made = made_of(settings)
    paths, corpus = made or ([], True)
    manifest = read_manifest(settings.data_dir / INDEX_FOLDER)
    if made and manifest is not None and manifest.layout == LAYOUT and manifest.fingerprint == _fingerprint(settings, paths, corpus):
        return None
    return build_index(settings, paths, corpus=corpus, progress=progress)


def open_assistant(settings: Settings) -> Assistant:
    """The engine over the current index. Raises IndexUnavailable when there is none, SettingsError when its model cannot be loaded."""
    root = settings.data_dir / INDEX_FOLDER
    index = _open_index(root)
    try:
        library = Library(Store(root / index.name))
        embeddings = load_embeddings(index.manifest.embedding)
        reranker = Reranker(settings.reranker) if settings.reranker else None
    except AssistantError:
        index.close()
        raise
    searcher = Searcher(index, library, embeddings, reranker)
    writer = _writer(settings, library, reranker)
    return Assistant(library, searcher, index, settings.max_question_chars, writer)


def _writer(settings: Settings, library: Library, reranker: Reranker | None) -> Writer | None:
    """The language model with its gates and prompts, where the settings name one."""
    model = open_model(settings)
    if model is None:
        return None
    gate = Gate(Terms(library.terms), names_in, reranker.scores if reranker else None)
    follow_up = load_prompt("follow-up") if settings.llm_follow_ups else None
    return Writer(model, gate, load_prompt("answer"), follow_up)


def _open_index(root: Path) -> SearchIndex:
    """Opens twice where it must: a build may have removed the generation between reading its name and holding it."""
    try:
        return SearchIndex(root)
    except IndexUnavailable:
        return SearchIndex(root)


def _read(settings: Settings, paths: Sequence[Path], corpus: bool, progress: Progress) -> _Material:
    material = _Material()
    if corpus:
        material.corpus = load_corpus(settings.corpus_dir, settings.own_cards_dir)
        material.problems += material.corpus.problems
    taken: set[str] = set()
    found: list[tuple[Path, str]] = []
    for path in _files_of(settings, paths):
        try:
            found += [(file, _name(file, path, taken)) for file in find_files(path)]
        except DocumentError as error:
            material.problems.append(str(error))
    for place, (file, name) in enumerate(found):
        progress("reading files", place, len(found))
        try:
            material.files.append(load_file(file, name))
        except DocumentError as error:
            material.problems.append(str(error))
    return material


def _files_of(settings: Settings, paths: Sequence[Path]) -> list[Path]:
    """What was put in on the web page, first, so that its files keep their names; then what the command line named."""
    return [*([settings.documents_dir] if settings.documents_dir.is_dir() else []), *paths]


def _name(file: Path, root: Path, taken: set[str]) -> str:
    """The file's path below its root; a second one of that name gets ~2."""
    name = file.relative_to(root).as_posix() if root.is_dir() else file.name
    number, unique = 1, name
    while unique in taken:
        number += 1
        unique = f"{name}~{number}"
    taken.add(unique)
    return unique


def _entries(document: Document, passages: Sequence[Passage], card: Card | None) -> Iterator[Entry]:
    """A card is one entry, its asks with it; a plain file has one for each passage."""
    if card is None:
        for passage in passages:
            text = f"{passage.heading}\n{passage.text}".strip()
            yield Entry(passage.id, document.id, (text,), ((text, passage.id),))
        return
    passages = [passage for passage in passages if passage.heading != AXES]  # found by the card's sections, shown in comparisons
    sections = [(f"{card.title} {passage.heading}\n{passage.text}", passage.id) for passage in passages]
    asks = [(ask, f"{card.id}#{heading}") for heading, asks in card.asks.items() for ask in asks]
    told = (" ".join(card.names), *(f"{passage.heading}\n{passage.text}" for passage in passages))
    texts = (*told, *(ask for ask, _ in asks))
    questions = [(heading, ask) for heading, asks in card.asks.items() for ask in asks]
    compared = Told(card.id, [(passage.heading, passage.text) for passage in passages], questions, card.lacks)
    yield Entry(card.id, document.id, texts, (*sections, *asks), card.names, compared)


def _embed(store: Store, embedding: str, texts: Sequence[str], progress: Progress) -> Vectors:
    """Unit vectors of `texts`; those of an earlier build are taken from the database."""
    model = embedding_key(embedding)
    shas = [text_sha(text) for text in texts]
    known = store.vectors(model, sorted(set(shas)))
    fresh = {sha: text for sha, text in zip(shas, texts, strict=True) if sha not in known}
    if fresh:
        new: dict[str, bytes] = {}
        names = list(fresh)
        for batch in unit_vectors(load_embeddings(embedding), list(fresh.values())):
            for vector in batch:
                new[names[len(new)]] = vector.astype("<f4").tobytes()
            progress("embedding", len(new), len(fresh))
        store.add_vectors(model, new)
        known |= new
    store.drop_vectors(model, set(shas))
    return np.stack([np.frombuffer(known[sha], dtype="<f4") for sha in shas])


def _fingerprint(settings: Settings, paths: Sequence[Path], corpus: bool) -> str:
    """Changes whenever a build would give another index: code layout, model, or any file that goes in."""
    digest = hashlib.sha256(f"{SCHEMA} {LAYOUT} {embedding_key(settings.embedding)} {corpus}".encode())
    for root in [*([settings.corpus_dir, settings.own_cards_dir] if corpus else []), *_files_of(settings, paths)]:
        for file in find_files(root) if root.exists() else ():
            stat = file.stat()
            digest.update(f"{file} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
