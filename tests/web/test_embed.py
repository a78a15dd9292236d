"""The chat inside another site's page, in a real browser: the button and the panel of embed.js, and what they must not do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.web.conftest import assistant_process, free_port
from tests.web.portal import Portal, open_portal

pytestmark = pytest.mark.browser

HOSTILE = "<img src=http://evil.example/a.png onerror=alert(1)> ![图](http://evil.example/b.png) </textarea><script>alert(2)</script>"
OPEN = "问营销知识助手"
VALUE = "产品价值800元，服务价值300元，人员价值150元，形象价值100元，货币成本700元，时间成本60元，精力成本40元，体力成本20元，顾客让渡价值是多少"


@dataclass(frozen=True)
class Site:
    """The assistant, a portal that may embed it, and one that may not."""

    assistant: str
    portal: Portal
    stranger: Portal

    def script(self, **data: str) -> str:
        attributes = "".join(f' data-{name.replace("_", "-")}="{value}"' for name, value in data.items())
        return f'<script src="{self.assistant}/embed.js"{attributes}></script>'

    def page(self, body: str, *, portal: Portal | None = None, head: str = "", title: str = "门户", framed: str = "") -> str:
        sources = {"script": self.assistant, "framed": f"{self.assistant} {framed}"}
        return (portal or self.portal).page(body, head=head, title=title, **sources)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_portal() as portal, open_portal("127.0.0.1") as stranger:
        root = tmp_path_factory.mktemp("embedded")
        with assistant_process(root, ASSISTANT_EMBED_ORIGINS=f"http://localhost:{free_port()} {portal.origin}") as url:
            yield Site(url, portal, stranger)


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Opens a portal's page; at the end nothing may have asked another host, thrown an error or broken a policy."""
    opened: list[tuple[Page, list[str], list[str]]] = []
    known = (site.assistant, site.portal.origin, site.stranger.origin, "data:", "blob:", "chrome-error:", "about:")

    def visit_one(url: str, **context: object) -> Page:
        page = browser.new_context(**{"viewport": {"width": 1200, "height": 860}, "locale": "en-US", **context}).new_page()  # type: ignore[arg-type]
        asked_for: list[str] = []
        errors: list[str] = []
        page.context.on("request", lambda request: asked_for.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append(dialog.message))
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" and "frame-ancestors" not in line.text else None)
        opened.append((page, asked_for, errors))
        page.goto(url)
        return page

    yield visit_one
    for page, asked_for, errors in opened:
        page.context.close()
        assert [address for address in asked_for if not address.startswith(known)] == []
        assert [error for error in errors if "favicon" not in error and "404" not in error] == []


def chat(page: Page, place: int = 0) -> FrameLocator:
    """The chat in a page's frame, once it can be asked."""
    frame = page.frame_locator("[data-marketing-assistant] iframe").nth(place)
    frame.get_by_label("问题", exact=True).wait_for()
    expect(frame.locator(".opening")).to_have_count(0)  # Gradio overwrites what is written before
    return frame


def box(frame: FrameLocator) -> Locator:
    return frame.get_by_label("问题", exact=True)


def context(frame: FrameLocator) -> Locator:
    return frame.get_by_label("随问题一起发送的页面文字")


def opened(page: Page) -> FrameLocator:
    page.get_by_role("button", name=OPEN).click()
    frame = chat(page)
    expect(box(frame)).to_be_focused()
    return frame


def ask(frame: FrameLocator, question: str) -> None:
    box(frame).fill(question)
    box(frame).press("Enter")  # a click misses the button of a frame that moves while the one above it grows
    expect(frame.locator("#chat .asked").last).to_have_text(question)
    expect(frame.locator("#chat .foot").last).to_be_visible()


def test_a_button_in_another_sites_page_opens_the_chat_which_answers(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(f"<p>正文</p>{site.script()}"))
    assert page.locator("iframe").get_attribute("src") is None  # nothing is loaded before somebody asks for it
    frame = opened(page)
    ask(frame, "什么是阶梯法则")
    expect(frame.locator("#chat .answer")).to_contain_text("阶梯法则说")
    expect(frame.locator(".masthead")).to_be_hidden()
    expect(frame.get_by_role("link", name="帮助")).to_have_attribute("target", "_blank")
    frame.locator("#chat a.cite").first.click()
    expect(frame.locator("#panel details.source[open] .passage mark")).to_be_in_viewport()


