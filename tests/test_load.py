from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from assistant.errors import DocumentError
from assistant.ingest import load
from assistant.ingest.load import find_files, load_file


def write_pdf(path: Path, pages: list[str]) -> None:
    """A PDF with a line of Latin text on each page."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages:
        page = writer.add_blank_page(300, 300)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    writer.write(path)
    writer.close()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_the_encodings_that_offices_use(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("客户价值。\r\n第二行。".encode(encoding))
    assert load_file(path, "a.txt").document.text == "客户价值。\n第二行。"


def test_origins_point_into_the_decoded_source(tmp_path: Path) -> None:
    source = "13800000000\n客户价值。第二句。\n单击此处编辑母版标题样式\n最后一句。"
    path = tmp_path / "a.txt"
    path.write_text(source, encoding="utf-8")
    loaded = load_file(path, "notes/a.txt")
    quotes = [(passage.quote(s), s.origins[0]) for passage in loaded.passages for s in passage.sentences]
    assert (
        [source[origin.start : origin.end] for _, origin in quotes]
        == [quote for quote, _ in quotes]
        == ["客户价值。", "第二句。", "最后一句。"]
    )
    assert {origin.file for _, origin in quotes} == {"notes/a.txt"}
    assert all(passage.text == loaded.document.text[passage.start : passage.end] for passage in loaded.passages)


def test_a_slide_printed_twice_is_one_passage(tmp_path: Path) -> None:
    slide = "客户价值的定义。" * 40
    path = tmp_path / "a.txt"
    path.write_text(f"# 一\n{slide}\n# 二\n{slide}\n", encoding="utf-8")
    loaded = load_file(path, "a.txt")
    assert len({passage.text for passage in loaded.passages}) == len(loaded.passages)


def test_a_pdf_keeps_its_page_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write_pdf(path, ["Customer value first.", "Loyalty second."])
    loaded = load_file(path, "a.pdf")
    assert [(passage.page, passage.text) for passage in loaded.passages] == [(1, "Customer value first."), (2, "Loyalty second.")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF-1.4 broken", "damaged"),
        ("a.pdf", b"", "damaged"),
        ("a.docx", b"PK", r"\.docx"),
        ("a.txt", b"\x00\x01\x02\x03" * 50, "not a text file"),
        ("a.txt", b"  \n ", "no text"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=message) as caught:
        load_file(path, name)
    assert str(caught.value).startswith(name)


def test_a_file_beyond_the_size_limit_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MAX_FILE_BYTES", 10)
    path = tmp_path / "a.txt"
    path.write_text("客户价值客户价值", encoding="utf-8")
    with pytest.raises(DocumentError, match="24 bytes; the limit is 10"):
        load_file(path, "a.txt")


def test_hidden_files_are_not_found_and_a_missing_path_is_named(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "b.txt").write_text("x", encoding="utf-8")
    assert [path.name for path in find_files(tmp_path)] == ["b.txt"]
    with pytest.raises(DocumentError, match="no such file"):
        list(find_files(tmp_path / "nowhere"))
