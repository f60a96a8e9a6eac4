"""What stands around a text or a list: side boxes, tools, and elements that are left out while an element is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from bs4 import BeautifulSoup, Tag

from crawler.decode import fold
from crawler.html_text import blocks_of, classes_of, line_of

# A class or id that is one of these names, or is put together from one (`sidebar-left`, `block-related`), with the parts
# parted by - or _. `has-sidebar`, `no-sidebar` and the like are said of wrappers, not of the box itself.
_BOX = re.compile(
    r"^(?!(?:has|no|with|without|is|full|hide)[-_])(?:.*[-_])?"
    r"(?:side-?bar|sidebars|aside|footer|menu|navbar|nav|mega-?menu|related|yarpp|lien-?quan|tin-?khac|others?|other-?news|"
    r"breadcrumbs?|slider|slideshow|carousel|marquee|ticker|comments?|comment-?list|popup|modal|hot-?news|tin-?hot|tin-?moi|"
    r"latest-?(?:news|posts?)|recent-?posts?|most-?(?:read|viewed?)|xem-?nhieu|doc-?nhieu|popular|trending|banner|widget-?area)"
    r"(?:[-_](?:left|right|first|second|top|bottom|box|wrap|wrapper|area|block|list|posts?|news|items?|container|\d+))*$",
    re.I,
)
# Whole names only: page builders use the same word in the classes of everything (`elementor-widget-text`).
_WHOLE = frozenset(("widget", "secondary", "tertiary", "moduletable", "sticky-sidebar", "crp_related", "rpwe-block"))
# The panes of a DotNetNuke page beside its content.
_PANE = re.compile(r"^dnn_(?:left|right|foot|banner|head|menu|login|search|bottom|logo)\w*pane$", re.I)
# Tools and lists that themes and plugins put into the text's own element.
TOOLS = re.compile(
    r"(?:^|[-_])(?:shares?|sharing|share-?buttons?|shared?addy|social|socials|rating|ratings|star-?rating|comments?|respond|"
    r"related|relatedposts|lien-?quan|tin-?khac|tags|tag-?links|tags-?links|cat-?links|toc|ez-toc|addtoany|addthis|sassy|"
    r"heateor|author-?box|author-?info|saboxplugin|about-?author|post-?views|pvc|print-?link|printfriendly|breadcrumbs?|"
    r"post-?navigation|nav-?links|page-?links|pager|pagination|newsletter|subscribe|toolbar|article-?tools|font-?size)"
    r"(?:$|[-_])|^tags?(?:$|[-_])|^likes?(?:$|[-_])|^(?:fb|zalo)-",
    re.I,
)
# `entry-footer` closes an article (dates and authors stand there), `site-footer` the page.
_OWN_FOOTER = re.compile(r"^(?:entry|post|article|node|card|news|single)[-_]+footer$|^article-info$", re.I)
_KEEP = frozenset(("html", "body", "main", "table", "tbody", "thead", "tr", "td", "th", "img", "figure", "figcaption"))

_MAIN = frozenset(("content", "primary", "main", "main-content", "content-area", "dnn_contentpane"))
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WRAPPERS = frozenset(("div", "section", "ul", "ol", "form", "aside", "nav", "footer"))


def names_of(tag: Tag) -> list[str]:
    """The class names and the id of an element."""
    named = classes_of(tag)
    own = tag.get("id")
    return [*named, str(own)] if own else named


def is_side_box(tag: Tag) -> bool:
    """Whether an element is a menu, side box, footer or list of other articles by its own name."""
    if tag.name == "footer":
        return tag.find_parent("article") is None and not any(_OWN_FOOTER.match(n) for n in names_of(tag))
    if tag.name in ("aside", "nav"):
        return True
    if not tag.attrs or tag.name in ("html", "body", "main", "article", "form"):
        return False
    return any(n.lower() in _WHOLE or _PANE.match(n) or (_BOX.match(n) and not _OWN_FOOTER.match(n)) for n in names_of(tag))


def beside(node: Tag) -> bool:
    """Whether an element stands in a side box. What holds an h1 or the page's main element is none, whatever its name."""
    for parent in node.parents:
        if parent.name in ("main", "body"):
            return False
        if is_side_box(parent) and parent.find(_is_main) is None:
            return True
    return False


def dates_another(node: Tag, title: str = "") -> bool:
    """Whether a date belongs to another article: it stands in a list item with a link of a headline's length, or the nearest
    heading that shares an element with it is a link. `title`: the page's own, folded: some themes link it to the page itself."""
    for parent in node.parents:
        if parent.name in ("main", "body", "html"):
            return False
        heads = parent.find_all(_HEADS, limit=3)
        if heads:
            linked = [h for h in heads if h.find("a", href=True) is not None or h.find_parent("a", href=True) is not None]
            return bool(linked) and len(linked) == len(heads) and not any(fold(line_of(h)) == title for h in heads)
        if parent.name == "li" and any(len(line_of(a)) >= 20 and a not in node.parents for a in parent.find_all("a", href=True)):
            return True
    return False


def _is_main(tag: Tag) -> bool:
    return tag.name in ("h1", "main") or tag.get("role") == "main" or str(tag.get("id") or "").lower() in _MAIN


def tools_in(body: Tag, css: str = "", words: re.Pattern[str] = TOOLS) -> list[Tag]:
    """The elements inside a text that are tools or lists of other articles, by selectors and by the words of their names.

    What holds more than half of the text is never one of them: a wrapper may carry any name."""
    found = list(body.select(css)) if css else []
    whole = len(line_of(body))
    for tag in body.find_all(True):
        # Headings have ids made of their own words.
        named = names_of(tag) if tag.name in _WRAPPERS else classes_of(tag)
        if named and tag.name not in _KEEP and any(words.search(n) for n in named):
            found.append(tag)
    return [tag for tag in found if len(line_of(tag)) * 2 <= whole or tag.name in ("nav", "form")]


@contextmanager
def left_out(nodes: Iterable[Tag]) -> Iterator[None]:
    """Read a page as if these elements were hidden; afterwards it is as before."""
    before = [(node, node.attrs) for node in nodes]
    for node, attrs in before:
        node.attrs = {**attrs, "hidden": ""}
    try:
        yield
    finally:
        for node, attrs in reversed(before):
            node.attrs = attrs


def outermost(nodes: Iterable[Tag]) -> list[Tag]:
    """Without the elements that stand inside another one of the list; page order is kept, each once."""
    every = {id(n): n for n in nodes}
    return [n for n in every.values() if not any(id(p) in every for p in n.parents)]


def unlinked(tag: Tag) -> int:
    """Characters of an element's text that stand in no link."""
    return int(sum(len(b.text) * (1 - b.linked) for b in blocks_of(tag)))


def select_in_order(soup: BeautifulSoup | Tag, css: str) -> Iterator[tuple[str, list[Tag]]]:
    """The matches of each selector of a list, in the list's order (`select` alone mixes them in page order)."""
    for one in split_css(css):
        found = list(soup.select(one))
        if found:
            yield one, found


def split_css(css: str) -> list[str]:
    """The selectors of a list: commas in brackets part nothing."""
    return [part.strip() for part in re.split(r",(?![^(\[]*[)\]])", css) if part.strip()]


def says(tag: Tag, *words: str) -> bool:
    """Whether an element's whole text (or its title) is one of some words, case and marks aside."""
    texts = {fold(line_of(tag)).strip(" .:›»>→"), fold(str(tag.get("title") or tag.get("aria-label") or tag.get("value") or ""))}
    return not texts.isdisjoint(words)
