"""What a formula is: its declared inputs, where the material defines it, and one pure function from exact values to steps.

    Formula = what names it in a question + its Parameters + the card that defines it + work(values) → Working

All arithmetic is on `fractions.Fraction`; rounding happens where a number is shown (notation.py). Nothing here reads a
question (reader.py) or a card (worksheet.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from assistant.types import Result, Step
from assistant.value.notation import shown

# money 元; rate a fraction of one, shown in %; points percentage points, likewise; count of people, deals …; number a score or an
# index without a unit; multiple 倍; choice one of the parameter's options, by its place among them.
Unit = Literal["money", "rate", "points", "count", "years", "months", "days", "multiple", "number", "choice"]
Paid = Literal["once", "yearly", "monthly", "either", "alike"]

# Values of the inputs by name. An input that takes several has `name.1`, `name.2` …; a disputed figure of the material has one
# `claim:LABEL` for each side of the dispute.
Values = Mapping[str, Fraction]

ZERO, ONE = Fraction(0), Fraction(1)
CLAIM = "claim:"
OWN_CLAIM = "own_claim"  # the input that stands for all sides of a dispute where somebody has a figure of his own
OWN_LABEL = "您给的数"


@dataclass(frozen=True, slots=True)
class Option:
    """One setting of a choice; `words` is a regular expression that picks it in a question."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """An input: what staff call it, and what may stand for it where the question does not give it.

    `aliases` are regular expressions, on text in half width and lower case; the label is one by itself. `measure` is the counting
    word of a count. `paid` says whether it takes a whole amount, an amount per period (kept as the amount per year), either, an
    amount per month (or per another period, kept as the amount per month), or an amount for whatever time, the same for all of them.
    `default`, or the card's figure `fact` (times `scale`), is used, and shown as such, when the input is missing and none of
    the inputs `unless` is there. `minimum` and `maximum` bound its domain.

    `change` takes a rise or a fall (提高5%) and nothing else does. `lone` takes the only number of its kind wherever it stands, one
    that is not `bare` none without its name, and `many` all numbers that have no other name. `only_for` names a choice and the place
    of the option with which alone the input is used. `party` is whose it is where two sides are told apart. An amount in `pieces` may
    be given as so many pieces of goods instead; then all that are must be given in the same measure word.
    """

    name: str
    label: str
    aliases: tuple[str, ...]
    unit: Unit
    measure: str = ""
    default: Fraction | None = None
    unless: tuple[str, ...] = ()
    fact: str | None = None
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    paid: Paid = "once"
    change: bool = False
    lone: bool = False
    bare: bool = True
    many: bool = False
    party: str = ""
    pieces: bool = False
    options: tuple[Option, ...] = ()
    only_for: tuple[str, int] | None = None

    @property
    def shown_unit(self) -> str:
        """The unit as a reader sees it: the measure word of a count."""
        return self.measure or self.unit


def money(name: str, label: str, *aliases: str, **more: Any) -> Parameter:
    """An amount in 元, not negative unless `minimum=None` is given."""
    return Parameter(name, label, aliases, "money", **{"minimum": ZERO, **more})


def rate(name: str, label: str, *aliases: str, **more: Any) -> Parameter:
    """A share of something, from 0 to 1 unless other bounds are given."""
    return Parameter(name, label, aliases, "rate", **{"minimum": ZERO, "maximum": ONE, **more})


def count(name: str, label: str, measure: str, *aliases: str, **more: Any) -> Parameter:
    """A number of people, deals, pieces …, in `measure`."""
    return Parameter(name, label, aliases, "count", measure, **{"minimum": ZERO, **more})


def number(name: str, label: str, *aliases: str, **more: Any) -> Parameter:
    """A score or an index that has no unit."""
    return Parameter(name, label, aliases, "number", **more)


@dataclass(frozen=True, slots=True)
class Working:
    """What a formula comes to. `headline` says the result in words; without one the formula's `answer` does."""

    steps: tuple[Step, ...]
    results: tuple[Result, ...]
    conventions: tuple[str, ...] = ()
    headline: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """Of `alternatives`, sets of inputs, one must be complete: always; or, given `unless`, where none of those inputs is there; or,
    given `when`, where one of those inputs is there and not zero."""

    alternatives: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...] = ()
    when: tuple[str, ...] = ()


def needs(*names: str) -> tuple[Need, ...]:
    """Each of these inputs is needed."""
    return tuple(Need(((name,),)) for name in names)


def one_of(*alternatives: str | tuple[str, ...], unless: tuple[str, ...] = (), when: tuple[str, ...] = ()) -> Need:
    """One of these inputs, or sets of inputs, is needed."""
    return Need(tuple((names,) if isinstance(names, str) else names for names in alternatives), unless, when)


