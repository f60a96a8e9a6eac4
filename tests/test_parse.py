"""Pages -> articles: golden pages in each family's markup, and pages that are no article."""

import json
import sqlite3
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from core.article_store import article_partitions, read_articles
from crawler.archive import Archive, Exchange, sha256
from crawler.articles import UNREAD, parse_archive
from crawler.cms import FAMILIES, detect
from crawler.cms.base import FileLink, NotArticle, ParsedArticle
from crawler.ledger import Entry, Ledger
from crawler.parse import parse_file, parse_page, to_article
from crawler.portals import Portals
from schemas.records import Portal

ROOT = Path(__file__).resolve().parents[1]
PAGES = Path(__file__).with_name("pages")
GOLDEN = sorted(PAGES.glob("*.json"))
TYPES = {".html": "text/html; charset=utf-8", ".txt": "text/plain"}


def page_of(golden: Path) -> Path:
    return next(p for p in PAGES.glob(f"{golden.stem}.*") if p.suffix in TYPES)


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda p: p.stem)
def test_golden_page(golden: Path) -> None:
    want = json.loads(golden.read_text(encoding="utf-8"))
    page = page_of(golden)
    found, family = parse_page(page.read_bytes(), want["url"], headers={"Content-Type": TYPES[page.suffix]})
    assert isinstance(found, ParsedArticle), found
    assert (family, found.layout) == (want["family"], want["layout"])
    for slot in ("title", "published_at", "published_source", "author", "section"):
        assert getattr(found, slot) == want[slot], slot
    assert found.body.split("\n\n") == want["body"]
    assert [[f.url, f.name, f.media_type] for f in found.files] == want["files"]


@pytest.mark.parametrize("name", ["nukeviet-default", "joomla25", "unknown-theme", "wordpress"])
@pytest.mark.parametrize("form", ["nfd", "wrong header", "utf-16", "read as cp1252", "cp1258"])
def test_codings_of_one_page_give_one_article(name: str, form: str) -> None:
    want = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    text = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    content = {
        "nfd": lambda: unicodedata.normalize("NFD", text).encode(),
        "wrong header": lambda: text.encode(),
        "utf-16": lambda: text.encode("utf-16"),
        "read as cp1252": lambda: twice_encoded(text),
        "cp1258": lambda: half_decomposed(text).encode("cp1258", "xmlcharrefreplace"),
    }[form]()
    header = {"nfd": "utf-8", "cp1258": "windows-1258"}.get(form, "iso-8859-1")
    found, _ = parse_page(content, want["url"], headers={"content-type": f"text/html; charset={header}"})
    assert isinstance(found, ParsedArticle), found
    assert (found.title, found.published_at) == (want["title"], want["published_at"])
    assert found.body.split("\n\n") == want["body"]


def twice_encoded(text: str) -> bytes:
    out = ""
    for byte in text.encode():
        try:
            out += bytes([byte]).decode("cp1252")
        except UnicodeDecodeError:
            out += chr(byte)
    return out.encode()


