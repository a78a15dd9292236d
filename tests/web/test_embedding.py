"""The server's side of embedding: who may frame what, how the script is kept, what becomes of another page's text."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.beside import turns_beside
from assistant.answering.engine import Assistant
from assistant.errors import SettingsError
from assistant.settings import Settings, load_settings
from assistant.types import Turn
from assistant.web.app import create_app
from assistant.web.conversations import Conversation
from assistant.web.embedding import MAX_CONTEXT_CHARS, page_context
from assistant.web.message import question_html

PORTAL = "https://portal.example"


@pytest.fixture
def client(assistant: Assistant, settings: Settings) -> Iterator[TestClient]:
    app = create_app(assistant, settings.model_copy(update={"embed_origins": (PORTAL, "http://wiki.example:8080")}))
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        yield client


def ancestors(client: TestClient, path: str) -> str:
    return client.get(path).headers["content-security-policy"].rpartition("frame-ancestors ")[2]


def test_the_chat_page_alone_is_shown_in_frames_of_the_origins_that_are_set(client: TestClient) -> None:
    assert ancestors(client, "/") == ancestors(client, "/?embed=button") == f"'self' {PORTAL} http://wiki.example:8080"
    for path in ("/library", "/value", "/healthz", "/embed.js", "/nowhere", "/config"):
        assert ancestors(client, path) == "'self'"


def test_no_other_origin_may_frame_anything_unless_it_is_set(assistant: Assistant, settings: Settings) -> None:
    with TestClient(create_app(assistant, settings), base_url="http://127.0.0.1:7860") as client:
        assert ancestors(client, "/") == "'self'"


def test_origins_are_set_by_one_variable_with_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_EMBED_ORIGINS", f" {PORTAL}  http://[::1]:8080 ")
    assert load_settings().embed_origins == (PORTAL, "http://[::1]:8080")
    monkeypatch.delenv("ASSISTANT_EMBED_ORIGINS")
    assert load_settings().embed_origins == ()


def test_origins_and_the_sub_path_stand_in_a_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "assistant.toml").write_text(f'embed_origins = ["{PORTAL}"]\nroot_path = "/tools/assistant"\n', encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_CONFIG", str(tmp_path / "assistant.toml"))
    assert (load_settings().embed_origins, load_settings().root_path) == ((PORTAL,), "/tools/assistant")


@pytest.mark.parametrize(
    "wrong",
    [
        "*",
        "portal.example",
        "https://*.example",
        "https://portal.example/",
        "https://portal.example/page",
        "https://portal.example:443",
        "HTTPS://portal.example",
        "https://portal.example;script-src",
        "https://portal.example,https://wiki.example",
        "javascript:alert(1)",
        "null",
    ],
)
def test_what_is_no_origin_is_named_and_refused(wrong: str) -> None:
    with pytest.raises(SettingsError, match="embed_origins") as error:
        load_settings(embed_origins=f"{PORTAL} {wrong}")
    assert wrong in str(error.value)


@pytest.mark.parametrize("wrong", ["assistant", "/assistant/", "//evil.example", "/a b", "/a/../b?x", "https://evil.example"])
def test_what_is_no_sub_path_is_refused(wrong: str) -> None:
    with pytest.raises(SettingsError, match="root_path"):
        load_settings(root_path=wrong)


def test_the_script_is_kept_for_a_year_under_its_version_and_asked_for_anew_without(client: TestClient) -> None:
    plain = client.get("/embed.js")
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert plain.headers["cache-control"] == "no-cache"
    assert plain.headers["cross-origin-resource-policy"] == "cross-origin"
    tag = plain.headers["etag"]
    again = client.get("/embed.js", headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/embed.js", headers={"if-none-match": '"other"'}).status_code == 200
    assert client.get("/embed.js", params={"v": tag.strip('"')}).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/embed.js", params={"v": "0123456789ab"}).headers["cache-control"] == "no-cache"


def test_below_a_sub_path_the_guard_knows_the_same_pages(assistant: Assistant, settings: Settings) -> None:
    with TestClient(create_app(assistant, settings), base_url="http://127.0.0.1:7860", root_path="/assistant") as client:
        for path in ("/", "/healthz", "/library", "/embed.js", "/config"):
            assert client.get(f"/assistant{path}").status_code == 200
        assert client.get("/assistant/gradio_api/info").text == "没有这个页面。"
        assert 'href="/assistant/library' in client.get("/assistant/library").text


@given(st.text(max_size=2000))
def test_a_pages_text_is_short_and_without_control_characters(text: str) -> None:
    kept = page_context(text)
    assert len(kept) <= MAX_CONTEXT_CHARS
    assert all(char == "\n" or unicodedata.category(char)[0] != "C" for char in kept)
    assert page_context(kept) == kept


def test_a_pages_text_keeps_its_lines() -> None:
    assert page_context(" 标题\u202e \n\n 选中的\x00文字\t 在这里\ud800 ") == "标题\n选中的 文字 在这里"
    assert page_context("长" * 2000) == "长" * (MAX_CONTEXT_CHARS - 1) + "…"


def test_a_pages_text_stays_text_and_with_its_question() -> None:
    conversation = Conversation()
    exchange = conversation.begin("它怎么算", "<b>客户终生价值</b>")
    html = question_html(exchange)
    assert "附上的页面文字" in html
    assert "<b>" not in html
    (taken,) = conversation.cut()
    assert taken is exchange
    assert (taken.question, taken.context) == ("它怎么算", "<b>客户终生价值</b>")


def test_a_pages_text_that_an_answer_rests_on_belongs_to_the_conversation(assistant: Assistant) -> None:
    conversation = Conversation()
    for context, read in (("客户终生价值", True), ("周报", False)):
        exchange = conversation.begin("问", context)
        exchange.answer, exchange.context_read = assistant.ask("什么是客户终生价值"), read
        exchange.shown = len(exchange.answer.text)
    assert [turn.content for turn in conversation.turns() if turn.role == "user"] == ["客户终生价值", "问", "问"]


@pytest.mark.parametrize("title", ["客户终生价值介绍", "阶梯法则", "销售例会的通知", "一位客户每年带来利润1000元"])
def test_a_question_that_says_what_it_is_about_is_answered_without_the_page(assistant: Assistant, title: str) -> None:
    for question in ("什么是领先法则", "明天上海下雨吗"):
        assert turns_beside(assistant, question, (), title) == []


def test_a_question_that_leaves_open_what_it_is_about_is_answered_from_the_page(assistant: Assistant) -> None:
    beside = turns_beside(assistant, "它的定义是什么", (), "客户终生价值")
    assert beside == [Turn("user", "客户终生价值")]
    assert assistant.ask("它的定义是什么", beside).citations[0].passage.id == "clv#定义"
    assert turns_beside(assistant, "它的定义是什么", (), "") == []
