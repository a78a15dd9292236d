"""What a path of the engine found, before it is proven and given out."""

import time
import uuid
from dataclasses import dataclass
from fractions import Fraction

from assistant.answering.draft import Draft
from assistant.answering.verify import verify
from assistant.numerals import read_numbers
from assistant.types import Answer, Calculation, Outcome

ENGINE = "extractive"


@dataclass(frozen=True, slots=True)
class Reply:
    """An outcome with what is to be said. `given` are numbers that need no citation: those of the question, places of a list, its length."""

    outcome: Outcome
    standalone: str
    draft: Draft
    calculation: Calculation | None = None
    given: tuple[Fraction, ...] = ()
    missing: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    def answer(self, question: str, started: float) -> Answer:
        """The proven answer. Raises Unproven when a statement does not pass: that is a defect, never something to show."""
        verify(self.draft.statements, self.draft.citations, self.calculation, self.given)
        return Answer(
            id=uuid.uuid4().hex,
            question=question,
            standalone=self.standalone,
            outcome=self.outcome,
            engine=ENGINE,
            text=self.draft.text(),
            statements=tuple(self.draft.statements),
            citations=tuple(self.draft.citations),
            calculation=self.calculation,
            missing=self.missing,
            related=self.related,
            timings_ms={"total": round((time.perf_counter() - started) * 1000, 1)},
        )


def numbers_in(text: str) -> tuple[Fraction, ...]:
    return tuple(number.value for number in read_numbers(text))
