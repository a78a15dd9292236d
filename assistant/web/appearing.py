"""How an answer that is known at once appears: in a few steps, each of which can be read."""

from assistant.types import Answer

MAX_UPDATES = 5  # updates in which an answer appears


def steps(answer: Answer) -> list[int]:
    """How many characters of the answer's text stand after each update: whole statements, whole rows of a table."""
    text = answer.text
    ends, at = [], 0
    for statement in answer.statements:
        found = text.find(statement.text, at)
        if found < 0:
            continue
        at = found + len(statement.text)
        while (mark := text[at:].split("]", 1)[0]).startswith("[") and mark[1:].isdecimal():
            at += len(mark) + 1
        line_end = text.find("\n", at)
        in_table = text.rfind("\n", 0, at) + 1 < len(text) and text[text.rfind("\n", 0, at) + 1] == "|"
        ends.append((line_end if line_end >= 0 else len(text)) if in_table else at)
    ends = sorted({*ends, len(text)})
    stride = -(-len(ends) // MAX_UPDATES)
    return sorted({*ends[stride - 1 :: stride], len(text)})
