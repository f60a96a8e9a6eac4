"""What the words before people say of them: `Dự hội nghị có …`, `dưới sự chủ trì của …`, `Kết luận hội nghị, …`.

An opening with `có`, `gồm`, `:` or `sự … của` governs a list, one with a comma the next person only. Source: survey of
people and events (verb windows).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extract.officials.verbs import AWARD_NOUN, HONORIFICS, SAY, Cue, chain, cues_of, role_verb
from schemas.facts import Role


@dataclass(frozen=True, slots=True)
class Frame:
    """What an opening says of the people after it. `several`: it governs a list, else the next person only. No cues: it
    ends what came before (`Tiếp đoàn có …`)."""

    cues: tuple[Cue, ...]
    several: bool


_START = (
    r"(?:^|[.;,:(]\s*|\bvà |\bthành phần |\bđoàn |\bđồng chí |\bkhách mời |\bđại biểu )"
    r"(?:(?:cùng đến|cùng về|cùng|đến|tới|về|lên|trực tiếp|tham gia|còn|thay mặt [^,;.]{2,50})\s+)?"
)
_OF = re.compile(
    r"sự (?P<word>(?:đồng )?chủ trì|điều hành|tham dự|tham gia|có mặt|hiện diện|góp mặt|chứng kiến)"
    r"(?: và \w+(?: \w+)?)? của[^.;]{0,60}$"
)
_HAVING = re.compile(r"(?P<obj>[^;]{0,170}?)(?<!\w)(?:(?:còn )?có|gồm có|bao gồm|gồm|là)(?!\w)(?P<rest>[^.;]{0,160})$")
_COLON = re.compile(r"(?P<obj>[^.;:]{0,120}):\s*(?P<rest>[^.;:]{0,80}:?)\s*$")
_COMMA = re.compile(rf"(?P<obj>[^:;]{{0,220}}?)(?:,\s*(?:(?:thay mặt|đại diện|với tư cách)[^,;]{{2,60}},?\s*)?|\s+){HONORIFICS}$")
_CLEAR = re.compile(
    r"(?:(?:tiếp|làm việc với|đón tiếp|cùng đi|tham gia|thành viên)[^.;:]{0,80}|về phía [^.;:]{1,80})"
    r"(?<!\w)(?:có|là|gồm)(?!\w)[^.;]{0,80}$"
)
# Who inspects with the head; `Cùng đi có …` alone says nothing.
_ALONG = re.compile(
    r"(?:cùng|tham gia)(?: đi| tham gia)? (?:kiểm tra|khảo sát|giám sát)(?: thực tế)?(?:,? còn)? (?:có|gồm)[^.;:]{0,60}:?\s*$"
)
_RECEIVING = re.compile(
    r"(?:(?<!tiếp )(?<!ghi )nhận|tặng|trao|khen thưởng)(?!\w)[^.]{0,380}?(?:(?<!\w)(?:cho|gồm có|gồm|là|có|cá nhân)|:)\s*"
    r"(?:(?:các|\d+)\s+)?(?:cá nhân|công chức|cán bộ)?\s*(?:là|gồm|có|sau đây)?\s*:?\s*[-+]?\s*" + HONORIFICS + "$"
)
# `Đến dự và trao thưởng có ông A; bà B`.
_ATTEND_AND_AWARD = re.compile(
    r"(?<!\w)dự[^.;:]{0,60}(?:,| và) (?:trực tiếp )?(?P<award>trao|tặng)(?!\w)[^.;:]{0,60}(?<!\w)(?:có|gồm)(?!\w)"
    r"[^.;:]{0,24}:?\s*" + HONORIFICS + "$"
)
# Verbs whose opening governs nobody by a comma (`Triển khai Kế hoạch số 5, …`).
_NO_COMMA = ("triển khai", "nhận", "đón nhận", "tặng", "trao", "có mặt")
_REPORT_NOUN = re.compile(r"\s*(?:đã|do|được|này|trên|thẳng|chỉ|có|tổng hợp|cho|nhấn|của)(?!\w)")
_AWARD_NOUN = re.compile(AWARD_NOUN)
_OWN_VERB = re.compile(r"(?<!\w)(?:đã|sẽ|được|đạt|tổ chức|diễn ra)(?!\w)|\.\s")
_LIMIT = re.compile(r",|;|:|\bcó\b|\bgồm\b")


def frame(gap: str) -> Frame | None:
    """The opening that governs the people after `gap` (the words before them, from the sentence's start or the last
    person); None where there is none."""
    if m := _ATTEND_AND_AWARD.search(gap):
        return Frame((Cue("attend", m.start()), Cue("award", m.start("award"))), True)
    if (m := _RECEIVING.search(gap)) and _AWARD_NOUN.search(m.group()):
        return Frame((Cue("receive", m.start()),), True)
    if m := _OF.search(gap):
        role: Role = "chair" if "chủ trì" in m["word"] or m["word"] == "điều hành" else "attend"
        return Frame((Cue(role, m.start()),), True)
    if m := _ALONG.search(gap):
        return Frame((Cue("inspect", m.start()),), True)
    return _opening(gap) or (Frame((), True) if _CLEAR.search(gap) else None)


@cache
def _verb_at_start() -> re.Pattern[str]:
    return re.compile(_START + f"(?={role_verb().pattern})")


def _opening(gap: str) -> Frame | None:
    """`Dự hội nghị có …`, `Chủ trì: …` (a list), `Kết luận hội nghị, …` (the next person): the first one that fits."""
    # Most words hold no such verb at all, which is sooner seen.
    for m in _verb_at_start().finditer(gap) if role_verb().search(gap) else ():
        first = role_verb().match(gap, m.end())
        if first is None or first["verb"] in ("nhận", "đón nhận"):
            continue
        cues = tuple(cues_of(first) + chain(gap[: _reach(gap, first.end())], first))
        rest = gap[first.end() :]
        if _lists(rest):
            # Who goes along on an inspection is none of its heads.
            if any(c.role != "inspect" for c in cues):
                return Frame(cues, True)
        elif _COMMA.match(rest) and first["verb"] not in _NO_COMMA and not _is_noun(first["verb"], rest):
            return Frame(cues, False)
    return None


def _lists(rest: str) -> bool:
    having = _HAVING.match(rest)
    if having and not SAY.search(having["obj"]) and not role_verb().search(having["rest"]) and not SAY.search(having["rest"]):
        return True
    colon = _COLON.match(rest)
    return colon is not None and SAY.search(colon["obj"]) is None


def _reach(gap: str, start: int) -> int:
    """How far verbs joined to the opening may stand."""
    m = _LIMIT.search(gap, start)
    return (m.start() if m else len(gap)) + 25


def _is_noun(verb: str, rest: str) -> bool:
    """Is the opening word a noun here (`Báo cáo đã được gửi …`, `Báo cáo do …`)?"""
    return verb == "báo cáo" and _REPORT_NOUN.match(rest) is not None


def breaks_list(gap: str) -> bool:
    """Do these words, between two people, end the list of an opening (they have a verb of their own)?"""
    return SAY.search(gap) is not None or _OWN_VERB.search(gap) is not None
