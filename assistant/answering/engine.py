"""The engine without a language model: one question in, one proven answer out.

mend → calculation?            → worked.py
     → for each question of the message:
         place in a list, list?  → the list or its members
         search → judge → compose
     → verify
"""

import re
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.answering.compose import Composer
from assistant.answering.draft import Draft
from assistant.answering.frames import Frame
from assistant.answering.judge import THRESHOLD, Judge
from assistant.answering.overlap import Weigher
from assistant.answering.verify import verify
from assistant.answering.worked import calculation_draft, missing_draft
from assistant.errors import InputError, ValueModelError
from assistant.ingest.cards import GAPS
from assistant.library import Library
from assistant.numerals import read_numbers
from assistant.retrieval.search import Searcher
from assistant.retrieval.spelling import Speller
from assistant.retrieval.understand import Reader, is_courtesy
from assistant.types import Answer, Calculation, Card, Hit, Intent, Ordinal, Outcome, Passage, Query, Statement, StatementKind, Turn
from assistant.value.notation import shown
from assistant.value.reader import read_in_conversation
from assistant.value.worksheet import work

ENGINE = "extractive"
HITS = 8
NEARBY = 3  # titles that a refusal offers
RIVAL = 0.7  # a conflict card this near to the best hit speaks for it
PLAIN_RIVAL = 0.85  # a card this near to a conflict card that speaks of it goes first where no figure is asked for
ALSO_MEANT = 0.8  # a card this near to the best hit is told in a sentence: the question may mean it
MAX_ALSO = 2
MAX_HISTORY = 20
MAX_COMPARED = 3
MAX_EACH = 4  # cards told one after another, where each is asked for
FEW = 2  # of more places in a list each is told in one sentence
_EACH = re.compile(r"各|分别|和|跟|与|、")
_HAN_DIGITS = "一二三四五"


