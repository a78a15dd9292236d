from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.engine import Assistant
from assistant.types import Citation, Origin
from assistant.web.conversations import Exchange
from assistant.web.source import EMPTY, MAX_PANEL_CHARS, Sources


@pytest.fixture
def exchange(assistant: Assistant) -> Exchange:
    answer = assistant.ask("什么是阶梯法则")
    return Exchange(1, "什么是阶梯法则", answer=answer, shown=len(answer.text))


@pytest.fixture
def citation(exchange: Exchange) -> Citation:
    assert exchange.answer is not None
    return exchange.answer.citations[0]


def render(assistant: Assistant, exchange: Exchange, citation: Citation, folder: Path | None = None) -> str:
    return Sources(assistant.library, folder).citation_html(exchange, citation, opened=True)


def test_the_quoted_words_are_marked_in_their_passage(assistant: Assistant, exchange: Exchange, citation: Citation) -> None:
    page = render(assistant, exchange, citation)
    assert f"<mark>{citation.quote}</mark>" in page
    assert "阶梯法则 · 定义" in page
    assert "出自《讲义》" in page
    assert "deck.txt" not in page


def test_the_cards_other_passages_are_at_hand(assistant: Assistant, exchange: Exchange, citation: Citation) -> None:
    page = render(assistant, exchange, citation)
    assert "<h4>份额</h4>" in page
    assert "<h4>定义</h4>" not in page


@pytest.mark.parametrize("change", [{"quote": "别的话"}, {"quote": ""}, {"start": 1}, {"end": 99}])
def test_a_quote_that_is_not_there_is_said_and_not_marked(
    assistant: Assistant, exchange: Exchange, citation: Citation, change: dict[str, object]
) -> None:
    page = render(assistant, exchange, replace(citation, **change))  # type: ignore[arg-type]
    assert "出处无法核对" in page
    assert "<mark>" not in page


def test_markup_in_the_material_is_shown_as_it_is(assistant: Assistant, exchange: Exchange, citation: Citation) -> None:
    evil = '<script>alert(1)</script><img src="http://evil.example">'
    passage = replace(citation.passage, text=evil, title=evil, heading=evil)
    page = render(assistant, exchange, replace(citation, passage=passage, start=0, end=8, quote="<script>"))
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<mark>&lt;script&gt;</mark>" in page


def test_the_original_is_shown_where_it_is_there(assistant: Assistant, exchange: Exchange, citation: Citation, tmp_path: Path) -> None:
    text = "前" * 300 + "打给13912345678，" + "原文" * 10 + "后" * 300
    (tmp_path / "deck.txt").write_text(text, encoding="gb18030")
    start = text.index("原文")
    page = render(assistant, exchange, replace(citation, origins=(Origin("deck.txt", start, start + 20),)), tmp_path)
    assert f'<mark class="origin">{"原文" * 10}</mark>' in page
    assert "…前" in page
    assert "前" * 121 not in page
    assert "139****5678" in page
    assert "13912345678" not in page


@pytest.mark.parametrize("origin", [Origin("../secret.txt", 0, 5), Origin("gone.txt", 0, 5), Origin("deck.txt", 3, 999)])
def test_no_original_is_shown_from_elsewhere_or_beyond_its_end(
    assistant: Assistant, exchange: Exchange, citation: Citation, tmp_path: Path, origin: Origin
) -> None:
    (tmp_path / "secret.txt").write_text("绝密内容", encoding="utf-8")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "deck.txt").write_text("短文", encoding="utf-8")
    page = render(assistant, exchange, replace(citation, origins=(origin,)), tmp_path / "sources")
    assert "excerpt" not in page
    assert "绝密" not in page


def test_the_newest_answer_is_in_view_and_the_panel_stays_bounded(assistant: Assistant, exchange: Exchange) -> None:
    sources = Sources(assistant.library, None)
    assert sources.panel_html([]) == EMPTY
    others = [replace(exchange, number=number, sources="x" * (MAX_PANEL_CHARS // 2 - 5_000)) for number in (1, 2, 3)]
    page = sources.panel_html([*others, replace(exchange, number=4)])
    assert page.count(" current") == 1
    assert '<section class="turn current" id="turn-4">' in page
    assert 'id="turn-2"' in page
    assert 'id="turn-1"' not in page
    assert len(page) < MAX_PANEL_CHARS + 1_000
