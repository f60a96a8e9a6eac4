"""Whether an event was held online, and at how many sites, read from its clause and the sentences that go on about it.

Source: docs/codebook.md, "events" (`format`, `sites`) and "Fine points" (`sites` only where a number is printed). The
`trực tuyến` of a topic (`dịch vụ công trực tuyến`) says nothing about the event.
"""

from __future__ import annotations

import re

from extract.events.drafts import Candidate, Draft
from extract.events.nouns import anaphor_kinds
from extract.text import Sentence

_HYBRID = re.compile(
    r"trực tiếp(?: tại [^,.;]{3,60})?(?:,| và| kết hợp(?: với)?| với)+ (?:hình thức |kết nối )?trực tuyến|trực tuyến(?:,| và|"
    r" kết hợp(?: với)?)+ (?:hình thức )?trực tiếp"
)
_ONLINE = re.compile(
    r"(?<!\w)(?:kết nối trực tuyến|hình thức trực tuyến|(?:tổ chức|diễn ra|họp) trực tuyến(?! (?:mức|toàn trình))|"
    r"trực tuyến (?:đến|tới|với|từ|qua|tại|"
    r"trên)(?! mức)|(?:\d+|các|tại|từ|ở) điểm cầu|truyền hình trực tuyến|(?:qua|trên) (?:google meet|zoom|"
    r"nền tảng trực tuyến))(?!\w)"
)
_NOUN_ONLINE = re.compile(
    r"(?:hội nghị|phiên họp|cuộc họp|buổi họp|họp|kỳ họp|hội thảo|tọa đàm|lớp|lớp tập huấn|lớp bồi dưỡng|khóa tập huấn|"
    r"tập huấn|bồi dưỡng|đối thoại|lễ \w+|cuộc thi|hội thi|diễn đàn|giao ban|gặp mặt)(?: (?:tập huấn|báo cáo|giao ban|"
    r"toàn quốc|toàn tỉnh|bồi dưỡng|phổ biến|quán triệt|đối thoại)){0,2} trực tuyến"
)
_PUT_ONLINE = re.compile(r" trực tuyến(?! (?:mức|toàn trình|một phần))")
_NOT_EVENT = re.compile(r"(?:công|thanh toán|hồ sơ|dịch vụ|nộp|khai|tiếp nhận|đăng ký|tra cứu) $")
_IN_PERSON = re.compile(r"(?:hình thức|tổ chức) trực tiếp(?! kết| và|,)")
_SITES = re.compile(r"(?<![\d/.,])(\d{1,3}(?:\.\d{3})?)(?:/\d+)? (?:điểm cầu)(?!\w)")
# A later sentence farther away goes on about something else.
_REACH = 1800


def read_format(d: Draft) -> None:
    """Set `format` and `sites` of an event from its clauses, then from the next sentences that name it."""
    for c in d.candidates:
        _read_clause(d, c)
    if d.kind == "announcement":
        # No gathering: sites named behind it are another event's.
        return
    for start, end in d.spans:
        if not _tells(d.text.low[start:]):
            continue
        for _, sentence in d.text.sentences():
            if sentence.start >= end or sentence.start - start > _REACH:
                break
            if sentence.start >= start:
                _read_later(d, sentence)


def _tells(piece: str) -> bool:
    """May a piece say something of sites, or of an event held online? Without one of these words it does not."""
    return "trực tuyến" in piece or "điểm cầu" in piece or "google meet" in piece or "zoom" in piece


def _read_clause(d: Draft, c: Candidate) -> None:
    """What a clause that reports the event says."""
    low = d.text.low
    head = low[c.name_start : c.name_start + 60]
    clause = low[c.start : c.end]
    rest = clause.replace(low[c.name_start : c.name_end], " ", 1) if c.name_end > c.name_start else clause
    if not (_tells(clause) or _tells(rest) or _tells(head)):
        if "trực tiếp" in rest and _IN_PERSON.search(rest):
            d.format = d.format or "in_person"
        return
    if _HYBRID.search(clause):
        d.format = d.format or "hybrid"
    elif _PUT_ONLINE.match(low, c.name_end, c.end) or _NOUN_ONLINE.match(head) or _search_online(rest):
        d.format = d.format or "online"
    elif _IN_PERSON.search(rest):
        d.format = d.format or "in_person"
    if d.sites is None and (m := _SITES.search(clause)):
        d.sites = int(m[1].replace(".", ""))


def _read_later(d: Draft, sentence: Sentence) -> None:
    """What a sentence after it says, where it names the event or its sites."""
    low = d.text.low
    piece = low[sentence.start : sentence.end]
    if not _tells(piece):
        return
    if "điểm cầu" not in piece and not anaphor_kinds(low, sentence.start, sentence.end):
        return
    if d.format is None:
        if _HYBRID.search(piece):
            d.format = "hybrid"
        elif _NOUN_ONLINE.match(piece) or _search_online(piece):
            d.format = "online"
    elif d.format == "online" and _HYBRID.search(piece):
        d.format = "hybrid"
    if d.sites is None and d.format in ("online", "hybrid") and (m := _SITES.search(piece)):
        d.sites = int(m[1].replace(".", ""))


def _search_online(piece: str) -> bool:
    return any(not _NOT_EVENT.search(piece[max(0, m.start() - 14) : m.start()]) for m in _ONLINE.finditer(piece))
