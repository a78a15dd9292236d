"""The page 客户价值: every formula as a form, its worksheet and pictures, live and without a script."""

import html
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from assistant.answering.engine import Assistant
from assistant.settings import Settings
from assistant.types import Calculation, Input
from assistant.value.bounds import LARGEST
from assistant.value.entry import typed_inputs
from assistant.value.formulas import BY_ID, FORMULAS, LIFETIME_VALUE
from assistant.value.signature import Formula, Parameter
from assistant.web.app import create_app
from assistant.web.value_fields import FAMILIES, family_of
from assistant.web.value_link import typed, value_address
from assistant.web.value_page import value_router
from assistant.web.value_scenario import scenario_of

DELIVERED = {
    "product_value": "3000",
    "service_value": "500",
    "personnel_value": "200",
    "image_value": "300",
    "money_cost": "2600",
    "time_cost": "150",
    "energy_cost": "100",
    "physical_cost": "50",
}
LIFETIME = {"current_yearly": "1000", "years": "5", "discount_rate": "10%", "retention_rate": "80%"}
WORTH = {"current_yearly": "1000", "retention_rate": "80%", "discount_rate": "10%", "relationship_cost": "2500"}


@pytest.fixture
def client(assistant: Assistant) -> TestClient:
    app = FastAPI()
    app.include_router(value_router(assistant.library))
    return TestClient(app, base_url="http://127.0.0.1")


def read(client: TestClient, path: str, query: dict[str, str] | None = None) -> str:
    reply = client.get(f"/value{path}", params=query)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return reply.text


def words(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_the_overview_has_every_formula_in_its_family(client: TestClient) -> None:
    page = read(client, "")
    for formula in FORMULAS:
        assert family_of(formula) in FAMILIES
        assert f'<h3><a href="/value/{formula.id}">{formula.title}</a></h3>' in page
    assert "材料外" in page


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.id)
def test_every_formula_has_a_field_for_each_of_its_inputs(client: TestClient, formula: Formula) -> None:
    page = read(client, f"/{formula.id}")
    for parameter in formula.parameters:
        assert re.search(rf'<label for="i-{re.escape(parameter.name)}">{re.escape(parameter.label)}', page)
        assert re.search(rf'id="i-{re.escape(parameter.name)}" name="{re.escape(parameter.name)}"', page)
    assert ("材料没有给出这个算式" in page) is not formula.in_material


def test_the_worksheet_shows_inputs_steps_result_and_sources(client: TestClient) -> None:
    page = words(read(client, "/delivered-value", DELIVERED))
    assert "顾客让渡价值 1100元" in page
    assert "产品价值 3000 + 服务价值 500 + 人员价值 200 + 形象价值 300" in page
    assert "整体顾客价值 4000 − 整体顾客成本 2900" in page
    assert "你填的" in page
    assert "价值和成本都折成同一货币单位" in page
    assert "顾客让渡价值 · 公式" in page


def test_a_default_is_shown_as_such(client: TestClient) -> None:
    page = read(client, "/lifetime-value", LIFETIME)
    assert 'placeholder="默认 0元"' in page
    assert re.search(r"潜在每年利润</th><td class=\"num\">0元</td><td>默认值，可改", page)


def test_a_figure_of_the_material_leads_to_its_card(client: TestClient) -> None:
    page = read(client, "/ladder-shares", {"third": "6%"})
    assert re.search(r'<a href="/library/card/law-07">材料：前三名占有率之比</a>', page)


def test_the_page_has_a_waterfall_a_tornado_and_a_break_even_in_words_too(client: TestClient) -> None:
    page = read(client, "/delivered-value", DELIVERED)
    described = [html.unescape(one) for one in re.findall(r"<desc [^>]*>(.*?)</desc>", page)]
    assert any(one.startswith("瀑布图（顾客让渡价值）：产品价值3000元") for one in described)
    assert any("货币成本（±10%）：减小时1360元，增大时840元" in one for one in described)
    assert re.search(r"货币成本</th><td class=\"num\">2600元</td><td class=\"num\">3700元</td><td class=\"num\">\+42\.31%", page)


def test_every_picture_on_a_page_has_its_own_name(client: TestClient) -> None:
    page = read(client, "/relationship-worth", {**WORTH, "b": "1", "b.relationship_cost": "2000"})
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count("<svg") == 6  # three pictures, wide and narrow


def test_lifetime_value_is_drawn_over_the_years(client: TestClient) -> None:
    page = words(read(client, "/lifetime-value", LIFETIME))
    assert "折线图（客户终生价值）：年数从1年到5年，客户终生价值从727.27元到2124.1元。" in page


def test_two_scenarios_stand_side_by_side_with_their_difference(client: TestClient) -> None:
    page = read(client, "/lifetime-value", {**LIFETIME, "b": "1", "b.retention_rate": "90%"})
    assert re.search(
        r"客户终生价值</th><td class=\"num\">2124\.1元</td><td class=\"num\">2850\.08元</td><td class=\"num\">\+725\.99元", page
    )
    assert "方案B的工作表" in page
    assert 'name="b.retention_rate" value="90%"' in page


