"""From a question to the inputs of a formula: which formula is meant, if any, what it is given, and what it lacks.

A number is bound to nothing rather than to a guess (pairing.py); what is missing, and a number that found no place,
is named. A message is read together with those before it where it answers or changes them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from assistant.types import Quantity
from assistant.value.formulas import FORMULAS, Formula, Parameter
from assistant.value.pairing import FITS, Bound, Pairing, missing_inputs
from assistant.value.quantities import AMOUNTS, UNCLEAR, plain, read_quantities

# Whether a question wants a calculation, or to know something about one.
_COMPUTES = re.compile(
    r"多少|多大|等于几|求|试算|推算|估算|计算|算(?:一[下算]|下|算|出|清|看|个)|[怎咋]么?样?算|如何算|帮.{0,6}算|值不值|合计|各[占有要]|[,:]算"
)
_ORDERS = re.compile(r"(?:帮|替|给|请)[^,;。?]{0,6}?(?:算|求)|^(?:计算|求|试算)|算一[下算]")
_WONDERS = re.compile(
    r"什么|啥|哪|为何|吗|怎|咋|如何|是不是|对不对|对吧|合适|该取|要不要|区别|有没有|几(?:部分|大?项|种|条|倍|个|级|块)|意思|含义|定义|公式|举例|说法|谁"
)
_MEMORY = 6  # this many messages back are looked at for the calculation that a message adds to
_STRONG = 3  # this many numbers with a name beside them are a calculation, whatever else is asked


@dataclass(frozen=True, slots=True)
class Reading:
    """A question read for one formula: its bound inputs, what is missing, and quantities that found no place.

    `text` is what was read, the earlier messages and the question on a line each; `asked` are the labels of inputs that
    are named without a number; `named` says whether the question itself names the formula.
    """

    formula: Formula
    text: str
    inputs: Mapping[str, Bound]
    missing: tuple[Parameter, ...]
    unused: tuple[Quantity, ...]
    asked: tuple[str, ...]
    named: bool

    @property
    def complete(self) -> bool:
        return not self.missing and not self.unused


def read_in_conversation(text: str, messages: Sequence[str]) -> Reading | None:
    """The calculation that `text` asks for: its own, or that of earlier `messages` of the same person, which it adds to."""
    own = read_calculation(text)
    if own is not None and own.named and own.complete:
        return own
    for count in range(1, min(len(messages), _MEMORY) + 1):
        earlier = messages[-count:]
        before = read_calculation(earlier[-1], earlier[:-1])
        if before is None or not before.named:
            continue
        whole = read_calculation(text, earlier)
        same = whole is not None and whole.formula is before.formula and (own is None or own.formula is before.formula)
        return whole if same and whole is not None and _adds(text, whole, before) else own
    return own or _offered(text, messages)


def _offered(text: str, messages: Sequence[str]) -> Reading | None:
    """The calculation that the last message asked about without numbers, once this one gives them all: an offer taken up."""
    if not messages or _WONDERS.search(text):
        return None
    whole = read_calculation(text, messages[-1:])
    given = whole is not None and any(bound.start > len(messages[-1]) for bound in whole.inputs.values())
    return whole if whole is not None and whole.named and whole.complete and given else None


def _adds(text: str, whole: Reading, before: Reading) -> bool:
    """Whether a message changes the calculation before it, or tries to answer what was asked (“3到5年”)."""
    tries = bool(before.missing and whole.unused) and not _COMPUTES.search(text) and not _WONDERS.search(text)
    return whole.inputs != before.inputs or tries


def read_calculation(text: str, earlier: Sequence[str] = ()) -> Reading | None:
    """The calculation that `text` asks for, read together with the `earlier` messages; None when it asks for none.

    It asks for one when it names a formula and gives an input or orders it done, or gives three inputs by name. A number
    of the newest message replaces an earlier one of the same input, and a message of bare numbers gives what was missing.
    """
    whole = "\n".join((*earlier, text))
    starts = [0, *accumulate(len(message) + 1 for message in earlier)]
    quantities, folded = read_quantities(whole), plain(whole)
    before = read_calculation(earlier[-1], earlier[:-1]) if earlier else None
    best: tuple[tuple[bool, int], Reading] | None = None
    for formula in FORMULAS:
        known, awaited = (before.inputs, before.missing) if before is not None and before.formula is formula else ({}, ())
        pairing = Pairing(formula, folded, quantities, starts, known, awaited)
        named = any(cue in folded for cue in formula.cues) or _is_named_by_inputs(pairing)
        missing = missing_inputs(formula, pairing.inputs)
        reading = Reading(formula, whole, pairing.inputs, missing, pairing.unused, pairing.asked, named)
        rank = (named, len(reading.inputs))
        if _is_meant(pairing, reading) and (best is None or rank > best[0]):
            best = (rank, reading)
    return best[1] if best else None


def _is_named_by_inputs(pairing: Pairing) -> bool:
    """Where every input can come out (the shares), two of them and a number of their kind name the formula."""
    kinds = {kind for parameter in pairing.formula.parameters for kind in FITS[parameter.unit]}
    several = len({name.inputs for name in pairing.names}) > 1
    return not pairing.formula.outcome and several and any(quantity.kind in kinds for quantity in pairing.quantities)


def _is_meant(pairing: Pairing, reading: Reading) -> bool:
    """Whether the text wants this calculation done, rather than to know something about it."""
    if reading.formula.foreign and re.search(reading.formula.foreign, pairing.text):
        return False
    computes, wonders = bool(_COMPUTES.search(pairing.text)), bool(_WONDERS.search(pairing.text))
    if not reading.named:
        return len(reading.inputs) >= _STRONG and (computes or not wonders)
    if pairing.pairs:
        sure = len(pairing.pairs) >= _STRONG or (not reading.missing and len(reading.inputs) > 1)
        return sure or computes or not wonders
    amounts = [q for q in pairing.quantities if q.kind in AMOUNTS]
    if not pairing.quantities:
        return bool(_ORDERS.search(pairing.text)) and not wonders
    kinds = {kind for parameter in reading.formula.parameters for kind in FITS[parameter.unit]} | {"number", UNCLEAR}
    fitting = any(q.kind in kinds for q in pairing.quantities) and any(name.inputs for name in pairing.names)
    return (computes and fitting) or (len(amounts) > 1 and not wonders)
