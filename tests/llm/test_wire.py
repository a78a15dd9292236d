"""Everything that can go wrong between here and the model ends in the extract, with a note that says why; and nothing leaks."""

import logging
import socket
import threading
import time
from collections.abc import Callable

import pytest

from assistant.answering.engine import Assistant
from assistant.answering.model import Fault, ModelError, open_model
from assistant.settings import Settings, load_settings
from tests.llm.models import honest
from tests.llm.server import Reply, Scripted, fails, says

QUESTION = "什么是阶梯法则"
KEY = "sk-very-secret"
SAID = "阶梯法则说的是，打法要看品牌排在第几级。[1]"
Open = Callable[..., tuple[Assistant, Scripted]]

FAULTS = {
    "key refused": (Reply(status=401), Fault.KEY_REFUSED, 1),
    "forbidden": (Reply(status=403), Fault.KEY_REFUSED, 1),
    "no such model": (Reply(status=404), Fault.NOT_FOUND, 1),
    "bad request": (Reply(status=400), Fault.NOT_FOUND, 1),
    "busy": (Reply(status=429), Fault.BUSY, 2),
    "broken": (Reply(status=500), Fault.BROKEN, 2),
    "bad gateway": (Reply(status=502), Fault.BROKEN, 2),
    "overloaded": (Reply(status=503), Fault.BROKEN, 2),
    "gateway's limit": (Reply(status=504), Fault.TOO_SLOW, 2),
    "bad JSON": (Reply(raw=b"data: {broken\n\n"), Fault.GARBLED, 2),
    "no events": (Reply(raw=b"<html>Welcome</html>\n\n", finish=None), Fault.GARBLED, 2),
    "cut at once": (Reply(cut=True), Fault.UNREACHABLE, 2),
    "cut in mid-stream": (Reply([SAID, "前三名"], cut=True), Fault.CUT, 1),
    "ended without a reason": (Reply([SAID], finish=None), Fault.CUT, 1),
    "null content": (Reply([None, None]), Fault.EMPTY, 1),
    "nothing": (Reply(), Fault.EMPTY, 1),
    "white space": (Reply([" \n", "\n"]), Fault.EMPTY, 1),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_gives_the_extract_with_a_note(name: str, writing: Open) -> None:
    reply, fault, requests = FAULTS[name]
    assistant, server = writing(fails(reply))
    answer = assistant.ask(QUESTION)
    assert answer.engine == "extractive"
    assert answer.generation is not None
    assert answer.generation.note == fault.value
    assert answer.text == assistant.ask(QUESTION, engine="extractive").text
    assert len(server.requests) == requests


@pytest.mark.parametrize("reply", [Reply(status=429), Reply(status=503), Reply(cut=True), Reply(raw=b"data: {\n\n")])
def test_what_fails_once_is_tried_again(reply: Reply, writing: Open) -> None:
    assistant, server = writing(fails(reply), says(SAID))
    answer = assistant.ask(QUESTION)
    assert (answer.engine, len(server.requests)) == ("llm:scripted", 2)
    assert answer.text.startswith("阶梯法则说的是")


def test_nobody_there_is_said(with_model: Callable[..., Settings], settings: Settings, opened: Callable[[Settings], Assistant]) -> None:
    from assistant import build

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"  # bound, but nobody listens
        build.build_index(settings)
        answer = opened(with_model(url, llm_connect_timeout_s=1)).ask(QUESTION)
    assert answer.generation is not None
    assert answer.generation.note == Fault.UNREACHABLE.value


def test_a_hang_ends_at_the_read_limit(writing: Open) -> None:
    never = threading.Event()
    assistant, server = writing(fails(Reply([SAID], hang=never)), llm_read_timeout_s=0.3)
    answer = assistant.ask(QUESTION)
    never.set()
    assert answer.generation is not None
    assert answer.generation.note == Fault.TOO_SLOW.value
    assert len(server.requests) == 1  # a text that has begun is not begun again


def test_a_text_that_drips_ends_at_the_whole_limit(writing: Open) -> None:
    assistant, _ = writing(fails(Reply(["字"] * 200, pause_s=0.05)), llm_read_timeout_s=5, llm_total_timeout_s=0.5)
    started = time.monotonic()
    answer = assistant.ask(QUESTION)
    assert time.monotonic() - started < 3
    assert answer.generation is not None
    assert answer.generation.note == Fault.TOO_SLOW.value


def test_a_text_without_an_end_is_cut_off(writing: Open) -> None:
    assistant, _ = writing(fails(Reply(["阶梯法则没有尽头，" * 50] * 100)))
    assert assistant.ask(QUESTION).engine == "extractive"


THINKING = {
    "in a field of its own": Reply([SAID], thinking=["先想想", "第三名也许是9%。[1]"]),
    "between tags": Reply(["<think>第三名也许", "是9%。[1]</think>", SAID]),
    "after a lone closing tag": Reply(["阶梯法则看品牌排在第几级。[1]再想想。\n</think>\n", SAID]),
    "between other tags": Reply(["<reasoning>第三名也许是9%。[1]</reasoning>", SAID]),
    "in square brackets": Reply(["[THINK]第三名也许是9%。[1][/THINK]", SAID]),
    "between diamonds": Reply(["◁think▷第三名也许是9%。[1]◁/think▷", SAID]),
    "in a channel": Reply(["<|channel|>analysis<|message|>第三名也许是9%。[1]<|end|><|start|>assistant<|channel|>final<|message|>", SAID]),
}


@pytest.mark.parametrize("name", THINKING)
def test_thinking_is_not_part_of_the_answer(name: str, writing: Open) -> None:
    assistant, _ = writing(fails(THINKING[name]))
    answer = assistant.ask(QUESTION)
    assert answer.generation is not None
    assert (answer.generation.kept, answer.generation.dropped, answer.generation.note) == (1, 0, "")
    assert "9%" not in answer.text
    assert "再想想" not in answer.text


def test_thinking_that_never_ends_is_no_answer(writing: Open) -> None:
    assistant, _ = writing(fails(Reply(["<think>", SAID])))
    answer = assistant.ask(QUESTION)
    assert answer.generation is not None
    assert answer.generation.note == Fault.EMPTY.value


def test_a_proxy_of_the_environment_is_not_asked(writing: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assistant, _ = writing(says(honest))
    assert assistant.ask(QUESTION).engine == "llm:scripted"


def test_nothing_is_sent_to_a_tracing_service(writing: Open, serve_model: Callable[..., Scripted], monkeypatch: pytest.MonkeyPatch) -> None:
    tracer = serve_model(says("traced"))
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    for name in ("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"):
        monkeypatch.setenv(name, tracer.url.removesuffix("/v1"))
    monkeypatch.setenv("LANGSMITH_API_KEY", "key")
    assistant, _ = writing(says(honest))
    assert assistant.ask(QUESTION).engine == "llm:scripted"
    assert tracer.requests == []


def test_a_key_that_is_meant_for_another_server_is_not_sent(writing: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assistant, server = writing(says(honest))
    assistant.ask(QUESTION)
    assert KEY not in str(server.headers)


def test_the_key_is_sent_and_neither_logged_nor_shown(
    writing: Open, with_model: Callable[..., Settings], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assistant, server = writing(says(honest), fails(Reply(status=401)), fails(Reply(raw=b"data: {\n\n")), llm_api_key=KEY)
    for _ in range(3):
        assistant.ask(QUESTION)
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert KEY not in caplog.text
    assert server.prompts[0] not in caplog.text
    assert "打法要看品牌" not in caplog.text
    assert KEY not in repr(with_model(server.url, llm_api_key=KEY)) + str(assistant.writer)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"llm_base_url": "http://127.0.0.1:1/v1"}, "llm_model"),
        ({"llm_base_url": "ftp://host", "llm_model": "m"}, "llm_base_url"),
        ({"llm_base_url": f"http://me:{KEY}@host/v1", "llm_model": "m"}, "llm_base_url"),
        ({"llm_model": "m", "llm_provider": "nobody"}, "llm_provider"),
        ({"llm_model": "m", "llm_provider": "anthropic"}, "llm_provider"),
        ({"llm_api_key": 5}, "llm_api_key"),
    ],
)
def test_settings_that_cannot_work_are_named_without_their_secrets(values: dict[str, object], words: str) -> None:
    with pytest.raises(Exception, match=words) as error:
        open_model(load_settings(**values))
    assert type(error.value).__name__ == "SettingsError"
    assert KEY not in str(error.value)


def test_a_fault_carries_its_kind_and_no_text() -> None:
    error = ModelError(Fault.BUSY, "RateLimitError, status 429")
    assert str(error) == "语言模型太忙（RateLimitError, status 429）"
