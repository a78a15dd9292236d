"""The search index: a folder that is made from the database, audited, and swapped in whole.

    index/CURRENT            name of the generation in use
    index/<generation>/      manifest.json  entries.json  vectors.npy  lacks.npy  left-open.json  bm25/  likeness/  chroma/  library.sqlite3  in-use.lock

An *entry* is what is ranked: a card with all its sections and asks, or one passage of a plain file. A *record* is
what is embedded: a section, an ask or a passage; the records of an entry are neighbouring rows of `vectors.npy`. Its
*lacks* are questions that it does not answer; they are compared with, never found: rows of `lacks.npy`.
Readers hold a shared lock on their generation; a build removes the old ones that nobody holds. Its passages and cards lie in it too, so
that a reader finds what its index was made of while a build is writing the next state.
"""

import fcntl
import json
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from assistant.errors import DataDirError, IndexUnavailable
from assistant.ingest.cards import GAPS
from assistant.retrieval.left_open import LeftOpen
from assistant.retrieval.lexical import LexicalIndex
from assistant.retrieval.likeness import Likeness, Told
from assistant.retrieval.overlap import Weigher
from assistant.retrieval.tokens import Terms, normalise, tokenize, without

LAYOUT = 8  # raise it whenever what is written into a generation changes
CURRENT = "CURRENT"
COLLECTION = "records"
CHROMA_BATCH = 5000  # Chroma takes 5,461 at most
MAX_LOST = 0.01  # share of audited records that may not find themselves
AUDIT_RECORDS = 2000  # above this many, an even sample is audited

Vectors = npt.NDArray[np.float32]
Progress = Callable[[str, int, int], None]  # what is being done, done, total


