"""Earlier conversations in a real browser: kept, found, named, deleted, changed, judged, taken away; and by nobody else."""

import io
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import docx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect

from assistant.accounts.database import PeopleDatabase
from assistant.accounts.people import People
from assistant.accounts.roles import Person, Role
from assistant.answering.engine import Assistant
from assistant.history.database import HistoryDatabase
from assistant.history.opinions import State
from assistant.history.review import Review
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.identity import COOKIE
from tests.web.conftest import ask, texts

pytestmark = pytest.mark.browser

LAW, LEAD = "什么是阶梯法则", "什么是领先法则"
VALUE = "总价值320元，总成本250元，让渡价值多少"
HERE = "http://127.0.0.1:7860"


@pytest.fixture
def url(assistant: Assistant, settings: Settings, serve: Callable[[FastAPI], str]) -> str:
    return serve(create_app(assistant, settings))


@pytest.fixture
def review(settings: Settings) -> Iterator[Review]:
    with closing(HistoryDatabase(settings.data_dir)) as database:
        yield Review(database, lambda: 0.0)


def rows(page: Page) -> list[str]:
    page.wait_for_function("!document.querySelector('.past-naming')")
    return [" ".join(text.split()) for text in texts(page, ".past-row .past-title")]


def begin_anew(page: Page) -> None:
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("#chat .asked")).to_have_count(0)


def kept_id(page: Page) -> str:
    return (page.locator("#kept .kept").get_attribute("id") or "").removeprefix("kept-as-")


def test_a_conversation_is_there_after_a_reload_and_goes_on(url: str, open_page: Callable[..., Page]) -> None:
    page = open_page(url)
    ask(page, LAW)
    expect(page.locator(".past-row.current .past-title")).to_have_text(LAW)
    page.reload()
    expect(page.locator("#chat .asked")).to_have_text(LAW)
    expect(page.locator("#chat .foot")).to_be_visible()
    page.locator("#chat a.cite").first.click()
    expect(page.locator("#panel details.source[open] .passage mark")).to_have_text("阶梯法则说，打法要看品牌排在第几级。")
    ask(page, "它有什么存疑")
    page.reload()
    expect(page.locator("#chat .asked")).to_have_count(2)
    begin_anew(page)
    page.reload()
    page.get_by_label("问题", exact=True).wait_for()
    expect(page.locator("#chat .welcome")).to_be_visible()
    expect(page.locator(".past-row")).to_have_count(1)


def test_conversations_are_searched_opened_named_and_deleted(url: str, open_page: Callable[..., Page]) -> None:
    page = open_page(url)
    ask(page, LAW)
    begin_anew(page)
    ask(page, VALUE)
    expect(page.locator(".past-row")).to_have_count(2)
    page.get_by_label("搜索历史对话").fill("打法")  # words of the answer
    expect(page.locator(".past-row")).to_have_count(1)
    expect(page.locator(".past-found")).to_contain_text("打法")
    page.get_by_role("button", name=re.compile(f"^{LAW}")).click()
    expect(page.locator("#chat .asked")).to_have_text(LAW)
    expect(page.locator("#panel details.source").first).to_be_visible()
    page.get_by_label("搜索历史对话").fill("没有这样的词")
    expect(page.locator(".past-none")).to_contain_text("没有找到“没有这样的词”")
    page.get_by_label("搜索历史对话").fill("")
    page.get_by_role("button", name=f"改名：{LAW}").focus()
    page.keyboard.press("Enter")
    page.get_by_label("对话的名称").fill("拜访 <b>准备</b>")
    page.keyboard.press("Enter")
    expect(page.locator(".past-title").last).to_have_text("拜访 <b>准备</b>")
    page.get_by_role("button", name="删除：拜访").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("找不回来")
    page.keyboard.press("Escape")
    expect(page.locator(".past-row")).to_have_count(2)
    page.get_by_role("button", name="删除：拜访").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(page.locator(".past-row")).to_have_count(1)
    expect(page.locator("#chat .asked")).to_have_count(0)  # it was the open one
    assert rows(page) == [VALUE]
    page.get_by_role("button", name="删除全部对话").click()
    page.get_by_role("dialog").get_by_role("button", name="全部删除").click()
    expect(page.locator(".past-none")).to_contain_text("还没有对话")


