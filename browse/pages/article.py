"""One article with every quote highlighted; `#fact-<id>` leads to the words a fact was read from."""

from __future__ import annotations

import json
from typing import Any

from datasette.database import Database
from datasette.utils.asgi import Request, Response

from browse.answer import no_such, page, safe_link
from browse.asking import Row, fetch_all, fetch_one
from browse.highlight import Mark, blocks, cut
from schemas.facts import TYPES

_ARTICLE = """
SELECT a.*, p.name AS portal_name FROM articles a LEFT JOIN portals p ON p.id = a.portal WHERE a.id = :id
"""
_MENTIONS = """
SELECT m.id, m.fact, m.evidence, m.field, m.attachment, m.page, m.start, m."end", m.quote, f.type, f.confidence, f.derived,
       f.suspect
FROM facts f JOIN mentions m ON m.fact = f.id WHERE f.article_version = :version
ORDER BY m.field = 'attachment', m.field = 'body', (SELECT t.key FROM attachments t WHERE t.id = m.attachment), m.page,
         m.start, m."end", m.id
"""
_FACTS = "SELECT f.id FROM facts f JOIN articles a ON a.version = f.article_version WHERE a.id = :id ORDER BY f.id"

_ATTACHMENTS = "SELECT id, name, url, status, pages FROM attachments WHERE article_version = :version ORDER BY key"


async def article_page(datasette: Any, request: Request) -> Response:
    """One article with every quote highlighted. `#fact-<id>` leads to the words a fact was read from."""
    database = datasette.get_database()
    article = await fetch_one(database, _ARTICLE, {"id": request.url_vars["article"]})
    if article is None:
        return await no_such(datasette, request, "article")
    mentions = await fetch_all(database, _MENTIONS, {"version": article["version"]})
    facts = await _facts(database, mentions)
    attachments = []
    for row in await fetch_all(database, _ATTACHMENTS, {"version": article["version"]}):
        pages = [
            blocks(text, _marks(mentions, "attachment", row["id"], number))
            for number, text in enumerate(json.loads(row["pages"]), 1)
        ]
        attachments.append(row | {"pages": pages, "link": safe_link(row["url"])})
    context = {
        "article": article,
        "link": safe_link(article["url"]),
        "title": cut(article["title"], _marks(mentions, "title")),
        "blocks": blocks(article["body"], _marks(mentions, "body")),
        "attachments": attachments,
        "facts": facts,
        "types": [type_ for type_ in TYPES if any(f["type"] == type_ for f in facts)],
        "row_url": datasette.urls.row(database.name, "articles", article["id"]),
    }
    return await page(datasette, request, "chiso_article.html", context)


async def article_style(datasette: Any, request: Request) -> Response:
    """The style of an article page: of the fact in the address, quote and entry are outlined; the entry stays in sight."""
    facts = await fetch_all(datasette.get_database(), _FACTS, {"id": request.url_vars["article"]})
    rule = '.chiso:has([id="fact-{0}"]:target) [data-facts~="{0}"] {{ outline: 3px solid var(--link); --kept: sticky; }}\n'
    return Response("".join(rule.format(fact["id"]) for fact in facts), content_type="text/css; charset=utf-8")


def _marks(mentions: list[Row], field: str, attachment: str | None = None, page: int | None = None) -> list[Mark]:
    return [
        Mark(m["start"], m["end"], m["id"], m["fact"], m["type"], bool(m["evidence"]))
        for m in mentions
        if m["field"] == field and m["attachment"] == attachment and m["page"] == page
    ]


async def _facts(database: Database, mentions: list[Row]) -> list[Row]:
    """The facts in the order of their evidence, each with its slots that are stated and all its mentions."""
    slots: dict[str, Row] = {}
    for type_ in {m["type"] for m in mentions}:
        ids = json.dumps(sorted({m["fact"] for m in mentions if m["type"] == type_}))
        hidden = "place", "organization", "person"
        sql = f"SELECT * FROM {type_} WHERE id IN (SELECT value FROM json_each(:ids))"
        for row in await fetch_all(database, sql, {"ids": ids}):
            slots[row["id"]] = {k: v for k, v in row.items() if v not in (None, "[]") and k not in ("id", *hidden)}
    facts = []
    for mention in mentions:
        if mention["evidence"]:
            others = [m for m in mentions if m["fact"] == mention["fact"] and not m["evidence"]]
            facts.append(mention | {"slots": slots.get(mention["fact"], {}), "others": others})
    return facts
