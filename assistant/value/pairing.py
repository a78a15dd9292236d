"""Which number of a text belongs to which input of a formula.

    text → names of inputs + quantities (layout.py) → pairs → one value per input, what is missing (binding.py), what found no place

Names and numbers are paired by where they stand: 产品800、服务300 (name first), 800的产品价值 (number first),
产品、服务分别是800、300 (lists), 我们排第三，份额6% (own place), and where only one input takes the kind: 3年, 10%.
Between a name and its number there may only be words that say nothing (gaps.py): 产品成本500 is no 产品价值. What is left then goes
where the words of its clause point (likeness.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, pairwise

from assistant.numerals import read_han
from assistant.types import Quantity
from assistant.value.assignment import assigned
from assistant.value.binding import Bound, Pair, chosen, settled, without
from assistant.value.fitting import IN_YEARS, answers, fits, in_unit_of, takes
from assistant.value.gaps import is_neutral, leads
from assistant.value.layout import NEAR, Layout
from assistant.value.likeness import alone, points_elsewhere, remaining
from assistant.value.naming import Name
from assistant.value.quantities import AMOUNTS, UNCLEAR, is_scaled
from assistant.value.signature import Formula, Parameter
from assistant.value.wholes import in_a_row
from assistant.value.wishes import VAGUE

_LIST_NOUNS = ("价值", "成本", "利润", "份额", "[两三四各几]项")
_OWNERS = ("顾客", "老?客户", "客人", "会员")
_PEOPLE = ("人", "位")
_THINGS = "单笔件套项次棵店台辆间"

# Lists of names or of numbers. With 分别 between the two, a comma may part their members too.
_LISTED = re.compile(r"(?:[ \t]|[、/+和与及跟]|以及|还有)+")
_LISTED_LOOSELY = re.compile(r"(?:\s|[、/+和与及跟,]|以及|还有)*")
_RESPECTIVELY = re.compile(r"分别|依次|各是|各为|对应")
_OWN_PLACE = re.compile(r"我|咱|本(?:公司|店|行|品牌)|自己|自家|作为|身为|排|位居|[位名]列")

# 利润再涨20%呢, 成本降50: a change of what an earlier message gave.
_CHANGED_BY = re.compile(
    r"(?:如果|要是|若|能|可以|再|又|还|每年|都|只|也)*(?:(?P<fall>下[降滑]|降低|减少|便宜|优惠|少收|[降减少跌让砍])|提[高升]|增[加长]|上[升涨]|[涨升加多])(?:了|个)?\s*"
)
_OF_MONEY = re.compile(r"(?:赚|挣|花|卖|掏|付|投|利润|盈利|收入|流水|成本|费用)[了的到出是有]*[^,;。\d]{0,3}$")
_COUNTED_IN = re.compile("(?:也|都|得|要|还)*(?:考虑|算|计|扣|打)(?:进去?|进来|在内|上)")  # 流失率也考虑进去
_HOW_OFTEN = re.compile(r"(?:来|买|做|去|交易|消费|服务)[了过]?(?P<times>[二两三四五六七八九])[次回趟笔]")
_FALLS_SHORT = re.compile(r"(?:低|差|少|不如|欠|掉)了?$")
# A message that changes what was said before: 那要是…呢, 换成, 降到.
_SUPPOSES = re.compile("那|要是|如果|假如|若|万一|换|改|变|[涨升提降减压抬砍拉弄做]+[高低]?[到成至]|呢(?=$|[,;。?!\\s])|其实|应该|不对|错")


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
        self._awaited = awaited
        self._layout = Layout(formula, text, quantities, starts)
        self.text, self.names, self.quantities = self._layout.text, self._layout.names, self._layout.quantities
        self._known = {name: bound for name, bound in known.items() if name not in self._asked_now()}
        self.pairs: list[Pair] = []
        self._settled: set[int] = set()  # starts of the quantities that are paired, or known to belong to no single name
        self._pair_lists()
        self._pair_neighbours()
        self._pair_own_place()
        self._pair_topics()
        self._pair_by_kind()
        self._pair_lone()
        self._pair_many()
        self._pair_reply()
        self._pair_left()
        self._pair_again()
        asked_now = self._asked_now()
        self.pairs = [pair for pair in self.pairs if pair.quantity.start >= self._layout.newest or pair.input not in asked_now]
        values, contradicting = settled(self._layout, self.pairs)
        values |= without(self._layout, values)
        values |= chosen(formula, self.text)
        paired = {pair.quantity.start for pair in self.pairs} - contradicting
        self.inputs: Mapping[str, Bound] = {**self._known, **values}
        used = {(pair.quantity.value, pair.quantity.kind in AMOUNTS) for pair in self.pairs if pair.quantity.start in paired}
        self.unused = tuple(  # 九万块 … 这九万: said twice
            q
            for q in self.quantities
            if q.start >= self._layout.newest and q.start not in paired and ((q.value, q.kind in AMOUNTS) not in used or q.kind == UNCLEAR)
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
        names = [name for name in self.names if name.inputs and _COUNTED_IN.match(self.text, name.end)]
        rates = [parameter for name in names if (parameter := self.formula.parameter(name.inputs[0])).unit == "rate"]
        return tuple(dict.fromkeys(p.name for p in (*rates, *said) if p.name not in self.inputs))

    def _is_vague(self, name: Name) -> bool:
        """Whether a clause gives an input that nothing stands in for, and says no number."""
        parameter, (start, end) = self.formula.parameter(name.inputs[0]), self._layout.clause(name.start)
        bare = not any(start <= quantity.start < end for quantity in self.quantities)
        return bare and parameter.default is None and parameter.fact is None and bool(VAGUE.search(self.text, start, end))

    @property
    def newest(self) -> int:
        """Where the newest message starts."""
        return self._layout.newest

    def is_hinted(self, pair: Pair) -> bool:
        """Whether the words of the clause in front of a number point at its input."""
        hint = self.formula.hints.get(pair.input)
        start, _ = self._layout.clause(pair.quantity.start)
        return hint is not None and bool(re.search(hint, self.text[start : pair.quantity.start]))

    def _asked_now(self) -> set[str]:
        """Inputs that the newest message asks for, of those of which one follows from the others: 利润改成500，成本得是多少."""
        names = [name for name in self.names if name.start >= self._layout.newest and name.inputs and self._layout.is_asked(name)]
        exchangeable = {one for need in self.formula.needs for names in need.alternatives if len(names) > 1 for one in names}
        return {name.inputs[0] for name in names} & exchangeable

    def _free(self) -> list[Quantity]:
        return [quantity for quantity in self.quantities if quantity.start not in self._settled]

    # Which input takes a number

    def _pair(self, name: Name, quantity: Quantity) -> Pair | None:
        """`quantity` for the input of `name` that takes it. 每年当前100、潜在20: the second shares the period of the first."""
        shared = quantity.per or self._layout.shared_period(quantity)
        parameters = [self.formula.parameter(name) for name in name.inputs]
        within = self._layout.whole_period(quantity)
        for parameter in sorted(parameters, key=lambda parameter: parameter.paid != "yearly" if shared else 0):
            per = shared or self._earlier_period(parameter, quantity) if parameter.paid == "yearly" else quantity.per or within
            if per is None and parameter.paid == "either":
                per = self._layout.common_period(quantity)
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
        return next((old.per for old in replaced if self._layout.replaces(quantity, old)), None)

    def _add(self, pairs: Sequence[Pair]) -> None:
        self.pairs += pairs
        self._settled |= {pair.quantity.start for pair in pairs}

    def _pair_lists(self) -> None:
        """甲、乙、丙分别是1、2、3 and 1、2、3分别是甲、乙、丙. Names and numbers that are not as many are bound to nothing."""
        blocks = list(self._layout.blocks())
        for whole, second in pairwise(blocks):
            first = self._without_taken(whole)
            gap_start, gap_end = first[-1].end, second[0].start
            respectively = bool(_RESPECTIVELY.search(self.text, gap_start, gap_end))
            if not self._layout.is_silent(gap_start, gap_end, beside=_LIST_NOUNS) or (isinstance(first[0], Quantity) and not respectively):
                continue
            for joint in (_LISTED_LOOSELY, _LISTED) if respectively else (_LISTED,):
                left = [*reversed(self._layout.joined(first[::-1], joint))]
                right = self._layout.joined(second, joint)
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
                self._add([replace(pair, listed=True) for pair in pairs])
            if len(numbers) > 1 or not self._parted_by_space(names):
                self._settled |= starts

    def _parted_by_space(self, names: Sequence[Name]) -> bool:
        """不折现 关系成本3500: names that stand side by side, and need be no list."""
        return all(self.text[left.end : right.start].isspace() for left, right in pairwise(names))

    def _without_taken(self, block: list[Name | Quantity]) -> list[Name | Quantity]:
        """A list of names without the first, where that stands right behind a number of its own: 3万名客户、年利润1200万."""
        first, before = block[0], self._layout.before(block[0])
        if len(block) == 1 or not isinstance(first, Name) or not isinstance(before, Quantity) or before.end != first.start:
            return block
        return block[1:] if self._pair(first, before) else block

    def _pair_neighbours(self) -> None:
        """Pair names and numbers side by side; in each segment the order that pairs more, name first where both do, then the rest."""
        for _, segment in groupby(self._free(), key=lambda quantity: self._layout.segment(quantity.start)):
            sides = [self._beside(quantity) for quantity in segment]
            name_first, number_first = ([pair for pair in side if pair] for side in zip(*sides, strict=True))
            best = max(name_first, number_first, key=lambda pairs: (len({pair.input for pair in pairs}), len(pairs)))
            taken = {pair.quantity.start for pair in best} | {pair.at for pair in best}
            self._add([*best, *(pair for pair in (*name_first, *number_first) if not {pair.quantity.start, pair.at} & taken)])

    def _beside(self, quantity: Quantity) -> tuple[Pair | None, Pair | None]:
        """`quantity` with the name before it, and with the name behind it."""
        before, behind = self._layout.neighbours(quantity)
        while (
            isinstance(before, Name) and before.inputs and not self._could_be(before, quantity)
        ):  # 当前价值算出来是三万: 来 names the years
            before = self._layout.neighbours(before)[0]
        first = second = None
        if isinstance(before, Name) and self._leads_to(before, quantity):
            first = self._pair(self._qualifier(before) or before, quantity)
        elif isinstance(before, Name) and (by := _CHANGED_BY.fullmatch(self.text, before.end, quantity.start)):
            first = self._changed(before, quantity, -1 if by["fall"] else 1)
        if isinstance(behind, Name) and self._layout.is_silent(quantity.end, behind.start):
            counted = quantity.kind == "count" and quantity.end == behind.start  # 5000名员工里硕士有多少
            second = self._pair(behind, quantity) if counted or not self._layout.is_asked(behind) else None
        return first, second

    def _could_be(self, name: Name, quantity: Quantity) -> bool:
        """Whether an input of a name takes numbers of this kind at all."""
        return any(
            quantity.kind in fits(parameter) or takes(parameter, quantity, quantity.per)
            for parameter in map(self.formula.parameter, name.inputs)
        ) or (name.counts and quantity.kind == "number")

    def _leads_to(self, name: Name, quantity: Quantity) -> bool:
        """Whether what stands between a name and a number says nothing else; where the name is asked for, it must say nothing at all."""
        start, end = name.end, quantity.start
        if self._layout.is_silent(start, end) or leads(self.text, start, end, self.formula.measure):
            return True
        return bool(name.inputs) and not self._layout.is_asked(name) and is_neutral(self.text, start, end, self._label(name))

    def _changed(self, name: Name, quantity: Quantity, sign: int) -> Pair | None:
        """The value of an earlier message changed by `quantity`: by a share of an amount, by points of a rate, by an amount."""
        for parameter in (self.formula.parameter(name) for name in name.inputs if name in self._known):
            old = self._known[parameter.name].value
            if parameter.change or quantity.start < self._layout.newest:
                continue
            if quantity.kind == "growth" and parameter.unit != "rate":
                return Pair(parameter.name, quantity, old * (1 + quantity.value), name.start)
            if quantity.kind == "shift" and parameter.unit == "rate":
                return Pair(parameter.name, quantity, old + quantity.value, name.start)
            per = quantity.per or (Fraction(1) if parameter.paid == "yearly" else None)
            if parameter.unit != "rate" and takes(parameter, quantity, per):
                return Pair(parameter.name, quantity, old + sign * in_unit_of(parameter, quantity, per), name.start)
        return None

    def _qualifier(self, name: Name) -> Name | None:
        """The amount that an amount per period is a part of: 交叉销售每年利润100 is not the current profit."""
        before = self._layout.neighbours(name)[0]
        if not isinstance(before, Name) or not before.inputs or not name.inputs or not self._layout.is_silent(before.end, name.start):
            return None
        whole, part = self.formula.parameter(before.inputs[0]), self.formula.parameter(name.inputs[0])
        if (whole.name, part.name) in self.formula.exclusive:
            return None  # 每年贡献收入2万: an income is no part of the profit
        return before if whole.unit == "money" and part.paid == "yearly" else None

    def _pair_own_place(self) -> None:
        """我们排第三，份额6%; 份额6%，我们排第三: one's own place and the number of it, in two clauses side by side."""
        for quantity in self._free():
            start, end = self._layout.segment(quantity.start)
            if self._layout.neighbours(quantity) != (None, None) or not self._layout.is_silent(start, quantity.start):
                continue
            beside = [
                at for at, comma in ((start - 1, start - 1), (end, end - 1)) if 0 <= comma < len(self.text) and self.text[comma] == ","
            ]
            names = [name for at in beside for name in self._own_places(*self._layout.segment(at))]
            pairs = [pair for name in names if (pair := self._pair(name, quantity))]
            if len(pairs) == 1:
                self._add(pairs)

    def _own_places(self, start: int, end: int) -> list[Name]:
        """The name in a segment that says which place one holds, and neither gives nor asks for a number."""
        name = self._layout.only_name(start, end)
        return [name] if name and _OWN_PLACE.search(self.text, start, name.start) and not self._layout.is_asked(name) else []

    def _pair_topics(self) -> None:
        """留存率呢，八成: a name that ends its stretch without a number, and a number that begins the next."""
        for quantity in self._free():
            topic = self._topic(quantity)
            if topic is None or self._followed(quantity):
                continue
            pair = self._pair(self._qualifier(topic) or topic, quantity)
            if pair and all(known.input != pair.input for known in self.pairs):
                self._add([pair])

    def _topic(self, quantity: Quantity) -> Name | None:
        """The name that the stretch before that of `quantity` ends with."""
        layout, start = self._layout, self._layout.segment(quantity.start)[0]
        name = layout.before(quantity)
        if not isinstance(name, Name) or not name.inputs or layout.neighbours(quantity)[0] or self.text[start - 1] != ",":
            return None
        before = layout.neighbours(name)[0]
        taken = isinstance(before, Quantity) or any(pair.at == name.start for pair in self.pairs)
        ends = name.start >= layout.segment(start - 1)[0] and layout.is_silent(name.end, start - 1)
        return name if ends and not taken and is_neutral(self.text, start, quantity.start, self._label(name)) else None

    def _label(self, name: Name) -> str:
        return self.formula.parameter(name.inputs[0]).label if name.inputs else ""

    def _followed(self, quantity: Quantity) -> bool:
        """Whether a name that has no number stands right behind a number: 花了900块的产品."""
        behind = self._layout.neighbours(quantity)[1]
        if not isinstance(behind, Name) or not behind.inputs or any(pair.at == behind.start for pair in self.pairs):
            return False
        return self._layout.is_silent(quantity.end, behind.start) and self._pair(behind, quantity) is not None

    def _pair_by_kind(self) -> None:
        """A number with nothing but glue around it needs no name where one input takes its kind: 3年, 10%, 每年500."""
        for quantity in self._free():
            takers = [p for p in self.formula.parameters if (p.default is None or p.unit != "money") and p.fact is None and p.bare]
            takers = [p for p in takers if quantity.kind in fits(p) and (p.unit != "money" or (p.paid == "yearly" and quantity.per))]
            takers = [p for p in takers if p.unit == "money" or quantity.kind != "number"]
            if len(takers) != 1:
                continue
            before, behind = self._layout.neighbours(quantity)
            start, end = self._layout.segment(quantity.start)
            start, end = before.end if before else start, behind.start if behind else max(end - 1, quantity.end)
            led_by_name = isinstance(before, Name) and before.inputs and all(pair.at != before.start for pair in self.pairs)
            followed_by_name = isinstance(behind, Name) and quantity.kind != "years"  # 3年利润
            if led_by_name or followed_by_name or not self._layout.is_silent(quantity.end, end):
                continue
            if self._layout.is_silent(start, quantity.start, beside=_OWNERS):
                self._add([alone(takers[0], quantity)])

    def _pair_lone(self) -> None:
        """An input that needs no name takes the only number of its kind that is left, unless that is what comes out."""
        indispensable = {
            names[0] for need in self.formula.needs for names in need.alternatives if len(need.alternatives) == len(names) == 1
        }
        asked = {name.inputs[0] for name in self.names if name.inputs and self._layout.is_asked(name)} - indispensable
        settled = {pair.input for pair in self.pairs} | asked
        for parameter in (p for p in self.formula.parameters if p.lone and p.name not in settled):
            for kind in (kind for kind in fits(parameter) if not (parameter.unit == "points" and kind == "rate")):
                free = [q for q in self._free() if q.kind == kind and (parameter.unit != "money" or takes(parameter, q, q.per))]
                free = [q for q in free if not self._layout.comes_out(q) and self._counts(parameter, q)]
                free = [q for q in free if not points_elsewhere(self._layout, parameter, q)]
                if len(free) == 1:
                    self._add([alone(parameter, free[0])])
                if free:
                    break

    def _counts(self, parameter: Parameter, quantity: Quantity) -> bool:
        """Whether the measure word of a number is one of the input: 60单 are no people."""
        if parameter.unit != "count":
            return True
        of_money = quantity.kind == "number" and (
            quantity.per or _OF_MONEY.search(self.text, max(0, quantity.start - NEAR), quantity.start)
        )
        return not of_money and (parameter.measure not in _PEOPLE or self.text[quantity.end - 1] not in _THINGS)

    def _pair_many(self) -> None:
        """The input that takes several numbers takes all that are left of its kind, in order."""
        for parameter in (p for p in self.formula.parameters if p.many):
            self.pairs = [pair for pair in self.pairs if pair.input != parameter.name]
            taken = {pair.quantity.start for pair in self.pairs}
            numbers = [q for q in self.quantities if q.kind in fits(parameter) and q.start not in taken]
            if (said := _HOW_OFTEN.search(self.text)) and len(numbers) > 1 and read_han(said["times"]) != len(numbers):
                continue  # 来了四回, and two numbers: one may stand for several
            pairs = [Pair(f"{parameter.name}.{place}", q, self._signed(q)) for place, q in enumerate(numbers, start=1)]
            self._add(pairs)

    def _signed(self, quantity: Quantity) -> Fraction:
        """The value of a number, below zero where the word in front says that it falls short: 第二回差0.6分."""
        short = quantity.value > 0 and _FALLS_SHORT.search(self.text, max(0, quantity.start - 4), quantity.start)
        return -quantity.value if short else quantity.value

    def _pair_reply(self) -> None:
        """A message of bare numbers, as many as were asked for, gives them in that order."""
        given = {pair.input for pair in self.pairs if pair.quantity.start >= self._layout.newest}
        awaited = [parameter for parameter in self._awaited if parameter.name not in given]
        newest = [quantity for quantity in self.quantities if quantity.start >= self._layout.newest]
        numbers = [quantity for quantity in newest if quantity.start not in self._settled]
        named = any(name.inputs for name in self.names if name.start >= self._layout.newest)
        ends = [self._layout.newest, *(quantity.end for quantity in newest)]
        bare = all(self._layout.is_silent(end, quantity.start, beside=("[、,;]",)) for end, quantity in zip(ends, newest, strict=False))
        if bare and not named and len(numbers) == len(awaited):
            pairs = [alone(p, q) for p, q in zip(awaited, numbers, strict=True) if answers(p, q)]
            if len(pairs) == len(awaited):
                self._add(pairs)

    def _pair_left(self) -> None:
        """Numbers that the rules of place leave, or have put where they hardly belong, go where the whole is likeliest; what is left of
        a row of parts to the parts that are lacking, and the last one to the last input that is."""
        self.pairs = assigned(self._layout, self.pairs, {q.start for q in self._clear()}, self._known)
        self._settled |= {pair.quantity.start for pair in self.pairs}
        bound = {pair.quantity.start: pair.input for pair in self.pairs}
        rows = (list(row) for _, row in groupby(self.quantities, key=lambda quantity: self._layout.party(quantity.start)))
        self._add([alone(*found) for found in in_a_row(self.formula, rows, bound, self._given())])
        while self.pairs and (last := remaining(self._layout, self._clear(), self._given())):
            self._add([alone(*last)])

    def _pair_again(self) -> None:
        """那要是能来6年呢, 期望被抬到8.8呢: one number more goes to the input that lacked it, or stands for that of an earlier message."""
        free = self._clear()
        if len(free) != 1 or not self._known or any(pair.quantity.start >= self.newest for pair in self.pairs):
            return
        [quantity] = free
        lacked = [parameter for parameter in self._awaited if answers(parameter, quantity)]
        names = [name for name in self.names if name.start >= self.newest and name.inputs and not self._layout.is_asked(name)]
        spoken_of = {one for name in names for one in name.inputs}
        given = [parameter for parameter in map(self.formula.parameter, self._known) if self._may_replace(parameter, quantity)]
        takers = [p for p in lacked or given if p.name in spoken_of] or ([] if spoken_of else lacked or given)
        if len(takers) == 1 and (lacked or _SUPPOSES.search(self.text, self.newest)):
            per = quantity.per or self._known[takers[0].name].per if takers[0].name in self._known else quantity.per
            self._add([Pair(takers[0].name, quantity, in_unit_of(takers[0], quantity, per), per=per)])

    def _may_replace(self, parameter: Parameter, quantity: Quantity) -> bool:
        """Whether a number can stand for the one that an earlier message gave of an input."""
        known = self._known.get(parameter.name)
        return known is not None and not parameter.options and takes(parameter, quantity, quantity.per or known.per)

    def _clear(self) -> list[Quantity]:
        """The numbers of the newest message that have no input yet and lack no scale."""
        return [q for q in self._free() if q.start >= self._layout.newest and not self._may_lack_scale(q)]

    def _given(self) -> dict[str, Bound]:
        return {**self._known, **settled(self._layout, self.pairs)[0]}
