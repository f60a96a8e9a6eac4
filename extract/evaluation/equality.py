"""When two stated slots mean the same: the comparisons of the measure, one small pure function each.

Source: docs/codebook.md ("Names", "Numbers", "Fine points"). The comparisons forgive spelling (case, tone placement,
dashes, quotes, the commonest abbreviations), never meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

Record = Mapping[str, Any]
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_APOSTROPHES = re.compile("[’‘`´ʼ]")
_NO_WORD = re.compile(r"[^\w']+")
_ABBREVIATIONS = tuple(
    (re.compile(short), full)
    for short, full in (
        (r"\bubnd\b", "ủy ban nhân dân"),
        (r"\bhđnd\b", "hội đồng nhân dân"),
        (r"\btp\.? ?", "thành phố "),
        (r"\bcchc\b", "cải cách hành chính"),
        (r"\btx\.? ", "thị xã "),
    )
)
_COMPONENT_HEAD = re.compile(r"^(điểm|chỉ số|tiêu chí|lĩnh vực|nội dung|trục) ")


def fold_words(text: str) -> str:
    """Words of a slot without case, punctuation and dashes, every tone mark behind its word, abbreviations written out."""
    text = unicodedata.normalize("NFC", text).casefold()
    for pattern, full in _ABBREVIATIONS:
        text = pattern.sub(full, text)
    text = _NO_WORD.sub(" ", _APOSTROPHES.sub("'", text))
    return " ".join(_tone_last(word) for word in text.split())


def _tone_last(word: str) -> str:
    """`hòa` and `hoà` alike: the bare word and its tone marks."""
    parts = unicodedata.normalize("NFD", word)
    bare = "".join(c for c in parts if c not in _TONES)
    return unicodedata.normalize("NFC", bare) + "".join(c for c in parts if c in _TONES)


def norm(value: object) -> str | None:
    """`fold_words` of any value; None stays None, for a slot that is not stated equals only one that is not stated."""
    return None if value is None else fold_words(str(value))


LEVEL_WORDS = frozenset(
    fold_words(x) for x in ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")
)
_PARTY_COMMITTEE = fold_words("ủy")


def same_text(gold: object, found: object) -> bool:
    return norm(gold) == norm(found)


def same_number(gold: Any, found: Any) -> bool:
    """Equal to six decimal places; raises ValueError or TypeError for what is no number."""
    return number(gold) == number(found)


def number(value: Any) -> float | None:
    """A slot's number to six decimal places. Raises ValueError or TypeError for what is no number."""
    return None if value is None else round(float(value), 6)


def same_place(gold: object, found: object) -> bool:
    """Equal; a gold name that is a bare level word (`huyện`) also meets a named one of that level."""
    g, f = norm(gold), norm(found)
    return g == f or bool(g in LEVEL_WORDS and f and f.startswith(f"{g} "))


def same_body(gold: object, found: object) -> bool:
    """Equal; where gold leaves the locality open the found name may add one, never the other way round."""
    g, f = norm(gold), norm(found)
    if g is None or f is None or g == f:
        return g == f
    if not f.startswith(g + " "):
        return False
    rest = f[len(g) :].split()
    adds_level = rest[:1] and (rest[0] in LEVEL_WORDS or " ".join(rest[:2]) in LEVEL_WORDS)
    ends_open = any(g.endswith(f" {level}") for level in LEVEL_WORDS) or g.split()[-1] == _PARTY_COMMITTEE
    return bool(adds_level) or ends_open


def same_subject(gold: Record | None, found: Record | None) -> bool:
    if gold is None or found is None:
        return gold is None and found is None
    same = same_place if gold.get("kind") == "place" else same_body
    return same(gold.get("name"), found.get("name"))


def same_indicator(gold: object, found: object) -> bool:
    """The same code; an index outside the catalogue (`OTHER:name`) may be named at more or less length."""
    g, f = str(gold), str(found)
    if g.startswith("OTHER:") and f.startswith("OTHER:"):
        return overlaps(g[6:], f[6:], words=2)
    return same_text(gold, found)


def same_component(gold: str | None, found: str | None) -> bool:
    if gold is None or found is None:
        return gold is None and found is None
    return overlaps(_without_head(gold), _without_head(found), words=2)


def _without_head(component: str) -> str:
    return _COMPONENT_HEAD.sub("", unicodedata.normalize("NFC", component).casefold())


def overlaps(gold: object, found: object, *, words: int) -> bool:
    """Equal, or one begins or ends with the other on a word boundary and the shorter has at least so many words."""
    g, f = norm(gold), norm(found)
    if g is None or f is None or g == f:
        return g == f
    short, long = sorted((g, f), key=len)
    return len(short.split()) >= words and (long.endswith(f" {short}") or long.startswith(f"{short} "))


def similar(gold: str | None, found: str | None) -> bool:
    """Long texts: at least 70 % of the words in common (Dice over words with repetition)."""
    if not gold or not found:
        return not gold and not found
    a, b = Counter(fold_words(gold).split()), Counter(fold_words(found).split())
    return 2 * (a & b).total() >= 0.7 * (a.total() + b.total())


def same_group(gold: str | None, found: str | None) -> bool:
    """Who is ranked or counted: asked only where gold states it."""
    return gold is None or similar(gold, found)


def same_set(gold: Iterable[object] | None, found: Iterable[object] | None) -> bool:
    return {norm(x) for x in gold or ()} == {norm(x) for x in found or ()}


def same_position(gold: Record, found: Record) -> bool:
    """A post: title, organisation (open locality allowed) and status."""
    return (
        same_text(gold.get("title"), found.get("title"))
        and same_body(gold.get("organization"), found.get("organization"))
        and gold.get("status", "current") == found.get("status", "current")
    )
