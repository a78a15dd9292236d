"""What pygiftparser understands of a GIFT file: python read_gift.py FILE"""

import io
import json
import re
import sys
from pathlib import Path

from pygiftparser import parser

MARK = re.compile(r"^\s*\[html\]")


def text(source: str) -> str:
    """The parser keeps texts as they are written; its own decoding forgets the backslash."""
    return re.sub(r"\\([\\~=#{}:])", r"\1", MARK.sub("", source)).strip()


def understood(question: parser.Question) -> dict[str, object]:
    if not question.valid:
        raise SystemExit(f"not valid: {question.full}")
    answers = getattr(question.answers, "answers", [])
    matching = type(question.answers).__name__ == "MatchingSet"
    return {
        "title": text(question.title),
        "stem": text(question.text),
        "told": text(question.generalFeedback),
        "truth": getattr(question.answers, "answer", None),
        "choices": [
            {"text": text(answer.answer), "right": answer.fraction > 0, "why": text(answer.feedback)} for answer in answers if not matching
        ],
        "pairs": [[text(answer.question), text(answer.answer)] for answer in answers if matching],
    }


if __name__ == "__main__":
    source = Path(sys.argv[1]).read_text(encoding="utf-8")
    json.dump([understood(question) for question in parser.parseFile(io.StringIO(source))], sys.stdout)
