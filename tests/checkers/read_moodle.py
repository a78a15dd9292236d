"""What moodle-xml-parser understands of the choices of a Moodle XML file, and what is plainly there of the others: python read_moodle.py FILE"""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

from moodle_xml_parser.parser import parse_bytes


def text(element: ElementTree.Element, path: str) -> str:
    return element.findtext(f"{path}/text", default="") or ""


def understood(question: ElementTree.Element) -> dict[str, object]:
    pairs = [[text(row, "."), text(row, "answer")] for row in question.findall("subquestion")]
    return {
        "type": question.get("type"),
        "title": text(question, "name"),
        "id": question.findtext("idnumber"),
        "points": question.findtext("defaultgrade"),
        "stem": text(question, "questiontext"),
        "told": text(question, "generalfeedback"),
        "marking": text(question, "graderinfo"),
        "choices": [
            {"text": text(answer, "."), "right": float(answer.get("fraction", "0")) > 0, "why": text(answer, "feedback")}
            for answer in question.findall("answer")
        ],
        "pairs": pairs,
    }


if __name__ == "__main__":
    raw = Path(sys.argv[1]).read_bytes()
    questions = [understood(question) for question in ElementTree.fromstring(raw) if question.get("type") != "category"]
    choices = parse_bytes(raw)["multichoice"]
    for question in questions:
        if question["type"] == "multichoice":
            read = choices.pop(0)
            question["choices"] = [
                {"text": option.answer, "right": option.score_fraction > 0, "why": option.feedback or ""} for option in read.options
            ]
            question["decoded"], question["single"] = True, read.single
    if choices:
        raise SystemExit(f"choices that nobody wrote: {choices}")
    json.dump(questions, sys.stdout)
