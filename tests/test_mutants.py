"""The gate against mutants: real answers over the shipped corpus, changed in one thing at a time.

Every mutant must be refused, by `verify` where statements or citations were changed and by `verify_rendered` where
the text given out was. What the library has (`given`) comes from the library here, not from the answer.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

import pytest

from assistant.answering.engine import Assistant
from assistant.answering.verify import Unproven, verify, verify_rendered
from assistant.build import build_index, open_assistant
from assistant.errors import ValueModelError
from assistant.settings import load_settings
from assistant.types import Answer, Card, Catalogue, Origin, Outcome, Statement, StatementKind
from assistant.value.conversation import read_in_conversation
from assistant.value.formulas import FORMULAS
from assistant.value.worksheet import work

T = TypeVar("T")

SEED = 20240601
MIN_ANSWERS, MIN_MUTANTS = 60, 500
TRIES = 2  # mutants of a class from each statement

CALCULATIONS = (
    "我们排第三，份额6%，老大大概多少？",
    "老大份额40%，老二老三各占多少？",
    "前三名合计占70%，各家份额多少？",
    "产品800、服务300、人员200、形象100，货币成本900、时间100、精力80、体力60，让渡价值是多少？",
    "总价值1400元，总成本1140元，顾客让渡价值是多少？",
    "整体顾客价值26万元，整体顾客成本1.5万元，让渡价值多少",
    "留住一位老客户要200元，拉新要多少钱？",
    "每年利润1000元，合作3年，折现率10%，历史价值5000，客户终生价值多少",
    "当前每年利润2000元，合作5年，客户终生价值是多少？",
    "当前每年利润3万元，合作2年，折现率8%，潜在每年利润5000元，CLV是多少",
)
OUT_OF_DOMAIN = ("龙头份额70%，老二老三的份额是多少？", "每年利润1000元，合作200年，客户终生价值多少？")
INCOMPLETE = {
    "产品800、服务300，让渡价值多少？": ("产品价值 800元", "服务价值 300元", "人员价值", "形象价值", "整体顾客成本"),
    "每年利润1000元，客户终生价值多少？": ("当前每年利润 1000元", "年数"),
}
FAR = ("周末去哪里爬山？", "量子纠缠怎么用在火箭发动机上？", "帮我写一首关于月亮的诗")

UNITS = (
    ("万", "亿"),
    ("亿", "万"),
    ("%", "倍"),
    ("倍", "%"),
    ("元", "万元"),
    ("年", "月"),
    ("条", "种"),
    ("%", "元"),
    ("元", "年"),
    ("成", "倍"),
)
NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Proven:
    """An answer with what kind of question it answers, and what the library and the question give to say."""

    kind: str
    answer: Answer
    given: tuple[str, ...]

    def check(self) -> None:
        """Raises Unproven."""
        verify(self.answer.statements, self.answer.citations, self.answer.calculation, self.given)
        verify_rendered(self.answer)


@dataclass(frozen=True, slots=True)
class Mutant:
    """`where` is the kind of the statement that was changed, or citation, or text."""

    change: str
    where: str
    proven: Proven


# Real answers


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = load_settings(data_dir=tmp_path_factory.mktemp("mutants"))
    build_index(settings)
    opened = open_assistant(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def answers(assistant: Assistant) -> list[Proven]:
    found = []
    for kind, question, given in _questions(assistant):
        answer = assistant.ask(question)
        found.append(Proven(kind, answer, given or tuple(_names(assistant, answer.related))))
    return found


def _names(assistant: Assistant, cards: Sequence[str]) -> Iterator[str]:
    """Titles of cards and headings of their sections."""
    for card in cards:
        yield assistant.library.cards[card].title
        yield from (passage.heading for passage in assistant.library.passages_of(card))


def _questions(assistant: Assistant) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Kind, question, and what may be said without a citation; where that is empty, the titles and headings of the cards found."""
    library = assistant.library
    cards = list(library.cards.values())
    lists = [catalogue for catalogue in library.catalogues.values() if catalogue.card is None]
    formulas = tuple(formula.title for formula in FORMULAS)
    for kind, count in (("law", 10), ("framework", 8), ("concept", 6)):
        yield from (("definition", f"什么是{card.title}？", ()) for card in [card for card in cards if card.kind == kind][:count])
    yield from (("list", f"{catalogue.title}有哪些？", _list_sayings(catalogue)) for catalogue in lists[:7])
    for catalogue in lists:
        if catalogue.ordered:
            beyond = len(catalogue.members) + 1
            yield "ordinal", f"{catalogue.title}第{beyond}{catalogue.item}是什么？", _list_sayings(catalogue, beyond)
    for kind, heading, count in (("figure", "数字", 6), ("case", "案例", 4), ("steps", "步骤", 4), ("gap", "缺失", 8)):
        yield from ((kind, ask, ()) for ask in _asks(cards, heading)[:count])
    yield from (("conflict", ask, ()) for ask in _asks([card for card in cards if card.claims], "说法")[:6])
    yield from (("comparison", f"{one.title}和{other.title}有什么区别？", ()) for one, other in _siblings(cards)[:6])
    yield from (("calculation", question, formulas) for question in CALCULATIONS)
    yield from (("clarify", question, (*formulas, *read)) for question, read in INCOMPLETE.items())
    yield from (("clarify", question, (_complaint(assistant, question),)) for question in OUT_OF_DOMAIN)
    yield "clarify", "第2条是什么？", tuple(catalogue.title for catalogue in lists if catalogue.item == "条")
    yield from (("refusal", question, ()) for question in FAR)


