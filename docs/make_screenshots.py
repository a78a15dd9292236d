"""Make the pictures of docs/images that show the chat and the quiz pages: start the server, use it, take the picture.

    .venv/bin/python docs/make_screenshots.py        needs Chromium and fonts-noto-cjk

ASSISTANT_SOURCES_DIR, where it is set, lets the panel show the original beside the passage.
"""

import contextlib
import re
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
ITEMS = 10
TAKERS = 12  # enough for the discrimination of an item
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
        quiz_pictures(browser, url)
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


def quiz_pictures(browser: Browser, url: str) -> None:
    """The studio with a bank, an item as it is taken on a telephone, and what a class made of the paper."""
    page = browser.new_page(viewport={"width": 1280, "height": 940}, base_url=url, color_scheme="light", locale="zh-CN")
    page.goto("/quiz")
    page.get_by_label("题数").fill(str(ITEMS))
    page.get_by_label("种子").fill("7")
    for kind in ("连线题", "排序题", "填空题", "简答题"):
        page.get_by_label(kind).uncheck()
    page.get_by_role("button", name="出题").click()
    page.get_by_label("题库的名字").fill("新员工培训")
    page.get_by_role("button", name="存成题库").click()
    page.get_by_role("button", name="改名").wait_for()
    page.screenshot(path=IMAGES / "quiz-bank.png")
    page.get_by_role("link", name="组卷").click()
    page.get_by_label("时间（分钟），空着就不限时").fill("20")
    page.get_by_role("button", name="发出试卷").click()
    link, paper = page.get_by_label("答题链接").input_value(), page.url
    keys = [re.findall(r"([A-F])\. |分：(对|错)", key) for key in page.locator(".key-list summary").all_inner_texts()]
    for taker in range(TAKERS):
        page.goto(link)
        page.get_by_label("姓名（可以不填）").fill(f"学员{taker + 1}")
        page.get_by_role("button", name="开始").click()
        for item, key in enumerate(keys):
            right = (taker + 1) * (item % 5 + 1) <= TAKERS * 2  # the first takers know more, the later items of five are harder
            choices = page.locator(".choice")
            letters = [letter or word for letter, word in key] if right else "ABC"[(taker + item) % 3]
            for letter in letters:
                found = choices.filter(has_text=re.compile(rf"^\s*{letter}"))
                (found if found.count() else choices).first.click()
            page.locator(".onward .go").click()
        page.get_by_role("button", name="交卷", exact=True).click()
        page.locator(".score").wait_for()
    page.goto(paper)
    page.get_by_role("heading", name="逐题统计").scroll_into_view_if_needed()
    page.locator("figure").evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 110)")
    page.locator(".stats summary").nth(2).click()
    page.screenshot(path=IMAGES / "quiz-statistics.png")
    page.set_viewport_size({"width": 390, "height": 760})
    page.goto(link)
    page.get_by_role("button", name="开始").click()
    page.locator(".choice input").nth(1).check()
    page.locator("#kept:not(:empty)").wait_for()
    page.screenshot(path=IMAGES / "quiz-taking.png")
    page.close()


if __name__ == "__main__":
    main()
