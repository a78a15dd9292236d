"""Two cases in one message, each with all its numbers: A客户每年赚500，能做5年；B客户每年赚800，能做2年，哪个值得多.

text → two stretches of clauses that hold as many numbers → each read with what stands around both, and without the other → both
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from assistant.value.naming import side_name
from assistant.value.quantities import plain, read_quantities
from assistant.value.reading import Reading, read_for

_CLAUSE_END = re.compile(r"[,;。!?:\n]+|\s+(?=\D)|(?:和|跟|与|还是|或者?)(?=[充存买满投花交]\D{0,3}\d)")
FEWEST = 2  # numbers of a case; one number that is supposed instead of another is none (conversation.py)
_MOST_TRIES = 12  # a message of many clauses has more ways to be parted than are worth reading
_TWO = re.compile("[两2二](?=[个家位种款组批人])")  # 我们有两个大客户: the two cases themselves
_COMPARES = re.compile("哪|谁|各|分别|相差|差多少|对比|比较|相比")  # 头三年每年260，往后两年每年180 is one case
_UNNAMED = ("第一组", "第二组")


def two_cases(text: str, reading: Reading) -> Reading | None:
    """A message that is not complete as one calculation, read as the same for each of two; None where it is none of two."""
    formula, folded = reading.formula, plain(text)
    if reading.complete or reading.text != text or (formula.parties and not formula.sides):
        return None
    for start, middle, end in _stretches(reading, folded):
        around = "".join((_without_two(text[:start]), text[start:end], _without_two(text[end:])))
        ways = (_blank(around, middle, end), _blank(around, start, middle))
        first, second = (read_for(formula, (way,)) for way in ways)
        if not (first.complete and second.complete) or first.objection or second.objection or first.inputs.keys() != second.inputs.keys():
            continue
        if min(_given(first, start, middle), _given(second, middle, end)) >= FEWEST:
            called = _called(text, folded, start, middle, end)
            if called is None and not _COMPARES.search(folded):
                return None
            return replace(first, text=text, ends=(first, second), parties=called or _UNNAMED)
    return None


def _without_two(text: str) -> str:
    return _TWO.sub(" ", text)


def _given(reading: Reading, start: int, end: int) -> int:
    """How many inputs a stretch gives."""
    return sum(start <= bound.start < end for bound in reading.inputs.values())


def _called(text: str, folded: str, start: int, middle: int, end: int) -> tuple[str, str] | None:
    """What the two cases are called: as each begins, or the first in front of it; None where they are not told apart so."""
    first = _named(text, folded, start, middle) or _named(text, folded, 0, start)
    second = _named(text, folded, middle, end)
    return (first, second) if first and second and first != second else None


def _named(text: str, folded: str, start: int, end: int) -> str:
    span = side_name(folded[start:end])
    return text[start:end][span[0] : span[1]] if span else ""


def _stretches(reading: Reading, text: str) -> Iterator[tuple[int, int, int]]:
    """Where two stretches begin, meet and end that hold as many numbers each; those that leave fewest numbers outside first."""
    numbers = [quantity.start for quantity in read_quantities(reading.text, apart=reading.formula.apart)]
    bounds = sorted({0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)})
    found: dict[tuple[int, ...], tuple[int, int, int]] = {}
    for start, middle, end in combinations(bounds, 3):
        first = [at for at in numbers if start <= at < middle]
        second = [at for at in numbers if middle <= at < end]
        if len(first) == len(second) >= FEWEST:
            # of clauses without numbers, those in front of and behind both cases belong to both, those between to the second
            known = found.get((*first, *second))
            if known is None or (-start, middle, end) < (-known[0], known[1], known[2]):
                found[(*first, *second)] = (start, middle, end)
    yield from sorted(found.values(), key=lambda one: -sum(one[0] <= at < one[2] for at in numbers))[:_MOST_TRIES]


def _blank(text: str, start: int, end: int) -> str:
    """`text` without a stretch, whose room and last mark stay."""
    return text[:start] + " " * (end - start - 1) + text[end - 1 : end] + text[end:]
