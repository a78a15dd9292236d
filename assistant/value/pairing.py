"""Which number of a text belongs to which input of a formula.

    text → names of inputs + quantities → pairs → one value per input, what is missing, what found no place

Names and numbers are paired by where they stand: 产品800、服务300 (name first), 800的产品价值 (number first),
产品、服务分别是800、300 (lists), 我们排第三，份额6% (own place), and where only one input takes the kind: 3年, 10%.
Between a name and its number there may only be words that say nothing (`_GLUE`): 产品成本500 is no 产品价值.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import groupby, pairwise

from assistant.types import Quantity
from assistant.value.fitting import IN_YEARS, answers, fits, in_unit_of, takes
from assistant.value.naming import Name, find_names
from assistant.value.quantities import AMOUNTS, UNCLEAR, is_scaled
from assistant.value.signature import Formula, Parameter

# Words that may stand between a name and its number, or beside a number that needs no name.
_GLUE = (
    "是|为|有|想|打算|希望|约|大约|大概|差不多|估计|估|预计|预估|预期|设为|假设|如果|要是|若|按|照|以|用|取|定|算|就|都|也|只|才|仅|共|一共|总共|合计|到|达|等于|值|折|合|成"
    "|了|在|的|得|能|会|可|可以|给|我们|我|咱们|咱|他|她|它|这|那|该|个|一个|一位|每位|每人|每个|人均|平均|均|现在|目前|今后|以后|往后|未来|将来|接下来|还|再|又"
    "|要|需要|花|花费|付|搭|带来|拿|做|留|继续|连续|连着|大致|左右|上下|钱|金额|数|下来|出来|里|中|内|期|吧|呢|啊|嘛|改|换|应该|应|来|去|看|从|实际|另外|另|此外|同样"
    r"|分别|依次|各|元|块|[×*+−–-]|正好|刚好|恰好|(?:提高|增加|上升|下降|降低|[涨升降跌增减压砍])[到至]|顶|折|掏|搭进去|净|落|照旧|稳|统共|总计|拢共|加起来|里外里|那[家个位]|通常|一般|往后|合同|估摸|足足|差不多|身上|上"
    r"|一[件单位人户](?![\d])|每[件单户]|的话|左右"
)
_SIGNS = r"[\s:=()\[\]\"'“”‘’|#_]"
_PERIODS = r"(?:每|一|/)?个?半?(?:年|季度|季|月|周|天|日)"
_LIST_NOUNS = ("价值", "成本", "利润", "份额", "[两三四各几]项")
_OWNERS = ("顾客", "老?客户", "客人", "会员")
_PEOPLE = ("人", "位")
_THINGS = "单笔件套项次棵"
_GLUE_CHARS = 20  # a longer gap says something
_PUNCTUATION = re.compile(r"[、,;。!?\n]")
_CLAUSE = re.compile(r"[,;。!?\n]")

# Lists of names or of numbers. With 分别 between the two, a comma may part their members too.
_LISTED = re.compile(r"(?:\s|[、/+和与及跟]|以及|还有)+")
_LISTED_LOOSELY = re.compile(r"(?:\s|[、/+和与及跟,]|以及|还有)*")
_SIDE_BY_SIDE = re.compile(rf"(?:{_LISTED.pattern})?")
_RESPECTIVELY = re.compile(r"分别|依次|各是|各为|对应")

_ASKED = re.compile(r"多少|几|多大|多高|呢|吗|怎|如何|各|\?")
_OWN_PLACE = re.compile(r"我|咱|本(?:公司|店|行|品牌)|自己|自家|作为|身为|排|位居|[位名]列")

# 利润再涨20%呢, 成本降50: a change of what an earlier message gave.
_CHANGED_BY = re.compile(
    r"(?:如果|要是|若|能|可以|再|又|还|每年|都|只|也)*(?:(?P<fall>下[降滑]|降低|减少|[降减少跌])|提[高升]|增[加长]|上[升涨]|[涨升加多])(?:了|个)?\s*"
)
# A number beside one of these measures what they say, and nothing else.
_SAYS_WHAT = re.compile("价|值|本(?!来)|润|收入|额|费|预算|率|比例|满意|期望|感知|历史|潜在|去年|过去|以前|人数|员工|倍")

# None of it, none of the rest, a correction.
_NONE_BEFORE = re.compile(r"(?:没有?|无|不(?:计|算|考虑|含|花|用))$")
_NONE_AFTER = re.compile(r"[就都也全是为按当]*(?:没有(?![给说数估想定确提写统算])|不[计算]|忽略|零(?!售)|无(?![法从]))")
_NONE_ELSE = re.compile(
    r"(?:没有|不[计算]|忽略)(?:其余|其他|其它|别的)(?:价值|成本)?|(?:其余|其他|其它|别的|剩下|余下)[^,;。\n]{0,8}?(?:零|[是为算按成]0(?![.\d])|不[计算]|没有(?![给说数])|忽略)"
)
_CORRECTION = re.compile(r"不对|错了|[写打说记输]错|更正|纠正|改[成为到]|换成|应该?是|应为|[哦啊噢]不|实际是")
_MISTYPED = re.compile(r"(?<=[一-鿿])(?<![元块万年月倍])[打写说记输]错了,?(?=是|应)")  # 总成本打错了，是1260: only the new figure is there
_NOT = re.compile(r"不是[按用]?\s*$")


@dataclass(frozen=True, slots=True)
class Bound:
    """A value for an input, the part of the text that gives it, and the period in years that the text gives it for."""

    value: Fraction
    start: int
    end: int
    per: Fraction | None = None


@dataclass(frozen=True, slots=True)
class _Pair:
    """`at` is where the name stands, -1 where the number needs none; `per` is the period, in years, of an amount."""

    input: str
    quantity: Quantity
    value: Fraction
    at: int = -1
    per: Fraction | None = None


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
        self._starts = starts
        self._newest = starts[-1]
        self._awaited = awaited
        self._known = known
        self._glue = _glue(formula.measure)
        self.text = _MISTYPED.sub(lambda match: " " * len(match.group()), text)
        self.names = find_names(formula, self.text, quantities)
        self.quantities = _not_named(formula, self.text, quantities, self.names)
        self._take_back_corrected()
        self._cuts = [0, *(match.end() for match in _PUNCTUATION.finditer(self.text)), len(text) + 1]
        self._items: list[Name | Quantity] = sorted([*self.names, *self.quantities], key=lambda item: item.start)
        self._at = {item.start: at for at, item in enumerate(self._items)}
        self.pairs: list[_Pair] = []
        self._settled: set[int] = set()  # starts of the quantities that are paired, or known to belong to no single name
        self._pair_lists()
        self._pair_neighbours()
        self._pair_own_place()
        self._pair_by_kind()
        self._pair_lone()
        self._pair_many()
        self._pair_reply()
        self._pair_last()
        values, contradicting = self._values()
        self._add_none(values)
        values |= self._chosen()
        paired = {pair.quantity.start for pair in self.pairs} - contradicting
        self.inputs: Mapping[str, Bound] = {**known, **values}
        self.unused = tuple(q for q in self.quantities if q.start >= self._newest and q.start not in paired)

    @property
    def asked(self) -> tuple[str, ...]:
        """Labels of the inputs that are named without a number."""
        names = (name.inputs[0] for name in self.names if name.inputs and not self.inputs.keys() & set(name.inputs))
        return tuple(dict.fromkeys(self.formula.parameter(name).label for name in names))

    # What stands where

    def _take_back_corrected(self) -> None:
        """500，不对，是600, and 不是500，是600: the first figure is taken back, the second stands in its place."""
        kept = self.quantities[:1]
        for new in self.quantities[1:]:
            old = kept[-1]
            negated = _NOT.search(self.text, max(0, old.start - _GLUE_CHARS), old.start)
            between = self.text[old.end : new.start]
            alike = old.kind == new.kind or {old.kind, new.kind} <= set(AMOUNTS)
            named = any(old.end <= name.start < new.start for name in self.names)
            if alike and not named and (_CORRECTION.search(between) or (negated and "是" in between)):
                start = negated.start() if negated else old.start
                self.text = self.text[:start] + " " * (new.start - start) + self.text[new.start :]
                kept[-1] = replace(new, per=new.per or old.per)
            else:
                kept.append(new)
        self.quantities = kept

    def _segment(self, at: int) -> tuple[int, int]:
        """Start and end of the stretch between punctuation that `at` lies in; the end is that of its punctuation."""
        index = bisect_right(self._cuts, at)
        return self._cuts[index - 1], self._cuts[index]

    def _is_glue(self, start: int, end: int, *, beside: Sequence[str] = ()) -> bool:
        glue = _glue((*self.formula.measure, *beside)) if beside else self._glue
        return end - start <= _GLUE_CHARS and bool(glue.fullmatch(self.text, start, end))

    def _neighbours(self, item: Name | Quantity) -> tuple[Name | Quantity | None, Name | Quantity | None]:
        """What stands before and behind `item` in its segment."""
        start, end = self._segment(item.start)
        at = self._at[item.start]
        before = self._items[at - 1] if at > 0 and self._items[at - 1].start >= start else None
        behind = self._items[at + 1] if at + 1 < len(self._items) and self._items[at + 1].start < end else None
        return before, behind

    def _is_asked(self, name: Name) -> bool:
        """Whether the words behind a name ask for its number: 老大多少."""
        behind = self._neighbours(name)[1]
        return bool(_ASKED.search(self.text, name.end, behind.start if behind else self._segment(name.end)[1]))

    def _free(self) -> list[Quantity]:
        return [quantity for quantity in self.quantities if quantity.start not in self._settled]

    # Which input takes a number

    def _pair(self, name: Name, quantity: Quantity) -> _Pair | None:
        """`quantity` for the input of `name` that takes it. 每年当前100、潜在20: the second shares the period of the first."""
        shared = quantity.per or self._shared_period(quantity)
        parameters = [self.formula.parameter(name) for name in name.inputs]
        for parameter in sorted(parameters, key=lambda parameter: parameter.paid != "yearly" if shared else 0):
            per = shared or self._earlier_period(parameter, quantity) if parameter.paid == "yearly" else quantity.per
            in_years = parameter.unit in IN_YEARS and quantity.kind == "number" and name.counts  # 年数：3
            if parameter.unit == "money" and self._may_lack_scale(quantity):
                return None
            if in_years or takes(parameter, quantity, per):
                return _Pair(parameter.name, quantity, in_unit_of(parameter, quantity, per), name.start, per)
        return None

    def _may_lack_scale(self, quantity: Quantity) -> bool:
        """总价值14万，总成本11.4: hardly 11.4元."""
        if not self.formula.alike or quantity.kind != "number" or quantity.per or not quantity.value or is_scaled(self.text, quantity):
            return False
        large = [q.value for q in self.quantities if q.kind in AMOUNTS and is_scaled(self.text, q)]
        return any(value / 10 <= quantity.value * scale <= value * 10 for value in large for scale in (10**4, 10**8))

    def _shared_period(self, quantity: Quantity) -> Fraction | None:
        end = quantity.start
        for item in reversed(self._items[: self._at[quantity.start]]):
            if _CLAUSE.search(self.text, item.end, end):
                return None
            if isinstance(item, Quantity) and item.per:
                return item.per
            end = item.start
        return None

    def _earlier_period(self, parameter: Parameter, quantity: Quantity) -> Fraction | None:
        """The period of the amount that `quantity` replaces: 每年利润500, then 利润600呢."""
        replaced = (pair.quantity for pair in reversed(self.pairs) if pair.input == parameter.name)
        return next((old.per for old in replaced if self._replaces(quantity, old)), None)

    def _add(self, pairs: Sequence[_Pair]) -> None:
        self.pairs += pairs
        self._settled |= {pair.quantity.start for pair in pairs}

    def _pair_lists(self) -> None:
        """甲、乙、丙分别是1、2、3 and 1、2、3分别是甲、乙、丙. Names and numbers that are not as many are bound to nothing."""
        blocks = list(_blocks(self._items))
        for whole, second in pairwise(blocks):
            first = self._without_taken(whole)
            gap_start, gap_end = first[-1].end, second[0].start
            respectively = bool(_RESPECTIVELY.search(self.text, gap_start, gap_end))
            if not self._is_glue(gap_start, gap_end, beside=_LIST_NOUNS) or (isinstance(first[0], Quantity) and not respectively):
                continue
            for joint in (_LISTED_LOOSELY, _LISTED) if respectively else (_LISTED,):
                left = [*reversed(_joined(self.text, first[::-1], joint))]
                right = _joined(self.text, second, joint)
                names = [item for item in (*left, *right) if isinstance(item, Name)]
                numbers = [item for item in (*left, *right) if isinstance(item, Quantity)]
                distinct = list({name.inputs: name for name in names}.values())
                if len(distinct) == len(numbers):
                    break
            starts = {number.start for number in numbers}
            if len(distinct) == len(numbers) == 1 or self._settled & starts:
                continue
            if len(numbers) == 1 and "各" in self.text[gap_start:gap_end]:  # 人员和形象各100
                numbers *= len(distinct)
            pairs = [pair for name, number in zip(distinct, numbers, strict=False) if (pair := self._pair(name, number))]
            if len(pairs) == len(distinct) == len(numbers):
                self._add(pairs)
            self._settled |= starts

    def _without_taken(self, block: list[Name | Quantity]) -> list[Name | Quantity]:
        """A list of names without the first, where that stands right behind a number of its own: 3万名客户、年利润1200万."""
        before = self._items[self._at[block[0].start] - 1] if self._at[block[0].start] else None
        first = block[0]
        if len(block) == 1 or not isinstance(first, Name) or not isinstance(before, Quantity) or before.end != first.start:
            return block
        return block[1:] if self._pair(first, before) else block

    def _pair_neighbours(self) -> None:
        """Pair names and numbers side by side; in each segment the order that pairs more, name first where both do, then the rest."""
        for _, segment in groupby(self._free(), key=lambda quantity: self._segment(quantity.start)):
            sides = [self._beside(quantity) for quantity in segment]
            name_first, number_first = ([pair for pair in side if pair] for side in zip(*sides, strict=True))
            best = max(name_first, number_first, key=lambda pairs: (len({pair.input for pair in pairs}), len(pairs)))
            taken = {pair.quantity.start for pair in best} | {pair.at for pair in best}
            self._add([*best, *(pair for pair in (*name_first, *number_first) if not {pair.quantity.start, pair.at} & taken)])

    def _beside(self, quantity: Quantity) -> tuple[_Pair | None, _Pair | None]:
        """`quantity` with the name before it, and with the name behind it."""
        before, behind = self._neighbours(quantity)
        first = second = None
        if isinstance(before, Name) and (self._is_glue(before.end, quantity.start) or self._leads(before.end, quantity.start)):
            first = self._pair(self._qualifier(before) or before, quantity)
        elif isinstance(before, Name) and (by := _CHANGED_BY.fullmatch(self.text, before.end, quantity.start)):
            first = self._changed(before, quantity, -1 if by["fall"] else 1)
        if isinstance(behind, Name) and self._is_glue(quantity.end, behind.start) and not self._is_asked(behind):
            second = self._pair(behind, quantity)
        return first, second

    def _changed(self, name: Name, quantity: Quantity, sign: int) -> _Pair | None:
        """The value of an earlier message changed by `quantity`: by a share of an amount, by points of a rate, by an amount."""
        for parameter in (self.formula.parameter(name) for name in name.inputs if name in self._known):
            old = self._known[parameter.name].value
            if parameter.change or quantity.start < self._newest:
                continue
            if quantity.kind == "growth" and parameter.unit != "rate":
                return _Pair(parameter.name, quantity, old * (1 + quantity.value), name.start)
            if quantity.kind == "shift" and parameter.unit == "rate":
                return _Pair(parameter.name, quantity, old + quantity.value, name.start)
            per = quantity.per or (Fraction(1) if parameter.paid == "yearly" else None)
            if parameter.unit != "rate" and takes(parameter, quantity, per):
                return _Pair(parameter.name, quantity, old + sign * in_unit_of(parameter, quantity, per), name.start)
        return None

    def _leads(self, start: int, end: int) -> bool:
        """老大华为份额30%: a proper name may stand between, where the words behind it say what the number measures."""
        return bool(self.formula.measure) and bool(_named(self.formula.measure).fullmatch(self.text, start, end))

    def _qualifier(self, name: Name) -> Name | None:
        """The amount that an amount per period is a part of: 交叉销售每年利润100 is not the current profit."""
        before = self._neighbours(name)[0]
        if not isinstance(before, Name) or not before.inputs or not name.inputs or not self._is_glue(before.end, name.start):
            return None
        whole, part = self.formula.parameter(before.inputs[0]), self.formula.parameter(name.inputs[0])
        return before if whole.unit == "money" and part.paid == "yearly" else None

    def _pair_own_place(self) -> None:
        """我们排第三，份额6%; 份额6%，我们排第三: one's own place and the number of it, in two clauses side by side."""
        for quantity in self._free():
            start, end = self._segment(quantity.start)
            if self._neighbours(quantity) != (None, None) or not self._is_glue(start, quantity.start):
                continue
            beside = [
                at for at, comma in ((start - 1, start - 1), (end, end - 1)) if 0 <= comma < len(self.text) and self.text[comma] == ","
            ]
            names = [name for at in beside for name in self._own_places(*self._segment(at))]
            pairs = [pair for name in names if (pair := self._pair(name, quantity))]
            if len(pairs) == 1:
                self._add(pairs)

    def _own_places(self, start: int, end: int) -> list[Name]:
        """The name in a segment that says which place one holds, and neither gives nor asks for a number."""
        items = [item for item in self._items if start <= item.start < end]
        [name] = items if len(items) == 1 else [None]
        if isinstance(name, Name) and _OWN_PLACE.search(self.text, start, name.start) and not self._is_asked(name):
            return [name]
        return []

    def _pair_by_kind(self) -> None:
        """A number with nothing but glue around it needs no name where one input takes its kind: 3年, 10%, 每年500."""
        for quantity in self._free():
            takers = [p for p in self.formula.parameters if (p.default is None or p.unit != "money") and p.fact is None and p.bare]
            takers = [p for p in takers if quantity.kind in fits(p) and (p.unit != "money" or (p.paid == "yearly" and quantity.per))]
            takers = [p for p in takers if p.unit == "money" or quantity.kind != "number"]
            if len(takers) != 1:
                continue
            before, behind = self._neighbours(quantity)
            start, end = self._segment(quantity.start)
            start, end = before.end if before else start, behind.start if behind else max(end - 1, quantity.end)
            led_by_name = isinstance(before, Name) and before.inputs and all(pair.at != before.start for pair in self.pairs)
            followed_by_name = isinstance(behind, Name) and quantity.kind != "years"  # 3年利润
            if led_by_name or followed_by_name or not self._is_glue(quantity.end, end):
                continue
            if self._is_glue(start, quantity.start, beside=_OWNERS):
                self._add([_alone(takers[0], quantity)])

    def _pair_lone(self) -> None:
        """An input that needs no name takes the only number of its kind that is left, unless that is what comes out."""
        indispensable = {
            names[0] for need in self.formula.needs for names in need.alternatives if len(need.alternatives) == len(names) == 1
        }
        asked = {name.inputs[0] for name in self.names if name.inputs and self._is_asked(name)} - indispensable
        settled = {pair.input for pair in self.pairs} | asked
        for parameter in (p for p in self.formula.parameters if p.lone and p.name not in settled):
            for kind in (kind for kind in fits(parameter) if not (parameter.unit == "points" and kind == "rate")):
                free = [q for q in self._free() if q.kind == kind and (parameter.unit != "money" or takes(parameter, q, q.per))]
                free = [q for q in free if not self._comes_out(q) and self._counts(parameter, q)]
                if len(free) == 1:
                    self._add([_alone(parameter, free[0])])
                if free:
                    break

    def _counts(self, parameter: Parameter, quantity: Quantity) -> bool:
        """Whether the measure word of a number is one of the input: 60单 are no people."""
        return parameter.unit != "count" or parameter.measure not in _PEOPLE or self.text[quantity.end - 1] not in _THINGS

    def _comes_out(self, quantity: Quantity) -> bool:
        before = self._neighbours(quantity)[0]
        return isinstance(before, Name) and not before.inputs and self._is_glue(before.end, quantity.start)

    def _pair_many(self) -> None:
        """The input that takes several numbers takes all that are left of its kind, in order."""
        for parameter in (p for p in self.formula.parameters if p.many):
            self.pairs = [pair for pair in self.pairs if pair.input != parameter.name]
            taken = {pair.quantity.start for pair in self.pairs}
            numbers = [q for q in self.quantities if q.kind in fits(parameter) and q.start not in taken]
            self._add([_Pair(f"{parameter.name}.{place}", quantity, quantity.value) for place, quantity in enumerate(numbers, start=1)])

    def _chosen(self) -> dict[str, Bound]:
        """The option of each choice that the text names last."""
        found: dict[str, Bound] = {}
        for parameter in (p for p in self.formula.parameters if p.options):
            matches = [
                (m.start(), m.end(), at) for at, option in enumerate(parameter.options) for m in re.finditer(option.words, self.text)
            ]
            if matches:
                start, end, place = max(matches)
                found[parameter.name] = Bound(Fraction(place), start, end)
        return found

    def _pair_reply(self) -> None:
        """A message of bare numbers, as many as were asked for, gives them in that order."""
        given = {pair.input for pair in self.pairs if pair.quantity.start >= self._newest}
        awaited = [parameter for parameter in self._awaited if parameter.name not in given]
        newest = [quantity for quantity in self.quantities if quantity.start >= self._newest]
        numbers = [quantity for quantity in newest if quantity.start not in self._settled]
        named = any(name.inputs for name in self.names if name.start >= self._newest)
        ends = [self._newest, *(quantity.end for quantity in newest)]
        bare = all(self._is_glue(end, quantity.start, beside=("[、,;]",)) for end, quantity in zip(ends, newest, strict=False))
        if bare and not named and len(numbers) == len(awaited):
            pairs = [_alone(p, q) for p, q in zip(awaited, numbers, strict=True) if answers(p, q)]
            if len(pairs) == len(awaited):
                self._add(pairs)

    def _pair_last(self) -> None:
        """The one number that is left is for the one input that is lacking, where nothing beside it says what else it is."""
        lacking = missing_inputs(self.formula, {**self._known, **self._values()[0]})
        free = self._free()
        if len(lacking) != 1 or len(free) != 1 or not self.pairs or free[0].start < self._newest:
            return
        [parameter], [quantity] = lacking, free
        indispensable = any(need.alternatives == ((parameter.name,),) for need in self.formula.needs)
        start, end = self._segment(quantity.start)
        before, behind = self._neighbours(quantity)
        start, end = before.end if before else start, behind.start if behind else end
        said = _SAYS_WHAT.search(self.text, start, quantity.start) or _SAYS_WHAT.search(self.text, quantity.end, end)
        if (
            indispensable
            and not said
            and not self._comes_out(quantity)
            and answers(parameter, quantity)
            and not self._may_lack_scale(quantity)
        ):
            self._add([_alone(parameter, quantity)])

    # One value per input

    def _values(self) -> tuple[dict[str, Bound], set[int]]:
        """The value of each input, and where numbers stand that contradict each other, which give it none.

        A later number stands for an earlier one where it comes in a later message or behind a correction.
        """
        by_input: dict[str, list[_Pair]] = {}
        for pair in sorted(self.pairs, key=lambda pair: pair.quantity.start):
            rivals = by_input.setdefault(pair.input, [])
            if rivals and (rivals[-1].value == pair.value or self._replaces(pair.quantity, rivals[-1].quantity)):
                rivals.clear()
            rivals.append(pair)
        inputs = {name: Bound(p.value, p.quantity.start, p.quantity.end, p.per) for name, (p, *others) in by_input.items() if not others}
        return inputs, {pair.quantity.start for rivals in by_input.values() if len(rivals) > 1 for pair in rivals}

    def _replaces(self, new: Quantity, old: Quantity) -> bool:
        later_message = bisect_right(self._starts, old.start) < bisect_right(self._starts, new.start)
        return later_message or bool(_CORRECTION.search(self.text, old.end, new.start))

    def _add_none(self, inputs: dict[str, Bound]) -> None:
        """没有历史价值 is 0, and 其余不计 is 0 for the rest of what was begun; 其余价值不计 for the values alone."""
        for name in self._named_as_none():
            bound = inputs.get(name.inputs[0])
            if bound is None or bound.start < self._newest <= name.start:
                inputs[name.inputs[0]] = Bound(Fraction(0), name.start, name.end)
        for rest in _NONE_ELSE.finditer(self.text):
            for parameter in missing_inputs(self.formula, inputs, begun=True):
                kinds = {p.label[-2:] for p in self.formula.parameters if p.label[-2:] in rest.group()}
                if parameter.minimum == 0 and (not kinds or parameter.label[-2:] in kinds):
                    inputs[parameter.name] = Bound(Fraction(0), rest.start(), rest.end())

    def _named_as_none(self) -> list[Name]:
        """Names, and lists of them, with words beside them that say there is none."""
        names = [name for name in self.names if name.inputs and self.formula.parameter(name.inputs[0]).unit == "money"]
        found: list[Name] = []
        for block in _blocks(self._items):
            listed = [name for name in block if isinstance(name, Name) and name in names]
            for at, name in enumerate(listed):
                if _NONE_BEFORE.search(self.text, max(0, name.start - 4), name.start):
                    found += [item for item in _joined(self.text, listed[at:], _SIDE_BY_SIDE) if isinstance(item, Name)]
                if _NONE_AFTER.match(self.text, name.end):
                    found += [item for item in _joined(self.text, listed[at::-1], _SIDE_BY_SIDE) if isinstance(item, Name)]
        return found


