"""The library pages: what stands on them, that nothing on them leads nowhere, and that every card is found."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from assistant.answering.engine import Assistant
from assistant.build import build_index
from assistant.settings import Settings, load_settings
from assistant.types import Fact
from assistant.web.app import create_app
from assistant.web.card_page import shown_fact
from assistant.web.library import PAGE_ROWS, library_router
from assistant.web.look import own_text, stylesheet
from assistant.web.shelf import KINDS
from tests.conftest import CARDS

ROOT = Path(__file__).resolve().parents[2]
EVIL = '<script>alert("1")</script>'

Open = Callable[[Settings], Assistant]


class Page(HTMLParser):
    """What the tests ask of a page: its links, names, headings and visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.tags: set[str] = set()
        self.text = ""
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.add(tag)
        self._hidden += tag == "title"
        if tag == "a":
            self.links.append(named["href"] or "")
        if named.get("id"):
            self.ids.append(named["id"] or "")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag == "title"

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text += data


def client_of(assistant: Assistant, settings: Settings) -> TestClient:
    app = FastAPI()
    app.include_router(library_router(assistant, settings))
    return TestClient(app, base_url="http://127.0.0.1")


def read(client: TestClient, path: str, status: int = 200) -> Page:
    reply = client.get(path)
    assert (path, reply.status_code) == (path, status)
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    return Page(reply.text)


