"""Tiers of units and counts of tiers: `xếp loại tốt`, `18/19 xã xếp hạng tốt`, `không có đơn vị xếp loại yếu`.

Source: docs/codebook.md ("ranks": tier; "tier_counts"; "Fine points" on `nhóm`), survey P5, P6, P16. The words that
may be a tier are vocabulary (tiers.csv); a word is a tier only after a verb or noun of classifying.
"""

from __future__ import annotations

import re
from functools import cache

from core.vocabulary import table
from extract import numbers
from extract.measures.groups import GROUP, clean_group
from extract.measures.patterns import COUNT_WORD, INT, NUM
from extract.measures.tokens import Token

_VERB = (
    r"(?:(?:được |bị |đều |cùng |cũng |đã |chỉ |vẫn |có kết quả |có chỉ số |có điểm số )*(?:xếp loại|xếp hạng|phân loại|đánh giá xếp loại|đánh giá|đạt loại|đạt mức|đạt hạng|xếp ở mức|xếp mức|xếp vào loại|xếp|"
    r"đạt kết quả|đạt|ở mức|ở nhóm|thuộc nhóm|thuộc loại|nằm trong nhóm|nằm ở nhóm|lọt vào nhóm|lọt nhóm|vào nhóm|trong nhóm|thuộc|loại|hạng|mức|nhóm|rớt xuống nhóm|lên nhóm|xuống nhóm|xuống loại|từ nhóm|từ loại)"
    r"(?: (?:loại|hạng|mức độ|mức|nhóm|ở nhóm|ở mức|vào nhóm|vào loại|thuộc nhóm|kết quả|chất lượng|chỉ số|cải cách hành chính|cchc|đạt|các tỉnh|các địa phương|(?:có )?điểm|đơn vị))*)"
)
# Words that show that a tier is meant even after a weak verb such as `đạt`.
_STRONG = re.compile(r"loại|hạng|mức|nhóm|xếp|phân")
_RANKED = re.compile(r"(?:thứ|hạng|vị trí|vị thứ|xếp|đứng|bậc|số)(?: thứ| số)? ?$")
_LETTER = r"(?:nhóm )?[abcd](?![a-zà-ỹđ\d'])"


@cache
def _words() -> str:
    surfaces = sorted({row["surface"].lower() for row in table("tiers")}, key=len, reverse=True)
    return "|".join(re.escape(s) for s in surfaces if s)


@cache
def tier_pattern() -> str:
    """The alternatives for a tier's words, longest first, with letters and numbers after `nhóm`."""
    return rf"(?P<tier>\"?(?:{_words()})\"?(?![a-zà-ỹđ])|{_LETTER}|nhóm \d(?![\d/%.,]))"


def tier_name(words: str) -> str:
    """`nhóm` is dropped before an adjective and kept before a letter or number (codebook, Fine points)."""
    text = words.strip(' "')
    if re.fullmatch(r"[abcd]|\d", text):
        return f"nhóm {text}"
    return re.sub(r"^(?:nhóm|loại|mức|hạng) (?![abcd\d](?![a-zà-ỹđ]))", "", text)


