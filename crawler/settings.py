"""The Scrapy settings of a crawl. What Scrapy 2.19 leaves off by default is on here (robots.txt, AutoThrottle, verified
certificates); sizes and times are in crawler/net/limits.py."""

from __future__ import annotations

from typing import Any

from crawler.net.addresses import AddressPolicy, is_loopback_literal
from crawler.net.limits import LEAST_DELAY, LIVE_DELAY, MAX_FILE, MAX_REDIRECTS, MAX_THROTTLE, SAMPLE_DELAY, Limits, limits_of
from crawler.net.robots import PRODUCT
from crawler.net.slots import slots_of
from crawler.net.tls import tls_of, trusted_roots
from crawler.portals import PortalConfig

VERSION = "0.1"
MAX_LISTING_PAGES = 100
MAX_SITEMAPS = 50

_HERE = "crawler.net."
_THEIRS = "scrapy.downloadermiddlewares."
_HANDLERS = dict.fromkeys(("http", "https"), _HERE + "connect.Handler") | dict.fromkeys(("data", "file", "ftp", "s3"))
_MIDDLEWARES: dict[str, int | None] = {
    _THEIRS + "stats.DownloaderStats": None,  # the ledger counts
    _THEIRS + "httpauth.HttpAuthMiddleware": None,
    _THEIRS + "offsite.OffsiteMiddleware": None,  # HostGuard is stricter and says why
    _THEIRS + "robotstxt.RobotsTxtMiddleware": None,
    _THEIRS + "retry.RetryMiddleware": None,
    _THEIRS + "httpcompression.HttpCompressionMiddleware": None,
    _THEIRS + "redirect.RedirectMiddleware": None,
    _THEIRS + "cookies.CookiesMiddleware": None,
    _HERE + "guard.HostGuard": 20,
    _HERE + "robots.RobotsObeyed": 100,
    _HERE + "patience.Patience": 550,
    _HERE + "packing.Unpacking": 590,
    _HERE + "redirects.Redirects": 600,
    _HERE + "cookies.Cookies": 700,
    _HERE + "guard.SampleProxy": 800,
}
_SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # HostGuard refuses long addresses, with a row in the ledger
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # a 404 goes into the ledger with its status
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}


def user_agent(contact: str) -> str:
    """Who asks, and whom to write to: `Chiso/0.1 (research crawler; contact: …)`."""
    return f"{PRODUCT}/{VERSION} (research crawler of public portals; contact: {contact})"


def min_delay(portal: PortalConfig, sample: bool) -> float:
    """Least seconds between two requests to a portal; robots.txt may ask for more. On the network never below
    LEAST_DELAY."""
    if sample or all(is_loopback_literal(host) for host in portal.hosts):
        return SAMPLE_DELAY if portal.delay is None and sample else LIVE_DELAY if portal.delay is None else portal.delay
    return LIVE_DELAY if portal.delay is None else max(portal.delay, LEAST_DELAY)


def slot_settings(portals: tuple[PortalConfig, ...], sample: bool) -> dict[str, dict[str, float]]:
    """One thing at a time in each slot, at the pace of the slowest portal in it."""
    slots = slots_of(portals)
    delays: dict[str, float] = {}
    for portal in portals:
        for slot in {slots[name] for name in slots_of([portal])}:
            delays[slot] = max(delays.get(slot, 0.0), min_delay(portal, sample))
    return {slot: {"concurrency": 1, "delay": delay} for slot, delay in delays.items()}


def scrapy_settings(
    portals: tuple[PortalConfig, ...], contact: str, sample_port: int | None, limits: Limits | None = None
) -> dict[str, Any]:
    """All settings of one run. `sample_port`: where the replica listens, None in a live run; `limits`: by default those of
    the environment. Raises LimitError where the environment sets no usable number."""
    sample = sample_port is not None
    limits = limits_of() if limits is None else limits
    return {
        "USER_AGENT": user_agent(contact),
        "ROBOTSTXT_USER_AGENT": PRODUCT,
        "ROBOTSTXT_OBEY": True,
        "NET_LIMITS": limits,
        "NET_POLICY": AddressPolicy(public=not sample, loopback=sample or limits.loopback),
        "NET_TLS": tls_of(portals),
        "NET_ROOTS": trusted_roots(),
        "NET_SLOTS": slots_of(portals),
        "SAMPLE_PORT": sample_port,
        "DOWNLOAD_HANDLERS": _HANDLERS,
        "DOWNLOAD_DELAY": SAMPLE_DELAY if sample else LIVE_DELAY,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "DOWNLOAD_SLOTS": slot_settings(portals, sample),
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_REQUESTS": 0,  # no limit over all: FairQueue has one for each host
        "SCHEDULER_PRIORITY_QUEUE": _HERE + "throttle.FairQueue",
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "CONCURRENT_ITEMS": 4,  # tasks that Scrapy starts for every answer
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": SAMPLE_DELAY if sample else LIVE_DELAY,
        "AUTOTHROTTLE_MAX_DELAY": MAX_THROTTLE,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "DNS_TIMEOUT": limits.connect_timeout,
        "DOWNLOAD_TIMEOUT": limits.timeout,
        "DOWNLOAD_MAXSIZE": MAX_FILE,  # HostGuard sets a smaller one by kind
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        "METAREFRESH_ENABLED": False,  # the 404 page of NukeViet refreshes to the home page
        # A proxy would look names up by itself, where the guard cannot see the address that is connected to.
        "HTTPPROXY_ENABLED": False,
        "COOKIES_ENABLED": True,
        # Packings that core/encoding.py takes off; "br" and "zstd" are left out.
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "vi,en;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        },
        "DOWNLOADER_MIDDLEWARES": _MIDDLEWARES,
        "SPIDER_MIDDLEWARES": _SPIDER_MIDDLEWARES,
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            "scrapy.extensions.logstats.LogStats": None,
            _HERE + "throttle.PortalThrottle": 0,
        },
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "CRITICAL",
    }
