"""What a model words is judged like every other item; the models here are functions that answer what a test needs."""

import json
from dataclasses import replace

import pytest

from assistant.answering.model import Fault, ModelError
from assistant.quiz.items import Choice, Difficulty, Item
from assistant.quiz.make import Made, Workshop
from assistant.quiz.modelled import chat_model, reworded, word
from tests.quiz.samples import scripted_model

GOOD = {
    "stem": "把产品卖给新顾客，成功的机会是多少？",
    "options": ["5%", "15%", "25%", "50%"],
    "key": 1,
    "quote": "把产品卖给新顾客的成功机会是15%，卖给老顾客是50%。",
    "why": "50%是卖给老顾客的机会。",
}


def reply(**changed: object) -> str:
    return json.dumps(GOOD | changed, ensure_ascii=False)


def attempt(workshop: Workshop, answer: str) -> tuple[bool, list[str]]:
    passage = workshop.grounds.material.passages["satisfaction-figures#成交机会"]
    tried = word(passage, 1, lambda _prompt: answer, workshop)
    return tried.item is not None, [problem.rule for problem in tried.problems]


def test_a_good_item_passes_whatever_stands_around_it(workshop: Workshop) -> None:
    assert attempt(workshop, reply()) == (True, [])
    assert attempt(workshop, f"好的，题目如下：\n```json\n{reply()}\n```") == (True, [])


def test_the_prompt_holds_the_passage(workshop: Workshop) -> None:
    passage = workshop.grounds.material.passages["satisfaction-figures#成交机会"]
    prompts: list[str] = []

    def model(prompt: str) -> str:
        prompts.append(prompt)
        return reply()

    word(passage, 2, model, workshop)
    assert passage.text in prompts[0]
    assert "第2题" in prompts[0]
    assert "$" not in prompts[0]


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ("我不会出题", "readable"),
        (reply(key=7), "readable"),
        (reply(options=["15%", "50%"]), "readable"),
        (reply(quote="卖给新顾客的成功机会是15%。"), "quoted"),
        (reply(stem="2020年，把产品卖给新顾客，成功的机会是多少？"), "figures"),
        (reply(why="业内平均是37%。"), "figures"),
        (reply(options=["50%", "15%", "25%", "5%"]), "figures_in_order"),
        (reply(options=["5%", "15%", "25%", "以上都不对"]), "no_catch_all"),
        (reply(stem="该产品卖给新顾客，成功的机会是多少？"), "stands_alone"),
        (reply(stem="把产品卖给新顾客，不是成功机会的是哪一个？"), "negation_stressed"),
    ],
)
def test_what_breaks_a_rule_is_not_taken(workshop: Workshop, answer: str, rule: str) -> None:
    taken, rules = attempt(workshop, answer)
    assert not taken
    assert rule in rules


def template_items(workshop: Workshop, difficulty: Difficulty = Difficulty.MEDIUM) -> Made:
    """Two single choices about the passage that GOOD is of, as if templates had written them."""
    passage = workshop.grounds.material.passages["satisfaction-figures#成交机会"]
    item = word(passage, 1, lambda _prompt: reply(), workshop).item
    assert item is not None
    items: list[Item] = [replace(item, stem=f"题{at}", template=f"t{at}", difficulty=difficulty) for at in range(2)]
    return Made(tuple(items), (), ())


def test_the_models_item_takes_the_place_and_is_not_taken_twice(workshop: Workshop) -> None:
    made = template_items(workshop)
    thinking = f"<think>想一想</think>{reply()}"
    changed, generation = reworded(made, chat_model(scripted_model(thinking)), "scripted", workshop)
    assert [item.stem for item in changed.items] == [GOOD["stem"], "题1"]
    assert (generation.kept, generation.dropped, generation.note) == (1, 1, "")
    assert not workshop.problems(changed.items[0])
    assert isinstance(changed.items[0].response, Choice)


def test_an_item_of_another_difficulty_stays(workshop: Workshop) -> None:
    made = template_items(workshop, Difficulty.EASY)
    assert reworded(made, lambda _prompt: reply(), "scripted", workshop)[0] == made


def test_after_a_fault_the_model_is_asked_no_more(workshop: Workshop) -> None:
    asked = []

    def broken(prompt: str) -> str:
        asked.append(prompt)
        raise ModelError(Fault.BUSY, "status 429")

    made = template_items(workshop)
    kept, generation = reworded(made, broken, "scripted", workshop)
    assert kept == made
    assert (len(asked), generation.note) == (1, "语言模型太忙")
