"""NukeViet 3, 4.x and eGovernment. Facts: docs/portals survey, section 1."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.body import make_body
from crawler.byline import printed_author
from crawler.cms import common
from crawler.cms.base import Listing, ListingItem, NotArticle, ParsedArticle
from crawler.dates_seen import seen_date
from crawler.decode import clean_inline
from crawler.furniture import SOFT_404
from crawler.html_text import Block, blocks_of, classes_of, line_of, readable

_ARTICLE = re.compile(
    r"^(?:/index\.php)?(?:/[a-z]{2})?(?:/[\w-]+){0,4}/[\w%.,()'~-]*?-(?P<id>\d+)\.html?$|"
    r"^(?:/index\.php)?(?:/[\w-]+){1,4}/(?P<id2>\d+)\.html?$",
    re.I,
)
_RESERVED = frozenset(
    ("tag", "topic", "search", "seek", "users", "rss", "feeds", "sendmail", "author", "admin", "statistics", "groups")
)
_PAGER = re.compile(r"/page-(\d+)/?$")
# The lead: newer layouts name it by class, older ones by id, and themes mix the two.
_LEAD = ".hometext, #hometext"
# Layouts in the order tried: name, title, body, lead, visible date. A newer one comes before an older.
_LAYOUTS = (
    (
        "egov",
        ".newsdetail h1.title, .newsdetail h1",
        "#news-bodyhtml, .newsdetail .bodytext",
        _LEAD,
        ".newsdetailmetatop span.h5",
    ),
    ("default", "h1[itemprop=headline], h1.title", "#news-bodyhtml, .bodytext", _LEAD, ".row span.h5, span.h5"),
    ("mobile", "h1", ".bodytext, #news-bodyhtml", _LEAD, "em.time"),
    ("nukeviet3", "#news_detail h1, .news_column h1", "#news_detail .bodytext, .bodytext", _LEAD, "span.time"),
    (
        "private",
        "h1, h2.title",
        ".bodytext, #news-bodyhtml, [itemprop=articleBody]",
        f"{_LEAD}, .lead",
        "span.h5, .time, .date",
    ),
)


class NukeViet:
    """The family's pages; see `Family` for what each method gives."""

    id = "nukeviet"

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        signs = []
        if "nukeviet" in common.generator(soup).lower():
            signs.append(f"generator {common.generator(soup)}")
        cookies = " ".join(v for k, v in headers.items() if k.lower() == "set-cookie")
        if re.search(r"\w+_(?:nvvithemever|statistic_vi|sess|ctr)=", cookies):
            signs.append("session cookies <prefix>_sess, <prefix>_ctr")
        if soup.find(id="news-bodyhtml") is not None:
            signs.append("element #news-bodyhtml")
        if soup.find("img", src=re.compile(r"second=cronjobs")) is not None:
            signs.append("hidden cron image")
        if soup.find(id="timeoutsess") is not None:
            signs.append("inactivity notice #timeoutsess")
        if soup.find("script", src=re.compile(r"/(?:assets|js)/js/global\.js|nukeviet")) is not None:
            signs.append("script /assets/js/global.js")
        return signs

    def article_key(self, url: str) -> str | None:
        path = urlsplit(self.canonical_url(url)).path
        if not _RESERVED.isdisjoint(path.lower().split("/")[:4]):
            return None
        found = _ARTICLE.match(path)
        return (found["id"] or found["id2"]) if found else None

    def canonical_url(self, url: str) -> str:
        clean = common.canonical(url, drop=("nv_redirect", "download", "id", "pdf", "fb_comment_id"))
        parts = urlsplit(clean)
        path = re.sub(r"/(?:print|savefile|sendmail)(?=/)", "", parts.path)
        if path.endswith("/page-1/"):
            path = path[: -len("page-1/")]
        return parts._replace(path=path).geturl()

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(urljoin(base_url, path) for path in ("/sitemap.xml", "/sitemap-vi.news.xml", "/rss/"))

    def listing(self, soup: BeautifulSoup, url: str) -> Listing:
        base = common.base_of(soup, url)
        items: list[ListingItem | None] = []
        for link in soup.select(
            ".news_column .panel-body h2 > a, .news_column .panel-body h3 > a, .news_column .featured h2 a,"
            " .list-group a.show.h4, "
            ".thumbnail .caption h4 a, .thumbnail .caption h3 a, .news_column h2 > a, .news_column h3 > a, .news_column h4 > a"
        ):
            target = common.absolute(base, link.get("href"))
            if target is None or _beside(link):
                continue
            if self.article_key(target) or urlsplit(target).netloc != urlsplit(base).netloc:
                items.append(common.item(link, base, _item_date(link)))
        return Listing(common.unique(items), self._next(soup, base, url))

    def _next(self, soup: BeautifulSoup, base: str, url: str) -> str | None:
        """The page after this one: head link, else the pager's number one higher. Arrows may be disabled scripts."""
        following = common.next_link(soup, base)
        if following:
            return following
        at = _PAGER.search(urlsplit(url).path)
        number = int(at.group(1)) if at else 1
        for link in soup.select("ul.pagination a[href]"):
            target = common.absolute(base, link.get("href"))
            found = _PAGER.search(urlsplit(target).path) if target else None
            if target and found and int(found.group(1)) == number + 1:
                return target
        return None

    def article(self, soup: BeautifulSoup, url: str) -> ParsedArticle | NotArticle:
        refused = common.refused_address(url)
        if refused:
            return refused
        text = soup.find(id="news-bodyhtml") or soup.find(class_="bodytext")
        scope = _scope(text, soup)
        for name, title_css, body_css, lead_css, date_css in _LAYOUTS:
            body = text if isinstance(text, Tag) else scope.select_one(body_css)
            title = scope.select_one(title_css) or (soup.select_one(title_css) if scope is not soup else None)
            if body is None or title is None or (name in ("egov", "mobile", "nukeviet3") and soup.select_one(date_css) is None):
                continue
            return _read(soup, url, name, title, body, lead_css, date_css)
        return NotArticle(self._why_not(soup))

    def _why_not(self, soup: BeautifulSoup) -> str:
        if soup.select_one("ul.pagination, .news_column h2 a, .news_column h3 a, .list-group a.show, .thumbnail .caption"):
            return "listing"
        main = soup.select_one(".alert, #content, main, body")
        return "soft 404" if SOFT_404.search(line_of(main)[:1500]) else "no body"


