from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.ingest.cards import AXES, load_card, load_corpus
from assistant.types import Group, Origin
from tests.conftest import CARDS, card

GOOD = card("one", "一号", "## 定义\n一号是第一张卡片。[^a]\n材料外的常识不用注。\n## 要点\n- 甲点。[^a]\n- 乙点。[^a]")


def load(tmp_path: Path, text: str) -> object:
    path = tmp_path / "corpus" / "group" / "one.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_card(path, tmp_path / "corpus")


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(CorpusError) as caught:
        load(tmp_path, text)
    return caught.value.problems


def test_footnotes_become_origins_and_leave_the_text(tmp_path: Path) -> None:
    loaded = load(tmp_path, GOOD)
    first, second = loaded.passages  # type: ignore[attr-defined]
    assert first.text == "一号是第一张卡片。\n材料外的常识不用注。"
    assert [(first.quote(s), s.origins) for s in first.sentences] == [
        ("一号是第一张卡片。", (Origin("deck.txt", 0, 40),)),
        ("材料外的常识不用注。", ()),
    ]
    assert [second.quote(s) for s in second.sentences] == ["甲点。", "乙点。"]
    assert second.id == "one#要点"


def test_each_passage_is_its_stretch_of_the_document(corpus_dir: Path) -> None:
    for loaded in load_corpus(corpus_dir).cards:
        for passage in loaded.passages:
            assert passage.text == loaded.document.text[passage.start : passage.end]


def test_the_axes_of_a_comparison_can_be_quoted_from_the_file(corpus_dir: Path) -> None:
    loaded = load_card(corpus_dir / "laws" / "law-07.md", corpus_dir)
    axes = loaded.passages[-1]
    assert (axes.heading, [axes.quote(s) for s in axes.sentences]) == (AXES, ["看品牌排第几"])
    assert axes.text in CARDS["laws/law-07.md"]


@pytest.mark.parametrize(
    ("old", "new", "field", "remedy"),
    [
        ("kind: concept", "kind: poem", "kind", "see corpus/README.md"),
        ("id: one", "id: 一", "id", "see corpus/README.md"),
        ("asks: {}", "asks: {没有: [问]}", "asks", "use one of"),
        ("asks: {}", "ordinal: 3", "ordinal", "name the list"),
        ("asks: {}", "colour: red", "colour", "see corpus/README.md"),
        ("asks: {}", "title: 两次", "front matter", "given twice"),
        ("乙点。[^a]", "乙点。[^z]", "sources", "not listed"),
        ("[0, 40]", "[40, 0]", "sources", "start < end"),
        ("一号是第一张卡片。[^a]", "一号是第一张卡片。", "定义", "name its source"),
        ("- 甲点。[^a]\n- 乙点。[^a]", "", "要点", "write it or remove"),
        ("asks: {}", "facts:\n  - {id: f, label: x, value: '许多', unit: count, source: a}", "facts", "write digits"),
        ("asks: {}", "facts:\n  - {id: f, label: x, value: 4, unit: count, source: a}", "facts", "see corpus/README.md"),
        ("asks: {}", "claims:\n  - {value: 5倍, says: x, source: a}", "claims", "mend kind or claims"),
        ("---\nid", "id", "front matter", "start the card"),
    ],
)
def test_a_broken_card_is_named_by_file_and_field_with_the_remedy(tmp_path: Path, old: str, new: str, field: str, remedy: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    text = text.replace("材料外的常识不用注。\n", "", 1) if field == "定义" else text
    found = problems(tmp_path, text)
    assert any(line.startswith("corpus/group/one.md: ") and field in line and remedy in line for line in found), found


def test_a_broken_card_is_left_out_and_the_others_are_kept(corpus_dir: Path) -> None:
    (corpus_dir / "laws" / "broken.md").write_text("no front matter", encoding="utf-8")
    (corpus_dir / "laws" / "latin.md").write_bytes(b"\xff\xfe\xfa")
    (corpus_dir / "laws" / "twin.md").write_text(CARDS["laws/law-01.md"], encoding="utf-8")
    corpus = load_corpus(corpus_dir)
    assert len(corpus.cards) == len(CARDS)
    assert [line.split(":")[0] for line in corpus.problems] == ["corpus/laws/broken.md", "corpus/laws/latin.md", "corpus/laws/twin.md"]


def test_a_broken_table_is_a_problem_and_loses_no_card(corpus_dir: Path) -> None:
    (corpus_dir / "lists.yaml").write_text("- {id: x", encoding="utf-8")
    (corpus_dir / "groups.yaml").write_text("- {id: laws, title: 法则}\n- {id: value, title: 价值, holds: 两张。}", encoding="utf-8")
    (corpus_dir / "sources.yaml").write_text("- a list", encoding="utf-8")
    (corpus_dir / "synonyms.yaml").write_text("老顾客: [回头客, 熟客]\n利润: 赚头\n二八定律: [80/20, 20]", encoding="utf-8")
    corpus = load_corpus(corpus_dir)
    assert len(corpus.cards) == len(CARDS)
    assert [line.split(":")[0] for line in corpus.problems] == [
        f"corpus/{name}.yaml" for name in ("lists", "groups", "sources", "synonyms", "synonyms")
    ]
    assert corpus.synonyms == {"老顾客": ("回头客", "熟客")}
    assert corpus.groups == (Group("value", "价值", "两张。"),)


def test_a_folder_without_cards_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no card found"):
        load_corpus(tmp_path)


def test_the_value_of_an_axis_is_not_found_inside_its_name(tmp_path: Path) -> None:
    path = tmp_path / "corpus" / "x" / "x.md"
    path.parent.mkdir(parents=True)
    path.write_text(
        "---\nid: x\ntitle: 甲\nkind: concept\nsources:\n  - {id: a, file: d.txt, chars: [0, 9]}\nasks: {}\n"
        "compare: {有没有样品: 有}\n---\n## 定义\n甲是甲。[^a]\n",
        encoding="utf-8",
    )
    passage = load_card(path, tmp_path / "corpus").passages[-1]
    (sentence,) = passage.sentences
    assert passage.text[: sentence.start].endswith("有没有样品: ")
