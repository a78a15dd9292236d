"""Whether the material supports an answer: a calibrated score over what a question has in common with the best hit.

A threshold on search scores does not tell an answerable question from a near miss. What does is whether the question is
more like the questions that the cards answer (`asks`) or like those that they do not (`lacks`), which of its words the
best card lacks, how well the best sentence of the card fits, and whether it asks for an attribute (a year, a person, a figure)
that the card does not tell. The weights come from `python -m evals.judgement`, fitted on one half of its cases and reported on the other.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.announced import wants_whole
from assistant.answering.attributes import ASKED, TOLD, in_another_unit, ranks_none
from assistant.answering.sentences import Sentences
from assistant.answering.words import Word, content_words
from assistant.ingest.cards import AXES, GAPS
from assistant.library import Library
from assistant.retrieval.index import SearchIndex
from assistant.retrieval.likeness import LACKS
from assistant.retrieval.overlap import content, unwished
from assistant.retrieval.search import Searcher
from assistant.retrieval.tokens import HAN, normalise, without
from assistant.types import Card, Hit, Intent, Passage, Query

_HAN = re.compile(rf"[{HAN}]")
# 哪几种, 分哪三步, 由什么组成, 分别: several things are asked for
_SEVERAL = re.compile(
    r"哪几|哪些|几(?:种|类|条|步|项|个|点|样|大|方面|块|层|级|段|招|环)|分哪|哪[两二三四五六七八九十\d]+|多少(?:种|个|条|类|项)|分别|都有(?:啥|什么)|由什么|列|有什么"
)
PLAIN_COVERED = 0.2  # share of a question's weight that a plain passage must hold
LONG = 60  # characters of a long question
RIVALS = 5  # hits whose asks and lacks are compared with the question
FITTING = 10.0  # score of a sentence that counts as 1; the best of a card reaches 8


@dataclass(frozen=True, slots=True)
class Features:
    """What the score is made of. Each lies between 0 and 1, the comparisons (…_over_…) between −1 and 1."""

    characters: float  # share of the question's own characters, without the subject of the conversation, that the card holds
    pairs: float  # share of the question's weight, besides the card's own name, that the card holds
    length: float
    dense: float  # best cosine of the card's records
    lack: float  # best cosine with what any card is known not to answer
    words_over_lacks: float  # likeness by words of the nearest ask less that of the nearest lack, over the best hits
    left_open: float  # sounds like questions that such a text leaves open: tanh of half the log-odds
    sentence: float  # score of the best sentence
    sentence_words: float  # how near the question's words are to that sentence's
    section_alike: float  # best cosine of the asks and text of its section
    list_told: float  # asks for several things, and the section that leads is a list
    missing: float  # rarity of the rarest word of the question that the card lacks
    missing_noun: float
    unknown_name: float  # names of people, firms, products that no card holds
    last_missing: float  # whether the last word, often the attribute, is missing
    first_missing: float  # whether the first noun, often the subject, is missing
    named: float  # share of the question that is a name of the card
    gap: float  # whether the section that leads says what the source lost
    gap_covered: float  # share of the question's weight that what the source lost covers
    time_untold: float  # asks when, and the leading section tells no time
    person_untold: float
    figure_untold: float
    other_untold: float
    wants_figure: float
    wants_name: float
    wants_yes: float


# The logistic function's weights, its constant, and the probability from which an answer is given.
WEIGHTS = {
    "characters": 3.30,
    "pairs": 1.81,
    "length": 4.98,
    "dense": 5.91,
    "lack": -5.81,
    "words_over_lacks": 1.95,
    "left_open": -1.58,
    "sentence": -0.06,
    "sentence_words": -0.80,
    "section_alike": 2.52,
    "list_told": 0.36,
    "missing": -0.40,
    "missing_noun": -0.29,
    "unknown_name": -1.49,
    "last_missing": -0.11,
    "first_missing": -0.50,
    "named": 2.52,
    "gap": -3.70,
    "gap_covered": -2.09,
    "time_untold": -1.95,
    "person_untold": -0.38,
    "figure_untold": -0.33,
    "other_untold": -0.68,
    "wants_figure": -0.65,
    "wants_name": 0.38,
    "wants_yes": 0.17,
}
CONSTANT = -6.85
THRESHOLD = 0.386
TOUCHED = 0.2  # share of a question's weight; half of what is far off shares less than 0.13 with its best card, half of the near misses more than 0.31
SAID = 0.9  # who said what was told, or when, and the card tells that beside it
WHOLE = 0.5  # log-odds: a list is wanted member by member, and the best sentence announces one
OTHER_UNIT = -4.0  # log-odds: a measure is asked for in a unit that the card never uses
COUNTED = 1.0  # log-odds: the card announces just as many members as the question speaks of


def probability(features: Features, prior: float = 0.0) -> float:
    """Calibrated probability that the best hit answers the question: the logistic function of the weighted features. `prior` is what
    is known besides, in log-odds."""
    total = CONSTANT + prior + sum(weight * getattr(features, name) for name, weight in WEIGHTS.items())
    return 1 / (1 + math.exp(-total))


@dataclass(frozen=True, slots=True)
class Judgement:
    """How probably a hit answers. `features` are None where a rule says so and not the score; `near` says that the card is one that the
    conversation is about, or a neighbour."""

    probability: float
    features: Features | None = None
    near: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What the judge looks up of one card: its names and sections, and all that with its asks, as they are searched."""

    told: str
    held: str


