"""Portal files (crawler/portals/<id>.yml): read, validated, and asked which place a portal spoke for on a given day.

A wrong key, type or date is an error with file, line and reason, raised before the first request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from core.places import Place, gazetteer, split_type
from crawler.cms import FAMILIES
from crawler.net.certificates import certificate_file
from crawler.relevance import section_is_focused
from schemas.records import Portal

PORTALS_DIR = Path(__file__).resolve().with_name("portals")

# Levels of codebook "Names": a place is `type name`, type in lower case, written out.
PROVINCE_TYPES = ("tỉnh", "thành phố")
PLACE_TYPES = (*PROVINCE_TYPES, "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Ident = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class PortalError(ValueError):
    """A portal file that cannot be used. The message begins `file:line:`."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Section(_Strict):
    """A listing to read: an absolute address, or a path below `base_url`. `take`: all of its articles, or the relevant ones."""

    url: Name
    name: Name
    take: Literal["all", "relevant"] | None = None


class Locality(_Strict):
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


class PortalConfig(_Strict):
    """One portal. `delay`: least seconds between two requests; `max_pages`: listing pages read per section; `kind`: who
    speaks, where the host does not tell (see `source_kind`); `certificates`, `tls`: see crawler/net/tls.py."""

    id: Ident
    name: Name
    family: Name
    base_url: Name
    hosts: tuple[Name, ...] = Field(min_length=1)
    sections: tuple[Section, ...] = Field(min_length=1)
    places: tuple[Locality, ...] = Field(min_length=1)
    delay: float | None = Field(default=None, ge=0, le=3600)
    max_pages: int | None = Field(default=None, ge=1)
    layout: Name | None = None
    sample: bool = False
    certificates: tuple[Name, ...] = ()
    tls: Literal["strict", "legacy"] = "strict"
    kind: Literal["official", "ministry", "newspaper"] | None = None
    take: Literal["all", "relevant"] | None = None
    keywords: tuple[Name, ...] = ()

    @field_validator("family")
    @classmethod
    def _known_family(cls, value: str) -> str:
        if value not in FAMILIES:
            raise ValueError(f"unknown family '{value}' (known: {', '.join(sorted(FAMILIES))})")
        return value

    @field_validator("certificates")
    @classmethod
    def _certificates_there(cls, value: tuple[str, ...], info: Any) -> tuple[str, ...]:
        return tuple(str(certificate_file(name, (info.context or {}).get("directory"))) for name in value)

    @field_validator("base_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"'{value}' is no http or https address")
        return value if parts.path else value + "/"

    @field_validator("places")
    @classmethod
    def _no_overlap(cls, value: tuple[Locality, ...]) -> tuple[Locality, ...]:
        spans = sorted((p.since or date.min, p.until or date.max) for p in value)
        for (_, until), (since, _) in pairwise(spans):
            if since <= until:
                raise ValueError(f"two places are valid on {since}")
        return value

    @model_validator(mode="after")
    def _sections_on_hosts(self) -> PortalConfig:
        for url in (self.base_url, *self.section_urls()):
            if not self.owns(url):
                raise ValueError(f"'{url}' is on none of the portal's hosts ({', '.join(self.hosts)})")
        return self

    def section_urls(self) -> tuple[str, ...]:
        """The absolute addresses of the sections, in file order."""
        root = self.base_url.rstrip("/")
        return tuple(s.url if "://" in s.url else f"{root}/{s.url.lstrip('/')}" for s in self.sections)

    def takes_all(self, section: Section) -> bool:
        """Whether every article of a section is wanted: as the section or the portal says, else where the section itself is
        about administrative reform; of others only what `crawler.relevance` finds on the topic."""
        said = section.take or self.take
        return section_is_focused(section.name, section.url) if said is None else said == "all"

    def source_kind(self) -> str | None:
        """official (a local authority's own portal), ministry (a central body's) or newspaper: as the file says, else by
        a `.gov.vn` host; None where neither tells."""
        if self.kind is None and all(host.endswith(".gov.vn") for host in self.hosts):
            return "official" if any(p.place for p in self.places) else "ministry"
        return self.kind

    def owns(self, url: str) -> bool:
        """Whether the address lies on one of the portal's hosts: same host name, http(s), an expected port."""
        try:
            parts, own = urlsplit(url), urlsplit(self.base_url).port
            return parts.scheme in ("http", "https") and parts.hostname in self.hosts and parts.port in (None, 80, 443, own)
        except ValueError:
            return False

    def at(self, when: date | str | None) -> Portal:
        """The locality at an article's date (ISO string, date or None). Without a date, or outside every
        period, the place is told only where the portal has just one."""
        day = _day(when)
        found = [p for p in self.places if (p.covers(day) if day else len(self.places) == 1)]
        return Portal(self.id, found[0].place, found[0].province) if found else Portal(self.id)


@dataclass(frozen=True)
class Portals(Mapping[str, PortalConfig]):
    """All portal files by id, in id order."""

    by_id: dict[str, PortalConfig]

    def __getitem__(self, key: str) -> PortalConfig:
        return self.by_id[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_id)

    def __len__(self) -> int:
        return len(self.by_id)

    def at(self, portal: str | None, when: date | str | None) -> Portal:
        """The locality of a portal on a day; a portal without a file keeps its id only."""
        config = self.by_id.get(portal or "")
        return config.at(when) if config else Portal(portal)

    def select(self, ids: tuple[str, ...]) -> tuple[PortalConfig, ...]:
        """The named portals. Raises KeyError whose text lists the unknown ones and those that exist."""
        unknown = [i for i in ids if i not in self.by_id]
        if unknown:
            raise KeyError(f"unknown portal {', '.join(unknown)} (known: {', '.join(self.by_id)})")
        return tuple(self.by_id[i] for i in dict.fromkeys(ids))


class _Loader(yaml.SafeLoader):
    """Dates stay text: the model reads them, so that a wrong one is reported with its line."""


_Loader.yaml_constructors = yaml.SafeLoader.yaml_constructors | {
    "tag:yaml.org,2002:timestamp": yaml.SafeLoader.construct_yaml_str
}


def load_portals(directory: Path = PORTALS_DIR) -> Portals:
    """Read every `*.yml` of a directory. Raises PortalError (file, line, reason) at the first that is wrong."""
    paths = sorted(directory.glob("*.yml"))
    if not paths:
        raise PortalError(directory, 1, "no portal file (*.yml) in this directory")
    configs = [load_portal(path) for path in paths]
    return Portals({c.id: c for c in sorted(configs, key=lambda c: c.id)})


def load_portal(path: Path) -> PortalConfig:
    """Read one portal file. Raises PortalError with file, line and reason."""
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=_Loader)
        lines = _lines(node, path) if node is not None else {}
        data = yaml.load(text, Loader=_Loader)  # a SafeLoader
    except UnicodeDecodeError as error:
        raise PortalError(path, 1, f"not UTF-8: {error.reason}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise PortalError(path, mark.line + 1 if mark else 1, error.problem or "not YAML") from error
    if not isinstance(data, dict):
        raise PortalError(path, 1, "a portal file is a mapping of keys to values")
    try:
        config = PortalConfig.model_validate(data, context={"directory": path.parent})
    except ValidationError as error:
        first = error.errors()[0]
        raise PortalError(path, _line_of(first["loc"], lines), _reason(first)) from error
    if config.id != path.stem:
        raise PortalError(path, _line_of(("id",), lines), f"id '{config.id}' is not the file's name '{path.stem}'")
    return config


Location = tuple[int | str, ...]


def _lines(node: yaml.Node, path: Path, at: Location = ()) -> dict[Location, int]:
    """Where each key and item stands (1-based lines). Raises PortalError on a key given twice (YAML would drop one)."""
    found = {at: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            where = (*at, str(key.value))
            if where in found:
                raise PortalError(path, key.start_mark.line + 1, f"key '{key.value}' is given twice")
            found |= _lines(value, path, where)
            found[where] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            found |= _lines(value, path, (*at, i))
    return found


def _line_of(loc: Location, lines: dict[Location, int]) -> int:
    while loc and loc not in lines:
        loc = loc[:-1]
    return lines.get(loc, 1)


def _reason(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"unknown key '{where}'"
    if error["type"] == "missing":
        return f"key '{where}' is missing"
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def _units(full: str | None, day: date | None) -> list[Place]:
    parts = split_type(full or "")
    return gazetteer().named(parts[1], parts[0], day.isoformat() if day else None) if parts else []


def _typed(value: str | None, types: tuple[str, ...]) -> str | None:
    if value is not None and not any(value.startswith(t + " ") and value[len(t) :].strip() for t in types):
        raise ValueError(f"'{value}' does not begin with a type of place ({', '.join(types)})")
    return value


def _day(when: date | str | None) -> date | None:
    if isinstance(when, datetime):
        return when.date()
    return date.fromisoformat(when[:10]) if isinstance(when, str) else when
