"""Which number of a text belongs to which input of a formula.

    text → names of inputs + quantities (layout.py) → pairs (board.py) → one value per input (binding.py) → what found no place

Pairs are found by place (by_place.py), by kind (by_kind.py), what is left in its turn (by_turn.py); what a message changes of an earlier one
by by_change.py.
"""

import re
from collections.abc import Mapping, Sequence

from assistant.types import Quantity
from assistant.value.binding import Bound, Pair, chosen, settled, without
from assistant.value.board import Board
from assistant.value.by_change import pair_again, pair_changes
from assistant.value.by_kind import pair_by_kind, pair_lone, pair_many
from assistant.value.by_place import pair_lists, pair_neighbours, pair_own_place, pair_topics
from assistant.value.by_turn import pair_left, pair_reply
from assistant.value.kinds import AMOUNTS, UNCLEAR
from assistant.value.layout import Layout
from assistant.value.naming import Name
from assistant.value.signature import Formula, Parameter
from assistant.value.wishes import VAGUE

# What is surest goes first.
_RULES = (
    pair_changes,
    pair_lists,
    pair_neighbours,
    pair_own_place,
    pair_topics,
    pair_by_kind,
    pair_lone,
    pair_many,
    pair_reply,
    pair_left,
    pair_again,
)
# 流失率也考虑进去; 换成折现的算法呢
_COUNTED_IN = re.compile(
    "呢?(?:也|都|得|要|还)*(?:考虑|算|计|扣|打|加)(?:进去?|进来|在内|上)|的(?:算法|口径|方法|话)(?=[^\\d]*[呢?]|[^\\d]*$)"
)


class Pairing:
    """Pairs the names and the quantities of one text for one formula."""

    def __init__(
        self,
        formula: Formula,
        text: str,
        quantities: Sequence[Quantity],
        starts: Sequence[int],
        known: Mapping[str, Bound],
        awaited: Sequence[Parameter],
    ) -> None:
        """`text` is in half width and lower case, with messages at `starts`; those before the newest gave `known` and lacked `awaited`."""
        self.formula = formula
        self._layout = layout = Layout(formula, text, quantities, starts)
        self.text, self.names, self.quantities, self.newest = layout.text, layout.names, layout.quantities, layout.newest
        asked_now = self._asked_now()
        board = Board(layout, {name: bound for name, bound in known.items() if name not in asked_now}, awaited)
        for pair_up in _RULES:
            pair_up(board)
        self.pairs: Sequence[Pair] = [pair for pair in board.pairs if pair.quantity.start >= self.newest or pair.input not in asked_now]
        # What earlier messages came to stands: a number of theirs may have been changed since.
        values, contradicting = settled(
            layout, [pair for pair in self.pairs if pair.quantity.start >= self.newest or pair.input not in board.known]
        )
        displaced = {old for pair in formula.exclusive for new, old in (pair, pair[::-1]) if new in values and old not in values}
        kept = {name: bound for name, bound in board.known.items() if name not in displaced}
        none = without(layout, {**kept, **values})
        values |= {name: bound for name, bound in none.items() if bound.start >= self.newest or name not in self._counted_in(self.newest)}
        values |= chosen(formula, self.text)
        paired = {pair.quantity.start for pair in self.pairs} - contradicting
        self.inputs: Mapping[str, Bound] = {**kept, **values}
        used = {(pair.quantity.value, pair.quantity.kind in AMOUNTS) for pair in self.pairs if pair.quantity.start in paired}
        self.unused = tuple(  # 九万块 … 这九万: said twice
            q
            for q in self.quantities
            if q.start >= self.newest and q.start not in paired and ((q.value, q.kind in AMOUNTS) not in used or q.kind == UNCLEAR)
        )

    @property
    def asked(self) -> tuple[str, ...]:
        """The inputs that are named without a number."""
        return tuple(dict.fromkeys(name.inputs[0] for name in self.names if name.inputs and not self.inputs.keys() & set(name.inputs)))

    @property
    def sought(self) -> tuple[str, ...]:
        """The inputs whose number the text asks for."""
        asked = (name.inputs[0] for name in self.names if name.inputs and self._layout.is_asked(name))
        return tuple(dict.fromkeys(name for name in asked if name not in self.inputs))

    @property
    def considered(self) -> tuple[str, ...]:
        """The inputs without a number that are said to count: a rate (流失率也考虑进去), and how many or how much nobody says (新客户也打了一些)."""
        said = [self.formula.parameter(name.inputs[0]) for name in self.names if name.inputs and self._is_vague(name)]
        names = dict.fromkeys((*self._counted_in(0), *(parameter.name for parameter in said)))
        return tuple(name for name in names if name not in self.inputs)

    def _counted_in(self, start: int) -> tuple[str, ...]:
        """The rates that are said, from `start` on, to count."""
        names = [name for name in self.names if name.inputs and name.start >= start and _COUNTED_IN.match(self.text, name.end)]
        return tuple(name.inputs[0] for name in names if self.formula.parameter(name.inputs[0]).unit == "rate")

    def _is_vague(self, name: Name) -> bool:
        """Whether a clause gives an input that nothing stands in for, and says no number."""
        parameter, (start, end) = self.formula.parameter(name.inputs[0]), self._layout.clause(name.start)
        bare = not any(start <= quantity.start < end for quantity in self.quantities)
        return bare and parameter.default is None and parameter.fact is None and bool(VAGUE.search(self.text, start, end))

    def comes_out(self, quantity: Quantity) -> bool:
        """Whether a number stands beside what comes out."""
        return quantity in self._layout.items and self._layout.comes_out(quantity)

    def is_hinted(self, pair: Pair) -> bool:
        """Whether the words of the clause in front of a number point at its input."""
        hint = self.formula.hints.get(pair.input)
        start, _ = self._layout.clause(pair.quantity.start)
        return hint is not None and bool(re.search(hint, self.text[start : pair.quantity.start]))

    def _asked_now(self) -> set[str]:
        """Inputs whose earlier value the newest message puts aside: those that it asks for, of those of which one follows from the others
        (利润改成500，成本得是多少), and rates that it wants to count."""
        names = [name for name in self.names if name.start >= self.newest and name.inputs and self._layout.is_asked(name)]
        exchangeable = {one for need in self.formula.needs for names in need.alternatives if len(names) > 1 for one in names}
        return {name.inputs[0] for name in names} & exchangeable | (set(self._counted_in(self.newest)) if self.newest else set())