@cache
def _compiled() -> dict[str, re.Pattern[str]]:
    tier = tier_pattern()
    n = rf"(?P<count>{INT}|{COUNT_WORD})"
    share = rf"(?:,? ?\(?(?:chiếm|đạt|tương ứng|tương đương|bằng)?(?: tỷ lệ| tỉ lệ)? ?(?P<{{0}}>{NUM}) ?%\)?)?"
    verb = rf"(?:,? ?(?:có (?:kết quả|chỉ số|điểm|mức điểm)(?: [a-zà-ỹđ]+){{0,4}} ?)?(?P<verb>{_VERB}))"
    return {
        "unit": re.compile(rf"(?<![a-zà-ỹđ])(?P<verb>{_VERB}) {tier}"),
        "bracket": re.compile(
            rf"[(,] ?(?P<verb>(?:xếp |đạt )?(?:loại|hạng|mức|nhóm)) {tier}(?=[),;.])|\({tier.replace('tier', 'bare')}\)"
        ),
        "none": re.compile(
            rf"(?<![a-zà-ỹđ])(?:không (?:còn |có )?|không có |không còn )(?:bất kỳ )?(?:{GROUP}|ai) ?(?:nào )?(?:trong(?: tổng)?(?: số)? (?P<of>\d{{1,4}}) [a-zà-ỹđ, ]{{2,60}}? )?(?:bị |phải |ở |nằm |rơi vào |rơi xuống )*{verb}? ?{tier}"
        ),
        "all": re.compile(
            rf"(?<![a-zà-ỹđ])(?:(?:cả|tất cả|toàn bộ|100%) )+(?:(?P<count>{INT}|{COUNT_WORD})(?:/\d+)? )?{GROUP}[^.;:()]{{0,40}}?{verb} {tier}"
        ),
        "of": re.compile(
            rf"(?<![\d.,/])(?P<count>\d{{1,4}}) ?/ ?(?P<of>\d{{1,4}}) {GROUP}(?:[^.;:()\d]{{0,60}}?)?{share.replace('{0}', 'p1')}[^.;:()\d]{{0,30}}?{verb} {tier}(?P<up> trở lên)?(?: \((?:từ|trên|dưới|≥|>|đạt từ|đạt trên) [^()]{{0,40}}\))?{share.replace('{0}', 'p2')}"
        ),
        "count": re.compile(
            rf"(?<![\d.,/%a-zà-ỹđ])(?:(?:có|còn|gồm|với|là|và|,|:|;|chỉ có|trong đó|trong đó có) ?)?(?<![\d.,/])(?<!thứ )(?<!hạng ){n} {GROUP}{share.replace('{0}', 'p1')}[^.;:()\d]{{0,25}}?{verb} {tier}(?: \((?:từ|trên|dưới|≥|>|đạt từ|đạt trên) [^()]{{0,40}}\))?{share.replace('{0}', 'p2')}"
        ),
        "first": re.compile(
            rf"(?<![a-zà-ỹđ])(?P<verb>(?:xếp |đạt )?(?:loại|hạng|mức|nhóm|xếp loại|xếp hạng|nhóm xếp loại|nhóm đạt loại)) {tier}(?: \([^()]{{0,60}}\))?(?: ?:| chỉ| gồm(?: có)?| có| với| là| duy nhất)+ ?{n}(?:/(?P<of>\d{{1,4}}))? {GROUP}{share.replace('{0}', 'p1')}"
        ),
        "sum": re.compile(
            rf"(?<![a-zà-ỹđ])số (?:lượng )?{GROUP} (?:được )?{verb} {tier}(?: ?:| là| gồm| có)+ ?{n}(?:/(?P<of>\d{{1,4}}))?{share.replace('{0}', 'p1')}"
        ),
        "after": re.compile(
            rf"(?<![a-zà-ỹđ])(?P<verb>xếp loại|đạt loại|loại|hạng|mức|nhóm) {tier}(?: \([^()]{{0,40}}\))?:? ?(?P<count>\d{{1,4}})(?:/(?P<of>\d{{1,4}}))?(?![\d.,/]\d|\d| ?%| ?điểm)(?: {GROUP})?{share.replace('{0}', 'p1')}(?=[,;.)]| và|$)"
        ),
        "two": re.compile(
            rf"(?<![\d.,/a-zà-ỹđ]){n} {GROUP.replace('?P<group>', '?P<group1>')} và (?P<count2>{INT}|{COUNT_WORD}) {GROUP}[^.;:()\d]{{0,25}}?{verb} {tier}"
        ),
        "more": re.compile(
            rf"(?<![\d.,/%a-zà-ỹđ])(?:và |, |; |có |còn )?(?<![\d.,/])(?P<count>{INT}|{COUNT_WORD})(?:/(?P<of>\d{{1,4}}))?(?: {GROUP})?(?: {_VERB})? {tier}{share.replace('{0}', 'p1')}(?=[,;.)]| và| \(|$)"
        ),
    }


def find_tier_counts(low: str, start: int, end: int) -> list[Token]:
    """Counts of units in a tier within low[start:end]; after one, bare continuations (`, 6 khá, 1 trung bình`)."""
    patterns = _compiled()
    found: list[Token] = []

    def free(a: int, b: int) -> bool:
        return all(b <= t.start or t.end <= a for t in found)

    for name in ("none", "all", "of", "two", "sum", "first", "count", "after"):
        for m in patterns[name].finditer(low, start, end):
            if _PARTS.search(low[max(start, m.start() - 3) : m.end()]):
                continue
            token = None if _RANKED.search(low[max(start, m.start() - 14) : m.start()]) else _count_token(name, m)
            if token and free(m.start(), m.end()):
                found.append(token)
                found += _second(name, m, token, low, end)
    if not found:
        bare = [m for m in patterns["more"].finditer(low, start, end) if m["group"] and not _PARTS.search(m.group())]
        # `có 2 đơn vị rất tốt, 5 đơn vị tốt`: two bare counts side by side show that tiers are meant.
        if len(bare) >= 2:
            found += [t for m in bare if (t := _count_token("more", m))]
    if found:
        for m in patterns["more"].finditer(low, start, end):
            before = [t for t in found if t.end <= m.start() + 1]
            if before and free(m.start(), m.end()) and re.fullmatch(r"[^.;:]{0,60}|[^.:]{0,30}", low[before[-1].end : m.start()]):
                token = _count_token("more", m)
                if token:
                    found.append(token)
                    found.sort(key=lambda t: t.start)
    return sorted(found, key=lambda t: t.start)


