"""Words that say whether a name is a unit's former or its present one: `xã A (cũ)`, `xã A (nay là phường B)`, `trước
đây là xã A`, `sáp nhập từ các xã A, B thành xã C`. Source: survey of people and organisations, "elided locality"."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from core.places import TYPES
from core.text import fold

Time = Literal["former", "present"]
# What may stand between the names of one list: `các xã A, B và thị trấn C, huyện D (cũ)`.
_JOINING = frozenset({"và", "với", "các", "hai", "ba", "số", "thuộc", "của", *" ".join(TYPES).split()})
_TOKEN = re.compile(r"[\w'’/-]+(?:\.(?=\w))?|[^\w\s]", re.UNICODE)
_OLD = re.compile(r"(?<!, )\(?\b(?:cũ(?! kỹ)|trước đây(?! là)|trước khi (?:sáp nhập|sắp xếp|hợp nhất)|khi chưa sáp nhập)\b\)?")
_NEW = re.compile(r"\(?\bmới\b\)?|\bsau (?:sáp nhập|sắp xếp|hợp nhất)\b")
# What follows is the present name, what stands before is the former one.
_BECAME = re.compile(
    r"\b(?:nay là|nay thuộc|nay đổi tên thành|nay được gọi là|(?:được )?(?:đổi tên|sáp nhập|hợp nhất|nâng cấp|chuyển|nhập)"
    r"(?: (?:thành|vào|lên)(?: lập)?))\s"
)
_WAS = re.compile(
    r"\b(?:(?:trước đây|trước kia|trước|tiền thân|tên cũ|vốn) là|trước thuộc|(?:được )?(?:sáp nhập|hợp nhất|tách|chia|nhập)"
    r"(?: nguyên trạng)?(?: ra)? từ|(?:sáp nhập|hợp nhất)(?= (?:các |hai |ba |\d+ )?(?:xã|phường|thị trấn|huyện|tỉnh)))\s"
)
_FOUNDED = re.compile(r"\b(?:thành lập|mang tên|lấy tên(?: gọi)?(?: là)?|có tên gọi mới là)\s")
_STOP = re.compile(r"[.;:()\n]|\b(?:thành|nay|lấy tên|để|đã|có|được|đạt|xếp|do|là)\b|,(?=\s+(?:đồng chí|ông|bà|ubnd|ủy ban))")


class Window(NamedTuple):
    """A stretch of a folded text whose names are former or present ones."""

    start: int
    end: int
    time: Time


def windows(raw: str) -> tuple[Window, ...]:
    """Every stretch of `raw` (offsets count its folded form, core.text.fold) that says former or present, in order."""
    folded = fold(raw)
    text, low = folded.text, folded.low
    out = [Window(_names_before(text, m.start()), m.start(), "former") for m in _OLD.finditer(low)]
    out += [Window(_names_before(text, m.start()), m.start(), "present") for m in _NEW.finditer(low)]
    for m in _BECAME.finditer(low):
        before = low[: m.start()].rstrip(" ,(-–")
        out += [Window(_names_before(text, len(before)), len(before), "former"), _after(low, m.end(), "present")]
    out += [_after(low, m.end(), "former") for m in _WAS.finditer(low)]
    out += [_after(low, m.end(), "present") for m in _FOUNDED.finditer(low)]
    return tuple(sorted({w for w in out if w.start < w.end}))


def _after(low: str, start: int, time: Time) -> Window:
    stop = _STOP.search(low, start)
    return Window(start, min(stop.start() if stop else len(low), start + 200), time)


def _names_before(text: str, end: int) -> int:
    """Where the list of names that ends at `end` begins: words with capitals, numbers, types of places, `,` and `và`."""
    line = max(text.rfind(mark, 0, end) for mark in "\n(;.") + 1
    start = end
    for token in reversed(list(_TOKEN.finditer(text, line, end))):
        word = token.group()
        if not (word[0].isupper() or word[0].isdigit() or word in ",-–" or word.lower() in _JOINING):
            break
        start = token.start()
    return start
