"""The words of a question that carry its subject, by rjieba's segmentation and part-of-speech tags."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.retrieval.tokens import HAN, normalise, without

# Words that ask, link, address or hedge: every question may have them, whatever it is about.
_EMPTY = frozenset(
    (
        "请问 请教 什么 怎么 怎么样 怎么办 如何 怎样 为什么 为啥 哪些 哪个 哪条 哪里 哪种 哪几 多少 几个 几条 意思 "
        "解释 介绍 说 讲 说说 讲讲 咋 啥 吗 呢 吧 啊 一般 通常 应该 可以 需要 我们 咱们 你们 他们 我 你 他 "
        "自己 这个 那个 这种 那种 材料 书上 课件 资料 老师 培训 里 上 的 是 有 在 到底 究竟 能 会 要 想 去 来 "
        "给 把 被 让 一下 知道 告诉 帮 算 叫 指 做 用 办 问 看 看看 说法 定义 概念 含义 区别 不同 东西 事 "
        "情况 时候 问题 方面 部分 内容 具体 分别 包括 主要 哪 几 种 类 条 项 步 点 个 家 位 人 们 得 着 了 "
        "过 都 也 就 还 又 很 太 更 最 不 没 没有 和 与 跟 或 及 对 从 向 为 以 于 比 按 领导 老板 同事 "
        "公司 上周 下周 今天 明天 昨天 麻烦 谢谢 大家 客户 顾客 有没有 是不是 能不能 怎么着 咋办 咋样 该 应 那 这 "
        "其 它 她 您 请 全部 全都 列出来 列出 列全 列齐 列上 完整 展开 听听 说来听听 给我 发我 一遍 对照 简单 详细 一并 顺便 总共 一共 罗列 不落 清单 没错 记错 对吧 是吧"
    ).split()
)
# Particles, prepositions, conjunctions, pronouns, numerals, adverbs and the like.
_EMPTY_TAGS = frozenset(("uj", "ul", "uz", "ud", "ug", "uv", "p", "c", "r", "y", "e", "o", "f", "q", "m", "k", "h", "x", "d", "zg"))
_NAME_TAGS = frozenset(("nr", "ns", "nt", "nz", "nrt", "nrfg", "eng"))
_NOUN_TAGS = frozenset(("eng", "vn", "i", "l", "j"))
# The same in English, and what a request is dressed in.
_EMPTY_ENGLISH = frozenset(
    "a an and are as at be by can checklist describe do does explain for from give how i in is it list me of on or our please "
    "ppt say tell than that the then this to what when where which who why with you your".split()
)
_LATIN = re.compile(r"[a-z0-9]")
_READABLE = re.compile(rf"[{HAN}a-z0-9]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is searched; `noun` of things, concepts and idioms, `name` of people, places, firms and Latin words."""

    text: str
    noun: bool
    name: bool


def content_words(text: str) -> list[Word]:
    """The words of `text` that say what it is about, in order."""
    import rjieba  # loads its dictionary: 0.13 s

    found = []
    for text_of, tag in rjieba.tag(normalise(text)):
        word = text_of.strip()
        latin = bool(_LATIN.match(word))
        if word in _EMPTY or word in _EMPTY_ENGLISH or word.isdigit() or not _READABLE.search(word) or (tag in _EMPTY_TAGS and not latin):
            continue
        found.append(Word(word, tag[0] == "n" or tag in _NOUN_TAGS, tag in _NAME_TAGS or latin))
    return found


def words_besides(text: str, names: Sequence[str]) -> list[Word]:
    """The content words of `text` besides `names`, and besides what stands in one of them: 需求 and 分析 of 客户需求分析的四步."""
    held = [normalise(name) for name in names]
    return [word for word in content_words(without(normalise(text), names)) if not any(word.text in name for name in held)]


def names_in(text: str) -> list[str]:
    """The names of people, places, firms and products in `text`, and its Latin words."""
    return [word.text for word in content_words(text) if word.name]
