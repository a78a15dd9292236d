"""From hits to an answer that reads well: which sentences, in which order, under which frames.

It quotes whole sentences and never glues fragments. The section that leads is the one whose ask is most like the
question, or the one that the intent names; what may not be done with a figure follows the figure.
"""

from collections.abc import Iterable, Sequence

from assistant.answering.draft import Draft
from assistant.answering.frames import Frame
from assistant.answering.overlap import Weigher, content
from assistant.ingest.cards import AXES, DERIVED, DOUBTS, GAPS
from assistant.library import Library
from assistant.numerals import read_numbers
from assistant.retrieval.tokens import normalise
from assistant.types import Card, Catalogue, Hit, Intent, Passage, Query, Sentence, Statement, StatementKind
from assistant.value.formulas import FORMULAS

MAX_LEAD_SENTENCES = 8  # of a long section, those nearest to the question
MAX_POINTS = 8
MAX_FURTHER = 4
MAX_PLAIN_SENTENCES = 4
MAX_CHARS = 420  # an answer from a card is about this long at most, where its leading section is not longer by itself
NEARLY = 0.45  # a section with this share of the leading one's score goes on from it
LIKE_ASK = 0.6  # an ask this like the question names the section, whatever the intent

DEFINITION, POINTS, STEPS, CONFUSED, CLAIMS = "定义", "要点", "步骤", "易混", "说法"

# Sections that answer an intent, best first.
_SECTIONS: dict[Intent, tuple[str, ...]] = {
    Intent.DEFINITION: (DEFINITION, POINTS, CLAIMS),
    Intent.LIST: (POINTS, STEPS, DEFINITION),
    Intent.FIGURE: ("数字", "份额", "公式", POINTS),
    Intent.COMPARISON: (CONFUSED, DEFINITION),
    Intent.CASE: ("案例",),
    Intent.HOW_TO: (STEPS, "怎么用", "做法", POINTS),
    Intent.IDENTIFY: (DEFINITION,),
    Intent.CONFIRM: (DEFINITION, POINTS),
    Intent.CONFLICT: (CLAIMS, DOUBTS),
    Intent.CALCULATION: ("公式", DEFINITION),
}
_ROOM = {Intent.FIGURE: 160, Intent.CONFIRM: 220}  # as MAX_CHARS, for questions that want less
_INTENT_BONUS = 0.25
_NAMED_BONUS = 2.0  # 什么是X wants the definition of X, whatever asks resemble it
_FIGURE_BONUS = 0.3
_INFERRED_COST = 0.5
_HEADING_BONUS = 0.4  # the question names the section: 海底捞等位时, 交易前
_GENERAL = frozenset(heading for headings in _SECTIONS.values() for heading in headings)
_ASIDE = {DOUBTS: 0.15, GAPS: 0.15, CONFUSED: 0.1}  # sections that lead only where the question is plainly theirs


