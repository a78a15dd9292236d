import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.announced import announced, counted_as, counts_asked, miscounted, wants_more, wants_whole

COURSES = "烘焙班的课分四档：入门、进阶、师傅、评委。"


@pytest.mark.parametrize(
    ("text", "of", "count", "members"),
    [
        (COURSES, "烘焙班的课", 4, ("入门", "进阶", "师傅", "评委")),
        ("社团依次是棋社、诗社、剧社。", "社团", None, ("棋社", "诗社", "剧社")),
        ("店里有两班人：早班和晚班。", "店里", 2, ("早班", "晚班")),
    ],
)
def test_a_sentence_that_announces_members_is_read(text: str, of: str, count: int | None, members: tuple[str, ...]) -> None:
    found = announced(text)
    assert found is not None
    assert (found.of, found.count, found.members) == (of, count, members)


@pytest.mark.parametrize("text", ["早班：七点到岗。", "客人先到先坐。", "前三名的份额之比大约是4∶2∶1。"])
def test_a_sentence_without_members_announces_none(text: str) -> None:
    assert announced(text) is None


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("课分哪四档", [4]),
        ("这7个要件发我", [7]),
        ("服务的7P", [7]),
        ("4S店的服务叫什么", []),
        ("第四条讲什么", []),
        ("保修4年要多少钱", []),
        ("四档里师傅那档有几门课", []),
        ("三个多小时", []),
    ],
)
def test_a_count_of_members_is_told_from_other_numbers(question: str, counts: list[int]) -> None:
    assert counts_asked(question) == counts


def test_a_question_is_for_a_list_by_its_count_or_its_counting_word() -> None:
    courses = announced(COURSES)
    assert courses is not None
    assert counted_as("课分哪四档", courses)
    assert counted_as("课分几档", courses)
    assert not counted_as("课分哪五档", courses)
    assert not counted_as("课分几门", courses)


def test_a_list_is_wanted_whole_where_the_question_says_so() -> None:
    assert wants_whole("每一档都写")
    assert not wants_whole("哪一档最贵")


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    found = announced(text)
    assert found is None or (len(found.members) >= 2 and all(found.members))
    assert all(2 <= count <= 30 for count in counts_asked(text))


def test_what_is_worked_out_is_no_list() -> None:
    assert announced("推算：甲项1400元、乙项1140元，差额是260元。") is None
    found = announced("推算能排出三项：甲、乙、丙。")
    assert found is not None and found.count == 3


@pytest.mark.parametrize("question", ["烘焙班的三档课是哪三档", "烘焙班有五档课吗"])
def test_another_number_of_members_is_a_wrong_count(question: str) -> None:
    found = announced("烘焙班有四档课：入门、进阶、师傅、评委。")
    assert found is not None
    assert miscounted(question, found)


@pytest.mark.parametrize(
    "question",
    [
        "烘焙班的四档课是哪四档",
        "烘焙班的第三档课",
        "烘焙班分哪几档",
        "烘焙班里入门的和进阶的两档课差在哪",
        "烘焙班的师傅和评委两档课谁难",
        "我们三个人都上烘焙班的四档课",
    ],
)
def test_what_counts_right_or_something_else_is_no_wrong_count(question: str) -> None:
    found = announced("烘焙班有四档课：入门、进阶、师傅、评委。")
    assert found is not None
    assert not miscounted(question, found)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("早班、晚班、夜班，那四类店员叫什么", "四类店员的排法看两条：工龄和手艺。"),  # the number stands in what is told as well
        ("十二种客人里最后一种叫什么", "对急性子客人有四条忌讳：拖延、绕弯、退让、奉承。"),
        ("烘焙班的11种面团清单", "烘焙班的面团有十一种：软的、硬的、酥的。"),
    ],
)
def test_a_number_that_is_part_of_a_name_is_no_wrong_count(question: str, told: str) -> None:
    found = announced(told)
    assert found is not None
    assert not miscounted(question, found)


def test_a_number_over_ten_is_read_whole() -> None:
    assert counts_asked("十一种方法") == [11]
    assert counts_asked("二十二条规矩") == [22]


@pytest.mark.parametrize(
    ("question", "more"), [("五种需求各对应哪些业务", True), ("把每种需求对应的业务都列出来", True), ("五种需求是哪五种", False)]
)
def test_what_belongs_to_each_member_is_more_than_their_names(question: str, more: bool) -> None:
    assert wants_more(question) is more
