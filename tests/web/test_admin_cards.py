"""The page 卡片: a card that closes a gap, a shipped one revised and brought back, what is wrong said at its field, nothing lost."""

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect

from assistant import build
from assistant.accounts.database import PeopleDatabase
from assistant.accounts.people import People
from assistant.accounts.roles import Person, Role
from assistant.answering.engine import Assistant
from assistant.errors import DataDirError
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.identity import COOKIE
from tests.web.conftest import ask, texts
from tests.web.test_admin_documents import Office, built_here, said  # noqa: F401  built_here is a fixture

HERE = "http://127.0.0.1:7860"
QUESTION = "暖风机的保修期是多久"
CARD = {
    "title": "暖风机保修",
    "kind": "rule",
    "group": "own",
    "aliases": "暖风机保修期",
    "source": "售后手册2026版第3页",
    "heading": ["定义", ""],
    "text": ["暖风机保修是整机免费修理两年的承诺。\n暖风机电机另外保修五年。", ""],
    "asks": ["暖风机坏了多久之内免费修", ""],
}


@pytest.fixture
def office(assistant: Assistant, settings: Settings) -> Iterator[Office]:
    with TestClient(create_app(assistant, settings), base_url=HERE) as client:
        yield Office(client, settings)


def form_of(page: str) -> tuple[str, dict[str, list[str]]]:
    """Where the card's form is sent, and what stands in it."""
    form = page[page.index('<form class="edit') : page.index("</form>", page.index('<form class="edit'))]
    address = re.search(r'action="([^"]+)"', form)
    assert address is not None
    fields: dict[str, list[str]] = {}
    pattern = r'<input[^>]*?name="(\w+)"[^>]*?value="([^"]*)"|<textarea[^>]*?name="(\w+)"[^>]*>(.*?)</textarea>|<select[^>]*?name="(\w+)"[^>]*>(.*?)</select>'
    for name, value, area, text, select, options in re.findall(pattern, form, re.DOTALL):
        if select:
            values = re.findall(r'value="([^"]*)"', options)
            value = next(iter(re.findall(r'value="([^"]*)" selected', options)), values[0])
        fields.setdefault(name or area or select, []).append(html.unescape(value or text))
    return address[1], fields


def new_card(office: Office, **changes: object) -> tuple[str, dict[str, object]]:
    address, fields = form_of(office.client.get("/admin/cards/new").text)
    return address, {**fields, **CARD, **changes}


