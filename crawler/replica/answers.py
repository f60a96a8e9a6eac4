"""What a family module gives the server: a status, headers and bytes; and the templates that pages are made from."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crawler.replica.site import WEEKDAYS

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals["weekdays"] = WEEKDAYS
HTML = "text/html; charset=UTF-8"
LATIN = "text/html; charset=ISO-8859-1"
XML = "text/xml; charset=UTF-8"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: bytes = b""
    content_type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)


def page(template: str, words: dict[str, object], *, status: int = 200, nfd: bool = False, content_type: str = HTML) -> Answer:
    """A rendered template. `nfd`: in decomposed Unicode, as some editors' keyboards write it."""
    text = TEMPLATES.get_template(template).render(words)
    if nfd:
        text = unicodedata.normalize("NFD", text)
    return Answer(status, text.encode(), content_type)


def redirect(location: str, status: int = 301) -> Answer:
    return Answer(status, b"", headers={"Location": location})


def text(content: str) -> Answer:
    return Answer(200, content.encode(), "text/plain; charset=UTF-8")
