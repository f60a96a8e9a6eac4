"""Records that the stages hand to each other: frozen, so that no stage changes another's result.

Source of the forms: docs/codebook.md ("Input: an article") and schemas/article.schema.json.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Field = Literal["body", "title", "attachment"]


@dataclass(frozen=True, slots=True)
class Portal:
    """Whose portal published an article. `place` and `province` are written `type name` or are None (a newspaper)."""

    id: str | None = None
    place: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to an article; `pages` holds its text page by page where it could be read."""

    id: str
    url: str
    name: str | None = None
    media_type: str | None = None
    pages: tuple[str, ...] = ()
    status: Literal["text", "scanned", "failed", "too_large"] | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A clean article. `body`: paragraphs separated by a blank line; tables as one paragraph of pipe rows; captions
    as paragraphs that begin with `[ảnh] `. `published_at`: ISO 8601 with +07:00, or None."""

    url: str
    title: str
    body: str
    published_at: str | None = None
    published_source: str | None = None
    author: str | None = None
    section: str | None = None
    portal: Portal = field(default_factory=Portal)
    attachments: tuple[Attachment, ...] = ()

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Article:
        """Read the JSON form (schemas/article.schema.json). Raises ValueError that names the wrong key."""
        if not isinstance(data, dict):
            raise ValueError("an article is a JSON object")
        for key in ("url", "title", "body"):
            if not isinstance(data.get(key), str):
                raise ValueError(f"'{key}' is missing or not a string")
        for key in ("published_at", "published_source", "author", "section"):
            if not isinstance(data.get(key), str | None):
                raise ValueError(f"'{key}' is neither a string nor null")
        portal = data.get("portal") or {}
        if not isinstance(portal, dict):
            raise ValueError("'portal' is not an object")
        for key in ("id", "place", "province"):
            if not isinstance(portal.get(key), str | None):
                raise ValueError(f"'portal.{key}' is neither a string nor null")
        attachments = data.get("attachments") or []
        if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
            raise ValueError("'attachments' is not a list of objects")
        return cls(
            url=data["url"],
            title=data["title"],
            body=data["body"],
            published_at=data.get("published_at"),
            published_source=data.get("published_source"),
            author=data.get("author"),
            section=data.get("section"),
            portal=Portal(portal.get("id"), portal.get("place"), portal.get("province")),
            attachments=tuple(_attachment(a) for a in attachments),
        )

    def to_json(self) -> dict[str, Any]:
        """The JSON form, keys in the schema's order."""
        out: dict[str, Any] = {
            "url": self.url,
            "title": self.title,
            "published_at": self.published_at,
            "published_source": self.published_source,
            "author": self.author,
            "section": self.section,
            "body": self.body,
            "portal": {"id": self.portal.id, "place": self.portal.place, "province": self.portal.province},
        }
        if self.attachments:
            out["attachments"] = [
                {"id": a.id, "url": a.url}
                | {k: v for k, v in (("name", a.name), ("media_type", a.media_type), ("status", a.status)) if v}
                | ({"pages": list(a.pages)} if a.pages else {})
                for a in self.attachments
            ]
        return out


def _attachment(data: dict[str, Any]) -> Attachment:
    for key in ("id", "url"):
        if not isinstance(data.get(key), str):
            raise ValueError(f"'attachments[].{key}' is missing or not a string")
    return Attachment(
        id=data["id"],
        url=data["url"],
        name=data.get("name"),
        media_type=data.get("media_type"),
        pages=tuple(data.get("pages") or ()),
        status=data.get("status"),
    )


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Where words stand: half-open code-point offsets into one field of the article AS GIVEN (not folded)."""

    start: int
    end: int
    field: Field = "body"
    attachment: str | None = None
    page: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The codebook's `evidence` object: `in` only where it is not the body."""
        out: dict[str, Any] = {}
        if self.field != "body":
            out["in"] = self.field
        if self.field == "attachment":
            out |= {"attachment": self.attachment, "page": self.page}
        return out | {"start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Issue:
    """Something skipped or suspect in one article: a row of the database, never a silent loss.

    `rule` names the rule that noticed (`ranks.no_subject`), `message` says in English what and why, `quote` are the
    words concerned ("" where the whole article is)."""

    rule: str
    message: str
    span: Span | None = None
    quote: str = ""
