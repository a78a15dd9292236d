"""Items whose cited passage has changed since they were written: what changed, and how an item is confirmed against the new wording.

An item is kept with its grounds, the text of each passage that it cites at that time. Comparing them with the library as it is now tells
a passage that is gone, a quote that no longer stands there, and a passage that has changed around a quote that does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from assistant.errors import InputError
from assistant.library import Library
from assistant.quiz.items import Item, Source
from assistant.types import Passage

Grounds = Mapping[str, str]  # passage id → its text
Passages = Mapping[str, Passage]


class Change(StrEnum):
    GONE = "gone"
    QUOTE = "quote"
    AROUND = "around"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Change.GONE: "引用的这一段已经不在资料里了",
    Change.QUOTE: "引用的那句话改了",
    Change.AROUND: "引用的那句话还在，同一段的其他文字改了",
}


@dataclass(frozen=True, slots=True)
class Stale:
    """One source of an item that no longer stands as it did. `now` is the source as confirming would set it; None where it is gone."""

    change: Change
    source: Source
    before: str
    after: str
    now: Source | None


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a comparison: same, removed or added."""

    kind: str
    text: str


def grounds_of(item: Item, passages: Passages) -> dict[str, str]:
    """The passages that an item cites, as they are now."""
    return {source.passage_id: passages[source.passage_id].text for source in item.sources if source.passage_id in passages}


def moved(grounds: Grounds, passages: Passages) -> bool:
    """Whether any of the passages is not as it was; `changes` says what."""
    return any(name not in passages or passages[name].text != text for name, text in grounds.items())


def moved_counts(grounds: Mapping[str, Sequence[Grounds]], library: Library) -> dict[str, int]:
    """How many of each bank's items rest on a passage that is not as it was; `grounds` are those of its items."""
    wanted = {name for rests in grounds.values() for one in rests for name in one}
    passages = library.passages(sorted(wanted))
    return {bank_id: sum(moved(one, passages) for one in rests) for bank_id, rests in grounds.items()}


def changes(item: Item, grounds: Grounds, passages: Passages) -> list[Stale]:
    """What has changed under an item: one entry for each of its sources that is concerned."""
    found = []
    for source in item.sources:
        passage = passages.get(source.passage_id)
        before = grounds.get(source.passage_id, source.quote)
        if passage is None:
            found.append(Stale(Change.GONE, source, before, "", None))
        elif passage.text != before or not source.stands_in(passage):
            change = Change.AROUND if source.quote in passage.text else Change.QUOTE
            found.append(Stale(change, source, before, passage.text, _moved(source, passage)))
    return found


def confirmed(item: Item, grounds: Grounds, passages: Passages) -> Item:
    """The item with each source where it stands now: at its quote, or at the sentence nearest to it.

    Raises InputError, in Chinese, where a passage is gone: nothing is left to cite.
    """
    sources = []
    for source in item.sources:
        passage = passages.get(source.passage_id)
        if passage is None:
            raise InputError(f"“{source.title} · {source.heading}”已经不在资料里，这道题没有出处了。请换一道，或者去掉它。")
        sources.append(source if source.stands_in(passage) else _moved(source, passage))
    renewed = {text: passages[name].text for name, text in grounds.items() if name in passages}
    return replace(item, sources=tuple(sources), material=renewed.get(item.material, item.material))


def difference(before: str, after: str) -> list[Run]:
    """Both texts as one sequence of runs; the removed and the same together are `before`, the added and the same `after`."""
    runs: list[Run] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run("same", before[a:b]))
            continue
        runs += [Run(kind, text) for kind, text in (("removed", before[a:b]), ("added", after[c:d])) if text]
    return runs


def _moved(source: Source, passage: Passage) -> Source:
    at = _nearest_place(source, passage.text)
    if at >= 0:
        return replace(source, start=at, end=at + len(source.quote), title=passage.title, heading=passage.heading)
    matcher = SequenceMatcher(None, "", source.quote, autojunk=False)

    def likeness(span: tuple[int, int]) -> float:
        matcher.set_seq1(passage.text[slice(*span)])
        return matcher.ratio()

    spans = [(sentence.start, sentence.end) for sentence in passage.sentences] or [(0, len(passage.text))]
    start, end = max(spans, key=likeness)
    return replace(source, start=start, end=end, quote=passage.text[start:end], title=passage.title, heading=passage.heading)


def _nearest_place(source: Source, text: str) -> int:
    """Where the quote stands, nearest to where it did; -1 where it does not."""
    places = []
    at = text.find(source.quote)
    while at >= 0:
        places.append(at)
        at = text.find(source.quote, at + 1)
    return min(places, key=lambda place: abs(place - source.start), default=-1)
