"""How much of a question a text covers, weighted by how rare each part is in the material."""

import math
import re
from collections.abc import Iterable, Set
from functools import lru_cache
from itertools import pairwise

from assistant.retrieval.lexical import LexicalIndex
from assistant.retrieval.tokens import Terms, normalise, tokenize

# How an answer is wished for, which says nothing of what is asked.
_WISH = re.compile(
    "全部|全都|列(?:出来|一下|全|齐|上|出)|写全|都(?:列|写|要|给)|一[个条项样](?:都|也)?(?:不要|不能|不许|不准|不得|别|甭|不)[漏落少](?:了|掉|下)?|一个个|每一?[条个种项类]都?|不用展开|展开(?:说说|讲讲)?|说来听听|(?:念|讲|说|走)一遍|(?:发|给|讲给|说给)我(?:听听?|看看?)?|"
    "告诉我|对照着|简单|详细|具体|完整|分别|各自|一并|顺便|没错吧|没记错吧|对吧|是吧|对不对|是不是|名称|名字"
)
# What a question is made of besides its subject: asking words, particles, politeness, the speaker.
_FUNCTION = re.compile(
    "请问|请教|帮我|麻烦|告诉我|我想知道|想问(?:一下)?|一下|什么|怎么(?:样|办|回事)?|如何|怎样|为什么|为啥|为何|是不是|有没有|能不能|可不可以|哪些|哪个|哪条|哪一条|哪里|哪种|哪几|"
    "多少|几个|几条|几种|几倍|意思|解释|介绍|说说|讲讲|说的|讲的|是指|指的|咋|啥|吗|呢|吧|啊|呀|嘛|的话|到底|究竟|一般|通常|应该|可以|需要|我们|咱们|你们|他们|它们|人家|自己|这个|那个|这种|那种|"
    "材料(?:里|中)?|书(?:上|里)|课件(?:里|上)?|资料(?:里|中)?|老师|培训"
)


def content(question: str) -> str:
    """The question without its function words, which say nothing about the subject."""
    return _FUNCTION.sub(",", unwished(question))


def unwished(question: str) -> str:
    """The question (in normal form) without the words that say how it is to be answered."""
    return _WISH.sub(",", normalise(question))  # a mark, so that no pair spans the gap


class Weigher:
    """Weights of tokens by rarity: log(1 + entries / entries that hold it). An unknown token weighs the most."""

    def __init__(self, lexical: LexicalIndex, terms: Terms) -> None:
        self._lexical = lexical
        self._terms = terms
        self.size = lexical.size  # entries in the index
        self._weight = lru_cache(maxsize=1 << 16)(self._weigh)

    def tokens(self, text: str) -> set[str]:
        """Pairs of characters, words and whole terms; single characters tell too little."""
        return {token for token in tokenize(text, self._terms) if len(token) > 1}

    def meanings(self, word: str) -> list[str]:
        """Tokens for what a word (in normal form) means, in the rows of synonyms that it stands in."""
        return self._terms.meanings(word)

    def weight(self, tokens: Iterable[str]) -> float:
        return sum(map(self._weight, tokens))

    def _weigh(self, token: str) -> float:
        return math.log1p(self.size / (0.5 + self._lexical.entries_with(token)))

    def known(self, token: str) -> bool:
        return self._lexical.entries_with(token) > 0

    def holds(self, word: str) -> bool:
        """Whether some entry may hold `word`: each pair of its characters is known."""
        return self._entries(word) > 0

    def rarity(self, word: str) -> float:
        """Weight of a whole word as a share of the greatest there is: 1 for one that no entry holds."""
        return math.log1p(self.size / (0.5 + self._entries(word))) / math.log1p(self.size / 0.5)

    def _entries(self, word: str) -> int:
        """Entries that hold `word`, at most: those that hold its rarest pair."""
        if len(word) < 2 or word.isascii():
            return self._lexical.entries_with(word)
        return min(self._lexical.entries_with(a + b) for a, b in pairwise(word))

    def coverage(self, question: Set[str], text: Set[str]) -> float:
        """Share of the question's weight that the text holds; 0 for a question without content."""
        whole = self.weight(question)
        return self.weight(question & text) / whole if whole else 0.0
