import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.asked import defined, plain


@pytest.mark.parametrize(
    "question",
    [
        "什么是顾客满意",
        "客户满意是什么？",
        "请问顾客满意是什么意思啊",
        "客户满意的定义是什么",
        "何谓顾客满意",
        "“客户满意”是啥",
        "老听人说客户满意，到底指啥",
        "课件里讲的客户满意究竟是什么",
    ],
)
def test_ways_to_ask_what_something_is_are_one(question: str) -> None:
    assert plain(question) == "客户满意是什么"


@pytest.mark.parametrize("question", ["顾客满意有什么好处", "怎么让顾客满意", "顾客满意是谁提出的", "顾客满意分什么等级"])
def test_what_asks_for_anything_else_defines_nothing(question: str) -> None:
    assert defined(question) == ""


@given(st.text(alphabet="客户满意价值，。？ ABab12", min_size=1, max_size=20))
def test_the_plain_form_is_its_own(question: str) -> None:
    assert plain(plain(question)) == plain(question)
