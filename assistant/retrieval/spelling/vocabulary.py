"""The terms of the material, the words that they are made of, and the indexes in which misspelt ones are looked up."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from assistant.retrieval.spelling.sounds import fuzzy, spellings
from assistant.retrieval.tokens import HAN, Terms, normalise

HAN_RUN = re.compile(f"[{HAN}]+")
NAME = re.compile("[a-z]{4,}")  # in Latin letters; shorter words are one letter away from too many

# Questions are asked with these words: they are mended and read from pinyin like the corpus' own.
_ASKING = """
什么 是什么 什么是 什么意思 意思 怎么 怎么样 怎么办 怎样 如何 为什么 哪些 有哪些 哪个 哪几个 多少 几个
区别 有什么区别 步骤 方法 案例 例子 定义 介绍 解释 几种 哪几种 哪几条 几步 哪几类 几类 哪几步 哪几点 几点 几条 两种 三种 四种 五种 六种 七种 八种 两条 三条 四条 五条 六条
策略 战略 特点 要点 作用 意义 关键 时刻 关键时刻 原则 方式 类型 内容 种类 顾客 客户 服务 价值 成本
""".split()
_JOINED = re.compile(r"[：:、，,（）()·/]|[与和](?=[^与和]{4})")  # names in a title stand between these
_JOINTS = tuple("是的和与跟不有里在吗呢")  # between such words in pinyin; never mended
PARTICLES = frozenset("的了是在有和与或及跟我你他她它们这那个到得地着过也都就还能会要把被让给对从以为于中上下里前后指么吗呢吧啊")
NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟半几")
FIXED = NUMERALS | frozenset("不没无非未别勿否莫")  # numbers and negations are never corrected into others

# Lengths of terms. Shorter ones than the first are mended by sound alone; longer ones than the last are sentences, which nobody types whole.
SHORTEST, MEDIUM, LONG, LONGEST = 3, 5, 6, 12
_VARIOUS = 4  # different characters behind a part of terms make it a word
_COMMON = 7  # different neighbours make a word common
_FREQUENT = 300  # words of two characters are frequent


@lru_cache(maxsize=8192)
def is_han(char: str) -> bool:
    return bool(HAN_RUN.match(char))


class Vocabulary:
    """`terms` are titles, aliases, lists and names; `known` says whether the material holds a token; `words` gives the dictionary's words of
    its texts, the most frequent first. Indexes are built when first used."""

    def __init__(self, terms: Iterable[str], known: Callable[[str], bool], words: Callable[[], Iterable[str]] = tuple) -> None:
        self._given = tuple(terms)
        self.known = known
        self._read_words = words

    @cached_property
    def _whole(self) -> Sequence[str]:
        """The terms as they are given, in normal form."""
        return [normalise(term) for term in self._given if len(term) > 1]

    @cached_property
    def _told(self) -> Sequence[str]:
        """Names that stand in a term (推土机采购：卡特彼勒与小松), then words of the texts; none of particles or numbers, none that is a term."""
        terms = set(self._all)
        inside = (part for term in self._whole for part in _JOINED.split(term) if len(part) > SHORTEST)
        words = dict.fromkeys(word for word in (*inside, *self._read_words()) if HAN_RUN.fullmatch(word) and word not in terms)
        return [word for word in words if not PARTICLES.intersection(word) and not FIXED.intersection(word)]

    @cached_property
    def words(self) -> frozenset[str]:
        """Those that are long enough to be told from others with one character wrong; a term may not be among them."""
        return frozenset(word for word in self._told if SHORTEST <= len(word) <= LONGEST)

    @cached_property
    def _parts(self) -> Mapping[str, int]:
        """Words that the terms are made of: two to four characters that terms begin with, going on variously, or also end with.

        Each with the number of its different neighbours.
        """
        following: dict[str, set[str]] = {}
        preceding: dict[str, set[str]] = {}
        for run in dict.fromkeys(run for term in self._whole for run in HAN_RUN.findall(term)):
            for length in range(2, min(len(run), 4) + 1):
                following.setdefault(run[:length], set()).add(run[length : length + 1])
                preceding.setdefault(run[-length:], set()).add(run[-length - 1 : -length])
        found: dict[str, int] = {}
        for part, after in following.items():
            before = preceding.get(part, set())
            if (len(after) >= _VARIOUS or (len(after) > 1 and len(before) > 1)) and not PARTICLES.intersection(part):
                found[part] = len(after) + len(before)
        return found

    @cached_property
    def _all(self) -> Sequence[str]:
        """The terms and their parts, in order: of homonyms typed in pinyin the first is meant."""
        return list(dict.fromkeys((*self._whole, *self._parts)))

    @cached_property
    def exact(self) -> Terms:
        """The terms, their parts and the words of questions, to be found where they are spelt rightly."""
        return Terms((*self._all, *_ASKING))

    @cached_property
    def terms(self) -> Mapping[str, None]:
        """Terms, parts and words that are long enough to be told from others with one character wrong, in order."""
        long_enough = (term for term in (*self._all, *self._told) if SHORTEST <= len(term) <= LONGEST)
        return dict.fromkeys(term for term in long_enough if HAN_RUN.search(term))

    @cached_property
    def _words(self) -> Sequence[str]:
        """Words of two characters, which are mended by sound alone."""
        return [word for word in (*self._all, *_ASKING) if len(word) == 2 and HAN_RUN.fullmatch(word)]

    @cached_property
    def names(self) -> frozenset[str]:
        """The words in Latin letters."""
        return frozenset(name for term in self._whole for name in NAME.findall(term))

    @cached_property
    def lengths(self) -> Sequence[int]:
        """How long a term with one slip may be, shortest first."""
        return sorted({length + more for length in map(len, self.terms) for more in (-1, 0, 1)})

    @cached_property
    def heads(self) -> frozenset[str]:
        """The first two characters of the terms."""
        return frozenset(term[:2] for term in self.terms)

    @cached_property
    def tails(self) -> frozenset[str]:
        """The last two characters of the terms."""
        return frozenset(term[-2:] for term in self.terms)

    @cached_property
    def lacking_one(self) -> Mapping[str, Sequence[tuple[str, int]]]:
        """What is left of a term without one Chinese character → the terms, each with the place of that character."""
        found: dict[str, list[tuple[str, int]]] = {}
        for term in self.terms:
            for at, char in enumerate(term):
                if is_han(char):
                    found.setdefault(term[:at] + term[at + 1 :], []).append((term, at))
        return found

    @cached_property
    def spelt(self) -> Sequence[tuple[str, tuple[str, ...], str]]:
        """Each term of Han alone with its pinyin: by syllables, and run together."""
        terms = [term for term in self.terms if HAN_RUN.fullmatch(term)]
        return [(term, syllables, "".join(syllables)) for term in terms for syllables in spellings(term)]

    @cached_property
    def by_sound(self) -> Mapping[tuple[str, ...], Sequence[str]]:
        """Terms of Han alone by their syllables, fuzzy; and under their first two syllables, so that a text may be looked through."""
        found: dict[tuple[str, ...], list[str]] = {}
        for term, syllables, _ in self.spelt:
            heard = tuple(map(fuzzy, syllables))
            found.setdefault(heard, []).append(term)
            found.setdefault(heard[:2], [])
        return found

    @cached_property
    def by_letters(self) -> Mapping[str, str]:
        """Terms and words by what is typed for them in pinyin."""
        found: dict[str, str] = {}
        for term, _, letters in self.spelt:
            found.setdefault(letters, term)
        for word in (*self._words, *_ASKING, *_JOINTS, *(told for told in self._told if len(told) == 2)):
            for syllables in spellings(word):
                found.setdefault("".join(syllables), word)
        return found

    @cached_property
    def by_fuzzy_letters(self) -> Mapping[str, str]:
        """The same by what is typed in fuzzy pinyin."""
        found: dict[str, str] = {}
        for letters, word in self.by_letters.items():
            found.setdefault(fuzzy(letters), word)
        return found

    @cached_property
    def common_words(self) -> Mapping[tuple[str, int], Sequence[str]]:
        """Common words of two characters by one of them and its place, 0 or 1."""
        found: dict[tuple[str, int], list[str]] = {}
        for word in self._words:
            if (self._parts.get(word, 0) >= _COMMON or word in _ASKING) and not FIXED.intersection(word):
                for at, char in enumerate(word):
                    found.setdefault((char, at), []).append(word)
        return found

    @cached_property
    def frequent(self) -> frozenset[str]:
        """The words of two characters that the texts hold most often."""
        return frozenset(list(dict.fromkeys(word for word in self._read_words() if len(word) == 2 and HAN_RUN.fullmatch(word)))[:_FREQUENT])

    @cached_property
    def told_pairs(self) -> Mapping[tuple[str, int], Sequence[str]]:
        """Words of two characters in the texts by one of them and its place, 0 or 1."""
        found: dict[tuple[str, int], list[str]] = {}
        for word in (*self._words, *(told for told in self._told if len(told) == 2)):
            if not FIXED.intersection(word):
                for at, char in enumerate(word):
                    found.setdefault((char, at), []).append(word)
        return found
