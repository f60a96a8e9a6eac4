"""Opening DOCX and XLSX, which are ZIP files of XML: bombs are told by what the parts say they unpack to, before anything is
unpacked, and a part that declares entities is refused, which no such file of an office program has."""

from __future__ import annotations

import io
import re
import zipfile

from crawler.attachments.result import UnreadableError

MAX_PARTS = 5000
MAX_UNPACKED = 256 * 1024 * 1024
MAX_RATIO = 150  # of a part above RATIO_FROM; a sheet of ten thousand equal rows comes to some 60
RATIO_FROM = 8 * 1024 * 1024
_DTD = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.I)
_XML_HEAD = 4096


def checked(body: bytes) -> zipfile.ZipFile:
    """The opened package. Raises UnreadableError where it unpacks to too much, is encrypted or declares entities."""
    try:
        package = zipfile.ZipFile(io.BytesIO(body))
    except zipfile.BadZipFile as error:
        raise UnreadableError(f"damaged: {error}") from error
    parts = package.infolist()
    if len(parts) > MAX_PARTS:
        raise UnreadableError(f"{len(parts)} parts, more than {MAX_PARTS}", "too_large")
    if len({p.filename for p in parts}) < len(parts):
        raise UnreadableError("damaged: two parts of one name")
    unpacked = sum(p.file_size for p in parts)
    if unpacked > MAX_UNPACKED:
        raise UnreadableError(f"unpacks to {unpacked >> 20} MB, more than {MAX_UNPACKED >> 20} MB", "too_large")
    for part in parts:
        if part.flag_bits & 1:
            raise UnreadableError("encrypted: it wants a password")
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise UnreadableError(f"{part.filename} unpacks to more than {MAX_RATIO} times its size", "too_large")
        if part.filename.lower().endswith((".xml", ".rels")):
            _check_xml(package, part)
    return package


def _check_xml(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A declaration can stand before the first element only."""
    with package.open(part) as stream:
        head = stream.read(_XML_HEAD)
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:4]
    if _DTD.search(head.decode("utf-16" if wide else "latin-1", "replace")):
        raise UnreadableError(f"{part.filename} declares entities")
