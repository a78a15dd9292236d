"""Whether a sentence affirms and denies what its source affirms and denies.

What is denied is known by the characters behind the negation: 不能当作利润 denies 能当作利润. Every pair of characters that
a source has only under a negation must stand under one in the sentence, and the other way round.
"""

import re
from collections.abc import Iterable, Sequence

_NO = "不"
# The ways of saying no, as one character; 非常 and 无论 deny nothing.
_WAYS = re.compile(
    "不过|不仅|不但|不只|不论|不管|不妨|并非|绝非|并不是|并没有|并不|并未|没有|尚未|未曾|未能|未必|无法|无需|无须|毫无|不曾|从未|没|未(?!来)|无(?!论|锡)|非(?!常|凡|洲)|勿|莫(?!大)|不"
)
_SAYS_NOTHING = frozenset(("不过", "不仅", "不但", "不只", "不论", "不管", "不妨"))
_SAYS_IS = frozenset(("并非", "绝非", "并不是"))
_CLAUSE = re.compile("[，。；：！？,;:!?\n]")
_REACH = 6  # characters behind a negation that it denies
_NEAR = 3  # of these, those that it denies for certain
_TOLD = 0.6  # share of its pairs by which a clause of the source counts as told
_LINKS = re.compile("就是说|具体来说|换句话说|一般来说")
_EXCEPT = re.compile("除外|不包括|不含|不算在内|例外")

# Words of which a sentence may not have one where its source has only the other.
_OPPOSITES = tuple(
    tuple(pair.split("/"))
    for pair in (
        "增加/减少 增长/下降 增长/下滑 上升/下降 上涨/下跌 提高/降低 提升/降低 扩大/缩小 高于/低于 大于/小于 多于/少于 超过/低于 领先/落后 最高/最低 最大/最小 最多/最少 "
        "最好/最差 优势/劣势 优点/缺点 有利/不利 有利/有害 成功/失败 盈利/亏损 赚钱/亏钱 支持/反对 允许/禁止 必须/不必 同意/拒绝 接受/拒绝 满意/不满 正确/错误 主动/被动 "
        "直接/间接 长期/短期 加强/削弱 集中/分散 之前/之后 以前/以后 先于/后于 昂贵/便宜 较高/较低 较大/较小 较多/较少 更高/更低 更多/更少 更大/更小 更好/更差 外部/内部 买方/卖方 "
        "老客户/新客户 老顾客/新顾客 现有/潜在 忠诚/不忠诚"
    ).split()
)
# Claims stronger than any that a source makes without these words.
_ABSOLUTE = re.compile(
    "绝对|肯定|必然|必定|一定|保证|永远|从来|百分之百|毫无疑问|毋庸置疑|所有|全部|任何|唯一|最佳|首选|第一名|史上|官方|权威|包赚|稳赚|无风险|免费"
)


def contradiction(sentence: str, texts: Sequence[str], names: Iterable[str] = ()) -> str:
    """What of `sentence` says the opposite of `texts`, or more than they do; empty when nothing does. `names` say what they are of."""
    source = "。".join((*texts, *names))
    said, told = _plain(sentence), _plain(source)
    if bool(_EXCEPT.search(sentence)) != bool(_EXCEPT.search(source)) and _EXCEPT.search(sentence):
        return "除外"
    for one, other in _OPPOSITES:
        for word, opposite in ((one, other), (other, one)):
            if word in sentence and word not in source and opposite in source:
                return word
    for match in _ABSOLUTE.finditer(sentence):
        if match[0] not in source:
            return match[0]
    if len(_LINKS.findall(said.replace(_NO, ""))) > len(_LINKS.findall(said)):
        return _NO  # 也就不是说
    return (
        _fewer(said, _plain("。".join(texts)))
        or _wrongly_denied(said, told)
        or _wrongly_affirmed(said, told)
        or _slipped(said, told)
        or _slipped(told, said)
    )


