"""The parts of the network side by themselves: addresses, waits, packings, what the server says of its next try."""

from __future__ import annotations

import asyncio
import gzip
import re
import time
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy import Request

from crawler.net.connect import Pace
from crawler.net.encoding import gunzip, unpack
from crawler.net.errors import TooLarge, Unreadable, Withheld
from crawler.net.hosts import Host, retry_after, wait_before
from crawler.net.limits import MAX_BLOCKED, MAX_SILENT, MAX_UNREACHABLE, MAX_WAITED, LimitError, Limits, limits_of
from crawler.net.packing import ends_well
from crawler.net.patience import Patience
from crawler.net.slots import slot_of, slots_of
from crawler.pager import Addresses, Pages
from crawler.portals import Locality, PortalConfig, Section


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("5", 5.0),
        (" 120 ", 120.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("9" * 400, 1e9),
        (None, 60.0),
        ("", 60.0),
        ("-5", 60.0),
        ("²", 60.0),
        ("1e9", 60.0),
        ("nan", 60.0),
        ("5; 6", 60.0),
        ("soon", 60.0),
        ("Wed, 31 Feb 2024 10:00:00 GMT", 60.0),
        ("Wed, 01 Jan 0000 00:00:00 GMT", 0.0),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0.0),
        ("Mon, 01 Jan 2001 00:00:00", 0.0),
        ("Mon, 01 Jan 2001 00:00:00 +0700", 0.0),
    ],
)
def test_retry_after(value: str | None, seconds: float) -> None:
    assert retry_after(value, 2) == seconds


def test_retry_after_as_a_date() -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 88 <= retry_after(when, 1) <= 90


def test_waits_grow() -> None:
    assert [wait_before(n, 5.0) for n in (1, 2, 3)] == [5.0, 15.0, 45.0]


def test_a_host_is_left_for_its_kind_of_trouble_and_not_before() -> None:
    silent = f"{MAX_SILENT} pages in a row without an answer, the last: timeout"
    for fill, most, reason in (
        (lambda h, n: h.turned_away(f"/{n}", 403), MAX_BLOCKED, f"HTTP 403 on {MAX_BLOCKED} pages in a row"),
        (lambda h, n: h.gave_nothing(f"/{n}", "timeout"), MAX_SILENT, silent),
        (lambda h, n: h.not_met("connection refused", 0.0, 5.0), MAX_UNREACHABLE, r"connection refused \(4 attempts in a row\)"),
    ):
        host, steady = Host(), Host()
        for number in range(most):
            assert host.left is None
            fill(host, number)
            fill(steady, number)
            steady.answered()
        assert re.fullmatch("host left for this run: " + reason, host.left or "")
        assert steady.left is None


def test_a_host_that_shows_listings_and_withholds_articles_is_left() -> None:
    host, listings = Host(), Host()
    for number in range(MAX_BLOCKED):
        assert host.left is None
        host.turned_away(f"/{number}", 403)
        host.answered(content=False)
        listings.turned_away(f"/tin/{number}", 403, content=False)
        listings.answered(content=number % 2 == 0)
    assert host.left is not None and listings.left is None


def test_one_address_asked_again_and_again_is_one() -> None:
    host = Host()
    for _ in range(50):
        host.turned_away("/a", 403)
        host.gave_nothing("/a", "HTTP 500")
    assert host.left is None


def test_pauses_of_a_host_overlap_and_are_limited_together() -> None:
    host = Host()
    host.told_to_wait(600, now=0)
    host.told_to_wait(600, now=100)
    assert (host.until, host.waited) == (700, 700)
    for start in range(1, 6):
        host.told_to_wait(600, now=start * 1000)
    assert host.waited > MAX_WAITED and (host.left or "").startswith("host left for this run: rate limit: ")


def test_a_host_that_is_left_gets_nothing_more() -> None:
    patience = Patience(Limits(backoff=0.0))
    request = Request("http://a.example/", meta={"download_slot": "a.example"})
    other = Request("http://b.example/", meta={"download_slot": "b.example"})
    for number in range(MAX_BLOCKED):
        patience._host(request).turned_away(f"/{number}", 403)
    for step in (patience.turn, patience.process_request):
        with pytest.raises(Withheld, match="HTTP 403 on"):
            asyncio.run(step(request))
        asyncio.run(step(other))


def test_requests_of_all_hosts_together_keep_to_a_rate() -> None:
    async def many() -> float:
        pace, start = Pace(0.02), time.monotonic()
        await asyncio.gather(*(pace.turn() for _ in range(11)))
        return time.monotonic() - start

    assert 0.2 <= asyncio.run(many()) < 2


BODY = b"abc" * 1000


