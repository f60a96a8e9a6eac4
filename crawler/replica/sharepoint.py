"""A SharePoint portal: TANDAN's pages (new and old) or a province's web parts, with the server's ways of refusing.

Keys of the site's file: `theme` (tandan, tandan-view, province), `page_size`, `block` (numbers that a scripted pager shows at
once), `chuyen_muc` (numbers of the categories whose layout is `chuyenmuc`). Layouts of categories: `pageindex` (`?PageIndex=n`),
`postback` (a scripted pager), `page` (`&Page=n`), `chuyenmuc` (`?ChuyenMucID=32&page=n`)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from markupsafe import Markup

from crawler.replica.answers import HTML, LATIN, Answer, page, redirect, text
from crawler.replica.body import paragraphs_html
from crawler.replica.scan import scanned_pdf
from crawler.replica.site import CAPTION, Category, Item, Site

HEADERS = (
    ("MicrosoftSharePointTeamServices", "15.0.0.4571"),
    ("X-SharePointHealthScore", "0"),
    ("SPRequestGuid", "5b0c2f9e-6c1d-40d2-9a53-0d8f7a4e1c22"),
    ("X-Powered-By", "ASP.NET"),
)
_SESSION = re.compile(r"^/\(S\([a-z0-9]{24}\)\)", re.I)
_CAPTIONS = ("centred", "table", "figure")
_FORM = ("__VIEWSTATE", "__VIEWSTATEGENERATOR", "__EVENTVALIDATION", "__REQUESTDIGEST", "__EVENTTARGET", "__EVENTARGUMENT")
_STEP = re.compile(r"\$rptPaging\$ctl(?P<n>\d{2})\$lbtnPage$")


def answer(site: Site, target: str) -> Answer:
    """The answer to a GET of a path with query; letter case of the path does not count."""
    parts = urlsplit(target)
    path = unquote(_SESSION.sub("", parts.path)) or "/"
    query = {k.lower(): v for k, v in parse_qsl(parts.query)}
    low = path.lower()
    if low == "/robots.txt":
        return text("User-agent: *\n" + "".join(f"Disallow: /{rule}/\n" for rule in ("_vti_bin", *site.words["disallow"])))
    if low in ("/", "/portal/pages/default.aspx", "/pages/default.aspx"):
        return _home(site)
    if low.startswith(("/_layouts/", "/_login/", "/_forms/")):
        return _system(site, low, query)
    if found := re.fullmatch(r"/lists/tintuc/attachments/(\d+)/(.+)", low):
        return _file(site, int(found[1]), found[2])
    category = next((c for c in site.categories if low == urlsplit(_list_path(site, c)).path.lower()), None)
    if category is not None and site.words["theme"] == "province":
        category = _asked(site, category, query)
    if "itemid" in query or _is_dated(low):
        return _article(site, _find(site, low, query), query)
    return _listing(site, category, _number(query)) if category is not None else not_found(site)


def post(site: Site, target: str, form: dict[str, str]) -> Answer:
    """The answer to a click on a scripted pager: only with the fields that the server itself gave out are they taken."""
    low = unquote(_SESSION.sub("", urlsplit(target).path)).lower()
    category = next((c for c in site.categories if low == urlsplit(_list_path(site, c)).path.lower()), None)
    state = _opened(site, form.get("__VIEWSTATE", ""))
    if category is None or category.layout != "postback" or state is None or any(name not in form for name in _FORM):
        return _refused(site, 403)
    if form["__REQUESTDIGEST"] != _digest(site) or form["__EVENTVALIDATION"] != _signature(site, form["__VIEWSTATE"]):
        return _refused(site, 403)
    step = _STEP.search(form["__EVENTTARGET"])
    shown, number = state
    steps = _steps(number, _pages(site, category), int(site.words["block"]))
    if shown != category.slug or step is None or int(step["n"]) >= len(steps):
        return _refused(site, 500)
    return _listing(site, category, steps[int(step["n"])][1])


def not_found(site: Site) -> Answer:
    return page("sharepoint/error.html", _furniture(site) | {"words_said": "404 FILE NOT FOUND"}, status=404)


def too_many(site: Site, seconds: int) -> Answer:
    """SharePoint's throttling."""
    return Answer(429, b"429 TOO MANY REQUESTS\n", "text/plain", {"Retry-After": str(seconds)})


