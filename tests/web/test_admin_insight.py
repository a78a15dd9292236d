"""Gaps, verdicts, errors reported, use and the overview: what an administrator learns of what was asked, and what is done about it."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect

from assistant.accounts.database import PeopleDatabase
from assistant.answering.engine import Assistant
from assistant.history.conversations import Conversations
from assistant.history.database import HistoryDatabase
from assistant.history.opinions import Opinions, Verdict
from assistant.settings import Settings
from assistant.types import Outcome
from assistant.web.app import create_app
from assistant.web.identity import COOKIE
from tests.history.conftest import PASSAGE, exchange
from tests.web.test_admin_people import Site, words

EVIL = '<script>window.hacked = 1</script>=HYPERLINK("http://a.example")'
HOLIDAYS = ("年假有几天", "我们年假几天")


class Told:
    """Conversations that a test has people hold, at a time of its choosing."""

    def __init__(self, settings: Settings) -> None:
        self.database = HistoryDatabase(settings.data_dir)
        self.now = time.time()
        self.conversations = Conversations(self.database, lambda: self.now)
        self.opinions = Opinions(self.database, lambda: self.now)

    def ask(
        self, question: str, outcome: Outcome = Outcome.REFUSED, support: float = 0.1, *, owner: str = "wang", days_ago: int = 0
    ) -> str:
        self.now = time.time() - days_ago * 86_400
        one = exchange(question, outcome=outcome)
        answer = replace(one.answer, support=support, **({} if outcome is Outcome.ANSWERED else {"citations": (), "calculation": None}))
        added = self.conversations.add(owner, self.conversations.begin(owner, question), replace(one, answer=answer))
        assert added
        return added


@pytest.fixture
def told(settings: Settings) -> Iterator[Told]:
    told = Told(settings)
    with closing(told.database):
        yield told


@pytest.fixture
def database(settings: Settings) -> Iterator[PeopleDatabase]:
    engine = PeopleDatabase(settings.data_dir)
    yield engine
    engine.close()


@pytest.fixture
def site(assistant: Assistant, settings: Settings, database: PeopleDatabase) -> Iterator[Site]:
    site = Site(assistant, settings.model_copy(update={"auth": "accounts", "requests_per_minute": 10_000}), database)
    with site.client:
        yield site


@pytest.fixture
def office(site: Site, serve: Callable[..., str], browser: Browser) -> Iterator[Page]:
    """A browser in which boss is signed in, at the overview; no script of somebody's question may have run in the end."""
    url = serve(site.app)
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=url)
    context.add_cookies([{"name": COOKIE, "value": site.client.cookies[COOKIE], "url": url}])
    page = context.new_page()
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.goto("/admin")
    yield page
    assert page.evaluate("window.hacked") is None
    assert [address for address in asked_for if not address.startswith(url)] == []
    context.close()


def key_of(site: Site, state: str = "open") -> str:
    found = re.search(r"one\?key=(\w+)", site.client.get(f"/admin/gaps?state={state}").text)
    assert found is not None
    return found[1]


# Gaps


def test_a_gap_is_found_assigned_to_a_card_and_left_to_it(site: Site, told: Told, office: Page) -> None:
    for question in (*HOLIDAYS, HOLIDAYS[0], EVIL):
        told.ask(question)
    office.reload()
    office.get_by_role("link", name="2 个缺口待处理").click()
    expect(office.get_by_role("heading", level=2)).to_have_text([HOLIDAYS[0], EVIL])
    expect(office.locator(".gap-list li").first).to_contain_text("3次")
    expect(office.locator(".gap-list li").first).to_contain_text(f"也问：“{HOLIDAYS[1]}”")
    assert office.evaluate("document.documentElement.scrollWidth") <= 390
    office.get_by_role("link", name=HOLIDAYS[0]).click()
    office.get_by_role("link", name="看当时的回答").first.click()
    expect(office.get_by_role("heading", level=1)).to_have_text(HOLIDAYS[0])
    office.go_back()
    office.get_by_label("分给一张卡片去补").fill("没有的卡片")
    office.get_by_role("button", name="分给它").click()
    expect(office.get_by_role("alert")).to_contain_text("资料库里没有叫“没有的卡片”的卡片")
    office.go_back()
    office.get_by_label("分给一张卡片去补").fill("让渡价值")  # an alias
    office.get_by_role("button", name="分给它").click()
    expect(office.locator(".page-head")).to_contain_text("已分配 分给“顾客让渡价值”")
    office.get_by_role("button", name="再问一次").click()
    expect(office.get_by_role("status")).to_have_text("重新问了2种问法，还是没有答上来。")
    office.get_by_role("navigation", name="管理的各部分").get_by_role("link", name="缺口").click()
    office.get_by_role("link", name=EVIL).click()
    office.get_by_role("button", name="不需要").click()
    expect(office.locator(".page-head")).to_contain_text("已关闭 不需要")
    assert [deed.what for deed in site.deeds.latest(who="boss") if deed.result == "done"][:3] == [
        "gap needless",
        "gap asked again",
        "gap assigned",
    ]
    rows = site.table("/admin/gaps/gaps.csv")
    assert [[row[1], row[2], *row[6:]] for row in rows[1:]] == [
        [HOLIDAYS[0], "2", "已分配", "顾客让渡价值"],
        [HOLIDAYS[1], "1", "已分配", "顾客让渡价值"],
        [EVIL, "1", "已关闭", "不需要"],
    ]


