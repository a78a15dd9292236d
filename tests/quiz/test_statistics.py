from fractions import Fraction

from assistant.quiz.items import Blank, Kind, Paper, Scored
from assistant.quiz.statistics import FEWEST_TAKERS, Answers, Pick, item_statistics
from assistant.quiz.taking import Answer, Given
from tests.quiz.samples import FILL_IN, MATCHING, MULTIPLE, ORDERING, PAIRS, SHORT, SINGLE, TRUE_FALSE, item


def paper(*items) -> Paper:  # type: ignore[no-untyped-def]
    return Paper("卷", None, tuple(Scored(one, 2) for one in items))


def answered(*given: Given) -> list[Answers]:
    return [{0: Answer(one)} for one in given]


def test_difficulty_is_the_mean_share_and_options_are_counted() -> None:
    [one] = item_statistics(paper(SINGLE), answered((1,), (1,), (0,), None))
    assert (one.answered, one.difficulty) == (3, Fraction(1, 2))
    assert one.picks == (Pick("两者之和", 1, False), Pick("两者之差", 2, True), Pick("两者之积", 0, False))


def test_partial_credit_counts_in_the_difficulty() -> None:
    [one] = item_statistics(paper(MULTIPLE), answered((0, 1, 2), (0, 1)))
    assert one.difficulty == Fraction(3, 4)


def test_an_item_that_only_the_good_solve_tells_them_apart() -> None:
    first, second = SINGLE, TRUE_FALSE
    good: Answers = {0: Answer((1,)), 1: Answer(False)}
    weak: Answers = {0: Answer((0,)), 1: Answer(False)}
    telling, easy = item_statistics(paper(first, second), [good] * 5 + [weak] * 5)
    assert (telling.discrimination, easy.discrimination) == (Fraction(1), Fraction(0))


def test_an_item_that_the_weak_solve_better_is_negative() -> None:
    good: Answers = {0: Answer((0,)), 1: Answer(False), 2: Answer("4∶2∶1")}
    weak: Answers = {0: Answer((1,))}
    found = item_statistics(paper(SINGLE, TRUE_FALSE, FILL_IN), [good] * 5 + [weak] * 5)
    assert found[0].discrimination == -1


def test_few_takers_tell_nothing_apart() -> None:
    [one] = item_statistics(paper(SINGLE), answered(*[(1,)] * (FEWEST_TAKERS - 1)))
    assert (one.difficulty, one.discrimination) == (1, None)


def test_nobody_has_answered() -> None:
    [one] = item_statistics(paper(SINGLE), [])
    assert (one.answered, one.difficulty, one.discrimination) == (0, None, None)
    assert [pick.count for pick in one.picks] == [0, 0, 0]


def test_what_waits_to_be_marked_is_left_out() -> None:
    attempts: list[Answers] = [{0: Answer("写了")}, {0: Answer("写了", (True, False))}]
    [one] = item_statistics(paper(SHORT), attempts)
    assert (one.answered, one.difficulty) == (2, Fraction(1, 2))
    assert one.picks == (Pick("抢先", 1, True), Pick("比做得更好管用", 0, True))


def test_pairs_and_joints_are_counted_where_they_are_right() -> None:
    right = tuple(PAIRS.rights.index(one) for _, one in PAIRS.pairs)
    matching, ordering = item_statistics(paper(MATCHING, ORDERING), [{0: Answer(right), 1: Answer((1, 2, 3, 0))}, {}])
    assert matching.picks[0] == Pick("阶梯法则 → 看品牌排第几", 1, True)
    assert [pick.count for pick in ordering.picks] == [1, 1, 0]


def test_wrong_texts_stand_under_the_right_ones() -> None:
    blank = item(Kind.FILL_IN, "有____条。", Blank(("22条", "22")), "law-07#份额")
    [one] = item_statistics(paper(blank), answered("22条", "二十二", "21条", "21条", "五"))
    assert one.picks == (Pick("22条", 2, True), Pick("21条", 2, False), Pick("五", 1, False))
