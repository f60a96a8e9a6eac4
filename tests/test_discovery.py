"""Sitemaps, feeds and JSON lists: what is read, from which forms, and that no document makes the reader do anything else."""

from __future__ import annotations

import gzip
import json
import time

import pytest

from crawler.discovery import MAX_ENTRIES, Discovered, Found, parse_discovery

BASE = "https://anhoa.example/rss/"
SITEMAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"
ONE = "<url><loc>https://anhoa.example/tin/a-1.html</loc><lastmod>2024-06-26T14:05:00+07:00</lastmod></url>"
FOUND = Found("https://anhoa.example/tin/a-1.html", "2024-06-26T14:05:00+07:00")
FEED = """<?xml version="1.0" encoding="{}"?><rss version="2.0"><channel><item><title>Cải cách hành chính</title>
<link>https://anhoa.example/tin/a-1.html</link><pubDate>Wed, 26 Jun 2024 20:06:00 GMT</pubDate></item></channel></rss>"""
IN_FEED = Found("https://anhoa.example/tin/a-1.html", None, "Cải cách hành chính", "2024-06-27")
POST = {
    "link": "https://anhoa.example/tin/a-1/",
    "title": {"rendered": "Họp &#8211; tháng 6"},
    "date": "2024-06-26T14:05:00",
    "date_gmt": "2024-06-26T07:05:00",
    "modified_gmt": "2024-06-27T01:00:00",
    "excerpt": {"rendered": "<p>Lời <b>dẫn</b>&hellip;</p>\n"},
}


@pytest.mark.parametrize(
    "body",
    [
        SITEMAP.format(ONE).encode(),
        b"\xef\xbb\xbf\r\n<?xml version='1.0' encoding='UTF-8'?>" + SITEMAP.format(ONE).encode(),
        ("<?xml version='1.0' encoding='UTF-8'?>" + SITEMAP.format(ONE)).encode("utf-16"),
        ("<?xml version='1.0' encoding='utf-16'?>" + SITEMAP.format(ONE)).encode(),
        gzip.compress(SITEMAP.format(ONE).encode()),
        SITEMAP.replace(" xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'", "").format(ONE).encode(),
        SITEMAP.replace("urlset", "s:urlset").replace("xmlns=", "xmlns:s=").format(
            ONE.replace("<", "<s:").replace("<s:/", "</s:")
        ).encode(),
        SITEMAP.format(ONE + ONE + "<url><lastmod>2024</lastmod></url><url><loc> </loc></url>").encode(),
        ("<!DOCTYPE urlset SYSTEM 'http://khac.example/x.dtd'>" + SITEMAP.format(ONE)).encode(),
        SITEMAP.format(ONE).encode()[:-9],  # cut
    ],
)
def test_sitemaps_in_all_forms(body: bytes) -> None:
    assert parse_discovery(body) == Discovered((FOUND,))


@pytest.mark.parametrize("said", ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "x-khong-co"])
def test_a_feed_whose_charset_is_wrongly_named(said: str) -> None:
    assert parse_discovery(FEED.format(said).encode()) == Discovered((IN_FEED,))
    assert parse_discovery(FEED.format(said).encode("utf-16")) == Discovered((IN_FEED,))


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi"><title>Tin</title><link rel="self" href="/x"/>
<link rel="next" href="?trang=2"/><entry><title type="html">A &amp;amp; B</title><link rel="edit" href="/sua"/>
<link href="/tin/a-1.html"/><updated>2024-06-26T20:05:00Z</updated><summary>Lời dẫn</summary></entry></feed>"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ATOM, Discovered((Found("https://anhoa.example/tin/a-1.html", None, "A & B", "2024-06-27", "Lời dẫn"),), (),
                          "https://anhoa.example/rss/?trang=2")),
        ("<rss><channel><item><title>a&nbsp;b &#x26;#x3A; c</title><link>/tin/a-1.html</link>"
         "<description><![CDATA[<p>Lời&nbsp;<i>dẫn</i></p>]]></description><pubDate>hôm nay</pubDate></item></channel></rss>",
         Discovered((Found("https://anhoa.example/tin/a-1.html", None, "a b : c", None, "Lời dẫn"),))),
        ("<rss><channel><item><title>Thu & chi</title><link>https://anhoa.example/?id=1&b=2</link></item></channel></rss>",
         Discovered((Found("https://anhoa.example/?id=1&b=2", None, "Thu & chi"),))),
        ("<rdf:RDF xmlns:rdf='r' xmlns='x' xmlns:dc='d'><item><link>https://a.example/1</link><dc:date>2024-06-26</dc:date>"
         "</item></rdf:RDF>", Discovered((Found("https://a.example/1", None, None, "2024-06-26"),))),
        ("<sitemapindex><sitemap><loc>/sitemap-vi.news.xml</loc></sitemap></sitemapindex>",
         Discovered((), ("https://anhoa.example/sitemap-vi.news.xml",))),
        ("<urlset xmlns:n='n'><url><loc>https://a.example/1</loc><n:news><n:publication_date>2024-06-26T01:00:00+07:00"
         "</n:publication_date><n:title>Họp</n:title></n:news></url></urlset>",
         Discovered((Found("https://a.example/1", None, "Họp", "2024-06-26T01:00:00+07:00"),))),
        ("<urlset><url><loc>javascript:alert(1)</loc></url><url><loc>file:///etc/passwd</loc></url></urlset>", Discovered()),
        ("<html><body>404</body></html>", None),
        ("Không tìm thấy", None),
        ("", None),
        ("{\"code\": \"rest_no_route\"}", None),
        ("[1, 2]", None),
        ("[" * 100_000, None),
        ("<urlset>" + "<a>" * 100_000, Discovered()),
    ],
)  # fmt: skip
def test_feeds_and_what_is_none(text: str, expected: Discovered | None) -> None:
    assert parse_discovery(text.encode(), base=BASE) == expected


