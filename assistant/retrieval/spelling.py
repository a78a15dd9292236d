"""Mends a damaged question before anything is searched: traditional characters, slide damage, misspelt terms, typed pinyin.

    question → simplified → repaired → Latin letters read → terms corrected → Mended

A correct question must come through unchanged, which is worth more than mending a damaged one. A term is corrected only where
the material does not hold what is written, where one edit or sound leads to one term, and never in a number or a negation.
"""

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
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
    foreign = {char for char in text if "\u3400" <= char <= "\u9fff" and not _in_gb2312(char)} if not text.isascii() else set()
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

    return OpenCC("tw2sp").convert  # type: ignore[no-any-return]


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
    rf"|(?P<space>\s+)|(?P<mark>[\s.·•*_|~^`–—-]+)|(?P<stop>[\s、,，;；。/／:：'\"…]+))(?=[{HAN}])"
)


def _cleaned(text: str) -> str:
    """Without what a slide or a PDF leaves around words: invisible characters, footers, bullets, doubled punctuation."""
    text = _RADICAL.sub(lambda match: unicodedata.normalize("NFKC", match[0]), _INVISIBLE.sub("", text))
    text = _CONTROL.sub(" ", text)
    text = _BULLET.sub("", _FOOTER.sub(" ", text).strip() or text)
    return _DOUBLED.sub(r"\1", text)


# --- sounds -------------------------------------------------------------------------------------------------------------------------

_BLUR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_READINGS = 3  # of a character; pinyin tables list rare ones behind


@cache
def _pinyin_table() -> Mapping[int, str]:
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # its table of phrases would take 0.2 s and 40 MB
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin.constants import PINYIN_DICT  # 50 ms and 12 MB, which a correct question does not need

    return PINYIN_DICT


@lru_cache(maxsize=8192)
def _sounds(char: str) -> tuple[str, ...]:
    """Readings of a character without tone, the common one first; ü is v. None for other scripts."""
    written = _pinyin_table().get(ord(char), "").split(",")[:_READINGS]
    plain = (unicodedata.normalize("NFD", sound).replace("u\u0308", "v") for sound in written)
    return tuple(dict.fromkeys("".join(letter for letter in sound if letter.isascii()) for sound in plain if sound))


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


def _spellings(text: str) -> Iterator[tuple[str, ...]]:
    """Readings of a run of Han by syllables: the common ones, then with one character read otherwise."""
    readings = [_sounds(char) for char in text]
    if not all(readings):
        return
    common = tuple(sounds[0] for sounds in readings)
    yield common
    for at, sounds in enumerate(readings):
        for other in sounds[1:]:
            yield (*common[:at], other, *common[at + 1 :])


# --- the terms ----------------------------------------------------------------------------------------------------------------------

# Questions are asked with these; as words they are mended and read from pinyin like the corpus' own.
_ASKING = (
    "什么 是什么 什么是 什么意思 意思 怎么 怎么样 怎么办 怎样 如何 为什么 哪些 有哪些 哪个 哪几个 多少 几个 区别 有什么区别 步骤 方法 案例 例子 定义 介绍 解释"
).split()
# Joined to such words in pinyin, never mended or found alone.
_JOINTS = "是 的 和 与 跟 不 没有 有 里 在 吗 呢".split()

_HAN_CHAR = re.compile(f"[{HAN}]")
_HAN_RUN = re.compile(f"[{HAN}]+")
_LATIN_WORD = re.compile("[a-z]{6,}")  # shorter ones are an edit away from too much

_SHORTEST = 3  # characters of a term that may be one edit away; shorter ones are mended by sound only
_LONG = 6  # of which an extra character is believed
_LONGEST = 16  # longer titles are sentences, and not typed whole
_PART_USES, _PART_EDGES = 5, 2  # a part of terms is a word when so many use it, and so many begin and so many end with it


