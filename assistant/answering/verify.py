"""The gate: what may be said. It looks at statements and citations alone, whatever wrote them.

`verify` proves the statements when an answer is made, `verify_rendered` that what is given out is what was proven.
"""

import re
from collections.abc import Iterable

from assistant.answering.figures import figures
from assistant.answering.frames import NUMBERED, PARTS, PARTS_NOT_COVERED, Frame
from assistant.errors import AssistantError
from assistant.types import Answer, Calculation, Citation, Statement, StatementKind
from assistant.value.formulas import FORMULAS
from assistant.value.notation import in_ten_thousands, shown, shown_large

_FRAMES = frozenset(frame.value for frame in Frame)

# What may stand in a computed statement beside what the calculation says and what is given. None of them holds a figure.
_PHRASES = (
    *("，", "。", "、", "：", "按不同说法，", "题目没有给的：", "依次是", "要算", "还缺：", "已经读到："),
    *("这些数不知道指什么：", "请写明每个数的名称和单位，例如", "“", "”", "多少元”", "多少”"),
)
_HEADERS = frozenset(("说法", "出处和所指"))

_RULE = re.compile(r"-{3,}")
_START = re.compile(r"(?:- |(?P<item>\d+)\. |\| (?P<label>[^|\n]*) \| )?")  # of a line, in front of its statement
_NEXT_CELL = " | "
_PART = re.compile(rf"^\*\*问题({NUMBERED})", re.MULTILINE)  # 问题一、三 share an answer
_HEADING = re.compile(rf"\*\*问题{NUMBERED}(?:：(?P<title>.+))?\*\*")


class Unproven(AssistantError):
    """A statement that its citations and the calculation do not bear out."""


def verify(
    statements: Iterable[Statement],
    citations: Iterable[Citation],
    calculation: Calculation | None,
    given: Iterable[str] = (),
    further: Iterable[Calculation] = (),
) -> None:
    """Raise Unproven at the first statement that fails.

    A citation's quote is its passage's own characters, and its origins are those of the sentences quoted. A quoted
    statement is the quote of each citation that it has. A frame is of the closed list and cites nothing. A computed
    statement, and a gap without a citation, consists of what the calculation, or one of the `further`, says, of quotes that it cites and of
    `given`: names and counts that the library has, inputs as they were read. Every number of a generated statement
    stands, with its unit, in one of these.
    """
    known = _proven(citations)
    sayings = {saying for one in (calculation, *further) for saying in sayings_of(one)} | set(given)
    for statement in statements:
        missing = [n for n in statement.citations if n not in known]
        if missing:
            raise Unproven(f"{statement.text!r} cites {missing}, which are not there")
        quotes = {known[n].quote for n in statement.citations}
        match statement.kind:
            case StatementKind.QUOTED:
                _check_quoted(statement, quotes)
            case StatementKind.GAP if quotes:
                _check_quoted(statement, quotes)
            case StatementKind.FRAME:
                if statement.text not in _FRAMES or quotes:
                    raise Unproven(f"{statement.text!r} is no frame")
            case StatementKind.COMPUTED | StatementKind.GAP:
                if not _consists_of(statement.text, sayings | quotes):
                    raise Unproven(f"{statement.text!r} holds what is neither cited nor computed nor given")
            case _:
                if not quotes and calculation is None:
                    raise Unproven(f"{statement.text!r} rests on nothing")
                _check_figures(statement.text, sayings | quotes)


def verify_rendered(answer: Answer) -> None:
    """Raise Unproven unless the text given out is the statements, word for word, in order, each with its marks.

    Beside them stand layout, headings of parts, headers of tables and names of rows only: titles of cited passages,
    words of the statement that follows, or the axis of a comparison that it is the value of. Quotes are compared with
    their passages again.
    """
    known = _proven(answer.citations)
    headed = _PART.findall(answer.text)
    parts = "".join([*headed, *PARTS_NOT_COVERED.findall(answer.text)]).replace("、", "") if headed else ""
    if sorted(parts, key=PARTS.index) != list(PARTS[: len(parts)]):
        raise Unproven(f"the parts are numbered {parts!r}")
    at, place = 0, None
    for statement in answer.statements:
        rendered = statement.text + "".join(f"[{n}]" for n in statement.citations)
        start = next((s for s in (answer.text.find(form, at) for form in (rendered, rendered.replace("|", "｜"))) if s >= 0), -1)
        if start < 0:
            raise Unproven(f"{rendered!r} is not in the text, or not at its place")
        layout = answer.text[at:start] if at else f"\n{answer.text[:start]}"
        if "\n\n" in layout:
            place = None
        place = _check_layout(layout, place, statement, known)
        at = start + len(rendered)
    if rest := answer.text[at:].strip(" |\n"):
        raise Unproven(f"{rest!r} at the end is nobody's statement")


