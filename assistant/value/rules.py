"""The calculation that a question names by its cues, or gives the inputs of by their names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from assistant.types import Quantity
from assistant.value.fitting import fits
from assistant.value.formulas import FORMULAS
from assistant.value.kinds import AMOUNTS, CHANGES, UNCLEAR
from assistant.value.pairing import Pairing
from assistant.value.quantities import plain, read_quantities
from assistant.value.reading import Reading, lacks_sides, reading_of
from assistant.value.signature import OWN_CLAIM, Formula
from assistant.value.wishes import BY_FIGURES, COMPUTES, HAS_NUMBER, HOW_MUCH, IN_GENERAL, INSISTS, ORDERS, OTHER_RESULTS, OWN_CASE, wonders

STRONG = 3  # this many numbers with a name beside them are a calculation, whatever else is asked
_OF_ANY_INPUT = {"number", "multiple", *CHANGES.values(), UNCLEAR}  # a number of these kinds may be meant for any input
CUES: dict[str, re.Pattern[str]] = {f.id: re.compile("|".join(f"(?:{cue})" for cue in (re.escape(f.title), *f.cues))) for f in FORMULAS}
_FOREIGN = {f.id: re.compile(f.foreign) for f in FORMULAS if f.foreign}
# A formula that brings figures of the material is meant only where it is named.
_SELF_CONTAINED = [f for f in FORMULAS if not f.claims and not f.ratio and not any(p.fact for p in f.parameters)]
_ASKS = {f.id: re.compile(f.asks) for f in FORMULAS if f.asks}
_WANTS = {f.id: re.compile(f.wants) for f in FORMULAS if f.wants}


def by_rules(text: str, earlier: Sequence[str] = ()) -> Reading | None:
    """The calculation that a text names, or gives the inputs of.

    Of several formulas that is the one that leaves the least open and takes the most. A number of the newest message replaces an earlier
    one of the same input, and a message of bare numbers gives what was missing.
    """
    messages = (*earlier, text)
    whole = "\n".join(messages)
    folded = plain(whole)
    candidates = [f for f in FORMULAS if CUES[f.id].search(folded) and not is_foreign(f, folded)]
    if not HAS_NUMBER.search(folded) and not candidates:
        return None
    starts = [0, *accumulate(len(message) + 1 for message in earlier)]
    before = by_rules(earlier[-1], earlier[:-1]) if earlier else None
    quantities = {apart: read_quantities(whole, apart=apart) for apart in (False, True)}
    best: tuple[tuple[int, ...], Reading] | None = None
    for formula in candidates:
        known, awaited = (before.inputs, before.missing) if before is not None and before.formula is formula else ({}, ())
        pairing = Pairing(formula, folded, quantities[formula.apart], starts, known, awaited)
        reading = reading_of(pairing, messages)
        if not is_meant(pairing, reading):
            continue
        sought = sum(parameter.name in pairing.sought for parameter in reading.missing)  # what is asked is not what is lacking
        wanted = _wanted(formula, folded)
        rank = (len(reading.parties), wanted, -len(reading.unused), -len(reading.missing), len(reading.inputs), -sought)
        if best is None or rank > best[0]:
            best = (rank, reading)
    if not earlier and (best is None or not best[1].complete):
        complete, begun = _by_inputs(whole, folded, quantities)
        if complete is not None and (best is None or best[1].unused or not _wanted(best[1].formula, folded)):
            return complete
        return best[1] if best else begun
    return best[1] if best else None


def _by_inputs(text: str, folded: str, quantities: Mapping[bool, Sequence[Quantity]]) -> tuple[Reading | None, Reading | None]:
    """The calculations whose inputs a question names, though it does not name the calculation.

    One that it gives every input of by name, or in whose words it asks for what comes out, and no number besides; and one that it
    orders or asks for so, gives an input of and lacks one for.
    """
    asks_about = wonders(folded)
    computes = not asks_about and bool(COMPUTES.search(folded))
    orders = not asks_about and bool(ORDERS.search(folded))
    found: tuple[tuple[int, ...], Reading] | None = None
    nearest: tuple[tuple[int, ...], Reading] | None = None
    for formula in _SELF_CONTAINED:
        given = len(quantities[formula.apart])
        asks = _ASKS.get(formula.id)
        asked = bool(asks and asks.search(folded))
        wanted = _wanted(formula, folded)
        if not given or not (asked or wanted or computes or orders or given > STRONG) or is_foreign(formula, folded):
            continue  # most questions with a number are no calculation, and a pairing takes time
        pairing = Pairing(formula, folded, quantities[formula.apart], [0], {}, ())
        named = sum(pair.at >= 0 or pairing.is_hinted(pair) for pair in pairing.pairs)
        if not pairing.pairs or (named < len(pairing.pairs) and not wanted):
            continue
        reading = replace(reading_of(pairing, (text,)), named=False)
        if reading.unused or reading.objection or not is_meant(pairing, reading):
            continue
        much = named > STRONG  # so many numbers with a name or a hint are no chance
        computed = asked or wanted or much or computes
        rank = (wanted, -len(reading.aside), named, len(pairing.pairs))
        if not reading.missing and len(pairing.pairs) > 1 and computed and (found is None or rank > found[0]):
            found = rank, reading
        ordered = orders and bool(pairing.asked)
        if len(reading.missing) == 1 and (ordered or wanted or much) and (nearest is None or rank > nearest[0]):
            nearest = rank, reading
    return found[1] if found else None, nearest[1] if nearest else None


def is_foreign(formula: Formula, text: str) -> bool:
    """Whether a text speaks of what a formula is not for."""
    foreign, folded = _FOREIGN.get(formula.id), plain(text)
    return bool((foreign and foreign.search(folded)) or OTHER_RESULTS.search(folded))


def _wanted(formula: Formula, text: str) -> bool:
    """Whether `text` asks for what comes out of a formula in everyday words."""
    wants = _WANTS.get(formula.id)
    return bool(wants and wants.search(text))


def _is_its_kind(pairing: Pairing, reading: Reading) -> bool:
    """Whether an input without which a question is not for the formula is given, or is all that it lacks for what it asks."""
    only_with = reading.formula.only_with
    asks_result = any(not name.inputs for name in pairing.names)
    lacks_it = bool(reading.missing) and {parameter.name for parameter in reading.missing} <= set(only_with)
    return not only_with or bool(set(only_with) & reading.inputs.keys()) or (asks_result and lacks_it)


def is_meant(pairing: Pairing, reading: Reading) -> bool:
    """Whether the text wants this calculation done, rather than to know something about it."""
    asks = _ASKS.get(reading.formula.id)
    asked = bool(asks and asks.search(pairing.text))
    computes = asked or bool(COMPUTES.search(pairing.text))
    asks_about = wonders(pairing.text)
    if lacks_sides(reading):
        return False
    if sum(1 for pair in pairing.pairs if pair.input.endswith(".1")) and not any(pair.input.endswith(".2") for pair in pairing.pairs):
        return False  # one number is no list
    if set(reading.inputs) == {OWN_CLAIM} and not computes:
        return False  # somebody says how many times as much it is, and wants to know of that
    if not _is_its_kind(pairing, reading):
        return False
    if reading.objection:
        return bool(pairing.quantities) and computes
    if pairing.pairs:
        sure = len(pairing.pairs) >= STRONG or (not reading.missing and len(reading.inputs) > 1)
        return sure or computes or not asks_about
    amounts = [q for q in pairing.quantities if q.kind in AMOUNTS]
    fit_for = {kind for parameter in reading.formula.parameters for kind in fits(parameter)} | _OF_ANY_INPUT
    if not any(quantity.kind in fit_for for quantity in pairing.quantities):
        worked_alone = not reading.formula.needs and computes  # every input is a figure of the material
        own_case = OWN_CASE.search(pairing.text) and BY_FIGURES.search(pairing.text) and HOW_MUCH.search(pairing.text)
        ordered = bool(ORDERS.search(pairing.text) or (own_case and not IN_GENERAL.search(pairing.text)))
        if reading.formula.ratio and not pairing.names and not (INSISTS.search(pairing.text) and BY_FIGURES.search(pairing.text)):
            return False  # no part of the ratio is spoken of
        return bool(INSISTS.search(pairing.text)) or ((worked_alone or ordered) and (asked or not asks_about))
    kinds = {kind for parameter in reading.missing or reading.formula.parameters for kind in fits(parameter)} | _OF_ANY_INPUT
    if reading.formula.title in pairing.text and ORDERS.search(pairing.text) and not asks_about:
        return True
    fitting = any(q.kind in kinds for q in pairing.quantities) and any(name.inputs for name in pairing.names)
    return (computes and fitting) or (len(amounts) > 1 and not asks_about)
