"""What a question shares with asks, lacks and sections, looked up: the same as when each is read beside it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.lexical import LexicalIndex
from assistant.retrieval.likeness import LACKS, Likeness, Told
from assistant.retrieval.overlap import Weigher, content
from assistant.retrieval.tokens import Terms, tokenize

TERMS = Terms(["客户价值", "满意度"], {"顾客": ["客户"]})
TEXTS = st.text("客户价值顾满意度，怎么", max_size=9)
QUESTIONS = st.lists(TEXTS, max_size=3)
CARDS = st.builds(
    Told,
    st.just(""),
    st.lists(st.tuples(st.sampled_from(["定义", "要点"]), TEXTS), max_size=2, unique_by=lambda section: section[0]),
    st.lists(st.tuples(st.sampled_from(["定义", "要点", "缺失"]), TEXTS), max_size=4),
    QUESTIONS,
)


def weigher_of(texts: list[str]) -> Weigher:
    return Weigher(LexicalIndex.build([tokenize(text, TERMS) for text in [*texts, "客户价值怎么算"]]), TERMS)


def dice(weigher: Weigher, question: set[str], example: str) -> float:
    tokens = weigher.tokens(content(example))
    total = weigher.weight(question) + weigher.weight(tokens)
    return 2 * weigher.weight(question & tokens) / total if total else 0.0


@given(st.lists(CARDS, min_size=1, max_size=3), TEXTS)
def test_likeness_is_that_of_each_text_read_beside_the_question(told: list[Told], asked: str) -> None:
    cards = [Told(str(place), card.sections, card.asks, card.lacks) for place, card in enumerate(told)]
    weigher = weigher_of([text for card in cards for _, text in card.sections])
    likeness = Likeness.build(cards, weigher)
    question = weigher.tokens(content(asked))
    for card in cards:
        best: dict[str, float] = {}
        for heading, ask in (*card.asks, *((LACKS, lack) for lack in card.lacks)):
            best[heading] = max(best.get(heading, 0.0), dice(weigher, question, ask))
        covered = {heading: weigher.coverage(question, weigher.tokens(f"{heading}\n{text}")) for heading, text in card.sections}
        assert likeness.asks(question, card.card_id) == pytest.approx(best, abs=1e-6)
        assert likeness.told(question, card.card_id) == pytest.approx(covered, abs=1e-6)


def test_likeness_survives_its_files(tmp_path: Path) -> None:
    card = Told("cv", [("定义", "客户价值是利得减利失")], [("定义", "客户价值是什么"), ("缺失", "谁先提出的")], ["哪年提出的"])
    weigher = weigher_of(["客户价值是利得减利失"])
    Likeness.build([card], weigher).save(tmp_path / "likeness")
    opened = Likeness.open(tmp_path / "likeness", weigher)
    question = weigher.tokens("客户价值是什么意思")
    assert opened.asks(question, "cv") == Likeness.build([card], weigher).asks(question, "cv")
    assert opened.asks(question, "cv")["定义"] > opened.asks(question, "cv")["缺失"] == opened.asks(question, "cv")[LACKS] == 0.0
    assert 0.0 < opened.told(question, "cv")["定义"] <= 1.0
