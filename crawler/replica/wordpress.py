"""A WordPress site: redirects, feeds, site map, JSON interface and pages as the stock software gives them, in themes of several
ages and two page builders (one a page: the article's number says which)."""

from __future__ import annotations

import json
import re
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.replica import parts
from crawler.replica.answers import XML, Answer, page, redirect
from crawler.replica.site import Category, Item, Site

HEADERS = (("Link", '</wp-json/>; rel="https://api.w.org/"'), ("X-Pingback", "/xmlrpc.php"))
THEMES = ("seventeen", "block", "elementor", "flatsome", "kubrick", "eleven")
_JSON = "application/json; charset=UTF-8"
_FIGURES = {
    "block": '<figure class="wp-block-image size-large">{img}<figcaption class="wp-element-caption">{text}</figcaption></figure>',
    "eleven": '<div id="attachment_9" class="wp-caption aligncenter">{img}<p class="wp-caption-text">{text}</p></div>',
    "seventeen": (
        '<figure class="wp-block-gallery columns-1"><ul class="blocks-gallery-grid"><li class="blocks-gallery-item">'
        "<figure>{img}<figcaption>{text}</figcaption></figure></li></ul></figure>"
    ),
}
_LISTING = re.compile(r"^/category/(?P<slug>[a-z0-9-]+)(?:/page/(?P<page>\d+))?(?P<feed>/feed)?$")
_MONTHS = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai")


def answer(site: Site, target: str) -> Answer:
    """The answer to a path with query."""
    asked = urlsplit(target)
    query = {k: v[0] for k, v in parse_qs(asked.query).items()}
    path = asked.path.rstrip("/") or "/"
    if path == "/" and ("p" in query or "s" in query):
        item = site.item(int(query["p"])) if query.get("p", "").isdigit() else None
        if "s" in query:
            return page("wordpress/search.html", _furniture(site))
        return redirect(address(site, item)) if item and item.kind != "unpublished" else not_found(site)
    if found := _LISTING.match(path):
        return _feed(site, site.category(found["slug"])) if found["feed"] else _listing(site, found)
    match path:
        case "/":
            return page("wordpress/home.html", _furniture(site) | {"boxes": [(c, site.listed(c)[:4]) for c in site.categories]})
        case "/robots.txt":
            return parts.robots(site, "/wp-admin/", "/wp-sitemap.xml")
        case "/wp-sitemap.xml":
            return page("wordpress/sitemap_index.xml", {"site": site}, content_type=XML)
        case "/wp-sitemap-posts-post-1.xml":
            return page("wordpress/sitemap.xml", {"items": [(i, address(site, i)) for i in _published(site)]}, content_type=XML)
        case "/feed":
            return _feed(site, None)
        case "/wp-json/wp/v2/posts":
            return _posts(site, query)
    return parts.file_answer(site, path) or _article(site, asked.path)


def not_found(site: Site) -> Answer:
    return page("wordpress/notfound.html", _furniture(site), status=404)


def too_many(site: Site, seconds: int) -> Answer:
    return parts.limited(seconds)


def address(site: Site, item: Item) -> str:
    return f"{site.base}/{item.category}/{item.slug}/"


def _published(site: Site) -> list[Item]:
    return [i for i in site.items if i.kind != "unpublished"]


def _furniture(site: Site) -> dict[str, Any]:
    return parts.furniture(site, lambda item: address(site, item)) | {"written": written, "category": None}


def written(item: Item) -> str:
    """`Tháng Sáu 26, 2024`: the default format in the Vietnamese translation."""
    return f"Tháng {_MONTHS[item.published.month - 1]} {item.published.day}, {item.published.year}"


