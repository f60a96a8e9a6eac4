"""NukeViet's article pages taken apart: title, date, lead, text, author and files. Facts: docs/portals survey, section 1."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from crawler.body import make_body
from crawler.byline import printed_author
from crawler.cms import common
from crawler.cms import nukeviet_address as address
from crawler.cms.base import FileLink, NotArticle, ParsedArticle
from crawler.cms.nukeviet_list import looks_like_list
from crawler.dates_seen import iso_attribute, seen_date
from crawler.decode import clean_inline
from crawler.furniture import SOFT_404
from crawler.html_text import Block, blocks_of, classes_of, line_of, readable

# The lead: newer layouts name it by class, older ones by id, and themes mix the two.
_LEAD = ".hometext, #hometext"
# NukeViet 5 names it by no class at all, but marks lead and text alike as what readers may report errors in.
_MARKED = "[data-toggle=error-report]"
_LEAD_5 = f"{_MARKED}:not(.news-bodyhtml)"
# The text's element, by id or by class: NukeViet 4, 3 and private themes; the theme `modern` of 3; NukeViet 5.
_BODY = "#news-bodyhtml, .bodytext, #bodytext, .news-bodyhtml"
# Layouts in the order tried: name, title, body, lead, visible date. A newer one comes before an older.
LAYOUTS = (
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
    ("modern", ".header-details h1", "#bodytext", _LEAD, ".header-details .small"),
    ("nukeviet5", "h1", f".news-bodyhtml, {_MARKED}", _LEAD_5, "h1 ~ div div:has(> .fa-clock)"),
    (
        "private",
        "h1, h2.title, .title h2, .detail-title, .title-detail, .news-title",
        f"{_BODY}, [itemprop=articleBody]",
        f"{_LEAD}, .lead, .sapo, .description",
        "span.h5, .time, .date, .publtime, time",
    ),
)
# Layouts whose other names many pages bear: their place of the date tells them.
_BY_DATE = ("egov", "mobile", "nukeviet3", "modern", "nukeviet5")
# What stands inside a lead or text and is none of it: the picture's window of the mobile theme, tools.
_TOOLS = ".modal, .news-download-file, .socialicon, .keywords, .adminlink, .other-news"
_DOWNLOAD = re.compile(r"[?&]download=1\b")
_AUTHOR = re.compile(r"^\s*(?:Tác giả(?: bài viết)?|Author)\s*:", re.I)
_AT_THE_RIGHT = ".text-right strong, .text-end strong, .aright strong, p[style*=right] strong"
_PICTURE_LINE = "imgalt"


def read_article(soup: BeautifulSoup, url: str) -> ParsedArticle | NotArticle:
    """Take an article page apart by the first layout that fits."""
    refused = NotArticle("print copy") if address.is_copy(url) else common.refused_address(url)
    if refused:
        return refused
    text = soup.find(id="news-bodyhtml") or soup.find(class_="bodytext") or soup.select_one(_BODY)
    scope = _scope(text, soup)
    for name, title_css, body_css, lead_css, date_css in LAYOUTS:
        body = text if isinstance(text, Tag) else scope.select_one(body_css)
        title = scope.select_one(title_css) or (soup.select_one(title_css) if scope is not soup else None)
        if body is None or title is None or (name in _BY_DATE and soup.select_one(date_css) is None):
            continue
        return _read(soup, url, name, title, body, lead_css, date_css)
    return _files_only(soup, url) or NotArticle(_why_not(soup))


def _files_only(soup: BeautifulSoup, url: str) -> ParsedArticle | None:
    """An article of NukeViet 5 that is nothing but files: no element stands where text and lead would."""
    name = line_of(soup.find("h1"))
    files = _attached(soup, common.base_of(soup, url)) if name and address.article_key(url) else ()
    if not files or SOFT_404.search(name):
        return None
    published, signal = _date(soup, "")
    author = _printed_author(soup) or _hidden_author(soup)
    return ParsedArticle(name, "", published, signal, author, common.breadcrumb(soup), files, "files only")


def _why_not(soup: BeautifulSoup) -> str:
    if looks_like_list(soup):
        return "listing"
    main = soup.select_one(".alert, #content, main, body")
    return "soft 404" if SOFT_404.search(line_of(main)[:1500]) else "no body"


def _scope(body: object, soup: BeautifulSoup) -> Tag:
    """The column that holds the article: selectors look there first, which spares a walk over the whole page."""
    for parent in body.parents if isinstance(body, Tag) else ():
        if parent.find("h1") is not None:
            return parent
    return soup


def _read(
    soup: BeautifulSoup, url: str, layout: str, title: Tag, body: Tag, lead_css: str, date_css: str
) -> ParsedArticle | NotArticle:
    base = common.base_of(soup, url)
    name_blocks, _ = readable(blocks_of(title))
    name = " ".join(b.text for b in name_blocks)
    if not name:
        return NotArticle("no title")
    attached = _attached(soup, base)
    text = common.blocks_without(body, body.select(_TOOLS))
    notice = " ".join(block.text for block in readable(text)[0] if block.text)
    if len(notice) < 200 and SOFT_404.search(notice) and not common.file_links(body, base) and not attached:
        return NotArticle("soft 404")
    lead = _lead(soup, lead_css, title, body)
    head = [] if lead is None or body is lead or body in lead.parents else common.blocks_without(lead, lead.select(_TOOLS))
    made = make_body([*head, *_main_image(title, body, lead), *text], name)
    files = attached + tuple(f for f in common.file_links(body, base) if f.url not in {x.url for x in attached})
    if not notice:  # pages of a signed decision, with or without a lead
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


def _lead(soup: BeautifulSoup, css: str, title: Tag, body: Tag) -> Tag | None:
    """The lead's element. Names that mean a lead on private themes only count between title and text."""
    found = soup.select(css)
    named = [n for n in found if "hometext" in [*classes_of(n), n.get("id")]]
    if named or not found:
        return named[0] if named else None
    wanted = {id(n) for n in found}
    for node in title.next_elements:
        if node is body:
            return None
        if isinstance(node, Tag) and id(node) in wanted and not any(node is one for one in body.parents):
            return node
    return None