def test_the_second_scenario_can_leave_out_what_the_first_has(client: TestClient) -> None:
    page = words(read(client, "/average-life", {"retention_rate": "80%", "b": "1", "b.retention_rate": "无", "b.churn_rate": "10%"}))
    assert "客户平均维持5年。" in page
    assert "客户平均维持10年。" in page


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("current_yearly", "很多", "当前每年利润读不懂“很多”。请写成 1200、1.2万 或 1200元 这样。"),
        ("discount_rate", "300%", "折现率是300%，超出了可算的范围"),
        ("years", "9" * 400, "年数的数太长，最多写15位数字。"),
        ("timing", "年中", "利润收到的时间不能是“年中”，只能是：年末、年初。"),
    ],
)
def test_a_bad_input_is_said_beside_its_field_and_nothing_is_lost(client: TestClient, name: str, text: str, problem: str) -> None:
    page = read(client, "/lifetime-value", {**LIFETIME, name: text})
    assert re.search(rf'id="p-{name}">{problem}', page)
    assert len(re.findall(r'aria-invalid="true"', page)) == 1
    for typed_name, kept in {**LIFETIME, name: text}.items():
        if typed_name != "timing":
            assert f'name="{typed_name}" value="{kept}"' in page


def test_what_is_missing_is_named(client: TestClient) -> None:
    assert "还缺：当前每年利润、年数。" in words(read(client, "/lifetime-value"))


def test_a_sum_without_an_end_explains_itself(client: TestClient) -> None:
    page = words(read(client, "/lifetime-value", {"current_yearly": "1000", "retention_rate": "100%"}))
    assert "逐年相加没有尽头" in page


def test_markup_in_an_input_stays_text(client: TestClient) -> None:
    evil = '"><script>alert(1)</script>'
    page = read(client, "/lifetime-value", {**LIFETIME, "years": evil, "b": "1", "b.years": evil, evil: evil})
    assert "<script>alert" not in page
    reply = client.get("/value/lifetime-value/sheet", params={"years": evil}).json()
    assert "<script" not in reply["sheet"]


def test_the_fragment_says_what_is_wrong_where(client: TestClient) -> None:
    found = client.get("/value/lifetime-value/sheet", params={"years": "x", "b": "1", "b.discount_rate": "9"}).json()
    assert list(found["problems"]) == ["years", "b.years", "b.discount_rate"]
    found = client.get("/value/lifetime-value/sheet", params={"current_yearly": "1000"}).json()
    assert found["lacking"] == ["years"]
    assert found["says"] == "要算客户终生价值，还缺：年数。"


def test_the_links_to_the_workbook_and_the_form_hold_the_inputs(client: TestClient) -> None:
    page = read(client, "/lifetime-value", LIFETIME)
    address = html.unescape(re.search(r'id="workbook" href="([^"]+)"', page)[1])  # type: ignore[index]
    assert dict(parse_qsl(urlsplit(address).query)) == LIFETIME
    assert client.get("/value/lifetime-value/sheet", params=LIFETIME).json()["worked"] is True


def test_there_is_no_workbook_of_nothing(client: TestClient) -> None:
    assert re.search(r'id="workbook" [^>]*hidden', read(client, "/lifetime-value"))
    reply = client.get("/value/lifetime-value/sheet", params={**LIFETIME, "b": "1", "b.years": "x"})
    assert reply.json()["worked"] is False


def test_an_unknown_formula_is_not_there(client: TestClient) -> None:
    assert client.get("/value/nothing").status_code == 404
    assert client.get("/value/nothing/sheet").status_code == 404
    assert client.get("/value/lifetime-value/elsewhere").status_code == 404


# The link from the chat


def values_of(parameter: Parameter) -> st.SearchStrategy[Fraction]:
    if parameter.options:
        return st.integers(0, len(parameter.options) - 1).map(Fraction)
    low, high = (-LARGEST + 1 if parameter.minimum is None else parameter.minimum), parameter.maximum or LARGEST - 1
    return st.fractions(min_value=low, max_value=high, max_denominator=10**6)


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_inputs_as_text_are_read_as_the_same_values(data: st.DataObject) -> None:
    formula = data.draw(st.sampled_from(FORMULAS))
    alone = Formula(formula.id, formula.title, (), formula.parameters, (), formula.card, (), formula.work)
    given_values: dict[str, Fraction] = {}
    for parameter in formula.parameters:
        keys = [f"{parameter.name}.1", f"{parameter.name}.2"] if parameter.many else [parameter.name]
        given_values |= {key: data.draw(values_of(parameter)) for key in keys}
    assert typed_inputs(alone, typed(formula, given_values)) == given_values


def test_a_calculation_is_found_again_at_its_address(assistant: Assistant) -> None:
    answer = assistant.ask("一位客户每年带来利润1000元，预计合作5年，折现率10%，终生价值是多少？")
    assert answer.calculation is not None
    address = urlsplit(value_address(answer.calculation))
    assert address.path == "value/lifetime-value"
    scenario = scenario_of(LIFETIME_VALUE, dict(parse_qsl(address.query)), assistant.library)
    assert scenario.calculation is not None
    assert scenario.calculation.results == answer.calculation.results


