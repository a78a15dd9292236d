"""The side panel: for each citation of an answer the passage with the quoted words marked, and the original it rests on.

A quote is compared with its passage once more before it is marked. What fails is shown as 出处无法核对, unmarked.
"""

import re
from pathlib import Path
from urllib.parse import quote

from assistant.library import Library
from assistant.types import Citation, Origin, Passage
from assistant.web.card_page import anchor as anchor_of
from assistant.web.conversations import Exchange
from assistant.web.markup import attribute
from assistant.web.message import OWN_MARKS, anchor, source_titles

CONTEXT_CHARS = 120  # of the original, in front of the span and behind it
MAX_ORIGINS = 4  # excerpts shown for one citation
MAX_PANEL_CHARS = 200_000  # HTML of all sections together
MAX_SOURCE_BYTES = 20_000_000
NEIGHBOURS = 1  # passages of a plain file shown on each side; of a card all are shown
_TELEPHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")

_TITLE = '<div class="panel-title"><span>出处</span><a class="back" href="#chat">回到对话</a></div>'
EMPTY = (
    '<div class="panel-title"><span>出处</span></div><div class="empty">'
    '<p>回答里每个 <span class="cite">[1]</span> 都对应材料里的一段话。点一下，这里就翻到那一段，标出被引用的字句，并给出来源。</p></div>'
)


