"""The engine: one question in, one proven answer out.

mend → calculation?            → worked.py
     → for each question of the message:
         place in a list, list?  → named.py
         search → judge → telling.py
     → in a language model's words, where there is one (generate.py)
     → verify
"""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.carried import on_our_side, with_figures
from assistant.answering.choosing import Chooser
from assistant.answering.compose import Composer
from assistant.answering.draft import Draft
from assistant.answering.extent import Extent
from assistant.answering.finding import LINKED, PART, SURE, Finder
from assistant.answering.frames import Frame
from assistant.answering.generate import Writer
from assistant.answering.judge import THRESHOLD, Judge
from assistant.answering.listings import Listings
from assistant.answering.named import Named
from assistant.answering.orders import without_orders
from assistant.answering.parting import Parting, together_with
from assistant.answering.reply import Reply
from assistant.answering.sections import Sections
from assistant.answering.sentences import Sentences
from assistant.answering.telling import Telling
from assistant.answering.together import MAX_QUESTIONS, together
from assistant.answering.words import content_words
from assistant.answering.worked import asked_for, calculation_draft, known, missing_draft
from assistant.errors import InputError, ValueModelError
from assistant.library import Library
from assistant.retrieval.elliptic import asks_aspect
from assistant.retrieval.index import SearchIndex
from assistant.retrieval.leaning import points_back
from assistant.retrieval.ordinals import without_places
from assistant.retrieval.questions import split_loosely
from assistant.retrieval.search import Searcher
from assistant.retrieval.spelling import Speller
from assistant.retrieval.tokens import normalise
from assistant.retrieval.understand import Reader, is_courtesy
from assistant.types import Answer, EngineName, Intent, Outcome, Query, Statement, StatementKind, Turn
from assistant.value.certainty import LIKELY, NO_ANSWER
from assistant.value.conversation import read_in_conversation
from assistant.value.reader import read_calculation
from assistant.value.reading import Reading, with_parties
from assistant.value.two_calculations import two_calculations
from assistant.value.wishes import HAS_NUMBER, INSISTS
from assistant.value.worksheet import work

MAX_HISTORY = 20
TOLD = 120  # characters of an answer that say what it was about
_ASKED = re.compile("[?？]+(?=.)")
_TWO = 2
_WHOLE_QUESTION = 6  # characters from which a question beside a calculation is one of its own, and not 怎么追


