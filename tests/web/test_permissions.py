"""Who may use which surface: the table against the routes that there are, and every role against every row of the table."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from assistant.accounts.database import PeopleDatabase
from assistant.accounts.deeds import Deeds
from assistant.accounts.people import People
from assistant.accounts.roles import ALLOWED, Action, Person, Role
from assistant.answering.engine import Assistant
from assistant.settings import Settings
from assistant.web.access import current_person, is_same_origin, require
from assistant.web.app import create_app
from assistant.web.editions import EditionRoute
from assistant.web.identity import COOKIE
from assistant.web.limits import MAX_KNOWN, PageOwners, Rate
from assistant.web.surfaces import SURFACES, Kind, Surface, surface_of

HERE = "http://127.0.0.1:7860"
NOBODY = "nobody"
CALLERS = (NOBODY, *Role)
Client = Callable[[str], TestClient]


@pytest.fixture
def guarded(settings: Settings) -> Settings:
    """Settings of a server with accounts, one for each role."""
    return settings.model_copy(update={"auth": "accounts", "requests_per_minute": 10_000})


@pytest.fixture
def database(guarded: Settings) -> Iterator[PeopleDatabase]:
    engine = PeopleDatabase(guarded.data_dir)
    people = People(engine)
    for role in Role:
        people.add(role.value, role, None)
    people.add("other", Role.STAFF, None)
    yield engine
    engine.close()


@pytest.fixture
def app(assistant: Assistant, guarded: Settings, database: PeopleDatabase) -> FastAPI:
    return create_app(assistant, guarded)


@pytest.fixture
def client(app: FastAPI, database: PeopleDatabase) -> Iterator[Client]:
    """A client of somebody who is signed in, by name."""
    with ExitStack() as stack:
        stack.enter_context(TestClient(app))

        def of(name: str) -> TestClient:
            client = TestClient(app, base_url=HERE, follow_redirects=False)
            if name != NOBODY:
                client.cookies.set(COOKIE, People(database).begin_session(Person(name, Role.STAFF), 1))
            stack.callback(client.close)
            return client

        yield of


def routes_of(routes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Template and method of each of our own routes, those of included routers too; Gradio's application is not among them."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from routes_of(route.original_router.routes)
        elif isinstance(route, EditionRoute):
            yield from routes_of(route.routes)
        elif getattr(route, "methods", None):
            for method in route.methods:
                yield route.path.rstrip("/") or "/", method


def example(template: str) -> str:
    """An address that fits the template."""
    return re.sub(r"\{[^}:]+\}", "a", re.sub(r"\{[^}]+:path\}", "a/b", template))


def use(client: TestClient, surface: Surface) -> int:
    method = "POST" if "POST" in surface.methods else "GET"
    content = b'{"session_hash": "page-of-%s"}' % client.cookies.get(COOKIE, "x")[:8].encode() if method == "POST" else None
    return client.request(method, example(surface.template), content=content, headers={"content-type": "application/json"}).status_code


def test_every_route_has_its_row_in_the_table_and_is_judged_by_it(app: FastAPI) -> None:
    routes = list(routes_of(app.routes))
    assert len(routes) > 40
    missing = [
        (template, method)
        for template, method in routes
        if (row := surface_of(method, example(template))) is None or row.template != template or method not in row.methods
    ]
    assert missing == []


def test_a_route_that_nobody_put_into_the_table_is_closed(app: FastAPI, client: Client) -> None:
    app.get("/api/v1/secret")(lambda: {"secret": 1})
    assert ("/api/v1/secret", "GET") in set(routes_of(app.routes))
    assert surface_of("GET", "/api/v1/secret") is None
    assert client(Role.ADMINISTRATOR).get("/api/v1/secret").status_code == 404


def test_the_table_has_no_row_without_a_route(app: FastAPI) -> None:
    ours = set(routes_of(app.routes))
    gradio = next(route.app for route in app.routes if getattr(route, "path", None) == "")  # type: ignore[attr-defined]
    theirs = {re.sub(r"\{.*", "", path) for path, _ in routes_of(gradio.routes)}
    rows = {(surface.template, method) for surface in SURFACES for method in surface.methods if method != "HEAD"}
    assert [row for row in rows - ours if re.sub(r"\{.*", "", row[0]) not in theirs] == []


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: f"{min(surface.methods)} {surface.template}")
def test_each_role_may_what_the_table_says_and_nothing_else(client: Client, surface: Surface) -> None:
    for caller in CALLERS:
        status = use(client(caller), surface)
        if surface.action is None or (caller != NOBODY and surface.action in ALLOWED[Role(caller)]):
            assert status not in (401, 403) or surface.template == "/login", (caller, status)
        elif caller != NOBODY:
            assert status == 403, (caller, status)
        else:
            assert status == (303 if surface.kind in (Kind.PAGE, Kind.DOWNLOAD) else 401), (caller, status)


def test_a_dependency_asks_for_more_than_the_table(client: Client) -> None:
    app = FastAPI()
    seen: list[Person] = []

    @app.get("/items")
    def items(person: Person = Depends(require(Action.MAKE_QUIZ))) -> None:  # noqa: B008  FastAPI's way to ask
        seen.append(person)

    @app.get("/me")
    def me(person: Person = Depends(current_person)) -> str:  # noqa: B008
        return person.name

    who: dict[str, Person | None] = {"person": None}

    @app.middleware("http")
    async def sign_in(request: Any, call_next: Any) -> Any:
        request.state.person = who["person"]
        return await call_next(request)

    with TestClient(app) as plain:
        assert (plain.get("/items").status_code, plain.get("/me").status_code) == (401, 401)
        who["person"] = Person("bob", Role.STAFF)
        assert (plain.get("/items").status_code, plain.get("/me").json()) == (403, "bob")
        who["person"] = Person("tina", Role.TRAINER)
        assert plain.get("/items").status_code == 200
        assert seen == [Person("tina", Role.TRAINER)]


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(client: Client, database: PeopleDatabase) -> None:
    administrator = client(Role.ADMINISTRATOR)
    assert administrator.get("/metrics").status_code == 200
    People(database).set_role("administrator", Role.STAFF)
    assert administrator.get("/metrics").status_code == 403
    People(database).remove("administrator")
    assert administrator.post("/api/v1/ask", json={"question": "什么是阶梯法则"}).status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "a" * 5000, "'; --", '"unclosed', "%00", "\x7f"])
def test_a_made_up_cookie_is_nobodys(client: Client, cookie: str) -> None:
    reply = client(NOBODY).post("/api/v1/ask", json={"question": "问"}, headers={"cookie": f"{COOKIE}={cookie}"})
    assert (reply.status_code, reply.json()) == (401, {"error": "请先登录。登录已过期时，刷新页面重新登录。"})


# Other people's pages

JOIN = {"data": ["什么是阶梯法则"], "fn_index": 0, "session_hash": "pageofstaff"}


def test_nobody_reads_or_writes_the_stream_of_anothers_page(client: Client) -> None:
    staff, other = client(Role.STAFF), client("other")
    assert staff.post("/gradio_api/queue/join", json=JOIN).status_code == 200
    for intruder in (other, client(Role.ADMINISTRATOR)):
        assert intruder.get("/gradio_api/queue/data", params={"session_hash": "pageofstaff"}).status_code == 403
        reply = intruder.post("/gradio_api/queue/join", json=JOIN)
        assert (reply.status_code, reply.json()) == (403, {"detail": "这不是您打开的页面。请刷新页面再试。"})
    with staff.stream("GET", "/gradio_api/queue/data", params={"session_hash": "pageofstaff"}) as own:
        assert own.status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"{}", b"[" * 100_000, b'{"session_hash": 5}', b'{"session_hash": ""}', b'{"session_hash": "%s"}' % (b"x" * 65)],
)
def test_a_message_from_no_page_is_refused(client: Client, body: bytes) -> None:
    assert client(Role.STAFF).post("/gradio_api/queue/join", content=body, headers={"content-type": "application/json"}).status_code == 400


def test_a_page_is_its_first_users_and_few_are_remembered() -> None:
    owners = PageOwners()
    assert owners.belongs("p", "alice")
    assert not owners.belongs("p", "bob")
    assert owners.belongs("p", "alice")
    for number in range(MAX_KNOWN + 10):
        owners.belongs(str(number), "bob")
    assert len(owners._owner_of) == MAX_KNOWN


# From another page


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://[unclosed"},
        {"origin": ""},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://127.0.0.1:7860.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": HERE},
        {"sec-fetch-site": "odd"},
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/ask", "/logout", "/login", "/account/password", "/gradio_api/queue/join", "/value/customers"])
def test_another_page_cannot_act_in_somebodys_name(client: Client, database: PeopleDatabase, path: str, headers: dict[str, str]) -> None:
    staff = client(Role.STAFF)
    assert staff.post(path, json=JOIN, headers=headers).status_code == 403
    assert staff.get("/library").status_code == 200  # still signed in


def test_our_own_page_and_programs_may_send() -> None:
    from starlette.datastructures import Headers

    host = {"host": "assistant.example"}
    assert is_same_origin(Headers(host))
    assert is_same_origin(Headers({**host, "origin": "https://assistant.example"}))
    assert is_same_origin(Headers({**host, "origin": "https://ASSISTANT.example", "sec-fetch-site": "same-origin"}))
    assert not is_same_origin(Headers({"origin": "https://"}))


def test_without_accounts_too_another_page_cannot_act(assistant: Assistant, settings: Settings) -> None:
    with TestClient(create_app(assistant, settings), base_url=HERE) as local:
        asked = {"question": "什么是阶梯法则"}
        assert local.post("/api/v1/ask", json=asked).status_code == 200
        assert local.post("/api/v1/ask", json=asked, headers={"origin": "https://evil.example"}).status_code == 403
        for header in ("x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-host"):
            reply = local.post("/api/v1/ask", json=asked, headers={header: "10.0.0.9"})
            assert (header, reply.status_code) == (header, 401)
            assert "ASSISTANT_AUTH" in reply.json()["error"]
        assert local.get("/login").status_code == 404
        assert local.post("/login", data={"name": "a", "password": "b"}).status_code == 404


# How often


def test_whoever_asks_too_often_waits_and_nobody_else_does(assistant: Assistant, guarded: Settings, database: PeopleDatabase) -> None:
    app = create_app(assistant, guarded.model_copy(update={"requests_per_minute": 3}))
    people = People(database)
    with TestClient(app, base_url=HERE) as client:
        replies = []
        for name in ("staff", "staff", "staff", "staff", "other"):
            client.cookies.set(COOKIE, people.begin_session(Person(name, Role.STAFF), 1))  # a new session is no way around it
            replies.append(client.post("/api/v1/ask", json={"question": "什么是阶梯法则"}))
        assert [reply.status_code for reply in replies] == [200, 200, 200, 429, 200]
        assert 1 <= int(replies[3].headers["retry-after"]) <= 20
        assert "太频繁" in replies[3].json()["error"]
        assert client.get("/library").status_code == 200  # reading goes on


def test_a_bucket_fills_again() -> None:
    now = 0.0
    rate = Rate(2, 10, lambda: now)
    assert [rate.wait_s("a"), rate.wait_s("a"), rate.wait_s("a"), rate.wait_s("b")] == [0, 0, 5, 0]
    now = 5.0
    assert [rate.wait_s("a"), rate.wait_s("a")] == [0, 5]
    for number in range(MAX_KNOWN + 10):
        rate.wait_s(str(number))
    assert len(rate._buckets) == MAX_KNOWN


# What is kept


def test_the_log_says_who_did_what_and_never_what_was_asked(client: Client, database: PeopleDatabase) -> None:
    staff = client(Role.STAFF)
    staff.post("/api/v1/ask", json={"question": "顾客让渡价值的机密"})
    staff.post("/api/v1/ask", json={"question": " "})
    staff.get("/library/search", params={"q": "机密"})
    staff.get("/value/delivered-value/workbook.xlsx", params={"total_value": "1400", "total_cost": "1140"})
    staff.get("/metrics")
    client(NOBODY).post("/api/v1/ask", json={"question": "机密"})
    found = [(deed.who, deed.what, deed.about, deed.result) for deed in Deeds(database).latest()]
    assert found == [
        ("staff", "watch", "/metrics", "refused"),
        ("staff", "calculate", "/value/{formula_id}/workbook.xlsx", "done"),
        ("staff", "ask", "/api/v1/ask", "failed"),
        ("staff", "ask", "/api/v1/ask", "done"),
    ]


def test_a_log_that_cannot_be_written_stops_no_answer(client: Client, database: PeopleDatabase, caplog: pytest.LogCaptureFixture) -> None:
    staff = client(Role.STAFF)
    with database.writing() as connection:
        connection.execute(sa.text("DROP TABLE deeds"))
    assert staff.post("/api/v1/ask", json={"question": "什么是阶梯法则"}).status_code == 200
    assert "the audit log could not be written: staff ask done" in caplog.text
