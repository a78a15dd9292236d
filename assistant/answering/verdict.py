"""Whether a sentence of the material says yes or no to what a question states, where that is certain by rule; else no verdict.

A verdict is given only where one clause of the sentence holds every word of the statement in its order, with nothing between them that could turn
it: then it says so (or, with one negation more or less or a word exchanged for its opposite, the contrary). Lists and pairs of names have
rules of their own. A wrong verdict is worse than none, so whatever hedges, reports or sets a condition decides nothing.
"""

import re
from collections.abc import Sequence
from enum import Enum
from itertools import pairwise

from assistant.answering.announced import Announced, announced, counts_asked
from assistant.answering.figures import figures, misplaced
from assistant.answering.gates import support
from assistant.answering.polarity import contradiction, denied, exchanged
from assistant.answering.words import content_words
from assistant.ingest.cards import DERIVED, OUTSIDE
from assistant.numerals import read_han, read_numbers
from assistant.retrieval.listed import own_pairs
from assistant.retrieval.tokens import normalise

_LEAST = 3  # characters of a statement that says something
_OTHER = re.compile("什么|啥|哪|几(?!乎)|多少|谁|怎|咋|为何|为啥|还是|各")  # asks for more than yes or no
_TAG = (
    r"(?:是|我|你|咱|这|那|么|个|话|样|说法?|讲法?|写法?|理解|记|PPT|ppt|得|的|没|有|问题|毛病|错|对不对|对|是不是|行不行|行|准|属实|真|靠谱|正确|回事|吗|吧|么|呢|嘛|啊|呀|"
    r"\s|[?？。!！])+"
)
_TAGGED = re.compile(rf"(?P<said>.+?)[,，]\s*{_TAG}")
_ASKING = re.compile(r"(?:(?<!干)[吗吧嘛]|(?<![什怎多那这])么|对不对|是不是|对吗|对吧|是吗|是吧)+[?？。!！\s]*$")
_EITHER = {
    "是不是": "是",
    "算不算": "算",
    "能不能": "能",
    "会不会": "会",
    "有没有": "有",
    "可不可以": "可以",
    "要不要": "要",
    "该不该": "该",
    "包不包括": "包括",
    "包不包含": "包含",
    "含不含": "含",
    "是否": "",
}
_NOT_SO = re.compile("(?:难道)?(?:不就|不|就)是(?=.*[吗嘛])")  # 4P不是……吗 takes it for so
_SOURCE = re.compile(
    r"^(?:请问|我记得|听说|据说|(?:材料|课件|课|书|讲义|老师|课程|培训)(?:里|上|中)?(?:是不是)?(?:说|讲|写|提到)?(?:的是|过|的)?)[,，]?"
)
_CLAUSE = re.compile("[,，](?!指|是|即|也就是)|[;；。!！?？]")
_HEDGED = re.compile(
    "可能|也许|疑|看来|未必|不一定|不见得|大概率|有的|有些|部分|一处|一说|往往|通常|主要|一般|多半|如果|假如|只有|除非|只要|凡是|时[,，]|时候|后[,，]|前[,，]|的话|一旦|反对|否认|批评|驳|误区|误解|有人|以为|反问|原来|本来|曾|"
    r"没有(?:明|说|写|给|印|展开|解释|列|保留|注)|残缺|缺失|……|(.)不\1|有没有|是否"
)
_BOUNDS = re.compile(
    "只|仅|光|都|全|所有|每|任何|一定|必[须定然]|最|唯一|更|才|总|永远|从不|就[行够]|不用|越|第[一二三四五六七八九十\\d]+|头一|首"
)
_EXCEPT = re.compile("除了|除外|以外|之外")
_FOLLOWS = re.compile("了(?:也|都|便)?就|只要|一旦")  # 满意了就会忠诚: one from the other, which 满意与忠诚 does not say
_ONLY = re.compile("只有|只是|只|仅|光")
_JOINS = re.compile("[、和跟与及]|以及|还有")
_PLACE = re.compile(
    r"(?P<of>.+?)(?:里|中|的)*(?P<place>头|首|末|最.|第[一二三四五六七八九十]{1,3})的?[一那]?[条个项种级层步点位样](?:就)?(?:是|叫|为)(?P<member>[^,，、]{2,12})"
)
_BEGINS = frozenset(("开始", "起", "年", "天", "月"))
_BELONGS = re.compile(
    r"(?P<one>.{2,8}?)(?:是|算|属于)(?P<of>.+?)(?:之一|里的|中的|的一[个条项种])?$|(?P<whole>.+?)(?:包括|包含|含有?|里有)(?P<part>.{2,8})"
)
_SHARE = "%"  # of one thing there may be many
_SAME = re.compile(
    r"(?P<one>.{2,12}?)(?:和|跟|与|同|就是|其实是)(?P<other>.{2,12}?)(?:[,，]?(?:两个名字|这两个))?(?:说的|讲的|指的)?(?:是|算|能当)?(?:不是)?(?:同一|一回事|一码事|一样|一个(?:意思|东西|概念)|一套|一类)"
)
_DIFFER = re.compile("不是一(?:件事|回事|码事|套|样)|不是同一|不能(?:互换|混)|不一样")
_AGREE = re.compile("又[叫称]|也[叫称]作?|两个名字指同一|(?:是|指)同一[个种条样项]")


