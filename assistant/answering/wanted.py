"""How much a question wants to hear: a way, a story with what came of it, one member of a list, several things at once."""

import re

from assistant.answering.attributes import ASKED
from assistant.retrieval.tokens import normalise
from assistant.types import Card, Intent, Query

_WHICH = re.compile(r"哪一?(?:种|个|条|类|级|层|步|环|项|档|型|块|招|手|方面|阶段|部分)|(?:叫|算|属于)(?:什么|啥)|归在?哪")
_EVERY = re.compile("都|各|分别|全|哪[几些]|一共|总共|依次|第|排|老[二三四五六七八九]")
_WHOSE = re.compile("[谁哪]家|哪个公司")
_ASKS = "(?:哪|什么|啥|几(?!乎)|多少|谁|怎么|咋|干嘛|吗)"
_TWICE = re.compile(rf"{_ASKS}.*[,，、].*{_ASKS}")
_SEVERAL = re.compile(f"各|分别|还有|以及|和|跟|与|{_TWICE.pattern}")
_STORY = re.compile(
    "(?:怎么|咋|如何)(?:玩|[做弄搞](?:的|起来|成|到)|回事|收场)|经过|来龙去脉|前因后果|始末|(?:讲讲|说说|讲一?下|介绍).{0,12}(?:事|故事|案例|例子)|后来(?:怎|咋|如何|是怎|呢)|做了(?:些)?(?:什么|啥|哪)|"
    "(?:案例|例子|故事)(?:讲|说|是)+的?(?:什么|啥|怎么)"
)
_HOW_IT_WENT = re.compile(
    "(?:怎么|咋|如何)(?!解释|看|说|评)|(?:为什么|为啥|凭什么|靠什么|凭啥|靠啥)[^,，。?？]{0,6}(?:卖|成功|赢|火|活|做)|讲了?(?:什么|啥)|做法"
)
# 怎么解释, 怎么区分: a reason or a difference is wanted, no way
_NO_WAY = re.compile(
    "(?:怎么|咋|如何)(?:个?算|就|都(?!不)|还|又|老(?!客)|会|解释|看待|想的|说|讲|写|总结|评价|区分|区别|划?分(?!析)|得出|得来|来的|黄|垮|输|败)|为什么|为啥"
)
_HOW = re.compile("怎么|如何|怎样|咋|办法|步骤|流程|注意|[几些]招|该做|该干|对策")
_TELL = re.compile("(?:讲讲|说说|介绍|讲一?下)[^,，。?？]{0,3}[?？。]?$")
# Sections that tell the rest of a case or a way, where that is asked for besides
_REST = (
    (re.compile("结果|后来|效果|收效|下场|怎样$|怎么样|咋样"), frozenset(("结果", "效果", "成交机会", "后续"))),
    (
        re.compile("说明(?:了)?(?:什么|啥)|想说明|道理|启[示发]|教训|当什么例子|证明|印证"),
        frozenset(("说明什么", "道理", "小结", "结论", "启示")),
    ),
)

_EXAMPLE = re.compile(
    r"举(?:一|几|两|三)?[个条]?[^,，。?？]{0,12}例|(?:有|给)(?:什么|啥|哪些|没有|个|几个)?[^,，。?？哪]{0,4}(?:例子|案例|实例)[?？。吗]?$|(?:例子|案例|实例)(?:呢)?[?？。]?$"
)
_ASKS_FIRST = re.compile(f"{_ASKS}.*[,，]")
_MEANING = re.compile("什么是|是什么|何谓|啥是|是啥|什么意思")

# What stands around the name where nothing but the name is asked for; possessive, since several words begin alike
_ONLY = re.compile(
    r"(?:请问|请|帮我|给我|麻烦|想知道|问|什么|啥|叫做?|是|何谓|何为|解释|介绍|说说|讲讲|谈谈|一?下|意思|定义|含义|涵义|概念|指|(?:怎么|如何)(?:理解|说|讲)|怎么回事|呢|的|呀|啊|[,，。?？!！\s“”\"])*+"
)


def wants_example(query: Query) -> bool:
    """Whether a question wants an example of what it names, and nothing else in front of that but what it is: 举个例子, 是什么，有什么案例."""
    asks_else = _ASKS_FIRST.search(query.text) and not asks_meaning(query.text)
    return query.intent is Intent.CASE and bool(_EXAMPLE.search(query.text)) and not asks_else


def asks_meaning(question: str) -> bool:
    """Whether a question asks what something is, among other things."""
    return bool(_MEANING.search(question))


def wants_only(query: Query, card: Card) -> bool:
    """Whether a question asks what a name of `card` means, and for nothing else: 什么是顾客满意."""
    text = normalise(query.text)
    return any(bool(name) and _ONLY.fullmatch(text.replace(name, "", 1)) is not None for name in map(normalise, card.names) if name in text)


def wants_way(query: Query) -> bool:
    """Whether a question wants to know how to do something."""
    return query.intent is Intent.HOW_TO and not _NO_WAY.search(query.text)


def says_how(question: str) -> bool:
    """Whether a question says that it wants a way; GPN方法 only names one."""
    return bool(_HOW.search(question))


def wants_story(query: Query, card: Card) -> bool:
    """Whether a question wants to hear how something went: what `card` tells, where that is a case and more than one thing of it is asked."""
    of_case = asks_twice(query.text) or _TELL.search(query.text) or _HOW_IT_WENT.search(query.text)
    return bool(_STORY.search(query.text)) or (card.kind == "case" and bool(of_case))


def wanted_besides(question: str) -> set[str]:
    """Headings of the sections that a question asks for besides the way or the story: what came of it, what it shows."""
    return {heading for asked, headings in _REST if asked.search(question) for heading in headings}


def wants_one(question: str) -> bool:
    """Whether a question asks which one of several it is, and not for a place among them."""
    return bool(_WHICH.search(question)) and not _EVERY.search(question)


def asks_whose(question: str) -> bool:
    """Whether a question asks for a person or a firm."""
    return bool(ASKED["person"].search(question) or _WHOSE.search(question))


def asks_twice(question: str) -> bool:
    """Whether a question asks in more than one of its clauses."""
    return bool(_TWICE.search(question))


def asks_several(question: str) -> bool:
    """Whether a question asks for several things, or for several at once: 各, 分别, 哪几样、练多久."""
    return bool(_SEVERAL.search(question))