class _Vocabulary:
    """The terms and the words that they are made of, by what a slip of one character leaves of them."""

    def __init__(self, terms: Iterable[str]) -> None:
        given = {normalise(term) for term in terms if len(term) > 1}
        whole = given | _parts(given)
        self.exact = Terms([*whole, *_ASKING])
        han = [term for term in sorted(whole) if _HAN_CHAR.search(term)]
        self.terms = {term for term in han if _SHORTEST <= len(term) <= _LONGEST}
        self.words = {term for term in han if len(term) == 2 and term.isalpha() and not term.isascii()} | {
            w for w in _ASKING if len(w) == 2
        }
        self.latin = {word for term in given for word in _LATIN_WORD.findall(term)}
        self.lengths = sorted({length + more for length in map(len, self.terms) for more in (-1, 0, 1)})
        self.heads = {term[:2] for term in self.terms}
        self.tails = {term[-2:] for term in self.terms}
        self.without: dict[str, list[tuple[str, int]]] = {}  # a term less one character → the term, the place
        for term in sorted(self.terms):
            for at, char in enumerate(term):
                if _is_han(char):
                    self.without.setdefault(term[:at] + term[at + 1 :], []).append((term, at))

    @cached_property
    def by_sound(self) -> Mapping[tuple[str, ...], list[str]]:
        """Terms of Han alone by how they sound, blurred."""
        found: dict[tuple[str, ...], list[str]] = {}
        for term in sorted(self.terms):
            if all(map(_is_han, term)):
                for sounds in {tuple(map(_blurred, sounds)) for sounds in _spellings(term)}:
                    found.setdefault(sounds, []).append(term)
        return found

    @cached_property
    def pairs(self) -> Mapping[tuple[str, int], list[str]]:
        """Words of two characters by one of them and its place."""
        found: dict[tuple[str, int], list[str]] = {}
        for word in sorted(self.words):
            for at, char in enumerate(word):
                found.setdefault((char, at), []).append(word)
        return found

    @cached_property
    def spelt(self) -> Sequence[tuple[str, tuple[str, ...], str]]:
        """Each term of Han alone with its readings: by syllables, and run together."""
        terms = [term for term in sorted(self.terms) if all(map(_is_han, term))]
        return [(term, sounds, "".join(sounds)) for term in terms for sounds in _spellings(term)]

    @cached_property
    def typed(self) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
        """Terms and words by what one types for them: as they are read, and blurred."""
        exact: dict[str, set[str]] = {}
        for term, _, letters in self.spelt:
            exact.setdefault(letters, set()).add(term)
        for word in (*self.words, *_ASKING, *_JOINTS):
            exact.setdefault("".join(next(_spellings(word))), set()).add(word)
        blurred: dict[str, set[str]] = {}
        for letters, texts in exact.items():
            blurred.setdefault(_smeared(letters), set()).update(texts)
        return exact, blurred


def _parts(terms: Iterable[str]) -> set[str]:
    """Words that the terms are made of: runs of two to four characters that several begin and several end with."""
    runs = {run for term in terms for run in _HAN_RUN.findall(term)}
    uses: Counter[str] = Counter()
    begins: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for run in runs:
        for length in (2, 3, 4):
            if len(run) >= length:
                begins[run[:length]] += 1
                ends[run[-length:]] += 1
                uses.update({run[at : at + length] for at in range(len(run) - length + 1)})
    return {
        part
        for part, count in uses.items()
        if count >= _PART_USES and begins[part] >= _PART_EDGES and ends[part] >= _PART_EDGES and not _PARTICLES.intersection(part)
    }


@cache
def _is_han(char: str) -> bool:
    return bool(_HAN_CHAR.match(char))


# --- mending ------------------------------------------------------------------------------------------------------------------------