def _list_sayings(catalogue: Catalogue, *beyond: int) -> tuple[str, ...]:
    without = (f"{'没有印出' if place <= (catalogue.promises or 0) else '没有'}第{place}{catalogue.item}" for place in beyond)
    return (catalogue.title, catalogue.extent, catalogue.gaps, *without)


def _asks(cards: Sequence[Card], heading: str) -> list[str]:
    """One ask of each card that has the section."""
    return [card.asks[heading][0] for card in cards if card.asks.get(heading)]


def _siblings(cards: Sequence[Card]) -> list[tuple[Card, Card]]:
    """Neighbours that are compared along the same axes."""
    compared = [card for card in cards if card.compare]
    return [(one, other) for one, other in pairwise(compared) if one.compare.keys() & other.compare.keys()]


def _complaint(assistant: Assistant, question: str) -> str:
    reading = read_in_conversation(question, [])
    assert reading is not None
    with pytest.raises(ValueModelError) as error:
        work(reading, assistant.library)
    return str(error.value)


# Mutants: each function gives the changed texts of a text


def _digits(text: str, draw: random.Random) -> Iterator[str]:
    for match in _some(re.finditer(r"\d", text), draw):
        digit = draw.choice([other for other in "0123456789" if other != match[0]])
        yield _put(text, match, digit)


def _numerals(text: str, draw: random.Random) -> Iterator[str]:
    for match in _some(re.finditer(f"[{NUMERALS}]", text), draw):
        yield _put(text, match, draw.choice([other for other in NUMERALS if other != match[0]]))


def _points(text: str, draw: random.Random) -> Iterator[str]:
    """A decimal point moved by one place, or put in front of the last digit."""
    for match in _some(re.finditer(r"(\d+)\.(\d)(\d*)", text), draw):
        yield _put(text, match, f"{match[1]}{match[2]}" + (f".{match[3]}" if match[3] else ""))
    for match in _some(re.finditer(r"(?<![\d.])\d+(\d)(?![\d.])", text), draw):
        yield _put(text, match, f"{match[0][:-1]}.{match[1]}")


def _units(text: str, draw: random.Random) -> Iterator[str]:
    """The unit behind a number replaced or, at the end, left out."""
    found = [(match, new) for old, new in UNITS for match in re.finditer(rf"(?<=[\d{NUMERALS}十百]){old}", text)]
    yield from (_put(text, match, new) for match, new in _some(found, draw))
    yield from (_put(text, match, "") for match in _some(re.finditer(r"(?<=\d)[万亿%元倍]", text), draw))


def _negations(text: str, draw: random.Random) -> Iterator[str]:
    yield from (_put(text, match, "") for match in _some(re.finditer("不|没有?|未|无", text), draw))
    yield from (_put(text, match, f"不{match[0]}") for match in _some(re.finditer("(?<!不)[是能会要在共按]", text), draw))


