"""Number literals -> values. Pure functions.

Source: docs/codebook.md, "Numbers". A comma or dot may be the decimal mark or, before a counted noun, the thousands
mark: the unit that follows decides, so the caller says what kind of number it expects.
"""

from __future__ import annotations

import re

# `98,25`, `80.94`, `1.234`, `1 234`, `03`, `0,6077`, `1.234,5`; `8, 12%` is read by allowing a space after the comma.
NUMBER = r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?|\d+(?:[.,] ?\d+)?|\d+"
INTEGER = r"\d{1,3}(?:[.]\d{3})+|\d+"

# More characters than any figure has: a page number run together or garbage, and past what float and int take.
MAX_LITERAL = 20

_UNITS = {
    "không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10, "nhất": 1, "nhì": 2, "mốt": 1,
}  # fmt: skip
_DIGITS = {word: n for word, n in _UNITS.items() if 0 < n < 10}
_TENS = {word: n for word, n in _DIGITS.items() if n > 1 and word not in ("tư", "lăm", "nhì")}
_UNIT_WORDS = "một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín"
NUMBER_WORD = (
    rf"(?:(?:{_UNIT_WORDS}) mươi(?: (?:mốt|hai|ba|tư|bốn|lăm|sáu|bảy|bẩy|tám|chín))?"
    rf"|mười(?: (?:một|hai|ba|bốn|lăm|sáu|bảy|bẩy|tám|chín))?|{_UNIT_WORDS})"
)
ORDINAL_WORD = rf"(?:nhất|nhì|{NUMBER_WORD}|tư)"
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?:[ .]\d{3})+")


def decimal(literal: str) -> float | None:
    """A score's literal: comma or dot is the decimal mark (`42.394` of PAPI is 42.394). None where it is no number.

    Both marks: the last one is decimal (`1.234,5`)."""
    text = literal.replace(" ", "")
    if len(text) > MAX_LITERAL:
        return None
    if "," in text and "." in text:
        last = max(text.rfind(","), text.rfind("."))
        text = re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :]
    text = text.replace(",", ".")
    return float(text) if _DECIMAL.fullmatch(text) else None


def integer(literal: str) -> int | None:
    """A count's or rank's literal: `03` is 3, `1.234` and `1 234` are 1234. None for decimals."""
    text = literal.strip()
    if len(text) > MAX_LITERAL:
        return None
    if text.isdecimal():
        return int(text)
    if _GROUPED.fullmatch(text):
        return int(re.sub(r"[ .]", "", text))
    return None


def word_number(words: str) -> int | None:
    """`nhất` 1, `nhì` 2, `tư` 4, `mười bốn` 14, `hai mươi mốt` 21; None where the words are no number up to 99."""
    parts = words.lower().split()
    if len(parts) == 1:
        return _UNITS.get(parts[0])
    if len(parts) == 2 and parts[0] == "mười" and parts[1] in _DIGITS:
        return 10 + _DIGITS[parts[1]]
    if len(parts) in (2, 3) and parts[1] == "mươi" and parts[0] in _TENS:
        rest = _DIGITS.get(parts[2]) if len(parts) == 3 else 0
        return None if rest is None else 10 * _TENS[parts[0]] + rest
    return None


def count(literal: str) -> int | None:
    """A count in digits or words."""
    return integer(literal) if literal[:1].isdigit() else word_number(literal)
