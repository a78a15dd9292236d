"""Users, the audit log and banks: from the list to what was done, in a browser and by form."""

import csv
import html
import io
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from playwright.sync_api import Browser, expect
from pydantic import SecretStr

from assistant.accounts.database import PeopleDatabase
from assistant.accounts.deeds import Deeds
from assistant.accounts.people import People
from assistant.accounts.roles import Person, Role
from assistant.answering.engine import Assistant
from assistant.history.conversations import Conversations
from assistant.history.database import HistoryDatabase
from assistant.history.opinions import Opinions
from assistant.quiz.bank import Banks
from assistant.quiz.database import QuizDatabase
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.identity import COOKIE
from tests.history.conftest import PASSAGE, exchange
from tests.quiz.samples import ITEMS

HERE = "http://127.0.0.1:7860"
PASSWORD = "correct horse 12"
SECRET = "0123456789abcdef0123456789abcdef"


class Site:
    """A server with accounts, and an administrator, boss, who is signed in."""

    def __init__(self, assistant: Assistant, settings: Settings, database: PeopleDatabase) -> None:
        self.people, self.deeds = People(database), Deeds(database)
        self.settings = settings
        for name, role in (("boss", Role.ADMINISTRATOR), ("wang", Role.STAFF), ("li", Role.TRAINER)):
            self.people.add(name, role, PASSWORD)
        self.app = create_app(assistant, settings)
        self.client = TestClient(self.app, base_url=HERE, follow_redirects=False)
        self.sign_in("boss")

    def sign_in(self, name: str) -> None:
        self.client.cookies.set(COOKIE, self.people.begin_session(Person(name, Role.STAFF), 1))

    def get(self, path: str, status: int = 200) -> str:
        reply = self.client.get(path)
        assert (path, reply.status_code) == (path, status), words(reply.text)
        return words(reply.text)

    def post(self, where: str, /, status: int = 303, **fields: str) -> Response:
        reply = self.client.post(f"/admin/{where}", data=fields)
        assert (where, reply.status_code) == (where, status), words(reply.text)
        return reply

    def table(self, path: str) -> list[list[str]]:
        reply = self.client.get(path)
        assert reply.headers["content-disposition"].startswith("attachment")
        assert reply.content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)))


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


# Users


def test_a_new_user_gets_a_password_that_is_shown_once_and_opens_the_door(site: Site) -> None:
    page = site.post("people/add", 200, name=" Chen.Yu@corp ", role="trainer", way="password")
    password = re.search(r'id="password"[^>]* value="([^"]+)"', page.text)
    assert password is not None
    assert page.headers["cache-control"] == "no-store"
    assert site.people.check("chen.yu@corp", password[1]) == Person("chen.yu@corp", Role.TRAINER)
    assert password[1] not in site.get("/admin/people") + site.get("/admin/people/one?name=chen.yu@corp") + site.get("/admin/log")
    assert [(deed.who, deed.what, deed.about) for deed in site.deeds.latest(1, what="account added")] == [
        ("boss", "account added", "chen.yu@corp trainer")
    ]


@pytest.mark.parametrize(
    ("name", "role", "says"),
    [
        ("", "staff", "“”不能当账号"),
        ("a b", "staff", "“a b”不能当账号。用字母"),
        ("local", "staff", "“local”指坐在服务器跟前的人"),
        ("WANG", "staff", "已经有账号“wang”了"),
        ("new", "king", "请选一个角色"),
        ("x" * 70, "staff", "账号有70个字，最多64个字"),
    ],
)
def test_what_cannot_be_an_account_is_said_and_none_is_made(site: Site, name: str, role: str, says: str) -> None:
    assert says in words(site.post("people/add", 400, name=name, role=role, way="password").text)
    assert len(site.people.all()) == 3


def test_a_role_a_password_and_switching_off_count_at_once(site: Site) -> None:
    token = site.people.begin_session(Person("wang", Role.STAFF), 1)
    site.post("people/role", name="wang", role="trainer")
    assert site.people.of_session(token) == Person("wang", Role.TRAINER)
    page = site.post("people/password", 200, name="wang")
    assert site.people.of_session(token) is None
    assert site.people.check("wang", PASSWORD) is None
    new = re.search(r'id="password"[^>]* value="([^"]+)"', page.text)
    assert new is not None
    site.post("people/off", name="wang")
    assert "已停用" in site.get("/admin/people/one?name=wang")
    assert site.people.check("wang", new[1]) is None
    site.post("people/on", name="wang")
    assert site.people.check("wang", new[1]) == Person("wang", Role.TRAINER)
    site.post("people/role", 400, name="wang", role="")
    site.post("people/role", 404, name="nobody", role="staff")
    done = [deed.what for deed in site.deeds.latest(who="boss") if deed.result == "done"]
    assert done == ["account on", "account off", "password changed", "role changed"]