def test_a_site_that_is_not_allowed_gets_a_reason_and_no_chat(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(site.script(mode="inline"), portal=site.stranger))
    expect(page.get_by_role("status")).to_contain_text("管理员没有允许这个网站嵌入", timeout=20_000)
    expect(page.get_by_role("link", name="在新标签页打开")).to_have_attribute("href", f"{site.assistant}/")
    assert page.frame_locator("iframe").get_by_label("问题", exact=True).count() == 0


def test_escape_and_the_cross_close_the_dialog_and_give_the_focus_back(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(site.script()))
    button = page.get_by_role("button", name=OPEN)
    expect(button).to_have_attribute("aria-expanded", "false")
    frame = opened(page)
    dialog = page.get_by_role("dialog", name="营销知识助手")
    expect(button).to_have_attribute("aria-expanded", "true")
    box(frame).fill("写到一半")
    page.keyboard.press("Escape")  # the focus is in the frame
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    frame = opened(page)
    expect(box(frame)).to_have_value("写到一半")
    page.get_by_role("link", name="在新标签页打开").focus()
    page.keyboard.press("Escape")  # the focus is around the frame
    expect(dialog).to_be_hidden()
    opened(page)
    page.get_by_role("button", name="关闭").click()
    expect(button).to_be_focused()


def test_escape_in_the_sources_leads_back_to_the_citation_first(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(site.script()))
    frame = opened(page)
    ask(frame, "什么是阶梯法则")
    frame.locator("#chat a.cite").first.press("Enter")
    expect(frame.locator("#panel details.source[open] > summary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(frame.locator("#chat a.cite").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_keyboard_alone_opens_asks_and_never_leaves_an_open_dialog(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(f'<a href="#a">前</a>{site.script()}<a href="#b">后</a>'))
    page.get_by_role("link", name="后").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=OPEN)).to_be_focused()
    page.keyboard.press("Enter")
    frame = chat(page)
    expect(box(frame)).to_be_focused()
    page.keyboard.type("什么是阶梯法则")
    page.keyboard.press("Enter")
    expect(frame.locator("#chat .answer")).to_contain_text("阶梯法则说")
    expect(frame.locator("#chat .foot")).to_be_visible()
    for key in ("Tab", "Shift+Tab"):
        seen = set()
        for _ in range(40):
            page.keyboard.press(key)
            expect(page.locator("body")).not_to_be_focused()  # the focus crosses from frame to page by itself
            seen.add(page.evaluate("document.activeElement.shadowRoot?.activeElement?.tagName ?? document.activeElement.tagName"))
        assert seen == {"A", "BUTTON", "IFRAME"}


def test_the_panel_is_as_high_as_what_it_shows_up_to_its_limit(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(f"<p>上</p>{site.script(mode='inline', max_height='900')}"))
    frame = chat(page)
    fits = """() => {
      const { clientHeight, scrollHeight } = document.documentElement;
      const tools = document.querySelector("#tools").getBoundingClientRect();
      return clientHeight === scrollHeight && Math.abs(clientHeight - tools.bottom) < 3;
    }"""
    inner = next(frame for frame in page.frames if frame.url.startswith(site.assistant))
    inner.wait_for_function(fits)  # nothing scrolls, nothing is left over
    before = inner.evaluate("innerHeight")
    ask(frame, "什么是领先法则")
    inner.wait_for_function("before => innerHeight !== before", arg=before)
    inner.wait_for_function(fits)
    ask(frame, VALUE)
    inner.wait_for_function("innerHeight === 900")
    frame.get_by_role("button", name="新对话").press("Enter")
    inner.wait_for_function("innerHeight < 900")  # not as before to the pixel: the examples offered are drawn anew
    inner.wait_for_function(fits)


