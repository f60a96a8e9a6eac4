"""From candidates to events: repeats merged, days of `cùng ngày` filled, later sentences read for format and sites.

Source: docs/codebook.md, "events" and "Fine points": a gathering without a day is an event, one merely cited is not;
an inspection and its working session are one event; a round-up page gives one record each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from core.places import TYPE_LEVELS, Level, gazetteer
from core.text import name_key
from extract.dates import literal_day
from extract.events.bodies import Bodies
from extract.events.clauses import ClauseReader
from extract.events.drafts import Candidate, Draft
from extract.events.formats import read_format
from extract.events.further import further_places
from extract.events.held import When
from extract.events.names import name_end
from extract.events.nouns import anaphor_kinds, find_heads
from extract.events.patterns import ENDS
from extract.reading import Reading
from extract.text import Block, Text
from schemas.facts import EventKind

# From here on a page lists other articles.
_FURNITURE = re.compile(
    r"\W*(?:các tin (?:khác|liên quan|mới|cũ|đã)|tin (?:khác|liên quan|cùng|mới|cũ|bài)|những tin|"
    r"bài (?:viết )?liên quan|có thể bạn|xem thêm|đọc thêm|lượt xem|cùng chuyên mục)"
)
_COMMITTEE = re.compile(rf"Ủy ban nhân dân (?P<type>{'|'.join(TYPE_LEVELS)}) (?P<name>.+)")
# An undated clause reports only near the top: the lead and the two paragraphs after it.
LEAD_BLOCKS = 3


def candidates_of(reading: Reading, text: Text) -> Iterator[Candidate]:
    """Every candidate of a text in order; captions and tables report no event, other articles' titles neither."""
    reader = ClauseReader(Bodies(reading, text))
    number = 0
    for block in text.blocks:
        if _FURNITURE.match(text.low, block.start, block.end):
            return
        if block.kind in ("caption", "table"):
            continue
        number += 1
        for sentence in block.sentences:
            for start, end in _clauses(text.text, sentence.start, sentence.end):
                found = reader.read_clause(start, end)
                if found is not None and not (found.when is None and number > 1 and _is_heading(text, block)):
                    found.block = 1 if block.kind == "item" or _starts_item(text, block) else number
                    yield found
                    yield from further_places(reader.bodies, found)


def _is_heading(text: Text, block: Block) -> bool:
    """A short line without a stop (`2. Đoàn kiểm tra của thành phố làm việc tại phường`) heads what follows."""
    line = text.text[block.start : block.end].strip()
    return len(line) < 140 and line[-1:] not in '.!?;:…"'


def _starts_item(text: Text, block: Block) -> bool:
    return _ITEM_MARK.match(text.text, block.start, block.end) is not None


_ITEM_MARK = re.compile(r"\s*[-+*•]")


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a sentence between semicolons; a semicolon in brackets or quotes cuts nothing."""
    out: list[tuple[int, int]] = []
    begin = last = start
    depth = 0
    i = text.find(";", start, end)
    while i >= 0:
        depth += text.count("(", last, i) - text.count(")", last, i)
        last = i
        if depth <= 0 and text.count('"', begin, i) % 2 == 0:
            out.append((begin, i))
            begin = i + 1
            while begin < end and text[begin].isspace():
                begin += 1
        i = text.find(";", i + 1, end)
    if begin < end:
        out.append((begin, end))
    return out


def assemble(reading: Reading) -> tuple[list[Draft], list[Candidate]]:
    """The events of an article, and the candidates that were left out (cited, undated far from the lead)."""
    body, title = reading.doc.body, reading.doc.title
    drafts: list[Draft] = []
    dropped: list[Candidate] = []
    last_when: When | None = None
    for c in candidates_of(reading, body):
        if c.when is not None and c.when.same_day:
            if last_when is None:
                c.when = None
            else:
                c.when = replace(c.when, start_date=last_when.start_date)
        if c.when is not None:
            last_when = c.when
        same = next((d for d in reversed(drafts) if same_event(d, c)), None)
        if same is not None:
            _absorb(same, c)
        elif accepted(reading, c, drafts):
            drafts.append(_open(c, drafts))
        else:
            dropped.append(c)
    if not drafts:
        named = (c for c in candidates_of(reading, title) if c.rule in ("held", "subject") and not c.bare and not c.announced)
        drafts.extend(Draft([c], c.when, c.kind) for c in named)
    for draft in drafts:
        _settle_kind(draft)
        if draft.first.bare:
            draft.first.name = _headline_name(reading, draft.kind) or draft.first.name
    _read_regions(reading, drafts)
    return drafts, dropped


def _headline_name(reading: Reading, kind: EventKind) -> str | None:
    """The headline's name of an event that the body only calls by its noun (`Sáng 12/3, hội nghị đã diễn ra`)."""
    title = reading.doc.title
    for head in find_heads(title.low, 0, len(title.low)):
        if head.kind == kind and not head.act:
            end = name_end(title.text, title.low, head.start, len(title.low), kind, [])
            return title.text[head.start : end] if end > head.end else None
    return None


