"""The cards by group, kind and list, as the library pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.ingest.cards import AXES
from assistant.library import Library
from assistant.types import Card, Catalogue, Group
from assistant.web.card_page import Comparison

# How a card's kind is called, in the order in which the page shows kinds.
KINDS = {
    "law": "法则",
    "rule": "规则",
    "concept": "概念",
    "framework": "框架",
    "process": "流程",
    "checklist": "要点",
    "case": "案例",
    "figures": "数据",
    "conflict": "说法不一",
}


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a list: a card of its own, or a name that a sentence of another card explains."""

    title: str
    words: str
    card: Card | None


class Shelf:
    """The cards by group, kind and list."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._first: dict[str, str] = {}

    def in_group(self, group: str) -> list[Card]:
        """The group's cards; members of an ordered list stand together in its order, those of the longest lists first."""
        cards = [card for card in self.library.cards.values() if card.group == group]
        great = {catalogue.id for catalogue in self.great_lists()}
        placed: dict[str, Card] = {}
        for card in sorted(cards, key=lambda card: card.member_of not in great):
            catalogue = self.library.catalogues.get(card.member_of or "")
            together = catalogue.members if catalogue is not None and catalogue.ordered else ()
            placed |= {name: self.library.cards[name] for name in together if name in self.library.cards and name not in placed}
            placed.setdefault(card.id, card)
        return [card for card in placed.values() if card.group == group]

    def of_kind(self, kind: str) -> list[Card]:
        return [card for card in self.library.cards.values() if card.kind == kind]

    def kinds(self) -> list[tuple[str, str, int]]:
        """(kind, its name, number of cards) of the kinds that there are."""
        counted = [(kind, name, len(self.of_kind(kind))) for kind, name in KINDS.items()]
        return [row for row in counted if row[2]]

    def great_lists(self, count: int = 2) -> list[Catalogue]:
        """The longest ordered lists whose members are cards."""
        lists = [catalogue for catalogue in self.library.catalogues.values() if catalogue.ordered and catalogue.card is None]
        return sorted(lists, key=lambda catalogue: -len(catalogue.members))[:count]

    def lists_of(self, group: Group) -> list[Catalogue]:
        """The lists that lie in a group: by the card that holds them, or by their first member."""
        cards = self.library.cards
        found = []
        for catalogue in self.library.catalogues.values():
            holder = cards.get(catalogue.card or catalogue.members[0])
            if holder is not None and holder.group == group.id:
                found.append(catalogue)
        return sorted(found, key=lambda catalogue: catalogue.card is not None)

    def file_title(self, document_id: str, title: str) -> str:
        """Readable title of a file: a source document of the corpus is never called by its raw name."""
        return self.library.source_titles.get(document_id.rpartition("/")[2], title)

    def first_sentence(self, card: Card) -> str:
        """What the card says first, which is what it is about."""
        if card.id not in self._first:
            passages = [passage for passage in self.library.passages_of(card.id) if passage.heading != AXES]
            sentences = [passage.quote(sentence) for passage in passages[:1] for sentence in passage.sentences[:1]]
            self._first[card.id] = "".join(sentences)
        return self._first[card.id]

    def members(self, catalogue: Catalogue) -> list[Member]:
        """The members in order, each with the sentence that says what it is where there is one."""
        if catalogue.card is None:
            cards = self.library.cards
            return [
                Member(cards[name].title, self.first_sentence(cards[name]), cards[name]) if name in cards else Member(name, "", None)
                for name in catalogue.members
            ]
        section = self.library.section(catalogue.card, catalogue.section or "")
        sentences = [section.quote(sentence) for sentence in section.sentences[1:]] if section else []
        return [Member(name, _explaining(name, catalogue.members, sentences), None) for name in catalogue.members]

    def comparison(self, catalogue: Catalogue) -> Comparison | None:
        """The members on the axes that all of them share."""
        cards = [self.library.cards[name] for name in catalogue.members if name in self.library.cards]
        if catalogue.card is not None or not cards:
            return None
        axes = tuple(axis for axis in cards[0].compare if all(axis in card.compare for card in cards))
        return Comparison(axes, tuple(cards)) if axes else None


def _explaining(name: str, names: Iterable[str], sentences: Sequence[str]) -> str:
    """The sentence that speaks of this member: it holds the name, and of the others no longer one that holds it."""
    longer = [other for other in names if name in other and other != name]
    for sentence in sentences:
        rest = sentence
        for other in longer:
            rest = rest.replace(other, "")
        if name in rest and rest != name:
            return sentence
    return ""
