"""Make the pictures of docs/images: every page in both themes, and on a telephone.

    .venv/bin/python docs/make_screenshots.py [NAME…]        needs Chromium and fonts-noto-cjk

A server with an account is started over the shipped corpus, used as people use it, and photographed. ASSISTANT_SOURCES_DIR, where it
is set, lets the panel show the original beside the passage. NAME makes only the pictures of that name.
"""

import contextlib
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.accounts.database import PeopleDatabase
from assistant.accounts.people import People
from assistant.accounts.roles import Role

IMAGES = Path(__file__).resolve().parent / "images"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
START_S = 600
QUALITY = 82  # of WebP: letters stay sharp, a picture has about 40 kB
NAME, PASSWORD = "demo", "correct horse 12"
DESK, TELEPHONE = (1280, 860), (390, 844)
QUESTION = (
    "一台空调：产品价值3000元，服务价值500元，人员价值200元，形象价值300元；"
    "货币成本2600元，时间成本150元，精力成本100元，体力成本50元。顾客让渡价值是多少？"
)
VALUES = "product_value=3000&service_value=500&personnel_value=200&image_value=300&money_cost=2600&time_cost=150&energy_cost=100&physical_cost=50"
ITEMS = 10
TAKERS = 12  # enough for the discrimination of an item

Prepare = Callable[[Page], None]


def main(wanted: list[str]) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not installed: apt-get install chromium fonts-noto-cjk")
    IMAGES.mkdir(exist_ok=True)
    with server() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        photographer = Photographer(browser, url)
        for name, path, prepare in pages(photographer):
            if not wanted or name in wanted:
                photographer.take(name, path, prepare)
        browser.close()


def pages(photographer: "Photographer") -> Iterator[tuple[str, str, Prepare]]:
    """Name, address and what is done there before the picture is taken."""
    yield "sign-in", "/login", stay
    yield "account", "/account", stay
    yield "start", "/", stay
    yield "chat", "/", asked(QUESTION)
    yield "refusal", "/", asked("我们公司今年的广告预算批下来了吗？", cited=False)
    yield "disagreement", "/", asked("拉一个新客比留一个老客贵多少？")
    yield "value", f"/value/delivered-value?{VALUES}", stay
    yield "customers", "/value/customers", stay
    yield "library", "/library", stay
    yield "card", "/library/card/law-07", stay
    yield "help", "/help", stay
    yield "problem", "/nowhere", stay
    yield "conversations", "/", with_the_list(asked("什么是阶梯法则？"))
    yield "conversation", "/", as_a_page(asked("什么是阶梯法则？", cited=False))
    for name, path in (
        ("", ""),
        ("-gaps", "/gaps"),
        ("-use", "/use"),
        ("-documents", "/documents"),
        ("-card", "/cards/card/law-07"),
        ("-people", "/people"),
    ):
        yield f"admin{name}", f"/admin{path}", stay
    bank, paper, attempt = class_taught(photographer)
    yield "quiz", "/quiz", stay
    yield "quiz-bank", bank, stay
    yield "quiz-statistics", paper, to_the_statistics
    yield "quiz-taking", attempt, stay


def stay(_: Page) -> None:
    """The page as it opens."""


def asked(question: str, *, cited: bool = True) -> Prepare:
    """Ask, and open the first source."""

    def prepare(page: Page) -> None:
        page.get_by_label("问题", exact=True).fill(question)
        page.get_by_role("button", name="发送", exact=True).click()
        page.locator("#chat .foot").wait_for()
        if cited:
            page.locator("#chat a.cite").first.click()
            page.locator("#panel details.source[open] mark").first.wait_for()
        page.evaluate("window.scrollTo(0, 0)")

    return prepare


def with_the_list(ask: Prepare) -> Prepare:
    """Ask, and show the earlier conversations."""

    def prepare(page: Page) -> None:
        ask(page)
        toggle = page.get_by_role("button", name="历史对话")
        if toggle.get_attribute("aria-expanded") == "false":  # where there is room it is open
            toggle.click()
        page.locator(".past-row").first.wait_for()

    return prepare


def as_a_page(ask: Prepare) -> Prepare:
    """Ask, and open the conversation as it is printed."""

    def prepare(page: Page) -> None:
        ask(page)
        page.goto(f"/{page.get_by_role('link', name='打印').get_attribute('href')}")

    return prepare


def to_the_statistics(page: Page) -> None:
    page.locator("figure").evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 110)")
    page.locator(".stats summary").nth(2).click()


class Photographer:
    """A browser at a server, in which one is signed in."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self.url = url
        page = self.open(*DESK, known=False)
        page.goto("/login")
        page.get_by_label("账号").fill(NAME)
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/")
        self._known = page.context.storage_state()
        page.context.close()

    def open(self, width: int, height: int, *, dark: bool = False, known: bool = True) -> Page:
        context = self._browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            reduced_motion="reduce",  # scrolling is over when it begins
            storage_state=self._known if known else None,
        )
        return context.new_page()

    def take(self, name: str, path: str, prepare: Prepare) -> None:
        """The page light and dark at a desk, and on a telephone."""
        for kind, size, dark in (("light", DESK, False), ("dark", DESK, True), ("telephone", TELEPHONE, False)):
            page = self.open(*size, dark=dark, known=path != "/login")
            page.goto(path)
            if path == "/":
                page.get_by_label("问题", exact=True).wait_for()
            prepare(page)
            with Image.open(io.BytesIO(page.screenshot())) as image:
                image.convert("RGB").save(IMAGES / f"{name}-{kind}.webp", quality=QUALITY, method=6)
            page.context.close()


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Address of a server with one account over the shipped corpus, in a data directory that is thrown away."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        database = PeopleDatabase(Path(folder))
        People(database).add(NAME, Role.ADMINISTRATOR, PASSWORD)
        database.close()
        settings = {**os.environ, "ASSISTANT_AUTH": "accounts", "ASSISTANT_REQUESTS_PER_MINUTE": "1000"}
        process = subprocess.Popen([sys.executable, "-m", "assistant", "serve", "--port", str(port), "--data-dir", folder], env=settings)
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


def class_taught(photographer: Photographer) -> tuple[str, str, str]:
    """A bank, a paper of it that a class has taken, and an attempt that is just begun; their paths."""
    url = photographer.url
    page = photographer.open(*DESK)
    page.goto("/quiz")
    page.get_by_label("题数").fill(str(ITEMS))
    page.get_by_label("种子").fill("7")
    for kind in ("连线题", "排序题", "填空题", "简答题"):
        page.get_by_label(kind).uncheck()
    page.get_by_role("button", name="出题").click()
    page.get_by_label("题库的名字").fill("新员工培训")
    page.get_by_role("button", name="存成题库").click()
    page.get_by_role("button", name="改名").wait_for()
    bank = page.url
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
    page.goto(link)
    page.get_by_role("button", name="开始").click()
    page.locator(".choice input").nth(1).check()
    page.locator("#kept:not(:empty)").wait_for()
    attempt = page.url
    page.context.close()
    return bank.removeprefix(url), paper.removeprefix(url), attempt.removeprefix(url)


if __name__ == "__main__":
    main(sys.argv[1:])