def _open(c: Candidate, drafts: list[Draft]) -> Draft:
    """A new event; where the same delegation goes on to another place, it keeps its body."""
    draft = Draft([c], c.when, c.kind)
    if c.delegation is not None:
        before = [i for i, d in enumerate(drafts) if d.kind == "inspection"]
        own = c.text.low[slice(*c.delegation)].strip()
        if before and c.organizer is None and own in ("đoàn", "tổ công tác", "đoàn công tác", "đoàn kiểm tra"):
            draft.leader = before[-1]
            c.organizer = drafts[before[-1]].organizer
    return draft


def accepted(reading: Reading, c: Candidate, drafts: list[Draft]) -> bool:
    """Is a candidate that repeats no event an event of its own?"""
    if c.when is not None:
        if c.rule == "attended" and c.bare:
            return True
        return c.rule != "announcement" or c.when.start_date is not None or reading.published is None
    if c.rule in ("announcement", "act") or (c.bare and c.rule != "held"):
        return c.rule == "act" and c.recent and c.organizer is not None and c.block <= LEAD_BLOCKS and not drafts
    if c.rule == "delegation":
        return c.block <= LEAD_BLOCKS
    if c.rule in ("attended", "happens"):
        return c.block <= LEAD_BLOCKS - 1 and not drafts
    return c.block <= LEAD_BLOCKS and (not drafts or c.recent)


def same_event(d: Draft, c: Candidate) -> bool:
    """Does a candidate speak of an event that is already there?"""
    if c.kind == "announcement" or d.kind == "announcement":
        return c.kind == d.kind and _same_day(d, c) and similar(d.first.name, c.name)
    if not _compatible(d.kind, c):
        return False
    if c.bare and c.kind == d.kind and c.rule in ("subject", "happens"):
        return True
    if not _same_day(d, c):
        return False
    if c.bare or d.first.bare:
        return c.when is None or d.when is None or _dates_equal(d.when, c.when) or c.rule == "attended"
    known = d.first.organizer, c.organizer
    if similar(d.first.name, c.name):
        # `UBND xã A tổ chức đối thoại …`, `UBND xã B tổ chức đối thoại …`: each has its own.
        return c.when is None or known[0] is None or known[1] is None or not _peers(known[0].name, known[1].name)
    if d.kind == "inspection" and c.rule == "delegation" and c.when is None:
        return True
    if d.kind == "inspection" or c.kind == "inspection":
        return d.kind != c.kind and c.when is None
    if c.when is None or d.when is None or c.when.start_date is None or c.when.same_day:
        return False
    return None in known or (known[0] is not None and known[1] is not None and known[0].name == known[1].name)


def _peers(one: str, other: str) -> bool:
    """Are these the committees of two places of one level?"""
    return one != other and bool(_levels(one) & _levels(other))


def _levels(committee: str) -> set[Level]:
    """The levels that the place of a people's committee may have; none where it is no committee's name."""
    m = _COMMITTEE.fullmatch(committee)
    if m is None:
        return set()
    if m["type"] == "tỉnh" or (m["type"] == "thành phố" and gazetteer().named(m["name"], None, None, "province")):
        return {"province"}
    return set(TYPE_LEVELS[m["type"]]) - {"province"}


def _compatible(kind: EventKind, c: Candidate) -> bool:
    if kind == c.kind:
        return True
    if kind == "inspection" and c.kind == "meeting":
        return c.when is None
    return c.bare and kind in ("conference", "meeting") and c.kind in ("conference", "meeting")


def _same_day(d: Draft, c: Candidate) -> bool:
    return d.when is None or c.when is None or _dates_equal(d.when, c.when)