# Parts of an index in a band count neither way (codebook, Fine points).
_PARTS = re.compile(r"\d (?:chỉ số|tiêu chí|lĩnh vực|nội dung|trục|thành phần|nhóm chỉ số)")


def _second(name: str, m: re.Match[str], token: Token, low: str, end: int) -> list[Token]:
    """The other half of `11 sở và 6 huyện xếp loại tốt` and of `không có đơn vị xếp loại trung bình, yếu`."""
    if name == "two":
        n = numbers.count(m["count"])
        return (
            []
            if n is None
            else [Token("tier_count", m.start(), m.end(), float(n), None, None, token.text, clean_group(m["group1"]))]
        )
    if name == "none" and (more := re.match(rf"(?: hoặc| và|,)(?: loại| mức)? {tier_pattern()}", low[m.end() : end])):
        return [
            Token("tier_count", m.start(), m.end() + more.end(), 0.0, token.other, None, tier_name(more["tier"]), token.group)
        ]
    return []


def _count_token(name: str, m: re.Match[str]) -> Token | None:
    g = m.groupdict()
    if name not in ("more", "none") and not _STRONG.search(g.get("verb") or "") and g.get("tier", "")[:4] != "nhóm":
        return None
    group = clean_group(g["group"]) if g.get("group") else None
    n = 0 if name == "none" else numbers.count(g["count"]) if g.get("count") else None
    if n is None:
        return None
    of = int(g["of"]) if g.get("of") else (n if name == "all" else None)
    if name == "two" and (n := numbers.count(g["count2"])) is None:
        return None
    percent = next((numbers.decimal(g[k]) for k in ("p1", "p2") if g.get(k)), None)
    tier = tier_name(g["tier"]) + (" trở lên" if g.get("up") else "")
    return Token(
        "tier_count", m.start(), m.end(), float(n), float(of) if of is not None else None, None, tier, group, percent=percent
    )


def find_unit_tiers(low: str, start: int, end: int) -> list[Token]:
    """Tiers that stand with a unit's name: `xếp loại tốt`, `thuộc nhóm trung bình cao`, `(loại khá)`."""
    patterns = _compiled()
    out: list[Token] = []
    for m in patterns["unit"].finditer(low, start, end):
        if _STRONG.search(m["verb"]) or m["tier"].startswith("nhóm"):
            if m["tier"].strip('"') in ("cao nhất", "thấp nhất") and "nhóm" not in m["verb"]:
                continue
            text = re.sub(r"^nhóm (?=\d)", "nhóm ", tier_name(m["tier"]))
            if re.search(
                r"còn lại [^.;,]{0,20}$|\d (?:chỉ số|tiêu chí|lĩnh vực|nội dung|trục|thành phần)[^.;,]{0,40}$",
                low[max(start, m.start() - 60) : m.start()],
            ):
                continue
            if text.startswith("hoàn thành") and not re.search(
                r"cchc|cải cách hành chính", low[max(start, m.start() - 60) : min(end, m.end() + 40)]
            ):
                continue
            if re.search(
                r"chủ tịch|giám đốc|bí thư|đồng chí|người đứng đầu|hoàn thành|cán bộ|công chức|viên chức|học sinh|nhiệm vụ",
                low[max(start, m.start() - 60) : m.start()],
            ):
                continue
            out.append(Token("tier", m.start(), m.end(), text=text))
    for m in patterns["bracket"].finditer(low, start, end):
        words = m["tier"] or m["bare"]
        if words and all(m.end() <= t.start or t.end <= m.start() for t in out):
            out.append(Token("tier", m.start() + 1, m.end(), text=tier_name(words)))
    return sorted(out, key=lambda t: t.start)
