"""Which card answers a question, and how probably: search → choose among the best hits → judge."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.answering.announced import wants_whole
from assistant.answering.aspects import headings_asked
from assistant.answering.attributes import asks_alone
from assistant.answering.compose import Composer
from assistant.answering.extent import IN_STEPS
from assistant.answering.judge import SAID, Judge, Judgement
from assistant.answering.sections import DEFINITION, EXAMPLES
from assistant.answering.sentences import Sentences
from assistant.answering.wanted import says_how, wants_only, wants_way
from assistant.answering.words import content_words
from assistant.ingest.cards import GAPS
from assistant.library import Library
from assistant.retrieval.elliptic import asks_aspect, only_examples
from assistant.retrieval.leaning import wants_more
from assistant.retrieval.search import Searcher
from assistant.retrieval.tokens import normalise, without
from assistant.types import Card, Hit, Intent, Passage, Query

HITS = 8  # looked at for one question
NEIGHBOURS = 4  # of them, those that may tell an aspect of what the conversation is about
RIVAL = 0.7  # a conflict card this near to the best hit speaks for it
COUNTED = 0.85  # a card this near to the best hit, with a list of as many members as are spoken of, goes before it
COUNTED_SO = 0.5  # the same where layers, steps or levels are asked for and only that has a list of such
PLAIN_RIVAL = 0.85  # a card this near to a conflict card that speaks of it goes first where no figure is asked for
WAY = 0.5  # a card this near to one that only defines the thing goes before it where it tells the way that is asked for
SURE = 0.5  # a message that completes an earlier question is read so from here on
PART = 0.2  # one that stands by itself, beside an answered one, from here on: of 12 such below THRESHOLD the material had nothing for none
LINKED = 0.1  # one whose card is linked (see) with that of an answered one: of five such the material answered all, and nothing for most from 0.09 down
_HOW_MANY = re.compile("[哪几]几?个?(?P<item>[层步级])(?!的?(?:什么|客户))")
_EXAMPLE, _NONE = re.compile("例|比如|故事|实际"), "没有"
_AGAIN = frozenset((Intent.CONFIRM, Intent.FIGURE, Intent.COMPARISON, Intent.CONFLICT))  # what was told may answer these once more


@dataclass(frozen=True, slots=True)
class Found:
    """A reading of the question with what search gives for it, and how probably that answers it; `retold` says that an answer from `hit` would begin
    as the last one did."""

    query: Query
    hits: tuple[Hit, ...]
    hit: Hit | None
    judgement: Judgement
    retold: bool = False

    @property
    def probability(self) -> float:
        return self.judgement.probability

    @property
    def surely_completes(self) -> bool:
        """Whether the message only puts something else into the last question, and that is answered anew."""
        return self.query.completed and self.probability >= SURE and not self.retold


class Finder:
    """Finds what answers a question."""

    def __init__(self, library: Library, searcher: Searcher, judge: Judge, sentences: Sentences, composer: Composer) -> None:
        self._library = library
        self._searcher = searcher
        self._judge = judge
        self._sentences = sentences
        self._composer = composer
        self._found = lru_cache(maxsize=64)(self._find)  # of a question in parts more than once asked for

    def compared(self, query: Query, named: Sequence[Card]) -> list[Hit]:
        """What is found for cards that are named together, where the best hit is a card on just these: 关系营销与交易营销的五点区别."""
        hits = self._searcher.search(query.standalone, HITS)
        card = self._library.cards.get(hits[0].passage.document_id) if hits else None
        if card is None or not all(card is not one and any(name in card.title for name in one.names) for one in named):
            return []
        return hits

    def find(self, query: Query) -> Found:
        """What answers a question best, and how probably it does."""
        return self._found(query)

    def _find(self, query: Query) -> Found:
        hits = self._searcher.search(query.standalone, HITS, query.entities)
        of_topic = query.leans and bool(query.entities or query.about) and asks_aspect(query.text)
        if of_topic:  # an aspect of what the conversation is about, and of nothing else
            hits = [hit for hit in self._searcher.search(query.standalone, 3 * HITS, query.entities) if self._in_topic(query, hit)]
        if not hits:
            return Found(query, (), None, Judgement(0.0))
        if of_topic and (telling := self._under_heading(query, hits)) is not None:
            return Found(query, tuple(hits), telling, Judgement(SAID))
        if query.leans and only_examples(query.text) and self._has_no_example(query):
            return Found(query, tuple(hits), hits[0], Judgement(0.0))
        if (named := self._named(query, hits)) is not None:
            return Found(query, tuple(hits), named, Judgement(float(self.lead(query, named).heading != GAPS)))
        hit = self.chosen(query, hits)
        if of_topic and query.told and {"person", "time"} & set(asks_alone(query.text)) and not self._tells_who(query, hits):
            return Found(query, tuple(hits), hit, Judgement(0.0))
        judgement = self._judged(query, hit, hits)
        if hit is not hits[0] and self._sets_claims_apart(hit):  # it speaks for the best hit, and answers what that would
            spoken_for = self._judged(query, hits[0], hits)
            judgement = max(judgement, spoken_for, key=lambda one: one.probability)
        if of_topic and judgement.probability < SURE:  # a neighbour may tell it
            judged = ((one, self._judged(query, one, hits)) for one in hits[:NEIGHBOURS])
            near, told = max(judged, key=lambda pair: pair[1].probability)
            hit, judgement = (near, told) if told.probability >= SURE else (hit, judgement)
        return Found(query, tuple(hits), hit, judgement)

    def _has_no_example(self, query: Query) -> bool:
        """Whether the cards that were told, in their own words, tell no example of what they are about, and none that they link to has one."""
        cards = [self._library.cards[card] for card in query.entities if card in self._library.cards]
        passages = [passage for card in cards for passage in self._library.passages_of(card.id)]
        told = any(passage.quote(sentence) in query.told for passage in passages for sentence in passage.sentences)
        linked = (self._library.section(other, EXAMPLES) for card in cards for other in card.see)
        beside = any(section is not None and _NONE not in section.quote(section.sentences[0]) for section in linked)
        return told and not beside and not any(passage.heading != GAPS and _EXAMPLE.search(passage.text) for passage in passages)

    def _tells_who(self, query: Query, hits: Sequence[Hit]) -> bool:
        """Whether one of the cards tells who said what was told, or when."""
        cards = (self._library.cards.get(hit.passage.document_id) for hit in hits)
        return any(card is not None and self._sentences.says_so(query, card) for card in cards)

    def _under_heading(self, query: Query, hits: Sequence[Hit]) -> Hit | None:
        """The card of the conversation, else one linked with it, that tells just the aspect that is asked for under a heading of its own, and not of
        something else that it is about; None where none does."""
        headings = headings_asked(query.text)
        linked = {other for card in query.entities if card in self._library.cards for other in self._library.cards[card].see}
        if only_examples(query.text):  # of another card only where it is one
            linked = {card for card in linked if self._library.cards[card].kind == "case"}
        telling = [hit for hit in hits if self.lead(query, hit).heading in headings]
        own = (hit for hit in telling if hit.passage.document_id in query.entities)
        names = [normalise(name) for card in query.entities if card in self._library.cards for name in self._library.cards[card].names]
        return next(own, None) or next((hit for hit in telling if hit.passage.document_id in linked and self._speaks_of(hit, names)), None)

    def _speaks_of(self, hit: Hit, names: Sequence[str]) -> bool:
        """Whether a card is one on what has one of these names, or a case."""
        card = self._library.cards[hit.passage.document_id]
        said = normalise(f"{card.title} {hit.passage.text}")
        return card.kind == "case" or any(name in said for name in names)

    def _in_topic(self, query: Query, hit: Hit) -> bool:
        card = self._library.cards.get(hit.passage.document_id)
        return card is not None and self._judge.in_topic(replace(query, about=(*query.about, *query.entities)), card)

    def find_each(self, readings: Sequence[Query]) -> list[Found]:
        """What answers each reading best; in a conversation besides, for the message as it stands, the best hit among the neighbours of what
        that is about: 客户有异议怎么办, behind a question on closing a sale."""
        found = [self.find(query) for query in readings]
        found += [near for one in found if not one.query.leans and (near := self._nearby(one, found))]
        return [replace(one, retold=self._retells(one)) for one in found]

    def _retells(self, found: Found) -> bool:
        """Whether the sentence that would be told first was told already, and nobody asks whether it is so, or how much."""
        query = found.query
        if found.hit is None or not query.told or query.intent in _AGAIN or wants_whole(query.text) or wants_more(query.text):
            return False
        card = self._library.cards.get(found.hit.passage.document_id)
        if card is None:
            return False
        best = self._sentences.ranked(query, card)[0]
        return best.passage.quote(best.sentence) in query.told

    def known(self, found: Found) -> tuple[float, Hit] | None:
        """Whether a card says that it answers (1) or leaves open (0) just this question, with its hit; None where none among the hits does."""
        cards = [hit for hit in found.hits if hit.passage.document_id in self._library.cards]
        answers = (hit for hit in cards if self._sentences.section_asked(found.query, hit.passage.document_id))
        leaves_open = (hit for hit in cards if self._sentences.leaves_open(found.query, hit.passage.document_id))
        if (hit := next(answers, None)) is not None:
            return 1.0, hit
        return None if (hit := next(leaves_open, None)) is None else (0.0, hit)

    def _nearby(self, alone: Found, found: Sequence[Found]) -> Found | None:
        """The best hit of a neighbour; None where there is none, or a reading has that card already."""
        taken = {one.hit.passage.document_id for one in found if one.hit is not None}
        for hit in alone.hits:
            card = self._library.cards.get(hit.passage.document_id)
            if card is not None and self._judge.in_topic(alone.query, card):
                return None if card.id in taken else Found(alone.query, alone.hits, hit, self._judged(alone.query, hit, alone.hits))
        return None

    def _judged(self, query: Query, hit: Hit, hits: Sequence[Hit]) -> Judgement:
        return self._judge.judged(query, hit, self.lead(query, hit), hits, counted=self._announces(query, hit))

    def _sets_claims_apart(self, hit: Hit) -> bool:
        card = self._library.cards.get(hit.passage.document_id)
        return card is not None and bool(card.claims)

    def _named(self, query: Query, hits: Sequence[Hit]) -> Hit | None:
        """The card of which a question says the name and nothing else, wherever it ranks."""
        for hit in hits:
            card = self._library.cards.get(hit.passage.document_id)
            if card is not None and card.id in query.entities and wants_only(query, card):
                return hit
        return None

    def _way(self, query: Query, hits: Sequence[Hit]) -> Hit | None:
        """Where the way of a thing is asked for, and nothing else, and the best card only defines it, a card linked with that which tells the
        steps: 文化营销怎么做."""
        best = self._library.cards.get(hits[0].passage.document_id)
        if best is None or best.id not in query.entities or content_words(without(normalise(query.text), best.names)):
            return None
        if not wants_way(query) or not says_how(query.text) or self._sentences.ranked(query, best)[0].passage.heading != DEFINITION:
            return None
        for hit in hits[1:5]:
            card = self._library.cards.get(hit.passage.document_id)
            if card is None or hit.score < WAY * hits[0].score or not (card.id in best.see or best.id in card.see):
                continue
            if self._sentences.ranked(query, card)[0].passage.heading in IN_STEPS:
                return hit
        return None

    def _announces(self, query: Query, hit: Hit) -> bool:
        """Whether a hit is a card with a list of as many members as the question speaks of."""
        return hit.passage.document_id in self._library.cards and self._sentences.announces(query, hit.passage.document_id)

    def _counted_so(self, query: Query, hits: Sequence[Hit]) -> Hit | None:
        """Where layers, steps or levels are asked for and the best card has a list of none, a card near to it that has one: 关系营销分哪几层."""
        wanted = _HOW_MANY.search(query.text)
        if wanted is None:
            return None
        for hit in hits[:5]:
            own = self._library.catalogues_of(hit.passage.document_id)
            if any(catalogue.card == hit.passage.document_id and catalogue.item == wanted["item"] for catalogue in own):
                return hit if hit is not hits[0] and hit.score >= COUNTED_SO * hits[0].score else None
        return None

    def lead(self, query: Query, hit: Hit) -> Passage:
        """The passage that would lead an answer from `hit`."""
        card = self._library.cards.get(hit.passage.document_id)
        return hit.passage if card is None else self._composer.lead(query, card)

    def begins(self, query: Query, hit: Hit) -> tuple[str, int]:
        """The sentence with which an answer from `hit` begins: its passage, and where in it."""
        card = self._library.cards.get(hit.passage.document_id)
        if card is None:
            return hit.passage.id, 0
        best = self._sentences.ranked(query, card)[0]
        return best.passage.id, best.sentence.start

    def chosen(self, query: Query, hits: Sequence[Hit]) -> Hit:
        """The best hit, or one nearly as good that counts its members as the question does. Where a figure or a claim is asked for and the
        sources disagree on it, the card that sets the claims side by side; where neither is, the card of the thing itself goes before the card
        on what is said of it. A follow-up that asks who said what was told, and nothing else, is about the card that tells it."""
        for hit in hits if query.told else ():
            named = self._library.cards.get(hit.passage.document_id)
            if named is not None and self._sentences.says_so(query, named):
                return hit
        if (way := self._way(query, hits)) is not None:
            return way
        if (listed := self._counted_so(query, hits)) is not None:
            return listed
        best = next((hit for hit in hits[:5] if hit.score >= COUNTED * hits[0].score and self._announces(query, hit)), hits[0])
        disputed = query.intent in (Intent.FIGURE, Intent.CONFLICT, Intent.CONFIRM)
        best_card = self._library.cards.get(best.passage.document_id)
        for hit in hits[:5]:
            card = self._library.cards.get(hit.passage.document_id)
            if card is None or best_card is None or card is best_card:
                continue
            if (
                disputed
                and card.claims
                and hit.score >= RIVAL * best.score
                and (query.intent is Intent.CONFLICT or best_card.id in card.see)
            ):
                return hit
            if not disputed and best_card.claims and not card.claims and card.id in best_card.see and hit.score >= PLAIN_RIVAL * best.score:
                return hit
        return best


def likeliest(found: Sequence[Found]) -> Found:
    """The most probable reading, one that tells something new before one that does not; but one that completes an earlier question, where that is
    sure."""
    best = max(found, key=lambda one: (not one.retold, one.probability))
    return next((one for one in found if one.surely_completes), best)
