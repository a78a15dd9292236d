"""Case questions: a passage to read, and a choice that needs what the passage tells."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

import rjieba

from assistant.ingest.cards import GAPS
from assistant.quiz.evidence import alike, squeeze
from assistant.quiz.items import Difficulty, Kind, Level, Option
from assistant.quiz.material import STORY
from assistant.quiz.pieces import Advice, Axis, Line, Story
from assistant.quiz.writing.blueprint import OPTIONS, Blueprint, Draw, Written
from assistant.quiz.writing.falsehood import Falsehood, falsehoods
from assistant.quiz.writing.siblings import NEAR, Siblings, like_length
from assistant.quiz.writing.wording import bare, explained, named, sources
from assistant.types import Card

WRONG = OPTIONS - 1
STORY_KIND = "case"
LONGEST_SHOWN = 40  # characters of an example that a stem repeats
_case = partial(Blueprint, Kind.CASE)


def case(siblings: Siblings) -> Iterator[Blueprint]:
    """Every case item that the material gives."""
    material = siblings.material
    for catalogue in material.library.catalogues.values():
        members = [material.cards[member] for member in catalogue.members if member in material.cards] if catalogue.card is None else []
        for member in members if len(members) > WRONG else ():
            told = [line for line in material.lines_of[member.id] if line.passage.heading == STORY]
            if told:
                write = partial(_example, member, told, members, catalogue.title)
                yield _case("case-example", member.id, "案例：例子", Difficulty.MEDIUM, Level.APPLY, write)
    advised = {advice.card.id: advice for advice in reversed(material.advice)}
    for story in material.stories:
        fact, card = f"案例：{story.passage.heading}", story.card.id
        if len(story.lines) >= WRONG:
            yield _case("case-wrong", card, fact, Difficulty.MEDIUM, Level.UNDERSTAND, partial(_one_wrong, story, siblings))
        yield _case("case-absent", card, fact, Difficulty.EASY, Level.UNDERSTAND, partial(_absent, story, siblings))
        if advice := advised.get(card):
            yield _case("case-lesson", card, fact, Difficulty.HARD, Level.APPLY, partial(_lesson, story, advice, siblings))
        for (family, name), axes in material.axes.items():
            for axis in axes:
                if axis.card.id == card and axis.card.kind == STORY_KIND:
                    yield _case(
                        "case-axis", card, f"对照：{family}{name}", Difficulty.HARD, Level.ANALYSE, partial(_axis, story, axis, axes)
                    )


def material_of(story: Story) -> str:
    """The passage as a reader gets it: its sentences, without list marks."""
    return "".join(story.passage.quote(sentence) for sentence in story.passage.sentences)


def _example(card: Card, told: Sequence[Line], members: Sequence[Card], title: str, draw: Draw) -> Written | None:
    """Which member of a list an example is given for."""
    text = "".join(line.text for line in told)
    others = [
        other
        for other in members
        if other.id != card.id and alike(other.title, card.title) < NEAR and other.title not in text and GAPS not in other.title
    ]
    chosen = like_length(draw.random.sample(others, len(others)), card.title, WRONG, lambda other: other.title)
    words = {word for word, tag in rjieba.tag(text) if len(word) >= 2}
    if len(chosen) < WRONG or any(word in card.title and not any(word in other.title for other in chosen) for word in words):
        return None
    ordinal = re.match("第[0-9一二三四五六七八九十]+条法则的例子(?:是|有[^：]*：|：)?", text)
    text = text[ordinal.end() :] if ordinal else text
    shown = bare(text) if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}……"
    stem = draw.some((f"“{shown}”，这是{named(title)}里哪一条的例子？", f"读材料，“{shown}”对应{named(title)}中的哪一条？"))
    wrong = [Option(other.title, "材料举的不是这一条的例子。") for other in chosen]
    explanation = explained(told, f"这是“{card.title}”的例子")
    return Written(stem, draw.choice(Option(card.title), wrong), explanation, sources(told), text)


def _one_wrong(story: Story, siblings: Siblings, draw: Draw) -> Written | None:
    """Three statements of the passage and one that it does not bear out."""
    found: list[Falsehood] = []
    for line in draw.random.sample(story.lines, len(story.lines)):
        found += [one for one in falsehoods(line, siblings, draw) if squeeze(one.wrong) not in squeeze(story.passage.text)]
    for wrong in found:
        free = [line for line in draw.random.sample(story.lines, len(story.lines)) if line != wrong.line]
        true = like_length(free, bare(wrong.text), WRONG, lambda line: bare(line.text))
        if len(true) >= 2:
            stem = draw.some(
                (
                    f"读关于{named(story.card.title)}的材料，下列说法【不】符合材料的是哪一项？",
                    f"根据{named(story.card.title)}的材料，下列说法【错误】的是哪一项？",
                )
            )
            key = Option(bare(wrong.text), f"“{wrong.wrong}”应当是“{wrong.right}”。")
            options = draw.choice(key, [Option(bare(line.text), "这与材料一致。") for line in true])
            why = f"“{wrong.wrong}”应当是“{wrong.right}”，其余各项与材料一致"
            return Written(stem, options, explained([wrong.line], why), sources([wrong.line, *true]), material_of(story))
    return None


def _absent(story: Story, siblings: Siblings, draw: Draw) -> Written | None:
    """Three things that the passage lists and one that it does not mention."""
    for roll in siblings.material.rolls:
        if roll.line.passage.id != story.passage.id or len(roll.members) < WRONG:
            continue
        found = [pair for pair in siblings.outsiders(roll, draw, 4) if pair[0] not in story.passage.text]
        if not found:
            return None
        name, other = found[0]
        stem = draw.some(
            (
                f"关于{named(roll.catalogue.title)}，材料里【没有】提到的是哪一项？",
                f"读完材料，下列各项中【不】属于{named(roll.catalogue.title)}的是哪一项？",
            )
        )
        wrong = [Option(member, "材料里写到了。") for member in draw.random.sample(roll.members, WRONG)]
        key = Option(name, f"“{name}”出自{named(other.catalogue.title)}。")
        why = f"“{name}”出自{named(other.catalogue.title)}，材料里没有"
        return Written(stem, draw.choice(key, wrong), explained([roll.line], why), sources([roll.line, other.line]), material_of(story))
    return None


def _lesson(story: Story, advice: Advice, siblings: Siblings, draw: Draw) -> Written | None:
    others = [
        other
        for other in siblings.material.advice
        if other.card.id != story.card.id
        and siblings.distance(story.card, other.card) != 1
        and alike(other.line.text, story.passage.text) < NEAR / 2
        and alike(other.line.text, advice.line.text) < NEAR / 2
    ]
    draw.random.shuffle(others)
    chosen = like_length(others, bare(advice.line.text), WRONG, lambda other: bare(other.line.text))
    if len(chosen) < WRONG or not _follows(advice, story):
        return None
    stem = draw.some(
        (
            f"读了{named(story.card.title)}的材料，想照着做的门店，下列哪种做法最贴近材料？",
            f"从{named(story.card.title)}的材料里，最能直接学到的做法是哪一项？",
        )
    )
    wrong = [Option(bare(other.line.text), f"这是{named(other.card.title)}的用法。") for other in chosen]
    why = "其余各项分别出自" + "".join(f"{named(other.card.title)}" for other in chosen)
    options = draw.choice(Option(bare(advice.line.text)), wrong)
    return Written(
        stem, options, explained([advice.line], why), sources([advice.line, *(other.line for other in chosen)]), material_of(story)
    )


def _follows(advice: Advice, story: Story) -> bool:
    """Whether the advice takes up this passage, not another one of the card: they share words of their own."""
    words = {word for word, tag in rjieba.tag(advice.line.text) if len(word) >= 2 and tag[0] in "nv"}
    return sum(word in story.passage.text for word in words) >= 2


def _axis(story: Story, axis: Axis, axes: tuple[Axis, ...], draw: Draw) -> Written | None:
    others = [other for other in axes if other is not axis and alike(other.value, axis.value) < NEAR]
    draw.random.shuffle(others)
    chosen = like_length(others, axis.value, WRONG, lambda other: other.value)
    if len(chosen) < 2:
        return None
    subject, joined = named(axis.card.title), "" if "的" in axis.name else "的"
    asked = f"{subject}{axis.question}" if axis.question else f"{subject}{joined}{axis.name}是哪一项？"
    wrong = [Option(other.value, f"这是{named(other.card.title)}的情况。") for other in chosen]
    why = "；".join(f"“{other.value}”说的是{named(other.card.title)}" for other in chosen)
    options = draw.choice(Option(axis.value), wrong)
    lines: list[Line] = [*axis.lines, *(line for other in chosen for line in other.lines)]
    return Written(f"读材料：{asked}", options, explained(axis.lines, why), sources(lines), material_of(story))
