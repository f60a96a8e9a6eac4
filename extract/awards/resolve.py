"""A frame's words -> recipients, reason, year, evidence.

Source: docs/codebook.md ("awards"): counts as printed, names as stated, several kinds of recipient in one record.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.text import UPPER
from extract.awards.frames import Frame
from extract.awards.marks import Marks
from extract.awards.names import Name, read_names
from extract.awards.status import find_reason, leading_reason
from extract.awards.tables import by_kind
from extract.awards.units import LOCALITY, Group, find_groups, find_open_groups
from extract.numbers import NUMBER_WORD, count
from schemas.facts import Recipient

_OPENER = r"(?:gồm có|bao gồm|gồm|đó là|cụ thể là|cụ thể|là|như|có tên|có|sau đây|sau|dưới đây|trong đó có)"
_SORTS = (
    r"(?: các(?:(?:,| và|/)? (?:đơn vị|tập thể|cá nhân|đồng chí|ông|bà|anh|chị|em|thầy|cô|học viên|hộ|gia đình|công chức|"
    r"cán bộ))+)"
)
# `1 tập thể của huyện là Trung tâm Hành chính công`
_WHOSE = r"(?: (?:của|thuộc) (?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|sở|đơn vị|cơ quan)(?: nhà)?)?"
_NAMES_FOLLOW = re.compile(
    rf"\s*(?P<open>\()|,? (?:trong đó )?{_OPENER}(?: đây)?{_SORTS}? ?: ?|\s?: ?|"
    rf"{_WHOSE},? {_OPENER} (?:các )?(?=[\"{UPPER}]|(?:ông|bà|anh|chị|em|đồng chí|huyện|xã|phường|thành phố|thị|tỉnh|đội|tập thể|"
    rf"thí sinh|thầy|cô)(?: |:))|(?P<close> )(?=[\"{UPPER}]|ông |bà |anh |chị |đồng chí )"
)
_PRIZES = re.compile(rf"(?<!\w)(?P<n>\d{{1,4}}|{NUMBER_WORD})(?: ?\([^()]{{1,15}}\))?(?: (?:tấm|chiếc|lá|suất|hình thức))? ?$")


@dataclass(frozen=True, slots=True)
class Received:
    """Who received: `recipients`, and where the reason stands (folded offsets, None where none is stated)."""

    recipients: tuple[Recipient, ...]
    reason: tuple[int, int] | None


def read_recipients(marks: Marks, frame: Frame) -> Received:
    """The receivers of a frame; empty where only a group without number or name is told."""
    text, low = marks.text.text, marks.text.low
    start, end = frame.recipients
    end = _clause_end(low, start, end) if frame.side == "right" else end
    if frame.side == "none":
        return Received((), None)
    reason = _tail_reason(text, low, *frame.tail) if frame.side != "right" else None
    groups = find_groups(low, start, end)
    if frame.side == "left":
        early = leading_reason(low, start, end)
        if early:
            start, reason = early[1], reason or early
            groups = [g for g in groups if g.start >= start]
        start = _skip_adverbials(marks, start, end)
    if groups and (frame.side != "left" or _opens(low, start, groups[0].start)):
        recipients, late = _counted(marks, groups, start, end)
        return Received(recipients, reason or late)
    late = find_reason(text, low, start, end, reach=400)
    names = read_names(marks, start, late[0] if late else end)
    if late and not names:
        # `đơn vị dẫn đầu là Sở A`: the names follow what they are praised for.
        open_kind = find_open_groups(low, start, late[0]) or [Group(late[1], late[1], "mixed", None)]
        after, _ = _names_after(marks, Group(late[1], late[1], open_kind[0].kind, None), end, end)
        if after:
            kind = open_kind[0].kind if open_kind[0].kind != "mixed" else read_names(marks, late[1], end)[0].kind
            return Received((Recipient(kind, len(after), after),), late)  # type: ignore[arg-type]
        late = None
        names = read_names(marks, start, end)
    if names:
        recipients = by_kind(names)
        printed = _printed(low, frame)
        if printed is not None and len(recipients) == 1 and printed > len(names) and frame.kind.family == "prize":
            recipients = (Recipient(recipients[0].kind, printed, recipients[0].names),)
        return Received(recipients, reason or late)
    return Received(_open(low, frame, start, end), reason or find_reason(text, low, start, end, reach=80))


def _opens(low: str, start: int, first: int) -> bool:
    """Are the counted groups the receivers themselves, and not part of a story (`vượt qua 14 đội để giành …`)?"""
    words = low[start:first].strip(" ,:-")
    return (
        not words
        or bool(
            re.search(
                r"(?:^|[\s,])(?:có|là|và|cùng|cả|cho|tổng số|tổng cộng|của)$|[,;:]$|(?:tổ chức|toàn \w+|trên địa bàn[^,]*)$",
                low[start:first].strip(),
            )
        )
        or LOCALITY.search(words) is not None
    )


def _counted(marks: Marks, groups: list[Group], start: int, end: int) -> tuple[tuple[Recipient, ...], tuple[int, int] | None]:
    """Counted groups, each with the names that follow it; the reason after the last one."""
    text, low = marks.text.text, marks.text.low
    groups = _receiving(text, low, groups)
    out: list[Recipient] = []
    reason: tuple[int, int] | None = None
    if re.search(r"(?:và|cùng|,|;) ?$|nhân dân", low[start : groups[0].start]) and (
        early := read_names(marks, start, groups[0].start)
    ):
        out.extend(by_kind(early))
    for i, group in enumerate(groups):
        stop = groups[i + 1].start if i + 1 < len(groups) else end
        if reason is not None and reason[1] > group.start:
            continue  # `12 cá nhân có 3 sáng kiến ở 5 xã`: numbers inside a reason
        names, after = _names_after(marks, group, stop, end)
        out.append(Recipient(group.kind, group.count, names))  # type: ignore[arg-type]
        if reason is None or low.startswith(("dẫn đầu", "đứng đầu"), reason[0]):
            reason = _reason_after(text, low, after, stop, end) or reason
    if reason and out and not out[-1].names:
        late, _ = _names_after(marks, Group(reason[1], reason[1], out[-1].kind, out[-1].count), end, end)
        out[-1] = Recipient(out[-1].kind, out[-1].count, late if len(late) == out[-1].count else ())
        if out[-1].names and low[slice(*reason)] in ("đứng đầu", "dẫn đầu"):
            reason = None  # `hai đơn vị đứng đầu là A và B` says who, not why
    return _fold(out), reason


# A group of receivers by its unit alone, joined to those before.
_MAIN_GROUP = re.compile(r"\d+ (?:tập thể|cá nhân|hộ|gia đình|đồng chí|đơn vị)(?!\w)")
_JOINED = re.compile(r"(?:,|và|;) (?:cho )?$")


def _receiving(text: str, low: str, groups: list[Group]) -> list[Group]:
    """`5 đơn vị dẫn đầu hai khối và 10 cá nhân`: numbers inside the reason of the first are no receivers."""

    def goes_on(group: Group) -> bool:
        return bool(_MAIN_GROUP.match(low, group.start) and _JOINED.search(low, max(0, group.start - 8), group.start))

    out: list[Group] = []
    for i, group in enumerate(groups):
        inside = bool(out) and not goes_on(group) and find_reason(text, low, out[-1].end, group.start) is not None
        if not (inside and any(goes_on(g) and g.kind != out[-1].kind for g in groups[i + 1 :])):
            out.append(group)
    return out


_OTHER_CLAUSE = re.compile(r"(?<!\w)(?:tặng|trao|chúc mừng|phát biểu|chủ trì|yêu cầu|nhấn mạnh|thăm|tham dự|đề nghị)(?!\w)")


def _clause_end(low: str, start: int, end: int) -> int:
    """Receivers end where a clause of another sort begins (`…; đồng chí B tặng hoa chúc mừng`)."""
    for m in re.finditer(r";", low[start:end]):
        at = start + m.start()
        chunk = low[at + 1 : end].split(";")[0]
        if low.count("(", start, at) == low.count(")", start, at) and _OTHER_CLAUSE.search(chunk):
            return at
    return end


_DECISION = re.compile(
    r"(?: ?\(|,)? ?(?:theo|tại)? ?(?:các )?quyết định số [^\s,;)]+(?: ngày [\d/.-]+(?: tháng \d+ năm \d+)?)?(?: của [^,;()]"
    r"{3,60}?(?= vì| do| về|[,;)]|$))?\)?"
)


def _tail_reason(text: str, low: str, start: int, end: int) -> tuple[int, int] | None:
    """The reason right behind the kind of a passive (`được tặng Bằng khen vì …`), a decision's number skipped."""
    m = _DECISION.match(low, start, end)
    start = m.end() if m else start
    if re.match(r"\s*,? (?:trong đó|và|qua đó|đây)(?!\w)", low[start:end]):
        return None
    return find_reason(text, low, start, end, reach=25)


