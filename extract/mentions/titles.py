"""Where public positions are named: heads (`Chủ tịch`) with modifiers (`nguyên`, `Phó`, `Thường trực`) and the body
they belong to (`UBND huyện Ia Grai`).

extract.mentions.title_heads finds the heads; the organisation is read where the head ends (or inside it: `Trưởng phòng
Nội vụ`). Canonical forms: docs/codebook.md ("officials").
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from core.openings import Lead, any_word
from core.vocabulary import Row, table
from extract.mentions.organization_names import OrgMention, takes_level
from extract.mentions.organizations import OrganizationFinder
from extract.mentions.title_heads import Head, begins_token, find_heads
from extract.text import Text

TitleStatus = Literal["current", "former", "new"]


class TitleMention(NamedTuple):
    """A position in a text: canonical `title` with its qualifier, the body where stated (or implied: `Tỉnh ủy viên`),
    `kind` of the head (party, party_member, chair, department, board, …). `head_end`: where the head's words end;
    `plural`: several people share it (`các Phó Chủ tịch`); `generic`: of a group of bodies (`Chủ tịch UBND các
    huyện`); `inferred_org`: the body comes from the next title of the same list."""

    start: int
    end: int
    title: str
    status: TitleStatus
    org: OrgMention | None
    kind: str
    head_end: int
    plural: bool = False
    generic: bool = False
    inferred_org: bool = False


def find_titles(text: Text, finder: OrganizationFinder) -> list[TitleMention]:
    """All positions of a text in order, none overlapping another."""
    out: list[TitleMention] = []
    edge = 0
    reader = _TitleReader(text, finder)
    for head in find_heads(text.low):
        if head.start < edge:
            continue
        mention = reader.read(head)
        if mention is not None and mention.start >= edge:
            out.append(mention)
            edge = mention.end
    return _share_organizations(text.low, out)


@cache
def _modifiers(place: str) -> dict[str, Row]:
    return {row["modifier"].lower(): row for row in table("title_modifiers") if row["place"] == place}


@cache
def _modifiers_before() -> tuple[tuple[tuple[str, ...], Row], ...]:
    """The tokens of each modifier that stands before a head (`q`, `.`), and its row."""
    return tuple((tuple(re.findall(r"\w+|\.", word)), row) for word, row in _modifiers("before").items())


@cache
def _modifier_ends() -> tuple[str, ...]:
    """The last token of each modifier that stands before a head."""
    return tuple({tokens[-1] for tokens, _ in _modifiers_before()})


_AFTER = re.compile(r"\s+(thường trực|tt|phụ trách|chuyên trách)(?![\w.])")
_PLURAL = Lead(rf"(?:{any_word(('các', 'những', 'hai', 'ba'))}|\d)\s+(?:đồng chí:?\s+|ông:?\s+)?", reach=24)
_OF = re.compile(r"\s+(?:(?:của|thuộc)\s+)?")
_TAIL = re.compile(r"\s+(?:khóa\s+[ivxlc\d]+|nhiệm kỳ\s+\d{4}\s*-\s*\d{4}|\(cũ\)|\(mới\))")
_NOT_CHARGE = re.compile(r"\s+(?:lĩnh vực|khối|mảng|công tác|theo dõi|về|chuyên môn|địa bàn)")
_DELEGATION = re.compile(
    r"\s+(?:kiểm tra|giám sát|công tác|khảo sát|thanh tra)(?:\s+(?:liên ngành|số \d+|cchc|cải cách hành chính))*(?!\w)"
)
_GROUP = re.compile(r"\s+(?:các|một số|những|sở, (?:ban|ngành))(?!\w)")
_MINISTERS = ("bộ trưởng", "thứ trưởng", "thứ trưởng thường trực")
_DEPUTY = ("phó", "thứ trưởng", "ủy viên", "pct", "pbt", "pgđ")
# Kinds whose heads are common nouns unless capitalised.
_CAPITAL_KINDS = {"staff", "team", "village"}
_PARTY = ("party_committee", "party_branch")


class _TitleReader:
    def __init__(self, text: Text, finder: OrganizationFinder) -> None:
        self.text, self.low, self.finder = text.text, text.low, finder

    def read(self, head: Head) -> TitleMention | None:
        row, head_end = head.row, head.end
        start, before, status = self.before(head.start)
        if not self.printed_as_title(start, head.start, head_end, row):
            return None
        end, after = self.after(head_end, self.low[start:head_end])
        title = " ".join([*before, row["canonical"], *after])
        org = None if after and row["overlap"] == "0" and row["kind"] == "board" else self.inside(head) if not after else None
        org = org or self.following(end, row)
        if org is not None:
            end = max(end, org.end)
        elif row["kind"] == "chair":
            org, end = self.of_place(end)
        org = org or self.implied(start, end, row)
        if org is None and len(row["head"]) < 3:
            return None
        while tail := _TAIL.match(self.low, end):
            end = tail.end()
        plural = _PLURAL.before(self.low, start) is not None
        generic = bool(org and org.generic) or (org is None and _GROUP.match(self.low, end) is not None)
        return TitleMention(start, end, title, status, org, row["kind"], head_end, plural, generic)

    def printed_as_title(self, start: int, head: int, head_end: int, row: Row) -> bool:
        surface = self.text[head:head_end]
        if row["head"].isupper() and not surface.isupper() and len(row["head"]) < 5:
            return False
        return row["kind"] not in _CAPITAL_KINDS or self.text[start].isupper()

    def before(self, start: int) -> tuple[int, list[str], TitleStatus]:
        """Where a head begins with the modifiers that stand before it; these, outermost first; and what they tell."""
        out: list[str] = []
        status: TitleStatus = "current"
        while (found := self.modifier_before(start)) is not None:
            at, row = found
            if row["modifier"] == "Quyền" and not self.text[at].isupper():
                break
            if row["status"]:
                status = "new" if row["status"] == "new" else "former"
            if row["modifier"] != "tân":
                out.insert(0, row["canonical"])
            start = at
        return start, out, status

    def modifier_before(self, start: int) -> tuple[int, Row] | None:
        """The modifier that ends in the same line before an offset, and where it begins."""
        if not self.low.endswith(_modifier_ends(), 0, self.words_end(start)):
            return None
        for tokens, row in _modifiers_before():
            at: int | None = start
            for token in reversed(tokens):
                at = None if at is None else self.token_before(at, token)
            if at is not None:
                return at, row
        return None

    def words_end(self, end: int) -> int:
        """Where the words of a line end that stand before an offset."""
        while end and self.low[end - 1].isspace() and self.low[end - 1] != "\n":
            end -= 1
        return end

    def token_before(self, end: int, token: str) -> int | None:
        """Where a token begins, if it is the one that ends in the same line before an offset."""
        end = self.words_end(end)
        start = end - len(token)
        whole = self.low.endswith(token, 0, end) and (not token.isalnum() or begins_token(self.low, start))
        return start if whole else None

    def after(self, end: int, head: str) -> tuple[int, list[str]]:
        """Modifiers after the head: `Thường trực` of deputies, `phụ trách`, `chuyên trách`."""
        out: list[str] = []
        if team := _DELEGATION.match(self.low, end) if head.endswith("đoàn") else None:
            return team.end(), out
        while m := _AFTER.match(self.low, end):
            word = m.group(1)
            if word in ("thường trực", "tt") and not head.startswith(_DEPUTY) and "phó" not in head:
                break
            if word == "phụ trách" and _NOT_CHARGE.match(self.low, m.end()):
                break
            out.append(_modifiers("after")[word]["canonical"])
            end = m.end()
        return end, out

    def inside(self, head: Head) -> OrgMention | None:
        """The body that begins inside the head: `Trưởng [phòng Nội vụ]`, `Chánh [Văn phòng UBND tỉnh]`."""
        overlap = int(head.row["overlap"] or 0)
        if not overlap:
            return None
        at = head.tokens[-overlap].start
        found = self.finder.at(at) or self.finder.prefix_at(at)
        return found if found is not None and found.end > head.end else None

    def following(self, end: int, row: Row) -> OrgMention | None:
        gap = _OF.match(self.low, end)
        if gap is None or "\n" in gap.group():
            return None
        found = self.finder.at(gap.end())
        if row["head"].lower() not in _MINISTERS:
            return found
        if found is not None and found.normal == "Công an":
            # `Bộ trưởng Công an`: of the ministry, no police of a place.
            return found._replace(kind="ministry", normal="Bộ Công an", form="none", level_word=None, locality=None)
        return found or self.finder.ministry_named(gap.end())

    def of_place(self, end: int) -> tuple[OrgMention | None, int]:
        """`Chủ tịch xã`, `Chủ tịch huyện Ia Grai`: the people's committee of the place."""
        gap = _OF.match(self.low, end)
        place = self.finder.places.get(gap.end()) if gap else None
        if place is None or place.type is None:
            return None, end
        org = OrgMention(
            place.start, place.end, "people_committee", "", "Ủy ban nhân dân", "typed", place.type, None, place, place.generic
        )
        return org, place.end

    def implied(self, start: int, end: int, row: Row) -> OrgMention | None:
        """The body that the head itself names: `Tỉnh ủy viên` -> Tỉnh ủy, `Thủ tướng` -> Chính phủ."""
        hint = row["org_hint"]
        if hint in ("", "party", "branch"):
            return None
        levels = {"Tỉnh ủy": "tỉnh", "Thành ủy": "thành phố", "Huyện ủy": "huyện", "Quận ủy": "quận", "Thị ủy": "thị xã"}
        if hint in levels:
            base = OrgMention(start, end, "party_committee", "", hint, "implied", levels[hint], levels[hint])
            return base
        if hint == "Đảng ủy":
            return OrgMention(start, end, "party_committee", "", hint, "typed")
        return OrgMention(start, end, "central", "", hint, "none")


