"""The addresses of the own pages. An id in an address is checked by its pattern before a page sees it."""

from __future__ import annotations

from typing import Any

from browse.files import FORMATS
from browse.pages.article import article_page, article_style
from browse.pages.indices import index_page, indices_page
from browse.pages.province import province_page
from browse.pages.provinces import provinces_page
from browse.pages.search import search_page
from browse.pages.start import start_page
from browse.units import SLUG

_ID = "[0-9a-f]{16}"
_INDEX = "[A-Z][A-Z0-9_]{1,30}"

ROUTES: list[tuple[str, Any]] = [
    (r"^/$", start_page),
    (rf"^/-/article/(?P<article>{_ID})$", article_page),
    (rf"^/-/article/(?P<article>{_ID})\.css$", article_style),
    (r"^/-/indices$", indices_page),
    (rf"^/-/index/(?P<index>{_INDEX})$", index_page),
    (rf"^/-/index/(?P<index>{_INDEX})\.(?P<kind>{'|'.join(FORMATS)})$", index_page),
    (r"^/-/provinces$", provinces_page),
    (rf"^/-/province/(?P<slug>{SLUG})$", province_page),
    (r"^/-/search$", search_page),
]
