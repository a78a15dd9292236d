"""What a message asks: its questions, each with what was said before it in the message.

营销近视症是什么？4P又是哪四个？     two questions
a long story … 到底有哪几种说法？    one, with the story before it
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_ASKING_CHARS = 5

_LINK = r"(?:另外|顺便|顺带|还有|再问(?:一?[句个下])?|再帮|然后|接着|以及|同时|最后(?!一|那|的|几|两)|此外|then\b|also\b)"
_BREAK = re.compile(
    rf"[。！？!?；;\n]+|<[^<>]*>|[,，、]\s*(?={_LINK})|[①-⑳]|(?:^|(?<=[\s。；;：:]))\(?\d{{1,2}}\s*[.、)）]\s*(?=\D)|第[一二三四五][,，、]|(?<![a-zA-Z])[qQ]\d{{1,2}}[\s.:：、]"
)
_EXCEPTION = re.compile(r"(除(?:了|去|掉|开)?[^,，。?？]{1,16})[,，](?=\s*(?:还|另))")  # 除了甲，还有哪些 is one question
_UNWANTED = re.compile(
    r"[,，]\s*(?:不要|别要|别给我?|不说|不算|别算|不含|不包括)[^,，。?？]{1,8}的[吧啊哈]?[。!！]?$"
)  # 人口变量有哪些，不要地理的
_COMMA = re.compile(r"\s*[,，、]\s*|(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")  # a space between Chinese words parts as well
_LINKED = re.compile(rf"\s*{_LINK}")
# 两个问题哈：, 麻烦问三个：, 主管问我两个：
_PREFACE = re.compile(r"^[^,，。:：?？]{0,8}?(?:[两二三四五几仨俩]|\d)(?:个|样|件|点)?(?:小?问题?|事儿?)?[^,，。:：?？]{0,3}[:：]\s*")
_LEAD = re.compile(rf"^(?:{_LINK}|[\s,，、:：.~～…]|以下|一下)+")
_ASKS = re.compile(
    r"什么|啥|哪|谁|(?<![这那好十前后])几(?![乎率天])|(?<![这那好十前后过])几(?=天[啊呀呢]?(?:[?？]|$))|多少|多大|多久|多高|怎|咋|如何|为何|为啥|吗|呢|吧$|么$|是否|是不是|能不能|有没有|对不对|要不要|该不该|区别(?!对待|于)|差别(?!化|对待|定价)|差异(?!化)|不同(?=$|[在之点处,，?？])|([\u4e00-\u9fff])不\1|[了过]没有?[?？]?$|"
    r"定义|含义|意思|算(?:一下|出|算)|问一?下|请教|讲讲|说说|谈谈|聊聊|介绍|列出|列一下|列举|解释|告诉|发我|发给我|给我|要一份|查一?下|说明|举例|举个|写出|explain|what|which|how|why|who|when"
)
# 一并告诉我, 帮我一次讲清, 按顺序一个不落地写出来, 材料怎么说, 客户问我呢: how the answer is wished for, or why; nothing is asked
_WISH = re.compile(
    r"(?:一并|一起|一块儿?|一次(?:性)?|一口气|按顺序|挨个儿?|逐个|逐条|条条|[这那]?一(?:长串|大堆|堆|整套|系列)|顺便|老(?:是|爱|会)?|搞混|记混|弄混|分不清|搞不清|记不住|详细|简单|完整|清楚|分别|分开|都|全部?|也|请|麻烦|劳驾|拜托|帮忙?|给|替|跟|我|咱们?|我们|想|要|得|就|再|先|别漏了?|一[个条项栏种样]不(?:落|漏)地?|"
    r"[这那]?(?:两|三|四|五|几)[个条项问样](?:数字?|问题|都)?|告诉|回答|答|讲|说|列|写|发|念|背|过|查|看|解释|介绍|说明|一[个条项样](?:一?[个条项样])|(?:该|要|得)?怎么(?:回|答|接)(?:话|复|答|他|她|人家)?|没记错|统统|全套|打勾|做表|抄|一遍|一下|下|出来?|全|齐|清|完|了|"
    r"(?:材料|课件|教材|教程|讲义|书|资料|原文)(?:里头?|上|中|当中)?(?:到底|究竟)?(?:都|是)?(?:怎么|咋|如何|怎样)(?:说|讲|写)的?|"
    r"(?:客户|顾客|领导|老板|同事|经理|学员|人家|老?被人|老|总|有人|在|问|等|住|着|急|用|下午|明天|今天|马上){2,}|谢谢|多谢|谢了|哈|啊|呗|吧|呢|嘛|哦|呀|的|\s|[,，、.…~～])+"
)
# 满不满意, 更省钱吧, 要是客人不同意呢: in front of a comma and another question these tell what it is about
_HARDLY_ASKS = re.compile(r"(?!(?:是不是|对不对|能不能|要不要|该不该|会不会|行不行|可不可))([\u4e00-\u9fff])不\1|[吧呢]$")
_COUNTED = re.compile(r"[两三四五六七八九十\d]\s*[个条项种类点步大级层样件方招][^,，、。]{1,8}$")  # 售后的三个要点
# 什么是, at the end of a line: what is asked about stands in the next one
_OPEN = re.compile(r"(?:请问|想问一?下|问一?下|请|帮我)?(?:什么是|什么叫做?|啥是|啥叫|何谓|何为|(?:解释|介绍|说说|讲讲|讲)(?:一?下)?)")
# 搞了个什么双赢套餐，是怎么回事; 有一条专讲第二名怎么打，是哪条来着: what stands behind the comma asks of what stands before it
_OF_BEFORE = re.compile(
    r"(?:这|那|它|到底|究竟)*(?:是|算|叫)?(?:(?:怎么|咋)回事|(?:什么|啥)(?:意思|名字?|来着)?|哪一?[条个项](?:法则|定律|规则)?)(?:来着|啊|呀|呢|吗|的)*[?？。]*"
)
_NOT_ASKING = re.compile(
    r"(?:无论|不管|不论|甭管)[^,，。]*|“[^”]*”|「[^」]*」|\"[^\"]*\"|没什么|不怎么|什么的|怎么(?:都|也)|(?:之后|以后|完了?|的时候|的话|这块|方面)呢"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a message, and the pieces of the message in front of it."""

    text: str
    before: tuple[str, ...]


