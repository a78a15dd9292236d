"""An answer that gives a figure on which the sources disagree says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.engine import Assistant
from assistant.build import build_index
from assistant.settings import Settings, load_settings
from assistant.types import Outcome
from tests.conftest import card

TEA = card(
    "tea",
    "茶馆的账",
    "## 数字\n一壶茶的茶叶要用8克。[^a]\n茶馆的老板招呼8桌客人。[^a]\n## 存疑\n茶叶用8克是哪一种茶，材料没有写。[^a]\n## 缺失\n茶叶从哪里进货没有写。[^a]",
    asks="{数字: [泡一壶要抓多少茶叶]}",
)
LEAVES = card(
    "leaves",
    "一壶茶用多少茶叶",
    "## 说法\n泡茶要用茶叶，两份材料都这样说；用多少，说法不一：讲义说8克，文集说5克。[^a][^b]\n讲义说，一壶茶的茶叶用8克。[^a]\n文集说，一壶茶的茶叶用5克。[^b]",
    kind="conflict",
    asks="{说法: [茶叶分量两本书怎么对不上]}",
    extra="claims:\n  - {value: 8克, says: 茶叶, source: a}\n  - {value: 5克, says: 茶叶, source: b}\n"
    'facts:\n  - {id: leaves-8, label: 一壶茶的茶叶, value: "8", unit: count, disputed: true, source: a}\n'
    '  - {id: leaves-5, label: 一壶茶的茶叶, value: "5", unit: count, disputed: true, source: b}\n'
    "see: [tea]\n",
).replace("chars: [0, 40]}\n", "chars: [0, 40]}\n  - {id: b, file: essays.txt, chars: [10, 30]}\n")
ELSEWHERE = LEAVES.replace("chars: [0, 40]", "chars: [300, 340]")  # the figure that is told stands in another place


def opened_with(root: Path, data: Path, *cards: str) -> Settings:
    (root / "cards").mkdir(parents=True)
    for place, text in enumerate(cards):
        (root / "cards" / f"{place}.md").write_text(text, encoding="utf-8")
    (root / "lists.yaml").write_text("[]\n", encoding="utf-8")
    (root / "groups.yaml").write_text("- {id: cards, title: 卡片, holds: 几张。}\n", encoding="utf-8")
    (root / "sources.yaml").write_text("deck.txt: 讲义\nessays.txt: 文集\n", encoding="utf-8")
    settings = load_settings(data_dir=data, corpus_dir=root, embedding="bigrams")
    assert build_index(settings).problems == ()
    return settings


QUESTION = "泡一壶要抓多少茶叶"


def test_a_figure_that_sources_disagree_on_is_told_with_the_disagreement(
    tmp_path: Path, bigrams: None, opened: Callable[[Settings], Assistant]
) -> None:
    answer = opened(opened_with(tmp_path / "corpus", tmp_path / "data", TEA, LEAVES)).ask(QUESTION)
    assert answer.statements[0].text == "一壶茶的茶叶要用8克。"
    assert "讲义说8克，文集说5克" in answer.text
    assert [citation.passage.document_id for citation in answer.citations] == ["tea", "leaves"]


@pytest.mark.parametrize("other", [ELSEWHERE, LEAVES.replace('value: "8"', 'value: "9"'), LEAVES.replace("see: [tea]\n", "")])
def test_what_is_said_of_something_else_is_no_disagreement(
    tmp_path: Path, bigrams: None, opened: Callable[[Settings], Assistant], other: str
) -> None:
    answer = opened(opened_with(tmp_path / "corpus", tmp_path / "data", TEA, other)).ask(QUESTION)
    assert answer.statements[0].text == "一壶茶的茶叶要用8克。"
    assert "文集" not in answer.text
    assert "哪一种茶" in answer.text  # its own boundary instead


def test_another_figure_of_the_same_value_is_not_contested(tmp_path: Path, bigrams: None, opened: Callable[[Settings], Assistant]) -> None:
    answer = opened(opened_with(tmp_path / "corpus", tmp_path / "data", TEA, LEAVES)).ask("茶馆的老板招呼多少桌客人")
    assert answer.statements[0].text == "茶馆的老板招呼8桌客人。"
    assert "文集" not in answer.text


def test_claims_that_are_told_are_an_answer_whatever_section_is_nearest(
    tmp_path: Path, bigrams: None, opened: Callable[[Settings], Assistant]
) -> None:
    asked = "一壶茶的茶叶分量是多少"
    leaves = LEAVES.replace("asks: {", f"asks: {{缺失: [{asked}], ") + "## 缺失\n一壶茶是几个人喝的分量，没有写。[^a]\n"
    answer = opened(opened_with(tmp_path / "corpus", tmp_path / "data", leaves)).ask(asked)
    assert answer.outcome is Outcome.ANSWERED
    assert "讲义说8克，文集说5克" in answer.text