_FIXED = frozenset("零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟半几不没无非未别勿否莫")  # numbers and negations
_PARTICLES = frozenset("的了是在有和与或及跟我你他她它们这那个到得地着过也都就还能会要把被让给对从以为于中上下里么吗呢吧啊")
_OPPOSITES = tuple(
    map(
        frozenset,
        "大小中 多少 高低中 前后中 上下中 内外 新旧老 正反负 买卖 进出 男女 强弱 快慢 长短 增减加 升降 好坏 优劣 东西南北 左右 早晚 主客 有无 显隐 生死 供需 软硬 东南西北 甲乙丙丁 首次末 同异".split(),
    )
)
# Characters that print, handwriting and input by shape mix up.
_ALIKE = tuple(
    map(
        frozenset,
        "己已巳 未末 本木 系糸 士土 理埋里 训川 侯候 折拆析 待侍持 睡垂 换焕 柔揉 度渡镀 购构沟 值直植 象像 测侧则 份分 清请情晴 徒徙 拔拨 崇祟 刺剌 茶荼 令今 "
        "免兔 历厉 千干于 天夫无 日曰目 田由甲申 人入 力刀 王玉主 贝见 牛午 住往 怖布 抱报 洽恰给 培陪赔 牌碑脾 阶价 梯剃涕 销消稍锁 营莹管 竟竞兢 兑悦 "
        "推堆椎 组祖租阻 因困固 圆园员 贡贾费贵 货贷袋 循盾 径经轻 环坏怀 矩炬距 阵陈 链键建健 密蜜 宣宜 突窄 官宫 客容 守寸 村付 略咯 务条 户尸卢 严产 市布 "
        "场杨扬 战占 细纽 成戌戍 关天 介价 满瞒 流硫 程呈 合台 感惑 知和 核该 广厂 告吉 需雪 求来 动劝 新亲 差羞 异导 化代 服报 模漠 式试 传转 播翻 "
        "道首 会合 优忧 势执 境镜 政攻 策荣 效郊 率卒 信言 息思 通诵 达迭 教孝 育盲 利刊 得碍 失矢 线钱 络终 贷资 源原 类粪 型刑 定宁 位立泣 集隼 "
        "标栋 顾硕 负贞 识织职 维谁 护沪 交文 叉又 易昜 观现规 念含 视祝 史吏 期斯 望忘 忠患 诚城 计讣 划刘 反友 应座 实买 情惰 制刺 造选 老考 去法 "
        "词伺 拉粒 折拆 挖挣 狠狼 辨辩 戴载 炼练 候喉 享亨 幻幼 幕慕 墓暮 蓝篮 拨泼 辛幸 岂启 抄炒 驰弛 洒酒 准淮 沾粘 仓仑 名各 孟盂 徽微 冶治 勿匆".split(),
    )
)
_LOST = "□█▇▉�"  # printed where a character was lost
_FOREIGN = 0.25  # pairs that the material lacks, of those of a text that is about it
_ROUNDS = 6  # changes to one question
_TYPED_RUN = re.compile(r"[a-z][a-z']*(?:[ ]+[a-z][a-z']*)*")
_TYPED_LETTERS = range(4, 41)  # of pinyin, run together


@dataclass(frozen=True, slots=True)
class _Edit:
    """Puts `meant` for `start:end` of the question. `term` is what `window` then says; a lower `grade` is the better guess."""

    start: int
    end: int
    meant: str
    term: str
    window: tuple[int, int]
    grade: int
    kind: Kind = "misspelt"

    @property
    def rank(self) -> tuple[int, int]:
        return self.grade, -len(self.term)

    def clashes(self, other: "_Edit") -> bool:
        """Whether both change the same place to different ends."""
        apart = self.end < other.start or other.end < self.start
        return not apart and (self.start, self.end, self.meant) != (other.start, other.end, other.meant)


# Grades of a guess
_SAME_SOUND, _ALIKE_SOUND, _SWAPPED, _TWICE, _ALIKE_SHAPE, _LOST_CHAR, _MISSING, _EXTRA, _UNLIKE = range(9)


