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
from extract.events.held import When, find_when
from extract.events.names import day_spans, name_end
from extract.events.nouns import Head, find_heads
from extract.events.organizers import ADVERBS, after_do, subject_of
from extract.events.patterns import (
    ACTABLE,
    ACTS_LATER,
    ATTEND,
    BARE_ENDING,
    BY,
    CHAIRED,
    COLLEGIATE,
    COUNCIL,
    COUNCIL_TERM,
    COUNTED,
    DECIDES_TOGETHER,
    DELEGATION,
    ENTRIES,
    GIVEN_OUT,
    HAPPENS,
    HAS,
    HELD_AFTER,
    HOLD,
    INDEX_NAME,
    INDEX_OBJECT,
    INSIDE_BODY,
    INSPECTING,
    INVITED,
    LAUNCHES,
    LEADS,
    LONGEST_CLAUSE,
    NO_SUBJECT,
    ON_PAPER,
    OWN_DAY,
    PLURAL,
    RECEIVED,
)  # fmt: skip
from extract.events.slots import dress

# No clause of news names more events before the one that it reports: what does gets no more time.
MOST_HEADS = 12


# `đã đi khảo sát`: how they came is no part of the name.
_GOES = re.compile(r"(?:đi|đến|tới) ")
_HELD = re.compile(r"tổ chức(?!\w)")
# The verb of `do X tổ chức`.
_HOLDS_IT = re.compile(
    r"[^.;]{2,160}?\s(?:phối hợp |đồng |cùng )?(?:tổ chức|phát động|đăng cai|thực hiện|khởi xướng|chủ trì tổ chức)(?!\w)"
)
# Between a person or an office holder and what they do.
_PERSON_DOES = re.compile(
    rf"(?:\s?\([^)]*\))?\s?[,-]?\s?{ADVERBS}(?:làm trưởng đoàn,? )?{ADVERBS}(?:cùng [^,;]{{3,80}} )?{ADVERBS}"
)
_OPENS = re.compile(r"(?:^|[:;,] )$")
_OPENS_OR_ITEM = re.compile(r"(?:^|[:;,] |^[-+*•] )$")
_AT = re.compile(r"(?:tại|đến với|trong khuôn khổ) $")
_AT_OR_IN = re.compile(r"(?:tại|đến với|trong khuôn khổ|trong|ở|từ) $")
_PASSIVE = re.compile(r"(?<!\w)(?:do|được) (?P<who>[^,;]{2,140}?)(?: chính thức| vừa| đã)* $")
_COMMA = re.compile(r"\)?, ")
# `…, tổng điểm PAPI năm 2022`: between the day of publication and the index.
_TO_ITS_INDEX = re.compile(r"[ ,)]*(?:(?:tổng điểm|điểm số|điểm|kết quả|giá trị) )?")