class Verdict(Enum):
    """What the material says to a statement."""

    SO = "so"
    NOT_SO = "not so"


def stated(question: str) -> str | None:
    """What a yes-or-no question states, in the form that is compared: 客户是不是天生就会忠诚 → 客户是天生就会忠诚. None for any other question."""
    text = normalise(question).strip(" ?。!,")
    if match := _TAGGED.fullmatch(text):
        text, asks = match["said"], True
    else:
        asks = bool(_ASKING.search(text))
    said = _NOT_SO.sub("是", text, count=1) if _NOT_SO.search(text) else text
    for asked, plain in _EITHER.items():
        if asked in said:
            said, asks = said.replace(asked, plain, 1), True
    if not asks or _OTHER.search(said):
        return None
    said = _SOURCE.sub("", _ASKING.sub("", said))
    return said if len(said) >= _LEAST else None


def verdict(statement: str, sentence: str) -> Verdict | None:
    """What `sentence`, of the material, says to a `statement` in the form that `stated` gives; None where that is not certain."""
    told = normalise(sentence)
    if DERIVED in told or told.startswith(OUTSIDE) or _HEDGED.search(told) or _EXCEPT.search(statement):
        return None
    for rule in (_same, _placed, _listed, _belonging, _measured, _worded):
        if (found := rule(statement, told)) is not None:
            return found
    return None


def _same(statement: str, told: str) -> Verdict | None:
    """Whether two names are of one thing, where the sentence has what tells them apart."""
    asked = _SAME.search(statement)
    if asked is None:
        return None
    own = own_pairs([name.rpartition("的")[2] for name in (asked["one"], asked["other"])])
    if any(2 * sum(pair in told for pair in pairs) < len(pairs) or not pairs for pairs in own):
        return None
    differ, agree = bool(_DIFFER.search(told)), bool(_AGREE.search(told))
    if differ == agree:
        return None
    return Verdict.SO if agree != ("不是" in asked[0]) else Verdict.NOT_SO


def _placed(statement: str, told: str) -> Verdict | None:
    """Whether a member stands at the place of the list that the statement gives it: 头一条是成就客户."""
    found, asked = announced(told), _PLACE.fullmatch(statement)
    if found is None or asked is None or found.count != len(found.members) or denied(statement) or denied(told):
        return None
    place = _place(asked["place"], found)
    words = _words(asked["of"])
    holds = [number for number, member in enumerate(found.members, start=1) if asked["member"] in member]
    if not words or not _in_order(words, found.head) or len(holds) != 1:
        return None
    return None if place is None else Verdict.SO if holds == [place] else Verdict.NOT_SO


def _place(written: str, found: Announced) -> int | None:
    """Which place of a list is meant: 头一, 第三, or 最浅 where it goes 由浅到深."""
    last = len(found.members)
    if written[0] == "最":
        return 1 if re.search(f"[由从]{written[1]}[到至往]", found.head) else last if f"到{written[1]}" in found.head else None
    return {"头": 1, "首": 1, "末": last}.get(written[0]) or int(read_han(written[1:]))


def _listed(statement: str, told: str) -> Verdict | None:
    """Whether members belong to the list that the sentence announces."""
    found = announced(told)
    if found is None or denied(statement) or denied(told) or found.count not in (None, len(found.members)):
        return None
    named = [member for member in found.members if member in statement]
    rest = statement
    for member in sorted(named, key=len, reverse=True):
        rest = rest.replace(member, " ")
    only = bool(_ONLY.search(rest))
    rest = _ONLY.sub(" ", rest)
    if not named or _BOUNDS.search(rest) or figures(rest) != [] or not _words(rest) or not _in_order(_words(rest), found.head):
        strange = _strange(statement, found.members, found.head)
        return Verdict.NOT_SO if strange else None
    if only:
        return Verdict.NOT_SO if len(named) < len(found.members) and found.count is not None else None
    return Verdict.SO