class Speller:
    """Mends questions with the terms of one library.

    `terms` are titles, aliases, lists and names. `known` says whether the material holds a token (two characters, or a word in
    another script). Everything is prepared at the first damaged question.
    """

    def __init__(self, terms: Iterable[str], known: Callable[[str], bool]) -> None:
        self._given = tuple(terms)
        self._known = known

    @cached_property
    def _vocabulary(self) -> _Vocabulary:
        return _Vocabulary(self._given)

    def mend(self, question: str) -> Mended:
        """The question as it is to be read, and what was changed for that. A correct question comes back as it is."""
        changes: list[Change] = []
        text = simplified(question)
        if text != question:
            changes.append(Change("traditional", question, text))
        repaired = self._repaired(text)
        if repaired != text:
            changes.append(Change("damage", text, repaired))
            text = repaired
        for _ in range(_ROUNDS):
            form = normalise(text)
            edit = self._typed(form) or self._misspelt(form)
            if edit is None:
                break
            start, end = edit.window
            changes.append(Change(edit.kind, text[start:end], text[start : edit.start] + edit.meant + text[edit.end : end]))
            text = text[: edit.start] + edit.meant + text[edit.end :]
        return Mended(text, tuple(changes))

    # --- damage

    def _repaired(self, text: str) -> str:
        text = _LETTERS.sub(lambda match: self._joined(match[0]), _cleaned(text))
        gaps = list(_GAP.finditer(text))
        if not gaps:
            return text
        compact = _GAP.sub("", text)
        form = normalise(compact)
        words = [(at, at + len(word)) for word, at in self._vocabulary.exact.find(form)]
        pieces: list[str] = []
        end = removed = 0
        for gap in gaps:
            at = gap.start() - removed  # the gap's place in `compact`
            removed += len(gap[0])
            pieces += [text[end : gap.start()], "" if self._is_damage(gap, form, at, words) else gap[0]]
            end = gap.end()
        return "".join(pieces) + text[end:]

    def _joined(self, letters: str) -> str:
        joined = "".join(letters.split())
        return joined if self._known(joined.lower()) else letters

    def _is_damage(self, gap: re.Match[str], form: str, at: int, words: Sequence[tuple[int, int]]) -> bool:
        """Whether the gap, which is at `at` of the text without gaps, was not meant: a word goes across, or a character stands alone."""
        across = max((end - start for start, end in words if start < at < end), default=0)
        if gap["stop"]:
            return across >= _SHORTEST and not any(at in word for word in words)
        if gap["page"]:
            return across > 0
        if gap["space"] and (self._alone(gap.string, gap.start() - 1, -1) or self._alone(gap.string, gap.end(), 1)):
            return True
        return across >= _SHORTEST or (across == 2 and not (self._known(form[at - 2 : at]) and self._known(form[at : at + 2])))

    @staticmethod
    def _alone(text: str, at: int, step: int) -> bool:
        """Whether the character at `at`, with a gap on one side, has white space or the text's end on the other."""
        beyond = at + step
        return not 0 <= beyond < len(text) or text[beyond].isspace()

    # --- pinyin

    def _typed(self, form: str) -> _Edit | None:
        """The first term or words typed as pinyin, alone or beside the rest of the term."""
        for run in _TYPED_RUN.finditer(form):
            words = [(match.start() + run.start(), match.end() + run.start()) for match in re.finditer(r"[a-z']+", run[0])]
            for size in range(len(words), 0, -1):
                for first in range(len(words) - size + 1):
                    start, end = words[first][0], words[first + size - 1][1]
                    if any(end - start > 2 and self._known(form[start:end]) for start, end in words[first : first + size]):
                        continue
                    letters = re.sub(r"[\s']", "", form[start:end])
                    if edit := self._completed(form, start, end, letters) or self._read(form, start, end, letters):
                        return edit
        return None

    def _completed(self, form: str, start: int, end: int, letters: str) -> _Edit | None:
        """The longest term of which the characters beside the letters are the rest."""
        before, after = form[:start].rstrip(), form[end:].lstrip()
        found: list[_Edit] = []
        if not (before and _is_han(before[-1])) and not (after and _is_han(after[0])):
            return None
        for term, sounds, whole in self._vocabulary.spelt:
            if letters not in whole:
                continue
            for first, last in _spans(sounds, letters):
                if last - first < len(term) and before.endswith(term[:first]) and after.startswith(term[last:]):
                    window = (len(before) - first, len(form) - len(after) + len(term) - last)
                    begin = len(before) if first else start
                    stop = len(form) - len(after) if last < len(term) else end
                    found.append(_Edit(begin, stop, term[first:last], term, window, 0, "pinyin"))
        return _only(found)

    def _read(self, form: str, start: int, end: int, letters: str) -> _Edit | None:
        """The letters as a term or words, read whole or not at all."""
        if len(letters) not in _TYPED_LETTERS:
            return None
        exact, blurred = self._vocabulary.typed
        meant = _read_letters(letters, exact) or _read_letters(_smeared(letters), blurred)
        return _Edit(start, end, meant, meant, (start, end), 0, "pinyin") if meant else None

    # --- characters

    def _misspelt(self, form: str) -> _Edit | None:
        """The best correction that has no rival."""
        doubtful = self._doubtful(form)
        if not any(doubtful):
            return None
        slips = _Slips(self._vocabulary, form, doubtful)
        return _only(list(slips.one_edit())) or _only(list(slips.same_sound())) or _only(list(slips.short_words()))

    def _doubtful(self, form: str) -> list[bool]:
        """Of each character whether it stands with the next as the material never has them."""
        return [
            (_is_han(one) or one in _LOST) and (_is_han(other) or other in _LOST) and not self._known(one + other)
            for one, other in zip(form, form[1:], strict=False)
        ]