def test_removing_somebody_says_what_goes_and_takes_it_along(site: Site) -> None:
    with closing(HistoryDatabase(site.settings.data_dir)) as history:
        conversations = Conversations(history, lambda: 1_800_000_000.0)
        conversations.add("wang", conversations.begin("wang", "一"), exchange())
        Opinions(history, lambda: 1_800_000_000.0).report("wang", PASSAGE, "", "内容有错", "")
        assert "他的1个历史对话和其中的评价一起删掉" in site.get("/admin/people/one?name=wang")
        site.post("people/remove", name="wang")
        assert conversations.of("wang") == []
        with history.reading() as connection:
            assert "wang" not in str(connection.exec_driver_sql("SELECT * FROM reports").all())
    assert [account.name for account in site.people.all()] == ["boss", "li"]
    site.get("/admin/people/one?name=wang", 404)


def test_nobody_does_it_to_themselves(site: Site) -> None:
    for act in ("role", "password", "off", "remove"):
        assert "这是您自己的账号" in words(site.post(f"people/{act}", 400, name="boss", role="staff").text)
    assert "这是您自己的账号" in site.get("/admin/people/one?name=boss")
    assert site.people.check("boss", PASSWORD) == Person("boss", Role.ADMINISTRATOR)


def test_the_list_is_searched_filtered_and_taken_along(site: Site) -> None:
    site.people.add("zhao", Role.STAFF, None)
    assert "找到1人，共4人" in site.get("/admin/people?q=WAN")
    assert "li" not in re.findall(r"name=(\w+)", site.client.get("/admin/people?role=staff").text)
    assert "没有找到这样的用户" in site.get("/admin/people?q=nobody")
    rows = site.table("/admin/people/people.csv")
    assert rows[0][:4] == ["账号", "角色", "登录方式", "状态"]
    assert [row[:4] for row in rows[1:]] == [
        ["boss", "管理员", "本机账号和密码", "在用"],
        ["li", "培训师", "本机账号和密码", "在用"],
        ["wang", "员工", "本机账号和密码", "在用"],
        ["zhao", "员工", "公司统一登录", "在用"],
    ]


def test_a_long_list_is_turned_in_pages(site: Site) -> None:
    for number in range(120):
        site.people.add(f"user{number:03}", Role.STAFF, None)
    first, second = site.get("/admin/people"), site.get("/admin/people?page=2")
    assert "第1页，共2页" in first
    assert ("user090" in first, "user119" in first, "user119" in second) == (True, False, True)
    assert site.get("/admin/people?page=99") == second


def test_with_the_companys_sign_on_whoever_came_is_listed_and_can_be_kept_out(
    assistant: Assistant, settings: Settings, database: PeopleDatabase
) -> None:
    proxy = settings.model_copy(update={"auth": "proxy", "proxy_secret": SecretStr(SECRET), "requests_per_minute": 10_000})
    People(database).add("boss", Role.ADMINISTRATOR, None)
    with TestClient(create_app(assistant, proxy), base_url=HERE, follow_redirects=False) as client:

        def head(name: str) -> dict[str, str]:
            return {"x-remote-user": name, "x-proxy-secret": SECRET}

        assert client.post("/api/v1/ask", json={"question": "什么是阶梯法则"}, headers=head("Dora")).status_code == 200
        listed = words(client.get("/admin/people", headers=head("boss")).text)
        assert "dora 员工 公司统一登录 没有单独开通" in listed
        assert "local" not in listed
        assert client.post("/admin/people/off", data={"name": "dora"}, headers=head("boss")).status_code == 303
        assert client.post("/api/v1/ask", json={"question": "什么是阶梯法则"}, headers=head("dora")).status_code == 401
        client.post("/admin/people/on", data={"name": "dora"}, headers=head("boss"))
        client.post("/admin/people/role", data={"name": "dora", "role": "trainer"}, headers=head("boss"))
        assert client.get("/quiz", headers=head("dora")).status_code == 200
        assert "不让他用，请改成停用" in words(client.get("/admin/people/one?name=dora", headers=head("boss")).text)


