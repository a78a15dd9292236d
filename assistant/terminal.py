"""An answer on a terminal."""

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from assistant.library import Library
from assistant.types import Answer, Calculation
from assistant.value.notation import shown

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