def test_a_calculation_of_no_formula_has_no_address() -> None:
    assert value_address(Calculation("elsewhere", "别的", (Input("x", "数", Fraction(1), "number", "question"),), (), ())) == ""


# In a browser


@pytest.fixture
def page(browser: Browser, serve: Callable[[FastAPI], str], assistant: Assistant, settings: Settings) -> Iterator[Page]:
    """A page of the whole server, which may ask nobody else and throw no error."""
    url = serve(create_app(assistant, settings))
    context = browser.new_context(base_url=url, viewport={"width": 360, "height": 800}, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    asked_for: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert [address for address in asked_for if not address.startswith((url, "data:", "blob:"))] == []
    assert errors == []


@pytest.mark.browser
def test_the_sheet_follows_what_is_typed_and_the_link_restores_it(page: Page) -> None:
    page.goto("/value/delivered-value")
    page.get_by_label("整体顾客价值", exact=True).fill("4000")
    page.get_by_label("整体顾客成本", exact=True).fill("2900")
    expect(page.locator("#sheet")).to_contain_text("顾客让渡价值 1100元")
    expect(page.locator("#says")).to_have_text("顾客让渡价值 1100元")
    page.get_by_label("整体顾客成本", exact=True).fill("很多")
    expect(page.locator("#p-total_cost")).to_contain_text("读不懂“很多”")
    expect(page.get_by_label("整体顾客成本", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("整体顾客价值", exact=True)).to_have_value("4000")
    page.get_by_label("整体顾客成本", exact=True).fill("3000")
    expect(page.locator("#sheet")).to_contain_text("顾客让渡价值 1000元")
    page.get_by_role("button", name="复制链接").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(page.get_by_label("整体顾客成本", exact=True)).to_have_value("3000")
    expect(page.locator("#sheet")).to_contain_text("顾客让渡价值 1000元")


@pytest.mark.browser
def test_a_second_scenario_opens_its_column(page: Page) -> None:
    page.goto(f"/value/lifetime-value?{urlencode(LIFETIME)}")
    expect(page.get_by_label("留存率（方案B）")).to_be_hidden()
    page.get_by_label("再加一个方案B来比").check()
    page.get_by_label("留存率（方案B）").fill("90%")
    expect(page.locator("#sheet")).to_contain_text("+725.99元")
    assert "b.retention_rate=90%25" in page.url
    page.get_by_label("再加一个方案B来比").uncheck()
    expect(page.locator("#sheet")).not_to_contain_text("+725.99元")


@pytest.mark.browser
def test_a_picture_is_saved_as_png_without_a_request(page: Page) -> None:
    page.goto(f"/value/delivered-value?{urlencode(DELIVERED)}")
    page.evaluate("performance.clearResourceTimings()")
    with page.expect_download() as download:
        page.get_by_role("button", name="存成图片").first.click()
    assert download.value.suggested_filename == "顾客让渡价值-瀑布图.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    asked = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert [address for address in asked if address.startswith("http") and not address.endswith("/favicon.ico")] == []


@pytest.mark.browser
def test_without_a_script_the_form_is_sent_and_answered(
    browser: Browser, serve: Callable[[FastAPI], str], assistant: Assistant, settings: Settings
) -> None:
    context = browser.new_context(base_url=serve(create_app(assistant, settings)), java_script_enabled=False)
    page = context.new_page()
    page.goto("/value/delivered-value")
    page.get_by_label("整体顾客价值", exact=True).fill("4000")
    page.get_by_label("整体顾客成本", exact=True).fill("2900")
    page.get_by_role("button", name="计算").click()
    expect(page.locator("#sheet")).to_contain_text("顾客让渡价值 1100元")
    expect(page.get_by_role("button", name="复制链接")).to_be_hidden()
    context.close()


@pytest.mark.browser
def test_a_narrow_screen_needs_no_scrolling_sideways(page: Page) -> None:
    worked = {"delivered-value": DELIVERED, "lifetime-value": {**LIFETIME, "b": "1", "b.years": "8"}, "relationship-worth": WORTH}
    for path in ["", *(f"/{formula.id}?{urlencode(worked.get(formula.id, {}))}" for formula in FORMULAS)]:
        page.goto(f"/value{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path


@pytest.mark.browser
def test_the_chat_leads_to_the_page_with_its_inputs(page: Page) -> None:
    page.goto("/")
    box = page.get_by_label("问题", exact=True)
    box.fill("一位客户每年带来利润1000元，预计合作5年，折现率10%，终生价值是多少？")
    page.get_by_role("button", name="发送", exact=True).click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="在客户价值页打开").click()
    expect(opened.value.get_by_label("年数", exact=True)).to_have_value("5")
    expect(opened.value.locator("#sheet")).to_contain_text("客户终生价值")
    assert BY_ID["lifetime-value"].title in opened.value.title()
