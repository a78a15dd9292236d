"""What follows an answer as a caution: that the sources disagree on a figure, what it may not be used for, what the source lost of a list. Only where
it touches what is told."""

import re
from collections.abc import Sequence

from assistant.answering.disputed import said_otherwise
from assistant.answering.draft import Draft
from assistant.answering.figures import figures
from assistant.answering.frames import Frame
from assistant.answering.sections import Sections
from assistant.answering.sentences import Sentences
from assistant.ingest.cards import DERIVED, DOUBTS, GAPS
from assistant.library import Library
from assistant.retrieval.overlap import Weigher, content
from assistant.retrieval.tokens import without
from assistant.types import Card, Intent, Passage, Query, Sentence, StatementKind

CONCERNS = 0.5  # share of the question that a caution must hold where it holds no figure that is told
SPEAKS_OF = 0.2  # share of a warning or a gap that the first sentence told must hold
_WARNS = re.compile("不能|不宜|不要|不可|只能")
# 后面的各条缺失, 只剩第1条: members are lost; what is not explained of them, or has no example, was not asked for
_LOST = re.compile(
    r"(?:还有|别的|前面|后面|另外|其余|前[一二两三几\d]|第[一二三四五六七八九十\d]).{0,14}(?:缺失|没有保留|没有印|看不出|丢)|只(?:留下|剩)(?!.{0,3}(?:图题|标题|题目|名称|提纲))"
)
_STATED = frozenset((Intent.FIGURE, Intent.CONFIRM))


class Asides:
    """Adds the caution that an answer needs."""

    def __init__(self, library: Library, weigher: Weigher, sections: Sections, sentences: Sentences) -> None:
        self._library = library
        self._weigher = weigher
        self._sections = sections
        self._sentences = sentences

    def add(self, draft: Draft, query: Query, card: Card) -> None:
        """What other sources say of a figure that was asked for, else its boundary, and what the source lost of a list or a way that was."""
        doubts, gaps = self._sections.one(card.id, DOUBTS), self._sections.one(card.id, GAPS)
        if query.intent in _STATED:
            if (apart := said_otherwise(draft, card, self._library, self._sections, self._weigher)) is not None:
                self._quote(draft, Frame.BOUNDARY, apart, apart.sentences[:1])
            elif doubts is not None:
                self._quote(draft, Frame.BOUNDARY, doubts, self._concerning(draft, query, card, doubts))
        if gaps is not None and query.intent in (Intent.LIST, Intent.HOW_TO):
            lost = [one for one in gaps.sentences if _LOST.search(gaps.quote(one)) and self._speaks_of(gaps.quote(one), draft)]
            self._quote(draft, Frame.GAP, gaps, lost[:1], StatementKind.GAP)

    def reading(self, draft: Draft, query: Query, card: Card) -> None:
        """How claims that disagree are to be read: the sentence that has most to do with the question."""
        doubts = self._sections.one(card.id, DOUBTS)
        if doubts is not None:
            nearest = (one.sentence for one in self._sentences.ranked(query, card) if one.passage.id == doubts.id)
            told = [sentence for sentence in nearest if DERIVED not in doubts.quote(sentence)]
            self._quote(draft, Frame.BOUNDARY, doubts, told[:1])

    def _concerning(self, draft: Draft, query: Query, card: Card, doubts: Passage) -> list[Sentence]:
        """The first sentence that speaks of a figure that leads or of most of what is asked, or warns of what the first sentence tells."""
        asked = self._weigher.tokens(without(content(query.text), card.names))
        told = {figure for figure, number in figures(_first(draft)) if not number.han}
        return [
            sentence
            for sentence in doubts.sentences
            if told & {figure for figure, _ in figures(doubts.quote(sentence))}
            or self._weigher.coverage(asked, self._weigher.tokens(doubts.quote(sentence))) >= CONCERNS
            or (_WARNS.search(doubts.quote(sentence)) and self._speaks_of(doubts.quote(sentence), draft))
        ][:1]

    def _speaks_of(self, text: str, draft: Draft) -> bool:
        """Whether a caution speaks of what the first sentence tells."""
        return self._weigher.coverage(self._weigher.tokens(text), self._weigher.tokens(_first(draft))) >= SPEAKS_OF

    def _quote(
        self, draft: Draft, frame: Frame, passage: Passage, sentences: Sequence[Sentence], kind: StatementKind = StatementKind.QUOTED
    ) -> None:
        new = [draft.quote(passage, sentence, kind=kind) for sentence in sentences if not draft.says(passage, sentence)]
        if new:
            draft.paragraph(draft.frame(frame), *new)


def _first(draft: Draft) -> str:
    """The sentence that answers."""
    return next((statement.text for statement in draft.statements if statement.citations), "")
