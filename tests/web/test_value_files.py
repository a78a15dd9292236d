"""Files of the value workbench: the workbook of a calculation, and the page on which a table of customers is worked."""

import base64
import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page

from assistant.answering.engine import Assistant
from assistant.settings import Settings
from assistant.value.table import MAX_FILE_BYTES
from assistant.web import value_files
from assistant.web.app import create_app
from assistant.web.surfaces import MAX_BODY_BYTES

TABLE = "客户,收入,成本,年数\n甲,900,100,3\n乙,80,60,3\n丙,70,60,3\n丁,10,40,3\n戊,60,60,\n己,x,1,3\n".encode()
EVIL = '<script>alert("1")</script>'


@pytest.fixture
def client(assistant: Assistant, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(assistant, settings), base_url="http://127.0.0.1:7860") as client:
        yield client


def send(client: TestClient, raw: bytes = TABLE, name: str = "客户.csv", discount: str = "", **headers: str) -> Any:
    return client.post("/value/customers", files={"table": (name, raw)}, data={"discount": discount}, headers=headers)


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


# The workbook of a calculation


def test_a_calculation_is_downloaded_as_a_workbook(client: TestClient) -> None:
    reply = client.get("/value/delivered-value/workbook.xlsx", params={"total_value": "1.2万", "total_cost": "9000元", "product_value": ""})
    assert reply.status_code == 200
    assert unquote(reply.headers["content-disposition"]).endswith("顾客让渡价值.xlsx")
    book = load_workbook(io.BytesIO(reply.content))
    assert book.sheetnames == ["计算", "来源"]
    formulas = {str(row[0].value): row[1].value for row in book["计算"].iter_rows(max_col=2)}
    assert formulas["整体顾客价值"] == 12000
    assert str(formulas["顾客让渡价值"]).startswith("=B")


def test_an_input_with_several_values_is_given_once_or_several_times(client: TestClient) -> None:
    for params in ([("gaps", "0.6"), ("gaps", "-0.3")], [("gaps", "0.6、-0.3")]):
        reply = client.get("/value/overall-satisfaction/workbook.xlsx", params=params)
        values = {str(row[0].value): row[1].value for row in load_workbook(io.BytesIO(reply.content))["计算"].iter_rows(max_col=2)}
        assert values["每次交易的满意差距（第2个）"] == -0.3


def test_two_scenarios_have_their_sheets_in_one_workbook(client: TestClient) -> None:
    params = {"b": "1", "product_value": "5", "total_value": "1200", "total_cost": "900", "b.total_cost": "700", "b.product_value": "无"}
    reply = client.get("/value/delivered-value/workbook.xlsx", params=params)
    book = load_workbook(io.BytesIO(reply.content), data_only=True)
    assert book.sheetnames == ["方案A计算", "方案A来源", "方案B计算", "方案B来源"]
    values = [{str(row[0].value): row[1].value for row in book[name].iter_rows(max_col=2)} for name in ("方案A计算", "方案B计算")]
    assert [one["顾客让渡价值"] for one in values] == [300, 500]
    assert ["产品价值" in one for one in values] == [True, False]


@pytest.mark.parametrize(
    ("formula", "params", "status", "words"),
    [
        ("nothing", {}, 404, "没有叫“nothing”的公式"),
        ("delivered-value", {"total_value": "1"}, 400, "还缺：整体顾客成本"),
        ("delivered-value", {"total_value": "-1", "total_cost": "1"}, 400, "超出了可算的范围"),
        ("delivered-value", {"price": "1"}, 400, "没有叫“price”的输入"),
        ("delivered-value", {"total_value": ["1", "2"], "total_cost": "1"}, 400, "只要一个值"),
    ],
)
def test_what_cannot_be_worked_is_said_in_chinese(
    client: TestClient, formula: str, params: dict[str, Any], status: int, words: str
) -> None:
    reply = client.get(f"/value/{formula}/workbook.xlsx", params=params)
    assert reply.status_code == status
    assert words in plain(reply.text)


# The table of customers


def test_the_form_is_there_and_says_its_limits(client: TestClient) -> None:
    page = client.get("/value/customers")
    assert page.status_code == 200
    assert 'enctype="multipart/form-data"' in page.text
    assert "50,000行、10MB" in page.text
    assert client.get("/value/customers.js").headers["content-type"].startswith("text/javascript")


def test_a_table_is_worked_without_a_script(client: TestClient) -> None:
    reply = send(client, discount="10%")
    text = plain(reply.text)
    assert reply.status_code == 200
    for words in (
        "5位客户，年利润合计800.00元；1位在零价值以下",
        "前20%的客户（1位）贡献了100%的利润，高于80%的对照数",
        "−30.00元",
        "收入“x”读不懂",
        "没有年数，也没有留存率（第6行）",
        "折现率10%",
        "MVC和MGC材料没有给界线",
    ):
        assert words in text, words
    assert 'value="10%"' in reply.text


