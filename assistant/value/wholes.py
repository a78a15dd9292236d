"""A whole and its parts: 整体顾客价值 is the sum of four values. Which of the two a name means, and where the numbers of parts go.

钱、时间、精力加起来15万 is the whole cost; 沙发他觉得值6500，服务他觉得值800 are no two wholes but parts; and what is left in a row of
parts goes to the parts that are lacking, in the order of the material: the sum is the same whatever they are called.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from assistant.types import Quantity
from assistant.value.fitting import takes
from assistant.value.naming import Name
from assistant.value.signature import Formula, Need, Parameter

_CLAUSE = re.compile(r"[,;。!?\n]")
_SUMMED = re.compile("加起来|加一[块起]|合起来|合在一[块起]|合计|总共|一共|统共|拢共|总计|统统|全部|整个|里外里|林林总总|七七八八")

OVERALL = re.compile(f"整体|总|全|得到的|{_SUMMED.pattern}")


@cache
def parts_of(needs: tuple[Need, ...]) -> dict[str, tuple[str, ...]]:
    """The parts of each whole that is needed whole or by its parts."""
    found: dict[str, tuple[str, ...]] = {}
    for need in needs:
        singles = [names[0] for names in need.alternatives if len(names) == 1]
        several = [names for names in need.alternatives if len(names) > 2]
        if len(singles) == len(several) == 1:
            found[singles[0]] = several[0]
    return found


def as_meant(formula: Formula, text: str, names: Sequence[Name], quantities: Sequence[Quantity]) -> list[Name]:
    """`names` with those of several parts that are summed read as the whole, and a whole that is given again and again as none."""
    kept = list(names)
    for whole, parts in parts_of(formula.needs).items():
        clauses = [_clause(text, quantity, quantities) for quantity in quantities]
        for start, end in clauses:
            summed = [name for name in kept if start <= name.start < end and name.inputs and name.inputs[0] in parts]
            if len({name.inputs[0] for name in summed}) > 1 and _SUMMED.search(text, start, end):
                apart = any(name.inputs and name.inputs[0] in parts for name in kept if name not in summed)
                kept = [name for name in kept if name not in summed and not (start <= name.start < end and whole in name.inputs)]
                if not apart:  # a sum of some parts beside the others is neither the whole nor a part
                    kept.append(Name((whole,), summed[0].start, summed[-1].end, False))
        vague = [
            name
            for name in kept
            for start, end in clauses
            if start <= name.start < end
            and name.inputs == (whole,)
            and not _SUMMED.search(text, start, end)
            and _points_at(formula, parts, kept, text, start, name)
        ]
        if len(vague) > 1:
            kept = [name for name in kept if name not in vague]
        kept = _as_last_part(whole, parts, kept, text, clauses)
    return sorted(kept, key=lambda name: name.start)


def _as_last_part(whole: str, parts: Sequence[str], names: Sequence[Name], text: str, clauses: Sequence[tuple[int, int]]) -> list[Name]:
    """`names` with the one of a whole, beside numbers of all its parts but one, read as that part: 手机觉得值3200，服务400，导购100，品牌300."""
    with_number = [name for name in names if any(start <= name.start < end for start, end in clauses)]
    lacking = [part for part in parts if not any(name.inputs[:1] == (part,) for name in with_number)]
    meant = [name for name in with_number if name.inputs == (whole,) and not OVERALL.search(text, name.start, name.end)]
    if len(lacking) != 1 or len(meant) != 1:
        return list(names)
    return [replace(name, inputs=(lacking[0],)) if name is meant[0] else name for name in names]


def _clause(text: str, quantity: Quantity, quantities: Sequence[Quantity]) -> tuple[int, int]:
    """Where the clause of a number begins, behind any number before it, and where the number does."""
    start = max((match.end() for match in _CLAUSE.finditer(text, 0, quantity.start)), default=0)
    return max([start, *(other.end for other in quantities if other.end <= quantity.start)]), quantity.start


def _points_at(formula: Formula, parts: Collection[str], names: Sequence[Name], text: str, start: int, name: Name) -> bool:
    """Whether the words of a clause in front of a name speak of a part."""
    named = any(start <= other.start < name.start and other.inputs and other.inputs[0] in parts for other in names)
    hints = (formula.hints[part] for part in parts if part in formula.hints)
    return named or any(re.search(hint, text[start : name.start]) for hint in hints)


def in_a_row(
    formula: Formula, rows: Iterable[Sequence[Quantity]], bound: Mapping[int, str], given: Collection[str]
) -> list[tuple[Parameter, Quantity]]:
    """Numbers without a name in a row of parts, as many as are lacking, with the parts that they then are.

    `rows` are the numbers of each side; `bound` is the input of each number that has one, by where it stands.
    """
    whole_of = {part: whole for whole, parts in parts_of(formula.needs).items() for part in parts}
    return [found for row in rows for found in _in_row(formula, row, {at: whole_of.get(name, "") for at, name in bound.items()}, given)]


def _in_row(
    formula: Formula, row: Sequence[Quantity], taken: Mapping[int, str], given: Collection[str]
) -> Iterator[tuple[Parameter, Quantity]]:
    runs = [(free, list(run)) for free, run in groupby(row, key=lambda quantity: quantity.start not in taken)]
    for at, (free, run) in enumerate(runs):
        if not free:
            continue
        beside = {taken[runs[at - 1][1][-1].start] if at else "", taken[runs[at + 1][1][0].start] if at + 1 < len(runs) else ""}
        open_ = {whole: _lacking(formula, whole, given) for whole in beside if whole and whole not in given}
        open_ = {whole: parts for whole, parts in open_.items() if parts}
        if len(open_) != 1:
            continue
        [(whole, parts)] = open_.items()
        begun = len(parts_of(formula.needs)[whole]) - len(parts) > 1
        if begun and len(parts) == len(run) and all(takes(part, quantity, quantity.per) for part, quantity in zip(parts, run, strict=True)):
            yield from zip(parts, run, strict=True)


def _lacking(formula: Formula, whole: str, given: Collection[str]) -> list[Parameter]:
    return [formula.parameter(part) for part in parts_of(formula.needs)[whole] if part not in given]