def test_a_gap_that_is_answered_on_being_asked_again_is_closed(site: Site, told: Told) -> None:
    site.get("/admin/gaps")  # this index has been looked at
    told.ask("什么是阶梯法则")
    key = key_of(site)
    assert "待处理" in site.get(f"/admin/gaps/one?key={key}")
    reply = site.post("gaps/again", key=key)
    assert "已关闭 现在能答了" in site.get(str(reply.headers["location"]))
    site.post("gaps/decide", key=key, act="open")
    assert "什么是阶梯法则" in site.get("/admin/gaps")


def test_after_the_index_has_changed_a_look_asks_again(site: Site, told: Told) -> None:
    told.ask("什么是阶梯法则")
    told.ask("年假有几天")
    assert "正在后台把没关闭的缺口重新问一遍" in site.get("/admin/gaps")
    page = site.get("/admin/gaps?state=all")
    assert "重新问一遍" not in page
    assert re.search(r"什么是阶梯法则 1次 \S+ \S+ 已关闭 现在能答了", page)
    assert re.search(r"年假有几天 1次 \S+ \S+ 待处理", page)


@pytest.mark.parametrize(
    ("act", "fields", "status"),
    [
        ("gaps/decide", {"key": "none", "act": "open"}, 404),
        ("gaps/again", {"key": "none"}, 404),
        ("verdicts/settle", {"id": "none", "state": "mended"}, 404),
        ("verdicts/settle", {"id": "none", "state": "gone"}, 400),
        ("verdicts/delete", {"id": "none"}, 404),
    ],
)
def test_what_is_not_there_is_said(site: Site, act: str, fields: dict[str, str], status: int) -> None:
    site.post(act, status, **fields)


def test_an_act_that_nobody_offers_is_none(site: Site, told: Told) -> None:
    told.ask("年假有几天")
    key = key_of(site)
    site.post("gaps/decide", 404, key=key, act="burn")
    assert "没有写分给哪张卡片" in words(site.post("gaps/decide", 400, key=key, act="assign", card=" ").text)


def test_who_asked_is_shown_only_where_the_settings_allow_it(
    assistant: Assistant, settings: Settings, database: PeopleDatabase, told: Told
) -> None:
    exchange_id = told.ask("年假有几天", owner="zhaomin")
    told.opinions.judge("zhaomin", exchange_id, Verdict(False, "不完整", "少"))
    told.opinions.report("zhaomin", PASSAGE, "打法", "内容有错", "价目表变了")
    with TestClient(create_app(assistant, settings), base_url="http://127.0.0.1:7860") as client:
        key = re.search(r"one\?key=(\w+)", client.get("/admin/gaps?state=all").text)
        assert key is not None
        addresses = [
            "/admin",
            "/admin/gaps",
            f"/admin/gaps/one?key={key[1]}",
            f"/admin/gaps/answer?id={exchange_id}",
            "/admin/gaps/gaps.csv",
            "/admin/verdicts",
            "/admin/verdicts/verdicts.csv",
            f"/admin/verdicts/answer?id={exchange_id}",
            "/admin/verdicts/reports",
            "/admin/verdicts/reports.csv",
            "/admin/use",
            "/admin/use/use.csv",
        ]
        assert [address for address in addresses if "zhaomin" in client.get(address).text] == []
    with TestClient(create_app(assistant, settings.model_copy(update={"show_askers": True})), base_url="http://127.0.0.1:7860") as client:
        named = [address for address in addresses if "zhaomin" in client.get(address).text]
        assert named == [addresses[2], addresses[3], addresses[5], addresses[7]]


# Verdicts and errors reported