def test_the_curve_is_drawn_with_chinese_labels_and_said_in_words(client: TestClient) -> None:
    html = send(client).text
    assert html.count("<svg") == 2
    assert "横轴：客户占比；纵轴：利润累计占比" in html
    assert re.search(r"<desc[^>]*>折线图（利润累计占比）：", html)


def test_the_result_is_downloaded_from_the_page_itself(client: TestClient) -> None:
    html = send(client).text
    files = dict(re.findall(r'href="data:[^"]*?base64,([^"]*)" download="客户价值\.(\w+)"', html))
    found = {kind: base64.b64decode(content) for content, kind in files.items()}
    assert load_workbook(io.BytesIO(found["xlsx"]))["客户"]["B2"].value == "甲"
    rows = list(csv.reader(io.StringIO(found["csv"].decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:6]] == ["甲", "乙", "丙", "戊", "丁"]


def test_a_script_is_told_how_far_it_is(client: TestClient) -> None:
    rows = "\n".join(f"客户{n},{n},1" for n in range(1200))
    reply = send(client, f"客户,收入,成本\n{rows}\n".encode(), **{value_files.PROGRESS_HEADER: "1"})
    events = [json.loads(line) for line in reply.text.splitlines()]
    assert reply.headers["content-type"].startswith("application/x-ndjson")
    assert [(event["done"], event["total"]) for event in events[:-1]] == [(0, 0), (500, 1200), (1000, 1200), (1200, 1200)]
    assert "1,200位客户" in plain(events[-1]["html"])


@pytest.mark.parametrize(
    ("raw", "name", "discount", "words"),
    [
        (b"", "a.csv", "", "没有选文件"),
        (TABLE, "a.pdf", "", "读不了“.pdf”的文件"),
        (TABLE, "a.xlsx", "", "不是 .xlsx 文件"),
        (TABLE, "a.csv", "很高", "折现率“很高”读不懂"),
        (TABLE, "a.csv", "150%", "不在0%到100%之间"),
        ("客户,收入\n甲,1\n".encode(), "a.csv", "", "要有“收入”和“成本”"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_page(client: TestClient, raw: bytes, name: str, discount: str, words: str) -> None:
    reply = send(client, raw, name, discount)
    assert reply.status_code == 400
    assert 'role="alert"' in reply.text
    assert words in plain(reply.text)


def test_a_form_without_a_file_is_answered(client: TestClient) -> None:
    for reply in (
        client.post("/value/customers"),
        client.post("/value/customers", data={"table": "x"}),
        client.post("/value/customers", content=b"--x", headers={"content-type": "multipart/form-data; boundary=x"}),
        client.post("/value/customers", content=b"--y\r\n\r\n", headers={"content-type": "multipart/form-data"}),
    ):
        assert reply.status_code == 400
        assert 'role="alert"' in reply.text


def test_names_of_customers_are_text(client: TestClient) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([["客户", EVIL, "利润"], [EVIL, EVIL, "1"], [EVIL, "", EVIL]])
    assert EVIL not in send(client, file.getvalue().encode()).text


def test_only_the_upload_may_be_large(client: TestClient) -> None:
    large = b"x" * (MAX_BODY_BYTES + 1)
    assert client.post("/api/v1/value/delivered-value", content=large).status_code == 413
    assert send(client, large).status_code == 400
    assert send(client, b"x" * (MAX_FILE_BYTES + 200_000)).status_code == 413


def test_a_defect_is_logged_and_said_in_chinese(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(value_files, "Reader", None)
    reply = send(client)
    assert "服务器出了错" in plain(reply.text)
    assert "could not be worked" in caplog.text


def test_nothing_of_a_table_stays_behind(client: TestClient) -> None:
    send(client)
    assert "甲" not in plain(client.get("/value/customers").text).split("导入客户表")[-1].split("认得的列名")[0]


@pytest.mark.browser
def test_the_page_works_in_a_browser(
    assistant: Assistant, settings: Settings, serve: Callable[[FastAPI], str], browser: Any, tmp_path: Any
) -> None:
    url = serve(create_app(assistant, settings))
    book = Workbook()
    sheet = book.active
    for row in [["客户", "收入", "成本"], *([f"客户{n}", 1000 + n, n * 3] for n in range(800))]:
        sheet.append(row)
    book.save(tmp_path / "客户.xlsx")
    page: Page = browser.new_context(locale="zh-CN").new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{url}/value/customers")
    page.get_by_label("客户表").set_input_files(tmp_path / "客户.xlsx")
    page.get_by_role("button", name="计算").click()
    page.get_by_text("800位客户").wait_for()
    assert page.url == f"{url}/value/customers"
    assert page.locator("#bar").is_hidden()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载结果（Excel）").click()
    assert load_workbook(io.BytesIO(download.value.path().read_bytes()))["客户"]["B2"].value == "客户0"
    page.get_by_label("折现率").fill("很高")
    page.get_by_role("button", name="计算").click()
    page.get_by_role("alert").get_by_text("读不懂").wait_for()
    assert errors == []
    page.context.close()
