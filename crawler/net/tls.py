"""TLS towards a portal: chain and host name are verified always, against the roots of this machine.

A portal's file can add intermediates that its server forgets to send (`certificates`), and allow old TLS (`tls: legacy`:
TLS 1.0 and 1.1, old ciphers, servers without secure renegotiation; survey section 8). Neither makes anything trusted
that does not lead to a root. The roots are those of SSL_CERT_FILE and SSL_CERT_DIR where they are set, else the system's,
else (a machine without) certifi's."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import certifi
from cryptography import x509
from OpenSSL import SSL, crypto
from service_identity.exceptions import VerificationError
from service_identity.hazmat import DNS_ID, IPAddress_ID, ServiceID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.python.failure import Failure
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler.net.addresses import is_loopback_literal
from crawler.net.certificates import intermediates
from crawler.net.errors import CertificateError
from crawler.net.limits import LimitError
from crawler.net.slots import authorities, named
from crawler.portals import PortalConfig

_LEGACY_SERVER_CONNECT = 0x4
_LEGACY_CIPHERS = b"DEFAULT:!aNULL:!eNULL:@SECLEVEL=0"
# OpenSSL's verification errors that a portal's keeper or ours can act on (openssl-verification-options).
_NO_ROOT = "signed by a root that is not trusted"
_GAP = "the chain is incomplete: an intermediate is missing (see `certificates` in docs/portals.md), or its root is not trusted"
_CHAIN = {
    2: _NO_ROOT,
    9: "not yet valid",
    10: "expired",
    18: "self-signed",
    19: _NO_ROOT,
    20: _GAP,
    21: _GAP,
    23: "revoked",
    62: "made for another host",
}
# Words of OpenSSL's errors where the server speaks an older TLS than is allowed.
_OLD = ("unsupported protocol", "protocol version", "legacy renegotiation", "wrong version number", "key too small", "no ciphers")


@dataclass(frozen=True, slots=True)
class HostTls:
    """What a host needs: files of intermediates, and whether old TLS is allowed."""

    certificates: tuple[Path, ...] = ()
    legacy: bool = False


def tls_of(portals: Iterable[PortalConfig]) -> dict[str, HostTls]:
    """The needs of each authority (crawler/net/slots.py); portals that share one share them."""
    found: dict[str, HostTls] = {}
    for portal in portals:
        for host in authorities(portal):
            known = found.get(host, HostTls())
            files = tuple(dict.fromkeys((*known.certificates, *map(Path, portal.certificates))))
            found[host] = HostTls(files, known.legacy or portal.tls == "legacy")
    return {host: needs for host, needs in found.items() if needs != HostTls()}


Roots = tuple[str | None, str | None]


def trusted_roots() -> Roots:
    """File and directory of the trusted roots. Raises LimitError where SSL_CERT_FILE names no file."""
    named = os.environ.get("SSL_CERT_FILE")
    if named and not Path(named).is_file():
        raise LimitError(f"SSL_CERT_FILE: no file '{named}'")
    paths = ssl.get_default_verify_paths()
    directory = paths.capath if paths.capath and any(Path(paths.capath).iterdir()) else None
    return (paths.cafile, directory) if paths.cafile or directory else (certifi.where(), None)


def context_for(needs: HostTls, roots: Roots) -> SSL.Context:
    """A client context with these roots. Intermediates are put among the known certificates, where OpenSSL takes as an
    anchor only one that signed itself; such were refused when the file was read."""
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_min_proto_version(SSL.TLS1_VERSION if needs.legacy else SSL.TLS1_2_VERSION)
    if needs.legacy:
        context.set_options(_LEGACY_SERVER_CONNECT)
        context.set_cipher_list(_LEGACY_CIPHERS)
    context.load_verify_locations(*roots)
    store = context.get_cert_store()
    assert store is not None  # every context has one
    for path in needs.certificates:
        for certificate in intermediates(path):
            store.add_cert(crypto.X509.from_cryptography(certificate))
    return context


@implementer(IPolicyForHTTPS)
class PortalTls:
    """For each host a context of its own."""

    def __init__(self, hosts: dict[str, HostTls], roots: Roots) -> None:
        self._hosts = hosts
        self._roots = roots
        self._contexts: dict[HostTls, SSL.Context] = {}

    def creatorForNetloc(self, hostname: bytes, port: int) -> Verifying:  # noqa: N802 (Twisted's name)
        host = hostname.decode("ascii")
        needs = self._hosts.get(named(host, port), HostTls())
        if needs not in self._contexts:
            self._contexts[needs] = context_for(needs, self._roots)
        return Verifying(self._contexts[needs], host)


@implementer(IOpenSSLClientConnectionCreator)
class Verifying:
    """Makes connections that end with a reason in words where chain or host name do not hold."""

    def __init__(self, context: SSL.Context, host: str) -> None:
        self._context = context
        self._host = host

    def clientConnectionForTLS(self, protocol: Any) -> SSL.Connection:  # noqa: N802 (Twisted's name)
        connection = SSL.Connection(self._context, None)
        address = ":" in self._host or is_loopback_literal(self._host)
        if not address:
            connection.set_tlsext_host_name(self._host.encode("ascii"))
        name: ServiceID = IPAddress_ID(self._host) if address else DNS_ID(self._host)

        def fail(reason: str) -> None:
            protocol.failVerification(Failure(CertificateError(reason)))  # type: ignore[no-untyped-call]

        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, _check(name, fail))
        return connection


def _check(name: ServiceID, fail: Callable[[str], None]) -> Callable[[SSL.Connection, crypto.X509, int, int, int], bool]:
    def check(connection: SSL.Connection, certificate: crypto.X509, error: int, depth: int, ok: int) -> bool:
        if not ok:
            fail(_CHAIN.get(error, f"verification error {error} of OpenSSL"))
            return False
        if depth == 0:
            try:
                verify_service_identity(extract_patterns(certificate), [name], [])
            except (VerificationError, ValueError):
                fail(f"made for another host ({_names(certificate)})")
                return False
        return True

    return check


def _names(certificate: crypto.X509) -> str:
    """The names that a certificate is made for, the first three; `no name` where it has none."""
    try:
        extension = certificate.to_cryptography().extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return "no name"
    names = [str(name.value) for name in extension.value][:3]
    return ", ".join(name[:80] for name in names) or "no name"


def tls_reason(error: SSL.Error) -> str:
    """What OpenSSL said, with the setting that may help."""
    words = "; ".join(reason for *_, reason in error.args[0]) if error.args and error.args[0] else "connection broken off"
    hint = " (old TLS? see `tls: legacy` in docs/portals.md)" if any(w in words for w in _OLD) else ""
    return f"TLS failed: {words}{hint}"
