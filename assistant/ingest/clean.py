"""Remove what is not content from a slide dump, and keep for each character left its place in the source.

Only what is certain goes: control characters, slide-master placeholders, a download site's furniture, telephone
numbers. A span is removed, never the line that contains it; lone digits stay, since they are as often table cells
as page numbers.
"""

import re
from dataclasses import dataclass

TELEPHONE = "telephone"
_PATTERNS = {
    # Text that a slide master prints, with the outline levels that hang on it; a bare 二级 elsewhere is content.
    "slide master": r"单击此处编辑母版(?:标题|文本)样式(?:[\s,，•–—»·*-]*(?:第?[二三四五]级))*",
    "outline levels": r"(?:[•–»][ \t]*第[二三四五]级[ \t]*){1,4}",
    # Lines that a download site puts around a document.
    "download site": r"^.*(?:下载文档前|文档一经付费|平台不提供额外|仅部分预览|侵犯您的权益|不退款|上传人[:：]|下载积分|"
    r"ICP备|公网安备|客服电话|VIP会员|当前位置[:：]|展开阅读全文|您可能关注的文档|此课件下载可|点击查看更多|合集下载|文档评论).*$",
    "page count": r"第\s*[\d一二三四五六七八九十百]+\s*页\s*[/,，、]?\s*共\s*[\d一二三四五六七八九十百]+\s*页。?",
    # Personal data: a mobile number on a footer.
    TELEPHONE: r"(?<!\d)1[3-9]\d{9}(?!\d)",
    # A watermark in a script that the rest of the text does not use.
    "watermark": r"[\u0b80-\u0bff]+(?:[ \t]+[\u0b80-\u0bff]+)*",
    # What a page does not show as text: a reader never saw it, and it is where orders to a language model are hidden.
    "hidden markup": r"<!--[^\0]*?-->|!\[[^\]\n]*\]\([^)\n]*\)|</?[a-zA-Z][^<>\n]{0,300}>",
    "control": r"[\x00-\x08\x0b\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]",
}
_NOISE = re.compile("|".join(f"(?P<p{place}>{pattern})" for place, pattern in enumerate(_PATTERNS.values())), re.MULTILINE)
_BREAKS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class CleanText:
    """`text[i]` is character `places[i]` of the source; `dropped` counts removed characters by pattern, `removed` are the spans in the
    source that a pattern took, with its name."""

    text: str
    places: tuple[int, ...]
    dropped: dict[str, int]
    removed: tuple[tuple[str, int, int], ...] = ()

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Span in the source of `text[start:end]`, which must not be empty."""
        return self.places[start], self.places[end - 1] + 1


def clean(source: str) -> CleanText:
    """Drop the noise of `source`. Kept and dropped characters add up to its length."""
    names = list(_PATTERNS)
    dropped: dict[str, int] = {}
    spans: list[tuple[str, int, int]] = []
    removed = bytearray(len(source))
    for match in _NOISE.finditer(source):
        name = names[int((match.lastgroup or "p0")[1:])]
        dropped[name] = dropped.get(name, 0) + match.end() - match.start()
        spans.append((name, match.start(), match.end()))
        removed[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    places = [at for at in range(len(source)) if not removed[at]]
    text = "".join(source[at] for at in places)
    for match in reversed(list(_BREAKS.finditer(text))):  # what the removed lines leave behind
        dropped["empty lines"] = dropped.get("empty lines", 0) + match.end() - match.start() - 2
        text = text[: match.start() + 2] + text[match.end() :]
        del places[match.start() + 2 : match.end()]
    return CleanText(text, tuple(places), dropped, tuple(spans))
