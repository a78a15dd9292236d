"""Every surface that names something by an id, against everybody whose it is not.

What each placeholder of the table stands for is declared here; a surface with a new one fails until it is, too.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.accounts.database import PeopleDatabase
from assistant.accounts.people import People
from assistant.accounts.roles import ALLOWED, Action, Person, Role
from assistant.answering.engine import Assistant
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.identity import COOKIE
from assistant.web.surfaces import SURFACES, Surface

HERE = "http://127.0.0.1:7860"
QUESTION = "什么是阶梯法则"
OWNER = "owner"
STRANGERS = (*Role, "unknown")  # a person of each role, and somebody who has not signed in
PLACEHOLDER = re.compile(r"\{[^}]+\}")

# The same for everybody who may use the surface: the company's knowledge, and names of things, not of anybody's.
COMMON = {
    "{card_id}",
    "{document_id:path}",
    "{group_id:path}",
    "{kind}",
    "{list_id:path}",
    "{formula_id}",
    "{name}",
    "{name:path}",
    "{number}",
}
COMMON |= {"{act}", "{elsewhere:path}", "{path:path}"}
# Common to those who make quizzes; the roles decide (test_permissions.py).
TRAINERS = {"{bank_id}", "{paper_id}"}
# Whoever has the link may: it is handed out, and cannot be guessed.
SECRET = {"{link}", "{attempt_id}"}
# One person's alone.
OWN = {"{conversation_id}", "{exchange_id}"}
ROWS = [surface for surface in SURFACES if set(PLACEHOLDER.findall(surface.template)) & OWN]


def test_what_each_placeholder_stands_for_is_declared() -> None:
    found = {name for surface in SURFACES for name in PLACEHOLDER.findall(surface.template)}
    assert found - COMMON - TRAINERS - SECRET - OWN == set()


def test_a_trainers_surface_is_for_those_who_make_quizzes() -> None:
    for surface in SURFACES:
        if set(PLACEHOLDER.findall(surface.template)) & TRAINERS:
            assert surface.action in (Action.MAKE_QUIZ, Action.ADMINISTER), surface.template
    assert Action.MAKE_QUIZ not in ALLOWED[Role.STAFF]


@dataclass(frozen=True)
class House:
    """A server with accounts; the owner has asked a question on the page, and `ids` are what came of it."""

    client: Callable[[str], TestClient]
    ids: dict[str, str]


@pytest.fixture
def house(assistant: Assistant, settings: Settings) -> Iterator[House]:
    database = PeopleDatabase(settings.data_dir)
    people = People(database)
    for name, role in ((OWNER, Role.STAFF), *((role.value, role) for role in Role)):
        people.add(name, role, None)
    app = create_app(assistant, settings.model_copy(update={"auth": "accounts", "requests_per_minute": 10_000}))

    def client(name: str) -> TestClient:
        cookies = {} if name == "unknown" else {COOKIE: people.begin_session(Person(name, Role.STAFF), 1)}
        return TestClient(app, base_url=HERE, follow_redirects=False, cookies=cookies)

    with TestClient(app):
        yield House(client, _asked(client(OWNER)))
    database.close()


def _asked(owner: TestClient) -> dict[str, str]:
    """The ids of the conversation and of the exchange that a question on the page begins; none where none are kept."""
    config = owner.get("/config").json()
    handler = next(one for one in config["dependencies"] if one["api_name"] == "ask")
    fields = {component["id"]: component["props"] for component in config["components"]}
    data = [QUESTION if fields[name].get("elem_id") == "question" else fields[name].get("value") or "" for name in handler["inputs"]]
    owner.post("/gradio_api/queue/join", json={"data": data, "fn_index": handler["id"], "session_hash": "ownerspage"})
    with owner.stream("GET", "/gradio_api/queue/data", params={"session_hash": "ownerspage"}) as reply:
        said = "".join(reply.iter_lines())
    ids: dict[str, str] = {}
    for name, pattern in (("{conversation_id}", r'data-id="([\w-]+)"'), ("{exchange_id}", r"kept-(?!as-)([\w-]{8,})")):
        found = re.search(pattern, owner.get("/history").text if name == "{conversation_id}" else said)
        if found:
            ids[name] = found[1]
    return ids


def _use(client: TestClient, surface: Surface, ids: dict[str, str]) -> Any:
    path = PLACEHOLDER.sub(lambda match: ids.get(match[0], "a"), surface.template)
    if "POST" in surface.methods:
        return client.post(
            path, content=json.dumps({"title": "别人改的", "good": False}).encode(), headers={"content-type": "application/json"}
        )
    return client.get(path)


@pytest.mark.parametrize("surface", ROWS, ids=lambda surface: f"{min(surface.methods)} {surface.template}")
def test_what_is_one_persons_is_nobody_elses(house: House, surface: Surface) -> None:
    """To strangers, administrators among them, another's id is answered like one that there is not, and nothing changes."""
    assert set(PLACEHOLDER.findall(surface.template)) & OWN <= set(house.ids)
    for stranger in STRANGERS:
        client = house.client(stranger)
        theirs, none = (
            _use(client, surface, house.ids),
            _use(client, surface, {name: "a" * len(value) for name, value in house.ids.items()}),
        )
        assert theirs.status_code >= 300, stranger
        assert (theirs.status_code, theirs.headers.get("content-type")) == (none.status_code, none.headers.get("content-type")), stranger
        assert QUESTION not in theirs.text
    assert house.client(OWNER).get(f"/history/{house.ids['{conversation_id}']}").status_code == 200
    assert "别人改的" not in house.client(OWNER).get("/history").text


def test_lists_hold_ones_own_alone(house: House) -> None:
    for surface in SURFACES:
        if surface.template.startswith("/history") and "GET" in surface.methods and "{" not in surface.template:
            for stranger in STRANGERS:
                assert QUESTION not in house.client(stranger).get(surface.template).text, (stranger, surface.template)
