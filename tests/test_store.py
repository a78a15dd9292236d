import sqlite3
from pathlib import Path

import pytest

from assistant.errors import DataDirBusy, DataDirError, IndexUnavailable
from assistant.ingest.cards import load_corpus
from assistant.ingest.store import DATABASE_FILE, Store, write_lock


def fill(store: Store, corpus_dir: Path) -> None:
    corpus = load_corpus(corpus_dir)
    rows = [(loaded.document, loaded.passages, loaded.card) for loaded in corpus.cards]
    store.replace(rows, corpus.catalogues, corpus.source_titles, {"fingerprint": "x"}, corpus.groups)


def test_what_goes_in_comes_out_equal(tmp_path: Path, corpus_dir: Path) -> None:
    corpus = load_corpus(corpus_dir)
    with Store(tmp_path, create=True) as store:
        fill(store, corpus_dir)
    with Store(tmp_path) as store:
        assert store.documents() == [loaded.document for loaded in corpus.cards]
        assert store.cards() == [loaded.card for loaded in corpus.cards]
        assert list(store.iter_passages()) == [passage for loaded in corpus.cards for passage in loaded.passages]
        assert store.catalogues() == list(corpus.catalogues)
        assert store.source_titles() == dict(corpus.source_titles)
        assert store.groups() == list(corpus.groups)
        assert len(corpus.groups) == 3
        assert store.file_titles() == {}
        assert [p.heading for p in store.passages_of("clv")] == ["定义", "要点"]
        assert set(store.passages(["clv#定义", "gone#定义"])) == {"clv#定义"}


def test_a_write_that_fails_half_way_leaves_the_old_content(tmp_path: Path, corpus_dir: Path) -> None:
    with Store(tmp_path, create=True) as store:
        fill(store, corpus_dir)
        before = store.documents()
        loaded = load_corpus(corpus_dir).cards[0]
        twice = [(loaded.document, loaded.passages, loaded.card)] * 2
        with pytest.raises(Exception, match="UNIQUE"):
            store.replace(twice, (), {}, {})
        assert store.documents() == before


def test_vectors_are_kept_by_model_and_text_and_dropped_when_stale(tmp_path: Path) -> None:
    with Store(tmp_path, create=True) as store:
        store.add_vectors("m", {"a": b"1", "b": b"2"})
        store.add_vectors("old", {"a": b"3"})
        assert store.vectors("m", ["a", "b", "c"]) == {"a": b"1", "b": b"2"}
        store.drop_vectors("m", {"a"})
        assert store.vectors("m", ["a", "b"]) == {"a": b"1"}
        assert store.vectors("old", ["a"]) == {}


def test_a_second_writer_is_told_that_the_folder_is_busy(tmp_path: Path) -> None:
    with write_lock(tmp_path), pytest.raises(DataDirBusy, match="another process"), write_lock(tmp_path):
        pytest.fail("two writers at once")


def test_a_data_directory_that_is_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x", encoding="utf-8")
    with pytest.raises(DataDirError, match="not a folder"), write_lock(path):
        pytest.fail("locked a file")


def test_a_missing_damaged_or_foreign_database_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="assistant index"):
        Store(tmp_path / "nowhere")
    (tmp_path / DATABASE_FILE).write_bytes(b"this is no database, but long enough to be read as one" * 40)
    with pytest.raises(IndexUnavailable, match="move it away"):
        Store(tmp_path)
    (tmp_path / DATABASE_FILE).unlink()
    with Store(tmp_path, create=True):
        pass
    connection = sqlite3.connect(tmp_path / DATABASE_FILE)
    connection.execute("insert into meta values ('schema', '99')")
    connection.commit()
    connection.close()
    with pytest.raises(IndexUnavailable, match="schema 99"):
        Store(tmp_path)
