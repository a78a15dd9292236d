"""A paper as Moodle XML. Texts are HTML; an ordering is a matching of places and steps, which every version of Moodle has."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from assistant.quiz.export.gift import places, share
from assistant.quiz.export.wording import as_html, feedback, key, plain, question
from assistant.quiz.export.xml import node, xml_file
from assistant.quiz.items import Blank, Choice, Item, Judgement, Kind, Marking, Matching, Ordering, Paper, Scored

_ID_CHARS = 100  # the longest idnumber


def moodle_file(paper: Paper) -> bytes:
    category = f"$course$/top/{plain(paper.title).replace('/', '//')}"  # a single slash begins a category within
    questions = [node("question", node("category", _text(category)), type="category")]
    questions += [_question(number, scored) for number, scored in enumerate(paper.items, start=1)]
    return xml_file(node("quiz", *questions))


def _question(number: int, scored: Scored) -> Element:
    item = scored.item
    kind, answers = _kind_and_answers(item)
    return node(
        "question",
        node("name", _text(f"{number:03} {item.kind.label} {item.id}")),
        _html("questiontext", question(item)),
        _html("generalfeedback", "\n".join(feedback(item))),
        node("defaultgrade", str(scored.points)),
        node("penalty", "0"),
        node("hidden", "0"),
        node("idnumber", item.id[:_ID_CHARS]),
        *answers,
        node("tags", *(node("tag", _text(name)) for name in (item.difficulty.label, item.level.value))),
        type=kind,
    )


def _kind_and_answers(item: Item) -> tuple[str, list[Element]]:
    """Moodle's name of the question type, and the elements that it alone has."""
    match item.response:
        case Choice(options, right):
            several = len(right) > 1 or item.kind is Kind.MULTIPLE
            shares = [share(len(right)) if place in right else "-100" if several else "0" for place in range(len(options))]
            answers = [_answer(as_html(option.text), part, option.why) for option, part in zip(options, shares, strict=True)]
            single = "false" if several else "true"
            return "multichoice", [node("single", single), node("shuffleanswers", "false"), node("answernumbering", "ABCD"), *answers]
        case Judgement(truth, _):
            return "truefalse", [_answer("true", "100" if truth else "0"), _answer("false", "0" if truth else "100")]
        case Matching(pairs, spare):
            return "matching", [node("shuffleanswers", "true"), *_subquestions([*pairs, *(("", right) for right in spare)])]
        case Ordering(steps, _):
            return "matching", [node("shuffleanswers", "true"), *_subquestions(list(zip(places(len(steps)), steps, strict=True)))]
        case Blank(accepted):
            return "shortanswer", [node("usecase", "0"), *(_answer(text.replace("*", r"\*"), "100") for text in accepted)]
        case Marking():
            return "essay", [node("responseformat", "editor"), node("responserequired", "1"), _html("graderinfo", key(item))]


def _subquestions(pairs: list[tuple[str, str]]) -> Iterator[Element]:
    """Rows of a matching; an empty left side makes its right one that belongs nowhere."""
    for left, right in pairs:
        yield node("subquestion", _text(as_html(left) if left else ""), node("answer", _text(right)), format="html")


def _answer(text: str, fraction: str, why: str = "") -> Element:
    return node("answer", _text(text), _html("feedback", why), fraction=fraction, format="html")


def _html(tag: str, text: str) -> Element:
    return node(tag, _text(as_html(text) if text else ""), format="html")


def _text(text: str) -> Element:
    return node("text", text)