def _article(site: Site, path: str) -> Answer:
    """The slug decides: another category before it (or no slash at the end) is led to the post's own address."""
    steps = [s for s in path.split("/") if s]
    copy = bool(steps) and steps[-1] == "print"
    slug = steps[-2 if copy else -1] if len(steps) > copy else ""
    item = next((i for i in _published(site) if i.slug == slug), None)
    if item is None:
        return not_found(site)
    if item.kind == "external":
        return redirect(item.target or "", 302)
    own = urlsplit(address(site, item)).path
    if path != own + ("print/" if copy else ""):
        return redirect(site.base + own + ("print/" if copy else ""))
    if item.kind == "soft_404":
        return page("wordpress/soft404.html", _furniture(site) | {"item": item, "url": address(site, item)})
    theme = THEMES[(item.id - 1) % len(THEMES)]
    words = parts.article_words(site, item, lambda i: address(site, i), "figure") | {"written": written}
    words["body"] = parts.restyled(words["body"], _FIGURES.get(theme, "<figure>{img}<figcaption>{text}</figcaption></figure>"))
    return parts.shown("wordpress/print.html" if copy else f"wordpress/article_{theme}.html", words | {"theme": theme}, item)


def _listing(site: Site, found: re.Match[str]) -> Answer:
    """Page 1 has no number; beyond the last one stands a 404."""
    category = site.category(found["slug"])
    number = int(found["page"] or 1)
    if category is None:
        return not_found(site)
    first = f"{site.base}/category/{category.slug}/"
    if found["page"] and number == 1:
        return redirect(first)
    part = parts.part_of(site, category, number)
    if not part.items:
        return not_found(site)
    words = {
        "category": category,
        "part": part,
        "page_url": lambda n: first if n == 1 else f"{first}page/{n}/",
    }
    return page(f"wordpress/list_{category.layout}.html", _furniture(site) | words)


def _feed(site: Site, category: Category | None) -> Answer:
    items = [i for i in (site.listed(category) if category else list(site.items)) if i.kind != "unpublished"][:10]
    entries = [(i, address(site, i), format_datetime(i.published)) for i in items]
    return page("wordpress/rss.xml", {"site": site, "category": category, "entries": entries}, content_type=XML)


def _posts(site: Site, query: dict[str, str]) -> Answer:
    """The JSON list of posts, newest first, with the number of pages in the headers; beyond the last a 400."""
    size = min(max(int(query["per_page"]), 1), 100) if query.get("per_page", "").isdigit() else 10
    number = int(query["page"]) if query.get("page", "").isdigit() else 1
    items = _published(site)
    pages = -(-len(items) // size)
    if number > pages:
        error = {"code": "rest_post_invalid_page_number", "message": "Số trang không hợp lệ.", "data": {"status": 400}}
        return Answer(400, json.dumps(error, ensure_ascii=False).encode(), _JSON)
    rows = [_post(site, i) for i in items[(number - 1) * size : number * size]]
    headers = {"X-WP-Total": str(len(items)), "X-WP-TotalPages": str(pages)}
    if number < pages:
        headers["Link"] = f'<{site.base}/wp-json/wp/v2/posts?per_page={size}&page={number + 1}>; rel="next"'
    return Answer(200, json.dumps(rows, ensure_ascii=False).encode(), _JSON, headers)


def _post(site: Site, item: Item) -> dict[str, object]:
    categories = [1 + n for n, c in enumerate(site.categories) if c.slug == item.category or c.slug in item.also_in]
    return {
        "id": item.id,
        "date": f"{item.published:%Y-%m-%dT%H:%M:%S}",
        "modified": f"{item.published:%Y-%m-%dT%H:%M:%S}",
        "slug": item.slug,
        "status": "publish",
        "type": "post",
        "link": address(site, item),
        "title": {"rendered": item.title.replace(" - ", " &#8211; ")},
        "content": {"rendered": str(parts.body_html(item, item.paragraphs, "figure")), "protected": False},
        "excerpt": {"rendered": f"<p>{item.lead[:200]} [&hellip;]</p>", "protected": False},
        "categories": categories,
    }
