"""Questions in a plain form, in which one that is written two ways is the same: 什么叫客户满意, 顾客满意是什么意思啊."""

import re

from assistant.retrieval.tokens import normalise

_MARKS = re.compile(r"[\s,，。.、;；:：?？!！~“”\"'‘’()（）《》]+")
_DRESS = re.compile(
    "^(?:请问|请教|麻烦|想问|问一?下|想知道|我想知道|说说|讲讲|那么?|(?:老|总|常|经常|一直)(?:听|看)(?:人|别人|同事|领导)?(?:说|讲|提|到|见)(?:起|过|到)?)+"
    "|^.{0,4}(?:课|课件|课程|材料|教材|讲义|资料|书)[里上中](?:头|面)?(?:讲|说|提|写)?(?:到|过)?的?那?个?(?=.{3})"
    "|(?:呢|啊|呀|啦|哦|嘛|来着)+$"
)
_FILLING = re.compile("到底|究竟|具体|其实|(?<=[\u4e00-\u9fff])的(?=[\u4e00-\u9fff])|一下(?!子)")
_SPOKEN = (("为啥", "为什么"), ("咋", "怎么"), ("啥", "什么"), ("怎样", "怎么"), ("如何", "怎么"))
_WHAT = re.compile("(?:什么是|什么叫|啥是|啥叫|何谓|何为)(?P<named>.+)")
_MEANS = re.compile("(?P<defined>.+?)的?(?:定义|含义|涵义)(?:是什么)?|(?P<named>.+?)(?:是|指)?(?:什么|啥)(?:意思|东西|概念)?")


def plain(question: str) -> str:
    """The form in which questions are compared, character by character."""
    text = _FILLING.sub("", _bare(question).replace("顾客", "客户"))
    for spoken, written in _SPOKEN:
        text = text.replace(spoken, written)
    named = _named(text)
    return f"{named}是什么" if named else text


def defined(question: str) -> str:
    """What a question wants to know the meaning of, in normal form; empty where it wants anything else."""
    return _named(_bare(question))


def _bare(question: str) -> str:
    return _DRESS.sub("", _MARKS.sub("", normalise(question)))


def _named(text: str) -> str:
    asked = _WHAT.fullmatch(text) or _MEANS.fullmatch(text)
    return next(filter(None, asked.groups()), "") if asked else ""
