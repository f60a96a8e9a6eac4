"""Files that articles offer: what is read of them, what is refused and why, and that nothing is raised."""

from __future__ import annotations

import io
import json
import time
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest
from documents import CASES, PROSE
from hypothesis import given
from hypothesis import strategies as st

from crawler.attachments import FileText, read
from crawler.attachments.result import MAX_BYTES
from crawler.attachments.xlsx_format import shown
from crawler.replica.documents import file_bytes
from crawler.replica.office_writer import docx, docx_paragraph, package
from crawler.replica.pdf_writer import PdfWriter, assembled, stream
from crawler.replica.scan import scanned_pdf
from crawler.replica.site import File, load_sites

GOLDEN = Path(__file__).with_name("attachments")


@pytest.mark.parametrize("name", CASES)
def test_pages(name: str) -> None:
    make, pages = CASES[name]
    body = make()
    found = read(body)
    assert list(found.pages) == pages
    assert found.status == "text"
    assert read(body) == found


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.json")), ids=lambda p: p.stem)
def test_golden(file: Path) -> None:
    """Files that other programs made (a browser printed the PDF), with the pages that were looked through by hand."""
    told = json.loads(file.read_text(encoding="utf-8"))
    found = read((GOLDEN / told["file"]).read_bytes(), name=told["file"])
    assert list(found.pages) == told["pages"] and found.reason == told["reason"]


def test_sample_files_are_read_as_they_were_written() -> None:
    files = [(file, item.id) for site in load_sites().values() for item in site.items for file in item.files]
    assert {file.media_type.rsplit(".", 1)[-1] for file, _ in files} == {"application/pdf", "document", "sheet"}
    for file, seed in files:
        body = file_bytes(file, seed)
        assert body == file_bytes(file, seed)
        found = read(body, file.media_type, file.name)
        assert found.pages == file.pages, file.name
        assert found.status == ("text" if file.pages else "scanned")


def test_a_page_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"a\.pdf: page 1 does not fit"):
        file_bytes(File("0", "a.pdf", "application/pdf", ("\n\n".join(PROSE * 20),)), 1)
    with pytest.raises(ValueError, match="no sample is made of text/plain"):
        file_bytes(File("0", "a.txt", "text/plain", ("a",)), 1)


def plain_pdf(pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.page().text(60, 60, PROSE[0][:80])
    return writer.made()


def locked_pdf() -> bytes:
    writer = PdfWriter(encrypt=b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -44 >>" % (b"41" * 32, b"42" * 32))
    writer.page().text(60, 60, PROSE[0][:80])
    return writer.made()


def pdf_of(content: bytes) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, content])


def stamped_scan() -> bytes:
    """A scan with nothing but the stamp of its signature."""
    writer = PdfWriter()
    page = writer.page()
    for n, text in enumerate(
        ("Ký bởi: Văn phòng UBND huyện An Hòa", "Email: vanphong@anhoa.example", "Ngày ký: 17/02/2025 16:20:11")
    ):
        page.text(60, 60 + 10 * n, text, 8)
    return writer.made()


def scan_with_words() -> bytes:
    """A scan on which the office's stamp of receipt was set as text."""
    picture = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
    words = b"BT /F1 9 Tf 60 780 Td (UBND HUYEN AN HOA - CONG VAN DEN - So: 123 - Ngay: 12/3/2024 - Chuyen: PHONG NOI VU) Tj ET"
    font = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> /XObject << /Scan 5 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>" % font
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    shown = stream(b"q 595 0 0 842 0 0 cm /Scan Do Q\n" + words)
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, shown, picture + b"\nstream\n\xff\nendstream"])


def crowded_pdf() -> bytes:
    """A page of more characters than any print has."""
    writer = PdfWriter()
    page = writer.page()
    for n in range(800):
        page.text(10, 10 + n, "a" * 90, 4)
    return writer.made()


def swapped(body: bytes, part: str, content: bytes) -> bytes:
    """A package with another content of one part."""
    with zipfile.ZipFile(io.BytesIO(body)) as old:
        return package({name: content if name == part else old.read(name) for name in old.namelist()})


