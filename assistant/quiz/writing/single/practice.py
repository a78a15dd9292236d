"""Single choice on use: which practice follows from a principle, which principle is behind a practice."""

from collections.abc import Callable, Iterator
from functools import partial

from assistant.quiz.evidence import alike
from assistant.quiz.items import Difficulty, Kind, Level, Option
from assistant.quiz.pieces import Advice
from assistant.quiz.writing.blueprint import OPTIONS, Blueprint, Draw, Written
from assistant.quiz.writing.siblings import NEAR, Siblings, like_length
from assistant.quiz.writing.wording import bare, explained, front, named, sources

EASY, MEDIUM, HARD = Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD
WRONG = OPTIONS - 1
_single = partial(Blueprint, Kind.SINGLE)


def of_practice(siblings: Siblings) -> Iterator[Blueprint]:
    """Every item on advice."""
    for advice in siblings.principled:
        fact, card = f"怎么用：{advice.line.text[:12]}", advice.card.id
        yield _single("advice", card, fact, MEDIUM, Level.APPLY, partial(_advised, advice, siblings))
        yield _single("basis", card, fact, HARD, Level.APPLY, partial(_basis, advice, siblings))


def _advised(advice: Advice, siblings: Siblings, draw: Draw) -> Written | None:
    chosen = _other_advice(advice, siblings, draw, lambda other: bare(other.line.text), bare(advice.line.text))
    if len(chosen) < WRONG:
        return None
    title = advice.card.title
    stem = draw.some(
        (
            f"要把{named(title)}用到工作中，下列哪一种做法最贴切？",
            f"店里正在学{named(title)}，下列做法中真正照它来做的是哪一项？",
            f"下列做法中，体现{named(title)}的是哪一项？",
        )
    )
    wrong = [Option(bare(other.line.text), f"这是{named(other.card.title)}的用法。") for other in chosen]
    why = "；".join(f"“{front(other.line.text)}”是{named(other.card.title)}的用法" for other in chosen)
    options = draw.choice(Option(bare(advice.line.text)), wrong)
    return Written(stem, options, explained([advice.line], why), sources([advice.line, *(other.line for other in chosen)]))


def _basis(advice: Advice, siblings: Siblings, draw: Draw) -> Written | None:
    chosen = _other_advice(advice, siblings, draw, lambda other: other.card.title, advice.card.title)
    if len(chosen) < WRONG or advice.card.title in advice.line.text:
        return None
    text = bare(advice.line.text)
    stem = draw.some(
        (
            f"主管提醒大家：“{text}。”这条提醒的依据是下列哪一项？",
            f"“{text}。”这种做法用的是下列哪一项？",
            f"某门店照这样做：“{text}。”它运用的是哪一项？",
        )
    )
    wrong = [Option(other.card.title, f"{named(other.card.title)}的用法是：{other.line.text}") for other in chosen]
    why = "；".join(f"{named(other.card.title)}的用法是{bare(other.line.text)}" for other in chosen)
    options = draw.choice(Option(advice.card.title), wrong)
    return Written(stem, options, explained([advice.line], why), sources([advice.line, *(other.line for other in chosen)]))


def _other_advice(advice: Advice, siblings: Siblings, draw: Draw, text: Callable[[Advice], str], key: str) -> list[Advice]:
    """Advice of other cards, near ones first, that does not also follow from this one."""
    own = advice.card
    fitting: dict[str, Advice] = {}
    for other in siblings.principled:
        linked = other.card.id == own.id or other.card.id in own.see or own.id in other.card.see
        if (
            not linked
            and other.card.member_of == own.member_of
            and alike(other.line.text, advice.line.text) < NEAR / 2
            and alike(other.card.title, own.title) < NEAR
        ):
            fitting.setdefault(other.card.id, other)
    same = [other for other in fitting.values() if other.card.kind == own.kind and other.card.group == own.group]
    ranked = sorted(
        same if len(same) >= 2 * WRONG else fitting.values(), key=lambda other: (siblings.distance(own, other.card), draw.random.random())
    )
    return like_length(ranked, key, WRONG, text)
