"""Questions for timing: what the cards' own asks and titles say. For speed only: they are in the index."""

import random
from dataclasses import dataclass
from pathlib import Path

from assistant.ingest.cards import load_corpus

SEED = 7


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the card that it was taken from."""

    text: str
    card: str


def card_questions(corpus_dir: Path, count: int) -> list[Question]:
    """`count` questions, three quarters asks and one quarter bare titles, the same for the same corpus."""
    cards = [loaded.card for loaded in load_corpus(corpus_dir).cards]
    asks = [Question(ask, card.id) for card in cards for asks in card.asks.values() for ask in asks]
    titles = [Question(card.title, card.id) for card in cards]
    draw = random.Random(SEED)
    from_titles = min(count // 4, len(titles))
    chosen = draw.sample(titles, from_titles) + draw.sample(asks, min(count - from_titles, len(asks)))
    draw.shuffle(chosen)
    return chosen
