"""Questions that no cue of a formula names: which are worked, which ask back, and which are no calculation."""

from fractions import Fraction

import numpy as np
import pytest

from assistant.value.certainty import LIKELY, certainty
from assistant.value.conversation import read_in_conversation
from assistant.value.reader import likeliest, read_calculation
from assistant.value.rules import by_rules
from assistant.value.wording import MODEL, meant

WORKED = {
    "盼着一个老主顾能跟咱六年，那一年得留下百分之几": ("average-life", {"years": "6"}),
    "说好每个月多打15块钱电话，打满两年才送手机，我总共多掏几个钱": ("promised-spend", {"more": "15", "months": "24"}),
    "邻居两家比着买，在咱这儿他觉得能得五千，前后花四千二；隔壁他觉得能得四千六，花三千五。差多少钱": (
        "compare-offers",
        {"a_total_value": "5000", "a_total_cost": "4200", "b_total_value": "4600", "b_total_cost": "3500"},
    ),
    "上个月没做活动卖了五十万，这个月做了活动卖了六十二万，涨了百分之几": ("sales-growth", {"before": "500000", "after": "620000"}),
    "去年续约的占六成，今年占七成二，涨了几个点还是百分之几": ("percent-or-points", {"base": "3/5", "after": "18/25"}),
    "标价600，优惠后450，相当于打几折": ("discount", {"price": "600", "paid": "450"}),
}

ASKED_BACK = {
    "终生价值三万，老板问要不要投入去维系，算算值不值": ["关系成本"],
    "一张票卖200，客人有多少是在为氛围掏钱": ["产品部分"],
    "三门课一共30课时，平均每天几课时": ["培训天数"],
    "我们前两成的客户带来的利润具体是多少万": ["总利润"],
    "手上有个客户一年能赚6000，不算折现，他一辈子这个数是多少": ["年数"],
}

NONE = (
    "买房借了120万，20年还清，利率4.2%，一个月还多少",
    "底薪4500，提成5%，这个月卖了18万，到手几个钱",
    "花8000投了短视频，来了320个私信，一个私信几块钱",
    "一面墙长6米高3米，一桶漆刷20平，要几桶",
    "五个人合租，一个月4500，一人多少",
    "爬一层楼要20秒，爬12层要几分钟",
    "什么样的客户才值得花10%的精力去维护",
    "教材上的5倍和8倍哪个更新",
    "电脑分24期，每期288，一共要付多少",
)


@pytest.mark.parametrize(("question", "expected"), WORKED.items(), ids=list(WORKED))
def test_a_question_without_a_term_is_worked(question: str, expected: tuple[str, dict[str, str]]) -> None:
    reading = read_in_conversation(question, [])
    assert reading is not None
    assert reading.complete
    formula, inputs = expected
    assert (reading.formula.id, {name: bound.value for name, bound in reading.inputs.items()}) == (
        formula,
        {name: Fraction(value) for name, value in inputs.items()},
    )


@pytest.mark.parametrize(("question", "missing"), ASKED_BACK.items(), ids=list(ASKED_BACK))
def test_what_is_lacking_is_asked_for_by_name(question: str, missing: list[str]) -> None:
    reading = read_in_conversation(question, [])
    assert reading is not None
    assert [parameter.label for parameter in reading.missing] == missing


@pytest.mark.parametrize("question", NONE)
def test_a_sum_of_another_trade_and_a_wish_to_know_are_no_calculation(question: str) -> None:
    assert read_in_conversation(question, []) is None


@pytest.mark.parametrize("question", ASKED_BACK)
def test_how_sure_it_must_be_is_the_callers(question: str) -> None:
    assert read_calculation(question, least=LIKELY) == read_calculation(question)
    assert read_calculation(question, least=100.0) is None or by_rules(question) is not None


def test_a_number_that_the_formula_takes_makes_a_calculation_likelier() -> None:
    def sure(question: str) -> float:
        said = meant((question,))
        reading = likeliest(said, (question,))
        assert reading is not None
        return certainty(said, reading)

    assert sure("充1200送300，相当于打几折") > sure("充值送钱，相当于打几折") > sure("充值送钱是什么意思")


def test_weights_that_fit_other_evidence_are_refused(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.value import certainty as module

    with np.load(MODEL) as stored:
        np.savez(tmp_path / "other.npz", **{**stored, "certainty": stored["certainty"][1:]})
    monkeypatch.setattr(module, "MODEL", tmp_path / "other.npz")
    module._weights.cache_clear()
    with pytest.raises(ValueError, match=r"python -m evals\.wordings"):
        module._weights()
    module._weights.cache_clear()
