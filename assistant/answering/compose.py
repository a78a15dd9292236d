"""From hits to an answer that reads well: which sentences, in which order, under which frames.

It quotes whole sentences and never glues fragments. The sentence that answers best comes first, then what answers nearly as well; a list is told by
the sentence that names its members, a way step by step, a name by its definition and points. What may not be done with a figure follows the figure.
"""

import re
from collections.abc import Sequence

from assistant.answering.asides import Asides
from assistant.answering.aspects import headings_asked
from assistant.answering.bands import Band, asked_bands, holds
from assistant.answering.claims import Claims
from assistant.answering.draft import Draft
from assistant.answering.extent import RESPONSE, Extent
from assistant.answering.frames import Frame
from assistant.answering.orders import stands_in_an_order
from assistant.answering.premise import opening, other_count, other_year
from assistant.answering.sections import ASIDE, CLAIMS, CONFUSED, DEFINITION, EXAMPLES, GENERAL, POINTS, STEPS, Sections, has_figure
from assistant.answering.sentences import Scored, Sentences
from assistant.answering.verdict import Verdict, stated, verdict
from assistant.answering.wanted import asks_meaning, asks_several, wants_example, wants_only
from assistant.ingest.cards import AXES, DERIVED, DOUBTS, GAPS
from assistant.library import Library
from assistant.retrieval.overlap import Weigher, content
from assistant.types import Card, Hit, Intent, Passage, Query, Sentence, Statement, StatementKind

MAX_POINTS = 8
MAX_PLAIN_SENTENCES = 4
MAX_TOLD = 4  # sentences that answer, of one card; MORE where much is asked
MORE = 1  # sentence besides
MAX_BESIDE = 1  # beside a section that is told whole
ANSWERS_TOO = 0.15  # odds against the best sentence, from which another is told
BESIDE_LIST = 0.3  # the same where the best sentence names a whole list
ANSWERS_ALONE = 0.5  # the same where one thing is asked
ASKED_MUCH = 0.33  # of these odds where several things are asked, a way or a case
DECIDES = 6  # sentences, the likeliest first, of which one may decide a yes or no
COUNTS = 3  # sentences, the likeliest first, of which one may count what the question counts otherwise
INFERRED_TOO = 0.8  # the same of a sentence that only infers
NAMES_MORE = 0.25  # share of a comparison's question that a sentence must hold beyond the best one's to go before it
_WHICH_LAW = re.compile("哪一?条(?:法则|定律|规[则律])|哪一?条(?:的|讲的|说的)?[?？。]?$")
_BOTH = re.compile("[和跟与同、]|比")  # 是怎么一回事 names one thing
MAX_APART = 2  # sentences that set two cards apart
_OPEN = re.compile("(?:材料|课件|原文)?(?:没有|没|未)(?:写|说|印|给|提)")  # an axis that the material leaves open
_ONE_THING = frozenset((Intent.CONFIRM, Intent.FIGURE, Intent.IDENTIFY))
_MUCH = frozenset((Intent.HOW_TO, Intent.CASE, Intent.COMPARISON))
_FIGURE_BONUS = 0.3
_INFERRED_COST = 0.5


