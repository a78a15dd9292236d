"""How surely a question wants a calculation done: one logistic score over its wording, its numbers and what a formula makes of them.

    Meant (wording.py) + Reading (reading.py) → Evidence → log-odds

Fitted by `python -m evals.wordings` on the tuning cases, the cards' asks and their lacks, with scores of wordings that were held out;
the weights are kept beside those of the wording.
"""

import re
from dataclasses import astuple, dataclass, fields
from functools import cache

import numpy as np
import numpy.typing as npt

from assistant.value.quantities import plain, read_quantities
from assistant.value.reading import Reading
from assistant.value.wishes import COMPUTES, INSISTS, ORDERS, VAGUE, wonders
from assistant.value.wording import MODEL, Meant

SURE = 1.0  # log-odds from which a question is taken for the calculation
LIKELY = -1.0  # the same where the material has no answer besides, and something is to be asked back
NO_ANSWER = 0.0  # the same where it has none, and the words name, or point at, most of what is given
# Below which what the rules read is no calculation: one that they would ask back about, and one that they would work (手机分12期，每期399).
UNLIKELY, HARDLY = -6.7, -3.8
_MOST = 4  # more numbers, or inputs, than these say no more
_OWN = re.compile("我|咱|俺|本[店公行司]")
_HOW_MUCH = re.compile("多少|几(?!乎)|多大|占比")
_WEIGHED = re.compile("算|值不值|合算|划不|够不够|赚|亏")
_WHAT = re.compile("什么|啥|哪|为何|为什么|怎|咋|如何|谁|意思|是不是|对不对|区别")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a calculation, and against it; each about from 0 to 1."""

    score: float  # of the formula, by the wording
    margin: float  # over the next best formula
    calculates: float
    known: float  # share of the wording
    both: float  # score times calculates
    has_numbers: float
    numbers: float
    given: float  # inputs
    gives: float  # whether any input is given
    lacking: float
    left_over: float
    named: float
    computes: float
    orders: float
    insists: float
    own: float  # speaks of itself: 我们店
    how_much: float
    weighed: float
    what: float
    wonders: float
    vague: float  # says that there is some of something, and not how much


def evidence(said: Meant, reading: Reading) -> Evidence:
    """What speaks for the calculation of `reading`; `said` is how its messages are worded."""
    folded, quantities = plain(reading.text), read_quantities(reading.text)
    scores = dict(said.formulas)
    score = scores.pop(reading.formula.id)

    def found(pattern: re.Pattern[str]) -> float:
        return float(bool(pattern.search(folded)))

    return Evidence(
        score=score,
        margin=score - max(scores.values()),
        calculates=said.calculates,
        known=said.known,
        both=score * said.calculates,
        has_numbers=float(bool(quantities)),
        numbers=min(len(quantities), _MOST) / _MOST,
        given=min(len(reading.inputs), _MOST) / _MOST,
        gives=float(bool(reading.inputs)),
        lacking=min(len(reading.missing), _MOST) / _MOST,
        left_over=min(len(reading.unused), _MOST) / _MOST,
        named=float(reading.named),
        computes=found(COMPUTES),
        orders=found(ORDERS),
        insists=found(INSISTS),
        own=found(_OWN),
        how_much=found(_HOW_MUCH),
        weighed=found(_WEIGHED),
        what=found(_WHAT),
        wonders=float(wonders(folded)),
        vague=found(VAGUE),
    )


def certainty(said: Meant, reading: Reading) -> float:
    """The log-odds that a question wants the calculation of `reading`."""
    weights = _weights()
    return float(weights[:-1] @ np.array(astuple(evidence(said, reading))) + weights[-1])


@cache
def _weights() -> npt.NDArray[np.float64]:
    """A weight for each field of Evidence, and the constant."""
    with np.load(MODEL) as stored:
        weights: npt.NDArray[np.float64] = stored["certainty"].astype(np.float64)
    if len(weights) != len(fields(Evidence)) + 1:
        raise ValueError(
            f"{MODEL.name} has {len(weights)} weights for {len(fields(Evidence))} fields of Evidence; fit it anew: python -m evals.wordings"
        )
    return weights
