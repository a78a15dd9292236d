"""Mends a damaged question before anything is searched: traditional characters, slide damage, typed pinyin, misspelt terms.

    question → simplified → repaired → pinyin read → terms corrected → Mended

That a correct question comes through unchanged is worth more than a damaged one mended. A term is corrected only where the
material does not hold what is written, where a slip of one character or of sound leads to one term alone, and never in a number
or a negation.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Literal

from assistant.retrieval.tokens import HAN, Terms, normalise

Kind = Literal["traditional", "damage", "pinyin", "misspelt"]


@dataclass(frozen=True, slots=True)
class Change:
    """What was `written` and how it was read. For traditional characters and damage, the whole question before and after."""

    kind: Kind
    written: str
    meant: str


@dataclass(frozen=True, slots=True)
class Mended:
    """The question as it was read, with what was changed, in order."""

    text: str
    changes: tuple[Change, ...] = ()


# --- traditional characters ---------------------------------------------------------------------------------------------------------

# Wordings of this field in Taiwan that OpenCC's phrases lack. The look-arounds keep 銀行銷售 and 交通路線 whole.
_TAIWAN = tuple(
    (re.compile(pattern), meant)
    for pattern, meant in (
        ("(?<![銀商同])行銷(?![售量路往毀戶])", "營銷"),
        ("(?<![交打接])通路(?![線段況徑口])", "渠道"),
        ("市佔率", "市場佔有率"),
        ("客訴", "客戶投訴"),
        ("企劃", "策劃"),
    )
)


def simplified(text: str) -> str:
    """`text` in simplified characters and mainland wordings; simplified text comes back as it is.

    GB 2312 holds the simplified characters, so only a text with others is looked at more closely, and OpenCC loaded.
    """
    foreign = {char for char in text if "\u3400" <= char <= "\u9fff" and not _in_gb2312(char)}
    if not foreign or all(_opencc()(char) == char for char in foreign):
        return text
    for pattern, meant in _TAIWAN:
        text = pattern.sub(meant, text)
    return _opencc()(text.replace("么", "麼"))  # OpenCC takes 么 for the traditional form of 幺


@lru_cache(maxsize=8192)
def _in_gb2312(char: str) -> bool:
    return bool(char.encode("gb2312", "ignore"))


@cache
def _opencc() -> Callable[[str], str]:
    from opencc import OpenCC  # 15 ms and 8 MB, which few questions need

    convert: Callable[[str], str] = OpenCC("tw2sp").convert
    return convert


# --- slide damage -------------------------------------------------------------------------------------------------------------------

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]+")
_RADICAL = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")  # what PDF viewers copy for some characters
_FOOTER = re.compile(
    r"第\s*\d+\s*页\s*[,，/]?\s*共\s*\d+\s*页"
    r"|^\s*[-–—]{1,2}\s*\d{1,3}\s*[-–—]{1,2}\s*$"
    r"|(?:…{2,}|\.{4,}|·{4,})\s*\d{1,3}\s*$"
    r"|©.*$",
    re.MULTILINE,
)
_BULLET = re.compile(r"^[ \t]*[•●◆■▪◦‣➢►▶★☆✓✔√※◇○][•●◆■▪◦‣➢►▶★☆✓✔√※◇○ \t]*", re.MULTILINE)
_DOUBLED = re.compile(r"([，。！？、；：,!?;:])\1+")
_LETTERS = re.compile(r"(?<![A-Za-z])[A-Za-z](?:\s[A-Za-z])+(?![A-Za-z])")  # C R M
_GAP = re.compile(
    rf"(?<=[{HAN}])(?:(?P<page>\s*[-–—]\s*\d{{1,3}}\s*[-–—]\s*|\s*\n\s*\d{{1,3}}\s*\n\s*)"
    rf"|(?P<space>\s+)|(?P<mark>[\s.·•*_|~^`]+)|(?P<stop>[\s、,，;；。/／:：'\"…]+))(?=[{HAN}])"
)


def _cleaned(text: str) -> str:
    """Without what a slide or a PDF leaves around words: invisible characters, footers, bullets, doubled punctuation."""
    text = _RADICAL.sub(lambda match: unicodedata.normalize("NFKC", match[0]), _INVISIBLE.sub("", text))
    text = _CONTROL.sub(" ", text)
    bare = _FOOTER.sub("", text)
    if bare != text and bare.strip():
        text = bare.strip()
    return _DOUBLED.sub(r"\1", _BULLET.sub("", text))


def _stands_alone(text: str, at: int, step: int) -> bool:
    """Whether the character, with a gap on one side, has white space or nothing on the other."""
    return not 0 <= at + step < len(text) or text[at + step].isspace()


# --- sounds -------------------------------------------------------------------------------------------------------------------------

_BLUR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_READINGS = 2  # of a character; pinyin tables list rare ones behind
_POLYPHONES = frozenset("行长重率调乐还传系参便降校会")  # whose second reading is as common


@cache
def _pinyin_table() -> Mapping[str, str]:
    """Readings by the number of a character. The table file alone: importing pypinyin takes 0.2 s and 50 MB, for phrases."""
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pypinyin is not installed; install it: pip install pypinyin", name="pypinyin")
    table: dict[str, str] = json.loads(Path(package.origin).with_name("pinyin_dict.json").read_text(encoding="utf-8"))
    return {number: readings for number, readings in table.items() if "19968" <= number <= "40959" and len(number) == 5}


@lru_cache(maxsize=8192)
def _sounds(char: str) -> tuple[str, ...]:
    """Readings of a character without tone, the common one first; ü is v. None for other scripts."""
    written = _pinyin_table().get(str(ord(char)), "").split(",")[:_READINGS]
    plain = (unicodedata.normalize("NFD", sound).replace("u\u0308", "v") for sound in written)
    return tuple(dict.fromkeys("".join(letter for letter in sound if letter.isascii()) for sound in plain if sound))


@lru_cache(maxsize=1024)
def _blurred(sound: str) -> str:
    """The sound as many people do not tell it from others: zh z, ch c, sh s, n l, ang an, eng en, ing in."""
    for one, other in _BLUR:
        sound = sound.replace(one, other)
    return "l" + sound[1:] if sound.startswith("n") else sound


def _smeared(letters: str) -> str:
    """Like `_blurred` for syllables run together."""
    for one, other in _BLUR:
        letters = letters.replace(one, other)
    return letters.replace("n", "l")


def _readings(text: str) -> Iterator[tuple[str, ...]]:
    """Readings of a run of Han by syllables: the common ones, then with one character of two common readings read otherwise."""
    common = tuple(_sounds(char)[0] if _sounds(char) else "" for char in text)
    if all(common):
        yield common
        for at, char in enumerate(text):
            if char in _POLYPHONES:
                yield (*common[:at], _sounds(char)[1], *common[at + 1 :])


# --- the terms ----------------------------------------------------------------------------------------------------------------------

_HAN_RUN = re.compile(f"[{HAN}]+")

# Questions are asked with these words: they are mended and read from pinyin like the corpus' own.
_ASKING = _HAN_RUN.findall("""
什么 是什么 什么是 什么意思 意思 怎么 怎么样 怎么办 怎样 如何 为什么 哪些 有哪些 哪个 哪几个 多少 几个
区别 有什么区别 步骤 方法 案例 例子 定义 介绍 解释
""")
_JOINTS = tuple("是的和与跟不有里在吗呢")  # between such words in pinyin; never mended
_PARTICLES = frozenset("的了是在有和与或及跟我你他她它们这那个到得地着过也都就还能会要把被让给对从以为于中上下里前后指么吗呢吧啊")
_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟半几")
_FIXED = _NUMERALS | frozenset("不没无非未别勿否莫")  # numbers and negations

# Lengths of terms. Shorter ones than the first are mended by sound alone; longer ones than the last are sentences, which nobody types whole.
_SHORTEST, _SHORT, _LONG, _LONGEST = 3, 5, 6, 12
_VARIOUS = 4  # different characters behind a part of terms make it a word
_COMMON = 7  # different neighbours make a word common

_NAME = re.compile("[a-z]{6,}")  # shorter words are one letter away from too many


@lru_cache(maxsize=8192)
def _is_han(char: str) -> bool:
    return bool(_HAN_RUN.match(char))


class _Vocabulary:
    """The terms and the words that they are made of, by what a slip leaves of them."""

    def __init__(self, terms: Iterable[str]) -> None:
        given = [normalise(term) for term in terms if len(term) > 1]
        parts = _parts(given)
        whole = list(dict.fromkeys((*given, *parts)))  # in order: of homonyms typed in pinyin the first is meant
        self.exact = Terms([*whole, *_ASKING])
        self.terms = dict.fromkeys(term for term in whole if _SHORTEST <= len(term) <= _LONGEST and _HAN_RUN.search(term))
        self.words = [word for word in (*whole, *_ASKING) if len(word) == 2 and all(map(_is_han, word))]
        self.common = [word for word in self.words if (parts.get(word, 0) >= _COMMON or word in _ASKING) and not _FIXED.intersection(word)]
        self.names = {name for term in given for name in _NAME.findall(term)}
        self.lengths = sorted({length + more for length in map(len, self.terms) for more in (-1, 0, 1)})
        self.heads = {term[:2] for term in self.terms}
        self.tails = {term[-2:] for term in self.terms}
        self.without: dict[str, list[tuple[str, int]]] = {}  # a term less one character → the term, the character's place
        for term in self.terms:
            for at, char in enumerate(term):
                if _is_han(char):
                    self.without.setdefault(term[:at] + term[at + 1 :], []).append((term, at))

    @cached_property
    def spelt(self) -> Sequence[tuple[str, tuple[str, ...], str]]:
        """Each term of Han alone with its readings: by syllables, and run together."""
        terms = [term for term in self.terms if all(map(_is_han, term))]
        return [(term, sounds, "".join(sounds)) for term in terms for sounds in _readings(term)]

    @cached_property
    def by_sound(self) -> Mapping[tuple[str, ...], set[str]]:
        """Terms of Han alone by their syllables, blurred; and under their first two syllables, so that a text may be looked through."""
        found: dict[tuple[str, ...], set[str]] = {}
        for term, sounds, _ in self.spelt:
            heard = tuple(map(_blurred, sounds))
            found.setdefault(heard, set()).add(term)
            found.setdefault(heard[:2], set())
        return found

    @cached_property
    def by_letters(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Terms and words by what is typed for them in pinyin, and by the same blurred."""
        exact: dict[str, str] = {}
        for term, _, letters in self.spelt:
            exact.setdefault(letters, term)
        for word in (*self.words, *_ASKING, *_JOINTS):
            for sounds in _readings(word):
                exact.setdefault("".join(sounds), word)
        blurred: dict[str, str] = {}
        for letters, word in exact.items():
            blurred.setdefault(_smeared(letters), word)
        return exact, blurred

    @cached_property
    def by_half(self) -> Mapping[tuple[str, int], list[str]]:
        """Common words of two characters by one of them and its place."""
        found: dict[tuple[str, int], list[str]] = {}
        for word in self.common:
            for at, char in enumerate(word):
                found.setdefault((char, at), []).append(word)
        return found


