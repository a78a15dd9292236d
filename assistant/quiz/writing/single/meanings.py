"""Single choice on what things are: the name of a meaning, the meaning of a name, two that are easily confused."""

from collections.abc import Iterator
from functools import partial

from assistant.quiz.evidence import alike
from assistant.quiz.items import Difficulty, Kind, Level, Option
from assistant.quiz.pieces import Contrast, Meaning
from assistant.quiz.writing.blueprint import OPTIONS, Blueprint, Draw, Written
from assistant.quiz.writing.siblings import FEWEST, NEAR, NEIGHBOURS, Siblings, like_length
from assistant.quiz.writing.wording import bare, explained, front, named, sources

EASY, MEDIUM, HARD = Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD
WRONG = OPTIONS - 1
_single = partial(Blueprint, Kind.SINGLE)


def of_meanings(siblings: Siblings) -> Iterator[Blueprint]:
    """Every item on a meaning or a contrast."""
    for meaning in siblings.material.meanings:
        fact, card = f"含义：{meaning.name}", meaning.card.id
        yield _single("meaning-name", card, fact, MEDIUM, Level.UNDERSTAND, partial(_name_of, meaning, siblings))
        yield _single("meaning-words", card, fact, MEDIUM, Level.UNDERSTAND, partial(_words_of, meaning, siblings))
    for contrast in siblings.material.contrasts:
        fact = f"易混：{contrast.left.name}、{contrast.right.name}"
        yield _single("contrast", contrast.card.id, fact, HARD, Level.ANALYSE, partial(_told_apart, contrast, siblings))


def _asked_name(meaning: Meaning, siblings: Siblings) -> str:
    """What the options of a question for a name are called."""
    catalogue = siblings.material.library.catalogues.get(meaning.family)
    return f"{named(catalogue.title)}里的哪一项" if catalogue else "下列哪一项"


def _name_of(meaning: Meaning, siblings: Siblings, draw: Draw) -> Written | None:
    others = siblings.meanings(meaning, draw)
    chosen = like_length(others, meaning.name, WRONG, lambda other: other.name)
    if len(chosen) < FEWEST:
        return None
    asked = _asked_name(meaning, siblings)
    stem = draw.some(
        (
            f"“{meaning.words}”，这说的是{asked}？",
            f"下面这句话讲的是{asked}？“{meaning.words}。”",
            f"讲师说：“{meaning.words}。”他讲的是{asked}？",
        )
    )
    wrong = [Option(other.name, f"“{other.name}”说的是：{other.words}。") for other in chosen]
    why = "；".join(f"“{other.name}”说的是{other.words}" for other in chosen)
    return Written(
        stem,
        draw.choice(Option(meaning.name), wrong),
        explained([meaning.line], why),
        sources([meaning.line, *(other.line for other in chosen)]),
    )


def _words_of(meaning: Meaning, siblings: Siblings, draw: Draw) -> Written | None:
    others = siblings.meanings(meaning, draw)
    chosen = like_length(others, meaning.words, WRONG, lambda other: other.words)
    if len(chosen) < FEWEST:
        return None
    name = meaning.name
    stem = draw.some(
        (
            f"关于“{name}”，下列说法正确的是哪一项？",
            f"新同事问“{name}”是什么意思，下列哪一种解释符合材料？",
            f"下列各项中，说的是“{name}”的是哪一项？",
        )
    )
    wrong = [Option(other.words, f"这说的是“{other.name}”。") for other in chosen]
    why = "；".join(f"“{front(other.words)}”说的是“{other.name}”" for other in chosen)
    return Written(
        stem,
        draw.choice(Option(meaning.words), wrong),
        explained([meaning.line], why),
        sources([meaning.line, *(other.line for other in chosen)]),
    )


def _told_apart(contrast: Contrast, siblings: Siblings, draw: Draw) -> Written | None:
    """Which of four statements keeps two things apart: two statements, right and exchanged, on each of two pairs would give the key away
    by symmetry, so the wrong ones exchange this pair and pair each side with a third thing."""
    left, right = contrast.left, contrast.right
    thirds = [
        other
        for other in siblings.material.contrasts
        if {other.left.name, other.right.name}.isdisjoint({left.name, right.name})
        and siblings.distance(contrast.card, other.card) <= NEIGHBOURS
        and {other.left.name[-2:], other.right.name[-2:]} & {left.name[-2:], right.name[-2:]}
    ]
    draw.random.shuffle(thirds)
    third = next(
        (side for other in thirds for side in (other.left, other.right) if not siblings.evidence.for_all(left.name, side.words)), None
    )
    fourth = next(
        (
            side
            for other in reversed(thirds)
            for side in (other.right, other.left)
            if side != third and not siblings.evidence.for_all(right.name, side.words)
        ),
        None,
    )
    if third is None or fourth is None or alike(left.words, right.words) >= NEAR:
        return None
    stem = draw.some(
        (
            f"“{left.name}”和“{right.name}”容易混淆，下列哪一种说法把两者分清了？",
            f"下列说法中，正确区分“{left.name}”与“{right.name}”的是哪一项？",
        )
    )
    wrong = [
        Option(f"{left.name}{right.words}，{right.name}{left.words}", "两者说反了。"),
        Option(f"{left.name}{third.words}，{right.name}{right.words}", f"前半句说的是“{third.name}”。"),
        Option(f"{left.name}{left.words}，{right.name}{fourth.words}", f"后半句说的是“{fourth.name}”。"),
    ]
    key = Option(bare(contrast.line.text))
    why = f"其余三项或者把两者说反，或者混进了“{third.name}”“{fourth.name}”的说法"
    return Written(stem, draw.choice(key, wrong), explained([contrast.line], why), sources([contrast.line]))
