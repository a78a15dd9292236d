"""Writing items, a module for each kind: from the pieces of the material to blueprints."""

from collections.abc import Callable, Iterator, Mapping

from assistant.quiz.items import Kind
from assistant.quiz.writing.blueprint import Blueprint
from assistant.quiz.writing.calculation import calculation
from assistant.quiz.writing.case import case
from assistant.quiz.writing.fill_in import fill_in
from assistant.quiz.writing.matching import matching
from assistant.quiz.writing.multiple import multiple
from assistant.quiz.writing.ordering import ordering
from assistant.quiz.writing.short_answer import short_answer
from assistant.quiz.writing.siblings import Siblings
from assistant.quiz.writing.single import single
from assistant.quiz.writing.true_false import true_false

WRITERS: Mapping[Kind, Callable[[Siblings], Iterator[Blueprint]]] = {
    Kind.SINGLE: single,
    Kind.MULTIPLE: multiple,
    Kind.TRUE_FALSE: true_false,
    Kind.MATCHING: matching,
    Kind.ORDERING: ordering,
    Kind.FILL_IN: fill_in,
    Kind.SHORT_ANSWER: short_answer,
    Kind.CALCULATION: calculation,
    Kind.CASE: case,
}