def test_posts_of_wordpress() -> None:
    found = parse_discovery(json.dumps([POST, {"link": "/tin/b-2/", "date": "2024-06-25T10:00:00"}]).encode(), base=BASE)
    first = Found(
        "https://anhoa.example/tin/a-1/", "2024-06-27T01:00:00+00:00", "Họp – tháng 6", "2024-06-26T07:05:00+00:00", "Lời dẫn …"
    )
    assert found == Discovered((first, Found("https://anhoa.example/tin/b-2/", None, None, "2024-06-25T10:00:00")))
    assert parse_discovery(b"[]") == Discovered()
    draft = {**POST, "date_gmt": "0000-00-00T00:00:00"}
    pages = parse_discovery(json.dumps([draft]).encode())
    assert pages is not None and pages.pages[0].date == "2024-06-26T14:05:00"


NOTES = [
    "<br />\n<b>Warning</b>:  Undefined array key \"lang\" in <b>/www/wp-content/dem.php</b> on line <b>[12]</b><br />\n",
    "\nNotice: Function _load_textdomain_just_in_time was called incorrectly [{ in /www/wp-includes/functions.php on line 6121\n",
    "PHP Deprecated:  Optional parameter $a declared before required parameter $b in /www/a.php on line 7\n<br />\n"
    "<b>Strict Standards</b>: Non-static method in <b>/www/b.php</b> on line <b>9</b><br />\n",
]


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("text", [json.dumps([POST]), json.dumps([POST], indent=1), FEED.format("utf-8"), SITEMAP.format(ONE)])
def test_messages_of_the_server_stand_around_a_list(note: str, text: str) -> None:
    alone = parse_discovery(text.encode(), base=BASE)
    assert alone is not None and len(alone.pages) == 1
    assert parse_discovery((note + text).encode(), base=BASE) == alone
    assert parse_discovery((text + "\n" + note).encode(), base=BASE) == alone
    assert parse_discovery((note + "<html><body>Lỗi</body></html>").encode(), base=BASE) is None


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<https://a.example/?page=1>; rel="prev", <https://a.example/?page=3>; rel="next"', "https://a.example/?page=3"),
        ("<https://a.example/?page=3>; rel=next", "https://a.example/?page=3"),
        ('<?page=3>; title="a, b"; rel="last next"', "https://anhoa.example/rss/?page=3"),
        ('<https://a.example/>; rel="https://api.w.org/"', None),
        ('<https://a.example/>; rel="nextpage"', None),
        ("<javascript:x>; rel=next", None),
        ("rel=next", None),
        ("", None),
        (None, None),
    ],
)
def test_the_next_page_of_a_list(link: str | None, expected: str | None) -> None:
    found = parse_discovery(json.dumps([POST]).encode(), base=BASE, link=link)
    assert found is not None and found.next_url == expected


def laughs(depth: int) -> str:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, depth))
    return f'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY e0 "ha">{entities}]>'


@pytest.mark.parametrize(
    "doctype",
    [
        laughs(12),
        '<!DOCTYPE urlset [<!ENTITY e11 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE urlset [<!ENTITY e11 SYSTEM "http://127.0.0.1:1/x">]>',
        '<!DOCTYPE urlset [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p; <!ENTITY e11 "ha">]>',
        '<!DOCTYPE urlset [<!ENTITY e11 "]>">]>',
        "",
    ],
)
def test_no_entity_is_expanded(doctype: str) -> None:
    body = doctype + SITEMAP.format(
        "<url><loc>https://anhoa.example/&e11;</loc></url>" + ONE.replace("2024-06-26T14:05:00+07:00", "&e11;") + ONE
    )
    start = time.monotonic()
    found = parse_discovery(body.encode())
    assert time.monotonic() - start < 2
    assert found is not None and [page.url for page in found.pages] == [FOUND.url]
    assert {page.lastmod for page in found.pages} <= {None, FOUND.lastmod}


def test_sizes_are_limited() -> None:
    assert parse_discovery(gzip.compress(b" " * 60_000_000)) is None
    many = SITEMAP.format("".join(f"<url><loc>https://a.example/{n}</loc></url>" for n in range(MAX_ENTRIES + 10)))
    found = parse_discovery(many.encode())
    assert found is not None and len(found.pages) == MAX_ENTRIES
    long = parse_discovery(SITEMAP.format(f"<url><loc>https://a.example/{'x' * 5000}</loc></url>").encode())
    assert long == Discovered()
