"""Who holds an event: the subject of `tổ chức`, the body after `do … tổ chức`, the body whose delegation it is.

Source: docs/codebook.md, "events" (of several organisers the first named stands; a chair's employer is no organiser),
survey ("ORGANISER", "INSPECTION").
"""

from __future__ import annotations

import re

from core.openings import Lead
from extract.events.bodies import Bodies, Body
from extract.events.patterns import LONGEST_CLAUSE
from extract.mentions.organizations import OrgMention
from extract.short_forms import HEADS

# Words between a subject and its verb.
ADVERBS = (
    r"(?:vừa qua |vừa |đã |sẽ |dự kiến(?: sẽ)? |cũng |chính thức |tiếp tục |long trọng |mới |tổ chức |cùng |sắp |"
    r"chuẩn bị |phối hợp |chủ động |cùng phối hợp |chủ trì |trọng thể |đồng loạt |lần đầu |tiến hành |cử đoàn |"
    r"có |tiếp và |đón tiếp |đón và |tiếp, |tiếp đón và |đón, tiếp và đến |tới |về |đi )*"
)
_TO_VERB = re.compile(rf"(?:\s?\([^)]{{1,60}}\))?(?:\s?(?:khóa|nhiệm kỳ) [\w\d-]+)?,?\s{ADVERBS}$")
_PARTNERS = re.compile(
    r"\s(?:đã |vừa |sẽ )?(?:phối hợp|cùng với|cùng|chủ trì,? phối hợp|liên kết|kết hợp)(?:\s(?:với|cùng|cùng với))?\s"
)
_UNKNOWN_PARTNER = re.compile(
    r"(?:,| và| cùng)\s[A-ZĐ][^,;:]{2,60}?\s(?:đã |vừa |sẽ )?(?:phối hợp|cùng|đồng|liên kết)?(?:\stổ chức)?\s"
)
_CHAIN = re.compile(
    r"(?:\s?\([^)]{1,60}\))?(?:,? và |, | cùng | - |-| & |,? (?:đã |vừa |sẽ )?(?:chủ trì,? )?phối hợp (?:với |cùng )?|"
    r" cùng với | với )(?:các )?$"
)
_WITH_PARTNER = (
    r"\s(?:đã |vừa |sẽ )?(?:phối hợp|chủ trì,? phối hợp|liên kết|kết hợp|cùng)(?:\s(?:với|cùng|cùng với))?\s[^,;:.]{2,110}?"
)
_HEAD_ALONE = re.compile(rf"(?:^|[,;] )(?P<head>{HEADS})(?: cũng)?(?:{_WITH_PARTNER})?\s{ADVERBS}$")
_LEAD_WORDS = re.compile(
    r"(?:\(?[A-ZĐ]{2,8}\)?\s?-\s|sáng|chiều|tối|trưa|ngày|hôm|vừa qua|mới đây|trong|vào|tại|ở|từ|theo|thực hiện|nhằm|để|"
    r"dưới|với|cùng|tiếp|sau|trước|nhân|cũng|được|căn cứ|phát biểu|"
    r"kết luận|chủ trì|báo cáo|trình bày|đại diện|lãnh đạo|\*|\+|-)",
    re.I,
)
# What makes of what follows it no subject: `của UBND tỉnh`, `tại UBND xã`. No clause is longer.
_GOVERNS = Lead(r"(?:của|tại|theo|về|bởi|ở|do|từ|yêu cầu|đề nghị|giao|cho|làm việc với) (?:đồng chí )?", LONGEST_CLAUSE)
_PLACE_TO_VERB = re.compile(rf"(?:\s?\([^)]{{1,60}}\))?,?:?\s{ADVERBS}")
_OPENS = re.compile(r"(?:^|[,:;)\-.]\s?)(?:lãnh đạo )?$")
_SHORT_FORMS = {
    short: (re.compile(rf"\b{short}\b"), full)
    for short, full in (("HĐND", "Hội đồng nhân dân"), ("UBND", "Ủy ban nhân dân"), ("CCHC", "cải cách hành chính"))
}
_ADVERBS = re.compile(rf"\s{ADVERBS}")
_ADVERBS_LAST = re.compile(rf",?\s{ADVERBS}$")
_CUTS = re.compile(r"(?:[,;:]|\)\s?-|\s-)\s+")
_BRACKETS = re.compile(r"\s?\([^)]*\)")
_NO_NAME = re.compile(r"\d[/.-]\d|[.;:]")
_NO_BODY = re.compile(
    r"(?<!\w)(?:là|có|được|đã|những|các đại biểu|ông|bà|đồng chí|chủ tịch|bí thư|giám đốc|nhiều|việc|người|"
    r"đoàn (?:kiểm|công|giám))(?!\w)"
)


def subject_of(bodies: Bodies, start: int, verb: int) -> Body | None:
    """The first of the bodies that stand before a verb at `verb` as its subject; low[start:verb] is the clause before.

    `UBND tỉnh Gia Lai (…) phối hợp với X tổ chức` -> UBND tỉnh Gia Lai. A place may be the subject (`huyện Tân Phú`);
    a body that the vocabulary does not know is taken from the text."""
    low = bodies.text.low
    if (again := _again(bodies, start, verb)) is not None:
        return again
    first: OrgMention | None = None
    right = verb
    for org in reversed(bodies.between(start, verb)):
        gap = low[_past_place(bodies, org.end, right) : right]
        if (
            first is None
            and not _TO_VERB.fullmatch(gap)
            and not _partnered(gap)
            and not _UNKNOWN_PARTNER.fullmatch(bodies.text.text, org.end, right)
        ):
            continue
        if first is not None and (not _CHAIN.fullmatch(gap) or (gap == ", " and _is_venue(low, start, org))):
            break
        if _governed(low, start, org.start) or bodies.in_title(org):
            break
        first, right = org, org.start
    if first is not None:
        return None if first.generic else bodies.body(first)
    return _place_subject(bodies, start, verb) or unknown_body(bodies, start, verb)