def test_verdicts_are_counted_and_lead_to_the_answer_as_it_was_shown(site: Site, told: Told) -> None:
    for question, verdict, days in (
        ("什么是阶梯法则", Verdict(True), 0),
        ("阶梯法则怎么用", Verdict(False, "不完整", EVIL), 0),
        ("很久以前", Verdict(False, "看不懂"), 60),
    ):
        told.opinions.judge("wang", told.ask(question, Outcome.ANSWERED, 0.8, days_ago=days), verdict)
    page = site.client.get("/admin/verdicts").text
    assert EVIL not in page
    assert "有用 1 没用 1 不完整 1" in words(page)
    assert ("阶梯法则怎么用" in page, "什么是阶梯法则" in page, "很久以前" in page) == (True, False, False)
    assert "什么是阶梯法则" in site.get("/admin/verdicts?which=good")
    assert "很久以前" in site.get("/admin/verdicts?days=90")
    assert "1 个回答被评为没用" in site.get("/admin")
    shown = re.search(r"/admin/verdicts/answer\?id=[\w%-]+", page)
    assert shown is not None
    answer = site.get(shown[0])
    assert "打法要看品牌排第几。 [1]" in answer
    assert "[1] 阶梯法则 · 定义（讲义）" in answer
    assert "没用 ：不完整" in answer
    site.get("/admin/verdicts/answer?id=none", 404)
    rows = site.table("/admin/verdicts/verdicts.csv")
    assert [row[1:] for row in rows[1:]] == [["没用", "不完整", EVIL, "阶梯法则怎么用"], ["有用", "", "", "什么是阶梯法则"]]


def test_an_error_in_the_material_is_settled_with_a_note(site: Site, told: Told, office: Page) -> None:
    told.opinions.report("wang", PASSAGE, PASSAGE.text, "内容有错", "和价目表对不上")
    office.reload()
    office.get_by_role("link", name="1 条资料报错待处理").click()
    row = office.locator(".gap-list > li")
    expect(row).to_contain_text("阶梯法则 · 定义")
    expect(row).to_contain_text("和价目表对不上")
    assert office.evaluate("document.documentElement.scrollWidth") <= 390
    row.get_by_label("改成").select_option("已改")
    row.get_by_label("处理说明").fill("按新价目表改了")
    row.get_by_role("button", name="记下").click()
    expect(office.get_by_text("这里是空的。")).to_be_visible()
    office.get_by_role("link", name=re.compile("^已改")).click()
    expect(row).to_contain_text("处理说明：按新价目表改了")
    assert [[row[1], *row[3:5], *row[6:8]] for row in site.table("/admin/verdicts/reports.csv")[1:]] == [
        ["阶梯法则", "内容有错", "和价目表对不上", "已改", "按新价目表改了"]
    ]
    row.locator("summary", has_text="删除").click()
    row.get_by_role("button", name="确认删除").click()
    expect(office.get_by_text("还没有人报错。")).to_be_visible()


# Use


def test_use_is_counted_by_day_outcome_topic_and_time(site: Site, told: Told) -> None:
    told.ask("什么是阶梯法则", Outcome.ANSWERED, 0.8)
    told.ask("阶梯法则怎么用", Outcome.ANSWERED, 0.8, days_ago=1)
    told.ask("年假有几天", days_ago=1)
    told.ask("很久以前", Outcome.ANSWERED, 0.8, days_ago=60)
    page = site.get("/admin/use?days=7")
    assert "提问 3 答了 2 67% 材料没有 1 33% 请对方补充 0 0%" in page
    assert "对话保留180天" in page
    assert "提问 4" in site.get("/admin/use?days=90")
    assert "提问 3" in site.get("/admin/use?days=x")
    rows = site.table("/admin/use/use.csv?days=7")
    assert rows[0] == ["日期", "提问", "答了", "材料没有", "请对方补充"]
    assert [row[1:] for row in rows[6:8]] == [["2", "1", "1", "0"], ["1", "1", "0", "0"]]
    assert rows[rows.index(["主题", "提问"]) + 1 :][:2] == [["营销法则集", "2"], ["没有引用资料", "1"]]
    assert ["摘录式", "3"] in rows
    assert ["0.1秒以内", "3"] in rows


def test_the_charts_fit_a_telephone_and_have_their_figures_as_tables(told: Told, office: Page) -> None:
    told.ask("什么是阶梯法则", Outcome.ANSWERED, 0.8)
    office.get_by_role("link", name="看每天的情况").click()
    office.locator("#days").select_option("最近90天")
    office.get_by_role("button", name="看", exact=True).click()
    chart = office.get_by_role("img", name=re.compile("^柱形图：每天的提问"))
    expect(chart).to_be_visible()
    box = chart.bounding_box()
    assert box is not None
    assert box["width"] <= 390
    office.locator("figure", has=chart).get_by_text("看表").click()
    expect(office.get_by_role("region", name="每天的提问的表").get_by_role("row")).to_have_count(91)
    assert office.evaluate("document.documentElement.scrollWidth") <= 390


def test_where_nothing_is_kept_the_pages_say_so(assistant: Assistant, settings: Settings) -> None:
    never = settings.model_copy(update={"keep_conversations_days": 0})
    with TestClient(create_app(assistant, never), base_url="http://127.0.0.1:7860") as client:
        assert "现在设成了不保存对话" in client.get("/admin/use").text
        assert "还没有缺口" in client.get("/admin/gaps").text
        assert "还没有人评价" in client.get("/admin/verdicts").text
        assert "没有要处理的事" in client.get("/admin").text
