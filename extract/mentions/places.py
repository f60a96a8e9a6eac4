"""Where places are named: with their type (`huyện Ia Grai`, `TP. Pleiku`), in lists that share one type (`các huyện
A, B và C`), by a known name alone (`Gia Lai`), or by the type alone (`UBND huyện`: name None, to be resolved).

Rules from docs/codebook.md ("Names") and the survey of spellings; names that no gazetteer knows are mentions too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from core.openings import Lead, any_word
from core.phrases import Phrases
from core.places import TYPE_LEVELS, Gazetteer, Level, gazetteer
from core.text import UPPER, strip_marks
from core.vocabulary import Lexicon, find_words, is_word_edge
from extract.mentions.taken import Taken
from extract.mentions.words import (
    capital_run,
    capital_words,
    each_match,
    is_person_like,
    mostly_upper,
    run_came_before,
    run_goes_on,
    surnames,
    title_case,
)
from extract.text import Text


class PlaceMention(NamedTuple):
    """A place in a text (half-open folded offsets). `name` is the gazetteer's spelling where known, None for a bare
    type word; `type` is written out, None where the text has none; `candidates` are gazetteer ids of that name and
    type; `generic`: a group or a level, no single place (`các huyện, thị xã`, `cấp xã`); `group` numbers the list that
    coordinated names share; `name_start` is where the name begins."""

    start: int
    end: int
    name: str | None
    type: str | None
    level: Level | None
    candidates: tuple[str, ...] = ()
    coordinated: bool = False
    generic: bool = False
    group: int | None = None
    name_start: int | None = None


_ABBREVIATED = {
    "tp": "thành phố",
    "t.p": "thành phố",
    "tx": "thị xã",
    "tt": "thị trấn",
    "q": "quận",
    "p": "phường",
    "h": "huyện",
    "x": "xã",
}
_TYPE = re.compile(
    any_word(
        (
            r"tỉnh(?! ủy\b| đoàn\b| lộ\b)(?!\w)",
            r"thành phố(?!\w)",
            r"thị xã(?!\w)",
            r"thị trấn(?!\w)",
            r"đặc khu(?!\w)",
            r"huyện(?! ủy\b| đoàn\b| lỵ\b)(?!\w)",
            r"quận(?! ủy\b| đoàn\b)(?!\w)",
            r"phường(?!\w)",
            r"x(?<!hợp tác x)(?<!công x)(?<!hàng x)ã(?!\w)",
            *(rf"{re.escape(short)}(?:\.\s?|\s(?=\S)|(?=hcm))" for short in _ABBREVIATED),
        ),
        not_after=r"[\w&]",
    )
)
_TYPE_WORDS = Phrases((*TYPE_LEVELS, *_ABBREVIATED), lasting=True)
_JOIN = re.compile(r"\s*[,;]\s*(?:và\s+|các\s+)?|\s+(?:và|cùng|với|hoặc)\s+")
# A number that names something (`Đề án 06 tỉnh`) counts no places.
_GROUPS = ("cấp", "từng", "mỗi", "mọi", "nhiều", "liên", "các", "những", "khối", "nhóm", "cụm")
_SOME = ("số", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_FIGURE_BEFORE = r"\d(?<!án .)(?<!án \d.)(?<!số .)(?<!số \d.)"
_PLURAL = Lead(
    rf"(?:{any_word((*_GROUPS, *_SOME))}|{_FIGURE_BEFORE}(?<!năm 20\d.)(?<!năm 19\d.))\s+",
    reach=12,
)
_OTHER_WORD = re.compile(r"(?:phường|xã) (hội|viên|luận|giao|tắc)(?!\w)")
_BODY_BEFORE = Lead(r"(?:ubnd|hđnd|nhân dân|công an|mttq|việt nam|đảng ủy|văn phòng)\s", reach=18)
_SPACES = re.compile(r" +")
_COLON = re.compile(r"\s*:\s+")
_LIST_GOES_ON = re.compile(r"\s*(?:,|/|và)")
_SENTENCE_END = re.compile(r"\.(?=\s|$)|\n|\|")
_PHRASE_END = re.compile(r"\s*[:\-,]")
_LEVELWORD = Lead(rf"(?:{any_word((*_GROUPS, 'một số'))}|{_FIGURE_BEFORE})\s+", reach=12)
_SCORED = re.compile(rf"(?:^|(?<=[;,:]) |(?<=và ))(?=[{UPPER}])")
_FIGURE = re.compile(r"\s*[(:]?\s*(?:đạt |với |được |hạng |thứ )?\d")
_LIST_AFTER = re.compile(rf"[^.;\n|(]{{0,70}}?(?:\b(?:gồm có|bao gồm|gồm|là|như)\s*:?|:)\s+(?=[{UPPER}])")
_TITLE_BEFORE = re.compile(
    r"(?<!\w)(?:chủ tịch|bí thư|giám đốc|trưởng [^,;.\n]{2,30}|ủy viên|chánh văn phòng|pct|phó ban)\s[^,;.:\n]{0,36}$"
)
_NAME_FOLLOWS = re.compile(
    r"\s*[,\-:]?\s*(?:là\s+)?"
    r"(?:đồng chí|ông|bà|đ/c|thạc sĩ|tiến sĩ|(?:thiếu|trung|thượng|đại) (?:tá|úy|tướng))(?!\w)"
)
_NOT_PLACE = Lead(
    r"(?:\bđường|\bphố|\btrường|\bthpt|\bthcs|\btiểu học|\bmầm non|\bgiải|\bquỹ|\bcầu|\bsông|\bhồ|\bông|\bbà|\banh|"
    r"\bchị|\bđồng chí|\bđ/c|\btướng|\btnc[st]|\btá|\búy|"
    r"\bvăn hóa|\btư tưởng|\bbác|\bchủ tịch hồ|\bcô)\s",
    reach=16,
)


_TYPE_AFTER = re.compile(
    r"\s*(?:,|/|-|và|hoặc)\s*(?:tỉnh|thành phố|thành(?! (?:phần|viên|tích|lập|công|tựu|quả))|thị xã|"
    r"thị trấn|huyện|quận|phường|xã|đặc khu|sở|ban|ngành)(?! ủy| đoàn|\w)"
)
_TYPE_BEFORE = Lead(r"(?:tỉnh|thành phố|thị xã|thị trấn|huyện|quận|phường|xã|đặc khu)\s*(?:,|/|-|và)\s*", reach=14)
# Units below the province: of these there are thousands that no list has, with names that others begin with.
_BELOW_PROVINCE = frozenset(("xã", "phường", "thị trấn", "huyện", "quận", "thị xã"))
_NAME_ENDS = re.compile(
    r"\s*(?:$|[\n,.;:)|–-])|\s(?:đạt|xếp|đứng|có|là|được|đã|đang|sẽ|và|với|của|trong|ở|tại|do|vừa|cũng|còn|không|chưa|"
    r"tiếp tục|thuộc|năm|tỉnh|huyện|thành phố|thị xã|dẫn đầu|giữ|tăng|giảm|lên|xuống|cho|về|từ|đến|cùng|hoặc|tổ chức|"
    r"triển khai|thực hiện|công bố|ban hành|nhận|hoàn thành|dự|tham dự)(?!\w)"
)
_DAK = re.compile(r"^Đ[ăâa]k\b")
_FIGURES = re.compile(r"\s*\([^()\n]{1,40}\)")


def join_at(low: str, end: int) -> re.Match[str] | None:
    """What joins two members of a list, with the figures in brackets that may stand before it: `A (82,1 điểm), B`."""
    figures = _FIGURES.match(low, end)
    return _JOIN.match(low, figures.end() if figures else end)


@cache
def _bare_names() -> frozenset[tuple[str, str]]:
    """(type, name without marks) of every known unit."""
    return frozenset((p.type, strip_marks(p.name)) for p in gazetteer().places)


_NONE: Mapping[str, str] = {}
# Names that are common words when printed in capitals; a headline's HÒA BÌNH is as often peace.
_COMMON = {"hòa bình", "thống nhất", "bảo lộc", "an phú", "tân tiến", "đoàn kết", "phước long", "phú quý"}


def find_places(text: Text, known: Gazetteer | None = None, local: Mapping[str, str] = _NONE) -> list[PlaceMention]:
    """All place mentions of a text, in order, none overlapping another. `local`: names (lower case) -> type of places
    that no gazetteer may know but the article or its portal names with a type; they are then found without it too."""
    finder = _Finder(text, known or gazetteer(), local)
    return sorted(finder.run(), key=lambda m: m.start)


_NUMBERED = re.compile(r"0?(\d{1,2})(?![\d/%.,]\d|\d|/|%)(?!\s+(?:xã|phường|tỉnh|huyện|điểm|đơn vị|tập thể|cá nhân|người))")


_MIDDLE_NAME = re.compile(rf" (?:Thị|Văn) (?=[{UPPER}])")


class _Finder:
    def __init__(self, text: Text, known: Gazetteer, local: Mapping[str, str]) -> None:
        self.local = local
        self.text, self.low, self.known = text.text, text.low, known
        self.blocks = text.blocks
        self.block_starts = [block.start for block in text.blocks]
        self.headlines: dict[int, bool] = {}
        """Which of the blocks that were asked for are printed in capitals."""
        self.hits: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
        # A name printed in small letters is none; one that is a number (`quận 1`) is read where its type stands.
        for hit in known.names.find_all(self.low, printed=self.text):
            self.hits.setdefault(hit.start, []).append((hit.end, hit.value))
        self.groups = 0

    def run(self) -> list[PlaceMention]:
        typed: list[PlaceMention] = []
        edge = 0
        # Where an abbreviation is glued to its name (`TPHCM`), no whole word begins the pattern.
        glued = "hcm" in self.low
        for m in _TYPE.finditer(self.low) if glued else each_match(_TYPE, _TYPE_WORDS, self.low, self.low):
            if m.start() < edge:
                continue
            if found := self.typed(m):
                typed.extend(found)
                edge = found[-1].end
        typed.extend(self.listed_after(typed))
        found = typed + list(self.untyped(Taken((p.start, p.end) for p in typed)))
        return found + list(self.local_names(Taken((p.start, p.end) for p in found), typed))

    def local_names(self, taken: Taken, typed: list[PlaceMention]) -> Iterator[PlaceMention]:
        """Names that stand with a type elsewhere (or are the portal's) and that no gazetteer has."""
        names = dict(self.local)
        for p in typed:
            if p.name and p.type and not p.candidates and len(p.name.split()) > 1:
                names.setdefault(p.name.lower(), p.type)
        if not names:
            return
        # In one pass: a table of communes names hundreds that no gazetteer has.
        for hit in Lexicon(names.items()).find_all(self.low):
            start, end, type_ = hit.start, hit.end, hit.value[0]
            if taken.overlaps(start, end) or not capital_words(self.text, start, end):
                continue
            if _NOT_PLACE.before(self.low, start):
                continue
            if not self.in_capitals(start) and (run_goes_on(self.text, self.low, end) or run_came_before(self.text, start)):
                continue
            yield PlaceMention(start, end, title_case(self.text[start:end]), type_, self.level(type_, ()), name_start=start)

    def in_capitals(self, offset: int) -> bool:
        """Does a block printed in capitals hold this offset? Few are asked for."""
        at = bisect_right(self.block_starts, offset) - 1
        if at < 0 or offset >= self.blocks[at].end:
            return False
        if at not in self.headlines:
            self.headlines[at] = mostly_upper(self.text[self.blocks[at].start : self.blocks[at].end])
        return self.headlines[at]

    def typed(self, m: re.Match[str]) -> list[PlaceMention]:
        """The mention that a type word opens, with the names that share its type."""
        word = m.group()
        short = None if word in TYPE_LEVELS else word.rstrip().removesuffix(".")
        if short and (not self.text[m.start()].isupper() and short not in ("tp", "tx")):
            return []
        type_ = _ABBREVIATED[short] if short else word
        if type_ in ("phường", "xã") and self.opens_other_word(m.start()):
            return []
        gap = None if short else _SPACES.match(self.low, m.end())
        at = m.end() if short else gap.end() if gap else len(self.low)
        plural = _PLURAL.before(self.low, m.start()) is not None
        colon = _COLON.match(self.low, m.end()) if plural and not short else None
        if colon:
            at = colon.end()
        first = self.name_at(at, type_, unknown=not short or self.text[at : at + 1].isupper())
        if first is None:
            if short and not (short in ("tp", "tx") and _BODY_BEFORE.before(self.low, m.start())):
                return []
            return [self.bare(m.start(), m.start() + len(short) if short else m.end(), type_)]
        end, name, candidates = first
        if (not candidates and self.names_holder(m.start(), at, end)) or self.begins_person(at, end):
            return [self.bare(m.start(), m.end(), type_)]
        mention = PlaceMention(m.start(), end, name, type_, self.level(type_, candidates), candidates, name_start=at)
        city = type_ == "thành phố" and mention.level == "province"
        more = self.coordinated(end, type_, plural, province=city)
        if not more:
            return [mention]
        self.groups += 1
        members = [mention._replace(coordinated=True), *more]
        return [p._replace(group=self.groups) for p in members]

    def opens_other_word(self, start: int) -> bool:
        """`xã hội`, also in a headline of capitals; `xã Hội Sơn` is a place."""
        other = _OTHER_WORD.match(self.low, start)
        return other is not None and self.text[other.start(1) : other.end(1)] != other.group(1).capitalize()

    def begins_person(self, at: int, end: int) -> bool:
        """`Bí thư Đảng ủy xã Phan Thị Hoạch`: a commune's name of one syllable is the family name of who follows."""
        return self.low[at:end] in surnames() and _MIDDLE_NAME.match(self.text, end) is not None

    def names_holder(self, start: int, at: int, end: int) -> bool:
        """Is an unknown name behind a title rather its holder's (`Phó Chủ tịch UBND tỉnh Lê Huyền`)? Two syllables that
        begin with a family name, and nothing else in the article types them as a place."""
        words = self.low[at:end].split()
        if len(words) != 2 or words[0] not in surnames() or self.low[at:end] in self.local:
            return False
        if not _TITLE_BEFORE.search(self.low, max(0, start - 60), start):
            return False
        if run_goes_on(self.text, self.low, end) or _NAME_FOLLOWS.match(self.low, end):
            return False
        others = find_words(self.low, self.low[start:end])
        places = (o for o in others if not _TITLE_BEFORE.search(self.low, max(0, o - 60), o))
        return next(places, None) is None

    def coordinated(self, end: int, type_: str, plural: bool, *, province: bool = False) -> list[PlaceMention]:
        """Names after the first that take its type: known ones always, unknown ones after a plural only."""
        out: list[PlaceMention] = []
        while join := join_at(self.low, end):
            if _TYPE.match(self.low, join.end()):
                break
            if province and self.known_at(join.end(), "tỉnh"):
                break  # `TP Hồ Chí Minh, Tây Ninh`: a province beside a city of its rank
            found = self.name_at(join.end(), type_, unknown=plural, whole=True) or self.misspelt_at(join.end(), type_)
            if found is None:
                break
            end, name, candidates = found
            out.append(
                PlaceMention(join.end(), end, name, type_, self.level(type_, candidates), candidates, True, name_start=join.end())
            )
        return out

    def name_at(self, at: int, type_: str | None, unknown: bool, whole: bool = False) -> tuple[int, str, tuple[str, ...]] | None:
        """The name that begins at an offset: a known one of the type, else (where allowed) the capitalised run.
        `whole`: the name must not go on with another capitalised word."""
        if at >= len(self.text):
            return None
        if self.text[at].isdigit():
            return self.numbered(at, type_)
        if not self.text[at].isupper():
            return None
        if type_ == "thành phố" and self.low.startswith("hcm", at) and not self.low[at + 3 : at + 4].isalnum():
            # Glued to its type (`TPHCM`), the alias is no word of its own.
            return at + 3, "Hồ Chí Minh", tuple(p.id for p in self.known.named("Hồ Chí Minh", type_))
        known = self.known_at(at, type_)
        if known and type_ in _BELOW_PROVINCE and (longer := self.longer_than(at, known[0])):
            return longer
        if known and (not whole or not run_goes_on(self.text, self.low, known[0]) or self.in_capitals(at)):
            return known
        if not unknown or self.in_capitals(at):
            return None
        return self.unknown_at(at)

    def longer_than(self, at: int, end: int) -> tuple[int, str, tuple[str, ...]] | None:
        """`phường Tân Xuân Khê`: a unit that no gazetteer has, though a known name begins like it. One syllable more that a verb,
        a joining word or a mark follows; a person's name has two, a sentence's first word a word of its own behind it."""
        if not run_goes_on(self.text, self.low, end) or self.in_capitals(at):
            return None
        run = capital_run(self.text, self.low, end + 1, 2)
        if len(run) != 1 or not self.text[run[0][0] : run[0][1]].istitle():
            return None
        stop = run[0][1]
        return (stop, self.text[at:stop], ()) if _NAME_ENDS.match(self.low, stop) else None

    def known_at(self, at: int, type_: str | None) -> tuple[int, str, tuple[str, ...]] | None:
        for end, ids in self.hits.get(at, ()):
            if not capital_words(self.text, at, end):
                continue
            fitting = tuple(dict.fromkeys(i for i in ids if type_ is None or self.known.by_id[i].type == type_))
            if fitting:
                return end, self.spelled(self.text[at:end], fitting, typed=type_ is not None), fitting
        return None

    def spelled(self, surface: str, ids: tuple[str, ...], *, typed: bool = False) -> str:
        """The gazetteer's spelling; the printed one where one of the candidates has it, or where a full name below the
        province (`huyện Đăk Tô`) differs in what official papers write in both ways."""
        units = [self.known.by_id[i] for i in ids]
        names = [unit.name for unit in units]
        below = typed and surface.startswith("Đ") and units[0].level != "province"
        both_ways = below and _DAK.sub("Đắk", surface) in [_DAK.sub("Đắk", name) for name in names]
        return surface if both_ways or surface in names else names[0]

    def numbered(self, at: int, type_: str | None) -> tuple[int, str, tuple[str, ...]] | None:
        m = _NUMBERED.match(self.low, at)
        if m is None or type_ not in ("quận", "phường") or not self.low[self.low.rfind("\n", 0, at) + 1 : at].strip():
            # At the head of a line it numbers the line.
            return None
        name = m.group(1)
        ids = tuple(p.id for p in self.known.named(name, type_))
        return m.end(), name, ids

    def unknown_at(self, at: int) -> tuple[int, str, tuple[str, ...]] | None:
        """A name that no gazetteer has: the capitalised run, cut before a person's name that follows it."""
        run = capital_run(self.text, self.low, at, 6)
        for i in range(2, len(run) - 1):
            if self.low[slice(*run[i])] in surnames():
                run = run[:i]
                break
        if not run or len(run) > 4 or is_person_like(self.low[run[0][0] : run[-1][1]]):
            return None
        end = run[-1][1]
        surface = self.text[at:end]
        if surface.isupper() and len(run) == 1:
            return None
        return end, title_case(surface), ()

    def misspelt_at(self, at: int, type_: str) -> tuple[int, str, tuple[str, ...]] | None:
        """In a list: a name that differs from a known one of the type by marks only; kept as printed, without id."""
        run = capital_run(self.text, self.low, at)
        end = run[-1][1] if run else at
        if not run or len(run) < 2 or (type_, strip_marks(self.low[at:end])) not in _bare_names():
            return None
        return end, self.text[at:end], ()

    def bare(self, start: int, end: int, type_: str) -> PlaceMention:
        generic = _LEVELWORD.before(self.low, start) is not None or self.in_type_list(start, end)
        levels = TYPE_LEVELS[type_]
        return PlaceMention(start, end, None, type_, levels[0] if len(levels) == 1 else None, generic=generic)

    def in_type_list(self, start: int, end: int) -> bool:
        """`huyện, thị xã, thành phố`: a type word beside another one names a group."""
        nxt = _TYPE_AFTER.match(self.low, end)
        if nxt and not self.text[nxt.end() : nxt.end() + 2].strip()[:1].isupper():
            return True
        return _TYPE_BEFORE.before(self.low, start) is not None

    def listed_after(self, typed: list[PlaceMention]) -> Iterator[PlaceMention]:
        """`Các xã đạt điểm cao gồm: A, B, C`: the names of a list that a plural type word announces."""
        taken = {p.start for p in typed}
        for p in typed:
            if p.name is not None and ":" in self.low[p.start : p.name_start]:
                yield from self.scored_list(p.end, p.type or "", taken)
            if p.name is not None or not p.generic or not _PLURAL.before(self.low, p.start):
                continue
            if "cấp" in self.low[max(0, p.start - 5) : p.start] or _LIST_GOES_ON.match(self.low, p.end):
                continue
            opener = _LIST_AFTER.match(self.text, p.end)
            if opener is None or any(p.end < q.start < opener.end() for q in typed):
                continue
            plain = self.list_at(opener.end(), p.type or "", taken)
            taken |= {q.start for q in plain}
            yield from plain
            yield from self.scored_list(opener.end(), p.type or "", taken)

    def scored_list(self, at: int, type_: str, taken: set[int]) -> Iterator[PlaceMention]:
        """`Khối huyện: A 88,1 điểm; B (87,9)`: capitalised names with a figure each, to the end of the sentence."""
        stop = _SENTENCE_END.search(self.text, at)
        end = stop.start() if stop else len(self.text)
        for m in _SCORED.finditer(self.text, at, end):
            found = None if m.end() in taken else self.name_at(m.end(), type_, unknown=True, whole=True)
            if found is not None and _FIGURE.match(self.low, found[0]):
                taken.add(m.end())
                yield PlaceMention(
                    m.end(), found[0], found[1], type_, self.level(type_, found[2]), found[2], True, name_start=m.end()
                )

    def list_at(self, at: int, type_: str, taken: set[int]) -> list[PlaceMention]:
        first = None if at in taken else self.name_at(at, type_, unknown=True, whole=True)
        if first is None:
            return []
        end, name, ids = first
        more = self.coordinated(end, type_, plural=True)
        if not ids and not more:
            return []
        self.groups += 1
        head = PlaceMention(at, end, name, type_, self.level(type_, ids), ids, True, name_start=at)
        return [p._replace(group=self.groups) for p in (head, *more) if p.start not in taken]

    def untyped(self, taken: Taken) -> Iterator[PlaceMention]:
        """Provinces and districts by name alone, capitalised and not part of a longer name."""
        edge = 0
        for start, hits in self.hits.items():
            if start < edge or taken.overlaps(start, hits[0][0]):
                continue
            for end, ids in hits:
                mention = self.untyped_at(start, end, ids)
                if mention is not None:
                    edge = end
                    yield mention
                    break

    def untyped_at(self, start: int, end: int, ids: tuple[str, ...]) -> PlaceMention | None:
        surface, key = self.text[start:end], self.low[start:end]
        if (
            key not in self.known.above_communes
            or (not capital_words(self.text, start, end) and not surface.startswith("Thủ đô"))
            or _NOT_PLACE.before(self.low, start)
        ):
            return None
        wanted = tuple(dict.fromkeys(ids))
        if key.startswith(("tp", "thủ đô", "thành phố")):
            return PlaceMention(start, end, self.known.by_id[wanted[0]].name, "thành phố", "province", wanted, name_start=start)
        if key in ("hcm", "hồ chí minh", "bmt") or not is_word_edge(self.low, end):
            return None
        if self.in_capitals(start):
            if key in _COMMON or not self.capital_place(start, end, wanted):
                return None
        elif (
            run_goes_on(self.text, self.low, end)
            or run_came_before(self.text, start)
            or (" " not in key and surface.isupper() and "-" not in key)
        ):
            return None
        provinces = tuple(i for i in wanted if self.known.by_id[i].level == "province")
        level: Level = "province" if provinces else "district"
        return PlaceMention(start, end, self.spelled(surface, wanted), None, level, wanted, name_start=start)

    def capital_place(self, start: int, end: int, ids: tuple[str, ...]) -> bool:
        """In a headline of capitals a name counts where it opens or closes a phrase, or is a province's."""
        if " " not in self.low[start:end]:
            return _PHRASE_END.match(self.low, end) is not None and end - start > 4
        alone = (
            self.low[end : end + 2].strip()[:1] in ("", ":", "-", ",", ".") or not self.low[:start].strip(" \n\"'")[-1:].isalpha()
        )
        return alone or any(self.known.by_id[i].level == "province" for i in ids)

    def level(self, type_: str, ids: tuple[str, ...]) -> Level | None:
        levels = TYPE_LEVELS[type_]
        if len(levels) == 1:
            return levels[0]
        found = {self.known.by_id[i].level for i in ids}
        return found.pop() if len(found) == 1 else None
