"""What all pages share: tokens and styles, the chat page's head, and what is said when something goes wrong."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

import assistant.web
from assistant.accounts.database import PeopleDatabase
from assistant.accounts.people import People
from assistant.accounts.roles import AT_THIS_MACHINE, Person, Role
from assistant.answering.engine import Assistant
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.identity import COOKIE
from assistant.web.look import chat_style, own_text, stylesheet
from assistant.web.navigation import navigation_of
from assistant.web.page_route import page_route

WEB = Path(assistant.web.__file__).parent
BROWSER = {"accept": "text/html,application/xhtml+xml"}
OWN = {"--columns", "--span", "--labels", "--room", "--law", "--rule", "--concept", "--framework", "--process", "--checklist"}
OWN |= {"--case", "--figures", "--conflict", "--on-dark"}


@pytest.fixture
def client(assistant: Assistant, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(assistant, settings), base_url="http://127.0.0.1:7860") as client:
        yield client


# Tokens


def blocks(tokens: str) -> list[set[str]]:
    return [set(re.findall(r"(--[\w-]+):", block)) for block in re.findall(r"^(?::root|\.dark) \{([^}]*)\}", tokens, re.M)]


def test_every_colour_is_named_light_and_dark() -> None:
    light, dark = blocks(own_text("styles/tokens.css"))
    assert dark < light
    colours = {
        name for name, value in re.findall(r"(--[\w-]+): ([^;]+);", own_text("styles/tokens.css")) if value.startswith(("#", "0 1px"))
    }
    assert colours | {"--shadow"} == dark


@pytest.mark.parametrize("sheet", sorted(WEB.rglob("*.css")), ids=lambda path: path.name)
def test_every_sheet_takes_colours_type_and_corners_from_the_tokens(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
    named = set.union(*blocks(own_text("styles/tokens.css"))) | OWN
    assert set(re.findall(r"var\((--[\w-]+)\)", text)) <= named
    if sheet.name == "tokens.css":
        return
    outside = re.sub(r"--[\w-]+: #[0-9a-f]+;", "", text)  # the library names the colours of its kinds
    assert re.findall(r"#[0-9a-f]{3,8}\b(?=[^{}]*;)", outside) in ([], ["#fff"])  # paper is white
    assert re.findall(r"font-size: [\d.]+px", text) == []


def test_the_pages_are_dark_where_the_system_is_and_the_chat_where_gradio_is() -> None:
    assert "@media (prefers-color-scheme: dark) { :root {" in stylesheet()
    assert not re.search(r"^\.dark", stylesheet(), re.M)
    assert re.search(r"^\.dark \{", chat_style(), re.M)


# Navigation


def offered(person: Person | None, path: str = "/", root: str = "") -> dict[str, str]:
    scope = {"type": "http", "path": root + path, "root_path": root, "state": {"person": person}}
    return {place.title: place.address for place in navigation_of(scope).places}


def test_only_what_one_may_open_is_offered() -> None:
    assert list(offered(None)) == ["帮助"]
    staff, trainer, administrator = (set(offered(Person("a", role))) for role in (Role.STAFF, Role.TRAINER, Role.ADMINISTRATOR))
    assert trainer - staff == {"出题"}
    assert administrator >= trainer


def test_below_a_path_every_link_stays_there() -> None:
    assert all(address.startswith("/assistant/") for address in offered(AT_THIS_MACHINE, root="/assistant").values())


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", {"问答": "page"}),
        ("/library/", {"资料库": "page"}),
        ("/library/card/x", {"资料库": "true"}),
        ("/libraryx", {}),
        ("/login", {}),
        ("/account", {}),
    ],
)
def test_the_page_that_is_open_is_marked(path: str, current: dict[str, str]) -> None:
    places = navigation_of({"type": "http", "path": path, "state": {"person": AT_THIS_MACHINE}}).places
    assert {place.title: place.current for place in places if place.current} == current


def test_the_chat_page_has_language_title_and_navigation_before_a_script_runs(client: TestClient) -> None:
    page = client.get("/", headers=BROWSER)
    assert page.headers["content-length"] == str(len(page.content))
    assert re.search(r'<html\s+lang="zh-CN"', page.text)
    assert "<title>问答｜营销知识助手</title>" in page.text
    assert re.search(r"<body[^>]*>\s*<a class=\"skip\"", page.text)
    assert '<a href="/" aria-current="page">问答</a>' in page.text
    assert client.head("/").content == b""


# What went wrong


@pytest.mark.parametrize(
    ("method", "path", "status", "says"),
    [
        ("GET", "/nowhere", 404, "没有这个页面"),
        ("GET", "/library/nowhere", 404, "没有这一页"),
        ("GET", "/value/nowhere", 404, "没有这个算式"),
        ("GET", "/quiz/nowhere", 404, "没有这个页面"),
        ("PUT", "/library", 405, "不接受这种操作"),
    ],
)
def test_a_browser_gets_a_page_that_leads_on(client: TestClient, method: str, path: str, status: int, says: str) -> None:
    reply = client.request(method, path, headers=BROWSER)
    assert (reply.status_code, reply.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert says in reply.text
    assert '<a href="/library"' in reply.text  # whoever may open pages is offered them
    assert "default-src 'none'" in reply.headers["content-security-policy"]


def test_a_program_gets_a_line(client: TestClient) -> None:
    reply = client.get("/nowhere")
    assert (reply.text, reply.headers["content-type"]) == ("没有这个页面。", "text/plain; charset=utf-8")


def test_another_name_for_this_machine_learns_nothing_of_its_pages(client: TestClient) -> None:
    reply = client.get("/library", headers={**BROWSER, "host": "evil.example"})
    assert (reply.status_code, "不能用这个地址访问" in reply.text) == (403, True)
    assert "/library" not in reply.text


def test_too_large_a_body_is_told_the_limit(client: TestClient) -> None:
    reply = client.post("/value/customers", content=b"", headers={**BROWSER, "content-length": "99000000"})
    assert (reply.status_code, "最多10.1MB" in reply.text) == (413, True)


def test_too_often_is_a_page_with_the_time_to_wait(assistant: Assistant, settings: Settings) -> None:
    database = PeopleDatabase(settings.data_dir)
    people = People(database)
    people.add("bob", Role.STAFF, None)
    busy = settings.model_copy(update={"auth": "accounts", "requests_per_minute": 1})
    with TestClient(create_app(assistant, busy), base_url="http://127.0.0.1:7860") as client:
        client.cookies.set(COOKIE, people.begin_session(Person("bob", Role.STAFF), 1))
        replies = [client.get("/help", headers=BROWSER) for _ in range(11)]
    database.close()
    assert [reply.status_code for reply in replies] == [200] * 10 + [429]
    assert int(replies[-1].headers["retry-after"]) >= 1
    assert "太频繁" in replies[-1].text
    assert 'class="name">bob<' in replies[-1].text


def test_a_defect_is_a_page_and_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    routes = APIRouter(route_class=page_route())

    @routes.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret detail")

    app = FastAPI()
    app.include_router(routes)
    with TestClient(app) as client:
        reply = client.get("/broken")
    assert (reply.status_code, "服务器出了错" in reply.text, "secret detail" in reply.text) == (500, True, False)
    assert "secret detail" in caplog.text


# Help


def test_help_is_for_everybody_and_its_parts_for_those_whom_they_concern(
    client: TestClient, assistant: Assistant, settings: Settings
) -> None:
    here = client.get("/help").text
    assert ("培训师</h2>" in here, "管理员</h2>" in here) == (True, True)
    guarded = settings.model_copy(
        update={"auth": "proxy", "proxy_secret": settings.model_validate({"proxy_secret": "x" * 32}).proxy_secret}
    )
    with TestClient(create_app(assistant, guarded), base_url="http://127.0.0.1:7860") as stranger:
        there = stranger.get("/help").text
    assert ("怎么看" in there, "培训师</h2>" in there, "管理员</h2>" in there) == (True, False, False)


def test_help_leads_nowhere_that_is_not_there(client: TestClient) -> None:
    page = client.get("/help").text
    ids = set(re.findall(r' id="([^"]+)"', page))
    links = set(re.findall(r'href="([^"]+)"', page))
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    assert all(client.get(link).status_code == 200 for link in links if link.startswith("/"))
