"""Numbers that remember how they were worked out, as formulas of a spreadsheet.

    inputs as Traced → a formula's own work → the node behind each value, and the conditions that chose the branches

A formula is run as it is; nothing is written twice. A Traced is a Fraction with the same value, whose sums, products and powers
are noted in a Trace. Where the formula asks whether one number is greater than another, the answer holds for these inputs
only: it is noted as a condition, so that a sheet can say when changed inputs would take another road.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Self

from assistant.errors import ValueModelError
from assistant.value.notation import decimal_string
from assistant.value.signature import ONE, ZERO

MAX_FORMULA_CHARS = 8000  # of the 8,192 that a cell takes
_MAX_ARGUMENTS = 200  # of the 255 that a function takes
_MAX_DIGITS = 15  # that a spreadsheet keeps of a number
_NEARLY = "1E-12"  # share of the numbers by which two that are equal may differ in a spreadsheet
# How tightly an expression holds together. A spreadsheet takes a sign before a power, so that a negated one is always in brackets.
_LOOSE, _SUM, _PRODUCT, _POWER, _ATOM = range(5)
_TIGHTNESS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER}

Node = int  # place in the table of a Trace; equal expressions have one node
Cells = Mapping[Node, str]  # the cells that hold a node already


class Trace:
    """The operations of one run, each once, and the conditions under which it took the road that it took."""

    def __init__(self) -> None:
        self._table: list[tuple[Any, ...]] = []
        self._places: dict[tuple[Any, ...], Node] = {}
        self._conditions: dict[tuple[str, Node, Node], None] = {}

    def input(self, name: str, value: Fraction) -> "Traced":
        return Traced(value, self, self._node("input", name))

    def node(self, value: Fraction) -> Node:
        """The node of a number; one that is not traced is a constant."""
        return value.node if isinstance(value, Traced) else self._node("constant", Fraction(value))

    def worked(self, sign: str, left: Fraction, right: Fraction, value: Fraction) -> "Traced":
        a, b = self.node(left), self.node(right)
        if (sign in "+-" and self._is(b, ZERO)) or (sign in "*/^" and self._is(b, ONE)):
            node = a
        elif (sign == "+" and self._is(a, ZERO)) or (sign == "*" and self._is(a, ONE)):  # a sum starts from a bare zero
            node = b
        else:
            node = self._node("constant", ONE) if sign == "^" and self._is(b, ZERO) else self._node(sign, a, b)
        return Traced(value, self, node)

    def negated(self, value: "Traced") -> "Traced":
        return Traced(-Fraction(value), self, self._node("neg", value.node))

    def condition(self, sign: str, left: Fraction, right: Fraction) -> None:
        self._conditions[sign, self.node(left), self.node(right)] = None

    def _is(self, node: Node, value: Fraction) -> bool:
        return self._table[node] == ("constant", value)

    def _node(self, *operation: Any) -> Node:
        if operation not in self._places:
            self._places[operation] = len(self._table)
            self._table.append(operation)
        return self._places[operation]

    def formula(self, node: Node, cells: Cells) -> str:
        """The node as the text of a formula, without its equals sign. Raises ValueModelError where a cell cannot hold it."""
        text, _ = self._text(node, cells)
        if len(text) > MAX_FORMULA_CHARS:
            raise ValueModelError("给的数太多，一个单元格的公式放不下，导不出工作簿。请减少个数，或者导入客户表来算。")
        return text

    def conditions(self, cells: Cells) -> list[str]:
        """The conditions as tests of a spreadsheet, each once, in the order in which they arose."""
        return [self._test(*condition, cells) for condition in self._conditions]

    def fixed(self) -> set[Node]:
        """The nodes of which the run used no other value than the present one: years that are a row each."""
        return {left for sign, left, right in self._conditions if sign == "is" and self._table[right][0] == "constant"}

    def _test(self, sign: str, left: Node, right: Node, cells: Cells) -> str:
        (a, _), (b, _) = self._text(left, cells), self._text(right, cells)
        if sign not in ("=", "<>", "is") or b == "0":
            return f"{a}{'=' if sign == 'is' else sign}{b}"
        near = f"ABS({a}-({b}))<={_NEARLY}*(ABS({a})+ABS({b}))"
        return f"NOT({near})" if sign == "<>" else near

    def _text(self, node: Node, cells: Cells) -> tuple[str, int]:
        if node in cells:
            return cells[node], _ATOM
        sign, *operands = self._table[node]
        if sign == "constant":
            return _constant(operands[0])
        if sign == "neg":
            return f"-{self._within(operands[0], cells, _ATOM)}", _LOOSE
        if sign == "+":
            return self._added(node, cells), _SUM
        tight = _TIGHTNESS[sign]
        left = self._within(operands[0], cells, _ATOM if sign == "^" else tight)
        right = self._within(operands[1], cells, tight + (sign != "*"))
        return f"{left}{sign}{right}", tight

    def _within(self, node: Node, cells: Cells, tight: int) -> str:
        """The text of an operand, in brackets where it is looser than `tight`."""
        text, own = self._text(node, cells)
        return text if own >= tight else f"({text})"

    def _added(self, node: Node, cells: Cells) -> str:
        """A chain of sums, from its far end; cells that stand below each other are one range."""
        terms: list[Node] = []
        while node not in cells and self._table[node][0] == "+":
            _, node, last = self._table[node]
            terms.append(last)
        terms.append(node)
        terms.reverse()
        if len(terms) > 2 and all(term in cells for term in terms):
            return summed([cells[term] for term in terms])
        return "+".join(self._within(term, cells, _SUM) for term in terms)


class Traced(Fraction):
    """A Fraction that notes what is done with it. A magnitude and a rounded value are plain numbers: formulas only show them."""

    __slots__ = ("node", "trace")
    node: Node
    trace: Trace

    def __new__(cls, value: Fraction, trace: Trace, node: Node) -> Self:
        self = super().__new__(cls, value)
        self.trace, self.node = trace, node
        return self

    @staticmethod
    def _operators(sign: str, exact: Callable[[Fraction, Fraction], Any]) -> tuple[Any, Any]:
        """The operator, and the one that stands in where the other number is the left one."""

        def forward(self: "Traced", other: object) -> Any:
            if not isinstance(other, int | Fraction):
                return NotImplemented
            right = other if isinstance(other, Traced) else Fraction(other)
            return self.trace.worked(sign, self, right, exact(Fraction(self), Fraction(right)))

        def reflected(self: "Traced", other: object) -> Any:
            if not isinstance(other, int | Fraction):
                return NotImplemented
            return self.trace.worked(sign, Fraction(other), self, exact(Fraction(other), Fraction(self)))

        return forward, reflected

    @staticmethod
    def _comparison(holds: str, fails: str, exact: Callable[[Fraction, Fraction], bool]) -> Any:
        def compare(self: "Traced", other: object) -> Any:
            if not isinstance(other, int | Fraction):
                return NotImplemented
            right = other if isinstance(other, Traced) else Fraction(other)
            found = exact(Fraction(self), Fraction(right))
            self.trace.condition(holds if found else fails, self, right)
            return found

        return compare

    __add__, __radd__ = _operators("+", operator.add)
    __sub__, __rsub__ = _operators("-", operator.sub)
    __mul__, __rmul__ = _operators("*", operator.mul)
    __truediv__, __rtruediv__ = _operators("/", operator.truediv)
    __pow__, __rpow__ = _operators("^", operator.pow)
    __lt__ = _comparison("<", ">=", operator.lt)
    __le__ = _comparison("<=", ">", operator.le)
    __gt__ = _comparison(">", "<=", operator.gt)
    __ge__ = _comparison(">=", "<", operator.ge)
    __eq__ = _comparison("=", "<>", operator.eq)
    __hash__ = Fraction.__hash__

    def __neg__(self) -> "Traced":
        return self.trace.negated(self)

    def __abs__(self) -> Fraction:
        return abs(Fraction(self))

    def __bool__(self) -> bool:
        return bool(self != ZERO)

    def __int__(self, _index: Any = None) -> int:
        """The run goes on with this one number: the sheet holds for it alone."""
        self.trace.condition("is", self, Fraction(self))
        return int(Fraction(self))

    __trunc__ = __int__


def summed(cells: Sequence[str]) -> str:
    """SUM of cells, all of one column; those that stand below each other as one range."""
    column = cells[0].rstrip("0123456789")
    rows = sorted(int(cell.removeprefix(column)) for cell in cells)
    starts = [0, *(place + 1 for place, (row, following) in enumerate(pairwise(rows)) if following != row + 1), len(rows)]
    spans = [(rows[start], rows[end - 1]) for start, end in pairwise(starts)]
    ranges = [f"{column}{first}" if first == last else f"{column}{first}:{column}{last}" for first, last in spans]
    sums = [f"SUM({','.join(ranges[at : at + _MAX_ARGUMENTS])})" for at in range(0, len(ranges), _MAX_ARGUMENTS)]
    return "+".join(sums)


def constant(value: Fraction) -> str:
    """A number as it is written in a formula; one without an end as a division."""
    return _constant(value)[0]


def _constant(value: Fraction) -> tuple[str, int]:
    if value < 0:
        return f"(-{_constant(-value)[0]})", _ATOM
    text = decimal_string(value, _MAX_DIGITS)
    if Fraction(text) == value:
        return text, _ATOM
    return f"{value.numerator}/{value.denominator}", _PRODUCT