def address(site: Site, item: Item) -> str:
    """An article's address, in the letter case and with the order of parameters that count as its own."""
    if site.words["theme"] == "province":
        category = site.category(item.category)
        if category is not None and category.layout == "chuyenmuc":
            return f"{site.base}/Pages/tintuc/chitiet.aspx?ChuyenMucID={_chuyen_muc(site, category)}&ItemID={item.id}"
        return f"{site.base}/tintuc/Pages/{item.category}.aspx?ItemID={item.id}"
    name = "-".join(word.capitalize() for word in item.slug[:40].strip("-").split("-"))
    random = base64.b32encode(hashlib.sha256(f"{site.id}/{item.id}".encode()).digest())[:6].decode().lower()
    day = item.published
    return f"{site.base}/portal/Pages/{day.year}-{day.month}-{day.day}/{name}{random}.aspx"


def file_address(site: Site, item: Item, name: str) -> str:
    """Where a file of an article is."""
    return f"{site.base}/Lists/TinTuc/Attachments/{item.id}/{quote(name)}"


def _list_path(site: Site, category: Category) -> str:
    """The path and query of a category's listing."""
    if category.layout == "chuyenmuc":
        return f"/Pages/tintuc/chuyenmuc.aspx?ChuyenMucID={_chuyen_muc(site, category)}"
    if site.words["theme"] == "province":
        return f"/tintuc/Pages/{category.slug}.aspx"
    return f"/portal/Pages/{category.slug.capitalize()}.aspx"


def _chuyen_muc(site: Site, category: Category) -> int:
    return int(site.words["chuyen_muc"][category.slug])


def _asked(site: Site, category: Category, query: dict[str, str]) -> Category:
    """The category that a page shared by several shows: the number in the query says which."""
    wanted = query.get("chuyenmucid", "")
    return next((c for c in site.categories if c.layout == "chuyenmuc" and str(_chuyen_muc(site, c)) == wanted), category)


def _link(site: Site, item: Item) -> str:
    """An article's address as some link of the portal writes it: other letter case, other order, a session in the path."""
    if item.kind == "external":
        return item.target or ""
    url, way = address(site, item), item.pick("link", 3)
    if site.words["theme"] != "province":
        return url.replace("/portal/Pages/", ("/portal/Pages/", "/Portal/pages/", "/portal/pages/")[way])
    if way == 1 and "&" in url:
        head, _, tail = url.partition("?")
        return f"{head}?{'&'.join(reversed(tail.split('&')))}"
    return url.replace(site.base, f"{site.base}/(S(k3j2h1g4f5d6s7a8q9w0e1r2))") if way == 2 else url


def _is_dated(low: str) -> bool:
    return re.fullmatch(r"/portal/pages/\d{4}-\d{1,2}-\d{1,2}/[^/]+\.aspx", low) is not None


def _find(site: Site, low: str, query: dict[str, str]) -> Item | None:
    if "itemid" in query:
        return site.item(int(query["itemid"])) if query["itemid"].isdigit() else None
    return next((i for i in site.items if urlsplit(address(site, i)).path.lower() == low), None)


def _number(query: dict[str, str]) -> int:
    value = query.get("pageindex") or query.get("page") or "1"
    return int(value) if value.isdigit() else 1


def _furniture(site: Site, category: Category | None = None) -> dict[str, object]:
    shown = [i for i in site.items if i.kind == "article"]
    return {
        "site": site,
        "words": site.words,
        "theme": site.words["theme"],
        "category": category,
        "sections": [(c.name, _list_path(site, c)) for c in site.categories],
        "hot": [(i, _link(site, i)) for i in site.hot(5)],
        "latest": [(i, _link(site, i)) for i in shown[:4]],
        "link": lambda item: _link(site, item),
        "list_path": lambda c: _list_path(site, c),
        "digest": _digest(site),
        "state": None,
        "signature": None,
    }


def _home(site: Site) -> Answer:
    boxes = [(c, site.listed(c)[:3]) for c in site.categories]
    return page("sharepoint/home.html", _furniture(site) | {"boxes": boxes})


def _system(site: Site, low: str, query: dict[str, str]) -> Answer:
    """Pages of the software itself: the copy to print, sign-in, error."""
    if low.endswith("/print.aspx"):
        return _article(site, _find(site, low, query), query | {"print": "1"})
    if low.endswith("/authenticate.aspx"):
        return redirect(f"{site.base}/_login/default.aspx?ReturnUrl=%2f_layouts%2f15%2fAuthenticate.aspx", 302)
    if low.startswith(("/_login/", "/_forms/")):
        return page("sharepoint/login.html", _furniture(site))
    said = "Sorry, something went wrong. Item does not exist. It may have been deleted by another user."
    return page("sharepoint/error.html", _furniture(site) | {"words_said": said})


def _refused(site: Site, status: int) -> Answer:
    said = "The security validation for this page is invalid and might be corrupted."
    return page("sharepoint/error.html", _furniture(site) | {"words_said": said}, status=status)


