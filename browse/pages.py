"""The own pages: start, article, search. Each is a route that asks the database and fills a template."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from datasette.database import Database
from datasette.utils.asgi import Request, Response

from browse.highlight import Mark, blocks, cut
from core.catalog import read_catalog
from core.search_text import find_spans, match_expression, read_query, snippet_window

PAGE_SIZE = 20
_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?")
# Nothing from elsewhere, no script at all: these pages are text, links and one style sheet.
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}

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
_FOUND = """
FROM articles_fts JOIN articles a ON a.docid = articles_fts.rowid LEFT JOIN portals p ON p.id = a.portal
WHERE articles_fts MATCH :match AND a.duplicate_of IS NULL
"""
_TYPE_LABELS = {
    "events": "Event / Sự kiện",
    "scores": "Score / Điểm số",
    "ranks": "Rank / Thứ hạng",
    "tier_counts": "Tier count / Số đơn vị theo xếp loại",
    "officials": "Official / Cán bộ",
    "awards": "Award / Khen thưởng",
    "documents": "Document / Văn bản",
}


def safe_link(address: str | None) -> str | None:
    """The address where it is a plain web address, else None (`javascript:` and the like are shown, never linked)."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def shown_date(stamp: str | None) -> str:
    """`2026-05-18T14:10:00+07:00` as `18/05/2026 14:10`, a mere date without the time; what is no date as it stands."""
    found = _STAMP.match(stamp or "")
    return f"{found[3]}/{found[2]}/{found[1]}{' ' + found[4] if found[4] else ''}" if found else stamp or ""


async def _page(datasette: Any, request: Request, template: str, context: dict[str, Any], status: int = 200) -> Response:
    html = await datasette.render_template(template, context, request=request)
    return Response.html(html, status=status, headers=_HEADERS)


async def error_page(datasette: Any, request: Request, status: int, message: str) -> Response:
    """A page that says what went wrong, without a trace of the program."""
    return await _page(datasette, request, "chiso_error.html", {"status": status, "message": message}, status)


async def _rows(database: Database, sql: str, values: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    result = await database.execute(sql, values or {}, truncate=False)
    return [dict(row) for row in result.rows]


async def start_page(datasette: Any, request: Request) -> Response:
    """What this is, how much there is, and the ways in."""
    database = datasette.get_database()
    catalog = read_catalog()
    names = [name for name in await database.table_names() if name.startswith("v_")]
    counted = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS n FROM {name}" for name in names)
    counts = {row["name"]: row["n"] for row in await _rows(database, counted)}
    views = [
        {"text": catalog.tables[name], "count": counts[name], "href": datasette.urls.table(database.name, name)}
        for name in catalog.tables
        if name in counts
    ]
    totals = await _rows(
        database,
        "SELECT (SELECT count(*) FROM portals) AS portals, (SELECT count(*) FROM articles) AS articles, "
        "(SELECT count(*) FROM facts f JOIN articles a ON a.version = f.article_version) AS facts, "
        "(SELECT min(substr(published_at, 1, 10)) FROM articles) AS first, "
        "(SELECT max(substr(published_at, 1, 10)) FROM articles) AS last",
    )
    links = {
        name: datasette.urls.table(database.name, name) for name in ("coverage", "issues", "codebook", "accuracy", "articles")
    }
    context = {"views": views, "totals": totals[0], "links": links, "database_url": datasette.urls.database(database.name)}
    return await _page(datasette, request, "chiso_start.html", context)


async def article_page(datasette: Any, request: Request) -> Response:
    """One article with every quote highlighted. `#fact-<id>` leads to the words a fact was read from."""
    database = datasette.get_database()
    found = await _rows(database, _ARTICLE, {"id": request.url_vars["article"]})
    if not found:
        return await error_page(datasette, request, 404, "No such article / Không có bài viết này")
    article = found[0]
    mentions = await _rows(database, _MENTIONS, {"version": article["version"]})
    facts = await _facts(database, mentions)
    attachments = []
    for row in await _rows(database, _ATTACHMENTS, {"version": article["version"]}):
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
        "labels": {type_: label for type_, label in _TYPE_LABELS.items() if any(f["type"] == type_ for f in facts)},
        "row_url": datasette.urls.row(database.name, "articles", article["id"]),
    }
    return await _page(datasette, request, "chiso_article.html", context)


