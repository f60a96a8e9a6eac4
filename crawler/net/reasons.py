"""What a network error was, in words for the ledger, and whether any server was met at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectError, ConnectionAborted, ConnectionClosed
from twisted.internet.error import TimeoutError as ConnectTimeout
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError

from crawler.net.errors import CertificateError, HeaderFloodError
from crawler.net.tls import tls_reason


@dataclass(frozen=True, slots=True)
class Trouble:
    """`met`: a server took the connection and then failed; False: there was none to talk to (name, port, TLS)."""

    text: str
    met: bool


def trouble_of(error: BaseException | None) -> Trouble | None:
    """The trouble that an exception stands for, or None where it is none of the network. The most telling of the errors
    that stand behind one another is named."""
    chain = list(_behind(error))
    for read in (_no_server, _broken_answer):
        for one in chain:
            if (found := read(one)) is not None:
                return found
    return None


def _no_server(error: BaseException) -> Trouble | None:
    match error:
        case CertificateError():
            return Trouble(f"certificate not trusted: {error}", met=False)
        case SSL.SysCallError() | SSL.ZeroReturnError():
            return None
        case SSL.Error():
            return Trouble(tls_reason(error), met=False)
        case HeaderFloodError():
            return Trouble("header of the answer too large", met=True)
        case CannotResolveHostError():
            return Trouble("host name not found", met=False)
        case DownloadConnectionRefusedError():
            return Trouble("connection refused", met=False)
        case ConnectTimeout():
            return Trouble("no connection in time", met=False)
        case ConnectError():
            return Trouble("host not to be reached", met=False)
    return None


def _broken_answer(error: BaseException) -> Trouble | None:
    match error:
        case DownloadTimeoutError():
            return Trouble("timeout", met=True)
        case ResponseDataLossError():
            return Trouble("truncated", met=True)
        case ParseError():
            return Trouble("answer is no HTTP", met=True)
        case ConnectionAborted() | ConnectionClosed() | ConnectionError() | SSL.Error():
            return Trouble("connection broken off", met=True)
    return None


def _behind(error: BaseException | None, depth: int = 0) -> Iterator[BaseException]:
    """An error, the errors that it lists as its reasons, and its causes."""
    if error is None or depth > 5:
        return
    yield error
    for reason in getattr(error, "reasons", None) or ():
        if isinstance(reason, Failure):
            yield from _behind(reason.value, depth + 1)
    yield from _behind(error.__cause__, depth + 1)
