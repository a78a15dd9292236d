import errno
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from chromadb import Collection

from assistant import build
from assistant.answering.engine import Assistant
from assistant.build import INDEX_FOLDER, build_index, ensure_index
from assistant.errors import DataDirBusy, DataDirError, DocumentError, IndexUnavailable
from assistant.ingest.store import Store, write_lock
from assistant.retrieval import index as index_module
from assistant.retrieval.index import SearchIndex, current_generation
from assistant.settings import Settings
from tests.conftest import BigramEmbeddings


def generations(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.data_dir / INDEX_FOLDER).glob("generation-*"))


def test_a_build_takes_in_cards_and_files_and_names_what_it_left_out(settings: Settings, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "note.md").write_text("# 会议\n季度目标是回访全部老客户。", encoding="utf-8")
    (files / "photo.png").write_bytes(b"\x89PNG")
    (files / "bad.pdf").write_bytes(b"%PDF-1.4")
    report = build_index(settings, [files])
    assert report.documents == 6
    assert sorted(problem.split(":")[0] for problem in report.problems) == ["bad.pdf", "photo.png"]
    with Store(settings.data_dir) as store:
        assert [p.id for p in store.passages_of("note.md")] == ["note.md#1"]


def test_two_files_of_one_name_are_both_kept(settings: Settings, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(f"{folder} 的内容", encoding="utf-8")
    build_index(settings, [tmp_path / "a", tmp_path / "b"], corpus=False)
    with Store(settings.data_dir) as store:
        assert [document.id for document in store.documents()] == ["x.txt", "x.txt~2"]


def test_an_index_is_rebuilt_when_and_only_when_something_changed(settings: Settings, corpus_dir: Path) -> None:
    assert ensure_index(settings) is not None
    assert ensure_index(settings) is None
    card = corpus_dir / "laws" / "law-01.md"
    card.write_text(card.read_text(encoding="utf-8").replace("好管用", "好管用些"), encoding="utf-8")
    assert ensure_index(settings) is not None
    (settings.data_dir / INDEX_FOLDER / current_generation(settings.data_dir / INDEX_FOLDER) / "manifest.json").write_text(
        "{", encoding="utf-8"
    )
    assert ensure_index(settings) is not None
    assert ensure_index(settings) is None


def test_a_stale_index_is_rebuilt_from_the_files_it_was_made_of(settings: Settings, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("旧内容", encoding="utf-8")
    build_index(settings, [note], corpus=False)
    note.write_text("新的内容", encoding="utf-8")
    report = ensure_index(settings)
    assert report is not None
    with Store(settings.data_dir) as store:
        assert [document.text for document in store.documents()] == ["新的内容"]


def test_only_changed_texts_are_embedded_again(settings: Settings, corpus_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(settings)
    embedded: list[str] = []

    class Spy(BigramEmbeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            embedded.extend(texts)
            return super().embed_documents(texts)

    monkeypatch.setattr(build, "load_embeddings", lambda _name: Spy())
    card = corpus_dir / "laws" / "law-01.md"
    card.write_text(card.read_text(encoding="utf-8").replace("好管用", "好管用些"), encoding="utf-8")
    build_index(settings)
    assert embedded == ["领先法则 定义\n领先法则说，抢先比做得更好管用些。"]


def test_a_reader_goes_on_while_a_new_generation_is_built_and_the_old_one_goes_afterwards(
    settings: Settings, corpus_dir: Path, opened: Callable[[Settings], Assistant]
) -> None:
    build_index(settings)
    reader = opened(settings)
    (corpus_dir / "laws" / "law-01.md").unlink()
    build_index(settings)
    assert len(generations(settings)) == 2
    assert reader.ask("什么是阶梯法则").citations[0].quote == "阶梯法则说，打法要看品牌排在第几级。"
    reader.close()
    build_index(settings)
    assert len(generations(settings)) == 1


def test_a_writer_is_refused_while_another_holds_the_folder(settings: Settings) -> None:
    with write_lock(settings.data_dir), pytest.raises(DataDirBusy):
        build_index(settings)


def test_a_full_disk_is_said_and_the_index_in_use_stays(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, opened: Callable[[Settings], Assistant]
) -> None:
    build_index(settings)
    before = generations(settings)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(DataDirError, match="No space left on device; free some space"):
        build_index(settings)
    assert generations(settings) == before
    assert not list((settings.data_dir / INDEX_FOLDER).glob("building-*"))
    assert opened(settings).ask("什么是阶梯法则").citations


def test_a_vector_index_that_lost_records_does_not_come_into_use(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(settings)
    before = generations(settings)
    monkeypatch.setattr(Collection, "upsert", lambda *_args, **_kwargs: None)
    with pytest.raises(IndexUnavailable, match="holds 0 of"):
        build_index(settings)
    assert generations(settings) == before


def test_every_record_of_a_generation_finds_itself(settings: Settings) -> None:
    build_index(settings)
    with SearchIndex(settings.data_dir / INDEX_FOLDER) as index:
        for number, row in enumerate(index.entries):
            for record in range(row.first, row.first + len(row.passages)):
                assert number in index.nearest(index.vectors[record], 3)


def test_nothing_to_index_is_an_error_that_says_so(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such file"):
        build_index(settings, [tmp_path / "nowhere"], corpus=False)


def test_without_an_index_the_remedy_is_named(settings: Settings) -> None:
    with pytest.raises(IndexUnavailable, match="assistant index"):
        build.open_assistant(settings)


class Answers:
    """A collection that finds every record but those in `lost`, for which it gives another one, far away."""

    def __init__(self, size: int, lost: set[int]) -> None:
        self._size = size
        self._lost = lost
        self._next = 0

    def count(self) -> int:
        return self._size

    def query(self, *, query_embeddings: np.ndarray, **_: object) -> dict[str, list[list[object]]]:  # type: ignore[type-arg]
        records = range(self._next, self._next + len(query_embeddings))
        self._next += len(query_embeddings)
        return {
            "ids": [["other" if record in self._lost else str(record)] for record in records],
            "distances": [[0.5 if record in self._lost else 0.0] for record in records],
        }


def test_the_audit_bears_the_few_records_that_an_approximate_graph_loses_and_no_more() -> None:
    vectors = np.ones((1000, 4), dtype=np.float32)
    index_module._audit(Answers(1000, set(range(10))), vectors)
    with pytest.raises(IndexUnavailable, match="11 of 1000 records"):
        index_module._audit(Answers(1000, set(range(11))), vectors)
