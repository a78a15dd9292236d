"""The names and numbers of one text, and which number has gone to which input so far.

The rules by which numbers find their inputs (by_place.py, by_kind.py, by_turn.py) read the board and add to it; pairing.py calls them in turn.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from assistant.types import Quantity
from assistant.value.binding import Bound, Pair, settled
from assistant.value.fitting import IN_YEARS, in_unit_of, takes
from assistant.value.joining import is_scaled
from assistant.value.kinds import AMOUNTS
from assistant.value.layout import Layout
from assistant.value.naming import Name
from assistant.value.signature import Parameter


class Board:
    """What is paired, and what is free."""

    def __init__(self, layout: Layout, known: Mapping[str, Bound], awaited: Sequence[Parameter]) -> None:
        """Earlier messages than the newest gave `known` and lacked `awaited`."""
        self.layout, self.formula, self.newest = layout, layout.formula, layout.newest
        self.text, self.names, self.quantities = layout.text, layout.names, layout.quantities
        self.known, self.awaited = known, awaited
        self.pairs: list[Pair] = []
        self.settled: set[int] = set()  # starts of the quantities that are paired, or known to belong to no single name

    def add(self, pairs: Sequence[Pair]) -> None:
        self.pairs += pairs
        self.settled |= {pair.quantity.start for pair in pairs}

    def free(self) -> list[Quantity]:
        return [quantity for quantity in self.quantities if quantity.start not in self.settled]

    def pair(self, name: Name, quantity: Quantity) -> Pair | None:
        """`quantity` for the input of `name` that takes it. 每年当前100、潜在20: the second shares the period of the first."""
        shared = quantity.per or self.layout.shared_period(quantity)
        parameters = [self.formula.parameter(name) for name in name.inputs]
        within = self.layout.whole_period(quantity)
        for parameter in sorted(parameters, key=lambda parameter: parameter.paid != "yearly" if shared else 0):
            per = shared or self._earlier_period(parameter, quantity) if parameter.paid == "yearly" else quantity.per or within
            if per is None and parameter.paid == "either":
                per = self.layout.common_period(quantity)
            in_years = parameter.unit in IN_YEARS and quantity.kind == "number" and name.counts  # 年数：3
            if parameter.unit == "money" and self._may_lack_scale(quantity):
                return None
            if in_years or takes(parameter, quantity, per):
                return Pair(parameter.name, quantity, in_unit_of(parameter, quantity, per), name.start, per)
        return None

    def _may_lack_scale(self, quantity: Quantity) -> bool:
        """总价值14万，总成本11.4: hardly 11.4元."""
        if not self.formula.alike or quantity.kind != "number" or quantity.per or not quantity.value or is_scaled(self.text, quantity):
            return False
        large = [q.value for q in self.quantities if q.kind in AMOUNTS and is_scaled(self.text, q)]
        return any(value / 10 <= quantity.value * scale <= value * 10 for value in large for scale in (10**4, 10**8))

    def _earlier_period(self, parameter: Parameter, quantity: Quantity) -> Fraction | None:
        """The period of the amount that `quantity` replaces: 每年利润500, then 利润600呢."""
        replaced = (pair.quantity for pair in reversed(self.pairs) if pair.input == parameter.name)
        return next((old.per for old in replaced if self.layout.replaces(quantity, old)), None)

    def clear(self) -> list[Quantity]:
        """The numbers of the newest message that have no input yet and lack no scale."""
        return [q for q in self.free() if q.start >= self.newest and not self._may_lack_scale(q)]

    def given(self) -> dict[str, Bound]:
        return {**self.known, **settled(self.layout, self.pairs)[0]}
