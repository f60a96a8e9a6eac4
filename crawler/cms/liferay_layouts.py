"""What Liferay pages look like, as tables: article layouts and listing rows, stock (by version) and of Vietnamese vendors.

Facts: docs/portals survey, section 3 (marks LR, WDB, HB, DN, BB) and the stock Asset Publisher's templates of 6.0 to 7.4.
Older rows stay: old pages still come in them. `Generic` reads the rows of `KITS` on pages that bear no sign of Liferay.
"""

from __future__ import annotations

from dataclasses import dataclass

# The stock Asset Publisher, by the class and id that 6.x and 7.x give its portlet.
PUBLISHER = ":is(.portlet-asset-publisher, [id^=p_p_id_101_], [id*=_AssetPublisherPortlet_])"
PORTLET = '[id^="p_p_id_"], .portlet-boundary'
# What a content page of 7.4 draws from a list of contents.
COLLECTION = ".lfr-layout-structure-item-collection"
HEADING = ":is(h1, h2, h3, h4, h5, h6)"


@dataclass(frozen=True, slots=True)
class Layout:
    """How an article stands on a page (CSS; "" where the layout has none of its own).

    `bodies`, `titles` and `dates` in the order tried, titles and dates looked for inside `scope` (the nearest such element
    around the body), then in the portlet. `exact`: the body's element holds the text only, so nothing after a "Tin khác" is cut.
    """

    name: str
    bodies: tuple[str, ...]
    scope: str
    titles: tuple[str, ...]
    lead: str = ""
    dates: tuple[str, ...] = ()
    caption: str = ""
    author: str = ""
    source: str = ""
    poster: str = ""
    section: str = ""
    exact: bool = True


_DATES = (".metadata-publish-date", ".date-info", ".metadata-create-date")
_STOCK = (
    ".asset-full-content .journal-content-article",
    ".asset-full-content .asset-content",
    ".asset-full-content",
    # Templates that leave the outer element out.
    ".asset-content:not(.asset-abstract *) .journal-content-article",
)

VIETSOFTWARE = Layout(
    "vietsoftware",
    ("#contentDetail",),
    ".content_detail_news",
    ("#titleDetail",),
    lead="#leadDetail",
    dates=(".date_time",),
    caption=".img-title",
    author=".author",
    source=".source",
    section=".title-list-news .title-t1 a, .title-list-news a",
)
DNICT = Layout(
    "dnict",
    (".the-article-body",),
    ".the-article",
    (".title-article",),
    lead="#tomtat, .the-article-summary",
    dates=(".the-article-timecreate",),
    author=".the-article-author",
    poster=".the-article-createby",
    section=".category-breadcrump .last-li a, .cat-lienquan li a",
)
ECOIT = Layout(
    "ecoit",
    ("#contentnews",),
    "article",
    ("h1",),
    lead="#change_font_size",
    dates=("p",),
    poster=":scope > div:nth-of-type(2) > div:nth-of-type(2)",  # only where it reads as a person's name
    section="section header a, .panel-heading a",
)
EPORTAL = Layout("vnpt-eportal", ("#testabc",), "#testabc", ("h1", "h2"), exact=False)
STOCK7 = Layout(
    "liferay7",
    _STOCK,
    ".asset-full-content",
    (".component-title .asset-title",),
    lead=".asset-summary",
    dates=_DATES,
    poster=".user-info, .user-name, .metadata-author:not(:has(.user-info, .user-name))",
)
STOCK6 = Layout(
    "liferay6",
    _STOCK,
    ".asset-full-content",
    # 7.0 prints the title above the publisher's box, in an element that only looks like a heading.
    (".header-title span", ".header-title", ".asset-title", f"{HEADING}.title", ".h2 > span"),
    lead=".asset-summary",
    dates=_DATES,
    poster=".metadata-author",
)
# The stock blogs; 7.x tells only how long ago an entry was written.
BLOGS = Layout(
    "liferay blogs",
    (".portlet-blogs .widget-mode-detail-text", ".portlet-blogs .entry-content:not(:has(.entry-title)) ~ .entry-body"),
    "",
    (".widget-mode-detail-header .title", ".header-title span", ".header-title", ".entry-title"),
    lead=".widget-mode-detail-header .sub-title",
    dates=(".entry-date", ".widget-mode-detail-header .widget-metadata"),
    caption=".cover-image-caption",
    poster=".widget-mode-detail-header .username, .entry-author",
)
# 7.3 and newer: a display page made of fragments; and a web content with or without a heading of its own.
FRAGMENT = "[data-lfr-editable-type=rich-text]"
DISPLAY_PAGE = Layout(
    "liferay display page",
    (".journal-content-article", FRAGMENT, ".component-html"),
    "#main-content, #content, main",
    (".component-heading", "h1[data-lfr-editable-id]", "h1"),
    dates=(*_DATES, "time"),
)
WEB_CONTENT = Layout(
    "liferay",
    (".journal-content-article",),
    "",
    (".header-title", "h1", "h3.asset-title"),
    lead=".asset-summary",
    dates=_DATES,
)
# In the order tried: what only one vendor has, then the stock publisher, then looser forms.
LAYOUTS = (VIETSOFTWARE, DNICT, ECOIT, EPORTAL, STOCK7, STOCK6, BLOGS)
STOCK = (STOCK7, STOCK6, BLOGS)
LOOSE = (DISPLAY_PAGE, WEB_CONTENT)


