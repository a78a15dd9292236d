"""The page 客户价值: every formula as a form, its worksheet and its pictures, which follow what is typed.

    query string → Scenario (texts, problems beside their fields, the worked answer) → sheet.html
    GET /value/{formula}          the whole page, complete without a script
    GET /value/{formula}/sheet    what changes while somebody types, as JSON
    GET /value/{formula}?b=1&…    two scenarios; those inputs of 方案B that differ are named b.NAME

The address holds all inputs, so that a link restores them.
"""

from fractions import Fraction
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from markupsafe import Markup

from assistant.library import Library
from assistant.types import Answer, Calculation, Input, Result
from assistant.value.chart import signed
from assistant.value.formulas import BY_ID, FORMULAS
from assistant.value.notation import shown, shown_large
from assistant.value.signature import Formula
from assistant.value.whatif import BreakEven, WhatIf, break_evens
from assistant.value.worksheet import DEFAULT
from assistant.web.card_page import anchor
from assistant.web.look import FOREVER, framed, own_text, problem_page, templates_of, version_of
from assistant.web.markup import block_html, blocks, expression
from assistant.web.message import source_titles, without_working
from assistant.web.page_route import page_route
from assistant.web.value_fields import (
    FAMILIES,
    asked_line,
    family_of,
    fieldsets,
    hint_of,
    is_choice,
    limits_of,
    need_line,
    required,
    unit_of,
)
from assistant.web.value_pictures import pictures
from assistant.web.value_scenario import Scenario, is_worked, query_of, says_of, scenarios_of


def value_router(library: Library) -> APIRouter:
    """The routes under /value over an open library."""
    pages = _Pages(library)
    routes = APIRouter(prefix="/value", route_class=page_route(), default_response_class=HTMLResponse)
    for path, page in (
        ("", pages.overview),
        ("/", pages.overview),
        ("/style.css", pages.style),
        ("/value.js", pages.script),
        ("/{formula_id}", pages.formula),
        ("/{formula_id}/sheet", pages.sheet),
        ("/{elsewhere:path}", pages.missing),
    ):
        routes.add_api_route(path, page, methods=["GET", "HEAD"])
    return routes


