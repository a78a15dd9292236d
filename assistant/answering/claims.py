"""Sources that disagree: the claim or the reading that the question is after, what all agree on, the claims side by side. No verdict."""

import re
from collections.abc import Sequence

from assistant.answering.announced import wants_whole
from assistant.answering.asides import Asides
from assistant.answering.draft import Draft
from assistant.answering.frames import Frame
from assistant.answering.premise import opening
from assistant.answering.sections import CLAIMS, Sections
from assistant.answering.sentences import Scored, Sentences
from assistant.ingest.cards import DERIVED, DOUBTS, OUTSIDE
from assistant.types import Card, Passage, Query, Sentence
from assistant.value.formulas import FORMULAS

LEADS = 0.3  # odds of the summary against one of the claims, below which the claim leads
MAX_READING = 3  # sentences on how claims are to be read, where just that is asked
SETTLES = 0.7  # odds of a doubt against the best claim, from which it answers a question for yes or no
_EITHER = re.compile("还是|到底|究竟|哪个|说法|[两几][个种套]|有的|一会|不一样|不同")  # the disagreement itself is asked for
_WHY = re.compile("为什么|为啥|为何|怎么会|听谁|按(?:哪|谁)|用哪|信(?:哪|谁)|该(?:用|按|信|听|选)")
_COUNTS_THEM = re.compile("还是|到底|[几哪]|谁|多少")  # the claims themselves are asked for as well
# What of a disagreement is told under a heading of its own.
_OF_IT = (
    (
        re.compile(
            "(?:为什么|为啥|为何|怎么会|怎么|咋)[^,，。?？]{0,12}(?:不同|不一|不一样|不一致|对不上|差|分歧|出入)|(?:不同|不一样?|分歧|差别|出入)的?(?:原因|道理|在哪儿?(?!份)|从哪来)"
        ),
        "为什么不同",
    ),
    (
        re.compile(
            "引用|引述|怎么引|写(?:方案|报告|材料|ppt)|听谁|信(?:哪|谁)|用哪|该(?:用|按|信|听|选)|哪个?更?(?:准|对|可信)|为准", re.I
        ),
        "怎么引用",
    ),
)


class Claims:
    """Tells what a card sets side by side."""

    def __init__(self, sections: Sections, sentences: Sentences, asides: Asides) -> None:
        self._sections = sections
        self._sentences = sentences
        self._asides = asides

    def add(self, draft: Draft, query: Query, card: Card) -> None:
        """What leads, the summary, a table of the claims, how they are to be read."""
        claims = self._sections.one(card.id, CLAIMS)
        if claims is None:
            return
        first, *rest = claims.sentences
        if claims.quote(first) in query.told and not wants_whole(query.text):  # a follow-up: 为什么说法不一样, 我该用哪个
            self._besides(draft, query, card)
            return
        if told := self._of_it(query, card):
            for section in told:
                draft.listing(section, section.sentences)
            if not _COUNTS_THEM.search(query.text):
                if not draft.says(claims, first):
                    draft.paragraph(draft.quote(claims, first))
                self._asides.reading(draft, query, card)
                return
        texts = [passage.quote(sentence) for passage, sentence in self._sentences.of(card.id)]
        frame = opening(query, "，".join((claims.quote(first), *(claim.value for claim in card.claims))), texts)
        passage, sentence = self._leading(query, card, claims, frame)
        from_outside = OUTSIDE in passage.quote(sentence)  # what no source says
        framed = frame is Frame.OTHER_FIGURE or (frame is not None and sentence is not first and not from_outside)
        draft.paragraph(*([draft.frame(frame)] if frame and framed else []), draft.quote(passage, sentence))
        if not draft.says(claims, first):
            draft.paragraph(draft.quote(claims, first))
        if passage is not claims:
            return
        self._side_by_side(draft, card, claims, rest)
        for formula in FORMULAS:
            if formula.fact_card == card.id:
                draft.paragraph(draft.frame(Frame.TRY_COST))
        self._asides.reading(draft, query, card)

    def _of_it(self, query: Query, card: Card) -> list[Passage]:
        """The sections of their own that tell what is asked of a disagreement: why claims differ, how to quote them."""
        asked = (self._sections.one(card.id, heading) for words, heading in _OF_IT if words.search(query.text))
        return [section for section in asked if section is not None]

    def _besides(self, draft: Draft, query: Query, card: Card) -> None:
        """Of a disagreement that was just told, what else the card says: how the claims are to be read, or the one that is asked for."""
        if sections := self._of_it(query, card):
            for section in sections:
                draft.listing(section, section.sentences)
            return
        ranked = self._sentences.ranked(query, card)
        doubts = [one for one in ranked if one.passage.heading == DOUBTS and DERIVED not in one.passage.quote(one.sentence)]
        told = doubts[:MAX_READING] if _EITHER.search(query.text) or _WHY.search(query.text) else []
        if not told:
            told = [next((one for one in ranked if one.passage.quote(one.sentence) not in query.told), ranked[0])]
        told.sort(key=lambda one: one.sentence.start)
        draft.prose([draft.quote(one.passage, one.sentence) for one in told])

    def _leading(self, query: Query, card: Card, claims: Passage, frame: Frame | None) -> tuple[Passage, Sentence]:
        """The claim that a question speaks of or puts wrong or, for one that wants a yes or no, how the claims are to be read; else the summary."""
        first = claims.sentences[0]
        ranked = [one for one in self._sentences.ranked(query, card) if one.passage.heading in (CLAIMS, DOUBTS)]
        summary = next(one for one in ranked if one.sentence is first)
        claim = next(one for one in ranked if one.passage is summary.passage)
        doubt = next((one for one in ranked if one.passage is not summary.passage), None)
        if frame is Frame.MATERIAL_SAYS and doubt is not None and self._settles(doubt, claim):
            return doubt.passage, doubt.sentence
        if _EITHER.search(query.text) or (frame is not Frame.OTHER_FIGURE and summary.share >= LEADS * claim.share):
            return claims, first
        return claims, claim.sentence

    def _settles(self, doubt: Scored, claim: Scored) -> bool:
        """Whether the material itself says how the claims are to be read, and that answers nearly as well as any claim."""
        text = doubt.passage.quote(doubt.sentence)
        return doubt.share >= SETTLES * claim.share and DERIVED not in text and not text.startswith(OUTSIDE)

    def _side_by_side(self, draft: Draft, card: Card, claims: Passage, rest: Sequence[Sentence]) -> None:
        """The claims with where each stands: a table where each has a short name, then what more is said."""
        rows: list[tuple[str, Sentence]] = []
        for claim in card.claims:
            origin = card.sources[claim.source]
            own = [s for s in rest if origin in s.origins]
            sentence = next((s for s in own if claim.value in claims.quote(s)), next(iter(own), None))
            if sentence is not None:
                rows.append((claim.value if claim.value in claims.quote(sentence) else "", sentence))
        told = list(dict.fromkeys(sentence for _, sentence in rows if not draft.says(claims, sentence)))
        if len(rows) > 1 and all(label for label, _ in rows):  # whole, whichever of them leads
            draft.table(("说法", "出处和所指"), [(label, [draft.quote(claims, sentence)]) for label, sentence in rows])
        elif len(told) > 1:
            draft.bullets([draft.quote(claims, sentence) for sentence in told])
        draft.paragraph(*(draft.quote(claims, sentence) for sentence in rest if not draft.says(claims, sentence)))
