"""Whether the material supports an answer: a calibrated score over what a question has in common with the best hit.

A threshold on search scores does not tell an answerable question from a near miss. What does is whether the question is
more like the questions that the cards answer (`asks`) or like those that they do not (`lacks`), which of its words the
best card lacks, and whether it asks for an attribute (a year, a person, a figure) that the card does not tell. The
weights come from `python -m evals.judgement`, fitted on one half of its cases and reported on the other.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from assistant.answering.attributes import ASKED, TOLD
from assistant.answering.overlap import Weigher, content, unwished
from assistant.answering.words import Word, content_words
from assistant.ingest.cards import AXES, GAPS
from assistant.library import Library
from assistant.retrieval.left_open import LeftOpen
from assistant.retrieval.tokens import HAN, normalise, without
from assistant.types import Card, Hit, Intent, Passage, Query

_POINTS = re.compile(r"它|这|前者|后者|那(?:个|种|位|家|条|句|一)|其(?!他|它|余|实|中)")
_HAN = re.compile(rf"[{HAN}]")
PLAIN_COVERED = 0.2  # share of a question's weight that a plain passage must hold
STRONG_BM25 = 10.0  # a BM25 score of this × log(1 + entries) counts as 1: rare words weigh more the more entries there are
LONG = 60  # characters of a long question
RARE = 0.5  # a noun this rare is what a question is about
ODD_HELD = 0.4  # share of the words that a card must hold for the missing one to be odd
RIVALS = 5  # hits whose asks and lacks are compared with the question


@dataclass(frozen=True, slots=True)
class Features:
    """What the score is made of. Each lies between 0 and 1, the comparisons (…_over_…) between −1 and 1."""

    characters: float  # share of the question's own characters, without the subject of the conversation, that the card holds
    pairs: float  # share of the question's weight, besides the card's own name, that the card holds
    words: float  # the same by whole words
    length: float
    strength: float  # BM25 score of the card, by what the size of the index lets expect
    dense: float  # best cosine of its records
    asks_over_lacks: float  # cosine of the nearest ask or section less that of the nearest lack, over the best hits
    words_over_lacks: float  # the same by words, asks against lacks
    left_open: float  # sounds like questions that the material leaves open: tanh of half the log-odds
    missing: float  # rarity of the rarest word of the question that the card lacks
    missing_noun: float
    unknown_name: float  # names of people, firms, products that no card holds
    other_name: float  # … that other cards hold
    last_missing: float  # whether the last word, often the attribute, is missing
    first_missing: float  # whether the first noun, often the subject, is missing
    odd_one_out: float  # whether a rare noun is missing though the card holds the rest: another subject in a known question
    named: float  # share of the question that is a name of the card
    gap: float  # whether the section that leads says what the source lost
    gap_covered: float  # share of the question's weight that what the source lost covers
    told_over_gap: float  # the same of the best other section, less that
    time_untold: float  # asks when, and the leading section tells no time
    person_untold: float
    place_untold: float
    figure_untold: float
    other_untold: float
    unasked: float  # asks for an attribute that none of the card's asks asks for
    wants_figure: float
    wants_name: float
    wants_yes: float


# The logistic function's weights, its constant, and the probability from which an answer is given.
WEIGHTS = {
    "characters": 2.81,
    "pairs": 1.88,
    "words": 0.55,
    "length": 2.82,
    "strength": 1.56,
    "dense": 1.81,
    "asks_over_lacks": 0.89,
    "words_over_lacks": 0.90,
    "left_open": -1.48,
    "missing": -0.31,
    "missing_noun": -0.42,
    "unknown_name": -1.62,
    "other_name": -0.52,
    "last_missing": -0.20,
    "first_missing": -0.19,
    "odd_one_out": 0.07,
    "named": 2.86,
    "gap": -2.44,
    "gap_covered": -3.15,
    "told_over_gap": -1.17,
    "time_untold": -1.92,
    "person_untold": -0.57,
    "place_untold": 0.25,
    "figure_untold": -0.36,
    "other_untold": -0.54,
    "unasked": -0.33,
    "wants_figure": -0.37,
    "wants_name": 0.20,
    "wants_yes": 0.06,
}
CONSTANT = -5.02
THRESHOLD = 0.299
TOUCHED = 0.2  # share of a question's weight; half of what is far off shares less than 0.13 with its best card, half of the near misses more than 0.31
IN_TOPIC = 1.0  # log-odds: who asks on asks about the same matter


def probability(features: Features, prior: float = 0.0) -> float:
    """Calibrated probability that the best hit answers the question: the logistic function of the weighted features. `prior` is what
    is known besides, in log-odds."""
    total = CONSTANT + prior + sum(WEIGHTS[name] * value for name, value in asdict(features).items())
    return 1 / (1 + math.exp(-total))


@dataclass(frozen=True, slots=True)
class _Known:
    """What the judge looks up of one card: its whole text and asks as they are searched, the tokens of both together, of each section and of its gap."""

    held: str
    asks: str
    tokens: frozenset[str]
    told: tuple[frozenset[str], ...]
    gap: frozenset[str]


class Judge:
    """Judges hits with the words of the whole index."""

    def __init__(self, library: Library, weigher: Weigher, left_open: LeftOpen) -> None:
        self._library = library
        self._left_open = left_open
        self._weigher = weigher
        self._known = lru_cache(maxsize=512)(self._read)

    def probability(self, query: Query, hit: Hit, lead: Passage, hits: Sequence[Hit]) -> float:
        """How probably `hit`, with `lead` as its leading section, answers the question; from THRESHOLD on it is answered.

        The weights are fitted on cards. For a passage of a plain file it is the share of the question that it holds
        that counts, and PLAIN_COVERED of it is enough.
        """
        card = self._library.cards.get(hit.passage.document_id)
        if card is not None and self._only_leans(query, card):
            return float(lead.heading != GAPS)
        if card is not None:
            if self._strays(query, card):
                return 0.0
            return probability(self.features(query, card, hit, lead, hits), IN_TOPIC if self._in_topic(query, card) else 0.0)
        text = f"{hit.passage.title}|{hit.passage.heading}|{hit.passage.text}"
        question = self._weigher.tokens(content(query.standalone))
        return min(1.0, THRESHOLD * self._weigher.coverage(question, self._weigher.tokens(text)) / PLAIN_COVERED)

    def _only_leans(self, query: Query, card: Card) -> bool:
        """Whether a question has no word of its own and goes on about the card that the conversation names: 怎么用呢, 展开说说."""
        return query.text != query.standalone and card.id in query.entities and not content_words(query.text)

    def _strays(self, query: Query, card: Card) -> bool:
        """Whether a question that leans on the conversation, and points at nothing in it, has nouns and names of its own, and the card has none of them."""
        if _POINTS.search(query.text):
            return False
        own = [word for word in content_words(query.text) if word.noun or word.name] if query.text != query.standalone else []
        return bool(own) and not any(word.text in self._known(card.id).held for word in own)

    def _in_topic(self, query: Query, card: Card) -> bool:
        """Whether the card is one that the conversation is about, or a neighbour of one."""
        return any(
            card.id == other.id or card.group == other.group or card.id in other.see or other.id in card.see for other in self._about(query)
        )

    def _about(self, query: Query) -> list[Card]:
        return [self._library.cards[name] for name in query.about if name in self._library.cards]

    def touches(self, query: Query, card: Card) -> bool:
        """Whether a card has so much to do with a question that it is worth naming where the question is refused."""
        question = self._weigher.tokens(content(query.text))
        return card.id in (*query.entities, *query.about) or self._weigher.coverage(question, self._known(card.id).tokens) >= TOUCHED

    def features(self, query: Query, card: Card, hit: Hit, lead: Passage, hits: Sequence[Hit]) -> Features:
        """The features of a question with the card that would answer it, its leading section, and the hits beside it."""
        question = normalise(query.standalone)
        subject = content(question)
        known = self._known(card.id)
        held = known.held
        words = content_words(question)
        rest = content_words(without(question, card.names))
        missing = [word for word in rest if word.text not in held]
        rest_tokens = self._weigher.tokens(without(subject, card.names))
        names = [word.text for word in words if word.name]
        asks_over_lacks, words_over_lacks = self._against_lacks(self._weigher.tokens(subject), card, hit, hits)
        led = normalise(lead.text)
        wanted = [name for name, asked in ASKED.items() if asked.search(question)]
        untold = {name for name in wanted if not TOLD[name].search(led)}
        whole = sum(self._rarity(word) for word in rest)
        words_held = 1 - sum(self._rarity(word) for word in missing) / whole if whole else 1.0
        nouns = [word for word in words if word.noun]
        gap_covered = self._weigher.coverage(rest_tokens, known.gap) if len(rest_tokens) > 1 else 0.0
        return Features(
            characters=_share_of_characters(content(query.text), held),
            pairs=self._weigher.coverage(rest_tokens, known.tokens) if rest_tokens else 1.0,
            words=words_held,
            length=min(len(question) / LONG, 1.0),
            strength=min(hit.why["lexical"] / (STRONG_BM25 * math.log1p(self._weigher.size)), 1.0),
            dense=min(1.0, max(0.0, hit.why["dense"])),
            asks_over_lacks=asks_over_lacks,
            words_over_lacks=words_over_lacks,
            left_open=math.tanh(self._left_open.log_odds(without(unwished(query.text), card.names)) / 2),
            missing=max((self._rarity(word) for word in missing), default=0.0),
            missing_noun=max((self._rarity(word) for word in missing if word.noun), default=0.0),
            unknown_name=min(sum(not self._weigher.holds(name) for name in names) / 2, 1.0),
            other_name=min(sum(self._weigher.holds(name) and name not in held for name in names) / 2, 1.0),
            last_missing=float(bool(words) and words[-1].text not in held),
            first_missing=float(bool(nouns) and nouns[0].text not in held),
            odd_one_out=float(any(word.noun and self._rarity(word) > RARE for word in missing) and words_held > ODD_HELD),
            named=1 - len(without(question, card.names).replace(",", "")) / max(len(question), 1),
            gap=float(lead.heading == GAPS),
            gap_covered=gap_covered,
            told_over_gap=max((self._weigher.coverage(rest_tokens, told) for told in known.told), default=0.0) - gap_covered,
            time_untold=float("time" in untold),
            person_untold=float("person" in untold),
            place_untold=float("place" in untold),
            figure_untold=float("figure" in untold),
            other_untold=float("other" in untold),
            unasked=float(any(not ASKED[name].search(known.asks) for name in wanted)),
            wants_figure=float(query.intent is Intent.FIGURE),
            wants_name=float(query.intent is Intent.IDENTIFY),
            wants_yes=float(query.intent is Intent.CONFIRM),
        )

    def _against_lacks(self, question: set[str], card: Card, hit: Hit, hits: Sequence[Hit]) -> tuple[float, float]:
        """How much nearer the question is to what the best hits answer than to what they do not: by cosine, by words."""
        near = [hit, *hits[:RIVALS]]
        names = dict.fromkeys((card.id, *(h.passage.document_id for h in near)))
        cards = [self._library.cards[name] for name in names if name in self._library.cards]
        best_ask = max((self._weigher.likeness(question, ask) for one in cards for ask in one.every_ask), default=0.0)
        best_lack = max((self._weigher.likeness(question, lack) for one in cards for lack in one.lacks), default=0.0)
        return max(h.why["dense"] for h in near) - max(h.why["lack"] for h in near), best_ask - best_lack

    def _rarity(self, word: Word) -> float:
        """Weight of a word as a share of the greatest that a word can have."""
        return self._weigher.rarity(word.text)

    def _read(self, card_id: str) -> _Known:
        card = self._library.cards[card_id]
        passages = [passage for passage in self._library.passages_of(card_id) if passage.heading != AXES]
        asks = normalise("|".join(card.every_ask))
        held = "|".join([normalise("|".join([*card.names, *(f"{passage.heading}|{passage.text}" for passage in passages)])), asks])
        sections = {passage.heading: frozenset(self._weigher.tokens(f"{passage.heading}|{passage.text}")) for passage in passages}
        gap = sections.pop(GAPS, frozenset())
        return _Known(held, asks, frozenset(self._weigher.tokens(held)), tuple(sections.values()), gap)


def _share_of_characters(subject: str, text: str) -> float:
    characters = set(_HAN.findall(subject))
    return len(characters & set(text)) / len(characters) if characters else 1.0
