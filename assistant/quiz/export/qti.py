"""A paper as a QTI 2.1 package (.zip): a manifest, a test, an item file each, without HTML that a player would have to trust.

Every kind has its own interaction. The right answer gives the item's points; a short answer is marked by a person, by the
rubric that only the scorer sees. After the answer a player shows the explanation with its sources, and what was said of the
options that were chosen.
"""

from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element

from assistant.quiz.export.archive import packed
from assistant.quiz.export.wording import RIGHT, WRONG, feedback, key, letter, plain
from assistant.quiz.export.xml import node, xml_file
from assistant.quiz.form import GAP
from assistant.quiz.items import Blank, Choice, Item, Judgement, Kind, Marking, Matching, Ordering, Paper, Scored

_QTI, _CP = "http://www.imsglobal.org/xsd/imsqti_v2p1", "http://www.imsglobal.org/xsd/imscp_v1p1"
_TOLD = "TOLD"  # identifier of the feedback that everybody gets
_LONG_ANSWER_LINES = "6"


def qti_file(paper: Paper) -> bytes:
    names = [f"item-{number:03}" for number in range(1, len(paper.items) + 1)]
    items = [(f"{name}.xml", xml_file(_item(name, scored))) for name, scored in zip(names, paper.items, strict=True)]
    return packed([("imsmanifest.xml", xml_file(_manifest(names))), ("test.xml", xml_file(_test(paper, names))), *items])


def _manifest(names: Sequence[str]) -> Element:
    def resource(name: str, kind: str, *needs: str) -> Element:
        dependencies = (node("dependency", identifierref=f"r-{need}") for need in needs)
        file = node("file", href=f"{name}.xml")
        return node("resource", file, *dependencies, identifier=f"r-{name}", type=f"imsqti_{kind}_xmlv2p1", href=f"{name}.xml")

    return node(
        "manifest",
        node("metadata", node("schema", "QTIv2.1 Package"), node("schemaversion", "1.0.0")),
        node("organizations"),
        node("resources", resource("test", "test", *names), *(resource(name, "item") for name in names)),
        xmlns=_CP,
        identifier="paper",
    )


def _test(paper: Paper, names: Sequence[str]) -> Element:
    limits = [] if paper.minutes is None else [node("timeLimits", maxTime=str(paper.minutes * 60))]
    section = node(
        "assessmentSection",
        *(node("assessmentItemRef", identifier=name, href=f"{name}.xml") for name in names),
        identifier="section",
        title=_title(paper.title),
        visible="true",
    )
    part = node("testPart", section, identifier="part", navigationMode="nonlinear", submissionMode="simultaneous")
    return node("assessmentTest", *limits, part, xmlns=_QTI, identifier="test", title=_title(paper.title))


def _item(name: str, scored: Scored) -> Element:
    item = scored.item
    kind, right, body = _interaction(item)
    return node(
        "assessmentItem",
        node("responseDeclaration", *right, identifier="RESPONSE", **kind),
        node("outcomeDeclaration", node("defaultValue", node("value", "0")), identifier="SCORE", cardinality="single", baseType="float"),
        node("outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier"),
        node("itemBody", *_paragraphs(f"材料：{item.material}" if item.material else ""), *body),
        _processing(scored),
        *_feedback(item),
        xmlns=_QTI,
        identifier=name,
        title=_title(f"{item.kind.label} {item.id}"),
        adaptive="false",
        timeDependent="false",
    )


