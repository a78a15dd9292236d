"""A paper as plain text: the questions as they are handed out, then the key with explanations and sources."""

from collections.abc import Iterator

from assistant.quiz.items import Blank, Choice, Item, Judgement, Marking, Matching, Ordering, Paper

LETTERS = "ABCDEFGHIJ"


def paper_text(paper: Paper) -> str:
    """The whole paper, questions first."""
    items = [scored.item for scored in paper.items]
    head = [paper.title, f"共{len(items)}题，{paper.points}分" + (f"，{paper.minutes}分钟" if paper.minutes else ""), ""]
    questions = [line for number, item in enumerate(items, start=1) for line in _question(number, item)]
    keys = [line for number, item in enumerate(items, start=1) for line in _key(number, item)]
    return "\n".join([*head, *questions, "答案和解析", "", *keys]).rstrip() + "\n"


def _question(number: int, item: Item) -> Iterator[str]:
    yield f"{number}.【{item.kind.label}】{item.material}" if item.material else f"{number}.【{item.kind.label}】{item.stem}"
    if item.material:
        yield item.stem
    match item.response:
        case Choice(options=options):
            yield from (f"{LETTERS[at]}. {option.text}" for at, option in enumerate(options))
        case Matching(pairs=pairs) as matching:
            yield from (f"({at}) {left}" for at, (left, _) in enumerate(pairs, start=1))
            yield from (f"{LETTERS[at]}. {right}" for at, right in enumerate(matching.rights))
        case Ordering(steps=steps, shown=shown):
            yield from (f"{LETTERS[at]}. {steps[place]}" for at, place in enumerate(shown))
        case _:
            pass
    yield ""


def _key(number: int, item: Item) -> Iterator[str]:
    yield f"{number}. 答案：{key_text(item)}"
    yield f"解析：{item.explanation}"
    yield "出处：" + "；".join(dict.fromkeys(f"{source.title}·{source.heading}" for source in item.sources))
    yield f"难度：{item.difficulty.label}　层次：{item.level}"
    yield ""


def key_text(item: Item) -> str:
    """The key in one line."""
    match item.response:
        case Choice(key=key):
            return "".join(LETTERS[at] for at in key)
        case Judgement(truth=truth, correction=correction):
            return "正确" if truth else f"错误。应为：{correction}"
        case Matching(pairs=pairs) as matching:
            return "，".join(f"({at}){LETTERS[matching.rights.index(right)]}" for at, (_, right) in enumerate(pairs, start=1))
        case Ordering(shown=shown):
            return "".join(LETTERS[shown.index(place)] for place in range(len(shown)))
        case Blank(accepted=accepted):
            return " / ".join(accepted)
        case Marking(points=points):
            return "；".join(f"({at}){point}" for at, point in enumerate(points, start=1))
