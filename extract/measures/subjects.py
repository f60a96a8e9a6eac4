"""Which mentions of a sentence are the units that figures are about, and which only act (`UBND tỉnh công bố`)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from core.places import TYPE_LEVELS
from core.vocabulary import table
from extract.measures.tokens import Token
from schemas.facts import Subject

if TYPE_CHECKING:
    from extract.reading import Reading
    from extract.text import Text

# What follows a bare level word that is a subject: `tỉnh đạt 82,17 điểm`.
ANAPHOR_AFTER = re.compile(
    r"(?: (?:ta|nhà|này|mình))?(?! (?:tăng|giảm|có mức tăng|đạt mức tăng) (?:cao|nhiều|mạnh|thấp|ít) nhất)"
    r"(?= (?:đạt|xếp|đứng|có|đã|được|tăng|giảm|vẫn|tiếp tục|nằm|vươn|ở vị trí|ở hạng|ở thứ|giữ|là|cũng|chỉ|lên|xuống|tụt|còn|chưa|phấn đấu|đặt|tụt|lùi|dẫn đầu|bị|thuộc|năm \d{4}|trong năm|từng|nhảy|vọt|rơi|đều|mới|quyết tâm|mất|bứt|\d)|[,.;:)]|$)"
)
_NOT_ANAPHOR = re.compile(
    r"(?:toàn|các|cấp|trên địa bàn|địa bàn|trong|khối|ngoài|mỗi|từng|nhiều|một số|hai|ba|(?<!\d\d\d)\d|và|ở|tại|công an|cục thuế|thanh tra|bộ chqs|hội|ban|ubnd|hđnd|ủy|đoàn|trong số)\s*$|(?:tỉnh|huyện|quận|thị xã|thành phố|xã|phường|thị trấn|sở|ngành), $"
)
_ACTS = re.compile(
    r"^(?: (?:đã|vừa|cũng|sẽ|mới|luôn|tiếp tục|đang|cần|phải|chính thức|thống nhất|tích cực|chủ động))*"
    r" ?(?:công bố|ban hành|phê duyệt|tổ chức|đánh giá|thẩm định|khảo sát|yêu cầu|đề nghị|giao|chỉ đạo|tặng|trao|quyết định|tham mưu|phối hợp|chủ trì|thực hiện|triển khai|báo cáo|cho biết|khen thưởng|biểu dương|tiến hành|chấm|"
    r"xây dựng|ghi nhận|thông báo|trình|đề ra|phân tích|nhận định|thành lập|hướng dẫn|khuyến nghị|kết luận|nhấn mạnh|lấy ý kiến|họp|thông qua|kiểm tra|rà soát|đôn đốc|ủy quyền|phát động|mời|lý giải|nêu|trực tiếp|ký|theo dõi|tổng hợp|chịu trách nhiệm)"
)
_ACTED = re.compile(
    r"(?:(?<![a-zà-ỹđ])(?:do|bởi|theo|từ|trình|gửi|giao|về phía|đại diện|lãnh đạo|giám đốc|chủ tịch|bí thư|trưởng phòng|chánh văn phòng|trưởng ban|chuyên viên|cán bộ|trụ sở|tại trụ sở|hội trường|tham mưu|phối hợp với|cùng với|qđ-ubnd|đề nghị|yêu cầu|báo cáo của|kết luận của|chỉ đạo của|quyết định của|công bố của|đánh giá của|kế hoạch của|văn bản của|nghị quyết của|làm việc với|dự|tại)|quyết định (?:số )?[\w/-]+(?: ngày [\d/]+)? của|số [\w/-]+(?: ngày [\d/]+)? của|(?:công bố|thống kê|báo cáo|kết quả đánh giá|kết quả xếp hạng|khảo sát|chỉ thị|kế hoạch|nghị quyết|thông báo|chương trình|văn bản|bảng xếp hạng|hội nghị|bộ tiêu chí|hội đồng thẩm định|hội đồng) (?:của|do))(?: (?:lãnh đạo|đồng chí|ông|bà))?\s*$"
)
_GROUP_OWNER = re.compile(
    r"(?:sở, ban, ngành|sở, ngành|đơn vị|địa phương|cơ quan|huyện, thị xã|thành phố|xã, phường|phòng, ban|các xã|các huyện|các sở|các phòng|hệ thống|cổng dịch vụ công|trên địa bàn|địa bàn|bảng xếp hạng(?: cchc)?|toàn|khắp|phần mềm|trung tâm|kế hoạch|thuộc|trực thuộc)(?: (?:của|thuộc|trực thuộc|trên địa bàn))?\s*$|(?:tỉnh|huyện|quận|thị xã|thành phố|xã|phường|thị trấn|đặc khu|sở|ban|ngành|cơ quan|đơn vị) (?:của|thuộc|trực thuộc|trong|toàn|trên địa bàn)\s*$"
)


def subject_tokens(
    reading: Reading,
    text: Text,
    start: int,
    end: int,
    *,
    include_actors: bool = False,
    hint: str = "",
    main: Subject | None = None,
    recent: tuple[Subject, ...] = (),
) -> list[Token]:
    """Subject tokens of text[start:end], coordinated units (`A, B và C`) as one run. `hint` holds the type words of
    the block in force, which decide between units of one name; `main` is the article's unit, which a bare `tỉnh` or
    `huyện` of its type means; `recent` the units of the sentence before."""
    low = text.low
    spans: list[tuple[int, int, tuple[Subject, ...], bool]] = []
    mentions = reading.mentions.of(text)
    organizations = [m for m in mentions.in_span(start, end, "organizations") if m.end <= end]
    for org in organizations:
        if (
            org.generic
            or (include_actors and org.kind not in _RATED)
            or (
                not include_actors
                and (_acts(low, start, org.start, org.end, end) or not rated(org.kind, low, org.start, org.end, start, end))
            )
        ):
            continue
        subject = reading.localities.subject(org, text.field)
        if subject is not None:
            spans.append((org.start, org.end, (subject,), False))
    covered = [(m.start, m.end) for m in organizations]
    for place in mentions.in_span(start, end, "places"):
        if (
            place.name is None
            or place.generic
            or (not place.candidates and place.name.lower() in _regions())
            or any(a <= place.start and place.end <= b for a, b in covered)
        ):
            continue
        if not include_actors and (
            _acts(low, start, place.start, place.end, end) or _GROUP_OWNER.search(low[max(start, place.start - 40) : place.start])
        ):
            continue
        subject = reading.localities.subject(place, text.field)
        if (
            place.type is None
            and types_in(hint.lower())
            and (subject is None or subject.name != reading.doc.article.portal.place)
        ):
            # A bare name is a unit of the block's types, within the portal's province.
            hinted = _known_unit(reading, place.name, hint.lower())
            if hinted is not None and hinted.province == reading.localities.portal_full_province():
                subject = hinted
        if subject is None and place.type is None:
            subject = _known_unit(reading, place.name, hint.lower())
        if place.type is None and subject is not None and subject.province is not None:
            # A bare name that is also a province's (`Yên Bái` after the merger) is the province, unless the block says otherwise.
            provinces = [u for u in reading.localities.known.named(place.name, None, None, "province")]
            if provinces and not set(types_in(hint.lower())) & {"xã", "phường", "huyện", "thị xã", "đặc khu"}:
                subject = Subject(provinces[0].full, "place", None)
        if re.search(r"\d$", text.low[place.start : place.end]) and re.match(r"[.,]\d| ?%| điểm", low[place.end : end]):
            continue
        if subject is not None:
            spans.append((place.start, place.end, (subject,), False))
    spans += _anaphors(reading, text, start, end, main, recent, spans + [(a, b, (), False) for a, b in covered])
    spans.sort()
    return _runs(low, spans)


# Bodies that indices rate; others (committees, councils, centres, newspapers) only where a figure stands beside them.
_RATED = frozenset({"people_committee", "department", "division", "vertical", "police", "office", "military"})
_FIGURE_AFTER = re.compile(
    r"\s*(?:\(|:|với \d|đạt|được \d|đứng|xếp|dẫn đầu|có (?:chỉ số|điểm|số điểm|tổng điểm|kết quả)|giữ|vươn|tụt|tăng|giảm|\d|cùng|đều|giành|chiếm|bứt|nhận|tuy|đã|vẫn|tiếp tục|chỉ|mới|có mức|rơi|nằm|lần|là đơn vị|cuối bảng|đội sổ|về (?:nhất|nhì|ba)|loại|thuộc nhóm|,? và (?:bộ|sở|cục|ban|ubnd)|[,;] (?:bộ|sở|cục|ban|ubnd|thanh tra|văn phòng)|$|[.;]$)"
)
_FIGURE_BEFORE = re.compile(r"(?:là|gồm|thuộc về|gọi tên|có|:|,|;|và|nhóm|\)|điểm số|chỉ số(?: \S+){0,6} của|cchc của)\s*$")


def rated(kind: str, low: str, a: int, b: int, start: int, end: int) -> bool:
    """May a body be what a figure is about? Ministries and other bodies only with a figure's words beside them."""
    if kind in _RATED:
        return True
    if kind in ("ministry", "central", "board", "one_stop", "public_unit", "mass", "front"):
        return bool(_FIGURE_AFTER.match(low[b:end]) and (a - start < 12 or _FIGURE_BEFORE.search(low[max(start, a - 40) : a])))
    return False