def test_a_panel_takes_no_focus_from_its_page(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(f"<input autofocus>{site.script(mode='inline', question='什么是阶梯法则')}"))
    frame = chat(page)
    expect(box(frame)).to_have_value("什么是阶梯法则")
    expect(page.locator("input")).to_be_focused()


def test_a_starting_question_is_written_and_not_sent(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(site.script(question="什么是阶梯法则")))
    frame = opened(page)
    expect(box(frame)).to_have_value("什么是阶梯法则")
    assert frame.locator("#chat .asked").count() == 0
    page.keyboard.press("Enter")
    expect(frame.locator("#chat .asked")).to_have_text("什么是阶梯法则")


def test_a_page_tells_nothing_of_itself_unless_it_is_told_to(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(f"<p>选中我</p>{site.script()}", title="机密标题"))
    page.locator("body > p").select_text()
    frame = opened(page)
    expect(context(frame)).to_be_hidden()
    ask(frame, "什么是阶梯法则")
    assert frame.locator("#chat .beside").count() == 0
    assert "机密标题" not in frame.locator("html").inner_html()


def test_the_pages_text_is_shown_first_and_goes_with_one_question(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(f"<p>客户终生价值</p>{site.script(context='all')}", title="周报"))
    page.locator("body > p").select_text()
    frame = opened(page)
    expect(context(frame)).to_have_value("周报\n客户终生价值")
    expect(context(frame)).to_be_in_viewport()
    ask(frame, "它的定义是什么")
    expect(frame.locator("#chat .beside")).to_have_text("附上的页面文字周报客户终生价值")
    expect(frame.locator("#chat .answer")).to_contain_text("客户终生价值是一位客户今后带来的净利润折成的现值。")
    expect(context(frame)).to_be_hidden()
    ask(frame, "什么是领先法则")
    expect(frame.locator("#chat .beside")).to_have_count(1)


def test_the_pages_text_can_be_left_out(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(f"<p>客户终生价值</p>{site.script(context='selection')}"))
    page.locator("body > p").select_text()
    frame = opened(page)
    expect(context(frame)).to_have_value("客户终生价值")
    frame.get_by_role("button", name="不带这段").click()
    expect(context(frame)).to_be_hidden()
    expect(box(frame)).to_be_focused()
    ask(frame, "什么是领先法则")
    assert frame.locator("#chat .beside").count() == 0


def test_what_is_marked_in_a_field_is_not_taken(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(f"<textarea>密码在这里</textarea>{site.script(mode='inline', context='all')}", title="页"))
    frame = chat(page)
    expect(context(frame)).to_have_value("页")
    page.locator("textarea").select_text()
    page.wait_for_timeout(600)  # longer than a selection takes to settle
    expect(context(frame)).to_have_value("页")


def test_hostile_text_of_a_page_stays_text(site: Site, visit: Callable[..., Page]) -> None:
    title = HOSTILE.replace("<", "&lt;")
    page = visit(site.page(f"<p>{title}{'长' * 3000}</p>{site.script(context='all', question=title.replace(chr(34), ''))}", title=title))
    page.locator("body > p").select_text()
    frame = opened(page)
    expect(box(frame)).to_have_value(HOSTILE)
    assert HOSTILE[:80] in context(frame).input_value()
    frame.get_by_role("button", name="发送", exact=True).click()
    expect(frame.locator("#chat .asked")).to_have_text(HOSTILE)
    expect(frame.locator("#chat .foot")).to_be_visible()
    told = frame.locator("#chat .beside").inner_text()
    assert "<img src=http://evil.example/a.png" in told
    assert len(told) < 700
    assert frame.locator("#chat :is(img, strong, .katex, script), #chat a[href^=http]").count() == 0


