"""Questions that are nearly the same, put together: by their wording and by their meaning.

likeness = ½ · shared pairs of characters (Dice) + ½ · cosine of the embedding        both without the words that only ask

Each wording joins the one most like it among those asked more often, where that is like enough; so a cluster reads as one
question and the ways in which it was asked, and no chain of neighbours leads from one subject to the next.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from assistant.retrieval.overlap import content
from assistant.retrieval.tokens import normalise

# Of the 40 asks of other cards that are nearest to an ask of the corpus, two in a thousand are as like; ways to ask the same are mostly more.
ALIKE = 0.45

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]  # unit vectors of texts, a row each
_NOT_WORDS = re.compile(r"\W+")


def clusters(texts: Sequence[str], counts: Sequence[int], embed: Embed) -> list[list[int]]:
    """The places of the texts, each in one cluster, whatever their order; `counts` say how often each was asked.

    A cluster begins with the wording asked most often, and so do the clusters.
    """
    order = sorted(range(len(texts)), key=lambda place: (-counts[place], texts[place]))
    if not order:
        return []
    vectors = embed([texts[place] for place in order])
    cosines = vectors @ vectors.T
    pairs = [_pairs(texts[place]) for place in order]
    sizes = np.asarray([len(one) for one in pairs], dtype=np.float32)
    found: list[list[int]] = []
    leaders: list[int] = []  # places in `order`
    leaders_with: dict[str, list[int]] = {}  # a pair of characters → places in `leaders`
    for at, place in enumerate(order):
        if leaders:
            shared = np.zeros(len(leaders), dtype=np.float32)
            for pair in pairs[at]:
                shared[leaders_with.get(pair, [])] += 1
            likeness = shared / (sizes[leaders] + sizes[at]) + cosines[at, leaders] / 2  # half of Dice's 2·shared / both
            nearest = int(likeness.argmax())
            if likeness[nearest] >= ALIKE or pairs[at] == pairs[leaders[nearest]]:
                found[nearest].append(place)
                continue
        for pair in pairs[at]:
            leaders_with.setdefault(pair, []).append(len(leaders))
        leaders.append(at)
        found.append([place])
    return found


def _pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters that say what is asked; of all of it, where nothing else is left."""
    for part in (content(text), normalise(text)):
        bare = _NOT_WORDS.sub("", part)
        if bare:
            return frozenset(a + b for a, b in pairwise(bare)) or frozenset((bare,))
    return frozenset((text,))