def _dates_equal(a: When, b: When) -> bool:
    parts = {a.part_of_day, b.part_of_day} - {None}
    if a.start_date is None and b.start_date is None and a.day and b.day:
        return (a.day.day, a.day.month) == (b.day.day, b.day.month) and len(parts) < 2
    return a.start_date == b.start_date and len(parts) < 2


def similar(a: str, b: str) -> bool:
    """Do two names share most words of the shorter?"""
    x, y = set(name_key(a).split()), set(name_key(b).split())
    short = min(len(x), len(y))
    return short > 0 and len(x & y) >= max(0.7 * short, min(short, 3))


def _absorb(d: Draft, c: Candidate) -> None:
    if d.first.bare and not c.bare:
        d.candidates.insert(0, c)
        d.kind = c.kind
    else:
        d.candidates.append(c)
    if d.when is None and c.when is not None:
        d.when = c.when
    elif d.when is not None and c.when is not None and _spans(c.when, d.when):
        d.when = replace(c.when, part_of_day=None)
    elif d.when is not None and c.when is not None and not _dates_equal(d.when, c.when):
        d.when = _with_end(d.when, c)
    elif d.when is not None and c.when is not None and d.when.part_of_day is None and c.when.part_of_day is not None:
        d.when = replace(d.when, end_date=d.when.end_date or c.when.end_date, part_of_day=c.when.part_of_day)


def _spans(long: When, day: When) -> bool:
    """Is a single day one of those that another clause gives (`tối 24/10 đã khép lại`, `tổ chức trong các ngày 23 và 24/10`)?"""
    if not (long.start_date and long.end_date and day.start_date) or day.end_date:
        return False
    return long.start_date <= day.start_date <= long.end_date


def _with_end(when: When, c: Candidate) -> When:
    """`Cuộc thi kết thúc ngày 14/11`: the last day of an event that has begun; any other day changes nothing."""
    day = c.when.day if c.when else None
    if day is None or day.end_day or when.end_date or not when.start_date or not _ends_then(c):
        return when
    start = date.fromisoformat(when.start_date)
    ends = [e for y in (day.year,) if y for e in (literal_day(day.day, day.month, y),)] or [
        literal_day(day.day, day.month, start.year + n) for n in (0, 1)
    ]
    end = next((e for e in ends if e is not None and e > start), None)
    return replace(when, end_date=end.isoformat()) if end else when


def _ends_then(c: Candidate) -> bool:
    """Do the words of ending stand with the day? Not in `Hội nghị khép lại bằng một tấm ảnh, …, được hạ xuống chiều 30/6`."""
    day = c.when.start if c.when else c.end
    return any(m.start() > day or "," not in c.text.low[m.end() : day] for m in ENDS.finditer(c.text.low, c.head.end, c.end))


def _settle_kind(d: Draft) -> None:
    """An act (`tổng kết`, `công bố`) that the next sentences call a conference or ceremony is one."""
    c = d.first
    if (c.rule != "act" and c.rule != "announcement") or d.kind not in ("conference", "announcement"):
        return
    text = d.text
    for kind in anaphor_kinds(text.low, c.end, min(len(text.low), c.end + 500)):
        if kind in ("conference", "ceremony", "meeting", "seminar"):
            if d.kind == "announcement" and not re.search(
                r"(?:tại|dự|ở) (?:buổi )?(?:lễ|hội nghị)", text.low[c.end : c.end + 500]
            ):
                return
            d.kind = kind
            return


def _read_regions(reading: Reading, drafts: list[Draft]) -> None:
    """Give every event its stretch of the body, and read format and number of sites there."""
    body = reading.doc.body
    starts = sorted((d.first.start, i) for i, d in enumerate(drafts) if d.text is body)
    for n, (start, i) in enumerate(starts):
        d = drafts[i]
        end = starts[n + 1][0] if n + 1 < len(starts) else len(body.low)
        if d.first.follow or d.first.announced:
            end = min(end, _paragraph_end(body, start))
        d.spans = [(start, end)]
    main = next((drafts[i] for _, i in starts if not drafts[i].first.follow), None)
    for n, (_, i) in enumerate(starts):
        if main is not None and drafts[i].first.follow and n + 1 <= len(starts):
            nxt = starts[n + 1][0] if n + 1 < len(starts) else len(body.low)
            main.spans.append((drafts[i].spans[0][1], nxt))
    for d in drafts:
        read_format(d)


def _paragraph_end(text: Text, offset: int) -> int:
    return next((b.end for b in text.blocks if b.start <= offset < b.end), len(text.low))
