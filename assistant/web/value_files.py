"""Files of the value workbench: a calculation as a workbook, and the page on which a table of customers is worked.

    GET  /value/{formula}/workbook.xlsx?name=text…   live formulas; with b=1 a second scenario, as on the formula's page
    GET  /value/customers                            the form
    POST /value/customers                            the page with the result; for a script that asks, lines of progress, then the result

Nothing that is sent is kept: the answer holds the result and its files whole.
"""

import base64
import json
import logging
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from assistant.answering.worked import worked_answer
from assistant.errors import InputError, ValueModelError
from assistant.library import Library
from assistant.value.chart import Line, Mark
from assistant.value.columns import COLUMNS, read_discount
from assistant.value.entry import Typed, formula_called, typed_inputs
from assistant.value.notation import decimal_string, shown
from assistant.value.portfolio import BELOW_ZERO, PARETO, Customer, LeftOut, Portfolio, Reader, Spread
from assistant.value.portfolio_export import customers_csv, customers_xlsx
from assistant.value.signature import ZERO
from assistant.value.table import MAX_FILE_BYTES, MAX_ROWS, read_table
from assistant.value.workbook import MEDIA_TYPE, workbook
from assistant.web.drawing import line_svg
from assistant.web.look import FOREVER, framed, own_text, problem_page, templates_of, version_of

FIRST_ROWS = 20
MOST_LEFT_OUT = 100  # named on the page; the files have all
WIDE_PX, NARROW_PX = 660, 330
PROGRESS_HEADER = "x-progress"
_STEP = 500  # lines from one word of progress to the next
_TIER_CARD, _TIER_SECTION = "tier-bz", "公式"
_SCENARIOS = "b"  # the query of a page with two scenarios: b=1, and b.NAME for each input of the second that differs
_LEFT_EMPTY = "无"
_BROKEN = "服务器出了错，没有算完。请再试一次；还不行请联系管理员。"

_log = logging.getLogger(__name__)


def value_files_router(library: Library) -> APIRouter:
    """The routes over an open library; they stand in front of those of the formulas' pages, which would take their paths."""
    pages = _CustomersPage(library)
    routes = APIRouter(prefix="/value")

    @routes.api_route("/{formula_id}/workbook.xlsx", methods=["GET", "HEAD"])
    def download(request: Request, formula_id: str) -> Response:
        return _workbook(request, formula_id, library)

    routes.add_api_route("/customers", pages.form, methods=["GET", "HEAD"])
    routes.add_api_route("/customers", pages.work, methods=["POST"])
    routes.add_api_route("/customers.js", pages.script, methods=["GET", "HEAD"])
    return routes


