"""The chat page in a real browser: over `assistant serve` as its users start it, and over an assistant that can be slow or hostile."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from assistant import build
from assistant.answering.engine import Assistant
from assistant.settings import Settings, load_settings
from assistant.types import Answer, EngineName, Turn
from assistant.web.app import create_app
from tests.llm.server import Reply, fails, scripted
from tests.web.conftest import ask, texts

pytestmark = pytest.mark.browser

VALUE = "产品价值800元，服务价值300元，人员价值150元，形象价值100元，货币成本700元，时间成本60元，精力成本40元，体力成本20元，顾客让渡价值是多少"
HOSTILE = "<img src=http://evil.example/a.png onerror=alert(1)> ![图](http://evil.example/b.png) [点](http://evil.example) **粗** $x^2$"


class SlowAssistant:
    """Answers when it is let to; remembers the history that it was given."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.go_on = threading.Event()
        self.histories: list[Sequence[Turn]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._assistant, name)

    def stream(self, question: str, history: Sequence[Turn] = (), engine: EngineName | None = None) -> Iterator[Answer]:
        self.histories.append(history)
        if question.startswith("慢"):
            self.go_on.wait(timeout=60)
        if question.startswith("坏"):
            raise RuntimeError("secret detail")
        yield from self._assistant.stream(question.removeprefix("慢"), history, engine)


@pytest.fixture
def slow(assistant: Assistant) -> SlowAssistant:
    return SlowAssistant(assistant)


@pytest.fixture
def slow_page(slow: SlowAssistant, settings: Settings, serve: Callable[[FastAPI], str], open_page: Callable[..., Page]) -> Page:
    return open_page(serve(create_app(slow, settings)))  # type: ignore[arg-type]


def test_the_same_server_answers_over_http(served: str) -> None:
    assert httpx.get(f"{served}/healthz").json() == {"status": "ok"}
    answer = httpx.post(f"{served}/api/v1/ask", json={"question": VALUE}).json()
    assert (answer["schema"], answer["outcome"], answer["calculation"]["result"]["value"]) == (1, "answered", "530")


def test_a_clicked_citation_shows_the_quoted_words_highlighted(served: str, open_page: Callable[..., Page]) -> None:
    page = open_page(served)
    ask(page, "阶梯法则里前三名的占有率之比是多少")
    page.locator("#chat a.cite", has_text="[1]").first.click()
    mark = page.locator("#panel details.source[open] .passage mark")
    expect(mark).to_have_text("前三名的市场占有率之比大约是4∶2∶1。")
    expect(mark).to_be_in_viewport()
    panel = page.locator("#panel .turn.current").inner_text()
    assert "阶梯法则 · 份额" in panel
    assert "《讲义》" in panel
    assert "deck.txt" not in page.content()
    assert "的其他部分" in panel


def test_the_original_is_shown_around_the_citation_without_telephone_numbers(served: str, open_page: Callable[..., Page]) -> None:
    page = open_page(served)
    ask(page, VALUE)
    page.locator("#chat a.cite").first.click()
    original = page.locator("#panel details.source[open] .excerpt").first
    expect(original.locator("mark")).to_contain_text("顾客让渡价值 公式 整体价值减整体成本 联系电话138****")
    assert "13812345678" not in page.content()


def test_a_calculation_is_shown_with_its_tables_and_its_chart(served: str, open_page: Callable[..., Page]) -> None:
    page = open_page(served)
    ask(page, VALUE)
    expect(page.locator("#chat .lead")).to_have_text("顾客让渡价值是530元。")
    rows = texts(page, "#chat .calc tr")
    assert "产品价值\t800元\t题目" in rows
    assert "顾客让渡价值\t整体顾客价值 1350 − 整体顾客成本 820\t530元" in rows
    chart = page.get_by_role("img", name="瀑布图（顾客让渡价值）：产品价值800元，服务价值300元")
    expect(chart).to_be_visible()
    assert [" ".join(row.split()) for row in texts(page, "#chat .bar-row")][::4] == [
        "产品价值 800元",
        "货币成本 −700元",
        "顾客让渡价值 530元",
    ]
    widths = [box["width"] for bar in page.locator("#chat .bar").all() if (box := bar.bounding_box())]
    assert widths[0] / widths[8] == pytest.approx(800 / 530, rel=0.02)