def _scope(body: object, soup: BeautifulSoup) -> Tag:
    """The column that holds the article: selectors look there first, which spares a walk over the whole page."""
    for parent in body.parents if isinstance(body, Tag) else ():
        if parent.find("h1") is not None:
            return parent
    return soup


def _beside(link: Tag) -> bool:
    """Whether a link stands in a box beside the list or in the block of older items below it."""
    for parent in link.parents:
        classes = set(classes_of(parent)) if parent.attrs else set()
        if classes & {
            "related",
            "other-news",
            "detail-related",
            "col-md-6",
            "col-sm-6",
            "sidebar",
            "block_tophits",
            "newsright",
            "headline",
        } or parent.name in ("aside", "footer", "nav"):
            return True
        if parent.get("id") in ("block_headline", "tabs_top", "hot-news", "left", "right"):
            return True
        if "news_column" in classes:
            return False
    return False


def _item_date(link: Tag) -> str | None:
    box = link.find_parent(class_=re.compile(r"panel-body|list-group-item|caption|featured"))
    clock = box.select_one(".text-muted li, .text-muted, em.fa-clock-o") if isinstance(box, Tag) else None
    text = line_of(clock.parent if clock is not None and clock.name == "em" else clock)
    seen = seen_date(text)  # counters beside the date change with every visit
    return text[seen.start : seen.end] if seen else None


