"""A worked calculation as statements: the result first, what it rests on, the steps, the conventions."""

import re
import uuid
from collections.abc import Mapping
from fractions import Fraction

from assistant.answering.draft import Draft
from assistant.answering.frames import Frame
from assistant.answering.verify import verify
from assistant.ingest.cards import DERIVED, DOUBTS
from assistant.library import Library
from assistant.numerals import read_numbers
from assistant.types import Answer, Calculation, Card, Fact, Outcome, Passage, Sentence, Statement, StatementKind, Step
from assistant.value.notation import in_ten_thousands, shown, shown_large
from assistant.value.reading import Reading, with_parties
from assistant.value.signature import Formula, Parameter
from assistant.value.worksheet import calculate

MANY_RESULTS = 2  # of more sides of a dispute, the first sentence gives the range and the steps give each
ENGINE = "extractive"
_FACT = "fact:"
_WORTH_TEN_THOUSANDS = 1_000  # 0.1万; less is said in 元 alone
_ASKS_TEN_THOUSANDS = re.compile("(?:多少|几)个?万")


def calculation_draft(reading: Reading, calculation: Calculation, library: Library) -> Draft:
    """The answer to a calculation; every number in it is cited or stands in the calculation's trace."""
    draft = Draft(library)
    wanted = [result for result in calculation.results if result.label in reading.asked] or list(calculation.results)
    if calculation.headline:
        wanted = list(calculation.results)
        draft.paragraph(_computed(calculation.headline))
    elif reading.formula.claims and len(wanted) > MANY_RESULTS:
        low, high = (shown_large(choose(result.value for result in calculation.results), wanted[0].unit) for choose in (min, max))
        draft.paragraph(_computed(f"按不同说法，{calculation.title}在{low}到{high}之间。"))
    else:
        answers = (reading.formula.answer.format(label=r.label, value=shown_large(r.value, r.unit)) for r in wanted)
        draft.paragraph(*(_computed(answer) for answer in answers))
    _basis(draft, reading, calculation, library)
    _working(draft, calculation, {result.label for result in wanted}, reading.text)
    defaults = [f"{row.label}按{shown(row.value, row.unit)}（默认值，可改）" for row in calculation.inputs if row.source == "default"]
    if defaults:
        draft.paragraph(_computed(f"题目没有给的：{'，'.join(defaults)}。"))
    draft.paragraph(*(_computed(convention) for convention in calculation.conventions))
    doubts = library.section(reading.formula.card, DOUBTS) if reading.formula.doubted else None
    if doubts is not None and not any(citation.quote == doubts.quote(doubts.sentences[0]) for citation in draft.citations):
        draft.paragraph(draft.quote(doubts, doubts.sentences[0]))
    return draft


def worked_answer(formula: Formula, given: Mapping[str, Fraction], library: Library) -> Answer:
    """The proven answer to inputs that were given by name. Raises ValueModelError, in Chinese, where they cannot be worked with."""
    calculation = calculate(formula, given, library)
    draft = calculation_draft(Reading(formula, "", {}, (), (), (), True), calculation, library)
    verify(draft.statements, draft.citations, calculation)
    return Answer(
        id=uuid.uuid4().hex,
        question="",
        standalone="",
        outcome=Outcome.ANSWERED,
        engine=ENGINE,
        text=draft.text(),
        statements=tuple(draft.statements),
        citations=tuple(draft.citations),
        calculation=calculation,
        related=(formula.card,),
    )


def _basis(draft: Draft, reading: Reading, calculation: Calculation, library: Library) -> None:
    """What the material says of the formula, and each of its figures that was used, in the words of its card."""
    formula = reading.formula
    section = next((p for p in (library.section(formula.card, heading) for heading in formula.sections) if p is not None), None)
    quotes = [(section, section.sentences[0])] if section is not None else []
    figures = dict.fromkeys(row.source.removeprefix(_FACT) for row in calculation.inputs if row.source.startswith(_FACT))
    for fact_id in figures:
        card, fact = library.facts[fact_id]
        if not any(_states(fact, card, passage, sentence) for passage, sentence in quotes):
            quotes += _stating(fact, card, library)
    if quotes:
        # A sum that the material does not print, or of which it has only a case, rests on no sentence of it.
        only_told = not formula.in_material or (not figures and library.cards[formula.card].kind == "case")
        draft.paragraph(draft.frame(Frame.RELATED if only_told else Frame.BASIS), draft.quote(*quotes[0]))
        draft.bullets([draft.quote(passage, sentence) for passage, sentence in quotes[1:]])


