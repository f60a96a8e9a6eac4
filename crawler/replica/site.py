"""A sample portal as data: its articles (corpus/portals), its furniture and its traps (sites/<id>.json)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "portals"
SITES = Path(__file__).resolve().with_name("sites")
PAGE_SIZE = 10
PARAGRAPH = "\n\n"
CAPTION = "[ảnh] "
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


@dataclass(frozen=True)
class File:
    """An attachment: its number in the article, shown name and media type; the text of its pages, none where it is a scan."""

    number: str
    name: str
    media_type: str
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """A published thing. `kind`: article, scan (files only), external (redirect), unpublished (404), soft_404.
    `nfd`: served in decomposed Unicode; `mislabelled`: UTF-8 that the header calls ISO-8859-1."""

    id: int
    slug: str
    category: str
    title: str
    published: datetime
    body: str = ""
    author: str | None = None
    hits: int = 0
    kind: str = "article"
    also_in: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    target: str | None = None
    nfd: bool = False
    mislabelled: bool = False

    @property
    def paragraphs(self) -> list[str]:
        return self.body.split(PARAGRAPH) if self.body else []

    @property
    def lead(self) -> str:
        return next((p for p in self.paragraphs if not p.startswith((CAPTION, "|"))), "")

    @property
    def day(self) -> str:
        return self.published.strftime("%d/%m/%Y")

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.published.weekday()]

    @property
    def iso(self) -> str:
        return self.published.isoformat()

    def pick(self, what: str, choices: int) -> int:
        """A number below `choices` that hangs on the article and the question only: the same in every run."""
        digest = hashlib.sha256(f"{self.category}/{self.id}/{what}".encode()).digest()
        return int.from_bytes(digest[:4], "big") % choices


@dataclass(frozen=True)
class Category:
    """`layout`: page, list (NukeViet); blog, table (Joomla). `all`: shows the items of every category."""

    slug: str
    name: str
    layout: str
    all: bool = False


@dataclass(frozen=True)
class Site:
    """A sample portal: `items` newest first, `today` the day that its header shows."""

    id: str
    family: str
    name: str
    agency: str
    categories: tuple[Category, ...]
    items: tuple[Item, ...]
    today: date
    words: dict[str, Any] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return f"http://{self.id}.chiso.test"

    def item(self, number: int) -> Item | None:
        return next((i for i in self.items if i.id == number), None)

    def category(self, slug: str) -> Category | None:
        return next((c for c in self.categories if c.slug == slug), None)

    def listed(self, category: Category) -> list[Item]:
        """What a category's listing shows, newest first."""
        return [i for i in self.items if category.all or category.slug == i.category or category.slug in i.also_in]

    def neighbours(self, item: Item) -> tuple[list[Item], list[Item]]:
        """Up to five newer and five older items of the same category."""
        same = [i for i in self.items if i.category == item.category and i.kind == "article"]
        newer = [i for i in same if i.published > item.published][-5:]
        older = [i for i in same if i.published < item.published][:5]
        return newer, older

    def hot(self, count: int = 6) -> list[Item]:
        """The items of the hot-news boxes: those read most."""
        return sorted((i for i in self.items if i.kind == "article"), key=lambda i: (-i.hits, i.id))[:count]


def load_sites(corpus: Path = CORPUS, sites: Path = SITES) -> dict[str, Site]:
    """All portals of `sites` (furniture and traps, `<id>.json`) with their articles below `corpus/<id>`, by id. Raises OSError
    or ValueError where a file is missing or wrong."""
    return {path.stem: _site(path, corpus) for path in sorted(sites.glob("*.json"))}


def _site(path: Path, corpus: Path) -> Site:
    words = json.loads(path.read_text(encoding="utf-8"))
    items = [_article(p, words) for p in sorted((corpus / path.stem).glob("*.json"))]
    if not items:
        raise ValueError(f"{corpus / path.stem}: no sample articles")
    items += [_trap(t) for t in words["traps"]]
    items.sort(key=lambda i: (i.published, i.id), reverse=True)
    return Site(
        id=path.stem,
        family=words["family"],
        name=words["name"],
        agency=words["agency"],
        categories=tuple(Category(**c) for c in words["categories"]),
        items=tuple(items),
        today=items[0].published.date() + timedelta(days=3),
        words=words,
    )


def _article(path: Path, words: dict[str, Any]) -> Item:
    data = json.loads(path.read_text(encoding="utf-8"))
    article, page = data["article"], data["page"]
    listed = page.get("attachments") or article.get("attachments") or []
    files = [File(a["id"], a["name"], a["media_type"], tuple(a.get("pages") or ())) for a in listed]
    return Item(
        id=page["id"],
        slug=page["slug"],
        category=page["category"],
        title=article["title"],
        published=datetime.fromisoformat(article["published_at"]),
        body=article["body"],
        author=article.get("author"),
        hits=page["hits"],
        kind=page["kind"],
        also_in=tuple(words["also_in"].get(page["category"], ())),
        files=tuple(files),
        nfd=page["id"] in words["nfd"],
        mislabelled=page["id"] in words["mislabelled"],
    )


def _trap(data: dict[str, Any]) -> Item:
    return Item(**{**data, "published": datetime.fromisoformat(data["published"]), "also_in": tuple(data.get("also_in", ()))})
