"""Pages that a site draws itself: the headings and texts of display pages' fragments (7.3 and newer) and of web contents whose
template prints its own title. Facts: the stock fragments; experience."""

from __future__ import annotations

from bs4 import Tag

from crawler.cms import liferay_layouts as layouts
from crawler.cms.density import Page
from crawler.cms.signals import find_heading
from crawler.cms.text_page import is_prose
from crawler.furniture import folded_key, is_site_line, meta_date
from crawler.html_text import blocks_of, line_of, readable

_LEAST_TITLE = 15  # characters
_MOST_TITLE = 250
_LISTED = (layouts.COLLECTION.removeprefix("."), "component-card")
# What names the portlet or the page, not what it shows.
_PAGE_NAMES = ".portlet-title, .portlet-title-text, .portlet-topper, .breadcrumb a, .breadcrumbs a, .taglib-breadcrumb a"


def own_heading(page: Page, body: Tag, hint: str | None) -> str | None:
    """The article's title: where the heading found only names the page or the portlet, the line that the text's own template
    prints above its date, else what the page's head names."""
    title = find_heading(page, body, hint)
    names = {folded_key(line_of(n)) for n in page.soup.select(_PAGE_NAMES)}
    if title is None or folded_key(title) not in names:
        return title
    lines = [b for b in readable(blocks_of(body))[0] if b.text][:4]
    at = next((i for i, b in enumerate(lines) if meta_date(b.text) is not None), 0)
    above = lines[at - 1] if at else None
    titled = above is not None and above.kind != "table" and above.linked < 0.5 and _LEAST_TITLE <= len(above.text) <= _MOST_TITLE
    if above is not None and titled and not above.text.endswith("."):
        return above.text
    return hint if hint and folded_key(hint) not in names and len(hint) >= _LEAST_TITLE and not is_site_line(hint) else title


def fragments_around(scope: Tag, body: Tag) -> tuple[list[Tag], list[Tag]]:
    """The fragments of running text between a display page's heading and its body (a lead has one of its own), and those between
    the body and the next heading (a text may be in several). Cards of lists are none."""
    above: list[Tag] = []
    below: list[Tag] = []
    past = False
    for node in scope.select(f":is(h1, h2, h3, h4, .component-heading), {layouts.FRAGMENT}, {layouts.COLLECTION}"):
        if node is body or body in node.descendants:
            past = True
        elif body in node.parents or node.find_parent(class_=_LISTED) is not None:
            continue
        elif node.get("data-lfr-editable-type") != "rich-text":
            if past:
                break
            above = []
        elif any(is_prose(b) or b.kind == "table" for b in blocks_of(node)):
            (below if past else above).append(node)
    return (above, below) if past else ([], [])
