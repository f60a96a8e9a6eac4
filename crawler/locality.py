"""Whose portal it was, and when: the `places` of a portal file, held against the gazetteer."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from core.places import Place, gazetteer, split_type

# Levels of codebook "Names": a place is `type name`, type in lower case, written out.
PROVINCE_TYPES = ("tỉnh", "thành phố")
PLACE_TYPES = (*PROVINCE_TYPES, "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Strict(BaseModel):
    """A part of a portal file: a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Locality(Strict):
    """Whose portal it was, from one day until another (both inclusive, None = open)."""

    place: Name | None = None
    province: Name | None = None
    since: date | None = Field(default=None, alias="from")
    until: date | None = None

    @field_validator("place")
    @classmethod
    def _place_has_type(cls, value: str | None) -> str | None:
        return _typed(value, PLACE_TYPES)

    @field_validator("province")
    @classmethod
    def _province_has_type(cls, value: str | None) -> str | None:
        return _typed(value, PROVINCE_TYPES)

    @model_validator(mode="after")
    def _ordered(self) -> Locality:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"'from' {self.since} lies after 'until' {self.until}")
        return self

    def covers(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def unknown(self) -> list[str]:
        """What of this the gazetteer does not have in the period: the province, or the place in that province."""
        day = self.until or self.since
        provinces = {p.full for p in _units(self.province, day) if p.level == "province"}
        if self.province and not provinces:
            return [self.province]
        known = [u for u in _units(self.place, day) if not provinces or gazetteer().province_of(u).full in provinces]
        return [self.place] if self.place and not known else []


def _units(full: str | None, day: date | None) -> list[Place]:
    parts = split_type(full or "")
    return gazetteer().named(parts[1], parts[0], day.isoformat() if day else None) if parts else []


def _typed(value: str | None, types: tuple[str, ...]) -> str | None:
    if value is not None and not any(value.startswith(t + " ") and value[len(t) :].strip() for t in types):
        raise ValueError(f"'{value}' does not begin with a type of place ({', '.join(types)})")
    return value
