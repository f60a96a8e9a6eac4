"""Where people are named: after an honorific, rank, degree or title, or before `,` `-` `(` and a title.

Procedure and names of all peoples: survey of wordings; a family name alone proves nothing (streets, schools), evidence
beside the name does. Names are written with capitals as printed (`NGUYỄN VĂN A` -> `Nguyễn Văn A`), without ranks and
degrees.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from typing import NamedTuple

from core.openings import Lead, any_word
from core.phrases import Phrases
from core.places import gazetteer
from core.vocabulary import Lexicon
from extract.mentions.places import PlaceMention
from extract.mentions.taken import Taken
from extract.mentions.titles import TitleMention
from extract.mentions.words import WORD, capital_run, each_match, stops_name, surnames, title_case
from extract.nlp import Helper
from extract.text import Text


class PersonMention(NamedTuple):
    """A person in a text. `start`/`end` cover the name alone, `outer` begins at the honorific or rank. `short`: a given
    name only (`ông Quý`), then `name` is the full name where exactly one person of the text fits, else the given one.
    `evidence`: what showed the name: honorific | title_before | title_after | list | repeated."""

    start: int
    end: int
    name: str
    honorific: str | None = None
    rank: str | None = None
    outer: int = 0
    short: bool = False
    evidence: str = "honorific"


_HONORIFICS = (
    "đồng chí", "đ/c", "đc", "ông", "bà", "anh", "chị", "cô", "cụ", "nhà giáo", "nhà báo", "luật sư", "kỹ sư", "bác sĩ",
)  # fmt: skip
_HONORIFIC = re.compile(rf"({any_word(_HONORIFICS)})(?:\s*\(bà\))?(?:\s*:)?\s+(?=\S)")
_ARMY = ("thiếu", "trung", "thượng", "đại")
_DEGREES = (r"gs\.?\s?ts", r"pgs\.?\s?ts", "gs", "pgs", "ths", "ts", "bscki{1,2}", "bs", "cn", "ks", "nsnd", "nsưt")
_DEGREES_IN_FULL = ("thạc sĩ", "tiến sĩ", "phó giáo sư", "giáo sư", "thạc sỹ", "tiến sỹ", "bác sĩ")
_RANKS = (
    *(rf"{rank}\s+(?:úy|tá|tướng)" for rank in _ARMY),
    *(rf"{degree}(?=[\s.,])\.?" for degree in _DEGREES),
    *_DEGREES_IN_FULL,
)
_HONORIFIC_WORDS = Phrases(_HONORIFICS, lasting=True)
_RANK = re.compile(rf"(?:{any_word(_RANKS)})[.,]?\s*(?=\S)")
# The first word of each of them.
_RANK_WORDS = Phrases(
    {
        *_ARMY, "gs", "gsts", "pgs", "pgsts", "ths", "ts", "bscki", "bsckii", "bs", "cn", "ks", "nsnd", "nsưt",
        *(degree.split()[0] for degree in _DEGREES_IN_FULL),
    },
    lasting=True,
)  # fmt: skip
_REJECT_BEFORE = Lead(
    r"(?:(?<!môi )(?<!thị )\btrường|\btrường chính trị|\bthpt|\bthcs|\btiểu học|\bmầm non|\bđường|(?<!thành )\bphố|\bgiải|"
    r"\bgiải thưởng|\bquỹ|\bbệnh viện|\bnhà văn hóa|\bkhu di tích|"
    r"\bcông viên|\btư tưởng|\btấm gương|\bdi chúc|\bphong cách|\btncs|\bcộng sản|\bhọc viện|\bđại học|\btượng đài|"
    r"\bquảng trường|\bnhà máy|"
    r"\bảnh\s*:|\btin\s*:|\btin, ảnh\s*:|\bbài\s*:|\btác giả\s*:|\bbài viết\s*:|\bnguồn\s*:|\bnguồn tin\s*:|"
    r"\bthực hiện\s*:|\bvideo\s*:|\bđồ họa\s*:|\bbài, ảnh\s*:|\bhội trường)\s*",
    reach=26,
)
# Whose news it is, unless a post follows the name: `Theo Nguyễn Văn An, Giám đốc Sở Nội vụ, …`.
_SOURCE_BEFORE = Lead(r"\btheo\s*", reach=12)
_NOT_NAMES = {
    "việt nam",
    "hồ chí minh",
    "trung ương",
    "bác hồ",
    "đảng cộng sản",
    "nhà nước",
    "quốc hội",
    "chính phủ",
    "hội nghị",
    "thường trực",
    "tổ quốc",
    "nhân dân",
}
_NO_NAME_BEGINS = tuple(f"{words} " for words in _NOT_NAMES)
# What may stand with a capital before a name, at the head of a sentence.
_NO_FAMILY_NAMES = frozenset(
    ["dự", "có", "và", "do", "cùng", "gồm", "chí", "ông", "bà", "là", "với", "theo", "anh", "chị", "cô", "thầy", "em"]
)
_OPENERS = re.compile(r"([HKYhky]')\s?(?=[^\W\d_])")
_OPENER_BEFORE = re.compile(r"(?<!\w)[HKY]'\s?$")
_WORD_BEFORE = re.compile(r"[^\W\d_]+ $")
_ONE_SPACE = re.compile(" ")
# `H'LOAN BYĂ`: the letter behind an opener stays a capital.
_OPENED = re.compile(r"(?<!\w)[HKY]'\w")
_OPENER_SPACE = re.compile(r"(?<=^[HKY]') ")
_LOWER_SLIP = re.compile(r" ([a-zà-ỹđ]+(?!\w))(?=\s*[,\-(])")
_BODY_GAP = re.compile(r"(?:\s+(?:sở|trung tâm|ban|phòng|chi cục|cục))?(?:\s*:\s*|\s+)")
_BEFORE_TITLE = re.compile(r"\s*[,\-(]\s*(?:(?:là|hiện là)\s+)?$|\s+$|:\s*$")
_LIST_OPENER = re.compile(r"(?:các đồng chí|các ông|các bà|các đ/c|đồng chí|các phó|các chủ tịch|:)")
_LIST_GOES_ON = re.compile(r"\s*(?:[,;.\-(]|và\b|cùng\b|đã\b|chủ trì|đồng chủ trì|được\b|dự\b|tham dự|$|\n)")
_SEPARATOR = re.compile(r"\s*(?:,|-|\()\s*(?:(?:là|hiện là)\s+)?|\s+(?=\S)")
_LIST_SEP = re.compile(r"\s*[,;]\s*(?:và\s+)?|\s+(?:và|cùng)\s+(?:(?:đồng chí|ông|bà|đ/c)\s+)?")


def _upper(m: re.Match[str]) -> str:
    return m.group().upper()


def find_people(
    text: Text, titles: list[TitleMention], places: list[PlaceMention] | None = None, helper: Helper | None = None
) -> list[PersonMention]:
    """All people of a text with evidence that they are, in order. `helper` is asked about runs that no list knows."""
    return _People(text, titles, places or [], helper or Helper()).find()


class _People:
    def __init__(self, text: Text, titles: list[TitleMention], places: list[PlaceMention], helper: Helper) -> None:
        self.whole, self.helper = text, helper
        self.text, self.low = text.text, text.low
        self.starts = {t.start: t for t in titles}
        self.titles = titles
        self.in_titles = Taken((t.start, t.end) for t in titles)
        self.typed = {p.name_start: p for p in places if p.type is not None and p.name is not None}
        self.covered = Taken((p.start, p.end) for p in places if p.name is not None)
        self.found: dict[int, PersonMention] = {}
        self.order: list[int] = []
        """The starts of those found, in order of the text; none overlaps another."""

    def find(self) -> list[PersonMention]:
        for m in each_match(_HONORIFIC, _HONORIFIC_WORDS, self.low, self.low):
            self.after_honorific(m.start(), m.end(), m.group(1))
        for m in each_match(_RANK, _RANK_WORDS, self.low, self.low):
            if self.text[m.start()].isupper():
                self.after_honorific(m.start(), m.start(), None)
        for t in self.titles:
            self.after_title(t)
            self.before_title(t)
        self.in_lists()
        self.repeated()
        return self.resolved(sorted(self.found.values(), key=lambda p: p.start))

    def keep(self, person: PersonMention) -> None:
        """Take a person instead of shorter ones in the same place; those found first are asked first."""
        for other in self.overlapping(person.start, person.end):
            if other.end - other.start >= person.end - person.start:
                return
            del self.found[other.start]
            self.order.remove(other.start)
        self.found[person.start] = person
        insort(self.order, person.start)

    def overlapping(self, start: int, end: int) -> list[PersonMention]:
        """Those found that overlap [start, end), in the order in which they were found."""
        until = first = bisect_left(self.order, end)
        while first and self.found[self.order[first - 1]].end > start:
            first -= 1
        starts = self.order[first:until]
        return [self.found[at] for at in (starts if len(starts) < 2 else [at for at in self.found if at in starts])]

    # -- the name itself ------------------------------------------------------------------------------------------

    def name_at(self, at: int, strict: bool, *, titled: bool = False) -> tuple[int, int, str] | None:
        """The name that begins here: (end, number of syllables, name). `strict`: the first syllable must be a family
        name or an opener of a people's names (`Y`, `H'`). `titled`: a post stands behind it."""
        opener = _OPENERS.match(self.text, at)
        begin = opener.end() if opener else at
        if not self.text[at : at + 1].isupper() or at in self.starts or (stops_name(self.low, at) and opener is None):
            return None
        run = capital_run(self.text, self.low, begin, 5)
        run = self.cut_in_doubt(self.cut_at_titles(run))
        if not run:
            return None
        syllables = len(run) + (1 if opener else 0)
        end = run[-1][1]
        end, syllables = self.lower_slip(end, syllables)
        surface = self.text[at:end]
        low = self.low[at:end]
        if (
            syllables < 1
            or low in _NOT_NAMES
            or low.startswith(_NO_NAME_BEGINS)
            or self.is_street(at)
            or (not titled and _SOURCE_BEFORE.before(self.low, at))
        ):
            return None
        first = self.low[slice(*run[0])]
        known = opener is not None or first in surnames()
        if strict and not known:
            return None
        if at in self.typed or (syllables > 1 and not known and low in gazetteer().names):
            return None
        return end, syllables, _OPENED.sub(_upper, title_case(surface)) if surface.isupper() else _tidy(surface)

    def is_street(self, at: int) -> bool:
        """Is a name that begins here a street's, a school's or a photographer's? `UBND huyện Tam Đường Lò Văn Khuân`: not where
        the word before it ends a place's name."""
        m = _REJECT_BEFORE.before(self.low, at)
        return m is not None and not self.covered.holds(len(self.low[:at].rstrip()) - 1)

    def cut_at_titles(self, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
        for i, (start, _) in enumerate(run):
            if start in self.starts:
                return run[:i]
        return run

    def cut_in_doubt(self, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """A run longer than most names, with lower case behind it, may hold a verb's first syllable (`Thăm hỏi`)."""
        usual = 4 if len(run) > 1 and self.low[slice(*run[1])] == "thị" else 3
        if len(run) <= usual or not self.text[run[-1][1] : run[-1][1] + 2].strip().islower():
            return run
        end = self.helper.name_end(self.whole, run[0][0], run[-1][1])
        return [(a, b) for a, b in run if b <= end]

    def lower_slip(self, end: int, syllables: int) -> tuple[int, int]:
        """`Phạm Thu thảo, Giám đốc`: a last syllable in lower case, before a mark and a title."""
        m = _LOWER_SLIP.match(self.text, end)
        if m is None or syllables < 2 or m.group(1) in _COMMON_WORDS:
            return end, syllables
        gap = _SEPARATOR.match(self.low, m.end())
        return (m.end(), syllables + 1) if gap and gap.end() in self.starts else (end, syllables)

    # -- evidence ---------------------------------------------------------------------------------------------------

    def after_honorific(self, outer: int, at: int, honorific: str | None) -> None:
        """`đồng chí [Đại tá, ThS.] NAME`; a given name alone counts as a short mention. `Bà Rịa` is a place."""
        if self.covered.holds(outer) or (honorific == "anh" and self.within_name(outer)):
            return
        rank, at = self.ranks(at)
        name = self.name_at(at, strict=False)
        if name is None:
            return
        end, syllables, written = name
        if honorific is None and syllables < 2:
            return
        if syllables == 1 and honorific not in ("ông", "bà", "anh", "chị", "đồng chí", "đ/c", "cô"):
            return
        self.keep(PersonMention(at, end, written, honorific, rank, outer, syllables == 1, "honorific"))

    def within_name(self, at: int) -> bool:
        """`Chu Anh Nguyên`: is the word here, printed with a capital, one behind the first of a name?"""
        before = _WORD_BEFORE.search(self.text, max(0, at - 12), at) if self.text[at].isupper() else None
        return before is not None and before.group()[0].isupper() and not self.in_titles.holds(before.start())

    def ranks(self, at: int) -> tuple[str | None, int]:
        found = []
        while m := _RANK.match(self.low, at):
            found.append(self.text[m.start() : m.end()].strip(" .,"))
            at = m.end()
        return (", ".join(found) or None), at

    def after_title(self, title: TitleMention) -> None:
        """`Chủ tịch UBND tỉnh NAME`, `TITLE: NAME`, `TITLE, đồng chí NAME` is left to the honorific."""
        # `các Phó Giám đốc Sở: A, B`: a bare kind of body may stand between.
        gap = _BODY_GAP.match(self.low, title.end)
        if gap is None or "\n" in gap.group():
            return
        rank, at = self.ranks(gap.end())
        name = self.name_at(at, strict=False)
        if name is None or at in self.found:
            return
        end, syllables, written = name
        if syllables < 2:
            if self.low[slice(at, end)] in surnames() or title.kind == "staff":
                return
            self.keep(PersonMention(at, end, written, None, rank, gap.end(), True, "title_before"))
            return
        self.keep(PersonMention(at, end, written, None, rank, gap.end(), False, "title_before"))

    def before_title(self, title: TitleMention) -> None:
        """`NAME, TITLE`, `NAME-TITLE`, `NAME (TITLE`, `NAME TITLE`: the run that ends directly before the title."""
        m = _BEFORE_TITLE.search(self.low[max(0, title.start - 14) : title.start])
        if m is None or "\n" in m.group():
            return
        end = max(0, title.start - 14) + m.start()
        line = self.text.rfind("\n", max(0, end - 48), end) + 1
        begin = max(line, end - 48)
        if self.text[max(begin, self.text.rfind(" ", begin, end) + 1) : end].islower():
            return  # no name's last syllable
        words = list(WORD.finditer(self.text, begin, end))
        run: list[tuple[int, int]] = []
        for w in reversed(words):
            follows = self.text[w.end() : run[0][0]] == " " if run else w.end() == end
            if not follows or not (w.group()[0].isupper()) or len(run) == 5:
                break
            run.insert(0, (w.start(), w.end()))
        run = self.with_opener(self.trim(run))
        alone = len(run) == 1 and _OPENERS.match(self.text, run[0][0]) is not None  # `K'Brêu`
        if (len(run) < 2 and not alone) or self.overlapping(run[0][0], end):
            return
        name = self.name_at(run[0][0], strict=m.group().strip() == "", titled=True)
        if name is None or (name[0] != end and name[0] < end):
            return
        weak = self.low[slice(*run[0])] not in surnames() and not _OPENERS.match(self.text, run[0][0])
        if self.in_titles.holds(run[0][0]):
            return
        if weak and not self.clause_start(run[0][0]) and not self.helper.is_name(self.whole, run[0][0], end):
            return
        self.keep(PersonMention(run[0][0], name[0], name[2], None, None, run[0][0], False, "title_after"))

    def trim(self, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Drop leading words that are not of the name (`Dự`, `Đồng chí`): begin at the first family name."""
        while run and self.low[slice(*run[0])] in _NO_FAMILY_NAMES:
            run = run[1:]  # `Ông K'Brếp`, whose name begins with no family name
        for i, (a, b) in enumerate(run):
            if self.low[a:b] in surnames() and len(run) - i >= 2:
                # `Lự Văn Inh`: Văn and Thị are middle words more often than family names.
                middle = i > 0 and self.low[a:b] in ("văn", "thị")
                # `. Hồng Kim Sương, Giám đốc`: a family name that no list knows, before a middle word that is one.
                unlisted = i == 1 and len(run) == 3 and self.clause_start(run[0][0])
                whole = unlisted and self.helper.is_name(self.whole, run[0][0], run[-1][1])
                return run[i - 1 if middle or whole else i :]
        return run

    def with_opener(self, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """`H' Yên Byă`: the opener with its apostrophe belongs to the name."""
        m = _OPENER_BEFORE.search(self.text[max(0, run[0][0] - 3) : run[0][0]]) if run else None
        return [(run[0][0] - len(m.group()), run[0][1]), *run[1:]] if m else run

    def clause_start(self, at: int) -> bool:
        while at and self.low[at - 1] == " ":
            at -= 1
        return (
            at == 0
            or self.low[at - 1] in ";:,.\n-+("
            or self.low.endswith(("đồng chí", "ông", "bà", "có", "và", "do", "cùng", "là"), 0, at)
        )

    def in_lists(self) -> None:
        """`các đồng chí: A, B, C - Phó Chủ tịch`; `các Phó Chủ tịch: A, B và C`: names between names."""
        for person in sorted(self.found.values(), key=lambda p: p.start):
            end = person.end
            while sep := _LIST_SEP.match(self.low, end):
                if sep.end() in self.found or sep.end() in self.starts:
                    break
                name = self.name_at(sep.end(), strict=True) or self.unknown_name(sep.end())
                if name is None or name[1] < 2 or sep.end() in self.typed or not self.list_goes_on(name[0]):
                    break
                if not _LIST_OPENER.search(self.low, max(0, person.outer - 40), person.start):
                    break
                self.keep(PersonMention(sep.end(), name[0], name[2], None, None, sep.end(), False, "list"))
                end = name[0]

    def unknown_name(self, at: int) -> tuple[int, int, str] | None:
        """A name in a list that begins with no family name we know, if the helper takes it for one."""
        name = self.name_at(at, strict=False) if self.helper.layers else None
        if name is None or name[1] < 2 or self.covered.holds(at):
            return None
        return name if self.list_goes_on(name[0]) and self.helper.is_name(self.whole, at, name[0]) else None

    def list_goes_on(self, end: int) -> bool:
        return _LIST_GOES_ON.match(self.low[end : end + 14]) is not None

    def repeated(self) -> None:
        """Every other place where a full name that is known stands."""
        names = sorted({p.name for p in self.found.values() if not p.short})
        for hit in Lexicon((name, name) for name in names).find_all(self.low):
            if hit.start in self.found or not self.text[hit.start].isupper():
                continue
            if self.is_street(hit.start) or _SOURCE_BEFORE.before(self.low, hit.start):
                continue
            self.keep(PersonMention(hit.start, hit.end, hit.value[0], None, None, hit.start, False, "repeated"))

    def resolved(self, people: list[PersonMention]) -> list[PersonMention]:
        """Give short mentions the full name that exactly one person of the text has."""
        ending: dict[str, list[str]] = {}
        for name in {p.name for p in people if not p.short}:
            for space in _ONE_SPACE.finditer(name):
                ending.setdefault(name[space.end() :], []).append(name)
        out = []
        for p in people:
            fitting = ending.get(p.name, [])
            if len(fitting) == 1 and (p.short or p.evidence == "honorific"):
                p = p._replace(name=fitting[0], short=True)
            elif p.short and p.evidence == "title_before":
                continue  # one capitalised word after a title is a given name only where the text has the full one
            out.append(p)
        return out


_COMMON_WORDS = frozenset(
    [
        "và",
        "cùng",
        "đã",
        "là",
        "được",
        "tại",
        "với",
        "cho",
        "chủ",
        "dự",
        "tham",
        "phát",
        "trao",
        "nhận",
        "kiểm",
        "làm",
        "cũng",
        "yêu",
        "đề",
        "nhấn",
        "khẳng",
        "thông",
        "báo",
        "trình",
    ]
)


def _tidy(name: str) -> str:
    """One space between syllables; a last syllable in lower case is a slip; `H' Yên` keeps no space."""
    words = _OPENER_SPACE.sub("", name).split()
    return " ".join(w[:1].upper() + w[1:] for w in words)