class Composer:
    """Writes drafts from hits; it decides wording and order, never whether to answer."""

    def __init__(self, library: Library, weigher: Weigher, sections: Sections, sentences: Sentences, extent: Extent) -> None:
        self._library = library
        self._weigher = weigher
        self._sections = sections
        self._sentences = sentences
        self._extent = extent
        self._asides = Asides(library, weigher, sections, sentences)
        self._claims = Claims(sections, sentences, self._asides)

    def lead(self, query: Query, card: Card) -> Passage:
        """The section of `card` that leads the answer: that of the sentence that answers best."""
        if self._only_named(query, card):
            ranked = [passage for _, passage in self._sections.ranked(query, card)]
            tells = (passage for passage in ranked if passage.heading not in ASIDE)
            return next(tells, ranked[0]) if wants_only(query, card) else ranked[0]
        return self._sentences.ranked(query, card)[0].passage

    def _only_named(self, query: Query, card: Card) -> bool:
        """Whether a question only names a card, to know what it is."""
        asked_so = self._sentences.section_asked(query, card.id)
        if asked_so and asked_so != DEFINITION:
            return False
        if wants_only(query, card):
            return True
        aspect = headings_asked(query.text)
        tells_it = any(passage.heading in aspect for passage in self._sections.of(card.id))
        return query.intent is Intent.DEFINITION and self._sections.only_names(query, card) and not tells_it

    # Answers by kind

    def card(self, query: Query, card: Card) -> Draft:
        """An answer from one card: what answers, then the boundary and the gap."""
        draft = Draft(self._library)
        best = self._sentences.ranked(query, card)[0]
        lead = self.lead(query, card)
        asked_so = self._sentences.section_asked(query, card.id)
        if (asked := asked_bands(query.text)) and (band := self._band(asked, query, card)):
            draft.paragraph(draft.quote(band.passage, band.sentence))
            return draft
        if card.claims and (query.intent in (Intent.CONFLICT, Intent.FIGURE, Intent.CONFIRM) or lead.heading == CLAIMS):
            self._claims.add(draft, query, card)
            return draft
        if decided := self._decided(query, card):
            frame, one = decided
            draft.paragraph(draft.frame(frame), draft.quote(one.passage, one.sentence))
            self._asides.add(draft, query, card)
            return draft
        told = self._sentences.ranked(query, card)[:COUNTS]
        if counted := next((one for one in told if other_count(query.text, one.passage.quote(one.sentence), self._texts(card))), None):
            draft.paragraph(draft.frame(Frame.OTHER_FIGURE), draft.quote(counted.passage, counted.sentence))
            self._asides.add(draft, query, card)
            return draft
        if premise := self._other_year(query, card):
            draft.paragraph(draft.frame(Frame.OTHER_FIGURE), draft.quote(*premise))
        if example := self._example(query, card):
            definition = self._sections.one(card.id, DEFINITION)
            if definition is not None and asks_meaning(query.text):
                draft.listing(definition, definition.sentences[:1])
            draft.listing(example, example.sentences[:MAX_POINTS])
        elif not asked_so and (named := self._extent.named(query, card)):
            draft.prose([draft.quote(*one) for one in named])
        elif self._only_named(query, card):
            self._whole(draft, card, lead)
        elif lead.heading in (GAPS, DOUBTS):
            self._told(draft, query, card)
        elif sides := self._extent.sides(query, self._sentences.ranked(query, card)):
            draft.prose([draft.quote(one.passage, one.sentence) for one in sides])
        elif meant := self._extent.meant(query, self._sentences.ranked(query, card)):
            draft.paragraph(draft.quote(meant.passage, meant.sentence))
        elif parts := self._extent.parts(query, best):
            draft.prose([draft.quote(*part) for part in parts])
        elif members := self._extent.members(query, best):
            draft.listing(best.passage, members)
        else:
            self._told(draft, query, card)
        if lead.heading not in (GAPS, DOUBTS):
            self._asides.add(draft, query, card)
        return draft

    def _band(self, asked: frozenset[Band], query: Query, card: Card) -> Scored | None:
        """The sentence with the band that a number of the question falls into."""
        ranked = self._sentences.ranked(query, card)
        return next((one for one in ranked if holds(one.passage.quote(one.sentence), asked)), None)

    def _example(self, query: Query, card: Card) -> Passage | None:
        """The examples of what a card is about, where an example is asked for and only what the thing is would be told: no section of its own
        answers that, nor a sentence on one of the examples."""
        best = self._sentences.ranked(query, card)[0].passage
        if not wants_example(query) or best.heading not in GENERAL - {EXAMPLES}:
            return None
        return self._sections.one(card.id, EXAMPLES)

    def _whole(self, draft: Draft, card: Card, lead: Passage) -> None:
        """What a name means, and the points of it."""
        draft.listing(lead, self._extent.points(lead))
        for heading in (POINTS, STEPS):
            section = self._sections.one(card.id, heading)
            if lead.heading == DEFINITION and section is not None:
                draft.listing(section, self._extent.points(section)[:MAX_POINTS])

    def _told(self, draft: Draft, query: Query, card: Card) -> None:
        """The sentence that answers best, then those that answer nearly as well, in the order of the text."""
        ranked = self._both_sides_first(query, self._sentences.ranked(query, card))
        best, *others = ranked
        if best.passage.heading == GAPS:
            draft.paragraph(draft.quote(best.passage, best.sentence, kind=StatementKind.GAP))
            return
        definition = self._sections.one(card.id, DEFINITION)
        names_one = query.intent is Intent.IDENTIFY or bool(card.member_of and _WHICH_LAW.search(query.text))
        if names_one and definition is not None:
            draft.paragraph(draft.quote(definition, definition.sentences[0]))
        aside = (GAPS, DOUBTS) if best.passage.heading == CONFUSED or query.intent is Intent.COMPARISON else (GAPS, DOUBTS, CONFUSED)
        several = asks_several(query.text)
        much = several or query.intent in _MUCH
        least = ANSWERS_ALONE if query.intent in _ONE_THING else BESIDE_LIST if self._extent.announced(best) else ANSWERS_TOO
        least *= ASKED_MUCH if much else 1
        answering = [
            one for one in others if one.share >= (INFERRED_TOO if one.features.inferred else least) and one.passage.heading not in aside
        ]
        if names_one and not several:  # a name is asked for
            answering = []
        if query.intent is Intent.HOW_TO and best.passage.heading != RESPONSE:
            answering = [*[one for one in others if one.passage.heading == RESPONSE][:1], *answering]
        if whole := self._extent.whole(query, card, ranked):
            beside = self._extent.beside(whole, answering)
            best, *told = self._extent.new([*whole, *beside])[: len(whole) + MAX_BESIDE]
        else:
            told = self._extent.new([best, *answering])[1 : MAX_TOLD + MORE * much]
            told.sort(key=lambda one: (one.passage is not best.passage, one.passage.start, one.sentence.start))
        if not draft.statements and (frame := opening(query, best.passage.quote(best.sentence), self._texts(card))):
            draft.paragraph(draft.frame(frame), draft.quote(best.passage, best.sentence))
        draft.prose([draft.quote(one.passage, one.sentence) for one in (best, *told) if not draft.says(one.passage, one.sentence)])

    def _both_sides_first(self, query: Query, ranked: Sequence[Scored]) -> Sequence[Scored]:
        """Where things are compared, of the sentences that answer nearly as well as the best the one first that names most of what is compared."""
        if query.intent is not Intent.COMPARISON or not _BOTH.search(query.text):
            return ranked
        compared = self._weigher.tokens(content(query.text))
        names = [self._weigher.coverage(compared, self._weigher.tokens(one.passage.quote(one.sentence))) for one in ranked]
        first = next(
            (
                one
                for one, share in zip(ranked, names, strict=True)
                if one.share >= ANSWERS_TOO and one.passage.heading not in (GAPS, DOUBTS) and share >= names[0] + NAMES_MORE
            ),
            ranked[0],
        )
        return [first, *(one for one in ranked if one is not first)]

    def _decided(self, query: Query, card: Card) -> tuple[Frame, Scored] | None:
        """The verdict on what a question states, with the sentence that gives it; None where none is certain."""
        statement = stated(query.text)
        if statement is None:
            return None
        for one in self._sentences.ranked(query, card)[:DECIDES]:
            if one.passage.heading != GAPS and (found := verdict(statement, one.passage.quote(one.sentence))) is not None:
                return Frame.SO if found is Verdict.SO else Frame.NOT_SO, one
        return None

    def _other_year(self, query: Query, card: Card) -> tuple[Passage, Sentence] | None:
        """The sentence that gives another year than the question takes for granted."""
        place = other_year(query.text, self._texts(card))
        return None if place is None else self._sentences.of(card.id)[place]

    def _texts(self, card: Card) -> list[str]:
        return [passage.quote(sentence) for passage, sentence in self._sentences.of(card.id)]

    def _answers(self, query: Query, question: set[str], text: str) -> float:
        """How well a sentence answers: what it covers of the question; a printed figure counts where one is asked for, an inference less."""
        bonus = _FIGURE_BONUS if query.intent is Intent.FIGURE and has_figure(text) else 0.0
        return self._weigher.coverage(question, self._weigher.tokens(text)) + bonus - (_INFERRED_COST if DERIVED in text else 0.0)

    def comparison(self, query: Query, cards: Sequence[Card]) -> Draft:
        """Two or more cards side by side: what sets them apart, a table by their shared axes; each one's definition where either is missing."""
        draft = Draft(self._library)
        apart = []
        for card in cards:
            confused = self._sections.one(card.id, CONFUSED)
            if confused is None:
                continue
            others = [name for other in cards if other.id != card.id for name in other.names]
            apart += [(confused, s) for s in confused.sentences if any(name in confused.quote(s) for name in others)]
        rows = self._axes(cards)
        if apart:
            draft.paragraph(*(draft.quote(passage, sentence) for passage, sentence in apart[:MAX_APART]))
        if not apart or not rows:
            sections = [self._sections.one(card.id, DEFINITION) or self._sections.one(card.id, POINTS) for card in cards]
            draft.paragraph(*(draft.quote(section, section.sentences[0]) for section in sections if section is not None))
        if rows:
            quoted = [(axis, [draft.quote(passage, sentence) for passage, sentence in cells]) for axis, cells in rows]
            draft.table(("", *(card.title for card in cards)), quoted)
        return draft

    def _axes(self, cards: Sequence[Card]) -> list[tuple[str, list[tuple[Passage, Sentence]]]]:
        """The rows of a table by the axes that the cards share, but for those that the material leaves open for all."""
        shared = [axis for axis in cards[0].compare if all(axis in card.compare for card in cards)]
        passages = [self._library.section(card.id, AXES) for card in cards]
        rows = []
        for axis in shared:
            cells = [
                (passage, passage.sentences[list(card.compare).index(axis)])
                for card, passage in zip(cards, passages, strict=True)
                if passage is not None
            ]
            if len(cells) == len(cards) and not all(_OPEN.match(passage.quote(sentence)) for passage, sentence in cells):
                rows.append((axis, cells))
        return rows

    def plain(self, query: Query, hits: Sequence[Hit]) -> Draft:
        """From plain files: the sentences that cover most of the question, best first; none that gives orders to a language model."""
        draft = Draft(self._library)
        question = self._weigher.tokens(content(query.standalone))
        ranked = sorted(
            (
                (hit.score * self._answers(query, question, hit.passage.quote(sentence)), -place, hit.passage, sentence)
                for place, hit in enumerate(hits)
                for sentence in hit.passage.sentences
                if not stands_in_an_order(hit.passage, sentence.start, sentence.end)
            ),
            key=lambda row: (-row[0], -row[1]),
        )
        best = ranked[0][0] if ranked else 0.0
        chosen: list[Statement] = []
        for score, _, passage, sentence in ranked:
            if score >= 0.5 * best and not draft.says(passage, sentence) and len(chosen) < MAX_PLAIN_SENTENCES:
                chosen.append(draft.quote(passage, sentence))
        draft.paragraph(*chosen[:1])
        draft.bullets(chosen[1:])
        return draft
