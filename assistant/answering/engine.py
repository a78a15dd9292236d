"""The engine: one question in, one proven answer out.

mend → calculation?            → worked.py
     → for each question of the message:
         place in a list, list?  → the list or its members
         search → judge → compose
     → in a language model's words, where there is one (generate.py)
     → verify
"""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.announced import announced, wants_whole
from assistant.answering.choosing import Chooser
from assistant.answering.compose import Composer
from assistant.answering.draft import Draft
from assistant.answering.extent import Extent
from assistant.answering.finding import LINKED, PART, SURE, Finder
from assistant.answering.frames import Frame
from assistant.answering.generate import Writer
from assistant.answering.judge import THRESHOLD, Judge
from assistant.answering.listings import Listings
from assistant.answering.orders import without_orders
from assistant.answering.overlap import Weigher
from assistant.answering.parting import OF_ITS_OWN, Parting, together_with
from assistant.answering.places import MAX_COMPARED, Places
from assistant.answering.reply import Reply, counted
from assistant.answering.sections import GENERAL, Sections
from assistant.answering.sentences import Sentences
from assistant.answering.together import MAX_QUESTIONS, together
from assistant.answering.words import content_words
from assistant.answering.worked import asked_for, calculation_draft, known, missing_draft
from assistant.errors import InputError, ValueModelError
from assistant.ingest.cards import GAPS
from assistant.library import Library
from assistant.retrieval.leaning import asks_aspect
from assistant.retrieval.left_open import LeftOpen
from assistant.retrieval.ordinals import without_places
from assistant.retrieval.search import Searcher
from assistant.retrieval.spelling import Speller
from assistant.retrieval.tokens import normalise, without
from assistant.retrieval.understand import Reader, is_courtesy
from assistant.types import Answer, Card, Catalogue, EngineName, Hit, Intent, Outcome, Query, Statement, StatementKind, Turn
from assistant.value.certainty import LIKELY
from assistant.value.conversation import read_in_conversation
from assistant.value.reader import read_calculation
from assistant.value.reading import Reading, with_parties
from assistant.value.wishes import INSISTS
from assistant.value.worksheet import work

NEARBY = 3  # titles that a refusal offers
MAX_HISTORY = 20
TOLD = 120  # characters of an answer that say what it was about
MAX_EACH = 4  # cards told one after another, where each is asked for
_EACH = re.compile(r"各|分别|和|跟|与|、")
_BETWEEN = re.compile("关系|联系")  # what joins two things is told by neither's own card alone
_SOME_OF_THEM = re.compile("哪(?:些|几[条个项])(?:是)?(?:讲|说|谈|提|关于|涉及|跟|和|与|适合|适用|用)")