def _additions(text: str, draw: random.Random) -> Iterator[str]:
    """A figure that nobody gave, put in somewhere."""
    at = draw.randrange(len(text) + 1)
    yield text[:at] + draw.choice(["37%", "（共9条）", "八成", "增长1.7倍", "4"]) + text[at:]


def _rewordings(text: str, draw: random.Random) -> Iterator[str]:
    at = draw.randrange(len(text))
    yield text[:at] + draw.choice(["据说", "大家都认为"]) + text[at:]
    yield from (_put(text, match, "") for match in _some(re.finditer(r"[一-鿿]", text), draw))


def _some(found: Iterable[T], draw: random.Random) -> list[T]:
    found = list(found)
    return draw.sample(found, min(TRIES, len(found)))


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


TEXT_CHANGES: dict[str, Callable[[str, random.Random], Iterator[str]]] = {
    "digit": _digits,
    "numeral": _numerals,
    "point": _points,
    "unit": _units,
    "negation": _negations,
    "number added": _additions,
    "reworded": _rewordings,
}


def _mutants(proven: Proven, names: Sequence[str], draw: random.Random) -> Iterator[Mutant]:
    answer = proven.answer
    chosen = sorted(_some(list(range(len(answer.statements))), draw) + _uncited(answer))
    for place in dict.fromkeys(chosen):
        statement = answer.statements[place]
        for change, texts in _changed_texts(statement.text, proven, names, draw):
            yield Mutant(change, statement.kind, _with_statement(proven, place, replace(statement, text=texts)))
        if statement.citations:
            for change, new in _changed_marks(statement, answer, draw):
                yield Mutant(change, statement.kind, _with_statement(proven, place, new))
    for change, changed in _changed_citations(answer, draw):
        yield Mutant(change, "citation", replace(proven, answer=changed))
    for change, text in _changed_renderings(answer, proven, names, draw):
        if text != answer.text:
            yield Mutant(change, "text", replace(proven, answer=replace(answer, text=text)))


def _uncited(answer: Answer) -> list[int]:
    """Places of the statements that the engine words itself: there are few, so each is changed."""
    return [place for place, statement in enumerate(answer.statements) if not statement.citations]


def _changed_texts(text: str, proven: Proven, names: Sequence[str], draw: random.Random) -> Iterator[tuple[str, str]]:
    for change, mutate in TEXT_CHANGES.items():
        yield from ((change, new) for new in mutate(text, draw) if new != text)
    for name in _some([name for name in names if name in text], draw):
        others = [other for other in names if other not in text and other not in proven.given and name not in other]
        yield "entity", text.replace(name, draw.choice(others))


def _changed_marks(statement: Statement, answer: Answer, draw: random.Random) -> Iterator[tuple[str, Statement]]:
    """Citations of a statement: none, one that is not there, one that says something else."""
    yield "citation removed", replace(statement, citations=())
    yield "citation elsewhere", replace(statement, citations=(len(answer.citations) + 1,))
    others = [citation.n for citation in answer.citations if citation.quote != statement.text]
    for n in _some(others, draw):
        yield "citation elsewhere", replace(statement, citations=(n,))
        yield "citation elsewhere", replace(statement, citations=(*statement.citations, n))


def _changed_citations(answer: Answer, draw: random.Random) -> Iterator[tuple[str, Answer]]:
    for citation in _some(list(answer.citations), draw):
        place = answer.citations.index(citation)
        used = any(citation.n in statement.citations for statement in answer.statements)

        def swapped(*new: object, at: int = place) -> Answer:
            return replace(answer, citations=(*answer.citations[:at], *new, *answer.citations[at + 1 :]))  # type: ignore[arg-type]

        shift = draw.choice([-3, -2, -1, 1, 2, 3])
        yield "quote shifted", swapped(replace(citation, start=citation.start + shift, end=citation.end + shift))
        yield "quote shifted", swapped(replace(citation, end=citation.end - 1))
        yield "quote changed", swapped(replace(citation, quote=citation.quote[:-2] + "不" + citation.quote[-2:]))
        yield "origin changed", swapped(replace(citation, origins=(*citation.origins, Origin("000.txt", 0, 1))))
        yield "citation elsewhere", swapped(citation, citation)
        if used:
            yield "citation removed", swapped()
        for other in _some([o for o in answer.citations if o.passage.text != citation.passage.text], draw):
            yield "citation elsewhere", swapped(replace(citation, passage=other.passage))


