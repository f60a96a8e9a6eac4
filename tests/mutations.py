"""Rewritings of an article that leave its facts as they are, and the records as they are compared.

Source: issue ("mutations do not change the records") and survey of people, events and awards, 5d. Each mutation is a
pure function text -> text that applies only where the meaning stays: a dash for a comma only between a person and the
title, a decimal dot only before a unit or in a cell, another name only for a person whom the gold names.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.text import UPPER, fold
from schemas.facts import TYPES

Rewrite = Callable[[str], str]
_WORD = rf"[{UPPER}][^\W\d_]*(?:['’]\s?[^\W\d_]+)?"
_NAME = rf"{_WORD}(?: {_WORD}){{1,4}}"
_TITLE = (
    r"(?:nguyên )?(?:Ủy viên|Bí thư|Phó Bí thư|Chủ tịch|Phó Chủ tịch|Giám đốc|Phó Giám đốc|Trưởng|Phó Trưởng|Thứ trưởng|"
    r"Bộ trưởng|Chánh|Phó Chánh|Tỉnh ủy viên|Huyện ủy viên|Thành ủy viên|Quyền|Đại biểu)"
)
# One person with the honorific before the name: `các đồng chí A, Bí thư, B, Chủ tịch` would not tell names from titles.
_ONE = rf"(?<![Cc]ác )(?<!\d )(?<![Hh]ai )(?:[Đđ]ồng chí|[Ôô]ng|[Bb]à) {_NAME}"
_COMMA = re.compile(rf"({_ONE}), (?={_TITLE}\b)")
_DASH = re.compile(rf"({_ONE}) ?[-–] ?(?={_TITLE}\b)")
_HONORIFIC = re.compile(rf"(?<![Cc]ác )(?<!\d )(?<![Hh]ai )(?<!\w)([Đđ]ồng chí|[Ôô]ng|[Bb]à)(?= {_NAME})")
# `Theo Lê An, Giám đốc …` without it reads like a source or byline.
_BEFORE_TITLE = re.compile(
    rf"(?<![Cc]ác )(?<!\d )(?<![Hh]ai )(?<![Tt]heo )(?<!\w)(?:[Đđ]ồng chí|[Ôô]ng|[Bb]à) (?={_NAME}(?:,| -| –) {_TITLE}\b)"
)
_DAY = re.compile(r"(?<=ngày )(0?[1-9]|[12]\d|3[01])([/.-])(0?[1-9]|1[0-2])(?:\2((?:19|20)\d\d))?(?![\d/%]|[.,-]\d| ?[-–] ?\d)")
_SAID_DAY = re.compile(
    r"(?<=ngày )(0?[1-9]|[12]\d|3[01]) tháng (0?[1-9]|1[0-2])(?:(?:,? năm |/)((?:19|20)\d\d))?(?!\d|/| ?[-–] ?\d)"
)
_UNIT = r"(?= ?(?:%|điểm)|/\d{2,3}(?:[.,]\d+)? ?điểm)"
_DECIMAL_COMMA = re.compile(rf"(?<![\d.,/])(\d{{1,3}}),(\d{{1,2}}){_UNIT}|(?<=\| )(\d{{1,3}}),(\d{{1,2}})(?= ?\|)")
_DECIMAL_DOT = re.compile(rf"(?<![\d.,/])(\d{{1,3}})\.(\d{{1,2}}){_UNIT}|(?<=\| )(\d{{1,3}})\.(\d{{1,2}})(?= ?\|)")
_SHORT_BODY = {"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân"}
_ACRONYM = re.compile(r"(?<![\w/&.-])(?<!Đ - )(?:UBND|HĐND)(?![\w/&-])")
_SPELLED = re.compile(r"(?<!\w)(?:[Ủủ]y ban nhân dân|[Hh]ội đồng nhân dân)(?!\w)")
_RECIPIENTS = r"\d{1,3} (?:tập thể|cá nhân|hộ gia đình)(?:(?:,| và) \d{1,3} (?:tập thể|cá nhân|hộ gia đình))*"
# At the beginning of a clause: who proposes an award, or hands it over for another, is not turned.
_LEAD = r"(?:^|(?<=[.;] )|(?<=này, )|(?<=nghị, ))"
_GRANTOR = r"(?:Chủ tịch )?(?:UBND|Ủy ban nhân dân) (?:tỉnh|huyện|thành phố|thị xã|xã|phường)(?: [^\W\d_]+){0,4}?"
_AWARD = r"(?:Bằng khen|Giấy khen|bằng khen|giấy khen|Cờ thi đua|Kỷ niệm chương)(?! của)"
_REASON = r"(?= (?:vì |đã )?có thành tích|[.;])"
_GIVES = r"(?:trao tặng|tặng|trao)"
_ACTIVE = re.compile(
    rf"{_LEAD}(?P<who>{_GRANTOR}) (?:đã )?{_GIVES} (?P<what>{_AWARD}) cho (?P<whom>{_RECIPIENTS}){_REASON}", re.M
)
_PASSIVE = re.compile(
    rf"{_LEAD}(?P<whom>{_RECIPIENTS}) (?:đã |vinh dự )?được (?P<who>{_GRANTOR}) {_GIVES} (?P<what>{_AWARD}){_REASON}", re.M
)


@dataclass(frozen=True, slots=True)
class Mutation:
    """`rewrite` of title and body, and what makes texts of both records the same again (`alike`)."""

    name: str
    rewrite: Rewrite
    alike: Rewrite = str


def nfd(text: str) -> str:
    """Decomposed, as pages from some editors are."""
    return unicodedata.normalize("NFD", text)


def _new_tones() -> dict[str, str]:
    """`òa` -> `oà`: the syllable ends whose tone mark the gazetteer's spelling puts on the first vowel."""
    out: dict[str, str] = {}
    for first, second in ("oa", "oe", "uy"):
        for tone in "\u0300\u0301\u0303\u0309\u0323":
            old, new = unicodedata.normalize("NFC", first + tone) + second, first + unicodedata.normalize("NFC", second + tone)
            out |= {old: new, old.capitalize(): new.capitalize(), old.upper(): new.upper()}
    return out


