"""Where indices are named: `Chỉ số CCHC`, `PAR INDEX 2022`, `Chỉ số hài lòng … (SIPAS)`, `Bộ chỉ số 766`.

The same words name a national index and a province's own one; the subject's level decides (docs/codebook.md,
"indicators"). A mention keeps the pair open; `resolve_indicator` closes it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from core.phrases import Phrases
from core.text import UPPER
from core.vocabulary import Lexicon, Row, table
from extract.mentions.taken import Taken
from extract.mentions.words import each_match
from extract.text import Text

Scope = Literal["national", "local", "either"]


class IndicatorMention(NamedTuple):
    """An index in a text. `id` is the national code (or the only one, or `OTHER:<name>`); `local_id` its local pair
    where one exists; `scope`: `either` while the subject decides; `year` where it is printed with the name."""

    start: int
    end: int
    id: str
    scope: Scope
    local_id: str | None = None
    component: str | None = None
    year: int | None = None


_YEAR = re.compile(r"\s*(?:\(\s*)?(?:năm\s+|-\s*)?((?:19|20)\d\d)(?![\d/])")
# The rest of the full title of the index of Decision 766, which names things that are parts elsewhere.
_FULL_TITLE = re.compile(
    r"\s+(?:trong|khi) (?:việc )?(?:thực hiện|giải quyết)[^.;:()\d]{0,110}(?:thời gian thực|môi trường điện tử|"
    r"dịch vụ công(?: trực tuyến)?)"
    r"(?:\s+trên môi trường điện tử)?"
)
# Index words followed by a name of its own: an acronym or a capitalised word. Their first letters, which `re` skips to,
# stand before what ignores the case.
_OTHER = re.compile(
    r"[bBcCxX](?<!\w.)(?i:(?:(?<=b)ộ chỉ số|(?<=c)hỉ số|(?<=x)ếp hạng|(?<=b)ảng xếp hạng)\s+(?:về\s+)?"
    r"(?P<name>[A-ZĐ][A-Za-zĐđ]*[A-Z][A-Za-z]*(?:\s+Index)?|"
    rf"[{UPPER}][a-zà-ỹđ]+(?:\s+[a-zà-ỹđ]+){{1,5}})(?=\s*(?:năm\s|\d{{4}}|\(|,|;|\.|của\s|tỉnh\s|đạt\s|xếp\s|đứng\s|là\s|"
    r"$)))"
)
# Their first words; `re` takes `ſ` for an `s`, too, where it ignores the case.
_OTHER_WORDS = Phrases(("bộ chỉ số", "chỉ số", "bộ chỉ ſố", "chỉ ſố", "bảng xếp hạng", "xếp hạng"), lasting=True)
_CLOSE = re.compile(r"\s*[)\"]")
_GLOSS = re.compile(r"\s*(?:[(\"\-:]\s*)+(?:gọi tắt là\s+|viết tắt là\s+|chỉ số\s+)?")
_REST_OF_NAME = re.compile(r"([^.;:()\d]{0,110})\(\s*(?:gọi tắt là\s+|viết tắt là\s+|chỉ số\s+)?")
_NAME_GOES_ON = re.compile(
    r"\s+(?:của người dân|của tổ chức|về sự phục vụ|đối với sự phục vụ|cấp tỉnh|của các (?:sở|bộ)|và ứng dụng|của cá nhân)"
)
_ACRONYMS = ("POBI", "EBI", "GII", "PSDI", "EGDI", "APCI", "DGI", "LCI", "LPI", "HDI", "VDA")
_ACRONYM_WORDS = Phrases((acronym.lower() for acronym in _ACRONYMS), lasting=True)
_KNOWN_OTHERS = re.compile(rf"(?<!\w)(?:(?:[Bb]ộ )?[Cc]hỉ số\s+)?({'|'.join(_ACRONYMS)})(?:\s+Index)?(?!\w)")
# No part's name is longer (characters).
_LONGEST_PART = 120
_NO_NAMES = {"cchc", "tthc", "cntt", "ubnd", "hđnd", "kt-xh", "grdp", "gdp", "cpi", "iip", "icor", "hdi", "kpi"}


def find_indicators(text: Text) -> list[IndicatorMention]:
    """All indices of a text in order; a full name and the acronym in brackets after it are one mention."""
    hits = [h for h in _aliases().find(text.low) if _printed(text.text, h.start, h.end, h.value[0])]
    out: list[IndicatorMention] = []
    for hit in hits:
        row = indicator_rows()[hit.value[0]["indicator"]]
        tail = _FULL_TITLE.match(text.low, hit.end) if row["id"] == "SERVICE_766" else None
        mention = _mention(hit.start, tail.end() if tail else hit.end, row)
        last = out[-1] if out else None
        if last is not None and last.id == mention.id and _is_gloss(text.low, last.end, mention.start):
            close = _CLOSE.match(text.low, mention.end)
            out[-1] = last._replace(end=close.end() if close else mention.end)
            continue
        out.append(mention)
    out += _others(text, out)
    return [_with_year(text.low, m) for m in sorted(out, key=lambda m: m.start)]


def resolve_indicator(mention: IndicatorMention, level: str | None) -> str:
    """The code for a subject of a level: `province` or `central` takes the national index, anything below (`district`,
    `commune`, `department`) or unknown-but-local the province's own. PCI of units below a province is DDCI."""
    if mention.scope == "local" or mention.local_id is None:
        return mention.id
    if mention.scope == "either" and level is not None and level not in ("province", "central"):
        return mention.local_id
    return mention.id


