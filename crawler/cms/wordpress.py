"""WordPress, its themes since 2005, block themes and page builders. Facts: docs/portals survey, section 6.1."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common, wordpress_layouts
from crawler.cms.base import NotArticle
from crawler.cms.own_list import MAINS
from crawler.cms.signals import head_title
from crawler.cms.surroundings import beside
from crawler.cms.themed import Themed
from crawler.furniture import folded_key
from crawler.html_text import classes_of, line_of

# First (or only) steps of a path that never lead to an article. `category` and `tag` have Vietnamese bases on many sites.
_LISTS = re.compile(
    r"/(?:category|chuyen-muc|danh-muc|the-loai|tag|tags|the|author|tac-gia|search|tim-kiem|feed|comments|page|trang|attachment|"
    r"wp-json|wp-content|wp-admin|wp-includes|wp-login|xmlrpc|cart|checkout|my-account|type)(?:[/.?]|$)",
    re.I,
)
# A number at a slug's end is left alone: `so-ket-nam-2024.html` ends in a year, and the slug is as good a key.
_ID_PATH = re.compile(r"/(?:archives|bai-viet|post|p)/(?P<id>\d+)(?:\.html?)?/?$|/(?P<id2>\d{1,9})\.html?$", re.I)
_PLAIN = re.compile(r"(?:^|/)(?:index\.php)?$")
_DATED = re.compile(r"^/(?:[a-z]{2}/)?(?:[\w%-]+/){0,2}(?:19|20)\d\d/(?:[01]?\d/)?(?:[0-3]?\d/)?(?P<slug>[^/]+)/?$", re.I)
# The posts of a year, month or day.
_DAYS = re.compile(r"^(?:/index\.php)?/(?:[a-z]{2}/)?(?:19|20)\d\d(?:/\d\d?){0,2}/?$")
# Parts of one post; a bare number is one below a slug only (`/archives/12` is a post).
_PAGE = re.compile(r"(-[^/-]*)/\d{1,2}/?$")
_TAIL = re.compile(r"/(?:page/\d+|print|amp|feed|comment-page-\d+|trackback|embed)/?$", re.I)
_LIST_CLASSES = frozenset(("archive", "category", "tag", "author", "date", "blog", "search", "tax", "post-type-archive"))


class WordPress(Themed):
    """The family's pages; see `Family` for what each method gives."""

    id = "wordpress"
    layouts = wordpress_layouts.LAYOUTS
    names = wordpress_layouts.LISTS
    mains = MAINS
    drop = wordpress_layouts.DROP

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        signs = []
        if "wordpress" in common.generator(soup).lower():
            signs.append(f"generator {common.generator(soup)}")
        if soup.find(["link", "script", "img"], attrs={"href": _files()}) or soup.find(["script", "img"], src=_files()):
            signs.append("files under /wp-content or /wp-includes")
        named = " ".join(v for k, v in headers.items() if k.lower() == "link")
        if "api.w.org" in named or soup.find("link", rel="https://api.w.org/") or soup.find("link", href=re.compile("/wp-json/")):
            signs.append("JSON interface /wp-json")
        if soup.find("link", rel="shortlink", href=re.compile(r"[?&]p=\d+")) is not None:
            signs.append("shortlink /?p=<id>")
        if _body_classes(soup) & {"single-post", "wp-singular", "wp-embed-responsive", "single-format-standard"} or any(
            re.match(r"(?:postid|page-id|wp-theme)-", name) for name in _body_classes(soup)
        ):
            signs.append("body class postid-<id>")
        if (
            soup.select_one(".type-post.hentry, article[id^=post-], .wp-block-post-content, .entry-content .wp-block-image")
            is not None
        ):
            signs.append("post classes")
        if soup.select_one(wordpress_layouts.KIT[2]) is not None:
            signs.append("classes of the wordpress kit")
        return signs

    def article_key(self, url: str) -> str | None:
        """The id where the address has one, else the article's slug: it is unique among a site's posts,"
        " whatever stands before."""
        clean = self.canonical_url(url)
        parts = urlsplit(clean)
        query = {k.lower(): v for k, v in parse_qsl(parts.query)}
        if query.get("p", "").isdigit() and "feed" not in query and _PLAIN.search(parts.path):
            return query["p"]
        path = parts.path.removeprefix("/index.php")
        if _LISTS.search(path) or common.refused_address(clean) or not path.strip("/"):
            return None
        if found := _ID_PATH.search(path):
            return found["id"] or found["id2"]
        slug = unquote(path.rstrip("/").rsplit("/", 1)[-1])
        stem = re.sub(r"\.(?:html?|php|aspx)$", "", slug, flags=re.I)
        if _DATED.match(path):
            return None if stem.isdigit() else stem
        # Sections stand at the root, too, where the base is taken out of their addresses: their names are short.
        return stem if stem.count("-") >= 4 or (stem != slug and stem.count("-") >= 2) else None

    def canonical_url(self, url: str) -> str:
        clean = common.canonical(
            url, drop=("replytocom", "preview", "amp", "share", "nb", "print", "doing_wp_cron", "unapproved")
        )
        parts = urlsplit(clean)
        path = _PAGE.sub(r"\1/", parts.path)
        while (shorter := _TAIL.sub("/", path)) != path and shorter.strip("/"):
            path = shorter
        return parts._replace(path=path).geturl()

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        """The JSON list has all posts with their dates; each section has a feed of its newest; the site map names all (the
        second name is that of the usual search engine plugins)."""
        feeds = [f"{url.split('?')[0].rstrip('/')}/feed/" for url in sections if "?" not in url]
        fields = "id,date,date_gmt,modified,modified_gmt,link,title,excerpt,categories"
        posts = f"wp-json/wp/v2/posts?per_page=20&_embed=0&_fields={fields}"
        return (urljoin(base_url, posts), *feeds, urljoin(base_url, "wp-sitemap.xml"), urljoin(base_url, "sitemap_index.xml"))

    def listed(self, url: str) -> bool:
        path = urlsplit(url).path
        return super().listed(url) and not _LISTS.search(path) and not _DAYS.search(path)

    def refused(self, soup: BeautifulSoup, url: str) -> NotArticle | None:
        parts = urlsplit(url)
        if re.search(r"(?:^|&)print=(?:print|pdf|1)", parts.query) or re.search(r"/print/?$", parts.path):
            return NotArticle("print copy")
        refused = common.refused_address(url)
        if refused:
            # The home page's address with `?p=` is an article's.
            return refused
        classes = _body_classes(soup)
        if "error404" in classes or soup.select_one(".no-results.not-found, section.error-404") is not None:
            return NotArticle("soft 404")
        single = bool(classes & {"single", "singular", "single-post"}) or _is_one(soup)
        if classes & _LIST_CLASSES and not single and not (self.article_key(url) and _heads_text(soup)):
            return NotArticle("search" if "search" in classes else "listing")
        if "attachment" in classes:
            return NotArticle("tool page")  # a picture's or file's own page
        if soup.select_one("form.post-password-form") is not None:
            return NotArticle("needs a password")
        if (not single and "page" not in classes and _is_list(soup) and not _heads_text(soup)) or _is_list_block(soup):
            return NotArticle("listing")
        return None


