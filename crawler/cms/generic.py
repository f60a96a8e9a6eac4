"""Unknown software: article pages read by general signals, with the class names of common portal kits tried first.

The kits and their classes: docs/portals survey, sections 3 to 6. Where no kit fits, the densest block of text below the
title is the body; where that is thin the words alone decide (`text_page`), and last trafilatura says where the text stands.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.body import make_body
from crawler.byline import printed_author
from crawler.cms import common, drupal_layouts, liferay_layouts, wordpress_layouts
from crawler.cms.base import NEITHER, NO_BODY, FileLink, Listing, NotArticle, ParsedArticle
from crawler.cms.density import Page, by_trafilatura, listing_like
from crawler.cms.layouts import COMMON_KIT, FITC_KIT
from crawler.cms.lists import main_listing
from crawler.cms.region import read_region
from crawler.cms.sharepoint.layouts import SHAREPOINT_KIT, TANDAN_KIT
from crawler.cms.signals import find_date, find_heading, head_title
from crawler.cms.text_page import MIN_BODY, is_prose, take_apart
from crawler.counters import is_counter
from crawler.furniture import SOFT_404, folded_key, is_noise, is_related, is_stop, meta_date
from crawler.html_text import Block, blocks_of, line_of, readable

# Kits in the order tried: name, title, body, lead, date (CSS; "" where the kit has none of its own).
KITS = (
    wordpress_layouts.KIT,
    drupal_layouts.KIT,
    TANDAN_KIT,
    COMMON_KIT,
    *liferay_layouts.KITS[:3],  # vendors whose classes stand on pages that bear no other sign of Liferay, too
    FITC_KIT,
    *liferay_layouts.KITS[3:],
    SHAREPOINT_KIT,
    (
        "schema",
        "[itemprop=headline], h1",
        "[itemprop=articleBody]",
        "[itemprop=description]:not(meta)",
        "[itemprop=datePublished]",
    ),
)
_KEY = re.compile(r"(?:^|[-_/.=])(?P<id>\d{2,17})(?:-[^/]*)?(?:\.(?:html?|aspx|htm|php))?/?$", re.I)
_NUMBERED = re.compile(r"/(?!(?:19|20)\d\d/)(?<!/(?:19|20)\d\d/)\d{2,10}/[a-z][^/]*-[^/]*-[^/]*/?$", re.I)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
_ENOUGH = 200  # characters of a text that the words alone have found
_HEADLINE = 6  # words; a section's name has fewer
_ID_PARAMS = ("id", "itemid", "newsid", "articleid", "nid", "p", "dinhdanh", "art", "baiviet", "tinid", "idtin", "cmsid")


class Generic:
    """Any software that no other family knows; see `Family` for what each method gives."""

    id = "generic"
    local_numbers = True

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        """The portal kits whose classes stand on the page (their names are the layouts that `article` reports)."""
        signs = [f"classes of the {name} kit" for name, _, body, _, _ in KITS if name != "schema" and soup.select_one(body)]
        if common.generator(soup):
            signs.insert(0, f"generator {common.generator(soup)}")
        return signs

    def article_key(self, url: str) -> str | None:
        """The id in query or path, a uuid, else the path of a page that looks like an article's; None for lists."""
        parts = urlsplit(self.canonical_url(url))
        query = {k.lower(): v for k, v in parse_qsl(parts.query)}
        if common.refused_address(url):
            return None
        wanted = [query[k] for k in _ID_PARAMS if re.search(r"\d", query.get(k, ""))]
        if wanted:
            return (f"{query['sid']}-" if "sid" in query else "") + wanted[0]
        if uuid := _UUID.search(parts.path):
            return uuid.group(0).lower()
        if found := _KEY.search(parts.path):
            # A year at a slug's end ("…-nam-2024.html") is no id: it would make articles of one year one.
            known = len(found["id"]) > 2 and not re.fullmatch(r"(?:19|20)\d\d", found["id"])
            return found["id"] if known else parts.path.strip("/")
        slug = parts.path.rstrip("/").rsplit("/", 1)[-1]
        if _NUMBERED.search(parts.path):
            return parts.path.strip("/")  # `/tin/109/ten-bai`: sections are numbered so, too, with numbers of their own
        stem = re.sub(r"\.\w{3,5}$", "", slug)
        return parts.path.strip("/") if stem.count("-") >= 4 or (slug != stem and stem.count("-") >= 3) else None

    def canonical_url(self, url: str) -> str:
        return common.canonical(url)

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(urljoin(base_url, path) for path in ("/sitemap.xml", "/rss", "/feed/"))

    def listing(self, soup: BeautifulSoup, url: str) -> Listing:
        """The items of the page's main list (`lists`) and the page that its pager leads to (`pagers`)."""
        return main_listing(soup, url, self.article_key)

    def article(self, soup: BeautifulSoup, url: str) -> ParsedArticle | NotArticle:
        refused = common.refused_address(url)
        if refused:
            return refused
        page, hint = Page(soup), head_title(soup)
        for name, title_css, body_css, lead_css, date_css in KITS:
            bodies = [b for b in soup.select(body_css) if len(line_of(b)) >= MIN_BODY or common.file_links(b, url)]
            if len(bodies) == 1:
                title = _kit_title(page, bodies[0], title_css, hint)
                if title:
                    lead = soup.select_one(lead_css) if lead_css else None
                    return _read(page, url, name, title, bodies[0], lead, date_css)
        found = read_region(soup, url, "region")
        listed = self.article_key(url) is None and not url.startswith("file:")
        if isinstance(found, NotArticle) and found.reason in ("print copy", "listing"):
            return found
        if isinstance(found, ParsedArticle) and len(found.body) >= _ENOUGH and not (listed and listing_like(page)):
            return found
        # A short text is one all the same where the head names its dated title, which is longer than a section's name.
        own = isinstance(found, ParsedArticle) and found.published_at is not None and _is_headline(found.title, hint)
        if listing_like(page) or (listed and not own and self.listing(soup, url).items):
            return NotArticle("listing")
        result = self._by_density(page, url, hint)
        return found if own and isinstance(result, NotArticle) else result

    def _by_density(self, page: Page, url: str, hint: str | None) -> ParsedArticle | NotArticle:
        body, soup = page.body, page.soup
        title = find_heading(page, body, hint)
        inside = {folded_key(b.text) for b in blocks_of(body)}
        loose = title is not None and folded_key(title) in inside
        # An element that holds the title too holds furniture as well: there the words decide.
        parsed = None if loose else _read_enough(page, url, "density", title, body)
        if parsed is not None:
            return parsed
        result = take_apart(page.blocks, hint=title or hint, layout="words")
        if isinstance(result, ParsedArticle):
            published, signal = find_date(page, "", [])
            dated = replace(result, published_at=published, published_source=signal) if published else result
            return replace(dated, section=common.breadcrumb(soup))
        if title and result.reason == NO_BODY and sum(len(b.text) for b in page.blocks if b.linked < 0.5) >= 1000:
            parsed = _read_enough(page, url, "trafilatura", title, by_trafilatura(soup))
            if parsed is not None:
                return parsed
        scan = self._scan_only(page, url, title)
        if scan is not None:
            return scan
        if SOFT_404.search(line_of(soup.body)[:3000]):
            return NotArticle("soft 404")
        return NotArticle(NEITHER) if result.reason == NO_BODY and title is None else result

    def _scan_only(self, page: Page, url: str, title: str | None) -> ParsedArticle | None:
        """A page with a title and documents but no text of its own."""
        files = common.file_links(page.body or page.soup.body, common.base_of(page.soup, url))
        if not title or not files or SOFT_404.search(title) or not self.article_key(url):
            return None
        published, signal = find_date(page, "", page.blocks)
        return ParsedArticle(title, "", published, signal, None, common.breadcrumb(page.soup), files, "files only")


