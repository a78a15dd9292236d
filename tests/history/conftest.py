"""A history database with a clock that a test moves, and answers to put into it."""

from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import pytest

from assistant.history.conversations import Conversations, Exchange
from assistant.history.database import HistoryDatabase
from assistant.history.opinions import Opinions
from assistant.history.review import Review
from assistant.types import (
    Answer,
    Calculation,
    Citation,
    Input,
    Intent,
    Origin,
    Outcome,
    Passage,
    Result,
    Sentence,
    Statement,
    StatementKind,
    Step,
)

PASSAGE = Passage(
    "law-07#定义",
    "law-07",
    "阶梯法则",
    "定义",
    "打法要看品牌排第几。",
    0,
    10,
    None,
    "card",
    (Sentence(0, 10, (Origin("deck.txt", 3, 40),)),),
)
CITATION = Citation(1, PASSAGE, "corpus/laws/law-07.md", 0, 10, PASSAGE.text, PASSAGE.origins)


def exchange(question: str = "什么是阶梯法则", text: str = "打法要看品牌排第几。[1]", *, outcome: Outcome = Outcome.ANSWERED) -> Exchange:
    """An exchange whose answer has something in each of its fields."""
    third = Fraction(1, 3)
    answer = Answer(
        id="a1",
        question=question,
        standalone=question,
        outcome=outcome,
        engine="extractive",
        text=text,
        statements=(Statement(text, StatementKind.QUOTED, (1,)),),
        citations=(CITATION,),
        calculation=Calculation(
            "share",
            "份额",
            (Input("a", "甲", third, "rate", "question"),),
            (Step("乙", "甲 × 2", third * 2, "rate"),),
            (Result("乙", third * 2, "rate"),),
        ),
        missing=("留存率",),
        related=("law-01",),
        timings_ms={"total": 12.5},
        intent=Intent.DEFINITION,
        support=0.75,
    )
    return Exchange(question, answer)


class Clock:
    """Seconds that a test moves; each look at it is a second later."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


class Kept:
    """Everything over one database."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.database = HistoryDatabase(folder)
        self.conversations = Conversations(self.database, self.clock)
        self.opinions = Opinions(self.database, self.clock)
        self.review = Review(self.database, self.clock)

    def close(self) -> None:
        self.database.close()

    def told(self, owner: str, *questions: str) -> tuple[str, list[str]]:
        """A conversation with these questions: its id, and those of its exchanges."""
        conversation_id = self.conversations.begin(owner, questions[0])
        added = [self.conversations.add(owner, conversation_id, exchange(question)) for question in questions]
        return conversation_id, [exchange_id for exchange_id in added if exchange_id]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with closing(Kept(tmp_path)) as opened:
        yield opened