def _stating(fact: Fact, card: Card, library: Library) -> list[tuple[Passage, Sentence]]:
    """The sentence of a card that states the fact, in words of its source: of several the one that rests on the least else."""
    passages = library.passages_of(card.id)
    found = [(p, sentence) for p in passages for sentence in p.sentences if card.sources.get(fact.source) in sentence.origins]
    plain = [(p, sentence) for p, sentence in found if DERIVED not in p.quote(sentence)]
    ranked = sorted(plain or found, key=lambda one: (not _states(fact, card, *one), len(one[1].origins)))
    return ranked[:1]


def _states(fact: Fact, card: Card, passage: Passage, sentence: Sentence) -> bool:
    """Whether a sentence rests on the fact's source and prints its figure."""
    printed = {number.value for number in read_numbers(passage.quote(sentence))}
    figures = {*fact.values, *(value / 100 for value in fact.values)}
    return passage.document_id == card.id and card.sources.get(fact.source) in sentence.origins and bool(printed & figures)


def _working(draft: Draft, calculation: Calculation, wanted: set[str], question: str) -> None:
    """The steps that lead to what is wanted; to whoever speaks in 万, what comes to that much in 万 too."""
    results = {result.label for result in calculation.results}
    steps = [step for step in calculation.steps if step.label in wanted or step.label not in results]
    if len(steps) == 1:
        draft.paragraph(draft.frame(Frame.WORKING), _computed(f"{steps[0].expression} = {_both_ways(steps[0], question)}。"))
        return
    draft.paragraph(draft.frame(Frame.WORKING))
    draft.bullets([_computed(f"{step.label} = {step.expression} = {_both_ways(step, question)}") for step in steps])


def _both_ways(step: Step, question: str) -> str:
    """What a step comes to, and the same in 万 where the question asks for that, or speaks in 万 and it is as much."""
    large = abs(step.value) >= _WORTH_TEN_THOUSANDS and "万" in question
    scaled = in_ten_thousands(step.value, step.unit) if step.value and (large or _ASKS_TEN_THOUSANDS.search(question)) else ""
    return shown(step.value, step.unit) + (f"（{scaled}）" if scaled else "")


def missing_draft(reading: Reading, library: Library) -> Draft:
    """What is still to be given, by name, in one message; with what was read already."""
    draft = Draft(library)
    formula = reading.formula
    if reading.missing:
        names = "、".join(asked_for(parameter) for parameter in reading.missing)
        draft.paragraph(_computed(f"要算{formula.title}，还缺：{names}。"))
    if reading.unused:
        numbers = "、".join(f"“{reading.text[quantity.start : quantity.end]}”" for quantity in reading.unused)
        example = next((p.label for p in (*reading.missing, *formula.parameters) if not p.options), formula.title)
        example = with_parties(example, reading.parties)
        draft.paragraph(_computed(f"这些数不知道指什么：{numbers}。请写明每个数的名称和单位，例如“{example}多少”。"))
    if reading.inputs:
        read = "、".join(known(formula.parameter(name), bound.value) for name, bound in reading.inputs.items())
        draft.paragraph(_computed(f"已经读到：{with_parties(read, reading.parties)}。"))
    return draft


def asked_for(parameter: Parameter) -> str:
    """Name of an input that is wanted, with what may be chosen."""
    options = "还是".join(option.label for option in parameter.options)
    return f"{parameter.label}（{options}）" if options else parameter.label


def known(parameter: Parameter, value: Fraction) -> str:
    """An input that was read, by name."""
    if parameter.options:
        return f"{parameter.label}：{parameter.options[int(value)].label}"
    return f"{parameter.label} {shown(value, parameter.unit)}"


def _computed(text: str) -> Statement:
    return Statement(text, StatementKind.COMPUTED)
