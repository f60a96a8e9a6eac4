"""Intermediate certificates that a portal forgets to send, as PEM files: read and checked before the first request.

A file holds intermediates only. A certificate that signed itself would become a root of its own and is refused, so is one
of a mere server."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from cryptography import x509

CERTIFICATES_DIR = Path(__file__).resolve().parents[1] / "certificates"
MAX_CERTIFICATES = 64 * 1024
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.pem")


def certificate_file(name: str, beside: Path | None = None) -> Path:
    """The file of a name in a portal file: in `certificates/` beside that file, else among those of the project. Raises
    ValueError where there is none, or it holds something else than intermediates."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"'{name}' is no file name ending in .pem")
    places = [beside / "certificates" / name] if beside else []
    path = next((p for p in (*places, CERTIFICATES_DIR / name) if p.is_file()), None)
    if path is None:
        raise ValueError(f"no file '{name}' in certificates/ beside the portal file or in crawler/certificates/")
    intermediates(path)
    return path


@cache
def intermediates(path: Path) -> tuple[x509.Certificate, ...]:
    """The certificates of a file. Raises ValueError with the file's name and the reason."""
    try:
        if path.stat().st_size > MAX_CERTIFICATES:
            raise ValueError(f"{path.name}: larger than {MAX_CERTIFICATES} bytes")
        found = tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except OSError as error:
        raise ValueError(f"{path.name}: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"{path.name}: no certificates in PEM form ({error})") from error
    for number, certificate in enumerate(found, 1):
        if reason := _unfit(certificate):
            raise ValueError(f"{path.name}: certificate {number} ({certificate.subject.rfc4514_string()}) {reason}")
    return found


def _unfit(certificate: x509.Certificate) -> str | None:
    if certificate.subject == certificate.issuer:
        return "signed itself: a root is trusted by the system or not at all"
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return "is no authority's certificate"
    return None if basic.ca else "is no authority's certificate"
