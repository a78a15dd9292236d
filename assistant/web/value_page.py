"""The page 客户价值: every formula as a form, its worksheet and its pictures, which follow what is typed.

    query string → Scenario (texts, problems beside their fields, the worked answer) → sheet.html
    GET /value/{formula}          the whole page, complete without a script
    GET /value/{formula}/sheet    what changes while somebody types, as JSON
    GET /value/{formula}?b=1&…    two scenarios; those inputs of 方案B that differ are named b.NAME

The address holds all inputs, so that a link restores them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from markupsafe import Markup

from assistant.answering.worked import worked_answer
from assistant.errors import InputError, ValueModelError
from assistant.library import Library
from assistant.types import Answer, Calculation, Input, Result
from assistant.value.binding import Bound, missing_inputs
from assistant.value.chart import chart_of, signed
from assistant.value.entry import typed_inputs
from assistant.value.formulas import BY_ID, FORMULAS
from assistant.value.notation import shown, shown_large
from assistant.value.signature import Formula, Need, Parameter, Values, Working
from assistant.value.whatif import BreakEven, WhatIf, break_even_line, break_evens, over_years, tornado
from assistant.value.worksheet import DEFAULT, calculate
from assistant.web.card_page import anchor, shown_fact
from assistant.web.drawing import chart_svg, line_svg, tornado_svg
from assistant.web.look import FOREVER, framed, own_text, problem_page, templates_of, version_of
from assistant.web.markup import block_html, blocks, expression
from assistant.web.message import source_titles, without_working
from assistant.web.page_route import page_route

MAX_INPUT_CHARS = 4000  # of one field: a list of profits may be long
WIDE_PX, NARROW_PX = 660, 330  # the widths that a picture is drawn for
# Of one number, before or behind its point: as many as a spreadsheet keeps. Powers of longer ones take seconds to print.
MAX_DIGITS = 15
_TOO_LONG = re.compile(rf"\d{{{MAX_DIGITS + 1},}}")
_TWO = "b"  # the query asks for two scenarios
_LEFT_OUT = "无"  # typed into 方案B: there, this input of 方案A is not given

# A family is a module of formulas; in this order on the page.
FAMILIES = {
    "delivered": "让渡价值",
    "lifetime": "终生价值与关系",
    "satisfaction": "满意与口碑",
    "acquisition": "拉新与留存",
    "customers": "客户分层与利润集中",
    "shares": "市场份额",
    "pricing": "定价与折扣",
    "promotion": "促销效果",
    "cases": "材料里的案例",
}
_EXAMPLES = {
    "money": "如 1.2万",
    "rate": "如 10%",
    "points": "如 5个百分点",
    "count": "如 200",
    "number": "如 8.2",
    "multiple": "如 5倍",
    "years": "如 3",
    "months": "如 24",
    "days": "如 2",
}
_UNITS = {"money": "元", "years": "年", "months": "个月", "days": "天", "multiple": "倍"}
_PAID = {"yearly": "元/年", "monthly": "元/月"}


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


@dataclass(frozen=True, slots=True)
class Scenario:
    """One column of inputs: what was typed, what is wrong with it and where, and the answer where there is one."""

    texts: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)
    lacking: tuple[Parameter, ...] = ()
    refused: str = ""
    given: Mapping[str, Fraction] = field(default_factory=dict)
    answer: Answer | None = None

    @property
    def calculation(self) -> Calculation | None:
        return self.answer.calculation if self.answer else None


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing in both widths, and the name under which it is saved."""

    title: str
    wide: Markup
    narrow: Markup
    note: str
    paired: bool  # the other scenario has one like it, which stands beside it


def _picture(title: str, key: str, draw: Callable[[str, int], str], note: str = "", *, paired: bool = False) -> Picture:
    wide, narrow = (Markup(draw(key, width)) for width in (WIDE_PX, NARROW_PX))  # escaped by `drawing`
    return Picture(title, wide, narrow, note, paired)


def _named(scenario: str, title: str) -> str:
    return f"{scenario}：{title}" if scenario else title


