"""The index built in a process of its own: the same index, the same errors, and an end when somebody asks for one."""

from pathlib import Path

import pytest

from assistant.build import open_assistant
from assistant.company import apart
from assistant.company.apart import build_apart
from assistant.company.jobs import Stopped
from assistant.errors import DataDirBusy, DocumentError
from assistant.ingest.store import write_lock
from assistant.settings import Settings, load_settings


@pytest.fixture
def shipped_model(tmp_path: Path, corpus_dir: Path) -> Settings:
    """The five cards with the shipped embedding: the fixtures' own is not known in another process."""
    return load_settings(data_dir=tmp_path / "data", corpus_dir=corpus_dir)


def test_an_index_built_apart_answers_and_tells_how_far_it_is(shipped_model: Settings, tmp_path: Path) -> None:
    note = tmp_path / "退换货.md"
    note.write_text("暖风机三十天内可以无理由退货。", encoding="utf-8")
    steps: list[str] = []
    report = build_apart(shipped_model, [note], True, lambda what, _done, _total: steps.append(what))
    assert (report.documents, report.problems) == (6, ())
    assert {"reading files", "embedding", "indexing words"} <= set(steps)
    assistant = open_assistant(shipped_model)
    assert assistant.ask("暖风机多少天内可以无理由退货").citations[0].path == "退换货.md"
    assistant.close()


def test_errors_come_back_as_what_they_were(shipped_model: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DocumentError) as nothing:
        build_apart(shipped_model, [tmp_path / "nowhere"], False, lambda *_: None)
    assert nothing.value.chinese == "这样就一份资料也没有了，没有做。"
    with write_lock(shipped_model.data_dir), pytest.raises(DataDirBusy):
        build_apart(shipped_model, [], True, lambda *_: None)
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="ended with status 1"):
        build_apart(shipped_model, [], True, lambda *_: None)


def test_a_build_is_ended_at_once_even_where_it_says_nothing(shipped_model: Settings) -> None:
    def stop(_what: str, _done: int, _total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        build_apart(shipped_model, [], True, stop)
    with write_lock(shipped_model.data_dir):  # the process is gone, and its lock with it
        pass
    assert build_apart(shipped_model, [], True, lambda *_: None).documents == 5
