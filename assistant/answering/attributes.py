"""What a question may ask for besides its subject: how it asks for a time, a person, a place, a figure, and what a text has that tells it."""

import re
from collections.abc import Iterable

from assistant.types import Card, Passage

_ATTRIBUTES = {
    "time": (
        r"哪一?年|什么时候|何时|几几年|多少年前|哪个年代|几月|哪一?天|年份",
        r"\d{2,4}年|年代|世纪|\d月|时期|(?<!\d)(?:1[89]|20)\d\d(?![\d.元人万亿个件家])",
    ),
    "person": (
        r"谁|哪[一两几三]?位|哪[个些](?:学者|教授|机构|人|大师|专家)|何人|作者|创始人|发明|哪家机构|哪国|哪个国家|提的|提出",
        r"提出|教授|博士|先生|创始|学者|作者|[a-z]{3,}|·",
    ),
    "place": (r"哪里|哪儿|在哪|什么地方|哪个(?:城市|省|地方)", r"[省市县区国]|北京|上海|深圳"),
    "figure": (r"多少|几[成倍个家人年天%]|百分之几|占比|比例|多大|多高|多久|销量|增长率", r"\d|[一二三四五六七八九十]成|百分之|倍"),
    "spelt": (r"英文|全称|缩写|外文|怎么拼", r"[A-Za-z]{2,}"),
    "other": (
        r"怎么算|公式|怎么计算|衡量|怎么测|指标|测量|打分|例子|案例|实例|举例|软件|app|系统|excel|微信|抖音|小程序|法律|规定|法规|工资|社保|合同|税|现在|目前|最新|今年|明年",
        r"等于|除以|减去|指标|衡量|例|案例|公司|软件|系统|微信|法|现在|目前|今年|如今",
    ),
}
ASKED = {name: re.compile(asked) for name, (asked, _) in _ATTRIBUTES.items()}
TOLD = {name: re.compile(told) for name, (_, told) in _ATTRIBUTES.items()}

# What is measured in a unit that a card never uses is not in it: 宽带是多少兆的, 店有多少平.
_MEASURED = re.compile(
    "(?:多少|几)个?(?P<unit>兆|平方?米?|公斤|千克|斤|吨|公里|里(?=路|地)|厘米|米|度(?=$|[?？,，的])|瓦|岁|毫升|升|寸|亩|克)"
)
_WRITTEN = r"(?:\d|[一二两三四五六七八九十百千万半])\s*"


def in_another_unit(question: str, passages: Iterable[Passage]) -> bool:
    """Whether a question asks for a measure in a unit in which the passages give nothing."""
    asked = _MEASURED.search(question)
    return asked is not None and not any(re.search(_WRITTEN + asked["unit"][0], passage.text) for passage in passages)


# 哪个最重要, 少了哪个不行: which member stands out, told of no card that never says 最 nor is asked so.
_RANKED = re.compile(
    r"哪(?!里|儿|怕)[^,，。?？]{0,8}?最(?!后|近|早|先|多|少|高|低)[一-鿿]|(?:少|缺)了?哪[一个样条项种][^,，。?？]{0,2}不[行成]"
)

_RANKS = re.compile("最(?!后|近|初|终|先)")


def ranks_none(question: str, card: Card, passages: Iterable[Passage]) -> bool:
    """Whether a question asks which member stands out, and the card ranks none."""
    texts = (*card.every_ask, *(passage.text for passage in passages))
    return bool(_RANKED.search(question)) and not any(_RANKS.search(text) for text in texts)


# Who says so, when, how much: what such a question may hold besides, and a name of a person as it is written.
_BARE = ("person", "time", "figure", "spelt")
_BESIDES = re.compile(
    r"提出来?|说过?|讲过?|写|研究|总结|归纳|发明|创立|创办|开始|起|这|那|它|上面|刚才|话|观点|理论|说法|定义|结论|成果|学者|专家|教授|机构|大师|作者|人|位|个|些|条|套|家|两|几|哪|谁|什么|时候|何|"
    r"最早|最先|当时|到底|究竟|具体|事情?|占|由|在|是|有|出|来|到|了|过|的|年|呢|啊|呀|吗|又|都|还|分别|请问|[,，。?？!！ ]"
)
_NAMED = re.compile(
    r"(?:(?!材料|课件|文集|教程|原文|有人|一篇|客户|顾客)[\u4e00-\u9fffA-Za-z]{2})(?:说|认为|指出|主张)[，：,]"
    r"|[A-Z][a-z]{2,}|[\u4e00-\u9fff]·[\u4e00-\u9fff]|教授|博士|学者|先生|提出(?!来的)|创始"
)


def asks_alone(question: str) -> list[str]:
    """Which of person, time, figure and spelling a question asks for, where it says nothing else: 这是谁提的，哪一年的. Empty for any other."""
    wanted = [name for name in _BARE if ASKED[name].search(question)]
    rest = question
    for name in wanted:
        rest = ASKED[name].sub("", rest)
    return wanted if wanted and not _BESIDES.sub("", rest) else []


def tells(name: str, text: str) -> bool:
    """Whether a text, as it is written, tells a person by name, or a time."""
    return bool(_NAMED.search(text) if name == "person" else TOLD[name].search(text))
