"""Which words of a sentence belong to which award: the head (who gives, how), and where its recipients stand.

Source: survey of award sentences (§4.2): active (`G tặng K cho R`), inverted (`G tặng cho R K`), passive (`R được G
tặng K`), receiving (`R nhận K của G`), colon and `thuộc về` forms, several awards in one sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extract.awards.kinds import KindMention
from extract.awards.marks import Marks
from extract.awards.units import find_groups
from extract.numbers import NUMBER_WORD

Side = Literal["right", "left", "inside", "none"]
_N = rf"(?:\d{{1,4}}|{NUMBER_WORD})"
_WITH = r"(?: (?:hoa|quà|tiền thưởng|phần thưởng|số tiền|biểu trưng|\d[\d.,]* (?:triệu|nghìn) đồng)[^,;]{0,25}?(?: và| cùng|,))?"
_BEFORE_KIND = _WITH + (
    rf"(?: (?:các|những|tấm|chiếc|hình thức(?: khen thưởng)?|phần thưởng(?: cao quý)?|và|lá))*(?: (?:{_N}|đồng|"
    rf"{_N} \([^()]{{1,15}}\)))*"
)
_GIVE_WORDS = (
    r"trao tặng thưởng|trao tặng|trao thưởng|tặng thưởng|phong tặng|truy tặng|ký tặng|gửi tặng|quyết định tặng|trao|tặng|"
    r"gửi|công nhận|xét tặng|đề nghị|nhận định tặng|thưởng|cấp"
)
_GIVE = re.compile(rf"(?<!\w)(?P<verb>{_GIVE_WORDS})(?: (?:danh hiệu|giải thưởng|lại|thêm))?{_BEFORE_KIND} ?[\"(]?$")
_RECEIVE = re.compile(
    rf"(?<!\w)(?:(?:đã|vinh dự|xuất sắc|cùng|đồng|lần lượt|vừa|còn|"
    rf"cũng) )*(?<!công )(?<!xác )(?<!ghi )(?<!tiếp )(?<!chứng )(?P<verb>vinh dự được nhận|được nhận|được đón nhận|"
    rf"đón nhận|nhận|đạt được|đạt|đoạt|giành được|giành|giật|rinh|mang về|được trao|được tặng thưởng|được tặng|"
    rf"được trao tặng|được công nhận|dành)(?: danh hiệu| giải thưởng)?{_BEFORE_KIND} ?[\"(]?$"
)
_GIVE_TO = re.compile(rf"(?<!\w)(?P<verb>{_GIVE_WORDS})(?: thưởng)? (?:cho|đến|tới) (?P<to>[^;\n]+?),? ?$")
_PASSIVE = re.compile(r"(?<!\w)(?:(?:đã|vinh dự|cũng|vừa|từng|lần lượt|còn|sẽ|đều|lần đầu) )*được (?!nhận|đón|trao đổi)")
_OF = re.compile(
    r",? (?P<how>của|do(?! (?:có|đã|đạt|lập|hoàn) )(?= [^,;:.()\n]{3,140} (?:trao|tặng|ký|cấp|ban hành|"
    r"phong))) (?P<who>[^,;:()\n]{3,140}?)(?= (?:được|đã được|vừa|cho|tặng|trao|trao tặng|vì|về|có|tại|theo|năm|giai đoạn|"
    r"đối|nhân dịp|trong|dành|vinh|và|kèm)(?: |$)|[,.;:()\n]|$)"
)
_TO = re.compile(
    r"(?P<lead>(?: ?\([^()]*\))?(?: (?:toàn đoàn|chung cuộc|năm \d{4}|năm học [\d -]+|cùng [\w ]{3,30}|"
    r"kèm[\w .,]{3,60}?|và (?:tiền thưởng|phần thưởng|hoa)[\w .]{0,40}?|trị giá [\w .,]{2,40}?|"
    r"theo quyết định[^;]{3,80}?|cấp \w+)){0,3})"
    r"(?P<to>,? (?:(?:đã |vừa |vinh dự |lần lượt |sẽ ){0,3}(?:được |là )?(?:trao |tặng |gửi |dành |trao tặng |thuộc ){0,2}(?:cho|"
    r"tặng|tới|đến|về(?= (?!thành|công|cải|việc|có))|đối với|gồm(?: có)?|thuộc về|là|có) ?:?|tặng) ?| ?: ?| ?- (?=\w))"
)
_BOUNDARY = re.compile(r"[;\n]\s*(?:và )?|,\s+(?:và |đồng thời |cùng |còn |riêng )?|\s+và\s+|:\s*")
# What counts a form of award without a verb: `và 02 Bằng khen`.
_COUNT_BEFORE = re.compile(rf"(?:(?:và|còn|cùng|riêng) )?(?:(?:{_N}|đồng|các) )*$")
_STRONG = re.compile(r"[;\n]\s*(?:và )?")


# What may stand between `khen thưởng` and whom it goes to.
_SORTS_OF_PRAISE = frozenset({"", "đột xuất", "kịp thời", "chuyên đề"})
# `giải A được trao cho X, còn giải B …`: the verb is that of the kind before.
_OF_KIND_BEFORE = re.compile(r" (?:(?:đã|cũng|vừa|lần lượt) )*(?:được )?")


@dataclass(frozen=True, slots=True)
class Frame:
    """One award's words at half-open folded offsets. `head`: where its own words begin; `subject`: where the giver
    may stand; `recipients`: where the receivers stand; `tail`: what follows (reason); `of`: `của G` after the kind."""

    kind: KindMention
    side: Side
    head: int
    end: int
    subject: tuple[int, int]
    recipients: tuple[int, int]
    tail: tuple[int, int]
    of: tuple[int, int] | None = None
    verb: str = ""
    passive: bool = False


def find_frames(marks: Marks, kinds: list[KindMention], start: int, end: int) -> list[Frame]:
    """A frame for each kind of text[start:end]; side "none" where no recipients can be told."""
    out: list[Frame] = []
    heads: list[_Head] = []
    for i in range(len(kinds)):
        head = _head(marks, kinds, i, start)
        if i and head[3] == "none":
            head = _elided(marks.text.low, kinds[i - 1], kinds[i], heads[-1]) or head
        heads.append(head)
    floor = start
    for i, kind in enumerate(kinds):
        stop = max(kind.end, heads[i + 1][0]) if i + 1 < len(kinds) else end
        frame = _frame(marks, kind, heads[i], max(floor, heads[i][0]), stop, floor)
        floor = kind.end if frame.side == "left" else max(kind.end, frame.end)
        out.append(frame)
    return out


# Where the head of an award begins, where its verb begins, the verb, and how: give | receive | give_to | none.
_Head = tuple[int, int, str, str]
_RECEIVER_ALONE = re.compile(rf"[,;]\s*(?:(?:và|còn) )?(?P<who>\w[^,;.:\n]{{2,120}}?),? (?:{_N} )?$")


def _elided(low: str, before: KindMention, kind: KindMention, head: _Head) -> _Head | None:
    """`đội A đạt giải Nhất, đội B giải Nhì`: a prize whose receiver stands before it has the verb of the prize before."""
    if head[3] != "receive" or before.family != "prize" or kind.family != "prize":
        return None
    m = _RECEIVER_ALONE.match(low, before.end, kind.start)
    return (m.start("who"), m.end("who"), head[2], "receive") if m else None


def _head(marks: Marks, kinds: list[KindMention], i: int, start: int) -> _Head:
    """The head of the i-th kind."""
    low, kind = marks.text.low, kinds[i]
    floor = kinds[i - 1].end if i else start
    before = low[floor : kind.start]
    for how, pattern in (("receive", _RECEIVE), ("give", _GIVE), ("give_to", _GIVE_TO)):
        m = pattern.search(before)
        if m is None or (how == "give_to" and i and _OF_KIND_BEFORE.fullmatch(before[: m.start()])):
            continue
        verb = floor + m.start()
        return (_subject_start(marks, floor, verb, first=i == 0), verb, m["verb"], how)
    if kind.family == "generic":
        return (_subject_start(marks, floor, kind.start, first=i == 0), kind.start, low[kind.start : kind.end], "give")
    m = _COUNT_BEFORE.search(before)
    return (floor + m.start() if m else kind.start, kind.start, "", "none")


def _subject_start(marks: Marks, floor: int, verb: int, *, first: bool) -> int:
    """Where the clause of a verb begins: after the last strong mark, else (after another award) the last comma."""
    low = marks.text.low
    strong = [
        m
        for m in _STRONG.finditer(low, floor, verb)
        if not marks.covered(m.start(), floor) and not _in_brackets(low, floor, m.start())
    ]
    if strong:
        return strong[-1].end()
    if first:
        return floor
    weak = [
        m
        for m in _BOUNDARY.finditer(low, floor, verb)
        if not marks.covered((m.start() + m.end()) // 2, floor) and not _in_brackets(low, floor, m.start())
    ]
    for m in reversed(weak):
        if verb - m.end() < 160:
            return m.end() if low[m.end() : verb].strip() or m.group().strip() == "," else m.start()
    return verb


def _in_brackets(low: str, start: int, offset: int) -> bool:
    part = low[start:offset]
    return part.count("(") > part.count(")")


def _frame(marks: Marks, kind: KindMention, head: _Head, begin: int, stop: int, floor: int) -> Frame:
    low = marks.text.low
    _, verb_at, verb, how = head
    of = _of(low, kind, stop)
    passive = how == "give" and _passive_at(low, begin, verb_at)
    if how == "receive" or (passive is not None and passive is not False):
        edge = passive[0] if isinstance(passive, tuple) else verb_at
        subject = (passive[1], verb_at) if isinstance(passive, tuple) else (edge, edge)
        left = (_left_floor(marks, floor, begin, edge), edge)
        if left[1] > left[0] and low[slice(*left)].strip(" ,.:") and not _announces(low, left, kind, stop):
            return Frame(kind, "left", left[0], stop, subject, left, (of[1] if of else kind.end, stop), of, verb, True)
        begin = min(begin, left[0])
        how = "receive"
    if how == "give_to":
        m = _GIVE_TO.search(low[begin : kind.start])
        if m:
            to = (begin + m.start("to"), begin + m.end("to"))
            return Frame(kind, "inside", begin, stop, (begin, verb_at), to, (of[1] if of else kind.end, stop), of, verb)
    right = _right(low, kind, of, stop, how)
    if right is not None:
        subject = (passive[1], verb_at) if isinstance(passive, tuple) else (begin, verb_at)
        return Frame(kind, "right", begin, stop, subject, (right, stop), (right, stop), of, verb)
    return Frame(kind, "none", begin, stop, (begin, verb_at), (stop, stop), (kind.end, stop), of, verb)


def _announces(low: str, left: tuple[int, int], kind: KindMention, stop: int) -> bool:
    """`Nhận Bằng khen có các tập thể: A, B`: nothing but an adverb stands before the verb."""
    if (
        re.match(
            r"\s*(?:danh sách|kết quả|các (?:tập thể|cá nhân|đơn vị)(?:,| và)? ?(?:cá nhân|tập thể)?)\s*$", low[slice(*left)]
        )
        and ":" in low[kind.end : stop]
    ):
        return True
    return (
        not re.search(r"\w{2,}", re.sub(r"(?:tại|trong|nhân|dịp|cũng|kết quả)[^,]*,", "", low[slice(*left)]))
        and _TO.match(low, kind.end, stop) is not None
    )


def _passive_at(low: str, begin: int, verb: int) -> tuple[int, int] | bool:
    """Offsets of the last `được` before the verb (start of its adverbs, end), False where the verb is active."""
    found = list(_PASSIVE.finditer(low, begin, verb + 1))
    if not found or re.search(r"[;\n]", low[found[-1].end() : verb]):
        return False
    return found[-1].start(), found[-1].end()


def _left_floor(marks: Marks, floor: int, begin: int, edge: int) -> int:
    """Receivers before the verb begin at the clause; after an award whose receivers stand left too, at its end."""
    return max(floor, begin) if _STRONG.search(marks.text.low, floor, edge) else floor if floor > begin else begin


def _of(low: str, kind: KindMention, stop: int) -> tuple[int, int] | None:
    m = _OF.match(low, kind.end, stop)
    return (m.start("who"), m.end("who")) if m and (kind.family != "generic" or m["how"] == "của") else None


def _right(low: str, kind: KindMention, of: tuple[int, int] | None, stop: int, how: str) -> int | None:
    """Where receivers after the kind begin, None where none do."""
    after = of[1] if of else kind.end
    for pos in dict.fromkeys((after, kind.end)):
        m = _TO.match(low, pos, stop)
        if m:
            return m.end()
    if re.match(r" (?:đối với )?(?:các|những|một số) [^.;\n:]{3,80}:", low[after:stop]):
        return after
    groups = find_groups(low, after, min(stop, after + 60))
    if (
        groups
        and how != "give_to"
        and not re.search(r"[;\n.]", low[after : groups[0].start])
        and re.fullmatch(r" ?| (?!và |trao |tặng )\w+(?: (?!và |trao |tặng )\w+){0,2} ", low[after : groups[0].start])
        and (kind.family != "generic" or low[after : groups[0].start].strip() in _SORTS_OF_PRAISE)
    ):
        return groups[0].start
    return None
