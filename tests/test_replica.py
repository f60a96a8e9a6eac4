"""The sample portals answer as their CMS families do."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from crawler.discovery import parse_discovery
from crawler.replica.body import cells, table_html
from crawler.replica.scan import scanned_pdf
from crawler.replica.server import Replica, ReplicaError, family_module
from crawler.replica.site import CORPUS, Item, Site, load_sites

ROOT = Path(__file__).resolve().parents[1]
NUKEVIET, JOOMLA = "dailoc", "cchc-laocai"


@pytest.fixture(scope="module")
def server() -> Iterator[Replica]:
    with Replica() as running:
        yield running


def get(server: Replica, site: str, target: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", target, headers={"Host": f"{site}.chiso.test"})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def one(site: Site, kind: str = "article", category: str | None = None) -> Item:
    return next(i for i in site.items if i.kind == kind and category in (None, i.category))


def path(site: Site, item: Item, **kwargs: str) -> str:
    return str(family_module(site.family).address(site, item, **kwargs)).removeprefix(site.base)


@pytest.mark.parametrize("name", [NUKEVIET, JOOMLA])
def test_every_sample_article_is_served_at_its_own_address(server: Replica, name: str) -> None:
    files = sorted((CORPUS / name).glob("*.json"))
    assert len(files) >= 15
    for file in files:
        article = json.loads(file.read_text(encoding="utf-8"))["article"]
        base = f"http://{name}.chiso.test"
        assert article["url"].startswith(base)
        status, _, body = get(server, name, article["url"].removeprefix(base))
        assert status == 200
        assert article["title"] in unicodedata.normalize("NFC", BeautifulSoup(body, "lxml").get_text())


@pytest.mark.parametrize("name", [NUKEVIET, JOOMLA])
def test_pages_are_the_same_in_every_run(name: str) -> None:
    first, second = load_sites()[name], load_sites()[name]
    for item in first.items:
        family = family_module(first.family)
        assert family.answer(first, path(first, item)) == family.answer(second, path(second, item))


@pytest.mark.parametrize("name", [NUKEVIET, JOOMLA])
def test_boilerplate_is_rich(server: Replica, name: str) -> None:
    site = server.sites[name]
    soup = BeautifulSoup(get(server, name, path(site, one(site)))[2], "lxml")
    text = soup.get_text(" ")
    menu = soup.select("nav a")
    assert len(menu) >= 30
    assert site.today.strftime("%d/%m/%Y") in text and all(i.published.date() != site.today for i in site.items)
    assert site.words["footer"]["license"] in text
    assert all(i.title in text for i in site.hot(5))
    assert all(label in text for label in site.words["counters"])


def test_nukeviet_addresses(server: Replica) -> None:
    site = server.sites[NUKEVIET]
    item = one(site, category="tin-trong-nuoc")
    canonical = site.base + path(site, item)
    assert get(server, NUKEVIET, path(site, item))[0] == 200
    assert get(server, NUKEVIET, "/index.php" + path(site, item))[0] == 200
    for wrong in (path(site, item, category="tin-tuc-su-kien"), f"/{item.category}/khac-{item.id}.html"):
        status, headers, _ = get(server, NUKEVIET, wrong)
        assert (status, headers["Location"]) == (301, canonical)
    assert get(server, NUKEVIET, "/khong-co/")[1]["Location"] == site.base + "/"
    for number in (1, 99):
        status, headers, _ = get(server, NUKEVIET, f"/cai-cach-hanh-chinh/page-{number}/")
        assert (status, headers["Location"]) == (301, site.base + "/cai-cach-hanh-chinh/")
    status, _, body = get(server, NUKEVIET, "/tin-trong-nuoc/khong-co-99999.html")
    assert status == 404 and b'http-equiv="refresh"' in body
    assert get(server, NUKEVIET, path(site, one(site, "unpublished")))[0] == 404
    status, headers, _ = get(server, NUKEVIET, path(site, one(site, "external")))
    assert status == 302 and not headers["Location"].startswith(site.base)
    assert get(server, NUKEVIET, path(site, one(site, "soft_404")))[0] == 200
    status, _, body = get(server, NUKEVIET, "/print" + path(site, item))
    assert status == 200 and b"noindex" in body and canonical.encode() in body


def test_nukeviet_signals(server: Replica) -> None:
    site = server.sites[NUKEVIET]
    item = one(site)
    soup = BeautifulSoup(get(server, NUKEVIET, path(site, item))[2], "lxml")
    assert soup.select_one("[itemprop=datePublished]").get_text() == item.iso  # type: ignore[union-attr]
    broken = str(soup.select_one("meta[property='article:published_time']")["content"])  # type: ignore[index]
    assert not re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]+(\+07:00)?", broken)
    assert soup.select_one("#timeoutsess") is not None and "phiếu bầu" in soup.get_text()
    feed = get(server, NUKEVIET, "/rss/")[2].decode()
    assert f":{item.published.month:02d}:" in re.findall(r"<pubDate>(.*?)</pubDate>", feed)[0]


def test_nukeviet_listing_and_sitemap(server: Replica) -> None:
    site = server.sites[NUKEVIET]
    category = site.category("cai-cach-hanh-chinh")
    assert category is not None and len(site.listed(category)) > 10
    first = BeautifulSoup(get(server, NUKEVIET, "/cai-cach-hanh-chinh/")[2], "lxml")
    second = BeautifulSoup(get(server, NUKEVIET, "/cai-cach-hanh-chinh/page-2/")[2], "lxml")
    assert len(first.select(".news_column .panel-body > h2 a, .news_column .panel-body > h3 a")) == 10
    older = {a["href"] for a in first.select("ul.related.list-items a")}
    assert older and older == {a["href"] for a in second.select(".news_column .panel-body > h3 a")}
    index = parse_discovery(get(server, NUKEVIET, "/sitemap.xml")[2])
    assert index is not None
    sitemap = parse_discovery(get(server, NUKEVIET, index.sitemaps[0].removeprefix(site.base))[2])
    assert sitemap is not None
    dated = {p.url: p.lastmod for p in sitemap.pages}
    item = one(site)
    assert dated[site.base + path(site, item)] == item.iso


def test_joomla_answers_200_to_almost_all(server: Replica) -> None:
    site = server.sites[JOOMLA]
    item = one(site, category="tin-cai-cach-hanh-chinh")
    raw = f"/index.php?option=com_content&view=article&id={item.id}:x&catid=8&Itemid=201"
    for target in (path(site, item), f"/{item.category}/{item.id}-khac", path(site, item, menu="tat-ca-tin"), raw):
        status, _, body = get(server, JOOMLA, target)
        soup = BeautifulSoup(body, "lxml")
        assert status == 200
        assert soup.select_one("h2[itemprop=headline]").get_text() == item.title  # type: ignore[union-attr]
        assert soup.select_one("h1").get_text() != item.title  # type: ignore[union-attr]
        assert soup.select_one("link[rel=canonical]") is None
    pages = -(-len(site.items) // 10)
    status, _, body = get(server, JOOMLA, "/tat-ca-tin?start=9990")
    assert status == 200 and f"Trang {pages} / {pages}" in body.decode()
    assert BeautifulSoup(body, "lxml").select("td.list-title") == []
    assert get(server, JOOMLA, path(site, one(site, "unpublished")))[0] == 404
    assert b"noindex" in get(server, JOOMLA, path(site, item) + "?tmpl=component&print=1")[2]
    feed = parse_discovery(get(server, JOOMLA, f"/{item.category}?format=feed&type=rss")[2])
    assert feed is not None and len(feed.pages) == 10


@pytest.mark.parametrize("name", [NUKEVIET, JOOMLA])
def test_one_page_is_in_decomposed_unicode(server: Replica, name: str) -> None:
    site = server.sites[name]
    decomposed = [i for i in site.items if i.kind == "article" and i.nfd]
    assert len(decomposed) == 1
    text = get(server, name, path(site, decomposed[0]))[2].decode()
    assert text == unicodedata.normalize("NFD", text) != unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("name", [NUKEVIET, JOOMLA])
def test_one_page_has_a_wrong_charset_in_its_header(server: Replica, name: str) -> None:
    site = server.sites[name]
    (item,) = [i for i in site.items if i.mislabelled]
    _, headers, body = get(server, name, path(site, item))
    assert headers["Content-Type"].endswith("ISO-8859-1") and item.title in body.decode("utf-8")


def test_the_scanned_decision(server: Replica) -> None:
    site = server.sites[NUKEVIET]
    item = one(site, "scan")
    soup = BeautifulSoup(get(server, NUKEVIET, path(site, item))[2], "lxml")
    link = soup.select_one(".news-download-file .list-group-item > a")
    assert link is not None
    status, headers, body = get(server, NUKEVIET, str(link["href"]).removeprefix(site.base))
    assert (status, headers["Content-Type"]) == (200, "application/pdf")
    assert body == scanned_pdf(item.id) and body.startswith(b"%PDF-1.4") and b"/Font" not in body


def test_rate_limit() -> None:
    with Replica(limit=3) as limited:
        answers = [get(limited, NUKEVIET, "/robots.txt") for _ in range(4)]
        assert [a[0] for a in answers] == [200, 200, 200, 429]
        assert 0 < int(answers[-1][1]["Retry-After"]) <= 61
        assert get(limited, JOOMLA, "/robots.txt")[0] == 200


def test_a_taken_port_is_named(server: Replica) -> None:
    with pytest.raises(ReplicaError, match=rf"cannot listen on 127\.0\.0\.1:{server.port}"):
        Replica(server.port)


def test_a_browser_gets_links_that_it_can_follow(server: Replica) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/cai-cach-hanh-chinh/", headers={"Host": f"{NUKEVIET}.localhost:{server.port}"})
    body = connection.getresponse().read()
    connection.request("GET", "/cai-cach-hanh-chinh/page-99/", headers={"Host": f"{NUKEVIET}.localhost:{server.port}"})
    moved = connection.getresponse()
    connection.close()
    assert b"chiso.test" not in body and moved.getheader("Location") == "/cai-cach-hanh-chinh/"


@pytest.mark.parametrize("name", [NUKEVIET, JOOMLA])
def test_pages_bear_the_signs_of_their_family(server: Replica, name: str) -> None:
    site = server.sites[name]
    page = get(server, name, path(site, one(site)))[2]
    done = subprocess.run([sys.executable, "-m", "crawler", "detect", "-"], cwd=ROOT, input=page, capture_output=True)
    assert done.stdout.decode().splitlines()[0] == site.family


def test_unknown_hosts_have_no_page(server: Replica) -> None:
    assert get(server, "khong-co", "/")[0] == 404


def test_merged_cells_span_what_repeats() -> None:
    paragraph = "| Khối | Đơn vị | Điểm |\n|---|---|---|\n| Sở | A \\| B | 90,5 |\n| Sở | C | 90,5 |\n| Huyện | Huyện | 3 |"
    soup = BeautifulSoup(table_html(paragraph), "lxml")
    rows = [[(td.get_text(), td.get("rowspan"), td.get("colspan")) for td in tr.select("td")] for tr in soup.select("tr")]
    assert rows == [
        [("Khối", None, None), ("Đơn vị", None, None), ("Điểm", None, None)],
        [("Sở", "2", None), ("A | B", None, None), ("90,5", None, None)],
        [("C", None, None), ("90,5", None, None)],
        [("Huyện", None, "2"), ("3", None, None)],
    ]
    assert cells("| a \\| b |  | c |") == ["a | b", "", "c"]