def _workbook(request: Request, formula_id: str, library: Library) -> Response:
    try:
        formula = formula_called(formula_id)
    except InputError as error:
        return problem_page(request.scope, 404, str(error), ways=(("看全部算式", "/value"), ("看帮助", "/help")))
    try:
        answers = {name: worked_answer(formula, typed_inputs(formula, texts), library) for name, texts in _scenarios(request).items()}
        file = workbook(formula, answers, library)
    except (InputError, ValueModelError) as error:
        ways = (("回去改输入", f"/value/{formula_id}?{request.url.query}"), ("看帮助", "/help"))
        return problem_page(request.scope, 400, str(error), title="工作簿没有做成", ways=ways)
    except Exception:
        _log.exception("a workbook could not be made")
        return problem_page(request.scope, 500, _BROKEN)
    name = quote(f"{formula.title}.xlsx")
    return Response(file, media_type=MEDIA_TYPE, headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"})


def _scenarios(request: Request) -> dict[str, dict[str, Typed]]:
    """The texts of each scenario by its name. Fields that were left empty are no inputs; a name that comes twice has several values."""
    query = request.query_params
    texts: dict[str, Typed] = {}
    for name in query:
        found = [text for text in query.getlist(name) if text.strip()]
        if found:
            texts[name] = found[0] if len(found) == 1 else found
    second = {name.removeprefix(f"{_SCENARIOS}."): text for name, text in texts.items() if name.startswith(f"{_SCENARIOS}.")}
    two = texts.pop(_SCENARIOS, None)
    first = {name: text for name, text in texts.items() if not name.startswith(f"{_SCENARIOS}.")}
    if not two:
        return {"": first}
    return {"方案A": first, "方案B": {name: text for name, text in {**first, **second}.items() if text != _LEFT_EMPTY}}


class _CustomersPage:
    """The page 导入客户表; nothing is kept between requests."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._script = own_text("customers.js")
        self._templates = templates_of("value")
        self._templates.globals |= {
            "style_version": version_of(own_text("templates/value/value.css")),
            "script_version": version_of(self._script),
            "columns": COLUMNS,
            "max_mb": MAX_FILE_BYTES // 1_000_000,
            "max_rows": f"{MAX_ROWS:,}",
            "below_zero": BELOW_ZERO,
        }
        self._templates.filters |= {"yuan": _yuan, "share": lambda value: shown(value, "rate")}

    def form(self, request: Request) -> Response:
        return self._page(request, "", "")

    def script(self) -> Response:
        return Response(self._script, media_type="text/javascript", headers=FOREVER)

    async def work(self, request: Request) -> Response:
        try:
            async with request.form(max_files=1, max_fields=4) as form:
                file, discount = form.get("table"), str(form.get("discount") or "")
                raw, name = (await file.read(), file.filename or "") if isinstance(file, UploadFile) else (b"", "")
        except HTTPException:
            return self._page(request, self._problem("发来的内容读不懂。请重新选择文件再试。"), "", 400)
        root = request.scope.get("root_path", "")
        events = self._events(raw, name, discount, root)
        if request.headers.get(PROGRESS_HEADER):
            lines = (json.dumps(event, ensure_ascii=False) + "\n" for event in events)
            return StreamingResponse(lines, media_type="application/x-ndjson", headers={"x-accel-buffering": "no"})
        last = await run_in_threadpool(lambda: list(events)[-1])
        return self._page(request, str(last["html"]), discount, 200 if last["good"] else 400)

    def _events(self, raw: bytes, name: str, discount: str, root: str) -> Iterator[Mapping[str, object]]:
        """{"says": …, "done": lines, "total": lines} while it works, and at the end {"html": the result, "good": whether there is one}."""
        try:
            yield {"says": "正在读文件", "done": 0, "total": 0}
            if not raw:
                raise InputError("没有选文件，或者文件是空的。请选一个 .xlsx 或 .csv 文件。")
            reader = Reader(read_table(raw, name), read_discount(discount))
            rows: list[Customer | LeftOut] = []
            for row in reader.rows():
                rows.append(row)
                if len(rows) % _STEP == 0:
                    yield {"says": "正在逐行计算", "done": len(rows), "total": len(reader.lines)}
            yield {"says": "正在汇总", "done": len(rows), "total": len(rows)}
            yield {"html": self._result(reader.portfolio(rows), root), "good": True}
        except InputError as error:
            yield {"html": self._problem(str(error)), "good": False}
        except Exception:
            _log.exception("a table of customers could not be worked")
            yield {"html": self._problem(_BROKEN), "good": False}

    def _result(self, portfolio: Portfolio, root: str) -> str:
        spread = portfolio.spread
        tier = self._library.section(_TIER_CARD, _TIER_SECTION)
        losing = portfolio.losing
        profit = portfolio.profit
        lost = sum((customer.profit for customer in losing), ZERO)
        return self._templates.get_template("customers_result.html").render(
            root=root,
            portfolio=portfolio,
            profit=profit,
            losing=(len(losing), lost),
            others=(len(portfolio.customers) - len(losing), profit - lost),
            spread=spread,
            fits=_against(spread),
            pictures=[Markup(line_svg(_curve(spread), f"spread-{width}", width)) for width in (WIDE_PX, NARROW_PX)] if spread else [],
            lifetime=portfolio.lifetime if portfolio.lifetimes else None,
            first=portfolio.customers[:FIRST_ROWS],
            left_out=portfolio.left_out[:MOST_LEFT_OUT],
            rule=tier.quote(tier.sentences[0]) if tier else "",
            rule_card=_TIER_CARD,
            xlsx=_data_address(MEDIA_TYPE, customers_xlsx(portfolio)),
            csv=_data_address("text/csv;charset=utf-8", customers_csv(portfolio)),
        )

    def _problem(self, words: str) -> str:
        return self._templates.get_template("customers_problem.html").render(words=words)

    def _page(self, request: Request, result: str, discount: str, status: int = 200) -> Response:
        html = framed(
            self._templates, request.scope, "customers.html", result=Markup(result), discount=discount
        )  # `result` is a rendered template
        return HTMLResponse(html, status)


def _against(spread: Spread | None) -> str:
    if spread is None:
        return ""
    return "正好是" if spread.top_share == PARETO else "高于" if spread.top_share > PARETO else "低于"


def _curve(spread: Spread) -> Line:
    at = Fraction(spread.points.index(spread.points[20]), 100)
    mark = Mark(f"{shown(spread.points[20][1], 'rate')}的利润来自前", at, spread.points[20][1])
    return Line("利润累计占比", "rate", "客户占比", "rate", spread.points, (mark,))


def _yuan(value: Fraction | Decimal) -> str:
    """An amount to the cent with marks between the thousands, and a true minus sign."""
    return f"{Decimal(decimal_string(Fraction(value), 2)):,.2f}元".replace("-", "−")


def _data_address(media_type: str, file: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(file).decode()}"
