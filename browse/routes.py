"""The addresses of the own pages. An id in an address is checked by its pattern before a page sees it."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from browse.answer import no_such
from browse.files import FORMATS
from browse.pages.archived import archived_html, archived_page, archived_record
from browse.pages.article import article_page, article_style
from browse.pages.cite import cite_page, fact_page
from browse.pages.codebook import codebook_page, downloads_page
from browse.pages.coverage import coverage_page
from browse.pages.disagreements import disagreements_page
from browse.pages.indices import index_page, indices_page
from browse.pages.person import person_page
from browse.pages.province import province_page
from browse.pages.provinces import provinces_page
from browse.pages.records import awards_page, documents_page, events_page, officials_page
from browse.pages.report import report_page
from browse.pages.search import search_page
from browse.pages.start import start_page

_ID = "[0-9a-f]{16}"
# Datasette's pages for developers: they tell readers nothing (one of them, where the file lies), and their scripts and inline
# styles would not run.
_DEVELOPERS = "patterns|allow-debug|permissions|messages|logout|threads|actor|auth-token|databases"
_INDEX = "[A-Z][A-Z0-9_]{1,30}"


async def not_here(datasette: Any, request: Request) -> Response:
    """404."""
    return await no_such(datasette, request, "page")


ROUTES: list[tuple[str, Any]] = [
    (rf"^/-/(?:{_DEVELOPERS})(?:\.json)?$", not_here),
    (r"^/$", start_page),
    (rf"^/-/article/(?P<article>{_ID})$", article_page),
    (rf"^/-/article/(?P<article>{_ID})\.css$", article_style),
    (r"^/-/indices$", indices_page),
    (rf"^/-/index/(?P<index>{_INDEX})$", index_page),
    (rf"^/-/index/(?P<index>{_INDEX})\.(?P<kind>{'|'.join(FORMATS)})$", index_page),
    (r"^/-/provinces$", provinces_page),
    (r"^/-/province/(?P<slug>[^/]+)$", province_page),
    (rf"^/-/archived/(?P<page>{_ID})$", archived_page),
    (rf"^/-/archived/(?P<page>{_ID})/page$", archived_html),
    (rf"^/-/archived/(?P<page>{_ID})/record$", archived_record),
    (rf"^/-/fact/(?P<fact>{_ID})$", fact_page),
    (r"^/-/cite$", cite_page),
    (r"^/-/report$", report_page),
    (r"^/-/search$", search_page),
    (r"^/-/codebook$", codebook_page),
    (r"^/-/downloads$", downloads_page),
    (r"^/-/awards$", awards_page),
    (r"^/-/events$", events_page),
    (r"^/-/officials$", officials_page),
    (r"^/-/documents$", documents_page),
    (r"^/-/disagreements$", disagreements_page),
    (r"^/-/coverage$", coverage_page),
    (rf"^/-/person/(?P<person>{_ID})$", person_page),
]
