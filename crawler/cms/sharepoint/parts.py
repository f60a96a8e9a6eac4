"""Where title, body, lead and date of a SharePoint article page stand: the rows of `layouts` applied to a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property

from bs4 import BeautifulSoup, Tag

from crawler.cms.sharepoint.layouts import LAYOUTS, SIDE, Layout
from crawler.cms.text_page import MIN_BODY
from crawler.dates_seen import seen_date
from crawler.decode import fold
from crawler.html_text import blocks_of, classes_of, line_of

_SOME = re.compile(r"\[(class|id)([$*^])=([\w-]+)")
# Endings of ids and the field class of any page: alone, and with little text, they are no article.
_COMMON = ("web-part", "publishing")
# The stock form of a list's item (`DispForm.aspx`), and the line below it that says when the item was made.
LIST_FORM = "list-form"
_CREATED = re.compile(r"(?:created|tạo)(?:\s+(?:at|on|lúc|vào|ngày))*\W+$", re.I)
# Labels of a stock list form (`DispForm.aspx`), folded.
_FIELDS = {
    "title": ("tiêu đề", "title", "tiêu đề tin", "tên bài viết", "tên tin"),
    "body": ("nội dung", "body", "content", "nội dung chi tiết", "nội dung tin"),
    "lead": ("tóm tắt", "trích yếu", "mô tả", "mô tả ngắn", "tóm tắt nội dung"),
    "date": (
        "ngày đăng",
        "ngày xuất bản",
        "ngày đăng tin",
        "ngày viết",
        "ngày đưa tin",
        "published",
        "publish date",
        "article date",
    ),
}


@dataclass(frozen=True, slots=True)
class Parts:
    """The elements of an article page. `bodies`: the body's element, or its paragraphs where a theme marks each of them."""

    layout: str
    title: Tag | None
    bodies: tuple[Tag, ...]
    lead: Tag | None
    dates: tuple[Tag, ...]
    loose: bool = False
    author: Tag | None = None
    captions: tuple[Tag, ...] = ()

    def holds(self, node: Tag) -> bool:
        """Whether an element is the body or stands in it."""
        return any(node is body or stands_in(node, body) for body in self.bodies)

    def box(self) -> Tag | None:
        """The element that holds title and body, but not the whole page; else the body's own surroundings."""
        if not self.bodies:
            return self.title.parent if self.title is not None else None
        body = self.bodies[0]
        if self.loose and self.title is None:
            return body
        around = [p for p in body.parents if p.name not in ("form", "body", "html", "[document]")]
        if self.title is not None:
            title = self.title
            found = next((p for p in around if p is title or stands_in(title, p)), None)
            if found is not None:
                return found
        content = next((p for p in around if _is_content(p)), None)
        return content.parent if content is not None and content.parent is not None else around[0] if around else body


def _is_article_head(tag: Tag) -> bool:
    """Whether a `header` is that of the article rather than of the page."""
    named = re.search(r"article|news|detail|post|title", " ".join(classes_of(tag)), re.I)
    return tag.name == "header" and (named is not None or tag.find_parent(["article", "main", "section"]) is not None)


def _fits(name: str, how: str, value: str) -> bool:
    return name.endswith(value) if how == "$" else name.startswith(value) if how == "^" else value in name


@cache
def any_case(css: str) -> str:
    """A selector whose class names, ids and attribute values fit in any letter case."""
    css = re.sub(r"\.([A-Za-z][\w-]*)", r'[class~="\1" i]', css)
    css = re.sub(r"#([A-Za-z][\w-]*)", r'[id="\1" i]', css)
    return re.sub(r"\[([a-z]+)([$*^])=([\w-]+)\]", r'[\1\2="\3" i]', css)


def stands_in(node: Tag, box: Tag) -> bool:
    """Whether an element is somewhere below another (the very one: `in` compares what elements hold)."""
    return any(parent is box for parent in node.parents)


class View:
    """A page whose names and side boxes are found once: most rows of the tables are about other themes."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.soup = soup

    @cached_property
    def _names(self) -> tuple[set[str], set[str], set[str]]:
        """The class names, ids and names of elements of the page, in lower case."""
        tags = self.soup.find_all(True)
        classes = {name.lower() for tag in tags for name in classes_of(tag)}
        return classes, {str(tag.attrs["id"]).lower() for tag in tags if "id" in tag.attrs}, {tag.name for tag in tags}

    @cached_property
    def _sides(self) -> set[int]:
        # A wrapper of the page may be named after its menu, too.
        most = len(self.soup.find_all(True)) // 2
        return {id(n) for n in self.all(f"{SIDE}, header") if not _is_article_head(n) and len(n.find_all(True)) <= most}

    def all(self, css: str, within: Tag | None = None) -> list[Tag]:
        """The elements of a selector in page order; names fit in any letter case."""
        likely = ", ".join(one for one in css.split(", ") if one and self._may_fit(one))
        return list((within or self.soup).select(any_case(likely))) if likely else []

    def _may_fit(self, one: str) -> bool:
        """Whether the page has all names that a selector needs: cheaper than to look for it."""
        classes, ids, tags = self._names
        plain = {*re.findall(r"\.([A-Za-z][\w-]*)", one), *re.findall(r"\[class~=([\w-]+)", one)}
        missing = [
            value
            for where, how, value in _SOME.findall(one)
            if not any(_fits(name, how, value.lower()) for name in (classes if where == "class" else ids))
        ]
        return (
            all(name.lower() in classes for name in plain)
            and all(name.lower() in ids for name in re.findall(r"#([A-Za-z][\w-]*)", one))
            and not missing
            and (not re.fullmatch(r"[a-z0-9]+", one) or one in tags)
        )

    def at_side(self, node: Tag) -> bool:
        """Whether an element stands in a box beside the article or list, or in the page's head or foot."""
        return any(id(p) in self._sides for p in [node, *node.parents])

    def select(self, css: str) -> list[Tag]:
        """The elements of a selector in page order, those in side boxes left out."""
        return [node for node in self.all(css) if not self.at_side(node)]


