"""Every export, read by other people's programs: stem, options, key, feedback and citation of every item, compared one by one.

White space is compared as one space, because HTML shows it so and GIFT's readers trim it; every other character counts.
tests/checkers/README.md says which program reads what.
"""

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from assistant.quiz.export import FORMATS
from assistant.quiz.export.wording import cited, key, letter, plain, question
from assistant.quiz.items import Blank, Choice, Item, Judgement, Marking, Matching, Ordering, Paper
from tests.quiz.papers import strange_paper
from tests.quiz.strategies import papers

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPTS = ROOT / "tests" / "checkers"
PYTHON = ROOT / ".venv-checkers" / "bin" / "python"
MISSING = "The checkers are not installed: no export was read by another program. Install them: make checkers"

Read = Callable[[str, str, Paper], Any]
PAPER = strange_paper()
NUMBERED = list(enumerate(PAPER.items))

pytestmark = pytest.mark.checkers


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Writes a paper in a format and gives what a checker's script understood of it."""
    if not PYTHON.exists() or not (SCRIPTS / "node_modules").exists() or shutil.which("node") is None:
        if os.environ.get("ASSISTANT_TEST_NO_SKIP") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    folder = tmp_path_factory.mktemp("exports")

    def read_one(name: str, script: str, paper: Paper) -> Any:
        path = folder / f"paper{FORMATS[name].suffix}"
        path.write_bytes(FORMATS[name].write(paper))
        program = ["node"] if script.endswith(".mjs") else [str(PYTHON), "-W", "ignore"]
        done = subprocess.run([*program, str(SCRIPTS / script), str(path)], capture_output=True, text=True, timeout=240, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return read_one


def squeezed(text: str) -> str:
    return " ".join(plain(text).split())


def unmarked(source: str) -> str:
    """HTML as a reader sees it."""
    return squeezed(html.unescape(re.sub("<br>", "\n", source)))


def without_breaks(text: str) -> str:
    """What a reader that decodes HTML itself leaves of it."""
    return squeezed(text.replace("<br>", "\n"))


def assert_told(told: str, item: Item) -> None:
    """The feedback has the explanation, the working, every citation, and the key where nothing else can hold it."""
    parts = [item.explanation, *map(cited, item.sources)]
    if isinstance(item.response, Marking | Judgement):
        parts.append(key(item))
    for step in item.calculation.steps if item.calculation else ():
        parts.append(step.expression)
    assert [part for part in parts if squeezed(part) not in told] == []


def choices_of(item: Item) -> list[tuple[str, bool, str]]:
    assert isinstance(item.response, Choice)
    return [(squeezed(option.text), place in item.response.key, squeezed(option.why)) for place, option in enumerate(item.response.options)]


def pairs_of(item: Item, arrow: str) -> list[tuple[str, str]]:
    """The rows of a matching, or of an ordering that is written as one, with `arrow` for -> on the right."""
    if isinstance(item.response, Matching):
        rows = [*item.response.pairs, *(("", right) for right in item.response.spare)]
    else:
        assert isinstance(item.response, Ordering)
        rows = [(f"第{number}步", step) for number, step in enumerate(item.response.steps, start=1)]
    return [(squeezed(left), squeezed(right).replace("->", arrow)) for left, right in rows]


def accepted_of(item: Item, arrow: str) -> list[str]:
    assert isinstance(item.response, Blank)
    return [squeezed(text).replace("->", arrow).replace("*", r"\*") for text in item.response.accepted]


def plain_texts(item: Item) -> Sequence[str]:
    """What GIFT holds without HTML, and therefore with its braces escaped."""
    match item.response:
        case Matching() as matching:
            return matching.rights
        case Ordering(steps, _):
            return steps
        case Blank(accepted):
            return accepted
    return ()


def assert_same(read: dict[str, Any], item: Item, arrow: str = "->") -> None:
    """What GIFT and Moodle XML say alike."""
    assert unmarked(read["stem"]) == squeezed(question(item))
    assert_told(unmarked(read["told"]), item)
    match item.response:
        case Choice():
            clean = without_breaks if read.get("decoded") else unmarked
            assert [(clean(choice["text"]), choice["right"], clean(choice["why"])) for choice in read["choices"]] == choices_of(item)
        case Matching() | Ordering():
            assert [(unmarked(left), squeezed(right)) for left, right in read["pairs"]] == pairs_of(item, arrow)
        case Blank():
            assert [(squeezed(choice["text"]), choice["right"]) for choice in read["choices"]] == [
                (text, True) for text in accepted_of(item, arrow)
            ]


@pytest.mark.parametrize("script", ["read_gift.mjs", "read_gift.py"])
def test_gift_is_read_as_it_was_meant(read: Read, script: str) -> None:
    questions = read("gift", script, PAPER)
    assert len(questions) == len(PAPER.items)
    for question_read, (place, scored) in zip(questions, NUMBERED, strict=True):
        item = scored.item
        assert question_read["title"].split() == [f"{place + 1:03}", item.kind.label, item.id]
        if isinstance(item.response, Judgement):
            assert question_read["truth"] is item.response.truth
        if script == "read_gift.py" and "}" in "".join(plain_texts(item)):
            continue  # it takes an escaped brace for the end of the answers
        assert_same(question_read, item, arrow="→")  # GIFT cannot say -> on the right


@settings(max_examples=25, deadline=None, phases=[Phase.generate])  # each example starts a process
@given(paper=papers())
@pytest.mark.parametrize(("name", "script"), [("gift", "read_gift.mjs"), ("moodle", "read_moodle.py")])
def test_any_text_survives(read: Read, name: str, script: str, paper: Paper) -> None:
    questions = read(name, script, paper)
    assert len(questions) == len(paper.items)
    for question_read, scored in zip(questions, paper.items, strict=True):
        assert_same(question_read, scored.item, arrow="→" if name == "gift" else "->")


def test_moodle_xml_is_read_as_it_was_meant(read: Read) -> None:
    questions = read("moodle", "read_moodle.py", PAPER)
    for question_read, (_, scored) in zip(questions, NUMBERED, strict=True):
        item = scored.item
        assert (question_read["id"], int(question_read["points"])) == (item.id, scored.points)
        assert_same(question_read, item)


def test_a_qti_player_scores_the_key_and_nothing_else(read: Read) -> None:
    items = read("qti", "read_qti.py", PAPER)
    for item_read, (_, scored) in zip(items, NUMBERED, strict=True):
        item, response = scored.item, scored.item.response
        assert item_read["id"].split() == [item.kind.label, item.id]
        assert squeezed(item_read["stem"]) == squeezed(f"材料：{item.material}{item.stem}" if item.material else item.stem)
        assert_told(squeezed(item_read["told"]["TOLD"]), item)
        shown = {name: squeezed(text) for name, text in item_read["choices"]}
        right = item_read["right"]
        match response:
            case Choice(options, places):
                assert list(shown.values()) == [squeezed(option.text) for option in options]
                assert right == [letter(place) for place in places]
                whys = {letter(place): squeezed(option.why) for place, option in enumerate(options) if option.why}
                assert {name: squeezed(text) for name, text in item_read["told"].items() if name != "TOLD"} == whys
            case Judgement(truth, _):
                assert right == ["true" if truth else "false"]
            case Matching(pairs, _):
                assert [tuple(shown[name] for name in pair.split()) for pair in right] == [
                    (squeezed(left), squeezed(r)) for left, r in pairs
                ]
                assert {shown[name] for name in shown if name.startswith("right")} == set(map(squeezed, response.rights))
            case Ordering(steps, _) as ordering:
                assert [shown[name] for name in right] == list(map(squeezed, steps))
                assert list(shown.values()) == list(map(squeezed, ordering.displayed))
            case Blank(accepted):
                assert list(map(squeezed, right)) == [squeezed(accepted[0])]
                assert list(map(squeezed, item_read["accepted"])) == list(map(squeezed, accepted))
            case Marking():
                assert [squeezed(text) for text in item_read["rubric"]] == [squeezed(key(item))]
        points = 0 if isinstance(response, Marking) else scored.points
        assert (item_read["scored_right"][0], item_read["scored_nothing"][0]) == (points, 0)


def test_anki_takes_every_note_once(read: Read) -> None:
    report = read("anki", "read_anki.py", PAPER)
    assert (report["new"], report["new_again"], report["cards"]) == (len(PAPER.items), 0, len(PAPER.items))
    notes = {unmarked(note["题干"]): note for note in report["notes"]}
    for _, scored in NUMBERED:
        item = scored.item
        note = notes[squeezed(question(item))]
        assert sorted(note["tags"]) == sorted([item.kind.label, item.difficulty.label, item.level.value])
        assert unmarked(note["出处"]) == squeezed("\n".join(map(cited, item.sources)))
        assert squeezed(item.explanation) in unmarked(note["解析"])
        assert note["出处"] in note["shown"]
        if isinstance(item.response, Choice):
            options = [f"{letter(place)}. {option.text}" for place, option in enumerate(item.response.options)]
            assert unmarked(note["选项"]) == squeezed("\n".join(options))
            assert unmarked(note["答案"]) == squeezed("\n".join(options[place] for place in item.response.key))
        else:
            assert unmarked(note["答案"]) == squeezed(key(item))