class Sources:
    """Renders citations; `folder` holds the source documents where the operator has them at hand."""

    def __init__(self, library: Library, folder: Path | None) -> None:
        self.library = library
        self._folder = folder
        self._texts: dict[str, str | None] = {}

    def panel_html(self, exchanges: list[Exchange]) -> str:
        """The citations of a conversation, an answer a section; the newest one is in view, the oldest go when it grows too long."""
        sections: list[str] = []
        length = 0
        for exchange in reversed(exchanges):
            if exchange.answer is None or not exchange.answer.citations:
                continue
            if exchange.sources is None:
                exchange.sources = self._citations_html(exchange)
            length += len(exchange.sources)
            if sections and length > MAX_PANEL_CHARS:
                break
            state = "" if sections else " current"
            sections.insert(0, f'<section class="turn{state}" id="turn-{exchange.number}">{exchange.sources}</section>')
        return _TITLE + "".join(sections) if sections else EMPTY

    def _citations_html(self, exchange: Exchange) -> str:
        citations = exchange.answer.citations if exchange.answer else ()
        cards = "".join(self.citation_html(exchange, citation, opened=place == 0) for place, citation in enumerate(citations))
        return f'<p class="turn-of">“{_text(_shortened(exchange.question))}”的出处 · {len(citations)}条</p>{cards}'

    def citation_html(self, exchange: Exchange, citation: Citation, *, opened: bool) -> str:
        """One citation, folded to its quote; opened, the passage, the original and the other passages of the document."""
        passage = citation.passage
        sound = is_sound(citation)
        where = " · ".join(filter(None, [passage.title, passage.heading, f"第{passage.page}页" if passage.page else ""]))
        quoted = _text(citation.quote) if sound else '<span class="unsound">出处无法核对</span>'
        titles = "".join(f"《{_text(title)}》" for title in source_titles(citation, self.library))
        return (
            f'<details class="source" id="{attribute(anchor(exchange, citation))}"{" open" if opened else ""}>'
            f'<summary><span class="n">{citation.n}</span><span class="head"><span class="where">{_text(where)}</span><span class="quote">{quoted}</span></span></summary>'
            f'<div class="body">{self._passage_html(citation, sound=sound)}'
            f'<p class="from">出自{titles}{self._mark(passage)}</p>{self._onward_html(passage)}{self._originals_html(citation)}{self._others_html(passage)}</div></details>'
        )

    def _mark(self, passage: Passage) -> str:
        """That the company wrote or revised the card, where it did."""
        card = self.library.cards.get(passage.document_id)
        return f'<span class="own">{OWN_MARKS[card.own]}</span>' if card is not None and card.own else ""

    def _passage_html(self, citation: Citation, *, sound: bool) -> str:
        text = citation.passage.text
        if not sound:
            return f'<p class="unsound-note">出处无法核对：引文与材料里的文字对不上，没有标出。</p><div class="passage">{_text(text)}</div>'
        before, quoted, after = text[: citation.start], text[citation.start : citation.end], text[citation.end :]
        return f'<div class="passage">{_text(before)}<mark>{_text(quoted)}</mark>{_text(after)}</div>'

    def _onward_html(self, passage: Passage) -> str:
        """The way to the whole document, and to a report of an error. The material may have changed since an old answer was given."""
        if passage.document_id in self.library.cards:
            address, whole = f"library/card/{quote(passage.document_id, safe='')}#{quote(anchor_of(passage.heading))}", "看整张卡片"
        else:
            address, whole = f"library/document/{quote(passage.document_id)}", "看整份文件"
        now = next((one for one in self.library.passages_of(passage.document_id) if one.id == passage.id), None)
        if now is None:
            return '<p class="changed">这段材料后来撤下了，这里是回答时的文字。</p>'
        changed = "" if now.text == passage.text else '<p class="changed">这段材料后来改过，这里是回答时的文字。</p>'
        return (
            f'{changed}<p class="onward"><a href="{attribute(address)}" target="_blank">{whole}</a>'
            f'<button type="button" class="report" value="{attribute(passage.id)}">资料有误</button></p>'
        )

    def _originals_html(self, citation: Citation) -> str:
        """Excerpts of the source files, where they are there; a plain file is its own source and has been shown already."""
        if self._folder is None or citation.passage.document_id not in self.library.cards:
            return ""
        excerpts = [excerpt for origin in citation.origins[:MAX_ORIGINS] if (excerpt := self.excerpt_html(origin))]
        if not excerpts:
            return ""
        rest = (
            f'<details class="more"><summary>另外{len(excerpts) - 1}处来源</summary>{"".join(excerpts[1:])}</details>'
            if len(excerpts) > 1
            else ""
        )
        return f'<details class="more" open><summary>来源原文</summary>{excerpts[0]}{rest}</details>'

    def excerpt_html(self, origin: Origin) -> str:
        """The original around `origin`, the span itself marked; empty where the file is not at hand or shorter than that."""
        text = self._source_text(origin.file)
        if text is None or not 0 <= origin.start < origin.end <= len(text):
            return ""
        left, right = max(0, origin.start - CONTEXT_CHARS), min(len(text), origin.end + CONTEXT_CHARS)
        before, span, after = text[left : origin.start], text[origin.start : origin.end], text[origin.end : right]
        title = self.library.source_titles.get(origin.file, "")
        lead = f'<p class="excerpt-of">《{_text(title)}》</p>' if title else ""
        return (
            f'<blockquote class="excerpt">{lead}<span class="context">{"…" if left else ""}{_slide(before)}</span>'
            f'<mark class="origin">{_slide(span)}</mark><span class="context">{_slide(after)}{"…" if right < len(text) else ""}</span></blockquote>'
        )

    def _source_text(self, name: str) -> str | None:
        """A source file as text, telephone numbers masked; None where it is not there. It is read once."""
        if name not in self._texts:
            self._texts[name] = _read(self._folder, name) if self._folder else None
        return self._texts[name]

    def _others_html(self, passage: Passage) -> str:
        """The other passages of the card; of a plain file, the ones before and after."""
        passages = self.library.passages_of(passage.document_id)
        at = next((place for place, other in enumerate(passages) if other.id == passage.id), None)
        if at is None:
            return ""
        if not (is_card := passage.document_id in self.library.cards):
            passages = passages[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]
        others = [other for other in passages if other.id != passage.id]
        if not others:
            return ""
        name = f"“{_text(passage.title)}”的其他部分" if is_card else "前后的文字"
        items = "".join(
            f'<div class="other">{f"<h4>{_text(other.heading)}</h4>" if other.heading else ""}<div class="passage">{_text(other.text)}</div></div>'
            for other in others
        )
        return f'<details class="more"><summary>{name}（{len(others)}）</summary>{items}</details>'


def is_sound(citation: Citation) -> bool:
    """Whether the quote is still what the passage says at this place."""
    text = citation.passage.text
    return 0 <= citation.start < citation.end <= len(text) and citation.quote == text[citation.start : citation.end]


def _read(folder: Path, name: str) -> str | None:
    """The decoded file. Its name comes from a card: it may not lead out of the folder."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file() or path.stat().st_size > MAX_SOURCE_BYTES:
        return None
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return _masked(raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n"))
        except UnicodeDecodeError:
            continue
    return None


def _masked(text: str) -> str:
    """Mobile numbers with their middle hidden; the length stays, so that spans still hold."""
    return _TELEPHONE.sub(lambda match: f"{match[0][:3]}****{match[0][7:]}", text)


def _text(text: str) -> str:
    """Escaped; a line break stays one."""
    return attribute(text).replace("&#10;", "<br>")


def _slide(text: str) -> str:
    """A slide dump's text: runs of empty lines as one break."""
    return re.sub(r"\s*\n\s*", "<br>", attribute(text).replace("&#10;", "\n"))


def _shortened(text: str, most: int = 28) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= most else f"{one_line[:most]}…"
