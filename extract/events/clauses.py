"""Clauses that report an event: which construction holds it, on what day, by whom, under what name.

Source: docs/codebook.md, "events"; survey of opening formulae. A clause is a sentence or its part between semicolons;
`read_clause` gives at most one candidate, the leftmost that a construction supports.
"""

from __future__ import annotations

import re

from extract.events.bodies import Bodies, Body
from extract.events.citations import find_citations
from extract.events.delegations import delegation_body, delegation_in, delegation_or_subject, delegation_topic
from extract.events.drafts import Candidate, Rule
from extract.events.held import When, find_when, resolve_when, span_of
from extract.events.names import day_spans, find_venue, name_end
from extract.events.nouns import Head, find_heads
from extract.events.organizers import ADVERBS, after_do, subject_of
from extract.events.patterns import (
    ACTABLE,
    ACTS_LATER,
    ANNOUNCED,
    ATTEND,
    BACKGROUND,
    BARE_ENDING,
    BY,
    COUNCIL,
    COUNCIL_TERM,
    COUNTED,
    DELEGATION,
    DIRECTIVE,
    ENDS,
    FREQUENT,
    HAPPENS,
    HAS,
    HELD_AFTER,
    HOLD,
    INDEX_OBJECT,
    INSPECTING,
    LEADS,
    NO_SUBJECT,
    ORDERED,
    PLURAL,
    RECEIVED,
    RECENT,
)  # fmt: skip

# No clause of news is longer, nor names more events before the one that it reports: what is gets no more time.
LONGEST_CLAUSE = 1500
MOST_HEADS = 12


