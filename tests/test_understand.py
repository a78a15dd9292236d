import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.engine import Assistant
from assistant.retrieval.tokens import Terms, normalise, tokenize
from assistant.retrieval.understand import Reader
from assistant.types import Intent, Ordinal, Turn


@pytest.fixture
def reader(assistant: Assistant) -> Reader:
    return Reader(assistant.library)


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("什么是阶梯法则", Intent.DEFINITION),
        ("阶梯法则", Intent.DEFINITION),
        ("营销法则有哪些", Intent.LIST),
        ("营销法则一条不落地说一遍", Intent.LIST),
        ("帮忙罗列一下营销法则", Intent.LIST),
        ("说说营销法则，每条都要", Intent.LIST),
        ("前三名份额是多少", Intent.FIGURE),
        ("领先法则和阶梯法则有什么区别", Intent.COMPARISON),
        ("这事有没有案例", Intent.CASE),
        ("第二名该怎么打", Intent.HOW_TO),
        ("先到先得是哪条法则", Intent.IDENTIFY),
        ("老客户更赚钱，对吗", Intent.CONFIRM),
        ("5倍和8倍到底哪个对", Intent.CONFLICT),
    ],
)
def test_the_kind_of_answer_is_read_from_the_question(reader: Reader, question: str, intent: Intent) -> None:
    assert reader.read(question)[0][0].intent is intent


@pytest.mark.parametrize("question", ["第2条营销法则讲什么", "营销法则第二条", "营销法则里的第２条", "law 2 是什么", "倒数第一条营销法则"])
def test_an_ordinal_finds_its_list(reader: Reader, question: str) -> None:
    assert reader.read(question)[0][0].ordinals == (Ordinal("laws", 2),)


def test_an_ordinal_without_a_list_stays_open_and_a_rank_is_none(reader: Reader) -> None:
    assert reader.read("第2条是什么")[0][0].ordinals == (Ordinal(None, 2),)
    assert reader.read("我们排第三，怎么办")[0][0].ordinals == ()
    assert reader.read("第一次见客户说什么")[0][0].ordinals == ()


def test_the_list_of_the_conversation_serves_a_later_ordinal(reader: Reader) -> None:
    history = [Turn("user", "营销法则有哪些"), Turn("assistant", "…")]
    assert reader.read("那第1条呢", history)[0][0].ordinals == (Ordinal("laws", 1),)


def test_a_list_is_found_by_what_its_members_are_counted_by_and_shared_words(reader: Reader) -> None:
    assert reader.read("讲营销的那些法则，第2条是什么")[0][0].ordinals == (Ordinal("laws", 2),)
    assert reader.read("讲营销的那些法则，第2层是什么")[0][0].ordinals == (Ordinal(None, 2),)


def test_a_place_alone_asks_what_was_asked_of_the_place_before(reader: Reader) -> None:
    history = [Turn("user", "营销法则第2条有什么缺失"), Turn("assistant", "…")]
    query = reader.read("第1条的呢", history)[0][0]
    assert (query.text, query.ordinals) == ("营销法则第1条有什么缺失", (Ordinal("laws", 1),))


def test_another_number_in_the_name_of_a_list_does_not_hide_it(reader: Reader) -> None:
    assert reader.read("三条营销法则讲的什么")[0][0].catalogues == ("laws",)
    assert reader.read("营销的五条法则")[0][0].catalogues == ("laws",)


def test_what_is_excepted_leaves_the_other_members(reader: Reader) -> None:
    assert reader.read("营销法则除了领先法则，还有哪些")[0][0].ordinals == (Ordinal("laws", 2),)
    assert reader.read("开会除了领导还有谁")[0][0].ordinals == ()


def test_numbers_alone_are_places_where_their_counting_word_follows(reader: Reader) -> None:
    assert reader.read("营销法则里1、2这两条讲什么")[0][0].ordinals == (Ordinal("laws", 1), Ordinal("laws", 2))