def scenario_of(formula: Formula, texts: Mapping[str, str], library: Library) -> Scenario:
    """Read the texts of a form, each on its own, and work the formula where that is possible."""
    problems: dict[str, str] = {}
    given: dict[str, Fraction] = {}
    for parameter in formula.parameters:
        if text := texts.get(parameter.name, "").strip():
            if _TOO_LONG.search(text):
                problems[parameter.name] = f"{parameter.label}的数太长，最多写{MAX_DIGITS}位数字。"
                continue
            try:
                given |= _read(formula, parameter, text, library)
            except (InputError, ValueModelError) as error:
                problems[parameter.name] = str(error).replace(f"（{parameter.name}）", "")
    if problems:
        return Scenario(texts, problems, given=given)
    lacking = missing_inputs(formula, {name: Bound(value, 0, 0) for name, value in given.items()})
    if lacking:
        return Scenario(texts, lacking=lacking, given=given)
    try:
        return Scenario(texts, given=given, answer=worked_answer(formula, given, library))
    except ValueModelError as error:
        return Scenario(texts, refused=str(error), given=given)


def _read(formula: Formula, parameter: Parameter, text: str, library: Library) -> dict[str, Fraction]:
    """One field's value, within its range: read by a formula that has this one input and does nothing with it."""
    alone = replace(formula, parameters=(parameter,), needs=(), work=_nothing, refuses=None, claims=None, ratio=None)
    given = typed_inputs(alone, {parameter.name: text})
    calculate(alone, given, library)
    return given


