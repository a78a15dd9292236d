"""From what was found to a reply: what the card answers, its list whole, or a refusal that says what the material covers nearby."""

from collections.abc import Sequence

from assistant.answering.announced import announced, wants_whole
from assistant.answering.compose import Composer
from assistant.answering.draft import Draft
from assistant.answering.frames import Frame
from assistant.answering.judge import Judge
from assistant.answering.listings import Listings
from assistant.answering.reply import Reply, counted
from assistant.answering.sections import GENERAL
from assistant.answering.sentences import Sentences
from assistant.ingest.cards import GAPS
from assistant.library import Library
from assistant.types import Card, Catalogue, Hit, Outcome, Query, Statement, StatementKind

NEARBY = 3  # titles that a refusal offers


class Telling:
    """Writes replies from hits, or why there is none."""

    def __init__(self, library: Library, composer: Composer, listings: Listings, sentences: Sentences, judge: Judge) -> None:
        self._library = library
        self._composer = composer
        self._listings = listings
        self._sentences = sentences
        self._judge = judge

    def reply(self, query: Query, hit: Hit, hits: Sequence[Hit]) -> Reply:
        """The answer from a hit: its card's, or the card's list where that is wanted whole, or the sentences of a plain file."""
        related = tuple(dict.fromkeys(h.passage.document_id for h in hits if h.passage.document_id in self._library.cards))[:5]
        card = self._library.cards.get(hit.passage.document_id)
        if card is None:
            plain = self._composer.plain(query, hits[:3])
            return Reply(Outcome.ANSWERED, query.standalone, plain, related=related) if plain.statements else self.refusal(query, hits)
        if wants_whole(query.text) and (catalogue := self._list_of(query, card)) is not None:
            draft = self._listings.catalogue(catalogue, query.text)
            return Reply(Outcome.ANSWERED, query.standalone, draft, given=counted(catalogue), related=related)
        draft = self._composer.card(query, card)
        first = draft.first_quoted
        outcome = Outcome.REFUSED if first is not None and first.passage.heading == GAPS else Outcome.ANSWERED
        return Reply(outcome, query.standalone, draft, related=related)

    def refusal(self, query: Query, hits: Sequence[Hit]) -> Reply:
        """Says that the material has nothing, and what it covers nearby; cites nothing as if it were an answer."""
        draft = Draft(self._library)
        draft.paragraph(draft.frame(Frame.NOT_COVERED))
        cards = dict.fromkeys(hit.passage.document_id for hit in hits if hit.passage.document_id in self._library.cards)
        near = tuple(card for card in cards if self._judge.touches(query, self._library.cards[card]))[:NEARBY]
        covered = [self._covered(card) for card in near]
        if covered:
            draft.paragraph(draft.frame(Frame.NEARBY))
            draft.bullets([Statement(line, StatementKind.COMPUTED) for line in covered])
        draft.paragraph(draft.frame(Frame.ASK_AGAIN if covered else Frame.LOOK_AROUND))
        return Reply(Outcome.REFUSED, query.standalone, draft, given=tuple(covered), related=near)

    def _list_of(self, query: Query, card: Card) -> Catalogue | None:
        """The list of a card that the question wants whole: the one in its leading section, or the one that it is all about. None where
        the sentence that answers best announces another one."""
        best = self._sentences.ranked(query, card)[0]
        lead = best.passage
        if best.sentence is not lead.sentences[0] and announced(lead.quote(best.sentence)):
            return None
        lists = [catalogue for catalogue in self._library.catalogues_of(card.id) if catalogue.card == card.id]
        in_lead = [catalogue for catalogue in lists if catalogue.section == lead.heading]
        return next(iter(in_lead or (lists if len(lists) == 1 else [])), None)

    def _covered(self, card_id: str) -> str:
        """A card's title, and the headings of its sections that tell something."""
        headings = [passage.heading for passage in self._library.passages_of(card_id) if passage.heading not in GENERAL]
        title = self._library.cards[card_id].title
        return f"{title}：{'、'.join(headings)}" if headings else title
