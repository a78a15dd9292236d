"""Whether a question takes a figure for granted that the material gives otherwise: 是2000年提出的吧, where it was 1990."""

from collections.abc import Iterable

from assistant.answering.figures import Figure, figures

_TIMES = frozenset(("年", "月", "天", "周", "小时"))


def contradicted(question: str, told: str, card: Iterable[str]) -> bool:
    """Whether `question` states a figure that stands in no sentence of the `card`, where `told`, the one that answers, has another of its unit.

    Counts without a unit are left alone: 三个 may be what is wanted, not what there is; so is 一年, of 哪一年 and 一年几次.
    """
    here = _with_units([told])
    stated = {figure for figure in _with_units([question]) if figure[0] != 1 or figure[1] not in _TIMES}
    if not any(unit == other for _, unit in stated for _, other in here):
        return False
    everywhere = _with_units(card)
    return any(figure not in everywhere and any(figure[1] == unit for _, unit in here) for figure in stated)


def _with_units(texts: Iterable[str]) -> set[Figure]:
    return {figure for text in texts for figure, _ in figures(text) if figure[1]}
