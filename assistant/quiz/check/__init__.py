"""The rules that an item keeps before anybody sees it, after Haladyna's item-writing guidelines and this project's own promises.

A rule is a function from an item and its grounds to what is wrong, in Chinese; empty where nothing is. Checker runs them all. The same
rules judge what the templates wrote, what a language model wrote and what a trainer edited.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from assistant.quiz.check.form import (
    blank_sound,
    judgement_sound,
    marking_sound,
    matching_sound,
    ordering_sound,
    print_clean,
    right_response,
    stands_alone,
    stem_complete,
)
from assistant.quiz.check.grounds import Grounds, Problem
from assistant.quiz.check.options import (
    absolutes_on_both_sides,
    figures_in_order,
    key_not_longest,
    negation_stressed,
    no_catch_all,
    no_clue_in_stem,
    one_key,
    one_sort,
    options_distinct,
)
from assistant.quiz.check.proof import approximate_said, cited, dispute_said, not_an_ask, wrong_is_wrong
from assistant.quiz.check.worked import key_recomputed, mistakes_recomputed
from assistant.quiz.evidence import squeeze
from assistant.quiz.items import Item

Rule = Callable[[Item, Grounds], str]


FORM: tuple[Rule, ...] = (right_response, one_key)


RULES: tuple[Rule, ...] = (
    *FORM,
    stem_complete,
    print_clean,
    options_distinct,
    key_not_longest,
    no_catch_all,
    absolutes_on_both_sides,
    no_clue_in_stem,
    negation_stressed,
    one_sort,
    figures_in_order,
    stands_alone,
    cited,
    wrong_is_wrong,
    judgement_sound,
    blank_sound,
    matching_sound,
    ordering_sound,
    marking_sound,
    key_recomputed,
    mistakes_recomputed,
    approximate_said,
    dispute_said,
    not_an_ask,
)


class Checker:
    """The rules over one state of the corpus."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds

    def problems(self, item: Item) -> tuple[Problem, ...]:
        """Every rule that `item` breaks; those of its form alone where it has none to judge the rest by."""
        return self._broken(item, FORM) or self._broken(item, RULES[len(FORM) :])

    def _broken(self, item: Item, rules: Sequence[Rule]) -> tuple[Problem, ...]:
        found = ((rule, rule(item, self._grounds)) for rule in rules)
        return tuple(Problem(rule.__name__, words) for rule, words in found if words)


def paper_problems(items: Sequence[Item]) -> tuple[Problem, ...]:
    """What is wrong with items together: the same made twice, stems alike word for word."""
    made = _repeated((item.template, item.subject, item.fact) for item in items)
    stems = _repeated(squeeze(item.stem) for item in items)
    return tuple(
        [Problem("made_once", f"同一张卡片的同一内容出了两道同样的题：{one}") for one in made]
        + [Problem("stem_once", f"两道题的题干一样：{one}") for one in stems]
    )


def _repeated(keys: Iterable[object]) -> list[object]:
    return [key for key, count in Counter(keys).items() if count > 1]


__all__ = ["RULES", "Checker", "Grounds", "Problem", "Rule", "paper_problems"]