def _parts(terms: Iterable[str]) -> Mapping[str, int]:
    """Words that the terms are made of: two to four characters that terms begin with, going on variously, or also end with.

    Each with the number of its different neighbours.
    """
    following: dict[str, set[str]] = {}
    preceding: dict[str, set[str]] = {}
    for run in {run for term in terms for run in _HAN_RUN.findall(term)}:
        for length in range(2, min(len(run), 4) + 1):
            following.setdefault(run[:length], set()).add(run[length : length + 1])
            preceding.setdefault(run[-length:], set()).add(run[-length - 1 : -length])
    return {
        part: len(after) + len(preceding.get(part, ()))
        for part, after in following.items()
        if (len(after) >= _VARIOUS or (len(after) > 1 and len(preceding.get(part, ())) > 1)) and not _PARTICLES.intersection(part)
    }


# --- slips of a character -----------------------------------------------------------------------------------------------------------

# One for the other makes another thing, however alike they sound or look.
_OPPOSITES = _HAN_RUN.findall("""
大小中 多少 高低中 前后中 上下中 内外 新旧老 正反负 买卖 进出入 男女 强弱 快慢 长短 增减加 升降 好坏 优劣 东西南北 左右 早晚 主客 显隐 生死 供需 软硬
""")
# Mixed up by print, by handwriting, and by input by shape.
_ALIKE = _HAN_RUN.findall("""
己已巳 未末 本木 系糸 士土 理埋里 训川 侯候 折拆析 待侍持 睡垂 换焕 柔揉 度渡镀 购构沟 值直植 象像 测侧则 份分 清请情晴 徒徙
拔拨 崇祟 刺剌 茶荼 令今 免兔 历厉 千干于 日曰目 田由甲申 力刀 王玉主 贝见 牛午 住往 怖布 抱报 洽恰给 培陪赔 牌碑脾 梯剃涕
销消稍锁 营莹管 竟竞兢 兑悦 推堆椎 组祖租阻 因困固 圆园员 贡贾费贵 货贷袋 循盾 径经轻 环坏怀 矩炬距 阵陈 链键建健 密蜜 宣宜
突窄 官宫 客容 守寸 村付 略咯 务条 户尸卢 严产 市布 场杨扬 战占 细纽 成戌戍 满瞒 流硫 程呈 合台 感惑 知和 核该 广厂 告吉
需雪 求来 动劝 新亲 差羞 异导 化代 服报 模漠 式试 传转 播翻 道首 会合 优忧 势执 境镜 政攻 策荣 效郊 率卒 信言 息思 通诵
达迭 教孝 育盲 利刊 得碍 失矢 线钱 络终 贷资 源原 类粪 型刑 定宁 位立泣 集隼 标栋 顾硕 负贞 识织职 维谁 护沪 交文 叉又
易昜 观现规 念含 视祝 史吏 期斯 望忘 忠患 诚城 计讣 划刘 反友 应座 情惰 制刺 造选 老考 去法 词伺 拉粒 挖挣 狠狼 辨辩 戴载
炼练 候喉 享亨 幻幼 幕慕 墓暮 蓝篮 拨泼 辛幸 岂启 抄炒 驰弛 洒酒 准淮 沾粘 仓仑 名各 孟盂 徽微 冶治 勿匆
""")
_LOST = frozenset("□█▇▉�")  # printed where a character was lost
_FOREIGN = 0.25  # a text is about the material when it lacks at most so much of the text's pairs