def _alone(parameter: Parameter, quantity: Quantity) -> _Pair:
    """A number that needs no name for an input."""
    return _Pair(parameter.name, quantity, in_unit_of(parameter, quantity, quantity.per), per=quantity.per)


@cache
def _glue(more: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join((*more, _GLUE, _PERIODS, _SIGNS))})*")


@cache
def _named(measure: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"[^\W\d比不没很太最更多少高低差利]{{1,6}}?的?(?:{'|'.join(measure)})(?:{_GLUE}|{_SIGNS})*")


def _not_named(formula: Formula, text: str, quantities: Sequence[Quantity], names: Sequence[Name]) -> list[Quantity]:
    """The quantities that are no part of a name and do not repeat what the formula has of its own."""
    own = re.compile(formula.own or r"(?!)")
    spans_without = [*((name.start, name.end) for name in names), *(match.span() for match in _NONE_ELSE.finditer(text))]
    lasting = any(parameter.unit in IN_YEARS for parameter in formula.parameters)
    rest = [q for q in quantities if not own.match(text, q.start) and not any(a <= q.start and q.end <= b for a, b in spans_without)]
    # 一年流失30个: no figure where nothing lasts
    return [q for q in rest if lasting or q.kind != "years" or (q.value != 1 and text[q.start] != "一")]


