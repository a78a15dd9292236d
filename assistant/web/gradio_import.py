"""Gradio with two of its habits put right.

At every import it parses the source of each of its components and compares, or rewrites, the `.pyi` file beside it: 1.2 s of 2.8 s of CPU
time. It leaves a component out whose source file cannot be told; during the import that is what it hears of its own classes.

At each update and each skip it makes a component anew and files it under the number of the old one, while the new one has another. What
comes next does not find that other number, and files the component once more (seen in 6.31): a page that stayed open kept 360 kB of every answer.
"""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def _without_stubs() -> Iterator[None]:
    """`inspect.getfile` raises OSError, as it may, for classes of Gradio, and is itself again afterwards."""
    getfile = inspect.getfile

    def unknown(value: Any) -> str:
        if inspect.isclass(value) and value.__module__.startswith("gradio."):
            raise OSError("the source file of a Gradio component is not told while it is imported")
        return getfile(value)

    inspect.getfile = unknown  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = getfile


with _without_stubs():
    import gradio as gr
    from gradio.state_holder import SessionState

_file = SessionState.__setitem__


def _file_as_numbered(state: SessionState, number: int, value: Any) -> None:
    """A component that takes the place of another takes its number as well."""
    if isinstance(value, gr.blocks.Block):
        value._id = number
    _file(state, number, value)


SessionState.__setitem__ = _file_as_numbered  # type: ignore[method-assign]

__all__ = ["gr"]