def kit(layout: Layout) -> tuple[str, str, str, str, str]:
    """A layout as a row of `Generic`'s kits: name, title, body, lead, date."""
    inner = ", ".join(f"article {t}" if layout is ECOIT else t for t in layout.titles)
    date = "" if layout is ECOIT else layout.dates[0]
    return layout.name, inner, layout.bodies[0], layout.lead.split(", ")[-1], date


KITS = tuple(kit(layout) for layout in (VIETSOFTWARE, DNICT, ECOIT, WEB_CONTENT))

# Inside a publisher's element, but no part of the text.
TOOLS = (
    ".asset-user-actions, .asset-ratings, .asset-links, .asset-metadata, .asset-actions, .lfr-meta-actions, .asset-details,"
    " .asset-flag, .asset-more, .asset-tags, .asset-categories, .asset-priority, .metadata-author, .taglib-ratings,"
    " .taglib-social-bookmarks, .taglib-discussion, .taglib-header, .taglib-asset-metadata, .component-title, .print-action,"
    " .export-actions, .locale-actions, .lfr-discussion, .social-bookmarks, .header-back-to, .author-createtime-viewcount,"
    " .share-content, .no-print:not(embed):not(iframe):not(object):not(a), .the-article-more-info, .xemfull-pdf,"
    " #footerOfNewDetail"
)


@dataclass(frozen=True, slots=True)
class Row:
    """How the items of a list stand: each item's element, in it the link, the title (where not the link's own text),
    the date and the lead (CSS)."""

    item: str
    link: str
    title: str = ""
    date: str = ""
    lead: str = ""


_META = ".metadata-publish-date, .date-info, .list-group-subtitle, .metadata-create-date, .time, .date, .date_post, time"
ROWS = (
    # Vendors.
    Row(".cat_record, .first_record, .list_visitor > li", ".title_v a[href]", date=".time"),
    Row(
        ".item-list-article, .danhsachtin-khcn-li",
        "a[href]:has(.title-item-article), .title-danhsach-tin a[href]",
        date=".createdtime-item-article, .createdate, .date_news",
        lead=".des-item-article, .mota",
    ),
    Row(
        '[id^="p_p_id_CmsViewTin"] article, [id*="ChuyenMuc"] article',
        f"{HEADING} a[href], a[href]",
        date="p, span, time",
        lead="p",
    ),
    Row('[id^="p_p_id_dsnews"] :has(> h2)', "h2 > a[href]", date=f"{_META}, span, p", lead="p"),
    Row(".box-news-xx", f"{HEADING} a[href], a[href]", title=HEADING, date=".date_post"),
    # The stock publisher: abstracts, full content, table, list of titles.
    Row(
        ".asset-abstract",
        # 7.1 links the words below the teaser only.
        f".asset-title a[href], a.asset-title[href], {HEADING} a[href], .asset-details > div > a[href]",
        title=".asset-title",
        date=_META,
        lead=".asset-summary, .asset-content",
    ),
    Row(f":has(> {HEADING}.asset-title)", ".asset-title > a[href]", date=_META, lead=".asset-summary, p"),
    Row(
        ".asset-full-content",
        ".asset-title a[href], a.asset-title[href], .header-title a[href], .asset-more a[href]",
        title=".asset-title, .header-title",
        date=_META,
    ),
    # The stock blogs, 7.x and 6.x.
    Row(".widget-mode-simple-entry", ".title a[href]", date=".widget-metadata", lead=".widget-content p"),
    Row(".portlet-blogs .entry", ".entry-title a[href]", date=".entry-date", lead=".entry-body p"),
    Row(f"{PUBLISHER} table tr", "td a[href]", date="td"),
    Row(f"{PUBLISHER} :is(li.title-list, .title-list > li, li.list-group-item, .list-unstyled > li)", "a[href]", date=_META),
)
PAGERS = (
    ".taglib-page-iterator, .lfr-pagination, .pagination-bar, .pagination, .taglib-search-iterator-page-iterator-bottom,"
    " [id*=pagination], [class*=pagination], [class*=pager], [class*=paging], [class*=phan-trang], [class*=phantrang]"
)