def test_an_administrator_adds_a_user_who_then_signs_in(site: Site, serve: Callable[..., str], browser: Browser) -> None:
    url = serve(site.app)
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": COOKIE, "value": site.people.begin_session(Person("boss", Role.ADMINISTRATOR), 1), "url": url}])
    page = context.new_page()
    page.goto(f"{url}/admin/people")
    page.get_by_label("账号", exact=True).fill("chen")
    page.locator("#role").select_option("trainer")
    page.get_by_role("button", name="添加").click()
    password = page.get_by_label("密码", exact=True).input_value()
    expect(page.get_by_role("status")).to_contain_text("离开这一页就再也看不到了")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="交好了，回到用户").click()
    expect(page.get_by_role("link", name="chen")).to_be_visible()
    page.get_by_role("link", name="chen").click()
    page.locator("summary", has_text="停用").click()
    page.get_by_role("button", name="确认停用").click()
    expect(page.locator("h1")).to_contain_text("已停用")
    page.locator("summary", has_text="重新启用").click()
    page.get_by_role("button", name="确认重新启用").click()
    expect(page.locator("h1")).not_to_contain_text("已停用")
    context.close()
    other = browser.new_context()
    theirs = other.new_page()
    theirs.goto(f"{url}/login")
    theirs.get_by_label("账号").fill("chen")
    theirs.get_by_label("密码").fill(password)
    theirs.get_by_role("button", name="登录").click()
    theirs.get_by_label("问题", exact=True).wait_for()
    assert theirs.goto(f"{url}/admin/people").status == 403  # type: ignore[union-attr]
    other.close()


# The log


def test_the_log_is_filtered_turned_and_taken_along(site: Site) -> None:
    site.deeds.record("=SUM(A1)", "sign_in", "10.0.0.7", "failed")
    for _ in range(120):
        site.deeds.record("wang", "ask", "/api/v1/ask")
    newest = site.client.get("/admin/log").text
    older = re.search(r'href="(/admin/log\?[^"]*before=[^"]*)"', newest)
    assert older is not None
    assert "=SUM(A1)" in site.get(html.unescape(older[1]))
    assert "没有这样的记录" in site.get("/admin/log?who=nobody")
    assert "没做成" in site.get("/admin/log?what=sign_in&result=failed")
    assert "“soon”不是日期" in site.get("/admin/log?since=soon")
    assert "没有这样的记录" in site.get("/admin/log?until=2020-01-01")
    assert "提问" in site.get("/admin/log?since=2020-01-01&who=WANG")
    site.get("/admin/log?before=x")
    rows = site.table("/admin/log/log.csv?what=sign_in")
    assert rows[0] == ["时间", "谁", "做什么", "对什么", "结果"]
    assert [row[1:] for row in rows[1:]] == [["'=SUM(A1)", "登录", "10.0.0.7", "没做成"]]


# Banks


def test_all_trainers_banks_are_listed_with_their_maker_and_what_has_become_stale(
    site: Site, settings: Settings, assistant: Assistant
) -> None:
    with closing(QuizDatabase(settings.data_dir)) as quizzes:
        banks = Banks(quizzes, count(1_800_000_000.0).__next__)
        grounds = {source.passage_id: "旧的文字" for source in ITEMS[0].sources}
        kept = banks.add_bank("一期", "li", {}, [], [], [(ITEMS[0], grounds)])
        banks.save_bank(kept, "一期")
        banks.add_bank("没存", "", {}, [], [], [(ITEMS[1], {})])
        page = site.get("/admin/banks")
        assert re.search(r"一期 li \S+ \S+ 1 1道", page)
        assert re.search(r"没存 没有记下 \S+ \S+ 1 存了才查", page)
        assert "1 道题引用的原文变了" in site.get("/admin")
        assert [[row[0], row[1], *row[3:]] for row in site.table("/admin/banks/banks.csv")[1:]] == [
            ["没存", "", "1", "0", "草稿"],
            ["一期", "li", "1", "1", "题库"],
        ]
        site.post("banks/delete", id=kept)
        site.post("banks/delete", 404, id=kept)
        assert [row.title for row in banks.banks()] == ["没存"]
        assert site.deeds.latest(1, what="bank deleted")[0].about == "一期"