async def article_style(datasette: Any, request: Request) -> Response:
    """The style of an article page: of the fact in the address, quote and entry are outlined; the entry stays in sight."""
    rows = await _rows(datasette.get_database(), _FACTS, {"id": request.url_vars["article"]})
    rule = '.chiso:has([id="fact-{0}"]:target) [data-facts~="{0}"] {{ outline: 3px solid var(--link); --kept: sticky; }}\n'
    return Response("".join(rule.format(row["id"]) for row in rows), content_type="text/css; charset=utf-8", headers=_HEADERS)


def _marks(mentions: list[dict[str, Any]], field: str, attachment: str | None = None, page: int | None = None) -> list[Mark]:
    return [
        Mark(m["start"], m["end"], m["id"], m["fact"], m["type"], bool(m["evidence"]))
        for m in mentions
        if m["field"] == field and m["attachment"] == attachment and m["page"] == page
    ]


async def _facts(database: Database, mentions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The facts in the order of their evidence, each with its slots that are stated and all its mentions."""
    slots: dict[str, dict[str, Any]] = {}
    for type_ in {m["type"] for m in mentions}:
        ids = json.dumps(sorted({m["fact"] for m in mentions if m["type"] == type_}))
        hidden = "place", "organization", "person"
        for row in await _rows(database, f"SELECT * FROM {type_} WHERE id IN (SELECT value FROM json_each(:ids))", {"ids": ids}):
            slots[row["id"]] = {k: v for k, v in row.items() if v not in (None, "[]") and k not in ("id", *hidden)}
    facts = []
    for mention in mentions:
        if mention["evidence"]:
            others = [m for m in mentions if m["fact"] == mention["fact"] and not m["evidence"]]
            label = _TYPE_LABELS[mention["type"]]
            facts.append(mention | {"slots": slots.get(mention["fact"], {}), "others": others, "label": label})
    return facts


async def search_page(datasette: Any, request: Request) -> Response:
    """Full-text search over titles and bodies; snippets are cut from the original text."""
    database = datasette.get_database()
    query = (request.args.get("q") or "").strip()[:400]
    offset = _offset(request.args.get("offset"))
    terms = read_query(query)
    results: list[dict[str, Any]] = []
    total = 0
    if terms:
        values = {"match": match_expression(terms), "limit": PAGE_SIZE, "offset": offset}
        total = (await _rows(database, f"SELECT count(*) AS n {_FOUND}", values))[0]["n"]
        order = "ORDER BY bm25(articles_fts, 4.0, 1.0), a.id LIMIT :limit OFFSET :offset"
        sql = f"SELECT a.id, a.title, a.body, a.published_at, p.name AS portal_name {_FOUND} {order}"
        results = [_result(row, terms) for row in await _rows(database, sql, values)]
    context = {
        "query": query,
        "total": total,
        "results": results,
        "offset": offset,
        "previous": max(0, offset - PAGE_SIZE) if offset else None,
        "next": offset + PAGE_SIZE if offset + PAGE_SIZE < total else None,
    }
    return await _page(datasette, request, "chiso_search.html", context)


def _offset(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _result(row: dict[str, Any], terms: Any) -> dict[str, Any]:
    body = row["body"]
    spans = find_spans(body, terms)
    start, end = snippet_window(body, spans)
    pieces = cut(body, [Mark(a, b, "", "", "hit") for a, b in spans], start, end)
    title = cut(row["title"], [Mark(a, b, "", "", "hit") for a, b in find_spans(row["title"], terms)])
    return row | {"title": title, "snippet": pieces, "before": start > 0, "after": end < len(body)}
