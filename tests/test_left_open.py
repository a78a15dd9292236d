from pathlib import Path

import pytest

from assistant.retrieval.left_open import LeftOpen

ANSWERED = [f"{subject}分哪几类" for subject in "茶 酒 布 纸 车 船".split()]
OPEN = [f"{subject}的厂家底薪多少" for subject in "茶 酒 布 纸 车 船".split()]


@pytest.fixture(scope="module")
def model() -> LeftOpen:
    return LeftOpen.fit(ANSWERED, OPEN)


def test_what_is_asked_for_counts_and_not_the_subject(model: LeftOpen) -> None:
    assert model.log_odds("灯的厂家底薪多少") > 0 > model.log_odds("灯分哪几类")


def test_of_unknown_words_nothing_is_said(model: LeftOpen) -> None:
    assert model.log_odds("xyzzy") == 0.0
    assert LeftOpen.fit([], []).log_odds("底薪多少") == LeftOpen.fit(ANSWERED, []).log_odds("底薪多少") == 0.0


def test_the_same_questions_give_the_same_weights_and_they_survive_a_file(model: LeftOpen, tmp_path: Path) -> None:
    model.save(tmp_path / "weights.json")
    LeftOpen.fit(ANSWERED, OPEN).save(tmp_path / "again.json")
    assert (tmp_path / "weights.json").read_bytes() == (tmp_path / "again.json").read_bytes()
    assert LeftOpen.load(tmp_path / "weights.json").log_odds("底薪多少") == model.log_odds("底薪多少")
