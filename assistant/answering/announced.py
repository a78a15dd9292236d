"""Sentences that announce the members of a list, and questions that want one: 公司端时机点有六种：周年庆、优质产品、… ← 公司端时机有哪几种."""

import re
from dataclasses import dataclass

from assistant.ingest.cards import DERIVED
from assistant.numerals import read_han
from assistant.retrieval.tokens import normalise
from assistant.types import Intent, Query

_LEAST = 2  # members of a list
_NOUN = 2  # characters that tell what a number counts
TELLING = 3  # a number from here on tells one list from others
_PLAIN = 3  # members of one whose sentence gives no count
_MOST = 30  # a greater number counts something else
_MEASURES = "个条项种类档段层步点级方样件招句块组部处次则期位大面型阶讲代套对栏"
_PLAIN_MEASURES = "个条项种"  # stand between a number and what it counts, and never begin that
_COUNT = re.compile(
    rf"(?<![第\d.几前后一二两三四五六七八九十百])(?:(?P<digits>\d{{1,2}})\s*(?:[{_MEASURES}]|[a-z](?![a-z店]))|(?P<han>[二三四五六七八九]?十[一二三四五六七八九]?|[二两三四五六七八九])(?![十百年月日天周元块万千百亿倍成折%岁分人号点.]))"
    r"(?!个?多(?!了|出|少|[两三四五六七八九几]))(?![^,。?]{0,4}(?:里|中|当中)[^,。?]{2})"  # 四组因素里营销因素的条目: the list within is meant
)
_OF = re.compile(
    r"[- ]*(?P<of>[^,、]*?)(?:依次|分别|主要|一共|共)?(?:是|有|包括|分|由|含|印出|列出|举了).*"
)  # what it announces members of
_ITEM = re.compile(rf"[几哪二两三四五六七八九十\d]\s*(?P<item>[{_MEASURES}])")
_VERB_BEHIND = re.compile("(?:依次|分别|主要|就|都)*(?:是|有|为)?$")
_ITEM_ASKED = re.compile(rf"(?:[几哪]|多少)([{_MEASURES}])")
_ANY_ITEM = frozenset("个种些")  # count anything
_COLON = re.compile(r"(?P<head>[^:]{2,60}):(?P<members>.+)")
_VERB = re.compile(r"(?P<head>[^、,:]{2,24}?)(?:依次|分别|主要)?(?:是|有|包括|分为|分成)(?P<members>[^、:]{1,24}(?:、[^、]{1,24}){2,})")
_BETWEEN = re.compile(r"[、,;。]|(?<=[^、,;]{2})(?:和|以及|还有|与)(?=[^、,;]{2})")
_AND = re.compile("[、和与跟及]|以及")
_NAMED_TOGETHER = re.compile(r"(?:[^,;。、和与跟及\d]{2,12}(?:[、和与跟及]|以及))+[^,;。、和与跟及\d]{2,12}?[的这那]*$")
# 全部列出来, 七种都要, 一个个写全: the list is wanted, member by member
_WHOLE = re.compile(
    r"全部|全都|全(?:写|给|要|念|讲|说|发|列)|列[全齐上出]|写全|都(?:列|写|要|给)|一个个|一[条个项种样类点步层级代件]不(?:落|漏|少)|罗列|每一?[条个种项类档样点步层级代件]|完整|所有|逐[条个项]|挨个|从头(?:到|至)尾|[别不](?:要)?[漏落]|[背念抄](?:一遍|一下|出来|给|下来)|[一二三四五六七八九十\d]+[条个项种类].{0,8}(?:名称|名字)"
)
_MEMBERS = re.compile(r"哪(?:几|[二两三四五六七八九十\d])|[分有](?:几|多少)|各是|分别")
# 各是什么意思, 展开讲: what is said of the members is wanted, not their names alone
_MORE = re.compile(
    r"展开|介绍|讲讲|说说|详细|具体|含义|举(?:个|些|几个)?例|打个比方|意思|解释|说明(?!了?(?:什么|啥))|各(?:自|是|讲|有|指|要|看)?(?:什么|啥|怎么|多)|分别(?:是|指|讲)?(?:什么|啥|怎么)|(?:各自?|分别|每一?[种个项条级层类步点](?:[^,。?]{0,6}的)?[^,。?]{0,6})对应"
)


