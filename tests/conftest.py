"""Fixtures: a small corpus in a temporary folder, an embedding that needs no model, an assistant over both."""

import itertools
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from langchain_core.embeddings import Embeddings

from assistant import build
from assistant.answering.engine import Assistant
from assistant.settings import Settings, load_settings

# The same commit gives the same result; what looks further is `pytest --hypothesis-profile=explore`.
hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.register_profile("explore", max_examples=2_000, deadline=None)
hypothesis.settings.load_profile("same")


class BigramEmbeddings(Embeddings):
    """Counts pairs of characters in 64 buckets: texts that share wording are near, and nothing has to be loaded."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = [0.0] * 64
        for pair in itertools.pairwise(text):
            vector[zlib.crc32("".join(pair).encode()) % 64] += 1.0
        return vector


def card(
    card_id: str,
    title: str,
    body: str,
    *,
    kind: str = "concept",
    asks: str = "{}",
    extra: str = "",
) -> str:
    """Text of a card with one source `a`."""
    return (
        f"---\nid: {card_id}\ntitle: {title}\nkind: {kind}\n"
        f"sources:\n  - {{id: a, file: deck.txt, chars: [0, 40]}}\nasks: {asks}\n{extra}---\n{body}\n"
    )


CARDS = {
    "value/delivered-value.md": card(
        "delivered-value",
        "顾客让渡价值",
        "## 定义\n顾客让渡价值是整体顾客价值与整体顾客成本之差。[^a]\n"
        "## 公式\n顾客让渡价值等于整体顾客价值减去整体顾客成本。[^a]\n"
        "## 存疑\n时间和体力折成多少钱，材料没有说。[^a]",
        kind="framework",
        asks="{公式: [客人净赚多少怎么列式]}",
        extra="aliases: [让渡价值]\n",
    ),
    "value/clv.md": card(
        "clv",
        "客户终生价值",
        "## 定义\n客户终生价值是一位客户今后带来的净利润折成的现值。[^a]\n## 要点\n客户终生价值分三部分：历史价值、当前价值、潜在价值。[^a]",
        asks="{定义: [一个老主顾一辈子能给店里赚多少]}",
        extra="aliases: [CLV]\n",
    ),
    "laws/law-07.md": card(
        "law-07",
        "阶梯法则",
        "## 定义\n阶梯法则说，打法要看品牌排在第几级。[^a]\n"
        "## 份额\n前三名的市场占有率之比大约是4∶2∶1。[^a]\n"
        "## 存疑\n比例说的是占有率，不能当作利润之比。[^a]\n"
        "## 缺失\n材料没有写各级该怎么打。[^a]",
        kind="law",
        asks="{份额: [头三家的盘子各占多大], 缺失: [排第二的具体招数写了没有]}",
        extra=(
            "member_of: laws\nordinal: 2\ncompare: {要点: 看品牌排第几}\n"
            'facts:\n  - {id: ladder, label: 前三名占有率之比, value: ["4", "2", "1"], unit: ratio, approximate: true, source: a}\n'
        ),
    ),
    "laws/law-01.md": card(
        "law-01",
        "领先法则",
        "## 定义\n领先法则说，抢先比做得更好管用。[^a]\n## 易混\n领先法则讲谁先到，阶梯法则讲排第几。[^a]",
        kind="law",
        asks="{定义: [第一个进门的是不是占便宜]}",
        extra="member_of: laws\nordinal: 1\ncompare: {要点: 看谁先到}\n",
    ),
    "conflicts/cost.md": card(
        "conflict-acquisition-cost",
        "拉新与留老的成本",
        "## 说法\n拉新比留老贵，几份材料都这样说；贵几倍，说法不一。[^a][^b]\n讲义说，新客成本是老客的5倍。[^a]\n文集说，新客成本是老客的8倍。[^b]\n"
        "## 存疑\n两份材料都没有说数字从哪里来。[^a]",
        kind="conflict",
        asks="{说法: [开发一个生客要比守住熟客多花几倍]}",
        extra="claims:\n  - {value: 5倍, says: 新客成本, source: a}\n  - {value: 8倍, says: 新客成本, source: b}\n"
        'facts:\n  - {id: cost-5, label: 新客成本倍数, value: "5", unit: multiple, disputed: true, source: a}\n'
        '  - {id: cost-8, label: 新客成本倍数, value: "8", unit: multiple, disputed: true, source: b}\n',
    ).replace("chars: [0, 40]}\n", "chars: [0, 40]}\n  - {id: b, file: essays.txt, chars: [10, 30]}\n"),
}

LISTS = """
- id: laws
  title: 两条营销法则
  aliases: [营销法则, law]
  item: 条
  ordered: true
  members: [law-01, law-07]
"""

GROUPS = """
- {id: value, title: 价值与算法, holds: 让渡价值和终生价值。}
- {id: laws, title: 营销法则集, holds: 两条法则。}
- {id: conflicts, title: 说法不一, holds: 对不上的数字。}
"""


@pytest.fixture
def corpus_dir(tmp_path: Path) -> Path:
    """A corpus of five cards."""
    root = tmp_path / "corpus"
    for name, text in CARDS.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "lists.yaml").write_text(LISTS, encoding="utf-8")
    (root / "groups.yaml").write_text(GROUPS, encoding="utf-8")
    (root / "sources.yaml").write_text("deck.txt: 讲义\nessays.txt: 文集\n", encoding="utf-8")
    return root


@pytest.fixture
def bigrams(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use BigramEmbeddings wherever an embedding would be loaded."""
    monkeypatch.setattr(build, "load_embeddings", lambda _name: BigramEmbeddings())


@pytest.fixture
def settings(tmp_path: Path, corpus_dir: Path, bigrams: None) -> Settings:
    return load_settings(data_dir=tmp_path / "data", corpus_dir=corpus_dir, embedding="bigrams")


@pytest.fixture
def opened() -> Iterator[Callable[[Settings], Assistant]]:
    """Opens assistants and closes them at the end of the test."""
    assistants: list[Assistant] = []

    def open_one(settings: Settings) -> Assistant:
        assistants.append(build.open_assistant(settings))
        return assistants[-1]

    yield open_one
    for assistant in assistants:
        assistant.close()


@pytest.fixture
def assistant(settings: Settings, opened: Callable[[Settings], Assistant]) -> Assistant:
    """An assistant over the five cards."""
    build.build_index(settings)
    return opened(settings)
