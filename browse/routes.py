"""The addresses of the own pages. An id in an address is checked by its pattern before a page sees it."""

from __future__ import annotations

from typing import Any

from browse.pages.article import article_page, article_style
from browse.pages.coverage import coverage_page
from browse.pages.disagreements import disagreements_page
from browse.pages.person import person_page
from browse.pages.records import awards_page, documents_page, events_page, officials_page
from browse.pages.search import search_page
from browse.pages.start import start_page

_ID = "[0-9a-f]{16}"

ROUTES: list[tuple[str, Any]] = [
    (r"^/$", start_page),
    (rf"^/-/article/(?P<article>{_ID})$", article_page),
    (rf"^/-/article/(?P<article>{_ID})\.css$", article_style),
    (r"^/-/search$", search_page),
    (r"^/-/awards$", awards_page),
    (r"^/-/events$", events_page),
    (r"^/-/officials$", officials_page),
    (r"^/-/documents$", documents_page),
    (r"^/-/disagreements$", disagreements_page),
    (r"^/-/coverage$", coverage_page),
    (rf"^/-/person/(?P<person>{_ID})$", person_page),
]
