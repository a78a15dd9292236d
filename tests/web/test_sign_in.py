"""Signing in: by an account on the page, by the company's sign-on through a proxy."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from assistant.accounts.database import PeopleDatabase
from assistant.accounts.deeds import Deeds
from assistant.accounts.people import People
from assistant.accounts.roles import Role
from assistant.answering.engine import Assistant
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.identity import COOKIE
from assistant.web.sessions import TRIES_FROM_AN_ADDRESS, TRIES_OF_A_NAME
from tests.web.conftest import ask

PASSWORD = "correct horse 12"
SECRET = "0123456789abcdef0123456789abcdef"
HERE = "https://assistant.example"


@pytest.fixture
def database(settings: Settings) -> Iterator[PeopleDatabase]:
    engine = PeopleDatabase(settings.data_dir)
    yield engine
    engine.close()


@pytest.fixture
def accounts(settings: Settings, database: PeopleDatabase) -> Settings:
    """Settings of a server with one account, alice."""
    People(database).add("alice", Role.STAFF, PASSWORD)
    return settings.model_copy(update={"auth": "accounts", "allowed_hosts": ("assistant.example",), "requests_per_minute": 1000})


@pytest.fixture
def client(assistant: Assistant, accounts: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(assistant, accounts), base_url=HERE, follow_redirects=False) as client:
        yield client


def form(password: str = PASSWORD, name: str = "alice", **more: str) -> dict[str, Any]:
    return {"data": {"name": name, "password": password, **more}}


def test_a_page_leads_to_the_form_and_the_form_back_to_the_page(client: TestClient) -> None:
    sent = client.get("/library/search", params={"q": "阶梯 & 法则"})
    assert sent.status_code == 303
    shown = client.get(sent.headers["location"])
    assert shown.status_code == 200
    onward = shown.text.split('name="next" value="')[1].split('"')[0].replace("&amp;", "&")
    back = client.post("/login", **form(next=onward))
    assert back.headers["location"] == onward == sent.request.url.raw_path.decode()
    assert client.get(back.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    ("embedded", "scheme", "attributes"),
    [
        (False, "https", {"HttpOnly", "Secure", "SameSite=lax", "Path=/"}),
        (True, "https", {"HttpOnly", "Secure", "SameSite=none", "Path=/"}),
        (True, "http", {"HttpOnly", "SameSite=lax", "Path=/"}),  # a browser would not take SameSite=None without Secure
    ],
)
def test_the_cookie_fits_the_frame_that_it_may_stand_in(
    assistant: Assistant, accounts: Settings, embedded: bool, scheme: str, attributes: set[str]
) -> None:
    settings = accounts.model_copy(update={"embed_origins": ("https://portal.example",) if embedded else ()})
    with TestClient(create_app(assistant, settings), base_url=f"{scheme}://assistant.example", follow_redirects=False) as client:
        cookie = client.post("/login", **form()).headers["set-cookie"]
    assert {part for part in cookie.split("; ")[1:] if not part.startswith("Max-Age")} == attributes
    assert "Max-Age=43200" in cookie


def test_below_a_path_the_cookie_stays_there(assistant: Assistant, accounts: Settings) -> None:
    app = create_app(assistant, accounts)
    with TestClient(app, base_url=HERE, root_path="/assistant", follow_redirects=False) as client:
        assert client.get("/assistant/library").headers["location"] == "/assistant/login?next=/assistant/library"
        reply = client.post("/assistant/login", **form(next="/elsewhere"))
        assert "Path=/assistant" in reply.headers["set-cookie"]
        assert reply.headers["location"] == "/assistant/"
        assert client.get("/assistant/library").status_code == 200


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\nx",
        "evil",
        "",
        "\\\\evil.example",
        "/%0d%0aset-cookie:x",
    ],
)
def test_the_form_leads_nowhere_else(client: TestClient, onward: str) -> None:
    location = client.post("/login", **form(next=onward)).headers["location"]
    assert location == "/" or location == onward == "/%0d%0aset-cookie:x"


def test_what_is_typed_is_shown_as_text(client: TestClient) -> None:
    page = client.get("/login", params={"next": '"><script>alert(1)</script>'}).text
    assert "<script" not in page


def test_a_wrong_password_is_told_as_an_unknown_name_is(client: TestClient, database: PeopleDatabase) -> None:
    wrong, unknown = client.post("/login", **form("wrong horse 12")), client.post("/login", **form(name="hunter2-typed-here"))
    assert (wrong.status_code, wrong.text) == (unknown.status_code, unknown.text)
    assert "账号或密码不对" in wrong.text
    assert COOKIE not in client.cookies
    assert [(deed.who, deed.what, deed.result) for deed in Deeds(database).latest()] == [
        ("-", "sign_in", "failed"),
        ("alice", "sign_in", "failed"),
    ]


def test_guessing_is_slowed_down_however_the_name_is_written(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(People, "check", lambda *_: None)
    names = ["alice", "ALICE", "ａlice", " alice"]
    statuses = [client.post("/login", **form(name=names[number % 4])).status_code for number in range(TRIES_OF_A_NAME + 1)]
    assert statuses == [401] * TRIES_OF_A_NAME + [429]
    for number in range(TRIES_FROM_AN_ADDRESS - TRIES_OF_A_NAME - 1):
        client.post("/login", **form(name=f"other{number}"))
    assert client.post("/login", **form(name="another")).status_code == 429


def test_signing_in_again_gives_a_new_session_and_ends_the_old_one(client: TestClient, database: PeopleDatabase) -> None:
    client.post("/login", **form())
    first = client.cookies[COOKIE]
    client.post("/login", **form())
    assert client.cookies[COOKIE] != first
    assert People(database).of_session(first) is None


def test_signing_out_ends_the_session_on_the_server(client: TestClient, database: PeopleDatabase) -> None:
    client.post("/login", **form())
    token = client.cookies[COOKIE]
    assert client.get("/login").headers["location"] == "/account"
    assert client.get("/login", params={"next": "/value"}).headers["location"] == "/value"
    assert client.post("/logout").headers["location"] == "/login"
    assert COOKIE not in client.cookies
    assert People(database).of_session(token) is None
    assert [deed.what for deed in Deeds(database).latest()] == ["sign_out", "sign_in"]


def test_a_body_that_is_no_form_is_turned_back(client: TestClient) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert client.post("/login", content=b"--x\r\nnonsense", headers=headers).status_code in (400, 401)
    assert client.post("/login", content=b"x" * 10_001).status_code == 413


# Through a proxy


@pytest.fixture
def proxied(assistant: Assistant, settings: Settings, database: PeopleDatabase) -> Iterator[TestClient]:
    People(database).add("tina", Role.ADMINISTRATOR, None)
    changed = {
        "auth": "proxy",
        "proxy_secret": settings.model_validate({"proxy_secret": SECRET}).proxy_secret,
        "allowed_hosts": ("assistant.example",),
    }
    with TestClient(create_app(assistant, settings.model_copy(update=changed)), base_url=HERE, follow_redirects=False) as client:
        yield client


def test_the_proxy_names_the_person_and_an_account_the_role(proxied: TestClient) -> None:
    def status(user: str) -> int:
        return proxied.get("/metrics", headers=[(b"x-proxy-secret", SECRET.encode()), (b"x-remote-user", user.encode())]).status_code

    assert (status("Tina"), status("王小明"), status("CORP\\li")) == (200, 403, 403)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("x-remote-user", "tina")],
        [("x-remote-user", "tina"), ("x-proxy-secret", "wrong")],
        [("x-remote-user", "tina"), ("x-proxy-secret", SECRET[:-1])],
        [("x-remote-user", "tina"), ("x-proxy-secret", SECRET), ("x-proxy-secret", "wrong")],
        [("x-proxy-secret", SECRET)],
        [("x-proxy-secret", SECRET), ("x-remote-user", "")],
        [("x-proxy-secret", SECRET), ("x-remote-user", "local")],
        [("x-proxy-secret", SECRET), ("x-remote-user", "tina"), ("x-remote-user", "bob")],
        [("x-proxy-secret", SECRET), ("x-remote-user", "tina, bob")],
        [("x-proxy-secret", SECRET), ("x-remote-user", "a" * 65)],
    ],
)
def test_without_its_proof_a_name_is_nobodys(proxied: TestClient, headers: list[tuple[str, str]]) -> None:
    reply = proxied.get("/library", headers=headers)
    assert reply.status_code == 401
    assert "统一入口" in reply.text
    assert proxied.get("/healthz", headers=headers).status_code == 200


def test_with_a_sign_on_there_is_no_form(proxied: TestClient) -> None:
    assert proxied.get("/login").status_code == 404


# On the page


@pytest.mark.browser
def test_somebody_signs_in_asks_and_signs_out(
    browser: Browser, serve: Callable[[FastAPI], str], assistant: Assistant, accounts: Settings
) -> None:
    url = serve(create_app(assistant, accounts))
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{url}/value")
        page.get_by_label("账号").fill("alice")
        page.get_by_label("密码").fill("wrong horse 12")
        page.keyboard.press("Enter")
        page.get_by_role("alert").get_by_text("账号或密码不对").wait_for()
        page.get_by_label("账号").fill("alice")
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/value")
        assert page.evaluate("document.cookie") == ""
        page.goto(url)
        page.get_by_label("问题", exact=True).wait_for()
        ask(page, "什么是阶梯法则")
        page.get_by_role("button", name="菜单").click()
        page.get_by_role("button", name="退出", exact=True).click()
        page.get_by_role("heading", name="登录").wait_for()
        assert page.goto(url) is not None
        assert page.url == f"{url}/login?next=/"


@pytest.mark.browser
def test_a_session_that_ended_is_said_on_the_open_page(
    browser: Browser, serve: Callable[[FastAPI], str], assistant: Assistant, accounts: Settings, database: PeopleDatabase
) -> None:
    url = serve(create_app(assistant, accounts))
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(url)
        page.get_by_label("账号").fill("alice")
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_label("问题", exact=True).wait_for()
        People(database).remove("alice")
        page.get_by_label("问题", exact=True).fill("什么是阶梯法则")
        page.get_by_role("button", name="发送", exact=True).click()
        page.get_by_text("登录已过期").first.wait_for()