@cache
def _regions() -> frozenset[str]:
    return frozenset(name.lower() for row in table("regions") for name in (row["name"], *row.items_of("aliases")))


def _acts(low: str, start: int, a: int, b: int, end: int) -> bool:
    before = low[max(start, a - 60) : a]
    return bool(_ACTED.search(before) or _ACTS.match(low[b : min(end, b + 60)]))


def _anaphors(
    reading: Reading,
    text: Text,
    start: int,
    end: int,
    main: Subject | None,
    recent: tuple[Subject, ...],
    taken: list[tuple[int, int, tuple[Subject, ...], bool]],
) -> list[tuple[int, int, tuple[Subject, ...], bool]]:
    """Bare level words that stand for the unit spoken of: `tỉnh đạt …`, `Chỉ số CCHC của huyện …`."""
    out = []
    for bare in reading.mentions.of(text).in_span(start, end, "places"):
        if bare.name is not None or bare.generic or any(a < bare.end and bare.start < b for a, b, *_ in taken):
            continue
        before = text.low[max(start, bare.start - 24) : bare.start]
        owned = before.endswith("của ") and not _ACTED.search(before)
        if not owned and (
            not ANAPHOR_AFTER.match(text.low[bare.end : end]) or _NOT_ANAPHOR.search(before) or _ACTED.search(before)
        ):
            continue
        if owned and _GROUP_OWNER.search(text.low[max(start, bare.start - 40) : bare.start]):
            continue
        level = bare.type or text.low[bare.start : bare.end]
        name = reading.localities.resolve(level, text.field, bare.start)
        # The unit spoken of just before, then the article's, before any other place named on the way.
        for known in (*recent, main):
            if known is not None and known.kind == "place" and known.name.startswith(f"{level} "):
                name = known.name
                break
        out.append((bare.start, bare.end, (reading.localities.subject_of_place(name or level),), True))
    return out


