"""Questions that the page offers, all in the material's own words: examples before the first one, more that change, and what to ask next."""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

from assistant.ingest.cards import DOUBTS, GAPS
from assistant.library import Library
from assistant.retrieval.tokens import normalise
from assistant.types import Answer, Card
from assistant.value.formulas import FORMULAS
from assistant.web.markup import attribute

MAX_NEXT = 3  # questions offered under an answer
MAX_RELATED = 4  # cards named under an answer
MAX_POOL = 90  # questions that the first page draws from
_OFFERED_CHARS = range(6, 25)
_OF_THE_TEXT = re.compile(r"材料|课件|讲义|资料|课上|老师|第几条|那[张份套]|这套")  # asked by somebody who has it before them
_ABOUT_LIMITS = (GAPS, DOUBTS)  # sections on what the material does not say: nobody begins with those


@dataclass(frozen=True, slots=True)
class Example:
    """A question that shows a kind of answer; `needs` is the card or list without which it has none."""

    kind: str
    question: str
    needs: str


EXAMPLES = (
    Example(
        "算一笔让渡价值",
        "一台空调：产品价值3000元，服务价值500元，人员价值200元，形象价值300元；货币成本2600元，时间成本150元，精力成本100元，体力成本50元。顾客让渡价值是多少？",
        "delivered-value",
    ),
    Example("列出一份清单", "二十二条营销法则有哪些？", "laws-22"),
    Example("各处说法不一的数", "拉一个新客比留一个老客贵多少？", "conflict-acquisition-cost"),
)


def welcome_html(library: Library) -> str:
    """What stands on the page before the first question: two sentences, three examples, and room for questions that change."""
    examples = "".join(
        f'<button type="button" class="next example"><span class="kind">{attribute(one.kind)}</span><span class="ask">{attribute(one.question)}</span></button>'
        for one in EXAMPLES
        if one.needs in library.cards or one.needs in library.catalogues
    )
    return (
        '<div class="welcome"><p class="welcome-title">想问什么？</p>'
        "<p>用自己的话问概念、清单、案例和做法，或者报上数字让我算。每句回答后面的编号点开就是出处，材料里没有的会直说没有。</p>"
        f'<div class="examples">{examples}</div><div class="offers"></div></div>'
    )


def offered(library: Library) -> list[str]:
    """Questions that the first page draws from: from every group of cards in turn, and from the formulas."""
    groups = [
        [ask for card in sorted(library.cards.values(), key=lambda card: _sum(card.id)) if card.group == group and (ask := _offer(card))]
        for group in library.groups
    ]
    computed = [f"{formula.title}怎么算？" for formula in FORMULAS if library.card_names.get(normalise(formula.title)) == formula.card]
    in_turn = chain.from_iterable(zip_longest(*groups, sorted(computed, key=_sum)))
    return list(dict.fromkeys(question for question in in_turn if question))[:MAX_POOL]


def next_questions(answer: Answer, library: Library, asked: Iterable[str]) -> list[str]:
    """Questions that go on from here: of the card that answered, of the next in its list, of cards beside it."""
    gone = {_bare(question) for question in asked}
    found: list[str] = []
    for ask in _following(answer, library):
        if _bare(ask) not in gone:
            gone.add(_bare(ask))
            found.append(ask)
        if len(found) == MAX_NEXT:
            break
    return found


def related_cards(answer: Answer, library: Library) -> list[Card]:
    """Cards beside those that the answer cites."""
    cited = {citation.passage.document_id for citation in answer.citations}
    return [library.cards[card] for card in answer.related if card in library.cards and card not in cited][:MAX_RELATED]


def _following(answer: Answer, library: Library) -> Iterator[str]:
    cited = {(citation.passage.document_id, citation.passage.heading) for citation in answer.citations}
    led = next((library.cards[card] for card, _ in cited if answer.related[:1] == (card,) and card in library.cards), None)
    if led is not None:
        others = [asks[0] for heading, asks in led.asks.items() if asks and heading not in _ABOUT_LIMITS and (led.id, heading) not in cited]
        yield from others[:2]
        if (follower := _next_in_list(led, library)) is not None:
            yield from follower.every_ask[:1]
    for card_id in answer.related:
        if (card := library.cards.get(card_id)) is not None and card is not led:
            yield from card.every_ask[:1]
    if led is not None:
        yield from (ask for asks in led.asks.values() for ask in asks[:1])


def _next_in_list(card: Card, library: Library) -> Card | None:
    catalogue = library.catalogues.get(card.member_of or "")
    if catalogue is None or not catalogue.ordered or card.id not in catalogue.members:
        return None
    return next((library.cards.get(member) for member in catalogue.members[catalogue.members.index(card.id) + 1 :]), None)


def _offer(card: Card) -> str | None:
    """One of the questions that open a section of the card, short enough to be read at a glance."""
    short = [asks[0] for heading, asks in card.asks.items() if heading not in _ABOUT_LIMITS and asks and _is_offered(asks[0])]
    return short[_sum(card.id) % len(short)] if short else None


def _is_offered(ask: str) -> bool:
    return len(ask) in _OFFERED_CHARS and not _OF_THE_TEXT.search(ask)


def _sum(text: str) -> int:
    """A number that looks like chance and is the same at each start."""
    return zlib.crc32(text.encode())


def _bare(question: str) -> str:
    return re.sub(r"\W+", "", question)
