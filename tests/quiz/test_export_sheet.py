"""JSON and the question sheet: everything comes back, what was changed is seen, what cannot be read is named."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import Workbook, load_workbook

from assistant.errors import InputError
from assistant.quiz.export import FORMATS
from assistant.quiz.export.sheet import AFTER_OPTIONS, BEFORE_OPTIONS, cell_text
from assistant.quiz.export.wording import key, lettered
from assistant.quiz.importing import Imported, read_paper
from assistant.quiz.items import Blank, Choice, Judgement, Kind, Marking, Option, Paper, Scored
from tests.quiz.papers import example, strange_paper
from tests.quiz.strategies import FILLED, papers

READ_BACK = ("json", "xlsx")


@pytest.fixture(scope="module")
def paper() -> Paper:
    return strange_paper()


def written(paper: Paper, name: str) -> bytes:
    return FORMATS[name].write(paper)


def reread(raw: bytes, name: str) -> Imported:
    return read_paper(raw, f"paper{FORMATS[name].suffix}")


@pytest.mark.parametrize("name", READ_BACK)
def test_two_hundred_strange_items_come_back_as_they_were(paper: Paper, name: str) -> None:
    back = reread(written(paper, name), name)
    assert back.problems == ()
    assert back.paper == paper


@given(papers())
def test_any_paper_comes_back_from_json(paper: Paper) -> None:
    assert reread(written(paper, "json"), "json") == Imported(paper, ())


@settings(max_examples=15, deadline=None)  # each example starts a process that reads the workbook
@given(papers())
def test_any_item_comes_back_from_the_sheet(paper: Paper) -> None:
    back = reread(written(paper, "xlsx"), "xlsx")
    assert back.problems == ()
    assert back.paper.items == paper.items
    assert (back.paper.title, back.paper.minutes) == (cell_text(paper.title), paper.minutes)


def test_a_sheet_shows_the_columns_that_people_know(paper: Paper) -> None:
    sheet = load_workbook(io.BytesIO(written(paper, "xlsx"))).worksheets[0]
    head = [cell.value for cell in sheet[1]]
    assert head[:13] == ["题型", "题干", *(f"选项{letter}" for letter in "ABCDEF"), "答案", "解析", "分值", "难度", "出处"]
    assert all(sheet.column_dimensions[cell.column_letter].hidden == str(cell.value).startswith("记录") for cell in sheet[1])
    for row, scored in zip(sheet.iter_rows(min_row=2), paper.items, strict=True):
        assert all(cell.data_type in ("s", "n") for cell in row), "no cell is a formula or an error"
        cells = dict(zip(head, (cell.value for cell in row), strict=True))
        assert cells["答案"] == cell_text(key(scored.item))
        assert all(source.quote in cells["出处"] and source.passage_id in cells["出处"] for source in scored.item.sources)
        if isinstance(scored.item.response, Choice):
            assert [cells[f"选项{letter}"] for letter in "ABCDEF"[: len(scored.item.response.options)]] == [
                option.text for option in scored.item.response.options
            ]


def with_cells(paper: Paper, cells: Mapping[str, Any], row: int = 2) -> bytes:
    """The sheet of the paper with cells of one row as a person would leave them; None empties a cell."""
    book = load_workbook(io.BytesIO(written(paper, "xlsx")))
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    for column, value in cells.items():
        sheet.cell(row, head.index(column) + 1).value = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def only(kind: Kind, words: str = "甲，乙") -> Paper:
    return Paper("卷", 30, (Scored(example(7, kind, words), 2),))


def test_a_changed_cell_replaces_its_part_and_marks_the_item(paper: Paper) -> None:
    before = paper.items[0].item
    assert isinstance(before.response, Choice)
    back = reread(with_cells(paper, {"题干": "改过的题干？", "答案": "b、Ｃ", "题型": "多选题", "分值": 7}), "xlsx")
    assert back.problems == ()
    after = back.paper.items[0].item
    assert (after.id, after.kind, after.stem, after.edited) == (before.id, Kind.MULTIPLE, "改过的题干？", True)
    assert after.response == Choice(before.response.options, (1, 2)), "the feedback of unchanged options is kept"
    assert (after.sources, after.explanation, back.paper.items[0].points) == (before.sources, before.explanation, 7)
    assert back.paper.items[1:] == paper.items[1:]


@pytest.mark.parametrize("kind", Kind)
def test_the_visible_columns_alone_say_what_a_marker_needs(kind: Kind) -> None:
    before = only(kind).items[0].item
    back = reread(with_cells(only(kind), {"记录": None}), "xlsx")
    assert back.problems == ()
    assert (back.paper.title, back.paper.minutes, back.paper.items[0].points) == ("卷", 30, 2)
    after = back.paper.items[0].item
    assert (after.kind, after.stem, after.explanation, after.sources) == (before.kind, before.stem, before.explanation, before.sources)
    assert (after.difficulty, after.level, after.material, after.edited) == (before.difficulty, before.level, before.material, True)
    assert (key(after), lettered(after)) == (key(before), lettered(before))
    if not isinstance(before.response, Choice):
        assert after.response == before.response


BAD_CELLS = [
    (Kind.SINGLE, {"答案": "E"}, "答案", "没有选项E"),
    (Kind.SINGLE, {"答案": "AB"}, "题目", "只能有一个正确选项"),
    (Kind.SINGLE, {"答案": None}, "答案", "没有答案"),
    (Kind.SINGLE, {"选项B": None}, "选项B", "是空的"),
    (Kind.SINGLE, {"题干": "  "}, "题目", "没有题干"),
    (Kind.SINGLE, {"题型": "作文题"}, "题型", "单选题"),
    (Kind.SINGLE, {"难度": "特难"}, "难度", "易、中或难"),
    (Kind.SINGLE, {"分值": "三分"}, "分值", "大于0的整数"),
    (Kind.SINGLE, {"限时（分钟）": 0}, "限时（分钟）", "大于0的整数"),
    (Kind.SINGLE, {"出处": "讲义第三页"}, "出处", "标题 · 小节"),
    (Kind.SINGLE, {"出处": "卡 · 节（a#b 0–9）：“短”"}, "题目", "引文却有1个字"),
    (Kind.SINGLE, {"记录": "{"}, "记录", "清空"),
    (Kind.TRUE_FALSE, {"答案": "也许"}, "答案", "正确或错误"),
    (Kind.MATCHING, {"答案": "A＝甲\nA＝乙"}, "答案", "每个字母一条"),
    (Kind.MATCHING, {"答案": "A＝甲"}, "答案", "各配一条"),
    (Kind.ORDERING, {"答案": "AABCD"}, "答案", "各写一次"),
    (Kind.FILL_IN, {"题干": "没有空的题干"}, "题目", "____"),
]


@pytest.mark.parametrize(("kind", "cells", "field", "says"), BAD_CELLS)
def test_a_bad_row_is_named_with_its_value_and_the_others_are_read(kind: Kind, cells: dict[str, Any], field: str, says: str) -> None:
    good = example(11, Kind.SHORT_ANSWER, "好的")
    paper = Paper("卷", None, (*only(kind).items, Scored(good, 3)))
    back = reread(with_cells(paper, cells), "xlsx")
    assert [scored.item for scored in back.paper.items] == [good]
    (problem,) = back.problems
    assert (problem.line, problem.field) == (2, field)
    assert says in problem.message
    value = next(iter(cells.values()))
    if field in cells and isinstance(value, str):
        assert problem.value in value
    assert str(problem).startswith("第2行")


def test_a_sheet_filled_in_by_hand_is_read() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["题型", "题干", "选项Ａ", "选项B", "选项C", "答案", "分值", "出题人"])
    sheet.append(["单选", "哪一个对？", "甲", "乙", "丙", "c", 2, "张三"])
    sheet.append(["判断题", "这样说对不对", None, None, None, "×", None, None])
    sheet.append(["填空题", "贵____倍", None, None, None, "5；五", 1, None])
    back = reread(saved(book), "xlsx")
    assert [scored.item.response for scored in back.paper.items] == [
        Choice((Option("甲"), Option("乙"), Option("丙")), (2,)),
        Judgement(truth=False),
        Blank(("5", "五")),
    ]
    assert [scored.points for scored in back.paper.items] == [2, 1, 1]
    assert [(problem.line, problem.value) for problem in back.problems] == [(1, "出题人")], "a column that is not read is said"
    again = reread(saved(book), "xlsx").paper
    assert again == back.paper, "ids follow from what is written"


def test_the_same_item_twice_is_reported() -> None:
    paper = only(Kind.SINGLE)
    for name in READ_BACK:
        back = reread(written(Paper("卷", None, paper.items * 2), name), name)
        assert len(back.paper.items) == 1
        assert "同一题" in back.problems[0].message


def test_a_row_that_was_copied_and_changed_is_a_new_item() -> None:
    book = load_workbook(io.BytesIO(written(only(Kind.SHORT_ANSWER), "xlsx")))
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    cells = dict(zip(head, (cell.value for cell in sheet[2]), strict=True)) | {"题干": "另一题", "答案": "3.5倍\n2、要点"}
    sheet.append([cells[name] for name in head])
    back = reread(saved(book), "xlsx")
    first, second = (scored.item for scored in back.paper.items)
    assert back.problems == ()
    assert (second.stem, second.response, second.edited) == ("另一题", Marking(("3.5倍", "要点")), True)
    assert second.id != first.id
    assert second.sources == first.sources


def test_bad_items_of_a_json_file_are_named_by_place_and_field() -> None:
    paper = json.loads(written(strange_paper(9), "json"))
    entries = paper["items"]
    entries[0]["item"].pop("stem")
    entries[1]["item"]["kind"] = "essay"
    entries[2]["item"]["response"] = {"accepted": ["x"]}
    entries[3]["points"] = 0
    entries[4]["item"]["materal"] = "写错的字段"
    entries[5] = "not an item"
    entries[7]["item"]["calculation"]["steps"][0]["value"] = "1/0"
    back = reread(json.dumps(paper).encode(), "json")
    assert [(problem.line, problem.field, problem.value) for problem in back.problems][1:] == [
        (2, "kind", "essay"),
        (3, "题目", strange_paper(9).items[2].item.stem),
        (4, "points", "0"),
        (5, "materal", "写错的字段"),
        (6, "points", "null"),
        (8, "calculation.steps.0.value", "1/0"),
    ]
    assert (back.problems[0].line, back.problems[0].field) == (1, "stem")
    assert len(back.paper.items) == 2


@pytest.mark.parametrize(
    ("raw", "name", "says"),
    [
        (b"{", "a.json", "不是 JSON"),
        (b"[" * 100_000, "a.json", "不是 JSON"),
        (b"\xff\xfe", "a.json", "不是 JSON"),
        (b'{"schema": 2, "items": []}', "a.json", "schema 1"),
        (b"PK", "a.xlsx", "不是 .xlsx"),
        ("题干,答案\n甲,乙\n".encode(), "a.csv", "“题型”"),
        ("题型,题干,题干,答案\n".encode(), "a.csv", "两列"),
        (b"", "a.docx", ".docx"),
    ],
)
def test_a_file_that_is_no_paper_is_refused_with_the_reason(raw: bytes, name: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_paper(raw, name)


@given(FILLED)
def test_a_broken_json_paper_never_raises_anything_else(text: str) -> None:
    for entry in (text, {"item": text, "points": 1}, {"item": {"response": text}, "points": 1}, [text]):
        raw = json.dumps({"schema": 1, "title": text, "minutes": text, "items": [entry]}).encode()
        assert reread(raw, "json").paper.items == ()


def test_half_a_character_is_named_and_harms_nothing() -> None:
    paper = json.loads(written(strange_paper(2), "json"))
    paper["title"] = "卷\ud800"
    paper["items"][0]["item"]["stem"] = "题\ud800"
    back = reread(json.dumps(paper).encode(), "json")
    assert [(problem.line, problem.field, problem.value) for problem in back.problems] == [(1, "item", "题?"), (0, "title", "卷?")]
    assert len(back.paper.items) == 1
    assert all(kind.write(back.paper) for kind in FORMATS.values())


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_paper_gives_the_same_bytes(paper: Paper, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    once = written(paper, name)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert written(paper, name) == once


def test_the_guide_names_every_format_and_column() -> None:
    guide = (Path(__file__).resolve().parent.parent.parent / "docs" / "exports.md").read_text(encoding="utf-8")
    for name, kind in FORMATS.items():
        assert f"| `{name}` | `{kind.suffix}` |" in guide
    assert [name for name in (*BEFORE_OPTIONS, *AFTER_OPTIONS, "选项A") if name not in guide] == []
    assert [kind.label for kind in Kind if kind.label not in guide] == []
