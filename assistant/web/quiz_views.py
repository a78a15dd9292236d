"""Items as the quiz pages show them: what was asked, what was answered, what would have been right."""

from dataclasses import dataclass
from fractions import Fraction

from assistant.quiz.export.wording import letter
from assistant.quiz.items import Blank, Choice, Item, Judgement, Marking, Matching, Ordering, Paper, Scored, Source
from assistant.quiz.papers import Attempt
from assistant.quiz.taking import NOTHING, Answer, Given, share


@dataclass(frozen=True, slots=True)
class Asked:
    """An item of a paper with what somebody answered; `share` of its points, None while it waits to be marked."""

    place: int
    scored: Scored
    answer: Answer
    share: Fraction | None
    shut: bool

    @property
    def item(self) -> Item:
        return self.scored.item

    @property
    def earned(self) -> Fraction | None:
        return None if self.share is None else self.share * self.scored.points

    @property
    def tone(self) -> str:
        """right, partly, wrong, waiting, or none where nothing was answered."""
        if self.answer.given is None:
            return "none"
        if self.share is None:
            return "waiting"
        return "right" if self.share == 1 else "partly" if self.share else "wrong"

    @property
    def verdict(self) -> str:
        return {"none": "没有作答", "waiting": "等待判分", "right": "答对了", "partly": "对了一部分", "wrong": "答错了"}[self.tone]


def asked(paper: Paper, attempt: Attempt) -> list[Asked]:
    """Every item of a paper with an attempt's answers."""
    answers = [attempt.answers.get(place, Answer()) for place in range(len(paper.items))]
    return [
        Asked(place, scored, answer, share(scored.item.response, answer), place in attempt.shut)
        for place, (scored, answer) in enumerate(zip(paper.items, answers, strict=True))
    ]


def given_lines(item: Item, given: Given) -> list[str]:
    """An answer in words, a line for each part."""
    match item.response:
        case Choice(options, _) if isinstance(given, tuple):
            return [f"{letter(place)}. {options[place].text}" for place in given if place < len(options)]
        case Judgement() if isinstance(given, bool):
            return ["对" if given else "错"]
        case Matching(pairs, _) if isinstance(given, tuple):
            rights = item.response.rights
            return [f"{left} → {rights[at] if at != NOTHING else '（空着）'}" for (left, _), at in zip(pairs, given, strict=False)]
        case Ordering(steps, _) if isinstance(given, tuple):
            placed = sorted((place, step) for step, place in zip(steps, given, strict=False) if place != NOTHING)
            return [f"{place + 1}. {step}" for place, step in placed]
        case _ if isinstance(given, str):
            return given.split("\n")
    return []


def key_lines(item: Item) -> list[str]:
    """The right answer in words, a line for each part."""
    match item.response:
        case Choice(_, key):
            return given_lines(item, key)
        case Judgement(truth, correction):
            return ["对" if truth else "错", *([f"应当说：{correction}"] if correction else [])]
        case Matching(pairs, _):
            return [f"{left} → {right}" for left, right in pairs]
        case Ordering(steps, _):
            return [f"{at}. {step}" for at, step in enumerate(steps, start=1)]
        case Blank(accepted):
            return ["；".join(accepted)]
        case Marking(points):
            return list(points)


def cited(source: Source) -> str:
    return f"{source.title} · {source.heading}"
