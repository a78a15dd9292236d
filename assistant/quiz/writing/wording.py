"""Phrases that several kinds of item share."""

from collections.abc import Iterable

from assistant.quiz.items import Source
from assistant.quiz.pieces import Line

BLANK = "____"


def quoted(*lines: Line) -> str:
    """The sentences that prove the key, in the card's own words, with where they stand."""
    by_passage: dict[tuple[str, str], list[str]] = {}
    for line in dict.fromkeys(lines):
        by_passage.setdefault((line.passage.title, line.passage.heading), []).append(
            f"「{line.text}」" if line.text.endswith("。") else f"「{line.text}」。"
        )
    return "".join(f"{named(title)}（{heading}）写道：{''.join(texts)}" for (title, heading), texts in by_passage.items())


def explained(lines: Iterable[Line], *remarks: str) -> str:
    """The explanation of an item: the words that prove the key, then why the others are wrong."""
    rest = "".join(remark if remark.endswith("。") else f"{remark}。" for remark in remarks if remark)
    return quoted(*lines) + rest


def sources(lines: Iterable[Line]) -> tuple[Source, ...]:
    return tuple(line.source for line in dict.fromkeys(lines))


def named(name: str) -> str:
    """A name within quotation marks; those inside it become single ones."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"


def listed(names: Iterable[str]) -> str:
    """甲、乙和丙."""
    *front, last = names
    return f"{'、'.join(front)}和{last}" if front else last


def behind(lead: str, question: str) -> str:
    """A question behind the clause that it is about; empty where there is no clause."""
    return f"{lead}{question}" if lead else ""


def bare(sentence: str) -> str:
    """The sentence without its full stop."""
    return sentence.rstrip("。")


def front(words: str) -> str:
    """The first clause, which is enough to tell an option by."""
    clause = words.split("，")[0].rstrip("。")
    return clause if len(clause) == len(words.rstrip("。")) else f"{clause}……"
