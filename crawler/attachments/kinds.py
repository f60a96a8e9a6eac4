"""Which kind of file some bytes are: by what they begin with, then by the header, then by the name. Header and name lie often:
servers send `application/octet-stream`, and a login page comes under the name of a decision."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from urllib.parse import parse_qsl, unquote, urlsplit

# What files begin with -> kind. `ole` is the container of .doc, .xls, .ppt and of encrypted .docx and .xlsx.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "image"),
)
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<script[\s>]|<table[\s>]", re.I)
_MEDIA = {
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/zip": "zip",
    "application/x-zip-compressed": "zip",
    "application/vnd.rar": "rar",
    "application/x-rar-compressed": "rar",
}
_ENDINGS = {"docm": "docx", "dotx": "docx", "xlsm": "xlsx", "xltx": "xlsx"}
# The part of [Content_Types].xml that tells what the main part of a package is.
_PACKAGES = ((b"wordprocessingml", "docx"), (b"word.document.macroenabled", "docx"), (b"word.template", "docx"),
             (b"spreadsheetml", "xlsx"), (b"ms-excel.sheet.macroenabled", "xlsx"), (b"presentationml", "pptx"))  # fmt: skip
_INSIDE = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"[Content_Types]", "office file"))
_MAIN_PART = re.compile(rb'ContentType="([^"]*\.main\+xml)"', re.I)
# The specification of PDF lets anything stand in the first kilobyte before the mark.
_HEAD = 1024


def kind_of(body: bytes, media_type: str | None, name: str | None, url: str) -> str:
    """`pdf`, `docx`, `xlsx`; `image`, `html`, `encrypted` (an Office file with a password), `empty`; any other in lower case
    (`doc`, `ole`, `rtf`, `zip`, …); `damaged pdf` and the like where the bytes are not what header or name say."""
    if not body.strip():
        return "empty"
    head = body[:_HEAD]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(body)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image"
    found = next((kind for magic, kind in _MAGIC if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(magic)), None)
    told = _told(media_type, name, url)
    if found == "ole":
        # The name of a stream in the container's directory, in UTF-16.
        locked = "EncryptedPackage".encode("utf-16-le") in body
        return "encrypted" if locked else told if told in ("doc", "xls", "ppt") else "ole"
    if found is None and _HTML.search(head):
        return "html"
    if found is None and told in ("pdf", "docx", "xlsx"):
        return f"damaged {told}"
    return found or told or "unknown"


def _package(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            names = set(package.namelist())
            if "[Content_Types].xml" in names and package.getinfo("[Content_Types].xml").file_size < 1 << 20:
                return _office(package.read("[Content_Types].xml"))
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                return "odt" if b"opendocument" in package.read("mimetype") else "zip"
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error):
        # Cut off in the middle: its first entry still says what it was.
        inside = body[:4096]
        return next((f"damaged {kind}" for mark, kind in _INSIDE if mark in inside), "damaged zip")
    return "zip"


def _office(content_types: bytes) -> str:
    main = b" ".join(_MAIN_PART.findall(content_types)).lower()
    return next((kind for mark, kind in _PACKAGES if mark in main), "zip")


def _told(media_type: str | None, name: str | None, url: str) -> str:
    """What header, name and address say, in this order; "" where they say nothing."""
    header = (media_type or "").split(";")[0].strip().lower()
    if header in _MEDIA:
        return _MEDIA[header]
    if header.startswith("image/"):
        return "image"
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    for text in (name or "", unquote(parts.path), *(value for _, value in parse_qsl(parts.query))):
        ending = text.rsplit("/", 1)[-1].rpartition(".")[2].strip().lower() if "." in text else ""
        if re.fullmatch(r"[a-z][a-z0-9]{1,4}", ending):
            return _ENDINGS.get(ending, ending)
    return ""