def _interaction(item: Item) -> tuple[dict[str, str], list[Element], list[Element]]:
    """Cardinality and type of the response, its right value, and the body with the stem."""
    match item.response:
        case Choice(options, places):
            several = len(places) > 1 or item.kind is Kind.MULTIPLE
            choices = [node("simpleChoice", *_lines(option.text), identifier=letter(place)) for place, option in enumerate(options)]
            return _single("identifier", several), _correct(map(letter, places)), [_choices(item, choices, 0 if several else 1)]
        case Judgement(truth, _):
            choices = [node("simpleChoice", RIGHT, identifier="true"), node("simpleChoice", WRONG, identifier="false")]
            return _single("identifier"), _correct(["true" if truth else "false"]), [_choices(item, choices, 1)]
        case Matching():
            return _matching(item, item.response)
        case Ordering(steps, shown) as ordering:
            choices = [node("simpleChoice", *_lines(step), identifier=letter(place)) for place, step in enumerate(ordering.displayed)]
            body = node("orderInteraction", _prompt(item), *choices, responseIdentifier="RESPONSE", shuffle="false")
            right = _correct(letter(shown.index(place)) for place in range(len(steps)))
            return {"cardinality": "ordered", "baseType": "identifier"}, right, [body]
        case Blank(accepted):
            before, _, after = item.stem.partition(GAP)
            gap = node("textEntryInteraction", responseIdentifier="RESPONSE", expectedLength=str(max(map(len, accepted))))
            entries = (
                node("mapEntry", mapKey=text, mappedValue="1", caseSensitive="false") for text in dict.fromkeys(map(plain, accepted))
            )
            right = [*_correct(accepted[:1]), node("mapping", *entries, defaultValue="0")]
            return _single("string"), right, [node("p", *_lines(before), gap, *_lines(after))]
        case Marking():
            rubric = node("rubricBlock", *_paragraphs(key(item)), view="scorer")
            body = node("extendedTextInteraction", _prompt(item), responseIdentifier="RESPONSE", expectedLines=_LONG_ANSWER_LINES)
            return _single("string"), [], [rubric, body]


def _matching(item: Item, response: Matching) -> tuple[dict[str, str], list[Element], list[Element]]:
    rights = response.rights
    left_set = [
        node("simpleAssociableChoice", *_lines(left), identifier=f"left-{place}", matchMax="1")
        for place, (left, _) in enumerate(response.pairs)
    ]
    right_set = [
        node("simpleAssociableChoice", *_lines(right), identifier=f"right-{place}", matchMax="0") for place, right in enumerate(rights)
    ]
    sets = (node("simpleMatchSet", *left_set), node("simpleMatchSet", *right_set))
    most = str(len(response.pairs))
    body = node("matchInteraction", _prompt(item), *sets, responseIdentifier="RESPONSE", shuffle="false", maxAssociations=most)
    right = _correct(f"left-{place} right-{rights.index(belongs)}" for place, (_, belongs) in enumerate(response.pairs))
    return {"cardinality": "multiple", "baseType": "directedPair"}, right, [body]


def _single(base_type: str, several: bool = False) -> dict[str, str]:
    return {"cardinality": "multiple" if several else "single", "baseType": base_type}


def _correct(values: Iterable[str]) -> list[Element]:
    return [node("correctResponse", *(node("value", value) for value in values))]


def _choices(item: Item, choices: list[Element], most: int) -> Element:
    return node("choiceInteraction", _prompt(item), *choices, responseIdentifier="RESPONSE", shuffle="false", maxChoices=str(most))


def _processing(scored: Scored) -> Element:
    """Points for the right answer, and which feedback is shown: what everybody is told, and that of the chosen options."""
    response = node("variable", identifier="RESPONSE")
    told: list[Element] = [node("baseValue", _TOLD, baseType="identifier")]
    if isinstance(scored.item.response, Choice):
        told.append(response)
    show = node("setOutcomeValue", node("multiple", *told), identifier="FEEDBACK")
    if isinstance(scored.item.response, Marking):
        return node("responseProcessing", show)
    if isinstance(scored.item.response, Blank):
        right = node("gt", node("mapResponse", identifier="RESPONSE"), node("baseValue", "0", baseType="float"))
    else:
        right = node("match", response, node("correct", identifier="RESPONSE"))
    points = node("setOutcomeValue", node("baseValue", str(scored.points), baseType="float"), identifier="SCORE")
    return node("responseProcessing", node("responseCondition", node("responseIf", right, points)), show)


def _feedback(item: Item) -> Iterator[Element]:
    yield _modal(_TOLD, "\n".join(feedback(item)))
    if isinstance(item.response, Choice):
        for place, option in enumerate(item.response.options):
            if option.why:
                yield _modal(letter(place), option.why)


def _modal(identifier: str, text: str) -> Element:
    return node("modalFeedback", *_paragraphs(text), outcomeIdentifier="FEEDBACK", identifier=identifier, showHide="show")


def _prompt(item: Item) -> Element:
    return node("prompt", *_lines(item.stem))


def _paragraphs(text: str) -> list[Element]:
    return [node("p", *_lines(text))] if text else []


def _lines(text: str) -> Iterator[Element | str]:
    """The lines of a text with line breaks between them."""
    for number, line in enumerate(plain(text).split("\n")):
        if number:
            yield node("br")
        yield line


def _title(text: str) -> str:
    return " ".join(plain(text).split()) or "-"