def half_decomposed(text: str) -> str:
    """Windows-1258 has vowels with their hats, and the tone marks apart."""
    out = []
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        tones = [c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323"]
        rest = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
        out.append(rest + "".join(tones))
    return "".join(out)


def test_tcvn3_body_is_unicode_and_said_so() -> None:
    # The sentence below in TCVN3.
    coded = (
        "S\u00b8ng nay, huy\u00d6n t\u00e6 ch\u00f8c h\u00e9i ngh\u00de t\u00e6ng k\u00d5t; "
        "\u00ae\u00e5ng ch\u00dd Ch\u00f1 t\u00dech ch\u00f1 tr\u00d7."
    )
    head = '<meta name="generator" content="NukeViet v4.5"><h1 class="title">Tin huyện</h1>'
    html = f'{head}<div class="bodytext"><p>{coded}</p></div>'
    found, _ = parse_page(html.encode(), "http://a.example/tin/a-1.html")
    assert isinstance(found, ParsedArticle)
    assert found.body == "Sáng nay, huyện tổ chức hội nghị tổng kết; đồng chí Chủ tịch chủ trì."
    assert found.layout.endswith("+tcvn3")


HEADLINES = [f"Xã số {n} tổ chức hội nghị về cải cách thủ tục hành chính quý {n}" for n in range(1, 9)]
TEASER = "Sáng nay, UBND xã đã tổ chức hội nghị với sự tham dự của các thôn, bản và đại diện các ngành trong toàn xã."
NUKEVIET_LIST = '<meta name="generator" content="NukeViet v4.5">' + "".join(
    f'<div class="news_column"><div class="panel-body"><h3><a href="/tin/xa-{i}.html">{t}</a></h3>{TEASER}</div></div>'
    for i, t in enumerate(HEADLINES)
)
JOOMLA_LIST = '<body class="com_content view-category"><div class="blog">' + "".join(
    f'<div class="item"><h2><a href="/tin/{i}-xa">{t}</a></h2>{TEASER}</div>' for i, t in enumerate(HEADLINES)
)
OTHER_LIST = "<body><div id=x>" + "".join(
    f'<div class=r><div class=t><a href="/tin/{t.replace(" ", "-")}-{i}.html">{t}</a></div><p>{TEASER}</p></div>'
    for i, t in enumerate(HEADLINES)
)
# A WordPress section of one article that it prints whole; a page of the portal whose text is a block of its newest articles.
ONE_POST = (
    '<title>Cải cách hành chính - UBND xã</title><link href="/wp-content/themes/a/style.css" rel="stylesheet">'
    '<body class="{}"><div id="content"><h1>Cải cách hành chính</h1><div class="post hentry"><h2 class="entry-title">'
    f'<a href="/xa-so-1-to-chuc-hoi-nghi/">{HEADLINES[0]}</a></h2><div class="entry-content"><p>{TEASER}</p></div></div></div>'
)
LATEST = (
    '<link href="/wp-content/themes/a/style.css" rel="stylesheet"><body class="page-template-default page page-id-8"><main>'
    '<article class="page type-page hentry"><h1 class="entry-title">Cải cách hành chính</h1><div class="entry-content">'
    '<ul class="wp-block-latest-posts__list wp-block-latest-posts">'
    + "".join(f'<li><a href="/xa-so-{i}-hoi-nghi-ve-cai-cach/">{t}</a><div>{TEASER}</div></li>' for i, t in enumerate(HEADLINES))
    + "</ul></div></article></main>"
)
GONE = "<title>Cổng</title><body><div><h1>Thông báo chung</h1><p>Bài viết không tồn tại hoặc đã bị xóa.</p></div>"
ARTICLE = (PAGES / "nukeviet-default.html").read_text(encoding="utf-8")
NONE = [
    ("http://a.example/tin/", NUKEVIET_LIST, "listing"),
    ("http://a.example/tin", JOOMLA_LIST, "listing"),
    ("http://a.example/tin", OTHER_LIST, "listing"),
    ("http://a.example/chuyen-muc/cai-cach/", ONE_POST.format("archive category"), "listing"),
    ("http://a.example/tin-tuc-su-kien-cua-xa/", ONE_POST.format("home blog"), "listing"),
    ("http://a.example/tin-cai-cach-hanh-chinh-cua-xa/", LATEST, "listing"),
    ("http://a.example/tin/x-5.html", GONE, "soft 404"),
    ("http://a.example/tin/x-5.html", '<div class="item-page"><p>Nội dung đang được cập nhật.</p></div>', "soft 404"),
    ("http://a.example/", ARTICLE, "home page"),
    ("http://a.example/print/cai-cach/x-57.html", ARTICLE, "print copy"),
    ("http://a.example/tin/5-x?tmpl=component&print=1", ARTICLE, "print copy"),
    ("http://a.example/seek/?q=abc", ARTICLE, "search"),
    ("http://a.example/tin/x-5.html", "<body><p>Xin chào</p>", "no title and no body"),
    ("http://a.example/tin/x-5.html", "Trang chủ\nTin tức\nLiên hệ", "no body"),
]


@pytest.mark.parametrize(("url", "html", "reason"), NONE, ids=[f"{n[2]}-{i}" for i, n in enumerate(NONE)])
def test_no_article(url: str, html: str, reason: str) -> None:
    assert parse_page(html.encode(), url)[0] == NotArticle(reason)


def test_a_file_is_no_page() -> None:
    found, _ = parse_page(b"%PDF-1.4", "http://a.example/a.pdf", headers={"content-type": "application/pdf"})
    assert found == NotArticle("not a page: application/pdf")


@pytest.mark.parametrize("name", ["nukeviet-default", "nukeviet-egov"])
def test_the_lead_may_be_named_by_id_in_every_layout(name: str) -> None:
    want = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    html = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    found, _ = parse_page(html.replace('class="hometext m-bottom"', 'id="hometext"').encode(), want["url"])
    assert isinstance(found, ParsedArticle), found
    assert (found.layout, found.body.split("\n\n")) == (want["layout"], want["body"])


def test_scan_only_article_keeps_its_files() -> None:
    html = (
        '<meta name="generator" content="NukeViet v4.5"><h1 class="title">Quyết định công bố chỉ số</h1>'
        '<div id="news-bodyhtml"><p><img src="/uploads/t1.jpg"></p></div>'
        '<div class="news-download-file"><a href="?download=1&id=0">Tập tin 1: <strong>qd.pdf</strong></a></div>'
    )
    found, _ = parse_page(html.encode(), "http://a.example/vb/qd-9.html")
    assert isinstance(found, ParsedArticle)
    assert found.body == ""
    assert [f.url for f in found.files] == ["http://a.example/vb/qd-9.html?download=1&id=0", "http://a.example/uploads/t1.jpg"]
    article = to_article(found, "http://a.example/vb/qd-9.html", Portal("a", "huyện A", None))
    assert [a.status for a in article.attachments] == [None, "scanned"]
    assert len({a.id for a in article.attachments}) == 2


@pytest.mark.parametrize(
    ("html", "family"),
    [
        ('<meta name="generator" content="NukeViet v4.3">', "nukeviet"),
        ('<img alt="cron" src="/index.php?second=cronjobs&p=x"><div id="timeoutsess"></div>', "nukeviet"),
        ('<meta name="generator" content="Joomla! - Open Source Content Management">', "joomla"),
        ('<body class="site com_content view-article">', "joomla"),
        ('<img src="/upload/104521/20240409/anh_0a1b2.jpg">', "vnpt"),
        ('<img src="/Upload/2000066/fck/files/logo.png">', "vnpt"),
        ('<link rel="canonical" href="https://a.example/x"><img src="https://www.a.example/upload/104521/fck/b.jpg">', "vnpt"),
        ('<link rel="canonical" href="https://a.example/x"><img src="https://b.example/upload/104521/fck/b.jpg">', "generic"),
        ('<a href="mDefault.aspx?sname=x&amp;sid=1444&amp;pageid=6591">', "vnpt"),
        ('<a href="/upload/104521/van-ban.pdf">', "generic"),
        ('<meta name="generator" content="NukeViet v4.5"><img src="/upload/104521/fck/b.jpg">', "nukeviet"),
        ('<meta name="generator" content="WordPress 6.1">', "wordpress"),
        ('<meta name="Generator" content="Drupal 7 (http://drupal.org)">', "drupal"),
        ('<META NAME="GENERATOR" CONTENT="DotNetNuke ">', "dnn"),
        ('<body id="Body"><form id="Form" enctype="multipart/form-data"><div class="DnnModule">', "dnn"),
        ('<h1 class="title-detail">A</h1><div class="article-content common-content">b</div>', "common"),
        ("<!-- FitcBatDauDocTin --><p>x</p><!-- FitcKetThucDocTin -->", "fitc"),
        ('<img src="/Portals/0/a.jpg"><p>x</p>', "generic"),
        ("<p>x</p>", "generic"),
    ],
)
def test_detect(html: str, family: str) -> None:
    assert detect(BeautifulSoup(html, "lxml"), {})[0] == family


@pytest.mark.parametrize(
    ("family", "url", "key"),
    [
        ("nukeviet", "http://a.example/cat/slug-of-it-101.html", "101"),
        ("nukeviet", "http://a.example/vi/news/cat/slug-101.html", "101"),
        ("nukeviet", "http://a.example/index.php/cat/slug-101.html", "101"),
        ("nukeviet", "http://a.example/print/cat/slug-101.html", "101"),
        ("nukeviet", "http://a.example/cat/page-2/", None),
        ("nukeviet", "http://a.example/tag/slug-101.html", None),
        ("joomla", "http://a.example/tin/101-slug", "101"),
        ("joomla", "http://a.example/index.php/tin/101-slug.html", "101"),
        ("joomla", "http://a.example/index.php?option=com_content&view=article&id=101:slug&Itemid=3", "101"),
        ("joomla", "http://a.example/index.php?option=com_content&view=category&id=7", None),
        ("joomla", "http://a.example/tin/item/33-slug.html", "k2-33"),
        ("joomla", "http://a.example/tin?start=10", None),
        ("vnpt", "http://a.example/tin/con/mot-bai-viet-kha-dai-ve-cchc.html", "mot-bai-viet-kha-dai-ve-cchc"),
        ("vnpt", "http://a.example/menu-second/khac/Mot-Bai-viet-kha-dai-ve-CCHC-.html?page=2", "mot-bai-viet-kha-dai-ve-cchc"),
        ("vnpt", "http://a.example/tin/mot-bai-viet-kha-dai-ve-cchc2.html", "mot-bai-viet-kha-dai-ve-cchc2"),
        ("vnpt", "http://a.example/menu-top/thong-bao/lich-truc.html", "thong-bao/lich-truc"),
        ("vnpt", "http://a.example/tin-tuc/lich-truc.html", "tin-tuc/lich-truc"),
        ("vnpt", "http://a.example/lien-he.html", None),
        ("vnpt", "http://a.example/cai-cach-hanh-chinh", None),
        ("vnpt", "http://a.example/cai-cach-hanh-chinh/trang-2.html", None),
        ("vnpt", "http://a.example/upload/104521/20240409/bao-cao-quy-mot-nam-nay_0a1b2.html", None),
        ("vnpt", "http://a.example/mDefault.aspx?title=b&ID=693472&catid=71012&SID=1444&pageid=1", "1444-693472"),
        ("vnpt", "http://a.example/tp/mdefault.aspx?sid=1444&amp;pageid=6591&amp;id=693472", "1444-693472"),
        ("vnpt", "http://a.example/mDefault.aspx?sid=1444&pageid=6591&catid=71012", None),
        ("vnpt", "http://a.example/mDefault.aspx?sid=1444&sname=x", None),
        ("generic", "http://a.example/x.aspx?sid=14&id=693472&title=a", "14-693472"),
        (
            "generic",
            "http://a.example/documents/1/2/a/8f14e45f-ceea-467f-a0e6-1f0c1e2d3a4b?t=1",
            "8f14e45f-ceea-467f-a0e6-1f0c1e2d3a4b",
        ),
        ("generic", "http://a.example/tin-tuc", None),
        ("generic", "http://a.example/tin/tong-ket-cong-tac-nam-2024.html", "tin/tong-ket-cong-tac-nam-2024.html"),
        ("wordpress", "http://a.example/2024/06/26/xa-a-hop/", "xa-a-hop"),
        ("wordpress", "http://a.example/tin/tong-ket-cong-tac-nam-2024.html", "tong-ket-cong-tac-nam-2024"),
        ("wordpress", "http://a.example/archives/12", "12"),
        ("wordpress", "http://a.example/tintuc/?p=12", "12"),
        ("wordpress", "http://a.example/xa-a-ra-mat-to-ho-tro/page/2/", "xa-a-ra-mat-to-ho-tro"),
        ("wordpress", "http://a.example/category/tin-tuc-cai-cach-hanh-chinh/", None),
        ("wordpress", "http://a.example/2024/06/", None),
        ("wordpress", "http://a.example/cai-cach-hanh-chinh/", None),
        ("wordpress", "http://a.example/?feed=rss2&p=12", None),
        ("wordpress", "http://a.example/index.php/2024/06/26/xa-a-hop/amp/", "xa-a-hop"),
        ("drupal", "http://a.example/vi/node/12", "12"),
        ("drupal", "http://a.example/index.php/node/12", "12"),
        ("drupal", "http://a.example/vi/index.php/node/12?page=1", "12"),
        ("drupal", "http://a.example/index.php?q=node/12", "12"),
        ("drupal", "http://a.example/book/export/html/12", None),
        ("drupal", "http://a.example/node/12/revisions/7/view", None),
        ("drupal", "http://a.example/vi/tin/xa-a-ra-mat-to-ho-tro", "tin/xa-a-ra-mat-to-ho-tro"),
        ("drupal", "http://a.example/taxonomy/term/12", None),
        ("drupal", "http://a.example/sites/default/files/bao-cao-nam-hai-muoi.pdf", None),
        ("dnn", "http://a.example/tin/tabid/119/id/2345/Default.aspx", "id-2345"),
        ("dnn", "http://a.example/Default.aspx?tabid=119&id=2345", "id-2345"),
        ("dnn", "http://a.example/tin/artmid/401/ArticleID/7/ten-bai", "articleid-7"),
        ("dnn", "http://a.example/tin/tabid/119/Default.aspx", None),
        ("dnn", "http://a.example/tabid/119/ctl/Edit/mid/4/ItemID/7/Default.aspx", None),
        ("common", "http://a.example/tin-tuc/cchc/tong-ket-cong-tac-nam-2024.html", "tong-ket-cong-tac-nam-2024"),
        ("common", "http://a.example/tin-tuc/cchc/xa-a-ra-mat-123456.html", "123456"),
        ("common", "http://a.example/tin-tuc/cchc", None),
        ("fitc", "http://a.example/?gd=1&cn=129&tc=22380", "22380"),
        ("fitc", "http://a.example/?gd=1&cn=129", None),
    ],
)
def test_article_key(family: str, url: str, key: str | None) -> None:
    assert FAMILIES[family].article_key(url) == key


@pytest.mark.parametrize(
    ("family", "url", "want"),
    [
        ("nukeviet", "HTTP://A.example/cat/s-1.html?fbclid=x#top", "http://a.example/cat/s-1.html"),
        ("nukeviet", "http://a.example/print/cat/s-1.html", "http://a.example/cat/s-1.html"),
        ("nukeviet", "http://a.example/cat/page-1/", "http://a.example/cat/"),
        ("joomla", "http://a.example/t/1-s?tmpl=component&print=1&page=", "http://a.example/t/1-s"),
        ("vnpt", "http://a.example/(S(a1b2))/tin/x.html?page=3&fbclid=q", "http://a.example/tin/x.html"),
        ("vnpt", "http://a.example/mDefault.aspx?sid=1&amp;id=7&print=1", "http://a.example/mDefault.aspx?sid=1&id=7"),
        ("generic", "http://a.example/w/x;jsessionid=0A1B?p=7&utm_source=z", "http://a.example/w/x?p=7"),
        ("generic", "http://a.example/(S(abc123))/x.aspx", "http://a.example/x.aspx"),
        ("wordpress", "http://a.example/t/xa-a/?replytocom=7#respond", "http://a.example/t/xa-a/"),
        ("wordpress", "http://a.example/t/xa-a/print/", "http://a.example/t/xa-a/"),
        ("drupal", "http://a.example/vi/print/12", "http://a.example/vi/node/12"),
        ("dnn", "http://a.example/t/tabid/9/ItemID/3/language/vi-VN/Default.aspx", "http://a.example/t/tabid/9/ItemID/3/Default.aspx"),
        ("dnn", "http://a.example/Default.aspx?tabid=9&id=3&dnnprintmode=true", "http://a.example/Default.aspx?tabid=9&id=3"),
    ],
)
def test_canonical_url(family: str, url: str, want: str) -> None:
    assert FAMILIES[family].canonical_url(url) == want


def test_listing_leaves_boxes_out_and_finds_the_next_page() -> None:
    html = (
        '<div class="col-md-6"><h3><a href="/tin/hot-9.html">Tin nóng bên cạnh danh sách chính</a></h3></div>'
        + NUKEVIET_LIST
        + '<ul class="related"><li><h4><a href="/tin/cu-3.html">Tin cũ hơn ở dưới danh sách</a></h4></li></ul>'
        + '<ul class="pagination"><li class="active"><a href="#">1</a></li><li><a href="/tin/page-2/">2</a></li>'
        + '<li><a href="/tin/page-3/">3</a></li></ul>'
    )
    found = FAMILIES["nukeviet"].listing(BeautifulSoup(html, "lxml"), "http://a.example/tin/")
    assert [i.title for i in found.items] == HEADLINES
    assert found.next_url == "http://a.example/tin/page-2/"


def test_generic_listing_takes_the_main_list() -> None:
    found = FAMILIES["generic"].listing(BeautifulSoup(OTHER_LIST, "lxml"), "http://a.example/tin")
    assert [i.title for i in found.items] == HEADLINES


def test_parse_file(tmp_path: Path) -> None:
    page = tmp_path / "plain.txt"
    page.write_bytes((PAGES / "plain.txt").read_bytes())
    article = parse_file(str(page))
    assert not isinstance(article, NotArticle)
    assert article.url == "file:plain.txt"
    assert article.portal == Portal()


def test_private_theme_falls_back_to_general_signals() -> None:
    html = (
        (PAGES / "unknown-theme.html")
        .read_text(encoding="utf-8")
        .replace("<head>", '<head><meta name="generator" content="NukeViet v4.5">')
    )
    found, family = parse_page(html.encode(), "http://a.example/tin/x-5.html")
    assert family == "generic"
    assert isinstance(found, ParsedArticle)
    assert found.title.startswith("Thị xã An Khê Đông")


def test_attachment_ids_depend_on_the_address_only() -> None:
    parsed = ParsedArticle("t", "b", files=(FileLink("http://a.example/x.pdf", "x"), FileLink("http://a.example/y.pdf")))
    again = ParsedArticle("t", "b", files=(FileLink("http://a.example/y.pdf", "other"),))
    assert to_article(parsed, "u", Portal()).attachments[1].id == to_article(again, "u", Portal()).attachments[0].id


def archived(data: Path, pages: dict[str, bytes]) -> None:
    """An archive with its ledger, as a crawl leaves them."""
    ledger, archive = Ledger(data / "ledger.db"), Archive(data / "archive", "r1")
    for url, body in pages.items():
        when = "2024-01-02T03:04:05Z"
        exchange = Exchange(url, "GET", (), 200, (("Content-Type", "text/html"),), body, when, {"kind": "article"})
        place = archive.write("a", exchange)
        ledger.record(
            Entry("r1", "a", url, "article", "fetched", http_status=200, sha256=sha256(body), warc=place.warc,
                  offset=place.offset, fetched_at=when, article_key=url[-6:-5])
        )  # fmt: skip
    archive.close()
    ledger.close()


def test_archive_becomes_sorted_articles(tmp_path: Path) -> None:
    pages = {
        "http://a.example/tin/b-2.html": (PAGES / "nukeviet-egov.html").read_bytes(),
        "http://a.example/tin/a-1.html": (PAGES / "nukeviet-default.html").read_bytes(),
        "http://a.example/tin/c-3.html": GONE.encode(),
    }
    archived(tmp_path, pages)
    counts = parse_archive(tmp_path, Portals({}))
    # The pages offer two files, which no crawl asked for.
    assert counts == {"articles": 2, "none": 1, "none: soft 404": 1, "file: not fetched": 2}
    first = {path.name: path.read_bytes() for path in (tmp_path / "articles").iterdir()}
    rows = list(read_articles(tmp_path))
    assert [(r["url"], r["page"]["key"], r["page"]["layout"]) for r in rows] == [
        ("http://a.example/tin/a-1.html", "1", "default"),
        ("http://a.example/tin/b-2.html", "2", "egov"),
    ]
    issues = [json.loads(line) for line in (tmp_path / "parse_issues.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(i["url"][-8:-5], i.get("rule")) for i in issues] == [
        ("a-1", "attachment.not_fetched"), ("b-2", "attachment.not_fetched"), ("c-3", None),
    ]  # fmt: skip
    assert issues[-1]["reason"] == "soft 404"
    parse_archive(tmp_path, Portals({}))
    assert {path.name: path.read_bytes() for path in (tmp_path / "articles").iterdir()} == first


def test_a_damaged_record_costs_its_page_alone(tmp_path: Path) -> None:
    address = "http://a.example/tin/{}.html"
    whole = (PAGES / "nukeviet-default.html").read_bytes()
    archived(tmp_path, {address.format("a-1"): whole, address.format("b-2"): whole, address.format("c-3"): whole})
    with sqlite3.connect(tmp_path / "ledger.db") as db:
        warc, at = db.execute("SELECT warc, \"offset\" FROM requests WHERE article_key = '2'").fetchone()
    file = tmp_path / "archive" / warc
    good = file.read_bytes()
    file.write_bytes(good[: at + 60] + bytes(20) + good[at + 80 :])
    counts = parse_archive(tmp_path, Portals({}))
    assert (counts["articles"], counts[UNREAD]) == (2, 1)
    assert [a["url"] for a in read_articles(tmp_path)] == [address.format("a-1"), address.format("c-3")]
    issues = [json.loads(line) for line in (tmp_path / "parse_issues.jsonl").read_text(encoding="utf-8").splitlines()]
    (told,) = [i for i in issues if i.get("rule") == "archive.damaged"]
    assert told["url"] == address.format("b-2") and f"{warc}: cannot read the record at {at}" in told["reason"]
    command = [sys.executable, "-m", "crawler", "parse", "--archive", "--data", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1) and "1 record of the archive could not be read" in done.stderr
    # Put back what a backup has, and the page is read.
    file.write_bytes(good)
    assert parse_archive(tmp_path, Portals({}))["articles"] == 3


def test_empty_archive_writes_empty_files(tmp_path: Path) -> None:
    counts = parse_archive(tmp_path, Portals({}))
    assert sum(counts.values()) == 0
    assert list(read_articles(tmp_path)) == [] and article_partitions(tmp_path) == []
    assert (tmp_path / "parse_issues.jsonl").read_bytes() == b""