class ClauseReader:
    """Reads the clauses of one text of an article."""

    def __init__(self, bodies: Bodies) -> None:
        self.bodies = bodies
        self.text = bodies.text
        self.low = bodies.text.low
        self._stops: dict[tuple[Head, int], int] = {}

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
            found = dress(self.bodies, made, whens) if made is not None else None
            if found is not None and not (found.bare and found.when is None):
                return found
            if made is not None and not (found and found.bare):
                return None
            undated = undated or found
        return undated

    # -- constructions -------------------------------------------------------------------------------------------

    def _construct(self, head: Head, start: int, end: int, whens: list[When]) -> Candidate | None:
        before = self.low[start : head.start]
        if INSIDE_BODY.before(before, len(before)):
            return self._of_board(head, start, end, whens)
        if head.kind == "inspection" and not whens and ON_PAPER.match(self.low, head.end, end):
            return None
        counted = COUNTED.before(before, len(before))
        if PLURAL.before(before, len(before)) or (counted and not whens):
            return None
        before = before[: counted.start()] if counted else before
        if m := HOLD.before(before, len(before)):
            delegation = delegation_in(self.low, start, start + m.start("verb")) if head.kind == "inspection" else None
            if delegation is not None:
                return self._by_delegation(head, start, end, delegation)
            alone = BARE_ENDING.search(before) and not re.search(r"\w", before[: m.start("verb")])
            if alone and self._stop(head, end) <= head.end + 1:
                return None
            subject = subject_of(self.bodies, start, start + m.start("verb"))
            return self._make(head, start, end, "held", subject)
        if m := INVITED.before(before, len(before)):
            return self._make(head, start, end, "attended", subject_of(self.bodies, start, start + m.start()))
        if head.kind != "inspection" and head.kind != "announcement" and ATTEND.before(before, len(before)):
            return self._make(head, start, end, "attended", self._by(head, end))
        if not head.act:
            if ATTEND.before(before, len(before)):
                return self._make(head, start, end, "attended", self._by(head, end))
            if HAPPENS.before(before, len(before)):
                return self._make(head, start, end, "happens", self._by(head, end))
            if m := HAS.before(before, len(before)):
                who = delegation_or_subject(self.bodies, start, start + m.start("verb"))
                return self._make(head, start, end, "attended", who)
            organizer = self._by(head, end)
            if organizer is not None:
                return self._make(head, start, end, "subject", organizer)
            stop = self._stop(head, end)
            if whens and _OPENS.search(before, max(0, len(before) - 3)) and any(0 <= w.start - stop <= 3 for w in whens):
                return self._make(head, start, end, "subject", None)
            chaired = CHAIRED.match(self.low, stop, end) if whens else None
            if HELD_AFTER.match(self.low, chaired.end() if chaired else self._after_council(head, stop), end):
                return self._make(head, start, end, "subject", None)
            if any(
                (_AT.search(before) and w.end <= head.start) or (_AT_OR_IN.search(before) and 0 <= w.start - stop <= 3)
                for w in whens
            ):
                given = GIVEN_OUT.before(before, len(before))
                by = self.bodies.at(start + before.index(" ", given.start()) + 1) if given else self._sitting(head, whens, end)
                return self._make(head, start, end, "attended", by)
            if self.low[head.start : head.end] not in ACTABLE:
                return None
        return self._called(head, start, end, whens) or self._act(head, start, end, whens)

    def _called(self, head: Head, start: int, end: int, whens: list[When]) -> Candidate | None:
        """`Họp Ban Chỉ đạo do UBND tỉnh tổ chức diễn ra vào ngày 6/4`: an event called by a verb, which its organiser and
        its own verb follow."""
        if head.kind in ("inspection", "announcement", "ceremony") or not whens:
            return None
        if not _OPENS_OR_ITEM.search(self.low[start : head.start]):
            return None
        held = self._held_by(head, end)
        organizer = self._by(head, end) if held and HELD_AFTER.match(self.low, held.end(), end) else None
        return self._make(head, start, end, "subject", organizer) if organizer else None

    def _act(self, head: Head, start: int, end: int, whens: list[When]) -> Candidate | None:
        before = self.low[start : head.start]
        delegation = delegation_in(self.low, start, head.start)
        if head.kind == "announcement":
            return self._announcement(head, start, end, whens)
        if NO_SUBJECT.before(before, len(before)) and not (delegation and LEADS.before(before, len(before))):
            own = re.search(r"(?<!\w)(?<!trưởng )(?:đoàn|tổ công tác) $", before)
            # `Đoàn kiểm tra … tại huyện X`: a noun and its verb in one, where no other verb follows.
            if own is None or head.kind != "inspection" or not whens or ACTS_LATER.search(self.low, head.end, end):
                return None
            return self._by_delegation(head, start, end, (start + own.start(), head.start - 1))
        if delegation is not None and head.kind in ("inspection", "meeting"):
            return self._by_delegation(head, start, end, delegation)
        received = RECEIVED.match(self.low, head.end, end)
        if received is not None:
            body = delegation_body(self.bodies, received.start("body"), received.end("body"), end)
            found = self._make(head, start, end, "delegation", body)
            found.kind = "inspection"
            return found
        if head.kind == "ceremony" and any(w.end_date for w in whens) and not any(w.end <= head.start for w in whens):
            return self._launched(head, start, end, whens)  # a campaign that runs for weeks is no ceremony
        subject = subject_of(self.bodies, start, head.start)
        if subject is None and not self._person_before(start, head.start):
            return None
        return self._make(head, start, end, "act", subject)

    def _launched(self, head: Head, start: int, end: int, whens: list[When]) -> Candidate | None:
        """`Sở phát động Cuộc thi X, thời gian nhận bài từ ngày … đến ngày …`: the contest, for as long as it runs."""
        contest = LAUNCHES.match(self.low, head.start, end)
        inner = next((h for h in find_heads(self.low, contest.end(), end)), None) if contest else None
        if inner is None or inner.kind != "contest":
            return None
        run = next((w for w in whens if w.end_date and w.start >= inner.end), None)
        if run is None or not ENTRIES.fullmatch(self.low, self._stop(inner, end), run.start):
            return None
        return self._make(inner, start, end, "act", subject_of(self.bodies, start, head.start))

    def _of_board(self, head: Head, start: int, end: int, whens: list[When]) -> Candidate | None:
        """`Ban Tổ chức Cuộc thi X do Sở tổ chức từ ngày … đến ngày … đã công bố`: the contest, where its days are told."""
        held = self._held_by(head, end)
        if held is None or not any(OWN_DAY.fullmatch(self.low, held.end(), w.start) for w in whens if w.start >= held.end()):
            return None
        organizer = self._by(head, end)
        return self._make(head, start, end, "subject", organizer) if organizer else None

    def _announcement(self, head: Head, start: int, end: int, whens: list[When]) -> Candidate | None:
        """`BODY công bố INDEX` on a stated day; a decision that publishes one is a document."""
        if any(True for _ in find_citations(self.text.text, self.low, start, end)):
            return None
        for other in find_heads(self.low, head.end, end):
            if not other.act and re.search(r"(?<!\w)tại $", self.low[head.end : other.start]):
                return self._make(other, start, end, "attended", subject_of(self.bodies, start, head.start))
        passive = _PASSIVE.search(self.low[start : head.start])
        if passive is not None:
            who = after_do(self.bodies, start + passive.start("who"), head.start)
            named = self.bodies.reading.mentions.of(self.text).in_span(start, head.start, "indicators")
            if who is None:
                return None
            if not named:
                return self._cited_announcement(head, start, end, who, whens)
            found = self._make(head, start, end, "announcement", who, head.end)
            found.name = (
                f"{self.text.text[head.start : head.end]} {self.text.text[named[0].start : start + passive.start()].strip(' ,')}"
            )
            return found
        subject = subject_of(self.bodies, start, head.start)
        if subject is None:
            return None
        if INDEX_OBJECT.match(self.low, head.end):
            return self._make(head, start, end, "announcement", subject)
        return self._cited_announcement(head, start, end, subject, whens)

    def _cited_announcement(self, head: Head, start: int, end: int, subject: Body, whens: list[When]) -> Candidate | None:
        """`Theo kết quả Bộ Nội vụ công bố ngày 17/4, PAR INDEX của tỉnh đạt …`: the index follows the day."""
        day = next((w for w in whens if 0 <= w.start - head.end <= 6), None)
        if day is None or not re.search(r"theo [^,;]{2,60}$", self.low[start : subject.start]):
            return None
        named = self.bodies.reading.mentions.of(self.text).in_span(day.end, end, "indicators")
        if not named or not _TO_ITS_INDEX.fullmatch(self.low, day.end, named[0].start):
            return None
        found = self._make(head, start, end, "announcement", subject, head.end)
        name = INDEX_NAME.match(self.text.text, named[0].start, end)
        found.name = f"{self.text.text[head.start : head.end]} {name.group() if name else ''}".strip()
        return found

    def _by_delegation(self, head: Head, start: int, end: int, delegation: tuple[int, int]) -> Candidate | None:
        m = DELEGATION.match(self.low, delegation[0])
        sort = m["sort"] if m else None
        gap = self.low[delegation[1] : head.start]
        if re.search(r"(?:tiếp|làm việc với|báo cáo|đón|cùng)(?: với)? $", self.low[start : delegation[0]]) or len(gap) > 260:
            return None
        found = self._make(head, start, end, "delegation", delegation_body(self.bodies, *delegation, head.start))
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
        return any(_PERSON_DOES.fullmatch(self.low, e, verb) for e in ends if e <= verb)

    def _held_by(self, head: Head, end: int) -> re.Match[str] | None:
        """The verb of `do X tổ chức` behind a name."""
        m = BY.match(self.low, self._stop(head, end))
        return _HELD.search(self.low, m.end(), end) if m else None

    def _by(self, head: Head, end: int) -> Body | None:
        """`do X tổ chức`, `được X tổ chức` after a name."""
        m = BY.match(self.low, self._stop(head, end))
        if m is None:
            return None
        verb = _HOLDS_IT.match(self.low, m.end(), end)
        if verb is None:
            return None
        hold = self.low.rfind(" tổ chức", m.end(), verb.end())
        return after_do(self.bodies, m.end(), hold if hold > 0 else verb.end())

    def _sitting(self, head: Head, whens: list[When], end: int) -> Body | None:
        """Who decides at a session of its own: `Tại phiên họp ngày 17/8, Hội đồng Thi đua - Khen thưởng huyện thống nhất`."""
        day = next((w for w in whens if w.start >= head.end), None)
        comma = _COMMA.match(self.low, day.end) if day else None
        body = self.bodies.at(comma.end()) if comma and self.low.startswith(("phiên họp", "kỳ họp"), head.start) else None
        if body is None or body.generic or not body.name.startswith(COLLEGIATE):
            return None
        return body if DECIDES_TOGETHER.match(self.low, body.end, end) else None

    def _after_council(self, head: Head, at: int) -> int:
        """Past the council that a session is of: `Kỳ họp thứ 6, HĐND huyện khóa XX diễn ra …`."""
        m = COUNCIL.match(self.low, at) if self.low.startswith("kỳ họp", head.start) else None
        council = self.bodies.at(m.end()) if m else None
        term = COUNCIL_TERM.match(self.low, council.end) if council else None
        return term.end() if term else at

    # -- slots ---------------------------------------------------------------------------------------------------

    def _make(self, head: Head, start: int, end: int, rule: Rule, organizer: Body | None, stop: int | None = None) -> Candidate:
        stop = self._stop(head, end) if stop is None else stop
        begin = head.start
        if head.kind == "inspection" and (goes := _GOES.match(self.low, begin)):
            begin = goes.end()
        return Candidate(self.text, head.kind, start, end, begin, stop, rule, None, organizer, None, head)

    def _stop(self, head: Head, end: int) -> int:
        """Where the name that begins with a head ends; kept, as several constructions ask."""
        if (head, end) not in self._stops:
            days = day_spans(self.low, head.end, end)
            stop = name_end(self.text.text, self.low, head.start, end, head.kind, days)
            self._stops[head, end] = max(stop, head.end)
        return self._stops[head, end]