class _Pages:
    """Renders each page; nothing is kept between requests."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._script = own_text("value.js")
        self._style = own_text("templates/value/value.css")
        self._templates = templates_of("value")
        self._templates.globals |= {
            "style_version": version_of(self._style),
            "script_version": version_of(self._script),
            "library": library,
        }
        self._templates.filters |= {
            "figure": shown_large,
            "anchor": anchor,
            "sum": lambda text: Markup(expression(text)),  # escaped by `expression`
        }

    def overview(self, request: Request) -> Response:
        families = {name: [formula for formula in FORMULAS if family_of(formula) == name] for name in FAMILIES}
        return self._page(request, "overview.html", families=families, names=FAMILIES, line=asked_line)

    def style(self) -> Response:
        return Response(self._style, media_type="text/css", headers=FOREVER)

    def script(self) -> Response:
        return Response(self._script, media_type="text/javascript", headers=FOREVER)

    def formula(self, request: Request, formula_id: str) -> Response:
        formula = BY_ID.get(formula_id)
        if formula is None:
            return self.missing(request)
        first, second = scenarios_of(formula, request.query_params, self._library)
        return self._page(
            request,
            "formula.html",
            formula=formula,
            family=FAMILIES[family_of(formula)],
            card=self._library.cards.get(formula.card),
            groups=fieldsets(formula),
            needs=[need_line(formula, need) for need in formula.needs if is_choice(need)],
            required=required(formula),
            hints={parameter.name: hint_of(parameter, self._library) for parameter in formula.parameters},
            query=query_of(first, second),
            says=says_of(formula, first),
            worked=is_worked(first, second),
            sheet=Markup(self._sheet(request, formula, first, second)),  # a rendered template
            **_columns(first, second),
        )

    def sheet(self, request: Request, formula_id: str) -> Response:
        """{"sheet": HTML, "problems": {field: what is wrong}, "lacking": [field], "says": one line, "worked": whether there is a result}."""
        formula = BY_ID.get(formula_id)
        if formula is None:
            return JSONResponse({"error": "没有这个公式。"}, 404)
        first, second = scenarios_of(formula, request.query_params, self._library)
        named = (("", first), ("b.", second)) if second else (("", first),)
        return JSONResponse(
            {
                "sheet": self._sheet(request, formula, first, second),
                "problems": {f"{prefix}{name}": words for prefix, one in named for name, words in one.problems.items()},
                "lacking": [f"{prefix}{parameter.name}" for prefix, one in named for parameter in one.lacking],
                "says": says_of(formula, first),
                "worked": is_worked(first, second),
            }
        )

    def missing(self, request: Request) -> Response:
        words = "没有这个算式：地址写错了，或者它已经改名。"
        return problem_page(request.scope, 404, words, ways=(("看全部算式", "/value"), ("看帮助", "/help")))

    def _sheet(self, request: Request, formula: Formula, first: Scenario, second: Scenario | None) -> str:
        scenarios = [("方案A", first), ("方案B", second)] if second else [("", first)]
        calculation = first.calculation
        evens = break_evens(WhatIf(formula, first.given, self._library, calculation)) if calculation else []
        return self._templates.get_template("sheet.html").render(
            root=request.scope.get("root_path", ""),
            formula=formula,
            scenarios=scenarios,
            says=says_of,
            text=Markup("".join(_text(first.answer))) if first.answer else "",  # escaped by `block_html`
            comparison=_comparison(calculation, second.calculation if second else None),
            source=self._source,
            pictures=list(pictures(formula, scenarios, evens, self._library)),
            break_evens=evens,
            shown=shown,
            change=_change,
            citations=[(c, source_titles(c, self._library)) for c in first.answer.citations] if first.answer else [],
        )

    def _source(self, row: Input) -> tuple[str, str]:
        """Where an input came from, and the card that it is from."""
        if row.source == DEFAULT:
            return "默认值，可改", ""
        card, fact = self._library.facts.get(row.source.removeprefix("fact:"), (None, None))
        return (f"材料：{fact.label}", card.id) if card and fact else ("你填的", "")

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        return HTMLResponse(framed(self._templates, request.scope, template, unit=unit_of, limits=limits_of, **values), status)


def _columns(first: Scenario, second: Scenario | None) -> dict[str, Any]:
    named = {"": first, "b.": second or Scenario({})}
    return {
        "two": second is not None,
        "texts": {f"{prefix}{name}": text for prefix, one in named.items() for name, text in one.texts.items()},
        "problems": {f"{prefix}{name}": words for prefix, one in named.items() for name, words in one.problems.items()},
    }


def _text(answer: Answer) -> list[str]:
    """The answer's text without what the tables show; its marks lead to the list of sources below."""
    found = blocks(answer.text)
    if answer.calculation is not None:
        found = without_working(found, answer.calculation)
    return [block_html(block, lambda n: f'<a class="cite" href="#cite-{n}" aria-label="出处{n}">[{n}]</a>') for block in found]


def _comparison(first: Calculation | None, second: Calculation | None) -> list[tuple[Result, Result, str]]:
    """The results of both scenarios by their names, and the second less the first."""
    if first is None or second is None:
        return []
    theirs = {result.label: result for result in second.results}
    pairs = [(result, theirs[result.label]) for result in first.results if result.label in theirs]
    return [(one, other, _plus(other.value - one.value, one.unit)) for one, other in pairs]


def _plus(value: Fraction, unit: str) -> str:
    unit = "points" if unit == "rate" else unit
    return f"+{signed(value, unit)}" if value > 0 else signed(value, unit)


def _change(even: BreakEven) -> str:
    """How far a break-even is from now: +12%."""
    share = even.at / even.now - 1
    return f"{'+' if share > 0 else ''}{signed(share, 'rate')}"
