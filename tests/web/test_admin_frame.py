"""The administrator's pages as a whole: who may open them, how they lead to each other, how they say what went wrong."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant import web
from assistant.accounts.database import PeopleDatabase
from assistant.accounts.people import People
from assistant.accounts.roles import Action, Person, Role
from assistant.answering.engine import Assistant
from assistant.errors import DataDirError, InputError
from assistant.settings import Settings
from assistant.web.admin.deed_words import DEEDS, OBJECTS
from assistant.web.admin.frame import SECTIONS, Frame, moment, size
from assistant.web.admin.page import admin_router
from assistant.web.app import create_app
from assistant.web.identity import COOKIE
from assistant.web.security import Guard
from assistant.web.surfaces import SURFACES, Kind

HERE = "http://127.0.0.1:7860"


@pytest.fixture
def database(settings: Settings) -> Iterator[PeopleDatabase]:
    engine = PeopleDatabase(settings.data_dir)
    for role in Role:
        People(engine).add(role.value, role, None)
    yield engine
    engine.close()


@pytest.mark.parametrize("role", [Role.STAFF, Role.TRAINER])
def test_nobody_but_an_administrator_gets_in(assistant: Assistant, settings: Settings, database: PeopleDatabase, role: Role) -> None:
    app = create_app(assistant, settings.model_copy(update={"auth": "accounts"}))
    with TestClient(app, base_url=HERE, follow_redirects=False) as client:
        client.cookies.set(COOKIE, People(database).begin_session(Person(role.value, role), 1))
        for path in [section.path for section in SECTIONS]:
            refused = client.get(path)
            assert (path, refused.status_code, refused.text) == (path, 403, "您的角色不能用这一项。需要的话请联系管理员。")
        client.cookies.set(COOKIE, People(database).begin_session(Person("administrator", Role.ADMINISTRATOR), 1))
        for section in SECTIONS:
            page = client.get(section.path)
            assert (section.path, page.status_code, page.headers["cache-control"]) == (section.path, 200, "no-store")
            assert f'<a href="{section.path}" aria-current="page">{section.title}</a>' in page.text


def test_what_goes_wrong_is_a_page_that_says_it(caplog: pytest.LogCaptureFixture) -> None:
    frame = Frame()
    routes = frame.router("/admin/people")
    faults = {"input": InputError("“甲”太短。"), "disk": DataDirError("disk is full"), "defect": ZeroDivisionError("secret")}

    def fail(name: str, request: Request) -> None:
        raise faults[name]

    routes.add_api_route("/{name}", fail, methods=["GET"])
    app = FastAPI()
    app.add_middleware(Guard)
    app.include_router(admin_router(frame, [routes]))
    with TestClient(app, base_url=HERE) as client:
        for path, status, words in (
            ("/admin/people/input", 400, "“甲”太短。"),
            ("/admin/people/disk", 500, "磁盘空间"),
            ("/admin/people/defect", 500, "服务器出了错"),
            ("/admin/nowhere/at/all", 404, "没有找到"),
        ):
            page = client.get(path)
            assert (path, page.status_code) == (path, status)
            assert words in page.text
            assert "secret" not in page.text
            assert "回到管理" in page.text
    assert "ZeroDivisionError" in caplog.text


def test_times_are_shown_as_they_are_here() -> None:
    assert moment(None) == ""
    assert moment("2026-01-31T08:05:00+00:00") == moment(1769846700.0)


def test_sizes_are_in_the_unit_in_which_they_are_read() -> None:
    assert [size(count) for count in (0, 999, 1000, 34_400, 999_499, 999_500, 50_000_000)] == [
        "0字节",
        "999字节",
        "1kB",
        "34kB",
        "999kB",
        "1.0MB",
        "50.0MB",
    ]


def test_the_log_has_words_for_whatever_is_kept_in_it() -> None:
    """A handler may say more exactly what it does; what none says is the row of the table."""
    said = {
        name
        for path in Path(web.__file__).parent.rglob("*.py")
        for name in re.findall(r'name_deed\(\s*request, "([^"]+)"', path.read_text("utf-8"))
    }
    assert len(said) > 15
    assert (said | set(Action)) - set(DEEDS) == set()
    deeds = {surface.template for surface in SURFACES if surface.is_deed and surface.action not in (None, Action.ADMINISTER)}
    taken = {surface.template for surface in SURFACES if surface.kind is Kind.DOWNLOAD}
    assert (deeds | taken) - set(OBJECTS) == set()
    assert set(OBJECTS) - {surface.template for surface in SURFACES} == set()
