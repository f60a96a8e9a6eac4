"""Tiers of units and counts of tiers: `xếp loại tốt`, `18/19 xã xếp hạng tốt`, `không có đơn vị xếp loại yếu`.

Source: docs/codebook.md ("ranks": tier; "tier_counts"; "Fine points" on `nhóm`), survey P5, P6, P16. The words that
may be a tier are vocabulary (tiers.csv); a word is a tier only after a verb or noun of classifying.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from core.sieve import Sieve, register, words_in
from core.vocabulary import table
from extract import numbers
from extract.measures.groups import GROUP, clean_group
from extract.measures.tier_patterns import STRONG, count_patterns, tier_name, tier_pattern, unit_patterns
from extract.measures.tokens import Token

# Also the size behind a place: `xếp thứ 11 trong 96 xã, phường và thuộc nhóm tốt`.
_RANKED = re.compile(
    r"(?:(?:thứ|hạng|vị trí|vị thứ|xếp|đứng|bậc|số)(?: thứ| số)?|"
    r"(?:thứ|hạng|vị trí)(?: thứ)? \d{1,3} (?:trong|trên)(?: (?:tổng số|tổng|số))*) ?$"
)
# Parts of an index in a band count neither way (codebook, Fine points).
_PARTS = re.compile(r"\d (?:chỉ số|tiêu chí|lĩnh vực|nội dung|trục|thành phần|nhóm chỉ số)")
_PARTS_BEFORE = re.compile(r"còn lại [^.;,]{0,20}$|\d (?:chỉ số|tiêu chí|lĩnh vực|nội dung|trục|thành phần)[^.;,]{0,40}$")
# `số đơn vị loại tốt tăng 1`: how many there are of a tier, nobody's.
_HOW_MANY = re.compile(rf"(?<![a-zà-ỹđ])số(?: lượng)? {GROUP} ?$")
_GREW = re.compile(r" (?:đã |cũng |lại )?(?:tăng|giảm|nhiều|ít|không đổi|giữ nguyên|lên|xuống|còn)(?![a-zà-ỹđ])")
# People are classified every year too, by nearly the same words.
_PEOPLE = re.compile(r"chủ tịch|giám đốc|bí thư|đồng chí|người đứng đầu|hoàn thành|cán bộ|công chức|viên chức|học sinh|nhiệm vụ")
# A letter that is a word: all that a tier may be beside the words of the vocabulary. The letter comes first, so that the
# search looks for it alone.
_LETTER = re.compile(r"[abcd](?<![a-zà-ỹđ\d][abcd])(?![a-zà-ỹđ\d'])")
# `cách mức trung bình cả nước`, `vượt mức khá`: what a unit is measured against.
_MEAN = re.compile(r"(?<![a-zà-ỹđ])(?:cách|vượt|trên|dưới|hơn|kém|bằng|gần|xa|so với|đạt trên|tiệm cận|quanh) $")
_REFORM = re.compile(r"cchc|cải cách hành chính")
# How high a place is, and the words of a class that make a tier of it.
_HEIGHTS = frozenset({"thấp", "rất thấp", "tương đối thấp", "rất cao"})
_CLASS = re.compile(r"nhóm|mức|loại")


@cache
def _counts() -> Sieve[str]:
    """The patterns that each tell a count of their own, surest first."""
    names = ("none", "all", "two", "of", "sum", "first", "empty", "count", "after")
    return Sieve((count_patterns()[name], name) for name in names)


@cache
def _others() -> Sieve[str]:
    """The patterns that take several counts side by side, and those of units' tiers."""
    patterns = {**unit_patterns(), **count_patterns()}
    return Sieve((patterns[name], name) for name in ("bare_first", "more", "unit", "bracket"))


@cache
def _named() -> int:
    """The bit of the words that are tiers; letters have none."""
    return register((frozenset({*(row["surface"].lower() for row in table("tiers")), "nhóm "}),))


def words_of(low: str, start: int, end: int) -> int:
    """What `words_in` tells of a stretch, asked only when the words of all tiers are looked for: the patterns above are
    made when they are first needed, and a mask taken before would leave them out of the first sentence of a process."""
    for made in (_counts, _others, _named):
        made()
    return words_in(low, start, end)


