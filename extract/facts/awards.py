"""Awards: what the article says was given (or proposed, planned, given in earlier years), by whom, to whom, what for.

find_awards points at frames in the text; resolve_award makes the record or an Issue. Source: docs/codebook.md
("awards" and its fine points), survey §4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extract.awards.frames import Frame, find_frames
from extract.awards.grantors import NOBODY, Grantor, read_grantor, telling_board
from extract.awards.kinds import GENERIC, KindMention, find_kinds
from extract.awards.marks import Marks
from extract.awards.merge import merge_awards
from extract.awards.passages import Passage, find_passages
from extract.awards.receivers import read_receivers
from extract.awards.resolve import Received
from extract.awards.status import Status, read_status, year_of
from extract.awards.tables import read_tables
from extract.reading import Reading
from extract.text import Text
from schemas.facts import Award
from schemas.records import Issue

_DELEGATED = re.compile(
    r"(?<!\w)(?:thừa ủy quyền|thừa ủy nhiệm|thừa lệnh|được sự ủy quyền|được ủy quyền|theo ủy quyền|nhận ủy quyền|"
    r"theo sự ủy quyền|thay mặt)(?: cho)?(?: của)? (?P<who>[^;\n]{3,120}?)(?=,| đồng chí| ông| bà| lãnh đạo| đại diện| đã|"
    r" trao| tặng)"
)
_BARE_HANDING = frozenset({"trao", "gửi", "trao tặng"})
_GENERIC_LEADS = re.compile(
    r"(?:,| và|;)*(?: (?:đã|được|đồng thời|quyết định|xét))*(?: (?:trao tặng|tặng thưởng|trao thưởng|trao|tặng|"
    r"với hình thức|bằng hình thức|hình thức))?(?: (?:\d+|các|danh hiệu|những))* ?"
)
_NOT_FOR = re.compile(r"(?:ghi nhận|đánh giá cao|hoan nghênh|cảm ơn)(?:,| và| những)* $")
# `được vinh danh quán quân`: a place in a ranking.
_PLACED = re.compile(r" (?:là |ở |với |trong )*(?:quán quân|á quân|ngôi|vị trí|top|tốp|nhóm|hạng|thứ)(?!\w)")
_ASKED = re.compile(r"(?<!theo )(?<!tờ trình )(?<!\w)(?:đề nghị|đề xuất|trình|kiến nghị)(?!\w)(?! của)")
# Pieces that go on with the clause before them: `…, ngày 5/1, về việc tặng`.
_NO_SUBJECT = re.compile(r"(?:ngày|số|về việc|đã|vừa|cũng|quyết định|ban hành|tổ chức|công bố|tiến hành|phối hợp)(?!\w)")
_DECIDES = re.compile(r",? (?:vừa |đã |mới )*(?:ký |ban hành |có |công bố )*(?:các )?quyết định(?!\w)")
_DECISION_OF = re.compile(
    r"(?<!\w)quyết định(?: khen thưởng)?(?: số [^\s,;]+)?(?:,? ngày [\d/.-]+)? của (?P<who>[^,;\n]{3,90}?)(?= về| tặng|"
    r" khen| công nhận| để|,|$)"
)
_NEGATED = re.compile(r"(?<!\w)(?:không|chưa|chẳng)(?: được| có| ai)?(?: \w+){0,3} ?$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A frame and the passage that it stands in."""

    passage: Passage
    frame: Frame


def read_awards(reading: Reading) -> Iterator[Award | Issue]:
    """The awards of an article, repeats joined, and issues for what looks like one and is skipped."""
    found: list[Award] = []
    for text in (reading.doc.title, reading.doc.body, *reading.doc.attachments):
        named = [(p, find_kinds(text.text, text.low, p.start, p.end)) for p in find_passages(text)]
        if not _names_award(text, named):
            continue
        marks = Marks.of(reading, text)
        for record in _read_text(reading, marks, named):
            if isinstance(record, Issue):
                yield record
            else:
                found.append(record)
        found.extend(read_tables(reading, marks))
    yield from merge_awards(found)


def _names_award(text: Text, named: list[tuple[Passage, list[KindMention]]]) -> bool:
    """Does a text name a form of award? `named`: the forms that its passages name by themselves. The text is asked only
    where they leave it open: in its tables, and where the words beside a passage may speak against a form."""
    told = [(passage.end, kinds) for passage, kinds in named if kinds]
    if any(kind.family != "generic" and kind.end < end for end, kinds in told for kind in kinds):
        return True
    doubtful = bool(told or [block for block in text.blocks if block.rows])
    return doubtful and bool(find_kinds(text.text, text.low, 0, len(text.low)))