def _is_venue(low: str, start: int, org: OrgMention) -> bool:
    """Is a body before a comma where the event was held (`tại Hội trường, Trung tâm Hội nghị huyện, UBND huyện tổ chức`)?"""
    rules = org.kind in ("party_committee", "people_council", "people_committee", "front")
    reach = r"[^;,]{0,80}$" if rules else r"[^;]{0,80}$"
    return re.search(rf"(?<!\w)(?:tại|ở) {reach}", low[start : org.start]) is not None


def _past_place(bodies: Bodies, end: int, right: int) -> int:
    """The end of a body with the place above it (`UBND quận A, TP. B tổ chức`, `Đảng ủy phường A (TP. B)`)."""
    low = bodies.text.low
    for place in bodies.places:
        if end < place.start and place.end <= right and low[end : place.start] in (", ", " (", " - "):
            return place.end + low.startswith(")", place.end)
    return end


def _again(bodies: Bodies, start: int, verb: int) -> Body | None:
    """A body that is called by its head alone after it was named: `Chiều cùng ngày, Sở [phối hợp với X] tổ chức …`."""
    m = _HEAD_ALONE.search(bodies.text.text[start:verb])
    return bodies.meant_by(m["head"], start) if m else None


def _partnered(gap: str) -> bool:
    """Between the first organiser and the verb stands a partner: `phối hợp với công ty A tổ chức`."""
    return bool(_PARTNERS.match(gap)) and len(gap) < 160 and ";" not in gap


def _governed(low: str, start: int, at: int) -> bool:
    """Is what begins at `at` the object of something (`của UBND tỉnh`, `tại UBND xã`)?"""
    return _GOVERNS.before(low[start:at], at - start) is not None


def _place_subject(bodies: Bodies, start: int, verb: int) -> Body | None:
    low = bodies.text.low
    for place in reversed([p for p in bodies.places if start <= p.start and p.end <= verb]):
        if place.generic or not _PLACE_TO_VERB.fullmatch(low, place.end, verb):
            continue
        if _governed(low, start, place.start) or not _OPENS.search(low[start : place.start]):
            return None
        name = bodies.place_name(place)
        return Body(place.start, place.end, name) if name else None
    return None


def unknown_body(bodies: Bodies, start: int, verb: int) -> Body | None:
    """A capitalised name directly before the verb that opens its clause: `Hiệp hội Doanh nghiệp trẻ … tổ chức`."""
    text = bodies.text.text
    tail = _ADVERBS_LAST.search(bodies.text.low, start, verb)
    end = tail.start() if tail else verb
    partner = _PARTNERS.search(bodies.text.low, start, end)
    end = partner.start() if partner else end
    begin = max([start, *[m.end() for m in _CUTS.finditer(text, start, end)]])
    return named_piece(bodies, begin, end)


def named_piece(bodies: Bodies, start: int, end: int) -> Body | None:
    """text[start:end] as a body's name: it begins with a capital, and is no lead, person or sentence of its own."""
    text = bodies.text.text
    while start < end and text[start] in ' "*+-•':
        start += 1
    piece = text[start:end]
    piece = (_BRACKETS.sub("", piece) if "(" in piece else piece).strip(" ,-")
    words = piece.split()
    if not 2 <= len(words) <= 14 or not piece[0].isupper() or _LEAD_WORDS.match(piece) or _NO_NAME.search(piece):
        return None
    if _NO_BODY.search(piece.lower()) or bodies.people_in(start, end):
        return None
    return Body(start, end, _written_out(bodies, piece, start, end))


def _written_out(bodies: Bodies, piece: str, start: int, end: int) -> str:
    """Abbreviated committees written out, and an elided locality at the end filled."""
    for short, (pattern, full) in _SHORT_FORMS.items():
        piece = pattern.sub(full, piece) if short in piece else piece
    place = next((p for p in bodies.places if p.end == end and p.name is None and not p.generic), None)
    name = bodies.place_name(place) if place else None
    if place and name:
        return f"{piece[: len(piece) - (place.end - place.start)]}{name}"
    return piece


def after_do(bodies: Bodies, at: int, verb: int) -> Body | None:
    """The first body of `do X [phối hợp với Y] tổ chức` where X begins at `at`."""
    low = bodies.text.low
    found = bodies.at(at)
    if found:
        return found
    place = bodies.place_at(at)
    if place and _ADVERBS.fullmatch(low, place.end, verb):
        name = bodies.place_name(place)
        return Body(place.start, place.end, name) if name else None
    end = verb
    if m := re.search(
        r"\s(?:\([^)]*\)\s)?(?:tại Việt Nam|phối hợp|cùng|và (?=[a-zđ]*\s?[A-ZĐ])|chủ trì)\s", bodies.text.text[at:verb]
    ):
        end = at + m.start()
    return named_piece(bodies, at, end)