def _share_organizations(low: str, titles: list[TitleMention]) -> list[TitleMention]:
    """`UVBTV, Trưởng Ban Tổ chức Tỉnh ủy`: a membership without a body takes the party body of the titles after it;
    `Phó Bí thư, Chủ tịch UBND xã` takes none."""
    out = list(titles)
    for i in range(len(out) - 2, -1, -1):
        this, nxt = out[i], out[i + 1]
        if nxt.org is None or nxt.org.generic or not _BETWEEN.fullmatch(low[this.end : nxt.start]):
            continue
        body: OrgMention | None = None
        if this.org is None:
            if this.kind in ("party_member", "party") and nxt.org.kind not in ("department", "police", "military", "vertical"):
                body = nxt.org if nxt.org.kind in _PARTY else _party_of(nxt.org)
        elif this.org.normal == "Đảng ủy" and this.org.level_word is None:
            body = _party_of(nxt.org) if nxt.org.kind != "party_committee" else None
        elif same_level(this.org, nxt.org):
            body = this.org._replace(locality=nxt.org.locality)
        elif takes_level(this.org) and nxt.org.level_word:
            body = this.org._replace(level_word=nxt.org.level_word, locality=nxt.org.locality)
        if body is not None:
            out[i] = this._replace(org=body, inferred_org=this.org is None)
    return out


