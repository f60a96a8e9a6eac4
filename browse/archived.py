"""The archive beside the database: where a page lies in it, and the page as HTML that can neither load nor run anything."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from core.warc import MAX_RECORD, Record, read_record

MIB = 1024 * 1024
MAX_SHOWN = 4 * MIB
# fmt: off
_KEPT = frozenset({
    "a", "abbr", "address", "article", "aside", "b", "blockquote", "br", "caption", "center", "cite", "code", "col",
    "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "i", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "q", "s", "samp",
    "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "time", "tr", "tt", "u", "ul", "var",
})
# Left out with all that they hold; of any other element only the tags fall away. Not `embed`: it has no end, and the parser
# takes what follows for its content.
_DROPPED = frozenset({
    "script", "style", "noscript", "template", "iframe", "frame", "frameset", "noframes", "object", "applet", "svg",
    "math", "canvas", "audio", "video", "head", "title", "textarea", "select", "button", "input", "option", "datalist", "xmp",
    "plaintext",
})
# fmt: on
_VOID = frozenset({"br", "hr", "col"})
_ATTRIBUTES = frozenset({"colspan", "rowspan", "lang", "dir", "title"})
_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in the archive for a page: the answer and whether its hash is that of the database."""

    record: Record
    sha256: str
    fits: bool

    @property
    def is_html(self) -> bool:
        kind = self.record.headers.get("content-type", "text/html").split(";")[0].strip().lower()
        return kind in ("text/html", "application/xhtml+xml", "")


def archive_path(database: Path, name: str | None) -> Path | None:
    """The file `name` of the archive beside a database. None where there is none, or where it would lie elsewhere."""
    if not name or "\\" in name or "\0" in name:
        return None
    archive = (database.parent / "archive").resolve()
    path = (archive / name).resolve()
    return path if path.is_relative_to(archive) and path.is_file() else None


def find(path: Path, offset: int, sha256: str | None) -> Found:
    """The answer at an offset of an archive file. Raises ValueError where there is none that can be read."""
    try:
        record = read_record(path, offset, MAX_RECORD)
    except ValueError:
        raise
    except Exception as error:  # a file that is no WARC file: the reader's own errors are of many kinds
        raise ValueError(str(error)) from error
    found = hashlib.sha256(record.body).hexdigest()
    return Found(record, found, found == sha256)


def text_of(record: Record) -> str:
    """The body as text: UTF-8 where it is that, else as its header or its meta element says. Errors become U+FFFD."""
    try:
        return record.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    header = re.search(r"charset=[\"']?([\w.:-]{1,40})", record.headers.get("content-type", ""), re.IGNORECASE)
    meta = _CHARSET.search(record.body[: 64 * 1024])
    named = [header[1]] if header else []
    named += [meta[1].decode("ascii", "replace")] if meta else []
    for name in (*named, "utf-8"):
        try:
            return record.body.decode(name, "replace")
        except (LookupError, ValueError):  # no such encoding, or none of text
            continue
    return ""


def clean(text: str, image: str) -> str:
    """A page of HTML with nothing in it that loads, runs, submits or leads away: elements and attributes that are not listed
    here fall away, links become text, pictures the word `image` and their alternative text. One pass over the tree."""
    body = _tree(text)
    out: list[str] = []
    if body is not None:
        walker = etree.iterwalk(body, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                _open(element, walker, image, out)
            else:
                if event == "end":
                    _close(element, out)
                if element is not body and element.tail:
                    out.append(html.escape(element.tail, quote=False))
    head = '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>Chiso</title></head><body>\n'
    return f"{head}{''.join(out)}\n</body></html>\n"


def _tree(text: str) -> etree._Element | None:
    # As bytes: a text with a declaration of its encoding is refused.
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None
    if root is None:
        return None
    body = root.find("body")
    return root if body is None else body


def _open(element: etree._Element, walker: etree.iterwalk, image: str, out: list[str]) -> None:
    tag = element.tag
    if tag in _DROPPED:
        walker.skip_subtree()
        return
    if tag == "img":
        alt = " ".join((element.get("alt") or "").split())
        out.append(html.escape(f"[{image}: {alt}]" if alt else f"[{image}]", quote=False))
    if tag in _KEPT:
        kept = "".join(f' {k}="{html.escape(v)}"' for k, v in sorted(element.attrib.items()) if k in _ATTRIBUTES)
        out.append(f"<{'span' if tag == 'a' else tag}{kept}>")
    elif tag not in ("body", "html", "img"):
        out.append(" ")
    if element.text:
        out.append(html.escape(element.text, quote=False))


def _close(element: etree._Element, out: list[str]) -> None:
    tag = element.tag
    if tag in _KEPT and tag not in _VOID and tag not in _DROPPED:
        out.append(f"</{'span' if tag == 'a' else tag}>")
