"""The answer's Markdown as HTML that is safe by construction: every character of it is escaped, only our own tags are added.

It knows what `answering.draft` lays out — paragraphs, headings of parts, lists, tables and [n] marks — and shows anything else as it
stands. A link, an image or a tag in a question or in the material stays the letters that it is written with.
"""

import html
import re
from collections.abc import Callable, Iterator

from assistant.web.formula import set_out

_MARK = re.compile(r"\[(\d{1,4})\]")
LIST_ITEM = re.compile(r"^(?:- |(?P<number>\d{1,4})\. )(?P<rest>.*)$")
PART_HEADING = re.compile(r"^\*\*(?P<label>[^*\n]+)\*\*$")
TABLE_RULE = re.compile(r"^\|(?:\s*:?-+:?\s*\|)+$")

# Characters that Markdown gives a meaning to. As entities they are only letters to Gradio's renderer.
_MARKDOWN = {ord(char): f"&#{ord(char)};" for char in "&<>\"'`*_~[]()#+-.!|\\{}$:/@=^"}

Link = Callable[[int], str | None]  # number of a citation → HTML of its link; None where there is no such citation


def escape(text: str) -> str:
    """`text` for HTML that passes through a Markdown renderer: shown as it is, whatever it holds."""
    return text.translate(_MARKDOWN).replace("\n", "<br>")


def attribute(text: str) -> str:
    """`text` for the value of an attribute in double quotes."""
    return html.escape(text, quote=True).replace("\n", "&#10;")


def expression(text: str) -> str:
    """A calculation's expression, its quotients and powers set out: 500 ÷ (1 + 10%)^3."""
    return set_out(text, escape)


def blocks(text: str) -> list[str]:
    """The paragraphs, lists and tables of an answer's Markdown."""
    return [block for block in text.split("\n\n") if block.strip()]


def block_html(block: str, link: Link) -> str:
    """One block as HTML without an empty line, which would end it for the Markdown renderer."""
    lines = [line for line in block.split("\n") if line.strip()]
    rows = [line for line in lines if not TABLE_RULE.match(line)]
    if rows and lines[0].startswith("| "):
        return _table(rows, link)
    if len(lines) == 1 and (heading := PART_HEADING.match(lines[0])):
        return f"<p><strong>{escape(heading['label'])}</strong></p>"
    bullets = [LIST_ITEM.match(line) for line in lines]
    if all(bullets):
        first = bullets[0]["number"] if bullets[0] else None
        tag, start = ("ol", f' start="{int(first)}"' if int(first) != 1 else "") if first else ("ul", "")
        return f"<{tag}{start}>" + "".join(f"<li>{_inline(match['rest'], link)}</li>" for match in bullets if match) + f"</{tag}>"
    return f"<p>{'<br>'.join(_inline(line, link) for line in lines)}</p>"


def _table(rows: list[str], link: Link) -> str:
    head, *body = ([_inline(cell.strip(), link) for cell in row.strip().strip("|").split("|")] for row in rows)
    head_cells = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body_rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in body)
    return f'<div class="scroll"><table><thead><tr>{head_cells}</tr></thead><tbody>{body_rows}</tbody></table></div>'


def _inline(text: str, link: Link) -> str:
    return "".join(_pieces(text, link))


def _pieces(text: str, link: Link) -> Iterator[str]:
    at = 0
    for match in _MARK.finditer(text):
        target = link(int(match[1]))
        if target is None:
            continue
        yield escape(text[at : match.start()])
        yield target
        at = match.end()
    yield escape(text[at:])
