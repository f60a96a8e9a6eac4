"""Portal files (crawler/portals/<id>.yml): read, validated, and asked which place a portal spoke for on a given day.

A wrong key, type or date is an error with file, line and reason, raised before the first request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import Field, StringConstraints, ValidationError, ValidationInfo, field_validator, model_validator

from crawler.cms import FAMILIES
from crawler.locality import Locality, Name, Strict
from crawler.net.certificates import certificate_file
from crawler.relevance import section_is_focused
from crawler.yaml_lines import Loader, PortalError, line_of, line_of_key, lines_of, reason_of
from schemas.records import Portal

__all__ = ["ALL", "PORTALS_DIR", "PortalConfig", "PortalError", "Portals", "Section", "load_portal", "load_portals"]

PORTALS_DIR = Path(__file__).resolve().with_name("portals")

# What `crawl all` means.
ALL = "all"
Ident = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Section(Strict):
    """A listing to read: an absolute address, or a path below `base_url`. `take`: all of its articles, or the relevant ones."""

    url: Name
    name: Name
    take: Literal["all", "relevant"] | None = None


class PortalConfig(Strict):
    """One portal. `delay`: least seconds between two requests; `max_pages`: listing pages read per section; `kind`: who
    speaks, where the host does not tell (see `source_kind`); `status`: whether somebody has seen the portal answer as the file
    says; `source`: where host and sections come from; `expect`: articles a month; `moved_to`: the portal that took over;
    `take`, `keywords`: see `takes_all`; `certificates`, `tls`: see crawler/net/tls.py."""

    id: Ident
    name: Name
    family: Name
    base_url: Name
    hosts: tuple[Name, ...] = Field(min_length=1)
    status: Literal["verified", "unverified"] = "verified"
    sections: tuple[Section, ...]
    places: tuple[Locality, ...] = Field(min_length=1)
    delay: float | None = Field(default=None, ge=0, le=3600)
    max_pages: int | None = Field(default=None, ge=1)
    layout: Name | None = None
    sample: bool = False
    certificates: tuple[Name, ...] = ()
    tls: Literal["strict", "legacy"] = "strict"
    kind: Literal["official", "ministry", "newspaper"] | None = None
    source: Name | None = Field(default=None, validate_default=True)
    expect: float | None = Field(default=None, gt=0, le=10_000)
    moved_to: Ident | None = None

    @field_validator("id")
    @classmethod
    def _free_id(cls, value: str) -> str:
        if value == ALL:
            raise ValueError(f"'{ALL}' means every portal and can be the id of none")
        return value

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
    def _certificates_there(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return tuple(str(certificate_file(name, (info.context or {}).get("directory"))) for name in value)

    @field_validator("base_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"'{value}' is no http or https address")
        return value if parts.path else value + "/"

    @field_validator("sections")
    @classmethod
    def _some_section(cls, value: tuple[Section, ...], info: ValidationInfo) -> tuple[Section, ...]:
        if not value and info.data.get("status") == "verified":
            raise ValueError("a portal without sections lists nothing (only one with `status: unverified` may have none)")
        return value

    @field_validator("source")
    @classmethod
    def _told_where_from(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("status") == "unverified":
            raise ValueError("an unverified portal says where its addresses come from")
        return value

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

    @property
    def verified(self) -> bool:
        return self.status == "verified"

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

    def unsaid_kind(self) -> str | None:
        """What to tell whoever keeps the file where nothing says who speaks; None where something does."""
        if self.source_kind() is not None:
            return None
        return "hosts outside .gov.vn and no `kind` (official, ministry or newspaper): the panel cannot tell whose word it is"

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

    def select(self, ids: tuple[str, ...], unverified: bool = False) -> tuple[PortalConfig, ...]:
        """The named portals, whatever their status; `all` stands for those that `live` gives. Raises KeyError whose text lists
        the unknown ones and the names like them, or says that there is none."""
        if ids == (ALL,):
            if not (found := self.live(unverified)):
                raise KeyError("no portal is verified but the samples: add one (python -m crawler add URL), or --unverified")
            return found
        if problem := self.unknown(ids):
            raise KeyError(problem)
        return tuple(self.by_id[i] for i in dict.fromkeys(ids))

    def unknown(self, ids: tuple[str, ...]) -> str | None:
        """What is wrong with these ids, and which are like them; None where all are known."""
        wrong = [i for i in ids if i not in self.by_id]
        like = list(dict.fromkeys(name for one in wrong for name in get_close_matches(one, self.by_id)))
        meant = f"; like it: {', '.join(like)}" if like else ""
        return f"unknown portal {', '.join(wrong)} (python -m crawler check lists all{meant})" if wrong else None

    def live(self, unverified: bool = False) -> tuple[PortalConfig, ...]:
        """All portals but the bundled samples, in id order; those that nobody has verified only where asked for."""
        return tuple(p for p in self.by_id.values() if not p.sample and (p.verified or unverified))


def load_portals(directory: Path = PORTALS_DIR) -> Portals:
    """Read every `*.yml` of a directory. Raises PortalError (file, line, reason) at the first that is wrong."""
    paths = sorted(directory.glob("*.yml"))
    if not paths:
        raise PortalError(directory, 1, "no portal file (*.yml) in this directory")
    configs = [load_portal(path) for path in paths]
    portals = Portals({c.id: c for c in sorted(configs, key=lambda c: c.id)})
    for path, config in zip(paths, configs, strict=True):
        if problem := _moved_nowhere(config, portals):
            raise PortalError(path, line_of_key(path, "moved_to"), f"moved_to: {problem}")
    return portals


def _moved_nowhere(config: PortalConfig, portals: Portals) -> str | None:
    """Why the portal that took over is none; None where it is one, or none is named."""
    path = [config.id]
    while (following := portals[path[-1]].moved_to) is not None:
        if following not in portals:
            return f"there is no portal '{following}'" if len(path) == 1 else None  # its own file says so
        if following in path:
            return f"'{config.id}' comes back to itself by way of {', '.join([*path[1:], following])}"
        path.append(following)
    return None


def load_portal(path: Path) -> PortalConfig:
    """Read one portal file. Raises PortalError with file, line and reason."""
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=Loader)
        lines = lines_of(node, path) if node is not None else {}
        data = yaml.load(text, Loader=Loader)  # a SafeLoader
    except UnicodeDecodeError as error:
        raise PortalError(path, 1, f"not UTF-8: {error.reason}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = text.split("\n")[mark.line] if mark and mark.line < text.count("\n") + 1 else ""
        # YAML takes `?`, `&` and `#` for signs of its own where an address has them.
        hint = "; an address with ? or & goes into quotes" if re.search(r"url\s*:\s*[^\s'\"]*[?&]", line) else ""
        raise PortalError(path, mark.line + 1 if mark else 1, (error.problem or "not YAML") + hint) from error
    if not isinstance(data, dict):
        raise PortalError(path, 1, "a portal file is a mapping of keys to values")
    try:
        config = PortalConfig.model_validate(data, context={"directory": path.parent})
    except ValidationError as error:
        first = error.errors()[0]
        raise PortalError(path, line_of(first["loc"], lines), reason_of(first)) from error
    if config.id != path.stem:
        raise PortalError(path, line_of(("id",), lines), f"id '{config.id}' is not the file's name '{path.stem}'")
    return config


def _day(when: date | str | None) -> date | None:
    if isinstance(when, datetime):
        return when.date()
    return date.fromisoformat(when[:10]) if isinstance(when, str) else when
