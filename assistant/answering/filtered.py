"""Which members of a list of cards speak of something: 营销法则里哪几条跟品牌延伸有关."""

import re

from assistant.answering.draft import Draft
from assistant.answering.frames import Frame
from assistant.answering.reply import Reply
from assistant.answering.sections import ASIDE, DEFINITION, EXAMPLES, POINTS, Sections
from assistant.answering.words import content_words
from assistant.library import Library
from assistant.retrieval.ordinals import without_places
from assistant.retrieval.tokens import normalise, without
from assistant.types import Card, Catalogue, Outcome, Passage, Query, Sentence, Statement, StatementKind

MANY = 0.5  # share of the members from which a word tells none apart
_OF = (
    re.compile(
        "哪(?:些|一?[条个项种级]|几[条个项种级])(?:[,的]|法则|定律|规则)?(?:是|都|会)*(?:有?讲|讲的是|谈|说|提|涉及|用)(?:的是|到了?|了|过|的)?(?P<of>[^,。?的]{2,12})"
    ),
    re.compile(
        "(?:哪(?:些|一?[条个项种级]|几[条个项种级])(?:[,的]|法则|定律|规则)?(?:是|都|会)*|里|中)(?:跟|和|与|同|关于|有关)(?P<of>[^,。?]{2,12}?)(?:有关|相关|沾边|扯得上|搭界|挂钩|的|$)"
    ),
)
_RANK = re.compile("第[一二三]|老[大二]")
_IN_ORDER = (DEFINITION, POINTS)  # sections that tell what a member is


class Filtered:
    """Answers which members of a list speak of what the question names."""

    def __init__(self, library: Library, sections: Sections) -> None:
        self._library = library
        self._sections = sections

    def reply(self, query: Query, catalogue: Catalogue) -> Reply | None:
        """The members that speak of it, each with the sentence; a refusal where none does. None where the question names nothing by which
        members could be told apart."""
        topic = topic_of_members(query.text, catalogue)
        if not topic or catalogue.card is not None:
            return None
        cards = [self._library.cards[member] for member in catalogue.members if member in self._library.cards]
        said = [(card, told) for card in cards if (told := self._speaks_of(card, topic)) is not None]
        if len(said) > MANY * len(cards):
            return None
        draft = Draft(self._library)
        if not said:
            draft.paragraph(draft.frame(Frame.NOT_COVERED), draft.frame(Frame.LOOK_AROUND))
            return Reply(Outcome.REFUSED, query.standalone, draft)
        counted = f"{catalogue.title}里提到“{''.join(topic)}”的有{len(said)}{catalogue.item}。"
        draft.paragraph(Statement(counted, StatementKind.COMPUTED))
        for card, (passage, sentence) in said:
            named = self._sections.one(card.id, DEFINITION)
            lead = [draft.quote(named, named.sentences[0])] if named is not None else []
            more = [] if named is passage and sentence is passage.sentences[0] else [draft.quote(passage, sentence)]
            draft.paragraph(*lead, *more)
        return Reply(Outcome.ANSWERED, query.standalone, draft, given=(counted,), related=tuple(card.id for card, _ in said))

    def _speaks_of(self, card: Card, topic: list[str]) -> tuple[Passage, Sentence] | None:
        """The first sentence of a card with all words of the topic, of what it is before what is told of it."""
        sections = [passage for passage in self._sections.of(card.id) if passage.heading not in ASIDE]
        sections.sort(key=lambda passage: (passage.heading not in _IN_ORDER, passage.heading == EXAMPLES))
        for passage in sections:
            for sentence in passage.sentences:
                if all(word in normalise(passage.quote(sentence)) for word in topic):
                    return passage, sentence
        return None


def topic_of_members(question: str, catalogue: Catalogue) -> list[str]:
    """The words of what members of a list are to speak of; none where a question does not ask that."""
    said = without_places(without(normalise(question), catalogue.names))
    found = next((match for pattern in _OF if (match := pattern.search(said))), None)
    if found is None:
        return []
    rank = _RANK.search(found["of"])  # no word to the tagger
    return [word.text for word in content_words(found["of"])] or ([rank[0]] if rank else [])
