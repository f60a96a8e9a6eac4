"""The portal kit of gialai.gov.vn and moit.gov.vn, whose classes begin `common-`. Facts: docs/portals survey, section 6."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup

from crawler.cms import common
from crawler.cms.base import NotArticle
from crawler.cms.generic import Generic
from crawler.cms.layouts import Layout
from crawler.cms.listed import Names
from crawler.cms.surroundings import TOOLS, beside
from crawler.cms.themed import Themed


class CommonPortal(Themed):
    """The family's pages; see `Family` for what each method gives."""

    id = "common"
    layouts = (
        Layout(
            "common",
            title="h1.title-detail, .title-detail, h1.common-title, h1.article-title, h1",
            body=".article-content.common-content, .common-content, .article-content",
            lead=".article-brief.common-brief, .common-brief, .article-brief",
            date=".post-date time, .post-date, .article-detail .article-date, .article-date",
            author=".article-author, .common-author, .author-name, .post-author",
            media=".article-image figcaption, .article-avatar figcaption, .common-caption, .article-caption",
            files=".article-attachment, .article-attachments, .common-attachment, .attachment-list, .list-file, .file-attach",
            section=".article-category a, .common-category a",
        ),
    )
    drop = ".wrapper-pagination, .title-detail, .post-date, form"
    tools = re.compile(rf"social|rating|comment|related|tags|{TOOLS.pattern}", re.I)
    ends = re.compile(
        r"^\W*(?:(?:các )?(?:tin|bài)(?: tức| viết)? liên quan|ý kiến của bạn|đánh giá bài viết|bình luận)\b"
        r"(?!\s+(?:về|của|trên|tại)).{0,20}$",
        re.I,
    )
    names = Names(
        links=(
            "a.article-title.common-title, .article-title.common-title a, a.common-title, .common-title a,"
            " a.article-title, .article-title a"
        ),
        boxes="article, .article-item, .common-item, li.article, .item-article",
        date="span.article-date, .article-date, .common-date, time",
        lead=".article-brief, .common-brief, .article-desc, p",
        following=".wrapper-pagination a.next-pages, .wrapper-pagination .next-pages a, a.next-pages, .next-pages a",
    )

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        signs = {
            "article text .common-content": ".article-content.common-content",
            "lead .common-brief": ".article-brief.common-brief",
            "headlines .common-title": ".article-title.common-title",
            "pager .wrapper-pagination": ".wrapper-pagination .next-pages",
        }
        found = [name for name, css in signs.items() if soup.select_one(css) is not None]
        return [*found, "title h1.title-detail"] if found and soup.select_one("h1.title-detail") is not None else found

    def article_key(self, url: str) -> str | None:
        """A long number at the end of the last step (or in the query), else that step itself: the slug, whatever category stands
        before it. Short numbers belong to titles (`…-quy-3`, `…-nam-2024`)."""
        clean = self.canonical_url(url)
        key = Generic().article_key(clean)
        slug = re.sub(r"\.(?:html?|aspx)$", "", urlsplit(clean).path.rstrip("/").rsplit("/", 1)[-1], flags=re.I)
        return key if key is None or re.fullmatch(r"\d{5,}|[0-9a-f-]{36}", key) or urlsplit(clean).query else slug

    def canonical_url(self, url: str) -> str:
        return common.canonical(url, drop=("page", "trang"))

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        return (urljoin(base_url, "sitemap.xml"), urljoin(base_url, "rss"))

    def refused(self, soup: BeautifulSoup, url: str) -> NotArticle | None:
        refused = common.refused_address(url)
        if refused:
            return refused
        heads = [a for a in soup.select(self.names.links) if not beside(a)]
        whole = soup.select_one(".title-detail, .article-content.common-content")
        return NotArticle("listing") if whole is None and len(heads) >= 2 else None