class Assistant:
    """Answers questions from one library. Thread-safe: it keeps nothing between questions."""

    def __init__(
        self,
        library: Library,
        searcher: Searcher,
        weigher: Weigher,
        left_open: LeftOpen,
        max_question_chars: int,
        writer: Writer | None = None,
    ) -> None:
        """With a `writer`, a language model words what is answered."""
        self.library = library
        self.writer = writer
        self.searcher = searcher
        self.reader = Reader(library)
        self._speller = Speller(library.terms, weigher.known, lambda: library.words)
        sections = Sections(library, weigher)
        self.sentences = Sentences(sections, weigher, searcher.embed, searcher.section_likeness)
        self.judge = Judge(library, weigher, left_open, self.sentences, searcher.lack_likeness)
        extent = Extent(weigher, sections)
        self._composer = Composer(library, weigher, sections, self.sentences, extent)
        self._listings = Listings(library, sections, self.sentences, extent)
        self._places = Places(library, self._composer, self._listings)
        self.finder = Finder(library, searcher, self.judge, self.sentences, self._composer)
        self.chooser = Chooser(searcher, self.judge)
        self._parting = Parting(self.reader, searcher, self.judge, self.finder, self.chooser)
        self._max_question_chars = max_question_chars

    def close(self) -> None:
        """Release the index and the database; a later build may then remove what was open."""
        self.searcher.close()
        self.library.close()
        if self.writer is not None:
            self.writer.model.close()

    def ask(self, question: str, history: Sequence[Turn] = (), engine: EngineName | None = None) -> Answer:
        """Answer `question` in the light of earlier turns; `engine` chooses where there is a language model, which else words the answer.

        Raises InputError, in Chinese, when the question is empty or too long, or there is no such engine.
        """
        *_, answer = self.stream(question, history, engine)
        return answer

    def stream(self, question: str, history: Sequence[Turn] = (), engine: EngineName | None = None) -> Iterator[Answer]:
        """The answer as it grows, as `ask` gives it: each is proven, and takes the place of the one before; the last is whole."""
        started = time.perf_counter()
        text = question.encode("utf-8", "ignore").decode().strip()  # a lone surrogate is no character
        if not text:
            raise InputError("问题是空的，请先写下要问的内容。")
        if len(text) > self._max_question_chars:
            raise InputError(f"问题有{len(text)}个字，超过了{self._max_question_chars}个字的上限，请缩短后再问。")
        if engine == "llm" and self.writer is None:
            raise InputError("没有配置语言模型，只能用摘录式引擎。")
        reply = self._extract(text, history)
        if self.writer is None or engine == "extractive":
            yield reply.answer(text, started)
            return
        deadline = self.writer.model.deadline()
        if not reply.calculates and (alone := self.writer.follow_up(text, history, deadline)):
            read_alone = self._extract(alone, ())
            reply = read_alone if read_alone.outcome is Outcome.ANSWERED else reply
        for grown in self.writer.write(reply, deadline):
            yield grown.answer(text, started)

    def _extract(self, message: str, history: Sequence[Turn]) -> Reply:
        text = without_orders(message)
        read, turns = self.read(text, history)
        calculated = self._calculate(read, turns)
        mended = read != text or turns != list(history)
        if mended and (calculated is None or calculated.outcome is not Outcome.ANSWERED):
            as_written = self._calculate(text, history)  # a name may look like a misspelt word
            if as_written is not None and as_written.outcome is Outcome.ANSWERED:
                return as_written
        if calculated is not None:
            return calculated
        reply = self._look_up(read, turns)
        if reply.outcome is not Outcome.REFUSED or reply.draft.citations:
            return reply
        likely = read_calculation(text, least=LIKELY)
        asks_back = likely is not None and likely.missing and set(likely.unused) <= set(likely.aside)
        return (self._answer(likely) if asks_back else None) or reply  # better asked back than turned away

    def read(self, question: str, history: Sequence[Turn] = ()) -> tuple[str, list[Turn]]:
        """A question and the turns before it as they are to be read: orders to whoever answers are cut, what is damaged or misspelt is mended."""

        def mended(said: str) -> str:
            return self._speller.mend(without_orders(said)).text

        turns = [Turn(turn.role, mended(turn.content)) if turn.role == "user" else turn for turn in history[-MAX_HISTORY:]]
        return mended(question), turns

    def support(self, question: str, history: Sequence[Turn] = ()) -> float | None:
        """How probably the material answers `question`, from 0 to 1; None where no search decides (a list, a calculation, several questions)."""
        text, turns = self.read(question, history)
        if is_courtesy(text) or self._calculate(text, turns):
            return None
        questions = self.readings(text, turns)
        if len(questions) > 1 or any(self.from_lists(query) for query in questions[0]):
            return None
        return self.chooser.best(self.finder.find_each(questions[0])).probability

    # Calculations

    def _calculate(self, text: str, history: Sequence[Turn]) -> Reply | None:
        reading = read_in_conversation(text, [turn.content for turn in history if turn.role == "user"])
        vague = reading is not None and reading.missing and not reading.inputs and not INSISTS.search(text)
        if vague and len(self.reader.read(text, history)) > 1:
            return None  # several questions without a figure, none of them insisting on a result: nothing in them is to be calculated
        return self._answer(reading)

    def _answer(self, reading: Reading | None) -> Reply | None:
        """Works a calculation, or asks for what it lacks."""
        if reading is None or reading.formula.card not in self.library.cards:
            return None
        standalone = reading.text.replace("\n", "，")
        if reading.missing or reading.unused:
            draft = missing_draft(reading, self.library)
            missing = tuple(parameter.label for parameter in reading.missing)
            return Reply(Outcome.CLARIFY, standalone, draft, given=_read(reading), missing=missing, intent=Intent.CALCULATION)
        try:
            calculation = work(reading, self.library)
        except ValueModelError as error:
            draft = Draft(self.library)
            draft.paragraph(Statement(str(error), StatementKind.COMPUTED))
            return Reply(Outcome.CLARIFY, standalone, draft, given=(str(error),), intent=Intent.CALCULATION)
        draft = calculation_draft(reading, calculation, self.library)
        return Reply(Outcome.ANSWERED, standalone, draft, calculation, related=(reading.formula.card,), intent=Intent.CALCULATION)

    # Everything else

    def _look_up(self, text: str, history: Sequence[Turn]) -> Reply:
        if is_courtesy(text):
            draft = Draft(self.library)
            draft.paragraph(draft.frame(Frame.WELCOME))
            return Reply(Outcome.CLARIFY, text, draft)
        questions = [
            part
            for readings in self.reader.read(text, history)
            for part in self._parting.parts(readings, history, self._in_its_context) or [readings]
        ]
        questions, left = questions[:MAX_QUESTIONS], questions[MAX_QUESTIONS:]
        asked = [self._in_its_context(readings, history) for readings in questions]
        replies = [self._reply(readings) for readings in asked]
        if len(replies) == 1:
            return replies[0]
        if any(reply.outcome is Outcome.ANSWERED for reply in replies):  # then the others are likelier to be answered
            linked = self._linked(replies)
            replies = [
                reply if reply.outcome is Outcome.ANSWERED else self._reply(readings, beside=linked)
                for reply, readings in zip(replies, asked, strict=True)
            ]
            replies = self._with_what_leans(replies, asked)
            if len(replies) == 1:
                return replies[0]
        return together(self.library, text, replies, [readings[0].text for readings in left])

    def _with_what_leans(self, replies: Sequence[Reply], asked: Sequence[Sequence[Query]]) -> list[Reply]:
        """The replies to the questions of a message, where one that only goes on with the one before it and has no answer (账拆给我看看, 结果怎么样) is asked
        together with that, and goes into its reply if the same card answers both."""
        kept: list[Reply] = []
        for place, (reply, readings) in enumerate(zip(replies, asked, strict=True)):
            text = readings[0].text
            goes_on = reply.outcome is Outcome.REFUSED and (self._parting.only_goes_on(text) or asks_aspect(text))
            if goes_on and kept and kept[-1] is replies[place - 1] and kept[-1].outcome is Outcome.ANSWERED:
                joined = self._reply(together_with(asked[place - 1], text))
                if joined.outcome is Outcome.ANSWERED and _led_by(joined) == _led_by(kept[-1]) != "":
                    kept[-1] = joined
                    continue
            kept.append(reply)
        return kept

    def readings(self, text: str, history: Sequence[Turn] = ()) -> list[list[Query]]:
        """The questions of a message that was mended; for each how it may be read."""
        return [self._in_its_context(readings, history) for readings in self.reader.read(text, history)]

    def _in_its_context(self, readings: Sequence[Query], history: Sequence[Turn]) -> list[Query]:
        return [self._in_its_list(query) for query in self._in_conversation(readings, history)]

    def _in_conversation(self, readings: Sequence[Query], history: Sequence[Turn]) -> list[Query]:
        """The readings with the card that the last question and its answer were about: a question that leans on them is taken to name that
        card, where the last question named none; where it named another, that is one more reading."""
        asked = next((turn.content for turn in reversed(history) if turn.role == "user"), None)
        if asked is None or any(query.ordinals for query in readings):
            return list(readings)
        told = history[-1].content[:TOLD] if history[-1].role == "assistant" else ""
        quoted = self.reader.quoted.cards(history[-1].content) if told else []
        about = tuple(quoted[:1]) or tuple(hit.passage.document_id for hit in self.searcher.search(f"{asked} {told}", 1))
        cards = tuple(document for document in about if document in self.library.cards) if told else ()
        nothing_named = not any(query.about or query.entities for query in readings)
        readings = [replace(query, about=tuple(dict.fromkeys((*query.about, *about)))) for query in readings]
        if nothing_named:
            readings = [replace(query, entities=cards) if query.leans else query for query in readings]
        if not cards or any(query.completed or set(cards) & set(query.entities) for query in readings):
            return list(readings)
        first = next((query for query in readings if query.leans), readings[0])
        subject = self.library.cards[cards[0]].title
        turned = replace(first, standalone=f"{subject}：{first.text}", entities=cards, catalogues=())
        return [*readings, turned]

    def _linked(self, replies: Sequence[Reply]) -> frozenset[str]:
        """The other cards that those which answer questions of a message speak of, and those that speak of them."""
        answering = {reply.draft.citations[0].passage.document_id for reply in replies if reply.draft.citations}
        spoken_of = {other for card in answering & set(self.library.cards) for other in self.library.cards[card].see}
        return frozenset(spoken_of | {card.id for card in self.library.cards.values() if answering & set(card.see)}) - answering

    def _reply(self, readings: Sequence[Query], *, beside: frozenset[str] | None = None) -> Reply:
        """The answer to one question, by the reading that is meant; `beside`, where another one of its message is answered, are the cards
        that are linked with that answer's."""
        known = None
        for query in readings:
            if len(query.entities) > 1 and not query.ordinals and (known := self.finder.known(self.finder.find(query))) is not None:
                break  # just this is asked of a card: no comparison of those that are named
            if reply := self.from_lists(query):
                return replace(self._of_member(query, reply) or reply, intent=query.intent)
        found = self.finder.find_each(readings)
        if known is not None or (known := self.finder.known(found[0])) is not None:
            support, of = known
            reply = self._from_hits(found[0].query, of, found[0].hits) if support else self._refusal(found[0].query, found[0].hits)
            return replace(reply, intent=found[0].query.intent, support=support)
        best = self.chooser.best(found)
        linked = best.hit is not None and beside is not None and best.hit.passage.document_id in beside
        least = LINKED if linked else PART if beside is not None and len(found) == 1 else THRESHOLD
        hit = best.hit if best.probability >= least else None
        reply = self._refusal(found[0].query, found[0].hits) if hit is None else self._from_hits(best.query, hit, best.hits)
        return replace(reply, intent=best.query.intent, support=best.probability)

    def _in_its_list(self, query: Query) -> Query:
        """A query for places in no named list, in the list of the card that the rest of the question is about: 购车顾客六问的前三个. Where that card
        has none, and surely answers, the words are no place: 第四层那拨客户."""
        if (
            not query.ordinals
            or all(ordinal.catalogue for ordinal in query.ordinals)
            or not any(word.noun for word in content_words(without_places(normalise(query.text))))
        ):
            return query
        found = self.finder.find(query)
        if found.hit is None or found.probability < THRESHOLD:
            return query
        lists = [
            catalogue
            for catalogue in self.library.catalogues_of(found.hit.passage.document_id)
            if catalogue.card == found.hit.passage.document_id
        ]
        if lists:
            return replace(query, ordinals=self.reader.places(query.text, max(lists, key=lambda one: len(one.members))))
        return replace(query, ordinals=()) if found.probability >= SURE else query

    def _asks_of_list(self, query: Query, catalogue: Catalogue) -> bool:
        """Whether something else than its members is asked of a list, and told somewhere: 22条商规有几个版本, 营销法则里哪些讲第二名."""
        rest = content_words(without(normalise(query.text), catalogue.names))
        if wants_whole(query.text) or not (_SOME_OF_THEM.search(query.text) or any(self.judge.rarity(word) >= OF_ITS_OWN for word in rest)):
            return False
        found = self.finder.find(query)
        if found.hit is None or found.probability < THRESHOLD or found.hit.passage.document_id == catalogue.card:
            return False
        card = self.library.cards.get(found.hit.passage.document_id)
        about_it = card is not None and not card.claims and any(normalise(name) in normalise(card.title) for name in catalogue.names)
        return not about_it

    def _of_member(self, query: Query, named: Reply) -> Reply | None:
        """What is asked of the one member at a place of a card's list, where it is only `named` there and another section surely tells more:
        第三步用什么工具. None where nothing is asked but which it is."""
        if len(query.ordinals) != 1 or query.intent is Intent.COMPARISON or len(named.draft.citations) != 1:
            return None
        ordinal = query.ordinals[0]
        catalogue = self.library.catalogues[ordinal.catalogue or ""]
        if catalogue.card is None:
            return None
        rest = without_places(without(normalise(query.text), [*catalogue.names, *self.library.cards[catalogue.card].names]))
        if not content_words(rest):
            return None
        asked = f"{catalogue.members[ordinal.place - 1]}{rest}"
        found = self.finder.find(Query(asked, asked, query.intent, entities=(catalogue.card,), told=query.told))
        if (
            found.hit is None
            or found.probability < SURE
            or self.finder.lead(found.query, found.hit).id == named.draft.citations[0].passage.id
        ):
            return None
        return self._from_hits(found.query, found.hit, found.hits)

    def from_lists(self, query: Query) -> Reply | None:
        """What needs no search: places in lists, a list, cards named to be compared or each to be told."""
        if query.entities and (reply := self._places.standing(query)):
            return reply
        if query.ordinals and (reply := self._places.reply(query)):
            return reply
        if query.intent is Intent.LIST and query.catalogues:
            catalogue = self.library.catalogues[query.catalogues[0]]
            if not self._asks_of_list(query, catalogue):
                draft = self._listings.catalogue(catalogue, query.text)
                return Reply(Outcome.ANSWERED, query.standalone, draft, given=counted(catalogue))
        named = [self.library.cards[card] for card in query.entities]
        if len(named) > 1 and (asked := self.finder.compared(query, named)):
            only_names = not content_words(without(normalise(query.text), [name for card in named for name in card.names]))
            return self._from_hits(replace(query, text=asked[0].passage.title) if only_names else query, asked[0], asked)
        if len(named) > 1 and query.intent is Intent.COMPARISON:
            draft = self._composer.comparison(query, named[:MAX_COMPARED])
            return Reply(Outcome.ANSWERED, query.standalone, draft, related=tuple(card.id for card in named))
        if len(named) > 1 and _EACH.search(query.text) and not _BETWEEN.search(query.text):
            draft = Draft(self.library)
            for card in named[:MAX_EACH]:
                draft.append(self._composer.card(query, card))
            return Reply(Outcome.ANSWERED, query.standalone, draft, related=tuple(card.id for card in named))
        return None

    def _from_hits(self, query: Query, hit: Hit, hits: Sequence[Hit]) -> Reply:
        related = tuple(dict.fromkeys(h.passage.document_id for h in hits if h.passage.document_id in self.library.cards))[:5]
        card = self.library.cards.get(hit.passage.document_id)
        if card is None:
            plain = self._composer.plain(query, hits[:3])
            return Reply(Outcome.ANSWERED, query.standalone, plain, related=related) if plain.statements else self._refusal(query, hits)
        if wants_whole(query.text) and (catalogue := self._list_of(query, card)) is not None:
            draft = self._listings.catalogue(catalogue, query.text)
            return Reply(Outcome.ANSWERED, query.standalone, draft, given=counted(catalogue), related=related)
        draft = self._composer.card(query, card)
        outcome = Outcome.REFUSED if self._composer.lead(query, card).heading == GAPS else Outcome.ANSWERED
        return Reply(outcome, query.standalone, draft, related=related)

    def _list_of(self, query: Query, card: Card) -> Catalogue | None:
        """The list of a card that the question wants whole: the one in its leading section, or the one that it is all about. None where
        the sentence that answers best announces another one."""
        best = self.sentences.ranked(query, card)[0]
        lead = best.passage
        if best.sentence is not lead.sentences[0] and announced(lead.quote(best.sentence)):
            return None
        lists = [catalogue for catalogue in self.library.catalogues_of(card.id) if catalogue.card == card.id]
        in_lead = [catalogue for catalogue in lists if catalogue.section == lead.heading]
        return next(iter(in_lead or (lists if len(lists) == 1 else [])), None)

    def _refusal(self, query: Query, hits: Sequence[Hit]) -> Reply:
        """Says that the material has nothing, and what it covers nearby; cites nothing as if it were an answer."""
        draft = Draft(self.library)
        draft.paragraph(draft.frame(Frame.NOT_COVERED))
        cards = dict.fromkeys(hit.passage.document_id for hit in hits if hit.passage.document_id in self.library.cards)
        near = tuple(card for card in cards if self.judge.touches(query, self.library.cards[card]))[:NEARBY]
        covered = [self._covered(card) for card in near]
        if covered:
            draft.paragraph(draft.frame(Frame.NEARBY))
            draft.bullets([Statement(line, StatementKind.COMPUTED) for line in covered])
        draft.paragraph(draft.frame(Frame.ASK_AGAIN if covered else Frame.LOOK_AROUND))
        return Reply(Outcome.REFUSED, query.standalone, draft, given=tuple(covered), related=near)

    def _covered(self, card_id: str) -> str:
        """A card's title, and the headings of its sections that tell something."""
        headings = [passage.heading for passage in self.library.passages_of(card_id) if passage.heading not in GENERAL]
        title = self.library.cards[card_id].title
        return f"{title}：{'、'.join(headings)}" if headings else title


def _led_by(reply: Reply) -> str:
    """The id of the document whose passage an answer begins with; empty where it cites none."""
    return reply.draft.citations[0].passage.document_id if reply.draft.citations else ""


def _read(reading: Reading) -> tuple[str, ...]:
    """What a calculation still wants, what was read for it, and what could not be placed."""
    formula = reading.formula
    wanted = (asked_for(parameter) for parameter in reading.missing)
    labels = (parameter.label for parameter in (*reading.missing, *formula.parameters))
    read = (known(formula.parameter(name), bound.value) for name, bound in reading.inputs.items())
    unused = (reading.text[quantity.start : quantity.end] for quantity in reading.unused)
    return (formula.title, *(with_parties(text, reading.parties) for text in (*wanted, *labels, *read)), *unused)