def split_questions(message: str, names: Callable[[str], bool]) -> list[Asked]:
    """The questions of a message in order, at least one. `names` says whether a text names something of the material.

    A piece asks when it holds an asking word, or names or counts something behind a linking word (还有CS战略). One that only wishes (一并告诉我)
    is left out. A message in which nothing asks is one question.
    Commas and spaces part questions only where both sides ask and one of them names a subject.
    """
    message = _UNWANTED.sub("", message)
    rough = [piece for whole in _BREAK.split(_EXCEPTION.sub(r"\1", _PREFACE.sub("", message))) for piece in _at_commas(whole, names)]
    said = [(bool(_LINKED.match(piece)), rest) for piece in rough if (rest := _LEAD.sub("", piece).strip())]
    read = [(link, piece) for link, piece in _completed(said) if not only_wishes(piece)]
    pieces = [piece for _, piece in read]
    asking = [place for place, (link, piece) in enumerate(read) if asks(piece) or (link and (names(piece) or _COUNTED.search(piece)))]
    if not asking:
        asking = [place for place, piece in enumerate(pieces) if names(piece)][-1:]
    if len(pieces) == 1 < len(said):
        return [Asked(pieces[0], ())]
    if not asking or len(pieces) < 2:
        return [Asked(message.strip(), ())]
    return [Asked(pieces[place], tuple(pieces[:place])) for place in asking]


def _completed(said: list[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """The pieces, each that names nothing yet together with the next."""
    whole: list[tuple[bool, str]] = []
    for link, piece in said:
        if whole and _OPEN.fullmatch(whole[-1][1]):
            whole[-1] = (whole[-1][0], whole[-1][1] + piece)
        else:
            whole.append((link, piece))
    return whole


def split_loosely(question: str) -> list[str]:
    """The parts of a question at the commas between pieces that ask, of five characters and more; none where there is one such piece."""
    parts = [piece for part in _COMMA.split(question) if (piece := part.strip()) and not only_wishes(piece)]
    last = len(parts) - 1
    asking = [
        place
        for place, part in enumerate(parts)
        if asks(part if place == last else _HARDLY_ASKS.sub("", part)) and len(part) >= _ASKING_CHARS and not _OF_BEFORE.fullmatch(part)
    ]
    if len(asking) < 2:
        return []
    starts = [0, *(place + 1 for place in asking[:-1])]
    return [_LEAD.sub("", "，".join(parts[start : place + 1])) for start, place in zip(starts, asking, strict=True)]


def asks(piece: str) -> bool:
    """Whether a piece holds an asking word; 无论什么 and what is quoted do not count."""
    return bool(_ASKS.search(_NOT_ASKING.sub("", piece.lower())))


def only_wishes(piece: str) -> bool:
    """Whether a piece only says how the answer is wished for, or why: 一并告诉我."""
    return bool(_WISH.fullmatch(piece))


def _at_commas(piece: str, names: Callable[[str], bool]) -> list[str]:
    parts = []
    start = 0
    for comma in _COMMA.finditer(piece):
        before, after = piece[start : comma.start()], re.split("[,，]", piece[comma.end() :], maxsplit=1)[0]
        if (
            asks(_HARDLY_ASKS.sub("", before))
            and asks(after)
            and (names(before) or names(after))
            and not _OF_BEFORE.fullmatch(after.strip())
        ):
            parts.append(before)
            start = comma.end()
    return [*parts, piece[start:]]
