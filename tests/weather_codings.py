"""Pages in the codings that portals use beside UTF-8 (survey section 8), and bodies that unpack to far more than they are."""

from __future__ import annotations

import gzip
import unicodedata
import zlib
from collections.abc import Callable
from functools import cache

BIG = 200 * 1024 * 1024

# Survey section 8: a letter of each code for each letter of Unicode, in the order of the alphabet below.
ALPHABET = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"
TCVN3 = "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ®"
_VNI = (
    "aù aø aû aõ aï aê aé aè aú aü aë aâ aá aà aå aã aä eù eø eû eõ eï eâ eá eà eå eã eä í ì æ ó ò où oø oû oõ oï "
    "oâ oá oà oå oã oä ô ôù ôø ôû ôõ ôï uù uø uû uõ uï ö öù öø öû öõ öï yù yø yû yõ î ñ"
)
VNI = _VNI.split()


@cache
def bomb(layers: int = 1) -> bytes:
    """A small body that unpacks to BIG bytes."""
    packer = zlib.compressobj(9, wbits=31)
    body = b"".join(packer.compress(b"\0" * 2**20) for _ in range(BIG // 2**20)) + packer.flush()
    for _ in range(layers - 1):
        body = gzip.compress(body, mtime=0)
    return body


def text_of(page: bytes, change: Callable[[str], str]) -> str:
    """The page with the words of its body changed, its markup left alone."""
    return "".join(part if part.startswith("<") else change(part) for part in _parts(page.decode()))


def _parts(text: str) -> list[str]:
    return text.replace("<", "\0<").replace(">", ">\0").split("\0")


def _coded(letters: list[str]) -> Callable[[str], str]:
    table = {ord(a): b for a, b in zip(ALPHABET, letters, strict=True)}
    table |= {ord(a.upper()): b.capitalize() for a, b in zip(ALPHABET, letters, strict=True) if a.upper() != a}
    return lambda text: unicodedata.normalize("NFC", text).translate(table)


def to_tcvn3(page: bytes) -> bytes:
    capitals = dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))
    small = _coded(list(TCVN3))

    def change(text: str) -> str:
        return "".join(capitals.get(c) or (small(c) if c in ALPHABET else small(c.lower())) if ord(c) > 127 else c for c in text)

    return text_of(page, change).encode("latin-1").replace(b"<p>", b'<p style="font-family:.VnTime">')


def to_vni(page: bytes) -> bytes:
    return text_of(page, _coded(VNI)).encode("cp1252").replace(b"<p>", b'<p style="font-family:VNI-Times">')


def twice(page: bytes) -> bytes:
    """UTF-8 read as windows-1252 (undefined bytes as they are) and saved as UTF-8 again."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in page).encode()


def nfd(page: bytes) -> bytes:
    return unicodedata.normalize("NFD", page.decode()).encode()
