from pathlib import Path

import pytest

from assistant.retrieval.left_open import LeftOpen

SUBJECTS = "茶 酒 布 纸 车 船".split()
ANSWERED = [(f"{subject}分哪几类", f"{subject}分两类。") for subject in SUBJECTS]
OPEN = [(f"{subject}的厂家底薪多少", f"{subject}分两类。") for subject in SUBJECTS]


@pytest.fixture(scope="module")
def model() -> LeftOpen:
    return LeftOpen.fit(ANSWERED, OPEN)


def test_what_is_asked_for_counts_and_not_the_subject(model: LeftOpen) -> None:
    assert model.log_odds("灯的厂家底薪多少", "灯分两类。") > 0 > model.log_odds("灯分哪几类", "灯分两类。")


def test_a_word_that_the_card_has_is_less_open_than_one_that_it_lacks() -> None:
    told = [(f"{subject}的创始人是谁", f"{subject}的创始人是甲。") for subject in SUBJECTS]
    untold = [(f"{subject}的创始人是谁", f"{subject}分两类。") for subject in SUBJECTS]
    model = LeftOpen.fit(told, untold)
    assert model.log_odds("灯的创始人是谁", "灯分两类。") > 0 > model.log_odds("灯的创始人是谁", "灯的创始人是乙。")


def test_of_unknown_words_nothing_is_said(model: LeftOpen) -> None:
    assert model.log_odds("xyzzy", "") == 0.0
    assert LeftOpen.fit([], []).log_odds("底薪多少", "") == LeftOpen.fit(ANSWERED, []).log_odds("底薪多少", "") == 0.0


def test_the_same_questions_give_the_same_weights_and_they_survive_a_file(model: LeftOpen, tmp_path: Path) -> None:
    model.save(tmp_path / "weights.json")
    LeftOpen.fit(ANSWERED, OPEN).save(tmp_path / "again.json")
    assert (tmp_path / "weights.json").read_bytes() == (tmp_path / "again.json").read_bytes()
    assert LeftOpen.load(tmp_path / "weights.json").log_odds("底薪多少", "") == model.log_odds("底薪多少", "")