class ClauseReader:
    """Reads the clauses of one text of an article."""

    def __init__(self, bodies: Bodies) -> None:
        self.bodies = bodies
        self.text = bodies.text
        self.low = bodies.text.low

    def read_clause(self, start: int, end: int) -> Candidate | None:
        """The event that text[start:end] reports, if a construction supports one."""
        end = min(end, start + LONGEST_CLAUSE)
        heads = find_heads(self.low, start, end)[:MOST_HEADS]
        if not heads:
            return None
        whens = find_when(self.bodies.reading, self.text, start, end)
        undated: Candidate | None = None
        for head in heads:
            made = self._construct(head, start, end, whens)
            found = self._dress(made, whens) if made is not None else None
            if found is not None and not (found.bare and found.when is None):
                return found
            if made is not None and not (found and found.bare):
                return None
            undated = undated or found
        return undated

    # -- constructions -------------------------------------------------------------------------------------------

    def _construct(self, head: Head, start: int, end: int, whens: list[When]) -> Candidate | None:
        before = self.low[start : head.start]
        if PLURAL.search(before) or (COUNTED.search(before) and not whens):
            return None
        counted = COUNTED.search(before)
        before = before[: counted.start()] if counted else before
        stop = name_end(self.text.text, self.low, head.start, end, head.kind, day_spans(self.low, head.end, end))
        stop = max(stop, head.end)
        if m := HOLD.search(before):
            delegation = delegation_in(self.low, start, start + m.start("verb")) if head.kind == "inspection" else None
            if delegation is not None:
                return self._by_delegation(head, start, end, stop, delegation)
            if BARE_ENDING.search(before) and not re.search(r"\w", before[: m.start("verb")]) and stop <= head.end + 1:
                return None
            subject = subject_of(self.bodies, start, start + m.start("verb"))
            return self._make(head, start, end, stop, "held", subject)
        if m := re.search(r"(?<!\w)mời [^;]{3,90} (?:tham )?dự $", before):
            return self._make(head, start, end, stop, "attended", subject_of(self.bodies, start, start + m.start()))
        if head.kind != "inspection" and head.kind != "announcement" and ATTEND.search(before):
            return self._make(head, start, end, stop, "attended", self._by(stop, end))
        if not head.act:
            if ATTEND.search(before):
                return self._make(head, start, end, stop, "attended", self._by(stop, end))
            if HAPPENS.search(before):
                return self._make(head, start, end, stop, "happens", self._by(stop, end))
            if m := HAS.search(before):
                return self._make(
                    head, start, end, stop, "attended", delegation_or_subject(self.bodies, start, start + m.start("verb"))
                )
            organizer = self._by(stop, end)
            if organizer is not None:
                return self._make(head, start, end, stop, "subject", organizer)
            if re.search(r"(?:^|[:;,] )$", before) and any(0 <= w.start - stop <= 3 for w in whens):
                return self._make(head, start, end, stop, "subject", None)
            if HELD_AFTER.match(self.low, self._after_council(head, stop), end):
                return self._make(head, start, end, stop, "subject", None)
            if re.search(r"(?:tại|đến với|trong khuôn khổ) $", before) and any(
                w.end <= head.start or 0 <= w.start - stop <= 3 for w in whens
            ):
                return self._make(head, start, end, stop, "attended", None)
            if self.low[head.start : head.end] not in ACTABLE:
                return None
        return self._act(head, start, end, stop, whens)

    def _act(self, head: Head, start: int, end: int, stop: int, whens: list[When]) -> Candidate | None:
        before = self.low[start : head.start]
        delegation = delegation_in(self.low, start, head.start)
        if head.kind == "announcement":
            return self._announcement(head, start, end, stop)
        if NO_SUBJECT.search(before) and not (delegation and LEADS.search(before)):
            own = re.search(r"(?<!\w)(?<!trưởng )(?:đoàn|tổ công tác) $", before)
            # `Đoàn kiểm tra … tại huyện X`: a noun and its verb in one, where no other verb follows.
            if own is None or head.kind != "inspection" or not whens or ACTS_LATER.search(self.low, head.end, end):
                return None
            return self._by_delegation(head, start, end, stop, (start + own.start(), head.start - 1))
        if delegation is not None and head.kind in ("inspection", "meeting"):
            return self._by_delegation(head, start, end, stop, delegation)
        received = RECEIVED.match(self.low, head.end, end)
        if received is not None:
            found = self._make(
                head,
                start,
                end,
                stop,
                "delegation",
                delegation_body(self.bodies, received.start("body"), received.end("body"), end),
            )
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
            named = self.bodies.reading.mentions.of(self.text).in_span(start, head.start, "indicators")
            if who is None or not named:
                return None
            found = self._make(head, start, end, head.end, "announcement", who)
            found.name = (
                f"{self.text.text[head.start : head.end]} {self.text.text[named[0].start : start + passive.start()].strip(' ,')}"
            )
            return found
        if not INDEX_OBJECT.match(self.low, head.end):
            return None
        subject = subject_of(self.bodies, start, head.start)
        return self._make(head, start, end, stop, "announcement", subject) if subject else None

    def _by_delegation(self, head: Head, start: int, end: int, stop: int, delegation: tuple[int, int]) -> Candidate | None:
        m = DELEGATION.match(self.low, delegation[0])
        sort = m["sort"] if m else None
        gap = self.low[delegation[1] : head.start]
        if re.search(r"(?:tiếp|làm việc với|báo cáo|đón|cùng)(?: với)? $", self.low[start : delegation[0]]) or len(gap) > 260:
            return None
        found = self._make(head, start, end, stop, "delegation", delegation_body(self.bodies, *delegation, head.start))
        found.delegation = delegation
        if (sort or "kiểm tra") in INSPECTING or head.kind == "inspection":
            found.kind = "inspection"
        if head.kind == "meeting" and m is not None and sort in INSPECTING:
            found.name = delegation_topic(self.bodies, m.start("sort"), head.start)
        return found

    def _person_before(self, start: int, verb: int) -> bool:
        """Does a person or an office holder stand directly before the verb?"""
        mentions = self.bodies.reading.mentions.of(self.text)
        ends = [p.end for p in mentions.in_span(start, verb, "people")] + [t.end for t in mentions.in_span(start, verb, "titles")]
        return any(
            re.fullmatch(
                rf"(?:\s?\([^)]*\))?\s?[,-]?\s?{ADVERBS}(?:làm trưởng đoàn,? )?{ADVERBS}(?:cùng [^,;]{{3,80}} )?{ADVERBS}",
                self.low[e:verb],
            )
            for e in ends
            if e <= verb
        )

    def _by(self, at: int, end: int) -> Body | None:
        """`do X tổ chức`, `được X tổ chức` after a name."""
        m = BY.match(self.low, at)
        if m is None:
            return None
        verb = re.compile(
            r"[^.;]{2,160}?\s(?:phối hợp |đồng |cùng )?(?:tổ chức|phát động|đăng cai|thực hiện|khởi xướng|chủ trì tổ chức)(?!\w)"
        ).match(self.low, m.end(), end)
        if verb is None:
            return None
        hold = self.low.rfind(" tổ chức", m.end(), verb.end())
        return after_do(self.bodies, m.end(), hold if hold > 0 else verb.end())

    def _after_council(self, head: Head, at: int) -> int:
        """Past the council that a session is of: `Kỳ họp thứ 6, HĐND huyện khóa XX diễn ra …`."""
        m = COUNCIL.match(self.low, at) if self.low.startswith("kỳ họp", head.start) else None
        council = self.bodies.at(m.end()) if m else None
        term = COUNCIL_TERM.match(self.low, council.end) if council else None
        return term.end() if term else at

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
        c.announced = self._is_announced(c)
        c.recent = bool(RECENT.search(low, c.start, c.head.start))
        if (c.rule not in ("subject", "attended") and self._directed(zone, zone_start)) or (
            c.rule == "attended" and ORDERED.search(zone)
        ):
            return None
        if c.when is None and (c.announced or FREQUENT.search(low, c.start, c.head.start)):
            return None
        if c.when is not None and c.announced:
            c.when = resolve_when(self.bodies.reading, c.when, True)
        c.follow = bool(BACKGROUND.match(low[c.start : c.start + 20]))
        c.bare = not c.name and self._is_bare(c)
        c.name = c.name or self.text.text[c.name_start : c.name_end].strip()
        c.venue = find_venue(self.low, c.kind, (c.start, c.end), (c.name_start, c.name_end))
        if c.organizer is None and low.startswith("kỳ họp", c.head.start) and (m := COUNCIL.match(low, c.name_end)):
            c.organizer = self.bodies.at(m.end())
        return c

    def _is_announced(self, c: Candidate) -> bool:
        """`sẽ`, `dự kiến` before the noun, or between name and day."""
        end = c.when.start if c.when and c.when.start >= c.name_end else c.name_end + 24
        return bool(ANNOUNCED.search(self.low, c.start, c.head.start) or ANNOUNCED.search(self.low, c.name_end, min(c.end, end)))

    def _directed(self, zone: str, at: int) -> bool:
        """Does a directive govern the event? Words inside a body's name (`Ban Chỉ đạo`) do not."""
        for m in DIRECTIVE.finditer(zone):
            spot = at + m.start()
            if self.text.text.count('"', at, spot) % 2:
                continue
            # `Ban Chỉ đạo`, `TP. Cần Thơ`: words of a name.
            named = [(m.start, m.end) for m in self.bodies.orgs] + [(m.start, m.end) for m in self.bodies.places]
            if any(a <= spot < b for a, b in named) or (
                self.text.text[spot].isupper() and spot > at and self.text.text[spot - 2 : spot - 1] not in (",", ".")
            ):
                continue
            if any(a <= spot < b for a, b in ((d.start, d.end) for d in self.bodies.reading.mentions.of(self.text).titles)):
                continue
            if re.search(
                r"(?:theo|thực hiện|triển khai) (?:kế hoạch|chỉ đạo)", zone[max(0, m.start() - 14) : m.end()]
            ) or re.match(r"(?:triển khai|để|nhằm) [^,]{5,160},", zone[m.start() :]):
                continue
            return True
        return False

    def _day_of(self, c: Candidate, whens: list[When]) -> When | None:
        """The last day before the event's noun, else the first after its name (not past a colon)."""
        before = [w for w in whens if w.end <= c.head.start]
        if before:
            pair = len(before) > 1 and re.fullmatch(r"\s?(?:và|đến|,)\s?", self.low[before[-2].end : before[-1].start])
            return span_of(before[-2], before[-1]) if pair else before[-1]
        after = [w for w in whens if w.start >= c.head.end]
        if not after or re.search(r"[;:]", self.low[c.name_end : after[0].start]):
            return None
        if len(after) > 1 and ENDS.search(self.low[after[0].end : after[1].start]):
            return span_of(after[0], after[1])
        return after[0]

    def _is_bare(self, c: Candidate) -> bool:
        rest = self.low[c.head.end : c.name_end]
        return (
            not c.head.act
            and not re.match(r"vòng|đêm|chung k|bán k|sơ kh", self.low[c.head.start : c.head.end])
            and not re.search(r"\w", re.sub(r"^\s?(?:này|trên|nói trên|lần này)", "", rest))
        )
