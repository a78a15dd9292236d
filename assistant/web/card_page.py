"""One card as it is read: its wording with numbered sources, its figures, its siblings, its place in lists.

Everything is made from the library on demand; nothing here knows HTML but the excerpts, which come safe from `source`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from assistant.ingest.cards import AXES, DOUBTS, GAPS
from assistant.library import Library
from assistant.types import Card, Catalogue, Claim, Fact, Origin, Passage, Sentence
from assistant.value.notation import decimal_string

if TYPE_CHECKING:
    from assistant.web.source import Sources

MAX_SIBLINGS = 8  # cards in one table of comparison, this one included
Notes = Callable[[Sentence], tuple[int, ...]]  # numbers of the sources that a sentence rests on

_LIST_ITEM = re.compile(r"[ \t]*(?:(?P<dash>[-*+•·])|\d{1,2}[.)、])[ \t]+")
_SUFFIX = {"percent": "%", "percent_point": "个百分点", "multiple": "倍", "year": "年"}
_LARGE = ((100_000_000, "亿"), (10_000, "万"))


@dataclass(frozen=True, slots=True)
class Noted:
    """Words, and the numbers of the sources that they rest on."""

    text: str
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (p) or a list (ul, ol); each line is a run of noted words."""

    tag: str
    lines: tuple[tuple[Noted, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """`tone` is gap or doubt where the section says what the source lost or what is doubtful."""

    heading: str
    anchor: str
    tone: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A place that the card rests on, what of the card rests on it, and the original where it is at hand."""

    n: int
    title: str
    used_in: tuple[str, ...]
    excerpt: Markup


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    shown: str
    subject: str
    approximate: bool
    disputed: bool
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement."""

    claim: Claim
    title: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cards (rows) on the axes that they share (columns)."""

    axes: tuple[str, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card stands in a list; `at` counts from one."""

    catalogue: Catalogue
    at: int
    before: Card | None
    after: Card | None


class CardPage:
    """One card as it is read: its wording with numbered notes, and everything that it is connected with."""

    def __init__(self, card: Card, library: Library, sources: "Sources", passages: Sequence[Passage] | None = None) -> None:
        """`passages` are the card's wording where that is not the library's: of one that is still being written."""
        self.card = card
        self._library = library
        self._sources = sources
        self._passages = library.passages_of(card.id) if passages is None else passages
        self._numbers = {origin: n for n, origin in enumerate(dict.fromkeys(card.sources.values()), start=1)}

    @cached_property
    def sections(self) -> list[Section]:
        return [_section(passage, self._notes) for passage in self._passages if passage.heading != AXES]

    @cached_property
    def sources(self) -> list[Source]:
        """The places behind the numbers. Readers see titles; a file that has none is a place without a name."""
        return [
            Source(n, self._title(origin), tuple(self._used_in(n)), Markup(self._sources.excerpt_html(origin)))
            for origin, n in self._numbers.items()
        ]

    @cached_property
    def figures(self) -> list[Figure]:
        return [
            Figure(fact.label, shown_fact(fact), fact.subject, fact.approximate, fact.disputed, self._key_notes(fact.source))
            for fact in self.card.facts
        ]

    @cached_property
    def sides(self) -> list[Side]:
        return [Side(claim, self._title(self.card.sources[claim.source]), self._key_notes(claim.source)) for claim in self.card.claims]

    @cached_property
    def comparison(self) -> Comparison | None:
        """The card beside its siblings on the axes that they share; alone where they are too many for one table."""
        if not self.card.compare:
            return None
        axes = tuple(self.card.compare)
        lists = {place.catalogue.id for place in self.places}
        siblings = [
            other
            for other in self._library.cards.values()
            if tuple(other.compare) == axes
            and (other.group == self.card.group or any(other.id in self._library.catalogues[name].members for name in lists))
        ]
        return Comparison(axes, tuple(siblings) if len(siblings) <= MAX_SIBLINGS else (self.card,))

    @cached_property
    def places(self) -> list[Place]:
        """The lists of cards that this one is a member of."""
        return [
            _place(catalogue, self.card, self._library)
            for catalogue in self._library.catalogues_of(self.card.id)
            if catalogue.card is None and self.card.id in catalogue.members
        ]

    @cached_property
    def asks(self) -> list[str]:
        """How it is asked for: of each section one in turn, so that the first few show every side of the card."""
        columns = list(self.card.asks.values())
        return [asks[at] for at in range(max(map(len, columns), default=0)) for asks in columns if at < len(asks)]

    @cached_property
    def own_lists(self) -> list[Catalogue]:
        """The lists that this card holds whole."""
        return [catalogue for catalogue in self._library.catalogues_of(self.card.id) if catalogue.card == self.card.id]

    @cached_property
    def related(self) -> list[Card]:
        """Cards to read on; the disagreements that this one has a part in stand first, whichever names the other."""
        cards = self._library.cards
        named = [cards[name] for name in self.card.see if name in cards]
        naming = [card for card in cards.values() if card.claims and self.card.id in card.see]
        both = {card.id: card for card in (*named, *naming) if card.id != self.card.id}
        return sorted(both.values(), key=lambda card: not card.claims)

    def _notes(self, sentence: Sentence) -> tuple[int, ...]:
        return tuple(sorted({self._numbers[origin] for origin in sentence.origins if origin in self._numbers}))

    def _key_notes(self, key: str) -> tuple[int, ...]:
        origin = self.card.sources.get(key)
        return (self._numbers[origin],) if origin is not None else ()

    def _title(self, origin: Origin) -> str:
        """A source that a card of the company's only names is called by that name."""
        return self._library.source_titles.get(origin.file, "" if origin.end else origin.file)

    def _used_in(self, n: int) -> Iterator[str]:
        for section in self.sections:
            if any(n in noted.notes for block in section.blocks for line in block.lines for noted in line):
                yield section.heading


def anchor(heading: str) -> str:
    """Name of a section on its page; it may hold any character but white space."""
    return "s-" + re.sub(r"\s+", "-", heading)


def shown_fact(fact: Fact) -> str:
    """The figure for a reader: 4∶2∶1, 28%, 6倍, 1.5亿美元."""
    if fact.unit == "ratio":
        return "∶".join(decimal_string(value) for value in fact.values)
    value = fact.values[0]
    if fact.unit in _SUFFIX:
        return decimal_string(value) + _SUFFIX[fact.unit]
    for scale, name in _LARGE:
        if abs(value) >= scale and (value * 100 / scale).denominator == 1:
            return f"{decimal_string(value / scale)}{name}{fact.measure}"
    return decimal_string(value) + fact.measure


def _section(passage: Passage, notes: Notes) -> Section:
    tone = {GAPS: "gap", DOUBTS: "doubt"}.get(passage.heading, "")
    return Section(passage.heading, anchor(passage.heading), tone, tuple(_blocks(passage, notes)))


def _blocks(passage: Passage, notes: Notes) -> Iterator[Block]:
    """Each line is a paragraph, but neighbouring list items are one list."""
    tag, lines = "", list[tuple[Noted, ...]]()
    start = 0
    for line in passage.text.split("\n"):
        item = _LIST_ITEM.match(line)
        kind = ("ul" if item["dash"] else "ol") if item else "p"
        if lines and (kind != tag or kind == "p"):
            yield Block(tag, tuple(lines))
            lines = []
        tag = kind
        if line.strip():
            lines.append(tuple(_noted(passage, start + (item.end() if item else 0), start + len(line), notes)))
        start += len(line) + 1
    if lines:
        yield Block(tag, tuple(lines))


def _noted(passage: Passage, start: int, end: int, notes: Notes) -> Iterator[Noted]:
    """The sentences between `start` and `end` with their notes; what lies between sentences has none."""
    at = start
    for sentence in passage.sentences:
        if sentence.end <= start or sentence.start >= end:
            continue
        left, right = max(start, sentence.start), min(end, sentence.end)
        if passage.text[at:left].strip():
            yield Noted(passage.text[at:left])
        yield Noted(passage.text[left:right], notes(sentence))
        at = right
    if passage.text[at:end].strip():
        yield Noted(passage.text[at:end])


def _place(catalogue: Catalogue, card: Card, library: Library) -> Place:
    at = catalogue.members.index(card.id)
    before = catalogue.members[at - 1] if at else ""
    after = catalogue.members[at + 1] if at + 1 < len(catalogue.members) else ""
    return Place(catalogue, at + 1, library.cards.get(before), library.cards.get(after))