@dataclass(frozen=True, slots=True)
class Entry:
    """What is ranked. `texts[0]` leads the lexical text; `records` pair an embedded text with the passage it leads to. Of a card, `told` are
    its sections and its questions, and `names` what its subject is called."""

    id: str
    document_id: str
    texts: tuple[str, ...]
    records: tuple[tuple[str, str], ...]
    names: tuple[str, ...] = ()
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as the index keeps it: its records are rows `first` to `first + len(passages)` of the vectors."""

    document_id: str
    first: int
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    fingerprint: str
    layout: int
    embedding: str
    terms: list[str]
    synonyms: dict[str, list[str]]


class SearchIndex:
    """An open generation. Close it, so that a later build may remove its folder."""

    def __init__(self, root: Path) -> None:
        """Open the current generation below `root`. Raises IndexUnavailable when there is none or it is damaged."""
        import chromadb
        from chromadb.config import Settings

        self.name = current_generation(root)
        folder = root / self.name
        self._resources = ExitStack()
        try:
            hold = self._resources.enter_context((folder / "in-use.lock").open("a"))
            fcntl.flock(hold, fcntl.LOCK_SH)
            self.manifest = Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
            rows = json.loads((folder / "entries.json").read_text(encoding="utf-8"))
            self.entries = [EntryRow(document_id, first, tuple(passages)) for document_id, first, passages in rows]
            # Plain views of the mapped files: a slice of a memmap costs more than what is read from it.
            self.vectors: Vectors = np.asarray(np.load(folder / "vectors.npy", mmap_mode="r"))
            self.lacks: Vectors = np.asarray(np.load(folder / "lacks.npy", mmap_mode="r"))
            self.terms = Terms(self.manifest.terms, self.manifest.synonyms)
            self.lexical = LexicalIndex.open(folder / "bm25")
            self.weigher = Weigher(self.lexical, self.terms)
            self.likeness = Likeness.open(folder / "likeness", self.weigher)
            self.left_open = LeftOpen.load(folder / "left-open.json")
            client = chromadb.PersistentClient(str(folder / "chroma"), Settings(anonymized_telemetry=False))
            self._resources.callback(client.close)  # type: ignore[attr-defined]
            self._collection = client.get_collection(COLLECTION, embedding_function=None)
        except (OSError, ValueError, TypeError, KeyError, chromadb.errors.ChromaError) as error:
            self._resources.close()
            raise IndexUnavailable(f"the index in {folder} is damaged ({error}); build it again with: assistant index") from error
        self._entry_of_record = np.repeat(np.arange(len(self.entries)), [len(row.passages) for row in self.entries])

    def close(self) -> None:
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def nearest(self, vector: Vectors, count: int) -> list[int]:
        """Numbers of the entries that hold the `count` records nearest to `vector`, nearest first."""
        count = min(count, len(self._entry_of_record))
        found = self._collection.query(query_embeddings=vector[None, :], n_results=count, include=[])
        return list(dict.fromkeys(int(self._entry_of_record[int(record)]) for record in found["ids"][0]))

    def similarities(self, entry: int, vector: Vectors) -> Vectors:
        """Cosine of `vector` with each record of an entry; both are unit vectors."""
        row = self.entries[entry]
        return np.asarray(self.vectors[row.first : row.first + len(row.passages)] @ vector, dtype=np.float32)

    def lack_similarity(self, vector: Vectors) -> float:
        """Greatest cosine of `vector` with what any entry is known not to answer; 0 where nothing is."""
        return float((self.lacks @ vector).max(initial=0.0))


def current_generation(root: Path) -> str:
    try:
        return (root / CURRENT).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise IndexUnavailable(f"no index in {root.parent}; build it with: assistant index") from error


def read_manifest(root: Path) -> Manifest | None:
    """Manifest of the current generation; None when there is none that can be read."""
    try:
        return Manifest(**json.loads((root / current_generation(root) / "manifest.json").read_text(encoding="utf-8")))
    except (IndexUnavailable, OSError, ValueError, TypeError):
        return None


def build_generation(
    root: Path,
    entries: Sequence[Entry],
    vectors: Vectors,
    lacks: Vectors,
    manifest: Manifest,
    progress: Progress,
    add_library: Callable[[Path], None],
) -> str:
    """Write a new generation beside the current one, audit it, swap it in, remove old ones. Gives its name.

    `vectors` holds a unit vector for each record of the entries, in order, and `lacks` one for each of their lacks; `add_library` writes into
    the folder what the entries were made of. The caller holds the write lock.
    Raises IndexUnavailable when the audit fails; the current generation then stays in use.
    """
    root.mkdir(parents=True, exist_ok=True)
    for old in root.glob("building-*"):  # left behind by a build that was ended
        shutil.rmtree(old)
    folder = root / f"building-{uuid.uuid4().hex[:12]}"
    folder.mkdir()
    try:
        terms = Terms(manifest.terms, manifest.synonyms)
        progress("indexing words", 0, len(entries))
        lexical = LexicalIndex.build([token for text in entry.texts for token in tokenize(text, terms)] for entry in entries)
        lexical.save(folder / "bm25")
        told = [entry.told for entry in entries if entry.told is not None]
        Likeness.build(told, Weigher(lexical, terms)).save(folder / "likeness")
        add_library(folder)
        _write_chroma(folder / "chroma", vectors, progress)
        np.save(folder / "vectors.npy", vectors)
        np.save(folder / "lacks.npy", lacks)
        progress("weighing questions", 0, len(entries))
        _left_open(entries).save(folder / "left-open.json")
        rows, first = [], 0
        for entry in entries:
            rows.append([entry.document_id, first, [passage_id for _, passage_id in entry.records]])
            first += len(entry.records)
        (folder / "entries.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        (folder / "manifest.json").write_text(json.dumps(asdict(manifest), ensure_ascii=False), encoding="utf-8")
        name = f"generation-{folder.name.removeprefix('building-')}"
        folder = folder.rename(root / name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    pointer = root / f"{CURRENT}.new"
    pointer.write_text(name, encoding="utf-8")
    pointer.replace(root / CURRENT)
    remove_unused(root)
    return name


def _left_open(entries: Sequence[Entry]) -> LeftOpen:
    """Fitted on the entries' own questions, without the names of what they are about."""
    asks, lacks = [], []
    for entry in entries:
        if entry.told is not None:
            sections = (f"{heading}\n{text}" for heading, text in entry.told.sections)
            told = normalise("\n".join([" ".join(entry.names), *sections]))
            asks += [(without(normalise(ask), entry.names), told) for heading, ask in entry.told.asks if heading != GAPS]
            lacks += [(without(normalise(lack), entry.names), told) for lack in entry.told.lacks]
    return LeftOpen.fit(asks, lacks)