def denied(text: str) -> list[tuple[int, int]]:
    """Where the negations of `text` stand."""
    return [match.span() for match in _WAYS.finditer(text) if match[0] not in _SAYS_NOTHING]


def exchanged(text: str) -> list[str]:
    """`text` with a word exchanged for its opposite, once for each that it holds: 高于 → 低于."""
    pairs = [*_OPPOSITES, *((other, one) for one, other in _OPPOSITES)]
    return [text.replace(word, opposite) for word, opposite in pairs if word in text]


def _plain(text: str) -> str:
    """`text` with each negation as one 不; 并非 keeps its 是, and 不过 and the like are no negations."""

    def one(match: re.Match[str]) -> str:
        if match[0] in _SAYS_NOTHING:
            return "\n" * len(match[0])
        return _NO + "是" if match[0] in _SAYS_IS else _NO

    return _WAYS.sub(one, text)


def _wrongly_denied(said: str, told: str) -> str:
    """A negation of the sentence that the source does not have, by what it denies."""
    places = [at for at, character in enumerate(said) if character == _NO]
    denied = _pairs_under(told, _REACH)
    firsts = {told[at + 1 : at + 2] for at, character in enumerate(told) if character == _NO}
    affirmed = _pairs(told)
    for at in places:
        scope = _scope(said, at, _NEAR)
        pairs = _pairs(scope)
        known = pairs & affirmed
        if known and not known & denied:
            return _NO + scope
        if not known and scope[:1] not in firsts and not _pairs(_scope(said, at, _REACH)) & denied:
            return _NO + scope
    return ""


def _wrongly_affirmed(said: str, told: str) -> str:
    """What the source has only under a negation and the sentence has without one."""
    near, reach = _pairs_under(told, _NEAR), _pairs_under(told, _REACH)
    free = _pairs(_without_scopes(told))
    denied_here = _pairs_under(said, _REACH + 2)
    for pair in sorted(near - free):
        if pair in said and pair not in denied_here and pair in reach:
            return pair
    return ""


def _fewer(said: str, told: str) -> str:
    """A clause of the source that the sentence tells, where all those told deny more often than the sentence does."""
    clauses = [(clause, clause.count(_NO)) for clause in _CLAUSE.split(told) if _NO in clause]
    pairs = [(clause, count, _pairs(clause.replace(_NO, "\n"))) for clause, count in clauses]
    told_here = [(clause, count) for clause, count, own in pairs if own and sum(pair in said for pair in own) >= _TOLD * len(own)]
    return told_here[0][0] if sum(count for _, count in told_here) > said.count(_NO) else ""


def _slipped(with_no: str, without: str) -> str:
    """A negation of one text where the other has the same characters on both sides and none: 说法不一 and 说法一."""
    for at, character in enumerate(with_no):
        beside = with_no[at - 1 : at] + with_no[at + 1 : at + 2]
        if character == _NO and len(beside) == 2 and not _CLAUSE.search(beside) and beside in without and beside not in with_no:
            return with_no[at - 1 : at + 2]
    return ""


def _scope(text: str, at: int, length: int) -> str:
    """What the negation at `at` denies: the characters behind it, at most to the end of the clause or the next negation."""
    return re.split(_NO, _CLAUSE.split(text[at + 1 : at + 1 + length])[0])[0]


def _pairs_under(text: str, length: int) -> set[str]:
    """Pairs of characters that a negation of `text` denies."""
    return {pair for at, character in enumerate(text) if character == _NO for pair in _pairs(_scope(text, at, length))}


def _without_scopes(text: str) -> str:
    """`text` without what its negations deny for certain."""
    kept = list(text)
    for at, character in enumerate(text):
        if character == _NO:
            for place in range(at, at + 1 + len(_scope(text, at, _NEAR))):
                kept[place] = "\n"
    return "".join(kept)


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1) if not _CLAUSE.search(text[at : at + 2])}