def _read_text(reading: Reading, marks: Marks, named: list[tuple[Passage, list[KindMention]]]) -> Iterator[Award | Issue]:
    """The awards of a text by passage; a prize without a grantor is of those who gave the prizes before it in its
    paragraph (`Ngoài ra, giải Phong cách thuộc về …`), or of the board that told its results there."""
    board, last = None, 0
    for passage, kinds in named:
        board = None if "\n" in marks.text.text[last : passage.start] else board
        board = telling_board(marks, passage.start, passage.end) or board
        last = passage.end
        for record in _read_passage(reading, marks, find_awards(marks, passage, kinds)) if kinds else ():
            if isinstance(record, Award) and record.kind.startswith("giải "):
                record = replace(record, grantor=record.grantor or board)
                board = record.grantor
            yield record


def find_awards(marks: Marks, passage: Passage, kinds: list[KindMention]) -> list[Candidate]:
    """Frames of one passage: the forms of award that it names, with the words that belong to each."""
    low = marks.text.low
    kept = []
    for i, kind in enumerate(kinds):
        if kind.family == "generic":
            nxt = kinds[i + 1] if i + 1 < len(kinds) else None
            if nxt and _GENERIC_LEADS.fullmatch(low[kind.end : nxt.start]):
                continue
            if _NOT_FOR.search(low[max(passage.start, kind.start - 30) : kind.start]) or _PLACED.match(low, kind.end):
                continue
        kept.append(kind)
    return [Candidate(passage, f) for f in find_frames(marks, kept, passage.start, passage.end)]


def _read_passage(reading: Reading, marks: Marks, candidates: list[Candidate]) -> Iterator[Award | Issue]:
    if not candidates:
        return
    out: list[Award] = []
    last = NOBODY
    status: Status = "result"
    receivers = read_receivers(marks, candidates[0].passage, [c.frame for c in candidates])
    for i, candidate in enumerate(candidates):
        received = receivers[i]
        grantor, own = _grantor(reading, marks, candidate)
        if not own and last.found and _may_give(last, candidate.frame.kind.kind):
            grantor = last
        inherits = not own and bool(i)
        status = _status(marks, candidate, status if i else None, inherits=inherits)
        last = grantor if grantor.found else last
        record = resolve_award(marks, candidate, received, grantor, status)
        if isinstance(record, Issue):
            yield record
        elif record is not None:
            out.append(record)
    yield from _share_grantor(out)


def resolve_award(
    marks: Marks, candidate: Candidate, received: Received, grantor: Grantor, status: Status
) -> Award | Issue | None:
    """The record of one frame; an Issue where a form of award has a verb but no receivers; None for a mere word."""
    frame, text = candidate.frame, marks.text
    low = text.low
    start, end = candidate.passage.evidence(text, frame)
    span = text.span(start, end)
    if not received.recipients:
        if frame.kind.family == "generic" or not frame.verb:
            return None
        return Issue("awards.no_recipient", f"no countable or named recipient of '{frame.kind.kind}'", span)
    if frame.kind.kind.startswith("huy chương") and re.search(r"\d+ $", low[candidate.passage.start : frame.kind.start]):
        return Issue("awards.medal_table", "a number of medals won is no award to one receiver", span)
    if _NEGATED.search(low[max(candidate.passage.start, frame.kind.start - 50) : frame.kind.start]):
        return None
    if candidate.passage.caption and not any(r.count and not r.names for r in received.recipients):
        return Issue("awards.caption", "a photo caption names receivers; the body counts", span)
    reason = received.reason
    words = re.sub(r"\s+", " ", text.text[slice(*reason)]).strip(" .,;") if reason else None
    near = (
        (frame.kind.end, frame.recipients[0]) if frame.side == "right" else (frame.kind.end, min(frame.end, frame.kind.end + 40))
    )
    return Award(
        kind=frame.kind.kind, grantor=grantor.name, recipients=received.recipients, reason=words or None,
        year=year_of(low, reason, near), status=status, evidence=span, mentions=(span,),
        rule=f"awards.{frame.side}",
    )  # fmt: skip


