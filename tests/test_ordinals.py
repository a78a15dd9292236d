import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.ordinals import MAX_RANGE, find_places, without_places


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("第7条", 7, 7),
        ("第十七条法则", 17, 17),
        ("倒数第二条", -2, -2),
        ("最后一条是什么", -1, -1),
        ("最后三条", -3, -1),
        ("前五条", 1, 5),
        ("第3到第6条", 3, 6),
        ("从第8条到第10条", 8, 10),
        ("law 9", 9, 9),
        ("rule no.3", 3, 3),
        ("定律6跟定律14", 6, 6),
        ("law #17 讲的啥", 17, 17),
        ("第十六条后面的那一条", 17, 17),
        ("第5条的上一条", 4, 4),
        ("第7种后面那一种", 8, 8),
        ("第4层的上一层", 3, 3),
        ("倒着数第二招", -2, -2),
        ("从后往前数第3条", -3, -3),
        ("第ⅳ条", 4, 4),
        ("倒数五条里头的第一条", -5, -5),
        ("定律十七", 17, 17),
        ("law 九", 9, 9),
        ("22条商规第十一位是啥", 11, 11),
        ("价值法则里第三位", 3, 3),
        ("客户价值法则最后第二条", -2, -2),
    ],
)
def test_places_are_read(text: str, first: int, last: int) -> None:
    found = next(find_places(text))
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "我们排第三名",
        "第十二位客户",
        "商规22条有哪些",
        "第一次见客户",
        "第二回来的客户",
        "头一趟货",
        "第三趟送货",
        "第二年亏了",
        "前三家份额",
        "第3页",
        "定律3.5",
        "法则8元一本",
    ],
)
def test_ranks_times_pages_and_figures_are_no_places(text: str) -> None:
    assert not any(found.counted for found in find_places(text))


def test_a_rank_is_a_place_where_it_counts_members() -> None:
    [named] = find_places("变革里排第四的那项")
    assert (named.first, named.counted) == (4, True)
    [open_] = find_places("排在第三位的是哪个")  # of a list only where one is named
    assert (open_.first, open_.counted) == (3, False)


def test_places_can_be_taken_out_of_a_text() -> None:
    assert without_places("客户里倒数第四种和第2种") == "客户里和"
    assert without_places("第一次见客户") == "第一次见客户"


def test_places_from_ten_on_need_no_mark_in_front_of_them() -> None:
    assert {place.first for place in find_places("法则的十六、十七、十八条")} == {16, 17, 18}
    assert not list(find_places("列三、四条"))


def test_several_places_are_read_in_order() -> None:
    assert [found.first for found in find_places("价值法则第1条和营销法则第9条")] == [1, 9]


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 40))
def test_a_range_lies_in_the_list_from_either_end_and_is_bounded(first: int, last: int, count: int) -> None:
    places = next(find_places(f"第{first}到第{last}条")).within(count)
    assert places[0] == min(first, last)
    assert len(places) <= MAX_RANGE + 1
    assert next(find_places(f"倒数第{first}条")).within(count)[0] == count + 1 - first
