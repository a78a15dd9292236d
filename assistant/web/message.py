"""One exchange as the chat shows it: the question, the answer's text, the calculation as tables, what to ask next."""

from collections.abc import Mapping
from urllib.parse import quote

from assistant.library import Library
from assistant.types import Answer, Calculation, Citation, Input, Outcome, Own
from assistant.value.chart import chart_of
from assistant.value.notation import shown_large
from assistant.web.conversations import Exchange
from assistant.web.drawing import chart_html
from assistant.web.markup import attribute, block_html, blocks, escape, expression
from assistant.web.suggestions import next_questions, related_cards
from assistant.web.value_link import value_address

_FOLDED_STEPS = 8  # more steps than this start folded
_LEAD_CHARS = 70
_TONES = {Outcome.ANSWERED: "answered", Outcome.REFUSED: "refused", Outcome.CLARIFY: "clarify"}
_LABELS = {Outcome.REFUSED: "材料未覆盖", Outcome.CLARIFY: "需要补充"}
OWN_MARKS: Mapping[Own, str] = {"added": "本公司的卡片", "revised": "已由本公司修订"}  # on a card that the company wrote
EXTRACTIVE_LABEL = "引擎：摘录式（未用语言模型）"


def anchor(exchange: Exchange, citation: Citation) -> str:
    """Name of a citation on the page; numbers begin anew with each answer."""
    return f"src-{exchange.number}-{citation.n}"


def question_html(exchange: Exchange) -> str:
    context = f'<div class="beside"><span>附上的页面文字</span>{escape(exchange.context)}</div>' if exchange.context else ""
    edit = "" if exchange.open else f'<button type="button" class="edit" id="edit-{exchange.number}">修改</button>'
    return f'<div class="asked" id="ask-{exchange.number}">{escape(exchange.question)}</div>{context}{edit}'


def answer_html(exchange: Exchange, library: Library) -> str:
    """What is shown of the answer so far; its calculation, next questions and engine follow when all of its text is there."""
    answer = exchange.answer
    if exchange.notice:
        return f'<div class="answer notice"><p>{escape(exchange.notice)}</p></div>'
    if answer is None:
        words = "已停止，没有得到回答。可以点“重试”。" if exchange.stopped else "正在查材料…"
        return f'<div class="answer waiting"><p>{words}</p></div>'
    label = f'<div class="tone">{_LABELS[answer.outcome]}</div>' if answer.outcome in _LABELS else ""
    rest = ""
    if exchange.stopped:
        rest = '<p class="stopped">已停止。点“重试”看全部。</p>'
    elif exchange.complete:
        working = _calculation_html(exchange, answer, library) if answer.calculation else ""
        rest = f"{working}{_related_html(answer, library)}{_next_html(exchange, answer, library)}{_foot_html(exchange, answer, library)}"
    return f'<div class="answer {_TONES[answer.outcome]}">{label}{_read_html(answer)}{_text_html(exchange, answer)}{rest}</div>'


def plain_text(answer: Answer, library: Library) -> str:
    """The answer for the clipboard: its text and where each mark leads."""
    if not answer.citations:
        return answer.text
    lines = [f"[{c.n}] {c.passage.title} · {c.passage.heading}（{'、'.join(source_titles(c, library))}）" for c in answer.citations]
    return "\n".join([answer.text, "", "出处：", *lines])


def source_titles(citation: Citation, library: Library) -> list[str]:
    """Readable titles of the documents that a citation rests on; never a corpus file's raw name."""
    files = dict.fromkeys(origin.file for origin in citation.origins)
    return [library.source_titles.get(file) or citation.passage.title for file in files] or [citation.passage.title]


def model_label(name: str) -> str:
    return f"引擎：语言模型 {name}（逐句核对过出处）"


def engine_label(answer: Answer) -> str:
    """Which engine answered; with a language model, what came of it."""
    generation = answer.generation
    if generation is None:
        return EXTRACTIVE_LABEL
    if generation.note:
        return f"引擎：摘录式（{generation.note}）"
    dropped = f"，去掉了{generation.dropped}句没有依据的" if generation.dropped else ""
    return f"引擎：语言模型 {generation.model}（逐句核对过出处{dropped}）"


def _read_html(answer: Answer) -> str:
    """How the question was read, where that is not how it was written: mended, or with the subject of the conversation."""
    if answer.read_as_written:
        return ""
    return f'<p class="read">按这样理解：{escape(answer.standalone)}</p>'


def _text_html(exchange: Exchange, answer: Answer) -> str:
    links = {citation.n: _link(exchange, citation) for citation in answer.citations}
    found = blocks(exchange.text)
    if answer.calculation is not None:
        found = without_working(found, answer.calculation)
    shown_blocks = [block_html(block, links.get) for block in found]
    # The first sentence answers the question: it leads, unless it is too long to be read at a glance.
    if answer.outcome is Outcome.ANSWERED and found and len(found[0]) <= _LEAD_CHARS:
        shown_blocks[0] = shown_blocks[0].replace("<p>", '<p class="lead">', 1)
    return "".join(shown_blocks)


