"""A worked calculation as statements: the result first, what it rests on, the steps, the conventions."""

from assistant.answering.draft import Draft
from assistant.answering.frames import Frame
from assistant.ingest.cards import DOUBTS
from assistant.library import Library
from assistant.types import Calculation, Statement, StatementKind
from assistant.value.notation import shown, shown_large
from assistant.value.reader import Reading

MANY_RESULTS = 2  # of more, the first sentence gives the range and the steps give each
_SOURCES = {"question": "题目", "default": "默认值，可改"}


def calculation_draft(reading: Reading, calculation: Calculation, library: Library) -> Draft:
    """The answer to a calculation; every number in it is cited or stands in the calculation's trace."""
    formula = reading.formula
    draft = Draft(library)
    wanted = [result for result in calculation.results if result.label in reading.asked] or list(calculation.results)
    if len(wanted) > MANY_RESULTS:
        low, high = (shown_large(choose(wanted, key=lambda r: r.value).value, wanted[0].unit) for choose in (min, max))
        draft.paragraph(_computed(f"按不同说法，{formula.title}在{low}到{high}之间。"))
    else:
        draft.paragraph(*(_computed(formula.answer.format(label=r.label, value=shown_large(r.value, r.unit))) for r in wanted))
    basis = next((p for p in (library.section(formula.card, heading) for heading in formula.sections) if p is not None), None)
    if basis is not None:
        draft.paragraph(draft.frame(Frame.BASIS), draft.quote(basis, basis.sentences[0]))
    labels = {result.label for result in wanted}
    steps = [step for step in calculation.steps if step.label in labels or step.label not in {r.label for r in calculation.results}]
    lines = [_computed(f"{step.label} = {step.expression} = {shown(step.value, step.unit)}") for step in steps]
    if len(lines) == 1:
        draft.paragraph(draft.frame(Frame.WORKING), _computed(f"{steps[0].expression} = {shown(steps[0].value, steps[0].unit)}。"))
    else:
        draft.paragraph(draft.frame(Frame.WORKING))
        draft.bullets(lines)
    defaults = [
        f"{row.label}按{shown(row.value, row.unit)}（{_SOURCES['default']}）" for row in calculation.inputs if row.source == "default"
    ]
    if defaults:
        draft.paragraph(_computed(f"题目没有给的：{'，'.join(defaults)}。"))
    draft.paragraph(*(_computed(convention) for convention in calculation.conventions))
    doubts = library.section(formula.card, DOUBTS)
    if doubts is not None:
        draft.paragraph(draft.quote(doubts, doubts.sentences[0]))
    return draft


def missing_draft(reading: Reading, library: Library) -> Draft:
    """What is still to be given, by name, in one message; with what was read already."""
    draft = Draft(library)
    formula = reading.formula
    if reading.missing:
        names = "、".join(parameter.label for parameter in reading.missing)
        draft.paragraph(_computed(f"要算{formula.title}，还缺：{names}。"))
    if reading.unused:
        numbers = "、".join(f"“{reading.text[quantity.start : quantity.end]}”" for quantity in reading.unused)
        draft.paragraph(_computed(f"这些数不知道指什么：{numbers}。请写明每个数的名称和单位，例如“{formula.parameters[0].label}多少元”。"))
    if reading.inputs:
        known = "、".join(
            f"{formula.parameter(name).label} {shown(b.value, formula.parameter(name).unit)}" for name, b in reading.inputs.items()
        )
        draft.paragraph(_computed(f"已经读到：{known}。"))
    return draft


def _computed(text: str) -> Statement:
    return Statement(text, StatementKind.COMPUTED)