class _Grade(IntEnum):
    """What a slip is, likeliest first."""

    SAME_SOUND = 0
    NEAR_SOUND = 1
    SWAPPED = 2
    TWICE = 3
    ALIKE = 4
    LOST = 5
    MISSING = 6
    SURPLUS = 7
    UNLIKE = 8


@dataclass(frozen=True, slots=True)
class _Edit:
    """Puts `meant` for `start:end`, which makes `term` of the `window`."""

    start: int
    end: int
    meant: str
    term: str
    window: tuple[int, int]
    grade: _Grade

    @property
    def rank(self) -> tuple[int, int]:
        return self.grade, -len(self.term)

    def contradicts(self, other: "_Edit") -> bool:
        """Whether both change the same place, to different ends."""
        apart = self.end < other.start or other.end < self.start
        return not apart and (self.start, self.end, self.meant) != (other.start, other.end, other.meant)


def _best(edits: Iterable[_Edit]) -> _Edit | None:
    """The best of the edits that no equally good one contradicts."""
    ranked = sorted(edits, key=lambda edit: edit.rank)
    contested: list[_Edit] = []
    for edit in ranked:
        if any(edit.contradicts(other) for other in contested):
            continue
        if not any(edit.contradicts(other) for other in ranked if other.rank == edit.rank):
            return edit
        contested.append(edit)
    return None


