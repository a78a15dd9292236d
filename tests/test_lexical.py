"""The index of words: what it counts is what its entries hold."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.lexical import LexicalIndex

ENTRIES = st.lists(st.lists(st.sampled_from("客户价值满意"), min_size=1, max_size=8), min_size=1, max_size=6)


@given(ENTRIES, st.sampled_from("客户价值满意度"))
def test_a_token_is_held_by_the_entries_that_it_was_read_from(entries: list[list[str]], token: str) -> None:
    index = LexicalIndex.build(entries)
    holding = [place for place, tokens in enumerate(entries) if token in tokens]
    assert [place for place in range(index.size) if index.holds(place, token)] == holding
    assert index.entries_with(token) == len(holding)
