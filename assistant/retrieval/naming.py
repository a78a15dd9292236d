"""Which cards and lists a text names."""

from dataclasses import dataclass

from assistant.library import Library
from assistant.retrieval.ordinals import find_places
from assistant.retrieval.tokens import Terms, normalise

_SHORT_NAME = 2


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

        A list's name of two characters (规则) names it only beside a place in it, and only where no card is named.
        """
        text = normalise(text)
        cards: dict[str, None] = {}
        catalogues: dict[str, int] = {}
        taken = [False] * len(text)
        places = list(find_places(text))
        for term, at in sorted(self._terms.find(text), key=lambda found: -len(found[0])):
            if any(taken[at : at + len(term)]):
                continue
            if term in self._library.catalogue_names and (len(term) > _SHORT_NAME or places):
                catalogues.setdefault(self._library.catalogue_names[term], at)
            if term in self._library.card_names:
                cards[self._library.card_names[term]] = None
            taken[at : at + len(term)] = [True] * len(term)
        return Names(tuple(cards), tuple(catalogues), tuple(catalogues.values()))

    def spans(self, text: str) -> list[str]:
        """The names of cards and lists that stand in `text`, as they are written there (normalised)."""
        return [term for term, _ in self._terms.find(normalise(text))]
