"""Clauses that report an event: which construction holds it, on what day, by whom, under what name.

Source: docs/codebook.md, "events"; survey of opening formulae. A clause is a sentence or its part between semicolons;
`read_clause` gives at most one candidate, the leftmost that a construction supports.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extract.events.bodies import Bodies, Body
from extract.events.citations import find_citations
from extract.events.held import When, find_when, resolve_when
from extract.events.names import day_spans, name_end, venue_after
from extract.events.nouns import Head, find_heads
from extract.events.organizers import ADVERBS, after_do, named_piece, subject_of
from extract.text import Text
from schemas.facts import EventKind

Rule = Literal["held", "attended", "happens", "subject", "act", "delegation", "announcement"]
_ARTICLE = r"(?:(?:một|01|1|thành công|trọng thể|tiếp|lại|các) )*\"?(?:\w+ \")?"
_HOLD = re.compile(
    rf"(?<!\w)(?<!ban )(?<!công tác )(?<!cơ cấu )(?<!bộ máy )(?<!và các )(?<!nhân, )(?P<verb>tổ chức|mở|khai mạc|khai giảng|bế mạc|bế giảng|tiến hành|triệu tập|đăng cai|hoàn thành|kết thúc)\s{_ARTICLE}$"
)
_BARE_ENDING = re.compile(r"(?<!\w)(?:kết thúc|bế mạc|khai mạc)\s(?:\w+ )?$")
_ATTEND = re.compile(
    rf"(?<!\w)(?:đồng chủ trì|dự và chủ trì|chủ trì|chủ tọa|điều hành|tham dự|tham gia|đến dự|tới dự|dự khai mạc|dự|có mặt tại|phát biểu(?: chỉ đạo| khai mạc| kết luận| chào mừng| đề dẫn)* tại|khai mạc)\s{_ARTICLE}$"
)
_HAS = re.compile(r"(?<!\w)(?P<verb>có|tham gia)\s(?:một |các )?$")
_HAPPENS = re.compile(rf"(?<!\w)(?:đã |sẽ |chính thức )?(?:diễn ra|khai mạc|bế mạc)\s{_ARTICLE}$")
_BY = re.compile(r",? ?(?:do|được) (?=\S)")
_HELD_AFTER = re.compile(
    r",?\s(?:lần thứ \w+ |năm \d{4} )?(?:\([^)]{1,40}\) )?(?:đã |vừa |sẽ |chính thức |dự kiến |tiếp tục )*(?:được )?(?:diễn ra|tổ chức|khai mạc|bế mạc|kéo dài|kết thúc|khép lại|dự kiến|khai giảng|họp)(?!\w)"
)
_DIRECTIVE = re.compile(
    r"(?<!\w)(?:yêu cầu|đề nghị|giao|chỉ đạo|phải|cần|nên|có trách nhiệm|tham mưu|hướng dẫn|xây dựng kế hoạch|kế hoạch|có kế hoạch|nếu|nhằm|để|khi|thường xuyên|định kỳ|hằng|hàng|mỗi|tăng cường|đẩy mạnh|"
    r"không|chưa|chủ động|khuyến khích|về việc|quy định|phối hợp chặt chẽ|được giao|triển khai|tập trung)(?!\w)"
)
_ORDERED = re.compile(r"(?<!\w)(?:yêu cầu|đề nghị|giao|phải|cần|có trách nhiệm|thường xuyên|định kỳ|hằng|mỗi|nếu)(?!\w)")
_FREQUENT = re.compile(
    r"(?<!\w)(?:trong năm|trong nhiệm kỳ|trong giai đoạn|trong \d+ năm|trong (?:quý|tháng|thời gian)|thường xuyên|định kỳ|hằng|hàng (?:năm|tháng|quý|tuần)|từ đầu năm|thời gian (?:qua|tới)|những năm|\d+ tháng|"
    r"giai đoạn|mỗi|đến nay|năm \d{4},|nhiều (?:năm|lần)|trước đây|bình quân|cả năm|năm qua|năm nay|năm tới|tháng tới|sắp tới|theo nghị quyết|tại nghị quyết)(?!\w)"
)
_PLURAL = re.compile(r"(?<!\w)(?:các|những|nhiều|một số|hàng|mỗi|từng|mọi)\s+$")
_COUNTED = re.compile(r"(?<!\w)(?:0?[2-9]|[1-9]\d+|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|hơn \d+|gần \d+|trên \d+)\s+$")
_ANNOUNCED = re.compile(r"(?<!\w)(?:sẽ|dự kiến|sắp|chuẩn bị)(?!\w)")
_RECENT = re.compile(r"(?<!\w)(?:vừa|mới đây|vừa qua|mới|sáng nay|hôm nay)(?!\w)")
_RECEIVED = re.compile(r"\s(?:với |và làm việc với )?(?P<body>(?:đoàn|tổ) (?:kiểm tra|giám sát|khảo sát|thanh tra|thẩm định))(?!\w)")
_COUNCIL = re.compile(r",? (?:của )?(?=hđnd|hội đồng nhân dân)")
_ACTS_LATER = re.compile(r"(?<!\w)(?:do|đã|vừa|sẽ|có buổi|làm việc|đến|kiểm tra|khảo sát|giám sát|của|là)(?!\w)")
_DELEGATION = re.compile(r"(?<!\w)(?P<body>(?:đoàn|tổ) (?P<sort>kiểm tra|giám sát|khảo sát|công tác|thẩm định|thanh tra|liên ngành|kiểm soát|phúc tra)|đoàn(?= (?:của )?(?:sở|ubnd|bộ|hđnd|thanh tra|văn phòng|phòng) )|đoàn(?= (?:đã|kiểm tra|tiếp tục|do|đến|có|khảo sát|làm việc|giám sát|cũng)(?!\w)))(?!\w)")
_INSPECTING = frozenset({"kiểm tra", "giám sát", "khảo sát", "thẩm định", "thanh tra", "kiểm soát", "phúc tra"})
_NO_SUBJECT = re.compile(r"(?<!\w)(?:qua|sau|kết quả|công tác|việc|đợt|kế hoạch|nội dung|hoạt động|đoàn|tổ|trưởng đoàn|thanh tra,|sau khi|trước khi|tiếp nhận|quá trình|để|được|phòng|ban|bị|tự|buổi|hội đồng|về|lịch|cuộc|phiên|đã được)\s$")
_ACTABLE = frozenset({"đối thoại", "gặp mặt", "gặp gỡ", "họp báo", "tọa đàm"})
_LEADS = re.compile(r"(?:làm|là|giữ vai trò) trưởng (?:đoàn|tổ) $")
_INDEX_OBJECT = re.compile(
    r"\s(?:kết quả |bảng |báo cáo |các |bộ |về |thứ hạng |giá trị )*(?:chỉ số|xếp hạng|par|sipas|papi|pci|ddci|dti|pgi|ict|pii|fta|đánh giá|chấm điểm|xếp loại|thường niên|hồ sơ|mức độ)(?!\w)"
)
_BACKGROUND = re.compile(r"^\W*(?:trước đó|trước đấy|ngay trước)")


@dataclass(slots=True)
class Candidate:
    """An event as one clause reports it: folded offsets in `text`. `bare`: the noun alone, which may mean an event
    named before; `follow`: said of an earlier time (`Trước đó`)."""

    text: Text
    kind: EventKind
    start: int
    end: int
    name_start: int
    name_end: int
    rule: Rule
    when: When | None
    organizer: Body | None
    venue: tuple[int, int] | None
    head: Head
    bare: bool = False
    follow: bool = False
    recent: bool = False
    announced: bool = False
    name: str = ""
    block: int = 0
    delegation: tuple[int, int] | None = None


class ClauseReader:
    """Reads the clauses of one text of an article."""

    def __init__(self, bodies: Bodies) -> None:
        self.bodies = bodies
        self.text = bodies.text
        self.low = bodies.text.low

    def read_clause(self, start: int, end: int) -> Candidate | None:
        """The event that text[start:end] reports, if a construction supports one."""
        heads = find_heads(self.low, start, end)
        if not heads:
            return None
        whens = find_when(self.bodies.reading, self.text, start, end)
        for head in heads:
            found = self._construct(head, start, end, whens)
            if found is not None:
                return self._dress(found, whens)
        return None

    # -- constructions -------------------------------------------------------------------------------------------

    def _construct(self, head: Head, start: int, end: int, whens: list[When]) -> Candidate | None:
        before = self.low[start : head.start]
        if _PLURAL.search(before) or (_COUNTED.search(before) and not whens):
            return None
        counted = _COUNTED.search(before)
        before = before[: counted.start()] if counted else before
        stop = name_end(self.text.text, self.low, head.start, end, head.kind, day_spans(self.low, head.end, end))
        stop = max(stop, head.end)
        if m := _HOLD.search(before):
            delegation = self._delegation(start, start + m.start("verb")) if head.kind == "inspection" else None
            if delegation is not None:
                return self._by_delegation(head, start, end, stop, delegation)
            if _BARE_ENDING.search(before) and not re.search(r"\w", before[: m.start("verb")]) and stop <= head.end + 1:
                return None
            subject = subject_of(self.bodies, start, start + m.start("verb"))
            return self._make(head, start, end, stop, "held", subject)
        if m := re.search(r"(?<!\w)mời [^;]{3,90} (?:tham )?dự $", before):
            return self._make(head, start, end, stop, "attended", subject_of(self.bodies, start, start + m.start()))
        if head.kind != "inspection" and head.kind != "announcement" and _ATTEND.search(before):
            return self._make(head, start, end, stop, "attended", self._by(stop, end))
        if not head.act:
            if _ATTEND.search(before):
                return self._make(head, start, end, stop, "attended", self._by(stop, end))
            if _HAPPENS.search(before):
                return self._make(head, start, end, stop, "happens", self._by(stop, end))
            if m := _HAS.search(before):
                return self._make(head, start, end, stop, "attended", self._delegation_or_subject(start, start + m.start("verb")))
            organizer = self._by(stop, end)
            if organizer is not None:
                return self._make(head, start, end, stop, "subject", organizer)
            if self._held_after(head, stop, end):
                return self._make(head, start, end, stop, "subject", None)
            if re.search(r"(?:tại|đến với|trong khuôn khổ) $", before) and any(w.end <= head.start or 0 <= w.start - stop <= 3 for w in whens):
                return self._make(head, start, end, stop, "attended", None)
            if self.low[head.start : head.end] not in _ACTABLE:
                return None
        return self._act(head, start, end, stop, whens)

    def _act(self, head: Head, start: int, end: int, stop: int, whens: list[When]) -> Candidate | None:
        before = self.low[start : head.start]
        delegation = self._delegation(start, head.start)
        if head.kind == "announcement":
            return self._announcement(head, start, end, stop)
        if _NO_SUBJECT.search(before) and not (delegation and _LEADS.search(before)):
            own = re.search(r"(?<!\w)(?<!trưởng )(?:đoàn|tổ công tác) $", before)
            # `Đoàn kiểm tra … tại huyện X`: a noun and its verb in one, where no other verb follows.
            if own is None or head.kind != "inspection" or not whens or _ACTS_LATER.search(self.low, head.end, end):
                return None
            return self._by_delegation(head, start, end, stop, (start + own.start(), head.start - 1))
        if delegation is not None and head.kind in ("inspection", "meeting"):
            return self._by_delegation(head, start, end, stop, delegation)
        received = _RECEIVED.match(self.low, head.end, end)
        if received is not None:
            found = self._make(head, start, end, stop, "delegation", self._delegation_body(received.start("body"), received.end("body"), end))
            found.kind = "inspection"
            return found
        if head.kind == "ceremony" and any(w.end_date for w in whens) and not any(w.end <= head.start for w in whens):
            return None  # a campaign that runs for weeks is no ceremony
        subject = subject_of(self.bodies, start, head.start)
        if subject is None and not self._person_before(start, head.start):
            return None
        return self._make(head, start, end, stop, "act", subject)

    def _announcement(self, head: Head, start: int, end: int, stop: int) -> Candidate | None:
        """`BODY công bố INDEX` on a stated day; a decision that publishes one is a document."""
        if any(True for _ in find_citations(self.text.text, self.low, start, end)):
            return None
        for other in find_heads(self.low, head.end, end):
            if not other.act and re.search(r"(?<!\w)tại $", self.low[head.end : other.start]):
                last = name_end(self.text.text, self.low, other.start, end, other.kind, day_spans(self.low, other.end, end))
                return self._make(other, start, end, max(last, other.end), "attended", subject_of(self.bodies, start, head.start))
        passive = re.search(r"(?<!\w)(?:do|được) (?P<who>[^,;]{2,90}?)(?: chính thức| vừa| đã)* $", self.low[start : head.start])
        if passive is not None:
            who = after_do(self.bodies, start + passive.start("who"), head.start)
            named = [i for i in self.bodies.reading.mentions.of(self.text).in_span(start, head.start, "indicators")]
            if who is None or not named:
                return None
            found = self._make(head, start, end, head.end, "announcement", who)
            found.name = f"{self.text.text[head.start : head.end]} {self.text.text[named[0].start : start + passive.start()].strip(' ,')}"
            return found
        if not _INDEX_OBJECT.match(self.low, head.end):
            return None
        subject = subject_of(self.bodies, start, head.start)
        return self._make(head, start, end, stop, "announcement", subject) if subject else None

    def _by_delegation(self, head: Head, start: int, end: int, stop: int, delegation: tuple[int, int]) -> Candidate | None:
        m = _DELEGATION.match(self.low, delegation[0])
        sort = m["sort"] if m else None
        gap = self.low[delegation[1] : head.start]
        if re.search(r"(?:tiếp|làm việc với|báo cáo|đón|cùng)(?: với)? $", self.low[start : delegation[0]]) or len(gap) > 260:
            return None
        found = self._make(head, start, end, stop, "delegation", self._delegation_body(*delegation, head.start))
        found.delegation = delegation
        if (sort or "kiểm tra") in _INSPECTING or head.kind == "inspection":
            found.kind = "inspection"
        if head.kind == "meeting" and m is not None and sort in _INSPECTING:
            begin = m.start("sort")
            topic_end = name_end(self.text.text, self.low, begin, head.start, "conference", [])
            cut = re.search(r"\s(?:của|do|tỉnh|huyện|thành phố|xã)\s|,", self.low[begin:topic_end] + " ")
            topic_end = begin + cut.start() if cut and cut.start() > 8 else topic_end
            body = self.bodies.between(begin, topic_end)
            topic_end = min([topic_end, *(b.start for b in body)])
            if topic_end - begin > 12:
                found.name = self.text.text[begin:topic_end].strip(" ,-")
        return found

    def _delegation(self, start: int, end: int) -> tuple[int, int] | None:
        """The delegation that acts before `end`: its words, without its head and body."""
        found = [(m.start(), m.end("body")) for m in _DELEGATION.finditer(self.low, start, end)]
        return found[0] if found else None

    def _delegation_body(self, start: int, end: int, verb: int) -> Body | None:
        """Whose delegation it is: `Đoàn kiểm tra CCHC của Sở Nội vụ`; else the delegation's own name."""
        low = self.low
        cut = re.search(r",|\sdo\s|\sđã\s|\s-\s|\(|\scùng\s", low[end:verb])
        limit = end + cut.start() if cut else verb
        bodies = [b for b in self.bodies.between(end, limit) if not b.generic]
        if bodies:
            return bodies[0]
        place = next((p for p in self.bodies.places if end <= p.start < limit and not p.generic), None)
        if place is None:
            return None
        name = self.bodies.place_name(place)
        if not name:
            return None
        own = f"{self.text.text[start : place.start]}{name}"
        own = re.sub(r"\bCCHC\b", "cải cách hành chính", own)
        if re.search(r"\scủa\s$", low[start : place.start]):
            return Body(start, place.end, name)
        return Body(start, place.end, own[:1].upper() + own[1:])

    def _delegation_or_subject(self, start: int, verb: int) -> Body | None:
        delegation = self._delegation(start, verb)
        return self._delegation_body(*delegation, verb) if delegation else subject_of(self.bodies, start, verb)

    def _person_before(self, start: int, verb: int) -> bool:
        """Does a person or an office holder stand directly before the verb?"""
        mentions = self.bodies.reading.mentions.of(self.text)
        ends = [p.end for p in mentions.in_span(start, verb, "people")] + [t.end for t in mentions.in_span(start, verb, "titles")]
        return any(re.fullmatch(rf"(?:\s?\([^)]*\))?\s?[,-]?\s?{ADVERBS}(?:làm trưởng đoàn,? )?{ADVERBS}(?:cùng [^,;]{{3,80}} )?{ADVERBS}", self.low[e:verb]) for e in ends if e <= verb)

    def _by(self, at: int, end: int) -> Body | None:
        """`do X tổ chức`, `được X tổ chức` after a name."""
        m = _BY.match(self.low, at)
        if m is None:
            return None
        verb = re.compile(r"[^.;]{2,160}?\s(?:phối hợp |đồng |cùng )?(?:tổ chức|phát động|đăng cai|thực hiện|khởi xướng|chủ trì tổ chức)(?!\w)").match(self.low, m.end(), end)
        if verb is None:
            return None
        hold = self.low.rfind(" tổ chức", m.end(), verb.end())
        return after_do(self.bodies, m.end(), hold if hold > 0 else verb.end())

    def _held_after(self, head: Head, at: int, end: int) -> bool:
        return _HELD_AFTER.match(self.low, at, end) is not None

    # -- slots ---------------------------------------------------------------------------------------------------

    def _make(self, head: Head, start: int, end: int, stop: int, rule: Rule, organizer: Body | None) -> Candidate:
        return Candidate(self.text, head.kind, start, end, head.start, stop, rule, None, organizer, None, head)

    def _dress(self, c: Candidate, whens: list[When]) -> Candidate | None:
        """Give the day, venue and flags; None where the clause asks for, repeats or counts instead of reporting."""
        low = self.low
        c.when = self._day_of(c, whens)
        zone_start = c.when.end if c.when and c.when.end <= c.head.start else c.start
        zone_start = max(zone_start, low.rfind(": ", c.start, c.head.start))
        zone = low[zone_start : c.head.start]
        c.announced = bool(_ANNOUNCED.search(low, c.start, c.head.start) or _ANNOUNCED.search(low, c.name_end, min(c.end, c.name_end + 24)))
        c.recent = bool(_RECENT.search(low, c.start, c.head.start))
        if c.rule not in ("subject", "attended") and self._directed(zone, zone_start) or c.rule == "attended" and _ORDERED.search(zone):
            return None
        if c.when is None and (c.announced or _FREQUENT.search(low, c.start, c.head.start)):
            return None
        if c.when is not None and c.announced:
            c.when = resolve_when(self.bodies.reading, c.when, True)
        c.follow = bool(_BACKGROUND.match(low[c.start : c.start + 20]))
        c.bare = not c.name and self._is_bare(c)
        c.name = c.name or self.text.text[c.name_start : c.name_end].strip()
        c.venue = self._venue(c)
        if c.organizer is None and low.startswith("kỳ họp", c.head.start) and (m := _COUNCIL.match(low, c.name_end)):
            c.organizer = self.bodies.at(m.end())
        return c

    def _directed(self, zone: str, at: int) -> bool:
        """Does a directive govern the event? Words inside a body's name (`Ban Chỉ đạo`) do not."""
        for m in _DIRECTIVE.finditer(zone):
            spot = at + m.start()
            if self.text.text.count('"', at, spot) % 2:
                continue
            if any(o.start <= spot < o.end for o in self.bodies.orgs) or self.text.text[spot].isupper() and spot > at and self.text.text[spot - 2 : spot - 1] not in (",", "."):
                continue
            if any(a <= spot < b for a, b in ((d.start, d.end) for d in self.bodies.reading.mentions.of(self.text).titles)):
                continue
            if re.search(r"(?:theo|thực hiện|triển khai) (?:kế hoạch|chỉ đạo)", zone[max(0, m.start() - 14) : m.end()]) or re.match(r"(?:triển khai|để|nhằm) [^,]{5,160},", zone[m.start() :]):
                continue
            return True
        return False

    def _day_of(self, c: Candidate, whens: list[When]) -> When | None:
        """The last day before the event's noun, else the first after its name."""
        before = [w for w in whens if w.end <= c.head.start]
        if before:
            return before[-1]
        after = [w for w in whens if w.start >= c.head.end]
        return after[0] if after and ";" not in self.low[c.name_end : after[0].start] else None

    def _is_bare(self, c: Candidate) -> bool:
        rest = self.low[c.head.end : c.name_end]
        return not c.head.act and not re.match(r"vòng|đêm|chung k|bán k|sơ kh", self.low[c.head.start : c.head.end]) and not re.search(r"\w", re.sub(r"^\s?(?:này|trên|nói trên|lần này)", "", rest))

    def _venue(self, c: Candidate) -> tuple[int, int] | None:
        """`tại Hội trường UBND huyện` before the subject or after the name; an inspection's is where it went."""
        if c.kind == "inspection":
            went = re.search(r"(?<!\w)(?:tại|ở) (?P<place>(?:(?! về )[^,;])+)", self.low[c.name_start : c.name_end])
            return (c.name_start + went.start("place"), c.name_start + went.end("place")) if went else None
        for start, end in ((c.name_end, c.end), (c.start, c.name_start)):
            at = venue_after(self.low, start, end)
            if at is None:
                continue
            stop = re.compile(r",(?![^(,]*\))|;|\.(?=\s|$)|\s(?:với|về|có|do|dưới|sáng|chiều|tối|vào|ngày|đã|vừa|diễn ra|và kết|kết|cùng|nhằm|để|đến|ubnd(?= (?:tỉnh|huyện|thành|xã|phường)[^,]{0,30} tổ chức)|hôm|thu hút|chật|tổ chức|từ)\s").search(self.low, at, end)
            last = stop.start() if stop else end
            if 2 < last - at <= 90 and not re.match(r"điểm cầu|đây|đó|chỗ|quyết định|kế hoạch|nghị", self.low[at:last]):
                return at, last
        return None


__all__ = ["Candidate", "ClauseReader", "named_piece"]
