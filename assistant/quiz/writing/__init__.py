"""Writing items, a module for each kind: from the pieces of the material to blueprints."""

from collections.abc import Callable, Iterator, Mapping

from assistant.quiz.items import Kind
from assistant.quiz.writing.blueprint import Blueprint
from assistant.quiz.writing.siblings import Siblings
from assistant.quiz.writing.single import single
from assistant.quiz.writing.true_false import true_false

WRITERS: Mapping[Kind, Callable[[Siblings], Iterator[Blueprint]]] = {
    Kind.SINGLE: single,
    Kind.TRUE_FALSE: true_false,
}
