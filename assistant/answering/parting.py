"""Which questions a message holds where commas may join several or several things are asked the same, what its later ones are about, and which of
its questions only goes on with the one before."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.attributes import ASKED
from assistant.answering.choosing import Chooser
from assistant.answering.finding import Finder, Found
from assistant.answering.judge import THRESHOLD, Judge
from assistant.answering.words import content_words
from assistant.retrieval.leaning import topic_of
from assistant.retrieval.search import Searcher
from assistant.retrieval.spreading import spread
from assistant.retrieval.understand import Reader
from assistant.types import Intent, Query, Turn

HOPELESS = 0.15
NEAR_WHOLE = 0.6  # share of the best score of a whole question, from which a card may be that of one of its parts
OF_ITS_OWN = 0.5  # rarity from which a noun is a subject
SURELY_OWN = 0.75  # the same of a subject that the rest of its message does not lead to
SURELY_ALONE = 0.75  # probability from which a later question is answered as it stands, whatever the first one is about
WITH_SUBJECT = 0.6  # one with the subject of the first question, from which that is meant,
CLEARLY = 0.1  # if it is so much more probable than the question as it stands

_ASKS = re.compile("什么|啥|哪|几|多|谁|怎|咋|吗|呢|如何|为何|是否|(.)不\\1|有没有")

InContext = Callable[[Sequence[Query], Sequence[Turn]], list[Query]]  # the readings of a question in its conversation


class Parting:
    """Parts a question, by what is found for its parts and for the whole."""

    def __init__(self, reader: Reader, searcher: Searcher, judge: Judge, finder: Finder, chooser: Chooser) -> None:
        self._reader = reader
        self._searcher = searcher
        self._judge = judge
        self._finder = finder
        self._chooser = chooser

    def parts(self, readings: Sequence[Query], history: Sequence[Turn], in_context: InContext) -> list[list[Query]]:
        """The questions that commas may join in one: those that are answered, each in another place to which the whole or a rare word leads as
        well, and a last one with a subject of its own that surely is not. None where some part is neither, or only one is left: 都有哪几种
        by itself leads anywhere, and asks about what stands before it."""
        if spread_out := self._spread(readings, history, in_context):
            return spread_out
        parts = self.with_subject(self._reader.parts(readings[0], history), history, in_context)
        hits = self._searcher.search(readings[0].text, len(parts) + 1) if parts else []
        near = {hit.passage.document_id for hit in hits if hit.score >= NEAR_WHOLE * hits[0].score}
        kept: list[list[Query]] = []
        leads: set[tuple[str, int]] = set()
        for part in parts:
            best = self._best(part, history, in_context)
            if best.hit is not None and best.probability >= THRESHOLD:
                lead = self._finder.begins(best.query, best.hit)
                apart = best.hit.passage.document_id in near or self._subject(part[0].text) >= SURELY_OWN
                kept += [part] if apart and lead not in leads else []
                leads.add(lead)
            elif part is parts[-1] and best.probability < HOPELESS and self.has_subject(part[0].text):
                kept.append(part)
            else:
                return []
        return kept if len(kept) > 1 else []

    def with_subject(self, questions: Sequence[list[Query]], history: Sequence[Turn], in_context: InContext) -> list[list[Query]]:
        """The questions of a message, each later one with the subject of the first in front where that is meant: 达美乐是谁办的，他家披萨多少钱.

        It is meant where another answer than the first one's is clearly more probable by it, and where there hardly is one by it and none for
        sure without.
        """
        topic = self._topic(questions[0][0].text) if len(questions) > 1 else ""
        named = bool(topic) and topic in self._reader.namer.spans(topic)
        if not topic or (not named and content_words(topic) and self._subject(topic) < OF_ITS_OWN):  # taggers know no new names: 禅酷那家店
            return list(questions)
        told = self._lead(self._best(questions[0], history, in_context))
        return [questions[0], *(self._about(topic, told, readings, history, in_context) for readings in questions[1:])]

    def _topic(self, question: str) -> str:
        """What a question is about: the name with which it begins (交叉销售 of 交叉销售好处有哪些), else what stands in front of what it asks."""
        topic = topic_of(question)
        return next((name for name in self._reader.namer.spans(topic) if topic.startswith(name)), topic)

    def _about(
        self, topic: str, told: tuple[str, int] | None, readings: list[Query], history: Sequence[Turn], in_context: InContext
    ) -> list[Query]:
        alone = readings[0]
        names_its_own = (alone.entities or alone.catalogues) and not alone.leans
        if names_its_own and alone.intent is not Intent.IDENTIFY:
            return readings
        with_topic, *more = self._reader.read(f"{topic}{alone.text}", history)
        if more:
            return readings
        stands, leans = (self._best(one, history, in_context) for one in (readings, with_topic))
        likelier = leans.probability >= max(WITH_SUBJECT, stands.probability + CLEARLY) and self._lead(leans) != told
        lacking = leans.probability < HOPELESS and stands.probability < SURELY_ALONE
        return with_topic if likelier or lacking else readings

    def _best(self, readings: Sequence[Query], history: Sequence[Turn], in_context: InContext) -> Found:
        return self._chooser.best(self._finder.find_each(in_context(readings, history)))

    def _lead(self, found: Found) -> tuple[str, int] | None:
        """The sentence with which an answer would begin; None where nothing was found."""
        return self._finder.begins(found.query, found.hit) if found.hit is not None else None

    def _spread(self, readings: Sequence[Query], history: Sequence[Turn], in_context: InContext) -> list[list[Query]]:
        """The questions of one that asks several things the same, where each has its answer on another card, one of them that to which the whole
        leads; none where not."""
        asked = [] if readings[0].ordinals else [self._reader.read(text, history) for text in spread(readings[0].text)]
        if not asked or any(len(questions) > 1 for questions in asked):
            return []
        each = [questions[0] for questions in asked]
        whole, *found = (self._best(one, history, in_context) for one in (readings, *each))
        cards = [one.hit.passage.document_id for one in found if one.hit is not None and one.probability >= THRESHOLD]
        led = whole.hit.passage.document_id if whole.hit is not None else ""
        return each if len(set(cards)) == len(each) and led in cards else []

    def only_goes_on(self, question: str) -> bool:
        """Whether a question of a message only says more of how the one before is to be answered: 账拆给我看看."""
        return not self.has_subject(question) and not _ASKS.search(question)

    def has_subject(self, question: str) -> bool:
        """Whether a question says what it is about: 怎么收集 does not, nor does 有没有要点."""
        return self._subject(question) >= OF_ITS_OWN

    def _subject(self, question: str) -> float:
        """How plainly a question says what it is about: the rarity of its rarest noun. Where a date, a figure or a person is asked for, any word
        counts: taggers know few nouns of 去年营收多少."""
        asks_fact = any(asked.search(question) for asked in ASKED.values())
        words = (word for word in content_words(question) if word.noun or word.name or asks_fact)
        return max(map(self._judge.rarity, words), default=0.0)


def together_with(readings: Sequence[Query], more: str) -> list[Query]:
    """The readings of a question with another one of its message behind it, which goes on with it."""
    return [replace(query, text=f"{query.text}，{more}", standalone=f"{query.standalone}，{more}") for query in readings]
