"""How large and how fine a number may be to be worked with: no customer is worth ten thousand 万亿, and no rate has twenty decimals."""

from fractions import Fraction

LARGEST = 10**16
FINEST = 10**14  # greatest denominator: a percentage with twelve decimals
_SHOWN_CHARS = 16


def is_workable(value: Fraction) -> bool:
    """Whether a number is neither too large nor too fine."""
    return abs(value) < LARGEST and value.denominator <= FINEST


def refusal(written: str) -> str:
    """Why a number, as it is written, is not worked with, and what to do."""
    clipped = written if len(written) <= _SHOWN_CHARS else written[:_SHOWN_CHARS] + "…"
    return f"“{clipped}”超出了能算的范围：整数部分最多16位，小数最多12位。请核对，换一个数再算。"