def find_parts(view: View) -> list[Parts]:
    """What each row of the table finds on a page, rows that find nothing left out; the stock list form comes first."""
    form = _form_parts(view.soup)
    found = [form] if form else []
    for row in LAYOUTS:
        parts = _row_parts(view, row)
        if parts is not None:
            found.append(parts)
    return found


def _row_parts(view: View, row: Layout) -> Parts | None:
    bodies = _bodies(view, row)
    titles = [n for css in row.title.split(", ") for n in view.select(css) if not any(n is b for b in bodies)]
    title = next((n for n in titles if line_of(n)), next(iter(titles), None))
    # Of a field of a page layout its place says enough: a signed paper's pages may be all that it holds.
    scanned = row.name == "publishing" and any(_is_page_content(b) and b.find("img") is not None for b in bodies)
    if row.name in _COMMON and not scanned and sum(len(line_of(b)) for b in bodies) < MIN_BODY:
        return None
    if not bodies and title is None:
        return None
    if row.anchored and title is None and not view.select(row.date):
        return None
    parts = Parts(row.name, title, bodies, None, (), row.loose)
    box = parts.box()
    leads = [n for n in view.select(row.lead) if line_of(n) and not any(b is n or stands_in(b, n) for b in bodies)]
    dates = [n for n in view.select(row.date) if not _inside_text(n, parts)]
    # Ids that end in a date's name stand in page headers too: theirs is today's.
    near = [n for n in dates if box is not None and stands_in(n, box)]
    if row.name not in _COMMON:
        near += [n for n in dates if not any(n is m for m in near)]
    own = (row.author, row.caption)
    authors, captions = ([n for n in view.select(css) if line_of(n) and not _inside_text(n, parts)] for css in own)
    return replace(
        parts, lead=next(iter(leads), None), dates=tuple(near), author=next(iter(authors), None), captions=tuple(captions)
    )


def _is_page_content(body: Tag) -> bool:
    """Whether an element is the text field of a publishing page's layout."""
    return any(map(_is_content, body.parents))


def _is_content(tag: Tag) -> bool:
    return "article-content" in classes_of(tag)


def _inside_text(node: Tag, parts: Parts) -> bool:
    return not parts.loose and parts.holds(node)


def _bodies(view: View, row: Layout) -> tuple[Tag, ...]:
    """The elements of the first of a row's body selectors that has text, else the first that is there at all."""
    empty: tuple[Tag, ...] = ()
    for css in row.body.split(", "):
        found = view.select(css) or view.all(css)
        top = [n for n in found if not any(stands_in(n, m) for m in found)]
        filled = [n for n in top if line_of(n) or n.find("img") is not None]
        if len(filled) > 1 and len({id(n.parent) for n in filled}) > 1:
            filled = [max(filled, key=lambda n: len(line_of(n)))]
        if filled:
            return tuple(filled)
        empty = empty or tuple(top[:1])
    return empty


def _form_parts(soup: BeautifulSoup) -> Parts | None:
    """A list item's stock form: a table of field names and values."""
    fields: dict[str, Tag] = {}
    for row in soup.select("table.ms-formtable tr"):
        label, value = row.select_one(".ms-formlabel"), row.select_one(".ms-formbody")
        if label is not None and value is not None:
            name = fold(line_of(label))
            fields.update({slot: value for slot, names in _FIELDS.items() if name in names and slot not in fields})
    if "body" not in fields:
        return None
    dates = (fields["date"],) if "date" in fields else ()
    return Parts(LIST_FORM, fields.get("title"), (fields["body"],), fields.get("lead"), dates)


def created(view: View) -> tuple[str | None, str | None]:
    """When the item of a stock form was made, as the line below the form says (`Created at 06/11/2024 08:15 by …`). The other
    dates of a form are values of its fields (`Expires`) or changes: no day of publication."""
    for node in view.all(".ms-descriptiontext, [id$=CreatedModifiedInfo], .ms-formtoolbar"):
        for line in (b.text for b in blocks_of(node)):
            seen = seen_date(line)
            if seen is not None and _CREATED.search(line[: seen.start]):
                return seen.iso, f"{LIST_FORM}:created"
    return None, None
