"""The terminal and the HTTP interface give the same paper."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from click.testing import Result
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from assistant import build, cli
from assistant.api.quiz import add_quiz_routes
from assistant.api.routes import chinese_routes
from assistant.library import Library
from assistant.quiz.contract import made_object
from assistant.quiz.export import FORMATS, TEXT
from assistant.quiz.export.wording import cited
from assistant.quiz.importing import read_paper
from assistant.quiz.items import Kind, kinds_called
from assistant.quiz.make import Request, Workshop
from tests.quiz.samples import scripted_model


@pytest.fixture(scope="module")
def client(workshop: Workshop) -> Iterator[TestClient]:
    app = FastAPI()
    routes = chinese_routes()
    add_quiz_routes(routes, workshop, scripted_model("我不会出题"), engine_choice=True)
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


def test_the_text_has_questions_first_and_a_key_for_each(workshop: Workshop) -> None:
    made = workshop.make(Request(count=18, seed=5))
    questions, _, keys = TEXT.write(made.paper("周考", 30, 2)).decode().partition("周考 答案\n")
    assert questions.startswith("周考\n时间：30分钟　共18题，36分")
    assert all(item.stem in questions and item.explanation in keys for item in made.items)
    assert not any(item.explanation in questions for item in made.items)
    assert all(f"出处：{cited(source)}" in keys for item in made.items for source in item.sources)
    assert keys.count("答案：") >= keys.count("难度：") == 18


def test_the_model_words_what_asks_for_it_and_templates_stand_in(client: TestClient) -> None:
    asked = {"topics": ["laws"], "kinds": ["single"], "difficulty": 2, "count": 3, "seed": 7}
    plain, worded = client.post("/api/v1/quiz", json=asked).json(), client.post("/api/v1/quiz", json={**asked, "engine": "llm"}).json()
    assert worded.pop("generation") == {"model": "scripted", "kept": 0, "dropped": 3, "note": ""}
    assert worded == plain


def test_where_the_engine_is_not_for_choice_it_is_refused(workshop: Workshop) -> None:
    app = FastAPI()
    routes = chinese_routes()
    add_quiz_routes(routes, workshop, None, engine_choice=False)
    app.include_router(routes)
    with TestClient(app) as closed:
        reply = closed.post("/api/v1/quiz", json={"engine": "llm"})
    assert (reply.status_code, reply.json()["error"]) == (400, "管理员没有开放选择引擎，请删去字段 engine。")


def test_the_terminal_says_that_no_model_is_set(terminal: Callable[..., Result]) -> None:
    refused = terminal(*ASKED, "--llm")
    assert refused.exit_code == 2
    assert "no language model is set" in refused.stderr


def test_kinds_are_called_by_name() -> None:
    assert kinds_called("single, case,single") == (Kind.SINGLE, Kind.CASE)
    assert kinds_called("") == tuple(Kind)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: Library) -> Callable[..., Result]:
    """`assistant quiz` over the shipped corpus without an index."""

    class Opened:
        def __init__(self) -> None:
            self.library = library
            self.writer = None

    monkeypatch.setattr(cli, "_build_if_stale", lambda _settings: None)
    monkeypatch.setattr(build, "open_assistant", lambda _settings: Opened())
    return lambda *arguments: CliRunner().invoke(cli.app, ["quiz", *arguments, "--data-dir", str(tmp_path)])


ASKED = ("--topics", "law-07,law-01", "--count", "3", "--seed", "1", "--title", "周考")


def test_the_terminal_offers_every_format() -> None:
    assert set(get_args(get_type_hints(cli.quiz)["form"])) == {"text", *FORMATS}


@pytest.mark.parametrize("name", ["text", *FORMATS])
def test_the_terminal_writes_every_format_and_the_key_beside_it(
    name: str, terminal: Callable[..., Result], tmp_path: Path, workshop: Workshop
) -> None:
    paper = workshop.make(Request(("law-07", "law-01"), count=3, seed=1)).paper("周考")
    file_format = FORMATS.get(name, TEXT)
    out = tmp_path / f"quiz{file_format.suffix}"
    done = terminal(*ASKED, "--format", name, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert out.read_bytes() == file_format.write(paper)
    assert "law-07: " in done.stderr
    keys = list(tmp_path.glob("*-答案*"))
    if file_format.key is None:
        assert keys == []
    else:
        assert keys == [tmp_path / f"quiz-答案{file_format.suffix}"]
        assert keys[0].read_bytes() == file_format.key(paper)


def test_the_json_of_the_terminal_is_read_back(terminal: Callable[..., Result], workshop: Workshop) -> None:
    done = terminal(*ASKED, "--format", "json")
    assert read_paper(done.stdout.encode(), "quiz.json").paper == workshop.make(Request(("law-07", "law-01"), count=3, seed=1)).paper(
        "周考"
    )


def test_what_is_no_text_wants_a_file(terminal: Callable[..., Result], tmp_path: Path) -> None:
    refused = terminal("--format", "pdf")
    assert refused.exit_code == 2
    assert "name the file to write with --out" in " ".join(refused.stderr.replace("│", " ").split())
    lost = terminal(*ASKED, "--out", str(tmp_path / "nowhere" / "quiz.txt"))
    assert lost.exit_code == 2
    assert "No such file or directory" in " ".join(lost.stderr.replace("│", " ").split())