def _likeness(written: str, meant: str) -> _Grade:
    """What kind of slip it is to write `written` for `meant`."""
    if written in _LOST:
        return _Grade.LOST
    if any(written in group and meant in group for group in _OPPOSITES):
        return _Grade.UNLIKE
    one, other = _sounds(written), _sounds(meant)[: 2 if meant in _POLYPHONES else 1]
    if set(one) & set(other):
        return _Grade.SAME_SOUND
    if set(map(_blurred, one)) & set(map(_blurred, other)):
        return _Grade.NEAR_SOUND
    return _Grade.ALIKE if any(written in group and meant in group for group in _ALIKE) else _Grade.UNLIKE


class _Slips:
    """The corrections that a text may take. `doubtful` tells of each character whether the material lacks it with the next."""

    def __init__(self, vocabulary: _Vocabulary, form: str, doubtful: Sequence[bool]) -> None:
        self._vocabulary = vocabulary
        self._form = form
        self._doubtful = doubtful
        self._paired = [all(_is_han(char) or char in _LOST for char in pair) for pair in pairwise(form)]
        self._suspect = [any(doubtful[max(0, at - 1) : at + 1]) for at in range(len(form))]
        self._worded = [False] * len(form)  # part of a word that stands there rightly
        self._inside = [False] * len(form)  # and not its first character
        for word, at in vocabulary.exact.find(form):
            self._worded[at : at + len(word)] = [True] * len(word)
            self._inside[at + 1 : at + len(word)] = [True] * (len(word) - 1)

    def best(self) -> _Edit | None:
        return _best(self._one_slip()) or _best(self._several_by_sound()) or _best(self._short_words())

    # What is asked of the surroundings

    def _doubts(self, at: int, start: int, end: int) -> list[bool]:
        """Of the pairs inside the window that the character at `at` is in: whether each is doubtful."""
        return [self._doubtful[pair] for pair in (at - 1, at) if start <= pair < end - 1 and self._paired[pair]]

    def _settled(self, at: int) -> bool:
        """Whether the character is not to be touched."""
        return self._worded[at] or self._form[at] in _FIXED

    def _fits(self, edit: _Edit) -> bool:
        """Whether the term may stand there. A long one always may, and one that sounds as written unless it is very short."""
        length = len(edit.term)
        if length > _SHORT or (length > _SHORTEST and edit.grade <= _Grade.NEAR_SOUND):
            return True
        return self._cuts_no_word(*edit.window) and (length > _SHORTEST or self._familiar(*edit.window))

    def _cuts_no_word(self, start: int, end: int) -> bool:
        """Whether the window begins and ends where words do, as far as can be seen."""
        worded, inside = self._worded, self._inside
        begins = self._parted(start - 1) or self._form[start - 1] in _PARTICLES or worded[start - 1]
        ends = self._parted(end - 1) or self._form[end] in _PARTICLES or worded[end]
        return (begins or (worded[start] and not inside[start])) and (ends or (worded[end - 1] and not inside[end]))

    def _parted(self, pair: int) -> bool:
        """Whether no word can go across the pair."""
        return not 0 <= pair < len(self._paired) or not self._paired[pair] or self._doubtful[pair]

    def _familiar(self, start: int, end: int) -> bool:
        """Whether the rest of the text is about the material, so that a short word in it will be the material's."""
        near = slice(max(0, start - 1), end)
        pairs = sum(self._paired) - sum(self._paired[near])
        return sum(self._doubtful) - sum(self._doubtful[near]) <= _FOREIGN * pairs

    # The slips

    def _one_slip(self) -> Iterator[_Edit]:
        """Terms with one character wrong, missing, surplus, or swapped with the next."""
        for start, end in self._windows():
            suspects = [at for at in range(start, end) if self._suspect[at]]
            for edits in (self._wrong, self._missing, self._surplus, self._swapped):
                yield from filter(self._fits, edits(start, end, suspects))

    def _windows(self) -> Iterator[tuple[int, int]]:
        """Stretches with a doubtful pair that begin or end as a term does: one slip leaves its first or its last two characters."""
        form, vocabulary = self._form, self._vocabulary
        tails = [form[at - 2 : at] in vocabulary.tails for at in range(len(form) + 1)]
        for start in range(len(form)):
            head = form[start : start + 2] in vocabulary.heads
            for length in vocabulary.lengths:
                end = start + length
                if end > len(form):
                    break
                if (head or tails[end] or length < _SHORT) and any(self._doubtful[start : end - 1]):
                    yield start, end

    def _wrong(self, start: int, end: int, suspects: Sequence[int]) -> Iterator[_Edit]:
        form = self._form
        for at in suspects:
            doubts = self._doubts(at, start, end)
            if not any(doubts) or self._settled(at):
                continue
            for term, place in self._vocabulary.without.get(form[start:at] + form[at + 1 : end], ()):
                if place != at - start or term[place] == form[at]:
                    continue
                grade = _likeness(form[at], term[place])
                if self._credible(form[at], term[place], grade, len(term), all(doubts)):
                    yield _Edit(at, at + 1, term[place], term, (start, end), grade)

    @staticmethod
    def _credible(written: str, meant: str, grade: _Grade, length: int, all_doubtful: bool) -> bool:
        """Whether a character of a term of this length was so written. Short terms and weak likeness ask for more."""
        if meant in _FIXED and (meant not in _NUMERALS or grade is not _Grade.SAME_SOUND or written in _PARTICLES):
            return False
        if grade <= _Grade.NEAR_SOUND:
            return length > _SHORTEST or (grade is _Grade.SAME_SOUND and written not in _PARTICLES)
        return grade <= _Grade.LOST and (all_doubtful or length >= _LONG)

    def _missing(self, start: int, end: int, _suspects: Sequence[int]) -> Iterator[_Edit]:
        for term, place in self._vocabulary.without.get(self._form[start:end], ()):
            at, meant = start + place, term[place]
            if len(term) < _SHORT or meant in _FIXED or meant in _PARTICLES:  # what lacks a particle is as good
                continue
            if start < at < end and self._doubtful[at - 1] and not self._inside[at]:
                yield _Edit(at, at, meant, term, (start, end), _Grade.MISSING)

    def _surplus(self, start: int, end: int, suspects: Sequence[int]) -> Iterator[_Edit]:
        form = self._form
        for at in suspects:
            term = form[start:at] + form[at + 1 : end]
            if at == start or term not in self._vocabulary.terms:
                continue
            if form[at] == form[at - 1] and self._doubtful[at - 1]:
                yield _Edit(at, at + 1, "", term, (start, end), _Grade.TWICE)
            elif (
                len(term) >= _LONG
                and at < end - 1
                and all(self._doubts(at, start, end))
                and not (self._settled(at) or form[at] in _PARTICLES)
            ):
                yield _Edit(at, at + 1, "", term, (start, end), _Grade.SURPLUS)

    def _swapped(self, start: int, end: int, suspects: Sequence[int]) -> Iterator[_Edit]:
        form = self._form
        for at in sorted({*suspects, *(at - 1 for at in suspects if at > start)}):
            if at + 1 >= end or not self._paired[at] or _FIXED.intersection(form[at : at + 2]) or self._inside[at + 1]:
                continue
            term = form[start:at] + form[at + 1] + form[at] + form[at + 2 : end]
            if term in self._vocabulary.terms and (self._doubtful[at] or len(term) > _SHORTEST):
                yield _Edit(at, at + 2, form[at + 1] + form[at], term, (start, end), _Grade.SWAPPED)

    def _several_by_sound(self) -> Iterator[_Edit]:
        """Terms of which several characters, at most half, are written by others that sound the same."""
        form, by_sound = self._form, self._vocabulary.by_sound
        heard = tuple(_blurred(_sounds(char)[0]) if _is_han(char) and _sounds(char) else "" for char in form)
        for start in range(len(form)):
            if heard[start : start + 2] not in by_sound:
                continue
            for end in range(start + _SHORTEST + 1, min(start + _LONGEST, len(form)) + 1):
                for term in by_sound.get(heard[start:end], ()):
                    wrong = [at for at in range(start, end) if form[at] != term[at - start]]
                    if wrong and 2 * len(wrong) <= len(term) and self._misheard(wrong, term, start, end):
                        first, last = wrong[0], wrong[-1] + 1
                        yield _Edit(first, last, term[first - start : last - start], term, (start, end), _Grade.SAME_SOUND)

    def _misheard(self, wrong: Sequence[int], term: str, start: int, end: int) -> bool:
        if any(
            self._settled(at) or term[at - start] in _FIXED or _likeness(self._form[at], term[at - start]) > _Grade.NEAR_SOUND
            for at in wrong
        ):
            return False
        doubts = [any(self._doubts(at, start, end)) for at in wrong]
        return all(doubts) or (len(term) >= _SHORT and any(doubts))

    def _short_words(self) -> Iterator[_Edit]:
        """Common words of two characters with one written by another that sounds just the same."""
        form = self._form
        for pair, doubt in enumerate(self._doubtful):
            if not doubt or not self._cuts_no_word(pair, pair + 2) or not self._familiar(pair, pair + 2):
                continue
            for at, kept in ((pair, pair + 1), (pair + 1, pair)):
                if self._settled(at) or form[at] in _PARTICLES:
                    continue
                for word in self._vocabulary.by_half.get((form[kept], kept - pair), ()):
                    meant = word[at - pair]
                    if meant not in _FIXED and meant not in _PARTICLES and _likeness(form[at], meant) is _Grade.SAME_SOUND:
                        yield _Edit(at, at + 1, meant, word, (pair, pair + 2), _Grade.SAME_SOUND)


