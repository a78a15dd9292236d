"""What all formats say alike of an item: its letters, its key in words, the feedback with its working and its sources."""

import re
from html import escape

from assistant.quiz.items import Blank, Choice, Item, Judgement, Marking, Matching, Ordering, Source
from assistant.value.notation import shown

RIGHT, WRONG = "正确", "错误"
SPARE = "多余"
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n?|\u2028|\u2029|\x85")


def letter(place: int) -> str:
    """The letter of an option: A for 0, Z for 25, AA for 26."""
    above, below = divmod(place, 26)
    return (letter(above - 1) if above else "") + chr(ord("A") + below)


def question(item: Item) -> str:
    """The stem, below the passage that it is about where there is one."""
    return f"材料：{item.material}\n\n{item.stem}" if item.material else item.stem


def key(item: Item) -> str:
    """The right answer as a marker reads it: AC, 正确, A＝…, CABD, 5倍；5, or the marking points, a line each."""
    match item.response:
        case Choice(_, places):
            return "".join(map(letter, places))
        case Judgement(truth, correction):
            return (RIGHT if truth else WRONG) + (f"\n改正：{correction}" if correction else "")
        case Matching(pairs, spare):
            matched = [f"{letter(place)}＝{right}" for place, (_, right) in enumerate(pairs)]
            return "\n".join([*matched, *(f"{SPARE}＝{right}" for right in spare)])
        case Ordering() as ordering:
            return "".join(letter(ordering.shown.index(place)) for place in range(len(ordering.steps)))
        case Blank(accepted):
            return "；".join(accepted)
        case Marking(points):
            return "\n".join(f"{number}. {point}" for number, point in enumerate(points, start=1))


def lettered(item: Item) -> tuple[str, ...]:
    """What is shown under letters: options, the left side of a matching, steps in the order shown; empty for other kinds."""
    match item.response:
        case Choice(options, _):
            return tuple(option.text for option in options)
        case Matching(pairs, _):
            return tuple(left for left, _ in pairs)
        case Ordering() as ordering:
            return ordering.displayed
        case _:
            return ()


def feedback(item: Item) -> list[str]:
    """Paragraphs to read after answering: the key where the options do not tell it, the explanation with its working, the sources."""
    told = [key(item)] if isinstance(item.response, Marking | Judgement) else []
    return [*told, *explained(item), *(f"出处：{cited(source)}" for source in item.sources)]


def explained(item: Item) -> list[str]:
    """The explanation, and those steps of the working that it does not give."""
    steps = item.calculation.steps if item.calculation else ()
    working = (
        f"{step.label}：{step.expression}＝{shown(step.value, step.unit)}" for step in steps if step.expression not in item.explanation
    )
    return [*filter(None, [item.explanation]), *working]


def cited(source: Source) -> str:
    """A source as a reader sees it: title, section, quoted words."""
    return f"{source.title} · {source.heading}：“{source.quote}”"


def located(source: Source) -> str:
    """A source with its passage and the characters there, so that it can be read back."""
    return f"{source.title} · {source.heading}（{source.passage_id} {source.start}–{source.end}）：“{source.quote}”"


def plain(text: str) -> str:
    """`text` without the control characters that no file of these formats can hold, line ends as \\n."""
    return _NO_XML.sub("", _LINE_END.sub("\n", text))


def as_html(text: str) -> str:
    """`text` as HTML that shows it as it is; a blank text is a space that takes room."""
    text = plain(text)
    return escape(text, quote=False).replace("\n", "<br>") if text.strip() else "&nbsp;"
