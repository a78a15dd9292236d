"""The gate: what may be said. It looks at statements and citations alone, whatever wrote them."""

from collections.abc import Iterable
from fractions import Fraction

from assistant.answering.frames import Frame
from assistant.errors import AssistantError
from assistant.numerals import Number, read_numbers
from assistant.types import Calculation, Citation, Statement, StatementKind
from assistant.value.notation import shown, shown_large

_Figure = tuple[Fraction, bool]

_FRAMES = frozenset(frame.value for frame in Frame)


class Unproven(AssistantError):
    """A statement that its citations and the calculation do not bear out."""


def verify(
    statements: Iterable[Statement], citations: Iterable[Citation], calculation: Calculation | None, given: Iterable[Fraction] = ()
) -> None:
    """Raise Unproven at the first statement that fails.

    A citation's quote is its passage's own characters. A quoted statement is its quote. A frame is of the closed list,
    or a label without a figure of its own. Every number of a computed statement stands in the calculation's trace, in
    what its citations quote, or among `given` (the numbers of the question, the length of a list).
    """
    known = {citation.n: citation for citation in citations}
    for citation in known.values():
        inside = 0 <= citation.start < citation.end <= len(citation.passage.text)
        if not inside or citation.quote != citation.passage.text[citation.start : citation.end]:
            raise Unproven(f"citation {citation.n}: the quote is not what {citation.passage.id} says at {citation.start}")
    trace = _trace(calculation) | {(value, share) for value in given for share in (False, True)}
    for statement in statements:
        missing = [n for n in statement.citations if n not in known]
        if missing:
            raise Unproven(f"{statement.text!r} cites {missing}, which are not there")
        quotes = [known[n].quote for n in statement.citations]
        _verify(statement, quotes, trace)


def _verify(statement: Statement, quotes: list[str], trace: set[_Figure]) -> None:
    match statement.kind:
        case StatementKind.QUOTED:
            if not quotes or statement.text != quotes[0]:
                raise Unproven(f"{statement.text!r} is not the sentence that it cites")
        case StatementKind.GAP:
            if quotes and statement.text != quotes[0]:
                raise Unproven(f"{statement.text!r} is not the sentence that it cites")
        case StatementKind.FRAME:
            if statement.text not in _FRAMES:
                raise Unproven(f"{statement.text!r} is no frame")
        case _:
            allowed = trace | {_figure(number) for quote in quotes for number in read_numbers(quote)}
            for number in read_numbers(statement.text):
                if _figure(number) not in allowed:
                    raise Unproven(f"{statement.text[number.start : number.end]!r} in {statement.text!r} is neither cited nor computed")


def _figure(number: Number) -> _Figure:
    """A number and whether it is written as a share: 400% is not the 4 of 4∶2∶1."""
    return number.value, bool(number.mark)


def _trace(calculation: Calculation | None) -> set[_Figure]:
    """Every number that the calculation shows: inputs, expressions, values as they are displayed, labels and conventions."""
    if calculation is None:
        return set()
    texts = [calculation.title, *calculation.conventions]
    texts += [text for row in calculation.inputs for text in (row.label, shown(row.value, row.unit))]
    texts += [text for step in calculation.steps for text in (step.label, step.expression, shown(step.value, step.unit))]
    texts += [text for result in calculation.results for text in (result.label, shown_large(result.value, result.unit))]
    return {_figure(number) for text in texts for number in read_numbers(text)}
