"""The download handler: Scrapy's own, with the address checked where the connection is made, a header that cannot grow
without end, certificates by host, a ceiling of requests a second over all hosts, and every answer archived as it comes.

It builds on classes that Scrapy 2.19 keeps to itself; the pinned version and tests/test_network.py hold it."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _BindAddressAgent,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _ScrapyAgent,
    _ScrapyProxyAgent,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import IReactorPluggableNameResolver
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from zope.interface import implementer

from crawler.net.addresses import LOOPBACK_HINT, AddressPolicy, is_loopback_literal
from crawler.net.errors import HeaderFloodError, NotPublic, TooLarge
from crawler.net.keep import keep
from crawler.net.limits import MAX_HEADER, Limits
from crawler.net.patience import Patience
from crawler.net.tls import PortalTls


class Handler(HTTP11DownloadHandler):
    """Settings read: NET_LIMITS, NET_POLICY, NET_TLS, NET_ROOTS, SAMPLE_PORT."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        limits: Limits = crawler.settings["NET_LIMITS"]
        self._limits = limits
        self._policy: AddressPolicy = crawler.settings["NET_POLICY"]
        self._contextFactory: Any = PortalTls(crawler.settings["NET_TLS"], crawler.settings["NET_ROOTS"])
        self._pool._factory = _Factory
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._pace = Pace(0.0 if crawler.settings["SAMPLE_PORT"] is not None else 1.0 / limits.rate)

    async def download_request(self, request: Request) -> Response:
        """The answer as it came, archived; one at a time in each slot.

        Raises NotPublic, TooLarge, what `keep` raises, and Scrapy's errors of the network."""
        # Scrapy 2.19 lets everything go that stands in a slot without delay, whatever its concurrency says.
        async with self._turns[request.meta.get("download_slot", "")]:
            if patience := self._crawler.get_downloader_middleware(Patience):
                await patience.turn(request)
            if not is_loopback_literal(urlsplit(request.url).hostname or ""):  # this machine needs no mercy
                await self._pace.turn()
            response = await self._sent(request)
            keep(self._crawler, request, response)
            return response

    async def _sent(self, request: Request) -> Response:
        slots = self._crawler.engine.downloader.slots if self._crawler.engine else {}
        if slot := slots.get(request.meta.get("download_slot", "")):
            slot.lastseen = time.monotonic()  # the delay to the next request counts from when this one is sent, not from its turn
        agent = _Agent(
            policy=self._policy,
            connect_timeout=self._limits.connect_timeout,
            contextFactory=self._contextFactory,
            pool=self._pool,
            maxsize=self._default_maxsize,
            fail_on_dataloss=False,
            crawler=self._crawler,
        )
        try:
            with wrap_twisted_exceptions():
                response: Response = await maybe_deferred_to_future(agent.download_request(request))
                return response
        except DownloadCancelledError as error:
            most = request.meta.get("download_maxsize", self._default_maxsize)
            raise TooLarge(f"answer too large: more than {most} bytes") from error


class Pace:
    """Lets requests pass one after another, `gap` seconds apart, whatever host they ask."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._next = 0.0

    async def turn(self) -> None:
        now = time.monotonic()
        at = max(now, self._next)
        self._next = at + self._gap
        if at > now:
            await asyncio.sleep(at - now)


@implementer(IReactorPluggableNameResolver)
class GuardedReactor:
    """The reactor with one door less: no connection to an address that the policy forbids. It sees the address that is
    connected to, not the name, so nothing can change between check and connection."""

    def __init__(self, reactor: Any, policy: AddressPolicy) -> None:
        self._reactor = reactor
        self._policy = policy

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def connectTCP(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:  # noqa: N802 (Twisted's name)
        if problem := self._policy.problem(host):
            hint = f"; {LOOPBACK_HINT}" if problem == "loopback" else ""
            raise NotPublic(f"host leads to an address that is not public: {host} ({problem}){hint}")
        return self._reactor.connectTCP(host, port, *args, **kwargs)


class _Guarded:
    """Mixed into Scrapy's agents: every connection starts from a guarded reactor."""

    policy: AddressPolicy
    _endpointFactory: Any  # noqa: N815 (Twisted's name)
    _reactor: Any

    def _getEndpoint(self, uri: Any) -> Any:  # noqa: N802 (Twisted's name)
        made = self._endpointFactory
        reactor = GuardedReactor(self._reactor, self.policy)
        endpoint: Any = HostnameEndpoint(reactor, uri.host.decode("ascii"), uri.port, timeout=made._connectTimeout)
        if uri.scheme == b"https":
            return wrapClientTLS(made._policyForHTTPS.creatorForNetloc(uri.host, uri.port), endpoint)
        return endpoint


class _DirectAgent(_Guarded, _BindAddressAgent):
    pass


class _ReplicaAgent(_Guarded, _ScrapyProxyAgent):
    pass


class _Agent(_ScrapyAgent):
    def __init__(self, *, policy: AddressPolicy, connect_timeout: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._policy = policy
        self._connect = connect_timeout

    def _get_agent(self, request: Request, timeout: float) -> Any:
        from twisted.internet import reactor

        common: dict[str, Any] = {"reactor": reactor, "contextFactory": self._contextFactory, "pool": self._pool}
        common["connectTimeout"] = min(timeout, self._connect)
        proxy = request.meta.get("proxy")
        agent = _ReplicaAgent(proxyURI=proxy.encode("ascii"), **common) if proxy else _DirectAgent(**common)
        agent.policy = self._policy
        return agent


class _Protocol(_LenientHTTP11ClientProtocol):
    """Ends a connection whose header does not."""

    _header = 0

    def request(self, request: Any) -> Any:
        answer = super().request(request)
        if self._parser is not None:
            self._parser.MAX_LENGTH = MAX_HEADER  # of one line; Twisted would break off at 16 KiB without a word
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 (Twisted's name)
        before = self._reading_header()
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        self._header = self._header + len(data) if before and self._reading_header() else 0
        if self._header > MAX_HEADER:
            transport: Any = self.transport
            self._giveUp(Failure(HeaderFloodError()))  # type: ignore[no-untyped-call]
            transport.abortConnection()

    def _reading_header(self) -> bool:
        return self._parser is not None and self._parser.state in (STATUS, HEADER)


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: N802 (Twisted's name)
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
