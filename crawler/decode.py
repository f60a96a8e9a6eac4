"""Bytes of a page -> text: which encoding, and the legacy Vietnamese codings that hide inside one.

Order of trust: UTF-16 by its mark or zeros, UTF-8 read strictly or nearly so, a named coding of several bytes;
else windows-1258 or -1252, whichever reads as Vietnamese (also through a legacy coding), else as named. Wrong headers over UTF-8
bytes are common on these portals, so the bytes are believed first. Source: survey section 8 ("Charset", "Unicode").
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from crawler.coding.legacy import votes
from crawler.coding.mojibake import undo_mojibake
from crawler.coding.symbols import plain_signs

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,30})""", re.I)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,30})""", re.I)
_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\x1c-\x1f]+")
_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u034f\u061c\u180e\ufe00-\ufe0f\ufff9-\ufffb\ufeff\x00-\x08\x0b\x0c\x0e-\x1b\x7f]"
)
# Private characters of symbol fonts, eth for đ, and marks that NFC leaves apart: all rare, so one look tells.
_ODD = re.compile("[\u00d0\u00f0\u0302\u0306\u031b\ue000-\uf8ff]")
_MARK = re.compile("[\u0302\u0306\u031b]")
_ETH = str.maketrans("\u00d0\u00f0", "Đđ")
_TONE_FIRST = re.compile("(\\w)([\u0300\u0301\u0303\u0309\u0323]+)([\u0302\u0306\u031b])")
_TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)|<[^>]*>", re.S | re.I)
# As much of a page as tells which of two single-byte codings it is in.
_SAMPLE = 60_000
_ONE_BYTE = ("cp1252", "cp1258")


def decode(content: bytes, headers: dict[str, str] | None = None) -> tuple[str, str]:
    """The page's text and the encoding it was read in (`utf-8`, `windows-1258`, `utf-8+mojibake`, ...)."""
    text, encoding = _decode(content, headers or {})
    text, undone = undo_mojibake(text)
    return text, f"{encoding}+mojibake" if undone else encoding


def _decode(content: bytes, headers: dict[str, str]) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace"), "utf-16"
    zeros = content[:2000].count(0)
    if zeros > len(content[:2000]) // 5:
        # Markup and digits have their zero in the high byte: the second of a pair where the low one goes first.
        encoding = "utf-16-le" if content[1:2000:2].count(0) * 2 > zeros else "utf-16-be"
        return content.decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass  # not UTF-8: the page's own words are next
    broken = len(re.findall(rb"[\x80-\xff]", content))
    loose = content.decode("utf-8", "replace")
    # A page cut inside a character, or with one foreign byte, is still UTF-8.
    if loose.count("\ufffd") * 20 < broken:
        return loose, "utf-8+damaged"
    named = _named(content, headers)
    for name in named:
        if name in _ONE_BYTE:
            break
        try:
            return content.decode(name), name
        except (UnicodeError, LookupError):
            continue  # another one, or none for text (`undefined`, `hex`)
    return _one_byte(content, next((name for name in named if name in _ONE_BYTE), "cp1258"))


def _one_byte(content: bytes, named: str) -> tuple[str, str]:
    """windows-1258 or -1252: the one that reads as Vietnamese, the latter also where TCVN3 or VNI; else as named."""
    vietnamese, latin = content.decode("cp1258", "replace"), content.decode("cp1252", "replace")
    as_vietnamese, as_latin = (votes(_TAGS.sub(" ", text)[:_SAMPLE]) for text in (vietnamese, latin))
    if max(as_latin.tcvn3, as_latin.vni) > as_vietnamese.plain:
        return latin, "cp1252"
    if as_vietnamese.plain > as_latin.plain or named == "cp1258":
        return vietnamese, "windows-1258"
    return latin, "cp1252"


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


def clean_inline(text: str, *, keep_soft_hyphen: bool = False) -> str:
    """One line of text: NFC, no invisible characters, every run of white space one space, ends stripped; signs of symbol fonts
    and eth for đ as what they show. `keep_soft_hyphen`: the text may still be TCVN3, where it and eth are letters."""
    text = _INVISIBLE.sub("", text)
    if not keep_soft_hyphen:
        text = text.replace("\u00ad", "")
    text = unicodedata.normalize("NFC", text)
    if _ODD.search(text):
        text = _odd(text, eth=not keep_soft_hyphen)
    return _SPACES.sub(" ", text).strip()


def _odd(text: str, *, eth: bool) -> str:
    """Signs of symbol fonts, eth that stands for đ (not where thorn tells of Icelandic), and a tone mark typed before the hat."""
    text = plain_signs(text)
    if eth and "\u00fe" not in text and "\u00de" not in text:
        text = text.translate(_ETH)
    if _MARK.search(text) is None:
        return text
    return unicodedata.normalize("NFC", _TONE_FIRST.sub(_hat_first, unicodedata.normalize("NFD", text)))


def _hat_first(found: re.Match[str]) -> str:
    letter, tones, hat = found.groups()
    return letter + hat + tones


def fold(text: str) -> str:
    """A form for comparing texts word for word: case, punctuation and spaces do not count."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))
