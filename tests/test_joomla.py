"""Joomla: what its addresses mean with and without numbers, lists of all versions and extensions, pagers, layouts of articles."""

from __future__ import annotations

import pytest

from crawler.cms import FAMILIES
from crawler.cms.base import Listing, NotArticle, ParsedArticle
from crawler.cms.joomla_address import feed, start
from crawler.identity import Identities
from crawler.parse import parse_page
from crawler.tree import Tree

JOOMLA = FAMILIES["joomla"]
H = "http://a.example"
SLUG = "xa-hop-bao-ve-thu-tuc-hanh-chinh"

KEYS = [
    (f"/tin/101-{SLUG}", "101"),
    (f"/tin/101-{SLUG}.html", "101"),
    (f"/index.php/tin/8-cai-cach/101-{SLUG}", "101"),
    ("/tin/101", "101"),
    (f"/component/content/article/8-cai-cach/101-{SLUG}.html?Itemid=3", "101"),
    (f"/index.php?option=com_content&view=article&id=101:{SLUG}&catid=8:tin&Itemid=3", "101"),
    ("/index.php?option=com_content&view=article&id=101", "101"),
    ("/tin?view=article&id=101:hop-bao&catid=8", "101"),
    # Modern routing, sh404SEF: the path of aliases.
    (f"/tin/{SLUG}", f"tin/{SLUG}"),
    (f"/index.php/tin/{SLUG}", f"tin/{SLUG}"),
    (f"/vi/tin/{SLUG}.html", f"tin/{SLUG}"),
    (f"/tin/{SLUG}?start=0", f"tin/{SLUG}"),
    (f"/Tin-tuc/Cai-cach/{SLUG}.html", f"tin-tuc/cai-cach/{SLUG}"),
    (f"/en/news/{SLUG}", f"en/news/{SLUG}"),
    # K2, EasyBlog, ZOO.
    (f"/tin/item/33-{SLUG}.html", "k2-33"),
    ("/component/k2/item/33", "k2-33"),
    ("/index.php?option=com_k2&view=item&id=33:hop-bao&Itemid=3", "k2-33"),
    ("/tin/item/hop-bao", "item/hop-bao"),
    ("/blog/entry/hop-bao", "entry/hop-bao"),
    ("/blog/entry/12-hop-bao.html", "blog-12"),
    ("/index.php?option=com_easyblog&view=entry&id=12", "blog-12"),
    ("/index.php?option=com_zoo&task=item&item_id=7", "zoo-7"),
    # Articles without a menu; Joomla 1.0.
    (f"/component/content/article/9-cchc/101-{SLUG}.html", "101"),
    (f"/component/content/article/101:{SLUG}?catid=9&Itemid=1", "101"),
    (f"/index.php/component/content/article?id=101:{SLUG}&catid=9&Itemid=1", "101"),
    ("/index.php?option=com_content&task=view&id=101&Itemid=2", "101"),
    ("/component/content/category/9-cai-cach-hanh-chinh", None),
    ("/component/content/archive/2024/6?Itemid=101", None),
    # Lists, feeds, tools, files, pages.
    ("/tin", None),
    ("/tin-cai-cach-hanh-chinh", None),
    ("/tin?start=10", None),
    ("/index.php?option=com_content&view=category&layout=blog&id=8", None),
    (f"/tin/101-{SLUG}?format=pdf", None),
    ("/tin?format=feed&type=rss", None),
    ("/tin/itemlist/category/5-cai-cach", None),
    ("/tin/itemlist/tag/mot-cua-dien-tu-lien-thong", None),
    ("/component/users/?view=login", None),
    ("/component/users/quen-mat-khau-dang-nhap-he-thong", None),
    ("/component/k2/item/download/3_ab12", None),
    ("/tai-lieu/doc_download/12-bao-cao", None),
    ("/images/van-ban/bao-cao-tong-ket-cuoi-nam.pdf", None),
    ("/tin/page-2.html", None),
    ("/tin/Trang-2.html", None),
    ("/index.php?option=com_contact&view=contact&id=3", None),
    ("/", None),
]


@pytest.mark.parametrize(("path", "key"), KEYS, ids=[k[0] for k in KEYS])
def test_article_key(path: str, key: str | None) -> None:
    assert JOOMLA.article_key(H + path) == key


