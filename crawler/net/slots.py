"""Which hosts are one server to us: all of a portal's, and those that two portals share. Each such group is a slot, in which
one thing is asked at a time."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.portals import PortalConfig


def authority(url: str) -> str:
    """`host` where the port is one of http or https, else `host:port`. Raises ValueError where there is no host or port."""
    parts = urlsplit(url)
    return named((parts.hostname or "").lower(), parts.port)


def named(host: str, port: int | None) -> str:
    """The authority of a host and a port."""
    return host if port in (None, 80, 443) else f"{host}:{port}"


def authorities(portal: PortalConfig) -> list[str]:
    """Those of a portal's hosts, on the port of its home page."""
    port = urlsplit(portal.base_url).port
    return [named(host.lower(), port) for host in portal.hosts]


def slots_of(portals: Iterable[PortalConfig]) -> dict[str, str]:
    """The slot of each authority that the portals have; a slot is named by the first authority of its group."""
    slot: dict[str, str] = {}
    for portal in portals:
        own = authorities(portal)
        joined = {slot[name] for name in own if name in slot}
        name = min(joined, default=own[0], key=list(slot).index) if joined else own[0]
        slot |= dict.fromkeys(own, name)
        slot |= {other: name for other, known in slot.items() if known in joined}
    return slot


def slot_of(url: str, slots: dict[str, str]) -> str:
    """The slot of an address; an authority that no portal has is its own."""
    name = authority(url)
    return slots.get(name, name)
