"""The addresses of the own pages. An id in an address is checked by its pattern before a page sees it."""

from __future__ import annotations

from typing import Any

from browse.pages.archived import archived_html, archived_page, archived_record
from browse.pages.article import article_page, article_style
from browse.pages.cite import cite_page, fact_page
from browse.pages.report import report_page
from browse.pages.search import search_page
from browse.pages.start import start_page

_ID = "[0-9a-f]{16}"

ROUTES: list[tuple[str, Any]] = [
    (r"^/$", start_page),
    (rf"^/-/article/(?P<article>{_ID})$", article_page),
    (rf"^/-/article/(?P<article>{_ID})\.css$", article_style),
    (rf"^/-/archived/(?P<page>{_ID})$", archived_page),
    (rf"^/-/archived/(?P<page>{_ID})/page$", archived_html),
    (rf"^/-/archived/(?P<page>{_ID})/record$", archived_record),
    (rf"^/-/fact/(?P<fact>{_ID})$", fact_page),
    (r"^/-/cite$", cite_page),
    (r"^/-/report$", report_page),
    (r"^/-/search$", search_page),
]