def _attached(soup: BeautifulSoup, base: str) -> tuple[FileLink, ...]:
    """The files of the attachment box, which NukeViet 5 gives no class: there the rows of its links. Viewers beside them
    (`data-src`, `?pdf=1`) are pages, no files."""
    found: dict[str, FileLink] = {}
    offered = (a for a in soup.find_all("a", download=True) if _DOWNLOAD.search(str(a.get("href"))))
    boxes = soup.select(".news-download-file") or [a.parent for a in offered]
    for box in boxes:
        for file in common.file_links(box, base):
            found.setdefault(file.url, file)
    return tuple(found.values())


def _main_image(title: Tag, body: Tag, lead: Tag | None) -> list[Block]:
    """The caption of the main picture, which stands between title and body: that of a `figure`, or a line `.imgalt`."""
    out: list[Block] = []
    for node in title.next_elements:
        if not isinstance(node, Tag) or node.name not in ("figure", "p", "div"):
            continue
        if node is body or any(node is one for one in body.parents):
            break
        if (node.name == "figure" or _PICTURE_LINE in classes_of(node)) and not (lead is not None and lead in node.parents):
            lines = node.find_all("figcaption") if node.name == "figure" else [node] if node.find_parent("figure") is None else []
            out += [Block("caption", line_of(c)) for c in lines if not _hidden(node)]
    return [b for b in out if b.text]


def _hidden(node: Tag) -> bool:
    """Whether a picture's window (`#imgpreview`) holds an element: it repeats the caption of the picture that is shown."""
    return node.name != "figure" and node.find_parent(id="imgpreview") is not None


def _date(soup: BeautifulSoup, date_css: str) -> tuple[str | None, str | None]:
    """The machine span first; never the head's malformed meta, never the footer."""
    machine = common.machine_date(soup.find(attrs={"itemprop": "datePublished"}))
    if machine:
        return machine, "nukeviet:datePublished"
    for data in common.json_ld(soup):
        if iso := iso_attribute(str(data.get("datePublished") or "")):
            return iso, "json-ld:datePublished"
    # Themes mix the parts of several versions: after the layout's own place those of the others.
    for css in dict.fromkeys((*filter(None, (date_css,)), *(row[4] for row in LAYOUTS))):
        for node in soup.select(css):
            iso, seen = common.machine_date(node), seen_date(line_of(node))
            if iso or seen:
                return iso or (seen.iso if seen else None), "nukeviet:visible date"
    return None, None


def _printed_author(soup: BeautifulSoup) -> str | None:
    """The author that the CMS prints below the body. The source (`Nguồn tin`) is no author."""
    for strong in soup.find_all("strong"):
        if _AUTHOR.match(strong.get_text()) and strong.css.match(_AT_THE_RIGHT):
            return printed_author(_behind(strong) or line_of(strong.parent))
    return None


def _behind(label: Tag) -> str:
    """The words behind a label, up to the next label or line."""
    said: list[str] = []
    for node in label.next_siblings:
        if isinstance(node, Tag) and node.name in ("strong", "br"):
            break
        said.append(node.get_text())
    return clean_inline("".join(said))


def _hidden_author(soup: BeautifulSoup) -> str | None:
    """The machine-readable person, unless it is the site itself."""
    hidden, site = _named(soup, "author"), _named(soup, "publisher")
    if hidden is None or (site is not None and site.get_text(strip=True) == hidden.get_text(strip=True)):
        return None
    name = printed_author(clean_inline(hidden.get_text(" ")))
    # A login name ("vanphong2") is nobody's name.
    return name if name and " " in name and not name.islower() else None


def _named(soup: BeautifulSoup, role: str) -> Tag | None:
    """The `itemprop=name` element below the first one with this role."""
    box = soup.find(attrs={"itemprop": role})
    name = box.find(attrs={"itemprop": "name"}) if isinstance(box, Tag) else None
    return name if isinstance(name, Tag) else None