class Assistant:
    """Answers questions from one library. Thread-safe: it keeps nothing between questions."""

    def __init__(
        self,
        library: Library,
        searcher: Searcher,
        index: SearchIndex,
        max_question_chars: int,
        writer: Writer | None = None,
    ) -> None:
        """With a `writer`, a language model words what is answered."""
        self.library = library
        self.writer = writer
        self.searcher = searcher
        self.reader = Reader(library)
        weigher = index.weigher
        self._speller = Speller(library.terms, weigher.known, lambda: library.words)
        sections = Sections(library, weigher, index.likeness)
        self.sentences = Sentences(sections, weigher, searcher.embed, searcher.section_likeness)
        self.judge = Judge(library, index, searcher, self.sentences)
        extent = Extent(weigher, sections)
        composer = Composer(library, weigher, sections, self.sentences, extent)
        listings = Listings(library, sections, self.sentences, extent)
        self.finder = Finder(library, searcher, self.judge, self.sentences, composer)
        self._telling = Telling(library, composer, listings, self.sentences, self.judge)
        self.named = Named(library, self.reader.namer, composer, listings, self.finder, self.judge, self._telling, sections)
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
            return self._with_other_question(calculated, read, turns)
        reply = self._look_up(read, turns)
        if reply.outcome is not Outcome.REFUSED or reply.draft.citations:
            return reply
        likely = read_calculation(text, least=LIKELY)
        asks_back = likely is not None and likely.missing and set(likely.unused) <= set(likely.aside)
        likely = likely if asks_back else read_calculation(text, least=NO_ANSWER)
        works = likely is not None and likely.complete and likely.named and likely.inputs
        return (self._answer(likely) if asks_back or works else None) or reply  # better asked back, or worked, than turned away

    def _with_other_question(self, calculated: Reply, text: str, history: Sequence[Turn]) -> Reply:
        """A worked calculation, with the answer to the one other question of its message that has no figure, and that it is worked without:
        什么是让渡价值？产品值500…，算一下."""
        asked = [readings[0].text for readings in self.reader.read(text, history)]
        others = [part for part in asked if not HAS_NUMBER.search(part) and part in text and len(part) >= _WHOLE_QUESTION]
        if calculated.calculation is None or len(asked) != len(others) + 1 or len(others) != 1 or asks_aspect(others[0]):
            return calculated
        [other] = others
        without = self._calculate(text.replace(other, ""), history)
        if without is None or without.calculation is None or without.calculation.results != calculated.calculation.results:
            return calculated
        reply = self._look_up(other, history)
        if reply.outcome is not Outcome.ANSWERED or reply.calculation is not None or (reply.support is not None and reply.support < SURE):
            return calculated
        in_order = [reply, calculated] if asked[0] == other else [calculated, reply]
        return together(self.library, text, in_order)

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
        if len(questions) > 1 or any(self.named.reply(query) for query in questions[0]):
            return None
        return self.chooser.best(self.finder.find_each(questions[0])).probability

    # Calculations

    def _calculate(self, text: str, history: Sequence[Turn]) -> Reply | None:
        reading = read_in_conversation(text, [turn.content for turn in history if turn.role == "user"])
        beside = reading is not None and reading.ends is not None  # two values of one input are worked side by side
        if not beside and (in_turn := self._one_after_the_other(text, history)) is not None:
            return in_turn
        vague = reading is not None and reading.missing and not reading.inputs and not INSISTS.search(text)
        if vague and len(self.reader.read(text, history)) > 1:
            return None  # several questions without a figure, none of them insisting on a result: nothing in them is to be calculated
        if reading is not None and not reading.complete and (two := two_calculations(text)) is not None:
            replies = [reply for one in two if (reply := self._answer(one)) is not None]
            if len(replies) == len(two) and all(reply.outcome is Outcome.ANSWERED for reply in replies):
                return together(self.library, text, replies)
        if reading is None or not reading.complete:
            return self._gone_on(text, history, reading) or self._answer(reading)
        return self._answer(reading)

    def _one_after_the_other(self, text: str, history: Sequence[Turn]) -> Reply | None:
        """Two calculations of one message, the second going on from the first: 留存率多少？照这个留存率，平均能待几年."""
        marks = list(_ASKED.finditer(text))
        if len(marks) != 1 or not HAS_NUMBER.search(text, 0, marks[0].start()) or len(self.reader.read(text, history)) > _TWO:
            return None
        asked, rest = text[: marks[0].end()], text[marks[0].end() :].strip()
        first = self._calculate(asked, history)
        if first is None or first.calculation is None:
            return None
        told = [*history, Turn("user", asked), Turn("assistant", first.draft.text())]
        for then in (self._calculate(rest, told), self._gone_on(rest, told, None)):
            if then is not None and then.calculation is not None and then.calculation.results != first.calculation.results:
                return together(self.library, text, [first, then])
        return None

    def _gone_on(self, text: str, history: Sequence[Turn], reading: Reading | None) -> Reply | None:
        """The calculation of a message that takes a figure which the one before it came to; None where it does not."""
        asked = max((place for place, turn in enumerate(history) if turn.role == "user"), default=None)
        if asked is None or not (HAS_NUMBER.search(text) or reading is not None):
            return None
        before = self._calculate(history[asked].content, history[:asked])
        if before is None or before.calculation is None:
            return None
        lacking, parameters = (reading.missing, reading.formula.parameters) if reading is not None else ((), ())
        told = [*with_figures(text, lacking, parameters, before.calculation), on_our_side(text, before.calculation)]
        for place, one in enumerate(told, start=1):
            whole = read_calculation(one)
            if whole is None or not whole.complete or whole.aside or whole.formula.id == before.calculation.formula:
                continue
            if place < len(told) or (whole.formula.parties and not whole.formula.sides):
                return self._answer(whole)
        return None

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
        if (in_turn := self._in_turn(text, history)) is not None:
            return in_turn
        if history and history[-1].content.startswith(Frame.NOT_COVERED) and (whole := self.reader.going_on(text, history)) is not None:
            return self._reply([whole])
        asked = self._parting.with_subject(self.reader.read(text, history), history, self._in_its_context)
        questions = [part for readings in asked for part in self._parting.parts(readings, history, self._in_its_context) or [readings]]
        questions, left = questions[:MAX_QUESTIONS], questions[MAX_QUESTIONS:]
        asked = [self._in_its_context(readings, history) for readings in questions]
        replies = list(map(self._reply, asked))
        if len(replies) == 1:
            return replies[0]
        if any(reply.outcome is Outcome.ANSWERED for reply in replies):  # then the others are likelier to be answered
            linked = self._linked(replies)
            replies = [
                reply if reply.outcome is Outcome.ANSWERED else self._reply(readings, beside=linked)
                for reply, readings in zip(replies, asked, strict=True)
            ]
            replies = self._with_what_leans(replies, asked, history)
            if len(replies) == 1:
                return replies[0]
        return together(self.library, text, replies, [readings[0].text for readings in left])

    def _in_turn(self, text: str, history: Sequence[Turn]) -> Reply | None:
        """The answer to a message whose later parts ask about what the earlier ones are answered with (算哪个层次，这个层次讲究什么), or an aspect of it
        (有什么用): each is asked as a message of the conversation. None where they do not, or one has no sure answer."""
        parts = split_loosely(text)
        if len(parts) < 2 or not all(points_back(part) or self._asks_aspect(part) for part in parts[1:]):
            return None
        replies: list[Reply] = []
        turns = list(history)
        for part in parts:
            reply = self._look_up(part, turns)
            if reply.outcome is not Outcome.ANSWERED or (reply.support is not None and reply.support < SURE):
                return None
            replies.append(reply)
            turns += [Turn("user", part), Turn("assistant", reply.draft.text())]
        return together(self.library, text, replies)

    def _with_what_leans(self, replies: Sequence[Reply], asked: Sequence[Sequence[Query]], history: Sequence[Turn]) -> list[Reply]:
        """The replies to the questions of a message, where one that asks for an aspect of what the one before it is answered with (有什么用) is asked as
        a message of the conversation; and where one that only goes on with the one before it and has no answer (账拆给我看看, 结果怎么样) is asked
        together with that, and goes into its reply if the same card answers both."""
        kept: list[Reply] = []
        for place, (reply, readings) in enumerate(zip(replies, asked, strict=True)):
            text = readings[0].text
            behind_answered = bool(kept) and kept[-1] is replies[place - 1] and kept[-1].outcome is Outcome.ANSWERED
            told = [Turn("user", asked[place - 1][0].text), Turn("assistant", kept[-1].draft.text())] if behind_answered else []
            if told and self.reader.card_of_member(text, told) is not None:
                reply = self._look_up(text, [*history, *told])
            elif told and self._asks_aspect(text):
                in_turn = self._look_up(text, [*history, *told])
                elsewhere = _led_by(reply) not in {one.passage.document_id for one in kept[-1].draft.citations}
                reply = in_turn if in_turn.outcome is Outcome.ANSWERED or elsewhere else reply
            goes_on = reply.outcome is Outcome.REFUSED and (self._parting.only_goes_on(text) or asks_aspect(text))
            if goes_on and behind_answered:
                joined = self._reply(together_with(asked[place - 1], text))
                adds = {one.quote for one in joined.draft.citations} - {one.quote for one in kept[-1].draft.citations}
                only_asks = self._parting.only_goes_on(text)
                if joined.outcome is Outcome.ANSWERED and _led_by(joined) == _led_by(kept[-1]) != "" and (adds or only_asks):
                    kept[-1] = joined
                    continue
            kept.append(reply)
        return kept

    def _asks_aspect(self, text: str) -> bool:
        """Whether a later question of a message asks for an aspect of what it is about, and not only for more of that: 具体展开讲讲."""
        return asks_aspect(text) and not self._parting.only_goes_on(text)

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
            if reply := self.named.reply(query):
                return replace(reply, intent=query.intent)
        found = self.finder.find_each(readings)
        if known is not None or (known := self.finder.known(found[0])) is not None:
            support, of = known
            reply = (
                self._telling.reply(found[0].query, of, found[0].hits) if support else self._telling.refusal(found[0].query, found[0].hits)
            )
            return replace(reply, intent=found[0].query.intent, support=support)
        best = self.chooser.best(found)
        linked = best.hit is not None and beside is not None and best.hit.passage.document_id in beside
        least = LINKED if linked else PART if beside is not None and len(found) == 1 else THRESHOLD
        hit = best.hit if best.probability >= least else None
        reply = self._telling.refusal(found[0].query, found[0].hits) if hit is None else self._telling.reply(best.query, hit, best.hits)
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