def _blocks(items: Sequence[Name | Quantity]) -> Iterator[list[Name | Quantity]]:
    """Neighbours of a kind: names of inputs, or numbers. What comes out parts them."""
    block: list[Name | Quantity] = []
    for item in items:
        if block and (type(item) is not type(block[-1]) or (isinstance(item, Name) and not item.inputs)):
            yield block
            block = []
        if isinstance(item, Quantity) or item.inputs:
            block.append(item)
    if block:
        yield block


def _joined(text: str, items: Sequence[Name | Quantity], joint: re.Pattern[str]) -> list[Name | Quantity]:
    """The first of `items`, in either direction, as far as nothing but `joint` parts them; numbers of one kind."""
    run = list(items[:1])
    for item in items[1:]:
        left, right = sorted((run[-1], item), key=lambda item: item.start)
        if not joint.fullmatch(text, left.end, right.start) or _kind(item) != _kind(run[0]):
            break
        run.append(item)
    return run


def _kind(item: Name | Quantity) -> str:
    return "" if isinstance(item, Name) else "money" if item.kind in (*AMOUNTS, UNCLEAR) else item.kind


def missing_inputs(formula: Formula, inputs: Mapping[str, Bound], *, begun: bool = False) -> tuple[Parameter, ...]:
    """Of each need, what the alternative that is given most of still lacks; with `begun`, only where some is given."""
    missing: list[str] = []
    given = {name.partition(".")[0] for name in inputs}
    for need in formula.needs:
        nonzero = any(name in inputs and inputs[name].value for name in need.when)
        if (need.unless and given & set(need.unless)) or (need.when and not nonzero):
            continue
        if not any(given >= set(names) for names in need.alternatives):
            nearest = max(need.alternatives, key=lambda names: len(given & set(names)))
            if not begun or given & set(nearest):
                missing += [name for name in nearest if name not in given]
    return tuple(formula.parameter(name) for name in dict.fromkeys(missing))
