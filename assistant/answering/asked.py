"""Questions in a plain form, in which one that is written two ways is the same: 什么叫客户满意, 顾客满意是什么意思啊."""

import re

from assistant.retrieval.tokens import normalise

_MARKS = re.compile(r"[\s,，。.、;；:：?？!！~“”\"'‘’()（）《》]+")
_DRESS = re.compile("^(?:请问|请教|麻烦|想问|问一?下)+|(?:呢|啊|呀|啦|哦|嘛)+$")
_WHAT = re.compile("(?:什么是|什么叫|啥是|啥叫|何谓|何为)(?P<named>.+)")
_MEANS = re.compile("(?P<defined>.+?)的?(?:定义|含义|涵义)(?:是什么)?|(?P<named>.+?)(?:是|指)?(?:什么|啥)(?:意思|东西|概念)?")


def plain(question: str) -> str:
    """The form in which questions are compared, character by character."""
    text = _bare(question).replace("顾客", "客户")
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
