"""Politeness and limits: the Scrapy settings of a crawl. What Scrapy 2.19 leaves off by default is on here
(robots.txt, AutoThrottle, verified certificates)."""

from __future__ import annotations

from typing import Any

from crawler.portals import PortalConfig

PRODUCT = "Chiso"
VERSION = "0.1"

# Stock NukeViet refuses more than 40 requests a minute from one address (429): one every 2 s is below that.
LIVE_DELAY = 2.5
SAMPLE_DELAY = 0.005
MAX_LISTING_PAGES = 100
MAX_SITEMAPS = 50
MAX_BYTES = 64 * 1024 * 1024
TIMEOUT = 45.0
MAX_REDIRECTS = 5
MAX_RETRY_AFTER = 600.0
MAX_WAITS = 3

_HERE = "crawler.middlewares."


def user_agent(contact: str) -> str:
    """Who asks, and whom to write to: `Chiso/0.1 (research crawler; contact: …)`."""
    return f"{PRODUCT}/{VERSION} (research crawler of public portals; contact: {contact})"


def min_delay(portal: PortalConfig, sample: bool) -> float:
    """Least seconds between two requests to a portal; robots.txt may ask for more."""
    if portal.delay is not None:
        return portal.delay
    return SAMPLE_DELAY if sample else LIVE_DELAY


def scrapy_settings(portals: tuple[PortalConfig, ...], contact: str, sample_port: int | None) -> dict[str, Any]:
    """All settings of one run. `sample_port`: where the replica listens, None in a live run."""
    sample = sample_port is not None
    return {
        "USER_AGENT": user_agent(contact),
        "ROBOTSTXT_USER_AGENT": PRODUCT,
        "ROBOTSTXT_OBEY": True,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_DELAY": SAMPLE_DELAY if sample else LIVE_DELAY,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "DOWNLOAD_SLOTS": {h: {"concurrency": 1, "delay": min_delay(p, sample)} for p in portals for h in p.hosts},
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_ITEMS": 4,  # tasks that Scrapy starts for every answer
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": SAMPLE_DELAY if sample else LIVE_DELAY,
        "AUTOTHROTTLE_MAX_DELAY": 60.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "DOWNLOAD_TIMEOUT": TIMEOUT,
        "DOWNLOAD_MAXSIZE": MAX_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        "METAREFRESH_ENABLED": False,  # the 404 page of NukeViet refreshes to the home page
        "RETRY_TIMES": 2,
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],  # 429: RetryAfter
        "HTTPERROR_ALLOW_ALL": True,  # a 404 goes into the ledger with its status
        # A shell's proxy variables would carry sample traffic off this machine.
        "HTTPPROXY_ENABLED": not sample,
        "COOKIES_ENABLED": True,
        # Decoders that the archive's reader knows; "br" and "zstd" are left out.
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "vi,en;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        },
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # HostGuard is stricter and says why
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            _HERE + "HostGuard": 20,
            _HERE + "RobotsObeyed": 100,
            _HERE + "RetryAfter": 560,
            _HERE + "SampleProxy": 800,
            _HERE + "ArchiveResponses": 950,
        },
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            "scrapy.extensions.logstats.LogStats": None,
            _HERE + "PortalThrottle": 0,
        },
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "CRITICAL",
        "SAMPLE_PORT": sample_port,
    }
