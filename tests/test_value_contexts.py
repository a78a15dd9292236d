"""The cases that say which number is which input, and what is learnt from them."""

import numpy as np

from assistant.value.context import NOTHING
from evals.cases import load_cases
from evals.contexts import features, report, rows


def test_every_number_that_a_case_names_stands_in_its_question() -> None:
    named = {case.id for case in load_cases("tune") if case.inputs}
    assert named <= {row.case for row in rows() if row.name != NOTHING}


def test_what_is_learnt_of_some_authors_holds_for_the_others() -> None:
    every = rows()
    names = sorted({row.name for row in every})
    _, _, x = features(every)
    numbers = float(report(every, np.asarray(x @ x.T), names).split()[1])
    assert numbers > 0.93  # calculations of one set alone have names that no other has
