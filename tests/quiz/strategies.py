"""Any well-formed item, for tests of what holds for all of them."""

from fractions import Fraction

from hypothesis import strategies as st

from assistant.quiz.export.wording import plain
from assistant.quiz.form import GAP
from assistant.quiz.items import (
    Blank,
    Choice,
    Difficulty,
    Item,
    Judgement,
    Kind,
    Level,
    Marking,
    Matching,
    Option,
    Ordering,
    Paper,
    Response,
    Scored,
    Source,
)
from assistant.types import Calculation, Input, Result, Step

_SPECIAL = "~=#{}:;；\"'<>&\\/\n\r\t%*_[]()＝“”·（）–—ＡA1 甲"
TEXTS = st.text(st.one_of(st.sampled_from(_SPECIAL), st.characters(codec="utf-8")), max_size=40)
FILLED = TEXTS.filter(lambda text: plain(text).strip())


def several(texts: st.SearchStrategy[str], low: int, high: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(texts, min_size=low, max_size=high).map(tuple)


@st.composite
def _choices(draw: st.DrawFn, single: bool) -> Choice:
    options = draw(st.lists(st.builds(Option, TEXTS, TEXTS), min_size=2, max_size=8))
    most = 1 if single else len(options)
    key = draw(st.sets(st.integers(0, len(options) - 1), min_size=1, max_size=most))
    return Choice(tuple(options), tuple(sorted(key)))


@st.composite
def _orderings(draw: st.DrawFn) -> Ordering:
    steps = draw(several(TEXTS, 2, 8))
    return Ordering(steps, tuple(draw(st.permutations(range(len(steps))))))


_PAIRS = st.lists(st.tuples(TEXTS, TEXTS), min_size=2, max_size=8).map(tuple)
RESPONSES: dict[Kind, st.SearchStrategy[Response]] = {
    Kind.SINGLE: _choices(single=True),
    Kind.MULTIPLE: _choices(single=False),
    Kind.CALCULATION: _choices(single=True),
    Kind.CASE: _choices(single=False),
    Kind.TRUE_FALSE: st.builds(Judgement, st.booleans(), TEXTS),
    Kind.MATCHING: st.builds(Matching, _PAIRS, several(TEXTS, 0, 2)),
    Kind.ORDERING: _orderings(),
    Kind.FILL_IN: st.builds(Blank, several(FILLED, 1, 3)),
    Kind.SHORT_ANSWER: st.builds(Marking, several(FILLED, 1, 4)),
}

_FRACTIONS = st.fractions(Fraction(-10_000), Fraction(10_000))
_CALCULATIONS = st.builds(
    Calculation,
    TEXTS,
    TEXTS,
    st.lists(st.builds(Input, TEXTS, TEXTS, _FRACTIONS, TEXTS, TEXTS), max_size=2).map(tuple),
    st.lists(st.builds(Step, TEXTS, TEXTS, _FRACTIONS, TEXTS), max_size=2).map(tuple),
    st.lists(st.builds(Result, TEXTS, _FRACTIONS, TEXTS), max_size=2).map(tuple),
    several(TEXTS, 0, 2),
)


@st.composite
def sources(draw: st.DrawFn) -> Source:
    quote, start = draw(TEXTS), draw(st.integers(0, 10_000))
    return Source(draw(TEXTS), draw(TEXTS), draw(TEXTS), start, start + len(quote), quote)


@st.composite
def items(draw: st.DrawFn) -> Item:
    kind = draw(st.sampled_from(Kind))
    stem = draw(FILLED)
    if kind is Kind.FILL_IN:
        stem = stem.replace("_", "-") + GAP
    return Item(
        id=draw(TEXTS),
        kind=kind,
        stem=stem,
        response=draw(RESPONSES[kind]),
        explanation=draw(TEXTS),
        sources=tuple(draw(st.lists(sources(), max_size=2))),
        difficulty=draw(st.sampled_from(Difficulty)),
        level=draw(st.sampled_from(Level)),
        template=draw(TEXTS),
        subject=draw(TEXTS),
        fact=draw(TEXTS),
        material=draw(TEXTS),
        calculation=draw(st.none() | _CALCULATIONS),
        edited=draw(st.booleans()),
    )


@st.composite
def papers(draw: st.DrawFn, title: st.SearchStrategy[str] = TEXTS) -> Paper:
    several_items = draw(st.lists(items(), min_size=1, max_size=3, unique_by=lambda item: item.id))
    scored = tuple(Scored(item, draw(st.integers(1, 100))) for item in several_items)
    return Paper(draw(title), draw(st.none() | st.integers(1, 600)), scored)