_TONES = _new_tones()
_OPEN_END = re.compile(rf"(?<![qgQG])({'|'.join(_TONES)})(?!\w)")


def new_tones(text: str) -> str:
    """`hòa`, `thủy`, `ủy` -> `hoà`, `thuỷ`, `uỷ`."""
    return _OPEN_END.sub(lambda m: _TONES[m[0]], unicodedata.normalize("NFC", text))


def comma_to(dash: str) -> Rewrite:
    """`ông A, Chủ tịch` -> `ông A - Chủ tịch`."""
    return lambda text: _COMMA.sub(rf"\1{dash}", text)


def dash_to_comma(text: str) -> str:
    """`ông A - Chủ tịch` -> `ông A, Chủ tịch`."""
    return _DASH.sub(r"\1, ", text)


def one_mark(text: str) -> str:
    """Commas and dashes alike."""
    return re.sub(r"\s*[,–-]\s*", ", ", text)


def honorific(word: str) -> Rewrite:
    """`đồng chí A` -> `ông A`, before a person's name."""
    return lambda text: _HONORIFIC.sub(lambda m: word.capitalize() if m[1][0].isupper() else word, text)


def no_honorific(text: str) -> str:
    """`đồng chí A, Chủ tịch` -> `A, Chủ tịch`."""
    return _BEFORE_TITLE.sub("", text)


def one_honorific(text: str) -> str:
    """All honorifics alike, in texts that a record keeps."""
    return re.sub(r"(?<!\w)(?:[Đđ]ồng chí|[Ôô]ng|[Bb]à) ", "", text)


def day_with(mark: str) -> Rewrite:
    """`ngày 23/8/2024` -> `ngày 23-8-2024`."""

    def rewrite(text: str) -> str:
        return _DAY.sub(lambda m: mark.join(g for g in (m[1], m[3], m[4]) if g), text)

    return rewrite


