"""What a message in a conversation is about, where it names nothing itself."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assistant.answering.aspects import headings_asked
from assistant.answering.engine import Assistant
from assistant.build import build_index
from assistant.retrieval.elliptic import asks_aspect
from assistant.retrieval.quoted import Quoted
from assistant.settings import load_settings
from assistant.types import Answer, Ordinal, Outcome, Turn
from tests.conftest import card

SHOP = card(
    "shop",
    "白鹭商厦的无盒衬衫",
    "## 案例\n白鹭商厦卖衬衫不带盒子，每件送一瓶洗领净。[^a]\n"
    "## 结果\n白鹭商厦的做法得了顾客的好评。[^a]\n## 难点\n白鹭商厦难在说服供货的工厂。[^a]\n## 怎么用\n卖衬衫时给不要盒子的顾客送一样小东西。[^a]",
    kind="case",
    asks="{案例: [卖衣服不给盒子的是谁家], 结果: [不给盒子以后大家怎么看]}",
)
PROMOTION = card(
    "promotion",
    "促销的评估",
    "## 要点\n促销的效果看三项：销量、名气、库存。[^a]\n## 结果\n促销的结果有好有坏，看效果怎么样要比前后两个月。[^a]",
    asks="{要点: [效果怎么样看什么, 促销效果怎么样], 结果: [促销结果怎么样]}",
)
STEPS = card(
    "steps",
    "开店的步骤",
    "## 步骤\n开店分四步：选址、装修、招人、开张。[^a]\n## 招人的办法\n招人的办法有两种：登广告、熟人介绍。[^a]",
    asks="{步骤: [铺子怎么张罗起来], 招人的办法: [店里的人手从哪儿找, 招人用什么办法]}",
)
GUEST = card(
    "guest",
    "半亩火锅",
    "## 等位\n等位时有三样照应：西瓜、棋牌、擦鞋。[^a]\n## 就餐\n就餐时有两样细心：添柠檬水、给手机套袋。[^a]",
    kind="case",
    asks="{等位: [排队的时候有啥吃的], 就餐: [上桌以后照顾到什么程度]}",
)
INNER = card(
    "inner",
    "开店的内部因素",
    "## 要点\n开店的内部因素有三个：店员、货架、价签。[^a]",
    asks="{要点: [铺子自己有哪些事要理]}",
    extra="see: [outer]\n",
)
OUTER = card(
    "outer",
    "开店的外部因素",
    "## 要点\n开店的外部因素有三个：房东、同行、天气。[^a]\n## 作用\n外部因素的作用是提醒店主留心。[^a]",
    asks="{要点: [铺子外头有哪些事躲不开], 作用: [外头的事有什么用]}",
)
WHOLESALE = card("wholesale", "批发生意", "## 定义\n批发生意是整箱卖给店家。[^a]", asks="{定义: [整箱卖货叫什么]}")
RETAIL = card("retail", "零售生意", "## 定义\n零售生意是一件一件卖给顾客。[^a]", asks="{定义: [单件卖货叫什么]}")
RULES = card(
    "rules",
    "白鹭店规",
    "## 要点\n白鹭店规有三条：守时、干净、和气。[^a]\n## 缺失\n白鹭店规只印了名称，没有解释每一条。[^a]",
    asks="{要点: [白鹭的店员守什么规矩]}",
)
TALENTS = card(
    "talents",
    "掌柜的五样本事",
    "## 要点\n掌柜的五样本事，材料只印出两样：算账、看人。[^a]\n## 缺失\n五样本事只印到第二样，后三样没有印出来。[^a]",
    asks="{要点: [掌柜要会哪些本事], 缺失: [掌柜的后三样本事是什么]}",
)
CLAIMS = card(
    "claims",
    "一家店要几个店员",
    "## 说法\n一家店总要店员，两份材料都这样说；要几个，说法不一：一份说3个，一份说5个。[^a][^b]\n讲义说一家店要3个店员。[^a]\n文集说一家店要5个店员。[^b]\n"
    "## 存疑\n3个说的是小店，5个说的是大店，不是一件事。[^a]",
    kind="conflict",
    asks="{说法: [一家店配几个店员]}",
    extra="claims:\n  - {value: 3个, says: 店员, source: a}\n  - {value: 5个, says: 店员, source: b}\n",
).replace("chars: [0, 40]}\n", "chars: [0, 40]}\n  - {id: b, file: essays.txt, chars: [10, 30]}\n")
LISTS = """
- {id: rules-3, title: 白鹭店规, item: 条, ordered: true, card: rules, section: 要点, members: [守时, 干净, 和气]}
- {id: hiring-2, title: 招人的办法, item: 种, ordered: false, card: steps, section: 招人的办法, members: [登广告, 熟人介绍]}
- {id: steps-4, title: 开店的四步, item: 步, ordered: true, card: steps, section: 步骤, members: [选址, 装修, 招人, 开张]}
"""


@pytest.fixture
def shops(tmp_path: Path, bigrams: None, opened: Callable[..., Assistant]) -> Assistant:
    root = tmp_path / "corpus"
    (root / "cards").mkdir(parents=True)
    for name, text in (
        ("shop", SHOP),
        ("promotion", PROMOTION),
        ("steps", STEPS),
        ("guest", GUEST),
        ("inner", INNER),
        ("outer", OUTER),
        ("wholesale", WHOLESALE),
        ("retail", RETAIL),
        ("rules", RULES),
        ("talents", TALENTS),
        ("claims", CLAIMS),
    ):
        (root / "cards" / f"{name}.md").write_text(text, encoding="utf-8")
    (root / "lists.yaml").write_text(LISTS, encoding="utf-8")
    (root / "groups.yaml").write_text("- {id: cards, title: 卡片, holds: 十张。}\n", encoding="utf-8")
    (root / "sources.yaml").write_text("deck.txt: 讲义\nessays.txt: 文集\n", encoding="utf-8")
    settings = load_settings(data_dir=tmp_path / "data", corpus_dir=root, embedding="bigrams")
    build_index(settings)
    return opened(settings)


def last(assistant: Assistant, messages: Sequence[str]) -> Answer:
    """The answer to the last of the messages, each asked behind the answers to those before."""
    history: list[Turn] = []
    for message in messages:
        answer = assistant.ask(message, history)
        history += [Turn("user", message), Turn("assistant", answer.text)]
    return answer


def test_an_answer_says_which_sections_it_quotes(shops: Assistant) -> None:
    answer = shops.ask("白鹭商厦的无盒衬衫结果怎么样？")
    quoted = Quoted(shops.library)
    assert quoted.sections(answer.text)[0] == answer.citations[0].passage.id
    assert quoted.cards(f"是的，材料是这么说的：{answer.citations[0].quote}[1]") == ["shop"]
    assert quoted.sections("白鹭商厦做得不错，大家都说好。") == []


def test_an_aspect_alone_is_asked_of_what_was_told_though_another_card_says_the_very_words(shops: Assistant) -> None:
    assert last(shops, ["效果怎么样看什么？"]).citations[0].passage.document_id == "promotion"
    assert last(shops, ["白鹭商厦的无盒衬衫是怎么回事？", "效果怎么样？"]).citations[0].passage.document_id == "shop"
    assert last(shops, ["白鹭商厦的无盒衬衫是怎么回事？", "难在哪？"]).statements[0].text == "白鹭商厦难在说服供货的工厂。"


@pytest.mark.parametrize("message", ["效果怎么样", "难在哪？", "谁提出来的", "怎么做好", "两者有什么区别", "有没有例子", "多长时间"])
def test_a_message_of_aspects_names_nothing(message: str) -> None:
    assert asks_aspect(message)


@pytest.mark.parametrize("message", ["怎么砍价", "门店几点开门", "那战略客户呢", "公司现在多少人", "什么是忠诚"])
def test_a_message_with_a_subject_is_no_aspect(message: str) -> None:
    assert not asks_aspect(message)


def test_another_part_of_what_was_told_is_asked_for_by_its_heading(shops: Assistant) -> None:
    answer = last(shops, ["半亩火锅等位的时候有什么服务？", "就餐的时候呢？"])
    assert answer.statements[0].text == "就餐时有两样细心：添柠檬水、给手机套袋。"


def test_what_is_asked_of_a_member_is_told_where_the_card_says_more_than_its_name(shops: Assistant) -> None:
    assert last(shops, ["开店分几步？", "第三步用什么办法？"]).citations[0].passage.heading == "招人的办法"
    assert last(shops, ["开店分几步？", "第四步呢？"]).text.startswith("开张是开店的四步的第4步。")


def test_the_other_side_of_what_was_told_is_another_card(shops: Assistant) -> None:
    assert last(shops, ["开店的内部因素有哪些？", "外面的呢？"]).citations[0].passage.document_id == "outer"


def test_a_sibling_is_known_by_the_end_of_its_name(shops: Assistant) -> None:
    assert last(shops, ["什么是批发生意？", "那零售的呢？"]).citations[0].passage.document_id == "retail"


def test_what_one_may_take_from_a_case_is_told_under_its_heading(shops: Assistant) -> None:
    answer = last(shops, ["白鹭商厦的无盒衬衫是怎么回事？", "我们店里能学点什么？"])
    assert answer.citations[0].passage.id == "shop#怎么用"


def test_a_member_that_is_only_named_is_said_to_be_unexplained(shops: Assistant) -> None:
    answer = last(shops, ["白鹭店规有哪几条？", "第二条什么意思？"])
    assert answer.outcome is Outcome.REFUSED
    assert answer.text.startswith("干净是白鹭店规的第2条。")
    assert [citation.passage.id for citation in answer.citations] == ["rules#缺失"]
    assert last(shops, ["白鹭店规有哪几条？", "第二条呢？"]).outcome is Outcome.ANSWERED


def test_who_said_so_is_not_answered_where_nobody_is_named(shops: Assistant) -> None:
    assert last(shops, ["什么是批发生意？", "谁提出来的？"]).outcome is Outcome.REFUSED


def test_why_claims_differ_is_told_without_the_claims_once_more(shops: Assistant) -> None:
    answer = last(shops, ["一家店要几个店员？", "为什么说法不一样？"])
    assert [statement.text for statement in answer.statements] == ["3个说的是小店，5个说的是大店，不是一件事。"]


def test_a_part_that_points_back_is_asked_of_what_the_part_before_is_answered_with(shops: Assistant) -> None:
    answer = shops.ask("开店的四步里第三步是什么，这步有哪些办法")
    assert "招人的办法有两种：登广告、熟人介绍。" in answer.text


def test_of_two_lists_of_a_card_the_one_that_counts_so_is_meant(shops: Assistant) -> None:
    assert last(shops, ["开店的步骤里第一步是什么？", "第四步呢？"]).text.startswith("开张是开店的四步的第4步。")


def test_the_first_places_of_a_list_that_only_names_them_are_named(shops: Assistant) -> None:
    answer = shops.ask("开店的四步里前三步是什么？")
    assert answer.outcome is Outcome.ANSWERED
    assert [statement.text for statement in answer.statements] == [
        "开店的四步的第1到第3步是：选址、装修、招人。",
        "开店分四步：选址、装修、招人、开张。",
        "招人的办法有两种：登广告、熟人介绍。",
    ]


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("让渡价值有什么用", "作用"),
        ("这个案例说明了什么", "说明什么"),
        ("第二名为什么要盯着第一名", "原因"),
        ("谁最早提的", "谁提出的"),
        ("后来呢", "结果"),
        ("那怎么落地", "怎么用"),
        ("具体咋操作", "步骤"),
        ("五层里怎么选", "怎么选"),
    ],
)
def test_a_question_for_an_aspect_names_the_headings_that_tell_it(question: str, heading: str) -> None:
    assert heading in headings_asked(question)


def test_a_question_for_the_thing_itself_asks_no_aspect() -> None:
    assert not headings_asked("什么是让渡价值")
    assert not headings_asked("新用户有多少")


@pytest.mark.parametrize("question", ["开店的四步里装修是第几步？", "装修在开店的四步里排第几", "装修属于开店四步的哪一步"])
def test_where_a_member_of_a_cards_list_stands_is_said_first(shops: Assistant, question: str) -> None:
    assert shops.ask(question).statements[0].text == "装修是开店的四步的第2步。"


def test_a_list_in_no_order_gives_its_members_no_places(shops: Assistant) -> None:
    assert "的第" not in shops.ask("登广告在招人的办法里排第几").text


@pytest.mark.parametrize(
    ("message", "places"), [("另外两条呢", (2, 3)), ("那其余两条讲什么", (2, 3)), ("剩下的几条呢", (2, 3)), ("另外五条呢", ())]
)
def test_the_rest_of_a_list_is_all_but_the_member_spoken_of(shops: Assistant, message: str, places: tuple[int, ...]) -> None:
    history = [Turn("user", "白鹭店规里的守时是什么"), Turn("assistant", "白鹭店规有三条：守时、干净、和气。")]
    meant = shops.reader.read(message, history)[0][0]
    assert meant.ordinals == tuple(Ordinal("rules-3", place) for place in places)


@pytest.mark.parametrize("message", ["跟零售生意一样吗", "和零售生意有什么不同"])
def test_a_comparison_that_begins_with_its_second_side_keeps_the_first(shops: Assistant, message: str) -> None:
    history = [Turn("user", "批发生意是什么"), Turn("assistant", "批发生意是整箱卖给店家。")]
    meant = shops.reader.read(message, history)[0][0]
    assert (meant.text, set(meant.entities)) == (f"批发生意{message}", {"wholesale", "retail"})


def test_one_question_of_two_things_is_answered_for_each(shops: Assistant) -> None:
    answer = shops.ask("排队的照应和招人的办法，各有哪些？")
    assert answer.text.index("西瓜") < answer.text.index("熟人介绍")
    assert {citation.passage.document_id for citation in answer.citations} == {"guest", "steps"}


@pytest.mark.parametrize("time", ["那就餐的时候呢", "就餐期间呢"])
def test_another_time_goes_in_behind_what_the_question_names(shops: Assistant, time: str) -> None:
    history = [Turn("user", "半亩火锅等位的时候有什么照应"), Turn("assistant", "有西瓜和棋牌。")]
    answer = shops.ask(time, history)
    assert "添柠檬水" in answer.text
    assert "西瓜" not in answer.text


def test_what_is_not_wanted_is_not_looked_for(shops: Assistant) -> None:
    assert {citation.passage.document_id for citation in shops.ask("开店内部和外部的因素里，内部的有哪些，不要外部的").citations} == {
        "inner"
    }


@pytest.mark.parametrize("message", ["有例子吗", "举个做得好的例子呗"])
def test_where_no_example_is_told_none_of_another_card_is_given(shops: Assistant, message: str) -> None:
    assert last(shops, ["铺子自己有哪些事要理？", message]).outcome is Outcome.REFUSED


def test_the_aspect_of_a_neighbour_is_none_of_what_was_told(shops: Assistant) -> None:
    answer = last(shops, ["铺子自己有哪些事要理？", "有什么用？"])
    assert "outer" not in {citation.passage.document_id for citation in answer.citations}


def test_an_aspect_that_a_message_asks_for_besides_is_that_of_what_it_asks_first(shops: Assistant) -> None:
    answer = shops.ask("白鹭商厦的无盒衬衫是怎么回事，难在哪？")
    assert {citation.passage.document_id for citation in answer.citations} == {"shop"}
    assert "难在说服供货的工厂" in answer.text


def test_an_aspect_of_which_nothing_is_told_is_said_to_be_unanswered(shops: Assistant) -> None:
    answer = shops.ask("半亩火锅等位时有什么照应，缺点是什么？")
    assert {citation.passage.document_id for citation in answer.citations} == {"guest"}
    assert "第二问，材料里没有找到" in answer.text


def test_the_next_place_is_that_behind_the_place_asked_for_last(shops: Assistant) -> None:
    history = [Turn("user", "开店的第二步是什么"), Turn("assistant", "第2步是装修，第一步选址之后做。")]
    assert [place.place for place in shops.reader.read("下一步呢", history)[0][0].ordinals] == [3]
    history += [Turn("user", "下一步呢"), Turn("assistant", "第3步是招人，招人的办法有两种：登广告、熟人介绍。")]
    assert [place.place for place in shops.reader.read("再下一步", history)[0][0].ordinals] == [4]
    assert [place.place for place in shops.reader.read("上一步是什么", history)[0][0].ordinals] == [2]


@pytest.mark.parametrize("message", ["这两种有什么不一样", "两者的区别在哪"])
def test_two_that_are_only_counted_are_the_two_spoken_of_last(shops: Assistant, message: str) -> None:
    history = [
        Turn("user", "批发生意是什么"),
        Turn("assistant", "批发生意是整箱卖给店家。"),
        Turn("user", "零售生意呢"),
        Turn("assistant", "零售生意是一件一件卖给顾客。"),
    ]
    assert set(shops.reader.read(message, history)[0][0].entities) == {"wholesale", "retail"}


@pytest.mark.parametrize("message", ["剩下三样呢", "后面三样是什么", "其余的呢"])
def test_the_rest_of_a_list_that_is_not_printed_is_said_to_be_missing(shops: Assistant, message: str) -> None:
    asked = "掌柜的五样本事有哪些"
    first = shops.ask(asked)
    assert "只印出两样" in first.text
    rest = shops.ask(message, [Turn("user", asked), Turn("assistant", first.text)])
    assert "后三样没有印出来" in rest.text


@pytest.mark.parametrize("message", ["那病假呢", "举个例子", "还有呢"])
def test_what_only_goes_on_with_a_question_of_nothing_in_the_material_is_refused_as_that_was(shops: Assistant, message: str) -> None:
    asked = "机票报销找谁签字"
    refused = shops.ask(asked)
    assert refused.outcome is Outcome.REFUSED
    assert shops.ask(message, [Turn("user", asked), Turn("assistant", refused.text)]).outcome is Outcome.REFUSED
    assert shops.reader.going_on("半亩火锅呢", [Turn("user", asked), Turn("assistant", refused.text)]) is None