@dataclass(frozen=True, slots=True)
class _Reply:
    """What a path of the engine found, before it is proven and given out. `given` are numbers that need no citation."""

    outcome: Outcome
    standalone: str
    draft: Draft
    calculation: Calculation | None = None
    given: tuple[Fraction, ...] = ()
    missing: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    def answer(self, question: str, started: float) -> Answer:
        """The proven answer. Raises Unproven when a statement does not pass: that is a defect, never something to show."""
        verify(self.draft.statements, self.draft.citations, self.calculation, self.given)
        return Answer(
            id=uuid.uuid4().hex,
            question=question,
            standalone=self.standalone,
            outcome=self.outcome,
            engine=ENGINE,
            text=self.draft.text(),
            statements=tuple(self.draft.statements),
            citations=tuple(self.draft.citations),
            calculation=self.calculation,
            missing=self.missing,
            related=self.related,
            timings_ms={"total": round((time.perf_counter() - started) * 1000, 1)},
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """A reading of the question with what search gives for it, and how probably that answers it."""

    query: Query
    hits: tuple[Hit, ...]
    hit: Hit | None
    probability: float


class Assistant:
    """Answers questions from one library. Thread-safe: it keeps nothing between questions."""

    def __init__(self, library: Library, searcher: Searcher, weigher: Weigher, max_question_chars: int) -> None:
        self.library = library
        self.searcher = searcher
        self.reader = Reader(library)
        self._speller = Speller(library.terms, weigher.known)
        self.judge = Judge(library, weigher)
        self._composer = Composer(library, weigher)
        self._max_question_chars = max_question_chars

    def close(self) -> None:
        """Release the index and the database; a later build may then remove what was open."""
        self.searcher.close()
        self.library.close()

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer `question` in the light of earlier turns. Raises InputError, in Chinese, when it is empty or too long."""
        started = time.perf_counter()
        text = question.encode("utf-8", "ignore").decode().strip()  # a lone surrogate is no character
        if not text:
            raise InputError("问题是空的，请先写下要问的内容。")
        if len(text) > self._max_question_chars:
            raise InputError(f"问题有{len(text)}个字，超过了{self._max_question_chars}个字的上限，请缩短后再问。")
        read, turns = self.read(text, history)
        reply = self._calculate(read, turns) or self._look_up(read, turns)
        return reply.answer(text, started)

    def read(self, question: str, history: Sequence[Turn] = ()) -> tuple[str, list[Turn]]:
        """A question and the turns before it as they are to be read: what is damaged or misspelt is mended."""
        turns = [Turn(turn.role, self._speller.mend(turn.content).text) if turn.role == "user" else turn for turn in history[-MAX_HISTORY:]]
        return self._speller.mend(question).text, turns

    def support(self, question: str, history: Sequence[Turn] = ()) -> float | None:
        """How probably the material answers `question`, from 0 to 1; None where no search decides (a list, a calculation, several questions)."""
        text, turns = self.read(question, history)
        if is_courtesy(text) or self._calculate(text, turns):
            return None
        questions = self.reader.read(text, turns)
        if len(questions) > 1 or any(self._from_lists(query) for query in questions[0]):
            return None
        return max(self._found(query).probability for query in questions[0])

    # Calculations

    def _calculate(self, text: str, history: Sequence[Turn]) -> _Reply | None:
        reading = read_in_conversation(text, [turn.content for turn in history if turn.role == "user"])
        if reading is None or reading.formula.card not in self.library.cards:
            return None
        standalone = reading.text.replace("\n", "，")
        shows = [parameter.label for parameter in reading.formula.parameters]
        shows += [shown(bound.value, reading.formula.parameter(name).unit) for name, bound in reading.inputs.items()]
        shows += [reading.text[quantity.start : quantity.end] for quantity in reading.unused]
        numbers = [*_numbers(standalone), *_numbers("、".join(shows))]
        if reading.missing or reading.unused:
            draft = missing_draft(reading, self.library)
            missing = tuple(parameter.label for parameter in reading.missing)
            return _Reply(Outcome.CLARIFY, standalone, draft, given=tuple(numbers), missing=missing)
        try:
            calculation = work(reading, self.library)
        except ValueModelError as error:
            draft = Draft(self.library)
            draft.paragraph(Statement(str(error), StatementKind.COMPUTED))
            return _Reply(Outcome.CLARIFY, standalone, draft, given=_numbers(str(error)))
        draft = calculation_draft(reading, calculation, self.library)
        return _Reply(Outcome.ANSWERED, standalone, draft, calculation, given=tuple(numbers), related=(reading.formula.card,))

    # Everything else

    def _look_up(self, text: str, history: Sequence[Turn]) -> _Reply:
        if is_courtesy(text):
            draft = Draft(self.library)
            draft.paragraph(draft.frame(Frame.WELCOME))
            return _Reply(Outcome.CLARIFY, text, draft)
        replies = [self._reply(readings) for readings in self.reader.read(text, history)]
        return replies[0] if len(replies) == 1 else self._together(text, replies)

    def _reply(self, readings: Sequence[Query]) -> _Reply:
        """The answer to one question, by the likeliest of its readings."""
        for query in readings:
            if reply := self._from_lists(query):
                return reply
        found = [self._found(query) for query in readings]
        best = max(found, key=lambda one: one.probability)
        if best.hit is None or best.probability < THRESHOLD:
            return self._refusal(found[0].query, found[0].hits)
        return self._from_hits(best.query, best.hit, best.hits)

    def _together(self, text: str, replies: Sequence[_Reply]) -> _Reply:
        """Several questions in one message: each is answered under its own heading, or named as not covered."""
        if all(reply.outcome is not Outcome.ANSWERED for reply in replies):
            return replace(replies[0], standalone=text)
        whole = Draft(self.library)
        parts = []
        for reply in replies:
            part = reply.draft
            if reply.outcome is not Outcome.ANSWERED and not part.citations:
                part = Draft(self.library)
                part.paragraph(part.frame(Frame.PART_NOT_COVERED))
            elif whole.tells(part):
                continue
            whole.append(part)
            parts.append(part)
        draft = Draft(self.library)
        for place, part in enumerate(parts):
            if len(parts) > 1:
                title = part.citations[0].passage.title if part.citations else ""
                draft.heading(f"问题{_HAN_DIGITS[place]}" + (f"：{title}" if title else ""))
            draft.append(part)
        given = tuple(number for reply in replies for number in reply.given)
        related = tuple(dict.fromkeys(card for reply in replies for card in reply.related))
        return _Reply(Outcome.ANSWERED, text, draft, given=given, related=related)

    def _from_lists(self, query: Query) -> _Reply | None:
        """What needs no search: places in lists, a list, cards named to be compared or each to be told."""
        if query.ordinals and (reply := self._ordinals(query)):
            return reply
        if query.intent is Intent.LIST and query.catalogues:
            catalogue = self.library.catalogues[query.catalogues[0]]
            return _Reply(
                Outcome.ANSWERED, query.standalone, self._composer.catalogue(catalogue), given=(Fraction(len(catalogue.members)),)
            )
        named = [self.library.cards[card] for card in query.entities]
        if len(named) > 1 and query.intent is Intent.COMPARISON:
            return self._compared(query, named)
        if len(named) > 1 and _EACH.search(query.text):
            draft = Draft(self.library)
            for card in named[:MAX_EACH]:
                draft.append(self._composer.card(query, card))
            return _Reply(Outcome.ANSWERED, query.standalone, draft, related=tuple(card.id for card in named))
        return None

    def _compared(self, query: Query, cards: Sequence[Card]) -> _Reply:
        draft = self._composer.comparison(query, cards[:MAX_COMPARED])
        return _Reply(Outcome.ANSWERED, query.standalone, draft, related=tuple(card.id for card in cards))

    def _found(self, query: Query) -> _Found:
        hits = self.searcher.search(query.standalone, HITS, query.entities)
        if not hits:
            return _Found(query, (), None, 0.0)
        hit = self.chosen(query, hits)
        return _Found(query, tuple(hits), hit, self.judge.probability(query, hit, self.lead(query, hit), hits))

    def lead(self, query: Query, hit: Hit) -> Passage:
        """The passage that would lead an answer from `hit`."""
        card = self.library.cards.get(hit.passage.document_id)
        return hit.passage if card is None else self._composer.lead(query, card)

    def chosen(self, query: Query, hits: Sequence[Hit]) -> Hit:
        """The best hit. Where a figure or a claim is asked for and the sources disagree on it, the card that sets the claims side by
        side; where neither is, the card of the thing itself goes before the card on what is said of it."""
        best = hits[0]
        disputed = query.intent in (Intent.FIGURE, Intent.CONFLICT, Intent.CONFIRM)
        best_card = self.library.cards.get(best.passage.document_id)
        for hit in hits[1:5]:
            card = self.library.cards.get(hit.passage.document_id)
            if card is None or best_card is None:
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

    def _from_hits(self, query: Query, hit: Hit, hits: Sequence[Hit]) -> _Reply:
        related = tuple(dict.fromkeys(h.passage.document_id for h in hits if h.passage.document_id in self.library.cards))[:5]
        card = self.library.cards.get(hit.passage.document_id)
        if card is None:
            return _Reply(Outcome.ANSWERED, query.standalone, self._composer.plain(query, hits[:3]), related=related)
        draft = self._composer.card(query, card)
        gap = self._composer.lead(query, card).heading == GAPS
        if not gap:
            rivals = [h.passage.document_id for h in hits if h is not hit and h.score >= ALSO_MEANT * hit.score]
            self._composer.nearby(draft, query, [self.library.cards[rival] for rival in rivals if rival in self.library.cards][:MAX_ALSO])
        outcome = Outcome.REFUSED if gap else Outcome.ANSWERED
        return _Reply(outcome, query.standalone, draft, related=related)

    def _ordinals(self, query: Query) -> _Reply | None:
        """The members at places of lists; None when the words are no place of any list."""
        if len(query.ordinals) == 1:
            return self._ordinal(query, query.ordinals[0])
        if any(ordinal.catalogue is None for ordinal in query.ordinals):
            return self._which_list(query, query.ordinals[0])
        cards = [card for ordinal in query.ordinals if (card := self._member(ordinal))]
        if query.intent is Intent.COMPARISON and 1 < len(cards) == len(query.ordinals):
            return self._compared(query, cards)
        catalogue = self.library.catalogues[query.ordinals[0].catalogue or ""]
        places = [
            ordinal.place
            for ordinal in query.ordinals
            if ordinal.catalogue == catalogue.id and 1 <= ordinal.place <= len(catalogue.members)
        ]
        if len(places) == len(query.ordinals) > FEW:
            draft = self._composer.members(catalogue, places)
            return _Reply(
                Outcome.ANSWERED, query.standalone, draft, given=tuple(map(Fraction, places)), related=tuple(card.id for card in cards)
            )
        replies = [reply for ordinal in query.ordinals[:MAX_EACH] if (reply := self._ordinal(query, ordinal))]
        if not replies:
            return None
        draft = Draft(self.library)
        for reply in replies:
            draft.append(reply.draft)
        given = tuple(number for reply in replies for number in reply.given)
        outcome = Outcome.ANSWERED if any(reply.outcome is Outcome.ANSWERED for reply in replies) else Outcome.REFUSED
        return _Reply(outcome, query.standalone, draft, given=given, related=tuple(card.id for card in cards))

    def _member(self, ordinal: Ordinal) -> Card | None:
        """The card at a place of a list of cards."""
        catalogue = self.library.catalogues[ordinal.catalogue or ""]
        inside = catalogue.card is None and 1 <= ordinal.place <= len(catalogue.members)
        return self.library.cards.get(catalogue.members[ordinal.place - 1]) if inside else None

    def _ordinal(self, query: Query, ordinal: Ordinal) -> _Reply | None:
        """The member at a place of a list, or the list's range; None when the words are no place of any list."""
        if ordinal.catalogue is None:
            return self._which_list(query, ordinal)
        catalogue = self.library.catalogues[ordinal.catalogue]
        count = len(catalogue.members)
        draft = Draft(self.library)
        if not 1 <= ordinal.place <= count:
            draft.paragraph(
                Statement(f"{catalogue.title}共{count}{catalogue.item}，没有第{ordinal.place}{catalogue.item}。", StatementKind.COMPUTED)
            )
            given = (Fraction(count), Fraction(ordinal.place), *_numbers(catalogue.title))
            return _Reply(Outcome.REFUSED, query.standalone, draft, given=given)
        member = catalogue.members[ordinal.place - 1]
        if (card := self._member(ordinal)) is not None:
            return _Reply(Outcome.ANSWERED, query.standalone, self._composer.card(query, card), related=(card.id,))
        section = self.library.section(catalogue.card or "", catalogue.section or "")
        if section is None:
            return None
        sentences = [s for s in section.sentences[1:] if member in section.quote(s)] or list(section.sentences[:1])
        draft.paragraph(*(draft.quote(section, sentence) for sentence in sentences))
        return _Reply(Outcome.ANSWERED, query.standalone, draft, related=(section.document_id,))

    def _which_list(self, query: Query, ordinal: Ordinal) -> _Reply | None:
        """Ask which list is meant, where more than one long ordered list could be."""
        lists = [c for c in self.library.catalogues.values() if c.ordered and c.card is None and c.item == "条"]
        if not lists or query.entities:
            return None
        draft = Draft(self.library)
        draft.paragraph(draft.frame(Frame.NOT_ASKED_FOR))
        draft.bullets([Statement(catalogue.title, StatementKind.COMPUTED) for catalogue in lists])
        given = _numbers("、".join(catalogue.title for catalogue in lists))
        return _Reply(Outcome.CLARIFY, query.standalone, draft, given=(*given, Fraction(ordinal.place)), missing=("清单名称",))

    def _refusal(self, query: Query, hits: Sequence[Hit]) -> _Reply:
        """Says that the material has nothing, and what it covers nearby; cites nothing as if it were an answer."""
        draft = Draft(self.library)
        draft.paragraph(draft.frame(Frame.NOT_COVERED))
        near = tuple(dict.fromkeys(hit.passage.document_id for hit in hits if hit.passage.document_id in self.library.cards))[:NEARBY]
        titles = [self.library.cards[card].title for card in near]
        if titles:
            draft.paragraph(
                draft.frame(Frame.NEARBY), Statement(f"{'、'.join(titles)}。", StatementKind.COMPUTED), draft.frame(Frame.ASK_AGAIN)
            )
        given = _numbers("、".join(titles))
        return _Reply(Outcome.REFUSED, query.standalone, draft, given=given, related=near)


def _numbers(text: str) -> tuple[Fraction, ...]:
    return tuple(number.value for number in read_numbers(text))