# --- Latin letters ------------------------------------------------------------------------------------------------------------------

_LATIN = re.compile("[a-z']{2,}")
_TYPED_WORD = re.compile("(?:'?(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?[aeiouv]++(?:ng?|r)?+)++")  # as pinyin is built
_TYPED_RUN = re.compile(r"[a-z'][a-z' ]*")
_TYPED_LETTERS = range(4, 41)  # of pinyin that is read without the rest of a term beside it


class _Typed:
    """What stands in Latin letters and was meant otherwise: pinyin, and misspelt names."""

    def __init__(self, vocabulary: _Vocabulary, form: str, known: Callable[[str], bool]) -> None:
        self._vocabulary = vocabulary
        self._form = form
        self._known = known

    def pinyin(self) -> _Edit | None:
        """The first and longest words that spell a term, the rest of one that stands beside them, or several words."""
        for run in _TYPED_RUN.finditer(self._form):
            words = [(run.start() + word.start(), run.start() + word.end()) for word in re.finditer("[a-z']+", run[0])]
            typed = [self._is_typed(self._form[start:end]) for start, end in words]
            for size in range(min(len(words), _LONGEST), 0, -1):
                for first in range(len(words) - size + 1):
                    if all(typed[first : first + size]):
                        start, end = words[first][0], words[first + size - 1][1]
                        letters = re.sub("[ ']", "", self._form[start:end])
                        if edit := self._completing(start, end, letters) or self._alone(start, end, letters):
                            return edit
        return None

    def _is_typed(self, word: str) -> bool:
        return bool(_TYPED_WORD.fullmatch(word)) and (len(word) < 3 or not self._known(word))

    def _completing(self, start: int, end: int, letters: str) -> _Edit | None:
        """The letters as the part of the longest term that the characters beside them lack."""
        before, after = self._form[:start].rstrip(), self._form[end:].lstrip()
        left, right = len(before), len(self._form) - len(after)
        if not (_is_han(before[-1:]) or _is_han(after[:1])):
            return None
        found = []
        for term, sounds, whole in self._vocabulary.spelt:
            for first, last in _spans(sounds, letters) if letters in whole else ():
                if last - first < len(term) and before.endswith(term[:first]) and after.startswith(term[last:]):
                    place = (left if first else start, right if last < len(term) else end)
                    window = (left - first if first else start, right + len(term) - last if last < len(term) else end)
                    found.append(_Edit(*place, term[first:last], term, window, _Grade.SAME_SOUND))
        return min(found, key=lambda edit: edit.rank, default=None)

    def _alone(self, start: int, end: int, letters: str) -> _Edit | None:
        if len(letters) not in _TYPED_LETTERS:
            return None
        exact, blurred = self._vocabulary.by_letters
        meant = _read_whole(letters, exact)
        if not meant and len(near := _read_whole(_smeared(letters), blurred)) > _SHORTEST:
            meant = near
        return _Edit(start, end, meant, meant, (start, end), _Grade.SAME_SOUND) if meant else None

    def name(self) -> _Edit | None:
        """The first word that is one letter, or two swapped, away from one word of the terms."""
        for word in _NAME.finditer(self._form):
            if not self._known(word[0]):
                near = [name for name in self._vocabulary.names if _one_letter_off(word[0], name)]
                if len(near) == 1:
                    return _Edit(word.start(), word.end(), near[0], near[0], word.span(), _Grade.UNLIKE)
        return None


