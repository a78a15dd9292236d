"""The terminal and the HTTP interface give the same paper."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.api.quiz import add_quiz_routes
from assistant.api.routes import chinese_routes
from assistant.library import Library
from assistant.quiz.contract import made_object
from assistant.quiz.items import Kind, kinds_called
from assistant.quiz.make import Request, Workshop
from assistant.quiz.plain import key_text, paper_text


@pytest.fixture(scope="module")
def client(workshop: Workshop) -> Iterator[TestClient]:
    app = FastAPI()
    routes = chinese_routes()
    add_quiz_routes(routes, workshop)
    app.include_router(routes)
    with TestClient(app) as opened:
        yield opened


def test_a_request_gives_the_paper_that_the_library_gives(client: TestClient, workshop: Workshop) -> None:
    body = {"title": "周考", "topics": ["laws"], "kinds": ["single", "calculation"], "count": 4, "seed": 7, "points": 5, "minutes": 20}
    reply = client.post("/api/v1/quiz", json=body)
    made = workshop.make(Request(("laws",), (Kind.SINGLE, Kind.CALCULATION), None, 4, 7))
    assert reply.json() == json.loads(json.dumps(made_object(made, made.paper("周考", 20, 5))))
    assert reply.json()["paper"]["items"][0]["points"] == 5
    assert reply.json()["coverage"][0] == {"topic": "laws", "title": "营销法则", "items": 4, "cards": 26, "cards_asked": 4}


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"topics": ["nirgends"]}, 400, "没有主题“nirgends”"),
        ({"count": 0}, 422, "字段 count 不能小于1"),
        ({"count": 501}, 422, "字段 count 不能大于500"),
        ({"count": "many"}, 422, "字段 count 要是整数"),
        ({"kinds": ["essay"]}, 422, "字段 kinds.0 只能是"),
        ({"kinds": []}, 422, "字段 kinds 不能是空的"),
        ({"difficulty": 4}, 422, "字段 difficulty 只能是"),
        ({"subject": "laws"}, 422, "不认识字段 subject"),
    ],
)
def test_what_cannot_be_written_gets_a_chinese_sentence(client: TestClient, body: dict[str, object], status: int, words: str) -> None:
    reply = client.post("/api/v1/quiz", json=body)
    assert reply.status_code == status
    assert words in reply.json()["error"]


def test_the_printed_paper_has_questions_first_and_a_key_for_each(workshop: Workshop) -> None:
    made = workshop.make(Request(count=18, seed=5))
    questions, _, keys = paper_text(made.paper("周考", 30, 2)).partition("答案和解析")
    assert questions.startswith("周考\n共18题，36分，30分钟")
    assert all(item.stem in questions for item in made.items)
    assert all(f"{number}. 答案：{key_text(item)}" in keys for number, item in enumerate(made.items, start=1))
    assert keys.count("解析：") == keys.count("出处：") == 18


def test_kinds_are_called_by_name() -> None:
    assert kinds_called("single, case,single") == (Kind.SINGLE, Kind.CASE)
    assert kinds_called("") == tuple(Kind)


def test_the_terminal_writes_a_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: Library) -> None:
    from typer.testing import CliRunner

    from assistant import build, cli

    class Opened:
        def __init__(self) -> None:
            self.library = library

    monkeypatch.setattr(cli, "_build_if_stale", lambda _settings: None)
    monkeypatch.setattr(build, "open_assistant", lambda _settings: Opened())
    out = tmp_path / "quiz.json"
    arguments = ["quiz", "--topics", "law-07,law-01", "--count", "3", "--seed", "1", "--format", "json", "--out", str(out)]
    done = CliRunner().invoke(cli.app, [*arguments, "--data-dir", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert len(json.loads(out.read_text(encoding="utf-8"))["paper"]["items"]) == 3
    assert "law-07: " in done.stderr