def test_a_number_that_begins_a_headline_is_no_articles_number() -> None:
    """Modern routing has no numbers: `6-thang-dau-nam-…` is an alias, and many headlines begin so."""
    identities = Identities(JOOMLA, {})
    alias = "6-thang-dau-nam-xa-an-hoa-giai-quyet-900-ho-so"
    first = identities.of(f"{H}/tin/{alias}", "6 tháng đầu năm, xã An Hòa giải quyết 900 hồ sơ")
    second = identities.of(f"{H}/tin/6-thang-dau-nam-xa-an-binh-dan-dau", "6 tháng đầu năm, xã An Bình dẫn đầu")
    again = identities.of(f"{H}/cchc/{alias}", "6 tháng đầu năm, xã An Hòa giải...")
    assert first == again != second


RELATED = (
    "<div class='related-article-list-container'><div class='article-list'><div class='article'>"
    "<h2><a href='/tin/90-x'>Tin khác</a></h2><span class='published'>"
    "<time datetime='2023-02-01T08:00:00+07:00' itemprop='datePublished'>01/02/2023</time></span></div></div></div>"
)


@pytest.mark.parametrize("inside", [True, False])
def test_the_day_of_another_text_is_not_the_articles(inside: bool) -> None:
    lines = "".join(f"<p>{LEAD} Đoạn {n}.</p>" for n in range(3))
    text = f"<h2>Xã họp báo về thủ tục</h2><div itemprop='articleBody'>{lines}</div>"
    box = f"<div class='item-page'>{text}{RELATED}</div>" if inside else f"<div class='item-page'>{text}</div>{RELATED}"
    found = JOOMLA.article(Tree(f"<html><body class='site'>{box}</body></html>"), f"{H}/tin/101-xa-hop-bao")
    assert isinstance(found, ParsedArticle)
    assert (found.title, found.published_at) == ("Xã họp báo về thủ tục", None)


def test_a_heading_of_the_text_is_no_title() -> None:
    """Where titles are switched off, the path line has them, and the page's name confirms it."""
    title = "Xã An Hòa họp báo về thủ tục hành chính"
    text = f"<h2>Kết quả sáu tháng</h2><p>{LEAD}</p><h2>Nhiệm vụ cuối năm</h2><p>{LEAD} Đoạn 2.</p>"
    path = f"<ul class='breadcrumb'><li><a href='/tin'>Tin tức</a></li><li class='active'><span>{title}</span></li></ul>"
    box = f"{path}<div class='item-page'>{INFO.format(day=TIME)}{text}</div>"
    head = f"<head><title>Xã An Hòa - {title}</title></head>"
    found = JOOMLA.article(Tree(f"<html>{head}<body class='site'>{box}</body></html>"), f"{H}/tin/101-xa-hop-bao")
    assert isinstance(found, ParsedArticle)
    assert found.title == title
    assert found.body.split("\n\n") == ["Kết quả sáu tháng", LEAD, "Nhiệm vụ cuối năm", f"{LEAD} Đoạn 2."]


FEEDS = [
    ("/tin", "/tin?format=feed&type=rss"),
    ("/tin?start=10", "/tin?format=feed&type=rss"),
    ("/tin.html", "/tin.html?format=feed&type=rss"),
    (
        "/index.php?option=com_content&view=category&id=8&limitstart=5",
        "/index.php?option=com_content&view=category&id=8&format=feed&type=rss",
    ),
]


@pytest.mark.parametrize(("section", "want"), FEEDS, ids=[f[0] for f in FEEDS])
def test_feeds(section: str, want: str) -> None:
    assert feed(H + section) == H + want
    assert H + want in JOOMLA.discovery(f"{H}/", (H + section,))


@pytest.mark.parametrize(
    ("path", "want"), [("/tin", None), ("/tin?start=10", 10), ("/index.php?id=8&limitstart=5", 5), ("/t?start=x", None)]
)
def test_start(path: str, want: int | None) -> None:
    assert start(H + path) == want


def listed(html: str, path: str = "/tin") -> Listing:
    return JOOMLA.listing(Tree(f"<html><body class='site'>{html}</body></html>"), H + path)