def test_a_bare_name_asks_the_last_question_of_another_member(reader: Reader) -> None:
    history = [Turn("user", "阶梯法则有什么缺失"), Turn("assistant", "…")]
    first, *_ = reader.read("领先法则呢", history)[0]
    assert (first.text, first.completed) == ("领先法则有什么缺失", True)
    chain = [*history, Turn("user", "领先法则呢"), Turn("assistant", "…")]
    assert reader.read("那阶梯法则呢", chain)[0][0].text == "阶梯法则有什么缺失"


def test_a_part_may_be_read_by_itself_and_by_the_topic_of_the_part_before(reader: Reader) -> None:
    _, second = reader.read("网店分哪几种？客服有几个？")
    assert {query.standalone for query in second} >= {"客服有几个", "网店：客服有几个"}


def test_a_part_that_only_asks_for_an_aspect_is_not_read_by_itself(reader: Reader) -> None:
    _, second = reader.read("网店分哪几种？好处有几条？")
    assert "网店：好处有几条" in {query.standalone for query in second}
    assert "好处有几条" not in {query.standalone for query in second}


def test_a_follow_up_takes_its_subject_from_the_conversation(reader: Reader) -> None:
    history = [Turn("user", "什么是阶梯法则"), Turn("assistant", "…")]
    alone, leaning = reader.read("它的份额比例是多少", history)[0]
    assert (alone.leans, alone.entities, leaning.leans, leaning.entities) == (False, (), True, ("law-07",))
    assert "阶梯法则" in leaning.standalone
    assert reader.read("领先法则呢", history)[0][0].entities == ("law-01",)


def test_a_new_subject_is_not_mixed_with_the_old_one(reader: Reader) -> None:
    history = [Turn("user", "什么是阶梯法则"), Turn("assistant", "…")]
    assert [query.standalone for query in reader.read("客户终生价值分哪几部分", history)[0]] == ["客户终生价值分哪几部分"]
    assert reader.read("客户终生价值分哪几部分", history)[0][0].standalone == "客户终生价值分哪几部分"


def test_a_question_that_names_nothing_may_be_read_both_ways(reader: Reader) -> None:
    history = [Turn("user", "什么是阶梯法则"), Turn("assistant", "…")]
    assert [query.standalone for query in reader.read("三家公司的盘子具体有多大", history)[0]] == [
        "三家公司的盘子具体有多大",
        "阶梯法则：三家公司的盘子具体有多大",
    ]


@pytest.mark.parametrize(("question", "place"), [("那下一条呢", 2), ("上一条呢", 0)])
def test_the_next_place_is_counted_from_the_last(reader: Reader, question: str, place: int) -> None:
    history = [Turn("user", "营销法则第1条"), Turn("assistant", "领先法则说……")]
    assert reader.read(question, history)[0][0].ordinals == (Ordinal("laws", place),)


def test_the_longest_name_wins(reader: Reader) -> None:
    assert reader.namer.names("顾客让渡价值").cards == ("delivered-value",)
    assert reader.namer.names("ＣＬＶ怎么看").cards == ("clv",)


@given(st.text(max_size=80))
def test_normalising_keeps_offsets_and_tokens_never_fail(text: str) -> None:
    assert len(normalise(text)) == len(text)
    assert all(token == token.strip() and token for token in tokenize(text, Terms(["阶梯法则"])))


def test_a_line_break_inside_a_word_does_not_hide_it() -> None:
    assert "市场" in tokenize("市 场\n占有率")
    assert "场占" in tokenize("市 场\n占有率")


def test_words_in_other_scripts_and_whole_terms_are_tokens() -> None:
    tokens = tokenize("千次曝光成本CPM如何计算", Terms(["曝光成本"]))
    assert {"cpm", "曝光成本", "计算"} <= set(tokens)


def test_words_that_mean_the_same_share_a_token_and_words_in_words_do_not_count() -> None:
    terms = Terms([], {"老顾客": ["回头客", "老客"], "顾客": ["客人", "买主"], "保留": ["留住", "老客"]})
    assert terms.meanings("回头客") == terms.meanings("老顾客") == ["~老顾客"]
    assert terms.meanings("留住客人") == ["~保留", "~顾客"]
    assert terms.meanings("老客") == ["~老顾客", "~保留"]
    assert set(tokenize("买主", terms)) == {"买", "主", "买主", "~顾客"}
    assert Terms(["老顾客"]).meanings("老顾客") == []
