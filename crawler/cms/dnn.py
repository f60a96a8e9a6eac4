"""DotNetNuke (DNN) 4 to 9 and the news modules that run in it. Facts: docs/portals survey, sections 6 and 7."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms.base import Listing, ListingItem, NotArticle
from crawler.cms.density import densest
from crawler.cms.layouts import Layout
from crawler.cms.listed import Names, read_listing
from crawler.cms.surroundings import beside, names_of, unlinked
from crawler.cms.themed import Themed
from crawler.html_text import line_of

# What modules call an article's number in query or path (`/tabid/119/ItemID/2345/`), the narrowest name first.
_IDS = (
    "articleid", "newsid", "newid", "idnews", "tinid", "idtin", "tintucid", "baivietid", "idbaiviet", "postid", "entryid", "post",
    "contentid", "itemid", "item", "nid", "detailid", "id",
)  # fmt: skip
# A module's views of several articles (`/category/<name>`), whose names may be as long as a headline.
_VIEWS = ("category", "categoryname", "categories", "tag", "tags", "tagname", "author", "authorname", "chuyen-muc")
_VALUE = re.compile(r"\d{1,12}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_DETAILS = re.compile(r"^(?:view|detail|article|news|chitiet|read|xem|content)", re.I)
_COPY = ("dnnprintmode", "skinsrc", "containersrc", "popup")
# Ids of the page's controls end in the name that the module's author gave; a repeater adds a number (`lblContent_0`).
_KIND = r"(?:lbl|lb|ltr|lt|lit|div|span|txt|pnl|ph|h|p|hpl|hl|lnk)?_?(?:news|tin|article|bai(?:viet)?|detail|view|chitiet)?_?"
_ROLES = {
    "body": (
        r"(?:(?:full)?(?:contents?|noi_?dung|chi_?tiet|body|details?|text|htmlholder|fckcontent)(?:html|tin|bai)?|"
        # A label of this name holds the text, a panel the whole article.
        r"(?:(?<=lb)|(?<=lbl)|(?<=ltr)|(?<=lit)|(?<=txt))(?:article|bai_?viet|tin_?tuc))"
    ),
    "title": r"(?:title|tieu_?de|headline|subject|ten_?bai(?:_?viet)?|tentin|header)(?:tin|bai|news)?",
    "lead": r"(?:summary|mo_?ta|tom_?tat|lead|sapo|trich_?(?:dan|yeu)|abstract|intro|description|desc|shortcontent)",
    "date": (
        r"(?:publish(?:ed)?_?date|ngay_?(?:dang|xuatban|cap_?nhat|tao)?|created?_?(?:date|on)|posted_?(?:date|on)|date(?:time)?|time|"
        r"thoi_?gian)"
    ),
    "author": r"(?:author|tac_?gia|but_?danh|nguoi_?viet)",
    "media": r"(?:caption|chu_?thich(?:_?anh)?|image_?desc|mo_?ta_?anh)",
    "files": r"(?:attach(?:ment)?s?|dinh_?kem|file_?(?:dinh_?kem|attach)?s?|tep_?tin|tai_?lieu|download)",
}
_ROLE = {role: re.compile(rf"_{_KIND}{names}(?:_\d+)?$", re.I) for role, names in _ROLES.items()}
_CONTROL = re.compile(
    r"^(?P<module>dnn_ctr\d+|ctl\d+_\w*?ctr\d+)_(?!HtmlModule|dnn(?:TITLE|ACTIONS|ICON)|ContentPane$|ModuleContent$)", re.I
)
_LEAST = 120  # characters: a control with less is a label
_CLASSES = {
    "title": (
        ".edn_articleTitle, .article_title, .articleTitle, .ArticleTitle, .news_title, .newsTitle, .NewsTitle,"
        " .title_news, .tieude,"
        " .TieuDe, .news-title, .detail-title, .post-details > header h2, h1, .Head"
    ),
    "lead": ".edn_articleSummary, .article_summary, .articleSummary, .news_summary, .NewsSummary, .sapo, .news-lead,"
    " .tomtat, .TomTat, .DnnModule [class*=teaser i], .DnnModule p.lead",
    "date": ".edn_metaDetails time, .edn_publishDate, .edn_metaDetails, .article_date, .articleDate, .news_date,"
    " .NewsDate, .ngaydang, .post-details > .info .date, .date, time",
    "author": ".edn_metaDetails .edn_author, .article_author, .articleAuthor, .tacgia, .author,"
    " .DnnModule [class$=-author], .DnnModule [class$=_author], .post-details > header a[href*='author=' i]",
    "section": (
        ".edn_metaDetails a[class*=edncat_], .meta_text a[class*=edncat_],"
        ' .post-details > header a[href*="/category/" i],'
        ' .DnnModule :not(li) > a[href*="/CategoryView/" i], .DnnModule [class*=info i] > a[href*="/category/" i],'
        ' .DnnModule [class*=meta i] > a[href*="/category/" i], .DnnModule [class*=meta i] :not(li) > a[href*="/category/" i]'
    ),
    "media": ".edn_articleImage figcaption, .article_image_caption, .chuthich, .image-caption",
    "files": ".edn_documents, .edn_articleDocuments, .article_files, .attachments, .dinhkem, .file-dinh-kem",
}


_HEADLINES = ", ".join(
    f"{item} :is(h1, h2, h3, h4) a[href]"
    for item in (".edn_article", "[class*=edn_] .article", ".eds_news_module .article", ".NewsArticles .article")
)


class DotNetNuke(Themed):
    """The family's pages; see `Family` for what each method gives."""

    id = "dnn"
    layouts = (
        Layout(
            "easydnn",
            body=(
                ".edn_articleDetails .edn_articleContent, .edn_articleDetails .edn_mainContent,"
                " .edn_articleDetails .article_content,"
                " .edn_articleDetails .main_content, .edn_articleDetails .content, .edn_articleDetails"
            ),
            **_CLASSES,
        ),
        Layout(
            "dnn-classes",
            body=(
                ".DnnModule .article_body, .DnnModule .articleBody, .DnnModule .ArticleBody, .DnnModule .article_content,"
                " .DnnModule .articleContent, .DnnModule .news_content, .DnnModule .NewsContent,"
                " .DnnModule .news-detail .content,"
                " .DnnModule .noidung, .DnnModule .NoiDung, .DnnModule .detail-content, .DnnModule .news-content,"
                " .DnnModule .BlogBody, .DnnModule .post-details"
            ),
            **_CLASSES,
        ),
        Layout("dnn-pane", body="", **_CLASSES),
    )
    drop = (
        ".edn_articleTitle, .edn_articleSubTitle, .edn_metaDetails, .edn_relatedArticles, .edn_socialButtons,"
        " .post-details > header, .post-details > .info, .post-details > .socialbar,"
        " .edn_articleDocuments, .edn_documents, .edn_comments, .edn_addThisWrapper, .ActionBar, .DnnActions, [id*=dnnACTIONS],"
        " [id*=dnnTITLE], [id*=lienquan i], [id*=tinkhac i], [id*=related i], [id*=othernews i], [id*=Comment i], [id*=rating i],"
        " .CommandButton, form form"
    )
    names = Names(
        links="a[href]",
        date=(
            '[id*="ngay" i], [id*="date" i], .edn_metaDetails time, .edn_metaDetails, .edn_publishDate, [class*="ngay" i],'
            ' [class*="date" i], time'
        ),
        lead='.edn_articleSummary, [id*="mota" i], [id*="summary" i], [id*="tomtat" i], [id*="desc" i], [class*="summary" i], p',
        main=".edn_mainWrapper, [id$=_ContentPane] [id$=_ModuleContent], #dnn_ContentPane, [id$=_ContentPane]",
        following=(
            ".rgPageNext, a[id$=next i], [id$=btnNext i], [id$=NextPage i], .article_pager a.next,"
            " .PagerNext a, a.PagerNextLink"
        ),
    )  # fmt: skip

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        signs = []
        if re.search(r"dotnetnuke|\bdnn\b", common.generator(soup), re.I):
            signs.append(f"generator {common.generator(soup)}")
        tests = {
            "form #Form with enctype multipart/form-data": 'form#Form[enctype="multipart/form-data"]',
            "body #Body": "body#Body",
            "input #__dnnVariable": "input#__dnnVariable, input#ScrollTop",
            "modules .DnnModule": ".DnnModule, [id^=dnn_ctr]",
            "files under /Portals/, /DesktopModules/ or dnn.js": (
                '[href*="/Portals/" i], [src*="/Portals/" i], [src*="/DesktopModules/" i],'
                ' [href*="/DesktopModules/" i], [src*="dnn.js" i]'
            ),
        }
        signs += [name for name, css in tests.items() if soup.select_one(css) is not None]
        cookies = " ".join(v for k, v in headers.items() if k.lower() == "set-cookie")
        if "dnn_" in cookies.lower() or (signs and ".ASPXANONYMOUS" in cookies):
            signs.append("cookie .ASPXANONYMOUS or dnn_*")
        # One sign alone (a picture under /Portals/) is found on other software, too.
        return signs if len(signs) > 1 or any(s.startswith(("generator", "modules", "input")) for s in signs) else []

    def article_key(self, url: str) -> str | None:
        """Name and value of the article's number: modules count apart, and call their numbers differently. Else the slug."""
        given = _given(url)
        control = given.get("ctl", "")
        if control and not _DETAILS.match(control):
            return None
        for name in _IDS:
            if _VALUE.fullmatch(given.get(name, "")):
                return f"{name}-{given[name].lower()}"
        slug = unquote(urlsplit(url).path).rstrip("/").rsplit("/", 1)[-1]
        if any(given.get(name) == slug for name in _VIEWS) or "authorid" in given:
            return None
        stem = re.sub(r"\.(?:aspx|html?)$", "", slug, flags=re.I)
        return stem.lower() if stem.count("-") >= 4 and not common.refused_address(url) else None

    def canonical_url(self, url: str) -> str:
        clean = common.canonical(url, drop=(*_COPY, "language", "currentpage"))
        parts = urlsplit(clean)
        path = re.sub(r"/(?:language/[\w-]+|dnnprintmode/\w+|currentpage/\d+)(?=/|$)", "", parts.path, flags=re.I)
        return parts._replace(path=path).geturl()

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        """DNN's own site map names pages, and articles only where the module takes part."""
        return (urljoin(base_url, "SiteMap.aspx"),)

    def listed(self, url: str) -> bool:
        return super().listed(url) and self.article_key(url) is not None

    def listing(self, soup: BeautifulSoup, url: str) -> Listing:
        found = super().listing(soup, url)
        # In a module whose classes are known, a headline is an article's even where its address has a few words only.
        marked = read_listing(soup, url, replace(self.names, links=_HEADLINES), super().listed, self.listed_date)
        if len(marked.items) > len(found.items):
            found = marked
        named = tuple(ListingItem(self.canonical_url(i.url), i.title, i.date, i.lead) for i in found.items)
        return replace(found, items=named)

    def refused(self, soup: BeautifulSoup, url: str) -> NotArticle | None:
        given = _given(url)
        if any(name in given for name in _COPY) or re.match(r"print", given.get("ctl", ""), re.I):
            return NotArticle("print copy")
        if given.get("ctl") and not _DETAILS.match(given["ctl"]):
            return NotArticle("tool page")
        query = urlsplit(url).query
        return None if re.search(r"(?:^|&)tabid=", query, re.I) else common.refused_address(url)

    def layouts_of(self, soup: BeautifulSoup) -> tuple[Layout, ...]:
        """First what the ids of the page's own controls say, then the modules' classes,"
        " last the densest text of the main pane."""
        made = _by_ids(soup)
        return (made, *self.layouts) if made is not None else self.layouts

    def body(self, soup: BeautifulSoup, layout: Layout) -> Tag | None:
        if layout.body:
            return super().body(soup, layout)
        pane = soup.select_one("#dnn_ContentPane, [id$=_ContentPane].contentpane, [id*=dnn_Content i][id$=Pane i]")
        found = densest(pane) if pane is not None else None
        return found if found is not None and unlinked(found) >= _LEAST else None