def _nothing(_: Values) -> Working:
    return Working((), ())


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
        first, second = self._scenarios(request, formula)
        return self._page(
            request,
            "formula.html",
            formula=formula,
            family=FAMILIES[family_of(formula)],
            card=self._library.cards.get(formula.card),
            groups=_fieldsets(formula),
            needs=[need_line(formula, need) for need in formula.needs if _is_choice(need)],
            required=_required(formula),
            hints={parameter.name: self._hint(parameter) for parameter in formula.parameters},
            query=_query(first, second),
            says=_says(formula, first),
            worked=_worked(first, second),
            sheet=Markup(self._sheet(request, formula, first, second)),  # a rendered template
            **_columns(first, second),
        )

    def sheet(self, request: Request, formula_id: str) -> Response:
        """{"sheet": HTML, "problems": {field: what is wrong}, "lacking": [field], "says": one line, "worked": whether there is a result}."""
        formula = BY_ID.get(formula_id)
        if formula is None:
            return JSONResponse({"error": "没有这个公式。"}, 404)
        first, second = self._scenarios(request, formula)
        named = (("", first), ("b.", second)) if second else (("", first),)
        return JSONResponse(
            {
                "sheet": self._sheet(request, formula, first, second),
                "problems": {f"{prefix}{name}": words for prefix, one in named for name, words in one.problems.items()},
                "lacking": [f"{prefix}{parameter.name}" for prefix, one in named for parameter in one.lacking],
                "says": _says(formula, first),
                "worked": _worked(first, second),
            }
        )

    def missing(self, request: Request) -> Response:
        words = "没有这个算式：地址写错了，或者它已经改名。"
        return problem_page(request.scope, 404, words, ways=(("看全部算式", "/value"), ("看帮助", "/help")))

    def _scenarios(self, request: Request, formula: Formula) -> tuple[Scenario, Scenario | None]:
        """What the query gives; where 方案B leaves a field empty, it is as in 方案A."""
        query = {name: text[:MAX_INPUT_CHARS] for name, text in request.query_params.items()}
        names = [parameter.name for parameter in formula.parameters]
        first = {name: query[name] for name in names if query.get(name, "").strip()}
        if not query.get(_TWO):
            return scenario_of(formula, first, self._library), None
        own = {name: query[f"b.{name}"] for name in names if query.get(f"b.{name}", "").strip()}
        both = {name: text for name, text in {**first, **own}.items() if text.strip() != _LEFT_OUT}
        second = scenario_of(formula, both, self._library)
        return scenario_of(formula, first, self._library), replace(second, texts=own)

    def _sheet(self, request: Request, formula: Formula, first: Scenario, second: Scenario | None) -> str:
        scenarios = [("方案A", first), ("方案B", second)] if second else [("", first)]
        evens = self._break_evens(formula, first)
        return self._templates.get_template("sheet.html").render(
            root=request.scope.get("root_path", ""),
            formula=formula,
            scenarios=scenarios,
            says=_says,
            text=Markup("".join(_text(first.answer))) if first.answer else "",  # escaped by `block_html`
            comparison=_comparison(first.calculation, second.calculation if second else None),
            source=self._source,
            pictures=list(self._pictures(formula, scenarios, evens)),
            break_evens=evens,
            shown=shown,
            change=_change,
            citations=[(c, source_titles(c, self._library)) for c in first.answer.citations] if first.answer else [],
        )

    def _pictures(self, formula: Formula, scenarios: Sequence[tuple[str, Scenario]], evens: Sequence[BreakEven]) -> Iterator[Picture]:
        """The calculations as bars and over the years, on one scale; of the first also what moves it, and where it is nothing."""
        worked = [
            (name, WhatIf(formula, one.given, self._library, one.calculation)) for name, one in scenarios if one.calculation is not None
        ]
        charts = [(name, chart_of(what.calculation)) for name, what in worked]
        bars = [(name, chart) for name, chart in charts if chart is not None]
        for at, (name, chart) in enumerate(bars):
            others = [other for _, other in bars if other is not chart and other.unit == chart.unit]
            yield _picture(_named(name, chart.form.value), f"bars-{at}", partial(chart_svg, chart, beside=others), paired=len(bars) > 1)
        lines = [line for _, what in worked if (line := over_years(what)) is not None]
        if lines:
            other = lines[1] if len(lines) > 1 else None
            yield _picture(f"{lines[0].title}随年数的变化", "years", partial(line_svg, lines[0], other=other))
        if not worked or worked[0][0] not in ("", "方案A"):
            return
        name, what = worked[0]
        if storm := tornado(what):
            short = any(swing.low is None or swing.high is None for swing in storm.swings)
            note = "其他输入不变，每次只动一项。" + ("缺一边的，是那一边超出了可算的范围。" if short else "")
            yield _picture(_named(name, f"{storm.title}：哪个输入影响最大"), "tornado", partial(tornado_svg, storm), note)
        if evens:
            turn = break_even_line(what, evens[0])
            yield _picture(_named(name, f"{turn.x_label}变到多少打平"), "even", partial(line_svg, turn))

    def _break_evens(self, formula: Formula, scenario: Scenario) -> list[BreakEven]:
        calculation = scenario.calculation
        return break_evens(WhatIf(formula, scenario.given, self._library, calculation)) if calculation else []

    def _source(self, row: Input) -> tuple[str, str]:
        """Where an input came from, and the card that it is from."""
        if row.source == DEFAULT:
            return "默认值，可改", ""
        card, fact = self._library.facts.get(row.source.removeprefix("fact:"), (None, None))
        return (f"材料：{fact.label}", card.id) if card and fact else ("你填的", "")

    def _hint(self, parameter: Parameter) -> str:
        """What stands in an empty field: what is used then, or how it is written."""
        if parameter.fact is not None:
            _, fact = self._library.facts.get(parameter.fact, (None, None))
            return f"材料：{shown_fact(fact)}" if fact else ""
        if parameter.default is not None:
            return f"默认 {shown(parameter.default, parameter.shown_unit)}"
        return "可填几个，用逗号隔开" if parameter.many else _EXAMPLES.get(parameter.unit, "")

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        return HTMLResponse(framed(self._templates, request.scope, template, unit=unit_of, limits=limits_of, **values), status)


def family_of(formula: Formula) -> str:
    """The module that defines how a formula is worked."""
    return formula.work.__module__.rpartition(".")[2]


