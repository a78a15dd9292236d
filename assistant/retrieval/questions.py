"""What a message asks: its questions, each with what was said before it in the message.

营销近视症是什么？4P又是哪四个？     two questions
a long story … 到底有哪几种说法？    one, with the story before it
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

MAX_QUESTIONS = 5  # of more, the rest is left to another message
_ASKING_CHARS = 5

_LINK = r"(?:另外|顺便|顺带|还有|再问|再帮|然后|接着|以及|同时|最后|此外|then\b|also\b)"
_BREAK = re.compile(
    rf"[。！？!?；;\n]+|<[^<>]*>|[,，、]\s*(?={_LINK})|[①-⑳]|(?:^|(?<=[\s。；;：:]))\(?\d{{1,2}}\s*[.、)）]\s*(?=\D)|第[一二三四五][,，、]|(?<![a-zA-Z])[qQ]\d{{1,2}}[\s.:：、]"
)
_COMMA = re.compile(r"\s*[,，、]\s*|(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")  # a space between Chinese words parts as well
_LINKED = re.compile(rf"\s*{_LINK}")
_LEAD = re.compile(rf"^(?:{_LINK}|[\s,，、:：.~～…]|以下|一下)+")
_ASKS = re.compile(
    r"什么|啥|哪|谁|(?<![这那好十前后])几(?![乎率天])|多少|多大|多久|多高|怎|咋|如何|为何|为啥|吗|呢|吧$|么$|是否|是不是|能不能|有没有|对不对|要不要|该不该|区别|差别|差异|不同|"
    r"定义|含义|意思|算(?:一下|出|算)|问一?下|请教|讲讲|说说|谈谈|聊聊|介绍|列出|列一下|列举|解释|告诉|发我|发给我|给我|要一份|查一?下|说明|举例|举个|写出|explain|what|which|how|why|who|when"
)
_NOT_ASKING = re.compile(r"(?:无论|不管|不论|甭管)[^,，。]*|“[^”]*”|「[^」]*」|\"[^\"]*\"|没什么|不怎么|什么的|怎么(?:都|也)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a message, and the pieces of the message in front of it."""

    text: str
    before: tuple[str, ...]


def split_questions(message: str, names: Callable[[str], bool]) -> list[Asked]:
    """The questions of a message in order, at least one. `names` says whether a text names something of the material.

    A piece asks when it holds an asking word, or names something behind a linking word (还有CS战略). A message in which nothing asks is one question.
    Commas and spaces part questions only where both sides ask and one of them names a subject.
    """
    rough = [piece for whole in _BREAK.split(message) for piece in _at_commas(whole, names)]
    linked = [bool(_LINKED.match(piece)) for piece in rough]
    pieces = [_LEAD.sub("", piece).strip() for piece in rough]
    linked, pieces = [link for link, piece in zip(linked, pieces, strict=True) if piece], [piece for piece in pieces if piece]
    asking = [place for place, piece in enumerate(pieces) if asks(piece) or (linked[place] and names(piece))]
    if not asking:
        asking = [place for place, piece in enumerate(pieces) if names(piece)][-1:]
    if not asking or (len(pieces) == 1):
        return [Asked(message.strip(), ())]
    return [Asked(pieces[place], tuple(pieces[:place])) for place in asking[:MAX_QUESTIONS]]


def split_loosely(question: str) -> list[str]:
    """The parts of a question at the commas between pieces that ask, of five characters and more; none where there is one such piece."""
    parts = [piece.strip() for piece in _COMMA.split(question)]
    asking = [place for place, part in enumerate(parts) if asks(part) and len(part) >= _ASKING_CHARS]
    if len(asking) < 2:
        return []
    starts = [0, *(place + 1 for place in asking[:-1])]
    return [_LEAD.sub("", "，".join(parts[start : place + 1])) for start, place in zip(starts, asking, strict=True)][:MAX_QUESTIONS]


def asks(piece: str) -> bool:
    """Whether a piece holds an asking word; 无论什么 and what is quoted do not count."""
    return bool(_ASKS.search(_NOT_ASKING.sub("", piece.lower())))


def _at_commas(piece: str, names: Callable[[str], bool]) -> list[str]:
    parts = []
    start = 0
    for comma in _COMMA.finditer(piece):
        before, after = piece[start : comma.start()], piece[comma.end() :].split("，")[0]
        if asks(before) and asks(after) and (names(before) or names(after)):
            parts.append(before)
            start = comma.end()
    return [*parts, piece[start:]]