def test_a_changed_question_takes_the_place_of_all_that_came_behind_it(url: str, open_page: Callable[..., Page]) -> None:
    page = open_page(url)
    ask(page, LAW)
    ask(page, LEAD)
    ask(page, VALUE)
    page.locator("#chat button.edit").nth(1).click()
    expect(page.get_by_label("问题", exact=True)).to_have_value(LEAD)
    expect(page.locator("#editing-note")).to_be_visible()
    page.get_by_label("问题", exact=True).press("Escape")
    expect(page.locator("#editing-note")).to_be_hidden()
    expect(page.get_by_label("问题", exact=True)).to_have_value("")
    page.locator("#chat button.edit").nth(1).click()
    page.get_by_label("问题", exact=True).fill("问" * 3000)
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("字的上限")  # nothing is lost over a question that is none
    expect(page.locator("#editing-note")).to_be_visible()
    page.get_by_label("问题", exact=True).fill("阶梯法则的份额")
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.locator("#chat .asked")).to_have_text([LAW, "阶梯法则的份额"])
    expect(page.locator("#chat .foot")).to_have_count(2)
    expect(page.locator("#editing-note")).to_be_hidden()
    page.reload()
    expect(page.locator("#chat .asked")).to_have_text([LAW, "阶梯法则的份额"])
    page.get_by_role("button", name="重试").click()
    expect(page.locator("#src-3-1")).to_have_count(1)
    page.reload()
    expect(page.locator("#chat .asked")).to_have_text([LAW, "阶梯法则的份额"])


def test_a_thumb_and_a_reason_reach_the_administrator(url: str, open_page: Callable[..., Page], review: Review) -> None:
    page = open_page(url)
    ask(page, LAW)
    good, bad = page.get_by_role("button", name="有用"), page.get_by_role("button", name="没用")
    good.click()
    expect(page.locator("#said")).to_contain_text("谢谢")
    expect(good).to_have_attribute("aria-pressed", "true")
    bad.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("不完整").check()
    dialog.get_by_label("想说的").fill("少了例子")
    dialog.get_by_role("button", name="提交").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("#said")).to_have_text("记下了，谢谢。")
    ask(page, LEAD)  # Gradio draws everything anew
    expect(bad.first).to_have_attribute("aria-pressed", "true")
    expect(good.first).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(bad.first).to_have_attribute("aria-pressed", "true")
    (asked,) = review.judged_between(0, 1e12)
    assert asked.verdict is not None
    assert (asked.question, asked.verdict.good, asked.verdict.reason, asked.verdict.words) == (LAW, False, "不完整", "少了例子")
    bad.first.click()
    expect(bad.first).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#said")).to_have_text("已取消。")
    assert review.judged_between(0, 1e12) == []


def test_an_error_in_a_source_is_reported(url: str, open_page: Callable[..., Page], review: Review) -> None:
    page = open_page(url)
    ask(page, LAW)
    page.get_by_role("button", name="资料有误").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("请说明").fill("2019年的说法")
    dialog.get_by_role("button", name="报给管理员").click()
    expect(dialog.get_by_role("alert")).to_contain_text("请选一项")  # and what was written stays
    dialog.get_by_label("已经过时").check()
    dialog.get_by_role("button", name="报给管理员").click()
    expect(page.get_by_role("button", name="已报给管理员")).to_be_disabled()
    (report,) = review.reports(State.OPEN)
    assert (report.document, report.heading, report.fault, report.words) == ("law-07", "定义", "已经过时", "2019年的说法")
    assert report.quote == "阶梯法则说，打法要看品牌排在第几级。"


def test_an_answer_is_copied_as_plain_and_as_rich_text(url: str, open_page: Callable[..., Page]) -> None:
    page = open_page(url)
    ask(page, VALUE)
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    rich = page.evaluate("navigator.clipboard.read().then((items) => items[0].getType('text/html')).then((blob) => blob.text())")
    assert "<table>" in rich
    assert "出处：" in rich
    assert not re.search(r"<(?:button|a|img|script)\b|class=|href=", rich)
    assert page.evaluate("navigator.clipboard.readText()").startswith("顾客让渡价值是70元。")


