"""Searching the library: what bears the name first, then what the index finds."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.engine import Assistant
from assistant.retrieval.tokens import normalise
from assistant.types import Card, Catalogue, Hit, Passage

MAX_NAMED = 12  # cards and lists found by a part of their name
MAX_HITS = 20
WEAK = 0.4  # hits that score less than this share of the best one are left out
NEAREST = 5  # shown where no word of the query occurs


@dataclass(frozen=True, slots=True)
class Found:
    """A card, a list, or a passage of a file; `words` says what it is about, `alias` is the name that was asked for."""

    card: Card | None = None
    catalogue: Catalogue | None = None
    passage: Passage | None = None
    words: str = ""
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """`named` bear the query in their name, `hits` speak of it; where nothing does, `nearest` come closest."""

    named: tuple[Found, ...]
    hits: tuple[Found, ...]
    nearest: tuple[Found, ...]


class Finder:
    """Searches an assistant's library by name and through its index."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._library = assistant.library

    def find(self, query: str) -> Findings:
        """What `query` leads to, each thing once."""
        named = list(self._named(normalise(query)))
        known = {found.card.id for found in named if found.card}
        exact = [found.card.id for found in named if found.card and normalise(query) in map(normalise, found.card.names)]
        hits = self._assistant.searcher.search(query, MAX_HITS, exact)
        found = [(hit.why["lexical"] > 0, self._found(hit)) for hit in hits if hit.score >= WEAK * hits[0].score]
        speaking = tuple(row for speaks, row in found if speaks and not (row.card and row.card.id in known))
        nearest = () if named or speaking else tuple(row for _, row in found[:NEAREST])
        return Findings(tuple(named), speaking, nearest)

    def _named(self, name: str) -> Iterator[Found]:
        """Cards and lists whose title or alias is the query, then those whose name holds it."""
        if not name:
            return
        exactly: list[Found] = []
        partly: list[Found] = []
        for catalogue in self._library.catalogues.values():
            _sort(Found(catalogue=catalogue), catalogue.names, name, exactly, partly)
        for card in self._library.cards.values():
            _sort(Found(card=card), card.names, name, exactly, partly)
        yield from exactly
        yield from partly[:MAX_NAMED]

    def _found(self, hit: Hit) -> Found:
        passage = hit.passage
        words = passage.quote(passage.sentences[0]) if passage.sentences else passage.text
        return Found(card=self._library.cards.get(passage.document_id), passage=passage, words=words)


def _sort(found: Found, names: tuple[str, ...], name: str, exactly: list[Found], partly: list[Found]) -> None:
    """Put a thing where its names belong; a part of a name must be two characters or more."""
    same = next((other for other in names if normalise(other) == name), None)
    if same is not None:
        exactly.append(_called(found, names, same))
        return
    part = next((other for other in names if len(name) > 1 and name in normalise(other)), None)
    if part is not None:
        partly.append(_called(found, names, part))


def _called(found: Found, names: tuple[str, ...], name: str) -> Found:
    return Found(found.card, found.catalogue, alias="" if name == names[0] else name)
