"""What the database knows, as the engine uses it: cards, lists and names in memory, passages on demand."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import pairwise

from assistant.ingest.store import Store
from assistant.retrieval.tokens import normalise
from assistant.types import Card, Catalogue, Document, Fact, FileReport, Group, Passage

KEPT_DOCUMENTS = 512  # whose passages stay in memory: all cards of the shipped corpus


class Library:
    """A read-only view of one state of the store. Names are keyed in the form that is searched."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._passages_of = lru_cache(maxsize=KEPT_DOCUMENTS)(store.passages_of)
        self.cards: Mapping[str, Card] = {card.id: card for card in store.cards()}
        self.catalogues: Mapping[str, Catalogue] = {catalogue.id: catalogue for catalogue in store.catalogues()}
        self.source_titles: Mapping[str, str] = store.source_titles()
        self.groups: Mapping[str, Group] = _groups(store.groups(), self.cards.values())

    @cached_property
    def card_names(self) -> Mapping[str, str]:
        """Title or alias, normalised, to the id of its card."""
        return {normalise(name): card.id for card in reversed(list(self.cards.values())) for name in card.names}

    @cached_property
    def catalogue_names(self) -> Mapping[str, str]:
        """Title or alias, normalised, to the id of its list."""
        return {normalise(name): catalogue.id for catalogue in reversed(list(self.catalogues.values())) for name in catalogue.names}

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Every name that the corpus gives: of cards, lists and members of lists."""
        members = [member for catalogue in self.catalogues.values() if catalogue.card for member in catalogue.members]
        return tuple(dict.fromkeys([*self.card_names, *self.catalogue_names, *members]))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The dictionary's words of two characters and more that the cards' sections hold, the most frequent first; then two beside each other
        that stand so more than once."""
        import rjieba  # loads its dictionary: 0.13 s

        words: Counter[str] = Counter()
        pairs: Counter[str] = Counter()
        for card in self.cards:
            for passage in self._passages_of(card):
                read = rjieba.cut(normalise(f"{passage.heading}\n{passage.text}"))
                words.update(word for word in read if len(word) > 1)
                pairs.update(one + other for one, other in pairwise(read) if len(one) > 1 < len(other))
        known = (word for word, _ in words.most_common() if rjieba.has_word(word))
        return (*known, *(pair for pair, count in pairs.most_common() if count > 1))

    @cached_property
    def facts(self) -> Mapping[str, tuple[Card, Fact]]:
        return {fact.id: (card, fact) for card in self.cards.values() for fact in card.facts}

    @cached_property
    def disputes(self) -> Mapping[str, tuple[Card, ...]]:
        """Id of a card to the cards that set what it says beside what other sources say."""
        found: dict[str, list[Card]] = {}
        for card in self.cards.values():
            for other in card.see if card.claims else ():
                found.setdefault(other, []).append(card)
        return {card: tuple(others) for card, others in found.items()}

    def close(self) -> None:
        self._store.close()

    def file_titles(self) -> Mapping[str, str]:
        """Id to title of the documents that are not cards, in order."""
        return self._store.file_titles()

    def file_reports(self) -> Mapping[str, FileReport]:
        """What became of each document that is not a card, by its id."""
        return {report.document_id: report for report in self._store.file_reports()}

    def document(self, document_id: str) -> Document | None:
        return self._store.document(document_id)

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of a document in order: for a card, its sections."""
        return list(self._passages_of(document_id))

    def section(self, card_id: str, heading: str) -> Passage | None:
        return next((passage for passage in self._passages_of(card_id) if passage.heading == heading), None)

    def passages(self, passage_ids: list[str]) -> dict[str, Passage]:
        """Passages by id; an id that is gone is left out. Those of cards, which most hits are, come from memory."""
        of_cards = [passage_id.partition("#")[0] for passage_id in passage_ids]
        kept = {passage.id: passage for card in dict.fromkeys(of_cards) if card in self.cards for passage in self._passages_of(card)}
        rest = [passage_id for passage_id in passage_ids if passage_id not in kept]
        found = kept | (self._store.passages(rest) if rest else {})
        return {passage_id: found[passage_id] for passage_id in passage_ids if passage_id in found}

    def catalogues_of(self, card_id: str) -> list[Catalogue]:
        """The lists that a card holds whole or is a member of."""
        return [catalogue for catalogue in self.catalogues.values() if card_id == catalogue.card or card_id in catalogue.members]


def _groups(named: Iterable[Group], cards: Iterable[Card]) -> dict[str, Group]:
    """The groups that have cards, in order; a folder that nobody named comes last, under its own name."""
    present = dict.fromkeys(card.group for card in cards)
    known = {group.id: group for group in named if group.id in present}
    return known | {group: Group(group, group, "") for group in present if group not in known}
