"""The shipped corpus keeps its contract; with the source documents beside the checkout, against them too."""

import csv
import re
from pathlib import Path

import pytest

from assistant.ingest.cards import Corpus, load_corpus
from assistant.ingest.lint import lint_corpus

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT.parent / "shared" / "seeds"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(ROOT / "corpus")


def test_no_card_list_or_table_breaks_the_contract(corpus: Corpus) -> None:
    sources = SOURCES if SOURCES.is_dir() else None
    report = lint_corpus(corpus, ROOT / "corpus", sources)
    assert report.problems == ()
    if sources is None:
        assert report.notes


def test_each_card_has_eight_asks_or_more(corpus: Corpus) -> None:
    few = {loaded.card.id: n for loaded in corpus.cards if (n := sum(map(len, loaded.card.asks.values()))) < 8}
    assert few == {}


def test_both_lists_of_twenty_two_are_whole(corpus: Corpus) -> None:
    lists = {catalogue.id: catalogue for catalogue in corpus.catalogues}
    assert lists["laws-22"].members == tuple(f"law-{place:02}" for place in range(1, 23))
    assert lists["value-rules-22"].members == tuple(f"vr-{place:02}" for place in range(1, 23))


def test_the_inventory_is_covered(corpus: Corpus) -> None:
    with (ROOT / "corpus" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["entry"]: row["cards"].split() for row in csv.DictReader(file)}
    left_out = (ROOT / "corpus" / "LEFT_OUT.md").read_text(encoding="utf-8")
    assert all(cards for cards in rows.values())
    assert [entry for entry, cards in rows.items() if cards == ["LEFT_OUT"] and f"- {entry}:" not in left_out] == []


def test_every_folder_of_cards_must_have_one_name(corpus_dir: Path) -> None:
    rows = [
        "{id: value, title: 价值, holds: a}",
        "{id: laws, title: 价值, holds: b}",
        "{id: laws, title: 法则, holds: c}",
        "{id: gone, title: 无, holds: d}",
    ]
    (corpus_dir / "groups.yaml").write_text("".join(f"- {row}\n" for row in rows), encoding="utf-8")
    found = [line for line in lint_corpus(load_corpus(corpus_dir), corpus_dir, None).problems if line.startswith("groups.yaml")]
    assert found == [
        "groups.yaml: no name for the folder 'conflicts'; add one",
        "groups.yaml: no card lies in a folder 'gone'; mend the id",
        "groups.yaml: id 'laws' is given twice; keep one",
        "groups.yaml: title '价值' is given twice; keep one",
    ]


def test_a_row_of_synonyms_is_checked(corpus_dir: Path) -> None:
    (corpus_dir / "synonyms.yaml").write_text("老顾客: [熟客, 老, 熟客]\n", encoding="utf-8")
    found = [line for line in lint_corpus(load_corpus(corpus_dir), corpus_dir, None).problems if line.startswith("synonyms.yaml")]
    assert found == [
        "synonyms.yaml: 老顾客: '老' is a single character; leave it out",
        "synonyms.yaml: 老顾客: '熟客' is given twice; keep one",
    ]


def test_no_telephone_number_is_in_the_corpus() -> None:
    for path in (ROOT / "corpus").rglob("*.*"):
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", path.read_text(encoding="utf-8")), path
