"""Text of a PDF by page, as a program: `python -m assistant.ingest.pdf FILE` prints JSON.

It runs in a process of its own under limits on time and memory, because a small hostile file can take seconds and
hundreds of megabytes before pypdf's own limits act.
"""

import json
import logging
import resource
import sys
from pathlib import Path

MAX_SECONDS = 60
MAX_MEMORY_BYTES = 1 << 30
MAX_PAGES = 2000
MAX_CHARS = 20_000_000


def read_pages(path: Path) -> list[str]:
    """Text of each page. Raises ValueError that says what is wrong with the file, in English and in Chinese."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("it is protected by a password; save it without one", "文件有密码，读不了")
        if len(reader.pages) > MAX_PAGES:
            raise ValueError(f"{len(reader.pages):,} pages; the limit is {MAX_PAGES:,}", f"有{len(reader.pages):,}页，最多{MAX_PAGES:,}页")
        pages, total = [], 0
        for page in reader.pages:
            pages.append(page.extract_text())
            total += len(pages[-1])
            if total > MAX_CHARS:
                raise ValueError(f"more than {MAX_CHARS:,} characters of text", f"文字超过{MAX_CHARS // 10_000:,}万字")
    except (PyPdfError, OSError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(f"the PDF is damaged ({type(error).__name__}: {error})", "PDF文件坏了，读不出来") from error
    return pages


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    if sys.platform == "linux":  # macOS does not enforce it
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    report: dict[str, object]
    try:
        report = {"pages": read_pages(Path(sys.argv[1]))}
    except ValueError as error:
        words, chinese = error.args
        report = {"error": words, "chinese": chinese}
    except MemoryError:
        report = {"error": f"reading it takes more than {MAX_MEMORY_BYTES >> 20} MiB", "chinese": "读这个文件要用的内存太多"}
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