def tells_tier(low: str, start: int, end: int, words: int) -> bool:
    """May a tier stand in low[start:end]? `words`: what `words_of` tells of the stretch."""
    return bool(words & _named()) or bool(_LETTER.search(low, start, end))


def tiers_among(words: int) -> Iterator[re.Pattern[str]]:
    """The patterns of tiers and their counts that may match in a stretch. `words`: what `words_of` tells of it."""
    return (pattern for sieve in (_others(), _counts()) for pattern, _ in sieve.among(words))


def find_tier_counts(low: str, start: int, end: int, words: int) -> list[Token]:
    """Counts of units in a tier within low[start:end]; after one, bare continuations (`, 6 khá, 1 trung bình`).
    `words`: what `words_of` tells of the stretch (of the text itself, where characters of `low` are blotted out)."""
    others = {name: pattern for pattern, name in _others().among(words)}
    found = _tiers_first(low, start, end) if "bare_first" in others else []
    for pattern, name in _counts().among(words):
        for m in pattern.finditer(low, start, end):
            if _PARTS.search(low[max(start, m.start() - 3) : m.end()]):
                continue
            if not _apart(found, m.start(), m.end()):
                continue
            token = None if _RANKED.search(low[max(start, m.start() - 36) : m.start()]) else _count_token(name, m)
            if token:
                found.append(token)
                found += _second(name, m, token, low, end)
    more = [*others["more"].finditer(low, start, end)] if "more" in others else []
    bare = [m for m in more if m["group"] and not _PARTS.search(m.group())]
    # `có 2 đơn vị rất tốt, 5 đơn vị tốt`: two bare counts side by side show that tiers are meant.
    if len(bare) >= 2:
        found += [t for m in bare if _apart(found, m.start(), m.end()) and (t := _count_token("more", m))]
    if found:
        _go_on(low, more, found)
    return sorted(found, key=lambda t: t.start)


def _tiers_first(low: str, start: int, end: int) -> list[Token]:
    """`Khối phường: Xuất sắc 5 đơn vị, loại Tốt 8 đơn vị`: tiers before their counts, at least two side by side. They are
    read before the counts that have their tier behind them (`5 đơn vị, loại Tốt`)."""
    hits = list(count_patterns()["bare_first"].finditer(low, start, end))
    if len(hits) < 2:
        return []
    return [t for m in hits if (t := _count_token("more", m))]


def _go_on(low: str, more: list[re.Match[str]], found: list[Token]) -> None:
    """Add the bare counts that follow another closely; `more`: all bare ones."""
    for m in more:
        before = [t for t in found if t.end <= m.start() + 1]
        if not before or not _apart(found, m.start(), m.end()):
            continue
        near = re.fullmatch(r"[^.;:]{0,60}|[^.:]{0,30}", low[before[-1].end : m.start()])
        if near and (token := _count_token("more", m)):
            found.append(token)
            found.sort(key=lambda t: t.start)


def _apart(found: list[Token], a: int, b: int) -> bool:
    """Does low[a:b] overlap none of the tokens?"""
    return all(b <= t.start or t.end <= a for t in found)


def _second(name: str, m: re.Match[str], token: Token, low: str, end: int) -> list[Token]:
    """The other half of `11 sở và 6 huyện xếp loại tốt` and of `không có đơn vị xếp loại trung bình, yếu`."""
    if name == "two":
        n = numbers.count(m["count"])
        of = float(m["of1"]) if m["of1"] else None
        share = numbers.decimal(m["p3"]) if m["p3"] else None
        first = clean_group(m["group1"])
        if n is None:
            return []
        return [Token("tier_count", m.start(), m.end(), float(n), of, None, token.text, first, percent=share)]
    if name == "none" and (more := re.match(rf"(?: hoặc| và|,)(?: loại| mức)? {tier_pattern()}", low[m.end() : end])):
        return [
            Token("tier_count", m.start(), m.end() + more.end(), 0.0, token.other, None, tier_name(more["tier"]), token.group)
        ]
    return []


