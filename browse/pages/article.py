"""One article with every quote highlighted; `#fact-<id>` leads to the words a fact was read from, `#entry-<id>` to the fact."""

from __future__ import annotations

import json
from typing import Any

from datasette.database import Database
from datasette.utils.asgi import Request, Response

from browse.answer import no_such, page, safe_link
from browse.asking import Row, fetch_all, fetch_one
from browse.facts import confidence_key, fact_rows, row_url, stated_slots
from browse.highlight import Block, Mark, blocks, cut, linked
from browse.language import Language, language_of
from browse.redacted import taken_out
from schemas.facts import TYPES

LISTED = 50
_ARTICLE = """
SELECT a.id, a.version AS current_version, a.duplicate_of, v.id AS version, v.url,
       iif(v.id = a.version, a.title, v.title) AS title, iif(v.id = a.version, a.body, v.body) AS body,
       v.author, v.section,
       v.published_at, v.published_source, v.portal, v.page, p.name AS portal_name, g.fetched_at, g.archive_file
FROM articles a JOIN article_versions v ON v.article = a.id AND v.id = coalesce(:version, a.version)
LEFT JOIN portals p ON p.id = v.portal LEFT JOIN pages g ON g.id = v.page WHERE a.id = :id
"""
_MENTIONS = """
SELECT m.id, m.fact, m.evidence, m.field, m.attachment, m.page, m.start, m."end", f.type
FROM facts f JOIN mentions m ON m.fact = f.id WHERE f.article_version = :version
ORDER BY m.field = 'attachment', m.field = 'body', (SELECT t.key FROM attachments t WHERE t.id = m.attachment), m.page,
         m.start, m."end", m.id
"""
_FACTS = "SELECT id FROM facts WHERE article_version = :version ORDER BY id"
_ATTACHMENTS = "SELECT id, name, url, status, pages FROM attachments WHERE article_version = :version ORDER BY key"
_VERSIONS = """
SELECT v.id, v.current, v.page, v.title, g.fetched_at FROM article_versions v LEFT JOIN pages g ON g.id = v.page
WHERE v.article = :id ORDER BY v.current DESC, g.fetched_at DESC, v.id LIMIT :limit
"""
_COPIES = """
SELECT c.how, c.similarity, 0 AS original, a.id, a.title, a.published_at, p.name AS portal_name
FROM article_copies c JOIN articles a ON a.id = c.article LEFT JOIN portals p ON p.id = a.portal WHERE c.original = :id
UNION ALL
SELECT c.how, c.similarity, 1, a.id, a.title, a.published_at, p.name
FROM article_copies c JOIN articles a ON a.id = c.original LEFT JOIN portals p ON p.id = a.portal WHERE c.article = :id
ORDER BY 3 DESC, 6, 4 LIMIT :limit
"""
_ISSUES = "SELECT stage, rule, message, quote FROM issues WHERE article = :id ORDER BY stage, rule, id LIMIT :limit"


async def article_page(datasette: Any, request: Request) -> Response:
    """`/-/article/<id>?type=…&version=…`: one article; by default its current version and all types of facts."""
    database = datasette.get_database()
    article = await _article(database, request)
    if article is None:
        return await no_such(datasette, request, "article")
    asked = request.args.get("type")
    shown_type = asked if asked in TYPES else None
    mentions = await fetch_all(database, _MENTIONS, {"version": article["version"]})
    facts = await _facts(database, mentions, language_of(request))
    counts = {type_: sum(fact["type"] == type_ for fact in facts) for type_ in TYPES}
    if shown_type:
        mentions = [m for m in mentions if m["type"] == shown_type]
        facts = [fact for fact in facts if fact["type"] == shown_type]
    context = await _text(database, article, mentions) | await _around(database, article["id"])
    context |= {
        "article": article,
        "link": safe_link(article["url"]),
        "old": article["version"] != article["current_version"],
        "facts": [fact | {"row_url": row_url(datasette, database.name, fact)} for fact in facts],
        "numbers": {fact["id"]: number for number, fact in enumerate(facts, 1)},
        "counts": {type_: count for type_, count in counts.items() if count},
        "total": sum(counts.values()),
        "shown_type": shown_type,
        "row_url": datasette.urls.row(database.name, "articles", article["id"]),
        "rows_url": datasette.urls.table(database.name, "issues") + f"?article={article['id']}",
    }
    return await page(datasette, request, "chiso_article.html", context)