def test_an_empty_and_an_endless_question_get_a_chinese_message(served: str, open_page: Callable[..., Page]) -> None:
    page = open_page(served)
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("问题是空的，请先写下要问的内容。")
    page.get_by_label("问题", exact=True).fill("问" * 10_000)
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("超过了2000个字的上限")
    expect(page.get_by_label("问题", exact=True)).to_have_value("问" * 10_000)
    assert page.locator("#chat .asked").count() == 0
    ask(page, "什么是阶梯法则")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_page_is_chinese_in_a_browser_that_is_not(served: str, open_page: Callable[..., Page]) -> None:
    page = open_page(served)
    ask(page, VALUE)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.title() == "问答｜营销知识助手"
    english = page.evaluate(
        """() => {
          const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
          const found = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node; (node = walker.nextNode()); )
            if (/[A-Za-z]{2,}/.test(node.data.replaceAll("Shift", "")) && seen(node.parentElement)) found.push(node.data.trim());
          for (const element of document.querySelectorAll("*"))
            for (const name of ["aria-label", "title", "placeholder", "alt"])
              if (/[A-Za-z]{2,}/.test(element.getAttribute(name) ?? "") && seen(element)) found.push(element.getAttribute(name));
          return found;
        }"""
    )
    assert english == []


def test_the_keyboard_asks_opens_a_source_and_comes_back(served: str, open_page: Callable[..., Page]) -> None:
    page = open_page(served)
    box = page.get_by_label("问题", exact=True)
    box.fill("什么是")
    box.press("Shift+Enter")
    box.press_sequentially("阶梯法则")
    expect(box).to_have_value("什么是\n阶梯法则")
    box.press("Enter")
    page.locator("#chat .foot").wait_for()
    cite = page.locator("#chat a.cite").first
    cite.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel details.source[open] > summary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(cite).to_be_focused()


