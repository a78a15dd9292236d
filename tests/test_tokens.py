"""Terms in texts: found as wholes wherever they stand, and nowhere else."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.tokens import Terms, tokenize

WORDS = st.text("客户价值满意", min_size=2, max_size=5)


@given(st.lists(WORDS, max_size=8), st.text("客户价值满意", max_size=20))
def test_terms_are_found_where_they_stand(terms: list[str], text: str) -> None:
    everywhere = [(term, at) for at in range(len(text)) for term in set(terms) if text.startswith(term, at)]
    found = list(Terms(terms).find(text))
    assert sorted(found) == sorted(everywhere)
    assert all(len(one) >= len(other) for (one, here), (other, there) in pairwise(found) if here == there)


def test_a_short_term_at_the_end_of_a_text_is_found_once() -> None:
    assert list(Terms(["客户", "客户价值"]).find("大客户")) == [("客户", 1)]


def test_words_of_one_row_of_synonyms_share_a_token() -> None:
    terms = Terms([], {"顾客": ["客人", "客户"]})
    assert set(tokenize("客人", terms)) & set(tokenize("客户", terms)) == {"客", "~顾客"}
