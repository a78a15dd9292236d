"""Questions that are nearly the same are put together: every one in one place, in whatever order they come."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.history.clusters import clusters
from assistant.history.decisions import wording_key
from assistant.retrieval.index import normalise_rows
from tests.conftest import BigramEmbeddings

PARTS = ("年假", "有几天", "怎么报销", "退货", "政策是什么", "佣金比例", "？", " ", "多少钱", "a", "NPS")
TEXTS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("".join)
ASKED = st.lists(st.tuples(TEXTS, st.integers(1, 5)), max_size=12)


def embed(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    return normalise_rows(np.asarray(BigramEmbeddings().embed_documents(list(texts)), dtype=np.float32))


def together(*texts: str) -> set[frozenset[str]]:
    return {frozenset(texts[place] for place in cluster) for cluster in clusters(texts, [1] * len(texts), embed)}


@given(ASKED)
def test_every_wording_is_in_one_cluster(asked: list[tuple[str, int]]) -> None:
    texts, counts = [text for text, _ in asked], [count for _, count in asked]
    found = clusters(texts, counts, embed)
    assert sorted(place for cluster in found for place in cluster) == list(range(len(texts)))
    for cluster in found:
        assert counts[cluster[0]] == max(counts[place] for place in cluster)


@given(ASKED, st.randoms(use_true_random=False))
def test_the_order_makes_no_difference(asked: list[tuple[str, int]], chance: st.DataObject) -> None:
    def sets(rows: list[tuple[str, int]]) -> list[list[tuple[str, int]]]:
        return sorted(sorted(rows[place] for place in cluster) for cluster in clusters([t for t, _ in rows], [c for _, c in rows], embed))

    mixed = list(asked)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # a random.Random
    assert sets(mixed) == sets(asked)


@given(TEXTS, ASKED)
def test_one_wording_asked_twice_is_in_one_cluster(text: str, asked: list[tuple[str, int]]) -> None:
    texts, counts = [text, *(one for one, _ in asked), text], [1, *(count for _, count in asked), 1]
    assert any({0, len(texts) - 1} <= set(cluster) for cluster in clusters(texts, counts, embed))


def test_ways_to_ask_the_same_are_together_and_other_questions_are_not() -> None:
    assert together("年假有几天", "我们年假几天", "退货政策是什么", "门店的退货政策", "老板喜欢喝什么茶") == {
        frozenset(("年假有几天", "我们年假几天")),
        frozenset(("退货政策是什么", "门店的退货政策")),
        frozenset(("老板喜欢喝什么茶",)),
    }


def test_no_chain_of_neighbours_joins_two_subjects() -> None:
    assert together("华为手机价格", "手机价格活动", "价格活动时间") != {frozenset(("华为手机价格", "手机价格活动", "价格活动时间"))}


@pytest.mark.parametrize("text", ["", "？", "是什么", "a", "𠮷"])
def test_a_question_of_hardly_anything_has_its_place(text: str) -> None:
    assert clusters([text, "年假有几天"], [1, 1], embed) in ([[0], [1]], [[1], [0]])


@given(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=30))
def test_a_wording_has_one_key_however_it_is_spaced_and_ended(text: str) -> None:
    assert wording_key(f" {text}？") == wording_key(f"{text} ?") == wording_key(f" {text}？")
    assert len(wording_key(text)) == 32
