"""Cited answers and worked calculations from Chinese marketing training material.

    from assistant import load_settings, build_index, open_assistant, answer_object

    settings = load_settings(data_dir="data")
    build_index(settings)
    answer = open_assistant(settings).ask("什么是顾客让渡价值")
    print(answer.text)

Names are imported when they are first used, so that `import assistant` costs nothing.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "Answer": "assistant.types",
    "Assistant": "assistant.answering.engine",
    "AssistantError": "assistant.errors",
    "AssistantRetriever": "assistant.retrieval.retriever",
    "Settings": "assistant.settings",
    "Turn": "assistant.types",
    "answer_object": "assistant.contract",
    "build_index": "assistant.build",
    "load_settings": "assistant.settings",
    "open_assistant": "assistant.build",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