def asked_line(formula: Formula) -> str:
    """What a formula takes, in one line."""
    lines = [need_line(formula, need) for need in formula.needs if not need.unless and not need.when]
    return "；".join(dict.fromkeys(lines)) or "不用填，数字都在材料里；也可以改成自己的"


def need_line(formula: Formula, need: Need) -> str:
    """整体顾客价值，或者产品价值＋服务价值＋…"""

    def names(keys: Sequence[str]) -> str:
        return "＋".join(formula.parameter(key).label for key in keys)

    def known(keys: Sequence[str]) -> list[str]:
        return [parameter.label for parameter in formula.parameters if parameter.name in keys]

    line = "，或者".join(names(keys) for keys in need.alternatives)
    if need.when:
        return f"填了{'或'.join(known(need.when))}：{line}"
    return f"没填{'和'.join(known(need.unless))}：{line}" if need.unless else line


def unit_of(parameter: Parameter) -> str:
    """What stands behind a field."""
    if parameter.unit == "money":
        return _PAID.get(parameter.paid, "元")
    return parameter.measure or _UNITS.get(parameter.unit, "")


def limits_of(parameter: Parameter) -> str:
    """The range of a field: 0%～100%, 不小于0."""
    low, high = parameter.minimum, parameter.maximum
    if parameter.options or (low is None and high is None):
        return ""
    if low is not None and high is not None:
        return f"{shown(low, parameter.shown_unit)}～{shown(high, parameter.shown_unit)}"
    return f"不小于{shown(low)}" if low is not None else f"不大于{shown(high or Fraction(0), parameter.shown_unit)}"


def _is_choice(need: Need) -> bool:
    return len(need.alternatives) > 1


def _required(formula: Formula) -> set[str]:
    """The inputs without which nothing is worked, whatever else is given."""
    return {need.alternatives[0][0] for need in formula.needs if not _is_choice(need) and not need.unless and not need.when}


def _fieldsets(formula: Formula) -> list[tuple[str, list[Parameter]]]:
    """The inputs in groups: by side where two are compared; else what is asked for first, and then what may be changed."""
    if formula.parties:
        sides = dict.fromkeys(parameter.party for parameter in formula.parameters)
        return [("甲乙"[at], [p for p in formula.parameters if p.party == side]) for at, side in enumerate(sides)]
    asked = {name for need in formula.needs for names in need.alternatives for name in names}
    first = [parameter for parameter in formula.parameters if parameter.name in asked and parameter.fact is None]
    rest = [parameter for parameter in formula.parameters if parameter not in first]
    return [(title, group) for title, group in (("输入", first), ("可以改的", rest)) if group]


def _columns(first: Scenario, second: Scenario | None) -> dict[str, Any]:
    named = {"": first, "b.": second or Scenario({})}
    return {
        "two": second is not None,
        "texts": {f"{prefix}{name}": text for prefix, one in named.items() for name, text in one.texts.items()},
        "problems": {f"{prefix}{name}": words for prefix, one in named.items() for name, words in one.problems.items()},
    }


def _query(first: Scenario, second: Scenario | None) -> str:
    """The inputs as they stand, for the links to what else can be made of them."""
    pairs = dict(first.texts)
    if second is not None:
        pairs |= {_TWO: "1", **{f"b.{name}": text for name, text in second.texts.items()}}
    return urlencode(pairs)


def _worked(first: Scenario, second: Scenario | None) -> bool:
    """Whether all that was asked for is worked, and can be a workbook."""
    return first.answer is not None and (second is None or second.answer is not None)


def _says(formula: Formula, scenario: Scenario) -> str:
    """In one line what has come of the inputs: the result, or what stands in its way."""
    calculation = scenario.calculation
    if calculation is not None:
        return calculation.headline or "；".join(f"{r.label} {shown_large(r.value, r.unit)}" for r in calculation.results[:3])
    if scenario.problems:
        return "标出的地方请先改正，改好就会算出来。"
    if scenario.refused:
        return scenario.refused
    return f"要算{formula.title}，还缺：{'、'.join(parameter.label for parameter in scenario.lacking)}。"


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
