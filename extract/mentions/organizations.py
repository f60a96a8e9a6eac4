"""Where organisations are named: people's committees, party committees, departments, divisions, offices, boards, …

Known names come from schemas/vocab (longest first, so that `Sở Văn hóa, Thể thao và Du lịch` is one); heads with an
open name (`Ban Chỉ đạo …`, `Trung tâm …`) take the words up to a verb, a mark or a locality. Lists (`các Sở: Tài chính,
Tư pháp`, `UBND các huyện A, B`) give one mention each. Normal forms: docs/codebook.md ("Names").
"""

from __future__ import annotations

import re

from core.openings import Lead, any_word
from core.places import gazetteer
from core.text import UPPER
from extract.mentions.open_names import OpenNames
from extract.mentions.organization_names import LocalityForm, OrgKind, OrgMention, department_at, kinds_lexicon, takes_level
from extract.mentions.places import PlaceMention, join_at
from extract.mentions.words import capital_run, capital_words, is_person_like, surnames, title_case
from extract.text import Text

_PARENT_KINDS = {
    "party": ("party_committee", "party_branch"),
    "council": ("people_council",),
    "committee": ("people_committee", "council_committee", "people_council"),
    "delegation": ("assembly_delegation", "council_committee"),
    "department": ("department",),
    "ministry": ("ministry",),
    "none": (),
}
_HEADS = {"sở": "Sở", "phòng": "Phòng", "ban": "Ban", "bộ": "Bộ"}
_DEFAULTS = {"Sở": "tỉnh", "Ban": "tỉnh", "Phòng": "huyện", "Bộ": None}
_DEPT_KINDS = {"Sở": "department", "Ban": "department", "Phòng": "division", "Bộ": "ministry"}
_GAP = re.compile(r"\s+(?:(?:của|thuộc|ở|tại)\s+)?")
_SHORT = re.compile(rf" \([{UPPER}]{{2,6}}\)(?= (?:của )?(?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|TP)(?!\w))")
_JOIN = re.compile(r"\s*[,;]\s*(?:và\s+)?|\s+(?:và|cùng|&)\s+")
_NUMBER_TAIL = re.compile(r"(?:/[A-ZĐ]{1,4}|\b(?:QĐ|KH|BC|CV|TB|NQ|CT|TTr|GM|HD))-$")
_JOIN_OR_DASH = re.compile(r"\s*(?:[,;\-&]|và)\s*(?:và\s+)?")
_PARENT_GAP = re.compile(r"\s*[\-(]\s*|\s+(?:thuộc|của)\s+|\s+")
# `Văn phòng`, `Hải Phòng`, `Bộ Quốc phòng` have no division inside.
_HEAD_WORDS = ("sở", "p(?<!văn p)(?<!hải p)(?<!quốc p)(?<!biên p)hòng", "ban", "bộ")
_HEAD = re.compile(rf"({any_word(_HEAD_WORDS)})(?:\s*:\s*|\s+)(?=\S)")
_COUNTED = Lead(r"(?:\bcác|\bhai|\bba|\d)\s+", reach=8)
# What may follow the last member of a list: no word in small letters but these.
_ITEM_END = re.compile(
    r"\s+(?!và\b|cùng\b|tỉnh\b|huyện\b|thành phố|tp\b|đã\b|được\b|đạt\b|có\b|là\b|xếp\b|với\b|đứng\b|dẫn\b|"
    r"lần\b|cho\b|về\b|\()[a-zà-ỹđ]"
)
_SPACE = re.compile(r"\s+")
_SERVES = re.compile(r"\s*\.?\s*(?:của\s+)?")
_GROUP = re.compile(r"(?:cấp|các|một số|\d+(?:/\d+)?)\s+")
_BLOC = re.compile(r"Đảng (?:ủy|bộ) Khối ")
# Abbreviations in open names, written out; at the head of a division's name with a capital.
_OPEN_REFORM = re.compile(r"(?<=^Phòng )CCHC(?!\w)|(?<=^Vụ )CCHC(?!\w)")
_REFORM = re.compile(r"(?<!\w)CCHC(?!\w)")
_PROCEDURES = re.compile(r"(?<!\w)TTHC(?!\w)")
_INSIDE_WORD = re.compile(r"(?:văn|hải|quốc|biên|dự) $")
# Whose a national committee is: `Ban Chỉ đạo CCHC của Chính phủ`.
_CENTRAL_OWNER = re.compile(r" (?:của |trực thuộc )?(?P<who>chính phủ|quốc hội|trung ương|quốc gia)(?!\w)(?! (?:số|về) )")
# `của UBND tỉnh, huyện đạt 90 điểm`: what looks like a list of levels begins a clause.
_NEW_CLAUSE = re.compile(
    r", (?:tỉnh|huyện|xã|phường|thành phố|quận|thị xã|thị trấn) (?:đạt|đã|có|xếp|đứng|được|là|tiếp tục|cũng|sẽ|phấn đấu|"
    r"ban hành|triển khai|giao|yêu cầu|tổ chức|thuộc)(?!\w)"
)
_VIETNAM = re.compile(r" việt nam(?! (?:tỉnh|huyện|thành phố|tp|quận|thị xã|xã|phường|thị trấn)(?!\w))(?!\w)")
_NATIONWIDE = ("vertical", "mass", "media", "public_unit", "company")
_PARENT_COMMA = re.compile(r"\s*,\s*(?=sở |bộ |cục |văn phòng (?:ubnd|ủy ban|hđnd|đoàn|chính phủ))")
_AREA = re.compile(r"\s+khu vực(?:\s+(?:[IVX]+|\d+)\b)?")
_STEERING = re.compile(r"(?<!\w)cchc(?!\w)")
__all__ = ["OrgMention", "OrganizationFinder", "find_organizations"]