async def article_style(datasette: Any, request: Request) -> Response:
    """The style of an article page: of the fact in the address, quote and entry are outlined, and the entry stays in sight;
    so are those of the fact under the pointer or in focus."""
    database = datasette.get_database()
    article = await _article(database, request)
    facts = await fetch_all(database, _FACTS, {"version": article["version"]}) if article else []
    rule = (
        '.chiso:has([id="fact-{0}"]:target) [data-facts~="{0}"] {{ outline: 3px solid var(--link); --kept: sticky; }}\n'
        '.chiso:has([id="entry-{0}"]:target) [data-about~="{0}"], '
        '.chiso:has([data-about~="{0}"]:is(:hover, :focus-within)) [data-about~="{0}"] '
        "{{ outline: 2px solid var(--focus); outline-offset: 1px; }}\n"
    )
    return Response("".join(rule.format(fact["id"]) for fact in facts), content_type="text/css; charset=utf-8")


async def _article(database: Database, request: Request) -> Row | None:
    """The article of the address in the version that is asked for. None where it has no such version."""
    version = request.args.get("version") or None
    return await fetch_one(database, _ARTICLE, {"id": request.url_vars["article"], "version": version})


async def _text(database: Database, article: Row, mentions: list[Row]) -> Row:
    """Title, body and attachments as blocks of linked pieces."""
    rows = await fetch_all(database, _ATTACHMENTS, {"version": article["version"]})
    parts: list[tuple[Block, ...]] = [
        (Block("title", cut(article["title"], _marks(mentions, "title"))),),
        blocks(article["body"], _marks(mentions, "body")),
    ]
    for row in rows:
        for number, text in enumerate(json.loads(row["pages"]), 1):
            parts.append(blocks(text, _marks(mentions, "attachment", row["id"], number)))
    title, body, *pages = linked(parts)
    attachments = []
    for row in rows:
        count = len(json.loads(row["pages"]))
        attachments.append(row | {"pages": pages[:count], "link": safe_link(row["url"])})
        pages = pages[count:]
    return {"title": title[0].pieces, "blocks": body, "attachments": attachments}


async def _around(database: Database, article: str) -> Row:
    """Versions, copies and issues of an article, and whether its archived page may be shown."""
    values = {"id": article, "limit": LISTED}
    return {
        "versions": await fetch_all(database, _VERSIONS, values),
        "copies": await fetch_all(database, _COPIES, values),
        "issues": await fetch_all(database, _ISSUES, values),
        "listed": LISTED,
        "taken_out": await taken_out(database, [article]),
    }


def _marks(mentions: list[Row], field: str, attachment: str | None = None, page: int | None = None) -> list[Mark]:
    return [
        Mark(m["start"], m["end"], m["id"], m["fact"], m["type"], bool(m["evidence"]))
        for m in mentions
        if m["field"] == field and m["attachment"] == attachment and m["page"] == page
    ]


async def _facts(database: Database, mentions: list[Row], language: Language) -> list[Row]:
    """The facts in the order of their evidence, each with the slots that are stated and its other mentions."""
    order = [mention["fact"] for mention in mentions if mention["evidence"]]
    rows = await fact_rows(database, order)
    others: dict[str, list[Row]] = {}
    for mention in mentions:
        if not mention["evidence"]:
            others.setdefault(mention["fact"], []).append(mention)
    shown = []
    for fact in order:
        row = rows[fact]
        slots, sure = stated_slots(row, language), confidence_key(row["confidence"])
        shown.append(row | {"slots": slots, "others": others.get(fact, []), "sure": sure})
    return shown
