"""Which kind of number an input takes, and what it then is in the input's unit."""

from fractions import Fraction

from assistant.types import Quantity
from assistant.value.kinds import AMOUNTS
from assistant.value.signature import Parameter, Unit

# Kinds of quantity that an input of each unit takes, the plainest first.
_FITS: dict[Unit, tuple[str, ...]] = {
    "money": AMOUNTS,
    "rate": ("rate", "points"),
    "points": ("points",),
    "count": ("count", "number"),
    "number": ("number", "money"),
    "multiple": ("multiple",),
    "years": ("years",),
    "months": ("years",),
    "days": ("years",),
    "choice": (),
}
_CHANGE_FITS = ("shift", "growth", "points", "rate")
IN_YEARS: dict[Unit, int] = {"years": 1, "months": 12, "days": 365}  # how many of the unit make a year


def fits(parameter: Parameter) -> tuple[str, ...]:
    """Kinds of quantity that an input takes."""
    if parameter.pieces:
        return (*AMOUNTS, "count")
    return _CHANGE_FITS if parameter.change else _FITS[parameter.unit]


def takes(parameter: Parameter, quantity: Quantity, per: Fraction | None) -> bool:
    """Whether an input takes a quantity that stands beside its name; 折现率0.1 is 10%, 折现率10 may be anything."""
    if parameter.unit == "money":
        paid = {"once": per is None, "yearly": per is not None}.get(parameter.paid, True)
        return (paid and quantity.kind in AMOUNTS) or (parameter.pieces and quantity.kind == "count")
    if parameter.unit == "count" and quantity.per is not None and "每" not in parameter.label:
        return False  # so much a year is an amount, unless so many a week are counted
    bare_share = parameter.unit == "rate" and quantity.kind == "number" and 0 <= quantity.value < 1
    return bare_share or quantity.kind in fits(parameter)


def in_unit_of(parameter: Parameter, quantity: Quantity, per: Fraction | None) -> Fraction:
    """A quantity in the parameter's unit: an amount per period by the year, or by the month where that is what it takes."""
    if parameter.unit in IN_YEARS:
        return quantity.value if quantity.kind == "number" else quantity.value * IN_YEARS[parameter.unit]
    if parameter.unit != "money":
        return quantity.value
    if parameter.paid == "alike":
        return quantity.value
    if parameter.paid == "monthly":
        return quantity.value / (per * 12) if per else quantity.value
    return quantity.value / (per or 1)


def answers(parameter: Parameter, quantity: Quantity) -> bool:
    """Whether a quantity answers the request for an input, whose name says the unit: 3 for the years, 500 for the yearly profit."""
    if parameter.unit in IN_YEARS and quantity.kind == "number":
        return True
    return takes(parameter, quantity, quantity.per or (Fraction(1) if parameter.paid == "yearly" else None))