@pytest.mark.parametrize(
    ("packed", "header", "body", "whole"),
    [
        (BODY, None, BODY, True),
        (BODY, "identity", BODY, True),
        (gzip.compress(BODY), "gzip", BODY, True),
        (gzip.compress(BODY), " X-GZIP ", BODY, True),
        (gzip.compress(BODY) + gzip.compress(b"x") + b"\0\0", "gzip", BODY + b"x", True),
        (zlib.compress(BODY), "deflate", BODY, True),
        (zlib.compress(BODY, wbits=-15), "deflate", BODY, True),
        (gzip.compress(zlib.compress(BODY)), "deflate, gzip", BODY, True),
        (BODY, "gzip", BODY, True),
        (BODY, "deflate", BODY, True),
        (b"", "gzip", b"", True),
        (b"", "deflate", b"", True),
        (gzip.compress(BODY)[:-4], "gzip", BODY, False),
        (gzip.compress(BODY)[:15], "gzip", b"", False),
        (zlib.compress(BODY)[:-2], "deflate", BODY, False),
    ],
)
def test_unpacking(packed: bytes, header: str | None, body: bytes, whole: bool) -> None:
    found = unpack(packed, header)
    assert (found.body, found.whole) == (body, whole)


def test_unpacking_stops_at_the_limit_and_refuses_what_was_not_asked_for() -> None:
    assert unpack(gzip.compress(BODY), "gzip", limit=3000).body == BODY
    for packed, header in ((gzip.compress(BODY), "gzip"), (zlib.compress(BODY), "deflate")):
        with pytest.raises(TooLarge, match="more than 2999 bytes unpacked"):
            unpack(packed, header, limit=2999)
    with pytest.raises(Unreadable, match="packed as 'br'"):
        unpack(BODY, "br")
    with pytest.raises(Unreadable, match="packed 4 times over"):
        unpack(BODY, "gzip, gzip, gzip, gzip")
    with pytest.raises(Unreadable, match="broken gzip file"):
        gunzip(gzip.compress(BODY)[:-1], 10_000)


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (b"<html>x</html>", True),
        (b"<HTML>x</HTML >\n<!-- 0.1 s -->", True),
        ("<html>x</html>".encode("utf-16"), True),
        (b"<html>x</bo", False),
        (b"%PDF-1.4 x %%EOF\n", True),
        (b"%PDF-1.4 </html>", False),
        (b"PK\x03\x04 x", False),
        (b"<urlset></urlset>", True),
        (b"x" * 5000 + b"</html>" + b"x" * 5000, False),
    ],
)
def test_pages_and_files_show_their_end(body: bytes, whole: bool) -> None:
    assert ends_well(body) == whole


def config(ident: str, *hosts: str, base: str | None = None) -> PortalConfig:
    return PortalConfig(
        id=ident, name=ident, family="nukeviet", base_url=base or f"https://{hosts[0]}/", hosts=hosts,
        sections=(Section(url="/tin/", name="Tin"),), places=(Locality(place="xã An Hòa", province="tỉnh Gia Lai"),),
    )  # fmt: skip


def test_hosts_that_are_one_server_are_one_slot() -> None:
    portals = [
        config("a", "a.example", "www.a.example"),
        config("b", "b.example"),
        config("c", "c.example", "b.example", "www.a.example"),
        config("d", "127.0.0.1", base="http://127.0.0.1:8001/"),
        config("e", "127.0.0.1", base="http://127.0.0.1:8002/"),
    ]
    slots = slots_of(portals)
    assert len({slots[h] for h in ("a.example", "www.a.example", "b.example", "c.example")}) == 1
    assert slots["127.0.0.1:8001"] != slots["127.0.0.1:8002"]
    assert slot_of("http://WWW.a.example:80/x", slots) == slot_of("https://b.example/", slots)
    assert slot_of("https://sonst.example:8443/", slots) == "sonst.example:8443"


def test_addresses_that_differ_in_session_or_repetition_are_one() -> None:
    asked = Addresses()
    asked.add("https://a.example/tin;jsessionid=AB12?page=2&page=2&utm_source=x")
    assert "https://a.example/tin?page=2" in asked
    assert "https://a.example/tin;jsessionid=CD34?page=2" in asked
    assert "https://a.example/tin?page=3" not in asked
    asked.add("http://[broken")
    assert "http://[broken" in asked


@pytest.mark.parametrize(
    ("pages", "ends"),
    [
        ([["a", "b"], ["c", "d"], ["e"]], [None, None, None]),
        ([["a", "b"], ["b", "a"]], [None, "the listing repeats itself"]),
        ([["a", "b"], ["b", "c"], ["c"], ["b"], ["a", "c"]], [None, None, None, None, "nothing new on 3 pages in a row"]),
        ([["a", "b", "c"], ["a"], ["b"], ["c", "d"], ["a", "b"]], [None] * 5),
    ],
)
def test_listings_that_lead_nowhere(pages: list[list[str]], ends: list[str | None]) -> None:
    shown = Pages()
    assert [shown.stuck(frozenset(page)) for page in pages] == ends


def test_limits_from_the_environment() -> None:
    assert limits_of({}) == Limits()
    given = {"CHISO_TIMEOUT": "2.5", "CHISO_RATE": "100", "CHISO_ALLOW_LOOPBACK": "1", "CHISO_BACKOFF": "0"}
    assert limits_of(given) == Limits(timeout=2.5, rate=100.0, loopback=True, backoff=0.0)
    for name, value in (("CHISO_RATE", "0"), ("CHISO_TIMEOUT", "nan"), ("CHISO_MAX_WAIT", "-1"), ("CHISO_ALLOW_LOOPBACK", "yes")):
        with pytest.raises(LimitError, match=f"^{name}: '{value}' is "):
            limits_of({name: value})
