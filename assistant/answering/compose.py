"""From hits to an answer that reads well: which sentences, in which order, under which frames.

It quotes whole sentences and never glues fragments. The sentence that answers best comes first, then what answers nearly as well; a list is told by
the sentence that names its members, a way step by step, a name by its definition and points. What may not be done with a figure follows the figure.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.announced import announced, counts_asked, wants_members, wants_more
from assistant.answering.asides import Asides
from assistant.answering.attributes import ASKED
from assistant.answering.claims import Claims
from assistant.answering.draft import Draft
from assistant.answering.frames import Frame
from assistant.answering.orders import stands_in_an_order
from assistant.answering.overlap import Weigher, content
from assistant.answering.premise import opening, other_year
from assistant.answering.sections import ASIDE, CLAIMS, CONFUSED, DEFINITION, GENERAL, POINTS, STEPS, Sections, has_figure
from assistant.answering.sentences import TO_DO, Scored, Sentences
from assistant.answering.words import content_words
from assistant.ingest.cards import AXES, DERIVED, DOUBTS, GAPS
from assistant.library import Library
from assistant.numerals import read_numbers
from assistant.retrieval.listed import nth, own_pairs
from assistant.retrieval.tokens import normalise, without
from assistant.types import Card, Catalogue, Hit, Intent, Passage, Query, Sentence, Statement, StatementKind

MAX_POINTS = 8
MAX_PLAIN_SENTENCES = 4
MAX_TOLD = 3  # sentences that answer, of one card; one more where several things are asked
ANSWERS_TOO = 0.25  # odds against the best sentence, from which another is told: the answer is among them for 9 questions of 10
ANSWERS_ALONE = 0.5  # the same where one thing is asked, or where the best sentence names a whole list
ASKED_SEVERAL = 0.6  # of these odds where several things are asked
_ASKS = "(?:哪|什么|啥|几|多少|谁|怎么|咋|干嘛|吗)"
_SEVERAL = re.compile(rf"各|分别|还有|以及|和|跟|与|{_ASKS}.*[,，、].*{_ASKS}")
INFERRED_TOO = 0.8  # the same of a sentence that only infers
NAMES_MORE = 0.25  # share of a comparison's question that a sentence must hold beyond the best one's to go before it
_BOTH = re.compile("[和跟与同、]|比")  # 是怎么一回事 names one thing
_WHOSE = re.compile("[谁哪]家|哪个公司")
_SHORT = re.compile("没有印出|只[举列留剩]|不全")  # of a list's gaps: members are lost
MAX_IN_ONE = 3  # sentences of a paragraph
SAYS_AGAIN = 0.6  # a sentence with so much of its weight in another only repeats it
RESPONSE = "应对"  # the section that says how to deal with what the others describe
BETTER = 0.5  # score by which a sentence of the card goes before those on the member that a question points at
LEAST = 2.0  # score of a sentence that tells of a member which the card only names
MAX_APART = 2  # sentences that set two cards apart
_OPEN = re.compile("(?:材料|课件|原文)?(?:没有|没|未)(?:写|说|印|给|提)")  # an axis that the material leaves open
_ONE_THING = frozenset((Intent.CONFIRM, Intent.FIGURE, Intent.IDENTIFY))
_FIGURE_BONUS = 0.3
_INFERRED_COST = 0.5


class Composer:
    """Writes drafts from hits; it decides wording and order, never whether to answer."""

    def __init__(self, library: Library, weigher: Weigher, sections: Sections, sentences: Sentences) -> None:
        self._library = library
        self._weigher = weigher
        self._sections = sections
        self._sentences = sentences
        self._asides = Asides(weigher, sections, sentences)
        self._claims = Claims(sections, sentences, self._asides)

    def lead(self, query: Query, card: Card) -> Passage:
        """The section of `card` that leads the answer: that of the sentence that answers best."""
        if query.intent is Intent.DEFINITION and self._sections.only_names(query, card):
            return self._sections.ranked(query, card)[0][1]
        return self._sentences.ranked(query, card)[0].passage

    # Answers by kind

    def card(self, query: Query, card: Card) -> Draft:
        """An answer from one card: what answers, then the boundary and the gap."""
        draft = Draft(self._library)
        best = self._sentences.ranked(query, card)[0]
        lead = self.lead(query, card)
        if card.claims and (query.intent in (Intent.CONFLICT, Intent.FIGURE, Intent.CONFIRM) or lead.heading == CLAIMS):
            self._claims.add(draft, query, card)
            return draft
        if premise := self._other_year(query, card):
            draft.paragraph(draft.frame(Frame.OTHER_FIGURE), draft.quote(*premise))
        if query.intent is Intent.DEFINITION and self._sections.only_names(query, card):
            self._whole(draft, card, lead)
        elif lead.heading in (GAPS, DOUBTS):
            self._told(draft, query, card)
        elif members := self._members_of(query, best):
            self._listing(draft, best.passage, members)
        else:
            self._told(draft, query, card)
        if lead.heading not in (GAPS, DOUBTS):
            self._asides.add(draft, query, card)
        return draft

    def _members_of(self, query: Query, best: Scored) -> Sequence[Sentence]:
        """The list or the way that the best sentence begins, where more of it is asked for than that sentence says; none where it says enough."""
        if ASKED["person"].search(query.text) or _WHOSE.search(query.text):
            return ()
        passage, text = best.passage, best.passage.quote(best.sentence)
        found = announced(text)
        lists = query.intent is Intent.LIST or wants_members(query)
        begins = best.sentence is passage.sentences[0] or passage.heading == STEPS
        if found is None:
            whole = begins and (query.intent is Intent.LIST or (query.intent is Intent.HOW_TO and passage.heading in TO_DO))
            return passage.sentences if whole else ()
        counts = counts_asked(query.text)
        other_count = lists and bool(counts) and found.count not in counts  # 账本分两栏, asked for its 四问
        if not (other_count or query.intent in (Intent.HOW_TO, Intent.COMPARISON) or (lists and wants_more(query.text))):
            return ()
        members = passage.sentences if begins else self._announced(best)
        return members if self._say_more(passage, members) else ()

    def _say_more(self, passage: Passage, members: Sequence[Sentence]) -> bool:
        """Whether sentences about the members of a list say more than the first, which names them."""
        anew = [member for member in members[1:] if not self._says_again(passage.quote(member), passage.quote(members[0]))]
        return 2 * len(anew) >= len(members) > 1

    def _announced(self, best: Scored) -> list[Sentence]:
        """The best sentence where it announces a list, with those behind it that begin with a member; none where it does not."""
        sentences = best.passage.sentences
        behind = sentences[sentences.index(best.sentence) + 1 :]
        found = announced(best.passage.quote(best.sentence))
        if found is None or best.passage.heading in ASIDE:
            return []
        return [best.sentence, *(one for one in behind if normalise(best.passage.quote(one)).startswith(found.members))]

    def _whole(self, draft: Draft, card: Card, lead: Passage) -> None:
        """What a name means, and the points of it."""
        self._listing(draft, lead, self._points(lead))
        for heading in (POINTS, STEPS):
            section = self._sections.one(card.id, heading)
            if lead.heading == DEFINITION and section is not None:
                self._listing(draft, section, self._points(section)[:MAX_POINTS])

    def _points(self, section: Passage) -> Sequence[Sentence]:
        """The sentences of a section with a list: the first alone where it names all members and the others only say them again."""
        named = announced(section.quote(section.sentences[0])) is not None
        return section.sentences[:1] if named and not self._say_more(section, section.sentences) else section.sentences

    def _told(self, draft: Draft, query: Query, card: Card) -> None:
        """The sentence that answers best, then those that answer nearly as well, in the order of the text."""
        best, *others = self._both_sides_first(query, self._sentences.ranked(query, card))
        if best.passage.heading == GAPS:
            draft.paragraph(draft.quote(best.passage, best.sentence, kind=StatementKind.GAP))
            return
        definition = self._sections.one(card.id, DEFINITION)
        if query.intent is Intent.IDENTIFY and definition is not None:
            draft.paragraph(draft.quote(definition, definition.sentences[0]))
        aside = (GAPS, DOUBTS) if best.passage.heading == CONFUSED or query.intent is Intent.COMPARISON else (GAPS, DOUBTS, CONFUSED)
        several = bool(_SEVERAL.search(query.text))
        least = ANSWERS_ALONE if query.intent in _ONE_THING or self._announced(best) else ANSWERS_TOO
        least *= ASKED_SEVERAL if several else 1
        answering = [
            one for one in others if one.share >= (INFERRED_TOO if one.features.inferred else least) and one.passage.heading not in aside
        ]
        if query.intent is Intent.IDENTIFY and not several:  # a name is asked for
            answering = []
        if query.intent is Intent.HOW_TO and best.passage.heading != RESPONSE:
            answering = [*[one for one in others if one.passage.heading == RESPONSE][:1], *answering]
        told = self._new([best, *answering])[1 : MAX_TOLD + several]
        told.sort(key=lambda one: (one.passage is not best.passage, one.passage.start, one.sentence.start))
        if not draft.statements and (frame := opening(query, best.passage.quote(best.sentence), self._texts(card))):
            draft.paragraph(draft.frame(frame), draft.quote(best.passage, best.sentence))
        self._paragraphs(
            draft, [draft.quote(one.passage, one.sentence) for one in (best, *told) if not draft.says(one.passage, one.sentence)]
        )

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

    def _other_year(self, query: Query, card: Card) -> tuple[Passage, Sentence] | None:
        """The sentence that gives another year than the question takes for granted."""
        place = other_year(query.text, self._texts(card))
        return None if place is None else self._sentences.of(card.id)[place]

    def _texts(self, card: Card) -> list[str]:
        return [passage.quote(sentence) for passage, sentence in self._sentences.of(card.id)]

    def _new(self, scored: Sequence[Scored]) -> list[Scored]:
        """Those that say something besides what stands before them."""
        kept: list[Scored] = []
        for one in scored:
            text = one.passage.quote(one.sentence)
            if not any(self._says_again(text, other.passage.quote(other.sentence)) for other in kept):
                kept.append(one)
        return kept

    def _says_again(self, text: str, said: str) -> bool:
        return self._weigher.coverage(self._weigher.tokens(text), self._weigher.tokens(said)) >= SAYS_AGAIN

    def _listing(self, draft: Draft, passage: Passage, sentences: Sequence[Sentence]) -> None:
        """The first sentence answers; of more than fit a paragraph, the others are a list below it."""
        self._paragraphs(draft, [draft.quote(passage, sentence) for sentence in sentences if not draft.says(passage, sentence)])

    def _paragraphs(self, draft: Draft, statements: Sequence[Statement]) -> None:
        """Up to three sentences are a paragraph; of more, the first answers and the others are a list below it."""
        if len(statements) <= MAX_IN_ONE:
            draft.paragraph(*statements)
        else:
            draft.paragraph(statements[0])
            draft.bullets(statements[1:])

    def _answers(self, query: Query, question: set[str], text: str) -> float:
        """How well a sentence answers: what it covers of the question; a printed figure counts where one is asked for, an inference less."""
        bonus = _FIGURE_BONUS if query.intent is Intent.FIGURE and has_figure(text) else 0.0
        return self._weigher.coverage(question, self._weigher.tokens(text)) + bonus - (_INFERRED_COST if DERIVED in text else 0.0)

    def catalogue(self, catalogue: Catalogue) -> Draft:
        """A closed list, complete and in order, with its count."""
        draft = Draft(self._library)
        if catalogue.card is not None:
            section = self._sections.one(catalogue.card, catalogue.section or POINTS)
            if section is not None:
                self._listing(draft, section, self._points(section))
            return draft
        counted = any(number.value == len(catalogue.members) for number in read_numbers(catalogue.title))
        said = "依次是" if counted and catalogue.ordered and not catalogue.promises else catalogue.extent
        draft.paragraph(Statement(f"{catalogue.title}{said}：", StatementKind.COMPUTED))
        self._members(draft, catalogue, range(1, len(catalogue.members) + 1))
        if _SHORT.search(catalogue.gaps):
            draft.paragraph(Statement(catalogue.gaps, StatementKind.GAP))
        return draft

    def members(self, catalogue: Catalogue, places: Sequence[int]) -> Draft:
        """The members at some places of a list, a sentence each."""
        draft = Draft(self._library)
        self._members(draft, catalogue, places)
        return draft

    def member(self, query: Query, catalogue: Catalogue, place: int) -> Draft:
        """One member of a list that a card tells of: what the card says of it, what the question asks first; where more is asked than the
        member, what else of the card answers that better."""
        draft = Draft(self._library)
        card = self._library.cards[catalogue.card or ""]
        said = self._said_of(catalogue, place, anywhere=query.intent in (Intent.CASE, Intent.HOW_TO, Intent.FIGURE))
        asked = content_words(without(normalise(query.text), catalogue.names))
        about = replace(query, text=f"{catalogue.members[place - 1]}，{query.text}")
        ranked = [
            one for one in self._sentences.ranked(about, card) if one.passage.heading not in ASIDE and not self._lists(one, catalogue)
        ]
        own = [one for one in ranked if (one.passage, one.sentence) in said]
        if ranked and asked and (not own or ranked[0].score > own[0].score + BETTER):
            own = [ranked[0], *own]
        if query.intent is Intent.DEFINITION and not asked:  # 第四个: what it is, in the order of the text
            own.sort(key=lambda one: (one.passage.start, one.sentence.start))
        told = self._new(own)[: MAX_POINTS if asked else MAX_TOLD]
        if not told or (not said and told[0].score < LEAST):
            draft.paragraph(*self._told_of(catalogue, place, draft))
            return draft
        best = told[0]
        told.sort(key=lambda one: (one is not best, one.passage.start, one.sentence.start))
        self._paragraphs(draft, [draft.quote(one.passage, one.sentence) for one in told])
        return draft

    def _lists(self, one: Scored, catalogue: Catalogue) -> bool:
        """Whether a sentence only lists the members."""
        text = normalise(one.passage.quote(one.sentence))
        return all(normalise(member) in text for member in catalogue.members)

    def _members(self, draft: Draft, catalogue: Catalogue, places: Sequence[int]) -> None:
        lines = [line for place in places for line in self._told_of(catalogue, place, draft)]
        if len(lines) == 1:
            draft.paragraph(*lines)
            return
        in_a_row = list(places) == list(range(places[0], places[0] + len(lines)))
        draft.bullets(lines, places if catalogue.ordered and in_a_row else ())

    def _told_of(self, catalogue: Catalogue, place: int, draft: Draft) -> list[Statement]:
        """What tells of a member in one sentence: one of the list's card that is about it, or its own card's definition."""
        if catalogue.card is not None:
            section = self._sections.one(catalogue.card, catalogue.section or POINTS)
            said = self._said_of(catalogue, place) or ([(section, section.sentences[0])] if section else [])
        else:
            member = catalogue.members[place - 1]
            section = self._sections.one(member, DEFINITION) or next(iter(self._sections.of(member)), None)
            said = [(section, section.sentences[0])] if section else []
        return [draft.quote(passage, sentence) for passage, sentence in said[:1]]

    def _said_of(self, catalogue: Catalogue, place: int, *, anywhere: bool = False) -> list[tuple[Passage, Sentence]]:
        """The sentences about a member of a list that a card tells of: those of the list's section that begin with it, and the section that it
        heads; `anywhere` those that name it in other sections too."""
        if catalogue.card is None:
            return []
        home = catalogue.section or POINTS
        members = [normalise(member) for member in catalogue.members]
        own, name = own_pairs(members)[place - 1], members[place - 1]
        found = []
        for passage in self._sections.of(catalogue.card):
            if passage.heading == home:
                rest = ((one, normalise(passage.quote(one))) for one in passage.sentences[1:])
                found += [
                    (passage, one)
                    for one, text in rest
                    if name in text or place in nth(text) or any(pair in _beginning(text) for pair in own)
                ]
            elif place in nth(passage.heading) or (
                passage.heading not in GENERAL and any(pair in normalise(passage.heading) for pair in own)
            ):
                found += [(passage, one) for one in passage.sentences]
            elif anywhere and passage.heading not in ASIDE:
                found += [(passage, one) for one in passage.sentences if any(pair in normalise(passage.quote(one)) for pair in own)]
        return found

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


def _beginning(text: str) -> str:
    """A sentence up to its first comma or verb of being, which says what it is about."""
    return re.split("[,、:是]", text, maxsplit=1)[0]