def _article(site: Site, item: Item | None, query: dict[str, str]) -> Answer:
    """An item; what is not there is an empty web part, an error page or the sign-in, by theme and item."""
    if item is None or item.kind == "soft_404":
        return page("sharepoint/empty.html", _furniture(site))
    if item.kind in ("unpublished", "external"):
        where = "error.aspx?ErrorText=Item" if item.pick("refusal", 2) else "Authenticate.aspx?Source=%2f"
        return redirect(f"{site.base}/_layouts/15/{where}", 302)
    category = site.category(item.category)
    newer, older = site.neighbours(item)
    paragraphs = item.paragraphs
    lead = 1 if paragraphs and not paragraphs[0].startswith((CAPTION, "|")) else 0
    html = paragraphs_html(item, paragraphs[lead:], _CAPTIONS[item.pick("captions", len(_CAPTIONS))])
    words = {
        "item": item,
        "lead": paragraphs[0] if lead else "",
        "body": Markup(html.replace("/uploads/news/", "/PublishingImages/")),
        "external_class": "ExternalClass" + hashlib.sha256(str(item.id).encode()).hexdigest()[:32].upper(),
        "half": f"{item.published:%I:%M} {'SA' if item.published.hour < 12 else 'CH'}",
        "byline": item.pick("byline", 2),
        "shape": item.pick("shape", 3),
        "files": [(f, file_address(site, item, f.name)) for f in item.files],
        "others": [*newer, *older],
        "print_url": _print_url(site, item),
    }
    template = "sharepoint/print.html" if query.get("print") == "1" else f"sharepoint/{site.words['theme']}.html"
    return page(template, _furniture(site, category) | words, nfd=item.nfd, content_type=LATIN if item.mislabelled else HTML)


def _print_url(site: Site, item: Item) -> str:
    if site.words["theme"] == "province":
        return f"{site.base}/_layouts/15/tintuc/Print.aspx?ItemID={item.id}"
    return address(site, item) + "?print=1"


def _file(site: Site, number: int, name: str) -> Answer:
    item = site.item(number)
    file = next((f for f in item.files if f.name.lower() == name), None) if item is not None else None
    return Answer(200, scanned_pdf(number), file.media_type) if file is not None else not_found(site)


def _pages(site: Site, category: Category) -> int:
    return max(1, -(-len(site.listed(category)) // int(site.words["page_size"])))


def _steps(number: int, pages: int, block: int) -> list[tuple[str, int]]:
    """The links and the current number of a scripted pager: a block of numbers, dots to the blocks beside it."""
    first = (number - 1) // block * block + 1
    steps = [("...", first - 1)] if first > 1 else []
    steps += [(str(n), n) for n in range(first, min(first + block, pages + 1))]
    return steps + ([("...", first + block)] if first + block <= pages else [])


def _listing(site: Site, category: Category, number: int) -> Answer:
    """A page of a listing; a number beyond the end shows an empty list."""
    size, pages = int(site.words["page_size"]), _pages(site, category)
    items = site.listed(category)[(number - 1) * size : number * size]
    state = base64.b64encode(json.dumps({"list": category.slug, "page": number}).encode()).decode()
    state = f"{state}.{_signature(site, state)}"
    words = {
        "items": [(i, _link(site, i)) for i in items],
        "number": number,
        "pages": pages,
        "steps": _steps(number, pages, int(site.words["block"])),
        "page_url": lambda n: _page_url(site, category, n),
        "state": state,
        "signature": _signature(site, state),
    }
    return page("sharepoint/list.html", _furniture(site, category) | words)


def _page_url(site: Site, category: Category, number: int) -> str:
    path = _list_path(site, category)
    if category.layout == "pageindex":
        return f"{path}?PageIndex={number}"
    return f"{path}&page={number}" if category.layout == "chuyenmuc" else f"{path}?date=&EventID=0&Page={number}"


def _signature(site: Site, content: str) -> str:
    return hmac.new(site.id.encode(), content.encode(), hashlib.sha256).hexdigest()


def _digest(site: Site) -> str:
    return f"0x{_signature(site, 'digest').upper()},{site.today:%d %b %Y} 03:15:00 -0000"


def _opened(site: Site, state: str) -> tuple[str, int] | None:
    """The listing and page that a view state tells; None where it is not one that this server signed."""
    content, _, signed = state.rpartition(".")
    if not content or not hmac.compare_digest(signed, _signature(site, content)):
        return None
    told = json.loads(base64.b64decode(content))
    return str(told["list"]), int(told["page"])