@dataclass(frozen=True, slots=True)
class Claims:
    """The sides of a dispute on a card: one `claim:LABEL` value each, in `unit`.

    multiple: how many times as much; growth: how much more, as a rate; count: how many. `about` picks the claims whose words match.
    An input of the formula that is called OWN_CLAIM stands for all of them where it is given; of the inputs `unless`, any one
    makes them needless.
    """

    card: str
    unit: Literal["multiple", "growth", "count"]
    about: str = ""
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ratio:
    """The parts of a ratio on a card, each as a value of its own."""

    card: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A question that the formula must not answer, and why; `pattern` finds it."""

    pattern: str
    reason: str


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a comparison: the `party` of its inputs, and the words behind which they stand."""

    party: str
    words: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A named calculation.

    `cues` are regular expressions, any of which names it in a question, as does its title. `asks` are words that ask for it though
    they sound like a wish to know something (满意吗). `hints` are, by input, words that point at it where a number is left and no other
    input would have it. `wants` are words that ask for what comes out in everyday speech (一件赚多少): of two formulas it is the one
    that is wanted, and one that is given all its inputs needs no cue besides. A number beside an `outcome` is what comes out, not an
    input; a number that matches `own` only counts the formula's parts (四项价值) or repeats its facts (4:2:1). `measure` may stand
    between an input and its number; a question about something `foreign` is not for it. `apart` keeps 从32涨到40 and 100元打七折 as two numbers each.

    `answer` is the sentence of a result, with {label} and {value}. `card` and `sections` are where the material defines it; where
    it does not, `in_material` is false and the answer says 材料外. `claims` and `ratio` are the figures of cards that it takes
    besides those of its parameters. `limits` and `refuses` say why a question, or what it gives, complete or not, must not be worked;
    without an input of `only_with` a question is not for it, and of two `exclusive` inputs one leaves no use for the other; an input
    that `follows` from others is left aside where they are given. Where two
    sides are compared, their inputs are told apart by `Parameter.party`. An `offered` formula is proposed to whoever reads the card
    of its claims. The amounts of one that is `alike` are of one size: beside 14万, a bare 11.4 is unclear. `sides` say how the two
    sides are called where that is fixed; else they are called as the question calls them. `stand_in` has, by input, the words of the case
    whose figure may stand in for it: without them it is asked for. One that is `doubted` is told with what its card doubts.
    """

    id: str
    title: str
    cues: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    needs: tuple[Need, ...]
    card: str
    sections: tuple[str, ...]
    work: Callable[[Values], Working]
    outcome: tuple[str, ...] = ()
    measure: tuple[str, ...] = ()
    asks: str = ""
    wants: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    own: str = ""
    foreign: str = ""
    apart: bool = False
    answer: str = "{label}是{value}。"
    in_material: bool = True
    claims: Claims | None = None
    ratio: Ratio | None = None
    limits: tuple[Limit, ...] = ()
    refuses: Callable[[Values], str] | None = None
    only_with: tuple[str, ...] = ()
    exclusive: tuple[tuple[str, str], ...] = ()
    follows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offered: bool = False
    alike: bool = False
    sides: tuple[Side, ...] = ()
    stand_in: Mapping[str, str] = field(default_factory=dict)
    doubted: bool = True

    def parameter(self, name: str) -> Parameter:
        """The input called `name`; `name.1` is the first value of an input that takes several."""
        return next(parameter for parameter in self.parameters if parameter.name == name.partition(".")[0])

    def is_indispensable(self, name: str) -> bool:
        """Whether no other input that could be given without its name would do instead of `name`."""
        unnamed = ([names for names in need.alternatives if len(names) > 1 or self.parameter(names[0]).bare] for need in self.needs)
        return any(alternatives == [(name,)] for alternatives in unnamed)

    @property
    def parties(self) -> bool:
        """Whether two sides are told apart."""
        return any(parameter.party for parameter in self.parameters)

    @property
    def fact_card(self) -> str | None:
        """The card of a dispute under which the chat offers this formula."""
        return self.claims.card if self.claims and self.offered else None


def together(*patterns: str) -> str:
    """A regular expression that finds texts with each of `patterns` somewhere."""
    return r"\A" + "".join(rf"(?=[\s\S]*?(?:{pattern}))" for pattern in patterns)


def claimed(values: Values) -> list[tuple[str, Fraction]]:
    """The sides of the dispute among `values`, or the figure that is somebody's own: label and figure."""
    if OWN_CLAIM in values:
        return [(OWN_LABEL, values[OWN_CLAIM])]
    return [(name.removeprefix(CLAIM), value) for name, value in values.items() if name.startswith(CLAIM)]


def several(values: Values, name: str) -> list[Fraction]:
    """The values of an input that takes several, in order."""
    return [value for key, value in values.items() if key.startswith(f"{name}.")]


def per_claim(values: Values, term: str, base: Fraction, unit: str) -> tuple[Step, ...]:
    """`base` times each claimed multiple; `term` names the base in the expression."""
    return tuple(
        Step(f"按“{label}”", f"{term} {shown(base)} × {shown(multiple)}", base * multiple, unit) for label, multiple in claimed(values)
    )


def results_of(steps: tuple[Step, ...]) -> tuple[Result, ...]:
    """Each step as a result."""
    return tuple(Result(step.label, step.value, step.unit) for step in steps)


def worked(*steps: Step, conventions: tuple[str, ...] = (), headline: str = "") -> Working:
    """A working in which every step is a result."""
    return Working(steps, results_of(steps), conventions, headline)
