"""Each rule finds what it is there for, and leaves a good item alone."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from assistant.quiz.check import RULES, paper_problems
from assistant.quiz.items import Blank, Choice, Item, Judgement, Kind, Marking, Matching, Option, Ordering
from assistant.quiz.make import Made, Request, Workshop


@pytest.fixture(scope="module")
def good(workshop: Workshop) -> dict[Kind, Item]:
    """An item of each kind."""
    found: dict[Kind, Item] = {}
    for kind in Kind:
        found[kind] = workshop.make(Request(kinds=(kind,), count=1, seed=4)).items[0]
    return found


def options(item: Item, *texts: str, key: tuple[int, ...] = (0,)) -> Item:
    return replace(item, response=Choice(tuple(Option(text) for text in texts), key))


def first_option(item: Item, change: Callable[[Option], Option]) -> Item:
    assert isinstance(item.response, Choice)
    wrong = next(at for at in range(len(item.response.options)) if at not in item.response.key)
    changed = [change(option) if at == wrong else option for at, option in enumerate(item.response.options)]
    return replace(item, response=replace(item.response, options=tuple(changed)))


def steps(item: Item) -> Ordering:
    assert isinstance(item.response, Ordering)
    return item.response


BROKEN: list[tuple[str, Kind, Callable[[Item], Item]]] = [
    ("stem_complete", Kind.SINGLE, lambda item: replace(item, stem=" ")),
    ("stem_complete", Kind.SINGLE, lambda item: replace(item, stem="下列哪一项是其中之一")),
    ("stem_complete", Kind.SINGLE, lambda item: replace(item, stem="问" * 401 + "？")),
    ("print_clean", Kind.SINGLE, lambda item: replace(item, stem="“阶梯法则是第几条？")),
    ("print_clean", Kind.SINGLE, lambda item: replace(item, explanation=item.explanation + "。，")),
    ("right_response", Kind.TRUE_FALSE, lambda item: replace(item, response=Blank(("甲",)))),
    ("one_key", Kind.SINGLE, lambda item: options(item, "一级", "二级", "三级", key=(0, 1))),
    ("one_key", Kind.SINGLE, lambda item: options(item, "一级", "二级", "三级", key=(3,))),
    ("one_key", Kind.MULTIPLE, lambda item: options(item, "一级", "二级", "三级", key=(0, 1, 2))),
    ("options_distinct", Kind.SINGLE, lambda item: options(item, "一级", "二级")),
    ("options_distinct", Kind.SINGLE, lambda item: options(item, "一级", "二级", "一级。")),
    ("key_not_longest", Kind.SINGLE, lambda item: options(item, "看品牌在顾客心里排第几、再定打法", "看价格", "看店面")),
    ("no_catch_all", Kind.SINGLE, lambda item: options(item, "看价格", "看店面", "以上都对")),
    ("absolutes_on_both_sides", Kind.SINGLE, lambda item: options(item, "先看对手", "必须降价", "先看货架")),
    ("no_clue_in_stem", Kind.SINGLE, lambda item: options(replace(item, stem="讲梯级的是哪条法则？"), "梯级法则", "对立法则", "属性法则")),
    ("no_clue_in_stem", Kind.SINGLE, lambda item: options(replace(item, stem="牺牲法则是哪条？"), "牺牲法则", "对立法则", "属性法则")),
    ("negation_stressed", Kind.SINGLE, lambda item: replace(item, stem="下列各项中，不在其中的是哪一项？")),
    ("one_sort", Kind.SINGLE, lambda item: options(item, "15%", "50元", "60%")),
    ("one_sort", Kind.SINGLE, lambda item: options(item, "15%", "一半", "60%")),
    ("figures_in_order", Kind.SINGLE, lambda item: options(item, "50%", "15%", "60%")),
    ("stands_alone", Kind.SINGLE, lambda item: replace(item, stem="该法则说的是什么？")),
    ("cited", Kind.SINGLE, lambda item: replace(item, sources=())),
    ("cited", Kind.SINGLE, lambda item: replace(item, sources=(replace(item.sources[0], quote="材料没有这句话。"),))),
    ("cited", Kind.SINGLE, lambda item: replace(item, explanation="凭经验就知道。")),
    (
        "wrong_is_wrong",
        Kind.SINGLE,
        lambda item: options(replace(item, stem="“整体顾客价值”分几项，其中一项是什么？"), "产品价值", "服务价值", "店面大小"),
    ),
    (
        "wrong_is_wrong",
        Kind.SINGLE,
        lambda item: options(replace(item, stem="【不】属于“整体顾客价值”的是哪一项？"), "产品价值", "店面大小", "店员多少"),
    ),
    ("judgement_sound", Kind.TRUE_FALSE, lambda item: replace(item, response=Judgement(False))),
    ("judgement_sound", Kind.TRUE_FALSE, lambda item: replace(item, response=Judgement(True, "原来如此。"))),
    (
        "judgement_sound",
        Kind.TRUE_FALSE,
        lambda item: replace(item, stem="顾客让渡价值，是整体顾客价值与整体顾客成本的差额。", response=Judgement(False, "不是差额。")),
    ),
    ("blank_sound", Kind.FILL_IN, lambda item: replace(item, stem=item.stem.replace("____", "……"))),
    ("blank_sound", Kind.FILL_IN, lambda item: replace(item, response=Blank(()))),
    ("blank_sound", Kind.FILL_IN, lambda item: replace(item, stem="整体顾客价值里有____。", response=Blank(("顾客价值",)))),
    ("matching_sound", Kind.MATCHING, lambda item: replace(item, response=Matching((("甲", "一"), ("乙", "二"))))),
    ("matching_sound", Kind.MATCHING, lambda item: replace(item, response=Matching((("甲", "一"), ("乙", "一"), ("丙", "三"))))),
    ("ordering_sound", Kind.ORDERING, lambda item: replace(item, response=Ordering(("甲", "乙"), (1, 0)))),
    ("ordering_sound", Kind.ORDERING, lambda item: replace(item, response=replace(steps(item), shown=tuple(sorted(steps(item).shown))))),
    ("marking_sound", Kind.SHORT_ANSWER, lambda item: replace(item, response=Marking(("只有一点",)))),
    ("key_recomputed", Kind.CALCULATION, lambda item: replace(item, calculation=None)),
    ("key_recomputed", Kind.CALCULATION, lambda item: replace(item, stem="这位顾客得到多少？")),
    (
        "mistakes_recomputed",
        Kind.CALCULATION,
        lambda item: first_option(item, lambda option: replace(option, why="错法：随便写了一个数。")),
    ),
]


@pytest.mark.parametrize(("rule", "kind", "broken"), BROKEN)
def test_a_broken_item_is_found_by_its_rule(
    good: dict[Kind, Item], workshop: Workshop, rule: str, kind: Kind, broken: Callable[[Item], Item]
) -> None:
    assert workshop.problems(good[kind]) == ()
    assert rule in [problem.rule for problem in workshop.problems(broken(good[kind]))]


def test_a_changed_key_is_not_what_the_formula_gives(good: dict[Kind, Item], workshop: Workshop) -> None:
    item = good[Kind.CALCULATION]
    assert isinstance(item.response, Choice)
    moved = replace(item.response, key=((item.response.key[0] + 1) % len(item.response.options),))
    assert "key_recomputed" in [problem.rule for problem in workshop.problems(replace(item, response=moved))]


def test_a_changed_input_is_not_what_the_stem_says(good: dict[Kind, Item], workshop: Workshop) -> None:
    item = good[Kind.CALCULATION]
    assert item.calculation is not None
    rows = tuple(replace(row, value=row.value * Fraction(7, 3)) if row.source == "question" else row for row in item.calculation.inputs)
    changed = replace(item, calculation=replace(item.calculation, inputs=rows))
    assert "key_recomputed" in [problem.rule for problem in workshop.problems(changed)]


def test_an_approximate_figure_is_called_so(workshop: Workshop, good: dict[Kind, Item]) -> None:
    bare = replace(good[Kind.SINGLE], subject="law-10", fact="数字：三大电视网最初的市场份额", stem="三大电视网最初占百分之几的市场？")
    assert "approximate_said" in [problem.rule for problem in workshop.problems(bare)]
    said = replace(bare, stem="三大电视网最初大约占百分之几的市场？")
    assert "approximate_said" not in [problem.rule for problem in workshop.problems(said)]


def test_a_disputed_figure_is_asked_for_by_its_document(workshop: Workshop, good: dict[Kind, Item]) -> None:
    plain = replace(
        good[Kind.SINGLE], subject="satisfaction-figures", fact="数字：非常满意客户购买意愿是满意客户的倍数", stem="购买意愿是几倍？"
    )
    assert "dispute_said" in [problem.rule for problem in workshop.problems(plain)]
    named = replace(plain, stem="据《助理营销师教程第五章：营销理论的新发展》，购买意愿是几倍？")
    assert "dispute_said" not in [problem.rule for problem in workshop.problems(named)]


def test_an_ask_of_a_card_is_no_stem(workshop: Workshop, good: dict[Kind, Item]) -> None:
    item = good[Kind.SINGLE]
    ask = max(workshop.library.cards[item.subject].every_ask, key=len)
    assert "not_an_ask" in [problem.rule for problem in workshop.problems(replace(item, stem=f"{ask}？"))]


def test_every_rule_has_a_test() -> None:
    tested = {rule for rule, _, _ in BROKEN} | {"approximate_said", "dispute_said", "not_an_ask"}
    assert {rule.__name__ for rule in RULES} == tested


def test_the_same_item_twice_is_found_in_a_paper(thousand: Made) -> None:
    twice = (*thousand.items, replace(thousand.items[0], id="another"))
    assert [problem.rule for problem in paper_problems(twice)] == ["made_once", "stem_once"]