def _files() -> re.Pattern[str]:
    return re.compile(r"/wp-(?:content|includes)/")


def _body_classes(soup: BeautifulSoup) -> set[str]:
    return set(classes_of(soup.body)) if soup.body is not None else set()


def _is_one(soup: BeautifulSoup) -> bool:
    """Whether the head says that the page is one post, whatever the theme prints as the body's classes."""
    return soup.select_one('link[rel=shortlink][href*="?p="], link[type="application/json"][href*="/wp/v2/posts/"]') is not None


def _heads_text(soup: BeautifulSoup) -> bool:
    """Whether the first headline of a post outside side boxes is a heading without a link that the window's title repeats."""
    posts = [p for p in soup.select(".hentry, .type-post, .post, article") if not beside(p)]
    heads = posts[0].select("h1, h2") if posts else []
    if not heads or heads[0].find("a") is not None or heads[0].find_parent("a") is not None:
        return False
    text = folded_key(line_of(heads[0]))
    return bool(text) and folded_key(head_title(soup) or "").startswith(text)


def _is_list_block(soup: BeautifulSoup) -> bool:
    """A page of the site whose text is hardly more than a block of posts."""
    if "page" not in _body_classes(soup):
        return False
    for block in soup.select(".wp-block-latest-posts, .wp-block-query"):
        text = block.find_parent(class_="entry-content") or block.find_parent("main")
        items = [li for li in block.find_all("li") if li.find("a", href=True) is not None]
        if len(items) >= 3 and isinstance(text, Tag) and len(line_of(block)) * 2 > len(line_of(text)):
            return True
    return False


def _is_list(soup: BeautifulSoup) -> bool:
    """Three posts or more with linked headlines: the theme says nowhere what page it is."""
    posts = soup.select("main article, #content article, .hentry, .type-post, li.wp-block-post")
    return sum(1 for p in posts if any(line_of(a) for a in p.select("h1 a, h2 a, h3 a, .entry-title a"))) >= 3