def _spans(sounds: Sequence[str], letters: str) -> Iterator[tuple[int, int]]:
    """The stretches of syllables that spell the letters."""
    for first in range(len(sounds)):
        spelt = ""
        for last in range(first, len(sounds)):
            spelt += sounds[last]
            if spelt == letters:
                yield first, last + 1
            if not letters.startswith(spelt):
                break


def _read_whole(letters: str, words: Mapping[str, str]) -> str:
    """The fewest words that spell the letters, one of them longer than a character; empty where none do."""
    readings: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(letters) + 1):
        ways = []
        for start in range(end):
            before, word = readings[start], words.get(letters[start:end])
            if before is not None and word:
                ways.append((*before, word))
        readings.append(min(ways, key=len, default=None))
    read = readings[-1]
    return "".join(read) if read and any(len(word) > 1 for word in read) else ""


def _one_letter_off(written: str, name: str) -> bool:
    """Whether one letter is wrong, missing, surplus or swapped, behind the first and not as an ending (customers, customer)."""
    if written[0] != name[0] or written.startswith(name) or name.startswith(written):
        return False
    shared = next(at for at, (one, other) in enumerate(zip(written, name, strict=False)) if one != other)
    one, other = written[shared:], name[shared:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or (one[1::-1] == other[:2] and one[2:] == other[2:])


# --- the whole ----------------------------------------------------------------------------------------------------------------------

_ROUNDS = 6  # changes to one question


class Speller:
    """Mends questions with the terms of one library.

    `terms` are titles, aliases, lists and names. `known` says whether the material holds a token, which is a pair of characters
    or a word in another script. Nothing is prepared before the first question that needs it; any number of threads may ask.
    """

    def __init__(self, terms: Iterable[str], known: Callable[[str], bool]) -> None:
        self._terms = tuple(terms)
        self._known = known

    @cached_property
    def _vocabulary(self) -> _Vocabulary:
        return _Vocabulary(self._terms)

    def mend(self, question: str) -> Mended:
        """The question as it is to be read, and what was changed for that. A correct one comes back as it is."""
        changes: list[Change] = []
        text = simplified(question)
        if text != question:
            changes.append(Change("traditional", question, text))
        repaired = self._repaired(text)
        if repaired != text:
            changes.append(Change("damage", text, repaired))
        text = repaired
        for _ in range(_ROUNDS):
            found = self._correction(normalise(text))
            if found is None:
                break
            kind, edit = found
            start, end = edit.window
            changes.append(Change(kind, text[start:end], text[start : edit.start] + edit.meant + text[edit.end : end]))
            text = text[: edit.start] + edit.meant + text[edit.end :]
        return Mended(text, tuple(changes))

    def _correction(self, form: str) -> tuple[Kind, _Edit] | None:
        if not all(self._known(word[0]) for word in _LATIN.finditer(form)):
            typed = _Typed(self._vocabulary, form, self._known)
            if edit := typed.pinyin():
                return "pinyin", edit
            if edit := typed.name():
                return "misspelt", edit
        doubtful = [self._doubts(pair) for pair in pairwise(form)]
        if any(doubtful) and (edit := _Slips(self._vocabulary, form, doubtful).best()):
            return "misspelt", edit
        return None

    def _doubts(self, pair: tuple[str, str]) -> bool:
        """Whether the material never has the two characters side by side."""
        return all(_is_han(char) or char in _LOST for char in pair) and not self._known("".join(pair))

    def _repaired(self, text: str) -> str:
        """Without slide damage. Of what stands between Chinese characters, only that goes that cuts a word or sets characters apart."""
        text = _LETTERS.sub(self._joined, _cleaned(text))
        gaps = list(_GAP.finditer(text))
        form = normalise(_GAP.sub("", text))
        places = [gap.start() - dropped for gap, dropped in zip(gaps, accumulate((len(gap[0]) for gap in gaps), initial=0), strict=False)]
        words: list[tuple[int, int]] = []
        if any(self._known(form[at - 1 : at + 1]) for at in places):
            words = [(at, at + len(word)) for word, at in self._vocabulary.exact.find(form)]
        pieces: list[str] = []
        end = 0
        for gap, at in zip(gaps, places, strict=True):
            pieces += [text[end : gap.start()], "" if self._is_damage(gap, form, at, words) else gap[0]]
            end = gap.end()
        return "".join(pieces) + text[end:]

    def _joined(self, letters: re.Match[str]) -> str:
        joined = "".join(letters[0].split())
        return joined if self._known(joined.lower()) else letters[0]

    def _is_damage(self, gap: re.Match[str], form: str, at: int, words: Sequence[tuple[int, int]]) -> bool:
        """Whether the gap was not meant. It lies at `at` of the form without gaps, in which the words stand at `words`."""
        if gap["space"] and (_stands_alone(gap.string, gap.start() - 1, -1) or _stands_alone(gap.string, gap.end(), 1)):
            return True
        across = max((end - start for start, end in words if start < at < end), default=0)
        if gap["stop"]:
            return across >= _SHORTEST and not any(at in word for word in words)
        if gap["page"]:
            return across > 0
        return across >= _SHORTEST or (across == 2 and not (self._known(form[at - 2 : at]) and self._known(form[at : at + 2])))
