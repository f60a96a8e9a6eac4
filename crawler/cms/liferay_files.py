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


def _library_file(tag: Tag, url: str) -> FileLink | None:
    """A file of the document library from a link or an embedding; pictures and folders are none."""
    clean = address.canonical(url)
    steps = [unquote_plus(s) for s in urlsplit(clean).path.split("/") if s and not address.UUID.fullmatch(s)]
    name = next((s for s in reversed(steps) if re.search(r"\.\w{2,5}$", s)), "")
    kind = name.rsplit(".", 1)[-1].lower()
    shown = line_of(tag) if tag.name == "a" else ""
    if kind in common.IMAGE_TYPES or (not name and not (address.UUID.search(url) and (shown or tag.name != "a"))):
        return None
    if not shown and tag.name == "a":
        return None if tag.find("img") else FileLink(clean, name, common.MEDIA_TYPES.get(kind))
    said = common.extension("/" + shown.replace("/", "-"))
    called = file_name(tag, f"/{quote(name)}", common.MEDIA_TYPES) if names_nothing(shown) and tag.name == "a" else shown or name
    return FileLink(clean, called or None, common.MEDIA_TYPES.get(kind) or common.MEDIA_TYPES.get(said))
