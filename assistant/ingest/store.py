"""The database: documents, passages, cards, lists and vectors in one SQLite file. It is the truth; indexes are made from it.

One writer at a time holds `WriteLock`; readers use snapshots of the write-ahead log and are never blocked.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from filelock import FileLock, Timeout

from assistant.errors import DataDirBusy, DataDirError, IndexUnavailable
from assistant.types import Card, Catalogue, Claim, Document, Fact, FileReport, Group, LeftOut, Origin, Passage, Sentence

SCHEMA = "1"
DATABASE_FILE = "library.sqlite3"
LOCK_FILE = "write.lock"
_GROUPS, _FILES = "groups", "files"  # keys in `meta`

_tables = sa.MetaData()
_meta = sa.Table("meta", _tables, sa.Column("key", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False))
_documents = sa.Table(
    "documents",
    _tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("card", sa.JSON),
)
_passages = sa.Table(
    "passages",
    _tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("heading", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("page", sa.Integer),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("sentences", sa.JSON, nullable=False),
)
_catalogues = sa.Table(
    "catalogues",
    _tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer),
    sa.Column("body", sa.JSON, nullable=False),
)
_sources = sa.Table("sources", _tables, sa.Column("file", sa.Text, primary_key=True), sa.Column("title", sa.Text, nullable=False))
# Vectors by the text that they embed, so that a new build embeds only what has changed.
_vectors = sa.Table(
    "vectors",
    _tables,
    sa.Column("model", sa.Text, primary_key=True),
    sa.Column("text_sha", sa.Text, primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),
)


def text_sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def write_lock(data_dir: Path) -> Iterator[None]:
    """Hold the data directory for writing. Raises DataDirBusy when another process does, DataDirError when it is not writable."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data_dir / LOCK_FILE, timeout=0)
        with lock:
            yield
    except Timeout as error:
        raise DataDirBusy(f"{data_dir} is being written by another process; wait for it to end, or choose another --data-dir") from error
    except PermissionError as error:
        raise DataDirError(f"{data_dir} is not writable; mend its permissions, or choose another --data-dir") from error
    except (FileExistsError, NotADirectoryError) as error:
        raise DataDirError(f"{data_dir} is not a folder; choose another --data-dir") from error


