"""Numbers that stand where a name says what they are: in lists, beside a name, behind a topic, after one's own place.

产品800、服务300 (name first), 800的产品价值 (number first), 产品、服务分别是800、300 (lists), 我们排第三，份额6% (own place), 留存率呢，八成 (topic).
Between a name and its number there may only be words that say nothing (gaps.py): 产品成本500 is no 产品价值.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from assistant.types import Quantity
from assistant.value.binding import Pair
from assistant.value.board import Board
from assistant.value.fitting import fits, takes
from assistant.value.gaps import is_neutral, leads
from assistant.value.naming import Name

_LIST_NOUNS = ("价值", "成本", "利润", "份额", "[两三四各几][项样]")

# Lists of names or of numbers. With 分别 between the two, a comma may part their members too.
_LISTED = re.compile(r"(?:[ \t]|[、/+和与及跟]|以及|还有)+")
_SIDE_BY_SIDE = re.compile(r"(?:[ \t]|[、/+和与及跟]|以及|还有)*")  # 时间精力体力各2000
_LISTED_LOOSELY = re.compile(r"(?:\s|[、/+和与及跟,]|以及|还有)*")
_RESPECTIVELY = re.compile(r"分别|依次|各是|各为|对应")
_EACH = re.compile("各|都|均|一律|全是")
_OF = re.compile("(?:每年|一年|每月|一个月)?的")
_DESCRIBED = re.compile(r"[都全]?是[^,;。\d]{1,10}的")  # 100个是网上留资的生面孔
_OWN_PLACE = re.compile(r"我|咱|本(?:公司|店|行|品牌)|自己|自家|作为|身为|排|位居|[位名]列")


def pair_lists(board: Board) -> None:
    """甲、乙、丙分别是1、2、3 and 1、2、3分别是甲、乙、丙. Names and numbers that are not as many are bound to nothing."""
    blocks = list(board.layout.blocks())
    for whole, second in pairwise(blocks):
        first = _without_taken(board, whole)
        gap_start, gap_end = first[-1].end, second[0].start
        respectively = bool(_RESPECTIVELY.search(board.text, gap_start, gap_end))
        if not board.layout.is_silent(gap_start, gap_end, beside=_LIST_NOUNS) or (isinstance(first[0], Quantity) and not respectively):
            continue
        each = bool(_EACH.search(board.text, gap_start, gap_end))
        for joint in (_LISTED_LOOSELY, _LISTED) if respectively else (_SIDE_BY_SIDE,) if each else (_LISTED,):
            left = [*reversed(board.layout.joined(first[::-1], joint))]
            right = board.layout.joined(second, joint)
            names = [item for item in (*left, *right) if isinstance(item, Name)]
            numbers = [item for item in (*left, *right) if isinstance(item, Quantity)]
            distinct = list({name.inputs: name for name in names}.values())
            if len(distinct) == len(numbers):
                break
        starts = {number.start for number in numbers}
        if len(distinct) == len(numbers) == 1 or board.settled & starts:
            continue
        if len(numbers) == 1 and each:  # 人员和形象各100, 时间精力体力都算50
            numbers *= len(distinct)
        pairs = [pair for name, number in zip(distinct, numbers, strict=False) if (pair := board.pair(name, number))]
        if len(pairs) == len(distinct) == len(numbers):
            board.add([replace(pair, listed=True) for pair in pairs])
        if len(numbers) > 1 or not _parted_by_space(board, names):
            board.settled |= starts


def _parted_by_space(board: Board, names: Sequence[Name]) -> bool:
    """不折现 关系成本3500: names that stand side by side, and need be no list."""
    return all(board.text[left.end : right.start].isspace() for left, right in pairwise(names))


def _without_taken(board: Board, block: list[Name | Quantity]) -> list[Name | Quantity]:
    """A list of names without the first, where that stands right behind a number of its own: 3万名客户、年利润1200万, 900块的价值、花620."""
    first, before = block[0], board.layout.before(block[0])
    if len(block) == 1 or not isinstance(first, Name) or not isinstance(before, Quantity):
        return block
    if before.end != first.start and not _OF.fullmatch(board.text, before.end, first.start):
        return block
    return block[1:] if board.pair(first, before) else block


def pair_neighbours(board: Board) -> None:
    """Pair names and numbers side by side; in each segment the order that pairs more, name first where both do, then the rest."""
    for _, segment in groupby(board.free(), key=lambda quantity: board.layout.segment(quantity.start)):
        sides = [_beside(board, quantity) for quantity in segment]
        name_first, number_first = ([pair for pair in side if pair] for side in zip(*sides, strict=True))
        best = max(name_first, number_first, key=lambda pairs: (len({pair.input for pair in pairs}), len(pairs)))
        taken = {pair.quantity.start for pair in best} | {pair.at for pair in best}
        board.add([*best, *(pair for pair in (*name_first, *number_first) if not {pair.quantity.start, pair.at} & taken)])


def _beside(board: Board, quantity: Quantity) -> tuple[Pair | None, Pair | None]:
    """`quantity` with the name before it, and with the name behind it."""
    before, behind = board.layout.neighbours(quantity)
    while isinstance(before, Name) and before.inputs and not _could_be(board, before, quantity):  # 当前价值算出来是三万: 来 names the years
        before = board.layout.neighbours(before)[0]
    first = second = None
    if isinstance(before, Name) and not _has_its_own(board, before) and _leads_to(board, before, quantity):
        first = board.pair(_qualifier(board, before) or before, quantity)
    described = quantity.kind == "count" and isinstance(behind, Name) and _DESCRIBED.fullmatch(board.text, quantity.end, behind.start)
    if isinstance(behind, Name) and (described or board.layout.is_silent(quantity.end, behind.start)):
        counted = quantity.kind == "count" and quantity.end == behind.start  # 5000名员工里硕士有多少
        second = board.pair(behind, quantity) if counted or not board.layout.is_asked(behind) else None
    return first, second


def _has_its_own(board: Board, name: Name) -> bool:
    """Whether a number stands right in front as part of the name's phrase: 100块的利润要收回350块."""
    before = board.layout.before(name)
    return isinstance(before, Quantity) and bool(_OF.fullmatch(board.text, before.end, name.start)) and board.pair(name, before) is not None