def _check_layout(layout: str, place: int | None, statement: Statement, known: dict[int, Citation]) -> int | None:
    """Check what stands between the statement before and `statement`. `place` is the number of the list's last item so
    far, the result the one now; a list may begin with any number (前五条, 第三到五条) and goes on by one."""
    if layout in ("", _NEXT_CELL):
        return place
    end, _, rest = layout.partition("\n")
    *between, beside = rest.split("\n")
    titles = {
        name for citation in known.values() for name in (citation.passage.title, f"{citation.passage.title}·{citation.passage.heading}")
    }
    stray = [cell for line in between for cell in _cells(line) if not _is_name(cell, titles)] + _cells(end)
    start = _START.fullmatch(beside)
    label = start["label"] if start else beside
    if label and not (start and (_is_said(label, statement.text) or _is_axis(label, statement, known))):
        stray.append(label)
    if stray:
        raise Unproven(f"{stray} in front of {statement.text!r} is nobody's statement")
    if start is None or start["item"] is None:
        return place
    number = int(start["item"])
    if place is not None and number != place + 1:
        raise Unproven(f"{beside!r} in front of {statement.text!r} should be {place + 1}")
    return number


def _cells(line: str) -> list[str]:
    """What is written in a line of a table, or the line itself."""
    return [cell for part in line.split("|") if (cell := part.strip()) and not _RULE.fullmatch(cell)]


def _is_name(label: str, titles: set[str]) -> bool:
    """Whether `label` is the header of a column or the heading of a part: 问题一, with a title, and a section, of what is cited."""
    if heading := _HEADING.fullmatch(label):
        return heading["title"] is None or heading["title"] in titles
    return label in titles or label in _HEADERS


def _is_said(label: str, text: str) -> bool:
    """Whether `label` stands in `text`, a figure whole: 5倍 is not said by 多5倍, nor 6 by 6倍多."""
    whole = re.search(rf"(?<![多近约超足]){re.escape(label)}(?![多余几半])", text)
    return whole is not None and {figure for figure, _ in figures(label)} <= {figure for figure, _ in figures(text)}


def _is_axis(label: str, statement: Statement, known: dict[int, Citation]) -> bool:
    """Whether `label` names the value that the statement quotes: 看什么 of “看什么: 品牌排第几”."""
    axis = re.compile(rf"(?:^|[{{,，\n]\s*)[\"']?{re.escape(label)}[\"']?\s*[:：]\s*[\"']?$")
    return any(axis.search(known[n].passage.text[: known[n].start]) for n in statement.citations if n in known)


def _proven(citations: Iterable[Citation]) -> dict[int, Citation]:
    """Citations by number, each proven against its passage."""
    known: dict[int, Citation] = {}
    for citation in citations:
        passage, start, end = citation.passage, citation.start, citation.end
        if citation.n in known:
            raise Unproven(f"citation {citation.n} is there twice")
        if not 0 <= start < end <= len(passage.text) or citation.quote != passage.text[start:end]:
            raise Unproven(f"citation {citation.n}: the quote is not what {passage.id} says at {start}")
        inside = [sentence for sentence in passage.sentences if sentence.start < end and start < sentence.end]
        if citation.origins != tuple(dict.fromkeys(origin for sentence in inside for origin in sentence.origins)):
            raise Unproven(f"citation {citation.n}: {citation.origins} is not where {passage.id} has the quote from")
        known[citation.n] = citation
    return known


def _check_quoted(statement: Statement, quotes: set[str]) -> None:
    if quotes != {statement.text}:
        raise Unproven(f"{statement.text!r} is not the sentence that it cites")


def sayings_of(calculation: Calculation | None) -> set[str]:
    """What the calculation says, each with the name that it is the value of, so that no number can change places."""
    if calculation is None:
        return set()
    answer = next((formula.answer for formula in FORMULAS if formula.id == calculation.formula), None)
    if answer is None:
        raise Unproven(f"there is no formula {calculation.formula!r}")
    sayings = {*calculation.conventions, calculation.headline}
    for step in calculation.steps:
        scaled = in_ten_thousands(step.value, step.unit)
        for more in {"", f"（{scaled}）" if scaled else ""}:
            worked = f"{step.expression} = {shown(step.value, step.unit)}{more}"
            sayings |= {worked, f"{step.label} = {worked}"}
    sayings |= {answer.format(label=result.label, value=shown_large(result.value, result.unit)) for result in calculation.results}
    for row in calculation.inputs:
        sayings.add(f"{row.label} {shown(row.value, row.unit)}")
        if row.source == "default":
            sayings.add(f"{row.label}按{shown(row.value, row.unit)}（默认值，可改）")
    ordered = sorted(calculation.results, key=lambda result: result.value)
    if ordered:
        low, high = (shown_large(result.value, result.unit) for result in (ordered[0], ordered[-1]))
        sayings.add(f"{calculation.title}在{low}到{high}之间")
    return sayings


def _consists_of(text: str, sayings: Iterable[str]) -> bool:
    """Whether `text` is put together of whole sayings and phrases, without a character left over."""
    pieces = [*_PHRASES, *filter(None, sayings)]
    reached = {0}
    for at in range(len(text)):
        if at in reached:
            reached.update(at + len(piece) for piece in pieces if text.startswith(piece, at))
    return len(text) in reached


def _check_figures(text: str, sources: Iterable[str]) -> None:
    """Every figure of `text` stands, with its unit, in one of `sources`."""
    allowed = {figure for source in sources for figure, _ in figures(source)}
    for (value, unit), number in figures(text):
        if (value, unit) not in allowed:
            raise Unproven(f"{text[number.start : number.end] + unit!r} in {text!r} is neither cited nor computed")
