"""A portal file written: new, or over one whose sections are found anew. What people wrote into the old one stays."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from crawler.locality import Locality
from crawler.portals import ALL, PortalConfig, PortalError, Portals, load_portal
from crawler.registry.probe import ProbeError
from crawler.registry.visit import portal_id
from crawler.yaml_lines import Loader

# Keys of a portal file in the order written; others of an old file follow them.
_ORDER = (
    "id",
    "name",
    "family",
    "base_url",
    "hosts",
    "status",
    "source",
    "sections",
    "places",
    "kind",
    "delay",
    "expect",
    "moved_to",
)
# What a look at the portal tells anew; the rest of an old file are facts about it.
_FOUND = ("family", "base_url", "status", "source", "sections", "expect")


def target_id(given: str | None, portal: PortalConfig, portals: Portals, force: bool) -> str:
    """The id to write: as given, else that of the file that has one of the portal's hosts, else by the host. Raises ProbeError
    where that file is another portal's, a bundled sample, or exists and is not to be replaced."""
    there = next((p.id for p in portals.values() if set(p.hosts) & set(portal.hosts) and _port(p) == _port(portal)), None)
    id_ = given or there or portal_id(portal.hosts[0])
    if id_ == ALL or not re.fullmatch(r"[a-z0-9][a-z0-9-]*", id_):  # it becomes a file's name
        raise ProbeError(f"'{id_}' can be the id of no portal (lower-case letters, digits, '-'): give another --id")
    old = portals.get(id_)
    if there is not None and there != id_:
        raise ProbeError(f"{portal.hosts[0]} is described by {there}.yml: leave --id out")
    if old is None:
        return id_
    if old.sample:
        raise ProbeError(f"{id_}.yml is a bundled sample portal: give another --id" + " and --portals" * (there is not None))
    if there is None:
        raise ProbeError(f"{id_}.yml is another portal's ({old.base_url}): give another --id")
    if not force:
        raise ProbeError(f"{id_}.yml exists: --force replaces family and sections in it, and keeps the rest")
    return id_


def merged(old: Path, new: dict[str, Any], said: Iterable[str]) -> dict[str, Any]:
    """The data of a new file, with what an old one of the same portal holds besides; of keys that both have the new one's where
    the look at the portal tells it, or the user said so (`said`)."""
    if not old.exists():
        return new
    data: dict[str, Any] = yaml.load(old.read_text(encoding="utf-8"), Loader=Loader)  # a SafeLoader
    kept = {k: v for k, v in data.items() if k not in (*_FOUND, *said)}
    return new | kept | {"hosts": list(dict.fromkeys([*data["hosts"], *new["hosts"]]))}


def write(path: Path, data: dict[str, Any], note: str) -> PortalConfig:
    """Write a portal file and read it back; where it would be wrong, all stays as it was. Raises PortalError, OSError."""
    before = path.read_bytes() if path.exists() else None
    path.write_text(text_of(data, note), encoding="utf-8")
    try:
        return load_portal(path)
    except PortalError:
        path.unlink() if before is None else path.write_bytes(before)
        raise


def text_of(data: dict[str, Any], note: str) -> str:
    """The file's text: a comment, then a key a line; sections and places have a line each."""
    lines = [f"# {note}"]
    for key in [*(k for k in _ORDER if k in data), *(k for k in data if k not in _ORDER)]:
        value = data[key]
        if key in ("sections", "places") and value:
            lines += [f"{key}:", *(f"  - {_flow(one)}" for one in value)]
        elif value is not None:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def place_data(place: Locality) -> dict[str, str]:
    """A locality as the file has it."""
    data = place.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {key: str(value) for key, value in data.items()}


def _flow(value: object) -> str:
    """On one line; days and numbers without quotes (the loader of portal files leaves days as text)."""
    text: str = yaml.dump(value, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, sort_keys=False, width=100_000)
    return text.removesuffix("...\n").strip()


class _Dumper(yaml.SafeDumper):
    """Writes as `Loader` reads."""


_Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if tag != "tag:yaml.org,2002:timestamp"]
    for first, rows in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def _port(portal: PortalConfig) -> int | None:
    return urlsplit(portal.base_url).port