def problems(page: str) -> list[str]:
    found = re.search(r'id="wrong">(.*?)</div>', page, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", line)) for line in re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL)] if found else []


def save(office: Office, address: str, fields: dict[str, object]) -> str:
    return office.finish(office.client.post(address, data=fields, follow_redirects=False))


def test_a_card_closes_a_gap_at_once_and_outlives_a_rebuild_and_the_terminal_reads_it(
    office: Office, settings: Settings, opened: Callable[[Settings], Assistant]
) -> None:
    assert office.ask(QUESTION)["outcome"] == "refused"
    page = save(office, *new_card(office))
    assert said(page) == ["卡片已经启用，现在就可以问到。"]
    answer = office.ask(QUESTION)
    assert answer["outcome"] == "answered"
    assert "整机免费修理两年" in str(answer["text"])
    citation = answer["citations"][0]  # type: ignore[index]
    assert citation["file"].startswith("cards/own/own-")
    assert citation["origins"] == [{"file": "售后手册2026版第3页", "start": 0, "end": 0}]
    card = office.client.get(f"/library/card/{citation['passage'].partition('#')[0]}").text
    assert "本公司的卡片" in card
    assert "《售后手册2026版第3页》" in card
    build.build_index(settings)
    assert "整机免费修理两年" in opened(settings).ask(QUESTION).text
    assert build.ensure_index(settings) is None


def test_a_shipped_card_is_revised_marked_and_brought_back(office: Office) -> None:
    address, fields = form_of(office.client.get("/admin/cards/card/law-01").text)
    assert fields["text"][0] == "领先法则说，抢先比做得更好管用。[1]"
    fields["text"][0] = "领先法则说，在本公司抢先入网比降价管用。"
    fields["source"] = ["市场部通知第8号"]
    assert said(save(office, address, fields)) == ["卡片已经启用，现在就可以问到。"]
    assert "抢先入网比降价管用" in str(office.ask("什么是领先法则")["text"])
    for path in ("/library/card/law-01", "/library/group/laws", "/admin/cards"):
        assert "已由本公司修订" in office.client.get(path).text, path
    assert "已由本公司修订" not in office.client.get("/library/card/law-07").text
    page = office.client.get("/library/card/law-01").text
    assert "《市场部通知第8号》" in page
    assert "《讲义》" in page  # of the section that nobody changed

    assert said(office.post("/admin/cards/remove", card="law-01")) == ["公司的卡片已经撤下。"]
    assert "抢先比做得更好管用" in str(office.ask("什么是领先法则")["text"])
    history = office.client.get("/admin/cards/card/law-01").text
    assert history.index("撤下</b>") < history.index("保存</b>")
    number = re.findall(r'name="version" value="(\d+)"', history)[-1]
    office.post("/admin/cards/restore", version=number)
    assert "抢先入网比降价管用" in str(office.ask("什么是领先法则")["text"])
    assert "恢复了以前的一版" in office.client.get("/admin/cards/card/law-01").text


def test_a_card_that_is_saved_unchanged_stays_what_it_was(office: Office) -> None:
    before = office.ask("前三名的占有率之比是多少")
    save(office, *form_of(office.client.get("/admin/cards/card/law-07").text))
    after = office.ask("前三名的占有率之比是多少")
    assert (after["text"], after["calculation"]) == (before["text"], before["calculation"])
    assert "看品牌排第几" in office.client.get("/library/card/law-07").text  # what the form does not show is kept


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "请写名称。"),
        ({"source": ""}, "有没标来源的句子。请写出处：哪份文件、哪一版、第几页，或者谁定的。"),
        ({"heading": ["", ""]}, "“暖风机保修是整机免费修理…”这一节没有标题。"),
        ({"text": ["", ""]}, "定义：这一节是空的。请写上内容，或者连标题一起删掉。"),
        ({"heading": ["", ""], "text": ["", ""], "asks": ["", ""]}, "还没有正文。请至少写一节：标题和内容。"),
        ({"heading": ["定义", "定义"], "text": ["暖风机保修是承诺。", "暖风机保修是承诺。"]}, "“定义”写了两次，请只留一个。"),
        ({"title": "领先法则"}, "“领先法则”已经是卡片《领先法则》的名称或别名。"),
        ({"aliases": "让渡价值"}, "“让渡价值”已经是卡片《顾客让渡价值》的名称或别名。"),
        ({"asks": ["一个老主顾一辈子能给店里赚多少", ""]}, "定义：“一个老主顾一辈子能给店里赚多少”已经写在卡片《客户终生价值》里。"),
        ({"text": ["暖风机保修两年。[3]", ""]}, "定义：标了来源[3]，可是下面没有第3个来源。"),
        ({"kind": "conflict"}, "各种说法：类型是“说法不一”的卡片要列出各种说法，别的类型不要列。"),
        (
            {"fact_id": "", "fact_label": "保修年数", "fact_value": "两"},
            "可用来计算的数：“保修年数”的数值“两”不是数字。请只写数字，如 8.5。",
        ),
        ({"text": ["暖" * 401 + "。", ""]}, "定义：“暖暖暖暖暖暖暖暖暖暖暖暖暖暖暖暖…”这一句有402个字，太长了。请拆成几句。"),
        (
            {"text": ["暖风机保修是承诺。\n它只管整机。", ""]},
            "定义：“它只管整机。”以“它”开头，单独引用就读不懂。请点明说的是谁。",
        ),
        ({"group": "../../etc"}, "放在哪一组：请选卡片放在哪一组。"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(office: Office, changes: dict[str, object], words: str) -> None:
    address, fields = new_card(office, **changes)
    reply = office.client.post(address, data=fields)
    assert reply.status_code == 400
    assert problems(reply.text) == [words]
    _, shown = form_of(reply.text)
    for name in ("title", "aliases", "source", "heading", "text", "asks"):
        given = fields[name] if isinstance(fields[name], list) else [fields[name]]
        assert [value for value in shown[name] if value] == [value for value in given if value]  # type: ignore[union-attr]
    assert not (office.folder.parent / "cards").exists()


def test_a_list_that_a_card_holds_stays_readable_from_it(settings: Settings, opened: Callable[[Settings], Assistant]) -> None:
    lists = settings.corpus_dir / "lists.yaml"
    parts = "- {id: parts, title: 三部分, item: 部分, ordered: false, card: clv, section: 要点, members: [历史价值, 当前价值, 潜在价值]}\n"
    lists.write_text(lists.read_text(encoding="utf-8") + parts, encoding="utf-8")
    build.build_index(settings)
    with TestClient(create_app(opened(settings), settings), base_url=HERE) as client:
        address, fields = form_of(client.get("/admin/cards/card/clv").text)
        fields["text"][1] = "客户终生价值分两部分：历史价值、潜在价值。"
        fields["source"] = ["本公司"]
        wrong = problems(client.post(address, data=fields).text)
        assert wrong == ["要点：清单《三部分》从“要点”这一节里读出来，要依次写着：历史价值、当前价值、潜在价值。"]


def test_two_who_change_one_card_do_not_overwrite_each_other_unseen(office: Office) -> None:
    address, fields = form_of(office.client.get("/admin/cards/card/law-01").text)
    mine, theirs = dict(fields), dict(fields)
    theirs["aliases"] = ["第一法则"]
    save(office, address, theirs)  # type: ignore[arg-type]
    mine["aliases"] = ["先占法则"]
    reply = office.client.post(address, data=mine)
    assert "别人改过这张卡片" in problems(reply.text)[0]
    again = form_of(reply.text)
    assert again[1]["aliases"] == ["先占法则"]
    save(office, *again)  # type: ignore[arg-type]
    assert "先占法则" in office.client.get("/library/card/law-01").text


def test_a_card_that_could_not_be_taken_into_use_is_kept_among_its_versions(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    address, fields = new_card(office)

    def full(*_: object, **__: object) -> None:
        raise DataDirError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(build, "build_generation", full)
        assert "原来的资料照旧" in said(save(office, address, fields))[0]
    assert not list((office.folder.parent / "cards").glob("*/*.md"))
    assert office.ask(QUESTION)["outcome"] == "refused"
    office.post("/admin/cards/restore", version="1")
    assert office.ask(QUESTION)["outcome"] == "answered"


def test_the_preview_shows_the_card_as_the_library_does_and_runs_nothing(office: Office) -> None:
    evil = "<script>alert(1)</script>暖风机<img src=x onerror=alert(1)>保修两年。"
    _, fields = new_card(office, text=[evil, ""], title="<b>保修</b>")
    page = office.client.post("/admin/cards/preview", data=fields)
    assert page.status_code == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert "《售后手册2026版第3页》" in page.text
    wrong = office.client.post("/admin/cards/preview", data={**fields, "source": ""})
    assert "还不能预览" in wrong.text
    assert office.ask(QUESTION)["outcome"] == "refused"


def test_a_file_that_somebody_changed_by_hand_is_in_the_history(office: Office) -> None:
    save(office, *new_card(office))
    path = next((office.folder.parent / "cards").glob("*/*.md"))
    path.write_text(path.read_text(encoding="utf-8").replace("五年", "六年"), encoding="utf-8")
    address, fields = form_of(office.client.get(f"/admin/cards/card/{path.stem}").text)
    assert "六年" in fields["text"][0]
    page = save(office, address, fields)  # type: ignore[arg-type]
    assert "有人直接改了文件" in page


def test_a_broken_file_in_the_folder_leaves_the_shipped_card_in_use(settings: Settings, opened: Callable[[Settings], Assistant]) -> None:
    folder = settings.own_cards_dir / "laws"
    folder.mkdir(parents=True)
    (folder / "law-01.md").write_text("---\nid: law-01\n---\n## 定义\n空", encoding="utf-8")
    report = build.build_index(settings)
    assert any(problem.startswith("cards/laws/law-01.md: title:") for problem in report.problems)
    assert "抢先比做得更好管用" in opened(settings).ask("什么是领先法则").text


@pytest.mark.parametrize("role", [Role.STAFF, Role.TRAINER])
def test_staff_and_trainers_get_nothing(assistant: Assistant, settings: Settings, role: Role) -> None:
    database = PeopleDatabase(settings.data_dir)
    People(database).add("bob", role, None)
    with TestClient(create_app(assistant, settings.model_copy(update={"auth": "accounts"})), base_url=HERE) as client:
        client.cookies.set(COOKIE, People(database).begin_session(Person("bob", role), 1))
        for path in ("/admin/documents", "/admin/cards", "/admin/cards/new", "/admin/cards/card/law-01", "/admin/job/1"):
            assert (path, client.get(path).status_code) == (path, 403)
        for path in (
            "/admin/documents",
            "/admin/cards/preview",
            "/admin/cards/card/law-01",
            "/admin/documents/rebuild",
            "/admin/job/1/stop",
        ):
            assert (path, client.post(path, data={"title": "x"}).status_code) == (path, 403)
    database.close()


def test_a_question_without_an_answer_becomes_a_card_in_the_browser(
    assistant: Assistant, settings: Settings, serve: Callable[..., str], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    url = serve(create_app(assistant, settings))
    chat = open_page(url)
    ask(chat, QUESTION)
    assert "材料未覆盖" in texts(chat, "#chat .answer")[-1]
    page = chat.context.new_page()
    page.goto(f"{url}/admin/cards")
    page.get_by_role("link", name="写一张新卡片").click()
    page.get_by_label("名称", exact=True).fill("暖风机保修")
    first = page.locator(".section-block").first
    first.get_by_label("内容").fill("暖风机保修是整机免费修理两年的承诺。")
    expect(page.locator("#preview")).to_contain_text("请写出处")
    page.get_by_label("出处").fill("售后手册2026版第3页")
    expect(page.locator("#preview")).to_contain_text("暖风机保修是整机免费修理两年的承诺。")
    first.get_by_label("员工会怎么问").fill("暖风机坏了多久之内免费修")
    page.get_by_role("button", name="再加一节").click()
    page.locator(".section-block").last.get_by_label("标题").fill("怎么用")
    page.locator(".section-block").last.get_by_label("内容").fill("接待暖风机报修，先看购机凭证上的日期。")
    expect(page.locator("#preview")).to_contain_text("怎么用")
    page.get_by_role("button", name="保存并启用").click()
    expect(page.get_by_text("卡片已经启用，现在就可以问到。")).to_be_visible(timeout=30_000)
    ask(chat, QUESTION)
    assert "整机免费修理两年" in texts(chat, "#chat .answer")[-1]
    assert "本公司的卡片" in texts(chat, "#panel .source .body")[0]
    page.get_by_role("link", name="暖风机保修").click()
    page.get_by_label("名称", exact=True).fill("阶梯法则")
    page.get_by_role("button", name="保存并启用").click()
    expect(page.locator("#wrong")).to_be_focused()
    expect(page.locator("#wrong")).to_contain_text("“阶梯法则”已经是卡片《阶梯法则》的名称或别名。")
    expect(page.get_by_label("名称", exact=True)).to_have_attribute("aria-invalid", "true")
    assert urlsplit(page.url).path.startswith("/admin/cards/card/own-")