def _printed(text: str, start: int, end: int, alias: Row) -> bool:
    """An acronym must be printed as one: `PAR`, `DTI`; `ict` in an address is none."""
    surface = text[start:end]
    name = alias["alias"]
    if name.isupper() and len(name) <= 5:
        return (
            surface.isupper()
            and not text[max(0, start - 1) : start].isalnum()
            and text[max(0, start - 1) : start] not in ("-", "/", ".")
        )
    return True


def _mention(start: int, end: int, row: Row) -> IndicatorMention:
    local = row["local_id"] or None
    scope: Scope = "local" if row["level"] == "local" else "either" if local and local != row["id"] else "national"
    return IndicatorMention(start, end, row["id"], scope, local if local != row["id"] else None)


def _is_gloss(low: str, end: int, start: int) -> bool:
    """Is low[end:start] what stands between a name and its acronym: a bracket, a dash, or the rest of the full name?"""
    if _GLOSS.fullmatch(low, end, start):
        return True
    rest = _REST_OF_NAME.fullmatch(low, end, start)
    return rest is not None and _NAME_GOES_ON.match(low, *rest.span(1)) is not None


def _others(text: Text, known: list[IndicatorMention]) -> list[IndicatorMention]:
    """Named indices that no row has: `OTHER:` and the shortest name as printed."""
    out: list[IndicatorMention] = []
    known_others = _KNOWN_OTHERS.finditer(text.text) if _ACRONYM_WORDS.find(text.low) else ()
    for found, group in ((known_others, 1), (each_match(_OTHER, _OTHER_WORDS, text.low, text.text), "name")):
        if not (matches := [*found]):
            continue
        taken = Taken((k.start, k.end) for k in (*known, *out))
        for m in matches:
            name = m.group(group)
            start, end = m.span()
            if taken.overlaps(start, end) or not name[:1].isupper() or name.lower() in _NO_NAMES:
                continue
            if _is_part(text.low, m.start(group), known):
                continue
            if name.lower().split()[0] in ("cchc", "tỉnh", "cải", "năm", "của", "các") or not _acronym(name):
                continue
            out.append(IndicatorMention(start, end, f"OTHER:{name}", "national"))
    return out


def _is_part(low: str, at: int, known: list[IndicatorMention]) -> bool:
    """`Chỉ số Gia nhập thị trường` in a text about PCI: does the name of a part of one of its indices begin there?"""
    found = parts().find_within(low, at, at + _LONGEST_PART)
    owners = found[0].value if found and found[0].start == at else ()
    return any(k.id in owners or k.local_id in owners for k in known)


def _acronym(name: str) -> bool:
    """Acronyms are names of their own; a capitalised phrase is, where it has at least two syllables."""
    return sum(c.isupper() for c in name) >= 2 or len(name.split()) >= 2


def _with_year(low: str, mention: IndicatorMention) -> IndicatorMention:
    m = _YEAR.match(low, mention.end)
    return mention._replace(year=int(m.group(1))) if m else mention


@cache
def _aliases() -> Lexicon[Row]:
    return Lexicon(((row["alias"], row) for row in table("indicator_aliases")), lasting=True)


@cache
def parts() -> Lexicon[str]:
    """The parts of the indices (components.csv); values are the codes of the indices that have one."""
    return Lexicon(((row["surface"], row["indicator"]) for row in table("components")), lasting=True)


@cache
def indicator_rows() -> dict[str, Row]:
    """The rows of indicators.csv by id."""
    return {row["id"]: row for row in table("indicators")}