def said_day(text: str) -> str:
    """`ngày 23/8/2024` -> `ngày 23 tháng 8 năm 2024`."""
    return _DAY.sub(lambda m: f"{m[1]} tháng {m[3]}" + (f" năm {m[4]}" if m[4] else ""), text)


def slashed_day(text: str) -> str:
    """`ngày 23 tháng 8 năm 2024` -> `ngày 23/8/2024`."""
    return _SAID_DAY.sub(lambda m: "/".join(g for g in m.groups() if g), day_with("/")(text))


def spelled(text: str) -> str:
    """`UBND` -> `Ủy ban nhân dân`, but in a document's number."""
    return _ACRONYM.sub(lambda m: _SHORT_BODY[m[0]], text)


def acronyms(text: str) -> str:
    """`Ủy ban nhân dân` -> `UBND`."""
    return _SPELLED.sub(lambda m: "UBND" if m[0][0] in "Ủủ" else "HĐND", text)


def decimal_dot(text: str) -> str:
    """`82,17 điểm` -> `82.17 điểm`; thousands, dates and numbers of documents stay."""
    return _DECIMAL_COMMA.sub(lambda m: f"{m[1] or m[3]}.{m[2] or m[4]}", text)


def decimal_comma(text: str) -> str:
    """`82.17 điểm` -> `82,17 điểm`."""
    return _DECIMAL_DOT.sub(lambda m: f"{m[1] or m[3]},{m[2] or m[4]}", text)


def passive(text: str) -> str:
    """`UBND tỉnh tặng Bằng khen cho 5 tập thể` -> `5 tập thể được UBND tỉnh tặng Bằng khen`."""
    return _ACTIVE.sub(lambda m: f"{m['whom']} được {m['who']} tặng {m['what']}", text)


def active(text: str) -> str:
    """The other way."""
    return _PASSIVE.sub(lambda m: f"{m['who']} tặng {m['what']} cho {m['whom']}", text)


MUTATIONS: tuple[Mutation, ...] = (
    Mutation("decomposed", nfd),
    Mutation("new tones", new_tones),
    Mutation("comma to dash", comma_to(" - "), one_mark),
    Mutation("comma to long dash", comma_to(" – "), one_mark),
    Mutation("comma to bare hyphen", comma_to("-"), one_mark),
    Mutation("dash to comma", dash_to_comma, one_mark),
    Mutation("comrade", honorific("đồng chí"), one_honorific),
    Mutation("mister", honorific("ông"), one_honorific),
    Mutation("missis", honorific("bà"), one_honorific),
    Mutation("no honorific", no_honorific, one_honorific),
    Mutation("day with hyphen", day_with("-"), slashed_day),
    Mutation("day with dot", day_with("."), slashed_day),
    Mutation("day in words", said_day, slashed_day),
    Mutation("day with slash", slashed_day, slashed_day),
    Mutation("bodies spelled out", spelled, spelled),
    Mutation("bodies as acronyms", acronyms, acronyms),
    Mutation("decimal dot", decimal_dot, decimal_comma),
    Mutation("decimal comma", decimal_comma, decimal_comma),
    Mutation("passive award", passive, active),
    Mutation("active award", active, active),
)

# Invented people: family name and the word that tells the gender stay, the rest is another's.
_GIVEN = ("Khoa", "Tường", "Lựu", "Bách", "Diễm", "Hoạch", "Kha", "Ngân", "Quyên", "Thức", "Uyên", "Vĩnh", "Chiểu", "Đượm")
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
_HIGHLAND = ("Y Krông Niê", "H'Loan Byă", "K'Brếp", "Giàng A Sình", "Ksor Hlâm", "Rơ Châm Yưk", "Vừ Thị Chía", "Thào Mí Dính",
             "Lò Văn Sương", "Siu Rơh", "Y Bhiông Mlô", "H'Blơ Êban", "Cil Ha Phôn", "Điểu K'Rứ")  # fmt: skip


