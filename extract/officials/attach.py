"""Which titles stand with which name: one Appearance for each time that a text names a person.

Before the name (`Chủ tịch UBND tỉnh NAME`), after it (`NAME, T1, T2`, `NAME - T`, `NAME (T)`, `NAME T`), shared by a
list (`các Phó Chủ tịch: A, B`, `các đồng chí: A, B - Phó Chủ tịch`), in appointments (`NAME được bổ nhiệm giữ chức T`).
Source: survey of people, section 1.3 and 1.7; the separator is a house style and decides nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from extract.mentions.people import PersonMention
from extract.mentions.titles import TitleMention, TitleStatus
from extract.officials.appointments import (
    APPOINTED,
    APPOINTING,
    APPOINTMENT,
    DISMISSED,
    DISMISSED_NAME,
    LEFT,
    LEFT_IT,
    ONCE,
    TO_BECOME,
)
from extract.officials.verbs import connects
from extract.text import Text


@dataclass(frozen=True, slots=True)
class Held:
    """A title that an appearance gives its person; `rule` names the construction, `chain` the titles beside it."""

    title: TitleMention
    status: TitleStatus
    rule: str
    chain: tuple[TitleMention, ...] = ()


@dataclass(slots=True)
class Appearance:
    """A person named at one place of a text: offsets of the name, and of the whole group with honorific and titles."""

    person: PersonMention
    start: int
    end: int
    held: list[Held] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.person.name


_BEFORE_NAME = re.compile(r"\s*:?\s*(?:(?:đồng chí|ông|bà|đ/c)\s*)?")
_HONORIFIC = re.compile(r"(?:đồng chí|ông|bà|đ/c)\s+$")
_NO_WORDS = re.compile(r"\s*:?\s*")
_HOLDS = re.compile(r"(?:hiện|đang)\s+(?:đang\s+)?(?:giữ|đảm nhiệm)")
_GROUP_LEAD = re.compile(r"(?:(?:các|hai|ba|\d+)\s+)?(?:(?:đồng chí|ông|bà)\s*:?\s+)?$")
_APART = re.compile(r"\s*[,\-]\s*")
_CHAIN = re.compile(r"\s*[,\-;]?\s*(?:(?:,|kiêm|đồng thời|hiện nay|hiện|nay|cũng)\s*)*(?:(?:là|nhiệm)\s+)?")
_OPENS_CLAUSE = re.compile(r"(?:^|[.;:!?\n]\s*|\b(?:có|do|và|cùng)\s)$")
_SOFT_CHAIN = re.compile(r"\s*(?:,|-|kiêm)\s*(?:kiêm\s+)?")
_AFTER_NAME = re.compile(r"\s*(?:\([^()]{2,70}\)\s*)?(?:[,\-(:]\s*)?(?:(?:hiện|nay|hiện nay|đương kim|kiêm)\s+)?(?:là\s+)?")
_COLON = re.compile(r"\s*(?:gồm(?: có)?|là)?\s*:?\s*(?:[-+]\s*)?(?:(?:các\s+)?(?:đồng chí|ông|bà|đ/c)\s*:?\s*)?")
_GROUP_BEFORE = re.compile(r"(?:\bcác|\bhai|\bba|\d|:)\s*(?:đồng chí|ông(?: \(bà\))?|bà|đ/c|vị)?\s*:?\s*$")
# Kinds of body that stand alone for the one named before.
BODY_WORDS = "sở|trung tâm|ban|chi cục|tổng cục|cục|trường|phòng|vụ|bộ|học viện|viện|hội đồng|hội|đài|báo|quỹ|tổ"
_BARE_BODY = re.compile(rf"\s+(?:(?:của|thuộc)\s+)?(?:{BODY_WORDS}|đơn vị)(?!\w)(?!\s+[A-ZĐ])")
_UNDER_ORDERS = re.compile(r"(?:ủy quyền|ủy nhiệm|thừa lệnh|thay mặt)(?: cho)?(?: của)?\s+$")
_MERGED_AND = ("board", "delegation", "team")


def attach(text: Text, people: list[PersonMention], titles: list[TitleMention]) -> tuple[list[Appearance], list[TitleMention]]:
    """Appearances of a text in order, and the titles that stand with no name."""
    return _Attacher(text, people, titles).run()


def _within(spans: list[tuple[int, int]], offset: int) -> bool:
    """Does one of the spans, given by their starts, hold an offset?"""
    for start, end in spans:
        if start > offset:
            return False
        if offset < end:
            return True
    return False


class _Attacher:
    def __init__(self, text: Text, people: list[PersonMention], titles: list[TitleMention]) -> None:
        self.text, self.low = text, text.low
        self.apps = [Appearance(p, min(p.outer or p.start, p.start), p.end) for p in sorted(people, key=lambda p: p.start)]
        names = [(a.person.start, a.person.end) for a in self.apps]
        self.titles = [t for t in titles if not _within(names, t.start)]
        self.used: set[int] = set()

    def run(self) -> tuple[list[Appearance], list[TitleMention]]:
        for app in self.apps:
            self.take_before(app)
        for i, app in enumerate(self.apps):
            self.take_after(app, self.apps[i + 1] if i + 1 < len(self.apps) else None)
        for app in self.apps:
            self.take_apart(app)
        for i, app in enumerate(self.apps):
            self.take_appointed(app, self.apps[i + 1].start if i + 1 < len(self.apps) else len(self.low))
        self.share_group_titles()
        self.share_following_title()
        return self.apps, [t for t in self.titles if t.start not in self.used]

    def gap(self, a: int, b: int) -> str:
        return self.low[a:b] if a <= b else "\n"

    def title_ending(self, at: int, pattern: re.Pattern[str]) -> TitleMention | None:
        """The unused title before an offset with only `pattern` between."""
        for t in reversed(self.titles):
            if t.end <= at:
                gap = self.gap(self.end_of(t), at)
                return t if t.start not in self.used and len(gap) < 24 and "\n" not in gap and pattern.fullmatch(gap) else None
        return None

    def title_from(self, at: int, pattern: re.Pattern[str]) -> TitleMention | None:
        """The unused title after an offset with only `pattern` between."""
        for t in self.titles:
            if t.start >= at:
                gap = self.gap(at, t.start)
                return t if t.start not in self.used and len(gap) < 130 and "\n" not in gap and pattern.fullmatch(gap) else None
        return None

    # -- before the name -------------------------------------------------------------------------------------------

    def take_before(self, app: Appearance) -> None:
        """`T1, T2 NAME`: the chain that ends at the name. A comma before the name (`T, đồng chí NAME`) needs the
        honorific."""
        at = app.start
        last = self.title_ending(at, _BEFORE_NAME)
        if last is None or last.generic or (":" in self.gap(last.end, at) and (last.plural or app.person.short)):
            return
        if last.plural and self.several_after(app):
            return
        chain = [last]
        while prior := self.title_ending(chain[0].start, _SOFT_CHAIN):
            if prior.generic or prior.plural or _UNDER_ORDERS.search(self.low, max(0, prior.start - 30), prior.start):
                break
            chain.insert(0, prior)
        chain = self.leave_to_previous(chain)
        self.give(app, chain, "before_name")
        app.start = min([app.start, *(t.start for t in chain)])
        honorific = _HONORIFIC.search(self.low[max(0, app.start - 12) : app.start])
        if honorific:
            app.start -= len(honorific.group())

    def several_after(self, app: Appearance) -> bool:
        nxt = next((a for a in self.apps if a.start > app.end), None)
        return nxt is not None and connects(self.gap(app.end, nxt.start))

    def leave_to_previous(self, chain: list[TitleMention]) -> list[TitleMention]:
        """`đồng chí A, T1, T2 B`: T1 is A's where A has no title before the name."""
        if len(chain) < 2:
            return chain
        for a in self.apps:
            if a.end <= chain[0].start and not a.held and _APART.fullmatch(self.gap(a.end, chain[0].start)):
                return chain[1:]
        return chain

    def give(self, app: Appearance, chain: list[TitleMention], rule: str, status: TitleStatus | None = None) -> None:
        for t in chain:
            self.used.add(t.start)
            app.held.append(Held(t, status or t.status, rule, tuple(chain)))

    # -- after the name ----------------------------------------------------------------------------------------------

    def take_after(self, app: Appearance, following: Appearance | None) -> None:
        first = self.title_from(app.end, _AFTER_NAME)
        limit = following.start if following else len(self.low)
        if first is None or first.plural or first.end > limit or self.leads_group(first):
            return
        chain = [first]
        while nxt := self.title_from(chain[-1].end, _CHAIN):
            gap = self.gap(chain[-1].end, nxt.start)
            if nxt.plural or nxt.generic or nxt.end > limit or self.leads_group(nxt) or ("." in gap):
                break
            if ";" in gap and self.begins_item(nxt, following):
                break
            if not gap.strip() and nxt.kind not in _MERGED_AND:
                break
            chain.append(nxt)
        self.give(app, chain, "after_name")
        app.end = self.end_of(chain[-1])
        if self.low[app.end : app.end + 1] == ")":
            app.end += 1

    def end_of(self, title: TitleMention) -> int:
        """Where a title's words end: a bare kind of body belongs to it (`Phó Giám đốc Sở`)."""
        bare = _BARE_BODY.match(self.low, title.end) if title.org is None else None
        return bare.end() if bare else title.end

    def take_apart(self, app: Appearance) -> None:
        """`TITLE, ông NAME` and `TITLE - đồng chí NAME`: a title that no earlier name has, before an honorific."""
        if app.held or app.person.honorific is None:
            return
        last = self.title_ending(app.start, _APART)
        if last is None or last.plural or last.generic or not _OPENS_CLAUSE.search(self.low[max(0, last.start - 8) : last.start]):
            return
        self.give(app, [last], "before_name")
        app.start = last.start

    def leads_group(self, title: TitleMention) -> bool:
        """Does a list of names follow the title behind a colon?"""
        end = self.end_of(title)
        if self.low[end : end + 2].strip()[:1] != ":":
            return False
        members = self.members_after(end)
        return bool(members) and not members[0].person.short

    def begins_item(self, title: TitleMention, following: Appearance | None) -> bool:
        """Is a title behind `;` that of the next name (`; T NAME`), or a group of its own?"""
        return following is not None and _NO_WORDS.fullmatch(self.gap(title.end, following.start)) is not None

    def take_appointed(self, app: Appearance, limit: int) -> None:
        """`NAME[, T1] được bổ nhiệm giữ chức T2` -> T2 is new; `làm Trưởng đoàn` is an office for the occasion; `từng
        giữ chức T` and `miễn nhiệm T đối với NAME` are former ones."""
        dismissed = self.title_ending(app.start, DISMISSED_NAME)
        if dismissed and DISMISSED.search(self.low, max(0, dismissed.start - 40), dismissed.start):
            self.give(app, [dismissed], "dismissed", "former")
        once = self.title_from(app.end, ONCE)
        if once is not None and once.end <= limit:
            self.give(app, [once], "once", "former")
            return
        if self.take_left(app, limit):
            return
        new = self.title_from(app.end, APPOINTED)
        if new is None or new.end > limit or new.generic:
            return
        gap = self.gap(app.end, new.start)
        before = self.low[max(0, app.start - 200) : app.start]
        word = APPOINTED.fullmatch(gap)
        standing = new.org is not None and new.org.kind in ("party_board", "department", "people_council")
        occasional = new.kind in _MERGED_AND and not standing
        if occasional and word and word["word"] == "làm":
            self.give(app, [new], "occasion")
        elif _HOLDS.search(gap):
            self.give(app, [new], "after_name")
        elif APPOINTMENT.search(gap) or APPOINTING.search(before):
            self.give(app, self.chain_from(new, limit), "appointed", "new")

    def take_left(self, app: Appearance, limit: int) -> bool:
        """`NAME thôi giữ chức T1 [để giữ chức T2]`: T1 is a former post, T2 a new one."""
        old = self.title_from(app.end, LEFT)
        if old is None or old.end > limit:
            if LEFT_IT.match(self.low, app.end):
                app.held = [replace(h, status="former") for h in app.held]
            return False
        left = self.chain_from(old, limit)
        self.give(app, left, "dismissed", "former")
        new = self.title_from(left[-1].end, TO_BECOME)
        if new is not None and new.end <= limit:
            self.give(app, self.chain_from(new, limit), "appointed", "new")
        return True

    def chain_from(self, first: TitleMention, limit: int) -> list[TitleMention]:
        """A title and those joined to it by commas, up to an offset."""
        chain = [first]
        while (nxt := self.title_from(chain[-1].end, _SOFT_CHAIN)) and nxt.end <= limit:
            chain.append(nxt)
        return chain

    # -- shared titles -----------------------------------------------------------------------------------------------

    def share_group_titles(self) -> None:
        """`các Phó Chủ tịch UBND tỉnh: A, B và C`; `các đồng chí Ủy viên Ban Thường vụ Tỉnh ủy: A - T; B - T`."""
        for t in [t for t in self.titles if t.start not in self.used and (t.plural or self.leads_group(t)) and not t.generic]:
            members = self.members_after(self.end_of(t))
            if not members or (len(members) < 2 and not self.leads_group(t)):
                continue
            self.used.add(t.start)
            members[0].start = self.start_of_group(t.start)
            for app in members:
                app.held.insert(0, Held(t, t.status, "group", (t, *(h.title for h in app.held))))

    def start_of_group(self, at: int) -> int:
        """Where `các đồng chí TITLE: A, B` begins."""
        m = _GROUP_LEAD.search(self.low[max(0, at - 24) : at])
        return at - len(m.group()) if m else at

    def members_after(self, at: int) -> list[Appearance]:
        """The people of the list that begins at an offset: to the sentence's end or another group."""
        out: list[Appearance] = []
        sentence_end = self.text.sentence_at(max(0, at - 1)).end
        for app in self.apps:
            if app.start < at or app.start >= sentence_end:
                continue
            gap = self.gap(out[-1].end if out else at, app.start)
            if not (_COLON.fullmatch(gap) if not out else connects(gap)):
                break
            if out and ";" in gap and app.person.honorific and not out[0].person.honorific:
                break  # `các đồng chí T: A; B; đồng chí C, T2` is no member
            out.append(app)
        return out

    def share_following_title(self) -> None:
        """`các đồng chí: A, B - Phó Chủ tịch UBND tỉnh`: names of one list without a title take the next one's."""
        known = {a.name for a in self.apps if a.held}
        for i in range(len(self.apps) - 2, -1, -1):
            this, nxt = self.apps[i], self.apps[i + 1]
            gap = self.gap(this.end, nxt.start)
            if this.held or this.name in known or this.person.short or not connects(gap) or ";" in gap:
                continue
            shared = [h for h in nxt.held if h.rule in ("after_name", "shared", "appointed")]
            if not shared or (nxt.person.honorific and not re.search(r"\bvà\b|,", gap)) or not self.opens_group(i):
                continue
            if nxt.person.honorific and nxt.person.outer < nxt.person.start:
                continue
            this.held += [replace(h, rule="shared") for h in shared]

    def opens_group(self, i: int) -> bool:
        """Does a plural (`các đồng chí:`, `các ông`) stand before the list that holds appearance i?"""
        while i > 0 and connects(gap := self.gap(self.apps[i - 1].end, self.apps[i].start)) and ";" not in gap:
            i -= 1
        app = self.apps[i]
        return _GROUP_BEFORE.search(self.low, max(0, app.start - 24), app.person.start) is not None
