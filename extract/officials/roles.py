"""Who did what: roles of people by sentence, caption or item, from the words before, between and after the names.

Verbs after a name hold for it and for those coordinated with it (`A; B đồng chủ trì`); an opening (`Dự hội nghị có …`)
holds for its list, through items under a heading too; a title without a name counts where one person holds it.
Source: docs/codebook.md ("officials": roles), survey of people and events.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from extract.officials.openings import Frame, breaks_list, frame
from extract.officials.predicates import predicate
from extract.officials.verbs import Cue, connects
from extract.text import Block, Sentence, Text
from schemas.facts import Role


class Actor(NamedTuple):
    """One who may act in a sentence: offsets of the name with its titles, and whose (`who`: a key of the person).
    `office`: a title alone."""

    start: int
    end: int
    who: int
    office: bool = False


class RoleAt(NamedTuple):
    """One role of one person: `at` is the folded offset of the verb, `sentence` what states it."""

    who: int
    role: Role
    at: int
    sentence: Sentence


_PRONOUN = re.compile(
    r"(?:đồng chí|ông|bà|đ/c)\s+(?=(?:đã|cũng|còn|trao|tặng|kết luận|phát biểu|chủ trì|trình bày|báo cáo)(?!\w))"
)
_NO_OFFICE = re.compile(
    r"(?<!\w)(?:của|giao|đề nghị|trình|yêu cầu|do|các|cho|với|theo|xin|mời|ủy quyền|tham mưu|kính gửi)\s*:?\s*$"
)
# How many characters before or after a name can still be about it; more is an endless sentence.
_REACH = 900
_BARE_VERB = re.compile(r"[^;.:]{0,18};")
_CARRIES = re.compile(r"\s*(?:về phía|phía|cùng dự|ngoài ra|cùng với)[^.;:]{0,80}(?:có|gồm)")


def find_roles(text: Text, actors: list[Actor]) -> list[RoleAt]:
    """All roles of a text. `actors` in order, none overlapping another."""
    if not actors:
        return []
    out: list[RoleAt] = []
    carried: Frame | None = None
    last: Actor | None = None
    starts = [a.start for a in actors]
    for block in text.blocks:
        if not block.sentences:
            out += _in_table(block, actors, carried)
            carried = None
            continue
        for sentence in block.sentences:
            own = actors[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
            own = own or (_pronoun(text, sentence, last) if last is not None else [])
            if not own:
                carried = _announced(text.low, sentence.start, sentence.end)
                continue
            opened = carried if carried is not None and _takes_over(text, block, sentence) else None
            found, carried = _read_sentence(text, sentence, own, opened)
            out += found
            last = own[-1] if len({a.who for a in own}) == 1 else None
    return out


def _in_table(block: Block, actors: list[Actor], carried: Frame | None) -> list[RoleAt]:
    """`Danh sách cá nhân nhận Bằng khen:` before a table says what its people did."""
    if carried is None:
        return []
    rows = [(row, a) for row in block.rows for a in actors if row.start <= a.start < row.end and not a.office]
    return [RoleAt(a.who, cue.role, a.start, Sentence(row.start, row.end)) for row, a in rows for cue in carried.cues]


def _takes_over(text: Text, block: Block, sentence: Sentence) -> bool:
    """Does an opening of the sentence before go on: an item under its heading, or `Về phía huyện có …`?"""
    first = text.text[sentence.start : sentence.start + 1]
    return block.kind == "item" or first in "-+*•" or _CARRIES.match(text.low, sentence.start, sentence.end) is not None


def _pronoun(text: Text, sentence: Sentence, last: Actor) -> list[Actor]:
    """`Đồng chí cũng trao …`: the person of the sentence before."""
    m = _PRONOUN.match(text.low, sentence.start, sentence.end)
    return [Actor(sentence.start, m.end() - 1, last.who)] if m else []


def _announced(low: str, start: int, end: int) -> Frame | None:
    """The opening before the items of a list: `… tặng Bằng khen cho 2 cá nhân là:`."""
    if not low.startswith(":", end - 1):
        return None
    opening = frame(low[max(start, end - _REACH) : end])
    return opening if opening is not None and opening.several else None


def _read_sentence(
    text: Text, sentence: Sentence, actors: list[Actor], carried: Frame | None
) -> tuple[list[RoleAt], Frame | None]:
    low = text.low
    state = _State(text, sentence, carried)
    position = sentence.start
    for i, actor in enumerate(actors):
        opens = max(position, actor.start - _REACH)
        state.opening(low[opens : actor.start], opens, first=i == 0)
        limit = min(actors[i + 1].start if i + 1 < len(actors) else sentence.end, actor.end + _REACH)
        state.person(actor)
        state.words(low[actor.end : limit], actor, last=i + 1 == len(actors))
        position = actor.end
    carries = state.frame if state.frame is not None and state.frame.several else None
    return state.out, _announced(low, position, sentence.end) or carries


class _State:
    """What holds while a sentence is read from left to right."""

    def __init__(self, text: Text, sentence: Sentence, carried: Frame | None) -> None:
        self.text, self.sentence = text, sentence
        self.frame: Frame | None = carried
        self.base = sentence.start
        # What a delegation is for may stand in the sentence before.
        self.reach = max(text.low.rfind("\n", 0, sentence.start) + 1, sentence.start - 220)
        self.waiting: list[Actor] = []
        self.out: list[RoleAt] = []
        self.acted = False

    def opening(self, gap: str, at: int, first: bool) -> None:
        """The words before a person: a new opening, the end of an old one, or only a joint."""
        found = frame(gap)
        if found is not None and not found.cues and first and self.frame is not None and _CARRIES.match(gap):
            found = None
        joint = connects(gap)
        if not joint:
            self.waiting = []
        if found is not None:
            self.frame, self.base = found, at
        elif self.frame is not None and not first:
            over = not self.frame.several or self.acted or breaks_list(gap)
            self.frame = None if over else self.frame
        self.acted = False

    def person(self, actor: Actor) -> None:
        self.waiting.append(actor)
        if self.frame is not None:
            for cue in self.frame.cues:
                self.add(actor, cue, self.base)

    def add(self, actor: Actor, cue: Cue, base: int) -> None:
        if actor.office:
            # A grantor by office is no one who hands an award over.
            barred = cue.role in ("award", "receive")
            if barred or _NO_OFFICE.search(self.text.low, self.sentence.start, actor.start):
                return
        self.out.append(RoleAt(actor.who, cue.role, base + cue.at, self.sentence))

    def words(self, gap: str, actor: Actor, last: bool) -> None:
        """The words after a person: a predicate gives its roles to those who wait for one."""
        before = self.text.low[self.reach : actor.start]
        cues, acts = predicate(gap, before)
        self.acted = acts and (last or not connects(gap))
        if not cues:
            if acts:
                self.waiting = []
            return
        listed = self.frame is not None and self.frame.several
        together = gap.lstrip(" ,-").startswith(("đồng chủ trì", "cùng chủ trì"))
        if listed and self.frame is not None:
            # One with a verb of their own is not of the list (`Dự có A; B trình bày báo cáo`).
            roles = {c.role for c in self.frame.cues}
            self.out = [r for r in self.out if r.who != actor.who or r.role not in roles or r.at < self.base]
        for other in self.waiting if not listed or together else [actor]:
            for cue in cues:
                self.add(other, cue, actor.end)
        if listed and _BARE_VERB.match(gap):
            self.acted = False  # `… - chủ trì; C, T`: the list goes on behind a bare verb
        self.waiting = []
