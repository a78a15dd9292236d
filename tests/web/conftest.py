"""A real Chromium, servers to point it at, and a page that notes every address it asks for."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import CARDS, LISTS

expect.set_options(timeout=30_000)  # as patient as a page's own waits: a busy machine is no fault

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_S = 180  # a busy machine
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_MISSING = "Chromium is not installed: no test of the chat page was run. Install it: apt-get install chromium fonts-noto-cjk"

AXE = Path(__file__).resolve().parents[1] / "checkers" / "node_modules" / "axe-core" / "axe.min.js"
AXE_MISSING = "axe-core is not installed: no page was looked at for who cannot see or use a mouse. Install it: make checkers"
NGINX_MISSING = (
    "nginx or openssl is not installed: the documented configuration was not run. Install them: apt-get install nginx-light openssl"
)
NAMESPACE_MISSING = (
    "No network namespace could be made, or Chromium is missing: nothing was run without a route. It needs Linux, chromium, unshare "
    "(util-linux), ip (iproute2), and root or unprivileged user namespaces"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("ASSISTANT_TEST_NO_SKIP") == "1":
            pytest.fail(_MISSING)
        pytest.skip(_MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that tests with a browser, with nginx, with axe or without a route did not run; a skip's `s` is easily overlooked."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    loud = {"BROWSER": _MISSING, "NGINX": NGINX_MISSING, "ACCESSIBILITY": AXE_MISSING, "NAMESPACE": NAMESPACE_MISSING}
    for name, missing in loud.items():
        if any(missing in reason for reason in reasons):
            terminalreporter.write_line(f"{name} TESTS SKIPPED. {missing}", red=True, bold=True)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages; at the end, none may have asked another host for anything or have thrown an error."""
    opened: list[tuple[Page, str, list[str], list[str]]] = []

    def open_one(url: str, *, width: int = 1280, height: int = 900) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en-US")
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        asked_for: list[str] = []
        errors: list[str] = []
        page.on("request", lambda request: asked_for.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        opened.append((page, url, asked_for, errors))
        page.goto(url)
        page.get_by_label("问题", exact=True).wait_for()
        return page

    yield open_one
    for page, url, asked_for, errors in opened:
        page.context.close()
        assert [address for address in asked_for if not address.startswith((url, "data:", "blob:"))] == []
        assert errors == []


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of `assistant serve`, started as a process of its own over the five cards and their source documents."""
    with assistant_process(tmp_path_factory.mktemp("served")) as url:
        yield url


@contextlib.contextmanager
def assistant_process(root: Path, **settings: str) -> Iterator[str]:
    """Address of `assistant serve` over the five cards, written into `root`; `settings` by their environment variables."""
    write_cards(root / "corpus")
    (root / "sources").mkdir()
    (root / "sources" / "deck.txt").write_text(
        "第一页 顾客让渡价值 公式 整体价值减整体成本 联系电话13812345678 第二页 其余内容", encoding="utf-8"
    )
    env = {**os.environ, "ASSISTANT_CORPUS_DIR": str(root / "corpus"), "ASSISTANT_SOURCES_DIR": str(root / "sources"), **settings}
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(free_port()), "--data-dir", str(root / "data")]
    with (root / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{command[command.index('--port') + 1]}"
        wait_until_healthy(url, lambda: server.poll() is None, root / "log")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def write_cards(folder: Path) -> None:
    """The five cards with their list and the titles of their sources, as files."""
    for name, text in {**CARDS, "lists.yaml": LISTS, "sources.yaml": "deck.txt: 讲义\nessays.txt: 文集\n"}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Serves applications of this process, each on a port of its own, until the test ends; below `root_path` where a proxy is in front."""
    with contextlib.ExitStack() as stack:

        def serve_one(app: FastAPI, *, root_path: str = "") -> str:
            listener = stack.enter_context(socket.socket())
            listener.bind(("127.0.0.1", 0))
            server = uvicorn.Server(uvicorn.Config(app, log_level="warning", root_path=root_path, timeout_graceful_shutdown=2))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()

            def end() -> None:
                server.should_exit = True
                thread.join(timeout=30)

            stack.callback(end)
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            wait_until_healthy(url, thread.is_alive)
            return url

        yield serve_one


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_healthy(url: str, alive: Callable[[], bool], log: Path | None = None) -> None:
    """Return once /healthz answers; fail with the server's log when it ends or takes too long."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and alive():
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/healthz", timeout=5).is_success:
                return
        time.sleep(0.05)
    pytest.fail(f"no server at {url}:\n{log.read_text(encoding='utf-8') if log else ''}")


def ask(page: Page, question: str) -> None:
    """Ask on the page and wait until the whole answer stands there."""
    answered = page.locator("#chat .foot").count()
    page.get_by_label("问题", exact=True).fill(question)
    page.get_by_role("button", name="发送", exact=True).click()
    page.locator("#chat .foot").nth(answered).wait_for()


def texts(page: Page, selector: str) -> Sequence[str]:
    return page.locator(selector).all_inner_texts()