LEAD = "Sáng nay, ủy ban nhân dân xã tổ chức họp báo về thủ tục hành chính của quý."
INFO = (
    '<dl class="article-info"><dt class="article-info-term">Chi tiết</dt><dd class="createdby">Viết bởi Super User</dd>'
    '<dd class="category-name">Chuyên mục: <a href="/tin">Tin tức cải cách hành chính của xã</a></dd>'
    '<dd class="published">{day}</dd><dd class="hits">Lượt xem: 120</dd></dl>'
)
TIME = '<time datetime="2024-06-26T14:05:00+07:00" itemprop="datePublished">Được đăng: 26 Tháng 6 2024</time>'
OLD = "Được đăng ngày Thứ sáu, 12 Tháng 7 2013 08:00"
MORE = '<div class="items-more"><ol><li><a href="/tin/9-trang-sau">Bài của trang sau về một cửa</a></li></ol></div>'
MODULE = '<div class="moduletable"><ul class="latestnews"><li><a href="/tin/8-hop">Bài trong hộp bên</a></li></ul></div>'
CHILDREN = (
    '<div class="cat-children"><h3 class="page-header item-title"><a href="/tin/12-con">Chuyên mục con của tin</a>'
    '</h3></div>'
)


def item(address: str, day: str, link: str = "<h2><a href='{}'>Họp báo của xã</a></h2>") -> str:
    more = f"<p class='readmore'><a href='{address}'>Đọc thêm...</a></p>"
    return f"{link.format(address)}{INFO.format(day=day)}<p>{LEAD}</p>{more}"