def _reason_after(text: str, low: str, after: int, stop: int, end: int) -> tuple[int, int] | None:
    found = find_reason(text, low, after, stop)
    if found is None:
        return None
    # A reason runs over later numbers (`có sáng kiến ở 5 xã`) unless they go on with the receivers.
    if re.match(r"\s*(?:,|và|;)\s*$", low[found[1] : stop]) or (
        found[1] >= stop - 3 and re.search(r"(?:,|và|;) ?$", low[found[0] : stop])
    ):
        return found
    return find_reason(text, low, after, end)


def _names_after(marks: Marks, group: Group, stop: int, end: int) -> tuple[tuple[str, ...], int]:
    """Names in brackets or after `gồm`, `là`, `:`; and the offset after them."""
    text, low = marks.text.text, marks.text.low
    m = _NAMES_FOLLOW.match(text, group.end, end)
    if m is None:
        return (), group.end
    if m["open"]:
        close = _closing(text, m.end(), end)
        names = read_names(marks, m.end(), close)
        return tuple(n.name for n in names), (close + 1 if names else group.end)
    late = find_reason(text, low, m.end(), stop, reach=600)
    names = [n for n in read_names(marks, m.end(), late[0] if late else stop) if _fits(n, group)]
    if m["close"] and len(names) != group.count:
        return (), group.end  # `5 tập thể Sở X`: whose they are, not who
    return tuple(n.name for n in names), (names[-1].end if names else group.end)


