"""The parts of a drawing: texts, rules, round numbers on an axis, and the SVG around them."""

from fractions import Fraction
from html import escape as xml
from math import ceil, floor, log10

FONT_PX = 13.5
DIGIT_EM = 0.62  # about the width of a digit


def ticks(low: Fraction, high: Fraction, most: int = 5) -> list[Fraction]:
    """Round numbers from at or below `low` to at or above `high`."""
    rough = float(high - low or 1) / most
    power = Fraction(10) ** floor(log10(rough))
    step = next(step for step in (power, 2 * power, 5 * power, 10 * power) if step >= rough)
    return [step * place for place in range(floor(low / step), ceil(high / step) + 1)]


def wide(text: str) -> float:
    """About how many pixels a text takes: a Chinese character is as wide as it is high."""
    return sum(1.0 if ord(char) > 0x2E7F else DIGIT_EM for char in text) * FONT_PX


def text_svg(text: str, x: float, middle: float, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{middle + FONT_PX * 0.36:.1f}" text-anchor="{anchor}">{xml(text)}</text>'


def rule_svg(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def drawing_svg(name: str, width: int, height: float, title: str, words: str, body: str) -> str:
    """The drawing; title and words name it for whoever does not see it. `name` makes its ids unique on the page."""
    ident = f"{name}-{width}"
    return (
        f'<svg class="drawing" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" width="{width}" height="{height:.0f}" '
        f'role="img" aria-labelledby="{ident}-t {ident}-d"><title id="{ident}-t">{xml(title)}</title><desc id="{ident}-d">{xml(words)}</desc>{body}</svg>'
    )
