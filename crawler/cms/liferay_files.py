"""Files that a Liferay page offers. A file of the portal's document library is known by the uuid in its address
(`/documents/<site>/<folder>/<name>/<uuid>?t=<ms>`): its query tells only when it was changed. Facts: survey, section 3."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, unquote_plus, urlsplit

from bs4 import Tag

from crawler.cms import common
from crawler.cms import liferay_address as address
from crawler.cms.base import FileLink
from crawler.cms.file_names import file_name
from crawler.html_text import line_of
from crawler.pointers import names_nothing

_FRIENDLY = re.compile(r"^/documents/d/[^/]+/(?P<name>[^/]+)/?$", re.I)
# Related contents and tools: their files belong to other articles.
_NOT_OFFERED = ".asset-links, .asset-user-actions, #footerOfNewDetail, nav, footer"


def document_links(node: Tag | None, base: str) -> tuple[FileLink, ...]:
    """The files that an element offers, in page order, each once: files of the portal's library by links or embedded
    (`/documents/<site>/<folder>/<name>/<uuid>?t=…`, without the query), and what any page can offer."""
    if node is None:
        return ()
    gone = {id(n) for box in node.select(_NOT_OFFERED) for n in box.find_all(True)}
    plain = {f.url: f for f in common.file_links(node, base)}
    found: dict[str, FileLink] = {}
    for tag in node.find_all(["a", "embed", "iframe", "object"]):
        url = common.absolute(base, tag.get("href") or tag.get("src") or tag.get("data")) if id(tag) not in gone else None
        if url is None:
            continue
        inner = {k.lower(): v[0] for k, v in parse_qs(urlsplit(url).query).items()}
        if tag.name == "iframe" and (shown := inner.get("url") or inner.get("file")):
            url = common.absolute(base, shown) or url
        if address.document(urlsplit(url)) and (file := _library_file(tag, url)):
            found.setdefault(file.url, file)
        elif url in plain:
            found.setdefault(url, plain[url])
    return tuple(found.values())


def document_images(node: Tag, base: str) -> tuple[FileLink, ...]:
    """The pictures of a text without words: pages of a scan. In the document library's addresses the uuid follows the name
    or stands alone, and those of 6.x's image gallery have no name."""
    found: dict[str, FileLink] = {f.url: f for f in common.image_files(node, base)}
    for tag in node.find_all("img", src=True):
        url = common.absolute(base, tag.get("src"))
        held = url is not None and address.document(urlsplit(url))
        if url is None or not (held or urlsplit(url).path.startswith("/image/")):
            continue
        clean = address.canonical(url) if held else url
        kind = _named_step(clean).rsplit(".", 1)[-1].lower()
        found.setdefault(clean, FileLink(clean, str(tag.get("alt") or "") or None, common.IMAGE_TYPES.get(kind)))
    return tuple(found.values())


def _named_step(url: str) -> str:
    """The file's name in a document library's address; "" where none of its steps is one."""
    steps = [unquote_plus(s) for s in urlsplit(url).path.split("/") if s and not address.UUID.fullmatch(s)]
    if name := next((s for s in reversed(steps) if re.search(r"\.\w{2,5}$", s)), ""):
        return name
    # 7.4: `/documents/d/<site>/<name>`, where the name's dot is a hyphen.
    if found := _FRIENDLY.search(urlsplit(url).path):
        name = unquote_plus(found["name"])
        stem, _, kind = name.rpartition("-")
        return f"{stem}.{kind}" if stem and kind.lower() in {**common.MEDIA_TYPES, **common.IMAGE_TYPES} else name
    return ""


def _library_file(tag: Tag, url: str) -> FileLink | None:
    """A file of the document library from a link or an embedding; pictures and folders are none."""
    clean = address.canonical(url)
    name = _named_step(clean)
    kind = name.rsplit(".", 1)[-1].lower()
    shown = line_of(tag) if tag.name == "a" else ""
    if kind in common.IMAGE_TYPES or (not name and not (address.UUID.search(url) and (shown or tag.name != "a"))):
        return None
    if not shown and tag.name == "a":
        return None if tag.find("img") else FileLink(clean, name, common.MEDIA_TYPES.get(kind))
    said = common.extension("/" + shown.replace("/", "-"))
    called = file_name(tag, f"/{quote(name)}", common.MEDIA_TYPES) if names_nothing(shown) and tag.name == "a" else shown or name
    return FileLink(clean, called or None, common.MEDIA_TYPES.get(kind) or common.MEDIA_TYPES.get(said))
