"""A portal that has no file yet: the hosts that may be asked for it, and the id that its host suggests."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from crawler.locality import Locality
from crawler.portals import PortalConfig
from crawler.registry.probe import ProbeError

VISITOR = "visitor"
# Endings that every public portal of the country may have, longest first: they tell nothing.
_ENDINGS = (".gov.vn", ".edu.vn", ".com.vn", ".org.vn", ".net.vn", ".vn")


def visitor(url: str, delay: float | None = None) -> PortalConfig:
    """A portal for one visit: the address's host, with and without `www.`. Raises ProbeError where it is no address."""
    address = url if "://" in url else f"https://{url}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise ProbeError(f"'{url}' is no address: {error}") from error
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        raise ProbeError(f"'{url}' is no address of a portal (https://host/)")
    return PortalConfig(
        id=VISITOR,
        name=host,
        family="generic",
        base_url=parts._replace(fragment="", path=parts.path or "/").geturl(),
        hosts=(host,) if _is_literal(host) else tuple(dict.fromkeys((host, f"www.{host}", host.removeprefix("www.")))),
        status="unverified",
        source="asked for by its address",
        sections=(),
        places=(Locality(),),
        delay=delay,
    )


def root_of(url: str) -> str:
    """The address of a portal's home page: scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def portal_id(host: str) -> str:
    """`phuthien.gialai.gov.vn` -> `phuthien-gialai`: the host without what all have, its dots as dashes."""
    name = host.lower().removeprefix("www.")
    ending = next((e for e in _ENDINGS if name.endswith(e) and len(name) > len(e)), "")
    return re.sub(r"[^a-z0-9]+", "-", name.removesuffix(ending)).strip("-") or "portal"


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return "." not in host
    return True
