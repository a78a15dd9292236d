"""An answer, or what a table of customers came to, on a terminal."""

from fractions import Fraction

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Column, Table
from rich.text import Text

from assistant.library import Library
from assistant.types import Answer, Calculation
from assistant.value.notation import shown
from assistant.value.portfolio import BELOW_ZERO, Portfolio
from assistant.value.portfolio_export import summary

FIRST = 20  # customers, and lines that were left out, that are printed
_FROM = {"question": "题目", "default": "默认值"}


def print_answer(answer: Answer, library: Library, console: Console | None = None) -> None:
    """Print the text, the calculation and the sources of `answer`."""
    console = console or Console()
    if not answer.read_as_written:
        console.print(Text(f"按这样理解：{answer.standalone}\n", style="dim"))
    console.print(Markdown(answer.text))
    if answer.calculation is not None:
        console.print(_calculation(answer.calculation))
    if answer.citations:
        console.print(Text("\n出处", style="bold"))
    for citation in answer.citations:
        passage = citation.passage
        place = " · ".join(filter(None, (passage.title, passage.heading, f"第{passage.page}页" if passage.page else "")))
        titles = dict.fromkeys(library.source_titles.get(origin.file, origin.file) for origin in citation.origins)
        console.print(Text(f"[{citation.n}] {place} ｜ {'；'.join(titles)}"))


def print_portfolio(portfolio: Portfolio, console: Console | None = None) -> None:
    """Print the totals, the most profitable customers, those below zero and the lines that were left out."""
    console = console or Console()
    totals = Table("项目", Column("数值", overflow="fold"), title="客户表", title_justify="left")
    for label, value in summary(portfolio):
        totals.add_row(
            Text(label), Text(f"{value:,}" if isinstance(value, int) else f"{value:,.2f}" if isinstance(value, float) else value)
        )
    console.print(totals)
    first = Table("名次", "客户", "年利润", "终生价值", "档次", "行号", title=f"前{FIRST}位", title_justify="left")
    for rank, customer in enumerate(portfolio.customers[:FIRST], start=1):
        worth = "" if customer.lifetime is None else shown(Fraction(customer.lifetime), "money")
        tier = BELOW_ZERO if customer.below_zero else ""
        first.add_row(str(rank), Text(customer.name), shown(customer.profit, "money"), worth, tier, str(customer.line))
    console.print(first)
    for left_out in portfolio.left_out[:FIRST]:
        console.print(Text(f"没有算第{left_out.line}行（{left_out.name}）：{left_out.reason}", style="yellow"))
    if len(portfolio.left_out) > FIRST:
        console.print(Text(f"没有算的一共{len(portfolio.left_out)}行，其余的写在结果文件里。", style="yellow"))


def _calculation(calculation: Calculation) -> Table:
    table = Table(title=calculation.title, title_justify="left")
    for name in ("项目", "数值", "来自"):
        table.add_column(name)
    for row in calculation.inputs:
        table.add_row(row.label, shown(row.value, row.unit), _FROM.get(row.source, "材料"))
    table.add_section()
    for result in calculation.results:
        table.add_row(result.label, shown(result.value, result.unit), "计算")
    return table