def crawl(client: TestClient, start: str = "/library") -> dict[str, tuple[int, Page]]:
    """Every library page that links lead to, with the number of links it takes. A link that leads nowhere fails."""
    pages: dict[str, tuple[int, Page]] = {}
    waiting = deque([(start, 0)])
    while waiting:
        address, depth = waiting.popleft()
        if address in pages:
            continue
        page = read(client, address)
        pages[address] = (depth, page)
        for link in page.links:
            target = urldefrag(urljoin(address, link)).url
            if target not in ("/", "/value", "/quiz", "/help"):
                assert target.startswith("/library"), (address, link)
                waiting.append((target, depth + 1))
    return pages


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder of a note, a long text, and a raw source document."""
    folder = tmp_path / "files"
    (folder / "部门").mkdir(parents=True)
    (folder / "部门" / "会议 记录#1.md").write_text("# 会议\n季度目标是回访全部老客户。\n\n# 分工\n张三管回访。", encoding="utf-8")
    (folder / "long.txt").write_text("\n".join(f"第{n}段：" + "长" * 390 + "。" for n in range(PAGE_ROWS + 5)), encoding="utf-8")
    (folder / "deck.txt").write_text("第一页 顾客让渡价值 公式 整体价值减整体成本 联系电话13812345678 其余内容。" * 2, encoding="utf-8")
    return folder


@pytest.fixture
def client(settings: Settings, files: Path, opened: Open) -> Iterator[TestClient]:
    """The pages over the five cards and the three files; the source `deck.txt` is at hand, `essays.txt` is not."""
    settings = load_settings(**{**settings.model_dump(), "sources_dir": files})
    build_index(settings, [files])
    with client_of(opened(settings), settings) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/library", ["5张卡片", "分3组", "1份清单", "3份文件", "两条营销法则", "说法不一", "价值与算法", "让渡价值和终生价值。"]),
        ("/library/", ["5张卡片"]),
        ("/library/group/laws", ["营销法则集", "两条法则。", "阶梯法则", "法则", "阶梯法则说，打法要看品牌排在第几级。"]),
        ("/library/group/conflicts", ["拉新与留老的成本", "5倍", "8倍"]),
        ("/library/kind/conflict", ["拉新与留老的成本", "5倍", "8倍"]),
        ("/library/lists", ["两条营销法则", "2条", "营销法则集"]),
        ("/library/list/laws", ["两条营销法则", "law", "共2条，有先后次序", "领先法则说，抢先比做得更好管用。", "看谁先到"]),
        ("/library/documents", ["3份", "会议 记录#1", "讲义"]),
        ("/library/document/部门/会议 记录%231.md", ["会议 记录#1", "季度目标是回访全部老客户。", "分工"]),
    ],
)
def test_a_page_shows_what_it_is_for(client: TestClient, path: str, words: list[str]) -> None:
    page = read(client, path)
    assert [word for word in words if word not in page.text] == []


def test_a_card_shows_its_wording_sources_gaps_figures_and_surroundings(client: TestClient) -> None:
    page = read(client, "/library/card/law-07")
    assert "前三名的市场占有率之比大约是4∶2∶1。[1]" in page.text
    assert "两条营销法则第2条" in page.text
    assert re.search(r'class="note doubt".*?比例说的是占有率，不能当作利润之比。', page.html, re.DOTALL)
    assert re.search(r'class="note gap".*?材料缺失.*?材料没有写各级该怎么打。', page.html, re.DOTALL)
    assert re.search(r"前三名占有率之比.*?4∶2∶1.*?约数", page.html, re.DOTALL)
    assert re.search(r'class="this".*?阶梯法则.*?看品牌排第几', page.html, re.DOTALL)
    assert re.search(r'id="source-1".*?《讲义》.*?用在.*?份额', page.html, re.DOTALL)
    assert re.search(r'rel="prev" href="/library/card/law-01"', page.html)
    assert "头三家的盘子各占多大" in page.text


def test_a_disagreement_shows_each_side_with_its_source(client: TestClient) -> None:
    page = read(client, "/library/card/conflict-acquisition-cost")
    assert re.search(r"5倍.*?新客成本.*?《讲义》.*?8倍.*?新客成本.*?《文集》", page.html, re.DOTALL)
    assert "几份材料都这样说；贵几倍，说法不一。[1][2]" in page.text
    assert page.text.count("有争议") == 2


def test_the_original_is_shown_where_the_source_is_at_hand(client: TestClient) -> None:
    page = read(client, "/library/card/conflict-acquisition-cost")
    assert page.html.count("<blockquote") == 1
    assert '<mark class="origin">第一页 顾客让渡价值' in page.html
    assert "13812345678" not in page.html


def test_a_list_says_what_the_source_left_out(settings: Settings, corpus_dir: Path, opened: Open) -> None:
    lists = corpus_dir / "lists.yaml"
    held = "\n- {id: parts, title: 终生价值的部分, item: 种, ordered: false, card: clv, section: 要点, members: [历史价值, 当前价值], gaps: 第三种没有印全。}\n"
    lists.write_text(lists.read_text(encoding="utf-8") + held, encoding="utf-8")
    build_index(settings)
    client = client_of(opened(settings), settings)
    page = read(client, "/library/list/parts")
    assert re.search(r'class="note gap".*?第三种没有印全。', page.html, re.DOTALL)
    assert "/library/card/clv#s-%E8%A6%81%E7%82%B9" in page.links
    assert page.text.index("历史价值") < page.text.index("当前价值")
    assert "有缺漏" in read(client, "/library/lists").text
    assert "终生价值的部分" in read(client, "/library/card/clv").text
    crawl(client)


def test_no_link_leads_nowhere_and_no_page_names_a_raw_source_file(client: TestClient) -> None:
    pages = crawl(client)
    assert len(pages) > 20
    for address, (_, page) in pages.items():
        assert "deck.txt" not in page.text, address
        assert "essays.txt" not in page.html, address
        for link in page.links:
            target, fragment = urldefrag(urljoin(address, link))
            if fragment:
                assert unquote(fragment) in pages[target][1].ids, (address, link)


def test_every_page_is_whole_without_script_and_asks_no_other_host(client: TestClient) -> None:
    for address, (_, page) in crawl(client).items():
        assert page.html.startswith('<!doctype html>\n<html lang="zh-CN">'), address
        assert not page.tags & {"script", "img", "iframe", "object", "video"}, address
        assert {"header", "nav", "main", "footer", "h1"} <= page.tags, address
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page.html), address
        assert len(page.ids) == len(set(page.ids)), address
        assert page.headings[0] == 1, address
        assert page.headings.count(1) == 1, address
        assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False)), address


def test_markup_in_the_material_is_only_letters(settings: Settings, corpus_dir: Path, opened: Open) -> None:
    law = corpus_dir / "laws" / "law-07.md"
    text = law.read_text(encoding="utf-8").replace("title: 阶梯法则", f"title: '{EVIL}'").replace("打法要看", f"{EVIL}打法要看")
    law.write_text(text.replace("看品牌排第几}", f"'{EVIL}'}}").replace("头三家的", EVIL.replace('"', "")), encoding="utf-8")
    (corpus_dir / "groups.yaml").write_text(f"- {{id: laws, title: '{EVIL}', holds: '{EVIL}'}}\n", encoding="utf-8")
    (corpus_dir / "sources.yaml").write_text(f"deck.txt: '{EVIL}'\nessays.txt: 文集\n", encoding="utf-8")
    build_index(settings)
    client = client_of(opened(settings), settings)
    pages = [page for _, page in crawl(client).values()] + [read(client, "/library/search?q=" + EVIL)]
    assert sum(EVIL in page.text for page in pages) > 5
    for page in pages:
        assert "script" not in page.tags
        assert "<script" not in page.html


@pytest.mark.parametrize(
    "path",
    [
        "/library/card/gone",
        "/library/card/note.md",
        "/library/group/gone",
        "/library/kind/case",
        "/library/kind/gone",
        "/library/list/gone",
        "/library/document/gone.md",
        "/library/document/law-07",
        "/library/documents?page=9",
        "/library/documents?page=x",
        "/library/document/long.txt?page=0",
        "/library/elsewhere",
    ],
)
def test_an_unknown_address_is_said_in_chinese_with_a_way_back(client: TestClient, path: str) -> None:
    page = read(client, path, 404)
    assert "没有这一页" in page.text
    assert "/library" in page.links


def test_a_search_finds_a_card_by_its_alias_first(client: TestClient) -> None:
    page = read(client, "/library/search?q=ｃｌｖ")
    assert next(link for link in page.links if link.startswith("/library/card/")) == "/library/card/clv"
    assert "也叫“CLV”" in page.text


@pytest.mark.parametrize(
    ("query", "link"),
    [
        ("两条营销法则", "/library/list/laws"),
        ("营销法则", "/library/list/laws"),
        ("头三家的盘子各占多大", "/library/card/law-07#s-%E4%BB%BD%E9%A2%9D"),
        ("让渡", "/library/card/delivered-value"),
        ("季度目标 回访", "/library/document/%E9%83%A8%E9%97%A8/%E4%BC%9A%E8%AE%AE%20%E8%AE%B0%E5%BD%95%231.md#p-1"),
        ("第104段", "/library/document/long.txt?page=2#p-105"),
    ],
)
def test_a_search_leads_to_the_very_place(client: TestClient, query: str, link: str) -> None:
    page = read(client, f"/library/search?q={query}")
    assert link in page.links
    for other in page.links:
        address, fragment = urldefrag(urljoin("/library/search", other))
        if fragment and fragment != "main":
            assert unquote(fragment) in read(client, address).ids


def test_a_search_without_words_or_without_a_match_says_so(client: TestClient) -> None:
    assert "写下要找的名称" in read(client, "/library/search").text
    assert "写下要找的名称" in read(client, "/library/search?q=%20").text
    page = read(client, "/library/search?q=zzzz")
    assert "没有找到“zzzz”" in page.text
    assert read(client, "/library/search?q=" + "长" * 5000).text


def test_a_long_file_is_read_page_by_page(client: TestClient) -> None:
    first, second = read(client, "/library/document/long.txt"), read(client, "/library/document/long.txt?page=2")
    assert "第1页，共2页" in first.text
    assert f"p-{PAGE_ROWS}" in first.ids
    assert f"p-{PAGE_ROWS + 1}" in second.ids
    assert "第0段" not in second.text


def test_links_go_through_the_path_that_a_proxy_serves_below(assistant: Assistant, settings: Settings) -> None:
    app = FastAPI()
    app.include_router(library_router(assistant, settings))
    with TestClient(app, base_url="http://127.0.0.1", root_path="/assistant") as client:
        page = read(client, "/assistant/library")
    assert {link for link in page.links if not link.startswith(("/assistant", "#"))} == set()


def test_a_folder_that_nobody_named_is_shown_by_its_own_name(settings: Settings, corpus_dir: Path, opened: Open) -> None:
    (corpus_dir / "groups.yaml").unlink()
    build_index(settings)
    client = client_of(opened(settings), settings)
    assert "delivered-value" not in read(client, "/library/group/value").text
    assert len(crawl(client)) > 10


def test_an_index_of_files_alone_has_a_library_too(settings: Settings, files: Path, opened: Open) -> None:
    build_index(settings, [files], corpus=False)
    pages = crawl(client_of(opened(settings), settings))
    assert "/library/document/long.txt?page=2" in pages


def test_a_defect_is_said_in_chinese(client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr("assistant.web.finder.Finder.find", broken)
    page = read(client, "/library/search?q=x", 500)
    assert "服务器出了错" in page.text
    assert "a defect" in caplog.text


def test_the_whole_server_serves_the_library_under_its_policy(assistant: Assistant, settings: Settings) -> None:
    with TestClient(create_app(assistant, settings), base_url="http://127.0.0.1") as client:
        reply = client.get("/library/card/clv")
        assert (reply.status_code, "客户终生价值" in reply.text) == (200, True)
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        assert client.get("/library/card/gone").status_code == 404
        assert client.head("/library").status_code == 200
        style = client.get(re.search(r'href="([^"]*style\.css[^"]*)"', reply.text)[1])  # type: ignore[index]
        assert style.headers["content-type"] == "text/css; charset=utf-8"
        assert '<a href="/library">资料库</a>' in client.get("/").text


def test_each_colour_of_the_style_is_named_for_light_and_dark() -> None:
    style = own_text("templates/library/library.css")
    assert style.count("--law:") == 2
    used, named = set(re.findall(r"var\((--[\w-]+)\)", style)), set(re.findall(r"(--[\w-]+):", style + stylesheet()))
    assert used - {"--columns", "--span"} <= named
    assert all(f".tile.k-{kind}" in style for kind in KINDS)


FACT = Fact("f", "", (Fraction(5),), "multiple", "", "", False, False, "a")


@pytest.mark.parametrize(
    ("unit", "measure", "values", "shown"),
    [
        ("multiple", "", ("5",), "5倍"),
        ("ratio", "", ("4", "2", "1"), "4∶2∶1"),
        ("percent", "", ("28.5",), "28.5%"),
        ("percent_point", "", ("5",), "5个百分点"),
        ("year", "", ("1946",), "1946年"),
        ("money", "元", ("1880000000",), "18.8亿元"),
        ("money", "美元", ("20000",), "2万美元"),
        ("money", "元", ("8620",), "8620元"),
        ("count", "人", ("123456",), "123456人"),
        ("duration", "小时", ("0.5",), "0.5小时"),
    ],
)
def test_a_figure_is_shown_as_it_is_said(unit: str, measure: str, values: tuple[str, ...], shown: str) -> None:
    assert shown_fact(replace(FACT, unit=unit, measure=measure, values=tuple(map(Fraction, values)))) == shown


def test_every_card_of_the_shipped_corpus_is_within_three_links(tmp_path: Path, bigrams: None, opened: Open) -> None:
    settings = load_settings(data_dir=tmp_path / "data", corpus_dir=ROOT / "corpus", embedding="bigrams")
    build_index(settings)
    assistant = opened(settings)
    with client_of(assistant, settings) as client:
        pages = crawl(client)
    far = [card for card in assistant.library.cards if pages.get(f"/library/card/{card}", (99,))[0] > 3]
    assert len(assistant.library.cards) > len(CARDS)
    assert far == []
    raw = [address for address, (_, page) in pages.items() if re.search(r"\d{3}_[0-9a-f]{16}", page.html)]
    assert raw == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_screen_needs_no_scrolling_sideways(
    browser: Browser, serve: Callable[[FastAPI], str], assistant: Assistant, settings: Settings, scheme: str
) -> None:
    url = serve(create_app(assistant, settings))
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    for path in ("", "/group/laws", "/card/law-07", "/card/conflict-acquisition-cost", "/list/laws", "/lists", "/search?q=CLV", "/gone"):
        page.goto(f"{url}/library{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390, path
    context.close()
    assert [address for address in asked_for if not address.startswith(url)] == []
