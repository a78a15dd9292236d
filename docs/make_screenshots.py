"""Make docs/images/chat.png and chat-mobile.png: start the server, ask, click a citation, take the picture.

    .venv/bin/python docs/make_screenshots.py        needs Chromium and fonts-noto-cjk

ASSISTANT_SOURCES_DIR, where it is set, lets the panel show the original beside the passage.
"""

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).resolve().parent / "images"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
START_S = 120
QUESTION = (
    "一台空调：产品价值3000元，服务价值500元，人员价值200元，形象价值300元；"
    "货币成本2600元，时间成本150元，精力成本100元，体力成本50元。顾客让渡价值是多少？"
)
PICTURES = [("chat.png", 1280, 940, QUESTION), ("chat-mobile.png", 390, 844, "我们排第三，份额6%，老大大概多少？")]


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not installed: apt-get install chromium fonts-noto-cjk")
    IMAGES.mkdir(exist_ok=True)
    with server() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, width, height, question in PICTURES:
            picture(browser, url, IMAGES / name, width, height, question)
        browser.close()


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Address of a server over the shipped corpus, in a data directory that is thrown away."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([sys.executable, "-m", "assistant", "serve", "--port", str(port), "--data-dir", folder])
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/healthz", process)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.1)
    sys.exit(f"no server at {url}")


def picture(browser: Browser, url: str, path: Path, width: int, height: int, question: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light", locale="zh-CN")
    page.emulate_media(reduced_motion="reduce")  # scrolling is over when it begins
    page.goto(url)
    page.get_by_label("问题", exact=True).fill(question)
    page.get_by_role("button", name="发送").click()
    page.locator("#chat .foot").wait_for()
    page.locator("#chat a.cite").first.click()
    page.locator("#panel details.source[open] mark").first.wait_for()
    if width < 600:
        page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=path)
    page.close()


if __name__ == "__main__":
    main()
