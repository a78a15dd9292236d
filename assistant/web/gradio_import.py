"""Gradio, imported without the step in which it writes its own type stubs anew: 1.2 s of 2.8 s of CPU time.

At every import Gradio parses the source of each of its components and compares, or rewrites, the `.pyi` file beside it.
It leaves a component out whose source file cannot be told; during the import that is what it hears of its own classes.
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

__all__ = ["gr"]
