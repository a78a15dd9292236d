"""A text read for one formula: what it gives, what is missing, and what found no place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from assistant.types import Quantity
from assistant.value.binding import Bound, missing_inputs
from assistant.value.bounds import is_workable, refusal
from assistant.value.fitting import fits
from assistant.value.kinds import AMOUNTS, UNCLEAR
from assistant.value.leftover import parted
from assistant.value.naming import party_marks
from assistant.value.pairing import Pairing
from assistant.value.pieces import measure_of
from assistant.value.quantities import plain, read_quantities
from assistant.value.signature import Formula, Parameter

_SHARE = re.compile("百分之|%|成|点")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question read for one formula: its bound inputs, what is missing, and quantities that found no place.

    `text` is what was read, the `messages` that it comes from on a line each; `asked` are the labels of inputs that
    are named without a number; `named` says whether the question itself names the formula. `objection` is why it must
    not be worked at all; then nothing is missing. `parties` are the names of two sides that are compared. Where one input is given
    as a range, `ends` are the readings with its lower and with its upper end, where there are two cases, `ends` are theirs and `parties` their
    names; this one is the former of them. `aside` are numbers that
    measure nothing the formula works with. `measure` is the measure word of the pieces in which amounts are given, 件, none where they
    are money.
    """

    formula: Formula
    text: str
    inputs: Mapping[str, Bound]
    missing: tuple[Parameter, ...]
    unused: tuple[Quantity, ...]
    asked: tuple[str, ...]
    named: bool
    objection: str = ""
    parties: tuple[str, ...] = ()
    ends: "tuple[Reading, Reading] | None" = None
    aside: tuple[Quantity, ...] = ()
    messages: tuple[str, ...] = ()
    measure: str = ""

    @property
    def complete(self) -> bool:
        return not self.missing and not self.unused


def read_for(formula: Formula, messages: tuple[str, ...]) -> Reading:
    """Messages read for one formula, whatever they name; `named` says whether they name, or point at, an input of a number in them."""
    text = "\n".join(messages)
    starts = [0, *accumulate(len(message) + 1 for message in messages[:-1])]
    pairing = Pairing(formula, plain(text), read_quantities(text, apart=formula.apart), starts, {}, ())
    known = sum(pair.at >= 0 or pairing.is_hinted(pair) for pair in pairing.pairs)
    return replace(reading_of(pairing, messages), named=known > 0 and 2 * known >= len(pairing.pairs))


def reading_of(pairing: Pairing, messages: tuple[str, ...]) -> Reading:
    formula, whole = pairing.formula, "\n".join(messages)
    named = formula.parties and not formula.sides
    names = tuple(dict.fromkeys(name for _, _, name in party_marks(formula, pairing.text))) if named else ()
    parties = tuple(whole[pairing.text.index(name) :][: len(name)] for name in names) if len(names) > 1 else ()
    measure = measure_of(formula, pairing.text, pairing.inputs)
    unlike = () if measure is not None else tuple(name for name in pairing.inputs if formula.parameter(name).pieces)
    following = [name for name, others in formula.follows.items() if pairing.inputs.keys() >= set(others)]
    inputs = {name: bound for name, bound in pairing.inputs.items() if name not in (*unlike, *following)}
    objection = next((limit.reason for limit in formula.limits if re.search(limit.pattern, pairing.text)), "")
    if not objection:
        beyond = (q for q in pairing.quantities if q.start >= pairing.newest and not is_workable(q.value))
        objection = next((refusal(whole[quantity.start : quantity.end]) for quantity in beyond), "")
    if not objection and formula.refuses is not None:
        objection = formula.refuses({name: bound.value for name, bound in inputs.items()})
    missing = () if objection else missing_inputs(formula, inputs, asked=pairing.sought or pairing.asked)
    if not objection:
        spared = {name for pair in formula.exclusive if any(name in inputs for name in pair) for name in pair}
        needed = (name for name, case in formula.stand_in.items() if name not in {*inputs, *spared} and not re.search(case, pairing.text))
        missing += tuple(parameter for parameter in map(formula.parameter, needed) if parameter not in missing)
        missing += tuple(parameter for parameter in map(formula.parameter, pairing.considered) if parameter not in missing)
    missing = tuple(replace(parameter, label=with_parties(parameter.label, parties)) for parameter in missing)
    paired = {name: [pair.quantity for pair in pairing.pairs if pair.input == name] for name in (*unlike, *following)}
    needless = tuple(
        q for name in following for q in (*paired[name], *(q for q in pairing.unused if _is_of_kind(formula, name, pairing.text, q)))
    )
    unused = (*pairing.unused, *(quantity for name in unlike for quantity in paired[name]))
    unused = tuple(sorted({q for q in unused if q not in needless}, key=lambda quantity: quantity.start))
    aside: tuple[Quantity, ...] = ()
    if objection:
        unused = ()
    else:
        used = [pair.quantity for pair in pairing.pairs if pair.quantity not in unused]
        left, aside = parted(pairing.text, formula, inputs, used, unused)
        if measure:  # beside pieces an amount of money is something else
            left, aside = tuple(q for q in left if q.kind not in AMOUNTS), (*aside, *(q for q in left if q.kind in AMOUNTS))
        claimed = tuple(q for q in left if pairing.comes_out(q))  # 续约率做到七成就行: what comes out is worked, whatever is said of it
        left = tuple(q for q in left if q not in claimed)
        aside = tuple(sorted({*aside, *needless, *claimed}, key=lambda quantity: quantity.start))
        unused = unused if missing else left  # while something is missing, any number may be meant for it
    asked_for = tuple(formula.parameter(name).label for name in pairing.asked)
    return Reading(
        formula, whole, inputs, missing, unused, asked_for, True, objection, parties, aside=aside, messages=messages, measure=measure or ""
    )


def _is_of_kind(formula: Formula, name: str, text: str, quantity: Quantity) -> bool:
    """Whether a number could be one of an input, however vaguely it is said: 涨了百分之十几."""
    vague = quantity.kind == UNCLEAR and bool(_SHARE.search(text, quantity.start, quantity.end))
    return vague or quantity.kind in fits(formula.parameter(name))


def lacks_sides(reading: Reading) -> bool:
    """Whether two sides are to be compared, and the text does not tell them apart."""
    return reading.formula.parties and not reading.formula.sides and not reading.parties


def with_parties(text: str, parties: Sequence[str]) -> str:
    """`text` with the two sides called as the question calls them."""
    if not parties:
        return text
    called = dict(zip("甲乙", parties, strict=True))
    return re.sub("[甲乙]", lambda match: called[match.group()], text)
