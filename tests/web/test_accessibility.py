"""Every page for everybody: axe finds nothing (WCAG 2.x A and AA), in both themes, at a desk and on a telephone; whole journeys by the keyboard.

The pages are those of the table of surfaces: one that is new is looked at without being named here, unless its address needs something
that has to be made first.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from assistant.accounts.database import PeopleDatabase
from assistant.accounts.people import People
from assistant.accounts.roles import Role
from assistant.history.conversations import Conversations
from assistant.history.database import HistoryDatabase
from assistant.history.opinions import Fault, Opinions, Reason, Verdict
from assistant.quiz.items import Kind as ItemKind
from assistant.types import Outcome
from assistant.web.identity import COOKIE
from assistant.web.surfaces import SURFACES, Kind
from tests.history.conftest import PASSAGE, exchange
from tests.web.conftest import AXE, AXE_MISSING, ask, assistant_process, write_cards

pytestmark = pytest.mark.browser

PASSWORD = "correct horse 12"
WIDTHS = (1280, 390)
THEMES = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
VIOLATIONS = """async (rules) => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id} ${node.target.join(" ")} ${node.html.slice(0, 120)}`));
}"""
CALCULATION = "一位客户每年带来利润1000元，预计合作5年，折现率10%，终生价值是多少？"
REFUSED = "公司食堂今天中午吃什么？"

# The pages of the table whose address holds a placeholder: what is put there. {bank} and the like were made by the fixture.
EXAMPLES: Mapping[str, str] = {
    "/library/group/{group_id:path}": "/library/group/value",
    "/library/kind/{kind}": "/library/kind/concept",
    "/library/list/{list_id:path}": "/library/list/laws",
    "/library/card/{card_id}": "/library/card/clv",
    "/library/document/{document_id:path}": "/library/document/会议.md",
    "/value/{formula_id}": "/value/delivered-value?total_value=1400&total_cost=1140&b=1&b.total_cost=1000",
    "/quiz/bank/{bank_id}": "/quiz/bank/{bank}",
    "/quiz/bank/{bank_id}/item/{number}": "/quiz/bank/{bank}/item/1",
    "/quiz/bank/{bank_id}/paper": "/quiz/bank/{bank}/paper",
    "/quiz/paper/{paper_id}": "/quiz/paper/{paper}",
    "/quiz/paper/{paper_id}/attempt/{attempt_id}": "/quiz/paper/{paper}/attempt/{attempt}",
    "/quiz/take/{link}": "/quiz/take/{link}",
    "/quiz/attempt/{attempt_id}": "/quiz/attempt/{attempt}",
    "/history/{conversation_id}": "/history/{conversation}",
    "/admin/documents/file/{name:path}": "/admin/documents/file/会议.md",
    "/admin/cards/card/{card_id}": "/admin/cards/card/clv",
    "/admin/gaps/one": "/admin/gaps/one?key={gap}",
    "/admin/gaps/answer": "/admin/gaps/answer?id={refused}",
    "/admin/verdicts/answer": "/admin/verdicts/answer?id={judged}",
    "/admin/people/one": "/admin/people/one?name=staff",
}
NO_PAGES = {"/value/{formula_id}/sheet", "/admin/job/{number}"}  # JSON for a script
PAGES = [
    surface.template for surface in SURFACES if surface.kind is Kind.PAGE and "GET" in surface.methods and surface.template not in NO_PAGES
]
MORE = {
    "/library/search?q=价值": 200,
    "/library/search?q=zzzz": 200,
    "/value/delivered-value?total_value=x": 200,
    "/nowhere": 404,
    "/quiz/take/none": 404,
    "/value/delivered-value/workbook.xlsx?total_value=1": 400,
    "/history/none": 404,
    "/admin/people/one?name=nobody": 404,
    "/admin/log?since=x": 200,
}


@dataclass(frozen=True)
class Site:
    """A server with an account for each role, and what a trainer made on it."""

    url: str
    made: Mapping[str, str]
    cookies: Mapping[Role, str]

    def address(self, template: str) -> str:
        """Where a page of the table is found."""
        path = EXAMPLES.get(template) or re.sub(r"\{[^}:]+:path\}$", "gone/gone", template)
        for name, value in self.made.items():
            path = path.replace(f"{{{name}}}", value)
        assert "{" not in path, f"{template} needs an example in EXAMPLES"
        return self.url + path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("accessible")
    database = PeopleDatabase(root / "data")
    for role in Role:
        People(database).add(role.value, role, PASSWORD)
    database.close()
    index_with_a_file(root)
    told = asked_and_judged(root)
    with assistant_process(root, ASSISTANT_AUTH="accounts", ASSISTANT_REQUESTS_PER_MINUTE="10000") as url:
        cookies = {role: session(url, role) for role in Role}
        made = {**quiz_made(url, cookies[Role.TRAINER]), **told, "gap": first_gap(url, cookies[Role.ADMINISTRATOR])}
        yield Site(url, made, cookies)


def index_with_a_file(root: Path) -> None:
    """The index over the cards and one file of the company's own."""
    write_cards(root / "corpus")
    (root / "files").mkdir()
    (root / "files" / "会议.md").write_text("# 会议\n季度目标是回访全部老客户。\n\n# 分工\n销售部管回访。", encoding="utf-8")
    env = {**os.environ, "ASSISTANT_CORPUS_DIR": str(root / "corpus")}
    command = [sys.executable, "-m", "assistant", "index", str(root / "files"), "--data-dir", str(root / "data")]
    subprocess.run(command, env=env, check=True, capture_output=True)


def asked_and_judged(root: Path) -> dict[str, str]:
    """A conversation of the administrator's with an answer and a refusal, a verdict on the one, and an error reported in its source."""
    owner = Role.ADMINISTRATOR.value
    with closing(HistoryDatabase(root / "data")) as database:
        conversations, opinions = Conversations(database, time.time), Opinions(database, time.time)
        conversation = conversations.begin(owner, "阶梯法则")
        judged = conversations.add(owner, conversation, exchange())
        refused = conversations.add(owner, conversation, exchange(REFUSED, "材料里没有。", outcome=Outcome.REFUSED))
        assert judged is not None and refused is not None
        opinions.judge(owner, judged, Verdict(False, Reason.PARTIAL, "少了例子"))
        opinions.report(owner, PASSAGE, "第几", Fault.WRONG, "应当是第二")
    return {"conversation": conversation, "judged": judged, "refused": refused}


def first_gap(url: str, cookie: str) -> str:
    page = httpx.get(f"{url}/admin/gaps", cookies={COOKIE: cookie}, timeout=60).text
    found = re.search(r"/admin/gaps/one\?key=(\w+)", page)
    assert found is not None
    return found[1]


def session(url: str, role: Role) -> str:
    reply = httpx.post(f"{url}/login", data={"name": role.value, "password": PASSWORD}, timeout=60)
    return str(reply.cookies[COOKIE])


def quiz_made(url: str, cookie: str) -> dict[str, str]:
    """A bank of every kind of item, a paper of it, and an attempt at the paper that is not handed in."""
    with httpx.Client(base_url=url, cookies={COOKIE: cookie}, timeout=60) as client:
        kinds = [kind.value for kind in ItemKind]
        bank = client.post("/quiz/make", data={"kind": kinds, "count": "6", "seed": "7"}).headers["location"]
        client.post(f"{bank}/save", data={"title": "新员工培训"})
        items = re.findall(r'name="item" value="(\d+)"', client.get(f"{bank}/paper").text)
        paper = client.post(f"{bank}/paper", data={"title": "一期", "item": items, "minutes": "30"}).headers["location"]
        link = re.search(r"/quiz/take/([\w-]+)", client.get(paper).text)
        assert link is not None
        attempt = client.post(f"/quiz/take/{link[1]}", data={"name": "小陈"}).headers["location"]
    ends = {"bank": bank, "paper": paper, "attempt": attempt}
    return {"link": link[1], **{name: address.rpartition("/")[2] for name, address in ends.items()}}


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        (pytest.fail if os.environ.get("ASSISTANT_TEST_NO_SKIP") == "1" else pytest.skip)(AXE_MISSING)
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser in which the administrator is signed in, who may open everything."""
    with browser.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce") as context:
        sign_in(context, site, Role.ADMINISTRATOR)
        context.add_init_script("sessionStorage.clear()")  # each visit begins a conversation of its own
        yield context


def sign_in(context: BrowserContext, site: Site, role: Role) -> None:
    context.add_cookies([{"name": COOKIE, "value": site.cookies[role], "url": site.url}])


def look(page: Page, axe: str, address: str, prepare: Callable[[Page], None] = lambda _: None, status: int = 200) -> None:
    """The page in both themes and widths: no violation, Chinese, a title of its own, one first heading, nothing to scroll sideways."""
    for theme in THEMES:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 860})
            reply = page.goto(address)
            assert reply is not None
            assert (address, reply.status) == (address, status)
            if page.locator("gradio-app").count():
                page.get_by_label("问题", exact=True).wait_for()
            prepare(page)
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            page.evaluate(axe)
            seen = (address, theme, width)
            assert (*seen, page.evaluate(VIOLATIONS, RULES)) == (*seen, [])
            assert (*seen, page.evaluate("document.documentElement.scrollWidth")) == (*seen, width)
            assert (*seen, page.evaluate("document.documentElement.lang")) == (*seen, "zh-CN")
            assert (*seen, page.locator("h1").count()) == (*seen, 1)
            assert re.fullmatch(r".+｜营销知识助手", page.title()), seen


# Every page


@pytest.mark.parametrize("template", PAGES)
def test_every_page_of_the_table_is_accessible(context: BrowserContext, site: Site, axe: str, template: str) -> None:
    address = site.address(template)
    look(context.new_page(), axe, address, status=404 if "gone" in address else 200)


@pytest.mark.parametrize("path", MORE)
def test_what_is_not_found_and_what_is_wrong_is_accessible(context: BrowserContext, site: Site, axe: str, path: str) -> None:
    look(context.new_page(), axe, site.url + path, status=MORE[path])


@pytest.mark.parametrize(("path", "status"), [("/login", 200), ("/value", 200), ("/help", 200), ("/nowhere", 404)])
def test_pages_before_signing_in_are_accessible(browser: Browser, site: Site, axe: str, path: str, status: int) -> None:
    with browser.new_context() as context:
        look(context.new_page(), axe, site.url + path, status=status)


def test_what_staff_may_not_open_is_accessible(browser: Browser, site: Site, axe: str) -> None:
    with browser.new_context() as context:
        sign_in(context, site, Role.STAFF)
        look(context.new_page(), axe, f"{site.url}/quiz", status=403)


def test_answers_sources_and_refusals_are_accessible(context: BrowserContext, site: Site, axe: str) -> None:
    def asked(page: Page) -> None:
        ask(page, CALCULATION)
        ask(page, REFUSED)
        ask(page, "什么是顾客让渡价值")
        page.locator("#chat a.cite").last.click()
        page.locator("#panel details.source[open]").wait_for()

    look(context.new_page(), axe, site.url, asked)


def test_earlier_conversations_and_dialogs_are_accessible(context: BrowserContext, site: Site, axe: str) -> None:
    def opened(page: Page) -> None:
        ask(page, "什么是顾客让渡价值")
        toggle = page.get_by_role("button", name="历史对话")
        if toggle.get_attribute("aria-expanded") != "true":
            toggle.click()
        page.locator(".past-row").first.wait_for()

    def judged(page: Page) -> None:
        ask(page, "什么是顾客让渡价值")
        page.locator("#chat button.thumb").last.click()
        page.get_by_role("dialog").wait_for()

    for prepare in (opened, judged):
        look(context.new_page(), axe, site.url, prepare)


def test_the_menu_of_a_telephone_is_accessible(context: BrowserContext, site: Site, axe: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    for theme in THEMES:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for path in ("/", "/help"):
            page.goto(site.url + path)
            page.get_by_role("button", name="菜单").click()
            expect(page.get_by_role("link", name="资料库")).to_be_visible()
            page.evaluate(axe)
            assert page.evaluate(VIOLATIONS, RULES) == []


# Who is offered what

OFFERED = {
    None: ["帮助"],
    Role.STAFF: ["问答", "客户价值", "资料库", "帮助"],
    Role.TRAINER: ["问答", "客户价值", "出题", "资料库", "帮助"],
    Role.ADMINISTRATOR: ["问答", "客户价值", "出题", "资料库", "管理", "帮助"],
}


@pytest.mark.parametrize("role", OFFERED)
def test_the_navigation_offers_what_one_may_open_and_marks_where_one_is(browser: Browser, site: Site, role: Role | None) -> None:
    with browser.new_context(base_url=site.url) as context:
        if role:  # in a session of its own, which the test ends
            context.add_cookies([{"name": COOKIE, "value": session(site.url, role), "url": site.url}])
        page = context.new_page()
        page.goto("/help")
        navigation = page.get_by_role("navigation", name="主导航")
        assert navigation.get_by_role("link").all_inner_texts() == OFFERED[role]
        expect(navigation.locator("[aria-current]")).to_have_text("帮助")
        if role is None:
            expect(page.get_by_role("link", name="登录")).to_be_visible()
            return
        for name, path in (("问答", "/"), ("客户价值", "/value"), ("资料库", "/library"), ("客户价值", "/value/customers")):
            page.goto(path)
            expect(navigation.locator("[aria-current]")).to_have_text(name)
            assert navigation.get_by_role("link").all_inner_texts() == OFFERED[role]
            expect(page.locator(".masthead .who")).to_contain_text(role.value)
        page.get_by_role("button", name="退出").click()
        page.get_by_role("heading", name="登录").wait_for()


# By the keyboard alone


# A ring around it, or around the card that it stands for.
RING = """one => ["", "::after"].some((part) => {
  const style = getComputedStyle(one, part);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
})"""


def tab_to(page: Page, target: Locator, most: int = 60) -> None:
    """Press Tab until the target has the focus, which must be seen on it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            assert target.evaluate(RING), target
            return
    pytest.fail(f"{target} is not reached by {most} times Tab")


def test_asking_reading_a_source_and_coming_back_by_the_keyboard(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.goto(site.url)
    expect(page.get_by_label("问题", exact=True)).to_be_focused()
    page.keyboard.type("什么是顾客让渡价值")
    page.keyboard.press("Enter")
    page.locator("#chat .foot").wait_for()
    cite = page.locator("#chat a.cite").first
    page.locator(".masthead .brand a").focus()
    tab_to(page, cite)
    page.keyboard.press("Enter")
    expect(page.locator("#panel details.source[open] mark").first).to_be_in_viewport()
    expect(page.locator("#panel details.source[open] summary").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(cite).to_be_focused()


def test_calculating_by_the_keyboard(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/value")
    tab_to(page, page.get_by_role("link", name="顾客让渡价值", exact=True), 40)
    page.keyboard.press("Enter")
    for label, number in (("整体顾客价值", "1400"), ("整体顾客成本", "1140")):
        tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.locator(".says")).to_contain_text("260元")


def test_signing_in_and_going_somewhere_by_the_keyboard_on_a_telephone(browser: Browser, site: Site) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{site.url}/value")
        expect(page.get_by_label("账号")).to_be_focused()
        page.keyboard.type("staff")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site.url}/value")
        menu = page.get_by_role("button", name="菜单")
        tab_to(page, menu)
        page.keyboard.press("Enter")
        library = page.get_by_role("link", name="资料库")
        expect(library).to_be_visible()
        page.keyboard.press("Escape")
        expect(library).to_be_hidden()
        expect(menu).to_be_focused()
        page.keyboard.press("Enter")
        tab_to(page, library)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site.url}/library")


@pytest.mark.parametrize("path", ["/library", "/"])
def test_the_first_tab_leads_past_the_navigation(context: BrowserContext, site: Site, path: str) -> None:
    page = context.new_page()
    page.goto(site.url + path)
    if path == "/":
        expect(page.get_by_label("问题", exact=True)).to_be_focused()  # where most people go; what stands before it is reached backwards
        page.locator(".masthead .brand a").focus()
        page.keyboard.press("Shift+Tab")
    else:
        page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_label("问题", exact=True) if path == "/" else page.locator("#main")).to_be_focused()


# Motion and paper


@pytest.mark.parametrize("path", ["/", "/library", "/value/delivered-value", "/help"])
def test_nothing_moves_for_who_wants_no_motion(context: BrowserContext, site: Site, path: str) -> None:
    page = context.new_page()
    page.goto(site.url + path)
    if path == "/":
        page.get_by_label("问题", exact=True).wait_for()
        ask(page, "什么是顾客让渡价值")
        page.locator("#chat a.cite").first.click()
    assert page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length") == 0


@pytest.mark.parametrize(
    "path", ["/", "/library/card/clv", "/value/delivered-value?total_value=1400&total_cost=1140", "/help", "/history/{conversation}"]
)
def test_what_is_printed_is_the_content(context: BrowserContext, site: Site, path: str) -> None:
    page = context.new_page()
    page.goto(site.url + path.format(**site.made))
    if path == "/":
        ask(page, CALCULATION)
    page.emulate_media(media="print", color_scheme="light")
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.get_by_role("search")).to_have_count(0)
    if path == "/":
        expect(page.locator("#composer")).to_be_hidden()
        cut = "one => getComputedStyle(one).overflowY !== 'visible' && one.scrollHeight > one.clientHeight + 1"
        assert not any(page.locator(part).evaluate(cut) for part in ("#chat", "#chat .bubble-wrap", "#panel"))


def test_a_link_brings_a_question_that_is_seen_before_it_is_sent(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/help")
    page.get_by_role("link", name="二十二条营销法则有哪些？").click()
    expect(page.get_by_label("问题", exact=True)).to_have_value("二十二条营销法则有哪些？")
    assert page.locator("#chat .asked").count() == 0


def test_axe_is_the_version_that_is_pinned(axe: str) -> None:
    package = (Path(__file__).resolve().parents[1] / "checkers" / "package.json").read_text(encoding="utf-8")
    pinned = re.search(r'"axe-core": "([\d.]+)"', package)
    assert pinned is not None
    assert f"axe v{pinned[1]}" in axe[:200]
