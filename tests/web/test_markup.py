import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.web.markup import block_html, blocks, escape, expression


def link(number: int) -> str | None:
    return f"<a>[{number}]</a>" if number <= 2 else None


@settings(deadline=None)
@given(st.text())
def test_escaped_text_reads_as_it_was_and_holds_nothing_that_markdown_or_html_would_read(text: str) -> None:
    escaped = escape(text)
    assert html.unescape(escaped.replace("<br>", "\n").replace("&#", "&#")) == html.unescape(html.escape(text))
    rest = escaped.replace("<br>", "")
    assert not re.search(r"[<>*_`~\[\]()\"'$|\\]", rest)
    assert re.fullmatch(r"(?:[^&]|&#\d+;)*", rest, re.DOTALL)


def test_marks_become_links_where_there_is_such_a_citation() -> None:
    assert block_html("甲是乙。[1][2]丙。[3]", link) == "<p>甲是乙。<a>[1]</a><a>[2]</a>丙。&#91;3&#93;</p>"


def test_lists_and_tables_are_laid_out() -> None:
    assert block_html("- 甲[1]\n- 乙", link) == "<ul><li>甲<a>[1]</a></li><li>乙</li></ul>"
    assert block_html("1. 甲\n2. 乙", link) == "<ol><li>甲</li><li>乙</li></ol>"
    table = block_html("| 说法 | 所指 |\n| --- | --- |\n| 5倍 | 甲[1] |", link)
    assert '<th scope="col">说法</th>' in table
    assert "<td>5倍</td><td>甲<a>[1]</a></td>" in table


def test_a_table_may_be_cut_off_after_its_head() -> None:
    assert "<tbody></tbody>" in block_html("| 说法 | 所指 |", link)


def test_a_list_goes_on_where_it_begins() -> None:
    assert block_html("9. 甲\n10. 乙", link) == '<ol start="9"><li>甲</li><li>乙</li></ol>'


def test_the_heading_of_a_part_stands_out() -> None:
    assert block_html("**问题一：甲·乙**", link) == "<p><strong>问题一：甲·乙</strong></p>"
    assert "strong" not in block_html("**甲** 和 **乙**", link)


@settings(deadline=None)
@given(st.text(alphabet="甲- |\n1.[]<>"))
@example("| -|")
def test_any_text_has_a_form_without_an_empty_line(text: str) -> None:
    for block in blocks(text):
        assert "\n" not in block_html(block, link)


def _text(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_quotients_are_fractions_and_powers_are_raised() -> None:
    assert re.sub(r'<span class="unseen">[^<]*</span>', "", expression("(9 − 4) ÷ 10%^2")) == (
        '<span class="fraction"><span class="over">9 − 4</span><span class="under">10%<sup>2</sup></span></span>'
    )


@pytest.mark.parametrize(
    "text",
    [
        "500 × 80%^2 ÷ (1 + 10%)^3",
        "(15% ÷ 5%) ÷ (85% ÷ 95%)",
        "利润 90 ÷ 3 年",
        "1 − 1 ÷ 8",
        "((-0.6) + 1.1) ÷ 2",
        "24% ÷ (4 + 2) × 4",
        "900 + 800",
    ],
)
def test_what_is_read_aloud_and_copied_is_the_expression(text: str) -> None:
    assert _text(expression(text)) == text


@pytest.mark.parametrize("text", ["1 ÷", "(1 ÷ 2", "2^", "÷ 3", "1 ÷ 2)", "^", "1 ÷ <b>2</b> ÷", "合1.5^a"])
def test_what_is_no_expression_stays_as_it_is_written(text: str) -> None:
    assert expression(text) == escape(text)


@settings(deadline=None)
@given(st.text(alphabet="12 甲+−×÷^()<>&%.-"))
def test_an_expression_is_safe_whatever_it_is(text: str) -> None:
    shown = expression(text)
    assert set(re.findall(r"</?([a-z]+)", shown)) <= {"span", "sup", "br"}
    assert "".join(_text(shown).split()) == "".join(text.split())
