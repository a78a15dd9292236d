"""Plain files to documents and passages: Markdown, text (UTF-8 or GB18030), PDF.

    path → decoded text → clean → split → Document + Passages

A file that cannot be read raises DocumentError with its name, the reason and what to do; the caller goes on.
"""

import hashlib
import json
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import DocumentError
from assistant.ingest import pdf
from assistant.ingest.clean import TELEPHONE, CleanText, clean
from assistant.ingest.split import Chunk, split_text
from assistant.types import Document, FileReport, LeftOut, Origin, Passage, Sentence

KINDS = {".md": "markdown", ".markdown": "markdown", ".txt": "text", ".text": "text", ".pdf": "pdf"}
MAX_FILE_BYTES = 50_000_000
MAX_CONTROL_SHARE = 0.01  # more control characters than this is no text
MOST_LEFT_OUT = 100  # stretches of a file that are shown as left out
LEFT_OUT_CHARS = 200  # shown of each
REPEATED = "repeated"  # the reason for a passage that stands in the file already


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A document with its passages, and what became of the rest of the file; `kept` and `dropped` characters were extracted."""

    document: Document
    passages: tuple[Passage, ...]
    report: FileReport


def find_files(path: Path) -> Iterator[Path]:
    """The files below `path` (or itself), hidden ones left out, in a fixed order. Raises DocumentError when it does not exist."""
    if not path.exists():
        raise DocumentError(f"{path}: no such file or folder; check the path")
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts):
            yield file


def load_file(path: Path, name: str) -> LoadedFile:
    """Read one file; `name` is how citations call it (its path below the indexed folder)."""
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise DocumentError(
            f"{name}: files of type {path.suffix or 'without a suffix'!r} are not read; convert it to one of {', '.join(KINDS)}",
            f"读不了“{path.suffix}”的文件。" if path.suffix else "文件名没有后缀，不知道是哪种文件。",
        )
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise DocumentError(
                f"{name}: {size:,} bytes; the limit is {MAX_FILE_BYTES:,}; split the file",
                f"文件有{size / 1e6:.0f}MB，最多{MAX_FILE_BYTES // 1_000_000}MB。请分成几个文件。",
            )
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"{name}: cannot be read ({error.strerror}); check its permissions", f"文件打不开（{error.strerror}）。"
        ) from error
    pages = _pdf_pages(path, name) if kind == "pdf" else [_decode(raw, name)]
    separator = "\n\n"
    source = separator.join(pages)
    cleaned = clean(source)
    if not cleaned.text.strip():
        hint = "; a scanned PDF has no text: run text recognition on it first" if kind == "pdf" else ""
        raise DocumentError(f"{name}: no text in it{hint}", f"文件里没有文字。{'扫描成图片的PDF要先做文字识别。' if hint else ''}")
    title = Path(name).stem
    document = Document(name, title, name, hashlib.sha256(raw).hexdigest(), kind, cleaned.text)
    starts = _page_starts(pages, separator) if kind == "pdf" else None
    passages, repeated = _passages(document, cleaned, starts)
    removed = [LeftOut(reason, _shown(reason, source[start:end]), _page_at(start, starts)) for reason, start, end in cleaned.removed]
    left_out = [replace(one, text=one.text.strip()[:LEFT_OUT_CHARS]) for one in [*repeated, *removed] if one.text.strip()]
    report = FileReport(
        name, len(pages) if starts else None, len(passages), len(cleaned.text), cleaned.dropped, tuple(left_out[:MOST_LEFT_OUT])
    )
    return LoadedFile(document, passages, report)


def _decode(raw: bytes, name: str) -> str:
    """Text of `raw`: UTF-8, UTF-16 with its mark, else GB18030. Line ends become \\n."""
    encodings = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(1 for char in text if ord(char) < 32 and char not in "\t\n\r\f\v")
        if controls > MAX_CONTROL_SHARE * max(len(text), 100):
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise DocumentError(
        f"{name}: not a text file in UTF-8 or GB18030; save it as UTF-8", "这不是UTF-8或GB18030的文本文件。请另存为UTF-8的文本再试。"
    )


def _pdf_pages(path: Path, name: str) -> list[str]:
    """Text by page, read in a process of its own: a hostile file can burn time and memory before pypdf notices."""
    command = [sys.executable, "-m", pdf.__name__, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=pdf.MAX_SECONDS + 5, check=False)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            f"{name}: reading took more than {pdf.MAX_SECONDS} s; print it to a new PDF and try again",
            f"读了{pdf.MAX_SECONDS}秒还没有读完。请用“打印成PDF”另存一份再试。",
        ) from error
    try:
        report = json.loads(done.stdout)
    except ValueError:
        report = {
            "error": f"the reader stopped with status {done.returncode} (out of time or memory)",
            "chinese": "读这个文件要用的时间或内存太多",
        }
    if "error" in report:
        raise DocumentError(
            f"{name}: {report['error']}; print it to a new PDF and try again", f"{report['chinese']}。请用“打印成PDF”另存一份再试。"
        )
    return list(report["pages"])


def _page_starts(pages: list[str], separator: str) -> list[int]:
    starts, at = [], 0
    for page in pages:
        starts.append(at)
        at += len(page) + len(separator)
    return starts


def _shown(reason: str, text: str) -> str:
    """What was removed, without the personal data for which it was."""
    return f"{text[:3]}****{text[-4:]}" if reason == TELEPHONE else text


def _page_at(place: int, page_starts: list[int] | None) -> int | None:
    return bisect_right(page_starts, place) if page_starts else None


def _passages(document: Document, cleaned: CleanText, page_starts: list[int] | None) -> tuple[tuple[Passage, ...], list[LeftOut]]:
    """Passages in order; a text that has occurred already (a slide printed twice) is left out."""
    passages: list[Passage] = []
    repeated: list[LeftOut] = []
    seen: set[str] = set()
    for chunk, page in _paged_chunks(cleaned, page_starts):
        text = cleaned.text[chunk.start : chunk.end]
        key = "".join(text.split())
        if key in seen:
            repeated.append(LeftOut(REPEATED, text, page))
            continue
        seen.add(key)
        sentences = tuple(
            Sentence(left - chunk.start, right - chunk.start, (Origin(document.path, *cleaned.source_span(left, right)),))
            for left, right in chunk.sentences
        )
        number = len(seen)
        passages.append(
            Passage(
                f"{document.id}#{number}",
                document.id,
                document.title,
                chunk.heading,
                text,
                chunk.start,
                chunk.end,
                page,
                document.kind,
                sentences,
            )
        )
    return tuple(passages), repeated


def _paged_chunks(cleaned: CleanText, page_starts: list[int] | None) -> Iterator[tuple[Chunk, int | None]]:
    """Chunks with their page number; with pages given, no chunk crosses from one to the next."""
    if page_starts is None:
        yield from ((chunk, None) for chunk in split_text(cleaned.text))
        return
    at = 0
    for number, stop in enumerate([*page_starts[1:], None], start=1):
        begin = at
        while at < len(cleaned.text) and (stop is None or cleaned.places[at] < stop):
            at += 1
        for chunk in split_text(cleaned.text[begin:at]):
            moved = tuple((left + begin, right + begin) for left, right in chunk.sentences)
            yield Chunk(chunk.start + begin, chunk.end + begin, chunk.heading, moved), number
