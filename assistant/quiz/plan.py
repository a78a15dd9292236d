"""What to write next: no topic twice before all once, no card of it twice before all once, kinds and templates in turn.

The plan knows blueprints only by their labels. It hands them out one by one; who writes says whether an item came of it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from random import Random

from assistant.errors import InputError
from assistant.library import Library
from assistant.quiz.items import Difficulty, Kind
from assistant.quiz.writing.blueprint import Blueprint


@dataclass(frozen=True, slots=True)
class Topic:
    """What a trainer chose: a card, a list or a folder, as the cards that it stands for."""

    id: str
    title: str
    cards: tuple[str, ...]


def topics_of(library: Library, chosen: Iterable[str]) -> tuple[Topic, ...]:
    """The topics by id: of a card, of a list, of a folder of cards; every folder where none is chosen.

    Raises InputError, in Chinese, for an id that the library does not have.
    """
    ids = tuple(dict.fromkeys(chosen)) or tuple(library.groups)
    return tuple(_topic(library, one) for one in ids)


def _topic(library: Library, chosen: str) -> Topic:
    if card := library.cards.get(chosen):
        return Topic(card.id, card.title, (card.id,))
    if catalogue := library.catalogues.get(chosen):
        return Topic(chosen, catalogue.title, (catalogue.card,) if catalogue.card else catalogue.members)
    if group := library.groups.get(chosen):
        return Topic(chosen, group.title, tuple(card.id for card in library.cards.values() if card.group == chosen))
    raise InputError(f"没有主题“{chosen}”。主题可以是资料卡、清单或分类的编号，例如 laws、laws-22、law-07。请改了再出题。")


class Plan:
    """The blueprints still open for some topics, kinds and difficulties, and how often what was used."""

    def __init__(
        self,
        topics: tuple[Topic, ...],
        blueprints: Iterable[Blueprint],
        kinds: Collection[Kind],
        difficulty: Difficulty | None,
        random: Random,
    ) -> None:
        self.topics = topics
        self.kinds = tuple(kinds)
        self._random = random
        wanted = {card for topic in topics for card in topic.cards}
        self._open: dict[str, list[Blueprint]] = defaultdict(list)
        for blueprint in blueprints:
            if blueprint.subject in wanted and blueprint.kind in kinds and difficulty in (None, blueprint.difficulty):
                self._open[blueprint.subject].append(blueprint)
        for blueprints_of_card in self._open.values():
            random.shuffle(blueprints_of_card)
        self._cards = {topic.id: random.sample(topic.cards, len(topic.cards)) for topic in topics}
        self._order = random.sample(topics, len(topics))
        self.written: dict[str, int] = {topic.id: 0 for topic in topics}
        self._used: Counter[object] = Counter()
        self._turn: Topic | None = None

    def next(self) -> Blueprint | None:
        """The blueprint whose turn it is; None when all are used up. It is not handed out again."""
        for topic in sorted(self._order, key=lambda topic: self.written[topic.id]):
            cards = [card for card in self._cards[topic.id] if self._open.get(card)]
            if cards:
                self._turn = topic
                card = min(cards, key=lambda card: self._used[card])
                blueprint = min(self._open[card], key=self._rank)
                self._open[card].remove(blueprint)
                return blueprint
        return None

    def _rank(self, blueprint: Blueprint) -> tuple[int, ...]:
        """A new piece of the card first, then the kind and the template that were used least."""
        used = self._used
        return (
            used[blueprint.subject, blueprint.fact],
            used[blueprint.kind],
            used[blueprint.template],
            used[blueprint.subject, blueprint.template],
        )

    def wrote(self, blueprint: Blueprint) -> None:
        """An item came of the blueprint that was handed out last."""
        if self._turn is not None:
            self.written[self._turn.id] += 1
        fact = (blueprint.subject, blueprint.fact)
        self._used.update([blueprint.subject, fact, blueprint.kind, blueprint.template, (blueprint.subject, blueprint.template)])

    def took(self, subjects: Mapping[str, int]) -> None:
        """Items of these cards are in the paper already."""
        self._used.update(subjects)
