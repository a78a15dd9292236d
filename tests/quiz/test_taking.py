from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.quiz.items import Blank, Choice, Judgement, Marking, Matching, Option, Ordering, Response
from assistant.quiz.taking import MAX_ANSWER_CHARS, NOTHING, Answer, Given, Result, followed, given_from, matched, result, share
from tests.quiz.samples import ITEMS, ONE, PAIRS, PAPER, SEVERAL, STEPS

HALF = Fraction(1, 2)
# What somebody who knows everything answers.
RIGHT: Mapping[type, Given] = {Judgement: False, Blank: "4∶2∶1", Marking: "抢先比做得更好管用"}


def right(response: Response) -> Given:
    match response:
        case Choice():
            return response.key
        case Matching():
            return tuple(response.rights.index(one) for _, one in response.pairs)
        case Ordering():
            return tuple(range(len(response.steps)))
    return RIGHT[type(response)]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.kind)
def test_the_key_gets_all_and_no_answer_gets_nothing(item) -> None:  # type: ignore[no-untyped-def]
    marks = (True,) * len(item.response.points) if isinstance(item.response, Marking) else None
    assert share(item.response, Answer(right(item.response), marks)) == 1
    assert share(item.response, Answer()) == 0


@pytest.mark.parametrize(
    ("response", "given_one", "expected"),
    [
        (ONE, (0,), 0),
        (SEVERAL, (0, 1), HALF),
        (SEVERAL, (0, 1, 3), 0),
        (SEVERAL, (0, 1, 2, 3), 0),
        (Judgement(True), False, 0),
        (PAIRS, (PAIRS.rights.index("看品牌排第几"), NOTHING), HALF),
        (PAIRS, (PAIRS.rights.index("看谁最便宜"), PAIRS.rights.index("看谁最便宜")), 0),
        (STEPS, (3, 2, 1, 0), 0),
        (STEPS, (1, 2, 3, 0), Fraction(2, 3)),  # the last one put first: two of three joints are right
        (STEPS, (0, 1, 1, 2), 0),  # a place given twice counts for neither, which leaves the first and the last alone
        (STEPS, (0, 1, NOTHING, NOTHING), Fraction(1, 3)),
        (Blank(("28%",)), "28％", 1),
        (Blank(("28%",)), " 28 %。", 1),
        (Blank(("28%",)), "百分之二十八", 1),
        (Blank(("28%",)), "28", 0),
        (Blank(("-5%",)), "5%", 0),
        (Blank(("22条",)), "二十二条", 1),
        (Blank(("3000元",)), "3,000元", 1),
        (Blank(("CLV", "客户终生价值")), "“客户终生价值”", 1),
        (Blank(("CLV",)), "ｃｌｖ", 1),
    ],
)
def test_partial_credit_follows_the_stated_rules(response: Response, given_one: Given, expected: Fraction) -> None:
    assert share(response, Answer(given_one)) == expected


def test_a_short_answer_waits_until_it_is_marked() -> None:
    response = Marking(("一", "二", "三"))
    assert share(response, Answer("写了")) is None
    assert share(response, Answer("写了", (True, False, True))) == Fraction(2, 3)


def test_a_paper_adds_up_and_names_what_waits() -> None:
    answers = {place: Answer(right(scored.item.response)) for place, scored in enumerate(PAPER.items)}
    assert result(PAPER, answers) == Result(Fraction(48), 54, 6)
    assert result(PAPER, {}) == Result(Fraction(0), 54, 0)


def responses() -> st.SearchStrategy[Response]:
    texts = st.lists(st.text("甲乙丙丁戊己", min_size=1, max_size=3), min_size=2, max_size=5, unique=True).map(tuple)
    return st.one_of(
        texts.flatmap(
            lambda options: st.sets(st.integers(0, len(options) - 1), min_size=1).map(
                lambda key: Choice(tuple(map(Option, options)), tuple(sorted(key)))
            )
        ),
        texts.map(lambda rights: Matching(tuple((f"左{at}", right) for at, right in enumerate(rights)))),
        texts.flatmap(lambda steps: st.permutations(range(len(steps))).map(lambda shown: Ordering(steps, tuple(shown)))),
        st.booleans().map(Judgement),
    )


@settings(deadline=None)
@given(responses(), st.data())
def test_whatever_a_form_sends_is_refused_or_scored_between_none_and_all(response: Response, data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.sampled_from(["", "0", "1", "2", "3", "4", "5", "9", "-1", "x", "１"]), max_size=6))
    try:
        given_one = given_from(response, texts)
    except InputError as error:
        assert "重新作答" in str(error)
        return
    one = share(response, Answer(given_one))
    assert one is not None
    assert 0 <= one <= 1


@settings(deadline=None)
@given(st.permutations(range(5)), st.permutations(range(5)))
def test_only_the_right_order_gets_all(shown: list[int], places: list[int]) -> None:
    """A form sends the places of the steps as they are shown, from 1."""
    response = Ordering(tuple("甲乙丙丁戊"), tuple(shown))
    given_one = given_from(response, [str(place + 1) for place in places])
    in_order = all(places[shown.index(step)] == step for step in range(5))
    assert (share(response, Answer(given_one)) == 1) is in_order


@pytest.mark.parametrize(
    ("response", "texts", "words"),
    [
        (ONE, ["3"], "答案“3”不是这道题的选项"),
        (ONE, ["0", "1"], "只能选一项，收到了2项"),
        (PAIRS, ["0"], "要有2个答案，收到了1个"),
        (STEPS, ["0", "1", "2", "3"], "答案“0”不是"),
        (Blank(("一",)), ["长" * (MAX_ANSWER_CHARS + 1)], f"最多{MAX_ANSWER_CHARS}个字"),
    ],
)
def test_what_no_form_sends_is_refused_with_the_value(response: Response, texts: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        given_from(response, texts)


@pytest.mark.parametrize(
    "response", [ONE, SEVERAL, Judgement(True), PAIRS, STEPS, Blank(("一",)), Marking(("一",))], ids=lambda r: type(r).__name__
)
def test_nothing_chosen_is_no_answer(response: Response) -> None:
    assert given_from(response, ["", "", "", ""]) is None
    assert given_from(response, []) is None


def test_parts_that_are_right_are_told() -> None:
    assert matched(PAIRS, (PAIRS.rights.index("看品牌排第几"), 0)) == [True, PAIRS.rights[0] == "看谁先到"]
    assert followed(STEPS, (1, 2, 3, 0)) == [True, True, False]