def _is_headline(title: str, hint: str | None) -> bool:
    return len(title.split()) >= _HEADLINE and folded_key(title) == folded_key(hint or "")


def _read_enough(page: Page, url: str, layout: str, title: str | None, body: Tag | None) -> ParsedArticle | None:
    """The article in an element, where it holds enough text that is not in links."""
    if body is None or title is None or sum(len(b.text) * (1 - b.linked) for b in blocks_of(body)) < 200:
        return None
    parsed = _read(page, url, layout, title, body, None, "")
    return parsed if isinstance(parsed, ParsedArticle) and len(parsed.body) >= 200 else None


def _kit_title(page: Page, body: Tag, css: str, hint: str | None) -> str | None:
    for one in css.split(", "):
        found = [n for n in page.soup.select(one) if line_of(n)]
        if len(found) == 1 and one not in ("h1", "article h1"):
            return line_of(found[0])
    return find_heading(page, body, hint)


def _read(
    page: Page, url: str, layout: str, title: str, body: Tag, lead: Tag | None, date_css: str
) -> ParsedArticle | NotArticle:
    soup, base = page.soup, common.base_of(page.soup, url)
    head = blocks_of(lead) if lead is not None and body not in lead.parents and lead not in body.parents else []
    inner, _ = readable(blocks_of(body))
    made = make_body(head + trim(inner, title), title)
    files: tuple[FileLink, ...] = common.file_links(body, base)
    if not made.text:
        files += common.image_files(body, base)
    if not made.text and not files:
        return NotArticle(NO_BODY)
    if len(made.text) < 200 and not files and SOFT_404.search(made.text):
        return NotArticle("soft 404")
    published, signal = find_date(page, date_css, inner)
    author = made.byline.credit or printed_author(
        common.meta_content(soup, "article:author_name", "author") if layout == "wordpress" else None
    )
    return ParsedArticle(
        title, made.text, published, signal, author, common.breadcrumb(soup), files, layout + ("+tcvn3" if made.tcvn3 else "")
    )


def trim(blocks: list[Block], title: str) -> list[Block]:
    """Without what a loose container holds besides the text: meta lines, tools, lines above the title,"
    " the part after a stop line."""
    key = folded_key(title)
    first = next((i + 1 for i, b in enumerate(blocks[:25]) if b.kind != "table" and folded_key(b.text) == key), 0)
    out: list[Block] = []
    for i, block in enumerate(blocks[first:], first + 1):
        text = block.text
        if block.kind in ("table", "image") or (is_counter(text) and any(is_prose(b) for b in blocks[i:])):
            out.append(block)  # `make_body` takes the counters out
        elif (is_stop(text) and len(out) > 0) or (is_related(text) and block.linked > 0.5):
            break
        elif (
            not is_noise(text)
            and not is_stop(text)
            and meta_date(text) is None
            and not (block.linked > 0.9 and block.kind == "li" and not out)
        ):
            out.append(block)
    return out
