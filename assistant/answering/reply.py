"""What a path of the engine found, before it is proven and given out."""

import time
import uuid
from dataclasses import dataclass

from assistant.answering.draft import Draft
from assistant.answering.verify import verify, verify_rendered
from assistant.types import Answer, Calculation, Catalogue, Generation, Intent, Outcome

ENGINE = "extractive"
MODEL_PREFIX = "llm:"  # in front of the name of the language model that worded an answer


@dataclass(frozen=True, slots=True)
class Reply:
    """An outcome with what is to be said. `given` are what needs no citation: names and counts
    of the library, inputs as they were read; `further` the other calculations of a message that asks for two."""

    outcome: Outcome
    standalone: str
    draft: Draft
    calculation: Calculation | None = None
    given: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    generation: Generation | None = None
    intent: Intent | None = None
    support: float | None = None
    further: tuple[Calculation, ...] = ()

    def answer(self, question: str, started: float) -> Answer:
        """The proven answer. Raises Unproven when a statement does not pass: that is a defect, never something to show."""
        verify(self.draft.statements, self.draft.citations, self.calculation, self.given, self.further)
        answer = Answer(
            id=uuid.uuid4().hex,
            question=question,
            standalone=self.standalone,
            outcome=self.outcome,
            engine=self._engine,
            text=self.draft.text(),
            statements=tuple(self.draft.statements),
            citations=tuple(self.draft.citations),
            calculation=self.calculation,
            missing=self.missing,
            related=self.related,
            timings_ms={"total": round((time.perf_counter() - started) * 1000, 1)},
            generation=self.generation,
            intent=self.intent,
            support=self.support,
        )
        verify_rendered(answer)
        return answer

    @property
    def calculates(self) -> bool:
        """Whether it works a calculation, or asks for what one still wants."""
        return self.calculation is not None or bool(self.missing)

    @property
    def _engine(self) -> str:
        """The language model only where a sentence of it is shown."""
        return f"{MODEL_PREFIX}{self.generation.model}" if self.generation and not self.generation.note else ENGINE


def counted(catalogue: Catalogue) -> tuple[str, ...]:
    """What may be said of a list: its name, its length, what the source left out of it."""
    return catalogue.title, catalogue.extent, catalogue.gaps
