"""A paper as lines to print, and its answer key: what word.py and pdf.py set in type, and the terminal shows as text."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from assistant.quiz.export.wording import cited, explained, key, letter, lettered, plain
from assistant.quiz.items import Blank, Choice, Item, Marking, Matching, Paper


class Role(Enum):
    TITLE = "title"
    INFO = "info"
    QUESTION = "question"
    DETAIL = "detail"  # what belongs to the question above: options, its passage, the explanation
    ROOM = "room"  # an empty line to write on


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph to print; \\n in it are line ends."""

    role: Role
    text: str


_ANSWER_LINES = 5
_BRACKETS = "（　　）"


def paper_lines(paper: Paper) -> Iterator[Line]:
    """The paper as it is handed out: nothing of the key in it."""
    yield _line(Role.TITLE, paper.title or "试卷")
    time = "不限时" if paper.minutes is None else f"时间：{paper.minutes}分钟"
    yield _line(Role.INFO, f"{time}　共{len(paper.items)}题，{paper.points}分　姓名：__________　得分：__________")
    for number, scored in enumerate(paper.items, start=1):
        item = scored.item
        room = "" if isinstance(item.response, Blank | Marking | Matching) else _BRACKETS
        yield _line(Role.QUESTION, f"{number}. （{item.kind.label}，{scored.points}分）{item.stem}{room}")
        if item.material:
            yield _line(Role.DETAIL, f"材料：{item.material}")
        gap = _BRACKETS if isinstance(item.response, Matching) else ""
        yield from (_line(Role.DETAIL, f"{letter(place)}. {text}{gap}") for place, text in enumerate(lettered(item)))
        if isinstance(item.response, Matching):
            yield from (_line(Role.DETAIL, f"{_numbered(place)}{right}") for place, right in enumerate(item.response.rights))
        if isinstance(item.response, Marking):
            yield from [_line(Role.ROOM, "")] * _ANSWER_LINES


def key_lines(paper: Paper) -> Iterator[Line]:
    """The answers by number, each with its explanation and sources."""
    yield _line(Role.TITLE, f"{paper.title or '试卷'} 答案")
    for number, scored in enumerate(paper.items, start=1):
        item = scored.item
        first, *more = _key(item)
        yield _line(Role.QUESTION, f"{number}. （{item.kind.label}，{scored.points}分）答案：{first}")
        yield from (_line(Role.DETAIL, text) for text in more)
        if isinstance(item.response, Choice):
            for place, option in enumerate(item.response.options):
                why = f"（{option.why}）" if option.why else ""
                if place in item.response.key or why:
                    yield _line(Role.DETAIL, f"{letter(place)}. {option.text}{why}")
        yield from (_line(Role.DETAIL, text) for text in explained(item))
        yield from (_line(Role.DETAIL, f"出处：{cited(source)}") for source in item.sources)
        yield _line(Role.DETAIL, f"难度：{item.difficulty.label}　层次：{item.level}")


def text_file(paper: Paper) -> bytes:
    """The paper, and behind it the key, as plain text."""
    return "".join(f"{line.text}\n" for line in (*paper_lines(paper), _line(Role.ROOM, ""), *key_lines(paper))).encode()


def _key(item: Item) -> list[str]:
    """The key in the letters and numbers of the printed paper; what needs lines of its own stands below an empty one."""
    match item.response:
        case Matching(pairs, _) as matching:
            rights = matching.rights
            return ["", *(f"{letter(place)}＝{_numbered(rights.index(right))}{right}" for place, (_, right) in enumerate(pairs))]
        case Marking(points):
            return ["", *(f"{_numbered(place)}{point}" for place, point in enumerate(points))]
        case _:
            return [key(item)]


def _numbered(place: int) -> str:
    return f"（{place + 1}）"


def _line(role: Role, text: str) -> Line:
    return Line(role, plain(text))