WORD = docx(docx_paragraph(PROSE[0]))
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
)
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
REFUSED: list[tuple[str, bytes, str | None, str | None, str, str]] = [
    # name of the case, bytes, media type, file name, status, what the reason says
    ("empty", b"", None, "a.pdf", "failed", "empty file"),
    ("doc", OLE, None, "a.doc", "failed", "format not read: doc"),
    ("xls by header", OLE, "application/vnd.ms-excel", "a", "failed", "format not read: xls"),
    ("ole without a name", OLE, None, None, "failed", "format not read: ole"),
    ("encrypted docx", OLE + "EncryptedPackage".encode("utf-16-le"), None, "a.docx", "failed", "encrypted"),
    ("rtf", rb"{\rtf1 abc}", None, "a.doc", "failed", "format not read: rtf"),
    ("rar", b"Rar!\x1a\x07\x01\x00", None, "a.rar", "failed", "format not read: rar"),
    ("zip", package({"a.pdf": plain_pdf()}), None, "a.zip", "failed", "format not read: zip"),
    ("odt", package({"mimetype": "application/vnd.oasis.opendocument.text"}), None, "a.odt", "failed", "format not read: odt"),
    (
        "pptx",
        package({"[Content_Types].xml": f'<Types><Override ContentType="{SLIDES}"/></Types>'}),
        None,
        "a.docx",
        "failed",
        "format not read: pptx",
    ),
    (
        "login page",
        b"<!DOCTYPE html><html><body>Dang nhap</body></html>",
        "application/pdf",
        "a.pdf",
        "failed",
        "a web page came",
    ),
    ("not a pdf", b"abc def", "application/pdf", None, "failed", "damaged pdf"),
    ("picture", b"\x89PNG\r\n\x1a\n123", "application/pdf", "a.pdf", "scanned", "a picture"),
    ("scan", scanned_pdf(3), None, "a.pdf", "scanned", "pictures only"),
    ("stamped scan", stamped_scan(), None, "a.pdf", "scanned", "pictures only"),
    ("scan with words", scan_with_words(), None, "a.pdf", "scanned", "pictures only"),
    ("crowded page", crowded_pdf(), None, "a.pdf", "too_large", "characters was left out"),
    ("locked pdf", locked_pdf(), None, "a.pdf", "failed", "encrypted"),
    ("half a pdf", plain_pdf(3)[:2000], None, "a.pdf", "failed", "damaged pdf"),
    (
        "no page",
        assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]),
        None,
        None,
        "failed",
        "no page",
    ),
    (
        "pages in a circle",
        assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]),
        None,
        None,
        "failed",
        "damaged",
    ),
    ("unpacking pdf", pdf_of(stream(b"BT ET " * (10 << 20))), None, None, "too_large", "unpack"),
    ("half a docx", WORD[:300], None, "a.docx", "failed", "damaged office file"),
    ("docx without body", swapped(WORD, "word/document.xml", b"<a/>"), None, None, "failed", "damaged docx"),
    ("entities", swapped(WORD, "word/document.xml", ENTITIES), None, None, "failed", "declares entities"),
    (
        "entities in UTF-16",
        swapped(WORD, "word/document.xml", ENTITIES.decode().encode("utf-16")),
        None,
        None,
        "failed",
        "declares entities",
    ),
    ("zip bomb", swapped(WORD, "word/document.xml", b" " * (64 << 20)), None, None, "too_large", "unpacks to more than"),
    (
        "many parts",
        package(
            {
                **{f"word/{n}.xml": "" for n in range(6000)},
                "[Content_Types].xml": zipfile.ZipFile(io.BytesIO(WORD)).read("[Content_Types].xml"),
            }
        ),
        None,
        None,
        "too_large",
        "parts",
    ),
    ("too many bytes", b"%PDF-1.4" + bytes(MAX_BYTES), None, None, "too_large", "MB"),
]