def _write_chroma(folder: Path, vectors: Vectors, progress: Progress) -> None:
    """Fill a collection and check that records find themselves."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    try:
        collection = client.create_collection(
            COLLECTION,
            # The defaults lose neighbours: ef 100 and 16 links found 0.66 of the true ten nearest at 14,000 records. Of the true fifty at 31,000
            # these find 0.992. An ef of 300 finds 0.997, takes half as long again, and changed the best eight cards of 2 questions in 1,503;
            # building with 400 and 200 found 0.999, and took 26 s instead of 9.
            configuration={"hnsw": {"space": "cosine", "ef_construction": 100, "ef_search": 150, "max_neighbors": 32}},
            embedding_function=None,
        )
        for at in range(0, len(vectors), CHROMA_BATCH):
            batch = vectors[at : at + CHROMA_BATCH]
            collection.upsert(ids=[str(at + offset) for offset in range(len(batch))], embeddings=batch)
            progress("indexing vectors", min(at + CHROMA_BATCH, len(vectors)), len(vectors))
        _audit(collection, vectors)
    except chromadb.errors.ChromaError as error:
        raise DataDirError(
            f"{folder}: the vector index cannot be written ({error}); free some space, or choose another --data-dir"
        ) from error
    finally:
        client.close()  # type: ignore[attr-defined]


def _audit(collection: Any, vectors: Vectors) -> None:
    """Records (an even sample above the limit) are nearest to themselves. Raises IndexUnavailable when more than MAX_LOST are not.

    The graph is approximate: of 16,000 records it loses up to nine, others in each build of the same input, while the ten nearest are found all
    the same. A broken index loses them by the hundred.
    """
    if collection.count() != len(vectors):
        raise IndexUnavailable(f"the vector index holds {collection.count()} of {len(vectors)} records; run: assistant index")
    sample = np.unique(np.linspace(0, len(vectors) - 1, min(len(vectors), AUDIT_RECORDS)).astype(int))
    lost = 0
    for at in range(0, len(sample), 500):
        batch = sample[at : at + 500]
        found = collection.query(query_embeddings=vectors[batch], n_results=1, include=["distances"])
        for record, ids, distances in zip(batch, found["ids"], found["distances"], strict=True):
            # A twin with the same vector may come first, and a text without a known token has the zero vector.
            lost += ids[0] != str(record) and distances[0] > 1e-4 and bool(vectors[record].any())
    if lost > MAX_LOST * len(sample):
        raise IndexUnavailable(f"{lost} of {len(sample)} records of the vector index do not find themselves; run: assistant index")


def remove_unused(root: Path) -> None:
    """Remove generations that are neither current nor held by a reader."""
    current = current_generation(root)
    for folder in root.glob("generation-*"):
        if folder.name == current:
            continue
        with (folder / "in-use.lock").open("a") as hold:
            try:
                fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(folder)


def unit_vectors(embeddings: Embeddings, texts: Sequence[str], batch: int = 256) -> Iterator[Vectors]:
    """Vectors of length one (or zero, for a text without a known token), batch by batch."""
    for at in range(0, len(texts), batch):
        yield normalise_rows(np.asarray(embeddings.embed_documents(list(texts[at : at + batch])), dtype=np.float32))


def normalise_rows(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0), dtype=np.float32)


def records_of(entries: Iterable[Entry]) -> list[str]:
    return [text for entry in entries for text, _ in entry.records]