class Judge:
    """Judges hits with the words of the whole index."""

    def __init__(self, library: Library, index: SearchIndex, searcher: Searcher, sentences: Sentences) -> None:
        self._library = library
        self._weigher = index.weigher
        self._likeness = index.likeness
        self._left_open = index.left_open
        self._searcher = searcher
        self._sentences = sentences
        self._known = lru_cache(maxsize=512)(self._read)

    def judged(self, query: Query, hit: Hit, lead: Passage, hits: Sequence[Hit], *, counted: bool = False) -> Judgement:
        """How probably `hit`, with `lead` as its leading section, answers the question; from THRESHOLD on it is answered. `counted` says that
        the card announces as many members as the question speaks of.

        The weights are fitted on cards. For a passage of a plain file it is the share of the question that it holds
        that counts, and PLAIN_COVERED of it is enough.
        """
        card = self._library.cards.get(hit.passage.document_id)
        if card is None:
            text = f"{hit.passage.title}|{hit.passage.heading}|{hit.passage.text}"
            question = self._weigher.tokens(content(query.standalone))
            return Judgement(min(1.0, THRESHOLD * self._weigher.coverage(question, self._weigher.tokens(text)) / PLAIN_COVERED))
        if self._only_leans(query, card) and not _untold(query.text, lead):
            return Judgement(float(lead.heading != GAPS))
        if self._sentences.says_so(query, card):
            return Judgement(SAID)
        if ranks_none(query.text, card, self._library.passages_of(card.id)):
            return Judgement(0.0)
        prior = COUNTED * (counted and self._holds_nouns(query, card))
        prior += OTHER_UNIT * in_another_unit(query.text, self._library.passages_of(card.id))
        prior += WHOLE * (wants_whole(query.text) and self._sentences.ranked(query, card)[0].features.enumerates)
        features = self.features(query, card, hit, lead, hits)
        return Judgement(probability(features, prior), features, self.in_topic(query, card))

    def in_common(self, text: str, card_id: str) -> tuple[float, float]:
        """How like a text is to the nearest ask of a card by words, and which share of its weight the card holds."""
        tokens = self._weigher.tokens(content(text))
        return self._nearest(tokens, card_id)[0], self._covered(tokens, card_id)

    def _only_leans(self, query: Query, card: Card) -> bool:
        """Whether a question has no word of its own and goes on about the card that the conversation names: 怎么用呢, 展开说说."""
        return query.leans and card.id in query.entities and not content_words(query.text)

    def _holds_nouns(self, query: Query, card: Card) -> bool:
        """Whether a question has nouns, and the card all of them: 识别人才要写明哪六项 is not about a card of processes."""
        nouns = [word for word in content_words(query.text) if (word.noun or word.name) and len(word.text) > 1]
        return bool(nouns) and all(word.text in self._known(card.id).held for word in nouns)

    def _holds(self, card: Card, word: Word) -> bool:
        """Whether a card has a word, or another that means the same."""
        return word.text in self._known(card.id).held or bool(self._searcher.held(self._weigher.meanings(word.text), card.id))

    def in_topic(self, query: Query, card: Card) -> bool:
        """Whether the card is one that the conversation is about, or a neighbour of one."""
        return any(
            card.id == other.id or card.group == other.group or card.id in other.see or other.id in card.see for other in self._about(query)
        )

    def _about(self, query: Query) -> list[Card]:
        return [self._library.cards[name] for name in query.about if name in self._library.cards]

    def touches(self, query: Query, card: Card) -> bool:
        """Whether a card has so much to do with a question that it is worth naming where the question is refused."""
        question = self._weigher.tokens(content(query.text))
        return card.id in (*query.entities, *query.about) or self._covered(question, card.id) >= TOUCHED

    def features(self, query: Query, card: Card, hit: Hit, lead: Passage, hits: Sequence[Hit]) -> Features:
        """The features of a question with the card that would answer it, its leading section, and the hits beside it."""
        question = normalise(query.standalone)
        subject = content(question)
        known = self._known(card.id)
        words = content_words(question)
        missing = [word for word in content_words(without(question, card.names)) if not self._holds(card, word)]
        rest_tokens = self._weigher.tokens(without(subject, card.names))
        names = [word.text for word in words if word.name]
        nouns = [word for word in words if word.noun]
        best = self._sentences.ranked(query, card)[0]
        untold = _untold(question, lead)
        return Features(
            characters=_share_of_characters(content(query.text), known.held),
            pairs=self._covered(rest_tokens, card.id) if rest_tokens else 1.0,
            length=min(len(question) / LONG, 1.0),
            dense=min(1.0, max(0.0, hit.why["dense"])),
            lack=self._searcher.lack_likeness(query.standalone),
            words_over_lacks=self._over_lacks(self._weigher.tokens(subject), card, hits),
            left_open=math.tanh(self._left_open.log_odds(without(unwished(query.text), card.names), known.told) / 2),
            sentence=min(1.0, max(0.0, best.score / FITTING)),
            sentence_words=best.features.words,
            section_alike=best.features.section_alike,
            list_told=float(bool(_SEVERAL.search(query.text)) and self._is_list(lead)),
            missing=max((self.rarity(word) for word in missing), default=0.0),
            missing_noun=max((self.rarity(word) for word in missing if word.noun), default=0.0),
            unknown_name=min(sum(not self._weigher.holds(name) for name in names) / 2, 1.0),
            last_missing=float(bool(words) and not self._holds(card, words[-1])),
            first_missing=float(bool(nouns) and not self._holds(card, nouns[0])),
            named=1 - len(without(question, card.names).replace(",", "")) / max(len(question), 1),
            gap=float(lead.heading == GAPS),
            gap_covered=self._likeness.told(rest_tokens, card.id).get(GAPS, 0.0) if len(rest_tokens) > 1 else 0.0,
            time_untold=float("time" in untold),
            person_untold=float("person" in untold),
            figure_untold=float("figure" in untold),
            other_untold=float("other" in untold),
            wants_figure=float(query.intent is Intent.FIGURE),
            wants_name=float(query.intent is Intent.IDENTIFY),
            wants_yes=float(query.intent is Intent.CONFIRM),
        )

    def _over_lacks(self, question: set[str], card: Card, hits: Sequence[Hit]) -> float:
        """How much more like what the best hits answer the question is, by words, than like what they do not."""
        names = dict.fromkeys((card.id, *(hit.passage.document_id for hit in hits[:RIVALS])))
        near = [self._nearest(question, name) for name in names if name in self._library.cards]
        return max(ask for ask, _ in near) - max(lack for _, lack in near)

    def _nearest(self, question: set[str], card_id: str) -> tuple[float, float]:
        """How like a question is to the nearest that a card answers, and to the nearest that it leaves open."""
        asks = self._likeness.asks(question, card_id)
        lacking = [asks.pop(heading, 0.0) for heading in (GAPS, LACKS)]
        return max(asks.values(), default=0.0), max(lacking)

    def _covered(self, question: set[str], card_id: str) -> float:
        """Share of a question's weight that a card holds; 0 for a question without content."""
        return self._weigher.coverage(question, self._searcher.held(question, card_id))

    def _is_list(self, lead: Passage) -> bool:
        return any(
            catalogue.card == lead.document_id and catalogue.section == lead.heading
            for catalogue in self._library.catalogues_of(lead.document_id)
        )

    def rarity(self, word: Word) -> float:
        """Weight of a word as a share of the greatest that a word can have."""
        return self._weigher.rarity(word.text)

    def _read(self, card_id: str) -> _Known:
        card = self._library.cards[card_id]
        passages = [passage for passage in self._library.passages_of(card_id) if passage.heading != AXES]
        told = normalise("|".join([*card.names, *(f"{passage.heading}|{passage.text}" for passage in passages)]))
        return _Known(told, "|".join([told, normalise("|".join(card.every_ask))]))


def _untold(question: str, lead: Passage) -> set[str]:
    """The attributes that a question asks for and the leading section does not tell."""
    led = normalise(lead.text)
    return {name for name, asked in ASKED.items() if asked.search(question) and not TOLD[name].search(led)}


def _share_of_characters(subject: str, text: str) -> float:
    characters = set(_HAN.findall(subject))
    return len(characters & set(text)) / len(characters) if characters else 1.0