@dataclass(frozen=True, slots=True)
class Announced:
    """What a sentence announces: the words in front of the members, and what these are `of`; how many it says there are (None where it does
    not) and by which word it counts them; the members."""

    head: str
    of: str
    count: int | None
    item: str
    members: tuple[str, ...]


def announced(text: str) -> Announced | None:
    """The list that a sentence announces; None where it announces none. What is worked out (推算：甲1400元、乙1140元) is no list."""
    text = normalise(text)
    found = _COLON.fullmatch(text) or _VERB.match(text)
    members = tuple(part.strip('“”" ') for part in _BETWEEN.split(found["members"]) if part.strip()) if found else ()
    counts = _counts(found["head"]) if found else []
    if found is None or len(members) < (_LEAST if counts else _PLAIN) or not (counts or "、" in found["members"]):
        return None
    if not counts and text.startswith(DERIVED):
        return None
    items = _ITEM.findall(found["head"])
    of = _OF.fullmatch(found["head"])
    return Announced(found["head"], of["of"] if of else found["head"], counts[-1] if counts else None, items[-1] if items else "", members)


def counts_asked(question: str) -> list[int]:
    """The numbers of members that a question speaks of: 六个词 is 6, 第六条 and 6年 are none."""
    return _counts(normalise(question))


def counted_as(question: str, announces: Announced) -> bool:
    """Whether a question speaks of as many members as are announced or, without their number, counts them by the same word: 分几级."""
    counts = counts_asked(question)
    if counts:
        return announces.count in counts
    return announces.count is not None and announces.item in set(_ITEM_ASKED.findall(normalise(question))) - _ANY_ITEM


def miscounted(question: str, announces: Announced) -> bool:
    """Whether a question counts what is announced, and counts it otherwise: 关系营销的六个层次, of five. 前三个层次 and 第六个 count something else, and
    so does a number that the announcing words have as well: 四类顾客的划分看两条 does not say that there are two of these customers."""
    if announces.count is None or not counts_these(question, announces):
        return False
    return not set(counts_asked(question)) & set(_counts(announces.head))


def counts_these(question: str, announces: Announced) -> bool:
    """Whether what a question counts is what is announced, by the noun behind the number: 四个特点, of 国际营销有三个特点; 十二种客户 are none of
    对豪爽型客户有四条忌讳."""
    text = normalise(question)
    counted = [
        match
        for match in _COUNT.finditer(text)
        if "级" not in text[match.start() : match.end() + 1] and not _sums_up(text, match)  # 二级客户 is one rank of them
    ]
    nouns = (text[match.end() :].lstrip(_PLAIN_MEASURES)[:_NOUN] for match in counted)
    announcing = list(_COUNT.finditer(announces.head))
    behind = _VERB_BEHIND.sub("", announces.head[announcing[-1].end() :].lstrip(_PLAIN_MEASURES)) if announcing else ""
    told = behind if len(behind) >= _NOUN else announces.head
    return any(len(noun) == _NOUN and noun in told for noun in nouns)


def _sums_up(text: str, count: re.Match[str]) -> bool:
    """Whether a number counts what is named right in front of it: 优柔寡断的和自命清高的两种客户."""
    named = _NAMED_TOGETHER.search(text, 0, count.start())
    return named is not None and len(_AND.findall(named.group())) + 1 == int(count["digits"] or read_han(count["han"]))


def wants_whole(question: str) -> bool:
    """Whether a question wants a list member by member: 一个个写全."""
    return bool(_WHOLE.search(question))


def wants_more(question: str) -> bool:
    """Whether a question wants to hear of the members of a list, not only their names: 各是什么意思."""
    return bool(_MORE.search(question))


def wants_members(query: Query) -> bool:
    """Whether a question asks for the members of something."""
    return query.intent is Intent.LIST or bool(_MEMBERS.search(query.text)) or wants_whole(query.text) or bool(counts_asked(query.text))


def _counts(text: str) -> list[int]:
    counts = [int(match["digits"] or read_han(match["han"])) for match in _COUNT.finditer(text)]
    return [count for count in counts if _LEAST <= count <= _MOST]
