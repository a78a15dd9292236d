"""Figures of the calculation before that a message goes on from: 留存率是85%, 按这个速度，三年后还剩几个.

Calculation + the inputs that a message lacks → the message with the figures said in front of it, as whoever asks would have to say them
"""

from collections.abc import Iterator, Sequence

from assistant.types import Calculation
from assistant.value.notation import shown
from assistant.value.signature import Parameter

# What was counted at the end is what there is when something new begins.
_LATER = {"期初客户数": "期末客户数"}
_OURS = "我们的"  # where two sides are compared, what was worked before is one's own


def with_figures(text: str, lacking: Sequence[Parameter], parameters: Sequence[Parameter], before: Calculation) -> Iterator[str]:
    """The messages that say what is `lacking` of `parameters`, where `before` came to it or took it, or whatever else of them it took."""
    figures = {row.label: shown(row.value, row.unit) for row in before.inputs}
    figures |= {result.label: shown(result.value, result.unit) for result in before.results}
    found = [(parameter.label, said) for parameter in lacking if (said := _said_of(parameter.label, figures)) is not None]
    counts = [(label, figures[later]) for label, later in _LATER.items() if later in figures]
    if found and len(found) == len(lacking):
        if counts:
            yield _saying([*found, *counts], text)
        yield _saying(found, text)
    if also := [(p.label, said) for p in parameters if (said := _said_of(p.label, figures)) is not None]:
        yield _saying(also, text)
    if named := [(label, said) for label, said in figures.items() if label in text]:  # 这个流失率下
        yield _saying(named, text)


def on_our_side(text: str, before: Calculation) -> str:
    """The message that says the result of `before` of one's own side, for a comparison with another's."""
    leading = before.results[0]
    return _saying([(f"{_OURS}{leading.label}", shown(leading.value, leading.unit))], text)


def _said_of(label: str, figures: dict[str, str]) -> str | None:
    return next((said for own, said in figures.items() if own == label or own.endswith(label)), None)


def _saying(figures: Sequence[tuple[str, str]], text: str) -> str:
    return "".join(f"{label}是{said}，" for label, said in figures) + text
