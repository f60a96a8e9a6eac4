"""Names of administrative units as two packages spell them, in one form; and the keys that ids and matches are made of."""

from __future__ import annotations

import re

from core.text import fold, strip_marks

# Districts that the packages spell otherwise than the official list.
_OFFICIAL = {"Đăk Đoa": "Đak Đoa", "Đắk Hà": "Đăk Hà", "Đăk Pơ": "Đak Pơ", "KBang": "Kbang", "Mù Căng Chải": "Mù Cang Chải"}
TYPES = {
    "tinh": "tỉnh",
    "quan": "quận",
    "huyen": "huyện",
    "thi-xa": "thị xã",
    "thanh-pho": "thành phố",
    "xa": "xã",
    "phuong": "phường",
    "thi-tran": "thị trấn",
}
_TYPE = re.compile(r"(?i)^(tỉnh|thành phố|quận|huyện|thị xã|xã|phường|thị trấn|đặc khu) (.+)$")


def clean(name: str) -> str:
    """A gazetteer name: NFC, tone marks placed, no level word, no `(Huyện)` that keeps two rows apart."""
    text = re.sub(r"\s*\((?:Huyện|Thị xã|Thành phố|Xã|Thị trấn|Phường)\)$", "", fold(name).text.strip())
    text = re.sub(r"\s*-\s*", " - ", re.sub(r"'\s+", "'", text))
    text = re.sub(r"^(?:Quận|Phường|Xã|Thị trấn) (?=\d)", "", text)
    return re.sub(r"^0+(?=\d)", "", text)


def clean_district(name: str) -> str:
    """`clean`, in the spelling of the official list."""
    return _OFFICIAL.get(clean(name), clean(name))


def split_full(full: str) -> tuple[str, str]:
    """`Xã Ia Tôr` -> (`xã`, `Ia Tôr`). Raises ValueError where no type begins it."""
    match = _TYPE.match(full)
    if match is None:
        raise ValueError(f"no type before the name: {full}")
    return match.group(1).lower(), clean(match.group(2))


def slug(name: str) -> str:
    """The part of an id that a name gives: ASCII letters and digits."""
    return re.sub(r"[^a-z0-9]", "", strip_marks(name))


def typed_slug(type_: str, name: str) -> str:
    """As `vietnamadminunits` writes former names: `xaiator`."""
    return slug(type_) + slug(name)
