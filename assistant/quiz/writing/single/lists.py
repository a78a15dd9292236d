"""Single choice on lists: what belongs to one, what does not, what is missing, what comes next."""

from collections.abc import Iterator, Sequence
from functools import partial

from assistant.quiz.evidence import alike
from assistant.quiz.items import Difficulty, Kind, Level, Option
from assistant.quiz.pieces import Roll
from assistant.quiz.writing.blueprint import OPTIONS, Blueprint, Draw, Written
from assistant.quiz.writing.siblings import NEAR, NEIGHBOURS, Siblings, like_length
from assistant.quiz.writing.wording import behind, explained, listed, named, sources

EASY, MEDIUM, HARD = Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD
WRONG = OPTIONS - 1
_single = partial(Blueprint, Kind.SINGLE)


def of_lists(siblings: Siblings) -> Iterator[Blueprint]:
    """Every item on a list."""
    for roll in siblings.material.rolls:
        yield from _of_list(roll, siblings)


def _of_list(roll: Roll, siblings: Siblings) -> Iterator[Blueprint]:
    fact, card, size = f"清单：{roll.catalogue.title}", roll.card.id, len(roll.members)
    if size >= WRONG:
        yield _single("list-odd", card, fact, EASY, Level.REMEMBER, partial(_odd_one, roll, siblings))
    yield _single("list-one", card, fact, EASY, Level.REMEMBER, partial(_one_of, roll, siblings))
    if 3 <= size <= 7:
        yield _single("list-missing", card, fact, MEDIUM, Level.REMEMBER, partial(_missing, roll, siblings))
        yield _single("list-whose", card, fact, MEDIUM, Level.UNDERSTAND, partial(_whose, roll, siblings))
    if roll.is_process and size >= OPTIONS:
        yield _single("list-next", card, fact, MEDIUM, Level.UNDERSTAND, partial(_next_step, roll))


def _odd_one(roll: Roll, siblings: Siblings, draw: Draw) -> Written | None:
    members = draw.random.sample(roll.members, WRONG)
    found = siblings.outsiders(roll, draw, 1, beside=members[0])
    if not found:
        return None
    name, other = found[0]
    title = roll.catalogue.title
    stem = draw.some(
        (
            behind(roll.lead, "。下列各项中，【不】在其中的是哪一项？"),
            f"有学员凭记忆写{named(title)}，写出了下面四项，其中【不】对的是哪一项？",
            f"下列各项中，【不】属于{named(title)}的是哪一项？",
        )
    )
    wrong = [Option(member, f"“{member}”在{named(title)}之列。") for member in members]
    key = Option(name, f"“{name}”出自{named(other.catalogue.title)}。")
    why = f"“{name}”出自{named(other.catalogue.title)}，其余三项都在原话里"
    return Written(stem, draw.choice(key, wrong), explained([roll.line], why), sources([roll.line, other.line]))


def _one_of(roll: Roll, siblings: Siblings, draw: Draw) -> Written | None:
    key = draw.some(roll.members)
    found = siblings.outsiders(roll, draw, WRONG, beside=key)
    if len(found) < WRONG:
        return None
    title = roll.catalogue.title
    stem = draw.some(
        (
            behind(roll.lead, "。下列哪一项是其中之一？"),
            f"下列各项中，属于{named(title)}的是哪一项？",
            f"复习{named(title)}时，下列哪一项应当写进笔记？",
        )
    )
    return _from_lists(stem, key, found, roll, draw)


def _missing(roll: Roll, siblings: Siblings, draw: Draw) -> Written | None:
    key = draw.some(roll.members)
    found = siblings.outsiders(roll, draw, WRONG, beside=key)
    if len(found) < WRONG:
        return None
    rest = listed([member for member in roll.members if member != key])
    title = roll.catalogue.title
    stem = draw.some(
        (
            behind(roll.lead, f"：{rest}，另外一项是什么？"),
            f"{named(title)}里，除了{rest}，还有哪一项？",
            f"同事讲{named(title)}，只讲到{rest}，漏讲了哪一项？",
        )
    )
    return _from_lists(stem, key, found, roll, draw)


def _from_lists(stem: str, key: str, found: Sequence[tuple[str, Roll]], roll: Roll, draw: Draw) -> Written:
    """A question about `roll` whose wrong options are from other lists."""
    wrong = [Option(name, f"“{name}”出自{named(other.catalogue.title)}。") for name, other in found]
    options = draw.choice(Option(key, f"“{key}”在{named(roll.catalogue.title)}之列。"), wrong)
    return Written(stem, options, explained([roll.line], _whence(found)), sources([roll.line, *(other.line for _, other in found)]))


def _whence(found: Sequence[tuple[str, Roll]]) -> str:
    """From which other lists the wrong options are."""
    by_list: dict[str, list[str]] = {}
    for name, other in found:
        by_list.setdefault(other.catalogue.title, []).append(f"“{name}”")
    return "；".join(f"{''.join(names)}出自{named(title)}" for title, names in by_list.items())


def _whose(roll: Roll, siblings: Siblings, draw: Draw) -> Written | None:
    """The members are given, the list is asked for; lists of the same size, so that counting gives nothing away."""
    others = [
        other
        for other in siblings.material.rolls
        if siblings.distance(roll.card, other.card) <= NEIGHBOURS
        and len(other.members) == len(roll.members)
        and other.card.id != roll.card.id
        and alike(other.catalogue.title, roll.catalogue.title) < NEAR
    ]
    others.sort(key=lambda other: (siblings.distance(roll.card, other.card), draw.random.random()))
    chosen = like_length(others, roll.catalogue.title, WRONG, lambda other: other.catalogue.title)
    if len(chosen) < WRONG:
        return None
    members = "、".join(roll.members)
    stem = draw.some((f"“{members}”，合起来说的是什么？", f"黑板上写着：{members}。讲师这时讲的是哪个内容？"))
    wrong = [Option(other.catalogue.title, f"{named(other.catalogue.title)}是：{'、'.join(other.members)}。") for other in chosen]
    why = "；".join(f"{named(other.catalogue.title)}是{'、'.join(other.members)}" for other in chosen)
    options = draw.choice(Option(roll.catalogue.title), wrong)
    return Written(stem, options, explained([roll.line], why), sources([roll.line, *(other.line for other in chosen)]))


def _next_step(roll: Roll, draw: Draw) -> Written | None:
    at = draw.random.randrange(len(roll.members) - 1)
    before, key = roll.members[at], roll.members[at + 1]
    others = [member for member in roll.members if member not in (before, key)]
    wrong = [
        Option(member, f"“{member}”排在第{roll.members.index(member) + 1}位。")
        for member in draw.random.sample(others, min(WRONG, len(others)))
    ]
    title = roll.catalogue.title
    stem = draw.some((f"按{named(title)}的先后次序，“{before}”之后紧接着的是哪一项？", f"{named(title)}走完“{before}”，下一项是什么？"))
    why = f"“{key}”排在第{at + 2}位，紧跟在第{at + 1}位的“{before}”之后"
    return Written(stem, draw.choice(Option(key), wrong), explained([roll.line], why), sources([roll.line]))
