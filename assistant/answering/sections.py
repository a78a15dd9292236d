"""Which section of a card answers a question."""

from assistant.ingest.cards import AXES, DOUBTS, GAPS
from assistant.library import Library
from assistant.numerals import read_numbers
from assistant.retrieval.likeness import Likeness
from assistant.retrieval.overlap import Weigher, content
from assistant.retrieval.tokens import normalise, without
from assistant.types import Card, Intent, Passage, Query

LIKE_ASK = 0.6  # an ask this like the question names the section, whatever the intent

DEFINITION, POINTS, STEPS, EXAMPLES, CONFUSED, CLAIMS = "定义", "要点", "步骤", "案例", "易混", "说法"

# Sections that answer an intent, best first.
_SECTIONS: dict[Intent, tuple[str, ...]] = {
    Intent.DEFINITION: (DEFINITION, POINTS, CLAIMS),
    Intent.LIST: (POINTS, STEPS, DEFINITION),
    Intent.FIGURE: ("数字", "份额", "公式", POINTS),
    Intent.COMPARISON: (CONFUSED, DEFINITION),
    Intent.CASE: (EXAMPLES,),
    Intent.HOW_TO: (STEPS, "怎么用", "做法", POINTS),
    Intent.IDENTIFY: (DEFINITION,),
    Intent.CONFIRM: (DEFINITION, POINTS),
    Intent.CONFLICT: (CLAIMS, DOUBTS),
    Intent.CALCULATION: ("公式", DEFINITION),
}
_INTENT_BONUS = 0.25
_NAMED_BONUS = 2.0  # 什么是X wants the definition of X, whatever asks resemble it
_FIGURE_BONUS = 0.3
_HEADING_BONUS = 0.4  # the question names the section: 海底捞等位时, 交易前
GENERAL = frozenset(
    (AXES, DOUBTS, GAPS, *(heading for headings in _SECTIONS.values() for heading in headings), "原因", "特点", "数字", "说明什么")
)  # headings that tell nothing of the card
ASIDE = {DOUBTS: 0.15, GAPS: 0.15, CONFUSED: 0.1}  # sections that lead only where the question is plainly theirs


class Sections:
    """Ranks the sections of a card for a question."""

    def __init__(self, library: Library, weigher: Weigher, likeness: Likeness) -> None:
        self._library = library
        self._weigher = weigher
        self._likeness = likeness

    def ranked(self, query: Query, card: Card) -> list[tuple[float, Passage]]:
        """The sections of `card`, the one that answers best first: by its nearest ask, its words, its heading and the intent."""
        question = self._weigher.tokens(content(self.asked(query, card)))
        wanted = _SECTIONS[query.intent]
        lists = {catalogue.section for catalogue in self._library.catalogues_of(card.id)} if query.intent is Intent.LIST else set()
        plain_definition = query.intent is Intent.DEFINITION and self.only_names(query, card)
        wants_figure = query.intent is Intent.FIGURE or (query.intent is Intent.CONFIRM and has_figure(query.text))
        asks, told = self._likeness.asks(question, card.id), self._likeness.told(question, card.id)
        ranked = []
        for passage in self.of(card.id):
            heading = passage.heading
            likeness = asks.get(heading, 0.0)
            score = likeness + 0.5 * told[heading] - ASIDE.get(heading, 0.0)
            if heading not in GENERAL:
                score += _HEADING_BONUS * self._weigher.coverage(self._weigher.tokens(heading), question)
            if heading in lists:
                score += _INTENT_BONUS
            elif heading in wanted and likeness < LIKE_ASK:
                score += _INTENT_BONUS / (1 + wanted.index(heading))
            if wants_figure and heading not in ASIDE and has_figure(passage.text):
                score += _FIGURE_BONUS / 2
            if heading == DEFINITION and plain_definition:
                score += _NAMED_BONUS
            ranked.append((score, passage))
        return sorted(ranked, key=lambda row: -row[0])

    def asked(self, query: Query, card: Card) -> str:
        """What a question asks of a card: its own words, where it has any besides the card's names; else with the subject that it leans on."""
        own = without(content(query.text), card.names)
        return query.text if self._weigher.tokens(own) else query.standalone

    def only_names(self, query: Query, card: Card) -> bool:
        """Whether the question holds nothing besides a name of the card."""
        rest = content(query.standalone)
        for name in sorted(card.names, key=len, reverse=True):
            rest = rest.replace(normalise(name), "")
        return card.id in query.entities and not self._weigher.tokens(rest)

    def card(self, card_id: str) -> Card:
        return self._library.cards[card_id]

    def of(self, card_id: str) -> list[Passage]:
        """The sections that tell something: all but the axes of comparisons."""
        return [passage for passage in self._library.passages_of(card_id) if passage.heading != AXES]

    def one(self, card_id: str, heading: str) -> Passage | None:
        return next((passage for passage in self.of(card_id) if passage.heading == heading), None)


def has_figure(text: str) -> bool:
    """Whether `text` states a figure: digits or a share, not the ordinal of a rule."""
    return any((not number.han or number.mark) and not text[: number.start].endswith("第") for number in read_numbers(text))