def same_level(this: OrgMention, nxt: OrgMention) -> bool:
    """Two bodies of one level in one person's titles, of which only the later one names its place."""
    bare = this.locality is None or this.locality.name is None
    named = nxt.locality is not None and nxt.locality.name is not None
    return bare and named and this.level_word is not None and this.level_word == nxt.level_word and this.form != "none"


_BETWEEN = re.compile(r"\s*(?:,|-|kiêm|và|đồng thời là)\s*")
_PARTY_LEVEL = {"tỉnh": "Tỉnh ủy", "huyện": "Huyện ủy", "thành phố": "Thành ủy", "quận": "Quận ủy", "thị xã": "Thị ủy"}


def _party_of(org: OrgMention) -> OrgMention | None:
    """The party committee of a party board (`Ban Tổ chức Tỉnh ủy`) or of a body's level (`UBND xã` -> Đảng ủy xã)."""
    if org.kind in ("party_board", "office"):
        for name in ("Tỉnh ủy", "Huyện ủy", "Thành ủy", "Quận ủy", "Thị ủy", "Đảng ủy"):
            if org.normal.endswith(" " + name):
                return org._replace(kind="party_committee", normal=name)
    if org.kind in ("department", "police", "military", "vertical"):
        return org._replace(kind="party_committee", normal=f"Đảng ủy {org.normal}")
    if org.kind not in ("people_committee", "people_council", "assembly_delegation") or org.level_word is None or org.generic:
        return None
    if org.level_word in _PARTY_LEVEL:
        return org._replace(kind="party_committee", normal=_PARTY_LEVEL[org.level_word], form="implied")
    return org._replace(kind="party_committee", normal="Đảng ủy", form="typed")
