"""Bytes of a page -> text: which encoding, and the legacy Vietnamese codings that hide inside one.

Order of trust: UTF-8 read strictly, UTF-16 by its mark, the header, the page's own meta, windows-1258. Wrong headers over
UTF-8 bytes are common on these portals, so the bytes are believed first.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,30})""", re.I)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,30})""", re.I)
_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\x1c-\x1f]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1b\x7f]")
# UTF-8 read as a single-byte code: lead bytes E1 (as a-acute) and C3-C6 before a continuation byte.
_MOJIBAKE = re.compile(
    "\u00e1[\u00ba\u00bb]|[\u00c3\u00c4\u00c6][\u0080-\u00bf\u0192\u2018\u201c\u2022\u2039\u203a\u02c6\u2030\u0160]"
)

# TCVN3 (ABC): Latin-1 code points shown through .Vn* fonts. The soft hyphen (AD) is the letter u-horn.
_TCVN3_FROM = (
    "\u00b8\u00b5\u00b6\u00b7\u00b9\u00a8\u00be\u00bb\u00bc\u00bd\u00c6\u00a9\u00ca\u00c7\u00c8\u00c9\u00cb\u00d0\u00cc"
    "\u00ce\u00cf\u00d1\u00aa\u00d5\u00d2\u00d3\u00d4\u00d6\u00dd\u00d7\u00d8\u00dc\u00de\u00e3\u00df\u00e1\u00e2\u00e4"
    "\u00ab\u00e8\u00e5\u00e6\u00e7\u00e9\u00ac\u00ed\u00ea\u00eb\u00ec\u00ee\u00f3\u00ef\u00f1\u00f2\u00f4\u00ad\u00f8"
    "\u00f5\u00f6\u00f7\u00f9\u00fd\u00fa\u00fb\u00fc\u00fe\u00ae\u00a1\u00a2\u00a3\u00a4\u00a5\u00a6\u00a7"
)
_TCVN3_TO = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđĂÂÊÔƠƯĐ"
_TCVN3 = str.maketrans(_TCVN3_FROM, _TCVN3_TO)
# Characters of that code that no Vietnamese word in Unicode has, beside a letter.
_SIGNS = (
    "[\u00a8\u00a9\u00ab\u00ac\u00ae\u00b5-\u00b9\u00bb-\u00be\u00c6\u00c7\u00cb\u00ce\u00cf\u00d1\u00d6-\u00d8\u00dc\u00de\u00df"
    "\u00e4-\u00e7\u00eb\u00ee\u00ef\u00f1\u00f6\u00f8\u00fb\u00fc\u00fe]"
)
_TCVN3_SIGN = re.compile(rf"(?<=[^\W\d_]){_SIGNS}|{_SIGNS}(?=[^\W\d_])")
_UNICODE_ONLY = re.compile("[\u1ea0-\u1ef9\u0103\u0111\u01a1\u01b0\u0102\u0110\u01a0\u01af]")


def decode(content: bytes, headers: dict[str, str] | None = None) -> tuple[str, str]:
    """The page's text and the encoding it was read in (`utf-8`, `windows-1258`, `utf-8+mojibake`, ...)."""
    text, encoding = _decode(content, headers or {})
    if len(_MOJIBAKE.findall(text[:200_000])) >= 8:
        twice = _undo_mojibake(text)
        if twice is not None:
            return twice, f"{encoding}+mojibake"
    return text, encoding


def _decode(content: bytes, headers: dict[str, str]) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace"), "utf-16"
    if content[:2000].count(0) > len(content[:2000]) // 4:
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
        return content.decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass  # not UTF-8: the page's own words are next
    for name in _named(content, headers):
        try:
            return content.decode(name), name
        except UnicodeDecodeError:
            continue
    broken = len(re.findall(rb"[\x80-\xff]", content))
    loose = content.decode("utf-8", "replace")
    # A page cut inside a character, or with one foreign byte, is still UTF-8.
    if loose.count("\ufffd") * 20 < broken:
        return loose, "utf-8+damaged"
    return content.decode("windows-1258", "replace"), "windows-1258"


def _named(content: bytes, headers: dict[str, str]) -> list[str]:
    """Encodings that header and meta name, in this order, UTF-8 and unknown ones left out."""
    header = next((v for k, v in headers.items() if k.lower() == "content-type"), "")
    names = [m.group(1) for m in [_HEADER.search(header)] if m]
    names += [m.group(1).decode("ascii") for m in [_META.search(content[:4096])] if m]
    out = []
    for name in names:
        try:
            known = codecs.lookup(name).name
        except LookupError:
            continue
        # A header that says Latin-1 is most often a server's default; cp1252 reads it as browsers do.
        known = "cp1252" if known in ("iso8859-1", "ascii") else known
        if known != "utf-8" and known not in out:
            out.append(known)
    return out


def _undo_mojibake(text: str) -> str | None:
    """UTF-8 that was once read as cp1252 and saved again; None where the bytes do not fit."""
    raw = bytearray()
    for char in text:
        try:
            raw += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 0xFF:
                return None
            raw.append(ord(char))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def is_tcvn3(text: str) -> bool:
    """Whether a run of text is TCVN3: letters of that code inside words, and none that only Unicode has."""
    signs = len(_TCVN3_SIGN.findall(text))
    return signs >= 3 and len(_UNICODE_ONLY.findall(text)) * 4 < signs


def from_tcvn3(text: str) -> str:
    """TCVN3 letters as Unicode; other characters stay."""
    return text.translate(_TCVN3)


def clean_inline(text: str, *, keep_soft_hyphen: bool = False) -> str:
    """One line of text: NFC, no invisible characters, every run of white space one space, ends stripped."""
    text = _INVISIBLE.sub("", text)
    if not keep_soft_hyphen:
        text = text.replace("\u00ad", "")
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """A form for comparing texts word for word: case, punctuation and spaces do not count."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))