_AND = re.compile(r"\s*(?:,|và|;|, và|cùng|&|-)?\s*(?:ubnd |các |huyện |thị xã |thành phố |xã |phường |tỉnh |sở )*")


def _runs(low: str, spans: list[tuple[int, int, tuple[Subject, ...], bool]]) -> list[Token]:
    """Join units that stand side by side (`A, B và C`); a lone comma run is one subject token."""
    out: list[Token] = []
    for a, b, subjects, anaphor in spans:
        if (
            out
            and not anaphor
            and not out[-1].anaphor
            and re.fullmatch(r"\s*(?:,|và|, và|cùng|cùng với|&)\s*(?:ubnd |các |của )*", low[out[-1].end : a])
        ):
            last = out[-1]
            out[-1] = Token("subject", last.start, b, subjects=(*last.subjects, *subjects))
        elif out and a < out[-1].end:
            continue
        else:
            out.append(Token("subject", a, b, subjects=subjects, anaphor=anaphor))
    return out


def unit_in(reading: Reading, text: Text, start: int, end: int, *, hint: str = "", block: str | None = None) -> Subject | None:
    """The unit that a table cell names. A bare name takes the type that header (`Xã, thị trấn`) or block allow, by the
    gazetteer within the portal's or article's province; None where nothing is known by that name."""
    hinted = _known_unit(reading, text.text[start:end].strip(" .;,"), hint.lower()) if types_in(hint.lower()) else None
    if hinted is not None:
        return hinted
    tokens = subject_tokens(reading, text, start, end, include_actors=True)
    named = [t for t in tokens if t.subjects and not t.anaphor]
    if named and (named[0].end - named[0].start) * 2 >= (end - start):
        return named[0].subjects[0]
    return _known_unit(reading, text.text[start:end].strip(" .;,"), f"{hint} {block or ''}".lower())


def types_in(words: str) -> list[str]:
    """The types of places that a header or block names (`Xã, thị trấn`)."""
    return [t for t in TYPE_LEVELS if re.search(rf"(?<![a-zà-ỹđ]){t}(?![a-zà-ỹđ])", words)]


def _known_unit(reading: Reading, name: str, hint: str) -> Subject | None:
    """A bare place name of a type that `hint` names, in the province in question; None unless it is one unit."""
    localities = reading.localities
    types = types_in(hint) or list(TYPE_LEVELS)
    units = [u for u in localities.known.named(name, None, localities.day) if u.type in types]
    near = [u for u in units if localities.lies_in_portal(u)] or units
    full = {(u.full, localities.known.province_of(u).full) for u in near}
    if len(full) != 1:
        return None
    unit, province = full.pop()
    return Subject(unit, "place", None if unit == province else province)
