"""A text laid out for one formula: the names of its inputs and the quantities in order, and what stands around them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.types import Quantity
from assistant.value.fitting import IN_YEARS
from assistant.value.gaps import is_silent
from assistant.value.kinds import AMOUNTS, UNCLEAR
from assistant.value.naming import Name, find_names, party_at, party_marks
from assistant.value.signature import OWN_CLAIM, Formula
from assistant.value.wholes import as_meant

Item = Name | Quantity

NEAR = 20  # characters in front of something that are looked at
CORRECTION = re.compile(r"不对|错了|[写打说记输]错|更正|纠正|改[成为到]|换成|应该?是|应为|[哦啊噢]不|实际是")
NONE_ELSE = re.compile(
    r"(?:没有|不[计算]|忽略)(?:其余|其他|其它|别的)(?:价值|成本)?|(?:其余|其他|其它|别的|剩下|余下)[^,;。\n]{0,8}?(?:零|[是为算按成]0(?![.\d])|不[计算]|没有(?![给说数])|忽略)"
)
_PUNCTUATION = re.compile(r"[、,;。!?\n]")
_CLAUSE = re.compile(r"[,;。!?\n]")
_ALSO = re.compile("[、和与及跟]")
_FIRST_YEAR = re.compile(r"(?:第一|头一?|首)年[^,;。\d]{0,8}$")  # 头一年贡献800
_EVERY_YEAR_ALIKE = re.compile(  # 去年净剩1.2万，估计往后每年也差不多
    r"[^,;。!?\n\d]{0,6}[,;。][^,;。!?\n\d]{0,6}(?:每年|年年|一年)[^,;。!?\n\d]{0,3}(?:差不多|一样|这个数|这么多|照旧|如此)"
)
_YEAR_BY_YEAR = re.compile("第[二三2-3]年")
_DATED = re.compile("[年月季周天日]")
_WITHIN = re.compile("其中|里[头面]|当中")  # 一个月买菜两万，里头从我这儿拿六千四
_ASKED = re.compile(r"多少|几|多大|多高|呢(?=[,;。?!\s]|$)|吗|怎|如何|各|\?")
_PAUSE = re.compile(r"(?<=[一-鿿])\s(?=[一-鿿])")  # 钱按一成折现 年底算账 一共值多少
_MISTYPED = re.compile(
    r"(?<=[一-鿿])(?<![元块万年月倍])[打写说记输]错了,?(?=是|应|\d|其实|实际)"
)  # 总成本打错了，是1260: only the new figure is there
_GROUP = re.compile("[口人位]")
_OF_EACH = re.compile(r"(?:一个人|每个?人|每[位口]|一[位口]|人均|一人)[^,;。\d]{0,10}$")
_OF_THEM_ALL = re.compile(
    r"(?:这?一(?:家子?|桌|群|帮|伙|批)(?:人|客)?|全家|他们|大家|这[几些帮]|[几三四五六七八九十两]个人)[^,;。\d]{0,8}(?:总共|一共|合计|拢共|统共|加起来)"
)
_AS_IS_SAID = re.compile("的?那?[个种]?(?:说法|讲法|口径)")
_THIS = re.compile("[这那]个?$")  # 跟20个人讲，这个20: the same number once more
_NOT = re.compile(r"不是[按用]?\s*$")


class Layout:
    """Names and quantities of a text in the order in which they stand."""

    def __init__(self, formula: Formula, text: str, quantities: Sequence[Quantity], starts: Sequence[int]) -> None:
        """`text` is in half width and lower case, with messages at `starts`."""
        self.formula = formula
        self._starts = starts
        self.newest = starts[-1]
        written = _MISTYPED.sub(lambda match: " " * len(match.group()), text)
        self._parties = party_marks(formula, written) if formula.parties else []
        self.names = as_meant(formula, written, find_names(formula, written, quantities, self._parties), quantities)
        quantities = _without_year(formula, _for_all(formula, written, quantities))
        self.text, self.quantities = _without_corrected(
            written, self.names, _not_named(formula, written, quantities, self.names, self.newest)
        )
        marks = [match.end() for match in _PUNCTUATION.finditer(self.text)]
        # the comma of 2,400, the marks of 时间、精力和体力成本合计
        spans = [*((name.start, name.end) for name in self.names), *((quantity.start, quantity.end) for quantity in quantities)]
        within = {at for start, end in spans for at in range(start + 1, end)}
        self._cuts = [0, *(at for at in marks if at not in within), len(text) + 1]
        self.items: list[Item] = sorted([*self.names, *self.quantities], key=lambda item: item.start)
        self._at = {item.start: at for at, item in enumerate(self.items)}

    def segment(self, at: int) -> tuple[int, int]:
        """Start and end of the stretch between punctuation that `at` lies in; the end is that of its punctuation."""
        index = bisect_right(self._cuts, at)
        return self._cuts[index - 1], self._cuts[index]

    def before(self, item: Item) -> Item | None:
        """What stands before `item` in the text."""
        at = self._at[item.start]
        return self.items[at - 1] if at else None

    def behind(self, item: Item) -> Item | None:
        """What stands behind `item` in the text."""
        at = self._at[item.start] + 1
        return self.items[at] if at < len(self.items) else None

    def clause(self, at: int) -> tuple[int, int]:
        """Start and end of the clause that `at` lies in, without its punctuation."""
        start = max((match.end() for match in _CLAUSE.finditer(self.text, 0, at)), default=0)
        behind = _CLAUSE.search(self.text, at)
        return start, behind.start() if behind else len(self.text)

    def party(self, at: int, since: int = 0) -> str:
        """The side of a comparison that was named last in front of `at`, and not before `since`."""
        return party_at([mark for mark in self._parties if mark[0] >= since], at)

    def neighbours(self, item: Item) -> tuple[Item | None, Item | None]:
        """What stands before and behind `item` in its segment."""
        start, end = self.segment(item.start)
        at = self._at[item.start]
        before = self.items[at - 1] if at > 0 and self.items[at - 1].start >= start else None
        behind = self.items[at + 1] if at + 1 < len(self.items) and self.items[at + 1].start < end else None
        return before, behind

    def only_name(self, start: int, end: int) -> Name | None:
        """The name in `text[start:end]` where nothing else stands there."""
        items = [item for item in self.items if start <= item.start < end]
        return items[0] if len(items) == 1 and isinstance(items[0], Name) else None

    def is_silent(self, start: int, end: int, beside: Sequence[str] = ()) -> bool:
        """Whether the text from `start` to `end` says nothing of what a number measures."""
        return is_silent(self.text, start, end, (*self.formula.measure, *beside))

    def is_asked(self, name: Name) -> bool:
        """Whether the words behind a name ask for its number: 老大多少."""
        behind = self.neighbours(name)[1]
        end = behind.start if behind else self.segment(name.end)[1]
        pause = _PAUSE.search(self.text, name.end + 1, end)
        return bool(_ASKED.search(self.text, name.end, pause.start() if pause else end))

    def comes_out(self, quantity: Quantity) -> bool:
        """Whether a number stands beside what comes out."""
        before = self.neighbours(quantity)[0]
        return isinstance(before, Name) and not before.inputs and self.is_silent(before.end, quantity.start)

    def shared_period(self, quantity: Quantity) -> Fraction | None:
        """The period of an earlier amount of the same clause: 每年当前100、潜在20; and a year where it is what the first one brings."""
        first = _FIRST_YEAR.search(self.text, self.clause(quantity.start)[0], quantity.start)
        if quantity.per is None and first and not _YEAR_BY_YEAR.search(self.text):
            return Fraction(1)
        if quantity.per is None and _EVERY_YEAR_ALIKE.match(self.text, quantity.end):
            return Fraction(1)
        end = quantity.start
        for item in reversed(self.items[: self._at[quantity.start]]):
            if _CLAUSE.search(self.text, item.end, end):
                return None
            if isinstance(item, Quantity) and item.per:
                return item.per if _ALSO.search(self.text, item.end, quantity.start) else None
            end = item.start
        return None

    def whole_period(self, quantity: Quantity) -> Fraction | None:
        """The period of the amount in front that a number is a part of: 一个月买菜两万，里头从我这儿拿六千四."""
        earlier = [item for item in self.items[: self._at[quantity.start]] if isinstance(item, Quantity)]
        within = bool(earlier) and _WITHIN.search(self.text, earlier[-1].end, quantity.start)
        return earlier[-1].per if within and quantity.per is None else None

    def common_period(self, quantity: Quantity) -> Fraction | None:
        """The period of the one other amount of its like, where nothing dates this one: 每月在我家花500，同类一共两千."""
        if any(parameter.unit == "money" and parameter.paid != "either" for parameter in self.formula.parameters):
            return None
        amounts = [other for other in self.quantities if other.kind in AMOUNTS]
        dated = _DATED.search(self.text, *self.clause(quantity.start))
        return (
            next((other.per for other in amounts if other is not quantity and other.per), None) if len(amounts) == 2 and not dated else None
        )

    def replaces(self, new: Quantity, old: Quantity) -> bool:
        """Whether a number stands for an earlier one: it comes in a later message or behind a correction."""
        later_message = bisect_right(self._starts, old.start) < bisect_right(self._starts, new.start)
        return later_message or bool(CORRECTION.search(self.text, old.end, new.start))

    def blocks(self) -> Iterator[list[Item]]:
        """Neighbours of a kind: names of inputs, or numbers. What comes out parts them."""
        block: list[Item] = []
        for item in self.items:
            if block and (type(item) is not type(block[-1]) or (isinstance(item, Name) and not item.inputs)):
                yield block
                block = []
            if isinstance(item, Quantity) or item.inputs:
                block.append(item)
        if block:
            yield block

    def joined(self, items: Sequence[Item], joint: re.Pattern[str]) -> list[Item]:
        """The first of `items`, in either direction, as far as nothing but `joint` parts them; numbers of one kind."""
        run = list(items[:1])
        for item in items[1:]:
            left, right = sorted((run[-1], item), key=lambda item: item.start)
            if not joint.fullmatch(self.text, left.end, right.start) or _kind(item) != _kind(run[0]):
                break
            run.append(item)
        return run


def _kind(item: Item) -> str:
    return "" if isinstance(item, Name) else "money" if item.kind in (*AMOUNTS, UNCLEAR) else item.kind


def _for_all(formula: Formula, text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """一家三口，一个人一年赚500，这一家子总共: what is said of one, where all of a group are asked about, is as much for each of them."""
    groups = [q for q in quantities if q.kind == "count" and _GROUP.search(text, q.end - 1, q.end + 1)]
    heads = [q for q in quantities if q.kind in AMOUNTS and _OF_EACH.search(text, max(0, q.start - NEAR), q.start)]
    counts = any(parameter.unit == "count" for parameter in formula.parameters)
    if counts or formula.parties or len(groups) != 1 or not heads or not _OF_THEM_ALL.search(text):
        return list(quantities)
    size = groups[0].value
    return [replace(q, value=q.value * size) if q in heads else q for q in quantities if q is not groups[0]]


def _without_year(formula: Formula, quantities: Sequence[Quantity]) -> list[Quantity]:
    """一年总共值5200: where nothing is worked out by the year, that is how long the amount is for, and no amount per year."""
    periods = {quantity.per for quantity in quantities} - {None}
    if not formula.alike or any(parameter.paid != "once" for parameter in formula.parameters) or periods != {Fraction(1)}:
        return list(quantities)
    return [replace(quantity, per=None) for quantity in quantities]


def _not_named(formula: Formula, text: str, quantities: Sequence[Quantity], names: Sequence[Name], newest: int) -> list[Quantity]:
    """The quantities that are no part of a name and do not repeat what the formula has of its own."""
    own = re.compile(formula.own or r"(?!)")
    takes_multiple = any(parameter.name == OWN_CLAIM and parameter.unit == "multiple" for parameter in formula.parameters)
    multiples = [quantity for quantity in quantities if text[quantity.end - 1] == "倍" and not _AS_IS_SAID.match(text, quantity.end)]
    multiples = [quantity for quantity in multiples if quantity.start >= newest] or multiples
    chosen = multiples if takes_multiple and len(multiples) == 1 else []  # 按六倍算: one of the material's
    spans_without = [*((name.start, name.end) for name in names), *(match.span() for match in NONE_ELSE.finditer(text))]
    lasting = any(parameter.unit in IN_YEARS for parameter in formula.parameters)
    rest = [
        q
        for q in quantities
        if (q in chosen or not own.match(text, q.start)) and not any(a <= q.start and q.end <= b for a, b in spans_without)
    ]
    rest = [q for q in rest if not (_THIS.search(text, 0, q.start) and any(o.end <= q.start and o.value == q.value for o in rest))]
    # 一年流失30个: no figure where nothing lasts
    return [q for q in rest if lasting or q.kind != "years" or (q.value != 1 and text[q.start] != "一")]


def _without_corrected(text: str, names: Sequence[Name], quantities: Sequence[Quantity]) -> tuple[str, list[Quantity]]:
    """500，不对，是600, and 不是500，是600: the first figure is taken back, the second stands in its place."""
    kept = list(quantities[:1])
    for new in quantities[1:]:
        old = kept[-1]
        negated = _NOT.search(text, max(0, old.start - NEAR), old.start)
        between = text[old.end : new.start]
        alike = old.kind == new.kind or {old.kind, new.kind} <= set(AMOUNTS)
        named = any(old.end <= name.start < new.start for name in names)
        if alike and not named and (CORRECTION.search(between) or (negated and "是" in between)):
            start = negated.start() if negated else old.start
            text = text[:start] + " " * (new.start - start) + text[new.start :]
            kept[-1] = replace(new, per=new.per or old.per)
        else:
            kept.append(new)
    return text, kept
