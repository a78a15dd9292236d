"""A paper as GIFT, the text form of Moodle's question bank.

Rich texts (stem, options, left sides, feedback) are marked [html]; the right sides of a matching and accepted answers are plain,
because Moodle compares those letter by letter. Braces and backslashes of a rich text are character references, since some
readers take an escaped brace for the end of the answer. An ordering, which GIFT lacks, is a matching of places and steps; the
marking points of a short answer stand in its feedback.
"""

from collections.abc import Iterator

from assistant.quiz.export.wording import as_html, feedback, plain, question
from assistant.quiz.items import Blank, Choice, Item, Judgement, Kind, Matching, Ordering, Paper

_ESCAPES = str.maketrans({char: f"\\{char}" for char in "\\~=#{}:"})
_REFERENCES = str.maketrans({"{": "&#123;", "}": "&#125;", "\\": "&#92;"})
_ARROW = "->"  # parts left from right, and cannot be escaped
_BLANK = "\u00a0"  # for a text of nothing, which the grammar does not allow
_BRACKETS = str.maketrans("[]", "()")


def gift_file(paper: Paper) -> bytes:
    blocks = [f"$CATEGORY: {_line(paper.title)}"]
    blocks += [_block(number, scored.item) for number, scored in enumerate(paper.items, start=1)]
    return ("\n\n".join(blocks) + "\n").encode()


def _block(number: int, item: Item) -> str:
    tags = f"[id:{_line(item.id).translate(_BRACKETS)}] [tag:{item.difficulty.label}] [tag:{item.level.value}]"
    title = _plain(f"{number:03} {item.kind.label} {item.id}")
    told = _rich("\n".join(feedback(item)))
    return "\n".join([f"// {tags}", f"::{title}::{_rich(question(item))} {{", *_answers(item), f"####{told}", "}"])


def _answers(item: Item) -> Iterator[str]:
    match item.response:
        case Choice(options, right):
            several = len(right) > 1 or item.kind is Kind.MULTIPLE
            good, bad = (f"~%{share(len(right))}%", "~%-100%") if several else ("=", "~")
            for place, option in enumerate(options):
                why = f"#{_rich(option.why)}" if option.why else ""
                yield (good if place in right else bad) + _rich(option.text) + why
        case Judgement(truth, _):
            yield "TRUE" if truth else "FALSE"
        case Matching(pairs, spare):
            yield from (f"={_rich(left)} {_ARROW} {_plain(right)}" for left, right in pairs)
            yield from (f"= {_ARROW} {_plain(right)}" for right in spare)
        case Ordering(steps, _):
            yield from (f"={_rich(place)} {_ARROW} {_plain(step)}" for place, step in zip(places(len(steps)), steps, strict=True))
        case Blank(accepted):
            yield from ("=" + _plain(text).replace("*", r"\*") for text in accepted)  # a bare star stands for any text


def places(count: int) -> list[str]:
    """The left sides of an ordering that is written as a matching."""
    return [f"第{number}步" for number in range(1, count + 1)]


def share(count: int) -> str:
    """The percentage of one of `count` right options, cut to five digits so that all together are at most 100."""
    return f"{10_000_000 // count / 100_000:.5f}".rstrip("0").rstrip(".")


def _rich(text: str) -> str:
    return "[html]" + as_html(text).translate(_REFERENCES).translate(_ESCAPES)


def _plain(text: str) -> str:
    return _line(text).replace(_ARROW, "→").translate(_ESCAPES) or _BLANK


def _line(text: str) -> str:
    return " ".join(plain(text).split())