def _read(
    soup: BeautifulSoup, url: str, layout: str, title: Tag, body: Tag, lead_css: str, date_css: str
) -> ParsedArticle | NotArticle:
    base = common.base_of(soup, url)
    name_blocks, _ = readable(blocks_of(title))
    name = " ".join(b.text for b in name_blocks)
    if not name:
        return NotArticle("no title")
    notice = line_of(body)
    if (
        len(notice) < 200
        and SOFT_404.search(notice)
        and not common.file_links(body, base)
        and soup.find(class_="news-download-file") is None
    ):
        return NotArticle("soft 404")
    lead = soup.select_one(lead_css)
    inside = lead is not None and body in lead.parents
    head = [] if inside else blocks_of(lead)
    blocks = [*head, *_main_image(title, body, lead), *blocks_of(body)]
    made = make_body(blocks, name)
    files = common.file_links(_tag(soup.find(class_="news-download-file")), base)
    files += tuple(f for f in common.file_links(body, base) if f.url not in {x.url for x in files})
    if not made.text:
        files += common.image_files(body, base)
    if not made.text and not files:
        return NotArticle("soft 404" if SOFT_404.search(name) else "no body")
    published, signal = _date(soup, date_css)
    return ParsedArticle(
        title=name,
        body=made.text,
        published_at=published,
        published_source=signal,
        author=_printed_author(soup) or made.byline.credit or _hidden_author(soup),
        section=common.breadcrumb(soup),
        files=files,
        layout=layout + ("+tcvn3" if made.tcvn3 else ""),
    )


def _main_image(title: Tag, body: Tag, lead: Tag | None) -> list[Block]:
    """The caption of the main picture, which stands between title and body in a `figure.article` (or beside the lead)."""
    out: list[Block] = []
    for figure in title.find_all_next("figure"):
        if not isinstance(figure, Tag) or figure is body or body in figure.parents:
            break
        if "article" in classes_of(figure) and not (lead is not None and lead in figure.parents):
            out += [Block("caption", line_of(c)) for c in figure.find_all("figcaption")]
    return [b for b in out if b.text]


def _date(soup: BeautifulSoup, date_css: str) -> tuple[str | None, str | None]:
    """The machine span first; never the head's malformed meta, never the footer."""
    machine = common.machine_date(soup.find(attrs={"itemprop": "datePublished"}))
    if machine:
        return machine, "nukeviet:datePublished"
    for node in soup.select(date_css):
        seen = seen_date(line_of(node))
        if seen:
            return seen.iso, "nukeviet:visible date"
    return None, None


def _printed_author(soup: BeautifulSoup) -> str | None:
    """The author that the CMS prints below the body. The source (`Nguồn tin`) is no author."""
    for strong in soup.select("p.text-right strong, p[style*=right] strong"):
        if re.match(r"^\s*Tác giả(?: bài viết)?\s*:", strong.get_text()) and isinstance(strong.parent, Tag):
            return printed_author(line_of(strong.parent))
    return None


def _hidden_author(soup: BeautifulSoup) -> str | None:
    """The machine-readable person, unless it is the site itself."""
    hidden, site = _named(soup, "author"), _named(soup, "publisher")
    if hidden is None or (site is not None and site.get_text(strip=True) == hidden.get_text(strip=True)):
        return None
    name = printed_author(clean_inline(hidden.get_text(" ")))
    # A login name ("vanphong2") is nobody's name.
    return name if name and " " in name and not name.islower() else None


def _tag(node: object) -> Tag | None:
    return node if isinstance(node, Tag) else None


def _named(soup: BeautifulSoup, role: str) -> Tag | None:
    """The `itemprop=name` element below the first one with this role."""
    box = soup.find(attrs={"itemprop": role})
    name = box.find(attrs={"itemprop": "name"}) if isinstance(box, Tag) else None
    return name if isinstance(name, Tag) else None
