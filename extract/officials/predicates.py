"""What the words after a person say that they did: the predicate and its roles.

A role verb counts where it is the person's own: at the start, behind adverbs, a place, an errand (`thay mặt …`) or a
group that shares it (`cùng lãnh đạo các sở`); never behind a verb of saying. Source: survey of people and events.
"""

from __future__ import annotations

import re

from core.openings import any_word
from extract.officials.verbs import AWARD_NOUN, GROUP, SAY, Cue, chain, cues_of, role_table, role_verb

_ADVERB = (
    r"đã|đang|cũng|vừa|cùng|còn|sẽ|lần lượt|trực tiếp|tiếp tục|đồng thời|sau đó|đến|tới|về|đi|lên|vinh dự|tham gia|"
    r"chính thức|thường xuyên|rồi|người|khi|làm|có (?:buổi|cuộc|chuyến|đợt|bài|phần|ý kiến)(?: làm việc| công tác| đi)?|"
    r"(?:đại diện|thay mặt|thừa (?:ủy quyền|ủy nhiệm|lệnh)|được sự ủy quyền)[^,;.]{2,90}?|(?:tại|trong|ở) [^,;.]{2,70}?"
)
_LEAD = re.compile(
    r"\s*(?:\([^()]{2,60}\))?[\s,\-)\"]*(?:(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn)\s+)?(?:của [^,;.]{2,40}?\s)?"
    rf"(?:(?:{_ADVERB})[\s,]+(?:và\s+)?)*(?:(?:cùng với|cùng|và)\s(?:[^,;.]{{2,110}}|{GROUP}[^;.:]{{2,150}})\s)?"
    rf"(?:(?:{_ADVERB})[\s,]+)*"
)
# `A, T; các đồng chí lãnh đạo huyện cùng dự hội nghị`: groups beside the people share the verb.
_WITH_GROUP = re.compile(
    rf"\s*[,;]\s*(?:(?:và|cùng|cùng với)\s+)?{GROUP}(?!\w)[^.:]{{2,260}}?"
    r"(?<!đại biểu )(?<!đơn vị )(?<!thành viên )(?<!người )(?<!đồng chí )\s(?:cùng\s+|đã\s+)?"
    r"(?P<verb>đồng chủ trì|tham dự|đến dự|tới dự|dự|có mặt)"
    r"(?=\s*(?:$|[.,;]|và\b|hội|buổi|cuộc|lễ|phiên|chương trình|tại|lớp|kỳ|đại hội|đêm|diễn))"
)
_END = re.compile(r"[;:.đnd](?:(?<=[;:])|(?<=\.)(?=\s|$)|(?<=\bđ)ể\b|(?<=\bn)hằm\b|(?<=\bd)o\b)")
_PASSIVE = re.compile(
    r"[\s,]*(?:(?:đã|vinh dự|cũng|vừa)\s+)*được\s+(?:[^.;:]{0,90}?\s)?"
    r"(?:trao tặng|tặng thưởng|tặng|trao|nhận|khen thưởng|khen|tuyên dương)(?!\w)[^.;:]{0,30}"
)
_AWARDED = re.compile(AWARD_NOUN + "|khen")
_HEADS = re.compile(
    r"[\s,\-]*(?:(?:đã|tiếp tục|được cử|được phân công|hiện|là|cùng)\s+)*"
    r"(?:làm (?P<kind>trưởng đoàn|tổ trưởng)|(?P<lead>dẫn đầu))"
)
_GROUPS = re.compile(r"đoàn|(?<!\w)tổ (?:kiểm tra|công tác|giám sát|khảo sát|thanh tra)(?!\w)")
_VISIT = re.compile(r"(?<!\w)(?<!tham )thăm(?!\w)(?! dò)")
_INSPECTING = re.compile(any_word(("kiểm tra", "giám sát", "khảo sát", "thanh tra", "phúc tra", "thẩm định")) + r"(?!\w)")


def predicate(gap: str, before: str = "") -> tuple[list[Cue], bool]:
    """Roles that the words after a person give them, and whether those words are a predicate at all (a verb of saying
    is one without a role). `before`: the words before the person, which name the delegation that they head."""
    head = _HEADS.match(gap)
    if head and (head["kind"] or _GROUPS.search(before) or "đoàn" in gap[head.end() : head.end() + 12]):
        if _inspecting(before, gap):
            return [Cue("chair", head.end()), Cue("inspect", head.end())], True
        visit = _VISIT.search(gap, head.end(), head.end() + 60)
        return ([Cue("inspect", visit.start())] if visit else []), True
    passive = _PASSIVE.match(gap)
    if passive and _AWARDED.search(gap[passive.start() : passive.end() + 30]):
        return [Cue("receive", passive.end())], True
    saying = SAY.search(gap)
    group = _WITH_GROUP.match(gap)
    if group and (saying is None or saying.start() > group.start("verb")):
        return [Cue(role, group.start("verb")) for role in role_table()[group["verb"]]], True
    return _own_verbs(gap, saying)


def _own_verbs(gap: str, saying: re.Match[str] | None) -> tuple[list[Cue], bool]:
    ends = [m.start() for m in (saying, _END.search(gap)) if m]
    region = gap[: min(ends)] if ends else gap
    first = role_verb().search(region)
    if first is None:
        return [], saying is not None
    if _LEAD.fullmatch(region[: first.start()]) is None:
        return [], saying is not None and _LEAD.fullmatch(gap[: saying.start()]) is not None
    return cues_of(first) + chain(region, first), True


def _inspecting(before: str, after: str) -> bool:
    """Is the delegation that these words speak of an inspecting one?"""
    return bool(_INSPECTING.search(before) or _INSPECTING.search(after[:140]))
