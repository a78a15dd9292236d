import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.elliptic import asks_aspect, only_examples
from assistant.retrieval.leaning import (
    bare_subject,
    beginning_in,
    by_number,
    changes_topic,
    corrected,
    corrects,
    enumerated,
    pointed_at,
    points_back,
    returns_to,
    topic_of,
    wants_more,
    with_subject,
)
from assistant.retrieval.opposites import turned_round


@pytest.mark.parametrize("message", ["还有呢？", "再举个例子", "剩下的呢", "完整的七条都给我", "漏了一个吧，凑齐三种"])
def test_a_message_that_only_wants_more_is_told_from_a_question(message: str) -> None:
    assert wants_more(message)


@pytest.mark.parametrize("message", ["员工多少人", "快递费收多少", "隔多少天联系一回", "还有哪些公司做过直销"])
def test_a_question_that_holds_its_words_does_not_want_more(message: str) -> None:
    assert not wants_more(message)


def test_a_change_of_topic_leaves_its_question() -> None:
    assert changes_topic("算了换个话题,松下有几条精神") == "松下有几条精神"
    assert changes_topic("这家店先放一放,卖车最后一步抓什么") == "卖车最后一步抓什么"
    assert changes_topic("松下有几条精神") is None


def test_a_correction_takes_the_place_of_what_is_most_like_it() -> None:
    assert corrects("打错了,是东方电子") == "东方电子"
    assert corrected("东方电气家底有多大", "东方电子") == "东方电子家底有多大"
    assert corrected("华东商贸公司退货那事讲讲", "华东国际商贸公司") == "华东国际商贸公司退货那事讲讲"
    assert corrected("家底有多大", "东方电子") is None


def test_words_that_return_to_a_subject_are_taken_off() -> None:
    assert returns_to("回头说绿色那个衬衫,买一件送啥") == "绿色那个衬衫,买一件送啥"
    assert returns_to("买一件送啥") is None
    assert returns_to("成交之前看哪三样") is None


@pytest.mark.parametrize(
    ("answer", "items"),
    [
        ("例子有两个：甲茶和乙酒。", ["甲茶", "乙酒"]),
        ("共三类：\n1. 金牌\n2. 银牌\n3. 铜牌", ["金牌", "银牌", "铜牌"]),
        ("成为第一胜过做得更好。", []),
        ("共三类：1. 金牌；2. 银牌；3. 铜牌。", ["金牌", "银牌", "铜牌"]),
        ("共三类：①金牌 ②银牌 ③铜牌。", ["金牌", "银牌", "铜牌"]),
    ],
)
def test_what_an_answer_lists_is_found(answer: str, items: list[str]) -> None:
    assert enumerated(answer) == items


def test_a_question_points_into_the_answer_before_it() -> None:
    answer = "例子有两个：甲茶和乙酒。"
    assert pointed_at("前者的广告语是啥", answer) == ("甲茶", "的广告语是啥")
    assert pointed_at("那后者呢", answer) == ("乙酒", "呢")
    assert pointed_at("第三个呢", answer) is None  # there are two
    assert pointed_at("前者呢", "没有列举。") is None


def test_a_question_points_at_items_by_their_numbers() -> None:
    answer = "共三类：1. 金牌；2. 银牌；3. 铜牌。"
    assert pointed_at("2 多少分起", answer) == ("银牌", "多少分起")
    assert pointed_at("③那种多少分", answer) == ("铜牌", "那种多少分")
    assert pointed_at("1跟3差多少分", answer) == ("金牌和铜牌", "差多少分")
    assert pointed_at("2年后呢", answer) is None
    assert pointed_at("5 呢", answer) is None  # there are three


def test_what_a_question_is_about_stands_in_front_of_what_it_asks() -> None:
    assert topic_of("网店分哪几种") == "网店"
    assert topic_of("哪几种") == ""


def test_another_subject_goes_into_the_last_question() -> None:
    assert bare_subject("那优柔寡断的呢？") == "优柔寡断"
    assert with_subject("从容不迫型客户怎么应对", ["从容不迫型客户"], "优柔寡断") == "优柔寡断怎么应对"
    assert with_subject("怎么应对", ["从容不迫型客户"], "优柔寡断") is None


@given(st.text(max_size=40))
def test_any_message_can_be_read(message: str) -> None:
    assert bare_subject(bare_subject(message)) == bare_subject(message)
    for rest in (changes_topic(message), corrects(message), returns_to(message)):
        assert rest is None or rest != message
    assert all(item == item.strip() for item in enumerated(message))


def test_the_former_and_the_latter_are_of_two() -> None:
    assert pointed_at("后者呢", "例子有甲牌和乙牌。") == ("乙牌", "呢")
    assert pointed_at("后者呢", "一套是甲、乙、丙、丁。") is None


@pytest.mark.parametrize(
    ("question", "places"),
    [("2是啥意思", [2]), ("3跟4有什么不同", [3, 4]), ("1后面那三组", []), ("3个月够吗", []), ("4P有什么毛病", []), ("多少", [])],
)
def test_items_are_meant_by_number_where_the_number_counts_nothing_else(question: str, places: list[int]) -> None:
    assert by_number(question) == places


def test_an_item_is_known_by_its_beginning() -> None:
    assert beginning_in("甲乙的广告语", "甲乙丙牌") == "甲乙"
    assert beginning_in("广告语", "甲乙丙牌") == ""


def test_examples_are_asked_for_of_nothing_else() -> None:
    assert all(map(only_examples, ("举个例子", "有没有案例", "给两个具体的例子")))
    assert not only_examples("阶梯法则的例子")
    assert not only_examples("个" * 300)  # without an end where the pattern could go back


@pytest.mark.parametrize(
    ("asked", "subject", "turned"),
    [
        ("开店的内部因素有哪些", "外面", "开店的外面因素有哪些"),
        ("白鹭商厦有什么优势", "短板", "白鹭商厦有什么短板"),
        ("顾客满意有什么结果", "不满意", "顾客不满意有什么结果"),
        ("什么叫自下而上的细分", "反过来", "什么叫自上而下的细分"),
    ],
)
def test_the_other_side_of_a_pair_goes_into_the_last_question(asked: str, subject: str, turned: str) -> None:
    assert turned_round(asked, subject) == turned


@pytest.mark.parametrize(
    ("asked", "subject"), [("内部和外部因素有哪些", "外面"), ("开店的内部因素有哪些", "价格"), ("开店分几步", "反过来")]
)
def test_what_has_no_other_side_is_not_turned_round(asked: str, subject: str) -> None:
    assert turned_round(asked, subject) is None


@pytest.mark.parametrize("message", ["我们店里怎么用", "那怎么提高", "我们厂家该怎么应付", "短板在哪", "另一个呢", "是哪家公司"])
def test_a_message_about_ones_own_case_or_of_doing_alone_names_nothing(message: str) -> None:
    assert asks_aspect(message)


@pytest.mark.parametrize(
    ("part", "back"), [("这两层讲究什么", True), ("前者怎么变成后者", True), ("这毛病叫啥", False), ("怎么开店", False)]
)
def test_a_part_of_a_message_may_point_at_what_is_answered_before_it(part: str, back: bool) -> None:
    assert points_back(part) is back