LINKED = "<div class=page-header><h2 itemprop=name><a href={}>Họp báo của xã</a></h2></div>"
BARE = "<div class=page-header><h2>Họp báo của xã</h2></div>"
LISTS = {
    "blog of 2.5": (
        f'<div class="blog"><h1>Tin</h1><div class="items-leading"><div class="leading-0">{item("/tin/1-a", OLD)}</div></div>'
        f'<div class="items-row cols-1"><div class="item column-1">{item("/tin/2-b", OLD)}</div>'
        f'</div>{MORE}{CHILDREN}</div>{MODULE}',
        [("/tin/1-a", "12 Tháng 7 2013 08:00", LEAD), ("/tin/2-b", "12 Tháng 7 2013 08:00", LEAD)],
    ),
    "blog of 3": (
        f'<div class="blog"><div class="items-row"><div class="span12"><div class="item" itemprop="blogPost">'
        f'{item("/tin/1-a", TIME, LINKED)}</div></div></div>{MORE}</div>',
        [("/tin/1-a", "26 Tháng 6 2024", LEAD)],
    ),
    "blog of 5, headlines without links": (
        '<div class="com-content-category-blog blog"><div class="com-content-category-blog__items blog-items">'
        f'<div class="com-content-category-blog__item blog-item"><div class="item-content">'
        f'{item("/tin/" + SLUG, TIME, BARE)}</div></div></div>{CHILDREN}</div>',
        [("/tin/" + SLUG, "26 Tháng 6 2024", LEAD)],
    ),
    "a short alias": (
        f'<div class="blog"><div class="items-row"><div class="item">{item("/tin/hop-bao", TIME)}</div></div></div>',
        [("/tin/hop-bao", "26 Tháng 6 2024", LEAD)],
    ),
    "featured": (
        f'<div class="blog-featured"><div class="items-leading">'
        f'<div class="leading-0">{item("/tin/1-a", TIME)}</div></div></div>',
        [("/tin/1-a", "26 Tháng 6 2024", LEAD)],
    ),
    "table of 2.5": (
        '<table class="category"><thead><tr><th class="list-title">'
        '<a href="javascript:tableOrdering()">Tiêu đề</a></th></tr></thead>'
        '<tbody><tr class="cat-list-row0"><td class="list-title"><a href="/tin/1-a">Họp báo của xã</a></td><td class="list-date">'
        '12 Tháng 7 2013</td><td class="list-hits">26</td></tr></tbody></table>',
        [("/tin/1-a", "12 Tháng 7 2013", None)],
    ),
    "table of 5": (
        '<div class="com-content-category"><table class="com-content-category__table category table"><thead>'
        '<tr><th><a href="#">Tiêu đề'
        '</a></th></tr></thead><tbody><tr class="cat-list-row0"><th class="list-title" scope="row">'
        '<a href="/tin/1-a">Họp báo của xã</a>'
        '</th><td class="list-date small">26 Tháng 6 2024</td></tr></tbody></table></div>',
        [("/tin/1-a", "26 Tháng 6 2024", None)],
    ),
    "blog of 1.5": (
        '<table class="blog"><tr><td><table class="contentpaneopen"><tr>'
        '<td class="contentheading">Họp báo của xã</td></tr></table>'
        '<table class="contentpaneopen"><tr><td class="createdate">Thứ hai, 26 Tháng 7 2010 08:00</td></tr><tr><td>'
        f'<p>{LEAD}</p><a class="readon" href="/tin/1-a.html">Đọc thêm...</a></td></tr></table></td></tr></table>',
        [("/tin/1-a.html", "26 Tháng 7 2010 08:00", LEAD)],
    ),
    "table of 1.5": (
        '<table><tr><td class="sectiontableheader">Tiêu đề</td></tr><tr class="sectiontableentry1"><td>1</td><td>'
        '<a href="/index.php?option=com_content&amp;view=article&amp;id=1:a&amp;catid=8">Họp báo của xã</a>'
        '</td><td>26 Tháng 7 2010</td>'
        "</tr></table>",
        [("/index.php?option=com_content&view=article&id=1:a&catid=8", "26 Tháng 7 2010", None)],
    ),
    "k2": (
        '<div id="k2Container" class="itemListView"><div class="itemList"><div id="itemListLeading"><div class="itemContainer">'
        '<div class="catItemView groupLeading"><span class="catItemDateCreated">Thứ năm, 16 Tháng 5 2018 09:30</span>'
        '<h3 class="catItemTitle"><a href="/tin/item/1-a">Họp báo của xã</a></h3><div class="catItemIntroText">'
        f'<p>{LEAD}</p></div><div class="catItemReadMore">'
        f'<a class="k2ReadMore" href="/tin/item/1-a">Đọc thêm...</a></div></div></div></div>'
        f'</div></div><div class="k2ItemsBlock"><ul><li>'
        f'<a class="moduleItemTitle" href="/tin/item/5-x">Bài trong hộp</a></li></ul></div>',
        [("/tin/item/1-a", "16 Tháng 5 2018 09:30", LEAD)],
    ),
    "easyblog": (
        '<div id="eb"><div class="eb-posts"><div class="eb-post"><h2 class="eb-post-title">'
        '<a href="/blog/entry/hop-bao">Họp báo của xã</a>'
        f'</h2><div class="eb-post-date"><time datetime="2024-06-26">26/06/2024</time></div>'
        f'<div class="eb-post-body"><p>{LEAD}</p></div>'
        "</div></div></div>",
        [("/blog/entry/hop-bao", "26/06/2024", LEAD)],
    ),
    "beyond the end": ('<div class="blog"><h1>Tin</h1></div>' + MODULE + MORE, []),
}


@pytest.mark.parametrize("kind", LISTS)
def test_lists(kind: str) -> None:
    html, want = LISTS[kind]
    found = listed(html)
    assert [(i.url, i.date, i.lead) for i in found.items] == [(H + url, day, lead) for url, day, lead in want]
    assert all(i.title == "Họp báo của xã" for i in found.items)


def pages(*links: tuple[str, str], shape: str = '<div class="pagination"><ul>{}</ul></div>') -> str:
    return shape.format("".join(f'<li><a class="pagenav" title="{t}" href="{h}">{t}</a></li>' for h, t in links))