def test_messages_of_anybody_else_do_nothing(site: Site, visit: Callable[..., Page]) -> None:
    forger = site.stranger.page("<p>伪造</p>")
    page = visit(
        site.page(f'<iframe id="evil" src="{forger}"></iframe>{site.script()}{site.script(mode="inline")}', framed=site.stranger.origin)
    )
    inline = chat(page, 0)
    page.get_by_role("button", name=OPEN).click()
    button = chat(page, 1)  # the button comes last in the page
    expect(box(button)).to_be_focused()
    height = page.locator("[data-marketing-assistant=inline] iframe").bounding_box()
    evil = next(frame for frame in page.frames if frame.url == forger)
    forge = """(to) => {
      const windows = to === "parent" ? [parent] : Array.from({ length: parent.frames.length }, (_, place) => parent.frames[place]);
      for (const target of windows)
        for (const kind of ["here", "hello", "context", "focus", "height", "close"])
          target.postMessage({ channel: "marketing-assistant", kind, question: "伪造", title: "伪造", selection: "伪造", height: 555 }, "*");
    }"""
    evil.evaluate(forge, "parent")
    evil.evaluate(forge, "frames")
    page.evaluate("window.postMessage({ channel: 'marketing-assistant', kind: 'close' }, '*')")
    ask(button, "什么是阶梯法则")  # all messages have arrived by now
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.locator("[data-marketing-assistant=inline] iframe").bounding_box() == height
    for frame in (inline, button):
        assert (box(frame).input_value(), context(frame).input_value()) == ("", "")


def test_messages_that_make_no_sense_do_nothing(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(site.script(mode="inline")))
    frame = chat(page)
    page.evaluate(
        """(home) => {
          const target = document.querySelector("[data-marketing-assistant]").shadowRoot.querySelector("iframe").contentWindow;
          const channel = "marketing-assistant";
          for (const said of [null, 7, "close", [], {}, { channel }, { channel, kind: "ask", question: "问" }, { channel, kind: {} },
            { channel, kind: "hello", question: { toString: 1 }, title: 5, selection: ["x"] }, { channel, kind: "context", title: null }])
            target.postMessage(said, home);
        }""",
        site.assistant,
    )
    inner = next(frame for frame in page.frames if frame.url.startswith(site.assistant))
    inner.evaluate(
        """(portal) => {
          const channel = "marketing-assistant";
          for (const said of [null, "close", { channel, kind: "height", height: "9999" }, { channel, kind: "height", height: NaN },
            { channel, kind: "height", height: Infinity }, { channel, kind: "open" }])
            parent.postMessage(said, portal);
        }""",
        site.portal.origin,
    )
    ask(frame, "什么是阶梯法则")
    expect(context(frame)).to_be_hidden()
    box_of_frame = page.locator("iframe").bounding_box()
    assert box_of_frame is not None
    assert box_of_frame["height"] <= 720


def test_several_on_one_page_are_apart_and_leave_nothing_behind(site: Site, visit: Callable[..., Page]) -> None:
    scripts = site.script(mode="inline") + site.script(mode="inline", theme="dark") + site.script() + site.script(label="第二个按钮")
    page = visit(site.page(f'<p id="own">正文</p>{scripts}'))
    one, other = chat(page, 0), chat(page, 1)
    ask(one, "什么是阶梯法则")
    ask(other, "什么是领先法则")
    expect(one.locator("#chat .asked")).to_have_text("什么是阶梯法则")
    first, second = (page.get_by_role("button", name=name).bounding_box() for name in (OPEN, "第二个按钮"))
    assert first is not None
    assert second is not None
    assert second["y"] + second["height"] <= first["y"]
    bare = visit(site.page('<p id="own">正文</p>'))
    names = "() => Object.getOwnPropertyNames(window).filter((name) => !/^\\d+$/.test(name)).sort()"
    assert page.evaluate(names) == bare.evaluate(names)
    style = "() => JSON.stringify([...getComputedStyle(document.querySelector('#own'))].map((name) => getComputedStyle(document.querySelector('#own'))[name]))"
    assert page.evaluate(style) == bare.evaluate(style)


@pytest.mark.parametrize(
    ("theme", "system", "dark"), [("dark", "light", True), ("light", "dark", False), ("auto", "dark", True), ("auto", "light", False)]
)
def test_the_theme_is_the_pages_or_the_systems(site: Site, visit: Callable[..., Page], theme: str, system: str, dark: bool) -> None:
    page = visit(site.page(site.script(theme=theme)), color_scheme=system)
    frame = opened(page)
    inside = frame.locator(".gradio-container").evaluate("element => getComputedStyle(element).backgroundColor")
    around = page.get_by_role("dialog").evaluate("element => getComputedStyle(element).backgroundColor")
    assert (inside, around) == (("rgb(20, 25, 27)", "rgb(28, 35, 38)") if dark else ("rgb(246, 245, 240)", "rgb(255, 255, 255)"))


