"""Whether the sources disagree on the figure that an answer begins with, and what they say of it."""

from fractions import Fraction

from assistant.answering.draft import Draft
from assistant.answering.figures import figures
from assistant.answering.sections import CLAIMS, Sections
from assistant.library import Library
from assistant.retrieval.overlap import Weigher
from assistant.types import Card, Fact, Passage

OF_ONE_THING = 0.4  # share of the sentence told that one of the claims must hold to be the same


def said_otherwise(draft: Draft, card: Card, library: Library, sections: Sections, weigher: Weigher) -> Passage | None:
    """The claims of a card that sets the figure of the first sentence told, from the same place of the same source, beside another; None where no
    source disagrees."""
    first = draft.first_quoted
    if first is None:
        return None
    said = weigher.tokens(first.quote)
    told = {value for (value, _), number in figures(first.quote) if not number.han}
    found: list[tuple[float, Passage]] = []
    for other in library.disputes.get(card.id, ()):
        apart = sections.one(other.id, CLAIMS)
        disputed = [fact for fact in other.facts if fact.disputed]
        here = [
            fact
            for fact in disputed
            if _as_written(fact) <= told
            and (source := other.sources.get(fact.source)) is not None
            and any(place.file == source.file and place.start < source.end and source.start < place.end for place in first.origins)
        ]
        if apart is None or not here or len(here) == len(disputed):
            continue
        found.append((max(weigher.coverage(said, weigher.tokens(apart.quote(sentence))) for sentence in apart.sentences), apart))
    shared, nearest = max(found, key=lambda one: one[0], default=(0.0, None))
    return nearest if shared >= OF_ONE_THING else None


def _as_written(fact: Fact) -> set[Fraction]:
    return {value / 100 if fact.unit == "percent" else value for value in fact.values}