class Store:
    """Reading, and writing as one transaction. Use as a context manager, or call close()."""

    def __init__(self, data_dir: Path, *, create: bool = False) -> None:
        """Open the database in `data_dir`. Raises IndexUnavailable when there is none and `create` is false, or it is another version's."""
        path = data_dir / DATABASE_FILE
        if not create and not path.is_file():
            raise IndexUnavailable(f"no index in {data_dir}; build it with: assistant index")
        self._engine = sa.create_engine(f"sqlite:///{path}")
        sa.event.listen(self._engine, "connect", _configure)
        try:
            if create:
                _tables.create_all(self._engine)
            self.schema = self.meta().get("schema")
        except sa.exc.DatabaseError as error:
            self.close()
            raise IndexUnavailable(f"{path} cannot be read ({error.orig}); move it away and run: assistant index") from error
        if self.schema not in (None, SCHEMA):
            self.close()
            raise IndexUnavailable(f"{path} has schema {self.schema}, this version needs {SCHEMA}; move it away and run: assistant index")

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading

    def meta(self) -> dict[str, str]:
        with self._engine.connect() as connection:
            return {row.key: row.value for row in connection.execute(sa.select(_meta))}

    def documents(self) -> list[Document]:
        """All documents in order."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_documents).order_by(_documents.c.seq))
            return [_document(row) for row in rows]

    def document(self, document_id: str) -> Document | None:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_documents).where(_documents.c.id == document_id)).first()
            return None if row is None else _document(row)

    def cards(self) -> list[Card]:
        """All cards in order."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_documents.c.card).where(_documents.c.kind == "card").order_by(_documents.c.seq))
            return [_card(row.card) for row in rows]

    def catalogues(self) -> list[Catalogue]:
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_catalogues.c.body).order_by(_catalogues.c.seq))
            return [_catalogue(row.body) for row in rows]

    def source_titles(self) -> dict[str, str]:
        with self._engine.connect() as connection:
            return {row.file: row.title for row in connection.execute(sa.select(_sources))}

    def groups(self) -> list[Group]:
        """The groups of the cards by name, in the order in which they are shown; they travel as one value of `meta`."""
        return [Group(**row) for row in json.loads(self.meta().get(_GROUPS, "[]"))]

    def file_reports(self) -> list[FileReport]:
        """What became of each document that is not a card, in order."""
        rows = json.loads(self.meta().get(_FILES, "[]"))
        return [FileReport(**{**row, "left_out": tuple(LeftOut(**one) for one in row["left_out"])}) for row in rows]

    def file_titles(self) -> dict[str, str]:
        """Id to title of the documents that are not cards, in order."""
        with self._engine.connect() as connection:
            columns = (_documents.c.id, _documents.c.title)
            rows = connection.execute(sa.select(*columns).where(_documents.c.kind != "card").order_by(_documents.c.seq))
            return {row.id: row.title for row in rows}

    def iter_passages(self) -> Iterator[Passage]:
        """All passages in the order of their documents."""
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=1000).execute(sa.select(_passages).order_by(_passages.c.seq)):
                yield _passage(row)

    def passages(self, passage_ids: Sequence[str]) -> dict[str, Passage]:
        """Passages by id; an id that is gone is left out."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_passages).where(_passages.c.id.in_(passage_ids)))
            return {row.id: _passage(row) for row in rows}

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of a document in order."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_passages).where(_passages.c.document_id == document_id).order_by(_passages.c.seq))
            return [_passage(row) for row in rows]

    def vectors(self, model: str, shas: Sequence[str]) -> dict[str, bytes]:
        """Stored vectors (float32, little endian) of the texts with these hashes, where they are known."""
        found: dict[str, bytes] = {}
        with self._engine.connect() as connection:
            for at in range(0, len(shas), 500):
                batch = shas[at : at + 500]
                rows = connection.execute(
                    sa.select(_vectors.c.text_sha, _vectors.c.vector).where(_vectors.c.model == model, _vectors.c.text_sha.in_(batch))
                )
                found |= {row.text_sha: row.vector for row in rows}
        return found

    # Writing; the caller holds the write lock

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """One transaction. Raises DataDirError where SQLite cannot write: a full disk, a read-only folder."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.OperationalError as error:
            raise DataDirError(f"{self._engine.url.database}: {error.orig}; free some space, or choose another --data-dir") from error

    def replace(
        self,
        documents: Iterable[tuple[Document, Sequence[Passage], Card | None]],
        catalogues: Sequence[Catalogue],
        source_titles: Mapping[str, str],
        meta: Mapping[str, str],
        groups: Sequence[Group] = (),
        files: Sequence[FileReport] = (),
    ) -> None:
        """Replace the whole content in one transaction: after a crash the old content is there as it was."""
        with self._writing() as connection:
            for table in (_passages, _documents, _catalogues, _sources, _meta):
                connection.execute(table.delete())
            seq = 0
            for place, (document, passages, card) in enumerate(documents):
                row = asdict(document) | {"seq": place, "card": None if card is None else _card_row(card)}
                connection.execute(_documents.insert(), row)
                if passages:
                    connection.execute(_passages.insert(), [_passage_row(passage, seq + offset) for offset, passage in enumerate(passages)])
                seq += len(passages)
            for place, catalogue in enumerate(catalogues):
                connection.execute(_catalogues.insert(), {"id": catalogue.id, "seq": place, "body": asdict(catalogue)})
            for file, title in source_titles.items():
                connection.execute(_sources.insert(), {"file": file, "title": title})
            tables = {
                name: json.dumps([asdict(row) for row in rows], ensure_ascii=False) for name, rows in ((_GROUPS, groups), (_FILES, files))
            }
            for key, value in {**meta, "schema": SCHEMA, **tables}.items():
                connection.execute(_meta.insert(), {"key": key, "value": value})

    def add_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        if vectors:
            rows = [{"model": model, "text_sha": sha, "vector": vector} for sha, vector in vectors.items()]
            with self._writing() as connection:
                connection.execute(_vectors.insert().prefix_with("OR REPLACE"), rows)

    def drop_vectors(self, model: str, keep: set[str]) -> None:
        """Forget vectors of other models, and of texts that are not in `keep`."""
        with self._writing() as connection:
            known = [row.text_sha for row in connection.execute(sa.select(_vectors.c.text_sha).where(_vectors.c.model == model))]
            connection.execute(_vectors.delete().where(_vectors.c.model != model))
            stale = [{"sha": sha} for sha in known if sha not in keep]
            if stale:
                connection.execute(_vectors.delete().where(_vectors.c.text_sha == sa.bindparam("sha")), stale)


def _configure(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA busy_timeout=5000")


def _document(row: Any) -> Document:
    return Document(row.id, row.title, row.path, row.sha256, row.kind, row.text)


def _passage_row(passage: Passage, seq: int) -> dict[str, Any]:
    sentences = [[s.start, s.end, [[o.file, o.start, o.end] for o in s.origins]] for s in passage.sentences]
    fields = ("id", "document_id", "title", "heading", "text", "start", "end", "page", "kind")
    return {name: getattr(passage, name) for name in fields} | {"seq": seq, "sentences": sentences}


def _passage(row: Any) -> Passage:
    sentences = tuple(Sentence(start, end, tuple(Origin(*origin) for origin in origins)) for start, end, origins in row.sentences)
    return Passage(row.id, row.document_id, row.title, row.heading, row.text, row.start, row.end, row.page, row.kind, sentences)


def _card_row(card: Card) -> dict[str, Any]:
    """The card as JSON; exact values travel as strings."""
    row = asdict(card)
    for fact in row["facts"]:
        fact["values"] = [str(value) for value in fact["values"]]
    return row


def _card(row: dict[str, Any]) -> Card:
    facts = tuple(Fact(**{**fact, "values": tuple(Fraction(value) for value in fact["values"])}) for fact in row["facts"])
    return Card(
        **{
            **row,
            "aliases": tuple(row["aliases"]),
            "asks": {heading: tuple(asks) for heading, asks in row["asks"].items()},
            "lacks": tuple(row.get("lacks", ())),
            "facts": facts,
            "claims": tuple(Claim(**claim) for claim in row["claims"]),
            "see": tuple(row["see"]),
            "sources": {key: Origin(**origin) for key, origin in row["sources"].items()},
        }
    )


def _catalogue(body: dict[str, Any]) -> Catalogue:
    return Catalogue(**{**body, "aliases": tuple(body["aliases"]), "members": tuple(body["members"])})
