"""UTF-8 that was read as a single-byte coding and saved again, once or several times, on a whole page or a part of it."""

from __future__ import annotations

import re

from crawler.coding.syllables import is_syllable

# What each byte from 80 looks like when read as windows-1252 (C1 controls where that has none) or Latin-1.
_SHOWN: dict[str, int] = {chr(code): code for code in range(0x80, 0x100)}
for _code in range(0x80, 0xA0):
    try:
        _SHOWN[bytes([_code]).decode("cp1252")] = _code
    except UnicodeDecodeError:
        # Five bytes have no letter there; they pass as controls.
        continue


def _class(first: int, last: int) -> str:
    return "[" + re.escape("".join(char for char, code in _SHOWN.items() if first <= code <= last)) + "]"


_NEXT = _class(0x80, 0xBF)
# UTF-8 of two and three bytes, as far as Vietnamese text has it: Latin, combining marks, Vietnamese letters, punctuation, signs.
_RUN = re.compile(
    f"(?:[\u00c2-\u00c6\u00cb-\u00cd]{_NEXT}|[\u00e1\u00e2\u00e3\u00ef]{_NEXT}{_NEXT}|\u00f0{_NEXT}{_NEXT}{_NEXT})+"
)
# Cheap to ask first: what such runs begin with, before a byte that no text has there.
SUSPECT = re.compile(f"[\u00c2-\u00c6\u00e1\u00e2]{_NEXT}")
# What stands between spaces and markup; a no-break space may be a byte.
_TOKEN = re.compile('[^ \t\r\n<>&"=]+')
# Of three bytes: no other text has these together.
_CERTAIN = re.compile(f"\u00e1[\u00ba\u00bb]{_NEXT}")
# The no-break space behind it is the second byte of à; editors make a plain space of it.
_LOST_SPACE = re.compile(r"([^\W\d_]{0,6})\u00c3 ([^\W\d_]{0,6})")
_WORD = re.compile(r"[^\W\d_]+")
_TIMES = 4
# What the words must weigh together: one with a run of three bytes two, another one.
_LEAST = 3


def undo_mojibake(text: str, *, least: int = _LEAST) -> tuple[str, bool]:
    """The text with such runs read as UTF-8, again while any are left; and whether any was.

    They are undone together where the words that come of them weigh `least` and most are Vietnamese; a run that is no UTF-8
    stays. Text without them stays to the character."""
    undone = False
    for _ in range(_TIMES):
        if SUSPECT.search(text) is None:
            break
        weight = _weigh(text)
        if weight < (1 if undone else least):
            break
        text, undone = _RUN.sub(_decode, text), True
    return _LOST_SPACE.sub(_rejoin, text) if undone else text, undone


def _decode(found: re.Match[str]) -> str:
    try:
        return bytes(_SHOWN[char] for char in found.group()).decode("utf-8")
    except UnicodeDecodeError:
        return found.group()


def _weigh(text: str) -> int:
    """What speaks for reading the runs as UTF-8: words that become Vietnamese, or need another; 0 where too many do not."""
    weight = good = bad = 0
    for token in _TOKEN.findall(text):
        read = _RUN.sub(_decode, token)
        if read == token:
            continue
        words = [word for word in _WORD.findall(read) if not word.isascii()]
        if SUSPECT.search(read) or (words and all(map(is_syllable, words))):
            good += 1
            weight += 2 if _CERTAIN.search(token) else 1
        elif words:
            bad += 1
    return weight if good >= 2 * bad else 0


def _rejoin(found: re.Match[str]) -> str:
    before, after = found.groups()
    joined = f"{before}à{after}"
    return joined if after and is_syllable(joined) else f"{before}à {after}"
