"""Cards as they are filled in and as they stand in their files; what is kept of every version; names of files; jobs."""

import unicodedata
from contextlib import closing
from pathlib import Path, PurePosixPath
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.company.cards import OwnCards
from assistant.company.database import CompanyDatabase
from assistant.company.documents import MAX_NAME_CHARS, Documents, tidy_name
from assistant.company.draft import Draft, SectionDraft
from assistant.company.jobs import Jobs, State
from assistant.errors import CorpusError, DataDirError, InputError
from assistant.ingest.cards import AXES, LoadedCard, load_card, load_corpus
from assistant.resources import resource
from assistant.retrieval.index import Progress


def spoken(loaded: LoadedCard) -> list[tuple[str, object]]:
    return [(passage.text, passage.sentences) for passage in loaded.passages if passage.heading != AXES]


def test_every_shipped_card_goes_through_the_form_unchanged() -> None:
    root = resource("corpus")
    paths = sorted(root.glob("*/*.md"))
    assert len(paths) > 300
    for path in paths:
        as_shipped = load_card(path, root)
        through_the_form = Draft.of(path.read_text(encoding="utf-8"), path.parent.name).loaded()
        assert through_the_form.card == as_shipped.card, path
        assert spoken(through_the_form) == spoken(as_shipped), path


LINES = st.lists(st.text(alphabet="顾客满意价值。！？,、 0123[]^-a*#'\":{}", min_size=1, max_size=30), min_size=1, max_size=4)


@given(lines=LINES, title=st.text(alphabet="保修政策:#'\"[]{}&*!|>%@`-？ ", min_size=1, max_size=12).map(str.strip).filter(bool))
def test_whatever_is_typed_is_told_whole_with_the_named_source_or_refused(lines: list[str], title: str) -> None:
    text = "\n".join(lines)
    draft = Draft("own-1", title, "concept", "own", (title,), "手册第3页", (SectionDraft("定义", text, ("怎么修",)),))
    try:
        loaded = draft.loaded()
    except CorpusError as error:
        assert error.problems
        return
    assert (loaded.card.title, loaded.card.aliases, loaded.card.every_ask) == (title, (title,), ("怎么修",))
    said = "".join(passage.text for passage in loaded.passages)
    assert "".join(said.split()) == "".join(text.split()) or "## " in text
    origins = {origin.file for passage in loaded.passages for sentence in passage.sentences for origin in sentence.origins}
    assert origins <= {"手册第3页"}
    assert Draft.of(draft.text(), "own").loaded().card == loaded.card


def test_the_companys_card_stands_in_the_place_of_the_shipped_one_or_beside_it(corpus_dir: Path, tmp_path: Path) -> None:
    own = tmp_path / "cards"
    (own / "laws").mkdir(parents=True)
    (own / "own").mkdir()
    shipped = (corpus_dir / "laws" / "law-01.md").read_text(encoding="utf-8")
    (own / "laws" / "law-01.md").write_text(shipped.replace("管用", "见效"), encoding="utf-8")
    draft = Draft("own-1", "保修", "rule", "own", (), "手册", (SectionDraft("定义", "保修是免费修理。"),))
    (own / "own" / "own-1.md").write_text(draft.text(), encoding="utf-8")
    corpus = load_corpus(corpus_dir, own)
    assert corpus.problems == ()
    marks = {loaded.card.id: loaded.card.own for loaded in corpus.cards}
    assert list(marks) == [loaded.card.id for loaded in load_corpus(corpus_dir).cards] + ["own-1"]
    assert {card: mark for card, mark in marks.items() if mark} == {"law-01": "revised", "own-1": "added"}
    assert corpus.groups[-1].title == "本公司"
    assert corpus.source_titles["手册"] == "手册"
    assert load_corpus(corpus_dir, tmp_path / "nowhere") == load_corpus(corpus_dir)


def test_a_version_is_written_and_put_back(corpus_dir: Path, tmp_path: Path) -> None:
    database = CompanyDatabase(tmp_path)
    cards = OwnCards(tmp_path / "cards", corpus_dir, database, lambda: 1.0)
    shipped = cards.held("law-01")
    assert shipped is not None
    assert not shipped.own
    undo = cards.write("law-01", "laws", shipped.text.replace("管用", "见效"))
    revised = cards.held("law-01")
    assert revised is not None
    assert revised.own
    undo_move = cards.write("law-01", "value", revised.text)
    assert [path.parent.name for path in (tmp_path / "cards").glob("*/*.md")] == ["value"]
    undo_move()
    assert cards.held("law-01") == revised
    undo()
    assert cards.held("law-01") == shipped
    for odd in ("../laws/law-01", "*", "law-*", "", "LAW-01", "law-01\n"):
        assert cards.held(odd) is None
    database.close()


@given(st.text(max_size=300))
def test_a_tidy_name_is_one_plain_part_of_a_path_and_stays_what_it_is(name: str) -> None:
    tidy = tidy_name(name)
    assert PurePosixPath(tidy).name == tidy
    assert not tidy.startswith(".")
    assert 0 < len(tidy) <= MAX_NAME_CHARS
    assert len(tidy.encode()) < 255
    assert not any(unicodedata.category(char).startswith("C") for char in tidy)
    assert tidy_name(tidy) == tidy


def test_a_change_of_files_that_fails_is_undone_whole(tmp_path: Path) -> None:
    database = CompanyDatabase(tmp_path)
    documents = Documents(tmp_path, tmp_path / "documents", database, lambda: 7.0)
    first, second = documents.receive() / "0.md", documents.receive() / "0.md"
    first.write_text("一", encoding="utf-8")
    second.write_text("二", encoding="utf-8")
    with documents.changing() as change:
        change.add(first, "一.md", "ann")
    with pytest.raises(DataDirError), documents.changing() as change:
        change.take_out("一.md")
        change.add(second, "一.md", "bob")
        raise DataDirError("full")
    assert {name: (put.who, put.at) for name, put in documents.all().items()} == {"一.md": ("ann", 7.0)}
    assert (tmp_path / "documents" / "一.md").read_text(encoding="utf-8") == "一"
    with documents.changing() as change:
        change.take_out("一.md")
    assert documents.all() == {}
    database.close()


def test_jobs_run_one_after_another_say_what_came_of_them_and_end_with_the_server() -> None:
    order: list[str] = []
    going, blocked = Event(), Event()

    def work(name: str, error: Exception | None = None) -> object:
        def do(progress: Progress) -> list[str]:
            order.append(name)
            if error:
                raise error
            return [f"{name}好了"]

        return do

    def endless(progress: Progress) -> list[str]:
        going.set()
        while True:
            blocked.wait(0.01)
            progress("embedding", 1, 3)

    with closing(Jobs()) as jobs:
        added = [
            jobs.add("甲", "ann", work("甲")),  # type: ignore[arg-type]
            jobs.add("乙", "ann", work("乙", InputError("不行。"))),  # type: ignore[arg-type]
            jobs.add("丙", "ann", work("丙", ZeroDivisionError("secret"))),  # type: ignore[arg-type]
            jobs.add("丁", "ann", endless),
            jobs.add("戊", "ann", work("戊")),  # type: ignore[arg-type]
        ]
        assert going.wait(10)
        assert added[4].state is State.WAITING
        jobs.stop(added[4].id)
    assert order == ["甲", "乙", "丙"]
    assert [job.state for job in added[:4]] == [State.DONE, State.FAILED, State.FAILED, State.STOPPED]
    assert (added[0].says, added[1].says) == (("甲好了",), ("不行。",))
    assert "secret" not in "".join(added[2].says)