def test_a_narrow_screen_has_the_panel_below_and_nothing_wider_than_itself(served: str, open_page: Callable[..., Page]) -> None:
    page = open_page(served, width=390, height=844)
    ask(page, VALUE)
    page.locator("#chat a.cite").first.click()
    expect(page.locator("#panel details.source[open] .passage mark")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(
        "document.querySelector('#side').getBoundingClientRect().top > document.querySelector('#chat').getBoundingClientRect().bottom"
    )
    page.get_by_text("回到对话").click()
    expect(page.locator("#chat a.cite").first).to_be_in_viewport()


def test_the_newest_question_stands_at_the_top_of_the_view(served: str, open_page: Callable[..., Page]) -> None:
    page = open_page(served, height=640)
    for _ in range(3):
        ask(page, VALUE)
    expect(page.locator("#chat .asked").last).to_be_in_viewport()
    expect(page.locator("#chat .lead").last).to_be_in_viewport()
    expect(page.locator("#chat .foot").last).not_to_be_in_viewport()


def test_an_example_asks_its_question(served: str, open_page: Callable[..., Page]) -> None:
    page = open_page(served)
    page.get_by_role("button", name="算一笔让渡价值").click()
    page.locator("#chat .foot").wait_for()
    expect(page.locator("#chat .lead")).to_contain_text("顾客让渡价值是1100元")


def test_an_answer_is_copied_with_where_it_comes_from(served: str, open_page: Callable[..., Page]) -> None:
    page = open_page(served)
    ask(page, "什么是阶梯法则")
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("阶梯法则说，打法要看品牌排在第几级。[1]")
    assert "[1] 阶梯法则 · 定义（讲义）" in copied


def test_a_refusal_and_a_question_back_look_their_part(served: str, open_page: Callable[..., Page]) -> None:
    page = open_page(served)
    ask(page, "明天上海下雨吗")
    expect(page.locator("#chat .answer.refused .tone")).to_have_text("材料未覆盖")
    ask(page, "产品价值800元，顾客让渡价值是多少")
    expect(page.locator("#chat .answer.clarify .tone")).to_have_text("需要补充")


def test_retry_asks_again_in_place_and_a_new_conversation_is_empty(slow: SlowAssistant, slow_page: Page) -> None:
    slow_page.get_by_role("button", name="重试").click()
    expect(slow_page.get_by_role("alert")).to_have_text("还没有问过问题，没有可以重试的。")
    ask(slow_page, "什么是阶梯法则")
    ask(slow_page, "什么是领先法则")
    assert [turn.content for turn in slow.histories[1] if turn.role == "user"] == ["什么是阶梯法则"]
    slow_page.get_by_role("button", name="重试").click()
    expect(slow_page.locator("#src-3-1")).to_have_count(1)  # the third answer stands where the second was
    assert texts(slow_page, "#chat .asked") == ["什么是阶梯法则", "什么是领先法则"]
    assert slow.histories[2] == slow.histories[1]
    slow_page.get_by_role("button", name="新对话").click()
    expect(slow_page.locator("#chat .asked")).to_have_count(0)
    expect(slow_page.locator("#panel details.source")).to_have_count(0)
    ask(slow_page, "什么是阶梯法则")
    assert slow.histories[3] == []


def test_a_stopped_question_says_so_and_the_next_one_is_answered(slow: SlowAssistant, slow_page: Page) -> None:
    slow_page.get_by_label("问题", exact=True).fill("慢什么是阶梯法则")
    slow_page.get_by_role("button", name="发送", exact=True).click()
    expect(slow_page.locator("#chat .waiting")).to_have_text("正在查材料…")
    slow_page.get_by_role("button", name="停止").click()
    expect(slow_page.locator("#chat .waiting")).to_contain_text("已停止")
    expect(slow_page.get_by_role("button", name="停止")).to_be_disabled()
    slow.go_on.set()
    slow_page.get_by_role("button", name="重试").click()
    expect(slow_page.locator("#chat .answered")).to_contain_text("阶梯法则说")
    expect(slow_page.locator("#chat .foot")).to_have_count(1)  # the whole answer stands there
    ask(slow_page, "什么是领先法则")
    assert texts(slow_page, "#chat .asked") == ["慢什么是阶梯法则", "什么是领先法则"]


def test_a_newer_question_takes_the_page_from_a_slow_one(slow: SlowAssistant, slow_page: Page) -> None:
    slow_page.get_by_label("问题", exact=True).fill("慢什么是阶梯法则")
    slow_page.get_by_role("button", name="发送", exact=True).click()
    slow_page.locator("#chat .waiting").wait_for()
    ask(slow_page, "什么是领先法则")
    slow.go_on.set()
    expect(slow_page.locator("#chat .answer").last).to_contain_text("领先法则说")
    expect(slow_page.locator("#chat .answer").first).to_contain_text("已停止")


def test_a_new_conversation_is_not_disturbed_by_the_old_one(slow: SlowAssistant, slow_page: Page) -> None:
    slow_page.get_by_label("问题", exact=True).fill("慢什么是阶梯法则")
    slow_page.get_by_role("button", name="发送", exact=True).click()
    slow_page.locator("#chat .waiting").wait_for()
    slow_page.get_by_role("button", name="新对话").click()
    expect(slow_page.locator("#chat .asked")).to_have_count(0)
    slow.go_on.set()
    ask(slow_page, "什么是领先法则")
    assert texts(slow_page, "#chat .asked") == ["什么是领先法则"]


def test_a_defect_is_said_in_chinese_and_the_page_goes_on(slow_page: Page) -> None:
    slow_page.get_by_label("问题", exact=True).fill("坏问题")
    slow_page.get_by_role("button", name="发送", exact=True).click()
    expect(slow_page.locator("#chat .notice")).to_contain_text("服务器出了错")
    assert "secret" not in slow_page.content()
    ask(slow_page, "什么是领先法则")


def test_what_is_typed_while_an_answer_appears_stays(slow: SlowAssistant, slow_page: Page) -> None:
    box = slow_page.get_by_label("问题", exact=True)
    box.fill("慢什么是阶梯法则")
    slow_page.get_by_role("button", name="发送", exact=True).click()
    slow_page.locator("#chat .waiting").wait_for()
    box.fill("下一个问题")
    slow.go_on.set()
    slow_page.locator("#chat .foot").wait_for()
    expect(box).to_have_value("下一个问题")


def test_hostile_text_stays_text(slow_page: Page) -> None:
    ask(slow_page, HOSTILE)
    expect(slow_page.locator("#chat .asked")).to_have_text(HOSTILE)
    assert slow_page.locator("#chat :is(img, strong, em, .katex), #panel img, #chat a[href^=http]").count() == 0


def test_hostile_material_stays_text_and_a_wrong_quote_is_not_marked(
    assistant: Assistant, settings: Settings, serve: Callable[[FastAPI], str], open_page: Callable[..., Page]
) -> None:
    class Forger(SlowAssistant):
        """Puts tags into the passage, and shifts the quote of the second citation by one character."""

        def stream(self, question: str, history: Sequence[Turn] = (), engine: EngineName | None = None) -> Iterator[Answer]:
            answer = self._assistant.ask(question, history)
            first, second, *_ = (
                replace(c, passage=replace(c.passage, title=HOSTILE, text=c.passage.text + HOSTILE)) for c in answer.citations
            )
            yield replace(answer, citations=(first, replace(second, quote="不是" + second.quote)), text=f"{HOSTILE}[1]\n\n第二句。[2]")

    page = open_page(serve(create_app(Forger(assistant), settings)))  # type: ignore[arg-type]
    ask(page, "总价值320元，总成本250元，让渡价值多少")
    assert (
        page.locator("#chat :is(img, strong, em, .katex), #panel :is(img, strong), #panel a[href^=http], #chat a[href^=http]").count() == 0
    )
    assert HOSTILE in page.locator("#chat .answer").first.inner_text()
    page.locator("#chat a.cite", has_text="[2]").first.click()
    opened = page.locator("#panel details.source[open]")
    expect(opened).to_contain_text("出处无法核对")
    expect(opened.locator(".passage mark")).to_have_count(0)


def test_two_pages_do_not_see_each_other(served: str, open_page: Callable[..., Page]) -> None:
    one, other = open_page(served), open_page(served)
    ask(one, "什么是阶梯法则")
    ask(other, "什么是领先法则")
    assert texts(one, "#chat .asked") == ["什么是阶梯法则"]
    assert texts(other, "#chat .asked") == ["什么是领先法则"]


def test_what_a_language_model_writes_appears_sentence_by_sentence_and_can_be_switched_off(
    settings: Settings, opened: Callable[[Settings], Assistant], serve: Callable[[FastAPI], str], open_page: Callable[..., Page]
) -> None:
    go_on = threading.Event()
    first = "阶梯法则说的是，打法要看品牌排在第几级。[1]"
    kept = {name: getattr(settings, name) for name in ("data_dir", "corpus_dir", "embedding")}
    with scripted(fails(Reply([first, "接着"], hang=go_on)), fails(Reply([first, "请加微信。[1]"]))) as server:
        with_model = load_settings(**kept, llm_base_url=server.url, llm_model="scripted")
        build.build_index(with_model)
        page = open_page(serve(create_app(opened(with_model), with_model)))
        expect(page.locator("#hint")).to_contain_text("引擎：语言模型 scripted（逐句核对过出处）")
        page.get_by_label("问题", exact=True).fill("什么是阶梯法则")
        page.get_by_role("button", name="发送", exact=True).click()
        expect(page.locator("#chat .answer")).to_contain_text("阶梯法则说的是")  # while the model is still writing
        assert page.locator("#chat .foot").count() == 0
        go_on.set()
        page.locator("#chat .foot").wait_for()
        page.get_by_role("button", name="重试").click()
        expect(page.locator("#chat .foot")).to_contain_text("引擎：语言模型 scripted（逐句核对过出处，去掉了1句没有依据的）")
        assert "微信" not in page.locator("#chat").inner_text()
        page.get_by_label("用语言模型写").uncheck()
        ask(page, "什么是领先法则")
        expect(page.locator("#chat .foot").last).to_contain_text("引擎：摘录式（未用语言模型）")
        assert len(server.requests) == 2
