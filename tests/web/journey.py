"""A visit to every page in Chromium, with all that the browser asks for; alone, `python -m tests.web.journey` makes it where no way leads out.

It runs in a network namespace of its own, which has a loopback device and no route: server, browser and all that they start.
"""

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.accounts.database import PeopleDatabase
from assistant.accounts.people import People
from assistant.accounts.roles import Role
from assistant.web.surfaces import SURFACES, Kind
from tests.web.conftest import CHROMIUM, FLAGS, assistant_process

ADMINISTRATOR, PASSWORD = "boss", "correct horse 12"
QUESTION = "什么是阶梯法则"
ELSEWHERE = ("192.0.2.1", 443)  # an address that is nobody's (RFC 5737)
PROC = Path("/proc/net")


@dataclass(slots=True)
class Visit:
    """What was seen: addresses by Playwright's events and by Chromium's own (CDP), scripts' errors, dialogs; the pages that were opened."""

    asked_for: list[str] = field(default_factory=list)
    by_cdp: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    def foreign(self, *own: str) -> list[str]:
        """The addresses that lead anywhere but to `own`."""
        return [address for address in self.asked_for + self.by_cdp if not address.startswith((*own, "data:", "blob:", "about:"))]


@contextlib.contextmanager
def watched(browser: Browser, visit: Visit) -> Iterator[Callable[[], Page]]:
    """Opens pages that write down what they ask for, sockets among it; what a page opens in its turn is seen by Playwright's events alone."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US", accept_downloads=True)
    context.on("request", lambda request: visit.asked_for.append(request.url))
    context.on("weberror", lambda error: visit.errors.append(str(error.error)))
    context.on("dialog", lambda dialog: (visit.errors.append(f"dialog {dialog.message}"), dialog.dismiss()))

    def open_one() -> Page:
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.on("Network.requestWillBeSent", lambda event: visit.by_cdp.append(event["request"]["url"]))
        for name in ("Network.webSocketCreated", "Network.webTransportCreated"):
            wire.on(name, lambda event: visit.by_cdp.append(event["url"]))
        wire.send("Network.enable")
        return page

    yield open_one
    context.close()


@contextlib.contextmanager
def guarded_server(root: Path) -> Iterator[str]:
    """`assistant serve` with accounts, one of them an administrator's."""
    database = PeopleDatabase(root / "data")
    People(database).add(ADMINISTRATOR, Role.ADMINISTRATOR, PASSWORD)
    database.close()
    with assistant_process(root, ASSISTANT_AUTH="accounts") as url:
        yield url


def walk(browser: Browser, url: str) -> Visit:
    """Sign in, ask, look at a source, calculate, make and take a quiz, read, and open every page that has an address of its own."""
    visit = Visit()
    with watched(browser, visit) as open_one:
        page = open_one()
        for step in (_sign_in, _ask, _calculate, _quiz, _read, _every_page, _sign_out):
            step(page, url)
            visit.pages.append(step.__name__)
    return visit


def _sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/library")
    page.get_by_label("账号").fill(ADMINISTRATOR)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{url}/library")


def _ask(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_label("问题", exact=True).fill(QUESTION)
    page.get_by_role("button", name="发送", exact=True).click()
    page.locator("#chat .foot").wait_for()
    page.locator("#chat a.cite").first.click()
    page.locator("#panel details.source[open] .passage mark").first.wait_for()


def _calculate(page: Page, url: str) -> None:
    page.goto(f"{url}/value/delivered-value")
    page.get_by_label("整体顾客价值", exact=True).fill("4000")
    page.get_by_label("整体顾客成本", exact=True).fill("2900")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载Excel").click()  # there once the sheet has been calculated
    assert download.value.suggested_filename.endswith(".xlsx")


def _quiz(page: Page, url: str) -> None:
    page.goto(f"{url}/quiz")
    page.get_by_label("题数").fill("2")
    page.get_by_role("button", name="出题").click()
    page.get_by_role("link", name="组卷").click()
    page.get_by_role("button", name="发出试卷").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="打开看看").click()
    taking = opened.value
    taking.get_by_label("姓名（可以不填）").fill("小陈")
    taking.get_by_role("button", name="开始").click()
    taking.get_by_role("button", name="去交卷").click()
    taking.get_by_role("button", name="交卷").click()
    taking.get_by_role("heading", level=1).wait_for()
    taking.close()


def _read(page: Page, url: str) -> None:
    page.goto(f"{url}/library/search?q=阶梯")
    page.get_by_role("link", name="阶梯法则").first.click()
    page.get_by_role("heading", name="阶梯法则", level=1).wait_for()


def _every_page(page: Page, url: str) -> None:
    """Whatever stands in the table with an address of its own: help, administration, and what is yet to come."""
    for surface in SURFACES:
        if surface.kind is Kind.PAGE and "GET" in surface.methods and "{" not in surface.template:
            reply = page.goto(f"{url}{surface.template}")
            assert reply is not None and reply.status < 500, (surface.template, reply and reply.status)


def _sign_out(page: Page, url: str) -> None:
    page.goto(f"{url}/account")
    page.get_by_role("button", name="退出", exact=True).click()
    page.get_by_role("button", name="登录").wait_for()


# Where no way leads out


def asked_to_leave() -> int:
    """How often something in this namespace wanted to send to an address that no route leads to, by the kernel's count."""
    ip, values = (line.split()[1:] for line in (PROC / "snmp").read_text(encoding="ascii").splitlines() if line.startswith("Ip:"))
    six = dict(line.split() for line in (PROC / "snmp6").read_text(encoding="ascii").splitlines())
    return int(dict(zip(ip, values, strict=True))["OutNoRoutes"]) + int(six["Ip6OutNoRoutes"])


def programs(url: str) -> list[int]:
    """What a program does with the server: an answer, a stream of one, a calculation, the library. Their statuses."""
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        client.post("/login", data={"name": ADMINISTRATOR, "password": PASSWORD})
        replies = [client.post(f"/api/v1/{way}", json={"question": QUESTION}) for way in ("ask", "ask/stream")]
        replies.append(client.post("/api/v1/value/delivered-value", json={"inputs": {"total_value": "4000", "total_cost": "2900"}}))
        replies.append(client.post("/api/v1/quiz", json={"topics": ["laws"], "count": 2}))
        replies += [client.get(path) for path in ("/", "/library", "/library/card/law-07", "/value", "/quiz", "/metrics")]
        return [reply.status_code for reply in replies]


def main() -> int:
    """Print what was seen as one JSON object. The kernel must count what tries to leave, or its silence would prove nothing."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    before = asked_to_leave()
    with socket.socket() as way, contextlib.suppress(OSError):
        way.connect(ELSEWHERE)
    counted = asked_to_leave() - before
    with tempfile.TemporaryDirectory() as name, guarded_server(Path(name)) as url:
        statuses = programs(url)
        left = asked_to_leave() - before - counted
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            visit = walk(chromium, url)
            chromium.close()
        log = (Path(name) / "log").read_text(encoding="utf-8")
    print(json.dumps({"url": url, "counted": counted, "statuses": statuses, "left": left, "log": log, "visit": asdict(visit)}))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
