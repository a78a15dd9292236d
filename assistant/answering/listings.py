"""Lists told whole, at some of their places, or one member of them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.announced import Announced, miscounted
from assistant.answering.draft import Draft
from assistant.answering.extent import Extent
from assistant.answering.frames import Frame
from assistant.answering.sections import ASIDE, DEFINITION, GENERAL, POINTS, Sections
from assistant.answering.sentences import Scored, Sentences
from assistant.answering.words import words_besides
from assistant.library import Library
from assistant.numerals import read_numbers
from assistant.retrieval.listed import nth, own_pairs
from assistant.retrieval.tokens import normalise
from assistant.types import Catalogue, Intent, Passage, Query, Sentence, Statement, StatementKind

MAX_OF_MEMBER = 8  # sentences on one member, where something of it is asked
MAX_OF_NAME = 3  # where nothing is
BETTER = 0.5  # score by which a sentence of the card goes before those on the member that a question points at
LEAST = 2.0  # score of a sentence that tells of a member which the card only names
MANY = 8  # members from which words that all their sentences share tire the reader
MOULD = 8  # characters of such words
MOST = 0.8  # share of the sentences that have them
_SHORT = re.compile("没有印出|只[举列留剩]|不全")  # of a list's gaps: members are lost


class Listings:
    """Writes drafts of the lists of a library."""

    def __init__(self, library: Library, sections: Sections, sentences: Sentences, extent: Extent) -> None:
        self._library = library
        self._sections = sections
        self._sentences = sentences
        self._extent = extent

    def catalogue(self, catalogue: Catalogue, question: str) -> Draft:
        """A closed list, complete and in order, with its count, which the `question` may have given otherwise."""
        draft = Draft(self._library)
        title = normalise(catalogue.title)
        if miscounted(question, Announced(title, title, catalogue.promises or len(catalogue.members), catalogue.item, catalogue.members)):
            draft.paragraph(draft.frame(Frame.OTHER_FIGURE))
        if catalogue.card is not None:
            section = self._sections.one(catalogue.card, catalogue.section or POINTS)
            if section is not None:
                draft.listing(section, self._extent.points(section))
            return draft
        counted = any(number.value == len(catalogue.members) for number in read_numbers(catalogue.title))
        said = "依次是" if counted and catalogue.ordered and not catalogue.promises else catalogue.extent
        draft.paragraph(Statement(f"{catalogue.title}{said}：", StatementKind.COMPUTED))
        self._members(draft, catalogue, range(1, len(catalogue.members) + 1))
        if _SHORT.search(catalogue.gaps):
            draft.paragraph(Statement(catalogue.gaps, StatementKind.GAP))
        return draft

    def only_named(self, catalogue: Catalogue, places: Sequence[int]) -> Draft | None:
        """The sentence that names all members, where the list's card says no more of some at these places, with what it says of the others; None
        where it says more of each."""
        section = self._sections.one(catalogue.card, catalogue.section or POINTS) if catalogue.card else None
        said = [self._said_of(catalogue, place) for place in places]
        if section is None or all(said):
            return None
        draft = Draft(self._library)
        draft.paragraph(draft.quote(section, section.sentences[0]))
        draft.prose([draft.quote(*one[0]) for one in said if one])
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
        asked = words_besides(query.text, catalogue.names)
        about = replace(query, text=f"{catalogue.members[place - 1]}，{query.text}")
        ranked = [
            one for one in self._sentences.ranked(about, card) if one.passage.heading not in ASIDE and not self._lists(one, catalogue)
        ]
        own = [one for one in ranked if (one.passage, one.sentence) in said]
        if ranked and asked and (not own or ranked[0].score > own[0].score + BETTER):
            own = [ranked[0], *own]
        if query.intent is Intent.DEFINITION and not asked:  # 第四个: what it is, in the order of the text
            own.sort(key=lambda one: (one.passage.start, one.sentence.start))
        told = self._extent.new(own)[: MAX_OF_MEMBER if asked else MAX_OF_NAME]
        if not told or (not said and told[0].score < LEAST):
            draft.paragraph(*(draft.quote(passage, sentence) for passage, sentence in self._told_of(catalogue, place)))
            return draft
        best = told[0]
        told.sort(key=lambda one: (one is not best, one.passage.start, one.sentence.start))
        draft.prose([draft.quote(one.passage, one.sentence) for one in told])
        return draft

    def _lists(self, one: Scored, catalogue: Catalogue) -> bool:
        """Whether a sentence only lists the members."""
        text = normalise(one.passage.quote(one.sentence))
        return all(normalise(member) in text for member in catalogue.members)

    def _members(self, draft: Draft, catalogue: Catalogue, places: Sequence[int]) -> None:
        told = [self._told_of(catalogue, place) for place in places]
        if catalogue.card is None and _of_one_mould([passage.quote(sentence) for one in told for passage, sentence in one]):
            told = [self._name_in(catalogue.members[place - 1], one) for place, one in zip(places, told, strict=True)]
        lines = [draft.quote(passage, sentence) for one in told for passage, sentence in one]
        if len(lines) == 1:
            draft.paragraph(*lines)
            return
        in_a_row = list(places) == list(range(places[0], places[0] + len(lines)))
        draft.bullets(lines, places if catalogue.ordered and in_a_row else ())

    def _name_in(self, card_id: str, told: list[tuple[Passage, Sentence]]) -> list[tuple[Passage, Sentence]]:
        """The characters of the card's name in the sentence that tells of it; the sentence where it holds no name."""
        title = self._library.cards[card_id].title
        found = ((passage, sentence, passage.text.find(title, sentence.start, sentence.end)) for passage, sentence in told)
        return [(passage, replace(sentence, start=at, end=at + len(title)) if at >= 0 else sentence) for passage, sentence, at in found]

    def _told_of(self, catalogue: Catalogue, place: int) -> list[tuple[Passage, Sentence]]:
        """What tells of a member in one sentence: one of the list's card that is about it, or its own card's definition."""
        if catalogue.card is not None:
            section = self._sections.one(catalogue.card, catalogue.section or POINTS)
            said = self._said_of(catalogue, place) or ([(section, section.sentences[0])] if section else [])
        else:
            member = catalogue.members[place - 1]
            section = self._sections.one(member, DEFINITION) or next(iter(self._sections.of(member)), None)
            said = [(section, section.sentences[0])] if section else []
        return said[:1]

    def _said_of(self, catalogue: Catalogue, place: int, *, anywhere: bool = False) -> list[tuple[Passage, Sentence]]:
        """The sentences about a member of a list that a card tells of: those of the list's section that begin with it, and the section that it
        heads; `anywhere` those that name it in other sections too."""
        if catalogue.card is None:
            return []
        home = catalogue.section or POINTS
        members = [normalise(member) for member in catalogue.members]
        own, name = own_pairs(members)[place - 1], members[place - 1]
        others = [other for other in members if other != name and other not in name]
        found = []
        for passage in self._sections.of(catalogue.card):
            if passage.heading == home:
                rest = ((one, normalise(passage.quote(one))) for one in passage.sentences[1:])
                found += [
                    (passage, one)
                    for one, text in rest
                    if place in nth(text)
                    or text.startswith(name)
                    or ((name in text or any(pair in _beginning(text) for pair in own)) and not any(other in text for other in others))
                ]
            elif place in nth(passage.heading) or (
                passage.heading not in GENERAL and any(pair in normalise(passage.heading) for pair in own)
            ):
                found += [(passage, one) for one in passage.sentences]
            elif anywhere and passage.heading not in ASIDE:
                found += [(passage, one) for one in passage.sentences if any(pair in normalise(passage.quote(one)) for pair in own)]
        return found


def _of_one_mould(texts: Sequence[str]) -> bool:
    """Whether many sentences have the same words but for what they are about: then the names alone tell the members apart."""
    middle = texts[len(texts) // 2] if len(texts) >= MANY else ""
    runs = (middle[at : at + MOULD] for at in range(len(middle) - MOULD + 1))
    return any(sum(run in text for text in texts) > MOST * len(texts) for run in runs)


def _beginning(text: str) -> str:
    """A sentence up to its first comma or verb of being, which says what it is about."""
    return re.split("[,、:是]", text, maxsplit=1)[0]