_OF_MEAN = re.compile(r"(?:cao|thấp) hơn(?: so với)?(?: mức)? trung bình|(?:trên|dưới|so với)(?: mức)? trung bình")


def _count_token(name: str, m: re.Match[str]) -> Token | None:
    g = m.groupdict()
    if _OF_MEAN.search(m.group()):
        # `44/63 tỉnh có chỉ số cao hơn mức trung bình`: the mean, no tier.
        return None
    if g.get("tier", "").strip('"') in ("cao nhất", "thấp nhất") and "thứ hạng" in m.group():
        # `Sáu địa phương có thứ hạng cao nhất như sau`
        return None
    if _is_height(g.get("verb"), g.get("tier", "")):
        return None
    if name not in ("more", "none", "empty") and not STRONG.search(g.get("verb") or "") and g.get("tier", "")[:4] != "nhóm":
        return None
    group = clean_group(g["group"]) if g.get("group") else None
    n = 0 if name in ("none", "empty") else numbers.count(g["count"]) if g.get("count") else None
    if n is None:
        return None
    of = int(g["of"]) if g.get("of") else (n if name == "all" else None)
    if name == "two" and (n := numbers.count(g["count2"])) is None:
        return None
    percent = next((numbers.decimal(g[k]) for k in ("p1", "p2") if g.get(k)), None)
    tier = tier_name(g["tier"], g.get("verb")) + (" trở lên" if g.get("up") else "")
    return Token(
        "tier_count", m.start(), m.end(), float(n), float(of) if of is not None else None, None, tier, group, percent=percent
    )


def find_unit_tiers(low: str, start: int, end: int, words: int) -> list[Token]:
    """Tiers that stand with a unit's name: `xếp loại tốt`, `thuộc nhóm trung bình cao`, `(loại khá)`. `words`: as for
    `find_tier_counts`."""
    patterns = {name: pattern for pattern, name in _others().among(words)}
    out = [
        Token("tier", m.start(), m.end(), text=tier_name(m["tier"], m["verb"]))
        for m in (patterns["unit"].finditer(low, start, end) if "unit" in patterns else ())
        if _is_unit_tier(m)
    ]
    for m in patterns["bracket"].finditer(low, start, end) if "bracket" in patterns else ():
        tier = m["tier"] or m["bare"]
        if tier and _apart(out, m.start(), m.end()):
            out.append(Token("tier", m.start() + 1, m.end(), text=tier_name(tier, m["verb"])))
    return sorted(out, key=lambda t: t.start)


def _is_height(verb: str | None, tier: str) -> bool:
    """`xếp hạng thấp`, `thứ hạng rất cao`: how high a place is, no class."""
    ranked = verb is not None and ("hạng" in verb or "xếp" in verb)
    return ranked and tier.strip('"') in _HEIGHTS and not _CLASS.search(verb or "")


def _is_unit_tier(m: re.Match[str]) -> bool:
    """Is it a unit that is classified, not a person, a part of an index, or the highest of a list?"""
    if not (STRONG.search(m["verb"]) or m["tier"].startswith("nhóm")) or _is_height(m["verb"], m["tier"]):
        return False
    if m["tier"].strip('"') in ("cao nhất", "thấp nhất") and "nhóm" not in m["verb"]:
        return False
    if m["verb"] == "mức" and _MEAN.search(m.string[max(m.pos, m.start() - 12) : m.start()]):
        return False
    edge = max(m.pos, m.start() - 60)
    before = m.string[edge : m.start()]
    before = before[before.rfind("; ") + 1 :]
    if _GREW.match(m.string, m.end(), m.endpos) and _HOW_MANY.search(before):
        return False
    if _PARTS_BEFORE.search(before) or _PEOPLE.search(before):
        return False
    if tier_name(m["tier"]).startswith("hoàn thành") and m.string[: m.start("tier")].endswith("mức độ "):
        return False
    about_reform = _REFORM.search(m.string[edge : min(m.endpos, m.end() + 40)])
    return bool(about_reform) or not tier_name(m["tier"]).startswith("hoàn thành")