def _fits(name: Name, group: Group) -> bool:
    return group.kind in (name.kind, "mixed", "household") or name.kind == "locality"


def _closing(text: str, at: int, end: int) -> int:
    depth = 1
    for i in range(at, end):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return i
    return end


def _fold(recipients: list[Recipient]) -> tuple[Recipient, ...]:
    """Groups of one kind (`3 phòng, 5 xã`) are one recipient of that kind; an inexact one makes the count unknown."""
    out: dict[str, Recipient] = {}
    for r in recipients:
        if r.kind in out:
            first = out[r.kind]
            total = None if first.count is None or r.count is None else first.count + r.count
            out[r.kind] = Recipient(r.kind, total, first.names + r.names)
        else:
            out[r.kind] = r
    return tuple(out.values())


def _printed(low: str, frame: Frame) -> int | None:
    """The number printed before the kind: `02 giải Nhì`, `25 Giấy khen`."""
    m = _PRIZES.search(low[max(0, frame.kind.start - 30) : frame.kind.start])
    return count(m["n"]) if m else None


def shared_recipients(marks: Marks, frame: Frame, received: Received) -> Received:
    """What a kind takes of the receivers of the kind that follows it."""
    if frame.kind.family != "prize" or any(r.names for r in received.recipients):
        return received if frame.kind.family != "prize" else Received((), None)
    printed = _printed(marks.text.low, frame)
    if printed is None or len(received.recipients) != 1:
        return Received((), None)
    return Received((Recipient(received.recipients[0].kind, printed),), None)


def _open(low: str, frame: Frame, start: int, end: int) -> tuple[Recipient, ...]:
    """`các đội còn lại`, `các tập thể, cá nhân`: the kind is told; the count only by the number of prizes."""
    groups = find_open_groups(low, start, min(end, start + 120))
    if not groups:
        return ()
    printed = _printed(low, frame)
    if printed is None and frame.kind.family != "prize":
        return ()
    return (Recipient(groups[0].kind, printed),)  # type: ignore[arg-type]


_ADVERBIAL = re.compile(
    r"\s*(?:(?:và|có|trong đó|ngoài ra|đồng thời|đặc biệt|theo đó|kết quả|chung cuộc|cụ thể)(?:,| có)? )*(?:(?:cũng |ngay |"
    r"nhân |vào )?(?:tại|trong|nhân|dịp|kết thúc|kết quả|theo|sau|ngoài|bên cạnh|trước|năm|ngày|sáng|chiều|tối|từ|đến|"
    r"vừa qua|mới đây|chung cuộc|qua|nhìn|tính|riêng|"
    r"đáng chú ý|vượt|giai đoạn|nhiều năm|hiện|hằng|hàng|đây|cùng|cuối)(?!\w)[^,:\n]*[,:]\s*)+(?:có |đã có )?"
)


def _skip_adverbials(marks: Marks, start: int, end: int) -> int:
    """Over `Tại hội nghị,`, `Kết thúc hội thi,` before the receivers."""
    m = _ADVERBIAL.match(marks.text.low, start, end)
    return m.end() if m else start
