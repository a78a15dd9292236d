"""From a question to the inputs of a formula: which formula is meant, if any, what it is given, and what it lacks.

    text → the formula that its cues name (rules.py), or that it is worded for (wording.py) and surely wants (certainty.py)
         → pairing → what leaves least open

A number is bound to nothing rather than to a guess (pairing.py); what is missing, and a number that found no place,
is named. conversation.py reads a message together with those before it.
"""

import re
from collections.abc import Sequence

from assistant.value.certainty import HARDLY, LIKELY, SURE, UNLIKELY, certainty
from assistant.value.formulas import BY_ID
from assistant.value.quantities import plain, read_quantities
from assistant.value.reading import Reading, lacks_sides, read_for
from assistant.value.rules import STRONG, by_rules, is_foreign
from assistant.value.two_cases import FEWEST, two_cases
from assistant.value.wishes import ADVICE, HOW_MUCH, USUALLY, only_tells
from assistant.value.wording import Meant, meant

# Formulas that a wording may mean: how many, from which score, and from which share of the best.
_NEAREST, _LEAST_LIKELY, _NEARLY = 3, 0.15, 0.5
_CLEAR, _FURTHER = 0.4, 6  # the score of a formula that is clearly meant, and how many are tried where none is
_CLEARLY = 7.0  # log-odds by which another complete calculation must be likelier than the one that the rules read
_MARGIN = 0.1  # score by which a formula is clearly likelier than the next
_HOPELESS = -0.75  # score for a calculation below which a question is none, whatever its numbers are


def read_calculation(text: str, earlier: Sequence[str] = (), least: float = SURE) -> Reading | None:
    """The calculation that `text` asks for, read together with the `earlier` messages; None when it asks for none, or not so surely
    as `least`, in log-odds, where no rule reads it.

    By the rules it is one that the text names and gives an input of, or orders done; what the rules do not read goes by the wording.
    """
    if only_tells(plain(text)):
        return None
    return by_wording((*earlier, text), by_rules(text, earlier), least)


def read_two_cases(text: str) -> Reading | None:
    """The one calculation that `text` asks for of each of two cases, as surely as of one; None where it holds no two."""
    if len(read_quantities(text)) < 2 * FEWEST or only_tells(plain(text)):
        return None
    ruled, said = by_rules(text), meant((text,))
    if ruled is not None and ruled.complete:
        return None
    likely = dict.fromkeys([*([ruled.formula.id] if ruled is not None else []), *worded_for(said)])
    for id in likely:
        both = two_cases(text, read_for(BY_ID[id], (text,)))
        if both is None or both.ends is None or is_foreign(both.formula, text):
            continue
        if (ruled is not None and ruled.formula.id == id) or certainty(said, both.ends[0]) >= LIKELY:
            return both
    return None


def by_wording(messages: tuple[str, ...], ruled: Reading | None, least: float = SURE) -> Reading | None:
    """The calculation that is worded so, where the rules did not find one that their wording bears out."""
    if ruled is not None and (ruled.objection or (ruled.complete and ruled.formula.title in ruled.text)):
        return ruled
    if ruled is not None and not ruled.inputs and not ruled.unused and USUALLY.search(messages[-1]):
        return None
    said = meant(messages)
    least_likely = HARDLY if ruled is not None and ruled.complete else UNLIKELY
    if ruled is not None and not asks_for_all(ruled) and certainty(said, read_for(ruled.formula, messages)) < least_likely:
        ruled = None
    if ruled is not None and ruled.formula.title in ruled.text and (ruled.complete or ruled.inputs or not ruled.unused):
        return ruled
    if ruled is None and ADVICE.search(messages[-1]) and not HOW_MUCH.search(messages[-1]):
        return None
    near = worded_for(said)
    if ruled is not None and near and ruled.formula.id != near[0] and (lacking := lacks_what_it_names(said, messages)) is not None:
        return lacking
    if not near or (ruled is not None and ruled.formula.id == near[0]):
        return ruled
    if ruled is not None and ruled.complete and ruled.formula.id in near:
        return ruled if ruled.named else likelier(said, ruled, messages)
    worded = likeliest(said, messages)
    if worded is None or certainty(said, worded) < least:
        return ruled
    if (
        ruled is not None
        and ruled.named
        and not worded.complete
        and left_open(ruled) < left_open(worded)
        and len(ruled.inputs) > len(worded.inputs)
    ):
        return ruled
    if (
        ruled is not None
        and ruled.complete
        and not worded.complete
        and certainty(said, read_for(ruled.formula, messages)) >= certainty(said, worded)
    ):
        return ruled
    if ruled is not None and ruled.complete and (ruled.named or len(ruled.inputs) > STRONG):
        return worded if worded.complete and certainty(said, worded) - certainty(said, ruled) > _CLEARLY else ruled
    if ruled is not None and ruled.formula.id in near and not worded.complete:
        return min((ruled, worded), key=left_open)
    return worded


