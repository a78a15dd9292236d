from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.quiz.stale import Change, changes, confirmed, difference, grounds_of, moved
from assistant.types import Passage, Sentence
from tests.quiz.samples import CASE, PASSAGES, SINGLE

ID = SINGLE.sources[0].passage_id
TEXT = SINGLE.sources[0].quote


def passage(text: str, passage_id: str = ID) -> dict[str, Passage]:
    """A passage whose sentences end with 。"""
    title, heading, _ = PASSAGES[passage_id]
    ends = [at + 1 for at, char in enumerate(text) if char == "。"]
    sentences = tuple(Sentence(start, end, ()) for start, end in zip([0, *ends], ends, strict=False))
    return {passage_id: Passage(passage_id, passage_id.partition("#")[0], title, heading, text, 0, len(text), None, "card", sentences)}


def test_an_unchanged_passage_says_nothing() -> None:
    assert changes(SINGLE, grounds_of(SINGLE, passage(TEXT)), passage(TEXT)) == []
    assert not moved({ID: TEXT}, passage(TEXT))


def test_a_changed_quote_is_told_with_the_sentence_that_took_its_place() -> None:
    now = "另有一句。顾客让渡价值是整体顾客价值减去整体顾客成本。"
    [stale] = changes(SINGLE, {ID: TEXT}, passage(now))
    assert (stale.change, stale.before, stale.after) == (Change.QUOTE, TEXT, now)
    assert stale.now is not None
    assert stale.now.quote == "顾客让渡价值是整体顾客价值减去整体顾客成本。"
    assert stale.now.stands_in(passage(now)[ID])


def test_a_change_around_the_quote_is_told_too() -> None:
    now = f"前面加了一句。{TEXT}"
    [stale] = changes(SINGLE, {ID: TEXT}, passage(now))
    assert moved({ID: TEXT}, passage(now))
    assert stale.change is Change.AROUND
    assert stale.now == replace(SINGLE.sources[0], start=7, end=7 + len(TEXT))


def test_a_passage_that_is_gone_leaves_nothing_to_confirm() -> None:
    [stale] = changes(SINGLE, {ID: TEXT}, {})
    assert moved({ID: TEXT}, {})
    assert (stale.change, stale.now) == (Change.GONE, None)
    with pytest.raises(InputError, match="顾客让渡价值 · 定义”已经不在资料里"):
        confirmed(SINGLE, {ID: TEXT}, {})


@pytest.mark.parametrize("now", ["前面加了一句。" + TEXT, "顾客让渡价值是两者相减得到的差。后面还有。", TEXT + TEXT])
def test_a_confirmed_item_is_not_stale_any_more(now: str) -> None:
    item = confirmed(SINGLE, {ID: TEXT}, passage(now))
    assert changes(item, grounds_of(item, passage(now)), passage(now)) == []
    assert all(source.stands_in(passage(now)[ID]) for source in item.sources)
    assert (item.stem, item.response) == (SINGLE.stem, SINGLE.response)


def test_the_passage_of_a_case_is_renewed() -> None:
    case_id = CASE.sources[0].passage_id
    now = "领先法则说，先到的人占便宜。"
    assert confirmed(CASE, {case_id: CASE.material}, passage(now, case_id)).material == now


def test_the_quote_that_stands_twice_is_the_nearer_one() -> None:
    item = replace(SINGLE, sources=(replace(SINGLE.sources[0], start=30, end=30 + len(TEXT)),))
    now = TEXT + "隔了一句话。" + TEXT
    assert confirmed(item, {}, passage(now)).sources[0].start == len(TEXT) + 6


@given(st.text("甲乙丙，。", max_size=40), st.text("甲乙丙，。", max_size=40))
def test_a_comparison_holds_both_texts(before: str, after: str) -> None:
    runs = difference(before, after)
    assert "".join(run.text for run in runs if run.kind != "added") == before
    assert "".join(run.text for run in runs if run.kind != "removed") == after