class _Slips:
    """Corrections that one text may take."""

    def __init__(self, vocabulary: _Vocabulary, form: str, doubtful: list[bool]) -> None:
        self._vocabulary = vocabulary
        self._form = form
        self._doubtful = doubtful
        self._locked = [char in _FIXED for char in form]
        self._inner = [False] * len(form)  # whether a known word goes on here from the character before
        for word, at in vocabulary.exact.find(form):
            self._locked[at : at + len(word)] = [True] * len(word)
            self._inner[at + 1 : at + len(word)] = [True] * (len(word) - 1)

    def _familiar(self, start: int, end: int) -> bool:
        """Whether the rest of the text is the material's own, so that a short word in it will be too."""
        pairs = [pair for pair in range(len(self._doubtful)) if not start - 1 <= pair < end and _paired(self._form, pair)]
        return sum(self._doubtful[pair] for pair in pairs) <= _FOREIGN * len(pairs)

    def _windows(self) -> Iterator[tuple[int, int]]:
        """Stretches with a doubtful pair that begin or end as a term does."""
        form, vocabulary = self._form, self._vocabulary
        heads = [form[at : at + 2] in vocabulary.heads for at in range(len(form))]
        tails = [form[at - 2 : at] in vocabulary.tails for at in range(len(form) + 1)]
        for start in range(len(form)):
            for length in vocabulary.lengths:
                end = start + length
                if end > len(form):
                    break
                if (length < 5 or heads[start] or tails[end]) and any(self._doubtful[start : end - 1]):
                    yield start, end

    def one_edit(self) -> Iterator[_Edit]:
        """Terms with one character wrong, missing, extra or swapped with the next."""
        for start, end in self._windows():
            yield from self._wrong(start, end)
            yield from self._missing(start, end)
            yield from self._surplus(start, end)
            yield from self._swapped(start, end)

    def _doubts(self, at: int, start: int, end: int) -> list[bool]:
        """The pairs inside the window that the character at `at` is part of: whether each is doubtful."""
        return [self._doubtful[pair] for pair in (at - 1, at) if start <= pair < end - 1 and _paired(self._form, pair)]

    def _wrong(self, start: int, end: int) -> Iterator[_Edit]:
        form = self._form
        for at in range(start, end):
            doubts = self._doubts(at, start, end)
            if self._locked[at] or not any(doubts):
                continue
            for term, place in self._vocabulary.without.get(form[start:at] + form[at + 1 : end], ()):
                if place != at - start or term[place] == form[at]:
                    continue
                grade = _grade(form[at], term[place])
                if _allowed(grade, len(term), all(doubts)) and (len(term) > _SHORTEST or self._familiar(start, end)) and (term[place] not in _FIXED or grade in (_SAME_SOUND, _LOST_CHAR)):
                    yield _Edit(at, at + 1, term[place], term, (start, end), grade)

    def _missing(self, start: int, end: int) -> Iterator[_Edit]:
        for term, place in self._vocabulary.without.get(self._form[start:end], ()):
            at = start + place
            if len(term) > _SHORTEST and start < at < end and self._doubtful[at - 1] and not self._inner[at] and term[place] not in _FIXED:
                yield _Edit(at, at, term[place], term, (start, end), _MISSING)

    def _surplus(self, start: int, end: int) -> Iterator[_Edit]:
        form = self._form
        for at in range(start + 1, end):
            twice = form[at] == form[at - 1] and self._doubtful[at - 1]
            if not twice and (end - start <= _LONG or at == end - 1 or self._locked[at] or form[at] in _PARTICLES):
                continue
            term = form[start:at] + form[at + 1 : end]
            if term in self._vocabulary.terms and (twice or all(self._doubts(at, start, end))):
                yield _Edit(at, at + 1, "", term, (start, end), _TWICE if twice else _EXTRA)

    def _swapped(self, start: int, end: int) -> Iterator[_Edit]:
        form = self._form
        for at in range(start, end - 1):
            if form[at] in _FIXED or form[at + 1] in _FIXED or self._inner[at + 1]:
                continue
            turned = form[at + 1] + form[at]
            term = form[start:at] + turned + form[at + 2 : end]
            if term in self._vocabulary.terms and (self._doubtful[at] or len(term) > 3 and any(self._doubtful[max(start, at - 1) : min(end - 1, at + 2)])):
                yield _Edit(at, at + 2, turned, term, (start, end), _SWAPPED)

    def same_sound(self) -> Iterator[_Edit]:
        """Terms of which several characters, at most half, are written by others of the same sound."""
        form = self._form
        common = [tuple(_blurred(sound) for sound in _sounds(char)[:1]) if _is_han(char) else () for char in form]
        for start, end in self._windows():
            if not all(common[start:end]):
                continue
            for term in self._vocabulary.by_sound.get(tuple(sounds[0] for sounds in common[start:end]), ()):
                wrong = [at for at in range(start, end) if form[at] != term[at - start]]
                sure = all(_grade(form[at], term[at - start]) == _SAME_SOUND or len(term) > 3 for at in wrong)
                if wrong and sure and 2 * len(wrong) <= len(term) and not any(self._locked[at] or term[at - start] in _FIXED for at in wrong):
                    if all(any(self._doubts(at, start, end)) for at in wrong):
                        first, last = wrong[0], wrong[-1] + 1
                        yield _Edit(first, last, term[first - start : last - start], term, (start, end), _SAME_SOUND)

    def short_words(self) -> Iterator[_Edit]:
        """Words of two characters with one written by another of just the same sound, that stands in no known pair."""
        form = self._form
        for pair, doubt in enumerate(self._doubtful):
            if not doubt:
                continue
            for at, kept in ((pair, pair + 1), (pair + 1, pair)):
                beside = pair - 1 if at == pair else pair + 1
                if self._locked[at] or form[at] in _PARTICLES or not self._open(beside):
                    continue
                for word in self._vocabulary.pairs.get((form[kept], kept - pair), ()):
                    right = word[at - pair]
                    if right not in _FIXED and _grade(form[at], right) == _SAME_SOUND and self._familiar(pair, pair + 2):
                        yield _Edit(at, at + 1, right, word, (pair, pair + 2), _SAME_SOUND)

    def _open(self, pair: int) -> bool:
        """Whether the pair is none that the material holds."""
        return not 0 <= pair < len(self._doubtful) or self._doubtful[pair] or not _paired(self._form, pair)


