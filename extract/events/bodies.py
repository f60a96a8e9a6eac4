"""Organisations as organisers and issuers: which body stands at an offset, and its written-out name.

Source: docs/codebook.md, "Names" (an organisation is written out, with its locality) and "documents" (`issuer`: where
the chairman signs, `Chủ tịch Ủy ban nhân dân …`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import itemgetter

from extract.mentions.organizations import OrgMention
from extract.mentions.places import PlaceMention
from extract.reading import Reading
from extract.short_forms import meant_by
from extract.text import Text

# An office holder who issues or signs: `Chủ tịch UBND tỉnh`, `Bộ trưởng Bộ Nội vụ`, `Giám đốc Sở Nội vụ`.
_OFFICE = re.compile(
    r"(?:đồng chí |ông |bà )?(?P<title>(?:(?:phó )?(?:chủ tịch|giám đốc|chủ nhiệm|viện trưởng|hiệu trưởng|cục trưởng|"
    r"vụ trưởng|trưởng ban|trưởng phòng)"
    r"(?: thường trực| phụ trách)?|bộ trưởng|thứ trưởng|bí thư|phó bí thư(?: thường trực)?|chánh văn phòng|"
    r"tổng thanh tra)) (?:của )?(?=\S)"
)
_PREMIER = re.compile(r"(?P<title>(?:phó )?thủ tướng(?: thường trực)?)(?: chính phủ)?(?!\w)")
_HEAD_OF_STATE = re.compile(r"(?P<title>(?:phó )?chủ tịch nước|tổng bí thư)(?!\w)")
# `trưởng ban` repeats the first word of the body's own name.
_OWN_HEAD = {"Chánh Văn phòng": "Văn phòng", "Trưởng Ban": "Ban", "Trưởng phòng": "Phòng"}
_WRITTEN = {
    "chủ tịch": "Chủ tịch", "phó chủ tịch": "Phó Chủ tịch", "giám đốc": "Giám đốc", "phó giám đốc": "Phó Giám đốc",
    "bí thư": "Bí thư",
    "phó bí thư": "Phó Bí thư", "trưởng ban": "Trưởng Ban", "chánh văn phòng": "Chánh Văn phòng",
}  # fmt: skip
# Party bodies that the vocabulary of organisations has no locality rule for.
_INSIDE = re.compile(r"(?P<head>ban thường vụ|thường trực|bch|ban chấp hành) (?P<rest>(?:đảng bộ )?)")
_CENTRAL = re.compile(
    r"(?P<name>ban chấp hành trung ương(?: đảng)?|bch trung ương(?: đảng)?|bộ chính trị|ban bí thư(?: trung ương đảng)?|"
    r"quốc hội|ủy ban thường vụ quốc hội|"
    r"trung ương đảng|trung ương|chính phủ)(?!\w)"
)
_CENTRAL_NAMES = {
    "ban chấp hành trung ương": "Ban Chấp hành Trung ương Đảng", "bch trung ương": "Ban Chấp hành Trung ương Đảng",
    "bộ chính trị": "Bộ Chính trị",
    "ban bí thư": "Ban Bí thư", "quốc hội": "Quốc hội", "ủy ban thường vụ quốc hội": "Ủy ban Thường vụ Quốc hội",
    "trung ương": "Trung ương Đảng",
    "chính phủ": "Chính phủ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation (or, as an organiser, a place; or an office holder) in a text: folded offsets, written-out name."""

    start: int
    end: int
    name: str
    generic: bool = False
    org: OrgMention | None = None