def test_a_conversation_is_taken_away_as_a_page_and_as_a_document(url: str, open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page(url)
    ask(page, VALUE)
    ask(page, "营销法则有哪些")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出文档").click()
    assert download.value.suggested_filename == f"{VALUE}.docx"
    download.value.save_as(tmp_path / "a.docx")
    document = docx.Document(str(tmp_path / "a.docx"))
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert [line for line in lines if line == VALUE] == [VALUE] * 2  # the title, and the question
    assert any("顾客让渡价值是70元" in line for line in lines)
    assert any(line.startswith("[1] 顾客让渡价值 · 公式（讲义）：“顾客让渡价值等于") for line in lines)
    assert [cell.text for cell in document.tables[0].rows[-1].cells] == ["顾客让渡价值", "整体顾客价值 320 − 整体顾客成本 250", "70元"]
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="打印").click()
    printed = opened.value
    expect(printed.get_by_role("heading", level=2)).to_have_text([VALUE, "营销法则有哪些"])
    expect(printed.locator(".cited li").first).to_contain_text("顾客让渡价值 · 公式（讲义）")
    printed.emulate_media(media="print")
    expect(printed.locator(".masthead")).to_be_hidden()


def test_questions_are_offered_that_the_material_answers(url: str, open_page: Callable[..., Page], assistant: Assistant) -> None:
    page = open_page(url)
    expect(page.locator("#chat .example")).to_have_count(2)  # of the list that is not in this library there is none
    first = texts(page, "#chat .offers .next")
    assert len(first) == 4
    page.get_by_role("button", name="换几个").click()
    for question in {*first, *texts(page, "#chat .offers .next")}:
        assert assistant.ask(question).outcome != "refused", question
    page.locator("#chat .offers .next").first.click()
    page.locator("#chat .foot").wait_for()
    begin_anew(page)
    expect(page.locator("#chat .offers .next")).to_have_count(4)
    ask(page, "领先法则说什么")
    assert "头三家的盘子各占多大" in texts(page, "#chat .nexts .next")  # of the law that comes next in the list
    with page.context.expect_page() as opened:
        page.locator("#chat .cards a").first.click()
    expect(opened.value.get_by_role("heading", level=1)).to_be_visible()


def test_the_list_is_a_drawer_on_a_telephone_and_comes_and_goes_by_keyboard(url: str, open_page: Callable[..., Page]) -> None:
    page = open_page(url, width=390, height=844)
    ask(page, LAW)
    toggle = page.get_by_role("button", name="历史对话")
    expect(page.locator("#past-list")).to_be_hidden()
    toggle.focus()
    page.keyboard.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_label("搜索历史对话")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#past-list")).to_be_hidden()
    expect(toggle).to_be_focused()
    begin_anew(page)
    toggle.click()
    page.get_by_role("button", name=re.compile(f"^{LAW}")).click()
    expect(page.locator("#past-list")).to_be_hidden()
    expect(page.locator("#chat .asked")).to_have_text(LAW)
    page.get_by_role("button", name="没用").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_nothing_is_kept_where_the_settings_say_so(
    assistant: Assistant, settings: Settings, serve: Callable[[FastAPI], str], open_page: Callable[..., Page], review: Review
) -> None:
    page = open_page(serve(create_app(assistant, settings.model_copy(update={"keep_conversations_days": 0}))))
    ask(page, LAW)
    expect(page.get_by_role("button", name="有用")).to_have_count(0)
    expect(page.get_by_role("button", name="历史对话")).to_have_count(0)
    expect(page.locator("#kept .kept")).to_have_count(0)
    page.locator("#chat button.edit").click()
    page.get_by_label("问题", exact=True).fill(LEAD)
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.locator("#chat .asked")).to_have_text(LEAD)
    assert review.exchanges_between(0, 1e12) == []


