"""Which cards and lists a text names."""

import re
from dataclasses import dataclass

from assistant.library import Library
from assistant.retrieval.ordinals import find_places
from assistant.retrieval.tokens import Terms, normalise

_SHORT_NAME = 2
_OF = re.compile("(?:里面?|里头|中)?的(?:那个)?|里面?|里头")
_COUNTED = re.compile(r"的?第?[二两三四五六七八九十\d]{1,3}\s*大?[条个种类级层步点项样招大](?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Names:
    """What a text names: ids of cards and lists, longest name first where they overlap. `at` says where each list is named."""

    cards: tuple[str, ...]
    catalogues: tuple[str, ...]
    at: tuple[int, ...] = ()


class Namer:
    """Finds the names of one library in texts."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._terms = Terms([*library.card_names, *library.catalogue_names])

    def names(self, text: str) -> Names:
        """Cards and lists that `text` names; a name inside a longer one does not count.

        A list's name of two characters (规则) names it only beside a place in it, and only where no card is named. A number inside of a list's
        name does not matter: 交叉销售的八种策略 names 交叉销售策略, of which there are six.
        """
        found = self._names(text)
        if found.catalogues or not (bare := _COUNTED.sub("", normalise(text))) or len(bare) == len(text):
            return found
        lists = self._names(bare).catalogues
        return Names(found.cards, lists, (0,) * len(lists))

    def _names(self, text: str) -> Names:
        text = normalise(text)
        cards: dict[str, tuple[int, int]] = {}
        catalogues: dict[str, int] = {}
        taken = [False] * len(text)
        places = list(find_places(text))
        for term, at in sorted(self._terms.find(text), key=lambda found: -len(found[0])):
            if any(taken[at : at + len(term)]):
                continue
            if term in self._library.catalogue_names and (len(term) > _SHORT_NAME or places):
                catalogues.setdefault(self._library.catalogue_names[term], at)
            if term in self._library.card_names:
                cards.setdefault(self._library.card_names[term], (at, at + len(term)))
            taken[at : at + len(term)] = [True] * len(term)
        owners = {card for card in cards for other in cards if self._is_of(text, cards[card], cards[other]) and self._linked(card, other)}
        return Names(tuple(card for card in cards if card not in owners), tuple(catalogues), tuple(catalogues.values()))

    def _is_of(self, text: str, owner: tuple[int, int], owned: tuple[int, int]) -> bool:
        return bool(_OF.fullmatch(text, owner[1], owned[0]))

    def _linked(self, card: str, other: str) -> bool:
        """Whether one of two cards speaks of the other: 不可测法则的IBM案例 is the case."""
        return other in self._library.cards[card].see or card in self._library.cards[other].see

    def spans(self, text: str) -> list[str]:
        """The names of cards and lists that stand in `text`, as they are written there (normalised)."""
        return [term for term, _ in self._terms.find(normalise(text))]
