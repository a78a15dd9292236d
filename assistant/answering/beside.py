"""A question asked beside some text, such as the page that somebody reads.

The text is read only where the question alone leaves open what it is about. With the titles of three unrelated pages in
front of nine questions each, read always, three of the 27 answers became refusals.
"""

import re
from collections.abc import Sequence

from assistant.answering.engine import Assistant
from assistant.types import Outcome, Turn

_POINTS = re.compile(r"(?<!其)它|其(?![他它中实余])|[此这]|那(?!么)|上面|上述|本[页文]|选中")


def turns_beside(assistant: Assistant, question: str, history: Sequence[Turn], text: str) -> list[Turn]:
    """`text` as a turn to stand before `question`; none where it does not help to answer it. Raises InputError as `Assistant.ask` does."""
    if not text:
        return []
    beside = [Turn("user", text)]
    alone = assistant.ask(question, history, "extractive")
    if alone.outcome is Outcome.ANSWERED and not _POINTS.search(question):
        return []
    return beside if assistant.ask(question, [*history, *beside], "extractive").outcome is Outcome.ANSWERED else []