def _given(url: str) -> dict[str, str]:
    """The names and values of an address: of its query, and of its path read as name/value pairs. Names in lower case."""
    parts = urlsplit(url)
    steps = [unquote(s) for s in parts.path.split("/") if s]
    pairs = {k.lower(): v for k, v in pairwise(steps)}
    return pairs | {k.lower(): v for k, v in parse_qsl(parts.query, keep_blank_values=True)}


def _by_ids(soup: BeautifulSoup) -> Layout | None:
    """A row made of the controls of the module that holds the longest text; None where no control is named as a text."""
    controls = [(tag, _CONTROL.match(str(tag["id"]))) for tag in soup.find_all(id=_CONTROL) if not beside(tag)]
    bodies = [(tag, m["module"]) for tag, m in controls if m and _ROLE["body"].search(str(tag["id"]))]
    bodies = [(tag, module) for tag, module in bodies if unlinked(tag) >= _LEAST or _shows_scan(tag)]
    if not bodies:
        return None
    # A panel around the whole article may be called `ChiTiet`, too: what holds another text's element is none itself.
    inner = [found for found in bodies if not any(found[0] in other.parents for other, _ in bodies)]
    body, module = max(inner, key=lambda found: unlinked(found[0]))
    roles: dict[str, str] = {}
    for tag, m in controls:
        if m is None or m["module"] != module or tag is body or tag in body.parents or not (line_of(tag) or tag.name == "input"):
            continue
        # The words of a longer name can fit several roles: the first in the table takes it.
        role = next((r for r, names in _ROLE.items() if r != "body" and names.search(str(tag["id"]))), None)
        if role is not None and body not in tag.parents:
            roles.setdefault(role, f'[id="{tag["id"]}"]')
    css = {role: ", ".join(filter(None, (roles.get(role, ""), _CLASSES.get(role, "")))) for role in _CLASSES}
    return Layout("dnn-ids", body=f'[id="{body["id"]}"]', **css)


def _shows_scan(tag: Tag) -> bool:
    """Whether a text's element holds pictures or a viewer only: the pages of a scanned document."""
    return tag.find(["img", "iframe", "embed", "object"]) is not None and not any("html" in n.lower() for n in names_of(tag))
