"""Short answer with a marking key: what a list holds, what a thing is, how two differ, how to use it, what the sources say."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from assistant.ingest.cards import DOUBTS
from assistant.quiz.items import Difficulty, Kind, Level, Marking
from assistant.quiz.pieces import Advice, Contrast, Line, Meaning, Position, Roll, Story
from assistant.quiz.writing.blueprint import Blueprint, Draw, Written
from assistant.quiz.writing.siblings import Siblings
from assistant.quiz.writing.wording import bare, behind, explained, named, sources

EASY, MEDIUM, HARD = Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD
MOST_POINTS = 8
FIGURES = "数字"  # a section that lists figures tells no story
_short_answer = partial(Blueprint, Kind.SHORT_ANSWER)


def short_answer(siblings: Siblings) -> Iterator[Blueprint]:
    """Every short-answer item that the material gives."""
    material = siblings.material
    by_name = {meaning.name: meaning for meaning in material.meanings}
    for roll in material.rolls:
        told = [by_name[member] for member in roll.members if member in by_name and by_name[member].card.id == roll.card.id]
        fact = f"清单：{roll.catalogue.title}"
        if len(told) == len(roll.members) <= MOST_POINTS:
            yield _short_answer("explain-list", roll.card.id, fact, HARD, Level.UNDERSTAND, partial(_explained_list, roll, told))
        elif 3 <= len(roll.members) <= MOST_POINTS and roll.enumerates:
            yield _short_answer("name-list", roll.card.id, fact, MEDIUM, Level.REMEMBER, partial(_named_list, roll))
    for contrast in material.contrasts:
        fact = f"易混：{contrast.left.name}、{contrast.right.name}"
        yield _short_answer("difference", contrast.card.id, fact, HARD, Level.ANALYSE, partial(_difference, contrast))
    advised = {advice.card.id: advice for advice in reversed(material.advice)}
    for meaning in material.meanings:
        if (advice := advised.get(meaning.card.id)) and meaning.name in meaning.card.names:
            yield _short_answer("use", meaning.card.id, f"含义：{meaning.name}", HARD, Level.APPLY, partial(_use, meaning, advice))
    for positions in material.positions.values():
        doubts = [line for line in material.lines if line.card_id == positions[0].card.id and line.passage.heading == DOUBTS]
        if len({position.line for position in positions}) >= 2 and doubts:
            yield _short_answer("dispute", positions[0].card.id, "说法", HARD, Level.ANALYSE, partial(_dispute, positions, doubts[0]))
    for story in material.stories:
        if len(story.lines) >= 3 and story.passage.heading != FIGURES:
            yield _short_answer(
                "retell", story.card.id, f"案例：{story.passage.heading}", MEDIUM, Level.UNDERSTAND, partial(_retell, story)
            )


def _marked(stem: str, points: Sequence[str], lines: Sequence[Line]) -> Written:
    return Written(stem, Marking(tuple(points)), explained(lines, f"答到一点给一点的分，共{len(points)}点"), sources(lines))


def _named_list(roll: Roll, draw: Draw) -> Written:
    title = roll.catalogue.title
    has_count = "[一二三四五六七八九十]"
    asked = f"{roll.lead}，分别是什么？" if re.search(has_count, roll.lead) else f"{named(title)}分别是什么？"
    counted = "" if re.search(has_count, title) else f"，共{len(roll.members)}{roll.catalogue.item}"
    stem = draw.some(
        (
            f"请写出{named(title)}{counted}。",
            f"{named(title)}有哪些？请逐项写出。",
            asked,
        )
    )
    return _marked(stem, roll.members, [roll.line])


def _explained_list(roll: Roll, told: Sequence[Meaning], draw: Draw) -> Written:
    title = roll.catalogue.title
    stem = draw.some((f"{named(title)}有哪些？请逐项写出，并各用一句话说明。", behind(roll.lead, "。请说出名称，并解释每一项的意思。")))
    points = [f"{meaning.name}：{meaning.words}" for meaning in told]
    return _marked(stem, points, [roll.line, *(meaning.line for meaning in told)])


def _difference(contrast: Contrast, draw: Draw) -> Written:
    left, right = contrast.left, contrast.right
    stem = draw.some(
        (
            f"“{left.name}”和“{right.name}”容易混淆，两者有什么不同？",
            f"新同事把“{left.name}”和“{right.name}”当成了一回事，请向他说明两者的区别。",
            f"请比较“{left.name}”与“{right.name}”。",
        )
    )
    return _marked(stem, [f"{left.name}{left.words}", f"{right.name}{right.words}"], [contrast.line])


def _use(meaning: Meaning, advice: Advice, draw: Draw) -> Written:
    stem = draw.some((f"什么是“{meaning.name}”？在工作中怎样用它？", f"请说明“{meaning.name}”的含义，并举出一种用法。"))
    points = [bare(meaning.line.text), bare(advice.line.text)]
    return _marked(stem, points, [meaning.line, advice.line])


def _dispute(positions: Sequence[Position], doubt: Line, draw: Draw) -> Written:
    title = positions[0].card.title
    lines = list(dict.fromkeys(position.line for position in positions))
    stem = draw.some(
        (
            f"关于{named(title)}，各份材料的说法对不上。请写出各是怎么说的，并说明引用时要注意什么。",
            f"客户问起{named(title)}，手头几份材料的说法不一样。应当怎样回答才稳妥？请列出各种说法和要交代的地方。",
        )
    )
    return _marked(stem, [bare(line.text) for line in (*lines, doubt)], [*lines, doubt])


def _retell(story: Story, draw: Draw) -> Written:
    title, heading = story.card.title, story.passage.heading
    about = named(title) if heading in ("案例", "要点") else f"{named(title)}里“{heading}”的部分"
    stem = draw.some((f"请概括{about}讲了哪些情况。", f"请用自己的话讲一讲{about}，至少说出{min(len(story.lines), 4)}点。"))
    return _marked(stem, [bare(line.text) for line in story.lines], story.lines)
