"""The address of a calculation on the value page, which restores its inputs."""

from fractions import Fraction
from urllib.parse import urlencode

from assistant.types import Calculation
from assistant.value.formulas import BY_ID
from assistant.value.notation import decimal_string
from assistant.value.signature import Formula, Parameter
from assistant.value.worksheet import QUESTION

PREFIX = "value/"


def value_address(calculation: Calculation) -> str:
    """Relative to the application's root: value/lifetime-value?years=5; empty for a calculation that no formula of the page makes."""
    formula = BY_ID.get(calculation.formula)
    if formula is None:
        return ""
    given = {row.name: row.value for row in calculation.inputs if row.source == QUESTION}
    return f"{PREFIX}{formula.id}?{urlencode(typed(formula, given))}"


def typed(formula: Formula, given: dict[str, Fraction]) -> dict[str, str]:
    """Inputs as they would be typed; reading them gives the same values exactly."""
    texts: dict[str, str] = {}
    for name, value in given.items():
        key = name.partition(".")[0]
        text = _text(formula.parameter(name), value)
        texts[key] = f"{texts[key]}、{text}" if key in texts else text
    return texts


def _text(parameter: Parameter, value: Fraction) -> str:
    if parameter.options:
        return parameter.options[int(value)].label
    if parameter.unit == "rate" and value >= 0 and _ends(value):
        return f"{decimal_string(value * 100)}%"
    return decimal_string(value) if _ends(value) else str(value)


def _ends(value: Fraction) -> bool:
    """Whether its decimal digits end where they are shown, so that nothing is rounded."""
    return Fraction(decimal_string(value, 10)) == value
