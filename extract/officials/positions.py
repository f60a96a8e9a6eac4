"""A title as found -> the codebook's position: title, organisation written out with its locality, status.

An organisation that the title leaves open comes from the titles beside it (`Chủ tịch HĐND, Trưởng Đoàn ĐBQH tỉnh`),
from the delegation or board that the sentence speaks of (`Đoàn kiểm tra … do A làm Trưởng đoàn`), or from the nearest
earlier body that fits (`Phó Giám đốc Sở`). Source: docs/codebook.md ("Names", "officials").
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.locality import Localities
from extract.mentions import FieldMentions
from extract.mentions.organization_names import council_boards
from extract.mentions.organizations import OrgMention
from extract.mentions.titles import TitleMention
from extract.officials.attach import BODY_WORDS, Held
from extract.officials.verbs import DOING
from schemas.facts import Position

# Holders of these are people, but not of a public body.
_NOT_PUBLIC = ("company", "village")
# ... but bodies of the state have such chiefs too (`Tổng Giám đốc Bảo hiểm xã hội Việt Nam`).
_STATE_RUN = ("central", "vertical", "media", "public_unit")
_PRIVATE_AFTER = re.compile(
    r"\s*(?:điều hành\s+)?(?:của\s+)?(?:một |các |chi nhánh )*(?:công ty|cty|doanh nghiệp|htx|hợp tác xã|tập đoàn|nhà máy|"
    r"khách sạn|xí nghiệp|hộ kinh doanh|hđqt|thôn|ấp|bản|khu phố|buôn|làng|tổ dân phố|xóm|khóm)(?!\w)"
)
_PRIVATE = re.compile(r"(?:Tổng )?Công ty|Tập đoàn|Ngân hàng (?:TMCP|thương mại)|Hợp tác xã|HTX|Hội đồng quản trị|Doanh nghiệp")
_OF_COMPANY = re.compile(r"hội đồng (?:quản trị|thành viên)")
_RANK = re.compile(r"^(?:nguyên |quyền |phó |tân )+")
# Offices that no one holds without a body.
_NEEDS_BODY = (
    "giám đốc", "phó giám đốc", "tổng giám đốc", "trưởng ban", "phó trưởng ban", "tổ trưởng", "đội trưởng", "thường trực",
    "công chức", "thư ký", "trợ lý", "ủy viên",
)  # fmt: skip
_LEVEL_KINDS = (
    "people_committee", "people_council", "party_committee", "council_committee", "front", "assembly_delegation", "office",
    "party_board",
)  # fmt: skip
# What an office without a body is an office of, by the kind of its head.
_FITS = {
    "giám đốc": ("department", "public_unit", "one_stop", "police", "vertical", "school"),
    "trưởng phòng": ("division",),
    "phó trưởng phòng": ("division",),
    "chi cục trưởng": ("vertical", "public_unit"),
    "cục trưởng": ("vertical", "central"),
    "vụ trưởng": ("central",),
    "bộ trưởng": ("ministry",),
    "thứ trưởng": ("ministry",),
    "hiệu trưởng": ("school",),
    "trưởng ban": ("board", "steering", "contest_board", "party_board"),
    "chủ tịch": ("people_committee", "people_council"),
    "bí thư": ("party_committee",),
    "tổ trưởng": ("team",),
}
_DELEGATION = re.compile(
    r"(?<!\w)đoàn (?P<what>(?:kiểm tra|giám sát|khảo sát|thanh tra|công tác|thẩm định|phúc tra|liên ngành)[^,;.:()]{0,90}?)"
    r"(?=\s*(?:,|;|\.|\(|-|\bdo\b|\bđã\b|\bgồm\b|\blàm\b|\btiến hành\b|\bđến\b|\bvề\b|\btại\b|$))"
)
_TEAM = re.compile(
    r"(?<!\w)tổ (?P<what>(?:kiểm tra|giám sát|khảo sát|công tác|thẩm định|giúp việc|chỉ đạo|phản ứng|đề án)[^,;.:()]{0,90}?)"
    r"(?=\s*(?:,|;|\.|\(|-|\bdo\b|\bđã\b|\bgồm\b|\blàm\b|\btiến hành\b|\bđến\b|\bvề\b|\btại\b|$))"
)
_BARE_BODY = re.compile(rf"\s+(?:của\s+|thuộc\s+)?({BODY_WORDS})(?!\w)")
_BOARD_KINDS = ("board", "contest_board", "steering", "party_board")
_YEAR = re.compile(r"\s+(?:năm|quý|đợt|6 tháng)\s+[\dIVX]+(?:/\d{4}|\s+năm\s+\d{4})?")
_CCHC = re.compile(r"(?<!\w)CCHC(?!\w)")
_BOARD = re.compile(r"(?<!\w)(?:ban giám khảo|ban tổ chức(?: (?:hội thi|cuộc thi|giải|hội thao))?|ban chỉ đạo)(?!\w)")


class PositionReader:
    """Makes the positions of one text's titles."""

    def __init__(self, mentions: FieldMentions, localities: Localities) -> None:
        self.mentions, self.localities = mentions, localities
        self.text = mentions.text
        self.low = self.text.low

    def read(self, held: Held) -> Position | None:
        """The position; None where the post is not of a public body, or is none without one."""
        t = held.title
        public = t.kind == "company" and t.org is not None and t.org.kind in _STATE_RUN
        private = (t.kind in _NOT_PUBLIC and not public) or (t.org is not None and t.org.kind == "company")
        if private or _PRIVATE_AFTER.match(self.low, t.end):
            return None
        if _OF_COMPANY.search(t.title.lower()):
            return None
        if t.org is not None and _PRIVATE.match(t.org.normal):
            return None
        title, org = t.title, self.organization(t, held.chain)
        if org is None and title.lower().startswith(_NEEDS_BODY):
            return None
        return Position(title, org, held.status)

    def organization(self, t: TitleMention, chain: Iterable[TitleMention]) -> str | None:
        if t.kind == "delegation" and (t.org is None or t.org.kind != "assembly_delegation"):
            return self.delegation(t)
        org = t.org
        if org is None and t.kind != "party_member":
            return self.board(t) or self.team(t) or self.nearest(t)
        if org is None:
            org = self.party_beside(t, chain)
            return self.name(org) if org else None
        if org.kind == "steering" and org.normal == "Ban Chỉ đạo":
            return self.fuller_board(org) or self.name(org)
        if org.kind == "party_board" and org.normal in council_boards():
            return self.fuller(org) or self.name(self.levelled(org._replace(normal=f"{org.normal} Hội đồng nhân dân"), chain))
        if org.kind == "party_board" and org.level_word is None and org.locality is None and " ủy" not in org.normal.lower():
            party = self.party_beside(t, chain)
            return self.fuller(org) or (f"{org.normal} {self.name(party)}" if party else self.name(self.levelled(org, chain)))
        return self.name(self.levelled(org, chain))

    def fuller(self, org: OrgMention) -> str | None:
        """A board without its council (`Ban Pháp chế`) is the one that the text names in full before."""
        named = [o for o in self.mentions.organizations if o.end <= org.start and o.normal.startswith(f"{org.normal} ")]
        return self.name(named[-1]) if named else None

    def name(self, org: OrgMention) -> str:
        return self.localities.organization(org, self.text.field)

    def levelled(self, org: OrgMention, chain: Iterable[TitleMention]) -> OrgMention:
        """`Chủ tịch HĐND, Trưởng Đoàn ĐBQH tỉnh`: the level word of the titles beside serves the bare one."""
        if org.level_word or org.locality or org.kind not in _LEVEL_KINDS or org.form == "none":
            return org
        beside = [t for t in chain if t.org is not None]
        after = [t for t in beside if t.start > org.start]
        for t in (*after, *(t for t in reversed(beside) if t.start < org.start)):
            if t.org is not None and t.org.level_word and t.org.kind in _LEVEL_KINDS and not t.inferred_org:
                return org._replace(level_word=t.org.level_word, locality=t.org.locality)
        return org

    def party_beside(self, t: TitleMention, chain: Iterable[TitleMention]) -> OrgMention | None:
        """The party body of a membership without one: of another title in the list."""
        for other in chain:
            if other is not t and other.org is not None and other.org.kind == "party_committee":
                return other.org
        return None

    # -- bodies that the title does not name ----------------------------------------------------------------------

    def nearest(self, t: TitleMention) -> str | None:
        """`Phó Giám đốc Sở`, `Trưởng phòng`: the nearest earlier body of a fitting kind, in the sentence for a bare
        title, anywhere before for one that names the kind (`Sở`, `Trung tâm`)."""
        head = _RANK.sub("", t.title.lower())
        kinds = next((k for h, k in _FITS.items() if head.startswith(h)), None)
        if kinds is None:
            return None
        named = _BARE_BODY.match(self.low, t.end)
        before = [o for o in self.mentions.organizations if o.end <= t.start and not o.generic]
        if kinds == ("ministry",):
            # A ministry's chiefs belong to the one that the text speaks of.
            after = [o for o in self.mentions.organizations if o.start >= t.end]
            found = [o for o in (*reversed(before), *after) if o.kind == "ministry"]
            return self.name(found[0]) if found else None
        if named is None:
            start = self.text.sentence_at(t.start).start
            return next((self.name(o) for o in reversed(before) if o.start >= start and o.kind in kinds), None)
        return self.meant_by(named.group(1), before)

    def meant_by(self, word: str, before: list[OrgMention]) -> str | None:
        """The body that a bare `Sở`, `Học viện`, `Hội đồng` means: the last one of its paragraph, else the last one that
        somebody of the text holds an office in (others are merely ranked), else the last one."""
        fitting = [o for o in before if o.normal.lower().startswith(f"{word} ") and o.kind != "people_council"]
        if not fitting:
            return None
        offices = {t.org.start for t in self.mentions.titles if t.org is not None}
        held = [o for o in fitting if o.start in offices]
        paragraph = self.low.rfind("\n", 0, before[-1].end) + 1
        near = [o for o in fitting if o.start >= paragraph]
        return self.name((near or held or fitting)[-1])

    def delegation(self, t: TitleMention) -> str | None:
        """The delegation that a `Trưởng đoàn` heads, as its sentence (or the one before) names it."""
        found = list(_DELEGATION.finditer(self.low, self.text.sentence_at(t.start).start, t.start))
        own = _DELEGATION.match(self.low, t.head_end - 4) if self.low[max(0, t.head_end - 4) : t.head_end] == "đoàn" else None
        m = found[-1] if found else own
        if m is None:
            return None
        return self.write_delegation(m.start("what"), m.end("what"))

    def team(self, t: TitleMention) -> str | None:
        """`Tổ kiểm tra công vụ của tỉnh do A làm Tổ trưởng`: the team that its sentence names."""
        if t.kind != "team":
            return None
        found = list(_TEAM.finditer(self.low, self.text.sentence_at(t.start).start, t.start))
        return self.write_delegation(found[-1].start("what"), found[-1].end("what"), "Tổ") if found else None

    def write_delegation(self, start: int, end: int, head: str = "Đoàn") -> str:
        """`kiểm tra CCHC của tỉnh` -> `Đoàn kiểm tra cải cách hành chính tỉnh X`."""
        owner = ""
        for org in self.mentions.in_span(start, end, "organizations"):
            owner, end = self.name(org), org.start
            break
        else:
            for place in self.mentions.in_span(start, end, "places"):
                full = self.localities.place(place) if place.name else None
                name = full.full if full else self.localities.resolve(place.type or "", self.text.field, place.start)
                owner, end = name or place.type or "", place.start
                break
        # A verb before the owner ends the name (`đoàn giám sát đề nghị UBND huyện …`).
        stop = DOING.search(self.low, min(start + 9, end), end)
        if stop:
            owner, end = "", stop.start()
        words = self.text.text[start:end].strip()
        words = _CCHC.sub("cải cách hành chính", _YEAR.sub("", " " + words).strip())
        words = re.sub(r"\s+(?:của|thuộc|do)$", "", words)
        return " ".join(part for part in (head, words, owner) if part)

    def board(self, t: TitleMention) -> str | None:
        """`Ban Giám khảo do A làm Trưởng ban`: the board that the sentence names."""
        if t.kind != "board":
            return None
        sentence = self.text.sentence_at(t.start)
        orgs = [o for o in self.mentions.in_span(sentence.start, t.start, "organizations") if o.kind in _BOARD_KINDS]
        if orgs:
            return self.fuller_board(orgs[-1]) if orgs[-1].normal == "Ban Chỉ đạo" else self.name(orgs[-1])
        found = list(_BOARD.finditer(self.low, sentence.start, t.start))
        if not found:
            return None
        words = self.text.text[found[-1].start() : found[-1].end()].split()
        return " ".join([words[0].capitalize(), words[1].capitalize(), *words[2:]])

    def fuller_board(self, org: OrgMention) -> str | None:
        """A bare `Ban Chỉ đạo` is the one that the text names in full, where it names one."""
        steering = [o for o in self.mentions.organizations if o.kind == "steering" and o.normal != "Ban Chỉ đạo"]
        names = {self.name(o) for o in steering}
        return names.pop() if len(names) == 1 else None