class Composer:
    """Writes drafts from hits; it decides wording and order, never whether to answer."""

    def __init__(self, library: Library, weigher: Weigher) -> None:
        self._library = library
        self._weigher = weigher

    # Which part of a card

    def lead(self, query: Query, card: Card) -> Passage:
        """The section of `card` that leads the answer."""
        return self._ranked(query, card)[0][1]

    def _ranked(self, query: Query, card: Card) -> list[tuple[float, Passage]]:
        """The sections of `card`, the one that answers best first: by its nearest ask, its words, its heading and the intent."""
        subject = content(query.standalone)
        question = self._weigher.tokens(subject)
        wanted = _SECTIONS[query.intent]
        lists = {catalogue.section for catalogue in self._library.catalogues_of(card.id)} if query.intent is Intent.LIST else set()
        plain_definition = query.intent is Intent.DEFINITION and self._only_names(query, card)
        wants_figure = query.intent is Intent.FIGURE or (query.intent is Intent.CONFIRM and has_figure(query.text))
        ranked = []
        for passage in self._sections(card.id):
            heading = passage.heading
            likeness = max((self._weigher.likeness(question, ask) for ask in card.asks.get(heading, ())), default=0.0)
            covered = self._weigher.coverage(question, self._weigher.tokens(f"{heading}\n{passage.text}"))
            score = likeness + 0.5 * covered - _ASIDE.get(heading, 0.0)
            if heading not in _GENERAL:
                score += _HEADING_BONUS * self._weigher.coverage(self._weigher.tokens(heading), question)
            if heading in lists:
                score += _INTENT_BONUS
            elif heading in wanted and likeness < LIKE_ASK:
                score += _INTENT_BONUS / (1 + wanted.index(heading))
            if wants_figure and heading not in _ASIDE and has_figure(passage.text):
                score += _FIGURE_BONUS / 2
            if heading == DEFINITION and plain_definition:
                score += _NAMED_BONUS
            ranked.append((score, passage))
        return sorted(ranked, key=lambda row: -row[0])

    def _only_names(self, query: Query, card: Card) -> bool:
        """Whether the question holds nothing besides a name of the card."""
        rest = content(query.standalone)
        for name in sorted(card.names, key=len, reverse=True):
            rest = rest.replace(normalise(name), "")
        return card.id in query.entities and not self._weigher.tokens(rest)

    def _sections(self, card_id: str) -> list[Passage]:
        return [passage for passage in self._library.passages_of(card_id) if passage.heading != AXES]

    def _section(self, card_id: str, heading: str) -> Passage | None:
        return next((passage for passage in self._sections(card_id) if passage.heading == heading), None)

    # Answers by kind

    def card(self, query: Query, card: Card) -> Draft:
        """An answer from one card: its leading section, then what the intent wants besides, then the boundary and the gap."""
        draft = Draft(self._library)
        ranked = self._ranked(query, card)
        lead = ranked[0][1]
        if card.claims and (query.intent in (Intent.CONFLICT, Intent.FIGURE, Intent.CONFIRM) or lead.heading == CLAIMS):
            self._claims(draft, card)
            return draft
        definition = self._section(card.id, DEFINITION)
        if query.intent is Intent.IDENTIFY and definition is not None and lead.heading != DEFINITION:
            draft.paragraph(draft.quote(definition, definition.sentences[0]))
        self._lead(draft, query, lead)
        for section in self._further(query, card, ranked):
            self._listing(draft, section, section.sentences[: MAX_POINTS if section.heading in (POINTS, STEPS) else MAX_FURTHER])
        if lead.heading not in (DEFINITION, GAPS) and definition is not None:
            self._aside(draft, Frame.RELATED_POINT, definition, definition.sentences[:1])
        self._boundary(draft, query, card, lead)
        return draft

    def _further(self, query: Query, card: Card, ranked: Sequence[tuple[float, Passage]]) -> list[Passage]:
        """Sections that go on where the leading one stops, while the answer is shorter than the question wants: what answers nearly as well."""
        best, lead = ranked[0]
        room = _ROOM.get(query.intent, MAX_CHARS) - len(lead.text)
        if lead.heading == GAPS or query.intent is Intent.IDENTIFY:
            return []
        sections = []
        for score, section in ranked[1:]:
            own_points = section.heading in (POINTS, STEPS) and lead.heading == DEFINITION and query.intent is not Intent.FIGURE
            if section.heading in (*_ASIDE, DEFINITION) or (score < NEARLY * best and not own_points):
                continue
            if len(section.text) <= room or own_points:
                sections.append(section)
                room -= len(section.text)
        return sorted(sections, key=lambda passage: passage.start)

    def _lead(self, draft: Draft, query: Query, passage: Passage) -> None:
        sentences = list(passage.sentences)
        if len(sentences) > MAX_LEAD_SENTENCES and query.intent not in (Intent.LIST, Intent.HOW_TO):
            sentences = self._nearest(query, passage, MAX_LEAD_SENTENCES)
        if query.intent in (Intent.FIGURE, Intent.CONFIRM):
            sentences = self._figure_first(query, passage, sentences)
        if passage.heading == GAPS:
            draft.paragraph(*(draft.quote(passage, sentence, kind=StatementKind.GAP) for sentence in sentences))
            return
        if query.intent is Intent.CONFIRM:
            first, *rest = sentences
            draft.paragraph(draft.frame(Frame.MATERIAL_SAYS), draft.quote(passage, first))
            draft.paragraph(*(draft.quote(passage, sentence) for sentence in rest))
            return
        self._listing(draft, passage, sentences)

    def _listing(self, draft: Draft, passage: Passage, sentences: Sequence[Sentence]) -> None:
        """The first sentence answers; of three and more, the others are a list below it."""
        new = [draft.quote(passage, sentence) for sentence in sentences if not draft.says(passage, sentence)]
        if len(new) < 3:
            draft.paragraph(*new)
            return
        draft.paragraph(new[0])
        draft.bullets(new[1:])

    def _nearest(self, query: Query, passage: Passage, count: int) -> list[Sentence]:
        """The first sentence and those that cover most of the question, in the order of the text."""
        question = self._weigher.tokens(content(query.standalone))
        ranked = sorted(passage.sentences[1:], key=lambda s: -self._weigher.coverage(question, self._weigher.tokens(passage.quote(s))))
        chosen = {passage.sentences[0], *ranked[: count - 1]}
        return [sentence for sentence in passage.sentences if sentence in chosen]

    def _figure_first(self, query: Query, passage: Passage, sentences: list[Sentence]) -> list[Sentence]:
        """The sentence with the figure that the question is about comes first."""
        question = self._weigher.tokens(content(query.standalone))

        best = max(sentences, key=lambda sentence: self._answers(query, question, passage.quote(sentence)))
        return [best, *(sentence for sentence in sentences if sentence is not best)]

    def _answers(self, query: Query, question: set[str], text: str) -> float:
        """How well a sentence answers: what it covers of the question; a printed figure counts where one is asked for, an inference less."""
        bonus = _FIGURE_BONUS if query.intent is Intent.FIGURE and has_figure(text) else 0.0
        return self._weigher.coverage(question, self._weigher.tokens(text)) + bonus - (_INFERRED_COST if DERIVED in text else 0.0)

    def _aside(
        self, draft: Draft, frame: Frame, passage: Passage, sentences: Iterable[Sentence], kind: StatementKind = StatementKind.QUOTED
    ) -> None:
        new = [draft.quote(passage, sentence, kind=kind) for sentence in sentences if not draft.says(passage, sentence)]
        if new:
            draft.paragraph(draft.frame(frame), *new)

    def _boundary(self, draft: Draft, query: Query, card: Card, lead: Passage) -> None:
        """What the answer may not be used for, and what the source lost of it."""
        doubts, gaps = self._section(card.id, DOUBTS), self._section(card.id, GAPS)
        figures = has_figure(lead.text)
        if doubts is not None and lead.heading != DOUBTS and (figures or query.intent in (Intent.FIGURE, Intent.CONFIRM)):
            self._aside(draft, Frame.BOUNDARY, doubts, doubts.sentences[:2])
        if gaps is not None and lead.heading != GAPS and query.intent in (Intent.DEFINITION, Intent.LIST, Intent.HOW_TO, Intent.IDENTIFY):
            self._aside(draft, Frame.GAP, gaps, gaps.sentences[:1], StatementKind.GAP)

    def nearby(self, draft: Draft, query: Query, cards: Sequence[Card]) -> None:
        """Other cards that the question may mean, a sentence each."""
        told = []
        for card in cards:
            lead = self.lead(query, card)
            if lead.heading != GAPS and not draft.says(lead, lead.sentences[0]):
                told.append(draft.quote(lead, lead.sentences[0]))
        if told:
            draft.paragraph(draft.frame(Frame.ALSO))
            draft.bullets(told)

    def _claims(self, draft: Draft, card: Card) -> None:
        """A disagreement: what all agree on, a table of the claims, how they are to be read. No verdict."""
        claims = self._section(card.id, CLAIMS)
        if claims is None:
            return
        first, *rest = claims.sentences
        draft.paragraph(draft.quote(claims, first))
        rows: list[tuple[str, list[Statement]]] = []
        for claim in card.claims:
            origin = card.sources[claim.source]
            own = [s for s in rest if origin in s.origins and not draft.says(claims, s)]
            sentence = next((s for s in own if claim.value in claims.quote(s)), next(iter(own), None))
            if sentence is not None:
                rows.append((claim.value if claim.value in claims.quote(sentence) else "", [draft.quote(claims, sentence)]))
        if rows and all(label for label, _ in rows):
            draft.table(("说法", "出处和所指"), rows)
        else:
            draft.bullets([cells[0] for _, cells in rows])
        draft.paragraph(*(draft.quote(claims, sentence) for sentence in rest if not draft.says(claims, sentence)))
        for formula in FORMULAS:
            if formula.fact_card == card.id:
                draft.paragraph(draft.frame(Frame.TRY_COST))
        if (doubts := self._section(card.id, DOUBTS)) is not None:
            self._aside(draft, Frame.BOUNDARY, doubts, [s for s in doubts.sentences if DERIVED not in doubts.quote(s)][:3])

    def catalogue(self, catalogue: Catalogue) -> Draft:
        """A closed list, complete and in order, with its count."""
        draft = Draft(self._library)
        if catalogue.card is not None:
            section = self._section(catalogue.card, catalogue.section or POINTS)
            if section is not None:
                self._listing(draft, section, section.sentences)
            return draft
        count = len(catalogue.members)
        draft.paragraph(Statement(f"{catalogue.title}共{count}{catalogue.item}，已列{count}{catalogue.item}。", StatementKind.COMPUTED))
        self._members(draft, catalogue, range(1, count + 1))
        if catalogue.gaps:
            draft.paragraph(Statement(catalogue.gaps, StatementKind.GAP))
        return draft

    def members(self, catalogue: Catalogue, places: Sequence[int], *, alone: bool = False) -> Draft:
        """The members at some places of a list, a sentence each; or one member `alone`, with all that its list's card says of it."""
        draft = Draft(self._library)
        if alone:
            draft.paragraph(*self._told(draft, catalogue, places[0]))
        else:
            self._members(draft, catalogue, places)
        return draft

    def _members(self, draft: Draft, catalogue: Catalogue, places: Sequence[int]) -> None:
        lines = [line for place in places for line in self._told(draft, catalogue, place)[:1]]
        in_a_row = list(places) == list(range(places[0], places[0] + len(lines)))
        draft.bullets(lines, places if catalogue.ordered and in_a_row else ())

    def _told(self, draft: Draft, catalogue: Catalogue, place: int) -> list[Statement]:
        """What the material says of a member: the sentences of the list's card that name it, or its own card's definition."""
        member = catalogue.members[place - 1]
        if catalogue.card is not None:
            section = self._section(catalogue.card, catalogue.section or POINTS)
            naming = [sentence for sentence in section.sentences[1:] if member in section.quote(sentence)] if section else []
        else:
            section = self._section(member, DEFINITION) or next(iter(self._sections(member)), None)
            naming = list(section.sentences[:1]) if section else []
        if section is None:
            return []
        return [draft.quote(section, sentence) for sentence in naming or section.sentences[:1]]

    def comparison(self, query: Query, cards: Sequence[Card]) -> Draft:
        """Two or more cards side by side: what sets them apart, a table by their shared axes, each one's definition."""
        draft = Draft(self._library)
        apart = []
        for card in cards:
            confused = self._section(card.id, CONFUSED)
            if confused is None:
                continue
            others = [name for other in cards if other.id != card.id for name in other.names]
            apart += [draft.quote(confused, s) for s in confused.sentences if any(name in confused.quote(s) for name in others)]
        if apart:
            draft.paragraph(*apart[:3])
        self._axes(draft, cards)
        for card in cards:
            section = self._section(card.id, DEFINITION) or self._section(card.id, POINTS)
            if section is not None:
                self._listing(draft, section, section.sentences[:3])
        return draft

    def _axes(self, draft: Draft, cards: Sequence[Card]) -> None:
        shared = [axis for axis in cards[0].compare if all(axis in card.compare for card in cards)]
        passages = [self._library.section(card.id, AXES) for card in cards]
        if not shared or any(passage is None for passage in passages):
            return
        rows = []
        for axis in shared:
            cells = [
                draft.quote(passage, passage.sentences[list(card.compare).index(axis)])
                for card, passage in zip(cards, passages, strict=True)
                if passage is not None
            ]
            rows.append((axis, cells))
        draft.table(("", *(card.title for card in cards)), rows)

    def plain(self, query: Query, hits: Sequence[Hit]) -> Draft:
        """From plain files: the sentences that cover most of the question, best first."""
        draft = Draft(self._library)
        question = self._weigher.tokens(content(query.standalone))
        ranked = sorted(
            (
                (hit.score * self._answers(query, question, hit.passage.quote(sentence)), -place, hit.passage, sentence)
                for place, hit in enumerate(hits)
                for sentence in hit.passage.sentences
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


def has_figure(text: str) -> bool:
    """Whether `text` states a figure: digits or a share, not the ordinal of a rule."""
    return any((not number.han or number.mark) and not text[: number.start].endswith("第") for number in read_numbers(text))
