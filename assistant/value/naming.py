"""Where a text names the inputs of a formula, what comes out of it, and the two sides of a comparison."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from assistant.types import Quantity
from assistant.value.signature import Formula, Parameter

PartyMark = tuple[int, str, str]  # where a side is named, which it is, and the words that name it first


@dataclass(frozen=True, slots=True)
class Name:
    """A place that names an input; several, the likeliest first, where the words leave open which, none for what comes out.

    `counts` says that it names the unit of a duration too: 年数.
    """

    inputs: tuple[str, ...]
    start: int
    end: int
    counts: bool


def find_names(formula: Formula, text: str, quantities: Sequence[Quantity], parties: Sequence[PartyMark] = ()) -> list[Name]:
    """Names of inputs and of what comes out, in order; the longest where they overlap, and none that cuts a quantity.

    `parties` is where the sides of a comparison are named.
    """
    spans: dict[tuple[int, int], list[str]] = {}
    for pattern, parameter in _aliases(formula):
        for match in pattern.finditer(text):
            if not parameter.party or parameter.party == party_at(parties, match.start()):
                spans.setdefault(match.span(), []).append(parameter.name)
    for pattern in _outcomes(formula):
        for match in pattern.finditer(text):
            spans.setdefault(match.span(), [])
    names: list[Name] = []
    taken = [False] * len(text)
    for (start, end), inputs in sorted(spans.items(), key=lambda span: (span[0][0] - span[0][1], span[0][0])):
        cut = any(q.start < end and start < q.end and not start <= q.start < q.end <= end for q in quantities)
        if not cut and not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            if inputs:  # 获得新客户 may be what one costs; before 500位 it is how many they are
                inputs = [*inputs, *(name for (a, b), inner in spans.items() if start < a and b == end for name in inner)]
            counts = text[start:end] == "n" or any(word in text[start:end] for word in ("年", "月数", "天数"))
            names.append(Name(tuple(dict.fromkeys(inputs)), start, end, counts))
    return sorted(names, key=lambda name: name.start)


_ALIASES: dict[str, tuple[tuple[re.Pattern[str], Parameter], ...]] = {}
_OUTCOMES: dict[str, tuple[re.Pattern[str], ...]] = {}


def _aliases(formula: Formula) -> tuple[tuple[re.Pattern[str], Parameter], ...]:
    """What names each input, its label first, compiled once."""
    if formula.id not in _ALIASES:
        _ALIASES[formula.id] = tuple(
            (re.compile(alias), parameter)
            for parameter in formula.parameters
            for alias in (re.escape(parameter.label), *parameter.aliases)
            if not parameter.options
        )
    return _ALIASES[formula.id]


def _outcomes(formula: Formula) -> tuple[re.Pattern[str], ...]:
    if formula.id not in _OUTCOMES:
        _OUTCOMES[formula.id] = tuple(re.compile(alias) for alias in formula.outcome)
    return _OUTCOMES[formula.id]


# Two sides that are compared, as questions call them; the first named is one, the next other name the other.
_KIND = "(?:公司|企业|商家|厂商|厂家|酒店|门店|超市|项目|套餐|机型|车型|品牌|方案|牌子|牌|家|款|店|产品|供应商|厂|方|车|机器)"
_SELF = r"我们(?:的|家|公司|店|这[边里儿]?)?|我(?=要是|如果|若|再|能|得|把|降|让|们)|我这[边里儿家]?|我[家方司]|咱们?(?:的|家|公司|店|这边|自己)?|自家|本[店公]司?|本司"
_RIVAL = r"竞争对手|竞品|对手|对方|对家|别家|同行|隔壁(?:[家店]|那家)?|对面(?:[家店])?|他们(?:家)?|贵司|对门(?:那?家)?"
_RIVAL += r"|老[王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许](?:家)?"
_SEEN = f"(?:[面头边]?[^,;。\\d后前]{{0,4}}?(?:那|一|这){_KIND}|[面头边]一?个|[面头](?=[的呢是,]))"
_FORMER, _LATTER = f"前者|前{_SEEN}", f"后者|后{_SEEN}"
_PARTY = re.compile(
    rf"另外?(?:一|1|那)?{_KIND}|那{_KIND}|[第头][一二12]个?{_KIND}|第[一二12]个|一{_KIND}|方案[一二三12ab]|{_KIND}?(?<![a-z])[ab](?![a-z]){_KIND}?|[甲乙]{_KIND}?"
    rf"|(?P<self>{_SELF})|(?P<rival>{_RIVAL})|另一边|一边(?=[\s\S]*另一边)|这边(?=[\s\S]*那边)|(?<![甲乙])那边|[新老旧]款|[东西南北左右][头边面][那这]?(?:家|店|款|牌子?|厂)|卡特彼勒|小松|(?P<former>{_FORMER})|(?P<latter>{_LATTER})"
)
_SAME = re.compile("(?:就?是|叫|算|作为)")
# 华东店年初有…: what stands at the beginning of a stretch.
_HEADED = re.compile(
    r"\s*(?P<head>(?![每其同都])[^\W\d_一二两三]{1,6}?(?:店|公司|产品|品牌|客户|会员|区|部门|小?组|团队|活动|渠道|机型|款))"
)
_CUSTOMERS = re.compile("(?:[那这][批个])?(?:大?客户|顾客|会员|活动)|[那这]批")
_NAMED_BEHIND = re.compile(r"(?:的[那这]?(?:家|个|款|份|一方)?(?:就?是|算|归|属于?)?|[,(]\s*(?:这|那)(?:就?是|说的是)(?:的是)?|\()$")
_CLOSES = re.compile(r"(?:的|家的|那边|这边)?\s*(?=[,;。!?)\n]|$)")
_PARTIES = ("a", "b")
_LONGEST_HEAD = 16
_HEAD = re.compile(
    r"(?:^|[,;。:!?\n]|\s|而|那么?|现在|假设|如果|说)(?P<name>[^,;。:!?\s\d]{1,8}?)(?:的?(?:报价|方案|出价)|这[边里家]|那[边里家])?(?:的|:|是|给(?:客|顾)[^,;。]{0,3}的?|(?:客|顾)[^,;。]{0,4}得|东西|货|总|整体|顾?客户?)*$"
)
_SIDE = re.compile(
    r"(?!(?:这|那|它|他|总|整体|其中|客户|顾客|客人|让渡|哪|谁|请|问|计算|两|各|但|连|算|只|却|就|还|又|也|再|如|要|能|会|买|卖|花|付|顶|得|到|结果|最后|一个|每)(?:[^家店]|$))[^\W\d_]{1,8}"
)


def party_marks(formula: Formula, text: str) -> list[PartyMark]:
    """Where the two sides are named: start, side, and the words that name it first."""
    if formula.sides:
        return sorted((m.start(), side.party, m.group()) for side in formula.sides for m in re.finditer(side.words, text))
    return _called_sides(formula, text) or _repeated_sides(formula, text)


def side_name(text: str) -> tuple[int, int] | None:
    """Where a text in half width and lower case first names a side: A客户, 我们, 方案一."""
    if (head := _HEADED.match(text)) is not None:
        return head.span("head")
    found = _PARTY.search(text)
    if found is None:
        return None
    end = found.end() - found.group().endswith("的")
    behind = _CUSTOMERS.match(text, end)
    return found.start(), behind.end() if behind else end


def _repeated_sides(formula: Formula, text: str) -> list[PartyMark]:
    """华东：价值88，成本70；华南：价值92，成本75: the words in front of what is said of one, and then of the other."""
    heads: list[tuple[int, str]] = []
    for at in _said(formula, text):
        head = _HEAD.search(text, max(0, at - _LONGEST_HEAD), at)
        if head is not None and _SIDE.fullmatch(head["name"]) and not any(char in head["name"] for char in "价值成本花"):
            heads.append((head.start("name"), head["name"]))
    names: list[str] = []
    for _, name in heads:  # 现在老王打算 is 老王
        if not any(known in name for known in names):
            names.append(name)
    if len(names) != len(_PARTIES):
        return []
    sides = dict(zip(names, _PARTIES, strict=True))
    return [(match.start(), sides[match.group()], match.group()) for match in re.finditer("|".join(map(re.escape, names)), text)]


def _said(formula: Formula, text: str) -> list[int]:
    """Where an input of either side is named."""
    inputs = {m.span() for pattern, p in _aliases(formula) if p.party == _PARTIES[0] for m in pattern.finditer(text)}
    comes_out = {m.span() for pattern in _outcomes(formula) for m in pattern.finditer(text)}
    starts: list[int] = []
    taken = [False] * len(text)
    for start, end in sorted(inputs | comes_out, key=lambda span: (span[0] - span[1], span[0])):
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            starts += [start] if (start, end) in inputs else []
    return sorted(starts)


def _called_sides(formula: Formula, text: str) -> list[PartyMark]:
    matches = list(_PARTY.finditer(text))
    found = [(match.start(), _called(match), match.group()) for match in matches]
    named = [m for m, behind in zip_longest(matches, matches[1:]) if not (behind and _SAME.fullmatch(text, m.end(), behind.start()))]
    if _are_named_behind(formula, text, named):  # each side begins where the one before it was named
        return [(start, side, match.group()) for start, side, match in zip((0, *(m.end() for m in named)), _PARTIES, named, strict=False)]
    for at, ((start, _, words), (next_start, _, _)) in enumerate(pairwise(found)):
        if _SAME.fullmatch(text, start + len(words), next_start):  # 我们是甲，对手是乙
            found[at + 1] = (next_start, found[at][1], words)
    ends = [start for start, _, _ in found[1:]] + [len(text)]
    speaking = {key for (start, key, _), end in zip(found, ends, strict=False) if _names_input(formula, text, start, end)}
    keys = list(dict.fromkeys(key for _, key, _ in found))
    if len(speaking) >= len(_PARTIES):  # 我们有3家店，A家 … B家 …: a side is one that something is said of
        keys = [key for key in keys if key in speaking]
    sides = dict(zip(keys, _PARTIES, strict=False))
    if len(keys) < len(_PARTIES):
        return []
    first = {key: words.removesuffix("的") for _, key, words in reversed(found)}
    return [(start, sides[key], first[key]) for start, key, _ in found if key in sides]


def _are_named_behind(formula: Formula, text: str, matches: Sequence[re.Match[str]]) -> bool:
    """Whether two sides are named behind what is said of them: 价值1500、成本1000的是咱们，价值1600、成本1300的是隔壁那家."""
    if len(matches) != len(_PARTIES) or len({_called(match) for match in matches}) != len(_PARTIES):
        return False
    starts = (0, *(match.end() for match in matches))
    spans = zip(starts, (match.start() for match in matches), strict=False)
    closed = all(_NAMED_BEHIND.search(text, 0, m.start()) and _CLOSES.match(text, m.end()) for m in matches)
    return closed and all(_names_input(formula, text, start, end) for start, end in spans)


def _called(match: re.Match[str]) -> str:
    """What tells a side from the other: 我们 and 咱们 are one."""
    return match.lastgroup or re.sub(rf"{_KIND}|的", "", match.group()) or match.group()


def _names_input(formula: Formula, text: str, start: int, end: int) -> bool:
    return any(pattern.search(text, start, end) for pattern, parameter in _aliases(formula) if parameter.party == _PARTIES[0])


def party_at(marks: Sequence[PartyMark], at: int) -> str:
    """The side that was named last in front of `at`."""
    return next((side for start, side, _ in reversed(marks) if start <= at), "")
