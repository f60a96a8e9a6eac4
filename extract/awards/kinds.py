"""Where a text names a form of award, and its canonical name.

Closed names come from schemas/vocab/award_kinds.csv; open classes (state orders with their class, prizes of a contest,
titles of honour, badges) are patterns here. Source: docs/codebook.md ("awards"), survey of kinds and of elided classes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from core.openings import any_word
from core.sieve import Sieve
from core.text import UPPER
from core.vocabulary import table

GENERIC = "khen thưởng"
_CLASS = {"i": "nhất", "ii": "nhì", "iii": "ba", "hai": "nhì"}
_PRIZE_WORDS = (
    "đặc biệt|xuất sắc|khuyến khích|triển vọng|ấn tượng|sáng tạo|thân thiện|phong cách|toàn đoàn|tập thể|cá nhân|phụ|nhất|"
    "nhì|ba|tư|kk"
)
_PRIZE_CLASS = {"kk": "Khuyến khích"}
_TITLE_TAIL = r"(?: (?:cấp )?(?:tỉnh|bộ|ngành|thành phố|huyện|cơ sở|toàn quốc|tiên tiến|xuất sắc|quyết thắng|nhân dân|ưu tú))*"
_QUOTE = r'"[^"\n]{2,90}"'
_ORDER = r"(?P<order>huân chương{names})(?:,? (?:hạng )?(?P<class>nhất|nhì|hai|ba|i{{1,3}})(?!\w))?"
_TITLES = (
    r"tập thể lao động (?:xuất sắc|tiên tiến)|lao động tiên tiến|chiến s[ĩỹ] (?:thi đua|tiên tiến)|đơn vị (?:quyết thắng|"
    r"tiên tiến)|"
    r"anh hùng (?:lao động|lực lượng vũ trang(?: nhân dân)?|llvtnd|llvt)|(?:nhà giáo|thầy thuốc|nghệ sĩ|"
    r"nghệ nhân) (?:ưu tú|nhân dân)|"
    r"bà mẹ việt nam anh hùng"
)
_SHORT_TITLE = (
    r"chiến s[ĩỹ] thi đua|tập thể lao động (?:xuất sắc|tiên tiến)|lao động tiên tiến|anh hùng lao động|đơn vị quyết thắng"
)


@dataclass(frozen=True, slots=True)
class KindMention:
    """A form of award in a text: half-open folded offsets, canonical `kind`, and the class of things it belongs to."""

    start: int
    end: int
    kind: str
    family: str  # order | flag | certificate | title | prize | badge | generic | other


@cache
def _patterns() -> Sieve[str]:
    surfaces = [row["surface"].lower() for row in table("award_kinds")]
    orders = sorted(
        {s.removeprefix("huân chương") for s in surfaces if s.startswith("huân chương") and " hạng " not in s},
        key=len,
        reverse=True,
    )
    names = "(?:" + "|".join(re.escape(n) for n in orders) + ")?"
    medals = sorted((s for s in surfaces if s.startswith("huy chương")), key=len, reverse=True)
    generic = [row["surface"].lower() for row in table("award_kinds") if row["kind"] == GENERIC]
    flag = (
        rf"(?:lá )?cờ (?:thi đua|đơn vị|tập thể|dẫn đầu|xuất sắc|{_QUOTE})(?: thi đua)?(?: đơn vị)?(?: (?:xuất sắc|dẫn đầu|"
        rf"tiêu biểu))*"
        r"(?: (?:trong )?phong trào thi đua(?: yêu nước)?)?"
    )
    words = (
        ("order", _ORDER.format(names=names)),
        ("other", rf"(?P<medal>{'|'.join(map(re.escape, medals))})(?: {_QUOTE})?"),
        ("flag", flag),
        ("certificate", r"(?:bằng khen|giấy khen|thư khen|bằng lao động sáng tạo)"),
        ("badge", rf"k[ỷỉ] niệm chương(?: {_QUOTE})?"),
        ("badge", rf"huy hiệu(?: \d+ năm tuổi đảng| {_QUOTE})?"),
        ("title", rf"danh hiệu (?:thi đua )?(?:(?P<quoted>{_QUOTE})|(?P<named>(?:{_TITLES}){_TITLE_TAIL}))"),
        ("title", rf'"?(?P<bare>(?:{_SHORT_TITLE}){_TITLE_TAIL})"?'),
        ("prize", rf"giải (?P<rank>{_PRIZE_WORDS})(?: (?P<part>toàn đoàn|tập thể|cá nhân))?"),
        ("prize", rf"giải (?:thưởng )?(?P<called>{_QUOTE})"),
        ("other", rf"cúp(?: {_QUOTE})?"),
        ("generic", rf"(?:{'|'.join(map(re.escape, generic))})"),
    )
    return Sieve((re.compile(_whole(pattern)), family) for family, pattern in words)


def _whole(pattern: str) -> str:
    """A pattern as whole words; the look behind stands after its first letter, where it begins with one."""
    return (any_word((pattern,)) if pattern[0].isalpha() else rf"(?<!\w){pattern}") + r"(?!\w)"


# The first of a list of prizes: `các giải: Nhất cho A, Nhì cho B`.
_LISTING = "các giải: "
_LISTED_PRIZE = re.compile(rf"(?P<rank>{_PRIZE_WORDS})(?= cho)")
# A prize with a name of its own: `giải Thí sinh thuyết trình hay nhất`, `giải Hùng biện xuất sắc`, `giải A`.
_LETTER = re.compile(r"(?<!\w)[Gg]iải (?P<rank>[A-D])(?!\w)")
_NAMED_PRIZE = re.compile(
    rf"(?<!\w)[Gg]iải (?:(?:về )?(?P<called>[{UPPER}][\w-]*(?: [\w-]+){{0,7}}? (?:(?:hay|đẹp|tốt|ấn tượng|sáng tạo|xuất sắc|"
    rf"yêu thích|cao|tài năng|duyên dáng|giỏi|trẻ|thân thiện) nhất|xuất sắc|ấn tượng|sáng tạo|triển vọng|tài năng|"
    rf"thân thiện|yêu thích|phong cách))(?!\w)"
    rf"|(?<=giải )(?P<lower>(?:thí sinh|tiểu phẩm|màn|phần thi|tiết mục|đội|video|clip|sáng kiến|trả lời|thuyết trình|"
    rf"hùng biện|chào hỏi|kiến thức|cổ động viên|trang phục)(?: [\w-]+){{0,6}}? (?:hay|đẹp|tốt|ấn tượng|sáng tạo|xuất sắc|"
    rf"yêu thích|cao|giỏi|thân thiện)(?: nhất)?)(?!\w))"
)
_ELLIPTIC_ORDER = re.compile(r"(?<!\w)(?<!xếp )(?<!thứ )(?:và )?hạng (?P<class>nhất|nhì|hai|ba|i{1,3})(?!\w)")
_ELLIPTIC_PRIZE = re.compile(
    r"(?<=[,;] )(?:và )?(?P<rank>nhì|ba|tư|khuyến khích)(?= (?:cho|thuộc về|:))|(?<= và )(?P<rank2>nhì|ba|tư|"
    r"khuyến khích)(?= (?:cho|thuộc về))"
)
_NOT_KIND = re.compile(
    r"(?:thi đua ?[-,–] ?|thi đua,? và |thi đua |công tác |hội đồng |hồ sơ |quỹ |luật |xét |bình |quy chế |"
    r"vì sự nghiệp thi đua, )$"
)


def find_kinds(text: str, low: str, start: int, end: int) -> list[KindMention]:
    """The forms of award named in text[start:end], in order, longest first; none overlaps another."""
    found: list[KindMention] = []
    for pattern, family in _patterns().pick(low, start, end):
        for m in pattern.finditer(low, start, end):
            if family == "generic" and _NOT_KIND.search(low[max(start, m.start() - 24) : m.start()]):
                continue
            found.append(KindMention(m.start(), m.end(), _canonical(family, m, text), family))
    found += [KindMention(m.start(), m.end(), _canonical("prize", m, text), "prize") for m in _prizes(text, low, start, end)]
    if not found:
        return []
    if len(found) == 1:
        return _with_elliptic(found, low, start, end)
    kept: list[KindMention] = []
    for k in sorted(found, key=lambda k: (k.start, -k.end)):
        if not kept or k.start >= kept[-1].end:
            kept.append(k)
    return _with_elliptic(kept, low, start, end)


def _prizes(text: str, low: str, start: int, end: int) -> list[re.Match[str]]:
    """Prizes with a name of their own, and the first of a list of prizes, each tried only where its first words stand."""
    out: list[re.Match[str]] = []
    at = low.find("giải ", start, end)
    after = start
    while at >= 0:
        if m := _LETTER.match(text, at, end):
            out.append(m)
        if at >= after and (m := _NAMED_PRIZE.match(text, at, end)):
            out.append(m)
            after = m.end()
        at = low.find("giải ", at + 1, end)
    at = low.find(_LISTING, max(0, start - len(_LISTING)), end)
    while at >= 0:
        if m := _LISTED_PRIZE.match(low, at + len(_LISTING), end):
            out.append(m)
        at = low.find(_LISTING, at + 1, end)
    return out


def _canonical(family: str, m: re.Match[str], text: str) -> str:
    g = {k: v for k, v in m.groupdict().items() if v}
    if family == "generic":
        return GENERIC
    if family == "flag":
        return "cờ thi đua"
    if family == "order":
        return f"{g['order']} hạng {_CLASS.get(g['class'], g['class'])}" if "class" in g else g["order"]
    if family == "title":
        name = (g.get("quoted") or g.get("named") or g["bare"]).strip('"')
        return "danh hiệu " + name.replace("chiến sỹ", "chiến sĩ")
    if family == "prize":
        return _prize(m, g, text)
    if "medal" in g:
        return g["medal"]
    words = m.group().split(' "')[0].replace("kỉ niệm", "kỷ niệm").replace("tuổi đảng", "tuổi Đảng")
    return words


def _prize(m: re.Match[str], g: dict[str, str], text: str) -> str:
    if "rank" in g:
        rank = _PRIZE_CLASS.get(g["rank"], g["rank"])
        return f"giải {rank[0].upper()}{rank[1:]}" + (f" {g['part']}" if "part" in g else "")
    name = "called" if "called" in g else "lower"
    words = text[m.start(name) : m.end(name)].strip('"')
    return f"giải {words[0].upper()}{words[1:]}"


def _with_elliptic(kinds: list[KindMention], low: str, start: int, end: int) -> list[KindMention]:
    """`hạng Nhì cho B` after a state order, `Nhì cho B` after a prize: the kind goes on."""
    extra: list[KindMention] = []
    families = {k.family for k in kinds}
    for family, pattern in (("order", _ELLIPTIC_ORDER), ("prize", _ELLIPTIC_PRIZE)):
        for m in pattern.finditer(low, start, end) if family in families else ():
            before = [k for k in kinds if k.family == family and k.end <= m.start()]
            if not before or any(k.start < m.end() and m.start() < k.end for k in kinds):
                continue
            rank = next(v for v in m.groupdict().values() if v)
            if family == "order":
                kind = f"{before[-1].kind.split(' hạng ')[0]} hạng {_CLASS.get(rank, rank)}"
            else:
                kind = f"giải {rank[0].upper()}{rank[1:]}"
            extra.append(KindMention(m.start(), m.end(), kind, family))
    return sorted((*kinds, *extra), key=lambda k: k.start) if extra else kinds
