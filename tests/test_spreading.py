import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.spreading import spread


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("白鹭和半亩，各怎么招呼客人？", ["白鹭怎么招呼客人", "半亩怎么招呼客人"]),
        ("批发、零售两种分别指什么", ["批发指什么", "零售指什么"]),
        ("赠券跟抽奖，材料分别拿来说明啥", ["赠券材料拿来说明啥", "抽奖材料拿来说明啥"]),
        ("白鹭、半亩、晨光，三家都送些什么", ["白鹭送些什么", "半亩送些什么", "晨光送些什么"]),
        ("桑葚和石榴在果园里各算哪一类", ["桑葚在果园里算哪一类", "石榴在果园里算哪一类"]),
    ],
)
def test_what_is_asked_of_several_things_is_asked_of_each(question: str, asked: list[str]) -> None:
    assert spread(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "批发和零售有什么区别",
        "白鹭怎么招呼客人",
        "各家都怎么做",
        "批发和零售各方面都差在哪",
        "谁和谁分别是对手",
        "批发是一码事吗和零售各卖什么",
    ],
)
def test_what_is_asked_of_one_thing_or_of_all_together_is_not_spread(question: str) -> None:
    assert spread(question) == []


@given(st.lists(st.text(alphabet="甲乙丙丁戊己庚辛", min_size=2, max_size=6), min_size=2, max_size=4))
def test_each_thing_is_asked_once_in_order(things: list[str]) -> None:
    assert spread(f"{'、'.join(things)}，各要怎么办") == [f"{thing}要怎么办" for thing in things]
