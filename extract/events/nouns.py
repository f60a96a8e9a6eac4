"""The words that name an event, and the kind that they decide.

Source: docs/codebook.md, "events": the noun that the article uses decides (`hội nghị tập huấn` is a conference, `lễ
phát động cuộc thi` a ceremony), so the leftmost word of a name decides its kind.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from core.openings import any_word
from core.sieve import Sieve
from schemas.facts import EventKind

# Gatherings: nouns of themselves. Patterns as `any_word` takes them, where they are often tried.
_NOUNS: tuple[tuple[EventKind, str | tuple[str, ...]], ...] = (
    (
        "conference",
        (
            "buổi (?:gặp mặt|gặp gỡ|họp báo)", "cuộc (?:gặp mặt|gặp gỡ|họp báo)", "chương trình (?:gặp mặt|gặp gỡ)",
            "gặp mặt", "gặp gỡ", "họp báo", "h(?<!trung tâm h)(?<!nhà h)(?<!phòng h)ội nghị", "đại hội(?! đồng)",
        ),
    ),
    (
        "seminar",
        r"(?:buổi |cuộc )tiếp xúc(?:,| và) đối thoại|(?:buổi |cuộc |chương trình )?(?:hội thảo|tọa đàm|"
        r"đối thoại)|diễn đàn(?! này)",
    ),
    (
        "contest",
        r"(?:vòng |đêm |buổi |trận )?(?:chung kết|chung khảo|bán kết|sơ khảo)(?: (?:xếp hạng|"
        r"và trao giải))?(?: (?:hội thi|cuộc thi|hội thao))?|vòng (?:loại|thi [\w ]{2,12})|"
        r"(?:vòng |đêm )?(?:hội thi|cuộc thi|hội thao)",
    ),
    (
        "training",
        r"(?:chương trình |buổi |đợt |khóa |lớp )(?:tập huấn|bồi dưỡng|đào tạo|học|huấn luyện)(?:,? bồi dưỡng)?|"
        r"các lớp (?:tập huấn|bồi dưỡng)|lớp (?:học )?thứ (?:nhất|hai|ba|tư|năm|\d+)",
    ),
    ("ceremony", r"(?:buổi )?lễ (?!tân|tết|hội|phục|phép|độ|lạt|nghi|vật)(?=\w)|chương trình lễ"),
    (
        "meeting",
        (
            *(f"{word} (?:họp|làm việc|giao ban|tiếp công dân|tiếp xúc cử tri|tiếp dân)" for word in ("cuộc", "buổi")),
            "phiên (?:họp|làm việc|giải trình|chất vấn)", "kỳ họp",
        ),
    ),
    ("inspection", r"(?:đợt|cuộc|chuyến|buổi) (?:kiểm tra|giám sát|khảo sát|thị sát|thăm(?: và|,)? làm việc|công tác)"),
)  # fmt: skip
# Acts that name an event only where somebody does them on a day.
_ACTS: tuple[tuple[EventKind, str | tuple[str, ...]], ...] = (
    ("conference", r"tổng kết(?! hội thi| cuộc thi)|sơ kết|gặp mặt|họp báo"),
    ("ceremony", r"khai trương|khánh thành|ra mắt|ra quân|phát động|ký kết|khởi công|trao giải"),
    (
        "inspection",
        r"(?:đi |đến |tới )?(?:kiểm tra|giám sát|khảo sát|thị sát|(?:tiếp|đón)(?= đoàn (?:kiểm tra|giám sát|khảo sát|"
        r"thanh tra|thẩm định))|thăm(?:,| và) (?:làm việc|kiểm tra)|thăm(?= (?:và |trung tâm|bộ phận|mô hình|ubnd)))",
    ),
    (
        "meeting",
        (
            "h(?<!hội h)(?<!phòng h)(?<!dự h)(?<!dự cuộc h)ọp(?! lệ| báo| mặt| tác)", "giao ban", "tiếp công dân",
            "làm việc(?= (?:với|tại))", "tiếp xúc cử tri",
        ),
    ),
    ("seminar", r"đối thoại|tọa đàm"),
    ("training", r"tập huấn|bồi dưỡng"),
    ("announcement", r"công bố"),
)  # fmt: skip


def _whole(pattern: str | tuple[str, ...]) -> re.Pattern[str]:
    if isinstance(pattern, tuple):
        return re.compile(any_word(pattern, not_after=r"[\w-]") + r"(?!\w)")
    if pattern.startswith("(?:buổi )?lễ"):
        return re.compile(rf"(?<![\w-])(?<!ngày )(?<!nghi )(?<!dịp )(?:{pattern})")
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)")


_FIND = Sieve(
    (_whole(pattern), (kind, sort == "act")) for sort, table in (("noun", _NOUNS), ("act", _ACTS)) for kind, pattern in table
)
# A later mention of an event by its bare noun: `tại hội nghị`, `buổi lễ`, `lớp học`.
ANAPHORS: tuple[tuple[EventKind, str], ...] = (
    ("conference", r"hội nghị|đại hội|buổi gặp mặt|buổi họp báo"),
    ("meeting", r"(?:cuộc|phiên|kỳ|buổi) họp|buổi làm việc|buổi tiếp công dân"),
    ("ceremony", r"buổi lễ|lễ \w+"),
    ("training", r"lớp (?:học|tập huấn|bồi dưỡng)|khóa (?:học|tập huấn|bồi dưỡng)|buổi tập huấn"),
    ("contest", r"hội thi|cuộc thi|hội thao|đêm thi|vòng thi|buổi thi"),
    ("seminar", r"hội thảo|(?:buổi )?tọa đàm|(?:buổi )?đối thoại|diễn đàn"),
    ("inspection", r"đoàn|buổi làm việc|qua kiểm tra|đợt kiểm tra|cuộc kiểm tra"),
)
_ANAPHOR_FIND = Sieve((re.compile(rf"(?<!\w)(?<!trung tâm )(?:{pattern})(?!\w)"), kind) for kind, pattern in ANAPHORS)


class Head(NamedTuple):
    """A word that names an event at [start, end) of a folded text; `act`: it is a verb or may be one."""

    start: int
    end: int
    kind: EventKind
    act: bool


def find_heads(low: str, start: int, end: int) -> list[Head]:
    """Every event word in low[start:end], by place, longer and noun first; a word inside a longer one is dropped."""
    picked = _FIND.pick(low, start, end)
    if not picked:
        return []
    found = [Head(m.start(), m.end(), kind, act) for pattern, (kind, act) in picked for m in pattern.finditer(low, start, end)]
    if len(found) < 2:
        return found
    found.sort(key=lambda h: (h.start, h.act, -h.end))
    out: list[Head] = []
    for head in found:
        if not out or head.start >= out[-1].end:
            out.append(head)
    return out


def anaphor_kinds(low: str, start: int, end: int) -> list[EventKind]:
    """The kinds whose bare nouns stand in low[start:end], in order of the text."""
    hits = [(m.start(), kind) for pattern, kind in _ANAPHOR_FIND.pick(low, start, end) for m in pattern.finditer(low, start, end)]
    return [kind for _, kind in sorted(hits)]
