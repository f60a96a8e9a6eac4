"""Signs of symbol fonts, and entities that were escaped twice."""

from __future__ import annotations

import html
import re
from html.entities import html5

# Code of the font -> the sign that it shows: bullets of Wingdings; signs of calculation from Symbol.
_WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥",
    0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "◻", 0xB7: "•", 0xD8: "➢", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_SYMBOL = {
    0xA3: "≤", 0xA5: "∞", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈",
    0xDE: "⇒",
}  # fmt: skip
# Word writes the codes of either font as private characters, and says no more which it was.
_PRIVATE = {0xF000 + code: sign for code, sign in (_SYMBOL | _WINGDINGS | {0xA3: "≤", 0xB3: "≥"}).items()}
_PRIVATE_RUN = re.compile("[\ue000-\uf8ff]")
_TWICE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Escaped markup stays as it is printed: turned into `<` it would look like a tag to who reads the text next.
_MARKUP = frozenset(("&lt;", "&gt;"))
_TIMES = 3


def plain_signs(text: str) -> str:
    """Private characters of Wingdings and Symbol as the signs that they show; others, which say nothing to a reader, go."""
    if _PRIVATE_RUN.search(text) is None:
        return text
    return _PRIVATE_RUN.sub(lambda m: _PRIVATE.get(ord(m.group()), ""), text)


def from_symbol_font(text: str, font: str) -> str:
    """Text that stands in a symbol font (`wingdings` or `symbol`) as the signs that it shows: `§` there is a bullet.

    Only single signs: a word in such a font is text whose font was named in error."""
    if len(text.strip()) != 1:
        return text
    known = _WINGDINGS if font == "wingdings" else _SYMBOL
    sign = known.get(ord(text.strip()) & 0xFF if ord(text.strip()) >= 0xF000 else ord(text.strip()))
    return text.replace(text.strip(), sign) if sign is not None else text


def has_entities(text: str) -> bool:
    """Whether parsed text still has an entity, which had been escaped twice."""
    return "&" in text and any(_known(m.group()) for m in _TWICE.finditer(text))


def undo_entities(text: str) -> str:
    """Entities that are left in parsed text (`&nbsp;`, `&#7843;`, `&amp;amp;`) as characters, three times over at most."""
    for _ in range(_TIMES):
        read = _TWICE.sub(lambda m: html.unescape(m.group()) if _known(m.group()) else m.group(), text)
        if read == text:
            break
        text = read
    return text


def _known(entity: str) -> bool:
    return entity not in _MARKUP and (entity.startswith("&#") or entity[1:] in html5)