def people_of(facts: dict[str, Any]) -> list[str]:
    """The full names of the people whom records name, longest first."""
    names = {o["name"] for o in facts.get("officials") or []}
    for event in facts.get("events") or []:
        names |= {*event["chairs"], *(p["name"] for p in event["participants"] if p["kind"] == "person")}
    return sorted((n for n in names if " " in n or "'" in n), key=lambda n: (-len(n), n))


def renamed(names: list[str], highland: bool) -> dict[str, str]:
    """name -> invented name, one for one: a family name and the word that tells the gender, or one of the Highlands."""
    out: dict[str, str] = {}
    for i, name in enumerate(names):
        middle = ["Thị"] if " Thị " in name else ["Văn"] if " Văn " in name else []
        kinh = " ".join([_FAMILY[(i + i // len(_GIVEN)) % len(_FAMILY)], *middle, _GIVEN[i % len(_GIVEN)]])
        out[name] = _HIGHLAND[i % len(_HIGHLAND)] if highland else kinh
    return out


def rename(names: dict[str, str]) -> Rewrite:
    """Every full name, in capitals too, and every short mention (`đồng chí Khoa`) of a name that ends in no other."""
    given: dict[str, str] = {}
    for old, new in names.items():
        given[old.split()[-1]] = "" if old.split()[-1] in given else new.split()[-1]
    every = names | {new_tones(old): new for old, new in names.items()}  # a record has one spelling, texts have two
    every |= {old.upper(): new.upper() for old, new in every.items()}
    printed = "|".join(re.escape(name).replace("'", "['’]") for name in every)
    full = re.compile(rf"(?<!\w)(?:{printed})(?!\w)") if every else None
    short = re.compile(rf"(?<!\w)((?:[Đđ]ồng chí|[Ôô]ng|[Bb]à) )([{UPPER}][^\W\d_]*)(?! ?['’]| [{UPPER}]|\w)")

    def rewrite(text: str) -> str:
        text = short.sub(lambda m: m[1] + (given.get(m[2]) or m[2]), text)
        return full.sub(lambda m: every[m[0].replace("’", "'")], text) if full else text

    return rewrite


_FIGURE = re.compile(r"(?<![\d.,/])(\d{1,3})([.,])(\d{1,2})(?!\d|[.,]\d)")


def shifted(text: str) -> str:
    """Every decimal with one or two places one hundredth higher: `82,17` -> `82,18`; whole ones (`90,00`) stay."""

    def higher(m: re.Match[str]) -> str:
        hundredths = int(m[1]) * 100 + int(m[3].ljust(2, "0"))
        is_figure = m[2] == "," or _DECIMAL_DOT.match(text, m.start())
        if not int(m[3]) or not is_figure:
            return m[0]
        return f"{(hundredths + 1) // 100}{m[2]}{(hundredths + 1) % 100:02d}"

    return _FIGURE.sub(higher, text)


def shift_figures(texts: str) -> Callable[[float], float]:
    """number -> number, as `shifted` changes it where the texts print it."""
    found = {}
    for m in _FIGURE.finditer(texts):
        old = float(f"{m[1]}.{m[3]}")
        before = min(2, m.start())  # the border of a cell counts, too
        new = shifted(texts[m.start() - before : m.end() + 8])[before:]
        found[old] = float(re.match(r"\d+[.,]\d+", new)[0].replace(",", "."))  # type: ignore[index]
    return lambda number: (1 if number > 0 else -1) * found.get(abs(number), abs(number)) if number else number


def comparable(found: dict[str, Any], alike: Rewrite = str, number: Callable[[float], float] = float) -> dict[str, list[str]]:
    """The records by type, without what wording may change (where they stand, the rule, its confidence), in one order."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if k not in ("evidence", "mentions", "confidence", "rule", "suspect")}
        if isinstance(value, list):
            return sorted((plain(v) for v in value), key=repr)  # who took part, in no order
        if isinstance(value, float):
            return round(number(value), 4)
        return fold(alike(value)).text if isinstance(value, str) else value

    return {t: sorted(json.dumps(plain(r), ensure_ascii=False, sort_keys=True) for r in found[t]) for t in TYPES}
