"""Small facts about words that all mention finders share: capitals, syllables, runs of names.

Offsets are folded offsets. A syllable is letters with apostrophes inside (`M'gar`); a run is a row of capitalised
syllables with one space between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from core.phrases import Phrases
from core.vocabulary import table

_SMALL = re.compile(f"[{''.join(c for c in map(chr, range(0x1EFA)) if c.isalpha() and c.islower())}]+")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
# What cannot stand inside a place's or person's name, though capitalised: title heads, offices, honorifics, verbs.
_STOPS = re.compile(
    r"(?:phó (?:chủ|bí|giám|trưởng|chánh|thủ|ban|phòng|hiệu|tổng|đoàn|cục|chi)|chủ tịch|bí thư|giám đốc|trưởng (?:ban|"
    r"phòng|đoàn|công an|bộ)|"
    r"đồng chí|đ/c|ubnd|hđnd|ủy (?:ban|viên)|tỉnh ủy|huyện ủy|thành ủy|thị ủy|quận ủy|đảng ủy|sở |chánh (?:văn|thanh|"
    r"án)|nguyên (?:phó|chủ|bí|giám|trưởng|chánh)|"
    r"quyền (?:chủ|giám|trưởng|cục)|thường trực|hội đồng|công an|văn phòng|trung tâm|chủ trì|phát biểu|tại |và |cùng |"
    r"dự |ngày |kiểm tra|tỉnh |huyện |thành phố |"
    r"thị xã|phường |xã |thị trấn|quận |hội nghị|chi cục|tuv\b|huv\b|uvbtv\b|pct\b|gđ\b|pgđ\b|đã |được |là |bộ trưởng|"
    r"thứ trưởng|đại (?:tá|úy|tướng)|ông |ths\b|ts\b|"
    r"mttq|đbqh|cchc|ban (?:chỉ|tổ|thường|quản|dân|pháp|tuyên|nội)|năm \d|khai mạc|kết luận|trao |làm việc)"
)


_LAST_WORD = re.compile(r"([^\W\d_]+(?:'[^\W\d_]+)*) $")


def each_match(pattern: re.Pattern[str], openings: Phrases, low: str, text: str) -> Iterator[re.Match[str]]:
    """As `finditer` in `text` of a pattern whose matches begin, in `low`, with one of the openings as whole words."""
    at = 0
    for start, _, _ in openings.find(low):
        if start >= at and (m := pattern.match(text, start)) is not None:
            yield m
            at = m.end()


def is_capital(text: str, offset: int) -> bool:
    """Does the character at offset begin a capitalised word?"""
    return offset < len(text) and text[offset].isupper()


def capital_words(text: str, start: int, end: int) -> bool:
    """Does every word of text[start:end] begin with a capital (or a digit)?"""
    return all(text[m.start()].isupper() for m in WORD.finditer(text, start, end))


def capital_run(text: str, low: str, start: int, limit: int = 4) -> list[tuple[int, int]]:
    """Syllables of the capitalised run that begins at start: (start, end) each, at most `limit`; stops before title
    heads and offices."""
    out: list[tuple[int, int]] = []
    pos = start
    while len(out) < limit:
        m = WORD.match(text, pos)
        if m is None or not text[pos].isupper() or (out and _STOPS.match(low, pos)):
            break
        out.append((m.start(), m.end()))
        if text[m.end() : m.end() + 1] != " ":
            break
        pos = m.end() + 1
    return out


def run_goes_on(text: str, low: str, end: int) -> bool:
    """Does a capitalised word that could belong to the same name follow text[:end]?"""
    return text[end : end + 1] == " " and is_capital(text, end + 1) and not _STOPS.match(low, end + 1)


def run_came_before(text: str, start: int) -> bool:
    """Does a capitalised word of the same phrase stand directly before start (abbreviations aside)?"""
    if text[start - 1 : start] not in (" ", "\n"):
        return False
    m = _LAST_WORD.search(text[max(0, start - 20) : start])
    if m is None or not m.group(1)[0].isupper():
        return False
    word = m.group(1)
    if word.isupper() and len(word) > 1:
        return False
    at = start - len(word) - 1
    while at and text[at - 1] == " ":
        at -= 1
    # The first word of a sentence is capitalised whatever it is.
    return (at > 0 and text[at - 1] not in '.!?:\n-;("') or word.lower() in surnames()


def mostly_upper(text: str) -> bool:
    """Is a piece of text printed in capitals (a headline)?"""
    # Most lines show at once that they are not.
    small, most = 0, 0.16 * len(text)
    for m in _SMALL.finditer(text):
        small += m.end() - m.start()
        if small > most:
            return False
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 8 and sum(c.isupper() for c in letters) > 0.85 * len(letters)


@cache
def surnames() -> frozenset[str]:
    """Lower-cased family names and name openers of all peoples (schemas/vocab/surnames.csv)."""
    return frozenset(row["surname"].lower() for row in table("surnames"))


# The commonest family names: two syllables after one of them are a person rather than an unknown place.
_COMMON_SURNAMES = frozenset(
    re.findall(r"\S+", "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương đinh trịnh trương y h' k'")
)


def is_person_like(low: str) -> bool:
    """Would a lower-cased run of syllables be a person's name rather than an unknown place's?"""
    words = low.split()
    first = re.split(r"(?<=')", words[0])[0]
    if first in _COMMON_SURNAMES or (len(words) > 1 and first in highland_names()):
        return True
    if len(words) == 2 and words[1] == "thị" and first in surnames():
        return True  # `Tôn Thị Ngọc Hân` cut before what is also a place
    return len(words) > 2 and (first in surnames() or words[1] in ("văn", "thị"))


@cache
def highland_names() -> frozenset[str]:
    """Name openers of other peoples that no place name begins with."""
    place_words = {"ia", "ea", "ya", "hà", "vi", "và", "già", "sin", "ra", "cư", "buôn", "krong", "lô", "má", "ký", "na", "u"}
    return frozenset(row["surname"].lower() for row in table("surnames") if row["people"] != "Kinh") - place_words


def stops_name(low: str, at: int) -> bool:
    """Does a title head, an office or a verb stand here, which no name begins with?"""
    return _STOPS.match(low, at) is not None


def title_case(name: str) -> str:
    """`NGUYỄN VĂN A` -> `Nguyễn Văn A`; `CƯ M'GAR` -> `Cư M'gar`; a mixed-case name stays."""
    if not name.isupper() or len(name) < 2:
        return name
    return " ".join(word[:1] + word[1:].lower() for word in name.split())