def test_english_words_around_a_chinese_chat(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(site.script(lang="en")))
    page.get_by_role("button", name="Ask the marketing assistant").click()
    expect(page.get_by_role("dialog", name="Marketing assistant").get_by_role("button", name="Close")).to_be_visible()
    assert chat(page).locator("html").get_attribute("lang") == "zh-CN"


def test_a_wrong_attribute_is_named_and_the_default_taken(site: Site, visit: Callable[..., Page]) -> None:
    page = visit("about:blank")
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.goto(site.page(site.script(mode="popup", target="#none")))
    expect(page.get_by_role("button", name=OPEN)).to_be_visible()
    assert [line for line in said if "popup" in line] == [
        '[marketing-assistant] data-mode="popup" is none of button, inline; taken as button'
    ]


def test_the_script_in_the_head_puts_the_panel_where_it_is_told_to(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page('<main></main><div id="here"></div>', head=site.script(mode="inline", target="#here")))
    chat(page)
    assert page.locator("#here > [data-marketing-assistant=inline]").count() == 1


def test_nothing_moves_where_motion_is_not_wanted(site: Site, visit: Callable[..., Page]) -> None:
    for motion, name in (("reduce", "none"), ("no-preference", "rise")):
        page = visit(site.page(site.script()), reduced_motion=motion)
        opened(page)
        assert page.get_by_role("dialog").evaluate("element => getComputedStyle(element).animationName") == name


def test_on_a_telephone_the_dialog_takes_the_screen(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(f'<meta name="viewport" content="width=device-width">{site.script()}'), viewport={"width": 390, "height": 844})
    frame = opened(page)
    assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    ask(frame, "什么是阶梯法则")
    assert frame.locator("html").evaluate("element => element.scrollWidth") == 390
    expect(box(frame)).to_be_in_viewport()
    page.get_by_role("button", name="关闭").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_opened_by_itself_the_frames_address_is_the_whole_page(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(f"{site.assistant}/?embed=button")
    expect(page.get_by_label("问题", exact=True)).to_be_focused()
    expect(page.locator(".masthead")).to_be_visible()
    expect(page.get_by_label("随问题一起发送的页面文字")).to_be_hidden()


def test_the_frame_says_nothing_of_the_page_in_its_address(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(f"<p>正文</p>{site.script(context='all', question='什么是阶梯法则')}", title="机密标题"))
    opened(page)
    assert page.locator("iframe").get_attribute("src") == f"{site.assistant}/?embed=button"
    inner = next(frame for frame in page.frames if frame.url.startswith(site.assistant))
    assert inner.evaluate("document.referrer") == ""
    assert httpx.get(f"{site.assistant}/?embed=button").status_code == 200


def test_earlier_conversations_stand_behind_a_button_in_a_frame(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.page(site.script()))
    frame = opened(page)
    ask(frame, "什么是阶梯法则")
    expect(frame.locator("#past-list")).to_be_hidden()
    frame.get_by_role("button", name="历史对话").click()
    expect(frame.get_by_label("搜索历史对话")).to_be_focused()
    expect(frame.locator(".past-row.current .past-title")).to_have_text("什么是阶梯法则")
    page.keyboard.press("Escape")  # shuts the list, not the chat
    expect(frame.locator("#past-list")).to_be_hidden()
    frame.get_by_role("button", name="没用").click()
    expect(frame.get_by_role("dialog")).to_contain_text("哪里不好？")
    page.keyboard.press("Escape")
    expect(frame.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("dialog", name="营销知识助手")).to_be_visible()
    page.reload()
    frame = opened(page)  # a browser lets a frame of another site remember nothing, but the list is there
    frame.get_by_role("button", name="历史对话").click()
    frame.locator(".past-row", has_text="什么是阶梯法则").first.get_by_role("button").first.click()
    expect(frame.locator("#chat .asked")).to_have_text("什么是阶梯法则")