@pytest.mark.parametrize("body, media_type, name, status, reason", [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refused(body: bytes, media_type: str | None, name: str | None, status: str, reason: str) -> None:
    began = time.monotonic()
    found = read(body, media_type, name, "http://a.example/tai-ve?id=3")
    assert (found.pages, found.status) == ((), status)
    assert reason in (found.reason or ""), found.reason
    assert time.monotonic() - began < 20


def test_type_is_told_by_the_bytes() -> None:
    """Header and name may say anything."""
    assert read(plain_pdf(), "application/msword", "a.doc").status == "text"
    assert read(b"\xef\xbb\xbf\r\n" + plain_pdf(), None, None).status == "text"
    assert read(WORD, "application/octet-stream", "a.bin").status == "text"
    assert read(b"\x00\x01", None, "van-ban.wps").reason == "format not read: wps"
    assert read(b"\x00\x01", None, None, "http://a.example/x?file=bang.ods").reason == "format not read: ods"


def test_ten_thousand_rows() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Bang")
    sheet.append(["STT", "Đơn vị", "Điểm"])
    for n in range(10_000):
        sheet.append([n + 1, f"Xã số {n + 1}", n / 100])
    out = io.BytesIO()
    book.save(out)
    began = time.monotonic()
    (page,) = read(out.getvalue()).pages
    assert time.monotonic() - began < 30
    lines = page.split("\n")
    assert len(lines) == 10_002 and lines[-1] == "| 10000 | Xã số 10000 | 99.99 |"


def test_pages_without_text_keep_their_number() -> None:
    writer = PdfWriter()
    writer.page()
    writer.page().text(60, 60, PROSE[0][:80])
    found = read(writer.made())
    assert found == FileText(("", PROSE[0][:80].strip()), "text", "pages without text: 1")


def test_what_is_left_out_is_told() -> None:
    body, _ = CASES["openpyxl"]
    assert read(body()).reason == "1 hidden rows and 1 hidden columns were left out; a hidden sheet was left out"
    body, _ = CASES["formulas"]
    assert read(body()).reason == "1 formulas were saved without a value"


@pytest.mark.parametrize(
    "value, number_format, text",
    [
        (89.71, "General", "89.71"),
        (89.71, None, "89.71"),
        (90, "0.00", "90.00"),
        (90.125, "0.00", "90.13"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, "#,##0.0", "1,234.5"),
        (-3, "0;(0)", "(3)"),
        (-3, "0", "-3"),
        (-0.001, "0.0", "0.0"),
        (0, '0;-0;"-"', "-"),
        (0.8971, "0.00%", "89.71%"),
        (7, '00" bậc"', "07 bậc"),
        (12345678, '#,##0,"k"', "12,346k"),
        (0.5, "# ?/?", "0.5"),
        (1e15, "General", "1E+15"),
        (5.1, "0.0#", "5.1"),
        (5, "0.##", "5"),
        (1.5, "[>=1]0.0;0", "1.5"),
        (True, "General", "TRUE"),
        ("Tốt", "@", "Tốt"),
        (None, "0", ""),
        (89.7, "_(* #,##0.00_);_(* \\(#,##0.00\\)", "89.70"),
    ],
)
def test_numbers_are_shown_as_their_format_says(value: object, number_format: str | None, text: str) -> None:
    assert shown(value, number_format) == text


@given(
    st.binary(max_size=400),
    st.sampled_from(["", "%PDF-1.4\n", "PK\x03\x04", "{\\rtf"]),
    st.sampled_from([None, "a.pdf", "a.docx", "a.xlsx"]),
)
def test_no_bytes_raise(rest: bytes, head: str, name: str | None) -> None:
    assert read(head.encode("latin-1") + rest, None, name).status in ("failed", "scanned", "too_large", "text")


@given(st.data())
def test_no_damage_raises(data: st.DataObject) -> None:
    """A few bytes changed anywhere in whole files."""
    body = bytearray(data.draw(st.sampled_from([plain_pdf(2), WORD, CASES["formulas"][0]()])))
    for _ in range(data.draw(st.integers(1, 12))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    assert read(bytes(body)).status in ("failed", "scanned", "too_large", "text")


def test_zlib_of_others_is_not_bounded() -> None:
    """The bound holds within a reading only."""
    read(plain_pdf())
    assert len(zlib.decompress(zlib.compress(bytes(60 << 20)))) == 60 << 20