BLOG = f'<div class="blog"><div class="item">{item("/tin/1-a", TIME)}</div></div>'
NEXT = [
    ("/tin", pages(("/tin?start=5", "2"), ("/tin?start=5", "Tiếp theo"), ("/tin?start=45", "Cuối")), "/tin?start=5"),
    ("/tin?start=5", pages(("/tin", "1"), ("/tin?start=10", "3")), "/tin?start=10"),
    ("/tin?start=45", pages(("/tin", "Bắt đầu"), ("/tin?start=40", "9")), None),
    ("/tin.html", pages(("/tin.html?start=5", "2")), "/tin.html?start=5"),
    (
        "/index.php?option=com_content&view=category&id=8",
        pages(("/index.php?option=com_content&amp;view=category&amp;id=8&amp;limitstart=5", "2")),
        "/index.php?option=com_content&view=category&id=8&limitstart=5",
    ),
    ("/tin", pages(("/tin/page-2.html", "2"), ("/tin/page-3.html", "3")), "/tin/page-2.html"),
    ("/tin/page-2.html", pages(("/tin", "1"), ("/tin/page-3.html", "3")), "/tin/page-3.html"),
    # A module's pager, too.
    ("/tin", pages(("/khac?start=3", "2")) + pages(("/tin?start=5", "2")), "/tin?start=5"),
    ("/tin", '<nav class="pagination__wrapper"><ul class="pagination"><li class="page-item">'
    '<a class="page-link" href="/tin?start=5">'
     "2</a></li></ul></nav>", "/tin?start=5"),
    ("/tin", '<div class="k2Pagination"><a href="/tin?start=5">2</a></div>', "/tin?start=5"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "html", "want"), NEXT, ids=[f"{n[0]}-{i}" for i, n in enumerate(NEXT)])
def test_next_page(path: str, html: str, want: str | None) -> None:
    assert listed(BLOG + html, path).next_url == (H + want if want else None)


