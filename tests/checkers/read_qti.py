"""What pyslet understands of a QTI 2.1 package, and the scores it gives to right and wrong answers: python read_qti.py FILE

The package is opened by its manifest, the test gives the order of the items.
"""

import json
import sys
from collections.abc import Iterator

from pyslet import rfc2396 as uri
from pyslet.imscpv1p2 import ContentPackage
from pyslet.qtiv2 import content, interactions, items, tests, variables
from pyslet.qtiv2.xml import QTIDocument
from pyslet.xml.structures import Element

CHOICES = (interactions.SimpleChoice, interactions.SimpleAssociableChoice)


def text(element: Element) -> str:
    return "".join(_parts(element))


def _parts(element: Element) -> Iterator[str]:
    for child in element.get_children():
        if isinstance(child, str):
            yield child
        elif type(child).__name__ == "Br":
            yield "\n"
        elif not isinstance(child, (*CHOICES, content.RubricBlock)):
            yield "____" if isinstance(child, interactions.TextEntryInteraction) else text(child)


def answered(item: items.AssessmentItem, response: variables.Value) -> tuple[float, list[str]]:
    """Score and feedback shown for a response."""
    session = variables.ItemSessionState(item)
    session.begin_session()
    session["RESPONSE"] = response
    session.end_attempt()
    shown = session["FEEDBACK"].value or {}
    return session["SCORE"].value, sorted(shown)


def plain(value: object) -> list[str]:
    """A value of any cardinality as a list of texts; a directed pair is two identifiers and a space."""
    values = [] if value is None else list(value) if isinstance(value, (list, dict)) else [value]
    return [" ".join(one) if isinstance(one, tuple) else str(one) for one in values]


def understood(item: items.AssessmentItem) -> dict[str, object]:
    session = variables.ItemSessionState(item)
    session.begin_session()
    right, nothing = session["RESPONSE.CORRECT"], session["RESPONSE"]
    choices = [(choice.identifier, text(choice)) for choice in item.ItemBody.find_children_depth_first(CHOICES)]
    return {
        "id": item.title,
        "stem": text(item.ItemBody),
        "rubric": [text(block) for block in item.ItemBody.find_children_depth_first(content.RubricBlock)],
        "choices": [[str(name), words] for name, words in choices],
        "right": plain(right.value),
        "accepted": list(getattr(item.get_declaration("RESPONSE").Mapping, "map", {})),
        "told": {str(feedback.identifier): text(feedback) for feedback in item.QTIModalFeedback},
        "scored_right": answered(item, right),
        "scored_nothing": answered(item, nothing),
    }


def read_items(path: str) -> Iterator[items.AssessmentItem]:
    package = ContentPackage(path)
    folder = uri.URI.from_virtual_path(package.dPath.join("imsmanifest.xml"))
    listed = {str(resource.href) for resource in package.manifest.root.Resources.Resource}
    test = _document(uri.URI.from_octets("test.xml").resolve(folder))
    for reference in test.find_children_depth_first(tests.AssessmentItemRef):
        if str(reference.href) not in listed:
            raise SystemExit(f"{reference.href} is not in the manifest")
        yield _document(reference.href.resolve(folder))
    package.Close()


def _document(address: uri.URI) -> Element:
    document = QTIDocument(base_uri=str(address))
    document.read()
    return document.root


if __name__ == "__main__":
    json.dump([understood(item) for item in read_items(sys.argv[1])], sys.stdout)
