"""Long texts of one kind each, for the test that none hangs and for the measurement of how time grows (bench/linear.py)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

PORTALS = Path(__file__).resolve().parents[1] / "corpus" / "portals"
_TABLE = "Kết quả Chỉ số CCHC năm 2023\n\n| STT | Đơn vị | Điểm | Hạng |\n|---|---|---|---|\n"
# What is repeated. Each is something that a rule looks for, or looks through: a mark, a name, a figure, a row.
PIECES: dict[str, str] = {
    "letters": "a",
    "letters and marks": "Ab.c-d/",
    "digits": "7",
    "digits apart": "1 ",
    "mixed digits": "90,1",
    "semicolons": "; ",
    "brackets": "(",
    "pairs of brackets": "(a) ",
    "stops": ". ",
    "abbreviations": "TP.",
    "lines": "a\n",
    "marks of tones": "a\u0301\u0323",
    "emoji": "👩‍👩‍👧 ",
    "pipes": "| ",
    "level words": "xã ",
    "capitals": "An ",
    "names": "Nguyễn Văn An, Trần Thị Bình, ",
    "people": "đồng chí Nguyễn Văn An, Chủ tịch UBND huyện Đại Lộc; ",
    "list of people": "- ông Hồ Văn A, Bí thư Huyện ủy;\n",
    "places": "huyện Đại Lộc, ",
    "bodies": "Sở Nội vụ, ",
    "days": "ngày 23/8/2023, ",
    "documents": "Quyết định số 12/QĐ-UBND ngày 3/4/2023; ",
    "events": "hội nghị tập huấn công tác CCHC, ",
    "awards": "tặng Bằng khen cho 15 tập thể, 20 cá nhân; ",
    "ranks": "xếp thứ 3/63 tỉnh; ",
    "scores": "Sở Nội vụ (90,1 điểm), Sở Tư pháp (89,2 điểm), ",
    "respectively": "lần lượt đạt 90,1 và 89,2 điểm, ",
    "steps": "từ 80,1 điểm lên 82,2 điểm, ",
    "tiers": "18/19 xã, thị trấn xếp hạng tốt (chiếm 94,74%), ",
}
OTHERS = ("rows", "distinct names", "distinct scores", "articles", "one sentence")


@cache
def _bodies() -> tuple[str, ...]:
    files = sorted(PORTALS.glob("*/*.json"))
    return tuple(json.loads(file.read_text(encoding="utf-8"))["article"]["body"] for file in files)


def long_text(kind: str, size: int) -> str:
    """A body of `size` characters of one kind of PIECES or OTHERS. Raises KeyError for another kind."""
    if kind == "rows":
        rows = (f"| {i} | Xã Hòa {_name(i)} | {50 + i % 49},{i % 100:02d} | {i} |\n" for i in range(1, size // 20))
        text = _TABLE + "".join(rows)
    elif kind == "distinct names":
        text = "".join(f"Ông Nguyễn {_name(i)}, Giám đốc Sở Nội vụ phát biểu. " for i in range(size // 40))
    elif kind == "distinct scores":
        figures = ((_name(i), f"{i % 100},{i % 97:02d}") for i in range(size // 40))
        text = "".join(f"Chỉ số CCHC năm 2023 của xã Hòa {name} đạt {figure} điểm. " for name, figure in figures)
    elif kind == "articles":
        text = "\n\n".join(_bodies())
    elif kind == "one sentence":
        text = " ".join(_bodies()).replace("\n", " ").translate(str.maketrans(".!?…", ",,,,"))
    else:
        text = PIECES[kind]
    return (text * (size // len(text) + 1))[:size]


def _name(number: int) -> str:
    """Two invented syllables, other ones for every number."""
    first, second = divmod(number, 400)
    return f"{_syllable(first)} {_syllable(second)}"


def _syllable(number: int) -> str:
    heads, tails = "BCDGHKLMNPQRSTVX", ("a", "anh", "em", "inh", "on", "ung", "ương", "iêm", "ách", "ốc")
    more, number = divmod(number, len(heads) * len(tails))
    return heads[number % len(heads)] + tails[number // len(heads)] + "n" * more