def asks_for_all(ruled: Reading) -> bool:
    """Whether the words ask for what a formula gives, and every number is an input that they name, with none from the material or lacking."""
    if any(parameter.fact for parameter in ruled.formula.parameters):
        return False
    asked = any(pattern and re.search(pattern, plain(ruled.text)) for pattern in (ruled.formula.asks, ruled.formula.wants))
    return ruled.complete and ruled.named and bool(ruled.inputs) and asked and not ruled.aside


def likelier(said: Meant, ruled: Reading, messages: tuple[str, ...]) -> Reading:
    """Of the calculation that is read by its inputs alone, and the first complete one by the wording, the surer."""
    worded = likeliest(said, messages)
    surer = worded is not None and worded.complete and certainty(said, worded) > certainty(said, ruled)
    return worded if worded is not None and surer else ruled


def left_open(reading: Reading) -> int:
    """How many inputs and numbers have not found each other."""
    return len(reading.missing) + len(reading.unused)


def lacks_what_it_names(said: Meant, messages: tuple[str, ...]) -> Reading | None:
    """The likeliest calculation, where it is clearly that and lacks only inputs that the messages name without a number: 这笔钱能留多少老客."""
    (first, score), (_, second), *_ = said.formulas
    reading = read_for(BY_ID[first], messages)
    lacking = {parameter.label for parameter in reading.missing}
    clear = score - second > _MARGIN and bool(lacking) and lacking <= set(reading.asked) and bool(reading.inputs) and not reading.unused
    return reading if clear and not is_foreign(reading.formula, reading.text) else None


def worded_for(said: Meant) -> list[str]:
    """The ids of the formulas that a wording may mean, the likeliest first."""
    least = max(_LEAST_LIKELY, said.formulas[0][1] * _NEARLY)
    return [id for id, score in said.formulas[:_NEAREST] if score >= least] if said.calculates > _HOPELESS else []


def likeliest(said: Meant, messages: tuple[str, ...]) -> Reading | None:
    """Of the calculations that messages are worded for the first that they give every input of, else the first; None where none can be worked.

    Where no formula is clearly meant, one of the next that takes every number goes before one that leaves any aside.
    """
    near = worded_for(said)
    usable = _usable(near, messages)
    complete = [reading for reading in usable if reading.complete and reading.inputs]
    unclear = bool(near) and said.formulas[0][1] < _CLEAR and not any(_takes_all(reading) for reading in complete)
    if unclear:
        further = [id for id, _ in said.formulas[:_FURTHER] if id not in near]
        fitting = [reading for reading in _usable(further, messages) if _takes_all(reading) and certainty(said, reading) >= SURE]
        complete = [*sorted(fitting, key=lambda reading: -certainty(said, reading)), *complete]
    return next(iter(complete), usable[0] if usable else None)


def _usable(ids: Sequence[str], messages: tuple[str, ...]) -> list[Reading]:
    readings = (read_for(BY_ID[id], messages) for id in ids)
    return [reading for reading in readings if not (reading.objection or lacks_sides(reading) or is_foreign(reading.formula, reading.text))]


def _takes_all(reading: Reading) -> bool:
    """Whether a calculation has all its inputs and every number is one, of several."""
    return reading.complete and len(reading.inputs) > 1 and not reading.aside
