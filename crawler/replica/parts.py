"""What the replicas of WordPress, Drupal, DotNetNuke, the common- kit and FITC share: furniture, bodies with lists, pages of a
list, files, robots.txt. Their markup and addresses are in their own modules and templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from crawler.replica.answers import HTML, LATIN, Answer, page, text
from crawler.replica.body import paragraphs_html
from crawler.replica.scan import scanned_pdf
from crawler.replica.site import CAPTION, Category, Item, Site

Address = Callable[[Item], str]


@dataclass(frozen=True)
class Part:
    """A page of a list: its items, its number (from 1) and how many pages there are."""

    items: tuple[Item, ...]
    number: int
    pages: int


def part_of(site: Site, category: Category, number: int) -> Part:
    """A page of a category's list; `items` is empty beyond the last. The site file says how many items a page has."""
    size = int(site.words["page_size"])
    items = site.listed(category)
    start = (number - 1) * size
    return Part(tuple(items[start : start + size]), number, max(1, -(-len(items) // size)))


def furniture(site: Site, address: Address) -> dict[str, Any]:
    """What every page of a site shows around its own text."""
    shown = [i for i in site.items if i.kind == "article"]
    return {
        "site": site,
        "words": site.words,
        "hot": [(i, address(i)) for i in site.hot(6)],
        "fresh": [(i, address(i)) for i in shown[:5]],
        "address": address,
        "today": site.today,
    }


def article_words(site: Site, item: Item, address: Address, captions: str) -> dict[str, Any]:
    """What an article's templates need. The author stands below the text or in the software's own field, as the number says."""
    newer, older = site.neighbours(item)
    last_line = item.author is not None and item.pick("byline", 2) == 1
    lead, rest = item.lead, item.paragraphs[1:]
    return furniture(site, address) | {
        "item": item,
        "url": address(item),
        "category": site.category(item.category),
        "lead": lead,
        "body": body_html(item, item.paragraphs, captions),
        "rest": body_html(item, rest, captions),
        "byline": item.author if last_line else None,
        "author": None if last_line else item.author,
        "newer": newer,
        "older": older,
        "image": first_caption(item),
    }


def first_caption(item: Item) -> str:
    return next((p.removeprefix(CAPTION) for p in item.paragraphs if p.startswith(CAPTION)), "")


def body_html(item: Item, paragraphs: list[str], captions: str) -> Markup:
    """The text's HTML; lines that end with a semicolon, and the one after them, are a list."""
    out: list[str] = []
    plain: list[str] = []
    listed: list[str] = []
    for paragraph in paragraphs:
        after = bool(listed) and listed[-1].endswith(";")
        if len(paragraph) < 160 and (paragraph.endswith(";") or after):
            listed.append(paragraph)
            if plain:
                out.append(paragraphs_html(item, plain, captions))
                plain = []
            continue
        if listed:
            out.append(_list(listed))
            listed = []
        plain.append(paragraph)
    if listed:
        out.append(_list(listed))
    if plain:
        out.append(paragraphs_html(item, plain, captions))
    return Markup("\n".join(out))


def _list(lines: list[str]) -> str:
    return "<ul>\n" + "\n".join(f"<li>{escape(line)}</li>" for line in lines) + "\n</ul>"


def restyled(body: Markup, image: str) -> Markup:
    """Figures in another markup; `image` has `{img}` and `{text}`."""
    return Markup(
        re.sub(
            r'<figure class="image">(<img [^>]*>)<figcaption>(.*?)</figcaption></figure>',
            lambda m: image.replace("{img}", m[1]).replace("{text}", m[2]),
            str(body),
        )
    )


def shown(template: str, words: dict[str, Any], item: Item) -> Answer:
    """An article's page with the traps of its coding."""
    return page(template, words, nfd=item.nfd, content_type=LATIN if item.mislabelled else HTML)


def file_answer(site: Site, path: str) -> Answer | None:
    """A file that an article offers, by its path."""
    for item in site.items:
        for file in item.files:
            if file.number == path:
                return Answer(200, scanned_pdf(item.id), file.media_type)
    return None


def robots(site: Site, rules: str, sitemap: str = "") -> Answer:
    lines = [f"Disallow: {rule}" for rule in [*rules.split(), *(f"/{d}/" for d in site.words["disallow"])]]
    named = f"\nSitemap: {site.base}{sitemap}\n" if sitemap else "\n"
    return text("User-agent: *\n" + "\n".join(lines) + named)


def limited(seconds: int) -> Answer:
    """The answer of the server before the software, which itself limits nothing."""
    return Answer(429, b"Too Many Requests\n", "text/plain", {"Retry-After": str(seconds)})