def _paired(form: str, at: int) -> bool:
    return all(_is_han(char) or char in _LOST for char in form[at : at + 2])


def _grade(written: str, meant: str) -> int:
    """How likely `meant` was written as `written`."""
    if written in _LOST:
        return _LOST_CHAR
    if any(written in group and meant in group for group in _OPPOSITES):
        return _UNLIKE
    sounds, others = _sounds(written), _sounds(meant)
    if set(sounds) & set(others):
        return _SAME_SOUND
    if set(map(_blurred, sounds)) & set(map(_blurred, others)):
        return _ALIKE_SOUND
    return _ALIKE_SHAPE if any(written in group and meant in group for group in _ALIKE) else _UNLIKE


def _allowed(grade: int, length: int, all_doubtful: bool) -> bool:
    """Whether a wrong character in a term of this length may be taken for a slip: the weaker the likeness, the more must be doubtful."""
    if grade == _SAME_SOUND:
        return True
    if grade == _ALIKE_SOUND:
        return all_doubtful or length > _SHORTEST
    return grade in (_LOST_CHAR, _ALIKE_SHAPE) and all_doubtful


def _only(edits: list[_Edit]) -> _Edit | None:
    """The best of the edits that no equally good one contradicts."""
    contested: list[_Edit] = []
    for edit in sorted(edits, key=lambda edit: edit.rank):
        if any(edit.clashes(other) for other in contested):
            continue
        if not any(edit.clashes(other) for other in edits if other.rank == edit.rank):
            return edit
        contested.append(edit)
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


def _read_letters(letters: str, words: Mapping[str, set[str]]) -> str:
    """The letters as the fewest words that spell them, each without a homonym, one of two characters at least; empty where there are none."""
    best: list[tuple[str, ...] | None] = [(), *[None] * len(letters)]
    for end in range(1, len(letters) + 1):
        for start in range(end):
            before, texts = best[start], words.get(letters[start:end], ())
            if before is not None and len(texts) == 1:
                now = (*before, *texts)
                if best[end] is None or len(now) < len(best[end] or ()):
                    best[end] = now
    read = best[-1]
    return "".join(read) if read and any(len(word) > 1 for word in read) else ""
