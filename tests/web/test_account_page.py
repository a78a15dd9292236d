"""账户: somebody changes the password of their own account, and nobody else's."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from playwright.sync_api import Browser

from assistant.accounts.database import PeopleDatabase
from assistant.accounts.deeds import Deeds
from assistant.accounts.people import People
from assistant.accounts.roles import Role
from assistant.answering.engine import Assistant
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.identity import COOKIE
from assistant.web.sessions import TRIES_OF_A_NAME

PASSWORD, NEW = "correct horse 12", " 一匹更好的 battery 马 "
HERE = "https://assistant.example"


@pytest.fixture
def database(settings: Settings) -> Iterator[PeopleDatabase]:
    database = PeopleDatabase(settings.data_dir)
    for name, role in (("alice", Role.STAFF), ("bob", Role.ADMINISTRATOR)):
        People(database).add(name, role, PASSWORD)
    yield database
    database.close()


@pytest.fixture
def app(assistant: Assistant, settings: Settings, database: PeopleDatabase) -> FastAPI:
    changed = {"auth": "accounts", "allowed_hosts": ("assistant.example",), "requests_per_minute": 1000}
    return create_app(assistant, settings.model_copy(update=changed))


@pytest.fixture
def desk(app: FastAPI) -> Iterator[TestClient]:
    """A browser in which alice is signed in."""
    with TestClient(app, base_url=HERE, follow_redirects=False) as client:
        sign_in(client)
        yield client


def sign_in(client: TestClient, name: str = "alice", password: str = PASSWORD) -> int:
    return client.post("/login", data={"name": name, "password": password}).status_code


def change(client: TestClient, present: str = PASSWORD, new: str = NEW, again: str | None = None, **more: str) -> Response:
    sent = {"present": present, "new": new, "again": new if again is None else again, **more}
    return client.post("/account/password", data=sent)


def own_changes(database: PeopleDatabase) -> list[tuple[str, str, str]]:
    return [(deed.who, deed.about, deed.result) for deed in Deeds(database).latest(what="own password changed")]


def test_a_changed_password_counts_at_once_and_every_other_place_is_signed_out(
    app: FastAPI, desk: TestClient, database: PeopleDatabase
) -> None:
    telephone = TestClient(app, base_url=HERE, follow_redirects=False)
    sign_in(telephone)
    before = desk.cookies[COOKIE]
    page = change(desk)
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert "密码改好了" in page.text
    assert desk.get("/account").status_code == 200
    assert desk.cookies[COOKIE] != before
    assert People(database).of_session(before) is None
    assert telephone.get("/account").headers["location"] == "/login?next=/account"
    assert (sign_in(telephone), sign_in(telephone, password=NEW)) == (401, 303)
    assert own_changes(database) == [("alice", "alice", "done")]


def test_the_page_says_who_one_is_and_holds_no_password(desk: TestClient) -> None:
    page = desk.get("/account").text
    assert "<dd>alice</dd>" in page
    assert "<dd>员工</dd>" in page
    wrong = change(desk, present="wrong horse 12", new="another horse 34").text
    assert "wrong horse" not in wrong
    assert "another horse" not in wrong


@pytest.mark.parametrize(
    ("present", "new", "again", "says"),
    [
        ("wrong horse 12", NEW, NEW, "现在的密码不对"),
        ("", NEW, NEW, "请填现在的密码"),
        (PASSWORD, "short", "short", "要10到256个字符"),
        (PASSWORD, "x" * 257, "x" * 257, "要10到256个字符"),
        (PASSWORD, "alicealice", "alicealice", "太好猜"),
        (PASSWORD, "ababababab", "ababababab", "太好猜"),
        (PASSWORD, PASSWORD, PASSWORD, "和现在的一样"),
        (PASSWORD, NEW, NEW.strip(), "两次填的新密码不一样"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_changes(
    desk: TestClient, database: PeopleDatabase, present: str, new: str, again: str, says: str
) -> None:
    page = change(desk, present, new, again)
    assert page.status_code == 400
    assert says in page.text
    assert 'aria-invalid="true"' in page.text
    assert desk.get("/account").status_code == 200
    assert People(database).check("alice", PASSWORD) is not None
    assert own_changes(database) == [("alice", "alice", "failed")]


def test_whose_password_it_is_the_session_says_and_no_field(desk: TestClient, database: PeopleDatabase) -> None:
    change(desk, name="bob")
    assert People(database).check("bob", PASSWORD) is not None
    assert People(database).check("alice", NEW) is not None


def test_guessing_on_an_open_page_is_slowed_down_as_on_the_form(desk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(People, "check", lambda *_: None)
    statuses = [change(desk, present=f"wrong horse {number}").status_code for number in range(TRIES_OF_A_NAME)]
    assert statuses == [400] * (TRIES_OF_A_NAME - 1) + [429]  # signing in was the first try
    assert sign_in(desk) == 429


def test_where_nobody_has_a_password_there_is_no_page(assistant: Assistant, settings: Settings) -> None:
    with TestClient(create_app(assistant, settings), base_url="http://127.0.0.1:7860") as client:
        page = client.get("/account", headers={"accept": "text/html"})
        assert (page.status_code, client.post("/account/password").status_code) == (404, 404)
        assert "没有这一页" in page.text
        assert "/account" not in client.get("/help").text


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_somebody_changes_their_password_by_keyboard(browser: Browser, serve: Callable[[FastAPI], str], app: FastAPI, width: int) -> None:
    url = serve(app)
    with browser.new_context(viewport={"width": width, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{url}/account")

        def fill(**fields: Any) -> None:
            for label, text in fields.items():
                page.get_by_label(label, exact=True).fill(text)
            page.keyboard.press("Enter")

        fill(账号="alice", 密码=PASSWORD)
        page.get_by_role("heading", name="账户").wait_for()
        fill(现在的密码="wrong horse 12", 新密码=NEW, 再填一次新密码=NEW)
        page.get_by_role("alert").get_by_text("现在的密码不对").wait_for()
        fill(现在的密码=PASSWORD, 新密码=NEW, 再填一次新密码=NEW)
        page.get_by_role("status").get_by_text("密码改好了").wait_for()
        if width < 800:
            page.get_by_role("button", name="菜单").click()
        page.get_by_role("link", name="账户").click()
        page.get_by_role("heading", name="账户").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
