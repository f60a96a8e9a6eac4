"""ASP.NET WebForms paging: what a click on `javascript:__doPostBack('target','argument')` sends.

Facts: docs/portals survey, section 7. Each answer brings a new view state, so pages are walked in order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from crawler.cms import common

_CALL = re.compile(r"""__doPostBack\(\s*(['"])(?P<target>.*?)\1\s*,\s*(['"])(?P<argument>.*?)\3\s*\)""")
_OPTIONS = re.compile(r"""WebForm_PostBackOptions\(\s*(['"])(?P<target>.*?)\1\s*,\s*(['"])(?P<argument>.*?)\3""")


@dataclass(frozen=True, slots=True)
class Postback:
    """The two arguments of a postback link: whose click it is, and what was clicked."""

    target: str
    argument: str


def postback_of(link: Tag) -> Postback | None:
    """The postback of a link (`href` or `onclick`), or None where it is none. Entities are unescaped by the parser."""
    for name in ("href", "onclick"):
        text = str(link.get(name) or "")
        found = _CALL.search(text) or _OPTIONS.search(text)
        if found:
            return Postback(found["target"].replace("\\", ""), found["argument"].replace("\\", ""))
    return None


def postback_request(link: Tag, soup: BeautifulSoup, url: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Address and form fields of a click on a postback link: the form's hidden inputs, with target and argument set.

    None where the link is no postback or stands on a page without a form."""
    click = postback_of(link)
    return _sent(link, soup, url, {"__EVENTTARGET": click.target, "__EVENTARGUMENT": click.argument}) if click else None


def submit_request(button: Tag, soup: BeautifulSoup, url: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Address and form fields of a click on a submit button: the form's hidden inputs and the button's own name.

    None where it is no such button or stands on a page without a form."""
    if str(button.get("type") or "").lower() not in ("submit", "image") or not button.get("name"):
        return None
    own = {str(button["name"]): str(button.get("value") or "")}
    return _sent(button, soup, url, {"__EVENTTARGET": "", "__EVENTARGUMENT": ""} | own)


def _sent(node: Tag, soup: BeautifulSoup, url: str, own: dict[str, str]) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    form = node.find_parent("form") or soup.find("form")
    if not isinstance(form, Tag):
        return None
    fields = {
        str(tag["name"]): str(tag.get("value") or "")
        for tag in form.find_all("input", attrs={"type": re.compile(r"^hidden$", re.I), "name": True})
    }
    action = str(form.get("action") or "")
    target = (common.absolute(common.base_of(soup, url), action) if action else None) or url
    return target, tuple((fields | own).items())
