"""This project in the comparison: `python own.py JOB.json`, in the project's environment."""

from collections.abc import Callable
from pathlib import Path

from job import DEEPEST, Job, best, run  # type: ignore[import-not-found]  # beside this script

from assistant.answering.engine import Assistant
from assistant.build import build_index, open_assistant
from assistant.errors import AssistantError
from assistant.settings import load_settings


def open_own(job: Job) -> Callable[[str], list[str]]:
    """Search alone, or whole answers, over the job's corpus."""
    settings = load_settings(data_dir=Path(job.scratch), corpus_dir=Path(job.corpus), embedding=job.embedding)
    build_index(settings)
    assistant = open_assistant(settings)
    return _found(assistant) if job.system == "own-search" else _cited(assistant)


def _found(assistant: Assistant) -> Callable[[str], list[str]]:
    return lambda question: best(hit.passage.document_id for hit in assistant.searcher.search(question, DEEPEST))


def _cited(assistant: Assistant) -> Callable[[str], list[str]]:
    """The cards that the answer cites, in its order; none where it refuses or asks back, and none where it fails."""

    def rank(question: str) -> list[str]:
        try:
            answer = assistant.ask(question)
        except AssistantError as error:
            print(f"failed: {question}: {error}")
            return []
        cited: list[str] = best(citation.passage.document_id for citation in answer.citations)
        return cited

    return rank


if __name__ == "__main__":
    run(open_own)
