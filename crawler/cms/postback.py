"""ASP.NET WebForms paging: what a click on `javascript:__doPostBack('target','argument')` sends, and partial answers.

Facts: docs/portals survey, section 7. Each answer brings a new view state, so pages are walked in order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote, urldefrag

from bs4 import BeautifulSoup, Tag

from crawler.cms import common

_CALL = re.compile(r"""__doPostBack\(\s*(['"])(?P<target>.*?)\1\s*,\s*(['"])(?P<argument>.*?)\3\s*\)""")
_OPTIONS = re.compile(r"""WebForm_PostBackOptions\(\s*(['"])(?P<target>.*?)\1\s*,\s*(['"])(?P<argument>.*?)\3""")
_BUTTONS = ("submit", "image", "button", "reset", "file")
_HIDDEN = re.compile(r"^hidden$", re.I)
_RECORD = re.compile(r"(?P<length>\d{1,9})\|(?P<type>[A-Za-z#]{1,40})\|(?P<id>[^|]{0,300})\|")
MAX_RECORDS = 1000  # a partial answer has a few dozen

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Postback:
    """The two arguments of a postback link: whose click it is, and what was clicked."""

    target: str
    argument: str


def postback_of(link: Tag) -> Postback | None:
    """The postback of a link or button (`href`, `onclick`, `onchange`), or None where it is none.

    Entities are unescaped by the parser; per cent codes and quotes escaped for `setTimeout('…')` here."""
    for name in ("href", "onclick", "onchange"):
        text = str(link.get(name) or "")
        if "PostBack" not in text:
            continue
        text = (unquote(text) if "%27" in text or "%22" in text else text).replace("\\'", "'").replace('\\"', '"')
        found = _OPTIONS.search(text) or _CALL.search(text)
        if found:
            return Postback(found["target"].replace("\\", ""), found["argument"].replace("\\", ""))
    return None


def postback_request(link: Tag, soup: BeautifulSoup, url: str, value: str | None = None) -> tuple[str, Fields] | None:
    """Address and form fields of a click on a postback link or button: what the form holds, with target and argument set.

    `value`: what a drop-down list is set to. None where nothing is posted, or the page has no form."""
    click = postback_of(link)
    pressed = link.name in ("input", "button") and str(link.get("type") or "submit").lower() in ("submit", "image")
    form = link.find_parent("form") or _state_form(soup)
    if (click is None and not pressed) or not isinstance(form, Tag):
        return None
    fields = _fields(form, soup)
    if click is not None:
        fields = [(n, v) for n, v in fields if n not in ("__EVENTTARGET", "__EVENTARGUMENT")]
        fields += [("__EVENTTARGET", click.target), ("__EVENTARGUMENT", click.argument)]
    elif link.get("name"):
        name = str(link["name"])
        image = str(link.get("type") or "").lower() == "image"
        fields += [(f"{name}.x", "1"), (f"{name}.y", "1")] if image else [(name, str(link.get("value") or ""))]
    if value is not None and link.get("name"):
        fields = [(n, v) for n, v in fields if n != str(link["name"])] + [(str(link["name"]), value)]
    action = str(form.get("action") or "")
    target = (common.absolute(common.base_of(soup, url), action) if action else None) or url
    return urldefrag(target).url, tuple(fields)


def _state_form(soup: BeautifulSoup) -> Tag | None:
    """The form that a script posts where the link stands in none (markup that the parser had to mend)."""
    state = soup.find("input", attrs={"name": "__VIEWSTATE"})
    inside = state.find_parent("form") if isinstance(state, Tag) else None
    form = inside or soup.find("form", method=re.compile("^post$", re.I)) or soup.find("form")
    return form if isinstance(form, Tag) else None


def _fields(form: Tag, soup: BeautifulSoup) -> list[tuple[str, str]]:
    """What a browser sends of a form, in page order: hidden and text inputs, what is chosen in lists and boxes.

    State inputs that mended markup left outside of every form belong to it, too."""
    stray = [
        tag
        for tag in soup.find_all("input", attrs={"type": _HIDDEN, "name": re.compile(r"^__")})
        if tag.find_parent("form") is None
    ]
    out: list[tuple[str, str]] = []
    for tag in [*form.find_all(["input", "select", "textarea"], attrs={"name": True}), *stray]:
        name, kind = str(tag["name"]), str(tag.get("type") or "text").lower()
        if tag.has_attr("disabled") or (tag.name == "input" and kind in _BUTTONS):
            continue
        if tag.name == "select":
            options = tag.find_all("option")
            chosen = [o for o in options if o.has_attr("selected")] or ([] if tag.has_attr("multiple") else options[:1])
            out += [(name, str(o["value"]) if o.has_attr("value") else o.get_text(strip=True)) for o in chosen]
        elif tag.name == "textarea":
            out.append((name, tag.get_text()))
        elif kind not in ("checkbox", "radio") or tag.has_attr("checked"):
            out.append((name, str(tag.get("value") or ("on" if kind in ("checkbox", "radio") else ""))))
    return out


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a partial answer: its type (`updatePanel`, `hiddenField`, `pageRedirect`, …), id and content."""

    type: str
    id: str
    content: str


def delta_records(text: str) -> tuple[Record, ...] | None:
    """The records of a partial (UpdatePanel) answer, `length|type|id|content|` one after the other; None where the text
    is none, or is cut. Lengths count UTF-16 units, as .NET does."""
    text = text.lstrip("\ufeff \r\n\t")
    if not _RECORD.match(text):
        return None
    wide = any(char > "\uffff" for char in text)
    text = _units(text) if wide else text
    out: list[Record] = []
    at = 0
    while at < len(text) and text[at:].strip() and len(out) < MAX_RECORDS:
        head = _RECORD.match(text, at)
        end = head.end() + int(head["length"]) if head else 0
        if head is None or text[end : end + 1] != "|":
            return None
        content = text[head.end() : end]
        out.append(Record(head["type"], head["id"], _whole(content) if wide else content))
        at = end + 1
    return tuple(out)


def _units(text: str) -> str:
    """Text with each character beyond U+FFFF as its two halves."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(raw[i] | raw[i + 1] << 8) for i in range(0, len(raw), 2))


def _whole(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def delta_page(text: str) -> str | None:
    """A partial answer as a page: one form with the new state and the panels' contents; None where it is no partial answer.

    Parts of the page that were not sent again are not in it: a pager and its list stand in one panel."""
    records = delta_records(text)
    if records is None:
        return None
    action = next((r.content for r in records if r.type == "formAction"), "")
    title = next((r.content for r in records if r.type == "pageTitle"), "")
    hidden = "".join(
        f'<input type="hidden" name="{escape(r.id)}" value="{escape(r.content)}">' for r in records if r.type == "hiddenField"
    )
    panels = "".join(f'<div id="{escape(r.id)}">{r.content}</div>' for r in records if r.type == "updatePanel")
    said = "".join(f"<p>{escape(r.content)}</p>" for r in records if r.type == "error")
    return (
        f'<html><head><meta charset="utf-8"><title>{escape(title)}</title></head><body>'
        f'<form method="post" action="{escape(action)}">{hidden}{panels}{said}</form></body></html>'
    )