def _could_be(board: Board, name: Name, quantity: Quantity) -> bool:
    """Whether an input of a name takes numbers of this kind at all."""
    return any(
        quantity.kind in fits(parameter) or takes(parameter, quantity, quantity.per)
        for parameter in map(board.formula.parameter, name.inputs)
    ) or (name.counts and quantity.kind == "number")


def _leads_to(board: Board, name: Name, quantity: Quantity) -> bool:
    """Whether what stands between a name and a number says nothing else; where the name is asked for, it must say nothing at all."""
    start, end = name.end, quantity.start
    if board.layout.is_silent(start, end) or leads(board.text, start, end, board.formula.measure):
        return True
    return bool(name.inputs) and not board.layout.is_asked(name) and is_neutral(board.text, start, end, _label(board, name))


def _qualifier(board: Board, name: Name) -> Name | None:
    """The amount that an amount per period is a part of: 交叉销售每年利润100 is not the current profit."""
    before = board.layout.neighbours(name)[0]
    if not isinstance(before, Name) or not before.inputs or not name.inputs or not board.layout.is_silent(before.end, name.start):
        return None
    whole, part = board.formula.parameter(before.inputs[0]), board.formula.parameter(name.inputs[0])
    if {(whole.name, part.name), (part.name, whole.name)} & set(board.formula.exclusive):
        return None  # 每年贡献收入2万, 每次消费利润50元: an income is no part of the profit
    return before if whole.unit == "money" and part.paid == "yearly" else None


def pair_own_place(board: Board) -> None:
    """我们排第三，份额6%; 份额6%，我们排第三: one's own place and the number of it, in two clauses side by side."""
    for quantity in board.free():
        start, end = board.layout.segment(quantity.start)
        if board.layout.neighbours(quantity) != (None, None) or not board.layout.is_silent(start, quantity.start):
            continue
        beside = [at for at, comma in ((start - 1, start - 1), (end, end - 1)) if 0 <= comma < len(board.text) and board.text[comma] == ","]
        names = [name for at in beside for name in _own_places(board, *board.layout.segment(at))]
        pairs = [pair for name in names if (pair := board.pair(name, quantity))]
        if len(pairs) == 1:
            board.add(pairs)


def _own_places(board: Board, start: int, end: int) -> list[Name]:
    """The name in a segment that says which place one holds, and neither gives nor asks for a number."""
    name = board.layout.only_name(start, end)
    return [name] if name and _OWN_PLACE.search(board.text, start, name.start) and not board.layout.is_asked(name) else []


def pair_topics(board: Board) -> None:
    """留存率呢，八成: a name that ends its stretch without a number, and a number that begins the next."""
    for quantity in board.free():
        topic = _topic(board, quantity)
        if topic is None or _followed(board, quantity):
            continue
        pair = board.pair(_qualifier(board, topic) or topic, quantity)
        if pair and all(known.input != pair.input for known in board.pairs):
            board.add([pair])


def _topic(board: Board, quantity: Quantity) -> Name | None:
    """The name that the stretch before that of `quantity` ends with."""
    layout, start = board.layout, board.layout.segment(quantity.start)[0]
    name = layout.before(quantity)
    if not isinstance(name, Name) or not name.inputs or layout.neighbours(quantity)[0] or board.text[start - 1] != ",":
        return None
    before = layout.neighbours(name)[0]
    taken = isinstance(before, Quantity) or any(pair.at == name.start for pair in board.pairs)
    ends = name.start >= layout.segment(start - 1)[0] and layout.is_silent(name.end, start - 1)
    return name if ends and not taken and is_neutral(board.text, start, quantity.start, _label(board, name)) else None


def _label(board: Board, name: Name) -> str:
    return board.formula.parameter(name.inputs[0]).label if name.inputs else ""


def _followed(board: Board, quantity: Quantity) -> bool:
    """Whether a name that has no number stands right behind a number: 花了900块的产品."""
    behind = board.layout.neighbours(quantity)[1]
    if not isinstance(behind, Name) or not behind.inputs or any(pair.at == behind.start for pair in board.pairs):
        return False
    return board.layout.is_silent(quantity.end, behind.start) and board.pair(behind, quantity) is not None