def _link(exchange: Exchange, citation: Citation) -> str:
    title = attribute(f"出处{citation.n}：{citation.passage.title} · {citation.passage.heading}")
    return f'<a href="#{anchor(exchange, citation)}" class="cite" title="{title}">[{citation.n}]</a>'


def without_working(found: list[str], calculation: Calculation) -> list[str]:
    """Leave out what the tables below the text show: the steps with their heading, and the conventions."""
    conventions = "".join(calculation.conventions)

    def repeated(block: str) -> bool:
        lines = block.split("\n")
        return (
            block == "算法：" or block == conventions or all(any(step.expression in line for step in calculation.steps) for line in lines)
        )

    return [block for block in found if not repeated(block)]


def _calculation_html(exchange: Exchange, answer: Answer, library: Library) -> str:
    calculation = answer.calculation
    if calculation is None:
        return ""
    rows = "".join(
        f'<tr><td>{escape(row.label)}</td><td class="num">{escape(shown_large(row.value, row.unit))}</td>'
        f"<td>{_source_html(row, exchange, answer, library)}</td></tr>"
        for row in calculation.inputs
    )
    inputs = _table_html("用到的数", ("项目", "数值", "来源"), rows)
    results = {result.label for result in calculation.results}
    if results >= {step.label for step in calculation.steps} and len(results) > 1:
        results = set()  # where every step is a result, none stands out
    opened = {True: '<tr class="result">', False: "<tr>"}
    rows = "".join(
        f'{opened[label in results]}<td>{escape(label)}</td><td class="sum">{expression(sum_)}</td><td class="num">{escape(value)}</td></tr>'
        for label, sum_, value in worked_rows(calculation)
    )
    steps = _table_html("算法步骤", ("步骤", "算式", "结果"), rows)
    if len(calculation.steps) > _FOLDED_STEPS:
        steps = f"<details><summary>算法步骤（{len(calculation.steps)}步，点开看）</summary>{steps}</details>"
    chart = chart_of(calculation)
    drawing = chart_html(chart) if chart else ""
    notes = "".join(f"<li>{escape(convention)}</li>" for convention in calculation.conventions)
    conventions = f'<ul class="conventions">{notes}</ul>' if notes else ""
    address = value_address(calculation)
    page = f'<p class="onward"><a href="{attribute(address)}" target="_blank">在客户价值页打开</a></p>' if address else ""
    return f'<div class="calc"><div class="calc-title">计算：{escape(calculation.title)}</div>{drawing}{inputs}{steps}{conventions}{page}</div>'


def worked_rows(calculation: Calculation) -> list[tuple[str, str, str]]:
    """Label, expression and value of each step, then of the results that no step gave."""
    stepped = {step.label for step in calculation.steps}
    rows = [(step.label, step.expression, shown_large(step.value, step.unit)) for step in calculation.steps]
    return rows + [(one.label, "", shown_large(one.value, one.unit)) for one in calculation.results if one.label not in stepped]


def _table_html(caption: str, heads: tuple[str, ...], rows: str) -> str:
    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return f'<div class="scroll"><table><caption>{caption}</caption><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table></div>'


def _source_html(row: Input, exchange: Exchange, answer: Answer, library: Library) -> str:
    """Where an input came from; a figure of the material leads to the citation of its card."""
    if row.source == "question":
        return "题目"
    if row.source == "default":
        return "默认值"
    card, _ = library.facts.get(row.source.removeprefix("fact:"), (None, None))
    citation = next((c for c in answer.citations if card is not None and c.passage.document_id == card.id), None)
    return "材料" + (_link(exchange, citation) if citation else "")


def _related_html(answer: Answer, library: Library) -> str:
    links = "".join(
        f'<a href="library/card/{attribute(quote(card.id, safe=""))}" target="_blank" title="在资料库打开">{escape(card.title)}</a>'
        for card in related_cards(answer, library)
    )
    return f'<div class="cards"><span>相关卡片</span>{links}</div>' if links else ""


def _next_html(exchange: Exchange, answer: Answer, library: Library) -> str:
    """Questions that go on from here."""
    asks = next_questions(answer, library, (*exchange.before, exchange.question))
    buttons = "".join(f'<button type="button" class="next">{escape(ask)}</button>' for ask in asks)
    return f'<div class="nexts"><span>接着问</span>{buttons}</div>' if buttons else ""


def _foot_html(exchange: Exchange, answer: Answer, library: Library) -> str:
    """Which engine answered, and what can be done with the answer: copy it, judge it where it is kept."""
    copy = f'<button type="button" class="copy">复制</button><span class="plain">{escape(plain_text(answer, library)).replace("<br>", "&#10;")}</span>'
    label = f"{engine_label(answer)}。这一问没有存进历史对话，请告诉管理员" if exchange.unkept else engine_label(answer)
    if exchange.kept_as is None:
        return f'<div class="foot"><span>{escape(label)}</span>{copy}</div>'
    given = exchange.verdict.good if exchange.verdict else None
    thumbs = "".join(
        f'<button type="button" class="thumb {name}{" on" if given is good else ""}">{words}</button>'
        for good, name, words in ((True, "good", "有用"), (False, "bad", "没用"))
    )
    return f'<div class="foot" id="kept-{attribute(exchange.kept_as)}"><span>{escape(label)}</span>{thumbs}{copy}</div>'
