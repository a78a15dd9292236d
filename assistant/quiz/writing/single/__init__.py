"""Single choice, by what is asked about: lists, meanings, practice, details."""

from collections.abc import Iterator

from assistant.quiz.writing.blueprint import Blueprint
from assistant.quiz.writing.siblings import Siblings
from assistant.quiz.writing.single.details import of_details
from assistant.quiz.writing.single.lists import of_lists
from assistant.quiz.writing.single.meanings import of_meanings
from assistant.quiz.writing.single.practice import of_practice


def single(siblings: Siblings) -> Iterator[Blueprint]:
    """Every single-choice item that the material gives."""
    yield from of_lists(siblings)
    yield from of_meanings(siblings)
    yield from of_details(siblings)
    yield from of_practice(siblings)
