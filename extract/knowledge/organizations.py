"""Which organisation a name means: its name without the locality, and the locality it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from core.collation import vietnamese_sort_key
from extract.database.inputs import stable_id
from extract.knowledge.places import PLACE_TYPES, Place, Places
from extract.knowledge.setting import Setting, Span

_LOCALITY = re.compile(rf"(?<= )(?P<place>(?:{'|'.join(PLACE_TYPES)}) (?P<first>\w).*)$")
_PARTY = re.compile(r"^(?P<short>(?:.+ )?(?P<level>Tỉnh|Thành|Huyện|Quận|Thị) ủy) (?P<name>(?P<first>\w).*)$")
_PARTY_PLACE = {"Tỉnh": "tỉnh", "Thành": "thành phố", "Huyện": "huyện", "Quận": "quận", "Thị": "thị xã"}
# The kind by the head of the name, longest head first. Source: survey of people and organisations, kinds.
_KINDS = (
    ("Văn phòng", "office"),
    ("Ủy ban nhân dân", "people_committee"),
    ("Hội đồng nhân dân", "people_council"),
    ("Ủy ban Mặt trận Tổ quốc", "fatherland_front"),
    ("Ủy ban", "committee"),
    ("Hội đồng", "council"),
    ("Tỉnh ủy", "party_committee"),
    ("Thành ủy", "party_committee"),
    ("Huyện ủy", "party_committee"),
    ("Quận ủy", "party_committee"),
    ("Thị ủy", "party_committee"),
    ("Đảng ủy", "party_committee"),
    ("Ban Chỉ đạo", "steering_committee"),
    ("Ban Quản lý", "management_board"),
    ("Ban", "board"),
    ("Bộ Chỉ huy", "military_command"),
    ("Bộ", "ministry"),
    ("Sở", "department"),
    ("Phòng", "division"),
    ("Chi cục", "sub_bureau"),
    ("Cục", "bureau"),
    ("Tổng cục", "general_department"),
    ("Trung tâm", "center"),
    ("Công an", "police"),
    ("Thanh tra", "inspectorate"),
    ("Bảo hiểm xã hội", "social_insurance"),
    ("Kho bạc", "treasury"),
    ("Tòa án", "court"),
    ("Viện kiểm sát", "procuracy"),
    ("Đoàn đại biểu Quốc hội", "national_assembly_delegation"),
    ("Quốc hội", "national_assembly"),
    ("Chính phủ", "government"),
    ("Trường", "school"),
    ("Công ty", "company"),
    ("Hội", "association"),
    ("Liên đoàn", "association"),
    ("Đoàn Thanh niên", "association"),
)
_CENTRAL = ("Bộ Chính trị", "Chính phủ", "Quốc hội", "Trung ương", "Thủ tướng", "Văn phòng Chính phủ", "Thanh tra Chính phủ")
_MINISTRY = re.compile(r"^Bộ (?!Chỉ huy)")


@dataclass(frozen=True, slots=True)
class Organization:
    """A row of the table `organizations`. An office is valid no longer than the unit it belongs to."""

    id: str
    name: str
    short: str
    kind: str | None
    level: str | None
    place: Place | None

    def to_row(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "sort_key": vietnamese_sort_key(self.name),
            "kind": self.kind,
            "level": self.level,
            "place": self.place.id if self.place else None,
            "province": self.place.province if self.place else None,
            "province_2025": self.place.province_2025 if self.place else None,
            "parent": None,
            "valid_from": self.place.valid_from if self.place else None,
            "valid_to": self.place.valid_to if self.place else None,
            "successor": None,
        }


def split_locality(name: str) -> tuple[str, str | None]:
    """(`Sở Nội vụ`, `tỉnh Gia Lai`) of `Sở Nội vụ tỉnh Gia Lai`; a party committee's level word names the type."""
    party = _PARTY.match(name)
    if party and party["first"].isupper():
        return party["short"], f"{_PARTY_PLACE[party['level']]} {party['name']}"
    start = 0
    while found := _LOCALITY.search(name, start):
        # Only a name follows the type of a place: `xã hội` and `tỉnh về` are other words; wards may have numbers.
        if found["first"].isupper() or found["first"].isdigit():
            return name[: found.start()].rstrip(), found["place"]
        start = found.start() + 1
    return name, None


def kind_of(name: str) -> str | None:
    """The kind of organisation that a name begins as; None where it begins as none (a person, an office holder)."""
    if name.startswith("Bộ ") and not name[3:4].isupper():
        return None
    return next((kind for head, kind in _KINDS if name == head or name.startswith(f"{head} ")), None)


class Organizations:
    """The organisations that facts name; equal short name and equal place is one organisation."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.by_id: dict[str, Organization] = {}

    def find(
        self,
        name: str,
        province: str | None = None,
        on: str | None = None,
        near: Setting | None = None,
        where: Span | None = None,
    ) -> Organization:
        """`province`: stated with the name (a department's); `on`, `near`: as in Places.find."""
        short, locality = split_locality(name)
        central = self._is_central(short, locality)
        if central:
            place = None
        elif locality:
            of_itself = locality in self.places.successors and province in (None, locality)
            place = self.places.find(locality, None if of_itself else province, on, near, where)
        else:
            place = self.places.find(province, None, on, near, where) if province else None
        # A body whose locality stays open is a row of its whole name: `Ủy ban nhân dân xã A` of two provinces are not one.
        key = stable_id("organization", short if place else name, place.id if place else None)
        if key not in self.by_id:
            shown = name if locality or place is None else f"{short} {place.name}"
            level = "central" if central else place.level if place else None
            self.by_id[key] = Organization(key, shown, short, kind_of(short), level, place)
        return self.by_id[key]

    @staticmethod
    def _is_central(short: str, locality: str | None) -> bool:
        ministry = _MINISTRY.match(short) is not None and kind_of(short) == "ministry"
        return locality is None and (short.startswith(_CENTRAL) or ministry)
