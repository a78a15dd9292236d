"""Which questions a message holds where commas may join several, and which of its questions only goes on with the one before."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.attributes import ASKED
from assistant.answering.choosing import Chooser
from assistant.answering.finding import Finder
from assistant.answering.judge import THRESHOLD, Judge
from assistant.answering.words import content_words
from assistant.retrieval.search import Searcher
from assistant.retrieval.understand import Reader
from assistant.types import Query, Turn

HOPELESS = 0.15
NEAR_WHOLE = 0.6  # share of the best score of a whole question, from which a card may be that of one of its parts
OF_ITS_OWN = 0.5  # rarity from which a noun is a subject
SURELY_OWN = 0.75  # the same of a subject that the rest of its message does not lead to

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
        parts = self._reader.parts(readings[0], history)
        hits = self._searcher.search(readings[0].text, len(parts) + 1) if parts else []
        near = {hit.passage.document_id for hit in hits if hit.score >= NEAR_WHOLE * hits[0].score}
        kept: list[list[Query]] = []
        leads: set[tuple[str, int]] = set()
        for part in parts:
            best = self._chooser.best(self._finder.find_each(in_context(part, history)))
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