def test_an_answer_that_cannot_be_kept_is_shown_and_says_so(
    assistant: Assistant,
    settings: Settings,
    serve: Callable[[FastAPI], str],
    open_page: Callable[..., Page],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    page = open_page(serve(create_app(assistant, settings)))
    monkeypatch.setattr("assistant.history.conversations.Conversations.begin", full)
    ask(page, LAW)
    expect(page.locator("#chat .foot")).to_contain_text("没有存进历史对话")
    monkeypatch.undo()
    ask(page, LEAD)
    expect(page.locator("#chat .foot").last).not_to_contain_text("没有存进历史对话")


def test_two_pages_ask_at_once_and_each_keeps_its_own(url: str, open_page: Callable[..., Page]) -> None:
    one, other = open_page(url), open_page(url)
    ask(one, LAW)
    ask(other, LEAD)
    assert kept_id(one) != kept_id(other)
    ask(one, VALUE)
    other.reload()
    expect(other.locator("#chat .asked")).to_have_text(LEAD)
    one.reload()
    expect(one.locator("#chat .asked")).to_have_text([LAW, VALUE])


@pytest.fixture
def two_people(assistant: Assistant, settings: Settings) -> Iterator[Callable[[str], TestClient]]:
    """Clients of two members of staff, signed in."""
    guarded = settings.model_copy(update={"auth": "accounts", "requests_per_minute": 10_000})
    database = PeopleDatabase(guarded.data_dir)
    people = People(database)
    for name in ("wang", "li"):
        people.add(name, Role.STAFF, None)
    app = create_app(assistant, guarded)
    with TestClient(app):

        def client_of(name: str) -> TestClient:
            client = TestClient(app, base_url=HERE, follow_redirects=False)
            client.cookies.set(COOKIE, people.begin_session(Person(name, Role.STAFF), 1))
            return client

        yield client_of
    database.close()


def test_another_persons_conversation_is_refused_everywhere(
    two_people: Callable[[str], TestClient], settings: Settings, assistant: Assistant
) -> None:
    from assistant.history.conversations import Conversations, Exchange

    with closing(HistoryDatabase(settings.data_dir)) as database:
        kept = Conversations(database, lambda: 1_700_000_000.0)
        conversation_id = kept.begin("wang", LAW)
        exchange_id = kept.add("wang", conversation_id, Exchange(LAW, assistant.ask(LAW)))
        wang, li = two_people("wang"), two_people("li")
        assert wang.get(f"/history/{conversation_id}").status_code == 200
        assert LAW in wang.get("/history").text
        assert docx.Document(io.BytesIO(wang.get(f"/history/{conversation_id}/conversation.docx").content))
        assert li.get(f"/history/{conversation_id}").status_code == 404
        assert LAW not in li.get(f"/history/{conversation_id}").text
        assert li.get(f"/history/{conversation_id}/conversation.docx").status_code == 404
        assert LAW not in li.get("/history?q=阶梯").text
        for address, body in (
            (f"/history/{conversation_id}/title", {"title": "我的"}),
            (f"/history/{conversation_id}/delete", None),
            (f"/history/exchange/{exchange_id}/verdict", {"good": False}),
            (f"/history/exchange/{exchange_id}/verdict", {"good": None}),
        ):
            refused = li.post(address, json=body)
            assert refused.status_code == 400
            assert "没有找到这个对话" in refused.json()["error"]
        assert li.post("/history/delete").json() == {"deleted": 0}
        assert [(one.title, one.exchanges) for one in kept.of("wang")] == [(LAW, 1)]
        assert wang.post(f"/history/exchange/{exchange_id}/verdict", json={"good": True}).json() == {"done": True}
        assert wang.post("/history/delete").json() == {"deleted": 1}


def test_what_is_sent_is_checked(two_people: Callable[[str], TestClient]) -> None:
    wang = two_people("wang")
    for address, body, words in (
        ("/history/report", {"passage": "no such", "fault": "其他"}, "已经没有这一段"),
        ("/history/report", {"passage": "law-07#定义", "fault": "胡说"}, "字段 fault"),
        ("/history/report", {"passage": "law-07#定义", "fault": "其他", "words": "长" * 501}, "500个字"),
        ("/history/exchange/a/verdict", {"good": True, "who": "li"}, "不认识字段 who"),
        ("/history/a/title", {"title": " "}, "名称是空的"),
    ):
        refused = wang.post(address, json=body)
        assert refused.status_code in (400, 422), address
        assert words in refused.json()["error"], refused.text
    foreign = wang.post("/history/delete", headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403


def test_old_conversations_are_deleted_when_the_server_starts(assistant: Assistant, settings: Settings) -> None:
    from assistant.history.conversations import Conversations, Exchange

    with closing(HistoryDatabase(settings.data_dir)) as database:
        kept = Conversations(database, lambda: 1_000.0)
        kept.add("wang", kept.begin("wang", LAW), Exchange(LAW, assistant.ask(LAW)))
        gone = threading.Event()
        with TestClient(create_app(assistant, settings)):
            for _ in range(200):
                if not kept.of("wang"):
                    break
                gone.wait(0.05)
        assert kept.of("wang") == []
