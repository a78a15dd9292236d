"""No request leaves this machine: a visit to every page with all that the browser asks for, and once more where no way leads out at all."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.web.conftest import CHROMIUM, NAMESPACE_MISSING
from tests.web.journey import Visit, guarded_server, walk, watched

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.browser
def test_a_visit_to_every_page_asks_this_server_alone(browser: Browser, tmp_path: Path) -> None:
    with guarded_server(tmp_path) as url:
        visit = walk(browser, url)
    assert visit.foreign(f"{url}/") == []
    assert visit.errors == []
    assert min(len(visit.by_cdp), len(visit.asked_for)) > 100  # it was watched


@pytest.mark.browser
def test_what_a_page_asks_of_another_host_is_seen(browser: Browser) -> None:
    """The watch itself: a page that asks another host for a picture and opens a socket to it."""
    visit = Visit()
    with watched(browser, visit) as open_one:
        page = open_one()
        with page.expect_event("requestfailed"):  # .invalid is nobody's name
            page.set_content("<img src='http://picture.invalid/a.png'><script>new WebSocket('ws://socket.invalid/')</script>")
    assert set(visit.by_cdp) >= {"http://picture.invalid/a.png", "ws://socket.invalid/"}
    assert set(visit.foreign("http://127.0.0.1")) == {"http://picture.invalid/a.png", "ws://socket.invalid/"}


@pytest.fixture
def apart() -> list[str]:
    """The command that runs another in a network namespace of its own. What leave is missing for, no package brings: that is never an error."""
    if CHROMIUM is None or not all(map(shutil.which, ("unshare", "ip"))):
        if os.environ.get("ASSISTANT_TEST_NO_SKIP") == "1":
            pytest.fail(NAMESPACE_MISSING)
        pytest.skip(NAMESPACE_MISSING)
    command = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*command, "ip", "link", "set", "lo", "up"], capture_output=True).returncode:
        pytest.skip(NAMESPACE_MISSING)
    return command


@pytest.fixture
def without_a_route(apart: list[str]) -> dict[str, Any]:
    """What tests/web/journey.py saw."""
    done = subprocess.run(
        [*apart, sys.executable, "-m", "tests.web.journey"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    seen: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
    return seen


@pytest.mark.namespace
def test_everything_works_without_a_route_and_nothing_looks_for_one(without_a_route: dict[str, Any]) -> None:
    seen = without_a_route
    assert seen["counted"] == 1  # the kernel counts what tries to leave
    assert seen["left"] == 0  # and the server did not try
    assert set(seen["statuses"]) == {200}
    assert seen["log"].count("\n") == 1, seen["log"]  # the address, no error
    visit = Visit(**seen["visit"])
    assert visit.foreign(f"{seen['url']}/") == []
    assert visit.errors == []
    assert visit.pages[-1] == "_sign_out"
