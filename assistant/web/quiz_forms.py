"""What the quiz pages' forms send, read with limits: a wish for items, an edited item, a paper, a taker's answers.

Everything raises InputError, in Chinese, with the value that was wrong and what to do.
"""

import re
import secrets
from dataclasses import dataclass, replace

from assistant.errors import InputError
from assistant.library import Library
from assistant.quiz.bank import Bank, Kept
from assistant.quiz.items import (
    Blank,
    Choice,
    Difficulty,
    Item,
    Judgement,
    Kind,
    Marking,
    Matching,
    Option,
    Ordering,
    Paper,
    Response,
    Scored,
)
from assistant.quiz.taking import Answer, given_from
from assistant.web.forms import Fields

MOST_WISHED = 200  # items made at once
MAX_TITLE_CHARS = 80
MAX_NAME_CHARS = 40
MAX_MINUTES = 600
MAX_POINTS = 100  # of one item
MAX_SEED = 2**31 - 1
MOST_ROWS = 10  # options, pairs, steps or points of an item
DEFAULT_POINTS = {
    Kind.SINGLE: 2,
    Kind.MULTIPLE: 4,
    Kind.TRUE_FALSE: 2,
    Kind.MATCHING: 5,
    Kind.ORDERING: 5,
    Kind.FILL_IN: 3,
    Kind.SHORT_ANSWER: 10,
    Kind.CALCULATION: 5,
    Kind.CASE: 5,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paper is handed out: see Handout."""

    paper: Paper
    items: tuple[Kept, ...]
    one_by_one: bool
    at_once: bool


def topics_from(fields: Fields, library: Library) -> tuple[str, ...]:
    """The ids of the groups chosen, and of the cards chosen from other groups; none is all."""
    groups, cards = set(fields.all("group")), set(fields.all("card"))
    unknown = [*sorted(groups - set(library.groups)), *sorted(cards - set(library.cards))]
    if unknown:
        raise InputError(f"资料库里没有“{unknown[0][:40]}”。请刷新页面，重新选择范围。")
    alone = [card.id for card in library.cards.values() if card.id in cards and card.group not in groups]
    return (*(group for group in library.groups if group in groups), *alone)


def kinds_from(fields: Fields) -> tuple[Kind, ...]:
    chosen = fields.all("kind")
    unknown = [name for name in chosen if name not in list(Kind)]
    if unknown:
        raise InputError(f"没有“{unknown[0][:40]}”这种题型。请刷新页面再选。")
    if not chosen:
        raise InputError("没有选题型。请至少选一种。")
    return tuple(kind for kind in Kind if kind in chosen)


def difficulty_from(fields: Fields) -> Difficulty | None:
    number = fields.number("difficulty", "难度", 1, len(Difficulty))
    return None if number is None else Difficulty(number)


def seed_from(fields: Fields) -> int:
    """The seed that was given, or one drawn by lot."""
    seed = fields.number("seed", "种子", 0, MAX_SEED)
    return draw_seed() if seed is None else seed


def draw_seed() -> int:
    return secrets.randbelow(MAX_SEED)


def title_from(fields: Fields, label: str) -> str:
    title = " ".join(fields.text("title", label, MAX_TITLE_CHARS).split())
    if not title:
        raise InputError(f"没有填{label}。请填好再提交。")
    return title


def edited_item(item: Item, fields: Fields) -> Item:
    """The item as somebody changed it, marked as edited; the same item where nothing was changed."""
    changed = replace(
        item,
        stem=fields.text("stem", "题干"),
        response=_response(item.response, fields),
        explanation=fields.text("explanation", "解析"),
        difficulty=difficulty_from(fields) or item.difficulty,
    )
    return item if changed == item else replace(changed, edited=True)


def paper_from(bank: Bank, fields: Fields) -> Setting:
    """A paper of the items chosen, those of one kind together where that is asked for."""
    chosen = set(fields.all("item"))
    kept = [one for one in bank.items if str(one.number) in chosen]
    if not kept:
        raise InputError("一道题也没有选。请至少选一道。")
    if fields.text("by_kind"):
        kinds = list(Kind)
        kept.sort(key=lambda one: kinds.index(one.item.kind))
    points = {kind: fields.number(f"points-{kind}", f"{kind.label}的分值", 1, MAX_POINTS) or DEFAULT_POINTS[kind] for kind in Kind}
    paper = Paper(
        title_from(fields, "试卷的标题"),
        fields.number("minutes", "时间", 1, MAX_MINUTES),
        tuple(Scored(one.item, points[one.item.kind]) for one in kept),
    )
    return Setting(paper, tuple(kept), fields.text("show") != "all", fields.text("feedback") == "each")


def answers_from(paper: Paper, fields: Fields) -> dict[int, Answer]:
    """The answers to those items whose place stands among the `shown`; an item of which nothing is sent has no answer."""
    answers = {}
    for text in fields.all("shown"):
        if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) >= len(paper.items):
            raise InputError(f"这份试卷没有第“{text[:20]}”题。请刷新页面。")
        place = int(text)
        try:
            answers[place] = Answer(given_from(paper.items[place].item.response, fields.all(f"a-{place}")))
        except InputError as error:
            raise InputError(f"第{place + 1}题：{error}") from error
    return answers


def marks_from(response: Marking, fields: Fields, place: int) -> tuple[bool, ...]:
    """Which points of a short answer are ticked."""
    ticked = set(fields.all(f"m-{place}"))
    return tuple(str(at) in ticked for at in range(len(response.points)))


def _response(response: Response, fields: Fields) -> Response:
    match response:
        case Choice():
            return _choice(fields)
        case Judgement():
            return Judgement(fields.text("truth") == "1", fields.text("correction", "改正"))
        case Matching():
            return _matching(fields)
        case Ordering():
            return _ordering(response, fields)
        case Blank():
            return Blank(fields.lines("accepted", "答案", MOST_ROWS))
        case Marking():
            return Marking(fields.lines("points", "得分点", MOST_ROWS))


def _choice(fields: Fields) -> Choice:
    """Rows without a text are left out; the key are the rows ticked."""
    rows = range(MOST_ROWS)
    ticked = set(fields.all("key"))
    written = [(at, text) for at in rows if (text := fields.text(f"option-{at}", "选项"))]
    options = tuple(Option(text, fields.text(f"why-{at}", "选项的说明")) for at, text in written)
    return Choice(options, tuple(place for place, (at, _) in enumerate(written) if str(at) in ticked))


def _matching(fields: Fields) -> Matching:
    pairs, spare = [], []
    for at in range(MOST_ROWS):
        left, right = fields.text(f"left-{at}", "左项"), fields.text(f"right-{at}", "右项")
        if left and not right:
            raise InputError(f"左项“{left[:20]}”没有对应的右项。请补上，或者把左项也清空。")
        if left:
            pairs.append((left, right))
        elif right:
            spare.append(right)
    return Matching(tuple(pairs), tuple(spare))


def _ordering(response: Ordering, fields: Fields) -> Ordering:
    """The order shown stays as it was where the number of steps does; otherwise every other step comes first."""
    steps = fields.lines("steps", "步骤", MOST_ROWS)
    if len(steps) == len(response.steps):
        return Ordering(steps, response.shown)
    places = range(len(steps))
    return Ordering(steps, (*places[1::2], *places[::2]))
