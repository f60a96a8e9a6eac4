"""Which network addresses and which web addresses may be asked at all.

Network addresses: the special-purpose registries of IANA (RFC 6890 and its successors) as a table, so that the answer does
not hang on the Python version. Checked where the connection is made (crawler/net/connect.py): after the name was looked
up, for every connection, so that neither a redirect nor a name that changes its address leads inside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import parse_qsl, urlsplit

from crawler.net.limits import MAX_QUERY, MAX_SAME_SEGMENT, MAX_URL

_SPECIAL = tuple(
    (ip_network(block), name)
    for block, name in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
# Forms of IPv6 that carry an IPv4 address: where it stands in the 128 bits (shift to the right).
_CARRIERS = (
    (IPv6Network("::ffff:0:0/96"), 0),  # IPv4-mapped
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("2002::/16"), 80),  # 6to4
)
# For whoever tries a portal on this machine; an address inside a private network is asked by nobody.
LOOPBACK_HINT = "this machine is asked with CHISO_ALLOW_LOOPBACK=1 only, for tests"
_GLOBAL = IPv6Network("2000::/3")  # all that is handed out to hosts


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """`public`: addresses of public hosts may be connected to; `loopback`: this machine may be (sample runs, tests)."""

    public: bool = True
    loopback: bool = False

    def problem(self, address: str) -> str | None:
        """What is wrong with connecting to an IP address (`private`, `loopback`, ...), or None."""
        try:
            parsed = ip_address(address.partition("%")[0])
        except ValueError:
            return "no IP address"
        kind = _kind(parsed)
        if kind == "loopback" and self.loopback:
            return None
        return kind if kind is not None or self.public else "not this machine"


def _kind(address: IPv4Address | IPv6Address) -> str | None:
    """The name of a special range that an address lies in; None for a public host's."""
    if isinstance(address, IPv6Address):
        for carrier, shift in _CARRIERS:
            if address in carrier:
                return _kind(IPv4Address((int(address) >> shift) & 0xFFFFFFFF))
    for network, name in _SPECIAL:
        if isinstance(network, IPv4Network) == isinstance(address, IPv4Address) and address in network:
            return name
    if isinstance(address, IPv6Address) and address not in _GLOBAL:
        return "reserved"
    return None


def literal(host: str) -> bool:
    """Whether a host is written as an IP address, also in the forms that name look-ups understand (`0x7f.1`)."""
    if ":" in host:
        return True
    parts = host.rstrip(".").split(".")
    return all(p.isdigit() or p.lower().startswith("0x") for p in parts)


def is_loopback_literal(host: str) -> bool:
    """Whether a host is this machine, written as an IP address."""
    try:
        return _kind(ip_address(host)) == "loopback"
    except ValueError:
        return False


def url_problem(url: str, policy: AddressPolicy) -> str | None:
    """Why an address is not asked whoever's host it is: its form, or a form that grows without end (calendars, broken
    relative links); None where there is nothing against it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return "not a web address"
    if parts.scheme not in ("http", "https") or not host:
        return "not a web address"
    if parts.username is not None or parts.password is not None:
        return "user name in the address"
    if literal(host) and not (policy.loopback and is_loopback_literal(host)):
        return f"IP address in place of a host name: {host}"
    if len(url) > MAX_URL:
        return f"address too long ({len(url)} characters)"
    if len(query) > MAX_QUERY:
        return f"address with too many parameters ({len(query)})"
    most = Counter(segment for segment in parts.path.split("/") if segment).most_common(1)
    if most and most[0][1] > MAX_SAME_SEGMENT:
        return f"address that repeats itself ('{most[0][0]}' {most[0][1]} times)"
    return None
