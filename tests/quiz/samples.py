"""One item of each kind, written by hand over the small corpus of tests/conftest.py."""

from dataclasses import dataclass, replace

from langchain_core.language_models import FakeListChatModel

from assistant.answering.model import ChatModel
from assistant.errors import InputError
from assistant.quiz.items import (
    Blank,
    Choice,
    Difficulty,
    Item,
    Judgement,
    Kind,
    Level,
    Marking,
    Matching,
    Option,
    Ordering,
    Paper,
    Response,
    Scored,
    Source,
)
from assistant.web.quiz_studio import Request

# passage id → its title, heading and wording in tests/conftest.py
PASSAGES = {
    "delivered-value#定义": ("顾客让渡价值", "定义", "顾客让渡价值是整体顾客价值与整体顾客成本之差。"),
    "clv#要点": ("客户终生价值", "要点", "客户终生价值分三部分：历史价值、当前价值、潜在价值。"),
    "law-07#份额": ("阶梯法则", "份额", "前三名的市场占有率之比大约是4∶2∶1。"),
    "law-01#定义": ("领先法则", "定义", "领先法则说，抢先比做得更好管用。"),
}

GROUPS = {"laws": ("law-01", "law-07"), "value": ("delivered-value", "clv")}


def source(passage_id: str) -> Source:
    """The whole of a passage, cited."""
    title, heading, text = PASSAGES[passage_id]
    return Source(passage_id, title, heading, 0, len(text), text)


def item(kind: Kind, stem: str, response: Response, passage_id: str, *, material: str = "") -> Item:
    return Item(
        id=f"{kind}-1",
        kind=kind,
        stem=stem,
        response=response,
        explanation=f"依据：{PASSAGES[passage_id][2]}",
        sources=(source(passage_id),),
        difficulty=Difficulty.MEDIUM,
        level=Level.UNDERSTAND,
        template=f"by-hand-{kind}",
        subject=passage_id.partition("#")[0],
        fact=str(kind),
        material=material,
    )


ONE = Choice((Option("两者之和", "之和没有意义。"), Option("两者之差"), Option("两者之积")), (1,))
SEVERAL = Choice(tuple(map(Option, ("历史价值", "当前价值", "潜在价值", "账面价值"))), (0, 1, 2))
PAIRS = Matching((("阶梯法则", "看品牌排第几"), ("领先法则", "看谁先到")), ("看谁最便宜",))
STEPS = Ordering(("历史价值", "当前价值", "潜在价值", "终生价值"), (2, 0, 3, 1))

SINGLE = item(Kind.SINGLE, "顾客让渡价值怎样由整体顾客价值和整体顾客成本得出？", ONE, "delivered-value#定义")
MULTIPLE = item(Kind.MULTIPLE, "客户终生价值由哪几部分组成？", SEVERAL, "clv#要点")
TRUE_FALSE = item(Kind.TRUE_FALSE, "前三名的市场占有率大致相等。", Judgement(False, "大约是4∶2∶1。"), "law-07#份额")
MATCHING = item(Kind.MATCHING, "把法则和它看重的事连起来。", PAIRS, "law-07#份额")
ORDERING = item(Kind.ORDERING, "按从过去到将来排列。", STEPS, "clv#要点")
FILL_IN = item(Kind.FILL_IN, "前三名的市场占有率之比大约是____。", Blank(("4∶2∶1", "4:2:1")), "law-07#份额")
SHORT = item(Kind.SHORT_ANSWER, "领先法则主张什么？", Marking(("抢先", "比做得更好管用")), "law-01#定义")
CALCULATION = item(
    Kind.CALCULATION, "第三名占6%，第一名大约占多少？", Choice(tuple(map(Option, ("12%", "18%", "24%"))), (2,)), "law-07#份额"
)
CASE = item(
    Kind.CASE,
    "这一段说的是哪条法则？",
    Choice(tuple(map(Option, ("领先法则", "阶梯法则", "二元法则"))), (0,)),
    "law-01#定义",
    material=PASSAGES["law-01#定义"][2],
)
ITEMS = (SINGLE, MULTIPLE, TRUE_FALSE, MATCHING, ORDERING, FILL_IN, SHORT, CALCULATION, CASE)
PAPER = Paper("每类一题", 10, tuple(Scored(one, 6) for one in ITEMS))


@dataclass(frozen=True)
class Covered:
    title: str
    items: int
    cards: int
    cards_asked: int


@dataclass(frozen=True)
class Made:
    items: tuple[Item, ...]
    coverage: tuple[Covered, ...]
    shortfall: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    words: str


class Bench:
    """A workshop that gives the hand-made items, and copies of them that differ in their stem, and knows one rule."""

    def make(self, request: Request) -> Made:
        if unknown := set(request.topics) - set(GROUPS) - {one.subject for one in ITEMS}:
            raise InputError(f"没有主题“{unknown.pop()}”。")
        wanted = {card for topic in request.topics for card in GROUPS.get(topic, (topic,))}
        fit = [one for one in ITEMS if one.kind in request.kinds and (not wanted or one.subject in wanted)]
        copies = [replace(one, fact=f"{one.fact} {n}", stem=f"{one.stem}（{n}）") for n in range(1, 9) for one in fit]
        asked = {one.fact for one in request.avoid}
        made = tuple([one for one in (*fit, *copies) if one.fact not in asked][: request.count])
        shortfall = () if len(made) == request.count else (f"要{request.count}道题，出了{len(made)}道。",)
        return Made(made, (Covered("全部", len(made), 5, len({one.subject for one in made})),), shortfall)

    def problems(self, item: Item) -> list[Problem]:
        texts = [option.text for option in item.response.options] if isinstance(item.response, Choice) else []
        return [Problem("有两个选项一样。")] if len(set(texts)) < len(texts) else []


def scripted_model(text: str) -> ChatModel:
    """A language model that writes `text` whatever it is asked."""
    return ChatModel(FakeListChatModel(responses=[text]), "scripted", total_s=20.0, tells_its_end=False)
