"""An answer in a model's words: where its sentences go, what stays, what is filled in, and how it grows."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.answering.engine import Assistant
from assistant.answering.generate import MOSTLY_UNFOUNDED
from assistant.contract import answer_object
from assistant.doctor import check_model
from assistant.errors import InputError
from assistant.settings import Settings
from assistant.types import Outcome, StatementKind, Turn
from assistant.web.app import create_app
from tests.llm.models import honest, inventing, miscounting
from tests.llm.server import Scripted, says

QUESTION = "什么是阶梯法则"
WORDED = "阶梯法则说的是，打法要看品牌排在第几级。"
Open = Callable[..., tuple[Assistant, Scripted]]


def test_the_models_words_are_shown_with_the_citation_that_bears_them_out(writing: Open) -> None:
    assistant, _ = writing(says(f"{WORDED}[1]"))
    answer = assistant.ask(QUESTION)
    [worded] = [statement for statement in answer.statements if statement.kind is StatementKind.GENERATED]
    assert (worded.text, worded.citations) == (WORDED, (1,))
    assert (answer.engine, answer.outcome) == ("llm:scripted", Outcome.ANSWERED)
    citation = next(citation for citation in answer.citations if citation.n == 1)
    assert citation.quote == citation.passage.text[citation.start : citation.end] == "阶梯法则说，打法要看品牌排在第几级。"


def test_what_is_dropped_is_counted_in_the_answer(writing: Open) -> None:
    assistant, _ = writing(says(f"{WORDED}[1]企业都应该赶紧照着做。[1]"))
    answer = assistant.ask(QUESTION)
    assert "赶紧" not in answer.text
    assert answer_object(answer)["generation"] == {"model": "scripted", "kept": 1, "dropped": 1, "note": ""}


def test_what_the_model_leaves_out_is_quoted(writing: Open) -> None:
    question = "总价值320元，总成本250元，让渡价值多少"
    assistant, _ = writing(says("顾客让渡价值就等于整体顾客价值减去整体顾客成本。[1]"))
    quoted = {statement.text for statement in assistant.ask(question, engine="extractive").statements}
    answer = assistant.ask(question)
    told = {statement.text for statement in answer.statements}
    covered = {citation.quote for citation in answer.citations if citation.n == 1}
    assert {text for text in quoted if text not in told} <= covered | {"依据是："}
    assert answer.calculation is not None


@pytest.mark.parametrize("model", [inventing, miscounting])
def test_a_model_that_is_mostly_wrong_is_not_used(model: Callable[[str], str], writing: Open) -> None:
    question = QUESTION if model is inventing else "阶梯法则里前三名的占有率之比是多少"
    assistant, _ = writing(says(model))
    answer = assistant.ask(question)
    assert answer.generation is not None
    assert (answer.engine, answer.generation.note) == ("extractive", MOSTLY_UNFOUNDED)
    assert answer.text == assistant.ask(question, engine="extractive").text


@pytest.mark.parametrize(
    "question", ["怎么做红烧肉", "你好", "阶梯法则里排第二的具体招数写了没有", "总价值320元，让渡价值多少", "两条营销法则有哪些"]
)
def test_refusals_questions_and_counted_lists_are_not_generated(question: str, writing: Open) -> None:
    assistant, server = writing(says(honest))
    answer = assistant.ask(question)
    assert answer.engine == "extractive"
    assert answer.generation is None
    assert server.requests == []


def test_an_answer_grows_by_proven_sentences(writing: Open) -> None:
    assistant, _ = writing(says(f"{WORDED}[1]也就是说，打法要看品牌排在第几级。[1]"))
    *growing, whole = assistant.stream(QUESTION)
    assert growing
    assert all(answer.engine == "llm:scripted" for answer in growing)
    assert all(len(answer.text) <= len(whole.text) for answer in growing)


def test_the_material_is_marked_as_data_and_the_boundary_cannot_be_known(writing: Open) -> None:
    assistant, server = writing(says(honest))
    assistant.ask(QUESTION)
    assistant.ask(QUESTION)
    boundaries = [[line for line in prompt.split("\n") if line.startswith("====")] for prompt in server.prompts]
    assert [len(lines) for lines in boundaries] == [2, 2]
    assert boundaries[0][0] == boundaries[0][1] != boundaries[1][0]
    assert all("tools" not in request for request in server.requests)


def test_a_follow_up_is_rewritten_where_configured_and_shown_as_read(writing: Open) -> None:
    turns = [Turn("user", QUESTION), Turn("assistant", "……")]
    rewritten = "阶梯法则的份额比例是多少"
    assistant, server = writing(says(rewritten), says(honest), llm_follow_ups=True)
    answer = assistant.ask("它的份额比例呢", turns)
    assert (answer.question, answer.standalone) == ("它的份额比例呢", rewritten)
    assert "4∶2∶1" in answer.text
    assert "追问：它的份额比例呢" in server.prompts[0]


def test_an_engine_that_is_not_there_is_said(assistant: Assistant) -> None:
    with pytest.raises(InputError, match="没有配置语言模型"):
        assistant.ask(QUESTION, engine="llm")


# At the edges


def events(text: str) -> Iterator[tuple[str, Any]]:
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        yield name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_the_stream_gives_each_sentence_and_then_the_whole(writing: Open, settings: Settings) -> None:
    assistant, _ = writing(says(honest))
    with TestClient(create_app(assistant, settings), base_url="http://127.0.0.1") as client:
        reply = client.post("/api/v1/ask/stream", json={"question": QUESTION})
        found = list(events(reply.text))
        plain = client.post("/api/v1/ask", json={"question": QUESTION, "engine": "extractive"}).json()
        empty = client.post("/api/v1/ask/stream", json={"question": " "})
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert [name for name, _ in found[:-1]] == ["statement"] * (len(found) - 1)
    name, whole = found[-1]
    assert (name, whole["engine"]) == ("answer", "llm:scripted")
    assert [data for _, data in found[:-1]] == whole["statements"]
    assert plain["engine"] == "extractive"
    assert (empty.status_code, empty.json()) == (400, {"error": "问题是空的，请先写下要问的内容。"})


def test_where_the_administrator_allows_no_choice_there_is_none(writing: Open, with_model: Callable[..., Settings]) -> None:
    assistant, server = writing(says(honest))
    with TestClient(create_app(assistant, with_model(server.url, llm_choice=False)), base_url="http://127.0.0.1") as client:
        reply = client.post("/api/v1/ask", json={"question": QUESTION, "engine": "extractive"})
    assert (reply.status_code, reply.json()) == (400, {"error": "管理员没有开放选择引擎，请删去字段 engine。"})


def test_the_doctor_says_how_a_model_is(writing: Open, with_model: Callable[..., Settings], settings: Settings) -> None:
    _, server = writing(says(honest))
    findings = check_model(with_model(server.url, llm_api_key="sk-secret"))
    text = "\n".join(findings.lines)
    assert findings.problems == ()
    assert "streaming       yes" in text
    assert "first text" in text
    assert "worded by the model, 1 sentences passed the gates" in text
    assert "sk-secret" not in text
    assert check_model(settings).problems != ()
    server.replies[:] = [says("")]
    assert check_model(with_model(server.url)).problems != ()