def _belonging(statement: str, told: str) -> Verdict | None:
    """Whether something belongs to what the head of a list announces, where it ends or begins the name of one member: 选址 of 商店选址."""
    found, asked = announced(told), _BELONGS.fullmatch(statement)
    if found is None or asked is None or denied(statement) or denied(told) or _BOUNDS.search(statement):
        return None
    if found.count not in (None, len(found.members)):
        return None  # 有三种，另附一种
    one, of = (asked["one"], asked["of"]) if asked["one"] else (asked["part"], asked["whole"])
    held = [member for member in found.members if member.startswith(one) or member.endswith(one)]
    words = _words(of)
    of_this = (len(words) > 1 or "".join(words) == of) and _in_order(words, found.head) and set(counts_asked(of)) <= {found.count}
    return Verdict.SO if of_this and len(held) == 1 else None


def _strange(statement: str, members: Sequence[str], head: str) -> bool:
    """Whether a statement lists three and more of what the head of a list announces, and something among them is no member."""
    start = max((statement.find(word) + len(word) for word in ("是", "有", "包括") if word in statement), default=-1)
    items = [item.strip("“”\"' ") for item in _JOINS.split(statement[start:])] if start > 0 else []
    about = _words(statement[:start]) if items else []
    if len(items) < 3 or not about or not _in_order(about, head) or sum(item in members for item in items) < 2:
        return False
    return any(all(item not in member and member not in item for member in members) for item in items)


def _measured(statement: str, told: str) -> Verdict | None:
    """Whether a clause gives another figure, in the same unit, for what the statement gives one of: 检验品管是1930年开始的."""
    stated_here = [(figure, number) for figure, number in figures(statement) if figure[1]]
    if not stated_here or denied(statement) or _BOUNDS.search(statement):
        return None
    (figure, number), *_ = stated_here
    subject, rest = _words(statement[: number.start]), _words(statement[number.end :])
    for clause in _CLAUSE.split(told):
        given = [(other, at) for other, at in figures(clause) if other[1] == figure[1]]
        if len(given) != 1 or len(subject) < 2 or denied(clause) or figure[1] == _SHARE:
            continue
        (other, at), beside = given[0], [word for word in rest if word not in _BEGINS and not read_numbers(word)]
        if other != figure and _in_order(subject, clause[: at.start]) and all(word in clause for word in beside if word != figure[1]):
            return Verdict.NOT_SO
    return None


def _worded(statement: str, told: str) -> Verdict | None:
    """Whether a clause of the sentence says the statement, or its contrary, in the same words; of a list one member does, never several together,
    where the statement lists nothing itself."""
    found = None if "、" in statement else announced(told)
    clauses = [clause for clause in (_CLAUSE.split(told) if found is None else [found.head, *found.members]) if clause]
    if any(_says(statement, clause) for clause in clauses):
        return Verdict.SO
    contraries = [*exchanged(statement), *(other for other, _ in _affirmed(statement))]
    if any(_says(other, clause) for other in contraries for clause in clauses):
        return Verdict.NOT_SO
    if any(_says(statement, other, around=at) for clause in clauses for other, at in _affirmed(clause)):
        return Verdict.NOT_SO
    return None


def _affirmed(text: str) -> list[tuple[str, int]]:
    """`text` without its one negation, where that denies the whole (不是天生的 → 是天生的, but not 不都是), and where it stood."""
    places = denied(text)
    if len(places) != 1:
        return []
    start, end = places[0]
    if _BOUNDS.match(text, end) or text.startswith(("同", "仅", "但", "足", "满", "良", "断", "错", "少"), end):
        return []
    kept = "是" if text[start:end].endswith("是") else ""
    return [(text[:start] + kept + text[end:], start)]


def _says(statement: str, clause: str, around: int | None = None) -> bool:
    """Whether a clause holds the words of a statement in their order, with the place `around` among them, none of its bounds more or less, and
    nothing between them that turns it."""
    words = _words(statement)
    if _FOLLOWS.search(statement) and not _FOLLOWS.search(clause):
        return False
    if len(words) < 2 or set(_BOUNDS.findall(statement)) != set(_BOUNDS.findall(clause)) or len(denied(statement)) != len(denied(clause)):
        return False
    places = _places(words, clause)
    if not places or support(statement, clause) < 1 or contradiction(statement, [clause]) or misplaced(statement, [clause]):
        return False
    if around is not None and not places[0][0] < around < places[-1][1]:
        return False
    between = [clause[end:start] for (_, end), (start, _) in pairwise(places)]
    return not any("的" in gap and _words(gap.rpartition("的")[2]) for gap in between) and sum(len(_words(gap)) for gap in between) <= 1


def _words(text: str) -> list[str]:
    return [word.text for word in content_words(text)]


def _in_order(words: Sequence[str], text: str) -> bool:
    return bool(_places(words, text))


def _places(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Where words stand in a text one behind the other; none where some does not."""
    at, places = 0, []
    for word in words:
        start = text.find(word, at)
        if start < 0:
            return []
        at = start + len(word)
        places.append((start, at))
    return places