def _changed_renderings(answer: Answer, proven: Proven, names: Sequence[str], draw: random.Random) -> Iterator[tuple[str, str]]:
    """Changes of the text alone, as a renderer could make them."""
    for change, new in _changed_texts(answer.text, proven, names, draw):
        if change != "reworded" or "\n| " not in answer.text:  # the name of a row, cut short, still stands in its sentence
            yield change, new
    for match in _some(re.finditer(r"\[\d+\]", answer.text), draw):
        yield "citation removed", _put(answer.text, match, "")
        yield "citation elsewhere", _put(answer.text, match, f"[{len(answer.citations) + 1}]")
    yield "sentence added", f"{answer.text}\n\n这一点是肯定的。"


def _with_statement(proven: Proven, place: int, new: Statement) -> Proven:
    statements = proven.answer.statements
    return replace(proven, answer=replace(proven.answer, statements=(*statements[:place], new, *statements[place + 1 :])))


# What must hold


def test_the_answers_are_of_every_kind_and_all_are_proven(answers: list[Proven]) -> None:
    kinds = Counter(proven.kind for proven in answers)
    assert len(answers) >= MIN_ANSWERS, kinds
    assert {kind: count for kind, count in kinds.items() if count < 3} == {}
    outcomes = {kind: {proven.answer.outcome for proven in answers if proven.kind == kind} for kind in kinds}
    assert outcomes["ordinal"] == outcomes["refusal"] == {Outcome.REFUSED}
    assert outcomes["clarify"] == {Outcome.CLARIFY}
    assert all(proven.answer.calculation for proven in answers if proven.kind == "calculation")
    for proven in answers:
        proven.check()


def test_every_list_can_be_told(assistant: Assistant) -> None:
    for catalogue in assistant.library.catalogues.values():
        answer = assistant.ask(f"{catalogue.title}有哪些？")
        verify(answer.statements, answer.citations, answer.calculation, _list_sayings(catalogue))


def test_every_claiming_statement_has_a_citation_or_its_numbers_have_a_trace(answers: list[Proven]) -> None:
    for proven in answers:
        for statement in proven.answer.statements:
            if statement.kind is StatementKind.QUOTED:
                assert statement.citations, statement
            if statement.kind is StatementKind.COMPUTED and proven.answer.outcome is Outcome.ANSWERED:
                assert proven.answer.calculation is not None or proven.kind == "list", statement


def test_no_mutant_passes(assistant: Assistant, answers: list[Proven]) -> None:
    draw = random.Random(SEED)
    library = assistant.library
    names = [card.title for card in library.cards.values()] + [catalogue.title for catalogue in library.catalogues.values()]
    made, passed = Counter[tuple[str, str]](), list[Mutant]()
    for proven in answers:
        for mutant in _mutants(proven, names, draw):
            made[mutant.change, mutant.where] += 1
            if not _caught(mutant):
                passed.append(mutant)
    assert made.total() >= MIN_MUTANTS
    assert {*TEXT_CHANGES, "entity", "citation removed", "citation elsewhere", "quote shifted"} <= {change for change, _ in made}
    assert {*StatementKind} - {StatementKind.GENERATED} <= {where for _, where in made}
    assert not passed, _table(made, passed)


def _caught(mutant: Mutant) -> bool:
    answer = mutant.proven.answer
    try:
        if mutant.where == "text":
            verify_rendered(answer)
        else:
            verify(answer.statements, answer.citations, answer.calculation, mutant.proven.given)
    except Unproven:
        return True
    return False


def _table(made: Counter[tuple[str, str]], passed: Sequence[Mutant]) -> str:
    """Caught of made by class, then what passed."""
    missed = Counter((mutant.change, mutant.where) for mutant in passed)
    lines = [
        f"{change:20} {where:10} {made[change, where] - missed[change, where]:5} of {made[change, where]:5}"
        for change, where in sorted(made)
    ]
    lines += [f"{m.change}, {m.where}, {m.proven.answer.question}: {_difference(m)}" for m in passed[:20]]
    return "\n".join(["mutants caught", *lines])


def _difference(mutant: Mutant) -> str:
    answer = mutant.proven.answer
    return answer.text if mutant.where == "text" else " | ".join(s.text for s in answer.statements if s.text not in answer.text)