TEXT = "<p>Ngày 4/6, xã tổ chức họp báo.</p><p>Kết quả đạt 91,5 điểm.</p>"
BODY = ["Ngày 4/6, xã tổ chức họp báo.", "Kết quả đạt 91,5 điểm."]
WHEN = '<dd class="published"><time datetime="2024-06-05T14:05:00+07:00">Ngày đăng: 05 Tháng 6 2024</time></dd>'
CLOAKED = (
    '<p>Liên hệ: <span id="cloak1a">Địa chỉ email này đang được bảo vệ từ spam bots. Bạn cần bật JavaScript để '
    'xem nó.</span></p>',
    "<p>Liên hệ: <script>document.write('x')</script>Địa chỉ email này được bảo vệ từ spam bots. Bạn cần kích "
    "hoạt Javascript để xem nó."
    "<script>document.write('y')</script></p>",
    "<p>Liên hệ: <joomla-hidden-mail>This email address is being protected from spambots. You need JavaScript enabled to view it."
    "</joomla-hidden-mail></p>",
    "<p>Liên hệ: This email address is being protected from spambots. You need JavaScript enabled to view it.</p>",
)
PAGES = {
    "five, page heading": (
        '<div class="com-content-article item-page"><div class="page-header"><h1>Tin tức</h1></div>'
        '<div class="page-header"><h2>Họp báo'
        f' quý hai</h2></div><dl class="article-info">{WHEN}</dl><div class="com-content-article__body">{TEXT}</div></div>',
        "joomla4",
    ),
    "five, no page heading": (
        '<div class="com-content-article item-page"><div class="page-header"><h1>Họp báo quý hai</h1></div>'
        f'<dl class="article-info">{WHEN}</dl><div class="com-content-article__body">{TEXT}</div></div>',
        "joomla4",
    ),
    "two and a half, page heading": (
        f'<div class="item-page"><h1>Tin tức</h1><h2>Họp báo quý hai</h2><ul class="actions"><li>In</li></ul>'
        f'<dl class="article-info">'
        f'<dd class="published">Được đăng ngày Thứ tư, 05 Tháng 6 2024 14:05</dd>'
        f'</dl>{TEXT}<ul class="pagenav"><li>Trước</li></ul></div>',
        "joomla25",
    ),
    "one and a half": (
        '<table class="contentpaneopen"><tr><td class="contentheading" width="100%">Họp báo quý hai</td>'
        '<td class="buttonheading">In</td>'
        '</tr></table><table class="contentpaneopen"><tr><td><span class="small">Viết bởi Administrator</span></td></tr><tr>'
        f'<td class="createdate">Thứ tư, 05 Tháng 6 2024 14:05</td></tr><tr><td>{TEXT}</td></tr><tr>'
        f'<td class="modifydate">Cập nhật lần'
        " cuối ( Thứ sáu, 07 Tháng 6 2024 )</td></tr></table>",
        "joomla15",
    ),
    "easyblog": (
        '<div id="eb"><div class="eb-entry"><h1 class="eb-entry-title">Họp báo quý hai</h1><div class="eb-meta-date">'
        '<time datetime="2024-06-05T14:05:00+07:00">05/06/2024</time></div><div class="eb-entry-body">'
        '<div class="eb-entry-article">'
        f"{TEXT}</div></div></div></div>",
        "easyblog",
    ),
    "artisteer": (
        '<article class="art-post"><h2 class="art-postheader">Họp báo quý hai</h2>'
        '<div class="art-postheadericons">Thứ tư, 05 Tháng 6 2024'
        f' 14:05 | Viết bởi Super User</div><div class="art-postcontent"><div class="art-article">{TEXT}</div></div></article>',
        "artisteer",
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_layouts(name: str) -> None:
    html, layout = PAGES[name]
    page = f'<html><head><meta name="generator" content="Joomla! - CMS"></head><body><main>{html}</main></body></html>'
    found, family = parse_page(page.encode(), f"{H}/tin/1-a")
    assert isinstance(found, ParsedArticle), found
    assert (family, found.layout, found.title, found.author) == ("joomla", layout, "Họp báo quý hai", None)
    assert (found.body.split("\n\n"), found.published_at) == (BODY, "2024-06-05T14:05:00+07:00")


@pytest.mark.parametrize("cloaked", CLOAKED, ids=["three", "two and a half", "five", "bare"])
def test_the_notice_for_a_hidden_address_is_no_text(cloaked: str) -> None:
    page = PAGES["five, page heading"][0].replace(TEXT, TEXT + cloaked)
    found, _ = parse_page(f'<meta name="generator" content="Joomla!">{page}'.encode(), f"{H}/tin/1-a")
    assert isinstance(found, ParsedArticle)
    assert found.body.split("\n\n") == [*BODY, "Liên hệ:"]


FILES = [
    ('<div class="attachmentsContainer"><a class="at_url" href="/attachments/article/1/a.pdf">Báo cáo.pdf</a>'
    '</div>', "/attachments/article/1/a.pdf"),
    ('<div class="phocadownloadfile"><a href="/tin/1-a?download=7:bao-cao">Báo cáo.pdf</a></div>', "/tin/1-a?download=7:bao-cao"),
    ('<p><a href="/tai-lieu/doc_download/12-bao-cao">Báo cáo.pdf</a></p>', "/tai-lieu/doc_download/12-bao-cao"),
    ('<p><a href="/tai-lieu/12-bao-cao/file">Báo cáo.pdf</a></p>', "/tai-lieu/12-bao-cao/file"),
    ('<p><a href="/tai-ve/finish/3-mau/12-bao-cao">Báo cáo.pdf</a></p>', "/tai-ve/finish/3-mau/12-bao-cao"),
    ('<p><a href="/images/van-ban/a.pdf">Báo cáo.pdf</a></p>', "/images/van-ban/a.pdf"),
    ('<ul class="itemAttachments"><li><a href="/component/k2/item/download/3_ab">Báo cáo.pdf</a></li>'
    '</ul>', "/component/k2/item/download/3_ab"),
]  # fmt: skip


@pytest.mark.parametrize(("link", "url"), FILES, ids=[f[1] for f in FILES])
def test_files_of_extensions(link: str, url: str) -> None:
    page = PAGES["five, page heading"][0].replace(TEXT, TEXT + link)
    found, _ = parse_page(f'<meta name="generator" content="Joomla!">{page}'.encode(), f"{H}/tin/1-a")
    assert isinstance(found, ParsedArticle)
    assert [(f.url, f.name, f.media_type) for f in found.files] == [(H + url, "Báo cáo.pdf", "application/pdf")]


@pytest.mark.parametrize("kind", ["blog of 1.5", "table of 5", "k2", "blog of 5, headlines without links"])
def test_lists_are_no_articles(kind: str) -> None:
    found, _ = parse_page(f'<meta name="generator" content="Joomla!">{LISTS[kind][0]}'.encode(), f"{H}/tin")
    assert found == NotArticle("listing")
