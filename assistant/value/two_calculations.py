"""Two different calculations in one message: 活动前卖120万，活动后138万，库存从5000降到3200，效果怎么样.

text → two stretches of clauses → each read as a message of its own, with the question at the end where that is asked of both → both
"""

import re

from assistant.value.quantities import plain, read_quantities
from assistant.value.reader import read_calculation
from assistant.value.reading import Reading
from assistant.value.rules import CUES
from assistant.value.wishes import COMPUTES, HOW_MUCH

_CLAUSE_END = re.compile(r"[,;。!?\n]+")
_MOST_CLAUSES = 12  # a message of more has more ways to be parted than are worth reading
_LINK = re.compile(r"^(?:另外|还有|然后|再就是|再|顺便|同时|以及)[,，]?")


def two_calculations(text: str) -> tuple[Reading, Reading] | None:
    """The two calculations that a message asks for, each complete with the numbers of its own stretch; None where it is none of two."""
    folded = plain(text)
    numbers = [quantity.start for quantity in read_quantities(text)]
    ends = [match.end() for match in _CLAUSE_END.finditer(folded)]
    if len(numbers) < 2 or not ends or len(ends) > _MOST_CLAUSES:
        return None
    last = max((end for end in ends if end < len(text)), default=0)
    asked_of_both = "" if any(at >= last for at in numbers) else text[last:]
    for middle in sorted(ends, key=lambda end: folded[end - 1] == ","):
        if not numbers[0] < middle <= numbers[-1]:
            continue
        second = _complete(_LINK.sub("", text[middle:]))
        if second is None:
            continue
        asks = HOW_MUCH.search(folded, 0, middle) or COMPUTES.search(folded, 0, middle)
        first = _complete(text[:middle] if asks else text[:middle] + asked_of_both)
        if first is not None and (first.formula is not second.formula or first.inputs.keys() != second.inputs.keys()):
            return first, second
    return None


def _complete(text: str) -> Reading | None:
    """The calculation of a stretch, where it is given all that it takes and takes all that is given."""
    reading = read_calculation(text)
    if reading is None or not reading.complete or not reading.inputs or reading.aside or reading.objection:
        return None
    return reading if CUES[reading.formula.id].search(plain(text)) else None
