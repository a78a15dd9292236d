"""Whether a question takes a figure for granted that the material gives otherwise: 是2000年提出的吧, where it was 1990."""

import re
from collections.abc import Iterable, Sequence

from assistant.answering.announced import announced, counts_asked, counts_these, miscounted
from assistant.answering.figures import Figure, figures
from assistant.answering.frames import Frame
from assistant.answering.words import content_words
from assistant.ingest.cards import OUTSIDE
from assistant.retrieval.tokens import normalise
from assistant.types import Intent, Query

_FIRST_YEAR = 1000  # a number from here on, in 年, is a year
_SOME = re.compile("(?:好?几|数|多少|上)[十百千万亿]+")  # 几十年 is no figure
_TIMES = frozenset(("年", "月", "天", "周", "小时"))


def contradicted(question: str, told: str, card: Iterable[str]) -> bool:
    """Whether `question` states a figure that stands in no sentence of the `card`, where `told`, the one that answers, has another of its unit.

    Counts without a unit are left alone: 三个 may be what is wanted, not what there is; so is 一年, of 哪一年 and 一年几次.
    """
    here = _with_units([told])
    if told.startswith(OUTSIDE) and _with_units([question]) <= here:
        return False
    stated = {figure for figure in _with_units([_SOME.sub("", question)]) if figure[0] != 1 or figure[1] not in _TIMES}
    if not any(unit == other for _, unit in stated for _, other in here):
        return False
    everywhere = _with_units(card)
    return any(figure not in everywhere and any(figure[1] == unit for _, unit in here) for figure in stated)


def opening(query: Query, told: str, card: Iterable[str]) -> Frame | None:
    """How an answer to a question that states something begins, where `told` answers it and `card` are the sentences of the card; what these
    say from outside of the material bears no figure out."""
    if contradicted(query.text, told, (sentence for sentence in card if not sentence.startswith(OUTSIDE))):
        return Frame.OTHER_FIGURE
    return Frame.MATERIAL_SAYS if query.intent is Intent.CONFIRM and OUTSIDE not in told else None


def other_count(question: str, told: str, card: Iterable[str]) -> bool:
    """Whether `told` announces a list that `question` counts otherwise, and no other sentence of the card one that it counts right."""
    found = announced(told)
    if found is None or not miscounted(question, found):
        return False
    lists = [one for sentence in card if (one := announced(sentence)) is not None]
    return not set(counts_asked(question)) & {one.count for one in lists if counts_these(question, one)}


def other_year(question: str, card: Sequence[str]) -> int | None:
    """The place of the sentence of a card that gives another year than the question does for somebody or something that the question names; None
    where the card has the question's year, or none gives another.

    It need not be the sentence that answers: Sinha2010年给的四样建议是什么 asks for the four, and takes the year for granted.
    """
    stated = _years(question)
    years = [_years(sentence) for sentence in card]
    if not stated or any(stated & own for own in years):
        return None
    names = {word.text for word in content_words(question) if word.name or word.noun}
    common = {name for name in names if sum(name in normalise(sentence) for sentence in card) > len(card) / 2}
    shared = [
        sum(len(name) for name in names - common if name in normalise(sentence)) if own else 0
        for sentence, own in zip(card, years, strict=True)
    ]
    best = max(shared, default=0)
    return shared.index(best) if best else None


def _years(text: str) -> set[Figure]:
    return {figure for figure, _ in figures(text) if figure[1] == "年" and figure[0] >= _FIRST_YEAR}


def _with_units(texts: Iterable[str]) -> set[Figure]:
    return {figure for text in texts for figure, _ in figures(text) if figure[1]}
