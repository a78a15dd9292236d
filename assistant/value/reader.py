"""From a question to the inputs of a formula: which formula is meant, if any, what it is given, and what it lacks.

    text → the formula that its cues name (rules.py), or that it is worded for (wording.py) → pairing → what leaves least open

A number is bound to nothing rather than to a guess (pairing.py); what is missing, and a number that found no place,
is named. conversation.py reads a message together with those before it.
"""

from collections.abc import Sequence

from assistant.value.formulas import BY_ID
from assistant.value.quantities import plain, read_quantities
from assistant.value.reading import Reading, lacks_sides, read_for
from assistant.value.rules import STRONG, by_rules
from assistant.value.wishes import BECOMES, COMPUTES, wonders
from assistant.value.wording import meant

# Formulas that a wording may mean: how many, from which score, and from which share of the best.
_NEAREST, _LEAST_LIKELY, _NEARLY = 3, 0.15, 0.5
_SURELY = 0.5  # score of the best formula where no rule speaks for one: a sum that the material has no formula for is worded much like one that it has
_CLEARLY = 0.3  # a calculation, though the words ask to know something


def read_calculation(text: str, earlier: Sequence[str] = ()) -> Reading | None:
    """The calculation that `text` asks for, read together with the `earlier` messages; None when it asks for none.

    By the rules it is one that the text names and gives an input of, or orders done; what the rules do not read goes by the wording.
    """
    return by_wording((*earlier, text), by_rules(text, earlier))


def by_wording(messages: tuple[str, ...], ruled: Reading | None) -> Reading | None:
    """The calculation that is worded so, where the rules did not find one that their wording bears out."""
    text = "\n".join(messages)
    if (ruled is not None and (ruled.objection or ruled.formula.title in text)) or not read_quantities(text):
        return ruled
    said = meant(messages)
    near = [BY_ID[id] for id, score in said.formulas[:_NEAREST] if score >= max(_LEAST_LIKELY, said.formulas[0][1] * _NEARLY)]
    if said.calculates <= 0 or not near or (ruled is not None and (ruled.formula is near[0] or (ruled.complete and ruled.formula in near))):
        return ruled
    folded = plain(text)
    if ruled is None and said.formulas[0][1] < _SURELY:
        return None
    if ruled is None and not (COMPUTES.search(folded) and (not wonders(folded) or said.calculates > _CLEARLY)):
        return None
    readings = [read_for(formula, messages) for formula in near]
    readings = [reading for reading in readings if not reading.objection and not lacks_sides(reading) and _works_with(reading)]
    if ruled is not None and ruled.complete and (ruled.named or len(ruled.inputs) > STRONG):
        return ruled
    complete = [reading for reading in readings if reading.complete and reading.inputs]
    if complete:
        return complete[0]
    if ruled is not None and (ruled.formula in near or not readings):
        return min([ruled, *readings[:1]], key=lambda reading: len(reading.unused) + len(reading.missing))
    return readings[0] if readings else None


def _works_with(reading: Reading) -> bool:
    """Whether a text gives a formula a number, one that is not the material's own, or asks what becomes of something."""
    return bool(reading.inputs or reading.unused or reading.aside or BECOMES.search(reading.text))