def _grantor(reading: Reading, marks: Marks, candidate: Candidate) -> tuple[Grantor, bool]:
    """The frame's grantor, and whether its own words say something about one."""
    low, frame, passage = marks.text.low, candidate.frame, candidate.passage
    if frame.of:
        found = read_grantor(reading, marks, *frame.of, giving=True)
        if found.name:
            return found, True
    m = _last_delegation(
        low, max(passage.start, frame.head - 200) if frame.head == frame.kind.start else frame.head, frame.kind.start
    )
    if m:
        found = read_grantor(reading, marks, m.start("who"), m.end("who"), giving=True)
        if found.name:
            return found, True
    start, end = _subject(marks, frame)
    found = read_grantor(reading, marks, start, end, giving=frame.verb not in _BARE_HANDING)
    decision = _DECISION_OF.search(low, frame.head, frame.kind.start)
    if found.name is None and decision:
        decided = read_grantor(reading, marks, decision.start("who"), decision.end("who"), giving=True)
        if decided.name:
            return decided, True
    # A proposal with a verb of its own (`; đề nghị công nhận …`) leaves its grantor open.
    if frame.kind.family == "order" and frame.verb in _BARE_HANDING and not found.is_central:
        found = Grantor(None)  # whoever hands a state order over does not confer it
    return found, found.found or _ASKED.search(low, frame.head, frame.kind.start) is not None


def _last_delegation(low: str, start: int, end: int) -> re.Match[str] | None:
    found = list(_DELEGATED.finditer(low, start, end))
    return found[-1] if found else None


def _subject(marks: Marks, frame: Frame) -> tuple[int, int]:
    """The part of the head where the giver stands: the last comma-free piece, a name never cut; in the passive all
    between `được` and the verb. A decision's number or day is no part of it."""
    low = marks.text.low
    start, end = frame.subject
    if frame.passive:
        return start, end
    for asked in _ASKED.finditer(low, start, end):
        start = asked.end()
    marks_at = [
        m
        for m in re.finditer(r",\s+|:\s+", low[start:end])
        if not marks.covered(start + m.start() + 1, start) and low.count('"', start, start + m.start()) % 2 == 0
    ]
    begin = start
    for m in reversed(marks_at):
        piece = low[start + m.end() : end].strip(" ,")
        if piece and not _NO_SUBJECT.match(piece):
            begin = start + m.end()
            break
    cut = _DECIDES.search(low, begin, end)
    return begin, cut.start() if cut and cut.start() > begin else end


def _status(marks: Marks, candidate: Candidate, before: Status | None, *, inherits: bool) -> Status:
    low, frame, passage = marks.text.low, candidate.frame, candidate.passage
    if before in ("past", "planned") and not re.search(r"(?:dịp này|hội nghị|năm nay)(?!\w)", low[frame.head : frame.kind.start]):
        return before
    if before is not None and not inherits:
        before = None
    if (
        before is not None
        and frame.head > passage.start
        and not re.search(r"(?:đề nghị|đề xuất|trình|sẽ|dự kiến)(?!\w)", low[frame.head : frame.kind.start])
    ):
        return before
    start = frame.head if frame.head > passage.start else passage.start
    words = low[start : frame.kind.start]
    if frame.side == "left":
        receivers_end = frame.recipients[1]
        words = low[start:receivers_end] + " " + low[receivers_end : frame.kind.start]
    lead = low[passage.start : start] if re.match(r"(?:dự kiến|theo kế hoạch)", low[passage.start : passage.start + 20]) else ""
    return read_status(lead + words, low[frame.kind.end : frame.kind.end + 30], passive=frame.passive)


def _may_give(grantor: Grantor, kind: str) -> bool:
    """May an elided grantor be the one of the award before? State orders are the State President's alone, and only
    the words of a sentence, never the law, name him."""
    if kind.startswith(("huân chương", "huy chương")):
        return grantor.name == "Chủ tịch nước"
    return grantor.name != "Chủ tịch nước"


def _share_grantor(awards: list[Award]) -> Iterator[Award]:
    """A grantor printed after the last kind, or for the first prize of a contest, serves the others of the passage."""
    names = {a.grantor for a in awards if a.grantor}
    for a in awards:
        fits = len(names) == 1 and _may_give(Grantor(next(iter(names))), a.kind)
        same = fits and a.grantor is None and a.status != "proposed" and len({x.status for x in awards}) == 1
        yield replace(a, grantor=next(iter(names))) if same and a.kind != GENERIC else a
