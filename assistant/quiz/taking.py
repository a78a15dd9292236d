"""Scoring what somebody answers: pure functions from (item, answer) to a share of the item's points.

    form texts → given_from() → Given → share() → Fraction of 1, or None while a short answer waits to be marked

Partial credit, by response:
    Choice      one right option: all or nothing. Several: 1 where all are picked, 1/2 where only right ones are, 0 with a wrong one
    Judgement   all or nothing
    Matching    the share of lefts with their right
    Ordering    the share of steps that stand directly behind the one that they belong behind
    Blank       all or nothing; width, case, spaces, end punctuation and the way of writing a number do not count
    Marking     the share of points that whoever marks finds in the text
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.errors import InputError
from assistant.numerals import read_numbers
from assistant.quiz.items import Blank, Choice, Judgement, Marking, Matching, Ordering, Paper, Response

MAX_ANSWER_CHARS = 4000
NOTHING = -1  # a left without a right, a step without a place

# Choice: the options picked, ascending. Judgement: right or wrong. Matching: for each left the place of its right in `rights`.
# Ordering: for each of `steps` its place, from 0. Blank, Marking: the text. None: not answered.
Given = tuple[int, ...] | bool | str | None

# For whoever takes or sets a paper.
RULES = (
    "单选、判断、填空、计算、案例题：对了得满分，错了不得分。",
    "多选题：全对得满分；选的都对但没选全，得一半；有选错的不得分。",
    "连线题：连对一条得一份。",
    "排序题：相邻两步前后接对一处得一份。",
    "简答题：按得分点，说到一点得一份，由本人或培训师对照得分点来判。",
)

_ENDS = re.compile(r"""^[“‘"'《「『(:]+|[。.,;:!?、”’"'》」』)]+$""")  # after NFKC; a minus sign stays


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered; `marks` say for each point of a short answer whether it is there, None before it is marked."""

    given: Given = None
    marks: tuple[bool, ...] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Points of a paper: reached, possible, and those of short answers that nobody has marked yet."""

    earned: Fraction
    points: int
    waiting: int


def share(response: Response, answer: Answer) -> Fraction | None:
    """The share of an item's points that an answer gets, 0 to 1; None while it waits to be marked."""
    given = answer.given
    if isinstance(response, Marking):
        if answer.marks is None:
            return Fraction(0) if given is None else None
        return Fraction(sum(answer.marks), len(response.points))
    if given is None:
        return Fraction(0)
    match response:
        case Choice():
            return _choice(response, given)
        case Judgement():
            return Fraction(given is response.truth)
        case Matching():
            return Fraction(sum(matched(response, given)), len(response.pairs))
        case Ordering():
            return Fraction(sum(followed(response, given)), len(response.steps) - 1)
        case Blank():
            return Fraction(any(_same(str(given), accepted) for accepted in response.accepted))


def result(paper: Paper, answers: Mapping[int, Answer]) -> Result:
    """The points of a whole paper; `answers` by the item's place, from 0."""
    shares = [share(scored.item.response, answers.get(place, Answer())) for place, scored in enumerate(paper.items)]
    earned = sum((scored.points * one for scored, one in zip(paper.items, shares, strict=True) if one is not None), Fraction(0))
    waiting = sum(scored.points for scored, one in zip(paper.items, shares, strict=True) if one is None)
    return Result(earned, paper.points, waiting)


def matched(response: Matching, given: Given) -> list[bool]:
    """For each left whether it has its right."""
    places = given if isinstance(given, tuple) else ()
    rights = response.rights
    return [
        at < len(places) and 0 <= places[at] < len(rights) and rights[places[at]] == right for at, (_, right) in enumerate(response.pairs)
    ]


def followed(response: Ordering, given: Given) -> list[bool]:
    """For each step but the last whether the next one stands directly behind it; a place given twice counts for neither."""
    places = given if isinstance(given, tuple) else ()
    if len(places) != len(response.steps):
        return [False] * (len(response.steps) - 1)
    alone = [place >= 0 and places.count(place) == 1 for place in places]
    return [alone[at] and alone[at + 1] and places[at + 1] == places[at] + 1 for at in range(len(places) - 1)]


def given_from(response: Response, texts: Sequence[str]) -> Given:
    """An answer as a form sends it. Raises InputError, in Chinese, for what the form cannot have sent.

    `texts` hold: the places of the options picked; 1 or 0 for right or wrong; for each left the place of its right in `rights`; for each
    of the steps in the order shown its place, counted from 1; the text written. Empty where nothing is chosen.
    """
    match response:
        case Choice():
            picked = sorted({_number(text, len(response.options)) for text in texts if text})
            if len(picked) > 1 and len(response.key) == 1:
                raise InputError(f"只能选一项，收到了{len(picked)}项。请重新作答。")
            return tuple(picked) or None
        case Judgement():
            return bool(_number(texts[0], 2)) if texts and texts[0] else None
        case Matching():
            return _places(texts, len(response.pairs), len(response.rights), 0)
        case Ordering():
            shown = _places(texts, len(response.steps), len(response.steps), 1)
            return None if shown is None else tuple(shown[response.shown.index(at)] for at in range(len(shown)))
        case Blank() | Marking():
            text = "\n".join(texts).strip()
            if len(text) > MAX_ANSWER_CHARS:
                raise InputError(f"答案有{len(text)}个字，最多{MAX_ANSWER_CHARS}个字。请写短一些。")
            return text or None


def _choice(response: Choice, given: Given) -> Fraction:
    picked, key = set(given if isinstance(given, tuple) else ()), set(response.key)
    if picked == key:
        return Fraction(1)
    return Fraction(1, 2) if picked and picked < key else Fraction(0)


def _places(texts: Sequence[str], count: int, most: int, first: int) -> tuple[int, ...] | None:
    if not any(texts):
        return None
    if len(texts) != count:
        raise InputError(f"这道题要有{count}个答案，收到了{len(texts)}个。请重新作答。")
    return tuple(_number(text, most, first) if text else NOTHING for text in texts)


def _number(text: str, most: int, first: int = 0) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 0 <= int(text) - first < most:
        raise InputError(f"答案“{text[:20]}”不是这道题的选项。请重新作答。")
    return int(text) - first


def _same(given: str, accepted: str) -> bool:
    return _bare(given) == _bare(accepted)


def _bare(text: str) -> str:
    """The text with its numbers as fractions, without what does not count."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    text = _ENDS.sub("", text)
    parts, at = [], 0
    for number in read_numbers(text):
        parts += [text[at : number.start], f"〔{number.value}〕"]
        at = number.end
    return "".join([*parts, text[at:]])
