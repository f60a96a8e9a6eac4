"""Tokens of years and periods, from the matches of their patterns."""

from __future__ import annotations

import re

from extract.measures.tokens import Made, Token

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# A range longer than this is a plan's or a generation's, not a list of years assessed.
_LONGEST_RANGE = 6


def year(m: re.Match[str]) -> Made:
    """`năm 2023`, `2023`."""
    return Token("year", m.start(), m.end(), years=(int(m["year"]),))


def relative_year(m: re.Match[str]) -> Made:
    """`năm trước`, `năm ngoái`: resolved against the year in force."""
    return Token("year", m.start(), m.end(), text="same" if m["same"] else m["rel"])


def year_range(m: re.Match[str]) -> Made:
    """`2019 - 2021` lists its years; `giai đoạn 2021-2030` is the span of a plan."""
    a, b = int(m["a"]), int(m["b"])
    if m.group().startswith(("giai", "nhiệm", "thời")) or not a < b <= a + _LONGEST_RANGE:
        return Token("distractor", m.start(), m.end())
    return Token("year", m.start(), m.end(), years=tuple(range(a, b + 1)))


def previous(m: re.Match[str]) -> Made:
    """`tuần trước`, `quý trước`."""
    return Token("period", m.start(), m.end(), text="previous")


def as_of(m: re.Match[str]) -> Made:
    """`tính đến ngày 15/11/2023` -> `2023-11-15`; `-11-15` where the year is open."""
    return Token("period", m.start(), m.end(), text=f"{m['y'] or ''}-{int(m['m']):02d}-{int(m['d']):02d}")


def period(m: re.Match[str]) -> Made:
    """`tuần 46/2025` -> `2025-W46`, `tháng 3/2024` -> `2024-03`, `quý II` -> `-Q2`, `6 tháng` -> `-H1`; an open year
    leaves the part before the hyphen empty."""
    if m["this"]:
        return Token("period", m.start(), m.end(), text="same")
    text = _period_text(m.groupdict())
    return Token("period", m.start(), m.end(), text=text) if text else None


def whole_year(m: re.Match[str]) -> Made:
    """`tính chung cả năm`: the year in force, no part of it."""
    return Token("period", m.start(), m.end(), text="year")


def _period_text(g: dict[str, str | None]) -> str | None:
    if g["week"] and g["w"]:
        return f"{g['wy'] or ''}-W{int(g['w']):02d}"
    if month := g["m"] or g["m2"]:
        return f"{g['my'] or ''}-{int(month):02d}"
    if quarter := g["q"]:
        return f"{g['qy'] or ''}-Q{_QUARTERS.get(quarter) or int(quarter)}"
    return f"{g['hy'] or ''}-H{2 if g['late'] else 1}" if g["half"] in ("6", "sáu") else None