def find_organizations(text: Text, places: list[PlaceMention]) -> list[OrgMention]:
    """All organisations of a text in order; a member of a list is a mention of its own."""
    return OrganizationFinder(text, places).find()


class OrganizationFinder:
    """Parses organisations anchored at an offset (`at`), or all of a text (`find`)."""

    def __init__(self, text: Text, places: list[PlaceMention]) -> None:
        self.text, self.low = text.text, text.low
        self.places = {p.start: p for p in places}
        self.named = {p.name_start for p in places if p.name is not None}
        self.groups: dict[int, list[PlaceMention]] = {}
        for p in places:
            if p.group is not None:
                self.groups.setdefault(p.group, []).append(p)
        self.kinds: dict[int, list[tuple[int, OrgKind]]] = {}
        for hit in kinds_lexicon().find_all(self.low):
            self.kinds.setdefault(hit.start, []).append((hit.end, hit.value[0]))
        self.heads = {m.start(): m for m in _HEAD.finditer(self.low)}
        self.open = OpenNames(self.text, self.low, self.places, self.kinds.keys() | self.heads.keys())
        self._memo: dict[int, list[OrgMention]] = {}

    def find(self) -> list[OrgMention]:
        out: list[OrgMention] = []
        edge = 0
        for start in sorted(self.kinds.keys() | self.heads.keys()):
            if start < edge:
                continue
            found = self.all_at(start)
            if found:
                out.extend(found)
                edge = max(o.end for o in found)
        return self.shared_levels(sorted(out, key=lambda o: (o.start, o.end)))

    def shared_levels(self, found: list[OrgMention]) -> list[OrgMention]:
        """`Thường trực HĐND, UBND, Ủy ban MTTQ tỉnh`: the level at the end serves the bare ones before it."""
        for i in range(len(found) - 2, -1, -1):
            this, nxt = found[i], found[i + 1]
            if (
                takes_level(this)
                and nxt.level_word
                and not nxt.generic
                and _JOIN_OR_DASH.fullmatch(self.low, this.end, nxt.start)
            ):
                found[i] = this._replace(level_word=nxt.level_word, locality=nxt.locality)
        return found

    def at(self, start: int) -> OrgMention | None:
        """The organisation that begins exactly here (the first of a list)."""
        found = self.all_at(start)
        return found[0] if found else None

    def all_at(self, start: int) -> list[OrgMention]:
        if start not in self._memo:
            self._memo[start] = []
            self._memo[start] = self.parse(start)
        return self._memo[start]

    def parse(self, start: int) -> list[OrgMention]:
        named = self.department(start) if start in self.heads else []
        known = self.known(start) if start in self.kinds else []
        if named and (not known or known[0].end <= named[0].end or known[0].kind in ("division", "department")):
            return named
        return known or named

    # -- names made of a head and a known department ------------------------------------------------------------

    def department(self, start: int) -> list[OrgMention]:
        """`Sở Nội vụ`, `các Sở: A, B và C`, `Phòng Tư pháp huyện`, `Bộ Y tế, Tài chính`."""
        m = self.heads.get(start)
        if m is None:
            return []
        head = _HEADS[m.group(1)]
        first = self.department_name(head, m.end(), colon=":" in m.group())
        if first is None:
            return []
        end, normal, short = first
        out = [self.with_locality(start, end, head, normal, short)]
        words_before = self.low[max(0, start - 8) : start]
        plural = _COUNTED.before(words_before, len(words_before)) is not None or ":" in m.group()
        return self.rest_of_list(out, head, plural)

    def rest_of_list(self, out: list[OrgMention], head: str, plural: bool) -> list[OrgMention]:
        first = out[0]
        while join := join_at(self.low, out[-1].end):
            at = join.end()
            found = self.department_name(head, at, colon=False)
            if found is not None and self.ends_item(found[0]):
                out.append(self.with_locality(at, found[0], head, found[1], found[2])._replace(listed=True))
                continue
            other = self.known(at) if plural and self.text[at : at + 1].isupper() else []
            if not other or other[0].kind in ("people_committee", "people_council"):
                break
            out.extend(o._replace(listed=True) for o in other)
        last = out[-1].locality
        if last is not None and first.locality is None:
            out = [o if o.locality else o._replace(locality=last, level_word=last.type) for o in out]
        return [o._replace(listed=True) for o in out] if len(out) > 1 else out

    def ends_item(self, end: int) -> bool:
        """May a list member end here? Not where lower-case words go on (`Xây dựng nhà`)."""
        rest = self.low[end : end + 12]
        return not _ITEM_END.match(self.text[end : end + 1] + rest[1:]) or (
            self.text[end : end + 1] == " " and self.text[end + 1 : end + 2].isupper()
        )

    def department_name(self, head: str, at: int, colon: bool) -> tuple[int, str, bool] | None:
        if not self.text[at : at + 1].isupper() and not (head == "Phòng" or colon):
            return None
        best = None
        for end, row, canonical in department_at(head, self.low, at):
            if head == "Ban" and self.low[end : end + 6] == " chỉ đạo":
                continue
            best = (end, row["name"], not canonical)
            break
        if best is None or (len(self.low[at : best[0]]) <= 2 and not self.text[at : best[0]].isupper()):
            return None
        return best

    def ministry_named(self, at: int) -> OrgMention | None:
        """`Bộ trưởng [Nội vụ]`: the ministry by the field that stands behind its head's title."""
        found = self.department_name("Bộ", at, colon=False)
        return self.with_locality(at, found[0], "Bộ", found[1], found[2]) if found else None

    def with_locality(self, start: int, end: int, head: str, name: str, short: bool) -> OrgMention:
        stop = self.open.zone_end(start, end) if head == "Ban" else end
        normal = _SPACE.sub(" ", f"{head} {name}{self.text[end:stop]}")
        end, default = stop, _DEFAULTS[head]
        mention = OrgMention(
            start, end, _DEPT_KINDS[head], head, normal, "none" if head == "Bộ" else "typed", None, default, abbreviated=short
        )
        return mention if head == "Bộ" else self.locate(mention)

    # -- names of the lexicon --------------------------------------------------------------------------------------

    def compound(self, start: int) -> OrgMention | None:
        """`HĐND và UBND huyện` after `Văn phòng`: one office of two bodies (elsewhere they are two)."""
        for end, kind in self.kinds.get(start, ()):
            if kind.kind == "council_committee":
                return self.plain(start, end, kind)[0]
        return None

    def known(self, start: int) -> list[OrgMention]:
        if self.low.startswith("phòng", start) and _INSIDE_WORD.search(self.low, max(0, start - 6), start):
            return []
        for end, kind in self.kinds.get(start, ()):
            if kind.kind == "council_committee" and kind.normal.startswith("Hội đồng"):
                continue
            if kind.form == "prefix":
                found = self.composed(start, end, kind)
            elif kind.form == "open":
                found = self.open_name(start, end, kind)
            else:
                found = self.plain(start, end, kind)
            if found:
                return found
        return []

    def plain(self, start: int, end: int, kind: OrgKind) -> list[OrgMention]:
        before = self.text[max(0, start - 7) : start]
        if "-" in before and _NUMBER_TAIL.search(before):
            return []  # the issuer's letters of a document number: `123/QĐ-UBND`
        short = kind.surface != kind.normal
        form: LocalityForm = "implied" if kind.form == "implied" else "typed" if kind.form == "typed" else "none"
        base = OrgMention(
            start,
            end,
            kind.kind,
            kind.surface,
            kind.normal,
            form,
            kind.level if form == "implied" else None,
            kind.level or None,
            abbreviated=short,
        )
        if form == "none":
            return [] if self.text[start].islower() else [self.with_parent(base)]
        if kind.kind in _NATIONWIDE and (whole := _VIETNAM.match(self.low, end)):
            return [base._replace(end=whole.end(), normal=f"{kind.normal} Việt Nam", form="none", default_level=None)]
        if form == "implied":
            return [self.implied(base)]
        if kind.normal.endswith(" Khối"):
            base = base._replace(normal=self.fuller_bloc(kind.normal))
        if kind.kind == "vertical" and (area := _AREA.match(self.text, end)):
            base = base._replace(end=area.end(), normal=f"{base.normal} {area.group().strip()}", default_level=None)
        mention = self.locate(base)
        # In lower case a name is one with its place only: `công an tỉnh`.
        lower = self.text[start:end].islower() and kind.kind not in ("people_committee", "people_council", "front", "one_stop")
        if lower and mention.locality is None:
            return []
        if kind.surface == "Đoàn" and (
            mention.locality is None or mention.level_word not in ("xã", "phường", "thị trấn", "đặc khu")
        ):
            return []
        if kind.kind in ("police", "department", "vertical") and " " not in kind.surface and mention.locality is None:
            return []  # `công an`, `thuế`, `thanh tra` alone are common words
        return self.spread(mention)

    def fuller_bloc(self, short: str) -> str:
        """`Đảng ủy Khối` is the bloc that the text names in full (`Đảng ủy Khối các cơ quan`), where it names one."""
        named = {k.normal for hits in self.kinds.values() for _, k in hits if _BLOC.match(k.normal)}
        tails = {name[len("Đảng ủy Khối") :] for name in named}
        return short + tails.pop() if len(tails) == 1 else short

    def implied(self, base: OrgMention) -> OrgMention:
        """`Huyện ủy Tuyên Hóa`: a bare name (or `Thành ủy Hà Nội`) follows."""
        gap = _SPACE.match(self.low, base.end)
        place = self.places.get(gap.end()) if gap else None
        if place is not None and place.name is not None and place.type in (None, base.level_word):
            return base._replace(end=place.end, locality=place)
        if gap is not None:
            run = self.known_name(gap.end(), base.level_word or "") or self.name_after(gap.end(), base.level_word or "")
            if run is not None:
                return base._replace(end=run.end, locality=run)
        return base

    def known_name(self, at: int, type_: str) -> PlaceMention | None:
        """A name that the gazetteer has for the type, though more capitals follow (`Huyện ủy Đak Pơ Nguyễn An`)."""
        if self.text[at : at + 1].islower():
            return None
        known = gazetteer()
        for hit in known.names.find_all(self.low, at, min(len(self.low), at + 40)):
            if hit.start != at:
                break
            ids = tuple(dict.fromkeys(i for i in hit.value if known.by_id[i].type == type_))
            if ids and capital_words(self.text, at, hit.end):
                place = known.by_id[ids[0]]
                return PlaceMention(at, hit.end, place.name, type_, place.level, ids, name_start=at)
        return None

    def name_after(self, at: int, type_: str) -> PlaceMention | None:
        """A capitalised name that no gazetteer of provinces and districts has, after `Huyện ủy`."""
        run = capital_run(self.text, self.low, at, 6)
        cut = next((i for i in range(2, len(run) - 1) if self.low[slice(*run[i])] in surnames()), len(run))
        run = run[:cut]
        if not 1 <= len(run) <= 3 or is_person_like(self.low[run[0][0] : run[-1][1]]):
            return None
        end = run[-1][1]
        if len(run) == 1 and self.text[at:end].isupper():
            return None
        return PlaceMention(at, end, title_case(self.text[at:end]), type_, None, name_start=at)

    def composed(self, start: int, end: int, kind: OrgKind) -> list[OrgMention]:
        """`Văn phòng UBND tỉnh`, `Ban Tổ chức Huyện ủy`: a prefix and the body that it serves."""
        gap = _SERVES.match(self.low, end)
        at = gap.end() if gap else end
        base = self.compound(at) or (self.at(at) if at in self.kinds or at in self.heads else None)
        base = base or (self.elided_ministry(at) if "ministry" in kind.parents else None)
        allowed = {k for p in kind.parents for k in _PARENT_KINDS[p]}
        if base is None or base.kind not in allowed:
            return []
        sort = "office" if kind.normal == "Văn phòng" else "party_board"
        return [
            base._replace(
                start=start,
                kind=sort,
                head=kind.surface,
                normal=f"{kind.normal} {base.normal}",
                abbreviated=kind.surface != kind.normal,
            )
        ]

    def elided_ministry(self, at: int) -> OrgMention | None:
        """`Văn phòng Bộ`, `Ban Chỉ đạo CCHC của Bộ`: the ministry that the text names last, else first."""
        if not self.text.startswith("Bộ", at) or self.low[at + 2 : at + 3].isalpha():
            return None
        named = [i for i, m in self.heads.items() if m.group(1) == "bộ" and self.department_name("Bộ", m.end(), colon=False)]
        where = next((i for i in reversed(named) if i < at), next((i for i in named if i > at), None))
        ministry = self.at(where) if where is not None else None
        return ministry._replace(start=at, end=at + 2) if ministry else None

    def prefix_at(self, start: int) -> OrgMention | None:
        """A board named without its body: `Ban Dân vận` in `Trưởng ban Dân vận`."""
        for end, kind in self.kinds.get(start, ()):
            if kind.form == "prefix" and kind.normal.startswith("Ban "):
                return OrgMention(
                    start, end, "party_board", kind.surface, kind.normal, "typed", abbreviated=kind.surface != kind.normal
                )
        return None

    def open_name(self, start: int, end: int, kind: OrgKind) -> list[OrgMention]:
        """A head with an open name: `Ban Chỉ đạo CCHC của tỉnh`, `Trung tâm Y tế huyện X`, `Công ty cổ phần Y`."""
        if self.text[start].islower() and kind.kind not in ("steering", "division"):
            return []
        if start in self.named:
            return []  # `Hội An`
        persons = kind.kind in ("school", "company", "media")
        capital = kind.kind not in ("steering", "board", "contest_board", "team") and not kind.surface.endswith(" về")
        stop = self.open.open_end(end, capital, persons, kind.kind == "steering")
        stop = max(stop, self.open.zone_end(start, end))
        bare = kind.kind in ("steering", "contest_board") or kind.normal in ("Tổ công tác", "Hội đồng thẩm định")
        if stop == end and not bare:
            return []
        name = _SPACE.sub(" ", self.text[end:stop])
        normal = kind.normal + _STEERING.sub("cải cách hành chính", name) if kind.kind == "steering" else kind.normal + name
        normal = _REFORM.sub("cải cách hành chính", _OPEN_REFORM.sub("Cải cách hành chính", normal))
        normal = _PROCEDURES.sub("thủ tục hành chính", normal)
        none = kind.kind in ("company", "school", "central", "contest_board", "team", "military")
        level = kind.level or None
        mention = OrgMention(
            start, stop, kind.kind, kind.surface, normal, "typed", None, level, abbreviated=kind.surface != kind.normal
        )
        if kind.kind == "steering" and (owned := self.with_owner(mention)) is not None:
            return [owned]
        mention = self.locate(mention)
        if mention.locality is None and (none or mention.normal.endswith(" Việt Nam")):
            mention = mention._replace(form="none")
        return [self.with_parent(mention) if kind.kind in ("division", "central") else mention]

    def with_owner(self, mention: OrgMention) -> OrgMention | None:
        """`Ban Chỉ đạo CCHC của Chính phủ`, `của Bộ [Nội vụ]`: a committee of the centre, without locality."""
        if m := _CENTRAL_OWNER.match(self.low, mention.end):
            owner = self.text[mention.end : m.end()]
            return mention._replace(end=m.end(), normal=mention.normal + owner, form="none", default_level=None)
        gap = _GAP.match(self.low, mention.end)
        ministry = self.at(gap.end()) if gap and gap.end() in self.heads else None
        ministry = ministry or (self.elided_ministry(gap.end()) if gap else None)
        if ministry is None or ministry.kind != "ministry":
            return None
        return mention._replace(end=ministry.end, form="none", default_level=None, parent=ministry)

    def with_parent(self, mention: OrgMention) -> OrgMention:
        """`Phòng Cải cách hành chính - Sở Nội vụ`, `Phòng X (Sở Y)`: the body that the division belongs to."""
        gap = _PARENT_GAP.match(self.low, mention.end)
        central = mention.form == "none" or mention.kind == "central"
        if central and not mention.normal.startswith(("Vụ ", "Cục ", "Tổng cục ")):
            return mention
        if gap is None and mention.default_level is None and not central:
            gap = _PARENT_COMMA.match(self.low, mention.end)
        at = gap.end() if gap else -1
        if mention.locality is None and (at in self.kinds or at in self.heads):
            parent = self.at(at)
            if parent is not None and parent.kind in ("department", "office", "police", "vertical", "ministry", "central"):
                return mention._replace(
                    parent=parent,
                    end=parent.end,
                    locality=parent.locality,
                    level_word=parent.level_word,
                    default_level=parent.default_level,
                )
        return mention

    # -- localities --------------------------------------------------------------------------------------------

    def locate(self, mention: OrgMention) -> OrgMention:
        """Take the place that stands after the name, with `của` or without."""
        if mention.kind == "division" and mention.parent is None:
            with_parent = self.with_parent(mention)
            if with_parent.parent is not None:
                return with_parent
        # `Ban Chỉ đạo cải cách hành chính (CCHC) huyện`
        short = _SHORT.match(self.text, mention.end) if mention.kind == "steering" else None
        gap = _GAP.match(self.low, short.end() if short else mention.end)
        if gap is None:
            return mention
        at = gap.end()
        group = _GROUP.match(self.low, at)
        if group:
            place = self.places.get(group.end())
            if place is not None and place.name is None:
                return mention._replace(end=place.end, locality=place, level_word=place.type, generic=True)
            at = group.end() if place is not None else at
        place = self.places.get(at)
        if place is None and mention.default_level == "tỉnh" and "thuộc" not in gap.group():
            place = self.known_name(at, "tỉnh") or self.known_name(at, "thành phố")
            place = place if place is not None and place.level == "province" else None
        if place is None or (("tại" in gap.group() or "ở" in gap.group().split()) and mention.kind != "people_committee"):
            return mention
        if (
            mention.form == "typed"
            and place.type is None
            and place.name is not None
            and mention.kind in ("people_committee", "people_council")
            and place.level is None
        ):
            return mention
        return mention._replace(
            end=place.end,
            locality=place,
            level_word=place.type or _LEVEL_WORDS.get(place.level or ""),
            generic=place.generic and _NEW_CLAUSE.match(self.low, place.end) is None,
        )

    def spread(self, mention: OrgMention) -> list[OrgMention]:
        """`UBND các huyện A, B`: one mention for each place of the list."""
        place = mention.locality
        plural = place is not None and " các " in self.low[mention.start : place.start]
        if place is None or (place.group is None and not plural) or place.name is None:
            return [mention]
        members = [p for p in self.groups.get(place.group or 0, [place]) if p.start >= place.start]
        out = [mention._replace(listed=len(members) > 1)]
        members = [p for p in members if p.start > place.start]
        # `UBND các huyện A, B và thành phố C`: another type may close the list.
        end = members[-1].end if members else place.end
        while (
            (join := _JOIN.match(self.low, end)) and (more := self.places.get(join.end())) is not None and more.type and more.name
        ):
            members += [p for p in self.groups.get(more.group or 0, [more]) if p.start >= more.start]
            end = members[-1].end
        out += [mention._replace(start=p.start, end=p.end, locality=p, level_word=p.type, listed=True) for p in members]
        return [o._replace(listed=len(out) > 1) for o in out]


_LEVEL_WORDS = {"province": "tỉnh", "district": "huyện", "commune": "xã"}
