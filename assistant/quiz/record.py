"""Items and papers as JSON, with nothing left out: in files, in the database and over HTTP. What is read back is equal to what was written.

    {"schema": 1, "title": …, "minutes": … | null, "items": [{"item": {…}, "points": …}]}

The fields of an item are those of items.py; numbers of a calculation are exact fractions in texts.
"""

import json
from typing import Any

from pydantic import TypeAdapter

from assistant.quiz.items import Item, Paper

SCHEMA = 1
ITEM: TypeAdapter[Item] = TypeAdapter(Item)
PAPER: TypeAdapter[Paper] = TypeAdapter(Paper)


def paper_object(paper: Paper) -> dict[str, Any]:
    """The paper as JSON's own types."""
    return {"schema": SCHEMA, **PAPER.dump_python(paper, mode="json")}


def json_file(paper: Paper) -> bytes:
    return (json.dumps(paper_object(paper), ensure_ascii=False, indent=1) + "\n").encode()