@dataclass(frozen=True, eq=False)
class Bodies:
    """The bodies of one text of an article, by offset."""

    reading: Reading
    text: Text

    @cached_property
    def orgs(self) -> list[OrgMention]:
        return sorted(self.reading.mentions.of(self.text).organizations, key=lambda o: (o.start, -o.end))

    @cached_property
    def places(self) -> list[PlaceMention]:
        return sorted(self.reading.mentions.of(self.text).places, key=lambda p: (p.start, -p.end))

    @cached_property
    def _starts(self) -> list[int]:
        return [o.start for o in self.orgs]

    @cached_property
    def _titles(self) -> list[tuple[int, int]]:
        """Where each title begins, and how far it or one before it reaches."""
        spans = sorted((t.start, t.end) for t in self.reading.mentions.of(self.text).titles)
        return list(zip((a for a, _ in spans), accumulate((b for _, b in spans), max), strict=True))

    def name(self, org: OrgMention) -> str:
        """Written out, with its locality. A bare `UBND huyện` on a page whose headline or lead names the portal's own
        district means that one, though another was compared with it in between."""
        name = self.reading.mentions.localities.organization(org, self.text.field)
        own = self.reading.doc.article.portal.place
        if not own or org.locality is None or org.locality.name is not None or own.split(org.level_word or "\0")[0] != "":
            return name
        other = self.reading.mentions.localities.org_place(org, self.text.field)
        if other in (None, own) or own not in self._topic or other in self._topic:
            return name
        block = next((b for b in self.text.blocks if b.start <= org.start < b.end), None)
        near = block is not None and any(self.place_name(p) == other for p in self.places if block.start <= p.start < org.start)
        return name if near else name.replace(str(other), own)

    @cached_property
    def _topic(self) -> frozenset[str]:
        """The places that headline and first paragraph name."""
        body, title = self.reading.doc.body, self.reading.doc.title
        first = body.blocks[0].end if body.blocks else 0
        mentions = self.reading.mentions
        named = [p for p in mentions.of(title).places if p.name] + [
            p for p in mentions.of(body).places if p.name and p.start < first
        ]
        return frozenset(f.full for p in named if (f := mentions.localities.place(p)))

    def body(self, org: OrgMention) -> Body:
        return Body(org.start, org.end, self.name(org), org.generic, org)

    def at(self, offset: int) -> Body | None:
        """The organisation that begins at an offset."""
        i = bisect_left(self._starts, offset)
        return self.body(self.orgs[i]) if i < len(self.orgs) and self.orgs[i].start == offset else None

    def meant_by(self, head: str, before: int) -> Body | None:
        """The body that its head alone (`Sở`) means at an offset."""
        found = meant_by(self.reading, self.text, head, before)
        if found is None:
            return None
        org, text = found
        return Body(before, before, (self if text is self.text else Bodies(self.reading, text)).name(org), org=org)

    def between(self, start: int, end: int) -> list[OrgMention]:
        """The organisations that lie in [start, end), in order; of nested ones the outer."""
        out: list[OrgMention] = []
        for org in self.orgs[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
            if org.end <= end and not (out and org.start < out[-1].end):
                out.append(org)
        return out

    def in_title(self, org: OrgMention) -> bool:
        """Does a body only say whose chairman or director somebody is?"""
        before = bisect_left(self._titles, org.start, key=itemgetter(0))
        return before > 0 and self._titles[before - 1][1] >= org.end

    def people_in(self, start: int, end: int) -> bool:
        """Is a person named in [start, end)?"""
        return bool(self.reading.mentions.of(self.text).in_span(start, end, "people"))

    def place_at(self, offset: int) -> PlaceMention | None:
        return next((p for p in self.places if p.start == offset), None)

    def place_name(self, place: PlaceMention) -> str | None:
        """`type name` of a place, a bare type word resolved; None for a group and where nothing tells."""
        if place.generic:
            return None
        if place.name is None:
            return self.reading.mentions.localities.resolve(place.type or "", self.text.field, place.start)
        found = self.reading.mentions.localities.place(place)
        return found.full if found else None

    # -- issuers -------------------------------------------------------------------------------------------------

    def issuer_at(self, offset: int) -> Body | None:
        """Who a document is of, read at an offset: a body, a central party body, or an office holder."""
        low = self.text.low
        if m := _PREMIER.match(low, offset):
            title = {"thủ tướng": "Thủ tướng", "phó thủ tướng": "Phó Thủ tướng"}.get(m["title"].removesuffix(" thường trực"), "")
            extra = " Thường trực" if m["title"].endswith("thường trực") else ""
            return Body(offset, m.end(), f"{title}{extra} Chính phủ")
        if m := _HEAD_OF_STATE.match(low, offset):
            return Body(
                offset,
                m.end(),
                {"chủ tịch nước": "Chủ tịch nước", "phó chủ tịch nước": "Phó Chủ tịch nước"}.get(m["title"], "Tổng Bí thư"),
            )
        if m := _CENTRAL.match(low, offset):
            key = (
                m["name"].removesuffix(" đảng").removesuffix(" trung ương")
                if m["name"].startswith("ban bí thư")
                else m["name"].removesuffix(" đảng")
            )
            return Body(offset, m.end(), _CENTRAL_NAMES[key])
        if m := _OFFICE.match(low, offset):
            return self._holder(offset, m)
        return self.at(offset) or self._inside_party(offset)

    def _holder(self, offset: int, m: re.Match[str]) -> Body | None:
        """`Chủ tịch UBND tỉnh` -> `Chủ tịch Ủy ban nhân dân tỉnh X`."""
        org = self.at(m.end())
        base, _, extra = m["title"].partition(" thường trực")
        extra = (
            " Thường trực" if m["title"].endswith("thường trực") else " phụ trách" if m["title"].endswith("phụ trách") else extra
        )
        base = base.removesuffix(" phụ trách")
        title = _WRITTEN.get(base, base[:1].upper() + base[1:]) + extra
        if org is None:
            start = self._own_head(m)
            org = self.at(start) if start is not None else None
            if org is None or title not in _OWN_HEAD:
                return None
            return Body(offset, org.end, f"{title.split()[0]} {org.name}", org.generic)
        return Body(offset, org.end, f"{title} {org.name}", org.generic, org.org)

    @staticmethod
    def _own_head(m: re.Match[str]) -> int | None:
        for word in ("văn phòng", "phòng", "ban"):
            at = m["title"].find(word)
            if at >= 0:
                return m.start("title") + at
        return None

    def _inside_party(self, offset: int) -> Body | None:
        """`Ban Thường vụ Tỉnh ủy`, `Ban Chấp hành Đảng bộ tỉnh`."""
        m = _INSIDE.match(self.text.low, offset)
        if m is None:
            return None
        head = {"ban thường vụ": "Ban Thường vụ", "thường trực": "Thường trực"}.get(m["head"], "Ban Chấp hành")
        if not m["rest"]:
            org = self.at(m.end())
            return Body(offset, org.end, f"{head} {org.name}", False, org.org) if org else None
        place = self.place_at(m.end())
        name = self.place_name(place) if place else None
        return Body(offset, place.end, f"{head} Đảng bộ {name}") if place and name else None
